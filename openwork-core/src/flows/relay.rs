//! From the engine's one stream of events to the streams of the workspaces.
//!
//! Each event goes to the workspace that its folder belongs to, type and payload as they came. What is under way is learned
//! on the way, so that when the engine ends, those who worked are told to be interrupted and what they asked is expired.
//! Streams stay open throughout.

use super::feed::Feed;
use super::ownership::Folders;
use crate::engine::{Engine, Upstream};
use crate::ids::{SessionId, WorkspaceId};
use crate::model::event::{EngineStatePayload, PermissionExpiredPayload, SessionOnlyPayload};
use crate::model::json::JsonObject;
use crate::sessions::live::Live;
use crate::workspaces::Registry;
use serde_json::Value;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::Mutex;

/// Carries events from the engine to the workspaces.
#[derive(Debug)]
pub(crate) struct Relay {
    registry: Arc<Registry>,
    feed: Arc<Feed>,
    folders: Arc<Folders>,
    /// Held while an event is learned and published, so that what is read here and the position belong together.
    live: Mutex<Live>,
}

impl Relay {
    /// A relay between these.
    pub(crate) fn new(registry: Arc<Registry>, feed: Arc<Feed>, folders: Arc<Folders>) -> Arc<Self> {
        Arc::new(Self { registry, feed, folders, live: Mutex::default() })
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
        live.learn(&workspace.id, session.as_ref(), kind, &properties);
        let size = weight_of(&properties);
        self.feed.publish(&workspace.id, session, kind, properties, size).await;
    }

    /// Keeps where a session works, as its events tell it.
    fn place(&self, session: &SessionId, kind: &str, properties: &JsonObject) {
        match kind {
            "session.created" | "session.updated" => {
                if let Some(folder) = properties.0.get("info").and_then(|info| info.get("directory")?.as_str()) {
                    self.folders.learn(session, folder);
                }
            }
            "session.deleted" | "session.next.moved" => self.folders.forget(session),
            _ => {}
        }
    }

    async fn lost(&self) {
        let gone = self.live.lock().await.interrupted();
        for (request_id, (session_id, workspace)) in gone.asks {
            let payload = PermissionExpiredPayload { session_id: session_id.clone(), request_id };
            self.feed.announce(&workspace, Some(session_id), "permission.expired", payload).await;
        }
        for (session_id, workspace) in gone.sessions {
            let payload = SessionOnlyPayload { session_id: session_id.clone() };
            self.feed.announce(&workspace, Some(session_id), "session.interrupted", payload).await;
        }
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
