//! The subject of a reminder: what remains of the message, in the person's words but turned to them.

use super::idle::{GREETING, LINKING, Words, gather};
use super::token::{Kind, Text};

/// Words that only lead in to a subject.
const BEFORE: &[&str] = &[
    "so",
    "about",
    "it",
    "alltsa",
    "oss",
    "oxa",
    "dvs",
    "maste",
    "hello",
    "then",
    "dar",
    "ju",
    "vad",
    "galler",
    "gallande",
    "ang",
    "angaende",
    "re",
    "avseende",
    "rorande",
    "betraffande",
    "onskas",
    "assa",
    "punkt",
    "resp",
    "respektive",
    "regarding",
    "concerning",
    "forresten",
    "nej",
    "tjo",
    "slutligen",
    "tjenixen",
    "goddag",
    "kara",
];

/// Words that are left hanging when a date was cut away behind them.
const BEHIND: &[&str] = &[
    "till", "sen", "by", "on", "at", "the", "med", "fran", "redan", "due", "infaller", "innan", "fore", "vill", "ha", "en", "tills",
    "before", "bade", "varje", "thanks", "gar", "avgar", "dels", "natten", "garna", "helst", "nar",
];

/// Words that are loose at either end of it.
const AT_EITHER_END: &[&str] = &[
    "om", "att", "det", "ar", "har", "jag", "ska", "skall", "da", "pa", "i", "och", "sa", "to", "for", "is", "vi", "kl", "men", "typ",
    "tack", "pls", "please", "snalla", "mig", "mej", "som", "senast", "ca", "and", "den", "blir", "kan", "du", "of", "inte", "utan",
    "tidigt", "sent", "e",
];

static LEADING: Words = Words::new(|| gather(&[GREETING, LINKING, BEFORE, AT_EITHER_END]));
static HANGING: Words = Words::new(|| gather(&[BEHIND, AT_EITHER_END]));

/// What is left of "set a monthly reminder", "lägg in en … påminnelse".
const SETTING: &[&str] =
    &["set", "a", "an", "satt", "stall", "skapa", "lagg", "in", "en", "create", "add", "upp", "ny", "new", "make", "nan", "nagon"];

/// Words after a comma that only lead to the day after them.
const TRAILING: &[&[&str]] = &[
    &["deadline"],
    &["sista", "dag"],
    &["sista", "dagen"],
    &["sista", "datum"],
    &["datumet"],
    &["narmare", "bestamt"],
    &["senast"],
    &["last", "day"],
];

/// Phrases that only lead up to a subject.
const LEADING_UP: &[&[&str]] = &[
    &["bestamt", "att"],
    &["at", "mig", "att"],
    &["at", "oss", "att"],
    &["hall", "koll", "pa"],
    &["ha", "koll", "pa"],
    &["hoppas", "allt", "ar", "bra"],
    &["hoppas", "allt", "ar", "val"],
    &["hoppas", "allt", "bra"],
    &["hoppas", "du", "mar", "bra"],
    &["hoppas", "det", "ar", "bra"],
    &["viktigt", "att"],
    &["lovat", "att"],
    &["dags", "att"],
    &["dags", "for"],
    &["vill", "komma", "ihag", "att"],
    &["vill", "komma", "ihag"],
    &["glommer", "alltid", "bort"],
    &["glommer", "alltid"],
    &["missar", "alltid"],
    &["brukar", "glomma"],
    &["hinner"],
    &["kommer", "ihag", "att"],
    &["komma", "ihag", "att"],
    &["komma", "ihag"],
    &["glomma", "bort", "att"],
    &["glomma", "bort"],
    &["glomma", "att"],
    &["inte", "glomma", "bort", "att"],
    &["inte", "glomma", "bort"],
    &["inte", "glomma", "att"],
    &["inte", "glomma"],
    &["inte", "missa", "att"],
    &["inte", "missa"],
    &["need", "to"],
    &["ve", "got", "to"],
    &["ve", "got"],
    &["got", "to"],
    &["m", "supposed", "to"],
    &["m", "going", "to"],
    &["ja", "ska"],
    &["ja", "har"],
    &["ja", "maste"],
    &["ja", "behover"],
    &["have", "to"],
    &["must"],
    &["not", "forget", "to"],
    &["not", "to", "forget", "to"],
    &["glomma"],
    &["sa", "att", "jag", "inte", "missar"],
    &["sa", "jag", "inte", "missar"],
    &["sa", "ja", "inte", "missar"],
    &["sa", "ja", "inte", "glommer"],
];

