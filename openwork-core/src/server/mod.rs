//! The facade: a [`Server`], and one thin handle per area.
//!
//! A handle is taken on behalf of a [`Caller`] and asks that caller's leave before every operation, so that no front end can
//! forget to. Its methods say which rules are used in which order; the rules themselves are in the areas.
//!
//! ```no_run
//! # async fn example() -> openwork_core::Result<()> {
//! use openwork_core::{Caller, Server};
//! let server = Server::builder("/var/lib/openwork").start().await?;
//! let workspaces = server.workspaces(&Caller::host()).list(Default::default()).await?;
//! println!("{} workspaces", workspaces.items.len());
//! server.shutdown().await;
//! # Ok(())
//! # }
//! ```

mod announcement;
mod asks;
mod audit;
mod builder;
mod bundles;
mod cloud;
mod commands;
mod config;
mod engine;
mod environment;
mod events;
mod exchange;
mod file_sessions;
mod files;
mod health;
mod logs;
mod maintenance;
mod managed;
mod mcp;
mod metrics;
mod migration;
mod news;
mod plugins;
mod providers;
mod resources;
mod router;
mod runtime;
mod sessions;
mod skills;
mod system;
mod tokens;
mod told;
mod workspaces;

pub use asks::Asks;
pub use audit::Audit;
pub use builder::Builder;
pub use bundles::Bundles;
pub use cloud::Cloud;
pub use commands::Commands;
pub use config::Config;
pub use engine::Engine;
pub use environment::Environment;
pub use events::Events;
pub use exchange::{Artifacts, Inbox};
pub use file_sessions::FileSessions;
pub use files::Files;
pub use logs::LogRing;
pub use maintenance::{StoreCheck, backup_store, check_store, dump_store};
pub use managed::Managed;
pub use mcp::Mcp;
pub use migration::{LegacyPlaces, Migration};
pub use plugins::Plugins;
pub use providers::Providers;
pub use router::Router;
pub use runtime::Runtime;
pub use sessions::Sessions;
pub use skills::Skills;
pub use system::System;
pub use tokens::Tokens;
pub use workspaces::Workspaces;

use crate::access::{self, Caller, RunToken};
use crate::bundles::Publisher;
use crate::clock::Timestamp;
use crate::cloud::Account;
use crate::error::{Error, ErrorKind, Result};
use crate::flows::attention::Attention;
use crate::flows::changes::Changes;
use crate::flows::feed::Feed;
use crate::flows::import::Imports;
use crate::flows::items::Items;
use crate::flows::ownership::{self, Folders};
use crate::flows::portable::Portables;
use crate::flows::projection::Projections;
use crate::flows::relay::Relay;
use crate::flows::reload::Reloads;
use crate::ids::{SessionId, WorkspaceId};
use crate::model::runtime::{EngineStart, RestartPolicy};
use crate::operation::Operation;
use crate::platform::folder;
use crate::resources::hub::SkillHub;
use crate::resources::mcp::SignIns;
use crate::runtime::metrics::Requests;
use crate::runtime::tasks::Tasks;
use crate::sessions::Sent;
use crate::store::Store;
use crate::workspaces::Registry;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How long tasks may take to end before they are named late.
const TASKS_LIMIT: Duration = Duration::from_secs(5);

/// A running server. Clones are the same server.
#[derive(Clone)]
pub struct Server {
    inner: Arc<Inner>,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").field("data_dir", &self.inner.data_dir).finish_non_exhaustive()
    }
}

/// What every handle reaches.
struct Inner {
    data_dir: PathBuf,
    started_at: Timestamp,
    store: Store,
    registry: Arc<Registry>,
    feed: Arc<Feed>,
    folders: Arc<Folders>,
    relay: Arc<Relay>,
    attention: Arc<Attention>,
    projections: Arc<Projections>,
    config_places: crate::config::layers::Places,
    items: Arc<Items>,
    portables: Portables,
    imports: Imports,
    account: Account,
    reloads: Arc<Reloads>,
    sent: Arc<Sent>,
    sign_ins: SignIns,
    files: crate::files::Shared,
    changes: Changes,
    engine: crate::engine::Engine,
    router: crate::router::Router,
    publisher: Publisher,
    skill_hub: SkillHub,
    engine_start: EngineStart,
    restart_policy: RestartPolicy,
    requests: Requests,
    logs: Option<LogRing>,
    run_token: RunToken,
    tasks: Tasks,
    stop: CancellationToken,
    stopped: tokio::sync::OnceCell<ShutdownReport>,
}

