//! The plan of one's ST in the chat.
//!
//! - [`read`] takes a message apart, `phrases` has those with one meaning, `said` what it says of dates (`keywords` finds what begins them), `extent` when
//!   something holds, [`away`] what becomes of leave, `place` of placements, `done` of what is done, [`period`] the days in it, `spoken` has their
//!   many spellings;
//! - `set` takes dates, `placements` placements, `leave` leave, `open` asks for what was left open, `tick` what became of moments, `book` times for them, `told` what
//!   is said right after she spoke of one, `answers` what is said to her questions, [`back`] takes changes back
//!   and `difference` says what that changes, [`region`] takes a plan to another region, `suppose` says what would be;
//! - `questions` and `others` read everyday questions, `everyday` and `seen` answer them;
//! - `share` is about others who see a plan, `requests` about who asks to, `invited` what is said to invitations, `seen` what they see, `whom` about which of them is meant, `duties` about
//!   what they do for a new ST doctor;
//! - [`board`] makes the texts and the picture of a whole plan, [`words`] has the names of things,
//!   [`trouble`] says what cannot be right, `known` what one's own data holds;
//! - [`rows`] keeps the reminders of a plan and `quiet` switches them off, [`calendar`] and [`spans`] put it into the calendar file.

mod answers;
pub mod away;
pub mod back;
pub mod board;
mod book;
pub mod calendar;
mod difference;
mod done;
mod duties;
mod everyday;
mod extent;
mod invited;
mod keywords;
mod known;
mod leave;
mod open;
mod others;
pub mod period;
mod phrases;
mod place;
mod placements;
mod questions;
mod quiet;
pub mod read;
pub mod region;
mod requests;
pub mod rows;
mod said;
mod seen;
mod set;
mod share;
pub mod spans;
mod spoken;
mod suppose;
mod tick;
mod told;
pub mod trouble;
mod whom;
pub mod words;

use super::{markup::escape, turn::Turn, wording};
use crate::{
    command::{Request, Which},
    effect::{About, Effect},
    facts::{KnownPlan, Pending, PendingKind, PlanAsk, PlanBefore, Role as PersonRole},
    plan::{Plan, Repeat, Role, Schedule, State, Training, schedule},
};
use board::Board;
use read::Asked;
use words::say;

pub use answers::reacted;
pub use known::data;
pub use told::beside_the_list;

/// Takes what concerns plans of ST. False: not its business.
pub fn takes(turn: &mut Turn<'_>, request: &Request, text: &str) -> bool {
    if *request == Request::Undo {
        return back::undo(turn);
    }
    let pending = match turn.dialogue.pending.as_ref().map(|pending| &pending.kind) {
        Some(PendingKind::Plan { ask }) => Some(ask.clone()),
        // A list of duties is still ticked off by "2 klar" where rules were offered since.
        Some(PendingKind::Choice { beneath: Some(ask @ PlanAsk::Duties { .. }), .. }) if matches!(request, Request::Done(_)) => {
            Some(ask.clone())
        }
        // A yes or a number is for what was offered last.
        Some(kind) if matches!(request, Request::Other) => kind.for_days().cloned(),
        _ => None,
    };
    if let Some(ask) = pending
        && answers::taken(turn, request, text, &ask)
    {
        return true;
    }
    if invited::takes(turn, request, text) {
        return true;
    }
    if told::takes(turn, request, text) {
        return true;
    }
    // What is a command of another kind stays one; "sluta …" and "flytta …" come as no command.
    let may_be_mine = match request {
        Request::Other | Request::Profile(_) | Request::Claim(_) | Request::ChangeReminder { .. } | Request::RemoveReminders(_) => true,
        // "allt är klart" is about reminders, where there are any and no plan was just shown.
        Request::Done(Which::All) => turn.facts.reminders.is_empty() || told::is_shown(turn),
        Request::Done(which) | Request::SkipNext(which) => matches!(which, Which::About(_)),
        _ => false,
    };
    if !may_be_mine {
        return false;
    }
    let world = turn.world;
    let own = turn.region().and_then(|region| world.knowledge.plans.get(region));
    // Whoever sees a plan of another region ticks by the names of that one.
    let shared = || turn.facts.plans.iter().find_map(|known| plan_of(turn, known));
    let mentions: Vec<String> = turn
        .message()
        .map(|message| message.mentions.iter().filter(|user| **user != world.user_id && **user != turn.event.sender).cloned().collect())
        .unwrap_or_default();
    let read = |text: &str| read::read(text, own.or_else(shared), &mentions, turn.today());
    let asked = seen::of_another(turn, text)
        .or_else(|| whom::question_of(turn, text, read))
        .or_else(|| whom::moment_of(turn, text, read))
        .or_else(|| answers::another_year(turn, text))
        .or_else(|| placements::set_right(turn, text))
        .or_else(|| set::begins_anew(turn, text))
        .or_else(|| placements::asked_when(turn, text))
        .or_else(|| read(text));
    let Some(asked) = asked else { return false };
    if !is_asked_here(turn, &asked) {
        return false;
    }
    if !may_be_told(turn, &asked) {
        return false;
    }
    if let Some(english) = phrases::is_english(text) {
        turn.person.english = english;
    }
    turn.greet_if_new();
    super::people::assume_region(turn, text);
    let mut said = match turn.facts.dialogue.pending.as_ref().map(|pending| &pending.kind) {
        Some(PendingKind::Plan { ask: PlanAsk::Told { said, .. } }) => said.clone(),
        _ => Vec::new(),
    };
    // "Förra hösten" narrows down which October the answer means.
    let tells = asked == Asked::NoStart && spoken::season_that_was(&period::fold(text), turn.today()).is_some();
    if tells || matches!(&asked, Asked::Dates(dates) if *dates != (read::Dates { start: dates.start, ..read::Dates::default() })) {
        said.push(text.to_owned());
    }
    carry_out(turn, asked);
    answers::keep_told(turn, said);
    true
}

