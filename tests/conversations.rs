//! Conversations as files: who says what, at what time, and what Stina answers. The format is
//! described in `tests/conversations/README.md`; anyone can add one.

#![recursion_limit = "256"]

use std::{fs, path::Path};

use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::TimeZone};
use stina::{
    assistant::{World, announce, days, remind},
    chat::{Batch, Receipt, Sent},
    cli,
    config::{Place, Roles},
    effect::{Content, Target},
    event::{Event, EventKind, FILE_LIMIT, FileContent, Media, MediaKind, Message, Room},
    run::handle_event,
    store::{FeedbackCount, Store},
};

/// One conversation being played.
struct Play {
    store: Store,
    world: World,
    now: Timestamp,
    user: String,
    group: bool,
    /// Whether the next event comes unencrypted in an encrypted room.
    untrusted: bool,
    /// The user's message that was removed last.
    taken_away: Option<String>,
    events: usize,
    /// The user's own messages, oldest first.
    written: Vec<(String, String)>,
    /// What she has said and shown, oldest first: (event id, text).
    said: Vec<(String, String)>,
    /// The room of each of them.
    rooms: Vec<String>,
    /// No room takes her messages.
    closed: bool,
    /// How much of `said` is new since the last line of the user.
    fresh: usize,
    redacted: Vec<String>,
    /// Who cannot be reached, and why.
    unreachable: Vec<(String, String)>,
    /// Users whose server does not answer, and how.
    mute: Vec<(String, String)>,
    last_reaction: Option<String>,
    /// Her buttons that stand, oldest first: (its event id, the message it is under, its key).
    buttons: Vec<(String, String, String)>,
}

impl Play {
    async fn new() -> Self {
        let mut world = cli::world(None, None).expect("the rules load");
        for region in &mut world.regions {
            region.tags = match region.id.as_str() {
                "kronoberg" => vec!["Ljungby".into(), "Växjö".into(), "Sjöbo vårdcentral".into()],
                "vgr" => vec!["Fyrbodal".into(), "Göteborg".into(), "Södra Älvsborg".into()],
                _ => Vec::new(),
            };
        }
        world.rooms = [("ST-rummet".to_owned(), Place { region: "kronoberg".into(), room: "!rummet".into() })].into();
        let store = Store::open("sqlite::memory:").await.expect("an empty database");
        let studierektor = [("@sr:x", "kronoberg"), ("@srvgr:x", "vgr")];
        store.set_roles(Roles {
            admin: vec!["@it:x".into()],
            studierektor: studierektor.map(|(user, region)| (user.to_owned(), vec![region.to_owned()])).into(),
        });
        Self {
            store,
            world,
            now: local("2026-03-10T14:20"),
            user: "@du:x".into(),
            group: false,
            untrusted: false,
            taken_away: None,
            events: 0,
            written: Vec::new(),
            said: Vec::new(),
            rooms: Vec::new(),
            closed: false,
            fresh: 0,
            redacted: Vec::new(),
            unreachable: Vec::new(),
            mute: Vec::new(),
            last_reaction: None,
            buttons: Vec::new(),
        }
    }

    async fn happens(&mut self, kind: EventKind) -> String {
        self.events += 1;
        let id = format!("$event{}", self.events);
        let room = if self.group { "!group".to_owned() } else { format!("!direct{}", self.user) };
        let event = Event {
            id: id.clone(),
            room: Room { id: room, direct: !self.group, encrypted: true },
            sender: self.user.clone(),
            sender_name: None,
            sent_at: self.now,
            trusted: !std::mem::take(&mut self.untrusted),
            kind,
        };
        self.fresh = self.said.len();
        handle_event(&self.store, &self.world, &event, self.now).await.expect("the event is handled");
        Box::pin(self.deliver()).await;
        id
    }

