//! What an event means to whoever watches a prompt. Pure: events go in, steps come out.
//!
//! ```text
//! waiting ──the prompt's own message──▶ running ──session.idle──▶ ended
//! ```
//! A `session.idle` before the prompt's own message belongs to an earlier run. Words come twice, as pieces while they are
//! written and whole at the end; what was shown is counted, so that each is shown once, also across a gap.

use crate::render::{message::reason, tool_line};
use openwork_core::model::ask::{PermissionRequest, QuestionRequest};
use openwork_core::model::event::{
    EngineStatePayload, Event, MessagePayload, PartDeltaPayload, PartPayload, PermissionExpiredPayload,
    SessionErrorPayload, SessionPayload, SessionStatusPayload,
};
use openwork_core::model::message::{MessageInfo, MessageRole, Part};
use openwork_core::model::session::{SessionSnapshot, SessionStatus};
use openwork_core::{MessageId, PermissionId, QuestionId, SessionId};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// Something to show or to do.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step {
    /// The agent says this, after what it said before.
    Said(String),
    /// It thinks this.
    Thought(String),
    /// Another piece begins: what comes stands on a line of its own.
    Break,
    /// A line about what happens.
    Did(String),
    /// It asks.
    Asks(PermissionRequest),
    /// It asks questions.
    Questions(QuestionRequest),
    /// A request that needs no answer any more.
    Answered(PermissionId),
    /// Events were lost; the snapshot has the truth.
    Lost,
    /// The run is over.
    Ended,
}

/// What was shown of a piece.
#[derive(Debug, Default)]
struct Seen {
    thought: bool,
    length: usize,
    status: String,
}

/// What is known of the run.
#[derive(Debug)]
pub(super) struct View {
    session: SessionId,
    own: MessageId,
    running: bool,
    family: HashSet<SessionId>,
    answers: HashSet<MessageId>,
    parts: HashMap<String, Seen>,
    last: Option<String>,
    asked: HashSet<PermissionId>,
    questions: HashSet<QuestionId>,
    floor: u64,
    failure: Option<String>,
}

impl View {
    /// The view of the run that a message of a session begins.
    pub(super) fn new(session: SessionId, own: MessageId) -> Self {
        Self {
            family: HashSet::from([session.clone()]),
            session,
            own,
            running: false,
            answers: HashSet::new(),
            parts: HashMap::new(),
            last: None,
            asked: HashSet::new(),
            questions: HashSet::new(),
            floor: 0,
            failure: None,
        }
    }

