//! What is under way, as the events tell it: who works, what is asked, which text is still being written.
//!
//! OpenCode keeps none of this across its end, and keeps no text before it is complete. What is here is derived from the
//! events and is gone with the engine that they came from; where events are missing, the engine is asked.

use crate::ids::{SessionId, WorkspaceId};
use crate::model::json::JsonObject;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What is under way, from the engine's own mouth.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// Who works.
    pub(crate) busy: BTreeMap<SessionId, WorkspaceId>,
    /// What it keeps as asked. OpenCode also keeps what runs asked that are over.
    pub(crate) asks: Vec<Request>,
    /// Whether all that could be asked has answered.
    pub(crate) whole: bool,
}

/// What is under way.
#[derive(Debug, Default)]
pub(crate) struct Live {
    busy: BTreeMap<SessionId, WorkspaceId>,
    /// Whether that is news.
    has_busy_changed: bool,
    /// By the request's id.
    asks: BTreeMap<String, Asked>,
    writing: HashMap<String, Writing>,
    /// The folders that events came from.
    folders: BTreeSet<String>,
}

/// What kind of thing is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AskKind {
    /// To be allowed something.
    Permission,
    /// A question.
    Question,
}

/// A request that was seen.
#[derive(Debug, Clone)]
struct Asked {
    kind: AskKind,
    session: SessionId,
    workspace: WorkspaceId,
    /// Whether its run is over, so that nobody waits for the answer.
    expired: bool,
}

/// A request, by whom and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    /// What was asked.
    pub(crate) kind: AskKind,
    /// Its id.
    pub(crate) id: String,
    /// The session that asked.
    pub(crate) session: SessionId,
    /// Where.
    pub(crate) workspace: WorkspaceId,
}

/// What was cut off when the engine ended.
#[derive(Debug)]
pub(crate) struct Interrupted {
    /// The sessions that worked, and their workspaces.
    pub(crate) sessions: BTreeMap<SessionId, WorkspaceId>,
    /// The requests that waited.
    pub(crate) asks: Vec<Request>,
}

/// What an event means besides what it says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Learned {
    /// The requests that ended with the run that they belong to.
    pub(crate) expired: Vec<Request>,
    /// Whether it tells of an answer that came too late, to a request that has been told to be expired.
    pub(crate) late: bool,
}

/// A text that grows.
#[derive(Debug)]
struct Writing {
    session: SessionId,
    text: String,
}

impl Live {
    /// Takes in that something happens in a folder.
    pub(crate) fn visit(&mut self, folder: &str) {
        if !self.folders.contains(folder) {
            self.folders.insert(folder.to_owned());
        }
    }

    /// The folders that events came from since the engine began to run.
    pub(crate) fn folders(&self) -> &BTreeSet<String> {
        &self.folders
    }

