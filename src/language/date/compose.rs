//! Reads a whole message: which of its phrases say when, which belong to the subject, and what the
//! outcome is.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::Language;
use super::ahead;
use super::aside;
use super::beside_turn;
use super::calendar::{days_between, swedish_eve, swedish_holiday, weekday_before};
use super::clause;
use super::clock::Clock;
use super::correction;
use super::cycle::Piece;
use super::except;
use super::kept;
use super::lead::{How, LeadSaid, Leads};
use super::lexicon::DayPart;
use super::moment::{self, Settled};
use super::phrase::{Day, Direction, Joint, Month, Step, Within};
use super::reading::{Context, Due, Lead, Note, Outcome, Question, QuestionKind, Reason, Rejection, Reminder};
use super::reckon::{Origin, Trouble, reckon};
use super::request::{self, Strength};
use super::rrule::Recurrence;
use super::scan::{self, Group, Item, Part, Role};
use super::series;
use super::subject;
use super::token::Text;

/// Characters that a subject may have.
pub(super) const LONGEST_SUBJECT: usize = 500;

/// A message with its phrases sorted.
pub(super) struct Draft {
    pub text: Text,
    pub items: Vec<Item>,
    pub groups: Vec<Group>,
    pub pieces: Vec<Piece>,
    pub leads: Vec<LeadSaid>,
    pub shift: Option<Step>,
    pub strength: Strength,
    /// The moment that the message is about.
    pub primary: Option<Group>,
    /// Days joined to it with "och".
    pub joined: Vec<Group>,
    /// Tokens that are no part of the subject.
    pub consumed: Vec<(usize, usize)>,
    /// Conditions in the person's words that no rule can hold ("men inte 23 mars").
    pub left_out: Vec<String>,
    pub offered: bool,
}

/// What was settled about when.
pub(super) struct When {
    pub due: Due,
    pub recurrence: Option<Recurrence>,
    pub leads: Option<Vec<Lead>>,
    pub also: Vec<Due>,
    pub further: Vec<Due>,
    pub notes: Vec<Note>,
}

impl Draft {
    /// Sorts the phrases of a message.
    /// `today` tells which of several days lie behind.
    pub fn new(message: &str, today: Option<Date>) -> Self {
        let text = Text::of_request(message);
        let mut items = scan::items(&text);
        let mut corrected = correction::apply(&text, &mut items);
        let taken_back = !corrected.is_empty();
        corrected.extend(aside::join_years(&text, &mut items));
        aside::part_sentences(&text, &mut items);
        aside::part_leads(&text, &mut items);
        aside::told_leads(&text, &mut items);
        aside::told_cycles(&text, &mut items);
        aside::once_more(&text, &mut items);
        aside::imply_daily(&mut items);
        aside::each_time(&text, &mut items);
        aside::same_week(&text, &mut items);
        beside_turn::as_leads(&text, &mut items);
        let series = items.iter().any(|item| matches!(item.part, Part::Piece(Piece::Every(_))));
        let days = items.iter().filter(|item| matches!(&item.part, Part::Day(found) if found.day != Day::Open)).count();
        let clocks = items.iter().any(|item| matches!(item.part, Part::Clock(_)));
        items.retain(|item| match &item.part {
            // "fredagens möte" says when only if nothing else does.
            Part::Day(_) if text.word(item.first).ends_with("dagens") => days < 2,
            Part::Day(found) => match &found.day {
                // "… förra månaden. Gör det varje månad": what has been begins no series.
                Day::Ago(_) | Day::FromToday(..0) | Day::MonthPart { month: Month::FromNow(..0), .. } => !series,
                Day::Nth { within: Within::Unsaid, .. } => series,
                Day::List { days, .. } if matches!(days.first(), Some(Day::Nth { within: Within::Unsaid, .. })) => series,
                Day::Open => days == 0 && !series && !clocks,
                // A bare year or a season beside a real day is part of the subject ("kurser i höst").
                Day::YearPart { third: None, .. } | Day::Season { out: None, third: None, .. } | Day::QuarterPart { third: None, .. } => {
                    days < 2
                }
                _ => true,
            },
            Part::Piece(Piece::Except(except)) if except.unread => series,
            Part::Piece(Piece::Count(_) | Piece::For(_)) => series || text.is(item.first, &["kommande", "narmaste"]),
            _ => true,
        });
        let timed = items.iter().any(|item| !matches!(item.part, Part::Asking));
        let strength = request::strength(&text, timed, !taken_back);
        let groups = scan::groups(&text, &items, series);
        let mut draft = Self {
            text,
            items,
            groups,
            pieces: Vec::new(),
            leads: Vec::new(),
            shift: None,
            strength,
            primary: None,
            joined: Vec::new(),
            consumed: corrected,
            left_out: Vec::new(),
            offered: false,
        };
        draft.sort(series, today);
        draft
    }

