//! Setting a reminder from free text, and asking for what is missing.

use super::{
    LONGEST_SUBJECT, MOST_ACTIVE, agenda, another, back, beside,
    build::{self, Wanted},
    change, follow, jotted, leads, list, manage, missed, offers, others, point, refer, schedule, told, wording,
};
use crate::{
    assistant::turn::Turn,
    effect::{About, Effect},
    facts::{Pending, PendingKind, Reminder},
    language::{
        date::{self, Context, Due, Kept, Language, Outcome, Question, QuestionKind, Reason, Strength},
        normalize, personnummer,
    },
};

/// Takes a message that asks for a reminder, answers a question about one, or corrects the last one.
pub fn takes(turn: &mut Turn<'_>, text: &str) -> bool {
    let context = context(turn);
    if list::takes_back(turn, text) {
        return true;
    }
    if let Some(request) = jotted::request(text, &context) {
        return takes(turn, &request);
    }
    if date::is_reminder_request(text) != Strength::Strong {
        return follow::takes(turn, text, &context);
    }
    if beside::takes(turn, text, &context) || another::interrupts(turn, text, &context) {
        return true;
    }
    // "påminner du mig om ronden?", "påminn mig inte om ronden mer": about one that exists.
    if leads::takes(turn, text, &context)
        || missed::takes(turn, text)
        || agenda::takes(turn, text, &context)
        || manage::declines(turn, text)
    {
        return true;
    }
    if is_about_reminders_only(text) {
        return false;
    }
    let whom = others::meant(turn, text);
    let read = match &whom {
        others::Whom::Others { text, .. } => text.as_str(),
        _ => text,
    };
    let outcomes = read_all(read, &context);
    if outcomes.iter().all(|outcome| matches!(outcome, Outcome::Reject(rejection) if rejection.reason == Reason::NotAReminder)) {
        return false;
    }
    if follow::says_again(turn, text, &outcomes) || adds_to_known(turn, &outcomes) || told::last_day_again(turn, &outcomes, text) {
        return true;
    }
    turn.greet_if_new();
    note_language(turn, &outcomes);
    let others = match &whom {
        others::Whom::Oneself => &[][..],
        others::Whom::Others { users, .. } => users,
        others::Whom::Refused => {
            let markdown = wording::only_oneself(turn.world.remind_others, turn.event.room.direct, turn.language());
            turn.say(markdown, None);
            return true;
        }
    };
    let event = turn.question().to_owned();
    let wanted = Wanted { text, event: &event, shared: speaks_for_all(turn, text), others };
    carry_on_all(turn, outcomes, &wanted);
    true
}

/// "påminn mig även en dag före hudkursen", "… dagen innan på tvåan": the day of one that exists is known.
fn adds_to_known(turn: &mut Turn<'_>, outcomes: &[Outcome]) -> bool {
    let [Outcome::Ask(question)] = outcomes else { return false };
    let open = matches!(question.kind, QuestionKind::Day | QuestionKind::Everything);
    let Some(leads) = question.leads.as_ref().filter(|leads| !leads.is_empty() && open) else { return false };
    let folded = crate::command::fold(&question.subject);
    let also = |word: &&str| matches!(*word, "ocksa" | "oxa" | "aven" | "dessutom" | "also" | "too" | "");
    let words: Vec<&str> = folded.split(' ').filter(|word| !also(word)).collect();
    let found = match crate::command::numbered(&words).filter(|_| !words.is_empty()) {
        Some(which) => point::find(turn, &which).unwrap_or_default(),
        // "påminn mig dagen innan också" is about the one she has just confirmed.
        None if words.is_empty() || refer::points(&question.subject) => point::at_hand(turn, super::CORRECTION).into_iter().collect(),
        None => point::about_closely(turn, &words.join(" ")),
    };
    let [known] = found.as_slice() else { return false };
    let known = known.clone();
    let mut leads: Vec<String> = leads.iter().map(build::lead_text).collect();
    // What she says at the time itself goes on.
    leads.retain(|lead| !known.leads.contains(lead));
    change::add_leads(turn, &known, &leads);
    true
}

/// The requests of a message, also where one of them lacks its day: sentences that each ask are one each.
fn read_all(text: &str, context: &Context) -> Vec<Outcome> {
    let read = date::read_all(text, context);
    let sentences: Vec<&str> = text.split(". ").flat_map(|part| part.split(['\n', '!'])).filter(|part| !part.trim().is_empty()).collect();
    let each_asks = sentences.iter().all(|sentence| date::is_reminder_request(sentence) == Strength::Strong);
    if sentences.len() <= read.len() || !each_asks {
        return read;
    }
    sentences.into_iter().map(|sentence| date::read_reminder(sentence, context)).collect()
}