/// Words that are no subject where they stand alone before a day.
const LONE: &[&str] =
    &["in", "sista", "forst", "slutligen", "dels", "tidigt", "sent", "deadline", "start", "gang", "dag", "igen", "dags", "reminder", "s"];

/// Of those, words that end a subject of their own where no day follows: "när jag går", "ta om det".
const OWN_AT_END: &[&str] = &["gar", "tidigt", "sent", "det", "den", "om"];

/// Pronouns as the person wrote them and as she says them.
const TURNED: [(&str, &str); 22] = [
    ("min", "din"),
    ("mitt", "ditt"),
    ("mina", "dina"),
    ("mig", "dig"),
    ("mej", "dig"),
    ("jag", "du"),
    ("ja", "du"),
    ("vår", "er"),
    ("vårt", "ert"),
    ("våra", "era"),
    ("vi", "ni"),
    ("oss", "er"),
    ("my", "your"),
    ("mine", "yours"),
    ("me", "you"),
    ("i", "you"),
    ("our", "your"),
    ("ours", "yours"),
    ("we", "you"),
    ("us", "you"),
    ("am", "are"),
    ("myself", "yourself"),
];

/// Commands as people write notes to themselves, and their infinitives.
const IMPERATIVES: [(&str, &str); 30] = [
    ("ring", "ringa"),
    ("köp", "köpa"),
    ("läs", "läsa"),
    ("skriv", "skriva"),
    ("gör", "göra"),
    ("fyll", "fylla"),
    ("sök", "söka"),
    ("ta", "ta"),
    ("gå", "gå"),
    ("lämna", "lämna"),
    ("bestäm", "bestämma"),
    ("svara", "svara"),
    ("hör", "höra"),
    ("byt", "byta"),
    ("begär", "begära"),
    ("sätt", "sätta"),
    ("mejla", "mejla"),
    ("maila", "maila"),
    ("boka", "boka"),
    ("avboka", "avboka"),
    ("hämta", "hämta"),
    ("skicka", "skicka"),
    ("kolla", "kolla"),
    ("beställ", "beställa"),
    ("betala", "betala"),
    ("anmäl", "anmäla"),
    ("fråga", "fråga"),
    ("lägg", "lägga"),
    ("fixa", "fixa"),
    ("prata", "prata"),
];

/// The subject and whether it is something to do ("att …", "to …").
pub(super) fn extract(text: &Text, consumed: &[(usize, usize)]) -> (String, bool) {
    let taken = |at: usize| consumed.iter().any(|(first, end)| (*first..*end).contains(&at));
    let mut pieces: Vec<String> = Vec::new();
    let mut action = false;
    let mut at = 0;
    while at < text.len() {
        if taken(at) {
            at += 1;
            continue;
        }
        let first = at;
        while at < text.len() && !taken(at) {
            at += 1;
        }
        if let Some((mut piece, is_action)) = tidy(text, first, at) {
            // "på lördag åker vi till stugan": the day that stood before the verb is gone.
            let inverted = first > 0 && pieces.is_empty() && text.is(first + 1, &["vi", "jag"]) && text.word(first).ends_with('r');
            if inverted
                && let [verb, person, rest @ ..] = piece.split(' ').collect::<Vec<_>>().as_slice()
                && *verb == text.low(first)
                && !rest.is_empty()
            {
                piece = [&[*person, *verb], rest].concat().join(" ");
            }
            // "ST-kollegium onsdag v 19 i Ljungby": the place keeps its preposition.
            let place = text.is(first, &["i", "pa", "hos"]) && begins_place(text, first + 1) && piece.starts_with(text.raw(first + 1));
            // "gå till skolan på tisdag för min dotter", "ringa Lisa på fredag om jouren"
            let of_deadline = pieces.last().is_some_and(|last| last.ends_with("deadline")) || text.is(first + 1, &["att"]);
            let whom = text.low(first) == "för" && !of_deadline && piece.starts_with(|first: char| first.is_lowercase());
            let about = action && text.is(first, &["om", "about"]) && !text.is(first + 1, &["att", "to"]);
            if (place || whom || about) && !pieces.is_empty() && !piece.starts_with(text.raw(first)) {
                piece = format!("{} {piece}", text.raw(first));
            }
            // "sista dag 29/3 för att ansöka om kursen"
            if let Some(last) = pieces.last().filter(|last| ["dag", "dagen", "datum"].iter().any(|ending| last.ends_with(ending)))
                && text.is(first, &["for", "att", "till"])
                && last.to_lowercase().starts_with("sista")
            {
                let from = text.composed[text.tokens[first].start..].find(piece.as_str()).unwrap_or(0);
                piece = format!("{}{piece}", &text.composed[text.tokens[first].start..text.tokens[first].start + from]);
            }
            action = action || (pieces.is_empty() && is_action);
            // "påminn mig om postern en vecka innan tryck": what the lead is counted from.
            if !pieces.is_empty() && first > 0 && text.is(first - 1, &["innan", "fore", "before"]) && at - first <= 2 {
                continue;
            }
            // What comes from a sentence of its own is set apart.
            let apart = first > 0 && !pieces.is_empty() && super::clause::begins_sentence(text, first);
            if let Some(last) = pieces.last_mut().filter(|last| apart && last.ends_with(char::is_alphanumeric)) {
                last.push(',');
            }
            pieces.push(piece);
        }
    }
    // "jag har en deadline 12/5 för rapporten"
    if pieces.len() > 1 {
        let names_it = |piece: &String| !matches!(piece.as_str(), "deadline" | "en deadline" | "deadlinen" | "a deadline" | "din deadline");
        pieces.retain(names_it);
    }
    let subject = pieces.join(" ");
    (subject.clone(), action || !text.english && is_clause(&subject))
}

