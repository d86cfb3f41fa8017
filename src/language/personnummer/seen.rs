//! The characters of a text as they are seen: marks of HTML, percent signs and the dress of digits taken off.

/// A mark of HTML is no longer than this, in characters.
const LONGEST_MARK: usize = 400;
/// Marks of HTML that change how letters look, and part nothing.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "big", "code", "del", "em", "font", "i", "ins", "kbd", "mark", "s", "small", "span", "strike", "strong", "sub",
    "sup", "tt", "u", "wbr",
];

/// A character as it is read, with its place in the text.
pub(super) type Character = (usize, char);

/// The characters of a text as they were typed.
pub(super) fn as_typed(text: &str) -> Vec<Character> {
    let mut shown = Vec::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        show(&mut shown, at, character);
    }
    shown
}

/// Adds a character as it is read: nothing where it shows nothing, two digits where it is a number of two in a dress.
fn show(shown: &mut Vec<Character>, at: usize, character: char) {
    if let Some(number) = dressed_number(character) {
        shown.extend([number / 10, number % 10].into_iter().filter_map(|digit| char::from_digit(digit, 10)).map(|digit| (at, digit)));
        return;
    }
    let read = fold(character);
    if !is_invisible(read) {
        shown.push((at, read));
    }
}

/// The characters that are shown of HTML: marks part what they part on the screen, and what is written
/// by its name or number is read.
pub(super) fn without_marks(text: &str) -> Vec<Character> {
    let mut shown = Vec::new();
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        let rest = &text[at..];
        let (read, length) = match character {
            '<' => mark(rest).unwrap_or((Some('<'), 1)),
            '&' => entity(rest).unwrap_or((Some('&'), 1)),
            other => (Some(other), other.len_utf8()),
        };
        if let Some(read) = read {
            show(&mut shown, at, read);
        }
        at += length;
    }
    shown
}

/// What a mark of HTML at the start of a text parts, and how long it is in bytes.
fn mark(text: &str) -> Option<(Option<char>, usize)> {
    let inside = text.get(1..)?;
    inside.starts_with(|first: char| first.is_ascii_alphabetic() || matches!(first, '/' | '!')).then_some(())?;
    let length = inside.char_indices().take(LONGEST_MARK).find(|(_, letter)| *letter == '>')?.0;
    let name: String = inside.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
    let inline = inside.starts_with('!') || INLINE.contains(&name.to_ascii_lowercase().as_str());
    Some(((!inline).then_some('\n'), length + 2))
}

/// The character that an entity at the start of a text stands for, and how long it is in bytes.
fn entity(text: &str) -> Option<(Option<char>, usize)> {
    let end = text.char_indices().take(12).find(|(_, letter)| *letter == ';')?.0;
    let name = &text[1..end];
    let character = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
        None => match name {
            "nbsp" | "ensp" | "emsp" | "thinsp" => ' ',
            "ndash" | "mdash" | "minus" | "dash" | "hyphen" => '-',
            "plus" => '+',
            "shy" | "zwj" | "zwnj" => '\u{ad}',
            "NewLine" => '\n',
            "Tab" => '\t',
            "colon" => ':',
            "comma" => ',',
            "period" => '.',
            "sol" => '/',
            _ => return None,
        },
    };
    Some((Some(character), end + 1))
}

/// The characters that a percent-encoded text (a link, a file's name) stands for.
pub(super) fn unescaped(text: &str) -> Vec<Character> {
    let mut shown = Vec::new();
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        let bytes: Vec<u8> = text.as_bytes()[at..]
            .chunks(3)
            .take(4)
            .map_while(|code| {
                let digits = code.strip_prefix(b"%").filter(|digits| digits.len() == 2 && digits.iter().all(u8::is_ascii_hexdigit))?;
                u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
            })
            .collect();
        // As many codes as make one character.
        let decoded = (1..=bytes.len()).find_map(|count| {
            let read = std::str::from_utf8(&bytes[..count]).ok()?.chars().next()?;
            Some((read, count * 3))
        });
        let (read, length) = decoded.unwrap_or((character, character.len_utf8()));
        show(&mut shown, at, read);
        at += length;
    }
    shown
}

