//! Showing reminders, and what is always to hold for them: the person's own leads.

use super::{build, follow, point, set, wording};
use crate::{
    assistant::turn::Turn,
    effect::About,
    facts::{Pending, PendingKind},
    language::date::{self, Lead, Outcome},
};

/// How many reminders a page of the list holds.
const PAGE: usize = 20;

/// Lists one's own reminders, next first, in the direct chat; only deadlines where that was asked for.
pub fn list(turn: &mut Turn<'_>, page: usize, deadlines: bool) {
    turn.greet_if_new();
    let mut running = point::running(turn);
    let deadlines = deadlines && !running.is_empty();
    running.retain(|reminder| reminder.deadline || !deadlines);
    // What reached nobody comes first: it is the most urgent.
    running.sort_by_key(|reminder| reminder.undelivered.is_none());
    let start = page.saturating_sub(1) * PAGE;
    let shown = running.get(start..).unwrap_or_default();
    let shown = &shown[..shown.len().min(PAGE)];
    turn.person.listed = running.iter().map(|reminder| reminder.id.clone()).collect();
    let more = running.len() > start + shown.len();
    turn.dialogue.pending = more.then(|| Pending { since: turn.now, kind: PendingKind::Page { next: page + 1, deadlines } });
    let mut markdown = wording::list(turn, shown, start, running.len(), deadlines);
    if let Some(beside) = crate::assistant::plan::beside_the_list(turn).filter(|_| !more) {
        markdown.push_str("\n\n");
        markdown.push_str(&beside);
    }
    turn.say_in_private(markdown, None, Vec::new());
}

/// "nästa sida", "visa fler" after a list that goes on. False: it does not, or something else was said.
pub fn goes_on(turn: &mut Turn<'_>, text: &str) -> bool {
    const MORE: [&str; 14] = [
        "nasta sida",
        "nasta",
        "fler",
        "visa fler",
        "visa mer",
        "mer",
        "fortsatt",
        "resten",
        "visa resten",
        "sida 2",
        "more",
        "next page",
        "show more",
        "next",
    ];
    let Some(PendingKind::Page { next, deadlines }) = turn.dialogue.pending.as_ref().map(|pending| &pending.kind) else { return false };
    let (next, deadlines, asks) = (*next, *deadlines, MORE.contains(&crate::command::fold(text).as_str()));
    if asks {
        list(turn, next, deadlines);
    }
    asks
}

/// "när är nästa påminnelse?"
pub fn next(turn: &mut Turn<'_>) {
    turn.greet_if_new();
    let next = turn.facts.reminders.iter().find(|reminder| reminder.next_at.is_some()).cloned();
    let Some(reminder) = next else {
        let markdown = wording::list(turn, &[], 0, 0, false);
        turn.say(markdown, None);
        return;
    };
    let markdown = wording::next_of_all(turn, &reminder);
    turn.dialogue.last_reminder = Some(reminder.id.clone());
    turn.dialogue.last_at = Some(turn.now);
    turn.say_in_private(markdown, Some(About::ReminderSet { reminder: reminder.id }), Vec::new());
}

/// "påminn mig alltid två dagar före": the person's own default, of everything or, where that was said, of deadlines.
/// False: no time before was said.
pub fn default_leads(turn: &mut Turn<'_>, text: &str) -> bool {
    let usual = ["som vanligt", "som forut", "as usual"].iter().any(|usual| text.ends_with(usual));
    // "påminn mig inte alltid två dagar före" wants what is usual.
    if usual || text.split(' ').any(|word| matches!(word, "inte" | "ej" | "not" | "don't" | "sluta" | "stop")) {
        turn.person.leads = None;
        turn.person.deadline_leads = None;
    } else {
        let only = |word: &&str| matches!(*word, "bara" | "endast" | "enbart" | "only" | "just");
        let plain: Vec<&str> = text.split(' ').filter(|word| !only(word)).collect();
        let Some(leads) = usual_leads(turn, &before_only(&plain.join(" "))) else { return false };
        // Of the day alone there is nothing to add to what is usual: it stands in place of the chain as well.
        let alone = text.split(' ').any(|word| only(&word)) || leads == [Lead::default()];
        let leads: Option<Vec<String>> = Some(leads.iter().map(build::lead_text).collect());
        let deadlines = super::agenda::only_deadlines(text);
        if deadlines || alone {
            turn.person.deadline_leads.clone_from(&leads);
        }
        if !deadlines {
            turn.person.leads = leads;
        }
    }
    let markdown = wording::default_leads(turn.person.leads.as_deref(), turn.person.deadline_leads.as_deref(), turn.language());
    turn.say(markdown, None);
    true
}