    /// Takes everything out of the outbox, as a chat would, and looks after what is being announced.
    async fn deliver(&mut self) {
        loop {
            let queued = self.store.outgoing(self.now, 16).await.expect("the outbox is read");
            if queued.is_empty() {
                let announced = self.store.due_announcements(self.now, |facts, known| announce::fire(&self.world, facts, known, self.now));
                if announced.await.expect("announcements are looked after") == 0 {
                    return;
                }
            }
            for row in queued {
                if self.closed {
                    self.store.park_outgoing(&row.delivery.outbox, "M_FORBIDDEN", self.now).await.expect("set aside");
                    continue;
                }
                let id = format!("$said-{}", row.delivery.outbox);
                let room = match &row.delivery.to {
                    Target::Room(room) => room.clone(),
                    Target::Person(person) => format!("!direct{person}"),
                };
                if let Some((_, reason)) = self.unreachable.iter().find(|(user, _)| room == format!("!direct{user}")) {
                    self.store.park_outgoing(&row.delivery.outbox, reason, self.now).await.expect("set aside");
                    continue;
                }
                if let Some((_, reason)) = self.mute.iter().find(|(user, _)| room == format!("!direct{user}")) {
                    for _ in 0..5 {
                        let later = self.now + SignedDuration::from_mins(1);
                        self.store.mark_retry(&row.delivery.outbox, later, reason, self.now).await.expect("noted");
                    }
                    continue;
                }
                let text = match &row.delivery.content {
                    Content::Text(text) => text.plain.clone(),
                    Content::Edit { text, .. } => format!("[ändrat] {}", text.plain),
                    Content::Redact { .. } => {
                        let gone = row.delivery.refers_to.clone().expect("a redaction refers to a sent message");
                        let button = self.buttons.iter().position(|(button, ..)| *button == gone).map(|at| self.buttons.remove(at));
                        self.redacted.push(gone);
                        button.map_or_else(|| "[borttaget]".to_owned(), |_| String::new())
                    }
                    Content::File { name, .. } => format!("[fil {name}]"),
                    Content::Shared { file } => {
                        let file = self.store.shared_file(file).await.expect("read").expect("the file is kept");
                        format!("[fil {}]", file.name)
                    }
                    Content::React { key, .. } => format!("[reaktion {key}]"),
                    Content::Button { key, .. } => {
                        let under = row.delivery.refers_to.clone().expect("a button is under a sent message");
                        self.buttons.push((id.clone(), under, key.clone()));
                        String::new()
                    }
                };
                let shown = match &row.delivery.content {
                    Content::Edit { .. } => row.delivery.refers_to.clone().expect("an edit refers to a sent message"),
                    _ => id.clone(),
                };
                if !text.is_empty() {
                    // What goes to others than the one who is writing is marked as theirs.
                    let elsewhere = room.strip_prefix("!direct").filter(|user| *user != self.user);
                    self.said.push((shown, elsewhere.map_or(text.clone(), |user| format!("[till {user}] {text}"))));
                    self.rooms.push(room.clone());
                }
                let sent = Sent { event: id, room };
                self.store.mark_sent(&row.delivery.outbox, &sent, self.now).await.expect("marked");
            }
        }
    }

    /// The user writes a message that refers to somebody, or to another message.
    async fn refers(&mut self, word: &str, rest: &str) -> Result<(), String> {
        let (message, text) = match word {
            "NÄMNER" => {
                let (who, text) = rest.split_once(": ").ok_or("NÄMNER @vem:x: text")?;
                (Message { mentions: vec![who.to_owned()], mentions_me: true, ..Message::text(text) }, text)
            }
            "CITERAR" => {
                let (quoted, text) = rest.split_once(" | ").ok_or("CITERAR text | svar")?;
                let replied_text = Some(quoted.to_owned());
                (Message { reply_to: Some("$other".to_owned()), replied_text, mentions_me: true, ..Message::text(text) }, text)
            }
            _ => {
                let (to, replied) = self.last_said(1).ok_or("she has said nothing to reply to")?;
                (Message { reply_to: Some(to), replies_to_me: true, replied_text: Some(replied), ..Message::text(rest) }, rest)
            }
        };
        let text = text.to_owned();
        let id = self.happens(EventKind::Message(message)).await;
        self.written.push((id, text));
        Ok(())
    }

