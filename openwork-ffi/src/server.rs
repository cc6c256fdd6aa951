//! A server: opened, asked for its areas, shut down.

use crate::client::areas;
use crate::error::Result;
use crate::host::{Host, Threads};
use crate::{
    ArtifactsArea, AsksArea, AuditArea, BundlesArea, CloudArea, CommandsArea, ConfigArea, EngineArea, EnvironmentArea,
    EventsArea, FileSessionsArea, FilesArea, InboxArea, ManagedArea, McpArea, MigrationArea, OpenWorkClient,
    PluginsArea, ProvidersArea, RouterArea, RuntimeArea, SessionsArea, SkillsArea, SystemArea, TokensArea,
    WorkspacesArea,
};
use openwork_core::model::runtime::EngineStart;
use openwork_core::{Builder, Caller, EngineOptions, LegacyPlaces, PublisherOptions, RouterOptions, Server};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::task::TaskTracker;

/// How long listeners may take to hear of the end.
const LISTENERS_LIMIT: Duration = Duration::from_secs(5);

/// What a server is opened with. Paths are absolute.
#[derive(Debug, Clone, uniffi::Record)]
pub struct OpenOptions {
    /// The folder that holds all of the server's state; made if it is missing. One server at a time has it.
    pub data_dir: String,
    /// The engine's program, or a bare name that is looked for on the `PATH` of the environment below. Without, the bundle is
    /// taken, then what is installed in the data folder.
    #[uniffi(default = None)]
    pub opencode_program: Option<String>,
    /// The messaging router's program, or a bare name. Without, as for the engine. It is started with the server where the
    /// engine is, else by the first operation that needs it; and only while a bot or a binding is enabled.
    #[uniffi(default = None)]
    pub router_program: Option<String>,
    /// A folder with a `manifest.json` and the programs it names, which ships with the host.
    #[uniffi(default = None)]
    pub bundle_dir: Option<String>,
    /// A folder for the engine's own data. Without, it has the user's.
    #[uniffi(default = None)]
    pub engine_home: Option<String>,
    /// When the engine is started; without, by the first operation that needs it.
    #[uniffi(default = None)]
    pub engine_start: Option<EngineStart>,
    /// The `openwork-http` executable. It is run as `<program> guard …` and ends the engine should this process be killed.
    /// Without, nobody does before the next start, and health says `guarded: false`.
    #[uniffi(default = None)]
    pub guard_program: Option<String>,
    /// The variables that the engine gets, and no others: this library never reads the host's own. The engine needs `PATH`
    /// and `HOME` at least, and the keys of the providers that it shall use.
    #[uniffi(default)]
    pub environment: HashMap<String, String>,
    /// Names in the environment whose values are secrets: they are removed from all output.
    #[uniffi(default)]
    pub secrets: Vec<String>,
    /// Where bundles are published and fetched: `https://…`, or `http://…` of this machine. Nowhere without.
    #[uniffi(default = None)]
    pub publisher_url: Option<String>,
    /// Where skills are taken from: a folder, `https://github.com/<owner>/<repository>`, or the address of an archive
    /// (`https://….tar.gz`). Nowhere without.
    #[uniffi(default = None)]
    pub skill_hub: Option<String>,
    /// The host token of this run; random without. It matters to a host that gives it to others.
    #[uniffi(default = None)]
    pub host_token: Option<String>,
    /// The home folder beneath which an older OpenWork may have left something, which is then imported. Without, nothing is looked
    /// for. The environment above says where else to look.
    #[uniffi(default = None)]
    pub legacy_home: Option<String>,
    /// How long the engine may take to start, in milliseconds; 60 000 without.
    #[uniffi(default = None)]
    pub start_limit_ms: Option<u32>,
    /// How long an operation waits for an engine that is starting, in milliseconds; 30 000 without.
    #[uniffi(default = None)]
    pub wait_limit_ms: Option<u32>,
}

/// A number of milliseconds.
fn millis(number: u32) -> Duration {
    Duration::from_millis(number.into())
}

