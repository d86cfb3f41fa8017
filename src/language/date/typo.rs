//! Corrects the spelling of words that dates are made of.
//!
//! Only words of this small list are ever the result, and only from a spelling that is one slip away
//! (two in long words) and begins alike, so that ordinary words of a subject are left alone.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::lexicon::SPELLED;

/// Spellings that are common enough to be listed, folded.
const ALIASES: &[(&str, &str)] = &[
    ("overnasta", "nastnasta"),
    ("inkommande", "kommande"),
    ("morsdag", "morsdagen"),
    ("elr", "eller"),
    ("ellr", "eller"),
    ("lr", "eller"),
    ("imorrn", "imorgon"),
    ("imorron", "imorgon"),
    ("imorn", "imorgon"),
    ("imon", "imorgon"),
    ("imrogon", "imorgon"),
    ("imorra", "imorgon"),
    ("immorgon", "imorgon"),
    ("imorgo", "imorgon"),
    ("morrn", "morgon"),
    ("morron", "morgon"),
    ("morn", "morgon"),
    ("morronen", "morgonen"),
    ("morrnar", "morgnar"),
    ("overmorn", "overmorgon"),
    ("overmorrn", "overmorgon"),
    ("overmorron", "overmorgon"),
    ("iovermorrn", "iovermorgon"),
    ("mondag", "mandag"),
    ("mandan", "mandag"),
    ("tisdan", "tisdag"),
    ("onsdan", "onsdag"),
    ("torsdan", "torsdag"),
    ("fredan", "fredag"),
    ("lordan", "lordag"),
    ("sondan", "sondag"),
    ("tosdag", "torsdag"),
    ("tordag", "torsdag"),
    ("tosrdag", "torsdag"),
    ("torsda", "torsdag"),
    ("torsdg", "torsdag"),
    ("trosdag", "torsdag"),
    ("freda", "fredag"),
    ("fredg", "fredag"),
    ("manda", "mandag"),
    ("tisda", "tisdag"),
    ("onsda", "onsdag"),
    ("timma", "timme"),
    ("tima", "timme"),
    ("veckjor", "veckor"),
    ("veckr", "veckor"),
    ("vekor", "veckor"),
    ("veka", "vecka"),
    ("vekan", "veckan"),
    ("dager", "dagar"),
    ("dagr", "dagar"),
    ("dagsr", "dagar"),
    ("inna", "innan"),
    ("inan", "innan"),
    ("fost", "forst"),
    ("nesta", "nasta"),
    ("nast", "nasta"),
    ("varanan", "varannan"),
    ("varran", "varannan"),
    ("varan", "varannan"),
    ("varann", "varannan"),
    ("varge", "varje"),
    ("varej", "varje"),
    ("vaje", "varje"),
    ("kkl", "kl"),
    ("klk", "kl"),
    ("klokcan", "klockan"),
    ("klockn", "klockan"),
    ("klocka", "klockan"),
    ("ikvel", "ikvall"),
    ("ikvell", "ikvall"),
    ("kvell", "kvall"),
    ("idga", "idag"),
    ("iadg", "idag"),
    ("fbruari", "februari"),
    ("feburari", "februari"),
    ("feberuari", "februari"),
    ("febuari", "februari"),
    ("janurai", "januari"),
    ("mas", "mars"),
    ("marrs", "mars"),
    ("mras", "mars"),
    ("amrs", "mars"),
    ("panimn", "paminn"),
    ("pannim", "paminn"),
    ("paminm", "paminn"),
    ("pamimm", "paminn"),
    ("paminnn", "paminn"),
    ("apminn", "paminn"),
    ("paimnn", "paminn"),
    ("aprl", "april"),
    ("apirl", "april"),
    ("jnui", "juni"),
    ("juil", "juli"),
    ("mgi", "mig"),
    ("agusti", "augusti"),
    ("agust", "augusti"),
    ("augsti", "augusti"),
    ("septemer", "september"),
    ("sepember", "september"),
    ("oktber", "oktober"),
    ("pamin", "paminn"),
    ("pammin", "paminn"),
    ("pamminn", "paminn"),
    ("pamnin", "paminn"),
    ("pamnn", "paminn"),
    ("pomin", "paminn"),
    ("pominn", "paminn"),
    ("painn", "paminn"),
    ("pamimn", "paminn"),
    ("paming", "paminn"),
    ("pmainn", "paminn"),
    ("pminn", "paminn"),
    ("pamind", "paminn"),
    ("paaminn", "paminn"),
    ("poaminn", "paminn"),
    ("pammina", "paminna"),
    ("pamina", "paminna"),
    ("paminelse", "paminnelse"),
    ("pamminelse", "paminnelse"),
    ("pamminnelse", "paminnelse"),
    ("rmeind", "remind"),
    ("remid", "remind"),
    ("remaind", "remind"),
    ("remined", "remind"),
    ("tmrw", "tomorrow"),
    ("tmr", "tomorrow"),
    ("tmw", "tomorrow"),
    ("tomorow", "tomorrow"),
    ("tommorow", "tomorrow"),
    ("tommorrow", "tomorrow"),
    ("tomorrw", "tomorrow"),
    ("tmorrow", "tomorrow"),
    ("wensday", "wednesday"),
    ("wendsday", "wednesday"),
    ("thrusday", "thursday"),
    ("teusday", "tuesday"),
    ("fryday", "friday"),
    ("evry", "every"),
    ("evey", "every"),
    ("midsomar", "midsommar"),
    ("midsomarafton", "midsommarafton"),
    ("gong", "gang"),
    ("gonger", "ganger"),
    ("manan", "manad"),
    ("monad", "manad"),
    ("mansd", "manad"),
    ("ojamn", "udda"),
    ("ojamna", "udda"),
];