    /// The user removes something, or what was removed is spoken of; or they write what must not stand there.
    async fn removes(&mut self, word: &str, rest: &str) -> Result<(), String> {
        match word {
            "TAR" => {
                let back: usize = rest.strip_prefix("BORT ").map_or(Ok(1), str::parse).map_err(|_| "TAR BORT 2")?;
                let at = self.written.len().checked_sub(back).ok_or("too little was written")?;
                let (of, _) = self.written.remove(at);
                self.taken_away = Some(of.clone());
                self.happens(EventKind::Redaction { of }).await;
            }
            "SENT" => {
                let of = self.taken_away.clone().ok_or("nothing was removed")?;
                let text = rest.strip_prefix("ÄNDRAT: ").ok_or("SENT ÄNDRAT: text")?;
                self.happens(EventKind::Edit { of, message: Message::text(text) }).await;
            }
            "GÖMT:" => {
                let message = Message { personal_number: true, ..Message::text(rest) };
                let id = self.happens(EventKind::Message(message)).await;
                self.written.push((id, rest.to_owned()));
            }
            "BORTA:" => {
                let gone = self.said[self.fresh..].iter().filter(|(_, text)| text == "[borttaget]").count();
                if gone.to_string() != rest {
                    return Err(format!("she removed {gone} events"));
                }
            }
            _ => {
                let of = self.last_reaction.take().ok_or("no reaction to take back")?;
                self.happens(EventKind::Redaction { of }).await;
            }
        }
        Ok(())
    }

    /// What was said last in the room at hand; `back` counts from one.
    fn last_said(&self, back: usize) -> Option<(String, String)> {
        let room = if self.group { "!group".to_owned() } else { format!("!direct{}", self.user) };
        let here = self.said.iter().zip(&self.rooms).filter(|(_, said_in)| **said_in == room);
        here.rev().nth(back.checked_sub(1)?).map(|(said, _)| said.clone())
    }

    async fn line(&mut self, line: &str) -> Result<(), String> {
        let (word, rest) = line.split_once(' ').map_or((line, ""), |(word, rest)| (word, rest.trim()));
        match word {
            "DU:" => {
                let rest = rest.replace("\\n", "\n");
                let id = self.happens(EventKind::Message(Message::text(&rest))).await;
                self.written.push((id, rest));
            }
            "NÄMNER" | "CITERAR" | "SVARAR:" => self.refers(word, rest).await?,
            "ÄNDRAR:" => {
                let (of, _) = self.written.last().cloned().ok_or("nothing was written")?;
                self.happens(EventKind::Edit { of, message: Message::text(rest) }).await;
            }
            "TAR" | "SENT" | "GÖMT:" | "BORTA:" | "ÅNGRAR" => self.removes(word, rest).await?,
            "REAGERAR" => {
                let (key, back) = rest.split_once(' ').map_or((rest, 1), |(key, back)| (key, back.trim().parse().unwrap_or(1)));
                let to = self
                    .said
                    .len()
                    .checked_sub(back)
                    .and_then(|at| self.said.get(at))
                    .map(|(id, _)| id.clone())
                    .ok_or("she has said too little")?;
                self.last_reaction = Some(self.happens(EventKind::Reaction { to, key: key.to_owned() }).await);
            }
            "KVITTERAR" => {
                let (to, _) = self.last_said(1).ok_or("she has said nothing here")?;
                self.last_reaction = Some(self.happens(EventKind::Reaction { to, key: rest.to_owned() }).await);
            }
            "BILD" => Box::pin(self.sends_picture(rest)).await,
            "FIL" => Box::pin(self.sends_file(rest)).await,
            "ONÅBAR" => {
                let (user, reason) = rest.split_once(' ').unwrap_or((rest, "M_FORBIDDEN"));
                self.unreachable.push((user.to_owned(), reason.to_owned()));
            }
            "NÅBAR" => {
                self.unreachable.retain(|(user, _)| user != rest);
                self.mute.retain(|(user, _)| user != rest);
            }
            "TIGER" => {
                let (user, reason) = rest.split_once(' ').expect("a user and a reason");
                self.mute.push((user.to_owned(), reason.to_owned()));
            }
            "LÄSER" => {
                let receipt =
                    Receipt { person: self.user.clone(), room: format!("!direct{}", self.user), read_at: self.now.as_millisecond() };
                let batch = Batch { next_token: format!("läst {}", self.events), receipts: vec![receipt], ..Batch::default() };
                self.store.finish_batch(&batch, self.now).await.expect("noted");
            }
            "OKRYPTERAT" => self.untrusted = true,
            "OLÄSBART" => drop(self.happens(EventKind::Undecryptable).await),
            "KOMMER" => {
                self.happens(EventKind::Joined).await;
            }
            "KLOCKAN" => {
                self.now = local(rest);
                self.fresh = self.said.len();
                while self.store.due(self.now, 100, |reminder| remind::fire(&self.world, reminder, self.now)).await.expect("fired") > 0 {}
                while self.store.days_due(self.now, 10, days::ask_again).await.expect("asked") > 0 {}
                self.deliver().await;
            }
            "STÄNGT" => self.closed = true,
            "ÖPPET" => self.closed = false,
            "KOLLEGOR" => self.world.remind_others = true,
            "SOM" => rest.clone_into(&mut self.user),
            "GRUPP" => self.group = true,
            "DIREKT" => self.group = false,
            "REGION" => self.world.default_region = Some(rest.to_owned()),
            "STINA:" => self.expect(rest)?,
            "PRIVAT:" => self.expect_in(rest, &format!("!direct{}", self.user))?,
            "I-RUMMET:" => self.expect_in(rest, "!group")?,
            "LOGG:" => self.logged(rest).await?,
            "KNAPPAR:" => self.offers(rest)?,
            "OMDÖMEN:" => self.judged(rest).await?,
            "INTE:" => {
                if let Some((_, text)) = self.said[self.fresh..].iter().find(|(_, text)| text.contains(rest)) {
                    return Err(format!("she should not have said \"{rest}\", but said:\n{text}"));
                }
            }
            "TYST" => {
                if self.said.len() > self.fresh {
                    return Err(format!("she should have been silent, but said:\n{}", self.heard()));
                }
            }
            other => return Err(format!("unknown word {other}")),
        }
        Ok(())
    }

