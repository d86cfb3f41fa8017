//! The parts of Stina that read what people send, compiled alone: fuzzing them needs no chat and no database.

#[path = "../../src/knowledge/mod.rs"]
pub mod knowledge;
#[path = "../../src/language/mod.rs"]
pub mod language;
#[path = "../../src/plan/mod.rs"]
pub mod plan;
#[path = "../../src/table.rs"]
pub mod table;