/// The zeros of the decimal digits of Unicode, which stand in rows of ten (general category Nd).
const ZEROS: &[u32] = &[
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0,
    0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
    0x104a0, 0x10d30, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950, 0x11c50,
    0x11d50, 0x11da0, 0x11f50, 0x16a60, 0x16ac0, 0x16b50, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e4f0, 0x1e950,
    0x1fbf0,
];

/// The ones of digits in a dress (in circles, in brackets, with a full stop or comma, raised, lowered), each with
/// the eight that come after it. Their zeros stand elsewhere.
const DRESSED_ONES: &[u32] = &[0x2460, 0x2474, 0x2488, 0x24f5, 0x2776, 0x2780, 0x278a, 0x2081, 0x1f102];

/// Numbers of two digits in a dress, in rows: the first character, its number, how many there are, and by how much each
/// is more than the one before.
const DRESSED_NUMBERS: &[(u32, u32, u32, u32)] = &[
    (0x2469, 10, 11, 1),
    (0x247d, 10, 11, 1),
    (0x2491, 10, 11, 1),
    (0x24eb, 11, 10, 1),
    (0x24fe, 10, 1, 1),
    (0x277f, 10, 1, 1),
    (0x2789, 10, 1, 1),
    (0x2793, 10, 1, 1),
    (0x3248, 10, 8, 10),
    (0x3251, 21, 15, 1),
    (0x32b1, 36, 15, 1),
];

/// The number from ten to eighty that a character in a dress stands for: ⑫, ㉘.
fn dressed_number(character: char) -> Option<u32> {
    let code = u32::from(character);
    DRESSED_NUMBERS
        .iter()
        .find_map(|(first, number, count, step)| code.checked_sub(*first).filter(|place| place < count).map(|place| number + place * step))
}

/// The digit that a character of another script, or in a dress, stands for.
fn digit(character: char) -> Option<u32> {
    let code = u32::from(character);
    let within = |first: u32, count: u32| code.checked_sub(first).filter(|place| *place < count);
    match character {
        '0'..='9' => character.to_digit(10),
        '\u{24ea}' | '\u{24ff}' | '\u{2070}' | '\u{2080}' | '\u{1f100}' | '\u{1f101}' | '\u{1f10b}' | '\u{1f10c}' => Some(0),
        '\u{b9}' => Some(1),
        '\u{b2}' | '\u{b3}' => Some(code - 0xb0),
        '\u{2074}'..='\u{2079}' => Some(code - 0x2070),
        _ => ZEROS
            .iter()
            .find_map(|zero| within(*zero, 10))
            .or_else(|| DRESSED_ONES.iter().find_map(|one| within(*one, 9)).map(|place| place + 1)),
    }
}

/// Digits of other scripts, the many dashes and blanks are read as the plain ones.
fn fold(character: char) -> char {
    if let Some(plain) = digit(character).and_then(|digit| char::from_digit(digit, 10)) {
        return plain;
    }
    match character {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' | '\u{2043}' => '-',
        '\u{ff0b}' => '+',
        '\u{ff1a}' => ':',
        '\u{ff0c}' => ',',
        '\u{b7}' | '\u{2022}' | '\u{2027}' | '\u{ff0e}' => '.',
        '\u{b}' | '\u{c}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        '\n' | '\t' => character,
        blank if blank.is_whitespace() => ' ',
        other => other,
    }
}

/// Characters that show nothing, and the marks of emphasis.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
            // Marks on or around what stands before them: lines through it, circles, keycaps.
            | '\u{300}'..='\u{34e}' | '\u{350}'..='\u{36f}' | '\u{20d0}'..='\u{20ff}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '*' | '~' | '`' | '\\'
    )
}
