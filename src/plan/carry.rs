//! What became of moments, when somebody follows the plan of another region: it goes over to what is the same there,
//! is put aside where nothing is, and comes back with its own plan.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{
    data::{Moment, Plan},
    schedule::{Placed, Schedule, Turn, schedule},
    time::days_between,
    training::{Tick, Training},
};

/// A person's part, as it stands in the plan of another region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// The part itself.
    pub training: Training,
    /// The occurrences of the old plan that have no counterpart, by id.
    pub aside: Vec<String>,
    /// The occurrences of the new plan that had been put aside before, by id.
    pub back: Vec<String>,
}

/// Carries ticks from the plan that was followed to the one that is. Either may be missing, where a region has none.
#[must_use]
pub fn carried(old: Option<&Plan>, new: Option<&Plan>, training: &Training, today: Date) -> Carried {
    let was = old.map(|plan| schedule(plan, training, today));
    let is = new.map(|plan| schedule(plan, training, today));
    let mut training = training.clone();
    let mut left: BTreeMap<String, Tick> = BTreeMap::new();
    let mut kept: BTreeMap<String, Tick> = BTreeMap::new();
    // Where nothing is known of the plan that they stood in, they stay as they are.
    if let (Some(old), Some(was)) = (old, &was) {
        for (id, tick) in std::mem::take(&mut training.ticks) {
            let other = was.find(&id).zip(is.as_ref()).and_then(|(placed, is)| counterpart(placed, is));
            match other.filter(|other| !kept.contains_key(&other.id)) {
                Some(other) => kept.insert(other.id.clone(), tick),
                None => left.insert(id, tick),
            };
        }
        training.ticks = kept;
        if !left.is_empty() {
            training.aside.insert(old.region.clone(), left.clone());
        }
    }
    let mut back = Vec::new();
    for (id, tick) in new.and_then(|plan| training.aside.remove(&plan.region)).unwrap_or_default() {
        if !training.ticks.contains_key(&id) {
            training.ticks.insert(id.clone(), tick);
            back.push(id);
        }
    }
    Carried { training, aside: left.into_keys().collect(), back }
}

/// The occurrence that is the same in another plan: by name, and the same turn or year.
fn counterpart<'p, 'a>(placed: &Placed<'_>, other: &'p Schedule<'a>) -> Option<&'p Placed<'a>> {
    let same_turn = |other: &Placed<'_>| match (placed.turn, other.turn) {
        (Turn::Year(..), _) | (_, Turn::Year(..)) => placed.from <= other.to && other.from <= placed.to,
        (Turn::Of(number, _), Turn::Of(another, _)) => number == another,
        (Turn::Of(number, _), Turn::Only) | (Turn::Only, Turn::Of(number, _)) => number == 1,
        (Turn::Placement(number), Turn::Placement(another)) => number == another,
        (Turn::Only, Turn::Only) => true,
        _ => false,
    };
    let moments = other.moments.iter().filter(|other| same_name(placed.moment, other.moment) && same_turn(other));
    moments.min_by_key(|other| days_between(other.to, placed.to).abs())
}

fn same_name(one: &Moment, other: &Moment) -> bool {
    fn names(moment: &Moment) -> impl Iterator<Item = String> + '_ {
        let title = moment.title.swedish.split(" (").next().unwrap_or_default();
        moment.names.iter().map(String::as_str).chain([moment.id.as_str(), title]).map(str::to_lowercase)
    }
    names(one).any(|name| names(other).any(|another| name == another))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::plan::{Appointment, Period};

    fn plan(region: &str, moments: &str) -> Plan {
        let text = format!("source = \"s\"\nmonths = 60\n{moments}");
        Plan::read(region, &text).expect("a plan")
    }

    fn moment(id: &str, title: &str, more: &str) -> String {
        format!("[[moment]]\nid = \"{id}\"\ntitle = \"{title}\"\nwhen = \"någon gång\"\nwith = [\"st\"]\nrule = \"r\"\n{more}\n")
    }

    #[test]
    fn ticks_follow_what_is_the_same_and_come_back() {
        let yearly = |from: &str| format!("from = \"{from}\"\nto = \"start + 12 mån\"\nevery = \"år\"");
        let single = "from = \"start\"\nto = \"halva\"";
        let one = plan("one", &[moment("rapport", "Rapport", &yearly("start")), moment("mitt", "Mittvärdering", single)].concat());
        let first = moment("forsta", "Första rapporten", "from = \"start + 9 mån\"\nto = \"start + 12 mån\"\nnames = [\"rapport\"]");
        let later = "from = \"start + 21 mån\"\nto = \"start + 24 mån\"\nevery = \"år\"";
        let two = plan("two", &[first, moment("rapport", "Rapport", later)].concat());
        let mut training = Training::new(date(2025, 9, 1));
        let ticked = Tick::Done { on: date(2027, 8, 1) };
        let days = Period { from: date(2027, 10, 4), to: date(2027, 10, 5) };
        let booked = Tick::Booked { at: Appointment::Days(days) };
        training.ticks =
            [("rapport.1", ticked.clone()), ("rapport.2", ticked.clone()), ("mitt", booked)].map(|(id, tick)| (id.to_owned(), tick)).into();
        let today = date(2027, 9, 1);
        let there = carried(Some(&one), Some(&two), &training, today);
        assert_eq!(there.training.ticks.keys().collect::<Vec<_>>(), ["forsta", "rapport.1"]);
        assert_eq!((there.aside, there.back), (vec!["mitt".to_owned()], Vec::new()));
        let again = carried(Some(&two), Some(&one), &there.training, today);
        assert_eq!(again.training, training);
        assert_eq!((again.aside, again.back), (Vec::new(), vec!["mitt".to_owned()]));
        // A region without a plan keeps all of it.
        let nowhere = carried(Some(&one), None, &training, today);
        assert!(nowhere.training.ticks.is_empty());
        assert_eq!(carried(None, Some(&one), &nowhere.training, today).training, training);
    }
}
