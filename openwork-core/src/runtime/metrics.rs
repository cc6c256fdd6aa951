//! What is counted, for whoever watches over the server. Every server has its own counts; nothing is the process's.

use prometheus::core::Collector;
use prometheus::{Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts};
use prometheus::{Registry, TextEncoder};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Anything that cannot be counted or written.
pub(crate) type Result<T> = prometheus::Result<T>;

/// Seconds that a request may take: from a quick look to a long prompt.
const SECONDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0, 300.0];

/// Units of work that share a commit.
const UNITS: [f64; 8] = [1.0, 2.0, 4.0, 8.0, 16.0, 64.0, 256.0, 512.0];

/// A number that only grows.
#[derive(Debug, Default)]
pub(crate) struct Count(AtomicU64);

impl Count {
    /// One more.
    pub(crate) fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// How many so far.
    pub(crate) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// What is counted of events.
#[derive(Debug, Default)]
pub(crate) struct EventCounts {
    /// All that were published.
    pub(crate) published: Count,
    /// Those of them that came from the engine.
    pub(crate) relayed: Count,
    /// How often it was told that some are lost: to one reader that was too slow, or to all where the engine's stream was torn.
    pub(crate) gaps: Count,
}

/// How many units of work each commit of a store held. None where it cannot be counted.
pub(crate) fn batches() -> Option<Histogram> {
    let about = HistogramOpts::new("openwork_store_batch_units", "Units of work that shared a commit of the store.");
    Histogram::with_opts(about.buckets(UNITS.to_vec())).ok()
}

/// What is counted of requests.
#[derive(Debug)]
pub(crate) struct Requests {
    count: IntCounterVec,
    seconds: HistogramVec,
}

impl Requests {
    /// None so far.
    pub(crate) fn new() -> Result<Self> {
        let count = Opts::new("openwork_requests_total", "Requests, by operation and by the status of the answer.");
        let seconds =
            HistogramOpts::new("openwork_request_seconds", "Seconds to the answer; of a stream, to its head.");
        Ok(Self {
            count: IntCounterVec::new(count, &["operation", "status"])?,
            seconds: HistogramVec::new(seconds.buckets(SECONDS.to_vec()), &["operation"])?,
        })
    }

    /// A request was answered, or its client has gone.
    pub(crate) fn note(&self, operation: &str, status: &str, took: Duration) {
        self.count.with_label_values(&[operation, status]).inc();
        self.seconds.with_label_values(&[operation]).observe(took.as_secs_f64());
    }
}

/// The page that is made when someone asks.
#[derive(Debug, Default)]
pub(crate) struct Page(Registry);

impl Page {
    /// Takes in what is counted of requests.
    pub(crate) fn requests(&self, requests: &Requests) -> Result<()> {
        self.collected(requests.count.clone())?;
        self.collected(requests.seconds.clone())
    }

    /// Takes in what counts by itself.
    pub(crate) fn collected(&self, collector: impl Collector + 'static) -> Result<()> {
        self.0.register(Box::new(collector))
    }

    /// A number that only grows, as it is now.
    pub(crate) fn count(&self, name: &str, help: &str, value: u64) -> Result<()> {
        let count = IntCounter::new(name, help)?;
        count.inc_by(value);
        self.collected(count)
    }

    /// A number that goes up and down, as it is now.
    pub(crate) fn level(&self, name: &str, help: &str, value: u64) -> Result<()> {
        let level = IntGauge::new(name, help)?;
        level.set(i64::try_from(value).unwrap_or(i64::MAX));
        self.collected(level)
    }

    /// One of these words: it has 1, the others 0.
    pub(crate) fn word(&self, name: &str, help: &str, label: &str, words: &[&str], is: &str) -> Result<()> {
        let level = IntGaugeVec::new(Opts::new(name, help), &[label])?;
        for word in words {
            level.with_label_values(&[word]).set(i64::from(*word == is));
        }
        self.collected(level)
    }

    /// The page in Prometheus' text format 0.0.4.
    pub(crate) fn text(&self) -> Result<String> {
        TextEncoder::new().encode_to_string(&self.0.gather())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_what_was_taken_in_and_nothing_of_another() {
        let (one, other) = (Requests::new().unwrap(), Requests::new().unwrap());
        one.note("a.b", "200", Duration::from_millis(3));
        other.note("c.d", "404", Duration::ZERO);
        let page = Page::default();
        page.requests(&one).unwrap();
        page.word("state", "Where.", "state", &["on", "off"], "on").unwrap();
        let text = page.text().unwrap();
        assert!(text.contains("openwork_requests_total{operation=\"a.b\",status=\"200\"} 1"), "{text}");
        assert!(text.contains("openwork_request_seconds_bucket{operation=\"a.b\",le=\"0.005\"} 1"), "{text}");
        assert!(text.contains("state{state=\"on\"} 1") && text.contains("state{state=\"off\"} 0"), "{text}");
        assert!(!text.contains("c.d"), "{text}");
    }
}
