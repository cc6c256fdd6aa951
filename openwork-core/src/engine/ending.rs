//! How a run ends: in order, within bounds, leaving nothing behind.
//!
//! ```text
//! dispose, if it was told to end ─▶ TERM, 2 s ─▶ TERM, 3 s ─▶ KILL ─▶ last lines ─▶ sweep
//! ```

use super::child::{Child, Exit};
use super::client::Client;
use super::fault::EngineError;
use crate::clock::Timestamp;
use crate::model::engine::{EngineFault, LastExit};
use crate::platform::process::Ending;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How long the engine may take to end its runs and tools.
const DISPOSE_LIMIT: Duration = Duration::from_secs(2);

/// How long it may take to end after each signal. The first is lost on an engine whose npm is at work.
const AFTER_SIGNAL: [(Ending, Duration); 3] = [
    (Ending::Ask, Duration::from_secs(2)),
    (Ending::Ask, Duration::from_secs(3)),
    (Ending::Force, Duration::from_secs(2)),
];

/// How a run ended.
#[derive(Debug, Clone)]
pub(super) struct Over {
    /// Whether another try would meet the same.
    pub(super) refused: bool,
    /// What went wrong; none if it was told to end.
    pub(super) fault: Option<EngineFault>,
    /// How the process ended, if there was one.
    pub(super) exit: Option<LastExit>,
}

/// Why a run ends, and the word for it.
pub(super) struct Why {
    /// What went wrong; none if it was told to end.
    pub(super) fault: Option<EngineFault>,
    /// The word of [`LastExit::reason`].
    pub(super) reason: &'static str,
}

/// Ends what still lives, in order, and clears up.
pub(super) async fn wind_up(mut child: Child, client: Option<Client>, why: Why, alive: &CancellationToken) -> Over {
    // First: whoever waits for a run is told that it was interrupted, however the engine itself puts it.
    alive.cancel();
    if let Some(client) = client.filter(|_| why.reason == "stopped") {
        let client = client.last_words();
        tokio::select! {
            _ = child.exited() => {}
            disposed = client.dispose(DISPOSE_LIMIT) => log_undisposed(disposed),
        }
    }
    let mut exit = Exit::Ended { code: None, signal: None };
    for (ending, limit) in AFTER_SIGNAL {
        if let Ok(ended) = tokio::time::timeout(Duration::ZERO, child.exited()).await {
            exit = ended;
            break;
        }
        child.end(ending).await;
        if let Ok(ended) = tokio::time::timeout(limit, child.exited()).await {
            exit = ended;
            break;
        }
    }
    child.clear_up().await;
    let (code, signal) = match exit {
        Exit::Ended { code, signal } => (code, signal),
        Exit::GuardLost => (None, None),
    };
    let exit = LastExit { code, signal, at: Timestamp::now(), reason: why.reason.to_owned() };
    let refused = why.fault.as_ref().is_some_and(|fault| fault.code == "wrong_version");
    Over { refused, fault: why.fault, exit: Some(exit) }
}

fn log_undisposed(disposed: Result<(), EngineError>) {
    if let Err(error) = disposed {
        tracing::info!(%error, "the engine did not end its runs by itself");
    }
}
