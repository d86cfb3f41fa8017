//! Reads days and times that are no whole request: answers to her questions, changes, snoozes, and the
//! dates of a longer text.

use jiff::civil::{Time, Weekday};

use super::Language;
use super::calendar::{add_days, add_months, weekday_after, weekday_before};
use super::clock::Clock;
use super::compose::{self, Draft};
use super::lead::{How, Leads};
use super::moment;
use super::phrase::{Day, Joint};
use super::reading::{Adjustment, Context, Due, Found, Moment, Outcome, Question, QuestionKind, Rejection, Reminder};
use super::reckon::{Origin, Reckoned, Trouble, reckon};
use super::rrule::{Frequency, Recurrence};
use super::scan::{self, Group, Part};
use super::token::Text;

/// Reads a day or a time of day. With `previous`, what is not said is kept from it, and "torsdagen
/// innan", "en timme senare" count from it.
pub(super) fn read_moment(message: &str, context: &Context, previous: Option<&Due>) -> Moment {
    let draft = Draft::new(message, Some(context.now.date()));
    let origin = Origin { now: context.now.datetime(), lenient: true };
    let language = draft.language();
    if let Some(previous) = previous
        && let Some(due) = shifted(&draft, previous)
    {
        return Moment::Set(Adjustment {
            due,
            date_said: true,
            time_said: due.time != previous.time,
            recurrence: None,
            leads: None,
            also: Vec::new(),
            notes: Vec::new(),
        });
    }
    let Some(primary) = &draft.primary else {
        if draft.repeats() {
            return settled(&draft, origin, context, previous, language);
        }
        let leads = compose::plain_leads(&draft.leads);
        return match (leads, previous) {
            (Some(leads), Some(previous)) => Moment::Set(Adjustment {
                due: *previous,
                date_said: false,
                time_said: false,
                recurrence: None,
                leads: Some(leads),
                also: Vec::new(),
                notes: Vec::new(),
            }),
            _ => Moment::Nothing,
        };
    };
    // Only a time of day: the previous day keeps its place.
    if let (None, Some(previous), false) = (&primary.day, previous, draft.repeats()) {
        let on_previous = Group { day: Some(on(previous)), ..primary.clone() };
        return match moment::settle(&on_previous, origin, context.now.time_zone()) {
            Ok(settled) => Moment::Set(Adjustment {
                due: settled.due,
                date_said: false,
                time_said: true,
                recurrence: None,
                leads: compose::plain_leads(&draft.leads),
                also: settled.also,
                notes: Vec::new(),
            }),
            Err(trouble) => troubled(trouble, language),
        };
    }
    settled(&draft, origin, context, previous, language)
}

fn on(due: &Due) -> Day {
    Day::Date { year: super::phrase::Year::Exactly(due.date.year()), month: due.date.month(), day: due.date.day() }
}

fn settled(draft: &Draft, origin: Origin, context: &Context, previous: Option<&Due>, language: Language) -> Moment {
    match compose::when(draft, origin, context.now.time_zone()) {
        Ok(when) => {
            let time_said = when.due.time.is_some();
            let time = when.due.time.or_else(|| previous.and_then(|previous| previous.time));
            let keep = |due: Due| Due { time: due.time.or(time), ..due };
            Moment::Set(Adjustment {
                due: keep(when.due),
                date_said: draft.repeats() || draft.primary.as_ref().is_some_and(|group| group.day.is_some()),
                time_said,
                recurrence: when.recurrence,
                leads: when.leads,
                also: when.also.into_iter().map(keep).collect(),
                notes: when.notes,
            })
        }
        Err(trouble) => troubled(trouble, language),
    }
}

fn troubled(trouble: Trouble, language: Language) -> Moment {
    match trouble {
        Trouble::Ask(kind, options) => Moment::Ask(Question::new(kind, String::new(), options, language)),
        Trouble::Reject(reason, suggestions) => Moment::Reject(Rejection { reason, subject: String::new(), suggestions, language }),
    }
}

