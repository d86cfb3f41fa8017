//! How long before a deadline the person wants to hear: "en vecka innan", "kvällen före", "på dagen".

use super::clock::{self, Clock};
use super::lexicon::{DayForm, DayPart, weekday};
use super::phrase::{Match, Stretch};
use super::stretch;
use super::token::Text;

/// A lead as it was said.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct LeadSaid {
    pub how: How,
    /// "dagen innan kl 18"
    pub at: Option<Clock>,
}

/// What a lead is reckoned by.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum How {
    /// A stretch before the deadline; zero for the day itself.
    By(Stretch),
    /// "fredagen innan"
    Weekday(jiff::civil::Weekday),
    /// "fredagen veckan innan"
    WeekBefore(jiff::civil::Weekday),
}

/// Leads, or the same words pointing after the day ("dagen efter").
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Leads {
    Before(Vec<LeadSaid>),
    After(Stretch),
    /// "måndagen efter"
    AfterWeekday(jiff::civil::Weekday),
}

fn by(stretch: Stretch) -> LeadSaid {
    LeadSaid { how: How::By(stretch), at: None }
}

fn days(days: i64) -> Stretch {
    Stretch { days, ..Stretch::default() }
}

/// One measure: "en vecka", "dagen", "kvällen", "fredagen".
fn measure(text: &Text, at: usize) -> Match<LeadSaid> {
    let start = text
        .skip(text.skip(at, &["den", "the", "redan", "pa", "ca", "cirka", "ungefar", "minst", "typ", "about", "senast", "med"]), &["the"]);
    let found = match text.word(start) {
        "dagen" | "dan" | "day" | "dygnet" | "dag" => (start + 1, by(days(1))),
        "vardagen" | "arbetsdagen" => (start + 1, by(Stretch { working_days: 1, ..Stretch::default() })),
        "kvallen" | "evening" | "night" | "natten" => {
            (start + 1, LeadSaid { how: How::By(days(1)), at: Some(Clock::Part(DayPart::Evening)) })
        }
        "eftermiddagen" => (start + 1, LeadSaid { how: How::By(days(1)), at: Some(Clock::Part(DayPart::Afternoon)) }),
        "morgonen" => (start + 1, LeadSaid { how: How::By(days(1)), at: Some(Clock::Part(DayPart::Morning)) }),
        "veckan" | "week" => (start + 1, by(days(7))),
        "manaden" | "month" => (start + 1, by(Stretch { months: 1, ..Stretch::default() })),
        "timmen" => (start + 1, by(Stretch { seconds: 3600, clock: true, ..Stretch::default() })),
        "kvart" if text.is(start + 1, &["innan", "fore", "before"]) && text.digits(start + 2).is_none() => {
            (start + 1, by(Stretch { seconds: 900, clock: true, ..Stretch::default() }))
        }
        "kvarten" => (start + 1, by(Stretch { seconds: 900, clock: true, ..Stretch::default() })),
        _ => {
            if let Some((weekday, DayForm::Definite | DayForm::Plain, _)) = weekday(text, start) {
                if text.is(start + 1, &["veckan", "vecka"]) && pointer(text, start + 2).is_some_and(|(_, before)| before) {
                    return Some((start + 2, LeadSaid { how: How::WeekBefore(weekday), at: None }));
                }
                pointer(text, start + 1)?;
                return Some((start + 1, LeadSaid { how: How::Weekday(weekday), at: None }));
            }
            // "pling 10 innan": minutes, where nothing else is said.
            let minutes = text.digits(start).filter(|minutes| [5, 10, 15, 20, 30, 45].contains(minutes));
            if let Some(minutes) = minutes
                && text.is(start + 1, &["innan", "fore"])
                && super::day::ends_phrase(text, start + 2)
                && text.is(start.wrapping_sub(1), &["mig", "mej", "oss", "till", "paminn", "pling", "plinga", "ping", "pinga"])
            {
                return Some((start + 1, by(Stretch { seconds: i64::from(minutes) * 60, clock: true, ..Stretch::default() })));
            }
            let (end, length) = stretch::one(text, start, true)?;
            // "1 h 30 min"
            let more = stretch::one(text, end, true).filter(|(_, more)| length.clock && more.clock && more.seconds < length.seconds);
            return Some(match more {
                Some((end, more)) => (end, by(stretch::add(length, more))),
                None => (end, by(length)),
            });
        }
    };
    Some(found)
}

