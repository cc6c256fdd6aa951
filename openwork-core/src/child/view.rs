//! What is known of a child at a moment: published whole, on each change.

use crate::clock::Timestamp;
use crate::model::engine::{EngineFault, EngineHealth, EngineState, LastExit};
use crate::model::system_event::ProgramStatePayload;
use crate::runtime::trail::Trail;

/// A child at a moment; `W` is the way in.
#[derive(Debug, Clone)]
pub(crate) struct View<W> {
    /// Where it is in its life.
    pub(crate) state: EngineState,
    /// How often it was started since it last ran quietly.
    pub(crate) attempt: u32,
    /// Its process.
    pub(crate) pid: Option<u32>,
    /// Where it listens.
    pub(crate) base_url: Option<String>,
    /// The version that it told us.
    pub(crate) version: Option<String>,
    /// Since when it is in this state.
    pub(crate) since: Timestamp,
    /// When it was last ready.
    pub(crate) last_ready_at: Option<Timestamp>,
    /// How it last ended.
    pub(crate) last_exit: Option<LastExit>,
    /// What last went wrong; none once it is ready.
    pub(crate) last_error: Option<EngineFault>,
    /// Whether a guard process ends it should this server be killed.
    pub(crate) guarded: bool,
    /// The way in, while it is ready.
    pub(crate) client: Option<W>,
    /// The states it went through last, this one included.
    pub(crate) states: Trail<ProgramStatePayload>,
}

impl<W> View<W> {
    /// An engine that was not started yet.
    pub(crate) fn new(state: EngineState, guarded: bool) -> Self {
        Self {
            state,
            attempt: 0,
            pid: None,
            base_url: None,
            version: None,
            since: Timestamp::now(),
            last_ready_at: None,
            last_exit: None,
            last_error: None,
            guarded,
            client: None,
            states: Trail::default(),
        }
    }

    /// Takes down that it is in another state than before.
    pub(crate) fn note_state(&mut self) {
        let (last_exit, last_error) = (self.last_exit.clone(), self.last_error.clone());
        let (state, attempt, version) = (self.state, self.attempt, self.version.clone());
        self.states.add(ProgramStatePayload { state, attempt, version, last_exit, last_error });
    }

    /// Whether both say the same.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.client.is_some() == other.client.is_some() && self.health(Vec::new()) == other.health(Vec::new())
    }

    /// The same as it is told to callers, with the engine's last lines.
    pub(crate) fn health(&self, output: Vec<String>) -> EngineHealth {
        EngineHealth {
            state: self.state,
            running: self.state == EngineState::Ready,
            version: self.version.clone(),
            base_url: self.base_url.clone(),
            pid: self.pid,
            attempt: self.attempt,
            since: self.since,
            last_ready_at: self.last_ready_at,
            last_exit: self.last_exit.clone(),
            last_error: self.last_error.clone(),
            guarded: self.guarded,
            output,
        }
    }
}
