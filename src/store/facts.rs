//! Reading what deciding needs to know, in the transaction that will write what was decided.

use super::{
    StoreError, announcements, days, deliveries,
    glance::Glance,
    outbox::{OWN_COLUMNS, own_message},
    people, plans,
    pool::{Transaction, values},
    reminders::readable,
    roles,
};
use crate::{
    config::Roles,
    event::{Event, EventKind},
    facts::{Facts, OwnMessage, Person},
};

/// Of how many people whom a message mentions it is looked up how many reminders they have.
const MOST_MENTIONED: usize = 8;

/// Everything the store knows that bears on one event, beyond what the first look at it has shown.
pub(super) async fn read(transaction: &mut Transaction, configured: &Roles, event: &Event, glance: &Glance) -> Result<Facts, StoreError> {
    let announcements_off = glance.shows("refusals")? && people::announcements_off(transaction, &event.sender).await?;
    let mut facts = Facts {
        person: glance.person()?.map(|person| Person { announcements_off, ..person }),
        dialogue: glance.dialogue()?,
        sender_pace: glance.sender_pace()?,
        room_pace: glance.room_pace()?,
        announcements_off,
        removed: glance.shows("removed")?,
        ..Facts::default()
    };
    let has_reminders = glance.shows("reminders")?;
    if has_reminders {
        facts.reminders = readable(
            transaction
                .rows(
                    "SELECT id, document FROM reminder WHERE person = $1 AND active AND fault IS NULL \
                     ORDER BY next_at IS NULL, next_at, id",
                    values![&event.sender],
                )
                .await?,
        )?;
    }
    if event.trusted {
        facts.power = if glance.shows("grants")? {
            roles::power(transaction, configured, &event.sender).await?
        } else {
            roles::configured_power(configured, &event.sender)
        };
    }
    if facts.power.any() {
        facts.directory = people::directory(transaction).await?;
    }
    if facts.power.admin {
        facts.grants = roles::grants(transaction, configured).await?;
    }
    if glance.shows("received")? {
        facts.received = deliveries::received(transaction, &event.sender).await?;
    }
    if glance.shows("days")? {
        days::read(transaction, &mut facts, &event.sender, event.sent_at.as_millisecond()).await?;
    }
    if let Some(sent) = facts.person.as_ref().and_then(|person| person.calendar_sent).filter(|_| has_reminders) {
        // What ended before the person got their calendar file is not in it.
        let ended = transaction
            .rows(
                "SELECT id, document FROM reminder WHERE person = $1 AND NOT active AND changed_at >= $2 AND fault IS NULL \
                 ORDER BY changed_at DESC, id LIMIT 500",
                values![&event.sender, sent.as_millisecond()],
            )
            .await?;
        facts.ended = readable(ended)?;
    }
    if let EventKind::Message(message) | EventKind::Edit { message, .. } = &event.kind {
        for user in message.mentions.iter().take(MOST_MENTIONED) {
            let row = transaction
                .row("SELECT COUNT(*) AS count FROM reminder WHERE person = $1 AND active AND next_at IS NOT NULL", values![user])
                .await?;
            let count: i64 = row.map(|row| row.get("count")).transpose()?.unwrap_or(0);
            facts.mentioned.push((user.clone(), u32::try_from(count).unwrap_or(u32::MAX)));
        }
    }
    // What comes of a plan of ST is kept among the reminders, but is no list of one's own.
    facts.ended.retain(|reminder| !reminder.event.starts_with("plan:"));
    facts.reminders.retain(|reminder| !reminder.event.starts_with("plan:"));
    plans::add_facts(transaction, &event.sender, &named(event), glance, &mut facts).await?;
    let (referred, changed) = match &event.kind {
        EventKind::Message(message) => (message.reply_to.as_deref(), None),
        EventKind::Reaction { to, .. } => (Some(to.as_str()), None),
        EventKind::Edit { of, message } => (message.reply_to.as_deref(), Some(of)),
        EventKind::Redaction { of } => (None, Some(of)),
        EventKind::Undecryptable | EventKind::Joined => (None, None),
    };
    if let Some(event) = referred {
        facts.referred = own_messages(transaction, "event", event).await?.into_iter().next();
    }
    if let Some(event) = changed {
        // On the heap, since few events need it and every one would carry it.
        Box::pin(add_what_hangs_on(transaction, event, &mut facts)).await?;
    }
    if facts.power.any() {
        announcements::read_facts(transaction, &mut facts, &event.sender, event.sent_at.as_millisecond()).await?;
    }
    Ok(facts)
}

/// What hangs on a message that was edited or removed: what was chosen after it, what she answered, the reminders made
/// from it, and what was noted of it.
async fn add_what_hangs_on(transaction: &mut Transaction, event: &str, facts: &mut Facts) -> Result<(), StoreError> {
    facts.choices = transaction
        .rows("SELECT event FROM choice WHERE question = $1 ORDER BY made_at, event", values![event])
        .await?
        .iter()
        .map(|row| row.get("event"))
        .collect::<Result<_, _>>()?;
    facts.answers = own_messages(transaction, "answers", event).await?;
    for choice in &facts.choices {
        facts.answers.extend(own_messages(transaction, "answers", choice).await?);
    }
    for answer in facts.answers.clone() {
        // An edit stays readable in the room's history, whatever becomes of the message itself; buttons fit what it said.
        let under = own_messages(transaction, "refers", &answer.outbox).await?;
        facts.answers.extend(under.into_iter().filter(|own| own.edit_of.is_some() || own.button.is_some()));
    }
    facts.reminders_from_event = readable(
        transaction
            .rows(
                "SELECT id, document FROM reminder WHERE event = $1 AND fault IS NULL ORDER BY next_at IS NULL, next_at, id",
                values![event],
            )
            .await?,
    )?;
    facts.counted_reaction =
        transaction.row("SELECT rule FROM feedback_event WHERE reaction = $1 LIMIT 1", values![event]).await?.is_some();
    facts.remembered_question = transaction
        .row(
            "SELECT event FROM question WHERE event = $1 OR event IN (SELECT event FROM choice WHERE question = $1) LIMIT 1",
            values![event],
        )
        .await?
        .is_some();
    facts.acknowledgement = deliveries::is_acknowledgement(transaction, event).await?;
    Ok(())
}

/// The people whom a message names by their ids, at most a few.
fn named(event: &Event) -> Vec<String> {
    let (EventKind::Message(message) | EventKind::Edit { message, .. }) = &event.kind else { return Vec::new() };
    let written = message.body.split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | ';' | '(' | ')'));
    let written = written
        .filter(|word| word.starts_with('@') && word.contains(':'))
        .map(|word| word.trim_end_matches(['.', '!', ',', '?']).to_owned());
    let mut named: Vec<String> = message.mentions.iter().cloned().chain(written).filter(|user| *user != event.sender).take(5).collect();
    named.sort();
    named.dedup();
    named
}

/// Her messages whose `event`, `answers` or `refers` is what is given, oldest first.
async fn own_messages(transaction: &mut Transaction, column: &'static str, event: &str) -> Result<Vec<OwnMessage>, StoreError> {
    let sql = format!("SELECT {OWN_COLUMNS} FROM outbox WHERE {column} = $1 ORDER BY sequence");
    transaction.rows_built(sql, values![event]).await?.iter().map(own_message).collect()
}
