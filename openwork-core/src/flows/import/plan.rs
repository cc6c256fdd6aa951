//! What becomes of each thing that a source says: on a snapshot, and writing nothing.
//!
//! The rule is one for all kinds, [`Planner::verdict`]. What was not here is made; what an import made and nobody touched
//! follows its source; what was changed here since stays; what was deleted here since stays deleted.

use super::known::{Known, Nowhere};
use super::layered::OfAll;
use super::not_put;
use super::step::{Secrets, Step, What};
use super::twice::Firsts;
use crate::clock::Timestamp;
use crate::config::managed::FILE;
use crate::ids::WorkspaceId;
use crate::legacy::found::{Finding, Found, Source};
use crate::model::managed::ManagedKind;
use crate::model::migration::{
    LegacyKind, LegacySubject, MigrationAction, MigrationCounts, MigrationItem, MigrationSource,
};
use crate::model::stored::{ImportSourceRecord, ImportedInto, ImportedRecord};
use crate::secrets;
use crate::store::{Key, Read, StoreError};
use std::path::Path;
use std::sync::Arc;

/// Why something is made; once that is done it is said otherwise.
pub(super) const NOT_YET: &str = "It is not here yet.";

/// What is said of a configuration that keys of this server are put into.
const WRITTEN_TO: &str = "What is attached to the workspace is put into it too: only those keys. The rest stays byte for byte, \
                          and what it said before is kept.";

/// What stands in a plan for what looks like a secret.
const HIDDEN: &str = "(hidden)";

/// What a source comes to.
#[derive(Debug)]
pub(super) struct Planned {
    /// As it is shown.
    pub(super) shown: MigrationSource,
    /// How many things become what.
    pub(super) counts: MigrationCounts,
    /// What is written for it.
    pub(super) steps: Arc<Vec<Step>>,
    /// What is remembered of it once that is done; none of what could not be read.
    pub(super) record: Option<ImportSourceRecord>,
}

/// Plans one source.
pub(super) struct Planner<'p> {
    pub(super) read: &'p Read<'p>,
    pub(super) known: &'p mut Known,
    /// Opens what is sealed here, to compare; none where nothing is, or the key is missing.
    pub(super) key: Option<&'p Key>,
    pub(super) source: Arc<str>,
    /// Where it is.
    pub(super) path: &'p Path,
    pub(super) kind: LegacyKind,
    pub(super) now: Timestamp,
    /// What this source keeps for all workspaces, as far as it does not give way to what it keeps for one.
    pub(super) of_all: OfAll,
    /// What it said of each item first.
    pub(super) firsts: Firsts,
    steps: Vec<Step>,
    items: Vec<MigrationItem>,
    counts: MigrationCounts,
}

/// What becomes of something, and why.
#[derive(Debug)]
pub(super) struct Verdict {
    pub(super) action: MigrationAction,
    pub(super) reason: String,
    /// What lies there now.
    pub(super) mark: Option<String>,
    /// Whether it was made here and no import has noted that yet.
    pub(super) is_news: bool,
    /// Whether this source made it, or one that counts less, it lies there as it was made, and nothing that counts more has
    /// spoken of it.
    pub(super) is_as_made: bool,
}

/// A thing that is shown in the plan.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub(super) subject: LegacySubject,
    pub(super) name: String,
    pub(super) at: Option<String>,
    pub(super) warnings: Vec<String>,
    pub(super) workspace_id: Option<WorkspaceId>,
}

impl Shown {
    pub(super) fn of(self, workspace_id: &WorkspaceId) -> Self {
        Self { workspace_id: Some(workspace_id.clone()), ..self }
    }
}

