//! What deciding is told: the person, the conversation, the pace, and what a reaction refers to.

use stina::{
    effect::{About, Content, Effect, Outgoing, Text},
    event::EventKind,
    facts::{Dialogue, Facts, Pace, Person},
    store::Store,
};

use crate::bench::{Bench, DOCTOR, ROOM, at, event, mark, message, on_both, person, say, saying};

on_both!(
    what_was_written_is_read,
    a_reaction_knows_its_message,
    feedback_counts_once_and_can_be_taken_back,
    questions_are_remembered_until_they_are_removed,
    what_a_choice_brought_goes_with_its_question,
    an_unreadable_conversation_is_begun_anew,
    an_unreadable_person_concerns_only_themselves,
);

/// The facts of an event.
async fn facts(store: &Store, id: &str, kind: EventKind, effects: Vec<Effect>) -> Facts {
    let mut seen = Facts::default();
    store
        .handle(&event(id, kind), at(1), |facts| {
            seen = facts.clone();
            effects
        })
        .await
        .expect("handled");
    seen
}

fn text() -> EventKind {
    EventKind::Message(stina::event::Message::text("hej"))
}

async fn what_was_written_is_read(bench: &Bench) {
    let store = bench.open().await;
    let dialogue = Dialogue { last_rule: Some("vgr.iup".to_owned()), last_at: Some(at(0)), ..Dialogue::default() };
    let (sender_pace, room_pace) = (Pace { since: 5, count: 7, quiet_until: 9 }, Pace { since: 1, count: 2, quiet_until: 0 });
    let effects = vec![
        Effect::SavePerson(person()),
        Effect::SaveDialogue { user: DOCTOR.to_owned(), room: ROOM.to_owned(), dialogue: dialogue.clone() },
        Effect::SavePace { key: DOCTOR.to_owned(), pace: sender_pace },
        Effect::SavePace { key: ROOM.to_owned(), pace: room_pace },
    ];
    assert_eq!(facts(&store, "$1", text(), effects).await, Facts::default());
    let expected = Facts { person: Some(person()), dialogue: dialogue.clone(), sender_pace, room_pace, ..Facts::default() };
    assert_eq!(facts(&store, "$2", text(), vec![]).await, expected);
    // In another room the same person has another conversation.
    let mut elsewhere = message("$3", "hej");
    "!annat".clone_into(&mut elsewhere.room.id);
    store
        .handle(&elsewhere, at(2), |facts| {
            assert_eq!((&facts.dialogue, facts.room_pace, facts.sender_pace), (&Dialogue::default(), Pace::default(), sender_pace));
            vec![]
        })
        .await
        .expect("handled");
    let changed = Person { region: Some("kronoberg".to_owned()), ..person() };
    facts(&store, "$4", text(), vec![Effect::SavePerson(changed.clone())]).await;
    assert_eq!(store.person(DOCTOR).await.expect("read"), Some(changed));
}

async fn a_reaction_knows_its_message(bench: &Bench) {
    let store = bench.open().await;
    let about = About::Choice { rules: vec!["vgr.iup".to_owned(), "vgr.kurser".to_owned()] };
    let choose = Text { plain: "välj".to_owned(), reply_to: Some("$1".to_owned()), thread: Some("$0".to_owned()), ..Text::default() };
    let person = Some("@annan:localhost".to_owned());
    let outgoing = Outgoing { about: Some(about.clone()), person, content: Content::Text(choose), ..saying("välj") };
    facts(&store, "$1", text(), vec![Effect::Say(outgoing), say("och")]).await;
    let first = store.outgoing(at(2), 1).await.expect("read").remove(0);
    let sent = mark(&store, &first, at(2)).await;
    let reaction = EventKind::Reaction { to: sent.clone(), key: "1️⃣".to_owned() };
    let referred = facts(&store, "$2", reaction, vec![]).await.referred.expect("it is hers");
    assert_eq!((referred.event, referred.about, referred.room.as_str()), (Some(sent), Some(about), ROOM));
    assert_eq!((referred.person.as_deref(), referred.standing, referred.text), (Some("@annan:localhost"), true, true));
    assert_eq!((referred.reply_to.as_deref(), referred.thread.as_deref()), (Some("$1"), Some("$0")));
    let elsewhere = EventKind::Reaction { to: "$foreign".to_owned(), key: "1️⃣".to_owned() };
    assert_eq!(facts(&store, "$3", elsewhere, vec![]).await.referred, None);
}

