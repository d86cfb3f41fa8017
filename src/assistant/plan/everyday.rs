//! Answers to everyday questions about a plan: when a moment is and how it stands, what is late, what is on in a
//! stretch of time, what is left of the ST, and what she reminds of by herself.

use jiff::{Unit, civil::Date};

use super::{
    board::{self, Board},
    others::Sort,
    own, plan_of, quiet,
    read::{Asked, Named},
    role_in, rows,
    seen::{self, sees_all},
    tick, told,
    words::{self, say},
};
use crate::{
    assistant::{
        answer,
        markup::escape,
        remind::{self, schedule as due},
        turn::Turn,
        wording::Language,
    },
    command::Request,
    effect::About,
    facts::KnownPlan,
    plan::{Period, Placed, Plan, Repeat, Role, State, Tick, time::add_days},
};

/// How many reminders stand below the moments of a stretch.
const REMINDERS: usize = 6;

/// A question about the plan of somebody who shares it.
pub fn of(turn: &mut Turn<'_>, owner: &str, asked: Asked) {
    let facts = turn.facts;
    let Some(known) = facts.plans.iter().find(|known| known.owner.user == owner) else {
        return seen::show(turn, None, super::read::View::Brief);
    };
    let Some(plan) = plan_of(turn, known) else { return super::no_plan(turn) };
    let all = sees_all(role_in(turn, known));
    match asked {
        Asked::When(named, _) => when(turn, known, plan, &named, false),
        Asked::Late => late(turn, known, plan),
        Asked::Coming(period) if all => coming(turn, known, plan, period),
        Asked::Head if all => {
            let markdown = super::with_board(turn, plan, known, &known.training, |board| format!("{}\n\n{}", board.head(), left(board)));
            turn.say_in_private(markdown, None, Vec::new());
        }
        _ => seen::show(turn, Some(owner), super::read::View::Brief),
    }
}

/// "när är IUP?", "är IUP klar?": how it stands in the plan, and the rule it rests on where it is asked when.
pub fn when(turn: &mut Turn<'_>, known: &KnownPlan, plan: &Plan, named: &Named, with_rule: bool) {
    let today = turn.today();
    let found = tick::occurrence(plan, known, named, today, |placed| placed.state.open());
    let Some(placed) = found else { return tick::not_found(turn) };
    let language = turn.language();
    let title = escape(&words::title(&placed, &known.training, language));
    let own = known.owner.user == turn.event.sender;
    let owner = escape(&known.owner.user);
    let lead = if own {
        say(language, "**I din plan:**", "**In your plan:**")
    } else {
        say(language, format!("**I planen för {owner}:**"), format!("**In the plan of {owner}:**"))
    };
    let time = words::placed(&placed, language);
    let how = match (&placed.tick, placed.state) {
        (Some(Tick::Done { on }), _) => {
            let on = words::day(*on, language);
            say(language, format!("{title} är avbockat, {on}"), format!("{title} is ticked off, {on}"))
        }
        (Some(Tick::Skipped { .. }), _) => say(language, format!("{title} hoppas över"), format!("{title} is skipped")),
        (Some(Tick::Booked { .. }), State::Late) => say(
            language,
            format!("{title} var bokat {time}, men är inte avbockat"),
            format!("{title} was booked for {time}, but is not ticked off"),
        ),
        (Some(Tick::Booked { .. }), _) => say(language, format!("{title} är bokat {time}"), format!("{title} is booked for {time}")),
        (None, State::Late) => say(language, format!("{title} {time}, alltså sent"), format!("{title} {time}, that is late")),
        (None, State::Now) => say(language, format!("{title} {time}, alltså nu"), format!("{title} {time}, that is now")),
        (None, State::Paused) => say(
            language,
            format!("{title} {time}, väntar medan ledigheten varar"),
            format!("{title} {time}, waits for the end of the leave"),
        ),
        _ => format!("{title} {time}"),
    };
    let line = format!("{lead} {how}.");
    if with_rule && own && placed.moment.rule_says_when {
        return answer::below(turn, &line, &placed.moment.rule);
    }
    // What the rule does not say, the words of the source do, as far as they go.
    let source = placed.moment.when.text(language == Language::English);
    let untold = with_rule && !placed.moment.rule_says_when && placed.moment.late && placed.tick.is_none();
    let source = untold
        .then(|| say(language, format!(" I underlaget står det: {}.", escape(source)), format!(" The source says: {}.", escape(source))));
    turn.say_in_private(format!("{line}{}", source.unwrap_or_default()), None, Vec::new());
}

