//! What tests and the demo need around Stina: a homeserver, an independent client, Python tools.
#![expect(dead_code, reason = "each test and the demo use their own part of this")]

pub mod crowd;
pub mod nio;
pub mod postgres;
pub mod python;
pub mod synapse;
