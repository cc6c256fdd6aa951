//! What can go wrong with any child while it starts and runs: a stable word, a sentence, and what helps. The sentence names no
//! place of this machine. What is wrong with one kind of child only stands with it.

use super::paths::without_paths;
use super::process::Exit;
use crate::model::engine::EngineFault;
use std::time::Duration;

/// What a kind of child is called in sentences, and where its users are sent to.
#[derive(Debug)]
pub(crate) struct Subject {
    /// In the middle of a sentence.
    pub(crate) name: &'static str,
    /// Where its own words are.
    pub(crate) look: &'static str,
    /// What helps where it takes too long to start.
    pub(crate) patience: &'static str,
}

/// A fault without places.
pub(crate) fn fault(code: &str, message: String, remedy: &str) -> EngineFault {
    EngineFault { code: code.to_owned(), message, remedy: remedy.to_owned(), places: Vec::new() }
}

impl Subject {
    /// It ended before it was ready, or could not be spawned.
    pub(crate) fn start_failed(&self, how: &str, last: &[String]) -> EngineFault {
        let said =
            if last.is_empty() { String::new() } else { format!(" It said: {}", without_paths(&last.join(" / "))) };
        fault("start_failed", format!("The {} {how} before it was ready.{said}", self.name), self.look)
    }

    /// It lives and is not ready.
    pub(super) fn start_timeout(&self, limit: Duration) -> EngineFault {
        let message = format!("The {} was not ready {} s after its start.", self.name, limit.as_secs());
        fault("start_timeout", message, self.patience)
    }

    /// It lives and does not answer.
    pub(super) fn unresponsive(&self, misses: u32, limit: Duration) -> EngineFault {
        let (name, limit) = (self.name, limit.as_secs());
        let message = format!("The {name} did not answer {misses} times in a row within {limit} s; it was ended.");
        fault("unresponsive", message, self.look)
    }

    /// It ended although nobody asked.
    pub(crate) fn crashed(&self, how: &str) -> EngineFault {
        fault("crashed", format!("The {} {how} although nobody asked it to end.", self.name), self.look)
    }

    /// Its guard ended first.
    fn guard_lost(&self) -> EngineFault {
        let name = self.name;
        let message = format!("The guard process of the {name} was killed, so the {name} was ended too.");
        let remedy = format!("Nothing, if someone killed it on purpose; the {name} is started again by itself.");
        fault("guard_lost", message, &remedy)
    }

    /// Its own end once it ran.
    pub(super) fn ended(&self, exit: Exit) -> EngineFault {
        match exit {
            Exit::GuardLost => self.guard_lost(),
            Exit::Ended { .. } => self.crashed(&exit.describe()),
        }
    }

    /// Its own end before it was ready.
    pub(super) fn ended_early(&self, exit: Exit, last: &[String]) -> EngineFault {
        match exit {
            Exit::GuardLost => self.guard_lost(),
            Exit::Ended { .. } => self.start_failed(&exit.describe(), last),
        }
    }
}