/// Whether this person can mean that of a plan: one that they see, or their own, and what is known of it.
fn may_be_told(turn: &Turn<'_>, asked: &Asked) -> bool {
    let known_only = matches!(
        asked,
        Asked::Done(..)
            | Asked::NotDone(_)
            | Asked::Skip(..)
            | Asked::Book(..)
            | Asked::NoPlacement(_)
            | Asked::Placement(..)
            | Asked::MaybePlacement(..)
            | Asked::PlacementDays(..)
            | Asked::MovePlacement(..)
            | Asked::AllDone
            | Asked::AllBut(_)
            | Asked::Unbook(_)
            | Asked::Coming(_)
            | Asked::Reminders(_)
            | Asked::SeveralPlacements(_)
    );
    let own_only = matches!(
        asked,
        Asked::ChangeLeave(_)
            | Asked::Leave
            | Asked::NoLeave(_)
            | Asked::NoPartTime
            | Asked::Placements
            | Asked::PlacementToMove(_)
            | Asked::When(..)
            | Asked::RemindOf(..)
            | Asked::NoReminder(_)
            | Asked::Suppose(_)
    ) || matches!(asked, Asked::Dates(dates) if dates.only_unsaid().is_some());
    if known_only && turn.facts.plans.is_empty() || own_only && self::own(turn).is_none() {
        return false;
    }
    // Nobody comes back from leave that is not known.
    if let (Asked::ChangeLeave(away::Change::Back(_)), Some(known)) = (asked, self::own(turn))
        && known.training.leave.is_empty()
    {
        return false;
    }
    if let Asked::NoPlacement(name) | Asked::MovePlacement(name, _, false) | Asked::PlacementToMove(name) = asked
        && !placements::has_placement(turn, name)
    {
        return false;
    }
    true
}

/// Whether a text tells of dates of one's ST, and of nothing else.
#[must_use]
pub fn tells_dates(turn: &Turn<'_>, text: &str) -> bool {
    let own = turn.region().and_then(|region| turn.world.knowledge.plans.get(region));
    matches!(read::read(text, own, &[], turn.today()), Some(Asked::Dates(_)))
}

/// Whether a question is one about a plan here: in a group when something is stays a question about the rules, and what
/// is reminded of beside the plan is found there.
fn is_asked_here(turn: &Turn<'_>, asked: &Asked) -> bool {
    let reminded = |named: &read::Named| {
        let moments = own(turn).and_then(|known| plan_of(turn, known)).map(|plan| plan.moments.as_slice()).unwrap_or_default();
        let of = |moment: &&crate::plan::Moment| named.moments.contains(&moment.id);
        moments.iter().filter(of).any(|moment| {
            let title = moment.title.swedish.split(" (").next().unwrap_or_default();
            super::remind::has_one_about(turn, title)
        })
    };
    match asked {
        Asked::When(named, true) => turn.event.room.direct && !reminded(named),
        Asked::NoReminder(named) => !reminded(named),
        Asked::NoLonger(said) => whom::in_words(turn, said).is_some() || share::is_ones_role(turn, said),
        _ => true,
    }
}

