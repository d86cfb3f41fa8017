//! What the keywords of a message about one's ST begin: its start, leave, how much is worked, its length.

use jiff::civil::Date;

use super::{
    extent,
    period::{self, Lean},
    spoken,
};
use crate::language::date::cardinal;

/// What a keyword begins.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The first day.
    Start,
    /// Full leave.
    Leave,
    /// So much is worked.
    Percent(u32),
    /// So much is worked beside a part-time leave.
    Away(u32),
    /// The length of the ST in months.
    Months(u32),
    /// So many months longer than it was; negative where it is shorter.
    Longer(i32),
}

/// Words for full leave, folded. Which one it was is not kept.
pub(super) const LEAVE: [&str; 17] = [
    "tjl",
    "tj-ledig",
    "ledig",
    "foraldraledig",
    "mammaledig",
    "pappaledig",
    "tjanstledig",
    "sjukskriven",
    "ledighet",
    "foraldraledighet",
    "leave",
    "studieledig",
    "tjanstledighet",
    "barnledig",
    "forskningsledig",
    "borta",
    "away",
];

/// What somebody says who has said a wrong day before, folded.
pub(super) const CORRECTS: [&str; 12] = ["fel", "nej", "oj", "startdatum", "datum", "det", "blev", "men", "sorry", "no", "wrong", "forlat"];

/// "Jag började 1 september 2024": who began, and a day or a season that has been, and nothing else. "Fel, jag börjar
/// 1 mars" sets another day right.
fn only_a_day_follows(bare: &[&str], at: usize, today: Date) -> bool {
    let past = matches!(bare[at], "borjade" | "started" | "startade");
    let begins = matches!(bare[at], "borjar" | "start") && bare.first().is_some_and(|first| CORRECTS.contains(first));
    // "fel startdatum, jag började …".
    let oneself = match at.checked_sub(1) {
        None => true,
        Some(before) => matches!(bare[before], "jag" | "vi" | "i") && bare[..before].iter().all(|word| CORRECTS.contains(word)),
    };
    let rest = bare[at + 1..].join(" ");
    let day = || {
        let found = period::find(&rest, today, if past { Lean::Past } else { Lean::Future });
        let season = bare.len() - at <= 3 && spoken::season_that_was(&rest, today).is_some();
        season || found.is_some_and(|found| found.before.is_empty() && found.after.is_empty())
    };
    (past || begins) && oneself && day()
}

/// Whether a percentage beside these words is that of one's work.
pub(super) fn speaks_of_work(plain: &str, bare: &[&str]) -> bool {
    [
        "jobbar",
        "jobba",
        "jobbat",
        "arbetar",
        "arbeta",
        "arbetat",
        "deltid",
        "work",
        "tjanstgoringsgrad",
        "heltid",
        "halvtid",
        "part-time",
        "full-time",
    ]
    .iter()
    .any(|word| bare.contains(word))
        || ["ner till", "upp till", "gar ner", "ga ner", "gatt ner", "gar upp", "ga upp", "gatt upp", "down to"]
            .iter()
            .any(|words| plain.contains(words))
}

/// Whether a number of months changes the length: "förlängd (med) 6 månader" does, "förlängd till 66 månader" does
/// not; and whether it adds or takes away.
fn changes(plain: &str, bare: &[&str], at: usize) -> Option<i32> {
    let any = |stems: &[&str]| stems.iter().any(|stem| plain.contains(stem));
    let becomes = at > 0 && matches!(bare[at - 1], "till" | "to" | "ar" | "is" | "nu" | "now" | "blir" | "pa");
    let more = bare.get(at + 2).copied().unwrap_or_default();
    match (any(&["forlang", "langre", "longer", "extend"]), any(&["forkort", "kortare", "tillgodorakna", "shorter", "shorten"])) {
        // "blir 6 månader längre".
        _ if matches!(more, "langre" | "longer") => Some(1),
        _ if matches!(more, "kortare" | "shorter") => Some(-1),
        _ if becomes => None,
        (true, _) => Some(1),
        (_, true) => Some(-1),
        _ => None,
    }
}

/// Whether somebody tells that some of their ST was counted from before.
fn is_credited(plain: &str) -> bool {
    plain.contains("tillgodorakna") && extent::has(plain, &["har fatt", "fatt", "har"]) && plain.starts_with("jag ")
}

/// Whether the ST is named.
pub(super) fn speaks_of_st(bare: &[&str]) -> bool {
    let names =
        |word: &&str| matches!(*word, "st" | "st-start" | "st:n" | "specialiseringstjanstgoring" | "residency") || word.starts_with("st-");
    bare.iter().any(names)
}