/// What a stop left behind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShutdownReport {
    /// The tasks that did not end in time, by name.
    pub late: Vec<String>,
}

impl Server {
    /// A server on this data folder, to be started.
    pub fn builder(data_dir: impl Into<PathBuf>) -> Builder {
        Builder::new(data_dir.into())
    }

    /// Turns a token into a caller; `unauthorized` if it is not known.
    ///
    /// # Errors
    /// `unauthorized` for a token that is unknown, expired or revoked; `internal` when the store cannot be read.
    pub fn authenticate(&self, token: &str) -> Result<Caller> {
        access::authenticate(&self.inner.store, &self.inner.run_token, token)
    }

    /// The host token of this run: held in memory, replaced at the next start.
    #[must_use]
    pub fn host_token(&self) -> &str {
        self.inner.run_token.text()
    }

    /// The data folder.
    #[must_use]
    pub fn data_dir(&self) -> &Path {
        &self.inner.data_dir
    }

    /// Leaves `server.json` (readable by its owner only) in the data folder, so that other programs of this user find the
    /// server: URL, process, start, version and the host token of the run. A clean stop removes it.
    ///
    /// # Errors
    /// `internal` when the file cannot be written.
    pub fn announce(&self, url: &str) -> Result<()> {
        announcement::leave(&self.inner, url)
    }

    /// Counts a request for `system.metrics`: a front end tells which operation it was for, with which status it was answered,
    /// and how long that took. What is none of the catalogue's has no operation; what was not answered has no status.
    pub fn note_request(&self, operation: Option<Operation>, status: Option<u16>, took: Duration) {
        let operation = operation.map_or("none", Operation::name);
        let status = status.map_or_else(|| "none".to_owned(), |status| status.to_string());
        self.inner.requests.note(operation, &status, took);
    }

    /// Waits until someone asks the server to stop: `system.shutdown`, or [`Server::shutdown`].
    pub async fn stop_requested(&self) {
        self.inner.stop.cancelled().await;
    }

    /// Stops: no new work, streams told and ended, the engine ended, the store closed. Bounded; every call after the first
    /// waits for it and answers the same.
    pub async fn shutdown(&self) -> ShutdownReport {
        self.inner.stop.cancel();
        self.inner.stopped.get_or_init(|| self.inner.stop_in_order()).await.clone()
    }

    /// The server itself, on behalf of a caller.
    #[must_use]
    pub fn system(&self, caller: &Caller) -> System {
        System::new(self.clone(), caller.clone())
    }

    /// The programs that it runs, on behalf of a caller.
    #[must_use]
    pub fn runtime(&self, caller: &Caller) -> Runtime {
        Runtime::new(self.clone(), caller.clone())
    }

    /// Lasting tokens, on behalf of a caller.
    #[must_use]
    pub fn tokens(&self, caller: &Caller) -> Tokens {
        Tokens::new(self.clone(), caller.clone())
    }

    /// The import of what older OpenWork left behind, on behalf of a caller.
    #[must_use]
    pub fn migration(&self, caller: &Caller) -> Migration {
        Migration::new(self.clone(), caller.clone())
    }

    /// Records of what was done, on behalf of a caller.
    #[must_use]
    pub fn audit(&self, caller: &Caller) -> Audit {
        Audit::new(self.clone(), caller.clone())
    }

    /// Workspaces, on behalf of a caller.
    #[must_use]
    pub fn workspaces(&self, caller: &Caller) -> Workspaces {
        Workspaces::new(self.clone(), caller.clone())
    }

