//! Questions about the rules: what the knowledge base says, put into words.

use jiff::{SignedDuration, civil::Date};

use super::{
    World, beside,
    people::wording as regional,
    remarks::{again, elsewhere, years},
    talk, topics,
    turn::Turn,
    wording::{self, Language},
};
use crate::{
    command::Request,
    effect::{About, Effect},
    facts::{Dialogue, Pending, PendingKind},
    knowledge::{
        check::MOST_SHOWN,
        rule::Rule,
        understand::{Asker, Decision, Reason, SmallTalk, Understanding, understand},
    },
};

/// How long a follow-up ("och på deltid?") still belongs to the last answer.
pub(super) const FOLLOW_UP: SignedDuration = SignedDuration::from_mins(15);

/// As [`MOST_SHOWN`], where two or three rules are shown.
const MOST_OF_SEVERAL: usize = 3_000;

/// What she would say to a question, before it has a place in a chat.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// The text as Markdown.
    pub markdown: String,
    /// What it is about.
    pub about: Option<About>,
    /// Whether the question shall be remembered as unanswered.
    pub remember: bool,
}

/// Puts what was understood into words. `today` decides whether a rule is overdue for review, `remembers`
/// whether an unanswered question will be kept.
#[must_use]
pub fn compose(world: &World, understood: &Understanding, region: Option<&str>, today: Date, remembers: bool) -> Reply {
    let language = understood.language;
    let rules: Vec<&Rule> = understood.shown.iter().filter_map(|id| world.knowledge.rule(id)).collect();
    let plain = |markdown: String| Reply { markdown, about: None, remember: false };
    match &understood.decision {
        Decision::Answer => Reply {
            markdown: format!("{}{}", answers(world, &rules, understood, today), beside::after(world, understood, region)),
            about: Some(About::Answer { rules: rules.iter().map(|rule| rule.id.clone()).collect() }),
            remember: false,
        },
        Decision::Choose => {
            let titles: Vec<String> = rules.iter().map(|rule| choice_title(world, rule, region, language)).collect();
            Reply {
                markdown: match &understood.stands_for {
                    Some(form) => beside::meaning(form, &titles, language),
                    None => wording::choose(&titles, language),
                },
                about: Some(About::Choice { rules: rules.iter().map(|rule| rule.id.clone()).collect() }),
                remember: false,
            }
        }
        Decision::Unknown(Reason::Empty) => plain(wording::empty(language)),
        Decision::Unknown(Reason::Medical) => plain(wording::medical(language)),
        Decision::Unknown(Reason::OutOfScope) => plain(wording::out_of_scope(language)),
        Decision::Unknown(Reason::OnlyMeaning) => {
            plain(understood.stands_for.as_ref().map(|form| beside::meaning(form, &[], language)).unwrap_or_default())
        }
        Decision::Unknown(Reason::Elsewhere(place)) => {
            let own = region.filter(|region| !region.is_empty()).map(|region| world.region(region).name);
            plain(regional::elsewhere(place, &world.regions, own.as_deref(), language))
        }
        Decision::Unknown(Reason::Unrelated) => plain(talk::unrelated(language)),
        Decision::Unknown(Reason::OtherRegion(others)) => elsewhere::there(world, understood, others, region, today, remembers),
        Decision::Unknown(Reason::Within) => plain(regional::only_within(&world.region(region.unwrap_or_default()), language)),
        Decision::Unknown(Reason::NoMatch) => Reply {
            markdown: wording::unknown(contact(world, region, language).as_deref(), remembers, language),
            about: None,
            remember: remembers,
        },
        Decision::Other(talk) => plain(small_talk(world, *talk, language)),
    }
}

/// Whom to ask: the unit that answers other questions, where the region's rules name one.
fn contact(world: &World, region: Option<&str>, language: Language) -> Option<String> {
    let id = format!("{}.kontakt", region?);
    world.knowledge.rule(&id).map(|_| wording::contact_unit(language))
}

