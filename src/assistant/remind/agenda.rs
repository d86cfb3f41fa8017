//! Questions about what is to come: "har jag något den 5 maj?", "vad har jag nästa vecka?", "när är hudkursen?".

use jiff::civil::Date;

use super::{follow, point, schedule, set, wording};
use crate::{
    assistant::turn::Turn,
    command,
    effect::About,
    facts::Reminder,
    language::date::{
        self, Context, Due, Moment,
        calendar::{MONTHS, MONTHS_ENGLISH, add_days},
    },
};

/// The most turns of a series that one answer shows.
const MOST_SHOWN: usize = 7;
/// The most turns of a series that are looked up, or left out at once.
const MOST_TURNS: usize = 100;
/// The most lines of one answer.
const MOST_LINES: usize = 20;

/// Some days in a row.
pub struct Window {
    /// The first.
    pub from: Date,
    /// The last.
    pub to: Date,
}

/// Takes a question about one's own reminders. False: it is none.
pub fn takes(turn: &mut Turn<'_>, text: &str, context: &Context) -> bool {
    let folded = command::fold(text);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    if words.is_empty() || words.len() > 14 {
        return false;
    }
    let words = command::without_politeness(&words);
    on_days(turn, words, context) || knows(turn, words)
}

/// What is asked about in "har jag något den 5 maj", without the asking.
fn asked_days<'a, 'b>(words: &'a [&'b str]) -> Option<&'a [&'b str]> {
    const ASKS: &[&[&str]] = &[
        &["vilka", "paminnelser", "har", "jag"],
        &["vilka", "deadlines", "har", "jag"],
        &["vad", "har", "jag", "for", "paminnelser"],
        &["har", "jag", "nagra", "paminnelser"],
        &["har", "jag", "nagra", "deadlines"],
        &["har", "jag", "nagon", "paminnelse"],
        &["vilka", "paminnelser", "kommer"],
        &["kommer", "det", "nagon", "paminnelse"],
        &["vad", "gor", "jag"],
        &["vad", "skulle", "jag", "gora"],
        &["vad", "var", "det", "jag", "skulle", "gora"],
        &["finns", "det", "nagot"],
        &["har", "jag", "nagot"],
        &["har", "jag", "nat"],
        &["har", "ja", "nat"],
        &["har", "jag", "nagonting"],
        &["ar", "det", "nagot"],
        &["ar", "det", "nat"],
        &["vad", "har", "jag"],
        &["va", "har", "jag"],
        &["vad", "hander"],
        &["vad", "ska", "jag", "gora"],
        &["vad", "ar", "pa", "gang"],
        &["vad", "star", "pa", "tur"],
        &["vad", "kommer"],
        &["visa", "paminnelser"],
        &["visa", "paminnelserna"],
        &["visa", "mina", "paminnelser"],
        &["mina", "paminnelser"],
        &["paminnelser"],
        &["do", "i", "have", "anything"],
        &["anything"],
        &["what", "do", "i", "have"],
        &["what's", "on"],
        &["what", "is", "on"],
        &["reminders"],
        &["my", "reminders"],
    ];
    after_list(words).or_else(|| ASKS.iter().find_map(|asks| words.strip_prefix(*asks)))
}

/// The words behind "vad har jag för deadlines", "visa alla mina påminnelser": whatever asks for them in small words.
fn after_list<'a, 'b>(words: &'a [&'b str]) -> Option<&'a [&'b str]> {
    const LISTS: [&str; 4] = ["paminnels", "reminder", "deadline", "avbokningsdag"];
    const SMALL: &str = " vad vilka har jag for nagra nagon visa lista mina min alla finns det kommer mig ge hur manga ar som inlagda satta \
        lagt in kan du fa se which what do i have show list my any are there the all me set get see can could you how many ";
    let small = |word: &&str| SMALL.contains(&format!(" {word} "));
    let at = words.iter().position(|word| LISTS.iter().any(|list| word.starts_with(list)))?;
    let rest = &words[at + 1..];
    // "har jag i december" ends with the month's own "i".
    let behind = |at: usize| small(&rest[at]) && (rest[at] != "i" || rest.get(at + 1).is_some_and(|next| *next == "have"));
    let from = (0..rest.len()).find(|at| !behind(*at))?;
    words[..at].iter().all(small).then_some(&rest[from..])
}

