//! Everyday ways of managing reminders: moving, removing, skipping, renaming them by what they are about.
//!
//! What names a reminder by its number is a command and read in [`crate::command`]. Here the words are free, and it
//! is the reminders that exist which tell whether a message is about one of them.

use super::{agenda, change, did, except, follow, lacking, later, point, quiet, set, told, turns, undo, wording};
use crate::{
    assistant::turn::Turn,
    command::{self, Which},
    facts::{Reminder, ReminderWish},
    language::date::{self, Context, Due, Moment},
};

/// How long "sluta påminna mig" means the one that has just come.
const JUST_CAME: jiff::SignedDuration = jiff::SignedDuration::from_hours(1);

/// Takes a message that does something with reminders that exist. False: it is none.
pub fn takes(turn: &mut Turn<'_>, text: &str, context: &Context) -> bool {
    let folded = command::fold(text);
    let all: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let words = command::without_politeness(&all);
    if words.is_empty() || words.len() > 16 {
        return false;
    }
    if how_to(turn, words) || quiet::takes(turn, words, context) || stops(turn, words) || restores(turn, words) {
        return true;
    }
    if except::takes(turn, text) || lacking::takes(turn, text, context) {
        return true;
    }
    if turn.facts.reminders.is_empty() {
        return none_there(turn, words, context);
    }
    renames(turn, text)
        || declines(turn, text)
        || removes(turn, words, text)
        || moves_last(turn, words, context)
        || moves(turn, words, context)
        || told::takes(turn, words, context)
        || skips(turn, words, context)
        || ticks(turn, words)
        || did::takes(turn, words, text)
        || pauses(turn, words)
}

/// "ta bort hudkursen", "flytta tandläkaren till fredag" where there is no reminder at all: said so.
fn none_there(turn: &mut Turn<'_>, words: &[&str], context: &Context) -> bool {
    match words {
        ["flytta" | "move" | "senarelagg", rest @ ..] => unknown_one(turn, rest, context),
        ["ta", "bort", rest @ ..] if (1..=4).contains(&rest.len()) => {
            turn.say_in_private(wording::list(turn, &[], 0, 0, false), None, Vec::new());
            true
        }
        _ => false,
    }
}

/// Whether a text begins as a change of what exists, so that it is no subject.
pub fn is_command(text: &str) -> bool {
    let folded = command::fold(text);
    let words: Vec<&str> = folded.split(' ').collect();
    matches!(
        command::without_politeness(&words),
        ["andra" | "flytta" | "byt" | "change" | "move", "till" | "to" | "den" | "det" | "it", ..]
            | ["ta", "bort", ..]
            | ["hoppa", "over", ..]
    ) || matches!(command::without_politeness(&words), ["andra" | "flytta" | "change" | "move", rest @ ..] if rest.iter().any(|word| matches!(*word, "till" | "to")))
}

/// "ändra till kl 7", "ändra så att den kommer kl 7": the one last spoken of.
fn moves_last(turn: &mut Turn<'_>, words: &[&str], context: &Context) -> bool {
    let (["andra" | "flytta" | "byt" | "change" | "move", "till" | "to", to @ ..]
    | ["andra", "sa", "att", "den" | "det", "kommer" | "blir" | "ar", to @ ..]) = words
    else {
        return false;
    };
    let (scope, to) = turns::split(to);
    let to = to.join(" ");
    if to.is_empty() || !follow::is_only_a_moment(&to, context) || date::read_moment(&to, context, None) == Moment::Nothing {
        return false;
    }
    change::wish(turn, &Which::Last, ReminderWish::Change { to: scoped(&to, scope) });
    true
}

/// A new time with the words for how many turns of a series it is meant for.
fn scoped(to: &str, scope: Option<turns::Scope>) -> String {
    scope.map_or_else(|| to.to_owned(), |scope| format!("{to} {}", scope.words()))
}

