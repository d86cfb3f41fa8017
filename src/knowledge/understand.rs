//! Decides what a message wants: an answer, a choice between rules, or an honest "I don't know".
//!
//! The thresholds were chosen on `tests/questions/tune.toml`, by measuring 0.5 to 0.8 for [`ANSWER`]: one at
//! which hardly any wrong rule is given as certain there, and nothing of what no rule answers, neither there nor
//! of the other topics in `report.toml` (two of them scored .73 and .76). Below it a choice
//! is offered, because the right rule is among the first three in nearly every case; [`CHOOSE`] is where no
//! question of the tuning part that a rule answers is left without one, while those that no rule answers
//! mostly are. Apart from that `tests/questions/report.toml` only reports. After a change of rules or words:
//! `stina eval --calibrate tests/questions/tune.toml`, the numbers into [`super::calibrate::LEARNED`], then
//! `stina eval` with the thresholds on either side.

use std::{cell::OnceCell, rc::Rc};

use super::KnowledgeBase;
use super::calibrate::{Example, LEARNED};
use super::index::Owner;
use super::named::WORTH;
use super::query::{Part, Query, Words};
use super::rank::{Candidate, Context, Ranking};
use crate::language::question::asks_openly;
use crate::language::reading::{Break, Prepared, Reading, Word, prepare};

pub use super::small_talk::SmallTalk;
pub use crate::language::english::Language;

/// From this probability on the best rule is given as the answer.
pub const ANSWER: f32 = 0.78;

/// Below this probability the best rule is only offered where another one is likely too: from [`RIVAL`] on.
const SURE: f32 = 0.85;

/// From this probability on another rule is a rival of the best.
const RIVAL: f32 = 0.1;

/// Where this part of what a question tells stands in no rule, the best one is at most offered.
const UNHEARD: f32 = 0.65;

/// From this doubt on that the best rule speaks of what is asked it is only offered: one in seventeen of the tuning
/// questions that would be answered right has it, and nine in ten of those that ask something else about its matter.
const DOUBTFUL: f32 = 1.0;

/// So many ways to ask a rule has to have for doubt to be told from them.
const MANY_WAYS: u32 = 12;

/// From this probability on, two or three rules together are worth offering.
pub const CHOOSE: f32 = 0.3;

/// From this probability on it is said that another region has a rule: as sure as for an answer.
pub(super) const ELSEWHERE: f32 = ANSWER;

/// From this probability on a rule of the asker's own may be meant, and it is not said that there is none.
const OWN: f32 = 0.6;

/// From this probability on the best rule is given even where it holds only for some years of ST and the
/// asker's year is not known.
const SURE_OF_YEAR: f32 = 0.95;

/// From this probability on another region's rule keeps one of the asker's own that is not certain from being given.
pub(super) const CLEARLY_ELSEWHERE: f32 = 0.9;

/// From this probability on it is said that only another region has a rule, though one of the asker's own looks certain
/// beside its neighbours alone.
const SURELY_ELSEWHERE: f32 = 0.95;

/// How much stronger than "no rule" the evidence for a rule is, as a logarithm of odds, where other regions' need not be
/// looked at: above what speaks for the wrong ones of the tuning part asked in the other region, mostly.
const CLOSE_BY: f32 = 10.0;

/// How many times as probable as all of the asker's own another region's rule is to keep them from being given.
const OUTDOING: f32 = 5.0;

/// How many rules are offered at most.
pub(super) const OFFERED: usize = 3;

/// Who asks, and what was said just before.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asker<'a> {
    /// The asker's region; without one, all regions' rules are considered.
    pub region: Option<&'a str>,
    /// The id of the rule that was answered just before, for follow-ups.
    pub previous: Option<&'a str>,
    /// The asker's year of ST, 1 to 5.
    pub st_year: Option<u8>,
    /// The asker's role, as rules name it: `st`, `handledare`, `chef`, `hr`, `studierektor`.
    pub role: Option<&'a str>,
}

/// What a message wants.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// The rules in `shown` answer it: one, or one for each of two or three questions.
    Answer,
    /// One of the two or three rules in `shown` probably answers it.
    Choose,
    /// No rule answers it.
    Unknown(Reason),
    /// It is no question.
    Other(SmallTalk),
}

