//! What somebody says of the plan: from the text of a message to what they want. It reads whole, short
//! messages, so that a question which merely names a moment stays a question.

use jiff::civil::Date;

use super::{
    away, book,
    done::{self, Ticked},
    others::{self, Sort},
    period::{self, Lean, fold},
    phrases::{asks_later, fixed, is_question},
    place, questions, quiet, said, suppose,
};
use crate::{
    language::{date, spelling},
    plan::{Period, Plan, Role},
};

pub use said::{Dates, Pace, Unsaid};

/// What somebody wants with the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// What is done, what is next, what is late.
    Brief,
    /// All of it.
    Whole,
    /// The picture; in a theme, where one was named.
    Picture(Option<bool>),
    /// Somebody else's plan; `None` where it is none that the reader sees.
    Other(Option<String>, View),
    /// The ST has begun, but on no day that could be read.
    NoStart,
    /// When would my ST end with these dates, or what would move?
    Suppose(Dates),
    /// I work full time after all.
    NoPartTime,
    /// Leave begins on this day, and its end was not said.
    OpenLeave(Date),
    /// What was said of one's dates.
    Dates(Dates),
    /// Take leave away that meets this stretch.
    NotOnLeave(Period),
    /// Take my leave away, with no dates said; all of it, or the only one.
    NoLeave(bool),
    /// The leave has other dates than I have.
    ChangeLeave(away::Change),
    /// When am I on leave?
    Leave,
    /// Which placements do I have, and when?
    Placements,
    /// A placement.
    Placement(String, Period),
    /// What may be a placement, and need not be one.
    MaybePlacement(String, Period),
    /// A placement lasts so long, on days that were not said.
    PlacementDays(String, Period),
    /// The placement of this name shall be at another time, of which no day was said.
    PlacementToMove(String),
    /// Several placements.
    SeveralPlacements(Vec<(String, Period)>),
    /// It ends before it begins, save over a new year that nobody wrote.
    Turned(Period),
    /// The placement of this name is not to be.
    NoPlacement(String),
    /// These moments are done, on this day where one was said.
    Done(Vec<Ticked>, Option<Date>),
    /// A moment is not done after all.
    NotDone(Named),
    /// A moment is left out, for a reason.
    Skip(Ticked, String),
    /// A moment is agreed for a time, in the person's words.
    Book(Named, String),
    /// Everything that is late is done.
    AllDone,
    /// A placement of this name has new dates; and whether it is one for sure.
    MovePlacement(String, Period, bool),
    /// Share the plan with this person.
    Share(String, Option<Role>),
    /// This person is an ST doctor of mine, who would have to share their plan.
    Doctor(Option<String>),
    /// Share the plan, with nobody named whom she could ask.
    ShareWhom,
    /// Who sees my plan?
    Sharers,
    /// When does my ST end, and which year of it is this?
    Head,
    /// Share it with this person no longer; with nobody, where none is named.
    Unshare(Option<String>),
    /// Take my plan away.
    Drop,
    /// What do I do for a new ST doctor?
    Duties(Option<Role>, String),
    /// Who of those whose plans I see has this moment, in this stretch, or is late with it? Without a moment: with
    /// anything.
    Who(Sort, String, Option<Period>),
    /// What is late?
    Late,
    /// What is on in this stretch?
    Coming(Period),
    /// When is this moment, or how does it stand? And whether the rule is wanted with it.
    When(Named, bool),
    /// A question about the plan of this person.
    Of(String, Box<Asked>),
    /// Remind of a moment, so many days before where that was said.
    RemindOf(Named, Option<u16>),
    /// Remind of a moment no more.
    NoReminder(Named),
    /// Remind from the plan, or no more.
    Reminders(bool),
    /// When is the placement of this name?
    PlacementWhen(String),
    /// The time that was agreed for a moment is off.
    Unbook(Named),
    /// Everything that is late is done, save these.
    AllBut(Vec<Named>),
    /// Somebody whom the message names is no longer one's handledare, or the other way round; in the person's words,
    /// folded.
    NoLonger(String),
    /// Whose plans do I see?
    Doctors,
}

/// How a plan is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// What is done, what is next, what is late.
    Brief,
    /// All of it.
    Whole,
    /// The picture.
    Picture,
}

impl View {
    /// One's own plan, shown so.
    #[must_use]
    pub fn of_oneself(self) -> Asked {
        match self {
            Self::Brief => Asked::Brief,
            Self::Whole => Asked::Whole,
            Self::Picture => Asked::Picture(None),
        }
    }
}

