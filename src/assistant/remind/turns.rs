//! One turn of a series, or every one: "flytta nästa rapport till tisdag" moves one, "flytta rapporten till tisdag" is
//! asked about. What is moved alone is left out of the series and stands beside it.

use super::{CORRECTION, agenda, build, change, later, manage, point, schedule, set, wording};
use crate::{
    assistant::turn::Turn,
    command::{self, Which},
    effect::About,
    facts::{Pending, PendingKind, Reminder, ReminderWish},
    language::date::{
        Context, Due, Frequency, Moment, Recurrence,
        calendar::{MONTHS, MONTHS_ENGLISH},
    },
};

/// How many turns of a series are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The one that comes next.
    Once,
    /// All of them from now on.
    Always,
}

impl Scope {
    /// The words for it that [`split`] reads.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Once => "den har gangen",
            Self::Always => "varje gang",
        }
    }
}

/// So many words may say what shall go.
const LONGEST: usize = 12;

/// What says how many turns are meant, folded.
const SCOPES: &[(&str, Scope)] = &[
    ("den har gangen", Scope::Once),
    ("den har ggn", Scope::Once),
    ("denna gangen", Scope::Once),
    ("denna gang", Scope::Once),
    ("den gangen", Scope::Once),
    ("nasta gang", Scope::Once),
    ("bara en gang", Scope::Once),
    ("en enda gang", Scope::Once),
    ("bara i ar", Scope::Once),
    ("bara nu", Scope::Once),
    ("this time", Scope::Once),
    ("next time", Scope::Once),
    ("this once", Scope::Once),
    ("just once", Scope::Once),
    ("only once", Scope::Once),
    ("varje gang", Scope::Always),
    ("alla ganger", Scope::Always),
    ("alla gangerna", Scope::Always),
    ("alla gangar", Scope::Always),
    ("for alltid", Scope::Always),
    ("alltid", Scope::Always),
    ("hela serien", Scope::Always),
    ("i fortsattningen", Scope::Always),
    ("fran och med nu", Scope::Always),
    ("fran och med da", Scope::Always),
    ("framover", Scope::Always),
    ("permanent", Scope::Always),
    ("every time", Scope::Always),
    ("from now on", Scope::Always),
    ("the whole series", Scope::Always),
    ("always", Scope::Always),
];

/// Words that only stress how few are meant.
const STRESS: [&str; 7] = ["bara", "endast", "enbart", "just", "blott", "only", "for"];

/// How many turns folded words mean, and the words without what says so.
pub fn split<'a>(words: &[&'a str]) -> (Option<Scope>, Vec<&'a str>) {
    for (phrase, scope) in SCOPES {
        let phrase: Vec<&str> = phrase.split(' ').collect();
        let Some(at) = words.windows(phrase.len()).position(|window| window == phrase) else { continue };
        let mut rest = words[..at].to_vec();
        while rest.last().is_some_and(|last| STRESS.contains(last)) {
            rest.pop();
        }
        rest.extend(&words[at + phrase.len()..]);
        return (Some(*scope), rest);
    }
    (None, words.to_vec())
}

/// The same of a text as it was written.
pub fn split_text(text: &str) -> (Option<Scope>, String) {
    let folded = command::fold(text);
    match split(&folded.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>()) {
        (None, _) => (None, text.to_owned()),
        (scope, rest) => (scope, rest.join(" ")),
    }
}