/// When the person wrote, in their zone.
pub fn context(turn: &Turn<'_>) -> Context {
    Context { now: turn.event.sent_at.min(turn.now).to_zoned(turn.zone()) }
}

/// "påminn oss" in a group: the whole room.
fn speaks_for_all(turn: &Turn<'_>, text: &str) -> bool {
    let folded = normalize::fold(&normalize::normalize(text));
    !turn.event.room.direct && folded.split(|letter: char| !letter.is_alphanumeric()).any(|word| matches!(word, "oss" | "us"))
}

/// A request whose words of asking are English is answered in English, however few its other small words are. What a
/// Swedish word or two does not end is the English conversation.
fn note_language(turn: &mut Turn<'_>, outcomes: &[Outcome]) {
    let language = match outcomes.first() {
        Some(Outcome::Set(reminder)) => reminder.language,
        Some(Outcome::Ask(question)) => question.language,
        Some(Outcome::Reject(rejection)) => rejection.language,
        None => return,
    };
    turn.person.english |= language == Language::English;
}

/// Thanks for a reminder, or the wish for none: it is about reminders, and asks for nothing.
fn is_about_reminders_only(text: &str) -> bool {
    let folded = normalize::fold(&normalize::normalize(text));
    let thanks = folded.starts_with("tack for pamin") || folded.starts_with("thanks for the remind");
    let none = ["ingen paminnelse", "inte ha nagon pamin", "inga paminnelser", "inte nagon pamin", "no reminder"]
        .iter()
        .any(|wish| folded.contains(wish));
    thanks || none
}

/// The reminder of a question that a day completes.
pub fn completed(question: &Question, due: Due) -> date::Reminder {
    date::Reminder {
        subject: question.subject.clone(),
        subject_is_action: question.subject_is_action,
        due: Due { time: due.time.or(question.time), ..due },
        recurrence: question.recurrence.clone(),
        leads: question.leads.clone(),
        also: Vec::new(),
        further: Vec::new(),
        notes: Vec::new(),
        language: question.language,
    }
}

/// What was understood becomes reminders in one answer; what is missing of the first that lacks something is asked
/// for after that.
fn carry_on_all(turn: &mut Turn<'_>, outcomes: Vec<Outcome>, wanted: &Wanted<'_>) {
    let kept = date::kept(wanted.text);
    if outcomes.len() == 1 {
        for outcome in outcomes {
            let outcome = refer::with_what_is_meant(turn, outcome);
            if offers::asks_of_course(turn, &outcome, wanted) {
                return;
            }
            carry_on(turn, outcome, wanted, kept.clone());
        }
        return;
    }
    let mut ready = Vec::new();
    let mut open = None;
    for outcome in outcomes {
        match outcome {
            Outcome::Set(parsed) => ready.push(parsed),
            other => {
                open.get_or_insert(other);
            }
        }
    }
    if !ready.is_empty() {
        set(turn, &ready, wanted);
    }
    if let Some(open) = open {
        // Its event is another part of the message: the ids of the two must not meet.
        let event = format!("{}+", wanted.event);
        carry_on(turn, open, &Wanted { event: &event, ..*wanted }, Kept::default());
    }
}

/// What was understood becomes a reminder, a question, or a refusal. `kept` is what was said beside the day, which
/// holds for the day that is named in the end.
pub fn carry_on(turn: &mut Turn<'_>, outcome: Outcome, wanted: &Wanted<'_>, kept: Kept) {
    match outcome {
        Outcome::Set(parsed) => set(turn, &[parsed], wanted),
        Outcome::Ask(question) => {
            let question = Question {
                recurrence: question.recurrence.or(kept.recurrence),
                leads: question.leads.or(kept.leads),
                time: question.time.or(kept.time),
                ..question
            };
            ask(turn, question, wanted);
        }
        Outcome::Reject(rejection) => {
            turn.dialogue.pending = None;
            let rejection = with_suggestion(turn, date::Rejection { language: turn.language(), ..rejection });
            let said = wording::plain(&date::wording::say_rejection(&rejection));
            let day = rejection.suggestions.first().copied().filter(|_| rejection.reason == Reason::NoSuchTime);
            let said = day.map_or(said, |day| wording::no_such_time(&day, turn.language()));
            let open = !matches!(rejection.reason, Reason::TooOften | Reason::NotAReminder);
            if open && !(rejection.subject.is_empty() && rejection.suggestions.is_empty()) {
                // "ja" or another day takes it from here.
                let kind = day.map_or(QuestionKind::Day, QuestionKind::Time);
                let (recurrence, leads, time) = (kept.recurrence, kept.leads, kept.time);
                let question = Question { kind, recurrence, leads, time, ..waiting_for_day(rejection) };
                wait_for(turn, question, wanted);
            }
            turn.say(said, Some(About::Question));
        }
    }
}

