//! Leave that is told, changed, taken away or asked after. Nothing but its dates is known.

use jiff::{SignedDuration, civil::Date};

use super::{
    PlanAsk, ask,
    away::{self, Change},
    extent::Extent,
    open, own,
    period::{self, Lean},
    plan_of,
    read::Dates,
    set::{dates, finish, refuse},
    spoken,
    words::{self, say},
};
use crate::{
    assistant::turn::Turn,
    effect::About,
    facts::PlanBefore,
    plan::{
        Period, Training,
        time::{add_days, add_months, days_between},
    },
};

/// A leave whose end moves by more days is asked about where no year was written.
const FAR: i64 = 183;

/// Leave meets what is known: shall it stand in its place?
pub(super) fn ask_instead(turn: &mut Turn<'_>, training: &Training, leave: Period) {
    let language = turn.language();
    let (new, old) = (words::days(leave, language), words::all_days(training.leave.iter().filter(|known| known.meets(&leave)), language));
    ask(turn, PlanAsk::Instead { leave });
    let markdown = say(
        language,
        format!(
            "Ledigheten {new} går in i den jag redan har: {old}. Ska den nya gälla i stället? Svara **ja** (✅) eller **nej** (❌), då står den gamla kvar."
        ),
        format!(
            "The leave {new} overlaps what I have already: {old}. Shall the new one stand instead? Answer **yes** (✅) or **no** (❌), then the old one stays."
        ),
    );
    turn.say_with(markdown, Some(About::Question), vec!["✅".to_owned(), "❌".to_owned()]);
}

/// The new leave stands in place of what it meets.
pub fn instead(turn: &mut Turn<'_>, leave: Period) {
    let Some(known) = own(turn).cloned() else { return super::ask_start(turn) };
    let Some(plan) = plan_of(turn, &known) else { return super::no_plan(turn) };
    let mut training = known.training.clone();
    training.leave.retain(|known| !known.meets(&leave));
    match training.add_leave(leave) {
        Ok(()) => finish(turn, &known, plan, Some(&known.training), training),
        Err(trouble) => refuse(turn, trouble),
    }
}

/// Leave begins on a day; until when?
pub fn ask_end(turn: &mut Turn<'_>, from: Date) {
    let language = turn.language();
    ask(turn, PlanAsk::LeaveEnd { from });
    let from = words::day(from, language);
    let markdown = say(
        language,
        format!("Ledig från {from}, till och med vilken dag? Vet du inte än, ta ett ungefärligt datum; det går att ändra."),
        format!("On leave from {from}, until which day? If you don't know yet, take a rough date; it can be changed."),
    );
    turn.say(markdown, Some(About::Question));
}

/// The last day of leave, as the answer to that. False: there is no day in the text.
pub fn end(turn: &mut Turn<'_>, from: Date, text: &str) -> bool {
    // A day without a year is the first such one after the beginning.
    let day = period::find(text, from.max(turn.today()), Lean::Future).map(|found| Period { from, to: found.period.to });
    let leave = day.or_else(|| away::length(&period::fold(text)).map(|length| length.since(from)));
    let folded = period::fold(text);
    let words: Vec<&str> = folded.split_whitespace().collect();
    let asks = text.contains('?') || words.is_empty() || super::phrases::is_question(&words);
    let Some(leave) = leave.filter(|_| !asks) else {
        // "till sommaren", which is a time and no day.
        let rough = matches!(open::told(turn, text), Some(Extent::Rough(_)));
        if rough {
            open::which_day(turn);
        }
        return rough;
    };
    turn.dialogue.pending = None;
    dates(turn, &Dates { leave: vec![leave], ..Dates::default() });
    true
}

/// What is left of leave without a stretch: all of it where they do not meet, what lies before and after where the stretch
/// is a part in its middle, and nothing where it names the leave by its beginning or end.
fn without(leave: Period, period: Period) -> Vec<Period> {
    if !leave.meets(&period) {
        return vec![leave];
    }
    if leave.from < period.from && period.to < leave.to {
        return vec![Period { to: add_days(period.from, -1), ..leave }, Period { from: add_days(period.to, 1), ..leave }];
    }
    Vec::new()
}

/// Takes leave away that meets a stretch.
pub fn none_in(turn: &mut Turn<'_>, period: Period) {
    let Some(known) = own(turn).cloned() else { return super::ask_start(turn) };
    let Some(plan) = plan_of(turn, &known) else { return super::no_plan(turn) };
    let mut training = known.training.clone();
    training.leave = known.training.leave.iter().flat_map(|leave| without(*leave, period)).collect();
    if training == known.training {
        let language = turn.language();
        let days = words::days(period, language);
        let markdown = say(language, format!("Jag har ingen ledighet {days}."), format!("I have no leave on {days}."));
        turn.say(markdown, None);
        return;
    }
    finish(turn, &known, plan, Some(&known.training), training);
}

