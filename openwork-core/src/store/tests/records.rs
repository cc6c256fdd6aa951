//! Sample records.

use crate::clock::Timestamp;
use crate::ids::{BindingId, IdentityId, ManagedItemId, TokenId, WorkspaceId};
use crate::model::environment::VariableName;
use crate::model::managed::{ManagedKind, ManagedSource};
use crate::model::migration::{LegacyKind, LegacySubject};
use crate::model::router::{Channel, TelegramAccess};
use crate::model::stored::{
    EnvironmentRecord, EventCounter, HollowObject, ImportSourceRecord, ImportedInto, ImportedRecord, LegacyKeptRecord,
    ManagedItemRecord, ProjectedFile, ProjectedKey, ProjectedRecord, RouterBindingRecord, RouterIdentityRecord, Sealed,
    TokenRecord, WorkspaceRecord, WorkspaceSettingsRecord,
};
use std::collections::BTreeMap;

/// A moment that does not move.
fn noon() -> Timestamp {
    Timestamp::from_millis(1_795_341_600_123)
}

/// The workspace of this number, in a folder of its own.
pub(super) fn workspace(number: u64) -> WorkspaceRecord {
    WorkspaceRecord {
        id: WorkspaceId::made(format!("ws_{number:06}")),
        folder: format!("/work/{number}"),
        display_name: format!("Number {number}"),
        preset: "starter".to_owned(),
        hidden: false,
        opencode_project_id: None,
        left: None,
        created_at: noon(),
        updated_at: noon(),
    }
}

/// The token of this number, with a hash of its own.
pub(super) fn token(number: u64) -> TokenRecord {
    TokenRecord {
        id: TokenId::made(format!("tok_{number:06}")),
        hash: format!("{number:064x}"),
        role: crate::model::access::Role::Collaborator,
        label: None,
        workspace_ids: None,
        created_at: noon(),
        expires_at: None,
        last_used_at: None,
    }
}

/// The counter of the workspace of this number.
pub(super) fn counter(number: u64, next: u64) -> EventCounter {
    EventCounter { workspace_id: workspace(number).id, next }
}

/// The Telegram bot of this number, without secrets.
pub(super) fn identity(number: u64) -> RouterIdentityRecord {
    RouterIdentityRecord {
        key: format!("telegram/ws_{number:06}"),
        channel: Channel::Telegram,
        id: IdentityId::made(format!("ws_{number:06}")),
        enabled: true,
        access: Some(TelegramAccess::Private),
        directory: None,
        secrets: BTreeMap::new(),
        created_at: noon(),
        updated_at: noon(),
    }
}

/// The binding of this number, of the bot of the same number.
pub(super) fn binding(number: u64) -> RouterBindingRecord {
    RouterBindingRecord {
        id: BindingId::made(format!("bnd_{number:06}")),
        channel: Channel::Telegram,
        identity_id: identity(number).id,
        peer_id: "4711".to_owned(),
        directory: format!("/work/{number}"),
        enabled: true,
        created_at: noon(),
        updated_at: noon(),
    }
}

/// The variable of this number.
pub(super) fn variable(number: u64) -> EnvironmentRecord {
    let value = Sealed { key: "k1".to_owned(), text: "c2VhbGVk".to_owned() };
    let name = VariableName::made(format!("NAME_{number}"));
    EnvironmentRecord { name, value, created_at: noon(), updated_at: noon() }
}

/// What is set for the workspace of this number.
pub(super) fn settings(number: u64) -> WorkspaceSettingsRecord {
    let path = vec!["model".to_owned()];
    WorkspaceSettingsRecord {
        workspace_id: workspace(number).id,
        opencode: [("model".to_owned(), "a/b".into())].into_iter().collect(),
        authorized_folders: vec!["/shared".to_owned()],
        projected: ProjectedRecord {
            keys: vec![ProjectedKey { path, hash: format!("{number:064x}"), pending: false, items: None }],
            made: vec![vec!["permission".to_owned()]],
            spread: vec![vec!["permission".to_owned(), "bash".to_owned()]],
            hollow: vec![HollowObject { path: vec!["mcp".to_owned()], text: "{ }".to_owned() }],
            owns_file: true,
            owns_folder: false,
            inode: Some(7),
            lost: Vec::new(),
        },
        updated_at: noon(),
    }
}

/// The managed item of this number, in the workspace of the same.
pub(super) fn item(number: u64) -> ManagedItemRecord {
    let id = workspace(number).id;
    let (path, revision) = (".opencode/skills/tidy/SKILL.md".to_owned(), "sha256:0".to_owned());
    let file = ProjectedFile { path, revision, inode: Some(7), elsewhere: Vec::new() };
    ManagedItemRecord {
        id: ManagedItemId::made(format!("itm_{number:06}")),
        kind: ManagedKind::ProviderConfigs,
        key: "acme".to_owned(),
        display_name: format!("Item {number}"),
        source: ManagedSource::CloudSynced,
        config: [("npm".to_owned(), "acme".into())].into_iter().collect(),
        secrets: BTreeMap::new(),
        cloud_item_id: Some("c1".to_owned()),
        metadata: None,
        workspace_ids: vec![id.clone()],
        disabled_in: Vec::new(),
        removed: false,
        made_in: None,
        files: [(id, file)].into_iter().collect(),
        created_at: noon(),
        updated_at: noon(),
    }
}

/// The imported source of this number.
pub(super) fn source(number: u64) -> ImportSourceRecord {
    ImportSourceRecord {
        key: format!("server_config /home/{number}/server.json"),
        kind: LegacyKind::ServerConfig,
        path: format!("/home/{number}/server.json"),
        fingerprint: format!("{number:064x}"),
        imported_at: noon(),
        undone: false,
    }
}

/// That the workspace of this number was imported from the source of the same.
pub(super) fn imported(number: u64) -> ImportedRecord {
    let record = workspace(number);
    ImportedRecord {
        item: format!("workspace/{}", record.folder),
        source: source(number).key,
        into: ImportedInto::Workspace,
        row: record.id.into(),
        hash: format!("{number:064x}"),
        seen: false,
    }
}

/// What waits for an area, of this number.
pub(super) fn kept(number: u64) -> LegacyKeptRecord {
    let secret = Sealed { key: "k1".to_owned(), text: "c2VhbGVk".to_owned() };
    LegacyKeptRecord {
        item: format!("kept/remote_workspace/https://box.example {number}"),
        subject: LegacySubject::RemoteWorkspace,
        value: [("baseUrl".to_owned(), "https://box.example".into())].into_iter().collect(),
        secrets: [("token".to_owned(), secret)].into_iter().collect(),
        kept_at: noon(),
    }
}
