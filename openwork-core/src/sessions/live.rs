//! What is under way, as the events tell it: who works, what is asked, which text is still being written.
//!
//! OpenCode keeps none of this across its end, and keeps no text before it is complete. What is here is derived from the
//! events alone and is gone with the engine that they came from.

use crate::ids::{PermissionId, SessionId, WorkspaceId};
use crate::model::json::JsonObject;
use std::collections::{BTreeMap, HashMap};

/// What is under way.
#[derive(Debug, Default)]
pub(crate) struct Live {
    busy: BTreeMap<SessionId, WorkspaceId>,
    asks: BTreeMap<PermissionId, (SessionId, WorkspaceId)>,
    writing: HashMap<String, Writing>,
}

/// What was cut off when the engine ended.
#[derive(Debug)]
pub(crate) struct Interrupted {
    /// The sessions that worked, and their workspaces.
    pub(crate) sessions: BTreeMap<SessionId, WorkspaceId>,
    /// The requests that waited, and whose they were.
    pub(crate) asks: BTreeMap<PermissionId, (SessionId, WorkspaceId)>,
}

/// A text that grows.
#[derive(Debug)]
struct Writing {
    session: SessionId,
    text: String,
}

impl Live {
    /// Takes in an event.
    pub(crate) fn learn(
        &mut self,
        workspace: &WorkspaceId,
        session: Option<&SessionId>,
        kind: &str,
        event: &JsonObject,
    ) {
        let Some(session) = session else { return };
        match kind {
            "session.status" => match event.0.get("status").and_then(|status| status.get("type")?.as_str()) {
                Some("idle") => self.rest(session),
                _ => drop(self.busy.insert(session.clone(), workspace.clone())),
            },
            "session.idle" | "session.deleted" => self.rest(session),
            "permission.asked" => {
                if let Some(id) = event.text("id").and_then(|id| id.parse().ok()) {
                    self.asks.insert(id, (session.clone(), workspace.clone()));
                }
            }
            "permission.replied" => {
                if let Some(id) = event.text("requestID").and_then(|id| id.parse::<PermissionId>().ok()) {
                    self.asks.remove(&id);
                }
            }
            "message.part.updated" => self.part(session, event),
            "message.part.delta" if event.text("field") == Some("text") => {
                if let (Some(part), Some(delta)) = (event.text("partID"), event.text("delta")) {
                    let new = || Writing { session: session.clone(), text: String::new() };
                    self.writing.entry(part.to_owned()).or_insert_with(new).text.push_str(delta);
                }
            }
            _ => {}
        }
    }

    /// A part as a whole: begun, or complete.
    fn part(&mut self, session: &SessionId, event: &JsonObject) {
        let Some(part) = event.0.get("part") else { return };
        let text = |field: &str| part.get(field).and_then(serde_json::Value::as_str);
        let (Some(id), Some("text" | "reasoning")) = (text("id"), text("type")) else { return };
        if part.get("time").is_some_and(|time| time.get("end").is_some()) {
            self.writing.remove(id);
        } else if let Some(begun) = text("text") {
            self.writing.insert(id.to_owned(), Writing { session: session.clone(), text: begun.to_owned() });
        }
    }

    fn rest(&mut self, session: &SessionId) {
        self.busy.remove(session);
        self.writing.retain(|_, writing| writing.session != *session);
    }

    /// The texts of a session that are still being written, by part.
    pub(crate) fn texts(&self, session: &SessionId) -> HashMap<String, String> {
        let of_session = self.writing.iter().filter(|(_, writing)| writing.session == *session);
        of_session.map(|(part, writing)| (part.clone(), writing.text.clone())).collect()
    }

    /// Forgets it all, and answers who was interrupted and what was still asked.
    pub(crate) fn interrupted(&mut self) -> Interrupted {
        let gone = std::mem::take(self);
        Interrupted { sessions: gone.busy, asks: gone.asks }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn told(events: &[(&str, Value)]) -> (Live, SessionId) {
        let (session, workspace): (SessionId, _) = ("ses_a".parse().expect("an id"), WorkspaceId::fresh());
        let mut live = Live::default();
        for (kind, properties) in events {
            let properties = JsonObject(properties.as_object().cloned().unwrap_or_default());
            live.learn(&workspace, Some(&session), kind, &properties);
        }
        (live, session)
    }

    fn part(text: &str, end: bool) -> Value {
        let time = if end { json!({ "start": 1, "end": 2 }) } else { json!({ "start": 1 }) };
        json!({ "part": { "id": "prt_1", "type": "text", "text": text, "time": time } })
    }

    fn delta(text: &str) -> Value {
        json!({ "partID": "prt_1", "field": "text", "delta": text })
    }

    #[test]
    fn text_under_way_is_what_the_deltas_add_up_to() {
        let begun = ("message.part.updated", part("", false));
        let grown = [begun, ("message.part.delta", delta("Hel")), ("message.part.delta", delta("lo"))];
        let (live, session) = told(&grown);
        assert_eq!(live.texts(&session), HashMap::from([("prt_1".to_owned(), "Hello".to_owned())]));
        let (live, session) = told(&[grown.as_slice(), &[("message.part.updated", part("Hello", true))]].concat());
        assert!(live.texts(&session).is_empty());
    }

    #[test]
    fn who_works_and_what_is_asked_is_interrupted_once() {
        let (mut live, session) = told(&[
            ("session.status", json!({ "status": { "type": "busy" } })),
            ("permission.asked", json!({ "id": "per_1" })),
            ("permission.asked", json!({ "id": "per_2" })),
            ("permission.replied", json!({ "requestID": "per_2" })),
        ]);
        let gone = live.interrupted();
        assert_eq!(gone.sessions.into_keys().collect::<Vec<_>>(), [session]);
        assert_eq!(gone.asks.keys().map(PermissionId::as_str).collect::<Vec<_>>(), ["per_1"]);
        assert!(live.interrupted().sessions.is_empty());
    }

    #[test]
    fn an_idle_session_is_not_interrupted() {
        let (mut live, _) = told(&[
            ("session.status", json!({ "status": { "type": "busy" } })),
            ("session.status", json!({ "status": { "type": "idle" } })),
        ]);
        assert!(live.interrupted().sessions.is_empty());
    }
}
