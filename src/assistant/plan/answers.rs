//! Answers to what she asked about a plan, in words and by taps.

use jiff::{SignedDuration, civil::Date};

use super::{
    away::Length,
    back, book, calendar, duties, extent, invited, leave, open, period, phrases, place, placements,
    read::{self, Asked},
    rows, set, share, spoken, tick, told,
    words::say,
};
use crate::{
    assistant::{turn::Turn, wording},
    command::{Request, Which},
    effect::{About, Effect},
    facts::{PendingKind, PlanAsk, PlanBefore},
    knowledge::understand::{Asker, Decision, SmallTalk, understand},
    language::date,
    plan::{Role, time::add_months},
};

/// Takes the answer to what she asked about a plan. False: it is none.
pub fn taken(turn: &mut Turn<'_>, request: &Request, text: &str, ask: &PlanAsk) -> bool {
    match (ask, request) {
        (PlanAsk::Duties { role, doctor, listed }, Request::Number(number)) => {
            return duties::tick(turn, *role, doctor, listed, *number);
        }
        (PlanAsk::Duties { role, doctor, listed }, Request::Done(Which::Numbers(numbers))) => {
            return duties::tick_all(turn, *role, doctor, listed, numbers);
        }
        (PlanAsk::Duties { role, doctor, listed }, Request::Done(Which::All)) => {
            let all: Vec<usize> = (1..=listed.len()).collect();
            return duties::tick_all(turn, *role, doctor, listed, &all);
        }
        (PlanAsk::Duties { role, doctor, listed }, Request::Other) => return duties::untick(turn, *role, doctor, listed, text),
        (PlanAsk::DutyRole { doctor }, Request::Number(number @ 1..=3)) => {
            let role = [Role::Handledare, Role::Verksamhetschef, Role::Hr][number - 1];
            duties::show(turn, Some(role), doctor);
        }
        (PlanAsk::DutyRole { doctor }, Request::Other)
            if read::role(&period::fold(text)).is_some() && text.split_whitespace().count() <= 4 && !text.contains('@') =>
        {
            duties::show(turn, read::role(&period::fold(text)), doctor);
        }
        (PlanAsk::Start | PlanAsk::StartAhead { .. } | PlanAsk::Told { .. }, Request::Other) => return begun(turn, text, ask),
        (PlanAsk::StartAhead { start }, Request::Yes) => ahead(turn, *start, &[]),
        (PlanAsk::Told { said, start: Some(start) }, Request::Yes) => ahead(turn, *start, said),
        (PlanAsk::Day { owner, moment }, Request::Other) => {
            let fresh = turn.dialogue.pending.as_ref().is_some_and(|pending| turn.now.duration_since(pending.since) <= REASON);
            return fresh && book::only_a_time(text) && book::book_turn(turn, owner, moment, text);
        }
        (PlanAsk::AllDone, Request::Yes | Request::Done(Which::All)) => {
            tick::all_done(turn, &[]);
        }
        (PlanAsk::AllDone, Request::Other) if is_all(text) => tick::all_done(turn, &[]),
        (PlanAsk::AllDone, Request::No) => {
            turn.dialogue.pending = None;
            let markdown = say(
                turn.language(),
                "Okej. Bocka av det som är gjort, ett i taget: *IUP klar*. Eller allt på en gång med undantag: *allt utom IUP är klart*.",
                "All right. Tick off what is done, one at a time: *IUP done*. Or all at once with exceptions: *everything except IUP is done*.",
            );
            turn.say(markdown, None);
        }
        (PlanAsk::Which { owner, moments }, Request::Number(number)) => return told::chosen(turn, owner, moments, *number),
        (PlanAsk::Which { owner, moments }, Request::Done(Which::Numbers(numbers))) => {
            let [number] = numbers.as_slice() else { return false };
            return told::chosen(turn, owner, moments, *number);
        }
        (PlanAsk::LeaveEnd { from }, Request::Other) => return leave::end(turn, *from, text),
        (PlanAsk::Pace { percent, to }, Request::Other) => return open::pace_told(turn, *percent, *to, text),
        (PlanAsk::Percent { from, to }, Request::Number(number)) => return percent(turn, *number, *from, *to),
        (PlanAsk::Percent { from, to }, Request::Other) => {
            return percent_in(text).is_some_and(|number| percent(turn, number, *from, *to));
        }
        (PlanAsk::PlacementDays { name, days }, Request::Other) => return open::placement_told(turn, name, *days, text),
        (PlanAsk::LeaveDays { length, to }, Request::Other) => {
            return open::leave_told(turn, length.map(|(months, days)| Length { months, days }), *to, text);
        }
        (PlanAsk::InsteadPlacement { number, name, period }, Request::Yes) => {
            turn.dialogue.pending = None;
            placements::placement_instead(turn, *number, name, *period);
        }
        (PlanAsk::InsteadPlacement { name, period, .. }, Request::Other) => {
            let said = period::fold(text);
            if !said.split_whitespace().any(|word| matches!(word.trim_end_matches(['.', '!']), "bada" | "both")) {
                return false;
            }
            turn.dialogue.pending = None;
            placements::placement_beside(turn, name, *period);
        }
        (PlanAsk::IsPlacement { name, period }, Request::Yes) => {
            turn.dialogue.pending = None;
            placements::placement(turn, name, *period);
        }
        (PlanAsk::Instead { leave }, Request::Yes) => {
            turn.dialogue.pending = None;
            leave::instead(turn, *leave);
        }
        (PlanAsk::Why { owner, moment }, Request::Number(_)) => tick::skip_turn(turn, owner, moment, ""),
        (PlanAsk::Why { owner, moment }, Request::Other) => return why(turn, owner, moment, text),
        // Something else is wanted: what is said after it is no reason any more.
        (PlanAsk::Why { .. }, request) if !matches!(request, Request::No | Request::Yes) => {
            turn.dialogue.pending = None;
            return false;
        }
        (PlanAsk::Undo, Request::Yes) => back::undo_now(turn),
        (PlanAsk::Drop, Request::Yes) => {
            turn.dialogue.pending = None;
            let user = turn.event.sender.clone();
            turn.person.st_start = None;
            turn.dialogue.plan_changes.retain(|change| change.owner != user);
            share::tell_all(turn);
            let calendar = calendar::own_is_gone(turn);
            turn.push(Effect::DropPlan { user });
            let mut markdown = say(turn.language(), "Din plan är borttagen.", "Your plan is deleted.");
            markdown.extend(calendar.map(|told| format!(" {told}")));
            turn.say(markdown, None);
        }
        _ => return false,
    }
    true
}

