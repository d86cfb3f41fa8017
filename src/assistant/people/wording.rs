//! What she says about what people are, and about power.

use super::role_name;
use crate::{
    assistant::{
        World,
        markup::escape,
        turn::Turn,
        wording::{self as common, Language, numbered},
    },
    command::{Profile, RegionName},
    effect::OPERATOR,
    facts::{Grant, Office, OfficeChange, Power, Role},
};

fn say(language: Language, swedish: impl Into<String>, english: impl Into<String>) -> String {
    match language {
        Language::Swedish => swedish.into(),
        Language::English => english.into(),
    }
}

/// Only somebody with power may do that.
#[must_use]
pub fn no_power(language: Language) -> String {
    say(
        language,
        "Det kan bara en studierektor eller administratör göra, så jag låter det vara.",
        "Only a *studierektor* (study director) or an administrator can do that, so I'll leave it.",
    )
}

/// Only an admin may do that.
#[must_use]
pub fn only_admin(language: Language) -> String {
    say(language, "Det kan bara en administratör göra, så jag låter det vara.", "Only an administrator can do that, so I'll leave it.")
}

/// What came unencrypted in an encrypted room has no weight.
#[must_use]
pub fn untrusted(language: Language) -> String {
    say(
        language,
        "Ditt meddelande kom okrypterat trots att rummet är krypterat, så jag gör ingenting åt det. Skriv det igen från en app som krypterar.",
        "Your message came unencrypted although this room is encrypted, so I won't act on it. Send it again from an app that encrypts.",
    )
}

/// What somebody said of themselves was noted.
#[must_use]
pub fn noted(turn: &Turn<'_>, said: &Profile) -> String {
    let language = turn.language();
    let region = said.region.as_deref().map(|id| turn.world.region(id));
    let (Some(_), None, []) = (&region, said.role, said.tags.as_slice()) else {
        return noted_more(region.as_ref(), said, language);
    };
    region.map(|region| common::region_set(&region, language)).unwrap_or_default()
}

fn noted_more(region: Option<&RegionName>, said: &Profile, language: Language) -> String {
    let role = said.role.map(|role| bold(role_in(role, language)));
    let tags = (!said.tags.is_empty()).then(|| listed(said.tags.iter().map(|tag| bold(tag)), language));
    let region_name = region.map(|region| bold(&region.name));
    let swedish = language == Language::Swedish;
    let mut parts = Vec::new();
    if let Some(role) = role {
        parts.push(if swedish { format!("du är {role}") } else { format!("you are {role}") });
    }
    if let Some(tags) = tags {
        let subject = if parts.is_empty() { say(language, "du hör", "you belong") } else { say(language, "hör", "belong") };
        parts.push(format!("{subject} {} {tags}", if swedish { "till" } else { "to" }));
    }
    let what = parts.join(if swedish { " och " } else { " and " });
    let place = region_name.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
    let first = say(language, format!("Noterat: {what}{place}."), format!("Noted: {what}{place}."));
    match region_name {
        Some(name) => {
            let rules = say(language, format!("Jag svarar utifrån reglerna för {name}."), format!("I follow the rules for {name}."));
            format!("{first}\\\n{rules}")
        }
        None => first,
    }
}

/// What a role is called in a sentence.
fn role_in(role: Role, language: Language) -> &'static str {
    match (role, language) {
        (role, Language::Swedish) => role_name(role),
        (Role::St, _) => "a resident (ST-läkare)",
        (Role::Handledare, _) => "a supervisor (handledare)",
        (Role::Verksamhetschef, _) => "head of a clinic (verksamhetschef)",
        (Role::Hr, _) => "with HR",
    }
}

fn bold(text: &str) -> String {
    format!("**{}**", escape(text))
}

/// "a, b och c".
fn listed(items: impl Iterator<Item = String>, language: Language) -> String {
    let items: Vec<String> = items.collect();
    match items.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} {} {last}", rest.join(", "), if language == Language::Swedish { "och" } else { "and" }),
        None => String::new(),
    }
}

/// An invitation to say more, once the region is known for the first time.
#[must_use]
pub fn tell_more(place: Option<&String>, language: Language) -> String {
    let place = place.map(|place| escape(place));
    let (swedish, english) = match place {
        Some(place) => (format!("jag är handledare i {place}"), format!("I am a supervisor in {place}")),
        None => ("jag är handledare".to_owned(), "I am a supervisor".to_owned()),
    };
    say(
        language,
        format!("\n\nBerätta gärna vad du är, till exempel *{swedish}*, så når rätt utskick dig."),
        format!("\n\nTell me what you are as well, such as *{english}*, and the right announcements will reach you."),
    )
}

