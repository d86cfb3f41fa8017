//! Changes of a draft in passing: one group more or less, a sentence or a piece of the text left out.

use super::{
    audience::{self, Problem, folded},
    draft, replies,
    request::Ask,
    wording,
};
use crate::{
    assistant::{days, turn::Turn},
    command,
    facts::{
        Role,
        announcement::{Announcement, Audience},
    },
};

/// What of a text shall be left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cut {
    /// One of these units, by its place.
    Unit(Unit, Place),
    /// The only one of these units that holds this.
    About(Unit, String),
    /// This piece.
    Piece(String),
}

/// What a text is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Up to a full stop, or the end of its line.
    Sentence,
    /// A line.
    Line,
    /// What blank lines part.
    Paragraph,
}

/// Which of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Counted from the beginning, from nought.
    At(usize),
    /// The last.
    Last,
}

/// Reads "till handledare också", "inte till VGR", "ta bort sista meningen". `None`: it says nothing of the kind.
pub(super) fn read(text: &str) -> Option<Ask> {
    let words: Vec<(&str, String)> =
        text.split_whitespace().map(|word| (word, folded(word))).filter(|(_, plain)| !plain.is_empty()).collect();
    let words: &[(&str, String)] = match words.first() {
        Some((_, first)) if ["men", "och", "nej", "ja", "forresten", "but", "and"].contains(&first.as_str()) => &words[1..],
        _ => &words,
    };
    if words.is_empty() || words.len() > 14 || text.trim_end().ends_with('?') {
        return None;
    }
    let said = |words: &[(&str, String)]| words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(" ");
    let plain: Vec<&str> = words.iter().map(|(_, plain)| plain.as_str()).collect();
    also(&plain)
        .map(|(from, to)| Ask::Also(said(&words[from..to])))
        .or_else(|| but(&plain).map(|from| Ask::Not(said(&words[from..]))))
        .or_else(|| cut(&plain, &said(words), text).map(Ask::Cut))
        .or_else(|| match plain.as_slice() {
            // "lägg till att det blir fika"
            ["lagg", "till", "att", _, ..] | ["add", "that", _, ..] => Some(Ask::Append(sentence(&said(&words[3..])))),
            _ => None,
        })
}

/// Words as a sentence of their own.
fn sentence(words: &str) -> String {
    let mut letters = words.trim().chars();
    let begun: String = letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
    if begun.ends_with(['.', '!', '?']) { begun } else { format!("{begun}.") }
}

/// Where the words for one more group stand.
fn also(words: &[&str]) -> Option<(usize, usize)> {
    const STARTS: [&[&str]; 15] = [
        &["skicka", "den", "till"],
        &["skicka", "det", "till"],
        &["ta", "med"],
        &["lagg", "med"],
        &["lagg", "till", "aven"],
        &["lagg", "till"],
        &["skicka", "aven", "till"],
        &["skicka", "till"],
        &["aven", "till"],
        &["aven"],
        &["ocksa", "till"],
        &["also", "to"],
        &["add"],
        &["till"],
        &["to"],
    ];
    let start = STARTS.iter().find(|start| words.starts_with(start));
    let ends = match words {
        [.., "as", "well"] => 2,
        [.., "ocksa" | "med" | "too"] => 1,
        _ => 0,
    };
    let from = start.map_or(0, |start| start.len());
    let to = words.len() - ends;
    if from >= to {
        return None;
    }
    let group = audience::names_a_group(&words[from..to].join(" "));
    let holds = match start {
        // "till Växjö också" names no role, and is said of whom by its "till".
        Some(&["till"] | &["to"] | &["skicka", "till"] | &["skicka", "den" | "det", "till"]) => ends > 0,
        Some(&["lagg", "till" | "med"] | &["ta", "med"] | &["add"] | &["aven"]) => group,
        Some(_) => true,
        None => ends > 0 && group && words[0] != "skicka",
    };
    holds.then_some((from, to))
}

/// Where the words for a group that it is not for begin.
fn but(words: &[&str]) -> Option<usize> {
    const TO: [&[&str]; 8] = [
        &["inte", "till"],
        &["ej", "till"],
        &["utom", "till"],
        &["forutom", "till"],
        &["skicka", "inte", "till"],
        &["skicka", "den", "inte", "till"],
        &["skicka", "det", "inte", "till"],
        &["not", "to"],
    ];
    const GROUP: [&[&str]; 8] = [&["inte"], &["ej"], &["utom"], &["forutom"], &["undanta"], &["ta", "bort"], &["except"], &["not"]];
    let after = |starts: &[&[&str]]| starts.iter().find(|start| words.starts_with(start)).map(|start| start.len());
    if let Some(from) = after(&TO) {
        return (from < words.len() && words[from] != "mig").then_some(from);
    }
    let from = after(&GROUP)?;
    (words.len() - from <= 4
        && !words[from..].iter().any(|word| word.starts_with("st-dag"))
        && audience::names_a_group(&words[from..].join(" ")))
    .then_some(from)
}

