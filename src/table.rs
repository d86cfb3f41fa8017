//! Lists in files: whatever .csv a spreadsheet writes is read, and one that every spreadsheet opens is written.
//!
//! Excel on a Swedish computer separates by semicolons and writes Windows-1252, or UTF-8 with a mark
//! before it; others separate by commas or tabs. None of it is said in the file, so it is found out.

use encoding_rs::{Encoding, WINDOWS_1252};

/// How many rows are looked at to find out what separates the cells.
const SAMPLE: usize = 50;

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line in the file where it begins, counted from one, as an editor shows it.
    pub line: usize,
    /// The cells, without blanks around them.
    pub cells: Vec<String>,
}

/// Why a file cannot be read as a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// It is a workbook (`.xlsx`, `.ods`), to be saved as .csv first.
    Workbook,
    /// It holds something else than text.
    Binary,
    /// It has no rows.
    Empty,
}

/// Reads the rows of a list; empty ones are left out.
///
/// # Errors
/// When the bytes are no text, or nothing is in them.
pub fn read(bytes: &[u8]) -> Result<Vec<Row>, Unreadable> {
    let text = decode(bytes)?;
    let (skipped, separator, text) = match text.split_once('\n').map_or((text.as_str(), ""), |(first, rest)| (first, rest)) {
        // Excel's own way to say what separates.
        (first, rest) if first.len() == 5 && first.to_ascii_lowercase().starts_with("sep=") => (1, Some(first.as_bytes()[4]), rest),
        _ => (0, None, text.as_str()),
    };
    let separator = separator.unwrap_or_else(|| guess(text));
    let mut rows = split(text, separator, usize::MAX);
    rows.retain(|row| row.cells.iter().any(|cell| !cell.is_empty()));
    for row in &mut rows {
        row.line += skipped;
    }
    if rows.is_empty() { Err(Unreadable::Empty) } else { Ok(rows) }
}

/// The text of a file: UTF-8, UTF-16 with its mark, or else Windows-1252. Every line ends with `\n`.
///
/// # Errors
/// When it holds what no text holds.
pub fn decode(bytes: &[u8]) -> Result<String, Unreadable> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(Unreadable::Workbook);
    }
    let text = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding.decode(bytes).0.into_owned(),
        None => std::str::from_utf8(bytes).map_or_else(|_| WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(), str::to_owned),
    };
    if text.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{80}'..='\u{9f}')) {
        return Err(Unreadable::Binary);
    }
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// What separates the cells: of semicolon, tab and comma the one that gives most rows the same
/// number of cells.
fn guess(text: &str) -> u8 {
    let agreeing = |separator: u8| {
        let mut counts: Vec<usize> = split(text, separator, SAMPLE).iter().map(|row| row.cells.len()).collect();
        counts.sort_unstable();
        counts.chunk_by(|left, right| left == right).filter(|same| same[0] > 1).map(<[usize]>::len).max().unwrap_or(0)
    };
    // Of equals the first is taken, which the reversed order makes the last of the greatest.
    *[b',', b'\t', b';'].iter().max_by_key(|separator| agreeing(**separator)).unwrap_or(&b';')
}

/// The first rows, with the line that each begins on.
fn split(text: &str, separator: u8, most: usize) -> Vec<Row> {
    // With an odd number of quotation marks one was never closed: it would swallow all that follows.
    let quoting = text.matches('"').count().is_multiple_of(2);
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).quoting(quoting).delimiter(separator).from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut rows = Vec::new();
    // Of text the reader knows no error.
    while rows.len() < most && reader.read_record(&mut record).unwrap_or(false) {
        let (line, byte) = record.position().map_or((1, 0), |position| (position.line(), position.byte()));
        // The reader passes over empty lines without counting the row as beginning after them.
        let byte = usize::try_from(byte).unwrap_or(usize::MAX).min(text.len());
        let empty = text.as_bytes()[byte..].iter().take_while(|byte| **byte == b'\n').count();
        let line = usize::try_from(line).unwrap_or(usize::MAX).saturating_add(empty);
        rows.push(Row { line, cells: record.iter().map(|cell| cell.trim().to_owned()).collect() });
    }
    rows
}

