//! Times of day: "kl 9", "halv tre", "kvart i fyra", "08.15", "vid lunch", "3 pm".

use jiff::civil::Time;

use super::lexicon::{DayPart, day_part, month, unit};
use super::phrase::Match;
use super::token::{Kind, Text};
use super::{meal, numbers};

/// How sure the half of the day is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Half {
    /// 24-hour digits, "pm", or a named time.
    Sure,
    /// "kl 3", "halv tre": the other half of the day is possible.
    Open,
    /// "3.30": read as in the afternoon, unless it is the hour that the spring night skips.
    Digits,
}

/// A time of day as it was said.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Clock {
    /// Hour 0–24, minute, second.
    At { hour: i8, minute: i8, second: Option<i8>, half: Half },
    /// "på förmiddagen"
    Part(DayPart),
    /// Several times: "kl 8 och 16" (true: all of them; false: one or the other).
    Several(Vec<Clock>, bool),
    /// "kl 8-10", "08.30–16": from and to.
    Span(Box<Clock>, Box<Clock>),
    /// "kl 25", "kl 9.75"
    Impossible,
}

impl Clock {
    pub fn named(hour: i8, minute: i8) -> Self {
        Self::At { hour, minute, second: None, half: Half::Sure }
    }
}

pub(super) fn checked(hour: u32, minute: u32, second: Option<u32>, half: Half) -> Clock {
    let valid = (hour < 24 || hour == 24 && minute == 0) && minute < 60 && second.is_none_or(|second| second < 60);
    let small = |value: u32| i8::try_from(value).unwrap_or(0);
    if valid { Clock::At { hour: small(hour), minute: small(minute), second: second.map(small), half } } else { Clock::Impossible }
}

const LEADING: &[&str] = &[
    "strax", "lite", "prick", "exakt", "vid", "runt", "ca", "cirka", "omkring", "kring", "at", "around", "about", "by", "@", "till",
    "senast", "redan", "typ", "framat", "precis", "efter", "innan", "fore", "fram",
];

/// Reads a time of day.
pub(super) fn read(text: &Text, at: usize) -> Match<Clock> {
    if at >= text.len() {
        return None;
    }
    text.clocks.at(at, || read_at(text, at))
}

fn read_at(text: &Text, at: usize) -> Match<Clock> {
    let mut led = false;
    // "när klockan är tre"
    let at = if text.is(at, &["nar"]) && is_label(text, at + 1) { at + 1 } else { at };
    for start in at..at + 3 {
        if let Some(found) = meal::read(text, start) {
            return Some(found);
        }
        if let Some(found) = spoken(text, start) {
            return Some(with_half(text, found));
        }
        if let Some(found) = part_of_day(text, start) {
            return Some(found);
        }
        if text.is(start, &["kl", "klockan", "klo", "k", "clock"]) || text.starts(start, &["kl", "."]) {
            let is_label = text.word(start) != "k" || text.is(start + 1, &["."]) && text.word(start + 2) == "l";
            let next = text.skip(start + 1, &[".", ":", "ar", "blir", "slar"]);
            let next = text.skip(next, &["ca", "cirka", "typ", "runt", "omkring", "vid", "exakt", "prick"]);
            if is_label {
                if let Some(found) = spoken(text, next) {
                    return Some(with_half(text, found));
                }
                return labelled(text, next).map(|found| several(text, found));
            }
        }
        if text.word(start) == "t" && text.glued(start) && start > 0 && text.width(start - 1) > 0 {
            return digits(text, start + 1, false).map(|found| with_half(text, found));
        }
        if let Some(found) = digits(text, start, led) {
            return Some(several(text, with_half(text, found)));
        }
        // "vid fem"
        if led
            && numbers::cardinal(text.word(start)).is_some_and(|hour| (1..=24).contains(&hour))
            && !text.is(start, &["en", "ett", "tu"])
            && super::day::ends_phrase(text, start + 1)
            || text.is(start.wrapping_sub(1), &["efter", "fore", "innan"])
                && start > at
                && numbers::cardinal(text.word(start)).is_some_and(|hour| (5..=24).contains(&hour))
                && super::day::ends_phrase(text, start + 1)
        {
            return labelled(text, start);
        }
        // "imorgon typ åtta"
        if text.is(start, &["typ", "ungefar"])
            && numbers::cardinal(text.word(start + 1)).is_some_and(|hour| (6..=12).contains(&hour))
            && super::day::ends_phrase(text, start + 2)
        {
            return labelled(text, start + 1);
        }
        // "imorgon typ 9", "18 mars tid 10"
        if text.is(start, &["typ", "ungefar", "tid", "time"])
            && matches!(text.width(start + 1), 1 | 2)
            && unit(text, start + 2).is_none()
            && super::day::ends_phrase(text, start + 2)
        {
            return digits(text, start + 1, true).map(|found| with_half(text, found));
        }
        // "mellan 10 och 12"
        if text.is(start, &["mellan", "between"])
            && matches!(text.width(text.skip(start + 1, &["kl", "klockan"])), 1 | 2 | 4)
            && let Some((next, from)) = digits(text, text.skip(start + 1, &["kl", "klockan"]), true)
            && text.is(next, &["och", "and", "-"])
            && let Some((end, to)) = digits(text, text.skip(next + 1, &["kl"]), true)
            && super::day::ends_phrase(text, end)
        {
            let whole = |clock: &Clock| matches!(clock, Clock::At { .. });
            if whole(&from) && whole(&to) {
                return Some((end, Clock::Span(Box::new(from), Box::new(to))));
            }
        }
        // "före 16"
        if text.is(start, &["fore", "innan", "efter", "before", "after"])
            && matches!(text.width(start + 1), 1 | 2)
            && super::day::ends_phrase(text, start + 2)
        {
            return digits(text, start + 1, true).map(|found| with_half(text, found));
        }
        if !LEADING.contains(&text.word(start)) {
            return None;
        }
        led = led
            || text.is(start, &["prick", "precis", "exakt", "vid", "runt", "at", "around", "kring", "omkring", "ca", "cirka", "@", "by"]);
    }
    None
}

