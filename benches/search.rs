//! Times the search with 65 to 100,000 rules, and rivals on the same rules and questions, in one run.
//!
//! `cargo bench --bench search` prints a table; `-- --most 10000` leaves the larger sizes out. The rivals that
//! need packages of their own (rapidfuzz, tantivy) are built and run as a program in `benches/rivals`; they
//! read the rules and questions from a file written here. Every question is asked three times, of her and of the
//! rivals, and the quickest time counts: p99 is that of the slow questions, not of what else the machine was doing.

#![expect(clippy::cast_precision_loss, reason = "counts and bytes are only printed")]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints its table")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use stina::knowledge::load::{embedded_vocabulary, load_embedded};
use stina::knowledge::understand::{Asker, understand};
use stina::knowledge::{KnowledgeBase, Rule};

/// A question and the id of the rule it was made from.
struct Asked {
    query: String,
    region: String,
    id: String,
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % bound.max(1)
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

/// First parts of compounds, as they stand before another word.
const BEGINNINGS: &[&str] = &[
    "arbets",
    "barn",
    "bibliotek",
    "bostads",
    "brand",
    "bro",
    "bygg",
    "cykel",
    "dag",
    "data",
    "djur",
    "energi",
    "familje",
    "fiske",
    "fjärr",
    "flyg",
    "forsknings",
    "fri",
    "fågel",
    "färd",
    "gatu",
    "grann",
    "grund",
    "gräns",
    "gymnasie",
    "hamn",
    "hem",
    "hälso",
    "idrotts",
    "import",
    "industri",
    "jakt",
    "jord",
    "kultur",
    "kust",
    "kyrko",
    "land",
    "lands",
    "ledighets",
    "livsmedels",
    "läkar",
    "lärar",
    "mark",
    "mat",
    "miljö",
    "motor",
    "museum",
    "musik",
    "närings",
    "parkerings",
    "pass",
    "pensions",
    "person",
    "plan",
    "post",
    "renhållnings",
    "rese",
    "räddnings",
    "samhälls",
    "sjuk",
    "skatte",
    "skogs",
    "skol",
    "sommar",
    "sopp",
    "sjö",
    "stads",
    "stipendie",
    "studie",
    "tand",
    "tele",
    "tids",
    "torg",
    "trafik",
    "trygghets",
    "trä",
    "turist",
    "tåg",
    "ungdoms",
    "utbildnings",
    "val",
    "vatten",
    "verksamhets",
    "vinter",
    "visnings",
    "vård",
    "väg",
    "värme",
    "yrkes",
    "äldre",
    "ö",
    "övnings",
];

/// Last parts of compounds.
const ENDINGS: &[&str] = &[
    "ansökan",
    "anmälan",
    "avgift",
    "avtal",
    "bidrag",
    "besked",
    "beslut",
    "besök",
    "bevis",
    "blankett",
    "bok",
    "byrå",
    "byte",
    "center",
    "chef",
    "dag",
    "enhet",
    "ersättning",
    "film",
    "form",
    "fråga",
    "förbud",
    "förening",
    "grupp",
    "guide",
    "handläggare",
    "hus",
    "intyg",
    "jour",
    "karta",
    "klass",
    "kontor",
    "kort",
    "kostnad",
    "krav",
    "kurs",
    "lag",
    "lista",
    "lokal",
    "lån",
    "mottagning",
    "möte",
    "nämnd",
    "område",
    "omsorg",
    "ordning",
    "plan",
    "plats",
    "pris",
    "prov",
    "rapport",
    "regel",
    "register",
    "resa",
    "rum",
    "råd",
    "rätt",
    "samtal",
    "schema",
    "skydd",
    "spår",
    "stöd",
    "skada",
    "tid",
    "tillstånd",
    "tjänst",
    "träff",
    "utskott",
    "utställning",
    "verksamhet",
    "vistelse",
    "väg",
    "vecka",
    "vinst",
    "ärende",
    "övning",
];

const OPENINGS: &[&str] = &[
    "hur ansöker jag om",
    "när gäller",
    "vem beslutar om",
    "var finns",
    "får man ha",
    "måste jag betala för",
    "hur länge varar",
    "vad kostar",
    "hur många får",
    "kan jag byta",
    "vem ansvarar för",
    "vilka krav ställs på",
];
const RELATIONS: &[&str] = &["vid", "inför", "under", "efter", "utan", "med", "för", "i samband med", "trots", "enligt"];

fn compound(dice: &mut Dice) -> String {
    format!("{}{}", dice.pick(BEGINNINGS), dice.pick(ENDINGS))
}

/// Rules with titles, other ways to ask and answers that are put together from thousands of compounds.
fn rules(count: usize) -> Vec<Rule> {
    let mut dice = Dice(count as u64);
    (0..count)
        .map(|number| {
            let (subject, circumstance) = (compound(&mut dice), compound(&mut dice));
            let mut ask = Vec::new();
            for _ in 0..3 {
                ask.push(format!("{} {subject} {} {circumstance}", dice.pick(OPENINGS), dice.pick(RELATIONS)));
            }
            ask.push(format!("{subject} {circumstance}"));
            let mut body = format!("Det gäller {subject}. ");
            for _ in 0..6 {
                let _ =
                    write!(body, "För {} {} {} krävs {}. ", compound(&mut dice), dice.pick(RELATIONS), circumstance, compound(&mut dice));
            }
            Rule {
                id: format!("alla.r{number}"),
                region: "alla".to_owned(),
                slug: format!("r{number}"),
                title: format!("{} {subject} {} {circumstance}?", dice.pick(OPENINGS), dice.pick(RELATIONS)),
                ask,
                body,
                ..Rule::default()
            }
        })
        .collect()
}

/// Questions about rules, in other words and with typos.
fn questions(rules: &[Rule], count: usize) -> Vec<Asked> {
    let mut dice = Dice(7);
    (0..count)
        .map(|number| {
            let rule = &rules[dice.below(rules.len())];
            let mut words: Vec<String> = rule.ask.last().map_or(&rule.title, |ask| ask).split_whitespace().map(str::to_owned).collect();
            if number % 2 == 0 {
                let at = dice.below(words.len());
                let mut letters: Vec<char> = words[at].chars().collect();
                if letters.len() > 6 {
                    let place = 1 + dice.below(letters.len() - 3);
                    letters.swap(place, place + 1);
                    words[at] = letters.into_iter().collect();
                }
            }
            let query = format!("{} {} {}", dice.pick(OPENINGS), words[0], words[1..].join(" "));
            Asked { query, region: rule.region.clone(), id: rule.id.clone() }
        })
        .collect()
}

/// Does the same three times; gives the shortest time that it took, and what came out.
fn quickest<T>(once: impl Fn() -> T) -> (Duration, T) {
    let timed = || {
        let start = Instant::now();
        let result = once();
        (start.elapsed(), result)
    };
    let (first, result) = timed();
    (first.min(timed().0).min(timed().0), result)
}

fn quantile(sorted: &[Duration], part: f64) -> Duration {
    let below = sorted.len().saturating_sub(1);
    let at = (0..=below).find(|at| *at as f64 >= below as f64 * part).unwrap_or(below);
    sorted.get(at).copied().unwrap_or_default()
}

/// The memory that the process holds, in MB; 0 where the system does not tell.
fn memory() -> f64 {
    let pages: f64 = std::fs::read_to_string("/proc/self/statm")
        .ok()
        .and_then(|line| line.split_whitespace().nth(1).and_then(|pages| pages.parse().ok()))
        .unwrap_or(0.0);
    pages * 4096.0 / 1e6
}

fn print_line(who: &str, size: usize, build: Duration, megabytes: f64, times: &mut [Duration], right: usize) {
    times.sort_unstable();
    println!(
        "{who:<26}{size:>8}{:>12.1}{megabytes:>10.0}{:>12.1}{:>12.1}{:>9.1}",
        build.as_secs_f64() * 1e3,
        quantile(times, 0.5).as_secs_f64() * 1e6,
        quantile(times, 0.99).as_secs_f64() * 1e6,
        100.0 * right as f64 / times.len().max(1) as f64
    );
}

fn time_stina(rules: &[Rule], build: impl FnOnce() -> KnowledgeBase, asked: &[Asked]) {
    let before = memory();
    let start = Instant::now();
    let knowledge = build();
    let construction = start.elapsed();
    let held = memory() - before;
    let mut times = Vec::with_capacity(asked.len());
    let mut right = 0;
    for asked in asked {
        let who = Asker { region: Some(&asked.region), ..Asker::default() };
        let (taken, understood) = quickest(|| black_box(understand(&knowledge, &asked.query, &who)));
        times.push(taken);
        right += usize::from(understood.ranking.first().is_some_and(|scored| scored.id == asked.id));
    }
    print_line("Stina", rules.len(), construction, held.max(0.0), &mut times, right);
}

fn time_strsim(rules: &[Rule], asked: &[Asked]) {
    let lowered: Vec<(usize, String)> = rules
        .iter()
        .enumerate()
        .flat_map(|(at, rule)| {
            let english = rule.english.iter().flat_map(|english| std::iter::once(&english.title).chain(&english.ask));
            std::iter::once(&rule.title).chain(&rule.ask).chain(english).map(move |way| (at, way.to_lowercase()))
        })
        .collect();
    let mut times = Vec::new();
    let mut right = 0;
    for asked in asked.iter().take(if rules.len() > 5_000 { 5 } else { 100 }) {
        let (taken, best) = quickest(|| {
            let query = asked.query.to_lowercase();
            lowered
                .iter()
                .filter(|(at, _)| rules[*at].region == asked.region)
                .map(|(at, way)| (strsim::normalized_damerau_levenshtein(&query, way), *at))
                .max_by(|one, other| one.0.total_cmp(&other.0))
        });
        times.push(taken);
        right += usize::from(best.is_some_and(|(_, at)| rules[at].id == asked.id));
    }
    print_line("strsim, scan", rules.len(), Duration::ZERO, 0.0, &mut times, right);
}

/// Writes rules and questions for the rivals: a line of JSON each.
fn write_for_rivals(path: &Path, rules: &[Rule], asked: &[Asked]) -> std::io::Result<()> {
    let mut text = String::new();
    for rule in rules {
        let english = rule.english.iter().flat_map(|english| std::iter::once(&english.title).chain(&english.ask));
        let ways: Vec<&String> = std::iter::once(&rule.title).chain(&rule.ask).chain(english).collect();
        let line = serde_json::json!({ "id": rule.id, "region": rule.region, "ways": ways, "body": rule.body });
        let _ = writeln!(text, "{line}");
    }
    for asked in asked {
        let line = serde_json::json!({ "query": asked.query, "region": asked.region, "id": asked.id });
        let _ = writeln!(text, "{line}");
    }
    std::fs::write(path, text)
}

fn run_rivals(file: &Path) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["run", "--quiet", "--release", "--manifest-path"])
        .arg(root.join("benches/rivals/Cargo.toml"))
        .arg("--target-dir")
        .arg(root.join("target/rivals"))
        .arg("--")
        .arg(file)
        .status();
    match status {
        Ok(status) if status.success() => {}
        Ok(status) => eprintln!("the rivals stopped with {status}"),
        Err(cause) => eprintln!("the rivals could not be run: {cause}"),
    }
}

