//! Announcements on a real homeserver: everybody gets one once, though she is killed again and again and the
//! homeserver goes away, with both databases; under a homeserver's default limits it takes as long as she said,
//! while questions are answered; and what was sent is read, corrected and withdrawn in encrypted chats.
//!
//! `STINA_BROADCAST_RECIPIENTS` sets how many there are (12 when it is not set), `STINA_BROADCAST_READERS`
//! how many of them are clients that decrypt it (3), `STINA_BROADCAST_KILLS` how often she is killed (4), and
//! `STINA_BROADCAST_LIMITED` how many there are under default limits (12).

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
    crowd::{Counted, Crowd},
    nio::{NioClient, Received},
    synapse::{Options, Synapse},
};

const PATIENCE: Duration = Duration::from_secs(90);
const STEPS: [&str; 2] = ["apply-send", "send-mark"];
/// What a question may take while an announcement is sent.
const ANSWERED_WITHIN: Duration = Duration::from_secs(15);

fn size(name: &str, otherwise: usize) -> Result<usize> {
    match std::env::var(name) {
        Ok(text) => text.parse().with_context(|| format!("{name} is no number")),
        Err(_) => Ok(otherwise),
    }
}

/// How long so many recipients may take: a debug build on two busy cores makes about one direct chat a second.
fn patience_for(recipients: usize) -> Duration {
    PATIENCE + Duration::from_secs(3) * u32::try_from(recipients).unwrap_or(u32::MAX)
}

/// The rooms that a user is invited to.
fn invitations(client: &mut NioClient) -> Result<Vec<String>> {
    let answer = client.raw("GET", "/_matrix/client/v3/sync?timeout=0", &json!({}))?;
    Ok(answer["rooms"]["invite"].as_object().into_iter().flat_map(|rooms| rooms.keys().cloned()).collect())
}

/// Brings in people by a list: user ids with what they are in VGR.
fn import(home: &Home, synapse: &Synapse, people: &[(&str, &str)]) -> Result<()> {
    let mut list = vec!["matrix;region;roll".to_owned()];
    list.extend(people.iter().map(|(user, role)| format!("{user};vgr;{role}")));
    let file = synapse.folder().join("lista.csv");
    std::fs::write(&file, list.join("\n"))?;
    let done =
        Command::new(env!("CARGO_BIN_EXE_stina")).args(["people", "import"]).arg(&file).arg("--config").arg(home.config()).output()?;
    ensure!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    Ok(())
}

/// Gives somebody the power to announce in VGR.
fn make_director(home: &Home, user: &str) -> Result<()> {
    let settings = std::fs::read_to_string(home.config())?;
    std::fs::write(home.config(), format!("{settings}[roles]\nstudierektor = {{ \"{user}\" = [\"vgr\"] }}\n"))?;
    Ok(())
}

/// Says what is to be sent to all residents, and waits for the readback.
fn draft(director: &mut NioClient, room: &str, stina: &str, recipients: usize) -> Result<Received> {
    director.wait_for("her introduction", PATIENCE, |event| event.sender == stina && event.kind == "m.room.message")?;
    director.say(room, "skicka till alla ST-läkare i VGR: Terminsstart den 24 augusti")?;
    let count = format!("({recipients} personer)");
    director.wait_for("the readback", PATIENCE, |event| event.sender == stina && event.body().contains(&count))
}

/// Fails unless each of a crowd is in one room with her and got one message there, encrypted.
fn each_once(crowd: &Crowd, stina: &str) -> Result<()> {
    let wanted = Counted { rooms: 1, events: [("m.room.encrypted".to_owned(), 1)].into() };
    for (user, counted) in crowd.users().zip(crowd.counts(stina)?) {
        ensure!(counted == wanted, "{user} has received {counted:?}");
    }
    Ok(())
}

