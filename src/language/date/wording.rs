//! What she says about a reading: short and friendly, always with weekday, date, week and time.
//!
//! This file holds words only; nothing is decided here.

use jiff::civil::Date;

use super::Language;
use super::calendar::{MONTHS, MONTHS_ENGLISH, english_holiday, week_number, weekday_name, weekday_name_english};
use super::reading::{Due, Lead, Note, Outcome, Question, QuestionKind, Reason, Rejection, Reminder};
pub use super::repeat::{repeat, repeat_at};
use super::rrule::Frequency;

/// "onsdag 15 april 2026 (v. 16)" or "Wednesday 15 April 2026 (week 16)".
#[must_use]
pub fn long_date(date: Date, language: Language) -> String {
    let week = week_number(date);
    match language {
        Language::Swedish => format!("{} {} (v. {week})", short_date(date, language), date.year()),
        Language::English => format!("{} {} (week {week})", short_date(date, language), date.year()),
    }
}

/// "onsdag 15 april" or "Wednesday 15 April".
#[must_use]
pub fn short_date(date: Date, language: Language) -> String {
    let month = usize::try_from(date.month() - 1).unwrap_or(0);
    match language {
        Language::Swedish => format!("{} {} {}", weekday_name(date.weekday()), date.day(), MONTHS[month]),
        Language::English => {
            format!("{} {} {}", weekday_name_english(date.weekday()), date.day(), MONTHS_ENGLISH[month])
        }
    }
}

/// The long date with " kl. 09:00" where a time was given.
#[must_use]
pub fn long_due(due: &Due, language: Language) -> String {
    match due.time {
        None => long_date(due.date, language),
        Some(time) => {
            let time = if due.seconds_said { time.strftime("%H:%M:%S") } else { time.strftime("%H:%M") };
            match language {
                Language::Swedish => format!("{} kl. {time}", long_date(due.date, language)),
                Language::English => format!("{} at {time}", long_date(due.date, language)),
            }
        }
    }
}

/// What she answers to a message.
#[must_use]
pub fn say(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Set(reminder) => say_set(reminder),
        Outcome::Ask(question) => say_question(question),
        Outcome::Reject(rejection) => say_rejection(rejection),
    }
}

fn about(subject: &str, action: bool, language: Language) -> String {
    let subject = &within_sentence(subject, language);
    match (language, action) {
        _ if subject.is_empty() => String::new(),
        (Language::Swedish, true) => format!(" om att {subject}"),
        (Language::Swedish, false) => format!(" om {subject}"),
        (Language::English, true) => format!(" to {subject}"),
        (Language::English, false) => format!(" about {subject}"),
    }
}

/// A noun that began a sentence of the person's without its capital; a name keeps it.
fn within_sentence(subject: &str, language: Language) -> String {
    const NAMES: [&str; 18] = [
        "Sven", "Helen", "Ellen", "Karen", "Torsten", "Mårten", "Karsten", "Jörgen", "Jürgen", "Lauren", "Kristen", "Carmen", "Owen",
        "Elisabet", "Margaret", "Harriet", "Kirsten", "Eileen",
    ];
    let word = subject.split_whitespace().next().unwrap_or_default();
    let plain = word.chars().skip(1).all(char::is_lowercase) && word.chars().count() > 3;
    let noun = ["en", "et", "erna", "arna", "orna", "ning", "möte"].iter().any(|ending| word.ends_with(ending))
        || ["Sista", "Första", "Deadline", "Vårt", "Ansökan", "Anmälan", "Nästa"].contains(&word);
    if language == Language::Swedish && plain && noun && !NAMES.contains(&word) {
        let mut letters = subject.chars();
        return letters.next().map_or_else(String::new, |first| first.to_lowercase().collect::<String>() + letters.as_str());
    }
    subject.to_owned()
}

