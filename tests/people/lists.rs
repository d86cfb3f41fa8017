//! Properties of reading lists: any table comes back as it was written, every row is taken or named,
//! and nothing of a personal identity number is repeated.

use proptest::prelude::*;
use stina::{
    assistant::{
        World,
        people::{
            import::{self, Place, Reason},
            import_wording,
        },
        wording::Language,
    },
    cli,
    facts::Power,
    table,
};

fn world() -> &'static World {
    static WORLD: std::sync::OnceLock<World> = std::sync::OnceLock::new();
    WORLD.get_or_init(|| {
        let mut world = cli::world(None, None).expect("the rules load");
        for region in &mut world.regions {
            region.tags = vec![format!("{} norra", region.short), "Ås".to_owned()];
        }
        world
    })
}

/// Who may write to one region.
fn power() -> Power {
    Power { admin: false, studierektor: vec!["kronoberg".to_owned()] }
}

fn place(power: &Power) -> Place<'_> {
    Place { regions: &world().regions, me: "@stina:localhost", power }
}

/// How a program writes a table.
#[derive(Debug, Clone, Copy)]
struct Style {
    separator: char,
    end: &'static str,
    quote_all: bool,
    encoding: Encoding,
    last_end: bool,
}

#[derive(Debug, Clone, Copy)]
enum Encoding {
    Utf8,
    Utf8WithMark,
    Utf16,
    Windows1252,
}

fn style() -> impl Strategy<Value = Style> {
    (
        prop::sample::select(vec![';', ',', '\t']),
        prop::sample::select(vec!["\n", "\r\n", "\r"]),
        any::<bool>(),
        prop::sample::select(vec![Encoding::Utf8, Encoding::Utf8WithMark, Encoding::Utf16, Encoding::Windows1252]),
        any::<bool>(),
    )
        .prop_map(|(separator, end, quote_all, encoding, last_end)| Style { separator, end, quote_all, encoding, last_end })
}

