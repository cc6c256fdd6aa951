//! `env.json` of the older server: variables of the engine.

use super::found::{Found, Source};
use super::json::{Fields, entries, entry};
use super::read::{Fault, Gathered, json};
use crate::model::migration::{LegacyKind, LegacySubject, MigrationAction};
use crate::model::secret::Secret;
use serde_json::value::RawValue;
use std::path::Path;

/// How the names begin that belong to the programs themselves.
const RESERVED: [&str; 2] = ["OPENWORK_", "OPENCODE_"];

/// Reads the variables. Of two of a name the later one counts.
pub(super) fn read(path: &Path) -> Option<Source> {
    json(LegacyKind::Environment, path, |object, gathered| match entries(object, "variables") {
        Ok(raws) => raws.into_iter().enumerate().for_each(|(index, raw)| {
            one(&format!("/variables/{index}"), raw, gathered);
        }),
        Err(why) => {
            let fault = Fault::new(format!("The list cannot be read: {why}."), "Set the variables by hand.");
            gathered.fail("/variables", LegacySubject::Source, "variables", fault);
        }
    })
}

fn one(at: &str, raw: &RawValue, gathered: &mut Gathered) {
    let fail = |name: &str, why: &str, gathered: &mut Gathered| {
        let fault = Fault::new(format!("It cannot be read: {why}."), "Set the variable by hand.");
        gathered.fail(at, LegacySubject::Variable, name, fault);
    };
    let map = match entry(raw) {
        Ok(map) => map,
        Err(why) => return fail("a variable without a name", &why, gathered),
    };
    let mut fields = Fields::of(&map);
    let Some(key) = fields.text("key") else { return fail("a variable without a name", "it has no name", gathered) };
    // a whole line where a name belongs has the value in it
    let name = key.split_once('=').map_or(key, |(name, _)| name);
    let first = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if name != key || !first || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') || name.len() > 128 {
        return fail(name, "its name is none of a variable", gathered);
    }
    if RESERVED.iter().any(|prefix| name.starts_with(prefix)) {
        let reason = "Names that begin with OPENWORK_ and OPENCODE_ belong to the programs themselves.";
        return gathered.left(at, LegacySubject::Variable, name, MigrationAction::Skip, reason, None);
    }
    // blanks around a value are a part of it
    match map.get("value").and_then(serde_json::Value::as_str).map(str::parse::<Secret>) {
        Some(Ok(value)) => {
            let updated_at = fields.moment("updatedAt");
            let what = Found::Variable { name: name.to_owned(), value, updated_at };
            gathered.add(at, what, fields.warnings);
        }
        Some(Err(_)) => fail(name, "its value is empty, or longer than 16384 characters", gathered),
        None => fail(name, "its value is no text", gathered),
    }
}
