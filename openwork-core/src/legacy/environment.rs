//! `env.json` of the older server: variables of the engine.

use super::found::{Found, Source};
use super::json::{Fields, entries, entry};
use super::read::{Fault, Gathered, json};
use crate::clock::Timestamp;
use crate::model::migration::{LegacyKind, LegacySubject, MigrationAction};
use crate::model::secret::Secret;
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::path::Path;

/// How the names begin that belong to the programs themselves.
const RESERVED: [&str; 2] = ["OPENWORK_", "OPENCODE_"];
const RESERVED_FOR: &str = "Names that begin with OPENWORK_ and OPENCODE_ belong to the programs themselves.";

/// Reads the variables. Of two of a name the later one counts.
pub(super) fn read(path: &Path) -> Option<Source> {
    json(LegacyKind::Environment, path, |object, gathered| {
        let raws = entries(object, "variables").unwrap_or_else(|why| {
            let fault = Fault::new(format!("The list cannot be read: {why}."), "Set the variables by hand.");
            gathered.fail("/variables", LegacySubject::Source, "variables", fault);
            Vec::new()
        });
        let all: Vec<Read> = raws.into_iter().map(one).collect();
        let mut last: HashMap<&str, usize> = HashMap::new();
        for (index, read) in all.iter().enumerate() {
            last.extend(read.variable().map(|name| (name, index)));
        }
        for (index, read) in all.iter().enumerate() {
            let at = format!("/variables/{index}");
            let later = read.variable().and_then(|name| last.get(name)).filter(|last| **last != index);
            read.tell(&at, later.copied(), gathered);
        }
    })
}

/// What an entry is.
enum Read {
    Variable { name: String, value: Secret, updated_at: Option<Timestamp>, warnings: Vec<String> },
    Reserved(String),
    Unread(String, Fault),
}

impl Read {
    /// The name of a variable that can be taken over.
    fn variable(&self) -> Option<&str> {
        if let Self::Variable { name, .. } = self { Some(name) } else { None }
    }

    /// Tells it; `later` is where a variable stands that counts instead.
    fn tell(&self, at: &str, later: Option<usize>, gathered: &mut Gathered) {
        let skip = |name: &str, reason: &str, gathered: &mut Gathered| {
            gathered.left(at, LegacySubject::Variable, name, MigrationAction::Skip, reason, None);
        };
        match self {
            Self::Variable { name, .. } if let Some(later) = later => {
                skip(
                    name,
                    &format!("Its name stands at `/variables/{later}` too, and the later one counts."),
                    gathered,
                );
            }
            Self::Variable { name, value, updated_at, warnings } => {
                let what = Found::Variable { name: name.clone(), value: value.clone(), updated_at: *updated_at };
                gathered.add(at, what, warnings.clone());
            }
            Self::Reserved(name) => skip(name, RESERVED_FOR, gathered),
            Self::Unread(name, fault) => gathered.fail(at, LegacySubject::Variable, name, fault.clone()),
        }
    }
}

fn one(raw: &RawValue) -> Read {
    let fail = |name: &str, why: &str| {
        let fault = Fault::new(format!("It cannot be read: {why}."), "Set the variable by hand.");
        Read::Unread(name.to_owned(), fault)
    };
    let map = match entry(raw) {
        Ok(map) => map,
        Err(why) => return fail("a variable without a name", &why),
    };
    let mut fields = Fields::of(&map);
    let Some(key) = fields.text("key") else { return fail("a variable without a name", "it has no name") };
    // a whole line where a name belongs has the value in it
    let name = key.split_once('=').map_or(key, |(name, _)| name);
    let first = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if name != key || !first || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') || name.len() > 128 {
        return fail(name, "its name is none of a variable");
    }
    if RESERVED.iter().any(|prefix| name.starts_with(prefix)) {
        return Read::Reserved(name.to_owned());
    }
    // blanks around a value are a part of it
    match map.get("value").and_then(serde_json::Value::as_str).map(str::parse::<Secret>) {
        Some(Ok(value)) => {
            let updated_at = fields.moment("updatedAt");
            Read::Variable { name: name.to_owned(), value, updated_at, warnings: fields.warnings }
        }
        Some(Err(_)) => fail(name, "its value is empty, or longer than 16384 characters"),
        None => fail(name, "its value is no text"),
    }
}
