//! Everyday questions about a plan, from the text of a message: "när är IUP?", "är jag klar med IUP?", "vad händer i
//! vår?"; and the wishes that stand beside them: "påminn mig om IUP en vecka innan", "allt utom IUP är klart". All texts
//! are folded.

use jiff::civil::{Date, date};

use super::{
    others,
    period::{self, Lean},
    read::{Asked, Named, named},
};
use crate::plan::{
    Period, Plan,
    time::{add_days, add_months},
};

/// Reads a question, or a wish beside one. `plan` is the plan by whose names moments go.
#[must_use]
pub fn read(phrase: &str, plan: Option<&Plan>, today: Date) -> Option<Asked> {
    let phrase = bare(phrase);
    others::who(phrase, plan, today)
        .or_else(|| others::no_longer(phrase))
        .or_else(|| coming(phrase, today).map(Asked::Coming))
        .or_else(|| plan.and_then(|plan| when(phrase, plan).or_else(|| remind(phrase, plan)).or_else(|| all_but(phrase, plan))))
}

/// A question without what is only polite in it.
fn bare(phrase: &str) -> &str {
    const BEFORE: [&str; 14] = [
        "hej ",
        "hej! ",
        "hej, ",
        "du ",
        "och ",
        "men ",
        "vet du ",
        "kan du saga ",
        "kan du kolla ",
        "kan du ",
        "skulle du kunna ",
        "can you ",
        "could you ",
        "please ",
    ];
    const AFTER: [&str; 17] = [
        "?",
        "!",
        ".",
        ",",
        " da",
        " egentligen",
        " nu",
        " for mig",
        " i min plan",
        " i planen",
        " enligt planen",
        " enligt min plan",
        " ungefar",
        " tack",
        " snalla",
        " please",
        " in my plan",
    ];
    let mut rest = phrase.trim();
    loop {
        let shorter =
            BEFORE.iter().find_map(|words| rest.strip_prefix(words)).or_else(|| AFTER.iter().find_map(|words| rest.strip_suffix(words)));
        let Some(shorter) = shorter.map(str::trim) else { return rest };
        rest = shorter;
    }
}

/// "när är IUP?", "vilken dag ska jag ha SR-avstämning 1", "är IUP klar?", "har jag gjort IUP".
fn when(phrase: &str, plan: &Plan) -> Option<Asked> {
    const WHEN: [&str; 52] = [
        "nar ar det dags for ",
        "nar ar det tankt att jag ska ha ",
        "nar ar det tankt att jag ska gora ",
        "nar ar det ",
        "nar ar ",
        "nar e ",
        "nar var ",
        "nar hade jag ",
        "nar har jag bokat ",
        "nar har jag ",
        "nar ska jag ha ",
        "nar ska jag gora ",
        "nar ska jag ga ",
        "nar ska jag pa ",
        "nar ska jag boka ",
        "nar ska jag lamna in ",
        "nar ska jag skicka in ",
        "nar ska jag skriva ",
        "nar skall jag ha ",
        "nar skall jag gora ",
        "nar ska ",
        "nar bor jag ha ",
        "nar bor jag gora ",
        "nar borde jag ha ",
        "nar borde jag gora ",
        "nar behover jag gora ",
        "nar maste jag gora ",
        "nar maste jag ha ",
        "nar gor jag ",
        "nar gors ",
        "nar gjorde jag ",
        "nar gick jag ",
        "nar gar jag ",
        "nar gar ",
        "nar blir det dags for ",
        "nar blir det ",
        "nar blir ",
        "nar kommer ",
        "nar infaller ",
        "nar senast ska jag gora ",
        "hur snart ar ",
        "hur langt ar det kvar till ",
        "hur langt ar det till ",
        "hur lange ar det kvar till ",
        "hur lange ar det till ",
        "vilken dag ar ",
        "vilken manad ar ",
        "vilket datum ar ",
        "when is ",
        "when was ",
        "when do i have ",
        "when should i do ",
    ];
    const HAVE: [&str; 13] = [
        "har jag gjort klart ",
        "har jag gjort ",
        "har jag haft ",
        "har jag gatt ",
        "har jag bokat in ",
        "har jag bokat ",
        "har jag lamnat in ",
        "har jag skickat in ",
        "har jag bockat av ",
        "ar jag klar med ",
        "ar jag sen med ",
        "have i done ",
        "am i done with ",
    ];
    const STATES: [&str; 16] = [
        " klar",
        " klart",
        " klara",
        " gjord",
        " gjort",
        " gjorda",
        " avbockad",
        " avbockat",
        " bokad",
        " bokat",
        " sen",
        " sent",
        " forsenad",
        " forsenat",
        " inlamnad",
        " done",
    ];
    let of = |starts: &[&str]| starts.iter().filter_map(|start| phrase.strip_prefix(start)).find_map(|rest| moment(rest, plan));
    if let Some(named) = of(&WHEN) {
        return Some(Asked::When(named, true));
    }
    let state = || {
        let rest = phrase.strip_prefix("ar ").or_else(|| phrase.strip_prefix("is "))?;
        moment(STATES.iter().find_map(|state| rest.strip_suffix(state))?, plan)
    };
    let left = || moment(phrase.strip_prefix("har jag ")?.strip_suffix(" kvar")?, plan);
    of(&HAVE).or_else(state).or_else(left).map(|named| Asked::When(named, false))
}

