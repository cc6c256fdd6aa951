//! Why the engine does not run: a stable word, a sentence, and what helps.

use super::assets::PINNED_ENGINE;
use crate::model::engine::EngineFault;
use std::path::Path;
use std::time::Duration;

const INSTALL: &str = "Run `openwork-cli runtime install`; the next call that needs the engine then starts it.";
const LOOK: &str = "Read the engine's last lines in its health; the whole log is `logs/engine.log` in the data folder.";

fn fault(code: &str, message: String, remedy: &str) -> EngineFault {
    EngineFault { code: code.to_owned(), message, remedy: remedy.to_owned() }
}

/// This server runs none.
pub(super) fn disabled() -> EngineFault {
    fault("disabled", "This server runs no engine.".to_owned(), "Start the server without `--no-engine`.")
}

/// It was stopped for good.
pub(super) fn stopped() -> EngineFault {
    fault("stopped", "The engine was stopped, because the server ends.".to_owned(), "Start the server again.")
}

/// Nothing was found where the engine may be.
pub(super) fn missing(looked: &[String]) -> EngineFault {
    let message = format!("OpenCode {PINNED_ENGINE} was not found; looked in {}.", looked.join(", "));
    fault("engine_missing", message, INSTALL)
}

/// The program that was named is not there.
pub(super) fn missing_explicit(program: &Path) -> EngineFault {
    let message = format!("The engine that was named, {}, is not there.", program.display());
    fault("engine_missing", message, "Name another, or none and run `openwork-cli runtime install`.")
}

/// The file cannot be executed.
pub(super) fn not_executable(program: &Path) -> EngineFault {
    let message = format!("{} is not a program that this user may execute.", program.display());
    fault(
        "engine_not_executable",
        message,
        "Make it executable, or install it again with `openwork-cli runtime install --force`.",
    )
}

/// The file is not the one that its manifest names.
pub(super) fn wrong_checksum(program: &Path) -> EngineFault {
    let message = format!("{} is not the file that its manifest names; it was not started.", program.display());
    fault("wrong_checksum", message, "Install it again with `openwork-cli runtime install --force`.")
}

/// The manifest cannot be used.
pub(super) fn bad_manifest(manifest: &Path, reason: &str) -> EngineFault {
    let message = format!("The manifest {} cannot be used: {reason}.", manifest.display());
    fault("wrong_checksum", message, "Install it again with `openwork-cli runtime install --force`.")
}

/// The engine says that it is another version than the one this server is made for.
pub(super) fn wrong_version(found: &str) -> EngineFault {
    let message = format!("The engine says that it is {found}; this server is made for {PINNED_ENGINE}.");
    fault("wrong_version", message, "Install it again with `openwork-cli runtime install --force`.")
}

/// The same, where another version than that is meant: one that an upgrade brings, or has brought.
pub(super) fn other_version(found: &str, meant: &str) -> EngineFault {
    if meant == PINNED_ENGINE {
        return wrong_version(found);
    }
    let message = format!("The engine says that it is {found}; it was to be {meant}.");
    fault("wrong_version", message, "Upgrade from a source whose program is what it says.")
}

/// It ended before it was ready, or could not be spawned.
pub(super) fn start_failed(how: &str, last: &[String]) -> EngineFault {
    let said = if last.is_empty() { String::new() } else { format!(" It said: {}", last.join(" / ")) };
    fault("start_failed", format!("The engine {how} before it was ready.{said}"), LOOK)
}

/// It lives and is not ready.
pub(super) fn start_timeout(limit: Duration) -> EngineFault {
    let message = format!("The engine was not ready {} s after its start.", limit.as_secs());
    fault("start_timeout", message, "Give it longer with `--engine-start-limit`, or look into `logs/engine.log`.")
}

/// It lives and does not answer.
pub(super) fn unresponsive(misses: u32, limit: Duration) -> EngineFault {
    let message =
        format!("The engine did not answer {misses} times in a row within {} s; it was ended.", limit.as_secs());
    fault("unresponsive", message, LOOK)
}

/// It ended although nobody asked.
pub(super) fn crashed(how: &str) -> EngineFault {
    fault("crashed", format!("The engine {how} although nobody asked it to end."), LOOK)
}

/// Its guard ended first.
pub(super) fn guard_lost() -> EngineFault {
    let message = "The engine's guard process was killed, so the engine was ended too.".to_owned();
    fault("guard_lost", message, "Nothing, if someone killed it on purpose; the engine is started again by itself.")
}
