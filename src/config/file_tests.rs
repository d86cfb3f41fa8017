//! What is wrong with a settings file is told at once, with its line and what was meant.

use super::*;

fn problems(text: &str) -> Vec<String> {
    match parse(text, "stina.toml", Path::new("/srv/stina")) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.problems.iter().map(|p| format!("{}: {}", p.line.unwrap_or(0), p.message)).collect(),
    }
}

#[test]
fn the_template_is_valid() {
    let config = parse(TEMPLATE, "stina.toml", Path::new("/srv/stina")).expect("the template is valid");
    assert_eq!(config.matrix.store, Path::new("/srv/stina/data/matrix"));
    assert_eq!(config.database, "sqlite:/srv/stina/data/stina.db");
}

#[test]
fn every_problem_is_told_at_once() {
    let found = problems(
        "[matrix]\nhomserver = \"http://127.0.0.1\"\nuser_id = \"stina\"\n[acces]\nallow = []\n[defaults]\nzone = \"Europa/Stockholm\"\n[database]\nurl = \"mysql:x\"\n[retention]\nsent_days = 0\n",
    );
    let all = found.join("\n");
    assert!(all.contains("2: unknown key \"homserver\"; did you mean \"homeserver\"?"), "{all}");
    assert!(all.contains("homeserver is missing"), "{all}");
    assert!(all.contains("3: \"stina\" is no user id"), "{all}");
    assert!(all.contains("4: unknown section \"acces\"; did you mean \"access\"?"), "{all}");
    assert!(all.contains("7: zone = \"Europa/Stockholm\""), "{all}");
    assert!(all.contains("9: [database] url must start"), "{all}");
    assert!(all.contains("11: [retention] sent_days"), "{all}");
}

#[test]
fn regions_and_the_folder_of_rules_are_checked() {
    let good = "[matrix]\nhomeserver = \"http://127.0.0.1\"\nuser_id = \"@stina:localhost\"\n[access]\nallow = [\"*\"]\n";
    let all = problems(&format!(
        "{good}[defaults]\nregion = \"kronobergs\"\n[roles]\nstudierektor = {{ \"@sr:localhost\" = [\"vgr\", \"vgg\"] }}\n"
    ))
    .join("\n");
    assert!(all.contains("7: unknown region \"kronobergs\"; did you mean \"kronoberg\"?"), "{all}");
    assert!(all.contains("9: unknown region \"vgg\"; did you mean \"vgr\"?"), "{all}");
    let far = problems(&format!("{good}[defaults]\nregion = \"Halland\"\n")).join("\n");
    assert!(far.contains("unknown region \"Halland\"; known: kronoberg, vgr"), "{far}");
    let nobody = problems(&good.replace("[\"*\"]", "[\"stina\", \"@a:x\", \"*:x\", \"@b\"]")).join("\n");
    assert!(nobody.contains("\"stina\" fits no user id") && nobody.contains("\"@b\" fits") && !nobody.contains("@a:x\" fits"), "{nobody}");
    let all = problems(&format!("{good}[knowledge]\npath = \"reglerna\"\n")).join("\n");
    assert!(all.contains("7: [knowledge] path: there is no folder /srv/stina/reglerna"), "{all}");
}

#[test]
fn tags_are_read_and_checked() {
    let matrix = "[matrix]\nhomeserver = \"http://127.0.0.1\"\nuser_id = \"@stina:x\"\n[access]\nallow = []\n";
    let text = format!("{matrix}[tags]\nkronoberg = [\"Växjö\", \" Ljungby \"]\n");
    let config = parse(&text, "stina.toml", Path::new("/srv/stina")).expect("valid");
    assert_eq!(config.tags["kronoberg"], ["Växjö", "Ljungby"]);
    let all = problems(&format!("{matrix}[tags]\nkronoberg = [\"Växjö\", \"växjö\"]\nvgr = [\"a;b\", \"7\"]\njamtland = \"Östersund\"\n"))
        .join("\n");
    assert!(all.contains("7: \"växjö\" stands twice in [tags] kronoberg"), "{all}");
    assert!(all.contains("8: \"a;b\" is no tag") && all.contains("8: \"7\" is no tag"), "{all}");
    assert!(
        all.contains("9: [tags] jamtland must be a list of texts, like [\"Östersund\"]") && all.contains("9: unknown region \"jamtland\""),
        "{all}"
    );
    let misspelt = problems(&format!("{matrix}[tag]\nvgr = []\n")).join("\n");
    assert!(misspelt.contains("unknown section \"tag\"; did you mean \"tags\"?"), "{misspelt}");
}