/// There is no region to choose.
#[must_use]
pub fn no_regions(language: Language) -> String {
    say(
        language,
        "Reglerna här gäller alla, så det finns ingen region att välja.",
        "The rules here hold for everybody, so there is no region to choose.",
    )
}

/// She has no rules for the region that was asked about, but for these.
#[must_use]
pub fn elsewhere(place: &str, known: &[RegionName], own: Option<&str>, language: Language) -> String {
    let place = escape(place);
    let known = listed(known.iter().map(|region| bold(&region.name)), language);
    let again = own.map(|own| {
        let own = escape(own);
        say(
            language,
            format!("\n\nVill du veta vad som gäller i {own}? Fråga igen utan att nämna {place}."),
            format!("\n\nWould you like to know what applies in {own}? Ask again without naming {place}."),
        )
    });
    let told = say(
        language,
        format!("Jag har bara regler för {known}, inte för {place}. Fråga en studierektor där."),
        format!("I only have rules for {known}, not for {place}. Ask a *studierektor* (study director) there."),
    );
    format!("{told}{}", again.unwrap_or_default())
}

/// What the other region, which was named, has on a matter: titles with whose they are.
#[must_use]
pub fn there(own: &RegionName, others: &[(String, String)], language: Language) -> String {
    let own = escape(&own.name);
    let lines = others.iter().map(|(region, title)| format!("- {}: ”{}”", escape(region), escape(title))).collect::<Vec<_>>().join("\n");
    let only = others.len() == 1;
    let (swedish, english) = if only { ("\n\n*visa* visar regeln.", "\n\n*show it* shows the rule.") } else { ("", "") };
    say(
        language,
        format!("Det här finns i en annan region, men **det gäller inte i {own}**:\n\n{lines}{swedish}"),
        format!("Another region has this, but **it does not apply in {own}**:\n\n{lines}{english}"),
    )
}

/// The other region was asked about by name, and has no rule on the matter.
#[must_use]
pub fn nothing_there(other: &RegionName, own: &RegionName, language: Language) -> String {
    let (other, own) = (escape(&other.name), escape(&own.name));
    say(
        language,
        format!(
            "I materialet för **{other}** finns ingen regel om det. Vill du veta vad som gäller i {own}, fråga igen utan att nämna den andra regionen."
        ),
        format!(
            "The material for **{other}** has no rule on that. To know what applies in {own}, ask again without naming the other region."
        ),
    )
}

/// The nearest rules hold within a region, and a move between regions was asked about.
#[must_use]
pub fn only_within(own: &RegionName, language: Language) -> String {
    let own = escape(&own.name);
    say(
        language,
        format!(
            "I materialet finns ingen regel om byte mellan regioner. Det som står där gäller byte inom **{own}**. Fråga din studierektor, och studierektorn i den andra regionen."
        ),
        format!(
            "The material has no rule on moving between regions. What it says is about moving within **{own}**. Ask your *studierektor* (study director), and the one in the other region."
        ),
    )
}

/// What are you?
#[must_use]
pub fn ask_role(current: Option<Role>, language: Language) -> String {
    let now = match current {
        Some(role) => say(
            language,
            format!("Nu står du som {}. ", bold(role_in(role, language))),
            format!("You are noted as {} now. ", bold(role_in(role, language))),
        ),
        None => String::new(),
    };
    say(
        language,
        format!("{now}Skriv vad du är: *jag är ST-läkare*, *jag är handledare*, *jag är verksamhetschef* eller *jag jobbar på HR*."),
        format!("{now}Tell me what you are: *I am a resident*, *I am a supervisor*, *jag är verksamhetschef* or *I work at HR*."),
    )
}

/// Which area or clinic?
#[must_use]
pub fn offer_tags(region: &RegionName, current: &[String], unknown: Option<&str>, language: Language) -> String {
    let name = escape(&region.name);
    if region.tags.is_empty() {
        return say(
            language,
            format!("Jag har ingen lista över områden eller vårdcentraler i {name}, så det behöver du inte ange."),
            format!("I have no list of areas or clinics in {name}, so there is no need to say."),
        );
    }
    let lead = match unknown {
        Some(place) => say(
            language,
            format!("”{}” finns inte i min lista för {name}. ", escape(place)),
            format!("“{}” is not in my list for {name}. ", escape(place)),
        ),
        None if current.is_empty() => String::new(),
        None => {
            let now = listed(current.iter().map(|tag| bold(tag)), language);
            say(language, format!("Nu hör du till {now}. "), format!("You belong to {now} now. "))
        }
    };
    let ask = say(
        language,
        "Vilket område eller vilken vårdcentral hör du till? Svara med siffran, eller skriv namnet.",
        "Which area or clinic do you belong to? Reply with the number or the name.",
    );
    format!("{lead}{ask}\n\n{}", numbered(region.tags.iter().cloned()))
}

