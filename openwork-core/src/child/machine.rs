//! When a child is started, ended, and started again: a state and a pure step.
//!
//! ```text
//!            wanted              ready
//! Stopped ───────────▶ Starting ────────▶ Ready
//!    ▲                  ▲  │  │             │
//!    │ ended            │  │  │ ended       │ ended
//!    │              due │  │  ▼             │
//! Stopping ◀── stop ──┐ │  │ Backoff ◀──────┘      refused, or attempts used up: Failed
//!    │ ended, again   │ └──┼────┘                  Stopped, Backoff, Failed ── restart ──▶ Starting
//!    └──▶ Starting    └────┴── stop, restart, not needed: from Starting and Ready
//!                              not needed, from Backoff and Failed: Stopped
//! ```
//! Time comes in as the span since some fixed moment, chance as a number from 0 to 1; nothing here has a clock, a process or a
//! task. Doing is in the supervisor. Two counts are kept: the starts within the rolling window, of which there are never more
//! than the policy allows without someone asking, and the attempts since the child last ran quietly, which lengthen the
//! pause. Only the first end of a run that was ready is followed by hardly any.

use crate::model::runtime::RestartPolicy;
use std::collections::VecDeque;
use std::time::Duration;

/// A run that was ready for so long was quiet: the counts begin anew.
pub(crate) const QUIET: Duration = Duration::from_secs(60);

/// The pause after the first end of a run that was ready: only so long that the change of state is seen. What worked is worth
/// another try at once, and whoever sent it something waits.
const SOON: Duration = Duration::from_millis(20);

/// How far a pause may stray from its length, in parts of it, to either side.
const STRAY: f64 = 0.25;

/// Where a child is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// It does not run; someone may want it.
    Stopped,
    /// A run was begun and is not ready.
    Starting,
    /// It answers, since then.
    Ready(Duration),
    /// It was told to end; and what comes then.
    Stopping(Then),
    /// It ended by itself; it is started again at that time.
    Backoff(Duration),
    /// It is not started again until someone asks.
    Failed,
    /// It was stopped for good.
    Closed,
}

/// What comes after an ordered end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    /// Another run.
    Again,
    /// Nothing, until it is needed.
    Rest,
    /// Nothing any more.
    Close,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Input {
    /// It is needed.
    Wanted,
    /// It is needed no more.
    Unwanted,
    /// Someone asks for a fresh start, whatever was before.
    Restart,
    /// The server ends.
    Close,
    /// The run is ready.
    Ready,
    /// The run is over, for whatever reason.
    Ended {
        /// Whether another try would meet the same, such as a program that is not there.
        refused: bool,
        /// Chance, from 0 to 1.
        jitter: f64,
    },
    /// The time has come that [`Machine::due`] names.
    Due,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// Begin a run.
    Start,
    /// End the run.
    End,
}

/// A child's life so far.
#[derive(Debug, Clone)]
pub(crate) struct Machine {
    policy: RestartPolicy,
    state: State,
    attempt: u32,
    starts: VecDeque<Duration>,
}

impl Machine {
    /// A child that was never started.
    pub(crate) fn new(policy: RestartPolicy) -> Self {
        Self { policy, state: State::Stopped, attempt: 0, starts: VecDeque::new() }
    }

    /// Where it is.
    pub(crate) fn state(&self) -> State {
        self.state
    }

    /// How often it was started since it last ran quietly.
    pub(crate) fn attempt(&self) -> u32 {
        self.attempt
    }

    /// When to come back by itself.
    pub(crate) fn due(&self) -> Option<Duration> {
        match self.state {
            State::Backoff(until) => Some(until),
            State::Stopped | State::Starting | State::Ready(_) | State::Stopping(_) | State::Failed | State::Closed => {
                None
            }
        }
    }

