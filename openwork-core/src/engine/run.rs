//! One life of the engine: found, checked, started, waited for, watched, ended.
//!
//! ```text
//! find and check ─▶ sweep what is left of earlier runs ─▶ start ─▶ the ready line ─▶ health ─▶ events ─▶ ready
//!      │ refused                                            │ exit, limit                                  │ exit, three misses, told to end
//!      ▼                                                    ▼                                              ▼
//!     Over ◀────────────────────────────────────────────── end in order, sweep ◀───────────────────────────┘
//! ```
//! The run owns the child: dropping it ends the child.

use super::assets::{Care, PINNED_ENGINE, Programs, find, in_folder};
use super::client::Client;
use super::environment::{ThisRun, environment, homes};
use super::faults::{self, ENGINE};
use super::ready;
use super::setup::Setup;
use super::shelf::Shelf;
use super::upgrade::{Trial, Verdict};
use super::upstream::{self, SUBSCRIBE_LIMIT, Stream};
use crate::child::{
    Child, Launch, News, Over, PROBE_LIMIT, PROBE_PAUSE, Redactor, Vigil, Why, port, sweep_all, wind_up,
};
use crate::ids::run_id;
use crate::model::engine::EngineFault;
use crate::model::runtime::ComponentSource;
use crate::platform::sweep::Ours;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// How many ports are tried when another program takes the one that was free.
const PORTS: u32 = 3;

/// How long the engine may take to end its runs and tools.
const DISPOSE_LIMIT: Duration = Duration::from_secs(2);

/// Lives a life.
pub(super) async fn run(
    setup: Arc<Setup>,
    trial: Option<Trial>,
    news: mpsc::UnboundedSender<News<Client>>,
    end: CancellationToken,
) -> Over {
    let programs = match prepare(&setup, trial.clone()).await {
        Ok(programs) => programs,
        Err(fault) => {
            // Someone else is at the folder of versions, and will be done.
            return if fault.code == "busy" { Over::before_start(fault) } else { Over::refused(fault) };
        }
    };
    for tries_left in (0..PORTS).rev() {
        let life = Life::new(&setup, &programs, trial.as_ref(), &news, &end);
        match life.live().await {
            Ok(over) => return over,
            Err(over) if tries_left == 0 => return over,
            Err(_) => tracing::info!("another program took the engine's port; it is started on another"),
        }
    }
    Over::untold()
}

/// Finds and checks the programs, and ends what earlier runs left behind.
async fn prepare(setup: &Arc<Setup>, trial: Option<Trial>) -> Result<Programs, EngineFault> {
    let shared = setup.clone();
    let found = move || -> Result<Programs, EngineFault> {
        let rack = Shelf::of(&shared.data_dir);
        let programs = match trial {
            Some(trial) => in_folder(&trial.folder, &trial.version, &rack, Care::Verify),
            None => find(&shared.options, &shared.data_dir, Care::Verify),
        }?;
        let is_ours = programs.engine.path.starts_with(rack.version(&programs.version));
        shared.lend(is_ours.then(|| rack.lease(&programs.version)).flatten());
        Ok(programs)
    };
    let found = tokio::task::spawn_blocking(found).await;
    let programs = found.map_err(|error| ENGINE.start_failed(&format!("was not found: {error}"), &[]))??;
    setup.remember(&programs);
    sweep_all(Ours::Store(setup.mark.clone())).await;
    Ok(programs)
}

/// What one try needs.
struct Life<'a> {
    setup: &'a Arc<Setup>,
    programs: &'a Programs,
    trial: Option<&'a Trial>,
    news: &'a mpsc::UnboundedSender<News<Client>>,
    end: &'a CancellationToken,
    /// Cancelled when this life is over, also when it is dropped.
    alive: CancellationToken,
    password: String,
    /// What people have it given, as it is at this start.
    given: Vec<(String, String)>,
    redactor: Redactor,
}

impl Drop for Life<'_> {
    fn drop(&mut self) {
        self.alive.cancel();
    }
}

impl<'a> Life<'a> {
    fn new(
        setup: &'a Arc<Setup>,
        programs: &'a Programs,
        trial: Option<&'a Trial>,
        news: &'a mpsc::UnboundedSender<News<Client>>,
        end: &'a CancellationToken,
    ) -> Self {
        let password = uuid::Uuid::new_v4().simple().to_string();
        let given = setup.given.opened();
        let named = setup.options.environment.iter().filter(|(name, _)| setup.options.secrets.contains(name));
        let secrets = named.chain(&given).map(|(_, value)| value.clone());
        let redactor = Redactor::new(secrets.chain([password.clone()]));
        setup.output.begin(redactor.clone());
        Self { setup, programs, trial, news, end, alive: CancellationToken::new(), password, given, redactor }
    }

