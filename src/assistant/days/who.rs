//! Who comes to an ST day, who does not, who has not answered, and reminding those.

use jiff::civil::Date;

use super::{
    answer::{self, is_open, zone},
    manage::{audit, may, no_such_day, pick, reaches},
    readback, wording,
};
use crate::{
    assistant::{turn::Turn, wording::Language},
    effect::{About, Act},
    facts::days::{Answer, Attendance, Invited, KnownDay, Wish},
    table,
};

/// Tells a study director who comes, with names, in their direct chat. False: the sender directs nothing.
pub fn who(turn: &mut Turn<'_>, date: Option<Date>, as_file: bool) -> bool {
    if !turn.facts.power.any() {
        return false;
    }
    let next = || turn.facts.days.iter().find(|known| is_open(known, turn.now) && reaches(turn, &known.day));
    let picked = pick(turn, date);
    let found = picked.or_else(|| if date.is_none() { next() } else { past(turn, date) });
    let Some(known) = found else {
        no_such_day(turn);
        return true;
    };
    let language = turn.language();
    let mut markdown = readback::who_comes(known, language);
    if picked.is_none() && date.is_none() {
        let others = |other: &&KnownDay| is_open(other, turn.now) && reaches(turn, &other.day) && other.day.id != known.day.id;
        let others: Vec<&KnownDay> = turn.facts.days.iter().filter(others).collect();
        markdown.push_str(&wording::others_too(&others, language));
    }
    turn.dialogue.day = Some(known.day.id.clone());
    turn.say_in_private(markdown, Some(About::Attendance { day: known.day.id.clone() }), Vec::new());
    if as_file || known.answers.len() + silent(known).count() > 100 {
        let rows = csv(known, language);
        let name = format!("st-dag-{}.csv", known.day.plan.first);
        turn.send_file(&name, "text/csv", &rows);
    }
    true
}

/// Tells anybody how many seats are left. False: they ask for something else, or no day is known that they may mean.
pub fn seats(turn: &mut Turn<'_>, date: Option<Date>, text: &str) -> bool {
    let plain = super::request::folded(text);
    let asks = plain.split(' ').any(|word| matches!(word, "platser" | "plats" | "seats" | "fullt" | "full"));
    let ahead = super::tell::ahead(turn);
    let on = |known: &&KnownDay| date.is_none_or(|date| (known.day.plan.first..=known.day.plan.last).contains(&date));
    let then: Vec<&KnownDay> = ahead.into_iter().filter(on).collect();
    let found = super::named::by_title(&then, text).first().or(then.first()).copied().filter(|_| asks);
    let Some(known) = found else { return false };
    let markdown = wording::seats_left(known, &turn.event.sender, turn.language());
    turn.dialogue.day_asked = Some(known.day.id.clone());
    turn.greet_if_new();
    turn.say_with(markdown, Some(About::Days { days: vec![known.day.id.clone()] }), super::tell::buttons());
    true
}

/// A day that is over, by its date.
fn past<'a>(turn: &Turn<'a>, date: Option<Date>) -> Option<&'a KnownDay> {
    let date = date?;
    turn.facts.days.iter().find(|known| known.day.plan.first <= date && date <= known.day.plan.last && reaches(turn, &known.day))
}

/// Who answered what, as a table that no spreadsheet runs anything of.
fn csv(known: &KnownDay, language: Language) -> Vec<u8> {
    let zone = zone(&known.day);
    let mut answers: Vec<_> = known.answers.iter().collect();
    answers.sort_by(|left, right| {
        (left.answer, left.waiting, left.since, &left.person).cmp(&(right.answer, right.waiting, right.since, &right.person))
    });
    let queue = known.queue();
    let silent = silent(known).map(|invited| {
        let [answer, empty] = [readback::not_answered(language), String::new()];
        [String::new(), invited.person.clone(), answer, empty.clone(), empty]
    });
    let rows = answers.into_iter().map(|answer| {
        let place = queue.iter().position(|waiting| waiting.person == answer.person).map(|place| (place + 1).to_string());
        [
            answer.name.clone().unwrap_or_default(),
            answer.person.clone(),
            wording::csv_answer(answer.answer, language),
            place.unwrap_or_default(),
            answer.since.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string(),
        ]
    });
    table::write(std::iter::once(readback::csv_head(language)).chain(rows).chain(silent))
}

/// Who was asked and has not answered.
pub fn silent(known: &KnownDay) -> impl Iterator<Item = &Invited> {
    known.invited.iter().filter(|invited| known.answer_of(&invited.person).is_none())
}

