//! The catalogue: every operation, once.
//!
//! A row says an operation's name, its method and path, who may call it, what goes in, what comes out, and what it is for.
//! The router, the OpenAPI document, the typed client, the command line and the check that the foreign bindings are complete
//! are readings of this table. What an operation *does* is a method of its area's handle under `server/`.

use crate::error::ErrorKind;
use crate::model::access::{CreateToken, CreatedToken, RevokedToken, Role, TokenList};
use crate::model::ask::{
    PermissionList, QuestionList, RejectedQuestion, RepliedPermission, RepliedQuestion, ReplyPermission, ReplyQuestion,
};
use crate::model::engine::{AgentList, CommandList, EngineHealth, EngineProject, ListTools, McpStatusList, ToolList};
use crate::model::event::{Event, WatchEvents};
use crate::model::file::{
    FileBytes, FileEntry, FileHits, FileList, FileText, FindFiles, FoundFiles, ListFiles, OneFile, SearchFiles,
    WriteRaw, WriteText, WrittenFile,
};
use crate::model::history::{
    DeletedMessage, DeletedPart, DiffSession, ForkSession, RevertSession, RevertedSession, SessionDiff, UpdatePart,
};
use crate::model::log::{LogLines, ReadLogs};
use crate::model::message::{AcceptedPrompt, Message, MessageList, Part, Prompt};
use crate::model::page::{
    Nothing, OneBinding, OneChannel, OneIdentity, OneMessage, OnePart, OnePermission, OneProvider, OneQuestion,
    OneSession, OneToken, OneWorkspace, Page,
};
use crate::model::provider::{
    FinishSignIn, ListProviders, ProviderAccess, ProviderList, SetProviderKey, SignIn, StartSignIn,
};
use crate::model::router::{
    AppliedRouter, ListBindings, RemovedBinding, RemovedIdentity, RouterBinding, RouterBindingList, RouterHealth,
    RouterIdentity, RouterIdentityList, RouterProductHealth, SendMessage, SentMessage, SetBinding, UpsertIdentity,
};
use crate::model::run::{InitSession, RunCommand, RunShell, SummarizeSession, SummarizedSession};
use crate::model::runtime::{OutputLines, ReadOutput, RuntimeSummary, RuntimeVersions};
use crate::model::session::{
    AbortedSession, CreateSession, DeletedSession, ListSessions, Session, SessionList, SessionSnapshot, SessionStatus,
    SessionStatuses, TodoList, UpdateSession,
};
use crate::model::system::{Capabilities, Health, Meta, MetricsText, OpenApiDocument, Root, ShuttingDown, Status};
use crate::model::system_event::{SystemEvent, WatchSystemEvents};
use crate::model::upgrade::{RuntimeUpgrade, UpgradeRuntime};
use crate::model::workspace::{
    CreateLocalWorkspace, DeletedWorkspace, ListWorkspaces, RenameWorkspace, Workspace, WorkspaceList,
};
use serde::{Serialize, de::DeserializeOwned};

mod rules;

/// The method of a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads.
    Get,
    /// Makes, or acts.
    Post,
    /// Puts a value in the place of what was there.
    Put,
    /// Changes what is named.
    Patch,
    /// Removes.
    Delete,
}

/// Who may call an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Access {
    /// Anyone, without a token.
    Open,
    /// Whoever may read the workspace.
    Read,
    /// Whoever may change the workspace.
    Write,
    /// A host.
    Host,
}

impl Access {
    /// The least role that may call it; none for an open operation.
    #[must_use]
    pub fn least(self) -> Option<Role> {
        match self {
            Self::Open => None,
            Self::Read => Some(Role::Viewer),
            Self::Write => Some(Role::Collaborator),
            Self::Host => Some(Role::Host),
        }
    }
}

/// What an operation needs besides the server itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Needs {
    /// Nothing.
    Server,
    /// A running engine; the call waits for it while it starts.
    Engine,
}

/// How an operation answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    /// One value, in the envelope.
    Value,
    /// One value, as it is: the OpenAPI document, which tools expect bare.
    Bare,
    /// Text, as it is: the metrics, in a format that other tools read.
    Text,
    /// Values as they come: server-sent events.
    Stream,
    /// Bytes as they are: a file, whole or a part of it.
    Bytes,
}

/// A value that crosses an edge.
#[cfg(not(feature = "schema"))]
pub trait Shape: Serialize + DeserializeOwned + Send + Sync + 'static {}
#[cfg(not(feature = "schema"))]
impl<T: Serialize + DeserializeOwned + Send + Sync + 'static> Shape for T {}

/// A value that crosses an edge and can be described.
#[cfg(feature = "schema")]
pub trait Shape: Serialize + DeserializeOwned + schemars::JsonSchema + Send + Sync + 'static {}
#[cfg(feature = "schema")]
impl<T: Serialize + DeserializeOwned + schemars::JsonSchema + Send + Sync + 'static> Shape for T {}

