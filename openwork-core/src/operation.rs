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
use crate::model::audit::{AuditRecordList, ListAudit};
use crate::model::bundle::{FetchBundle, FetchedBundle, PublishBundle, PublishedBundle};
use crate::model::cloud::{CloudSignIn, DeletedCloudSignIn, PutCloudSignIn};
use crate::model::command::{DefinedCommandList, UpsertCommand, WrittenCommand};
use crate::model::config::{
    GetRawConfig, PatchConfig, PatchedConfig, PutRawConfig, RawConfig, ValidateConfig, ValidatedConfig, WorkspaceConfig,
};
use crate::model::engine::{
    AgentList, CommandList, EngineHealth, EngineProject, ListTools, McpStatus, McpStatusList, ToolList,
};
use crate::model::environment::{ChangedVariable, OneVariable, SetVariable, VariableList};
use crate::model::event::{Event, WatchEvents};
use crate::model::exchange::{ExchangedFileList, UploadFile, UploadedFile};
use crate::model::file::{
    FileBytes, FileEntry, FileHits, FileList, FileText, FindFiles, FoundFiles, ListFiles, OneFile, SearchFiles,
    WriteRaw, WriteText, WrittenFile,
};
use crate::model::file_operation::{FileOperations, OperationItems};
use crate::model::file_session::{
    ClosedFileSession, CreateFileSession, FileCatalog, FileEventList, FileSession, ListFileEvents, ReadBatch,
    ReadCatalog, ReadItems, RenewFileSession, WriteBatch, WriteItems,
};
use crate::model::history::{
    DeletedMessage, DeletedPart, DiffSession, ForkSession, RevertSession, RevertedSession, SessionDiff, UpdatePart,
};
use crate::model::log::{LogLines, ReadLogs};
use crate::model::managed::{
    AssignManagedItem, CreateManagedItem, DeletedManagedItem, ManagedChange, ManagedItemList, OneManagedItem,
    OneManagedKind, UpdateManagedItem,
};
use crate::model::mcp::{
    AddMcp, AddPlugin, FinishMcpAuth, McpServerList, PluginList, SetMcpEnabled, StartedMcpAuth, WrittenMcp,
    WrittenPlugin,
};
use crate::model::message::{AcceptedPrompt, Message, MessageList, Part, Prompt};
use crate::model::migration::{MigrationPlan, MigrationStatus, UndoneMigration};
use crate::model::page::{
    Nothing, OneArtifact, OneBinding, OneChannel, OneFileSession, OneIdentity, OneInboxFile, OneMessage, OnePart,
    OnePermission, OneProvider, OneQuestion, OneSession, OneToken, OneWorkspace, Page,
};
use crate::model::portable::{ExportBundle, ExportedBundle, ImportBundle, ImportPlan, ImportedBundle, PreviewImport};
use crate::model::provider::{
    FinishSignIn, ListProviders, ProviderAccess, ProviderList, SetProviderKey, SignIn, StartSignIn,
};
use crate::model::reload::{DisposedWorkspace, ListReloadEvents, ReloadEventList, ReloadedWorkspace, WhenIdle};
use crate::model::resource::{OneResource, RemoveResource, RemovedResource};
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
use crate::model::skill::{
    HubSkillList, InstallHubSkill, InstalledSkill, OneHubSkill, SkillList, SkillText, UpsertSkill, WrittenSkill,
};
use crate::model::system::{Capabilities, Health, Meta, MetricsText, OpenApiDocument, Root, ShuttingDown, Status};
use crate::model::system_event::{SystemEvent, WatchSystemEvents};
use crate::model::upgrade::{RuntimeUpgrade, UpgradeRuntime};
use crate::model::workspace::{
    ActivatedWorkspace, CreateLocalWorkspace, DeletedWorkspace, ListWorkspaces, RelinkWorkspace, RenameWorkspace,
    Workspace, WorkspaceList,
};
use serde::{Serialize, de::DeserializeOwned};

mod rules;
#[macro_use]
mod table;

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
    ([] $($(#[doc = $doc:literal])* $name:ident $id:literal $method:ident $path:literal $access:ident $needs:ident $answer:ident
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

// The table, part by part: each hands its rows on to the next, and the last to the macro above.
server_rows! { [workspaces_rows files_rows resources_rows sessions_rows bundles_rows router_rows operations] }
