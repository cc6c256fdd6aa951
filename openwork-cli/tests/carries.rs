//! An executable that was built to carry its engine, and carries none yet. `make single-test` runs this: it has the feature.

#![allow(clippy::unwrap_used, reason = "helpers of tests: what goes wrong there fails the test")]

use std::path::Path;
use std::process::{Command, Output};

fn run(home: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_openwork-cli"));
    command.env_clear().env("HOME", home).current_dir(home).args(words).arg("--data-dir").arg(home.join("data"));
    command.output().unwrap()
}

#[test]
fn one_that_carries_nothing_says_so() {
    let home = tempfile::tempdir().unwrap();
    let made = run(home.path(), &["workspaces", "create-local", "--folder-path", "."]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let refused = run(home.path(), &["sessions", "list", "."]);
    let said = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(6), "{said}");
    // It is not taken for one that was built without: such a one would say that no engine is installed.
    assert!(said.contains("carries are damaged") && said.contains("executable again"), "{said}");
}