    /// What went wrong with the run.
    pub(super) fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }

    /// Whether an event is about this session or its helpers, or about none.
    pub(super) fn concerns(&self, event: &Event) -> bool {
        event.session_id.as_ref().is_none_or(|session| self.family.contains(session))
    }

    /// What an event means.
    pub(super) fn event(&mut self, event: &Event) -> Vec<Step> {
        if event.kind == "stream.gap" {
            return vec![Step::Lost];
        }
        if event.seq <= self.floor {
            return Vec::new();
        }
        self.meaning(event).unwrap_or_default()
    }

    fn meaning(&mut self, event: &Event) -> Option<Vec<Step>> {
        let own = event.session_id.as_ref() == Some(&self.session);
        Some(match event.kind.as_str() {
            "message.updated" if own => self.message(&payload::<MessagePayload>(event)?.info),
            "message.part.updated" if own => self.part(&payload::<PartPayload>(event)?.part),
            "message.part.delta" if own => self.delta(&payload(event)?),
            "permission.asked" => self.asks(payload(event)?),
            "permission.replied" | "permission.expired" => {
                vec![Step::Answered(payload::<PermissionExpiredPayload>(event)?.request_id)]
            }
            "question.asked" => self.questions(payload(event)?),
            "session.created" => self.helper(&payload(event)?),
            "session.status" if own => retry(&payload::<SessionStatusPayload>(event)?.status),
            "session.error" if own => {
                self.failed(payload::<SessionErrorPayload>(event)?.error.as_ref().map_or_else(String::new, reason))
            }
            "session.idle" if own && self.running => vec![Step::Ended],
            "session.interrupted" if own => self.over("The engine ended while the agent was at work."),
            "session.deleted" if own => self.over("The session was deleted."),
            "server.stopping" => self.over("The server is stopping."),
            "engine.stateChanged" => vec![Step::Did(engine(&payload(event)?))],
            _ => Vec::new(),
        })
    }

    /// What a snapshot has more than what was shown. Events up to its position mean nothing any more.
    pub(super) fn snapshot(&mut self, snapshot: SessionSnapshot) -> Vec<Step> {
        self.floor = self.floor.max(snapshot.seq);
        let mut steps = Vec::new();
        for message in &snapshot.messages {
            steps.extend(self.message(&message.info));
            steps.extend(message.parts.iter().flat_map(|part| self.part(part)));
        }
        let open: HashSet<_> = snapshot.permissions.iter().map(|asked| asked.id.clone()).collect();
        steps.extend(self.asked.iter().filter(|id| !open.contains(id)).cloned().map(Step::Answered));
        steps.extend(snapshot.permissions.into_iter().flat_map(|asked| self.asks(asked)));
        steps.extend(snapshot.questions.into_iter().flat_map(|asked| self.questions(asked)));
        if self.running && snapshot.status == SessionStatus::Idle {
            steps.push(Step::Ended);
        }
        steps
    }

    fn message(&mut self, info: &MessageInfo) -> Vec<Step> {
        self.running |= info.id == self.own;
        if !self.running || info.role != MessageRole::Assistant {
            return Vec::new();
        }
        self.answers.insert(info.id.clone());
        info.error.as_ref().map(|error| self.failed(reason(error))).unwrap_or_default()
    }

    fn part(&mut self, part: &Part) -> Vec<Step> {
        if !self.answers.contains(&part.message_id) {
            return Vec::new();
        }
        match part.kind.as_str() {
            "text" | "reasoning" => {
                let seen = self.parts.entry(part.id.clone()).or_default();
                seen.thought = part.kind == "reasoning";
                let rest = part.text.as_deref().and_then(|text| text.get(seen.length..)).unwrap_or_default().to_owned();
                self.grown(&part.id, rest)
            }
            "tool" => self.tool(part),
            _ => Vec::new(),
        }
    }

    fn delta(&mut self, delta: &PartDeltaPayload) -> Vec<Step> {
        if delta.field != "text" || !self.parts.contains_key(&delta.part_id) {
            return Vec::new();
        }
        self.grown(&delta.part_id, delta.delta.clone())
    }

    fn grown(&mut self, id: &str, more: String) -> Vec<Step> {
        let Some(seen) = self.parts.get_mut(id).filter(|_| !more.is_empty()) else { return Vec::new() };
        seen.length += more.len();
        let step = if seen.thought { Step::Thought(more) } else { Step::Said(more) };
        if self.last.as_deref() == Some(id) {
            return vec![step];
        }
        self.last = Some(id.to_owned());
        vec![Step::Break, step]
    }

    /// A tool call is told when it starts and when it ends.
    fn tool(&mut self, part: &Part) -> Vec<Step> {
        let status = part.state.as_ref().and_then(|state| state.text("status")).unwrap_or_default();
        let seen = self.parts.entry(part.id.clone()).or_default();
        if status == seen.status || !matches!(status, "running" | "completed" | "error") {
            return Vec::new();
        }
        status.clone_into(&mut seen.status);
        self.last = None;
        tool_line(part).map(Step::Did).into_iter().collect()
    }

    fn asks(&mut self, asked: PermissionRequest) -> Vec<Step> {
        if self.family.contains(&asked.session_id) && self.asked.insert(asked.id.clone()) {
            return vec![Step::Asks(asked)];
        }
        Vec::new()
    }

    fn questions(&mut self, asked: QuestionRequest) -> Vec<Step> {
        if self.family.contains(&asked.session_id) && self.questions.insert(asked.id.clone()) {
            return vec![Step::Questions(asked)];
        }
        Vec::new()
    }

    fn helper(&mut self, made: &SessionPayload) -> Vec<Step> {
        let ours = made.info.parent_id.as_ref().is_some_and(|parent| self.family.contains(parent));
        if !ours || !self.family.insert(made.session_id.clone()) {
            return Vec::new();
        }
        let title = made.info.title.as_deref().unwrap_or("a helper");
        vec![Step::Did(format!("↳ {}  {}", crate::render::plain(title), made.session_id))]
    }

    fn failed(&mut self, why: String) -> Vec<Step> {
        let why = if why.is_empty() { "The run failed, and OpenCode does not say why.".to_owned() } else { why };
        self.failure.get_or_insert(why);
        Vec::new()
    }

    fn over(&mut self, why: &str) -> Vec<Step> {
        self.failed(why.to_owned());
        vec![Step::Ended]
    }
}

/// The particulars of an event; nothing where they are not as expected.
fn payload<T: DeserializeOwned>(event: &Event) -> Option<T> {
    serde_json::from_value(Value::Object(event.properties.0.clone())).ok()
}

fn retry(status: &SessionStatus) -> Vec<Step> {
    match status {
        SessionStatus::Retry { attempt, message, .. } => {
            vec![Step::Did(format!("… the model failed, attempt {attempt} follows: {}", crate::render::plain(message)))]
        }
        SessionStatus::Idle | SessionStatus::Busy => Vec::new(),
    }
}

fn engine(changed: &EngineStatePayload) -> String {
    format!("… the engine is {}", crate::render::wire(&changed.state))
}

#[cfg(test)]
#[path = "view_tests.rs"]
mod tests;
