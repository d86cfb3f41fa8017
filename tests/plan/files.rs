//! The files of plans: what is wrong in one is told, with its line and what to do.

use stina::{knowledge::load, plan::Plan};

#[test]
fn every_fault_of_a_file_is_told_with_its_line() {
    let file = "source = \"x\"\n[[moment]]\nid = \"a\"\ntitle = \"A\"\nwhen = \"då\"\nfrom = \"b\"\nto = \"slut\"\nrule = \"r.a\"\n\
                [[moment]]\nid = \"b\"\ntitle = \"B\"\nwhen = \"då\"\nfrom = \"a + 1 mån\"\nto = \"slut\"\nrule = \"r.a\"\n";
    let faults = Plan::read("r", file).expect_err("a circle");
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].line, 6);
    assert!(faults[0].message.contains("cirkel: a → b → a"), "{}", faults[0].message);
    let cases = [
        ("from = \"b\"", "from = \"sen\"", "”sen” är inget moment"),
        ("from = \"b\"", "from = \"start + snart\"", "”start + snart” är ingen tidpunkt"),
        ("from = \"b\"", "from = \"slut\"\nto = \"start\"", "duplicate key"),
        ("to = \"slut\"\nrule", "to = \"start\"\nrule", "slutar innan det börjar"),
        ("rule = \"r.a\"\n[[moment]]", "rule = \"r.a\"\nremind = [\"st: ibland\"]\n[[moment]]", "”st: ibland” går inte att läsa"),
        ("rule = \"r.a\"\n[[moment]]", "rule = \"r.a\"\nwith = [\"chefen\"]\n[[moment]]", "”chefen” är ingen roll"),
        ("rule = \"r.a\"\n[[moment]]", "rule = \"r.a\"\nlate = \"nej\"\n[[moment]]", "expected a boolean"),
        (
            "rule = \"r.a\"\n[[moment]]",
            "rule = \"r.a\"\nlate = false\nremind = [\"st: 7 dagar före slutet\"]\n[[moment]]",
            "det finns inget slut att påminna om",
        ),
        ("rule = \"r.a\"\n[[moment]]", "rule = \"r.a\"\nevery = \"vecka\"\nlate = false\n[[moment]]", "pågår hela tiden"),
        ("id = \"b\"", "id = \"a\"", "finns redan"),
    ];
    for (from, to, message) in cases {
        let mended = file.replace("from = \"a + 1 mån\"", "from = \"start\"");
        let broken = mended.replacen(from, to, 1);
        assert_ne!(mended, broken);
        let faults = Plan::read("r", &broken).expect_err(message);
        assert!(faults.iter().any(|fault| fault.message.contains(message) && fault.line > 0), "{message}: {faults:?}");
    }
}

#[test]
fn check_verifies_plans_as_it_does_rules() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        std::fs::write(path, text).expect("written");
    };
    write("norr/iup.md", "+++\ntitle = \"När görs IUP?\"\n+++\nEfter ett tag.\n");
    write("sources.toml", "[a]\ntitle = \"A\"\n");
    let plan = "source = \"a\"\n[[moment]]\nid = \"iup\"\ntitle = \"IUP\"\nwhen = \"efter ca 6 månader\"\nfrom = \"start + 5 mån\"\nto = \"start + 7 mån\"\nrule = \"norr.iup\"\n";
    write("plans/norr.toml", plan);
    assert_eq!(load::load_dir(folder.path()).expect("fine").plans["norr"].moments.len(), 1);
    write("plans/norr.toml", &plan.replace("norr.iup", "norr.ipu"));
    let problems = load::load_dir(folder.path()).expect_err("a rule that is none");
    assert!(problems[0].to_string().starts_with("plans/norr.toml:8: fel: ”norr.ipu” är ingen regel i norr"), "{}", problems[0]);
    write("plans/norr.toml", plan);
    write("plans/soder.toml", plan);
    assert!(load::load_dir(folder.path()).is_err());
}
