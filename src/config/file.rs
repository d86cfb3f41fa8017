//! Reading and checking `stina.toml`, and the template that `stina init` writes.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    fs,
    ops::Range,
    path::{Path, PathBuf},
};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};
use url::Url;

use super::{Config, Matrix, Place, Problem, Problems, Retention, Roles, broken};
use crate::knowledge::load::{region_id, region_names};

/// What `stina init` writes: every setting, each with a word on what it does.
pub const TEMPLATE: &str = include_str!("template.toml");

/// The known keys, section by section.
const KEYS: &[(&str, &[&str])] = &[
    ("matrix", &["homeserver", "user_id", "display_name", "avatar", "store"]),
    ("database", &["url"]),
    ("access", &["allow", "remind_others"]),
    ("roles", &["admin", "studierektor"]),
    ("tags", ANY),
    ("rooms", ANY),
    ("defaults", &["region", "zone"]),
    ("knowledge", &["path"]),
    ("retention", &["sent_days", "receipts_days", "questions_days", "audit_days", "attendance_days", "announcements_days"]),
];

/// Keys that the operator chooses: the names of regions, which are checked against the rules at the start.
const ANY: &[&str] = &[];
/// The longest name that homeservers take, in characters (Synapse's own limit).
const LONGEST_NAME: usize = 256;
/// The longest tag, in characters: it has to fit a line on a phone.
const LONGEST_TAG: usize = 60;

/// Reads and checks a settings file.
///
/// # Errors
/// Everything that is wrong with it, at once: that it cannot be read, that it is no TOML, unknown
/// keys (each with the nearest known one), values that cannot be.
pub fn load(path: &Path) -> Result<Config, Problems> {
    let name = path.display().to_string();
    let text = fs::read_to_string(path).map_err(|error| Problems {
        file: name.clone(),
        problems: vec![Problem {
            line: None,
            message: if error.kind() == std::io::ErrorKind::NotFound {
                "there is no such file; `stina init` writes one, or name yours with --config".to_owned()
            } else {
                format!("cannot be read: {error}")
            },
        }],
    })?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    parse(&text, &name, folder.unwrap_or(Path::new(".")))
}

/// Checks the text of a settings file; relative paths are taken from `folder`.
///
/// # Errors
/// As [`load`].
pub fn parse(text: &str, name: &str, folder: &Path) -> Result<Config, Problems> {
    let (sound, problems) = match DeTable::parse(text) {
        Ok(_) => (Cow::Borrowed(text), Vec::new()),
        Err(_) => broken::sound_part(text),
    };
    let mut reader = Reader { text: &sound, folder, broken: !problems.is_empty(), problems };
    let config = DeTable::parse(&sound).ok().and_then(|table| reader.config(table.get_ref()));
    match config {
        Some(config) if reader.problems.is_empty() => Ok(config),
        _ => {
            reader.problems.sort_by_key(|problem| problem.line);
            Err(Problems { file: name.to_owned(), problems: reader.problems })
        }
    }
}

/// Walks the file and gathers what is wrong.
struct Reader<'a> {
    text: &'a str,
    folder: &'a Path,
    problems: Vec<Problem>,
    /// Whether something in it is no TOML: what seems to be missing may stand there.
    broken: bool,
}

type Table<'a> = DeTable<'a>;
type Value<'a> = Spanned<DeValue<'a>>;

