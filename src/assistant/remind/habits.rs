//! What she reminds of: "hur ofta påminner du?", "kommer du påminna mig om avbokningen?", "kan du påminna min chef?".

use super::{point, wording};
use crate::{assistant::turn::Turn, command, effect::About};

/// Takes a question about whether and when she reminds. False: it is none.
pub fn takes(turn: &mut Turn<'_>, text: &str) -> bool {
    let folded = command::fold(text);
    let words: Vec<&str> = folded.split(' ').collect();
    let Some(end) = asked(&words) else { return false };
    let opens = matches!(words[0], "hur" | "nar" | "kommer" | "ska" | "skall" | "kan" | "brukar" | "paminner" | "vill" | "skulle" | "vad");
    if words.len() > 14 || !(opens || text.trim_end().ends_with('?')) {
        return false;
    }
    turn.greet_if_new();
    if somebody_else(&words[end..]) {
        let markdown = wording::only_oneself(turn.world.remind_others, turn.event.room.direct, turn.language());
        turn.say(markdown, None);
        return true;
    }
    let about = words.iter().skip(end).position(|word| matches!(*word, "om" | "about")).map(|at| words[end + at + 1..].join(" "));
    let known = about.map(|about| point::about(turn, &about)).unwrap_or_default();
    if let Some(reminder) = known.into_iter().find(|one| one.next_at.is_some()) {
        let markdown = wording::next(turn, &reminder);
        turn.dialogue.reminder_at = Some(turn.now);
        turn.say(markdown, Some(About::ReminderSet { reminder: reminder.id }));
        return true;
    }
    let markdown = wording::what_i_remind_of(turn.language());
    turn.say(markdown, None);
    true
}

/// Where the words end with which she is asked about reminding.
fn asked(words: &[&str]) -> Option<usize> {
    words
        .windows(2)
        .position(|pair| matches!(pair, ["du", "paminna" | "paminner"] | ["paminner", "du"] | ["you", "remind"]))
        .map(|at| at + 2)
}

/// "min handledare", "chefen": the words begin with somebody else.
fn somebody_else(words: &[&str]) -> bool {
    const ROLES: [&str; 6] = ["handledar", "chef", "studierektor", "kolleg", "supervisor", "boss"];
    let words = match words {
        ["min" | "mina" | "mitt" | "var" | "vara" | "my" | "our", rest @ ..] => rest,
        words => words,
    };
    words
        .first()
        .is_some_and(|first| ROLES.iter().any(|role| first.starts_with(role)) || matches!(*first, "sr" | "honom" | "henne" | "alla"))
}
