//! What somebody says of the dates of their ST: start, length, part-time, leave, several of them in one message.

use jiff::civil::Date;

use super::{
    away,
    extent::{self, Extent, Leave},
    keywords::{self, CORRECTS, LEAVE, Part},
    period::{self, Lean},
    read::Asked,
    spoken,
};
use crate::plan::{Period, time::add_days};

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
    /// Single days off, which a plan does not wait for.
    DaysOff,
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
    /// Placements that were told beside all that, by name.
    pub placements: Vec<(String, Period)>,
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

/// The day of "jag börjar 1 mars", "nej, jag börjar 1 mars 2027", where nothing else is said. A folded message.
pub(super) fn begins(plain: &str, today: Date) -> Option<Date> {
    let words: Vec<&str> =
        plain.split(|letter: char| letter.is_whitespace() || ",.!".contains(letter)).filter(|word| !word.is_empty()).collect();
    let at = words.iter().position(|word| matches!(*word, "borjar" | "start"))?;
    let oneself = words[..at].iter().all(|word| CORRECTS.contains(word) || matches!(*word, "jag" | "i"));
    let rest: Vec<&str> =
        words[at + 1..].iter().copied().filter(|word| !matches!(*word, "istallet" | "instead" | "den" | "forst")).collect();
    let found = period::find(&rest.join(" "), today, Lean::Future).filter(|_| oneself)?;
    (found.before.is_empty() && found.after.is_empty()).then_some(found.period.from)
}

/// "ta bort deltiden", "ingen deltid". A folded message.
pub(super) fn is_not_part_time(plain: &str) -> bool {
    const SAID: [&str; 12] = [
        "ta bort deltiden",
        "ta bort deltid",
        "ta bort min deltid",
        "ta bort all deltid",
        "stryk deltiden",
        "radera deltiden",
        "ingen deltid",
        "inte deltid",
        "jag jobbar inte deltid",
        "jag arbetar inte deltid",
        "remove my part-time",
        "remove the part-time",
    ];
    SAID.contains(&plain)
}

/// A message as it is read: its words, those without the marks around them, and what its keywords begin.
struct Said<'t> {
    words: Vec<&'t str>,
    bare: Vec<&'t str>,
    parts: Vec<(usize, Part)>,
}

impl<'t> Said<'t> {
    fn read(plain: &str, spaced: &'t str, today: Date) -> Self {
        let words: Vec<&str> = spaced.split_whitespace().collect();
        let bare: Vec<&str> =
            words.iter().map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '%')).collect();
        let parts = keywords::parts(plain, &bare, today);
        Self { words, bare, parts }
    }

    /// The words of a part, up to the next one; "… och var ledig": what stands right before that word belongs to it.
    fn segment(&self, place: usize) -> String {
        let (at, part) = self.parts[place];
        let begin = if place == 0 { 0 } else { at - usize::from(part == Part::Leave) };
        self.words[begin..self.end(place)].join(" ")
    }

    /// Where a part ends.
    fn end(&self, place: usize) -> usize {
        self.parts.get(place + 1).map_or(self.words.len(), |(next, _)| *next)
    }

    /// What of the words before a part belongs to it.
    fn before(&self, place: usize) -> String {
        let from = place.checked_sub(1).map_or(0, |before| self.parts[before].0 + 1);
        clause(&self.words[from..self.parts[place].0], place == 0)
    }

    /// Whether a part tells of the time after the one before it: "… och sen 75 %".
    fn comes_after(&self, place: usize) -> bool {
        let Some(before) = place.checked_sub(1) else { return false };
        let between = &self.bare[self.parts[before].0 + 1..self.parts[place].0];
        let is_day = |word: &&str| word.starts_with(|letter: char| letter.is_ascii_digit()) || matches!(*word, "i" | "den" | "v");
        between.iter().enumerate().any(|(at, word)| match *word {
            "sen" | "sedan" => between.get(at + 1).is_none_or(|next| !is_day(next) && !period::is_month(next)),
            "darefter" | "then" | "afterwards" => true,
            "efter" => between.get(at + 1) == Some(&"det"),
            _ => false,
        })
    }

    /// The words of a part after so many of its own.
    fn rest(&self, place: usize, own: usize) -> String {
        let end = self.end(place);
        self.words[(self.parts[place].0 + own).min(end)..end].join(" ")
    }
}

/// What the part with a word for leave says. `Some`: it begins on a day, and its end was not said.
fn take_leave(dates: &mut Dates, segment: &str, said: &Said<'_>, at: usize, today: Date) -> Option<Date> {
    if let Some(percent) = extent::part_week(segment) {
        // "2 dagar" is no length here.
        let found = period::find(segment, today, Lean::Future).filter(|found| !found.one_day && !found.turned);
        let during = found.map(|found| found.period.into());
        dates.unsaid = Some(Unsaid::PartWeek { percent, during });
        return None;
    }
    let few = matches!(said.bare[at], "ledig" | "ledighet" | "leave" | "borta" | "away");
    if few && extent::weekdays_alone(segment) {
        dates.unsaid = Some(Unsaid::DaysOff);
        return None;
    }
    // A day off is no leave that a plan waits for.
    let day_off = |leave: &Period| few && (1..7).contains(&leave.days());
    match extent::leave(segment, today) {
        Leave::Days(days) => dates.leave.extend(days.into_iter().filter(|leave| !day_off(leave))),
        Leave::Other(Extent::From(from)) => return Some(from),
        Leave::Other(Extent::Until(to)) if extent::has(segment, &["nu", "numera", "now"]) => {
            dates.leave.push(Period { from: today, to });
        }
        Leave::Other(Extent::Until(to)) => dates.unsaid = Some(Unsaid::Leave { length: None, to: Some(to) }),
        // What tells of more than leave is no story of somebody's.
        Leave::Other(Extent::Rough(length)) if said.bare.len() <= 9 || *dates != Dates::default() => {
            dates.unsaid = Some(Unsaid::Leave { length, to: None });
        }
        Leave::Other(Extent::Turned(period)) => dates.unsaid = Some(Unsaid::Turned(period)),
        Leave::Other(_) => {}
    }
    None
}

