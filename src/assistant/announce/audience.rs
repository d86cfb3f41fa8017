//! Whom an announcement is for: from words to an [`Audience`], and from that to people.

use std::collections::{BTreeMap, BTreeSet};

use super::{answering, groups};
use crate::{
    command::RegionName,
    config::Place,
    facts::{
        Person, Power, Role,
        announcement::{Announcement, Audience},
        days::KnownDay,
    },
    language::{date::Context, normalize},
};

/// What reading an audience needs to know.
pub struct Known<'a> {
    /// The regions as people name them.
    pub regions: &'a [RegionName],
    /// Areas and clinics, as spelt in the settings.
    pub tags: &'a BTreeSet<String>,
    /// Rooms by the names that the settings give them.
    pub rooms: &'a BTreeMap<String, Place>,
    /// What the author may do.
    pub power: &'a Power,
    /// ST days, with who has answered them.
    pub days: &'a [KnownDay],
    /// The announcement that "de som inte svarat" means where nothing else is said.
    pub focus: Option<&'a Announcement>,
    /// When it was written.
    pub context: &'a Context,
}

/// Why words are no audience.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// These words (folded) mean nothing here.
    Unknown(String),
    /// The author directs no studies in this region, by its name in the knowledge base.
    NotYours(String),
    /// Rooms and people cannot be meant at once.
    RoomsAndPeople,
    /// There is no ST day like that.
    NoSuchDay,
    /// It may be any of these ST days.
    WhichDay(Vec<String>),
}

/// Words that say nothing about whom.
const FILLERS: &[&str] = &[
    "alla",
    "alla:",
    "samtliga",
    "allihop",
    "varje",
    "till",
    "i",
    "pa",
    "inom",
    "for",
    "vid",
    "och",
    "samt",
    "eller",
    "mina",
    "min",
    "mitt",
    "vara",
    "var",
    "vart",
    "hela",
    "de",
    "dem",
    "er",
    "som",
    "ar",
    "jobbar",
    "arbetar",
    "bara",
    "endast",
    "omrade",
    "omradet",
    "region",
    "regionen",
    "regioner",
    "personer",
    "medarbetare",
    "folk",
    "rummet",
    "rum",
    "gruppen",
    "gruppchatten",
    "everyone",
    "everybody",
    "all",
    "to",
    "in",
    "at",
    "the",
    "and",
    "of",
    "my",
    "our",
    "region's",
    "room",
    "st-lakare/handledare",
    "ocksa",
];

/// Reads "alla ST-läkare och handledare i Växjö", "handledare och de som tackat ja till ST-dagen".
///
/// # Errors
/// What of it cannot be meant.
pub fn read(phrase: &str, known: &Known<'_>) -> Result<Audience, Problem> {
    let plain = folded(phrase);
    if !answering::says_reply(&plain) {
        let mut groups = groups::apart(phrase, known).into_iter().map(|group| read_plain(format!(" {group} "), known));
        let Some(first) = groups.next() else { return read_plain(format!(" {plain} "), known) };
        let audience = Audience { also: groups.collect::<Result<_, _>>()?, ..first? };
        let rooms = audience.parts().any(|part| !part.rooms.is_empty());
        return if rooms && !audience.also.is_empty() { Err(Problem::RoomsAndPeople) } else { Ok(audience) };
    }
    let (with_reply, also) = parted(&plain);
    let mut rest = format!(" {with_reply} ");
    let replies = answering::take_replies(&mut rest);
    let mut occasions = answering::occasions(phrase, &mut rest, &replies, known)?.into_iter();
    let plain = read_plain(rest, known)?;
    let mut audience = Audience { answering: occasions.next(), ..plain.clone() };
    audience.also.extend(occasions.map(|occasion| Audience { answering: Some(occasion), ..plain.clone() }));
    for other in also {
        audience.also.push(read_plain(format!(" {other} "), known)?);
    }
    if audience.parts().any(|part| !part.rooms.is_empty()) {
        return Err(Problem::RoomsAndPeople);
    }
    Ok(audience)
}

