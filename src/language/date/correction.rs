//! What a person takes back in the same message: "inte på fredag utan på torsdag", "onsdag, nej torsdag".

use super::clock::Clock;
use super::cycle::Piece;
use super::lexicon::weekday;
use super::phrase::{Day, DayFound, Direction, Joint, Step, Stretch, Which};
use super::scan::{Item, Part};
use super::token::Text;

/// Words of which one takes back what was said before.
const TAKING_BACK: &[&str] = &[
    "nej", "nix", "forlat", "fel", "menar", "menade", "sorry", "ursakta", "rattelse", "mean", "wait", "snarare", "hoppsan", "oops",
    "rattare",
];

/// Words that may stand beside them.
const BESIDE: &[&str] = &[
    ",",
    ".",
    "-",
    "!",
    ":",
    "(",
    ")",
    "eller",
    "vanta",
    "forresten",
    "jag",
    "no",
    "i",
    "oj",
    "ska",
    "det",
    "vara",
    "blir",
    "pa",
    "den",
    "kl",
    "klockan",
    "att",
    "sa",
    "ju",
    "da",
    "on",
    "at",
    "the",
    "actually",
    "ta",
    "sagt",
    "skulle",
];

/// Removes the days and times that were taken back; the tokens that belong to no subject are returned.
pub(super) fn apply(text: &Text, items: &mut Vec<Item>) -> Vec<(usize, usize)> {
    let mut consumed = Vec::new();
    negated(text, items, &mut consumed);
    moved(text, items, &mut consumed);
    let mut at = 1;
    while at < items.len() {
        let (end, next) = (items[at - 1].end, items[at].first);
        let taken_back = (end..next).all(|at| TAKING_BACK.contains(&text.word(at)) || BESIDE.contains(&text.word(at)))
            && (end..next).any(|at| TAKING_BACK.contains(&text.word(at)));
        let earlier = (0..at).rev().find(|earlier| same_kind(&items[*earlier].part, &items[at].part));
        if taken_back && let Some(earlier) = earlier {
            consumed.push((end, next));
            consumed.push((items[earlier].first, items[earlier].end));
            // "…, nej torsdag menar jag"
            let last = items[at].end;
            if text.is(last, &["menar", "menade"]) && text.is(last + 1, &["jag"]) {
                consumed.push((last, last + 2));
            } else if text.is(last, &["ska"]) && text.starts(last + 1, &["det", "vara"]) {
                consumed.push((last, last + 3));
            }
            // "fredag eftermiddag, nej måndag förmiddag": its time of day goes with the day.
            let retimed = earlier + 2 == at
                && matches!(items[earlier + 1].part, Part::Clock(_))
                && items.get(at + 1).is_some_and(|next| next.first == items[at].end && matches!(next.part, Part::Clock(_)));
            if retimed {
                consumed.push((items[earlier + 1].first, items[earlier + 1].end));
                items.remove(earlier + 1);
            }
            items.remove(earlier);
        } else {
            at += 1;
        }
    }
    consumed
}

/// "inte på fredag utan på torsdag".
fn negated(text: &Text, items: &mut Vec<Item>, consumed: &mut Vec<(usize, usize)>) {
    not_this_but_next(text, items, consumed);
    let mut at = 0;
    while at + 1 < items.len() {
        let item = &items[at];
        // "på torsdag och inte på fredag"
        let (end, next) = (item.end, items[at + 1].first);
        let denied = (end..next).any(|at| text.is(at, &["inte", "ej"]))
            && (end..next).all(|at| text.is(at, &[",", "och", "men", "inte", "ej", "pa", "den"]))
            && next <= end + 4;
        if denied && same_kind(&item.part, &items[at + 1].part) {
            consumed.push((end, items[at + 1].end));
            items.remove(at + 1);
            continue;
        }
        // "jag ska inte ha möte på fredag utan på torsdag": what is denied may stand between.
        let no = (item.first.saturating_sub(6)..item.first)
            .rev()
            .take_while(|at| !text.is(*at, &[",", ".", "!", "?"]))
            .find(|at| text.is(*at, &["inte", "ej", "not", "inget", "ingen"]));
        let utan = text.skip(item.end, &[","]);
        let follows = text.is(utan, &["utan", "but"]) && items[at + 1].first <= utan + 3;
        if let (Some(no), true, true) = (no, follows, same_kind(&item.part, &items[at + 1].part)) {
            // "inget möte på torsdag utan på fredag" keeps what is moved.
            let kept = text.is(no, &["inget", "ingen"]) || no + 2 < items[at].first;
            consumed.push((no, if kept { no + 1 } else { utan + 1 }));
            if kept {
                consumed.push((items[at].first, utan + 1));
            }
            items.remove(at);
        } else {
            at += 1;
        }
    }
}