/// A moment as somebody names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The ids of the moments that go by this name, the first in time first.
    pub moments: Vec<String>,
    /// The number of its turn, where one was written: "specialistkollegium 2".
    pub number: Option<u32>,
    /// Whose it is, where another was named: "IUP klar för @anna:x".
    pub whose: Option<String>,
}

/// Reads a message. `plan` is the plan of the writer's region, `mentions` whom the message mentions.
#[must_use]
pub fn read(text: &str, plan: Option<&Plan>, mentions: &[String], today: Date) -> Option<Asked> {
    let folded = fold(text);
    let phrase = folded.trim().trim_end_matches(['.', '!', ' ']).trim_start_matches("visa ").trim_start_matches("show ");
    let words: Vec<&str> =
        phrase.split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | ';')).filter(|word| !word.is_empty()).collect();
    if words.is_empty() || words.len() > 30 {
        return None;
    }
    if let Some(asked) = fixed(phrase.trim_end_matches(['?', ' '])) {
        return Some(asked);
    }
    if let Some(on) = quiet::read(phrase) {
        return Some(Asked::Reminders(on));
    }
    if let Some(asked) = duties(phrase, text).or_else(|| questions::read(phrase, plan, today)) {
        return Some(asked);
    }
    if let Some(asked) = suppose::read(phrase, today) {
        return Some(asked);
    }
    // "kan du flytta IUP till 3 juni?" is asked for and no question.
    let polite = ["kan du ", "skulle du kunna ", "kan ni ", "kan vi ", "kan jag ", "gar det att ", "can you ", "could you "]
        .iter()
        .find_map(|start| phrase.strip_prefix(start));
    if let Some(asked) = polite.and_then(|rest| moments(rest.trim_end_matches(['?', ' ']), text.trim_end_matches(['?', ' ']), plan?, today))
    {
        return Some(asked);
    }
    // A reason for leaving something out may be worded as anything.
    let skips = ["hoppa over ", "skippa ", "skip "].iter().any(|start| phrase.starts_with(start));
    if text.contains('?') || is_question(&words) || !skips && asks_later(&words) {
        return None;
    }
    let found = others::sharing(phrase, text, mentions).or_else(|| plan.and_then(|plan| moments(phrase, text, plan, today)));
    if found.is_some() || asks_to_remember(phrase, text) {
        return found;
    }
    said::not_on_leave(phrase, today)
        .or_else(|| said::is_not_part_time(phrase).then_some(Asked::NoPartTime))
        .or_else(|| away::changed(phrase, today).map(Asked::ChangeLeave))
        .or_else(|| dates(phrase, text, today))
        .or_else(|| place::several(phrase, text, today))
        .or_else(|| place::read(phrase, text, today))
}

/// What is said of the dates of an ST, with the placements told beside them: "jag började ST 1 september 2025, psykiatri v
/// 10–21 2027". `plain` is the text folded.
pub(super) fn dates(plain: &str, text: &str, today: Date) -> Option<Asked> {
    let beside = place::beside(plain, text, today).and_then(|(rest, placements)| match said::dates(&rest, today)? {
        Asked::Dates(dates) => Some(Asked::Dates(Dates { placements, ..dates })),
        _ => None,
    });
    beside.or_else(|| said::dates(plain, today))
}

/// "kom ihåg att …", "påminn mig om …": what follows is to be remembered, and is so of nothing yet.
fn asks_to_remember(phrase: &str, text: &str) -> bool {
    const ASKS: [&str; 6] = ["paminn", "kom ihag", "glom inte", "glom ej", "remind", "forget"];
    ASKS.iter().any(|words| phrase.contains(words)) && date::is_reminder_request(text) == date::Strength::Strong
}

/// A role by the words people use.
#[must_use]
pub fn role(folded: &str) -> Option<Role> {
    let has = |word: &str| folded.split(|letter: char| !letter.is_alphanumeric() && letter != '-').any(|part| part == word);
    if has("studierektor") || has("sr") || has("director") {
        Some(Role::Studierektor)
    } else if has("verksamhetschef") || has("chef") || has("avdelningschef") || has("vc-chef") || has("head") || has("manager") {
        Some(Role::Verksamhetschef)
    } else if has("hr") || has("hr-specialist") {
        Some(Role::Hr)
    } else if has("handledare") || has("handledaren") || has("hl") || has("huvudhandledare") || has("supervisor") {
        Some(Role::Handledare)
    } else {
        None
    }
}

