//! Every table of the store.
//!
//! | table | key | value |
//! |---|---|---|
//! | `meta` | `layout` | the version of this page |
//! | `about.v1` | `storeId` | which store this is, for ever |
//! | | `sealKeyId` | which key the secrets are sealed with, since there are any |
//! | | `nextSystemEvent` | the first number that no earlier run can have given to an event of the server itself |
//! | | `activeWorkspace` | the id of the workspace that was activated last |
//! | | `importLook` | how the places of older OpenWork looked when all was imported |
//! | | `importLast` | what came of the last import: a [`LastImportRecord`](crate::model::stored::LastImportRecord) as a text |
//! | `workspaces.v1` | workspace id | [`WorkspaceRecord`](crate::model::stored::WorkspaceRecord) |
//! | `workspace_folders.v1` | folder | the id of the workspace there |
//! | `tokens.v1` | token id | [`TokenRecord`](crate::model::stored::TokenRecord) |
//! | `token_hashes.v1` | SHA-256 in hex | the id of the token with that hash |
//! | `router_identities.v1` | `<channel>/<id>` | [`RouterIdentityRecord`](crate::model::stored::RouterIdentityRecord) |
//! | `router_bindings.v1` | binding id | [`RouterBindingRecord`](crate::model::stored::RouterBindingRecord) |
//! | `environment.v1` | name of a variable | [`EnvironmentRecord`](crate::model::stored::EnvironmentRecord) |
//! | `managed_items.v1` | item id | [`ManagedItemRecord`](crate::model::stored::ManagedItemRecord) |
//! | `workspace_settings.v1` | workspace id | [`WorkspaceSettingsRecord`](crate::model::stored::WorkspaceSettingsRecord) |
//! | `workspace_aliases.v1` | what an older OpenWork called a workspace | the id of the workspace |
//! | `import_sources.v1` | `<kind> <path>` | [`ImportSourceRecord`](crate::model::stored::ImportSourceRecord) |
//! | `imported.v1` | what was imported, whatever said it | [`ImportedRecord`](crate::model::stored::ImportedRecord) |
//! | `legacy_kept.v1` | the same | [`LegacyKeptRecord`](crate::model::stored::LegacyKeptRecord) |
//! | `event_counters.v1` | workspace id | [`EventCounter`](crate::model::stored::EventCounter) |
//!
//! Keys are text and values are JSON, nothing else: redb changes the encoding of its richer types between major
//! versions. A table whose records change shape gets the next version in its name, and `upgrade` a step.

use redb::TableDefinition;

/// A table of JSON by text.
pub(crate) type Rows = TableDefinition<'static, &'static str, &'static [u8]>;

/// The version of this page. The next one comes with a step in `upgrade`.
pub(super) const LAYOUT: u64 = 4;

/// Numbers about the file itself. Its name has no version: every build must be able to read it.
pub(super) const META: TableDefinition<'static, &'static str, u64> = TableDefinition::new("meta");
/// The key of the layout's version in [`META`].
pub(super) const LAYOUT_KEY: &str = "layout";

/// Texts about the store.
pub(super) const ABOUT: Rows = Rows::new("about.v1");
/// The key of the store's id in [`ABOUT`].
pub(super) const STORE_ID_KEY: &str = "storeId";

/// The key of the name of the secrets' key in [`ABOUT`].
pub(super) const SEAL_KEY_ID: &str = "sealKeyId";

/// The key of the next number of an event of the server itself in [`ABOUT`]; all there is text, this too.
pub(super) const NEXT_SYSTEM_EVENT: &str = "nextSystemEvent";

/// The key of the active workspace's id in [`ABOUT`].
pub(super) const ACTIVE_WORKSPACE: &str = "activeWorkspace";

/// The key of how the places of older OpenWork looked in [`ABOUT`].
pub(super) const IMPORT_LOOK: &str = "importLook";

/// The key of what came of the last import in [`ABOUT`].
pub(super) const IMPORT_LAST: &str = "importLast";

/// Workspaces by id.
pub(super) const WORKSPACES: Rows = Rows::new("workspaces.v1");
/// Ids of workspaces by folder.
pub(super) const WORKSPACE_FOLDERS: Rows = Rows::new("workspace_folders.v1");
/// Tokens by id.
pub(super) const TOKENS: Rows = Rows::new("tokens.v1");
/// Ids of tokens by hash.
pub(super) const TOKEN_HASHES: Rows = Rows::new("token_hashes.v1");
/// Bots of the router by service and id.
pub(super) const ROUTER_IDENTITIES: Rows = Rows::new("router_identities.v1");
/// Bindings of the router by id.
pub(super) const ROUTER_BINDINGS: Rows = Rows::new("router_bindings.v1");
/// What is given to the engine's environment, by name.
pub(super) const ENVIRONMENT: Rows = Rows::new("environment.v1");
/// Managed items by id.
pub(super) const MANAGED_ITEMS: Rows = Rows::new("managed_items.v1");
/// What is set for a workspace, by its id.
pub(super) const WORKSPACE_SETTINGS: Rows = Rows::new("workspace_settings.v1");
/// Ids of workspaces by what older OpenWork called them.
pub(super) const WORKSPACE_ALIASES: Rows = Rows::new("workspace_aliases.v1");
/// What was read of older OpenWork, by kind and path.
pub(super) const IMPORT_SOURCES: Rows = Rows::new("import_sources.v1");
/// What was made of it, by what it is.
pub(super) const IMPORTED: Rows = Rows::new("imported.v1");
/// What of it has no area yet, by what it is.
pub(super) const LEGACY_KEPT: Rows = Rows::new("legacy_kept.v1");
/// Event numbers by workspace.
pub(super) const EVENT_COUNTERS: Rows = Rows::new("event_counters.v1");

/// Every table of JSON, for what goes over the whole store.
pub(super) const ALL: [Rows; 15] = [
    ABOUT,
    WORKSPACES,
    WORKSPACE_FOLDERS,
    TOKENS,
    TOKEN_HASHES,
    EVENT_COUNTERS,
    ROUTER_IDENTITIES,
    ROUTER_BINDINGS,
    ENVIRONMENT,
    MANAGED_ITEMS,
    WORKSPACE_SETTINGS,
    WORKSPACE_ALIASES,
    IMPORT_SOURCES,
    IMPORTED,
    LEGACY_KEPT,
];
