//! Where a series begins and ends: "med start 1 juni", "t.o.m. v 20", "fem gånger", "hela våren".

use super::cycle::Piece;
use super::day::{self, ends_phrase};
use super::phrase::{Day, Match};
use super::stretch;
use super::token::Text;

/// "till och med 30 juni", "t.o.m. v 20", "fram till midsommarafton", "until June".
pub(super) fn until(text: &Text, at: usize) -> Match<Piece> {
    let (next, inclusive) = if let Some(next) = text.after(
        at,
        &[
            &["fram", "till", "och", "med"],
            &["till", "och", "med"],
            &["t", ".", "o", ".", "m", "."],
            &["t", ".", "o", ".", "m"],
            &["t", "o", "m"],
            &["tom", "."],
            &["tom"],
            &["until", "and", "including"],
            &["through"],
            &["up", "to", "and", "including"],
        ],
    ) {
        (next, true)
    } else {
        let next = text.after(
            at,
            &[
                &["fram", "till"],
                &["anda", "till"],
                &["tills"],
                &["till", "dess"],
                &["till"],
                &["until"],
                &["till", "slutet", "av"],
                &["till", "den"],
                &["ut"],
            ],
        )?;
        (next, false)
    };
    // "går ut den 1 maj" is no border.
    if text.is(at, &["ut"]) && text.is(at.wrapping_sub(1), &["gar", "loper", "rinner", "gick", "gatt"]) {
        return None;
    }
    let (end, found) = day::read(text, next)?;
    // "en påminnelse till den 1:a i varje månad" says when, not until when.
    let each = text.skip(text.skip(end, &["i"]), &["en", "var"]);
    if !inclusive && text.is(at, &["till"]) && text.is(each, &["varje", "varannan", "var"]) {
        return None;
    }
    // "till" before a weekday or "i morgon" is only "by then" unless a series is meant; assembling decides.
    Some((end, Piece::Until(found, inclusive)))
}

/// "med start 1 juni", "börjar nu på fredag", "fr.o.m. v 14", "första gången imorgon", "starting May 1".
pub(super) fn start(text: &Text, at: usize) -> Match<Piece> {
    let next = text.after(
        at,
        &[
            &["med", "start", "fran", "och", "med"],
            &["med", "start", "fran"],
            &["med", "start"],
            &["med", "borjan"],
            &["fran", "och", "med"],
            &["f", ".", "r", ".", "o", ".", "m", "."],
            &["fr", ".", "o", ".", "m", "."],
            &["fr", ".", "o", ".", "m"],
            &["fr", "o", "m"],
            &["f", "o", "m"],
            &["f", ".", "o", ".", "m", "."],
            &["fom", "."],
            &["fom"],
            &["from", "."],
            &["from", "och", "med"],
            &["from"],
            &["fran"],
            &["forsta", "gangen", "ar"],
            &["forsta", "gangen"],
            &["forsta", "ggn"],
            &["nasta", "gang"],
            &["forsta", "tillfallet"],
            &["first", "time"],
            &["start"],
            &["startar"],
            &["startande"],
            &["starting", "from"],
            &["starting", "on"],
            &["starting"],
            &["beginning", "on"],
            &["beginning"],
            &["starts"],
            &["borjar", "vi"],
            &["borjar"],
            &["borja"],
            &["med", "forsta"],
            &["forsta"],
            &["first"],
            &["first", "one"],
            &["forsta", "ar"],
            &["begynnande"],
        ],
    )?;
    let (end, found) = day::read(text, next)?;
    if text.is(at, &["forsta", "first"]) && matches!(found.day, Day::Weekday { .. } | Day::MonthPart { .. } | Day::Open) {
        return None;
    }
    if found.day == Day::Open {
        return None;
    }
    Some((end, Piece::Start(found)))
}

/// "fem gånger", "totalt 10 ggr", "five times".
pub(super) fn count(text: &Text, at: usize) -> Match<Piece> {
    let start = text.skip(text.skip(at, &["i", "totalt", "sammanlagt", "bara", "max", "for"]), &["totalt", "bara"]);
    let count = text.number(start).filter(|count| (1..=1000).contains(count))?;
    let unit_at = start + 1;
    if text.is(unit_at, &["ganger", "ggr", "gang", "times", "tillfallen", "gg", "occasions"]) {
        let end = text.skip(text.skip(unit_at + 1, &["till", "totalt", "framover", "i"]), &["rad", "totalt"]);
        return Some((end, Piece::Count(count)));
    }
    None
}

/// "i sex veckor framåt", "under två månader", "de närmaste fyra veckorna", "for 6 weeks".
pub(super) fn lasting(text: &Text, at: usize) -> Match<Piece> {
    if let Some((end, length)) = stretch::sum(text, at)
        && !length.clock
        && let Some(end) = text.after(end, &[&["framat"], &["framover"], &["i", "rad"], &["i", "strack"], &["in", "a", "row"]])
    {
        return Some((end, Piece::For(length)));
    }
    let next = text.after(
        at,
        &[
            &["de", "narmaste"],
            &["de", "kommande"],
            &["de", "nasta"],
            &["under", "de", "narmaste"],
            &["under", "de", "kommande"],
            &["i"],
            &["under"],
            &["narmaste"],
            &["kommande"],
            &["the", "next"],
            &["for", "the", "next"],
            &["for"],
            &["i", "totalt"],
        ],
    )?;
    let (end, length) = stretch::sum(text, next)?;
    if length.clock || text.is(end, &["innan", "fore", "sedan", "sen", "before", "ago"]) {
        return None;
    }
    let end = text.skip(end, &["framat", "framover", "till"]);
    let end = text.after(end, &[&["i", "taget"], &["i", "strack"], &["i", "rad"]]).unwrap_or(end);
    Some((end, Piece::For(length)))
}

/// "hela april", "under våren", "året ut", "april ut", "terminen ut".
pub(super) fn whole(text: &Text, at: usize) -> Match<Piece> {
    if text.is(at, &["hela", "under", "all", "during", "resten"]) {
        let start = text.skip(text.skip(at + 1, &["hela", "of", "the", "av"]), &["of", "the"]);
        if text.is(start, &["manaden"]) {
            return Some((start + 1, Piece::Whole(Day::MonthPart { month: super::phrase::Month::FromNow(0), third: None })));
        }
        let (end, found) = day::core(text, start)?;
        let long = matches!(
            found.day,
            Day::MonthPart { third: None, .. }
                | Day::Season { .. }
                | Day::WeekFromNow { .. }
                | Day::Week { .. }
                | Day::YearPart { .. }
                | Day::QuarterPart { .. }
        );
        if long {
            return Some((end, Piece::Whole(found.day)));
        }
        if text.is(start, &["veckan"]) {
            return Some((start + 1, Piece::Whole(Day::WeekFromNow { weeks: 0, weekday: None, third: None })));
        }
        return None;
    }
    let (end, day) = match text.word(at) {
        "aret" => (at + 1, Day::YearPart { year: super::phrase::Year::FromNow(0), third: None }),
        "manaden" => (at + 1, Day::MonthPart { month: super::phrase::Month::FromNow(0), third: None }),
        "veckan" => (at + 1, Day::WeekFromNow { weeks: 0, weekday: None, third: None }),
        _ => day::core(text, at).map(|(end, found)| (end, found.day))?,
    };
    let long = matches!(day, Day::MonthPart { third: None, .. } | Day::Season { .. } | Day::WeekFromNow { .. } | Day::YearPart { .. });
    (long && text.is(end, &["ut"]) && ends_phrase(text, end + 1)).then_some((end + 1, Piece::Whole(day)))
}