#[test]
fn a_text_in_place_of_a_list_names_the_setting_and_shows_it_in_brackets() {
    let all = problems(
        "[matrix]\nhomeserver = \"http://127.0.0.1\"\nuser_id = \"@stina:x\"\n[access]\nallow = \"*\"\n[roles]\nadmin = 3\nstudierektor = { \"@sr:x\" = \"vgg\" }\n[defaults]\nregion = \"vgg\"\n",
    )
    .join("\n");
    assert!(all.contains("5: [access] allow must be a list of texts, like [\"*\"]"), "{all}");
    assert!(all.contains("7: [roles] admin must be a list of texts, like [\"@name:example.org\"]"), "{all}");
    assert!(all.contains("8: [roles] studierektor, @sr:x must be a list of texts, like [\"vgg\"]"), "{all}");
    // An unknown region is told together with the rest.
    assert!(all.contains("10: unknown region \"vgg\"; did you mean \"vgr\"?"), "{all}");
}

#[test]
fn broken_toml_names_the_line() {
    let found = problems("[matrix]\nuser_id = \n");
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("2: is no valid TOML"), "{found:?}");
}

#[test]
fn broken_toml_hides_nothing_else() {
    let found = problems(
        "[matrix]\nhomeserver = \"http://127.0.0.1\nuser_id = \"stina\"\n[access]\nallow = [\n  \"*:x\"\n[roles\nadmin = [\"it\"]\n[defaults]\nzone = \"Europa/Stockholm\"\n",
    );
    let lines: Vec<&str> = found.iter().filter_map(|told| told.split(':').next()).collect();
    assert_eq!(lines, ["2", "3", "6", "7", "10"], "{found:#?}");
    assert!(found[1].contains("\"stina\" is no user id") && found[4].contains("is no time zone"), "{found:#?}");
    let twice = problems("[matrix]\nuser_id = \"@a:x\"\nuser_id = \"@b:x\"\n");
    assert!(twice.len() == 1 && twice[0].starts_with("3: is no valid TOML"), "{twice:?}");
}

#[test]
fn a_homeserver_is_an_address_alone() {
    let with = |homeserver: &str| {
        problems(&format!("[matrix]\nhomeserver = \"{homeserver}\"\nuser_id = \"@stina:x\"\n[access]\nallow = [\"*\"]\n"))
    };
    for good in ["http://127.0.0.1:8008", "https://matrix.example.org/", "https://example.org/matrix"] {
        assert!(with(good).is_empty(), "{good}: {:?}", with(good));
    }
    for bad in [
        "http://a:hemligt@127.0.0.1:8008/?x=1#f",
        "https://hemligt@127.0.0.1:8008",
        "http://127.0.0.1:8008/?access_token=hemligt",
        "http://127.0.0.1:8008/#hemligt",
    ] {
        let found = with(bad).join("\n");
        assert!(
            found.starts_with("2: homeserver is more than an address; write only \"http") && found.contains("127.0.0.1:8008/\""),
            "{found}"
        );
        assert!(!found.contains("hemligt"), "{found}");
    }
    let no_address = with("ftp://a:hemligt@127.0.0.1").join("\n");
    assert!(no_address.contains("is no web address") && !no_address.contains("hemligt"), "{no_address}");
}

#[test]
fn name_and_picture_are_checked_as_far_as_can_be_seen() {
    let with = |line: &str| {
        problems(&format!("[matrix]\nhomeserver = \"http://127.0.0.1\"\nuser_id = \"@stina:x\"\n{line}\n[access]\nallow = [\"*\"]\n"))
            .join("\n")
    };
    assert_eq!(with("avatar = \"stina.PNG\""), "");
    assert!(with("avatar = \"stina.webm\"").starts_with("4: avatar = "));
    assert_eq!(with(&format!("display_name = \"{}\"", "å".repeat(256))), "");
    assert!(with(&format!("display_name = \"{}\"", "å".repeat(257))).contains("4: display_name has more than 256 characters"));
}
