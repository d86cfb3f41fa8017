//! One event being answered: who asked what where, and what has been decided so far.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};

use super::{World, markup, wording, wording::Language};
use crate::{
    effect::{About, Content, Effect, Outgoing, Priority, Target, Text},
    event::{Event, Message},
    facts::{Dialogue, Facts, Person},
};

/// Words that begin a wish in Swedish and are no English ones, folded.
const SWEDISH_WISHES: &[&str] = &[
    "avbryt",
    "angra",
    "byt",
    "glom",
    "hej",
    "hejsan",
    "hjalp",
    "lista",
    "mina",
    "paminn",
    "paminnelser",
    "regler",
    "tack",
    "tidslinje",
    "utskick",
    "visa",
];

/// An event being answered. [`Turn::finish`] gives the effects.
pub struct Turn<'a> {
    /// What holds for everybody.
    pub world: &'a World,
    /// What the store knew.
    pub facts: &'a Facts,
    /// The event.
    pub event: &'a Event,
    /// Now.
    pub now: Timestamp,
    /// The sender, as they shall be written down.
    pub person: Person,
    /// The conversation, as it shall be written down.
    pub dialogue: Dialogue,
    /// The event that the answers belong to: the message itself, also when this is an edit of it.
    question: &'a str,
    message: Option<&'a Message>,
    effects: Vec<Effect>,
    said: bool,
    lead_in: Option<String>,
    forgotten: bool,
}

impl<'a> Turn<'a> {
    /// Begins to answer an event.
    #[must_use]
    pub fn new(
        world: &'a World,
        facts: &'a Facts,
        event: &'a Event,
        question: &'a str,
        message: Option<&'a Message>,
        now: Timestamp,
    ) -> Self {
        let mut person = facts.person.clone().unwrap_or_else(|| Person {
            user: event.sender.clone(),
            announcements_off: facts.announcements_off,
            ..Person::default()
        });
        if event.room.direct {
            person.direct_room = Some(event.room.id.clone());
        }
        Self {
            world,
            facts,
            event,
            now,
            person,
            dialogue: facts.dialogue.clone(),
            question,
            message,
            effects: Vec::new(),
            said: false,
            lead_in: None,
            forgotten: false,
        }
    }

    /// The language to answer in.
    #[must_use]
    pub fn language(&self) -> Language {
        if self.person.english { Language::English } else { Language::Swedish }
    }

    /// Takes the language from a text, where it is long enough to tell.
    pub fn note_language(&mut self, text: &str) {
        let words: Vec<String> = crate::language::normalize::normalize(text)
            .split(|letter: char| !letter.is_alphanumeric() && letter != '\'')
            .filter(|word| !word.is_empty())
            .map(crate::language::normalize::fold)
            .collect();
        let first = words.first().map_or("", String::as_str);
        if words.len() < 3 {
            // Too short to tell, but for the words that begin a wish in one language only.
            if matches!(first, "hello" | "help" | "rules" | "reminders") {
                self.person.english = true;
            } else if SWEDISH_WISHES.contains(&first) {
                self.person.english = false;
            }
            return;
        }
        let english = wording::Language::English == crate::language::english::language_of(words.iter().map(String::as_str));
        // "ping lunch meeting friday" tells nothing: who writes English goes on doing so until there is Swedish in it.
        let small = || words.iter().filter(|word| crate::language::english::is_swedish(word)).count();
        let foreign = || words.iter().any(|word| crate::language::english::is_english(word));
        let begins_so = || SWEDISH_WISHES.contains(&first) || (crate::language::english::is_swedish(first) && !foreign());
        let swedish = || text.contains(['å', 'ä', 'ö', 'Å', 'Ä', 'Ö']) || small() >= 2 || begins_so();
        if english || swedish() {
            self.person.english = english;
        }
    }

    /// The event that answers belong to.
    #[must_use]
    pub fn question(&self) -> &str {
        self.question
    }

    /// The message being answered, where it is one.
    #[must_use]
    pub fn message(&self) -> Option<&Message> {
        self.message
    }

