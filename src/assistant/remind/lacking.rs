//! Commands about reminders that lack something: "flytta 1", "ändra", "båda". She asks for it.

use super::{build, point, wording};
use crate::{
    assistant::turn::Turn,
    command::{self, Which},
    effect::About,
    facts::{Pending, PendingKind, Reminder, ReminderWish},
    language::date::{self, Context, Outcome, Question, QuestionKind},
};

/// Takes a message that is the beginning of a command. False: it is something else.
pub fn takes(turn: &mut Turn<'_>, text: &str, context: &Context) -> bool {
    let folded = command::fold(text);
    let all: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let words = command::without_politeness(&all);
    if adds_leads(turn, words, context) {
        return true;
    }
    let said = match words {
        ["andra" | "flytta" | "byt" | "change" | "move"]
        | ["andra" | "flytta" | "byt" | "change" | "move", "paminnelse" | "paminnelsen" | "tiden" | "reminder"] => wording::move_which,
        ["ta", "bort"] | ["radera" | "remove" | "delete"] | ["ta", "bort", "paminnelse" | "paminnelsen"] => wording::remove_which,
        ["bada" | "bagge" | "both"] | ["bada", "tva"] => wording::do_what_with_both,
        _ => return false,
    };
    if point::running(turn).is_empty() && point::last_told(turn).is_none() {
        return false;
    }
    let markdown = said(turn.language());
    turn.say(markdown, None);
    true
}

/// "flytta 1", "flytta båda": until when?
pub fn ask_until_when(turn: &mut Turn<'_>, reminders: &[Reminder]) {
    let Some((first, others)) = reminders.split_first() else { return };
    let question = Question::new(QuestionKind::Day, first.subject.clone(), Vec::new(), turn.language());
    let others = others.iter().map(|one| one.id.clone()).collect();
    let kind = PendingKind::ChangeReminder { reminder: first.id.clone(), question: Box::new(question), others };
    turn.dialogue.pending = Some(Pending { since: turn.now, kind });
    let markdown = wording::until_when(turn, reminders);
    turn.say_in_private(markdown, Some(About::Question), Vec::new());
}

/// "lägg till en vecka innan på 4", "lägg till dagen före för hudkursen".
fn adds_leads(turn: &mut Turn<'_>, words: &[&str], context: &Context) -> bool {
    let (["lagg", "till" | "pa", rest @ ..] | ["add", rest @ ..]) = words else { return false };
    let Some(at) = rest.iter().rposition(|word| matches!(*word, "innan" | "fore" | "before")) else { return false };
    let (lead, named) = rest.split_at(at + 1);
    let named = match named {
        ["pa" | "for" | "till" | "om" | "to" | "on", named @ ..] | named => named,
    };
    let carrier = format!("påminn mig om x den 1 juni {} kl 12, {}", i32::from(turn.today().year()) + 2, lead.join(" "));
    let Outcome::Set(read) = date::read_reminder(&carrier, context) else { return false };
    let leads: Vec<String> = read.leads.unwrap_or_default().iter().map(build::lead_text).collect();
    if leads.is_empty() || point::running(turn).is_empty() {
        return false;
    }
    let which = match named {
        [] => Which::Last,
        named => command::numbered(named).unwrap_or_else(|| Which::About(named.join(" "))),
    };
    super::change::wish(turn, &which, ReminderWish::AddLeads { leads });
    true
}
