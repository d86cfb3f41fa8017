//! Telling of ST days to whoever asks, and taking their answers.

use jiff::civil::Date;

use super::{
    answer::{self, Outcome, is_open},
    asked, named, readback, reply, request, wording,
};
use crate::{
    assistant::turn::Turn,
    effect::{About, Effect, Priority},
    facts::{
        Pending, PendingKind,
        days::{Answer, KnownDay, StDay, Wish},
    },
};

/// The reactions that answer, as buttons under what asks for one.
pub fn buttons() -> Vec<String> {
    ["👍", "👎", "❓"].map(str::to_owned).to_vec()
}

/// The days that lie ahead in the sender's region, first to last. A study director without a region of
/// their own sees those of the regions they direct.
pub fn ahead<'a>(turn: &Turn<'a>) -> Vec<&'a KnownDay> {
    let own = turn.region().map(str::to_owned);
    let power = &turn.facts.power;
    let sender = turn.event.sender.as_str();
    // Whoever has said yes stays concerned, also in another region.
    let comes = |known: &KnownDay| known.answer_of(sender).is_some_and(|answer| answer.answer == Answer::Yes);
    let concerns = |known: &&KnownDay| match &own {
        Some(own) => known.day.regions.iter().any(|region| region == own) || comes(known),
        None => known.day.regions.iter().any(|region| power.reaches(region)) || comes(known),
    };
    turn.facts.days.iter().filter(|known| is_open(known, turn.now)).filter(concerns).collect()
}

/// Which days are asked for.
pub struct Asked {
    /// From when to when; `None`: all that lie ahead.
    pub period: Option<(Date, Date)>,
    /// Only the next one.
    pub next: bool,
    /// Whether the message asks for nothing else.
    pub whole: bool,
    /// Where, folded, in words that may also name something else.
    pub place: Option<String>,
}

/// Says which days there are. False: none is known, so the rules answer; or more was asked, and they go on.
pub fn tell(turn: &mut Turn<'_>, asked: &Asked, text: &str) -> bool {
    if turn.facts.days.iter().all(|known| !is_open(known, turn.now)) {
        return false;
    }
    let (period, next) = (asked.period, asked.next);
    let named = crate::command::named_regions(text, &turn.world.regions);
    let region = match named.as_slice() {
        [only] => Some(only.id.clone()),
        _ => None,
    };
    // "… i Växjö" asks for nothing else where days are held there, or the place is known by another way.
    let place = asked.place.as_deref().filter(|place| {
        let held = turn.facts.days.iter().any(|known| is_held(known, place));
        held || (region.is_none() && turn.world.all_tags().any(|tag| request::folded(&tag) == **place))
    });
    // "… om öron" asks for the days about that, and for nothing else.
    let titled = if place.is_none() && region.is_none() { titled(turn, text) } else { Vec::new() };
    let only_titled = !titled.is_empty() && named::only_names(&titled, text);
    let whole = asked.whole || place.is_some() || (asked.place.is_some() && region.is_some()) || only_titled;
    if turn.region().is_none() && !turn.facts.power.any() {
        // The region that the question names goes before asking for it.
        let Some(region) = region.clone() else {
            if !whole {
                return false;
            }
            turn.greet_if_new();
            crate::assistant::people::ask_region(turn, Some(text));
            return true;
        };
        turn.person.region = Some(region);
    }
    let language = turn.language();
    let sender = turn.event.sender.clone();
    let elsewhere = region.filter(|_| asked.place.is_some() && place.is_none()).filter(|region| turn.region() != Some(region.as_str()));
    let all = match &elsewhere {
        Some(region) => {
            let there = |known: &&KnownDay| is_open(known, turn.now) && known.day.regions.contains(region);
            turn.facts.days.iter().filter(there).collect()
        }
        None => ahead(turn),
    };
    if all.is_empty() && elsewhere.is_none() {
        return false;
    }
    let within = |known: &&KnownDay| period.is_none_or(|(from, to)| known.day.plan.last >= from && known.day.plan.first <= to);
    let held = |known: &&KnownDay| place.is_none_or(|place| is_held(known, place));
    let found: Vec<&KnownDay> = all.into_iter().filter(within).filter(held).collect();
    let about = named::by_title(&found, text);
    let about = if titled.is_empty() { Vec::new() } else { about };
    let is_about = !about.is_empty();
    let found = if is_about { about } else { found };
    turn.greet_if_new();
    if !whole {
        if let Some(first) = found.first() {
            let markdown = if next { wording::next(first, &sender, language) } else { listed(&found, &sender, language) };
            turn.lead_in(markdown);
        }
        return false;
    }
    match found.as_slice() {
        [] => {
            let markdown =
                if place.is_some() || elsewhere.is_some() { wording::none_there(language) } else { wording::none_then(language) };
            turn.say(markdown, None);
        }
        [first, rest @ ..] if next || rest.is_empty() => {
            let is_next = (next || period.is_none()) && place.is_none() && !is_about;
            let markdown = if is_next { wording::next(first, &sender, language) } else { wording::then(first, &sender, language) };
            turn.dialogue.day_asked = Some(first.day.id.clone());
            turn.say_with(markdown, Some(About::Days { days: vec![first.day.id.clone()] }), buttons());
        }
        several => {
            let markdown = listed(several, &sender, language);
            turn.say(markdown, None);
        }
    }
    true
}