/// "torsdagen innan", "dagen efter", "en timme innan", "en vecka senare": counted from the previous due.
fn shifted(draft: &Draft, previous: &Due) -> Option<Due> {
    let weekday_of = |text: &Text, words: &[&str]| -> Option<Weekday> {
        (0..text.len()).find(|at| text.is(at + 1, words)).and_then(|at| super::lexicon::weekday(text, at)).map(|(weekday, ..)| weekday)
    };
    if draft.groups.iter().any(|group| group.day.is_some() && !matches!(group.day, Some(Day::Weekday { .. } | Day::Open)))
        || draft.repeats()
    {
        return None;
    }
    if let Some(weekday) = weekday_of(&draft.text, &["efter", "darpa", "after", "darefter"]) {
        return Some(Due { date: weekday_after(previous.date, weekday), ..*previous });
    }
    for item in &draft.items {
        match &item.part {
            Part::Leads(Leads::Before(leads)) if leads.len() == 1 => {
                let lead = &leads[0];
                let time = lead.at.as_ref().and_then(|clock| match clock {
                    Clock::Part(part) => moment::time_alone(None, Some(*part)).ok().flatten(),
                    clock => moment::time_alone(Some(clock), None).ok().flatten(),
                });
                let time = time.map(|(time, _)| time).or(previous.time);
                return match lead.how {
                    How::Weekday(weekday) => Some(Due { date: weekday_before(previous.date, weekday), time, ..*previous }),
                    How::WeekBefore(weekday) => {
                        Some(Due { date: super::calendar::weekday_of_week_before(previous.date, weekday), time, ..*previous })
                    }
                    How::By(length) if length.clock => moved(previous, -length.seconds),
                    How::By(length) => {
                        Some(Due { date: add_days(add_months(previous.date, -length.months), -length.days), time, ..*previous })
                    }
                };
            }
            Part::Leads(Leads::After(length)) => {
                return Some(Due { date: add_days(add_months(previous.date, length.months), length.days), ..*previous });
            }
            _ => {}
        }
    }
    // "en dag till", "två timmar senare"
    let (end, length) = (0..draft.text.len()).find_map(|at| super::stretch::one(&draft.text, at, false))?;
    if !draft.text.is(end, &["till", "senare", "later", "more", "extra", "framat"]) {
        return None;
    }
    if length.clock {
        return moved(previous, length.seconds);
    }
    Some(Due { date: add_days(add_months(previous.date, length.months), length.days), ..*previous })
}

fn moved(previous: &Due, seconds: i64) -> Option<Due> {
    let span = jiff::Span::new().try_seconds(seconds).ok()?;
    let moment = previous.datetime(super::reading::DEFAULT_TIME).checked_add(span).ok()?;
    Some(Due { date: moment.date(), time: Some(moment.time()), ..*previous })
}

/// "på tisdag i stället", "på tisdag kl 10 mejla Bo" in answer to "Vad ska jag påminna dig om imorgon?": a day that opens
/// the answer takes the place of the one said before. Behind other words it is part of the subject ("planen till 3 maj").
fn another_day(question: &Question, message: &str, context: &Context, due: &Due) -> Option<Outcome> {
    let draft = Draft::new(message, Some(context.now.date()));
    let first = draft.groups.iter().map(|group| group.first).min()?;
    let idle = |at: usize| {
        draft.text.is(
            at,
            &[",", "!", ".", "-", "nej", "forresten", "ja", "jo", "hellre", "istallet", "eller", "no", "rather", "sorry", "ursakta"],
        )
    };
    if !(0..first).all(idle) || draft.repeats() {
        return None;
    }
    let Moment::Set(adjusted) = read_moment(message, context, Some(due)) else { return None };
    let (subject, action) = draft.subject();
    let instead = ["istället", "i stället", "instead", "hellre"];
    let subject = instead.iter().fold(subject, |subject, word| subject.replace(word, "")).trim().to_owned();
    let leads = adjusted.leads.or_else(|| question.leads.clone());
    // "varje fredag", and then "nej, lördag": every Saturday.
    let recurrence = question.recurrence.clone().map(|rule| rule.turning_on(adjusted.due.date));
    if subject.is_empty() {
        return Some(Outcome::Ask(Question { options: vec![adjusted.due], recurrence, leads, ..question.clone() }));
    }
    Some(Outcome::Set(Reminder {
        subject,
        subject_is_action: action,
        due: adjusted.due,
        recurrence,
        leads,
        also: adjusted.also,
        further: Vec::new(),
        notes: compose::holiday_note(&adjusted.due),
        language: question.language,
    }))
}