/// The leave that a change is about, and what it becomes. `None`: it is not clear which is meant.
fn changed(known: &[Period], change: &Change, today: Date) -> Option<(Period, Period)> {
    let ahead: Vec<Period> = known.iter().filter(|leave| leave.to >= today).copied().collect();
    let those = if ahead.is_empty() { known.to_vec() } else { ahead };
    let only = |those: &[Period]| if let [only] = those { Some(*only) } else { None };
    // A day without a year is the first such one of the leave, or from today on where the leave runs already; where it
    // is a new first day, the one that is nearest to the old one.
    let day = |text: &str, after: Date, of: fn(Period) -> Date| Some(of(period::find(text, after, Lean::Future)?.period.into()));
    let near = |old: Period| add_months(old.from, -6).max(today.min(old.from));
    let running = those.iter().find(|leave| leave.holds(today)).copied();
    match change {
        Change::Whole(new) => {
            let met: Vec<Period> = those.iter().filter(|leave| leave.meets(new)).copied().collect();
            Some((only(&met).or_else(|| only(&those))?, *new))
        }
        Change::Begins(text) => {
            let old = only(&those)?;
            Some((old, Period { from: day(text, near(old), |found| found.from)?, to: old.to }))
        }
        Change::Moved(text) => {
            let old = only(&those)?;
            let from = day(text, near(old), |found| found.from)?;
            Some((old, Period { from, to: add_days(from, old.days() - 1) }))
        }
        Change::Longer(length, longer) => {
            let old = only(&those).or(running)?;
            let (months, days) = if *longer { (length.months, length.days) } else { (-length.months, -length.days) };
            // From the day after the last one, so that whole months stay whole.
            let after = add_days(add_months(add_days(old.to, 1), months), days);
            Some((old, Period { from: old.from, to: add_days(after, -1) }))
        }
        Change::Ends(text) | Change::Back(text) => {
            let back = matches!(change, Change::Back(_));
            let last = |old: Period| {
                let to = day(text, old.from.max(today.min(old.to)), if back { |found| found.from } else { |found| found.to })?;
                Some((old, Period { from: old.from, to: if back { add_days(to, -1) } else { to } }))
            };
            // Of several the last that has begun by then is meant.
            let begun = |old: &Period| day(text, today, |found| found.to).is_some_and(|to| old.from <= to);
            only(&those).or(running).or_else(|| those.iter().rev().find(|old| begun(old)).copied()).and_then(last)
        }
    }
}

/// The leave has other dates.
pub fn change(turn: &mut Turn<'_>, change: &Change) {
    let Some(known) = own(turn).cloned() else { return super::ask_start(turn) };
    let Some(plan) = plan_of(turn, &known) else { return super::no_plan(turn) };
    let mut training = known.training.clone();
    if training.leave.is_empty() {
        if let Change::Whole(leave) = change {
            return dates(turn, &Dates { leave: vec![*leave], ..Dates::default() });
        }
        return when(turn);
    }
    let Some((old, new)) = changed(&training.leave, change, turn.today()) else { return which(turn, &training) };
    // "slutar 31 maj" of a leave that begins in July: the May of the year after is no small change.
    let year = |text: &str| text.split(|letter: char| !letter.is_ascii_digit()).any(|word| word.len() == 4);
    if let Change::Ends(text) | Change::Back(text) = change
        && !year(text)
        && days_between(old.to, new.to) > FAR
    {
        return which_year(turn, old, new.to);
    }
    training.leave.retain(|leave| *leave != old);
    let taken = training.check_within(new, plan.months).and_then(|()| training.add_leave(new));
    match taken {
        Ok(()) => finish(turn, &known, plan, Some(&known.training), training),
        Err(trouble) => refuse(turn, trouble),
    }
}

/// How long after leave was told "t.o.m. oktober" alone is about it.
const JUST_TOLD: SignedDuration = SignedDuration::from_mins(30);