/// What shall be left out.
fn cut(words: &[&str], text: &str, whole: &str) -> Option<Cut> {
    const VERBS: [&[&str]; 9] =
        [&["ta", "bort"], &["stryk"], &["radera"], &["skippa"], &["utan"], &["hoppa", "over"], &["remove"], &["delete"], &["drop"]];
    let rest = VERBS.iter().find_map(|verb| words.strip_prefix(*verb))?;
    let rest = match rest {
        ["den" | "det" | "the", rest @ ..] | rest => rest,
    };
    let unit = |word: &str| match word {
        "mening" | "meningen" | "sentence" => Some(Unit::Sentence),
        "rad" | "raden" | "punkten" | "line" => Some(Unit::Line),
        "stycke" | "stycket" | "paragraph" => Some(Unit::Paragraph),
        _ => None,
    };
    let place = |word: &str| match word {
        "sista" | "senaste" | "last" => Some(Place::Last),
        "forsta" | "first" => Some(Place::At(0)),
        "andra" | "second" => Some(Place::At(1)),
        "tredje" | "third" => Some(Place::At(2)),
        _ => None,
    };
    match rest {
        [which, word] => {
            if let (Some(place), Some(unit)) = (place(which), unit(word)) {
                return Some(Cut::Unit(unit, place));
            }
        }
        [word, "om" | "med" | "about" | "with", ..] => {
            if let Some(unit) = unit(word) {
                // The words as they were written stand behind the same number of words.
                let skipped = words.len() - rest.len() + 2;
                let about = text.split_whitespace().skip(skipped).collect::<Vec<_>>().join(" ");
                return Some(Cut::About(unit, unquoted(&about)));
            }
        }
        _ => {}
    }
    let quoted = |letter: char| matches!(letter, '"' | '”' | '“' | '«' | '»');
    if let (Some(from), Some(to)) = (whole.find(quoted), whole.rfind(quoted)) {
        let piece = whole.get(from..to)?.trim_start_matches(quoted).trim();
        return (!piece.is_empty()).then(|| Cut::Piece(piece.to_owned()));
    }
    // "stryk ordet torsdag"
    let ["ordet" | "orden" | "texten" | "frasen", _, ..] = rest else { return None };
    let piece = text.split_whitespace().skip(words.len() - rest.len() + 1).collect::<Vec<_>>().join(" ");
    Some(Cut::Piece(unquoted(&piece)))
}

fn unquoted(text: &str) -> String {
    text.trim().trim_matches(['"', '”', '“', '«', '»', '\'', '.', '!']).trim().to_owned()
}

/// Leaves something out of a text: what is left, and the piece that went. `None`: it does not stand there, or
/// several do.
pub(super) fn cut_out(text: &str, cut: &Cut) -> Option<(String, String)> {
    let (from, to) = match cut {
        Cut::Unit(unit, place) => {
            let units = units(text, *unit);
            match place {
                Place::Last => *units.last()?,
                Place::At(at) => *units.get(*at)?,
            }
        }
        Cut::About(unit, what) => {
            let wanted = folded(what);
            let holds = |(from, to): &&(usize, usize)| text.get(*from..*to).is_some_and(|unit| folded(unit).contains(&wanted));
            let units = units(text, *unit);
            let mut found = units.iter().filter(holds);
            let only = found.next().filter(|_| !wanted.is_empty())?;
            if found.next().is_some() {
                return None;
            }
            *only
        }
        Cut::Piece(piece) => {
            let lowered = text.to_lowercase();
            let at = text
                .find(piece.as_str())
                .or_else(|| (lowered.len() == text.len()).then(|| lowered.find(&piece.to_lowercase())).flatten())?;
            (at, at + piece.len())
        }
    };
    let (before, piece, after) = (text.get(..from)?, text.get(from..to)?, text.get(to..)?);
    // What parted it from its neighbours goes with it, but for one of the two.
    let kept = match (before.trim_end().is_empty(), after.trim_start().is_empty()) {
        (_, true) => before.trim_end().to_owned(),
        (true, _) => after.trim_start().to_owned(),
        _ if before.ends_with('\n') => format!("{before}{}", after.trim_start_matches([' ', '\n'])),
        _ => format!(
            "{}{}",
            before.trim_end_matches(' '),
            if after.starts_with(['.', ',', '!', '?', '\n', ' ']) { after.to_owned() } else { format!(" {after}") }
        ),
    };
    Some((kept.trim().to_owned(), piece.trim().to_owned()))
}