/// "14, 3 och 1 dag": numbers that share the unit of the last one.
fn shared_unit(text: &Text, at: usize) -> Match<Vec<LeadSaid>> {
    let mut numbers: Vec<u32> = Vec::new();
    let mut next = at;
    // "15/4, en vecka innan" is a date and a lead: slashes join leads only where nothing else does ("14/3/1 dag").
    let mut slashes = 0;
    if text.is(at.wrapping_sub(1), &["/"]) && text.glued(at) {
        return None;
    }
    let named = text.is(at.wrapping_sub(1), &["rum", "sal", "avd", "avdelning", "nr", "nummer", "room", "lokal", "plan", "vaning"]);
    while let Some(number) = text.number(next).filter(|number| *number <= 120)
        && numbers.len() < 6
        && !named
    {
        // "1,5 timme" is one number.
        let decimal = text.is(next + 1, &[","]) && text.glued(next + 1) && text.glued(next + 2);
        let after = if decimal { next + 1 } else { text.skip(text.skip(next + 1, &[",", "/"]), &["och", "and", "resp"]) };
        if after == next + 1 {
            break;
        }
        slashes += usize::from(text.is(next + 1, &["/"]));
        numbers.push(number);
        next = after;
    }
    let (end, last) = stretch::one(text, next, true)?;
    let unit_at = end.checked_sub(1)?;
    let unit = super::lexicon::unit(text, unit_at)?;
    if numbers.is_empty() || slashes > 0 && slashes < numbers.len() {
        return None;
    }
    let mut said: Vec<LeadSaid> = numbers.iter().map(|number| by(stretch::scaled(unit, i64::from(*number) * 10, false))).collect();
    said.push(by(last));
    Some((end, said))
}

/// "samma dag", "på själva dagen", "på dagen", "on the day": the day itself.
fn same_day(text: &Text, at: usize) -> Option<usize> {
    text.after(
        at,
        &[
            &["pa", "sjalva", "dagen"],
            &["pa", "dagen", "det", "galler"],
            &["pa", "dagen"],
            &["samma", "dag", "som"],
            &["samma", "dag"],
            &["samma", "morgon"],
            &["sjalva", "dagen"],
            &["pa", "samma", "dag"],
            &["dagen", "det", "galler"],
            &["on", "the", "day", "itself"],
            &["on", "the", "day"],
            &["on", "the", "same", "day"],
            &["the", "same", "day"],
            &["same", "day"],
            &["den", "dagen"],
            &["och", "dagen", "d"],
            &["d", "-", "dagen"],
            &["pa", "morgonen", "samma", "dag"],
            &["samma", "dag", "pa", "morgonen"],
            &["pa", "sjalva", "deadlinen"],
            &["nar", "det", "ar", "dags"],
        ],
    )
}

/// "kvällen före samt på morgonen": the morning of the day itself.
fn same_morning(text: &Text, at: usize) -> Option<usize> {
    text.after(at, &[&["pa", "morgonen"], &["samma", "morgon"], &["in", "the", "morning"], &["the", "same", "morning"]])
}

/// "före 2 dagar", "innan en vecka": the pointer put first.
fn turned_around(text: &Text, at: usize) -> Match<Leads> {
    let start = text.skip(at, &["med"]);
    if !text.is(start, &["fore", "innan", "before", "forvarning", "framforhallning"]) || text.number(start + 1).is_none() {
        return None;
    }
    let (end, length) = stretch::one(text, start + 1, false)?;
    let end = text.skip(end, &["fran", "from"]);
    pointer(text, end).is_none().then(|| (end, Leads::Before(vec![by(length)])))
}

