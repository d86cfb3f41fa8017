//! An announcement to people who never wrote to her, while she is killed again and again: everybody
//! gets it once, in an encrypted direct chat, on a real homeserver, with both databases.
//!
//! `STINA_BROADCAST_RECIPIENTS` sets how many there are (8 when it is not set), `STINA_BROADCAST_READERS`
//! how many of them are clients that decrypt it (3), `STINA_BROADCAST_KILLS` how often she is killed (4).

#![recursion_limit = "256"]
#![expect(clippy::print_stdout, reason = "it tells what was counted")]

#[path = "support/bot.rs"]
mod bot;
mod support;

use std::{
    process::Command,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use bot::{Home, PASSWORD};
use serde_json::json;
use support::{
    nio::NioClient,
    synapse::{Options, Synapse},
};

const PATIENCE: Duration = Duration::from_secs(90);
const STEPS: [&str; 2] = ["apply-send", "send-mark"];

fn size(name: &str, otherwise: usize) -> Result<usize> {
    match std::env::var(name) {
        Ok(text) => text.parse().with_context(|| format!("{name} is no number")),
        Err(_) => Ok(otherwise),
    }
}

/// The rooms that a user is invited to.
fn invitations(client: &mut NioClient) -> Result<Vec<String>> {
    let answer = client.raw("GET", "/_matrix/client/v3/sync?timeout=0", &json!({}))?;
    Ok(answer["rooms"]["invite"].as_object().into_iter().flat_map(|rooms| rooms.keys().cloned()).collect())
}

fn everybody_gets_it_once(name: &str, database: &str) -> Result<()> {
    let begun = Instant::now();
    let (recipients, readers) = (size("STINA_BROADCAST_RECIPIENTS", 8)?, size("STINA_BROADCAST_READERS", 3)?);
    let kills = size("STINA_BROADCAST_KILLS", 4)?;
    let mut synapse = Synapse::start(&Options::default())?;
    let stina = synapse.register("stina", PASSWORD)?;
    let home = Home::new(&synapse.folder().join("stina"), &synapse.url(), &stina, database)?;
    let director = synapse.register("sr", PASSWORD)?;
    let settings = std::fs::read_to_string(home.config())?;
    std::fs::write(home.config(), format!("{settings}[roles]\nstudierektor = {{ \"{director}\" = [\"vgr\"] }}\n"))?;
    let mut clients = Vec::new();
    let mut list = vec!["matrix;region;roll".to_owned()];
    for number in 0..recipients {
        let user = synapse.register(&format!("st{number}"), PASSWORD)?;
        list.push(format!("{user};vgr;ST-läkare"));
        if number < readers {
            clients.push(NioClient::login(&synapse.url(), &user, PASSWORD)?);
        }
    }
    let file = synapse.folder().join("lista.csv");
    std::fs::write(&file, list.join("\n"))?;
    let imported =
        Command::new(env!("CARGO_BIN_EXE_stina")).args(["people", "import"]).arg(&file).arg("--config").arg(home.config()).output()?;
    ensure!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));

    let mut director = NioClient::login(&synapse.url(), &director, PASSWORD)?;
    let mut running = home.start(None)?;
    running.wait_for("caught up", PATIENCE)?;
    let room = director.create_direct(&stina)?;
    director.wait_for("her introduction", PATIENCE, |event| event.sender == stina && event.kind == "m.room.message")?;
    director.say(&room, "skicka till alla ST-läkare i VGR: Terminsstart den 24 augusti")?;
    let count = format!("({recipients} personer)");
    director.wait_for("the readback", PATIENCE, |event| event.sender == stina && event.body().contains(&count))?;
    running.stop()?;
    director.say(&room, "skicka")?;
    for kill in 0..kills {
        let mut running = home.start(Some((STEPS[kill % 2], 1 + kill as u64 % 3)))?;
        running.wait_for("failpoint", PATIENCE)?;
        running.kill()?;
        if kill == kills / 2 {
            synapse.stop()?;
            synapse.erase_transactions()?;
            synapse.resume()?;
        }
    }
    let mut running = home.start(None)?;
    let whole = format!("levererat: {recipients}");
    director
        .wait_for("the report", PATIENCE * 2, |event| event.sender == stina && event.body().contains(&whole))
        .with_context(|| running.log())?;
    for client in &mut clients {
        let rooms = invitations(client)?;
        ensure!(rooms.len() == 1, "{} was invited to {} rooms", client.user_id(), rooms.len());
        client.join(&rooms[0])?;
        let is_copy = |event: &support::nio::Received| event.sender == stina && event.body().contains("Terminsstart");
        client.wait_for("the announcement", PATIENCE, is_copy)?;
        thread::sleep(Duration::from_secs(1));
        let copies: Vec<_> =
            client.received()?.into_iter().filter(|event| event.sender == stina && event.kind == "m.room.message").collect();
        if copies.len() != 1 || !copies[0].decrypted {
            bail!("{} received {copies:#?}", client.user_id());
        }
    }
    running.stop()?;
    println!("{name}: {recipients} recipients, {kills} kills, each got it once, in {:.0} s", begun.elapsed().as_secs_f64());
    Ok(())
}

#[test]
fn everybody_gets_an_announcement_once_on_sqlite() {
    everybody_gets_it_once("SQLite", "sqlite:stina.db").expect("everybody gets it once");
}

#[test]
fn everybody_gets_an_announcement_once_on_postgresql() {
    let database = support::postgres::empty_database();
    everybody_gets_it_once("PostgreSQL", &database).expect("everybody gets it once");
}
