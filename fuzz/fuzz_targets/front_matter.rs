//! An edit of front matter changes the key that it names and nothing else, and reading it as the engine does costs what it may,
//! whatever the text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use openwork_core::fuzzing::{edit_head, read_head};

fuzz_target!(|data: &[u8]| {
    let Some((dice, text)) = data.split_first() else { return };
    let text = String::from_utf8_lossy(text);
    if let Err(found) = edit_head(*dice, &text).and_then(|()| read_head(&text)) {
        panic!("{dice} {text:?}: {found}");
    }
});
