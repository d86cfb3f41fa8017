//! Days counted from the present: "imorgon bitti", "om tre veckor", "two weeks from now".

use super::day::ends_phrase;
use super::lexicon::{DayForm, DayPart, day_part, weekday};
use super::phrase::{Day, DayFound, Direction, Match, Step, Stretch};
use super::stretch;
use super::token::Text;

/// "idag", "i morgon bitti", "ikväll", "igår", "tomorrow".
pub(super) fn today(text: &Text, at: usize) -> Match<DayFound> {
    const DAYS: &[(&[&str], i64, Option<DayPart>)] = &[
        (&["idag"], 0, None),
        (&["i", "dag"], 0, None),
        (&["today"], 0, None),
        (&["imorgon"], 1, None),
        (&["i", "morgon"], 1, None),
        (&["tomorrow"], 1, None),
        (&["i", "mo"], 1, None),
        (&["the", "day", "after", "tomorrow"], 2, None),
        (&["day", "after", "tomorrow"], 2, None),
        (&["dagen", "efter", "imorgon"], 2, None),
        (&["dagen", "efter", "i", "morgon"], 2, None),
        (&["overmorgon"], 2, None),
        (&["i", "overmorgon"], 2, None),
        (&["iovermorgon"], 2, None),
        (&["i", "over", "morgon"], 2, None),
        (&["over", "morgon"], 2, None),
        (&["over", "imorgon"], 2, None),
        (&["igar"], -1, None),
        (&["i", "gar"], -1, None),
        (&["yesterday"], -1, None),
        (&["forrgar"], -2, None),
        (&["i", "forrgar"], -2, None),
        (&["iforrgar"], -2, None),
        (&["ikvall"], 0, Some(DayPart::Evening)),
        (&["i", "kvall"], 0, Some(DayPart::Evening)),
        (&["tonight"], 0, Some(DayPart::Evening)),
        (&["this", "evening"], 0, Some(DayPart::Evening)),
        (&["i", "eftermiddag"], 0, Some(DayPart::Afternoon)),
        (&["ieftermiddag"], 0, Some(DayPart::Afternoon)),
        (&["i", "em"], 0, Some(DayPart::Afternoon)),
        (&["this", "afternoon"], 0, Some(DayPart::Afternoon)),
        (&["i", "formiddag"], 0, Some(DayPart::Forenoon)),
        (&["i", "fm"], 0, Some(DayPart::Forenoon)),
        (&["this", "morning"], 0, Some(DayPart::Morning)),
        (&["imorse"], 0, Some(DayPart::Morning)),
        (&["i", "morse"], 0, Some(DayPart::Morning)),
        (&["inatt"], 0, Some(DayPart::Night)),
        (&["i", "natt"], 0, Some(DayPart::Night)),
        (&["last", "night"], -1, Some(DayPart::Evening)),
    ];
    let (phrase, days, part) = DAYS.iter().filter(|(phrase, ..)| text.starts(at, phrase)).max_by_key(|(phrase, ..)| phrase.len())?;
    let end = at + phrase.len();
    if text.runs_on(end) {
        return None;
    }
    let mut part = *part;
    let mut end = end;
    // "imorgon bitti", "imorgon em"
    if part.is_none() {
        let next = text.skip(end, &["pa", "i"]);
        if let Some(said) = day_part(text.word(next)).filter(|_| !text.runs_on(next + 1)) {
            part = Some(said);
            end = next + 1;
        } else if text.is(end, &["tidigt"]) {
            part = Some(DayPart::Morning);
            end += 1;
        }
    }
    Some((end, DayFound { day: Day::FromToday(*days), part }))
}

/// "om ungefär", "om sådär en": the position after what says that a number is none too exact.
fn roughly(text: &Text, at: usize) -> usize {
    let loose = text.after(at, &[&["en", "sadar"], &["sadar", "en"], &["sadar"], &["sisadar"], &["typ", "en"], &["ungefar", "en"]]);
    match loose {
        Some(next) if text.number(next).is_some() => next,
        _ => text.skip(at, &["ca", "cirka", "typ", "ungefar", "about", "precis", "exakt", "sadar", "sisadar", "drygt", "knappt", "nastan"]),
    }
}

