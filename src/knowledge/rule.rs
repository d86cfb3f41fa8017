//! One rule: its front matter, its answer, and what can be wrong with the file it stands in.

use serde::{Deserialize, Serialize};

/// A rule: a question with its answer, and the other ways in which people ask it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// Region and slug with a full stop between, as in `vgr.kursarrangor`; the slug alone where there are no
    /// regions.
    pub id: String,
    /// Whose rule it is, by the folder's name; empty where there are no regions.
    pub region: String,
    /// The rest of the path, without its ending.
    pub slug: String,
    /// The file it stands in, relative to the folder; empty where it comes from none.
    pub file: String,
    /// The question it answers.
    pub title: String,
    /// Other ways to ask it.
    pub ask: Vec<String>,
    /// Nouns and phrases that identify it.
    pub keywords: Vec<String>,
    /// The heading it is browsed under.
    pub topic: Option<String>,
    /// The id of the document it comes from.
    pub source: Option<String>,
    /// The heading in that document.
    pub heading: Option<String>,
    /// Whom it concerns (`for`): `st`, `handledare`, `chef`, `hr`, `studierektor`.
    pub audience: Vec<String>,
    /// The day by which somebody should look whether it still holds.
    pub review_by: Option<jiff::civil::Date>,
    /// The years of ST, 1 to 5, for which it holds; empty where it holds for all.
    pub years: Vec<u8>,
    /// Whether it speaks of what happens within its region, and not of a move to or from another.
    pub within: bool,
    /// Ids of rules that are easily taken for this one.
    pub easily_confused: Vec<String>,
    /// The kind of deadline that a reminder can be offered for.
    pub remind: Option<String>,
    /// The answer, in Markdown.
    pub body: String,
    /// The rule in English, from `<slug>.en.md`.
    pub english: Option<EnglishRule>,
}

/// A rule's question and answer in English.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct EnglishRule {
    /// The question.
    pub title: String,
    /// Other ways to ask it.
    pub ask: Vec<String>,
    /// The answer, in Markdown.
    pub body: String,
}

/// A document that rules come from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Source {
    /// The id by which rules name it.
    #[serde(skip)]
    pub id: String,
    /// Whose document it is.
    pub region: String,
    /// Its title.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// The language it is written in.
    pub language: String,
    /// Where it can be read.
    pub url: Option<String>,
    /// As of when.
    pub date: Option<String>,
}

/// How people name a region.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Region {
    /// Its whole name.
    pub name: String,
    /// What it is called in short.
    pub short: String,
    /// Other names, and places that lie in it alone.
    pub aliases: Vec<String>,
}

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It is wrong. A folder with what cannot be read is not used.
    Error,
    /// It may be right, but somebody should look.
    Warning,
}

/// Something wrong or doubtful in a folder of rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, relative to the folder.
    pub file: String,
    /// The line in it, from 1; 0 where no line can be named.
    pub line: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
    /// How bad it is.
    pub severity: Severity,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = match self.severity {
            Severity::Error => "fel",
            Severity::Warning => "varning",
        };
        write!(formatter, "{}", if self.file.is_empty() { "(regler i programmet)" } else { &self.file })?;
        if self.line > 0 {
            write!(formatter, ":{}", self.line)?;
        }
        write!(formatter, ": {kind}: {}", self.message)?;
        if !self.remedy.is_empty() {
            write!(formatter, "\n    → {}", self.remedy)?;
        }
        Ok(())
    }
}

/// The keys of a rule's front matter.
pub(super) const RULE_KEYS: &[&str] =
    &["title", "ask", "keywords", "topic", "source", "heading", "for", "review_by", "years", "within", "easily_confused", "remind"];
/// The keys of its English file.
pub(super) const ENGLISH_KEYS: &[&str] = &["title", "ask"];

/// The keys of a document in `sources.toml`.
pub(super) const SOURCE_KEYS: &[&str] = &["region", "title", "publisher", "language", "url", "date"];
/// The keys of a region in `regions.toml`.
pub(super) const REGION_KEYS: &[&str] = &["name", "short", "aliases"];

