//! File sessions: who may change files through which, and until when. They are held in memory and bounded.

use crate::clock::Timestamp;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{FileSessionId, TokenId, WorkspaceId};
use crate::model::file_session::{FileSession, SessionSeconds};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How many one caller may have open, and how many there may be in all.
const MOST: (usize, usize) = (100, 2000);

/// The file sessions that are open.
#[derive(Debug, Default)]
pub(crate) struct FileSessions(Mutex<HashMap<FileSessionId, Entry>>);

#[derive(Debug)]
struct Entry {
    session: FileSession,
    /// The token's record of who made it; none of the host of this run.
    owner: Option<TokenId>,
    until: Instant,
}

impl FileSessions {
    fn entries(&self) -> MutexGuard<'_, HashMap<FileSessionId, Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens one.
    pub(crate) fn open(
        &self,
        workspace_id: &WorkspaceId,
        owner: Option<&TokenId>,
        can_write: bool,
        ttl: SessionSeconds,
        now: Instant,
    ) -> Result<FileSession> {
        let mut entries = self.entries();
        entries.retain(|_, entry| entry.until > now);
        let own = entries.values().filter(|entry| entry.owner.as_ref() == owner).count();
        if own >= MOST.0 || entries.len() >= MOST.1 {
            let whose = if own >= MOST.0 { "you have" } else { "there are" };
            let message = format!("No further file session: {whose} too many; close one, or wait until one ends.");
            return Err(Error::new(ErrorKind::Conflict, message));
        }
        let ttl_ms = u64::from(ttl.get()) * 1000;
        let created_at = Timestamp::now();
        let session = FileSession {
            id: FileSessionId::fresh(),
            workspace_id: workspace_id.clone(),
            can_write,
            created_at,
            expires_at: later(created_at, ttl_ms),
            ttl_ms,
        };
        let entry =
            Entry { session: session.clone(), owner: owner.cloned(), until: now + Duration::from_millis(ttl_ms) };
        entries.insert(session.id.clone(), entry);
        Ok(session)
    }

    /// Lets one go on.
    pub(crate) fn renew(
        &self,
        (workspace_id, id): (&WorkspaceId, &FileSessionId),
        owner: Option<&TokenId>,
        ttl: Option<SessionSeconds>,
        now: Instant,
    ) -> Result<FileSession> {
        let mut entries = self.entries();
        let entry = entry(&mut entries, (workspace_id, id), owner, now)?;
        if let Some(ttl) = ttl {
            entry.session.ttl_ms = u64::from(ttl.get()) * 1000;
        }
        let ttl_ms = entry.session.ttl_ms;
        entry.until = now + Duration::from_millis(ttl_ms);
        entry.session.expires_at = later(Timestamp::now(), ttl_ms);
        Ok(entry.session.clone())
    }

    /// Closes one.
    pub(crate) fn close(
        &self,
        (workspace_id, id): (&WorkspaceId, &FileSessionId),
        owner: Option<&TokenId>,
        now: Instant,
    ) -> Result<()> {
        let mut entries = self.entries();
        entry(&mut entries, (workspace_id, id), owner, now)?;
        entries.remove(id);
        Ok(())
    }

    /// Leave to do something through one: it is there, its maker asks, and it may write where that is wanted.
    pub(crate) fn check(
        &self,
        (workspace_id, id): (&WorkspaceId, &FileSessionId),
        owner: Option<&TokenId>,
        to_write: bool,
        now: Instant,
    ) -> Result<()> {
        let mut entries = self.entries();
        let entry = entry(&mut entries, (workspace_id, id), owner, now)?;
        if to_write && !entry.session.can_write {
            let message = format!("The file session `{id}` was opened to read only; open one with `write`.");
            return Err(Error::new(ErrorKind::Forbidden, message));
        }
        Ok(())
    }
}

fn later(from: Timestamp, millis: u64) -> Timestamp {
    Timestamp::from_millis(from.as_millis().saturating_add(i64::try_from(millis).unwrap_or(i64::MAX)))
}

/// The one of this id, if it is this caller's.
fn entry<'a>(
    entries: &'a mut HashMap<FileSessionId, Entry>,
    (workspace_id, id): (&WorkspaceId, &FileSessionId),
    owner: Option<&TokenId>,
    now: Instant,
) -> Result<&'a mut Entry> {
    let known = |entry: &&mut Entry| entry.until > now && entry.session.workspace_id == *workspace_id;
    let entry = entries.get_mut(id).filter(known).ok_or_else(|| {
        let message = format!("There is no file session `{id}`: it was closed, or has ended; open another.");
        Error::new(ErrorKind::NotFound, message)
    })?;
    if entry.owner.as_ref() != owner {
        let message = format!("The file session `{id}` is another caller's; open one of your own.");
        return Err(Error::new(ErrorKind::Forbidden, message));
    }
    Ok(entry)
}
