//! Answers to several days in one message: "23 ja 12 nej", "bara den första", "hud men inte öron".

use jiff::civil::Weekday;

use super::{asked, named, request::folded, tell};
use crate::{
    assistant::turn::Turn,
    facts::days::{Answer, KnownDay},
    language::date::calendar,
};

/// A longer message says more than this.
const MOST_WORDS: usize = 20;

/// What a word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    /// One of the days, by its place among them.
    Day(usize),
    /// All of them.
    All,
    /// None of them.
    None,
    /// An answer.
    Says(Answer),
    /// What follows is answered the other way.
    But,
    /// Those and no others.
    Only,
    /// Nothing.
    Beside,
}

/// Takes the answers of a message to days that were asked about together. False: it holds none.
pub fn takes(turn: &mut Turn<'_>, text: &str) -> bool {
    if !turn.event.trusted || text.trim_end().ends_with('?') {
        return false;
    }
    let replied = tell::referred(turn);
    let told = if replied.is_empty() { asked::just_told(turn, Answer::Yes) } else { replied };
    let (days, sure) = if told.len() > 1 { (told, true) } else { (asked::just_asked(turn), false) };
    let days = if days.len() > 1 { days } else { tell::ahead(turn) };
    let Some(answers) = read(&days, text) else { return false };
    // After something else was spoken of only the days that are named can be meant.
    let names = |known: &KnownDay| named::by_title(&[known], text).len() == 1 || says_number(text, known);
    if !sure && answers.iter().filter(|(known, _)| names(known)).count() < 2 {
        return false;
    }
    tell::take_each(turn, &answers);
    true
}

fn says_number(text: &str, known: &KnownDay) -> bool {
    text.split_whitespace().any(|word| number(word) == Some(known.day.plan.first.day()))
}

/// Which of these days get which answer. `None`: the message says something else as well, or answers none.
fn read<'a>(days: &[&'a KnownDay], text: &str) -> Option<Vec<(&'a KnownDay, Answer)>> {
    let signs = text.replace('👍', " ja ").replace('👎', " nej ").replace('❓', " kanske ");
    let words: Vec<&str> = signs
        .split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | ';' | '.' | '!' | '(' | ')'))
        .filter(|word| !word.is_empty())
        .collect();
    if days.len() < 2 || words.len() > MOST_WORDS {
        return None;
    }
    let mut said = Vec::new();
    for word in words {
        said.push(self::word(days, word)?);
    }
    let answers = given(&said, days.len())?;
    let answers: Vec<_> = days.iter().zip(answers).filter_map(|(known, answer)| Some((*known, answer?))).collect();
    (!answers.is_empty()).then_some(answers)
}

/// The answer to each of so many days. An answer stands before its days ("ja till 23, nej till 12") or behind them
/// ("23 ja 12 nej"), as the first of the message does.
fn given(said: &[Word], count: usize) -> Option<Vec<Option<Answer>>> {
    let leads = said.iter().find_map(|word| match word {
        Word::Says(_) => Some(true),
        Word::Day(_) | Word::All | Word::None => Some(false),
        _ => None,
    })?;
    let only = said.contains(&Word::Only);
    let mut answers = vec![None; count];
    let (mut open, mut last): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    let (mut current, mut fresh) = (only.then_some(Answer::Yes), false);
    for word in said {
        let days: Vec<usize> = match word {
            Word::Day(day) => vec![*day],
            Word::All | Word::None => (0..count).collect(),
            Word::But => {
                current = current.map(|answer| if answer == Answer::Yes { Answer::No } else { Answer::Yes });
                continue;
            }
            Word::Says(answer) => {
                (current, fresh) = (Some(*answer), true);
                if !leads && !only {
                    // "12 kommer jag inte": the later word holds.
                    last = if open.is_empty() { last } else { std::mem::take(&mut open) };
                    set(&mut answers, &last, *answer);
                }
                continue;
            }
            Word::Only | Word::Beside => continue,
        };
        fresh = false;
        let answer = if *word == Word::None { Some(Answer::No) } else { current.filter(|_| leads || only) };
        match answer {
            Some(answer) => {
                set(&mut answers, &days, answer);
                last = days;
            }
            None => open.extend(days),
        }
    }
    // "båda" alone is a yes; else a day without an answer, or an answer without a day, is something else.
    if open.len() == count && said.contains(&Word::All) {
        set(&mut answers, &open, Answer::Yes);
        open.clear();
    }
    let dangling = leads && fresh && last.iter().any(|day| answers[*day] != current)
        // "bara 12 kan jag inte" says nothing sure of the others.
        || only && fresh && current != Some(Answer::Yes);
    if only {
        answers.iter_mut().filter(|answer| answer.is_none()).for_each(|answer| *answer = Some(Answer::No));
    }
    (open.is_empty() && !dangling).then_some(answers)
}

fn set(answers: &mut [Option<Answer>], days: &[usize], answer: Answer) {
    for day in days {
        answers[*day] = Some(answer);
    }
}

