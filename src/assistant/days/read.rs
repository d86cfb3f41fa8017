//! ST days out of an announcement's text: "23 april 08.30–16, Växjö, anmälan senast 10 april".
//!
//! A date counts as an ST day when a time or a place stands with it. A date that is said to be the last
//! one to answer belongs to the days around it. What is read wrong is seen in the readback and changed
//! there, so a guess costs little.

use jiff::civil::{Date, Time, Weekday};
use unicode_normalization::UnicodeNormalization;

use super::{
    cells, place,
    shared::{Deadline, set_deadlines, set_seats},
    title::{NOUNS, heading, is_joint, title_of},
};
use crate::{
    facts::days::Plan,
    language::{
        date::{self, Context, Found},
        normalize,
    },
};

/// The most days that are read out of one text.
pub const MOST: usize = 50;
/// The longest title and place, in characters.
pub const LONGEST: usize = 120;

/// What says that a date is the last one to answer.
const LAST_DAY: [&str; 14] = [
    "senast",
    "sista dag",
    "sista anmal",
    "sista ansok",
    "sista datum",
    "sista svars",
    "osa",
    "o.s.a",
    "o s a",
    "deadline",
    "rsvp",
    "sign up by",
    "register by",
    "no later than",
];
/// What says so unless the day itself is named after it: "anmälan 10 april", but "anmäl dig till ST-dagen 23 april".
const SIGNING_UP: [&str; 6] = ["anmal", "svara", "svar ", "sign up", "register", "registration"];
/// One place in the text where dates stand, with what stands around it in the same sentence.
pub struct Mention<'a> {
    found: Vec<Found>,
    /// The dates as they are written.
    said: &'a str,
    /// The lines below.
    below: &'a str,
    /// Where its sentence ends.
    pub ends: usize,
    /// From the sentence's beginning, or the mention before in the same sentence.
    pub before: &'a str,
    /// Whether it is the first of its sentence.
    pub leads: bool,
    /// To the sentence's end, or the next mention.
    pub after: &'a str,
    /// Where its sentence begins.
    sentence: usize,
}

/// What a text says of ST days that does not hold together, so that it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// This weekday stands beside a date that falls on another.
    Weekday(Weekday, Date),
    /// There is no such date, as it was written.
    NoSuchDate(String),
    /// The last day to sign up would come after the day itself.
    SignUpAfter(Date, Date),
    /// The day would end before it begins.
    EndsBefore(Date),
    /// The day lies behind.
    Passed(Date),
}

/// What was read of a text.
#[derive(Debug, Default)]
pub struct Reading {
    /// The ST days, first to last.
    pub days: Vec<Plan>,
    /// What does not hold together, and was left out or is to be looked at.
    pub doubts: Vec<Doubt>,
}

/// A day that was read.
pub struct Day {
    /// Its place among the dates of the text.
    pub mention: usize,
    /// Where its sentence begins.
    pub sentence: usize,
    /// What was read.
    pub plan: Plan,
}

/// The ST days of a text, first to last. `context` says when it was written.
#[must_use]
pub fn days_in(text: &str, context: &Context) -> Vec<Plan> {
    read(text, context).days
}