/// "kl 8 och 16", "kl 9 eller 10", "kl 8-10": more times after the first.
pub(super) fn several(text: &Text, (end, first): (usize, Clock)) -> (usize, Clock) {
    let mut clocks = vec![first];
    let (mut end, mut all) = (end, true);
    while clocks.len() < 6 {
        // "kl 7 och 30"
        if let ([Clock::At { hour, minute: 0, second: None, half }], true) = (clocks.as_slice(), text.is(end, &["och"]))
            && let Some(minute) = text.digits(end + 1).filter(|minute| text.width(end + 1) == 2 && (25..60).contains(minute))
            && unit(text, end + 2).is_none()
            && super::day::ends_phrase(text, end + 2)
        {
            return (end + 2, checked(u32::from(hour.unsigned_abs()), minute, None, *half));
        }
        // "kl 8 14 och 20"
        let unjoined = matches!(text.width(end), 1 | 2) && !text.glued(end) && text.is(end + 1, &["och", "and"]) && text.width(end + 2) > 0;
        let range = text.is(end, &["-", "till", "to"]);
        let joined = unjoined || range || text.is(end, &["och", "&", "and", "eller", "or"]) || listed(text, end);
        if !joined {
            break;
        }
        let next = if unjoined { end } else { text.skip(end + 1, &["kl", "klockan", "at"]) };
        let next = text.skip(next, &["."]);
        let spoken = range && numbers::cardinal(text.word(next)).is_some() && super::day::ends_phrase(text, next + 1);
        let found = if range && !spoken { digits_anywhere(text, next, true) } else { labelled(text, next) };
        let Some((after, clock)) = found else { break };
        // "kl 9 och 15 april": the second number belongs to a date; so does one before a unit.
        let taken = month(text.word(after)).is_some()
            || unit(text, after).is_some()
            || text.is(after, &["/", ":"])
            || matches!(clock, Clock::Impossible)
            || numbers::ordinal(text.word(next)).is_some();
        if taken || text.runs_on(after) {
            break;
        }
        end = after;
        if range {
            if clocks.len() == 1 {
                return (end, Clock::Span(Box::new(clocks.remove(0)), Box::new(clock)));
            }
        } else {
            all = all && !text.is(next - 1, &["eller", "or"]) && text.word(next.saturating_sub(2)) != "eller";
            clocks.push(clock);
        }
    }
    if clocks.len() == 1 { (end, clocks.remove(0)) } else { (end, Clock::Several(clocks, all)) }
}