/// What a rule that was just given means in the sender's own plan, where they asked when something is.
#[must_use]
pub fn in_ones_own(turn: &Turn<'_>, text: &str, rules: &[String]) -> Option<String> {
    let folded = period::fold(text);
    let asks_when =
        ["nar ", "hur snart", "vilken manad", "hur lange", "dags", "when "].iter().any(|word| format!("{folded} ").contains(word));
    let known = own(turn).filter(|_| asks_when && turn.event.room.direct)?;
    let plan = plan_of(turn, known)?;
    let language = turn.language();
    let all = schedule(plan, &known.training, turn.today());
    let mut found: Vec<String> = Vec::new();
    for placed in
        all.moments.iter().filter(|placed| rules.contains(&placed.moment.rule) && placed.state.open() && placed.state != State::Past)
    {
        // Of what comes every year the next turn is meant.
        let again = all.moments.iter().any(|other| other.moment.id == placed.moment.id && other.state.open() && other.from < placed.from);
        if board::concerns(placed, Role::St) && placed.moment.repeat != Repeat::Standing && !again {
            let title = escape(placed.moment.title.text(language == wording::Language::English));
            let line = format!("{title} {}", words::placed(placed, language));
            if !found.contains(&line) {
                found.push(line);
            }
        }
    }
    let found = (1..=4).contains(&found.len()).then(|| found.join(", "))?;
    Some(say(language, format!("**I din plan:** {found}."), format!("**In your plan:** {found}.")))
}

fn carry_out(turn: &mut Turn<'_>, asked: Asked) {
    match asked {
        Asked::Brief => show(turn, false),
        Asked::Whole => show(turn, true),
        Asked::Picture(dark) => picture(turn, dark),
        Asked::Other(owner, view) => seen::show(turn, owner.as_deref(), view),
        Asked::NoStart => open::start_unsaid(turn),
        Asked::OpenLeave(from) => leave::ask_end(turn, from),
        Asked::Dates(dates) => set::dates(turn, &dates),
        Asked::NotOnLeave(period) => leave::none_in(turn, period),
        Asked::NoLeave(all) => leave::none(turn, all),
        Asked::ChangeLeave(change) => leave::change(turn, &change),
        Asked::Leave => leave::when(turn),
        Asked::Placements => placements::all_placements(turn),
        Asked::Placement(name, period) => placements::placement(turn, &name, period),
        Asked::MaybePlacement(name, period) => placements::ask_whether(turn, &name, period),
        Asked::PlacementDays(name, period) => open::placement_days(turn, &name, period),
        Asked::PlacementToMove(name) => open::placement_to_move(turn, &name),
        Asked::SeveralPlacements(placements) => placements::several_placements(turn, &placements),
        Asked::NoPartTime => set::no_part_time(turn),
        Asked::Turned(period) => open::turned(turn, period),
        Asked::NoPlacement(name) => placements::no_placement(turn, &name),
        Asked::Done(ticked, on) => tick::done(turn, &ticked, on),
        Asked::MovePlacement(name, period, _) => placements::move_placement(turn, &name, period),
        Asked::NotDone(named) => tick::not_done(turn, &named),
        Asked::Skip(named, reason) => tick::skip(turn, &named, &reason),
        Asked::Book(named, when) => book::book(turn, &named, &when),
        Asked::AllDone => tick::all_done(turn, &[]),
        Asked::AllBut(but) => tick::all_done(turn, &but),
        Asked::Unbook(named) => book::unbook(turn, &named),
        Asked::Late => everyday::own_late(turn),
        Asked::Coming(period) => everyday::own_coming(turn, period),
        Asked::When(named, rule) => {
            let Some(known) = own(turn) else { return };
            let Some(plan) = plan_of(turn, known) else { return no_plan(turn) };
            everyday::when(turn, known, plan, &named, rule);
        }
        Asked::Of(owner, asked) => everyday::of(turn, &owner, *asked),
        Asked::RemindOf(named, before) => everyday::remind_of(turn, &named, before),
        Asked::NoLonger(said) => match whom::in_words(turn, &said) {
            Some(whom) => share::end(turn, Some(&whom)),
            None => share::no_role(turn),
        },
        Asked::Doctor(whom) => requests::doctor(turn, whom.as_deref()),
        Asked::Suppose(dates) => suppose::answer(turn, &dates),
        Asked::Share(whom, role) => share::invite(turn, &whom, role),
        Asked::ShareWhom => share::ask_whom(turn),
        Asked::Sharers => share::sharers(turn),
        Asked::Head => head(turn),
        Asked::Unshare(whom) => share::end(turn, whom.as_deref()),
        Asked::Drop => ask_to_drop(turn),
        Asked::PlacementWhen(name) => placements::when_placement(turn, &name),
        Asked::Reminders(on) => quiet::switch(turn, on),
        Asked::NoReminder(named) => everyday::no_reminder(turn, &named),
        Asked::Duties(role, doctor) => duties::show(turn, role, &doctor),
        Asked::Who(sort, phrase, stretch) => seen::who(turn, sort, &phrase, stretch),
        Asked::Doctors => seen::doctors(turn),
    }
}