    /// Takes in an event.
    pub(crate) fn learn(
        &mut self,
        workspace: &WorkspaceId,
        session: Option<&SessionId>,
        kind: &str,
        event: &JsonObject,
    ) -> Learned {
        let Some(session) = session else { return Learned::default() };
        match kind {
            "session.status" => match event.0.get("status").and_then(|status| status.get("type")?.as_str()) {
                Some("idle") => return self.rest(session),
                _ => {
                    if self.busy.insert(session.clone(), workspace.clone()).as_ref() != Some(workspace) {
                        self.has_busy_changed = true;
                    }
                }
            },
            "session.idle" | "session.deleted" => return self.rest(session),
            "permission.asked" => self.ask(AskKind::Permission, workspace, session, event),
            "question.asked" => self.ask(AskKind::Question, workspace, session, event),
            "permission.replied" | "question.replied" | "question.rejected" => {
                let answered = event.text("requestID").and_then(|id| self.asks.remove(id));
                return Learned { late: answered.is_some_and(|asked| asked.expired), ..Learned::default() };
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
        Learned::default()
    }

    fn ask(&mut self, kind: AskKind, workspace: &WorkspaceId, session: &SessionId, event: &JsonObject) {
        let Some(id) = event.text("id") else { return };
        let asked = Asked { kind, session: session.clone(), workspace: workspace.clone(), expired: false };
        self.asks.insert(id.to_owned(), asked);
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

    /// A session's run is over, and with it what it asked: OpenCode says nothing of that.
    fn rest(&mut self, session: &SessionId) -> Learned {
        self.has_busy_changed |= self.busy.remove(session).is_some();
        self.writing.retain(|_, writing| writing.session != *session);
        let mut expired = Vec::new();
        for (id, asked) in self.asks.iter_mut().filter(|(_, asked)| asked.session == *session && !asked.expired) {
            asked.expired = true;
            expired.push(asked.told(id));
        }
        Learned { expired, late: false }
    }

    /// The sessions of a workspace that wait for an answer.
    pub(crate) fn asking(&self, workspace: &WorkspaceId) -> BTreeSet<SessionId> {
        let own = self.asks.values().filter(|asked| asked.workspace == *workspace && !asked.expired);
        own.map(|asked| asked.session.clone()).collect()
    }

    /// Whether who works is another since this was last asked.
    pub(crate) fn has_busy_changed(&mut self) -> bool {
        std::mem::take(&mut self.has_busy_changed)
    }

    /// Whether a session works.
    pub(crate) fn is_busy(&self, session: &SessionId) -> bool {
        self.busy.contains_key(session)
    }

    /// The sessions of a workspace that work.
    pub(crate) fn working_in(&self, workspace: &WorkspaceId) -> BTreeSet<SessionId> {
        self.busy.iter().filter(|(_, own)| *own == workspace).map(|(session, _)| session.clone()).collect()
    }

    /// The workspaces in which a session works.
    pub(crate) fn working(&self) -> BTreeSet<WorkspaceId> {
        self.busy.values().cloned().collect()
    }

    /// The texts of a session that are still being written, by part.
    pub(crate) fn texts(&self, session: &SessionId) -> HashMap<String, String> {
        let of_session = self.writing.iter().filter(|(_, writing)| writing.session == *session);
        of_session.map(|(part, writing)| (part.clone(), writing.text.clone())).collect()
    }

    /// Takes the engine's own word in place of what was learned, because events are missing. Answers the requests of which
    /// nobody said that their runs are over. A text of which a piece may be missing is not known any more.
    pub(crate) fn relearn(&mut self, told: Told) -> Vec<Request> {
        self.writing.clear();
        if told.whole {
            self.busy.clear();
            self.asks.retain(|_, asked| asked.expired);
        }
        self.busy.extend(told.busy);
        self.has_busy_changed = true;
        let mut over = Vec::new();
        for request in told.asks {
            if self.asks.get(&request.id).is_some_and(|asked| asked.expired) {
                continue;
            }
            let Request { kind, session, workspace, .. } = request.clone();
            let expired = !self.busy.contains_key(&session);
            self.asks.insert(request.id.clone(), Asked { kind, session, workspace, expired });
            if expired {
                over.push(request);
            }
        }
        over
    }

    /// Forgets it all, and answers who was interrupted and what was still asked.
    pub(crate) fn interrupted(&mut self) -> Interrupted {
        let gone = std::mem::take(self);
        self.has_busy_changed = true;
        let asks = gone.asks.iter().filter(|(_, asked)| !asked.expired).map(|(id, asked)| asked.told(id));
        Interrupted { asks: asks.collect(), sessions: gone.busy }
    }
}

impl Asked {
    fn told(&self, id: &str) -> Request {
        let (session, workspace) = (self.session.clone(), self.workspace.clone());
        Request { kind: self.kind, id: id.to_owned(), session, workspace }
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
        assert_eq!(gone.asks.iter().map(|gone| gone.id.as_str()).collect::<Vec<_>>(), ["per_1"]);
        assert!(live.interrupted().sessions.is_empty());
    }

    #[test]
    fn where_events_are_missing_the_engines_word_counts() {
        let (mut live, session) = told(&[
            ("session.status", json!({ "status": { "type": "busy" } })),
            ("permission.asked", json!({ "id": "per_1" })),
            ("permission.asked", json!({ "id": "per_2" })),
            ("message.part.updated", part("Hel", false)),
        ]);
        let workspace = live.busy[&session].clone();
        let other: SessionId = "ses_b".parse().expect("an id");
        let ask = |request: &str, session: &SessionId| Request {
            kind: AskKind::Permission,
            id: request.to_owned(),
            session: session.clone(),
            workspace: workspace.clone(),
        };
        let asks = || vec![ask("per_2", &session), ask("per_3", &other)];
        let busy = BTreeMap::from([(other.clone(), workspace.clone())]);
        let over = live.relearn(Told { busy: busy.clone(), asks: asks(), whole: true });
        assert_eq!(over, [ask("per_2", &session)], "its run is over, and it is still kept");
        assert!(live.texts(&session).is_empty(), "a piece of it may be missing");
        assert!(live.relearn(Told { busy: busy.clone(), asks: asks(), whole: true }).is_empty(), "it is told once");
        assert_eq!(live.asking(&workspace), BTreeSet::from([other.clone()]));
        // an engine that did not answer in full takes nothing away
        live.relearn(Told {
            busy: BTreeMap::from([(session.clone(), workspace.clone())]),
            asks: Vec::new(),
            whole: false,
        });
        let gone = live.interrupted();
        assert_eq!(gone.sessions.into_keys().collect::<Vec<_>>(), [session.clone(), other.clone()]);
        assert_eq!(gone.asks, [ask("per_3", &other)]);
    }

    #[test]
    fn an_idle_session_is_not_interrupted() {
        let (mut live, _) = told(&[
            ("session.status", json!({ "status": { "type": "busy" } })),
            ("session.status", json!({ "status": { "type": "idle" } })),
        ]);
        assert!(live.interrupted().sessions.is_empty());
    }

    #[test]
    fn what_a_run_asked_ends_with_it_and_a_late_answer_is_known() {
        let (mut live, session) = told(&[
            ("session.status", json!({ "status": { "type": "busy" } })),
            ("permission.asked", json!({ "id": "per_1" })),
            ("question.asked", json!({ "id": "que_1" })),
        ]);
        let workspace = live.busy[&session].clone();
        assert_eq!(live.asking(&workspace), BTreeSet::from([session.clone()]));
        let mut learn = |kind: &str, properties: Value| {
            let properties = JsonObject(properties.as_object().cloned().unwrap_or_default());
            live.learn(&workspace, Some(&session), kind, &properties)
        };
        let ended = learn("session.idle", json!({}));
        let told: Vec<_> = ended.expired.iter().map(|gone| (gone.kind, gone.id.as_str())).collect();
        assert_eq!(told, [(AskKind::Permission, "per_1"), (AskKind::Question, "que_1")]);
        assert_eq!(learn("session.idle", json!({})), Learned::default(), "it is told once");
        assert!(learn("permission.replied", json!({ "requestID": "per_1" })).late);
        assert!(!learn("permission.replied", json!({ "requestID": "per_2" })).late);
        assert!(live.asking(&workspace).is_empty());
        assert!(live.interrupted().asks.is_empty());
    }
}
