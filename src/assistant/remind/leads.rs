//! How long before she speaks, changed in words: "du behöver inte påminna mig dagen innan", "påminn mig två dagar innan
//! i stället", "det räcker på dagen". The deadline itself stays where it is.

use super::{CORRECTION, build, change, point, schedule, set, wording};
use crate::{
    assistant::turn::Turn,
    command,
    effect::About,
    facts::{Reminder, ReminderWish},
    language::date::{self, Context, Lead, Outcome},
};

/// What ends the words of a length before, folded.
const BEFORE: &[&str] = &["innan", "fore", "before", "forvag", "advance"];

/// More words than these are a story, not a change.
const MOST_WORDS: usize = 16;

/// What shall become of the leads that a text names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wish {
    /// She shall not speak then.
    Without,
    /// She shall speak then, and at no other time.
    Only,
}

/// Takes a wish about how long before she speaks of a reminder that exists. False: it is none.
pub fn takes(turn: &mut Turn<'_>, text: &str, context: &Context) -> bool {
    let folded = command::fold(text);
    let all: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let words = command::without_politeness(&all);
    // "kan du påminna mig dagen innan i stället?" is a wish, other questions are none.
    let asks = text.trim_end().ends_with('?') && words.len() == all.len();
    if words.len() > MOST_WORDS || asks || point::running(turn).is_empty() {
        return false;
    }
    let (words, wish) = match words {
        // "ändra så att du påminner dagen innan"
        ["andra" | "byt" | "change", rest @ ..] if rest.iter().any(|word| word.starts_with("pamin") || word.starts_with("remind")) => {
            (rest, Some(Wish::Only))
        }
        words => (words, wished(words)),
    };
    let Some(wish) = wish else { return false };
    let Some((from, to, leads)) = named(words, context) else { return false };
    let rest: Vec<&str> = words[..from].iter().chain(&words[to..]).copied().filter(|word| !is_small(word)).collect();
    let found = match (meant(turn, &rest), wish) {
        (Some(found), _) => found,
        (None, _) if !rest.is_empty() => return false,
        // Who says which one she shall leave out means one that speaks then.
        (None, Wish::Without) => point::running(turn).into_iter().filter(|one| speaks_then(one, &leads)).collect(),
        (None, Wish::Only) => point::running(turn),
    };
    let leads: Vec<String> = leads.iter().map(build::lead_text).collect();
    let wish = match wish {
        Wish::Without => ReminderWish::DropLeads { leads },
        Wish::Only => ReminderWish::SetLeads { leads },
    };
    match found.as_slice() {
        [] => return false,
        [_] => change::carry_out(turn, found, wish),
        several => change::ask_which(turn, several, wish),
    }
    true
}

/// Whether folded words take a time away, or leave only one.
fn wished(words: &[&str]) -> Option<Wish> {
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let pair = |first: &str, second: &str| words.windows(2).any(|pair| pair == [first, second]);
    // "inte bara dagen innan" and "också" ask for more.
    if has(&["ocksa", "oxa", "aven", "dessutom", "also", "too", "glom", "missa", "forget"]) {
        return None;
    }
    let away =
        has(&["inte", "ej", "slipper", "slippa", "slipp", "sluta", "skippa", "strunta", "ingen", "inga", "not", "don't", "no", "skip"])
            || has(&["remove", "stryk", "radera"])
            || pair("ta", "bort")
            || pair("hoppa", "over");
    let only =
        has(&["istallet", "hellre", "bara", "endast", "enbart", "racker", "instead", "only", "rather", "enough"]) || pair("i", "stallet");
    match (away, only) {
        (true, false) => Some(Wish::Without),
        (false, true) => Some(Wish::Only),
        _ => None,
    }
}

/// Where in folded words the lengths before stand, as a range, and which they are.
fn named(words: &[&str], context: &Context) -> Option<(usize, usize, Vec<Lead>)> {
    let before = words.iter().rposition(|word| BEFORE.contains(word)).map_or(0, |at| at + 1);
    let day = (0..words.len()).rev().find_map(|at| on_the_day(&words[at..]).map(|length| (at, at + length)));
    let end = before.max(day.map_or(0, |(_, end)| end));
    let from = (0..end).find_map(|from| {
        // A small word at the border belongs to the sentence and not to the length.
        let lead = read(&words[from..end], context).filter(|_| !is_small(words[from]) || is_article(words[from]));
        lead.map(|leads| (from, end, leads))
    });
    from.or_else(|| day.map(|(from, end)| (from, end, vec![Lead::default()])))
}

/// The words of "på själva dagen" that a text begins with: how many.
fn on_the_day(words: &[&str]) -> Option<usize> {
    const DAYS: &[&[&str]] = &[
        &["pa", "sjalva", "dagen"],
        &["pa", "dagen"],
        &["samma", "dag"],
        &["sjalva", "dagen"],
        &["on", "the", "day"],
        &["the", "same", "day"],
    ];
    DAYS.iter().find(|day| words.starts_with(day)).map(|day| day.len())
}