fn small_talk(world: &World, kind: SmallTalk, language: Language) -> String {
    match kind {
        SmallTalk::Greeting => wording::greeting(&world.name, language),
        SmallTalk::Thanks => wording::thanks(language),
        SmallTalk::Praise => wording::praise(language),
        SmallTalk::Farewell => wording::farewell(language),
        SmallTalk::Who => wording::who(&world.name, language),
        SmallTalk::Help => wording::help(&world.name, false, false, false, language),
        _ => talk::line(kind, language).unwrap_or_default().to_owned(),
    }
}

fn answers(world: &World, rules: &[&Rule], understood: &Understanding, today: Date) -> String {
    let several = rules.len() > 1;
    let shown =
        rules.iter().map(|rule| one_answer(world, rule, several, understood.language, today)).collect::<Vec<_>>().join("\n\n---\n\n");
    // Below its title a rule says yes or no to that.
    if understood.open && !several { beside::without_verdict(&shown) } else { shown }
}

/// One rule as it is shown: the text, whose it is and where it stands.
pub(super) fn one_answer(world: &World, rule: &Rule, titled: bool, language: Language, today: Date) -> String {
    let body = match (&rule.english, language) {
        (Some(english), Language::English) => english.body.clone(),
        (None, Language::English) => format!("{}\n\n{}", wording::only_in_swedish(), rule.body),
        (_, Language::Swedish) => rule.body.clone(),
    };
    let mut parts = Vec::new();
    if titled {
        parts.push(format!("**{}**", super::markup::escape(title(rule, language))));
    }
    let most = if titled { MOST_OF_SEVERAL } else { MOST_SHOWN };
    parts.push(fitting(body.trim(), most).map_or_else(|| body.trim().to_owned(), |part| format!("{part}\n\n{}", wording::cut(language))));
    parts.push(footer_of(world, rule, language));
    parts.retain(|part| !part.is_empty());
    if let Some(review) = rule.review_by.filter(|review| *review < today) {
        parts.push(wording::stale(&review.to_string(), language));
    }
    parts.join("\n\n")
}

/// As many whole lines of a text as fit into so many bytes; `None` where all of it does.
fn fitting(text: &str, most: usize) -> Option<&str> {
    if text.len() <= most {
        return None;
    }
    let part = &text[..text.floor_char_boundary(most)];
    let end = part.rfind("\n\n").or_else(|| part.rfind('\n')).or_else(|| part.rfind(' ')).unwrap_or(part.len());
    Some(part[..end].trim_end())
}

fn footer_of(world: &World, rule: &Rule, language: Language) -> String {
    let source = rule.source.as_ref().and_then(|id| world.knowledge.sources.get(id)).map(|source| source.title.as_str());
    wording::footer(&world.region(&rule.region).name, source, rule.heading.as_deref(), language)
}

pub(super) fn title(rule: &Rule, language: Language) -> &str {
    match (&rule.english, language) {
        (Some(english), Language::English) => &english.title,
        _ => &rule.title,
    }
}

/// A rule's title as it stands in a choice: with the region where it is not the asker's own.
fn choice_title(world: &World, rule: &Rule, region: Option<&str>, language: Language) -> String {
    let title = title(rule, language);
    if rule.region.is_empty() || region == Some(rule.region.as_str()) {
        title.to_owned()
    } else {
        format!("{title} ({})", world.region(&rule.region).short)
    }
}

/// Answers whatever nobody else took.
pub fn takes(turn: &mut Turn<'_>, request: &Request, text: &str) {
    match request {
        Request::Empty => {
            turn.greet_if_new();
            let markdown = wording::empty(turn.language());
            turn.say(markdown, None);
        }
        Request::Rules { topic } => topics::rules(turn, topic.as_deref()),
        Request::Number(number) => number_typed(turn, *number),
        Request::No if turn.dialogue.pending.is_some() => none_of_them(turn),
        Request::Yes | Request::No if matches!(read(turn, text).decision, Decision::Other(SmallTalk::Thanks | SmallTalk::Praise)) => {
            question(turn, text);
        }
        Request::Yes | Request::No => {
            let markdown = wording::nothing_pending(turn.language());
            turn.say(markdown, None);
        }
        _ => question(turn, text),
    }
}

