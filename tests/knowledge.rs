//! The knowledge base holds what it must, and a bad folder is told about with all its problems at once.

use std::path::Path;

use serde::Deserialize;
use stina::cli::questions;
use stina::knowledge::load::{check_all, load_dir, load_embedded};
use stina::knowledge::understand::{Asker, understand};
use stina::knowledge::{KnowledgeBase, Problem, Severity};

#[derive(Deserialize)]
struct Scope {
    rule: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    id: String,
    region: String,
    heading: String,
    must_say: Vec<String>,
}

fn scope() -> Vec<Row> {
    let text = include_str!("knowledge/scope.toml");
    toml::from_str::<Scope>(text).expect("the table of what must be said").rule
}

fn embedded() -> KnowledgeBase {
    load_embedded().unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// A text without emphasis and case, as `must_say` is compared.
fn plain(text: &str) -> String {
    text.replace(['*', '_'], "").to_lowercase()
}

#[test]
fn every_rule_of_the_scope_is_there_and_says_what_it_must() {
    let knowledge = embedded();
    let rows = scope();
    assert_eq!(rows.len(), 65);
    let mut missing = Vec::new();
    for row in &rows {
        let Some(rule) = knowledge.rule(&row.id) else {
            missing.push(format!("{}: no such rule", row.id));
            continue;
        };
        assert_eq!(rule.region, row.region);
        if rule.heading.as_deref() != Some(row.heading.as_str()) {
            missing.push(format!("{}: heading {:?}, not {:?}", row.id, rule.heading, row.heading));
        }
        if rule.source.as_ref().is_none_or(|source| !knowledge.sources.contains_key(source)) {
            missing.push(format!("{}: source {:?}", row.id, rule.source));
        }
        if rule.english.is_none() {
            missing.push(format!("{}: no English text", row.id));
        }
        let body = plain(&rule.body);
        for wanted in &row.must_say {
            if !wanted.split('|').any(|either| body.contains(&plain(either))) {
                missing.push(format!("{}: does not say {wanted:?}", row.id));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn the_rules_have_no_errors() {
    let errors: Vec<Problem> =
        check_all(None, jiff::civil::date(2026, 6, 1)).into_iter().filter(|problem| problem.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn the_rules_inside_the_program_are_found_just_as_those_of_the_folder() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let inside = embedded();
    let folder = load_dir(&root.join("knowledge")).unwrap_or_else(|problems| panic!("{problems:#?}"));
    assert_eq!(inside.rules, folder.rules);
    assert_eq!((&inside.sources, &inside.region_names), (&folder.sources, &folder.region_names));
    assert_eq!(format!("{:?}", *inside.plans), format!("{:?}", *folder.plans));
    for name in ["tune.toml", "report.toml"] {
        let asked = questions::read(&root.join("tests/questions").join(name), &inside).unwrap_or_else(|cause| panic!("{cause:#}"));
        for question in asked {
            for region in [question.region.as_deref(), None] {
                let who = Asker { region, ..Asker::default() };
                let [one, other] = [&inside, &folder].map(|knowledge| understand(knowledge, &question.query, &who));
                assert_eq!(one, other, "{}", question.query);
            }
        }
    }
}

#[test]
fn a_rule_whose_review_date_has_passed_is_warned_of() {
    let late = check_all(None, jiff::civil::date(2099, 1, 1));
    assert!(late.iter().any(|problem| problem.severity == Severity::Warning && problem.message.contains("setts över")));
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    folder
}

fn problems(files: &[(&str, &str)]) -> Vec<Problem> {
    load_dir(folder(files).path()).expect_err("problems")
}

const GOOD: &str = "+++\ntitle = \"Var ligger biblioteket?\"\n+++\nPå torget.\n";

#[test]
fn title_and_body_are_enough() {
    let folder = folder(&[("stan/bibliotek.md", GOOD)]);
    let knowledge = load_dir(folder.path()).unwrap_or_else(|problems| panic!("{problems:#?}"));
    assert_eq!(knowledge.regions(), ["stan"]);
    assert_eq!(knowledge.rule("stan.bibliotek").map(|rule| rule.body.as_str()), Some("På torget."));
}

#[test]
fn all_problems_are_told_at_once_with_file_and_line() {
    let found = problems(&[
        ("stan/bra.md", GOOD),
        ("stan/utan-rader.md", "title = \"a\"\n"),
        ("stan/okand-nyckel.md", "+++\ntitle = \"a\"\ntittel = \"b\"\n+++\nSvar\n"),
        ("stan/tomt-svar.md", "+++\ntitle = \"Vad?\"\n+++\n\n"),
        ("stan/utan-titel.md", "+++\nask = []\n+++\nSvar\n"),
        ("stan/fel-ar.md", "+++\ntitle = \"Vad?\"\nyears = [7]\n+++\nSvar\n"),
        ("stan/Stora Namn.md", GOOD),
        ("stan/stora-namn.md", GOOD),
        ("stan/!!.md", GOOD),
        ("stan/fel-granne.md", "+++\ntitle = \"Vad?\"\neasily_confused = [\"stan.finns-inte\"]\n+++\nSvar\n"),
        ("stan/fel-kalla.md", "+++\ntitle = \"Vad?\"\nsource = \"nej\"\n+++\nSvar\n"),
        ("stan/ensam.en.md", GOOD),
        ("los.md", GOOD),
        ("sources.toml", "[bok]\ntitle = \"En bok\"\n"),
        ("regions.toml", "[annan]\nname = \"En annan\"\n"),
        ("vocabulary.toml", "[[concepts]]\nsv = []\n"),
    ]);
    let of = |file: &str| found.iter().find(|problem| problem.file == file).unwrap_or_else(|| panic!("{file} in {found:#?}"));
    assert_eq!(of("stan/utan-rader.md").line, 1);
    assert_eq!(of("stan/okand-nyckel.md").line, 3);
    assert!(of("stan/okand-nyckel.md").remedy.starts_with("Menar du title?"), "{found:#?}");
    assert_eq!(of("stan/tomt-svar.md").line, 4);
    assert!(of("stan/utan-titel.md").message.contains("titeln"));
    assert_eq!(of("stan/fel-ar.md").line, 3);
    assert!(of("stan/stora-namn.md").message.contains("samma id som stan/Stora Namn.md"), "{found:#?}");
    assert!(of("stan/!!.md").message.contains("id"));
    assert_eq!(of("stan/fel-granne.md").line, 3);
    assert!(of("stan/fel-kalla.md").remedy.contains("bok"));
    assert!(of("stan/ensam.en.md").message.contains("svensk"));
    assert!(of("los.md").message.contains("region"));
    assert!(of("regions.toml").message.contains("annan"));
    assert_eq!(of("vocabulary.toml").line, 1);
    assert!(found.iter().all(|problem| !problem.remedy.is_empty()));
    assert!(!found.iter().any(|problem| problem.file == "stan/bra.md"));
}

#[test]
fn every_key_is_told_and_what_can_be_read_is_checked_beside_it() {
    let folder = folder(&[
        ("stan/bra.md", "+++\ntitle = \"Var ligger biblioteket?\"\n+++\nPå torget. [Karta](karta)\n"),
        ("stan/fel.md", "+++\ntittel = \"b\"\nyears = \"2\"\nask = 3\neasily_confused = [\"stan.bra\"]\n+++\nSvar\n"),
        ("stan/granne.md", "+++\ntitle = \"Vad kostar det?\"\neasily_confused = [\"stan.fel\"]\n+++\nTio kronor.\n"),
    ]);
    let found = check_all(Some(folder.path()), jiff::civil::date(2026, 6, 1));
    let lines = |file: &str| found.iter().filter(|problem| problem.file == file).map(|problem| problem.line).collect::<Vec<_>>();
    assert_eq!(lines("stan/fel.md"), [2, 3, 4], "{found:#?}");
    assert_eq!(lines("stan/granne.md"), Vec::<usize>::new(), "a rule with an error of its own is still another rule");
    assert!(found.iter().any(|problem| problem.file == "stan/bra.md" && problem.message.contains("leder ingenstans")), "{found:#?}");
}

#[test]
fn a_bad_key_hides_nothing_else_of_its_file() {
    let folder = folder(&[(
        "stan/bibliotek.md",
        "+++\ntitle = \"Var ligger biblioteket?\"\nkeyword = [\"bok\"]\nreview_by = 2020-01-01\n+++\nPå torget. [Karta](a)\n",
    )]);
    let found = check_all(Some(folder.path()), jiff::civil::date(2026, 6, 1));
    let lines: Vec<usize> = found.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [3, 4, 6], "{found:#?}");
    assert!(found[0].remedy.contains("keywords") && found[1].message.contains("2020") && found[2].message.contains("”a”"));
    assert!(load_dir(folder.path()).is_err());
}

#[test]
fn a_line_that_is_no_toml_hides_nothing_else() {
    let rule = "+++\ntitle = \"Var ligger biblioteket?\nask = [\n  \"biblioteket\"\nkeyword = [\"bok\"]\nyears = [9]\nyears = [1]\n+++\n\n";
    let found = problems(&[
        ("stan/fel.md", rule),
        ("stan/bra.md", "+++\ntitle = \"Vad kostar det?\"\nsource = \"b\"\n+++\nTio kronor.\n"),
        ("sources.toml", "[a]\ntitle = \"Ett\ntitel = \"Två\"\n[b\ntitle = \"Tre\"\n[c]\npublisher = 3\n"),
        ("regions.toml", "[stan]\nname = 3\nalias = [\"byn\"]\n[ort]\nname = \"Ort\"\n"),
    ]);
    let lines = |file: &str| {
        let mut lines: Vec<usize> = found.iter().filter(|problem| problem.file == file).map(|problem| problem.line).collect();
        lines.sort_unstable();
        lines
    };
    // The title's quotation, the list, the misspelt key, the second "years", the year, the empty answer.
    assert_eq!(lines("stan/fel.md"), [2, 4, 5, 6, 7, 9], "{found:#?}");
    assert_eq!(lines("stan/bra.md"), Vec::<usize>::new(), "{found:#?}");
    assert!([2, 3, 4, 7].iter().all(|line| lines("sources.toml").contains(line)), "{found:#?}");
    assert!([2, 3, 4].iter().all(|line| lines("regions.toml").contains(line)), "{found:#?}");
    assert!(found.iter().all(|problem| !problem.remedy.is_empty()));
}

#[cfg(unix)]
#[test]
fn links_that_lead_nowhere_or_back_are_told_once() {
    use std::os::unix::fs::symlink;
    let folder = folder(&[
        ("stan/bra.md", "+++\ntitle = \"Var ligger biblioteket?\"\n+++\nPå torget.\n"),
        ("stan/STOR.MD", "+++\ntitle = \"När öppnar badhuset?\"\n+++\nKlockan nio.\n"),
    ]);
    symlink(folder.path(), folder.path().join("stan/runt")).expect("a link");
    symlink("ingenstans", folder.path().join("landet")).expect("a link");
    symlink("ingenstans", folder.path().join("stan/ny.md")).expect("a link");
    symlink("ingenstans", folder.path().join("stan/bild.png")).expect("a link");
    let deep = folder.path().join("stan/1/2/3/4/5/6/7/8/9");
    std::fs::create_dir_all(&deep).expect("folders");
    let found = check_all(Some(folder.path()), jiff::civil::date(2026, 6, 1));
    let files: Vec<&str> = found.iter().map(|problem| problem.file.as_str()).collect();
    assert_eq!(files, ["landet", "stan/1/2/3/4/5/6/7/8", "stan/ny.md", "stan/runt"], "{found:#?}");
    assert!(found.iter().all(|problem| problem.severity == Severity::Error && !problem.remedy.is_empty()));
    for name in ["landet", "stan/ny.md", "stan/runt", "stan/bild.png"] {
        std::fs::remove_file(folder.path().join(name)).expect("removed");
    }
    std::fs::remove_dir_all(folder.path().join("stan/1")).expect("removed");
    assert_eq!(load_dir(folder.path()).expect("good").rules.len(), 2);
    let missing = check_all(Some(&folder.path().join("inte-har")), jiff::civil::date(2026, 6, 1));
    assert!(missing.len() == 1 && missing[0].message.contains("finns inte"), "{missing:#?}");
}

#[test]
fn any_names_will_do_and_become_ids() {
    let folder = folder(&[
        ("Östergötland/Öppettider & lån.md", GOOD),
        ("Östergötland/Öppettider & lån.en.md", "+++\ntitle = \"Where is the library?\"\n+++\nOn the square.\n"),
        ("Skåne/Kurser/Anmälan.MD", "+++\ntitle = \"Hur anmäler man sig?\"\n+++\nPå webben.\n"),
        ("README.md", "Så skrivs en regel.\n"),
        ("regions.toml", "[\"Skåne\"]\nname = \"Region Skåne\"\nshort = \"Skåne\"\n"),
    ]);
    let knowledge = load_dir(folder.path()).unwrap_or_else(|problems| panic!("{problems:#?}"));
    assert_eq!(knowledge.regions(), ["ostergotland", "skane"]);
    let rule = knowledge.rule("ostergotland.oppettider-lan").expect("the first rule");
    assert!(rule.english.is_some());
    assert!(knowledge.rule("skane.kurser.anmalan").is_some());
    assert_eq!(knowledge.region_names["ostergotland"].name, "Östergötland");
    assert_eq!(knowledge.region_names["skane"].name, "Region Skåne");
    let found = check_all(Some(folder.path()), jiff::civil::date(2026, 6, 1));
    assert!(found.iter().all(|problem| problem.severity == Severity::Warning), "{found:#?}");
}

#[test]
fn a_flat_folder_has_no_regions() {
    let folder = folder(&[("Biblioteket.md", GOOD), ("badet.md", "+++\ntitle = \"När öppnar badet?\"\n+++\nKlockan nio.\n")]);
    let knowledge = load_dir(folder.path()).unwrap_or_else(|problems| panic!("{problems:#?}"));
    assert!(knowledge.regions().is_empty());
    assert_eq!(knowledge.rule("biblioteket").map(|rule| rule.body.as_str()), Some("På torget."));
    assert!(check_all(Some(folder.path()), jiff::civil::date(2026, 6, 1)).is_empty());
}

#[test]
fn an_empty_or_missing_folder_is_an_error() {
    let empty = folder(&[]);
    let found = load_dir(empty.path()).expect_err("no rules");
    assert!(found[0].to_string().starts_with(&format!("{}: fel: mappen har inga regler", empty.path().display())), "{}", found[0]);
    assert!(load_dir(Path::new("there-is-no-such-folder")).is_err());
}

#[test]
fn rules_that_nothing_tells_apart_and_stray_ways_to_ask_are_warned_of() {
    let folder = folder(&[
        (
            "stan/bibliotek.md",
            "+++\ntitle = \"Var ligger biblioteket?\"\nask = [\"När öppnar simhallen?\"]\n+++\nPå torget. [Karta](karta)\n",
        ),
        ("stan/bibliotek2.md", "+++\ntitle = \"Var ligger biblioteket?\"\n+++\nPå torget.\n"),
        (
            "stan/simhall.md",
            "+++\ntitle = \"När öppnar simhallen?\"\nask = [\"simhallen öppettider\", \"när öppnar simhallen på söndag\"]\n+++\nKlockan nio.\n",
        ),
    ]);
    let found = check_all(Some(folder.path()), jiff::civil::date(2026, 6, 1));
    let wrong = |problem: &Problem| ["leder ingenstans", "står även"].iter().any(|told| problem.message.contains(told));
    assert!(found.iter().all(|problem| (problem.severity == Severity::Error) == wrong(problem)), "{found:#?}");
    assert!(found.iter().any(|problem| !wrong(problem)), "{found:#?}");
    assert!(load_dir(folder.path()).is_ok(), "it can be used all the same");
    let says = |file: &str, text: &str| found.iter().any(|problem| problem.file == file && problem.message.contains(text));
    assert!(says("stan/bibliotek.md", "leder ingenstans"), "{found:#?}");
    assert!(found.iter().any(|problem| problem.message.contains("inget skiljer") || problem.message.contains("står även")), "{found:#?}");
    assert!(says("stan/bibliotek.md", "hittar stan.simhall") || says("stan/simhall.md", "står även"), "{found:#?}");
}

#[test]
fn what_nobody_may_read_and_what_there_is_none_of_is_wrong() {
    let folder = folder(&[
        ("stan/a.md", "+++\ntitle = \"Vem är 811228-9874?\"\n+++\nIngen.\n"),
        ("stan/b.md", "+++\ntitle = \"Vad kostar det?\"\nask = [\"priset för 811228-9874\"]\nsource = \"boken\"\n+++\nTio kronor.\n"),
        ("stan/c.md", "+++\ntitle = \"När öppnar badet?\"\nsource = \"boken\"\nfor = [\"st\", \"klingon\"]\n+++\nRing 811228-\n9874.\n"),
        ("stan/c.en.md", "+++\ntitle = \"When does the bath open?\"\n+++\nCall 19811228-9874.\n"),
    ]);
    let found = check_all(Some(folder.path()), jiff::civil::date(2026, 6, 1));
    let of = |severity: Severity| found.iter().filter(move |problem| problem.severity == severity);
    let wrong: Vec<(&str, usize)> = of(Severity::Error).map(|problem| (problem.file.as_str(), problem.line)).collect();
    assert_eq!(
        wrong,
        [("stan/a.md", 2), ("stan/b.md", 3), ("stan/b.md", 4), ("stan/c.en.md", 4), ("stan/c.md", 4), ("stan/c.md", 6)],
        "{found:#?}"
    );
    assert!(found.iter().all(|problem| !problem.to_string().contains("9874") && !problem.remedy.is_empty()), "{found:#?}");
    assert!(found.iter().any(|problem| problem.message.contains("klingon")));
    assert!(found.iter().any(|problem| problem.message.contains("”boken”") && problem.message.contains("en regel till")), "{found:#?}");
}
