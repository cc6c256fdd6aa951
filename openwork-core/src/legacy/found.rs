//! What readers find. Secrets are [`Secret`]s, which print as `[secret]`.

use crate::clock::Timestamp;
use crate::model::managed::ManagedKind;
use crate::model::migration::{LegacyCondition, LegacyKind, LegacySubject, MigrationAction};
use crate::model::router::{Channel, TelegramAccess};
use crate::model::secret::Secret;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

pub(crate) use super::ids::FolderIds;

/// A source that is there, and all that it says.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    /// What it is.
    pub(crate) kind: LegacyKind,
    /// Where it is.
    pub(crate) path: PathBuf,
    /// How it was found.
    pub(crate) condition: LegacyCondition,
    /// SHA-256 of its content in hex; none where it could not be read.
    pub(crate) fingerprint: Option<String>,
    /// When it was written last: the younger one of two of a kind counts.
    pub(crate) modified: Option<Timestamp>,
    /// What it says, in its own order.
    pub(crate) findings: Vec<Finding>,
    /// What is worth knowing besides; no secret.
    pub(crate) warnings: Vec<String>,
}

/// One thing that a source says.
#[derive(Debug, Clone)]
pub(crate) struct Finding {
    /// Where it stands in the source: a JSON pointer, or a table and a key.
    pub(crate) at: Option<String>,
    /// What it is.
    pub(crate) what: Found,
    /// What was wrong with it and was put right; no secret.
    pub(crate) warnings: Vec<String>,
}

/// What was found. Configurations may hold secrets, and print as how many fields they have.
#[derive(Clone)]
pub(crate) enum Found {
    /// A folder of this machine.
    Workspace(FoundWorkspace),
    /// What a database says of a workspace that it names by an id.
    About(FoundAbout),
    /// A workspace on another server, or on an engine elsewhere.
    Remote(Box<FoundRemote>),
    /// That this legacy id was the active workspace.
    Active(String),
    /// A token by its hash, as `tokens.json` and desktops have it.
    Token(FoundToken),
    /// A variable of the engine.
    Variable { name: String, value: Secret, updated_at: Option<Timestamp> },
    /// A port that was listened on for a folder, or for all.
    Port { folder: Option<String>, port: u16 },
    /// What was set of OpenCode's configuration for a workspace, or for all (`workspace` is none).
    Configuration { workspace: Option<String>, config: Map<String, Value> },
    /// An MCP server, a plugin or a provider of a workspace, or of all.
    Item { workspace: Option<String>, kind: ManagedKind, key: String, config: Map<String, Value> },
    /// Folders outside a workspace that agents may work in; `workspace` is none for those of the whole server.
    AuthorizedFolders { workspace: Option<String>, folders: Vec<Arc<str>> },
    /// A sign-in to an account.
    CloudSignIn(FoundSignIn),
    /// What a desktop was set up with: addresses and names of an organisation, no grant.
    Bootstrap { base_url: String, rest: Map<String, Value> },
    /// A bot of the messaging router.
    Identity(FoundIdentity),
    /// Whom a bot speaks with.
    Binding(FoundBinding),
    /// Groups of sessions of a workspace, as they were kept.
    SessionGroups { workspace: String, state: Map<String, Value> },
    /// A file of records of a workspace.
    AuditLog { workspace: String, file: PathBuf },
    /// What is not taken over, with what the plan says of it (`skip`, `left_in_place` or `fail`).
    Left { subject: LegacySubject, name: String, action: MigrationAction, reason: String, remedy: Option<String> },
}

impl std::fmt::Debug for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let named =
            |f: &mut std::fmt::Formatter<'_>, what: &str, of: &dyn std::fmt::Debug, fields: &Map<String, Value>| {
                write!(f, "{what}({of:?}, {} fields)", fields.len())
            };
        match self {
            Self::Workspace(found) => found.fmt(f),
            Self::About(found) => found.fmt(f),
            Self::Remote(found) => found.fmt(f),
            Self::Token(found) => found.fmt(f),
            Self::Identity(found) => found.fmt(f),
            Self::Active(id) => write!(f, "Active({id:?})"),
            Self::Variable { name, .. } => write!(f, "Variable({name:?})"),
            Self::Port { folder, port } => write!(f, "Port({folder:?}, {port})"),
            Self::Configuration { workspace, config } => named(f, "Configuration", workspace, config),
            Self::Item { workspace, kind, key, config } => named(f, "Item", &(workspace, kind, key), config),
            Self::AuthorizedFolders { workspace, folders } => {
                write!(f, "AuthorizedFolders({workspace:?}, {folders:?})")
            }
            Self::CloudSignIn(found) => named(f, "CloudSignIn", &(&found.base_url, &found.organisation), &found.rest),
            Self::Bootstrap { base_url, rest } => named(f, "Bootstrap", base_url, rest),
            Self::Binding(found) => found.fmt(f),
            Self::SessionGroups { workspace, state } => named(f, "SessionGroups", workspace, state),
            Self::AuditLog { workspace, file } => write!(f, "AuditLog({workspace:?}, {})", file.display()),
            Self::Left { subject, name, action, reason, remedy } => {
                write!(f, "Left({subject:?}, {name:?}, {action:?}, {reason:?}, {remedy:?})")
            }
        }
    }
}

