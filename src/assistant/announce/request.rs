//! What a message asks of announcements, as far as its words alone tell.

use unicode_normalization::UnicodeNormalization;

use super::{
    audience::{self, folded},
    midway::{self, Cut},
    phrases::{FIXED, is_field, nudging},
};
use crate::{command::numeral, language::date};

/// What was said of something that shall be sent, as far as it was said, in the person's words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct First {
    /// Whom; it may hold when as well.
    pub to: Option<String>,
    /// What.
    pub text: Option<String>,
    /// When, where that was said before whom.
    pub when: Option<String>,
    /// Whether it shall reach also those who take no announcements.
    pub duty: bool,
}

/// Something that is asked of announcements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Send something.
    Announce(First),
    /// Show the announcements.
    List,
    /// Show one of them, by its number in the list.
    Show(usize),
    /// Send the draft, at a time in the person's words, or as it was read back.
    Send {
        /// When.
        when: Option<String>,
    },
    /// Send it at once, whenever it was to be sent.
    SendNow,
    /// Show the draft as its recipients will see it.
    Proof,
    /// Cancel: a draft, a scheduled one, or one on its way; by its number in the list or the last.
    Cancel(Option<usize>),
    /// Take back what was sent.
    Withdraw(Option<usize>),
    /// Change the text to this, or add this to what was sent.
    Text(String),
    /// Another day or other hours than the text says.
    When(String),
    /// Add this to the text.
    Append(String),
    /// Put one piece of the text in place of another.
    Swap {
        /// What stands there.
        from: String,
        /// What shall.
        to: String,
    },
    /// Another place or title than the text says, by the word for it.
    Field {
        /// "platsen", "lokal", "titel", as it was written.
        which: String,
        /// What it shall be.
        to: String,
    },
    /// Change whom it is for.
    Recipients(String),
    /// It is for these as well.
    Also(String),
    /// It is not for these.
    Not(String),
    /// Leave something of the text out.
    Cut(Cut),
    /// Who did not get it?
    Missing,
    /// Who has not acknowledged it?
    Silent,
    /// Who got it?
    Got,
    /// Who has read it?
    Readers,
    /// How did it go?
    Report,
    /// The report as a file.
    Csv,
    /// Try again with those who could not be reached.
    Retry,
    /// Remind those who have not acknowledged it.
    Nudge,
    /// It reaches also those who take no announcements.
    Duty(bool),
    /// It goes without its files, or without the one with this number.
    Detach(Option<usize>),
    /// The file that came last goes along, though it could have been a list.
    Attach,
    /// Who gets it, and how many are they?
    Reach,
    /// Take the last correction back.
    Restore,
}

/// Words that ask instead of telling to do.
const QUESTIONS: &[&str] = &[
    "hur", "ska", "skall", "far", "maste", "vem", "nar", "var", "vad", "vilka", "vilken", "varfor", "behover", "gar", "how", "who", "when",
    "what", "where", "why", "do", "does", "should", "must", "may",
];

/// Whether a text asks something, or tells to do something else than to send.
pub(super) fn asks(text: &str) -> bool {
    let plain = folded(text);
    let first = plain.split(' ').next().unwrap_or_default();
    QUESTIONS.contains(&first) || matches!(first, "stall" | "avlys" | "paminn" | "flytta" | "cancel" | "remind")
}

/// Words that mark an announcement as one that everybody gets.
const DUTY: [&str; 6] = ["obligatoriskt", "obligatorisk", "obligatorisktutskick", "tjansteutskick", "tjanst", "duty"];

/// Reads a message of somebody who may announce, or who tries to. `None`: it asks nothing of the kind.
#[must_use]
pub fn read(text: &str) -> Option<Ask> {
    let text: String = text.nfc().collect();
    let text = told(text.trim());
    let whole = folded(text);
    let words: Vec<&str> = whole.split(' ').collect();
    fixed(&words)
        .or_else(|| with_text(text))
        .or_else(|| midway::read(text))
        .or_else(|| sending(text))
        .or_else(|| changing(text, &whole))
        .or_else(|| announce(text))
}

