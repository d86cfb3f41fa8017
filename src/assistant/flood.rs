//! Who writes more than any person does (a person, a room, another bot that sends ordinary messages) is
//! answered once and then let be for a while. Only of a personal identity number are they told even then.

use jiff::{SignedDuration, Timestamp};

use super::{World, turn::Turn, wording};
use crate::{
    effect::Effect,
    event::{Event, Message},
    facts::{Facts, Pace},
};

/// More messages and edits than this within [`WINDOW`] are a flood: no person writes that much, while two
/// programs that answer each other do, even at a homeserver's default rate limit.
const MOST: u32 = 100;
/// The window in which messages are counted, and the pause that follows a flood.
const WINDOW: SignedDuration = SignedDuration::from_mins(10);

/// In a pause so many messages with a personal identity number are told of. Who writes on has been told.
const TOLD_IN_A_PAUSE: u32 = 10;

enum Calm {
    Yes,
    JustTripped,
    /// Whose pause it is: a user id or room id.
    No {
        key: String,
        pace: Pace,
    },
}

/// Counts a message or an edit that is for her, and answers it unless there are too many.
pub(super) fn calmly(
    world: &World,
    facts: &Facts,
    event: &Event,
    message: &Message,
    now: Timestamp,
    answer: impl FnOnce() -> Vec<Effect>,
) -> Vec<Effect> {
    let (paces, calm) = pace(facts, event);
    let mut effects = match calm {
        Calm::Yes => answer(),
        Calm::JustTripped => {
            let mut turn = Turn::new(world, facts, event, &event.id, Some(message), now);
            if message.holds_personal_number() {
                turn.lead_in(wording::personal_number(turn.language()));
            }
            turn.say(wording::flood(turn.language()), None);
            turn.finish()
        }
        Calm::No { key, pace } if message.holds_personal_number() && pace.count < TOLD_IN_A_PAUSE => {
            let mut turn = Turn::new(world, facts, event, &event.id, Some(message), now);
            turn.say(wording::personal_number(turn.language()), None);
            turn.push(Effect::SavePace { key, pace: Pace { count: pace.count + 1, ..pace } });
            turn.finish()
        }
        Calm::No { .. } => Vec::new(),
    };
    let forgotten = effects.iter().any(|effect| matches!(effect, Effect::ForgetPerson { .. }));
    // Of who is forgotten not even this is kept.
    let kept = |effect: &Effect| !(forgotten && matches!(effect, Effect::SavePace { key, .. } if *key == event.sender));
    effects.extend(paces.into_iter().filter(kept));
    effects
}

/// Counts the event for its sender and room.
fn pace(facts: &Facts, event: &Event) -> (Vec<Effect>, Calm) {
    let at = event.sent_at.as_millisecond();
    let window = i64::try_from(WINDOW.as_millis()).unwrap_or(i64::MAX);
    let mut calm = Calm::Yes;
    let mut effects = Vec::new();
    let both = [(&event.sender, facts.sender_pace, MOST), (&event.room.id, facts.room_pace, MOST * 2)];
    for (key, before, limit) in both {
        let mut pace = if at - before.since > window { Pace { since: at, count: 0, quiet_until: before.quiet_until } } else { before };
        if at < pace.quiet_until {
            return (Vec::new(), Calm::No { key: key.clone(), pace });
        }
        pace.count = pace.count.saturating_add(1);
        if pace.count > limit {
            pace = Pace { since: at, count: 0, quiet_until: at + window };
            calm = Calm::JustTripped;
        }
        effects.push(Effect::SavePace { key: key.clone(), pace });
    }
    (effects, calm)
}

#[cfg(test)]
mod tests {
    use crate::{
        assistant::decide,
        cli,
        effect::Content,
        event::{EventKind, Room},
        facts::Person,
    };

    use super::*;

    /// Who has been writing how much.
    #[derive(Default)]
    struct Paces(std::collections::BTreeMap<String, Pace>);

    /// The texts that answer an event.
    fn answers(world: &World, paces: &mut Paces, sender: &str, second: i64, kind: EventKind) -> Vec<String> {
        let at = Timestamp::from_second(1_790_000_000 + second).expect("a time");
        let event = Event {
            id: format!("${sender}{second}"),
            room: Room { id: "!room".to_owned(), direct: true, encrypted: true },
            sender: sender.to_owned(),
            sender_name: None,
            sent_at: at,
            trusted: true,
            kind,
        };
        let pace = |key: &str| paces.0.get(key).copied().unwrap_or_default();
        let person = Person { user: sender.to_owned(), region: Some("vgr".to_owned()), introduced: true, ..Person::default() };
        let facts = Facts { person: Some(person), sender_pace: pace(sender), room_pace: pace("!room"), ..Facts::default() };
        let mut said = Vec::new();
        for effect in decide(world, &facts, &event, at) {
            match effect {
                Effect::SavePace { key, pace } => drop(paces.0.insert(key, pace)),
                Effect::Say(outgoing) => {
                    if let Content::Text(text) = outgoing.content {
                        said.push(text.plain);
                    }
                }
                _ => {}
            }
        }
        said
    }