/// What a source comes to as the store is now.
pub(super) fn source<'p>(
    read: &'p Read<'p>,
    known: &'p mut Known,
    key: Option<&'p Key>,
    source: &'p Source,
    now: Timestamp,
) -> Result<Planned, StoreError> {
    let key_of = key_of(source);
    let known_as = read.imports().source(&key_of)?;
    // as it grows, a large one is there twice
    let steps = Vec::with_capacity(2 * source.findings.len());
    let (kind, items, counts) = (source.kind, Vec::new(), MigrationCounts::default());
    let of_all = OfAll::of(source.findings.iter().map(|finding| &finding.what));
    let mut planner = Planner {
        read,
        known,
        key,
        source: key_of.into(),
        path: &source.path,
        kind,
        now,
        of_all,
        firsts: Firsts::new(),
        steps,
        items,
        counts,
    };
    // what is said of one workspace counts before what is said of all; of plugins both are loaded, its own after the others
    let (general, particular): (Vec<&Finding>, Vec<&Finding>) =
        source.findings.iter().partition(|finding| is_general(&finding.what));
    let (plugins, general): (Vec<_>, Vec<_>) =
        general.into_iter().partition(|finding| matches!(finding.what, Found::Item { kind: ManagedKind::Plugins, .. }));
    for finding in plugins.into_iter().chain(particular).chain(general) {
        planner.finding(finding)?;
    }
    let (mut steps, items, counts) = (planner.steps, planner.items, planner.counts);
    // of a large source they are much, and wait until they are carried out
    steps.shrink_to_fit();
    let path = source.path.to_string_lossy().into_owned();
    let record = source.fingerprint.as_ref().map(|fingerprint| ImportSourceRecord {
        key: planner.source.to_string(),
        kind: source.kind,
        path: path.clone(),
        fingerprint: fingerprint.clone(),
        imported_at: now,
        undone: false,
    });
    let imported_at = known_as
        .filter(|before| !before.undone && Some(&before.fingerprint) == source.fingerprint.as_ref())
        .map(|before| before.imported_at);
    let shown = MigrationSource {
        kind: source.kind,
        path,
        condition: source.condition,
        fingerprint: source.fingerprint.clone(),
        imported_at,
        items,
        warnings: source.warnings.iter().map(|warning| without_secrets(warning)).collect(),
    };
    Ok(Planned { shown, counts, steps: Arc::new(steps), record })
}

/// What a source is remembered by.
pub(super) fn key_of(source: &Source) -> String {
    let kind = serde_json::to_value(source.kind).unwrap_or_default();
    format!("{} {}", kind.as_str().unwrap_or_default(), source.path.display())
}

/// Where a source is that is remembered by this.
pub(super) fn path_of(key: &str) -> &str {
    key.split_once(' ').map_or(key, |(_, path)| path)
}

/// A text without the words that look like secrets: people put those into names and addresses too.
pub(super) fn without_secrets(text: &str) -> String {
    if secrets::kind_of(text).is_none() && !text.split(' ').any(is_secret) {
        return text.to_owned();
    }
    let words = text.split(' ').map(|word| if is_secret(word) { HIDDEN } else { word });
    let left = words.collect::<Vec<_>>().join(" ");
    if secrets::kind_of(&left).is_some() { HIDDEN.to_owned() } else { left }
}

fn is_secret(word: &str) -> bool {
    // an address in a JSON pointer is one too
    let word = word.replace("~1", "/");
    secrets::kind_of(word.trim_matches(|c: char| "`.,;:()".contains(c))).is_some()
}

/// Why what an import knows of is not made again.
pub(super) fn deleted(made: &ImportedRecord) -> &'static str {
    if made.seen {
        "It was here when its source was read first, and was deleted here since."
    } else {
        "It was deleted here since it was imported."
    }
}

fn is_general(what: &Found) -> bool {
    matches!(what, Found::Configuration { workspace: None, .. } | Found::Item { workspace: None, .. })
}