/// The comma of "8, 13 och 20": another number and a conjunction follow.
fn listed(text: &Text, at: usize) -> bool {
    let mut next = at;
    // No list is longer than the hours of a day, four tokens each.
    while next <= at + 96 && text.is(next, &[","]) && matches!(text.width(next + 1), 1 | 2) {
        let minutes = text.is(next + 2, &[":", "."]) && text.glued(next + 2) && text.glued(next + 3) && text.width(next + 3) == 2;
        next += if minutes { 4 } else { 2 };
        if text.is(next, &["och", "eller", "and", "or", "&"]) && text.width(next + 1) > 0 {
            // "kl 9, 3 och 1 dag innan": what is counted in a unit is no time of day.
            return unit(text, next + 2).is_none();
        }
    }
    false
}

/// "fm", "em", "pm", "på kvällen" right after a time decide its half of the day.
pub(super) fn with_half(text: &Text, (end, clock): (usize, Clock)) -> (usize, Clock) {
    let end = text.skip(end, &["prick", "exakt", "sharp"]);
    let Clock::At { hour, minute, second, half } = clock else { return (end, clock) };
    if half == Half::Sure {
        return (end, clock);
    }
    let (after, part) = if text.is(end, &["a", "p"]) && text.is(end + 1, &["."]) && text.is(end + 2, &["m"]) {
        let part = if text.word(end) == "a" { DayPart::Forenoon } else { DayPart::Afternoon };
        (text.skip(end + 3, &["."]), part)
    } else if text.is(end, &["am", "pm"]) {
        (end + 1, if text.word(end) == "am" { DayPart::Forenoon } else { DayPart::Afternoon })
    } else {
        let next = text.after(end, &[&["pa"], &["i"], &["in", "the"], &["at"]]).unwrap_or(end);
        match day_part(text.word(next)).filter(|_| !text.runs_on(next + 1)) {
            // "kl 9 i morgon" is tomorrow, "kl 9 i kväll" this evening: left for the day.
            Some(_) if text.word(next.wrapping_sub(1)) == "i" && next > end => return (end, clock),
            // "kl 8 kvällen innan": the evening belongs to what comes.
            Some(_) if text.is(next + 1, &["innan", "fore"]) && !text.is(next + 2, &["jag", "vi", "du"]) => return (end, clock),
            // "kl 4 på natten till fredag" names the day.
            Some(DayPart::Night) if text.is(next + 1, &["till", "mot"]) => return (end, clock),
            Some(part) if !(next == end && text.is(next, &["morgon", "bitti"])) => (next + 1, part),
            _ => return (end, clock),
        }
    };
    (after, Clock::At { hour: in_part(hour, part, minute), minute, second, half: Half::Sure })
}

/// The hour in the part of the day: "9" in the evening is 21.
pub(super) fn in_part(hour: i8, part: DayPart, minute: i8) -> i8 {
    match part {
        DayPart::Morning | DayPart::Forenoon if hour == 12 && minute == 0 => 12,
        DayPart::Afternoon | DayPart::Evening if hour < 12 => hour + 12,
        DayPart::Lunch if hour < 6 => hour + 12,
        DayPart::Night if (7..12).contains(&hour) => hour + 12,
        DayPart::Night if hour == 12 => 24,
        _ => hour,
    }
}

/// What stands after "kl": digits or a number in words.
fn labelled(text: &Text, at: usize) -> Match<Clock> {
    if let Some(found) = digits(text, at, true) {
        return Some(with_half(text, and_minutes(text, found)));
    }
    // "klockan noll sju trettio"
    let zero = text.is(at, &["noll"]) && numbers::cardinal(text.word(at + 1)).is_some_and(|hour| (1..=9).contains(&hour));
    let at = at + usize::from(zero);
    let hour = numbers::cardinal(text.word(at))?;
    let minute_at = text.skip(at + 1, &["och"]);
    let minute = numbers::cardinal(text.word(minute_at)).filter(|minute| (10..60).contains(minute) && unit(text, minute_at + 1).is_none());
    let end = if minute.is_some() { minute_at + 1 } else { at + 1 };
    // "kl sju noll fem"
    let single = numbers::cardinal(text.word(at + 2)).filter(|minute| *minute < 10 && text.is(at + 1, &["noll"]));
    if let Some(minute) = single.filter(|minute| *minute > 0) {
        return Some(with_half(text, (at + 3, checked(hour, minute, None, Half::Open))));
    }
    // "kl nio noll noll"
    let end = if minute.is_none() && text.starts(end, &["noll", "noll"]) { end + 2 } else { end };
    Some(with_half(text, and_minutes(text, (end, checked(hour, minute.unwrap_or(0), None, Half::Open)))))
}

