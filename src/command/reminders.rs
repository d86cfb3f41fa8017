//! Commands that change reminders. Setting one is free text and not read here.

use super::{Request, Which, numeral};

/// Politeness before a command, longest first.
const POLITE: &[&[&str]] = &[
    &["skulle", "du", "kunna"],
    &["skulle", "du", "vilja"],
    &["jag", "vill", "att", "du"],
    &["jag", "skulle", "vilja"],
    &["kan", "du", "vara", "snall", "och"],
    &["kan", "du"],
    &["kan", "ni"],
    &["kan", "jag"],
    &["kunde", "du"],
    &["vill", "du"],
    &["var", "snall", "och"],
    &["jag", "vill"],
    &["could", "you"],
    &["can", "you"],
    &["would", "you"],
    &["i", "want", "to"],
    &["snalla"],
    &["please"],
    &["hej"],
    &["stina"],
    &["du"],
    &["da"],
    &["ok"],
    &["okej"],
    &["jag", "behover"],
    &["jag", "maste"],
    &["vi", "kan"],
    &["kan", "vi"],
    &["gar", "det", "att"],
    &["nej"],
    &["oj"],
    &["forresten"],
];

/// Politeness after a command.
const THANKS: &[&str] = &["tack", "please", "snalla", "da", "nu", "igen"];

/// The words of a folded message without what is only polite.
pub(super) fn plain<'a, 'b>(words: &'a [&'b str]) -> &'a [&'b str] {
    let mut rest = words;
    while let Some(shorter) = POLITE.iter().find_map(|polite| rest.strip_prefix(*polite)).filter(|shorter| !shorter.is_empty()) {
        rest = shorter;
    }
    while let [shorter @ .., last] = rest
        && THANKS.contains(last)
        && shorter.len() > 1
    {
        rest = shorter;
    }
    rest
}

/// The words after the first, where that is one of some.
fn after<'a, 'b>(words: &'a [&'b str], starts: &[&str]) -> &'a [&'b str] {
    match words {
        [first, rest @ ..] if starts.contains(first) => rest,
        _ => words,
    }
}

/// What one sign stands for, typed where it could have been tapped.
pub(super) fn sign(text: &str) -> Option<Request> {
    let plain = |letter: &char| *letter != '\u{fe0f}' && !('\u{1f3fb}'..='\u{1f3ff}').contains(letter) && !letter.is_whitespace();
    let sign: String = text.chars().filter(plain).collect();
    match sign.as_str() {
        "✅" | "☑" | "✔" | "👍" | "👌" => Some(Request::Yes),
        "❌" | "👎" | "✖" => Some(Request::No),
        "⏰" | "💤" => Some(Request::Snooze { which: Which::Last, until: None }),
        _ => None,
    }
}

/// Reads a command on reminders.
pub(super) fn read(words: &[&str]) -> Option<Request> {
    let words = plain(words);
    lists(words)
        .or_else(|| removal(words))
        .or_else(|| change(words))
        .or_else(|| snooze(words))
        .or_else(|| done(words))
        .or_else(|| skip(words))
        .or_else(|| settings(words))
}

/// "vilka deadlines har jag", "visa deadlines", "hur många påminnelser har jag".
fn lists(words: &[&str]) -> Option<Request> {
    const SHOWS: &[&str] =
        &["vad", "vilka", "har", "visa", "lista", "se", "hur", "finns", "what", "which", "show", "list", "do", "how", "any"];
    const REMINDERS: &[&str] = &["paminnelser", "paminnelserna", "deadlines", "deadliner", "deadlinesar", "avbokningsdagar", "reminders"];
    let own = |word: &&&str| matches!(**word, "jag" | "mina" | "mig" | "my" | "i" | "me");
    let whose = words.iter().any(|word| own(&word)) || matches!(words, ["visa" | "lista" | "vilka" | "show" | "list" | "alla", _]);
    let [first, rest @ ..] = words else { return None };
    if matches!(*first, "hur" | "how") && !matches!(rest, ["manga" | "many", ..]) {
        return None;
    }
    let asks = SHOWS.contains(first) && rest.iter().any(|word| REMINDERS.contains(word)) && whose && words.len() <= 9;
    // "hur många påminnelser får jag sätta" asks for something else.
    (asks && !rest.iter().any(|word| matches!(*word, "far" | "andrar" | "tar" | "satter" | "avslutar"))).then_some(Request::ListReminders)
}