/// Whether a day is held at a place.
fn is_held(known: &KnownDay, place: &str) -> bool {
    let at = request::folded(known.day.plan.place.as_deref().unwrap_or_default());
    format!(" {at} ").contains(&format!(" {place} "))
}

fn listed(days: &[&KnownDay], sender: &str, language: crate::assistant::wording::Language) -> String {
    let shown = &days[..days.len().min(wording::MOST_LISTED)];
    wording::list(shown, days.len() - shown.len(), sender, language)
}

/// A typed answer. False: it answers nothing that is known.
pub fn typed(turn: &mut Turn<'_>, said: Answer, dates: &[Date], clear: bool, text: &str) -> bool {
    if !turn.event.trusted {
        return false;
    }
    let mut replied = referred(turn);
    let about = if dates.is_empty() && replied.is_empty() { named::by_title(&ahead(turn), text) } else { Vec::new() };
    let by_title = !about.is_empty();
    if by_title {
        replied.clone_from(&about);
    }
    if replied.is_empty() && dates.is_empty() && (!clear || asked::just_asked(turn).len() == 1) {
        replied = asked::just_asked(turn);
    }
    // Whoever cannot come after all means the one day that they have said yes to, however long ago that was asked.
    if replied.is_empty() && !clear && said == Answer::No && reply::calls_off(text) {
        let sender = turn.event.sender.as_str();
        let comes = |known: &&KnownDay| known.answer_of(sender).is_some_and(|answer| answer.answer == Answer::Yes);
        let own: Vec<&KnownDay> = ahead(turn).into_iter().filter(comes).collect();
        replied.extend(own.first().filter(|_| own.len() == 1));
    }
    if replied.is_empty() && !clear {
        return false;
    }
    let falls = |known: &KnownDay, date: &Date| (known.day.plan.first..=known.day.plan.last).contains(date);
    let on = |known: &&KnownDay| dates.is_empty() || dates.iter().any(|date| falls(known, date));
    let mut candidates: Vec<&KnownDay> = if replied.is_empty() { ahead(turn) } else { replied.clone() };
    // "den 24" is of the month of a day ahead.
    let meant = if candidates.iter().any(on) { None } else { named::of_no_month(&candidates, dates, text) };
    match meant {
        Some(only) => candidates = vec![only],
        None => candidates.retain(on),
    }
    let dates = if meant.is_some() { &[] } else { dates };
    // Without a date the one that they have said yes to is the one they cannot come to.
    if candidates.len() > 1 && said != Answer::Yes && replied.is_empty() {
        let sender = turn.event.sender.as_str();
        let own: Vec<&KnownDay> =
            candidates.iter().copied().filter(|known| known.answer_of(sender).is_some_and(|answer| answer.answer == Answer::Yes)).collect();
        if own.len() == 1 {
            candidates = own;
        }
    }
    if candidates.is_empty() {
        if turn.facts.days.is_empty() {
            return false;
        }
        if turn.region().is_none() && !turn.facts.power.any() && replied.is_empty() {
            // Which days there are follows from the region.
            turn.greet_if_new();
            crate::assistant::people::ask_region(turn, Some(text));
            return true;
        }
        let markdown = readback::no_such_day(turn.language());
        turn.say(markdown, None);
        return true;
    }
    if candidates.len() > 1 && (replied.is_empty() || by_title) && dates.is_empty() {
        return ask_which(turn, said, &candidates);
    }
    for date in dates.iter().filter(|date| !candidates.iter().any(|known| falls(known, date))) {
        let markdown = wording::none_on(*date, turn.language());
        turn.lead_in(markdown);
    }
    take(turn, &candidates, said);
    true
}

