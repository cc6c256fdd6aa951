//! What is kept here and cannot be put into the folder of its workspace: told by the plan, and by the import.
//!
//! It is put there as soon as it can be, like what is attached by hand; until then a plan that says "create" of it alone would
//! have people look for it in vain.

use super::plan::{Planned, Planner, Shown, Verdict};
use super::step::What;
use super::texts::Texts;
use super::{Imports, Outcome};
use crate::clock::Timestamp;
use crate::config::crossed::{Looks, crossed};
use crate::config::foreseen::{Foreseen, foreseen};
use crate::config::managed::{FILE, Wanted};
use crate::config::{layers, settings};
use crate::error::Result;
use crate::flows::assigned;
use crate::flows::item_place::way_of;
use crate::ids::WorkspaceId;
use crate::model::migration::{
    LegacyCondition, LegacyKind, LegacySubject, MigrationAction, MigrationCounts, MigrationItem, MigrationSource,
    MigrationState,
};
use crate::model::stored::{ImportedInto, Sealed};
use crate::platform::folder::is_there;
use crate::store::StoreError;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::time::UNIX_EPOCH;

/// So many workspaces are named in which something of the user's stands in the place of one item.
const NAMED: usize = 3;

/// What turned out not to be put into the folder of a workspace.
#[derive(Debug)]
pub(crate) struct NotPut {
    pub(crate) workspace_id: WorkspaceId,
    pub(crate) why: String,
    /// Whether that is what another file says of its name, and not the file that it belongs into.
    pub(crate) is_crossed: bool,
}

/// What to do about a file.
pub(super) const REMEDY: &str = "Have a file there that is no link, holds valid JSON and may be written, or none, in a folder that \
                                 is no link and may be written; then what is attached is put there.";

/// What to do about what another file says.
const CROSSED: &str = "Change what that file says of it, or attach it under another name; then it is put there.";

/// The folders of workspaces that something is put into.
#[derive(Debug, Default, Clone)]
pub(super) struct Folders {
    /// Those that take all.
    free: Texts<()>,
    /// Those that take nothing.
    closed: BTreeMap<Arc<str>, Closed>,
    /// What is left out of these for what another file says of its name.
    crossed: Vec<(Arc<str>, WorkspaceId, String)>,
}

/// A folder that takes nothing.
#[derive(Debug, Clone)]
pub(super) struct Closed {
    workspace_id: WorkspaceId,
    why: String,
    /// What is in the way, and when it was written.
    seen: (String, Option<Timestamp>),
    /// Whether it is said with its file.
    is_told: bool,
}

impl Folders {
    /// Why a folder takes nothing, if so; it is said now.
    pub(super) fn tell(&mut self, folder: &str) -> Option<String> {
        let closed = self.closed.get_mut(folder)?;
        closed.is_told = true;
        Some(said(&closed.why))
    }

    /// What is said of all of these.
    pub(super) fn not_put(&self) -> impl Iterator<Item = (WorkspaceId, String)> {
        let closed = self.closed.values().map(|closed| (closed.workspace_id.clone(), closed.why.clone()));
        closed.chain(self.crossed.iter().map(|(_, id, why)| (id.clone(), why.clone())))
    }

    /// What is said of those of which nobody has said it, each with what is in the way, and when that was written.
    pub(super) fn untold(&self) -> impl Iterator<Item = (Planned, (String, Option<Timestamp>))> {
        let untold = self.closed.iter().filter(|(_, closed)| !closed.is_told);
        let closed = untold.map(|(folder, closed)| {
            (planned(Path::new(&**folder), &closed.workspace_id, (&closed.why, REMEDY)), closed.seen.clone())
        });
        let crossed = self.crossed.iter().map(|(folder, id, why)| {
            let folder = Path::new(&**folder);
            (planned(folder, id, (why, CROSSED)), seen(folder))
        });
        closed.chain(crossed)
    }
}

fn said(why: &str) -> String {
    format!("What is attached to the workspace is kept, and cannot be put into its folder: {why}")
}