/// The moment that is asked about, with nothing beside it but what a question ends with.
fn moment(rest: &str, plan: &Plan) -> Option<Named> {
    const BEFORE: [&str; 8] = ["det dags for ", "dags for ", "nasta ", "min nasta ", "jag ha ", "jag gora ", "egentligen ", "my next "];
    const AFTER: [&str; 18] = [
        " gjord",
        " gjort",
        " klar",
        " klart",
        " goras",
        " ske",
        " hallas",
        " vara",
        " bli av",
        " bokad",
        " bokat",
        " inlamnad",
        " inlamnat",
        " in",
        " dags",
        " av",
        " senast",
        " an",
    ];
    let mut rest = rest.trim();
    loop {
        if let Some(named) = named(rest, plan) {
            return Some(named);
        }
        let shorter =
            BEFORE.iter().find_map(|words| rest.strip_prefix(words)).or_else(|| AFTER.iter().find_map(|words| rest.strip_suffix(words)));
        rest = shorter?.trim();
    }
}

/// "vad händer i vår?", "vad ska jag göra i år?", "vad är på gång framöver": a stretch of some weeks at least.
fn coming(phrase: &str, today: Date) -> Option<Period> {
    const ASKS: [&str; 35] = [
        "vad ska vara klart ",
        "vad ska vara gjort ",
        "vad maste vara klart ",
        "vad behover vara klart ",
        "vad hinner jag med ",
        "vad hinner jag ",
        "vad har jag kvar att gora ",
        "vad har jag kvar ",
        "vad ar kvar ",
        "vad hander i min st ",
        "vad hander med min st ",
        "vad hander ",
        "vad ska jag hinna med ",
        "vad ska jag ha gjort ",
        "vad ska jag gora klart ",
        "vad ska jag gora ",
        "vad skall jag gora ",
        "vad har jag att gora ",
        "vad har jag framfor mig ",
        "vad har jag ",
        "vad bor jag gora ",
        "vad borde jag gora ",
        "vad behover jag gora ",
        "vad maste jag gora ",
        "vad ar pa gang ",
        "vad ar planerat ",
        "vad star pa tur ",
        "vad kommer ",
        "vad galler ",
        "vilka moment har jag ",
        "vilka moment ska jag gora ",
        "vilka moment kommer ",
        "what happens ",
        "what is on ",
        "what should i do ",
    ];
    let padded = format!("{phrase} ");
    let rest = ASKS.iter().find_map(|asks| padded.strip_prefix(asks))?.trim();
    stretch(rest, today)
}

