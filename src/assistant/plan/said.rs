//! What somebody says of the dates of their ST: start, length, part-time, leave, several of them in one message.

use jiff::civil::Date;

use super::{
    period::{self, Lean},
    read::{Asked, Dates},
};

/// "inte ledig mars 2026".
pub(super) fn not_on_leave(plain: &str, today: Date) -> Option<Asked> {
    let negated = ["inte ledig", "inte langre ledig", "ta bort ledighet", "not on leave"].iter().any(|words| plain.contains(words));
    negated.then(|| period::find(plain, today, Lean::Future).map(Asked::NotOnLeave)).flatten()
}

/// What a keyword begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Start,
    Leave,
    Percent(u32),
    Months(u32),
}

/// "Jag började ST 1 september 2025, jobbar 80 % och är ledig mars–december 2026". Of leave nothing but
/// the dates is taken.
pub(super) fn dates(plain: &str, today: Date) -> Option<Asked> {
    const LEAVE: [&str; 13] = [
        "ledig",
        "foraldraledig",
        "mammaledig",
        "pappaledig",
        "tjanstledig",
        "sjukskriven",
        "ledighet",
        "foraldraledighet",
        "leave",
        "studieledig",
        "tjanstledighet",
        "barnledig",
        "forskningsledig",
    ];
    let spaced = plain.replace('%', " % ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let bare: Vec<&str> = words.iter().map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '%')).collect();
    let speaks_of_st = bare
        .iter()
        .any(|word| matches!(*word, "st" | "st-start" | "st:n" | "specialiseringstjanstgoring" | "residency") || word.starts_with("st-"));
    let mut parts: Vec<(usize, Part)> = Vec::new();
    for (at, word) in bare.iter().enumerate() {
        let number = word.parse::<u32>().ok();
        let next = bare.get(at + 1).copied().unwrap_or_default();
        let decimal = word.replace(',', ".").parse::<f64>().ok().filter(|years| (1.0..=12.0).contains(years));
        if LEAVE.contains(word) {
            parts.push((at, Part::Leave));
        } else if (matches!(*word, "borjade" | "borjar" | "started" | "startade" | "borjat" | "start") && speaks_of_st)
            || *word == "st-start"
        {
            if !parts.iter().any(|(_, part)| *part == Part::Start) {
                parts.push((at, Part::Start));
            }
        } else if let Some(percent) = number.filter(|_| matches!(next, "%" | "procent" | "percent")) {
            parts.push((at, Part::Percent(percent)));
        } else if matches!(*word, "heltid" | "full-time") && bare.len() <= 8 {
            parts.push((at, Part::Percent(100)));
        } else if let Some(months) =
            number.filter(|_| matches!(next, "manader" | "man" | "months") && (speaks_of_st || plain.contains("langd")))
        {
            parts.push((at, Part::Months(months)));
        } else if let Some(years) =
            decimal.filter(|_| matches!(next, "ar" | "years") && (plain.contains("langd") || plain.contains("ar lang")))
        {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most twelve years")]
            parts.push((at, Part::Months((years * 12.0).round() as u32)));
        }
    }
    let speaks_of_work =
        ["jobbar", "arbetar", "deltid", "work", "tjanstgoringsgrad", "heltid", "part-time"].iter().any(|word| bare.contains(word));
    let mut dates = Dates::default();
    for (place, (at, part)) in parts.iter().enumerate() {
        let end = parts.get(place + 1).map_or(words.len(), |(next, _)| *next);
        let begin = if place == 0 { 0 } else { *at };
        let segment = words[begin..end].join(" ");
        match part {
            Part::Start => dates.start = period::find(&segment, today, Lean::Past),
            Part::Leave => dates.leave.extend(period::find(&segment, today, Lean::Future)),
            Part::Percent(percent) if speaks_of_work || dates.start.is_some() || bare.len() <= 4 => {
                // "80 % från 1 mars": the number before the sign is no date.
                let rest = words[(*at + 2).min(end)..end].join(" ");
                let from = period::find(&rest, today, Lean::Future).map(|found| found.period.from);
                dates.percent = Some((*percent, from));
            }
            Part::Percent(_) => {}
            Part::Months(months) => dates.months = Some(*months),
        }
    }
    (dates != Dates::default()).then_some(Asked::Dates(dates))
}