/// The confirmation of a reminder.
#[must_use]
pub fn say_set(reminder: &Reminder) -> String {
    let language = reminder.language;
    let swedish = language == Language::Swedish;
    let about = about(&reminder.subject, reminder.subject_is_action, language);
    let due = long_due(&reminder.due, language);
    let passed: Vec<&Lead> =
        reminder.notes.iter().filter_map(|note| if let Note::LeadPassed(lead) = note { Some(lead) } else { None }).collect();
    let repeats = reminder.recurrence.as_ref().map(|rule| repeat_at(rule, reminder.due.time, language));
    let mut said = match &reminder.leads {
        Some(leads) if reminder.recurrence.is_none() => {
            let ahead: Vec<&Lead> = leads.iter().filter(|lead| !passed.contains(lead)).collect();
            let when: Vec<String> = ahead.iter().map(|lead| lead_moment(lead, reminder)).collect();
            let when = list(&when, language);
            let before = ahead.iter().filter(|lead| !is_same_day(lead)).map(|lead| lead_length(lead, language));
            let lengths = list(&before.collect::<Vec<_>>(), language);
            let mut said = if swedish { format!("Jag påminner dig {when}{about}") } else { format!("I will remind you on {when}{about}") };
            if !lengths.is_empty() {
                append(&mut said, format!(", {lengths} {due}"));
                if ahead.iter().any(|lead| is_same_day(lead)) {
                    append(&mut said, if swedish { " och på själva dagen" } else { " and on the day itself" });
                }
            }
            said.push('.');
            said
        }
        leads => {
            let mut said = if swedish { format!("Jag påminner dig {due}{about}") } else { format!("I will remind you on {due}{about}") };
            if let Some(repeats) = &repeats {
                append(&mut said, if swedish { format!(", och sedan {repeats}") } else { format!(", and then {repeats}") });
            }
            if let Some(leads) = leads {
                let lengths: Vec<String> = leads.iter().map(|lead| lead_length(lead, language)).collect();
                let lengths = list(&lengths, language);
                append(
                    &mut said,
                    if swedish {
                        format!(". Jag hör av mig {lengths} varje gång")
                    } else {
                        format!(". You hear from me {lengths} each time")
                    },
                );
            }
            said.push('.');
            said
        }
    };
    if !passed.is_empty() && reminder.recurrence.is_none() {
        let lengths: Vec<String> = passed.iter().map(|lead| lead_length(lead, language)).collect();
        let lengths = list(&lengths, language);
        append(
            &mut said,
            if swedish {
                format!(" Det som redan har passerat hoppar jag över ({lengths}).")
            } else {
                format!(" What has already passed I leave out ({lengths}).")
            },
        );
    }
    if !reminder.further.is_empty() {
        let days: Vec<String> = reminder.further.iter().map(|due| long_due(due, language)).collect();
        let days = list(&days, language);
        append(&mut said, if swedish { format!(" Detsamma {days}.") } else { format!(" The same on {days}.") });
    }
    for note in &reminder.notes {
        said.push_str(&note_said(note, reminder));
    }
    said
}

/// The day of the deadline itself.
fn is_same_day(lead: &Lead) -> bool {
    lead.months == 0 && lead.days == 0 && lead.seconds == 0
}

/// Adds a sentence to an answer.
pub(super) fn append(said: &mut String, sentence: impl AsRef<str>) {
    said.push_str(sentence.as_ref());
}

fn note_said(note: &Note, reminder: &Reminder) -> String {
    let language = reminder.language;
    let swedish = language == Language::Swedish;
    match note {
        Note::Holiday(name) if swedish => format!(" Det är {name}."),
        Note::Holiday(name) => format!(" That is {}.", english_holiday(name)),
        Note::Vague if swedish => " Säg till om du vill ha en annan dag.".to_owned(),
        Note::Vague => " Tell me if you want another day.".to_owned(),
        Note::Ambiguous => {
            // Nobody means the small hours without saying so.
            let likely = reminder.also.iter().filter(|due| due.date != reminder.due.date || due.time.is_none_or(|time| time.hour() > 5));
            let others: Vec<String> = likely
                .take(2)
                .map(|due| match due.time.filter(|_| due.date == reminder.due.date) {
                    Some(time) if swedish => format!("kl. {}", time.strftime("%H:%M")),
                    Some(time) => time.strftime("%H:%M").to_string(),
                    None => long_due(due, language),
                })
                .collect();
            if others.is_empty() {
                return String::new();
            }
            let others = others.join(if swedish { " eller " } else { " or " });
            if swedish { format!(" Menade du {others}?") } else { format!(" Did you mean {others}?") }
        }
        Note::HolidaysNotLeftOut if swedish => " Röda dagar hoppas inte över.".to_owned(),
        Note::HolidaysNotLeftOut => " Public holidays are not skipped.".to_owned(),
        Note::OnlyOnce if swedish => " Dagen flyttar sig från år till år, så jag sätter bara nästa.".to_owned(),
        Note::OnlyOnce => " That day moves from year to year, so I only set the next one.".to_owned(),
        Note::LeftOut(words) if swedish => format!(" Det här kan jag inte ta hänsyn till: ”{words}”."),
        Note::LeftOut(words) => format!(" This I cannot take into account: “{words}”."),
        Note::Skipped { days, .. } => {
            let days = skipped(days, language);
            if swedish { format!(" Jag hoppar över {days}.") } else { format!(" I skip {days}.") }
        }
        Note::WeeksTurn(day) => format!(" {}", weeks_turn(*day, language)),
        Note::LeadTaken(lead) => format!(" {}", length_unsaid(lead, language)),
        Note::LeadPassed(_) => String::new(),
    }
}