/// Takes what asks for no reminder though it speaks of reminding: "påminn mig inte om ronden mer".
pub fn declines(turn: &mut Turn<'_>, text: &str) -> bool {
    let folded = command::fold(text);
    let words: Vec<&str> = folded.split(' ').collect();
    let context = set::context(turn);
    if quiet::takes(turn, command::without_politeness(&words), &context) {
        return true;
    }
    let at = words.iter().position(|word| matches!(*word, "inte" | "sluta" | "not" | "don't" | "slipper" | "slippa"));
    // "du påminde mig inte om hudkursen" complains.
    let told = |word: &str| word.starts_with("paminde") || word.starts_with("paminn") && words.contains(&"varfor");
    let reminds = |word: &&str| word.starts_with("pamin") && !told(word) || word.starts_with("remind") || word.starts_with("tjat");
    let Some(asks) = at.and_then(|at| words[at.saturating_sub(2)..].iter().position(reminds).map(|found| at.saturating_sub(2) + found))
    else {
        return stops(turn, command::without_politeness(&words));
    };
    let Some(about) = words[asks..].iter().position(|word| matches!(*word, "om" | "about" | "of")).map(|at| asks + at + 1) else {
        return stops(turn, command::without_politeness(&words));
    };
    // "glöm inte att påminna mig om ronden" wants the opposite.
    if words.iter().any(|word| matches!(*word, "glom" | "missa" | "forget" | "bara" | "only")) {
        return false;
    }
    let subject: Vec<&str> =
        words[about..].iter().copied().filter(|word| !matches!(*word, "mer" | "langre" | "anymore" | "igen")).collect();
    let subject = subject.join(" ");
    if words.len() > 14 || subject.is_empty() || point::about(turn, &subject).is_empty() {
        return false;
    }
    change::wish(turn, &Which::About(subject), ReminderWish::Remove);
    true
}

/// "hur ändrar jag en påminnelse?", "hur snoozar jag?"
fn how_to(turn: &mut Turn<'_>, words: &[&str]) -> bool {
    if matches!(words, ["hjalp", "paminnelser" | "paminnelse" | "med", ..] | ["help", "reminders" | "with", ..])
        && words.iter().any(|word| word.starts_with("paminnelse") || word.starts_with("reminder"))
        && words.len() <= 4
    {
        turn.say(wording::how_to(turn.language()), None);
        return true;
    }
    let ["hur" | "how", rest @ ..] = words else { return false };
    let reminders = rest.iter().any(|word| word.starts_with("paminnelse") || word.starts_with("snooz") || word.starts_with("reminder"));
    let handles = rest.iter().any(|word| {
        [
            "andra", "tar", "ta", "flytta", "snooz", "satt", "lagg", "gor", "funk", "fung", "far", "bocka", "stang", "avsluta", "set",
            "change", "remove", "do",
        ]
        .iter()
        .any(|stem| word.starts_with(stem))
    });
    let asks = reminders && handles && words.len() <= 9;
    if asks {
        turn.say(wording::how_to(turn.language()), None);
    }
    asks
}

/// "sluta påminna mig": the one that has just come, else all of them after a question.
fn stops(turn: &mut Turn<'_>, words: &[&str]) -> bool {
    const IDLE: &[&str] =
        &["mig", "me", "pa", "tack", "nu", "alls", "mer", "langre", "fler", "paminnelser", "nagra", "please", "more", "again", "igen"];
    if matches!(words, ["sluta", "med", "det" | "den" | "detta"] | ["stop", "it" | "that"]) {
        let meant = point::told_within(turn, JUST_CAME).or_else(|| point::at_hand(turn, super::CORRECTION));
        let ends = meant.is_some();
        change::end_all(turn, meant);
        return ends;
    }
    let stops = matches!(
        words,
        ["sluta" | "stop", "paminna" | "reminding" | "tjata" | "nagging"]
            | ["sluta" | "stop", "paminna" | "reminding" | "tjata" | "nagging", "mig" | "me" | "pa", ..]
            | ["inga", "fler" | "mer", "paminnelser", ..]
            | ["paminn" | "remind", "mig" | "me", "aldrig", ..]
            | ["never", "remind", "me", ..]
            | ["inga", "paminnelser", ..]
            | ["no", "more", "reminders"]
            | ["inte", "ha", "paminnelser" | "nagra" | "fler", ..]
            | ["slippa" | "slipp", "paminnelser"]
    ) && words.len() <= 6
        // All of them are meant only where nothing else is said: of some days or some things there is no word here.
        && words.iter().skip(2).all(|word| IDLE.contains(word) || matches!(*word, "inga" | "aldrig" | "no" | "never"));
    if !stops || words.contains(&"om") || (words.starts_with(&["inte"]) && !words.iter().any(|word| word.starts_with("paminnelse"))) {
        return false;
    }
    let just_came = point::told_within(turn, JUST_CAME).filter(|_| matches!(words.first(), Some(&("sluta" | "stop"))));
    match just_came {
        Some(told) => change::end(turn, vec![told]),
        None => change::ask_remove_all(turn, ""),
    }
    true
}