/// The word that turns a measure into a lead, and whether it points before or after.
fn pointer(text: &Text, at: usize) -> Option<(usize, bool)> {
    let before = text.after(
        at,
        &[
            &["i", "forvag"],
            &["innan", "dess"],
            &["fore", "dess"],
            &["innan"],
            &["inan"],
            &["inna"],
            &["ina"],
            &["fore"],
            &["dessforinnan"],
            &["tidigare"],
            &["before"],
            &["ahead"],
            &["beforehand"],
            &["prior", "to"],
            &["prior"],
            &["in", "advance"],
            &["earlier"],
            &["framforhallning"],
            &["marginal"],
            &["forvarning"],
            &["notice"],
            &["varsel"],
            &["dess", "forinnan"],
            &["i", "forhand"],
            &["kvar", "till"],
            &["kvar", "tills"],
            &["left", "until"],
        ],
    );
    if let Some(end) = before {
        return Some((end, true));
    }
    // "när det är tio minuter kvar"
    if text.is(at, &["kvar", "left"]) && (at + 1 >= text.len() || text.is(at + 1, &[".", "!", "?", ","])) {
        return Some((at + 1, true));
    }
    text.after(at, &[&["efterat"], &["darefter"], &["efter"], &["after"], &["senare"], &["afterwards"], &["later"]]).map(|end| (end, false))
}

/// What joins one lead to the next.
fn conjunction(text: &Text, at: usize) -> Option<usize> {
    text.after(
        at,
        &[
            &[",", "och"],
            &[",", "sen"],
            &[",", "sedan"],
            &[",", "samt"],
            &["och", "sen"],
            &["och", "slutligen"],
            &["och", "till", "sist"],
            &["och", "sedan"],
            &["och", "aven"],
            &["samt"],
            &["och"],
            &[","],
            &["&"],
            &["and"],
            &["+"],
            &["plus"],
            &["dels"],
            &["eller"],
        ],
    )
}

/// Reads leads: "både 2 veckor och 1 dag före", "10 dagar innan och på själva dagen".
pub(super) fn read(text: &Text, at: usize) -> Match<Leads> {
    if at >= text.len() {
        return None;
    }
    text.leads.at(at, || read_at(text, at))
}

fn read_at(text: &Text, at: usize) -> Match<Leads> {
    if let Some(found) = turned_around(text, at) {
        return Some(found);
    }
    // "… om provet och på dagen"
    if text.is(at, &["och", "and", "samt"])
        && let Some(end) = same_day(text, at + 1).filter(|end| *end >= text.len() || text.is(*end, &[".", "!", ","]))
    {
        return Some((end, Leads::Before(vec![by(days(0))])));
    }
    let start = text.skip(at, &["bade", "dels", "both", "med", "om", "forst", "first"]);
    let start = if start == at { at } else { text.skip(start, &["pa", "ca", "cirka"]) };
    let at_om = start > at && text.word(at) == "om";
    let mut said: Vec<LeadSaid> = Vec::new();
    let mut end = start;
    let mut pointed = None;
    // "2 timmar innan och 15 min innan": each with its own pointer is a lead of its own.
    let mut own_pointers = 0;
    let mut next = start;
    loop {
        if let Some(after) =
            same_day(text, next).filter(|after| !said.is_empty() || listed_after(text, next) || is_alone(text, next, *after))
        {
            said.push(by(days(0)));
            end = after;
            pointed = pointed.or(Some(true));
        } else if let Some(after) = same_morning(text, next).filter(|_| pointed == Some(true)) {
            said.push(LeadSaid { how: How::By(days(0)), at: Some(Clock::Part(DayPart::Morning)) });
            end = after;
        } else if let Some((after, list)) = shared_unit(text, next) {
            said.extend(list);
            end = after;
            if let Some((after, before)) = pointer(text, end) {
                pointed = Some(before);
                end = after;
            }
        } else if let Some((after, lead)) = measure(text, next) {
            // "på fredag innan lunch" is a time on Friday.
            if matches!(lead.how, How::Weekday(_)) && clock::read(text, after).is_some() {
                break;
            }
            said.push(lead);
            end = after;
            if let Some((after, before)) = pointer(text, end) {
                if pointed.is_some_and(|was| was != before) {
                    said.pop();
                    break;
                }
                pointed = Some(before);
                own_pointers += 1;
                end = after;
            }
        } else {
            break;
        }
        // "1 månad 1 vecka och 1 dag innan": nothing but a space between two of them.
        let beside = || measure(text, end).filter(|_| pointed.is_none() && end > start && !text.is(end, &["den", "the"])).map(|_| end);
        let Some(after) = conjunction(text, end).or_else(beside) else { break };
        // Only go on where another measure or the day itself follows.
        let again = text.skip(after, &["dels", "igen", "aven", "ocksa", "sa", "and"]);
        if pointed == Some(true) && same_morning(text, again).is_some() {
            next = again;
            continue;
        }
        if measure(text, again).is_none() && same_day(text, again).is_none() {
            break;
        }
        if measure(text, again).is_some_and(|(after, _)| !leads_on(text, after, pointed.is_some())) && same_day(text, again).is_none() {
            break;
        }
        next = again;
    }
    let before = pointed?;
    if said.is_empty() || at_om && said.len() == 1 && !before {
        return None;
    }
    if !before {
        return match said.first() {
            Some(LeadSaid { how: How::By(length), .. }) if said.len() == 1 && !length.clock => Some((end, Leads::After(*length))),
            Some(LeadSaid { how: How::Weekday(weekday), .. })
                if said.len() == 1 && (end >= text.len() || text.is(end, &[",", ".", "!", "om", "att", "kl"])) =>
            {
                Some((end, Leads::AfterWeekday(*weekday)))
            }
            _ => None,
        };
    }
    let bare_weekday_list = said.iter().all(|lead| matches!(lead.how, How::Weekday(_))) && said.len() > 1;
    if bare_weekday_list {
        return None;
    }
    let mut said = if own_pointers > 1 { said } else { merge_clock(text, start, said) };
    // "dagen innan kl 18": a time right after belongs to the lead, unless the lead counts hours.
    let by_days = said.last().is_some_and(|lead| !matches!(lead.how, How::By(length) if length.clock));
    let clock_at = text.skip(end, &[","]);
    if by_days
        && clock_at == end
        && let Some((after, clock)) = clock::read(text, end)
        && !text.is(end, &["innan", "fore", "efter"])
        && !matches!(clock, Clock::Impossible | Clock::Several(..))
        && let Some(last) = said.last_mut()
    {
        last.at = Some(clock);
        return Some((after, Leads::Before(said)));
    }
    Some((end, Leads::Before(said)))
}

