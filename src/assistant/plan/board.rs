//! A whole plan as text and as picture.

use jiff::civil::Date;

use super::words::{self, say};
use crate::{
    assistant::{markup::escape, wording::Language},
    plan::{
        Placed, Plan, Repeat, Role, Schedule, State, Tick, Training,
        picture::{self, Drawing, Mark, Row},
        schedule::Turn,
    },
};

/// How many of the moments that lie ahead `min plan` shows.
const NEXT: usize = 4;

/// How many of those that are done `min plan` names.
const LATEST: usize = 5;

/// How many months ahead is near.
pub(super) const NEAR: i32 = 4;

/// Whose plan is shown, as of when and in which language.
#[derive(Debug, Clone, Copy)]
pub struct Board<'a> {
    /// The region's plan.
    pub plan: &'a Plan,
    /// The region's short name.
    pub region: &'a str,
    /// The person's part.
    pub training: &'a Training,
    /// The moments in their places.
    pub schedule: &'a Schedule<'a>,
    /// As of when.
    pub today: Date,
    /// In which language.
    pub language: Language,
    /// Whose it is, where it is not the reader's own.
    pub whose: Option<&'a str>,
}

impl Board<'_> {
    /// The whole plan, moment by moment. Markdown.
    #[must_use]
    pub fn whole(&self) -> String {
        self.text(true)
    }

    /// What is late, what is now, what comes next, what is done. Markdown.
    #[must_use]
    pub fn brief(&self) -> String {
        self.text(false)
    }

    fn text(&self, whole: bool) -> String {
        let language = self.language;
        let mut parts = vec![self.head()];
        // Whoever shares the plan sees their own part among the rest.
        let own = |placed: &&Placed<'_>| self.whose.is_some() || concerns(placed, Role::St);
        let of = |fits: &dyn Fn(&Placed<'_>) -> bool| -> Vec<&Placed<'_>> {
            let mut found: Vec<_> = self.schedule.moments.iter().filter(own).filter(|placed| fits(placed)).collect();
            found.sort_by_key(|placed| (placed.to, placed.from));
            found
        };
        // A time that was agreed far ahead is no business of now.
        let far = |placed: &Placed<'_>| self.is_far(placed);
        let mut sections = vec![
            (say(language, "Sent", "Late"), of(&|placed| placed.state == State::Late)),
            (say(language, "Nu", "Now"), {
                let mut now = of(&|placed| matches!(placed.state, State::Now | State::Booked | State::Ongoing) && !far(placed));
                // What goes on all the time comes last.
                now.sort_by_key(|placed| (placed.state == State::Ongoing, agreed(placed).unwrap_or(placed.to)));
                now
            }),
            (self.paused(), of(&|placed| placed.state == State::Paused)),
            (say(language, "Härnäst", "Next"), {
                let mut later = of(&|placed| placed.state == State::Later || far(placed));
                later.sort_by_key(|placed| (agreed(placed).unwrap_or(placed.from), placed.to));
                later
            }),
        ];
        if whole {
            sections.push((say(language, "Inte avbockat", "Not ticked off"), of(&|placed| placed.state == State::Past)));
        }
        for (title, placed) in sections {
            // Of what lies ahead the next few, and every time that was agreed.
            let cut = !whole && title == say(language, "Härnäst", "Next");
            let mut left = NEXT;
            let shown: Vec<&Placed<'_>> = (placed.iter().copied())
                .filter(|placed| {
                    let counts = cut && agreed(placed).is_none();
                    let fits = !counts || left > 0;
                    left -= usize::from(counts && fits);
                    fits
                })
                .collect();
            let rest = placed.len() - shown.len();
            let mut lines = self.lines(&shown);
            if lines.is_empty() {
                continue;
            }
            if rest > 0 {
                lines.push(say(language, format!("- och {rest} till: *hela planen*"), format!("- and {rest} more: *whole plan*")));
            }
            parts.push(format!("**{title}**\n\n{}", lines.join("\n")));
        }
        let sections = [
            (say(language, "Klart", "Done"), of(&|placed| placed.state == State::Done)),
            (say(language, "Hoppas över", "Skipped"), of(&|placed| placed.state == State::Skipped)),
        ];
        for (title, done) in sections.into_iter().filter(|(_, done)| !done.is_empty()) {
            if whole {
                let lines: Vec<String> = done.iter().map(|placed| self.line(placed)).collect();
                parts.push(format!("**{title}**\n\n{}", lines.join("\n")));
            } else {
                // The latest few, since the list grows for years.
                let mut done = done;
                done.sort_by_key(|placed| (ticked(placed), placed.to));
                let earlier = done.len().saturating_sub(LATEST);
                let names = done.iter().skip(earlier).map(|placed| escape(&words::title(placed, self.training, language)));
                let mut names = names.collect::<Vec<_>>().join(", ");
                if earlier > 0 {
                    names.push_str(&say(language, format!(" och {earlier} till"), format!(" and {earlier} more")));
                }
                parts.push(format!("**{title}:** {names}"));
            }
        }
        if whole {
            parts.extend(self.others().filter(|_| self.whose.is_none()));
            parts.extend(self.placements());
        }
        parts.join("\n\n")
    }

    /// Whether the time that was agreed for a moment is not near yet.
    fn is_far(&self, placed: &Placed<'_>) -> bool {
        placed.state == State::Booked && agreed(placed) > Some(crate::plan::time::add_months(self.today, NEAR))
    }

    /// What stands over the moments that wait for the end of the leave.
    fn paused(&self) -> String {
        let until = self.schedule.leave.map(|leave| words::day(leave.to, self.language)).unwrap_or_default();
        say(self.language, format!("Väntar tills ledigheten är slut, {until}"), format!("Waiting for the end of the leave, {until}"))
    }

    /// The dates, the pace, the year. Markdown.
    #[must_use]
    pub fn head(&self) -> String {
        let language = self.language;
        let (start, end) = (words::day(self.schedule.start, language), words::day(self.schedule.end, language));
        let whose = match self.whose {
            Some(whose) => say(language, format!("ST för {}", escape(whose)), format!("ST of {}", escape(whose))),
            None => say(language, "Din ST", "Your ST"),
        };
        let mut lines = vec![format!("**{whose}: {start} – {end}**")];
        let mut facts = self.pace(words::shares(self.training, language));
        if !self.training.leave.is_empty() {
            let days = words::all_days(self.training.leave.iter(), language);
            facts.push(say(language, format!("ledig {days}"), format!("on leave {days}")));
        }
        lines.push(facts.join(", "));
        lines.join("\\\n")
    }

    /// "Kronoberg", "år 1", "80 %".
    fn pace(&self, shares: String) -> Vec<String> {
        let language = self.language;
        let mut facts = vec![escape(self.region)];
        if self.today > self.schedule.end {
            facts.push(say(language, "ST är slut", "ST is over"));
        } else if self.today >= self.schedule.start {
            facts.push(say(language, format!("år {}", self.schedule.year), format!("year {}", self.schedule.year)));
        }
        facts.push(shares);
        facts
    }

    /// Moments, a line each; turns that stand alike and in one window have one line.
    pub(super) fn lines(&self, placed: &[&Placed<'_>]) -> Vec<String> {
        let alike = |one: &Placed<'_>, other: &Placed<'_>| {
            one.moment.id == other.moment.id && (one.from, one.to, &one.tick) == (other.from, other.to, &other.tick)
        };
        let mut lines = Vec::new();
        for (at, one) in placed.iter().enumerate() {
            if one.tick.is_some() || !placed[..at].iter().any(|before| alike(before, one)) {
                let alone = one.tick.is_some() || !placed[at + 1..].iter().any(|after| alike(one, after));
                let shown = if alone { (*one).clone() } else { Placed { turn: Turn::Only, ..(*one).clone() } };
                lines.push(self.line(&shown));
            }
        }
        lines
    }

    /// One moment, with when and how it stands.
    fn line(&self, placed: &Placed<'_>) -> String {
        let language = self.language;
        let title = escape(&words::title(placed, self.training, language));
        let mut line = match &placed.tick {
            Some(Tick::Done { .. }) => format!("- ✅ {title}"),
            Some(Tick::Skipped { reason }) => {
                // A reason may tell of illness or family: it is for the owner alone.
                let reason = if reason.is_empty() || self.whose.is_some() { String::new() } else { format!(" ({})", escape(reason)) };
                say(language, format!("- ➖ {title}: hoppas över{reason}"), format!("- ➖ {title}: skipped{reason}"))
            }
            Some(Tick::Booked { at }) => format!("- 📅 **{title}**: {}", words::appointment(*at, language)),
            None => format!("- **{title}**, {}", words::when(placed, language)),
        };
        if placed.state != State::Paused
            && let Some(waits) = words::waits(placed, self.today, language)
        {
            line.extend([" (", waits.as_str(), ")"]);
        }
        line
    }

    /// What is others' to do.
    fn others(&self) -> Option<String> {
        let language = self.language;
        let lines: Vec<String> =
            self.schedule.moments.iter().filter(|placed| !concerns(placed, Role::St)).map(|placed| self.line(placed)).collect();
        (!lines.is_empty()).then(|| format!("**{}**\n\n{}", say(language, "Handledarens del", "The supervisor's part"), lines.join("\n")))
    }

    /// The placements that were told.
    fn placements(&self) -> Option<String> {
        let language = self.language;
        let lines: Vec<String> = (self.training.placements.iter())
            .map(|placement| format!("- {}: {}", escape(&placement.name), words::days(placement.period, language)))
            .collect();
        (!lines.is_empty()).then(|| format!("**{}**\n\n{}", say(language, "Sidotjänstgöringar", "Placements"), lines.join("\n")))
    }

    /// What can be written of the plan, with a moment of it that is open. Markdown.
    #[must_use]
    pub fn hint(&self) -> String {
        let language = self.language;
        let picture = say(language, "*tidslinje* visar allt som bild.", "*timeline* shows it as a picture.");
        let open = self.schedule.moments.iter().filter(|placed| concerns(placed, Role::St) && placed.state.open());
        let titles = open.map(|placed| {
            let title = placed.moment.title.text(language == Language::English);
            (placed.state == State::Later, title.split(" (").next().unwrap_or(title))
        });
        let Some((_, name)) = titles.min_by_key(|(later, title)| (*later, title.chars().count())) else { return picture };
        let name = escape(name);
        say(
            language,
            format!("*{name} klar* bockar av, *{name} 14 mars kl 13* bokar en tid, {picture}"),
            format!("*{name} done* ticks off, *{name} 14 March 13:00* books a time, {picture}"),
        )
    }

    /// What is late, open, or opens within a few months. Markdown; `None` where there is nothing.
    #[must_use]
    pub fn near(&self) -> Option<String> {
        let soon = crate::plan::time::add_months(self.today, NEAR);
        let near = |placed: &&Placed<'_>| match placed.state {
            State::Late | State::Now | State::Paused => true,
            State::Booked => !self.is_far(placed),
            State::Later => placed.from <= soon,
            State::Ongoing | State::Past | State::Done | State::Skipped => false,
        };
        // What may be done any time in the whole of ST is not near until its end is.
        let urgent = |placed: &&Placed<'_>| placed.state != State::Now || placed.to <= crate::plan::time::add_months(self.today, 12);
        let (late, others): (Vec<_>, Vec<_>) =
            self.schedule.moments.iter().filter(near).filter(urgent).partition(|placed| placed.state == State::Late);
        let marked = |line: String| say(self.language, format!("{line} – sent"), format!("{line} – late"));
        let lines: Vec<String> = self.lines(&late).into_iter().map(marked).chain(self.lines(&others)).collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    /// What stands in the picture.
    #[must_use]
    pub fn drawing(&self) -> Drawing {
        let language = self.language;
        let (start, end) = (self.schedule.start, self.schedule.end);
        let period = |from: Date, to: Date| crate::plan::Period { from, to };
        let mut rows: Vec<Row> = Vec::new();
        for moment in self.plan.moments.iter().filter(|moment| moment.repeat != Repeat::Standing) {
            let placed: Vec<&Placed<'_>> = self.schedule.moments.iter().filter(|placed| placed.moment.id == moment.id).collect();
            let Some(telling) = placed.iter().find(|placed| placed.state.open()).or(placed.last()) else { continue };
            let marks = placed
                .iter()
                .map(|placed| Mark { window: period(placed.from, placed.to), state: placed.state, day: agreed(placed) })
                .collect();
            rows.push(Row {
                label: moment.title.text(language == Language::English).to_owned(),
                when: format!("{}{}", short_when(telling, language), done_of(&placed, language)),
                state: telling.state,
                marks,
            });
        }
        rows.sort_by_key(|row| row.marks.first().map(|mark| (mark.window.from, mark.window.to)));
        let mut subtitle = self.pace(words::shares_from(self.training, self.today, language)).join(" · ");
        subtitle.retain(|letter| letter != '\\');
        Drawing {
            title: format!("ST {} – {}", words::day(start, language), words::day(end, language)),
            subtitle,
            span: period(start, end),
            today: (self.today, say(language, "i dag", "today")),
            leave: (self.training.leave.clone(), say(language, "Ledig", "Leave")),
            placements: (
                self.training.placements.iter().map(|placement| (placement.name.clone(), placement.period)).collect(),
                say(language, "Sidotjänstgöringar", "Placements"),
            ),
            rows,
            legend: [State::Now, State::Later, State::Done, State::Booked, State::Late, State::Skipped]
                .into_iter()
                .filter(|state| {
                    matches!(state, State::Now | State::Later | State::Done)
                        || self.schedule.moments.iter().any(|placed| placed.state == *state)
                })
                .map(|state| (state, words::state(state, language).to_owned()))
                .collect(),
            dark: self.training.dark,
        }
    }

    /// The picture as a PNG; `None` would be a fault of this program.
    #[must_use]
    pub fn png(&self) -> Option<Vec<u8>> {
        picture::png(&self.drawing()).map_err(|error| tracing::error!(%error, "the plan's picture")).ok()
    }
}

/// The day that was agreed for a moment.
fn agreed(placed: &Placed<'_>) -> Option<Date> {
    match &placed.tick {
        Some(Tick::Booked { at }) => Some(at.date()),
        _ => None,
    }
}

/// The day that a moment counts as done since.
fn ticked(placed: &Placed<'_>) -> Option<Date> {
    match &placed.tick {
        Some(Tick::Done { on }) => Some(*on),
        _ => None,
    }
}

/// " · 2 av 7 klara", where it comes several times and some of them are done.
fn done_of(placed: &[&Placed<'_>], language: Language) -> String {
    let done = placed.iter().filter(|placed| placed.state == State::Done).count();
    let all = placed.len();
    if all < 2 || done == 0 || done == all {
        return String::new();
    }
    say(language, format!(" · {done} av {all} klara"), format!(" · {done} of {all} done"))
}

/// Whether a moment is for somebody of a role: they take part, or it is theirs to see to alone.
#[must_use]
pub fn concerns(placed: &Placed<'_>, role: Role) -> bool {
    placed.moment.with.contains(&role)
}

/// When, in the fewest letters.
fn short_when(placed: &Placed<'_>, language: Language) -> String {
    let window = words::short_months(placed.from, placed.to, language);
    match (placed.state, placed.turn) {
        (State::Done | State::Skipped | State::Late | State::Paused, _) => words::state(placed.state, language).to_owned(),
        (State::Booked, _) => match &placed.tick {
            Some(Tick::Booked { at }) => format!("{} {}", at.date().day(), words::short_months(at.date(), at.date(), language)),
            _ => window,
        },
        (_, Turn::Year(..)) => say(language, "varje år", "every year"),
        (_, Turn::Placement(_)) => say(language, "varje sidotjänstgöring", "each placement"),
        _ => window,
    }
}
