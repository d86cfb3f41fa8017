//! What she says about lists of people, in the chat and on the command line.

use super::import::{Change, List, MOST_ROWS, Problem, Reason, Refusal};
use crate::{
    assistant::{World, markup::escape, wording::Language},
    event::FILE_LIMIT,
    table::Unreadable,
};

/// How many rows that are not taken are named in the message itself; a file holds all of them.
pub const SHOWN: usize = 10;
/// How much of a cell is repeated, in characters.
const LONGEST_CELL: usize = 40;

fn say(language: Language, swedish: impl Into<String>, english: impl Into<String>) -> String {
    match language {
        Language::Swedish => swedish.into(),
        Language::English => english.into(),
    }
}

/// What a list would change, which rows are not taken, and whether to go on.
#[must_use]
pub fn dry_run(file: &str, list: &List, change: &Change, world: &World, language: Language) -> String {
    let problems = all_problems(list, change);
    let mut parts = vec![say(
        language,
        format!("**{}** är läst, men inget är sparat än.", escape(file)),
        format!("**{}** has been read, but nothing is saved yet.", escape(file)),
    )];
    parts.push(counts(change, problems.len(), language));
    if !list.ignored.is_empty() {
        let names = list.ignored.iter().take(SHOWN).map(|name| escape(&cut(name))).collect::<Vec<_>>().join(", ");
        parts.push(say(language, format!("Kolumner som jag inte sparar: {names}."), format!("Columns that I don't keep: {names}.")));
    }
    if !problems.is_empty() {
        let mut lines: Vec<String> =
            problems.iter().take(SHOWN).map(|found| format!("- {}", escape(&problem(found, world, language)))).collect();
        if problems.len() > SHOWN {
            let more = problems.len() - SHOWN;
            lines.push(say(
                language,
                format!("- och {more} till, alla i filen nedanför"),
                format!("- and {more} more, all in the file below"),
            ));
        }
        let lead = say(language, "**Tas inte med:**", "**Not taken:**");
        parts.push(format!("{lead}\n\n{}", lines.join("\n")));
    }
    parts.push(match change.count() {
        0 => say(language, "Det finns inget att spara.", "There is nothing to save."),
        count => say(
            language,
            format!("Ska jag spara {}? Svara **ja** (✅) eller **nej** (❌).", people(count, language)),
            format!("Shall I save {}? Answer **yes** (✅) or **no** (❌).", people(count, language)),
        ),
    });
    parts.join("\n\n")
}

/// How many are new, changed, the same, and not taken.
#[must_use]
pub fn counts(change: &Change, refused: usize, language: Language) -> String {
    let rows = [
        (change.added.len(), if change.added.len() == 1 { "ny" } else { "nya" }, "new"),
        (change.changed.len(), "ändras", "changed"),
        (change.same, if change.same == 1 { "oförändrad" } else { "oförändrade" }, "unchanged"),
        (refused, "tas inte med", "not taken"),
    ];
    let lines: Vec<String> =
        rows.iter().filter(|(count, ..)| *count > 0).map(|(count, sv, en)| format!("- {count} {}", say(language, *sv, *en))).collect();
    lines.join("\n")
}

fn people(count: usize, language: Language) -> String {
    match count {
        1 => say(language, "1 person", "1 person"),
        _ => say(language, format!("{count} personer"), format!("{count} people")),
    }
}

/// Everything that is not taken, in the order of the lines.
#[must_use]
pub fn all_problems(list: &List, change: &Change) -> Vec<Problem> {
    let mut problems: Vec<Problem> = list.problems.iter().chain(&change.problems).cloned().collect();
    problems.sort_by_key(|problem| problem.line);
    problems
}

/// A row that is not taken, in a line.
#[must_use]
pub fn problem(problem: &Problem, world: &World, language: Language) -> String {
    let who = problem.user.as_deref().map(|user| format!(" ({})", cut(user))).unwrap_or_default();
    let line = say(language, "rad", "line");
    format!("{line} {}{who}: {}", problem.line, reason(&problem.reason, world, language))
}