/// The one of some names that is most like another; `None` where none is.
pub(super) fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let likeness = |known: &str| strsim::jaro_winkler(&name.to_lowercase(), known);
    let nearest = known.iter().copied().max_by(|one, other| likeness(one).total_cmp(&likeness(other)))?;
    (likeness(nearest) >= ALIKE).then_some(nearest)
}

/// From this Jaro–Winkler likeness on a name may be a misspelling of another.
const ALIKE: f64 = 0.7;

/// The front matter of a rule, as it stands in the file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct FrontMatter {
    pub(super) title: String,
    pub(super) ask: Vec<String>,
    pub(super) keywords: Vec<String>,
    pub(super) topic: Option<String>,
    pub(super) source: Option<String>,
    pub(super) heading: Option<String>,
    #[serde(rename = "for")]
    pub(super) audience: Vec<String>,
    pub(super) review_by: Option<toml::value::Datetime>,
    pub(super) years: Vec<u8>,
    pub(super) within: bool,
    pub(super) easily_confused: Vec<String>,
    pub(super) remind: Option<String>,
}

/// The front matter of a rule's English file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct EnglishFrontMatter {
    pub(super) title: String,
    pub(super) ask: Vec<String>,
}

/// A file's front matter and body, with the lines on which they begin, from 1.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    pub(super) front: &'a str,
    pub(super) body: &'a str,
    pub(super) body_line: usize,
}

/// Takes a file apart at its two `+++` lines. `None` where they are missing.
pub(super) fn parts_of(text: &str) -> Option<Parts<'_>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut offset = 0;
    let mut opened = None;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let is_fence = line.trim_end() == "+++";
        match opened {
            None if is_fence && number == 0 => opened = Some(offset + line.len()),
            None => return None,
            Some(from) if is_fence => {
                let body = &text[offset + line.len()..];
                return Some(Parts { front: &text[from..offset], body, body_line: number + 2 });
            }
            Some(_) => {}
        }
        offset += line.len();
    }
    None
}

/// The line of a byte in a text, from 1.
pub(super) fn line_of(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|byte| *byte == b'\n').count() + 1
}

/// The line on which a key is set in a front matter, counted in the whole file, from 1; 1 where it is not.
pub(super) fn line_of_key(text: &str, key: &str) -> usize {
    text.lines()
        .position(|line| line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('=')))
        .map_or(1, |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::parts_of;

    #[test]
    fn the_known_keys_are_those_that_are_read() {
        let told = toml::from_str::<super::FrontMatter>("tittel = 1").expect_err("unknown").message().to_owned();
        for key in super::RULE_KEYS {
            assert!(told.contains(&format!("`{key}`")), "{key} in {told}");
        }
        assert_eq!(told.matches('`').count(), 2 * (super::RULE_KEYS.len() + 1));
        let told = |table: &str| table.matches('`').count() / 2 - 1;
        let source = toml::from_str::<super::Source>("tittel = 1").expect_err("unknown").message().to_owned();
        assert!(super::SOURCE_KEYS.iter().all(|key| source.contains(key)) && told(&source) == super::SOURCE_KEYS.len(), "{source}");
        let region = toml::from_str::<super::Region>("tittel = 1").expect_err("unknown").message().to_owned();
        assert!(super::REGION_KEYS.iter().all(|key| region.contains(key)) && told(&region) == super::REGION_KEYS.len(), "{region}");
        assert_eq!(super::nearest("Tittel", super::RULE_KEYS), Some("title"));
        assert_eq!(super::nearest("keyword", super::RULE_KEYS), Some("keywords"));
        assert_eq!(super::nearest("xyz", super::RULE_KEYS), None);
    }

    #[test]
    fn takes_a_file_apart() {
        let parts = parts_of("+++\ntitle = \"a\"\n+++\nSvar\n").expect("a front matter");
        assert_eq!((parts.front, parts.body, parts.body_line), ("title = \"a\"\n", "Svar\n", 4));
        assert_eq!(parts_of("title = \"a\""), None);
        assert_eq!(parts_of("+++\ntitle = \"a\"\n"), None);
    }
}
