//! Any file that is sent as a list: decoded and taken into rows.

#![no_main]

use libfuzzer_sys::fuzz_target;
use stina_fuzz::table;

fuzz_target!(|bytes: &[u8]| {
    let _ = table::decode(bytes);
    let _ = table::read(bytes);
});