    /// Whether the message says that something repeats.
    pub fn repeats(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Every(_)))
    }

    fn sort(&mut self, series: bool, today: Option<Date>) {
        self.flip_dotted();
        for item in &self.items {
            let range = (item.first, item.end);
            match &item.part {
                Part::Asking => self.consumed.push(range),
                Part::Leads(Leads::Before(leads)) => {
                    self.leads.extend(leads.iter().cloned());
                    self.consumed.push(range);
                }
                Part::Leads(Leads::After(length)) if self.groups.iter().any(|group| group.day.is_some()) => {
                    self.shift = Some(Step::By(*length, Direction::After));
                    self.consumed.push(range);
                }
                Part::Leads(Leads::AfterWeekday(weekday)) if self.groups.iter().any(|group| group.day.is_some()) => {
                    self.shift = Some(Step::Weekday(*weekday, 1, Direction::After));
                    self.consumed.push(range);
                }
                Part::Piece(piece) if series => {
                    if matches!(piece, Piece::Except(except) if except.is_beside_rule()) {
                        self.left_out.push(aside::words(&self.text, range));
                    }
                    self.pieces.push(piece.clone());
                    self.consumed.push(range);
                }
                Part::Aside => {
                    self.left_out.push(aside::words(&self.text, range));
                    self.consumed.push(range);
                }
                _ => {}
            }
        }
        if series {
            self.consumed.extend(self.groups.iter().flat_map(|group| group.ranges.iter().copied()));
            self.primary = self.groups.iter().find(|group| group.clock.is_some() || group.part.is_some()).cloned();
            self.offered = self.groups.windows(2).any(|pair| pair[1].joint == Some(Joint::Or));
        } else {
            self.choose(today);
        }
    }

    /// "15.10" is a time where another day was said, a date where another time was.
    fn flip_dotted(&mut self) {
        let is_dotted = |group: &Group| matches!(group.day, Some(Day::Dotted { .. }));
        let other_day = self.groups.iter().any(|group| group.day.is_some() && !is_dotted(group))
            || self.items.iter().any(|item| matches!(item.part, Part::Piece(Piece::Every(_))));
        let any_clock = self.groups.iter().any(|group| group.clock.is_some());
        for group in &mut self.groups {
            if let Some(Day::Dotted { day, month }) = group.day {
                let as_time = if any_clock || group.weekday.is_some() { false } else { other_day || day >= 6 && matches!(month, 5 | 10) };
                if as_time && group.clock.is_none() && day < 24 {
                    group.clock = Some(scan::as_clock(day, month));
                    group.day = None;
                } else {
                    group.day = Some(Day::Date { year: super::phrase::Year::Unsaid, month, day });
                    group.dotted = Some((day, month));
                }
            }
        }
    }

    /// The subject and whether it is something to do.
    pub fn subject(&self) -> (String, bool) {
        let taken = |at: usize| self.consumed.iter().any(|(first, end)| (*first..*end).contains(&at));
        let askings: Vec<usize> = self.items.iter().filter(|item| item.part == Part::Asking).map(|item| item.end).collect();
        let timed = |at: usize| taken(at) || self.items.iter().any(|item| (item.first..item.end).contains(&at));
        let mut consumed = clause::idle(&self.text, &askings, self.said_at(), taken, timed);
        consumed.extend(&self.consumed);
        subject::extract(&self.text, &consumed)
    }

    /// "påminn mig om mors dag, dagen innan": the day that is asked about is the matter itself.
    fn holiday_asked_about(&self) -> Option<String> {
        let asking = self.items.iter().find(|item| item.part == Part::Asking)?.end;
        let holiday = |item: &&Item| matches!(&item.part, Part::Day(found) if matches!(found.day, Day::Holiday { .. }));
        let led = |item: &&Item| item.first == asking + 1 && self.text.is(asking, &["om", "about"]);
        let item = self.items.iter().filter(holiday).find(|item| led(item) || !self.leads.is_empty())?;
        Some(aside::words(&self.text, (item.first, item.end)))
    }

    /// The token at which the message begins to say when.
    fn said_at(&self) -> Option<usize> {
        let every = self.items.iter().find(|item| matches!(item.part, Part::Piece(Piece::Every(_))));
        every.map(|item| item.first).or_else(|| self.primary.as_ref().map(|group| group.first))
    }

    /// The language of the message.
    pub fn language(&self) -> Language {
        if self.text.english { Language::English } else { Language::Swedish }
    }
}

