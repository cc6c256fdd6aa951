//! One life of the router: found, given the engine and its configuration, started, waited for, watched, ended.
//!
//! ```text
//! find ─▶ sweep ─▶ the engine ─▶ config file ─▶ start ─▶ health 200 ─▶ bindings ─▶ ready ─▶ … ─▶ end in order, file removed
//! ```
//! The file holds the bots' tokens in clear, because the router reads it so. It is there for as long as the router lives.

use super::client::Client;
use super::config::{Config, config};
use super::faults::{self, ROUTER};
use super::programs::find;
use super::setup::{Setup, Used, print};
use crate::child::environment::{set, spare_loopback};
use crate::child::{
    Child, Launch, News, Over, PROBE_LIMIT, PROBE_PAUSE, Redactor, Vigil, Why, port, sweep_all, wind_up,
};
use crate::engine::{Care, EngineError};
use crate::ids::run_id;
use crate::model::engine::EngineFault;
use crate::platform::replace;
use crate::platform::sweep::Ours;
use crate::runtime::blocking::blocking;
use crate::store::StoreError;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// How long it may take while it runs.
const LIVENESS_LIMIT: Duration = Duration::from_secs(5);

/// How many ports are tried when another program takes the one that was free.
const PORTS: u32 = 3;

/// What a run is started with.
struct Prepared {
    program: PathBuf,
    engine_url: String,
    user: &'static str,
    password: String,
    config: Config,
}

/// Lives a life.
pub(super) async fn run(setup: Arc<Setup>, news: mpsc::UnboundedSender<News<Client>>, end: CancellationToken) -> Over {
    *setup.used() = None;
    let prepared = tokio::select! {
        biased;
        () = end.cancelled() => return Over::untold(),
        prepared = prepare(&setup) => prepared,
    };
    let prepared = match prepared {
        Ok(prepared) => prepared,
        Err(fault) => return Over::refused(fault),
    };
    let mut last = Over::untold();
    for _ in 0..PORTS {
        let life = Life::new(&setup, &prepared, &news, &end);
        match life.live().await {
            Ok(over) => return over,
            Err(over) => last = over,
        }
        tracing::info!("another program took the router's port; it is started on another");
    }
    last
}

/// Finds the program and the engine, ends what earlier runs left behind, and makes the configuration.
async fn prepare(setup: &Arc<Setup>) -> Result<Prepared, EngineFault> {
    let shared = setup.clone();
    let found = tokio::task::spawn_blocking(move || find(&shared.options, &shared.data_dir, Care::Verify)).await;
    let program = found.map_err(|error| ROUTER.start_failed(&format!("was not found: {error}"), &[]))??;
    sweep_all(Ours::Store(setup.mark.clone())).await;
    let engine = loop {
        match setup.engine.client().await {
            Ok(engine) => break engine,
            // it is coming, and this is nobody who waits
            Err(EngineError::Starting(_)) => {}
            Err(error) => return Err(faults::no_engine(&crate::error::Error::from(error).message)),
        }
    };
    let (engine_url, user, password) = engine.login();
    let (config, bots) = configuration(setup, engine_url).map_err(unconfigured)?;
    *setup.used() = Some(Used { engine_url: engine_url.to_owned(), bots });
    Ok(Prepared { program, engine_url: engine_url.to_owned(), user, password: password.to_owned(), config })
}

fn unconfigured(error: StoreError) -> EngineFault {
    let is_sealed =
        matches!(error, StoreError::KeyMissing { .. } | StoreError::KeyWrong { .. } | StoreError::SealBroken { .. });
    let why = crate::error::Error::from(error).message;
    if is_sealed { faults::key_lost(&why) } else { faults::config_failed(&why) }
}

fn configuration(setup: &Setup, engine_url: &str) -> Result<(Config, super::setup::Print), StoreError> {
    let mut bots = setup.store.read(|read| read.identities().list())?;
    bots.retain(|bot| bot.enabled);
    let key = if bots.iter().all(|bot| bot.secrets.is_empty()) { None } else { Some(setup.seal.key()?) };
    let folder = work(&setup.data_dir).display().to_string();
    Ok((config(&bots, key.as_ref(), engine_url, &folder)?, print(&bots)?))
}

/// The router's own folder.
fn home(data_dir: &Path) -> PathBuf {
    data_dir.join("router")
}

/// Where the sessions of peers work who are bound to no other folder: an empty one.
fn work(data_dir: &Path) -> PathBuf {
    home(data_dir).join("work")
}

/// The configuration's file.
pub(super) fn config_file(data_dir: &Path) -> PathBuf {
    home(data_dir).join("opencode-router.json")
}

/// What one try needs.
struct Life<'a> {
    setup: &'a Arc<Setup>,
    prepared: &'a Prepared,
    news: &'a mpsc::UnboundedSender<News<Client>>,
    end: &'a CancellationToken,
    /// Cancelled when this life is over, also when it is dropped.
    alive: CancellationToken,
    redactor: Redactor,
}

impl Drop for Life<'_> {
    fn drop(&mut self) {
        self.alive.cancel();
        // it may not have been written
        let _ = std::fs::remove_file(config_file(&self.setup.data_dir));
    }
}