/// A text without "kan du" and its question mark, where it asks for something to be done.
fn told(text: &str) -> &str {
    const ASKING: [&str; 10] = [
        "kan du snälla ",
        "kan du ",
        "skulle du kunna ",
        "kan vi ",
        "snälla ",
        "please ",
        "can you please ",
        "can you ",
        "could you please ",
        "could you ",
    ];
    let rest = ASKING.iter().find_map(|asking| {
        let start = text.get(..asking.len())?;
        (start.to_lowercase() == **asking).then(|| text[asking.len()..].trim())
    });
    rest.map_or(text, |rest| rest.strip_suffix('?').unwrap_or(rest).trim_end())
}

/// What a message asks where no draft is at hand that it could change: it may begin one.
#[must_use]
pub fn begun(text: &str) -> Option<First> {
    match announce(text.trim()) {
        Some(Ask::Announce(first)) => Some(first),
        _ => None,
    }
}

/// Whole messages with one meaning, with or without a number.
fn fixed(words: &[&str]) -> Option<Ask> {
    let numbered = |last: &str| last.chars().all(|digit| digit.is_ascii_digit());
    let (number, rest) = match words {
        [rest @ .., last] if numbered(last) && !rest.is_empty() => (numeral(last), rest),
        _ => (None, words),
    };
    let rest = rest.strip_suffix(&["nr"]).or_else(|| rest.strip_suffix(&["nummer"])).unwrap_or(rest);
    let said = rest.join(" ");
    let said = [" pa utskicket", " pa inbjudan"].iter().find_map(|of| said.strip_suffix(*of)).unwrap_or(&said);
    FIXED
        .iter()
        .find(|(forms, _)| forms.contains(&said))
        .map(|(_, meaning)| meaning(number))
        .or_else(|| nudging(words).then_some(Ask::Nudge))
}

/// "ändra: …", "lägg till: …", "till: …".
fn with_text(text: &str) -> Option<Ask> {
    let (head, body) = split(text)?;
    Some(match folded(head).as_str() {
        "andra" | "andra text" | "andra texten" | "andra texten till" | "andra till" | "byt till" | "ny text" | "text" | "byt text"
        | "ratta" | "rattelse" | "korrigera" | "change" | "correct" | "correction" | "new text" => Ask::Text(body),
        "lagg till" | "tillagg" | "lagg till i slutet" | "lagg till sist" | "lagg till pa slutet" | "add" | "add at the end" => {
            Ask::Append(body)
        }
        "andra tid" | "andra tiden" | "andra datum" | "andra datumet" | "byt tid" | "byt datum" | "byt dag" | "ny tid" | "nytt datum"
        | "new time" | "new date" => Ask::When(body),
        "till" | "mottagare" | "andra mottagare" | "byt mottagare" | "to" | "recipients" => Ask::Recipients(body),
        _ => return None,
    })
}

/// What begins a change of the day or the hours, folded.
const WHEN: [&str; 18] = [
    "andra kl till ",
    "byt kl till ",
    "andra tiden till ",
    "andra tid till ",
    "andra tiderna till ",
    "andra datumet till ",
    "andra datum till ",
    "andra dagen till ",
    "byt tid till ",
    "byt tiden till ",
    "byt datum till ",
    "byt dag till ",
    "flytta tiden till ",
    "andra till ",
    "change the time to ",
    "change the date to ",
    "change it to ",
    "move it to ",
];

