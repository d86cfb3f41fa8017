//! A settings file that is no TOML as a whole: each statement that is none is told, and the rest is read all the same.

use std::borrow::Cow;

use toml::de::{DeTable, Error};

use super::Problem;
use crate::knowledge::statements::statements;

/// The text with what is no TOML left blank, line for line, and what is wrong with that. What still makes no whole is
/// blank altogether.
pub(super) fn sound_part(text: &str) -> (Cow<'static, str>, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut sound = String::with_capacity(text.len());
    // What stands under a header that cannot be read is not read either.
    let mut lost = false;
    for (first, statement) in statements(text) {
        let heads = statement.starts_with('[');
        lost &= !heads;
        if let Err(error) = DeTable::parse(&statement) {
            lost |= heads;
            problems.push(problem(first, &statement, &error));
        } else if !lost {
            sound.push_str(&statement);
            continue;
        }
        sound.extend(statement.chars().filter(|letter| *letter == '\n'));
    }
    // What is said twice shows only in the whole.
    if let Err(error) = DeTable::parse(&sound) {
        problems.push(problem(1, &sound, &error));
        return (Cow::Borrowed(""), problems);
    }
    (Cow::Owned(sound), problems)
}

/// What is wrong with a text whose first line has this number.
fn problem(first: usize, text: &str, error: &Error) -> Problem {
    let before = error.span().map_or("", |span| text.get(..span.start).unwrap_or(text));
    let last = text.trim_end().matches('\n').count();
    Problem { line: Some(first + before.matches('\n').count().min(last)), message: format!("is no valid TOML: {}", error.message()) }
}