/// The words that a slip is corrected to beside the names of weekdays and months, folded.
const WORDS: &[&str] = &[
    "imorgon",
    "overmorgon",
    "iovermorgon",
    "ikvall",
    "eftermiddag",
    "eftermiddagen",
    "formiddag",
    "formiddagen",
    "morgon",
    "morgonen",
    "kvallen",
    "vecka",
    "veckan",
    "veckor",
    "manad",
    "manaden",
    "manader",
    "dagar",
    "timme",
    "timmar",
    "minut",
    "minuter",
    "varje",
    "varannan",
    "vartannat",
    "nasta",
    "innan",
    "forsta",
    "sista",
    "slutet",
    "borjan",
    "mitten",
    "klockan",
    "halvtimme",
    "halvtimma",
    "halvar",
    "kvartal",
    "vardag",
    "vardagen",
    "vardagar",
    "arbetsdag",
    "paminn",
    "paminna",
    "paminnelse",
    "remind",
    "reminder",
    "tomorrow",
    "weeks",
    "month",
    "months",
    "before",
    "every",
    "minutes",
    "midsommar",
    "midsommarafton",
    "midsommardagen",
    "julafton",
    "nyarsafton",
    "nyarsdagen",
    "juldagen",
    "annandag",
    "paskafton",
    "paskdagen",
    "skartorsdag",
    "langfredag",
    "langfredagen",
    "valborg",
    "himmelsfardsdag",
    "himmelsfard",
    "pingst",
    "nationaldagen",
    "trettondagen",
    "kommande",
    "dagligen",
    "arligen",
    "terminen",
    "varterminen",
    "hostterminen",
    "deadline",
    "dagen",
    "helgen",
];

/// Real words that are one slip away from the list and mean something else.
const REAL: &[&str] = &[
    "nastan",
    "borjar",
    "borja",
    "borjade",
    "week",
    "sist",
    "vare",
    "veck",
    "timmer",
    "slutat",
    "sluten",
    "slutat",
    "hours",
    "minst",
    "manga",
    "mandate",
    "weekend",
    "weekends",
    "varjan",
    "dagligt",
    "april",
    "manaders",
    "varor",
    "vecko",
    "kvallens",
    "helgen",
    "morgonens",
    "dagarna",
    "veckorna",
    "manaderna",
    "minuterna",
    "timmarna",
    "forsta",
    "slutar",
    "innehall",
    "sondagens",
    "reminded",
    "time",
    "vacka",
    "basta",
    "andra",
    "dags",
    "forst",
    "vecks",
    "daga",
    "lagen",
    "dagens",
    "veckans",
    "manads",
    "veckas",
    "formedag",
    "mandat",
    "minus",
    "minuten",
    "timmen",
    "vardag",
    "vardage",
    "vardad",
    "monthly",
    "inman",
    "inna",
    "fredags",
    "mandags",
    "tisdags",
    "onsdags",
    "torsdags",
    "lordags",
    "sondags",
    "augusta",
    "kvarta",
    "dagars",
    "helger",
    "helgens",
    "manar",
    "manen",
    "sistan",
    "siste",
    "slute",
    "timmars",
    "veckors",
    "manaders",
    "vardagar",
    "forstas",
    "halvara",
    "weekly",
    "weekday",
    "paminns",
    "paminner",
    "paminnelser",
    "paminnelsen",
    "paminnelserna",
    "vardags",
    "vardagens",
    "morgan",
    "morgons",
    "terminens",
    "reminds",
    "reminders",
    "event",
    "even",
    "ever",
    "very",
    "dagis",
    "dagbok",
    "varjt",
    "month's",
    "monday's",
    "aprils",
    "marsch",
    "julaftons",
    "dager",
    "apropa",
    "vander",
    "vandag",
    "helgdag",
    "kvartals",
    "nattan",
    "nalle",
    "sallan",
    "klockat",
    "vardaga",
    "varken",
    "varna",
    "vilket",
    "inom",
    "innen",
    "dagtid",
    "helgfri",
];