/// What a word says of these days; `None`: something else.
fn word(days: &[&KnownDay], word: &str) -> Option<Word> {
    const BESIDE: [&str; 42] = [
        "den",
        "det",
        "de",
        "dem",
        "av",
        "till",
        "pa",
        "jag",
        "mig",
        "och",
        "tack",
        "hej",
        "stina",
        "bra",
        "dagen",
        "dagarna",
        "dag",
        "dagar",
        "st-dag",
        "st-dagen",
        "st-dagarna",
        "da",
        "tyvarr",
        "garna",
        "i",
        "for",
        "dock",
        "ar",
        "om",
        "the",
        "on",
        "to",
        "and",
        "of",
        "i'm",
        "am",
        "them",
        "one",
        "day",
        "days",
        "med",
        "st",
    ];
    let plain = folded(word);
    let plain = plain.as_str();
    if plain.is_empty() {
        return Some(Word::Beside);
    }
    let place = match plain {
        "forsta" | "first" => Some(0),
        "andra" | "second" => Some(1),
        "tredje" | "third" => Some(2),
        "sista" | "last" => Some(days.len() - 1),
        _ => None,
    };
    if let Some(place) = place {
        return (place < days.len()).then_some(Word::Day(place));
    }
    let simple = match plain {
        "ja" | "japp" | "jo" | "yes" | "kommer" | "kan" | "passar" | "funkar" | "gar" | "deltar" | "coming" | "can" => {
            Word::Says(Answer::Yes)
        }
        "nej" | "inte" | "ej" | "no" | "not" | "can't" | "cant" | "nix" => Word::Says(Answer::No),
        "kanske" | "maybe" | "osaker" => Word::Says(Answer::Maybe),
        "bada" | "alla" | "both" | "all" => Word::All,
        "ingen" | "inga" | "none" | "neither" => Word::None,
        "bara" | "endast" | "enbart" | "only" | "just" => Word::Only,
        "men" | "but" => Word::But,
        "may" => Word::Beside,
        _ if BESIDE.contains(&plain) || named::MONTHS.iter().any(|month| plain.starts_with(month)) => Word::Beside,
        _ => return only_day(days, word, plain).map(Word::Day),
    };
    Some(simple)
}

/// The only one of these days that a word names: by its number in the month, its weekday, or what it is about.
fn only_day(days: &[&KnownDay], word: &str, plain: &str) -> Option<usize> {
    let is_weekday = |weekday: Weekday| {
        let name = folded(calendar::weekday_name(weekday));
        plain == name || plain.strip_prefix(name.as_str()).is_some_and(|ending| ending == "en")
    };
    let holds = |known: &KnownDay| match number(word) {
        Some(number) => known.day.plan.first.day() == number,
        None => is_weekday(known.day.plan.first.weekday()) || named::by_title(&[known], plain).len() == 1,
    };
    let mut found = days.iter().enumerate().filter(|(_, known)| holds(known)).map(|(place, _)| place);
    found.next().filter(|_| found.next().is_none())
}

/// The day of the month in "23", "23:e", "23e", "23/4", "23rd".
fn number(word: &str) -> Option<i8> {
    let word = word.trim_matches(|letter: char| !letter.is_alphanumeric());
    let first = word.split('/').next()?;
    let digits = first.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let ending = first.get(digits.len()..)?.trim_start_matches(':');
    let ends = matches!(ending, "" | "e" | "a" | "st" | "nd" | "rd" | "th");
    digits.parse().ok().filter(|number| ends && (1..=31).contains(number))
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, civil::date};

    use super::*;
    use crate::facts::days::{Plan, StDay};

    fn day(title: &str, month: i8, day: i8) -> KnownDay {
        let day = StDay {
            id: title.to_owned(),
            plan: Plan::on(title, date(2026, month, day)),
            regions: Vec::new(),
            zone: "Europe/Stockholm".to_owned(),
            author: String::new(),
            announcement: None,
            also: Vec::new(),
            changed: None,
            imported: None,
            sequence: 0,
            cancelled: false,
            ask_at: None,
            created_at: Timestamp::UNIX_EPOCH,
        };
        KnownDay { day, answers: Vec::new(), invited: Vec::new() }
    }

    #[test]
    fn each_day_gets_its_answer() {
        let known = [day("ST-dag hud", 4, 23), day("ST-dag öron", 5, 12)];
        let days: Vec<&KnownDay> = known.iter().collect();
        for (text, expected) in [
            ("23 ja 12 nej", "yn"),
            ("ja 23, nej 12", "yn"),
            ("23e ja, 12e kanske", "ym"),
            ("jag kommer 23/4 men inte 12/5", "yn"),
            ("23 kan jag, 12 kan jag inte", "yn"),
            ("kan inte 23 men 12 går bra", "ny"),
            ("jag kommer inte på hud men på öron", "ny"),
            ("hud ja öron nej", "yn"),
            ("bara den första", "yn"),
            ("jag kommer bara på den andra", "ny"),
            ("bara 12 maj", "ny"),
            ("torsdagen ja, tisdagen nej", "yn"),
            ("bara den första, inte den andra", "yn"),
            ("bara 23 inte 12", "yn"),
            ("bara 12 kan jag", "ny"),
            ("bara 12 kan jag inte", ""),
            ("båda", "yy"),
            ("jag kommer på båda", "yy"),
            ("ingen av dem", "nn"),
            ("kan inte någon", ""),
            ("👍 23 👎 12", "yn"),
            ("den första", ""),
            ("23", ""),
            ("kl 23 ja", ""),
            ("ja 23, 12 nej", ""),
            ("24 ja 12 nej", ""),
        ] {
            let read = read(&days, text);
            let letter = |known: &KnownDay| {
                let answer = read.iter().flatten().find(|(day, _)| day.day.id == known.day.id).map(|(_, answer)| *answer);
                answer.map_or("-", |answer| match answer {
                    Answer::Yes => "y",
                    Answer::No => "n",
                    Answer::Maybe => "m",
                })
            };
            let said: String = if read.is_some() { known.iter().map(letter).collect() } else { String::new() };
            assert_eq!(said, expected, "{text}");
        }
    }
}