/// How long before was not said.
#[must_use]
pub fn length_unsaid(lead: &Lead, language: Language) -> String {
    let length = lead_length(lead, language);
    match language {
        Language::Swedish => {
            format!("Du sa inte hur långt innan, så jag tar {length}. Skriv till exempel *en vecka innan* för något annat.")
        }
        Language::English => {
            format!("You didn't say how long before, so I take {length}. Write for example *a week before* for something else.")
        }
    }
}

/// The days that a series leaves out; of many only how many, and the first and the last of them.
fn skipped(days: &[Date], language: Language) -> String {
    const LISTED: usize = 4;
    match (days, language) {
        ([first, .., last], Language::Swedish) if days.len() > LISTED => {
            format!("{} gånger, från {} till {}", days.len(), long_date(*first, language), long_date(*last, language))
        }
        ([first, .., last], Language::English) if days.len() > LISTED => {
            format!("{} times, from {} to {}", days.len(), long_date(*first, language), long_date(*last, language))
        }
        _ => list(&days.iter().map(|day| long_date(*day, language)).collect::<Vec<_>>(), language),
    }
}

/// That a series in odd weeks comes in even ones from this turn on, or the other way round.
#[must_use]
pub fn weeks_turn(day: Date, language: Language) -> String {
    let (even, year) = (week_number(day) % 2 == 0, day.iso_week_date().year() - 1);
    let day = short_date(day, language);
    match language {
        Language::Swedish => {
            let weeks = if even { "jämna" } else { "udda" };
            format!("{year} har 53 veckor, så från {day} {} hamnar den i {weeks} veckor. Sätt om den då.", year + 1)
        }
        Language::English => {
            let weeks = if even { "even" } else { "odd" };
            format!("{year} has 53 weeks, so from {day} {} it falls in {weeks} weeks. Set it anew then.", year + 1)
        }
    }
}

fn lead_moment(lead: &Lead, reminder: &Reminder) -> String {
    let language = reminder.language;
    let moment = lead.moment(&reminder.due, super::reading::DEFAULT_TIME);
    let time_said = lead.by_clock || lead.at.is_some() || reminder.due.time.is_some();
    let due = Due { date: moment.date(), time: time_said.then(|| moment.time()), seconds_said: false };
    long_due(&due, language)
}

/// "en vecka före", "på själva dagen", "30 minuter före".
#[must_use]
pub fn lead_length(lead: &Lead, language: Language) -> String {
    let swedish = language == Language::Swedish;
    if is_same_day(lead) {
        return if swedish { "på själva dagen".to_owned() } else { "on the day itself".to_owned() };
    }
    let mut parts: Vec<String> = Vec::new();
    let mut part = |count: i64, swedish_one: &str, swedish_many: &str, english: &str| {
        if count == 0 {
            return;
        }
        parts.push(match (swedish, count) {
            (true, 1) => swedish_one.to_owned(),
            (true, _) => format!("{count} {swedish_many}"),
            (false, 1) => format!("one {english}"),
            (false, _) => format!("{count} {english}s"),
        });
    };
    part(lead.months / 12, "ett år", "år", "year");
    part(lead.months % 12, "en månad", "månader", "month");
    if lead.days % 7 == 0 {
        part(lead.days / 7, "en vecka", "veckor", "week");
    } else {
        part(lead.days, "en dag", "dagar", "day");
    }
    part(lead.seconds / 3600, "en timme", "timmar", "hour");
    part(lead.seconds / 60 % 60, "en minut", "minuter", "minute");
    let length = list(&parts, language);
    if swedish { format!("{length} före") } else { format!("{length} before") }
}

pub(super) fn list(items: &[String], language: Language) -> String {
    let and = if language == Language::Swedish { " och " } else { " and " };
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{}{and}{last}", first.join(", ")),
    }
}

