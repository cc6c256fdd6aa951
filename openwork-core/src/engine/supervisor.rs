//! (skeleton)
use super::options::EngineOptions;
use super::output::Output;
use super::upstream::Upstream;
use super::view::View;
use crate::runtime::tasks::Spawner;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tokio::sync::{mpsc, watch};

/// What the supervisor is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// An operation needs the engine.
    Wanted,
    /// Start it afresh.
    Restart,
    /// End it for good.
    Close,
}

/// What does not change while the server lives.
pub(super) struct Setup {
    pub(super) options: EngineOptions,
    pub(super) data_dir: PathBuf,
    pub(super) mark: String,
    pub(super) output: Output,
    pub(super) events: mpsc::Sender<Upstream>,
    pub(super) spawner: Spawner,
    pub(super) found: Mutex<()>,
}

pub(super) async fn supervise(
    _setup: Arc<Setup>,
    _view: watch::Sender<Arc<View>>,
    _orders: mpsc::UnboundedReceiver<Order>,
) {
}
