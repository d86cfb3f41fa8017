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

/// Reads a command on reminders.
pub(super) fn read(words: &[&str]) -> Option<Request> {
    let words = plain(words);
    if let ["vad" | "vilka" | "har" | "visa" | "lista" | "what" | "which" | "show" | "list", rest @ ..] = words
        && rest.iter().any(|word| matches!(*word, "paminnelser" | "reminders"))
        && rest.iter().any(|word| matches!(*word, "jag" | "mina" | "my" | "i"))
        && words.len() <= 9
    {
        return Some(Request::ListReminders);
    }
    removal(words).or_else(|| change(words)).or_else(|| snooze(words)).or_else(|| done(words)).or_else(|| skip(words)).or_else(|| {
        match words {
            ["paminn", "mig", "alltid", ..] | ["always", "remind", "me", ..] => Some(Request::DefaultLead { text: words.join(" ") }),
            ["tidszon" | "timezone", zone] | ["min", "tidszon", "ar", zone] | ["my", "timezone", "is", zone] => {
                Some(Request::TimeZone { zone: (*zone).to_owned() })
            }
            _ => None,
        }
    })
}

fn removal(words: &[&str]) -> Option<Request> {
    let rest = match words {
        ["sluta" | "stop", "paminna" | "reminding", "mig" | "me", "om" | "about", subject @ ..] if !subject.is_empty() => {
            return Some(Request::RemoveReminders(Which::About(subject.join(" "))));
        }
        ["ta" | "tag" | "plocka", "bort", rest @ ..]
        | ["radera" | "delete" | "remove" | "avbryt" | "stoppa" | "slang" | "stryk" | "cancel" | "stop", rest @ ..] => rest,
        _ => return None,
    };
    (!rest.is_empty()).then(|| which(rest)).flatten().map(Request::RemoveReminders)
}

/// Which reminders a few words name: numbers, the last one, or one by what it is about.
fn which(words: &[&str]) -> Option<Which> {
    if let Some(numbers) = listed(words) {
        return Some(if numbers.is_empty() { Which::Last } else { Which::Numbers(numbers) });
    }
    let rest = after(words, &["min", "mina", "den", "my", "the"]);
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

/// "2 och 3", "nr 2", "tvaan", "1-3", "den": numbers of a list; empty for the last one spoken of.
fn listed(words: &[&str]) -> Option<Vec<usize>> {
    let mut numbers = Vec::new();
    for word in words {
        match *word {
            "och" | "samt" | "nr" | "nummer" | "paminnelse" | "paminnelsen" | "paminnelser" | "and" | "reminder" | "reminders"
            | "number" | "o" | "a" => {}
            "den" | "senaste" | "it" | "sista" | "det" | "that" | "this" if words.len() <= 2 => {}
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

fn change(words: &[&str]) -> Option<Request> {
    let (["andra" | "flytta" | "byt" | "change" | "move" | "reschedule" | "senarelagg" | "tidigarelagg", rest @ ..]
    | ["skjut", "fram" | "pa", rest @ ..]) = words
    else {
        return None;
    };
    // "ändra tiden på ettan till kl 10"
    if let ["tiden" | "datumet" | "dagen", "till", to @ ..] = rest
        && !to.is_empty()
    {
        return Some(Request::ChangeReminder { which: Which::Last, to: to.join(" ") });
    }
    let rest = match rest {
        ["tiden" | "datumet" | "dagen", "pa" | "for" | "i", rest @ ..]
        | ["the", "time" | "date" | "day", "of" | "on", rest @ ..]
        | rest => rest,
    };
    // What is named ends at the last "till" before a time: "påminnelsen om resan till Lund till fredag".
    for at in (0..rest.len()).rev().filter(|at| matches!(rest[*at], "till" | "to")) {
        let (named, to) = (&rest[..at], &rest[at + 1..]);
        if named.is_empty() || to.is_empty() {
            continue;
        }
        let whole = match named {
            [number, ..] if numeral(number).is_some() => continue,
            named => which(named),
        };
        if let Some(which) = whole {
            return Some(Request::ChangeReminder { which, to: to.join(" ") });
        }
    }
    match rest {
        ["nr" | "nummer" | "paminnelse" | "number" | "reminder", number, "till" | "to", to @ ..]
        | [number, "till" | "to", to @ ..]
        | [number, to @ ..]
            if !to.is_empty() =>
        {
            let number = numeral(number)?;
            Some(Request::ChangeReminder { which: Which::Numbers(vec![number]), to: to.join(" ") })
        }
        _ => None,
    }
}

fn snooze(words: &[&str]) -> Option<Request> {
    let (["snooza" | "snooze" | "snoza", until @ ..]
    | ["skjut", "upp", until @ ..]
    | ["paminn", "mig" | "oss", "igen", until @ ..]
    | ["paminn", "igen", until @ ..]
    | ["remind", "me", "again", until @ ..]) = words
    else {
        return None;
    };
    let until = after(after(until, &["den", "det", "it"]), &["till", "until", "to"]);
    Some(Request::Snooze { until: (!until.is_empty()).then(|| until.join(" ")) })
}

fn done(words: &[&str]) -> Option<Request> {
    const SMALL: &[&str] = &["med", "av", "som", "klar", "with", "ar", "is", "done", "nr", "nummer", "klart", "klarmarkera"];
    let (["klar" | "klart" | "done" | "bocka" | "markera" | "fardig" | "klarmarkera", rest @ ..]
    | [rest @ .., "klar" | "klart" | "done" | "gjord" | "gjort"]) = words
    else {
        return None;
    };
    let rest: Vec<&str> = rest.iter().copied().filter(|word| !SMALL.contains(word)).collect();
    which(&rest).filter(|_| !rest.is_empty()).map(Request::Done)
}

fn skip(words: &[&str]) -> Option<Request> {
    match words {
        ["hoppa", "over", rest @ ..] | ["skip", rest @ ..] if !rest.is_empty() => which(rest).map(Request::SkipNext),
        _ => None,
    }
}