/// Why no rule answers.
#[derive(Debug, Clone, PartialEq)]
pub enum Reason {
    /// There was nothing to read.
    Empty,
    /// It is about a patient, a disease or a treatment.
    Medical,
    /// Only the other region has rules on it, or it was asked about by name: their ids. None where it was asked about by
    /// name and has none.
    OtherRegion(Vec<String>),
    /// It asks about a region that has no rules here, by the name that is shown.
    Elsewhere(String),
    /// The rules that come nearest hold within the asker's region, and it asks of a move between regions.
    Within,
    /// It asks what a short form stands for that no rule mentions.
    OnlyMeaning,
    /// It is about a matter known to lie outside the rules.
    OutOfScope,
    /// It has nothing to do with work.
    Unrelated,
    /// Nothing fits.
    NoMatch,
}

/// A rule and how probably it is the one that is meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// The rule's id.
    pub id: String,
    /// The probability, 0..=1.
    pub score: f32,
}

/// A short form that somebody asks the meaning of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortForm {
    /// As it is written in the vocabulary.
    pub short: String,
    /// What it stands for; `None` where the vocabulary knows it only as a word of its own.
    pub long: Option<String>,
}

/// How a message was understood.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one remark on the message, and any may stand beside any")]
pub struct Understanding {
    /// What to do.
    pub decision: Decision,
    /// The ids of the rules that are answered or offered.
    pub shown: Vec<String>,
    /// Up to five rules, best first, whatever the decision.
    pub ranking: Vec<Scored>,
    /// The language of the message.
    pub language: Language,
    /// The region that the message names, where it names exactly one.
    pub named_region: Option<String>,
    /// Whether the message was understood as a follow-up on what was answered before.
    pub follows: bool,
    /// Whether the message tells of a patient beside its question; the answer should ask not to.
    pub mentions_patient: bool,
    /// The other region's rule on one of two questions, where `shown` answers the other and the asker's own region
    /// has none.
    pub elsewhere: Option<String>,
    /// The rules that one of several questions may mean that is not sure, beside what `shown` answers.
    pub offered: Vec<String>,
    /// One of several questions that finds no rule, in its own words, beside what `shown` answers.
    pub left_out: Option<String>,
    /// What a short form stands for that was asked about; `shown` are the rules that mention it.
    pub stands_for: Option<ShortForm>,
    /// Whether it asks when, who, how much: no answer to that begins with yes or no.
    pub open: bool,
    /// The asker's own rule on what is asked of another region by name, where one is certain.
    pub own: Option<String>,
    /// Whether the message names a region that is not the asker's.
    pub names_other: bool,
    /// The rules for other years of ST on the same matter, where the asker named none and the answer depends
    /// on it.
    pub also_years: Vec<String>,
}

/// Understands a message.
#[must_use]
pub fn understand(knowledge: &KnowledgeBase, text: &str, asker: &Asker<'_>) -> Understanding {
    let prepared = prepare(text);
    let reading = knowledge.index.read_question(&prepared);
    let mut found = Understanding {
        decision: Decision::Unknown(Reason::Empty),
        shown: Vec::new(),
        ranking: Vec::new(),
        language: reading.language,
        named_region: None,
        follows: false,
        mentions_patient: false,
        elsewhere: None,
        offered: Vec::new(),
        left_out: None,
        stands_for: None,
        open: false,
        own: None,
        names_other: false,
        also_years: Vec::new(),
    };
    if prepared.tokens.is_empty() {
        return found;
    }
    let message = Message::new(knowledge, asker, &prepared, &reading);
    found.named_region = message.named.map(|region| knowledge.index.regions[region as usize].clone());
    found.names_other = knowledge.index.regions_named(&reading).iter().any(|region| message.region != Some(*region));
    found.open = asks_openly(message.parts(Break::Comma).into_iter().map(|(from, to)| &prepared.keys[from..to]));
    message.decide(&mut found);
    message.only_within(&mut found);
    found
}

