//! What was done in older OpenWork: its logs stay where they are, and are read there whenever somebody asks.
//!
//! Which logs there are is what imports have found. A page is the newest of all their lines that lie behind a place: no more
//! than it holds is in memory, however long the logs are.

use super::Imports;
use super::access::role_of;
use super::plan::without_secrets;
use crate::clock::Timestamp;
use crate::cursor;
use crate::error::{Error, Result};
use crate::ids::WorkspaceId;
use crate::legacy::audit::{self, FoundRecord, MOST, Passed};
use crate::model::audit::{AuditActor, AuditFault, AuditOrigin, AuditRecord, AuditRecordList, ListAudit};
use crate::model::migration::LegacyKind;
use crate::model::page::Limit;
use crate::runtime::blocking::blocking;
use crate::store::{Read, StoreError};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// How much is read for one page.
const MOST_OF_ALL: u64 = 8 * MOST;
/// How many faults are told.
const TOLD: usize = 100;
/// Where a workspace has its log in the first era.
const OWN: &str = ".opencode/openwork/audit.jsonl";

/// Where a record stands among all: the newest first, and of one moment what was written last.
type Place = (Reverse<Timestamp>, String, Reverse<u64>);

/// A log that an import has found.
struct Log {
    path: String,
    of: Option<WorkspaceId>,
}

impl Imports {
    /// What was done, newest first.
    pub(crate) async fn records(&self, query: ListAudit) -> Result<AuditRecordList> {
        let of = query.workspace_id.as_ref().map(|id| self.0.registry.get(&self.0.registry.canonical(id)));
        let of = of.transpose()?.map(|record| record.id.clone());
        let after: Option<Place> = query.cursor.as_deref().map(cursor::read).transpose()?;
        let limit = query.limit.map_or(100, Limit::get);
        let this = self.clone();
        let found = blocking(move || this.page(of.as_ref(), after.as_ref(), limit));
        found.await.map_err(Error::internal)?
    }

    fn page(&self, of: Option<&WorkspaceId>, after: Option<&Place>, limit: usize) -> Result<AuditRecordList> {
        let mut logs = self.0.store.read(logs)?;
        logs.retain(|log| of.is_none() || log.of.as_ref() == of);
        let home = self.0.look.as_ref().map_or(&self.0.data, |look| &look.home);
        let mut page: BTreeMap<Place, FoundRecord> = BTreeMap::new();
        let (mut faults, mut left) = (Vec::new(), MOST_OF_ALL);
        for log in &logs {
            if left == 0 {
                faults.push(fault(log, 0, "Together they are too large; ask for one workspace."));
                continue;
            }
            let read = audit::each(Path::new(&log.path), home, |record| {
                let place = (Reverse(record.at), log.path.clone(), Reverse(record.offset));
                if after.is_none_or(|after| place > *after) {
                    page.insert(place, record);
                    if page.len() > limit + 1 {
                        page.pop_last();
                    }
                }
            });
            left = left.saturating_sub(read.as_ref().map_or(0, |passed| passed.read));
            faults.extend(told(log, read));
        }
        faults.truncate(TOLD);
        let next = page.keys().nth(limit.saturating_sub(1)).filter(|_| page.len() > limit);
        let next_cursor = next.map(cursor::write).transpose()?;
        let known: HashMap<&str, &Log> = logs.iter().map(|log| (log.path.as_str(), log)).collect();
        let items = self.0.store.read(|read| {
            let of_log = |path: &str| known.get(path).and_then(|log| log.of.clone());
            page.into_iter().take(limit).map(|((_, path, _), found)| shown(read, of_log(&path), path, found)).collect()
        });
        Ok(AuditRecordList { items: items?, next_cursor, logs: super::count(logs.len()), faults })
    }
}

/// The logs, each with the workspace that it is of, if that is here.
fn logs(read: &Read<'_>) -> std::result::Result<Vec<Log>, StoreError> {
    let workspaces = read.workspaces().list()?;
    let in_folder = |folder: &Path| {
        workspaces.iter().find(|record| Path::new(&record.folder) == folder).map(|record| record.id.clone())
    };
    let mut logs = Vec::new();
    for source in read.imports().sources()?.into_iter().filter(|source| source.kind == LegacyKind::AuditLog) {
        let path = Path::new(&source.path);
        let of = if path.ends_with(OWN) {
            path.ancestors().nth(3).and_then(in_folder)
        } else {
            let stem = path.file_stem().and_then(|stem| stem.to_str());
            stem.map(|stem| read.aliases().get(stem)).transpose()?.flatten()
        };
        logs.push(Log { path: source.path, of });
    }
    Ok(logs)
}

fn fault(log: &Log, lines: u32, reason: impl Into<String>) -> AuditFault {
    AuditFault { log: log.path.clone(), lines, reason: reason.into() }
}

/// What is wrong with a log, if anything is.
fn told(log: &Log, read: std::result::Result<Passed, String>) -> Option<AuditFault> {
    match read {
        Err(reason) => Some(fault(log, 0, reason)),
        Ok(Passed { skipped, lines, .. }) if skipped > 0 => {
            let reason = format!("It is too large: its first {skipped} bytes were not read.");
            Some(fault(log, lines, reason))
        }
        Ok(Passed { lines, .. }) if lines > 0 => Some(fault(log, lines, "Some of its lines are no records.")),
        Ok(_) => None,
    }
}

fn shown(
    read: &Read<'_>,
    workspace_id: Option<WorkspaceId>,
    log: String,
    found: FoundRecord,
) -> std::result::Result<AuditRecord, StoreError> {
    let hash = found.token_hash.map(|hash| hash.to_ascii_lowercase());
    let token = hash.map(|hash| read.tokens().by_hash(&hash)).transpose()?.flatten();
    let text = |text: Option<String>| text.map(|text| without_secrets(&text));
    let origin = found.origin.as_deref().and_then(|word| match word {
        "host" => Some(AuditOrigin::Host),
        "remote" => Some(AuditOrigin::Remote),
        _ => None,
    });
    Ok(AuditRecord {
        id: text(found.id),
        at: found.at,
        workspace_id,
        older_workspace_id: text(found.workspace),
        action: without_secrets(&found.action),
        actor: AuditActor {
            origin,
            role: found.scope.as_deref().and_then(role_of),
            token_id: token.map(|token| token.id),
            client_id: text(found.client),
        },
        target: text(found.target),
        summary: text(found.summary),
        log,
    })
}