/// "hudkursen ska avbokas", "ansökan stänger": a clause, which "att" leads in to.
fn is_clause(subject: &str) -> bool {
    const FINITE: &[&str] = &["ska", "skall", "måste", "bör", "stänger", "slutar", "börjar"];
    let words: Vec<&str> = subject.split(' ').collect();
    let at = words.iter().position(|word| FINITE.contains(word));
    at.is_some_and(|at| at > 0 && !words[..at].iter().any(|word| matches!(*word, "som" | "när" | "om" | "innan" | "vad" | "hur" | "vem")))
}

/// A name or a room, as what follows "i", "på" or "hos".
fn begins_place(text: &Text, at: usize) -> bool {
    text.raw(at).starts_with(char::is_uppercase)
        || text.is(at, &["rum", "sal", "aulan", "konferensrummet", "fikarummet", "lunchrummet", "biblioteket"])
}

/// Words that are never the matter by themselves, folded.
pub(super) fn is_light(word: &str) -> bool {
    LEADING.contains(word) || HANGING.contains(word)
}

/// One run of words without what hangs at its ends.
fn tidy(text: &Text, first: usize, end: usize) -> Option<(String, bool)> {
    let (mut first, mut end) = (first, end);
    let mut action = false;
    let closing = |at: usize| text.is(at, &[")", "\"", "”", "?", "%"]);
    loop {
        let before = (first, end);
        while first < end
            && (is_mark(text, first) && !text.is(first, &["#", "§"])
                || leads_in(text, first) && !(text.is(first, &["nytt"]) && text.is(first.wrapping_sub(1), &["om", "att"])))
        {
            action = text.is(first, &["att", "to"]) || action && is_mark(text, first);
            first += 1;
        }
        // "På grund av sjukdom är handledarmötet …"
        if text.starts(first, &["pa", "grund", "av"])
            && let Some(verb) = (first + 3..end.min(first + 8)).find(|at| text.is(*at, &["ar", "har", "maste", "ska", "blir"]))
            && verb + 1 < end
        {
            first = verb + 1;
        }
        // "på fredag ska jag ha medarbetarsamtal", "on Monday I have a meeting"; "ha med sig" is to be done.
        let had = text.is(first, &["ha"])
            && (first.saturating_sub(3)..first).any(|at| text.is(at, &["jag", "vi", "ja"]))
            && !text.is(first + 1, &["med", "pa", "i", "till", "kvar", "rad", "koll", "bort", "tid", "is"])
            || text.english
                && text.is(first, &["have"])
                && text.is(first.wrapping_sub(1), &["i", "we"])
                && text.is(first + 1, &["a", "an", "the", "my"]);
        if had && first > 0 && first + 1 < end {
            first += if text.is(first + 1, &["a", "an", "the", "ett", "en"]) { 2 } else { 1 };
        }
        // "jag har bokat lumbalpunktion": what is booked is the matter.
        if text.is(first, &["bokat", "inbokat", "fatt"]) && text.is(first.wrapping_sub(1), &["har"]) && first + 1 < end {
            first += 1;
        }
        // "min chef har bett mig komma ihåg att inventera"
        if let Some(at) = (first..end).rev().find(|at| text.starts(*at, &["komma", "ihag", "att"])).filter(|at| *at + 3 < end) {
            action = true;
            first = at + 3;
        }
        // "bestämt att …", "viktigt att …", "så jag inte missar …"
        if let Some(next) = text.after(first, LEADING_UP).filter(|next| *next < end) {
            action = text.is(next - 1, &["to"]) || text.is(next - 1, &["att"]) && text.word(next).ends_with('a');
            first = next;
        }
        while first < end && (is_mark(text, end - 1) && !(closing(end - 1) && opened(text, first, end)) || hangs(text, end - 1)) {
            // "årsrapporten ska in den 1 december": the verb goes with its date.
            end -= 1;
        }
        // "anmäla mig till ST-dagarna, sista dag är"
        if let Some(tail) = TRAILING.iter().find(|tail| {
            end > first + tail.len() + 1 && end < text.len() && text.starts(end - tail.len(), tail) && is_mark(text, end - tail.len() - 1)
        }) {
            end -= tail.len();
        }
        // "anmälan går ut den 14 april"
        if end - first > 2 && text.word(end - 1) == "ut" && text.is(end - 2, &["gar", "loper", "rinner"]) && end < text.len() {
            end -= 2;
        }
        // "semesteransökningar ska vara inlämnade senast den 15 april"
        if end - first > 3
            && end < text.len()
            && text.is(end - 2, &["vara"])
            && text.is(end - 3, &["ska", "skall", "maste", "bor"])
            && (text.is(end - 1, &["inne", "klar", "klart", "klara"])
                || ["ade", "ad", "at"].iter().any(|ending| text.word(end - 1).ends_with(ending)))
        {
            end -= 3;
        }
        if end - first > 2 && text.word(end - 1) == "in" && text.is(end - 2, &["ska", "skall", "maste"]) {
            end -= 2;
        }
        if before == (first, end) {
            break;
        }
    }
    if end - first == 2 && text.word(first) == "ska" || first >= end {
        return None;
    }
    if end < text.len() && (first..end).all(|at| SETTING.contains(&text.word(at))) {
        return None;
    }
    if end - first == 1 && text.is(first, LONE) && end < text.len() {
        return text.is(first, &["deadline"]).then(|| (text.low(first).to_owned(), false));
    }
    action = action || led_by_modal(text, first);
    let (words, infinitive) = turned(text, first, end);
    Some((words, action || infinitive))
}