    /// The user sends a picture: its name, its size and its caption, the last two if they matter.
    async fn sends_picture(&mut self, rest: &str) {
        let mut words = rest.splitn(3, ' ');
        let name = words.next().unwrap_or_default();
        let size = words.next().map_or(300_000, |size| size.parse().expect("a size in bytes"));
        let media = Media {
            kind: MediaKind::Image,
            file_name: Some(name.to_owned()),
            size: Some(size),
            mime: Some("image/jpeg".to_owned()),
            source: Some(r#"{"file":{"url":"mxc://x/bild"}}"#.to_owned()),
            content: FileContent::Left,
        };
        let caption = words.next().unwrap_or(name);
        let id = self.happens(EventKind::Message(Message { media: Some(media), ..Message::text(caption) })).await;
        self.written.push((id, caption.to_owned()));
    }

    /// The user sends a file: its name, then its text.
    async fn sends_file(&mut self, line: &str) {
        let (name, text) = line.split_once(' ').unwrap_or((line, ""));
        let bytes = text.replace("\\n", "\n").replace("\\t", "\t").into_bytes();
        let size = bytes.len() as u64;
        let mut media = Media {
            kind: MediaKind::File,
            file_name: Some(name.to_owned()),
            size: Some(size),
            mime: None,
            source: Some(r#"{"file":{"url":"mxc://x/fil"}}"#.to_owned()),
            content: FileContent::Left,
        };
        if media.is_read() && !self.group {
            media.content = if size > FILE_LIMIT { FileContent::TooLarge } else { FileContent::Bytes(bytes) };
        }
        self.happens(EventKind::Message(Message { media: Some(media), ..Message::default() })).await;
    }

    /// The audit log has a line with this piece.
    async fn logged(&self, piece: &str) -> Result<(), String> {
        let lines = self.store.audit().await.expect("the log is read").into_iter().map(|line| {
            let entry = line.entry;
            let act = serde_json::to_string(&entry.what).unwrap_or_default();
            let parts = [
                entry.who,
                act.trim_matches('"').to_owned(),
                entry.person.unwrap_or_default(),
                entry.subject.unwrap_or_default(),
                entry.regions.join(","),
                entry.count.map(|count| count.to_string()).unwrap_or_default(),
            ];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
        });
        let lines: Vec<String> = lines.collect();
        if lines.iter().any(|line| line.contains(piece)) {
            return Ok(());
        }
        Err(format!("the log should have \"{piece}\", but has:\n{}", lines.join("\n")))
    }

    /// These buttons, and no others, are under what she said last in the room at hand.
    fn offers(&self, keys: &str) -> Result<(), String> {
        let (last, _) = self.last_said(1).ok_or("she has said nothing here")?;
        let there: Vec<&str> = self.buttons.iter().filter(|(_, under, _)| *under == last).map(|(.., key)| key.as_str()).collect();
        let there = there.join(" ");
        if there == keys { Ok(()) } else { Err(format!("the buttons are \"{there}\"")) }
    }

    /// So many 👍 and 👎 are counted, of the rule that has most.
    async fn judged(&self, counts: &str) -> Result<(), String> {
        let counted = self.store.feedback().await.expect("the counts are read");
        let most = |of: fn(&FeedbackCount) -> u64| counted.iter().map(of).max().unwrap_or(0);
        let there = format!("{} {}", most(|count| count.helpful), most(|count| count.unhelpful));
        if there == counts { Ok(()) } else { Err(format!("counted are {there}")) }
    }

    /// What she said last holds this piece.
    fn expect(&self, piece: &str) -> Result<(), String> {
        if self.said[self.fresh..].iter().any(|(_, text)| text.contains(piece)) {
            return Ok(());
        }
        Err(format!("expected \"{piece}\", but she said:\n{}", self.heard()))
    }

    /// She said this piece in this room.
    fn expect_in(&self, piece: &str, room: &str) -> Result<(), String> {
        let mut fresh = self.said.iter().zip(&self.rooms).skip(self.fresh);
        if fresh.any(|((_, text), place)| place == room && text.contains(piece)) {
            return Ok(());
        }
        Err(format!("expected \"{piece}\" in {room}, but she said:\n{}", self.heard()))
    }

    fn heard(&self) -> String {
        let heard: Vec<&str> = self.said[self.fresh..].iter().map(|(_, text)| text.as_str()).collect();
        if heard.is_empty() { "(nothing)".to_owned() } else { heard.join("\n---\n") }
    }
}

fn local(text: &str) -> Timestamp {
    let zone = TimeZone::get("Europe/Stockholm").expect("the zone is known");
    let moment: DateTime = text.parse().expect("a time like 2026-03-10T14:20");
    zone.to_timestamp(moment).expect("a time that exists")
}

/// Plays one file: blank lines separate conversations, each begins with a `#` line.
async fn play(path: &Path, failures: &mut Vec<String>) -> usize {
    let text = fs::read_to_string(path).expect("a conversation file");
    let mut current: Option<Play> = None;
    let mut title = String::new();
    let mut broken = false;
    let mut count = 0;
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if let Some(name) = line.strip_prefix('#') {
            title = name.trim().to_owned();
            current = Some(Play::new().await);
            broken = false;
            count += 1;
        } else if let Some(play) = current.as_mut().filter(|_| !line.is_empty() && !broken)
            && let Err(problem) = Box::pin(play.line(line)).await
        {
            failures.push(format!("{}:{}: {title}: {line}\n  {}", path.display(), number + 1, problem.replace('\n', "\n  ")));
            // What follows would only repeat the first failure.
            broken = true;
        }
    }
    count
}

#[tokio::test]
async fn every_conversation_goes_as_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conversations");
    let mut files: Vec<_> = fs::read_dir(&folder)
        .expect("the folder of conversations")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    files.sort();
    // One file by its name, while writing it.
    let only = std::env::var("STINA_CONVERSATION").ok();
    if let Some(only) = &only {
        files.retain(|path| path.file_stem().is_some_and(|stem| stem == only.as_str()));
    }
    let mut failures = Vec::new();
    let mut count = 0;
    for file in &files {
        count += Box::pin(play(file, &mut failures)).await;
    }
    assert!(only.is_some() || count >= 20, "only {count} conversations were found");
    assert!(failures.is_empty(), "{} of {count} conversations went wrong:\n\n{}", failures.len(), failures.join("\n\n"));
}