/// "never mind", "strunt i det": the question is let be, where "ingen av dem" still wants an answer.
fn waves_aside(turn: &Turn<'_>) -> bool {
    let said = turn.message().map(|message| message.body.to_lowercase()).unwrap_or_default();
    ["mind", "forget", "strunt", "glöm", "glom", "skit", "stop", "avbryt", "cancel", "det var inget", "inte nu"]
        .iter()
        .any(|word| said.contains(word))
}

/// No to what she offered. None of some rules: the question is remembered as unanswered.
fn none_of_them(turn: &mut Turn<'_>) {
    let pending = turn.dialogue.pending.take().map(|pending| pending.kind);
    let markdown = match pending {
        Some(PendingKind::Choice { question, event: Some(event), .. }) if !question.is_empty() && !waves_aside(turn) => {
            let region = turn.region().filter(|region| !region.is_empty()).map(str::to_owned);
            turn.push(Effect::RememberQuestion { event, text: question, region });
            talk::none_of_them(turn.language())
        }
        _ => wording::never_mind(turn.language()),
    };
    turn.say(markdown, None);
}

/// Answers a question, or asks for the region first where none is known.
pub fn question(turn: &mut Turn<'_>, text: &str) {
    if talk::comforts(turn, text, false) {
        return;
    }
    if again::takes(turn, text) || years::takes(turn, text) || elsewhere::takes(turn, text) {
        return;
    }
    turn.greet_if_new();
    super::people::assume_region(turn, text);
    if turn.region().is_none() {
        let understood = read(turn, text);
        let first_greeting = turn.has_lead_in() && understood.decision == Decision::Other(SmallTalk::Greeting);
        if first_greeting {
            super::people::ask_region(turn, None);
        } else if matches!(
            understood.decision,
            Decision::Other(_)
                | Decision::Unknown(
                    Reason::Empty | Reason::Medical | Reason::OutOfScope | Reason::OnlyMeaning | Reason::Unrelated | Reason::Elsewhere(_)
                )
        ) {
            deliver(turn, text, &understood);
        } else {
            // "varför frågar du?", "vet inte" are no question that an earlier one gives way to.
            let waits = super::people::question_that_waits(turn).is_some();
            let asks = !waits || is_question(&understood, text);
            super::people::ask_region(turn, asks.then_some(text));
        }
        return;
    }
    let understood = again::another(turn, text, years::turned(turn, text, read(turn, text)));
    deliver(turn, text, &understood);
}

/// Whether a text said while she waits for the region is a question of its own, and none about hers.
fn is_question(understood: &Understanding, text: &str) -> bool {
    const OF_HERS: &[&str] = &["varfor", "spelar", "why", "matter", "matters", "valja", "saga", "behover", "vet"];
    let keys = crate::language::reading::prepare(text).keys;
    let of_hers = keys.len() <= 6 && keys.iter().any(|key| OF_HERS.contains(&key.as_str()));
    matches!(understood.decision, Decision::Answer | Decision::Choose) && !of_hers
}

fn read(turn: &Turn<'_>, text: &str) -> Understanding {
    let previous = last_rule(turn);
    // Time served counts where there is a plan, the calendar where only the start is known; else what they said.
    let st_year = super::plan::year(turn)
        .or_else(|| turn.person.st_start.and_then(|start| year_of_st(start, turn.today())))
        .or_else(|| turn.dialogue.st_year.and_then(|(year, since)| Some(year_of_st(since, turn.today())? + year - 1)));
    let asker = Asker { region: turn.region(), previous: previous.as_deref(), st_year, role: None };
    understand(&turn.world.knowledge, text, &asker)
}

/// The rule that was answered just before, to which a follow-up belongs.
pub(super) fn last_rule(turn: &Turn<'_>) -> Option<String> {
    let fresh = turn.dialogue.last_at.is_some_and(|at| turn.now.duration_since(at) < FOLLOW_UP);
    turn.dialogue.last_rule.clone().filter(|_| fresh)
}

/// A rule as it is shown to who is spoken with.
pub(super) fn shown(turn: &Turn<'_>, rule: &Rule) -> String {
    one_answer(turn.world, rule, false, turn.language(), turn.today())
}