/// Reads a whole message.
pub(super) fn read(message: &str, context: &Context) -> Outcome {
    let mut draft = Draft::new(message, Some(context.now.date()));
    let origin = Origin { now: context.now.datetime(), lenient: false };
    let language = draft.language();
    let (mut subject, subject_is_action) = draft.subject();
    let length_unsaid = ahead::take(&mut draft, &mut subject);
    if subject.is_empty() {
        subject = draft.holiday_asked_about().unwrap_or_default();
    }
    if draft.strength == Strength::None {
        return Outcome::Reject(Rejection { reason: Reason::NotAReminder, subject, suggestions: Vec::new(), language });
    }
    let ask = |kind: QuestionKind, options: Vec<Due>, recurrence: Option<Recurrence>, leads: Option<Vec<Lead>>| {
        Outcome::Ask(Question {
            kind,
            subject: subject.clone(),
            subject_is_action,
            options,
            recurrence,
            leads,
            time: time_said(&draft),
            language,
        })
    };
    let said_when =
        draft.primary.as_ref().is_some_and(|group| group.day.is_some() || group.clock.is_some() || group.part.is_some()) || draft.repeats();
    if !said_when {
        let kind = if subject.is_empty() { QuestionKind::Everything } else { QuestionKind::Day };
        return ask(kind, Vec::new(), None, plain_leads(&draft.leads));
    }
    match when(&draft, origin, context.now.time_zone()) {
        Ok(when) => {
            if subject.is_empty() {
                return ask(QuestionKind::Subject, vec![when.due], when.recurrence, when.leads);
            }
            if subject.chars().count() > LONGEST_SUBJECT {
                return ask(QuestionKind::SubjectTooLong, vec![when.due], when.recurrence, when.leads);
            }
            let mut notes = when.notes;
            notes.extend(when.leads.iter().flatten().take(usize::from(length_unsaid)).copied().map(Note::LeadTaken));
            Outcome::Set(Reminder {
                subject,
                subject_is_action,
                due: when.due,
                recurrence: when.recurrence,
                leads: when.leads,
                also: when.also,
                further: when.further,
                notes,
                language,
            })
        }
        Err(Trouble::Ask(kind, options)) => {
            // What was said of how often holds for the answer.
            let recurrence = if kind == QuestionKind::WhenInPeriod { kept::recurrence(&draft) } else { None };
            ask(kind, options, recurrence, plain_leads(&draft.leads))
        }
        Err(Trouble::Reject(reason, suggestions)) => Outcome::Reject(Rejection { reason, subject, suggestions, language }),
    }
}

