//! Times of day that have a name: "vid lunch", "efter jobbet", "vid midnatt".

use super::clock::{self, Clock};
use super::phrase::Match;
use super::token::Text;

/// "vid lunch", "före lunch", "efter jobbet", "vid midnatt", "at noon".
pub(super) fn read(text: &Text, at: usize) -> Match<Clock> {
    let first = text.word(at);
    for (phrase, hour, minute) in [
        (&["strax", "fore", "lunch"][..], 11, 30),
        (&["strax", "innan", "lunch"], 11, 30),
        (&["precis", "fore", "lunch"], 11, 30),
        (&["precis", "innan", "lunch"], 11, 30),
        (&["just", "before", "lunch"], 11, 30),
        (&["fore", "lunch"], 11, 0),
        (&["fore", "lunchen"], 11, 0),
        (&["innan", "lunch"], 11, 0),
        (&["innan", "lunchen"], 11, 0),
        (&["before", "lunch"], 11, 0),
        (&["strax", "efter", "lunch"], 13, 0),
        (&["direkt", "efter", "lunch"], 13, 0),
        (&["efter", "lunch"], 13, 0),
        (&["efter", "lunchen"], 13, 0),
        (&["after", "lunch"], 13, 0),
        (&["vid", "lunch"], 12, 0),
        (&["vid", "lunchtid"], 12, 0),
        (&["vid", "lunchdags"], 12, 0),
        (&["runt", "lunch"], 12, 0),
        (&["kring", "lunch"], 12, 0),
        (&["till", "lunch"], 12, 0),
        (&["pa", "lunchen"], 12, 0),
        (&["under", "lunchen"], 12, 0),
        (&["lunchtid"], 12, 0),
        (&["lunchdags"], 12, 0),
        (&["at", "lunch"], 12, 0),
        (&["at", "lunchtime"], 12, 0),
        (&["around", "lunch"], 12, 0),
        (&["lunchtime"], 12, 0),
        (&["at", "noon"], 12, 0),
        (&["noon"], 12, 0),
        (&["midday"], 12, 0),
        (&["mitt", "pa", "dagen"], 12, 0),
        (&["pa", "middagen"], 12, 0),
        (&["vid", "middagstid"], 12, 0),
        (&["klockan", "tolv"], 12, 0),
        (&["vid", "midnatt"], 24, 0),
        (&["till", "midnatt"], 24, 0),
        (&["midnatt"], 24, 0),
        (&["at", "midnight"], 24, 0),
        (&["midnight"], 24, 0),
        (&["efter", "jobbet"], 17, 0),
        (&["efter", "arbetet"], 17, 0),
        (&["after", "work"], 17, 0),
        (&["innan", "jobbet"], 7, 30),
        (&["fore", "jobbet"], 7, 30),
        (&["vid", "dagens", "slut"], 17, 0),
        (&["i", "slutet", "av", "dagen"], 16, 0),
        (&["innan", "dagens", "slut"], 16, 0),
        (&["before", "work"], 7, 30),
        (&["end", "of", "day"], 17, 0),
        (&["eod"], 17, 0),
        (&["by", "the", "end", "of", "the", "day"], 17, 0),
        (&["at", "dawn"], 6, 0),
    ] {
        // "after work" is a feast in Swedish.
        let foreign = text.is(at, &["after", "before"]) && !text.english;
        // "gå till lunch", "jag går till lunch": where somebody goes.
        let goes =
            phrase == ["till", "lunch"] && text.is(at.wrapping_sub(1), &["ga", "gar", "ut", "bort", "bjuden", "bjudna", "med", "ner"]);
        if phrase[0] == first && text.starts(at, phrase) && !text.runs_on(at + phrase.len()) && !foreign && !goes {
            return Some((at + phrase.len(), Clock::named(hour, minute)));
        }
    }
    // After a day word "lunch" alone is a time: "imorgon lunch", "fredag lunch handledarsnack"; "lunch med Anna"
    // is what is to be had.
    let after_day = clock::ends_with_day(text, at) && !text.runs_on(at + 1);
    let eaten = text.is(at + 1, &["med", "hos", "pa", "i", "till", "och", "m", "with", "at", "ihop", "tillsammans"]);
    let ends = super::day::ends_phrase(text, at + 1);
    (after_day && (text.is(at, &["lunch"]) && (ends || !eaten) || text.is(at, &["middag"]) && ends)).then(|| (at + 1, Clock::named(12, 0)))
}
