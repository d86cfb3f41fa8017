//! What is said right after she told of a moment: "klar", "senare", "hoppa över", a time for it; and where
//! the reminders of plans are found beside one's own.

use jiff::{SignedDuration, Timestamp};

use super::{
    PlanAsk, ask, book, leave, plan_of, role_in, rows, tick,
    words::{self, say},
};
use crate::{
    assistant::{
        markup::escape,
        remind::{self, schedule as due},
        turn::Turn,
        wording::keycap,
    },
    command::{Request, Which},
    effect::About,
    facts::{KnownPlan, PlanBefore, PlanShown, Reminder},
    language::date::{self, Context, Moment as When},
    plan::{Plan, State, Tick, schedule},
};

/// How long a reminder that was delivered is what "klar" alone means.
const TOLD: SignedDuration = SignedDuration::from_hours(72);
/// How long a plan that was shown is.
const SHOWN: SignedDuration = SignedDuration::from_mins(30);
/// What a time begins with, folded, beside digits and months.
const TIMELY: [&str; 24] = [
    "pa",
    "den",
    "kl",
    "nasta",
    "i",
    "imorgon",
    "idag",
    "om",
    "mandag",
    "tisdag",
    "onsdag",
    "torsdag",
    "fredag",
    "lordag",
    "on",
    "at",
    "next",
    "tomorrow",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "in",
];

/// How many moments are offered for "klar".
const MOST: usize = 9;

/// Takes what belongs to the moment that she spoke of last. False: not its business.
pub fn takes(turn: &mut Turn<'_>, request: &Request, text: &str) -> bool {
    // A 👍 that answers nothing is no tick.
    let replies = turn.facts.referred.is_some();
    let ticks = |text: &str| match text.trim().trim_end_matches('\u{fe0f}') {
        "✅" | "☑" | "✔" => true,
        "👍" => replies,
        _ => false,
    };
    match request {
        Request::Done(Which::Last) => done(turn),
        _ if ticks(text) => done(turn),
        Request::Snooze { which: Which::Last, until } => {
            let Some((_, row)) = last(turn) else { return false };
            snooze(turn, row, until.as_deref());
            true
        }
        Request::SkipNext(Which::Last) => {
            let Some((known, row)) = last(turn) else { return false };
            let Some(key) = rows::key(&row.id) else { return false };
            tick::skip_turn(turn, &known.owner.user, key.moment, "");
            true
        }
        Request::NextReminder => next(turn),
        Request::Yes => happened(turn, request, text),
        Request::Other => leave::ends_on(turn, text) || happened(turn, request, text) || off(turn, text) || time(turn, text),
        Request::ChangeReminder { which: Which::Last, to } if !to.is_empty() => {
            let is_time = is_time(turn, to) || book::shift(&super::period::fold(to)).is_some();
            let Some((owner, moment)) = spoken_of(turn).filter(|_| is_time) else { return false };
            book::book_turn(turn, &owner, &moment, to)
        }
        _ => false,
    }
}

/// The reminder of a moment that was delivered last, or that the message replies to. `None`: she spoke of
/// something else since.
fn last<'a>(turn: &Turn<'a>) -> Option<(&'a KnownPlan, &'a Reminder)> {
    let facts = turn.facts;
    let own = |row: &&Reminder| row.person == turn.event.sender;
    let mut rows = facts.plans.iter().flat_map(|known| known.reminders.iter().filter(own).map(move |row| (known, row)));
    if let Some(referred) = &facts.referred {
        let Some(About::ReminderDue { reminder }) = &referred.about else { return None };
        return rows.find(|(_, row)| row.id == *reminder);
    }
    let (known, row) = rows.filter(|(_, row)| row.told_turn.is_some()).max_by_key(|(_, row)| row.told_at)?;
    let others = facts.reminders.iter().filter(|other| other.told_turn.is_some() && other.done_through < other.told_turn);
    let later = others.filter_map(|other| other.told_at).max().is_some_and(|other| Some(other) > row.told_at);
    let fresh = row.told_at.is_some_and(|at| turn.now.duration_since(at) < TOLD);
    (fresh && !later).then_some((known, row))
}

/// Notes that a plan was shown.
pub fn note_shown(turn: &mut Turn<'_>, owner: &str) {
    turn.dialogue.plan_shown = Some(PlanShown { at: turn.now, owner: owner.to_owned() });
}

/// Whether a plan was shown a moment ago.
pub fn is_shown(turn: &Turn<'_>) -> bool {
    turn.dialogue.plan_shown.as_ref().is_some_and(|shown| turn.now.duration_since(shown.at) < SHOWN)
}