/// Asks those who have not answered whether they come.
pub fn remind(turn: &mut Turn<'_>, date: Option<Date>, text: &str) -> bool {
    if !may(turn) {
        return true;
    }
    let Some(known) = pick(turn, date).or_else(|| described(turn, date, text)).or_else(|| announced(turn, date)) else {
        let open: Vec<&KnownDay> = turn.facts.days.iter().filter(|known| is_open(known, turn.now) && reaches(turn, &known.day)).collect();
        if date.is_none() && open.len() > 1 {
            let markdown = wording::which(&open, turn.language());
            turn.say_in_private(markdown, None, Vec::new());
        } else {
            no_such_day(turn);
        }
        return true;
    };
    ask_silent(turn, known);
    true
}

/// The same of the day whose answers were shown last, or that the message replies to. False: an announcement was
/// spoken of after it, or no day was.
pub fn remind_spoken_of(turn: &mut Turn<'_>, text: &str) -> bool {
    let replied = match turn.facts.referred.as_ref().and_then(|own| own.about.as_ref()) {
        Some(About::Attendance { day }) => Some(day.clone()),
        _ => None,
    };
    // "… på utskicket" says which of the two.
    let Some(day) = replied.or_else(|| turn.dialogue.day.clone()).filter(|_| !text.to_lowercase().contains("utskick")) else {
        return false;
    };
    let Some(known) = turn.facts.days.iter().find(|known| known.day.id == day && is_open(known, turn.now) && reaches(turn, &known.day))
    else {
        return false;
    };
    ask_silent(turn, known);
    true
}

/// Shows who has not answered and what they would hear, and asks.
fn ask_silent(turn: &mut Turn<'_>, known: &KnownDay) {
    let language = turn.language();
    turn.dialogue.day = Some(known.day.id.clone());
    let people: Vec<String> = silent(known).map(|invited| invited.person.clone()).collect();
    if people.is_empty() {
        let markdown = readback::reminded(&known.day, 0, known.invited.is_empty(), language);
        turn.say_in_private(markdown, None, Vec::new());
        return;
    }
    let hears = wording::ask_again(&known.day, false, language);
    let markdown = readback::ask_remind(&known.day, &people, &hears, language);
    super::manage::ask(turn, Wish::Remind { day: known.day.id.clone() }, &markdown);
}

/// Asks those who have not answered, after a yes.
pub fn remind_now(turn: &mut Turn<'_>, known: &KnownDay) {
    let language = turn.language();
    let asked: Vec<&Invited> = silent(known).collect();
    for invited in &asked {
        let language = if invited.english { Language::English } else { Language::Swedish };
        turn.push(answer::ask(&invited.person, &wording::ask_again(&known.day, false, language), &known.day.id));
    }
    if !asked.is_empty() {
        audit(turn, Act::Nudged, Some(known.day.id.clone()), known.day.regions.clone(), Some(asked.len()));
    }
    turn.dialogue.day = Some(known.day.id.clone());
    let markdown = readback::reminded(&known.day, asked.len(), known.invited.is_empty(), language);
    turn.say_in_private(markdown, Some(About::Attendance { day: known.day.id.clone() }), Vec::new());
}

/// The only open day whose title or place the text names.
fn described<'a>(turn: &Turn<'a>, date: Option<Date>, text: &str) -> Option<&'a KnownDay> {
    let named = |known: &&KnownDay| crate::assistant::announce::names_day(text, known);
    let mut found = turn.facts.days.iter().filter(|known| is_open(known, turn.now) && reaches(turn, &known.day)).filter(named);
    found.next().filter(|_| date.is_none() && found.next().is_none())
}

/// The only open day of the announcement last spoken of.
fn announced<'a>(turn: &Turn<'a>, date: Option<Date>) -> Option<&'a KnownDay> {
    let focus = turn.facts.focus.as_deref().filter(|_| date.is_none())?;
    let carried = |known: &&KnownDay| known.day.is_in(focus) && is_open(known, turn.now);
    let mut found = turn.facts.days.iter().filter(carried).filter(|known| reaches(turn, &known.day));
    found.next().filter(|_| found.next().is_none())
}

/// The days that an announcement carries, as far as their answers are known.
#[must_use]
pub fn carried_by<'a>(turn: &Turn<'a>, announcement: &str) -> Vec<&'a KnownDay> {
    turn.facts.days.iter().filter(|known| known.day.is_in(announcement)).collect()
}

/// What somebody answered to a day, for a table.
#[must_use]
pub fn answered(known: &KnownDay, person: &str, language: Language) -> String {
    match known.answer_of(person) {
        Some(Attendance { answer: Answer::Yes, waiting: true, .. }) => readback::waits(language),
        Some(answer) => wording::csv_answer(answer.answer, language),
        None => readback::not_answered(language),
    }
}

/// How the answers to a day are spread, on one line.
#[must_use]
pub fn spread(known: &KnownDay, language: Language) -> String {
    let count = |wanted: Answer| known.answers.iter().filter(|answer| answer.answer == wanted && !answer.waiting).count();
    readback::spread(
        &known.day,
        [count(Answer::Yes), known.queue().len(), count(Answer::No), count(Answer::Maybe), silent(known).count()],
        language,
    )
}