fn everybody_gets_it_once(name: &str, database: &str) -> Result<()> {
    let begun = Instant::now();
    let (recipients, readers) = (size("STINA_BROADCAST_RECIPIENTS", 12)?, size("STINA_BROADCAST_READERS", 3)?);
    let (kills, patience) = (size("STINA_BROADCAST_KILLS", 4)?, patience_for(recipients));
    let mut synapse = Synapse::start(&Options::default())?;
    let stina = synapse.register("stina", PASSWORD)?;
    let home = Home::new(&synapse.folder().join("stina"), &synapse.url(), &stina, database)?;
    let director = synapse.register("sr", PASSWORD)?;
    make_director(&home, &director)?;
    let crowd = Crowd::register(&synapse, "st", recipients, PASSWORD)?;
    let mut clients = Vec::new();
    for user in crowd.users().take(readers) {
        clients.push(NioClient::login(&synapse.url(), user, PASSWORD)?);
    }
    import(&home, &synapse, &crowd.users().map(|user| (user, "ST-läkare")).collect::<Vec<_>>())?;
    let mut director = NioClient::login(&synapse.url(), &director, PASSWORD)?;
    let mut running = home.start(None)?;
    running.wait_for("caught up", PATIENCE)?;
    let room = director.create_direct(&stina)?;
    draft(&mut director, &room, &stina, recipients)?;
    running.stop()?;
    director.say(&room, "skicka")?;
    let prepared = begun.elapsed();

    // Killed at each step in turn, some way into what is left each time.
    let some_way = recipients / (kills + 2) / 4;
    for kill in 0..kills {
        let mut running = home.start(Some((STEPS[kill % 2], (1 + kill % 3 + some_way) as u64)))?;
        running.wait_for("failpoint", patience)?;
        running.kill()?;
        if kill == kills / 2 {
            // The homeserver goes away while she sends, and forgets what it was sent.
            let mut running = home.start(None)?;
            running.wait_for("caught up", PATIENCE)?;
            running.wait_for("a direct chat", PATIENCE)?;
            synapse.stop()?;
            synapse.erase_transactions()?;
            synapse.resume()?;
            running.wait_for("caught up", patience)?;
            running.kill()?;
        }
    }
    let mut running = home.start(None)?;
    let whole = format!("levererat: {recipients}");
    director
        .wait_for("the report", patience, |event| event.sender == stina && event.body().contains(&whole))
        .with_context(|| running.log())?;
    let sent = begun.elapsed();
    for client in &mut clients {
        let rooms = invitations(client)?;
        ensure!(rooms.len() == 1, "{} was invited to {} rooms", client.user_id(), rooms.len());
        client.join(&rooms[0])?;
        let is_copy = |event: &Received| event.sender == stina && event.body().contains("Terminsstart");
        client.wait_for("the announcement", PATIENCE, is_copy)?;
        thread::sleep(Duration::from_secs(1));
        let copies: Vec<_> =
            client.received()?.into_iter().filter(|event| event.sender == stina && event.kind == "m.room.message").collect();
        if copies.len() != 1 || !copies[0].decrypted {
            bail!("{} received {copies:#?}", client.user_id());
        }
    }
    running.stop()?;
    each_once(&crowd, &stina)?;
    println!(
        "{name}: {recipients} recipients ({readers} decrypt it), {kills} kills, homeserver stopped once: each got it once; prepared in {:.0} s, sent after {:.0} s, counted after {:.0} s",
        prepared.as_secs_f64(),
        sent.as_secs_f64(),
        begun.elapsed().as_secs_f64()
    );
    Ok(())
}

/// A homeserver with its default limits, and people whose direct chats with her are there already: new ones
/// would have to be made at a minute each.
struct Limited {
    synapse: Synapse,
    stina: String,
    home: Home,
    director: String,
    asker: String,
    crowd: Crowd,
}

fn limited(recipients: usize) -> Result<Limited> {
    let mut synapse = Synapse::start(&Options::default())?;
    let account = Crowd::register(&synapse, "stina", 1, PASSWORD)?;
    let (stina, token) =
        account.users().zip(account.tokens()).map(|(user, token)| (user.to_owned(), token.to_owned())).next().context("no account")?;
    let home = Home::new(&synapse.folder().join("stina"), &synapse.url(), &stina, "sqlite:stina.db")?;
    let director = synapse.register("sr", PASSWORD)?;
    let asker = synapse.register("handledare", PASSWORD)?;
    let crowd = Crowd::register(&synapse, "st", recipients, PASSWORD)?;
    let mut people: Vec<(&str, &str)> = crowd.users().map(|user| (user, "ST-läkare")).collect();
    people.push((&asker, "handledare"));
    import(&home, &synapse, &people)?;
    crowd.received_by(&token, true)?;
    synapse.stop()?;
    synapse.limit(true)?;
    synapse.resume()?;
    Ok(Limited { synapse, stina, home, director, asker, crowd })
}

