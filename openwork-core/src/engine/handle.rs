//! The handle of the engine.

use super::broken::Broken;
use super::client::Client;
use super::fault::EngineError;
use super::given::Given;
use super::options::EngineOptions;
use super::setup::Setup;
use super::upgrade::{NotBegun, Upgrade, Upgrades};
use super::upstream::{self, Upstream};
use super::{View, assets, faults};
use crate::child::{self, Order, Output};
use crate::model::engine::{EngineHealth, EngineState};
use crate::model::runtime::{EngineStart, OutputLine, RuntimeVersions};
use crate::model::upgrade::{RuntimeUpgrade, UpgradeRuntime};
use crate::runtime::tasks::Tasks;
use crate::runtime::trail::Trail;
use futures_util::future::BoxFuture;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};

/// How long an orderly stop may take: 2 s to dispose, 2 s and 3 s after the two signals, and the sweep.
const STOP_LIMIT: Duration = Duration::from_secs(12);

/// How long an engine that is started with the server leaves the processor to the server: the first answers are not to
/// wait for what takes seconds.
const HEAD_START: Duration = Duration::from_millis(5);

/// How long it may take until the end of an engine that is gone is known: its memory is given back first, and what it has
/// left behind is swept.
const END_IS_KNOWN: Duration = Duration::from_secs(5);

/// The engine. Clones are handles of the same one.
#[derive(Clone)]
pub(crate) struct Engine(Arc<Shared>);

struct Shared {
    setup: Arc<Setup>,
    view: watch::Receiver<Arc<View>>,
    orders: mpsc::UnboundedSender<Order>,
    upstream: Mutex<Option<mpsc::Receiver<Upstream>>>,
    output: Output,
}

impl Engine {
    /// An engine that is started when its options say so. Nothing is read or started here but the supervising task.
    /// `mark` names the store; with the id of a run it marks every process of that run.
    pub(crate) fn new(options: EngineOptions, data_dir: &Path, given: Given, mark: String, tasks: &Tasks) -> Self {
        let start = options.start;
        let state = match start {
            EngineStart::Disabled => EngineState::Disabled,
            EngineStart::Lazy => EngineState::Stopped,
            // in a moment, see below
            EngineStart::Eager => EngineState::Starting,
        };
        let (publish, view) = watch::channel(Arc::new(View::new(state, options.guard.is_some())));
        let (orders, inbox) = mpsc::unbounded_channel();
        let (events, upstream) = upstream::channel();
        let output = Output::new(data_dir, "engine");
        let setup = Arc::new(Setup {
            options,
            data_dir: data_dir.to_owned(),
            given,
            mark,
            output: output.clone(),
            events,
            spawner: tasks.spawner(),
            broken: Arc::new(Broken::new()),
            found: Mutex::default(),
            trial: Mutex::default(),
            upgrades: Upgrades::default(),
            lease: Mutex::default(),
        });
        if start != EngineStart::Disabled {
            tasks.spawn("engine", child::supervise(setup.clone(), publish, inbox, tasks.spawner().stop_token()));
        }
        if start == EngineStart::Eager {
            let orders = orders.clone();
            tasks.spawn("engine start", async move {
                tokio::time::sleep(HEAD_START).await;
                // The supervisor was started above and holds the other end, unless it is over already.
                let _ = orders.send(Order::Wanted);
            });
        }
        Self(Arc::new(Shared { setup, view, orders, upstream: Mutex::new(Some(upstream)), output }))
    }

    /// What is known of it, now and on each change.
    pub(crate) fn watch(&self) -> watch::Receiver<Arc<View>> {
        self.0.view.clone()
    }

    /// Its health, as callers see it.
    pub(crate) fn health(&self) -> EngineHealth {
        let view = self.0.view.borrow().clone();
        view.health(self.0.output.lines())
    }

    /// How often it was started since the server was, a port that was taken included.
    pub(crate) fn starts(&self) -> u32 {
        self.0.output.runs()
    }

    /// So many of its last lines, oldest first.
    pub(crate) fn output(&self, most: usize) -> Vec<OutputLine> {
        self.0.output.recent(most)
    }

    /// Which programs run, and where they were found. Looks at the disk (a few `stat` calls) until they were started.
    pub(crate) fn versions(&self) -> RuntimeVersions {
        let version = self.0.view.borrow().version.clone();
        assets::versions(self.0.setup.programs().as_ref(), version)
    }

