//! What a person takes back in the same message: "inte på fredag utan på torsdag", "onsdag, nej torsdag".

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
            items.remove(earlier);
        } else {
            at += 1;
        }
    }
    consumed
}

/// "inte på fredag utan på torsdag".
fn negated(text: &Text, items: &mut Vec<Item>, consumed: &mut Vec<(usize, usize)>) {
    let mut at = 0;
    while at + 1 < items.len() {
        let item = &items[at];
        let no = (item.first.saturating_sub(2)..item.first).rev().find(|at| text.is(*at, &["inte", "ej", "not"]));
        let utan = text.skip(item.end, &[","]);
        let follows = text.is(utan, &["utan", "but"]) && items[at + 1].first <= utan + 3;
        if let (Some(no), true, true) = (no, follows, same_kind(&item.part, &items[at + 1].part)) {
            consumed.push((no, utan + 1));
            items.remove(at);
        } else {
            at += 1;
        }
    }
}

fn same_kind(one: &Part, other: &Part) -> bool {
    matches!((one, other), (Part::Day(_), Part::Day(_)) | (Part::Clock(_), Part::Clock(_)))
}