/// A row of the catalogue as a type: what goes in and what comes out.
pub trait Endpoint: Send + Sync + 'static {
    /// The row.
    const OPERATION: Operation;
    /// The variables of the path.
    type Path: Shape;
    /// The query.
    type Query: Shape;
    /// The body of the request.
    type Body: Shape;
    /// The answer, or one item of a stream.
    type Output: Shape;
}

/// Something that is done with the types of a row; see [`Operation::visit`].
pub trait Visitor {
    /// What comes of it.
    type Outcome;
    /// Does it for one row.
    fn visit<E: Endpoint>(self) -> Self::Outcome;
}

macro_rules! operations {
    ($($(#[doc = $doc:literal])* $name:ident $id:literal $method:ident $path:literal $access:ident $needs:ident $answer:ident
        ($at:ident, $query:ident, $body:ident) -> $output:ident, $summary:literal $(, may fail with $($error:ident)+)?;)*) => {
        /// An operation of the contract.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Operation { $(
            #[doc = $summary]
            $name,
        )* }

        /// The rows as types, one [`Endpoint`] each.
        pub mod endpoint { $(
            #[doc = concat!("`", $id, "`: ", $summary)]
            #[derive(Debug, Clone, Copy)]
            pub struct $name;

            impl super::Endpoint for $name {
                const OPERATION: super::Operation = super::Operation::$name;
                type Path = super::$at;
                type Query = super::$query;
                type Body = super::$body;
                type Output = super::$output;
            }
        )* }

        impl Operation {
            /// Every operation, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// `area.verb`: the operation's name in every dialect.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $id),* }
            }

            /// The method of its route.
            #[must_use]
            pub fn method(self) -> Method {
                match self { $(Self::$name => Method::$method),* }
            }

            /// The template of its path, variables in braces.
            #[must_use]
            pub fn path(self) -> &'static str {
                match self { $(Self::$name => $path),* }
            }

            /// Who may call it.
            #[must_use]
            pub fn access(self) -> Access {
                match self { $(Self::$name => Access::$access),* }
            }

            /// What it needs.
            #[must_use]
            pub fn needs(self) -> Needs {
                match self { $(Self::$name => Needs::$needs),* }
            }

            /// How it answers.
            #[must_use]
            pub fn answer(self) -> Answer {
                match self { $(Self::$name => Answer::$answer),* }
            }

            /// One line of help.
            #[must_use]
            pub fn summary(self) -> &'static str {
                match self { $(Self::$name => $summary),* }
            }

            /// What a caller should know.
            #[must_use]
            pub fn description(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc, "\n"),*).trim_ascii()),* }
            }

            /// How it may fail besides the ways that its access, its inputs and its needs bring with them.
            fn own_errors(self) -> &'static [ErrorKind] {
                match self { $(Self::$name => &[$($(ErrorKind::$error),+)?]),* }
            }

            /// Does something with the row's types.
            pub fn visit<V: Visitor>(self, visitor: V) -> V::Outcome {
                match self { $(Self::$name => visitor.visit::<endpoint::$name>()),* }
            }
        }
    };
}