impl<'a> Life<'a> {
    fn new(
        setup: &'a Arc<Setup>,
        prepared: &'a Prepared,
        news: &'a mpsc::UnboundedSender<News<Client>>,
        end: &'a CancellationToken,
    ) -> Self {
        let secrets = prepared.config.secrets.iter().cloned();
        let redactor = Redactor::new(secrets.chain([prepared.password.clone()]));
        setup.output.begin(redactor.clone());
        Self { setup, prepared, news, end, alive: CancellationToken::new(), redactor }
    }

    /// From start to end. `Err` is an end for which another port is the remedy.
    async fn live(&self) -> Result<Over, Over> {
        if let Err(error) = self.write_config().await {
            return Ok(Over::refused(faults::config_failed(&error.to_string())));
        }
        let started = match port::free() {
            Ok(port) => self.start(port).await.map(|child| (port, child)),
            Err(error) => Err(error),
        };
        let (port, mut child) = match started {
            Ok(started) => started,
            Err(error) => {
                let fault = ROUTER.start_failed(&format!("could not be started ({error})"), &[]);
                return Ok(Over::before_start(fault));
            }
        };
        // The supervisor outlives its runs.
        let _ = self.news.send(News::Started { pid: child.pid(), guarded: child.is_guarded() });
        let base_url = format!("http://127.0.0.1:{port}");
        let client = Client::new(&base_url, self.alive.clone(), self.redactor.clone());
        let why = match self.until_ready(&mut child, &client).await {
            Ok(()) => {
                let ready = News::Ready { version: None, base_url, client: client.clone() };
                // The supervisor outlives its runs.
                let _ = self.news.send(ready);
                self.vigil().until_end(&mut child, |limit| client.health(limit)).await
            }
            Err(why) => why,
        };
        // A router that still lives listens there itself.
        let is_port_taken = why.reason == "start_failed" && child.is_over() && port::is_taken(port);
        let over = wind_up(child, async {}, why, &self.alive).await;
        if is_port_taken { Err(over) } else { Ok(over) }
    }

    async fn write_config(&self) -> io::Result<()> {
        let data = &self.setup.data_dir;
        for folder in [work(data), data.join("tmp").join("router")] {
            tokio::fs::create_dir_all(folder).await?;
        }
        let (file, bytes) = (config_file(data), self.prepared.config.bytes.clone());
        blocking(move || replace::secret(&file, &bytes)).await.map_err(io::Error::other)?
    }

    fn vigil(&self) -> Vigil<'_> {
        let (output, liveness) = (&self.setup.output, self.setup.options.liveness);
        Vigil { subject: &ROUTER, output, end: self.end, liveness, liveness_limit: LIVENESS_LIMIT }
    }

    async fn start(&self, port: u16) -> io::Result<Child> {
        let data = &self.setup.data_dir;
        let launch = Launch {
            program: self.prepared.program.clone(),
            // the engine's address is in the environment: not every router knows the flag for it
            arguments: vec!["serve".to_owned(), work(data).display().to_string()],
            environment: self.environment(port),
            folder: home(data),
            mark: format!("{}:{}", self.setup.mark, run_id()),
            guard: self.setup.options.guard.clone(),
            announces: |_| None,
        };
        Child::start(&launch, &self.setup.output, &self.setup.spawner).await
    }

    /// The whole environment of the router.
    fn environment(&self, port: u16) -> Vec<(String, String)> {
        let (data, prepared) = (&self.setup.data_dir, self.prepared);
        let mut all = self.setup.options.environment.clone();
        spare_loopback(&mut all);
        let text = |path: PathBuf| path.display().to_string();
        for (name, value) in [
            ("TMPDIR", text(data.join("tmp").join("router"))),
            ("OPENCODE_URL", prepared.engine_url.clone()),
            ("OPENCODE_DIRECTORY", text(work(data))),
            ("OPENCODE_SERVER_USERNAME", prepared.user.to_owned()),
            ("OPENCODE_SERVER_PASSWORD", prepared.password.clone()),
            ("OPENCODE_ROUTER_HEALTH_HOST", "127.0.0.1".to_owned()),
            ("OPENCODE_ROUTER_HEALTH_PORT", port.to_string()),
            ("OPENCODE_ROUTER_CONFIG_PATH", text(config_file(data))),
            ("OPENCODE_ROUTER_DATA_DIR", text(home(data))),
            ("OPENCODE_ROUTER_DB_PATH", text(home(data).join("opencode-router.db"))),
            ("OPENCODE_ROUTER_LOG_FILE", text(home(data).join("opencode-router.log"))),
        ] {
            set(&mut all, name, value);
        }
        all
    }

    /// Waits until it is well and has its bindings, for as long as it lives and within the limit.
    async fn until_ready(&self, child: &mut Child, client: &Client) -> Result<(), Why> {
        let opening = async {
            while !client.health(PROBE_LIMIT).await.is_ok_and(|(is_well, _)| is_well) {
                // Nothing tells when it will answer.
                tokio::time::sleep(PROBE_PAUSE).await;
            }
            self.setup.bind(client).await
        };
        let bound = self.vigil().within(self.setup.options.start_limit, child, opening).await?;
        bound.map_err(|error| self.vigil().failed(&format!("did not take its bindings ({error})")))
    }
}
