//! Carrying out effects, in the transaction that holds the facts they were decided on.

use super::{
    StoreError, announcements, audit, days, deliveries, outbox, people, plans,
    pool::{Transaction, values},
    reminders::save_reminder,
    roles, to_json,
};
use crate::{effect::Effect, facts::Pace};

/// Carries out effects. `source` names what caused them (an event id, a reminder and its turn) and
/// makes the ids of the messages; `person` is whom messages to a room concern.
pub(super) async fn apply(
    transaction: &mut Transaction,
    source: &str,
    effects: &[Effect],
    person: Option<&str>,
    now: i64,
) -> Result<(), StoreError> {
    let forgets = effects.iter().any(|effect| matches!(effect, Effect::ForgetPerson { .. }));
    let floor = if forgets { next_sequence(transaction).await? } else { 0 };
    let mut left = effects.iter().enumerate().peekable();
    while let Some((index, effect)) = left.next() {
        match effect {
            Effect::Say(outgoing) => outbox::say(transaction, source, index, outgoing, person, now).await?,
            Effect::Unsay { outbox } => {
                outbox::unsay(transaction, &outbox::resolve(outbox, source), now).await?;
            }
            Effect::SavePerson(person) => people::save_person(transaction, person, now).await?,
            Effect::ForgetPerson { user } => people::forget(transaction, user, floor, now).await?,
            Effect::SaveDialogue { user, room, dialogue } => {
                transaction
                    .execute(
                        "INSERT INTO dialogue (person, room, changed_at, document) VALUES ($1, $2, $3, $4) \
                         ON CONFLICT (person, room) DO UPDATE \
                         SET changed_at = excluded.changed_at, document = excluded.document",
                        values![user, room, now, to_json(dialogue)?],
                    )
                    .await?;
            }
            Effect::CountFeedback { reaction, under, rules, helpful } => {
                let given = Feedback { reaction, giver: giver(transaction, person, under.as_deref()).await?, helpful: *helpful };
                count_feedback(transaction, &given, rules, now).await?;
            }
            Effect::WithdrawFeedback { reaction } => withdraw_feedback(transaction, reaction).await?,
            Effect::RememberQuestion { event, text, region } => {
                remember_question(transaction, event, text, region.as_deref(), now).await?;
            }
            Effect::ForgetQuestion { event } => {
                transaction
                    .execute(
                        "DELETE FROM question WHERE event = $1 OR event IN (SELECT event FROM choice WHERE question = $1)",
                        values![event],
                    )
                    .await?;
            }
            Effect::Follow { event, question } => {
                // What follows a choice goes with the question that this followed.
                transaction
                    .execute(
                        "INSERT INTO choice (event, question, made_at) \
                         VALUES ($1, COALESCE((SELECT question FROM choice WHERE event = $2), $2), $3) ON CONFLICT (event) DO NOTHING",
                        values![event, question, now],
                    )
                    .await?;
            }
            // Those of the person and of the room come one after the other, with every message.
            Effect::SavePace { key, pace } => match left.peek() {
                Some((_, Effect::SavePace { key: second, pace: seconds })) if second != key => {
                    save_two_paces(transaction, [(key, pace), (second, seconds)]).await?;
                    left.next();
                }
                _ => save_pace(transaction, key, pace).await?,
            },
            Effect::SaveReminder(reminder) => save_reminder(transaction, reminder, now).await?,
            Effect::TakeAnnouncements { user, wanted } => people::take_announcements(transaction, user, *wanted, now).await?,
            Effect::GrantRole { user, office, by } => roles::grant(transaction, user, office, by, now).await?,
            Effect::RevokeRole { user, office } => {
                roles::revoke(transaction, user, office).await?;
                announcements::reconsider(transaction, user).await?;
            }
            Effect::SaveDay(day) => days::save_day(transaction, day, now).await?,
            Effect::SaveAnswer(answer) => days::save_answer(transaction, answer).await?,
            Effect::ForgetAnswer { day, person } => days::forget_answer(transaction, day, person).await?,
            Effect::SavePlan { user, training } => plans::save(transaction, user, training, now).await?,
            Effect::DropPlan { user } => plans::remove(transaction, user, now).await?,
            Effect::SaveShare(share) => plans::save_share(transaction, share, now).await?,
            Effect::EndShare { owner, other } => plans::end_share(transaction, owner, other, now).await?,
            Effect::SaveRequest(request, true) => plans::save_request(transaction, request, now).await?,
            Effect::SaveRequest(request, false) => plans::end_request(transaction, request).await?,
            Effect::SaveDuties(list) => plans::save_duties(transaction, list, now).await?,
            Effect::Audit(entry) => audit::write(transaction, source, index, entry, now).await?,
            Effect::SaveAnnouncement(announcement) => announcements::save(transaction, source, announcement, now).await?,
            Effect::KeepFile(file) => announcements::keep_file(transaction, file, now).await?,
            Effect::Deliver { announcement, text, files, recipients } => {
                deliveries::deliver(transaction, announcement, text, files, recipients, now).await?;
            }
            Effect::StopDeliveries { announcement } => deliveries::stop(transaction, announcement, now).await?,
            Effect::RetryDeliveries { announcement } => deliveries::retry(transaction, announcement, now).await?,
            Effect::CorrectDeliveries { announcement, text } => {
                deliveries::correct(transaction, &format!("{source} {index}"), announcement, text, now).await?;
            }
            Effect::WithdrawDeliveries { announcement } => deliveries::withdraw(transaction, announcement, now).await?,
            Effect::NudgeDeliveries { announcement, number, text } => {
                deliveries::nudge(transaction, announcement, *number, text, now).await?;
            }
            Effect::Acknowledge { announcement, person, reaction } => {
                deliveries::acknowledge(transaction, announcement, person, reaction, now).await?;
            }
            Effect::WithdrawAcknowledgement { reaction } => deliveries::withdraw_acknowledgement(transaction, reaction).await?,
        }
    }
    for effect in effects {
        if let Effect::ForgetPerson { user } = effect {
            people::unname_farewell(transaction, user, floor).await?;
        }
    }
    Ok(())
}