/// Words that may stand before the verb of what somebody says of themselves, folded; months and numbers beside them.
const ONESELF: [&str; 62] = [
    "jag",
    "vi",
    "det",
    "den",
    "da",
    "nu",
    "numera",
    "sen",
    "sedan",
    "darefter",
    "och",
    "men",
    "o",
    "hej",
    "hejsan",
    "halla",
    "tjena",
    "stina",
    "ja",
    "jo",
    "ok",
    "okej",
    "nej",
    "fel",
    "oj",
    "men",
    "min",
    "mitt",
    "mina",
    "st",
    "st:n",
    "st-start",
    "startdatum",
    "ledighet",
    "ledigheten",
    "foraldraledighet",
    "foraldraledigheten",
    "tjanstledighet",
    "tjanstledigheten",
    "tjanstgoringsgrad",
    "tjanstgoringsgraden",
    "arbetstid",
    "arbetstiden",
    "langd",
    "langden",
    "i",
    "pa",
    "fran",
    "till",
    "med",
    "under",
    "efter",
    "v",
    "vecka",
    "hela",
    "aret",
    "my",
    "the",
    "from",
    "then",
    "also",
    "ocksa",
];

/// Verbs that what somebody says of an ST is told with, folded.
const VERBS: [&str; 34] = [
    "ar", "var", "blir", "blev", "ska", "skall", "kommer", "har", "hade", "gar", "gick", "jobbar", "jobbade", "arbetar", "arbetade",
    "borjar", "borjade", "startar", "startade", "tar", "tog", "gor", "far", "vill", "tanker", "planerar", "is", "was", "will", "has",
    "works", "started", "starts", "goes",
];

/// Whether a part of a message is about somebody else: what its verb has before it is no word for oneself. What names
/// nobody is about whom the part before it was (`inherited`).
pub(super) fn is_of_another(bare: &[&str], ends: impl Fn(usize) -> bool, parts: &[(usize, Part)], place: usize, inherited: bool) -> bool {
    let at = parts[place].0;
    let from = place.checked_sub(1).map_or(0, |before| parts[before].0 + 1);
    let border = (from..at).rev().find(|at| ends(*at)).map(|border| border + 1);
    let clause = &bare[border.unwrap_or(from)..at];
    // "I" of English stands first; "i" of Swedish does not.
    let mine = |word: &&str| matches!(*word, "jag" | "mig");
    if clause.iter().any(mine) || bare[at..].iter().take(3).any(mine) || bare.first() == Some(&"i") {
        return false;
    }
    if place > 0 && border.is_none() {
        return inherited;
    }
    let oneself = |word: &&str| {
        ONESELF.contains(word) || period::is_month(word) || word.starts_with(|letter: char| letter.is_ascii_digit()) || word.is_empty()
    };
    let verb = (0..=clause.len()).find(|place| VERBS.contains(clause.get(*place).unwrap_or(&bare[at])));
    let subject = verb.map_or(&clause[..0], |verb| &clause[..verb]);
    let relative = clause.iter().position(|word| *word == "som").and_then(|som| som.checked_sub(1)).map(|before| &clause[before]);
    match (subject.is_empty(), relative) {
        (_, Some(noun)) => !oneself(noun),
        (true, None) => inherited,
        (false, None) => !subject.iter().all(oneself),
    }
}

/// Whether the clause in which a part stands denies it: "jag ska inte vara ledig i maj", "jag har slutat jobba 80 %".
/// `Some(false)`: there is a "not" in it that may be about something else: "jag vet inte om jag är ledig".
pub(super) fn denial(bare: &[&str], ends: impl Fn(usize) -> bool, at: usize) -> Option<bool> {
    const NOT: [&str; 12] = ["inte", "ej", "aldrig", "slutat", "not", "never", "haven't", "isn't", "wasn't", "won't", "don't", "didn't"];
    const VERBS_BEFORE: [&str; 26] = [
        "har", "hade", "ska", "skall", "skulle", "kommer", "var", "ar", "blir", "blev", "jobbar", "arbetar", "gar", "gick", "tar", "ju",
        "am", "was", "will", "do", "be", "on", "jag", "i", "faktiskt", "st",
    ];
    let border = |at: usize| ends(at) || bare[at] == "utan";
    let from = (0..at).rev().find(|at| border(*at)).map_or(0, |border| border + 1);
    let to = (at..bare.len()).find(|at| ends(*at)).map_or(bare.len(), |border| border + 1);
    // "Inte förrän i maj" tells when it begins, "blev inte av" that nothing came of all of it.
    let off = bare.windows(3).any(|words| matches!(words, ["blev" | "blir", "inte" | "inget", "av"]));
    if off {
        return Some(true);
    }
    let not = (from..to).find(|at| NOT.contains(&bare[*at]) && !border(*at))?;
    if bare[not..].iter().take(4).any(|word| matches!(*word, "forran" | "until")) {
        return None;
    }
    let verb = not == from || VERBS_BEFORE.contains(&bare[not - 1]) || bare[not].ends_with("n't") || bare[not] == "slutat";
    Some(verb)
}

