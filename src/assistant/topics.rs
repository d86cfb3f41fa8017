//! `regler`: the rules of a region, browsed by topic.

use super::{World, answer, people, turn::Turn, wording};
use crate::{
    effect::About,
    facts::{Pending, PendingKind},
    knowledge::rule::Rule,
    language::normalize,
};

/// The rules of a region, topic by topic.
pub fn rules(turn: &mut Turn<'_>, topic: Option<&str>) {
    turn.greet_if_new();
    let Some(region) = turn.region().map(str::to_owned) else {
        people::ask_region(turn, Some("regler"));
        return;
    };
    let topics = topics(turn.world, &region);
    if let Some(wanted) = topic {
        let fold = |text: &str| normalize::fold(&text.to_lowercase());
        let best = topics
            .iter()
            .map(|(name, _)| (name, strsim::jaro_winkler(&fold(name), &fold(wanted))))
            .filter(|(name, likeness)| *likeness > 0.85 || fold(name).contains(&fold(wanted)))
            .max_by(|left, right| left.1.total_cmp(&right.1))
            .map(|(name, _)| name.clone());
        if let Some(name) = best {
            show_topic(turn, &region, &name);
        } else {
            let text = wanted.to_owned();
            answer::question(turn, &text);
        }
        return;
    }
    let names: Vec<String> = topics.iter().map(|(name, _)| name.clone()).collect();
    let markdown = wording::topics(&turn.world.region(&region), &topics, turn.language());
    let kind = PendingKind::Topics { region: region.clone(), topics: names.clone() };
    turn.dialogue.pending = Some(Pending { since: turn.now, kind });
    turn.say(markdown, Some(About::Topics { region, topics: names }));
}

/// The topics of a region with the number of rules in each, in the order of the knowledge base.
fn topics(world: &World, region: &str) -> Vec<(String, usize)> {
    let mut topics: Vec<(String, usize)> = Vec::new();
    for rule in world.knowledge.rules.iter().filter(|rule| rule.region == region) {
        let name = rule.topic.clone().unwrap_or_else(|| "Övrigt".to_owned());
        match topics.iter_mut().find(|(known, _)| *known == name) {
            Some((_, count)) => *count += 1,
            None => topics.push((name, 1)),
        }
    }
    topics.sort_by(|left, right| left.0.cmp(&right.0));
    topics
}

/// One of the listed topics was chosen.
pub fn choose_topic(turn: &mut Turn<'_>, region: &str, topics: &[String], number: usize) {
    if let Some(topic) = number.checked_sub(1).and_then(|position| topics.get(position)) {
        show_topic(turn, region, topic);
    } else {
        let markdown = wording::no_such_number(topics.len(), turn.language());
        turn.say(markdown, None);
    }
}

fn show_topic(turn: &mut Turn<'_>, region: &str, topic: &str) {
    let language = turn.language();
    let listed: Vec<&Rule> = turn
        .world
        .knowledge
        .rules
        .iter()
        .filter(|rule| rule.region == region && rule.topic.as_deref().unwrap_or("Övrigt") == topic)
        .collect();
    let titles: Vec<String> = listed.iter().map(|rule| answer::title(rule, language).to_owned()).collect();
    let ids: Vec<String> = listed.iter().map(|rule| rule.id.clone()).collect();
    turn.dialogue.pending = Some(Pending::choice(&turn.dialogue, turn.now, &ids, "", None));
    turn.say(wording::rules_of(topic, &titles, language), Some(About::Choice { rules: ids }));
}