/// A source that says of a workspace that something is not in its folder.
fn planned(folder: &Path, id: &WorkspaceId, (why, remedy): (&str, &str)) -> Planned {
    let item = MigrationItem {
        subject: LegacySubject::Configuration,
        name: "opencode.json".to_owned(),
        path: None,
        at: None,
        action: MigrationAction::Fail,
        reason: said(why),
        remedy: Some(remedy.to_owned()),
        workspace_id: Some(id.clone()),
    };
    let shown = MigrationSource {
        kind: LegacyKind::WorkspaceFile,
        path: folder.join(FILE).display().to_string(),
        condition: LegacyCondition::Read,
        fingerprint: None,
        imported_at: None,
        items: vec![item],
        warnings: Vec::new(),
    };
    Planned {
        shown,
        counts: MigrationCounts { fail: 1, ..MigrationCounts::default() },
        steps: Arc::default(),
        record: None,
    }
}

/// The file, or where there is none the folder that it would lie in, and when that was written.
fn seen(folder: &Path) -> (String, Option<Timestamp>) {
    let file = folder.join(FILE);
    let place = file.ancestors().take(3).find(|place| place.exists()).unwrap_or(folder);
    let since = std::fs::metadata(place).ok().and_then(|meta| meta.modified().ok());
    let millis = since.and_then(|time| i64::try_from(time.duration_since(UNIX_EPOCH).ok()?.as_millis()).ok());
    (place.display().to_string(), millis.map(Timestamp::from_millis))
}

impl Imports {
    /// Tells what turned out afterwards not to be put into the folders of these workspaces, and why: with what the import did, and
    /// in the status.
    pub(crate) async fn tell_not_put(&self, outcome: &mut Outcome, not_put: Vec<NotPut>) -> Result<()> {
        let _in_turn = self.0.turn.lock().await;
        let mut is_any = false;
        for NotPut { workspace_id, why, is_crossed } in not_put {
            let Ok(record) = self.0.registry.get(&workspace_id) else { continue };
            let remedy = if is_crossed { CROSSED } else { REMEDY };
            let planned = planned(Path::new(&record.folder), &workspace_id, (&why, remedy));
            // what was foreseen is told
            if !outcome.not_put.insert((workspace_id.clone(), why.clone())) {
                continue;
            }
            is_any = true;
            self.told().total += 1;
            let seen = seen(Path::new(&record.folder));
            self.took(planned, seen, outcome);
        }
        if is_any { self.keep_told().await } else { Ok(()) }
    }

    /// Takes out of the status what was said of workspaces that have all of what is theirs by now.
    pub(crate) async fn are_whole(&self, ids: &BTreeSet<WorkspaceId>) -> Result<()> {
        {
            let mut told = self.told();
            // one that runs looks at them by itself
            if told.state == MigrationState::Running || told.not_put.is_disjoint(ids) {
                return Ok(());
            }
            let before = told.not_put.len();
            told.not_put.retain(|id| !ids.contains(id));
            let gone = super::count(before - told.not_put.len());
            told.counts.fail = told.counts.fail.saturating_sub(gone);
            told.failed.retain(|item| not_put(item).is_none_or(|id| !ids.contains(id)));
        }
        self.keep_told().await
    }

    /// Keeps what is told of the last import as it is now. One that was taken back meanwhile is told as that.
    async fn keep_told(&self) -> Result<()> {
        let last = Some(self.told()).filter(|told| told.state == MigrationState::Done).and_then(|told| told.last());
        if let Some(last) = last {
            self.0.store.write::<_, StoreError>(move |write| write.imports().put_last(&last)).await?;
            self.tell().await;
        }
        Ok(())
    }
}

/// The workspace of which it is said that something is not in its folder, where that is what is said.
pub(super) fn not_put(item: &MigrationItem) -> Option<&WorkspaceId> {
    let is_it = item.remedy.as_deref().is_some_and(|remedy| [REMEDY, CROSSED].contains(&remedy));
    item.workspace_id.as_ref().filter(|_| is_it)
}