/// The real questions, where they have one right rule.
fn real_questions(knowledge: &KnowledgeBase) -> Vec<Asked> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/questions/report.toml");
    let questions = stina::cli::questions::read(&path, knowledge).unwrap_or_default();
    questions
        .into_iter()
        .filter(|question| question.expect.len() == 1)
        .filter_map(|question| {
            let id = question.expect.first()?.first()?.clone();
            Some(Asked { query: question.query, region: question.region?, id })
        })
        .collect()
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let most: usize = arguments
        .iter()
        .position(|argument| argument == "--most")
        .and_then(|at| arguments.get(at + 1))
        .and_then(|number| number.parse().ok())
        .unwrap_or(100_000);
    println!("{:<26}{:>8}{:>12}{:>10}{:>12}{:>12}{:>9}", "", "rules", "build ms", "MB", "p50 µs", "p99 µs", "first %");
    let Ok(real) = load_embedded() else {
        eprintln!("the rules inside the program do not load");
        return;
    };
    let asked = real_questions(&real);
    measure(
        &real.rules,
        || KnowledgeBase::new(real.rules.clone(), BTreeMap::new(), real.region_names.clone(), real.vocabulary.clone()),
        &asked,
    );
    for size in [1_000, 10_000, 100_000].into_iter().filter(|size| *size <= most) {
        let rules = rules(size);
        let asked = questions(&rules, 500);
        let vocabulary = stina::language::vocabulary::Vocabulary::default().or_language_of(&embedded_vocabulary());
        let own = rules.clone();
        measure(&rules, || KnowledgeBase::new(own, BTreeMap::new(), BTreeMap::new(), vocabulary), &asked);
    }
}

fn measure(rules: &[Rule], build: impl FnOnce() -> KnowledgeBase, asked: &[Asked]) {
    time_stina(rules, build, asked);
    time_strsim(rules, asked);
    let file = std::env::temp_dir().join(format!("stina-bench-{}-{}.jsonl", std::process::id(), rules.len()));
    match write_for_rivals(&file, rules, asked) {
        Ok(()) => run_rivals(&file),
        Err(cause) => eprintln!("{}: {cause}", file.display()),
    }
    // A file left behind in the temporary folder does no harm.
    let _ = std::fs::remove_file(&file);
}