/// "inte nu på torsdag utan nästa", "inte på torsdag utan veckan efter": the same weekday a week later.
fn not_this_but_next(text: &Text, items: &mut Vec<Item>, consumed: &mut Vec<(usize, usize)>) {
    let mut covered: Option<(usize, usize)> = None;
    for item in items.iter_mut() {
        let Part::Day(DayFound { day: day @ Day::Weekday { which: Which::Coming, .. }, .. }) = &mut item.part else { continue };
        let no = (item.first.saturating_sub(2)..item.first).rev().find(|at| text.is(*at, &["inte", "ej", "not"]));
        let utan = text.skip(item.end, &[","]);
        let next = text.skip(utan + 1, &["pa", "forst", "the"]);
        let end = text.after(
            next,
            &[
                &["nasta", "vecka"],
                &["nasta"],
                &["veckan", "darpa"],
                &["veckan", "efter"],
                &["veckan", "darefter"],
                &["next", "week"],
                &["next"],
            ],
        );
        if let (Some(no), true, Some(end)) = (no, text.is(utan, &["utan", "but"]), end)
            && weekday(text, end).is_none()
        {
            let week = Stretch { days: 7, weeks_only: true, ..Stretch::default() };
            *day = Day::Around { base: Box::new(day.clone()), step: Step::By(week, Direction::After) };
            consumed.push((no, item.first));
            consumed.push((item.end, end));
            covered = Some((item.end, end));
            item.end = end;
        }
    }
    if let Some((first, end)) = covered {
        items.retain(|item| !(first..end).contains(&item.first));
    }
}

/// Words of what was moved to another day.
const MOVING: &[&str] = &[
    "flyttat",
    "flyttad",
    "flyttas",
    "flyttats",
    "flyttar",
    "framflyttat",
    "framflyttad",
    "framskjutet",
    "framskjuten",
    "tidigarelagt",
    "tidigarelagd",
    "senarelagt",
    "senarelagd",
    "andrat",
    "andrad",
    "andras",
    "andrats",
    "ombokat",
    "ombokad",
    "bytt",
    "skjuts",
    "skjutits",
    "moved",
    "rescheduled",
    "changed",
    "postponed",
];

