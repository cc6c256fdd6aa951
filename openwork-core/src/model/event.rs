//! Events: what happens in a workspace, numbered.
//!
//! One shape for every front end. OpenCode's types and payloads are kept as it sent them; ours stand beside them under
//! names that OpenCode does not use. [`EVENT_TYPES`] lists them all, and the document describes each one's payload.

use super::ask::PermissionAnswer;
#[cfg(feature = "schema")]
use super::ask::{PermissionRequest, QuestionRequest};
use super::engine::EngineState;
pub use super::event_type::EventType;
use super::event_type::{event_types, payloads};
use super::file::FileRevision;
use super::file_path::FilePath;
use super::file_session::FileChange;
use super::json::JsonObject;
use super::message::{MessageInfo, Part};
use super::reload::{ReloadAction, ReloadReason, ReloadTrigger, ReloadTriggerKind};
use super::session::{Session, SessionStatus, Todo};
use crate::clock::Timestamp;
use crate::ids::{MessageId, PermissionId, QuestionId, SessionId, WorkspaceId};
use serde::{Deserialize, Serialize};

/// Something that happened in a workspace.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Event {
    /// Grows by one per event and workspace and never repeats, restarts included.
    pub seq: u64,
    /// When the server learned of it.
    pub at: Timestamp,
    /// Where it happened.
    pub workspace_id: WorkspaceId,
    /// The session it is about, if it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<SessionId>,
    /// What happened, such as `message.part.delta`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The particulars; their shape goes with the type.
    pub properties: JsonObject,
}

/// Which events to watch, and from where.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct WatchEvents {
    /// Only events about this session, and those about none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub session_id: Option<SessionId>,
    /// Go on after this `seq`. Without, and without a `Last-Event-ID` header, the stream begins with what happens next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub after: Option<u64>,
}

