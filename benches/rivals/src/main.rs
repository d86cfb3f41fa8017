//! Times rapidfuzz and tantivy on rules and questions from a file of JSON lines, and prints lines of the table. Every
//! question is asked three times, and the quickest time counts.

use std::time::{Duration, Instant};

use serde::Deserialize;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, FuzzyTermQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value};
use tantivy::tokenizer::{Language, LowerCaser, SimpleTokenizer, Stemmer, TextAnalyzer, TokenStream};
use tantivy::{Index, TantivyDocument, Term, doc};

#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Rule { id: String, region: String, ways: Vec<String>, body: String },
    Question { query: String, region: String, id: String },
}

struct Rule {
    id: String,
    region: String,
    ways: Vec<String>,
    body: String,
}

struct Question {
    query: String,
    region: String,
    id: String,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: stina-rivals FILE")?;
    let (mut rules, mut questions) = (Vec::new(), Vec::new());
    for line in std::fs::read_to_string(path)?.lines() {
        match serde_json::from_str(line)? {
            Line::Rule { id, region, ways, body } => rules.push(Rule { id, region, ways, body }),
            Line::Question { query, region, id } => questions.push(Question { query, region, id }),
        }
    }
    token_set(&rules, &questions);
    full_text(&rules, &questions)?;
    Ok(())
}

/// Does the same three times; gives the shortest time that it took, and what came out.
fn quickest<T>(once: impl Fn() -> T) -> (Duration, T) {
    let timed = || {
        let start = Instant::now();
        let result = once();
        (start.elapsed(), result)
    };
    let (first, result) = timed();
    (first.min(timed().0).min(timed().0), result)
}

fn print_line(who: &str, size: usize, build: Duration, times: &mut [Duration], right: usize) {
    times.sort_unstable();
    let at = |part: f64| times.get(((times.len().max(1) - 1) as f64 * part).round() as usize).copied().unwrap_or_default();
    println!(
        "{who:<26}{size:>8}{:>12.1}{:>10}{:>12.1}{:>12.1}{:>9.1}",
        build.as_secs_f64() * 1e3,
        "-",
        at(0.5).as_secs_f64() * 1e6,
        at(0.99).as_secs_f64() * 1e6,
        100.0 * right as f64 / times.len().max(1) as f64
    );
}

fn tokens(text: &str) -> Vec<String> {
    let mut words: Vec<String> =
        text.to_lowercase().split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    words.sort();
    words.dedup();
    words
}

/// The token set ratio as rapidfuzz for Python defines it: the best ratio among the common words, and each
/// side's own words added to them.
fn token_set_ratio(one: &[String], other: &[String]) -> f64 {
    let common: Vec<&str> = one.iter().filter(|word| other.contains(word)).map(String::as_str).collect();
    let rest = |from: &[String]| -> String {
        let own = from.iter().map(String::as_str).filter(|word| !common.contains(word));
        common.iter().copied().chain(own).collect::<Vec<_>>().join(" ")
    };
    let both = common.join(" ");
    let (first, second) = (rest(one), rest(other));
    if !both.is_empty() && (first == both || second == both) {
        return 1.0;
    }
    let ratio = |left: &str, right: &str| rapidfuzz::fuzz::ratio(left.chars(), right.chars());
    ratio(&first, &second).max(ratio(&both, &first)).max(ratio(&both, &second))
}

fn token_set(rules: &[Rule], questions: &[Question]) {
    let start = Instant::now();
    let ways: Vec<(usize, Vec<String>)> =
        rules.iter().enumerate().flat_map(|(at, rule)| rule.ways.iter().map(move |way| (at, tokens(way)))).collect();
    let built = start.elapsed();
    let mut times = Vec::new();
    let mut right = 0;
    for question in questions.iter().take(if rules.len() > 5_000 { 5 } else { 100 }) {
        let (taken, best) = quickest(|| {
            let asked = tokens(&question.query);
            ways.iter()
                .filter(|(at, _)| rules[*at].region == question.region)
                .map(|(at, way)| (token_set_ratio(&asked, way), *at))
                .max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(&one.1)))
        });
        times.push(taken);
        right += usize::from(best.is_some_and(|(_, at)| rules[at].id == question.id));
    }
    print_line("rapidfuzz, token set", rules.len(), built, &mut times, right);
}

fn analyzer() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default()).filter(LowerCaser).filter(Stemmer::new(Language::Swedish)).build()
}

/// Every word of the question as it is and within one edit, in ways to ask and in the answer.
fn query_of(question: &Question, ways: Field, body: Field, region: Field) -> BooleanQuery {
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    let mut analyzer = analyzer();
    let mut stream = analyzer.token_stream(&question.query);
    let mut any: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    while let Some(token) = stream.next() {
        for field in [ways, body] {
            let term = Term::from_field_text(field, &token.text);
            any.push((Occur::Should, Box::new(TermQuery::new(term.clone(), IndexRecordOption::WithFreqs))));
            if token.text.chars().count() >= 5 {
                any.push((Occur::Should, Box::new(FuzzyTermQuery::new(term, 1, true))));
            }
        }
    }
    clauses.push((Occur::Must, Box::new(BooleanQuery::new(any))));
    let own = Term::from_field_text(region, &question.region);
    clauses.push((Occur::Must, Box::new(TermQuery::new(own, IndexRecordOption::Basic))));
    BooleanQuery::new(clauses)
}

fn full_text(rules: &[Rule], questions: &[Question]) -> tantivy::Result<()> {
    let start = Instant::now();
    let indexing = TextFieldIndexing::default().set_tokenizer("swedish").set_index_option(IndexRecordOption::WithFreqs);
    let text = TextOptions::default().set_indexing_options(indexing);
    let mut schema = Schema::builder();
    let id = schema.add_text_field("id", STORED);
    let region = schema.add_text_field("region", STRING);
    let ways = schema.add_text_field("ways", text.clone());
    let body = schema.add_text_field("body", text);
    let index = Index::create_in_ram(schema.build());
    index.tokenizers().register("swedish", analyzer());
    let mut writer = index.writer_with_num_threads(1, 50_000_000)?;
    for rule in rules {
        writer.add_document(
            doc!(id => rule.id.as_str(), region => rule.region.as_str(), ways => rule.ways.join("\n"), body => rule.body.as_str()),
        )?;
    }
    writer.commit()?;
    let searcher = index.reader()?.searcher();
    let built = start.elapsed();
    let mut times = Vec::new();
    let mut right = 0;
    for question in questions {
        let (taken, found) = quickest(|| {
            let query = query_of(question, ways, body, region);
            searcher.search(&query, &TopDocs::with_limit(5).order_by_score())
        });
        let found = found?;
        times.push(taken);
        if let Some((_, address)) = found.first() {
            let document: TantivyDocument = searcher.doc(*address)?;
            right += usize::from(document.get_first(id).and_then(|value| value.as_str()) == Some(question.id.as_str()));
        }
    }
    print_line("tantivy, Swedish, fuzzy", rules.len(), built, &mut times, right);
    Ok(())
}
