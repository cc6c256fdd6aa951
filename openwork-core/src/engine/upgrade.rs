//! Another version of the engine: installed beside, switched to when nothing runs, kept if it becomes ready, else given up.
//!
//! ```text
//!  install beside ─▶ wait until idle ─▶ trial run ─▶ ready, and still so after a while ─▶ chosen.json ─▶ done
//!     │ failed                             │ over for whatever fault
//!     ▼                                    ▼
//!   failed                        the supervisor starts the one before ─▶ rolled back
//! ```
//! Until the new one has been seen to be ready, nothing on disk says that it is the one: a server that is killed meanwhile
//! starts with the one before.

use super::assets::{PINNED_ENGINE, PINNED_RIPGREP};
use super::install::{InstallError, InstallOptions, InstallSource, Installed, Wanted, install_wanted, unchecked};
use super::setup::Setup;
use super::shelf::{Chosen, Shelf, is_version};
use super::{Existing, View, faults};
use crate::child::Order;
use crate::clock::Timestamp;
use crate::model::engine::{EngineFault, EngineState};
use crate::model::upgrade::{RuntimeUpgrade, UpgradeRuntime, UpgradeState};
use crate::runtime::trail::Trail;
use futures_util::future::BoxFuture;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};

/// How long a new engine must stay ready before it is kept.
const PROBATION: Duration = Duration::from_secs(3);

/// How long an installation of someone else may be at the folder of versions.
const PATIENCE: Duration = Duration::from_secs(10);

/// A version that is tried.
#[derive(Debug, Clone)]
pub(super) struct Trial {
    /// Its folder.
    pub(super) folder: PathBuf,
    /// Its version.
    pub(super) version: String,
    /// What is known of it.
    pub(super) verdict: watch::Sender<Verdict>,
}

/// What is known of a version that is tried.
#[derive(Debug, Clone)]
pub(super) enum Verdict {
    /// Nothing yet.
    Open,
    /// It became ready.
    Ready,
    /// Its run was over.
    Over(EngineFault),
}

/// The last upgrade of a server, under way or over, with how it came to be where it is.
#[derive(Debug, Default)]
pub(super) struct Upgrades(watch::Sender<Trail<RuntimeUpgrade>>);

impl Upgrades {
    /// The last one.
    pub(super) fn last(&self) -> Option<RuntimeUpgrade> {
        self.0.borrow().last().cloned()
    }

    /// How it goes on, and which is the next.
    pub(super) fn watch(&self) -> watch::Receiver<Trail<RuntimeUpgrade>> {
        self.0.subscribe()
    }

    /// Begins one, unless one is under way.
    fn begin(&self, from_version: Option<String>) -> Option<RuntimeUpgrade> {
        let (state, started_at) = (UpgradeState::Installing, Timestamp::now());
        let begun = RuntimeUpgrade { state, from_version, to_version: None, started_at, ended_at: None, error: None };
        let is_free = self.0.send_if_modified(|trail| {
            let is_free = trail.last().is_none_or(|last| last.ended_at.is_some());
            if is_free {
                trail.add(begun.clone());
            }
            is_free
        });
        is_free.then_some(begun)
    }

    fn change(&self, change: impl FnOnce(&mut RuntimeUpgrade)) {
        self.0.send_if_modified(|trail| {
            let Some(mut last) = trail.last().cloned() else { return false };
            change(&mut last);
            tracing::info!(state = ?last.state, to = last.to_version, error = ?last.error, "upgrade of the engine");
            trail.add(last);
            true
        });
    }

    fn at(&self, state: UpgradeState) {
        self.change(|last| last.state = state);
    }

    fn over(&self, state: UpgradeState, error: Option<EngineFault>) {
        self.change(|last| (last.state, last.error, last.ended_at) = (state, error, Some(Timestamp::now())));
    }
}

/// Why an upgrade was not begun.
#[derive(Debug)]
pub(crate) enum NotBegun {
    /// This server runs no engine.
    Disabled(EngineFault),
    /// Its engine was named.
    Named,
    /// Another is under way.
    UnderWay,
    /// What is asked for cannot be.
    Asked(String),
}

