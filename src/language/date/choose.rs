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

/// What speaks for one moment of a message or another.
struct Weighing<'a> {
    draft: &'a Draft,
    /// Where each asking ends.
    askings: Vec<usize>,
    sentences: Vec<(usize, usize)>,
    /// The sentence that asks first.
    asked: Option<usize>,
    /// The moment named last before the asking, where "dess" points back to it.
    named_last: Option<usize>,
    /// Whether the asking stands behind a comma, with a day before that.
    set_apart: bool,
    today: Option<Date>,
}

impl<'a> Weighing<'a> {
    fn new(draft: &'a Draft, today: Option<Date>) -> Self {
        let (text, groups) = (&draft.text, &draft.groups);
        let askings: Vec<usize> = draft.items.iter().filter(|item| item.part == Part::Asking).map(|item| item.end).collect();
        let sentences = clause::sentences(text);
        let asked = askings.first().and_then(|end| sentences.iter().position(|(first, last)| (*first..*last).contains(&(end - 1))));
        // "… 1 april … till och med 5 februari. Påminn mig två dagar innan dess": the day named last.
        let pointing_back = (0..text.len()).any(|at| text.is(at, &["dess", "dessforinnan"])) && !draft.leads.is_empty();
        let last_told = askings.first().and_then(|asking| groups.iter().rposition(|group| group.end < *asking && group.day.is_some()));
        let named_last = last_told.filter(|_| pointing_back).map(|last| groups[last].first);
        // "veckan efter påsk är jag borta, påminn mig om frånvaron på fredag": after the comma the asking has its own.
        let set_apart = askings.first().is_some_and(|asking| {
            groups.iter().any(|group| group.end < *asking && group.day.is_some())
                && (asking.saturating_sub(3)..*asking).any(|at| text.is(at, &[","]))
        });
        Self { draft, askings, sentences, asked, named_last, set_apart, today }
    }

    fn sentence_of(&self, at: usize) -> Option<usize> {
        self.sentences.iter().position(|(first, end)| (*first..*end).contains(&at))
    }

    /// What another sentence tells of the past, and the sentence right before the asking.
    fn elsewhere(&self, group: &Group) -> i32 {
        let text = &self.draft.text;
        match (self.asked, self.sentence_of(group.first)) {
            (Some(asked), Some(own)) if own != asked => {
                let told = (self.sentences[own].0..group.first).any(|at| TOLD.contains(&text.low(at)));
                let full = group.day.is_some() && (group.clock.is_some() || group.weekday.is_some());
                i32::from(own + 1 == asked) + i32::from(full) - i32::from(told) * 4
            }
            // "Jag börjar den 13 april. … Påminn mig att ringa den 23 mars kl 10.": the asking ends with its own day.
            (Some(asked), Some(own)) if own == asked && self.draft.leads.is_empty() && asked > 0 => {
                let closes = (group.end..self.sentences[own].1).all(|at| text.is(at, &[".", "!", "?", "tack"]));
                i32::from(closes && group.day.as_ref().is_some_and(is_one_day)) * 4
            }
            _ => 0,
        }
    }

    /// Whether a moment stands right behind the asking: "påminn mig på fredag", "påminn mig när jag vaknar typ 8".
    fn touches(&self, group: &Group) -> bool {
        const WAKING: [&[&str]; 4] =
            [&["nar", "jag", "vaknar"], &["nar", "jag", "gar", "upp"], &["nar", "jag", "kommer", "hem"], &["when", "i", "wake", "up"]];
        let text = &self.draft.text;
        self.askings.iter().map(|end| text.after(*end, &WAKING).unwrap_or(*end)).any(|end| {
            end <= group.first && group.first - end <= 1 && (end..group.first).all(|at| text.is(at, &[",", "pa", "den", "då", "da", ":"]))
        })
    }

    /// Whether a moment ends the message whose asking is set apart by a comma.
    fn is_own_end(&self, group: &Group) -> bool {
        let text = &self.draft.text;
        self.set_apart
            && self.draft.leads.is_empty()
            && self.askings.first().is_some_and(|asking| group.first > *asking)
            && text.is(group.first, &["pa"])
            && group.joint.is_none()
            && matches!(group.day, Some(Day::Weekday { .. } | Day::Holiday { .. } | Day::Date { .. }))
            && (group.end..text.len()).all(|at| text.is(at, &[".", "!", "?", "tack"]))
    }

    /// Whether a word before a moment says that it is a last day.
    fn is_named(&self, group: &Group) -> bool {
        let text = &self.draft.text;
        let clause = (group.first.saturating_sub(8)..group.first)
            .rev()
            .find(|at| text.is(*at, &[",", ".", "!", "?", ";"]))
            .map_or(group.first.saturating_sub(8), |mark| mark + 1);
        (clause..=group.first).any(|at| text.is(at, &["senast", "deadline", "sista", "due", "before", "avbokningsdag", "stanger"]))
    }

