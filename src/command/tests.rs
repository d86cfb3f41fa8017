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
    Request::Profile(Profile { region: Some(region.to_owned()), role, ..Profile::default() })
}

#[test]
fn commands() {
    check("Hjälp!", &Request::Help);
    check("hjalp", &Request::Help);
    check("lista mina påminnelser", &Request::ListReminders);
    check("Ta bort nr 2", &Request::RemoveReminders(Which::Numbers(vec![2])));
    check("ta bort 2 och 3", &Request::RemoveReminders(Which::Numbers(vec![2, 3])));
    check("ta bort -1", &Request::RemoveReminders(Which::Numbers(vec![0])));
    check("flytta 1", &Request::ChangeReminder { which: Which::Numbers(vec![1]), to: String::new() });
    check("klara", &Request::Done(Which::All));
    check("ta bort 1-3", &Request::RemoveReminders(Which::Numbers(vec![1, 2, 3])));
    check("ta bort tvåan", &Request::RemoveReminders(Which::Numbers(vec![2])));
    check("ändra ettan till kl 11", &Request::ChangeReminder { which: Which::Numbers(vec![1]), to: "kl 11".into() });
    check("flytta 2:an till fredag", &Request::ChangeReminder { which: Which::Numbers(vec![2]), to: "fredag".into() });
    check("kan du ta bort ettan?", &Request::RemoveReminders(Which::Numbers(vec![1])));
    check("ta bort påminnelsen om jourschemat", &Request::RemoveReminders(Which::About("jourschemat".into())));
    check("Skulle du kunna ta bort påminnelsen om att ringa labbet?", &Request::RemoveReminders(Which::About("ringa labbet".into())));
    check("sluta påminna mig om BVC", &Request::RemoveReminders(Which::About("bvc".into())));
    check("vad har jag för påminnelser den här veckan?", &Request::ListReminders);
    check("ta bort den", &Request::RemoveReminders(Which::Last));
    let change = |about: &str, to: &str| Request::ChangeReminder { which: Which::About(about.into()), to: to.into() };
    check("flytta påminnelsen om träffen till torsdag", &change("traffen", "torsdag"));
    check("flytta påminnelsen om resan till Lund till fredag kl 9", &change("resan till lund", "fredag kl 9"));
    check("ändra tiden på tvåan till 8.30", &Request::ChangeReminder { which: Which::Numbers(vec![2]), to: "8.30".into() });
    check("flytta den till fredag", &Request::ChangeReminder { which: Which::Last, to: "fredag".into() });
    check("när är nästa påminnelse?", &Request::NextReminder);
    check("snooza 20 min", &Request::Snooze { which: Which::Last, until: Some("20 min".into()) });
    check("påminn mig igen om en timme", &Request::Snooze { which: Which::Last, until: Some("om en timme".into()) });
    check("har redan gjort det", &Request::Done(Which::Last));
    check("tvåan är klar", &Request::Done(Which::Numbers(vec![2])));
    check("hoppa över trean", &Request::SkipNext(Which::Numbers(vec![3])));
    check("snooza till imorgon", &Request::Snooze { which: Which::Last, until: Some("imorgon".into()) });
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
    check("byt region till Skåne", &Request::ChangeRegion);
    check("region Halland", &Request::ChangeRegion);
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

/// Regions with tags, as the settings give them.
fn with_tags() -> Vec<RegionName> {
    let mut regions = regions();
    regions[0].tags = vec!["Göteborg".to_owned(), "Södra Älvsborg".to_owned()];
    regions[1].tags = vec!["Växjö".to_owned(), "Sjöbo vårdcentral".to_owned(), "Strandbys vårdcentral".to_owned()];
    regions
}

fn says(text: &str, region: Option<&str>, role: Option<Role>, tags: &[&str]) {
    let expected =
        Profile { region: region.map(str::to_owned), role, tags: tags.iter().map(|tag| (*tag).to_owned()).collect(), unknown_place: None };
    assert_eq!(parse(text, &with_tags()), Request::Profile(expected), "{text}");
}

#[test]
fn people_say_what_they_are() {
    says("jag är handledare", None, Some(Role::Handledare), &[]);
    says("jag är handledare åt två ST-läkare i Kronoberg", Some("kronoberg"), Some(Role::Handledare), &[]);
    says("jag är handledare åt 2 st läkare", None, Some(Role::Handledare), &[]);
    says("I'm a supervisor of two residents", None, Some(Role::Handledare), &[]);
    says("Hej, ST i Kronoberg här", Some("kronoberg"), Some(Role::St), &[]);
    says("I am an ST doctor in Göteborg", Some("vgr"), Some(Role::St), &["Göteborg"]);
    says("Jag är ST läkare i Växjö", Some("kronoberg"), Some(Role::St), &["Växjö"]);
    says("jag gör min ST på Sjöbo VC", Some("kronoberg"), Some(Role::St), &["Sjöbo vårdcentral"]);
    says("jag jobbar på vårdcentralen Strandby", Some("kronoberg"), None, &["Strandbys vårdcentral"]);
    says("jag har blivit handledare", None, Some(Role::Handledare), &[]);
    says("handledare i Kronoberg", Some("kronoberg"), Some(Role::Handledare), &[]);
    says("min roll är verksamhetschef", None, Some(Role::Verksamhetschef), &[]);
    says("jag jobbar på HR i södra älvsborg", Some("vgr"), Some(Role::Hr), &["Södra Älvsborg"]);
    says("I am a supervisor in Göteborg", Some("vgr"), Some(Role::Handledare), &["Göteborg"]);
    for text in [
        "handledare",
        "är jag handledare?",
        "jag är handledare, hur mycket tid får jag?",
        "måste en handledare vara specialist",
        "jag är studierektor, hur lägger jag in en dag",
        "vem är studierektor i Kronoberg",
        "min handledare är sjuk",
        "min handledare",
        "har jag en handledare",
        "jag vill byta handledare",
        "jag vill ha en ny handledare",
        "min handledare jobbar i Kronoberg",
        "min studierektor",
        "jag vill ha en ny studierektor",
        "byt studierektor",
        "jag har en handledare",
        "jag och min handledare",
        "min handledare jobbar på vårdcentralen",
        "min lön på vårdcentralen",
        "jag jobbar på en liten vårdcentral",
        "jag jobbar på vårdcentralen idag",
        "jag jobbar natt på vårdcentralen varannan fredag",
    ] {
        assert_eq!(parse(text, &with_tags()), Request::Other, "{text}");
    }
}

#[test]
fn a_clinic_that_is_not_known_is_asked_about() {
    for text in ["jag jobbar på vårdcentralen Hovslund", "jag jobbar på Hovslund vårdcentral", "min vårdcentral är Hovslund"] {
        let expected = Profile { unknown_place: Some("hovslund".to_owned()), ..Profile::default() };
        assert_eq!(parse(text, &with_tags()), Request::Profile(expected), "{text}");
    }
}

#[test]
fn power_is_claimed_and_given() {
    let vgr = || OfficeNamed::Studierektor(Some("vgr".to_owned()));
    let office = |grant, user: Option<&str>, office| Request::ChangeOffice { grant, user: user.map(str::to_owned), office };
    check("jag är studierektor i VGR", &Request::Claim(vgr()));
    check("gör mig till admin", &Request::Claim(OfficeNamed::Admin));
    check("men jag är studierektor nu, ändra min roll", &Request::Claim(OfficeNamed::Studierektor(None)));
    check("gör @Anna.B:example.org till studierektor för VGR.", &office(true, Some("@Anna.B:example.org"), vgr()));
    check("role grant @a:x admin", &office(true, Some("@a:x"), OfficeNamed::Admin));
    check("ta bort @a:x som studierektor för vgr", &office(false, Some("@a:x"), vgr()));
    check("gör Anna till admin", &office(true, None, OfficeNamed::Admin));
    check("inga utskick!", &Request::TakeAnnouncements(false));
    check("Skicka utskick igen", &Request::TakeAnnouncements(true));
    check("kan du göra någon till admin?", &Request::Other);
}

#[test]
fn user_ids_are_told_from_other_words() {
    for right in ["@a:x", "@anna.b=c/d+e_f-1:example.org:8448", "@a:[::1]"] {
        assert!(is_user_id(right), "{right}");
    }
    for wrong in ["a:x", "@a", "@:x", "@a:", "@a b:x", "@å:x", "@a:x/y", "@a;b:x", "@a:.x"] {
        assert!(!is_user_id(wrong), "{wrong}");
    }
    assert!(!is_user_id(&format!("@{}:x", "a".repeat(255))));
}