/// "klockan 8 och trettio", "klockan åtta och en halv": the minutes that a full hour is followed by.
fn and_minutes(text: &Text, found: (usize, Clock)) -> (usize, Clock) {
    let (end, Clock::At { hour, minute: 0, second: None, half }) = found else { return found };
    let next = text.skip(end + 1, &["en"]);
    let said = || numbers::cardinal(text.word(next)).filter(|said| (25..60).contains(said));
    let minute = text.is(next, &["halv"]).then_some(30).or_else(said);
    match minute.and_then(|minute| i8::try_from(minute).ok()).filter(|_| text.is(end, &["och"]) && unit(text, next + 1).is_none()) {
        Some(minute) => (next + 1, Clock::At { hour, minute, second: None, half }),
        None => found,
    }
}

/// The word before a time of day that makes the number an hour.
pub(super) fn is_label(text: &Text, at: usize) -> bool {
    text.is(at, &["kl", "klockan", "klo"])
}

/// A label with a time of day after it.
pub(super) fn labels(text: &Text, at: usize) -> bool {
    is_label(text, at) && (text.number(text.skip(at + 1, &["."])).is_some() || text.is(at + 1, &["halv", "kvart"]))
}

/// A time in digits that is not the second half of "15/4", "0470-12345" or "2.15".
pub(super) fn digits(text: &Text, at: usize, led: bool) -> Match<Clock> {
    let tail = text.glued(at) && at > 1 && text.is(at - 1, &["/", "-", ".", ":"]) && text.glued(at - 1) && text.width(at - 2) > 0;
    // "rum 3.14", "kapitel 4.20" number something else.
    let numbered = text.is(
        at.wrapping_sub(1),
        &["rum", "sal", "kap", "kapitel", "version", "avd", "avdelning", "figur", "tabell", "punkt", "avsnitt", "room"],
    );
    if tail || numbered { None } else { digits_anywhere(text, at, led) }
}

