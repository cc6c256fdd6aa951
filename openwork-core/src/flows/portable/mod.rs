//! Workspaces that are carried: what one is set up with is given out, looked at, and taken in by another.
//!
//! ```text
//!  files ─▶ gather ─▶ export ─▶ bundle ─▶ plan (config, texts) ─▶ preview
//!                                            └──────────────────▶ transaction: files, managed items ─▶ events
//! ```
//!
//! One plan for a preview and for an import. What is imported lies in files of the workspace, as if somebody had written it
//! there, but for MCP servers: they become managed items of this workspace, so that their secrets are sealed. No item is ever
//! taken from the workspace.

mod config;
mod export;
mod gather;
mod marks;
mod plan;
mod texts;
mod told;
mod transaction;

#[cfg(all(test, unix))]
mod tests;
#[cfg(all(any(test, feature = "fuzzing"), unix))]
mod tried;

#[cfg(all(any(test, feature = "fuzzing"), unix))]
pub(crate) use tried::Tried;

use super::feed::Feed;
use super::item_place::file_of;
use super::items::Items;
use super::projection::Projections;
use super::reload::Reloads;
use crate::clock::Timestamp;
use crate::config::layers;
use crate::error::{Error, ErrorKind, Result};
use crate::files::Locks;
use crate::ids::{ManagedItemId, WorkspaceId};
use crate::model::managed::{ManagedKind, ManagedSource};
use crate::model::portable::{ExportedBundle, ImportBundle, ImportPlan, ImportedBundle, PreviewImport, Sensitive};
use crate::model::stored::ManagedItemRecord;
use crate::resources::managed;
use crate::runtime::blocking::blocking;
use crate::store::{Seal, Store, StoreError, Write, item_secret_place};
use crate::workspaces::Registry;
use gather::At;
use plan::{Asked, Attached, Plan, Server};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::{Mutex, MutexGuard};
use transaction::{ItemEntry, Journal, Lies, Transaction};

/// What a workspace is carried by.
pub(crate) struct Portables {
    store: Store,
    seal: Seal,
    registry: Arc<Registry>,
    projections: Arc<Projections>,
    locks: Arc<Locks>,
    data: PathBuf,
    config: layers::Places,
    /// Held while something is taken in.
    turn: Mutex<()>,
}

/// Who has to know of what is taken in.
#[derive(Clone, Copy)]
pub(crate) struct Others<'o> {
    pub(crate) items: &'o Items,
    pub(crate) reloads: &'o Reloads,
    pub(crate) feed: &'o Feed,
}

impl Portables {
    /// Of these workspaces. What was cut off by the end of a server is put back before anybody, the engine too, reads it.
    pub(crate) async fn open(
        store: &Store,
        registry: &Arc<Registry>,
        projections: &Arc<Projections>,
        locks: &Arc<Locks>,
        (data, config): (&Path, &layers::Places),
    ) -> Self {
        let portables = Self {
            store: store.clone(),
            seal: Seal::new(store, &data.join("state")),
            registry: registry.clone(),
            projections: projections.clone(),
            locks: locks.clone(),
            data: data.to_path_buf(),
            config: config.clone(),
            turn: Mutex::default(),
        };
        portables.recover().await;
        portables
    }

    fn at(&self, id: &WorkspaceId) -> Result<At> {
        let folder = PathBuf::from(&self.registry.get(id)?.folder);
        let inner = self.registry.within(&folder, self.config.is_everywhere(&folder));
        Ok(At { folder, data: self.data.clone(), config: self.config.clone(), inner })
    }

    /// Gives out what a workspace is set up with.
    pub(crate) async fn export(&self, id: &WorkspaceId, sensitive: Sensitive) -> Result<ExportedBundle> {
        let (at, id) = (self.at(id)?, id.clone());
        blocking(move || export::exported(gather::look(&at)?, &id, sensitive)).await.map_err(Error::internal)?
    }

    /// A turn in which nothing else is taken in, moved or forgotten; and whether all that was cut off without an end of the process
    /// is put back by now.
    pub(crate) async fn settled(&self, id: &WorkspaceId) -> (MutexGuard<'_, ()>, Result<()>) {
        (self.turn.lock().await, self.put_back(id, false).await)
    }