/// "jag ska stämpla ut", "behöver jag ringa": with the pronoun beside the modal verb an infinitive follows.
fn led_by_modal(text: &Text, first: usize) -> bool {
    const MODAL: &[&str] = &["ska", "skall", "maste", "behover", "bor"];
    let before = |back: usize, words: &[&str]| first.checked_sub(back).is_some_and(|at| text.is(at, words));
    let persons = &["jag", "vi", "ja"];
    let led = before(1, persons) && before(2, MODAL) || before(1, MODAL) && before(2, persons);
    let verb = text.word(first).ends_with('a') || text.is(first, &["ga", "fa", "se", "ta", "be", "bli", "sla", "dra", "ge"]);
    led && verb && !LEADING.contains(text.word(first))
}

fn is_mark(text: &Text, at: usize) -> bool {
    text.tokens[at].kind == Kind::Mark
}

/// Whether a bracket or quotation mark within the run is closed by its last mark.
fn opened(text: &Text, first: usize, end: usize) -> bool {
    match text.word(end - 1) {
        ")" => (first..end - 1).any(|at| text.is(at, &["("])),
        "\"" | "”" => (first..end - 1).any(|at| text.is(at, &["\"", "”", "“"])),
        "%" => true,
        _ => false,
    }
}

fn leads_in(text: &Text, at: usize) -> bool {
    if negates(text, at) || tells(text, at) {
        return false;
    }
    // "I-" of "I-ST" and the like is no preposition.
    let is_year = text.word(at) == "ar" && text.low(at) == "år";
    // "punkt ett på dagordningen" is said of a list, not to end a sentence.
    let of_a_list = text.is(at, &["punkt"]) && text.number(at + 1).is_some();
    let kept = is_year || of_a_list || text.starts(at, &["pa", "grund", "av"]) || text.runs_on(at + 1);
    LEADING.contains(text.word(at)) && !kept
}

