//! A time is agreed for a moment: it becomes an appointment with reminders.

use jiff::civil::Date;

use super::{
    ask,
    away::{self, Length},
    period::{self, Lean},
    quiet,
    read::{Asked, Named},
    rows,
    tick::{at_hand, chosen, not_found, occurrence, of, placement, set},
    whom,
    words::{self, say},
};
use crate::{
    assistant::{markup::escape, turn::Turn},
    facts::{KnownPlan, PendingKind, PlanAsk},
    language::date::{self, Context, Due, Moment as When},
    plan::{
        Appointment, Moment, Period, Placed, Plan, Repeat, Tick,
        schedule::last_day,
        time::{add_days, add_months},
    },
};

/// "IUP 14 mars kl 13".
pub fn book(turn: &mut Turn<'_>, named: &Named, when: &str) {
    let Some((known, plan)) = chosen(turn, named.whose.as_deref()) else { return };
    let today = turn.today();
    let (named, when) = on_placement(plan, known, named, when, today);
    let Some(placed) = occurrence(plan, known, &named, today, |placed| placed.state.open()) else { return not_found(turn) };
    book_turn(turn, &known.owner.user, &placed.id, &when);
}

/// Which placement a moment of placements is booked on: the one that stands before the time, "på kirurgi 3 april", else
/// the one in which the day lies.
fn on_placement(plan: &Plan, known: &KnownPlan, named: &Named, when: &str, today: Date) -> (Named, String) {
    let comes_with_each = |moment: &&Moment| named.moments.contains(&moment.id) && moment.repeat == Repeat::Placement;
    if named.number.is_some() || !plan.moments.iter().any(|moment| comes_with_each(&moment)) {
        return (named.clone(), when.to_owned());
    }
    let with = |number: u32| Named { number: Some(number), ..named.clone() };
    let words: Vec<&str> = when.split_whitespace().skip_while(|word| matches!(*word, "pa" | "inom" | "i" | "at" | "on")).collect();
    for count in (1..=words.len().min(3)).rev() {
        if let Some(number) = placement(known, &words[..count].join(" ")) {
            return (with(number), words[count..].join(" "));
        }
    }
    let day = period::find(when, today, Lean::Future).map(|found| found.period.from);
    let those = known.training.placements.iter();
    let within = day.and_then(|day| those.clone().find(|placement| placement.period.holds(day)));
    (within.map_or_else(|| named.clone(), |placement| with(placement.number)), when.to_owned())
}

/// "IUP är inställt", "avboka IUP": the time that was agreed is off.
pub fn unbook(turn: &mut Turn<'_>, named: &Named) {
    let Some((known, plan)) = chosen(turn, named.whose.as_deref()) else { return };
    let today = turn.today();
    let booked = |placed: &Placed<'_>| matches!(placed.tick, Some(Tick::Booked { .. }));
    let Some(placed) = occurrence(plan, known, named, today, booked) else { return not_found(turn) };
    let language = turn.language();
    let (title, short) = (escape(&words::title(&placed, &known.training, language)), escape(words::short(&placed, language)));
    if !booked(&placed) {
        let done = matches!(placed.tick, Some(Tick::Done { .. }));
        let markdown = if done {
            say(
                language,
                format!("**{title}** är avbockat. *{short} inte klar* öppnar det igen."),
                format!("**{title}** is ticked off. *{short} not done* opens it again."),
            )
        } else {
            say(
                language,
                format!("**{title}** har ingen bokad tid. Blir det inte av alls skriver du *hoppa över {short}*."),
                format!("**{title}** has no time booked. If it won't happen at all, write *skip {short}*."),
            )
        };
        turn.say_in_private(markdown, None, Vec::new());
        return;
    }
    unbook_turn(turn, known, plan, &placed);
}

/// The time that was agreed for this occurrence is off.
pub fn unbook_turn(turn: &mut Turn<'_>, known: &KnownPlan, plan: &Plan, placed: &Placed<'_>) {
    let Some(Tick::Booked { at }) = placed.tick else { return };
    set(turn, known, plan, vec![(placed.id.clone(), None)]);
    let language = turn.language();
    let whose = of(turn, known);
    let (title, short) = (escape(&words::title(placed, &known.training, language)), escape(words::short(placed, language)));
    let open = Placed { tick: None, ..placed.clone() };
    let (time, when) = (words::appointment(at, language), words::placed(&open, language));
    let markdown = say(
        language,
        format!("Avbokat: **{title}**{whose}, {time}. I planen står det kvar: {when}. Ny tid? Skriv *{short}* och dagen."),
        format!("Cancelled: **{title}**{whose}, {time}. The plan still has it: {when}. A new time? Write *{short}* and the day."),
    );
    turn.say_in_private(markdown, None, Vec::new());
    whom::owner_hears(turn, known, |theirs| {
        let (title, time) = (escape(&words::title(placed, &known.training, theirs)), words::appointment(at, theirs));
        say(theirs, format!("har avbokat **{title}** i din plan: {time}."), format!("has cancelled **{title}** in your plan: {time}."))
    });
}

