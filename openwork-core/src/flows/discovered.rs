//! What people have made by hand, as items of what is managed: records that point at a file.
//!
//! Nothing of it is stored. The files are looked at whenever somebody asks, so that a record is never older than its file,
//! whoever changed that and whenever a server ended ([adr/0011](../../../docs/adr/0011-what-people-make-is-looked-at.md)).

use super::item_place::file_of;
use crate::clock::Timestamp;
use crate::config::{managed, settings};
use crate::files::Root;
use crate::ids::{ManagedItemId, WorkspaceId};
use crate::model::file::FileRevision;
use crate::model::json::JsonObject;
use crate::model::managed::{ManagedItem, ManagedKey, ManagedKind, ManagedSource};
use crate::model::stored::ManagedItemRecord;
use crate::model::workspace::DisplayName;
use crate::resources::by_hand::{self, Made};
use crate::resources::managed::slug;
use crate::secrets;
use data_encoding::HEXLOWER;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use std::path::Path;
use std::time::UNIX_EPOCH;

/// What the id of a discovered item begins with.
const ID: &str = "itm_found_";

/// Whether an id is that of something that people have made.
pub(super) fn is_one(id: &ManagedItemId) -> bool {
    id.as_str().starts_with(ID)
}

/// What of a kind people have made in a folder of a workspace, besides the items that it has. Blocks.
pub(super) fn in_folder(
    (workspace, folder): (&WorkspaceId, &Path),
    data: &Path,
    kind: ManagedKind,
    items: &[ManagedItemRecord],
) -> Vec<ManagedItem> {
    // a folder that is gone or cannot be read defines nothing, and spoils no other
    let found = Root::open(folder, data).and_then(|root| by_hand::made(root, kind, data)).unwrap_or_default();
    let is_theirs = |made: &&Made| {
        let is_setting = kind == ManagedKind::Agents && settings::OWN_AGENTS.contains(&made.name.as_str());
        !is_setting && !items.iter().any(|item| item.workspace_ids.contains(workspace) && is_of(made, item))
    };
    found.iter().filter(is_theirs).map(|made| shown(made, kind, workspace, folder)).collect()
}

/// Whether what stands in a workspace stands there for an item, or says something of it.
fn is_of(made: &Made, item: &ManagedItemRecord) -> bool {
    match item.kind {
        ManagedKind::Plugins => made.path == managed::FILE && item.config.get("spec") == made.config.get("spec"),
        ManagedKind::Mcps | ManagedKind::ProviderConfigs => item.key == made.name,
        ManagedKind::Skills | ManagedKind::Commands | ManagedKind::Agents => made.path == file_of(item),
    }
}

fn shown(made: &Made, kind: ManagedKind, workspace: &WorkspaceId, folder: &Path) -> ManagedItem {
    // of two in one file the name makes the difference
    let id = hash(&json!([workspace, kind, made.path, made.name]).to_string());
    let name = if secrets::kind_of(&made.name).is_some() { kind.one() } else { &made.name };
    let key = match slug(name) {
        key if key.is_empty() => slug(kind.one()),
        key => key,
    };
    let changed = std::fs::metadata(folder.join(&made.path)).and_then(|about| about.modified()).ok();
    let changed = changed.and_then(|at| i64::try_from(at.duration_since(UNIX_EPOCH).ok()?.as_millis()).ok());
    let changed = Timestamp::from_millis(changed.unwrap_or_default());
    let config = secrets::redacted(&json!(made.config));
    ManagedItem {
        id: ManagedItemId::made(format!("{ID}{id}")),
        kind,
        key: name.parse().unwrap_or_else(|_| ManagedKey::made(key.clone())),
        display_name: name.parse().unwrap_or_else(|_| DisplayName::made(key)),
        source: ManagedSource::Discovered,
        path: Some(made.path.clone()),
        workspace_ids: vec![workspace.clone()],
        cloud_item_id: None,
        metadata: None,
        revision: FileRevision::made(format!("item:{}", hash(&json!([id, config, changed]).to_string()))),
        config: JsonObject(config.as_object().cloned().unwrap_or_default()),
        created_at: changed,
        updated_at: changed,
    }
}

fn hash(text: &str) -> String {
    HEXLOWER.encode(Sha256::digest(text).get(..16).unwrap_or_default())
}
