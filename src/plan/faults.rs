//! From the tables of a plan's file to the plan, and everything that is wrong with them: one word to
//! the person who edits the file for each.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    data::{Anchor, Duty, DutyTable, Edge, File, Moment, MomentTable, Notice, Plan, Point, Repeat, Role, Stage, Suggestion, Words, is_id},
    schedule::schedule,
    training::Training,
};

/// The planned lengths of an ST at full time that a plan must have a place for everything in, in months.
pub const LENGTHS: std::ops::RangeInclusive<u16> = 60..=120;

/// Something that is wrong in a plan's file, in Swedish for whoever edits it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1; 0 where none can be named.
    pub line: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
}

/// The line of a byte in a text, from 1.
pub(super) fn line_at(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|byte| *byte == b'\n').count() + 1
}

/// Gathers what is wrong.
struct Faults<'a> {
    text: &'a str,
    found: Vec<Fault>,
}

impl Faults<'_> {
    fn add(&mut self, line: usize, message: impl Into<String>, remedy: impl Into<String>) {
        self.found.push(Fault { line, message: message.into(), remedy: remedy.into() });
    }

    /// The line of the `number`th table (from 0) of a kind, and within it that of a key.
    fn line(&self, table: &str, number: usize, key: &str) -> usize {
        let header = format!("[[{table}]]");
        let lines: Vec<&str> = self.text.lines().collect();
        let Some(start) = lines.iter().enumerate().filter(|(_, line)| line.trim() == header).nth(number).map(|(at, _)| at) else {
            return 0;
        };
        let within = lines[start + 1..].iter().take_while(|line| !line.trim_start().starts_with('['));
        let key_at =
            within.into_iter().position(|line| line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('=')));
        start + 1 + key_at.map_or(0, |at| at + 1)
    }
}

/// Makes a plan of its tables.
pub(super) fn plan(region: &str, text: &str, file: File) -> Result<Plan, Vec<Fault>> {
    let mut faults = Faults { text, found: Vec::new() };
    let months = file.months.unwrap_or(60);
    if !LENGTHS.contains(&months) {
        faults.add(0, format!("months = {months} är ingen möjlig längd"), "Ange mellan 60 och 120 månader.");
    }
    if file.source.trim().is_empty() {
        faults.add(0, "planen säger inte vilken källa den bygger på", "Skriv source = \"…\" överst, med ett id ur sources.toml.");
    }
    if file.moment.is_empty() {
        faults.add(0, "planen har inga moment", "Skriv minst ett [[moment]].");
    }
    let mut seen = BTreeSet::new();
    let mut moments = Vec::new();
    for (number, table) in file.moment.into_iter().enumerate() {
        if !seen.insert(table.id.clone()) {
            faults.add(faults.line("moment", number, "id"), format!("momentet ”{}” finns redan", table.id), "Ge varje moment ett eget id.");
        }
        moments.extend(moment(number, table, &mut faults));
    }
    let suggestions = file
        .suggestion
        .into_iter()
        .enumerate()
        .map(|(number, table)| {
            if table.text.trim().is_empty() || table.rule.trim().is_empty() {
                faults.add(
                    faults.line("suggestion", number, "text"),
                    "förslaget saknar text eller regel",
                    "Skriv text = \"…\" och rule = \"…\".",
                );
            }
            Suggestion { text: Words { swedish: table.text, english: table.english }, rule: table.rule }
        })
        .collect();
    let mut seen = BTreeSet::new();
    let mut duties = Vec::new();
    for (number, table) in file.duty.into_iter().enumerate() {
        if !seen.insert(table.id.clone()) {
            faults.add(faults.line("duty", number, "id"), format!("uppgiften ”{}” finns redan", table.id), "Ge varje uppgift ett eget id.");
        }
        duties.extend(duty(number, table, &mut faults));
    }
    let plan = Plan { region: region.to_owned(), source: file.source, months, moments, suggestions, duties };
    references(&plan, &mut faults);
    if faults.found.is_empty() {
        places(&plan, &mut faults);
    }
    if faults.found.is_empty() { Ok(plan) } else { Err(faults.found) }
}