/// "ändra B10 till B12", "byt tisdag mot onsdag", "ändra mottagare till handledare".
fn changing(text: &str, whole: &str) -> Option<Ask> {
    for start in ["andra mottagare till ", "andra mottagarna till ", "byt mottagare till ", "skicka till handledarna i stallet: "] {
        if let Some(rest) = whole.strip_prefix(start) {
            return Some(Ask::Recipients(rest.to_owned()));
        }
    }
    for start in WHEN {
        if let Some(at) = whole.strip_prefix(start).map(|_| start.len())
            && whole.len() > at
        {
            let words = start.split(' ').filter(|word| !word.is_empty()).count();
            let said = text.split_whitespace().skip(words).collect::<Vec<_>>().join(" ");
            let clock = start.split(' ').any(|word| word == "kl") && said.starts_with(|first: char| first.is_ascii_digit());
            return Some(Ask::When(if clock { format!("kl {said}") } else { said }));
        }
    }
    if whole.ends_with(" i stallet") || whole.ends_with(" istallet") || whole.ends_with(" instead") {
        return Some(Ask::When(text.to_owned()));
    }
    if !["andra ", "byt ", "byt ut ", "ratta ", "change ", "replace "].iter().any(|start| whole.starts_with(start)) {
        return None;
    }
    let rest = text.split_once(char::is_whitespace)?.1.trim();
    // "byt ut salen till höger mot aulan" is parted by its "mot".
    let between = if whole.starts_with("byt ") { [" mot ", " till ", " to ", " with "] } else { [" till ", " mot ", " to ", " with "] };
    let (from, to) = between.iter().find_map(|between| rest.split_once(between))?;
    let clean = |piece: &str| piece.trim().trim_matches(['"', '”', '“', '\'', '*']).to_owned();
    let (from, to) = (clean(from.strip_prefix("ut ").unwrap_or(from)), clean(to));
    if matches!(folded(&from).as_str(), "text" | "texten" | "hela texten" | "the text") {
        return Some(Ask::Text(to));
    }
    if is_field(&folded(&from)) && !to.is_empty() {
        return Some(Ask::Field { which: from, to });
    }
    // "ändra 2 till kl 10" is about a reminder in the list.
    let number = numeral(&folded(&from)).is_some() || ["den", "det", "senaste", "it"].contains(&folded(&from).as_str());
    (!from.is_empty() && !to.is_empty() && !number).then_some(Ask::Swap { from, to })
}

/// "skicka", "ja skicka den nya", "skicka måndag 07:30", "flytta utskicket till fredag".
fn sending(text: &str) -> Option<Ask> {
    const BEFORE: [&str; 29] = [
        "nej", "no", "oj", "ser", "ut", "fint", "ja", "japp", "ok", "okej", "nu", "yes", "jo", "bra", "da", "men", "stina", "fine", "det",
        "perfekt", "perfect", "toppen", "kanon", "jattebra", "snyggt", "super", "great", "absolut", "javisst",
    ];
    const OBJECTS: [&str; 21] = [
        "ut",
        "ivag",
        "den",
        "det",
        "nya",
        "utskicket",
        "it",
        "anda",
        "nu",
        "now",
        "out",
        "tack",
        "please",
        "genast",
        "direkt",
        "istallet",
        "hellre",
        "forst",
        "announcement",
        "the",
        "i",
    ];
    const AT_ONCE: [&str; 4] = ["nu", "now", "genast", "direkt"];
    // "skicka i ST-rummet: möte på måndag" has a text of its own.
    if split(text).is_some() {
        return None;
    }
    // What is left is read as it was written: "07.30" is a time by its dot.
    let words: Vec<(&str, String)> =
        text.split_whitespace().map(|word| (word, folded(word))).filter(|(_, plain)| !plain.is_empty()).collect();
    let start = words.iter().position(|(_, word)| !BEFORE.contains(&word.as_str()))?;
    let (verb, rest) = (words[start].1.as_str(), &words[start + 1..]);
    let moves = ["flytta", "andra", "skjut", "move", "reschedule"].contains(&verb)
        && rest.first().is_some_and(|(_, word)| ["utskicket", "utskick", "announcement", "upp", "the"].contains(&word.as_str()));
    if !(moves || ["skicka", "send", "skcika", "skika", "schemalagg", "schedule"].contains(&verb)) {
        return None;
    }
    let objects = |word: &str| OBJECTS.contains(&word) || (moves && ["utskick", "upp"].contains(&word));
    let skipped = rest.iter().take_while(|(_, word)| objects(word)).count();
    let mut when = &rest[skipped..];
    // "i stället" behind the time, and the "i" of "i morgon" before it, which is no object.
    if skipped > 0 && rest[skipped - 1].1 == "i" && !when.is_empty() {
        when = &rest[skipped - 1..];
    }
    if when.is_empty() {
        let at_once = words.iter().any(|(_, word)| AT_ONCE.contains(&word.as_str()));
        return (!moves).then_some(if at_once { Ask::SendNow } else { Ask::Send { when: None } });
    }
    if let Some(("till" | "to", later)) = when.split_first().map(|((_, word), later)| (word.as_str(), later))
        && (moves || verb == "schemalagg" || verb == "schedule")
    {
        when = later;
    }
    let said = when.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(" ");
    let to_somebody = when.iter().any(|(_, word)| ["till", "to"].contains(&word.as_str())) || audience::names_a_group(&said);
    (!to_somebody && date::says_when(&said)).then_some(Ask::Send { when: Some(said) })
}

