//! Weekdays: "fredag", "nästa fredag", "måndag till onsdag", "fredagskväll".

use super::day::{connector, gather};
use super::lexicon::{DayForm, weekday};
use super::phrase::{Day, DayFound, Direction, Joint, Match, Step, Stretch, Which};
use super::token::Text;

fn weekday_modifier(text: &Text, at: usize) -> Option<(usize, Which)> {
    let (end, which) = match text.word(at) {
        "nasta" | "next" => (at + 1, Which::Next),
        "nastnasta" => (at + 1, Which::AfterNext),
        "kommande" | "nastkommande" | "narmaste" | "denna" | "coming" | "this" => (at + 1, Which::Coming),
        "den" if text.is(at + 1, &["har", "narmaste", "kommande"]) => (at + 2, Which::Coming),
        "the" if text.is(at + 1, &["coming", "following"]) => (at + 2, Which::Coming),
        "forra" | "last" => (at + 1, Which::Past),
        _ => return None,
    };
    Some((end, which))
}

/// "fredag", "nästa fredag", "i fredags", "måndag till onsdag", "tis och tors".
pub(super) fn weekday_alone(text: &Text, at: usize) -> Match<Day> {
    let (start, mut which) = weekday_modifier(text, at).unwrap_or((at, Which::Coming));
    let (first, form, part) = weekday(text, start)?;
    if form == DayForm::Plural || part.is_some() || text.runs_on(start + 1) && !weekday_runs_on(text, start) {
        return None;
    }
    if form == DayForm::Past {
        // "i torsdags" lies behind; "torsdags" alone is an adjective.
        if !text.is(at.wrapping_sub(1), &["i"]) {
            return None;
        }
        which = Which::Past;
    }
    let mut end = text.skip(start + 1, &["."]);
    if end > start + 1 && (end >= text.len() || text.word(start).len() > 4) {
        end = start + 1;
    }
    if text.starts(end, &["after", "next"]) || text.starts(end, &["efter", "nasta"]) && !text.is(end + 2, &["mote", "vecka"]) {
        return Some((end + 2, Day::Weekday { weekday: first, which: Which::AfterNext }));
    }
    // "on Saturday week"
    if text.english && text.is(end, &["week"]) && text.is(at.wrapping_sub(1), &["on"]) && text.number(end + 1).is_none() {
        let week = Stretch { days: 7, weeks_only: true, ..Stretch::default() };
        let base = Box::new(Day::Weekday { weekday: first, which });
        return Some((end + 1, Day::Around { base, step: Step::By(week, Direction::After) }));
    }
    let mut days = vec![Day::Weekday { weekday: first, which }];
    let mut joint = Joint::Range;
    while let Some((next, kind)) = connector(text, end).or_else(|| unjoined(text, end, 7)) {
        let next = text.skip(next, &["pa", "on", "den"]);
        let (next, which) = weekday_modifier(text, next).unwrap_or((next, which));
        let Some((other, DayForm::Plain | DayForm::Definite, None)) = weekday(text, next) else { break };
        if days.len() >= 7 {
            break;
        }
        // "fredag och lördag v 14" keeps its week; "fredag, måndag v 14" too: the last one takes it.
        days.push(Day::Weekday { weekday: other, which });
        joint = if joint == Joint::Or { Joint::Or } else { kind };
        end = next + 1;
    }
    Some((end, gather(days, joint)))
}

/// "måndag onsdag och fredag": the comma left out of a list that goes on.
/// A week has no more than seven.
fn unjoined(text: &Text, at: usize, most: usize) -> Option<(usize, Joint)> {
    let (_, DayForm::Plain, None) = weekday(text, at)? else { return None };
    let further = || most.checked_sub(1).and_then(|most| unjoined(text, at + 1, most));
    let (next, joint) = connector(text, at + 1).or_else(further)?;
    (joint != Joint::Range && weekday(text, next).is_some()).then_some((at, Joint::And))
}

/// "mån-fre", "mån/ons", "fredag-lördag": the hyphen joins weekdays.
fn weekday_runs_on(text: &Text, at: usize) -> bool {
    text.is(at + 1, &["-", "/", "+"]) && (weekday(text, at + 2).is_some() || text.width(at + 2) > 0)
}

/// "fredagskväll", "måndagmorgon".
pub(super) fn compound_weekday(text: &Text, at: usize) -> Match<DayFound> {
    let (start, which) = weekday_modifier(text, at).unwrap_or((at, Which::Coming));
    let (weekday, form, part) = weekday(text, start)?;
    // "på fredags kväll"
    if form == DayForm::Past
        && text.is(start + 1, &["kvall", "morgon", "eftermiddag", "formiddag"])
        && !text.is(at.wrapping_sub(1), &["i"])
        && !text.runs_on(start + 2)
    {
        let part = super::lexicon::day_part(text.word(start + 1));
        return Some((start + 2, DayFound { day: Day::Weekday { weekday, which }, part }));
    }
    (part.is_some() && form == DayForm::Plain && !text.runs_on(start + 1))
        .then_some((start + 1, DayFound { day: Day::Weekday { weekday, which }, part }))
}