/// The lengths before that folded words say, where they say nothing else.
pub fn read(words: &[&str], context: &Context) -> Option<Vec<Lead>> {
    let first = words.first()?;
    let counts = first.bytes().any(|byte| byte.is_ascii_digit()) || date::cardinal(first).is_some();
    let begins = counts || is_article(first) || *first == "dagen" || on_the_day(words).is_some();
    let other = ["kvallen", "morgonen", "veckan", "manaden", "timmen", "halvtimmen", "dan", "the", "half"].contains(first);
    if !(begins || other || first.starts_with("halv")) {
        return None;
    }
    let carrier = format!("påminn mig om x den 1 juni {} kl 12, {}", i32::from(context.now.year()) + 2, words.join(" "));
    let Outcome::Set(read) = date::read_reminder(&carrier, context) else { return None };
    // What is left beside the subject is no length.
    let stays = read.subject == "x"
        && read.recurrence.is_none()
        && read.further.is_empty()
        && (read.due.date.month(), read.due.date.day()) == (6, 1);
    read.leads.filter(|leads| stays && !leads.is_empty())
}

fn is_article(word: &str) -> bool {
    matches!(word, "en" | "ett" | "a" | "an" | "one" | "the" | "pa" | "on" | "samma")
}

/// Words around a wish that name no reminder, folded.
fn is_small(word: &str) -> bool {
    const SMALL: &str = " du behover paminna paminn paminner paminnas pamind mig mej oss om det den de dem dom att vill jag ha pa for en ett \
        paminnelse paminnelsen paminnelser paminnelserna gang gangen heller either langre mer racker med som till kommer kom komma the a reminder reminders \
        remind me us need to you i want of it tack snalla sa men nej ja jo forresten igen faktiskt kan bort gor blir blev bli inte ej slipper slippa slipp \
        sluta skippa strunta ingen inga not don't no skip remove stryk radera ta hoppa over istallet stallet hellre bara endast enbart instead \
        only rather enough is just redan ska skall skulle vara var kor vi oka och tjata hor av dig nagon nagot do come at all alls lugnt fel ";
    SMALL.contains(&format!(" {word} "))
}

/// The reminders that the rest of a text names: by number, by what they are about; the one at hand where it names none.
/// `None`: it names something that is none of them, or nothing.
fn meant(turn: &Turn<'_>, rest: &[&str]) -> Option<Vec<Reminder>> {
    if rest.is_empty() {
        let at_hand = point::at_hand(turn, CORRECTION).or_else(|| point::recent(turn));
        return at_hand.filter(|one| one.next_at.is_some() || one.active).map(|one| vec![one]);
    }
    if let Some(which) = command::numbered(rest) {
        return point::find(turn, &which).ok();
    }
    Some(point::about_closely(turn, &rest.join(" "))).filter(|found| !found.is_empty())
}

/// Whether two leads are as long, whatever time of day they speak at.
fn as_long(kept: &str, lead: &Lead) -> bool {
    schedule::read_lead(kept).is_some_and(|kept| {
        let length = |lead: &Lead| (lead.months, lead.days, if lead.by_clock { lead.seconds } else { 0 });
        length(&kept) == length(lead)
    })
}

fn speaks_then(reminder: &Reminder, leads: &[Lead]) -> bool {
    reminder.leads.iter().any(|kept| leads.iter().any(|lead| as_long(kept, lead)))
}

/// The leads of a reminder after a wish about them; `None`: they stay as they are.
fn after(reminder: &Reminder, wish: &ReminderWish) -> Option<Vec<String>> {
    let before = &reminder.leads;
    let left = match wish {
        ReminderWish::DropLeads { leads } => {
            let gone: Vec<Lead> = leads.iter().filter_map(|lead| schedule::read_lead(lead)).collect();
            before.iter().filter(|kept| !gone.iter().any(|lead| as_long(kept, lead))).cloned().collect()
        }
        // Of a time that she speaks at already, the time of day stays.
        ReminderWish::SetLeads { leads } => {
            let kept = |lead: &String| {
                let read = schedule::read_lead(lead).filter(|read| read.at.is_none())?;
                before.iter().find(|kept| as_long(kept, &read)).cloned()
            };
            leads.iter().map(|lead| kept(lead).unwrap_or_else(|| lead.clone())).collect()
        }
        ReminderWish::AddLeads { leads } => {
            let new = leads.iter().filter(|lead| !before.contains(lead));
            before.iter().chain(new).cloned().collect()
        }
        _ => before.clone(),
    };
    let left = if left.is_empty() { vec!["P0D".to_owned()] } else { left };
    (left != *before).then_some(left)
}

