//! ST days out of an announcement's text: "23 april 08.30–16, Växjö, anmälan senast 10 april".
//!
//! A date counts as an ST day when a time or a place stands with it. A date that is said to be the last
//! one to answer belongs to the days around it. What is read wrong is seen in the readback and changed
//! there, so a guess costs little.

use jiff::civil::{Date, Time};
use unicode_normalization::UnicodeNormalization;

use super::{cells, place};
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
/// What an ST day is called; longer ones first.
const NOUNS: [&str; 26] = [
    "st-dagarna",
    "st-dagar",
    "st-dagen",
    "st-dag",
    "st dagar",
    "st dag",
    "startseminariet",
    "startseminarium",
    "handledardagen",
    "handledardagar",
    "handledardag",
    "utbildningsdagar",
    "utbildningsdagen",
    "utbildningsdag",
    "temadagar",
    "temadagen",
    "temadag",
    "introduktionsdag",
    "seminariet",
    "seminarium",
    "workshop",
    "internatet",
    "internat",
    "studiebesök",
    "st-forum",
    "st day",
];
/// Words that may stand between a title and its date.
const JOINTS: [&str; 34] = [
    "den",
    "på",
    "är",
    "blir",
    "hålls",
    "sker",
    "äger",
    "rum",
    "datum",
    "kl",
    "kl.",
    "klockan",
    "dag",
    "tid",
    "när",
    "och",
    "samt",
    "on",
    "the",
    "is",
    "and",
    "at",
    "måndag",
    "tisdag",
    "onsdag",
    "torsdag",
    "fredag",
    "lördag",
    "söndag",
    "infaller",
    "planeras",
    "nästa",
    "följande",
    "datumen",
];
/// Words that make a line a sentence and no title.
const SENTENCE: [&str; 22] = [
    "hej",
    "vi",
    "ni",
    "jag",
    "du",
    "er",
    "ska",
    "välkomna",
    "välkommen",
    "kommer",
    "har",
    "som",
    "att",
    "detta",
    "hello",
    "we",
    "you",
    "will",
    "please",
    "inte",
    "kom",
    "glöm",
];

/// One place in the text where dates stand, with what stands around it in the same sentence.
struct Mention<'a> {
    found: Vec<Found>,
    /// The dates as they are written.
    said: &'a str,
    /// The lines below.
    below: &'a str,
    /// From the sentence's beginning, or the mention before in the same sentence.
    before: &'a str,
    /// To the sentence's end, or the next mention.
    after: &'a str,
    /// Where its sentence begins.
    sentence: usize,
}

/// The ST days of a text, first to last. `context` says when it was written.
#[must_use]
pub fn days_in(text: &str, context: &Context) -> Vec<Plan> {
    let text: String = text.nfc().collect();
    let mentions = mentions(&text, context);
    let heading = heading(&text, mentions.first().map_or(text.len(), |first| first.sentence));
    let mut days: Vec<(usize, Plan)> = Vec::new();
    let mut deadlines: Vec<(usize, Date)> = Vec::new();
    let mut sentence: Option<(usize, String)> = None;
    for (index, mention) in mentions.iter().enumerate() {
        if is_last_day(mention) {
            deadlines.extend(mention.found.first().map(|found| (index, found.date)));
            continue;
        }
        let around = Around::of(mention);
        let carried = sentence.as_ref().filter(|(start, _)| *start == mention.sentence).map(|(_, title)| title.clone());
        let title = around.title.clone().or(carried).or_else(|| heading.clone()).unwrap_or_else(|| "ST-dag".to_owned());
        sentence = Some((mention.sentence, title.clone()));
        let shared = mentions.get(index + 1).filter(|next| next.sentence == mention.sentence && around.is_joined && !is_last_day(next));
        let place = around.place.clone().or_else(|| shared.and_then(|next| Around::of(next).place));
        for found in &mention.found {
            if found.passed
                || (found.time.is_none() && around.hours.is_none() && place.is_none())
                || is_week(&text, found)
                || days.len() >= MOST
            {
                continue;
            }
            let hours = around.hours.filter(|_| found.time.is_none());
            let plan = Plan {
                from: found.time.or(hours.map(|(from, _)| from)),
                last: found.last.filter(|last| *last >= found.date).unwrap_or(found.date),
                to: found
                    .until
                    .filter(|until| found.last.is_some() || found.time.is_none_or(|from| *until > from))
                    .or(hours.and_then(|(_, to)| to)),
                place: place.clone(),
                seats: seats(&format!("{} {}", mention.before, mention.after)),
                ..Plan::on(title.clone(), found.date)
            };
            days.push((index, plan));
        }
    }
    set_deadlines(&mut days, &deadlines);
    let overall = seats(&text);
    let mut plans: Vec<Plan> = days.into_iter().map(|(_, plan)| Plan { seats: plan.seats.or(overall), ..plan }).collect();
    plans.sort_by_key(|plan| (plan.first, plan.from));
    plans.dedup();
    plans
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
            Mention {
                found,
                said: &text[span.clone()],
                below: text[span.end..].split_once('\n').map_or("", |(_, below)| below),
                before: &text[begins.max(from)..span.start],
                after: &text[span.end..to.min(sentence_end(text, span.end))],
                sentence: begins,
            }
        })
        .collect()
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