/// The number of "75 procent", alone.
fn percent_in(text: &str) -> Option<usize> {
    let said = period::fold(text);
    let number = said.trim_end_matches(['%', ' ', '.', '!']);
    ["procent", "percent"].iter().find_map(|unit| number.strip_suffix(unit)).unwrap_or(number).trim().parse().ok()
}

/// So much is worked, as the answer to that. False: it is no share.
fn percent(turn: &mut Turn<'_>, number: usize, from: Option<Date>, to: Option<Date>) -> bool {
    let Ok(percent) = u32::try_from(number) else { return false };
    turn.dialogue.pending = None;
    set::dates(turn, &read::Dates { paces: vec![read::Pace { percent, from, to }], ..read::Dates::default() });
    true
}

/// The day on which the ST began, and what was told before it was known. False: it is no such day.
fn begun(turn: &mut Turn<'_>, text: &str, ask: &PlanAsk) -> bool {
    let folded = period::fold(text);
    let words: Vec<&str> = folded.split_whitespace().collect();
    // The end of something is no answer to when it began, and no more is leave or part-time that is told now.
    let ends = matches!(words.as_slice(), ["tom" | "till" | "t.o.m" | "t.o.m." | "until", ..] | ["t", "o", "m", ..]);
    let short = words.len() <= 8 && !text.contains('?') && !ends && !phrases::asks_later(&words) && !words.contains(&"kl");
    let other = |asked: Option<Asked>| matches!(asked, Some(asked) if !matches!(&asked, Asked::Dates(dates) if dates.start.is_some()));
    if !short || date::is_reminder_request(text) == date::Strength::Strong || other(read::dates(&folded, text, turn.today())) {
        return false;
    }
    let written = spoken::years(&folded, turn.today());
    let said: &[String] = if let PlanAsk::Told { said, .. } = ask { said } else { &[] };
    // "Förra hösten" was said before: the October of that one.
    let season = said.iter().find_map(|said| spoken::season_that_was(&period::fold(said), turn.today()));
    let lean = if extent::has(&folded, &["borjar", "start"]) { period::Lean::Future } else { period::Lean::Past };
    let found = period::find(&written, season.unwrap_or(turn.today()), lean);
    if place::told(&folded, text, turn.today()).is_some() {
        // It is taken with the start, once that is known.
        let said = said.iter().cloned().chain([text.to_owned()]).collect();
        let start = if let PlanAsk::StartAhead { start } | PlanAsk::Told { start: Some(start), .. } = ask { Some(*start) } else { None };
        super::ask(turn, PlanAsk::Told { said, start });
        open::start_first(turn);
        return true;
    }
    let Some(found) = found.filter(only_a_day) else { return open::start_again(turn, &folded) };
    turn.dialogue.pending = None;
    let dates = told_before(turn, said);
    set::dates(turn, &read::Dates { start: Some(found.period.from), ..dates });
    keep_told(turn, said.to_vec());
    true
}

