//! What somebody says is done, or not yet: "IUP klar", "säbo klart igår", "jag har gått introdagen",
//! "medsittning på psykiatrin klar", "st-forum och introduktionsdag klara".

use jiff::{ToSpan, civil::Date};

use super::{
    period::{self, Lean},
    read::{Asked, Named},
};
use crate::{
    language::{date::cardinal, spelling},
    plan::{Plan, Repeat},
};

/// A moment that is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticked {
    /// The moment.
    pub named: Named,
    /// The placement that it was on, folded, where one was named.
    pub placement: Option<String>,
}

/// Words that say of what stands beside them that it is done, folded.
const DONE: [&str; 52] = [
    "klarade",
    "klarat",
    "klar",
    "klart",
    "klara",
    "gjord",
    "gjort",
    "gjorda",
    "gjordes",
    "avklarad",
    "avklarat",
    "avklarade",
    "avklarades",
    "genomford",
    "genomfort",
    "genomforda",
    "genomfordes",
    "gatt",
    "haft",
    "bocka",
    "avbocka",
    "avbockad",
    "avbockat",
    "inskickad",
    "inskickat",
    "inskickade",
    "skickad",
    "skickat",
    "skickade",
    "inlamnad",
    "inlamnat",
    "inlamnade",
    "lamnat",
    "skriven",
    "skrivet",
    "skrivit",
    "skrivna",
    "ifylld",
    "ifyllt",
    "ifyllda",
    "fyllt",
    "fardig",
    "fardigt",
    "fardiga",
    "varit",
    "done",
    "tick",
    "completed",
    "finished",
    "attended",
    "submitted",
    "sent",
];

/// Words that say so only of a day that has been: "IUP var 3 mars".
const WAS: [&str; 8] = ["var", "hade", "gick", "gjorde", "lamnade", "was", "had", "blev"];

/// Words that add nothing, folded.
const SMALL: [&str; 43] = [
    "o", "&", "me", "ok", "okej", "ocksa", "aven", "too", "also", "jag", "vi", "har", "ar", "nu", "ja", "med", "av", "in", "i", "pa",
    "den", "det", "redan", "antligen", "och", "samt", "&", "bade", "blev", "off", "have", "has", "is", "was", "my", "the", "and", "with",
    "already", "now", "an", "on", "yet",
];

/// Whether a phrase has a word that says that something is done.
#[must_use]
pub fn speaks(phrase: &str) -> bool {
    split(phrase).iter().any(|word| is_done(word))
}

/// Whether a word says that something is done, also where a thumb slipped: "kalr".
fn is_done(word: &str) -> bool {
    let slipped = || {
        word.starts_with('k') && word.len() >= 4 && ["klar", "klart", "klara"].iter().any(|done| spelling::edits(word, done, 1).is_some())
    };
    DONE.contains(&word) || slipped()
}

fn split(phrase: &str) -> Vec<&str> {
    phrase.split(|letter: char| letter.is_whitespace() || ",;!()".contains(letter)).filter(|word| !word.is_empty()).collect()
}

/// When something was done.
#[derive(Clone, Copy)]
enum When {
    On(Date),
    /// A time that has been, without a day: "förra veckan".
    Been,
    /// None was said.
    Unsaid,
}

/// A time in one word, or after "i": "igår", "i fredags".
fn spoken_day(words: &[&str], today: Date) -> Option<When> {
    let words = if let ["i", rest @ ..] = words { rest } else { words };
    let back = |days: i64| today.checked_sub(days.days()).ok();
    let weekday = |name: &str| {
        let names = ["mandags", "tisdags", "onsdags", "torsdags", "fredags", "lordags", "sondags"];
        let at = names.iter().position(|day| *day == name)?;
        let days = (i64::from(today.weekday().to_monday_zero_offset()) - i64::try_from(at).ok()?).rem_euclid(7);
        back(if days == 0 { 7 } else { days })
    };
    match words {
        ["igar" | "gar" | "yesterday"] => back(1).map(When::On),
        ["idag" | "dag" | "today" | "morse" | "formiddags" | "eftermiddags"] => Some(When::On(today)),
        ["forrgar"] => back(2).map(When::On),
        ["forra" | "last", "veckan" | "manaden" | "aret" | "terminen" | "week" | "month" | "year"]
        | ["tidigare", "i", "veckan" | "ar" | "manaden"]
        | ["haromdagen" | "nyss" | "nyligen" | "tidigare" | "somras" | "hostas" | "vintras" | "varas"]
        | ["for", _, _, "sedan" | "sen"] => Some(When::Been),
        ["veckan"] => Some(When::Unsaid),
        [day] => weekday(day).map(When::On),
        _ => None,
    }
}

/// When it was done; `None`: the words are no time.
fn day(words: &[&str], today: Date) -> Option<When> {
    if words.is_empty() {
        return Some(When::Unsaid);
    }
    if let Some(day) = spoken_day(words, today) {
        return Some(day);
    }
    let found = period::find(&words.join(" "), today, Lean::Past)?;
    let clock = |word: &String| matches!(word.as_str(), "kl" | "klockan" | "at") || word.bytes().all(|byte| byte.is_ascii_digit());
    let rest = found.before.iter().chain(&found.after).all(|word| SMALL.contains(&word.as_str()) || clock(word));
    // Of a month or a week no day is made up.
    let been = found.period.from <= today;
    rest.then_some(if been && !found.one_day { When::Been } else { When::On(found.period.from) })
}

