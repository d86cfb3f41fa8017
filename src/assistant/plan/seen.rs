//! Plans of others, as those see them with whom they are shared.

use jiff::civil::Date;

use super::{
    everyday,
    others::Sort,
    own, plan_of,
    read::{self, Asked, View},
    role_in, told, whom,
    words::{self, say},
};
use crate::{
    assistant::{markup::escape, turn::Turn, wording::Language},
    effect::About,
    facts::{KnownPlan, Role as PersonRole},
    plan::{Period, Placed, Repeat, Role, State, Tick, schedule, schedule::Turn as Nth},
};

/// Whether somebody who shares a plan as this sees all of it. The others see what is late or near.
pub(super) fn sees_all(role: Role) -> bool {
    matches!(role, Role::Handledare | Role::Verksamhetschef)
}

/// "planen för @anna:x", "annas plan", "tidslinje för Anna": whose plan is asked for, where it is another's.
#[must_use]
pub fn of_another(turn: &Turn<'_>, text: &str) -> Option<Asked> {
    let folded = super::period::fold(text);
    let phrase = folded.trim().trim_end_matches(['?', '.', '!', ' ']).trim_start_matches("visa ").trim_start_matches("show ");
    let words: Vec<&str> = phrase.split_whitespace().collect();
    let view = |word: &str| match word {
        "plan" | "planen" => Some(View::Brief),
        "tidslinje" | "tidslinjen" | "timeline" => Some(View::Picture),
        _ => None,
    };
    // What one does oneself for somebody whose plan one sees.
    if let ["vad", "ska" | "skall" | "behover" | "bor", "jag" | "vi", "gora", "for", whom] = words.as_slice()
        && shared(turn).iter().any(|known| whom::is_name(&known.owner.user, whom))
    {
        let name = text.trim_end_matches(['?', '.', '!', ' ']).split_whitespace().last().unwrap_or(whom);
        return Some(Asked::Duties(None, name.to_owned()));
    }
    let (view, whom) = match words.as_slice() {
        ["hela" | "whole", "min" | "my" | "the", what, "for" | "av" | "of", whom] | ["hela" | "whole", what, "for" | "av" | "of", whom] => {
            (view(what).map(|view| if view == View::Brief { View::Whole } else { view })?, *whom)
        }
        ["min" | "my" | "the", what, "for" | "av" | "of", whom] | [what, "for" | "av" | "of", whom] | [whom, what] => (view(what)?, *whom),
        ["hela", whom, what] => (view(what).map(|_| View::Whole)?, *whom),
        ["hur", "gar", "det", "for", whom]
        | ["hur", "ligger", whom, "till"]
        | ["vad", "ar", "nasta" | "kvar" | "klart", "for", whom]
        | ["vad", "har", whom, "kvar"]
        | ["vad", "ska", whom, "gora", "nu" | "harnast"]
        | ["what", "is", "next" | "left", "for", whom] => (View::Brief, *whom),
        _ => return None,
    };
    let seen = shared(turn);
    // A pill in the message is whom it means, whatever is written there.
    let mention = turn.message().and_then(|message| message.mentions.iter().find(|user| **user != turn.world.user_id));
    if let Some(user) = mention.map(String::as_str).or_else(|| whom.starts_with('@').then_some(whom)) {
        let user = user.trim_end_matches(":s").to_lowercase();
        let is_theirs = |known: &&&KnownPlan| {
            known.owner.user.to_lowercase() == user || Some(user.as_str()) == whom::short(&known.owner.user).as_deref()
        };
        let found = seen.iter().find(is_theirs).map(|known| known.owner.user.clone());
        return Some(if user == turn.event.sender.to_lowercase() { view.of_oneself() } else { Asked::Other(found, view) });
    }
    let names = |known: &&&KnownPlan| whom::is_name(&known.owner.user, whom);
    let found: Vec<&&KnownPlan> = seen.iter().filter(names).collect();
    let names_somebody = matches!(words.as_slice(), [_, "plan" | "tidslinje" | "timeline"]) && whom.len() > 3 && whom.ends_with('s');
    // Who is no ST doctor asks for somebody's plan that is not shared with them.
    if found.is_empty() && names_somebody && !matches!(turn.person.role, None | Some(PersonRole::St)) {
        return Some(Asked::Other(None, view));
    }
    let [only] = found.as_slice() else { return None };
    Some(Asked::Other(Some(only.owner.user.clone()), view))
}