/// "ta tillbaka den", "jag vill ha tillbaka hjärtkursen".
fn restores(turn: &mut Turn<'_>, words: &[&str]) -> bool {
    let (["ta" | "lagg" | "fa" | "satt" | "ha", "tillbaka", rest @ ..] | ["aterstall", rest @ ..] | ["bring", "back", rest @ ..]) = words
    else {
        return false;
    };
    let named: Vec<&str> =
        rest.iter().copied().filter(|word| !matches!(*word, "den" | "det" | "dem" | "dom" | "alla" | "it" | "them")).collect();
    let gone = |turn: &Turn<'_>| {
        turn.dialogue.undo.iter().any(|reminder| {
            let subject = command::fold(&reminder.subject);
            named.iter().all(|word| subject.contains(*word))
        })
    };
    if words.len() > 8 {
        return false;
    }
    if gone(turn) {
        undo::undo(turn);
        return true;
    }
    // It is there, or she knows nothing of it.
    let there = point::about_closely(turn, &named.join(" "));
    if !there.is_empty() {
        turn.say_in_private(wording::known(turn, &there), None, Vec::new());
    }
    !there.is_empty()
}

/// "döp om tvåan till lönemötet", "ändra texten på hudkursen till dermatoskopi".
fn renames(turn: &mut Turn<'_>, text: &str) -> bool {
    let raw: Vec<&str> = text.split_whitespace().collect();
    let folded: Vec<String> = raw.iter().map(|word| command::fold(word)).collect();
    let words: Vec<&str> = folded.iter().map(String::as_str).collect();
    let plain = command::without_politeness(&words);
    let skipped = (0..words.len()).find(|at| words[*at..].starts_with(plain)).unwrap_or(0);
    let (words, raw) = (&words[skipped..], &raw[skipped..]);
    let start = match words {
        ["byt" | "andra", "namn" | "namnet" | "texten" | "text" | "amnet" | "amne" | "rubriken" | "rubrik", "pa" | "i" | "for", ..] => 3,
        ["dop" | "dopa", "om", ..] | ["byt", "ut", ..] => 2,
        ["rename" | "kalla", ..] => 1,
        _ => return false,
    };
    let joint = |word: &&str| matches!(*word, "till" | "to" | "for" | "mot");
    let (named, to) = match words[start..].iter().position(joint) {
        Some(at) => (&words[start..start + at], raw.get(start + at + 1..).unwrap_or_default()),
        // "kalla tvåan lönemötet"
        None if words.len() > start + 1 => (&words[start..=start], &raw[start + 1..]),
        None => return false,
    };
    let to = to.join(" ");
    let to = to.trim_matches(|letter: char| letter.is_whitespace() || matches!(letter, '"' | '”' | '“' | '.')).to_owned();
    if named.is_empty() || to.is_empty() {
        return false;
    }
    let which = command::numbered(named).unwrap_or_else(|| Which::About(named.join(" ")));
    change::wish(turn, &which, ReminderWish::Rename { to });
    true
}