/// "klar", "✅": the moment that she reminded of, else what is next in the plan that she showed.
fn done(turn: &mut Turn<'_>) -> bool {
    let told = last(turn);
    let shown = turn.dialogue.plan_shown.clone().filter(|shown| turn.now.duration_since(shown.at) < SHOWN && turn.facts.referred.is_none());
    let since = |at: Option<Timestamp>| shown.as_ref().is_none_or(|shown| at > Some(shown.at));
    if let Some((known, row)) = told.filter(|(_, row)| since(row.told_at)) {
        let Some(key) = rows::key(&row.id) else { return false };
        return tick::done_turn(turn, &known.owner.user, key.moment);
    }
    let Some(shown) = shown else { return false };
    let spoke_later = turn.dialogue.last_reminder.is_some() && turn.dialogue.last_at > Some(shown.at);
    let told_later = turn.facts.reminders.iter().any(|other| other.told_at > Some(shown.at));
    !spoke_later && !told_later && done_of_plan(turn, &shown.owner)
}

/// What is open in a plan that was shown is done: the only moment at once, of several she asks which.
pub fn done_of_plan(turn: &mut Turn<'_>, owner: &str) -> bool {
    if !turn.facts.plans.iter().any(|known| known.owner.user == owner) {
        return false;
    }
    let Some((known, plan)) = tick::chosen(turn, Some(owner)) else { return true };
    let open = open(turn, known, plan);
    let language = turn.language();
    match open.as_slice() {
        [] => {
            let markdown = say(
                language,
                "Inget i planen är öppet just nu. Skriv vad som är klart, till exempel *IUP klar*.",
                "Nothing in the plan is open right now. Write what is done, for example *IUP done*.",
            );
            turn.say_in_private(markdown, None, Vec::new());
            true
        }
        [(only, _)] => tick::done_turn(turn, owner, only),
        several => {
            let lines: Vec<String> = several.iter().enumerate().map(|(at, (_, title))| format!("{}. {}", at + 1, escape(title))).collect();
            let moments = several.iter().map(|(id, _)| id.clone()).collect();
            ask(turn, PlanAsk::Which { owner: owner.to_owned(), moments });
            let lines = lines.join("\n");
            let markdown = say(
                language,
                format!("Vilket är klart? Svara med siffran.\n\n{lines}"),
                format!("Which one is done? Reply with the number.\n\n{lines}"),
            );
            turn.say_in_private(markdown, Some(About::Question), (1..=several.len()).map(keycap).collect());
            true
        }
    }
}

/// The moments that can be done by now, with their names; turns that stand alike count as one.
fn open(turn: &Turn<'_>, known: &KnownPlan, plan: &Plan) -> Vec<(String, String)> {
    let all = schedule(plan, &known.training, turn.today());
    let role = role_in(turn, known);
    let mut placed: Vec<_> = all
        .moments
        .iter()
        .filter(|placed| super::board::concerns(placed, role))
        .filter(|placed| matches!(placed.state, State::Late | State::Now | State::Booked | State::Paused))
        .collect();
    placed.sort_by_key(|placed| (placed.to, placed.from));
    placed.dedup_by_key(|placed| (&placed.moment.id, placed.from, placed.to, placed.tick.is_some()));
    placed.truncate(MOST);
    placed.iter().map(|placed| (placed.id.clone(), words::title(placed, &known.training, turn.language()))).collect()
}

/// The number of one of the moments that she asked about.
pub fn chosen(turn: &mut Turn<'_>, owner: &str, moments: &[String], number: usize) -> bool {
    let Some(id) = number.checked_sub(1).and_then(|at| moments.get(at)) else { return false };
    tick::done_turn(turn, owner, id)
}

/// Lets the reminder of a moment speak again later, as any other reminder.
fn snooze(turn: &mut Turn<'_>, row: &Reminder, until: Option<&str>) {
    let until = match until {
        None => Some(due::usual_snooze(turn.now, &turn.zone())),
        Some(text) => {
            let context = Context { now: turn.event.sent_at.min(turn.now).to_zoned(turn.zone()) };
            // "snooza 10 min" is "om 10 min".
            let read = |text: &str| match date::read_moment(text, &context, None) {
                When::Set(adjustment) => due::instant(adjustment.due.datetime(due::MORNING), &turn.zone()),
                _ => None,
            };
            read(&format!("om {text}")).or_else(|| read(text)).filter(|at| *at > turn.now)
        }
    };
    let Some(until) = until else {
        let markdown = say(
            turn.language(),
            "Jag ser ingen kommande tid i det. Skriv till exempel *snooza till fredag kl 9*.",
            "I can't find a time ahead in that. Write for example *snooze until Friday 9:00*.",
        );
        turn.say(markdown, None);
        return;
    };
    remind::put_off(turn, row.clone(), until);
}