fn default_limits_lose_nothing() -> Result<()> {
    let recipients = size("STINA_BROADCAST_LIMITED", 12)?;
    let Limited { synapse, stina, home, director, asker, crowd } = limited(recipients)?;
    make_director(&home, &director)?;
    let mut director = NioClient::login(&synapse.url(), &director, PASSWORD)?;
    let mut asker = NioClient::login(&synapse.url(), &asker, PASSWORD)?;
    let mut running = home.start(None)?;
    running.wait_for("caught up", PATIENCE)?;
    let asking = asker.create_direct(&stina)?;
    let room = director.create_direct(&stina)?;
    let readback = draft(&mut director, &room, &stina, recipients)?;
    // Synapse lets a message pass every five seconds, and not all of them are this announcement's.
    let said = Duration::from_mins((recipients as u64 * 5 * 11 / 10).div_ceil(60));
    let announced = format!("högst {} minuter", said.as_secs() / 60);
    ensure!(readback.body().contains(&announced), "\"{announced}\" is not said beforehand: {}", readback.body());
    asker.wait_for("her introduction", PATIENCE, |event| event.sender == stina && event.kind == "m.room.message")?;
    director.say(&room, "skicka")?;
    let begun = Instant::now();
    director.wait_for("its beginning", PATIENCE, |event| event.sender == stina && event.body().contains("Skickar till"))?;

    let mut slowest = Duration::ZERO;
    for question in 0..3 {
        thread::sleep(Duration::from_secs(8));
        let since = Instant::now();
        let id = asker.say(&asking, "vem kan vara handledare?")?;
        asker
            .wait_for("the answer", ANSWERED_WITHIN, |event| event.sender == stina && event.reply_to() == Some(&id))
            .with_context(|| format!("question {question}: {}", running.log()))?;
        println!("question {question} was answered within {:.1} s", since.elapsed().as_secs_f64());
        slowest = slowest.max(since.elapsed());
    }
    let whole = format!("levererat: {recipients}");
    director
        .wait_for("the report", patience_for(recipients) * 2, |event| event.sender == stina && event.body().contains(&whole))
        .with_context(|| running.log())?;
    let took = begun.elapsed();
    let told = director.received()?.iter().filter(|event| event.sender == stina && event.replaces().is_some()).count();
    // The report is the last of them.
    ensure!(told >= 2 && told as u64 <= 1 + took.as_secs() / 60, "in {took:?} progress was told {told} times");
    ensure!(took <= said, "it took {took:?}, not {said:?}: {}", running.log());
    running.stop()?;
    each_once(&crowd, &stina)?;
    println!(
        "default limits: {recipients} recipients in {:.0} s (said: at most {} min), progress told {told} times, a question answered within {:.1} s",
        took.as_secs_f64(),
        said.as_secs() / 60,
        slowest.as_secs_f64()
    );
    Ok(())
}

/// Runs `stina role`.
fn role(home: &Home, what: &str, user: &str) -> Result<()> {
    let done = Command::new(env!("CARGO_BIN_EXE_stina"))
        .args(["role", what, user, "studierektor", "--region", "vgr", "--config"])
        .arg(home.config())
        .output()?;
    ensure!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    Ok(())
}

/// How many of a crowd have received something from her.
fn reached(crowd: &Crowd, stina: &str) -> Result<u64> {
    Ok(crowd.counts(stina)?.iter().filter_map(|counted| counted.events.get("m.room.encrypted")).sum())
}

