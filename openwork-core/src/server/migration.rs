//! The handle of the import of what older OpenWork left behind, and what follows an import.

use super::{Inner, Server};
use crate::access::Caller;
use crate::config::managed::FILE;
use crate::config::settings;
use crate::error::{Error, Result};
use crate::flows::import::undo::{staying, staying_elsewhere};
use crate::flows::import::{Asked, Imports, NotPut, Outcome};
use crate::flows::reload::ReloadCause;
use crate::ids::WorkspaceId;
use crate::legacy::{self, Look, System};
use crate::model::migration::{MigrationPlan, MigrationStatus, NotUndone, UndoneMigration};
use crate::model::reload::{ReloadAction, ReloadReason, ReloadTrigger, ReloadTriggerKind};
use crate::model::stored::{ProjectedRecord, WorkspaceRecord};
use crate::operation::Operation;
use crate::platform::folder;
use crate::runtime::blocking::blocking;
use crate::runtime::tasks::Tasks;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::{Mutex, oneshot};

/// How long a start waits for an import; what is left goes on behind it.
const START_LIMIT: Duration = Duration::from_secs(2);

/// Where older OpenWork may have left something: beneath a user's home, and where variables of the environment lead. The core
/// reads no environment itself.
#[derive(Debug, Clone)]
pub struct LegacyPlaces {
    home: PathBuf,
    variables: Vec<(String, String)>,
}

impl LegacyPlaces {
    /// The variables that lead to something.
    pub const VARIABLES: &'static [&'static str] = legacy::VARIABLES;

    /// The places of this user. Of the variables those count that [`Self::VARIABLES`] names.
    pub fn new(home: impl Into<PathBuf>, variables: impl IntoIterator<Item = (String, String)>) -> Self {
        let counts = |(name, _): &(String, String)| Self::VARIABLES.contains(&name.as_str());
        Self { home: home.into(), variables: variables.into_iter().filter(counts).collect() }
    }

    pub(super) fn look(self, scratch: PathBuf) -> Look {
        Look { system: System::HERE, home: self.home, variables: self.variables.into_iter().collect(), scratch }
    }
}

/// The import of what older OpenWork left behind, on behalf of one caller.
#[derive(Debug, Clone)]
pub struct Migration {
    server: Server,
    caller: Caller,
}

impl Migration {
    pub(super) fn new(server: Server, caller: Caller) -> Self {
        Self { server, caller }
    }

    /// What was imported, and how far an import is that runs.
    ///
    /// # Errors
    /// As the catalogue says for `migration.status`.
    #[allow(clippy::unused_async, reason = "every method of every handle is called alike")]
    pub async fn status(&self) -> Result<MigrationStatus> {
        self.server.allow(&self.caller, Operation::MigrationStatus)?.imports.status()
    }

    /// What an import would do now.
    ///
    /// # Errors
    /// As the catalogue says for `migration.plan`.
    pub async fn plan(&self) -> Result<MigrationPlan> {
        self.server.allow(&self.caller, Operation::MigrationPlan)?.imports.plan().await
    }

    /// Imports what is not imported yet, and says what became of everything.
    ///
    /// # Errors
    /// As the catalogue says for `migration.run`.
    pub async fn run(&self) -> Result<MigrationPlan> {
        let inner = self.server.allow(&self.caller, Operation::MigrationRun)?;
        let mut outcome = inner.imports.run(Asked::ByCaller).await?;
        let followed = inner.follow(&outcome).await;
        inner.imports.tell_not_put(&mut outcome, followed.not_put).await?;
        inner.items.try_again().await;
        Ok(outcome.plan)
    }

    /// Takes back what imports made.
    ///
    /// # Errors
    /// `conflict` where something of it was changed here or is in use; else as the catalogue says for `migration.undo`.
    pub async fn undo(&self) -> Result<UndoneMigration> {
        let inner = self.server.allow(&self.caller, Operation::MigrationUndo)?;
        let left = Mutex::new(Vec::new());
        let leaves = async |id| {
            left.lock().await.extend(inner.emptied(&id).await?);
            Ok(())
        };
        let undone = inner.undo(leaves).await?;
        Ok(UndoneMigration { left: [left.into_inner(), undone.left].concat(), ..undone })
    }
}

