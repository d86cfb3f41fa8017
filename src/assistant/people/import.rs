//! Lists of people: which rows of a .csv can be taken, and why the others cannot.
//!
//! The columns are the Matrix id, the region, the role and any number of areas or clinics, in this
//! order or named by a first row. What people have said of themselves stands above a list.

use std::collections::{HashMap, HashSet};

use crate::{
    command::{RegionName, fold, is_user_id, role_word, tag_named},
    facts::{Listed, Person, Power, Role},
    language::personnummer,
    table::{self, Row, Unreadable},
};

/// The most rows that are taken at once.
pub const MOST_ROWS: usize = 5_000;
/// The most areas and clinics that one person can have.
const MOST_TAGS: usize = 8;
/// In how many rows at the start a Matrix id is looked for, to tell a list of people from another.
const LOOKED_AT: usize = 5;

/// What is known where a list is read.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The regions, with their tags.
    pub regions: &'a [RegionName],
    /// Her own user id, which is nobody's.
    pub me: &'a str,
    /// What whoever brings the list may do.
    pub power: &'a Power,
}

/// A list as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct List {
    /// The rows that can be taken as far as the list itself tells.
    pub rows: Vec<Listed>,
    /// Why the others cannot, in the order of their lines.
    pub problems: Vec<Problem>,
    /// The names of columns that are not read.
    pub ignored: Vec<String>,
}

/// A row that is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line in the file.
    pub line: usize,
    /// The user id, where the row has one that may be repeated.
    pub user: Option<String>,
    /// Why.
    pub reason: Reason,
}

/// Why a row is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// A cell holds what looks like a personal identity number; nothing of the row is repeated.
    PersonalNumber,
    /// There is no Matrix id.
    NoUser,
    /// This is no Matrix id.
    BadUser(String),
    /// It is her own.
    Myself,
    /// The person stands on an earlier line, too.
    Twice(usize),
    /// There is no region, and more than one could be meant.
    NoRegion,
    /// This is no region.
    BadRegion(String),
    /// Whoever brings the list has no power in that region.
    OutOfReach(String),
    /// This is no role.
    BadRole(String),
    /// A list gives no power.
    Powerful,
    /// The region (the second) has no such area or clinic.
    BadTag(String, String),
    /// More areas and clinics than anybody has.
    TooManyTags,
    /// The person belongs to another region by their own word.
    Elsewhere,
}

/// Why a whole list is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The file is no list.
    Unreadable(Unreadable),
    /// It names nobody.
    NoPeople,
    /// It has more than [`MOST_ROWS`] rows.
    TooManyRows,
}

/// What taking a list would change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Change {
    /// People who were not known.
    pub added: Vec<Person>,
    /// People of whom something changes, as they shall be written down.
    pub changed: Vec<Person>,
    /// How many are known already just so.
    pub same: usize,
    /// Rows that cannot be taken because of what is known.
    pub problems: Vec<Problem>,
}

impl Change {
    /// Everybody who is to be written down.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        self.added.iter().chain(&self.changed)
    }

    /// How many are to be written down.
    #[must_use]
    pub fn count(&self) -> usize {
        self.added.len() + self.changed.len()
    }

    /// The regions of those who are to be written down.
    #[must_use]
    pub fn regions(&self) -> Vec<String> {
        let mut regions: Vec<String> = self.people().filter_map(|person| person.region.clone()).collect();
        regions.sort();
        regions.dedup();
        regions
    }
}

/// Whether rows are a list of people rather than something else: a Matrix id stands in one of the first.
#[must_use]
pub fn names_people(rows: &[Row]) -> bool {
    // A user id has its server behind a colon; "@SUM(1)" has none.
    let is_id =
        |cell: &String| cell.trim_start_matches('\'').strip_prefix('@').is_some_and(|id| id.contains(':') && !id.contains(['(', ' ']));
    let ids = |row: &Row| row.cells.iter().any(is_id);
    rows.iter().take(LOOKED_AT).any(ids) || rows.first().is_some_and(|row| row.cells.iter().any(|cell| column(cell) == Some(Column::User)))
}

