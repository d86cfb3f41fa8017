//! `stina role`, `stina people import` and `stina audit`, run as programs.

use std::{fs, path::PathBuf, process::Command};

use stina::{facts::Role, store::Store};

/// A folder with settings.
struct Place {
    folder: tempfile::TempDir,
}

/// What a command said, and how it ended.
struct Ended {
    code: i32,
    output: String,
    complaint: String,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let settings = "[matrix]\nhomeserver = \"http://127.0.0.1:1\"\nuser_id = \"@stina:localhost\"\n\
             [database]\nurl = \"sqlite:stina.db\"\n[access]\nallow = [\"*:localhost\"]\n\
             [roles]\nadmin = [\"@it:localhost\"]\n[tags]\nkronoberg = [\"Växjö\", \"Ljungby\"]\n";
        fs::write(folder.path().join("stina.toml"), settings).expect("written");
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn list(&self, name: &str, bytes: &[u8]) -> String {
        fs::write(self.path(name), bytes).expect("written");
        self.path(name).display().to_string()
    }

    fn stina(&self, arguments: &[&str]) -> Ended {
        let done = Command::new(env!("CARGO_BIN_EXE_stina"))
            .args(arguments)
            .arg("--config")
            .arg(self.path("stina.toml"))
            .env_remove("STINA_DATABASE_URL")
            .output()
            .expect("it runs");
        Ended {
            code: done.status.code().expect("it ended by itself"),
            output: String::from_utf8(done.stdout).expect("text"),
            complaint: String::from_utf8(done.stderr).expect("text"),
        }
    }

    async fn store(&self) -> Store {
        Store::open(&format!("sqlite:{}", self.path("stina.db").display())).await.expect("opened")
    }
}

#[tokio::test]
async fn roles_are_given_and_taken_while_she_runs() {
    let place = Place::new();
    // Somebody else has the database open, as she has while she serves.
    let store = place.store().await;
    let given = place.stina(&["role", "grant", "@sr:localhost", "studierektor", "--region", "kronoberg"]);
    assert_eq!((given.code, given.output.as_str()), (0, "@sr:localhost är nu studierektor för Region Kronoberg.\n"), "{}", given.complaint);
    assert!(store.power("@sr:localhost").await.expect("read").reaches("kronoberg"));
    assert!(place.stina(&["role", "grant", "@sr:localhost", "studierektor", "--region", "kronoberg"]).output.contains("är redan"));
    assert_eq!(place.stina(&["role", "grant", "@chef:localhost", "admin"]).code, 0);

    let listed = place.stina(&["role", "list"]).output;
    assert!(listed.contains("@it:localhost  admin  (i inställningarna)"), "{listed}");
    assert!(listed.contains("@sr:localhost  studierektor för Region Kronoberg  (av operator 20"), "{listed}");
    let json = place.stina(&["role", "list", "--json"]).output;
    let lines: Vec<serde_json::Value> = json.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), 3, "{json}");
    assert!(lines.iter().any(|line| line["user"] == "@sr:localhost" && line["role"] == "studierektor" && line["region"] == "kronoberg"));

    assert_eq!(place.stina(&["role", "revoke", "@sr:localhost", "studierektor", "--region", "kronoberg"]).code, 0);
    assert!(!store.power("@sr:localhost").await.expect("read").any(), "it holds at once");
    let again = place.stina(&["role", "revoke", "@sr:localhost", "studierektor", "--region", "kronoberg"]);
    assert!(again.code == 1 && again.complaint.contains("är inte studierektor"), "{}", again.complaint);
    let configured = place.stina(&["role", "revoke", "@it:localhost", "admin"]);
    assert!(configured.code == 1 && configured.complaint.contains("remove it there"), "{}", configured.complaint);

    let log = place.stina(&["audit"]).output;
    let rows: Vec<&str> = log.lines().collect();
    assert_eq!(rows.len(), 4, "{log}");
    assert!(rows[0].starts_with("när") && rows[0].contains("vem") && rows[0].ends_with("antal"), "{log}");
    assert!(
        rows[1].contains("operator  gav roll") && rows[1].contains("@sr:localhost: studierektor") && rows[1].contains("kronoberg"),
        "{log}"
    );
    assert!(rows[3].contains("tog bort roll"), "{log}");
}