payloads! {
    /// A session was made, changed or deleted.
    SessionPayload {
        /// The session.
        #[serde(rename = "sessionID")] session_id: SessionId,
        /// As it is now, or was last.
        info: Session,
    }
    /// Something about a session that needs no more words.
    SessionOnlyPayload {
        /// The session.
        #[serde(rename = "sessionID")] session_id: SessionId,
    }
    /// What a session is doing has changed.
    SessionStatusPayload {
        /// The session.
        #[serde(rename = "sessionID")] session_id: SessionId,
        /// What it does now.
        status: SessionStatus,
    }
    /// A run failed.
    SessionErrorPayload {
        /// The session, if one is known.
        #[serde(default, rename = "sessionID", skip_serializing_if = "Option::is_none")] session_id: Option<SessionId>,
        /// OpenCode's `{name, data}`.
        #[serde(default, skip_serializing_if = "Option::is_none")] error: Option<JsonObject>,
    }
    /// A message began or changed.
    MessagePayload {
        /// The session.
        #[serde(rename = "sessionID")] session_id: SessionId,
        /// The message as it is now, without its parts.
        info: MessageInfo,
    }
    /// A message was deleted.
    MessageRemovedPayload {
        /// The session.
        #[serde(rename = "sessionID")] session_id: SessionId,
        /// The message that is gone.
        #[serde(rename = "messageID")] message_id: MessageId,
    }
    /// A part began or changed; this is the whole of it.
    PartPayload {
        /// The session.
        #[serde(rename = "sessionID")] session_id: SessionId,
        /// The part as it is now.
        part: Part,
        /// When, in milliseconds since 1970.
        time: i64,
    }
    /// A part was deleted.
    PartRemovedPayload {
        /// The session.
        #[serde(rename = "sessionID")] session_id: SessionId,
        /// Its message.
        #[serde(rename = "messageID")] message_id: MessageId,
        /// The part that is gone.
        #[serde(rename = "partID")] part_id: String,
    }
    /// A part grew.
    PartDeltaPayload {
        /// The session.
        #[serde(rename = "sessionID")] session_id: SessionId,
        /// Its message.
        #[serde(rename = "messageID")] message_id: MessageId,
        /// The part.
        #[serde(rename = "partID")] part_id: String,
        /// Which field of it grew, such as `text`.
        field: String,
        /// What was added at its end.
        delta: String,
    }
    /// An agent's list changed.
    TodoPayload {
        /// The session.
        #[serde(rename = "sessionID")] session_id: SessionId,
        /// The whole list.
        todos: Vec<Todo>,
    }
    /// A permission request was answered.
    PermissionRepliedPayload {
        /// The session.
        #[serde(rename = "sessionID")] session_id: SessionId,
        /// The request.
        #[serde(rename = "requestID")] request_id: PermissionId,
        /// The answer.
        reply: PermissionAnswer,
    }
    /// A permission request that nobody can answer any more.
    PermissionExpiredPayload {
        /// The session.
        #[serde(rename = "sessionID")] session_id: SessionId,
        /// The request.
        #[serde(rename = "requestID")] request_id: PermissionId,
    }
    /// A question was answered.
    QuestionRepliedPayload {
        /// The session.
        #[serde(rename = "sessionID")] session_id: SessionId,
        /// The question.
        #[serde(rename = "requestID")] request_id: QuestionId,
        /// For each question the labels that were chosen, or words of one's own.
        answers: Vec<Vec<String>>,
    }
    /// A question that has no answer, or can have none any more.
    QuestionGonePayload {
        /// The session.
        #[serde(rename = "sessionID")] session_id: SessionId,
        /// The question.
        #[serde(rename = "requestID")] request_id: QuestionId,
    }
    /// The engine went from one state to another.
    EngineStatePayload {
        /// Where it is now.
        state: EngineState,
        /// How often it was started since it last ran quietly.
        attempt: u32,
    }
    /// Events that this stream will not carry any more. Read the session's snapshot and go on.
    StreamGapPayload {
        /// The first `seq` that is lost to this stream.
        from: u64,
        /// The last.
        to: u64,
    }
    /// A file or a folder of the workspace was changed.
    FileChangedPayload {
        /// What.
        path: FilePath,
        /// Of what was renamed: its path now.
        #[serde(default, rename = "toPath", skip_serializing_if = "Option::is_none")] to_path: Option<FilePath>,
        /// What was done to it.
        kind: FileChange,
        /// Of what was written: its revision then, where that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")] revision: Option<FileRevision>,
    }
    /// A configuration was written through this server.
    ConfigChangedPayload {
        /// The file, from the workspace's folder on; absent of the one for all folders.
        #[serde(default, skip_serializing_if = "Option::is_none")] path: Option<String>,
        /// The first keys of what was set; none where a whole file was written.
        keys: Vec<String>,
    }
    /// The workspace's record was changed or deleted.
    WorkspaceChangedPayload {
        /// Whether the record is gone.
        deleted: bool,
    }
    /// OpenCode has to read something of the folder again; nothing does so unasked.
    ReloadRequiredPayload {
        /// Which kind of thing.
        reason: ReloadReason,
        /// What made it necessary, if that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")] trigger: Option<ReloadTrigger>,
    }
    /// A reload is over.
    ReloadDonePayload {
        /// Whether OpenCode has read the folder again and answers for it.
        reloaded: bool,
        /// Why not.
        #[serde(default, skip_serializing_if = "Option::is_none")] error: Option<String>,
    }
    /// Something that makes agents able was added, changed or removed by a call.
    ResourceChangedPayload {
        /// What kind of thing.
        #[serde(rename = "type")] kind: ReloadTriggerKind,
        /// What was done to it.
        action: ReloadAction,
        /// What it is called; absent where several changed at once.
        #[serde(default, skip_serializing_if = "Option::is_none")] name: Option<String>,
        /// The file, from the workspace's folder on, where there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")] path: Option<String>,
    }
    /// The server is ending; the stream ends with it.
    ServerStoppingPayload {}
}

/// What an event of a workspace has beside what all events have.
#[cfg(feature = "schema")]
fn envelope(schemas: &mut schemars::r#gen::SchemaGenerator, _: &str) -> super::event_type::Fields {
    vec![
        ("workspaceId", schemas.subschema_for::<WorkspaceId>(), true),
        ("sessionId", schemas.subschema_for::<SessionId>(), false),
    ]
}