/// "ta bort hudkursen", "stäng av veckobrevet", "jag behöver ingen påminnelse om ronden".
fn removes(turn: &mut Turn<'_>, words: &[&str], text: &str) -> bool {
    let (sure, subject) = match words {
        ["ta" | "tag" | "plocka", "bort", rest @ ..]
        | ["ingen", "paminnelse", "om", rest @ ..]
        | ["avboka", "paminnelsen", "om", rest @ ..]
        | ["inte", "ha", "paminnelsen" | "paminnelser", "om", rest @ ..] => (true, rest),
        ["stang" | "stryk", "av", rest @ ..]
        | ["jag", "behover", "inte", rest @ .., "langre"]
        | ["behover", "inte", rest @ .., "langre"]
        | ["glom" | "strunta", "i", rest @ ..]
        | ["radera" | "stryk" | "stoppa" | "slopa" | "slang" | "remove" | "delete" | "avbryt" | "avsluta" | "cancel" | "glom", rest @ ..] => {
            (false, rest)
        }
        _ => return false,
    };
    let complains = words.iter().any(|word| matches!(*word, "kom" | "kommit" | "fick" | "fatt"));
    if complains || subject.is_empty() || words.len() > 12 || text.contains('?') && !text.trim_start().to_lowercase().starts_with("kan du")
    {
        return false;
    }
    if subject.iter().any(|word| matches!(*word, "nyss" | "precis" | "just"))
        || matches!(subject, ["serien"] | ["den", "har" | "dar"] | ["den", "har", "serien"])
    {
        change::wish(turn, &Which::Last, ReminderWish::Remove);
        return true;
    }
    let context = set::context(turn);
    if turns::removes(turn, subject, &context) {
        return true;
    }
    let subject = subject.join(" ");
    let found = point::about(turn, &subject);
    // What is not known is said, where it can be nothing else than a wish to her.
    if found.is_empty() && !(sure && words.len() <= 6) {
        return false;
    }
    change::wish(turn, &Which::About(subject), ReminderWish::Remove);
    true
}

/// "ta bort handledningen bara nästa vecka": the other turns stay. False: nothing of the kind is there.
pub fn removes_once(turn: &mut Turn<'_>, text: &str) -> bool {
    let folded = command::fold(text);
    let words: Vec<&str> = folded.split(' ').collect();
    let only = |word: &str| matches!(word, "bara" | "endast" | "only");
    let ["ta", "bort", rest @ ..] = words.as_slice() else { return false };
    let context = set::context(turn);
    if rest.iter().any(|word| only(word)) && turns::split(rest).0.is_none() {
        let rest = rest.iter().copied().filter(|word| !only(word));
        let words: Vec<&str> = ["hoppa", "over"].into_iter().chain(rest).collect();
        return skips(turn, &words, &context);
    }
    command::numbered(rest).is_none() && turns::removes(turn, rest, &context)
}

/// "flytta hudkursen en dag", "senarelägg lönesamtalet en vecka", "kan jag få ronden kl 10 i stället".
fn moves(turn: &mut Turn<'_>, words: &[&str], context: &Context) -> bool {
    let (scope, words) = turns::split(words);
    let words = words.as_slice();
    let (earlier, rest) = match words {
        ["flytta" | "andra" | "byt" | "skjut" | "move" | "change" | "reschedule" | "senarelagg" | "justera" | "postpone", rest @ ..] => {
            (false, rest.strip_prefix(&["upp"]).or_else(|| rest.strip_prefix(&["pa"])).unwrap_or(rest))
        }
        ["tidigarelagg", rest @ ..] => (true, rest),
        ["fa" | "ta" | "ha", rest @ ..] if rest.ends_with(&["istallet"]) || rest.ends_with(&["i", "stallet"]) => (false, rest),
        _ => return false,
    };
    let rest = match rest {
        ["tiden" | "tid" | "datumet" | "datum" | "dagen" | "dag" | "klockslaget", "pa" | "for" | "i", rest @ ..]
        | ["the", "time" | "date" | "day", "of" | "on" | "for", rest @ ..]
        | ["fram" | "tillbaka", rest @ ..]
        | rest => rest,
    };
    let (next, rest) = turns::without_next(turn, rest);
    let scope = scope.or(next);
    let tail = |at: usize| rest[at..].strip_prefix(&["till"]).or_else(|| rest[at..].strip_prefix(&["to"])).unwrap_or(&rest[at..]);
    let is_time = |turn: &Turn<'_>, to: &[&str], found: &[Reminder]| {
        let text = to.join(" ");
        let Some(first) = found.first() else { return false };
        let read = change::new_time(turn, first, &text);
        read != Moment::Nothing && (follow::is_only_a_moment(&text, context) || command::counts_time(to) || is_beside(to))
    };
    let split = (1..rest.len()).rev().find(|at| {
        let to = tail(*at);
        !to.is_empty() && {
            let found = point::about(turn, &rest[..*at].join(" "));
            is_time(turn, to, &found)
        }
    });
    let Some(at) = split else { return moves_when(turn, words, rest) || unknown_one(turn, rest, context) };
    let mut to = tail(at).join(" ");
    if earlier {
        to.push_str(" tidigare");
    }
    // "senarelägg mötet till fredag": the first Friday after the day that it had.
    let later = matches!(words, ["senarelagg" | "postpone", ..] | ["skjut", "fram" | "upp", ..]);
    let to = later.then(|| point::about(turn, &rest[..at].join(" "))).and_then(|found| put_later(turn, &found, &to)).unwrap_or(to);
    change::wish(turn, &Which::About(rest[..at].join(" ")), ReminderWish::Change { to: scoped(&to, scope) });
    true
}