fn moment(number: usize, table: MomentTable, faults: &mut Faults<'_>) -> Option<Moment> {
    let before = faults.found.len();
    let at = |faults: &Faults<'_>, key: &str| faults.line("moment", number, key);
    if !is_id(&table.id) || ["start", "halva", "slut"].contains(&table.id.as_str()) {
        let line = at(faults, "id");
        faults.add(
            line,
            format!("”{}” kan inte vara ett id", table.id),
            "Ett id har bara små bokstäver a–z, siffror och bindestreck, och är inte start, halva eller slut.",
        );
    }
    for (key, value) in [("title", &table.title), ("when", &table.when), ("rule", &table.rule)] {
        if value.trim().is_empty() {
            let line = at(faults, key);
            faults.add(line, format!("momentet ”{}” saknar {key}", table.id), format!("Skriv {key} = \"…\"."));
        }
    }
    let mut point = |key: &str, text: &str| {
        let point = Point::read(text);
        if point.is_none() {
            let line = faults.line("moment", number, key);
            faults.add(
                line,
                format!("”{text}” är ingen tidpunkt"),
                "Skriv till exempel start, start + 6 mån, halva, slut - 12 mån eller ett annat moments id.",
            );
        }
        point
    };
    let (from, to) = (point("from", &table.from), point("to", &table.to));
    let repeat = match (table.times, table.every.as_deref()) {
        (None, None) => Repeat::Once,
        (Some(times @ 2..=12), None) => Repeat::Times(times),
        (None, Some("år")) => Repeat::Yearly,
        (None, Some("sidotjänstgöring")) => Repeat::Placement,
        (None, Some("vecka")) => Repeat::Standing,
        _ => {
            let line = at(faults, if table.times.is_some() { "times" } else { "every" });
            faults.add(
                line,
                format!("det går inte att läsa hur ofta ”{}” är", table.id),
                "Skriv times = 2 (till 12), every = \"år\", every = \"sidotjänstgöring\" eller every = \"vecka\".",
            );
            Repeat::Once
        }
    };
    if !matches!(table.offered.as_deref(), None | Some("termin")) {
        let line = at(faults, "offered");
        faults.add(line, "offered kan bara vara termin", "Skriv offered = \"termin\" eller ta bort raden.");
    }
    if table.late.is_some() && repeat == Repeat::Standing {
        let line = at(faults, "late");
        faults.add(line, format!("”{}” pågår hela tiden och blir aldrig sent", table.id), "Ta bort raden late.");
    }
    let responsible = roles(number, "responsible", &table.responsible, faults);
    let with = roles(number, "with", &table.with, faults);
    let remind: Vec<Notice> = table
        .remind
        .iter()
        .filter_map(|text| {
            let notice = Notice::read(text);
            if notice.is_none() {
                let line = faults.line("moment", number, "remind");
                faults.add(
                    line,
                    format!("”{text}” går inte att läsa"),
                    "Skriv som \"st: 14 dagar före början\" eller \"handledare: vid slutet\".",
                );
            }
            notice
        })
        .collect();
    // What has no last day has none that somebody could be reminded before.
    if table.late == Some(false) && remind.iter().any(|notice| notice.edge == Edge::To) {
        let line = at(faults, "remind");
        faults.add(
            line,
            format!("”{}” har late = false, så det finns inget slut att påminna om", table.id),
            "Påminn före början, eller ta bort raden late om underlaget säger när det ska vara gjort.",
        );
    }
    (faults.found.len() == before).then_some(())?;
    Some(Moment {
        id: table.id,
        title: Words { swedish: table.title, english: table.english },
        when: Words { swedish: table.when, english: table.english_when },
        years: Words { swedish: table.years, english: table.english_years },
        from: from?,
        to: to?,
        repeat,
        each_term: table.offered.is_some(),
        late: table.late != Some(false),
        rule_says_when: table.rule_says_when != Some(false),
        responsible,
        with,
        rule: table.rule,
        remind,
        names: table.names,
    })
}

fn roles(number: usize, key: &str, words: &[String], faults: &mut Faults<'_>) -> Vec<Role> {
    let mut found = Vec::new();
    for word in words {
        if let Some(role) = Role::read(word) {
            found.push(role);
        } else {
            let line = faults.line("moment", number, key);
            faults.add(line, format!("”{word}” är ingen roll"), "Rollerna är st, handledare, studierektor, verksamhetschef och hr.");
        }
    }
    found
}