/// A folder that was a workspace. Several sources say the same of it, and share the texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoundWorkspace {
    /// The folder: absolute; the real path where it is there, else as the source spells it, cleaned.
    pub(crate) folder: Arc<str>,
    /// Whether it is there.
    pub(crate) is_there: bool,
    /// What people called it.
    pub(crate) name: Option<Arc<str>>,
    /// What it was made from.
    pub(crate) preset: Option<Arc<str>>,
    /// The ids that it had.
    pub(crate) ids: FolderIds,
    /// When it was made.
    pub(crate) created_at: Option<Timestamp>,
}

/// What is said of a workspace where nothing says which folder it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoundAbout {
    /// An id of it.
    pub(crate) workspace: String,
    /// What people called it.
    pub(crate) name: Option<Arc<str>>,
    /// What it was made from.
    pub(crate) preset: Option<Arc<str>>,
    /// When it was made.
    pub(crate) created_at: Option<Timestamp>,
}

/// A workspace elsewhere.
#[derive(Debug, Clone)]
pub(crate) struct FoundRemote {
    /// The address of the server, without a mount of a workspace, a name, a password, a query or a fragment.
    pub(crate) base_url: String,
    /// Whether it is an engine itself, not an OpenWork server.
    pub(crate) is_engine: bool,
    /// What that server calls the workspace.
    pub(crate) remote_id: Option<String>,
    /// The folder there.
    pub(crate) directory: Option<String>,
    /// What people called it.
    pub(crate) name: Option<String>,
    /// Every id that it had.
    pub(crate) ids: Vec<String>,
    /// When it was made.
    pub(crate) created_at: Option<Timestamp>,
    /// What admits to the server: `token`, `clientToken`, `hostToken`, `password`, … by name.
    pub(crate) secrets: BTreeMap<String, Secret>,
}

impl FoundRemote {
    /// What names it: its server, and what that one calls it or the folder there.
    pub(crate) fn place(&self) -> String {
        match self.remote_id.as_ref().or(self.directory.as_ref()) {
            Some(rest) => format!("{} {rest}", self.base_url),
            None => self.base_url.clone(),
        }
    }
}

/// A token of an older server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoundToken {
    /// SHA-256 of it in hex.
    pub(crate) hash: String,
    /// What its bearer might do: `owner`, `collaborator`, `viewer`.
    pub(crate) scope: String,
    /// What people called it.
    pub(crate) label: Option<String>,
    /// The folder that it was of, where it was of one.
    pub(crate) folder: Option<String>,
    /// When it was made.
    pub(crate) created_at: Option<Timestamp>,
}

/// A bot of an older messaging router.
#[derive(Debug, Clone)]
pub(crate) struct FoundIdentity {
    /// The service.
    pub(crate) channel: Channel,
    /// What names it there; often the legacy id of a workspace.
    pub(crate) id: String,
    /// Whether it answered.
    pub(crate) enabled: bool,
    /// Who might speak with it.
    pub(crate) access: Option<TelegramAccess>,
    /// The folder that its sessions worked in.
    pub(crate) directory: Option<String>,
    /// Its secrets by name: `token`, or `botToken` and `appToken`; `pairingCodeHash` too.
    pub(crate) secrets: BTreeMap<String, Secret>,
}

/// Whom a bot of an older messaging router spoke with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoundBinding {
    /// The service.
    pub(crate) channel: Channel,
    /// The bot.
    pub(crate) identity: String,
    /// Whom with.
    pub(crate) peer: String,
    /// The folder that their sessions worked in.
    pub(crate) directory: String,
    /// When it was bound.
    pub(crate) created_at: Option<Timestamp>,
    /// When it was bound otherwise.
    pub(crate) updated_at: Option<Timestamp>,
}

/// A sign-in to an account. It does not print: a name may be a secret too.
#[derive(Clone)]
pub(crate) struct FoundSignIn {
    /// The address of the account's server, without a name, a password, a query or a fragment.
    pub(crate) base_url: String,
    /// What admits to the account.
    pub(crate) token: Secret,
    /// The organisation that was worked for.
    pub(crate) organisation: Option<String>,
    /// What was told besides: who signed in, what people call the organisation, when the token was found to be good.
    pub(crate) rest: Map<String, Value>,
}
