//! Sessions and their messages, in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use tokio::sync::watch;

use super::ids::{Ids, now};

/// One session.
pub(crate) struct Session {
    pub(crate) info: Value,
    /// `{info, parts}` of each message, oldest first.
    pub(crate) messages: Vec<Value>,
    /// Runs that have not ended; the first is being answered, the others wait.
    pub(crate) running: u32,
    /// Held by the run that is being answered.
    pub(crate) turn: Arc<tokio::sync::Mutex<()>>,
    /// How often its runs have been aborted.
    pub(crate) aborts: watch::Sender<u64>,
}

/// All sessions, the newest first because of the form of their ids.
pub(crate) struct Sessions {
    all: Mutex<BTreeMap<String, Session>>,
    ids: Arc<Ids>,
}

impl Sessions {
    pub(crate) fn new(ids: Arc<Ids>) -> Self {
        Self { all: Mutex::default(), ids }
    }

    /// Adds a session and returns what the engine tells about it.
    pub(crate) fn create(&self, directory: &str, version: &str, wishes: &Value) -> Value {
        let (id, now) = (self.ids.descending("ses"), now());
        let mut info = json!({
            "id": id, "slug": "fake-session", "version": version, "projectID": "global", "directory": directory,
            "path": directory.trim_start_matches('/'), "title": format!("New session - {now}"), "cost": 0,
            "tokens": no_tokens(), "time": { "created": now, "updated": now },
        });
        for key in ["title", "parentID", "agent", "model", "metadata", "permission"] {
            if let Some(wish) = wishes.get(key) {
                info[key] = wish.clone();
            }
        }
        let session = Session {
            info: info.clone(),
            messages: Vec::new(),
            running: 0,
            turn: Arc::default(),
            aborts: watch::Sender::default(),
        };
        self.all().insert(id, session);
        info
    }

    /// Looks at a session, or changes it.
    pub(crate) fn with<T>(&self, id: &str, look: impl FnOnce(&mut Session) -> T) -> Option<T> {
        self.all().get_mut(id).map(look)
    }

    pub(crate) fn remove(&self, id: &str) -> Option<Session> {
        self.all().remove(id)
    }

    /// The sessions of one folder or of all, newest first.
    pub(crate) fn list(&self, directory: Option<&str>, limit: usize) -> Value {
        let sessions = self.all();
        let wanted = |session: &&Session| directory.is_none_or(|directory| session.info["directory"] == directory);
        sessions.values().filter(wanted).take(limit).map(|session| session.info.clone()).collect()
    }

    /// The sessions that were started by another.
    pub(crate) fn children(&self, parent: &str) -> Value {
        let sessions = self.all();
        let children = sessions.values().filter(|session| session.info["parentID"] == parent);
        children.map(|session| session.info.clone()).collect()
    }

    /// The sessions with runs that have not ended.
    pub(crate) fn busy(&self) -> Value {
        let sessions = self.all();
        let busy = sessions.iter().filter(|(_, session)| session.running > 0);
        busy.map(|(id, _)| (id.clone(), json!({ "type": "busy" }))).collect::<serde_json::Map<_, _>>().into()
    }

    /// Aborts the runs of all sessions, or of those in one folder.
    pub(crate) fn abort_all(&self, directory: Option<&str>) {
        for session in self.all().values() {
            if directory.is_none_or(|directory| session.info["directory"] == directory) {
                session.abort();
            }
        }
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<String, Session>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Session {
    pub(crate) fn abort(&self) {
        self.aborts.send_modify(|aborts| *aborts += 1);
    }

    pub(crate) fn directory(&self) -> String {
        self.info["directory"].as_str().unwrap_or_default().to_owned()
    }

    /// Puts a message in the place of its earlier state, or at the end.
    pub(crate) fn store(&mut self, message: &Value) {
        let id = &message["info"]["id"];
        match self.messages.iter_mut().find(|known| known["info"]["id"] == *id) {
            Some(known) => *known = message.clone(),
            None => self.messages.push(message.clone()),
        }
    }
}

/// The token counts of what has not been answered yet.
pub(crate) fn no_tokens() -> Value {
    json!({ "input": 0, "output": 0, "reasoning": 0, "cache": { "read": 0, "write": 0 } })
}
