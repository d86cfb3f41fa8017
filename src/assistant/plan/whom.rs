//! Whom somebody means among those who share a plan, by a name or a role instead of a whole user id; and what
//! the owner of a plan hears of what others change in it.

use super::{
    own,
    period::fold,
    read::{self, Asked},
    seen, share,
    words::{self, say},
};
use crate::{
    assistant::{markup::escape, turn::Turn, wording::Language},
    facts::KnownPlan,
    plan::Placed,
};

/// "@anna" of "@anna:x", folded.
pub fn short(user: &str) -> Option<String> {
    user.split(':').next().map(fold)
}

/// Whether a folded word is the name in a user id, or its first part ("anna" of "@anna.berg:x"), as it stands or with
/// the s of "annas plan".
pub fn is_name(user: &str, word: &str) -> bool {
    let name = short(user).unwrap_or_default();
    let (name, word) = (name.trim_start_matches('@'), word.trim_start_matches('@'));
    let first = name.split(['.', '_', '-']).next().filter(|first| first.len() >= 2).unwrap_or(name);
    let is = |word: &str| word == name || word == first;
    is(word) || word.strip_suffix('s').is_some_and(|word| is(word.trim_end_matches(['\'', ':'])))
}

/// Whom a folded text names of those with whom the sender shares a plan, theirs or one's own: the only one.
pub fn in_words(turn: &Turn<'_>, said: &str) -> Option<String> {
    let own = own(turn).map(|known| known.shares.as_slice()).unwrap_or_default();
    let others = seen::shared(turn).into_iter().map(|known| known.owner.user.as_str());
    let mut all: Vec<&str> = own.iter().map(|(share, _)| share.other.as_str()).chain(others).collect();
    all.sort_unstable();
    all.dedup();
    let words: Vec<&str> =
        said.split(|letter: char| letter.is_whitespace() || ",!?;".contains(letter)).map(|word| word.trim_end_matches('.')).collect();
    let named = |user: &&str| words.iter().any(|word| fold(user) == *word || is_name(user, word));
    let mention = |user: &&str| turn.message().is_some_and(|message| message.mentions.iter().any(|mentioned| mentioned == user));
    match all.iter().filter(|user| named(user) || mention(user)).collect::<Vec<_>>().as_slice() {
        [only] => Some((**only).to_owned()),
        _ => None,
    }
}

/// "när är annas IUP?", "vad är Anna sen med?": a question about one's own plan with somebody's name in it, who shares
/// theirs with the sender.
pub fn question_of(turn: &Turn<'_>, text: &str, read: impl Fn(&str) -> Option<Asked>) -> Option<Asked> {
    let shared = seen::shared(turn);
    let words: Vec<String> = text.split_whitespace().map(|word| fold(word.trim_end_matches(['?', '!', ',', '.']))).collect();
    let mut named = shared
        .iter()
        .map(|known| known.owner.user.as_str())
        .filter_map(|user| Some((words.iter().position(|word| fold(user) == *word || is_name(user, word))?, user)));
    let (at, user) = named.next().filter(|_| named.next().is_none())?;
    let begins = at > 0 && matches!(words[at - 1].as_str(), "for" | "at" | "of");
    let with = |word: Option<&str>| -> String {
        let before = words[..at - usize::from(begins && word.is_none())].iter().map(String::as_str);
        let own = |word: &str| match word {
            "sin" => "min".to_owned(),
            "sitt" => "mitt".to_owned(),
            "sina" => "mina".to_owned(),
            word => word.to_owned(),
        };
        before.chain(word).chain(words[at + 1..].iter().map(String::as_str)).map(own).collect::<Vec<_>>().join(" ")
    };
    let asks =
        |asked: Asked| matches!(asked, Asked::When(..) | Asked::Late | Asked::Coming(_) | Asked::Head | Asked::Brief).then_some(asked);
    let found = [Some("jag"), Some("min"), None, Some("i")].into_iter().find_map(|word| read(&with(word)).and_then(asks))?;
    Some(Asked::Of(user.to_owned(), Box::new(found)))
}

/// A message in which "för anna" says whose moment it is, with the whole user id last instead. `None`: none of
/// those whose plans the sender sees is named so.
fn with_id(turn: &Turn<'_>, text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut found: Vec<(usize, &str)> = Vec::new();
    for user in seen::shared(turn).iter().map(|known| known.owner.user.as_str()) {
        let said = |word: &str| {
            let word = word.trim_end_matches(['.', ',', '!', '?']);
            word.eq_ignore_ascii_case(user) || is_name(user, &fold(word))
        };
        let at = words.windows(2).position(|pair| matches!(fold(pair[0]).as_str(), "for") && said(pair[1]));
        found.extend(at.map(|at| (at, user)));
    }
    let [(at, user)] = found.as_slice() else { return None };
    let rest: Vec<&str> = words.iter().enumerate().filter(|(place, _)| !(*at..at + 2).contains(place)).map(|(_, word)| *word).collect();
    Some(format!("{} för {user}", rest.join(" ")))
}

