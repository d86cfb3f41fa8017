//! What must hold for every text: normalising settles, parts rejoin, ranking is the same twice, nothing panics,
//! a personal number is seen however it is written, and a phone number is none.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use proptest::prelude::*;
use stina::knowledge::load::load_embedded;
use stina::knowledge::understand::{Asker, Decision, Reason, understand};
use stina::knowledge::{KnowledgeBase, Rule};
use stina::language::compound::split;
use stina::language::normalize::{LONGEST_TEXT, fold, normalize};
use stina::language::personnummer;
use stina::language::reading::prepare;
use stina::language::token::{LONGEST_WORD, MOST_TOKENS};
use stina::language::vocabulary::Vocabulary;

static KNOWLEDGE: LazyLock<KnowledgeBase> = LazyLock::new(|| load_embedded().unwrap_or_else(|problems| panic!("{problems:#?}")));

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn normalising_twice_is_normalising_once(text in any::<String>()) {
        let once = normalize(&text);
        prop_assert_eq!(normalize(&once), once.clone());
        prop_assert!(once.chars().count() <= LONGEST_TEXT);
        prop_assert!(!once.chars().any(|letter| letter.is_control() && letter != '\n'));
    }

    #[test]
    fn decomposed_letters_read_like_composed_ones(text in "[a-zåäöA-ZÅÄÖ ]{0,60}") {
        use unicode_normalization::UnicodeNormalization;
        let decomposed: String = text.nfd().collect();
        prop_assert_eq!(prepare(&decomposed).keys, prepare(&text).keys);
    }

    #[test]
    fn leaving_out_the_marks_changes_no_key_of_letters(word in "[a-zåäö]{5,12}") {
        // "året" and its forms are told from "är" on purpose and have a key of their own.
        prop_assume!(!["året", "årets", "åtta"].contains(&word.as_str()));
        prop_assert_eq!(&prepare(&word).keys[0], &fold(&word));
    }

    #[test]
    fn parts_of_a_compound_rejoin(parts in prop::collection::vec("[a-z]{3,7}", 2..4)) {
        let known: HashSet<Box<str>> = parts.iter().map(|part| part.as_str().into()).collect();
        let whole = parts.concat();
        if let Some(found) = split(&whole, &known) {
            prop_assert_eq!(found.concat(), whole);
            prop_assert!(found.len() > 1);
        } else {
            // Only a whole that is one known word need not be split.
            prop_assert!(known.contains(whole.as_str()));
        }
    }

    #[test]
    fn a_personal_number_is_seen_however_it_is_written(
        (year, month, day, serial) in (1900_u32..2020, 1_u32..=12, 1_u32..=28, 0_u32..1000),
        coordinated in any::<bool>(),
        around in "[a-zåäö ]{0,12}",
    ) {
        let number = personal_number(year, month, day + if coordinated { 60 } else { 0 }, serial);
        let (date, last) = number.split_at(8);
        let (y, m, d) = (&date[2..4], &date[4..6], &date[6..]);
        let short = &date[2..];
        for written in [
            format!("{short}-{last}"),
            format!("{short}+{last}"),
            format!("{date}-{last}"),
            format!("{date}{last}"),
            format!("{short} {last}"),
            format!("{short}\n{last}"),
            format!("{short}\t{last}"),
            format!("{short}:{last}"),
            format!("{short}, {last}"),
            format!("{short} ({last})"),
            format!("[{short}]/[{last}]"),
            format!("{y}-{m}-{d}-{last}"),
            format!("{y} {m} {d}-{last}"),
            format!("{y}<b>{m}</b>{d}-<i>{last}</i>"),
            format!("<p>{short}</p><p>{last}</p>"),
            format!("{short}&#8209;{last}"),
            format!("{short}\u{200b}-{last}"),
            number.chars().map(String::from).collect::<Vec<_>>().join(" "),
        ] {
            let text = format!("{around} {written} {around}");
            prop_assert!(personnummer::contains(&text), "{text:?}");
            let found = personnummer::find(&text);
            prop_assert!(found.iter().all(|range| text.is_char_boundary(range.start) && text.is_char_boundary(range.end)));
        }
    }

    #[test]
    fn a_phone_number_is_no_personal_number(
        (year, month, day, serial) in (0_u32..10, 1_u32..=12, 1_u32..=31, 0_u32..1000),
        around in "[a-zåäö ]{0,12}",
    ) {
        // Ten digits that could be a personal number, in the groups in which phone numbers are written.
        let number = personal_number(2000 + year, month, day, serial);
        let digits = &number[2..];
        let part = |from: usize, to: usize| &digits[from..to];
        let mut written = vec![
            format!("{}-{} {} {}", part(0, 3), part(3, 6), part(6, 8), part(8, 10)),
            format!("{} {} {} {}", part(0, 3), part(3, 6), part(6, 8), part(8, 10)),
            format!("{}-{}", part(0, 3), part(3, 10)),
            format!("{} {}", part(0, 3), part(3, 10)),
            format!("{} {} {}", part(0, 3), part(3, 6), part(6, 10)),
            format!("{}-{} {} {}", part(0, 4), part(4, 6), part(6, 8), part(8, 10)),
            format!("{}-{}", part(0, 4), part(4, 10)),
            format!("{}-{} {} {}", part(0, 2), part(2, 5), part(5, 8), part(8, 10)),
            format!("+46 {}-{} {} {}", part(1, 3), part(3, 6), part(6, 8), part(8, 10)),
            format!("+46{}", part(1, 10)),
            format!("+46 (0){}-{} {} {}", part(1, 3), part(3, 6), part(6, 8), part(8, 10)),
            format!("0046{}", part(1, 10)),
        ];
        if digits.starts_with("07") {
            written.push(digits.to_owned());
        }
        for written in written {
            let text = format!("{around} {written} {around}");
            prop_assert!(!personnummer::contains(&text), "{text:?}");
        }
    }

    #[test]
    fn tokens_stay_within_bounds(text in any::<String>()) {
        let prepared = prepare(&text);
        prop_assert!(prepared.tokens.len() <= MOST_TOKENS);
        for token in &prepared.tokens {
            prop_assert!(token.text.chars().count() <= LONGEST_WORD);
            prop_assert!(prepared.text.get(token.start..token.end).is_some());
        }
    }

    #[test]
    fn any_text_is_understood_the_same_twice(text in any::<String>()) {
        let asker = Asker { region: Some("vgr"), ..Asker::default() };
        let once = understand(&KNOWLEDGE, &text, &asker);
        prop_assert_eq!(&understand(&KNOWLEDGE, &text, &asker), &once);
        prop_assert!(once.ranking.len() <= 5);
        prop_assert!(once.ranking.iter().all(|scored| scored.id.starts_with("vgr.") && (0.0..=1.0).contains(&scored.score)));
    }

    #[test]
    fn swedish_words_in_any_order_are_understood(words in prop::collection::vec(
        prop::sample::select(vec!["kurs", "får", "jag", "randning", "och", "när", "st-tid", "handledare", "?", "Växjö", "år", "2", "mg", "hej", "kursboknings", "guiden"]), 0..40)) {
        let text = words.join(" ");
        for region in [None, Some("vgr"), Some("kronoberg")] {
            let understood = understand(&KNOWLEDGE, &text, &Asker { region, previous: Some("vgr.st-medel"), ..Asker::default() });
            match understood.decision {
                Decision::Answer => prop_assert!((1..=3).contains(&understood.shown.len())),
                Decision::Choose => {
                    let fewest = if understood.stands_for.is_some() { 1 } else { 2 };
                    prop_assert!((fewest..=3).contains(&understood.shown.len()));
                }
                Decision::Unknown(_) | Decision::Other(_) => prop_assert!(understood.shown.is_empty()),
            }
        }
    }
}