/// "vad ska jag göra för en ny ST-läkare?", "uppgifter för Kim".
fn duties(plain: &str, text: &str) -> Option<Asked> {
    let plain = plain.trim_end_matches('?');
    let new_doctor = plain.contains("ny st") || plain.contains("nya st") || plain.contains("new st") || plain.contains("new resident");
    let mine = [
        "vad ska jag gora",
        "vad behover jag gora",
        "vad ska vi gora",
        "mina uppgifter for",
        "checklista for",
        "what do i do",
        "what should i do",
        "my duties",
    ];
    if new_doctor && mine.iter().any(|start| plain.contains(start)) {
        return Some(Asked::Duties(role(plain), String::new()));
    }
    for start in ["uppgifter for ", "mina uppgifter for ", "checklista for ", "duties for ", "checklist for "] {
        if let Some(rest) = plain.strip_prefix(start).filter(|rest| !rest.is_empty() && rest.split_whitespace().count() <= 3) {
            // The name as it was written, with its capitals.
            let from = text.trim_end_matches(['?', '.', '!', ' ']);
            let name: String = from.chars().rev().take(rest.chars().count()).collect::<Vec<_>>().into_iter().rev().collect();
            return Some(Asked::Duties(None, name.trim().chars().take(60).collect()));
        }
    }
    None
}

/// The moment that a phrase names, whole.
#[must_use]
pub fn named(phrase: &str, plan: &Plan) -> Option<Named> {
    let clean = |text: &str| -> String {
        let words: Vec<String> = fold(text)
            .split(|letter: char| !letter.is_alphanumeric() && letter != '-')
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        words.join(" ")
    };
    let phrase = clean(phrase);
    let matches = |phrase: &str| -> Option<Vec<String>> {
        let goes_by = |moment: &&crate::plan::Moment| {
            let bare = moment.title.swedish.split(" (").next().unwrap_or_default();
            let english = moment.title.english.as_deref().map(|title| title.split(" (").next().unwrap_or_default());
            let names = moment.names.iter().map(String::as_str);
            names.chain([moment.id.as_str(), bare, moment.title.swedish.as_str()]).chain(english).any(|name| clean(name) == phrase)
        };
        let found: Vec<String> = plan.moments.iter().filter(goes_by).map(|moment| moment.id.clone()).collect();
        (!found.is_empty()).then_some(found)
    };
    // "Mitt i ST" is a name as it stands, "mitt specialistkollegium" one without its first word.
    let bare = ["min ", "mitt ", "mina ", "sin ", "sitt ", "my ", "the ", "en ", "ett ", "den ", "bada ", "alla "]
        .iter()
        .find_map(|before| phrase.strip_prefix(before));
    // "Konsultationsintroduktionerna": a name in the plural or with its article.
    let inflected = |phrase: &str| {
        const ENDINGS: [&str; 8] = ["erna", "arna", "er", "ar", "en", "et", "n", "t"];
        ENDINGS.iter().filter_map(|ending| phrase.strip_suffix(ending)).find_map(matches)
    };
    let found = [Some(phrase.as_str()), bare].into_iter().flatten().find_map(|phrase| {
        if let Some(moments) = matches(phrase).or_else(|| inflected(phrase)) {
            return Some(Named { moments, number: None, whose: None });
        }
        let (rest, number) = phrase.rsplit_once(' ')?;
        let number: u32 = number.parse().ok()?;
        Some(Named { moments: matches(rest)?, number: Some(number), whose: None })
    });
    found.or_else(|| misspelt(&phrase, plan))
}

/// The moment whose name is as good as written: a slip in a long name, two in a very long one, and the same digits.
fn misspelt(phrase: &str, plan: &Plan) -> Option<Named> {
    let most = match phrase.chars().count() {
        0..7 => return None,
        7..12 => 1,
        _ => 2,
    };
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let like = |name: &str| {
        let name = fold(name);
        let near =
            name.chars().next() == phrase.chars().next() && name.len().abs_diff(phrase.len()) <= most && digits(&name) == digits(phrase);
        near && spelling::edits(&name, phrase, most).is_some()
    };
    let goes_by = |moment: &&crate::plan::Moment| {
        let bare = moment.title.swedish.split(" (").next().unwrap_or_default();
        moment.names.iter().map(String::as_str).chain([moment.id.as_str(), bare]).any(like)
    };
    let moments: Vec<String> = plan.moments.iter().filter(goes_by).map(|moment| moment.id.clone()).collect();
    (!moments.is_empty()).then_some(Named { moments, number: None, whose: None })
}