/// "08:15", "8.15", "15:30:20", "0830", "3pm", "15-tiden"; a bare hour only where a label led in.
fn digits_anywhere(text: &Text, at: usize, led: bool) -> Match<Clock> {
    let hour = text.digits(at)?;
    let width = text.width(at);
    if text.glued(at) && at > 0 && text.tokens[at - 1].kind != Kind::Mark && !text.is(at - 1, &["t", "kl"]) {
        return None;
    }
    if width <= 2
        && text.is(at + 1, &[":", ".", ","])
        && text.glued(at + 1)
        && text.glued(at + 2)
        && text.width(at + 2) == 2
        && (text.word(at + 1) != "," || led)
    {
        let minute = text.digits(at + 2)?;
        let seconds = text.is(at + 3, &[":", "."]) && text.glued(at + 3) && text.glued(at + 4) && text.width(at + 4) == 2;
        let end = if seconds { at + 5 } else { at + 3 };
        if text.is(end, &["/", "."]) && text.glued(end) && text.width(end + 1) > 0 && text.glued(end + 1) {
            return None;
        }
        if text.is(end, &["%", "kr"]) || text.runs_on(end) && !text.is(end, &["-", "am", "pm", "h"]) {
            return None;
        }
        if text.word(at + 1) == "." && !led && minute > 59 {
            return None;
        }
        let half = match text.word(at + 1) {
            ":" => Half::Sure,
            _ if width == 2 || hour == 0 => Half::Sure,
            _ => Half::Digits,
        };
        let half = if hour <= 12 && text.is(end, &["am", "pm", "a", "p"]) { Half::Open } else { half };
        return Some((end, checked(hour, minute, seconds.then(|| text.digits(at + 4)).flatten(), half)));
    }
    if width <= 2 && text.is(at + 1, &["am", "pm"]) || text.is(at + 1, &["a", "p"]) && text.starts(at + 2, &[".", "m"]) {
        return Some((at + 1, checked(hour, 0, None, Half::Open)));
    }
    if text.is(at + 1, &["o"]) && text.is(at + 2, &["'"]) && text.is(at + 3, &["clock"]) || text.starts(at + 1, &["oclock"]) {
        return Some((if text.word(at + 1) == "o" { at + 4 } else { at + 2 }, checked(hour, 0, None, Half::Open)));
    }
    if width <= 2 {
        let next = text.skip(at + 1, &["-"]);
        if text.is(next, &["tiden", "snaret"]) {
            return Some((next + 1, checked(hour, 0, None, Half::Open)));
        }
    }
    if !led {
        return None;
    }
    // After "kl" a number is an hour, whatever word comes next: "kl 10 min handledare", "kl 15 ST-tid".
    let labelled = is_label(text, at.wrapping_sub(1)) || text.is(at.wrapping_sub(1), &["."]) && is_label(text, at.wrapping_sub(2));
    let counts =
        text.is(at + 1, &["st", "tillfallen", "ganger", "ggr"]) || unit(text, at + 1).is_some_and(|_| !text.is(at + 1, &["d", "v"]));
    let blocked = text.is(at + 1, &["%"])
        || text.is(at + 1, &["/"]) && text.glued(at + 1)
        || month(text.word(at + 1)).is_some()
        || counts && (!labelled || text.glued(at + 1) && !text.is(at + 1, &["h"]))
        || text.is(at + 1, &[":"]) && text.glued(at + 1) && text.glued(at + 2);
    if blocked || text.runs_on(at + 1) && !text.is(at + 1, &["-", "h"]) {
        return None;
    }
    match width {
        1 | 2 => {
            // "kl 08 30"
            if width == 2
                && text.width(at + 1) == 2
                && text.digits(at + 1).is_some_and(|minute| minute < 60)
                && !text.glued(at + 1)
                && text.is(at.wrapping_sub(1), &["kl", "klockan"])
                && month(text.word(at + 2)).is_none()
                && !text.is(at + 2, &["/", "."])
            {
                return Some((at + 2, checked(hour, text.digits(at + 1)?, None, Half::Sure)));
            }
            let sure = width == 2 && hour < 10 || hour > 12 || hour == 0;
            Some((at + 1, checked(hour, 0, None, if sure { Half::Sure } else { Half::Open })))
        }
        3 | 4 => Some((at + 1, checked(hour / 100, hour % 100, None, if width == 4 { Half::Sure } else { Half::Digits }))),
        _ => None,
    }
}

