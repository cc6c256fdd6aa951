//! What a database says of one thing in several rows: two ids of one folder have one each. The reader has the newest come first,
//! which counts; what the others say is told for what it is.

use super::plan::{Planner, Verdict};
use crate::model::migration::{LegacyKind, MigrationAction};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;

/// What stands for a value.
pub(super) type Digest = [u8; 32];

/// What stands for this value. It may hold secrets, and this does not.
pub(super) fn digest(value: &Value) -> Digest {
    Sha256::digest(value.to_string()).into()
}

/// Where something is said, whether of one workspace alone, and what.
#[derive(Debug)]
pub(super) struct First {
    at: Option<String>,
    is_own: bool,
    value: Digest,
}

/// What a source said of each item first.
pub(super) type Firsts = HashMap<String, First>;

impl Planner<'_> {
    /// Notes that something is said here, where it is the first time.
    pub(super) fn is_said(&mut self, item: &str, at: Option<&String>, is_own: bool, value: Digest) {
        if self.kind == LegacyKind::RuntimeDatabase {
            self.firsts.entry(item.to_owned()).or_insert_with(|| First { at: at.cloned(), is_own, value });
        }
    }

    /// Has what is said again tell what counts instead. What is for all and gives way to what is of one workspace is told so.
    pub(super) fn say_again(
        &self,
        item: &str,
        at: Option<&String>,
        is_own: bool,
        verdict: &mut Verdict,
        value: &Digest,
    ) {
        let is_of_here = self.known.decided.by(item) == Some(&self.source);
        let first =
            self.firsts.get(item).filter(|first| is_of_here && first.at.as_ref() != at && first.is_own == is_own);
        let Some(First { at: Some(before), value: counts, .. }) = first else { return };
        (verdict.action, verdict.reason) = if counts == value {
            (MigrationAction::Keep, format!("It stands at `{before}` too, as it does here."))
        } else {
            let why = format!(
                "`{before}` says something else of it, and counts: of rows about one workspace the newest does."
            );
            (MigrationAction::Skip, why)
        };
    }
}