/// A weekday that is named for something to be put off to: the first such day after the one that it has.
fn put_later(turn: &Turn<'_>, found: &[Reminder], to: &str) -> Option<String> {
    let [one] = found else { return None };
    let due = set::anchor(turn, one)?;
    let from = set::context(turn).now;
    let then = due.datetime(date::DEFAULT_TIME).to_zoned(from.time_zone().clone()).ok().filter(|then| *then > from)?;
    let read = |now| match date::read_moment(to, &Context { now }, Some(&due)) {
        Moment::Set(read) if read.date_said && read.recurrence.is_none() => Some(read.due),
        _ => None,
    };
    let said = read(from)?;
    let later = read(then).filter(|later| said.date <= due.date && later.date > due.date)?;
    let time = later.time.map(|time| time.strftime(" kl %H.%M").to_string()).unwrap_or_default();
    Some(format!("{}{time}", later.date))
}

/// "flytta ronden", "flytta fredagens": to when is asked.
fn moves_when(turn: &mut Turn<'_>, words: &[&str], rest: &[&str]) -> bool {
    let moves = matches!(
        words.first(),
        Some(&("flytta" | "skjut" | "move" | "reschedule" | "senarelagg" | "tidigarelagg" | "postpone" | "andra" | "byt"))
    );
    let subject = rest.join(" ");
    if !moves || rest.is_empty() || rest.len() > 5 || point::about(turn, &subject).is_empty() {
        return false;
    }
    change::wish(turn, &Which::About(subject), ReminderWish::Change { to: String::new() });
    true
}

/// "dagen efter", "veckan innan": a day beside the one that is known.
pub fn is_beside(words: &[&str]) -> bool {
    let weekday = |word: &str| word.len() > 5 && word.ends_with("dagen");
    matches!(words, ["dagen" | "veckan" | "manaden", "efter" | "innan" | "fore"] | ["the", "day" | "week", "after" | "before"])
        || matches!(words, [day, "efter" | "innan" | "fore"] if weekday(day))
}

/// "flytta tandläkaren till fredag", where she knows of no tandläkaren: said so, for it can be meant for nobody else.
fn unknown_one(turn: &mut Turn<'_>, rest: &[&str], context: &Context) -> bool {
    let Some(at) = rest.iter().rposition(|word| matches!(*word, "till" | "to")).filter(|at| (1..=4).contains(at)) else { return false };
    let to = rest[at + 1..].join(" ");
    let is_time = date::read_moment(&to, context, None) != Moment::Nothing && follow::is_only_a_moment(&to, context);
    if !is_time || follow::is_only_a_moment(&rest[..at].join(" "), context) {
        return false;
    }
    let subject = point::as_written(turn, &rest[..at].join(" "));
    turn.say_in_private(wording::none_about(&subject, turn.language()), None, Vec::new());
    true
}