impl Planner<'_> {
    fn finding(&mut self, finding: &Finding) -> Result<(), StoreError> {
        let shown = |subject: LegacySubject, name: &str| Shown {
            subject,
            name: name.to_owned(),
            at: finding.at.clone(),
            warnings: finding.warnings.clone(),
            workspace_id: None,
        };
        match &finding.what {
            Found::Workspace(found) => self.workspace(shown(LegacySubject::Workspace, &found.folder), found),
            Found::About(found) => {
                let Some((shown, _)) = self.owner(shown(LegacySubject::Workspace, &found.workspace), &found.workspace)
                else {
                    return Ok(());
                };
                let reason = "It goes to its workspace, as far as no place that counts more says otherwise.";
                self.say(shown, MigrationAction::Keep, reason.to_owned(), None);
                Ok(())
            }
            Found::Active(legacy_id) => self.active(shown(LegacySubject::ActiveWorkspace, legacy_id), legacy_id),
            Found::Token(found) => {
                let name = found.label.clone().unwrap_or_else(|| format!("{} token", found.scope));
                self.token(shown(LegacySubject::Token, &name), found)
            }
            Found::Variable { name, value, updated_at } => {
                self.variable(shown(LegacySubject::Variable, name), name, value, *updated_at)
            }
            Found::Configuration { workspace, config } => {
                let of = workspace.as_deref();
                self.configuration(&shown(LegacySubject::Configuration, of.unwrap_or("all")), of, config)
            }
            Found::Item { workspace, kind, key, config } => {
                let shown = shown(super::managed::subject(*kind), key);
                self.item(shown, workspace.as_deref(), *kind, key, config)
            }
            Found::AuthorizedFolders { workspace, folders } => {
                self.folders(&shown(LegacySubject::AuthorizedFolder, ""), workspace.as_deref(), folders)
            }
            Found::Identity(found) => self.identity(shown(LegacySubject::RouterIdentity, &found.id), found),
            Found::Binding(found) => self.binding(shown(LegacySubject::RouterBinding, &found.peer), found),
            Found::AuditLog { workspace, file } => {
                let mut shown = shown(LegacySubject::AuditLog, &file.display().to_string());
                shown.workspace_id = self.known.named(workspace).ok();
                self.say(
                    shown,
                    MigrationAction::LeftInPlace,
                    "It stays where it is; `audit.list` reads it there.".to_owned(),
                    None,
                );
                Ok(())
            }
            Found::Left { subject, name, action, reason, remedy } => {
                if let Some((folder, id)) = self.workspace_of()
                    && let Some(why) = self.known.folders.tell(&folder)
                {
                    self.fail(shown(*subject, name).of(&id), format!("{reason} {why}"), not_put::REMEDY);
                    return Ok(());
                }
                let reason = self.left(reason)?;
                self.say(shown(*subject, name), *action, reason, remedy.clone());
                Ok(())
            }
            Found::Remote(_)
            | Found::Port { .. }
            | Found::CloudSignIn(_)
            | Found::Bootstrap { .. }
            | Found::SessionGroups { .. } => self.waits(&shown, &finding.what),
        }
    }

    /// What becomes of something: `same` says whether what lies here is as the source says.
    pub(super) fn verdict(
        &self,
        item: &str,
        (into, row): (ImportedInto, &str),
        same: impl FnOnce(&Self) -> Result<bool, StoreError>,
    ) -> Result<Verdict, StoreError> {
        let made = self.read.imports().made(item)?;
        let row = made.as_ref().map_or(row, |made| &made.row);
        let mark = self.read.imports().mark(into, row)?;
        let counts_more = made.as_ref().is_some_and(|made| self.known.counts_more(&self.source, &made.source));
        let is_ours = counts_more || made.as_ref().is_some_and(|made| *made.source == *self.source);
        let is_decided = self.known.decided.contains(item);
        let is_made = |made: &ImportedRecord| !made.seen && mark.as_ref() == Some(&made.hash);
        let is_as_made = is_ours && !is_decided && made.as_ref().is_some_and(is_made);
        let is_news = mark.is_some() && made.is_none() && !is_decided && !self.known.is_ours(into, row);
        let said = |action: MigrationAction, reason: &str| (action, reason.to_owned());
        let (action, reason) = match (&mark, &made) {
            _ if is_decided => (MigrationAction::Keep, self.said_before(item)),
            (None, None) => said(MigrationAction::Create, NOT_YET),
            (None, Some(made)) => said(MigrationAction::Skip, deleted(made)),
            (Some(_), _) if same(self)? => said(MigrationAction::Keep, "It is here as the source says."),
            (Some(_), None | Some(ImportedRecord { seen: true, .. })) => {
                said(MigrationAction::Skip, "It is here already, made here, and stays as it is.")
            }
            (Some(now), Some(made)) if *now != made.hash => {
                said(MigrationAction::Skip, "It was changed here since it was imported, and stays as it is.")
            }
            (Some(_), Some(made)) if counts_more => (
                MigrationAction::Update,
                format!("It was imported from `{}`, which counts less.", path_of(&made.source)),
            ),
            (Some(_), Some(made)) if !is_ours => {
                (MigrationAction::Keep, format!("It was imported from `{}`, and follows that.", path_of(&made.source)))
            }
            (Some(_), Some(_)) => {
                said(MigrationAction::Update, "Its source says something else than when it was imported.")
            }
        };
        Ok(Verdict { action, reason, mark, is_news, is_as_made })
    }

    /// Where something was said already.
    fn said_before(&self, item: &str) -> String {
        match self.known.decided.by(item).filter(|by| **by != self.source) {
            Some(by) => format!("It was said before, in `{}`, which counts more.", path_of(by)),
            // what is said of one workspace is looked at before what is said of all
            None if item.starts_with("setting/")
                && item.rsplit('/').next().is_some_and(super::layered::goes_together) =>
            {
                "It goes together with what is said here of the workspace itself.".to_owned()
            }
            None if item.starts_with("setting/") => {
                "It is said here of the workspace itself, and that counts.".to_owned()
            }
            None => "It stands here more than once, and is taken over once.".to_owned(),
        }
    }

    /// Adds to what is said of a configuration in a workspace's folder that keys of this server are put into it.
    fn left(&self, reason: &str) -> Result<String, StoreError> {
        let Some((_, id)) = self.workspace_of() else { return Ok(reason.to_owned()) };
        let has_keys = || Ok(self.read.settings().get(&id)?.is_some_and(|record| !record.projected.keys.is_empty()));
        let is_written_to = self.known.sets.contains(&id) || has_keys()?;
        Ok(if is_written_to { format!("{reason} {WRITTEN_TO}") } else { reason.to_owned() })
    }

    /// The workspace whose file for keys of this server this source is.
    fn workspace_of(&self) -> Option<(Arc<str>, WorkspaceId)> {
        let folder = self.path.ends_with(FILE).then(|| self.path.ancestors().nth(2)).flatten()?;
        let id = self.known.in_folder(folder.to_str()?)?;
        Some((self.known.folder(id.as_str())?.clone(), id.clone()))
    }

    /// Shows what becomes of something.
    pub(super) fn say(&mut self, shown: Shown, action: MigrationAction, reason: String, remedy: Option<String>) {
        self.counts.count(action);
        if self.known.is_terse && action != MigrationAction::Fail {
            return;
        }
        let reason = shown.warnings.iter().fold(reason, |reason, warning| format!("{reason} {warning}"));
        let Shown { subject, name, at, workspace_id, .. } = shown;
        let (name, reason, at) = (without_secrets(&name), without_secrets(&reason), at.map(|at| without_secrets(&at)));
        self.items.push(MigrationItem { subject, name, path: None, at, action, reason, remedy, workspace_id });
    }

    /// Shows that something cannot be taken over.
    pub(super) fn fail(&mut self, shown: Shown, reason: impl Into<String>, remedy: &str) {
        self.say(shown, MigrationAction::Fail, reason.into(), Some(remedy.to_owned()));
    }

    /// Shows what becomes of something, and has it written where that is called for.
    pub(super) fn conclude(
        &mut self,
        shown: Shown,
        verdict: Verdict,
        (item, into, row): (String, ImportedInto, String),
        what: What,
    ) {
        self.known.decided.note(&item, &self.source);
        if matches!(verdict.action, MigrationAction::Create | MigrationAction::Update) {
            self.known.sets.extend(what.set_in().iter().cloned());
            self.steps.push(Step { item, into, row, expects: verdict.mark, what });
        } else if verdict.is_news {
            self.saw((item, into, row), verdict.mark);
        }
        self.say(shown, verdict.action, verdict.reason, None);
    }

    /// Has it remembered that something is here, made here.
    pub(super) fn saw(&mut self, (item, into, row): (String, ImportedInto, String), expects: Option<String>) {
        self.steps.push(Step { item, into, row, expects, what: What::Seen });
    }

    /// Has something written that is no item of its own.
    pub(super) fn also(&mut self, step: Option<Step>) {
        self.steps.extend(step);
    }

    /// The workspace that something is of; shows why not, where there is none.
    pub(super) fn owner(&mut self, shown: Shown, named: &str) -> Option<(Shown, WorkspaceId)> {
        match self.known.named(named) {
            Ok(id) => Some((shown.of(&id), id)),
            Err(Nowhere::Deleted) => {
                let reason = format!("Its workspace `{named}` was deleted here.");
                self.say(shown, MigrationAction::Skip, reason, None);
                None
            }
            Err(Nowhere::Unknown) => {
                let reason = format!("No source says which folder its workspace `{named}` was.");
                self.fail(shown, reason, "Open the folder as a workspace and set it there.");
                None
            }
        }
    }

    /// Whether sealed secrets are these.
    pub(super) fn opens_to(
        &self,
        sealed: &std::collections::BTreeMap<String, crate::model::stored::Sealed>,
        place: impl Fn(&str) -> String,
        secrets: &Secrets,
    ) -> bool {
        let Some(key) = self.key else { return sealed.is_empty() && secrets.is_empty() };
        sealed.len() == secrets.len()
            && secrets.iter().all(|(name, secret)| {
                let text = sealed.get(name).and_then(|sealed| key.open(&place(name), sealed).ok());
                text.is_some_and(|text| text == secret.reveal())
            })
    }
}
