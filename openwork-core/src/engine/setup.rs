//! What does not change while the server lives, and how the engine is supervised.

use super::assets::{Care, Programs, find};
use super::client::Client;
use super::options::EngineOptions;
use super::run::run;
use super::upstream::Way;
use crate::child::{News, Output, Over, Program};
use crate::model::engine::EngineFault;
use crate::model::runtime::RestartPolicy;
use crate::runtime::tasks::Spawner;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// What does not change while the server lives.
pub(super) struct Setup {
    pub(super) options: EngineOptions,
    pub(super) data_dir: PathBuf,
    /// Names the store: the first half of every run's mark.
    pub(super) mark: String,
    pub(super) output: Output,
    pub(super) events: Way,
    pub(super) spawner: Spawner,
    /// The programs of the last run.
    pub(super) found: Mutex<Option<Programs>>,
}

impl Setup {
    /// Keeps in mind which programs run.
    pub(super) fn remember(&self, programs: &Programs) {
        *self.found.lock().unwrap_or_else(PoisonError::into_inner) = Some(programs.clone());
    }

    /// The programs of the last run; before the first, those it would take.
    pub(super) fn programs(&self) -> Option<Programs> {
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner).clone();
        found.or_else(|| find(&self.options, &self.data_dir, Care::Locate).ok())
    }
}

impl Program for Setup {
    type Way = Client;

    const NAME: &'static str = "engine";

    fn restarts(&self) -> RestartPolicy {
        self.options.restart.clone()
    }

    fn run(
        self: Arc<Self>,
        news: mpsc::UnboundedSender<News<Client>>,
        end: CancellationToken,
    ) -> impl Future<Output = Over> + Send + 'static {
        run(self, news, end)
    }

    /// Whether the program that was missing is there now.
    fn is_mended(&self, fault: &EngineFault) -> bool {
        matches!(fault.code.as_str(), "engine_missing" | "engine_not_executable")
            && find(&self.options, &self.data_dir, Care::Locate).is_ok()
    }
}