/// Parts a folded phrase into the group that is told by what it answered, and other groups beside it.
fn parted(plain: &str) -> (String, Vec<String>) {
    const HEADS: [&str; 9] =
        ["de som ", "dem som ", "dom som ", "alla som ", "those who ", "everyone who ", "everybody who ", "deltagarna", "deltagare"];
    const BETWEEN: [&str; 6] = [" och ", " samt ", " plus ", " eller ", " and ", " or "];
    let mut pieces: Vec<&str> = vec![plain];
    for between in BETWEEN {
        pieces = pieces.into_iter().flat_map(|piece| piece.split(between)).collect();
    }
    let is_said = |piece: &&str| answering::says_reply(piece);
    let Some(first) = pieces.iter().position(is_said) else { return (plain.to_owned(), Vec::new()) };
    let last = pieces.iter().rposition(is_said).unwrap_or(first);
    // "ST-läkare och handledare som tackat ja": both have; "handledare och de som tackat ja": two groups.
    let apart = first > 0 && HEADS.iter().any(|head| format!("{} ", pieces[first]).starts_with(head));
    let begin = if apart { first } else { 0 };
    // A date or a place of the day may stand behind an "och".
    let named = |piece: &&str| ROLES.iter().any(|(forms, _)| forms.iter().any(|form| format!(" {piece} ").contains(&format!(" {form} "))));
    let end = (last + 1..pieces.len()).find(|at| named(&pieces[*at])).unwrap_or(pieces.len());
    let mut also = Vec::new();
    if apart {
        also.push(pieces[..first].join(" och "));
    }
    if end < pieces.len() {
        also.push(pieces[end..].join(" och "));
    }
    (pieces[begin..end].join(" och "), also)
}

/// Reads roles, places and rooms out of a padded, folded phrase.
fn read_plain(mut rest: String, known: &Known<'_>) -> Result<Audience, Problem> {
    let mut audience = Audience::default();
    let mut regions_of_rooms = Vec::new();
    for (name, place) in known.rooms {
        if take(&mut rest, &folded(name)) {
            audience.rooms.push((place.room.clone(), name.clone()));
            regions_of_rooms.push(place.region.clone());
        }
    }
    for tag in longest_first(known.tags.iter().map(|tag| (folded(tag), tag.clone()))) {
        if take(&mut rest, &tag.0) {
            audience.tags.push(tag.1);
        }
    }
    let names = known.regions.iter().flat_map(|region| {
        let words = [&region.id, &region.name, &region.short].into_iter().chain(&region.aliases);
        words.map(|word| (folded(word), region.id.clone())).collect::<Vec<_>>()
    });
    for (name, region) in longest_first(names) {
        if take(&mut rest, &name) && !audience.regions.contains(&region) {
            audience.regions.push(region);
        }
    }
    let others = groups::but(&mut rest);
    for (words, role) in ROLES {
        for word in *words {
            if take(&mut rest, word) && !audience.roles.contains(role) {
                audience.roles.push(*role);
            }
        }
    }
    if let Some(others) = others {
        // "alla utom handledare" are all others; of "ST-läkare utom …" nobody is left out.
        audience.roles =
            if audience.roles.is_empty() { others } else { audience.roles.into_iter().filter(|role| others.contains(role)).collect() };
    }
    let unknown: Vec<&str> = rest.split_whitespace().filter(|word| !FILLERS.contains(word)).collect();
    if !unknown.is_empty() {
        return Err(Problem::Unknown(unknown.join(" ")));
    }
    if let Some(region) = audience.regions.iter().find(|region| !known.power.reaches(region)) {
        return Err(Problem::NotYours(region.clone()));
    }
    if !audience.rooms.is_empty() {
        let people = !audience.roles.is_empty() || !audience.tags.is_empty() || !audience.regions.is_empty();
        if people {
            return Err(Problem::RoomsAndPeople);
        }
        if let Some(region) = regions_of_rooms.iter().find(|region| !known.power.reaches(region)) {
            return Err(Problem::NotYours(region.clone()));
        }
        // So that a power that is taken away in the meantime stops it.
        audience.regions = regions_of_rooms;
        return Ok(audience);
    }
    if audience.regions.is_empty() && audience.tags.is_empty() && !known.power.admin {
        audience.regions.clone_from(&known.power.studierektor);
    }
    Ok(audience)
}

/// Whether words name a group rather than anything else one might send something to.
#[must_use]
pub fn names_a_group(phrase: &str) -> bool {
    let folded = folded(phrase);
    let mut words = folded.split_whitespace();
    let many = ["alla", "samtliga", "allihop", "everyone", "everybody", "all", "rummet", "gruppen", "room"];
    answering::says_reply(&folded)
        || words.any(|word| many.contains(&word) || word.ends_with("larna") || word.ends_with("karna"))
        || ROLES.iter().any(|(forms, _)| forms.iter().any(|form| format!(" {folded} ").contains(&format!(" {form} "))))
}

/// The words for each role, folded.
pub(super) const ROLES: &[(&[&str], Role)] = &[
    (
        &[
            "st-lakare",
            "st-lakarna",
            "stlakare",
            "stlakarna",
            "st lakare",
            "st lakarna",
            "st-doktorer",
            "st:are",
            "st:arna",
            "st-are",
            "st-arna",
            "st-kollegor",
            "st",
            "residents",
            "resident doctors",
            "st doctors",
            "resident",
        ],
        Role::St,
    ),
    (&["handledare", "handledarna", "huvudhandledare", "hl", "supervisors", "supervisor"], Role::Handledare),
    (
        &[
            "verksamhetschefer",
            "verksamhetscheferna",
            "verksamhetschef",
            "vc-chefer",
            "chefer",
            "cheferna",
            "clinic heads",
            "heads of clinic",
        ],
        Role::Verksamhetschef,
    ),
    (&["hr", "hr-specialister", "hr-specialist"], Role::Hr),
];