async fn remember_question(
    transaction: &mut Transaction,
    event: &str,
    text: &str,
    region: Option<&str>,
    now: i64,
) -> Result<(), StoreError> {
    transaction
        .execute(
            "INSERT INTO question (event, text, region, asked_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (event) DO UPDATE SET text = excluded.text, region = excluded.region",
            values![event, text, region, now],
        )
        .await?;
    Ok(())
}

async fn save_pace(transaction: &mut Transaction, key: &str, pace: &Pace) -> Result<(), StoreError> {
    transaction
        .execute(
            "INSERT INTO pace (key, since, count, quiet_until) VALUES ($1, $2, $3, $4) ON CONFLICT (key) \
             DO UPDATE SET since = excluded.since, count = excluded.count, quiet_until = excluded.quiet_until",
            values![key, pace.since, i64::from(pace.count), pace.quiet_until],
        )
        .await?;
    Ok(())
}

/// Writes down two in one statement; their keys differ.
async fn save_two_paces(transaction: &mut Transaction, [(one, first), (other, second)]: [(&str, &Pace); 2]) -> Result<(), StoreError> {
    transaction
        .execute(
            "INSERT INTO pace (key, since, count, quiet_until) VALUES ($1, $2, $3, $4), ($5, $6, $7, $8) ON CONFLICT (key) \
             DO UPDATE SET since = excluded.since, count = excluded.count, quiet_until = excluded.quiet_until",
            values![
                one,
                first.since,
                i64::from(first.count),
                first.quiet_until,
                other,
                second.since,
                i64::from(second.count),
                second.quiet_until
            ],
        )
        .await?;
    Ok(())
}

/// The sequence number that the next message gets.
async fn next_sequence(transaction: &mut Transaction) -> Result<i64, StoreError> {
    let row = transaction.row("SELECT COALESCE(MAX(sequence), 0) + 1 AS next FROM outbox", values![]).await?;
    row.ok_or_else(|| StoreError::corrupt("no count of the outbox"))?.get("next")
}

/// A thumb that is counted.
struct Feedback<'a> {
    reaction: &'a str,
    /// See [`giver`].
    giver: String,
    helpful: bool,
}

/// What the thumbs of one person under one answer have in common, so that two of them count as one; empty where the
/// answer is not known. It says nothing of who that is, and is another one under every answer.
async fn giver(transaction: &mut Transaction, person: Option<&str>, under: Option<&str>) -> Result<String, StoreError> {
    match (person, under) {
        (Some(person), Some(under)) => audit::pseudonym(transaction, FEEDBACK, &format!("{person} {under}")).await,
        _ => Ok(String::new()),
    }
}

/// The purpose of these pseudonyms.
const FEEDBACK: &str = "feedback";

/// Whether `$1` is somebody's whose thumb under the rule `$2` of the region `$3` stands already: the same one, up or down.
const COUNTED: &str = "SELECT reaction FROM feedback_event WHERE giver = $1 AND giver <> '' AND rule = $2 AND region = $3 \
     AND helpful = $4 AND reaction <> $5 LIMIT 1";

/// Counts a thumb under each rule of an answer, once for each reaction event and each person.
async fn count_feedback(
    transaction: &mut Transaction,
    given: &Feedback<'_>,
    rules: &[(String, String)],
    now: i64,
) -> Result<(), StoreError> {
    let Feedback { reaction, giver, helpful } = given;
    for (rule, region) in rules {
        let added = transaction
            .execute(
                "INSERT INTO feedback_event (reaction, rule, region, helpful, counted_at, giver) VALUES ($1, $2, $3, $4, $5, $6) \
                 ON CONFLICT (reaction, rule, region) DO NOTHING",
                values![*reaction, rule, region, *helpful, now, giver],
            )
            .await?;
        if added > 0 && transaction.row(COUNTED, values![giver, rule, region, *helpful, *reaction]).await?.is_none() {
            transaction
                .execute(
                    "INSERT INTO feedback (rule, region, helpful, unhelpful) VALUES ($1, $2, $3, $4) \
                     ON CONFLICT (rule, region) DO UPDATE SET helpful = feedback.helpful + excluded.helpful, \
                     unhelpful = feedback.unhelpful + excluded.unhelpful",
                    values![rule, region, i64::from(*helpful), i64::from(!*helpful)],
                )
                .await?;
        }
    }
    Ok(())
}

/// Takes back what a reaction counted for, unless the person's other one says the same.
async fn withdraw_feedback(transaction: &mut Transaction, reaction: &str) -> Result<(), StoreError> {
    let rows = transaction.rows("SELECT rule, region, helpful, giver FROM feedback_event WHERE reaction = $1", values![reaction]).await?;
    for row in rows {
        let (rule, region): (String, String) = (row.get("rule")?, row.get("region")?);
        let helpful: bool = row.get("helpful")?;
        let others = transaction.row(COUNTED, values![row.get::<String>("giver")?, &rule, &region, helpful, reaction]).await?;
        if others.is_none() {
            transaction
                .execute(
                    "UPDATE feedback SET helpful = helpful - $1, unhelpful = unhelpful - $2 WHERE rule = $3 AND region = $4",
                    values![i64::from(helpful), i64::from(!helpful), rule, region],
                )
                .await?;
        }
    }
    transaction.execute("DELETE FROM feedback_event WHERE reaction = $1", values![reaction]).await?;
    Ok(())
}
