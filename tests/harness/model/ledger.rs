//! What the model was asked, for tests that look at the prompt as the engine sent it.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde_json::Value;
use tokio::sync::watch;

use super::choose::{Choice, Kind};
use super::step::Step;

/// How many requests there were.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// All requests for an answer.
    pub requests: u64,
    /// The requests of each kind.
    pub kinds: HashMap<Kind, u64>,
    /// Answers being streamed now.
    pub active: u64,
    /// Answers whose reader went away before their end.
    pub aborted: u64,
}

/// One request and the turn that answered it.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Why it was answered as it was.
    pub kind: Kind,
    /// What was played, after faults that had been used up were taken out.
    pub step: Step,
    /// The `authorization` header.
    pub authorization: Option<String>,
    /// The request. `null` if it was larger than the whole record may be.
    pub body: Value,
}

/// Bounds of the record; what is older goes first. A benchmark with huge prompts must not fill the memory.
const MOST_REQUESTS: usize = 512;
const MOST_BYTES: usize = 32 << 20;

#[derive(Default)]
struct Record {
    requests: VecDeque<(usize, Recorded)>,
    bytes: usize,
    faults: HashMap<String, u32>,
}

pub(crate) struct Ledger {
    record: Mutex<Record>,
    counts: watch::Sender<Counts>,
}

impl Ledger {
    pub(crate) fn new() -> Self {
        Self { record: Mutex::default(), counts: watch::Sender::default() }
    }

    /// Enters a request and returns its number and the step to play.
    pub(crate) fn enter(&self, choice: Choice, authorization: Option<String>, body: Value, size: usize) -> (u64, Step) {
        let mut record = self.record();
        let step = record.due(&choice);
        let (size, body) = if size > MOST_BYTES { (0, Value::Null) } else { (size, body) };
        record.push(size, Recorded { kind: choice.kind, step: step.clone(), authorization, body });
        drop(record);
        let mut number = 0;
        self.counts.send_modify(|counts| {
            counts.requests += 1;
            *counts.kinds.entry(choice.kind).or_default() += 1;
            number = counts.requests;
        });
        (number, step)
    }

    /// Counts a stream for as long as the returned value lives.
    pub(crate) fn streaming(self: &Arc<Self>) -> Streaming {
        self.counts.send_modify(|counts| counts.active += 1);
        Streaming { ledger: self.clone(), finished: false }
    }

    pub(crate) fn counts(&self) -> watch::Receiver<Counts> {
        self.counts.subscribe()
    }

    pub(crate) fn requests(&self) -> Vec<Recorded> {
        self.record().requests.iter().map(|(_, request)| request.clone()).collect()
    }

    fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Record {
    /// The chosen step, without its faults if they have happened often enough.
    fn due(&mut self, choice: &Choice) -> Step {
        let Some(times) = choice.step.times else {
            return choice.step.clone();
        };
        let happened = self.faults.entry(choice.place.clone()).or_default();
        if *happened >= times {
            return choice.step.healed();
        }
        *happened += 1;
        choice.step.clone()
    }

    fn push(&mut self, size: usize, request: Recorded) {
        self.bytes += size;
        self.requests.push_back((size, request));
        while self.bytes > MOST_BYTES || self.requests.len() > MOST_REQUESTS {
            let Some((size, _)) = self.requests.pop_front() else { break };
            self.bytes -= size;
        }
    }
}

/// A stream that is being played.
pub(crate) struct Streaming {
    ledger: Arc<Ledger>,
    finished: bool,
}

impl Streaming {
    pub(crate) fn finish(mut self) {
        self.finished = true;
    }
}

impl Drop for Streaming {
    fn drop(&mut self) {
        self.ledger.counts.send_modify(|counts| {
            counts.active -= 1;
            counts.aborted += u64::from(!self.finished);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(step: Step) -> Choice {
        Choice { kind: Kind::Script, step, place: "0 script".to_owned() }
    }

    #[test]
    fn the_record_forgets_the_oldest_first() {
        let ledger = Ledger::new();
        for number in 0..MOST_REQUESTS + 3 {
            ledger.enter(choice(Step::default()), None, number.into(), 10);
        }
        let requests = ledger.requests();
        assert_eq!((requests.len(), &requests[0].body), (MOST_REQUESTS, &Value::from(3)));
        ledger.enter(choice(Step::default()), None, "large".into(), MOST_BYTES);
        assert_eq!(ledger.requests().len(), 1);
        ledger.enter(choice(Step::default()), None, "larger".into(), MOST_BYTES + 1);
        assert_eq!(ledger.requests()[1].body, Value::Null);
        assert_eq!(ledger.counts().borrow().requests, MOST_REQUESTS as u64 + 5);
    }

    #[test]
    fn a_counted_fault_stops_after_its_times() {
        let ledger = Ledger::new();
        let step = Step { status: Some(503), text: Some("up".into()), times: Some(2), ..Step::default() };
        let played = [0; 3].map(|_| ledger.enter(choice(step.clone()), None, Value::Null, 0).1.status);
        assert_eq!(played, [Some(503), Some(503), None]);
    }
}