/// "hoppa över veckobrevet", "hoppa över nästa måndag", "hoppa över veckobrevet på måndag".
fn skips(turn: &mut Turn<'_>, words: &[&str], context: &Context) -> bool {
    let (["hoppa" | "hoppar", "over", rest @ ..]
    | ["jag", "hoppar", "over", rest @ ..]
    | ["skip" | "skippa", rest @ ..]
    | ["ingen", "paminnelse", rest @ ..]) = words
    else {
        return false;
    };
    let subject: Vec<&str> = rest
        .iter()
        .copied()
        .filter(|word| !matches!(*word, "nasta" | "next" | "veckans" | "gang" | "gangen" | "tillfalle" | "tillfallet" | "denna" | "time"))
        .collect();
    let found = if subject.is_empty() { Vec::new() } else { point::about_closely(turn, &subject.join(" ")) };
    if !found.is_empty() {
        change::wish(turn, &Which::About(subject.join(" ")), ReminderWish::Skip);
        return true;
    }
    // What is named ends where a day or a week begins; a day alone is that of every series.
    for at in 0..rest.len() {
        let series: Vec<Reminder> = match at {
            0 => point::running(turn).into_iter().filter(|reminder| reminder.recurrence.is_some()).collect(),
            at => point::about_closely(turn, &rest[..at].join(" ")),
        };
        let Some(window) = agenda::window(&rest[at..], context).filter(|_| !series.is_empty()) else { continue };
        let there: Vec<(Reminder, Vec<Due>)> = series
            .into_iter()
            .map(|reminder| (reminder.clone(), agenda::turns_in(&reminder, &window)))
            .filter(|(_, turns)| !turns.is_empty())
            .collect();
        match there.as_slice() {
            [] => turn.say(wording::none_on(&Due::day(window.from), turn.language()), None),
            [(reminder, turns)] => later::skip(turn, reminder, turns),
            [(reminder, turns), ..] if at > 0 => later::skip(turn, reminder, turns),
            several => {
                let several: Vec<Reminder> = several.iter().map(|(reminder, _)| reminder.clone()).collect();
                let markdown = wording::which_series(turn, &several);
                turn.person.listed = several.into_iter().map(|reminder| reminder.id).collect();
                turn.say_in_private(markdown, None, Vec::new());
            }
        }
        return true;
    }
    false
}

/// "ronden är klar", "klar med hudkursen", "jag har gjort årsrapporten".
fn ticks(turn: &mut Turn<'_>, words: &[&str]) -> bool {
    let ([
        subject @ ..,
        "ar",
        "klar" | "klart" | "klara" | "gjord" | "gjort" | "fixat" | "fixad" | "avklarad" | "avklarat" | "inlamnad" | "inskickad" | "done",
    ]
    | ["klar" | "klart" | "fardig" | "done", "med" | "with", subject @ ..]
    | ["bocka" | "pricka", "av", subject @ ..]
    | ["har", "redan", "gjort" | "fixat" | "skickat" | "lamnat", subject @ ..]
    | ["har", "gjort" | "fixat" | "avklarat", subject @ ..]
    | ["jag", "har", "redan", "gjort" | "fixat", subject @ ..]
    | ["jag", "har", "gjort" | "fixat", subject @ ..]
    | ["jag", "ar", "klar", "med", subject @ ..]
    | ["markera", subject @ .., "som", "klar" | "klart"]) = words
    else {
        return false;
    };
    let is_one = !subject.is_empty() && !point::about_closely(turn, &subject.join(" ")).is_empty();
    if is_one {
        change::wish(turn, &Which::About(subject.join(" ")), ReminderWish::Done);
    }
    is_one
}

/// "pausa veckobrevet": she cannot, and says what she can.
fn pauses(turn: &mut Turn<'_>, words: &[&str]) -> bool {
    let (["pausa" | "pause", rest @ ..] | ["satt", "pa", "paus", rest @ ..]) = words else { return false };
    let named = rest.join(" ");
    let about = rest.is_empty()
        || rest.iter().any(|word| word.starts_with("paminnelse") || word.starts_with("alla"))
        || !point::about(turn, &named).is_empty();
    if about {
        turn.say(wording::no_pause(turn.language()), None);
    }
    about
}
