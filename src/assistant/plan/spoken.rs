//! Dates of an ST as people write them in passing, put into the words that the readers of plans know:
//! "fr o m 1 maj t o m 31 juli", "mellan mars och juni", "sep 24".

use jiff::civil::Date;

use super::period;
use crate::plan::training::OLDEST;

/// The words without the marks around them.
fn bare(word: &str) -> &str {
    word.trim_matches(|letter: char| !letter.is_alphanumeric())
}

/// Words that a day, a week or a month begins with.
fn begins_a_day(word: &str) -> bool {
    let word = bare(word);
    word.starts_with(|letter: char| letter.is_ascii_digit())
        || period::is_month(word)
        || matches!(word, "den" | "v" | "vecka")
        || word.strip_prefix('v').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A folded text with one word for "from" and one for "until".
#[must_use]
pub fn borders(folded: &str) -> String {
    const FROM: [&[&str]; 9] = [
        &["fran", "och", "med", "borjan", "av"],
        &["fran", "borjan", "av"],
        &["fran", "och", "med"],
        &["fr", "o", "m"],
        &["f", "o", "m"],
        &["fr.o.m"],
        &["f.o.m"],
        &["from", "och", "med"],
        &["fom"],
    ];
    const UNTIL: [&[&str]; 9] = [
        &["till", "och", "med", "slutet", "av"],
        &["till", "slutet", "av"],
        &["till", "och", "med"],
        &["fram", "till", "och", "med"],
        &["fram", "till"],
        &["t", "o", "m"],
        &["t.o.m"],
        &["tom"],
        &["anda", "till"],
    ];
    let words: Vec<&str> = folded.split_whitespace().collect();
    let stands = |at: usize, phrase: &[&str]| {
        words.get(at..at + phrase.len()).is_some_and(|part| part.iter().zip(phrase).all(|(word, told)| bare(word) == *told))
    };
    let mut said: Vec<&str> = Vec::new();
    let (mut at, mut between) = (0, false);
    while at < words.len() {
        let from = FROM.iter().find(|phrase| stands(at, phrase)).map(|phrase| ("fran", phrase.len()));
        let until = || UNTIL.iter().find(|phrase| stands(at, phrase)).map(|phrase| ("till", phrase.len()));
        let next = words.get(at + 1).is_some_and(|next| begins_a_day(next));
        if let Some((word, length)) = from.or_else(until) {
            said.push(word);
            at += length;
            continue;
        }
        // "mellan mars och juni".
        between |= words[at] == "mellan" && next;
        if between && words[at] == "och" && next {
            said.push("till");
            between = false;
        } else {
            said.push(words[at]);
        }
        at += 1;
    }
    said.join(" ")
}

/// A folded text of when an ST began, with the years written out: "sep 24" is September 2024, and "on
/// September 24" a day.
#[must_use]
pub fn years(folded: &str, today: Date) -> String {
    let month_or_day = |word: &str| {
        let slashed = || word.split_once('/').is_some_and(|(day, month)| day.parse::<u8>().is_ok() && month.parse::<u8>().is_ok());
        period::is_month(word) || slashed()
    };
    let year = |digits: &str| -> Option<String> {
        let digits = digits.trim_matches(|letter: char| !letter.is_alphanumeric());
        let year = digits.parse::<i32>().ok().filter(|_| digits.len() == 2)? + i32::from(today.year()) / 100 * 100;
        (i32::from(today.year()) - OLDEST..=i32::from(today.year()) + 1).contains(&year).then(|| year.to_string())
    };
    let is_year = |word: &&str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    let words: Vec<&str> = folded.split_whitespace().collect();
    let mut said: Vec<String> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let day = at >= 2 && words[at - 2] == "on" || words.get(at + 1).map(|next| bare(next)).as_ref().is_some_and(is_year);
        let follows = at > 0 && month_or_day(bare(words[at - 1])) && !day;
        if let Some(year) = year(word).filter(|_| follows) {
            said.push(year);
        } else if let Some((month, Some(year))) = word.split_once('-').map(|(month, digits)| (month, year(digits)))
            && month_or_day(month)
        {
            said.extend([month.to_owned(), year]);
        } else {
            said.push((*word).to_owned());
        }
    }
    said.join(" ")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn borders_have_one_word_each() {
        for (written, said) in [
            ("ledig fr o m 1 maj 2027 t o m 31 jan 2028", "ledig fran 1 maj 2027 till 31 jan 2028"),
            ("ledig fr. o. m. maj t.o.m. juni", "ledig fran maj till juni"),
            ("mellan 1 maj och 3 juni och sedan", "mellan 1 maj till 3 juni och sedan"),
            ("mellan mig och dig i maj", "mellan mig och dig i maj"),
            ("fran mars till slutet av maj", "fran mars till maj"),
        ] {
            assert_eq!(borders(written), said);
        }
    }

    #[test]
    fn a_start_has_its_year_in_two_digits() {
        let today = date(2026, 3, 10);
        for (written, said) in [
            ("borjade st sep 24", "borjade st sep 2024"),
            ("borjade st 1 september 24", "borjade st 1 september 2024"),
            ("borjade st sep-24", "borjade st sep 2024"),
            ("borjade st 1/9 24", "borjade st 1/9 2024"),
            ("i started st on september 24", "i started st on september 24"),
            ("st from september 24 2025", "st from september 24 2025"),
            ("borjade i september 31", "borjade i september 31"),
        ] {
            assert_eq!(years(written, today), said);
        }
    }
}