/// Twelve digits with a right check digit.
fn personal_number(year: u32, month: u32, day: u32, serial: u32) -> String {
    let digits = format!("{year:04}{month:02}{day:02}{serial:03}");
    let sum: u32 = digits[2..]
        .chars()
        .filter_map(|digit| digit.to_digit(10))
        .enumerate()
        .map(|(place, digit)| if place % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { digit })
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

#[test]
fn one_rule_is_answered_or_not_but_never_a_choice() {
    let rule = Rule {
        id: "alla.parkering".to_owned(),
        region: "alla".to_owned(),
        slug: "parkering".to_owned(),
        title: "Var parkerar man vid mottagningen?".to_owned(),
        ask: vec!["parkeringsplats för anställda".to_owned(), "kostar parkeringen något".to_owned()],
        body: "På baksidan, utan avgift.".to_owned(),
        ..Rule::default()
    };
    let knowledge = KnowledgeBase::new(vec![rule], BTreeMap::new(), BTreeMap::new(), Vocabulary::default());
    let mut answered = 0;
    for text in ["var parkerar man", "avgift", "parkeringen baksidan bussen tåget", "kostar cykeln något", "anställda", "hur många är vi"]
    {
        let understood = understand(&knowledge, text, &Asker::default());
        assert_ne!(understood.decision, Decision::Choose, "{text}");
        answered += usize::from(understood.decision == Decision::Answer);
    }
    assert!(answered > 0);
}

#[test]
fn nothing_to_read_is_said_to_be_nothing() {
    for text in ["", "   ", "🙂🙂", "\u{0}\u{1}", "?!…", "\u{301}\u{301}"] {
        let understood = understand(&KNOWLEDGE, text, &Asker::default());
        assert_eq!(understood.decision, Decision::Unknown(Reason::Empty), "{text:?}");
    }
}

#[test]
fn a_hundred_kilobytes_cost_no_more_than_a_long_question() {
    let long = "hur många veckor, och får jag kurser på sidotjänstgöringen? ".repeat(1_800);
    let table = "| a | b |\n|---|---|\n".repeat(5_000);
    let one_word = "å".repeat(100_000);
    for text in [long, table, one_word, "Привет, как дела? 你好。".repeat(3_000), "e\u{301}".repeat(50_000)] {
        assert!(prepare(&text).tokens.len() <= MOST_TOKENS);
        let understood = understand(&KNOWLEDGE, &text, &Asker { region: Some("vgr"), ..Asker::default() });
        assert!(understood.ranking.len() <= 5);
    }
}