fn options_said(options: &[Due], language: Language) -> String {
    let options: Vec<String> = options.iter().map(|due| long_due(due, language)).collect();
    let or = if language == Language::Swedish { " eller " } else { " or " };
    match options.as_slice() {
        [first @ .., last] if first.len() > 1 => format!("{}{or}{last}", first.join(", ")),
        options => options.join(or),
    }
}

/// The question back.
#[must_use]
pub fn say_question(question: &Question) -> String {
    let language = question.language;
    let swedish = language == Language::Swedish;
    let about = about(&question.subject, question.subject_is_action, language);
    let options = options_said(&question.options, language);
    let choose = |lead: &str, otherwise: &str| if options.is_empty() { otherwise.to_owned() } else { format!("{lead} {options}?") };
    match (&question.kind, swedish) {
        (QuestionKind::Everything, true) => "Gärna! Vad ska jag påminna dig om, och när?".to_owned(),
        (QuestionKind::Everything, false) => "Sure! What should I remind you about, and when?".to_owned(),
        (QuestionKind::Subject, true) => format!("Vad ska jag påminna dig om {options}?"),
        (QuestionKind::Subject, false) => format!("What should I remind you about on {options}?"),
        (QuestionKind::Day, true) if question.leads.is_some() => format!("Vilket datum gäller det, så påminner jag dig{about} i tid?"),
        (QuestionKind::Day, true) => format!("När ska jag påminna dig{about}?"),
        (QuestionKind::Day, false) => format!("When should I remind you{about}?"),
        (QuestionKind::Time(due), true) => format!("Vilken tid är det {}?", long_due(due, language)),
        (QuestionKind::Time(due), false) => format!("What time is it on {}?", long_due(due, language)),
        (QuestionKind::Vague, true) => format!("Vilken dag ska jag påminna dig{about}? {}", choose("Passar", "")).trim().to_owned(),
        (QuestionKind::Vague, false) => format!("Which day should I remind you{about}? {}", choose("Would this do:", "")).trim().to_owned(),
        (QuestionKind::PassedRecently(passed), true) => {
            format!("{} har nyss passerat. {}", capital(&long_due(passed, language)), choose("Menar du", "Vilken dag menar du?"))
        }
        (QuestionKind::PassedRecently(passed), false) => {
            format!("{} has just passed. {}", long_due(passed, language), choose("Do you mean", "Which day do you mean?"))
        }
        (QuestionKind::NoLeapDay(year), true) => {
            format!("{year} har ingen 29 februari. {}", choose("Ska jag ta", "Vilken dag ska jag ta?"))
        }
        (QuestionKind::NoLeapDay(year), false) => {
            format!("{year} has no 29 February. {}", choose("Shall I take", "Which day shall I take?"))
        }
        (QuestionKind::WeekdayDisagrees { said, date }, true) => {
            format!(
                "{} är ingen {}. {}",
                capital(&long_date(*date, language)),
                weekday_name(*said),
                choose("Menar du", "Vilken dag menar du?")
            )
        }
        (QuestionKind::WeekdayDisagrees { said, date }, false) => {
            format!(
                "{} is not a {}. {}",
                long_date(*date, language),
                weekday_name_english(*said),
                choose("Do you mean", "Which day do you mean?")
            )
        }
        (QuestionKind::DaysDisagree, true) => format!("Dagarna stämmer inte med varandra. {}", choose("Menar du", "Vilken dag menar du?")),
        (QuestionKind::DaysDisagree, false) => format!("Those days do not agree. {}", choose("Do you mean", "Which day do you mean?")),
        (QuestionKind::TwoOffered, true) => choose("Vilken ska jag ta:", "Vilken av dem ska jag ta?"),
        (QuestionKind::TwoOffered, false) => choose("Which one shall I take:", "Which of them shall I take?"),
        (QuestionKind::LeadsPassed(due), true) => {
            format!(
                "{} är så nära att den påminnelsen redan har passerat. Ska jag påminna dig{about} på själva dagen i stället?",
                capital(&long_due(due, language))
            )
        }
        (QuestionKind::LeadsPassed(due), false) => {
            format!(
                "{} is so close that this reminder has already passed. Shall I remind you{about} on the day itself instead?",
                long_due(due, language)
            )
        }
        (QuestionKind::SkippedHour(due), true) => {
            format!(
                "{} finns inte: klockan ställs fram den natten. {}",
                capital(&long_due(due, language)),
                choose("Ska jag ta", "Vilken tid ska jag ta?")
            )
        }
        (QuestionKind::SkippedHour(due), false) => {
            format!(
                "{} does not exist: the clocks go forward that night. {}",
                long_due(due, language),
                choose("Shall I take", "Which time shall I take?")
            )
        }
        (QuestionKind::WhenInPeriod, swedish) if question.recurrence.as_ref().is_some_and(|rule| rule.frequency == Frequency::Daily) => {
            if swedish {
                format!("Vilka klockslag ska jag påminna dig{about}?")
            } else {
                format!("At what times should I remind you{about}?")
            }
        }
        (QuestionKind::WhenInPeriod, true) => format!("Vilka dagar ska jag påminna dig{about}?"),
        (QuestionKind::WhenInPeriod, false) => format!("On which days should I remind you{about}?"),
        (QuestionKind::SubjectTooLong, true) => "Det blev för långt för en påminnelse (högst 500 tecken). Kan du korta ner det?".to_owned(),
        (QuestionKind::SubjectTooLong, false) => {
            "That is too long for a reminder (at most 500 characters). Could you shorten it?".to_owned()
        }
    }
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + characters.as_str())
}

