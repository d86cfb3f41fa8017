//! Which of several moments that a message names is the one it is about.

use jiff::civil::Date;

use super::clause;
use super::clock::Clock;
use super::compose::Draft;
use super::phrase::{Day, Joint, Month, Year};
use super::scan::{Group, Part, Role};

/// Verbs of what has been.
const TOLD: &[&str] = &[
    "var", "hade", "började", "blev", "fick", "tog", "gick", "jobbade", "skrev", "gjorde", "bytte", "pratade", "sökte", "kom", "varit",
    "haft", "sedan", "was", "were", "had", "started", "got", "took", "went", "wrote", "did",
];

impl Draft {
    /// Chooses the moment that is meant when several are named.
    #[expect(clippy::too_many_lines, reason = "one list of what speaks for a moment")]
    pub(super) fn choose(&mut self, today: Option<Date>) {
        let askings: Vec<usize> = self.items.iter().filter(|item| item.part == Part::Asking).map(|item| item.end).collect();
        let sentences = clause::sentences(&self.text);
        let sentence_of = |at: usize| sentences.iter().position(|(first, end)| (*first..*end).contains(&at));
        let asked = self.items.iter().find(|item| item.part == Part::Asking).and_then(|item| sentence_of(item.end - 1));
        // What another sentence tells of the past, and the sentence right before the asking.
        let elsewhere = |group: &Group| match (asked, sentence_of(group.first)) {
            (Some(asked), Some(own)) if own != asked => {
                let told = (sentences[own].0..group.first).any(|at| TOLD.contains(&self.text.low(at)));
                let full = group.day.is_some() && (group.clock.is_some() || group.weekday.is_some());
                i32::from(own + 1 == asked) + i32::from(full) - i32::from(told) * 4
            }
            // "Jag börjar den 13 april. … Påminn mig att ringa den 23 mars kl 10.": the asking ends with its own day.
            (Some(asked), Some(own)) if own == asked && self.leads.is_empty() && asked > 0 => {
                let closes = (group.end..sentences[own].1).all(|at| self.text.is(at, &[".", "!", "?", "tack"]));
                i32::from(closes && group.day.as_ref().is_some_and(is_one_day)) * 4
            }
            _ => 0,
        };
        // "påminn mig när jag vaknar typ 8"
        let waking = |end: usize| {
            let day = [
                &["nar", "jag", "vaknar"][..],
                &["nar", "jag", "gar", "upp"],
                &["nar", "jag", "kommer", "hem"],
                &["when", "i", "wake", "up"],
            ];
            self.text.after(end, &day).unwrap_or(end)
        };
        let touches = |group: &Group| {
            askings.iter().map(|end| waking(*end)).any(|ref end| {
                *end <= group.first
                    && group.first - end <= 1
                    && (*end..group.first).all(|at| self.text.is(at, &[",", "pa", "den", "då", "da", ":"]))
            })
        };
        // "… 1 april … till och med 5 februari. Påminn mig två dagar innan dess": the day named last.
        let pointing_back = (0..self.text.len()).any(|at| self.text.is(at, &["dess", "dessforinnan"])) && !self.leads.is_empty();
        let last_told = askings.first().and_then(|asking| self.groups.iter().rposition(|group| group.end < *asking && group.day.is_some()));
        let named_last = |group: &Group| pointing_back && last_told.is_some_and(|last| self.groups[last].first == group.first);
        // "veckan efter påsk är jag borta, påminn mig om frånvaron på fredag": after the comma the asking has its own.
        let set_apart = askings.first().is_some_and(|asking| {
            self.groups.iter().any(|group| group.end < *asking && group.day.is_some())
                && (asking.saturating_sub(3)..*asking).any(|at| self.text.is(at, &[","]))
        });
        let own_end = |group: &Group| {
            set_apart
                && self.leads.is_empty()
                && askings.first().is_some_and(|asking| group.first > *asking)
                && self.text.is(group.first, &["pa"])
                && group.joint.is_none()
                && matches!(group.day, Some(Day::Weekday { .. } | Day::Holiday { .. } | Day::Date { .. }))
                && (group.end..self.text.len()).all(|at| self.text.is(at, &[".", "!", "?", "tack"]))
        };
        let touching: Vec<bool> = self.groups.iter().map(touches).collect();
        let score = |group: &Group| {
            let touches = touches(group);
            let clause = (group.first.saturating_sub(8)..group.first)
                .rev()
                .find(|at| self.text.is(*at, &[",", ".", "!", "?", ";"]))
                .map_or(group.first.saturating_sub(8), |mark| mark + 1);
            let named = (clause..=group.first)
                .any(|at| self.text.is(at, &["senast", "deadline", "sista", "due", "before", "avbokningsdag", "stanger"]));
            let inside = askings.iter().any(|end| {
                self.text.is(*end, &["om", "att", "to", "about", "that"])
                    && *end < group.first
                    && (*end..group.first).all(|at| !self.text.is(at, &[".", ",", "!"]) || self.text.glued(at + 1))
            });
            i32::from(impossible(group)) * 20 + i32::from(touches) * 8 + i32::from(self.text.is(group.first, &["redan"])) * 4
                - i32::from(
                    (group.first.saturating_sub(2)..group.first).any(|at| self.text.is(at, &["var", "was"]) && self.text.low(at) != "vår"),
                ) * 4
                + i32::from(named) * 3
                + i32::from(named_last(group)) * 4
                + i32::from(own_end(group)) * 4
                + i32::from(!inside) * 2
                + i32::from(group.day.is_some()) * 4
                - i32::from(group.day.as_ref().is_some_and(|day| !is_one_day(day)))
                + elsewhere(group)
                - i32::from(!touches && today.is_some_and(|today| lies_behind(group, today))) * 6
                - i32::from(matches!(group.day, Some(Day::Ago(_) | Day::FromToday(..0)))) * 6
        };
        let mut best: Option<(i32, usize)> = None;
        for (index, group) in self.groups.iter().enumerate() {
            if group.joint.is_some() && index > 0 {
                continue;
            }
            let points = score(group);
            if best.is_none_or(|(most, _)| points > most) {
                best = Some((points, index));
            }
        }
        let Some((_, index)) = best else { return };
        let mut primary = self.groups[index].clone();
        self.consumed.extend(primary.ranges.iter().copied());
        let mut last = index;
        while let Some(next) = self.groups.get(last + 1).filter(|next| next.joint.is_some()) {
            self.consumed.extend(next.ranges.iter().copied());
            match next.joint {
                Some(Joint::Or) => self.offered = true,
                Some(Joint::And) => {}
                _ => {
                    last += 1;
                    continue;
                }
            }
            self.joined.push(next.clone());
            last += 1;
        }
        // A day here and a time of day there belong together; a time right after the asking comes first.
        let mut others: Vec<usize> = (0..self.groups.len()).filter(|other| !(index..=last).contains(other)).collect();
        // Where only a time was said beside the asking, the day is the likeliest of the others.
        let dayless = primary.day.is_none();
        others.sort_by_key(|other| (!touching[*other], if dayless { -score(&self.groups[*other]) } else { 0 }));
        for other in others.into_iter().map(|other| &self.groups[other]) {
            // "imorgon istället, påminn om tvätten imorgon 17": the same day once more, with its time.
            let same_day = other.day.is_none() || other.day == primary.day;
            let gives_clock =
                primary.clock.is_none() && (other.clock.is_some() || other.part.is_some() && primary.part.is_none()) && same_day;
            let gives_day = primary.day.is_none() && other.day.is_some();
            if gives_clock {
                primary.clock.clone_from(&other.clock);
                primary.part = primary.part.or(other.part);
            } else if gives_day {
                primary.day.clone_from(&other.day);
                primary.weekday = other.weekday;
            } else {
                continue;
            }
            self.consumed.extend(other.ranges.iter().copied());
        }
        self.put_in_month(&mut primary);
        self.primary = Some(primary);
    }