/// A message with all that is needed to decide on it.
pub(super) struct Message<'a> {
    pub(super) knowledge: &'a KnowledgeBase,
    pub(super) asker: &'a Asker<'a>,
    pub(super) prepared: &'a Prepared,
    pub(super) reading: &'a Reading,
    /// The asker's region, or the one that is named by one who has none.
    pub(super) region: Option<u16>,
    /// The region that is named, where exactly one is.
    pub(super) named: Option<u16>,
    /// What all queries that are made of its words have in common.
    pub(super) words: Rc<Words>,
    pub(super) years: Vec<u8>,
    pub(super) previous: Vec<u32>,
    pub(super) role: Vec<u32>,
}

/// What other regions have on a question that the asker's own has nothing better on.
pub(super) struct Elsewhere {
    /// The best of their rules, with its probability beside the asker's own.
    pub(super) best: Candidate,
    /// The probability of the best of the asker's own beside them.
    own: f32,
    /// The ids of those that fit.
    pub(super) ids: Vec<String>,
}

impl Elsewhere {
    /// Whether the other region's rule leaves little for the asker's own.
    fn outdoes(&self) -> bool {
        self.own * OUTDOING < self.best.score
    }
}

impl<'a> Message<'a> {
    pub(super) fn new(knowledge: &'a KnowledgeBase, asker: &'a Asker<'a>, prepared: &'a Prepared, reading: &'a Reading) -> Self {
        let index = &knowledge.index;
        let named = index.regions_named(reading);
        let named = if let [only] = named.as_slice() { Some(*only) } else { None };
        let own = asker.region.and_then(|region| index.region(region));
        let years = if reading.years.is_empty() { asker.st_year.into_iter().collect() } else { reading.years.clone() };
        let place = |id: &str| knowledge.rules.iter().position(|rule| rule.id == id).and_then(|at| u32::try_from(at).ok());
        let mut previous: Vec<u32> = Vec::new();
        if let Some(rule) = asker.previous.and_then(|id| knowledge.rule(id)) {
            previous.extend(place(&rule.id));
            previous.extend(rule.easily_confused.iter().filter_map(|id| place(id)));
        }
        let role = asker.role.map_or_else(Vec::new, |role| {
            (0_u32..).zip(&knowledge.rules).filter(|(_, rule)| rule.audience.iter().any(|one| one == role)).map(|(at, _)| at).collect()
        });
        let region = own.or(named);
        let words = Rc::new(Words::new(index, reading.words.iter(), region));
        Self { knowledge, asker, prepared, reading, region, named, words, years, previous, role }
    }