    /// Says what an import would do. Writes nothing.
    pub(crate) async fn preview(&self, id: &WorkspaceId, wanted: PreviewImport) -> Result<ImportPlan> {
        let PreviewImport { bundle, mode } = wanted;
        Ok(self.plan(id, ImportBundle { bundle, mode, if_plan: None }).await?.1)
    }

    async fn plan(&self, id: &WorkspaceId, wanted: ImportBundle) -> Result<(Plan, ImportPlan)> {
        let (at, attached) = (self.at(id)?, self.attached(id)?);
        let asked = Asked { id: id.clone(), bundle: wanted.bundle, modes: wanted.mode.unwrap_or_default() };
        let work = move || {
            let plan = plan::planned(&asked, &gather::look(&at)?, &attached)?;
            let shown = plan.shown(&asked);
            Ok((plan, shown))
        };
        blocking(work).await.map_err(Error::internal)?
    }

    /// What a workspace has of managed items.
    fn attached(&self, id: &WorkspaceId) -> Result<Attached> {
        let all = self.store.read(|read| read.managed().list())?;
        let (servers, others): (Vec<_>, Vec<_>) = all
            .into_iter()
            .filter(|item| item.workspace_ids.contains(id))
            .partition(|item| item.kind == ManagedKind::Mcps);
        let of_files = |item: &&ManagedItemRecord| {
            matches!(item.kind, ManagedKind::Skills | ManagedKind::Commands | ManagedKind::Agents)
        };
        let files = others.iter().filter(of_files).map(file_of).collect();
        let mut secrets = BTreeMap::new();
        if servers.iter().any(|item| !item.secrets.is_empty()) {
            let key = self.seal.key()?;
            for item in &servers {
                for (name, sealed) in &item.secrets {
                    let text = key.open(&item_secret_place(&item.id, name), sealed)?;
                    secrets.insert((item.id.clone(), name.clone()), text);
                }
            }
        }
        Ok(Attached { files, servers, secrets })
    }

    /// Takes a bundle in: all of it, or nothing.
    pub(crate) async fn import(
        &self,
        id: &WorkspaceId,
        wanted: ImportBundle,
        others: Others<'_>,
    ) -> Result<ImportedBundle> {
        let (_one_at_a_time, settled) = self.settled(id).await;
        settled?;
        let _items_stay = others.items.turn().await;
        let if_plan = wanted.if_plan.clone();
        let (plan, shown) = self.plan(id, wanted).await?;
        if if_plan.is_some_and(|known| known != shown.plan) {
            let message = "This import would do something else by now; look at it again with `bundles.previewImport`.";
            return Err(Error::new(ErrorKind::Conflict, message));
        }
        if let Some(fault) = plan.fault() {
            return Err(fault);
        }
        let ImportPlan { items, warnings, .. } = shown;
        if plan.steps.is_empty() && plan.servers.is_empty() {
            return Ok(ImportedBundle { changed: false, items, warnings });
        }
        let is_config = |path: &&str| !path.contains('/');
        let config = plan.steps.iter().map(|step| step.path().as_str()).find(is_config).map(str::to_owned);
        let keys = plan.keys.clone();
        self.carry_out(id, plan).await?;
        told::tell(id, &self.at(id)?.folder, &items, (config, keys), others).await;
        Ok(ImportedBundle { changed: true, items, warnings })
    }

