//! What is managed, by the workspaces that it is for. An item for all of ten thousand workspaces names each of them: who goes over
//! the workspaces reads it once, and not once for each.

use crate::error::Result;
use crate::ids::WorkspaceId;
use crate::model::stored::ManagedItemRecord;
use crate::store::Store;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The items of a store as they were last read.
pub(super) struct ByWorkspace {
    store: Store,
    known: Mutex<Option<(u64, Arc<Index>)>>,
}

/// Items of one moment, by age.
#[derive(Default)]
struct Index {
    /// By the workspaces that have them.
    attached: HashMap<WorkspaceId, Vec<Arc<ManagedItemRecord>>>,
    /// By the workspaces in which a file of theirs lies, also where they were removed.
    lying: HashMap<WorkspaceId, Vec<Arc<ManagedItemRecord>>>,
}

impl ByWorkspace {
    /// The items of this store.
    pub(super) fn new(store: &Store) -> Self {
        Self { store: store.clone(), known: Mutex::default() }
    }

    /// The items that a workspace has.
    pub(super) fn attached(&self, id: &WorkspaceId) -> Result<Vec<Arc<ManagedItemRecord>>> {
        Ok(self.index()?.attached.get(id).cloned().unwrap_or_default())
    }

    /// The same, and those of which a file lies there.
    pub(super) fn attached_or_lying(&self, id: &WorkspaceId) -> Result<Vec<Arc<ManagedItemRecord>>> {
        let index = self.index()?;
        let mut all = index.attached.get(id).cloned().unwrap_or_default();
        let more = index.lying.get(id).into_iter().flatten();
        all.extend(more.filter(|item| item.removed || !item.workspace_ids.contains(id)).cloned());
        all.sort_by(|one, other| one.id.cmp(&other.id));
        Ok(all)
    }

    fn index(&self) -> Result<Arc<Index>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        // before it is read: what is written in between is read anew the next time
        let now = self.store.items_written();
        if let Some((_, index)) = known.as_ref().filter(|(then, _)| *then == now) {
            return Ok(index.clone());
        }
        let mut index = Index::default();
        for item in self.store.read(|read| read.managed().list_with_removed())? {
            let item = Arc::new(item);
            for id in item.workspace_ids.iter().filter(|_| !item.removed) {
                index.attached.entry(id.clone()).or_default().push(item.clone());
            }
            for id in item.files.keys() {
                index.lying.entry(id.clone()).or_default().push(item.clone());
            }
        }
        let index = Arc::new(index);
        *known = Some((now, index.clone()));
        Ok(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ManagedItemId;
    use crate::model::managed::{ManagedKind, ManagedSource};
    use crate::model::stored::ProjectedFile;
    use crate::store::StoreError;

    fn item(key: &str, ids: &[&WorkspaceId]) -> ManagedItemRecord {
        let now = crate::clock::Timestamp::now();
        ManagedItemRecord {
            id: ManagedItemId::fresh(),
            kind: ManagedKind::Skills,
            key: key.to_owned(),
            display_name: key.to_owned(),
            source: ManagedSource::Imported,
            config: serde_json::Map::new(),
            secrets: std::collections::BTreeMap::new(),
            cloud_item_id: None,
            metadata: None,
            workspace_ids: ids.iter().map(|id| (*id).clone()).collect(),
            disabled_in: Vec::new(),
            made_in: None,
            files: std::collections::BTreeMap::new(),
            removed: false,
            created_at: now,
            updated_at: now,
        }
    }

    #[tokio::test]
    async fn what_is_read_once_is_read_anew_after_each_change_and_after_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let all = ByWorkspace::new(&store);
        let [one, other] = [WorkspaceId::fresh(), WorkspaceId::fresh()];
        let keys = |items: Vec<Arc<ManagedItemRecord>>| items.iter().map(|item| item.key.clone()).collect::<Vec<_>>();
        let put = async |record: &ManagedItemRecord| {
            let record = record.clone();
            store.write::<_, StoreError>(move |write| write.managed().put(&record)).await.unwrap();
        };
        assert!(all.attached(&one).unwrap().is_empty());
        let (first, mut second) = (item("first", &[&one, &other]), item("second", &[&one]));
        put(&first).await;
        put(&second).await;
        assert_eq!(keys(all.attached(&one).unwrap()), ["first", "second"]);
        assert_eq!(keys(all.attached(&other).unwrap()), ["first"]);
        // one of which a file lies there still
        second.workspace_ids.clear();
        let (path, revision) = ("SKILL.md".to_owned(), "r".to_owned());
        second.files.insert(one.clone(), ProjectedFile { path, revision, inode: None, elsewhere: Vec::new() });
        put(&second).await;
        assert_eq!(keys(all.attached(&one).unwrap()), ["first"]);
        assert_eq!(keys(all.attached_or_lying(&one).unwrap()), ["first", "second"]);
        let gone = second.id.clone();
        store.write::<_, StoreError>(move |write| write.managed().remove(&gone)).await.unwrap();
        assert_eq!(keys(all.attached_or_lying(&one).unwrap()), ["first", "second"], "its file lies there");
        let before = store.items_written();
        store
            .write::<_, StoreError>(move |write| write.settings().put(&crate::config::settings::none(&one)))
            .await
            .unwrap();
        assert_eq!(store.items_written(), before);
    }
}
