//! Reading events: who is mentioned, what is quoted, what is hers.

use serde_json::{Value, json};

use super::*;

const ME: &str = "@stina:example.org";

fn event(kind: &str, content: &Value) -> Value {
    json!({ "type": kind, "event_id": "$1", "sender": "@doctor:example.org", "origin_server_ts": 1_700_000_000_000_i64, "content": content })
}

fn reading(raw: &Value) -> Reading {
    read_value(raw, ME, false, false).expect("a well-formed event").reading
}

fn message_of(content: &Value) -> Message {
    match reading(&event("m.room.message", content)) {
        Reading::Message(message) => message,
        other => panic!("no message but {other:?}"),
    }
}

#[test]
fn a_text_is_a_message() {
    assert_eq!(message_of(&json!({ "msgtype": "m.text", "body": "Hej\u{0}" })), Message::text("Hej\u{0}"));
}

#[test]
fn notices_and_verification_requests_are_not_for_her() {
    for kind in ["m.notice", "m.server_notice", "m.key.verification.request"] {
        assert_eq!(reading(&event("m.room.message", &json!({ "msgtype": kind, "body": "x" }))), Reading::Nothing);
    }
}

#[test]
fn a_personal_number_is_seen_wherever_it_stands() {
    let seen = |content: &Value| message_of(content).holds_personal_number();
    let number = "811228-9874";
    assert!(seen(&json!({ "msgtype": "m.text", "body": number })));
    assert!(seen(&json!({ "msgtype": "m.text", "body": "hej", "formatted_body": "<b>811228</b>-<i>9874</i>" })));
    assert!(seen(&json!({ "msgtype": "m.text", "body": "hej", "formatted_body": format!("<span data-mx-spoiler>{number}</span>") })));
    let quoted = json!({
        "msgtype": "m.text",
        "body": format!("> <@a:b> ring {number}\n\nok"),
        "m.relates_to": { "m.in_reply_to": { "event_id": "$0" } },
    });
    assert_eq!(message_of(&quoted).body, "ok");
    assert!(seen(&quoted));
    assert!(seen(&json!({ "msgtype": "m.image", "body": number, "filename": "x.png", "url": "mxc://x/y" })));
    assert!(seen(&json!({ "msgtype": "m.image", "body": format!("{number}.png"), "url": "mxc://x/y" })));
    let poll = json!({ "m.poll": { "question": { "m.text": [{ "body": format!("Är {number} klar?") }] } } });
    let Reading::Message(poll) = reading(&event("m.poll.start", &poll)) else { panic!("no message") };
    assert!(poll.holds_personal_number());
    let edit = json!({
        "msgtype": "m.text",
        "body": "* hej",
        "m.new_content": { "msgtype": "m.text", "body": "hej", "formatted_body": number },
        "m.relates_to": { "rel_type": "m.replace", "event_id": "$0" },
    });
    let Reading::Edit { message, .. } = reading(&event("m.room.message", &edit)) else { panic!("no edit") };
    assert!(message.holds_personal_number());
    // Ids and addresses are no text, and a phone number is none.
    assert!(!seen(&json!({ "msgtype": "m.image", "body": "x.png", "url": format!("mxc://x/{number}") })));
    assert!(!seen(&json!({ "msgtype": "m.text", "body": "ring 070-123 45 69", "formatted_body": "ring <b>070-123 45 69</b>" })));
}

#[test]
fn the_quote_before_a_reply_is_left_out() {
    let message = message_of(&json!({
        "msgtype": "m.text",
        "body": "> <@stina:example.org> Vilken region?\n> \n\nvgr\ntack",
        "format": "org.matrix.custom.html",
        "formatted_body": "<mx-reply><blockquote><a href=\"https://matrix.to/#/@stina:example.org\">Stina</a></blockquote></mx-reply>vgr",
        "m.relates_to": { "m.in_reply_to": { "event_id": "$0" } },
    }));
    assert_eq!(message.body, "vgr\ntack");
    assert_eq!(message.reply_to.as_deref(), Some("$0"));
    assert!(!message.mentions_me, "the quote's link is no mention");
}

#[test]
fn a_line_that_begins_with_a_greater_than_sign_is_kept() {
    assert_eq!(message_of(&json!({ "msgtype": "m.text", "body": "> 5 år?" })).body, "> 5 år?");
    let reply = json!({ "msgtype": "m.text", "body": "> 5 år?", "m.relates_to": { "m.in_reply_to": { "event_id": "$0" } } });
    assert_eq!(message_of(&reply).body, "> 5 år?");
}

#[test]
fn mentions_count_by_field_and_by_pill() {
    let field = message_of(
        &json!({ "msgtype": "m.text", "body": "x", "m.mentions": { "user_ids": [ME, "@colleague:example.org"], "room": true } }),
    );
    assert!(field.mentions_me);
    assert_eq!(field.mentions, ["@colleague:example.org"]);
    for link in ["https://matrix.to/#/@stina:example.org", "https://matrix.to/#/%40stina%3Aexample.org?via=example.org"] {
        let pill =
            message_of(&json!({ "msgtype": "m.text", "body": "Stina: x", "formatted_body": format!("<a href=\"{link}\">Stina</a>: x") }));
        assert!(pill.mentions_me, "{link}");
    }
    let other = message_of(
        &json!({ "msgtype": "m.text", "body": "x", "formatted_body": "<a href=\"https://matrix.to/#/@stina:example.org.evil\">x</a>" }),
    );
    assert!(!other.mentions_me);
}

