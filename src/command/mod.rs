//! From the text of a message to a request. It never fails: what is no command is a question.
//!
//! Commands are read from whole, short messages, with or without åäö, so that a question which
//! merely contains such a word stays a question.

mod offices;
mod phrases;
mod profile;

use phrases::FIXED;

pub use offices::{OfficeNamed, is_user_id};
pub use profile::{Profile, role_word, tag_named};

use crate::{
    knowledge::KnowledgeBase,
    language::{normalize, personnummer},
};

/// What somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// Nothing that could be read: no letters and no digits.
    Empty,
    /// It holds a personal identity number, and nothing else in it counts.
    PersonalNumber,
    /// What can you do?
    Help,
    /// Which rules are there? On a topic, where one was named.
    Rules {
        /// The topic in the person's words, folded.
        topic: Option<String>,
    },
    /// How are you, technically?
    Status,
    /// This is my region, what I am, or where I work.
    Profile(Profile),
    /// I have a power. It carries none.
    Claim(OfficeNamed),
    /// I want to change my region, with none (or an unknown one) named.
    ChangeRegion,
    /// I want to change what I am, with nothing named.
    ChangeRole,
    /// I want to change the area or clinic I belong to, with none named.
    ChangeTags,
    /// Send me announcements, or none.
    TakeAnnouncements(bool),
    /// Who has which power?
    ListRoles,
    /// Give somebody a power, or take it back.
    ChangeOffice {
        /// True: give it.
        grant: bool,
        /// The user id, where the text has one.
        user: Option<String>,
        /// Which power.
        office: OfficeNamed,
    },
    /// A number of something that was offered or listed.
    Number(usize),
    /// Yes.
    Yes,
    /// No, or never mind.
    No,
    /// Remove everything you know about me.
    Forget,
    /// Show what you know about me.
    MyData,
    /// Show my reminders.
    ListReminders,
    /// Remove these reminders, by the numbers of the list last seen; none means the last one spoken of.
    RemoveReminders(Vec<usize>),
    /// Remove all my reminders.
    RemoveAllReminders,
    /// Change a reminder: its number (none means the last one spoken of) and what it shall be.
    ChangeReminder {
        /// The number in the list last seen.
        number: Option<usize>,
        /// The new time in the person's words.
        to: String,
    },
    /// Put the last delivered reminder off, until a time in the person's words.
    Snooze {
        /// Until when; `None` is the usual time.
        until: Option<String>,
    },
    /// The reminder is done.
    Done(Option<usize>),
    /// Skip the next turn of a repeating reminder.
    SkipNext,
    /// Take the last removal or change back.
    Undo,
    /// Send my reminders as a calendar file.
    Calendar,
    /// Always remind me so long before.
    DefaultLead {
        /// The leads in the person's words; "som vanligt" goes back to hers.
        text: String,
    },
    /// My time zone is this.
    TimeZone {
        /// An IANA name as it was written.
        zone: String,
    },
    /// Anything else: a question about the rules, a reminder, small talk.
    Other,
}

/// A region as people name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionName {
    /// The name in the knowledge base, `vgr`.
    pub id: String,
    /// The full name, `Västra Götalandsregionen`.
    pub name: String,
    /// The short name, `VGR`.
    pub short: String,
    /// Other words for it and its places.
    pub aliases: Vec<String>,
    /// The areas and clinics that people can say they belong to, as they are shown.
    pub tags: Vec<String>,
}

impl RegionName {
    /// The regions of a knowledge base; one that it does not name goes by its folder's name.
    #[must_use]
    pub fn all(knowledge: &KnowledgeBase) -> Vec<Self> {
        let named = |id: &&str| match knowledge.region_names.get(*id) {
            Some(region) => {
                let or_id = |text: &str| if text.is_empty() { Self::bare(id).name } else { text.to_owned() };
                Self {
                    id: (*id).to_owned(),
                    name: or_id(&region.name),
                    short: or_id(&region.short),
                    aliases: region.aliases.clone(),
                    tags: Vec::new(),
                }
            }
            None => Self::bare(id),
        };
        knowledge.regions().iter().map(named).collect()
    }

    /// A region of which nothing but the folder's name is known.
    #[must_use]
    pub fn bare(id: &str) -> Self {
        let mut letters = id.chars();
        let name: String = letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
        Self { id: id.to_owned(), short: name.clone(), name, aliases: Vec::new(), tags: Vec::new() }
    }

