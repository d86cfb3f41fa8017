//! The reminders of one's plan switched off and on: "stäng av påminnelser från planen".

use super::{
    own, plan_of, rows, seen,
    words::{self, say},
};
use crate::{
    assistant::{markup::escape, turn::Turn},
    effect::Effect,
    facts::KnownPlan,
    plan::Training,
};

/// Whether a message switches the reminders of plans on (true) or off. A folded message.
pub(super) fn read(phrase: &str) -> Option<bool> {
    const ON: [&str; 14] = [
        "satt pa",
        "satta pa",
        "sla pa",
        "satt igang",
        "starta",
        "aktivera",
        "ateruppta",
        "borja paminna",
        "vill ha",
        "turn on",
        "start",
        "resume",
        "paminn mig igen",
        "ga igang",
    ];
    const OFF: [&str; 25] = [
        "stang av",
        "stanga av",
        "sla av",
        "ta bort",
        "inga",
        "inte",
        "inga fler",
        "slut med",
        "pausa",
        "sluta",
        "stoppa",
        "avsluta",
        "slippa",
        "tysta",
        "avaktivera",
        "avbryt",
        "radera",
        "turn off",
        "stop",
        "no",
        "pause",
        "mute",
        "don't",
        "disable",
        "sluta paminna",
    ];
    let plain = phrase.replace([',', '.', '!', '?'], " ");
    let words: Vec<&str> = plain.split_whitespace().collect();
    let polite =
        ["kan du", "skulle du kunna", "gar det att", "kan jag", "can you", "could you"].iter().any(|start| plain.starts_with(start));
    let reminds = words.iter().any(|word| word.starts_with("paminn") || word.starts_with("remind"));
    let of_plan =
        words.iter().any(|word| matches!(*word, "plan" | "planen" | "planens" | "planer" | "st-plan" | "st-planen" | "st-planens"));
    if words.len() > 11 || !reminds || !of_plan || phrase.contains('?') && !polite || is_of_one(&plain, &words) {
        return None;
    }
    let has = |any: &[&str]| {
        let padded = format!(" {} ", words.join(" "));
        any.iter().any(|said| padded.contains(&format!(" {said} ")))
    };
    // "jag vill inte ha": what denies goes first.
    let denies = has(&["inte", "inga", "no", "don't"]);
    if !denies && has(&ON) {
        return Some(true);
    }
    has(&OFF).then_some(false)
}

/// Whether a message wants one reminder, or tells of one, in place of all that come from the plan.
fn is_of_one(plain: &str, words: &[&str]) -> bool {
    const TOLD: [&str; 8] = ["fatt", "fick", "kom", "kommit", "ihag", "got", "forget", "remember"];
    let asks = ["paminn mig om", "paminn mig att", "remind me to", "remind me of", "remind me about", "remind me that"];
    asks.iter().any(|start| plain.starts_with(start)) || words.iter().any(|word| TOLD.contains(word) || word.starts_with("glom"))
}

/// Whether the sender takes no reminders of a plan.
#[must_use]
pub fn is_off(turn: &Turn<'_>, known: &KnownPlan) -> bool {
    known.owner.user == turn.event.sender && known.training.quiet
}

/// What is said where something else would have named when she reminds. Markdown.
#[must_use]
pub fn told(turn: &Turn<'_>) -> String {
    say(
        turn.language(),
        "Påminnelserna från planen är avstängda. *sätt på påminnelser från planen* sätter på dem.",
        "Reminders from the plan are off. *turn on reminders from the plan* switches them on.",
    )
}

/// Switches the reminders of the sender's own plan on or off.
pub fn switch(turn: &mut Turn<'_>, on: bool) {
    let language = turn.language();
    let Some(known) = own(turn) else { return of_others(turn) };
    let Some(plan) = plan_of(turn, known) else { return super::no_plan(turn) };
    let training = Training { quiet: !on, ..known.training.clone() };
    let fitted = rows::fitted(turn.world, plan, known, &training, turn.now);
    let user = turn.event.sender.clone();
    let next = fitted.iter().filter_map(|effect| match effect {
        Effect::SaveReminder(row) if row.person == user => Some((row.next_at?, row.subject.clone())),
        _ => None,
    });
    let next = next.min();
    if training != known.training {
        turn.push(Effect::SavePlan { user, training: Box::new(training) });
        turn.extend(fitted);
    }
    let markdown = if on {
        let first = next.map_or_else(String::new, |(at, subject)| {
            let day = words::on_weekday(at.to_zoned(turn.zone()).date(), language);
            let subject = escape(&subject);
            say(language, format!(" Nästa kommer {day}: {subject}."), format!(" The next one comes on {day}: {subject}."))
        });
        say(language, format!("Okej, jag påminner från planen.{first}"), format!("All right, I remind from the plan.{first}"))
    } else {
        say(
            language,
            "Okej, jag påminner inte längre från planen. Påminnelser som du själv har satt kommer som förut. *sätt på påminnelser från planen* ändrar tillbaka.",
            "All right, no more reminders from the plan. Those that you have set yourself come as before. *turn on reminders from the plan* changes it back.",
        )
    };
    turn.say_in_private(markdown, None, Vec::new());
}

/// Whoever shares plans of others is reminded for as long as they do.
fn of_others(turn: &mut Turn<'_>) {
    let language = turn.language();
    let Some(user) = seen::shared(turn).first().map(|known| escape(&known.owner.user)) else { return super::ask_start(turn) };
    let markdown = say(
        language,
        format!("De påminnelserna hör till planen som ni delar. ⏰ skjuter upp en, *sluta dela med {user}* avslutar alla."),
        format!("Those reminders belong to the plan that you share. ⏰ puts one off, *stop sharing with {user}* ends them all."),
    );
    turn.say_in_private(markdown, None, Vec::new());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn switching_off_and_on_is_heard() {
        for (said, expected) in [
            ("stang av paminnelser fran planen", Some(false)),
            ("stang av planens paminnelser", Some(false)),
            ("kan du stanga av paminnelserna fran min plan?", Some(false)),
            ("jag vill inte ha paminnelser fran planen", Some(false)),
            ("sluta paminna mig om planen", Some(false)),
            ("satt pa paminnelser fran planen", Some(true)),
            ("jag vill ha paminnelser fran planen igen", Some(true)),
            ("turn off reminders from my plan", Some(false)),
            ("nar paminner du fran planen?", None),
            ("paminn mig om planen pa fredag", None),
            ("stang av paminnelser", None),
            ("glom inte att paminna mig om planen", None),
            ("paminn mig om att skicka planen till chefen, inte hr", None),
            ("jag har inte fatt nagon paminnelse fran planen", None),
        ] {
            assert_eq!(read(said), expected, "{said}");
        }
    }
}
