//! Imports point down: a module names lower floors only, and no neighbour.

use super::source::{Source, planted, sources};

/// The floors of the core, the ground first. Neighbours stand on one line.
const FLOORS: &[&[&str]] = &[
    &["ids", "clock", "error", "text", "cursor", "foreign"],
    &["model"],
    &["operation", "platform", "runtime"],
    &["store"],
    &["engine", "remote", "legacy"],
    &["workspaces", "config", "files", "sessions", "providers", "resources", "router", "bundles", "access"],
    &["flows"],
    &["server"],
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

/// The top-level modules that a line names.
fn named(line: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        let before = line[..at].chars().next_back();
        let rest = &line[at + "crate::".len()..];
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        if let Some(list) = rest.strip_prefix('{') {
            let parts = list.split(['{', '}', ',']).map(|part| part.trim().split("::").next().unwrap_or_default());
            names.extend(parts.map(str::to_owned));
        } else {
            names.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    names
}

fn findings(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources {
        let Some(from) = module(&source.path) else { continue };
        let Some(at) = floor(from) else {
            found.push(format!("{}: module `{from}` has no floor; give it one in this test", source.path));
            continue;
        };
        for (number, line) in source.statements() {
            for to in named(line).iter().filter(|to| *to != from) {
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
        ("openwork-core/src/surprise.rs", "use crate::error::Error;"),
    ] {
        assert_eq!(findings(&[planted(path, line)]).len(), 1, "{path}: {line}");
    }
    assert!(
        findings(&[planted("openwork-core/src/store/mod.rs", "use crate::model::stored::TokenRecord;")]).is_empty()
    );
}
