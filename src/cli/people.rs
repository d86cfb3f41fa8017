//! `stina role`, `stina people import` and `stina audit`: who may do what, whom she knows, what was done.

use std::{fs, io::Write, path::PathBuf, process::ExitCode};

use anyhow::Context;
use jiff::{Timestamp, tz::TimeZone};

use super::{
    WRONG_USAGE, complain, exit, known_region,
    maintain::{database_url, existing_database_url},
    unknown_region,
};
use crate::{
    assistant::{
        World,
        people::{self, file, import, import_wording as wording},
        wording::Language,
    },
    clock,
    command::is_user_id,
    config::{self, Config},
    effect::{Act, Effect, OPERATOR},
    event::FILE_LIMIT,
    facts::{Office, OfficeChange, Power},
    run::load_world,
    store::{Audited, Store},
};

/// Give somebody power, take it back, or show who has which. It holds at once, also while she runs.
#[derive(Debug, clap::Args)]
pub struct RoleArgs {
    #[command(subcommand)]
    command: RoleCommand,
}

#[derive(Debug, clap::Subcommand)]
enum RoleCommand {
    /// Give a power
    Grant(ChangeArgs),
    /// Take a power back
    Revoke(ChangeArgs),
    /// Show who has which power
    List {
        /// The settings file
        #[arg(long, default_value = "stina.toml")]
        config: PathBuf,
        /// Print JSON lines in place of text
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, clap::Args)]
struct ChangeArgs {
    /// Whose, as @name:server
    user: String,
    /// Which power
    role: Role,
    /// The region of a study director, such as vgr or kronoberg
    #[arg(long)]
    region: Option<String>,
    /// The settings file
    #[arg(long, default_value = "stina.toml")]
    config: PathBuf,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Role {
    /// Runs her: gives roles, reaches everybody
    Admin,
    /// Writes to the people of a region, and brings them in
    Studierektor,
}

/// Bring in people from a list, so that announcements reach those who never wrote to her.
#[derive(Debug, clap::Args)]
pub struct PeopleArgs {
    #[command(subcommand)]
    command: PeopleCommand,
}

#[derive(Debug, clap::Subcommand)]
enum PeopleCommand {
    /// Read a .csv with the columns Matrix id, region, role, area; nothing is saved while a row is wrong
    Import {
        /// The list
        file: PathBuf,
        /// Only say what would happen
        #[arg(long)]
        dry_run: bool,
        /// Take the good rows although others are wrong
        #[arg(long, conflicts_with = "dry_run")]
        skip_bad: bool,
        /// The settings file
        #[arg(long, default_value = "stina.toml")]
        config: PathBuf,
    },
}

/// Show who did what, when, to how many.
#[derive(Debug, clap::Args)]
pub struct AuditArgs {
    /// The settings file
    #[arg(long, default_value = "stina.toml")]
    pub config: PathBuf,
    /// Print JSON lines in place of a table
    #[arg(long)]
    pub json: bool,
}

/// The settings, what holds for everybody, and the database, which is made where there is none yet.
async fn open(path: &std::path::Path) -> anyhow::Result<(Config, World, Store)> {
    let config = config::load(path)?;
    let store = Store::open(&database_url(&config)?).await?;
    with_world(config, store)
}

/// As [`open`], where there is a database.
async fn open_existing(path: &std::path::Path) -> anyhow::Result<(Config, World, Store)> {
    let config = config::load(path)?;
    let store = Store::open_to_look(&existing_database_url(&config)?).await?;
    with_world(config, store)
}

fn with_world(config: Config, store: Store) -> anyhow::Result<(Config, World, Store)> {
    let world = load_world(&config)?;
    store.set_roles(config.roles.clone());
    Ok((config, world, store))
}

/// Runs `stina role`.
///
/// # Errors
/// When the settings or the database cannot be used.
pub async fn role(args: &RoleArgs, output: &mut impl Write) -> anyhow::Result<ExitCode> {
    match &args.command {
        RoleCommand::Grant(change) => change_role(change, true, output).await,
        RoleCommand::Revoke(change) => change_role(change, false, output).await,
        RoleCommand::List { config, json } => {
            let (_, world, store) = open_existing(config).await?;
            let grants = store.grants().await?;
            for grant in &grants {
                let office = office_name(&grant.office, &world);
                let given = grant.given.as_ref();
                if *json {
                    let (role, region) = office_parts(&grant.office);
                    let line = serde_json::json!({
                        "user": grant.user, "role": role, "region": region,
                        "by": given.map(|given| &given.by), "at": given.map(|given| given.at.to_string()),
                    });
                    writeln!(output, "{line}")?;
                } else {
                    let from = match given {
                        Some(given) => format!("av {} {}", given.by, local(given.at, &world).strftime("%Y-%m-%d %H:%M")),
                        None => "i inställningarna".to_owned(),
                    };
                    writeln!(output, "{}  {office}  ({from})", grant.user)?;
                }
            }
            if grants.is_empty() && !json {
                writeln!(output, "Ingen har någon roll.")?;
            }
            store.close().await;
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn change_role(args: &ChangeArgs, grant: bool, output: &mut impl Write) -> anyhow::Result<ExitCode> {
    if !is_user_id(&args.user) {
        complain(&format!("\"{}\" is no user id; write it like @name:example.org", args.user));
        return Ok(exit(WRONG_USAGE));
    }
    let (_, world, store) = open(&args.config).await?;
    let office = match (args.role, &args.region) {
        (Role::Admin, None) => Office::Admin,
        (Role::Admin, Some(_)) => {
            complain("an admin reaches every region; leave --region out");
            return Ok(exit(WRONG_USAGE));
        }
        (Role::Studierektor, None) => {
            complain("say of which region: --region");
            return Ok(exit(WRONG_USAGE));
        }
        (Role::Studierektor, Some(region)) => {
            let Some(region) = known_region(region, &world) else {
                complain(&unknown_region(region, &world));
                return Ok(exit(WRONG_USAGE));
            };
            Office::Studierektor(region)
        }
    };
    let change = OfficeChange { grant, user: args.user.clone(), office: office.clone() };
    let grants = store.grants().await?;
    let held: Vec<_> = grants.iter().filter(|known| known.user == change.user && known.office == office).collect();
    let name = office_name(&office, &world);
    if grant && !held.is_empty() {
        writeln!(output, "{} är redan {name}.", change.user)?;
        return Ok(ExitCode::SUCCESS);
    }
    if !grant && held.is_empty() {
        complain(&format!("{} är inte {name}", change.user));
        return Ok(ExitCode::FAILURE);
    }
    if !grant && held.iter().any(|known| known.given.is_none()) {
        complain(&format!("that role stands in {}; remove it there and start her again", args.config.display()));
        return Ok(ExitCode::FAILURE);
    }
    let now = clock::now();
    let effect = if grant {
        Effect::GrantRole { user: change.user.clone(), office, by: OPERATOR.to_owned() }
    } else {
        Effect::RevokeRole { user: change.user.clone(), office }
    };
    store.carry_out(&source("role", now), &[effect, Effect::Audit(people::office_entry(OPERATOR, &change))], now).await?;
    store.close().await;
    writeln!(output, "{} är {} {name}.", change.user, if grant { "nu" } else { "inte längre" })?;
    Ok(ExitCode::SUCCESS)
}

/// What the ids of a command's lines in the log follow from: no two commands share it.
fn source(what: &str, now: Timestamp) -> String {
    format!("cli:{what}:{}:{:x}", now.as_microsecond(), rand::random::<u64>())
}

/// Runs `stina people import`.
///
/// # Errors
/// When the file, the settings or the database cannot be used.
pub async fn people(args: &PeopleArgs, output: &mut impl Write) -> anyhow::Result<ExitCode> {
    let PeopleCommand::Import { file: path, dry_run, skip_bad, config } = &args.command;
    let name = path.display().to_string();
    if fs::metadata(path).with_context(|| format!("{name} cannot be read"))?.len() > FILE_LIMIT {
        complain(&wording::too_large(Language::Swedish));
        return Ok(ExitCode::FAILURE);
    }
    let bytes = fs::read(path).with_context(|| format!("{name} cannot be read"))?;
    let (_, world, store) = open(config).await?;
    let power = Power { admin: true, studierektor: Vec::new() };
    let place = import::Place { regions: &world.regions, me: &world.user_id, power: &power };
    let list = match import::read(&bytes, place) {
        Ok(list) => list,
        Err(refusal) => {
            complain(&wording::refusal(refusal, Language::Swedish));
            return Ok(ExitCode::FAILURE);
        }
    };
    let before = import::compare(&list.rows, &store.directory().await?, &power);
    let problems = wording::all_problems(&list, &before);
    for problem in &problems {
        writeln!(output, "{name}: {}", wording::problem(problem, &world, Language::Swedish))?;
    }
    for column in &list.ignored {
        writeln!(output, "{name}: kolumnen \"{column}\" sparas inte")?;
    }
    writeln!(output, "{}", wording::counts(&before, problems.len(), Language::Swedish))?;
    let wrong = !problems.is_empty() && !skip_bad;
    if *dry_run || wrong {
        writeln!(output, "Inget är sparat.{}", if *dry_run { "" } else { " Rätta raderna, eller lägg till --skip-bad." })?;
        return Ok(if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    let now = clock::now();
    let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut saved = 0;
    store
        .with_directory(&source("import", now), now, |directory| {
            let change = import::compare(&list.rows, directory, &power);
            saved = change.count();
            file::effects(OPERATOR, &file_name, &change)
        })
        .await?;
    store.close().await;
    writeln!(output, "Klart, {saved} sparade.")?;
    Ok(ExitCode::SUCCESS)
}

/// Runs `stina audit`.
///
/// # Errors
/// When the settings or the database cannot be used.
pub async fn audit(args: &AuditArgs, output: &mut impl Write) -> anyhow::Result<ExitCode> {
    let (_, world, store) = open_existing(&args.config).await?;
    let lines = store.audit().await?;
    store.close().await;
    if args.json {
        for line in &lines {
            let entry = &line.entry;
            let json = serde_json::json!({
                "at": line.at.to_string(), "who": entry.who, "what": entry.what, "person": entry.person,
                "subject": entry.subject, "regions": entry.regions, "count": entry.count,
            });
            writeln!(output, "{json}")?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    if lines.is_empty() {
        writeln!(output, "Loggen är tom.")?;
        return Ok(ExitCode::SUCCESS);
    }
    let heads = ["när", "vem", "vad", "gäller", "region", "antal"].map(str::to_owned);
    let rows: Vec<[String; 6]> = std::iter::once(heads).chain(lines.iter().map(|line| row(line, &world))).collect();
    let widths: [usize; 6] = std::array::from_fn(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default());
    for row in &rows {
        let cells = row.iter().zip(widths).enumerate().map(|(at, (cell, width))| {
            // Numbers stand under each other.
            if at == 5 { format!("{cell:>width$}") } else { format!("{cell:<width$}") }
        });
        writeln!(output, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A line of the log as cells.
fn row(line: &Audited, world: &World) -> [String; 6] {
    let entry = &line.entry;
    let subject = match (&entry.person, &entry.subject) {
        (Some(person), Some(subject)) => format!("{person}: {subject}"),
        (person, subject) => person.clone().or_else(|| subject.clone()).unwrap_or_default(),
    };
    [
        local(line.at, world).strftime("%Y-%m-%d %H:%M:%S").to_string(),
        entry.who.clone(),
        act_name(entry.what).to_owned(),
        // A file's name may hold anything; a terminal must not obey it.
        subject.chars().filter(|letter| !letter.is_control()).collect(),
        entry.regions.join(", "),
        entry.count.map(|count| count.to_string()).unwrap_or_default(),
    ]
}

fn act_name(act: Act) -> &'static str {
    match act {
        Act::Granted => "gav roll",
        Act::Revoked => "tog bort roll",
        Act::Imported => "lade in personer",
        Act::Scheduled => "schemalade utskick",
        Act::Sent => "skickade utskick",
        Act::Corrected => "rättade utskick",
        Act::Withdrawn => "drog tillbaka utskick",
        Act::Cancelled => "avbröt utskick",
        Act::Stopped => "stoppade utskick (rollen är borttagen)",
        Act::Nudged => "påminde om utskick",
        Act::Retried => "försökte igen",
        Act::DaysEntered => "lade in ST-dagar",
        Act::DayChanged => "ändrade ST-dag",
        Act::DayCancelled => "ställde in ST-dag",
        Act::Refused => "nekades",
    }
}

fn office_parts(office: &Office) -> (&'static str, Option<&str>) {
    match office {
        Office::Admin => ("admin", None),
        Office::Studierektor(region) => ("studierektor", Some(region)),
    }
}

fn office_name(office: &Office, world: &World) -> String {
    match office {
        Office::Admin => "admin".to_owned(),
        Office::Studierektor(region) => format!("studierektor för {}", world.region(region).name),
    }
}

/// A moment on the clock of the settings.
fn local(at: Timestamp, world: &World) -> jiff::Zoned {
    at.to_zoned(TimeZone::get(&world.zone).unwrap_or(TimeZone::UTC))
}