/// Reads a list of people.
///
/// # Errors
/// When it is none, or too long.
pub fn read(bytes: &[u8], place: Place<'_>) -> Result<List, Refusal> {
    read_rows(&table::read(bytes).map_err(Refusal::Unreadable)?, place)
}

/// Reads the rows of a list of people.
///
/// # Errors
/// When it names nobody, or is too long.
pub fn read_rows(rows: &[Row], place: Place<'_>) -> Result<List, Refusal> {
    let (columns, rows, ignored) = columns(rows).ok_or(Refusal::NoPeople)?;
    if rows.is_empty() {
        return Err(Refusal::NoPeople);
    }
    if rows.len() > MOST_ROWS {
        return Err(Refusal::TooManyRows);
    }
    let mut list = List { ignored, ..List::default() };
    let mut lines: HashMap<String, usize> = HashMap::new();
    for row in rows {
        let user = cell(row, &columns, Column::User);
        let outcome = read_row(row, &columns, place).and_then(|listed| match lines.insert(listed.user.clone(), listed.line) {
            Some(before) => {
                lines.insert(listed.user, before);
                Err(Reason::Twice(before))
            }
            None => Ok(listed),
        });
        match outcome {
            Ok(listed) => list.rows.push(listed),
            Err(reason) => {
                let user = Some(user).filter(|user| is_user_id(user) && reason != Reason::PersonalNumber);
                list.problems.push(Problem { line: row.line, user, reason });
            }
        }
    }
    Ok(list)
}

/// Compares a list with everybody who is known. `rows` may have been read a while ago, so the power
/// is looked at again.
#[must_use]
pub fn compare(rows: &[Listed], directory: &[Person], power: &Power) -> Change {
    let known: HashMap<&str, &Person> = directory.iter().map(|person| (person.user.as_str(), person)).collect();
    let mut change = Change::default();
    for row in rows {
        let problem = |reason| Problem { line: row.line, user: Some(row.user.clone()), reason };
        if !power.reaches(&row.region) {
            change.problems.push(problem(Reason::OutOfReach(row.region.clone())));
            continue;
        }
        let Some(before) = known.get(row.user.as_str()) else {
            change.added.push(Person {
                user: row.user.clone(),
                region: Some(row.region.clone()),
                role: row.role,
                tags: row.tags.clone(),
                imported: true,
                ..Person::default()
            });
            continue;
        };
        let elsewhere = before.region.as_ref().is_some_and(|region| *region != row.region);
        // A list may move those whom only lists know, from a region that it reaches as well.
        if elsewhere && !(before.imported && before.region.as_ref().is_some_and(|region| power.reaches(region))) {
            change.problems.push(problem(Reason::Elsewhere));
            continue;
        }
        let after = merged(before, row);
        if after == **before {
            change.same += 1;
        } else {
            change.changed.push(after);
        }
    }
    change
}

/// A known person with what a row adds. Of what they said themselves nothing is changed.
fn merged(before: &Person, row: &Listed) -> Person {
    let mut after = before.clone();
    let own = !before.imported;
    after.region = Some(row.region.clone());
    if before.region.as_ref() != Some(&row.region) {
        after.tags.clear();
    }
    if !own || before.role.is_none() {
        after.role = row.role.or(before.role);
    }
    if !row.tags.is_empty() && (!own || before.tags.is_empty()) {
        after.tags.clone_from(&row.tags);
    }
    after
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    User,
    Region,
    Role,
    Tags,
}

/// What a column with this name holds.
fn column(name: &str) -> Option<Column> {
    Some(match fold(name).replace([' ', '-', '_'], "").as_str() {
        "matrixid" | "matrix" | "mxid" | "userid" | "user" | "anvandare" | "anvandarnamn" | "anvandarid" | "id" | "konto"
        | "matrixnamn" => Column::User,
        "region" | "lan" => Column::Region,
        "roll" | "role" | "befattning" | "funktion" => Column::Role,
        "tag"
        | "tags"
        | "tagg"
        | "taggar"
        | "omrade"
        | "omraden"
        | "area"
        | "vardcentral"
        | "vc"
        | "enhet"
        | "studierektorsomrade"
        | "clinic" => Column::Tags,
        _ => return None,
    })
}