impl OpenOptions {
    /// The core's builder, told all of it.
    fn builder(self) -> Builder {
        let variables: Vec<(String, String)> = self.environment.clone().into_iter().collect();
        let legacy = self.legacy_home.map(|home| LegacyPlaces::new(home, variables));
        let usual = EngineOptions::default();
        let engine = EngineOptions {
            start: self.engine_start.unwrap_or(usual.start),
            program: self.opencode_program.map(PathBuf::from),
            bundle: self.bundle_dir.map(PathBuf::from),
            home: self.engine_home.map(PathBuf::from),
            guard: self.guard_program.map(|program| vec![program, "guard".to_owned()]),
            environment: self.environment.into_iter().collect(),
            secrets: self.secrets,
            start_limit: self.start_limit_ms.map_or(usual.start_limit, millis),
            wait_limit: self.wait_limit_ms.map_or(usual.wait_limit, millis),
            ..usual
        };
        // what was named for the engine is the engine's alone
        let own = engine.environment.iter().filter(|(name, _)| !engine.secrets.contains(name)).cloned();
        let router = RouterOptions {
            start: if engine.start == EngineStart::Eager { EngineStart::Eager } else { EngineStart::Lazy },
            program: self.router_program.map(PathBuf::from),
            bundle: engine.bundle.clone(),
            guard: engine.guard.clone(),
            environment: own.collect(),
            ..RouterOptions::default()
        };
        let publisher = PublisherOptions { base_url: self.publisher_url, origin: None };
        let builder = Server::builder(self.data_dir).engine(engine).router(router).publisher(publisher);
        let builder = builder.skill_hub(self.skill_hub);
        let builder = match legacy {
            Some(places) => builder.legacy(places),
            None => builder,
        };
        match self.host_token {
            Some(token) => builder.host_token(token),
            None => builder,
        }
    }
}

/// A server in this process. Whoever holds it is a host and may do everything; `with_token` gives something that may less.
///
/// End it with `shutdown`. If it is only let go, together with everything that was got from it, then its threads end at once,
/// its listeners hear nothing more, and the engine is ended by its guard.
#[derive(Debug, uniffi::Object)]
pub struct OpenWork {
    host: Arc<Host>,
    caller: Caller,
}

#[uniffi::export]
impl OpenWork {
    /// Opens a server. Fails with `conflict` while another one has the data folder.
    #[uniffi::constructor]
    pub async fn open(options: OpenOptions) -> Result<Self> {
        let threads = Threads::start()?;
        let server = threads.run(options.builder().start()).await?;
        let stopping = server.clone();
        threads.handle().spawn(async move {
            stopping.stop_requested().await;
            stopping.shutdown().await;
        });
        let host = Host { server, threads, listeners: TaskTracker::new() };
        Ok(Self { host: Arc::new(host), caller: Caller::host() })
    }

    /// Stops the server: no new work, listeners told and ended, the engine ended, the store closed. Names what did not end in
    /// time. Afterwards no listener is called, unless `listeners` is among those names. A second call is harmless and waits
    /// for the first; a call that is cancelled goes on all the same.
    pub async fn shutdown(&self) -> Result<Vec<String>> {
        let (server, listeners) = (self.host.server.clone(), self.host.listeners.clone());
        let stop = async move {
            let mut late = server.shutdown().await.late;
            listeners.close();
            if tokio::time::timeout(LISTENERS_LIMIT, listeners.wait()).await.is_err() {
                late.push("listeners".to_owned());
            }
            late
        };
        self.host.threads.see_through(stop).await
    }

    /// The host token of this run.
    #[must_use]
    pub fn host_token(&self) -> String {
        self.host.server.host_token().to_owned()
    }

    /// The same server for the bearer of a token: what the token does not allow is refused. Fails with `unauthorized` if the
    /// token is not known.
    pub async fn with_token(&self, token: String) -> Result<OpenWorkClient> {
        let server = self.host.server.clone();
        let caller = self.host.threads.run(async move { server.authenticate(&token) }).await?;
        Ok(OpenWorkClient::new(Arc::clone(&self.host), caller))
    }
}

areas!(OpenWork);
