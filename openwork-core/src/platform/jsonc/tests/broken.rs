//! Configurations as people write them, cut and spoiled at every letter: each is read, or is a fault with its place; and what is
//! edited keeps all that it said, and all its comments.

use super::{comments, edited};
use crate::platform::jsonc::{Edit, parse};
use serde_json::{Value, json};

const GOLDEN: [&str; 6] = [
    include_str!("../../../../../tests/suite/config/golden/two-spaces.jsonc"),
    include_str!("../../../../../tests/suite/config/golden/tabs.jsonc"),
    include_str!("../../../../../tests/suite/config/golden/one-line.json"),
    include_str!("../../../../../tests/suite/config/golden/commas-first.jsonc"),
    include_str!("../../../../../tests/suite/config/golden/much-said.jsonc"),
    include_str!("../../../../../tests/suite/config/golden/one-word.jsonc"),
];

/// What is put in the place of a letter, or before it.
const SPOILS: [&str; 15] = ["", "{", "}", "[", "]", ",", ":", "\"", "/", "*", "\\", "\n", "\0", "x", "\u{feff}"];

/// What comes of a text that may be anything. Answers whether it can be read.
fn holds(text: &str) -> bool {
    let path = ["added", "here"];
    let made = edited(text, &[Edit::set(path, json!({"x": [1]}))]);
    let value = match parse(text) {
        Ok(value) => value,
        Err(fault) => {
            let lines = text.split(['\n', '\r']).count();
            let line = usize::try_from(fault.line).unwrap();
            assert!(line >= 1 && line <= lines && fault.column >= 1, "{text:?}: {fault}");
            // comments alone are a text to begin with
            assert_eq!(made.is_ok(), fault.message == "there is no value", "{text:?}: {fault}");
            return false;
        }
    };
    let Value::Object(said) = &value else {
        assert!(made.is_err(), "{text:?}");
        return true;
    };
    let made = made.unwrap_or_else(|fault| panic!("{text:?}: {fault}"));
    let now = parse(&made).unwrap();
    assert_eq!(now["added"]["here"], json!({"x": [1]}), "{made:?}");
    assert!(said.iter().all(|(key, value)| now[key] == *value), "{text:?}\n{made:?}");
    let (bare, now) = (text.trim_start_matches('\u{feff}'), made.trim_start_matches('\u{feff}'));
    assert_eq!(comments(bare), comments(now), "{text:?}\n{made:?}");
    let back = edited(&made, &[Edit::remove(["added"])]).unwrap();
    assert_eq!(parse(&back).unwrap(), value, "{text:?}\n{back:?}");
    true
}

#[test]
fn g11_a_configuration_that_is_spoiled_anywhere_is_a_fault_or_keeps_all_that_it_says() {
    let (mut read, mut all) = (0, 0);
    // of the variants a part will do
    let variants =
        |text: &&str| [((*text).to_owned(), 1), (text.replace('\n', "\r\n"), 5), (format!("\u{feff}{text}"), 5)];
    for (golden, step) in GOLDEN.iter().flat_map(variants) {
        assert!(holds(&golden), "{golden}");
        for (at, letter) in golden.char_indices().step_by(step) {
            let (before, after) = (&golden[..at], &golden[at + letter.len_utf8()..]);
            let spoiled = SPOILS
                .iter()
                .flat_map(|spoil| [format!("{before}{spoil}{after}"), format!("{before}{spoil}{letter}{after}")]);
            for text in spoiled.chain([before.to_owned(), after.to_owned()]) {
                read += usize::from(holds(&text));
                all += 1;
            }
        }
    }
    assert!(read > all / 10 && read < all * 9 / 10, "{read} of {all} could be read");
}
