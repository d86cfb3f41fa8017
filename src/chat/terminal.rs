//! A chat with one person in a terminal: lines in, answers out, reminders while it is open.

use std::{io::IsTerminal, time::Duration};

use anyhow::Context;
use jiff::Timestamp;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Split, Stdin, stdin, stdout};

use super::{Delivery, Sent};
use crate::{
    assistant::{World, decide, remind},
    clock,
    effect::{Content, Effect},
    event::{Event, EventKind, Message, Room},
    facts::{Facts, Person},
    run::handle_event_by,
    store::Store,
};

/// The room and the person of a terminal.
const ROOM: &str = "terminal";
const PERSON: &str = "@du:terminal";
/// How often reminders are looked for while nobody writes.
const TICK: Duration = Duration::from_secs(1);

/// The region that holds in one conversation in place of the one that was written down.
struct Visit {
    region: Option<String>,
}

impl Visit {
    /// Decides as if the person's region were that of the visit; what was written down stays, unless the
    /// person changes it, which ends the visit.
    fn decide(&mut self, world: &World, facts: &Facts, event: &Event, now: Timestamp) -> Vec<Effect> {
        let Some(here) = self.region.clone() else { return decide(world, facts, event, now) };
        let mut facts = facts.clone();
        let person = facts.person.get_or_insert_with(|| Person { user: event.sender.clone(), ..Person::default() });
        let kept = person.region.replace(here.clone());
        let mut effects = decide(world, &facts, event, now);
        for effect in &mut effects {
            match effect {
                Effect::SavePerson(person) if person.region.as_ref() == Some(&here) => person.region.clone_from(&kept),
                Effect::SavePerson(_) => self.region = None,
                _ => {}
            }
        }
        effects
    }

    /// Says that another region was written down.
    async fn tell(&self, store: &Store, world: &World) -> anyhow::Result<()> {
        let Some(here) = &self.region else { return Ok(()) };
        let Some(kept) = store.person(PERSON).await?.and_then(|person| person.region).filter(|kept| kept != here) else { return Ok(()) };
        let (here, kept) = (world.region(here).name, world.region(&kept).name);
        print(&format!(
            "I det här samtalet gäller {here}. Sparad region är {kept}, och det ändras inte.\n\
             In this conversation {here} counts. Your saved region stays {kept}.\n"
        ))
        .await
    }
}

/// Talks until the input ends. `region` counts in this conversation, whatever was written down before.
///
/// # Errors
/// When the terminal or the database fails.
pub async fn converse(store: &Store, world: &World, region: Option<String>) -> anyhow::Result<()> {
    let mut visit = Visit { region };
    visit.tell(store, world).await?;
    let mut lines: Split<BufReader<Stdin>> = BufReader::new(stdin()).split(b'\n');
    let interactive = std::io::stdin().is_terminal();
    let mut number = 0_u64;
    if interactive {
        print("Skriv en fråga, eller hjälp. Ctrl-D avslutar. / Ask something, or write help. Ctrl-D ends.\n").await?;
        prompt().await?;
    }
    loop {
        let line = tokio::select! {
            line = lines.next_segment() => line.context("the input cannot be read")?,
            () = tokio::time::sleep(TICK) => {
                if remind_now(store, world).await? && interactive {
                    prompt().await?;
                }
                continue;
            }
        };
        let Some(line) = line else { break };
        // A letter in another encoding is no reason to end.
        let line = String::from_utf8_lossy(&line).trim_end_matches('\r').to_owned();
        if matches!(line.trim(), "/quit" | "/exit" | "/avsluta") {
            break;
        }
        number += 1;
        let now = clock::now();
        let event = Event {
            id: format!("terminal-{}-{number}", now.as_millisecond()),
            room: Room { id: ROOM.to_owned(), direct: true, encrypted: false },
            sender: PERSON.to_owned(),
            sender_name: None,
            sent_at: now,
            trusted: true,
            kind: EventKind::Message(Message::text(line)),
        };
        handle_event_by(store, &event, now, |facts| visit.decide(world, facts, &event, now)).await?;
        deliver(store).await?;
        if interactive {
            prompt().await?;
        }
    }
    Ok(())
}