    /// Event streams, on behalf of a caller.
    #[must_use]
    pub fn events(&self, caller: &Caller) -> Events {
        Events::new(self.clone(), caller.clone())
    }

    /// The files of workspaces, on behalf of a caller.
    #[must_use]
    pub fn files(&self, caller: &Caller) -> Files {
        Files::new(self.clone(), caller.clone())
    }

    /// File sessions, on behalf of a caller.
    #[must_use]
    pub fn file_sessions(&self, caller: &Caller) -> FileSessions {
        FileSessions::new(self.clone(), caller.clone())
    }

    /// The inboxes of workspaces, on behalf of a caller.
    #[must_use]
    pub fn inbox(&self, caller: &Caller) -> Inbox {
        Inbox::new(self.clone(), caller.clone())
    }

    /// What agents hand out, on behalf of a caller.
    #[must_use]
    pub fn artifacts(&self, caller: &Caller) -> Artifacts {
        Artifacts::new(self.clone(), caller.clone())
    }

    /// The configuration of workspaces, on behalf of a caller.
    #[must_use]
    pub fn config(&self, caller: &Caller) -> Config {
        Config::new(self.clone(), caller.clone())
    }

    /// The skills of workspaces, on behalf of a caller.
    #[must_use]
    pub fn skills(&self, caller: &Caller) -> Skills {
        Skills::new(self.clone(), caller.clone())
    }

    /// The commands in files of workspaces, on behalf of a caller.
    #[must_use]
    pub fn commands(&self, caller: &Caller) -> Commands {
        Commands::new(self.clone(), caller.clone())
    }

    /// What is managed for workspaces, on behalf of a caller.
    #[must_use]
    pub fn managed(&self, caller: &Caller) -> Managed {
        Managed::new(self.clone(), caller.clone())
    }

    /// The MCP servers of workspaces, on behalf of a caller.
    #[must_use]
    pub fn mcp(&self, caller: &Caller) -> Mcp {
        Mcp::new(self.clone(), caller.clone())
    }

    /// The plugins of workspaces, on behalf of a caller.
    #[must_use]
    pub fn plugins(&self, caller: &Caller) -> Plugins {
        Plugins::new(self.clone(), caller.clone())
    }

    /// Sessions, on behalf of a caller.
    #[must_use]
    pub fn sessions(&self, caller: &Caller) -> Sessions {
        Sessions::new(self.clone(), caller.clone())
    }

    /// What agents ask, on behalf of a caller.
    #[must_use]
    pub fn asks(&self, caller: &Caller) -> Asks {
        Asks::new(self.clone(), caller.clone())
    }

    /// The engine as a workspace sees it, on behalf of a caller.
    #[must_use]
    pub fn engine(&self, caller: &Caller) -> Engine {
        Engine::new(self.clone(), caller.clone())
    }

    /// Access to providers of models, on behalf of a caller.
    #[must_use]
    pub fn providers(&self, caller: &Caller) -> Providers {
        Providers::new(self.clone(), caller.clone())
    }

    /// Bundles, on behalf of a caller.
    #[must_use]
    pub fn bundles(&self, caller: &Caller) -> Bundles {
        Bundles::new(self.clone(), caller.clone())
    }

    /// The engine's variables, on behalf of a caller.
    #[must_use]
    pub fn environment(&self, caller: &Caller) -> Environment {
        Environment::new(self.clone(), caller.clone())
    }

    /// The sign-in to an account, on behalf of a caller.
    #[must_use]
    pub fn cloud(&self, caller: &Caller) -> Cloud {
        Cloud::new(self.clone(), caller.clone())
    }

    /// The messaging router, on behalf of a caller.
    #[must_use]
    pub fn router(&self, caller: &Caller) -> Router {
        Router::new(self.clone(), caller.clone())
    }

    /// Leave for an operation: the caller may, and the server takes work.
    fn allow(&self, caller: &Caller, operation: Operation) -> Result<&Inner> {
        caller.check(operation)?;
        if self.inner.stop.is_cancelled() && operation.stops_with_the_server() {
            return Err(Error::new(ErrorKind::Conflict, "The server is stopping and takes no new work."));
        }
        Ok(&self.inner)
    }