async fn feedback_counts_once_and_can_be_taken_back(bench: &Bench) {
    let store = bench.open().await;
    let rules = vec![("vgr.iup".to_owned(), "vgr".to_owned()), ("vgr.kurser".to_owned(), "vgr".to_owned())];
    let under = |answer: &str, reaction: &str, helpful| Effect::CountFeedback {
        reaction: reaction.to_owned(),
        under: (!answer.is_empty()).then(|| answer.to_owned()),
        rules: rules.clone(),
        helpful,
    };
    let thumb = |reaction: &str, helpful| under("", reaction, helpful);
    facts(&store, "$1", text(), vec![thumb("$up", true), thumb("$up", true), thumb("$down", false)]).await;
    let counts = store.feedback().await.expect("read");
    assert_eq!(counts.len(), 2);
    assert_eq!((counts[0].rule.as_str(), counts[0].region.as_str(), counts[0].helpful, counts[0].unhelpful), ("vgr.iup", "vgr", 1, 1));
    let redaction = EventKind::Redaction { of: "$down".to_owned() };
    let withdraw = || Effect::WithdrawFeedback { reaction: "$down".to_owned() };
    assert!(facts(&store, "$2", redaction.clone(), vec![withdraw(), withdraw()]).await.counted_reaction);
    assert!(!facts(&store, "$3", redaction, vec![]).await.counted_reaction);
    let counts = store.feedback().await.expect("read");
    assert_eq!((counts[1].helpful, counts[1].unhelpful), (1, 0));
    // Two in other colours of one person under one answer are one; under another answer, or down, it is another.
    let pale = vec![under("a", "$pale", true), under("a", "$dark", true)];
    facts(&store, "$4", text(), pale).await;
    let counted = async || store.feedback().await.expect("read").first().map(|count| (count.helpful, count.unhelpful));
    assert_eq!(counted().await, Some((2, 0)));
    facts(&store, "$5", text(), vec![under("b", "$other", true), under("a", "$no", false)]).await;
    assert_eq!(counted().await, Some((3, 1)));
    // It counts for as long as one of the two stands.
    let withdraw = |reaction: &str| vec![Effect::WithdrawFeedback { reaction: reaction.to_owned() }];
    facts(&store, "$6", text(), withdraw("$pale")).await;
    assert_eq!(counted().await, Some((3, 1)));
    facts(&store, "$7", text(), withdraw("$dark")).await;
    assert_eq!(counted().await, Some((2, 1)));
}

async fn questions_are_remembered_until_they_are_removed(bench: &Bench) {
    let store = bench.open().await;
    let remember = |event: &str, text: &str, region: Option<&str>| Effect::RememberQuestion {
        event: event.to_owned(),
        text: text.to_owned(),
        region: region.map(str::to_owned),
    };
    let effects = vec![
        remember("$a", "Får jag ta med hunden?", Some("vgr")),
        remember("$b", "får jag ta med hunden", Some("vgr")),
        remember("$c", "får jag ta med hunden", None),
        remember("$d", "vad kostar parkeringen", Some("vgr")),
    ];
    facts(&store, "$1", text(), effects).await;
    let questions = store.questions().await.expect("read");
    assert_eq!(questions.len(), 3);
    assert_eq!((questions[0].count, questions[0].region.as_deref()), (2, Some("vgr")));
    let redaction = EventKind::Redaction { of: "$d".to_owned() };
    let forget = Effect::ForgetQuestion { event: "$d".to_owned() };
    assert!(facts(&store, "$2", redaction.clone(), vec![forget]).await.remembered_question);
    assert!(!facts(&store, "$3", redaction, vec![]).await.remembered_question);
    assert_eq!(store.questions().await.expect("read").len(), 2);
}

async fn what_a_choice_brought_goes_with_its_question(bench: &Bench) {
    let store = bench.open().await;
    let answer = |to: &str, words: &str| Effect::Say(Outgoing { answers: Some(to.to_owned()), ..saying(words) });
    let follow = |event: &str, question: &str| Effect::Follow { event: event.to_owned(), question: question.to_owned() };
    let remember = Effect::RememberQuestion { event: "$3".to_owned(), text: "får jag ta med hunden".to_owned(), region: None };
    facts(&store, "$1", text(), vec![answer("$1", "vilken region?")]).await;
    facts(&store, "$2", text(), vec![follow("$2", "$1"), answer("$2", "vilken av dem?")]).await;
    facts(&store, "$3", text(), vec![follow("$3", "$2"), answer("$3", "svaret"), remember]).await;
    let forget = Effect::ForgetQuestion { event: "$1".to_owned() };
    let whole = facts(&store, "$4", EventKind::Redaction { of: "$1".to_owned() }, vec![forget]).await;
    assert_eq!((whole.choices.as_slice(), whole.answers.len()), (&["$2".to_owned(), "$3".to_owned()][..], 3));
    assert!(whole.remembered_question && store.questions().await.expect("read").is_empty());
    // The choice alone takes only its own.
    let last = facts(&store, "$5", EventKind::Redaction { of: "$3".to_owned() }, vec![]).await;
    assert_eq!((last.choices.len(), last.answers.len(), last.remembered_question), (0, 1, false));
}

async fn an_unreadable_conversation_is_begun_anew(bench: &Bench) {
    let store = bench.open().await;
    let dialogue = Dialogue { last_rule: Some("vgr.iup".to_owned()), ..Dialogue::default() };
    let save = Effect::SaveDialogue { user: DOCTOR.to_owned(), room: ROOM.to_owned(), dialogue };
    facts(&store, "$1", text(), vec![save]).await;
    bench.sql("UPDATE dialogue SET document = '{\"pending\": {\"since\": \"soon\"}}'").await;
    assert_eq!(facts(&store, "$2", text(), vec![]).await.dialogue, Dialogue::default());
}

async fn an_unreadable_person_concerns_only_themselves(bench: &Bench) {
    let store = bench.open().await;
    facts(&store, "$1", text(), vec![Effect::SavePerson(person())]).await;
    bench.sql("UPDATE person SET document = '{\"st_start\": \"soon\"}'").await;
    let error = store.handle(&message("$2", "hej"), at(1), |_| vec![]).await.expect_err("unreadable");
    assert!(error.concerns_the_event(), "{error}");
    // Batches go on, and so do others.
    let seen = stina::chat::Batch { direct_rooms: vec![(DOCTOR.to_owned(), "!d".to_owned())], ..crate::bench::batch("t") };
    store.finish_batch(&seen, at(2)).await.expect("finished");
    let mut other = message("$3", "hej");
    "@annan:localhost".clone_into(&mut other.sender);
    store.handle(&other, at(3), |_| vec![]).await.expect("handled");
    store.set_aside(&message("$2", "hej"), at(4), "unreadable", vec![say("Det gick inte.")]).await.expect("set aside");
}