impl Reader<'_> {
    fn config(&mut self, root: &Table<'_>) -> Option<Config> {
        self.check_keys(root);
        let section = |name: &str| root.get(name).and_then(|value| value.get_ref().as_table());
        let matrix = self.matrix(section("matrix"));
        let database = self.database(section("database"));
        let access = section("access");
        let allow = if let Some(value) = access.and_then(|table| table.get("allow")) {
            self.globs(value)
        } else {
            self.report(None, "[access] allow is missing: say who may invite and talk to her, for example allow = [\"*:example.org\"]");
            Vec::new()
        };
        let remind_others = self.flag(access, "access", "remind_others");
        let roles = self.roles(section("roles"));
        let tags = self.tags(section("tags"));
        let rooms = self.rooms(section("rooms"));
        let defaults = section("defaults");
        let region = self.text_of(defaults, "defaults", "region").map(|region| region_id(&region));
        let zone = self.zone(defaults);
        let knowledge = self.knowledge(section("knowledge"));
        self.check_regions(&knowledge, defaults, section("roles"), [section("tags"), section("rooms")]);
        let knowledge = knowledge.ok().flatten();
        let retention = self.retention(section("retention"));
        Some(Config { matrix: matrix?, database: database?, allow, remind_others, roles, tags, rooms, region, zone, knowledge, retention })
    }

    fn matrix(&mut self, table: Option<&Table<'_>>) -> Option<Matrix> {
        let homeserver = self
            .required(table, "matrix", "homeserver", "https://matrix.example.org")
            .and_then(|(text, span)| self.homeserver(&text, span));
        let user_id = self
            .required(table, "matrix", "user_id", "@stina:example.org")
            .and_then(|(text, span)| self.user_id(&text, span).then_some(text));
        let store = self.text_of(table, "matrix", "store").unwrap_or_else(|| "data/matrix".to_owned());
        let span_of = |key: &str| table.and_then(|table| table.get(key)).map(Spanned::span);
        let display_name = self.text_of(table, "matrix", "display_name").unwrap_or_else(|| "Stina".to_owned());
        if display_name.chars().count() > LONGEST_NAME {
            let message = format!("display_name has more than {LONGEST_NAME} characters, and homeservers refuse that; write a shorter one");
            self.report(span_of("display_name"), message);
        }
        let avatar = self.text_of(table, "matrix", "avatar").map(|path| self.folder.join(path));
        if let Some(path) = avatar.as_ref().filter(|path| picture_type(path).is_none()) {
            let message = format!("avatar = \"{}\" is no picture that she knows by its ending; use one in .png or .jpg", path.display());
            self.report(span_of("avatar"), message);
        }
        Some(Matrix { homeserver: homeserver?, user_id: user_id?, display_name, avatar, store: self.folder.join(store) })
    }

    /// The homeserver's address: what would stand before or after it is of no use, and may be a secret, which is not shown.
    fn homeserver(&mut self, text: &str, span: Range<usize>) -> Option<Url> {
        const EXAMPLE: &str = "write it like https://matrix.example.org";
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some());
        let Some(url) = url else {
            let shown = if text.contains('@') { String::new() } else { format!(" = \"{text}\"") };
            self.report(Some(span), format!("homeserver{shown} is no web address; {EXAMPLE}"));
            return None;
        };
        let mut bare = url.clone();
        bare.set_query(None);
        bare.set_fragment(None);
        // Neither fails where there is a host.
        let _ = bare.set_username("").and_then(|()| bare.set_password(None));
        if bare == url {
            return Some(url);
        }
        let remedy = "user and password stand in user_id and STINA_MATRIX_PASSWORD";
        self.report(
            Some(span),
            format!("homeserver is more than an address; write only \"{bare}\", without user, password, ? and # ({remedy})"),
        );
        None
    }

    fn database(&mut self, table: Option<&Table<'_>>) -> Option<String> {
        let Some(value) = table.and_then(|table| table.get("url")) else {
            return Some(self.sqlite_url("data/stina.db"));
        };
        let text = value.get_ref().as_str().unwrap_or_default();
        if let Some(path) = text.strip_prefix("sqlite:") {
            return Some(self.sqlite_url(path.strip_prefix("//").unwrap_or(path)));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Some(text.to_owned());
        }
        self.report(Some(value.span()), "[database] url must start with sqlite: or postgres://");
        None
    }

    fn sqlite_url(&self, path: &str) -> String {
        format!("sqlite:{}", self.folder.join(path).display())
    }

    fn roles(&mut self, table: Option<&Table<'_>>) -> Roles {
        let mut roles = Roles::default();
        let Some(table) = table else { return roles };
        if let Some(value) = table.get("admin") {
            roles.admin = self.user_ids(value, "[roles] admin");
        }
        if let Some(value) = table.get("studierektor") {
            if let Some(people) = value.get_ref().as_table() {
                let mut found = BTreeMap::new();
                for (user, regions) in people {
                    if self.user_id(user.get_ref(), user.span()) {
                        let regions = self.strings(regions, &format!("[roles] studierektor, {}", user.get_ref()), "vgr");
                        found.insert(user.get_ref().to_string(), regions.iter().map(|region| region_id(region)).collect());
                    }
                }
                roles.studierektor = found;
            } else {
                self.report(
                    Some(value.span()),
                    "studierektor maps each user id to regions, for example { \"@sr:example.org\" = [\"vgr\"] }",
                );
            }
        }
        roles
    }

    /// The folder of rules: `Ok(None)` for those inside the program, `Err` for one that is not there.
    fn knowledge(&mut self, table: Option<&Table<'_>>) -> Result<Option<PathBuf>, ()> {
        let Some(path) = self.text_of(table, "knowledge", "path").map(|path| self.folder.join(path)) else { return Ok(None) };
        if path.is_dir() {
            return Ok(Some(path));
        }
        let span = table.and_then(|table| table.get("path")).map(Spanned::span);
        self.report(
            span,
            format!("[knowledge] path: there is no folder {}; leave the setting out for the rules inside the program", path.display()),
        );
        Err(())
    }

    /// Reports every region, of the defaults, of a study director, of tags or of rooms, that has no folder of rules.
    fn check_regions(
        &mut self,
        knowledge: &Result<Option<PathBuf>, ()>,
        defaults: Option<&Table<'_>>,
        roles: Option<&Table<'_>>,
        by_region: [Option<&Table<'_>>; 2],
    ) {
        let Ok(folder) = knowledge else { return };
        let known = region_names(folder.as_deref());
        if known.is_empty() {
            return;
        }
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let directors = roles.and_then(|roles| roles.get("studierektor")).and_then(|value| value.get_ref().as_table());
        let of_directors = directors.into_iter().flat_map(DeTable::values).filter_map(|value| value.get_ref().as_array()).flatten();
        for value in defaults.and_then(|table| table.get("region")).into_iter().chain(of_directors) {
            if let Some(region) = value.get_ref().as_str().filter(|region| !known.contains(&region_id(region).as_str())) {
                self.report(Some(value.span()), unknown("region", region, &known));
            }
        }
        for region in by_region.into_iter().flatten().flat_map(DeTable::keys) {
            if !known.contains(&region_id(region.get_ref()).as_str()) {
                self.report(Some(region.span()), unknown("region", region.get_ref(), &known));
            }
        }
    }

    fn tags(&mut self, table: Option<&Table<'_>>) -> BTreeMap<String, Vec<String>> {
        let mut tags = BTreeMap::new();
        for (region, value) in table.into_iter().flatten() {
            let mut known: Vec<String> = Vec::new();
            for tag in self.strings(value, &format!("[tags] {}", region.get_ref()), "Växjö").iter().map(|tag| tag.trim()) {
                if !tag.chars().any(char::is_alphabetic) || tag.chars().count() > LONGEST_TAG || tag.contains([';', ',', '\t', '\n', '"']) {
                    self.report(
                        Some(value.span()),
                        format!("\"{tag}\" is no tag: it needs a letter, at most {LONGEST_TAG} characters, and none of ; , \""),
                    );
                } else if known.iter().any(|other| other.to_lowercase() == tag.to_lowercase()) {
                    self.report(Some(value.span()), format!("\"{tag}\" stands twice in [tags] {}", region.get_ref()));
                } else {
                    known.push(tag.to_owned());
                }
            }
            tags.insert(region_id(region.get_ref()), known);
        }
        tags
    }

    fn rooms(&mut self, table: Option<&Table<'_>>) -> BTreeMap<String, Place> {
        let mut rooms = BTreeMap::new();
        for (region, value) in table.into_iter().flatten() {
            let Some(named) = value.get_ref().as_table() else {
                self.report(
                    Some(value.span()),
                    "[rooms] maps each region to its rooms, for example vgr = { \"ST-rummet\" = \"!abc:example.org\" }",
                );
                continue;
            };
            for (name, id) in named {
                match id.get_ref().as_str() {
                    Some(room) if room.starts_with('!') && !room.contains(char::is_whitespace) => {
                        let place = Place { region: region_id(region.get_ref()), room: room.to_owned() };
                        if rooms.insert(name.get_ref().to_string(), place).is_some() {
                            self.report(Some(name.span()), format!("two rooms are called \"{}\"", name.get_ref()));
                        }
                    }
                    _ => self.report(Some(id.span()), format!("\"{}\" needs a room id, like !abc:example.org", name.get_ref())),
                }
            }
        }
        rooms
    }

    fn zone(&mut self, table: Option<&Table<'_>>) -> String {
        let zone = self.text_of(table, "defaults", "zone").unwrap_or_else(|| "Europe/Stockholm".to_owned());
        if jiff::tz::TimeZone::get(&zone).is_err() {
            let span = table.and_then(|table| table.get("zone")).map(Spanned::span);
            self.report(span, format!("zone = \"{zone}\" is no time zone; write it like Europe/Stockholm"));
        }
        zone
    }

    fn retention(&mut self, table: Option<&Table<'_>>) -> Retention {
        let mut retention = Retention::default();
        let fields = [
            ("sent_days", &mut retention.sent_days),
            ("receipts_days", &mut retention.receipts_days),
            ("questions_days", &mut retention.questions_days),
            ("audit_days", &mut retention.audit_days),
            ("attendance_days", &mut retention.attendance_days),
            ("announcements_days", &mut retention.announcements_days),
        ];
        for (key, field) in fields {
            let Some(value) = table.and_then(|table| table.get(key)) else { continue };
            match value.get_ref().as_integer().and_then(|number| number.as_str().parse::<u32>().ok()) {
                Some(days @ 1..=3650) => *field = days,
                _ => self.report(Some(value.span()), format!("[retention] {key} must be a number of days from 1 to 3650")),
            }
        }
        retention
    }

    /// Reports keys and sections that nobody reads, with the nearest that somebody does.
    fn check_keys(&mut self, root: &Table<'_>) {
        let sections: Vec<&str> = KEYS.iter().map(|(section, _)| *section).collect();
        for (section, value) in root {
            let name: &str = section.get_ref();
            let Some((_, keys)) = KEYS.iter().find(|(known, _)| *known == name) else {
                self.report(Some(section.span()), unknown("section", name, &sections));
                continue;
            };
            let Some(table) = value.get_ref().as_table() else {
                self.report(Some(section.span()), format!("{name} is a section: write [{name}] on a line of its own"));
                continue;
            };
            for (key, _) in table {
                if !keys.is_empty() && !keys.contains(&&**key.get_ref()) {
                    self.report(Some(key.span()), unknown("key", key.get_ref(), keys));
                }
            }
        }
    }

    fn required(&mut self, table: Option<&Table<'_>>, section: &str, key: &str, example: &str) -> Option<(String, Range<usize>)> {
        let Some(value) = table.and_then(|table| table.get(key)) else {
            self.report(None, format!("[{section}] {key} is missing, for example {key} = \"{example}\""));
            return None;
        };
        self.string(value, section, key).map(|text| (text, value.span()))
    }

    fn text_of(&mut self, table: Option<&Table<'_>>, section: &str, key: &str) -> Option<String> {
        let value = table?.get(key)?;
        self.string(value, section, key)
    }

    fn string(&mut self, value: &Value<'_>, section: &str, key: &str) -> Option<String> {
        match value.get_ref().as_str() {
            Some(text) if !text.trim().is_empty() => Some(text.to_owned()),
            Some(_) => {
                self.report(Some(value.span()), format!("[{section}] {key} is empty"));
                None
            }
            None => {
                self.report(Some(value.span()), format!("[{section}] {key} must be a text in quotation marks"));
                None
            }
        }
    }

    /// A setting that is on or off; off where it is left out.
    fn flag(&mut self, table: Option<&Table<'_>>, section: &str, key: &str) -> bool {
        let Some(value) = table.and_then(|table| table.get(key)) else { return false };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.report(Some(value.span()), format!("[{section}] {key} must be true or false"));
            false
        })
    }

    /// A list of texts. `name` is the setting's, `example` what may stand in it.
    fn strings(&mut self, value: &Value<'_>, name: &str, example: &str) -> Vec<String> {
        let texts = value
            .get_ref()
            .as_array()
            .map(|items| items.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect::<Option<Vec<_>>>());
        if let Some(Some(texts)) = texts {
            return texts;
        }
        // What stands there without its brackets is shown with them.
        let example = value.get_ref().as_str().unwrap_or(example);
        self.report(Some(value.span()), format!("{name} must be a list of texts, like [\"{example}\"]"));
        Vec::new()
    }

    fn user_ids(&mut self, value: &Value<'_>, name: &str) -> Vec<String> {
        let mut users = self.strings(value, name, "@name:example.org");
        users.retain(|user| self.user_id(user, value.span()));
        users
    }

    fn user_id(&mut self, text: &str, span: Range<usize>) -> bool {
        let right = text
            .strip_prefix('@')
            .and_then(|rest| rest.split_once(':'))
            .is_some_and(|(name, server)| !name.is_empty() && !server.is_empty() && !text.contains(char::is_whitespace));
        if !right {
            self.report(Some(span), format!("\"{text}\" is no user id; write it like @name:example.org"));
        }
        right
    }

    fn globs(&mut self, value: &Value<'_>) -> Vec<String> {
        let globs = self.strings(value, "[access] allow", "*:example.org");
        for glob in &globs {
            let whole = glob.strip_prefix('@').is_some_and(|rest| rest.contains(':'));
            if let Err(error) = globset::Glob::new(glob) {
                self.report(Some(value.span()), format!("\"{glob}\" is no pattern: {}", error.kind()));
            } else if !whole && !glob.contains(['*', '?', '[', '{']) {
                self.report(
                    Some(value.span()),
                    format!("\"{glob}\" fits no user id; write a whole one, like @name:example.org, or a pattern, like *:example.org"),
                );
            }
        }
        globs
    }

    fn report(&mut self, span: Option<Range<usize>>, message: impl Into<String>) {
        if self.broken && span.is_none() {
            return;
        }
        let line = span.map(|span| self.text[..span.start.min(self.text.len())].matches('\n').count() + 1);
        self.problems.push(Problem { line, message: message.into() });
    }
}

/// The kind of a picture, by the ending of its file's name; `None` where it is none that everybody's client shows.
#[must_use]
pub fn picture_type(path: &Path) -> Option<&'static str> {
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "png" => Some("image/png"),
        "jpg" | "jpeg" => Some("image/jpeg"),
        "gif" => Some("image/gif"),
        "svg" => Some("image/svg+xml"),
        _ => None,
    }
}

/// From this Jaro–Winkler likeness on a name may be a misspelling of another.
const ALIKE: f64 = 0.7;

fn unknown(what: &str, name: &str, known: &[&str]) -> String {
    let likeness = |known: &str| strsim::jaro_winkler(&name.to_lowercase(), &known.to_lowercase());
    let nearest = known.iter().max_by(|left, right| likeness(left).total_cmp(&likeness(right)));
    match nearest {
        Some(nearest) if likeness(nearest) >= ALIKE => {
            format!("unknown {what} \"{name}\"; did you mean \"{nearest}\"? (known: {})", known.join(", "))
        }
        Some(_) => format!("unknown {what} \"{name}\"; known: {}", known.join(", ")),
        None => format!("unknown {what} \"{name}\""),
    }
}

#[cfg(test)]
#[path = "file_tests.rs"]
mod tests;