/// Says what has fallen due. True: something was said.
async fn remind_now(store: &Store, world: &World) -> anyhow::Result<bool> {
    let now = clock::now();
    let fired = store.due(now, 100, |reminder| remind::fire(world, reminder, now)).await?;
    if fired > 0 {
        print("\n").await?;
        deliver(store).await?;
    }
    Ok(fired > 0)
}

/// Prints everything that waits in the outbox.
async fn deliver(store: &Store) -> anyhow::Result<()> {
    loop {
        let queued = store.outgoing(clock::now(), 16).await?;
        if queued.is_empty() {
            return Ok(());
        }
        for row in queued {
            show(&row.delivery).await?;
            let sent = Sent { event: row.delivery.outbox.clone(), room: ROOM.to_owned() };
            store.mark_sent(&row.delivery.outbox, &sent, clock::now()).await?;
        }
    }
}

async fn show(delivery: &Delivery) -> anyhow::Result<()> {
    match &delivery.content {
        Content::Text(text) | Content::Edit { text, .. } => print(&format!("\n{}\n\n", text.plain)).await,
        Content::React { key, .. } => print(&format!("{key}\n")).await,
        Content::File { name, base64, .. } => {
            let bytes = data_encoding::BASE64.decode(base64.as_bytes()).context("a file of hers is damaged")?;
            tokio::fs::write(name, bytes).await.with_context(|| format!("{name} cannot be written here"))?;
            print(&format!("\n→ {name}\n\n")).await
        }
        // What a button does is typed here, and what was printed stays.
        Content::Button { .. } | Content::Redact { .. } => Ok(()),
        // Nobody is sent announcements in a terminal.
        Content::Shared { file } => print(&format!("\n→ {file}\n\n")).await,
    }
}

async fn prompt() -> anyhow::Result<()> {
    print("du> ").await
}

async fn print(text: &str) -> anyhow::Result<()> {
    let mut output = stdout();
    output.write_all(text.as_bytes()).await?;
    output.flush().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli;

    /// What she says to a line, and the region that is written down afterwards.
    async fn said(store: &Store, world: &World, visit: &mut Visit, line: &str) -> (String, Option<String>) {
        let now = clock::now();
        let event = Event {
            id: format!("terminal-{line}"),
            room: Room { id: ROOM.to_owned(), direct: true, encrypted: false },
            sender: PERSON.to_owned(),
            sender_name: None,
            sent_at: now,
            trusted: true,
            kind: EventKind::Message(Message::text(line)),
        };
        handle_event_by(store, &event, now, |facts| visit.decide(world, facts, &event, now)).await.expect("handled");
        let mut text = String::new();
        for row in store.outgoing(now, 16).await.expect("read") {
            if let Content::Text(said) = &row.delivery.content {
                text.push_str(&said.plain);
            }
            let sent = Sent { event: row.delivery.outbox.clone(), room: ROOM.to_owned() };
            store.mark_sent(&row.delivery.outbox, &sent, now).await.expect("marked");
        }
        (text, store.person(PERSON).await.expect("read").and_then(|person| person.region))
    }

    #[tokio::test]
    async fn the_region_of_a_visit_counts_and_leaves_what_was_written_down() {
        let store = Store::open("sqlite::memory:").await.expect("a database");
        let world = cli::world(None, None).expect("the rules load");
        let vgr = Some("vgr".to_owned());
        let mut home = Visit { region: None };
        assert_eq!(said(&store, &world, &mut home, "vgr").await.1, vgr);
        let question = "hur många patienter ska jag ha på min lista?";
        let mut visit = Visit { region: Some("kronoberg".to_owned()) };
        let (text, region) = said(&store, &world, &mut visit, question).await;
        assert!(text.contains("Gäller Region Kronoberg"), "{text}");
        assert_eq!(region, vgr);
        // A role is written down, the region of the visit is not.
        assert_eq!(said(&store, &world, &mut visit, "jag är handledare").await.1, vgr);
        // To change it for good is possible all the same.
        assert_eq!(said(&store, &world, &mut visit, "byt region till vgr").await.1, vgr);
        let (text, _) = said(&store, &world, &mut visit, "vem får vara handledare?").await;
        assert!(text.contains("Gäller Västra Götalandsregionen"), "{text}");
    }
}