fn longest_first(names: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    let mut names: Vec<_> = names.filter(|(name, _)| !name.is_empty()).collect();
    names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    names
}

/// Takes whole words out of a padded text; false where they are not in it.
pub(super) fn take(rest: &mut String, words: &str) -> bool {
    // Swedish puts an s on a name before what belongs to it ("Kronobergs ST-läkare").
    for form in [format!(" {words} "), format!(" {words}s ")] {
        if rest.contains(&form) {
            *rest = rest.replace(&form, " ");
            return true;
        }
    }
    false
}

/// Lower case without diacritics, other punctuation than hyphens and colons inside words as blanks.
#[must_use]
pub fn folded(text: &str) -> String {
    let plain = normalize::fold(&normalize::normalize(text));
    let spaced: String =
        plain.chars().map(|letter| if letter.is_alphanumeric() || "-:/_!#".contains(letter) { letter } else { ' ' }).collect();
    spaced
        .split_whitespace()
        .map(|word| word.trim_matches([':', '-', '!', '/']))
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whom an announcement reaches now, and whom it would be for but cannot reach.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reach {
    /// User ids, or room ids.
    pub recipients: Vec<String>,
    /// User ids of those who take no announcements.
    pub off: Vec<String>,
    /// How many may belong to it, but have not said their region.
    pub no_region: usize,
    /// How many may belong to it, but have not said what they are.
    pub no_role: usize,
}

/// Who is meant.
pub struct Circle<'a> {
    /// Everybody who is known.
    pub directory: &'a [Person],
    /// What the author may do now.
    pub power: &'a Power,
    /// The region of everybody who has not said theirs.
    pub default_region: Option<&'a str>,
    /// Who need not get it: the author and she herself.
    pub but: [&'a str; 2],
    /// ST days, with who has answered them.
    pub days: &'a [KnownDay],
    /// Who got an announcement and has not acknowledged it.
    pub silent: &'a [(String, Vec<String>)],
    /// Whether it also reaches those who take no announcements.
    pub duty: bool,
}

/// Finds the people of an audience, each once.
#[must_use]
pub fn reach(audience: &Audience, circle: &Circle<'_>) -> Reach {
    let mut all = reach_part(audience, circle);
    for part in &audience.also {
        let more = reach_part(part, circle);
        all.recipients.extend(more.recipients);
        all.off.extend(more.off);
        all.no_region = all.no_region.max(more.no_region);
        all.no_role = all.no_role.max(more.no_role);
    }
    if !audience.also.is_empty() {
        for people in [&mut all.recipients, &mut all.off] {
            people.sort();
            people.dedup();
        }
    }
    all
}

fn reach_part(audience: &Audience, circle: &Circle<'_>) -> Reach {
    let mut reach = Reach::default();
    if !audience.rooms.is_empty() {
        reach.recipients = audience.rooms.iter().map(|(room, _)| room.clone()).collect();
        return reach;
    }
    for person in circle.directory {
        if circle.but.contains(&person.user.as_str()) || person.user.is_empty() {
            continue;
        }
        let among = |occasion| answering::is_among(&person.user, occasion, circle.days, circle.silent);
        if audience.answering.as_ref().is_some_and(|occasion| !among(occasion)) {
            continue;
        }
        let region = person.region.as_deref().or(circle.default_region);
        let tagged = person.tags.iter().any(|tag| audience.tags.contains(tag));
        let here = match region {
            Some(region) => {
                circle.power.reaches(region)
                    && (tagged
                        || audience.regions.iter().any(|wanted| wanted == region)
                        || (audience.regions.is_empty() && audience.tags.is_empty()))
            }
            // An admin reaches everybody, wherever they are.
            None => circle.power.admin && (tagged || (audience.regions.is_empty() && audience.tags.is_empty())),
        };
        let right_role = audience.roles.is_empty() || person.role.is_some_and(|role| audience.roles.contains(&role));
        match (here, right_role) {
            (true, true) if person.announcements_off && !circle.duty => reach.off.push(person.user.clone()),
            (true, true) => reach.recipients.push(person.user.clone()),
            (false, _) if region.is_none() && (right_role || person.role.is_none()) => reach.no_region += 1,
            (true, false) if person.role.is_none() => reach.no_role += 1,
            _ => {}
        }
    }
    reach
}

#[cfg(test)]
mod tests {
    use super::*;

    fn regions() -> Vec<RegionName> {
        let region = |id: &str, name: &str, short: &str, places: &[&str]| RegionName {
            id: id.to_owned(),
            name: name.to_owned(),
            short: short.to_owned(),
            tags: Vec::new(),
            aliases: places.iter().map(|place| (*place).to_owned()).collect(),
        };
        vec![
            region("kronoberg", "Region Kronoberg", "Kronoberg", &["Växjö", "Kronobergs län"]),
            region("vgr", "Västra Götalandsregionen", "VGR", &["Borås"]),
        ]
    }

    fn audience(phrase: &str, admin: bool) -> Result<Audience, Problem> {
        let tags = BTreeSet::from(["Växjö centrum".to_owned(), "Teleborg".to_owned()]);
        let rooms = BTreeMap::from([("ST-rummet".to_owned(), Place { region: "kronoberg".to_owned(), room: "!st:x".to_owned() })]);
        let power = Power { admin, studierektor: vec!["kronoberg".to_owned()] };
        let now = jiff::civil::date(2026, 3, 10).at(14, 20, 0, 0).in_tz("Europe/Stockholm").expect("a time");
        let context = Context { now };
        read(phrase, &Known { regions: &regions(), tags: &tags, rooms: &rooms, power: &power, days: &[], focus: None, context: &context })
    }

    #[test]
    fn roles_places_and_rooms_are_read() {
        let kronoberg = || vec!["kronoberg".to_owned()];
        for phrase in
            ["alla ST-läkare i Kronoberg", "alla st läkare", "Kronobergs ST-läkare", "mina ST-läkare i Växjö", "all residents in Kronoberg"]
        {
            assert_eq!(
                audience(phrase, false),
                Ok(Audience { roles: vec![Role::St], regions: kronoberg(), ..Audience::default() }),
                "{phrase}"
            );
        }
        assert_eq!(
            audience("ST-läkare och handledare i Växjö", false),
            Ok(Audience { roles: vec![Role::St, Role::Handledare], regions: kronoberg(), ..Audience::default() })
        );
        assert_eq!(audience("alla", true), Ok(Audience::default()));
        assert_eq!(
            audience("handledarna på Teleborg och Växjö centrum", false).map(|audience| audience.tags),
            Ok(vec!["Växjö centrum".to_owned(), "Teleborg".to_owned()])
        );
        assert_eq!(audience("ST-rummet", false).map(|audience| audience.rooms), Ok(vec![("!st:x".to_owned(), "ST-rummet".to_owned())]));
    }

    #[test]
    fn what_is_no_audience_is_told() {
        assert_eq!(audience("alla ST-läkare i Borås", false), Err(Problem::NotYours("vgr".to_owned())));
        assert_eq!(audience("alla ST-läkare i Borås", true).map(|audience| audience.regions), Ok(vec!["vgr".to_owned()]));
        assert_eq!(audience("min mamma", false), Err(Problem::Unknown("mamma".to_owned())));
        assert_eq!(audience("ST-rummet och handledare", false), Err(Problem::RoomsAndPeople));
        assert!(!names_a_group("mig"));
        assert!(names_a_group("ST-läkarna") && names_a_group("handledare"));
    }

    #[test]
    fn nobody_outside_ones_regions_is_reached() {
        let person = |user: &str, region: Option<&str>, role| Person {
            user: user.to_owned(),
            region: region.map(str::to_owned),
            role,
            ..Person::default()
        };
        let mut off = person("@av:x", Some("kronoberg"), Some(Role::St));
        off.announcements_off = true;
        let directory = vec![
            person("@anna:x", Some("kronoberg"), Some(Role::St)),
            person("@bo:x", Some("vgr"), Some(Role::St)),
            person("@cia:x", None, Some(Role::St)),
            person("@dag:x", Some("kronoberg"), None),
            person("@eva:x", Some("kronoberg"), Some(Role::Handledare)),
            person("@sr:x", Some("kronoberg"), Some(Role::St)),
            off,
        ];
        let power = Power { admin: false, studierektor: vec!["kronoberg".to_owned()] };
        let circle = |duty| Circle {
            directory: &directory,
            power: &power,
            default_region: None,
            but: ["@sr:x", "@stina:x"],
            days: &[],
            silent: &[],
            duty,
        };
        let wanted = Audience { roles: vec![Role::St], ..Audience::default() };
        let reached = reach(&wanted, &circle(false));
        assert_eq!(reached, Reach { recipients: vec!["@anna:x".to_owned()], off: vec!["@av:x".to_owned()], no_region: 1, no_role: 1 });
        assert_eq!(reach(&wanted, &circle(true)).recipients, ["@anna:x", "@av:x"]);
        let everywhere = Audience { roles: vec![Role::St], regions: vec!["vgr".to_owned()], ..Audience::default() };
        assert!(reach(&everywhere, &circle(false)).recipients.is_empty());
    }
}