/// The ST days of a text, and what does not hold together in it.
#[must_use]
pub fn read(text: &str, context: &Context) -> Reading {
    let text: String = text.nfc().collect();
    let mentions = mentions(&text, context);
    let heading = heading(&text, mentions.first().map_or(text.len(), |first| first.sentence));
    let mut doubts = doubted(&text, context);
    let mut days: Vec<Day> = Vec::new();
    let mut deadlines: Vec<Deadline> = Vec::new();
    let mut sentence: Option<(usize, String)> = None;
    for (index, mention) in mentions.iter().enumerate() {
        if is_last_day(mention) {
            deadlines.extend(mention.found.first().map(|found| (index, mention.sentence, found.date)));
            continue;
        }
        let around = Around::of(mention);
        let carried = sentence.as_ref().filter(|(start, _)| *start == mention.sentence).map(|(_, title)| title.clone());
        let title = around.title.clone().or(carried).or_else(|| heading.clone()).unwrap_or_else(|| "ST-dag".to_owned());
        sentence = Some((mention.sentence, title.clone()));
        let shared = last_joined(&mentions[index..]).map(Around::of);
        let place = around.place.clone().or_else(|| shared.as_ref().and_then(|last| last.place.clone()));
        let hours = around.hours.or_else(|| shared.and_then(|last| last.hours));
        for found in &mention.found {
            let time = found.time.filter(|_| !is_vague(mention.said, context));
            if (time.is_none() && hours.is_none() && place.is_none()) || is_week(&text, found) || days.len() >= MOST {
                continue;
            }
            if found.passed {
                doubts.push(Doubt::Passed(found.date));
                continue;
            }
            let hours = hours.filter(|_| time.is_none());
            let to = found.until.filter(|_| time.is_some()).or(hours.and_then(|(_, to)| to));
            let from = time.or(hours.map(|(from, _)| from));
            let ends_before = found.last.is_none() && to.is_some_and(|to| from.is_some_and(|from| to <= from));
            if ends_before {
                doubts.push(Doubt::EndsBefore(found.date));
            }
            let plan = Plan {
                from,
                last: found.last.filter(|last| *last >= found.date).unwrap_or(found.date),
                to: to.filter(|_| !ends_before),
                place: place.clone(),
                ..Plan::on(title.clone(), found.date)
            };
            days.push(Day { mention: index, sentence: mention.sentence, plan });
        }
    }
    set_deadlines(&text, &mut days, &deadlines, &mut doubts);
    set_seats(&text, &mentions, &mut days);
    let mut plans: Vec<Plan> = days.into_iter().map(|day| day.plan).collect();
    plans.sort_by_key(|plan| (plan.first, plan.from));
    plans.dedup();
    Reading { days: plans, doubts }
}

/// Weekdays that stand beside another day's date, and dates that do not exist.
#[must_use]
pub fn doubted(text: &str, context: &Context) -> Vec<Doubt> {
    let none = date::impossible_dates(text).into_iter().filter_map(|span| text.get(span));
    let none = none.map(|said| Doubt::NoSuchDate(said.trim().to_owned()));
    let found = date::find_dates(text, context);
    let wrong =
        found.iter().filter_map(|found| found.weekday.filter(|(_, right)| !right).map(|(said, _)| Doubt::Weekday(said, found.date)));
    none.chain(wrong).collect()
}

/// The last of the dates that are only joined to one another, from the first of these on: "23/4, 21/5 och 11/6 i
/// Växjö". What stands there holds for all of them.
fn last_joined<'a, 'b>(mentions: &'b [Mention<'a>]) -> Option<&'b Mention<'a>> {
    let mut last = None;
    for pair in mentions.windows(2) {
        let [before, next] = pair else { break };
        if next.sentence != before.sentence || !Around::of(before).is_joined || is_last_day(next) {
            break;
        }
        last = Some(next);
    }
    last
}

/// "4 juni em": a part of the day is no time at which something begins.
fn is_vague(said: &str, context: &Context) -> bool {
    const PARTS: [&str; 10] = ["em", "em.", "e.m.", "fm", "fm.", "f.m.", "eftermiddag", "eftermiddagen", "förmiddag", "förmiddagen"];
    let words: Vec<&str> = said.split_whitespace().collect();
    let kept: Vec<&str> = words.iter().copied().filter(|word| !PARTS.contains(&word.to_lowercase().as_str())).collect();
    kept.len() < words.len() && date::find_dates(&kept.join(" "), context).iter().all(|found| found.time.is_none())
}