/// Shows somebody else's plan, as much of it as is shared.
pub fn show(turn: &mut Turn<'_>, owner: Option<&str>, view: View) {
    let language = turn.language();
    let known = shared(turn).into_iter().find(|known| Some(known.owner.user.as_str()) == owner);
    let Some(known) = known else {
        let markdown = say(
            language,
            "Den planen delas inte med dig. *mina ST-läkare* visar dem som delar sin.",
            "That plan is not shared with you. *my doctors* shows those who share theirs.",
        );
        turn.say_in_private(markdown, None, Vec::new());
        return;
    };
    let Some(plan) = plan_of(turn, known) else { return super::no_plan(turn) };
    if !sees_all(role_in(turn, known)) {
        let owner = escape(&known.owner.user);
        let markdown = near(turn, known)
            .unwrap_or_else(|| say(language, format!("Inget sent eller nära: {owner}"), format!("Nothing late or near: {owner}")));
        turn.say_in_private(markdown, None, Vec::new());
        return;
    }
    let dark = own(turn).is_some_and(|own| own.training.dark);
    let training = crate::plan::Training { dark, ..known.training.clone() };
    let (png, markdown) = super::with_board(turn, plan, known, &training, |board| match view {
        View::Brief => (None, board.brief()),
        View::Whole => (None, board.whole()),
        View::Picture => (board.png(), board.whole()),
    });
    if let Some(png) = png {
        turn.send_file(&say(language, "tidslinje.png", "timeline.png"), "image/png", &png);
    }
    let owner = known.owner.user.clone();
    told::note_shown(turn, &owner);
    turn.say_in_private(markdown, Some(About::Plan { owner }), Vec::new());
}

/// The plans of others that the sender sees.
pub(super) fn shared<'a>(turn: &Turn<'a>) -> Vec<&'a KnownPlan> {
    let facts = turn.facts;
    facts.plans.iter().filter(|known| known.owner.user != turn.event.sender).collect()
}

fn nobody(turn: &mut Turn<'_>) {
    let language = turn.language();
    let me = escape(&turn.event.sender);
    let markdown = say(
        language,
        format!("Ingen delar sin plan med dig. En ST-läkare bjuder in dig genom att skriva till mig: *{me} är min handledare*."),
        format!("Nobody shares their plan with you. An ST doctor invites you by writing to me: *{me} is my supervisor*."),
    );
    turn.say_in_private(markdown, None, Vec::new());
}

/// What is late or near for one doctor, under their name. `None`: nothing is.
fn near(turn: &Turn<'_>, known: &KnownPlan) -> Option<String> {
    let plan = plan_of(turn, known)?;
    let owner = escape(&known.owner.user);
    super::with_board(turn, plan, known, &known.training, |board| board.near().map(|near| format!("**{owner}**\n\n{near}")))
}

/// Whether something is late.
fn is_late(turn: &Turn<'_>, known: &KnownPlan) -> bool {
    let late = |plan| schedule(plan, &known.training, turn.today()).moments.iter().any(|placed| placed.state == State::Late);
    plan_of(turn, known).is_some_and(late)
}

/// "mina ST-läkare": what is late or near for each.
pub fn doctors(turn: &mut Turn<'_>) {
    let language = turn.language();
    let seen = shared(turn);
    if seen.is_empty() {
        return nobody(turn);
    }
    let (mut busy, calm): (Vec<&KnownPlan>, Vec<&KnownPlan>) = seen.into_iter().partition(|known| near(turn, known).is_some());
    busy.sort_by_key(|known| !is_late(turn, known));
    let mut parts: Vec<String> = busy.iter().filter_map(|known| near(turn, known)).collect();
    if !calm.is_empty() {
        let names: Vec<String> = calm.iter().map(|known| escape(&known.owner.user)).collect();
        let names = names.join(", ");
        parts.push(say(language, format!("Inget sent eller nära: {names}"), format!("Nothing late or near: {names}")));
    }
    turn.say_in_private(parts.join("\n\n"), None, Vec::new());
}

