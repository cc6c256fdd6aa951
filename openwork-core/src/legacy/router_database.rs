//! `opencode-router.db` and `owpenbot.db`: whom the bots speak with.

use super::database::{self, Database, Row};
use super::folders::Folders;
use super::found::{Found, FoundBinding, Source};
use super::read::{Fault, Gathered};
use super::router::cleaned;
use crate::model::migration::{LegacyKind, LegacySubject, MigrationAction};
use crate::model::router::Channel;
use std::path::Path;

/// What is not taken over of it, and why.
const LEFT: [(&str, LegacySubject, &str); 4] = [
    ("sessions", LegacySubject::RouterBinding, "Each conversation begins a session of its own with its next message."),
    ("allowlist", LegacySubject::RouterBinding, "Who may speak with a bot is asked anew, with the pairing code."),
    ("pairing_requests", LegacySubject::RouterBinding, "A request to be let in holds for minutes."),
    ("settings", LegacySubject::Source, "They are those of a router that is gone."),
];

/// Reads the database.
pub(super) fn read(path: &Path, folders: &Folders<'_>) -> Option<Source> {
    database::source(LegacyKind::RouterDatabase, path, &folders.look.scratch, |database, gathered| {
        bindings(database, folders, gathered)?;
        left(database, gathered).map(|()| true)
    })
}

fn bindings(database: &Database, folders: &Folders<'_>, gathered: &mut Gathered) -> Result<(), Fault> {
    let columns = database.columns("bindings")?;
    if columns.is_empty() {
        return Ok(());
    }
    if !["channel", "peer_id", "directory"].iter().all(|name| columns.contains(*name)) {
        let why = "The table `bindings` has other columns than it should.";
        return Err(Fault::new(why, "Bind the conversations by hand."));
    }
    // before there could be several bots, no column named one
    let identity = if columns.contains("identity_id") { "identity_id" } else { "'default'" };
    let time = |name: &'static str| if columns.contains(name) { name } else { "NULL" };
    let names = ["channel", identity, "peer_id", "directory", time("created_at"), time("updated_at")];
    database.rows("bindings", &names, |row| binding(row, folders, gathered))
}

fn binding(row: &Row<'_>, folders: &Folders<'_>, gathered: &mut Gathered) {
    let text = |column: usize| row.text(column).map(str::trim).filter(|text| !text.is_empty());
    let (channel, identity) = (text(0), cleaned(text(1).unwrap_or("default")));
    let at = format!("bindings/{}/{identity}/{}", channel.unwrap_or_default(), text(2).unwrap_or_default());
    let mut warnings = Vec::new();
    let mut moment = |column: usize, name: &str| {
        row.moment(column).unwrap_or_else(|()| {
            warnings.push(format!("`{name}` is no moment; it was left out."));
            None
        })
    };
    let (created_at, updated_at) = (moment(4, "created_at"), moment(5, "updated_at"));
    let read = || {
        let channel = match channel.ok_or("it names no service")? {
            "telegram" => Channel::Telegram,
            "slack" => Channel::Slack,
            _ => return Err("it is of a service that is unsupported"),
        };
        let directory = text(3).ok_or("it names no folder")?;
        let directory = folders.of(directory, None).map_or(directory.to_owned(), |folder| folder.path.to_string());
        let peer = text(2).ok_or("it names nobody")?.to_owned();
        Ok(Found::Binding(FoundBinding { channel, identity, peer, directory, created_at, updated_at }))
    };
    match read() {
        Ok(what) => gathered.add(at, what, warnings),
        Err(why) => {
            let fault = Fault::new(format!("It cannot be taken over: {why}."), "Bind the conversation by hand.");
            gathered.fail_with(at.clone(), LegacySubject::RouterBinding, &at, fault, warnings);
        }
    }
}

/// How much is left of what is not taken over.
fn left(database: &Database, gathered: &mut Gathered) -> Result<(), Fault> {
    for (table, subject, reason) in LEFT {
        if database.columns(table)?.is_empty() {
            continue;
        }
        let mut count = 0_usize;
        database.rows(table, &["1"], |_| count += 1)?;
        if count > 0 {
            gathered.left(table, subject, &format!("{count} of `{table}`"), MigrationAction::Skip, reason, None);
        }
    }
    Ok(())
}
