//! The years of ST that a text names.

use super::reading::Prepared;

/// The years of ST that a text names: "år 2–4", "första året", "st3", "year 1", "sista året".
#[must_use]
pub fn years_of(prepared: &Prepared) -> Vec<u8> {
    let digit = |at: usize| -> Option<u8> {
        let token = prepared.tokens.get(at)?;
        let value: u8 = prepared.keys[at].parse().ok()?;
        ((1..=5).contains(&value) && (token.number || prepared.keys[at].len() == 1)).then_some(value)
    };
    let mut years = Vec::new();
    let keys = &prepared.keys;
    for (at, key) in keys.iter().enumerate() {
        let next = |step: usize| keys.get(at + step).map_or("", String::as_str);
        let is_year = |word: &str| matches!(word, "aret" | "year" | "starsaret" | "utbildningsaret");
        match key.as_str() {
            "aret" | "year" | "years" | "star" | "st" => {
                if let Some(first) = digit(at + 1) {
                    // A length of time ("om ett år 2 veckor") is not a year of ST.
                    if next(2).starts_with("veck") || next(2).starts_with("manad") || next(2).starts_with("gang") {
                        continue;
                    }
                    let ranged = prepared.tokens.get(at + 2).is_some_and(|token| {
                        prepared.text.get(prepared.tokens[at + 1].end..token.start).is_some_and(|gap| gap == "-" || gap == "/")
                    });
                    let to_word = matches!(next(2), "till" | "to").then(|| digit(at + 3)).flatten();
                    let last = if ranged { digit(at + 2) } else { to_word };
                    let last = last.filter(|last| *last > first).unwrap_or(first);
                    let past = last == first && first < 5 && (is_past(keys, at) || is_over(keys, at));
                    years.extend(if past { first + 1..=first + 1 } else { first..=last });
                } else if matches!(next(1), "ett" | "one") && !is_span(next(2)) {
                    years.push(if is_past(keys, at) { 2 } else { 1 });
                }
            }
            "sista" | "last" | "final" if digit(at + 1).is_some() && matches!(next(2), "aret" | "years") => {
                let count = digit(at + 1).unwrap_or(1);
                years.extend(6 - count..=5);
            }
            "forsta" | "first" if digit(at + 1).is_some() && matches!(next(2), "aret" | "years") => {
                years.extend(1..=digit(at + 1).unwrap_or(1));
            }
            // "Efter det första året", "när första året är slut": the year that follows.
            "forsta" | "first" if is_year(next(1)) && (is_over(keys, at) || is_past(keys, at)) => years.push(2),
            "forsta" | "first" if is_year(next(1)) => years.push(1),
            "andra" | "second" if is_year(next(1)) => years.push(2 + u8::from(is_past(keys, at))),
            "tredje" | "third" if is_year(next(1)) => years.push(3 + u8::from(is_past(keys, at))),
            "fjarde" | "fourth" if is_year(next(1)) => years.push(4 + u8::from(is_past(keys, at))),
            "femte" | "sista" | "fifth" | "last" | "final" if is_year(next(1)) => years.push(5),
            _ => {
                if let Some(year) = digit(at)
                    && matches!(next(1), "e" | "a" | "st" | "nd" | "rd" | "th")
                    && is_year(next(2))
                {
                    years.push(year);
                }
            }
        }
    }
    if years.is_empty() {
        years = told(keys);
    }
    years.sort_unstable();
    years.dedup();
    years
}

