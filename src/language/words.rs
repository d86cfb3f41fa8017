//! Small words of Swedish and English: how little each tells, and what kind of question it makes.

use super::question::is_question_word;
use super::quick::QuickMap;

/// Words that only hold a sentence together, folded, sorted when the set is made.
const EMPTY: &str = "a aa alltsa am an and any ar are as asa assa at att av ba bara be been being both but by bra btw d da de dej dem den denna \
    dennes dess dessa det detta did dig din dina ditt do does doing dom du dvs e eh ej el eller en er ett ex f fkn for fran from ge ganska \
    had hade han hans har has have he hej heja hello hen hennes her here hey hi him his hon honom ho i if im in is it its ja jag ju just \
    kanske kl la liksom lite litegrann lixom lol man me med mej men mig min mina mitt mm mvh my namligen ngn ngt ni nix nog nu o och ocksa of oh \
    ok okej on or oss osv our ova oxa pa per please pls plz sa sadan sadana sadant saker san sana sant she sig sin sina sitt snalla so som \
    sorry t tack tex than thank thanks that the their them then there these they this those till tills tja tjena to too typ typ um ur us va \
    vad val vara varan varit var vars vart vi vid visst wanna was we were with x you your";

/// Words that tell something, but less than a noun does.
const LIGHT: &str = "aldrig all alla alldeles allowed alls allt alltid also ange annan annat antligen anvanda apply behova behover behovs ber beratta \
    berattade berattar beror betyder blev bli blir blivit bor borde borjade brukade brukar can cannot cant could dar dit efter \
    efterat eftersom egen egentligen eget egna enda enligt ens exakt fa faktiskt far fatt fick ficka finnas finns for fore \
    forresten forst forstas fortfarande fraga fragade fragat fragor fungerar funkar ga galler gar garna gatt ger get gick give \
    glad go gor gora gors ha haft hand helst henne horde hort hos how hur hurdan ibland ifall igar igen inga ingen inget innan \
    innebar inom inte into istallet it jobbigt ju kan kande kanner kanns know kolla kollega kollegan kollegor kom komma kommer \
    kompis kompisen konstigt kul kunde kunna lange langre ledsen like liten lov make manga many marker markte maste mejlade mer \
    mest might mkt more mot much must mycket nagon nagonstans nagot nagra nan nanstans nar nara nasta nastan nat need needed \
    nervos not nyligen ofta om only orkar orolig over please plotsligt possible prata pratade pratar pratat precis provar redan \
    rent right riktigt ringde roligt sadar sade saga sager sagt sakert same sedan sen senast should sist sitter sjalv sjalva \
    sjalvt ska skall skulle some someone something sta stammer star still stor stora stort stressad svar ta take tala tanka tanker \
    tankt tar their tog trakigt trivs tro trodde tror trott tycker tydligen under undra undrar upp ut utan vagar varfor vem vems \
    verkligen vet veta via vid vilja vilka vilken vilket vill ville vore want what when where which while who why will within \
    without would";

/// How much a folded word tells by itself, 0..=1, before it is known how rare it is.
#[must_use]
pub fn weight(table: &SmallWords, folded: &str) -> f32 {
    table.weights.get(folded).copied().unwrap_or(1.0)
}

/// The small words with their weights, made once for each lexicon.
#[derive(Debug)]
pub struct SmallWords {
    weights: QuickMap<&'static str, f32>,
}

impl Default for SmallWords {
    fn default() -> Self {
        let mut weights = QuickMap::default();
        for word in LIGHT.split_whitespace() {
            weights.insert(word, 0.3);
        }
        for word in ["forsta", "andra", "first", "second", "sista", "last"] {
            weights.insert(word, 0.5);
        }
        for word in EMPTY.split_whitespace() {
            weights.insert(word, 0.04);
        }
        Self { weights }
    }
}

impl SmallWords {
    /// Whether the folded word is a small one.
    #[must_use]
    pub fn contains(&self, folded: &str) -> bool {
        self.weights.contains_key(folded)
    }
}

/// The names of all kinds of question, in alphabetical order.
pub const KINDS: [&str; 15] = [
    "choice",
    "cost",
    "definition",
    "duration",
    "duty",
    "frequency",
    "manner",
    "meaning",
    "permission",
    "person",
    "place",
    "quality",
    "quantity",
    "reason",
    "time",
];

/// How much "längre" counts where it says that something has ended.
pub const NO_LONGER: f32 = 0.04;

/// How many words may stand between "inte" and "längre".
const BETWEEN: usize = 6;