/// What is asked of one moment, for one doctor.
struct Line {
    state: State,
    to: Date,
    text: String,
}

/// "vilka har SR-avstämning 1 i vår?", "vem är sen med IUP?", "vilka är sena?": those who fit, late ones first, and how
/// many share their plan at all. An empty phrase means any moment.
pub fn who(turn: &mut Turn<'_>, sort: Sort, phrase: &str, stretch: Option<Period>) {
    let language = turn.language();
    let known = shared(turn);
    if known.is_empty() {
        return nobody(turn);
    }
    let all = known.len();
    let mut lines: Vec<(Line, &str)> = Vec::new();
    let mut asked = None;
    for known in known {
        let Some(plan) = plan_of(turn, known) else { continue };
        // The words before the time are the moment.
        let named = if phrase.is_empty() { None } else { read::first_named(phrase, plan) };
        if named.is_none() && !phrase.is_empty() {
            continue;
        }
        let moments = schedule(plan, &known.training, turn.today()).moments;
        let mut of_this = moments.iter().filter(|placed| named.as_ref().is_none_or(|named| is_named(placed, named))).collect::<Vec<_>>();
        of_this.sort_by_key(|placed| (placed.from, placed.to));
        // Of the first one and the yearly ones after it, the yearly one has the name of both.
        let last = named.as_ref().and_then(|named| plan.moment(named.moments.last()?));
        let title = last.map(|moment| moment.title.text(language == Language::English).to_owned());
        asked = asked.or(title);
        let found: Vec<&Placed<'_>> = of_this.into_iter().filter(|placed| fits(placed, sort, stretch, turn.today())).collect();
        // Of what comes again and again the next turn is meant, unless a stretch is.
        let found = if stretch.is_none() && sort != Sort::Late && named.is_some() { &found[..found.len().min(1)] } else { &found[..] };
        lines.extend(line(turn, known, found, named.is_some()).map(|line| (line, known.owner.user.as_str())));
    }
    let asked = asked.map(|asked| escape(&asked));
    if asked.is_none() && !phrase.is_empty() {
        let markdown = say(
            language,
            "Vilket moment menar du? Skriv till exempel *vilka har SR-avstämning 1 i vår?*",
            "Which moment do you mean? Write for example *who has SR-avstämning 1 this spring?*",
        );
        turn.say_in_private(markdown, None, Vec::new());
        return;
    }
    lines.sort_by(|(one, of_one), (other, of_other)| (one.state, one.to, of_one).cmp(&(other.state, other.to, of_other)));
    let told = told_who(sort, asked.as_deref(), lines.len(), all, stretch.is_some(), language);
    let lines: Vec<String> = lines.into_iter().map(|(line, _)| line.text).collect();
    let markdown = if lines.is_empty() { told } else { format!("{told}\n\n{}", lines.join("\n")) };
    turn.say_in_private(markdown, None, Vec::new());
}

/// Whether an occurrence is the one that is named, by its turn too where that was said.
fn is_named(placed: &Placed<'_>, named: &read::Named) -> bool {
    let turn = named.number.is_none_or(|number| match placed.turn {
        Nth::Of(nth, _) => u32::from(nth) == number,
        Nth::Year(nth, since) => u32::from(nth) == number || (i64::from(since)..=i64::from(placed.to.year())).contains(&i64::from(number)),
        Nth::Placement(nth) => nth == number,
        Nth::Only => false,
    });
    named.moments.contains(&placed.moment.id) && turn
}

/// Whether an occurrence belongs to the answer.
fn fits(placed: &Placed<'_>, sort: Sort, stretch: Option<Period>, today: Date) -> bool {
    // An agreed day takes the place of the window.
    let on = match &placed.tick {
        Some(Tick::Booked { at }) => at.days(),
        _ => Period { from: placed.from, to: placed.to },
    };
    // What is late from before is still to be done now.
    let then = stretch.is_none_or(|stretch| on.meets(&stretch) || placed.state == State::Late && stretch.holds(today));
    let open = placed.state.open() && placed.moment.repeat != Repeat::Standing;
    then && match sort {
        Sort::Late => placed.state == State::Late,
        Sort::Has | Sort::NotDone => open,
        Sort::Done => placed.state == State::Done,
        Sort::Booked => placed.state == State::Booked,
    }
}