/// The stretch that these words name, and nothing else. Shorter ones are a matter of reminders.
fn stretch(words: &str, today: Date) -> Option<Period> {
    const SHORTEST: i64 = 28;
    const SMALL: [&str; 17] =
        ["i", "under", "min", "st", "st:n", "som", "det", "att", "gora", "klart", "med", "den", "har", "nu", "to", "in", "for"];
    let rest = words.split_whitespace().filter(|word| !matches!(*word, "min" | "st" | "st:n")).collect::<Vec<_>>().join(" ");
    if let Some(end) = ["innan ", "fore ", "before ", "fram till "].iter().find_map(|word| rest.strip_prefix(word)) {
        return until(end, today);
    }
    let bare = ["i ", "under ", "de ", "det ", "den ", "in ", "the "]
        .iter()
        .fold(rest.as_str(), |rest, word| rest.strip_prefix(word).unwrap_or(rest));
    let ahead = |months: i32| Some(Period { from: today, to: add_months(today, months) });
    let half = |year: i16, second: bool| {
        if second {
            Period { from: date(year, 7, 1), to: date(year, 12, 31) }
        } else {
            Period { from: date(year, 1, 1), to: date(year, 6, 30) }
        }
    };
    let (year, second) = (today.year(), today.month() > 6);
    let named = match bare {
        "framover" | "framat" | "narmaste tiden" | "narmsta tiden" | "kommande tiden" | "narmaste manaderna" | "kommande manaderna"
        | "narmaste halvaret" | "kommande halvaret" | "coming months" => return ahead(6),
        "narmaste aret" | "kommande aret" | "coming year" => return ahead(12),
        "har terminen" | "terminen" | "denna termin" | "this term" => Some(half(year, second)),
        "nasta termin" | "next term" => Some(if second { half(year + 1, false) } else { half(year, true) }),
        "sommar" | "sommaren" | "summer" => {
            let year = if today > date(year, 8, 31) { year + 1 } else { year };
            Some(Period { from: date(year, 6, 1), to: date(year, 8, 31) })
        }
        digits if digits.len() == 4 => {
            let year = digits.parse::<i16>().ok().filter(|year| (2000..2100).contains(year));
            year.map(|year| Period { from: date(year, 1, 1), to: date(year, 12, 31) })
        }
        _ => None,
    };
    let season = || {
        let only = [
            "i var",
            "varen",
            "varterminen",
            "i host",
            "hosten",
            "hostterminen",
            "i ar",
            "nasta ar",
            "this spring",
            "this autumn",
            "this year",
            "next year",
        ];
        let whole = only.iter().any(|words| rest == *words || bare == *words);
        period::season(&rest, today).filter(|_| whole)
    };
    let found = || {
        let found = period::find(&rest, today, Lean::Future).filter(|found| !found.one_day)?;
        let alone = found.before.iter().chain(&found.after).all(|word| SMALL.contains(&word.as_str()));
        Some(Period::from(found.period)).filter(|found| alone && found.days() >= SHORTEST)
    };
    let found = named.or_else(season).or_else(found)?;
    (found.to >= today).then(|| Period { from: found.from.max(today), to: found.to })
}

/// From today to the day before what these words name: "sommaren", "jul", "juni", "1 juni".
fn until(words: &str, today: Date) -> Option<Period> {
    let first = |month: i8, day: i8| {
        let this = date(today.year(), month, day);
        if this > today { this } else { date(today.year() + 1, month, day) }
    };
    let end = match words.strip_prefix("i ").unwrap_or(words) {
        "sommar" | "sommaren" | "semestern" | "summer" => first(6, 1),
        "jul" | "julen" | "christmas" => first(12, 24),
        "host" | "hosten" | "autumn" => first(7, 1),
        "nyar" | "arsskiftet" | "arets slut" | "aret ar slut" | "new year" => first(1, 1),
        words => {
            let found = period::find(words, today, Lean::Future)?;
            (found.before.is_empty() && found.after.is_empty()).then_some(found.period.from)?
        }
    };
    (end > today).then(|| Period { from: today, to: add_days(end, -1) })
}

/// "påminn mig om IUP en vecka innan": a moment that the plan knows the time of.
fn remind(phrase: &str, plan: &Plan) -> Option<Asked> {
    const NOT: [&str; 6] = [
        "paminn mig inte om ",
        "paminn mig inte mer om ",
        "paminn inte om ",
        "sluta paminna mig om ",
        "sluta paminna om ",
        "stop reminding me of ",
    ];
    const REMINDS: [&str; 7] =
        ["paminn mig om ", "paminna mig om ", "paminn mig ", "paminn om ", "remind me of ", "remind me about ", "du far paminna mig om "];
    if let Some(named) = NOT.iter().find_map(|start| phrase.strip_prefix(start)).and_then(|rest| named(rest, plan)) {
        return Some(Asked::NoReminder(named));
    }
    let rest = REMINDS.iter().find_map(|start| phrase.strip_prefix(start))?;
    let words: Vec<&str> = rest.split_whitespace().collect();
    (1..=words.len()).rev().find_map(|count| {
        let moment = named(&words[..count].join(" "), plan)?;
        Some(Asked::RemindOf(moment, lead(&words[count..])?))
    })
}