/// Agrees this occurrence for a time, in the person's words. False: there is no such occurrence.
pub fn book_turn(turn: &mut Turn<'_>, owner: &str, moment: &str, when: &str) -> bool {
    let (known, plan, placed) = match at_hand(turn, owner, moment) {
        Ok(found) => found,
        Err(said) => return said,
    };
    let language = turn.language();
    let title = escape(&words::title(&placed, &known.training, language));
    if matches!(placed.tick, Some(Tick::Done { .. })) {
        let name = escape(words::short(&placed, language));
        let markdown = say(
            language,
            format!("Redan avbockat: **{title}**. *{name} inte klar* öppnar det igen, så går det att boka."),
            format!("Ticked off already: **{title}**. *{name} not done* opens it again, then it can be booked."),
        );
        turn.say_in_private(markdown, None, Vec::new());
        return true;
    }
    let old = if let Some(Tick::Booked { at }) = placed.tick { Some(at) } else { None };
    let Some(at) = agreed(turn, &escape(words::short(&placed, language)), when, old) else {
        ask(turn, PlanAsk::Day { owner: owner.to_owned(), moment: moment.to_owned() });
        return true;
    };
    if matches!(turn.dialogue.pending.as_ref().map(|pending| &pending.kind), Some(PendingKind::Plan { ask: PlanAsk::Day { .. } })) {
        turn.dialogue.pending = None;
    }
    let outside = at.date() < placed.from || at.last() > placed.to;
    let (start, end) = (known.training.start, last_day(&known.training, plan.months));
    let (before, after) = (at.date() < start, at.last() > end);
    let whose = of(turn, known);
    set(turn, known, plan, vec![(placed.id.clone(), Some(Tick::Booked { at }))]);
    // "Flytta den" means this from now on, also when a rule is asked about in between.
    turn.dialogue.last_reminder = None;
    let time = words::appointment(at, language);
    let mut markdown = format!("📅 **{title}**{whose}: {time}.");
    if quiet::is_off(turn, known) {
        markdown.push(' ');
        markdown.push_str(&quiet::told(turn));
    } else if let Some(leads) = rows::leads_ahead(at.date(), turn.now, &turn.zone(), language) {
        markdown.push_str(&say(language, format!(" Jag påminner {leads}."), format!(" I'll remind {leads}.")));
    }
    if before {
        let start = words::day(start, language);
        markdown.push_str(&say(language, format!(" Det är innan ST börjar, {start}."), format!(" That is before the ST begins, {start}.")));
    } else if after {
        let end = words::day(end, language);
        markdown.push_str(&say(language, format!(" Det är efter att ST slutar, {end}."), format!(" That is after the ST ends, {end}.")));
    } else if outside && placed.moment.late {
        let window = words::months(placed.from, placed.to, language);
        markdown.push_str(&say(language, format!(" I planen ligger det {window}."), format!(" The plan has it {window}.")));
    }
    markdown.push_str(&say(language, " Fel? Skriv *ångra*.", " Wrong? Write *undo*."));
    turn.say_in_private(markdown, None, Vec::new());
    whom::owner_hears(turn, known, |theirs| {
        let (title, time) = (escape(&words::title(&placed, &known.training, theirs)), words::appointment(at, theirs));
        say(theirs, format!("har bokat **{title}** i din plan: {time}."), format!("has booked **{title}** in your plan: {time}."))
    });
    true
}