/// The years that somebody is in who tells how long it is since the beginning, or how long is left: "jag är
/// helt ny", "två månader in i min ST", "ett år kvar", "snart färdig".
fn told(keys: &[String]) -> Vec<u8> {
    let key = |at: usize| keys.get(at).map_or("", String::as_str);
    let is_count = |word: &str| {
        matches!(word, "ett" | "en" | "nagra" | "par" | "halvt" | "halvar" | "sju" | "nio" | "elva" | "tretton" | "fjorton" | "femton")
            || (!word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let is_short = |word: &str| word.starts_with("veck") || word.starts_with("manad");
    let begun = |word: &str| matches!(word, "borjat" | "borjade" | "startat" | "startade" | "paborjat");
    for at in 0..keys.len() {
        let count = is_count(key(at));
        let is_new = match key(at) {
            "precis" | "nyss" | "nyligen" => begun(key(at + 1)) || begun(key(at + 2)),
            // "En ny kurs" says nothing of years.
            "jag" if matches!(key(at + 1), "ar" | "e") => {
                let very = usize::from(matches!(key(at + 2), "helt" | "alldeles" | "ganska" | "sa" | "ratt"));
                matches!(key(at + 2 + very), "ny" | "nyborjad")
            }
            "borjade" | "startade" => {
                matches!((key(at + 1), key(at + 2)), ("i", "gar") | ("forra", "veckan" | "manaden"))
                    || (key(at + 1) == "for" && is_count(key(at + 2)) && is_short(key(at + 3)))
            }
            _ => count && is_short(key(at + 1)) && key(at + 2) == "in" && key(at + 3) == "i",
        };
        if is_new {
            return vec![1];
        }
        let is_left = count && (is_short(key(at + 1)) || key(at + 1) == "aret") && matches!(key(at + 2), "kvar" | "aterstar");
        if is_left || (key(at) == "snart" && matches!(key(at + 1), "fardig" | "specialist")) {
            return vec![4, 5];
        }
        if let Some(served) = served(keys, at) {
            return served;
        }
    }
    Vec::new()
}

/// The years that somebody can be in who "har gått två år": the one that has ended and the one that begins.
fn served(keys: &[String], at: usize) -> Option<Vec<u8>> {
    if keys[at] != "gatt" {
        return None;
    }
    let year = (at + 1..keys.len().min(at + 7)).find(|place| keys[*place] == "aret")?;
    // "För två år sedan" says when, not how long.
    if keys.get(year + 1).is_some_and(|word| matches!(word.as_str(), "sedan" | "sen")) {
        return None;
    }
    let between = &keys[at + 1..year];
    let count: u8 = between.iter().find_map(|word| if word == "ett" { Some(1) } else { word.parse().ok() })?;
    let begun = between.iter().any(|word| matches!(word.as_str(), "halvt" | "drygt" | "over" | "mer"));
    let first = if begun { count + 1 } else { count };
    (1..5).contains(&count).then(|| (first..=(count + 1).min(5)).collect())
}

/// Whether a word makes a length of time of the number before it: "min ST ett år".
fn is_span(word: &str) -> bool {
    matches!(word, "aret" | "ar" | "halvar" | "year" | "years")
        || ["veck", "manad", "dag", "week", "month"].iter().any(|own| word.starts_with(own))
}

/// Whether the year named at `at` and after it is told of as past.
fn is_over(keys: &[String], at: usize) -> bool {
    let is_after = |word: &String| matches!(word.as_str(), "efter" | "after");
    keys[at.saturating_sub(2)..at].iter().any(is_after)
        || keys[at + 2..].iter().take(2).any(|word| matches!(word.as_str(), "slut" | "klart" | "over" | "slutar"))
}

/// Whether the year named at `at` is told of as done: "avslutat år 1", "klar med första året".
fn is_past(keys: &[String], at: usize) -> bool {
    let before = &keys[at.saturating_sub(3)..at];
    before.iter().any(|word| matches!(word.as_str(), "avslutat" | "gjort" | "avklarat" | "klarat" | "fullgjort"))
        || before.windows(2).any(|pair| matches!(pair[0].as_str(), "klar" | "fardig") && pair[1] == "med")
}

#[cfg(test)]
mod tests {
    use super::years_of;
    use crate::language::reading::prepare;

    #[test]
    fn years_of_st() {
        let years = |text: &str| years_of(&prepare(text));
        assert_eq!(years("hur är det år 2–4?"), [2, 3, 4]);
        assert_eq!(years("forsta aret"), [1]);
        assert_eq!(years("efter första året"), [2]);
        assert_eq!(years("efter det första året"), [2]);
        assert_eq!(years("när första året är slut"), [2]);
        assert_eq!(years("är på 3:e året"), [3]);
        assert_eq!(years("last year of ST"), [5]);
        assert_eq!(years("två veckor"), Vec::<u8>::new());
        assert_eq!(years("kan jag pausa min ST ett år"), Vec::<u8>::new());
        assert_eq!(years("hur är det år ett"), [1]);
        assert_eq!(years("jag har avslutat år 1"), [2]);
        assert_eq!(years("det är två år kvar"), [4, 5]);
    }

    #[test]
    fn years_that_are_told_by_what_has_passed() {
        let years = |text: &str| years_of(&prepare(text));
        assert_eq!(years("Jag är helt ny här."), [1]);
        assert_eq!(years("två månader in i min ST"), [1]);
        assert_eq!(years("jag började för tre veckor sedan"), [1]);
        assert_eq!(years("nu är det ett år kvar"), [4, 5]);
        assert_eq!(years("ett och ett halvt år kvar"), [4, 5]);
        assert_eq!(years("jag har gått två år på vårdcentralen"), [2, 3]);
        assert_eq!(years("hon har gått i två och ett halvt år"), [3]);
        assert_eq!(years("kursen har jag gått för två år sedan"), Vec::<u8>::new());
        assert_eq!(years("nu har jag klarat av mitt första år"), [2]);
        assert_eq!(years("jag är snart färdig"), [4, 5]);
        assert_eq!(years("finns det en ny kurs"), Vec::<u8>::new());
        assert_eq!(years("två platser kvar"), Vec::<u8>::new());
    }
}