fn folded(text: &str) -> String {
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

/// Gives each day its last day to sign up: the one deadline of a text holds for all its days, of several
/// each holds for those since the one before it (or, where it stands first, for those after it).
fn set_deadlines(days: &mut [(usize, Plan)], deadlines: &[(usize, Date)]) {
    let leads = deadlines.first().is_some_and(|(first, _)| days.iter().all(|(index, _)| index > first));
    for (index, plan) in days {
        let found = match deadlines {
            [only] => Some(only),
            several if leads => several.iter().rev().find(|(at, _)| at < index),
            several => several.iter().find(|(at, _)| at > index),
        };
        plan.sign_up_by = found.map(|(_, date)| *date).filter(|date| *date <= plan.first);
    }
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
    /// The hours on a line below.
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
        Self { title: title.map(shortened), place: found.or(before).or(below.place).map(shortened), hours: below.hours, is_joined }
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

/// As much as a title or place may hold.
pub fn shortened(text: String) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => text[..end].trim_end().to_owned(),
        None => text,
    }
}

fn is_joint(word: &str) -> bool {
    let lowered = word.to_lowercase();
    JOINTS.contains(&lowered.as_str())
}

/// The title that a piece of a sentence holds: from the word for such a day on, or the whole piece where
/// it is short and no sentence.
fn title_of(text: &str) -> Option<String> {
    let text = text.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    let text = trim_joints(text);
    let lowered = text.to_lowercase();
    let starts_word = |at: usize| !lowered[..at].ends_with(|letter: char| letter.is_alphanumeric() || letter == '-');
    // Lower case may be longer than the text was; such a text is not cut.
    let noun = NOUNS
        .iter()
        .filter_map(|noun| lowered.match_indices(noun).map(|(at, _)| at).find(|at| starts_word(*at)))
        .min()
        .filter(|at| lowered.len() == text.len() && text.is_char_boundary(*at));
    if let Some(at) = noun {
        return Some(singular(text[at..].trim()));
    }
    let words: Vec<&str> = lowered.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let title = (1..=7).contains(&words.len())
        && !words.iter().any(|word| SENTENCE.contains(word))
        && !words.iter().all(|word| is_joint(word))
        && words.iter().any(|word| word.chars().count() > 2 && word.chars().all(char::is_alphabetic));
    title.then(|| text.trim().to_owned())
}

/// Takes "den", "på torsdag", colons and dashes off the end.
fn trim_joints(text: &str) -> &str {
    let mut text = text;
    loop {
        text = text.trim_end_matches(|letter: char| !letter.is_alphanumeric() && !matches!(letter, ')' | '"' | '”'));
        let last = text.rsplit(char::is_whitespace).next().unwrap_or_default();
        if last.is_empty() || !is_joint(last) {
            return text;
        }
        text = &text[..text.len() - last.len()];
    }
}