/// Whether a number without its sign is a share of full time: "jag jobbar 80 från mars", "80 fram till påsk".
fn is_share(bare: &[&str], at: usize) -> bool {
    let round = bare[at].parse::<u32>().is_ok_and(|percent| (20..100).contains(&percent) && percent % 5 == 0);
    let works = at.checked_sub(1).is_some_and(|before| matches!(bare[before], "jobbar" | "jobba" | "arbetar" | "arbeta" | "work"));
    let ends = match bare.get(at + 1) {
        None => works,
        Some(next) => matches!(*next, "fran" | "till" | "nu" | "numera" | "sedan" | "sen" | "from" | "until" | "since"),
    };
    round && ends && (works || at == 0 && bare.len() <= 6)
}

/// What the keywords of a message begin, and where.
pub(super) fn parts(plain: &str, bare: &[&str], today: Date) -> Vec<(usize, Part)> {
    let speaks_of_st = speaks_of_st(bare);
    let mut parts: Vec<(usize, Part)> = Vec::new();
    let mut taken = 0;
    for (at, word) in bare.iter().enumerate() {
        if at < taken {
            continue;
        }
        let number = word.parse::<u32>().ok();
        let next = bare.get(at + 1).copied().unwrap_or_default();
        let decimal = word.replace(',', ".").parse::<f64>().ok().filter(|years| (1.0..=12.0).contains(years));
        let away = next.parse::<u32>().ok().filter(|_| bare.get(at + 2).is_some_and(|sign| matches!(*sign, "%" | "procent" | "percent")));
        if LEAVE.contains(word) {
            // Who is away for a part works the rest.
            parts.push((at, away.filter(|away| *away < 100).map_or(Part::Leave, |away| Part::Away(100 - away))));
            taken = away.map_or(at, |_| at + 3);
        } else if (matches!(*word, "borjade" | "borjar" | "started" | "startade" | "borjat" | "start")
            && (speaks_of_st || only_a_day_follows(bare, at, today)))
            || *word == "st-start"
        {
            if !parts.iter().any(|(_, part)| *part == Part::Start) {
                parts.push((at, Part::Start));
            }
        } else if *word == "halvtid" && bare.len() <= 12 {
            parts.push((at, Part::Percent(50)));
        } else if let Some(percent) = number.or_else(|| cardinal(word)).filter(|_| matches!(next, "%" | "procent" | "percent")) {
            parts.push((at, Part::Percent(percent)));
        } else if let Some(percent) = number.filter(|_| is_share(bare, at)) {
            parts.push((at, Part::Percent(percent)));
        } else if matches!(*word, "heltid" | "full-time") && bare.len() <= 8 {
            parts.push((at, Part::Percent(100)));
        } else if matches!(*word, "deltid" | "part-time")
            && next.parse::<u32>().is_ok_and(|percent| (20..100).contains(&percent))
            && away.is_none()
        {
            parts.push((at + 1, Part::Percent(next.parse().unwrap_or(100))));
            taken = at + 2;
        } else if let Some(months) = months_of(word, next).filter(|(each, _)| {
            speaks_of_st && (*each < 12 || changes(plain, bare, at).is_some())
                || plain.contains("langd") && *each < 12
                || is_credited(plain)
        }) {
            let months = months.1;
            parts.push((
                at,
                match changes(plain, bare, at) {
                    Some(sign) => Part::Longer(sign * i32::try_from(months).unwrap_or(0)),
                    None => Part::Months(months),
                },
            ));
        } else if let Some(years) = decimal.filter(|_| {
            matches!(next, "ar" | "years") && (plain.contains("langd") || plain.contains("lang") || plain.starts_with("min st "))
        }) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most twelve years")]
            parts.push((at, Part::Months((years * 12.0).round() as u32)));
        }
    }
    parts
}

/// So many months that a number or word and a unit are, with how many one of the unit is: "6 månader", "ett halvår".
fn months_of(word: &str, unit: &str) -> Option<(u32, u32)> {
    let each = match unit {
        "manader" | "man" | "manad" | "months" | "month" => 1,
        "halvar" => 6,
        "ar" | "year" | "years" => 12,
        _ => return None,
    };
    let count = word.parse::<u32>().ok().or_else(|| cardinal(word)).or(matches!(word, "en" | "a" | "one").then_some(1))?;
    (count <= 200).then_some((each, count * each))
}