/// The time in somebody's words; what they do not say stays as in `old`. `None`: it is none that can be agreed, and
/// she has said so.
fn agreed(turn: &mut Turn<'_>, short: &str, when: &str, old: Option<Appointment>) -> Option<Appointment> {
    let context = Context { now: turn.event.sent_at.min(turn.now).to_zoned(turn.zone()) };
    let language = turn.language();
    let shifted = shift(&period::fold(when));
    if let Some(at) = old.zip(shifted).map(|(old, shift)| shift.of(old)).filter(|at| at.date() >= turn.today()) {
        return Some(at);
    }
    let several = period::find(when, turn.today(), Lean::Future).filter(|found| !found.one_day);
    if let Some(found) = &several {
        // "v 10–14" has its days; "till juni" names none, and she makes none up.
        let digits = when.split(|letter: char| !letter.is_ascii_digit()).filter(|digits| (1..=2).contains(&digits.len()));
        let folded = period::fold(when);
        let months = folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| period::is_month(word));
        if (digits.count() > 0 || months.count() == 2) && found.period.from >= turn.today() {
            return Some(Appointment::Days(found.period.into()));
        }
    }
    // A day with its year that has been is no question of which day.
    let past = period::find(when, turn.today(), Lean::Future).is_some_and(|found| found.period.to < turn.today());
    let previous = old.map(|old| if let Appointment::Time(time) = old { Due::at(time.date(), time.time()) } else { Due::day(old.date()) });
    let read = if several.is_some() || shifted.is_some() || names_no_day(when) {
        When::Nothing
    } else {
        date::read_moment(when, &context, previous.as_ref())
    };
    let markdown = match read {
        When::Set(adjustment) if adjustment.due.date >= turn.today() => {
            return Some(match adjustment.due.time {
                Some(time) => Appointment::Time(adjustment.due.date.to_datetime(time)),
                None => Appointment::Day(adjustment.due.date),
            });
        }
        When::Ask(_) | When::Reject(_) | When::Nothing if !past => say(
            language,
            format!("Vilken dag? Skriv till exempel *{short} 14 mars kl 13*."),
            format!("On which day? Write for example *{short} 14 March 13:00*."),
        ),
        _ => say(
            language,
            format!("Den dagen har redan varit. Är det gjort skriver du *{short} klar*."),
            format!("That day has passed. If it is done, write *{short} done*."),
        ),
    };
    turn.say(markdown, None);
    None
}

/// So much later or earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift {
    length: Length,
    back: bool,
}

impl Shift {
    /// An appointment at the time of day that it had, so much later or earlier.
    fn of(self, old: Appointment) -> Appointment {
        let sign = if self.back { -1 } else { 1 };
        let day = |day: Date| add_days(add_months(day, i32::try_from(sign).unwrap_or(1) * self.length.months), sign * self.length.days);
        match old {
            Appointment::Time(time) => Appointment::Time(day(time.date()).to_datetime(time.time())),
            Appointment::Day(date) => Appointment::Day(day(date)),
            Appointment::Days(Period { from, to }) => Appointment::Days(Period { from: day(from), to: day(to) }),
        }
    }
}

/// "en vecka", "två veckor framåt", "1 månad senare", "en dag tidigare"; folded. `None`: it says something else.
pub fn shift(said: &str) -> Option<Shift> {
    const ON: [&str; 8] = ["framat", "fram", "senare", "later", "till", "forward", "med", "by"];
    const BACK: [&str; 6] = ["bakat", "tidigare", "tillbaka", "earlier", "back", "backward"];
    let words: Vec<&str> = said.split_whitespace().map(|word| word.trim_end_matches(['.', '!'])).collect();
    let of = |any: &[&str], word: &&str| any.contains(word);
    let bare: Vec<&str> = words.iter().copied().filter(|word| !of(&ON, word) && !of(&BACK, word)).collect();
    // Length reads no day alone, since "en dag" is seldom a leave.
    let day = matches!(bare.as_slice(), ["en" | "1" | "a" | "one", "dag" | "day"]).then_some(Length { months: 0, days: 1 });
    let length = day.or_else(|| away::length(&bare.join(" ")).filter(|_| bare.len() == 2))?;
    Some(Shift { length, back: words.iter().any(|word| of(&BACK, word)) })
}

/// Whether a text names a week, a month or more and no day in it: "nästa vecka", "i helgen".
fn names_no_day(when: &str) -> bool {
    const STRETCHES: [&str; 19] = [
        "vecka", "veckan", "manad", "manaden", "helg", "helgen", "termin", "terminen", "ar", "sommar", "sommaren", "host", "hosten", "var",
        "varen", "vinter", "week", "month", "weekend",
    ];
    const BEFORE: [&str; 12] = ["nasta", "i", "till", "denna", "den", "kommande", "under", "pa", "hela", "next", "this", "the"];
    const DAYS: [&str; 9] = ["man", "tis", "ons", "tors", "fre", "lor", "son", "dag", "day"];
    let folded = period::fold(when);
    let words: Vec<&str> = folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let day = words.iter().any(|word| word.ends_with("dag") || word.ends_with("day") || DAYS.contains(word));
    let dated =
        words.iter().any(|word| word.parse::<u32>().is_ok_and(|number| number <= 31)) && words.iter().any(|word| period::is_month(word));
    !day && !dated && words.windows(2).any(|pair| BEFORE.contains(&pair[0]) && STRETCHES.contains(&pair[1]))
}