/// What an upgrade works with.
pub(super) struct Upgrade {
    pub(super) setup: Arc<Setup>,
    pub(super) view: watch::Receiver<Arc<View>>,
    pub(super) orders: mpsc::UnboundedSender<Order>,
}

impl Upgrade {
    /// Begins an upgrade in a task of its own.
    pub(super) fn begin(
        self,
        asked: &UpgradeRuntime,
        idle: BoxFuture<'static, ()>,
    ) -> Result<RuntimeUpgrade, NotBegun> {
        if self.view.borrow().state == EngineState::Disabled {
            return Err(NotBegun::Disabled(faults::disabled()));
        }
        if self.setup.options.program.is_some() {
            return Err(NotBegun::Named);
        }
        let wanted = wanted(asked).map_err(NotBegun::Asked)?;
        let options = &self.setup.options;
        let source = asked.source_path.as_ref().map(|path| PathBuf::from(path.as_str()));
        let install = InstallOptions {
            data_dir: self.setup.data_dir.clone(),
            source: source.map_or(InstallSource::Npm, InstallSource::Path),
            environment: options.npm_environment.clone().unwrap_or_else(|| options.environment.clone()),
            existing: Existing::Keep,
            expected_sha256: asked.sha256.as_ref().map(|sum| sum.as_str().to_owned()),
        };
        let running = self.view.borrow().clone();
        let from_version = running.version.clone().filter(|_| running.client.is_some());
        let begun = self.setup.upgrades.begin(from_version).ok_or(NotBegun::UnderWay)?;
        let idle = if asked.force == Some(true) { Box::pin(std::future::ready(())) } else { idle };
        let (stop, spawner) = (self.setup.spawner.stop_token(), self.setup.spawner.clone());
        spawner.spawn("upgrade", async move {
            // What is half-made when the server stops has a name that nobody looks for, and the trial is nowhere written down.
            tokio::select! {
                () = stop.cancelled() => {}
                () = self.go(install, wanted, idle) => {}
            }
        });
        Ok(begun)
    }

    async fn go(mut self, install: InstallOptions, wanted: Wanted, idle: BoxFuture<'static, ()>) {
        let upgrades = &self.setup.upgrades;
        let installed = match install_wanted(install, wanted, |_| ()).await {
            Ok(installed) => installed,
            Err(error) => return upgrades.over(UpgradeState::Failed, Some(error.into())),
        };
        let rack = Shelf::of(&self.setup.data_dir);
        let _lease = rack.lease(&installed.version);
        upgrades.change(|last| last.to_version = Some(installed.version.clone()));
        if self.runs(&installed.folder) {
            return upgrades.over(UpgradeState::Unchanged, None);
        }
        if self.view.borrow().state == EngineState::Ready {
            upgrades.at(UpgradeState::Waiting);
            idle.await;
        }
        upgrades.at(UpgradeState::Switching);
        let folder = installed.folder.clone();
        let outcome = self.try_out(&installed).await;
        let kept = match outcome {
            Ok(()) => self.keep(&rack, installed).await,
            Err(fault) => Err(fault),
        };
        match kept {
            Ok(()) => self.setup.upgrades.over(UpgradeState::Done, None),
            Err(fault) => self.is_back(fault, &folder).await,
        }
    }

    /// Whether the engine of this folder runs now.
    fn runs(&self, folder: &Path) -> bool {
        let is_ready = self.view.borrow().state == EngineState::Ready;
        is_ready && self.setup.programs().is_some_and(|programs| programs.engine.path.starts_with(folder))
    }

