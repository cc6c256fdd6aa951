//! Why the router does not run: a stable word, a sentence, and what helps. The sentence names no place of this machine.

use crate::engine::without_paths;
use crate::model::engine::EngineFault;
use std::path::Path;
use std::time::Duration;

const LOOK: &str = "Read the router's last lines in its health; the whole log is `logs/router.log` in the data folder.";

fn fault(code: &str, message: String, remedy: &str) -> EngineFault {
    EngineFault { code: code.to_owned(), message, remedy: remedy.to_owned(), places: Vec::new() }
}

/// This server runs none.
pub(super) fn disabled() -> EngineFault {
    fault("disabled", "This server runs no messaging router.".to_owned(), "Start a server that does.")
}

/// There is nothing for it to do, or the server ends.
pub(super) fn resting() -> EngineFault {
    let message = "The messaging router does not run: no bot and no binding is enabled.".to_owned();
    fault("stopped", message, "Enable a bot with `router.upsertIdentity`.")
}

/// Nothing was found where it may be.
pub(super) fn missing() -> EngineFault {
    let message =
        "The messaging router (opencode-router) was not found in the bundle or the managed folder.".to_owned();
    fault("router_missing", message, "Name its program with `--router-bin`; no public package ships it.")
}

/// The program that was named is not there.
pub(super) fn missing_explicit(program: &Path) -> EngineFault {
    let message = "The messaging router that was named is not there.".to_owned();
    let places = vec![program.display().to_string()];
    EngineFault { places, ..fault("router_missing", message, "Name another with `--router-bin`.") }
}

/// There is no engine for it to speak with.
pub(super) fn no_engine(why: &str) -> EngineFault {
    let message = format!("The messaging router needs the engine: {why}");
    fault("no_engine", message, "See to the engine (`runtime.opencodeHealth`); the router is then started by itself.")
}

/// Its configuration could not be written.
pub(super) fn config_failed(why: &str) -> EngineFault {
    let message = format!("The messaging router's configuration could not be written: {}.", without_paths(why));
    fault("config_failed", message, "See to the data folder's disk and its rights, then call `router.apply`.")
}

/// Its secrets could not be opened.
pub(super) fn key_lost(why: &str) -> EngineFault {
    let message = format!("The bots' secrets cannot be read: {why}");
    fault("key_lost", message, "Put `state/key` of the data folder back from a backup, then call `router.apply`.")
}

/// It ended before it was ready, or could not be spawned.
pub(super) fn start_failed(how: &str, last: &[String]) -> EngineFault {
    let said = if last.is_empty() { String::new() } else { format!(" It said: {}", without_paths(&last.join(" / "))) };
    fault("start_failed", format!("The messaging router {how} before it was ready.{said}"), LOOK)
}

/// It lives and is not ready.
pub(super) fn start_timeout(limit: Duration) -> EngineFault {
    let message = format!("The messaging router was not ready {} s after its start.", limit.as_secs());
    fault("start_timeout", message, LOOK)
}

/// It lives and does not answer.
pub(super) fn unresponsive(misses: u32, limit: Duration) -> EngineFault {
    let limit = limit.as_secs();
    let message =
        format!("The messaging router did not answer {misses} times in a row within {limit} s; it was ended.");
    fault("unresponsive", message, LOOK)
}

/// It ended although nobody asked.
pub(super) fn crashed(how: &str) -> EngineFault {
    fault("crashed", format!("The messaging router {how} although nobody asked it to end."), LOOK)
}

/// Its guard ended first.
pub(super) fn guard_lost() -> EngineFault {
    let message = "The router's guard process was killed, so the router was ended too.".to_owned();
    fault("guard_lost", message, "Nothing, if someone killed it on purpose; the router is started again by itself.")
}
