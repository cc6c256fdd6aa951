//! Open questions to the user. The substitute never asks on its own; `/fake/emit` makes it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

/// A request for permission or an answer that nobody has replied to.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    /// `permission` or `question`, as in the routes.
    kind: &'static str,
    pub(crate) directory: String,
    request: Value,
}

/// All of them. Like in the real engine, aborting a run does not take its asks away.
#[derive(Debug, Default)]
pub(crate) struct Asks(Mutex<Vec<Ask>>);

impl Asks {
    /// Remembers the ask that an event announces, if it announces one.
    pub(crate) fn announced(&self, directory: &str, event: &str, properties: &Value) {
        let kind = match event {
            "permission.asked" => "permission",
            "question.asked" => "question",
            _ => return,
        };
        self.open().push(Ask { kind, directory: directory.to_owned(), request: properties.clone() });
    }

    /// The open asks of one kind, of one folder or of all.
    pub(crate) fn list(&self, kind: &str, directory: Option<&str>) -> Value {
        let asks = self.open();
        let wanted = |ask: &&Ask| ask.kind == kind && directory.is_none_or(|directory| directory == ask.directory);
        asks.iter().filter(wanted).map(|ask| ask.request.clone()).collect()
    }

    /// Closes an ask and returns it, with the beginning of the event that tells about it.
    pub(crate) fn close(&self, kind: &str, id: &str) -> Option<(Ask, Value)> {
        let mut asks = self.open();
        let place = asks.iter().position(|ask| ask.kind == kind && ask.request["id"] == id)?;
        let ask = asks.remove(place);
        let event = json!({ "sessionID": ask.request["sessionID"], "requestID": id });
        Some((ask, event))
    }

    fn open(&self) -> MutexGuard<'_, Vec<Ask>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
