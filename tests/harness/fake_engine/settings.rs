//! How the substitute shall misbehave.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer, Serialize};

/// The settings file, `<program>.json` beside the program. What is absent does not happen.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Settings {
    /// Seconds before the port is opened; meanwhile a line a second on standard error shows progress.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_delay_seconds: Option<f64>,
    /// Opens the port, but never says that it is ready and never answers.
    pub silent: bool,
    /// Says that it is ready, but never answers.
    pub accepts_but_never_answers: bool,
    /// Never answers so many requests, then behaves well.
    pub unanswered_requests: u32,
    /// Ends at every start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exit_at_start: Option<Exit>,
    /// Seconds between the ready line and a crash.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crash_after_seconds: Option<f64>,
    /// Ends at once at the first so many starts.
    pub dies_after_starts: u32,
    /// Is deaf to SIGTERM and SIGINT.
    pub ignore_term: bool,
    /// A file that is told of each wish that the engine shall end, a line each: `dispose`, and `TERM` or `INT` where it is
    /// deaf to them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub journal: Option<PathBuf>,
    /// Writes so much to standard error, from the start on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flood_bytes_per_second: Option<u64>,
    /// The version it claims to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Answers a web page.
    pub answers_html: Scope,
    /// Answers what is neither JSON nor anything else.
    pub answers_garbage: Scope,
    /// Closes the connection in the middle of an answer.
    pub closes_mid_body: Scope,
    /// Finds its port busy at the first start.
    pub busy_port_once: bool,
    /// Seconds between two heartbeats of an event stream, in place of ten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heartbeat_seconds: Option<f64>,
}

/// An end at the start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exit {
    /// The exit code.
    pub code: u8,
    /// What is written to standard error before.
    #[serde(default)]
    pub stderr: String,
}

/// The answers that are spoiled, and how; the fields are those of the settings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Spoils {
    pub(crate) answers_html: Scope,
    pub(crate) answers_garbage: Scope,
    pub(crate) closes_mid_body: Scope,
}

/// Which answers a fault spoils. In the file, `true` and `false` stand for all and none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// None.
    #[default]
    None,
    /// The health only: the engine never seems ready.
    Health,
    /// All but the health: the engine seems ready and is not.
    Others,
    /// All.
    All,
}

impl Scope {
    pub(crate) fn covers(self, path: &str) -> bool {
        match self {
            Scope::None => false,
            Scope::Health => path == HEALTH,
            Scope::Others => path != HEALTH,
            Scope::All => true,
        }
    }
}

/// The route that tells whether the engine is well.
pub(crate) const HEALTH: &str = "/global/health";

impl<'de> Deserialize<'de> for Scope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "lowercase")]
        enum Name {
            None,
            Health,
            Others,
            All,
        }
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Spelling {
            Flag(bool),
            Name(Name),
        }
        Ok(match Spelling::deserialize(deserializer)? {
            Spelling::Flag(false) | Spelling::Name(Name::None) => Scope::None,
            Spelling::Name(Name::Health) => Scope::Health,
            Spelling::Name(Name::Others) => Scope::Others,
            Spelling::Flag(true) | Spelling::Name(Name::All) => Scope::All,
        })
    }
}

impl Settings {
    /// Reads the settings of a program; without a file it behaves well.
    pub(crate) fn of(program: &Path) -> io::Result<Self> {
        match std::fs::read(beside(program, "json")) {
            Ok(text) => serde_json::from_slice(&text).map_err(io::Error::other),
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(fault) => Err(fault),
        }
    }

    /// Tells the journal, where there is one.
    pub(crate) fn note(&self, line: &str) {
        let Some(path) = &self.journal else { return };
        let file = std::fs::OpenOptions::new().create(true).append(true).open(path);
        if let Err(fault) = file.and_then(|mut file| writeln!(file, "{line}")) {
            eprintln!("the journal cannot be written: {fault}");
        }
    }

    /// The answers that are spoiled from the start on.
    pub(crate) fn spoils(&self) -> Spoils {
        Spoils {
            answers_html: self.answers_html,
            answers_garbage: self.answers_garbage,
            closes_mid_body: self.closes_mid_body,
        }
    }

    pub(crate) fn version(&self) -> &str {
        self.version.as_deref().unwrap_or(super::VERSION)
    }
}

/// The path of a file that belongs to the program: its own with an extension appended.
pub(crate) fn beside(program: &Path, extension: &str) -> PathBuf {
    let mut path = OsString::from(program);
    path.push(".");
    path.push(extension);
    path.into()
}