/// Whether a word only says that something has ended ("orkar inte längre"), and nothing of how long it is.
#[must_use]
pub fn is_no_longer(keys: &[String], at: usize) -> bool {
    matches!(keys[at].as_str(), "langre" | "longer")
        && !(at > 0 && matches!(keys[at - 1].as_str(), "hur" | "mycket" | "much" | "ett" | "a"))
        && keys[at.saturating_sub(BETWEEN)..at]
            .iter()
            .any(|word| matches!(word.as_str(), "inte" | "ej" | "inget" | "ingen" | "aldrig" | "no" | "not"))
}

/// How much it tells which rule is meant that a question is of a kind, 0..=1. Of a kind that few ways to ask are of it
/// would outweigh what else is said, and nearly every matter can be asked what it is.
#[must_use]
pub fn kind_weight(kind: &str) -> f32 {
    match kind {
        "choice" | "cost" => 0.25,
        "definition" => 0.0,
        _ => 0.35,
    }
}

/// The kinds of question that a text can ask, by name, from its folded words. A text may be of several.
#[must_use]
pub fn question_kinds(words: &[&str]) -> Vec<&'static str> {
    let mut kinds = Vec::new();
    let mut add = |kind: &'static str| {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    };
    for (at, word) in words.iter().enumerate() {
        let next = words.get(at + 1).copied().unwrap_or("");
        match *word {
            "hur" | "how" => match next {
                "lang" | "lange" | "langt" | "langa" | "long" => add("duration"),
                "manga" | "mycket" | "mkt" | "stor" | "stort" | "stora" | "many" | "much" | "big" | "large" => {
                    let unit = words.get(at + 2).copied().unwrap_or("");
                    if ["veck", "manad", "dag", "tim", "minut", "week", "month", "day", "hour"].iter().any(|own| unit.starts_with(own))
                        || matches!(unit, "aret" | "years")
                    {
                        add("duration");
                    } else if unit.starts_with("gang") || unit == "times" {
                        add("frequency");
                    } else {
                        add("quantity");
                    }
                }
                "ofta" | "often" => add("frequency"),
                "tidigt" | "snart" | "sent" | "soon" | "early" => add("time"),
                // "Hur bra", "hur dyrt": the next word tells.
                "bra" | "good" | "dyr" | "dyrt" | "dyra" | "expensive" => {}
                _ => add("manner"),
            },
            "lange" | "langd" | "duration" => add("duration"),
            "antal" | "max" | "tak" | "andel" | "limit" | "procent" => add("quantity"),
            "ofta" | "often" => add("frequency"),
            "nar" | "when" if only_says_in_what_case(words, at) => {}
            "nar" | "when" | "datum" | "datumen" | "tidpunkt" | "nardags" => add("time"),
            "vem" | "vems" | "who" | "whom" | "whose" => add("person"),
            "var" | "vart" | "where" | "nanstans" | "nagonstans" | "hittar" | "finner" | "find" => add("place"),
            "varfor" | "why" => add("reason"),
            "far" | "kan" | "can" | "may" | "tillatet" | "tillatit" | "allowed" | "ok" | "okej" | "lov" | "possible" | "mojligt" => {
                add("permission");
            }
            "maste" | "must" | "kravs" | "krav" | "behover" | "need" | "tvungen" | "tvungna" | "required" | "skyldig" | "skyldiga"
            | "obligatorisk" | "obligatoriskt" | "obligatoriska" | "slippa" | "slipper" | "frivillig" | "frivilligt" | "mandatory" => {
                add("duty");
            }
            // "Vad är JLC?", "Vad är SR-avstämning 1 och när är den?", but not "vad är det som gäller".
            "vad" | "va" | "what"
                if matches!(next, "ar" | "e" | "is")
                    && (at + 3..at + 5).contains(&clause_end(words, at))
                    && !matches!(words[at + 2], "det" | "den" | "the" | "it") =>
            {
                add("definition");
            }
            "innebar" | "betyder" | "mean" | "means" | "definition" => add("meaning"),
            // "Vilka har rätt till …" asks who.
            "vilka" if matches!(next, "har" | "far" | "kan" | "ska" | "skall" | "ar" | "maste" | "behover" | "bor" | "som") => {}
            "vilka" | "vilken" | "vilket" | "which" | "valja" | "valjer" | "onska" | "onskar" | "onskemal" | "choose" => add("choice"),
            "kostar" | "kostnad" | "kostnaden" | "betalt" | "betald" | "betalar" | "betala" | "betalas" | "lon" | "lonen" | "tjanar"
            | "arvode" | "avgift" | "avgiften" | "pris" | "priset" | "gratis" | "dyr" | "dyrt" | "dyra" | "cost" | "costs" | "pay"
            | "paid" | "salary" | "free" | "expensive" => {
                add("cost");
            }
            "bra" | "bast" | "basta" | "battre" | "samst" | "samre" | "roligast" | "lattast" | "svarast" | "rykte" | "good" | "best"
            | "worst" => add("quality"),
            _ => {}
        }
    }
    kinds
}

