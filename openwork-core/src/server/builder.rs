//! From options to a running server.

use super::{Inner, LegacyPlaces, LogRing, Server, migration, news};
use crate::access::RunToken;
use crate::bundles::{Publisher, PublisherOptions};
use crate::clock::Timestamp;
use crate::cloud::Account;
use crate::config::layers::Places;
use crate::engine::{Engine, EngineOptions, Given};
use crate::error::{Error, Result};
use crate::flows::attention::Attention;
use crate::flows::changes::Changes;
use crate::flows::feed::Feed;
use crate::flows::import::Imports;
use crate::flows::items::Items;
use crate::flows::ownership::Folders;
use crate::flows::portable::Portables;
use crate::flows::projection::Projections;
use crate::flows::relay::Relay;
use crate::flows::reload::Reloads;
use crate::resources::hub::SkillHub;
use crate::resources::mcp::SignIns;
use crate::router::{Router, RouterOptions};
use crate::runtime::blocking::blocking;
use crate::runtime::metrics::Requests;
use crate::runtime::tasks::Tasks;
use crate::sessions::Sent;
use crate::store::{Seal, Store, StoreError};
use crate::workspaces::Registry;
use std::path::PathBuf;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Collects what a server needs before it starts.
#[derive(Debug)]
#[must_use]
pub struct Builder {
    data_dir: PathBuf,
    engine: EngineOptions,
    router: RouterOptions,
    publisher: PublisherOptions,
    skill_hub: Option<String>,
    host_token: Option<String>,
    logs: Option<LogRing>,
    legacy: Option<LegacyPlaces>,
    imports_at_start: bool,
}

impl Builder {
    pub(super) fn new(data_dir: PathBuf) -> Self {
        let (engine, router) = (EngineOptions::default(), RouterOptions::default());
        let publisher = PublisherOptions::default();
        let (skill_hub, host_token, logs, legacy) = (None, None, None, None);
        Self { data_dir, engine, router, publisher, skill_hub, host_token, logs, legacy, imports_at_start: true }
    }

    /// How the engine is found, started and kept.
    pub fn engine(mut self, options: EngineOptions) -> Self {
        self.engine = options;
        self
    }

    /// How the messaging router is found, started and kept.
    pub fn router(mut self, options: RouterOptions) -> Self {
        self.router = options;
        self
    }

    /// Where bundles are published; nowhere without.
    pub fn publisher(mut self, options: PublisherOptions) -> Self {
        self.publisher = options;
        self
    }

    /// Where skills are taken from: a folder, `https://github.com/<owner>/<repository>`, or the address of an archive
    /// (`https://….tar.gz`); nowhere without.
    pub fn skill_hub(mut self, place: Option<String>) -> Self {
        self.skill_hub = place;
        self
    }

    /// The host token of this run; a random one without.
    pub fn host_token(mut self, token: impl Into<String>) -> Self {
        self.host_token = Some(token.into());
        self
    }

    /// The ring that the host feeds with its log lines, for `system.logs`. Without, that operation is not offered.
    pub fn logs(mut self, ring: LogRing) -> Self {
        self.logs = Some(ring);
        self
    }

    /// Where older OpenWork may have left something. What it left is imported: by the start, unless that is told not to, which
    /// waits two seconds for it at most, and by `migration.run`. Without, nothing is looked for.
    pub fn legacy(mut self, places: LegacyPlaces) -> Self {
        self.legacy = Some(places);
        self
    }

    /// Whether the start imports what older OpenWork left and is not imported yet; it does without this.
    pub fn imports_at_start(mut self, imports: bool) -> Self {
        self.imports_at_start = imports;
        self
    }