    /// Does what is planned; what fails on the way is put back.
    async fn carry_out(&self, id: &WorkspaceId, plan: Plan) -> Result<()> {
        let records = self.records(id, plan.servers).await?;
        let entry = |(before, after): &(Option<ManagedItemRecord>, ManagedItemRecord)| ItemEntry {
            id: after.id.clone(),
            before: before.clone(),
            after: managed::revision(after),
        };
        let (items, at, steps, of) = (records.iter().map(entry).collect(), self.at(id)?, plan.steps, id.clone());
        let locks = self.locks.clone();
        let put = move || {
            let mut transaction = Transaction::begin(at, &of, steps, items)?;
            let done = transaction.put(&locks);
            Ok::<_, Error>((transaction, done))
        };
        let (transaction, mut done) = blocking(put).await.map_err(Error::internal)??;
        let keys: Vec<_> = records.iter().map(|(_, record)| record.key.clone()).collect();
        if done.is_ok() {
            done = self.keep(id, records.into_iter().map(|(_, record)| record).collect()).await;
        }
        let close = move || {
            let closed = done.and_then(|()| transaction.close());
            (transaction, closed)
        };
        match blocking(close).await.map_err(Error::internal)? {
            (_, Ok(())) => Ok(()),
            (transaction, Err(error)) => {
                self.undo(id, transaction, keys).await;
                Err(error)
            }
        }
    }

    /// Puts back what was done of an import that failed.
    async fn undo(&self, id: &WorkspaceId, transaction: Transaction, keys: Vec<String>) {
        let (place, journal, locks) =
            (transaction.place().to_path_buf(), transaction.journal().clone(), self.locks.clone());
        let undone = blocking(move || transaction.undo(&locks)).await.map_err(Error::internal).flatten();
        let restored = match undone {
            Ok(is_all) => self.restore(id, self.at(id).ok(), &journal, keys).await.map(|()| is_all),
            failed => failed,
        };
        if let Err(error) = restored.and_then(|is_all| transaction::end(&place, is_all)) {
            tracing::error!(%error, workspace = %id, "an import is not put back yet; that is tried again with the next, and at the next start");
        }
    }

    /// Keeps managed items, and brings the managed layer to them.
    async fn keep(&self, id: &WorkspaceId, records: Vec<ManagedItemRecord>) -> Result<()> {
        if records.is_empty() {
            return Ok(());
        }
        let ways = records.iter().map(|record| super::assigned::way("mcp", &record.key)).collect();
        self.store
            .write::<_, StoreError>(move |write| records.iter().try_for_each(|record| write.managed().put(record)))
            .await?;
        self.projections.refresh(id, ways).await.map(drop)
    }

    /// The items that servers become, their secrets sealed, each with the one in whose place it comes.
    async fn records(
        &self,
        id: &WorkspaceId,
        servers: Vec<Server>,
    ) -> Result<Vec<(Option<ManagedItemRecord>, ManagedItemRecord)>> {
        let is_any_new = servers.iter().any(|server| server.parted.secrets.values().any(Option::is_some));
        let key = if is_any_new { Some(self.seal.key_to_seal().await?) } else { None };
        let mut all = Vec::new();
        for Server { key: name, parted, before } in servers {
            let mut record = before.clone().unwrap_or_else(|| imported(&name, id));
            let mut sealed = BTreeMap::new();
            for (way, text) in &parted.secrets {
                let one = match (text, &key) {
                    (Some(text), Some(key)) => Some(key.seal(&item_secret_place(&record.id, way), text)?),
                    _ => record.secrets.get(way).cloned(),
                };
                sealed.extend(one.map(|one| (way.clone(), one)));
            }
            // switched on or off as the bundle says
            record.disabled_in.retain(|other| other != id);
            (record.secrets, record.config, record.updated_at) = (sealed, parted.config, Timestamp::now());
            all.push((before, record));
        }
        Ok(all)
    }

    /// Puts the items of an import back, as far as nobody has changed them since; then the folders go that were made for what
    /// stood in them, where the folder of the workspace is there.
    async fn restore(&self, id: &WorkspaceId, at: Option<At>, journal: &Journal, keys: Vec<String>) -> Result<()> {
        self.restore_items(id, journal.items.clone(), keys).await?;
        let Some(at) = at else { return Ok(()) };
        let journal = journal.clone();
        let removed = move || at.root().map(|root| transaction::remove_made(&root, &journal));
        blocking(removed).await.map_err(Error::internal)?
    }

