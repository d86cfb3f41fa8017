//! "Vilka har jag missat?": what has come and was not ticked off.

use super::{point, wording};
use crate::{assistant::turn::Turn, command, facts::Reminder};

/// Takes a question about what came and is not done. False: it is none.
pub fn takes(turn: &mut Turn<'_>, text: &str) -> bool {
    let folded = command::fold(text);
    let all: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    if all.len() > 10 || !asks(command::without_politeness(&all)) {
        return false;
    }
    turn.greet_if_new();
    let mut open: Vec<Reminder> =
        turn.facts.reminders.iter().filter(|one| point::is_open(one) || one.undelivered.is_some()).cloned().collect();
    open.sort_by_key(|one| std::cmp::Reverse(one.told_at));
    if !open.is_empty() {
        turn.person.listed = open.iter().map(|one| one.id.clone()).collect();
    }
    let markdown = wording::missed(turn, &open);
    turn.say_in_private(markdown, None, Vec::new());
    true
}

/// Whether folded words ask for what was missed.
fn asks(words: &[&str]) -> bool {
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let reminders = words.iter().any(|word| word.starts_with("paminnelse") || word.starts_with("reminder") || word.starts_with("deadline"));
    let asks = has(&["vilka", "vilken", "vad", "har", "visa", "which", "what", "did", "have", "lista", "ar", "finns", "nagra"]);
    let missed =
        has(&["missat", "missade", "missa", "missed", "miss", "oavbockade", "obockade", "avbockat", "avbockade", "bockat", "oklara"]);
    let not_done = has(&["inte", "not"]) && has(&["klara", "klar", "gjort", "avbockat", "avbockade", "bockat", "done", "ticked"]);
    let missed = missed && (!has(&["avbockat", "avbockade", "bockat"]) || has(&["inte", "not"]));
    let of_reminders = reminders || matches!(words, ["vilka" | "which", ..]);
    asks && of_reminders && (missed || not_done)
}