fn settings(words: &[&str]) -> Option<Request> {
    let always = words.iter().take(6).any(|word| matches!(*word, "alltid" | "always"));
    let reminds = words.iter().take(7).any(|word| word.starts_with("pamin") || word.starts_with("remind"));
    if always && reminds && words.len() > 3 {
        return Some(Request::DefaultLead { text: words.join(" ") });
    }
    let zone = match words {
        ["tidszon" | "timezone" | "tidszonen", zone @ ..]
        | ["min" | "my", "tidszon" | "timezone", "ar" | "is", zone @ ..]
        | ["andra" | "byt" | "satt" | "change" | "set", "tidszon" | "tidszonen" | "timezone", "till" | "to", zone @ ..]
        | ["andra" | "byt" | "satt" | "change" | "set", "min" | "my", "tidszon" | "timezone", "till" | "to", zone @ ..]
        | ["time" | "tids", "zone" | "zon", zone @ ..]
        | ["my", "time", "zone", "is", zone @ ..]
        | ["change" | "set", "my" | "the", "time", "zone", "to", zone @ ..]
        | ["change" | "set", "time", "zone", "to", zone @ ..] => zone,
        ["andra" | "byt" | "satt" | "change" | "set", "tidszon" | "tidszonen" | "timezone"]
        | ["andra" | "byt" | "change", "min" | "my", "tidszon" | "timezone"]
        | ["min" | "my", "tidszon" | "timezone"]
        | ["vilken" | "what", "tidszon" | "timezone", ..] => &[],
        _ => return None,
    };
    (zone.len() <= 3).then(|| Request::TimeZone { zone: zone.join(" ") })
}

fn removal(words: &[&str]) -> Option<Request> {
    let rest = match words {
        ["sluta" | "stop", "paminna" | "reminding", "mig" | "me", "om" | "about", subject @ ..] if !subject.is_empty() => {
            return Some(Request::RemoveReminders(which(subject).unwrap_or_else(|| Which::About(subject.join(" ")))));
        }
        ["ta" | "tag" | "plocka", "bort", rest @ ..]
        | ["stang" | "stryk", "av", rest @ ..]
        | ["radera" | "delete" | "remove" | "avbryt" | "stoppa" | "slang" | "stryk" | "cancel" | "stop" | "slopa" | "avsluta", rest @ ..] => {
            rest
        }
        _ => return None,
    };
    if rest.is_empty() {
        return None;
    }
    Some(match which(rest)? {
        Which::All => Request::RemoveAllReminders,
        which => Request::RemoveReminders(which),
    })
}

/// Which reminders a few words name: numbers, the last one, or one by what it is about.
fn which(words: &[&str]) -> Option<Which> {
    if let Some(which) = numbered(words) {
        return Some(which);
    }
    let rest = after(words, &["min", "mina", "den", "my", "the", "alla", "all"]);
    let ["paminnelsen" | "paminnelserna" | "paminnelse" | "paminnelser" | "reminder" | "reminders" | "serien" | "series", rest @ ..] = rest
    else {
        return None;
    };
    let (["om" | "for" | "pa" | "about" | "of" | "on", "att", subject @ ..]
    | ["om" | "for" | "pa" | "about" | "of" | "on" | "att" | "to", subject @ ..]) = rest
    else {
        return None;
    };
    (!subject.is_empty()).then(|| Which::About(subject.join(" ")))
}

/// "2 och 3", "nr 2", "tvåan", "1-3", "den", "båda", "alla utom ettan".
pub(super) fn numbered(words: &[&str]) -> Option<Which> {
    match words {
        ["bada" | "bagge" | "both"] | ["bada" | "both", "tva" | "dem" | "dom" | "paminnelserna" | "of" | "reminders", ..] => {
            return (words.len() <= 3).then_some(Which::Both);
        }
        ["alla" | "allihop" | "allihopa" | "allt" | "samtliga" | "all" | "everything", rest @ ..] => {
            let rest = after(rest, &["mina", "my"]);
            let rest = after(rest, &["paminnelser", "paminnelserna", "reminders"]);
            return match rest {
                [] => Some(Which::All),
                ["utom" | "forutom" | "except" | "but", rest @ ..] if !rest.is_empty() => Some(Which::AllBut(listed(rest)?)),
                _ => None,
            };
        }
        ["den" | "the", rest @ ..] | rest if ends_of_list(rest).is_some() => return ends_of_list(rest),
        ["de" | "dom" | "the", rest @ ..] if rest.len() == 2 && matches!(rest[1], "forsta" | "first") => {
            let names = ["", "en", "tva", "tre", "fyra", "fem"];
            let english = ["", "one", "two", "three", "four", "five"];
            let at = |names: &[&str]| names.iter().position(|name| *name == rest[0]);
            let count = at(&names).or_else(|| at(&english)).or_else(|| rest[0].parse().ok()).filter(|count| (1..=20).contains(count))?;
            return Some(Which::Numbers((1..=count).collect()));
        }
        _ => {}
    }
    let numbers = listed(words)?;
    Some(if numbers.is_empty() { Which::Last } else { Which::Numbers(numbers) })
}