pub(super) fn time_said(draft: &Draft) -> Option<Time> {
    let group = draft.primary.as_ref()?;
    moment::time_alone(group.clock.as_ref(), group.part).ok().flatten().map(|(time, _)| time)
}

/// Settles when, from all that was said.
pub(super) fn when(draft: &Draft, origin: Origin, zone: &TimeZone) -> Result<When, Trouble> {
    let mut when = if draft.repeats() { series_when(draft, origin)? } else { single_when(draft, origin, zone)? };
    when.leads = settle_leads(draft, &mut when, origin)?;
    when.notes.extend(holiday_note(&when.due));
    for words in &draft.left_out {
        let days = when.recurrence.as_ref().map_or_else(Vec::new, |rule| except::turns_on(words, rule, when.due.date, origin));
        let words = words.clone();
        when.notes.push(if days.is_empty() { Note::LeftOut(words) } else { Note::Skipped { words, days } });
    }
    when.also.retain(|other| *other != when.due);
    when.also.dedup();
    if !when.also.is_empty() {
        when.notes.push(Note::Ambiguous);
    }
    Ok(when)
}

/// The holiday that a day is, as a note.
pub(super) fn holiday_note(due: &Due) -> Vec<Note> {
    let name = swedish_holiday(due.date).or_else(|| swedish_eve(due.date));
    name.into_iter().map(|name| Note::Holiday(name.to_owned())).collect()
}

fn series_when(draft: &Draft, origin: Origin) -> Result<When, Trouble> {
    // "Vi ses på onsdagar klockan 15. Påminn mig varje onsdag klockan 14": the time beside the asking counts.
    let beside = draft
        .items
        .iter()
        .find(|item| item.part == Part::Asking)
        .and_then(|asking| clause::sentences(&draft.text).into_iter().find(|(first, end)| (*first..*end).contains(&(asking.end - 1))));
    let own = |group: &&Group| beside.is_none_or(|(first, end)| (first..end).contains(&group.first));
    let timed = |group: &&Group| group.clock.is_some() || group.part.is_some();
    let group = draft.groups.iter().filter(own).find(timed).or_else(|| draft.groups.iter().find(timed));
    let clock = group.and_then(|group| group.clock.as_ref()).or_else(|| draft.groups.iter().find_map(|group| group.clock.as_ref()));
    let part =
        group.and_then(|group| group.part).or_else(|| draft.groups.iter().find_map(|group| group.part)).or_else(|| cycle_part(draft));
    let said = moment::time_alone(clock, part)?;
    if draft.offered {
        return Err(Trouble::Ask(QuestionKind::TwoOffered, Vec::new()));
    }
    let series = series::build(&draft.pieces, &draft.groups, series::TimeSaid { time: said.map(|(time, _)| time) }, clock, origin)?;
    let mut due = Due { date: series.first, time: said.map(|(time, _)| time), seconds_said: said.is_some_and(|(_, seconds)| seconds) };
    if let Some(rule) = &series.rule {
        due = first_moment(rule, due, origin);
    }
    for lead in &draft.groups {
        if let (Role::Day, Some(weekday), Some(day)) = (lead.role, lead.weekday, &lead.day)
            && let Ok(reckoned) = reckon(day, Origin { lenient: true, ..origin })
            && reckoned.date.weekday() != weekday
            && matches!(day, Day::Date { year: super::phrase::Year::Exactly(_), .. })
        {
            return Err(Trouble::Ask(QuestionKind::WeekdayDisagrees { said: weekday, date: reckoned.date }, Vec::new()));
        }
    }
    Ok(When { due, recurrence: series.rule, leads: None, also: Vec::new(), further: Vec::new(), notes: series.notes })
}

