//! Having the engine read a folder again, or let go of it: when nobody works there, or by force, and never unasked.
//!
//! Whoever sets a session to work holds a [`Permit`] of its workspace. A reload takes the place of all of them, which it gets
//! only while there is none, so that no run begins between the look that nobody works and the end of the reload.

use super::Reloads;
use crate::clock::Timestamp;
use crate::engine::{Client, ConfigFault, EngineError};
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{SessionId, WorkspaceId};
use crate::model::event::ReloadDonePayload;
use crate::model::reload::{DisposedWorkspace, ReloadedWorkspace, WhenIdle};
use crate::model::stored::WorkspaceRecord;
use crate::{providers, sessions};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLock};

/// How long to wait before it is looked again whether nobody works, where nothing tells.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// How long runs that were told to end may take.
const CUT_LIMIT: Duration = Duration::from_secs(5);

/// How long a prompt that was accepted may take until its run is seen.
const BEGIN_LIMIT: Duration = Duration::from_secs(3);

/// What a session is set to work with besides: a configuration that was read may yet keep the engine from listing it. Commands
/// are not asked for: the engine waits with them for every MCP server, and one of those may hang.
const WORKED_WITH: [&str; 2] = ["/agent", "/config/providers"];

/// Leave to set a session of a workspace to work.
#[derive(Debug)]
pub(crate) struct Permit(#[expect(dead_code, reason = "it is held")] OwnedRwLockReadGuard<()>);

impl Permit {
    /// Holds it until something is done.
    pub(crate) async fn held<T>(self, work: impl Future<Output = T>) -> T {
        work.await
    }
}

/// That nobody works in a workspace, and nobody begins to.
struct Stillness {
    _place: Option<OwnedRwLockWriteGuard<()>>,
    cut: BTreeSet<SessionId>,
}

impl Reloads {
    fn gate(&self, id: &WorkspaceId) -> Arc<RwLock<()>> {
        self.required().entry(id.clone()).or_default().gate.clone()
    }

    /// Leave to set a session of this workspace to work; waits for a reload that is under way.
    pub(crate) async fn permit(&self, id: &WorkspaceId) -> Permit {
        Permit(self.gate(id).read_owned().await)
    }

    /// Holds a permit until the run that was begun with it is seen, which then bars a reload itself.
    pub(crate) async fn until_begun(&self, permit: Permit, session: &SessionId) {
        // one that is over by then was too short to be seen
        let _ = tokio::time::timeout(BEGIN_LIMIT, self.relay.at_work(session)).await;
        drop(permit);
    }

    /// That nobody works in a workspace, and nobody begins to for as long as it is held.
    pub(crate) async fn at_rest(&self, record: &WorkspaceRecord) -> Result<OwnedRwLockWriteGuard<()>> {
        match self.gate(&record.id).try_write_owned() {
            Ok(place) if self.relay.working_in(&record.id).await.is_empty() => Ok(place),
            Ok(_) | Err(_) => Err(works("repeat the call when it rests, or abort its run")),
        }
    }

    /// A folder is no workspace's any more: an engine that runs need not keep it.
    pub(crate) async fn left(&self, folder: &str) {
        let client = self.engine.watch().borrow().client.clone();
        if let Some(client) = client
            && let Err(error) = providers::reread(&client, folder).await
        {
            tracing::info!(%error, "the engine did not let go of a folder");
        }
    }

    /// Has the engine read a folder again, and looks that it answers.
    pub(crate) async fn reload(&self, record: &WorkspaceRecord, asked: &WhenIdle) -> Result<ReloadedWorkspace> {
        let done = self.read_again(record, asked).await;
        let error = done.as_ref().err().map(|error| error.message.clone());
        let payload = ReloadDonePayload { reloaded: error.is_none(), error };
        self.feed.announce(&record.id, None, "reload.done", payload).await;
        done
    }

    async fn read_again(&self, record: &WorkspaceRecord, asked: &WhenIdle) -> Result<ReloadedWorkspace> {
        let client = self.engine.living().await?;
        // what changed a moment ago is read too; and one that is seen to be broken is better not read at all
        self.look(&record.id).await;
        if let Some(fault) = self.fault(&record.id) {
            return Err(unreadable(&fault.seen_from(&record.folder), BEFORE));
        }
        let stillness = self.still(&client, record, asked).await?;
        let told = self.told(&record.id).await?;
        for folder in self.taken_up(record).await {
            let gone = providers::reread(&client, &folder).await;
            // a folder of a session that is gone, say; that of the workspace itself is looked at below
            if let Err(error) = gone {
                tracing::info!(%error, workspace = %record.id, "the engine did not let go of a folder");
            }
        }
        self.answers(&client, "/config", &record.folder).await?;
        for list in WORKED_WITH {
            match self.answers(&client, list, &record.folder).await {
                // it has read the folder: what it waits for, a plugin say, is no reason to read it again
                Err(error) if error.kind == ErrorKind::Timeout => {
                    tracing::warn!(%error, list, workspace = %record.id, "the engine has not listed what a session works with");
                }
                answered => answered?,
            }
        }
        self.is_read(&record.id, told);
        Ok(ReloadedWorkspace {
            workspace_id: record.id.clone(),
            reloaded_at: Timestamp::now(),
            cut_session_ids: stillness.cut.into_iter().collect(),
            reload_required: self.pending(&record.id),
        })
    }

    /// Looks that the engine has an answer for a folder.
    async fn answers(&self, client: &Client, path: &str, folder: &str) -> Result<()> {
        let mut answer = client.get::<Value>(path, folder, &[]).await;
        if matches!(answer, Err(EngineError::Interrupted(_))) {
            // one that was started afresh meanwhile, for another folder say, has read this one too
            answer = self.engine.living().await?.get(path, folder, &[]).await;
        }
        match answer {
            Ok(_) => Ok(()),
            Err(EngineError::BrokenConfig(fault)) => Err(unreadable(&fault, AFTER)),
            Err(EngineError::Answered { status, message, .. }) => {
                let why = if message.is_empty() { String::new() } else { format!(" ({message})") };
                let sentence = format!(
                    "OpenCode has read this folder, and answers `{path}` with {status}{why}, so that nobody can work there. \
                     `config.validate` says what it would not take; repair that, then repeat the call."
                );
                Err(Error::new(ErrorKind::Conflict, sentence))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Has the engine let go of a folder.
    pub(crate) async fn dispose(&self, record: &WorkspaceRecord, asked: &WhenIdle) -> Result<DisposedWorkspace> {
        let client = self.engine.watch().borrow().client.clone();
        let (workspace_id, folders) = (record.id.clone(), self.taken_up(record).await);
        let Some(client) = client else {
            return Ok(DisposedWorkspace { workspace_id, disposed: false, cut_session_ids: Vec::new() });
        };
        let stillness = self.still(&client, record, asked).await?;
        let (told, mut disposed) = (self.told(&record.id).await?, true);
        for folder in folders {
            match providers::reread(&client, &folder).await {
                Err(error) if error.kind == ErrorKind::EngineUnavailable => return Err(error),
                Err(error) => {
                    tracing::info!(%error, workspace = %record.id, "the engine did not let go of a folder");
                    disposed &= folder != record.folder;
                }
                Ok(()) => {}
            }
        }
        self.is_read(&record.id, told);
        let cut_session_ids = stillness.cut.into_iter().collect();
        Ok(DisposedWorkspace { workspace_id, disposed, cut_session_ids })
    }

    /// The folders of a workspace that the engine may have taken up: its own, and those of sessions below.
    async fn taken_up(&self, record: &WorkspaceRecord) -> BTreeSet<String> {
        let mut folders = self.relay.folders_of(&record.id).await;
        folders.insert(record.folder.clone());
        folders
    }

    /// Waits until nobody works in a workspace, or sees to it.
    async fn still(&self, client: &Client, record: &WorkspaceRecord, asked: &WhenIdle) -> Result<Stillness> {
        if asked.force == Some(true) {
            return self.cut(client, record).await;
        }
        if let Some(stillness) = self.rests(client, record).await {
            return Ok(stillness);
        }
        let limit = Duration::from_secs(asked.wait_seconds.unwrap_or_default().get().into());
        let waiting = async {
            loop {
                self.relay.idle_in(&record.id).await;
                if let Some(stillness) = self.rests(client, record).await {
                    return stillness;
                }
                // Nothing tells that a call which is about to begin a run is over.
                tokio::time::sleep(LOOK_AGAIN).await;
            }
        };
        tokio::time::timeout(limit, waiting)
            .await
            .map_err(|_| works("repeat the call when it rests, or end its run with `force`"))
    }

    /// That nobody works in a workspace, if it is so now.
    async fn rests(&self, client: &Client, record: &WorkspaceRecord) -> Option<Stillness> {
        let place = self.gate(&record.id).try_write_owned().ok()?;
        let rests = self.at_work(client, record).await.is_empty();
        rests.then(|| Stillness { _place: Some(place), cut: BTreeSet::new() })
    }

    /// Ends the runs of a workspace.
    async fn cut(&self, client: &Client, record: &WorkspaceRecord) -> Result<Stillness> {
        let mut cut = BTreeSet::new();
        let cutting = async {
            loop {
                let place = self.gate(&record.id).try_write_owned().ok();
                let working = self.at_work(client, record).await;
                if working.is_empty() && place.is_some() {
                    return place;
                }
                drop(place);
                for session in working {
                    if cut.insert(session.clone())
                        && let Err(error) = sessions::abort(client, &record.folder, &session).await
                    {
                        tracing::info!(%error, session = %session, "a run did not end by itself");
                    }
                }
                // Nothing tells that a call which is about to begin a run is over.
                tokio::time::sleep(LOOK_AGAIN).await;
            }
        };
        // what does not end in time ends with the folder
        let place = tokio::time::timeout(CUT_LIMIT, cutting).await.unwrap_or_default();
        Ok(Stillness { _place: place, cut })
    }

    /// Who works in a workspace: what the events told, and the engine's own word, because events may be a moment behind.
    async fn at_work(&self, client: &Client, record: &WorkspaceRecord) -> BTreeSet<SessionId> {
        let mut working = self.relay.working_in(&record.id).await;
        for folder in self.relay.folders_of(&record.id).await {
            // in a folder that the engine cannot read nobody works
            let Ok(told) = sessions::statuses(client, &folder).await else { continue };
            working.extend(told.items.keys().filter_map(|id| id.parse::<SessionId>().ok()));
        }
        working
    }
}

/// What happened to a folder whose configuration was seen to be broken before.
const BEFORE: &str = "The engine goes on with what it read before. Repair that file and repeat the call.";

/// What happened to one of which it was seen after.
const AFTER: &str = "Repair that file; the engine is then started afresh as soon as no session works.";

/// That a configuration cannot be read, and where.
fn unreadable(fault: &ConfigFault, remedy: &str) -> Error {
    let sentence = format!("OpenCode cannot read the configuration of this folder: {}. {remedy}", fault.sentence());
    Error::new(ErrorKind::Conflict, sentence)
}

/// That somebody works, and what to do.
fn works(remedy: &str) -> Error {
    Error::new(ErrorKind::Conflict, format!("A session of this workspace works; {remedy}."))
}