/// The sender does have that power.
#[must_use]
pub fn power_known(power: &Power, world: &World, language: Language) -> String {
    let regions = listed(power.studierektor.iter().map(|id| bold(&world.region(id).name)), language);
    match (power.admin, power.studierektor.is_empty()) {
        (true, true) => say(language, "Ja, du är administratör.", "Yes, you are an administrator."),
        (true, false) => say(
            language,
            format!("Ja, du är administratör, och studierektor för {regions}."),
            format!("Yes, you are an administrator, and *studierektor* for {regions}."),
        ),
        _ => say(language, format!("Ja, du är studierektor för {regions}."), format!("Yes, you are *studierektor* for {regions}.")),
    }
}

/// An admin gives powers by naming whom.
#[must_use]
pub fn name_whom(user: &str, language: Language) -> String {
    let user = escape(user);
    say(
        language,
        format!("Skriv vem det gäller, även när det är du själv: *gör {user} till studierektor för* och regionen."),
        format!("Say who it is for, even if it is yourself: *make {user} study director for* and the region."),
    )
}

/// A power is not given because somebody says that they have it.
#[must_use]
pub fn claim_refused(language: Language) -> String {
    say(
        language,
        "Vem som är studierektor eller administratör bestäms av en administratör. Det räcker alltså inte att skriva det till mig.",
        "Who is *studierektor* (study director) or administrator is decided by an administrator, so I can't change it because you write it here.",
    )
}

/// Announcements will come, or not.
#[must_use]
pub fn announcements_taken(wanted: bool, language: Language) -> String {
    if wanted {
        say(language, "Då får du utskick igen.", "You'll get announcements again.")
    } else {
        say(
            language,
            "Då får du inga fler utskick, utom sådana som är obligatoriska. Skriv *skicka utskick igen* om du ändrar dig.",
            "You won't get any more announcements, except those that are mandatory. Write *send announcements again* if you change your mind.",
        )
    }
}

/// What a power is called.
fn office_name(office: &Office, world: &World, language: Language) -> String {
    match office {
        Office::Admin => say(language, "**administratör**", "**administrator**"),
        Office::Studierektor(region) => {
            let region = escape(&world.region(region).name);
            say(language, format!("**studierektor för {region}**"), format!("***studierektor* for {region}**"))
        }
    }
}

/// Who has which power.
#[must_use]
pub fn grants(grants: &[Grant], world: &World, language: Language) -> String {
    let lead = say(language, "**Roller:**", "**Roles:**");
    let lines = grants.iter().map(|grant| {
        let from = match &grant.given {
            None => say(language, "i inställningarna", "in the settings"),
            Some(given) => {
                let by = if given.by == OPERATOR { say(language, "driften", "the operator") } else { escape(&given.by) };
                let day = given.at.to_zoned(zone(world)).date();
                say(language, format!("av {by} {day}"), format!("by {by} {day}"))
            }
        };
        format!("- {}: {} ({from})", escape(&grant.user), office_name(&grant.office, world, language))
    });
    let listed: Vec<String> = lines.collect();
    let how = say(
        language,
        "Ändra med *gör @namn:server till studierektor för …* eller *ta bort @namn:server som studierektor för …*.",
        "Change with *make @name:server admin* or *remove @name:server as admin*.",
    );
    format!("{lead}\n\n{}\n\n{how}", listed.join("\n"))
}

fn zone(world: &World) -> jiff::tz::TimeZone {
    jiff::tz::TimeZone::get(&world.zone).unwrap_or(jiff::tz::TimeZone::UTC)
}

/// Power is not changed where others read along.
#[must_use]
pub fn roles_in_direct_chat(language: Language) -> String {
    say(language, "Roller ändrar vi i vår egen chatt. Skriv det till mig där.", "Roles are changed in our own chat. Write it to me there.")
}

/// Whose power?
#[must_use]
pub fn whose_role(language: Language) -> String {
    say(
        language,
        "Skriv vem det gäller med hela användarnamnet, till exempel *gör @namn:server till studierektor för VGR*.",
        "Say whom it concerns by their full user id, such as *make @name:server studierektor for VGR*.",
    )
}

/// In which region?
#[must_use]
pub fn which_region(regions: &[RegionName], language: Language) -> String {
    let names = listed(regions.iter().map(|region| escape(&region.short)), language);
    say(
        language,
        format!("För vilken region? Skriv det igen med regionen sist: {names}."),
        format!("For which region? Write it again with the region at the end: {names}."),
    )
}