/// Whether a "när" only says in what case: "när jag randar mig, får jag då …", "… när jag randar mig". "När ska jag"
/// asks, and so do "vet du när jag ska" and, where nothing else does, "när jag ska dit".
fn only_says_in_what_case(words: &[&str], at: usize) -> bool {
    let english = words[at] == "when";
    let is_subject = |word: &str| is_subject(word) || english && word == "i";
    if !words.get(at + 1).is_some_and(|next| is_subject(next)) || at > 0 && matches!(words[at - 1], "om" | "about") {
        return false;
    }
    // "Jag undrar verkligen när jag", but not "jag undrar om jag får gå när jag".
    let asked = words[..at].iter().rposition(|word| ASKED.contains(word));
    if asked.is_some_and(|asked| !words[asked + 1..at].iter().any(|word| is_question_word(word))) {
        return false;
    }
    let goes_on = &words[at + 2..];
    !words[..at].iter().all(|word| LEADS.contains(word))
        || goes_on.windows(2).any(|pair| is_verb(pair[0]) && is_subject(pair[1]))
        || goes_on.iter().any(|word| is_question_word(word) && *word != "om")
}

/// Words with which somebody asks for what follows.
const ASKED: &[&str] = &[
    "vet",
    "undrar",
    "undra",
    "undrade",
    "veta",
    "saga",
    "sag",
    "beratta",
    "funderar",
    "fundera",
    "minns",
    "fragan",
    "know",
    "wonder",
    "wondering",
    "tell",
    "remember",
];

/// Words that may stand before the first word of a question.
const LEADS: &[&str] =
    &["hej", "hejsan", "tja", "stina", "och", "o", "men", "sen", "sedan", "ok", "okej", "hi", "hello", "hey", "and", "but", "so"];

/// Whether a word is a verb that asks where who acts stands after it: "får jag".
fn is_verb(word: &str) -> bool {
    matches!(
        word,
        "far"
            | "kan"
            | "maste"
            | "ska"
            | "skall"
            | "bor"
            | "har"
            | "behover"
            | "galler"
            | "raknas"
            | "finns"
            | "blir"
            | "gar"
            | "ar"
            | "can"
            | "may"
            | "do"
            | "must"
            | "should"
            | "am"
            | "is"
            | "are"
            | "does"
            | "will"
    )
}

/// Whether a word is one who acts.
fn is_subject(word: &str) -> bool {
    matches!(word, "jag" | "man" | "vi" | "du" | "ni" | "den" | "det" | "you" | "we")
}

/// Where the clause ends in which a word stands: at the next "och", or with the last word.
fn clause_end(words: &[&str], at: usize) -> usize {
    words[at..].iter().position(|word| matches!(*word, "och" | "o" | "and")).map_or(words.len(), |position| at + position)
}

#[cfg(test)]
mod tests {
    use super::{SmallWords, question_kinds, weight};

    #[test]
    fn small_words_tell_little() {
        let small = SmallWords::default();
        assert!(weight(&small, "och") < weight(&small, "maste"));
        assert!(weight(&small, "maste") < weight(&small, "kurs"));
    }

    #[test]
    fn kinds_of_question() {
        assert_eq!(question_kinds(&["hur", "manga", "veckor"]), ["duration"]);
        assert_eq!(question_kinds(&["vem", "far"]), ["person", "permission"]);
        assert_eq!(question_kinds(&["kurs"]), Vec::<&str>::new());
        assert_eq!(question_kinds(&["far", "jag", "det", "har", "nar", "jag", "randar"]), ["permission"]);
        assert_eq!(question_kinds(&["vet", "du", "nar", "jag", "ska", "dit"]), ["time"]);
        assert_eq!(question_kinds(&["nar", "jag", "randar", "mig", "far", "jag", "kurs"]), ["permission"]);
        assert_eq!(question_kinds(&["when", "i", "am", "at", "gyn", "can", "i", "go"]), ["permission"]);
        assert_eq!(question_kinds(&["hej", "nar", "jag", "ska", "dit"]), ["time"]);
        assert_eq!(question_kinds(&["jag", "undrar", "verkligen", "nar", "jag", "ska", "dit"]), ["time"]);
        assert_eq!(question_kinds(&["jag", "undrar", "om", "det", "ar", "bra", "nar", "jag", "randar"]), ["quality"]);
        assert_eq!(question_kinds(&["vad", "ar", "iup", "och", "nar", "gors", "den"]), ["definition", "time"]);
    }
}