/// "har jag något den 5 maj?", "vad har jag i veckan?", "vilka påminnelser har jag i april?"
fn on_days(turn: &mut Turn<'_>, words: &[&str], context: &Context) -> bool {
    const SMALL: &[&str] = &[
        "inbokat",
        "inplanerat",
        "bokat",
        "planerat",
        "inlagt",
        "noterat",
        "att",
        "gora",
        "som",
        "hander",
        "for",
        "mig",
        "egentligen",
        "nu",
        "mer",
        "up",
        "planned",
        "scheduled",
        "coming",
    ];
    let Some(rest) = asked_days(words) else { return false };
    let when: Vec<&str> = rest.iter().copied().filter(|word| !SMALL.contains(word)).collect();
    let Some(window) = window(&when, context) else { return false };
    let deadlines = only_deadlines(&words.join(" "));
    let mut running = point::running(turn);
    running.retain(|reminder| reminder.deadline || !deadlines);
    if running.is_empty() && !deadlines && !words.iter().any(|word| word.starts_with("pamin") || *word == "jag" || *word == "i") {
        return false;
    }
    turn.greet_if_new();
    let mut found: Vec<(Reminder, Vec<Due>)> = running
        .iter()
        .map(|reminder| (reminder.clone(), turns_in(reminder, &window).into_iter().take(MOST_SHOWN).collect::<Vec<_>>()))
        .filter(|(_, turns)| !turns.is_empty())
        .collect();
    found.sort_by_key(|(_, turns)| turns.first().map(|due| due.datetime(schedule::MORNING)));
    let next = running.iter().find(|reminder| reminder.next_at.is_some());
    let more = found.len().saturating_sub(MOST_LINES);
    found.truncate(MOST_LINES);
    let markdown = wording::on_days(turn, &window, &found, (more, deadlines), next);
    if !found.is_empty() {
        turn.person.listed = found.iter().map(|(reminder, _)| reminder.id.clone()).collect();
    }
    turn.say_in_private(markdown, None, Vec::new());
    true
}

pub fn turns_in(reminder: &Reminder, window: &Window) -> Vec<Due> {
    let done = reminder.done_through.as_deref().and_then(schedule::parse_due).map(|due| due.datetime(schedule::MORNING));
    schedule::turns(reminder)
        .take(20_000)
        .take_while(|due| due.date <= window.to)
        .filter(|due| due.date >= window.from && done.is_none_or(|done| due.datetime(schedule::MORNING) > done))
        .filter(|due| !reminder.skipped.contains(&due.to_string()))
        .take(MOST_TURNS)
        .collect()
}

/// The days around a feast: so many before its day, and so many after.
fn feast(day: &str, before: i64, after: i64, context: &Context) -> Option<Window> {
    let Moment::Set(read) = date::read_moment(day, context, None) else { return None };
    Some(Window { from: add_days(read.due.date, -before), to: add_days(read.due.date, after) })
}