fn cycle_part(draft: &Draft) -> Option<DayPart> {
    draft.pieces.iter().find_map(|piece| match piece {
        Piece::Every(cycle) => cycle.part,
        Piece::Start(found) | Piece::Until(found, _) => found.part,
        _ => None,
    })
}

/// With several times a day, or every hour, the first turn is the next of them.
fn first_moment(rule: &Recurrence, due: Due, origin: Origin) -> Due {
    if rule.frequency == super::rrule::Frequency::Hourly {
        let start = match due.time {
            Some(time) => due.date.to_datetime(time),
            None if due.date == origin.now.date() => {
                origin.now.with().minute(0).second(0).subsec_nanosecond(0).build().unwrap_or(origin.now)
            }
            None => due.date.to_datetime(super::reading::DEFAULT_TIME),
        };
        let hourly = Recurrence { interval: 1, end: super::rrule::End::Never, ..rule.clone() };
        let next = super::rrule::local_occurrences(&hourly, start).take(10_000).find(|turn| *turn > origin.now);
        return next.map_or(due, |turn| Due::at(turn.date(), turn.time()));
    }
    let Some(time) = due.time.filter(|_| !rule.hours.is_empty()) else { return due };
    let midnight = Time::midnight().with().minute(time.minute()).build().unwrap_or(time);
    let each = Recurrence { end: super::rrule::End::Never, ..rule.clone() };
    super::rrule::local_occurrences(&each, due.date.to_datetime(midnight))
        .find(|turn| *turn > origin.now)
        .map_or(due, |turn| Due::at(turn.date(), turn.time()))
}

fn single_when(draft: &Draft, origin: Origin, zone: &TimeZone) -> Result<When, Trouble> {
    let Some(primary) = &draft.primary else { return Err(Trouble::Ask(QuestionKind::Day, Vec::new())) };
    let mut primary = primary.clone();
    let mut further: Vec<Due> = Vec::new();
    let mut offered: Vec<Due> = Vec::new();
    // "vecka 29, 30 och 31 … måndagen efter": after the last of them.
    if let (Some(_), Some(Day::List { days, joint: Joint::And | Joint::Range })) = (draft.shift, &primary.day) {
        primary.day = days.last().cloned();
    }
    // "den 5:e och 6:e", "den 5:e eller 6:e": a list of days in one phrase.
    if let Some(Day::List { days, joint }) = primary.day.clone() {
        let settled = days
            .iter()
            .map(|day| moment::settle(&Group { day: Some(day.clone()), ..primary.clone() }, origin, zone))
            .collect::<Result<Vec<_>, _>>()?;
        match joint {
            Joint::Or => offered.extend(settled.iter().map(|settled| settled.due)),
            // "mån, ons och fre": the next of them first.
            Joint::And => further.extend(settled.iter().map(|settled| settled.due)),
            Joint::Range => {}
        }
        let next = settled.iter().enumerate().min_by_key(|(_, settled)| settled.due).map_or(0, |(index, _)| index);
        primary.day = days.get(if joint == Joint::And { next } else { 0 }).cloned();
    }
    if let Some(shift) = draft.shift {
        primary.day = primary.day.map(|day| Day::Around { base: Box::new(day), step: shift });
        primary.weekday = None;
    }
    let settled = match (moment::settle(&primary, origin, zone), primary.dotted, primary.weekday) {
        // "17.12 på fredag" is a time of day where the date falls on another day.
        (Err(Trouble::Ask(QuestionKind::WeekdayDisagrees { .. }, _)), Some((hour, minute)), Some(weekday))
            if hour < 24 && primary.clock.is_none() =>
        {
            let day = Some(Day::Weekday { weekday, which: super::phrase::Which::Coming });
            let clock = Some(scan::as_clock(hour, minute));
            moment::settle(&Group { day, clock, weekday: None, ..primary.clone() }, origin, zone)?
        }
        (settled, ..) => settled?,
    };
    for other in &draft.joined {
        // The second of "fredag kl 9 eller 10" takes the day of the first.
        let completed = Group {
            day: other.day.clone().or_else(|| primary.day.clone()),
            clock: other.clock.clone().or_else(|| primary.clock.clone()),
            part: other.part.or(primary.part),
            ..other.clone()
        };
        let other = moment::settle(&completed, origin, zone)?;
        if draft.offered { offered.push(other.due) } else { further.push(other.due) }
    }
    if draft.offered || !offered.is_empty() {
        if offered.first() != Some(&settled.due) {
            offered.insert(0, settled.due);
        }
        return Err(Trouble::Ask(QuestionKind::TwoOffered, offered));
    }
    let Settled { due, also, vague, further: times } = settled;
    further.extend(times);
    further.retain(|other| *other != due);
    let notes = if vague { vec![Note::Vague] } else { Vec::new() };
    Ok(When { due, recurrence: None, leads: None, also, further, notes })
}

