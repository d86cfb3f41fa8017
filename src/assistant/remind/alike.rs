//! Another one like the one just spoken of: "samma sak på onsdag", "och samma för årsrapporten 1 maj".

use super::{CORRECTION, build::Wanted, point, schedule, set};
use crate::{
    assistant::turn::Turn,
    facts::Reminder,
    language::{
        date::{self, Context, Due, Kept, Lead, Moment, Outcome, QuestionKind},
        normalize,
    },
};

/// What stands before the word for the same, folded.
const BEFORE: [&str; 17] =
    ["och", "o", "a", "tack", "ok", "okej", "bra", "gor", "ta", "and", "do", "the", "thanks", "vill", "ha", "satt", "sen"];

/// Takes a wish for another reminder like the last one. False: it is none, or none was spoken of.
pub fn takes(turn: &mut Turn<'_>, text: &str, context: &Context) -> bool {
    let Some(rest) = after_same(text) else { return false };
    let Some(like) = point::at_hand(turn, CORRECTION).filter(|_| !text.contains('?')) else { return false };
    let Some(anchor) = set::anchor(turn, &like) else { return false };
    let for_another = ["för ", "om ", "med ", "for ", "about ", "with ", "gäller "].iter().find_map(|joint| rest.strip_prefix(joint));
    let event = turn.question().to_owned();
    let wanted = Wanted { text: rest, event: &event, shared: like.shared, others: &[] };
    if let Some(other) = for_another {
        match date::read_reminder(&format!("påminn mig om {other}"), context) {
            Outcome::Set(read) if !read.subject.is_empty() => {
                let due = Due { time: read.due.time.or(anchor.time), ..read.due };
                let leads = read.leads.clone().or_else(|| own_leads(&like));
                set::set(turn, &[date::Reminder { due, leads, ..read }], &wanted);
            }
            Outcome::Ask(question) if question.kind == QuestionKind::Day && !question.subject.is_empty() => {
                let kept = Kept { recurrence: None, leads: own_leads(&like), time: anchor.time };
                set::carry_on(turn, Outcome::Ask(question), &wanted, kept);
            }
            _ => return false,
        }
        return true;
    }
    let Moment::Set(read) = date::read_moment(rest, context, Some(&anchor)) else { return false };
    if !(read.date_said || read.time_said) || !super::follow::is_only_a_moment(rest, context) {
        return false;
    }
    let another = date::Reminder {
        subject: like.subject.clone(),
        subject_is_action: false,
        due: read.due,
        recurrence: read.recurrence,
        leads: read.leads.or_else(|| own_leads(&like)),
        also: read.also,
        further: Vec::new(),
        notes: read.notes,
        language: turn.language(),
    };
    let wanted = Wanted { text: &like.subject, ..wanted };
    set::set(turn, &[another], &wanted);
    true
}

/// The leads of a reminder, where they were asked for: the chain and the day itself come without asking.
fn own_leads(like: &Reminder) -> Option<Vec<Lead>> {
    let usual = like.leads == schedule::CHAIN || like.leads == ["P0D"];
    (!usual).then(|| like.leads.iter().filter_map(|lead| schedule::read_lead(lead)).collect())
}

/// What follows "samma sak", "samma", "likadant", where little stands before it.
fn after_same(text: &str) -> Option<&str> {
    let mut rest = text.trim().trim_end_matches(['.', '!']);
    for _ in 0..4 {
        let (first, after) = rest.split_once(char::is_whitespace)?;
        rest = after.trim_start();
        match folded(first).as_str() {
            "samma" | "same" => {
                let thing = rest.split_whitespace().next().map(folded).unwrap_or_default();
                let named = matches!(thing.as_str(), "sak" | "grej" | "paminnelse" | "igen" | "thing" | "reminder" | "again");
                return if named { rest.split_once(char::is_whitespace).map(|(_, after)| after.trim_start()) } else { Some(rest) };
            }
            "likadant" | "detsamma" | "likadan" | "ditto" => return Some(rest),
            word if BEFORE.contains(&word) => {}
            _ => return None,
        }
    }
    None
}

fn folded(word: &str) -> String {
    normalize::fold(&normalize::normalize(word)).trim_matches(|letter: char| !letter.is_alphanumeric()).to_owned()
}