    /// From start to end. `Err` is an end for which another port is the remedy.
    async fn live(&self) -> Result<Over, Over> {
        let started = match port::free() {
            Ok(port) => self.start(port).await.map(|child| (port, child)),
            Err(error) => Err(error),
        };
        let (port, mut child) = match started {
            Ok(started) => started,
            Err(error) => {
                let fault = ENGINE.start_failed(&format!("could not be started ({error})"), &[]);
                return Ok(Over::before_start(fault));
            }
        };
        // The supervisor outlives its runs.
        let _ = self.news.send(News::Started { pid: child.pid(), guarded: child.is_guarded() });
        let (client, why) = match self.until_ready(&mut child).await {
            Ok(client) => {
                let why = self.vigil().until_end(&mut child, |limit| client.version(limit)).await;
                (Some(client), why)
            }
            Err(why) => (None, why),
        };
        // An engine that still lives listens there itself.
        let is_port_taken = why.reason == "start_failed" && child.is_over() && port::is_taken(port);
        let over = wind_up(child, farewell(client), why, &self.alive).await;
        if is_port_taken { Err(over) } else { Ok(over) }
    }

    fn vigil(&self) -> Vigil<'_> {
        let (options, output) = (&self.setup.options, &self.setup.output);
        let (liveness, liveness_limit) = (options.liveness, options.liveness_limit);
        Vigil { subject: &ENGINE, output, end: self.end, liveness, liveness_limit }
    }

    async fn start(&self, port: u16) -> io::Result<Child> {
        let data = &self.setup.data_dir;
        let (folder, temporary) = (data.join("engine"), data.join("tmp").join("engine"));
        let own = self.setup.options.home.iter().flat_map(|home| homes(home)).map(|(_, folder)| folder);
        for folder in [folder.clone(), temporary.clone()].into_iter().chain(own) {
            tokio::fs::create_dir_all(folder).await?;
        }
        let searcher = self.programs.searcher.as_ref().and_then(|program| program.path.parent());
        let this = ThisRun { password: &self.password, given: &self.given, temporary: &temporary, searcher };
        let words = ["serve", "--hostname", "127.0.0.1", "--port"].map(str::to_owned);
        let launch = Launch {
            program: self.programs.engine.path.clone(),
            arguments: words.into_iter().chain([port.to_string()]).collect(),
            environment: environment(&self.setup.options, &this),
            folder,
            mark: format!("{}:{}", self.setup.mark, run_id()),
            guard: self.setup.options.guard.clone(),
            announces: ready::address,
        };
        Child::start(&launch, &self.setup.output, &self.setup.spawner).await
    }

    /// Waits for as long as the engine lives, within the limit.
    async fn until_ready(&self, child: &mut Child) -> Result<Client, Why> {
        let limit = self.setup.options.start_limit;
        // What it answered last when it was asked for its health, if that was nothing to go on with.
        let odd = Mutex::new(None);
        let mut address = child.address();
        let opening = async {
            let found = address.wait_for(Option::is_some).await.ok().and_then(|found| found.clone());
            // Without one its stdout is closed; then its end tells more.
            let Some(base_url) = found else { return std::future::pending().await };
            let (alive, redactor, broken) = (self.alive.clone(), self.redactor.clone(), self.setup.broken.clone());
            let client = Client::new(&base_url, &self.password, alive, redactor, broken);
            let version = answers(&client, &odd).await;
            (client, version, base_url)
        };
        let vigil = self.vigil();
        let opened = vigil.within(limit, child, opening).await;
        let odd = odd.into_inner().unwrap_or_else(PoisonError::into_inner);
        let (client, version, base_url) = opened.map_err(|why| why.because(odd))?;
        self.check_version(&version)?;
        let stream = vigil.through(child, client.subscribe(SUBSCRIBE_LIMIT)).await?;
        let stream = stream.map_err(|error| vigil.failed(&format!("did not open its events ({error})")))?;
        self.ready(version, base_url, &client, stream);
        Ok(client)
    }

    /// The events are listened to before anyone can cause one.
    fn ready(&self, version: String, base_url: String, client: &Client, stream: Stream) {
        let (way, server) = (self.setup.events.clone(), self.setup.spawner.stop_token());
        let pump = upstream::pump(client.clone(), stream, way, self.alive.clone(), server);
        self.setup.spawner.spawn("engine events", pump);
        // The supervisor outlives its runs.
        let _ = self.news.send(News::Ready { version: Some(version), base_url, client: client.clone() });
        if let Some(trial) = self.trial {
            trial.verdict.send_replace(Verdict::Ready);
        }
    }

    fn check_version(&self, version: &str) -> Result<(), Why> {
        if version == self.programs.version {
            return Ok(());
        }
        if self.programs.engine.source == ComponentSource::Explicit {
            tracing::warn!(version, pinned = PINNED_ENGINE, "the engine that was named is of another version");
            return Ok(());
        }
        Err(Why { fault: Some(faults::other_version(version, &self.programs.version)), reason: "start_failed" })
    }
}

/// Asks until it answers; the version is the answer. What it says otherwise is kept.
async fn answers(client: &Client, odd: &Mutex<Option<&'static str>>) -> String {
    loop {
        match client.version(PROBE_LIMIT).await {
            Ok(version) => return version,
            Err(error) => {
                tracing::debug!(%error, "the engine has said that it listens, and does not answer yet");
                *odd.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.how_it_answered());
            }
        }
        // Nothing tells when it will answer.
        tokio::time::sleep(PROBE_PAUSE).await;
    }
}

/// Has the engine end its runs and tools before it is told to end itself.
async fn farewell(client: Option<Client>) {
    let Some(client) = client else { return };
    if let Err(error) = client.last_words().dispose(DISPOSE_LIMIT).await {
        tracing::info!(%error, "the engine did not end its runs by itself");
    }
}