/// "Jag började ST 1 september 2025, jobbar 80 % och är ledig mars–december 2026". Of leave nothing but
/// the dates is taken.
pub(super) fn dates(plain: &str, today: Date) -> Option<Asked> {
    let spaced = spoken::borders(plain).replace('%', " % ");
    let spaced = spaced.replace("ett och ett halvt ar", "18 manader").replace("ett halvt ar", "6 manader");
    let said = Said::read(plain, &spaced, today);
    let speaks_of_work = keywords::speaks_of_work(plain, &said.bare);
    let mut dates = Dates::default();
    let (mut no_start, mut open_leave) = (false, None);
    let (mut anothers, mut denied) = (false, None);
    for (place, (at, part)) in said.parts.iter().enumerate() {
        let ends = |at: usize| said.words[at].ends_with([',', '.', ';']) || matches!(said.words[at], "och" | "o" | "men" | "and" | "but");
        anothers = keywords::is_of_another(&said.bare, ends, &said.parts, place, anothers);
        if anothers {
            continue;
        }
        let segment = said.segment(place);
        let deniable = matches!(part, Part::Leave | Part::Percent(_) | Part::Away(_));
        if let Some(sure) = keywords::denial(&said.bare, ends, *at).filter(|_| deniable) {
            denied = denied.or(if sure { denies(*part, &segment, today) } else { None });
            continue;
        }
        let started = dates.start.is_some();
        match part {
            Part::Start => {
                let told = spoken::relative(&spoken::years(&segment, today), today);
                // What begins lies ahead, what began behind.
                let lean = if said.bare[*at] == "borjar" { Lean::Future } else { Lean::Past };
                // "I september förra året": the last September of that year.
                let season = spoken::season_that_was(&segment, today);
                dates.start = period::find(&told, season.unwrap_or(today), lean).map(|found| found.period.from);
                no_start = dates.start.is_none();
            }
            Part::Leave if is_anothers(&said.bare[..*at]) => {}
            Part::Leave => {
                let segment = spoken::years_ahead(&segment, today);
                open_leave = take_leave(&mut dates, &segment, &said, *at, today).or(open_leave);
            }
            Part::Away(percent) => dates.take(pace(*percent, &said.before(place), &said.rest(place, 3), started, today)),
            Part::Percent(percent) => {
                // "80 % från 1 mars": the number before the sign is no date. "halvtid" and "heltid" are their own sign.
                let signed = said.words.get(at + 1).is_some_and(|next| matches!(*next, "%" | "procent" | "percent"));
                let rest = spoken::years_ahead(&said.rest(place, if signed { 2 } else { 1 }), today);
                let after = dates.leave.last().filter(|_| said.comes_after(place)).map(|leave| add_days(leave.to, 1));
                let short = *at == 0 && said.bare.len() <= 9;
                let alone = short && extent::read(&spoken::relative(&rest, today), today, Lean::Future) != Extent::Unsaid;
                if speaks_of_work || started || said.bare.len() <= 4 || alone || after.is_some() {
                    let told = pace(*percent, &said.before(place), &rest, started, today);
                    dates.take(told.map(|pace| Pace { from: pace.from.or(after), ..pace }));
                }
            }
            Part::Months(months) => dates.months = Some(*months),
            Part::Longer(months) => dates.longer = Some(*months),
        }
    }
    if let Some(from) = open_leave.filter(|_| dates.start.is_none()) {
        return Some(Asked::OpenLeave(from));
    }
    // What is denied adds nothing; it takes away what is known of it.
    if let Some(asked) = denied.filter(|_| dates == Dates::default()) {
        return Some(asked);
    }
    if dates == Dates::default() && !anothers && said.bare.len() <= 6 && said.parts.iter().all(|(_, part)| *part == Part::Leave) {
        // "jag går ner i tid", "förläng min ST": how much, and from when?
        let share = extent::has(plain, &["deltid", "ner i tid", "part-time"])
            && said.bare.iter().any(|word| LEAVE.contains(word) || matches!(*word, "jobbar" | "arbetar" | "gar" | "gatt" | "work"));
        let longer = plain.starts_with("forlang") && keywords::speaks_of_st(&said.bare);
        dates.unsaid = share.then_some(Unsaid::Share).or(longer.then_some(Unsaid::Longer));
    }
    if dates != Dates::default() {
        return Some(Asked::Dates(dates));
    }
    let tells = said.bare.first().is_some_and(|first| ["jag", "vi", "borjade", "startade", "i", "we", "min"].contains(first));
    (no_start && said.bare.len() <= 8 && tells).then_some(Asked::NoStart)
}

/// What a part that is denied is about: "jag ska inte vara ledig i maj 2027", "jag jobbar inte 80 %".
fn denies(part: Part, segment: &str, today: Date) -> Option<Asked> {
    match part {
        Part::Leave => {
            let told = spoken::relative(&spoken::years_ahead(segment, today), today);
            let found = period::find(&told, today, extent::lean(segment));
            let period = found.map(|found| found.period.into());
            let year = || if let Extent::During(period) = extent::read(&told, today, Lean::Past) { Some(period) } else { None };
            period.or_else(year).map(Asked::NotOnLeave)
        }
        Part::Percent(100) => Some(Asked::Dates(Dates { unsaid: Some(Unsaid::Share), ..Dates::default() })),
        _ => Some(Asked::NoPartTime),
    }
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
