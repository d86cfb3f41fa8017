//! From the text of a message to a request. It never fails: what is no command is a question.
//!
//! Commands are read from whole, short messages, with or without åäö, so that a question which
//! merely contains such a word stays a question.

mod offices;
mod own_data;
mod phrases;
mod profile;
mod region;
mod remarks;
mod reminders;

use phrases::FIXED;

pub use offices::{OfficeNamed, is_user_id};
pub use profile::{Profile, role_word, tag_named};
pub use region::{corrects, nearly};
pub use remarks::{Remark, may_mean_wrong, thumb};

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
    /// Which region do you go by?
    MyRegion,
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
    /// When does my next reminder come?
    NextReminder,
    /// Remove these reminders.
    RemoveReminders(Which),
    /// Remove all my reminders.
    RemoveAllReminders,
    /// Change a reminder: which, and what it shall be.
    ChangeReminder {
        /// Which one.
        which: Which,
        /// The new time in the person's words; empty where none was said.
        to: String,
    },
    /// Put a reminder off, until a time in the person's words.
    Snooze {
        /// Which one; the last one is the one delivered last.
        which: Which,
        /// Until when; `None` is the usual time.
        until: Option<String>,
    },
    /// The reminder is done.
    Done(Which),
    /// Skip the next turn of a repeating reminder.
    SkipNext(Which),
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
        /// An IANA name or a city as it was written, folded; empty where none was named.
        zone: String,
    },
    /// A remark on her last answer, or on her.
    Remark(Remark),
    /// Anything else: a question about the rules, a reminder, small talk.
    Other,
}

/// Which reminders are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// The one last spoken of, or the one that the message replies to.
    Last,
    /// Those with these numbers in the list last seen.
    Numbers(Vec<usize>),
    /// The one about this, in the person's words, folded.
    About(String),
    /// All of them.
    All,
    /// All but those with these numbers.
    AllBut(Vec<usize>),
    /// Both of the two last shown.
    Both,
    /// The last one of the list last seen.
    LastListed,
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
    if let Some(request) = reminders::sign(text) {
        return request;
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
        .or_else(|| remarks::read(&folded).map(Request::Remark))
        .or_else(|| number(&words))
        .or_else(|| offices::read(text, &words, regions))
        .or_else(|| own_data::read(&words))
        .or_else(|| profile::read(text, &words, regions))
        .or_else(|| region::read(&words, regions))
        .or_else(|| rules(&words))
        .or_else(|| reminders::read(&words).map(|request| if names_below_one(text) { reminders::of_no_number(request) } else { request }))
        .unwrap_or(Request::Other)
}

/// Whether a number in a text has a minus before it: no list has such a one.
fn names_below_one(text: &str) -> bool {
    text.split_whitespace().any(|word| {
        let number = word.strip_prefix(['-', '−', '–']).unwrap_or_default();
        !number.is_empty() && number.chars().all(|letter| letter.is_ascii_digit())
    })
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
    let words: Vec<&str> = plain.split(' ').collect();
    let polite = reminders::plain(&words).join(" ");
    let plain = ["nej ", "na ", "nae "].iter().find_map(|no| plain.strip_prefix(no)).filter(|rest| rest.contains(' ')).unwrap_or(plain);
    let plain = if plain.is_empty() { folded } else { plain };
    FIXED
        .iter()
        .find(|(forms, _)| forms.contains(&folded) || forms.contains(&plain) || forms.contains(&polite.as_str()))
        .map(|(_, request)| request.clone())
}

fn number(words: &[&str]) -> Option<Request> {
    match words {
        ["den" | "det", word] => ordinal(word).map(Request::Number),
        [word] | ["nr" | "nummer" | "alternativ" | "number" | "option" | "val" | "ta" | "valj", word] => numeral(word).map(Request::Number),
        _ => None,
    }
}

/// The words of a folded message without what is only polite.
#[must_use]
pub fn without_politeness<'a, 'b>(words: &'a [&'b str]) -> &'a [&'b str] {
    reminders::plain(words)
}

/// Whether folded words begin with a length of time: "en dag", "10 min", "två veckor".
#[must_use]
pub fn counts_time(words: &[&str]) -> bool {
    reminders::counts(words)
}

/// Which reminders a few folded words name by number, or as all or both of them.
#[must_use]
pub fn numbered(words: &[&str]) -> Option<Which> {
    reminders::numbered(words)
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

#[cfg(test)]
mod tests;
