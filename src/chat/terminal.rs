//! A chat with one person in a terminal: lines in, answers out, reminders while it is open.

use std::{io::IsTerminal, time::Duration};

use anyhow::Context;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines, Stdin, stdin, stdout};

use super::{Delivery, Sent};
use crate::{
    assistant::{World, remind},
    clock,
    effect::Content,
    event::{Event, EventKind, Message, Room},
    run::handle_event,
    store::Store,
};

/// The room and the person of a terminal.
const ROOM: &str = "terminal";
const PERSON: &str = "@du:terminal";
/// How often reminders are looked for while nobody writes.
const TICK: Duration = Duration::from_secs(1);

/// Talks until the input ends.
///
/// # Errors
/// When the terminal or the database fails.
pub async fn converse(store: &Store, world: &World) -> anyhow::Result<()> {
    let mut lines: Lines<BufReader<Stdin>> = BufReader::new(stdin()).lines();
    let interactive = std::io::stdin().is_terminal();
    let mut number = 0_u64;
    if interactive {
        print("Skriv en fråga, eller hjälp. Ctrl-D avslutar. / Ask something, or write help. Ctrl-D ends.\n").await?;
        prompt().await?;
    }
    loop {
        let line = tokio::select! {
            line = lines.next_line() => line.context("the input cannot be read")?,
            () = tokio::time::sleep(TICK) => {
                if remind_now(store, world).await? && interactive {
                    prompt().await?;
                }
                continue;
            }
        };
        let Some(line) = line else { break };
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
        handle_event(store, world, &event, now).await?;
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
