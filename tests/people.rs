//! Who may do what, lists of people and the audit log: on the command line, and for any list there is.

#[path = "people/commands.rs"]
mod commands;
#[path = "people/lists.rs"]
mod lists;