/// Where the units of a text begin and end, in bytes.
fn units(text: &str, unit: Unit) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut begun = 0;
    let mut end = |from: &mut usize, to: usize| {
        if text.get(*from..to).is_some_and(|unit| !unit.trim().is_empty()) {
            let skipped = text[*from..to].len() - text[*from..to].trim_start().len();
            found.push((*from + skipped, *from + text[*from..to].trim_end().len()));
        }
        *from = to;
    };
    for (at, letter) in text.char_indices() {
        let after = &text[at + letter.len_utf8()..];
        let ends = match unit {
            Unit::Line => letter == '\n',
            Unit::Paragraph => letter == '\n' && after.trim_start_matches([' ', '\t']).starts_with('\n'),
            // "kl. 13", "t.ex. här": what goes on small or with a number is no new sentence.
            Unit::Sentence => {
                let next = after.trim_start().chars().next();
                letter == '\n'
                    || (matches!(letter, '.' | '!' | '?')
                        && after.starts_with(char::is_whitespace)
                        && next.is_none_or(|next| !next.is_lowercase() && (letter != '.' || !next.is_numeric())))
            }
        };
        if ends {
            end(&mut begun, at + letter.len_utf8());
        }
    }
    end(&mut begun, text.len());
    found
}

/// Changes a draft so, and reads it back.
pub(super) fn change(turn: &mut Turn<'_>, mut announcement: Announcement, ask: &Ask) {
    let language = turn.language();
    let changed = match ask {
        Ask::Cut(cut) => match cut_out(&announcement.text, cut) {
            Some((text, _)) => {
                announcement.text = text;
                if !announcement.days.is_empty() {
                    announcement.days = days::carried::plans(&announcement);
                }
                Ok(())
            }
            None => Err(replies::nothing_to_cut(language)),
        },
        Ask::Also(words) | Ask::Not(words) => match draft::read_audience(turn, words) {
            Ok(mut group) => {
                // Without a place it is said of the places that the draft is for.
                if group.rooms.is_empty() && command::named_regions(words, &turn.world.regions).is_empty() {
                    group.regions.clear();
                }
                let before = announcement.audience.clone().unwrap_or_default();
                let wanted = if matches!(ask, Ask::Also(_)) {
                    let whole = if announcement.audience.is_none() { Ok(group) } else { joined(&before, group) };
                    whole.map_err(|problem| draft::problem_words(turn, &problem))
                } else {
                    let own = &turn.facts.power.studierektor;
                    less(&before, &group, own).ok_or_else(|| wording::cannot_leave_out(words, language))
                };
                wanted.map(|audience| announcement.audience = Some(audience))
            }
            Err(problem) => Err(draft::problem_words(turn, &problem)),
        },
        _ => Ok(()),
    };
    match changed {
        Ok(()) => draft::reshow(turn, announcement),
        Err(markdown) => turn.say_in_private(markdown, None, Vec::new()),
    }
}

fn is_simple(audience: &Audience) -> bool {
    audience.rooms.is_empty() && audience.answering.is_none() && audience.also.is_empty()
}

fn is_anywhere(audience: &Audience) -> bool {
    audience.regions.is_empty() && audience.tags.is_empty()
}

fn add<T: Clone + PartialEq>(list: &mut Vec<T>, more: Vec<T>) {
    for item in more {
        if !list.contains(&item) {
            list.push(item);
        }
    }
}

/// An audience and one more group: "handledare också" is said of the same places, "Växjö också" of the same roles.
fn joined(before: &Audience, group: Audience) -> Result<Audience, Problem> {
    let mut whole = before.clone();
    if !before.rooms.is_empty() || !group.rooms.is_empty() {
        if before.rooms.is_empty() || group.rooms.is_empty() {
            return Err(Problem::RoomsAndPeople);
        }
        add(&mut whole.rooms, group.rooms);
        add(&mut whole.regions, group.regions);
        return Ok(whole);
    }
    let simple = is_simple(before) && is_simple(&group);
    match (is_anywhere(&group), group.roles.is_empty()) {
        // Who is among all is so already.
        (true, false) if simple && before.roles.is_empty() => {}
        (true, false) if simple => add(&mut whole.roles, group.roles),
        (false, true) if simple && is_anywhere(before) => {}
        (false, true) if simple => {
            add(&mut whole.regions, group.regions);
            add(&mut whole.tags, group.tags);
        }
        (true, false) if is_simple(&group) => {
            whole.also.push(Audience { regions: before.regions.clone(), tags: before.tags.clone(), ..group });
        }
        _ => whole.also.push(group),
    }
    Ok(whole)
}