/// One doctor's line of the answer. `None`: nothing of theirs belongs to it. Markdown.
fn line(turn: &Turn<'_>, known: &KnownPlan, found: &[&Placed<'_>], one_moment: bool) -> Option<Line> {
    let language = turn.language();
    let who = escape(&known.owner.user);
    let first = found.first()?;
    let mut said: Vec<String> = Vec::new();
    for placed in found {
        let (when, state) = (words::placed(placed, language), words::state(placed.state, language));
        let told = match (one_moment, &placed.tick) {
            (true, Some(Tick::Done { on })) => words::day(*on, language),
            (true, _) => format!("{when} ({state})"),
            (false, _) => {
                let title = words::title(placed, &known.training, language);
                escape(title.split(" (").next().unwrap_or(&title))
            }
        };
        if !said.contains(&told) {
            said.push(told);
        }
    }
    Some(Line { state: first.state, to: first.to, text: format!("- {who}: {}", said.join(", ")) })
}

/// What stands above the list: what was asked, and how many it is of how many. Markdown.
fn told_who(sort: Sort, asked: Option<&str>, found: usize, all: usize, then: bool, language: Language) -> String {
    let share = if all == 1 {
        say(language, "En delar sin plan med dig.", "One shares their plan with you.")
    } else {
        say(language, format!("{all} delar sin plan med dig."), format!("{all} share their plan with you."))
    };
    let moment = asked.unwrap_or_default();
    if found == 0 {
        let none = match (sort, asked) {
            (Sort::Late, None) => say(language, "Ingen är sen.", "Nobody is late."),
            (Sort::Late, _) => say(language, format!("Ingen är sen med **{moment}**."), format!("Nobody is late with **{moment}**.")),
            (Sort::Has, _) if then => say(language, format!("Ingen har **{moment}** då."), format!("Nobody has **{moment}** then.")),
            (Sort::Has | Sort::NotDone, _) => {
                say(language, format!("Ingen har **{moment}** kvar."), format!("Nobody has **{moment}** left."))
            }
            (Sort::Done, _) => say(language, format!("Ingen har bockat av **{moment}**."), format!("Nobody has ticked off **{moment}**.")),
            (Sort::Booked, _) => say(language, format!("Ingen har bokat **{moment}**."), format!("Nobody has booked **{moment}**.")),
        };
        return format!("{none} {share}");
    }
    let head = match (sort, asked) {
        (Sort::Late, None) => say(language, "Sena", "Late"),
        (Sort::Late, _) => say(language, format!("Sena med {moment}"), format!("Late with {moment}")),
        (Sort::Has, _) => moment.to_owned(),
        (Sort::NotDone, _) => say(language, format!("Har inte gjort {moment}"), format!("Have not done {moment}")),
        (Sort::Done, _) => say(language, format!("Har gjort {moment}"), format!("Have done {moment}")),
        (Sort::Booked, _) => say(language, format!("Har bokat {moment}"), format!("Have booked {moment}")),
    };
    say(
        language,
        format!("**{head}**, {found} av {all} som delar sin plan med dig:"),
        format!("**{head}**, {found} of {all} who share their plan with you:"),
    )
}

/// "vad händer i vår?", asked by one who has no plan but sees those of others.
pub fn coming(turn: &mut Turn<'_>, period: Period) {
    let language = turn.language();
    let days = words::days(period, language);
    let mut parts = vec![format!("**{days}**")];
    for known in shared(turn) {
        let Some(plan) = plan_of(turn, known) else { continue };
        let role = role_in(turn, known);
        let lines = super::with_board(turn, plan, known, &known.training, |board| everyday::lines_in(board, period, role));
        if !lines.is_empty() {
            parts.push(format!("**{}**\n\n{}", escape(&known.owner.user), lines.join("\n")));
        }
    }
    if parts.len() == 1 {
        parts.push(say(
            language,
            "Inget moment börjar eller slutar då hos dem som delar sin plan med dig.",
            "No moment begins or ends then in the plans that you see.",
        ));
    }
    turn.say_in_private(parts.join("\n\n"), None, Vec::new());
}
