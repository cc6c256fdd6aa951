//! What managed items want in the managed layer of a workspace.

use crate::config::managed::{Wanted, secret_reference};
use crate::error::Result;
use crate::ids::WorkspaceId;
use crate::model::managed::ManagedKind;
use crate::model::secret::Secret;
use crate::model::stored::ManagedItemRecord;
use crate::resources::managed;
use crate::store::{Seal, item_secret_place};
use data_encoding::HEXLOWER;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use std::path::Path;
use std::sync::Arc;

/// Adds what the items of a workspace want to what is wanted already.
pub(super) fn add(
    items: &[Arc<ManagedItemRecord>],
    seal: &Seal,
    (data, id): (&Path, &WorkspaceId),
    wanted: &mut Wanted,
) -> Result<()> {
    let has_secrets = |item: &Arc<ManagedItemRecord>| !item.secrets.is_empty();
    let key = if items.iter().any(has_secrets) { Some(seal.key()?) } else { None };
    for item in items {
        for (name, sealed) in &item.secrets {
            let Some(key) = &key else { continue };
            let text = key.open(&item_secret_place(&item.id, name), sealed)?;
            let secret = Secret::try_from(text).map_err(|why| crate::Error::internal(std::io::Error::other(why)))?;
            wanted.secrets.insert(file_of(item, name), secret);
        }
    }
    want((data, id), items.iter().map(AsRef::as_ref), wanted);
    Ok(())
}

/// Adds what these items want, but for their secrets.
pub(super) fn want<'i>(
    (data, id): (&Path, &WorkspaceId),
    items: impl IntoIterator<Item = &'i ManagedItemRecord>,
    wanted: &mut Wanted,
) {
    let mut plugins = Vec::new();
    for item in items {
        let mut config = filled(data, id, item);
        match item.kind {
            ManagedKind::Mcps => {
                if item.disabled_in.contains(id) {
                    config.insert("enabled".to_owned(), json!(false));
                }
                wanted.want(way("mcp", &item.key), Value::Object(config));
            }
            ManagedKind::ProviderConfigs => {
                wanted.want(way("provider", &item.key), Value::Object(config));
            }
            ManagedKind::Plugins => plugins.extend(config.get("spec").cloned()),
            // files of their own
            ManagedKind::Skills | ManagedKind::Commands | ManagedKind::Agents => {}
        }
    }
    if !plugins.is_empty() {
        wanted.want(vec!["plugin".to_owned()], Value::Array(plugins));
    }
}

/// The configuration of an item as it stands in a workspace.
pub(super) fn filled(data: &Path, id: &WorkspaceId, item: &ManagedItemRecord) -> Map<String, Value> {
    managed::filled(item, |name| secret_reference(data, id, &file_of(item, name)))
}

/// The keys that lead to an item.
pub(super) fn way(section: &str, key: &str) -> Vec<String> {
    vec![section.to_owned(), key.to_owned()]
}

/// What a secret of an item is called as a file. What leads to it may hold anything, so its hash stands for it.
fn file_of(item: &ManagedItemRecord, name: &str) -> String {
    format!("{}-{}", item.id, HEXLOWER.encode(Sha256::digest(name).get(..8).unwrap_or_default()))
}