/// "att jag jobbar hemifrån", "att vi är lediga": a whole clause; without its "jag" it would be none.
fn tells(text: &Text, at: usize) -> bool {
    const MODAL: &[&str] = &["har", "behover", "bor", "far", "glommer", "missar", "kommer"];
    let verb = at + 1 + usize::from(text.is(at + 1, &["inte", "ej", "aldrig"]));
    let present = text.word(verb).ends_with('r') && text.word(verb).len() > 1 || text.is(verb, &["vill", "e"]);
    at > 0 && text.is(at, &["jag", "vi"]) && text.is(at - 1, &["att"]) && present && !text.is(verb, MODAL)
}

/// Whether a "not" or "without" is the subject's own: "att inte äta frukost", "om utan rum". Cut off, it would turn the
/// meaning round; only "inte på måndag utan på tisdag" is said of the day.
fn negates(text: &Text, at: usize) -> bool {
    const OWNERS: &[&str] = &["att", "om", "jag", "vi", "ska", "skall", "far", "kan", "to", "about", "that", "i", "do"];
    at > 0
        && at + 1 < text.len()
        && text.is(at, &["inte", "ej", "utan", "aldrig", "not", "never", "without"])
        && text.is(at - 1, OWNERS)
        && text.tokens[at + 1].kind == Kind::Word
        && !text.is(at + 1, &["annat", "pa", "den"])
}

fn hangs(text: &Text, at: usize) -> bool {
    // "sträcka på mig" ends in its own words.
    let own = text.is(at, &["mig", "mej"]) && text.is(at.wrapping_sub(1), &["pa", "med", "at", "till", "for", "av", "hos", "om"]);
    let closes = at + 1 >= text.len() || is_mark(text, at + 1);
    // "ta om det", "när jag går", "gå hem tidigt"
    let last = closes
        && at > 1
        && OWN_AT_END.contains(&text.word(at))
        && match text.word(at) {
            "om" => !is_light(text.word(at - 1)),
            "det" | "den" => text.is(at - 1, &["om", "pa", "till", "for", "med"]) && !LEADING.contains(text.word(at - 2)),
            _ => true,
        };
    let kept = own || last || text.low(at) == "år" || at > 0 && text.glued(at);
    HANGING.contains(text.word(at)) && !kept
}

/// The words with their pronouns turned; the flag says that they begin with a verb.
fn turned(text: &Text, first: usize, end: usize) -> (String, bool) {
    let mut words = String::new();
    let mut infinitive = false;
    let mut from = text.tokens[first].start;
    for at in first..end {
        let token = &text.tokens[at];
        let alone = token.kind == Kind::Word && !text.runs_on(at + 1) && !text.glued(at);
        let english_only = matches!(token.low.as_str(), "i" | "me" | "my" | "am" | "we" | "us" | "our");
        let swedish_only = matches!(token.low.as_str(), "ja" | "vi" | "min");
        if !alone || english_only && !text.english || swedish_only && text.english || token.low == "i" && at == first {
            continue;
        }
        let other = if at == first && !text.english {
            let imperative = IMPERATIVES.iter().find(|(command, _)| *command == token.low);
            // "deklarera bisyssla", "signera provsvar": loan verbs are known by their ending.
            let loan = token.low.ends_with("era") && token.low.len() > 6 && !["kamera", "cholera"].contains(&token.low.as_str());
            infinitive = imperative.is_some() || loan || IMPERATIVES.iter().any(|(_, word)| *word == token.low);
            imperative.map(|(_, word)| *word)
        } else {
            None
        };
        // "att jag inte ska jobba": "inte jobba".
        let auxiliary = at == first + 1 && negates(text, first) && text.is(at, &["ska", "skall", "far"]) && at + 1 < end;
        let other = if auxiliary { Some("") } else { other };
        let other = other.or_else(|| TURNED.iter().find(|(said, _)| *said == token.low).map(|(_, turned)| *turned));
        if let Some(other) = other {
            words.push_str(&text.composed[from..token.start]);
            words.push_str(other);
            from = token.end;
        }
    }
    words.push_str(&text.composed[from..text.tokens[end - 1].end]);
    (words.split_whitespace().collect::<Vec<_>>().join(" "), infinitive)
}