#[test]
fn what_is_wrong_with_a_role_is_said() {
    let place = Place::new();
    for (arguments, complaint) in [
        (&["role", "grant", "anna", "admin"][..], "is no user id"),
        (&["role", "grant", "@a:localhost", "studierektor"], "--region"),
        (&["role", "grant", "@a:localhost", "studierektor", "--region", "skane"], "unknown region \"skane\"; known: "),
        (&["role", "grant", "@a:localhost", "admin", "--region", "vgr"], "leave --region out"),
    ] {
        let ended = place.stina(arguments);
        assert!(ended.code == 2 && ended.complaint.contains(complaint), "{arguments:?}: {} {}", ended.code, ended.complaint);
    }
    assert_eq!(place.stina(&["audit"]).output, "Loggen är tom.\n");
}

#[tokio::test]
async fn a_list_is_read_first_and_taken_whole() {
    let place = Place::new();
    // Excel's CSV on a Swedish computer: Windows-1252, semicolons.
    let mixed = place.list(
        "excel.csv",
        b"Matrix-id;Region;Roll;Omr\xe5de\r\n@a:localhost;Kronoberg;ST-l\xe4kare;V\xe4xj\xf6\r\n@b:localhost;Kalmar;;\r\n",
    );
    let dry = place.stina(&["people", "import", &mixed, "--dry-run"]);
    assert_eq!(dry.code, 1, "a wrong row is an error");
    assert!(dry.output.contains("excel.csv: rad 3 (@b:localhost): regionen ”Kalmar” känner jag inte"), "{}", dry.output);
    assert!(dry.output.contains("- 1 ny") && dry.output.contains("- 1 tas inte med") && dry.output.contains("Inget är sparat."));
    let refused = place.stina(&["people", "import", &mixed]);
    assert!(refused.code == 1 && refused.output.contains("--skip-bad"), "{}", refused.output);
    let store = place.store().await;
    assert!(store.directory().await.expect("read").is_empty());
    assert_eq!(place.stina(&["people", "import", &mixed, "--skip-bad"]).code, 0);
    let known = store.directory().await.expect("read");
    assert_eq!(known.len(), 1);
    assert_eq!((known[0].user.as_str(), known[0].region.as_deref(), known[0].role), ("@a:localhost", Some("kronoberg"), Some(Role::St)));
    assert_eq!((known[0].tags.as_slice(), known[0].imported, known[0].introduced), (&["Växjö".to_owned()][..], true, false));

    let good = place.list("bra.csv", "@a:localhost,kronoberg,ST,Växjö\n@c:localhost,vgr,handledare\n".as_bytes());
    let dry = place.stina(&["people", "import", &good, "--dry-run"]);
    assert!(dry.code == 0 && dry.output.contains("- 1 ny") && dry.output.contains("- 1 oförändrad"), "{}", dry.output);
    assert_eq!(store.directory().await.expect("read").len(), 1);
    assert!(place.stina(&["people", "import", &good]).output.ends_with("Klart, 1 sparade.\n"));
    assert_eq!(store.directory().await.expect("read").len(), 2);

    let json = place.stina(&["audit", "--json"]).output;
    let lines: Vec<serde_json::Value> = json.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), 2, "{json}");
    assert_eq!((&lines[1]["what"], &lines[1]["who"], &lines[1]["count"]), (&"imported".into(), &"operator".into(), &1.into()));
    assert_eq!((&lines[1]["subject"], &lines[1]["regions"]), (&"bra.csv".into(), &serde_json::json!(["vgr"])));
}

#[test]
fn what_is_no_list_is_refused() {
    let place = Place::new();
    for (name, bytes, complaint) in [
        ("bok.xlsx", &b"PK\x03\x04\x14\x00\x06\x00"[..], "Excelfil"),
        ("bild.csv", b"\x89PNG\r\n\x1a\n\x00", "ingen textfil"),
        ("tom.csv", b"\xef\xbb\xbf", "tom"),
        ("kurser.csv", b"kurs;datum\nakut;2026-04-01\n", "inga personer"),
        ("stor.csv", &vec![b'a'; 1024 * 1024 + 1], "för stor"),
    ] {
        let ended = place.stina(&["people", "import", &place.list(name, bytes)]);
        assert!(ended.code == 1 && ended.complaint.contains(complaint), "{name}: {} {}", ended.code, ended.complaint);
    }
    let missing = place.stina(&["people", "import", "finns-inte.csv"]);
    assert!(missing.code == 1 && missing.complaint.contains("cannot be read"), "{}", missing.complaint);
}
