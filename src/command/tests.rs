//! What is a command and what stays a question.

use super::*;
use crate::facts::Role;

fn regions() -> Vec<RegionName> {
    let region = |id: &str, name: &str, short: &str, aliases: &[&str]| RegionName {
        id: id.to_owned(),
        name: name.to_owned(),
        short: short.to_owned(),
        tags: Vec::new(),
        aliases: aliases.iter().map(|&alias| alias.to_owned()).collect(),
    };
    vec![
        region("vgr", "Västra Götalandsregionen", "VGR", &["Västra Götaland", "Göteborg"]),
        region("kronoberg", "Region Kronoberg", "Kronoberg", &["Växjö", "Ljungby"]),
    ]
}

fn check(text: &str, expected: &Request) {
    assert_eq!(&parse(text, &regions()), expected, "{text}");
}

fn of(region: &str, role: Option<Role>) -> Request {
    Request::Region { region: region.to_owned(), role }
}

#[test]
fn commands() {
    check("Hjälp!", &Request::Help);
    check("hjalp", &Request::Help);
    check("visa mina påminnelser", &Request::ListReminders);
    check("Ta bort nr 2", &Request::RemoveReminders(vec![2]));
    check("ta bort 2 och 3", &Request::RemoveReminders(vec![2, 3]));
    check("ta bort 1-3", &Request::RemoveReminders(vec![1, 2, 3]));
    check("ta bort tvåan", &Request::RemoveReminders(vec![2]));
    check("ändra ettan till kl 10", &Request::ChangeReminder { number: Some(1), to: "kl 10".into() });
    check("flytta 2:an till fredag", &Request::ChangeReminder { number: Some(2), to: "fredag".into() });
    check("snooza till imorgon", &Request::Snooze { until: Some("imorgon".into()) });
    check("1", &Request::Number(1));
    check("tvåan", &Request::Number(2));
    check("den första", &Request::Number(1));
    check("regler", &Request::Rules { topic: None });
    check("regler om kurser", &Request::Rules { topic: Some("kurser".into()) });
    check("glöm mig", &Request::Forget);
    check("😀", &Request::Empty);
    check("mitt nummer är 811228-9874", &Request::PersonalNumber);
}

#[test]
fn regions_are_named_in_many_ways() {
    check("vgr", &of("vgr", None));
    check("Jag jobbar i Västra Götaland", &of("vgr", None));
    check("jag är handledare i Kronoberg", &of("kronoberg", Some(Role::Handledare)));
    check("byt till växjö", &of("kronoberg", None));
    check("byt region", &Request::ChangeRegion);
}

#[test]
fn questions_stay_questions() {
    for text in [
        "hur många patienter ska jag ha i Kronoberg?",
        "finns det påminnelser för årsrapport?",
        "vad heter jouren i Växjö?",
        "ta bort en kurs jag anmält mig till",
        "ja men hur blir det på deltid?",
        "ändra handledare under ST",
        "klar specialist efter fem år?",
    ] {
        check(text, &Request::Other);
    }
}