fn a_revoked_role_stops_the_rest() -> Result<()> {
    let recipients = 16;
    let Limited { synapse, stina, home, director: user, crowd, .. } = limited(recipients)?;
    role(&home, "grant", &user)?;
    let mut director = NioClient::login(&synapse.url(), &user, PASSWORD)?;
    let mut running = home.start(None)?;
    running.wait_for("caught up", PATIENCE)?;
    let room = director.create_direct(&stina)?;
    draft(&mut director, &room, &stina, recipients)?;
    director.say(&room, "skicka")?;
    director.wait_for("its beginning", PATIENCE, |event| event.sender == stina && event.body().contains("Skickar till"))?;
    role(&home, "revoke", &user)?;
    // She looks after time every five seconds, and the word to the author goes before what is announced; what was on its way
    // is taken back within the same limit of a message every five seconds.
    director
        .wait_for("the word that it is stopped", Duration::from_secs(40), |event| {
            event.sender == stina && event.body().contains("inte längre rollen")
        })
        .with_context(|| running.log())?;
    let before = reached(&crowd, &stina)?;
    ensure!(before < recipients as u64, "all {before} had it already");
    // Two more would have been let through meanwhile.
    thread::sleep(Duration::from_secs(12));
    let after = reached(&crowd, &stina)?;
    // One may have been on its way when it was stopped, and is taken back.
    ensure!(after <= before + 1, "{after} have it, {before} had it when it was stopped");
    running.stop()?;
    println!("a role that was revoked while {recipients} were being sent to: {after} had got it");
    Ok(())
}

/// The messages that a client has received from her and that hold a piece of text, newest last.
fn received_with(client: &mut NioClient, stina: &str, piece: &str) -> Result<Vec<Received>> {
    Ok(client.received()?.into_iter().filter(|event| event.sender == stina && event.body().contains(piece)).collect())
}

