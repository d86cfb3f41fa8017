//! An ST day on a real homeserver, in encrypted chats: read from a file, sent with its calendar file and an
//! attachment, answered by a reaction, moved.

use std::{thread, time::Duration};

use jiff::{ToSpan, civil::Date, tz::TimeZone};
use serde_json::{Value, json};
use stina::language::date::{Language, wording};

use super::{
    bot::{self, Home, Running},
    harness::{PASSWORD, fresh_name, synapse},
    support::nio::{NioClient, Received},
};

const PATIENCE: Duration = Duration::from_mins(1);

/// Somebody in an encrypted direct chat with Stina.
struct Chat {
    client: NioClient,
    room: String,
    stina: String,
    /// How many of her messages were looked at.
    seen: usize,
}

impl Chat {
    fn open(user: &str, stina: &str) -> Self {
        let mut client = NioClient::login(&synapse().url(), user, PASSWORD).expect("a client");
        let room = client.create_direct(stina).expect("a room");
        let mut chat = Self { client, room, stina: stina.to_owned(), seen: 0 };
        chat.hear("Jag heter Stina");
        chat
    }

    fn hers(&mut self) -> Vec<Received> {
        let mut received = self.client.received().expect("received");
        received.retain(|event| event.sender == self.stina && event.kind == "m.room.message" && event.room == self.room);
        received
    }

    /// Waits for a message of hers that holds a piece and was not looked at before, and gives it.
    fn hear(&mut self, piece: &str) -> Received {
        let (at, event) = self.after(self.seen, piece);
        self.seen = at + 1;
        event
    }

    /// Waits for a message of hers that holds a piece, after so many others, and gives it with its place.
    fn after(&mut self, seen: usize, piece: &str) -> (usize, Received) {
        let deadline = std::time::Instant::now() + PATIENCE;
        loop {
            let hers = self.hers();
            if let Some(at) = (seen..hers.len()).find(|at| hers[*at].body().contains(piece)) {
                assert!(hers[at].decrypted, "it came in the clear: {piece}");
                return (at, hers[at].clone());
            }
            assert!(std::time::Instant::now() < deadline, "\"{piece}\" did not come; there was {:#?}", &hers[seen..]);
            thread::sleep(Duration::from_millis(50));
        }
    }

    fn say(&mut self, text: &str) {
        self.client.say(&self.room, text).expect("said");
    }

    /// The text of a file of hers.
    fn text_of(&mut self, event: &Received) -> String {
        String::from_utf8(self.client.fetch(&event.content["file"]).expect("fetched and decrypted")).expect("text")
    }
}

/// Stina at work, with a study director of Kronoberg.
fn stina_for(director: &str) -> (Running, String, tempfile::TempDir) {
    let stina = synapse().register(&fresh_name("stina"), bot::PASSWORD).expect("an account");
    let folder = tempfile::tempdir().expect("a folder");
    let home = Home::new(&folder.path().join("stina"), &synapse().url(), &stina, "sqlite:stina.db").expect("settings");
    let settings = std::fs::read_to_string(home.config()).expect("settings");
    let roles = format!("[roles]\nstudierektor = {{ \"{director}\" = [\"kronoberg\"] }}\n");
    std::fs::write(home.config(), format!("{settings}{roles}")).expect("settings");
    let mut running = home.start(None).expect("started");
    running.wait_for("caught up", PATIENCE).expect("she is there");
    (running, stina, folder)
}

/// "6 maj", so many days from now.
fn day_ahead(days: i64) -> (Date, String) {
    let zone = TimeZone::get("Europe/Stockholm").expect("a zone");
    let date = stina::clock::now().to_zoned(zone).date().checked_add(days.days()).expect("a date");
    let long = wording::short_date(date, Language::Swedish);
    (date, long.split_once(' ').expect("weekday and date").1.to_owned())
}

