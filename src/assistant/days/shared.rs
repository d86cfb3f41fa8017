//! What of a text holds for several of its days: the last day to sign up, the seats.

use jiff::civil::Date;

use super::read::{Day, Doubt, Mention, folded};

/// A date that is the last one to sign up: its place among the dates of the text, where its sentence begins.
pub type Deadline = (usize, usize, Date);

/// Gives each day its last day to sign up. One that stands in a day's own line is that line's. Of those that
/// stand for themselves the only one holds for all other days, and of several each holds for those since the
/// one before it (or, where it stands first, for those after it).
pub fn set_deadlines(text: &str, days: &mut [Day], deadlines: &[Deadline], doubts: &mut Vec<Doubt>) {
    let lines: Vec<usize> = days.iter().map(|day| day.sentence).collect();
    let last = lines.iter().max().copied();
    // What the last line of running text says may be said of all.
    let owned = |sentence: usize| lines.contains(&sentence) && (Some(sentence) != last || is_item(text, sentence));
    // One between two days of its sentence is the former's.
    let between = |at: usize, sentence: usize| {
        let beside = |before: bool| days.iter().any(|day| day.sentence == sentence && (day.mention < at) == before);
        beside(true) && beside(false)
    };
    let free: Vec<Deadline> = deadlines.iter().filter(|(at, sentence, _)| !owned(*sentence) && !between(*at, *sentence)).copied().collect();
    let leads = free.first().is_some_and(|(first, ..)| days.iter().all(|day| day.mention > *first));
    let firsts: Vec<(usize, usize)> = lines
        .iter()
        .map(|line| (*line, days.iter().filter(|day| day.sentence == *line).map(|day| day.mention).min().unwrap_or(0)))
        .collect();
    for day in days {
        let own: Vec<&Deadline> = deadlines.iter().filter(|(_, sentence, _)| *sentence == day.sentence).collect();
        // One that stands before a day is of that day only where it leads its sentence: else it is of the day before it.
        let earlier =
            |deadline: &&&Deadline| deadline.0 < firsts.iter().find(|(line, _)| *line == day.sentence).map_or(0, |(_, first)| *first);
        let own = own.iter().find(|(at, ..)| *at > day.mention).or(own.iter().rfind(earlier)).copied();
        let shared = match free.as_slice() {
            [only] => Some(only),
            several if leads => several.iter().rev().find(|(at, ..)| *at < day.mention),
            several => several.iter().find(|(at, ..)| *at > day.mention),
        };
        let by = own.or(shared).map(|(.., date)| *date);
        day.plan.sign_up_by = by.filter(|by| *by <= day.plan.first);
        if let Some(by) = by.filter(|by| *by > day.plan.first) {
            doubts.push(Doubt::SignUpAfter(day.plan.first, by));
        }
    }
}

/// Whether a sentence is an item of a list.
fn is_item(text: &str, sentence: usize) -> bool {
    text.get(sentence..).is_some_and(|line| line.trim_start().starts_with(['-', '*', '•', '–']))
}

/// Gives each day its seats: those of its own line, or of the lines between it and the next day; else those
/// that are said of all, above the first day or below the last.
pub fn set_seats(text: &str, mentions: &[Mention<'_>], days: &mut [Day]) {
    let mut lines: Vec<usize> = days.iter().map(|day| day.sentence).collect();
    lines.sort_unstable();
    let above = lines.first().and_then(|first| seats(text.get(..*first)?));
    let mut below = None;
    for day in days.iter_mut() {
        let Some(mention) = mentions.get(day.mention) else { continue };
        let next = lines.iter().copied().find(|line| *line > day.sentence);
        let between = seats(text.get(mention.ends..next.unwrap_or(text.len())).unwrap_or_default());
        let led = || seats(mention.before).filter(|_| mention.leads);
        let own = seats(mention.after).or_else(led).or_else(|| seats(text.get(day.sentence..mention.ends)?));
        day.plan.seats = own.or(between.filter(|_| next.is_some()));
        if next.is_none() {
            below = between;
        }
    }
    // Where others have seats of their own, what stands below the last is the last one's.
    let some_own = days.iter().any(|day| day.plan.seats.is_some());
    for day in days {
        let below = below.filter(|_| !some_own || Some(&day.sentence) == lines.last());
        day.plan.seats = day.plan.seats.or(below).or(above);
    }
}

/// "max 30 deltagare", "25 platser", "högst 20 st": how many can come.
#[must_use]
pub fn seats(text: &str) -> Option<u32> {
    const AFTER: [&str; 9] = ["platser", "deltagare", "personer", "plats", "seats", "participants", "st-lakare", "st", "places"];
    const OTHER: [&str; 14] =
        ["min", "minuter", "tim", "timmar", "timme", "dagar", "dag", "kr", "kronor", "sidor", "tecken", "ar", "poang", "procent"];
    const BEFORE: [&str; 6] = ["max", "hogst", "maximalt", "upp till", "begransat till", "at most"];
    let folded = folded(text);
    let words: Vec<&str> = folded
        .split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | '.' | ':' | '(' | ')' | ';'))
        .filter(|word| !word.is_empty())
        .collect();
    words.iter().enumerate().find_map(|(at, word)| {
        let number: u32 = word.parse().ok().filter(|number| (1..=5_000).contains(number))?;
        let lead = words[..at].iter().rev().take(2).rev().copied().collect::<Vec<_>>().join(" ");
        let limited = BEFORE.iter().any(|before| lead.ends_with(before));
        let next = words.get(at + 1).copied().unwrap_or_default();
        let counted = AFTER.iter().position(|after| *after == next);
        let labelled = lead.ends_with("antal platser") || lead.ends_with("platser");
        // "max 30, anmälan …"; "max 30 minuter" is something else.
        let bare = limited && !OTHER.contains(&next);
        // "30 st" and "30 ST-läkare" limit nothing by themselves.
        (bare || labelled || (limited && counted.is_some()) || counted.is_some_and(|kind| kind < 6 && kind != 2)).then_some(number)
    })
}