    pub(super) fn context(&self, region: Option<u16>, follows: bool) -> Context<'_> {
        Context { region, previous: if follows { &self.previous } else { &[] }, role: &self.role, first_only: false }
    }

    /// All that the message says.
    fn whole(&self) -> Query {
        let words = self.reading.words.iter().map(|word| (word, Part::WHOLE));
        Query::of_parts(&self.words, words, &self.years)
    }

    pub(super) fn query_of<'w>(&self, words: impl Iterator<Item = &'w Word> + Clone) -> Query {
        Query::new(&self.knowledge.index, words, &self.years, self.region)
    }

    pub(super) fn id(&self, candidate: &Candidate) -> String {
        match self.knowledge.index.owners[candidate.owner as usize] {
            Owner::Rule(number) => self.knowledge.rules[number as usize].id.clone(),
            Owner::Outside(number) => self.knowledge.vocabulary.out_of_scope[number as usize].name.clone(),
        }
    }

    pub(super) fn ids(&self, candidates: &[Candidate]) -> Vec<String> {
        candidates.iter().map(|candidate| self.id(candidate)).collect()
    }

    fn decide(&self, found: &mut Understanding) {
        let index = &self.knowledge.index;
        let whole = self.whole();
        let follows = self.asker.previous.is_some() && self.is_follow_up(&whole);
        let query = if follows { whole.clone().with_background(&self.background(), 0.5) } else { whole.clone() };
        let mut ranking = if follows {
            index.rank(&query, self.context(self.region, follows))
        } else {
            self.rank_story(&query, self.context(self.region, false))
        };
        let turned = self.own_year_first(&mut ranking);
        found.ranking = self.scored(&ranking);
        found.follows = follows;
        let small_talk = &index.small_talk;
        let talk = small_talk.recognize(self.prepared, |at| self.reading.words[at].known).or_else(|| small_talk.told(self.prepared));
        if let Some(kind) = talk {
            found.decision = Decision::Other(kind);
            return;
        }
        if self.decide_medical(&whole, &ranking, found) {
            return;
        }
        if let Some(place) = self.asks_elsewhere() {
            found.decision = Decision::Unknown(Reason::Elsewhere(place));
            return;
        }
        if self.decide_named(&query, &ranking, found) {
            return;
        }
        // "varför?", "är det säkert?": nothing but the rule before can be meant.
        if let Some(previous) = self.asker.previous.filter(|_| follows && !self.reading.words.iter().any(tells)) {
            found.decision = Decision::Answer;
            found.shown = vec![previous.to_owned()];
            return;
        }
        if !follows && (self.decide_meaning(found) || self.decide_bare(&query, &ranking, found) || self.decide_two(found)) {
            return;
        }
        self.decide_one(&query, &ranking, turned, found);
    }

    fn scored(&self, ranking: &Ranking) -> Vec<Scored> {
        ranking.rules.iter().take(5).map(|candidate| Scored { id: self.id(candidate), score: candidate.score }).collect()
    }

    fn decide_one(&self, query: &Query, ranking: &Ranking, turned: bool, found: &mut Understanding) {
        let index = &self.knowledge.index;
        let best = ranking.rules.first().map_or(0.0, |best| best.score);
        let rivalled = best < SURE && ranking.rules.get(1).is_some_and(|second| second.score >= RIVAL);
        let elsewhere = OnceCell::new();
        let only_elsewhere = |least: f32| {
            let there: &Option<Elsewhere> = elsewhere.get_or_init(|| self.elsewhere(query));
            there.as_ref().filter(|there| there.best.score >= least)
        };
        let heard = found.follows || query.unknown < UNHEARD;
        let is_close = || {
            let strength = ranking.rules.first().map(|best| LEARNED.strength(&best.evidence, false) - LEARNED.none(query.unknown));
            strength.is_some_and(|strength| strength >= CLOSE_BY)
        };
        // Beside no other rule of the region even a poor one looks certain.
        let outdone = if (ANSWER..CLEARLY_ELSEWHERE).contains(&best) {
            only_elsewhere(CLEARLY_ELSEWHERE).is_some()
        } else {
            best >= ANSWER && !found.follows && !is_close() && only_elsewhere(ELSEWHERE).is_some_and(Elsewhere::outdoes)
        };
        let doubtful = !found.follows && ranking.rules.first().is_some_and(|best| self.is_doubtful(best));
        if best >= ANSWER && heard && !rivalled && !doubtful && !outdone {
            let (others, likely) = self.other_years(ranking);
            found.also_years = others;
            if turned {
                found.decision = Decision::Choose;
                found.shown = self.ids(&ranking.rules[..2]);
                return;
            }
            let unsure = best < SURE_OF_YEAR && likely > 0;
            found.decision = if unsure { Decision::Choose } else { Decision::Answer };
            found.shown = self.ids(&ranking.rules[..1]);
            if unsure {
                found.shown.extend(found.also_years.iter().take(OFFERED - 1).cloned());
            }
            return;
        }
        // Of small words alone ("vet inte än") nothing can be told, unless they follow something.
        let tells_something = self.asker.previous.is_some() || self.reading.words.iter().any(tells);
        // Where one of the asker's own may be meant it is not said that there is none.
        let not_here =
            |there: &&Elsewhere| best < OWN || ((outdone || doubtful) && there.best.score >= SURELY_ELSEWHERE && there.outdoes());
        if let Some(there) = only_elsewhere(ELSEWHERE).filter(|there| tells_something && not_here(there)) {
            found.decision = Decision::Unknown(Reason::OtherRegion(there.ids.clone()));
            return;
        }
        let together: f32 = ranking.rules.iter().take(OFFERED).map(|candidate| candidate.score).sum();
        // Where a single rule has anything of the question there is nothing to choose between.
        if together >= CHOOSE && ranking.rules.len() > 1 && tells_something {
            found.decision = Decision::Choose;
            found.shown = self.ids(&probable(&ranking.rules));
            return;
        }
        let outside = ranking.outside.first().map_or(0.0, |best| best.score);
        // Of words that nobody knows it cannot be said what they are about.
        let understood = self.reading.words.iter().any(|word| !word.derived && word.known && word.weight >= 0.3);
        found.decision = Decision::Unknown(match ranking.outside.first() {
            Some(matter) if outside > 0.3 && understood => match index.owners[matter.owner as usize] {
                Owner::Outside(number) if self.knowledge.vocabulary.out_of_scope[number as usize].unrelated => Reason::Unrelated,
                _ => Reason::OutOfScope,
            },
            _ => Reason::NoMatch,
        });
    }

    /// Whether a rule, however surely it is the best, hardly speaks of what is asked. Of one with few ways to ask that
    /// cannot be told.
    pub(super) fn is_doubtful(&self, candidate: &Candidate) -> bool {
        let (from, to) = self.knowledge.index.ways_of(candidate.owner);
        to - from >= MANY_WAYS && candidate.spoken.doubt() >= DOUBTFUL
    }

    /// The rules of other regions that fit, where one of them is the best beside the asker's own.
    pub(super) fn elsewhere(&self, query: &Query) -> Option<Elsewhere> {
        let index = &self.knowledge.index;
        if self.region.is_none() || index.regions.len() < 2 {
            return None;
        }
        let mut all = index.rank(query, Context { first_only: true, ..self.context(None, false) });
        let is_own = |candidate: &Candidate| Some(index.owner_region[candidate.owner as usize]) == self.region;
        let best = all.rules.first().filter(|best| !is_own(best))?.clone();
        let own = all.rules.iter().find(|candidate| is_own(candidate)).map_or(0.0, |own| own.score);
        all.rules.retain(|candidate| !is_own(candidate));
        let mut fitting = probable(&all.rules);
        fitting.retain(|candidate| candidate.score >= WORTH);
        Some(Elsewhere { best, own, ids: self.ids(&fitting) })
    }

    /// The ranges of words between breaks of at least a kind.
    pub(super) fn parts(&self, least: Break) -> Vec<(usize, usize)> {
        let count = self.reading.words.iter().take_while(|word| !word.derived).count();
        let mut parts = Vec::new();
        let mut from = 0;
        for at in 1..count {
            if self.reading.words[at].break_before >= least {
                parts.push((from, at));
                from = at;
            }
        }
        parts.push((from, count));
        parts
    }
}