/// Whether the whole plan shall go.
fn ask_to_drop(turn: &mut Turn<'_>) {
    ask(turn, PlanAsk::Drop);
    let markdown = say(
        turn.language(),
        "Ska jag ta bort din plan, med ledighet, sidotjänstgöringar, bockar och delningar? Svara **ja** (✅) eller **nej** (❌).",
        "Shall I delete your plan: dates, leave, placements, ticks and sharing? Answer **yes** (✅) or **no** (❌).",
    );
    turn.say_with(markdown, Some(About::Question), vec!["✅".to_owned(), "❌".to_owned()]);
}

/// Notes what she asks about a plan.
fn ask(turn: &mut Turn<'_>, ask: PlanAsk) {
    turn.dialogue.pending = Some(Pending { since: turn.now, kind: PendingKind::Plan { ask } });
}

/// The region's plan that somebody's ST follows.
fn plan_of<'a>(turn: &Turn<'a>, known: &KnownPlan) -> Option<&'a Plan> {
    let world = turn.world;
    let own = known.owner.user == turn.event.sender;
    let region = if own { turn.region() } else { known.owner.region.as_deref().or(world.default_region.as_deref()) };
    world.knowledge.plans.get(region?)
}

/// The sender's own plan.
fn own<'a>(turn: &Turn<'a>) -> Option<&'a KnownPlan> {
    let facts = turn.facts;
    facts.plans.iter().find(|known| known.owner.user == turn.event.sender)
}

/// As what the sender sees somebody's plan.
fn role_in(turn: &Turn<'_>, known: &KnownPlan) -> Role {
    let share = known.shares.iter().find(|(share, _)| share.other == turn.event.sender);
    share.map_or(Role::St, |(share, _)| share.role)
}

/// The year of ST that the sender is in, by their plan.
#[must_use]
pub fn year(turn: &Turn<'_>) -> Option<u8> {
    let known = own(turn)?;
    let plan = plan_of(turn, known)?;
    let today = turn.today();
    (known.training.start <= today).then(|| schedule(plan, &known.training, today).year)
}

/// Asks when the ST began, where a plan is needed and there is none.
fn ask_start(turn: &mut Turn<'_>) {
    let language = turn.language();
    if turn.region().is_none() {
        return ask_region(turn);
    }
    ask(turn, PlanAsk::Start);
    let example = open::example_start(turn);
    let markdown = say(
        language,
        format!("Vilken dag började du din ST? Skriv till exempel *{example}*, så gör jag din plan."),
        format!("On which day did you start your ST? Write for example *{example}* and I'll make your plan."),
    );
    turn.say(markdown, Some(About::Question));
}

/// Asks for the region; what was said is taken when it is known.
fn ask_region(turn: &mut Turn<'_>) {
    let said = turn.message().map(|message| message.body.trim().to_owned());
    super::people::ask_region(turn, said.as_deref());
}

/// The region has no plan.
fn no_plan(turn: &mut Turn<'_>) {
    let Some(region) = turn.region().map(str::to_owned) else { return ask_region(turn) };
    let name = escape(&turn.world.region(&region).name);
    let language = turn.language();
    turn.say(say(language, format!("Jag har ingen plan för {name}."), format!("I have no plan for {name}.")), None);
}

