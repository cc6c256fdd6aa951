//! From the engine's one stream of events to the streams of the workspaces.
//!
//! Each event goes to the workspace that its folder belongs to, type and payload as they came. What is under way is learned
//! on the way, so that when the engine ends, those who worked are told to be interrupted and what they asked is expired.
//! Where only the engine's stream was torn, every workspace is told of a gap, and what is under way is asked anew. Streams
//! stay open throughout.

use super::feed::Feed;
use super::ownership::Folders;
use crate::engine::{Client, Engine, Upstream};
use crate::ids::{MessageId, SessionId, WorkspaceId};
use crate::model::event::{EngineStatePayload, PermissionExpiredPayload, QuestionGonePayload, SessionOnlyPayload};
use crate::model::json::JsonObject;
use crate::sessions::live::{AskKind, Live, Request, Told};
use crate::sessions::{self, Sent, asks};
use crate::workspaces::Registry;
use futures_util::StreamExt;
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, watch};

/// How long nobody must have worked before the engine may be ended for it: that a session is idle is told before the last
/// events of its run are.
const SETTLING: Duration = Duration::from_millis(500);

/// How many folders the engine is asked about at a time.
const ASKED_AT_A_TIME: usize = 8;

/// Carries events from the engine to the workspaces.
#[derive(Debug)]
pub(crate) struct Relay {
    registry: Arc<Registry>,
    feed: Arc<Feed>,
    folders: Arc<Folders>,
    sent: Arc<Sent>,
    /// Held while an event is learned and published, so that what is read here and the position belong together.
    live: Mutex<Live>,
    /// Where somebody works.
    busy: watch::Sender<BTreeSet<WorkspaceId>>,
}

impl Relay {
    /// A relay between these.
    pub(crate) fn new(registry: Arc<Registry>, feed: Arc<Feed>, folders: Arc<Folders>, sent: Arc<Sent>) -> Arc<Self> {
        let busy = watch::Sender::default();
        Arc::new(Self { registry, feed, folders, sent, live: Mutex::default(), busy })
    }