#[test]
fn a_thread_without_a_reply_of_its_own_replies_to_nothing() {
    let relation = |falling_back: bool| json!({ "rel_type": "m.thread", "event_id": "$root", "is_falling_back": falling_back, "m.in_reply_to": { "event_id": "$last" } });
    let message = message_of(&json!({ "msgtype": "m.text", "body": "x", "m.relates_to": relation(true) }));
    assert_eq!((message.thread.as_deref(), message.reply_to), (Some("$root"), None));
    let message = message_of(&json!({ "msgtype": "m.text", "body": "x", "m.relates_to": relation(false) }));
    assert_eq!(message.reply_to.as_deref(), Some("$last"));
}

#[test]
fn an_edit_carries_the_new_text() {
    let raw = event(
        "m.room.message",
        &json!({
            "msgtype": "m.text",
            "body": "* nytt",
            "m.new_content": { "msgtype": "m.text", "body": "nytt" },
            "m.relates_to": { "rel_type": "m.replace", "event_id": "$0" },
        }),
    );
    assert_eq!(reading(&raw), Reading::Edit { of: "$0".to_owned(), message: Message::text("nytt") });
}

#[test]
fn a_file_may_have_a_caption() {
    let plain = message_of(&json!({ "msgtype": "m.image", "body": "bild.png", "url": "mxc://a/b", "info": { "size": 7 } }));
    let media = plain.media.expect("media");
    assert_eq!((plain.body.as_str(), media.file_name.as_deref(), media.size), ("", Some("bild.png"), Some(7)));
    assert_eq!(media.source.as_deref(), Some("{\"url\":\"mxc://a/b\"}"));
    let captioned = message_of(&json!({ "msgtype": "m.image", "body": "vad är det här?", "filename": "bild.png", "file": { "v": "v2" } }));
    assert_eq!(captioned.body, "vad är det här?");
    assert_eq!(captioned.media.expect("media").kind, MediaKind::Image);
}

#[test]
fn stickers_and_polls_are_media() {
    for (kind, expected) in [("m.sticker", MediaKind::Sticker), ("org.matrix.msc3381.poll.start", MediaKind::Other)] {
        let Reading::Message(message) = reading(&event(kind, &json!({ "body": "x" }))) else { panic!("no message") };
        assert_eq!(message.media.expect("media").kind, expected);
    }
}

#[test]
fn redactions_have_two_forms() {
    let expected = Reading::Redaction { of: "$0".to_owned() };
    assert_eq!(reading(&event("m.room.redaction", &json!({ "redacts": "$0" }))), expected);
    let mut old = event("m.room.redaction", &json!({}));
    old["redacts"] = json!("$0");
    assert_eq!(reading(&old), expected);
}

#[test]
fn a_removed_message_says_nothing() {
    let mut raw = event("m.room.message", &json!({}));
    raw["unsigned"] = json!({ "redacted_because": { "event_id": "$2" } });
    assert_eq!(reading(&raw), Reading::Nothing);
    raw["type"] = json!("m.room.encrypted");
    assert_eq!(reading(&raw), Reading::Nothing);
}

#[test]
fn her_own_events_are_echoes_or_nothing() {
    let mut raw = event("m.room.message", &json!({ "msgtype": "m.notice", "body": "Hej", OUTBOX_FIELD: "o1" }));
    raw["sender"] = json!(ME);
    let echo = |outbox: &str| Reading::Echo(Echo { outbox: outbox.to_owned(), event: "$1".to_owned() }, Some("Hej".to_owned()));
    assert_eq!(reading(&raw), echo("o1"));
    raw["unsigned"] = json!({ "transaction_id": "o2" });
    assert_eq!(reading(&raw), echo("o2"));
    raw["unsigned"] = json!({});
    raw["content"] = json!({ "msgtype": "m.text", "body": "typed by an operator" });
    assert_eq!(reading(&raw), Reading::Nothing);
}

#[test]
fn her_own_joining_names_the_inviter() {
    let mut raw = event("m.room.member", &json!({ "membership": "join" }));
    raw["sender"] = json!(ME);
    raw["state_key"] = json!(ME);
    raw["unsigned"] = json!({ "prev_content": { "membership": "invite" }, "prev_sender": "@doctor:example.org" });
    assert_eq!(
        reading(&raw),
        Reading::OwnMembership {
            membership: "join".to_owned(),
            before: Some("invite".to_owned()),
            inviter: Some("@doctor:example.org".to_owned())
        }
    );
}

#[test]
fn a_new_name_of_hers_is_no_joining() {
    let joining = |unsigned: Value| {
        let mut raw = event("m.room.member", &json!({ "membership": "join" }));
        raw["sender"] = json!(ME);
        raw["state_key"] = json!(ME);
        raw["unsigned"] = unsigned;
        super::super::gap::is_own_joining(&read_value(&raw, ME, false, false).expect("a well-formed event"))
    };
    assert!(joining(json!({})));
    assert!(joining(json!({ "prev_content": { "membership": "invite" } })));
    assert!(!joining(json!({ "prev_content": { "membership": "join" } })));
    assert!(!joining(json!({ "replaces_state": "$0" })), "a homeserver that tells less");
}

#[test]
fn an_encrypted_event_that_was_not_decrypted_waits() {
    let raw = event("m.room.encrypted", &json!({ "algorithm": "m.megolm.v1.aes-sha2" }));
    assert_eq!(reading(&raw), Reading::Undecrypted);
}

#[test]
fn nothing_is_sent_later_than_now() {
    let read = read_value(&event("m.room.message", &json!({ "msgtype": "m.text", "body": "x" })), ME, false, false).expect("read");
    let earlier = Timestamp::from_second(1_600_000_000).expect("a time");
    assert_eq!(read.sent_at(earlier), earlier);
}
