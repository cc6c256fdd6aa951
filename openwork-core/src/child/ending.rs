//! How a run ends: in order, within bounds, leaving nothing behind.
//!
//! ```text
//! its farewell, if it was told to end ─▶ TERM, 2 s ─▶ TERM, 3 s ─▶ KILL ─▶ last lines ─▶ sweep
//! ```

use super::process::{Child, Exit};
use crate::clock::Timestamp;
use crate::model::engine::{EngineFault, LastExit};
use crate::platform::process::Ending;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How long it may take to end after each signal. The first is lost on an engine whose npm is at work.
const AFTER_SIGNAL: [(Ending, Duration); 3] = [
    (Ending::Ask, Duration::from_secs(2)),
    (Ending::Ask, Duration::from_secs(3)),
    (Ending::Force, Duration::from_secs(2)),
];

/// How a run ended.
#[derive(Debug, Clone)]
pub(crate) struct Over {
    /// Whether another try would meet the same.
    pub(crate) refused: bool,
    /// What went wrong; none if it was told to end.
    pub(crate) fault: Option<EngineFault>,
    /// How the process ended, if there was one.
    pub(crate) exit: Option<LastExit>,
    /// Whether the next run begins at once and is the first of a new count: it is of another program than this one.
    pub(crate) again: bool,
}

impl Over {
    /// It was told to end before there was anything to end.
    pub(crate) fn untold() -> Self {
        Self { refused: false, fault: None, exit: None, again: false }
    }

    /// Nothing was started for this reason; another try may do better.
    pub(crate) fn before_start(fault: EngineFault) -> Self {
        Self { fault: Some(fault), ..Self::untold() }
    }

    /// Nothing was started for this reason, which another try would meet too.
    pub(crate) fn refused(fault: EngineFault) -> Self {
        Self { refused: true, ..Self::before_start(fault) }
    }
}

/// Why a run ends, and the word for it.
pub(crate) struct Why {
    /// What went wrong; none if it was told to end.
    pub(crate) fault: Option<EngineFault>,
    /// The word of [`LastExit::reason`].
    pub(crate) reason: &'static str,
}

impl Why {
    /// The same with what it did instead, if that is known: a sentence's rest after its name.
    pub(crate) fn because(mut self, instead: Option<&str>) -> Self {
        if let (Some(fault), Some(instead)) = (&mut self.fault, instead)
            && self.reason == "start_timeout"
        {
            fault.message = format!("{} It {instead}.", fault.message);
        }
        self
    }
}

/// Ends what still lives, in order, and clears up. The farewell is what is asked of a child before it is told to end; it is
/// bounded by whoever says it.
pub(crate) async fn wind_up(
    mut child: Child,
    farewell: impl Future<Output = ()>,
    why: Why,
    alive: &CancellationToken,
) -> Over {
    // First: whoever waits for a run is told that it was interrupted, however the child itself puts it.
    alive.cancel();
    if why.reason == "stopped" {
        tokio::select! {
            _ = child.exited() => {}
            () = farewell => {}
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
    Over { refused, fault: why.fault, exit: Some(exit), again: false }
}