    /// "nästa månad när lönen kommer, den 25:e": a day of the month and, apart from it, the month.
    fn put_in_month(&mut self, primary: &mut Group) {
        let Some(Day::OfMonth { day, month: None }) = primary.day else { return };
        let said = self.groups.iter().find_map(|group| match group.day {
            Some(Day::MonthPart { month, third: None }) if group.role == Role::Day && group.end <= primary.first => Some((month, group)),
            _ => None,
        });
        let Some((month, group)) = said else { return };
        primary.day = Some(match month {
            Month::FromNow(ahead) => Day::OfMonth { day, month: Some(ahead) },
            Month::Named { month, year } => Day::Date { year, month, day },
        });
        self.consumed.extend(group.ranges.iter().copied());
    }
}

/// A day or time that does not exist outweighs all others: it must not pass unseen.
fn impossible(group: &Group) -> bool {
    matches!(group.day, Some(Day::NoSuchDate { .. } | Day::NoSuchWeek(_))) || matches!(group.clock, Some(Clock::Impossible))
}

/// A day of its own, not a longer time in which one would have to be chosen.
fn is_one_day(day: &Day) -> bool {
    !matches!(
        day,
        Day::MonthPart { .. }
            | Day::QuarterPart { .. }
            | Day::YearPart { .. }
            | Day::Season { .. }
            | Day::Weekend { .. }
            | Day::Week { weekday: None, .. }
            | Day::WeekFromNow { weekday: None, .. }
            | Day::Open
    )
}

/// A day of a year that was said and that is over.
fn lies_behind(group: &Group, today: Date) -> bool {
    match group.day {
        Some(Day::Date { year: Year::Exactly(year), month, day }) => (year, month, day) < (today.year(), today.month(), today.day()),
        Some(Day::MonthPart { month: Month::Named { month, year: Year::Exactly(year) }, .. }) => {
            (year, month) < (today.year(), today.month())
        }
        Some(Day::YearPart { year: Year::Exactly(year), .. }) => year < today.year(),
        _ => false,
    }
}