/// Begins the import of a start and waits for it, not for long. Answers what it did, or where that will be told.
pub(super) async fn begin(imports: &Imports, tasks: &Tasks) -> Option<oneshot::Receiver<Outcome>> {
    let looked = imports.clone();
    if blocking(move || looked.is_as_imported()).await.unwrap_or_default() {
        return None;
    }
    let ((done, mut outcome), imports) = (oneshot::channel(), imports.clone());
    tasks.spawn("import", async move {
        // what went wrong is in the log and in the status; a start goes on without
        if let Ok(result) = imports.run(Asked::ByStart).await {
            let _ = done.send(result);
        }
    });
    match tokio::time::timeout(START_LIMIT, &mut outcome).await {
        Ok(Ok(result)) => {
            let (done, outcome) = oneshot::channel();
            let _ = done.send(result);
            Some(outcome)
        }
        Ok(Err(_)) => None,
        Err(_) => Some(outcome),
    }
}

/// Has what follows the import of a start done once it is over, and what is said of imports follow what becomes of it.
pub(super) fn follow(server: &Server, importing: Option<oneshot::Receiver<Outcome>>) {
    let inner = &server.inner;
    let (items, imports, stop) = (inner.items.clone(), inner.imports.clone(), inner.tasks.spawner().stop_token());
    let of = importing.map(|importing| (importing, server.clone()));
    inner.tasks.spawn("after the import", async move {
        // where the store is what fails here, there is nowhere to tell it but the log, which does
        let follow = async {
            if let Some((importing, of)) = of
                && let Ok(mut outcome) = importing.await
            {
                let followed = of.inner.follow(&outcome).await;
                let _ = of.inner.imports.tell_not_put(&mut outcome, followed.not_put).await;
            }
            loop {
                let _ = imports.are_whole(&items.whole().await).await;
            }
        };
        stop.run_until_cancelled(follow).await;
    });
}

/// What came of what has to follow an import.
#[derive(Debug, Default)]
struct Followed {
    /// The files in which something stays that was taken back.
    left: Vec<NotUndone>,
    /// What could not be put into the folders of workspaces.
    not_put: Vec<NotPut>,
}

impl Inner {
    /// Takes back what imports made. `leaves` takes out of the folder of a workspace that goes what is ours. Where it is refused
    /// after that, all is put there again.
    async fn undo<F>(&self, leaves: impl Fn(WorkspaceId) -> F) -> Result<UndoneMigration>
    where
        F: Future<Output = Result<()>>,
    {
        let emptied = Mutex::new(BTreeSet::new());
        let undone = {
            let _in_turn = self.items.turn().await;
            let leaves = async |id: WorkspaceId| {
                emptied.lock().await.insert(id.clone());
                leaves(id).await
            };
            self.imports.undo(leaves).await
        };
        let (undone, outcome) = match undone {
            Ok(undone) => undone,
            Err(error) => {
                // the engine may have read meanwhile what was taken out
                self.follow(&Outcome { touched: emptied.into_inner(), ..Outcome::default() }).await;
                return Err(error);
            }
        };
        for id in &outcome.created {
            self.left(id).await;
        }
        let followed = self.follow(&Outcome { created: Vec::new(), ..outcome }).await;
        Ok(UndoneMigration { left: followed.left, ..undone })
    }

    /// Takes out of the folder of a workspace what is ours; answers the files in which something of it stays: of the folder, and of
    /// those that were in its place before.
    async fn emptied(&self, id: &WorkspaceId) -> Result<Vec<NotUndone>> {
        self.items.forget(id).await?;
        let (ours, folder) = (self.projections.settings(id)?.projected, self.registry.get(id)?.folder.clone());
        self.projections.forget(id).await?;
        let id = id.clone();
        let left = move || {
            let folder = Path::new(&folder);
            staying(&id, folder, &ours, None).into_iter().chain(staying_elsewhere(&id, folder, &ours)).collect()
        };
        blocking(left).await.map_err(Error::internal)
    }

    /// What of this stays in the folder of a workspace, and why, if anybody knows.
    async fn staying(&self, record: &WorkspaceRecord, ours: ProjectedRecord, why: Option<String>) -> Option<NotUndone> {
        let (id, folder) = (record.id.clone(), record.folder.clone());
        let stays = blocking(move || staying(&id, Path::new(&folder), &ours, why.as_deref())).await;
        stays.ok().flatten()
    }

    /// Does what has to follow an import: what is set goes into the folders of workspaces, and everybody is told.
    async fn follow(&self, outcome: &Outcome) -> Followed {
        let mut followed = Followed::default();
        if let Some(logs) = &self.logs {
            for (_, value) in self.engine.given().opened() {
                logs.hide_too(&value);
            }
        }
        if !outcome.created.is_empty() {
            self.reloads.take_up().await;
        }
        for id in &outcome.created {
            self.tell_workspace(id, true).await;
        }
        for id in &outcome.touched {
            // whoever deletes the workspace does it before or after, not in between
            let _in_turn = self.items.turn().await;
            let Ok(record) = self.registry.get(id) else { continue };
            // one whose folder is gone gets it when the folder is back
            if !folder::is_there(Path::new(&record.folder)) {
                continue;
            }
            self.put(&record, &mut followed).await;
        }
        if !outcome.touched.is_empty() {
            self.items.reconcile().await;
        }
        if outcome.bots {
            self.router.tell_changed();
        }
        if outcome.variables && self.engine.watch().borrow().state.has_started() {
            let (kind, action) = (ReloadTriggerKind::Environment, ReloadAction::Updated);
            let trigger = Some(ReloadTrigger { kind, action, name: None, path: None });
            self.reloads.require_everywhere(&ReloadCause { reason: ReloadReason::Environment, trigger }).await;
        }
        followed
    }