/// "om tre veckor", "inom en månad", "in two weeks", "tre dagar från nu", "för en vecka sedan".
pub(super) fn from_now(text: &Text, at: usize) -> Match<Day> {
    let word = text.word(at);
    for (phrase, months) in [
        (&["forra", "aret"][..], 12),
        (&["last", "year"], 12),
        (&["i", "fjol"], 12),
        (&["ifjol"], 12),
        (&["forra", "terminen"], 6),
        (&["forra", "sommaren"], 6),
        (&["forra", "hosten"], 6),
        (&["forra", "varen"], 6),
        (&["i", "julas"], 3),
        (&["i", "hostas"], 5),
        (&["i", "varas"], 6),
        (&["i", "somras"], 8),
        (&["i", "vintras"], 3),
        (&["i", "paskas"], 6),
    ] {
        if text.starts(at, phrase) {
            return Some((at + phrase.len(), Day::Ago(Stretch { months, ..Stretch::default() })));
        }
    }
    if matches!(word, "forra" | "senaste" | "passerade")
        && let Some((end, length)) = stretch::sum(text, at + 1)
    {
        return Some((end, Day::Ago(length)));
    }
    if text.is(at, &["-"]) && text.glued(at + 1) && !text.glued(at) && text.width(at + 1) > 0 {
        return stretch::sum(text, at + 1).map(|(end, length)| (end, Day::Ago(length)));
    }
    // "nästa vardag", "första bästa arbetsdag": the first one after today.
    if matches!(word, "nasta" | "next" | "narmaste" | "kommande")
        && text.is(at + 1, &["vardag", "vardagen", "arbetsdag", "arbetsdagen", "workday", "working", "business"])
    {
        let end = if text.is(at + 1, &["working", "business"]) { at + 3 } else { at + 2 };
        return Some((end, Day::After(Stretch { working_days: 1, ..Stretch::default() })));
    }
    // "om två fredagar": the second one from now.
    if word == "om"
        && let Some(count) = text.number(at + 1).filter(|count| (2..=9).contains(count))
        && let Some((weekday, DayForm::Plural, None)) = weekday(text, at + 2)
    {
        let step = Step::Weekday(weekday, i64::from(count), Direction::After);
        return Some((at + 3, Day::Around { base: Box::new(Day::FromToday(0)), step }));
    }
    let leads_in = matches!(word, "om" | "inom" | "efter" | "+" | "nasta" | "within")
        || (word == "in" && (text.english || text.number(at + 1).is_some()))
        || text.starts(at, &["the", "next"]);
    let start = if leads_in { at + 1 } else { at };
    let start = if leads_in { roughly(text, start) } else { start };
    if leads_in && word == "om" && text.is(start, &["en", "ett"]) && text.is(start + 1, &["stund", "tag", "liten", "litet"]) {
        let end = text.skip(start + 2, &["stund", "tag"]);
        return Some((end, Day::Open));
    }
    if word == "for" || !leads_in {
        let start = if word == "for" { at + 1 } else { at };
        let (end, length) = stretch::sum(text, start)?;
        if text.is(end, &["sedan", "sen", "ago"]) {
            return Some((end + 1, Day::Ago(length)));
        }
        let end = text.after(
            end,
            &[&["fran", "nu"], &["fran", "idag"], &["fran", "i", "dag"], &["from", "now"], &["from", "today"], &["framat", "i", "tiden"]],
        )?;
        return Some((end, Day::After(length)));
    }
    let (end, length) = stretch::sum(text, start)?;
    // "om en vecka innan" never counts from now.
    if text.is(end, &["innan", "fore", "before", "sedan", "sen", "ago", "i"]) && (text.word(end) != "i" || text.is(end + 1, &["forvag"])) {
        return None;
    }
    if word == "efter" && !ends_phrase(text, end) && !text.is(end, &["du"]) {
        return None;
    }
    if word == "nasta" && text.width(start) == 0 && text.number(start).is_none() {
        return None;
    }
    // A "dygn" is 24 hours, not the next day.
    let length = if length.months == 0 && length.days > 0 && text.is(end - 1, &["dygn", "dygnet"]) && length.working_days == 0 {
        Stretch { days: 0, seconds: length.seconds + length.days * 86_400, clock: true, ..length }
    } else {
        length
    };
    Some((
        text.after(end, &[&["fran", "nu"], &["fran", "idag"], &["fran", "i", "dag"], &["framat"], &["from", "now"], &["from", "today"]])
            .unwrap_or(end),
        Day::After(length),
    ))
}
