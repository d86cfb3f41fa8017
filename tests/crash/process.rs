//! The program as a process among others: what it does on the command line, beside a second one of its kind,
//! and what people see while it works.

use std::{
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
    time::Instant,
};

use serde_json::{Value, json};

use super::*;

/// Runs the program in a folder, with this on standard input.
fn stina(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_stina"))
        .args(arguments)
        .current_dir(folder)
        .env("XDG_DATA_HOME", folder)
        .env_remove("STINA_MATRIX_PASSWORD")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    child.stdin.take().expect("a standard input").write_all(input.as_bytes()).expect("written");
    child.wait_with_output().expect("ended")
}

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn the_command_line_says_how_it_went() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |arguments: &[&str], input: &str| stina(folder.path(), arguments, input);
    let code = |output: &Output| output.status.code();

    let init = run(&["init"], "");
    assert_eq!(code(&init), Some(0));
    assert!(told(&init).contains("stina doctor"), "{}", told(&init));
    assert!(std::fs::read_to_string(folder.path().join("stina.toml")).expect("written").contains("[matrix]"));
    assert_eq!(code(&run(&["init"], "")), Some(1), "what is there stays");
    // The homeserver of the template is not there: doctor says so, and what else is missing.
    let doctor = run(&["doctor"], "");
    assert_eq!(code(&doctor), Some(1));
    assert!(told(&doctor).contains("BAD  homeserver"), "{}", told(&doctor));
    for line in ["settings", "rules", "database", "clock", "session", "device signed", "recovery key"] {
        assert!(told(&doctor).contains(&format!(" {line}: ")), "{line} in {}", told(&doctor));
    }
    // A copy is not put back under her.
    let running = stina::run::try_lock_store(&folder.path().join("data/matrix")).expect("a lock");
    let restore = run(&["restore", "copy.db"], "");
    assert_eq!(code(&restore), Some(1));
    assert!(running.is_some() && told(&restore).contains("she is running"), "{}", told(&restore));
    drop(running);
    assert!(!told(&run(&["restore", "copy.db"], "")).contains("she is running"));

    let ask = |arguments: &[&str]| run(&[&["ask", "--config", "none.toml"], arguments].concat(), "");
    let answered = ask(&["--region", "kronoberg", "hur många patienter ska jag ha på min lista?"]);
    assert_eq!(code(&answered), Some(0));
    assert!(answered.stderr.is_empty() && !answered.stdout.is_empty());
    assert_eq!(code(&ask(&["--region", "vgr", "vad är huvudstaden i Peru?"])), Some(3));
    assert_eq!(code(&ask(&["--region", "norrland", "vem får vara handledare?"])), Some(2));
    assert_eq!(code(&ask(&[])), Some(2));
    assert_eq!(code(&run(&["check"], "")), Some(0));
    assert_eq!(code(&run(&["check", "."], "")), Some(1), "a folder without rules");
}

#[test]
fn a_chat_in_the_terminal_remembers_the_region_and_takes_another_for_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let question = "har jag rätt till hemvändarveckor?\n";
    let chat = |arguments: &[&str], input: &str| {
        let output = stina(folder.path(), &[&["chat"], arguments].concat(), input);
        assert!(output.status.success(), "{}", told(&output));
        told(&output)
    };
    assert!(chat(&[], &format!("vgr\n{question}")).contains("Gäller Västra Götalandsregionen"));
    let other = chat(&["--region", "kronoberg"], question);
    assert!(other.contains("I det här samtalet gäller") && other.contains("Gäller Region Kronoberg"), "{other}");
    assert!(chat(&[], question).contains("Gäller Västra Götalandsregionen"));
    let said = chat(&["--region", "vgr"], question);
    assert!(!said.contains("I det här samtalet"), "nothing differs: {said}");
}

#[test]
fn a_second_process_waits_until_the_first_is_gone() -> Result<()> {
    let synapse = Synapse::start(&Options::default())?;
    let user = synapse.register("stina", PASSWORD)?;
    let home = Home::new(&synapse.folder().join("stina"), &synapse.url(), &user, "sqlite:stina.db")?;
    let mut first = home.start(None)?;
    first.wait_for("caught up", PATIENCE)?;
    let mut second = home.start(None)?;
    second.wait_for("waiting until it is gone", PATIENCE)?;
    assert!(!second.log().contains("serving rules"));
    first.kill()?;
    second.wait_for("caught up", PATIENCE)?;
    let log = second.stop()?.join("\n");
    assert!(!log.contains("ERROR"), "{log}");
    Ok(())
}

#[test]
fn she_ends_with_the_cause_when_her_database_is_moved_away() -> Result<()> {
    let synapse = Synapse::start(&Options::default())?;
    let user = synapse.register("stina", PASSWORD)?;
    let folder = synapse.folder().join("stina");
    let home = Home::new(&folder, &synapse.url(), &user, "sqlite:stina.db")?;
    let mut running = home.start(None)?;
    running.wait_for("caught up", PATIENCE)?;
    let doctor = || told(&stina(&folder, &["doctor"], ""));
    assert!(doctor().contains("ok   database: SQLite"), "{}", doctor());
    std::fs::rename(folder.join("stina.db"), folder.join("elsewhere.db"))?;
    running.wait_for("was moved, removed or replaced while she ran", PATIENCE)?;
    assert!(!running.leaves_in_peace(PATIENCE)?, "she says that something is wrong");
    assert!(!doctor().contains("ok   database"), "{}", doctor());
    Ok(())
}

#[test]
fn people_see_that_she_reads_and_writes() -> Result<()> {
    let synapse = Synapse::start(&Options::default())?;
    let user = synapse.register("stina", PASSWORD)?;
    let home = Home::new(&synapse.folder().join("stina"), &synapse.url(), &user, "sqlite:stina.db")?;
    let mut running = home.start(None)?;
    running.wait_for("caught up", PATIENCE)?;
    let doctor = synapse.register("anna", PASSWORD)?;
    let mut doctor = NioClient::login(&synapse.url(), &doctor, PASSWORD)?;
    // Without encryption, so that a second look at the sync takes no keys from the client.
    let room = doctor.create_room(&[&user], false, true)?;
    doctor.wait_for("her introduction", PATIENCE, |event| event.sender == user && event.kind == "m.room.message")?;
    let mut token = doctor.raw("GET", "/_matrix/client/v3/sync?timeout=0", &json!({}))?["next_batch"].clone();
    let question = doctor.say(&room, "vgr")?;
    let (mut wrote, mut stopped, mut read) = (false, false, false);
    let deadline = Instant::now() + PATIENCE;
    while !(wrote && stopped && read) {
        assert!(Instant::now() < deadline, "wrote: {wrote}, stopped: {stopped}, read: {read}");
        let path = format!("/_matrix/client/v3/sync?timeout=1000&since={}", token.as_str().unwrap_or_default());
        let news = doctor.raw("GET", &path, &json!({}))?;
        let events = news["rooms"]["join"][&room]["ephemeral"]["events"].as_array().cloned().unwrap_or_default();
        for event in &events {
            if event["type"] == "m.typing" {
                let writes = event["content"]["user_ids"].as_array().is_some_and(|users| users.contains(&json!(user)));
                stopped |= wrote && !writes;
                wrote |= writes;
            }
            read |= event["content"][&question]["m.read"][&user] != Value::Null;
        }
        token = news["next_batch"].clone();
    }
    let log = running.stop()?.join("\n");
    assert!(!log.contains("ERROR") && !log.contains("vgr"), "{log}");
    Ok(())
}
