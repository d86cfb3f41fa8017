//! Whom an announcement is for by what they answered: "de som tackat ja till ST-dagen 23 april", "de som
//! inte svarat".

use super::audience::{Known, Problem, folded, take};
use crate::{
    assistant::days,
    facts::{
        announcement::{Answering, Audience, Occasion, Reply},
        days::{Answer, KnownDay},
    },
    language::date,
};

/// What words say that somebody answered, longest first where one holds another.
const REPLIES: &[(&[&str], &[Reply])] = &[
    (
        &["inte har tackat ja", "inte tackat ja", "inte sagt ja", "inte svarat ja", "not said yes"],
        &[Reply::No, Reply::Maybe, Reply::Silent, Reply::Waiting],
    ),
    (&["tackat nej", "svarat nej", "sagt nej", "inte kommer", "inte kan komma", "said no", "are not coming", "avbojt"], &[Reply::No]),
    (&["svarat kanske", "sagt kanske", "ar osakra", "inte vet an", "inte vet", "said maybe"], &[Reply::Maybe]),
    (&["star pa vantelistan", "star i ko", "pa vantelistan", "vantelistan", "on the waiting list", "the waiting list"], &[Reply::Waiting]),
    (
        &[
            "inte har svarat",
            "inte har sagt nagot",
            "inte har hort av sig",
            "annu inte svarat",
            "inte svarat an",
            "inte svarat",
            "ej svarat",
            "inte hort av sig",
            "inte kvitterat",
            "inte reagerat",
            "have not answered",
            "haven t answered",
            "not answered",
        ],
        &[Reply::Silent],
    ),
    (
        &[
            "har tackat ja",
            "tackat ja",
            "tackade ja",
            "svarat ja",
            "svarade ja",
            "sagt ja",
            "anmalt sig",
            "ar anmalda",
            "kommer",
            "ska komma",
            "said yes",
            "are coming",
            "signed up",
        ],
        &[Reply::Yes],
    ),
    (&["deltagarna", "deltagare", "participants"], &[Reply::Yes]),
];

/// Words that may stand beside.
const BESIDE: &[&str] = &[
    "har",
    "st-dagen",
    "st-dag",
    "st-dagarna",
    "st-dagar",
    "dagen",
    "dag",
    "utskicket",
    "det",
    "den",
    "senaste",
    "ocksa",
    "dem",
    "dom",
    "who",
    "those",
    "st",
    "day",
    "have",
    "on",
    "who've",
    "inbjudan",
    "annu",
    "an",
];

/// Takes what people answered out of a padded, folded phrase; empty where it says nothing of it.
pub(super) fn take_replies(rest: &mut String) -> Vec<Reply> {
    let mut replies = Vec::new();
    for (forms, said) in REPLIES {
        for form in *forms {
            if take(rest, form) {
                replies.extend(said.iter().copied().filter(|reply| !replies.contains(reply)).collect::<Vec<_>>());
            }
        }
    }
    replies.sort_unstable();
    replies
}

/// Whether a folded phrase says what people answered.
pub(super) fn says_reply(folded: &str) -> bool {
    let padded = format!(" {folded} ");
    let certain = REPLIES.iter().flat_map(|(forms, _)| forms.iter()).filter(|form| form.contains(' ') || form.starts_with("deltagar"));
    certain.into_iter().any(|form| padded.contains(&format!(" {form} "))) || padded.contains(" som kommer ")
}

/// What these replies are replies to, each occasion once; its words are taken out of `rest`.
pub(super) fn occasions(phrase: &str, rest: &mut String, replies: &[Reply], known: &Known<'_>) -> Result<Vec<Answering>, Problem> {
    let found = date::find_dates(phrase, known.context);
    let speaks_of_day = found.iter().any(|found| !found.span.is_empty()) || rest.contains(" st-dag") || rest.contains(" dagen ");
    for found in &found {
        for word in folded(phrase.get(found.span.clone()).unwrap_or_default()).split(' ') {
            take(rest, word);
        }
    }
    let mut days: Vec<&KnownDay> = Vec::new();
    for found in &found {
        let on = of_date(known, found.date).ok_or(Problem::NoSuchDay)?;
        if !days.iter().any(|day| day.day.id == on.day.id) {
            days.push(on);
        }
    }
    let answering = |to, name| Answering { to, name, answers: replies.to_vec() };
    if days.is_empty() {
        let silent_only = replies == [Reply::Silent];
        match known.focus.filter(|_| silent_only && !speaks_of_day) {
            Some(focus) => {
                // Of what carries one day, the answer to that day is the answer.
                let carried = carried_by(known, &focus.id);
                let [only] = carried.as_slice() else {
                    for word in BESIDE {
                        take(rest, word);
                    }
                    let text: String = focus.text.split_whitespace().take(6).collect::<Vec<_>>().join(" ");
                    return Ok(vec![answering(Occasion::Announcement(focus.id.clone()), text)]);
                };
                days.push(only);
            }
            None => days.push(only_day(known, rest)?),
        }
    }
    for day in &days {
        take_description(rest, day);
    }
    for word in BESIDE {
        take(rest, word);
    }
    Ok(days.into_iter().map(|known| answering(Occasion::Day(known.day.id.clone()), days::called(&known.day))).collect())
}

