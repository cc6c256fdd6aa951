//! Promise G11: a configuration that is spoiled anywhere by a letter too many, too few or another: what asks for it is answered, what
//! changes it does so in its place or is refused, and no letter of it is lost. A test of the core tries every letter; here some.

use super::golden::{self, is_all_in};
use super::{Desk, MANAGED};
use harness::dice::Dice;
use http::Method;
use serde_json::{Value, json};

/// How many are tried of each text.
const ROUNDS: usize = 12;

/// What is put in the place of a letter, or before it.
const SPOILS: [&str; 15] = ["", "{", "}", "[", "]", ",", ":", "\"", "/", "*", "\\", "\n", "\0", "x", "\u{feff}"];

fn spoiled(text: &str, dice: &mut Dice) -> String {
    let mut pick = |count: usize| usize::try_from(dice.between(0, count as u64)).expect("small");
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    let (at, letter) = letters[pick(letters.len())];
    let (before, after) = (&text[..at], &text[at + letter.len_utf8()..]);
    let spoil = SPOILS[pick(SPOILS.len())];
    if pick(2) == 0 { format!("{before}{spoil}{after}") } else { format!("{before}{spoil}{letter}{after}") }
}

impl Desk {
    /// Whether what people have there can be read. What is wrong is said with its place.
    async fn is_told(&self, file: &str, text: &str) -> bool {
        let told = self.get().await;
        let layer = told["layers"].as_array().expect("layers").iter().find(|layer| layer["file"] == file);
        let layer = layer.unwrap_or_else(|| panic!("no {file}: {told}"));
        let checked = self.door.post(&self.place("/validate"), &json!({})).await.data();
        for issue in checked["issues"].as_array().expect("issues") {
            let has_place = issue["line"].as_u64() >= Some(1) && issue["column"].as_u64() >= Some(1);
            assert!(has_place && issue["message"].as_str().is_some_and(|said| said.len() > 5), "{issue} of {text:?}");
        }
        assert_eq!(checked["valid"] == true, checked["issues"] == json!([]), "{checked}");
        assert_eq!(layer["issues"].as_array().is_none_or(Vec::is_empty), checked["valid"] == true, "{told} {checked}");
        checked["valid"] == true
    }

    /// What is done to the managed layer and taken back: where it is refused, no letter changes.
    async fn changes(&self, text: &str) -> bool {
        let key = |value: Value| json!({"opencode": {"snapshot": value}});
        let server = json!({"name": "own", "config": {"type": "local", "command": ["a"]}});
        let under = |rest: &str| format!("/workspaces/{}/{rest}", self.id);
        let mut done = 0;
        for (method, place, on, off) in [
            (Method::PATCH, self.place(""), key(json!(false)), (Method::PATCH, self.place(""), key(Value::Null))),
            (Method::POST, under("mcp"), server, (Method::DELETE, under("mcp/own"), json!({}))),
        ] {
            let set = self.door.ask(method, &place).json(&on).send().await;
            let now = self.read(MANAGED).expect("there");
            if set.status != 200 {
                assert_eq!((set.code().as_str(), now.as_str()), ("conflict", text), "{}", set.text());
                continue;
            }
            assert!(is_all_in(text, &now) && now != text, "{text:?}\n{now:?}");
            let (method, place, body) = off;
            let gone = self.door.ask(method, &place).json(&body).send().await;
            assert_eq!(gone.status, 200, "{text:?}: {}", gone.text());
            let back = self.read(MANAGED).expect("there");
            let blanks = |text: &str| text.replace(char::is_whitespace, "");
            assert_eq!(blanks(&back), blanks(text), "{text:?}\n{back:?}");
            done += 1;
        }
        done == 2
    }
}

#[tokio::test]
async fn g11_what_is_spoiled_anywhere_is_told_and_changed_in_its_place_or_not_at_all() {
    let desk = Desk::open().await;
    let (mut dice, mut read, mut edited, mut taken, mut all) = (Dice::roll(), 0, 0, 0, 0);
    for (name, golden) in golden::all() {
        for _ in 0..ROUNDS {
            let text = spoiled(&golden, &mut dice);
            all += 1;
            // the user's own file, as it lies there and as it is put there
            desk.write("opencode.jsonc", &text);
            read += usize::from(desk.is_told("opencode.jsonc", &text).await);
            assert_eq!(desk.read("opencode.jsonc").as_ref(), Some(&text), "{name}: to look writes nothing");
            desk.write("opencode.jsonc", "{ \"share\": \"manual\" }");
            let put = desk.put_raw(&json!({ "content": text })).await;
            let now = desk.read("opencode.jsonc").expect("there");
            match put.code().as_str() {
                "" => assert_eq!(now, text, "{name}"),
                "unprocessable" => assert_eq!(now, "{ \"share\": \"manual\" }", "{name}: {text:?}"),
                _ => panic!("{name} {text:?}: {}", put.text()),
            }
            taken += usize::from(put.status == 200);
            std::fs::remove_file(desk.folder.join("opencode.jsonc")).expect("removed");
            // the managed layer
            desk.write(MANAGED, &text);
            desk.is_told(MANAGED, &text).await;
            edited += usize::from(desk.changes(&text).await);
            std::fs::remove_dir_all(desk.folder.join(".opencode")).expect("removed");
        }
    }
    println!("of {all} texts {read} could be read, {taken} be put and {edited} be edited");
    for some in [read, edited, taken] {
        assert!(some > all / 20 && some < all, "{some} of {all}");
    }
}