/// "vad är sent?", "är jag sen med något?"
pub fn own_late(turn: &mut Turn<'_>) {
    match own(turn) {
        Some(known) => match plan_of(turn, known) {
            Some(plan) => late(turn, known, plan),
            None => super::no_plan(turn),
        },
        None if turn.facts.plans.is_empty() => super::show(turn, false),
        None => seen::who(turn, Sort::Late, "", None),
    }
}

fn late(turn: &mut Turn<'_>, known: &KnownPlan, plan: &Plan) {
    let language = turn.language();
    let own = known.owner.user == turn.event.sender;
    // Whoever shares the plan sees their own part among the rest.
    let concerns = |placed: &&Placed<'_>| !own || board::concerns(placed, Role::St);
    let (lines, next) = super::with_board(turn, plan, known, &known.training, |board| {
        let mut late: Vec<&Placed<'_>> =
            board.schedule.moments.iter().filter(concerns).filter(|placed| placed.state == State::Late).collect();
        late.sort_by_key(|placed| (placed.to, placed.from));
        let open = board.schedule.moments.iter().filter(concerns);
        let open = open.filter(|placed| matches!(placed.state, State::Now | State::Booked | State::Later | State::Paused));
        let next = open.min_by_key(|placed| (placed.to, placed.from)).map(|placed| {
            let (title, when) = (escape(&words::title(placed, board.training, language)), words::placed(placed, language));
            say(language, format!(" Närmast: **{title}**, {when}."), format!(" Nearest: **{title}**, {when}."))
        });
        (board.lines(&late), next.unwrap_or_default())
    });
    let owner = escape(&known.owner.user);
    if lines.is_empty() {
        let markdown = if own {
            say(language, format!("Nej, inget är sent.{next}"), format!("No, nothing is late.{next}"))
        } else {
            say(language, format!("Inget är sent för {owner}.{next}"), format!("Nothing is late for {owner}.{next}"))
        };
        turn.say_in_private(markdown, None, Vec::new());
        return;
    }
    let lines = lines.join("\n");
    let head = if own {
        say(language, "**Sent:**", "**Late:**")
    } else {
        say(language, format!("**Sent för {owner}:**"), format!("**Late for {owner}:**"))
    };
    let mut parts = vec![format!("{head}\n\n{lines}")];
    if own {
        parts.push(say(
            language,
            "Är något redan gjort? Skriv till exempel *IUP klar*, eller *allt är klart*.",
            "Is any of it done already? Write for example *IUP done*, or *everything is done*.",
        ));
    }
    let owner = known.owner.user.clone();
    told::note_shown(turn, &owner);
    turn.say_in_private(parts.join("\n\n"), Some(About::Plan { owner }), Vec::new());
}

/// "vad händer i vår?", in one's own plan, else in those that are shared.
pub fn own_coming(turn: &mut Turn<'_>, period: Period) {
    let Some(known) = own(turn) else { return seen::coming(turn, period) };
    let Some(plan) = plan_of(turn, known) else { return super::no_plan(turn) };
    coming(turn, known, plan, period);
}

/// Moments whose window begins or ends in a stretch or that are agreed for it, and those that can be done in it as
/// well as before or after.
fn split<'p, 'a>(
    moments: &'p [Placed<'a>],
    period: Period,
    concerns: impl Fn(&Placed<'a>) -> bool,
) -> (Vec<&'p Placed<'a>>, Vec<&'p Placed<'a>>) {
    let open = |placed: &&Placed<'_>| {
        placed.state.open() && !matches!(placed.state, State::Past | State::Late) && placed.moment.repeat != Repeat::Standing
    };
    let on = |placed: &Placed<'_>| match &placed.tick {
        Some(Tick::Booked { at }) => at.days(),
        _ => Period { from: placed.from, to: placed.to },
    };
    let meets = moments.iter().filter(open).filter(|placed| concerns(placed) && on(placed).meets(&period));
    let (mut own, mut wide): (Vec<_>, Vec<_>) = meets.partition(|placed| {
        let on = on(placed);
        period.holds(on.from) || period.holds(on.to)
    });
    own.sort_by_key(|placed| (on(placed).to, on(placed).from));
    wide.sort_by_key(|placed| placed.to);
    (own, wide)
}

/// The moments of a plan that begin, end or are agreed in a stretch, a line each: for whoever shares it.
#[must_use]
pub fn lines_in(board: &Board<'_>, period: Period, role: Role) -> Vec<String> {
    let (own, _) = split(&board.schedule.moments, period, |placed| sees_all(role) || board::concerns(placed, role));
    board.lines(&own)
}