fn duty(number: usize, table: DutyTable, faults: &mut Faults<'_>) -> Option<Duty> {
    let before = faults.found.len();
    let line = |faults: &Faults<'_>, key: &str| faults.line("duty", number, key);
    if !is_id(&table.id) {
        let at = line(faults, "id");
        faults.add(at, format!("”{}” kan inte vara ett id", table.id), "Ett id har bara små bokstäver a–z, siffror och bindestreck.");
    }
    if table.title.trim().is_empty() || table.rule.trim().is_empty() {
        let at = line(faults, "title");
        faults.add(at, format!("uppgiften ”{}” saknar title eller rule", table.id), "Skriv title = \"…\" och rule = \"…\".");
    }
    let role = Role::read(&table.role).filter(|role| *role != Role::St);
    if role.is_none() {
        let at = line(faults, "role");
        faults.add(
            at,
            format!("”{}” är ingen roll med uppgifter", table.role),
            "Skriv handledare, studierektor, verksamhetschef eller hr.",
        );
    }
    let stage = match table.when.as_str() {
        "första dagen" => Some(Stage::ForstaDagen),
        "första månaden" => Some(Stage::ForstaManaden),
        "första halvåret" => Some(Stage::ForstaHalvaret),
        "sedan" => Some(Stage::Sedan),
        _ => None,
    };
    if stage.is_none() {
        let at = line(faults, "when");
        faults.add(
            at,
            format!("”{}” är ingen tid för en uppgift", table.when),
            "Skriv första dagen, första månaden, första halvåret eller sedan.",
        );
    }
    (faults.found.len() == before).then_some(())?;
    Some(Duty {
        id: table.id,
        role: role?,
        title: Words { swedish: table.title, english: table.english },
        stage: stage?,
        said: table.said,
        rule: table.rule,
    })
}

/// The moments that others are reckoned from exist, and nothing is reckoned from itself.
fn references(plan: &Plan, faults: &mut Faults<'_>) {
    let mut from: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (number, moment) in plan.moments.iter().enumerate() {
        for (key, point) in [("from", &moment.from), ("to", &moment.to)] {
            let Anchor::Moment(id) = &point.anchor else { continue };
            if plan.moment(id).is_some() {
                from.entry(&moment.id).or_default().push(id);
            } else {
                let line = faults.line("moment", number, key);
                faults.add(line, format!("”{id}” är inget moment i planen"), "Skriv start, halva, slut eller ett id som finns i filen.");
            }
        }
    }
    let mut done = BTreeSet::new();
    for (number, moment) in plan.moments.iter().enumerate() {
        let mut path = Vec::new();
        if let Some(circle) = circle(&moment.id, &from, &mut path, &mut done) {
            let line = faults.line("moment", number, "from");
            faults.add(
                line,
                format!("momenten hänger på varandra i en cirkel: {}", circle.join(" → ")),
                "Räkna minst ett av dem från start, halva eller slut.",
            );
            return;
        }
    }
}

/// The moments of a circle that a moment leads into.
fn circle<'a>(
    id: &'a str,
    from: &BTreeMap<&'a str, Vec<&'a str>>,
    path: &mut Vec<&'a str>,
    done: &mut BTreeSet<&'a str>,
) -> Option<Vec<String>> {
    if let Some(at) = path.iter().position(|known| *known == id) {
        return Some(path[at..].iter().chain([&id]).map(|id| (*id).to_owned()).collect());
    }
    if done.contains(id) {
        return None;
    }
    path.push(id);
    let found = from.get(id).into_iter().flatten().find_map(|next| circle(next, from, path, done));
    path.pop();
    done.insert(id);
    found
}

/// Every moment has a window in every length of ST, that does not end before it begins.
fn places(plan: &Plan, faults: &mut Faults<'_>) {
    let start = jiff::civil::date(2025, 9, 1);
    for months in LENGTHS {
        let training = Training { months: Some(months), ..Training::new(start) };
        let placed = schedule(plan, &training, start);
        for (number, moment) in plan.moments.iter().enumerate() {
            let first = placed.moments.iter().find(|placed| placed.moment.id == moment.id);
            if first.is_none_or(|first| first.turned) {
                let line = faults.line("moment", number, "from");
                faults.add(
                    line,
                    format!("”{}” får ingen plats i en ST på {months} månader: fönstret slutar innan det börjar", moment.id),
                    "Ändra from eller to.",
                );
            }
        }
        if !faults.found.is_empty() {
            return;
        }
    }
}
