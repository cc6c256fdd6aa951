//! What was imported of older OpenWork: its sources, what was made of them, what waits for an area, and other names.

use crate::clock::Timestamp;
use crate::ids::WorkspaceId;
use crate::model::stored::{
    EnvironmentRecord, ImportSourceRecord, ImportedInto, ImportedRecord, LastImportRecord, LegacyKeptRecord,
    ManagedItemRecord, RouterBindingRecord, RouterIdentityRecord, TokenRecord, WorkspaceRecord,
    WorkspaceSettingsRecord,
};
use crate::store::codec::{self, Record};
use crate::store::error::StoreError;
use crate::store::rows::{self, Source};
use crate::store::tables::{
    ABOUT, ACTIVE_WORKSPACE, IMPORT_LAST, IMPORT_LOOK, IMPORT_SOURCES, IMPORTED, LEGACY_KEPT, Rows, WORKSPACE_ALIASES,
};
use crate::store::unit::Write;
use data_encoding::HEXLOWER;
use redb::TableHandle as _;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

impl Record for ImportSourceRecord {
    const TABLE: Rows = IMPORT_SOURCES;

    fn key(&self) -> &str {
        &self.key
    }
}

impl Record for ImportedRecord {
    const TABLE: Rows = IMPORTED;

    fn key(&self) -> &str {
        &self.item
    }
}

impl Record for LegacyKeptRecord {
    const TABLE: Rows = LEGACY_KEPT;

    fn key(&self) -> &str {
        &self.item
    }
}

/// The imports of a snapshot or of a unit of work.
pub(crate) struct Imports<'s, S>(pub(in crate::store) &'s S);

impl<S: Source> Imports<'_, S> {
    /// Every source that was imported.
    pub(crate) fn sources(&self) -> Result<Vec<ImportSourceRecord>, StoreError> {
        rows::records(self.0)
    }

    /// The source of this key, if it was imported.
    pub(crate) fn source(&self, key: &str) -> Result<Option<ImportSourceRecord>, StoreError> {
        rows::record(self.0, key)
    }

    /// What was made of something.
    pub(crate) fn made(&self, item: &str) -> Result<Option<ImportedRecord>, StoreError> {
        rows::record(self.0, item)
    }

    /// All that was made.
    pub(crate) fn all_made(&self) -> Result<Vec<ImportedRecord>, StoreError> {
        rows::records(self.0)
    }

    /// All that was made, one by one: of a large import it is much.
    pub(crate) fn each_made(&self, take: impl FnMut(ImportedRecord)) -> Result<(), StoreError> {
        rows::each(self.0, take)
    }

    /// What waits for an area, of this item.
    pub(crate) fn kept(&self, item: &str) -> Result<Option<LegacyKeptRecord>, StoreError> {
        rows::record(self.0, item)
    }

    /// All that waits for an area.
    pub(crate) fn all_kept(&self) -> Result<Vec<LegacyKeptRecord>, StoreError> {
        rows::records(self.0)
    }

    /// SHA-256 in hex of what lies there now, without what changes by itself; none where nothing does. Tells whether people
    /// have changed here what was imported.
    pub(crate) fn mark(&self, into: ImportedInto, row: &str) -> Result<Option<String>, StoreError> {
        Ok(self.lying(into, row)?.as_ref().map(mark_of))
    }

    fn lying(&self, into: ImportedInto, row: &str) -> Result<Option<Value>, StoreError> {
        let never = Timestamp::from_millis(0);
        let of_workspace = || row.split_once('/').unwrap_or((row, ""));
        let settings = || rows::record::<WorkspaceSettingsRecord>(self.0, of_workspace().0);
        Ok(match into {
            ImportedInto::Workspace => rows::record::<WorkspaceRecord>(self.0, row)?
                .map(|it| json!([it.folder, it.display_name, it.preset, it.hidden])),
            ImportedInto::Alias => rows::get::<Value>(self.0, WORKSPACE_ALIASES, row)?,
            ImportedInto::Active => rows::get::<Value>(self.0, ABOUT, ACTIVE_WORKSPACE)?,
            ImportedInto::Token => rows::record::<TokenRecord>(self.0, row)?
                .map(|it| json!([it.hash, it.role, it.label, it.workspace_ids, it.expires_at])),
            ImportedInto::Variable => rows::record::<EnvironmentRecord>(self.0, row)?.map(|it| json!(it.value)),
            ImportedInto::Managed => rows::record::<ManagedItemRecord>(self.0, row)?
                .map(|it| json!(ManagedItemRecord { files: BTreeMap::new(), updated_at: never, ..it })),
            ImportedInto::Setting => settings()?.and_then(|it| it.opencode.get(of_workspace().1).cloned()),
            ImportedInto::Folder => settings()?
                .filter(|it| it.authorized_folders.iter().any(|folder| folder == of_workspace().1))
                .map(|_| json!(true)),
            ImportedInto::Identity => rows::record::<RouterIdentityRecord>(self.0, row)?
                .map(|it| json!(RouterIdentityRecord { updated_at: never, ..it })),
            ImportedInto::Binding => rows::record::<RouterBindingRecord>(self.0, row)?
                .map(|it| json!(RouterBindingRecord { updated_at: never, ..it })),
            ImportedInto::Kept => rows::record::<LegacyKeptRecord>(self.0, row)?
                .map(|it| json!(LegacyKeptRecord { kept_at: never, ..it })),
        })
    }

    /// How the places of older OpenWork looked when all was imported.
    pub(crate) fn look(&self) -> Result<Option<String>, StoreError> {
        rows::get(self.0, ABOUT, IMPORT_LOOK)
    }

    /// What came of the last import, if there was one.
    pub(crate) fn last(&self) -> Result<Option<LastImportRecord>, StoreError> {
        let text: Option<String> = rows::get(self.0, ABOUT, IMPORT_LAST)?;
        let read = |text: String| codec::decode(ABOUT.name(), IMPORT_LAST, text.as_bytes());
        text.map(read).transpose().map_err(|reason| self.0.damaged(reason))
    }
}