/// What the columns hold, by the first row or by their order; then the rows after it, and the names
/// of columns that hold something else.
#[expect(clippy::type_complexity, reason = "three things that are found together and used at once")]
fn columns(rows: &[Row]) -> Option<(Vec<Option<Column>>, &[Row], Vec<String>)> {
    let first = rows.first()?;
    let named: Vec<Option<Column>> = first.cells.iter().map(|cell| column(cell)).collect();
    if named.contains(&Some(Column::User)) {
        let ignored = first.cells.iter().zip(&named).filter(|(cell, column)| column.is_none() && !cell.is_empty());
        let ignored = ignored.map(|(cell, _)| cell.clone()).filter(|cell| !personnummer::contains(cell)).collect();
        return Some((named, &rows[1..], ignored));
    }
    if !names_people(rows) {
        return None;
    }
    let most = rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
    let order = [Column::User, Column::Region, Column::Role];
    Some(((0..most).map(|at| Some(order.get(at).copied().unwrap_or(Column::Tags))).collect(), rows, Vec::new()))
}

/// The first filled cell of a column, without the apostrophe by which spreadsheets disarm `@`.
fn cell(row: &Row, columns: &[Option<Column>], wanted: Column) -> String {
    cells(row, columns, wanted).next().map(|cell| cell.trim_start_matches('\'').to_owned()).unwrap_or_default()
}

fn cells<'a>(row: &'a Row, columns: &'a [Option<Column>], wanted: Column) -> impl Iterator<Item = &'a String> {
    row.cells.iter().zip(columns).filter(move |(cell, column)| **column == Some(wanted) && !cell.is_empty()).map(|(cell, _)| cell)
}

fn read_row(row: &Row, columns: &[Option<Column>], place: Place<'_>) -> Result<Listed, Reason> {
    if row.cells.iter().any(|cell| personnummer::contains(cell)) {
        return Err(Reason::PersonalNumber);
    }
    let user = cell(row, columns, Column::User);
    if user.is_empty() {
        return Err(Reason::NoUser);
    }
    if !is_user_id(&user) {
        return Err(Reason::BadUser(user));
    }
    if user == place.me {
        return Err(Reason::Myself);
    }
    let region = region(&cell(row, columns, Column::Region), place)?;
    if !place.power.reaches(&region.id) {
        return Err(Reason::OutOfReach(region.id.clone()));
    }
    let role = role(&cell(row, columns, Column::Role))?;
    let mut tags: Vec<String> = Vec::new();
    let mut seen = HashSet::new();
    for written in cells(row, columns, Column::Tags).flat_map(|cell| cell.split([',', ';', '|', '\n'])).map(str::trim) {
        if written.is_empty() {
            continue;
        }
        let tag = tag_named(written, region).ok_or_else(|| Reason::BadTag(written.to_owned(), region.id.clone()))?;
        if seen.insert(tag) {
            tags.push(tag.clone());
        }
    }
    if tags.len() > MOST_TAGS {
        return Err(Reason::TooManyTags);
    }
    Ok(Listed { line: row.line, user, region: region.id.clone(), role, tags })
}

/// The region that a cell names; where it is empty, the only one that could be meant.
fn region<'a>(written: &str, place: Place<'a>) -> Result<&'a RegionName, Reason> {
    if written.is_empty() {
        let mut reached = place.regions.iter().filter(|region| place.power.reaches(&region.id));
        return match (reached.next(), reached.next()) {
            (Some(only), None) => Ok(only),
            _ => Err(Reason::NoRegion),
        };
    }
    let folded = fold(written);
    let called = |region: &&RegionName| region.words().any(|word| word == folded);
    place.regions.iter().find(called).ok_or_else(|| Reason::BadRegion(written.to_owned()))
}

fn role(written: &str) -> Result<Option<Role>, Reason> {
    let folded = fold(written);
    match folded.as_str() {
        "" => Ok(None),
        "st" | "st lakare" => Ok(Some(Role::St)),
        "studierektor" | "sr" | "admin" | "administrator" => Err(Reason::Powerful),
        word => role_word(word).map(Some).ok_or_else(|| Reason::BadRole(written.to_owned())),
    }
}
