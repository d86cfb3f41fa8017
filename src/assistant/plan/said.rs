//! What somebody says of the dates of their ST: start, length, part-time, leave, several of them in one message.

use jiff::civil::Date;

use super::{
    away,
    extent::{self, Extent, Leave},
    period::{self, Lean},
    read::Asked,
    spoken,
};
use crate::{language::date::cardinal, plan::Period};

/// How much is worked, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// The share of full time, in percent.
    pub percent: u32,
    /// From this day; from the start where none was said.
    pub from: Option<Date>,
    /// To this day; from then on where none was said.
    pub to: Option<Date>,
}

/// What was said of leave or part-time without what she has to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsaid {
    /// So much is worked, at a time that she does not know; its last day, where that was said.
    Pace {
        /// The share of full time, in percent.
        percent: u32,
        /// The last day.
        to: Option<Date>,
    },
    /// Leave on days that she does not know; how long or until when, where that was said.
    Leave {
        /// How long.
        length: Option<away::Length>,
        /// The last day.
        to: Option<Date>,
    },
    /// Away for a part of each week.
    PartWeek {
        /// The share of full time that is left, in percent, where that can be told.
        percent: Option<u32>,
        /// When, where that was said.
        during: Option<Period>,
    },
    /// Part-time, and not how much.
    Share,
    /// A longer ST, and not by how much.
    Longer,
    /// It ends before it begins, save over a new year that nobody wrote.
    Turned(Period),
}

/// What was said of one's ST in one message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dates {
    /// It began.
    pub start: Option<Date>,
    /// The planned length at full time, in months.
    pub months: Option<u32>,
    /// So many months longer than it was to be; negative where it is shorter.
    pub longer: Option<i32>,
    /// How much is worked, in the order in which it was said.
    pub paces: Vec<Pace>,
    /// Full leave.
    pub leave: Vec<Period>,
    /// What she has to ask for.
    pub unsaid: Option<Unsaid>,
}

impl Dates {
    /// How much is worked, or what is missing for that.
    fn take(&mut self, pace: Result<Pace, Unsaid>) {
        match pace {
            Ok(pace) => self.paces.push(pace),
            Err(unsaid) => self.unsaid = Some(unsaid),
        }
    }

    /// What she has to ask for, where nothing else was said.
    #[must_use]
    pub fn only_unsaid(&self) -> Option<Unsaid> {
        self.unsaid.filter(|unsaid| *self == Self { unsaid: Some(*unsaid), ..Self::default() })
    }
}

/// "inte ledig mars 2026", "ta bort all ledighet".
pub(super) fn not_on_leave(plain: &str, today: Date) -> Option<Asked> {
    let removes = ["ta bort ", "radera ", "rensa ", "stryk ", "remove ", "delete "].iter().any(|start| plain.starts_with(start))
        && (plain.contains("ledighet") || extent::has(plain, &["leave"]));
    let all = extent::has(plain, &["all", "alla"]) && removes || plain == "ingen ledighet";
    let negated = ["inte ledig", "inte langre ledig", "not on leave", "no longer on leave"].iter().any(|words| plain.contains(words));
    if !negated && !removes && !all {
        return None;
    }
    match period::find(plain, today, Lean::Future) {
        Some(found) => Some(Asked::NotOnLeave(found.period.into())),
        None => (removes || all || plain.split_whitespace().count() <= 7).then_some(Asked::NoLeave(all)),
    }
}

/// So much is worked in the time that `rest` tells, or else what stands `before` it: "från januari jobbar jag
/// 50 %". Who says that it is so now, or that it changes, speaks of today and not of the start; `started` is whether
/// the start itself is told beside it.
fn pace(percent: u32, before: &str, rest: &str, started: bool, today: Date) -> Result<Pace, Unsaid> {
    const NOW: [&str; 10] = ["nu", "numera", "now", "gar ner", "gatt ner", "gar upp", "gatt upp", "ner till", "upp till", "down to"];
    const AHEAD: [&str; 9] = ["ska", "skall", "kommer", "tanker", "vill", "planerar", "borja", "will", "going to"];
    let whole = format!("{before} {rest}");
    let (lean, on) = (extent::lean(&whole.replace([',', '.'], " ")), extent::has(&whole, &extent::ON));
    let of = |said: &str| {
        let said = spoken::relative(said, today);
        // "går ner till 80 %": that "till" is of the percentage.
        extent::read(said.trim().trim_end_matches(" till").trim_end_matches(" to"), today, lean)
    };
    let since = |from: Option<Date>, to: Option<Date>| Ok(Pace { percent, from, to });
    let now = extent::has(&whole, &NOW);
    let extent = match (of(before), of(rest)) {
        (Extent::From(from) | Extent::Day(from), Extent::Until(to)) | (Extent::Until(to), Extent::From(from) | Extent::Day(from)) => {
            Extent::During(Period { from, to })
        }
        (before, Extent::Unsaid) => before,
        (_, rest) => rest,
    };
    match extent {
        Extent::During(period) => since(Some(period.from), Some(period.to)),
        Extent::Day(from) | Extent::From(from) => since(Some(from), None),
        Extent::Until(to) if started => since(None, Some(to)),
        Extent::Until(to) if now => since(Some(today), Some(to)),
        Extent::Until(to) => Err(Unsaid::Pace { percent, to: Some(to) }),
        Extent::Turned(period) => Err(Unsaid::Turned(period)),
        // "75 % när jag kommer tillbaka".
        Extent::Unsaid if extent::has(&whole, &["nar jag", "nar ledigheten", "sa snart jag", "when i"]) => {
            Err(Unsaid::Pace { percent, to: None })
        }
        Extent::Unsaid if now => since(Some(today), None),
        Extent::Unsaid if started || extent::is_always(&whole) => since(None, None),
        Extent::Unsaid if !on && !extent::has(&whole, &AHEAD) => since(None, None),
        Extent::Unsaid | Extent::Rough(_) => Err(Unsaid::Pace { percent, to: None }),
    }
}