/// "skicka till alla ST-läkare i Kronoberg: …", "jag vill skicka ut vårens datum till alla handledare".
fn announce(text: &str) -> Option<Ask> {
    let (head, body) = match split(text) {
        Some((head, body)) => (head.to_owned(), Some(body)),
        None => (text.to_owned(), None),
    };
    let plain = folded(&head);
    // "…, påminn mig i morgon" wants a reminder.
    if body.is_none() && ["paminn mig", "remind me"].iter().any(|reminds| plain.contains(reminds)) {
        return None;
    }
    let words: Vec<&str> = plain.split(' ').collect();
    let verbs = [
        "sand",
        "maila",
        "mejla",
        "skriv",
        "sag",
        "beratta",
        "skicka",
        "skickar",
        "skika",
        "skcika",
        "meddela",
        "informera",
        "schemalagg",
        "send",
        "announce",
        "tell",
        "schedule",
        "utskick",
        "gor",
    ];
    let begins = words.iter().find(|word| {
        !["stina", "hej", "hejsan", "kan", "du", "snalla", "var", "snall", "och", "please", "can", "you", "nytt", "ett", "ignorera"]
            .contains(word)
    })?;
    // "Till alla handledare: …" tells by itself.
    let addressed = words[0] == "till" && body.is_some() && audience::names_a_group(&head);
    let means = |pair: &[&str]| matches!(pair, ["jag" | "vi", "ska" | "maste" | "behover" | "tankte"] | ["i", "need"]);
    let wishes = ["vill", "skulle", "tanker", "onskar", "want"].iter().any(|word| words.contains(word)) || words.windows(2).any(means);
    if !(addressed || verbs.contains(begins) || (wishes && words.iter().any(|word| verbs.contains(word))))
        || (QUESTIONS.contains(&words[0]) && !wishes)
    {
        return None;
    }
    // "… till alla handledare att mötet är inställt".
    let (head, body) = match (body, head.split_once(" att ")) {
        (None, Some((head, told))) if audience_of(head).is_some() => (head.to_owned(), Some(sentence(told))),
        (body, _) => (head, body),
    };
    let (before, to) = audience_of(&head)?;
    let duty = folded(&before).split(' ').any(|word| DUTY.contains(&word));
    let when = Some(before).filter(|before| date::says_when(before));
    Some(Ask::Announce(First { to: Some(to), text: body.filter(|body| !body.is_empty()), when, duty }))
}

/// The words after the last "till", or after a verb that takes whom as its object, and those before.
fn audience_of(head: &str) -> Option<(String, String)> {
    let head = head.trim_end().strip_suffix(" om").unwrap_or(head);
    let lowered = head.to_lowercase();
    if lowered.len() != head.len() {
        return None;
    }
    if lowered.starts_with("till ") {
        return Some((String::new(), head["till ".len()..].trim().to_owned()));
    }
    // "skicka i ST-rummet: …"
    if let Some((at, between)) = lowered.match_indices(" i ").next()
        && ["rummet", "gruppen", "kanalen"].iter().any(|room| lowered.trim_end().ends_with(room))
        && !lowered.contains(" till ")
    {
        return Some((head[..at].to_owned(), head[at + between.len()..].trim().to_owned()));
    }
    // The first "till" after which a group is named: "skicka till alla som ska till Växjö" names it once.
    for (at, between) in lowered.match_indices(" till ").chain(lowered.match_indices(" to ")) {
        let phrase = head[at + between.len()..].trim().trim_end_matches(['.', '!', ',']);
        if audience::names_a_group(phrase) || !phrase.contains(' ') && phrase.len() > 4 {
            return Some((head[..at].to_owned(), phrase.to_owned()));
        }
    }
    for verb in ["meddela ", "informera ", "maila ", "mejla ", "berätta för ", "tell ", "announce to "] {
        if let Some(at) = lowered.find(verb) {
            let phrase = head[at + verb.len()..].trim();
            if audience::names_a_group(phrase) {
                return Some((head[..at].to_owned(), phrase.to_owned()));
            }
        }
    }
    None
}