/// The dates of a text, those that stand in one place together, with their surroundings.
fn mentions<'a>(text: &'a str, context: &Context) -> Vec<Mention<'a>> {
    let mut groups: Vec<Vec<Found>> = Vec::new();
    // Line by line, so that a list's dash is not taken for the one between two days.
    let mut begins = 0;
    let lines = text.split_inclusive('\n').flat_map(|line| {
        let start = begins;
        begins += line.len();
        date::find_dates(line, context)
            .into_iter()
            .map(move |found| Found { span: found.span.start + start..found.span.end + start, ..found })
    });
    for found in lines {
        match groups.last_mut() {
            Some(group) if group.last().is_some_and(|last| last.span == found.span) => group.push(found),
            _ => groups.push(vec![found]),
        }
    }
    let spans: Vec<std::ops::Range<usize>> = groups.iter().map(|group| group[0].span.clone()).collect();
    groups
        .into_iter()
        .enumerate()
        .map(|(index, found)| {
            let span = &spans[index];
            let from = if index == 0 { 0 } else { spans[index - 1].end };
            let to = spans.get(index + 1).map_or(text.len(), |next| next.start);
            let begins = sentence_start(&text[..span.start]);
            let end = to_of(text, span.end, to);
            // What stands right before the next day of a sentence is that one's, and so is what stands before this.
            let cut = |from: usize, to: usize| next_begins(&text[from..to]).map(|at| from + at);
            let to = if end == to && index + 1 < spans.len() { cut(span.end, to).unwrap_or(end) } else { end };
            let begun = begins.max(from);
            let before = if from > begins { cut(from, span.start).unwrap_or(begun) } else { begun };
            Mention {
                found,
                said: &text[span.clone()],
                ends: sentence_end(text, span.end),
                below: text[span.end..].split_once('\n').map_or("", |(_, below)| below),
                before: &text[before..span.start],
                after: &text[span.end..to],
                sentence: begins,
                leads: from <= begins,
            }
        })
        .collect()
}

/// Where the words after a date end: at the next date, or with the sentence.
fn to_of(text: &str, from: usize, next: usize) -> usize {
    next.min(sentence_end(text, from))
}

/// Where, between two dates of a sentence, the words of the later one begin: behind the last mark or "och" that is
/// followed by what a day may be called. `None`: nothing there tells.
fn next_begins(between: &str) -> Option<usize> {
    let marks = between.match_indices([',', ';']).map(|(at, mark)| at + mark.len()).next_back();
    let joint = [" och ", " samt ", " and "].iter().filter_map(|joint| between.rfind(joint).map(|at| at + joint.len())).max();
    [marks, joint].into_iter().flatten().find(|at| {
        let words: Vec<&str> = between[*at..].split_whitespace().collect();
        let called = words
            .iter()
            .any(|word| word.chars().any(char::is_alphabetic) && !is_joint(word.trim_matches(|letter: char| !letter.is_alphanumeric())));
        let lowered = between[*at..].to_lowercase();
        called
            && !place::looks_like_place(&lowered)
            && title_of(&between[*at..]).is_some()
            && !SIGNING_UP.iter().chain(&LAST_DAY).any(|stem| folded(&lowered).contains(stem))
    })
}

/// Where the sentence or line begins that a text ends in.
fn sentence_start(text: &str) -> usize {
    boundaries(text).filter(|end| *end < text.len() || text.ends_with('\n')).last().unwrap_or(0)
}

/// Where the sentence or line ends that a place lies in.
fn sentence_end(text: &str, from: usize) -> usize {
    boundaries(&text[from..]).next().map_or(text.len(), |end| from + end)
}

/// The places at which a sentence or line is over: after a line break, and after a full stop that a blank
/// and a capital letter follow.
fn boundaries(text: &str) -> impl Iterator<Item = usize> {
    text.char_indices().filter_map(|(at, letter)| {
        let end = at + letter.len_utf8();
        let stops = match letter {
            '\n' => true,
            '.' | '!' | '?' => {
                let mut rest = text[end..].chars();
                rest.next().is_some_and(char::is_whitespace) && rest.find(|next| !next.is_whitespace()).is_some_and(char::is_uppercase)
            }
            _ => false,
        };
        stops.then_some(end)
    })
}

/// Lower case without marks.
pub fn folded(text: &str) -> String {
    normalize::fold(&normalize::normalize(text))
}

