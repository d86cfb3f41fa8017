//! The dates in the text of a draft: told at its readback, and put right.

use jiff::civil::{Date, Weekday};

use super::{
    audience, current_draft,
    draft::{self, change, context},
    phrases, report,
    request::Ask,
    wording,
};
use crate::{
    assistant::{days, turn::Turn},
    facts::announcement::Announcement,
    language::date::{self, Context},
};

/// "fel dag, ska va 13 maj": another day or time in place of the only one in the draft. False: it
/// says nothing of the kind.
pub(super) fn amended(turn: &mut Turn<'_>, announcement: Announcement, text: &str) -> bool {
    let plain = audience::folded(text);
    let signs = [
        "fel dag",
        "fel datum",
        "fel tid",
        "ska va",
        "ska vara",
        "skulle vara",
        "skulle va",
        "ska det vara",
        "ska det sta",
        "ska sta",
        "gor det till",
        "menar jag",
        "menade jag",
        "should be",
        "wrong day",
        "wrong date",
        "jag menade",
        "jag menar",
    ];
    let starts = ["fel ", "nej ", "wrong "].iter().any(|start| plain.starts_with(start));
    if !(starts || signs.iter().any(|sign| plain.contains(sign))) || text.trim_end().ends_with('?') {
        return false;
    }
    put_right(turn, announcement, text)
}

/// Whether a new text is only another day or other hours of what the draft says.
pub(super) fn is_only_when(turn: &Turn<'_>, announcement: &Announcement, text: &str) -> bool {
    let context = context(turn);
    days::only_when(text, &context).is_some() && !date::find_dates(&announcement.text, &context).is_empty()
}

/// Puts another day or other hours in place of the only ones in the draft. False: the text names none.
pub(super) fn put_right(turn: &mut Turn<'_>, announcement: Announcement, text: &str) -> bool {
    let context = context(turn);
    let wanted = date::find_dates(text, &context).pop().map(|found| (Some(found.date), found.time, found.until));
    let hours = || days::only_when(text, &context).and_then(|when| days::hours(&when)).map(|(from, to)| (None, Some(from), to));
    let Some((day, time, until)) = wanted.or_else(hours) else { return false };
    let found = date::find_dates(&announcement.text, &context);
    let [only] = found.as_slice() else {
        let markdown = wording::which_date(turn.language());
        turn.say_in_private(markdown, None, Vec::new());
        return true;
    };
    // Only the day is written anew where no time was said; what else stands in the span stays.
    let stood = &announcement.text[only.span.clone()];
    let weekday = only.weekday.is_some();
    let mut written = date::wording::short_date(day.unwrap_or(only.date), date::Language::Swedish);
    if !weekday {
        written = written.split_once(' ').map_or(written.clone(), |(_, rest)| rest.to_owned());
    }
    if let Some(begins) = time.or(only.time) {
        written.push_str(&begins.strftime(" kl. %H.%M").to_string());
        if let Some(until) = if time.is_some() { until } else { only.until } {
            written.push_str(&until.strftime("–%H.%M").to_string());
        }
    }
    let stood = stood.to_owned();
    change(turn, announcement, Ask::Swap { from: stood, to: written });
    true
}

/// "byt plats till B12", "byt titel till Smärta": of the draft at hand what its text says of it, of what is out that of
/// the ST day that it carries. False: neither is spoken of.
pub(super) fn put_field_right(turn: &mut Turn<'_>, which: &str, to: &str) -> bool {
    let title = phrases::is_title(&audience::folded(which));
    let draft = current_draft(turn).filter(|found| draft::is_at_hand(turn, found));
    let Some(found) = draft else {
        let out = report::meant(turn, None, |known| known.state.is_out());
        if days::change_field(turn, out.as_ref().map(|found| found.id.as_str()), title, to) {
            return true;
        }
        let Some(found) = out else { return false };
        let (begin, rest) = which.split_at(which.chars().next().map_or(0, char::len_utf8));
        let note = format!("{}{rest}: {to}", begin.to_uppercase());
        return report::ask_correct_of(turn, found, Ask::Text(note));
    };
    let plans = days::carried::plans(&found);
    let stands = plans.iter().find_map(|plan| if title { Some(plan.title.clone()) } else { plan.place.clone() });
    if let Some(stands) = stands.filter(|stands| plans.len() == 1 && draft::swap(&found.text, stands, to).is_some()) {
        change(turn, found, Ask::Swap { from: stands, to: to.to_owned() });
    } else {
        let markdown = wording::not_in_text(which, turn.language());
        turn.say_in_private(markdown, None, Vec::new());
    }
    true
}

/// The dates in a text, each once, with the weekday where a wrong one stands beside.
pub(super) fn dates(text: &str, context: &Context) -> Vec<(Date, Option<Weekday>)> {
    let mut dates: Vec<(Date, Option<Weekday>)> = Vec::new();
    for found in date::find_dates(text, context) {
        let wrong = found.weekday.filter(|(_, right)| !right).map(|(weekday, _)| weekday);
        for day in std::iter::once(found.date).chain(found.last) {
            match dates.iter_mut().find(|(known, _)| *known == day) {
                Some((_, noted)) => *noted = noted.or(wrong),
                None => dates.push((day, if day == found.date { wrong } else { None })),
            }
        }
    }
    dates
}

/// The dates in a text that do not exist, as they are written.
pub(super) fn impossible(text: &str) -> Vec<String> {
    date::impossible_dates(text).into_iter().filter_map(|span| text.get(span)).map(|said| said.trim().to_owned()).collect()
}
