//! A thread that is there from its first work on: a start that changes nothing does without it.

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

/// What the thread is to do.
type Work = Box<dyn FnOnce() + Send>;

/// A thread that starts when it is first needed.
pub(super) struct Thread {
    name: &'static str,
    state: Mutex<State>,
}

enum State {
    Waiting(Work),
    Running(JoinHandle<()>),
    /// It could not be started, or its end was waited for.
    Over,
}

impl Thread {
    /// A thread for this work, not started.
    pub(super) fn later(name: &'static str, work: impl FnOnce() + Send + 'static) -> Self {
        Self { name, state: Mutex::new(State::Waiting(Box::new(work))) }
    }

    /// Starts it, if that was not done before. A thread that the system refuses is not asked for again: its work is
    /// dropped with all that it held.
    pub(super) fn start(&self) -> io::Result<()> {
        let mut state = self.state();
        if !matches!(*state, State::Waiting(_)) {
            return Ok(());
        }
        if let State::Waiting(work) = std::mem::replace(&mut *state, State::Over) {
            *state = State::Running(thread::Builder::new().name(self.name.to_owned()).spawn(work)?);
        }
        Ok(())
    }

    /// Waits for its end, unless this is the thread itself. Says whether it was ever started; work that waits still does.
    pub(super) fn end(&self) -> bool {
        let mut state = self.state();
        if matches!(*state, State::Waiting(_)) {
            return false;
        }
        let ended = std::mem::replace(&mut *state, State::Over);
        drop(state);
        if let State::Running(thread) = ended
            && thread.thread().id() != thread::current().id()
        {
            let _ = thread.join();
        }
        true
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