/// "flyttat från 3 april till 10 april", "10 april i stället för 3 april": only the new day counts.
fn moved(text: &Text, items: &mut Vec<Item>, consumed: &mut Vec<(usize, usize)>) {
    moved_on(text, items, consumed);
    let mut at = 0;
    while at < items.len() {
        let (old, new) = (&items[at], items.get(at + 1).unwrap_or(&items[at]));
        let moving = (old.first.saturating_sub(3)..=old.first).find(|at| MOVING.contains(&text.word(*at)));
        let from = text.is(old.first, &["fran", "from"]) || text.is(old.first.wrapping_sub(1), &["fran", "from"]);
        let to = text.is(new.first, &["till", "to"]) || text.is(new.first.wrapping_sub(1), &["till", "to"]);
        let next = at + 1 < items.len() && new.first <= old.end + 2;
        if let (Some(moving), true, true, true) = (moving, from, to, next && gives_when(&old.part) && gives_when(&new.part)) {
            consumed.push((said_of(text, moving), items[at + 1].first));
            items.remove(at);
            plain(&mut items[at].part);
        } else if let (Some(_), true, Some(last)) = (moving, from, last_of_range(&old.part)) {
            // "framflyttat från den 20:e till den 27:e mars" reads as one range.
            consumed.extend(moving.map(|moving| (said_of(text, moving), items[at].first)));
            items[at].part = Part::Day(last.into());
            at += 1;
        } else if let (Some(moving), true, Part::Clock(Clock::Span(_, to))) = (moving, from, &old.part) {
            // "ändrad från kl 13 till kl 14"
            let to = (**to).clone();
            consumed.push((said_of(text, moving), items[at].first));
            items[at].part = Part::Clock(to);
            at += 1;
        } else if let Some(instead) = text.after(old.end, &[&["i", "stallet", "for"], &["istallet", "for"], &["instead", "of"]])
            && (instead..=instead + 1).contains(&new.first)
            && (same_kind(&old.part, &new.part)
                || at > 0 && matches!(old.part, Part::Clock(_)) && same_kind(&items[at - 1].part, &new.part))
        {
            consumed.push((old.end, new.end));
            items.remove(at + 1);
        } else {
            at += 1;
        }
    }
}

/// "… på torsdag är flyttad till fredag", "… är ombokad till den 2 juni": what is said of the moving, and
/// the old day where it stands right before it.
fn moved_on(text: &Text, items: &mut Vec<Item>, consumed: &mut Vec<(usize, usize)>) {
    for at in (0..items.len()).rev() {
        let first = items[at].first;
        let to = if text.is(first, &["till", "to"]) { first } else { first.wrapping_sub(1) };
        let Some(moving) = to.checked_sub(1).filter(|at| MOVING.contains(&text.word(*at)) && text.is(to, &["till", "to"])) else {
            continue;
        };
        if !gives_when(&items[at].part) {
            continue;
        }
        let said = said_of(text, moving);
        consumed.push((said, first));
        plain(&mut items[at].part);
        if let Some(old) = at.checked_sub(1).filter(|old| items[*old].end == said && same_kind(&items[*old].part, &items[at].part)) {
            let mut first = items[old].first;
            consumed.push((first, items[old].end));
            items.remove(old);
            // "tis 24/3 flyttat till ons 25/3": the weekday goes with its date.
            for before in (0..old).rev() {
                if items[before].end != first || !matches!(items[before].part, Part::Day(_) | Part::Clock(_)) {
                    break;
                }
                first = items[before].first;
                consumed.push((first, items[before].end));
                items.remove(before);
            }
            return;
        }
    }
}

/// "är flyttat": where what is said of the moving begins.
fn said_of(text: &Text, moving: usize) -> usize {
    const HELPING: &[&str] = &["ar", "har", "blev", "blivit", "nu", "darfor", "is", "was", "has", "been"];
    let mut first = moving;
    while first > 0 && moving - first < 3 && HELPING.contains(&text.word(first - 1)) {
        first -= 1;
    }
    first
}

/// The last day of a range.
fn last_of_range(part: &Part) -> Option<Day> {
    let (Part::Day(found) | Part::Piece(Piece::Start(found) | Piece::Until(found, _))) = part else { return None };
    if let DayFound { day: Day::List { days, joint: Joint::Range }, .. } = found { days.last().cloned() } else { None }
}

fn gives_when(part: &Part) -> bool {
    matches!(part, Part::Day(_) | Part::Clock(_) | Part::Piece(Piece::Until(..) | Piece::Start(_)))
}

/// "till 10 april" is a day here and no border.
fn plain(part: &mut Part) {
    if let Part::Piece(Piece::Until(found, _) | Piece::Start(found)) = part {
        *part = Part::Day(found.clone());
    }
}

fn same_kind(one: &Part, other: &Part) -> bool {
    matches!((one, other), (Part::Day(_), Part::Day(_)) | (Part::Clock(_), Part::Clock(_)))
}
