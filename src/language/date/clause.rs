//! Which sentences of a longer message the subject is taken from, and what only greets or thanks.

use super::token::{Kind, Text};

/// Thanks and greetings that say nothing of the matter.
const COURTESY: &[&[&str]] = &[
    &["tack", "pa", "forhand"],
    &["tack", "sa", "mycket"],
    &["tack", "sa", "jattemycket"],
    &["tack", "for", "hjalpen"],
    &["tusen", "tack"],
    &["stort", "tack"],
    &["ha", "det", "bra"],
    &["ha", "det", "gott"],
    &["god", "morgon"],
    &["god", "kvall"],
    &["god", "dag"],
    &["god", "eftermiddag"],
    &["hej", "hej"],
    &["thanks", "in", "advance"],
    &["thank", "you", "so", "much"],
    &["thank", "you"],
    &["good", "morning"],
    &["kind", "regards"],
    &["best", "regards"],
];

/// Words with which a letter is signed.
const SIGNING: &[&str] = &["mvh", "hälsningar", "hälsningarna", "hälsn", "vh", "hälsar", "regards", "cheers", "//"];

/// Abbreviations whose full stop ends no sentence.
const SHORTENED: &[&str] = &["kl", "v", "nr", "ca", "tel", "dr", "ex", "bl", "dvs", "tex", "resp", "st", "ev", "obs", "t", "o", "m"];

/// The tokens that say nothing of the matter. `asking` ends where each asking ends, `taken` tells the
/// tokens that say when.
pub(super) fn idle(text: &Text, askings: &[usize], taken: impl Fn(usize) -> bool) -> Vec<(usize, usize)> {
    let mut idle = Vec::new();
    for at in 0..text.len() {
        let begins = at == 0 || text.tokens[at - 1].kind == Kind::Mark || starts_line(text, at);
        if let Some(end) = text.after(at, COURTESY).filter(|end| begins || *end + 1 >= text.len()) {
            idle.push((at, end));
        }
        if begins && at > 2 && SIGNING.contains(&text.low(at)) && text.len() - at <= 6 {
            idle.push((at, text.len()));
        }
    }
    let sentences = sentences(text);
    if sentences.len() > 1
        && let Some((first, end)) = sentences.iter().find(|(first, end)| {
            askings.iter().any(|asking| (*first..=*end).contains(asking) && names_the_matter(text, *asking, *end, &taken))
        })
    {
        idle.extend([(0, *first), (*end, text.len())]);
    }
    idle
}

/// Whether a subject follows the asking in its own sentence: "påminn mig den 1 augusti om att boka".
fn names_the_matter(text: &Text, asking: usize, end: usize, taken: &impl Fn(usize) -> bool) -> bool {
    let mut rest = (asking..end).filter(|at| !taken(*at) && text.tokens[*at].kind != Kind::Mark);
    let led = rest.next().is_some_and(|at| text.is(at, &["om", "att", "to", "about", "that"]));
    led && rest.any(|at| {
        !text.is(
            at,
            &["det", "detta", "den", "it", "this", "that", "att", "to", "om", "dem", "dessa", "tack", "snalla", "ovan", "ovanstaende"],
        )
    })
}

fn starts_line(text: &Text, at: usize) -> bool {
    at == 0 || text.composed[text.tokens[at - 1].end..text.tokens[at].start].contains('\n')
}

/// The sentences, as ranges of tokens.
fn sentences(text: &Text) -> Vec<(usize, usize)> {
    let mut sentences = Vec::new();
    let mut first = 0;
    for at in 1..text.len() {
        let stop = text.is(at - 1, &["!", "?"])
            || text.is(at - 1, &["."])
                && at > 1
                && !SHORTENED.contains(&text.word(at - 2))
                && text.composed[text.tokens[at].start..].chars().next().is_some_and(char::is_uppercase);
        if !text.glued(at) && (stop || starts_line(text, at)) {
            sentences.push((first, at));
            first = at;
        }
    }
    sentences.push((first, text.len()));
    sentences
}