/// A list of leads goes on: the pointer follows now or after further measures, or stood before already.
fn leads_on(text: &Text, at: usize, pointed: bool) -> bool {
    let mut at = at;
    for _ in 0..6 {
        if pointer(text, at).is_some() {
            return true;
        }
        let next = text.skip(text.skip(at, &[",", "och", "and", "samt", "&", "+"]), &["och", "and", "pa"]);
        if next == at {
            break;
        }
        match measure(text, next) {
            Some((after, _)) => at = after,
            None => return pointed && same_day(text, next).is_some(),
        }
    }
    // "en vecka innan och en dag": the second measure shares the pointer.
    pointed && super::day::ends_phrase(text, at)
}

/// "påminn mig samma dag": the day itself and nothing else.
fn is_alone(text: &Text, at: usize, end: usize) -> bool {
    text.is(at, &["samma", "same", "the", "sjalva"])
        && (end >= text.len() || text.is(end, &[".", "!", ","]) || clock::read(text, end).is_some())
        || text.starts(at, &["pa", "sjalva", "dagen"])
        || text.starts(at, &["pa", "morgonen", "samma", "dag"])
        // "resan 1 maj, på dagen kl 12"
        || text.starts(at, &["pa", "dagen"])
            && text.is(at.wrapping_sub(1), &[","])
            && (end >= text.len() || text.is(end, &[".", "!"]) || clock::read(text, end).is_some())
}

/// "samma dag och dagen innan": the day itself first, a lead after it.
fn listed_after(text: &Text, at: usize) -> bool {
    let Some(end) = same_day(text, at) else { return false };
    let next = text.skip(text.skip(end, &[","]), &["och", "and", "samt"]);
    next > end && measure(text, next).is_some_and(|(after, _)| leads_on(text, after, false))
}

/// "1 timme och 30 minuter innan" is one lead unless "både" said otherwise.
fn merge_clock(text: &Text, start: usize, said: Vec<LeadSaid>) -> Vec<LeadSaid> {
    let both = text.is(start.wrapping_sub(1), &["bade", "dels", "both"]);
    match said.as_slice() {
        [LeadSaid { how: How::By(hours), at: None }, LeadSaid { how: How::By(minutes), at: None }]
            if !both
                && hours.clock
                && minutes.clock
                && hours.seconds % 3600 == 0
                && minutes.seconds < 3600
                && hours.seconds > minutes.seconds =>
        {
            vec![by(stretch::add(*hours, *minutes))]
        }
        _ => said,
    }
}