    /// What happened becomes what is to be done. An input that does not fit the state changes nothing.
    #[allow(clippy::match_same_arms, reason = "one arm a line of the drawing")]
    pub(crate) fn step(&mut self, now: Duration, input: Input) -> Option<Action> {
        match (input, self.state) {
            (Input::Wanted, State::Stopped) => self.start(now),
            (Input::Wanted, State::Stopping(Then::Rest)) => self.enter(State::Stopping(Then::Again)),
            (Input::Unwanted, State::Starting | State::Ready(_)) => self.end(Then::Rest),
            (Input::Unwanted, State::Stopping(Then::Again)) => self.enter(State::Stopping(Then::Rest)),
            (Input::Ended { .. }, State::Stopping(Then::Rest))
            | (Input::Unwanted, State::Backoff(_) | State::Failed) => {
                self.forget();
                self.enter(State::Stopped)
            }
            (Input::Due, State::Backoff(until)) if now >= until => self.start(now),
            (Input::Restart, State::Stopped | State::Backoff(_) | State::Failed) => {
                self.forget();
                self.start(now)
            }
            (Input::Restart, State::Starting | State::Ready(_)) => self.end(Then::Again),
            (Input::Restart, State::Stopping(Then::Rest)) => self.enter(State::Stopping(Then::Again)),
            (Input::Close, State::Starting | State::Ready(_)) => self.end(Then::Close),
            (Input::Close, State::Stopping(_)) => self.enter(State::Stopping(Then::Close)),
            (Input::Close, State::Stopped | State::Backoff(_) | State::Failed) => self.enter(State::Closed),
            (Input::Ready, State::Starting) => self.enter(State::Ready(now)),
            (Input::Ended { refused, jitter }, State::Starting) => self.ended(now, refused, self.pause(jitter)),
            (Input::Ended { refused, jitter }, State::Ready(since)) => {
                if now.saturating_sub(since) >= QUIET {
                    self.forget();
                }
                let first = self.attempt <= 1;
                self.ended(now, refused, if first { SOON } else { self.pause(jitter) })
            }
            (Input::Ended { .. }, State::Stopping(Then::Again)) => {
                self.forget();
                self.start(now)
            }
            (Input::Ended { .. }, State::Stopping(Then::Close)) => self.enter(State::Closed),
            (
                Input::Wanted
                | Input::Unwanted
                | Input::Restart
                | Input::Close
                | Input::Ready
                | Input::Ended { .. }
                | Input::Due,
                State::Stopped
                | State::Starting
                | State::Ready(_)
                | State::Stopping(_)
                | State::Backoff(_)
                | State::Failed
                | State::Closed,
            ) => None,
        }
    }

    #[allow(clippy::unnecessary_wraps, reason = "every way out of `step` has one shape")]
    fn start(&mut self, now: Duration) -> Option<Action> {
        self.attempt += 1;
        self.starts.push_back(now);
        self.state = State::Starting;
        Some(Action::Start)
    }

    #[allow(clippy::unnecessary_wraps, reason = "every way out of `step` has one shape")]
    fn end(&mut self, then: Then) -> Option<Action> {
        self.state = State::Stopping(then);
        Some(Action::End)
    }

    fn enter(&mut self, state: State) -> Option<Action> {
        self.state = state;
        None
    }

    fn ended(&mut self, now: Duration, refused: bool, pause: Duration) -> Option<Action> {
        let window = Duration::from_secs(self.policy.window_seconds.into());
        while self.starts.front().is_some_and(|start| now.saturating_sub(*start) >= window) {
            self.starts.pop_front();
        }
        let used_up = self.starts.len() >= self.policy.attempts as usize;
        self.enter(if refused || used_up { State::Failed } else { State::Backoff(now + pause) })
    }

    /// The counts begin anew.
    fn forget(&mut self) {
        self.attempt = 0;
        self.starts.clear();
    }

    /// The pause after so many attempts: doubled each time, strayed by chance, never longer than the longest.
    fn pause(&self, jitter: f64) -> Duration {
        let longest = f64::from(self.policy.longest_pause_ms);
        let doublings = self.attempt.saturating_sub(1).min(30);
        let whole = f64::from(self.policy.first_pause_ms) * f64::from(1_u32 << doublings);
        let strayed = whole.min(longest) * (1.0 - STRAY + 2.0 * STRAY * jitter.clamp(0.0, 1.0));
        Duration::from_secs_f64(strayed.min(longest) / 1000.0)
    }
}

#[cfg(test)]
#[path = "machine_tests.rs"]
mod tests;