/// How many turns "en gång", "båda", "två gånger" are, and how many words that is.
fn turns(words: &[&str]) -> Option<(usize, usize)> {
    match words {
        ["en" | "1" | "forsta" | "ena", "gang" | "gangen" | "tillfalle" | "tillfallet", ..] | ["one", "time", ..] => Some((1, 2)),
        ["tva" | "2" | "bada", "ganger" | "gangerna" | "tillfallen" | "tillfallena", ..] => Some((2, 2)),
        ["bada" | "twice" | "both", ..] => Some((2, 1)),
        ["once", ..] => Some((1, 1)),
        _ => None,
    }
}

/// The 1 of "specialistkollegium ett", where nothing follows that is counted: "tre mars", "två gånger".
fn turn_in_words(words: &[&str]) -> Option<u32> {
    let number = words.first().filter(|word| !matches!(**word, "en" | "ena")).and_then(|word| cardinal(word))?;
    words.get(1).is_none_or(|next| SMALL.contains(next)).then_some(number)
}

/// Whether a moment comes once with each placement.
fn is_on_placements(named: &Named, plan: &Plan) -> bool {
    plan.moments.iter().any(|moment| named.moments.contains(&moment.id) && moment.repeat == Repeat::Placement)
}

/// A moment, and the placement that it is on: "medsittningen på gyn".
pub fn on_placement(phrase: &str, plan: &Plan, named: &impl Fn(&str) -> Option<Named>) -> Option<Ticked> {
    if let Some(named) = named(phrase) {
        return Some(Ticked { named, placement: None });
    }
    let (moment, place) = [" pa ", " inom ", " at ", " on "].iter().find_map(|word| phrase.split_once(word))?;
    let named = named(moment).filter(|named| is_on_placements(named, plan))?;
    (place.split_whitespace().count() <= 3).then(|| Ticked { named, placement: Some(place.to_owned()) })
}

/// Reads what is done, or not done. `named` takes the name of a moment.
pub fn read(phrase: &str, plan: &Plan, named: &impl Fn(&str) -> Option<Named>, today: Date) -> Option<Asked> {
    // "SR1 klar, men inte utlåtandet": what is not done is said of nothing that was.
    let but = [" men inte ", " men ej ", " but not "].iter().find_map(|word| phrase.split_once(word));
    if let Some((said, _)) = but.filter(|(said, rest)| speaks(said) && named(rest.trim_matches([' ', '.', '!'])).is_some()) {
        return read(said.trim_end_matches([' ', ',']), plan, named, today);
    }
    let words = split(phrase);
    let is_not = |word: &&str| matches!(*word, "inte" | "ej" | "not" | "ogjord" | "ogjort");
    let not = words.iter().any(is_not);
    let done = not && words.iter().any(|word| word.starts_with("ogjor")) || words.iter().any(|word| is_done(word));
    let was = words.iter().any(|word| WAS.contains(word));
    if !done && !was {
        return None;
    }
    let words: Vec<&str> = words.into_iter().filter(|word| !is_done(word) && !is_not(word)).collect();
    let begins_day = |at: usize| {
        words[at].starts_with(|letter: char| letter.is_ascii_digit())
            || period::is_month(words[at])
            || (at + 1..=words.len().min(at + 5)).any(|end| spoken_day(&words[at..end], today).is_some())
    };
    let mut ticked: Vec<Ticked> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let longest = (at + 1..=words.len().min(at + 6)).rev().find_map(|end| {
            // The 3 of "IUP 3 mars" is a day and no number of a turn.
            let is_day = |named: &Named| named.number.is_some() && words.get(end).is_some_and(|word| period::is_month(word));
            Some((end, named(&words[at..end].join(" ")).filter(|named| !is_day(named))?))
        });
        if let Some((end, mut named)) = longest {
            let both = words[at] == "bada" && named.number.is_none();
            at = end;
            let on_placement = is_on_placements(&named, plan);
            if let Some(number) = turn_in_words(&words[at..]).filter(|_| named.number.is_none() && !on_placement) {
                named.number = Some(number);
                at += 1;
            }
            let mut place: Vec<&str> = Vec::new();
            while on_placement && at < words.len() && !begins_day(at) && !matches!(words[at], "och" | "samt" | "and" | "o" | "&") {
                place.extend(Some(words[at]).filter(|word| !SMALL.contains(word)));
                at += 1;
            }
            if place.len() > 3 {
                return None;
            }
            let one = Ticked { named, placement: (!place.is_empty()).then(|| place.join(" ")) };
            ticked.extend(both.then(|| one.clone()));
            ticked.push(one);
        } else if let Some((count, length)) = turns(&words[at..]).filter(|_| !ticked.is_empty()) {
            ticked.extend((1..count).map(|_| ticked[ticked.len() - 1].clone()).collect::<Vec<_>>());
            at += length;
        } else if begins_day(at) {
            break;
        } else if SMALL.contains(&words[at]) || WAS.contains(&words[at]) {
            at += 1;
        } else {
            return None;
        }
    }
    let tail: Vec<&str> = words[at..].iter().copied().filter(|word| !WAS.contains(word)).collect();
    let (on, been) = match day(&tail, today)? {
        When::On(day) => (Some(day), day <= today),
        When::Been => (None, true),
        When::Unsaid => (None, false),
    };
    match ticked.as_slice() {
        [] => None,
        [only] if not => (tail.is_empty() && done).then(|| Asked::NotDone(only.named.clone())),
        _ if not => None,
        _ => (done || been).then_some(Asked::Done(ticked, on)),
    }
}
