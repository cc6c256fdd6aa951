//! Drives the machine: the one task that owns a child's run, takes orders, and publishes what is known.

use super::ending::Over;
use super::machine::{Action, Input, Machine, State};
use super::view::View;
use crate::clock::Timestamp;
use crate::model::engine::{EngineFault, EngineState};
use crate::model::runtime::RestartPolicy;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// What the supervisor is told.
#[derive(Debug)]
pub(crate) enum Order {
    /// It is needed.
    Wanted,
    /// It is needed no more.
    Unwanted,
    /// Start it afresh, and say when that is under way.
    Restart(oneshot::Sender<()>),
    /// End it for good.
    Close,
}

/// What is supervised: a program, and what one life of it is.
pub(crate) trait Program: Send + Sync + 'static {
    /// The way in, while it is ready.
    type Way: Clone + Send + Sync + 'static;

    /// What the log calls it.
    const NAME: &'static str;

    /// When it is started again.
    fn restarts(&self) -> RestartPolicy;

    /// Lives a life: from the search for the program until its process is gone and nothing of it is left.
    fn run(
        self: Arc<Self>,
        news: mpsc::UnboundedSender<News<Self::Way>>,
        end: CancellationToken,
    ) -> impl Future<Output = Over> + Send + 'static;

    /// Whether what made another start pointless is so no more: then being needed is as good as being asked to start afresh.
    fn is_mended(&self, fault: &EngineFault) -> bool;
}

/// What a run tells while it lives.
#[derive(Debug)]
pub(crate) enum News<W> {
    /// The process is there.
    Started {
        /// Which.
        pid: u32,
        /// Whether a guard stands between.
        guarded: bool,
    },
    /// It answers.
    Ready {
        /// The version it says, if it does.
        version: Option<String>,
        /// Where it listens.
        base_url: String,
        /// The way in.
        client: W,
    },
}

/// A run that lives.
struct Running<W> {
    life: Pin<Box<dyn Future<Output = Over> + Send>>,
    end: CancellationToken,
    news: mpsc::UnboundedReceiver<News<W>>,
}

struct Supervisor<P: Program> {
    program: Arc<P>,
    machine: Machine,
    view: watch::Sender<Arc<View<P::Way>>>,
    born: Instant,
    running: Option<Running<P::Way>>,
}

/// What the supervisor waits for.
enum Happened<W> {
    Ordered(Order),
    News(News<W>),
    Over(Over),
    Due,
}

/// Supervises until it is told to close, or the server stops.
pub(crate) async fn supervise<P: Program>(
    program: Arc<P>,
    view: watch::Sender<Arc<View<P::Way>>>,
    mut orders: mpsc::UnboundedReceiver<Order>,
    stop: CancellationToken,
) {
    let machine = Machine::new(program.restarts());
    let mut supervisor = Supervisor { program, machine, view, born: Instant::now(), running: None };
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

impl<P: Program> Supervisor<P> {
    async fn next(&mut self, orders: &mut mpsc::UnboundedReceiver<Order>) -> Happened<P::Way> {
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

    fn take(&mut self, happened: Happened<P::Way>) {
        let mut view = View::clone(&self.view.borrow());
        let (mut begun, mut again) = (None, false);
        let input = match happened {
            Happened::Ordered(Order::Wanted) if self.is_mended(&view) => Some(Input::Restart),
            Happened::Ordered(Order::Wanted) => Some(Input::Wanted),
            Happened::Ordered(Order::Unwanted) => Some(Input::Unwanted),
            Happened::Ordered(Order::Restart(tell)) => {
                begun = Some(tell);
                Some(Input::Restart)
            }
            Happened::Ordered(Order::Close) => Some(Input::Close),
            Happened::Due => Some(Input::Due),
            Happened::News(news) => note(&mut view, news),
            Happened::Over(over) => {
                self.running = None;
                again = over.again;
                Some(note_end(P::NAME, &mut view, over))
            }
        };
        let mut action = input.and_then(|input| self.machine.step(self.born.elapsed(), input));
        if again {
            // At once, and whatever this one has used up.
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

    /// Whether it failed for a reason that is gone.
    fn is_mended(&self, view: &View<P::Way>) -> bool {
        self.machine.state() == State::Failed
            && view.last_error.as_ref().is_some_and(|fault| self.program.is_mended(fault))
    }

    fn start(&mut self) {
        let (sender, news) = mpsc::unbounded_channel();
        let end = CancellationToken::new();
        let life = Box::pin(self.program.clone().run(sender, end.clone()));
        self.running = Some(Running { life, end, news });
    }

    fn end(&self) {
        if let Some(running) = &self.running {
            running.end.cancel();
        }
    }

    /// Tells everyone, if anything is new.
    fn publish(&self, mut view: View<P::Way>) {
        let state = seen(self.machine.state());
        let attempt = self.machine.attempt();
        if state != view.state {
            tracing::info!(?state, attempt, "{}", P::NAME);
            view.since = Timestamp::now();
        }
        if state != EngineState::Ready {
            view.client = None;
        }
        let is_other = view.state != state;
        (view.state, view.attempt) = (state, attempt);
        if is_other {
            view.note_state();
        }
        self.view.send_if_modified(|known| {
            let is_new = !view.is_same(known);
            if is_new {
                *known = Arc::new(view);
            }
            is_new
        });
    }
}

impl<W> Running<W> {
    /// What it tells; its end comes last.
    async fn next(&mut self) -> Happened<W> {
        tokio::select! {
            biased;
            Some(news) = self.news.recv() => Happened::News(news),
            over = &mut self.life => Happened::Over(over),
        }
    }
}

fn note<W>(view: &mut View<W>, news: News<W>) -> Option<Input> {
    match news {
        News::Started { pid, guarded } => {
            (view.pid, view.guarded) = (Some(pid), guarded);
            None
        }
        News::Ready { version, base_url, client } => {
            (view.version, view.base_url, view.client) = (version, Some(base_url), Some(client));
            view.last_ready_at = Some(Timestamp::now());
            view.last_error = None;
            Some(Input::Ready)
        }
    }
}

fn note_end<W>(name: &str, view: &mut View<W>, over: Over) -> Input {
    (view.pid, view.base_url, view.client) = (None, None, None);
    if let Some(fault) = &over.fault {
        tracing::warn!(code = fault.code, message = fault.message, places = ?fault.places, "the run of the {name} is over");
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