/// The refusal, with the nearest sensible suggestion.
#[must_use]
pub fn say_rejection(rejection: &Rejection) -> String {
    let language = rejection.language;
    let swedish = language == Language::Swedish;
    let reason = match (&rejection.reason, swedish) {
        (Reason::NotAReminder, true) => "Det där är ingen påminnelse att sätta.".to_owned(),
        (Reason::NotAReminder, false) => "That is no reminder to set.".to_owned(),
        (Reason::NoSuchDate { month, day, .. }, swedish) => no_such_date(*month, *day, swedish),
        (Reason::NoSuchDay, true) => "Någon sådan dag finns inte.".to_owned(),
        (Reason::NoSuchDay, false) => "There is no such day.".to_owned(),
        (Reason::NoBridgeDay, true) => "Det finns ingen klämdag då.".to_owned(),
        (Reason::NoBridgeDay, false) => "There is no bridge day then.".to_owned(),
        (Reason::NoSuchTime, true) => "Det klockslaget finns inte. Vilken tid menar du?".to_owned(),
        (Reason::NoSuchTime, false) => "There is no such time of day. Which time do you mean?".to_owned(),
        (Reason::NoSuchWeek { week, year, weeks }, true) => format!("Vecka {week} finns inte: {year} har {weeks} veckor."),
        (Reason::NoSuchWeek { week, year, weeks }, false) => format!("There is no week {week}: {year} has {weeks} weeks."),
        (Reason::Past(due), true) => format!("{} har redan passerat.", capital(&long_due(due, language))),
        (Reason::Past(due), false) => format!("{} has already passed.", long_due(due, language)),
        (Reason::TooOften, true) => "Oftare än en gång i timmen påminner jag inte.".to_owned(),
        (Reason::TooOften, false) => "I do not remind more often than once an hour.".to_owned(),
        (Reason::TooFar, true) => "Det ligger för långt bort för mig.".to_owned(),
        (Reason::TooFar, false) => "That is too far away for me.".to_owned(),
        (Reason::EndsBeforeStart, true) => "Den serien skulle sluta innan den börjar.".to_owned(),
        (Reason::EndsBeforeStart, false) => "That series would end before it begins.".to_owned(),
    };
    let options = options_said(&rejection.suggestions, language);
    match (options.is_empty(), swedish) {
        (true, _) => reason,
        (false, true) => format!("{reason} Menar du {options}?"),
        (false, false) => format!("{reason} Do you mean {options}?"),
    }
}

fn no_such_date(month: u32, day: u32, swedish: bool) -> String {
    let names = if swedish { MONTHS } else { MONTHS_ENGLISH };
    let name = month.checked_sub(1).and_then(|index| names.get(usize::try_from(index).ok()?));
    match (name, swedish) {
        (Some(name), true) => format!("Den {day} {name} finns inte."),
        (Some(name), false) => format!("There is no {day} {name}."),
        (None, true) if month == 0 => format!("Den {day}:e finns inte."),
        (None, false) if month == 0 => format!("There is no day {day} in a month."),
        (None, true) => format!("Månad {month} finns inte."),
        (None, false) => format!("There is no month {month}."),
    }
}