fn coming(turn: &mut Turn<'_>, known: &KnownPlan, plan: &Plan, period: Period) {
    let language = turn.language();
    let own = known.owner.user == turn.event.sender;
    let today = turn.today();
    let mut parts = super::with_board(turn, plan, known, &known.training, |board| {
        let mut parts = Vec::new();
        let days = words::days(period, language);
        let head = board
            .whose
            .map_or_else(String::new, |owner| say(language, format!(", ST för {}", escape(owner)), format!(", ST of {}", escape(owner))));
        parts.push(format!("**{days}{head}**"));
        let concerns = |placed: &Placed<'_>| !own || board::concerns(placed, Role::St);
        let late = board.schedule.moments.iter().filter(|placed| concerns(placed) && placed.state == State::Late);
        let late: Vec<&Placed<'_>> = late.filter(|_| period.holds(today)).collect();
        let (moments, wide) = split(&board.schedule.moments, period, concerns);
        let mut lines = board.lines(&moments);
        if lines.is_empty() && late.is_empty() {
            lines.push(say(language, "- inget moment börjar eller slutar då", "- no moment begins or ends then"));
        }
        for placement in board.training.placements.iter().filter(|placement| placement.period.meets(&period)) {
            lines.push(format!("- {}: {}", escape(&placement.name), words::days(placement.period, language)));
        }
        for leave in board.training.leave.iter().filter(|leave| leave.meets(&period)) {
            let days = words::days(*leave, language);
            lines.push(say(language, format!("- ledig {days}"), format!("- on leave {days}")));
        }
        if !late.is_empty() {
            parts.push(format!("**{}**\n\n{}", say(language, "Sent", "Late"), board.lines(&late).join("\n")));
        }
        if !lines.is_empty() {
            parts.push(lines.join("\n"));
        }
        if !wide.is_empty() {
            let mut names: Vec<String> = wide.iter().map(|placed| escape(words::short(placed, language))).collect();
            names.dedup();
            let names = names.join(", ");
            parts.push(say(language, format!("**Går också att göra då:** {names}"), format!("**Can be done then as well:** {names}")));
        }
        parts
    });
    if own {
        parts.extend(reminders_in(turn, period));
    }
    turn.say_in_private(parts.join("\n\n"), None, Vec::new());
}

/// One's own reminders that are due in a stretch. Markdown.
fn reminders_in(turn: &Turn<'_>, period: Period) -> Option<String> {
    let language = turn.language();
    let day = |text: &str| due::parse_due(text).map(|due| due.date);
    let mut found: Vec<(Date, String)> = (turn.facts.reminders.iter())
        .filter_map(|reminder| Some((day(reminder.next_turn.as_deref()?)?, remind::one_line(reminder, language))))
        .filter(|(day, _)| period.holds(*day))
        .collect();
    found.sort();
    let more = found.len().saturating_sub(REMINDERS);
    let mut lines: Vec<String> = found.into_iter().take(REMINDERS).map(|(_, line)| format!("- {line}")).collect();
    if more > 0 {
        lines.push(say(language, format!("- och {more} till: *påminnelser*"), format!("- and {more} more: *reminders*")));
    }
    (!lines.is_empty()).then(|| format!("**{}**\n\n{}", say(language, "Påminnelser", "Reminders"), lines.join("\n")))
}

/// How much of the ST is left: "Kvar: 2 år och 3 månader." Markdown.
#[must_use]
pub fn left(board: &Board<'_>) -> String {
    let language = board.language;
    let end = add_days(board.schedule.end, 1);
    let from = board.today.max(board.schedule.start);
    if from >= end {
        return say(language, "ST är slut.", "The ST is over.");
    }
    let Ok(span) = from.until((Unit::Year, end)) else { return String::new() };
    let count = |count: i64, one: (&str, &str), many: (&str, &str)| -> Option<String> {
        let (swedish, english) = if count == 1 { one } else { many };
        (count > 0).then(|| format!("{count} {}", if language == Language::English { english } else { swedish }))
    };
    let years = count(i64::from(span.get_years()), ("år", "year"), ("år", "years"));
    let months = count(i64::from(span.get_months()), ("månad", "month"), ("månader", "months"));
    let days = || count(i64::from(span.get_days()), ("dag", "day"), ("dagar", "days"));
    let mut parts: Vec<String> = years.into_iter().chain(months).collect();
    if parts.is_empty() {
        parts.extend(days());
    }
    let parts = parts.join(if language == Language::English { " and " } else { " och " });
    say(language, format!("Kvar: {parts}."), format!("Left: {parts}."))
}