/// The leads that were asked for, as far as they can be said without the deadline.
pub(super) fn plain_leads(said: &[LeadSaid]) -> Option<Vec<Lead>> {
    let leads: Vec<Lead> = said.iter().filter_map(|lead| lead_of(lead, None)).collect();
    (!leads.is_empty()).then_some(leads)
}

fn lead_of(said: &LeadSaid, due: Option<&Due>) -> Option<Lead> {
    let at = said.at.as_ref().and_then(|clock| match clock {
        Clock::Part(part) => moment::time_alone(None, Some(*part)).ok().flatten(),
        clock => moment::time_alone(Some(clock), None).ok().flatten(),
    });
    let mut lead = Lead { at: at.map(|(time, _)| time), ..Lead::default() };
    match said.how {
        How::By(length) => {
            lead.months = length.months;
            lead.days = length.days;
            lead.seconds = length.seconds;
            lead.by_clock = length.clock;
            if length.working_days > 0 {
                let due = due?;
                lead.days += days_between(super::calendar::add_working_days(due.date, -length.working_days), due.date);
            }
        }
        How::Weekday(weekday) => {
            let due = due?;
            lead.days = days_between(weekday_before(due.date, weekday), due.date);
        }
        How::WeekBefore(weekday) => {
            let due = due?;
            lead.days = days_between(super::calendar::weekday_of_week_before(due.date, weekday), due.date);
        }
    }
    Some(lead)
}

/// Whether a lead lies behind. A lead by days of a deadline without a time of day may still come today.
fn has_passed(lead: &Lead, due: &Due, origin: Origin) -> bool {
    let moment = lead.moment(due, super::reading::DEFAULT_TIME);
    if lead.at.is_none() && due.time.is_none() && !lead.by_clock { moment.date() < origin.now.date() } else { moment < origin.now }
}

fn settle_leads(draft: &Draft, when: &mut When, origin: Origin) -> Result<Option<Vec<Lead>>, Trouble> {
    if draft.leads.is_empty() {
        return Ok(None);
    }
    let mut leads: Vec<Lead> = Vec::new();
    for lead in draft.leads.iter().filter_map(|said| lead_of(said, Some(&when.due))) {
        if !leads.contains(&lead) {
            leads.push(lead);
        }
    }
    if leads.iter().any(|lead| lead.by_clock && lead.seconds < 86_400) && when.due.time.is_none() {
        return Err(Trouble::Ask(QuestionKind::Time(when.due), Vec::new()));
    }
    let passed: Vec<Lead> = leads.iter().copied().filter(|lead| has_passed(lead, &when.due, origin)).collect();
    if when.recurrence.is_none() && !leads.is_empty() && passed.len() == leads.len() {
        return Err(Trouble::Ask(QuestionKind::LeadsPassed(when.due), vec![when.due]));
    }
    when.notes.extend(passed.into_iter().map(Note::LeadPassed));
    Ok(Some(leads))
}