    /// The way in. A lazy engine is started; one that is starting is waited for; one that has failed is not.
    pub(crate) async fn client(&self) -> Result<Client, EngineError> {
        let limit = self.0.setup.options.wait_limit;
        // Without a supervisor the view says `disabled`, or stays what it was.
        let _ = self.0.orders.send(Order::Wanted);
        let mut view = self.watch();
        let settled = view.wait_for(|view| view.client.is_some() || has_settled(view.state));
        let settled = tokio::time::timeout(limit, settled).await.map_err(|_| EngineError::Starting(limit))?;
        let view = settled.map_err(|_| EngineError::Unavailable(faults::stopped()))?.clone();
        match (&view.client, view.state) {
            (Some(client), _) => Ok(client.clone()),
            (None, EngineState::Disabled) => Err(EngineError::Unavailable(faults::disabled())),
            (
                None,
                EngineState::Stopped
                | EngineState::Starting
                | EngineState::Ready
                | EngineState::Stopping
                | EngineState::Backoff
                | EngineState::Failed,
            ) => Err(EngineError::Unavailable(view.last_error.clone().unwrap_or_else(faults::stopped))),
        }
    }

    /// What people have it given in its environment.
    pub(crate) fn given(&self) -> &Given {
        &self.0.setup.given
    }

    /// The user's home and folder of configurations as the engine sees them, the latter with what it is called.
    pub(crate) fn user_folders(&self) -> (Option<PathBuf>, Option<(PathBuf, &'static str)>) {
        self.0.setup.options.user_folders()
    }

    /// The folders whose configuration it cannot read.
    pub(crate) fn broken(&self) -> &Broken {
        &self.0.setup.broken
    }

    /// The way in to an engine that was seen to live. One that was killed a moment ago is ready for all that is known, and
    /// whatever it is asked fails; here its end is waited for, and its next start.
    pub(crate) async fn living(&self) -> Result<Client, EngineError> {
        loop {
            let client = self.client().await?;
            if client.is_there().await {
                return Ok(client);
            }
            let mut view = self.watch();
            let known = view.wait_for(|view| view.client.as_ref() != Some(&client));
            if tokio::time::timeout(END_IS_KNOWN, known).await.is_err() {
                // it lives and does not listen: the call says what is wrong
                return Ok(client);
            }
        }
    }

    /// What it tells by itself, in order, over all its runs. Whoever asks first has it; later there is none.
    pub(crate) fn upstream(&self) -> Option<mpsc::Receiver<Upstream>> {
        self.0.upstream.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Starts it afresh, whatever it does now, and begins to count attempts anew. Returns when that is under way, without
    /// waiting for its end or its start.
    pub(crate) async fn restart(&self) {
        let (tell, begun) = oneshot::channel();
        // Without a supervisor there is nothing to restart.
        if self.0.orders.send(Order::Restart(tell)).is_ok() {
            let _ = begun.await;
        }
    }

    /// Begins to bring another version; `idle` is awaited before the engine is switched.
    pub(crate) fn upgrade(
        &self,
        asked: &UpgradeRuntime,
        idle: BoxFuture<'static, ()>,
    ) -> Result<RuntimeUpgrade, NotBegun> {
        let (setup, view, orders) = (self.0.setup.clone(), self.watch(), self.0.orders.clone());
        Upgrade { setup, view, orders }.begin(asked, idle)
    }

    /// The last upgrade, under way or over.
    pub(crate) fn last_upgrade(&self) -> Option<RuntimeUpgrade> {
        self.0.setup.upgrades.last()
    }

    /// How upgrades go on.
    pub(crate) fn upgrades(&self) -> watch::Receiver<Trail<RuntimeUpgrade>> {
        self.0.setup.upgrades.watch()
    }

    /// Ends it for good. Bounded, and may be called again. Answers whether it ended in time.
    pub(crate) async fn stop(&self) -> bool {
        if self.0.orders.send(Order::Close).is_err() {
            return true;
        }
        let closed = self.0.orders.closed();
        tokio::time::timeout(STOP_LIMIT, closed).await.is_ok()
    }
}

/// Whether waiting would not change a state for the better.
fn has_settled(state: EngineState) -> bool {
    match state {
        EngineState::Disabled | EngineState::Failed => true,
        EngineState::Stopped
        | EngineState::Starting
        | EngineState::Ready
        | EngineState::Stopping
        | EngineState::Backoff => false,
    }
}
