//! What a hub's archive holds stays within its bounds, whatever it says.

#![no_main]

use libfuzzer_sys::fuzz_target;
use openwork_core::fuzzing::unpack_archive;

fuzz_target!(|data: &[u8]| {
    let Some((dice, bytes)) = data.split_first() else { return };
    if let Err(found) = unpack_archive(*dice, bytes) {
        panic!("{dice}: {found}");
    }
});