    async fn restore_items(&self, id: &WorkspaceId, items: Vec<ItemEntry>, keys: Vec<String>) -> Result<()> {
        let is_ours = |now: Option<&ManagedItemRecord>, entry: &ItemEntry| {
            now.is_some_and(|now| managed::revision(now) == entry.after)
        };
        let all = self.store.read(|read| read.managed().list())?;
        if !items.iter().any(|entry| is_ours(all.iter().find(|item| item.id == entry.id), entry)) {
            return Ok(());
        }
        let put = move |write: &Write<'_>| {
            for entry in &items {
                match &entry.before {
                    _ if !is_ours(write.managed().get(&entry.id)?.as_ref(), entry) => {}
                    Some(before) => write.managed().put(before)?,
                    None => drop(write.managed().remove(&entry.id)?),
                }
            }
            Ok(())
        };
        self.store.write::<_, StoreError>(put).await?;
        let ways: BTreeSet<_> = keys.iter().map(|key| super::assigned::way("mcp", key)).collect();
        self.projections.refresh(id, ways).await.map(drop)
    }

    /// Puts back what an import began in a workspace and did not end; where nobody writes yet also what it left beside. One that
    /// cannot be put back keeps no other from it.
    pub(crate) async fn put_back(&self, id: &WorkspaceId, and_sweep: bool) -> Result<()> {
        let (at, of) = (self.at(id)?, id.clone());
        let open = blocking(move || transaction::left_open(&at.data, &of)).await.map_err(Error::internal)?;
        let mut all = Ok(());
        for (place, journal) in open {
            let done = match journal {
                Ok(journal) => self.put_back_one(id, place, journal, and_sweep).await,
                Err(error) => Err(error),
            };
            all = all.and(done);
        }
        all
    }

    async fn put_back_one(&self, id: &WorkspaceId, place: PathBuf, journal: Journal, and_sweep: bool) -> Result<()> {
        let (now, locks) = (self.at(id)?, self.locks.clone());
        let (from, what) = (place.clone(), journal.clone());
        let back = move || {
            let (lies, mut is_all) = (what.find(&from, now)?, false);
            if let Lies::In(at) = &lies {
                let root = at.root()?;
                if and_sweep {
                    transaction::sweep(&root, &what);
                }
                is_all = transaction::put_back(&root, &locks, &from, &what)?;
            }
            Ok::<_, Error>((lies, is_all))
        };
        let (lies, is_all) = blocking(back).await.map_err(Error::internal)??;
        let keys = journal.items.iter().filter_map(|item| Some(item.before.as_ref()?.key.clone())).collect();
        match lies {
            Lies::In(at) => {
                self.restore(id, Some(at), &journal, keys).await?;
                transaction::end(&place, is_all)?;
                tracing::warn!(workspace = %id, "an import did not come to its end, and was put back");
            }
            Lies::Gone => {
                tracing::warn!(workspace = %id, "an import did not come to its end, and is put back when the folder is there");
            }
            Lies::Left => {
                self.restore(id, None, &journal, keys).await?;
                transaction::close(&place)?;
                tracing::warn!(workspace = %id, "an import did not come to its end in a folder that is gone; what was there before it is kept with the imports of the workspace");
            }
        }
        Ok(())
    }

    /// Puts back what was cut off by the end of a server. What cannot be is tried again at the next start.
    async fn recover(&self) {
        for record in self.registry.all() {
            if let Err(error) = self.put_back(&record.id, true).await {
                tracing::error!(%error, workspace = %record.id, "an import did not come to its end, and is not put back yet");
            }
        }
    }
}

/// A server that is new in a workspace.
fn imported(key: &str, id: &WorkspaceId) -> ManagedItemRecord {
    let now = Timestamp::now();
    ManagedItemRecord {
        id: ManagedItemId::fresh(),
        kind: ManagedKind::Mcps,
        key: key.to_owned(),
        display_name: key.to_owned(),
        source: ManagedSource::Imported,
        config: serde_json::Map::new(),
        secrets: BTreeMap::new(),
        cloud_item_id: None,
        metadata: None,
        workspace_ids: vec![id.clone()],
        disabled_in: Vec::new(),
        made_in: Some(id.clone()),
        files: BTreeMap::new(),
        removed: false,
        created_at: now,
        updated_at: now,
    }
}
