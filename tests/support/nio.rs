//! A Matrix client that was not written for this project: matrix-nio, driven over its standard
//! input and output.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::PathBuf,
    process::{Child, ChildStdin, ChildStdout, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::python::{Tool, target_folder};

/// The version that everything was tried on.
const REQUIREMENT: &str = "matrix-nio[e2e]==0.26.0";

/// Somebody at a Matrix client.
#[derive(Debug)]
pub struct NioClient {
    user_id: String,
    folder: PathBuf,
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
}

/// An event as the client received it, decrypted where it could be.
#[derive(Debug, Clone)]
pub struct Received {
    /// The room's id.
    pub room: String,
    /// The event's id.
    pub event: String,
    /// Who sent it.
    pub sender: String,
    /// Its type, after decrypting.
    pub kind: String,
    /// Its content, after decrypting.
    pub content: Value,
    /// What it removes, if it is a redaction.
    pub redacts: Option<String>,
    /// Whether it came encrypted and could be read.
    pub decrypted: bool,
    /// Whether it came encrypted and could not be read.
    pub undecryptable: bool,
}

impl Received {
    /// The plain text.
    #[must_use]
    pub fn body(&self) -> &str {
        self.content["body"].as_str().unwrap_or_default()
    }

    /// The event it replies to.
    #[must_use]
    pub fn reply_to(&self) -> Option<&str> {
        self.content["m.relates_to"]["m.in_reply_to"]["event_id"].as_str()
    }

    /// The event it stands in for, if it is an edit.
    #[must_use]
    pub fn replaces(&self) -> Option<&str> {
        let relation = &self.content["m.relates_to"];
        (relation["rel_type"] == "m.replace").then(|| relation["event_id"].as_str()).flatten()
    }
}

impl NioClient {
    /// Logs in and keeps syncing.
    ///
    /// # Errors
    /// When the client cannot be fetched, or the password is wrong.
    pub fn login(homeserver: &str, user_id: &str, password: &str) -> Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let tool = Tool::fetch(REQUIREMENT)?;
        let name = format!("nio-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = target_folder()?.join("test-data").join(name);
        fs::create_dir_all(&folder)?;
        let script = folder.join("client.py");
        fs::write(&script, include_str!("nio_client.py"))?;
        let log = fs::File::create(folder.join("output.log"))?;
        let mut child = tool.python().arg(&script).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(log).spawn()?;
        let stdin = child.stdin.take();
        let stdout = BufReader::new(child.stdout.take().context("the client has no standard output")?);
        let mut client = Self { user_id: user_id.to_owned(), folder: folder.clone(), child, stdin, stdout };
        client.call(&json!({ "do": "login", "homeserver": homeserver, "user": user_id, "password": password, "store": folder }))?;
        Ok(client)
    }

    /// Whose client it is.
    #[must_use]
    pub fn user_id(&self) -> &str {
        &self.user_id
    }

    /// Makes an encrypted direct chat and gives the room's id.
    ///
    /// # Errors
    /// When the homeserver refuses.
    pub fn create_direct(&mut self, with: &str) -> Result<String> {
        self.create_room(&[with], true, true)
    }

    /// Makes a room and gives its id.
    ///
    /// # Errors
    /// When the homeserver refuses.
    pub fn create_room(&mut self, invite: &[&str], encrypted: bool, direct: bool) -> Result<String> {
        let name = if direct { None } else { Some("Vårdcentralen") };
        self.text(&json!({ "do": "create_room", "invite": invite, "encrypted": encrypted, "direct": direct, "name": name }))
    }

    /// Writes a text and gives the event's id.
    ///
    /// # Errors
    /// When the homeserver refuses.
    pub fn say(&mut self, room: &str, body: &str) -> Result<String> {
        self.send(room, &json!({ "msgtype": "m.text", "body": body }))
    }

    /// Sends any message content and gives the event's id.
    ///
    /// # Errors
    /// When the homeserver refuses.
    pub fn send(&mut self, room: &str, content: &Value) -> Result<String> {
        self.text(&json!({ "do": "send", "room": room, "content": content }))
    }

    /// Uploads a file, encrypted where the room is, sends it and gives the event's id.
    ///
    /// # Errors
    /// When the homeserver refuses.
    pub fn send_file(&mut self, room: &str, name: &str, mime: &str, bytes: &[u8]) -> Result<String> {
        let base64 = data_encoding::BASE64.encode(bytes);
        self.text(&json!({ "do": "send_file", "room": room, "name": name, "mime": mime, "base64": base64 }))
    }

    /// Fetches and decrypts an encrypted file, by the `file` of the message that brought it.
    ///
    /// # Errors
    /// When the homeserver refuses or the keys do not fit.
    pub fn fetch(&mut self, file: &Value) -> Result<Vec<u8>> {
        let base64 = self.text(&json!({ "do": "fetch", "file": file }))?;
        Ok(data_encoding::BASE64.decode(base64.as_bytes())?)
    }

    /// Changes an earlier text and gives the edit's id.
    ///
    /// # Errors
    /// When the homeserver refuses.
    pub fn edit(&mut self, room: &str, event: &str, body: &str) -> Result<String> {
        self.send(
            room,
            &json!({
                "msgtype": "m.text",
                "body": format!("* {body}"),
                "m.new_content": { "msgtype": "m.text", "body": body },
                "m.relates_to": { "rel_type": "m.replace", "event_id": event },
            }),
        )
    }

    /// Replies and gives the event's id.
    ///
    /// # Errors
    /// When the homeserver refuses.
    pub fn reply(&mut self, room: &str, to: &str, body: &str) -> Result<String> {
        self.send(room, &json!({ "msgtype": "m.text", "body": body, "m.relates_to": { "m.in_reply_to": { "event_id": to } } }))
    }

    /// Reacts and gives the reaction's id.
    ///
    /// # Errors
    /// When the homeserver refuses.
    pub fn react(&mut self, room: &str, to: &str, key: &str) -> Result<String> {
        let content = json!({ "m.relates_to": { "rel_type": "m.annotation", "event_id": to, "key": key } });
        self.text(&json!({ "do": "send", "room": room, "content": content, "kind": "m.reaction" }))
    }

    /// Removes an event and gives the redaction's id.
    ///
    /// # Errors
    /// When the homeserver refuses.
    pub fn redact(&mut self, room: &str, event: &str) -> Result<String> {
        self.text(&json!({ "do": "redact", "room": room, "event": event }))
    }

    /// Enters a room.
    ///
    /// # Errors
    /// When the homeserver refuses.
    pub fn join(&mut self, room: &str) -> Result<()> {
        self.raw("POST", &format!("/_matrix/client/v3/join/{room}"), &json!({})).map(drop)
    }

    /// Invites somebody.
    ///
    /// # Errors
    /// When the homeserver refuses.
    pub fn invite(&mut self, room: &str, user: &str) -> Result<()> {
        self.raw("POST", &format!("/_matrix/client/v3/rooms/{room}/invite"), &json!({ "user_id": user })).map(drop)
    }

    /// Upgrades a room and gives the new one's id.
    ///
    /// # Errors
    /// When the homeserver refuses.
    pub fn upgrade(&mut self, room: &str) -> Result<String> {
        let answer = self.raw("POST", &format!("/_matrix/client/v3/rooms/{room}/upgrade"), &json!({ "new_version": "11" }))?;
        answer["replacement_room"].as_str().map(str::to_owned).context("no new room")
    }

    /// Everything received so far, oldest first.
    ///
    /// # Errors
    /// When the client is gone.
    pub fn received(&mut self) -> Result<Vec<Received>> {
        let answer = self.call(&json!({ "do": "received_events" }))?;
        let events = answer.as_array().context("no list of events")?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Ok(events
            .iter()
            .map(|event| Received {
                room: text(&event["room_id"]),
                event: text(&event["event_id"]),
                sender: text(&event["sender"]),
                kind: text(&event["type"]),
                content: event["content"].clone(),
                redacts: event["redacts"].as_str().map(str::to_owned),
                decrypted: event["decrypted"] == true,
                undecryptable: event["undecryptable"] == true,
            })
            .collect())
    }

    /// Waits until an event of a kind has been received, and gives the first one.
    ///
    /// # Errors
    /// When none comes in time.
    pub fn wait_for(&mut self, what: &str, patience: Duration, wanted: impl Fn(&Received) -> bool) -> Result<Received> {
        let deadline = Instant::now() + patience;
        loop {
            if let Some(found) = self.received()?.into_iter().find(&wanted) {
                return Ok(found);
            }
            if Instant::now() > deadline {
                let received = self.received()?;
                bail!("{} did not receive {what}; it received {received:#?}", self.user_id);
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// The devices of a user, and whether each is signed: `{"master_key", "devices": {id:
    /// {"self_signed", "cross_signed"}}}`, with every signature checked.
    ///
    /// # Errors
    /// When the homeserver refuses.
    pub fn devices(&mut self, user: &str) -> Result<Value> {
        self.call(&json!({ "do": "devices", "user": user }))
    }

    /// Begins a new encryption session with the next message in a room.
    ///
    /// # Errors
    /// When the client is gone.
    pub fn forget_session(&mut self, room: &str) -> Result<()> {
        self.call(&json!({ "do": "forget_session", "room": room })).map(drop)
    }

    /// Makes any request as this user.
    ///
    /// # Errors
    /// When the homeserver refuses.
    pub fn raw(&mut self, method: &str, path: &str, body: &Value) -> Result<Value> {
        self.call(&json!({ "do": "raw", "method": method, "path": path, "body": body }))
    }

    fn text(&mut self, request: &Value) -> Result<String> {
        self.call(request)?.as_str().map(str::to_owned).context("the client gave no id")
    }

    fn call(&mut self, request: &Value) -> Result<Value> {
        let stdin = self.stdin.as_mut().context("the client was closed")?;
        writeln!(stdin, "{request}")?;
        stdin.flush()?;
        let mut line = String::new();
        self.stdout.read_line(&mut line)?;
        let mut answer: Value = serde_json::from_str(&line).with_context(|| {
            let log = fs::read_to_string(self.folder.join("output.log")).unwrap_or_default();
            format!("{} is gone: {}", self.user_id, log.lines().rev().take(8).collect::<Vec<_>>().join("\n"))
        })?;
        if let Some(error) = answer["error"].as_str() {
            bail!("{}: {} ({})", self.user_id, error, request["do"]);
        }
        Ok(answer["ok"].take())
    }
}

impl Drop for NioClient {
    fn drop(&mut self) {
        self.stdin = None;
        let deadline = Instant::now() + Duration::from_secs(3);
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(20));
        }
        self.child.kill().ok();
        self.child.wait().ok();
        fs::remove_dir_all(&self.folder).ok();
    }
}