/// "halv tre", "kvart i fyra", "tjugo över åtta", "fem i halv tre", "quarter past nine".
fn spoken(text: &Text, at: usize) -> Match<Clock> {
    let hour_at = |at: usize| -> Match<u32> {
        let value = text.number(at).filter(|value| (1..=24).contains(value) && text.width(at) <= 2)?;
        let taken = text.runs_on(at + 1) && !text.is(at + 1, &["-", "pm", "am"])
            || text.is(at + 1, &["/", ".", ":"]) && text.glued(at + 1) && text.width(at + 2) > 0;
        (!taken).then_some((at + 1, value))
    };
    // "kl 1/2 9", "½ 9"
    let half = text.starts(at, &["1", "/", "2"]) && text.glued(at + 2) && is_label(text, at.wrapping_sub(1));
    if half || text.is(at, &["halv", "halften", "½"]) {
        let (end, hour) = hour_at(if half { at + 3 } else { at + 1 })?;
        if unit(text, end).is_some() && !text.is(end, &["d", "v"]) {
            return None;
        }
        return Some((end, checked(if hour == 1 { 12 } else { hour - 1 }, 30, None, if hour > 13 { Half::Sure } else { Half::Open })));
    }
    if text.is(at, &["half"]) {
        let past = text.is(at + 1, &["past"]);
        let (end, hour) = hour_at(if past { at + 2 } else { return None })?;
        return Some((end, checked(hour, 30, None, if hour > 12 { Half::Sure } else { Half::Open })));
    }
    // "onsdag morgon sju noll noll"
    if text.is(at + 1, &["noll"])
        && let Some(hour) = numbers::cardinal(text.word(at)).filter(|hour| (1..24).contains(hour))
        && let Some(minute) = numbers::cardinal(text.word(at + 2)).filter(|minute| *minute < 10)
    {
        return Some((at + 3, checked(hour, minute, None, Half::Open)));
    }
    // "niotiden", "vid tretiden"
    if let Some(hour) = text.word(at).strip_suffix("tiden").and_then(numbers::cardinal) {
        return Some((at + 1, checked(hour, 0, None, Half::Open)));
    }
    let start = text.skip(at, &["en", "a"]);
    let (next, minutes) = if text.is(start, &["kvart", "quarter"]) {
        (start + 1, 15)
    } else {
        let minutes = text.number(at).filter(|value| (1..30).contains(value) && text.width(at) <= 2)?;
        (text.skip(at + 1, &["minuter", "min", "minutes"]), minutes)
    };
    // "kvart före tre": in words it is a time, "en kvart före" a lead.
    let worded = text.is(next, &["fore"]) && next == at + 1 && text.width(at) == 0 && text.width(next + 1) == 0;
    let past = match text.word(next) {
        "over" | "past" => true,
        "i" | "to" | "innan" | "fore" | "till" => false,
        _ => return None,
    };
    let to_half = text.is(next + 1, &["halv"]);
    let (end, hour) = hour_at(if to_half { next + 2 } else { next + 1 })?;
    // "10 i 4" in digits needs "kl" before it, otherwise it may be "10 i 4 dagar".
    if unit(text, end).is_some() && !text.is(end, &["d", "v"])
        || !past
            && text.width(at) > 0
            && text.width(next + 1) > 0
            && !text.is(at.wrapping_sub(1), &["kl", "klockan", "at", "vid", "hojta", "pinga", "pling", "plinga"])
    {
        return None;
    }
    // "15 till 16" is a span, and "en kvart innan 9" a lead.
    if matches!(text.word(next), "innan" | "fore" | "till") && !worded || text.word(next) == "to" && !text.english {
        return None;
    }
    let base = if to_half { (hour + 11) % 12 * 60 + 30 } else { hour % 24 * 60 };
    let total = if past { base + minutes } else { base + 24 * 60 - minutes } % (24 * 60);
    let half = if hour > 13 { Half::Sure } else { Half::Open };
    let total = if half == Half::Open && total >= 13 * 60 { total % (12 * 60) } else { total };
    let total = if half == Half::Open && total < 60 { total + 12 * 60 } else { total };
    Some((end, checked(total / 60, total % 60, None, half)))
}

pub(super) fn ends_with_day(text: &Text, at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| {
        text.is(before, &["imorgon", "idag", "morgon", "dag", "overmorgon"]) || super::lexicon::weekday(text, before).is_some()
    })
}

/// "på förmiddagen", "framåt kvällen", "in the afternoon", "fredag kväll".
fn part_of_day(text: &Text, at: usize) -> Match<Clock> {
    let mut start = at;
    let mut led = false;
    for _ in 0..3 {
        if text.is(start, &["pa", "under", "framat", "mot", "sent", "tidigt", "senare", "in", "on", "the", "late", "early", "sen", "till"])
        {
            led = led || !text.is(start, &["the", "till"]);
            start += 1;
        }
    }
    let word = text.word(start);
    let part = day_part(word)?;
    if text.runs_on(start + 1) {
        return None;
    }
    // "torsdag afton"; "midsommar afton" is a holiday.
    if word == "afton" && !(start == at && ends_with_day(text, at)) {
        return None;
    }
    let definite = word.ends_with("en") || led && text.english || matches!(word, "bitti");
    let after_day = ends_with_day(text, at)
        || at > 0 && (text.width(at - 1) > 0 || month(text.word(at - 1)).is_some() || super::holiday::read(text, at - 1).is_some());
    let before_date = matches!(word, "fm" | "em")
        && (matches!(text.width(start + 1), 1 | 2) && text.is(start + 2, &["/"]) || super::relative::today(text, start + 1).is_some())
        || word.ends_with('n') && text.is(start + 1, &["den"]) && matches!(text.width(start + 2), 1 | 2);
    let allowed = (led && definite)
        || before_date
        || (after_day && start == at)
        || led && matches!(word, "fm" | "em" | "kvall" | "eftermiddag" | "formiddag" | "morgon" | "natt");
    allowed.then_some((start + 1, Clock::Part(part)))
}

/// The time of day, `None` for 24:00 which belongs to the next day.
pub(super) fn time_of(hour: i8, minute: i8, second: Option<i8>) -> Option<Time> {
    Time::new(hour, minute, second.unwrap_or(0), 0).ok()
}
