//! What does not change while the server lives, and how the engine is supervised.

use super::assets::{Care, Programs, find};
use super::broken::Broken;
use super::client::Client;
use super::faults::ENGINE;
use super::given::Given;
use super::install::InstallError;
use super::options::EngineOptions;
use super::run::run;
use super::shelf::Lease;
use super::upgrade::{Trial, Upgrades, Verdict};
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
    /// What people have the engine given.
    pub(super) given: Given,
    /// Names the store: the first half of every run's mark.
    pub(super) mark: String,
    pub(super) output: Output,
    pub(super) events: Way,
    pub(super) spawner: Spawner,
    /// The folders whose configuration cannot be read.
    pub(super) broken: Arc<Broken>,
    /// The programs of the last run.
    pub(super) found: Mutex<Option<Programs>>,
    /// The version that an upgrade tries.
    pub(super) trial: Mutex<Option<Trial>>,
    /// The last upgrade.
    pub(super) upgrades: Upgrades,
    /// Says which installed version runs.
    pub(super) lease: Mutex<Option<Lease>>,
}

impl Setup {
    /// Keeps in mind which programs run.
    pub(super) fn remember(&self, programs: &Programs) {
        *self.found.lock().unwrap_or_else(PoisonError::into_inner) = Some(programs.clone());
    }

    /// Says which installed version runs.
    pub(super) fn lend(&self, lease: Option<Lease>) {
        *self.lease.lock().unwrap_or_else(PoisonError::into_inner) = lease;
    }

    /// The version that is tried, if one is.
    pub(super) fn trial(&self) -> Option<Trial> {
        self.trial.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Has the next run try this version; or the one before again.
    pub(super) fn set_trial(&self, trial: Option<Trial>) {
        *self.trial.lock().unwrap_or_else(PoisonError::into_inner) = trial;
    }

    /// Ends a trial with something that makes its version the one, unless its run was over meanwhile.
    pub(super) fn end_trial(&self, keep: impl FnOnce() -> Result<(), InstallError>) -> Result<(), InstallError> {
        let mut trial = self.trial.lock().unwrap_or_else(PoisonError::into_inner);
        let tried = trial.as_ref().map(|trial| trial.verdict.borrow().clone());
        match tried {
            Some(Verdict::Open | Verdict::Ready) => {
                keep()?;
                *trial = None;
                Ok(())
            }
            Some(Verdict::Over(fault)) => Err(ended(fault)),
            None => Err(ended(ENGINE.crashed("ended"))),
        }
    }

    /// Whether a trial is given up because its run is over; the next run is then of the version before. One that was told to
    /// end, by a stop or another restart, is not at fault.
    fn gives_up(&self, trial: Option<Trial>, over: &Over) -> bool {
        let (Some(trial), Some(fault)) = (trial, &over.fault) else { return false };
        let mut current = self.trial.lock().unwrap_or_else(PoisonError::into_inner);
        // One that was kept meanwhile is an engine like any other.
        let is_current = current.as_ref().is_some_and(|current| current.verdict.same_channel(&trial.verdict));
        if is_current {
            *current = None;
            trial.verdict.send_replace(Verdict::Over(fault.clone()));
        }
        is_current
    }

    /// The programs of the last run; before the first, those it would take.
    pub(super) fn programs(&self) -> Option<Programs> {
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner).clone();
        found.or_else(|| find(&self.options, &self.data_dir, Care::Locate).ok())
    }
}

fn ended(fault: EngineFault) -> InstallError {
    InstallError { code: "crashed", message: fault.message, remedy: fault.remedy }
}

impl Program for Setup {
    type Way = Client;

    const NAME: &'static str = "engine";

    fn restarts(&self) -> RestartPolicy {
        self.options.restart.clone()
    }

    async fn run(self: Arc<Self>, news: mpsc::UnboundedSender<News<Client>>, end: CancellationToken) -> Over {
        let trial = self.trial();
        let over = run(self.clone(), trial.clone(), news, end).await;
        Over { again: self.gives_up(trial, &over), ..over }
    }

    /// Whether the program that was missing is there now.
    fn is_mended(&self, fault: &EngineFault) -> bool {
        match fault.code.as_str() {
            "engine_missing" | "engine_not_executable" => find(&self.options, &self.data_dir, Care::Locate).is_ok(),
            // What the executable carries is there; whether it now has room is seen by trying.
            "no_space" => true,
            _ => false,
        }
    }
}