/// Whether a text is nothing but a day and a time: "3 mars kl 9", "på torsdag".
pub fn only_a_time(text: &str) -> bool {
    const SMALL: [&str; 20] = [
        "kl",
        "klockan",
        "den",
        "pa",
        "i",
        "vid",
        "nasta",
        "ja",
        "imorgon",
        "morgon",
        "idag",
        "overmorgon",
        "v",
        "vecka",
        "till",
        "om",
        "on",
        "at",
        "next",
        "tomorrow",
    ];
    let folded = period::fold(text);
    let words: Vec<&str> = folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let timely = |word: &&str| {
        word.starts_with(|letter: char| letter.is_ascii_digit()) || period::is_month(word) || word.ends_with("dag") || word.ends_with("day")
    };
    !text.contains('?')
        && words.len() <= 7
        && words.iter().any(|word| timely(word) || matches!(*word, "imorgon" | "morgon" | "tomorrow"))
        && words.iter().all(|word| timely(word) || SMALL.contains(word))
}

/// Of "är flyttad från 17 juni till 24 juni" the day that it is moved to; all of what says no such thing.
fn moved_to<'a>(rest: &[&'a str]) -> Vec<&'a str> {
    let moved = |word: &&str| {
        matches!(*word, "flyttad" | "flyttat" | "flyttas" | "flyttades" | "andrad" | "andrat" | "andra" | "andras" | "moved" | "changed")
    };
    let to = rest.iter().rposition(|word| matches!(*word, "till" | "to"));
    match (rest.iter().position(moved), to) {
        (Some(moved), Some(to)) if moved < to && to + 1 < rest.len() => rest[to + 1..].to_vec(),
        _ => rest.to_vec(),
    }
}

/// A moment and a time: the longest name that leaves a time behind it.
pub(super) fn read(phrase: &str, named: &impl Fn(&str) -> Option<Named>) -> Option<Asked> {
    const STARTS: [&str; 15] = [
        "jag har bokat ",
        "vi har bokat ",
        "jag har ",
        "vi har ",
        "jag ska ha ",
        "vi ska ha ",
        "boka ",
        "bokat ",
        "flytta fram ",
        "flytta ",
        "skjut upp ",
        "skjut fram ",
        "senarelagg ",
        "book ",
        "move ",
    ];
    const MOVES: [&str; 5] = ["flytta ", "skjut upp ", "skjut fram ", "senarelagg ", "move "];
    let moved = MOVES.iter().any(|start| phrase.starts_with(start));
    let begun = STARTS.iter().find_map(|start| phrase.strip_prefix(start));
    // "flytta IUP" leaves the time open, and she asks for it.
    if let Some(named) = begun.filter(|_| moved || phrase.starts_with("boka ") || phrase.starts_with("book ")).and_then(named) {
        return Some(Asked::Book(named, String::new()));
    }
    let phrase = begun.unwrap_or(phrase);
    let words: Vec<&str> = phrase.split_whitespace().collect();
    for count in (1..=words.len().saturating_sub(1).min(6)).rev() {
        // The 14 of "IUP 14 mars" is a day and no number of a turn.
        let is_day = |named: &Named| named.number.is_some() && words.get(count).is_some_and(|word| period::is_month(word));
        // The "en" of "en vecka" is no ending of the name before it.
        let article = count > 1 && matches!(words[count - 1], "en" | "ett" | "a");
        if let Some(named) = named(&words[..count].join(" ")).filter(|named| !is_day(named) && !article) {
            let rest: Vec<&str> = words[count..]
                .iter()
                .copied()
                .skip_while(|word| matches!(*word, "till" | "to" | "den" | "ar" | "bokad" | "bokat" | "blir" | "on" | "is"))
                .collect();
            let rest = moved_to(&rest);
            let timely = rest.iter().any(|word| word.chars().any(|letter| letter.is_ascii_digit()) || period::is_month(word))
                || rest
                    .first()
                    .is_some_and(|word| ["pa", "i", "mandag", "tisdag", "onsdag", "torsdag", "fredag", "nasta", "imorgon"].contains(word));
            // "IUP ska inte vara 20 april": on which day is it then?
            if timely && rest.len() <= 8 && rest.iter().any(|word| matches!(*word, "inte" | "ej" | "not")) {
                return Some(Asked::Book(named, String::new()));
            }
            // "flytta Mitt i ST en vecka".
            let shifted = moved && shift(&rest.join(" ")).is_some();
            return (!rest.is_empty() && (timely || shifted) && rest.len() <= 8).then(|| Asked::Book(named, rest.join(" ")));
        }
    }
    None
}
