//! Numbers in words: Swedish and English cardinals and ordinals, folded (no å, ä, ö).

const UNITS: [&str; 20] = [
    "noll", "en", "tva", "tre", "fyra", "fem", "sex", "sju", "atta", "nio", "tio", "elva", "tolv", "tretton", "fjorton", "femton",
    "sexton", "sjutton", "arton", "nitton",
];
const TENS: [(&str, u32); 8] =
    [("tjugo", 20), ("trettio", 30), ("fyrtio", 40), ("femtio", 50), ("sextio", 60), ("sjuttio", 70), ("attio", 80), ("nittio", 90)];
const ORDINALS: [&str; 21] = [
    "",
    "forsta",
    "andra",
    "tredje",
    "fjarde",
    "femte",
    "sjatte",
    "sjunde",
    "attonde",
    "nionde",
    "tionde",
    "elfte",
    "tolfte",
    "trettonde",
    "fjortonde",
    "femtonde",
    "sextonde",
    "sjuttonde",
    "artonde",
    "nittonde",
    "tjugonde",
];
const ENGLISH: [&str; 21] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];
const ENGLISH_ORDINALS: [&str; 21] = [
    "",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
];

/// The letters that numbers in words begin with, in either language.
const BEGINNINGS: [char; 8] = ['a', 'e', 'f', 'n', 'o', 's', 't', 'z'];

fn position(list: &[&str], word: &str) -> Option<u32> {
    list.iter().position(|entry| !entry.is_empty() && *entry == word).and_then(|index| u32::try_from(index).ok())
}

/// A cardinal in words, 0–99: "sju", "tjugofem", "ett", "seven".
#[must_use]
pub fn cardinal(word: &str) -> Option<u32> {
    // Every word of a message is asked about, and few are as short as a number.
    if !(2..=15).contains(&word.len()) || !word.starts_with(BEGINNINGS) {
        return None;
    }
    match word {
        "ett" | "ena" => return Some(1),
        "tu" => return Some(2),
        "thirty" | "tretti" => return Some(30),
        "forty" => return Some(40),
        "sixty" => return Some(60),
        "ninety" => return Some(90),
        "aderton" => return Some(18),
        "tjuge" | "tju" => return Some(20),
        _ => {}
    }
    if let Some(value) = position(&UNITS, word).or_else(|| position(&ENGLISH, word)) {
        return Some(value);
    }
    TENS.iter().find_map(|(tens, value)| {
        let rest = word.strip_prefix(tens)?;
        match rest {
            "" => Some(*value),
            "ett" => Some(value + 1),
            _ => position(&UNITS[..10], rest).filter(|unit| *unit > 0).map(|unit| value + unit),
        }
    })
}

/// A year of this century in words: "tvåtusentjugosex", "tjugohundratjugosju".
pub(super) fn year(word: &str) -> Option<i16> {
    let rest = word.strip_prefix("tvatusen").or_else(|| word.strip_prefix("tjugohundra"))?;
    let rest = rest.strip_prefix("och").unwrap_or(rest);
    let value = cardinal(rest).filter(|value| (1..100).contains(value))?;
    i16::try_from(value).ok().map(|value| 2000 + value)
}

/// An ordinal in words, 1–39: "femtonde", "tjugoförsta", "third".
pub(super) fn ordinal(word: &str) -> Option<u32> {
    if !(5..=17).contains(&word.len()) || !word.starts_with(BEGINNINGS) {
        return None;
    }
    match word {
        "forste" | "fosta" => return Some(1),
        "andre" => return Some(2),
        "trettionde" | "thirtieth" => return Some(30),
        _ => {}
    }
    if let Some(value) = position(&ORDINALS, word).or_else(|| position(&ENGLISH_ORDINALS, word)) {
        return Some(value);
    }
    for (tens, value) in [("tjugo", 20), ("trettio", 30), ("twenty", 20), ("thirty", 30)] {
        if let Some(rest) = word.strip_prefix(tens)
            && let Some(unit) = position(&ORDINALS[..10], rest).or_else(|| position(&ENGLISH_ORDINALS[..10], rest))
        {
            return Some(value + unit);
        }
    }
    None
}