    /// The same for an operation of a workspace, with the id that it has here: by whatever name it was asked for, from here on
    /// it has no other.
    fn enter(
        &self,
        caller: &Caller,
        operation: Operation,
        workspace_id: &WorkspaceId,
    ) -> Result<(&Inner, WorkspaceId)> {
        caller.check(operation)?;
        let canonical = self.inner.registry.canonical(workspace_id);
        if !caller.reaches(&canonical) {
            // the same answer as for a workspace that does not exist: a limited token learns of no other
            return Err(Error::not_found(format_args!("workspace `{workspace_id}`")));
        }
        Ok((self.allow(caller, operation)?, canonical))
    }
}

impl Inner {
    /// The engine's client and the folder of a workspace.
    async fn reach(&self, workspace_id: &WorkspaceId) -> Result<(crate::engine::Client, String)> {
        let workspace = self.registry.get(workspace_id)?;
        if !folder::is_there(Path::new(&workspace.folder)) {
            return Err(Error::new(ErrorKind::Conflict, folder::GONE));
        }
        Ok((self.engine.client().await?, workspace.folder.clone()))
    }

    /// The engine's client and the folder of a session of a workspace.
    async fn reach_session(
        &self,
        workspace_id: &WorkspaceId,
        session_id: &SessionId,
    ) -> Result<(crate::engine::Client, String)> {
        let (client, _) = self.reach(workspace_id).await?;
        let folder = ownership::owned(&self.registry, &self.folders, &client, workspace_id, session_id).await?;
        Ok((client, folder))
    }

    /// The same for what begins something, which is not to fail because the engine died just before: nothing tells of its end
    /// until its process is gone, so it is asked.
    async fn reach_living(&self, workspace_id: &WorkspaceId) -> Result<(crate::engine::Client, String)> {
        let (_, folder) = self.reach(workspace_id).await?;
        Ok((self.engine.living().await?, folder))
    }

    /// The same for what sets a session to work, or makes one of it.
    async fn reach_to_work(
        &self,
        workspace_id: &WorkspaceId,
        session_id: &SessionId,
    ) -> Result<(crate::engine::Client, String)> {
        self.reach_living(workspace_id).await?;
        self.reach_session(workspace_id, session_id).await
    }

    async fn stop_in_order(&self) -> ShutdownReport {
        self.feed.close().await;
        tokio::join!(self.engine.stop(), self.router.stop());
        let late = self.tasks.stop(TASKS_LIMIT).await;
        // while the store's lock is held: after it, the file may be a successor's
        announcement::remove(&self.data_dir);
        if let Err(error) = self.store.close().await {
            tracing::error!(%error, "the store did not close cleanly; nothing that was acknowledged is lost");
        }
        ShutdownReport { late: late.into_iter().map(str::to_owned).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn server_json_is_gone_before_the_store_is_let_go() {
        let folder = tempfile::tempdir().expect("a folder");
        let options = crate::engine::EngineOptions { start: EngineStart::Disabled, ..Default::default() };
        let server = Server::builder(folder.path()).engine(options).start().await.expect("a server");
        server.announce("http://127.0.0.1:1").expect("announced");
        let file = folder.path().join("server.json");
        assert!(file.exists());
        // the store cannot close, nor its lock be let go, while a unit of work runs in it
        let looked_for = file.clone();
        let looking = server.inner.store.write::<bool, crate::store::StoreError>(move |_| {
            let end = std::time::Instant::now() + Duration::from_secs(5);
            while looked_for.exists() && std::time::Instant::now() < end {
                std::thread::sleep(Duration::from_millis(5)); // a unit of work cannot await
            }
            Ok(!looked_for.exists())
        });
        let (gone, _) = tokio::join!(looking, server.shutdown());
        assert!(gone.expect("looked"), "a successor's file would be removed");
    }
}