    /// Puts into the folder of a workspace what is set for it.
    async fn put(&self, record: &WorkspaceRecord, followed: &mut Followed) {
        let (id, folder) = (&record.id, Path::new(&record.folder));
        let ours = || self.projections.settings(id).unwrap_or_else(|_| settings::none(id)).projected;
        let mut before = ours();
        let projected = match self.projections.refresh(id, BTreeSet::new()).await {
            Ok(projected) => projected,
            Err(error) => {
                tracing::warn!(%error, workspace = %id, "what was imported is not in the folder of a workspace");
                followed.left.extend(self.staying(record, ours(), Some(error.message.clone())).await);
                followed.not_put.push(NotPut { workspace_id: id.clone(), why: error.message, is_crossed: false });
                return self.reloads.missed(id);
            }
        };
        if !projected.kept.is_empty() || !projected.left_out.is_empty() {
            self.reloads.waits(id);
        }
        if projected.changed {
            self.reloads.wrote(id, &folder.join(FILE));
            self.reloads.require(id, ReloadCause { reason: ReloadReason::Config, trigger: None }).await;
        }
        if !projected.kept.is_empty() {
            let now = ours();
            before.keys.retain(|key| now.keys.iter().all(|one| one.path != key.path));
            followed.left.extend(self.staying(record, before, None).await);
        }
        let crossed = projected.left_out.into_values();
        followed.not_put.extend(crossed.map(|why| NotPut {
            workspace_id: id.clone(),
            why: format!("{why}."),
            is_crossed: true,
        }));
    }
}

#[cfg(test)]
#[path = "migration_undo_tests.rs"]
mod undo_tests;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::EngineOptions;
    use crate::legacy::tests::{lay, top};
    use crate::server::EngineStart;

    #[tokio::test]
    async fn g08_an_undo_that_is_refused_late_leaves_in_the_folders_what_is_set() {
        let top = top();
        let [home, data, one] = ["home", "data", "home/one"].map(|name| top.path().canonicalize().unwrap().join(name));
        for folder in [&one, &home.join(".config/openwork")] {
            std::fs::create_dir_all(folder).unwrap();
        }
        let list = serde_json::json!({ "workspaces": [{ "id": "ws_one", "path": one, "name": "one" }] });
        std::fs::write(home.join(".config/openwork/server.json"), list.to_string()).unwrap();
        let rows = r#"CREATE TABLE runtime_opencode_configs (workspace_id TEXT, config_json TEXT, updated_at INTEGER);
            INSERT INTO runtime_opencode_configs VALUES ('ws_one', '{"share":"manual","mcp":{"demo":{"type":"remote",
            "url":"https://x.example/mcp","headers":{"Authorization":"Bearer hush-0123456789"}}}}', 1795381037843);"#;
        lay::plain(&home.join(".config/openwork/runtime.sqlite"), rows);
        let options = EngineOptions { start: EngineStart::Disabled, ..Default::default() };
        let places = LegacyPlaces::new(&home, []);
        let server =
            Server::builder(&data).engine(options).legacy(places).imports_at_start(false).start().await.unwrap();
        let inner = &server.inner;
        let outcome = inner.imports.run(Asked::ByCaller).await.unwrap();
        inner.follow(&outcome).await;
        let read = || std::fs::read_to_string(one.join(FILE)).unwrap_or_default();
        let before = read();
        assert!(before.contains("demo") && before.contains("share"), "{before}");
        let refused = inner.undo(async |id| {
            inner.emptied(&id).await?;
            assert_eq!(read(), "", "it is taken out before it is decided");
            inner.registry.rename(&id, "mine".parse().unwrap()).await.map(drop)
        });
        assert_eq!(refused.await.unwrap_err().kind, crate::error::ErrorKind::Conflict);
        assert_eq!(read(), before);
        let file = before.split_once("{file:").and_then(|(_, rest)| Some(rest.split_once('}')?.0)).unwrap();
        assert_eq!(std::fs::read_to_string(file).unwrap(), "Bearer hush-0123456789");
        server.shutdown().await;
    }
}
