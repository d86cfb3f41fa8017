//! What is said to invitations to share a plan, and to requests to share one's own: "ja", and where several wait "ja till 1", "ja, Anna", "ja till båda".

use super::{
    PlanAsk, ask,
    period::fold,
    requests, share, whom,
    words::{self, say},
};
use crate::{
    assistant::{markup::escape, turn::Turn, wording::keycap},
    command::Request,
    effect::About,
    facts::PendingKind,
    plan::Role,
};

/// Takes an answer to invitations. False: it is none, or nobody has asked.
pub fn takes(turn: &mut Turn<'_>, request: &Request, text: &str) -> bool {
    let facts = turn.facts;
    let waiting = waiting(turn);
    if waiting.is_empty() {
        return false;
    }
    let yes = *request == Request::Yes;
    if let (Request::Yes | Request::No, Some(About::PlanInvitation { owner: user })) =
        (request, facts.referred.as_ref().and_then(|referred| referred.about.as_ref()))
    {
        answer(turn, user, yes);
        return true;
    }
    let pending = turn.dialogue.pending.as_ref().map(|pending| pending.kind.clone());
    let asked = if let Some(PendingKind::Plan { ask: PlanAsk::Invitations { owners, yes } }) = &pending {
        Some((owners.clone(), *yes))
    } else {
        None
    };
    // A list of duties takes no yes and no no.
    let free = matches!(&pending, None | Some(PendingKind::Plan { ask: PlanAsk::Duties { .. } }));
    match (request, &asked, waiting.as_slice()) {
        (Request::Yes | Request::No, None, [only]) if free => {
            answer(turn, &only.user, yes);
            return true;
        }
        (Request::Yes | Request::No, _, [_, _, ..]) if free || asked.is_some() => {
            which(turn, yes);
            return true;
        }
        (Request::Number(number), Some((owners, yes)), _) => {
            let Some(owner) = number.checked_sub(1).and_then(|at| owners.get(at)) else { return false };
            turn.dialogue.pending = None;
            answer(turn, owner, *yes);
            return true;
        }
        _ => {}
    }
    let Some((owners, yes)) = named(turn, text, asked.as_ref()) else { return false };
    turn.dialogue.pending = None;
    for owner in owners {
        answer(turn, &owner, yes);
    }
    true
}

/// Who waits for an answer.
struct Waiting {
    /// The user id of who asks.
    user: String,
    /// As what the sender would share their plan, or they the sender's.
    role: Role,
    /// Whether it is the sender's plan.
    own: bool,
}

/// Everybody whose invitation, or request to share the sender's plan, waits for an answer.
fn waiting(turn: &Turn<'_>) -> Vec<Waiting> {
    let invitations = turn.facts.invitations.iter().map(|share| Waiting { user: share.owner.clone(), role: share.role, own: false });
    let requests = requests::incoming(turn).map(|(request, _)| Waiting { user: request.other.clone(), role: request.role, own: true });
    invitations.chain(requests).collect()
}

/// Answers whoever waits.
pub fn answer(turn: &mut Turn<'_>, user: &str, yes: bool) {
    if requests::incoming(turn).any(|(request, _)| request.other == user) {
        requests::answer(turn, user, yes);
    } else {
        share::answer(turn, user, yes);
    }
}

/// Asks which of several invitations a yes or no is for.
fn which(turn: &mut Turn<'_>, yes: bool) {
    let language = turn.language();
    let waiting = waiting(turn);
    let lines: Vec<String> = (waiting.iter().enumerate())
        .map(|(at, one)| {
            let (number, user, role) = (at + 1, escape(&one.user), words::as_role(one.role, language));
            if one.own {
                say(
                    language,
                    format!("{number}. {user} vill som {role} dela din plan"),
                    format!("{number}. {user} wants to share your plan as {role}"),
                )
            } else {
                say(language, format!("{number}. {user}, som {role}"), format!("{number}. {user}, as {role}"))
            }
        })
        .collect();
    let (count, lines) = (lines.len(), lines.join("\n"));
    let markdown = match (yes, count) {
        (true, 2) => say(
            language,
            format!(
                "Två vill dela en plan med dig. Vem säger du ja till?\n\n{lines}\n\nSvara till exempel *ja till 1* eller *ja till båda*."
            ),
            format!(
                "Two want to share a plan with you. To whom do you say yes?\n\n{lines}\n\nAnswer for example *yes to 1* or *yes to both*."
            ),
        ),
        (true, _) => say(
            language,
            format!(
                "{count} vill dela en plan med dig. Vem säger du ja till?\n\n{lines}\n\nSvara till exempel *ja till 1* eller *ja till alla*."
            ),
            format!(
                "{count} want to share a plan with you. To whom do you say yes?\n\n{lines}\n\nAnswer for example *yes to 1* or *yes to all*."
            ),
        ),
        (false, _) => say(
            language,
            format!("Vem säger du nej till?\n\n{lines}\n\nSvara till exempel *nej till 1* eller *nej till alla*."),
            format!("To whom do you say no?\n\n{lines}\n\nAnswer for example *no to 1* or *no to all*."),
        ),
    };
    let owners = waiting.into_iter().map(|one| one.user).collect();
    ask(turn, PlanAsk::Invitations { owners, yes });
    turn.say_with(markdown, Some(About::Question), (1..=count.min(9)).map(keycap).collect());
}

/// Whose invitations a text answers, and how: "ja till 1 och 2", "nej, anna". The numbers are those of the list that
/// she has asked with, which a name alone answers as well. `None`: it is no such answer.
fn named(turn: &Turn<'_>, text: &str, asked: Option<&(Vec<String>, bool)>) -> Option<(Vec<String>, bool)> {
    const SMALL: [&str; 19] = [
        "till", "tack", "for", "garna", "at", "med", "fran", "plan", "planen", "nr", "nummer", "och", "dela", "to", "and", "from",
        "please", "jag", "vill",
    ];
    let folded = fold(text);
    let words: Vec<&str> =
        folded.split(|letter: char| letter.is_whitespace() || ",.!;".contains(letter)).filter(|word| !word.is_empty()).collect();
    let (yes, rest) = match words.as_slice() {
        ["ja" | "japp" | "jo" | "ok" | "okej" | "yes" | "godkann" | "acceptera", rest @ ..] => (true, rest),
        ["nej" | "na" | "nae" | "nope" | "no" | "avboj", rest @ ..] => (false, rest),
        rest => (asked?.1, rest),
    };
    let waiting = waiting(turn);
    let invitations: Vec<&str> = waiting.iter().map(|one| one.user.as_str()).collect();
    let mut owners: Vec<String> = Vec::new();
    for word in rest.iter().filter(|word| !SMALL.contains(word)) {
        if matches!(*word, "bada" | "bagge" | "alla" | "allihop" | "both" | "all") {
            owners.extend(invitations.iter().map(|owner| (*owner).to_owned()));
            continue;
        }
        let number = || {
            let number = match *word {
                "ettan" | "forsta" => 1,
                "tvaan" | "andra" => 2,
                digits => digits.parse::<usize>().ok()?,
            };
            asked?.0.get(number.checked_sub(1)?).cloned()
        };
        let by_name: Vec<&&str> = invitations.iter().filter(|owner| fold(owner) == *word || whom::is_name(owner, word)).collect();
        owners.push(if let [only] = by_name.as_slice() { (**only).to_owned() } else { number()? });
    }
    owners.sort_unstable();
    owners.dedup();
    // What is no longer asked is not answered.
    owners.retain(|owner| invitations.contains(&owner.as_str()));
    (!owners.is_empty() && words.len() <= 8).then_some((owners, yes))
}
