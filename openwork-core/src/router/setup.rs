//! What does not change while the server lives, and how the router is supervised.

use super::client::{Bound, CallError, Client};
use super::options::RouterOptions;
use super::{life, programs};
use crate::child::{News, Output, Over, Program};
use crate::engine::{Care, Engine};
use crate::model::engine::EngineFault;
use crate::model::router::RouterEnablement;
use crate::model::runtime::RestartPolicy;
use crate::runtime::tasks::Spawner;
use crate::store::{Seal, Store, StoreError};
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// What does not change while the server lives.
pub(super) struct Setup {
    pub(super) options: RouterOptions,
    pub(super) data_dir: PathBuf,
    /// The first half of every run's mark. It is not the engine's, whose sweep must not find the router.
    pub(super) mark: String,
    pub(super) output: Output,
    pub(super) spawner: Spawner,
    pub(super) store: Store,
    pub(super) seal: Seal,
    pub(super) engine: Engine,
    /// Whether an operation has asked for it: a lazy router is not started before.
    pub(super) asked: AtomicBool,
    /// What the present run was started with, since it knows.
    used: Mutex<Option<Used>>,
    /// Held while the router's bindings are made those of the store.
    binding: tokio::sync::Mutex<()>,
}

/// What a run was started with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Used {
    /// The run of the engine that it speaks with.
    pub(super) engine_url: String,
    /// Its bots.
    pub(super) bots: Print,
}

/// Stands for records: the same records have the same print.
pub(super) type Print = [u8; 32];

impl Setup {
    /// All of it.
    pub(super) fn new(
        options: RouterOptions,
        data_dir: PathBuf,
        store: Store,
        seal: Seal,
        engine: Engine,
        output: Output,
        spawner: Spawner,
    ) -> Self {
        let mark = format!("{}-router", store.id());
        let (asked, used, binding) = (AtomicBool::new(false), Mutex::default(), tokio::sync::Mutex::default());
        Self { options, data_dir, mark, output, spawner, store, seal, engine, asked, used, binding }
    }

    /// What the present run was started with.
    pub(super) fn used(&self) -> MutexGuard<'_, Option<Used>> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether there is anything for it to do.
    pub(super) fn enablement(&self) -> Result<RouterEnablement, StoreError> {
        self.store.read(|read| {
            let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
            let bots = count(read.identities().list()?.iter().filter(|bot| bot.enabled).count());
            let bindings = count(read.bindings().list()?.iter().filter(|binding| binding.enabled).count());
            Ok(RouterEnablement {
                enabled: bots + bindings > 0,
                enabled_identity_count: bots,
                enabled_binding_count: bindings,
            })
        })
    }

    /// The prints of the bots and of the bindings.
    pub(super) fn prints(&self) -> Result<(Print, Print), StoreError> {
        self.store.read(|read| {
            let bots: Vec<_> = read.identities().list()?.into_iter().filter(|bot| bot.enabled).collect();
            Ok((print(&bots)?, print(&read.bindings().list()?)?))
        })
    }

    /// Makes the router's bindings those of the store, no more and no fewer.
    pub(super) async fn bind(&self, client: &Client) -> Result<(), CallError> {
        let _alone = self.binding.lock().await;
        let stored = self.store.read(|read| read.bindings().list());
        let stored = stored.map_err(|error| CallError::Garbage(error.to_string()))?;
        let wanted: Vec<Bound> = stored
            .into_iter()
            .filter(|binding| binding.enabled)
            .map(|binding| Bound {
                channel: binding.channel.as_str().to_owned(),
                identity_id: binding.identity_id.into(),
                peer_id: binding.peer_id,
                directory: binding.directory,
            })
            .collect();
        let there = client.bindings().await?;
        let same =
            |a: &Bound, b: &Bound| (&a.channel, &a.identity_id, &a.peer_id) == (&b.channel, &b.identity_id, &b.peer_id);
        for stale in there.iter().filter(|old| !wanted.iter().any(|new| same(old, new))) {
            client.bind(stale, "").await?;
        }
        for new in wanted.iter().filter(|new| !there.contains(new)) {
            client.bind(new, &new.directory).await?;
        }
        Ok(())
    }
}

/// The print of records.
pub(super) fn print(records: &impl serde::Serialize) -> Result<Print, StoreError> {
    let bytes = serde_json::to_vec(records).map_err(|error| StoreError::Refused { reason: error.to_string() })?;
    Ok(Sha256::digest(bytes).into())
}

impl Program for Setup {
    type Way = Client;

    const NAME: &'static str = "router";

    fn restarts(&self) -> RestartPolicy {
        self.options.restart.clone()
    }

    fn run(
        self: Arc<Self>,
        news: mpsc::UnboundedSender<News<Client>>,
        end: CancellationToken,
    ) -> impl Future<Output = Over> + Send + 'static {
        life::run(self, news, end)
    }

    /// Whether the program, or the engine, that was missing is there now.
    fn is_mended(&self, fault: &EngineFault) -> bool {
        match fault.code.as_str() {
            "router_missing" => programs::find(&self.options, &self.data_dir, Care::Locate).is_ok(),
            "no_engine" => self.engine.watch().borrow().client.is_some(),
            _ => false,
        }
    }
}