/// "flytta till 14 mars kl 13", or a time alone in reply to the reminder: the moment is agreed for then.
fn time(turn: &mut Turn<'_>, text: &str) -> bool {
    const AFTER: [&str; 22] = [
        "flytta den till ",
        "flytta det till ",
        "flytta till ",
        "flytta den ",
        "flytta det ",
        "den ar flyttad till ",
        "det ar flyttat till ",
        "den flyttas till ",
        "det flyttas till ",
        "den blev flyttad till ",
        "flyttad till ",
        "flyttat till ",
        "det blir ",
        "den blir ",
        "boka den ",
        "boka ",
        "bokat ",
        "bokad ",
        "vi ses ",
        "move it to ",
        "move to ",
        "book ",
    ];
    let folded = super::period::fold(text);
    let folded = ["fel, ", "nej, ", "fel ", "nej ", "oj, "].iter().find_map(|start| folded.strip_prefix(start)).map_or_else(
        || folded.clone(),
        |right| format!("flytta den till {}", right.trim_start_matches("det ar ").trim_start_matches("det ska vara ")),
    );
    let rest = AFTER.iter().find_map(|start| folded.strip_prefix(start));
    let replies = turn.facts.referred.is_some();
    if text.contains('?') || (rest.is_none() && !replies) {
        return false;
    }
    let Some((owner, moment)) = spoken_of(turn) else { return false };
    let said = rest.unwrap_or(&folded).to_owned();
    (is_time(turn, &said) || book::shift(&said).is_some()) && book::book_turn(turn, &owner, &moment, &said)
}

/// Whether a text is a time and nothing else: "boka IUP 15 december" says what itself.
fn is_time(turn: &Turn<'_>, said: &str) -> bool {
    let context = Context { now: turn.event.sent_at.min(turn.now).to_zoned(turn.zone()) };
    let first = said.split_whitespace().next().unwrap_or_default();
    let timely = first.starts_with(|letter: char| letter.is_ascii_digit()) || TIMELY.contains(&first) || super::period::is_month(first);
    timely && said.split_whitespace().count() <= 6 && matches!(date::read_moment(said, &context, None), When::Set(_))
}

/// The moment that "den" means, by its plan's owner and its id: the one for which a time was just agreed, else the one
/// that she reminded of last.
fn spoken_of(turn: &Turn<'_>) -> Option<(String, String)> {
    let just = || {
        let change = turn.dialogue.plan_changes.last().filter(|_| turn.facts.referred.is_none())?;
        let PlanBefore::Ticks(ticks) = &change.after else { return None };
        let [(moment, Some(Tick::Booked { .. }))] = ticks.as_slice() else { return None };
        // Who has spoken of a reminder since means that one.
        let at = change.at.filter(|at| turn.now.duration_since(*at) < SHOWN)?;
        let later = turn.dialogue.last_reminder.is_some() && turn.dialogue.last_at > Some(at);
        (!later).then(|| (change.owner.clone(), moment.clone()))
    };
    let told = || last(turn).and_then(|(known, row)| Some((known.owner.user.clone(), rows::key(&row.id)?.moment.to_owned())));
    just().or_else(told)
}

/// "ja" to "Blev det av?" and the like: done. False: she asked no such thing.
fn happened(turn: &mut Turn<'_>, request: &Request, text: &str) -> bool {
    const YES: [&str; 12] = [
        "ja det blev av",
        "det blev av",
        "ja det blev det",
        "ja vi hade det",
        "ja det hade vi",
        "ja vi har haft det",
        "ja det ar gjort",
        "ja det ar klart",
        "ja den ar klar",
        "ja den ar gjord",
        "yes it happened",
        "yes we had it",
    ];
    let folded = super::period::fold(text);
    let plain = folded.replace(',', "");
    // A thumb alone is no yes.
    let yes = *request == Request::Yes && text.chars().any(char::is_alphanumeric)
        || YES.contains(&plain.trim().trim_end_matches(['.', '!', ' ']));
    if !yes || turn.dialogue.pending.is_some() {
        return false;
    }
    let Some((known, row)) = last(turn) else { return false };
    let over = due::parse_due(&row.due).is_some_and(|due| due.date < turn.today());
    let later = turn.facts.referred.is_none() && turn.dialogue.last_at > row.told_at;
    let Some(key) = rows::key(&row.id).filter(|_| over && !later) else { return false };
    tick::done_turn(turn, &known.owner.user, key.moment)
}