/// The moment whose name a phrase begins with, the longest name first.
#[must_use]
pub fn first_named(phrase: &str, plan: &Plan) -> Option<Named> {
    let words: Vec<&str> = phrase.split_whitespace().collect();
    (1..=words.len()).rev().find_map(|count| named(&words[..count].join(" "), plan))
}

/// What says of the moment before it that its time is off, folded.
const OFF: [&str; 22] = [
    " ar uppskjutet",
    " ar uppskjuten",
    " skjuts upp",
    " blev uppskjutet",
    " ar installt",
    " ar installd",
    " blev installt",
    " blev installd",
    " blir installt",
    " blir installd",
    " har stallts in",
    " stalls in",
    " blir inte av",
    " blev inte av",
    " ar avbokat",
    " ar avbokad",
    " avbokat",
    " avbokad",
    " installt",
    " installd",
    " is cancelled",
    " is off",
];

/// What says so of the moment after it, folded.
const CALLS_OFF: [&str; 12] = [
    "stall in ",
    "avboka ",
    "ta bort tiden for ",
    "ta bort bokningen av ",
    "vi har stallt in ",
    "jag har stallt in ",
    "de har stallt in ",
    "vi staller in ",
    "jag staller in ",
    "installt ",
    "cancel ",
    "call off ",
];

/// "IUP klar", "ångra IUP", "hoppa över BVC för att …", "IUP 14 mars kl 13".
fn moments(said: &str, text: &str, plan: &Plan, today: Date) -> Option<Asked> {
    let (phrase, whose) = match said.rsplit_once(" for @") {
        Some((phrase, whose)) if !whose.contains(' ') => (phrase, Some(format!("@{whose}"))),
        _ => (said, None),
    };
    let text = text.trim_end_matches(['.', '!', ' ']);
    // Without "för @anna:x" at its end.
    let text = if whose.is_some() { text.trim().rsplitn(3, char::is_whitespace).nth(2).unwrap_or(text) } else { text };
    let named = |phrase: &str| named(phrase, plan).map(|named| Named { whose: whose.clone(), ..named });
    let strip = |endings: &[&str]| -> Option<&str> { endings.iter().find_map(|ending| phrase.strip_suffix(ending)).map(str::trim) };
    let after = |starts: &[&str]| -> Option<&str> { starts.iter().find_map(|start| phrase.strip_prefix(start)).map(str::trim) };
    if let Some(named) =
        strip(&[" ar inte klar", " ar inte klart", " inte klar", " inte klart", " ar inte gjord", " not done", " is not done"])
            .or_else(|| after(&["angra ", "undo ", "ta bort bocken for ", "ta bort bocken pa "]))
            .and_then(named)
    {
        return Some(Asked::NotDone(named));
    }
    // "Specialistkollegiet den 3 juni är inställt": the day beside it is the one that was agreed.
    let off = |rest: &str| named(rest).or_else(|| first_named(rest, plan).filter(|_| period::find(rest, today, Lean::Future).is_some()));
    let whose_of = |found: Named| Named { whose: whose.clone(), ..found };
    if let Some(named) = strip(&OFF).or_else(|| after(&CALLS_OFF)).and_then(off) {
        return Some(Asked::Unbook(whose_of(named)));
    }
    if let Some(rest) = after(&["hoppa over ", "skippa ", "skip "]) {
        let words = [
            " for att ",
            " for jag ",
            " for vi ",
            " for den ",
            " for det ",
            " eftersom ",
            " darfor att ",
            ": ",
            ", ",
            " - ",
            " because ",
            " since ",
            " pga ",
            " p.g.a. ",
        ];
        let cut = words.iter().filter_map(|word| rest.find(word).map(|at| (at, word.len()))).min();
        let (name, reason) = cut.map_or((rest, ""), |(at, length)| (&rest[..at], &rest[at + length..]));
        // The reason in the person's own letters: as many as stand at the end of the text.
        let own: String = text.trim().chars().rev().take(reason.chars().count()).collect::<Vec<_>>().into_iter().rev().collect();
        // What is skipped for being done already is done.
        let already = reason.contains("redan") && ["gjort", "gjord", "klar", "haft"].iter().any(|word| reason.contains(word));
        return done::on_placement(name, plan, &named).map(|skipped| {
            if already { Asked::Done(vec![skipped], None) } else { Asked::Skip(skipped, own.trim().chars().take(200).collect()) }
        });
    }
    if let Some(asked) = done::read(phrase, plan, &named, today) {
        return Some(asked);
    }
    // What is said to be done is no time to come.
    if done::speaks(phrase) {
        return None;
    }
    book::read(phrase, &named)
}