/// Takes the answer to a question: the same outcome as if everything had been said at once.
pub(super) fn complete(question: &Question, message: &str, context: &Context) -> Outcome {
    let reminder = |due: Due, recurrence, leads: Option<_>, subject: &str, action: bool| {
        Outcome::Set(Reminder {
            subject: subject.to_owned(),
            subject_is_action: action,
            due,
            recurrence,
            leads,
            also: Vec::new(),
            further: Vec::new(),
            notes: compose::holiday_note(&due),
            language: question.language,
        })
    };
    let again = || Outcome::Ask(question.clone());
    if matches!(question.kind, QuestionKind::Subject | QuestionKind::SubjectTooLong) {
        let Some(due) = question.options.first() else { return again() };
        if let Some(outcome) = another_day(question, message, context, due) {
            return outcome;
        }
        let text = Text::new(message);
        let (subject, action) = super::subject::extract(&text, &[]);
        if subject.is_empty() || subject.chars().count() > compose::LONGEST_SUBJECT {
            return again();
        }
        return reminder(*due, question.recurrence.clone(), question.leads.clone(), &subject, action);
    }
    if question.kind == QuestionKind::Everything {
        return compose::read(&format!("påminn mig {message}"), context);
    }
    if let (QuestionKind::WhenInPeriod, Some(rule)) = (&question.kind, &question.recurrence)
        && let Outcome::Set(read) = compose::read(&format!("påminn mig {} {message} om saken", each(rule)), context)
        && read.recurrence.is_some()
    {
        return Outcome::Set(Reminder {
            subject: question.subject.clone(),
            subject_is_action: question.subject_is_action,
            leads: read.leads.or_else(|| question.leads.clone()),
            language: question.language,
            ..read
        });
    }
    let text = Text::new(message);
    let yes = text.is(0, &["ja", "japp", "jo", "jajamen", "yes", "yep", "ok", "okej", "absolut", "garna", "precis", "just"]);
    let chosen = (0..text.len()).find_map(|at| match text.word(at) {
        "forsta" | "1" | "ettan" | "first" => Some(0),
        "andra" | "2" | "tvaan" | "second" | "senare" => Some(1),
        _ => None,
    });
    // Between two offered days "den andra" is the second of them, not the second of the month.
    if let (QuestionKind::TwoOffered, Some(due)) =
        (&question.kind, chosen.and_then(|index| question.options.get(index)).filter(|_| text.len() <= 3))
    {
        let (recurrence, leads) = (question.recurrence.clone(), question.leads.clone());
        return reminder(*due, recurrence, leads, &question.subject, question.subject_is_action);
    }
    let with_time = |due: Due| Due { time: due.time.or(question.time), ..due };
    let previous = question.options.first().copied().or(match question.kind {
        QuestionKind::Time(due) | QuestionKind::LeadsPassed(due) | QuestionKind::SkippedHour(due) => Some(due),
        _ => None,
    });
    let needs_previous = matches!(question.kind, QuestionKind::Time(_) | QuestionKind::SkippedHour(_) | QuestionKind::LeadsPassed(_));
    match read_moment(message, context, previous.filter(|_| needs_previous).as_ref()) {
        Moment::Set(set) => {
            let keeps_leads = !matches!(question.kind, QuestionKind::LeadsPassed(_));
            let leads = set.leads.or_else(|| question.leads.clone().filter(|_| keeps_leads));
            // The day that is said now is the one that the series turns on.
            let asked = || question.recurrence.clone().map(|rule| if set.date_said { rule.turning_on(set.due.date) } else { rule });
            reminder(with_time(set.due), set.recurrence.or_else(asked), leads, &question.subject, question.subject_is_action)
        }
        Moment::Ask(asked) => Outcome::Ask(Question {
            subject: question.subject.clone(),
            subject_is_action: question.subject_is_action,
            leads: question.leads.clone(),
            ..asked
        }),
        Moment::Reject(rejected) => Outcome::Reject(Rejection { subject: question.subject.clone(), ..rejected }),
        Moment::Nothing => {
            let index = chosen.or_else(|| yes.then_some(0));
            match index.and_then(|index| question.options.get(index)) {
                Some(due) => {
                    let leads = if matches!(question.kind, QuestionKind::LeadsPassed(_)) { None } else { question.leads.clone() };
                    reminder(with_time(*due), question.recurrence.clone(), leads, &question.subject, question.subject_is_action)
                }
                None => again(),
            }
        }
    }
}

/// The words that a bare answer needs before it to be read as a series again.
fn each(rule: &Recurrence) -> &'static str {
    match rule.frequency {
        Frequency::Hourly | Frequency::Daily => "varje dag",
        Frequency::Weekly => "varje",
        Frequency::Monthly => "varje månad",
        Frequency::Yearly => "varje år",
    }
}

