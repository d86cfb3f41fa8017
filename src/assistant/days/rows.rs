//! ST days out of a table (.csv), as Excel, `LibreOffice`, Numbers, Outlook and Google write them.
//!
//! With a header the columns are known by their names, in any order; without one by what stands in them:
//! the first date is the day, a second one the last day to sign up, the first text the title, the second
//! the place, a number the seats.

use jiff::civil::{Date, Time};

use super::{
    cells::{self, Order},
    file::{Contents, Fault, Row, Setting},
    read::shortened,
};
use crate::{
    facts::days::Plan,
    language::{normalize, personnummer},
    table,
};

/// More rows than this are not looked at.
const MOST_ROWS: usize = 5_000;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Date,
    LastDate,
    From,
    To,
    /// "08.30–16".
    Hours,
    Title,
    Place,
    SignUp,
    Seats,
    Region,
}

/// What columns are called, folded. A name may go on after a blank ("datum (åååå-mm-dd)").
const NAMES: [(Column, &[&str]); 10] = [
    (
        Column::SignUp,
        &[
            "anmalan senast",
            "sista anmalan",
            "sista anmalningsdag",
            "anmalan",
            "anmal senast",
            "sista svarsdag",
            "osa",
            "sign up by",
            "sign-up",
            "deadline",
            "senast",
        ],
    ),
    (Column::LastDate, &["slutdatum", "till datum", "sista dag", "end date", "t.o.m", "tom"]),
    (Column::Date, &["datum", "startdatum", "fran datum", "dag", "start date", "date", "day"]),
    (Column::To, &["sluttid", "slutar", "slut", "till", "end time", "end", "klockan till"]),
    (Column::From, &["starttid", "borjar", "start time", "fran", "start", "begins"]),
    (Column::Hours, &["tid", "klockan", "kl", "time", "tider"]),
    (
        Column::Title,
        &["titel", "rubrik", "amne", "tema", "aktivitet", "namn", "vad", "innehall", "subject", "title", "summary", "st-dag", "what"],
    ),
    (Column::Place, &["plats", "lokal", "var", "ort", "adress", "location", "place", "where", "sal"]),
    (Column::Seats, &["antal platser", "platser", "antal", "max", "max antal", "seats", "places"]),
    (Column::Region, &["region"]),
];

/// Reads the rows of a table; `None`: it is no table of dates.
pub fn read(table: &[table::Row], setting: &Setting<'_>) -> Option<Contents> {
    let rows = &table[..table.len().min(MOST_ROWS)];
    let header = rows.iter().take(10).position(|row| header(&row.cells).is_some());
    let columns = header.and_then(|at| header_of(rows, at));
    let order = match header {
        // Google's and Outlook's English tables write the month first.
        Some(at) if rows[at].cells.iter().any(|cell| cell.eq_ignore_ascii_case("Start Date")) => Order::MonthFirst,
        _ => Order::DayFirst,
    };
    let first = header.map_or(0, |at| at + 1);
    let mut contents = Contents::default();
    for table::Row { line, cells } in &rows[first.min(rows.len())..] {
        let columns = columns.clone().unwrap_or_else(|| guess(cells, setting.today, order));
        match row(&columns, cells, setting, order) {
            Ok((plan, region)) => contents.rows.push(Row { line: *line, plan, uid: None, region }),
            Err(fault) => contents.reject(*line, fault),
        }
    }
    // Without a header and without a single date it is some other list.
    let foreign = header.is_none() && contents.rows.is_empty() && contents.bad.iter().all(|bad| matches!(bad.fault, Fault::NoDate));
    (!foreign).then_some(contents)
}

fn folded(text: &str) -> String {
    normalize::fold(&normalize::normalize(text)).trim().to_owned()
}

/// The columns of a header; `None` where the row is none.
fn header(cells: &[String]) -> Option<Vec<Option<Column>>> {
    let mut columns: Vec<Option<Column>> = Vec::with_capacity(cells.len());
    for cell in cells {
        let name = folded(cell);
        let named = |known: &str| name == known || name.strip_prefix(known).is_some_and(|rest| rest.starts_with([' ', ':', '(', '*']));
        let column = NAMES
            .iter()
            .flat_map(|(column, names)| names.iter().filter(|known| named(known)).map(|known| (known.len(), *column)))
            .max_by_key(|(length, _)| *length)
            .map(|(_, column)| column)
            .filter(|column| !columns.contains(&Some(*column)));
        columns.push(column);
    }
    let known = columns.iter().flatten().count();
    (columns.contains(&Some(Column::Date)) || columns.contains(&Some(Column::From)))
        .then_some(columns)
        .filter(|_| known >= 2 || cells.len() == 1)
}