/// "fel, 2025" right after the start of an ST was told or asked about: the same day of that year. "fel år": she asks.
pub fn another_year(turn: &Turn<'_>, text: &str) -> Option<Asked> {
    const WRONG: [&str; 8] =
        ["fel ar", "fel datum", "fel dag", "fel manad", "det ar fel ar", "det blev fel ar", "wrong year", "wrong date"];
    let folded = period::fold(text);
    let (year, plain) = (spoken::only_a_year(&folded), folded.trim_end_matches(['.', '!', ' ']));
    if year.is_none() && !WRONG.contains(&plain) {
        return None;
    }
    let (asked, said) = match turn.dialogue.pending.as_ref().map(|pending| &pending.kind) {
        Some(PendingKind::Plan { ask: PlanAsk::StartAhead { start } }) => (Some(*start), &[][..]),
        Some(PendingKind::Plan { ask: PlanAsk::Told { said, start } }) => (*start, said.as_slice()),
        _ => (None, &[][..]),
    };
    let told = || {
        let known = super::own(turn)?;
        let change = turn.dialogue.plan_changes.last().filter(|change| !change.undo && change.owner == known.owner.user)?;
        let fresh = change.at.is_some_and(|at| turn.now.duration_since(at) < CORRECTION);
        let set = match (&change.before, &change.after) {
            (PlanBefore::Nothing, PlanBefore::Plan(_)) => true,
            (PlanBefore::Plan(before), PlanBefore::Plan(after)) => before.start != after.start,
            _ => false,
        };
        (fresh && set).then_some(known.training.start)
    };
    let start = asked.or_else(told)?;
    let Some(year) = year else { return Some(Asked::NoStart) };
    let start = add_months(start, 12 * (i32::from(year) - i32::from(start.year())));
    Some(Asked::Dates(read::Dates { start: Some(start), ..told_before(turn, said) }))
}

/// How long after it was told a start is what "fel, 2025" means.
const CORRECTION: SignedDuration = SignedDuration::from_mins(30);

/// Whether nothing but a day is told: "den 1 september tror jag", and not "kursen är 5 maj".
fn only_a_day(found: &period::Found) -> bool {
    const SMALL: &[&str] = &[
        "jag",
        "vi",
        "min",
        "mitt",
        "borjade",
        "borjar",
        "borjat",
        "start",
        "startade",
        "startar",
        "started",
        "st",
        "st:n",
        "st-start",
        "startdatum",
        "startdag",
        "den",
        "det",
        "de",
        "var",
        "ar",
        "i",
        "fran",
        "pa",
        "vid",
        "under",
        "och",
        "med",
        "som",
        "har",
        "ungefar",
        "ca",
        "cirka",
        "kanske",
        "typ",
        "nog",
        "tror",
        "runt",
        "omkring",
        "borjan",
        "mitten",
        "slutet",
        "av",
        "ja",
        "jo",
        "japp",
        "ok",
        "okej",
        "nej",
        "fel",
        "oj",
        "sedan",
        "sen",
        "aret",
        "ar",
        "dag",
        "dagen",
        "forst",
        "istallet",
        "menar",
        "menade",
        "the",
        "on",
        "in",
        "of",
        "since",
        "about",
    ];
    found.before.iter().chain(&found.after).all(|word| SMALL.contains(&word.as_str()))
}

/// The ST begins on a day that lies ahead, with what was told before.
fn ahead(turn: &mut Turn<'_>, start: Date, said: &[String]) {
    turn.dialogue.pending = None;
    let dates = told_before(turn, said);
    set::start_ahead(turn, start, &dates);
}

/// What these messages told of the dates of an ST, taken together.
fn told_before(turn: &Turn<'_>, said: &[String]) -> read::Dates {
    let mut all = read::Dates::default();
    for text in said {
        let folded = period::fold(text);
        if let Some(told) = place::told(&folded, text, turn.today()) {
            all.placements.extend(told);
            continue;
        }
        let Some(Asked::Dates(dates)) = read::dates(&folded, text, turn.today()) else { continue };
        all.months = dates.months.or(all.months);
        all.longer = dates.longer.or(all.longer);
        all.unsaid = dates.unsaid.or(all.unsaid);
        all.paces.extend(dates.paces);
        all.leave.extend(dates.leave);
        all.placements.extend(dates.placements);
    }
    all
}

