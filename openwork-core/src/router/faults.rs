//! Why the router does not run: a stable word, a sentence, and what helps. The sentence names no place of this machine.

use crate::child::{Subject, fault, without_paths};
use crate::model::engine::EngineFault;
use std::path::Path;

/// Where its own words are.
const LOOK: &str = "Read the router's last lines in its health; the whole log is `logs/router.log` in the data folder.";

/// The router, in sentences.
pub(super) const ROUTER: Subject = Subject { name: "messaging router", look: LOOK, patience: LOOK };

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
