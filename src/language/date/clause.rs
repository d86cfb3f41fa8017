//! Which sentences of a longer message the subject is taken from, and what only greets or thanks.

use super::idle::GREETING;
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

/// Words beside a day that say nothing of the matter.
const BESIDE_DAY: &[&[&str]] = &[
    &["i", "god", "tid"],
    &["om", "mojligt"],
    &["om", "det", "gar"],
    &["nar", "det", "ar"],
    &["when", "it", "is"],
    &["nan", "gang"],
    &["nagon", "gang"],
    &["ngn", "gang"],
    &["nagon", "dag"],
    &["nan", "dag"],
    &["for", "fan"],
    &["for", "helvete"],
    &["for", "guds", "skull"],
    &["men", "bara"],
    &["bara"],
    &["endast"],
    &["garna"],
    &["helst"],
    &["forslagsvis"],
    &["sag"],
    &["komma"],
    &["punkt"],
    &["senare"],
    &["istallet"],
    &["fast", "inte", "forran"],
    &["inte", "forran"],
    &["forran"],
    &["snarast"],
    &["i", "tid"],
    &["i", "forvag"],
    &["i", "stallet"],
    &["darfor"],
    &["lol"],
    &["lixom"],
    &["i", "alla", "fall"],
    &["iallafall"],
    &["racker", "gott"],
    &["racker", "bra"],
    &["racker"],
    &["vore", "bra"],
    &["vore", "toppen"],
    &["vore", "fint"],
    &["blir", "bra"],
    &["liksom"],
    &["alltid"],
    &["always"],
    &["svensk", "tid"],
    &["preferably"],
    &["sometime"],
];

/// How people call for attention before they ask.
const CALLING: &[&str] = &[
    "bror",
    "brorsan",
    "brush",
    "mannen",
    "horru",
    "hordu",
    "duu",
    "duuu",
    "lyssna",
    "hmm",
    "hm",
    "mm",
    "jo",
    "jodu",
    "oj",
    "ah",
    "asch",
    "usch",
    "shit",
    "fan",
    "viktigt",
    "superviktigt",
    "obs",
    "ps",
    "alltsa",
    "orka",
    "komma",
    "ihag",
    "men",
    "fett",
    "sjukt",
];

/// Words that name no matter by themselves.
const POOR: &[&str] = &[
    "deadline",
    "deadlinen",
    "sista",
    "senast",
    "dag",
    "dagen",
    "datum",
    "datumet",
    "nasta",
    "start",
    "avbokningsdag",
    "avbokningsdagen",
    "anmalningsdag",
    "anmalningsdagen",
    "ansokningsdag",
    "ansokningsdagen",
    "garna",
    "helst",
    "forslagsvis",
    "tack",
    "inne",
    "klar",
    "klart",
    "vara",
    "innan",
    "fore",
    "infor",
    "hor",
    "dig",
    "it",
    "this",
    "last",
    "next",
    "then",
    "thanks",
    "please",
    "sa",
    "snalla",
    "redan",
    "ocksa",
    "aven",
    "vore",
    "toppen",
    "bra",
    "fint",
    "perfekt",
    "snallt",
    "tacksam",
    "uppskattas",
    "onskas",
    "racker",
    "tid",
    "god",
    "mvh",
];

/// Words that point back to the sentence before.
const POINTING: &[&str] = &["den", "det", "detta", "denna", "dessa", "dem", "de", "it", "this", "that", "they"];