    /// Every word for it, folded.
    pub fn words(&self) -> impl Iterator<Item = String> {
        [&self.id, &self.name, &self.short].into_iter().chain(&self.aliases).map(|word| fold(word))
    }
}

/// Reads a message. `regions` are those of the knowledge base.
#[must_use]
pub fn parse(text: &str, regions: &[RegionName]) -> Request {
    if personnummer::contains(text) {
        return Request::PersonalNumber;
    }
    let folded = fold(text);
    if !folded.chars().any(char::is_alphanumeric) {
        return Request::Empty;
    }
    let words: Vec<&str> = folded.split(' ').collect();
    if words.len() > 14 {
        return Request::Other;
    }
    fixed(&folded)
        .or_else(|| number(&words))
        .or_else(|| offices::read(text, &words, regions))
        .or_else(|| profile::read(text, &words, regions))
        .or_else(|| rules(&words))
        .or_else(|| reminder(&folded, &words))
        .unwrap_or(Request::Other)
}

/// The regions that a text names, by name, short name or place.
#[must_use]
pub fn named_regions<'a>(text: &str, regions: &'a [RegionName]) -> Vec<&'a RegionName> {
    let padded = format!(" {} ", fold(text));
    regions.iter().filter(|region| region.words().any(|word| padded.contains(&format!(" {word} ")))).collect()
}

/// Lower case, å ä ö without their marks, punctuation as blanks (but `:` and `-` inside words stay).
#[must_use]
pub fn fold(text: &str) -> String {
    let folded = normalize::fold(&normalize::normalize(text));
    let mut result = String::with_capacity(folded.len());
    let letters: Vec<char> = folded.chars().collect();
    for (at, &letter) in letters.iter().enumerate() {
        let inside = at > 0 && letters[at - 1].is_alphanumeric() && letters.get(at + 1).is_some_and(|next| next.is_alphanumeric());
        if letter.is_alphanumeric()
            || (inside && matches!(letter, ':' | '-' | '.' | '/' | '\'' | '_' | ','))
            || letter == '@'
            || letter == '+'
        {
            result.push(letter);
        } else if !result.ends_with(' ') && !result.is_empty() {
            result.push(' ');
        }
    }
    result.trim_end().to_owned()
}

fn fixed(folded: &str) -> Option<Request> {
    let plain = folded.trim_end_matches(" tack").trim_end_matches(" please");
    let plain = ["nej ", "na ", "nae "].iter().find_map(|no| plain.strip_prefix(no)).filter(|rest| rest.contains(' ')).unwrap_or(plain);
    let plain = if plain.is_empty() { folded } else { plain };
    FIXED.iter().find(|(forms, _)| forms.contains(&folded) || forms.contains(&plain)).map(|(_, request)| request.clone())
}

fn number(words: &[&str]) -> Option<Request> {
    match words {
        ["den" | "det", word] => ordinal(word).map(Request::Number),
        [word] | ["nr" | "nummer" | "alternativ" | "number" | "option" | "val" | "ta" | "valj", word] => numeral(word).map(Request::Number),
        _ => None,
    }
}

/// The number in "2", "2:an", "2an", "tvaan", "andra" (folded).
#[must_use]
pub fn numeral(word: &str) -> Option<usize> {
    const NAMES: [&str; 10] = ["ettan", "tvaan", "trean", "fyran", "femman", "sexan", "sjuan", "attan", "nian", "tian"];
    let digits = word.trim_end_matches("an").trim_end_matches("a:n").trim_end_matches([':', '.', ')']);
    if let Ok(number) = digits.parse::<usize>() {
        return (1..=999).contains(&number).then_some(number);
    }
    NAMES.iter().position(|name| *name == word).map(|position| position + 1).or_else(|| ordinal(word))
}

fn ordinal(word: &str) -> Option<usize> {
    const ORDINALS: [&[&str]; 5] =
        [&["forsta", "first"], &["andra", "second"], &["tredje", "third"], &["fjarde", "fourth"], &["femte", "fifth"]];
    ORDINALS.iter().position(|names| names.contains(&word)).map(|position| position + 1)
}

fn rules(words: &[&str]) -> Option<Request> {
    match words {
        ["regler" | "rules" | "amnen" | "topics"]
        | ["visa" | "lista" | "vilka", "regler"]
        | ["vilka", "regler", "finns"]
        | ["vilka", "regler", "finns", "det"]
        | ["show" | "list", "rules"] => Some(Request::Rules { topic: None }),
        ["regler" | "rules", "om" | "for" | "about" | "on", topic @ ..] | ["regler" | "rules", topic @ ..]
            if (1..=3).contains(&topic.len()) =>
        {
            Some(Request::Rules { topic: Some(topic.join(" ")) })
        }
        _ => None,
    }
}

