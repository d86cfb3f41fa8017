//! Days that are put in: which of them are known already, and what is made of the others.

use sha2::{Digest, Sha256};

use super::{
    answer::{self, is_open},
    manage::reaches,
};
use crate::{
    assistant::turn::Turn,
    facts::days::{KnownDay, Plan, StDay},
};

/// The day that is known already, by the UID of its file or by what it is.
pub fn known_as<'a>(turn: &Turn<'a>, plan: &Plan, uid: Option<&str>) -> Option<&'a KnownDay> {
    let own = || turn.facts.days.iter().filter(|known| is_open(known, turn.now) && reaches(turn, &known.day));
    let named = || own().filter(|known| known.day.plan.first == plan.first && known.day.plan.title == plan.title);
    let only = || {
        let mut named = named();
        named.next().filter(|_| named.next().is_none())
    };
    own()
        .find(|known| uid.is_some() && known.day.imported.as_deref() == uid)
        .or_else(|| named().find(|known| known.day.plan.from == plan.from))
        // At another time, where no other is called so on that day.
        .or_else(only)
}

/// A plan with what is known of its day already and it does not say: a column that a file lacks takes nothing away.
pub fn kept(turn: &Turn<'_>, plan: Plan, uid: Option<&str>) -> Plan {
    let Some(known) = known_as(turn, &plan, uid) else { return plan };
    let before = &known.day.plan;
    let first = plan.first;
    Plan {
        from: plan.from.or(before.from),
        to: plan.to.or(before.to.filter(|to| plan.from.is_none_or(|from| *to > from))),
        place: plan.place.or_else(|| before.place.clone()),
        sign_up_by: plan.sign_up_by.or(before.sign_up_by.filter(|by| *by <= first)),
        seats: plan.seats.or(before.seats),
        ..plan
    }
}

/// Makes days of plans. The ids follow from the event at hand.
pub fn made(turn: &Turn<'_>, plans: Vec<(Plan, Option<String>, Vec<String>)>, announcement: Option<&str>) -> Vec<StDay> {
    let zone = turn.person.zone.clone().unwrap_or_else(|| turn.world.zone.clone());
    let make = |(number, (plan, imported, regions)): (usize, (Plan, Option<String>, Vec<String>))| {
        let digest = Sha256::digest(format!("{}#{number}", turn.question()).as_bytes());
        let day = StDay {
            id: format!("st-{}", data_encoding::HEXLOWER.encode(&digest[..8])),
            plan,
            regions,
            zone: zone.clone(),
            author: turn.event.sender.clone(),
            announcement: announcement.map(str::to_owned),
            also: Vec::new(),
            changed: None,
            imported,
            sequence: 0,
            cancelled: false,
            ask_at: None,
            created_at: turn.now,
        };
        StDay { ask_at: answer::ask_at(&day, turn.now), ..day }
    };
    plans.into_iter().enumerate().map(make).collect()
}