/// "anna har gjort IUP", "annas IUP är klar": as the sender would say it of themselves, with the whole user id last.
fn without_name(turn: &Turn<'_>, text: &str) -> Option<[String; 2]> {
    let shared = seen::shared(turn);
    let words: Vec<&str> = text.trim_end_matches(['.', '!', ' ']).split_whitespace().collect();
    let place = |user: &str| words.iter().position(|word| is_name(user, &fold(word)));
    let mut named = shared.iter().filter_map(|known| Some((place(&known.owner.user)?, known.owner.user.as_str())));
    let (at, user) = named.next().filter(|_| named.next().is_none())?;
    let with = |word: Option<&str>| {
        let rest = words[..at].iter().copied().chain(word).chain(words[at + 1..].iter().copied());
        format!("{} för {user}", rest.collect::<Vec<_>>().join(" "))
    };
    Some([with(None), with(Some("jag"))])
}

/// "IUP klar för anna": a moment of somebody whose plan the sender sees, by their name.
pub fn moment_of(turn: &Turn<'_>, text: &str, read: impl Fn(&str) -> Option<Asked>) -> Option<Asked> {
    let asked = match with_id(turn, text) {
        Some(text) => read(&text),
        None => without_name(turn, text)?.iter().find_map(|text| read(text)),
    }?;
    let whose = match &asked {
        Asked::Done(ticked, _) => ticked.iter().any(|one| one.named.whose.is_some()),
        Asked::Skip(skipped, _) => skipped.named.whose.is_some(),
        Asked::NotDone(named) | Asked::Book(named, _) | Asked::Unbook(named) => named.whose.is_some(),
        _ => false,
    };
    whose.then_some(asked)
}

/// Whether somebody, as whom the plan is shared with them, is meant.
type Fits<'a> = &'a dyn Fn(&(&str, Option<crate::plan::Role>)) -> bool;

/// With whom a plan shall be shared no longer, from an id, a name or a role: "anna", "min handledare". `Err`: it
/// is not clear who is meant, and these share a plan with the sender.
pub fn meant(turn: &Turn<'_>, said: &str) -> Result<String, Vec<String>> {
    let said = fold(said).replace("chefen", "chef").replace("studierektorn", "studierektor");
    let last = said.split_whitespace().last().unwrap_or_default();
    let role = read::role(&said);
    let own = own(turn).map(|known| known.shares.as_slice()).unwrap_or_default();
    let others = seen::shared(turn).into_iter().map(|known| (known.owner.user.as_str(), None));
    let all: Vec<(&str, _)> = own.iter().map(|(share, _)| (share.other.as_str(), Some(share.role))).chain(others).collect();
    let one = |users: Vec<&str>| match users.as_slice() {
        [first, rest @ ..] if rest.iter().all(|other| other == first) => Some((*first).to_owned()),
        _ => None,
    };
    let by = |fits: Fits<'_>| one(all.iter().filter(|each| fits(each)).map(|(user, _)| *user).collect());
    by(&|(user, _)| fold(user) == said)
        .or_else(|| by(&|(user, _)| is_name(user, last)))
        .or_else(|| role.and_then(|role| by(&|(_, as_what)| *as_what == Some(role))))
        .ok_or_else(|| all.iter().map(|(user, _)| (*user).to_owned()).collect())
}

/// Asks with whom of these a plan shall be shared no longer.
pub fn ask_with_whom(turn: &mut Turn<'_>, users: &[String]) {
    let language = turn.language();
    let lines = |words: &str| users.iter().map(|user| format!("- *{words} {}*", escape(user))).collect::<Vec<_>>().join("\n");
    let markdown = say(
        language,
        format!("Med vem? Skriv en av de här:\n\n{}", lines("sluta dela med")),
        format!("With whom? Write one of these:\n\n{}", lines("stop sharing with")),
    );
    turn.say_in_private(markdown, None, Vec::new());
}

/// Who only sees what is late or near ticks nothing: she says so.
pub fn may_not_tick(turn: &mut Turn<'_>) {
    let markdown = say(
        turn.language(),
        "Det är ST-läkaren, handledaren eller chefen som bockar av. Du ser vad som är sent eller nära: *mina ST-läkare*.",
        "That is for the ST doctor, the supervisor or the head to tick off. You see what is late or near: *my doctors*.",
    );
    turn.say_in_private(markdown, None, Vec::new());
}

/// Somebody else changed a plan: its owner hears what, and who. `what` is what they did, in the owner's language.
pub fn owner_hears(turn: &mut Turn<'_>, known: &KnownPlan, what: impl FnOnce(Language) -> String) {
    if known.owner.user == turn.event.sender {
        return;
    }
    let who = escape(&turn.event.sender);
    let text = format!("{who} {}", what(words::language_of(&known.owner)));
    share::tell(turn, &known.owner, &text, None, &[]);
}

/// Somebody else ticked these off.
pub fn owner_hears_of_ticks(turn: &mut Turn<'_>, known: &KnownPlan, ticked: &[&Placed<'_>]) {
    owner_hears(turn, known, |theirs| {
        let titles: Vec<String> = ticked.iter().map(|placed| escape(&words::title(placed, &known.training, theirs))).collect();
        let short = ticked.first().map(|placed| escape(words::short(placed, theirs))).unwrap_or_default();
        let all = titles.join(", ");
        say(
            theirs,
            format!("har bockat av **{all}** i din plan. Fel? Skriv *{short} inte klar*."),
            format!("has ticked off **{all}** in your plan. Wrong? Write *{short} not done*."),
        )
    });
}