/// Days that the sender may speak for.
fn own<'a>(known: &Known<'a>) -> impl Iterator<Item = &'a KnownDay> {
    let power = known.power;
    known.days.iter().filter(move |day| !day.day.cancelled && day.day.regions.iter().all(|region| power.reaches(region)))
}

fn carried_by<'a>(known: &Known<'a>, announcement: &str) -> Vec<&'a KnownDay> {
    own(known).filter(|day| day.day.is_in(announcement)).collect()
}

/// The day on a date; one of last week is meant where the date alone would be next year's.
fn of_date<'a>(known: &Known<'a>, date: jiff::civil::Date) -> Option<&'a KnownDay> {
    let lasts = |day: &&KnownDay| day.day.plan.first <= date && date <= day.day.plan.last;
    let same = |day: &&KnownDay| (day.day.plan.first.month(), day.day.plan.first.day()) == (date.month(), date.day());
    own(known).find(lasts).or_else(|| own(known).find(same))
}

/// The day that is meant without a date: the one whose title or place is named, the one last announced,
/// or the only one ahead.
fn only_day<'a>(known: &Known<'a>, rest: &str) -> Result<&'a KnownDay, Problem> {
    let ahead: Vec<&KnownDay> = own(known).filter(|day| day.day.plan.last >= known.context.now.date()).collect();
    let named: Vec<&KnownDay> = ahead.iter().copied().filter(|day| described(rest, day)).collect();
    let carried = known.focus.map(|focus| carried_by(known, &focus.id)).unwrap_or_default();
    match (named.as_slice(), carried.as_slice(), ahead.as_slice()) {
        ([only], _, _) | (_, [only], _) | (_, _, [only]) => Ok(only),
        (_, _, []) => Err(Problem::NoSuchDay),
        (_, _, several) => Err(Problem::WhichDay(several.iter().map(|known| days::called(&known.day)).collect())),
    }
}

/// The words that tell a day from another: of its title and place.
fn words_of(day: &KnownDay) -> Vec<String> {
    let place = day.day.plan.place.clone().unwrap_or_default();
    let both = folded(&format!("{} {place}", day.day.plan.title));
    let tells = |word: &&str| word.len() > 2 && !word.starts_with("st-dag") && !["och", "for", "med", "hos", "den", "the"].contains(word);
    both.split(' ').filter(tells).map(str::to_owned).collect()
}

/// What of a phrase comes after the word that names a day.
fn after_day(rest: &str) -> Option<usize> {
    let at = rest.find(" st-dag").map(|at| at + " st-dag".len()).or_else(|| rest.find(" dagen ").map(|at| at + " dagen".len()))?;
    rest[at..].find(' ').map(|blank| at + blank)
}

/// Whether a text names the title or place of a day, after the word that says that it is about one.
#[must_use]
pub fn names_day(text: &str, day: &KnownDay) -> bool {
    described(&format!(" {} ", folded(text)), day)
}

/// The audience with the names that the days it is told by have now.
#[must_use]
pub fn renamed(audience: &Audience, known: &[KnownDay]) -> Audience {
    let mut audience = audience.clone();
    for part in std::iter::once(&mut audience.answering).chain(audience.also.iter_mut().map(|part| &mut part.answering)).flatten() {
        if let Occasion::Day(id) = &part.to
            && let Some(known) = known.iter().find(|known| known.day.id == *id)
        {
            part.name = days::called(&known.day);
        }
    }
    audience
}

fn described(rest: &str, day: &KnownDay) -> bool {
    let Some(after) = after_day(rest) else { return false };
    words_of(day).iter().any(|word| rest[after..].contains(&format!(" {word} ")))
}

/// Takes the title and the place of a day out of what comes after the word that names it, so that they
/// are not taken for a place where people work.
fn take_description(rest: &mut String, day: &KnownDay) {
    let Some(after) = after_day(rest) else { return };
    let mut tail = rest.split_off(after);
    for word in words_of(day) {
        take(&mut tail, &word);
    }
    take(&mut tail, "om");
    rest.push_str(&tail);
}

/// Whether somebody is among those who answered so.
pub(super) fn is_among(person: &str, answering: &Answering, known: &[KnownDay], silent: &[(String, Vec<String>)]) -> bool {
    match &answering.to {
        Occasion::Announcement(id) => {
            answering.answers.contains(&Reply::Silent)
                && silent.iter().any(|(announcement, people)| announcement == id && people.iter().any(|user| user == person))
        }
        Occasion::Day(id) => {
            let Some(known) = known.iter().find(|known| known.day.id == *id) else { return false };
            let reply = match known.answer_of(person) {
                Some(answer) if answer.answer == Answer::Yes && answer.waiting => Reply::Waiting,
                Some(answer) => match answer.answer {
                    Answer::Yes => Reply::Yes,
                    Answer::No => Reply::No,
                    Answer::Maybe => Reply::Maybe,
                },
                // Where an announcement carried the day, only those who got it have been asked.
                None if known.day.announcement.is_none() || known.invited.iter().any(|invited| invited.person == person) => Reply::Silent,
                None => return false,
            };
            answering.answers.contains(&reply)
        }
    }
}