/// The tokens that say nothing of the matter. `askings` ends where each asking ends, `said_at` is where the
/// message begins to say when, `taken` tells the tokens that say so, `timed` also those of other days.
pub(super) fn idle(
    text: &Text,
    askings: &[usize],
    said_at: Option<usize>,
    taken: impl Fn(usize) -> bool,
    timed: impl Fn(usize) -> bool,
) -> Vec<(usize, usize)> {
    let mut idle = Vec::new();
    let calls = |word: &str| CALLING.contains(&word) || GREETING.contains(&word);
    for at in 0..text.len() {
        let begins = at == 0 || text.tokens[at - 1].kind == Kind::Mark || starts_line(text, at);
        if let Some(end) = text.after(at, COURTESY).filter(|end| begins || *end + 1 >= text.len()) {
            idle.push((at, end));
        }
        if let Some(end) = text.after(at, BESIDE_DAY).filter(|_| !taken(at)) {
            let asked = askings.contains(&at);
            let next = text.skip(end, &[","]);
            let before = at > 0 && (taken(at - 1) || text.is(at - 1, &[","]) && at > 1 && taken(at - 2));
            // Dictated marks stand where marks would.
            let dictated = text.is(at, &["komma", "punkt"]) && (next >= text.len() || taken(next) || text.is(next, &["om", "att"]));
            if if text.is(at, &["komma", "punkt"]) {
                dictated && (asked || before || next >= text.len())
            } else {
                asked || before || taken(next)
            } {
                idle.push((at, end));
            }
        }
        if begins && at > 2 && SIGNING.contains(&text.low(at)) && text.len() - at <= 6 {
            idle.push((at, text.len()));
        }
    }
    let called = (0..text.len()).find(|at| text.tokens[*at].kind == Kind::Word && !calls(text.word(*at)));
    idle.extend(called.filter(|at| *at > 0 && (taken(*at) || text.is(*at - 1, &["!"]))).map(|at| (0, at)));
    idle.extend(askings.iter().filter_map(|asking| occasion(text, *asking, &taken)));
    idle.extend(askings.iter().filter_map(|asking| purpose(text, *asking, &taken)));
    let sentences = sentences(text);
    // "på lördag jobbar jag natt, påminn mig att ta med mat": what leads up to the asking is no part of it.
    if let [asking] = askings
        && let Some((first, end)) = sentences.iter().find(|(first, end)| (*first + 1..=*end).contains(asking))
        && (*asking..*end).find(|at| !taken(*at)).is_some_and(|at| text.is(at, &["att", "to", "om", "about"]))
        && names_the_matter(text, *asking, *end, &taken)
    {
        idle.push((*first, *asking));
    }
    if sentences.len() > 1
        && let Some(own) = sentences.iter().position(|(first, end)| askings.iter().any(|asking| (*first + 1..=*end).contains(asking)))
    {
        idle.extend(other_sentences(text, &sentences, own, askings, said_at, &taken, &timed));
    }
    idle
}

/// "tenta 27/3, påminn mig två veckor innan så jag hinner läsa": what it is good for, where the sentence names
/// the matter before.
fn purpose(text: &Text, asking: usize, taken: &impl Fn(usize) -> bool) -> Option<(usize, usize)> {
    let (first, end) = sentences(text).into_iter().find(|(first, end)| (*first + 1..=*end).contains(&asking))?;
    let at = (asking..end).find(|at| hurries(text, *at).is_some())?;
    let named = (first..asking).any(|at| !taken(at) && text.tokens[at].kind == Kind::Word && !super::subject::is_light(text.word(at)));
    named.then_some((at, end))
}

/// "så (att) jag hinner"
fn hurries(text: &Text, at: usize) -> Option<usize> {
    text.after(
        at,
        &[
            &["sa", "jag", "hinner"],
            &["sa", "att", "jag", "hinner"],
            &["sa", "ja", "hinner"],
            &["so", "i", "can"],
            &["so", "that", "i", "can"],
        ],
    )
}

/// "påminn mig efter ronden imorgon om att dosera": the occasion before "om" is no part of the matter.
fn occasion(text: &Text, asking: usize, taken: &impl Fn(usize) -> bool) -> Option<(usize, usize)> {
    let first = (asking..text.len()).find(|at| !taken(*at) && text.tokens[*at].kind != Kind::Mark)?;
    // "påminn mig tre veckor innan den börjar att beställa": what the lead is counted from.
    if first > asking
        && taken(first - 1)
        && text.is(first - 1, &["innan", "fore", "before"])
        && !text.is(first, &["om", "att", "to", "about"])
    {
        // "sju dagar före sista ansökningsdagen 15 maj om stipendiet"
        let end = (first..text.len().min(first + 5)).find(|at| taken(*at));
        if let Some(end) = end
            && let Some(next) = (end..text.len()).find(|at| !taken(*at))
            && text.is(next, &["om", "about"])
            && next + 1 < text.len()
        {
            return Some((first, end));
        }
        let led = (first..text.len().min(first + 5))
            .take_while(|at| text.tokens[*at].kind != Kind::Mark && !taken(*at))
            .find(|at| text.is(*at, &["att", "to"]))?;
        return (led + 1 < text.len()).then(|| (first, if text.is(led - 1, &["om"]) { led - 1 } else { led }));
    }
    if !text.is(first, &["efter", "innan", "fore", "nar", "infor", "under", "after", "before", "when"]) {
        return None;
    }
    let led = |at: usize| text.is(at, &["om"]) && text.is(at + 1, &["att"]);
    let end = (first..text.len().min(first + 6)).find(|at| taken(*at) || led(*at))?;
    let next = (end..text.len()).find(|at| !taken(*at))?;
    (end > first + 1 && text.is(next, &["om", "att", "to", "about"]) && next + 1 < text.len()).then_some((first, end))
}