/// The line that says whose a rule is and where it stands.
pub(super) fn footer(turn: &Turn<'_>, rule: &Rule) -> String {
    footer_of(turn.world, rule, turn.language())
}

/// Which year of ST somebody is in, counted from one.
fn year_of_st(start: Date, today: Date) -> Option<u8> {
    if today < start {
        return None;
    }
    let years = i32::from(today.year()) - i32::from(start.year());
    let whole = if (today.month(), today.day()) < (start.month(), start.day()) { years - 1 } else { years };
    u8::try_from(whole + 1).ok()
}

fn deliver(turn: &mut Turn<'_>, text: &str, understood: &Understanding) {
    turn.dialogue.puzzled = matches!(understood.decision, Decision::Unknown(_) | Decision::Choose);
    match &understood.decision {
        // Thanks and the like are no new topic.
        Decision::Other(_) => {
            turn.dialogue.answered.clone_from(&turn.facts.dialogue.answered);
            turn.dialogue.reminder_at = turn.facts.dialogue.reminder_at;
            turn.dialogue.said.clone_from(&turn.facts.dialogue.said);
        }
        Decision::Unknown(Reason::Medical | Reason::Empty | Reason::Unrelated) => {}
        Decision::Unknown(_) => super::remind::note_said(turn, text, false),
        Decision::Answer | Decision::Choose => super::remind::note_said(turn, text, true),
    }
    if let Some((markdown, rules)) = again::instead(turn, text, understood).or_else(|| again::of_the_last(turn, text, understood)) {
        turn.dialogue.last_at = Some(turn.now);
        turn.say(markdown, Some(About::Answer { rules }));
        return;
    }
    if understood.decision == Decision::Choose && elsewhere::no_more(turn, understood, text) {
        return;
    }
    let region = turn.region().map(str::to_owned);
    let reply = compose(turn.world, understood, region.as_deref(), turn.today(), true);
    let buttons = match &reply.about {
        Some(About::Choice { rules }) => (1..=rules.len()).map(wording::keycap).collect(),
        _ => (1..=understood.offered.len()).map(wording::keycap).collect(),
    };
    match &reply.about {
        Some(About::Answer { rules }) => {
            answered(&mut turn.dialogue, rules, turn.now);
            if !understood.offered.is_empty() {
                let event = Some(turn.question().to_owned());
                turn.dialogue.pending = Some(Pending::choice(&turn.dialogue, turn.now, &understood.offered, text, event));
            }
        }
        Some(About::Choice { rules }) => {
            let event = Some(turn.question().to_owned());
            turn.dialogue.pending = Some(Pending::choice(&turn.dialogue, turn.now, rules, text, event));
        }
        _ => {}
    }
    if let Decision::Unknown(Reason::OtherRegion(others)) = &understood.decision {
        let own = understood.own.as_ref().and(turn.dialogue.last_rule.clone());
        turn.keep_elsewhere(others.first().cloned());
        turn.dialogue.last_rule = own;
    }
    if reply.remember {
        let event = turn.question().to_owned();
        turn.push(Effect::RememberQuestion { event, text: text.to_owned(), region: region.filter(|region| !region.is_empty()) });
    }
    let markdown = match &reply.about {
        Some(About::Answer { rules }) => {
            let own = super::plan::in_ones_own(turn, text, rules).map(|own| format!("\n\n{own}")).unwrap_or_default();
            let markdown = format!("{}{own}", reply.markdown);
            // What was offered on another question waits for its number.
            if understood.offered.is_empty() { with_offer(turn, markdown, rules) } else { markdown }
        }
        // She has just said who she is.
        _ if turn.has_lead_in() && understood.decision == Decision::Other(SmallTalk::Greeting) => wording::go_ahead(turn.language()),
        _ => reply.markdown,
    };
    turn.say_with(markdown, reply.about, buttons);
}

/// An answer, with the offer of a reminder where a rule in it has one.
fn with_offer(turn: &mut Turn<'_>, markdown: String, rules: &[String]) -> String {
    match super::remind::offer(turn, rules) {
        Some(offer) => format!("{markdown}\n\n{offer}"),
        None => markdown,
    }
}

