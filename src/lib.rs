//! Stina, a chat assistant for resident doctors in Swedish general practice: this is the map.
//!
//! # The flow
//!
//! ```text
//! chat event ─▶ chat ─▶ store.handle( facts ─▶ assistant::decide ─▶ effects ) ─▶ outbox ─▶ chat.send
//!               (I/O)   └──────────── one transaction ──────────────┘             (I/O)
//! ```
//!
//! What follows from an event is decided by a function that knows no clock, no database and no
//! network, inside the transaction that has read the facts and writes the effects. A crash before
//! the commit repeats the event, a crash after it repeats only the sending.
//!
//! # The modules, in the order of the flow
//!
//! | module | what it holds |
//! |---|---|
//! | [`event`] | IN: what can happen |
//! | [`command`] | text → request; never fails |
//! | [`facts`] | what deciding needs from the store |
//! | [`assistant`] | DECIDE: answers, reminders, ST days, help; every sentence she says |
//! | [`effect`] | OUT: what shall be done |
//! | [`table`] | lists in files: any spreadsheet's .csv read, a safe one written |
//! | [`language`] | Swedish, alone: normalising, stems, compounds, typos, dates, personal numbers |
//! | [`plan`] | the plan of one's ST, alone: what falls when, and its picture |
//! | [`knowledge`] | the rules and plans: load, check, find, understand; `build.rs` runs it on the rules inside |
//! | [`store`] | what lasts, on SQLite and PostgreSQL from one SQL |
//! | [`chat`] | the only place that knows a network: Matrix, the terminal |
//! | [`run`] | the only loop, the only spawn |
//! | [`config`], [`secret`], [`clock`], [`failpoint`] | settings; what must not be shown; the time; where crash tests stop |
//! | [`cli`] | the commands of the program |
//!
//! # Invariants
//!
//! Each is a test in `tests/tidy.rs`.
//!
//! - `event`, `effect`, `facts`, `command`, `assistant`, `table`, `language` and `plan` name no tokio, no
//!   sqlx, no `std::fs` and no `now()`.
//! - `language` and `plan` import no sibling module.
//! - Only `chat::matrix` uses the Matrix SDK.
//! - Only [`run`] spawns tasks (the programs of [`cli`] start it).
//! - Every file opens with a line that says what it is for, and none outgrows a reader's mind.
//!
//! # Once
//!
//! Every event is answered once and every reminder arrives once, whatever is killed when:
//!
//! 1. The sync token that counts is the store's, written after the events of its batch; the SDK's own
//!    is removed at the start ([`chat::matrix`]).
//! 2. A limited timeline is paged back to the last handled event.
//! 3. After a start, syncing reaches the present before anything is sent; own messages found on the
//!    way mark their outbox rows as sent ([`run`]).
//! 4. Every writing transaction checks the lease's epoch, so a process that was paused and replaced
//!    can write nothing ([`store`]).
//! 5. An outbox id follows from its cause alone, so a repeated decision gives the same id.

#![recursion_limit = "256"]

pub mod assistant;
pub mod chat;
pub mod cli;
pub mod clock;
pub mod command;
pub mod config;
pub mod effect;
pub mod event;
pub mod facts;
pub mod failpoint;
pub mod knowledge;
pub mod language;
pub mod plan;
pub mod run;
pub mod secret;
pub mod store;
pub mod table;