/// Says something in her direct chat and waits until she answers with a piece of text.
fn say_and_hear(director: &mut NioClient, room: &str, stina: &str, said: &str, piece: &str) -> Result<()> {
    let before = received_with(director, stina, piece)?.len();
    director.say(room, said)?;
    let deadline = Instant::now() + PATIENCE;
    while received_with(director, stina, piece)?.len() == before {
        ensure!(Instant::now() < deadline, "\"{said}\" was not answered with \"{piece}\": {:#?}", director.received()?);
        thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}

/// Lets her write in a room so that everybody is pinged, as its owner.
fn let_ping(owner: &mut NioClient, room: &str, user: &str) -> Result<()> {
    let path = format!("/_matrix/client/v3/rooms/{room}/state/m.room.power_levels/");
    let mut levels = owner.raw("GET", &path, &json!({}))?;
    levels["users"][user] = json!(50);
    owner.raw("PUT", &path, &levels).map(drop)
}

fn copies_are_read_corrected_and_withdrawn() -> Result<()> {
    let synapse = Synapse::start(&Options::default())?;
    let stina = synapse.register("stina", PASSWORD)?;
    let home = Home::new(&synapse.folder().join("stina"), &synapse.url(), &stina, "sqlite:stina.db")?;
    let sr = synapse.register("sr", PASSWORD)?;
    make_director(&home, &sr)?;
    let mut director = NioClient::login(&synapse.url(), &sr, PASSWORD)?;
    // In one group she may ping everybody, in the other she is like anybody else.
    let (loud, quiet) = (director.create_room(&[&stina], true, false)?, director.create_room(&[&stina], true, false)?);
    let settings = std::fs::read_to_string(home.config())?;
    let rooms = format!("[rooms]\nvgr = {{ \"ST-rummet\" = \"{loud}\", \"Handledarrummet\" = \"{quiet}\" }}\n");
    std::fs::write(home.config(), settings + &rooms)?;
    let mut readers = Vec::new();
    for name in ["anna", "bo"] {
        let user = synapse.register(name, PASSWORD)?;
        readers.push(NioClient::login(&synapse.url(), &user, PASSWORD)?);
    }
    import(&home, &synapse, &readers.iter().map(|reader| (reader.user_id(), "ST-läkare")).collect::<Vec<_>>())?;
    let mut running = home.start(None)?;
    running.wait_for("caught up", PATIENCE)?;
    let chat = director.create_direct(&stina)?;
    director.wait_for("her coming", PATIENCE, |event| event.sender == stina && event.room == chat && event.kind == "m.room.member")?;
    let_ping(&mut director, &loud, &stina)?;

    // Each gets a copy that pings them, in an encrypted chat of their own.
    say_and_hear(&mut director, &chat, &stina, "skicka till alla ST-läkare i VGR: Vi ses i B10 den 4 maj", "(2 personer)")?;
    say_and_hear(&mut director, &chat, &stina, "skicka", "levererat: 2").with_context(|| running.log())?;
    let mut copies = Vec::new();
    for reader in &mut readers {
        let room = invitations(reader)?.pop().context("no invitation")?;
        reader.join(&room)?;
        let copy = reader.wait_for("the copy", PATIENCE, |event| event.sender == stina && event.body().contains("B10"))?;
        ensure!(copy.decrypted && copy.content["msgtype"] == "m.text", "{copy:?}");
        ensure!(copy.content["m.mentions"] == json!({ "user_ids": [reader.user_id()] }), "{copy:?}");
        copies.push(copy);
    }
    // One tells that it was read, the other taps 👍, which says so too.
    let receipt = format!("/_matrix/client/v3/rooms/{}/receipt/m.read/{}", copies[0].room, copies[0].event);
    readers[0].raw("POST", &receipt, &json!({}))?;
    readers[1].react(&copies[1].room, &copies[1].event, "👍")?;
    let deadline = Instant::now() + PATIENCE;
    loop {
        say_and_hear(&mut director, &chat, &stina, "hur gick det?", "levererat: 2")?;
        let report = received_with(&mut director, &stina, "levererat: 2")?.pop().context("no report")?;
        if report.body().contains("läst (där appen talar om det): 2") && report.body().contains("👍: 1") {
            break;
        }
        ensure!(Instant::now() < deadline, "reading is not counted: {}", report.body());
        thread::sleep(Duration::from_secs(2));
    }

    // A correction changes every copy, a withdrawal removes it.
    say_and_hear(&mut director, &chat, &stina, "ändra: salen är B12", "Ska jag rätta det hos alla?")?;
    say_and_hear(&mut director, &chat, &stina, "ja", "Rättat hos 2 mottagare")?;
    for (reader, copy) in readers.iter_mut().zip(&copies) {
        let edit = reader.wait_for("the correction", PATIENCE, |event| event.replaces() == Some(&copy.event))?;
        let text = edit.content["m.new_content"]["body"].as_str().unwrap_or_default();
        ensure!(edit.decrypted && text.contains("Rättat") && text.contains("B12"), "{edit:?}");
    }
    say_and_hear(&mut director, &chat, &stina, "dra tillbaka", "Ska jag ta bort")?;
    say_and_hear(&mut director, &chat, &stina, "ja", "Borttaget hos 2 mottagare")?;
    for (reader, copy) in readers.iter_mut().zip(&copies) {
        reader.wait_for("the removal", PATIENCE, |event| event.sender == stina && event.redacts.as_deref() == Some(&copy.event))?;
    }

    // The whole room is pinged where that is asked for and both of them may.
    for (group, room, text, pings) in [
        ("ST-rummet", &loud, "Välkomna till terminen @room", true),
        ("ST-rummet", &loud, "Lunchen är flyttad", false),
        ("Handledarrummet", &quiet, "Handledarmöte på torsdag @room", false),
    ] {
        say_and_hear(&mut director, &chat, &stina, &format!("skicka till {group}: {text}"), "(1 rum)")?;
        say_and_hear(&mut director, &chat, &stina, "skicka", "levererat: 1")?;
        let piece = text.trim_end_matches(" @room");
        let post = director
            .wait_for("the post", PATIENCE, |event| event.sender == stina && event.room == *room && event.body().contains(piece))?;
        ensure!(post.decrypted && (post.content["m.mentions"]["room"] == json!(true)) == pings, "{post:?}");
        ensure!(!post.body().contains("@room"), "{post:?}");
    }
    running.stop()?;
    Ok(())
}

#[test]
fn what_was_sent_is_read_corrected_and_withdrawn() {
    copies_are_read_corrected_and_withdrawn().expect("every copy follows");
}

#[test]
fn default_limits_lose_nothing_and_let_questions_through() {
    default_limits_lose_nothing().expect("nothing is lost, and questions are answered");
}

#[test]
fn a_role_revoked_while_sending_stops_what_is_not_sent() {
    a_revoked_role_stops_the_rest().expect("the rest is stopped");
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
