//! Reminding somebody else: only where the configuration allows it, only in a group, and the other can decline.

use super::{MOST_ACTIVE, build::Wanted, change, set, wording};
use crate::{
    assistant::{markup, turn::Turn},
    effect::{About, Content, Effect, Outgoing, Priority, Target},
    language::{date, normalize},
};

/// How many colleagues one message may name.
const MOST_OTHERS: usize = 5;

/// Who shall be reminded.
pub enum Whom {
    /// The writer, or the room.
    Oneself,
    /// Colleagues, and the message as if the writer had meant themselves.
    Others {
        /// Their user ids, and the writer's own last where they are to be reminded as well.
        users: Vec<String>,
        /// The text.
        text: String,
    },
    /// Somebody whom she may not remind, or cannot tell.
    Refused,
}

/// Who a request for a reminder is for.
pub fn meant(turn: &Turn<'_>, text: &str) -> Whom {
    let users: Vec<String> = turn
        .message()
        .map(|message| message.mentions.clone())
        .unwrap_or_default()
        .into_iter()
        .filter(|user| *user != turn.world.user_id && *user != turn.event.sender)
        .collect();
    if users.is_empty() {
        return if names_another(text) { Whom::Refused } else { Whom::Oneself };
    }
    if !turn.world.remind_others || turn.event.room.direct || users.len() > MOST_OTHERS {
        return Whom::Refused;
    }
    let (text, also_me) = for_oneself(text, &users);
    let oneself = also_me.then(|| turn.event.sender.clone());
    Whom::Others { text, users: users.into_iter().chain(oneself).collect() }
}

fn asks(word: &str) -> bool {
    matches!(normalize::fold(&word.to_lowercase()).as_str(), "paminn" | "paminna" | "remind")
}

fn bare(word: &str) -> &str {
    word.trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '@')
}

/// "påminn Anna", "påminn chefen": somebody else than the writer stands where "mig" or "oss" should.
fn names_another(text: &str) -> bool {
    const OTHERS: [&str; 10] = ["chefen", "alla", "gruppen", "handledaren", "honom", "henne", "dem", "dom", "hen", "everyone"];
    let mut words = text.split_whitespace().map(bare);
    while let Some(word) = words.next() {
        if asks(word) {
            let Some(next) = words.next() else { return false };
            let after: Vec<String> = words.map(str::to_owned).take(2).collect();
            let after: Vec<&str> = after.iter().map(String::as_str).collect();
            return is_beside_oneself(next, &after)
                || is_ones_own(next, &after)
                || next.starts_with('@')
                || OTHERS.contains(&normalize::fold(&next.to_lowercase()).as_str())
                || is_name(next);
        }
    }
    false
}

/// "påminn mig och Kim": somebody by name besides the writer.
fn is_beside_oneself(next: &str, after: &[&str]) -> bool {
    let oneself = matches!(normalize::fold(&next.to_lowercase()).as_str(), "mig" | "mej" | "oss" | "me" | "us");
    matches!(after, ["och" | "å" | "o" | "and", name] if oneself && (name.starts_with('@') || is_name(name)))
}

/// "påminn min handledare": somebody by what they are to the writer.
fn is_ones_own(next: &str, after: &[&str]) -> bool {
    const ROLES: [&str; 12] = [
        "handledare",
        "chef",
        "kollega",
        "kollegor",
        "studierektor",
        "sekreterare",
        "verksamhetschef",
        "huvudhandledare",
        "supervisor",
        "boss",
        "manager",
        "colleague",
    ];
    let own = matches!(normalize::fold(&next.to_lowercase()).as_str(), "min" | "mina" | "var" | "vara" | "my" | "our");
    own && after.first().is_some_and(|role| ROLES.contains(&normalize::fold(&role.to_lowercase()).as_str()))
}