/// A refusal of what has passed offers the next day, where nothing nearer is known.
pub fn with_suggestion(turn: &Turn<'_>, rejection: date::Rejection) -> date::Rejection {
    let Reason::Past(past) = &rejection.reason else { return rejection };
    let tomorrow = turn.today().tomorrow().ok().filter(|_| rejection.suggestions.is_empty());
    let next = tomorrow.map(|date| Due { date, ..*past });
    date::Rejection { suggestions: next.into_iter().chain(rejection.suggestions).collect(), ..rejection }
}

/// What a refusal leaves open: another day for the same thing, or one of those that it suggests.
pub fn waiting_for_day(rejection: date::Rejection) -> Question {
    Question::new(QuestionKind::Day, rejection.subject, rejection.suggestions, rejection.language)
}

/// Asks, and waits for the answer.
pub fn ask(turn: &mut Turn<'_>, question: Question, wanted: &Wanted<'_>) {
    let question = Question { language: turn.language(), ..question };
    let said = wording::skipped_hour(&question).unwrap_or_else(|| wording::plain(&date::wording::say_question(&question)));
    let said = match wanted.others {
        [] => said,
        others => wording::of_others(&said, others, turn.language()),
    };
    // What can be answered with a yes has a button for it.
    let buttons = match (&question.kind, question.options.len()) {
        (QuestionKind::LeadsPassed(_), _) => vec!["✅".to_owned(), "❌".to_owned()],
        (_, one_or_more @ 1..=3) if question.kind != QuestionKind::Subject && question.kind != QuestionKind::SubjectTooLong => {
            if one_or_more == 1 {
                vec!["✅".to_owned()]
            } else {
                (1..=one_or_more).map(crate::assistant::wording::keycap).collect()
            }
        }
        _ => Vec::new(),
    };
    wait_for(turn, question, wanted);
    turn.say_with(said, Some(About::Question), buttons);
}

/// Waits for what completes a request.
pub fn wait_for(turn: &mut Turn<'_>, question: Question, wanted: &Wanted<'_>) {
    turn.dialogue.pending = Some(Pending {
        since: turn.now,
        kind: PendingKind::Reminder {
            question: Box::new(question),
            event: wanted.event.to_owned(),
            shared: wanted.shared,
            others: wanted.others.to_vec(),
        },
    });
}

/// Sets what was understood, and every further day named with it.
pub fn set(turn: &mut Turn<'_>, requests: &[date::Reminder], wanted: &Wanted<'_>) {
    turn.dialogue.pending = None;
    if !wanted.others.is_empty() {
        others::set(turn, requests, wanted);
        return;
    }
    let days: usize = requests.iter().map(|parsed| 1 + parsed.further.len()).sum();
    let running = turn.facts.reminders.iter().filter(|reminder| reminder.next_at.is_some()).count();
    if running + days > MOST_ACTIVE {
        let markdown = wording::too_many(MOST_ACTIVE, turn.language());
        turn.say(markdown, None);
        return;
    }
    let me = turn.event.sender.clone();
    let Some(made) = make(turn, requests, wanted, &me) else { return };
    let (known, made): (Vec<Reminder>, Vec<Reminder>) = made.into_iter().partition(|reminder| is_known(turn, reminder));
    if made.is_empty()
        && let Some(first) = known.first()
    {
        return already_there(turn, first, requests);
    }
    // What an edited message had set stayed until now.
    let stale = |one: &&Reminder| {
        one.event == wanted.event
            && one.set_by.is_none()
            && !made.iter().any(|new| new.id == one.id)
            && !turn.facts.reminders_from_event.iter().any(|gone| gone.id == one.id)
    };
    let stale: Vec<Reminder> = turn.facts.reminders.iter().filter(stale).map(change::ended).collect();
    turn.extend(stale.into_iter().map(Effect::SaveReminder));
    turn.dialogue.undo = made.iter().map(change::ended).collect();
    turn.dialogue.last_reminder = made.first().map(|reminder| reminder.id.clone());
    turn.dialogue.last_at = Some(turn.now);
    turn.dialogue.reminder_at = Some(turn.now);
    turn.dialogue.last_rule = None;
    let notes: Vec<date::Note> = requests.iter().flat_map(|parsed| parsed.notes.iter().cloned()).collect();
    let said = wording::set(turn, &made, &known, &notes);
    let offered = made.first().map_or(0, |first| first.readings.len());
    let buttons = (1..=offered.min(3)).map(crate::assistant::wording::keycap).collect();
    let about = made.first().map(|reminder| About::ReminderSet { reminder: reminder.id.clone() });
    for reminder in made {
        turn.push(Effect::SaveReminder(reminder));
    }
    turn.say_with(said, about, buttons);
}

