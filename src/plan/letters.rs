//! Letters in a picture: how wide they are, cut to fit, as XML.

/// About how wide a text is; Inter's letters are at most some 0.54 of their size wide, on average.
#[expect(clippy::cast_precision_loss, reason = "short texts")]
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().count() as f64 * size * 0.54
}

/// A text, cut with an ellipsis where it would not fit.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "short texts")]
pub(super) fn fitted(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let letters = (room / (size * 0.54)).max(1.0) as usize - 1;
    let cut: String = text.chars().take(letters).collect();
    format!("{}…", cut.trim_end_matches([' ', ',', '(']))
}

/// Text inside XML. Characters that XML cannot hold are left out.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}