/// Commands that change reminders. Setting one is free text and not read here.
fn reminder(folded: &str, words: &[&str]) -> Option<Request> {
    match words {
        ["ta" | "tag", "bort", rest @ ..] | ["radera" | "delete" | "remove" | "avbryt" | "stoppa" | "slang" | "stryk", rest @ ..]
            if !rest.is_empty() =>
        {
            listed(rest).map(Request::RemoveReminders)
        }
        ["andra" | "flytta" | "byt" | "change" | "move" | "reschedule", which, "till" | "to", to @ ..] if !to.is_empty() => {
            let number = match *which {
                "den" | "det" | "senaste" | "it" => None,
                word => Some(numeral(word)?),
            };
            Some(Request::ChangeReminder { number, to: tail(folded, to) })
        }
        [
            "andra" | "flytta" | "byt" | "change" | "move",
            "nr" | "nummer" | "paminnelse" | "number" | "reminder",
            which,
            "till" | "to",
            to @ ..,
        ] if !to.is_empty() => Some(Request::ChangeReminder { number: Some(numeral(which)?), to: tail(folded, to) }),
        ["andra" | "flytta" | "byt" | "change" | "move", which, to @ ..] if !to.is_empty() && numeral(which).is_some() => {
            Some(Request::ChangeReminder { number: numeral(which), to: tail(folded, to) })
        }
        ["snooza" | "snooze" | "skjut", "upp" | "den" | "till" | "until" | "to", until @ ..] if !until.is_empty() => {
            let until = until.strip_prefix(&["till"]).or_else(|| until.strip_prefix(&["den", "till"])).unwrap_or(until);
            Some(Request::Snooze { until: (!until.is_empty()).then(|| tail(folded, until)) })
        }
        ["snooza" | "snooze", until @ ..] if !until.is_empty() => Some(Request::Snooze { until: Some(tail(folded, until)) }),
        ["klar" | "done" | "bocka" | "markera", rest @ ..] if !rest.is_empty() && rest.len() <= 4 => {
            let rest: Vec<&str> = rest.iter().copied().filter(|word| !matches!(*word, "med" | "av" | "som" | "klar" | "with")).collect();
            match rest.as_slice() {
                [word] => numeral(word).map(|number| Request::Done(Some(number))),
                _ => None,
            }
        }
        [word, "klar" | "ar", ..] if words.len() <= 3 && words.last() == Some(&"klar") => {
            numeral(word).map(|number| Request::Done(Some(number)))
        }
        ["paminn", "mig", "alltid", ..] | ["always", "remind", "me", ..] => Some(Request::DefaultLead { text: folded.to_owned() }),
        ["tidszon" | "timezone", zone] | ["min", "tidszon", "ar", zone] | ["my", "timezone", "is", zone] => {
            Some(Request::TimeZone { zone: (*zone).to_owned() })
        }
        _ => None,
    }
}

/// The words from `tail`'s first on, as they stand at the end of the folded text.
fn tail(_folded: &str, tail: &[&str]) -> String {
    tail.join(" ")
}

/// "2 och 3", "nr 2", "tvaan", "1-3", "den": numbers of a list.
fn listed(words: &[&str]) -> Option<Vec<usize>> {
    let mut numbers = Vec::new();
    for word in words {
        match *word {
            "och" | "samt" | "nr" | "nummer" | "paminnelse" | "paminnelsen" | "paminnelser" | "and" | "reminder" | "reminders"
            | "number" | "o" | "a" => {}
            "den" | "senaste" | "it" | "sista" if words.len() <= 2 => {}
            range if range.contains('-') => {
                let (from, to) = range.split_once('-')?;
                let (from, to) = (from.parse::<usize>().ok()?, to.parse::<usize>().ok()?);
                if from == 0 || to < from || to - from > 100 {
                    return None;
                }
                numbers.extend(from..=to);
            }
            list if list.contains(',') => {
                for part in list.split(',') {
                    numbers.push(numeral(part)?);
                }
            }
            other => numbers.push(numeral(other)?),
        }
    }
    numbers.sort_unstable();
    numbers.dedup();
    Some(numbers)
}

#[cfg(test)]
mod tests;
