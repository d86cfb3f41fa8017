//! What a short answer is said to: the day that she told of last, and asked about.

use jiff::{SignedDuration, Span, Timestamp};

use super::{answer::is_open, reply, request, tell, wording};
use crate::{
    assistant::turn::Turn,
    effect::About,
    facts::days::{Answer, KnownDay},
};

/// How long an answer that names no day is taken for one to what came last.
const ASKED_LATELY: SignedDuration = SignedDuration::from_hours(48);

/// What came last that tells of days.
struct Last<'a> {
    at: Timestamp,
    days: Vec<&'a KnownDay>,
    /// It is the reminder of a day that the sender comes to.
    reminds: bool,
}

/// What came last in the direct chat of announcements, questions whether they come, news and reminders of days.
fn last<'a>(turn: &Turn<'a>) -> Option<Last<'a>> {
    let facts = turn.facts;
    let days = |wanted: &dyn Fn(&KnownDay) -> bool| -> Vec<&'a KnownDay> {
        facts.days.iter().filter(|known| wanted(known)).filter(|known| is_open(known, turn.now)).collect()
    };
    let received = facts.received.first().map(|copy| Last {
        at: copy.delivered_at,
        days: days(&|known| known.day.is_in(&copy.announcement)),
        reminds: false,
    });
    let told = facts.day_told.as_ref().map(|(ids, at)| Last { at: *at, days: days(&|known| ids.contains(&known.day.id)), reminds: false });
    let reminded = facts.reminders.iter().filter_map(|reminder| Some((reminder.told_at?, reminder.day.as_ref()?)));
    let reminded = reminded.max().map(|(at, day)| Last { at, days: days(&|known| known.day.id == *day), reminds: true });
    let newest = [received, told, reminded].into_iter().flatten().max_by_key(|last| last.at)?;
    let lately = turn.now.duration_since(newest.at) <= ASKED_LATELY;
    (lately && turn.dialogue.pending.is_none() && turn.event.room.direct).then_some(newest)
}

/// The days that the sender was told of last and that wait for an answer: what they say without naming a day is about
/// these.
pub fn just_asked<'a>(turn: &Turn<'a>) -> Vec<&'a KnownDay> {
    let told = told_of(turn);
    if told.is_empty() { last(turn).map(|last| last.days).unwrap_or_default() } else { told }
}

/// The day that her last reply told of, with the question whether they come.
fn told_of<'a>(turn: &Turn<'a>) -> Vec<&'a KnownDay> {
    let asked = turn.facts.dialogue.day_asked.as_ref().filter(|_| turn.dialogue.pending.is_none());
    let asked = asked.and_then(|id| turn.facts.days.iter().find(|known| known.day.id == *id));
    asked.filter(|known| is_open(known, turn.now)).into_iter().collect()
}

/// The days that a bare "ja" or 👍 answers: those she just asked about, or that she told of after everything else that
/// was spoken of. To a reminder of a day only a no is an answer.
pub fn just_told<'a>(turn: &Turn<'a>, answer: Answer) -> Vec<&'a KnownDay> {
    if turn.facts.referred.is_some() {
        return Vec::new();
    }
    let told = told_of(turn);
    if !told.is_empty() {
        return told;
    }
    let Some(last) = last(turn) else { return Vec::new() };
    let before = &turn.facts.dialogue;
    let later = |at: Option<Timestamp>| at.is_some_and(|at| at >= last.at);
    let reminded = |told: Option<Timestamp>| if last.reminds { told.is_some_and(|at| at > last.at) } else { later(told) };
    let spoken_since = later(before.last_at)
        || later(before.reminder_at)
        || before.said.as_ref().is_some_and(|said| later(Some(said.0)))
        || turn.facts.reminders.iter().any(|reminder| reminded(reminder.told_at));
    if spoken_since || (last.reminds && answer == Answer::Yes) { Vec::new() } else { last.days }
}

/// Whether the day that was told of is today or tomorrow.
fn is_upon(turn: &Turn<'_>) -> bool {
    let days = just_told(turn, Answer::No);
    !days.is_empty() && days.iter().all(|known| known.day.plan.first <= turn.today().saturating_add(Span::new().days(1)))
}

/// The answer that a sign, "ja" or "det funkar inte" by itself gives, and whether it says that it is of several days;
/// "ok" says only that something was read.
pub fn bare(turn: &Turn<'_>, text: &str) -> Option<(Answer, bool)> {
    if turn.facts.referred.is_some() {
        return None;
    }
    let plain = |letter: &char| *letter != '\u{fe0f}' && !('\u{1f3fb}'..='\u{1f3ff}').contains(letter) && !letter.is_whitespace();
    let sign: String = text.chars().filter(plain).collect();
    let plain = request::folded(text);
    Answer::from_reaction(&sign)
        .map(|answer| (answer, false))
        .or_else(|| reply::loose(&plain))
        .or_else(|| (reply::is_ill(&plain) && is_upon(turn)).then_some((Answer::No, false)))
}

/// "när är det?", "var är det?", "finns det plats?" right after a day was told of: what she knows of it. False: it asks
/// for something else.
pub fn about(turn: &mut Turn<'_>, text: &str) -> bool {
    const ASKS: [&str; 17] = [
        "nar ar",
        "nar borjar",
        "nar slutar",
        "var ar",
        "var halls",
        "hur dags ar",
        "hur dags borjar",
        "hur dags slutar",
        "vilken tid ar",
        "vilken tid borjar",
        "vilken tid slutar",
        "vilken dag ar",
        "vilken lokal ar",
        "when is",
        "where is",
        "when does",
        "what time does",
    ];
    const IT: [&str; 9] = ["det", "den", "dagen", "st-dagen", "det nu", "it", "it start", "it end", "the st-dag"];
    const WHOLE: [&str; 14] = [
        "hur dags",
        "vilken tid",
        "vilken lokal",
        "nar maste man anmala sig",
        "nar maste man anmala sig senast",
        "nar maste jag anmala mig senast",
        "nar ar sista anmalningsdag",
        "nar ar sista dag att anmala sig",
        "sista anmalningsdag",
        "kommer jag",
        "ar jag med",
        "finns det plats",
        "finns det platser",
        "ar det fullt",
    ];
    let plain = request::folded(text);
    let asks = ASKS.iter().any(|start| plain.strip_prefix(start).is_some_and(|rest| IT.contains(&rest.trim_start())));
    if !asks && !WHOLE.contains(&plain.as_str()) {
        return false;
    }
    let replied = tell::referred(turn);
    let days = if replied.is_empty() { just_told(turn, Answer::No) } else { replied };
    let (sender, language) = (turn.event.sender.clone(), turn.language());
    let markdown = match days.as_slice() {
        [] => return false,
        [only] if plain.contains("plats") || plain.contains("fullt") => wording::seats_left(only, &sender, language),
        [only] => wording::then(only, &sender, language),
        several => wording::list(several, 0, &sender, language),
    };
    let buttons = if days.len() == 1 { tell::buttons() } else { Vec::new() };
    let ids: Vec<String> = days.iter().map(|known| known.day.id.clone()).collect();
    turn.dialogue.day_asked = ids.first().filter(|_| ids.len() == 1).cloned();
    turn.say_with(markdown, Some(About::Days { days: ids }), buttons);
    true
}
