//! Lists and calendars that somebody sends are fetched before the event is handed on, and nothing else is.

use stina::event::{EventKind, FILE_LIMIT, FileContent, Media};

use super::harness::{Stina, person, synapse};

impl Stina {
    /// Waits for a file and gives what is known of it.
    async fn file(&mut self, event: &str) -> (Media, bool) {
        self.until("the file", |stina| stina.events.iter().any(|known| known.id == event)).await;
        let found = self.events.iter().find(|known| known.id == event).expect("heard");
        match &found.kind {
            EventKind::Message(message) => (message.media.clone().expect("a file"), found.trusted),
            other => panic!("no message but {other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_fetched_from_encrypted_and_plain_rooms() {
    let list = "Matrix-id;Område\r\n@a:localhost;Växjö\r\n";
    for encrypted in [true, false] {
        let mut doctor = person(synapse());
        let mut stina = Stina::start(synapse()).await;
        let room = doctor.create_room(&[&stina.user()], encrypted, true).expect("a room");
        stina.until_joined(&room).await;
        let sent = doctor.send_file(&room, "Personer.CSV", "text/csv", list.as_bytes()).expect("sent");
        let (media, trusted) = stina.file(&sent).await;
        assert!(trusted);
        assert_eq!((media.file_name.as_deref(), &media.content), (Some("Personer.CSV"), &FileContent::Bytes(list.as_bytes().to_vec())));
        let calendar = doctor.send_file(&room, "dagar.ics", "text/calendar", b"BEGIN:VCALENDAR\r\n").expect("sent");
        assert_eq!(stina.file(&calendar).await.0.content, FileContent::Bytes(b"BEGIN:VCALENDAR\r\n".to_vec()));
        let other = doctor.send_file(&room, "bilaga.pdf", "application/pdf", b"%PDF-1.7").expect("sent");
        assert_eq!(stina.file(&other).await.0.content, FileContent::Left, "what she does not read stays where it is");
        let large = vec![b'a'; usize::try_from(FILE_LIMIT).expect("it fits") + 1];
        let large = doctor.send_file(&room, "stor.csv", "text/csv", &large).expect("sent");
        assert_eq!(stina.file(&large).await.0.content, FileContent::TooLarge);
        let content = serde_json::json!({ "msgtype": "m.file", "body": "borta.csv", "url": "mxc://localhost/finnsinte" });
        let missing = doctor.send(&room, &content).expect("sent");
        assert_eq!(stina.file(&missing).await.0.content, FileContent::Unavailable);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_in_a_group_stay_where_they_are() {
    let mut doctor = person(synapse());
    let other = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let room = doctor.create_room(&[&stina.user(), other.user_id()], true, false).expect("a room");
    stina.until_joined(&room).await;
    let sent = doctor.send_file(&room, "personer.csv", "text/csv", b"@a:localhost;vgr").expect("sent");
    assert_eq!(stina.file(&sent).await.0.content, FileContent::Left);
}
