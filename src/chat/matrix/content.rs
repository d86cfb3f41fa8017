//! What a message of hers looks like on the wire.
//!
//! Everything carries the outbox id, and says explicitly whom it mentions.

use matrix_sdk::ruma::events::room::MediaSource;
use serde_json::{Map, Value, json};

use super::OUTBOX_FIELD;
use crate::effect::Text;

/// A message. Where it is to ping the room, that has been allowed.
pub(super) fn message(text: &Text, outbox: &str) -> Value {
    let mut content = body(text);
    content.insert("m.mentions".to_owned(), mentions(&text.mentions));
    if text.ping_room_for.is_some() {
        content["m.mentions"]["room"] = json!(true);
    }
    if let Some(relation) = relation(text.reply_to.as_deref(), text.thread.as_deref()) {
        content.insert("m.relates_to".to_owned(), relation);
    }
    content.insert(OUTBOX_FIELD.to_owned(), json!(outbox));
    Value::Object(content)
}

/// A new text for an earlier message. It pings nobody once more.
pub(super) fn edit(text: &Text, original: &str, outbox: &str) -> Value {
    let mut new = body(text);
    new.insert("m.mentions".to_owned(), mentions(&text.mentions));
    // For clients that know no edits, the text comes again with a star before it.
    let mut content =
        body(&Text { plain: format!("* {}", text.plain), html: text.html.as_ref().map(|html| format!("* {html}")), ..text.clone() });
    content.insert("m.mentions".to_owned(), mentions(&[]));
    content.insert("m.new_content".to_owned(), Value::Object(new));
    content.insert("m.relates_to".to_owned(), json!({ "rel_type": "m.replace", "event_id": original }));
    content.insert(OUTBOX_FIELD.to_owned(), json!(outbox));
    Value::Object(content)
}

/// A reaction.
pub(super) fn reaction(to: &str, key: &str, outbox: &str) -> Value {
    json!({
        "m.relates_to": { "rel_type": "m.annotation", "event_id": to, "key": key },
        OUTBOX_FIELD: outbox,
    })
}

/// A file that was uploaded.
pub(super) struct File<'a> {
    pub(super) name: &'a str,
    pub(super) mime: &'a str,
    pub(super) size: usize,
    pub(super) source: &'a MediaSource,
    pub(super) reply_to: Option<&'a str>,
    pub(super) thread: Option<&'a str>,
}

/// A message that is a file.
pub(super) fn file(file: &File<'_>, outbox: &str) -> Value {
    let mut content = Map::new();
    content.insert("msgtype".to_owned(), json!(if file.mime.starts_with("image/") { "m.image" } else { "m.file" }));
    content.insert("body".to_owned(), json!(file.name));
    content.insert("filename".to_owned(), json!(file.name));
    content.insert("info".to_owned(), json!({ "mimetype": file.mime, "size": file.size }));
    match file.source {
        MediaSource::Plain(url) => content.insert("url".to_owned(), json!(url)),
        MediaSource::Encrypted(encrypted) => content.insert("file".to_owned(), json!(encrypted)),
    };
    content.insert("m.mentions".to_owned(), mentions(&[]));
    if let Some(relation) = relation(file.reply_to, file.thread) {
        content.insert("m.relates_to".to_owned(), relation);
    }
    content.insert(OUTBOX_FIELD.to_owned(), json!(outbox));
    Value::Object(content)
}

fn body(text: &Text) -> Map<String, Value> {
    let mut content = Map::new();
    content.insert("msgtype".to_owned(), json!(if text.ping { "m.text" } else { "m.notice" }));
    content.insert("body".to_owned(), json!(text.plain));
    if let Some(html) = &text.html {
        content.insert("format".to_owned(), json!("org.matrix.custom.html"));
        content.insert("formatted_body".to_owned(), json!(html));
    }
    content
}

fn mentions(users: &[String]) -> Value {
    if users.is_empty() { json!({}) } else { json!({ "user_ids": users }) }
}

/// What a message replies to and which thread it stands in. Clients that know no threads show it
/// as a reply.
fn relation(reply_to: Option<&str>, thread: Option<&str>) -> Option<Value> {
    match (thread, reply_to) {
        (Some(root), reply) => Some(json!({
            "rel_type": "m.thread",
            "event_id": root,
            "is_falling_back": reply.is_none(),
            "m.in_reply_to": { "event_id": reply.unwrap_or(root) },
        })),
        (None, Some(reply)) => Some(json!({ "m.in_reply_to": { "event_id": reply } })),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text() -> Text {
        Text { plain: "Ja.".to_owned(), html: Some("<b>Ja.</b>".to_owned()), ..Text::default() }
    }

    #[test]
    fn chatter_is_a_notice_and_mentions_nobody() {
        let content = message(&text(), "o1");
        assert_eq!(content["msgtype"], "m.notice");
        assert_eq!(content["m.mentions"], json!({}));
        assert_eq!(content[OUTBOX_FIELD], "o1");
        assert!(content.get("m.relates_to").is_none());
    }

    #[test]
    fn a_ping_is_a_text_and_names_whom() {
        let content = message(&Text { ping: true, mentions: vec!["@a:b".to_owned()], ..text() }, "o1");
        assert_eq!(content["msgtype"], "m.text");
        assert_eq!(content["m.mentions"], json!({ "user_ids": ["@a:b"] }));
    }

    #[test]
    fn an_answer_in_a_thread_replies_to_the_question() {
        let content = message(&Text { reply_to: Some("$q".to_owned()), thread: Some("$root".to_owned()), ..text() }, "o1");
        assert_eq!(
            content["m.relates_to"],
            json!({ "rel_type": "m.thread", "event_id": "$root", "is_falling_back": false, "m.in_reply_to": { "event_id": "$q" } })
        );
        let content = message(&Text { thread: Some("$root".to_owned()), ..text() }, "o1");
        assert_eq!(content["m.relates_to"]["is_falling_back"], true);
        assert_eq!(content["m.relates_to"]["m.in_reply_to"]["event_id"], "$root");
    }

    #[test]
    fn an_edit_pings_nobody_again() {
        let content = edit(&Text { ping: true, mentions: vec!["@a:b".to_owned()], ..text() }, "$first", "o2");
        assert_eq!(content["body"], "* Ja.");
        assert_eq!(content["formatted_body"], "* <b>Ja.</b>");
        assert_eq!(content["m.mentions"], json!({}));
        assert_eq!(content["m.new_content"]["body"], "Ja.");
        assert_eq!(content["m.new_content"]["m.mentions"], json!({ "user_ids": ["@a:b"] }));
        assert_eq!(content["m.relates_to"], json!({ "rel_type": "m.replace", "event_id": "$first" }));
    }
}