fn written(rows: &[Vec<String>], style: Style) -> Vec<u8> {
    let cell = |cell: &String| {
        if style.quote_all || cell.contains([style.separator, '"', '\n', '\r']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.clone()
        }
    };
    let lines: Vec<String> = rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join(&style.separator.to_string())).collect();
    let mut text = lines.join(style.end);
    if style.last_end {
        text.push_str(style.end);
    }
    match style.encoding {
        Encoding::Utf8 => text.into_bytes(),
        Encoding::Utf8WithMark => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        Encoding::Utf16 => format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect(),
        // Of the letters used here all are one byte, with their code point's number.
        Encoding::Windows1252 => text.chars().map(|letter| u8::try_from(u32::from(letter)).expect("in Latin-1")).collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn a_table_comes_back_as_it_was(
        width in 2_usize..6,
        cells in prop::collection::vec("[A-Za-z0-9åäöÅÄÖé ()!?:.@=+-]{0,12}", 2..60),
        tricky in "[a-zå]{1,4}[;,\t\"]?[a-zå]{1,4}",
        style in style(),
    ) {
        let mut rows: Vec<Vec<String>> = cells.chunks_exact(width).map(|row| row.iter().map(|cell| cell.trim().to_owned()).collect()).collect();
        prop_assume!(!rows.is_empty() && rows.iter().all(|row| row.iter().any(|cell| !cell.is_empty())));
        // A cell that needs quotes, where the first row tells what separates in any case.
        let last = rows.len() - 1;
        if last > 0 {
            rows[last][0] = tricky;
        }
        prop_assume!(!written(&rows, style).starts_with(b"PK") && !rows[0][0].to_lowercase().starts_with("sep="));
        let read = table::read(&written(&rows, style)).expect("a table");
        let lines: Vec<usize> = read.iter().map(|row| row.line).collect();
        prop_assert_eq!(lines, (1..=rows.len()).collect::<Vec<_>>());
        prop_assert_eq!(read.into_iter().map(|row| row.cells).collect::<Vec<_>>(), rows);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        if let Ok(rows) = table::read(&bytes) {
            prop_assert!(!rows.is_empty());
            prop_assert!(rows.windows(2).all(|pair| pair[0].line < pair[1].line));
        }
        let _ = import::read(&bytes, place(&power()));
    }

    #[test]
    fn what_she_writes_runs_in_no_spreadsheet(cells in prop::collection::vec("\\PC{0,20}", 1..20)) {
        let bytes = table::write([cells]);
        let text = String::from_utf8(bytes).expect("UTF-8");
        let mut reader = csv::ReaderBuilder::new().has_headers(false).delimiter(b';').from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        for record in reader.records() {
            for cell in &record.expect("a row") {
                prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{}", cell);
            }
        }
    }

    #[test]
    fn every_row_is_taken_or_named(rows in prop::collection::vec(row(), 1..40)) {
        let text = rows.iter().map(|row| row.join(";")).collect::<Vec<_>>().join("\n");
        prop_assume!(rows.iter().take(5).any(|row| row[0].starts_with('@')));
        let power = power();
        let list = import::read(text.as_bytes(), place(&power)).expect("a list");
        let filled = rows.iter().filter(|row| row.iter().any(|cell| !cell.is_empty())).count();
        prop_assert_eq!(list.rows.len() + list.problems.len(), filled);
        let change = import::compare(&list.rows, &[], &power);
        prop_assert_eq!(change.count() + change.same + change.problems.len(), list.rows.len());
        prop_assert!(change.people().all(|person| person.region.as_deref() == Some("kronoberg") && person.imported));
        let mut users: Vec<&str> = change.people().map(|person| person.user.as_str()).collect();
        users.sort_unstable();
        users.dedup();
        prop_assert_eq!(users.len(), change.count());
        // Taken once, the same list changes nothing.
        let again = import::compare(&list.rows, &change.people().cloned().collect::<Vec<_>>(), &power);
        prop_assert_eq!((again.count(), again.same), (0, list.rows.len()));
        let said = import_wording::dry_run("lista.csv", &list, &change, world(), Language::Swedish);
        prop_assert!(!said.contains("811228"), "{}", said);
        for problem in list.problems.iter().filter(|problem| problem.reason == Reason::PersonalNumber) {
            prop_assert_eq!(&problem.user, &None);
        }
    }
}

/// A row as people write them, right and wrong.
fn row() -> impl Strategy<Value = Vec<String>> {
    let user =
        prop::sample::select(vec!["@a:x", "@b:x", "@c.d-e:example.org", "'@f:x", "@stina:localhost", "anna", "@:x", "", "811228-9874"]);
    let region = prop::sample::select(vec!["kronoberg", "Region Kronoberg", "Växjö", "VGR", "Kalmar", ""]);
    let role = prop::sample::select(vec!["", "ST", "st-läkare", "Handledare", "HR", "studierektor", "tomte", "19811228-9874"]);
    let tag = prop::sample::select(vec!["", "Ås", "ås", "Kronoberg norra", "Mars", "Ås, Kronoberg norra"]);
    (user, region, role, tag).prop_map(|(user, region, role, tag)| [user, region, role, tag].map(str::to_owned).to_vec())
}

#[test]
fn an_identity_number_in_any_column_refuses_the_row() {
    let power = power();
    for list in ["@a:x;kronoberg;st;;811228-9874\n", "id;namn;region\n@a:x;8112289874;kronoberg\n", "id;region\n@a:x;19811228-9874\n"] {
        let list = import::read(list.as_bytes(), place(&power)).expect("a list");
        assert_eq!((list.rows.len(), &list.problems[0].reason), (0, &Reason::PersonalNumber));
        let all = format!("{:?}", import_wording::problem_rows(&list.problems, world(), Language::Swedish));
        assert!(!all.contains("1228"), "{all}");
    }
}

#[test]
fn too_many_rows_are_refused_whole() {
    let power = power();
    let text = (0..=import::MOST_ROWS).map(|number| format!("@u{number}:x;kronoberg")).collect::<Vec<_>>().join("\n");
    assert_eq!(import::read(text.as_bytes(), place(&power)), Err(import::Refusal::TooManyRows));
}