fn sentence(text: &str) -> String {
    let mut letters = text.trim().chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// What stands before and after the first colon or line break that parts a command from a text: a
/// colon inside a time, an address or a name parts nothing.
fn split(text: &str) -> Option<(&str, String)> {
    let at = text.char_indices().find(|(at, letter)| match letter {
        '\n' => true,
        ':' => text[at + 1..].chars().next().is_none_or(char::is_whitespace),
        _ => false,
    })?;
    let (head, body) = (text[..at.0].trim(), text[at.0 + 1..].trim());
    (!head.is_empty() && head.chars().count() < 160 && !body.is_empty()).then(|| (head, body.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn announced(text: &str) -> Option<(Option<String>, Option<String>)> {
        match read(text) {
            Some(Ask::Announce(First { to, text, .. })) => Some((to, text)),
            _ => None,
        }
    }

    #[test]
    fn an_announcement_is_recognised_in_one_message() {
        let some = |text: &str| Some(text.to_owned());
        for (text, to, what) in [
            ("Skicka till alla ST-läkare i Kronoberg: Möte 4 maj kl 13:00", "alla ST-läkare i Kronoberg", some("Möte 4 maj kl 13:00")),
            ("skicka till handledarna\nHej!\n- ett\n- två", "handledarna", some("Hej!\n- ett\n- två")),
            ("Hej, jag vill skicka ut höstens datum till alla handledare.", "alla handledare", None),
            ("meddela alla ST-läkare att lokalen är bytt", "alla ST-läkare", some("Lokalen är bytt")),
            ("send to all residents: see you", "all residents", some("see you")),
            ("nytt utskick till samtliga chefer", "samtliga chefer", None),
        ] {
            assert_eq!(announced(text), Some((some(to), what)), "{text}");
        }
    }

    #[test]
    fn questions_and_other_sendings_are_let_be() {
        for text in [
            "hur skickar jag ansökan till studierektorn?",
            "ska jag skicka intyget till handledaren?",
            "skicka kalendern",
            "skicka till mig",
            "påminn mig om att skicka in planen till handledaren",
            "måste alla ST-läkare gå kursen?",
            "ändra 2 till kl 10",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn commands_are_read() {
        assert_eq!(read("ja skicka den nya"), Some(Ask::Send { when: None }));
        let at = |when: &str| Some(Ask::Send { when: Some(when.to_owned()) });
        assert_eq!(read("skicka måndag 07:30"), at("måndag 07:30"));
        assert_eq!(read("ja, skicka den i morgon 7.30"), at("i morgon 7.30"));
        assert_eq!(read("skicka den 16/3 kl 7.30"), at("16/3 kl 7.30"));
        assert_eq!(read("flytta utskicket till fredag kl 9"), at("fredag kl 9"));
        assert_eq!(read("skicka nu"), Some(Ask::SendNow));
        let first = First {
            to: Some("alla ST-läkare".to_owned()),
            text: Some("x".to_owned()),
            when: Some("skicka i morgon kl 8".to_owned()),
            duty: false,
        };
        assert_eq!(read("skicka i morgon kl 8 till alla ST-läkare: x"), Some(Ask::Announce(first)));
        assert_eq!(read("Skicka till mig först"), Some(Ask::Proof));
        assert_eq!(read("avbryt utskick 2"), Some(Ask::Cancel(Some(2))));
        assert_eq!(read("Vilka fick den inte?"), Some(Ask::Missing));
        assert_eq!(read("ändra: salen är C4"), Some(Ask::Text("salen är C4".to_owned())));
        assert_eq!(read("ändra sal B10 till sal C4"), Some(Ask::Swap { from: "sal B10".to_owned(), to: "sal C4".to_owned() }));
        assert_eq!(read("utskick"), Some(Ask::List));
        assert_eq!(read("utskick 3"), Some(Ask::Show(3)));
        assert_eq!(read("påminn dem som inte svarat"), Some(Ask::Nudge));
    }
}
