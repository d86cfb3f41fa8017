//! "Sista avbokningsdag är 4 veckor före kursstart": the last day itself is counted back from what was named.

use super::build;
use crate::{
    command,
    language::date::{self, Due, calendar},
};

/// What stands before the length, folded, where that counts back to a last day.
const LAST_DAY: &[&[&str]] = &[
    &["senast"],
    &["sista", "dag", "ar"],
    &["sista", "dagen", "ar"],
    &["sista", "avbokningsdag", "ar"],
    &["sista", "avbokningsdagen", "ar"],
    &["sista", "anmalningsdag", "ar"],
    &["sista", "anmalningsdagen", "ar"],
    &["sista", "ansokningsdag", "ar"],
    &["sista", "ansokningsdagen", "ar"],
    &["avbokningsdag", "den", "ar"],
    &["avbokningsdagen", "den", "ar"],
    &["deadline", "ar"],
    &["deadlinen", "ar"],
    &["at", "the", "latest"],
    &["no", "later", "than"],
];

/// The request with its last day as the due date, where the message says that this lies so long before the day it names:
/// "kursen 14/12 ska avbokas senast 3 veckor innan". `None`: the length is how early she shall remind.
pub fn counted_back(parsed: &date::Reminder, text: &str) -> Option<date::Reminder> {
    let Some([lead]) = parsed.leads.as_deref() else { return None };
    let whole_days = lead.seconds == 0 && !lead.by_clock && lead.at.is_none() && (lead.days > 0 || lead.months > 0);
    if !whole_days || parsed.recurrence.is_some() || !parsed.further.is_empty() || !says_so(text) {
        return None;
    }
    let date = calendar::add_days(calendar::add_months(parsed.due.date, -lead.months), -lead.days);
    let due = Due { date, time: None, ..parsed.due };
    let subject = with_last_day(&parsed.subject, text);
    Some(date::Reminder { subject, due, leads: None, also: Vec::new(), ..parsed.clone() })
}

/// "Kursen" is "sista avbokningsdag för kursen", where the message says it is that which lies so long before.
fn with_last_day(subject: &str, text: &str) -> String {
    const DAYS: [&str; 4] = ["sista avbokningsdag", "sista anmälningsdag", "sista ansökningsdag", "sista dag"];
    let (folded, subject_folded) = (command::fold(text), command::fold(subject));
    let named = DAYS.iter().find(|day| folded.contains(&command::fold(day)));
    match named.filter(|_| !subject.is_empty() && !build::is_deadline(&subject_folded)) {
        Some(day) => {
            let mut letters = subject.chars();
            let first = letters.next().into_iter().flat_map(char::to_lowercase);
            format!("{day} för {}", first.chain(letters).collect::<String>())
        }
        None => subject.to_owned(),
    }
}

fn says_so(text: &str) -> bool {
    let folded = command::fold(text);
    let words: Vec<&str> = folded.split(' ').map(|word| word.trim_end_matches(',')).collect();
    (0..words.len()).any(|at| {
        let asks = at > 0 && matches!(words[at - 1], "mig" | "oss" | "me" | "us" | "till" | "paminnelse");
        let length = LAST_DAY.iter().find_map(|start| words[at..].strip_prefix(*start));
        length.is_some_and(|rest| {
            let before = rest.iter().take(4).any(|word| matches!(*word, "innan" | "fore" | "before"));
            !asks && before && command::counts_time(rest)
        })
    })
}