/// The reminder that exists already, of the same thing at the same time.
fn same<'a>(turn: &Turn<'a>, reminder: &Reminder) -> Option<&'a Reminder> {
    let fold = |text: &str| normalize::fold(&normalize::normalize(text));
    let facts = turn.facts;
    facts.reminders.iter().find(|known| {
        known.next_at.is_some()
            && known.id != reminder.id
            // What an edited message set goes as it is read again.
            && !facts.reminders_from_event.iter().any(|gone| gone.id == known.id)
            && known.due == reminder.due
            && known.recurrence == reminder.recurrence
            && known.room == reminder.room
            && fold(&known.subject) == fold(&reminder.subject)
    })
}

fn is_known(turn: &Turn<'_>, reminder: &Reminder) -> bool {
    same(turn, reminder).is_some()
}

/// It was asked for before. Leads that are new are added to it.
fn already_there(turn: &mut Turn<'_>, reminder: &Reminder, requests: &[date::Reminder]) {
    let Some(known) = same(turn, reminder).cloned() else { return };
    let said = requests.first().and_then(|parsed| parsed.leads.as_ref()).filter(|leads| !leads.is_empty());
    let new: Vec<String> = said.into_iter().flatten().map(build::lead_text).filter(|lead| !known.leads.contains(lead)).collect();
    if !new.is_empty() {
        return change::add_leads(turn, &known, &new);
    }
    turn.dialogue.last_reminder = Some(known.id.clone());
    turn.dialogue.last_at = Some(turn.now);
    turn.dialogue.reminder_at = Some(turn.now);
    let markdown = wording::already_there(turn, &known);
    turn.say(markdown, Some(About::ReminderSet { reminder: known.id }));
}

/// The reminders of some requests for one person. `None`: one of them cannot be, and that was said.
pub fn make(turn: &mut Turn<'_>, requests: &[date::Reminder], wanted: &Wanted<'_>, whom: &str) -> Option<Vec<Reminder>> {
    let mut made = Vec::new();
    for parsed in requests {
        let counted = back::counted_back(parsed, wanted.text);
        let parsed = counted.as_ref().unwrap_or(parsed);
        if parsed.subject.chars().count() > LONGEST_SUBJECT {
            let markdown = wording::subject_too_long(LONGEST_SUBJECT, turn.language());
            turn.say(markdown, None);
            return None;
        }
        for due in std::iter::once(&parsed.due).chain(&parsed.further) {
            let due = on_its_rule(parsed, *due);
            let reminder = build::build(turn, wanted, parsed, due, made.len(), whom);
            let Some(reminder) = build::scheduled_with_day(reminder, build::written(turn)) else {
                let markdown = wording::nothing_ahead(turn.language());
                turn.say(markdown, None);
                return None;
            };
            made.push(reminder);
        }
    }
    Some(made)
}

/// The first day of a series is one of its days: "varje måndag", answered with a time of day, begins on a Monday.
fn on_its_rule(parsed: &date::Reminder, due: Due) -> Due {
    let first = parsed.recurrence.as_ref().and_then(|rule| rule.days(due.date).next());
    Due { date: first.unwrap_or(due.date), ..due }
}

/// Reads a request in which a personal identity number stood, without it: what it says about when is kept until it
/// is said again without the number. Nothing of the text is.
pub fn without_number(turn: &mut Turn<'_>, text: &str) -> bool {
    let mut cleaned = text.to_owned();
    for range in personnummer::find(text).into_iter().rev() {
        cleaned.replace_range(range, " ");
    }
    if date::is_reminder_request(&cleaned) != Strength::Strong {
        return false;
    }
    let context = context(turn);
    let (due, recurrence, leads) = match date::read_reminder(&cleaned, &context) {
        Outcome::Set(parsed) => (parsed.due, parsed.recurrence, parsed.leads),
        Outcome::Ask(question) if question.kind == QuestionKind::Subject && !question.options.is_empty() => {
            (question.options[0], question.recurrence, question.leads)
        }
        _ => return false,
    };
    let question = Question {
        kind: QuestionKind::Subject,
        subject: String::new(),
        subject_is_action: false,
        options: vec![due],
        recurrence,
        leads,
        time: None,
        language: turn.language(),
    };
    let event = turn.question().to_owned();
    wait_for(turn, question, &Wanted { text: "", event: &event, shared: speaks_for_all(turn, &cleaned), others: &[] });
    let when = wording::when(&due.to_string(), turn.language());
    let markdown = wording::without_number(&when, turn.language());
    turn.say(markdown, Some(About::Question));
    true
}

/// What a change is reckoned from: the turn that comes next.
pub fn anchor(turn: &Turn<'_>, reminder: &Reminder) -> Option<Due> {
    schedule::coming(reminder, turn.now).or_else(|| schedule::parse_due(&reminder.due))
}