    /// Carries events until the engine is gone for good.
    pub(crate) async fn run(self: Arc<Self>, engine: Engine) {
        let Some(mut upstream) = engine.upstream() else { return };
        let mut views = engine.watch();
        let mut seen = views.borrow_and_update().states.taken();
        loop {
            tokio::select! {
                biased;
                event = upstream.recv() => match event {
                    Some(Upstream::Event { directory: Some(directory), kind, properties }) => {
                        self.carry(&directory, &kind, properties).await;
                    }
                    Some(Upstream::Event { directory: None, .. } | Upstream::Connected) => {}
                    Some(Upstream::Resumed(client)) => self.resumed(&client).await,
                    Some(Upstream::Lost) => self.lost().await,
                    None => return,
                },
                changed = views.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    let steps = views.borrow_and_update().states.after(&mut seen);
                    for step in steps {
                        let payload = EngineStatePayload { state: step.state, attempt: step.attempt };
                        self.feed.announce_everywhere("engine.stateChanged", payload).await;
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
        live.visit(directory);
        let learned = live.learn(&workspace.id, session.as_ref(), kind, &properties);
        self.tell_busy(&mut live);
        if learned.late {
            return;
        }
        self.feed.counts().relayed.add();
        self.feed.publish(&workspace.id, session, kind, properties).await;
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

    /// The engine's stream was torn and is open again. The gap is told when what is under way is known, so that whoever looks
    /// then sees it as it is; what happens from here on comes as events.
    async fn resumed(&self, client: &Client) {
        let mut folders = self.live.lock().await.folders().clone();
        let roots = self.feed.active().into_iter().filter_map(|id| self.registry.get(&id).ok());
        folders.extend(roots.map(|workspace| workspace.folder.clone()));
        let told = self.ask(client, folders).await;
        // a session may have moved meanwhile; it is asked for when it is needed
        self.folders.forget_all();
        let mut live = self.live.lock().await;
        let over = live.relearn(told);
        self.tell_busy(&mut live);
        self.feed.gap_everywhere().await;
        for gone in over {
            self.expire(gone).await;
        }
    }

    /// Asks the engine who works in these folders, and what is asked.
    async fn ask(&self, client: &Client, folders: BTreeSet<String>) -> Told {
        let answers = futures_util::stream::iter(folders).map(|folder| async move {
            // what is asked first: whoever asks later does so in an event
            let answer = async { Ok((asks::kept(client, &folder).await?, sessions::statuses(client, &folder).await?)) };
            let answer: crate::Result<_> = answer.await;
            (folder, answer)
        });
        let mut answers = answers.buffer_unordered(ASKED_AT_A_TIME);
        let mut told = Told { whole: true, ..Told::default() };
        while let Some((folder, answer)) = answers.next().await {
            match answer {
                Ok((asks, statuses)) => {
                    for session in statuses.items.keys().filter_map(|id| id.parse::<SessionId>().ok()) {
                        let Some(workspace) = self.place_of(&session, &folder) else { continue };
                        told.busy.insert(session, workspace);
                    }
                    for (kind, id, session) in asks {
                        let Some(workspace) = self.place_of(&session, &folder) else { continue };
                        told.asks.push(Request { kind, id, session, workspace });
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "the engine did not say what is under way in a folder");
                    told.whole = false;
                }
            }
        }
        told
    }

    /// The workspace of a session that was found in a folder.
    fn place_of(&self, session: &SessionId, folder: &str) -> Option<WorkspaceId> {
        let known = self.folders.get(session);
        let folder = known.as_deref().unwrap_or(folder);
        self.registry.nearest(Path::new(folder)).map(|workspace| workspace.id.clone())
    }

    async fn lost(&self) {
        let gone = {
            let mut live = self.live.lock().await;
            let gone = live.interrupted();
            self.tell_busy(&mut live);
            gone
        };
        for asked in gone.asks {
            self.expire(asked).await;
        }
        for (session_id, workspace) in gone.sessions {
            let payload = SessionOnlyPayload { session_id: session_id.clone() };
            self.feed.announce(&workspace, Some(session_id), "session.interrupted", payload).await;
        }
    }

    /// Says that nobody waits for an answer any more.
    async fn expire(&self, gone: Request) {
        let (session_id, workspace) = (gone.session, gone.workspace);
        let about = Some(session_id.clone());
        match gone.kind {
            AskKind::Permission => {
                let Ok(request_id) = gone.id.parse() else { return };
                let payload = PermissionExpiredPayload { session_id, request_id };
                self.feed.announce(&workspace, about, "permission.expired", payload).await;
            }
            AskKind::Question => {
                let Ok(request_id) = gone.id.parse() else { return };
                let payload = QuestionGonePayload { session_id, request_id };
                self.feed.announce(&workspace, about, "question.expired", payload).await;
            }
        }
    }

    /// The sessions of a workspace that wait for an answer, whichever folder they work in.
    pub(crate) async fn asking(&self, workspace: &WorkspaceId) -> BTreeSet<SessionId> {
        self.live.lock().await.asking(workspace)
    }

    /// Says who works, if that is news. It is asked at every event, and most change nothing.
    fn tell_busy(&self, live: &mut Live) {
        if live.has_busy_changed() {
            self.busy.send_replace(live.working());
        }
    }

    /// Returns once no session of any workspace works, and none has for a moment.
    pub(crate) async fn idle(&self) {
        self.until_rest(BTreeSet::is_empty).await;
    }

    /// Returns once no session of this workspace works, and none has for a moment.
    pub(crate) async fn idle_in(&self, workspace: &WorkspaceId) {
        self.until_rest(|busy| !busy.contains(workspace)).await;
    }

    async fn until_rest(&self, at_rest: impl Fn(&BTreeSet<WorkspaceId>) -> bool) {
        let mut busy = self.busy.subscribe();
        // The other end is this relay's own.
        while busy.wait_for(&at_rest).await.is_ok() {
            if tokio::time::timeout(SETTLING, busy.wait_for(|busy| !at_rest(busy))).await.is_err() {
                return;
            }
        }
    }

    /// Returns once this session is seen to work.
    pub(crate) async fn at_work(&self, session: &SessionId) {
        let mut busy = self.busy.subscribe();
        // The other end is this relay's own.
        while !self.live.lock().await.is_busy(session) && busy.changed().await.is_ok() {}
    }

    /// The sessions of a workspace that work.
    pub(crate) async fn working_in(&self, workspace: &WorkspaceId) -> BTreeSet<SessionId> {
        self.live.lock().await.working_in(workspace)
    }

    /// The folders of a workspace that the engine has told something of since it began to run.
    pub(crate) async fn folders_of(&self, workspace: &WorkspaceId) -> BTreeSet<String> {
        let visited = self.live.lock().await.folders().clone();
        let is_own = |folder: &String| self.registry.nearest(Path::new(folder)).is_some_and(|own| own.id == *workspace);
        visited.into_iter().filter(is_own).collect()
    }

    /// The workspaces in which a session works.
    pub(crate) async fn working(&self) -> BTreeSet<WorkspaceId> {
        self.live.lock().await.working()
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