/// Why a row is not taken.
#[must_use]
pub fn reason(reason: &Reason, world: &World, language: Language) -> String {
    let name = |region: &str| world.region(region).name;
    match reason {
        Reason::PersonalNumber => say(
            language,
            "här står något som ser ut som ett personnummer; det får inte finnas i listan",
            "something here looks like a personal identity number, which must not be in the list",
        ),
        Reason::NoUser => say(language, "Matrix-id saknas", "the Matrix id is missing"),
        Reason::BadUser(text) => say(
            language,
            format!("”{}” är inget Matrix-id; skriv det som @namn:server", cut(text)),
            format!("“{}” is no Matrix id; write it like @name:server", cut(text)),
        ),
        Reason::Myself => say(language, "det är jag själv", "that is me"),
        Reason::Twice(line) => say(language, format!("står redan på rad {line}"), format!("stands on line {line} already")),
        Reason::NoRegion => say(language, "region saknas", "the region is missing"),
        Reason::BadRegion(text) => {
            let known = world.regions.iter().map(|region| region.short.as_str()).collect::<Vec<_>>().join(", ");
            say(
                language,
                format!("regionen ”{}” känner jag inte; jag kan {known}", cut(text)),
                format!("I don't know the region “{}”; known are {known}", cut(text)),
            )
        }
        Reason::OutOfReach(region) => say(
            language,
            format!("du är inte studierektor för {}", name(region)),
            format!("you are not study director for {}", name(region)),
        ),
        Reason::BadRole(text) => say(
            language,
            format!("rollen ”{}” finns inte; skriv ST-läkare, handledare, verksamhetschef eller HR", cut(text)),
            format!("there is no role “{}”; write ST-läkare, handledare, verksamhetschef or HR", cut(text)),
        ),
        Reason::Powerful => say(
            language,
            "studierektor och administratör blir ingen genom en lista",
            "nobody becomes study director or administrator by a list",
        ),
        Reason::BadTag(text, region) => {
            let known = world.region(region).tags.join(", ");
            if known.is_empty() {
                say(
                    language,
                    format!("”{}” finns inte: {} har inga områden i inställningarna", cut(text), name(region)),
                    format!("there is no “{}”: {} has no areas in the settings", cut(text), name(region)),
                )
            } else {
                say(
                    language,
                    format!("”{}” finns inte i {}; där finns {}", cut(text), name(region), cut_to(&known, 200)),
                    format!("there is no “{}” in {}; there are {}", cut(text), name(region), cut_to(&known, 200)),
                )
            }
        }
        Reason::TooManyTags => say(language, "för många områden på en person", "too many areas for one person"),
        Reason::Elsewhere => say(
            language,
            "hör redan till en annan region, så den uppgiften ändrar jag inte",
            "belongs to another region already, which I won't change",
        ),
    }
}

/// The list was taken.
#[must_use]
pub fn taken(change: &Change, refused: usize, language: Language) -> String {
    let lead = match change.count() {
        0 => say(language, "Det fanns inget kvar att spara.", "There was nothing left to save."),
        count => say(
            language,
            format!("Klart, {} {}.", people(count, language), if count == 1 { "sparad" } else { "sparade" }),
            format!("Done, {} saved.", people(count, language)),
        ),
    };
    format!("{lead}\n\n{}", counts(change, refused, language))
}

/// Why the whole list is not read.
#[must_use]
pub fn refusal(refusal: Refusal, language: Language) -> String {
    match refusal {
        Refusal::Unreadable(Unreadable::Workbook) => say(
            language,
            "Det där är en Excelfil. Välj *Spara som* och **CSV** i Excel, och skicka den filen i stället.",
            "That is a workbook. Choose *Save as* and **CSV** in the spreadsheet, and send that file.",
        ),
        Refusal::Unreadable(Unreadable::Binary) => {
            say(language, "Filen är ingen textfil, så jag kan inte läsa den.", "The file is no text, so I can't read it.")
        }
        Refusal::Unreadable(Unreadable::Empty) => say(language, "Filen är tom.", "The file is empty."),
        Refusal::NoPeople => say(
            language,
            "Jag hittar inga personer i filen. En lista har en rad per person: Matrix-id; region; roll; område.",
            "I find no people in the file. A list has a row for each: Matrix id; region; role; area.",
        ),
        Refusal::TooManyRows => say(
            language,
            format!("Listan har fler än {MOST_ROWS} rader. Dela upp den."),
            format!("The list has more than {MOST_ROWS} rows. Split it."),
        ),
    }
}

/// The file is larger than she reads.
#[must_use]
pub fn too_large(language: Language) -> String {
    let limit = FILE_LIMIT / 1024;
    say(
        language,
        format!("Filen är för stor; jag läser högst {limit} kB. Dela upp den."),
        format!("The file is too large; I read at most {limit} kB. Split it."),
    )
}

/// The file could not be fetched.
#[must_use]
pub fn unavailable(language: Language) -> String {
    say(language, "Jag kom inte åt filen. Skicka den gärna igen.", "I couldn't get at the file. Please send it again.")
}

/// Lists are taken in the direct chat alone.
#[must_use]
pub fn in_direct_chat(language: Language) -> String {
    say(language, "Filer tar jag emot i vår egen chatt. Skicka den till mig där.", "I take files in our own chat. Send it to me there.")
}

/// The name of the file with all rows that are not taken.
#[must_use]
pub fn problems_file(language: Language) -> &'static str {
    match language {
        Language::Swedish => "rader-som-inte-tas-med.csv",
        Language::English => "rows-not-taken.csv",
    }
}

/// The rows of that file.
pub fn problem_rows(problems: &[Problem], world: &World, language: Language) -> Vec<Vec<String>> {
    let heads = match language {
        Language::Swedish => ["rad", "Matrix-id", "varför"],
        Language::English => ["line", "Matrix id", "why"],
    };
    let rows = problems
        .iter()
        .map(|problem| vec![problem.line.to_string(), problem.user.clone().unwrap_or_default(), reason(&problem.reason, world, language)]);
    std::iter::once(heads.map(str::to_owned).to_vec()).chain(rows).collect()
}

/// A cell as it is repeated: short.
fn cut(text: &str) -> String {
    cut_to(text, LONGEST_CELL)
}

fn cut_to(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