    /// Has the supervisor try it, and waits for what becomes of it.
    async fn try_out(&self, installed: &Installed) -> Result<(), EngineFault> {
        let (verdict, mut known) = watch::channel(Verdict::Open);
        let (folder, version) = (installed.folder.clone(), installed.version.clone());
        self.setup.set_trial(Some(Trial { folder, version, verdict }));
        // The supervisor lives as long as the server; then this task ends too.
        let (tell, _) = oneshot::channel();
        let _ = self.orders.send(Order::Restart(tell));
        let verdict = known.wait_for(|verdict| !matches!(verdict, Verdict::Open)).await.map(|verdict| verdict.clone());
        if let Ok(Verdict::Over(fault)) = verdict {
            return Err(fault);
        }
        let over = known.wait_for(|verdict| matches!(verdict, Verdict::Over(_)));
        match tokio::time::timeout(PROBATION, over).await.map(|over| over.map(|verdict| verdict.clone())) {
            Ok(Ok(Verdict::Over(fault))) => Err(fault),
            // Time is up, and it runs.
            Ok(_) | Err(_) => Ok(()),
        }
    }

    /// Makes it the one that runs from now on, and old ones go.
    async fn keep(&self, rack: &Shelf, installed: Installed) -> Result<(), EngineFault> {
        let (rack, setup) = (rack.clone(), self.setup.clone());
        let kept = tokio::task::spawn_blocking(move || {
            let lock = rack.lock(PATIENCE)?;
            let chosen = Chosen { version: installed.version, sha256: installed.sha256 };
            let written = setup.end_trial(|| {
                rack.choose(&chosen).map_err(|error| InstallError::at(&rack.version(&chosen.version), &error))
            });
            rack.clear(&lock);
            written
        });
        let kept = kept.await.unwrap_or_else(|error| {
            Err(InstallError::new("io", format!("The upgrade broke off: {error}."), "Try again."))
        });
        kept.map_err(|error| {
            if self.setup.trial().is_some() {
                // It runs and cannot be kept: what runs after a restart must be what runs now.
                self.setup.set_trial(None);
                let (tell, _) = oneshot::channel();
                let _ = self.orders.send(Order::Restart(tell));
            }
            error.into()
        })
    }

    /// Waits until the one before runs again, and says so.
    async fn is_back(&mut self, fault: EngineFault, tried: &Path) {
        let limit = self.setup.options.start_limit + Duration::from_secs(15);
        let setup = self.setup.clone();
        let back = self.view.wait_for(|view| match view.state {
            EngineState::Ready => setup.programs().is_some_and(|programs| !programs.engine.path.starts_with(tried)),
            EngineState::Failed | EngineState::Disabled => true,
            EngineState::Stopped | EngineState::Starting | EngineState::Stopping | EngineState::Backoff => false,
        });
        let is_ready =
            matches!(tokio::time::timeout(limit, back).await, Ok(Ok(view)) if view.state == EngineState::Ready);
        let state = if is_ready { UpgradeState::RolledBack } else { UpgradeState::Failed };
        self.setup.upgrades.over(state, Some(fault));
    }
}

/// What is asked for as what is wanted; or why it cannot be.
fn wanted(asked: &UpgradeRuntime) -> Result<Wanted, String> {
    let version = asked.version.as_ref().map(|version| version.as_str().to_owned());
    if let Some(version) = version.as_ref().filter(|version| !is_version(version)) {
        return Err(format!("`{version}` is no version; one looks like {PINNED_ENGINE}."));
    }
    if let Some(path) = asked.source_path.as_ref().filter(|path| !Path::new(path.as_str()).is_absolute()) {
        return Err(format!("`{path}` is not an absolute path."));
    }
    let is_npm = asked.source_path.is_none();
    let engine = if is_npm { version.or_else(|| Some(PINNED_ENGINE.to_owned())) } else { version };
    if let Some(version) =
        engine.as_ref().filter(|version| is_npm && *version != PINNED_ENGINE && asked.sha256.is_none())
    {
        let InstallError { message, remedy, .. } = unchecked(version);
        return Err(format!("{message} {remedy}"));
    }
    Ok(Wanted { engine, searcher: is_npm.then(|| PINNED_RIPGREP.to_owned()), may_replace: false })
}
