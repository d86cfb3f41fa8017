//! From Markdown to what a chat shows: a plain text and safe HTML.
//!
//! Everything she says is written as Markdown. What comes from people goes through [`escape`] first,
//! so that it can be no markup, no HTML and no ping of a whole room.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::effect::Text;

/// Renders her own Markdown. Raw HTML in it is shown as text, and only web and Matrix links are links.
#[must_use]
pub fn render(markdown: &str) -> Text {
    let events: Vec<Event<'_>> = Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH).map(tame).collect();
    let plain = plain(&events);
    let mut html = String::with_capacity(markdown.len() * 2);
    pulldown_cmark::html::push_html(
        &mut html,
        events.into_iter().filter(|event| !matches!(event, Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image))),
    );
    let html = html.trim_end().to_owned();
    let single =
        html.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>")).filter(|rest| !rest.contains("<p>")).map(str::to_owned);
    let html = single.unwrap_or(html);
    let html = (html != escape_html(&plain)).then_some(html);
    Text { plain, html, ..Text::default() }
}

/// Makes a person's text safe to stand in her Markdown: shown as it was written, and nothing else.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for (at, letter) in text.char_indices() {
        match letter {
            '\n' | '\r' | '\t' => escaped.push(' '),
            control if control.is_control() => {}
            // Overriding the direction of writing could make a text look like another's.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            // A mention of the whole room would ping everybody; a user id stays as it can be copied.
            '@' if names_the_room(&text[at + 1..]) => escaped.push_str("@\u{200b}"),
            mark if mark.is_ascii_punctuation() => {
                escaped.push('\\');
                escaped.push(mark);
            }
            other => escaped.push(other),
        }
    }
    escaped
}

/// Whether what follows an `@` reads as `room`, whatever invisible characters stand in it.
fn names_the_room(rest: &str) -> bool {
    rest.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).take(4).eq("room".chars())
}

/// Raw HTML becomes text, and links of other kinds than http(s) and mailto lose their target.
fn tame(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let safe = ["https://", "http://", "mailto:"].iter().any(|scheme| dest_url.starts_with(scheme));
            let dest_url = if safe { dest_url } else { "".into() };
            Event::Start(Tag::Link { link_type, dest_url, title, id })
        }
        // A chat has no place for a headline as large as HTML's first.
        Event::Start(Tag::Heading { id, classes, attrs, .. }) => {
            Event::Start(Tag::Heading { level: pulldown_cmark::HeadingLevel::H4, id, classes, attrs })
        }
        Event::End(TagEnd::Heading(_)) => Event::End(TagEnd::Heading(pulldown_cmark::HeadingLevel::H4)),
        other => other,
    }
}

fn plain(events: &[Event<'_>]) -> String {
    let mut text = String::new();
    let mut lists: Vec<Option<u64>> = Vec::new();
    for event in events {
        match event {
            Event::Text(part) | Event::Code(part) => text.push_str(part),
            Event::SoftBreak => text.push(' '),
            Event::HardBreak => text.push('\n'),
            Event::Rule => text.push_str("—\n\n"),
            Event::Start(Tag::List(start)) => {
                end_line(&mut text);
                lists.push(*start);
            }
            Event::End(TagEnd::List(_)) => {
                lists.pop();
                if lists.is_empty() {
                    end_paragraph(&mut text);
                }
            }
            Event::Start(Tag::Item) => {
                end_line(&mut text);
                text.push_str(&"  ".repeat(lists.len().saturating_sub(1)));
                match lists.last_mut() {
                    Some(Some(number)) => {
                        text.push_str(&number.to_string());
                        text.push_str(". ");
                        *number += 1;
                    }
                    _ => text.push_str("• "),
                }
            }
            Event::End(TagEnd::Item) => end_line(&mut text),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::BlockQuote(_) | TagEnd::CodeBlock) => {
                if lists.is_empty() {
                    end_paragraph(&mut text);
                } else {
                    end_line(&mut text);
                }
            }
            _ => {}
        }
    }
    text.trim_end().to_owned()
}

fn end_line(text: &mut String) {
    while text.ends_with(' ') {
        text.pop();
    }
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}

fn end_paragraph(text: &mut String) {
    end_line(text);
    if !text.is_empty() && !text.ends_with("\n\n") {
        text.push('\n');
    }
}

fn escape_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emphasis_and_lists_are_shown_in_both_forms() {
        let text = render("**Ja.** Du ska\n\n- först *detta*\n- sedan det\n\n1. ett\n2. två");
        assert_eq!(text.plain, "Ja. Du ska\n\n• först detta\n• sedan det\n\n1. ett\n2. två");
        let html = text.html.expect("it is formatted");
        assert!(html.contains("<strong>Ja.</strong>"), "{html}");
        assert!(html.contains("<li>först <em>detta</em></li>"), "{html}");
    }

    #[test]
    fn a_plain_line_needs_no_html() {
        assert_eq!(render("Hej och välkommen.").html, None);
    }

    #[test]
    fn what_people_write_is_shown_as_written() {
        for wild in
            ["<b>x</b> & *y* [z](javascript:1) `q` # h", "1. ett", "- två", "\\*", "![bild](http://x)", "~~bort~~", "http://x.se/a_b_c"]
        {
            let text = render(&format!("Du skrev: {}", escape(wild)));
            assert_eq!(text.plain, format!("Du skrev: {wild}"), "{wild}");
            let html = text.html.unwrap_or_default();
            for tag in ["<b>", "<em>", "<a", "<img", "<del>", "<code>"] {
                assert!(!html.contains(tag), "{wild}: {html}");
            }
        }
    }

    #[test]
    fn nobody_pings_the_room_through_her() {
        let text = render(&escape("@room kom hit"));
        assert!(!text.plain.contains("@room"), "{}", text.plain);
        assert!(!render(&escape("@\u{2060}Room")).plain.to_lowercase().contains("@room"));
        assert_eq!(render(&escape("@anna:example.org")).plain, "@anna:example.org");
        assert!(!render("<script>x</script>").html.unwrap_or_default().contains("<script>"));
    }

    #[test]
    fn script_links_lose_their_target() {
        let html = render("[x](javascript:alert(1))").html.unwrap_or_default();
        assert!(!html.contains("javascript"), "{html}");
    }
}