impl Imports<'_, Write<'_>> {
    /// Writes the record of a source in place of the one before.
    pub(crate) fn put_source(&self, record: &ImportSourceRecord) -> Result<(), StoreError> {
        rows::put(self.0, IMPORT_SOURCES, record.key(), record)
    }

    /// Writes what was made of something.
    pub(crate) fn put_made(&self, record: &ImportedRecord) -> Result<(), StoreError> {
        rows::put(self.0, IMPORTED, record.key(), record)
    }

    /// Forgets that something was made; says whether it was.
    pub(crate) fn remove_made(&self, item: &str) -> Result<bool, StoreError> {
        rows::remove(self.0, IMPORTED, item)
    }

    /// Writes what waits for an area.
    pub(crate) fn put_kept(&self, record: &LegacyKeptRecord) -> Result<(), StoreError> {
        rows::put(self.0, LEGACY_KEPT, record.key(), record)
    }

    /// Removes it; says whether there was one.
    pub(crate) fn remove_kept(&self, item: &str) -> Result<bool, StoreError> {
        rows::remove(self.0, LEGACY_KEPT, item)
    }

    /// Writes how the places of older OpenWork look, all being imported.
    pub(crate) fn put_look(&self, look: &str) -> Result<(), StoreError> {
        rows::put(self.0, ABOUT, IMPORT_LOOK, &look)
    }

    /// Writes what came of an import. All about the store is text, this too.
    pub(crate) fn put_last(&self, last: &LastImportRecord) -> Result<(), StoreError> {
        let text = String::from_utf8_lossy(&codec::encode(last)?).into_owned();
        rows::put(self.0, ABOUT, IMPORT_LAST, &text)
    }
}

/// The other names of workspaces, of a snapshot or of a unit of work.
pub(crate) struct Aliases<'s, S>(pub(in crate::store) &'s S);

impl<S: Source> Aliases<'_, S> {
    /// The workspace that another name names.
    pub(crate) fn get(&self, alias: &str) -> Result<Option<WorkspaceId>, StoreError> {
        rows::get(self.0, WORKSPACE_ALIASES, alias)
    }

    /// Every other name, with the workspace that it names.
    pub(crate) fn list(&self) -> Result<Vec<(String, WorkspaceId)>, StoreError> {
        rows::values(self.0, WORKSPACE_ALIASES)
    }
}

impl Aliases<'_, Write<'_>> {
    /// Has a name lead to a workspace.
    pub(crate) fn put(&self, alias: &str, id: &WorkspaceId) -> Result<(), StoreError> {
        rows::put(self.0, WORKSPACE_ALIASES, alias, id)
    }

    /// Forgets a name; says whether there was one.
    pub(crate) fn remove(&self, alias: &str) -> Result<bool, StoreError> {
        rows::remove(self.0, WORKSPACE_ALIASES, alias)
    }

    /// Forgets every name of a workspace.
    pub(crate) fn forget_workspace(&self, id: &WorkspaceId) -> Result<(), StoreError> {
        for (alias, _) in self.list()?.iter().filter(|(_, named)| named == id) {
            self.remove(alias)?;
        }
        Ok(())
    }
}

/// The mark of another name that leads to this workspace.
pub(crate) fn alias_mark(id: &str) -> String {
    mark_of(&Value::from(id))
}

fn mark_of(value: &Value) -> String {
    HEXLOWER.encode(&Sha256::digest(value.to_string()))
}

/// What a secret that waits for an area is sealed for.
pub(crate) fn kept_place(item: &str, name: &str) -> String {
    format!("legacy_kept/{item}/{name}")
}
