//! The store's contract, on both databases: every test of `tests/store/` runs on SQLite and on a
//! real PostgreSQL.

#[path = "support/postgres.rs"]
mod postgres;
#[path = "support/python.rs"]
mod python;

#[path = "store/announcements.rs"]
mod announcements;
#[path = "store/bench.rs"]
mod bench;

#[path = "store/copies.rs"]
mod copies;
#[path = "store/days.rs"]
mod days;
#[path = "store/delivering.rs"]
mod delivering;
#[path = "store/facts.rs"]
mod facts;
#[path = "store/keeping.rs"]
mod keeping;
#[path = "store/leases.rs"]
mod leases;
#[path = "store/migrations.rs"]
mod migrations;
#[path = "store/moments.rs"]
mod moments;
#[path = "store/once.rs"]
mod once;
#[path = "store/outgoing.rs"]
mod outgoing;
#[path = "store/plans.rs"]
mod plans;
#[path = "store/powers.rs"]
mod powers;
#[path = "store/referring.rs"]
mod referring;
#[path = "store/reminders.rs"]
mod reminders;
#[path = "store/rooms.rs"]
mod rooms;
#[path = "store/sharing.rs"]
mod sharing;
#[path = "store/trouble.rs"]
mod trouble;
