//! A TOML text taken apart, so that one mistake does not hide what is wrong with the rest.

/// The statements of a TOML text, each with its line from 1: a key with its value, or the header of a table. Both begin
/// at the left edge, which the lines of a list do not, or with a quotation mark.
#[must_use]
pub fn statements(text: &str) -> Vec<(usize, String)> {
    let begins = |line: &str| {
        let key = line.trim_start_matches(|letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-'));
        (key.len() < line.len() && key.trim_start().starts_with('=')) || line.starts_with('[')
    };
    let mut statements: Vec<(usize, String)> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        match statements.last_mut() {
            Some((_, statement)) if !begins(line) => {
                statement.push_str(line);
                statement.push('\n');
            }
            _ => statements.push((at + 1, format!("{line}\n"))),
        }
    }
    statements
}
