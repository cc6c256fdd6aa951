//! An edit of a configuration changes the key that it names and nothing else, whatever the text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use openwork_core::fuzzing::edit_jsonc;

fuzz_target!(|data: &[u8]| {
    let Some((dice, text)) = data.split_first() else { return };
    let text = String::from_utf8_lossy(text);
    if let Err(found) = edit_jsonc(*dice, &text) {
        panic!("{dice} {text:?}: {found}");
    }
});
