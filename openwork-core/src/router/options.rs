//! How the router is found, started and kept: what a front end decides.

use crate::model::runtime::{EngineStart, RestartPolicy};
use std::path::PathBuf;
use std::time::Duration;

/// How the messaging router is found, started and kept.
#[derive(Debug, Clone)]
pub struct RouterOptions {
    /// When it is started, if there is anything for it to do: `eager` with the server, `lazy` with the first operation that
    /// needs it (`router.send`, `router.apply`).
    pub start: EngineStart,
    /// The program to run: a path, or a bare name that is then looked for on the `PATH` in
    /// [`environment`](Self::environment). Without it, the bundle, then the managed folder.
    pub program: Option<PathBuf>,
    /// A folder with a `manifest.json` that ships with the server, such as the one of its executable.
    pub bundle: Option<PathBuf>,
    /// The executable (and its first words) that acts as guard, as for the engine.
    pub guard: Option<Vec<String>>,
    /// Variables that it gets. Nothing else is inherited.
    pub environment: Vec<(String, String)>,
    /// How long a start may take, from the process to its first good answer.
    pub start_limit: Duration,
    /// How long an operation waits for a router that is starting.
    pub wait_limit: Duration,
    /// How often its health is asked for while it runs.
    pub liveness: Duration,
    /// When it is started again.
    pub restart: RestartPolicy,
}

impl Default for RouterOptions {
    /// A lazy router from the bundle or the managed folder, unguarded, with an empty environment.
    fn default() -> Self {
        Self {
            start: EngineStart::Lazy,
            program: None,
            bundle: None,
            guard: None,
            environment: Vec::new(),
            start_limit: Duration::from_secs(20),
            wait_limit: Duration::from_secs(30),
            liveness: Duration::from_secs(10),
            restart: RestartPolicy { attempts: 5, window_seconds: 300, first_pause_ms: 250, longest_pause_ms: 30_000 },
        }
    }
}