/// Does something with a board of a plan.
fn with_board<T>(turn: &Turn<'_>, plan: &Plan, known: &KnownPlan, training: &Training, work: impl FnOnce(&Board<'_>) -> T) -> T {
    let today = turn.today();
    let schedule: Schedule<'_> = schedule(plan, training, today);
    let region = turn.world.region(&plan.region);
    let whose = (known.owner.user != turn.event.sender).then_some(known.owner.user.as_str());
    work(&Board { plan, region: &region.short, training, schedule: &schedule, today, language: turn.language(), whose })
}

/// A text below the dates and the pace of the sender's plan. Markdown.
fn below_head(turn: &Turn<'_>, plan: &Plan, training: &Training, text: &str) -> String {
    let known = KnownPlan { owner: turn.person.clone(), training: training.clone(), shares: Vec::new(), reminders: Vec::new() };
    with_board(turn, plan, &known, training, |board| format!("{}\n\n{text}", board.head()))
}

/// When the ST ends, and which year of it this is.
fn head(turn: &mut Turn<'_>) {
    let Some(known) = own(turn) else { return ask_start(turn) };
    let Some(plan) = plan_of(turn, known) else { return no_plan(turn) };
    let left = with_board(turn, plan, known, &known.training, everyday::left);
    let hint = say(turn.language(), "*min plan* visar vad som är kvar att göra.", "*my plan* shows what is left to do.");
    let markdown = below_head(turn, plan, &known.training, &format!("{left} {hint}"));
    turn.say_in_private(markdown, None, Vec::new());
}

/// `min plan`, `hela planen`.
fn show(turn: &mut Turn<'_>, whole: bool) {
    let Some(known) = own(turn) else {
        if turn.facts.plans.is_empty() {
            return if matches!(turn.person.role, None | Some(PersonRole::St)) { ask_start(turn) } else { seen::doctors(turn) };
        }
        return seen::doctors(turn);
    };
    let Some(plan) = plan_of(turn, known) else { return no_plan(turn) };
    let mut markdown = with_board(turn, plan, known, &known.training, |board| if whole { board.whole() } else { board.brief() });
    if !whole {
        markdown.push_str("\n\n");
        #[expect(clippy::redundant_closure_for_method_calls, reason = "the method itself is of one lifetime only")]
        let hint = with_board(turn, plan, known, &known.training, |board| board.hint());
        markdown.push_str(&hint);
    }
    let owner = known.owner.user.clone();
    told::note_shown(turn, &owner);
    turn.say_in_private(markdown, Some(About::Plan { owner }), Vec::new());
}

/// `tidslinje`: the picture, and the text beside it for those who cannot see it.
fn picture(turn: &mut Turn<'_>, dark: Option<bool>) {
    let Some(known) = own(turn) else { return ask_start(turn) };
    let Some(plan) = plan_of(turn, known) else { return no_plan(turn) };
    let mut training = known.training.clone();
    if let Some(dark) = dark.filter(|dark| *dark != training.dark) {
        training.dark = dark;
        turn.push(Effect::SavePlan { user: turn.event.sender.clone(), training: Box::new(training.clone()) });
    }
    let (png, markdown) = with_board(turn, plan, known, &training, |board| (board.png(), board.whole()));
    let language = turn.language();
    if let Some(png) = png {
        let name = say(language, "tidslinje.png", "timeline.png");
        turn.send_file(&name, "image/png", &png);
    }
    let other =
        if training.dark { say(language, "tidslinje ljus", "timeline light") } else { say(language, "tidslinje mörk", "timeline dark") };
    let hint = say(language, format!("*{other}* ritar den för ett annat tema."), format!("*{other}* draws it for another theme."));
    turn.say_in_private(format!("{markdown}\n\n{hint}"), None, Vec::new());
}

/// Writes a changed plan down, with its reminders, and how to take the change back. `before` says of what
/// was changed how it was.
fn save(turn: &mut Turn<'_>, known: &KnownPlan, plan: &Plan, training: Training, before: PlanBefore) {
    // What the last calendar file held is no part of what is changed or taken back.
    let training = Training { calendar: known.training.calendar.clone(), ..training };
    let after = match &before {
        PlanBefore::Ticks(ticks) => PlanBefore::Ticks(ticks.iter().map(|(id, _)| (id.clone(), training.ticks.get(id).cloned())).collect()),
        _ => back::kept(&training),
    };
    let rows = rows::fitted(turn.world, plan, known, &training, turn.now);
    let user = known.owner.user.clone();
    back::note(turn, &user, before, after);
    turn.push(Effect::SavePlan { user, training: Box::new(training) });
    turn.extend(rows);
}