/// "nästa rapport", "bara nästa rapport": the name of a series without what makes it one turn of it. "nästa fredag" is a day.
pub fn without_next<'a, 'b>(turn: &Turn<'_>, named: &'a [&'b str]) -> (Option<Scope>, &'a [&'b str]) {
    let bare = match named {
        ["bara" | "endast" | "just" | "only", rest @ ..] => rest,
        _ => named,
    };
    let (["den" | "the", next, rest @ ..] | [next, rest @ ..]) = bare else { return (None, named) };
    let is_next = matches!(*next, "nasta" | "kommande" | "next" | "veckans" | "manadens" | "arets");
    let is_day = rest.first().is_some_and(|first| {
        first.ends_with("dag") || first.ends_with("day") || matches!(*first, "vecka" | "veckan" | "manad" | "manaden" | "week" | "month")
    });
    let called_so = point::running(turn).iter().any(|one| command::fold(&one.subject).split(' ').any(|word| word == *next));
    if !is_next || is_day || called_so { (None, named) } else { (Some(Scope::Once), rest) }
}

/// Takes a series that shall be moved: one turn of it where that was said, and a question where it is open. False: all of
/// it moves, or it is none.
pub fn moves(turn: &mut Turn<'_>, reminder: &Reminder, moment: &Moment, scope: Option<Scope>, to: &str) -> bool {
    let (Moment::Set(said), Some(rule), Some(coming)) = (moment, rule_of(reminder), schedule::coming(reminder, turn.now)) else {
        return false;
    };
    if change::follows_day(reminder) || said.recurrence.is_some() || said.leads.is_some() {
        return false;
    }
    let another_day = said.date_said && said.due.date != coming.date;
    match scope {
        Some(Scope::Once) if said.date_said || said.time_said => moved_once(turn, reminder, coming, said.due),
        None if another_day && is_open(&rule, to) => ask(turn, reminder, coming, Some(said.due)),
        _ => return false,
    }
    true
}

fn rule_of(reminder: &Reminder) -> Option<Recurrence> {
    reminder.recurrence.as_ref()?.parse().ok()
}

/// Whether a new day for a series may be meant for one turn of it: "onsdag" for what comes every Monday is every Wednesday.
fn is_open(rule: &Recurrence, to: &str) -> bool {
    match rule.frequency {
        Frequency::Monthly | Frequency::Yearly => true,
        Frequency::Weekly => rule.interval > 1 || names_date(to),
        Frequency::Hourly | Frequency::Daily => false,
    }
}

/// Whether a text names a day of the calendar: "18 mars", "18/3", "den 18:e".
fn names_date(text: &str) -> bool {
    let folded = command::fold(text);
    let months = MONTHS.iter().chain(&MONTHS_ENGLISH).filter_map(|month| command::fold(month).get(..3).map(str::to_owned));
    let months: Vec<String> = months.collect();
    folded.split(' ').any(|word| {
        let digits = word.starts_with(|letter: char| letter.is_ascii_digit());
        let dated = word.contains('/') || word.ends_with(":e") || word.ends_with(":a") || word.matches('-').count() == 2;
        (digits && dated) || (!digits && months.iter().any(|month| word.starts_with(month.as_str())))
    })
}

/// Asks whether one turn is meant or every one. `to`: where it shall move; `None`: it shall go.
pub fn ask(turn: &mut Turn<'_>, reminder: &Reminder, coming: Due, to: Option<Due>) {
    let kind = PendingKind::OneTurn { reminder: reminder.id.clone(), turn: coming, to };
    turn.dialogue.pending = Some(Pending { since: turn.now, kind });
    (turn.dialogue.last_reminder, turn.dialogue.last_at) = (Some(reminder.id.clone()), Some(turn.now));
    let markdown = wording::once_or_always(turn, reminder, &coming, to.as_ref());
    change::say_about(turn, markdown, Some(About::Question), vec!["1️⃣".to_owned(), "2️⃣".to_owned()]);
}

/// "bara den här gången", "varje gång", "hela serien" to that question. False: it is no answer.
pub fn answered(turn: &mut Turn<'_>, text: &str) -> bool {
    let folded = command::fold(text);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let scope = split(&words).0.or_else(|| in_short(&words));
    let answers = scope.filter(|_| words.len() <= 9 && !text.contains('?') && !manage::is_command(text));
    if let Some(scope) = answers {
        settle(turn, scope);
    }
    answers.is_some()
}

/// "bara den", "alla", "nej, hela serien": nothing but words for one or for all.
fn in_short(words: &[&str]) -> Option<Scope> {
    const ONE: &[&str] = &["bara", "endast", "ettan", "ena", "denna", "nasta", "only", "just", "once"];
    const ALL: &[&str] = &["alla", "allihop", "allt", "samtliga", "varje", "hela", "serien", "tvaan", "all", "every", "series"];
    const SMALL: &[&str] = &[
        "den", "en", "har", "det", "ja", "nej", "ta", "tack", "jag", "menar", "menade", "this", "one", "it", "please", "manad", "ar",
        "vecka", "month", "year", "week", "the", "whole",
    ];
    let only = |core: &[&str]| {
        words.iter().any(|word| core.contains(word)) && words.iter().all(|word| core.contains(word) || SMALL.contains(word))
    };
    if only(ALL) { Some(Scope::Always) } else { only(ONE).then_some(Scope::Once) }
}

/// The first or the second of what she asked. False: there is no such.
pub fn chosen(turn: &mut Turn<'_>, number: usize) -> bool {
    let scope = match number {
        1 => Scope::Once,
        2 => Scope::Always,
        _ => return false,
    };
    settle(turn, scope);
    true
}

/// Does what she asked about to one turn or to all.
fn settle(turn: &mut Turn<'_>, scope: Scope) {
    let Some(PendingKind::OneTurn { reminder, turn: coming, to }) = turn.dialogue.pending.take().map(|pending| pending.kind) else {
        return;
    };
    let Some(reminder) = turn.facts.reminders.iter().find(|known| known.id == reminder).cloned() else { return };
    match (scope, to) {
        (Scope::Once, Some(to)) => moved_once(turn, &reminder, coming, to),
        (Scope::Once, None) => later::skip(turn, &reminder, &[coming]),
        (Scope::Always, Some(to)) => change::move_to(turn, &reminder, to),
        (Scope::Always, None) => change::end(turn, vec![reminder]),
    }
}

/// One turn of a series on another day: the series goes on without it.
fn moved_once(turn: &mut Turn<'_>, series: &Reminder, coming: Due, to: Due) {
    turn.dialogue.pending = None;
    let id = format!("{}.{coming}", series.id);
    let sequence = turn.facts.reminders.iter().find(|known| known.id == id).map_or(0, |known| known.sequence + 1);
    let alone = Reminder {
        id,
        due: to.to_string(),
        recurrence: None,
        readings: Vec::new(),
        done_through: None,
        skipped: Vec::new(),
        told_turn: None,
        told_at: None,
        undelivered: None,
        created_at: turn.now,
        sequence,
        ..series.clone()
    };
    let Some(alone) = build::scheduled_with_day(alone, build::written(turn)) else {
        let markdown = wording::stays_as_it_is(turn, series);
        return turn.say(markdown, None);
    };
    let rest = later::without(turn, series, coming, &[coming]);
    let markdown = wording::moved_once(turn, &alone, &rest);
    let about = About::ReminderSet { reminder: alone.id.clone() };
    let before = vec![series.clone(), change::ended(&alone)];
    change::say_about(turn, markdown, Some(about), Vec::new());
    change::save(turn, before, vec![alone, rest]);
    turn.dialogue.reminder_at = Some(turn.now);
}

/// "ta bort nästa rapport", "ta bort ronden på fredag", "ta bort den på fredag": one turn of a series. `subject`: the
/// folded words that say what shall go. False: no turn of a series is named.
pub fn removes(turn: &mut Turn<'_>, subject: &[&str], context: &Context) -> bool {
    if subject.len() > LONGEST {
        return false;
    }
    let (scope, rest) = split(subject);
    let (next, rest) = without_next(turn, &rest);
    let found = series_named(turn, rest);
    if found.is_empty() {
        return removes_on_day(turn, subject, context);
    }
    match scope.or(next) {
        Some(Scope::Once) if rest.is_empty() => change::carry_out(turn, found, ReminderWish::Skip),
        Some(Scope::Once) => change::wish(turn, &Which::About(rest.join(" ")), ReminderWish::Skip),
        Some(Scope::Always) => change::wish(turn, &Which::About(rest.join(" ")), ReminderWish::Remove),
        None => return false,
    }
    true
}

/// The series that folded words name; without a word the one at hand, or the only one.
fn series_named(turn: &Turn<'_>, named: &[&str]) -> Vec<Reminder> {
    let is_series = |one: &Reminder| one.recurrence.is_some();
    if !named.is_empty() {
        return Some(point::about_closely(turn, &named.join(" "))).filter(|found| found.iter().all(is_series)).unwrap_or_default();
    }
    let at_hand = point::at_hand(turn, CORRECTION).or_else(|| point::recent(turn)).filter(is_series);
    let all: Vec<Reminder> = point::running(turn).into_iter().filter(is_series).collect();
    at_hand.map_or_else(|| if all.len() == 1 { all } else { Vec::new() }, |one| vec![one])
}

/// "den på fredag", "ronden på fredag" of a series: that turn of it, or it is asked whether all of them.
fn removes_on_day(turn: &mut Turn<'_>, subject: &[&str], context: &Context) -> bool {
    if let [one] = point::on_day(turn, &subject.join(" ")).as_slice()
        && one.recurrence.is_some()
        && let Some(coming) = schedule::coming(one, turn.now)
    {
        let one = one.clone();
        ask(turn, &one, coming, None);
        return true;
    }
    if !point::about_closely(turn, &subject.join(" ")).is_empty() {
        return false;
    }
    for at in 1..subject.len() {
        let named = point::about_closely(turn, &subject[..at].join(" "));
        let Some(window) = agenda::window(&subject[at..], context) else { continue };
        let [one] = named.as_slice() else { continue };
        let turns = agenda::turns_in(one, &window);
        if turns.is_empty() {
            continue;
        }
        let one = one.clone();
        if one.recurrence.is_some() {
            later::skip(turn, &one, &turns);
        } else {
            change::end(turn, vec![one]);
        }
        return true;
    }
    false
}

/// "nej, bara den här gången" right after a series was moved or removed as a whole: it goes on as it was, save for its next
/// turn. False: nothing of the kind was done.
pub fn spares(turn: &mut Turn<'_>, text: &str) -> bool {
    const SMALL: [&str; 14] = ["nej", "na", "nae", "jag", "menade", "menar", "fel", "ta", "bort", "flytta", "no", "i", "meant", "det"];
    let folded = command::fold(text);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let (Some(Scope::Once), rest) = split(&words) else { return false };
    let fresh = turn.dialogue.last_at.is_some_and(|at| turn.now.duration_since(at) < CORRECTION);
    let [before] = turn.dialogue.undo.as_slice() else { return false };
    if !fresh || !before.active || before.recurrence.is_none() || !rest.iter().all(|word| SMALL.contains(word)) {
        return false;
    }
    let before = before.clone();
    let now = turn.facts.reminders.iter().find(|known| known.id == before.id).cloned();
    // A turn that was skipped or ticked off moved nothing.
    if now.as_ref().is_some_and(|now| now.due == before.due && now.recurrence == before.recurrence) {
        return false;
    }
    let sequence = now.as_ref().map_or(before.sequence + 1, |now| now.sequence);
    let series = Reminder { sequence, ..before };
    let Some(coming) = schedule::coming(&series, turn.now) else { return false };
    match now {
        // It was moved: that day is for the next turn alone.
        Some(now) => {
            let Some(to) = set::anchor(turn, &now).filter(|to| *to != coming) else { return false };
            moved_once(turn, &series, coming, to);
        }
        None => later::skip(turn, &series, &[coming]),
    }
    true
}