/// "sista", "den nedersta på listan", "översta": an end of the list.
fn ends_of_list(words: &[&str]) -> Option<Which> {
    let (end, rest) = words.split_first()?;
    let which = match *end {
        "sista" | "nedersta" | "last" => Which::LastListed,
        "oversta" | "top" => Which::Numbers(vec![1]),
        _ => return None,
    };
    matches!(
        rest,
        [] | ["paminnelsen" | "raden" | "one" | "reminder"] | ["pa" | "i" | "on", "listan" | "list"] | ["on" | "in", "the", "list"]
    )
    .then_some(which)
}

/// "2 och 3", "nr 2", "tvaan", "1-3", "den": numbers of a list; empty for the last one spoken of.
fn listed(words: &[&str]) -> Option<Vec<usize>> {
    let mut numbers = Vec::new();
    for word in words {
        match *word {
            "och" | "samt" | "nr" | "nummer" | "paminnelse" | "paminnelsen" | "paminnelser" | "and" | "reminder" | "reminders"
            | "number" | "o" | "a" => {}
            "den" | "senaste" | "it" | "det" | "that" | "this" | "har" | "serien" if words.len() <= 2 => {}
            range if range.contains('-') => {
                let (from, to) = range.split_once('-')?;
                let (from, to) = (from.parse::<usize>().ok()?, to.parse::<usize>().ok()?);
                if from == 0 || to < from || to - from > 100 {
                    return None;
                }
                numbers.extend(from..=to);
            }
            list if list.contains(',') => {
                for part in list.split(',') {
                    numbers.push(numeral(part)?);
                }
            }
            other => numbers.push(numeral(other)?),
        }
    }
    numbers.sort_unstable();
    numbers.dedup();
    Some(numbers)
}

/// A command on numbers that no list has: zero stands for them.
pub(super) fn of_no_number(request: Request) -> Request {
    let none = |which: Which| match which {
        Which::Numbers(_) | Which::AllBut(_) => Which::Numbers(vec![0]),
        other => other,
    };
    match request {
        Request::RemoveReminders(which) => Request::RemoveReminders(none(which)),
        Request::ChangeReminder { which, to } => Request::ChangeReminder { which: none(which), to },
        Request::Done(which) => Request::Done(none(which)),
        Request::SkipNext(which) => Request::SkipNext(none(which)),
        other => other,
    }
}

/// Whether a word counts time: "en dag", "10 min", "två veckor".
pub(super) fn counts(words: &[&str]) -> bool {
    const UNITS: &[&str] = &[
        "min", "minut", "timm", "tim", "dag", "dygn", "vecka", "veckor", "manad", "ar", "h", "hour", "day", "week", "month", "halvtimm",
        "kvart",
    ];
    let unit = |word: &str| UNITS.iter().any(|unit| word.starts_with(unit)) && !word.starts_with("dagen") && word != "arsrapporten";
    let number = |word: &str| {
        word.parse::<u32>().is_ok()
            || matches!(
                word,
                "en" | "ett"
                    | "tva"
                    | "tre"
                    | "fyra"
                    | "fem"
                    | "sex"
                    | "sju"
                    | "tio"
                    | "par"
                    | "nagra"
                    | "halv"
                    | "halvt"
                    | "a"
                    | "an"
                    | "one"
                    | "two"
                    | "three"
            )
    };
    match words {
        ["en" | "ett", "par" | "halv" | "halvt", word, ..] | ["half", "an" | "a", word, ..] => unit(word),
        [first, word, ..] => number(first) && unit(word),
        [one] => {
            one.starts_with("halvtimm")
                || one.strip_suffix(|letter: char| letter.is_alphabetic()).is_some_and(|digits| digits.parse::<u32>().is_ok())
        }
        [] => false,
    }
}

