//! Drives the machine: the one task that owns the engine's run, takes orders, and publishes what is known.

use super::assets::{Care, Programs, find};
use super::ending::Over;
use super::faults;
use super::install::InstallError;
use super::machine::{Action, Input, Machine, State};
use super::options::EngineOptions;
use super::output::Output;
use super::run::{News, run};
use super::shelf::Lease;
use super::upgrade::{Trial, Upgrades, Verdict};
use super::upstream::Way;
use super::view::View;
use crate::clock::Timestamp;
use crate::model::engine::{EngineFault, EngineState};
use crate::runtime::tasks::Spawner;
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// What the supervisor is told.
#[derive(Debug)]
pub(super) enum Order {
    /// An operation needs the engine.
    Wanted,
    /// Start it afresh, and say when that is under way.
    Restart(oneshot::Sender<()>),
    /// End it for good.
    Close,
}

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
            None => Err(ended(faults::crashed("ended"))),
        }
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

/// A run that lives.
struct Running {
    /// The version that it tries, if it does.
    trial: Option<Trial>,
    life: Pin<Box<dyn Future<Output = Over> + Send>>,
    end: CancellationToken,
    news: mpsc::UnboundedReceiver<News>,
}

struct Supervisor {
    setup: Arc<Setup>,
    machine: Machine,
    view: watch::Sender<Arc<View>>,
    born: Instant,
    running: Option<Running>,
}

/// What the supervisor waits for.
enum Happened {
    Ordered(Order),
    News(News),
    Over(Over),
    Due,
}

/// Supervises until it is told to close.
pub(super) async fn supervise(
    setup: Arc<Setup>,
    view: watch::Sender<Arc<View>>,
    mut orders: mpsc::UnboundedReceiver<Order>,
) {
    let stop = setup.spawner.stop_token();
    let machine = Machine::new(setup.options.restart.clone());
    let mut supervisor = Supervisor { setup, machine, view, born: Instant::now(), running: None };
    let mut is_stopping = false;
    while supervisor.machine.state() != State::Closed {
        let happened = tokio::select! {
            biased;
            () = stop.cancelled(), if !is_stopping => {
                is_stopping = true;
                Happened::Ordered(Order::Close)
            }
            happened = supervisor.next(&mut orders) => happened,
        };
        supervisor.take(happened);
    }
}