/// The header's columns. One that is called "start" holds the date where there is no other for it, and so
/// for the end.
fn header_of(rows: &[table::Row], at: usize) -> Option<Vec<Option<Column>>> {
    let mut columns = header(&rows.get(at)?.cells)?;
    if !columns.contains(&Some(Column::Date)) {
        for column in &mut columns {
            match column {
                Some(Column::From) => *column = Some(Column::Date),
                Some(Column::To) => *column = Some(Column::LastDate),
                _ => {}
            }
        }
    }
    Some(columns)
}

/// The columns of a row without a header, by what stands in them.
fn guess(cells: &[String], today: Date, order: Order) -> Vec<Option<Column>> {
    let mut columns: Vec<Option<Column>> = Vec::with_capacity(cells.len());
    for cell in cells {
        let seen = |column: Column| columns.contains(&Some(column));
        let column = if cell.is_empty() {
            None
        } else if cells::number(cell).is_some() && seen(Column::Date) {
            Some(Column::Seats).filter(|column| !seen(*column))
        } else if cells::hours(cell).is_some() {
            if seen(Column::Hours) {
                None
            } else if cells::hours(cell).is_some_and(|(_, to)| to.is_some()) {
                Some(Column::Hours)
            } else if seen(Column::From) {
                Some(Column::To).filter(|column| !seen(*column))
            } else {
                Some(Column::From)
            }
        } else if cells::looks_like_date(cell, today, order) {
            [Column::Date, Column::SignUp].into_iter().find(|column| !seen(*column))
        } else {
            [Column::Title, Column::Place].into_iter().find(|column| !seen(*column))
        };
        columns.push(column);
    }
    columns
}

/// One row as a day.
fn row(columns: &[Option<Column>], cells: &[String], setting: &Setting<'_>, order: Order) -> Result<(Plan, Option<String>), Fault> {
    // "2026-04-23 08.30" has the digits of a personal identity number, but is a date to come.
    let ahead = |cell: &str| cells::date(cell, setting.today, order).is_some_and(|(date, _)| date >= setting.today);
    if cells.iter().any(|cell| personnummer::contains(cell) && !ahead(cell)) {
        return Err(Fault::PersonalNumber);
    }
    let cell = |column: Column| {
        let at = columns.iter().position(|known| *known == Some(column))?;
        cells.get(at).map(String::as_str).filter(|cell| !cell.is_empty())
    };
    let date = |column: Column| -> Result<Option<(Date, Option<Time>)>, Fault> {
        cell(column).map(|text| cells::date(text, setting.today, order).ok_or_else(|| no_date(text, setting))).transpose()
    };
    let hours = |column: Column| -> Result<Option<(Time, Option<Time>)>, Fault> {
        cell(column).map(|text| cells::hours(text).ok_or_else(|| Fault::NotATime(shortened(text.to_owned())))).transpose()
    };
    let (first, with_date) = date(Column::Date)?.ok_or(Fault::NoDate)?;
    let last = date(Column::LastDate)?;
    let (spanned, from, to) = (hours(Column::Hours)?, hours(Column::From)?, hours(Column::To)?);
    // "23 april 08.30–16" in the cell of the date says both.
    let within = cell(Column::Date).and_then(|text| cells::hours_beside_date(text, setting.today));
    let region = match cell(Column::Region) {
        Some(name) => Some(cells::region(name, setting.regions).ok_or_else(|| Fault::UnknownRegion(shortened(name.to_owned())))?),
        None => None,
    };
    let seats = match cell(Column::Seats) {
        Some(text) => Some(cells::number(text).ok_or_else(|| Fault::NotANumber(shortened(text.to_owned())))?),
        None => None,
    };
    let begins = spanned.or(from).map(|(from, _)| from).or(with_date).or(within.map(|(from, _)| from));
    let plan = Plan {
        from: begins,
        last: last.map_or(first, |(last, _)| last),
        to: to
            .map(|(to, _)| to)
            .or(spanned.or(from).and_then(|(_, to)| to))
            .or(last.and_then(|(_, time)| time))
            .or(within.and_then(|(_, to)| to))
            .filter(|_| begins.is_some()),
        place: cell(Column::Place).map(|place| shortened(place.to_owned())),
        sign_up_by: date(Column::SignUp)?.map(|(by, _)| by),
        seats,
        ..Plan::on(cell(Column::Title).map_or_else(|| "ST-dag".to_owned(), |title| shortened(title.to_owned())), first)
    };
    Ok((plan, region))
}

/// Why a cell is no date.
fn no_date(text: &str, setting: &Setting<'_>) -> Fault {
    let said = shortened(text.to_owned());
    if cells::has_wrong_weekday(text, setting.today) { Fault::WrongWeekday(said) } else { Fault::NotADate(said) }
}