/// The days ahead that a text names by what they are about, wherever they are for as long as the region is open.
fn titled<'a>(turn: &Turn<'a>, text: &str) -> Vec<&'a KnownDay> {
    let own = ahead(turn);
    if turn.region().is_some() || turn.facts.power.any() {
        return named::by_title(&own, text);
    }
    let open: Vec<&KnownDay> = turn.facts.days.iter().filter(|known| is_open(known, turn.now)).collect();
    named::by_title(&open, text)
}

/// "jag kommer på hud", with the ST day named. `None`: it says nothing of the kind.
pub fn naming_day(turn: &Turn<'_>, text: &str) -> Option<String> {
    let open: Vec<&KnownDay> = turn.facts.days.iter().filter(|known| is_open(known, turn.now)).collect();
    named::naming_day(&open, text)
}

fn ask_which(turn: &mut Turn<'_>, answer: Answer, candidates: &[&KnownDay]) -> bool {
    let candidates = &candidates[..candidates.len().min(9)];
    let markdown = wording::which(candidates, turn.language());
    let days: Vec<String> = candidates.iter().map(|known| known.day.id.clone()).collect();
    let wish = Wish::Which { answer, days };
    turn.dialogue.pending =
        Some(Pending { since: turn.now, kind: PendingKind::Days { wish: Box::new(wish), id: turn.question().to_owned() } });
    let keycaps = (1..=candidates.len()).map(crate::assistant::wording::keycap).collect();
    turn.say_with(markdown, Some(About::Question), keycaps);
    true
}

/// The days that the message replied or reacted to tells of.
pub fn referred<'a>(turn: &Turn<'a>) -> Vec<&'a KnownDay> {
    let about = turn.facts.referred.as_ref().and_then(|own| own.about.as_ref());
    let tells = |day: &StDay| match about {
        Some(About::Days { days }) => days.contains(&day.id),
        Some(About::Copy { announcement }) => day.is_in(announcement),
        _ => false,
    };
    turn.facts.days.iter().filter(|known| tells(&known.day)).collect()
}

/// Takes an answer to these days, and says what came of it.
pub fn take(turn: &mut Turn<'_>, days: &[&KnownDay], said: Answer) {
    let answers: Vec<(&KnownDay, Answer)> = days.iter().map(|known| (*known, said)).collect();
    take_each(turn, &answers);
}

/// The same of days that each have an answer of their own.
pub fn take_each(turn: &mut Turn<'_>, answers: &[(&KnownDay, Answer)]) {
    let today = turn.today();
    let outcomes: Vec<(StDay, Outcome)> =
        answers.iter().map(|(known, said)| (known.day.clone(), answer::give(turn, known, *said))).collect();
    let language = turn.language();
    let reminds = outcomes.iter().any(|(day, outcome)| *outcome == Outcome::Coming && answer::reminds(day, turn.now));
    let mut markdown = wording::answered(&outcomes, reminds, language);
    let late = outcomes
        .iter()
        .filter(|(_, outcome)| matches!(outcome, Outcome::Coming | Outcome::Waiting(_)))
        .find_map(|(day, _)| day.plan.sign_up_by.filter(|by| *by < today));
    if let Some(by) = late {
        markdown.push_str("\n\n");
        markdown.push_str(&wording::signed_up_late(by, language));
    }
    // A typed answer to what an announcement asks says that it was read, as a reaction does.
    if turn.message().is_some() {
        let received = |post: &str| turn.facts.received.iter().any(|copy| copy.announcement == post);
        let carrying =
            |known: &&KnownDay| known.day.posts().find(|post| received(post)).or(known.day.announcement.as_deref()).map(str::to_owned);
        let carrying: Vec<String> = answers.iter().map(|(known, _)| known).filter_map(carrying).collect();
        for announcement in carrying {
            let (person, reaction) = (turn.event.sender.clone(), turn.question().to_owned());
            turn.push(Effect::Acknowledge { announcement, person, reaction });
        }
    }
    turn.greet_if_new();
    let about = About::Days { days: outcomes.iter().map(|(day, _)| day.id.clone()).collect() };
    whisper(turn, &markdown, about);
}

/// Says in the direct chat what is nobody else's business, without a word in the group: a reaction there
/// needs no answer that everybody reads.
fn whisper(turn: &mut Turn<'_>, markdown: &str, about: About) {
    if turn.event.room.direct {
        turn.say(markdown, Some(about));
        return;
    }
    let to = turn.private_room();
    let text = crate::assistant::markup::render(markdown);
    turn.push_text(to, text, Some(about), Vec::new(), Priority::Answer);
}