/// The value of a line of a calendar file.
fn field<'a>(calendar: &'a str, name: &str) -> &'a str {
    calendar.lines().find_map(|line| line.strip_prefix(name)).expect("the field").trim_end()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_st_day_is_sent_answered_and_moved() {
    tokio::task::spawn_blocking(|| {
        let director = synapse().register(&fresh_name("doctor"), PASSWORD).expect("an account");
        let doctor = synapse().register(&fresh_name("doctor"), PASSWORD).expect("an account");
        let (running, stina, _folder) = stina_for(&director);
        let mut doctor = Chat::open(&doctor, &stina);
        doctor.say("jag är ST-läkare i Kronoberg");
        doctor.hear("Noterat");
        let mut director = Chat::open(&director, &stina);
        let ((first, first_words), (second, second_words)) = (day_ahead(60), day_ahead(67));

        // A list from a Swedish Excel: semicolons, Windows-1252, and a row with a day that does not exist.
        let list = format!("Datum;Tid;Titel;Plats\r\n{first};9-15;Hud;V\u{e4}xj\u{f6}\r\n2027-02-31;9-15;Fel;Ljungby\r\n");
        let list: Vec<u8> = list.chars().map(|letter| u8::try_from(u32::from(letter)).expect("in Windows-1252")).collect();
        director.client.send_file(&director.room.clone(), "dagar.csv", "text/csv", &list).expect("sent");
        let readback = director.hear("Jag hittade 1 ST-dag");
        assert!(
            readback.body().contains("Växjö") && readback.body().contains("rad 3: datumet 2027-02-31 finns inte"),
            "{}",
            readback.body()
        );
        director.say("nej");
        director.hear("låter vi det vara");
        let calendar = format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a@x\r\nDTSTART;VALUE=DATE:{}\r\nSUMMARY:Hud\r\nEND:VEVENT\r\n\
             BEGIN:VEVENT\r\nUID:b@x\r\nSUMMARY:Utan datum\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
            first.strftime("%Y%m%d")
        );
        director.client.send_file(&director.room.clone(), "dagar.ics", "text/calendar", calendar.as_bytes()).expect("sent");
        let readback = director.hear("Jag hittade 1 ST-dag");
        assert!(readback.body().contains("rad 8: inget datum"), "{}", readback.body());
        director.say("nej");
        director.hear("låter vi det vara");

        // Written, with a picture, and sent by a tap.
        director.say(&format!("Skicka till alla ST-läkare i Kronoberg: ST-dag om hud {first_words} 9–15 i Växjö"));
        director.hear("Det här ser ut som ST-dagar");
        let picture = b"\x89PNG no picture, but bytes".as_slice();
        let sent = director.client.send_file(&director.room.clone(), "karta.png", "image/png", picture).expect("sent");
        director.hear("Bifogat: karta.png");
        director.say("ST-dagar");
        let readback = director.hear("ST-dagar som följer med");
        director.client.react(&director.room.clone(), &readback.event, "✅").expect("tapped");
        let copy = doctor.hear("📣 Från");
        assert_eq!(copy.content["m.mentions"], json!({ "user_ids": [doctor.client.user_id()] }));
        let image = doctor.hear("karta.png");
        assert_eq!(doctor.client.fetch(&image.content["file"]).expect("fetched"), picture);
        let own = director.client.received().expect("received").into_iter().find(|event| event.event == sent).expect("her own");
        assert_eq!(image.content["file"]["url"], own.content["file"]["url"], "it is not uploaded again");
        let file = doctor.hear("st-dagar.ics");
        let calendar = doctor.text_of(&file);
        assert_eq!(field(&calendar, "SEQUENCE:"), "0");
        assert!(calendar.contains(&first.strftime("%Y%m%d").to_string()), "{calendar}");

        // A tap is the answer.
        doctor.client.react(&doctor.room.clone(), &copy.event, "👍").expect("tapped");
        doctor.hear("Du kommer på");
        director.say(&format!("vilka kommer på ST-dagen {first_words}?"));
        assert!(director.hear("Kommer (1)").body().contains(doctor.client.user_id()));

        // What comes in the clear into an encrypted room moves nothing, whoever seems to have sent it.
        let body = json!({ "msgtype": "m.text", "body": format!("ställ in ST-dagen {first_words}") });
        let path = format!("/_matrix/client/v3/rooms/{}/send/m.room.message/klartext", director.room);
        director.client.raw("PUT", &path, &body).expect("sent in the clear");
        director.hear("kom okrypterat");

        // Moved: the post says so, and the calendar entry follows.
        director.say(&format!("flytta ST-dagen {first_words} till {second_words}"));
        director.hear("nu:");
        director.say("ja");
        director.hear("1 person får besked");
        let before = doctor.seen;
        let (_, edit) = doctor.after(before, "har ändrats");
        assert_eq!(edit.replaces(), Some(copy.event.as_str()), "the post itself is changed");
        assert_eq!(edit.content["m.mentions"], Value::Object(serde_json::Map::new()), "without a second ping");
        doctor.after(before, "Flyttat från");
        let (_, file) = doctor.after(before, "st-dagar.ics");
        let moved = doctor.text_of(&file);
        assert_eq!(field(&moved, "SEQUENCE:"), "1");
        assert_eq!(field(&moved, "UID:"), field(&calendar, "UID:"));
        assert!(moved.contains(&second.strftime("%Y%m%d").to_string()), "{moved}");
        let told = doctor.hers().iter().filter(|event| event.body().contains("Flyttat från")).count();
        assert_eq!(told, 1, "they are told once");
        running.stop().expect("she leaves in order");
    })
    .await
    .expect("it went as it should");
}