/// "påminn mig inte om IUP": her reminders go with the moment.
pub fn no_reminder(turn: &mut Turn<'_>, named: &Named) {
    let Some(known) = own(turn) else { return super::ask_start(turn) };
    let Some(plan) = plan_of(turn, known) else { return super::no_plan(turn) };
    let today = turn.today();
    let Some(placed) = tick::occurrence(plan, known, named, today, |placed| placed.state.open()) else { return tick::not_found(turn) };
    let language = turn.language();
    let (title, short) = (escape(&words::title(&placed, &known.training, language)), escape(words::short(&placed, language)));
    let markdown = say(
        language,
        format!(
            "Jag påminner om **{title}** så länge det är kvar att göra i din plan. Är det gjort, skriv *{short} klar*. Ska det inte göras, skriv *hoppa över {short}*. *stäng av påminnelser från planen* stänger av alla."
        ),
        format!(
            "I remind you of **{title}** for as long as it is left to do in your plan. If it is done, write *{short} done*. If it won't be, write *skip {short}*. *turn off reminders from the plan* switches all off."
        ),
    );
    turn.say_in_private(markdown, None, Vec::new());
}

/// "påminn mig om IUP en vecka innan": what she does by herself, or a reminder of one's own before a time that is
/// agreed.
pub fn remind_of(turn: &mut Turn<'_>, named: &Named, before: Option<u16>) {
    let Some(known) = own(turn) else { return super::ask_start(turn) };
    let Some(plan) = plan_of(turn, known) else { return super::no_plan(turn) };
    let today = turn.today();
    let Some(placed) = tick::occurrence(plan, known, named, today, |placed| placed.state.open()) else { return tick::not_found(turn) };
    let language = turn.language();
    let (title, short) = (escape(&words::title(&placed, &known.training, language)), words::short(&placed, language));
    if let Some(Tick::Booked { at }) = placed.tick.as_ref().filter(|_| placed.state == State::Booked) {
        let leads = rows::leads_ahead(at.date(), turn.now, &turn.zone(), language);
        let at = *at;
        if let (Some(before), Some(_)) = (before.filter(|days| !rows::has_lead(*days)), &leads) {
            // The day is known: the rest is a reminder as any other.
            let when = words::appointment(
                if let crate::plan::Appointment::Days(days) = at { crate::plan::Appointment::Day(days.from) } else { at },
                Language::Swedish,
            );
            let unit = if before == 1 { "dag" } else { "dagar" };
            // In quotes the words of the name stay as they are.
            let text = format!("påminn mig om \"{short}\" {when}, {before} {unit} innan");
            if remind::takes(turn, &Request::Other, &text) {
                return;
            }
        }
        if quiet::is_off(turn, known) {
            return turn.say_in_private(quiet::told(turn), None, Vec::new());
        }
        let time = words::appointment(at, language);
        let markdown = match leads {
            Some(leads) => say(
                language,
                format!("**{title}** är bokat {time}. Jag påminner {leads}."),
                format!("**{title}** is booked for {time}. I'll remind {leads}."),
            ),
            None => say(
                language,
                format!("**{title}** är bokat {time}, och det är snart."),
                format!("**{title}** is booked for {time}, which is soon."),
            ),
        };
        turn.say_in_private(markdown, None, Vec::new());
        return;
    }
    if matches!(placed.tick, Some(Tick::Done { .. } | Tick::Skipped { .. })) || placed.moment.repeat == Repeat::Standing {
        return when(turn, known, plan, named, false);
    }
    if quiet::is_off(turn, known) {
        return turn.say_in_private(quiet::told(turn), None, Vec::new());
    }
    let next = known
        .reminders
        .iter()
        .filter(|row| row.person == turn.event.sender && rows::key(&row.id).is_some_and(|key| key.moment == placed.id));
    let next = next.filter_map(|row| row.next_at).min().map(|at| words::on_weekday(at.to_zoned(turn.zone()).date(), language));
    let time = words::placed(&placed, language);
    let late = placed.state == State::Late;
    let mut said = vec![if late {
        say(
            language,
            format!("**{title}** är sent, {time}, och ingen dag är bokad."),
            format!("**{title}** is late, {time}, and no day is booked."),
        )
    } else {
        say(language, format!("**{title}** har ingen dag än: {time}."), format!("**{title}** has no day yet: {time}."))
    }];
    said.extend(next.map(|next| say(language, format!("Ur planen påminner jag {next}."), format!("From the plan I'll remind on {next}."))));
    let short = escape(short);
    said.push(say(
        language,
        format!("När du har en tid skriver du till exempel *{short} 14 april kl 13*, så påminner jag en vecka före, dagen före och samma dag."),
        format!("Once you have a time, write for example *{short} 14 April 13:00*, and I'll remind a week before, the day before and on the day."),
    ));
    turn.say_in_private(said.join(" "), None, Vec::new());
}