/// "påminn mig som vanligt", "sluta påminna mig två dagar före" where that is the person's own default: it is taken back.
/// False: it is about something else.
pub fn takes_back(turn: &mut Turn<'_>, text: &str) -> bool {
    let folded = crate::command::fold(text);
    let words: Vec<&str> = folded.split(' ').collect();
    let back = match words.as_slice() {
        ["paminn", "mig", "som", "vanligt" | "forut"] | ["remind", "me", "as", "usual"] => true,
        ["sluta", "paminna", "mig", rest @ ..] | ["paminn", "mig", "inte", "langre", rest @ ..] => {
            let leads = usual_leads(turn, &before_only(&rest.join(" "))).unwrap_or_default();
            let leads: Option<Vec<String>> =
                Some(leads.iter().map(build::lead_text).collect()).filter(|leads: &Vec<String>| !leads.is_empty());
            leads.is_some() && (turn.person.leads == leads || turn.person.deadline_leads == leads)
        }
        _ => false,
    };
    back && default_leads(turn, "som vanligt")
}

/// The leads of a text, read as they would be of any reminder; a time of day alone is one on the day itself, and hours
/// before are hours before a moment.
fn usual_leads(turn: &Turn<'_>, text: &str) -> Option<Vec<Lead>> {
    let context = set::context(turn);
    let day = format!("påminn mig om x den 1 juni {}", i32::from(turn.today().year()) + 2);
    let read = |carrier: String| match date::read_reminder(&carrier, &context) {
        Outcome::Set(read) => Some(read),
        _ => None,
    };
    let first = read(format!("{day}, {text}"));
    if let Some(leads) = first.as_ref().and_then(|read| read.leads.clone()).filter(|leads| !leads.is_empty()) {
        return Some(leads);
    }
    let clock = first.and_then(|read| read.due.time).filter(|_| follow::is_only_a_moment(text, &context));
    if clock.is_some() {
        return Some(vec![Lead { at: clock, ..Lead::default() }]);
    }
    read(format!("{day} kl 12, {text}"))?.leads.filter(|leads| !leads.is_empty())
}

/// What of "jag vill alltid bli påmind två dagar före sista dagar" says how long before.
fn before_only(text: &str) -> String {
    const SMALL: &[&str] = &[
        "paminn",
        "mig",
        "alltid",
        "jag",
        "vill",
        "bli",
        "pamind",
        "paminnas",
        "pamint",
        "about",
        "om",
        "always",
        "remind",
        "me",
        "i",
        "want",
        "to",
        "be",
        "reminded",
        "deadlines",
        "deadline",
        "avbokningsdag",
        "avbokningsdagar",
        "sista",
        "dag",
        "dagar",
        "dagen",
        "deadlinen",
        "en",
        "of",
        "att",
        "ett",
    ];
    let words: Vec<&str> = text.split(' ').collect();
    let end = words.iter().rposition(|word| matches!(*word, "fore" | "innan" | "before")).map_or(words.len(), |at| at + 1);
    // "sista dagar" after "före" is what it is about; a clock time may stand there as well.
    let tail = words[end..].iter().copied().skip_while(|word| SMALL.contains(word));
    let head = words[..end].iter().copied().skip_while(|word| SMALL.contains(word) && !matches!(*word, "en" | "ett" | "dagen"));
    head.chain(tail).collect::<Vec<_>>().join(" ")
}