    /// The region whose rules hold for the sender; empty where the rules know no regions.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        let only = match self.world.regions.as_slice() {
            [only] => Some(only.id.as_str()),
            [] => return Some(""),
            _ => None,
        };
        // Whoever directs the studies of one region has said theirs by that.
        let directed = match self.facts.power.studierektor.as_slice() {
            [only] => Some(only.as_str()),
            _ => None,
        };
        self.person.region.as_deref().or(directed).or(self.world.default_region.as_deref()).or(only)
    }

    /// The sender's time zone.
    #[must_use]
    pub fn zone(&self) -> TimeZone {
        let name = self.person.zone.as_deref().unwrap_or(&self.world.zone);
        TimeZone::get(name).unwrap_or(TimeZone::UTC)
    }

    /// Today where the sender is.
    #[must_use]
    pub fn today(&self) -> Date {
        self.now.to_zoned(self.zone()).date()
    }

    /// The other region's rule that was named just before.
    #[must_use]
    pub fn elsewhere(&self) -> Option<String> {
        let fresh = self.dialogue.last_at.is_some_and(|at| self.now.duration_since(at) < super::answer::FOLLOW_UP);
        self.dialogue.elsewhere.clone().filter(|_| fresh)
    }

    /// Keeps in mind which other region's rule was named, in place of the rule given before.
    pub fn keep_elsewhere(&mut self, rule: Option<String>) {
        self.dialogue.last_rule = None;
        self.dialogue.last_at = Some(self.now);
        self.dialogue.elsewhere = rule;
    }

    /// Puts a short text before the next thing she says.
    pub fn lead_in(&mut self, markdown: String) {
        self.lead_in = Some(match self.lead_in.take() {
            Some(before) => format!("{before}\n\n{markdown}"),
            None => markdown,
        });
    }

    /// Introduces herself before the next thing she says, if she has not yet.
    pub fn greet_if_new(&mut self) {
        if !self.person.introduced {
            self.person.introduced = true;
            if self.event.room.direct {
                let introduction = wording::introduction(&self.world.name, self.language());
                self.lead_in(introduction);
            }
        }
    }

    /// Whether something, such as her introduction, stands before the next thing she says.
    #[must_use]
    pub fn has_lead_in(&self) -> bool {
        self.lead_in.is_some()
    }

    /// Says something where the event came from.
    pub fn say(&mut self, markdown: impl AsRef<str>, about: Option<About>) {
        self.say_with(markdown, about, Vec::new());
    }

    /// Says something with buttons under it.
    pub fn say_with(&mut self, markdown: impl AsRef<str>, about: Option<About>, buttons: Vec<String>) {
        let to = Target::Room(self.event.room.id.clone());
        self.say_to(to, markdown.as_ref(), about, buttons);
    }

    /// Says what is nobody else's business: in the direct chat, with a word in the group.
    pub fn say_in_private(&mut self, markdown: impl AsRef<str>, about: Option<About>, buttons: Vec<String>) {
        if self.event.room.direct {
            self.say_with(markdown, about, buttons);
            return;
        }
        self.say(wording::in_direct_chat(self.language()), None);
        let to = self.private_room();
        self.say_to(to, markdown.as_ref(), about, buttons);
    }

    /// Says what may be nobody's business here: in the direct chat where there is one, else here.
    pub fn say_aside(&mut self, markdown: impl AsRef<str>) {
        let here = || Target::Room(self.event.room.id.clone());
        let to = self.person.direct_room.clone().map_or_else(here, Target::Room);
        self.say_to(to, markdown.as_ref(), None, Vec::new());
    }

    fn say_to(&mut self, to: Target, markdown: &str, about: Option<About>, buttons: Vec<String>) {
        let here = to == Target::Room(self.event.room.id.clone());
        let whole = match self.lead_in.take().filter(|_| here) {
            Some(before) => format!("{before}\n\n{markdown}"),
            None => markdown.to_owned(),
        };
        let mut text = markup::render(&whole);
        if here && let Some(message) = self.message {
            text.reply_to = Some(self.question.to_owned());
            text.thread.clone_from(&message.thread);
        } else if here && let Some(tapped) = &self.facts.referred {
            // What a tap brings stands where that stands which was tapped.
            text.reply_to.clone_from(&tapped.reply_to);
            text.thread.clone_from(&tapped.thread);
        }
        self.push_text(to, text, about, buttons, Priority::Answer);
    }

    /// Says a finished text.
    pub fn push_text(&mut self, to: Target, text: Text, about: Option<About>, buttons: Vec<String>, priority: Priority) {
        self.said = true;
        self.effects.push(Effect::Say(Outgoing {
            to,
            content: Content::Text(text),
            priority,
            answers: Some(self.question.to_owned()),
            about,
            person: Some(self.event.sender.clone()),
            buttons,
            not_before: None,
        }));
    }

    /// Sends a file in the direct chat.
    pub fn send_file(&mut self, name: &str, mime: &str, bytes: &[u8]) {
        let to = if self.event.room.direct { Target::Room(self.event.room.id.clone()) } else { self.private_room() };
        let sender = self.event.sender.clone();
        self.send_file_to(to, &sender, name, mime, bytes);
    }

    /// Sends a file to somebody.
    pub fn send_file_to(&mut self, to: Target, person: &str, name: &str, mime: &str, bytes: &[u8]) {
        // What belongs to the question goes with it when that is removed.
        let answers = (person == self.event.sender).then(|| self.question.to_owned());
        self.effects.push(Effect::Say(Outgoing {
            to,
            content: Content::File {
                name: name.to_owned(),
                mime: mime.to_owned(),
                base64: data_encoding::BASE64.encode(bytes),
                reply_to: None,
                thread: None,
            },
            priority: Priority::Answer,
            answers,
            about: None,
            person: Some(person.to_owned()),
            buttons: Vec::new(),
            not_before: None,
        }));
    }

    /// The direct chat with the sender, or the sender where there is none yet.
    #[must_use]
    pub fn private_room(&self) -> Target {
        self.person.direct_room.clone().map_or_else(|| Target::Person(self.event.sender.clone()), Target::Room)
    }

    /// The last text that was said, as a reference that holds within this decision.
    #[must_use]
    pub fn last_said(&self) -> Option<String> {
        let is_text = |effect: &Effect| matches!(effect, Effect::Say(Outgoing { content: Content::Text(_), .. }));
        self.effects.iter().rposition(is_text).map(|index| format!("#{index}"))
    }

    /// Adds another effect.
    pub fn push(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// Adds further effects.
    pub fn extend(&mut self, effects: impl IntoIterator<Item = Effect>) {
        self.effects.extend(effects);
    }

    /// What this event brings goes with an earlier question as well, once that is removed or changed.
    pub fn follow(&mut self, question: Option<String>) {
        if let Some(question) = question.filter(|question| *question != self.question) {
            self.effects.push(Effect::Follow { event: self.question.to_owned(), question });
        }
    }

    /// Reacts to the message in place of words.
    pub fn react(&mut self, key: &str) {
        self.effects.push(Effect::Say(Outgoing {
            to: Target::Room(self.event.room.id.clone()),
            content: Content::React { to: self.question.to_owned(), key: key.to_owned() },
            priority: Priority::Answer,
            answers: None,
            about: None,
            person: None,
            buttons: Vec::new(),
            not_before: None,
        }));
    }

    /// Removes everything known about the sender; nothing about them is written down after.
    pub fn forget(&mut self) {
        self.forgotten = true;
        self.effects.insert(0, Effect::ForgetPerson { user: self.event.sender.clone() });
    }

    /// Drops a question of hers that nobody answered in time.
    pub fn drop_stale_pending(&mut self, after: SignedDuration) {
        if self.dialogue.pending.as_ref().is_some_and(|pending| self.now.duration_since(pending.since) > after) {
            self.dialogue.pending = None;
        }
    }

    /// What has been decided.
    #[must_use]
    pub fn finish(mut self) -> Vec<Effect> {
        if self.forgotten {
            return self.effects;
        }
        if self.facts.person.as_ref() != Some(&self.person) {
            self.effects.push(Effect::SavePerson(self.person));
        }
        if self.facts.dialogue != self.dialogue {
            self.effects.push(Effect::SaveDialogue {
                user: self.event.sender.clone(),
                room: self.event.room.id.clone(),
                dialogue: self.dialogue,
            });
        }
        self.effects
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        assistant::decide,
        cli,
        effect::{About, Content, Effect},
        event::{Event, EventKind, Room},
        facts::{Facts, OwnMessage, Person},
    };

    #[test]
    fn what_a_tap_brings_stays_in_the_thread() {
        let world = cli::world(None, None).expect("the rules load");
        let rules = world.knowledge.rules.iter().filter(|rule| rule.region == "vgr").take(2).map(|rule| rule.id.clone()).collect();
        let sender = "@doktor:x".to_owned();
        let offer = OwnMessage {
            outbox: "a.0".to_owned(),
            event: Some("$offer".to_owned()),
            room: "!rum".to_owned(),
            person: Some(sender.clone()),
            about: Some(About::Choice { rules }),
            standing: true,
            text: true,
            file: false,
            edit_of: None,
            button: None,
            reply_to: Some("$question".to_owned()),
            thread: Some("$thread".to_owned()),
        };
        let person = Person { user: sender.clone(), region: Some("vgr".to_owned()), introduced: true, ..Person::default() };
        let facts = Facts { person: Some(person), referred: Some(offer), ..Facts::default() };
        let now = jiff::Timestamp::from_second(1_790_000_000).expect("a time");
        let tap = Event {
            id: "$tap".to_owned(),
            room: Room { id: "!rum".to_owned(), direct: false, encrypted: true },
            sender,
            sender_name: None,
            sent_at: now,
            trusted: true,
            kind: EventKind::Reaction { to: "$offer".to_owned(), key: "2️⃣".to_owned() },
        };
        let said: Vec<_> = decide(&world, &facts, &tap, now)
            .into_iter()
            .filter_map(|effect| match effect {
                Effect::Say(outgoing) => match outgoing.content {
                    Content::Text(text) => Some((text.reply_to, text.thread)),
                    _ => None,
                },
                _ => None,
            })
            .collect();
        assert_eq!(said, [(Some("$question".to_owned()), Some("$thread".to_owned()))]);
    }
}
