//! The conversation of `--script`: who writes or taps what, and what the answer must hold.

use std::time::Duration;

use anyhow::Result;
use jiff::{ToSpan, civil::Date, tz::TimeZone};
use stina::{
    clock,
    language::date::{Language, wording},
};

use super::{PATIENCE, Person};

/// What somebody does.
enum Does {
    /// Nothing: what comes by itself is waited for.
    Waits,
    /// Writes a text.
    Writes(String),
    /// Taps a reaction under the last message of hers that holds a piece.
    Taps(&'static str, &'static str),
}

/// One thing that somebody does, and pieces of what Stina says to it.
struct Step {
    who: &'static str,
    does: Does,
    hears: Vec<String>,
    patience: Duration,
}

fn step(who: &'static str, does: Does, hears: &[&str]) -> Step {
    Step { who, does, hears: hears.iter().map(|piece| (*piece).to_owned()).collect(), patience: PATIENCE }
}

fn waits(who: &'static str, hears: &[&str]) -> Step {
    step(who, Does::Waits, hears)
}

fn writes(who: &'static str, text: &str, hears: &[&str]) -> Step {
    step(who, Does::Writes(text.to_owned()), hears)
}

fn taps(who: &'static str, key: &'static str, under: &'static str, hears: &[&str]) -> Step {
    step(who, Does::Taps(key, under), hears)
}

/// The same question in two regions, a follow-up, English, and a reminder that comes within seconds;
/// then a study director who sends an ST day to both, with its readback, its report and an answer.
fn steps(today: Date) -> Result<Vec<Step>> {
    let day = today.checked_add(60.days())?;
    let sign_up = today.checked_add(46.days())?;
    let written = |day: Date| -> String {
        let with_weekday = wording::short_date(day, Language::Swedish);
        with_weekday.split_once(' ').map(|(_, date)| date.to_owned()).unwrap_or(with_weekday)
    };
    let (date, by, long) = (written(day), written(sign_up), wording::long_date(day, Language::Swedish));
    Ok(vec![
        waits("vera", &["Jag heter Stina", "Var gör du din ST?"]),
        writes("vera", "Jag är ST-läkare i Västra Götaland", &["Västra Götalandsregionen"]),
        writes(
            "vera",
            "får jag anmäla mig till en kurs innan studierektorn sagt ja?",
            &["sista avbokningsdag", "Gäller Västra Götalandsregionen"],
        ),
        writes("vera", "har jag rätt till hemvändarveckor när jag randar mig?", &["ingen riktlinje", "Gäller Västra Götalandsregionen"]),
        waits("kim", &["Jag heter Stina"]),
        writes("kim", "jag jobbar i Kronoberg", &["reglerna för Region Kronoberg"]),
        writes("kim", "har jag rätt till hemvändarveckor när jag randar mig?", &["bör", "Gäller Region Kronoberg"]),
        writes("kim", "How many patients should I have on my list?", &["550", "Applies to Region Kronoberg"]),
        writes("kim", "vilken dos alvedon ska mitt barn ha?", &["inga medicinska råd"]),
        writes("kim", "jag började ST 1 september 2025", &["Din ST: 1 september 2025", "Kronoberg"]),
        writes("kim", "IUP klar", &["Klart:", "IUP"]),
        writes("vera", "påminn mig om 5 sekunder att ringa kursarrangören", &["ringa kursarrangören"]),
        Step { patience: Duration::from_secs(30), ..waits("vera", &["⏰", "ringa kursarrangören"]) },
        waits("studierektor", &["Jag heter Stina"]),
        writes(
            "studierektor",
            &format!("Skicka till alla ST-läkare: Välkomna på ST-dag om smärta {date} 08.30–16 i Skövde, anmälan senast {by}."),
            &[
                "Så här blir utskicket",
                "studierektor i VGR och Kronoberg",
                "(2 personer)",
                &long,
                "📅 Det här ser ut som ST-dagar:",
                "Inget är skickat än",
            ],
        ),
        taps("studierektor", "📅", "Så här blir utskicket", &["ST-dagar som följer med", "Kommer du? Svara 👍, 👎 eller ❓."]),
        taps("studierektor", "✅", "Så här blir utskicket", &["Utskicket är skickat", "levererat: 2"]),
        waits("kim", &["📣 Från", "ST-dag om smärta", "st-dagar.ics"]),
        waits("vera", &["📣 Från", "ST-dag om smärta", "st-dagar.ics"]),
        taps("vera", "👍", "📣 Från", &["Du kommer på ST-dag om smärta", "Jag påminner dig dagen före"]),
        writes("studierektor", &format!("vilka kommer på ST-dagen {date}?"), &["Kommer (1)", "@vera:localhost"]),
        writes("studierektor", "hur gick det?", &["levererat: 2", "👍 1"]),
    ])
}

/// Plays the script and prints the transcript. False: an answer was not as it should be.
pub fn play(homeserver: &str) -> Result<bool> {
    let today = clock::now().to_zoned(TimeZone::get("Europe/Stockholm")?).date();
    let steps = steps(today)?;
    let mut people = Vec::new();
    for name in ["vera", "kim", "studierektor"] {
        people.push((name, Person::arrive(homeserver, name)?));
    }
    println!("\nTwo ST doctors and a study director write to Stina, in encrypted chats on {homeserver}:\n");
    let mut all_right = true;
    for step in &steps {
        let Some((_, person)) = people.iter_mut().find(|(name, _)| *name == step.who) else { continue };
        match &step.does {
            Does::Waits => println!("({})", step.who),
            Does::Writes(text) => {
                println!("{}: {text}", step.who);
                person.say(text)?;
            }
            Does::Taps(key, under) => {
                println!("{} taps {key} under “{under} …”", step.who);
                person.tap(key, under)?;
            }
        }
        let (heard, right) = person.hear(&step.hears, step.patience)?;
        for (number, line) in heard.lines().enumerate() {
            println!("{}{line}", if number == 0 { "stina: " } else { "       " });
        }
        if !right {
            all_right = false;
            println!("!!!!!: the answer should hold {:?}", step.hears);
        }
        println!();
    }
    Ok(all_right)
}
