//! What is counted, gathered from where it is counted.

use super::Inner;
use super::health::{STAGES, stage};
use super::system::VERSION;
use crate::platform::memory;
use crate::runtime::metrics::{Page, Result};

impl Inner {
    /// Everything that is counted, in Prometheus' text format.
    pub(super) fn metrics(&self) -> Result<String> {
        let page = Page::default();
        page.word("openwork_info", "Which server this is.", "version", &[VERSION], VERSION)?;
        let started = u64::try_from(self.started_at.as_millis() / 1000).unwrap_or_default();
        page.level("openwork_start_time_seconds", "When the server started, in seconds since 1970.", started)?;
        page.requests(&self.requests)?;
        let streams = u64::try_from(self.feed.readers()).unwrap_or(u64::MAX);
        page.level("openwork_streams_open", "Event streams that are open.", streams)?;
        let events = self.feed.counts();
        page.count("openwork_events_published_total", "Events that were published.", events.published.get())?;
        page.count("openwork_events_relayed_total", "Those of them from the engine.", events.relayed.get())?;
        page.count(
            "openwork_stream_gaps_total",
            "Times a stream, or all of a workspace, was told that events are lost.",
            events.gaps.get(),
        )?;
        let state = stage(self.engine.watch().borrow().state);
        page.word("openwork_engine_state", "Where the engine is in its life.", "state", &STAGES, state)?;
        let starts = u64::from(self.engine.starts());
        page.count("openwork_engine_starts_total", "Starts of the engine.", starts)?;
        page.count("openwork_engine_restarts_total", "Starts after the first.", starts.saturating_sub(1))?;
        if let Some(batches) = self.store.batches() {
            let commits = batches.get_sample_count();
            page.count("openwork_store_commits_total", "Commits of the store.", commits)?;
            page.collected(batches)?;
        }
        let workspaces = u64::try_from(self.registry.all().len()).unwrap_or(u64::MAX);
        page.level("openwork_workspaces", "Workspaces.", workspaces)?;
        if let Some(bytes) = memory::resident() {
            page.level("process_resident_memory_bytes", "Bytes of this process in memory.", bytes)?;
        }
        page.text()
    }
}
