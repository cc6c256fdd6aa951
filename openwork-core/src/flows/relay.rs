//! From the engine's one stream of events to the streams of the workspaces.
//!
//! Each event goes to the workspace that its folder belongs to, type and payload as they came. What is under way is learned
//! on the way, so that when the engine ends, those who worked are told to be interrupted and what they asked is expired.
//! Streams stay open throughout.

use super::feed::Feed;
use super::ownership::Folders;
use crate::engine::{Engine, Upstream};
use crate::ids::{MessageId, SessionId, WorkspaceId};
use crate::model::event::{EngineStatePayload, PermissionExpiredPayload, QuestionGonePayload, SessionOnlyPayload};
use crate::model::json::JsonObject;
use crate::sessions::Sent;
use crate::sessions::live::{AskKind, Expired, Live};
use crate::workspaces::Registry;
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;
use tokio::sync::{Mutex, watch};

/// Carries events from the engine to the workspaces.
#[derive(Debug)]
pub(crate) struct Relay {
    registry: Arc<Registry>,
    feed: Arc<Feed>,
    folders: Arc<Folders>,
    sent: Arc<Sent>,
    /// Held while an event is learned and published, so that what is read here and the position belong together.
    live: Mutex<Live>,
    /// Whether nobody works.
    quiet: watch::Sender<bool>,
}

impl Relay {
    /// A relay between these.
    pub(crate) fn new(registry: Arc<Registry>, feed: Arc<Feed>, folders: Arc<Folders>, sent: Arc<Sent>) -> Arc<Self> {
        let quiet = watch::Sender::new(true);
        Arc::new(Self { registry, feed, folders, sent, live: Mutex::default(), quiet })
    }

    /// Carries events until the engine is gone for good.
    pub(crate) async fn run(self: Arc<Self>, engine: Engine) {
        let Some(mut upstream) = engine.upstream() else { return };
        let mut views = engine.watch();
        let mut last = views.borrow_and_update().state;
        loop {
            tokio::select! {
                biased;
                event = upstream.recv() => match event {
                    Some(Upstream::Event { directory: Some(directory), kind, properties }) => {
                        self.carry(&directory, &kind, properties).await;
                    }
                    Some(Upstream::Event { directory: None, .. } | Upstream::Connected) => {}
                    Some(Upstream::Lost) => self.lost().await,
                    None => return,
                },
                changed = views.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    let (state, attempt) = { let view = views.borrow_and_update(); (view.state, view.attempt) };
                    if std::mem::replace(&mut last, state) != state {
                        self.feed.announce_everywhere("engine.stateChanged", EngineStatePayload { state, attempt }).await;
                    }
                }
            }
        }
    }

    async fn carry(&self, directory: &str, kind: &str, properties: JsonObject) {
        let Some(workspace) = self.registry.nearest(Path::new(directory)) else { return };
        let session = session_of(&properties);
        if let Some(session) = &session {
            self.place(session, kind, &properties);
        }
        let mut live = self.live.lock().await;
        let learned = live.learn(&workspace.id, session.as_ref(), kind, &properties);
        self.quiet.send_replace(live.is_quiet());
        if learned.late {
            return;
        }
        let size = weight_of(&properties);
        self.feed.publish(&workspace.id, session, kind, properties, size).await;
        for gone in learned.expired {
            self.expire(gone).await;
        }
    }

    /// Keeps where a session works and whose a message is, as the events tell it.
    fn place(&self, session: &SessionId, kind: &str, properties: &JsonObject) {
        match kind {
            "session.created" | "session.updated" => {
                if let Some(folder) = properties.0.get("info").and_then(|info| info.get("directory")?.as_str()) {
                    self.folders.learn(session.clone(), folder.to_owned());
                }
            }
            "session.deleted" | "session.next.moved" => self.folders.forget(session),
            "message.updated" => {
                if let Some(id) = properties.0.get("info").and_then(message_of) {
                    self.sent.learn(id, session);
                }
            }
            "message.removed" => {
                if let Some(id) = properties.text("messageID").and_then(|id| id.parse().ok()) {
                    self.sent.forget(&id);
                }
            }
            _ => {}
        }
    }

    async fn lost(&self) {
        let gone = self.live.lock().await.interrupted();
        self.quiet.send_replace(true);
        for asked in gone.asks {
            self.expire(asked).await;
        }
        for (session_id, workspace) in gone.sessions {
            let payload = SessionOnlyPayload { session_id: session_id.clone() };
            self.feed.announce(&workspace, Some(session_id), "session.interrupted", payload).await;
        }
    }

    /// Says that nobody waits for an answer any more.
    async fn expire(&self, gone: Expired) {
        let (session_id, workspace) = (gone.session, gone.workspace);
        let about = Some(session_id.clone());
        match gone.kind {
            AskKind::Permission => {
                let Ok(request_id) = gone.request.parse() else { return };
                let payload = PermissionExpiredPayload { session_id, request_id };
                self.feed.announce(&workspace, about, "permission.expired", payload).await;
            }
            AskKind::Question => {
                let Ok(request_id) = gone.request.parse() else { return };
                let payload = QuestionGonePayload { session_id, request_id };
                self.feed.announce(&workspace, about, "question.expired", payload).await;
            }
        }
    }

    /// The sessions of a workspace that wait for an answer, whichever folder they work in.
    pub(crate) async fn asking(&self, workspace: &WorkspaceId) -> BTreeSet<SessionId> {
        self.live.lock().await.asking(workspace)
    }

    /// Returns once no session of any workspace works.
    pub(crate) async fn idle(&self) {
        // The other end is this relay's own.
        let _ = self.quiet.subscribe().wait_for(|quiet| *quiet).await;
    }

    /// The number of the last event of a workspace, and the texts that a session was writing at that event.
    pub(crate) async fn position(
        &self,
        workspace: &WorkspaceId,
        session: &SessionId,
    ) -> crate::Result<(u64, HashMap<String, String>)> {
        let live = self.live.lock().await;
        Ok((self.feed.position(workspace)?, live.texts(session)))
    }
}

/// The session that an event is about.
fn session_of(properties: &JsonObject) -> Option<SessionId> {
    properties.text("sessionID")?.parse().ok()
}

/// The name of a user's message: those are the ones that callers may name.
fn message_of(info: &Value) -> Option<MessageId> {
    let is_users = info.get("role").and_then(Value::as_str) == Some("user");
    info.get("id").filter(|_| is_users)?.as_str()?.parse().ok()
}

/// About how many bytes a payload has: what its texts have, and a little for each value.
fn weight_of(properties: &JsonObject) -> usize {
    fn weight(value: &Value) -> usize {
        match value {
            Value::String(text) => text.len() + 8,
            Value::Array(items) => items.iter().map(weight).sum::<usize>() + 8,
            Value::Object(fields) => fields.iter().map(|(name, value)| name.len() + weight(value)).sum::<usize>() + 8,
            Value::Null | Value::Bool(_) | Value::Number(_) => 8,
        }
    }
    properties.0.iter().map(|(name, value)| name.len() + weight(value)).sum::<usize>() + 128
}
