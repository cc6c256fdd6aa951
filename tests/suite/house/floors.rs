//! Imports point down: a module names lower floors only, and no neighbour.

use super::source::{Source, planted, sources};

/// The floors of the core, the ground first. Neighbours stand on one line.
const FLOORS: &[&[&str]] = &[
    &["ids", "clock", "error", "text", "secrets", "cursor", "foreign"],
    &["model"],
    &["operation", "platform", "runtime"],
    &["store", "child"],
    &["engine", "remote", "legacy", "files"],
    &["workspaces", "config", "sessions", "providers", "resources", "router", "bundles", "cloud", "access"],
    &["flows"],
    &["server", "fuzzing"],
];

/// The ground is one floor whose modules may lean on each other.
const GROUND: usize = 0;

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&module))
}

/// The top-level module that a file of the core belongs to.
fn module(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("openwork-core/src/")?;
    let first = rest.split('/').next()?;
    Some(first.strip_suffix(".rs").unwrap_or(first)).filter(|name| *name != "lib")
}

/// The folders of a file's module below the core, and its own name: `engine/run.rs` is `["engine", "run"]`.
fn place(path: &str) -> Vec<&str> {
    let rest = path.strip_prefix("openwork-core/src/").unwrap_or_default();
    rest.trim_end_matches(".rs").trim_end_matches("/mod").split('/').collect()
}

/// The top-level modules that a statement names, from the root (`crate::`) or by climbing up to it (`super::super::`).
fn named(path: &str, line: &str) -> Vec<String> {
    let mut names = Vec::new();
    let depth = place(path).len();
    let climb = "super::".repeat(depth);
    for root in ["crate::", climb.as_str()] {
        for (at, _) in line.match_indices(root) {
            let before = line[..at].chars().next_back();
            let rest = &line[at + root.len()..];
            // `super::` before it climbs on, and out of the core: a test module within the file is one deeper.
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$' || c == ':') {
                continue;
            }
            if let Some(list) = rest.strip_prefix('{') {
                names.extend(heads(list));
            } else {
                names.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
            }
        }
    }
    names
}

/// The first names in a list of imports, which ends with its brace: `a::{b, c}, d::e}` has `a` and `d`.
fn heads(list: &str) -> Vec<String> {
    let (mut depth, mut heads) = (0, vec![String::new()]);
    for letter in list.chars() {
        match letter {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => heads.push(String::new()),
            _ if depth == 0 => heads.last_mut().expect("one at least").push(letter),
            _ => {}
        }
    }
    heads.iter().map(|head| head.trim().split("::").next().unwrap_or_default().to_owned()).collect()
}

fn findings(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources {
        let Some(from) = module(&source.path) else { continue };
        let Some(at) = floor(from) else {
            found.push(format!("{}: module `{from}` has no floor; give it one in this test", source.path));
            continue;
        };
        for (number, line) in source.imports_joined() {
            for to in named(&source.path, &line).iter().filter(|to| *to != from) {
                // what is named from the root is a type that lib.rs hands on from the ground
                let Some(below) = floor(to) else { continue };
                if below > at || (below == at && at != GROUND) {
                    found.push(format!("{}:{number}: `{from}` (floor {at}) names `{to}` (floor {below})", source.path));
                }
            }
        }
    }
    found
}

#[test]
fn imports_point_down() {
    let found = findings(&sources(&["openwork-core/src"]));
    assert!(found.is_empty(), "upward or sideways imports:\n{}", found.join("\n"));
}

#[test]
fn a_planted_upward_or_sideways_import_is_found() {
    for (path, line) in [
        ("openwork-core/src/model/event.rs", "use crate::store::Store;"),
        ("openwork-core/src/workspaces/mod.rs", "use crate::sessions::Sent;"),
        ("openwork-core/src/store/mod.rs", "fn f() { crate::server::go() }"),
        ("openwork-core/src/engine/mod.rs", "use crate::{error::Error, flows::feed};"),
        ("openwork-core/src/engine/mod.rs", "use crate::{\n    error::{Error, Result},\n    flows::feed,\n};"),
        ("openwork-core/src/engine/mod.rs", "pub(crate) use crate::{\n    flows::feed,\n};"),
        ("openwork-core/src/engine/mod.rs", "use super::flows::feed;"),
        ("openwork-core/src/engine/run.rs", "use super::super::flows::feed;"),
        ("openwork-core/src/engine/run.rs", "use super::super::{\n    clock,\n    flows::{self, feed},\n};"),
        ("openwork-core/src/store/rows/mod.rs", "fn f() { super::super::server::go() }"),
        ("openwork-core/src/store/rows/tokens.rs", "fn f() { super::super::super::server::go() }"),
        ("openwork-core/src/surprise.rs", "use crate::error::Error;"),
    ] {
        assert_eq!(findings(&[planted(path, line)]).len(), 1, "{path}: {line}");
    }
    for (path, line) in [
        ("openwork-core/src/store/mod.rs", "use crate::model::stored::TokenRecord;"),
        // within its own module, whatever its parts are called
        ("openwork-core/src/engine/run.rs", "use super::server;"),
        ("openwork-core/src/server/sessions/mod.rs", "use super::super::engine::EngineHandle;"),
    ] {
        assert_eq!(findings(&[planted(path, line)]), [""; 0], "{path}: {line}");
    }
}