impl Planner<'_> {
    /// Concludes something that is put into folders of workspaces, and says what of it will not be.
    pub(super) fn conclude_put(
        &mut self,
        mut shown: Shown,
        verdict: Verdict,
        place: (String, ImportedInto, String),
        what: What,
    ) -> std::result::Result<(), StoreError> {
        if !matches!(verdict.action, MigrationAction::Skip | MigrationAction::Fail) {
            shown.warnings.extend(self.stays(&what)?);
        }
        self.conclude(shown, verdict, place, what);
        Ok(())
    }

    /// What of the user's stands in the place of something, and stays.
    fn stays(&mut self, what: &What) -> std::result::Result<Option<String>, StoreError> {
        let (mut places, mut more) = (Vec::new(), 0_usize);
        for id in what.set_in() {
            let Some(folder) = self.known.folder(id.as_str()).cloned().filter(|_| self.known.is_native) else {
                continue;
            };
            self.crosses((id, &folder), what);
            let known = &self.known.folders;
            if known.free.contains(&folder) || known.closed.contains_key(&folder) || !is_there(Path::new(&*folder)) {
                continue;
            }
            let before = self.read.settings().get(id)?.unwrap_or_else(|| settings::none(id)).projected;
            let seen = seen(Path::new(&*folder));
            match foreseen(Path::new(&*folder), &self.wanted(id, what), &before) {
                Ok(Foreseen::Fits) => {}
                Ok(Foreseen::IsFree) => self.known.folders.free.insert(&folder, ()),
                Ok(Foreseen::Stays(_)) if places.len() == NAMED => more += 1,
                Ok(Foreseen::Stays(ways)) => {
                    let keys = ways.iter().map(|way| format!("`{}`", way.join("."))).collect::<Vec<_>>().join(", ");
                    places.push(format!("{keys} in `{}`", Path::new(&*folder).join(FILE).display()));
                }
                Err(error) => {
                    let closed = Closed { workspace_id: id.clone(), why: error.message, seen, is_told: false };
                    self.known.folders.closed.insert(folder, closed);
                }
            }
        }
        let more = if more > 0 { format!(", and in {more} more") } else { String::new() };
        let stays = || {
            format!(
                "Somebody wrote {}{more}, which stays as it is; what is attached here takes its place once that is taken out.",
                places.join(", ")
            )
        };
        Ok((!places.is_empty()).then(stays))
    }

    /// Notes that something is left out of a folder for what another file says of its name. A start does not look: what it finds
    /// when it puts it there is told then.
    fn crosses(&mut self, (id, folder): (&WorkspaceId, &Arc<str>), what: &What) {
        let (What::Managed(item, secrets), Some((places, registry))) = (what, &self.known.around) else { return };
        let Some([section, name]) = way_of(item).and_then(|way| <[String; 2]>::try_from(way).ok()) else { return };
        let path = Path::new(&**folder);
        if self.known.is_terse || !is_there(path) {
            return;
        }
        let (data, inner) = (&self.known.data, registry.within(path, places.is_everywhere(path)));
        let Ok(around) = layers::around(path, &inner, (data, places)) else { return };
        // sealed they are in its place
        let mut sealed = (**item).clone();
        let any = Sealed { key: String::new(), text: String::new() };
        sealed.secrets = secrets.keys().map(|name| (name.clone(), any.clone())).collect();
        let config = assigned::filled(data, id, &sealed);
        if let Some(why) = crossed(&around, (&section, &name), &config, Looks::AtOther) {
            self.known.folders.crossed.push((folder.clone(), id.clone(), format!("{why}.")));
        }
    }

    /// What something wants in the folder of a workspace.
    fn wanted(&self, id: &WorkspaceId, what: &What) -> Wanted {
        let (mut wanted, mut record) = (Wanted::default(), settings::none(id));
        match what {
            What::Managed(item, _) => assigned::want((&self.known.data, id), [&**item], &mut wanted),
            What::Setting { key, value, .. } => drop(record.opencode.insert(key.clone(), (**value).clone())),
            What::Folder { folder, .. } => record.authorized_folders.push(folder.clone()),
            What::Workspace(_)
            | What::Aliases(..)
            | What::Active(_)
            | What::Token(_)
            | What::Variable { .. }
            | What::Identity(..)
            | What::Binding(_)
            | What::Kept { .. }
            | What::Seen
            | What::Forgotten => {}
        }
        wanted.keys.extend(settings::keys(&record));
        wanted
    }
}