event_types! {
    /// Every type of event that the stream of a workspace may carry.
    EVENT_TYPES of Event in envelope: "Something that happened in a workspace; `type` says what.";
    // Ours.
    "engine.stateChanged" EngineStatePayload, true, "The engine went from one state to another.";
    "session.interrupted" SessionOnlyPayload, true, "The engine ended while this session was running; its unfinished message stays unfinished.";
    "permission.expired" PermissionExpiredPayload, true, "A permission request that nobody can answer any more.";
    "question.expired" QuestionGonePayload, true, "A question that nobody can answer any more.";
    "file.changed" FileChangedPayload, true, "A file or a folder of the workspace was changed.";
    "config.changed" ConfigChangedPayload, true, "A configuration was written through this server.";
    "workspace.changed" WorkspaceChangedPayload, true, "The workspace's record was changed or deleted.";
    "reload.required" ReloadRequiredPayload, true, "OpenCode has to read something of the folder again; `workspaces.reload` has it do so.";
    "reload.done" ReloadDonePayload, true, "A reload is over.";
    "resource.changed" ResourceChangedPayload, true, "A skill, a command, an agent, an MCP server or a plugin was added, changed or removed by a call.";
    "server.stopping" ServerStoppingPayload, true, "The server is ending; the stream ends with it.";
    "stream.gap" StreamGapPayload, true, "Events were lost to this stream. Read the session's snapshot and go on.";
    // OpenCode's.
    "session.created" SessionPayload, false, "A session was made.";
    "session.updated" SessionPayload, false, "A session changed.";
    "session.deleted" SessionPayload, false, "A session was deleted.";
    "session.status" SessionStatusPayload, false, "What a session is doing has changed.";
    "session.idle" SessionOnlyPayload, false, "A run ended.";
    "session.compacted" SessionOnlyPayload, false, "A session was summarised to make room.";
    "session.error" SessionErrorPayload, false, "A run failed.";
    "session.diff" JsonObject, false, "The files that a session changed.";
    "message.updated" MessagePayload, false, "A message began or changed.";
    "message.removed" MessageRemovedPayload, false, "A message was deleted.";
    "message.part.updated" PartPayload, false, "A part of a message began or changed.";
    "message.part.delta" PartDeltaPayload, false, "A part of a message grew.";
    "message.part.removed" PartRemovedPayload, false, "A part of a message was deleted.";
    "todo.updated" TodoPayload, false, "An agent's list changed.";
    "permission.asked" PermissionRequest, false, "An agent asks to be allowed something.";
    "permission.replied" PermissionRepliedPayload, false, "A permission request was answered.";
    "question.asked" QuestionRequest, false, "An agent asks a question.";
    "question.replied" QuestionRepliedPayload, false, "A question was answered.";
    "question.rejected" QuestionGonePayload, false, "A question was turned down.";
    "command.executed" JsonObject, false, "A command was run.";
    "file.edited" JsonObject, false, "An agent changed a file.";
    "file.watcher.updated" JsonObject, false, "A file of the folder changed.";
    "vcs.branch.updated" JsonObject, false, "The folder's branch changed.";
    "project.updated" JsonObject, false, "OpenCode's project changed.";
    "project.directories.updated" JsonObject, false, "The folders of OpenCode's project changed.";
    "lsp.updated" JsonObject, false, "A language server changed its state.";
    "mcp.tools.changed" JsonObject, false, "The tools of an MCP server changed.";
    "mcp.browser.open.failed" JsonObject, false, "An MCP server's sign-in page could not be opened.";
    "catalog.updated" JsonObject, false, "OpenCode's catalogue of models changed.";
    "reference.updated" JsonObject, false, "OpenCode's references changed.";
    "integration.updated" JsonObject, false, "OpenCode's integrations changed.";
    "integration.connection.updated" JsonObject, false, "An integration was connected or disconnected.";
    "installation.updated" JsonObject, false, "OpenCode was updated.";
    "installation.update-available" JsonObject, false, "OpenCode knows of a newer version of itself.";
    "pty.created" JsonObject, false, "A terminal was opened.";
    "pty.updated" JsonObject, false, "A terminal changed.";
    "pty.exited" JsonObject, false, "A terminal's program ended.";
    "pty.deleted" JsonObject, false, "A terminal was closed.";
    "worktree.ready" JsonObject, false, "A work tree is ready.";
    "worktree.failed" JsonObject, false, "A work tree could not be made.";
    "server.instance.disposed" JsonObject, false, "OpenCode let go of the folder; the next call takes it up again.";
}