/// Whether a date is the last one to answer, and not the day itself.
fn is_last_day(mention: &Mention<'_>) -> bool {
    let before = format!(" {} {}", folded(mention.before), folded(mention.said));
    let after = folded(mention.after);
    let word = |text: &str, stem: &str| text.match_indices(stem).any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric));
    if LAST_DAY.iter().any(|stem| word(&before, stem)) {
        return true;
    }
    let behind = after.trim_start_matches([' ', ',', '(', '-', '–', '=', ':']);
    let behind = behind.strip_prefix("ar ").or_else(|| behind.strip_prefix("is ")).unwrap_or(behind);
    if ["sista dag", "sista anmal", "sista svar", "sista ansok", "the last day"].iter().any(|start| behind.starts_with(start)) {
        return true;
    }
    let signs = SIGNING_UP.iter().filter_map(|stem| before.rfind(stem)).max();
    signs.is_some_and(|at| !NOUNS.iter().any(|noun| before[at..].contains(&folded(noun))) && mention.found[0].until.is_none())
}

/// "v. 17" is a week and no day.
fn is_week(text: &str, found: &Found) -> bool {
    let said = folded(&text[found.span.clone()]);
    found.weekday.is_none() && ["v ", "v.", "vecka", "week"].iter().any(|start| said.starts_with(start))
}

/// What the lines below a date add to it.
#[derive(Default)]
struct Below {
    title: Option<String>,
    place: Option<String>,
    hours: Option<(Time, Option<Time>)>,
}

/// What stands around a date.
struct Around {
    title: Option<String>,
    place: Option<String>,
    /// The hours on a line below, or farther on in the sentence.
    hours: Option<(Time, Option<Time>)>,
    /// Nothing but a joint follows: "23 april och 21 maj i Växjö".
    is_joined: bool,
}

impl Around {
    fn of(mention: &Mention<'_>) -> Self {
        let is_joined = mention.after.split(|letter: char| !letter.is_alphanumeric()).all(|word| word.is_empty() || is_joint(word));
        let (named, found) = place::pieces(mention.after);
        let (led, before) = place::leading(mention.before);
        let below = Self::below(mention);
        let noun = title_of(&led);
        let title = match (noun, named) {
            // "ST-dag 23 april: Palliativ vård" is about the latter; "ST-dag 23 april om …" is both.
            (Some(noun), Some(named)) if named.starts_with("om ") => Some(format!("{noun} {named}")),
            (_, Some(named)) => Some(named.strip_prefix("om ").map_or_else(|| named.clone(), |about| format!("ST-dag om {about}"))),
            (noun, None) => noun,
        };
        let title = below.title.or(title);
        let hours = below.hours.or_else(|| hours_in(mention.after));
        Self { title: title.map(shortened), place: found.or(before).or(below.place).map(shortened), hours, is_joined }
    }

    /// What the lines right below say: "Tid: 9–15", "Plats: Folkets hus".
    fn below(mention: &Mention<'_>) -> Below {
        let mut said = Below::default();
        for line in mention.below.lines().take(4) {
            let (title, place) = place::below(line);
            let lowered = line.trim().to_lowercase();
            let clock = ["tid:", "tider:", "kl.", "kl", "klockan", "time:"]
                .iter()
                .find_map(|label| lowered.strip_prefix(label))
                .and_then(cells::hours);
            if title.is_none() && place.is_none() && clock.is_none() {
                break;
            }
            said = Below { title: said.title.or(title), place: said.place.or(place), hours: said.hours.or(clock) };
        }
        said
    }
}

/// Hours that do not stand right beside the date: "…, alltid 9–16 i Växjö". Only what can be nothing else is taken
/// for hours here.
fn hours_in(after: &str) -> Option<(Time, Option<Time>)> {
    const COUNTED: [&str; 8] = ["deltagare", "platser", "personer", "st", "min", "minuter", "poäng", "år"];
    let dashed = after.replace(" – ", "–").replace(" - ", "-").replace(" till ", "-");
    let words: Vec<&str> = dashed
        .split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | ';' | '(' | ')'))
        .filter(|word| !word.is_empty())
        .collect();
    words.iter().enumerate().find_map(|(at, word)| {
        let (from, to) = cells::hours(word).filter(|(from, to)| from.hour() >= 6 && to.is_some_and(|to| to > *from))?;
        let counted = words.get(at + 1).is_some_and(|next| COUNTED.contains(&next.to_lowercase().trim_end_matches('.')));
        (!counted).then_some((from, to))
    })
}

/// As much as a title or place may hold.
pub fn shortened(text: String) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => text[..end].trim_end().to_owned(),
        None => text,
    }
}