/// An audience without a group, where that can be said of it: without a role, a place, a room. `own`: the regions
/// that "everywhere" is for its author.
fn less(before: &Audience, group: &Audience, own: &[String]) -> Option<Audience> {
    let mut rest = before.clone();
    if !group.rooms.is_empty() {
        rest.rooms.retain(|room| !group.rooms.contains(room));
        return (!rest.rooms.is_empty() && rest.rooms != before.rooms).then_some(rest);
    }
    if !is_simple(group) || is_anywhere(group) == group.roles.is_empty() {
        return None;
    }
    if is_anywhere(group) {
        let mut parts: Vec<Audience> = before.parts().cloned().map(|part| Audience { also: Vec::new(), ..part }).collect();
        for part in &mut parts {
            if part.roles.is_empty() {
                part.roles = vec![Role::St, Role::Handledare, Role::Verksamhetschef, Role::Hr];
            }
            part.roles.retain(|role| !group.roles.contains(role));
        }
        parts.retain(|part| !part.roles.is_empty());
        let mut parts = parts.into_iter();
        let first = parts.next()?;
        let rest = Audience { also: parts.collect(), ..first };
        // Where nobody of them was meant, it stays as it was.
        return Some(rest);
    }
    if is_anywhere(before) {
        rest.regions = own.to_vec();
    }
    rest.regions.retain(|region| !group.regions.contains(region));
    rest.tags.retain(|tag| !group.tags.contains(tag));
    (!is_anywhere(&rest) && before.also.is_empty()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_in_passing_are_read() {
        let also = |words: &str| Some(Ask::Also(words.to_owned()));
        let not = |words: &str| Some(Ask::Not(words.to_owned()));
        let unit = |unit, place| Some(Ask::Cut(Cut::Unit(unit, place)));
        for (text, expected) in [
            ("till handledare också", also("handledare")),
            ("och till Växjö också", also("Växjö")),
            ("även till cheferna", also("cheferna")),
            ("lägg till handledarna", also("handledarna")),
            ("handledare med", also("handledare")),
            ("to supervisors as well", also("supervisors")),
            ("ta med handledarna", also("handledarna")),
            ("lägg till att det blir fika", Some(Ask::Append("Det blir fika.".to_owned()))),
            ("stryk ordet torsdag", Some(Ask::Cut(Cut::Piece("torsdag".to_owned())))),
            ("ta bort ”på torsdag ”", Some(Ask::Cut(Cut::Piece("på torsdag".to_owned())))),
            ("inte till handledarna", not("handledarna")),
            ("men inte till VGR", not("VGR")),
            ("utom HR", not("HR")),
            ("ta bort handledarna", not("handledarna")),
            ("ta bort sista meningen", unit(Unit::Sentence, Place::Last)),
            ("stryk andra stycket", unit(Unit::Paragraph, Place::At(1))),
            ("ta bort meningen om fika.", Some(Ask::Cut(Cut::About(Unit::Sentence, "fika".to_owned())))),
            ("ta bort ”ta med fika”", Some(Ask::Cut(Cut::Piece("ta med fika".to_owned())))),
            ("ta bort 2", None),
            ("ta bort påminnelsen om kursen", None),
            ("inte ST-dagar", None),
            ("inte till mig", None),
            ("till handledarna", None),
            ("lägg till en påminnelse", None),
            ("gäller det till handledare också?", None),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn a_sentence_goes_with_what_parted_it() {
        let text = "Möte 4 maj kl. 13 i B10. Ta med fika, t.ex. bullar. Välkomna!\n\nAnmäl er till mig.";
        for (cut, left) in [
            (Cut::Unit(Unit::Sentence, Place::Last), "Möte 4 maj kl. 13 i B10. Ta med fika, t.ex. bullar. Välkomna!"),
            (Cut::Unit(Unit::Sentence, Place::At(0)), "Ta med fika, t.ex. bullar. Välkomna!\n\nAnmäl er till mig."),
            (Cut::About(Unit::Sentence, "fika".to_owned()), "Möte 4 maj kl. 13 i B10. Välkomna!\n\nAnmäl er till mig."),
            (Cut::Unit(Unit::Paragraph, Place::At(0)), "Anmäl er till mig."),
            (Cut::Piece(", t.ex. bullar".to_owned()), "Möte 4 maj kl. 13 i B10. Ta med fika. Välkomna!\n\nAnmäl er till mig."),
        ] {
            assert_eq!(cut_out(text, &cut).map(|(left, _)| left).as_deref(), Some(left), "{cut:?}");
        }
        assert_eq!(cut_out(text, &Cut::About(Unit::Sentence, "tårta".to_owned())), None);
    }
}
