//! The Matrix side of Stina on a real homeserver, seen by an independent client.
#![recursion_limit = "256"]

mod account;
#[path = "../support/bot.rs"]
mod bot;
mod conversation;
mod files;
mod harness;
mod once;
mod rooms;
mod service;
mod slow;
mod st_days;
#[path = "../support/mod.rs"]
mod support;