/// A word that slips are corrected to, with the letters in it as bits.
struct Candidate {
    word: &'static str,
    letters: u32,
}

/// What is looked up for every word of a message.
struct Index {
    aliases: HashMap<&'static str, &'static str>,
    listed: HashSet<&'static str>,
    real: HashSet<&'static str>,
    candidates: Vec<Candidate>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let words = || WORDS.iter().copied().chain(SPELLED.iter().map(String::as_str));
    Index {
        // The first of two entries for a spelling counts.
        aliases: ALIASES.iter().rev().copied().collect(),
        listed: words().collect(),
        real: REAL.iter().copied().collect(),
        candidates: words().map(|word| Candidate { word, letters: letters(word) }).collect(),
    }
});

/// The letters of a word as bits; others share one.
fn letters(word: &str) -> u32 {
    word.bytes().fold(0, |set, byte| set | 1 << if byte.is_ascii_lowercase() { byte - b'a' } else { 26 })
}

/// The word a spelling stands for, if it is no word of ours already and close enough to one.
pub(super) fn correct(word: &str) -> Option<&'static str> {
    let index = &*INDEX;
    if let Some(right) = index.aliases.get(word).copied() {
        return Some(right);
    }
    let length = word.len();
    if !(4..=16).contains(&length) || is_listed(word) || index.real.contains(word) || is_known(word) {
        return None;
    }
    let bytes = word.as_bytes();
    let set = letters(word);
    let mut best: Option<(usize, &'static str)> = None;
    for &Candidate { word: candidate, letters } in &index.candidates {
        let target = candidate.as_bytes();
        let same_start = bytes[0] == target[0];
        let swapped = bytes[0] == target[1] && bytes[1] == target[0];
        let allowed = if target.len() >= 8 { 2 } else { 1 };
        if !(same_start || swapped) || target.len().abs_diff(length) > allowed {
            continue;
        }
        // A slip changes at most two of the letters that a word has.
        if (set ^ letters).count_ones() > 2 * u32::from(allowed == 2) + 2 {
            continue;
        }
        let slips = strsim::osa_distance(word, candidate);
        // In short words a wrong letter makes too many real words ("packa", "vacka"); a lost, doubled
        // or swapped letter does not.
        let substituted = target.len() == length && !swapped && is_substitution(bytes, target);
        if slips > allowed
            || (target.len() < 6 && substituted && !is_neighbour_slip(bytes, target))
            || (slips == 2 && (length < 7 || length < 10 && target.len() == length && substituted))
        {
            continue;
        }
        let cost = slips * 2 + usize::from(substituted);
        if best.is_none_or(|(least, _)| cost < least) {
            best = Some((cost, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Whether a word is one that slips are corrected to.
fn is_listed(word: &str) -> bool {
    INDEX.listed.contains(word)
}

/// Genitives and plurals of the list, and the names of holidays, are words of their own.
fn is_known(word: &str) -> bool {
    word.strip_suffix('s').is_some_and(is_listed) || super::holiday::begins_name(word)
}

/// Whether the first wrong letter was hit beside the right one.
fn is_neighbour_slip(word: &[u8], target: &[u8]) -> bool {
    word.iter().zip(target).find(|(one, other)| one != other).is_some_and(|(one, other)| are_neighbours(*one, *other))
}

/// Whether two letters lie side by side on a keyboard.
fn are_neighbours(one: u8, other: u8) -> bool {
    ["qwertyuiop", "asdfghjkl", "zxcvbnm"].iter().any(|row| {
        let at = |key: u8| row.bytes().position(|letter| letter == key);
        at(one).zip(at(other)).is_some_and(|(one, other)| one.abs_diff(other) == 1)
    })
}

/// Whether two spellings of the same length differ otherwise than by swapping neighbours.
fn is_substitution(word: &[u8], target: &[u8]) -> bool {
    let mut differing = (0..word.len()).filter(|index| word[*index] != target[*index]);
    match (differing.next(), differing.next(), differing.next()) {
        (Some(first), Some(second), None) => !(second == first + 1 && word[first] == target[second] && word[second] == target[first]),
        (None, ..) => false,
        _ => true,
    }
}
