//! Questions about a region that has no rules here: "vad gäller i Skåne för kurser?"
//!
//! Most places that people name say where something happens ("kurs i Stockholm", "randa mig i Lund") or where
//! somebody else works ("mina kollegor i Skåne"), and are no question about the rules there.

use std::sync::LazyLock;

use super::understand::Message;
use crate::language::quick::Beginnings;
use crate::language::reading::Break;

/// A region of Sweden or a city in one.
struct Place {
    /// As it is shown.
    shown: &'static str,
    /// The words for it, folded.
    names: &'static [&'static str],
    /// Whether it is a city: where a course is held rather than whose rules hold.
    city: bool,
}

const fn region(shown: &'static str, names: &'static [&'static str]) -> Place {
    Place { shown, names, city: false }
}

const fn city(shown: &'static str, names: &'static [&'static str]) -> Place {
    Place { shown, names, city: true }
}

/// The 21 regions of Sweden (<https://skr.se>) and their larger cities.
const PLACES: &[Place] = &[
    region("Blekinge", &["blekinge"]),
    region("Dalarna", &["dalarna"]),
    region("Gotland", &["gotland"]),
    region("Gävleborg", &["gavleborg"]),
    region("Halland", &["halland"]),
    region("Jämtland Härjedalen", &["jamtland", "harjedalen"]),
    region("Region Jönköpings län", &["jonkoping"]),
    region("Region Kalmar län", &["kalmar"]),
    region("Region Kronoberg", &["kronoberg"]),
    region("Norrbotten", &["norrbotten"]),
    region("Norrland", &["norrland"]),
    region("Skåne", &["skane"]),
    region("Sörmland", &["sormland", "sodermanland"]),
    region("Värmland", &["varmland"]),
    region("Västerbotten", &["vasterbotten"]),
    region("Västernorrland", &["vasternorrland"]),
    region("Västmanland", &["vastmanland"]),
    region("Västra Götaland", &["vastra gotaland", "vastra gotalandsregionen", "vgr"]),
    region("Östergötland", &["ostergotland"]),
    city("Stockholm", &["stockholm"]),
    city("Uppsala", &["uppsala"]),
    city("Örebro", &["orebro"]),
    city("Göteborg", &["goteborg", "gothenburg"]),
    city("Malmö", &["malmo"]),
    city("Lund", &["lund"]),
    city("Helsingborg", &["helsingborg"]),
    city("Kristianstad", &["kristianstad"]),
    city("Halmstad", &["halmstad"]),
    city("Varberg", &["varberg"]),
    city("Karlskrona", &["karlskrona"]),
    city("Västervik", &["vastervik"]),
    city("Visby", &["visby"]),
    city("Linköping", &["linkoping"]),
    city("Norrköping", &["norrkoping"]),
    city("Eskilstuna", &["eskilstuna"]),
    city("Nyköping", &["nykoping"]),
    city("Södertälje", &["sodertalje"]),
    city("Västerås", &["vasteras"]),
    city("Karlstad", &["karlstad"]),
    city("Falun", &["falun"]),
    city("Gävle", &["gavle"]),
    city("Sundsvall", &["sundsvall"]),
    city("Östersund", &["ostersund"]),
    city("Umeå", &["umea"]),
    city("Skellefteå", &["skelleftea"]),
    city("Luleå", &["lulea"]),
];

/// How their names begin.
static BEGINNINGS: LazyLock<Beginnings> = LazyLock::new(|| Beginnings::of(PLACES.iter().flat_map(|place| place.names).copied()));

/// Words before the name that make it somebody else's place.
const PEOPLE: &[&str] = &[
    "kollega",
    "kollegor",
    "kollegorna",
    "kompis",
    "kompisar",
    "kompisen",
    "van",
    "vanner",
    "vannen",
    "vannerna",
    "bekant",
    "bekanta",
    "kamrat",
    "kamrater",
    "syster",
    "bror",
    "sambo",
    "fru",
    "man",
    "friend",
    "friends",
    "colleague",
    "colleagues",
];

/// Beginnings of words for what one does in a place, whoever's rules hold: "kurs i Stockholm".
const DONE_THERE: &[&str] = &[
    "kurs",
    "utbildning",
    "rand",
    "sidotj",
    "placering",
    "auskult",
    "konferens",
    "kongress",
    "mote",
    "hotell",
    "boende",
    "bor",
    "ligger",
    "halls",
    "ges",
    "bolag",
    "foretag",
    "arrang",
    "sjukhus",
    "lasarett",
    "mottagning",
    "klinik",
    "vardcentral",
    "universitet",
    "tag",
    "resa",
    "resor",
    "vikari",
    "erbjud",
    "course",
    "rotation",
    "placement",
    "held",
    "live",
    "restaur",
    "lagenhet",
    "vader",
    "vadret",
];

/// Verbs that say that the writer wants to do something there.
const DOING: &[&str] = &[
    "gora",
    "randa",
    "ga",
    "aka",
    "jobba",
    "arbeta",
    "vara",
    "bo",
    "flytta",
    "byta",
    "soka",
    "anmala",
    "ta",
    "resa",
    "delta",
    "hitta",
    "hittar",
    "ska",
    "tillgodorakna",
    "do",
    "go",
    "take",
    "attend",
    "work",
    "move",
];

/// Words that ask for rules, whatever else is said.
const OF_RULES: &[&str] = &[
    "galler",
    "gallde",
    "regel",
    "regler",
    "reglerna",
    "riktlinje",
    "riktlinjer",
    "riktlinjerna",
    "funkar",
    "fungerar",
    "skillnad",
    "skillnaden",
    "skiljer",
    "applies",
    "apply",
    "rule",
    "rules",
    "difference",
];

/// Words by which somebody says that it is where they work.
const OWN_PLACE: &[&str] =
    &["st", "st-lakare", "stlakare", "jobbar", "arbetar", "anstalld", "tillhor", "handledare", "resident", "working", "work"];

/// Words beside a name that say no more than that it is meant: "och i Skåne då?"
const NOTHING_MORE: &[&str] = &[
    "och",
    "men",
    "i",
    "pa",
    "in",
    "om",
    "for",
    "hur",
    "ar",
    "e",
    "det",
    "da",
    "vad",
    "hos",
    "dar",
    "region",
    "regionen",
    "lan",
    "lans",
    "landstinget",
    "and",
    "what",
    "about",
    "is",
    "it",
    "how",
    "the",
    "jag",
    "hej",
    "ja",
    "ok",
    "okej",
];

/// How a place is named in a message: which words, and what it is.
struct Named {
    from: usize,
    to: usize,
    shown: &'static str,
    city: bool,
    genitive: bool,
}

impl Message<'_> {
    /// The region without rules that the message asks about, as it is shown; `None` where it asks about none, or
    /// where the folders of the knowledge base stand for no regions of Sweden.
    pub(super) fn asks_elsewhere(&self) -> Option<String> {
        let keys = &self.prepared.keys;
        // Hardly any message names a place; only for one that does is it looked up which regions have rules.
        let mut named = (0..keys.len()).filter_map(|at| named(keys, at, &|place| !self.has_rules(place))).peekable();
        named.peek()?;
        if !PLACES.iter().any(|place| self.has_rules(place)) {
            return None;
        }
        let sentences = self.parts(Break::Sentence);
        let alone = sentences.len() == 1;
        named
            .find(|named| {
                let sentence = sentences.iter().find(|(from, to)| (*from..*to).contains(&named.from));
                // Who names their own region beside another asks for their own.
                sentence.is_some_and(|(from, to)| self.is_asked_of(named, (*from, *to), alone, self.named.is_some()))
            })
            .map(|named| named.shown.to_owned())
    }

    /// Whether a place is a region that has rules here, or lies in one.
    fn has_rules(&self, place: &Place) -> bool {
        place.names.iter().any(|name| {
            self.knowledge.index.places.iter().any(|(words, _)| {
                let own = if words[0] == "region" && words.len() > 1 { &words[1..] } else { words };
                own.iter().map(String::as_str).eq(name.split(' '))
            })
        })
    }

    /// Whether a place that does not lie in a region is named from a word on.
    pub(super) fn is_outside(&self, at: usize, region: u16) -> bool {
        let keys = &self.prepared.keys;
        let of_rules =
            |own: bool| self.knowledge.index.places.iter().any(|(words, of)| keys[at..].starts_with(words) && (*of == region) == own);
        let (inside, beyond) = (of_rules(true), of_rules(false));
        !inside && (beyond || named(keys, at, &|place| !self.has_rules(place)).is_some())
    }

    /// Whether the message asks what holds in another region that has rules here.
    pub(super) fn asks_of(&self, region: u16) -> bool {
        let sentences = self.parts(Break::Sentence);
        self.places_in(region).iter().any(|named| {
            let sentence = sentences.iter().find(|(from, to)| (*from..*to).contains(&named.from));
            sentence.is_some_and(|sentence| self.is_asked_of(named, *sentence, sentences.len() == 1, false))
        })
    }

    /// Whether another region is named only as the place where something is: "kurs i Göteborg".
    pub(super) fn only_happens_in(&self, region: u16) -> bool {
        let places = self.places_in(region);
        !places.is_empty() && places.iter().all(|named| is_done_there(self.head(named, 0))) && !self.asks_of(region)
    }

    /// Where a region that has rules here is named.
    fn places_in(&self, region: u16) -> Vec<Named> {
        let keys = &self.prepared.keys;
        let names = || self.knowledge.index.places.iter().filter(|(_, of)| *of == region).map(|(words, _)| words);
        let at = |from: usize| {
            let count = names().filter(|words| keys[from..].starts_with(words)).map(Vec::len).max()?;
            Some(Named { from, to: from + count, shown: "", city: false, genitive: false })
        };
        (0..keys.len()).filter_map(at).collect()
    }

    /// The word that a place with its preposition belongs to: "kurs" of "kurs i Lund", "randar" of "randar mig i Lund".
    fn head(&self, named: &Named, from: usize) -> &str {
        const BETWEEN: &[&str] = &["mig", "sig", "oss", "dig", "jag", "vi", "nagon", "nan", "man", "dar", "nagonstans", "me"];
        let mut before = (from..named.from.saturating_sub(1)).rev().map(|at| self.prepared.keys[at].as_str());
        before.find(|word| !BETWEEN.contains(word)).unwrap_or("")
    }

    /// Whether the sentence from one word to before another asks about the rules of a place in it. `alone`: it is the
    /// whole message; `beside`: another region is named as well.
    fn is_asked_of(&self, named: &Named, (from, to): (usize, usize), alone: bool, beside: bool) -> bool {
        let keys = &self.prepared.keys;
        let sentence: Vec<&str> = keys[from..to].iter().map(String::as_str).collect();
        let has = |words: &[&str]| sentence.iter().any(|word| words.contains(word));
        let others: Vec<&str> = (from..to).filter(|at| !(named.from..named.to).contains(at)).map(|at| keys[at].as_str()).collect();
        if alone && others.iter().all(|word| NOTHING_MORE.contains(word)) {
            return true;
        }
        // "Kurser i VGR?": nothing but a matter and a region.
        let of_city = || self::named(keys, named.from, &|place| place.city).is_some();
        if alone && matches!(others.as_slice(), [_, "i" | "in"]) && !named.city && !of_city() {
            return true;
        }
        let of_rules = has(OF_RULES) || sentence.windows(3).any(|three| matches!(three, ["hur", "ar", "det"] | ["hur", "gor", _]));
        if !of_rules && (beside || sentence.windows(2).any(|two| two == ["hos", "oss"])) {
            return false;
        }
        let preposition = named.from.checked_sub(1).filter(|at| *at >= from).map(|at| keys[at].as_str());
        if matches!(preposition, Some("sager" | "skriver" | "har" | "says" | "say" | "does")) {
            return true;
        }
        if !matches!(preposition, Some("i" | "in" | "inom" | "pa" | "for" | "hos")) {
            return named.genitive && of_rules;
        }
        let head = self.head(named, from);
        if PEOPLE.contains(&head) {
            return false;
        }
        if is_done_there(head) {
            return of_rules && !named.city;
        }
        let first_person = has(&["jag", "vi", "i", "im"]);
        if OWN_PLACE.contains(&head) && (first_person || alone) {
            return true;
        }
        let much = sentence.windows(2).any(|two| {
            matches!(two, ["hur", "mycket" | "manga" | "ofta" | "lange" | "lang" | "stor"] | ["how", "much" | "many" | "often" | "long"])
        });
        if of_rules || much {
            return true;
        }
        if (named.city && sentence.iter().any(|word| is_done_there(word))) || has(DOING) {
            return false;
        }
        let end = self.prepared.tokens.get(to).map_or(self.prepared.text.len(), |token| token.start);
        let asked = self.asks_from(from, to) || self.prepared.text[..end].trim_end().ends_with('?');
        // A small town's name is asked for too seldom to be told from a place where something is.
        asked && !named.city
    }
}

fn is_done_there(word: &str) -> bool {
    DONE_THERE.iter().any(|start| word.starts_with(start)) || word.ends_with("placering") || word.ends_with("kurs")
}

/// The place that is named from a word on, with "region" before it and "län" after, among those that are wanted.
fn named(keys: &[String], at: usize, wanted: &dyn Fn(&Place) -> bool) -> Option<Named> {
    if !BEGINNINGS.may_begin(keys.get(at)?) {
        return None;
    }
    let fits_one = |place: &Place| place.names.iter().find_map(|name| fits(name, &keys[at..]));
    let (place, (count, genitive)) =
        PLACES.iter().find_map(|place| fits_one(place).filter(|_| wanted(place)).map(|fitting| (place, fitting)))?;
    let word = |at: usize| keys.get(at).map_or("", String::as_str);
    let from = if at > 0 && matches!(word(at - 1), "region" | "regionen" | "landstinget" | "hela") { at - 1 } else { at };
    let county = matches!(word(at + count), "lan" | "lans" | "region" | "regionen");
    // "Region Stockholm" and "Stockholms län" are no cities.
    let city = place.city && from == at && !county;
    Some(Named { from, to: at + count + usize::from(county), shown: place.shown, city, genitive: genitive && !county })
}

/// How many of the first words are a name, and whether it owns what follows: "Skånes".
fn fits(name: &str, keys: &[String]) -> Option<(usize, bool)> {
    if keys.first()?.as_bytes().first_chunk::<3>() != name.as_bytes().first_chunk::<3>() {
        return None;
    }
    let (mut count, mut genitive) = (0, false);
    let mut words = name.split(' ').peekable();
    while let Some(word) = words.next() {
        let key = keys.get(count)?;
        count += 1;
        if key == word {
            continue;
        }
        let owned = key.strip_suffix('s') == Some(word);
        let of_region = matches!(key.strip_prefix(word), Some("sregionen" | "regionen" | "slan"));
        if words.peek().is_some() || !(owned || of_region) {
            return None;
        }
        genitive |= owned;
    }
    Some((count, genitive))
}