fn change(words: &[&str]) -> Option<Request> {
    let earlier = matches!(words, ["tidigarelagg", ..]);
    let ([
        "andra" | "flytta" | "byt" | "change" | "move" | "reschedule" | "senarelagg" | "tidigarelagg" | "justera" | "postpone",
        rest @ ..,
    ]
    | ["skjut", "fram" | "pa", rest @ ..]) = words
    else {
        return None;
    };
    let request = |which: Which, to: &[&str]| {
        let to = if earlier && !to.contains(&"tidigare") { format!("{} tidigare", to.join(" ")) } else { to.join(" ") };
        Some(Request::ChangeReminder { which, to })
    };
    // "ändra tiden på ettan till kl 10"
    if let ["tiden" | "datumet" | "dagen", "till", to @ ..] = rest
        && !to.is_empty()
    {
        return request(Which::Last, to);
    }
    let rest = match rest {
        ["tiden" | "tid" | "datumet" | "datum" | "dagen" | "dag" | "klockslaget", "pa" | "for" | "i", rest @ ..]
        | ["the", "time" | "date" | "day", "of" | "on" | "for", rest @ ..]
        | rest => rest,
    };
    // What is named ends at the last "till" before a time: "påminnelsen om resan till Lund till fredag".
    for at in (0..rest.len()).rev().filter(|at| matches!(rest[*at], "till" | "to")) {
        let (named, to) = (&rest[..at], &rest[at + 1..]);
        if named.is_empty() || to.is_empty() {
            continue;
        }
        let whole = match named {
            // "flytta ettan två dagar till"
            [number, _, ..] if numeral(number).is_some() && numbered(named).is_none() => continue,
            named => which(named),
        };
        if let Some(which) = whole {
            return request(which, to);
        }
    }
    // "flytta alla en dag", "flytta 1 och 2 en vecka", "flytta den en dag": what is named ends where a time begins.
    let stop = (1..rest.len()).find(|at| counts(&rest[*at..]) || matches!(rest[*at], "kl" | "klockan" | "at"));
    if let Some(at) = stop.filter(|at| !counts(&rest[..*at]))
        && let Some(which) = which(&rest[..at])
    {
        return request(which, &rest[at..]);
    }
    // "flytta båda", "flytta 1 och 2", "flytta sista": until when is asked for.
    if let Some(which @ (Which::Both | Which::All | Which::AllBut(_) | Which::Numbers(_) | Which::LastListed)) = numbered(rest) {
        return request(which, &[]);
    }
    if matches!(rest, ["den" | "it"] | ["den", "dar" | "har"]) {
        return request(Which::Last, &[]);
    }
    match rest {
        ["nr" | "nummer" | "paminnelse" | "number" | "reminder", number, to @ ..] | [number, to @ ..] => {
            let number = numeral(number)?;
            // "flytta 1": until when is asked for.
            request(Which::Numbers(vec![number]), after(to, &["till", "to"]))
        }
        _ => None,
    }
}

fn snooze(words: &[&str]) -> Option<Request> {
    let (["snooza" | "snooze" | "snoza" | "snosa", rest @ ..]
    | ["skjut", "upp", rest @ ..]
    | ["paminn", "mig" | "oss", "igen", rest @ ..]
    | ["paminn", "igen", rest @ ..]
    | ["remind", "me", "again", rest @ ..]) = words
    else {
        return None;
    };
    let until = |until: &[&str]| (!until.is_empty()).then(|| after(until, &["till", "until", "to", "for"]).join(" "));
    let request = |which: Which, rest: &[&str]| Some(Request::Snooze { which, until: until(rest) });
    if rest.is_empty() || counts(rest) {
        return request(Which::Last, rest);
    }
    // "snooza 1 till fredag", "snooza ettan en timme", "snooza den", "snooza påminnelsen om ronden till fredag"
    let till = (1..rest.len()).filter(|at| matches!(rest[*at], "till" | "until" | "to")).find(|at| which(&rest[..*at]).is_some());
    let stop = till.or_else(|| (1..rest.len()).find(|at| counts(&rest[*at..]))).unwrap_or(rest.len());
    if let Some(which) = which(&rest[..stop]) {
        return request(which, &rest[stop..]);
    }
    if let [first, ..] = rest
        && let Some(number) = numeral(first).filter(|_| !matches!(*first, "forsta" | "andra" | "tredje" | "fjarde" | "femte"))
        && first.parse::<usize>().is_err()
    {
        return request(Which::Numbers(vec![number]), &rest[1..]);
    }
    request(Which::Last, rest)
}

fn done(words: &[&str]) -> Option<Request> {
    const SMALL: &[&str] = &["med", "av", "som", "klar", "klara", "with", "ar", "is", "done", "nr", "nummer", "klart", "klarmarkera", "nu"];
    let (["klar" | "klara" | "klart" | "done" | "bocka" | "markera" | "fardig" | "klarmarkera", rest @ ..]
    | [rest @ .., "klar" | "klara" | "klart" | "done" | "gjord" | "gjorda" | "gjort"]) = words
    else {
        return None;
    };
    // "klara" are all that have come.
    if matches!(words, ["klara"] | ["alla", "ar", "klara"] | ["klara", "allihop" | "bada"]) {
        return Some(Request::Done(Which::All));
    }
    let rest: Vec<&str> = rest.iter().copied().filter(|word| !SMALL.contains(word)).collect();
    which(&rest).filter(|_| !rest.is_empty()).map(Request::Done)
}

fn skip(words: &[&str]) -> Option<Request> {
    match words {
        ["hoppa", "over", rest @ ..] | ["skip", rest @ ..] if !rest.is_empty() => which(rest).map(Request::SkipNext),
        _ => None,
    }
}
