//! How the engine is found, started and kept: what a front end decides.

use crate::model::runtime::{EngineStart, RestartPolicy};
use std::path::PathBuf;
use std::time::Duration;

/// How the engine is found, started and kept.
#[derive(Debug, Clone)]
pub struct EngineOptions {
    /// When it is started.
    pub start: EngineStart,
    /// The program to run: a path, or a bare name that is then looked for on the `PATH` in [`environment`](Self::environment).
    /// Without it, what an upgrade has switched to, then the bundle, then the managed folder.
    pub program: Option<PathBuf>,
    /// A folder with a `manifest.json` that ships with the server, such as the one of its executable.
    pub bundle: Option<PathBuf>,
    /// An executable that carries the programs behind its code, as [`embed`](crate::embed) writes it: most often the one that
    /// runs. They are unpacked into the managed folder when they are first needed. One that carries none is a fault.
    pub embedded: Option<PathBuf>,
    /// A home of its own for OpenCode's data (its four XDG folders); without, the user's.
    pub home: Option<PathBuf>,
    /// The executable (and its first words) that acts as guard; it must call [`guard`](crate::guard) with the words after
    /// these. Without it the engine outlives a server that is killed, until the next start.
    pub guard: Option<Vec<String>>,
    /// Variables that the engine gets: the front end picks them out of its own environment. Nothing else is inherited.
    pub environment: Vec<(String, String)>,
    /// The environment in which `runtime.upgrade` runs npm, with its settings; without, that of the engine.
    pub npm_environment: Option<Vec<(String, String)>>,
    /// Names in [`environment`](Self::environment) whose values are secrets: they are removed from all output.
    pub secrets: Vec<String>,
    /// How long a start may take.
    pub start_limit: Duration,
    /// How long an operation waits for an engine that is starting.
    pub wait_limit: Duration,
    /// How often its health is asked for while it runs.
    pub liveness: Duration,
    /// How long each of these questions may take. Three in a row that go unanswered end the engine.
    pub liveness_limit: Duration,
    /// When it is started again.
    pub restart: RestartPolicy,
}

impl Default for EngineOptions {
    /// A lazy engine from the bundle or the managed folder, unguarded, with an empty environment.
    fn default() -> Self {
        Self {
            start: EngineStart::Lazy,
            program: None,
            bundle: None,
            embedded: None,
            home: None,
            guard: None,
            environment: Vec::new(),
            npm_environment: None,
            secrets: Vec::new(),
            start_limit: Duration::from_secs(60),
            wait_limit: Duration::from_secs(30),
            liveness: Duration::from_secs(10),
            // Measured: 0.7 s at most under load.
            liveness_limit: Duration::from_secs(5),
            restart: RestartPolicy { attempts: 5, window_seconds: 300, first_pause_ms: 250, longest_pause_ms: 30_000 },
        }
    }
}

impl EngineOptions {
    /// Where OpenCode keeps its configuration for all folders, and the home that it looks into.
    pub(crate) fn config_places(&self) -> (Option<PathBuf>, Option<PathBuf>) {
        let home = self.variable("HOME").map(PathBuf::from);
        let own = self.home.as_ref().map(|own| own.join("config"));
        let named = self.variable("XDG_CONFIG_HOME").filter(|named| !named.is_empty()).map(PathBuf::from);
        let base = own.or(named).or_else(|| home.as_ref().map(|home| home.join(".config")));
        (base.map(|base| base.join("opencode")), home)
    }

    /// Where OpenCode keeps its configuration for all users of the machine.
    pub(crate) fn system_config(&self) -> PathBuf {
        let variable = |name| self.variable(name).filter(|text| !text.is_empty()).map(PathBuf::from);
        let usual = || match std::env::consts::OS {
            "macos" => PathBuf::from("/Library/Application Support/opencode"),
            "windows" => variable("ProgramData").unwrap_or_else(|| r"C:\ProgramData".into()).join("opencode"),
            _ => PathBuf::from("/etc/opencode"),
        };
        // the engine's own, for tests
        variable("OPENCODE_TEST_MANAGED_CONFIG_DIR").unwrap_or_else(usual)
    }

    /// The user's home, and the folder of configurations with what it is called: what the engine finds in its environment.
    pub(super) fn user_folders(&self) -> (Option<PathBuf>, Option<(PathBuf, &'static str)>) {
        let variable = |name| self.variable(name).filter(|text| !text.is_empty()).map(PathBuf::from);
        let home = variable("HOME");
        let own = self.home.as_ref().map(|home| home.join("config")).or_else(|| variable("XDG_CONFIG_HOME"));
        let config = own.map(|folder| (folder, "$XDG_CONFIG_HOME"));
        let usual = home.as_ref().map(|home| (home.join(".config"), "~/.config"));
        (home, config.or(usual))
    }

    /// The value of a variable that the engine gets.
    pub(super) fn variable(&self, name: &str) -> Option<&str> {
        crate::child::environment::variable(&self.environment, name)
    }
}
