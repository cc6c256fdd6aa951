//! The library inside programs of other languages: what only they can show, told by themselves.

use harness::server::{Home, processes_of, program};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What `make` keeps of this name: where the variable says, else beside the built programs.
fn kept(variable: &str, place: &str) -> PathBuf {
    let beside = || program("openwork-http").with_file_name("../openwork").join(place);
    std::env::var_os(variable).map_or_else(beside, PathBuf::from)
}

/// One of our Python programs, with the package of the bindings; the Python is the one that `make tools` chose.
pub(crate) fn python(script: &Path) -> tokio::process::Command {
    let package = kept("OPENWORK_TEST_BINDINGS", "bindings").join("python");
    assert!(package.join("openwork/__init__.py").exists(), "no Python package: run `make bindings`");
    let python = kept("OPENWORK_TEST_PYTHON", "venv/bin/python");
    assert!(python.exists(), "no {}: run `make tools`", python.display());
    let mut python = tokio::process::Command::new(python);
    python.arg(script).env("PYTHONPATH", package).env("PYTHONDONTWRITEBYTECODE", "1").kill_on_drop(true);
    python
}

#[tokio::test]
async fn what_only_python_can_show_holds() {
    let home = Home::new();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("ffi/python/checks.py");
    let mut checks = python(&script);
    checks.env("HOME", home.at("user")).env("TMPDIR", home.at("tmp"));
    let output = checks.output().await.expect("Python");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}\n{err}");
    let said: serde_json::Value = serde_json::from_str(out.trim()).unwrap_or_else(|_| panic!("no JSON: {out}\n{err}"));
    let checked = said["checked"].as_array().expect("names").iter().filter_map(|name| name.as_str());
    let checked: BTreeSet<String> = checked.map(str::to_owned).collect();
    // A check that nobody put on the program's list would never run.
    let source = std::fs::read_to_string(&script).expect("the program");
    let written = source.lines().filter_map(|line| line.strip_prefix("async def ")?.strip_suffix("():"));
    assert_eq!(checked, written.map(str::to_owned).collect());
    assert!(checked.len() >= 9, "{checked:?}");
    assert_eq!(processes_of(&home.at("user")), [], "nothing is left of its engines");
}