/// How many days before: "en vecka innan", "dagen före"; none where it is not said. `None`: something else is.
#[expect(clippy::option_option, reason = "nothing said about it is no answer that cannot be read")]
fn lead(words: &[&str]) -> Option<Option<u16>> {
    let before = |word: &str| matches!(word, "innan" | "fore" | "forut" | "before" | "forvag");
    let words: Vec<&str> = words.iter().copied().filter(|word| !matches!(*word, "i" | "det" | "a" | "it")).collect();
    match words.as_slice() {
        [] | ["tid" | "tillbaka"] | ["god", "tid"] | ["nar", "ar" | "narmar", "dags" | "sig"] | ["in", "time" | "good"] => Some(None),
        ["samma", "dag"] | ["pa", "dagen"] => Some(Some(0)),
        ["dagen" | "day", word] if before(word) => Some(Some(1)),
        ["veckan" | "week", word] if before(word) => Some(Some(7)),
        ["manaden" | "month", word] if before(word) => Some(Some(30)),
        [count, unit, word] if before(word) => {
            let numbers = ["en", "tva", "tre", "fyra", "fem", "sex", "sju", "atta", "nio", "tio"];
            let named = || {
                numbers
                    .iter()
                    .position(|number| number == count || (*count == "ett" && *number == "en"))
                    .and_then(|at| u16::try_from(at + 1).ok())
            };
            let count = count.parse::<u16>().ok().or_else(named).filter(|count| (1..=60).contains(count))?;
            let days = match *unit {
                "dag" | "dagar" | "dygn" | "day" | "days" => 1,
                "vecka" | "veckor" | "week" | "weeks" => 7,
                "manad" | "manader" | "month" | "months" => 30,
                _ => return None,
            };
            Some(Some(count * days))
        }
        _ => None,
    }
}

/// "allt utom IUP är klart", "ja, utom BVC och säbo".
fn all_but(phrase: &str, plan: &Plan) -> Option<Asked> {
    const SMALL: [&str; 18] = [
        "jag",
        "vi",
        "har",
        "ja",
        "japp",
        "allt",
        "alla",
        "allting",
        "ar",
        "klart",
        "klara",
        "gjort",
        "det",
        "redan",
        "sent",
        "yes",
        "everything",
        "done",
    ];
    let (all, but) = [" utom ", " forutom ", " except "].iter().find_map(|word| phrase.split_once(word))?;
    let words = |text: &str| -> Vec<String> {
        let split = text.split(|letter: char| letter.is_whitespace() || ",.".contains(letter));
        split.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    if !words(all).iter().all(|word| SMALL.contains(&word.as_str())) {
        return None;
    }
    let but = [" ar klart", " ar klara", " ar gjort", " ar gjorda", " klart", " klara", " is done"]
        .iter()
        .find_map(|end| but.strip_suffix(end))
        .unwrap_or(but);
    let names: Option<Vec<Named>> =
        but.replace(" och ", ",").replace(" and ", ",").split(',').map(|name| named(name.trim(), plan)).collect();
    names.filter(|names| !names.is_empty()).map(Asked::AllBut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_are_weeks_at_least() {
        let today = date(2026, 3, 10);
        for (words, days) in [
            ("i var", Some("2026-03-10..2026-06-30")),
            ("i host", Some("2026-07-01..2026-12-31")),
            ("i ar", Some("2026-03-10..2026-12-31")),
            ("under nasta ar", Some("2027-01-01..2027-12-31")),
            ("2027", Some("2027-01-01..2027-12-31")),
            ("den har terminen", Some("2026-03-10..2026-06-30")),
            ("nasta termin", Some("2026-07-01..2026-12-31")),
            ("i sommar", Some("2026-06-01..2026-08-31")),
            ("i maj", Some("2026-05-01..2026-05-31")),
            ("framover", Some("2026-03-10..2026-09-10")),
            ("innan sommaren", Some("2026-03-10..2026-05-31")),
            ("fore jul", Some("2026-03-10..2026-12-23")),
            ("innan juni", Some("2026-03-10..2026-05-31")),
            ("innan dess", None),
            ("nasta vecka", None),
            ("pa fredag", None),
            ("i ar nar jag ar ledig", None),
            ("", None),
        ] {
            let found = stretch(words, today).map(|found| format!("{}..{}", found.from, found.to));
            assert_eq!(found.as_deref(), days, "{words}");
        }
    }

    #[test]
    fn leads_are_counted_in_days() {
        for (words, days) in [
            ("", Some(None)),
            ("i god tid", Some(None)),
            ("nar det ar dags", Some(None)),
            ("en vecka innan", Some(Some(7))),
            ("tva veckor fore", Some(Some(14))),
            ("3 dagar innan", Some(Some(3))),
            ("dagen innan", Some(Some(1))),
            ("pa fredag", None),
            ("14 april kl 13", None),
        ] {
            assert_eq!(lead(&words.split_whitespace().collect::<Vec<_>>()), days, "{words}");
        }
    }
}