    fn question() -> EventKind {
        EventKind::Message(Message::text("vem får vara handledare?"))
    }

    #[test]
    fn a_flood_is_answered_once_and_then_let_be_for_a_while() {
        let world = cli::world(None, None).expect("the rules load");
        let mut paces = Paces::default();
        let all: Vec<Vec<String>> = (0..200).map(|second| answers(&world, &mut paces, "@bot:x", second, question())).collect();
        assert!(all[..100].iter().all(|said| said.len() == 1 && said[0].contains("specialist")));
        assert_eq!(all[100], [crate::assistant::markup::render(&wording::flood(wording::Language::Swedish)).plain]);
        assert!(all[101..].iter().all(Vec::is_empty));
        // Somebody else in the room is heard, and so is the flood's author after a while.
        assert_eq!(answers(&world, &mut paces, "@du:x", 201, question()).len(), 1);
        assert_eq!(answers(&world, &mut paces, "@bot:x", 800, question()).len(), 1);
    }

    #[test]
    fn a_room_in_which_many_write_too_much_is_let_be() {
        let world = cli::world(None, None).expect("the rules load");
        let mut paces = Paces::default();
        let all: Vec<Vec<String>> =
            (0..250).map(|second| answers(&world, &mut paces, &format!("@u{}:x", second % 5), second, question())).collect();
        assert_eq!(all.iter().filter(|said| !said.is_empty()).count(), 201);
        assert!(all[201..].iter().all(Vec::is_empty));
    }

    #[test]
    fn a_personal_number_is_told_of_in_the_pause_as_well() {
        let world = cli::world(None, None).expect("the rules load");
        let mut paces = Paces::default();
        let number = || EventKind::Message(Message::text("ring 811228-9874"));
        for second in 0..100 {
            answers(&world, &mut paces, "@du:x", second, question());
        }
        let tripped = answers(&world, &mut paces, "@du:x", 100, number());
        assert!(tripped.len() == 1 && tripped[0].contains("personnummer") && tripped[0].contains("paus"), "{tripped:?}");
        let told: Vec<Vec<String>> = (101..131).map(|second| answers(&world, &mut paces, "@du:x", second, number())).collect();
        assert!(told[..10].iter().all(|said| said.len() == 1 && said[0].contains("personnummer") && !said[0].contains("811228")));
        assert!(told[10..].iter().all(Vec::is_empty));
        assert!(answers(&world, &mut paces, "@du:x", 140, question()).is_empty());
        assert_eq!(answers(&world, &mut paces, "@du:x", 800, question()).len(), 1);
    }

    #[test]
    fn of_who_is_forgotten_no_pace_is_kept() {
        let world = cli::world(None, None).expect("the rules load");
        let message = Message::text("glöm mig");
        let room = Room { id: "!r".to_owned(), direct: true, encrypted: true };
        let (sender, sent_at) = ("@du:x".to_owned(), Timestamp::UNIX_EPOCH);
        let kind = EventKind::Message(message.clone());
        let event = Event { id: "$1".to_owned(), room, sender: sender.clone(), sender_name: None, sent_at, trusted: true, kind };
        let forget = || vec![Effect::ForgetPerson { user: sender.clone() }];
        let effects = super::calmly(&world, &Facts::default(), &event, &message, sent_at, forget);
        let paces: Vec<&str> =
            effects.iter().filter_map(|effect| if let Effect::SavePace { key, .. } = effect { Some(key.as_str()) } else { None }).collect();
        assert_eq!(paces, ["!r"]);
    }

    #[test]
    fn edits_count_as_messages_do() {
        let world = cli::world(None, None).expect("the rules load");
        let mut paces = Paces::default();
        let edit = || EventKind::Edit { of: "$first".to_owned(), message: Message::text("vem får vara handledare?") };
        let all: Vec<Vec<String>> = (0..150).map(|second| answers(&world, &mut paces, "@bot:x", second, edit())).collect();
        assert_eq!(all.iter().filter(|said| !said.is_empty()).count(), 101);
    }
}