/// Whether a word tells what a message is about.
pub(super) fn tells(word: &Word) -> bool {
    !word.derived && word.weight >= 0.5 && word.key.len() > 1
}

/// The rules worth offering: at most three, none much less probable than the best.
pub(super) fn probable(rules: &[Candidate]) -> Vec<Candidate> {
    let best = rules.first().map_or(0.0, |best| best.score);
    rules
        .iter()
        .take(OFFERED)
        .enumerate()
        .filter(|(at, candidate)| *at < 2 || candidate.score >= best * 0.1)
        .map(|(_, candidate)| candidate.clone())
        .collect()
}

impl KnowledgeBase {
    /// A question as an example to learn weights from: the alternatives with their evidence, and which of
    /// them are right. None where a rule is right that is not among the alternatives. The rules that are left out are
    /// none: as if the knowledge base did not have them.
    #[must_use]
    pub fn example(&self, text: &str, region: Option<&str>, right: &[&str], left_out: &[&str], weight: f32) -> Option<Example> {
        let reading = self.index.read_question(&prepare(text));
        let region = region.and_then(|region| self.index.region(region));
        let query = Query::new(&self.index, reading.words.iter(), &reading.years, region);
        let ranking = self.index.rank(&query, Context { region, ..Context::default() });
        let is_among = |candidate: &Candidate, ids: &[&str]| match self.index.owners[candidate.owner as usize] {
            Owner::Rule(number) => ids.contains(&self.rules[number as usize].id.as_str()),
            Owner::Outside(_) => false,
        };
        let alternatives: Vec<_> = ranking
            .rules
            .iter()
            .chain(&ranking.outside)
            .filter(|candidate| !is_among(candidate, left_out))
            .map(|candidate| (candidate.evidence, candidate.outside, is_among(candidate, right)))
            .collect();
        let found = alternatives.iter().any(|(_, _, right)| *right);
        (right.is_empty() || found).then_some(Example { alternatives, unknown: query.unknown, weight })
    }
}
