//! One day, not two: what an announcement says of a day that is known already is said of that one.

use jiff::Timestamp;

use super::{answer, named, place};
use crate::{
    effect::Effect,
    facts::{
        Facts,
        announcement::Announcement,
        days::{KnownDay, Plan, StDay},
    },
};

/// Where an announcement will be seen, as far as that tells which day it means.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    /// What is known of its author's days.
    pub facts: &'a Facts,
    /// The regions that it is for.
    pub regions: &'a [String],
    /// When.
    pub now: Timestamp,
}

impl Seen<'_> {
    /// The days ahead in these regions that the author has power over.
    fn ahead(&self) -> impl Iterator<Item = &KnownDay> {
        let own = |known: &&KnownDay| {
            known.day.regions.iter().any(|region| self.regions.contains(region))
                && known.day.regions.iter().all(|region| self.facts.power.reaches(region))
        };
        self.facts.days.iter().filter(|known| answer::is_open(known, self.now)).filter(own)
    }

    /// For each of these plans the known day that it tells of, no day twice.
    #[must_use]
    pub fn same(&self, plans: &[Plan]) -> Vec<Option<&KnownDay>> {
        let mut taken: Vec<&str> = Vec::new();
        plans
            .iter()
            .map(|plan| {
                let found = self.ahead().find(|known| is_same(&known.day.plan, plan) && !taken.contains(&known.day.id.as_str()));
                taken.extend(found.map(|known| known.day.id.as_str()));
                found
            })
            .collect()
    }

    /// The day that is so like a plan that both may be meant, though something speaks against it.
    #[must_use]
    pub fn alike(&self, plan: &Plan) -> Option<&KnownDay> {
        let then = |known: &&KnownDay| known.day.plan.first == plan.first;
        let like = |known: &&KnownDay| {
            let hours = known.day.plan.from.is_some() && known.day.plan.from == plan.from;
            (hours && places_agree(&known.day.plan, plan)) || named::titles_agree(&known.day.plan.title, &plan.title) == Some(true)
        };
        self.ahead().filter(then).find(like)
    }
}

/// Whether two plans tell of one day: the same date, and neither title, hours nor place speak against it.
fn is_same(known: &Plan, plan: &Plan) -> bool {
    let hours = known.from.is_none() || plan.from.is_none() || known.from == plan.from;
    known.first == plan.first
        && hours
        && match named::titles_agree(&known.title, &plan.title) {
            Some(agree) => agree,
            // Where a title says nothing, the place tells.
            None => places_agree(known, plan),
        }
}

fn places_agree(known: &Plan, plan: &Plan) -> bool {
    match (&known.place, &plan.place) {
        (Some(known), Some(said)) => place::agree(known, said),
        _ => true,
    }
}

/// A known day with what an announcement adds to it. What is known already stays: that was put in for itself.
#[must_use]
pub fn filled(known: &Plan, plan: &Plan) -> Plan {
    let bare = named::says_nothing(&known.title) && !named::says_nothing(&plan.title);
    Plan {
        title: if bare { plan.title.clone() } else { known.title.clone() },
        first: known.first,
        from: known.from.or(plan.from),
        last: if known.from.is_none() && known.last == known.first { plan.last } else { known.last },
        to: known.to.or(plan.to.filter(|_| known.from.is_none() || known.from == plan.from)),
        place: known.place.clone().or_else(|| plan.place.clone()),
        sign_up_by: known.sign_up_by.or(plan.sign_up_by),
        seats: known.seats.or(plan.seats),
    }
}

/// A known day as an announcement carries it, with what else follows: the reminders that were made from it.
#[must_use]
pub fn carried(known: &KnownDay, plan: &Plan, announcement: &Announcement, seen: &Seen<'_>) -> (StDay, Vec<Effect>) {
    let before = &known.day;
    let mut day = StDay { plan: filled(&before.plan, plan), ..before.clone() };
    if day.announcement.is_none() {
        day.announcement = Some(announcement.id.clone());
    } else if !day.is_in(&announcement.id) {
        day.also.push(announcement.id.clone());
    }
    let mut effects = Vec::new();
    if day.plan != before.plan {
        day.sequence += 1;
        let made = seen.facts.day_reminders.iter().filter(|reminder| reminder.day.as_ref() == Some(&day.id));
        effects.extend(made.map(|reminder| Effect::SaveReminder(answer::moved(reminder, before, &day, seen.now))));
    }
    // Those who get it now have not been asked before.
    day.ask_at = answer::ask_at(&day, seen.now);
    (day, effects)
}
