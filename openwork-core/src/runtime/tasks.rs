//! Owned tasks: the only place where one is spawned.
//!
//! Every task has a name and an owner. [`Tasks`] is the owner: it asks all to stop, waits for them with a limit, names those
//! that were late, and aborts whatever is left when its last handle goes. A task that spawns others holds a [`Spawner`],
//! which does not own, so that no task keeps itself alive. There are no detached tasks.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::task::AbortHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// The owner of tasks. Clones own together.
#[derive(Debug, Clone)]
pub(crate) struct Tasks {
    spawner: Spawner,
    _owner: Arc<Owner>,
}

/// Starts tasks that someone else owns.
#[derive(Debug, Clone)]
pub(crate) struct Spawner {
    registry: Arc<Registry>,
}

/// A task that was started.
#[derive(Debug, Clone)]
pub(crate) struct Task {
    abort: AbortHandle,
}

/// A task that ends with this handle.
#[derive(Debug)]
pub(crate) struct ScopedTask(Task);

#[derive(Debug)]
struct Registry {
    tracker: TaskTracker,
    stop: CancellationToken,
    running: Mutex<Running>,
}

#[derive(Debug, Default)]
struct Running {
    next: u64,
    closed: bool,
    tasks: HashMap<u64, (&'static str, Option<AbortHandle>)>,
}

#[derive(Debug)]
struct Owner(Arc<Registry>);

impl Tasks {
    /// An owner without tasks.
    pub(crate) fn new() -> Self {
        let registry = Arc::new(Registry {
            tracker: TaskTracker::new(),
            stop: CancellationToken::new(),
            running: Mutex::default(),
        });
        Self { spawner: Spawner { registry: registry.clone() }, _owner: Arc::new(Owner(registry)) }
    }

    /// Starts a task. Must be called within a runtime.
    pub(crate) fn spawn(&self, name: &'static str, work: impl Future<Output = ()> + Send + 'static) -> Task {
        self.spawner.spawn(name, work)
    }

    /// A handle for tasks that start others.
    pub(crate) fn spawner(&self) -> Spawner {
        self.spawner.clone()
    }

    /// Asks every task to end and waits for them; those that are late are aborted and named. May be called again.
    pub(crate) async fn stop(&self, limit: Duration) -> Vec<&'static str> {
        let registry = &self.spawner.registry;
        registry.stop.cancel();
        registry.tracker.close();
        if tokio::time::timeout(limit, registry.tracker.wait()).await.is_ok() {
            return Vec::new();
        }
        registry.abort_all()
    }
}

impl Spawner {
    /// Starts a task; after the owner is gone, it ends before it does anything.
    pub(crate) fn spawn(&self, name: &'static str, work: impl Future<Output = ()> + Send + 'static) -> Task {
        let id = self.registry.enter(name);
        let leave = Leave { id, registry: self.registry.clone() };
        #[expect(clippy::disallowed_methods, reason = "this is where tasks get their owner")]
        let abort = tokio::spawn(self.registry.tracker.track_future(async move {
            let _leave = leave;
            work.await;
        }))
        .abort_handle();
        self.registry.keep(id, &abort);
        Task { abort }
    }

    /// Is cancelled when the tasks are to end.
    pub(crate) fn stop_token(&self) -> CancellationToken {
        self.registry.stop.clone()
    }
}

impl Task {
    /// Ends it where it stands.
    pub(crate) fn abort(&self) {
        self.abort.abort();
    }

    /// Ties it to a handle.
    pub(crate) fn scoped(self) -> ScopedTask {
        ScopedTask(self)
    }
}

impl Drop for ScopedTask {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        self.0.abort_all();
    }
}

impl Registry {
    fn running(&self) -> MutexGuard<'_, Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enter(&self, name: &'static str) -> u64 {
        let mut running = self.running();
        running.next += 1;
        let id = running.next;
        running.tasks.insert(id, (name, None));
        id
    }

    /// Notes how to abort a task, unless it has ended already.
    fn keep(&self, id: u64, abort: &AbortHandle) {
        let mut running = self.running();
        if running.closed {
            abort.abort();
        } else if let Some(task) = running.tasks.get_mut(&id) {
            task.1 = Some(abort.clone());
        }
    }

    fn abort_all(&self) -> Vec<&'static str> {
        let mut running = self.running();
        running.closed = true;
        let mut late: Vec<_> = running.tasks.values().map(|(name, _)| *name).collect();
        for abort in running.tasks.values().filter_map(|(_, abort)| abort.as_ref()) {
            abort.abort();
        }
        late.sort_unstable();
        late
    }
}

/// Takes a task off the list when it ends, however it ends.
struct Leave {
    id: u64,
    registry: Arc<Registry>,
}

impl Drop for Leave {
    fn drop(&mut self) {
        self.registry.running().tasks.remove(&self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicBool, Ordering};

    #[tokio::test]
    async fn those_that_listen_are_waited_for() {
        let tasks = Tasks::new();
        let token = tasks.spawner().stop_token();
        tasks.spawn("good", async move { token.cancelled().await });
        assert!(tasks.stop(Duration::from_secs(5)).await.is_empty());
        assert!(tasks.stop(Duration::from_secs(5)).await.is_empty());
    }

    #[tokio::test]
    async fn the_late_are_named() {
        let tasks = Tasks::new();
        tasks.spawn("stubborn", std::future::pending());
        assert_eq!(tasks.stop(Duration::from_millis(10)).await, ["stubborn"]);
        assert!(tasks.stop(Duration::from_secs(5)).await.is_empty());
    }

    #[tokio::test]
    async fn dropping_the_last_handle_aborts() {
        struct Flag(Arc<AtomicBool>);
        impl Drop for Flag {
            fn drop(&mut self) {
                self.0.store(true, Ordering::SeqCst);
            }
        }
        let gone = Arc::new(AtomicBool::new(false));
        let flag = Flag(gone.clone());
        let tasks = Tasks::new();
        let clone = tasks.clone();
        let spawner = tasks.spawner();
        tasks.spawn("held", async move {
            let _flag = flag;
            std::future::pending::<()>().await;
        });
        drop(tasks);
        tokio::task::yield_now().await;
        assert!(!gone.load(Ordering::SeqCst));
        drop(clone);
        spawner.registry.tracker.close();
        spawner.registry.tracker.wait().await;
        assert!(gone.load(Ordering::SeqCst));
    }
}