    /// Whether a moment is what a last day is said to be, where another day stands between: "sista avbokningsdag för kursen
    /// 6 maj är 20 april", "the course is 6 May, cancel by 20 April".
    fn is_told(&self, group: &Group) -> bool {
        const LAST: [&str; 7] = ["sista", "avbok", "anmalningsdag", "ansokningsdag", "deadline", "cancel", "last"];
        let text = &self.draft.text;
        let sentence = self.sentence_of(group.first).map_or(0, |own| self.sentences[own].0);
        let verb = |group: &Group| {
            let near = group.first.saturating_sub(2)..=group.first;
            near.into_iter().find(|at| text.is(*at, &["ar", "blir", "is", "by"]) && text.low(*at) != "år")
        };
        let Some(told) = verb(group) else { return false };
        let last = |at: usize| LAST.iter().any(|stem| text.word(at).starts_with(stem));
        // Of two that are told, "… är 20 april för kursen som är 6 maj", the first is meant.
        let between = |other: &Group| {
            other.day.is_some()
                && other.first >= sentence
                && other.end <= told
                && !verb(other).is_some_and(|verb| (sentence..verb).any(last))
        };
        group.day.is_some() && (sentence..told).any(last) && self.draft.groups.iter().any(between)
    }

    /// Whether a moment stands within what shall be reminded of: "påminn mig om mötet på fredag".
    fn is_inside(&self, group: &Group) -> bool {
        let text = &self.draft.text;
        self.askings.iter().any(|end| {
            text.is(*end, &["om", "att", "to", "about", "that"])
                && *end < group.first
                && (*end..group.first).all(|at| !text.is(at, &[".", ",", "!"]) || text.glued(at + 1))
        })
    }

    /// How much speaks for a moment.
    fn score(&self, group: &Group) -> i32 {
        let text = &self.draft.text;
        let touches = self.touches(group);
        let was = (group.first.saturating_sub(2)..group.first).any(|at| text.is(at, &["var", "was"]) && text.low(at) != "vår");
        let last_named = self.named_last == Some(group.first);
        let gone = !touches && self.today.is_some_and(|today| lies_behind(group, today));
        i32::from(impossible(group)) * 20 + i32::from(touches) * 8 + i32::from(text.is(group.first, &["redan"])) * 4 - i32::from(was) * 4
            + i32::from(self.is_named(group)) * 3
            + i32::from(last_named) * 4
            + i32::from(self.is_told(group)) * 6
            + i32::from(self.is_own_end(group)) * 4
            + i32::from(!self.is_inside(group)) * 2
            + i32::from(group.day.is_some()) * 4
            - i32::from(group.day.as_ref().is_some_and(|day| !is_one_day(day)))
            + self.elsewhere(group)
            - i32::from(gone) * 6
            - i32::from(matches!(group.day, Some(Day::Ago(_) | Day::FromToday(..0)))) * 6
    }
}

impl Draft {
    /// Chooses the moment that is meant when several are named.
    pub(super) fn choose(&mut self, today: Option<Date>) {
        let weighing = Weighing::new(self, today);
        let scores: Vec<i32> = self.groups.iter().map(|group| weighing.score(group)).collect();
        let touching: Vec<bool> = self.groups.iter().map(|group| weighing.touches(group)).collect();
        let mut best: Option<(i32, usize)> = None;
        for (index, group) in self.groups.iter().enumerate() {
            if group.joint.is_some() && index > 0 {
                continue;
            }
            if best.is_none_or(|(most, _)| scores[index] > most) {
                best = Some((scores[index], index));
            }
        }
        let Some((_, index)) = best else { return };
        let mut primary = self.groups[index].clone();
        self.consumed.extend(primary.ranges.iter().copied());
        let last = self.join_on(index);
        // A day here and a time of day there belong together; a time right after the asking comes first.
        let mut others: Vec<usize> = (0..self.groups.len()).filter(|other| !(index..=last).contains(other)).collect();
        // Where only a time was said beside the asking, the day is the likeliest of the others.
        let dayless = primary.day.is_none();
        others.sort_by_key(|other| (!touching[*other], if dayless { -scores[*other] } else { 0 }));
        self.fill_up(&mut primary, &others);
        self.put_in_month(&mut primary);
        self.primary = Some(primary);
    }

    /// Takes what is joined to the chosen moment ("den 5:e och den 6:e") along; where the last of it stands.
    fn join_on(&mut self, index: usize) -> usize {
        let mut last = index;
        while let Some(next) = self.groups.get(last + 1).filter(|next| next.joint.is_some()).cloned() {
            // "26 mars eller fredag 27 mars": the word that joins them goes with them.
            self.consumed.push((self.groups[last].end, next.first));
            self.consumed.extend(next.ranges.iter().copied());
            last += 1;
            match next.joint {
                Some(Joint::Or) => self.offered = true,
                Some(Joint::And) => {}
                _ => continue,
            }
            self.joined.push(next);
        }
        last
    }

    /// Gives the chosen moment the day or the time of day that it lacks, from the others.
    fn fill_up(&mut self, primary: &mut Group, others: &[usize]) {
        for other in others.iter().map(|other| &self.groups[*other]) {
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
