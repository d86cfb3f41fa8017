//! The short conversation of `--script`: what is written, and what the answer must hold.

use std::time::Duration;

use anyhow::Result;

use super::{PATIENCE, Person};

/// One thing that somebody writes, and pieces of what Stina says to it.
struct Step {
    who: &'static str,
    writes: &'static str,
    hears: &'static [&'static str],
    patience: Duration,
}

const fn step(who: &'static str, writes: &'static str, hears: &'static [&'static str]) -> Step {
    Step { who, writes, hears, patience: PATIENCE }
}

/// The same question in two regions, a follow-up, English, and a reminder that comes within seconds.
const STEPS: &[Step] = &[
    step("vera", "", &["Jag heter Stina", "Var gör du din ST?"]),
    step("vera", "Västra Götaland", &["reglerna för Västra Götalandsregionen"]),
    step(
        "vera",
        "får jag anmäla mig till en kurs innan studierektorn sagt ja?",
        &["sista avbokningsdag", "Gäller Västra Götalandsregionen"],
    ),
    step("vera", "har jag rätt till hemvändarveckor när jag randar mig?", &["ingen riktlinje", "Gäller Västra Götalandsregionen"]),
    step("kim", "", &["Jag heter Stina"]),
    step("kim", "jag jobbar i Kronoberg", &["reglerna för Region Kronoberg"]),
    step("kim", "har jag rätt till hemvändarveckor när jag randar mig?", &["bör", "Gäller Region Kronoberg"]),
    step("kim", "How many patients should I have on my list?", &["550", "Applies to Region Kronoberg"]),
    step("kim", "vilken dos alvedon ska mitt barn ha?", &["inga medicinska råd"]),
    step("kim", "jag började ST 1 september 2025", &["Din ST: 1 september 2025", "Kronoberg"]),
    step("kim", "IUP klar", &["Klart:", "IUP"]),
    step("vera", "påminn mig om 5 sekunder att ringa kursarrangören", &["ringa kursarrangören"]),
    Step { who: "vera", writes: "", hears: &["⏰", "ringa kursarrangören"], patience: Duration::from_secs(30) },
];

/// Plays the script and prints the transcript. False: an answer was not as it should be.
pub fn play(homeserver: &str) -> Result<bool> {
    let mut people = Vec::new();
    for name in ["vera", "kim"] {
        people.push((name, Person::arrive(homeserver, name)?));
    }
    println!("\nTwo ST doctors write to Stina, in encrypted chats on {homeserver}:\n");
    let mut all_right = true;
    for step in STEPS {
        let Some((_, person)) = people.iter_mut().find(|(name, _)| *name == step.who) else { continue };
        if !step.writes.is_empty() {
            println!("{:>5}: {}", step.who, step.writes);
            person.say(step.writes)?;
        }
        let (heard, right) = person.hear(step.hears, step.patience)?;
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