/// The sentences that the subject is not taken from.
fn other_sentences(
    text: &Text,
    sentences: &[(usize, usize)],
    own: usize,
    askings: &[usize],
    said_at: Option<usize>,
    taken: &impl Fn(usize) -> bool,
    timed: &impl Fn(usize) -> bool,
) -> Vec<(usize, usize)> {
    let (first, end) = sentences[own];
    let asking = askings.iter().copied().find(|asking| (first + 1..=end).contains(asking)).unwrap_or(first);
    if names_the_matter(text, asking, end, taken) {
        return vec![(0, first), (end, text.len())];
    }
    let content = |index: usize| {
        let (first, end) = sentences[index];
        (first..end).filter(|at| {
            text.tokens[*at].kind == Kind::Word
                && !timed(*at)
                && !POOR.contains(&text.word(*at))
                && !POINTING.contains(&text.word(*at))
                && !super::subject::is_light(text.word(*at))
        })
    };
    let greets = |index: usize| {
        let (first, end) = sentences[index];
        text.after(first, COURTESY).is_some()
            || SIGNING.contains(&text.low(first))
            || end - first <= 4 && text.is(first, &["hej", "hejsan", "hi", "hello", "tack", "thanks"])
    };
    let names = |index: usize| content(index).count() > 0 && !greets(index);
    // A matter named before the asking or, in its own words, after it.
    if content(own).count() > 1 || content(own).any(|at| at < asking) {
        return Vec::new();
    }
    let of_day = said_at.and_then(|at| sentences.iter().position(|(first, end)| (*first..*end).contains(&at))).filter(|at| *at != own);
    // "Påminnelse tack! Imorgon 08.00. Nycklar till kylen.": the matter comes last.
    let of_day = of_day.filter(|at| names(*at) || (0..*at).any(names) || !(*at + 1..sentences.len()).any(names));
    let Some(last) = of_day.or_else(|| (0..own).rev().find(|at| names(*at))).or_else(|| (own + 1..sentences.len()).find(|at| names(*at)))
    else {
        return Vec::new();
    };
    let points_back = |index: usize| {
        let (first, end) = sentences[index];
        (first..end).find(|at| text.tokens[*at].kind == Kind::Word).is_some_and(|at| POINTING.contains(&text.word(at)))
    };
    // "… kommit med på kursen i Lund. … Sista avbokningsdag är den 24 april.": the deadline of that course.
    if content(last).count() == 0
        && let Some((course, after)) = (0..last).rev().find_map(|index| course(text, sentences[index], timed))
    {
        let (first, end) = sentences[last];
        return vec![(0, course), (after, first), (end, text.len())];
    }
    let mut kept = vec![last];
    let mut from = last;
    while kept.len() < 3 && (!names(from) || points_back(from)) {
        let Some(earlier) = (0..from).rev().find(|at| names(*at)) else { break };
        kept.push(earlier);
        from = earlier;
    }
    (0..sentences.len()).filter(|index| !kept.contains(index)).map(|index| sentences[index]).collect()
}

/// "kursen i palliativ medicin i Lund": a course with what is said of it right behind.
fn course(text: &Text, (first, end): (usize, usize), timed: &impl Fn(usize) -> bool) -> Option<(usize, usize)> {
    let is_course =
        |at: usize| ["kurs", "kursen", "konferensen", "utbildningen", "internatet"].iter().any(|ending| text.word(at).ends_with(ending));
    let from = (first..end).find(|at| text.tokens[*at].kind == Kind::Word && !timed(*at) && is_course(*at))?;
    let stops = |at: usize| {
        text.tokens[at].kind == Kind::Mark && !text.runs_on(at)
            || timed(at)
            || text.is(
                at,
                &[
                    "ar", "var", "har", "hade", "som", "och", "men", "ska", "jag", "vi", "gar", "borjar", "kostar", "den", "nu", "blev",
                    "fick",
                ],
            )
    };
    let after = (from + 1..end).find(|at| stops(*at)).unwrap_or(end);
    Some((from, after.min(from + 8)))
}

/// Whether a subject follows the asking in its own sentence: "påminn mig den 1 augusti om att boka".
fn names_the_matter(text: &Text, asking: usize, end: usize, taken: &impl Fn(usize) -> bool) -> bool {
    let asking = occasion(text, asking, taken).map_or(asking, |(_, end)| end);
    let asking = if text.starts(asking, &["i", "alla", "fall"]) { asking + 3 } else { asking };
    let rest = (asking..end).filter(|at| !taken(*at) && text.tokens[*at].kind != Kind::Mark);
    let mut rest =
        rest.skip_while(|at| text.is(*at, &["darfor", "istallet", "garna", "da", "ocksa", "aven", "nu", "snalla", "tack", "alltsa"]));
    let led = rest.next().is_some_and(|at| {
        hurries(text, at).is_some_and(|next| text.tokens.get(next).is_some_and(|next| next.kind == Kind::Word))
            || text.is(at, &["om", "att", "to", "about", "that"])
    });
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

/// Whether a sentence begins with this token.
pub(super) fn begins_sentence(text: &Text, at: usize) -> bool {
    sentences(text).iter().any(|(first, _)| *first == at)
}

/// The sentences, as ranges of tokens.
pub(super) fn sentences(text: &Text) -> Vec<(usize, usize)> {
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