fn is_name(word: &str) -> bool {
    let capital = word.chars().next().is_some_and(char::is_uppercase) && word.chars().skip(1).any(char::is_lowercase);
    let is_day = ["mån", "tis", "ons", "tors", "fre", "lör", "sön", "mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        .iter()
        .any(|day| word.to_lowercase().starts_with(day));
    capital && !is_day && !matches!(word, "Mig" | "Oss" | "Me" | "Us" | "Om" | "Att")
}

/// The request with "mig" where the colleagues' names stood, and whether the writer named themselves among them.
fn for_oneself(text: &str, users: &[String]) -> (String, bool) {
    let myself = |word: &str| matches!(normalize::fold(&word.to_lowercase()).as_str(), "mig" | "mej" | "me" | "myself" | "sjalv");
    let called = |word: &str| {
        let word = word.trim_start_matches('@').to_lowercase();
        users.iter().any(|user| user.trim_start_matches('@').split(':').next() == Some(&word))
    };
    let mut also_me = false;
    let mut words = text.split_whitespace().peekable();
    let mut result: Vec<&str> = Vec::new();
    while let Some(word) = words.next() {
        result.push(word);
        if asks(bare(word)) {
            let mut first = true;
            while let Some(next) = words.next_if(|next| {
                let next = bare(next);
                first || next.starts_with('@') || is_name(next) || called(next) || myself(next) || matches!(next, "och" | "and")
            }) {
                also_me |= myself(bare(next));
                first = false;
            }
            result.push("mig");
        }
    }
    (result.join(" "), also_me)
}

/// Sets reminders for colleagues: each is told in the room, and can decline there.
pub fn set(turn: &mut Turn<'_>, requests: &[date::Reminder], wanted: &Wanted<'_>) {
    turn.dialogue.undo = Vec::new();
    for user in wanted.others.iter().filter(|user| **user != turn.event.sender) {
        let theirs = turn.facts.mentioned.iter().find(|(known, _)| known == user).map_or(0, |(_, count)| *count);
        if usize::try_from(theirs).unwrap_or(usize::MAX) + requests.len() > MOST_ACTIVE {
            let markdown = wording::too_many_for(user, turn.language());
            turn.say(markdown, None);
            continue;
        }
        let event = format!("{}/{user}", wanted.event);
        let Some(made) = set::make(turn, requests, &Wanted { event: &event, ..*wanted }, user) else { return };
        for reminder in made {
            // What an edit or removal of the message changes is found by the message's own id.
            let reminder = crate::facts::Reminder { event: wanted.event.to_owned(), link: None, ..reminder };
            let mut text = markup::render(&wording::set_for_another(turn, &reminder));
            text.ping = true;
            text.mentions = vec![user.clone()];
            text.reply_to = turn.message().map(|_| turn.question().to_owned());
            let about = About::ReminderSet { reminder: reminder.id.clone() };
            let question = turn.question().to_owned();
            turn.push(Effect::SaveReminder(reminder));
            turn.push(Effect::Say(Outgoing {
                to: Target::Room(turn.event.room.id.clone()),
                content: Content::Text(text),
                priority: Priority::Answer,
                answers: Some(question),
                about: Some(about),
                person: Some(user.clone()),
                buttons: vec!["❌".to_owned()],
                not_before: None,
            }));
        }
    }
    if wanted.others.contains(&turn.event.sender) {
        set::set(turn, requests, &Wanted { others: &[], ..*wanted });
    }
}

/// "nej" as a reply to the word that a colleague wants them reminded. False: it was no such reply.
pub fn declines(turn: &mut Turn<'_>) -> bool {
    let Some(About::ReminderSet { reminder }) = turn.facts.referred.as_ref().and_then(|own| own.about.clone()) else { return false };
    let Some(reminder) = turn.facts.reminders.iter().find(|known| known.id == reminder && known.set_by.is_some()).cloned() else {
        return false;
    };
    change::end(turn, vec![reminder]);
    true
}
