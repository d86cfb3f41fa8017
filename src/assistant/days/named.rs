//! Which ST days a message names by what they are about: "ST-dagen om öron", "flytta ST-dag hud en dag".

use super::{
    period::is_period_word,
    request::{folded, is_day_word},
    words::{BESIDE, CHANGES, WHEN, WHICH},
};
use crate::facts::days::KnownDay;

/// A shorter word names nothing.
const SHORTEST: usize = 3;
/// The longest ending that a word of a title may have, in bytes: "öronen".
const ENDING: usize = 3;

/// The days whose titles have most words in common with a text; none where no title has any.
pub fn by_title<'a>(days: &[&'a KnownDay], text: &str) -> Vec<&'a KnownDay> {
    let plain = folded(text);
    let words = telling(&plain);
    let shared = |known: &KnownDay| words.iter().filter(|word| is_in(word, known)).count();
    let most = days.iter().map(|known| shared(known)).max().unwrap_or(0);
    days.iter().copied().filter(|known| most > 0 && shared(known) == most).collect()
}

/// How the names of months begin.
pub(super) const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"];

/// The only one of these days that falls on a day of the month that a text names without a month.
pub fn of_no_month<'a>(days: &[&'a KnownDay], dates: &[jiff::civil::Date], text: &str) -> Option<&'a KnownDay> {
    let [date] = dates else { return None };
    let plain = folded(text);
    let says_month = text.contains('/') || plain.split(' ').any(|word| MONTHS.iter().any(|month| word.starts_with(month)) || word == "may");
    let mut found = days.iter().copied().filter(|known| !says_month && known.day.plan.first.day() == date.day());
    found.next().filter(|_| found.next().is_none())
}

/// Whether a text says nothing but what the titles of these days say too, and asks for them.
pub fn only_names(days: &[&KnownDay], text: &str) -> bool {
    let plain = folded(text);
    telling(&plain).iter().all(|word| days.iter().any(|known| is_in(word, known)))
}

/// "jag kommer på hud": the same with the ST day named, where a day is about that. `None`: it says nothing of the kind.
pub fn naming_day(days: &[&KnownDay], text: &str) -> Option<String> {
    const STARTS: [&str; 8] = [
        "jag kommer pa ",
        "jag kommer till ",
        "jag kommer garna pa ",
        "jag kommer inte pa ",
        "jag kommer inte till ",
        "jag kan inte komma pa ",
        "anmal mig till ",
        "skriv upp mig pa ",
    ];
    const ASKS: [&str; 7] = [
        "vilka kommer pa ",
        "vilka kommer till ",
        "vem kommer pa ",
        "hur manga kommer pa ",
        "hur manga ar anmalda till ",
        "who is coming to ",
        "who comes to ",
    ];
    let plain = folded(text);
    let asks = text.trim_end().ends_with('?');
    let starts = STARTS.iter().filter(|_| !asks).chain(&ASKS);
    let (start, about) = starts.into_iter().find_map(|start| Some((start, plain.strip_prefix(start)?)))?;
    let short = about.split(' ').count() <= 3 && !about.split(' ').any(is_day_word);
    (short && only_names(days, about) && !by_title(days, about).is_empty()).then(|| format!("{start}st-dagen om {about}"))
}

/// Whether two titles are about the same; `None` where one of them says no more than that it is an ST day.
pub fn titles_agree(one: &str, other: &str) -> Option<bool> {
    let (one, other) = (folded(one), folded(other));
    let (ones, others) = (telling(&one), telling(&other));
    let alike = |word: &&str| others.iter().any(|other| is_form(word, other) || is_form(other, word));
    (!ones.is_empty() && !others.is_empty()).then(|| ones.iter().any(alike))
}

/// Whether a title says no more than that it is an ST day.
pub fn says_nothing(title: &str) -> bool {
    telling(&folded(title)).is_empty()
}

/// The words that may be those of a title.
fn telling(plain: &str) -> Vec<&str> {
    let small = |word: &&str| {
        word.is_empty()
            || is_day_word(word)
            || is_period_word(word)
            || BESIDE.contains(word)
            || WHEN.contains(word)
            || WHICH.contains(word)
            || CHANGES.contains(word)
    };
    plain.split(' ').filter(|word| !small(word)).collect()
}

fn is_in(word: &str, known: &KnownDay) -> bool {
    let title = folded(&known.day.plan.title);
    telling(&title).iter().any(|own| is_form(word, own))
}

/// Whether a word may be one of a title, shortened or with an ending of its own.
fn is_form(word: &str, own: &str) -> bool {
    word.len() >= SHORTEST
        && (own.starts_with(word) || (own.len() >= SHORTEST && word.starts_with(own) && word.len() <= own.len() + ENDING))
}