/// Changes how long before she speaks of one reminder: leaves a time out, or leaves only one.
pub fn change(turn: &mut Turn<'_>, reminder: &Reminder, wish: &ReminderWish) {
    if let Some(leads) = after(reminder, wish) {
        let changed = Reminder { leads, sequence: reminder.sequence + 1, ..reminder.clone() };
        if matches!(wish, ReminderWish::SetLeads { .. }) && too_late(turn, reminder, &changed) {
            return;
        }
        return change::store_changed(turn, reminder, changed, None);
    }
    let about = About::ReminderSet { reminder: reminder.id.clone() };
    let markdown = match wish {
        ReminderWish::DropLeads { leads } if leads.iter().any(|lead| reminder.leads.contains(lead)) => wording::only_time(turn, reminder),
        ReminderWish::DropLeads { .. } => wording::not_then_anyway(turn, reminder),
        _ => wording::already_so(turn, reminder),
    };
    turn.dialogue.last_reminder = Some(reminder.id.clone());
    turn.dialogue.last_at = Some(turn.now);
    turn.dialogue.reminder_at = Some(turn.now);
    turn.say(markdown, Some(about));
}

/// The same of several at once.
pub fn change_several(turn: &mut Turn<'_>, reminders: &[Reminder], wish: &ReminderWish) {
    let written = build::written(turn);
    let changed = |one: &Reminder| {
        let leads = after(one, wish)?;
        build::scheduled_with_day(Reminder { leads, sequence: one.sequence + 1, ..one.clone() }, written)
    };
    let (before, after): (Vec<Reminder>, Vec<Reminder>) = reminders.iter().filter_map(|one| Some((one.clone(), changed(one)?))).unzip();
    if let (true, Some(first)) = (after.is_empty(), reminders.first()) {
        let markdown = wording::already_so(turn, first);
        turn.say_in_private(markdown, None, Vec::new());
        return;
    }
    let markdown = wording::changed_several(turn, &after, &[]);
    change::save(turn, before, after);
    turn.say_in_private(markdown, None, Vec::new());
}

/// "så att du påminner 2 dagar innan", "påminn 2 dagar innan": what of a change says how long before.
pub fn in_change(text: &str, context: &Context) -> Option<Vec<Lead>> {
    let folded = command::fold(text);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    if words.is_empty() || words.len() > MOST_WORDS || !words.iter().any(|word| BEFORE.contains(word)) {
        return None;
    }
    let (from, to, leads) = named(&words, context)?;
    let rest = || words[..from].iter().chain(&words[to..]);
    let speaks = rest().any(|word| word.starts_with("pamin") || word.starts_with("remind") || matches!(*word, "hor" | "kommer"));
    let counted = words[from].bytes().any(|byte| byte.is_ascii_digit()) || date::cardinal(words[from]).is_some();
    // "dagen innan" by itself moves the day, "två dagar innan" does not.
    (rest().all(|word| is_small(word)) && (counted || speaks)).then_some(leads)
}

/// Says that a change would leave nothing to say before the day itself, and leaves the reminder as it is. False: it would not.
pub fn too_late(turn: &mut Turn<'_>, reminder: &Reminder, changed: &Reminder) -> bool {
    let late = all_behind(turn, changed) && !all_behind(turn, reminder);
    if late {
        let markdown = wording::stays_as_it_is(turn, reminder);
        turn.say(markdown, Some(About::ReminderSet { reminder: reminder.id.clone() }));
    }
    late
}

/// Whether every time at which a reminder would speak before its own lies behind.
fn all_behind(turn: &Turn<'_>, reminder: &Reminder) -> bool {
    let Some(due) = set::anchor(turn, reminder) else { return false };
    let before = || reminder.leads.iter().filter(|lead| !lead.starts_with("P0D"));
    let behind = |lead: &String| schedule::lead_time(due, lead, &turn.zone()).is_some_and(|at| at <= turn.now);
    before().next().is_some() && before().all(behind)
}

/// "10 dagar innan i stället för 14": one of the times before is exchanged for another, the rest stay. False: she does not
/// speak so long before, or no such length was said.
pub fn exchanged(turn: &mut Turn<'_>, new: &str, old: &str, context: &Context) -> bool {
    let Some(reminder) = point::at_hand(turn, CORRECTION).filter(|one| one.next_at.is_some()) else { return false };
    let length = |text: &str| {
        let folded = command::fold(text);
        let folded = folded.strip_prefix("nej ").unwrap_or(&folded).to_owned();
        in_change(&folded, context).filter(|leads| leads.len() == 1).and_then(|leads| leads.into_iter().next())
    };
    let Some(new) = length(new) else { return false };
    // A bare number counts days, a bare length needs its "innan".
    let old = old.trim_end_matches(['.', '!', ' ']);
    let old = length(old).or_else(|| length(&format!("{old} innan"))).or_else(|| length(&format!("{old} dagar innan")));
    let Some(old) = old.filter(|old| reminder.leads.iter().any(|kept| as_long(kept, old))) else { return false };
    let mut changed = Reminder { sequence: reminder.sequence + 1, ..reminder.clone() };
    for kept in &mut changed.leads {
        if as_long(kept, &old) {
            *kept = build::lead_text(&new);
        }
    }
    change::store_changed(turn, &reminder, changed, None);
    true
}