fn answered(dialogue: &mut Dialogue, rules: &[String], now: jiff::Timestamp) {
    dialogue.last_rule = rules.last().cloned();
    dialogue.answered = rules.to_vec();
    dialogue.elsewhere = None;
    dialogue.judged = None;
    dialogue.last_at = Some(now);
    // A question in between does not take away what she asked about a reminder, or for the days in a plan.
    dialogue.pending = dialogue.pending.take().and_then(Pending::after_an_answer);
}

/// A number was typed: it means what was offered last.
fn number_typed(turn: &mut Turn<'_>, number: usize) {
    match turn.dialogue.pending.as_ref().map(|pending| pending.kind.clone()) {
        Some(PendingKind::Choice { rules, event, .. }) => choose_number(turn, &rules, number, event),
        Some(PendingKind::Topics { region, topics }) => super::topics::choose_topic(turn, &region, &topics, number),
        _ => {
            let markdown = wording::nothing_pending(turn.language());
            turn.say(markdown, None);
        }
    }
}

/// Offers rules to choose from by number, after a sentence.
pub fn offer_rules(turn: &mut Turn<'_>, lead: &str, rules: &[String]) {
    let language = turn.language();
    let titles = rules.iter().filter_map(|id| turn.world.knowledge.rule(id)).map(|rule| title(rule, language).to_owned());
    let markdown = format!("{lead}\n\n{}", wording::numbered(titles));
    turn.dialogue.pending = Some(Pending::choice(&turn.dialogue, turn.now, rules, "", None));
    let buttons = (1..=rules.len()).map(wording::keycap).collect();
    turn.say_with(markdown, Some(About::Choice { rules: rules.to_vec() }), buttons);
}

/// A number was tapped below an answer: it means what was offered there on another question, while that still stands.
pub fn number_tapped(turn: &mut Turn<'_>, number: usize, question: Option<String>) {
    if let Some(PendingKind::Choice { rules, event, .. }) = turn.dialogue.pending.as_ref().map(|pending| pending.kind.clone())
        && event == question
    {
        choose_number(turn, &rules, number, question);
    }
}

/// One of the rules that were offered on a question was chosen.
pub fn choose_number(turn: &mut Turn<'_>, rules: &[String], number: usize, question: Option<String>) {
    turn.follow(question);
    let language = turn.language();
    let chosen = number.checked_sub(1).and_then(|position| rules.get(position)).cloned();
    let Some(id) = chosen else { return turn.say(wording::no_such_number(rules.len(), language), None) };
    let Some(rule) = turn.world.knowledge.rule(&id) else { return turn.say(wording::unknown(None, false, language), None) };
    let markdown = one_answer(turn.world, rule, false, language, turn.today());
    let shown = vec![id];
    // The choice stays open, so that the next title can be looked at as well.
    let pending = turn.dialogue.pending.take();
    answered(&mut turn.dialogue, &shown, turn.now);
    turn.dialogue.pending = pending;
    // A list that is being browsed stays open; an offer would take its place.
    let markdown = if rules.len() <= 3 { with_offer(turn, markdown, &shown) } else { markdown };
    turn.say(markdown, Some(About::Answer { rules: shown }));
}

/// Gives a rule below a line of what was asked.
pub(super) fn below(turn: &mut Turn<'_>, line: &str, rule: &str) {
    let Some(found) = turn.world.knowledge.rule(rule) else { return turn.say_in_private(line, None, Vec::new()) };
    let markdown = format!("{line}\n\n{}", shown(turn, found));
    let shown = vec![rule.to_owned()];
    answered(&mut turn.dialogue, &shown, turn.now);
    let markdown = with_offer(turn, markdown, &shown);
    turn.say(markdown, Some(About::Answer { rules: shown }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_whole_lines_are_shown_as_fit() {
        assert_eq!(fitting("kort", 100), None);
        assert_eq!(fitting("ett stycke\n\noch ett till", 20), Some("ett stycke"));
        assert_eq!(fitting("ååååååååå", 5), Some("åå"));
    }
}