/// The days that folded words name: a day, a week, a month.
pub fn window(words: &[&str], context: &Context) -> Option<Window> {
    let today = context.now.date();
    let week = |monday: Date| Window { from: monday.max(today), to: add_days(monday, 6) };
    let monday = add_days(today, -i64::from(today.weekday().to_monday_zero_offset()));
    let month = |first: Date| Window { from: first.max(today), to: first.last_of_month() };
    let bare =
        words.strip_prefix(&["i"]).or_else(|| words.strip_prefix(&["in"])).or_else(|| words.strip_prefix(&["under"])).unwrap_or(words);
    match bare {
        ["veckan"] | ["denna" | "den", "vecka"] | ["den", "har", "veckan"] | ["this", "week"] => return Some(week(monday)),
        ["nasta", "vecka"] | ["next", "week"] => return Some(week(add_days(monday, 7))),
        ["manaden"] | ["denna", "manad"] | ["den", "har", "manaden"] | ["this", "month"] => return Some(month(today.first_of_month())),
        ["nasta", "manad"] | ["next", "month"] => return Some(month(add_days(today.last_of_month(), 1))),
        ["helgen"] | ["the", "weekend"] => {
            let saturday = add_days(monday, 5);
            return Some(Window { from: saturday.max(today), to: add_days(saturday, 1) });
        }
        // A feast is all of its days off, not the one that has its name.
        ["pasken" | "paskhelgen" | "easter"] => return feast("påskdagen", 2, 1, context),
        ["julen" | "julhelgen" | "christmas"] => return feast("juldagen", 1, 1, context),
        ["ar"] | ["this", "year"] => return Some(Window { from: today, to: today.last_of_year() }),
        [name] => {
            let fold = |name: &str| command::fold(name);
            let at = MONTHS.iter().position(|month| fold(month) == *name);
            let at = at.or_else(|| MONTHS_ENGLISH.iter().position(|month| fold(month) == *name));
            if let Some(at) = at.and_then(|at| i8::try_from(at + 1).ok()) {
                let year = if at < today.month() { today.year() + 1 } else { today.year() };
                return Date::new(year, at, 1).ok().map(month);
            }
        }
        _ => {}
    }
    // "fredagen" is the coming one.
    let bare_day = |word: &str| word.strip_suffix("dagen").map_or_else(|| word.to_owned(), |day| format!("{day}dag"));
    let text = match words {
        [one] | ["den", one] => bare_day(one),
        words => words.join(" "),
    };
    if words.is_empty() || !follow::is_only_a_moment(&text, context) {
        return None;
    }
    let Moment::Set(read) = date::read_moment(&text, context, None) else { return None };
    let is_week = words.iter().any(|word| matches!(*word, "vecka" | "v" | "week"))
        || words.iter().any(|word| word.strip_prefix('v').is_some_and(|rest| rest.parse::<u8>().is_ok()));
    if !read.date_said || read.recurrence.is_some() {
        return None;
    }
    Some(if is_week { week(read.due.date) } else { Window { from: read.due.date, to: read.due.date } })
}

