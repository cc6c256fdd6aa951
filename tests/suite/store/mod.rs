//! What the real program keeps: after `kill -9`, on a full disk, and in the face of a file that is not what it wrote.

mod damaged;
mod full;
mod killed;

use harness::server::{Door, Home, program};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

/// Where the store of a home lies.
fn file(home: &Home) -> PathBuf {
    home.data().join("state/openwork.redb")
}

/// What is in the folder of the store.
fn state(home: &Home) -> Vec<String> {
    let entries = std::fs::read_dir(home.data().join("state")).into_iter().flatten().flatten();
    let mut names: Vec<_> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Runs the command line on the data folder of a home, where no server runs; answers its exit code and all it said.
fn cli(home: &Home, words: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(program("openwork-cli"));
    command.args(words).arg("--data-dir").arg(home.data());
    command.env_clear().env("HOME", home.at("user")).env("TMPDIR", home.at("tmp"));
    let output = command.output().expect("openwork-cli");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&said).into_owned())
}

/// That every row fits every other, as the command says that people are told to use.
fn is_sound(home: &Home) {
    let (code, said) = cli(home, &["store", "check"]);
    assert!(code == Some(0) && said.contains("All of them fit."), "store check exits with {code:?}: {said}");
}

/// Everything that a list has, page by page, by id.
async fn listed(door: &Door, path: &str) -> BTreeMap<String, Value> {
    let (mut items, mut cursor) = (BTreeMap::new(), String::new());
    loop {
        let page = door.get(&format!("{path}{cursor}")).await;
        assert_eq!(page.status, 200, "{}", page.text());
        let page = page.data();
        let id = |item: &Value| item["id"].as_str().expect("an id").to_owned();
        items.extend(page["items"].as_array().expect("items").iter().map(|item| (id(item), item.clone())));
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("?cursor={next}"),
            None => return items,
        }
    }
}