/// What has been told of the dates of an ST while she asks when it began; where she does, it is kept for the answer.
pub fn keep_told(turn: &mut Turn<'_>, said: Vec<String>) {
    let Some(PendingKind::Plan { ask }) = turn.dialogue.pending.as_mut().map(|pending| &mut pending.kind) else { return };
    let start = match ask {
        PlanAsk::Start => None,
        PlanAsk::StartAhead { start } => Some(*start),
        _ => return,
    };
    if !said.is_empty() {
        *ask = PlanAsk::Told { said, start };
    }
}

/// Whether a text says in other words that all of it is done: "ja, allt är gjort", "japp det är klart".
fn is_all(text: &str) -> bool {
    const SMALL: [&str; 21] = [
        "ja", "japp", "jo", "jepp", "allt", "alltihop", "allting", "alla", "ar", "det", "klart", "klara", "gjort", "gjorda", "redan",
        "under", "sent", "av", "dem", "yes", "har",
    ];
    let folded = period::fold(text);
    let words: Vec<&str> = folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let says = words.iter().any(|word| matches!(*word, "ja" | "japp" | "jo" | "jepp" | "allt" | "alltihop" | "allting" | "alla" | "yes"));
    says && words.len() <= 8 && !text.contains('?') && words.iter().all(|word| SMALL.contains(word))
}

/// How long a reason that she asked for is waited for.
const REASON: SignedDuration = SignedDuration::from_mins(15);

/// The reason that she asked for. A question is none, and what is wanted of the plan is none either. False: it is none.
fn why(turn: &mut Turn<'_>, owner: &str, moment: &str, text: &str) -> bool {
    let folded = period::fold(text);
    let words: Vec<&str> = folded.split_whitespace().collect();
    if text.contains('?') || words.is_empty() || phrases::is_question(&words) {
        return false;
    }
    let world = turn.world;
    let plan = turn.region().and_then(|region| world.knowledge.plans.get(region));
    // What is wanted of the plan, a reminder or a greeting is answered instead.
    let asker = Asker { region: turn.region(), previous: None, st_year: None, role: None };
    let wanted = read::read(text, plan, &[], turn.today()).is_some()
        || date::is_reminder_request(text) == date::Strength::Strong
        || matches!(
            understand(&world.knowledge, text, &asker).decision,
            Decision::Other(SmallTalk::Greeting | SmallTalk::Thanks | SmallTalk::Farewell | SmallTalk::Help | SmallTalk::Who)
        );
    let since = turn.dialogue.pending.take().map(|pending| pending.since);
    if wanted || since.is_none_or(|since| turn.now.duration_since(since) > REASON) {
        return false;
    }
    let reason: String = text.trim().chars().take(200).collect();
    tick::skip_turn(turn, owner, moment, &reason);
    true
}

/// A reaction to something she said about a plan.
pub fn reacted(turn: &mut Turn<'_>, about: &About, key: &str) -> bool {
    match about {
        About::PlanInvitation { owner } => {
            let yes = match key {
                "✅" | "👍" => true,
                "❌" | "👎" => false,
                _ => return false,
            };
            invited::answer(turn, owner, yes);
        }
        About::ReminderDue { reminder } if rows::key(reminder).is_some() => tick::reacted(turn, reminder, key),
        About::Plan { owner } if matches!(key, "✅" | "☑" | "✔") => return told::done_of_plan(turn, owner),
        About::Question => match (turn.dialogue.pending.as_ref().map(|pending| pending.kind.clone()), key) {
            (Some(PendingKind::Plan { ask }), "✅" | "👍") => return taken(turn, &Request::Yes, "", &ask),
            (Some(PendingKind::Plan { ask: PlanAsk::Duties { role, doctor, listed } }), key) => {
                return wording::from_keycap(key).is_some_and(|number| duties::tick(turn, role, &doctor, &listed, number));
            }
            (
                Some(PendingKind::Plan { ask: ask @ (PlanAsk::DutyRole { .. } | PlanAsk::Which { .. } | PlanAsk::Invitations { .. }) }),
                key,
            ) => {
                let Some(number) = wording::from_keycap(key) else { return false };
                return invited::takes(turn, &Request::Number(number), "") || taken(turn, &Request::Number(number), "", &ask);
            }
            _ => return false,
        },
        _ => return false,
    }
    true
}