/// Reads a change of power back.
#[must_use]
pub fn ask_office(change: &OfficeChange, known: bool, world: &World, language: Language) -> String {
    let user = bold(&change.user);
    let office = office_name(&change.office, world, language);
    let stranger = if known || !change.grant {
        String::new()
    } else {
        say(
            language,
            " Kontrollera namnet, för den personen har aldrig hört av sig till mig.",
            " Check the name: I have never heard from that person.",
        )
    };
    let (swedish, english) = match (change.grant, &change.office) {
        (true, Office::Admin) => (
            format!("Ska {user} bli {office}? Då får den personen dela ut roller och skicka till alla.{stranger}"),
            format!("Shall {user} become {office}? They will be able to give roles and write to everybody.{stranger}"),
        ),
        (true, Office::Studierektor(_)) => (
            format!("Ska {user} bli {office}? Då får den personen skicka utskick och lägga in personer i regionen.{stranger}"),
            format!("Shall {user} become {office}? They will be able to send announcements and bring in people there.{stranger}"),
        ),
        (false, _) => (
            format!("Ska {user} inte längre vara {office}? Det som personen inte har hunnit skicka stoppas."),
            format!("Shall {user} no longer be {office}? What they have not sent yet will be stopped."),
        ),
    };
    say(
        language,
        format!("{swedish}\n\nSvara **ja** (✅) eller **nej** (❌)."),
        format!("{english}\n\nAnswer **yes** (✅) or **no** (❌)."),
    )
}

/// They have it already.
#[must_use]
pub fn has_office(change: &OfficeChange, world: &World, language: Language) -> String {
    let (user, office) = (bold(&change.user), office_name(&change.office, world, language));
    say(language, format!("{user} är redan {office}."), format!("{user} is {office} already."))
}

/// They do not have it.
#[must_use]
pub fn has_not_office(change: &OfficeChange, world: &World, language: Language) -> String {
    let (user, office) = (bold(&change.user), office_name(&change.office, world, language));
    say(language, format!("{user} är inte {office}."), format!("{user} is not {office}."))
}

/// It stands in the settings and can only be taken back there.
#[must_use]
pub fn office_in_settings(language: Language) -> String {
    say(
        language,
        "Den rollen står i inställningarna (`stina.toml`) och måste tas bort där.",
        "That role stands in the settings (`stina.toml`) and has to be removed there.",
    )
}

/// A change of power was made.
#[must_use]
pub fn office_changed(change: &OfficeChange, world: &World, language: Language) -> String {
    let (user, office) = (bold(&change.user), office_name(&change.office, world, language));
    if change.grant {
        say(
            language,
            format!("Klart, {user} är nu {office}. *ångra* tar tillbaka det."),
            format!("Done, {user} is {office} now. *undo* takes it back."),
        )
    } else {
        say(
            language,
            format!("Klart, {user} är inte längre {office}. *ångra* ger tillbaka det."),
            format!("Done, {user} is no longer {office}. *undo* gives it back."),
        )
    }
}

/// A change of power was taken back; `back` is what was done to take it back.
#[must_use]
pub fn office_undone(back: &OfficeChange, world: &World, language: Language) -> String {
    let (user, office) = (bold(&back.user), office_name(&back.office, world, language));
    if back.grant {
        say(language, format!("Ångrat: {user} är {office} igen."), format!("Undone: {user} is {office} again."))
    } else {
        say(language, format!("Ångrat: {user} är inte {office}."), format!("Undone: {user} is not {office}."))
    }
}

/// Tells the person whose power was changed.
#[must_use]
pub fn told_of_office(change: &OfficeChange, world: &World, language: Language) -> String {
    let office = office_name(&change.office, world, language);
    if change.grant {
        say(
            language,
            format!("Du är nu {office}. Skriv *hjälp* så ser du vad du kan göra."),
            format!("You are {office} now. Write *help* to see what you can do."),
        )
    } else {
        say(language, format!("Du är inte längre {office}."), format!("You are no longer {office}."))
    }
}

/// Which region she goes by.
#[must_use]
pub fn own_region(region: &RegionName, language: Language) -> String {
    let name = bold(&region.name);
    say(
        language,
        format!("Jag svarar utifrån reglerna för {name}. Skriv *byt region* om det ska vara en annan."),
        format!("I go by the rules for {name}. Write *change region* if it should be another."),
    )
}

/// A tap on a question that is no longer waited for.
#[must_use]
pub fn question_gone(language: Language) -> String {
    say(
        language,
        "Den frågan väntar jag inte på längre, så det ändrade ingenting.",
        "I am no longer waiting for that answer, so nothing has changed.",
    )
}