    /// Starts the server: opens the store and takes work at once, whether or not the engine runs yet.
    ///
    /// # Errors
    /// `conflict` where another process has this data folder open, naming it; `unprocessable` where the data folder is a
    /// file or may not be written; `invalid_request` for a publisher or a hub that cannot be one;
    /// `internal` where the store cannot be opened. Each says why and what to do.
    pub async fn start(self) -> Result<Server> {
        let data_dir = std::path::absolute(&self.data_dir).map_err(Error::internal)?;
        let publisher = Publisher::new(self.publisher)?;
        let skill_hub = SkillHub::new(self.skill_hub)?;
        let store = open(data_dir.join("state")).await?;
        // one for all, so that there is never a second key
        let seal = Seal::new(&store, &data_dir.join("state"));
        let run_token = RunToken::new(self.host_token)?;
        if let Some(logs) = &self.logs {
            logs.hide(named(&self.engine).chain([run_token.text().to_owned()]));
        }
        let registry = Arc::new(Registry::open(store.clone(), &data_dir)?);
        let feed = Arc::new(Feed::new(store.clone()));
        let (folders, sent) = (Arc::new(Folders::new()), Arc::new(Sent::new()));
        let relay = Relay::new(registry.clone(), feed.clone(), folders.clone(), sent.clone());
        let tasks = Tasks::new();
        let look = self.legacy.map(|places| places.look(data_dir.join("state")));
        let (global, home) = self.engine.config_places();
        let config_places = Places { global, home, system: Some(self.engine.system_config()) };
        let imports = Imports::new(look, (&store, &seal), &registry, &feed, (&data_dir, &config_places));
        // before the engine, which is given what is imported for it
        let importing = if self.imports_at_start { migration::begin(&imports, &tasks).await } else { None };
        let (engine_start, restart_policy) = (self.engine.start, self.engine.restart.clone());
        let files = crate::files::Shared::default();
        let at = (data_dir.as_path(), &config_places);
        let projections = Arc::new(Projections::new(store.clone(), registry.clone(), at, files.locks.clone()));
        let portables =
            Portables::open(&store, &registry, &projections, &files.locks, (&data_dir, &config_places)).await;
        let (given, account) = (Given::new(&store, &seal), Account::new(&store, &seal));
        hide(self.logs.as_ref(), &given);
        let engine = Engine::new(self.engine, &data_dir, given, store.id().to_owned(), &tasks);
        let router = Router::new(self.router, &data_dir, (&store, seal), &engine, &tasks);
        tasks.spawn("relay", relay.clone().run(engine.clone()));
        let reloads = Reloads::new(registry.clone(), feed.clone(), relay.clone(), engine.clone());
        tasks.spawn("reloads", reloads.clone().run(tasks.spawner().stop_token()));
        tasks.spawn("folders", reloads.clone().watch_folders(tasks.spawner().stop_token()));
        let attention = Attention::new(registry.clone(), feed.clone(), relay.clone(), reloads.clone(), engine.clone());
        tasks.spawn("attention", attention.clone().run(tasks.spawner().stop_token()));
        let stop = tasks.spawner().stop_token();
        tasks.spawn("news", news::tell(feed.clone(), engine.clone(), router.clone(), store.clone(), stop));
        let changes = Changes::new(feed.clone());
        let items = Items::new(&store, &registry, &projections, (&reloads, &feed), &files.locks, &data_dir);
        tasks.spawn("forgotten", projections.clone().sweep());
        tasks.spawn("items", items.clone().run(tasks.spawner().stop_token()));
        let inner = Inner {
            data_dir,
            started_at: Timestamp::now(),
            store,
            registry,
            feed,
            folders,
            relay,
            attention,
            projections,
            config_places,
            reloads,
            sent,
            sign_ins: SignIns::default(),
            files,
            items,
            portables,
            imports,
            account,
            changes,
            engine,
            router,
            publisher,
            skill_hub,
            engine_start,
            restart_policy,
            requests: Requests::new().map_err(Error::internal)?,
            logs: self.logs,
            run_token,
            tasks,
            stop: CancellationToken::new(),
            stopped: tokio::sync::OnceCell::new(),
        };
        let server = Server { inner: Arc::new(inner) };
        migration::follow(&server, importing);
        Ok(server)
    }
}

/// Opens the store in this folder.
async fn open(folder: PathBuf) -> Result<Store> {
    let opened = blocking(move || Store::open(&folder)).await.map_err(Error::internal)?;
    opened.map_err(StoreError::on_site)
}

/// The secrets that the engine is given by name.
fn named(engine: &EngineOptions) -> impl Iterator<Item = String> {
    let given = engine.environment.iter();
    given.filter(|(name, _)| engine.secrets.contains(name)).map(|(_, value)| value.clone())
}

/// Keeps the values of the engine's variables out of the log.
fn hide(logs: Option<&LogRing>, given: &Given) {
    let Some(logs) = logs else { return };
    for (_, value) in given.opened() {
        logs.hide_too(&value);
    }
}