/// "inställt", "det blev inte av": the time that she reminded of, or that was just agreed, is off.
fn off(turn: &mut Turn<'_>, text: &str) -> bool {
    const OFF: [&str; 26] = [
        "installt",
        "installd",
        "det ar installt",
        "den ar installd",
        "det blev installt",
        "den blev installd",
        "det blir installt",
        "det har stallts in",
        "ar installt",
        "blev installt",
        "det blev inte av",
        "det blir inte av",
        "blev inte av",
        "blir inte av",
        "stall in",
        "stall in det",
        "stall in den",
        "stall in tiden",
        "avboka",
        "avboka den",
        "avboka det",
        "avboka tiden",
        "avbokat",
        "avbokad",
        "cancelled",
        "it is cancelled",
    ];
    let folded = super::period::fold(text);
    if !OFF.contains(&folded.trim().trim_end_matches(['.', '!', ' '])) {
        return false;
    }
    let facts = turn.facts;
    let Some((owner, moment)) = spoken_of(turn) else { return false };
    let Some(known) = facts.plans.iter().find(|known| known.owner.user == owner) else { return false };
    if !matches!(known.training.ticks.get(&moment), Some(Tick::Booked { .. })) {
        return false;
    }
    match tick::at_hand(turn, &owner, &moment) {
        Ok((known, plan, placed)) => book::unbook_turn(turn, known, plan, &placed),
        Err(said) => return said,
    }
    true
}

/// The sender's reminder of a moment in somebody's plan, where it has spoken for the last time: to be put off.
pub fn again(turn: &Turn<'_>, known: &KnownPlan, moment: &str) -> Option<Reminder> {
    let plan = plan_of(turn, known)?;
    let all = schedule(plan, &known.training, turn.today());
    let row = rows::of_person(turn.world, plan, known, all.find(moment)?, &turn.person, turn.now)?;
    Some(Reminder { told_turn: Some(row.due.clone()), told_at: Some(turn.now), ..row })
}

/// Rows of plans that will still come to the sender, next first.
fn coming<'a>(turn: &Turn<'a>) -> Vec<(Timestamp, &'a KnownPlan, &'a Reminder)> {
    let facts = turn.facts;
    let rows = facts.plans.iter().flat_map(|known| known.reminders.iter().map(move |row| (known, row)));
    let own = rows.filter(|(_, row)| row.person == turn.event.sender);
    let mut coming: Vec<_> = own.filter_map(|(known, row)| Some((row.next_at?, known, row))).collect();
    coming.sort_by_key(|(at, ..)| *at);
    coming
}

/// "**IUP** tisdag 17 mars kl. 08:00".
fn told_at(turn: &Turn<'_>, at: Timestamp, known: &KnownPlan, row: &Reminder) -> String {
    let language = turn.language();
    let local = at.to_zoned(turn.zone());
    let (day, clock) = (date::wording::short_date(local.date(), language), local.strftime("%H:%M"));
    let subject = escape(&row.subject);
    let whose = if known.owner.user == turn.event.sender {
        String::new()
    } else {
        let owner = escape(&known.owner.user);
        say(language, format!(" för {owner}"), format!(" for {owner}"))
    };
    say(language, format!("**{subject}**{whose}, {day} kl. {clock}"), format!("**{subject}**{whose}, {day} at {clock}"))
}

/// "när är nästa påminnelse?", where that is one of a plan.
fn next(turn: &mut Turn<'_>) -> bool {
    let coming = coming(turn);
    let Some((at, known, row)) = coming.first().copied() else { return false };
    if turn.facts.reminders.iter().filter_map(|other| other.next_at).min().is_some_and(|other| other <= at) {
        return false;
    }
    let told = told_at(turn, at, known, row);
    let markdown = say(
        turn.language(),
        format!("Nästa påminnelse kommer från planen: {told}."),
        format!("The next reminder comes from the plan: {told}."),
    );
    turn.say_in_private(markdown, None, Vec::new());
    true
}

/// What the list of one's own reminders says of those that plans bring. `None`: they bring none.
#[must_use]
pub fn beside_the_list(turn: &Turn<'_>) -> Option<String> {
    let coming = coming(turn);
    let (at, known, row) = coming.first().copied()?;
    let told = told_at(turn, at, known, row);
    let language = turn.language();
    let rest = coming.len() - 1;
    let more = match rest {
        0 => String::new(),
        rest => say(language, format!(" och {rest} till"), format!(" and {rest} more")),
    };
    Some(if super::own(turn).is_some() {
        say(
            language,
            format!("**Ur din plan:** {told}{more}. *min plan* visar vad det gäller."),
            format!("**From your plan:** {told}{more}. *my plan* shows what it is about."),
        )
    } else {
        say(
            language,
            format!("**Ur planer som du delar:** {told}{more}. *mina ST-läkare* visar vad det gäller."),
            format!("**From plans that you share:** {told}{more}. *my doctors* shows what it is about."),
        )
    })
}
