//! What would be: "om jag jobbar 80 %, när blir jag klar?", "tänk om jag är ledig ett år från maj". Nothing changes.

use jiff::civil::Date;

use super::{
    open, own, plan_of,
    read::{Asked, Dates, Pace, Unsaid},
    said, set,
    words::{self, say},
};
use crate::{
    assistant::{turn::Turn, wording::Language},
    effect::About,
    plan::{
        Period,
        time::{add_days, add_months},
    },
};

/// What begins something that is only supposed, folded; and whether that alone asks what would follow.
const SUPPOSES: [(&str, bool); 9] = [
    ("tank om jag ", true),
    ("vad hander om jag ", true),
    ("va hander om jag ", true),
    ("hur blir det om jag ", true),
    ("anta att jag ", true),
    ("what if i ", true),
    ("om jag ", false),
    ("ifall jag ", false),
    ("if i ", false),
];

/// What asks for the end of an ST, or for what moves in it, folded.
const ASKS: [&str; 24] = [
    "nar blir jag klar",
    "nar blir jag fardig",
    "nar blir jag specialist",
    "nar ar jag klar",
    "nar ar jag fardig",
    "nar slutar min st",
    "nar slutar st",
    "nar slutar jag",
    "nar tar min st slut",
    "hur lang blir min st",
    "hur lang blir st",
    "hur lange blir min st",
    "hur mycket langre blir",
    "hur mycket senare blir jag klar",
    "hur langt skjuts",
    "vad hander med min st",
    "vad hander med min plan",
    "vad hander med planen",
    "vad flyttas",
    "hur paverkas min",
    "hur paverkas planen",
    "blir jag senare klar",
    "when am i done",
    "when does my st end",
];

/// Reads a supposition. A folded message.
pub(super) fn read(phrase: &str, today: Date) -> Option<Asked> {
    let plain = phrase.trim_end_matches(['?', '.', '!', ' ']);
    let begins = |at: usize| at == 0 || plain[..at].ends_with([' ', ',']);
    let (at, start, asks) = SUPPOSES.iter().find_map(|(start, asks)| {
        let at = plain.find(start).filter(|at| begins(*at))?;
        Some((at, *start, *asks))
    })?;
    let (before, rest) = (&plain[..at], &plain[at + start.len()..]);
    let asked_before = ASKS.iter().any(|ask| before.contains(ask));
    let asked_after = ASKS.iter().filter_map(|ask| rest.find(&format!(" {ask}"))).min();
    if !(asks || asked_before || asked_after.is_some()) {
        return None;
    }
    let supposed = asked_after.map_or(rest, |end| &rest[..end]).trim_end_matches([' ', ',']);
    let supposed = supposed.strip_suffix(" sa").unwrap_or(supposed).trim_end_matches([' ', ',']);
    let told = supposed.strip_prefix("tar ").map_or_else(|| supposed.to_owned(), |rest| format!("ar {}", rest.replace("ledigt", "ledig")));
    match said::dates(&format!("jag {told}"), today)? {
        Asked::Dates(dates) if dates.start.is_none() => Some(Asked::Suppose(dates)),
        Asked::OpenLeave(_) => Some(Asked::Suppose(Dates { unsaid: Some(Unsaid::Leave { length: None, to: None }), ..Dates::default() })),
        _ => None,
    }
}

/// Says what would follow.
pub(super) fn answer(turn: &mut Turn<'_>, dates: &Dates) {
    let Some(known) = own(turn) else { return super::ask_start(turn) };
    let Some(plan) = plan_of(turn, known) else { return super::no_plan(turn) };
    let language = turn.language();
    // It holds from now on, or from the first day of an ST that lies ahead; leave without its days from next month.
    let now = turn.today().max(known.training.start);
    let month = add_months(now.first_of_month(), 1);
    let mut dates = dates.clone();
    match dates.unsaid.take() {
        None => {}
        Some(Unsaid::Leave { length: Some(length), .. }) => dates.leave.push(length.since(month)),
        Some(Unsaid::Pace { percent, to }) => dates.paces.push(Pace { percent, from: None, to }),
        Some(Unsaid::PartWeek { percent: Some(percent), during }) => {
            dates.paces.push(Pace { percent, from: during.map(|during| during.from), to: during.map(|during| during.to) });
        }
        Some(Unsaid::Turned(period)) => return open::turned(turn, period),
        Some(_) => {
            let example = words::days(Period { from: month, to: add_days(add_months(month, 6), -1) }, language);
            let markdown = say(
                language,
                format!(
                    "Det beror på hur mycket och hur länge. Skriv till exempel *om jag är ledig {example}, när blir jag klar?* eller *om jag jobbar 80 %, när blir jag klar?*"
                ),
                format!(
                    "That depends on how much and how long. Write for example *what if I am on leave {example}* or *if I work 80 %, when am I done?*"
                ),
            );
            return turn.say(markdown, Some(About::Question));
        }
    }
    dates.paces.iter_mut().filter(|pace| pace.from.is_none()).for_each(|pace| pace.from = Some(now));
    let mut training = known.training.clone();
    if let Err(trouble) = set::apply(&mut training, &dates, plan.months) {
        return set::refuse(turn, trouble);
    }
    let moves = set::moved(turn, plan, &known.training, &training, language);
    let mut parts = vec![say(language, "**Om det blir så:**", "**If so:**"), moves];
    let nothing = say(language, "Inget är ändrat.", "Nothing is changed.");
    parts.push(match as_wish(&dates, language) {
        Some(wish) => say(language, format!("{nothing} *{wish}* ändrar planen."), format!("{nothing} *{wish}* changes the plan.")),
        None => nothing,
    });
    turn.say_in_private(parts.join("\n\n"), None, Vec::new());
}

/// What to write for it to be so, where it is one thing.
fn as_wish(dates: &Dates, language: Language) -> Option<String> {
    let leave = say(language, "ledig", "on leave");
    let works = say(language, "jag jobbar", "I work");
    let from = say(language, "från", "from");
    match (dates.paces.as_slice(), dates.leave.as_slice(), dates.months, dates.longer) {
        ([Pace { percent, from: Some(first), to: None }], [], None, None) => {
            Some(format!("{works} {percent} % {from} {}", words::day(*first, language)))
        }
        ([Pace { percent, from: Some(first), to: Some(last) }], [], None, None) => {
            Some(format!("{works} {percent} % {}", words::days(Period { from: *first, to: *last }, language)))
        }
        ([], [only], None, None) => Some(format!("{leave} {}", words::days(*only, language))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn what_is_only_supposed_is_read() {
        let today = date(2026, 3, 10);
        let slower = Dates { paces: vec![Pace { percent: 80, from: None, to: None }], ..Dates::default() };
        for said in [
            "om jag jobbar 80% nar blir jag klar",
            "om jag jobbar 80 %, nar blir jag klar da?",
            "nar blir jag klar om jag jobbar 80 %?",
            "hur lang blir min st om jag jobbar 80 procent?",
            "tank om jag jobbar 80 %",
        ] {
            assert_eq!(read(said, today), Some(Asked::Suppose(slower.clone())), "{said}");
        }
        for other in ["om jag ar sjuk, vem ringer jag?", "jag jobbar 80 %", "nar blir jag klar?", "far jag vara ledig om jag jobbar 80 %?"]
        {
            assert_eq!(read(other, today), None, "{other}");
        }
    }
}