/// All dates of a longer text, in order.
pub(super) fn find_dates(message: &str, context: &Context) -> Vec<Found> {
    let text = Text::new(message);
    let items = scan::items(&text);
    let origin = Origin { now: context.now.datetime(), lenient: false };
    let mut found: Vec<Found> = Vec::new();
    let groups = scan::groups(&text, &items, false);
    let mut shared_from = 0;
    for (index, group) in groups.iter().enumerate() {
        let Some(day) = &group.day else { continue };
        if !is_definite(day) {
            continue;
        }
        let span = text.tokens[group.first].start..text.tokens[group.end - 1].end;
        let (time, until) = times(group);
        if group.joint == Some(Joint::Range)
            && let Some(last) = found.last_mut()
            && last.last.is_none()
            && let Some((date, _)) = settle_day(day, origin)
        {
            last.last = Some(date);
            last.time = last.time.or(time);
            last.until = last.until.or(until);
            last.span.end = span.end;
            continue;
        }
        if group.joint.is_none() || index == 0 {
            shared_from = found.len();
        }
        let (days, joint) = match day {
            Day::List { days, joint } => (days.clone(), *joint),
            day => (vec![day.clone()], Joint::And),
        };
        let settled: Vec<(jiff::civil::Date, bool)> = days.iter().filter_map(|day| settle_day(day, origin)).collect();
        let Some((first, passed)) = settled.first().copied() else { continue };
        let weekday = |date: jiff::civil::Date| group.weekday.map(|said| (said, date.weekday() == said));
        if joint == Joint::Range {
            found.push(Found {
                span,
                date: first,
                last: settled.last().map(|(date, _)| *date).filter(|date| *date != first),
                time,
                until,
                weekday: weekday(first),
                passed,
            });
        } else {
            for (date, passed) in settled {
                found.push(Found { span: span.clone(), date, last: None, time, until, weekday: weekday(date), passed });
            }
        }
        // "23 april och 21 maj kl 08.30–16": the time holds for all days before it.
        if time.is_some() {
            for earlier in &mut found[shared_from..] {
                if earlier.time.is_none() {
                    earlier.time = time;
                    earlier.until = until;
                }
            }
        }
    }
    found
}

/// Where dates stand that the calendar does not have, such as "31 april". A fraction is none of them.
pub(super) fn impossible_dates(message: &str) -> Vec<std::ops::Range<usize>> {
    let text = Text::new(message);
    let items = scan::items(&text);
    let is_none = |day: &Day| matches!(day, Day::NoSuchDate { month: 1..=12, .. } | Day::NoSuchWeek(_));
    let wrong = items.iter().filter(|item| match &item.part {
        Part::Day(found) => match &found.day {
            Day::List { days, .. } => days.iter().any(is_none),
            day => is_none(day),
        },
        _ => false,
    });
    wrong.map(|item| text.tokens[item.first].start..text.tokens[item.end - 1].end).collect()
}

fn is_definite(day: &Day) -> bool {
    match day {
        Day::Date { .. }
        | Day::OfMonth { .. }
        | Day::Weekday { .. }
        | Day::FromToday(_)
        | Day::Holiday { .. }
        | Day::Around { .. }
        | Day::Bridge { .. }
        | Day::Dotted { .. }
        | Day::Week { .. }
        | Day::WeekFromNow { third: None, .. } => true,
        Day::Nth { within, .. } => !matches!(within, super::phrase::Within::Unsaid),
        Day::List { days, .. } => days.iter().all(is_definite),
        _ => false,
    }
}

/// The date, and whether it lies behind.
fn settle_day(day: &Day, origin: Origin) -> Option<(jiff::civil::Date, bool)> {
    match reckon(day, origin) {
        Ok(Reckoned { date, .. }) => Some((date, false)),
        Err(Trouble::Ask(QuestionKind::PassedRecently(due), _) | Trouble::Reject(super::reading::Reason::Past(due), _)) => {
            Some((due.date, true))
        }
        Err(_) => None,
    }
}

fn times(group: &Group) -> (Option<Time>, Option<Time>) {
    let alone = |clock: &Clock| moment::time_alone(Some(clock), group.part).ok().flatten().map(|(time, _)| time);
    match &group.clock {
        Some(Clock::Span(from, to)) => (alone(from), alone(to)),
        Some(clock) => (alone(clock), None),
        None => (moment::time_alone(None, group.part).ok().flatten().map(|(time, _)| time), None),
    }
}