/// What of the words before a keyword belongs to it: all of them before the first one, else those after the
/// last comma or "och".
fn clause(words: &[&str], first: bool) -> String {
    let ends = |word: &&str| word.ends_with([',', '.', ';']) || matches!(*word, "och" | "men" | "and" | "but");
    match words.iter().rposition(ends) {
        _ if first => words.join(" "),
        Some(at) => words[at + 1..].join(" "),
        None => String::new(),
    }
}

/// What a keyword begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Start,
    Leave,
    Percent(u32),
    /// So much is worked beside a part-time leave.
    Away(u32),
    Months(u32),
    /// So many months longer than it was; negative where it is shorter.
    Longer(i32),
}

/// Words for full leave, folded. Which one it was is not kept.
pub(super) const LEAVE: [&str; 15] = [
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

/// "Jag började 1 september 2024": who began, and a day, and nothing else.
fn only_a_day_follows(bare: &[&str], at: usize, today: Date) -> bool {
    let past = matches!(bare[at], "borjade" | "started" | "startade");
    // "fel startdatum, jag började …".
    let oneself = match at.checked_sub(1) {
        None => true,
        Some(before) => {
            matches!(bare[before], "jag" | "vi" | "i")
                && bare[..before]
                    .iter()
                    .all(|word| ["fel", "nej", "oj", "startdatum", "datum", "det", "blev", "men", "sorry", "no", "wrong"].contains(word))
        }
    };
    let day = || period::find(&bare[at + 1..].join(" "), today, Lean::Past);
    past && oneself && day().is_some_and(|found| found.before.is_empty() && found.after.is_empty())
}

/// Whether a percentage beside these words is that of one's work.
fn speaks_of_work(plain: &str, bare: &[&str]) -> bool {
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
fn speaks_of_st(bare: &[&str]) -> bool {
    let names =
        |word: &&str| matches!(*word, "st" | "st-start" | "st:n" | "specialiseringstjanstgoring" | "residency") || word.starts_with("st-");
    bare.iter().any(names)
}

/// "Jag började ST 1 september 2025, jobbar 80 % och är ledig mars–december 2026". Of leave nothing but
/// the dates is taken.
#[expect(clippy::too_many_lines, reason = "first the parts, then what each says; they share their words")]
pub(super) fn dates(plain: &str, today: Date) -> Option<Asked> {
    let spaced = spoken::borders(plain).replace('%', " % ");
    let spaced = spaced.replace("ett och ett halvt ar", "18 manader").replace("ett halvt ar", "6 manader");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let bare: Vec<&str> = words.iter().map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '%')).collect();
    let speaks_of_st = speaks_of_st(&bare);
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
            && (speaks_of_st || only_a_day_follows(&bare, at, today)))
            || *word == "st-start"
        {
            if !parts.iter().any(|(_, part)| *part == Part::Start) {
                parts.push((at, Part::Start));
            }
        } else if *word == "halvtid" && bare.len() <= 12 {
            parts.push((at, Part::Percent(50)));
        } else if let Some(percent) = number.or_else(|| cardinal(word)).filter(|_| matches!(next, "%" | "procent" | "percent")) {
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
            speaks_of_st && (*each < 12 || changes(plain, &bare, at).is_some())
                || plain.contains("langd") && *each < 12
                || is_credited(plain)
        }) {
            let months = months.1;
            parts.push((
                at,
                match changes(plain, &bare, at) {
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
    let speaks_of_work = speaks_of_work(plain, &bare);
    let mut dates = Dates::default();
    let (mut no_start, mut open_leave) = (false, None);
    for (place, (at, part)) in parts.iter().enumerate() {
        let end = parts.get(place + 1).map_or(words.len(), |(next, _)| *next);
        // "… och var ledig": what stands right before the word belongs to it.
        let begin = if place == 0 { 0 } else { at - usize::from(*part == Part::Leave) };
        let segment = words[begin..end].join(" ");
        let before = || clause(&words[place.checked_sub(1).map_or(0, |before| parts[before].0 + 1)..*at], place == 0);
        let started = dates.start.is_some();
        match part {
            Part::Start => {
                let said = spoken::relative(&spoken::years(&segment, today), today);
                dates.start = period::find(&said, today, Lean::Past).map(|found| found.period.from);
                no_start = dates.start.is_none();
            }
            Part::Leave if is_anothers(&bare[..*at]) => {}
            Part::Leave => {
                if let Some(percent) = extent::part_week(&segment) {
                    // "2 dagar" is no length here.
                    let found = period::find(&segment, today, Lean::Future).filter(|found| !found.one_day && !found.turned);
                    let during = found.map(|found| found.period.into());
                    dates.unsaid = Some(Unsaid::PartWeek { percent, during });
                    continue;
                }
                // A day off is no leave that a plan waits for.
                let day_off = |leave: &Period| {
                    matches!(bare[*at], "ledig" | "ledighet" | "leave" | "borta" | "away") && (1..7).contains(&leave.days())
                };
                match extent::leave(&segment, today) {
                    Leave::Days(days) => dates.leave.extend(days.into_iter().filter(|leave| !day_off(leave))),
                    Leave::Other(Extent::From(from)) => open_leave = Some(from),
                    Leave::Other(Extent::Until(to)) if extent::has(&segment, &["nu", "numera", "now"]) => {
                        dates.leave.push(Period { from: today, to });
                    }
                    Leave::Other(Extent::Until(to)) => dates.unsaid = Some(Unsaid::Leave { length: None, to: Some(to) }),
                    Leave::Other(Extent::Rough(length)) if bare.len() <= 9 => dates.unsaid = Some(Unsaid::Leave { length, to: None }),
                    Leave::Other(Extent::Turned(period)) => dates.unsaid = Some(Unsaid::Turned(period)),
                    Leave::Other(_) => {}
                }
            }
            Part::Away(percent) => {
                let rest = words[(*at + 3).min(end)..end].join(" ");
                dates.take(pace(*percent, &before(), &rest, started, today));
            }
            Part::Percent(percent) => {
                // "80 % från 1 mars": the number before the sign is no date. "halvtid" and "heltid" are their own sign.
                let sign = if words.get(at + 1).is_some_and(|next| matches!(*next, "%" | "procent" | "percent")) { 2 } else { 1 };
                let rest = words[(*at + sign).min(end)..end].join(" ");
                let alone =
                    *at == 0 && bare.len() <= 9 && extent::read(&spoken::relative(&rest, today), today, Lean::Future) != Extent::Unsaid;
                if speaks_of_work || started || bare.len() <= 4 || alone {
                    dates.take(pace(*percent, &before(), &rest, started, today));
                }
            }
            Part::Months(months) => dates.months = Some(*months),
            Part::Longer(months) => dates.longer = Some(*months),
        }
    }
    if let Some(from) = open_leave.filter(|_| dates.start.is_none()) {
        return Some(Asked::OpenLeave(from));
    }
    if dates == Dates::default() && bare.len() <= 6 && parts.iter().all(|(_, part)| *part == Part::Leave) {
        // "jag går ner i tid", "förläng min ST": how much, and from when?
        let share = extent::has(plain, &["deltid", "ner i tid", "part-time"])
            && bare.iter().any(|word| LEAVE.contains(word) || matches!(*word, "jobbar" | "arbetar" | "gar" | "gatt" | "work"));
        let longer = plain.starts_with("forlang") && speaks_of_st;
        dates.unsaid = share.then_some(Unsaid::Share).or(longer.then_some(Unsaid::Longer));
    }
    if dates != Dates::default() {
        return Some(Asked::Dates(dates));
    }
    let tells = bare.first().is_some_and(|first| ["jag", "vi", "borjade", "startade", "i", "we", "min"].contains(first));
    (no_start && bare.len() <= 8 && tells).then_some(Asked::NoStart)
}

/// Whether the words before "ledig" tell of somebody else: "min handledare är".
fn is_anothers(before: &[&str]) -> bool {
    const OTHERS: [&str; 13] = [
        "handledare",
        "handledaren",
        "chef",
        "chefen",
        "studierektor",
        "studierektorn",
        "kollega",
        "kollegan",
        "hon",
        "han",
        "supervisor",
        "she",
        "he",
    ];
    before.iter().any(|word| OTHERS.contains(word)) && !before.contains(&"jag") && !before.contains(&"i")
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