/// "t.o.m. oktober" right after leave was told: its last day. False: it is about nothing of that kind.
pub fn ends_on(turn: &mut Turn<'_>, text: &str) -> bool {
    let said = spoken::borders(&period::fold(text));
    let said = ["fel, ", "nej, ", "fel ", "nej ", "oj, "].iter().find_map(|start| said.strip_prefix(start)).unwrap_or(&said);
    let Some(day) = said.strip_prefix("till ").or(said.strip_prefix("until ")) else { return false };
    let last = turn.dialogue.plan_changes.last().filter(|change| {
        let fresh = change.at.is_some_and(|at| turn.now.duration_since(at) < JUST_TOLD);
        fresh && !change.undo && change.owner == turn.event.sender && turn.dialogue.pending.is_none()
    });
    let told = last.and_then(|change| match (&change.before, &change.after) {
        (PlanBefore::Plan(before), PlanBefore::Plan(after)) => {
            let new: Vec<Period> = after.leave.iter().filter(|leave| !before.leave.contains(leave)).copied().collect();
            if let [only] = new.as_slice() { Some(*only) } else { None }
        }
        _ => None,
    });
    let of = |leave: Period| {
        let found = period::find(day.trim_end_matches(['.', '!']), leave.from, Lean::Future)?;
        let alone = found.before.is_empty() && found.after.iter().all(|word| matches!(word.as_str(), "istallet" | "instead"));
        let to = found.period.to;
        (alone && to > leave.from).then_some(Change::Whole(Period { from: leave.from, to }))
    };
    let Some(ends) = told.and_then(of) else { return false };
    change(turn, &ends);
    true
}

/// A day without a year lies long after the old end of the leave.
fn which_year(turn: &mut Turn<'_>, old: Period, to: Date) {
    let language = turn.language();
    let (old, day) = (words::days(old, language), words::day(to, language));
    let markdown = say(
        language,
        format!("Ledigheten är {old}. Slutar den {day} i stället? Skriv då *ledigheten slutar {day}*."),
        format!("The leave is {old}. Does it end on {day} instead? Then write *my leave ends {day}*."),
    );
    turn.say_in_private(markdown, None, Vec::new());
}

/// Which leave is meant?
fn which(turn: &mut Turn<'_>, training: &Training) {
    let language = turn.language();
    let all = words::all_days(training.leave.iter(), language);
    let markdown = say(
        language,
        format!("Vilken ledighet? Jag har {all}. Skriv hela den nya, till exempel *ändra ledigheten till 1 april–31 maj 2027*."),
        format!("Which leave? I have {all}. Write all of the new one, for example *change my leave to 1 April–31 May 2027*."),
    );
    turn.say_in_private(markdown, None, Vec::new());
}

/// "när är jag ledig?"
pub fn when(turn: &mut Turn<'_>) {
    let Some(known) = own(turn) else { return super::ask_start(turn) };
    let (language, today) = (turn.language(), turn.today());
    let of = |fits: &dyn Fn(&Period) -> bool| -> Option<String> {
        let those: Vec<&Period> = known.training.leave.iter().filter(|leave| fits(leave)).collect();
        (!those.is_empty()).then(|| words::all_days(those.into_iter(), language))
    };
    let mut said: Vec<String> = Vec::new();
    if let Some(now) = known.training.leave_on(today) {
        let to = words::day(now.to, language);
        said.push(say(language, format!("Du är ledig nu, till och med {to}."), format!("You are on leave now, until {to}.")));
    }
    if let Some(ahead) = of(&|leave| leave.from > today) {
        said.push(say(language, format!("Du är ledig {ahead}."), format!("You are on leave {ahead}.")));
    }
    if let Some(been) = of(&|leave| leave.to < today) {
        said.push(say(language, format!("Du var ledig {been}."), format!("You were on leave {been}.")));
    }
    said.push(if said.is_empty() {
        say(
            language,
            "Jag har ingen ledighet för dig. Skriv till exempel *ledig 1 april–31 maj 2027*, så flyttar jag planen.",
            "I have no leave of yours. Write for example *on leave 1 April–31 May 2027* and I'll move the plan.",
        )
    } else {
        say(
            language,
            "*ledigheten slutar 31 maj* ändrar, *ta bort min ledighet* tar bort.",
            "*my leave ends 31 May* changes it, *remove my leave* removes it.",
        )
    });
    turn.say_in_private(said.join(" "), None, Vec::new());
}

/// Takes the leave away, where there is one; of several `all`, or she asks which.
pub fn none(turn: &mut Turn<'_>, all: bool) {
    let Some(known) = own(turn).cloned() else { return super::ask_start(turn) };
    let language = turn.language();
    match known.training.leave.as_slice() {
        [_, _, ..] if all => {
            let Some(plan) = plan_of(turn, &known) else { return super::no_plan(turn) };
            finish(turn, &known, plan, Some(&known.training), Training { leave: Vec::new(), ..known.training.clone() });
        }
        [only] => none_in(turn, *only),
        [] => turn.say(say(language, "Jag har ingen ledighet för dig.", "I have no leave of yours."), None),
        several => {
            let all = words::all_days(several.iter(), language);
            let markdown = say(
                language,
                format!("Vilken? Jag har {all}. Skriv till exempel *inte ledig mars 2027*, eller *ta bort all ledighet*."),
                format!("Which one? I have {all}. Write for example *not on leave March 2027*, or *remove all leave*."),
            );
            turn.say_in_private(markdown, None, Vec::new());
        }
    }
}