#[rustfmt::skip]
operations! {
    /// Says what this is and where to read on.
    RootGet "root.get" Get "/" Open Server Value (Nothing, Nothing, Nothing) -> Root,
        "Says what this server is.";
    /// The OpenAPI 3.0 document that this server keeps. It comes without the envelope, because tools expect it so.
    OpenapiGet "openapi.get" Get "/openapi.json" Open Server Bare (Nothing, Nothing, Nothing) -> OpenApiDocument,
        "The contract as an OpenAPI document.";

    /// Answers at once with 200 for as long as the server serves at all, also while the engine starts or is broken. Each part
    /// says its stage, and what is not ready says why and what helps.
    SystemHealth "system.health" Get "/system/health" Open Server Value (Nothing, Nothing, Nothing) -> Health,
        "How the server and its parts are.";
    /// What runs here, since when, and what the caller's token allows.
    SystemMeta "system.meta" Get "/system/meta" Read Server Value (Nothing, Nothing, Nothing) -> Meta,
        "What this server is, and who the caller is to it.";
    /// Every operation of the catalogue with whether the caller may use it and whether what it needs is there now.
    SystemCapabilities "system.capabilities" Get "/system/capabilities" Read Server Value (Nothing, Nothing, Nothing) -> Capabilities,
        "What can be done here now.";
    /// Counts and states at a glance. For hosts also where the server's own events stand: what is read after this answer, and
    /// the events of `system.events` after that position, are together the whole truth.
    SystemStatus "system.status" Get "/system/status" Read Server Value (Nothing, Nothing, Nothing) -> Status,
        "The server at a glance.";
    /// Requests by operation and status with their times, streams, events, the engine, the store, workspaces and memory, in
    /// Prometheus' text format 0.0.4, without the envelope. Counts begin with the server; each server of a process has its own.
    SystemMetrics "system.metrics" Get "/system/metrics" Host Server Text (Nothing, Nothing, Nothing) -> MetricsText,
        "What is counted, for Prometheus.";
    /// The last of the 2000 lines that are kept, 100 without a limit, oldest first. Secrets are removed. A server whose host keeps
    /// no lines for it, such as one that is embedded in another program, says `not_implemented`.
    SystemLogs "system.logs" Get "/system/logs" Host Server Value (Nothing, ReadLogs, Nothing) -> LogLines,
        "The server's own log.", may fail with NotImplemented;
    /// A stream of what the server itself goes through: every state of the engine and of the messaging router, its health as a
    /// whole, whether the store can be written, upgrades, and workspaces made, changed and forgotten. Numbers, resuming, gaps
    /// and heartbeats are those of `events.watch`. Read `system.status` first, then what is to be shown, and follow after the
    /// status's `eventPosition`: so nothing is missed. After a gap, do so again.
    SystemEvents "system.events" Get "/system/events" Host Server Stream (Nothing, WatchSystemEvents, Nothing) -> SystemEvent,
        "Watches the server itself.";
    /// Answers first and then stops: no new work, streams told and ended, children ended, the store closed.
    SystemShutdown "system.shutdown" Post "/system/shutdown" Host Server Value (Nothing, Nothing, Nothing) -> ShuttingDown,
        "Stops the server.";

    /// The engine's health with the rule by which it is started again, and every program with its version.
    RuntimeSummary "runtime.summary" Get "/system/runtime/summary" Read Server Value (Nothing, Nothing, Nothing) -> RuntimeSummary,
        "What this server runs, and how it keeps it running.";
    /// For each program: the version this server is made for, the one that runs, the file, where it was found, and whether its
    /// checksum is the recorded one.
    RuntimeVersions "runtime.versions" Get "/system/runtime/versions" Read Server Value (Nothing, Nothing, Nothing) -> RuntimeVersions,
        "Which programs run, from where, in which version.";
    /// Brings another version of the engine: it is installed beside the one that runs, tried when no session works (at once
    /// with `force`), and kept if it becomes ready and stays so for some seconds; else the one before runs again by itself.
    /// Answers at once with how far it is; `runtime.summary` has the rest, and what failed. Without a body's fields it is the
    /// version that this server is made for, from npm. An older one is refused. A newer one is taken only with the checksum of
    /// its program, or from a folder or an archive whose manifest says it. `conflict` while another upgrade is under way, and
    /// where the engine was named by whoever started the server.
    RuntimeUpgrade "runtime.upgrade" Post "/system/runtime/upgrade" Host Server Value (Nothing, Nothing, UpgradeRuntime) -> RuntimeUpgrade,
        "Brings another version of the engine.", may fail with Conflict EngineUnavailable;
    /// State, process, attempts, last exit and error with a remedy, and the last lines of output with secrets removed.
    RuntimeOpencodeHealth "runtime.opencodeHealth" Get "/system/opencode/health" Read Server Value (Nothing, Nothing, Nothing) -> EngineHealth,
        "How the engine is.";
    /// Starts the engine afresh, whatever its state: one that works is ended first, one that was given up is tried again. Attempts
    /// are counted anew. What runs is cut off: its sessions get `session.interrupted`. The answer is the engine's health now, while
    /// it ends or starts; calls that need it wait for it. A conflict where this server runs no engine.
    RuntimeRestart "runtime.restart" Post "/system/runtime/restart" Host Server Value (Nothing, Nothing, Nothing) -> EngineHealth,
        "Starts the engine afresh.", may fail with Conflict;
    /// The last 500 lines that it wrote, over all its runs since this server started, with secrets removed. Older ones are in
    /// `logs/engine.log` of the data folder.
    RuntimeOutput "runtime.output" Get "/system/runtime/output" Host Server Value (Nothing, ReadOutput, Nothing) -> OutputLines,
        "What the engine wrote last.";

    /// The same of the messaging router, and whether it is wanted at all: it runs only while a bot or a binding is enabled. That
    /// it fails harms nothing else.
    RuntimeRouterHealth "runtime.routerHealth" Get "/system/router/health" Read Server Value (Nothing, Nothing, Nothing) -> RouterHealth,
        "How the messaging router is.";

    /// Their records; a token itself is shown only when it is made. The host token of the run is not among them.
    TokensList "tokens.list" Get "/system/tokens" Host Server Value (Nothing, Nothing, Nothing) -> TokenList,
        "Lists the lasting tokens.";
    /// The answer holds the token's text, which is never shown again; only its hash is kept.
    TokensCreate "tokens.create" Post "/system/tokens" Host Server Value (Nothing, Nothing, CreateToken) -> CreatedToken,
        "Makes a lasting token.", may fail with NotFound;
    /// Calls made with it are refused from now on; streams opened with it go on until they end.
    TokensRevoke "tokens.revoke" Delete "/system/tokens/{tokenId}" Host Server Value (OneToken, Nothing, Nothing) -> RevokedToken,
        "Revokes a lasting token.";

    /// Those that the caller reaches, by display name.
    WorkspacesList "workspaces.list" Get "/workspaces" Read Server Value (Nothing, ListWorkspaces, Nothing) -> WorkspaceList,
        "Lists the workspaces.";
    /// One workspace with where it is and whether it can be used.
    WorkspacesGet "workspaces.get" Get "/workspaces/{workspaceId}" Read Server Value (OneWorkspace, Nothing, Nothing) -> Workspace,
        "Gets a workspace.";
    /// Opens a folder of the server's machine. One folder is one workspace, however it is spelled: a folder that is one already
    /// is answered as it is. The folder must exist, unless `createFolder` says otherwise, and be writable.
    WorkspacesCreateLocal "workspaces.createLocal" Post "/workspaces/local" Host Server Value (Nothing, Nothing, CreateLocalWorkspace) -> Workspace,
        "Opens a folder as a workspace.";
    /// Changes what people call it; nothing in the folder changes.
    WorkspacesRename "workspaces.rename" Patch "/workspaces/{workspaceId}/display-name" Write Server Value (OneWorkspace, Nothing, RenameWorkspace) -> Workspace,
        "Renames a workspace.";
    /// Forgets the record. The folder, its files and what OpenCode keeps about it are untouched. Bindings of the messaging
    /// router to folders that are then no workspace's go with it, and bots lose such a folder.
    WorkspacesDelete "workspaces.delete" Delete "/workspaces/{workspaceId}" Host Server Value (OneWorkspace, Nothing, Nothing) -> DeletedWorkspace,
        "Forgets a workspace.";

    /// One folder, by name, without what lies in its folders; links are told from what they lead to. What cannot be looked at is
    /// listed with a `note`, and spoils nothing. The `revision` here is the cheap one. `.gitignore` only marks here.
    FilesList "files.list" Get "/workspaces/{workspaceId}/files" Read Server Value (OneWorkspace, ListFiles, Nothing) -> FileList,
        "Lists a folder of a workspace.", may fail with Unprocessable;
    /// The same of one path. Of a link it says where it leads; one that leads out of the workspace is not followed.
    FilesStat "files.stat" Get "/workspaces/{workspaceId}/files/stat" Read Server Value (OneWorkspace, OneFile, Nothing) -> FileEntry,
        "Says what lies at a path.", may fail with Unprocessable;
    /// The bytes as they are, whatever they are, at any size. One `Range` is served (206), several are answered whole, one that
    /// lies behind the end is 416. `ETag` is the strong revision, or the cheap one of a file of more than 8 MiB; with
    /// `If-None-Match` a file that has not changed is 304 without a body. A link out of the workspace is `forbidden`; a pipe, a
    /// socket or a device is `unprocessable` and never opened.
    FilesReadRaw "files.readRaw" Get "/workspaces/{workspaceId}/files/raw" Read Server Bytes (OneWorkspace, OneFile, Nothing) -> FileBytes,
        "Reads the bytes of a file.", may fail with Unprocessable;
    /// Whole or not at all: the bytes go to a temporary file beside it, which takes its place once all are there and on the disk.
    /// The mode stays; an empty body is an empty file. With `If-Match` it is written only if nothing changed, else it is a
    /// `conflict`: of many who write with the same revision one wins. With `If-None-Match: *` only if there is no such file yet.
    /// A file or folder that can only be read is `forbidden`.
    FilesWriteRaw "files.writeRaw" Put "/workspaces/{workspaceId}/files/raw" Write Server Value (OneWorkspace, WriteRaw, FileBytes) -> WrittenFile,
        "Writes the bytes of a file.";
    /// Text is UTF-8 without NUL, of at most 5 MB; line ends stay as they are. What is none is `unsupported_media_type`. `ETag`
    /// is the revision.
    FilesReadText "files.readText" Get "/workspaces/{workspaceId}/files/content" Read Server Value (OneWorkspace, OneFile, Nothing) -> FileText,
        "Reads a text file.", may fail with Unprocessable TooLarge UnsupportedMediaType;
    /// As `files.writeRaw`, with the conditions as fields.
    FilesWriteText "files.writeText" Post "/workspaces/{workspaceId}/files/content" Write Server Value (OneWorkspace, Nothing, WriteText) -> WrittenFile,
        "Writes a text file.";
    /// Line by line, without what `.gitignore` leaves out, hidden files and binary files, and without following links. One item
    /// for each line, by path and line. A call takes 10 s and reads 1 GiB at most; `stopped` says when that, or the limit, was
    /// its end, and `nextCursor` goes on. What cannot be read is counted.
    FilesSearch "files.search" Get "/workspaces/{workspaceId}/files/search" Read Server Value (OneWorkspace, SearchFiles, Nothing) -> FileHits,
        "Searches the text of a workspace's files.", may fail with Unprocessable;
    /// Files and folders by a part of their path or by a glob, in the order of paths, passing over the same.
    FilesFind "files.find" Get "/workspaces/{workspaceId}/files/find" Read Server Value (OneWorkspace, FindFiles, Nothing) -> FoundFiles,
        "Finds files and folders by name.", may fail with Unprocessable;

    /// A stream of everything that happens in the workspace. `Last-Event-ID` or `after` goes on without loss or repeat from a
    /// bounded buffer; where that does not reach back, the first event is `stream.gap`. A comment comes at least every 10 s.
    EventsWatch "events.watch" Get "/workspaces/{workspaceId}/events" Read Server Stream (OneWorkspace, WatchEvents, Nothing) -> Event,
        "Watches what happens in a workspace.";

    /// Those of the workspace's own folder, the one changed last first, 100 without a limit.
    SessionsList "sessions.list" Get "/workspaces/{workspaceId}/sessions" Read Engine Value (OneWorkspace, ListSessions, Nothing) -> SessionList,
        "Lists the sessions of a workspace.";
    /// Makes an empty session; nothing runs until it is given a prompt.
    SessionsCreate "sessions.create" Post "/workspaces/{workspaceId}/sessions" Write Engine Value (OneWorkspace, Nothing, CreateSession) -> Session,
        "Makes a session.";
    /// Only sessions that are not idle are listed.
    SessionsStatuses "sessions.statuses" Get "/workspaces/{workspaceId}/sessions/status" Read Engine Value (OneWorkspace, Nothing, Nothing) -> SessionStatuses,
        "What the sessions of a workspace are doing.";
    /// The session as OpenCode has it.
    SessionsGet "sessions.get" Get "/workspaces/{workspaceId}/sessions/{sessionId}" Read Engine Value (OneSession, Nothing, Nothing) -> Session,
        "Gets a session.";
    /// Changes its title, or puts it away.
    SessionsUpdate "sessions.update" Patch "/workspaces/{workspaceId}/sessions/{sessionId}" Write Engine Value (OneSession, Nothing, UpdateSession) -> Session,
        "Changes a session.";
    /// Ends what it does and removes it with its messages. Files that it changed stay as they are.
    SessionsDelete "sessions.delete" Delete "/workspaces/{workspaceId}/sessions/{sessionId}" Write Engine Value (OneSession, Nothing, Nothing) -> DeletedSession,
        "Deletes a session.";
    /// `idle`, `busy`, or `retry` while the model fails.
    SessionsStatus "sessions.status" Get "/workspaces/{workspaceId}/sessions/{sessionId}/status" Read Engine Value (OneSession, Nothing, Nothing) -> SessionStatus,
        "What a session is doing.";
    /// Session, messages, list, status and open requests in one answer, with the `seq` of the last event that is in it: this
    /// answer and the events after it are together the whole truth. Text that is still being written is included.
    SessionsSnapshot "sessions.snapshot" Get "/workspaces/{workspaceId}/sessions/{sessionId}/snapshot" Read Engine Value (OneSession, Nothing, Nothing) -> SessionSnapshot,
        "A whole session, and the event position it belongs to.";
    /// What the agent means to do and how far it is, as it last wrote it down.
    SessionsTodo "sessions.todo" Get "/workspaces/{workspaceId}/sessions/{sessionId}/todo" Read Engine Value (OneSession, Nothing, Nothing) -> TodoList,
        "Gets the list of a session's agent.";
    /// The sessions that it started for its helpers, the one changed last first; theirs are not among them.
    SessionsChildren "sessions.children" Get "/workspaces/{workspaceId}/sessions/{sessionId}/children" Read Engine Value (OneSession, Nothing, Nothing) -> SessionList,
        "Lists the sessions that a session started.";
    /// Turn by turn, each under the user's message that began it; with `messageId` that turn alone. OpenCode itself answers
    /// nothing where no message is named. Without git it does not watch the files: then `tracked` is false. What a turn
    /// changed is there a moment after the turn ends.
    SessionsDiff "sessions.diff" Get "/workspaces/{workspaceId}/sessions/{sessionId}/diff" Read Engine Value (OneSession, DiffSession, Nothing) -> SessionDiff,
        "What a session changed in the files.";
    /// The newest page first, each page oldest first; without a limit all of them. A message that the engine's end cut off has `interrupted`.
    SessionsListMessages "sessions.listMessages" Get "/workspaces/{workspaceId}/sessions/{sessionId}/messages" Read Engine Value (OneSession, Page, Nothing) -> MessageList,
        "Lists the messages of a session.";
    /// The message with its parts.
    SessionsGetMessage "sessions.getMessage" Get "/workspaces/{workspaceId}/sessions/{sessionId}/messages/{messageId}" Read Engine Value (OneMessage, Nothing, Nothing) -> Message,
        "Gets a message.";
    /// Waits for the whole run and answers with the agent's last message; a caller that goes away does not end the run. Where
    /// the model fails, the call succeeds and the message has `info.error`. A `messageId` that the session has already is a
    /// conflict, and so is another session's: OpenCode would add the words to that message, and answer nothing. Bodies may have
    /// 32 MiB.
    SessionsSendMessage "sessions.sendMessage" Post "/workspaces/{workspaceId}/sessions/{sessionId}/messages" Write Engine Value (OneSession, Nothing, Prompt) -> Message,
        "Sends a prompt and waits for the answer.";
    /// Answers as soon as the engine has the prompt; what becomes of it comes as events. A `messageId` that the session has
    /// already is accepted and not sent again, so that a repeated call is safe; another session's is a conflict. Bodies may
    /// have 32 MiB.
    SessionsPromptAsync "sessions.promptAsync" Post "/workspaces/{workspaceId}/sessions/{sessionId}/prompt_async" Write Engine Value (OneSession, Nothing, Prompt) -> AcceptedPrompt,
        "Sends a prompt and does not wait.";
    /// Runs a command of the workspace and waits for the run, as `sessions.sendMessage` does. A command that is not there is
    /// `not_found`; a `messageId` that was used is a conflict. Where the model fails, the message has `info.error`. The
    /// arguments become part of the command's text, in which OpenCode reads any file that is named as `@path`, also outside
    /// the workspace, and runs a line in `` !`…` `` in a shell: they may do what `sessions.shell` may. Bodies may have 32 MiB.
    SessionsCommand "sessions.command" Post "/workspaces/{workspaceId}/sessions/{sessionId}/command" Write Engine Value (OneSession, Nothing, RunCommand) -> Message,
        "Runs a command and waits for the answer.";
    /// Runs a line in the shell, in the session's folder, and keeps it with its output as a message of the session. No model
    /// has a word in it, and nobody is asked first. Waits for its end. A `messageId` that was used is a conflict.
    SessionsShell "sessions.shell" Post "/workspaces/{workspaceId}/sessions/{sessionId}/shell" Write Engine Value (OneSession, Nothing, RunShell) -> Message,
        "Runs a line in the shell.";
    /// For good; the files that it changed stay as they are. OpenCode says yes to a message that is not there, this does not.
    /// A session that works is a conflict.
    SessionsDeleteMessage "sessions.deleteMessage" Delete "/workspaces/{workspaceId}/sessions/{sessionId}/messages/{messageId}" Write Engine Value (OneMessage, Nothing, Nothing) -> DeletedMessage,
        "Deletes a message.";
    /// Changes the named fields of a part and keeps the others. OpenCode wants the whole part, and makes one that is not
    /// there; this does not. A `url` is checked as a prompt's. A session that works is a conflict.
    SessionsUpdatePart "sessions.updatePart" Patch "/workspaces/{workspaceId}/sessions/{sessionId}/messages/{messageId}/parts/{partId}" Write Engine Value (OnePart, Nothing, UpdatePart) -> Part,
        "Changes a part of a message.";
    /// For good. A session that works is a conflict.
    SessionsDeletePart "sessions.deletePart" Delete "/workspaces/{workspaceId}/sessions/{sessionId}/messages/{messageId}/parts/{partId}" Write Engine Value (OnePart, Nothing, Nothing) -> DeletedPart,
        "Deletes a part of a message.";
    /// The agent looks at the folder and writes `AGENTS.md`. Waits for the run and answers with the agent's last message; where
    /// the model fails, the message has `info.error`.
    SessionsInit "sessions.init" Post "/workspaces/{workspaceId}/sessions/{sessionId}/init" Write Engine Value (OneSession, Nothing, InitSession) -> Message,
        "Has the agent write the folder's AGENTS.md.";
    /// A new session with copies of the messages before `messageId`, or of all. A message that is not there is `not_found`;
    /// OpenCode would copy everything.
    SessionsFork "sessions.fork" Post "/workspaces/{workspaceId}/sessions/{sessionId}/fork" Write Engine Value (OneSession, Nothing, ForkSession) -> Session,
        "Makes a session of another's beginning.";
    /// The agent replaces the conversation so far by a summary, for itself; the messages stay readable. Waits for it. Where
    /// the model fails the call succeeds and the summary has `info.error`.
    SessionsSummarize "sessions.summarize" Post "/workspaces/{workspaceId}/sessions/{sessionId}/summarize" Write Engine Value (OneSession, Nothing, SummarizeSession) -> SummarizedSession,
        "Summarises a session to make room.";
    /// Takes back a message and all after it, with the files they changed, until `sessions.unrevert` or the next prompt. Without
    /// git OpenCode leaves the files as they are, and `filesRestored` is false. A message that is not there is `not_found`;
    /// OpenCode would do nothing and say yes. A session that works is a conflict.
    SessionsRevert "sessions.revert" Post "/workspaces/{workspaceId}/sessions/{sessionId}/revert" Write Engine Value (OneSession, Nothing, RevertSession) -> RevertedSession,
        "Takes back messages and what they changed.";
    /// A session of which nothing is taken back stays as it is.
    SessionsUnrevert "sessions.unrevert" Post "/workspaces/{workspaceId}/sessions/{sessionId}/unrevert" Write Engine Value (OneSession, Nothing, Nothing) -> RevertedSession,
        "Brings back what was taken back.";
    /// Puts the session on OpenCode's public page; its address is in `share.url`. Everyone who has the address can read it.
    /// Where sharing is switched off it is a conflict; OpenCode may say yes and do nothing.
    SessionsShare "sessions.share" Post "/workspaces/{workspaceId}/sessions/{sessionId}/share" Write Engine Value (OneSession, Nothing, Nothing) -> Session,
        "Publishes a session.";
    /// A session that is not public stays as it is.
    SessionsUnshare "sessions.unshare" Delete "/workspaces/{workspaceId}/sessions/{sessionId}/share" Write Engine Value (OneSession, Nothing, Nothing) -> Session,
        "Takes a session off the public page.";
    /// Ends the run and turns down what it asks for; OpenCode would keep that, and list it again with the next run. What is
    /// written so far stays. An idle session is left as it is.
    SessionsAbort "sessions.abort" Post "/workspaces/{workspaceId}/sessions/{sessionId}/abort" Write Engine Value (OneSession, Nothing, Nothing) -> AbortedSession,
        "Stops what a session is doing.";

    /// The requests of all the workspace's sessions that still wait, those of the sessions that agents started included.
    /// OpenCode also lists those of runs that are over; they are left out here.
    AsksListPermissions "asks.listPermissions" Get "/workspaces/{workspaceId}/permissions" Read Engine Value (OneWorkspace, Nothing, Nothing) -> PermissionList,
        "Lists what agents ask to be allowed.";
    /// A request is answered once; a second answer finds nothing.
    AsksReplyPermission "asks.replyPermission" Post "/workspaces/{workspaceId}/permissions/{requestId}" Write Engine Value (OnePermission, Nothing, ReplyPermission) -> RepliedPermission,
        "Answers what an agent asks.";

    /// The questions of all the workspace's sessions that still wait, those of the sessions that agents started included.
    /// OpenCode also lists those of runs that are over; they are left out here.
    AsksListQuestions "asks.listQuestions" Get "/workspaces/{workspaceId}/questions" Read Engine Value (OneWorkspace, Nothing, Nothing) -> QuestionList,
        "Lists what agents ask.";
    /// One list of answers for each question, in their order; OpenCode would take fewer. A request is answered once.
    AsksReplyQuestion "asks.replyQuestion" Post "/workspaces/{workspaceId}/questions/{requestId}" Write Engine Value (OneQuestion, Nothing, ReplyQuestion) -> RepliedQuestion,
        "Answers an agent's questions.";
    /// The agent is told that nobody answers; its run goes on or ends as it sees fit.
    AsksRejectQuestion "asks.rejectQuestion" Delete "/workspaces/{workspaceId}/questions/{requestId}" Write Engine Value (OneQuestion, Nothing, Nothing) -> RejectedQuestion,
        "Turns an agent's questions down.";

    /// OpenCode's project id, work tree and version control of the folder.
    EngineProject "engine.project" Get "/workspaces/{workspaceId}/engine/project" Read Engine Value (OneWorkspace, Nothing, Nothing) -> EngineProject,
        "What OpenCode sees of a workspace.";
    /// Those that OpenCode brings and those of the workspace, in OpenCode's order. What is named like a secret in an agent's
    /// `options` is left out, and where OpenCode names this server's data folder it is `[data]`.
    EngineAgents "engine.agents" Get "/workspaces/{workspaceId}/engine/agents" Read Engine Value (OneWorkspace, Nothing, Nothing) -> AgentList,
        "Lists the agents of a workspace.";
    /// Those that OpenCode brings, those of the workspace, its skills, and the prompts of its MCP servers; `source` says which.
    EngineCommands "engine.commands" Get "/workspaces/{workspaceId}/engine/commands" Read Engine Value (OneWorkspace, Nothing, Nothing) -> CommandList,
        "Lists the commands of a workspace.";
    /// The providers that can be used, with their models. `all` adds every other one that OpenCode knows, which are some 200:
    /// it takes OpenCode 2 s and 400 MB. OpenCode answers with its keys; here no key comes, nor anything else that is
    /// configured and may hold one, but only whether there is one. `signIns` are the ways to sign in, also to providers that
    /// are not listed.
    EngineProviders "engine.providers" Get "/workspaces/{workspaceId}/engine/providers" Read Engine Value (OneWorkspace, ListProviders, Nothing) -> ProviderList,
        "Lists the providers of models and their models.";
    /// The ids of all tools; with `providerId` and `modelId` the tools that this model gets, described. OpenCode does not count
    /// the tools of MCP servers among them, and answers for models that do not exist; here those are `not_found`. Where it names
    /// this server's data folder it is `[data]`.
    EngineTools "engine.tools" Get "/workspaces/{workspaceId}/engine/tools" Read Engine Value (OneWorkspace, ListTools, Nothing) -> ToolList,
        "Lists the tools that agents have.";
    /// By name. The first call connects to them and waits for those that are slow, half a minute for one that says nothing.
    EngineMcpStatus "engine.mcpStatus" Get "/workspaces/{workspaceId}/engine/mcp" Read Engine Value (OneWorkspace, Nothing, Nothing) -> McpStatusList,
        "How the MCP servers of a workspace are.";

    /// OpenCode keeps the key, in a file that its owner alone can read, for all workspaces; this server does not. OpenCode takes
    /// a key for a provider that it does not know, too: `connected` says whether the provider can be used now. OpenCode itself
    /// goes on with what it had until it reads its configuration again; this makes it do so wherever no session works. The
    /// workspaces where one works are in `pendingWorkspaceIds`: they have the change when the call is repeated.
    ProvidersSetKey "providers.setKey" Put "/workspaces/{workspaceId}/engine/providers/{providerId}/auth" Host Engine Value (OneProvider, Nothing, SetProviderKey) -> ProviderAccess,
        "Gives OpenCode a provider's key.";
    /// Forgets the key, or what a sign-in left. A provider without stays as it is; one that has a key in its configuration or in
    /// the environment too stays `connected`. Where a session works the key is used until the call is repeated, as with
    /// `providers.setKey`.
    ProvidersRemoveKey "providers.removeKey" Delete "/workspaces/{workspaceId}/engine/providers/{providerId}/auth" Host Engine Value (OneProvider, Nothing, Nothing) -> ProviderAccess,
        "Has OpenCode forget a provider's key.";
    /// Answers where to send the person. `method` is one of the `signIns` of `engine.providers` and of type `oauth`; OpenCode
    /// answers a fault, or nothing at all, to others. With `complete` being `auto`, OpenCode itself hears of the end, on a port
    /// of its own machine or by asking the provider; with `code` the person is shown a code. Both end with
    /// `providers.finishSignIn`.
    ProvidersStartSignIn "providers.startSignIn" Post "/workspaces/{workspaceId}/engine/providers/{providerId}/sign-in" Host Engine Value (OneProvider, Nothing, StartSignIn) -> SignIn,
        "Begins to sign in to a provider.";
    /// Ends the sign-in of the provider that was started last; without one it is a conflict. Without a `code` it waits for the
    /// person, up to 15 minutes. Answers as `providers.setKey` does.
    ProvidersFinishSignIn "providers.finishSignIn" Post "/workspaces/{workspaceId}/engine/providers/{providerId}/sign-in/finish" Host Engine Value (OneProvider, Nothing, FinishSignIn) -> ProviderAccess,
        "Ends signing in to a provider.", may fail with Conflict;

    /// Asks the running router. While it does not run, nothing is `ok`; `runtime.routerHealth` says why.
    RouterHealth "router.health" Get "/system/router/product-health" Read Server Value (Nothing, Nothing, Nothing) -> RouterProductHealth,
        "Which services the messaging router reaches.";
    /// Changes are followed without it; this starts the router afresh and waits for it. `applied` is false, with the reason,
    /// where it does not come up. With nothing enabled the router rests, which counts as applied.
    RouterApply "router.apply" Post "/system/router/apply" Host Server Value (Nothing, Nothing, Nothing) -> AppliedRouter,
        "Starts the messaging router afresh.";
    /// By id. Secrets are never told: a field that holds one says `configured`.
    RouterListIdentities "router.listIdentities" Get "/system/router/identities/{channel}" Host Server Value (OneChannel, Nothing, Nothing) -> RouterIdentityList,
        "Lists the bots of a service.";
    /// What is absent stays as it is. A new Telegram bot needs a `token`, and a `pairingCode` unless it is public; a new Slack
    /// bot a `botToken` and an `appToken`. Secrets are kept sealed; where the key to them is missing or wrong it is a conflict.
    RouterUpsertIdentity "router.upsertIdentity" Post "/system/router/identities/{channel}" Host Server Value (OneChannel, Nothing, UpsertIdentity) -> RouterIdentity,
        "Makes a bot or changes one.", may fail with Conflict;
    /// Its bindings go with it.
    RouterRemoveIdentity "router.removeIdentity" Delete "/system/router/identities/{channel}/{identityId}" Host Server Value (OneIdentity, Nothing, Nothing) -> RemovedIdentity,
        "Removes a bot.";
    /// By id; of one service or one bot where that is asked.
    RouterListBindings "router.listBindings" Get "/system/router/bindings" Host Server Value (Nothing, ListBindings, Nothing) -> RouterBindingList,
        "Lists whom the bots are bound to.";
    /// What the peer writes to the bot is then worked on in the folder, which is a workspace's or lies in one. A bot and a peer
    /// have one binding: setting it again changes it.
    RouterSetBinding "router.setBinding" Post "/system/router/bindings" Host Server Value (Nothing, Nothing, SetBinding) -> RouterBinding,
        "Binds a peer of a bot to a folder.", may fail with NotFound;
    /// The peer's messages are then worked on in the bot's own folder.
    RouterRemoveBinding "router.removeBinding" Delete "/system/router/bindings/{bindingId}" Host Server Value (OneBinding, Nothing, Nothing) -> RemovedBinding,
        "Removes a binding.";
    /// To the named bot and peer and to nobody else; there is no way to send to many. Where the router's answer names another
    /// recipient, or more than one, it is an error. Nothing is sent twice by itself: where the answer is lost, the error says
    /// that delivery is not known. A bot that is not enabled, or is not bound to the peer, is a conflict; the engine's codes
    /// stand for the router here.
    RouterSend "router.send" Post "/system/router/send" Host Server Value (Nothing, Nothing, SendMessage) -> SentMessage,
        "Sends a message to one recipient.", may fail with NotFound Conflict EngineError EngineUnavailable Starting Timeout;
}