/// Writes a list that spreadsheets open with a double click: UTF-8 with its mark,
/// semicolons, and no cell that a spreadsheet would run ([`harmless`]).
pub fn write<Cells: IntoIterator<Item = String>>(rows: impl IntoIterator<Item = Cells>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    for row in rows {
        let cells: Vec<String> = row.into_iter().map(|cell| harmless(&cell)).collect();
        // Writing into memory does not fail.
        let _ = writer.write_record(&cells);
    }
    writer.into_inner().unwrap_or_default()
}

/// A cell that no spreadsheet takes for a formula: what begins like one gets an apostrophe before it,
/// which spreadsheets do not show. Source: OWASP, "CSV Injection".
#[must_use]
pub fn harmless(cell: &str) -> String {
    if cell.trim_start_matches(' ').starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(bytes: &[u8]) -> Vec<(usize, Vec<String>)> {
        read(bytes).expect("a list").into_iter().map(|row| (row.line, row.cells)).collect()
    }

    fn row(line: usize, cells: &[&str]) -> (usize, Vec<String>) {
        (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn what_spreadsheets_write_is_read() {
        let expected = vec![row(1, &["id", "tagg"]), row(2, &["@a:x", "Växjö"]), row(3, &["@b:x", "Ljungby, Älmhult"])];
        for (name, bytes) in [
            ("LibreOffice", "id,tagg\n@a:x,Växjö\n@b:x,\"Ljungby, Älmhult\"\n".as_bytes().to_vec()),
            ("Excel, UTF-8", "\u{feff}id;tagg\r\n@a:x;Växjö\r\n@b:x;Ljungby, Älmhult\r\n".as_bytes().to_vec()),
            ("Excel, CSV", b"id;tagg\r\n@a:x;V\xe4xj\xf6\r\n@b:x;Ljungby, \xc4lmhult\r\n".to_vec()),
            ("Numbers", "id;tagg\r@a:x;Växjö\r@b:x;Ljungby, Älmhult".as_bytes().to_vec()),
            ("tabs", "id\ttagg\n@a:x\tVäxjö\n@b:x\tLjungby, Älmhult".as_bytes().to_vec()),
        ] {
            assert_eq!(cells(&bytes), expected, "{name}");
        }
        let utf16: Vec<u8> = "\u{feff}id\ttagg\r\n@a:x\tVäxjö\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(cells(&utf16), [row(1, &["id", "tagg"]), row(2, &["@a:x", "Växjö"])]);
        assert_eq!(cells(b"sep=,\r\na;b,c\r\n"), [row(2, &["a;b", "c"])]);
    }

    #[test]
    fn rows_keep_the_line_they_stand_on() {
        assert_eq!(cells(b"\n\na;b\n;;\n\n\"c\nd\";e\nf;g\n"), [row(3, &["a", "b"]), row(6, &["c\nd", "e"]), row(8, &["f", "g"])]);
        assert_eq!(cells(b"a;\"b\nc;d\n"), [row(1, &["a", "\"b"]), row(2, &["c", "d"])]);
    }

    #[test]
    fn what_is_no_list_is_refused() {
        assert_eq!(read(b"PK\x03\x04\x14\x00"), Err(Unreadable::Workbook));
        assert_eq!(read(b"\x89PNG\r\n\x1a\n\x00\x00"), Err(Unreadable::Binary));
        assert_eq!(read(b"\xef\xbb\xbf\r\n;;\r\n"), Err(Unreadable::Empty));
    }

    #[test]
    fn what_is_written_runs_nowhere_and_is_read_again() {
        let written = write([vec!["@a:x".to_owned(), "=1+1".to_owned()], vec!["å;ä".to_owned(), "\"ö\"\nrad".to_owned()]]);
        assert!(written.starts_with("\u{feff}'@a:x;'=1+1\r\n".as_bytes()), "{}", String::from_utf8_lossy(&written));
        assert_eq!(cells(&written)[1].1, ["å;ä", "\"ö\"\nrad"]);
    }
}