impl Supervisor {
    async fn next(&mut self, orders: &mut mpsc::UnboundedReceiver<Order>) -> Happened {
        let due = self.machine.due().map(|due| self.born + due);
        let pause = async {
            match due {
                Some(due) => tokio::time::sleep_until(due).await,
                None => std::future::pending().await,
            }
        };
        let run = async {
            match &mut self.running {
                Some(running) => running.next().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            happened = run => happened,
            order = orders.recv() => Happened::Ordered(order.unwrap_or(Order::Close)),
            () = pause => Happened::Due,
        }
    }

    fn take(&mut self, happened: Happened) {
        let mut view = View::clone(&self.view.borrow());
        let (mut begun, mut goes_back) = (None, false);
        let input = match happened {
            Happened::Ordered(Order::Wanted) if self.was_installed_since(&view) => Some(Input::Restart),
            Happened::Ordered(Order::Wanted) => Some(Input::Wanted),
            Happened::Ordered(Order::Restart(tell)) => {
                begun = Some(tell);
                Some(Input::Restart)
            }
            Happened::Ordered(Order::Close) => Some(Input::Close),
            Happened::Due => Some(Input::Due),
            Happened::News(news) => self.noted(&mut view, news),
            Happened::Over(over) => {
                let trial = self.running.take().and_then(|running| running.trial);
                goes_back = self.gives_up(trial, &over);
                Some(note_end(&mut view, over))
            }
        };
        let mut action = input.and_then(|input| self.machine.step(self.born.elapsed(), input));
        if goes_back {
            // At once, and whatever the new one has used up.
            action = self.machine.step(self.born.elapsed(), Input::Restart).or(action);
        }
        match action {
            Some(Action::Start) => self.start(),
            Some(Action::End) => self.end(),
            None => {}
        }
        self.publish(view);
        if let Some(tell) = begun {
            // Whoever asked may have gone away.
            let _ = tell.send(());
        }
    }

    /// Whether the program that was missing is there now: then a call is as good as being asked to start afresh.
    fn was_installed_since(&self, view: &View) -> bool {
        let code = view.last_error.as_ref().map(|fault| fault.code.as_str());
        match code.filter(|_| self.machine.state() == State::Failed) {
            Some("engine_missing" | "engine_not_executable") => {
                find(&self.setup.options, &self.setup.data_dir, Care::Locate).is_ok()
            }
            // What the executable carries is there; whether it now has room is seen by trying.
            Some("no_space") => true,
            Some(_) | None => false,
        }
    }

    /// What a run tells becomes what the machine is told; a trial's readiness is told to the upgrade too.
    fn noted(&self, view: &mut View, news: News) -> Option<Input> {
        let trial = self.running.as_ref().and_then(|running| running.trial.as_ref());
        if let (Some(trial), News::Ready { .. }) = (trial, &news) {
            trial.verdict.send_replace(Verdict::Ready);
        }
        note(view, news)
    }

    /// Whether a trial is given up because its run is over; the next run is then of the version before. One that was told to
    /// end, by a stop or another restart, is not at fault.
    fn gives_up(&self, trial: Option<Trial>, over: &Over) -> bool {
        let (Some(trial), Some(fault)) = (trial, &over.fault) else { return false };
        let mut current = self.setup.trial.lock().unwrap_or_else(PoisonError::into_inner);
        // One that was kept meanwhile is an engine like any other.
        let is_current = current.as_ref().is_some_and(|current| current.verdict.same_channel(&trial.verdict));
        if is_current {
            *current = None;
            trial.verdict.send_replace(Verdict::Over(fault.clone()));
        }
        is_current
    }

    fn start(&mut self) {
        let (sender, news) = mpsc::unbounded_channel();
        let end = CancellationToken::new();
        let trial = self.setup.trial();
        let life = Box::pin(run(self.setup.clone(), trial.clone(), sender, end.clone()));
        self.running = Some(Running { trial, life, end, news });
    }

    fn end(&self) {
        if let Some(running) = &self.running {
            running.end.cancel();
        }
    }

    /// Tells everyone, if anything is new.
    fn publish(&self, mut view: View) {
        let state = seen(self.machine.state());
        let attempt = self.machine.attempt();
        if state != view.state {
            tracing::info!(?state, attempt, "engine");
            view.since = Timestamp::now();
        }
        if state != EngineState::Ready {
            view.client = None;
        }
        (view.state, view.attempt) = (state, attempt);
        self.view.send_if_modified(|known| {
            let is_new = !view.is_same(known);
            if is_new {
                *known = Arc::new(view);
            }
            is_new
        });
    }
}

impl Running {
    /// What it tells; its end comes last.
    async fn next(&mut self) -> Happened {
        tokio::select! {
            biased;
            Some(news) = self.news.recv() => Happened::News(news),
            over = &mut self.life => Happened::Over(over),
        }
    }
}

fn note(view: &mut View, news: News) -> Option<Input> {
    match news {
        News::Started { pid, guarded } => {
            (view.pid, view.guarded) = (Some(pid), guarded);
            None
        }
        News::Ready { version, base_url, client } => {
            (view.version, view.base_url, view.client) = (Some(version), Some(base_url), Some(client));
            view.last_ready_at = Some(Timestamp::now());
            view.last_error = None;
            Some(Input::Ready)
        }
    }
}

fn note_end(view: &mut View, over: Over) -> Input {
    (view.pid, view.base_url, view.client) = (None, None, None);
    if let Some(fault) = &over.fault {
        tracing::warn!(code = fault.code, message = fault.message, places = ?fault.places, "the engine's run is over");
        view.last_error = Some(fault.clone());
    }
    if over.exit.is_some() {
        view.last_exit = over.exit;
    }
    Input::Ended { refused: over.refused, jitter: chance() }
}

/// A number from 0 to 1, from the system's source.
fn chance() -> f64 {
    let (high, _) = uuid::Uuid::new_v4().as_u64_pair();
    f64::from(u32::try_from(high >> 32).unwrap_or_default()) / f64::from(u32::MAX)
}

/// The state in the words of the contract.
fn seen(state: State) -> EngineState {
    match state {
        State::Stopped | State::Closed => EngineState::Stopped,
        State::Starting => EngineState::Starting,
        State::Ready(_) => EngineState::Ready,
        State::Stopping(_) => EngineState::Stopping,
        State::Backoff(_) => EngineState::Backoff,
        State::Failed => EngineState::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_is_between_nought_and_one() {
        assert!((0..100).map(|_| chance()).all(|chance| (0.0..=1.0).contains(&chance)));
    }
}
