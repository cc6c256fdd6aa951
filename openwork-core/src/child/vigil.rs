//! Watching over a child: until it is ready, and from then on until it exits, falls silent, or is told to end.

use super::ending::Why;
use super::faults::Subject;
use super::output::Output;
use super::process::{Child, Exit};
use std::fmt::Display;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How long one question for a child's health may take while it starts: one that comes too early may never be answered.
pub(crate) const PROBE_LIMIT: Duration = Duration::from_secs(1);

/// Between two such questions.
pub(crate) const PROBE_PAUSE: Duration = Duration::from_millis(50);

/// How many times in a row a child may fail to answer while it runs.
const MISSES: u32 = 3;

/// How many of its lines a fault quotes.
const QUOTED_LINES: usize = 6;

/// What one run is watched by.
pub(crate) struct Vigil<'a> {
    /// Who is watched.
    pub(crate) subject: &'static Subject,
    /// What it says.
    pub(crate) output: &'a Output,
    /// Cancelled when it is told to end.
    pub(crate) end: &'a CancellationToken,
    /// Between two questions for its health.
    pub(crate) liveness: Duration,
    /// How long it may take to answer one.
    pub(crate) liveness_limit: Duration,
}

impl Vigil<'_> {
    /// Waits for a step of its start, for as long as it lives.
    pub(crate) async fn through<T>(&self, child: &mut Child, step: impl Future<Output = T>) -> Result<T, Why> {
        tokio::select! {
            biased;
            () = self.end.cancelled() => Err(Why { fault: None, reason: "stopped" }),
            exit = child.exited() => Err(self.early(exit).await),
            done = step => Ok(done),
        }
    }

    /// The same within a limit.
    pub(crate) async fn within<T>(
        &self,
        limit: Duration,
        child: &mut Child,
        step: impl Future<Output = T>,
    ) -> Result<T, Why> {
        let done = self.through(child, tokio::time::timeout(limit, step)).await?;
        done.map_err(|_| Why { fault: Some(self.subject.start_timeout(limit)), reason: "start_timeout" })
    }

    /// A start that came to nothing although it lives.
    pub(crate) fn failed(&self, how: &str) -> Why {
        Why { fault: Some(self.subject.start_failed(how, &[])), reason: "start_failed" }
    }

    /// Its end before it was ready. Its last words come a moment later than its end.
    async fn early(&self, exit: Exit) -> Why {
        if matches!(exit, Exit::Ended { .. }) {
            // Nothing tells that the pipes are drained while a tool may hold them open.
            tokio::time::sleep(PROBE_PAUSE).await;
        }
        let fault = self.subject.ended_early(exit, &self.output.tail(QUOTED_LINES));
        Why { fault: Some(fault), reason: "start_failed" }
    }

    /// Watches until it exits, does not answer, or is told to end. The question is given how long its answer may take.
    pub(crate) async fn until_end<T, E, F>(&self, child: &mut Child, ask: impl Fn(Duration) -> F) -> Why
    where
        F: Future<Output = Result<T, E>>,
        E: Display,
    {
        tokio::select! {
            biased;
            () = self.end.cancelled() => Why { fault: None, reason: "stopped" },
            exit = child.exited() => Why { fault: Some(self.subject.ended(exit)), reason: "crashed" },
            () = self.until_silent(ask) => {
                let fault = self.subject.unresponsive(MISSES, self.liveness_limit);
                Why { fault: Some(fault), reason: "unresponsive" }
            }
        }
    }

    /// Returns once the question has failed three times in a row; what counts as an answer is the asker's to say.
    async fn until_silent<T, E, F>(&self, ask: impl Fn(Duration) -> F)
    where
        F: Future<Output = Result<T, E>>,
        E: Display,
    {
        let mut misses = 0;
        let mut beat = tokio::time::interval(self.liveness.max(PROBE_PAUSE));
        beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        beat.tick().await;
        while misses < MISSES {
            beat.tick().await;
            match ask(self.liveness_limit).await {
                Ok(_) => misses = 0,
                Err(error) => {
                    misses += 1;
                    tracing::warn!(%error, misses, "the {} did not answer", self.subject.name);
                }
            }
        }
    }
}