/// "när är hudkursen?", "hur långt är det till avbokningen?", "påminner du mig om lönesamtalet?"
fn knows(turn: &mut Turn<'_>, words: &[&str]) -> bool {
    const ASKS: &[&[&str]] = &[
        &["nar", "ar", "det", "dags", "for"],
        &["nar", "ar"],
        &["nar", "var"],
        &["nar", "gar"],
        &["nar", "har", "jag"],
        &["nar", "kommer"],
        &["nar", "blir"],
        &["vilken", "dag", "ar"],
        &["vilken", "tid", "ar"],
        &["vilket", "datum", "ar"],
        &["vilken", "dag", "var"],
        &["hur", "langt", "ar", "det", "kvar", "till"],
        &["hur", "langt", "ar", "det", "till"],
        &["hur", "lange", "ar", "det", "kvar", "till"],
        &["hur", "lange", "ar", "det", "till"],
        &["hur", "lang", "tid", "ar", "det", "kvar", "till"],
        &["hur", "manga", "dagar", "ar", "det", "till"],
        &["hur", "manga", "dagar", "ar", "det", "kvar", "till"],
        &["nar", "paminner", "du", "mig", "om"],
        &["nar", "ska", "du", "paminna", "mig", "om"],
        &["nar", "kommer", "paminnelsen", "om"],
        &["nar", "far", "jag", "paminnelsen", "om"],
        &["paminner", "du", "mig", "om"],
        &["paminner", "du", "om"],
        &["ska", "du", "paminna", "mig", "om"],
        &["kommer", "du", "att", "paminna", "mig", "om"],
        &["kommer", "du", "paminna", "mig", "om"],
        &["kommer", "du", "ihag"],
        &["minns", "du"],
        &["har", "du", "koll", "pa"],
        &["har", "du", "lagt", "in"],
        &["har", "du", "noterat"],
        &["har", "du", "sparat"],
        &["har", "du", "paminnelsen", "om"],
        &["har", "jag", "lagt", "in"],
        &["har", "jag", "satt"],
        &["har", "jag", "en", "paminnelse", "om"],
        &["har", "jag", "nagon", "paminnelse", "om"],
        &["har", "jag", "nagra", "paminnelser", "om"],
        &["finns", "det", "en", "paminnelse", "om"],
        &["visa", "paminnelsen", "om"],
        &["visa", "paminnelser", "om"],
        &["paminnelser", "om"],
        &["when", "is"],
        &["when", "do", "i", "have"],
        &["when", "will", "you", "remind", "me", "about"],
        &["do", "i", "have", "a", "reminder", "about"],
        &["do", "i", "have", "a", "reminder", "for"],
        &["are", "you", "reminding", "me", "about"],
        &["how", "long", "until"],
        &["how", "many", "days", "until"],
    ];
    const SMALL: &[&str] = &["min", "mitt", "mina", "nu", "igen", "da", "egentligen", "my", "the", "nasta", "om", "att", "again", "kvar"];
    let Some((asks, rest)) = ASKS.iter().find_map(|asks| words.strip_prefix(*asks).map(|rest| (asks, rest))) else { return false };
    let subject: Vec<&str> = rest.iter().copied().filter(|word| !SMALL.contains(word)).collect();
    if subject.is_empty() {
        return false;
    }
    let subject = subject.join(" ");
    let found = point::about_closely(turn, &subject);
    // Whether there is a reminder can be answered with a no; when something is may be a question about the rules.
    let when_she_does =
        asks.starts_with(&["when", "will", "you"]) || (asks.starts_with(&["nar"]) && asks.iter().any(|word| word.starts_with("pamin")));
    let of_reminders = when_she_does
        || asks.iter().any(|word| {
            word.starts_with("paminnelse") || matches!(*word, "reminder" | "ihag" | "minns" | "lagt" | "noterat" | "sparat" | "satt")
        });
    if found.is_empty() && !of_reminders {
        return false;
    }
    turn.greet_if_new();
    if found.is_empty() {
        let markdown = wording::none_about(&point::as_written(turn, &subject), turn.language());
        turn.say_in_private(markdown, None, Vec::new());
        return true;
    }
    let markdown = wording::known(turn, &found);
    if let [one] = found.as_slice() {
        turn.dialogue.last_reminder = Some(one.id.clone());
        turn.dialogue.last_at = Some(turn.now);
    }
    if found.len() > 1 {
        turn.person.listed = found.iter().map(|reminder| reminder.id.clone()).collect();
    }
    let about = found.first().filter(|_| found.len() == 1).map(|one| About::ReminderSet { reminder: one.id.clone() });
    turn.say_in_private(markdown, about, Vec::new());
    true
}

/// Whether a text asks for deadlines rather than for everything.
pub fn only_deadlines(text: &str) -> bool {
    let folded = command::fold(text);
    ["deadline", "avbokningsdag", "sista dag"].iter().any(|word| folded.contains(word))
}

/// Shows what is on the days that a question for the list names. False: it names none.
pub fn lists_days(turn: &mut Turn<'_>, text: &str) -> bool {
    let folded = command::fold(text);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let context = set::context(turn);
    on_days(turn, command::without_politeness(&words), &context)
}