/// "ST-dagar våren 2026" is the heading of several; each of them is an "ST-dag".
fn singular(title: &str) -> String {
    const ONE: [(&str, &str); 9] = [
        ("st-dagarna", "ST-dag"),
        ("st-dagar", "ST-dag"),
        ("st-dagen", "ST-dag"),
        ("st dagar", "ST-dag"),
        ("st-dag", "ST-dag"),
        ("st dag", "ST-dag"),
        ("handledardagar", "Handledardag"),
        ("utbildningsdagar", "Utbildningsdag"),
        ("temadagar", "Temadag"),
    ];
    const SEASONS: [&str; 8] = ["våren", "hösten", "vår", "höst", "vt", "ht", "vårterminen", "höstterminen"];
    let lowered = title.to_lowercase();
    let (one, rest) = ONE
        .iter()
        .find(|(many, _)| lowered.starts_with(many))
        .map_or(("", title), |(many, one)| (*one, title.get(many.len()..).unwrap_or("")));
    let kept: Vec<&str> = rest
        .split_whitespace()
        .filter(|word| {
            let bare = word.trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
            let year = bare.len() == 4 && bare.starts_with("20") && bare.chars().all(|digit| digit.is_ascii_digit());
            let term = bare.trim_end_matches(|digit: char| digit.is_ascii_digit());
            !(year || SEASONS.contains(&bare.as_str()) || (term != bare && matches!(term, "vt" | "ht")) || bare.is_empty())
        })
        .collect();
    // "under", "för", "i" with nothing after them were before the season.
    let mut kept = kept.as_slice();
    while let [before @ .., "under" | "för" | "i" | "till"] = kept {
        kept = before;
    }
    let rest = kept.join(" ");
    match (one.is_empty(), rest.is_empty()) {
        (true, _) => capital(&rest),
        (false, true) => one.to_owned(),
        (false, false) if rest.starts_with([':', '–', '-']) => capital(rest.trim_start_matches(|letter: char| !letter.is_alphanumeric())),
        (false, false) => format!("{one} {rest}"),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The title that a line before the first date gives to all days.
fn heading(text: &str, first: usize) -> Option<String> {
    let line = text[..first].lines().rev().find(|line| !line.trim().is_empty())?;
    let line = line.trim().trim_matches(|letter: char| matches!(letter, '#' | '*' | '_' | ':' | ' '));
    title_of(line)
}

/// "max 30 deltagare", "25 platser", "högst 20 st": how many can come.
#[must_use]
pub fn seats(text: &str) -> Option<u32> {
    const AFTER: [&str; 9] = ["platser", "deltagare", "personer", "plats", "seats", "participants", "st-lakare", "st", "places"];
    const BEFORE: [&str; 6] = ["max", "hogst", "maximalt", "upp till", "begransat till", "at most"];
    let folded = folded(text);
    let words: Vec<&str> = folded
        .split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | '.' | ':' | '(' | ')' | ';'))
        .filter(|word| !word.is_empty())
        .collect();
    words.iter().enumerate().find_map(|(at, word)| {
        let number: u32 = word.parse().ok().filter(|number| (1..=5_000).contains(number))?;
        let lead = words[..at].iter().rev().take(2).rev().copied().collect::<Vec<_>>().join(" ");
        let limited = BEFORE.iter().any(|before| lead.ends_with(before));
        let next = words.get(at + 1).copied().unwrap_or_default();
        let counted = AFTER.iter().position(|after| *after == next);
        let labelled = lead.ends_with("antal platser") || lead.ends_with("platser");
        // "30 st" and "30 ST-läkare" limit nothing by themselves.
        (labelled || (limited && counted.is_some()) || counted.is_some_and(|kind| kind < 6 && kind != 2)).then_some(number)
    })
}
