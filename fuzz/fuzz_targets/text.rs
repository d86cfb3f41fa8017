//! Any message: normalised, taken into words, understood, searched for dates and personal numbers.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use stina_fuzz::knowledge::KnowledgeBase;
use stina_fuzz::knowledge::load::load_embedded;
use stina_fuzz::knowledge::understand::{Asker, Decision, understand};
use stina_fuzz::language::date::{Context, find_dates, is_reminder_request, read_moment, read_reminder};
use stina_fuzz::language::normalize::{LONGEST_TEXT, fold, normalize};
use stina_fuzz::language::personnummer;
use stina_fuzz::language::reading::prepare;
use stina_fuzz::language::token::{LONGEST_WORD, MOST_TOKENS};

static KNOWLEDGE: LazyLock<KnowledgeBase> = LazyLock::new(|| load_embedded().expect("the rules load"));

static NOW: LazyLock<Context> =
    LazyLock::new(|| Context { now: "2026-03-27T22:15:00[Europe/Stockholm]".parse().expect("a point in time") });

fuzz_target!(|text: &str| {
    let once = normalize(text);
    assert_eq!(normalize(&once), once, "normalising settles");
    assert!(once.chars().count() <= LONGEST_TEXT);
    assert_eq!(fold(&fold(&once)), fold(&once), "folding settles");

    let prepared = prepare(text);
    assert!(prepared.tokens.len() <= MOST_TOKENS && prepared.keys.len() == prepared.tokens.len());
    for token in &prepared.tokens {
        assert!(token.text.chars().count() <= LONGEST_WORD);
        assert!(prepared.text.get(token.start..token.end).is_some_and(|word| !word.is_empty()));
    }

    for (region, previous) in [(None, None), (Some("vgr"), None), (Some("kronoberg"), Some("vgr.st-medel"))] {
        let asker = Asker { region, previous, ..Asker::default() };
        let understood = understand(&KNOWLEDGE, text, &asker);
        match understood.decision {
            Decision::Answer => assert!((1..=3).contains(&understood.shown.len())),
            Decision::Choose => {
                let fewest = if understood.stands_for.is_some() { 1 } else { 2 };
                assert!((fewest..=3).contains(&understood.shown.len()));
            }
            Decision::Unknown(_) | Decision::Other(_) => assert!(understood.shown.is_empty()),
        }
        assert!(understood.ranking.iter().all(|scored| (0.0..=1.0).contains(&scored.score)));
        assert_eq!(understand(&KNOWLEDGE, text, &asker), understood, "the ranking is deterministic");
    }

    for found in personnummer::find(text) {
        assert!(text.get(found).is_some_and(|number| !number.is_empty()));
    }
    let _ = is_reminder_request(text);
    let _ = read_reminder(text, &NOW);
    let _ = read_moment(text, &NOW, None);
    let _ = find_dates(text, &NOW);
});
