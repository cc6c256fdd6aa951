//! Folders that were workspaces, and what they were called.

use super::plan::{Planner, Shown, deleted, path_of};
use super::step::{Names, Step, What, alias_item};
use crate::clock::Timestamp;
use crate::ids::WorkspaceId;
use crate::legacy::found::FoundWorkspace;
use crate::model::migration::MigrationAction;
use crate::model::stored::{ImportedInto, WorkspaceRecord};
use crate::model::workspace::{DisplayName, Preset};
use crate::platform::folder::{is_circle, is_there};
use crate::store::{StoreError, alias_mark};
use crate::workspaces::refusal;
use std::path::Path;
use std::sync::Arc;

/// What a workspace was made from where nobody says.
const PRESET: &str = "starter";

/// What is said of a workspace whose folder is not there.
const AWAY: &str = "Its folder is not there now; it is kept and works again when the folder is back.";

/// The same where it cannot be.
const IN_A_CIRCLE: &str = "Its path is a link that leads in a circle, so that there is no folder. It is kept, and works once a folder \
                           is in the link's place.";

impl Planner<'_> {
    /// A folder that was a workspace.
    pub(super) fn workspace(&mut self, shown: Shown, found: &FoundWorkspace) -> Result<(), StoreError> {
        let item = format!("workspace/{}", found.folder);
        let made = self.read.imports().made(&item)?;
        let imported = made.as_ref().map(|made| WorkspaceId::made(made.row.clone()));
        let here = imported.filter(|id| self.known.folder(id.as_str()).is_some());
        let here = here.or_else(|| self.known.in_folder(&found.folder).cloned());
        // a path through a link is another one once the folder is gone, or back; what it was called is not
        match here.or_else(|| self.known.called(found).cloned()) {
            Some(id) => {
                self.known.came_from(&id, &found.folder);
                self.tell_elsewhere(&shown, &id, found);
                self.known_workspace(shown.of(&id), &id, item, found)
            }
            None if made.is_some() || self.known.has_lost(found) => {
                self.known.forsake(&found.ids.all());
                let reason = made.as_ref().map_or("It was deleted here since it was imported.", deleted);
                self.say(shown, MigrationAction::Skip, reason.to_owned(), None);
                Ok(())
            }
            None => {
                let refused = refusal(Path::new(&*found.folder), &self.known.data);
                if let Some(why) = refused.filter(|_| self.known.is_native || found.is_there) {
                    let remedy = "Open the folder that is meant as a workspace with `workspaces.createLocal`.";
                    self.fail(shown, format!("It can be no workspace here: {why}."), remedy);
                    return Ok(());
                }
                self.new_workspace(shown, item, found)
            }
        }
    }

    /// Tells of a workspace whose folder is behind a link, or gone, while what it meant is there: no link is followed here.
    fn tell_elsewhere(&mut self, shown: &Shown, id: &WorkspaceId, found: &FoundWorkspace) {
        let Some(folder) = self.known.folder(id.as_str()).filter(|_| self.known.is_native).cloned() else { return };
        if folder == found.folder || is_there(Path::new(&*folder)) || !is_there(Path::new(&*found.folder)) {
            return;
        }
        let reason = format!(
            "Its workspace has the folder `{folder}`, which is behind a link now, or gone; this is where it is."
        );
        self.fail(shown.clone().of(id), reason, "Give the workspace this folder with `workspaces.relink`.");
    }

    fn new_workspace(&mut self, mut shown: Shown, item: String, found: &FoundWorkspace) -> Result<(), StoreError> {
        shown.warnings.extend(self.changed(found));
        let id = WorkspaceId::fresh();
        let created_at = self.created_at(found).unwrap_or(self.now);
        let record = WorkspaceRecord {
            id: id.clone(),
            folder: found.folder.to_string(),
            display_name: name_of(found),
            preset: preset_of(found).unwrap_or_else(|| PRESET.to_owned()),
            hidden: false,
            opencode_project_id: None,
            left: None,
            created_at,
            updated_at: self.now,
        };
        let row = id.as_str().to_owned();
        let mut verdict = self.verdict(&item, (ImportedInto::Workspace, &row), |_| Ok(false))?;
        if !found.is_there {
            let why = if is_circle(Path::new(&*found.folder)) { IN_A_CIRCLE } else { AWAY };
            why.clone_into(&mut verdict.reason);
        }
        self.known.learn(id.clone(), found.folder.clone());
        self.known.makes(ImportedInto::Workspace, id.as_str());
        let (aliases, notes) = self.aliases(&id, &item, &found.ids.all())?;
        verdict.reason = [vec![verdict.reason], notes].concat().join(" ");
        self.conclude_workspace(shown.of(&id), verdict, (item, row), record);
        // after the workspace that they name
        self.also(aliases);
        Ok(())
    }

    /// What cannot be kept as its source says, and is otherwise here.
    fn changed(&self, found: &FoundWorkspace) -> impl Iterator<Item = String> + use<> {
        let is_said = |it: &Option<Arc<str>>| it.as_ref().is_some_and(|text| !text.trim().is_empty());
        let preset = is_said(&found.preset) && preset_of(found).is_none();
        let name = is_said(&found.name) && found.name.as_deref() != Some(&*name_of(found));
        let time = found.created_at.is_some() && self.created_at(found).is_none();
        let said = [
            preset.then_some("Its preset can be none here, and was left out."),
            name.then_some("Its name holds what none here may, or is too long, and was cut."),
            time.then_some("When it was made is a time to come, and was left out."),
        ];
        said.into_iter().flatten().map(str::to_owned)
    }

    /// When a workspace was made, as its source says.
    fn created_at(&self, found: &FoundWorkspace) -> Option<Timestamp> {
        found.created_at.filter(|made| *made <= self.now)
    }

    fn conclude_workspace(
        &mut self,
        shown: Shown,
        verdict: super::plan::Verdict,
        (item, row): (String, String),
        record: WorkspaceRecord,
    ) {
        self.conclude(shown, verdict, (item, ImportedInto::Workspace, row), What::Workspace(Box::new(record)));
    }

    /// A folder that is a workspace here already: it follows the source as long as it is the source's, and every id finds it.
    fn known_workspace(
        &mut self,
        mut shown: Shown,
        id: &WorkspaceId,
        item: String,
        found: &FoundWorkspace,
    ) -> Result<(), StoreError> {
        let record = self.read.workspaces().get(id)?;
        // what no place says stays as it is
        let said = record.as_ref().map(|record| WorkspaceRecord {
            display_name: found.name.as_ref().map_or_else(|| record.display_name.clone(), |_| name_of(found)),
            preset: preset_of(found).unwrap_or_else(|| record.preset.clone()),
            created_at: self.created_at(found).unwrap_or(record.created_at),
            ..record.clone()
        });
        let same = record == said;
        if said.is_some() {
            shown.warnings.extend(self.changed(found));
        }
        let mut verdict = self.verdict(&item, (ImportedInto::Workspace, id.as_str()), |_| Ok(same))?;
        let (aliases, notes) = self.aliases(id, &item, &found.ids.all())?;
        if aliases.is_some() && verdict.action != MigrationAction::Update {
            verdict.action = MigrationAction::Alias;
            "Its folder is a workspace here, which is found by its older ids too.".clone_into(&mut verdict.reason);
        }
        verdict.reason = [vec![verdict.reason], notes].concat().join(" ");
        self.also(aliases);
        if let Some(said) = said.filter(|_| verdict.action == MigrationAction::Update) {
            let record = WorkspaceRecord { updated_at: self.now, ..said };
            self.conclude_workspace(shown, verdict, (item, id.as_str().to_owned()), record);
        } else {
            self.known.decided.note(&item, &self.source);
            if verdict.is_news {
                self.saw((item, ImportedInto::Workspace, id.as_str().to_owned()), verdict.mark);
            }
            self.say(shown, verdict.action, verdict.reason, None);
        }
        Ok(())
    }

    /// Whether an id was given by an import to a workspace that was deleted here since, and to none in the folder of this item.
    fn was_anothers(&self, legacy: &str, of: &str) -> Result<bool, StoreError> {
        let imports = self.read.imports();
        if self.known.alias(legacy).is_some() || imports.mark(ImportedInto::Alias, legacy)?.is_some() {
            return Ok(false);
        }
        let Some(made) = imports.made(&alias_item(legacy))? else { return Ok(false) };
        // one that was opened anew here in its folder is called as it was
        Ok(imports.made(of)?.is_none_or(|of| alias_mark(&of.row) != made.hash))
    }

    /// What has ids lead to a workspace that do not yet, and which cannot. It is remembered as this item.
    fn aliases(
        &mut self,
        id: &WorkspaceId,
        of: &str,
        ids: &[String],
    ) -> Result<(Option<Step>, Vec<String>), StoreError> {
        let (mut names, mut notes) = (Vec::new(), Vec::new());
        for legacy in ids {
            let Ok(as_id) = legacy.parse::<WorkspaceId>() else {
                notes.push(format!("`{legacy}` can name no workspace."));
                continue;
            };
            let item = alias_item(legacy);
            if self.was_anothers(legacy, of)? {
                notes.push(format!("`{legacy}` named a workspace that was deleted here, and names no other."));
                continue;
            }
            let is_other = match self.known.alias(legacy) {
                Some(other) if other == id => {
                    self.known.decided.note(&item, &self.source);
                    continue;
                }
                Some(_) => true,
                None if self.known.folder(as_id.as_str()).is_some() => continue,
                None => false,
            };
            let verdict = self.verdict(&item, (ImportedInto::Alias, legacy), |_| Ok(false))?;
            let is_elses = self.read.imports().made(&item)?.is_some_and(|made| *made.source != *self.source);
            let follows = is_other && is_elses && verdict.is_as_made;
            if let Some(other) = self.known.alias(legacy).filter(|_| is_other && !follows) {
                let by = self.known.decided.by(&item).cloned();
                let by = by.or(self.read.imports().made(&item)?.map(|made| made.source.into()));
                let why = match by.filter(|by| *by != self.source) {
                    Some(by) => format!("as `{}` says, which counts more", path_of(&by)),
                    None => "which is named so here too".to_owned(),
                };
                notes.push(format!("`{legacy}` names the workspace `{other}`, {why}."));
                continue;
            }
            self.known.decided.note(&item, &self.source);
            self.known.calls(legacy, id);
            names.push((legacy.as_str(), verdict.mark));
        }
        // what is written says by itself what it is
        let (item, row, into) = (String::new(), String::new(), ImportedInto::Alias);
        let step = |names| Step { item, into, row, expects: None, what: What::Aliases(id.clone(), names) };
        Ok((Names::of(&names).map(step), notes))
    }

    /// Which workspace was the active one: it is here too, unless one is already.
    pub(super) fn active(&mut self, shown: Shown, legacy_id: &str) -> Result<(), StoreError> {
        let Some((shown, id)) = self.owner(shown, legacy_id) else { return Ok(()) };
        let (item, row) = ("active".to_owned(), "active".to_owned());
        let here = self.read.workspaces().active()?;
        let mut verdict = self.verdict(&item, (ImportedInto::Active, &row), |_| Ok(here.as_ref() == Some(&id)))?;
        // which one is worked in is a matter of here, once there is one
        if verdict.action == MigrationAction::Update || (self.known.has_active && here.as_ref() != Some(&id)) {
            verdict.action = MigrationAction::Skip;
            "Another one is active here.".clone_into(&mut verdict.reason);
        }
        self.known.has_active = true;
        self.conclude(shown, verdict, (item, ImportedInto::Active, row), What::Active(id));
        Ok(())
    }
}

/// What a workspace was made from, as its source says.
fn preset_of(found: &FoundWorkspace) -> Option<String> {
    found.preset.as_deref().filter(|word| word.parse::<Preset>().is_ok()).map(str::to_owned)
}

/// What a workspace is called: as it was, else as its folder is.
fn name_of(found: &FoundWorkspace) -> String {
    let of_folder = || Path::new(&*found.folder).file_name().map(|name| name.to_string_lossy().into_owned());
    let said = found.name.as_deref().filter(|name| !name.trim().is_empty()).map(str::to_owned);
    let name = said.or_else(of_folder).unwrap_or_default();
    let plain: String = name.chars().filter(|c| !c.is_control()).take(200).collect();
    if plain.parse::<DisplayName>().is_ok() { plain } else { "Workspace".to_owned() }
}
