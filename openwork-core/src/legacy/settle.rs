//! What several sources say about one folder becomes one saying: that of the weightiest, filled up from the others.

use super::folders::Folders;
use super::found::{Finding, Found, FoundAbout, FoundRemote, FoundToken, FoundWorkspace, Source};
use super::ids;
use crate::clock::Timestamp;
use crate::model::migration::{LegacyKind, LegacySubject, MigrationAction};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How many ids a workspace elsewhere keeps: eras are few, and what stands there a thousand times is no list of theirs.
const MOST_IDS: usize = 64;

/// Why a workspace elsewhere is not the active one.
const ELSEWHERE: &str = "It is on another server, which is kept until this server reaches other servers.";

/// What counts for a folder.
#[derive(Debug, Clone)]
struct Said {
    folder: Arc<str>,
    is_there: bool,
    name: Option<Arc<str>>,
    /// Which of the sources says so.
    named_in: Option<usize>,
    preset: Option<Arc<str>>,
    created_at: Option<Timestamp>,
}

impl Said {
    /// Adds what nobody has said yet: a name, a preset, a time.
    fn add(
        &mut self,
        at: usize,
        (name, preset, created_at): (&Option<Arc<str>>, &Option<Arc<str>>, Option<Timestamp>),
    ) {
        if self.name.is_none() && name.is_some() {
            (self.name, self.named_in) = (name.clone(), Some(at));
        }
        self.preset = self.preset.take().or_else(|| preset.clone());
        self.created_at = self.created_at.or(created_at);
    }
}

/// Has all findings of a folder say the same. The sources come with the weightiest first; within one of them what stands
/// later counts more, because it was put there to replace what stood before.
pub(super) fn settle(sources: &mut [Source], folders: &Folders<'_>) {
    elsewhere(sources);
    active(sources);
    tokens(sources);
    let mut said: HashMap<String, Said> = HashMap::new();
    let owners = owners(sources);
    let all = sources.iter().enumerate();
    for (at, finding) in all.flat_map(|(at, source)| source.findings.iter().rev().map(move |finding| (at, finding))) {
        if let Some(found) = workspace(finding) {
            let place = said.entry(folders.key(&found.folder));
            place.and_modify(|said| fill(said, at, found)).or_insert_with(|| of(at, found));
        }
        // the lists that say which folder it is come before
        let folder = |found: &FoundAbout| owners.get(&found.workspace).map(|folder| folders.key(folder));
        if let Some(found) = about(finding)
            && let Some(said) = folder(found).and_then(|folder| said.get_mut(&folder))
        {
            said.add(at, (&found.name, &found.preset, found.created_at));
        }
    }
    let paths: Vec<_> = sources.iter().map(|source| source.path.clone()).collect();
    let known = Known::of(&said);
    let all = sources.iter_mut().enumerate();
    for (at, finding) in all.flat_map(|(at, source)| source.findings.iter_mut().map(move |finding| (at, finding))) {
        let Finding { what, warnings, .. } = finding;
        if let Found::Workspace(found) = what
            && let Some(said) = said.get(&folders.key(&found.folder))
        {
            let by = said.named_in.filter(|by| *by != at).and_then(|by| paths.get(by));
            agree(found, said, by, warnings);
        }
        if let Found::Token(FoundToken { folder: Some(folder), .. }) | Found::Port { folder: Some(folder), .. } = what {
            known.name(folder, folders, warnings);
        }
        if let Found::AuthorizedFolders { workspace, folders: roots } = what {
            // a workspace needs no leave for its own folder, and a server for none that is one
            roots.retain(|root| match workspace {
                Some(id) => owners.get(id) != Some(root),
                None => !said.contains_key(&folders.key(root)),
            });
        }
    }
    for source in sources {
        let is_said = |what: &Found| !matches!(what, Found::AuthorizedFolders { folders, .. } if folders.is_empty());
        source.findings.retain(|finding| is_said(&finding.what));
    }
}

/// The same for workspaces elsewhere. Each keeps every id that any source names it by.
fn elsewhere(sources: &mut [Source]) {
    let mut said: HashMap<String, FoundRemote> = HashMap::new();
    for found in sources.iter().flat_map(|source| source.findings.iter().rev()).filter_map(remote) {
        let of = |said: &mut FoundRemote| {
            said.name = said.name.take().or_else(|| found.name.clone());
            said.directory = said.directory.take().or_else(|| found.directory.clone());
            said.created_at = said.created_at.or(found.created_at);
            let room = MOST_IDS.saturating_sub(said.ids.len());
            ids::add(&mut said.ids, found.ids.iter().take(room).cloned());
            for (name, secret) in &found.secrets {
                said.secrets.entry(name.clone()).or_insert_with(|| secret.clone());
            }
        };
        said.entry(found.place()).and_modify(of).or_insert_with(|| found.clone());
    }
    for finding in sources.iter_mut().flat_map(|source| &mut source.findings) {
        if let Found::Remote(found) = &mut finding.what
            && let Some(said) = said.get(&found.place())
        {
            (**found).clone_from(said);
        }
    }
}

/// The same for what a token is called and when it was made. What it allowed is its own source's to say.
fn tokens(sources: &mut [Source]) {
    let mut said: HashMap<String, (Option<String>, Option<Timestamp>)> = HashMap::new();
    let findings = || sources.iter().flat_map(|source| &source.findings);
    for found in findings().filter_map(token) {
        let (label, made) = said.entry(found.hash.clone()).or_default();
        *label = label.take().or_else(|| found.label.clone());
        *made = made.or(found.created_at);
    }
    for finding in sources.iter_mut().flat_map(|source| &mut source.findings) {
        if let Found::Token(found) = &mut finding.what
            && let Some((label, made)) = said.get(&found.hash)
        {
            found.label.clone_from(label);
            found.created_at = *made;
        }
    }
}

/// Which workspace was active is said by a list that has it, or by one that counts less: else a second import, which
/// knows all of them, would say something else than the first.
fn active(sources: &mut [Source]) {
    let all = |source: &Source| source.findings.iter().filter_map(chosen).map(str::to_owned).collect::<Vec<_>>();
    let named: HashSet<String> = sources.iter().flat_map(all).collect();
    let mut first: HashMap<String, usize> = HashMap::new();
    for (at, source) in sources.iter().enumerate() {
        for id in workspaces(source).filter(|it| may_be(it)).flat_map(|it| it.ids.all()).filter(|id| named.contains(id))
        {
            first.entry(id).or_insert(at);
        }
    }
    let remotes = sources.iter().flat_map(|source| &source.findings).filter_map(remote);
    let elsewhere: HashSet<String> = remotes.flat_map(|it| &it.ids).filter(|id| named.contains(*id)).cloned().collect();
    for (at, source) in sources.iter_mut().enumerate() {
        for finding in &mut source.findings {
            let Some(id) = chosen(finding).map(str::to_owned) else { continue };
            let is_here = first.get(&id).map(|first| *first <= at);
            let (reason, remedy) = match is_here {
                Some(true) => continue,
                _ if elsewhere.contains(&id) => {
                    (ELSEWHERE, Some("Choose one of this server with `workspaces.activate`."))
                }
                Some(false) => ("Only a place that counts less has a workspace of that id.", None),
                None => continue,
            };
            let (subject, name, action) = (LegacySubject::ActiveWorkspace, id, MigrationAction::Skip);
            let (reason, remedy) = (reason.to_owned(), remedy.map(str::to_owned));
            finding.what = Found::Left { subject, name, action, reason, remedy };
        }
    }
}

/// The folders of the workspaces that are spoken of by their ids, by these.
fn owners(sources: &[Source]) -> HashMap<String, Arc<str>> {
    let findings = || sources.iter().flat_map(|source| &source.findings);
    let described = findings().filter_map(about).map(|found| found.workspace.clone());
    let named: HashSet<String> = findings().filter_map(owner).chain(described).collect();
    if named.is_empty() {
        return HashMap::new();
    }
    // of several that are called alike the first one of the weightiest source counts, as in the store
    let all = sources.iter().rev().flat_map(|source| workspaces(source).filter(|it| may_be(it)).rev());
    let pairs = all.flat_map(|it| it.ids.all().into_iter().map(move |id| (id, &it.folder)));
    pairs.filter(|(id, _)| named.contains(id)).map(|(id, folder)| (id, folder.clone())).collect()
}

/// Whether a folder can be a workspace here. What cannot, such as a file in its place, leaves its ids to others that have them.
fn may_be(found: &FoundWorkspace) -> bool {
    let folder = Path::new(&*found.folder);
    if found.is_there { folder.parent().is_some() } else { !folder.exists() }
}

/// The id of the workspace that a finding allows folders to.
fn owner(finding: &Finding) -> Option<String> {
    if let Found::AuthorizedFolders { workspace, .. } = &finding.what { workspace.clone() } else { None }
}

fn agree(found: &mut FoundWorkspace, said: &Said, by: Option<&PathBuf>, warnings: &mut Vec<String>) {
    if found.name.is_some() && found.name != said.name {
        warnings.push(match by {
            Some(path) => format!("It is called otherwise in `{}`, which counts more.", path.display()),
            None => "It is called otherwise further below, and that counts.".to_owned(),
        });
    }
    found.folder.clone_from(&said.folder);
    found.is_there = said.is_there;
    found.name.clone_from(&said.name);
    found.preset.clone_from(&said.preset);
    found.created_at = said.created_at;
}

/// The folders that are workspaces, for what names them carelessly.
struct Known<'s> {
    exact: HashSet<&'s str>,
    /// By small letters; none where several differ in nothing else.
    small: HashMap<String, Option<&'s str>>,
}

impl<'s> Known<'s> {
    fn of(said: &'s HashMap<String, Said>) -> Self {
        let mut known = Self { exact: HashSet::new(), small: HashMap::new() };
        for said in said.values() {
            known.exact.insert(&said.folder);
            known.small.entry(small(&said.folder)).and_modify(|it| *it = None).or_insert(Some(&said.folder));
        }
        known
    }

    /// Has a key of a desktop's file name the folder that it is of: as it is, by its real path, else whatever its letters.
    fn name(&self, key: &mut String, folders: &Folders<'_>, warnings: &mut Vec<String>) {
        if self.exact.contains(key.as_str()) {
            return;
        }
        let real = folders.of(key, None).map(|folder| folder.path.clone()).ok();
        if let Some(real) = real.filter(|real| self.exact.contains(&**real)) {
            *key = real.to_string();
            return;
        }
        match self.small.get(&small(key)) {
            Some(Some(folder)) => (*folder).clone_into(key),
            Some(None) => warnings.push("Several workspaces differ from its folder in capitals only.".to_owned()),
            None => {}
        }
    }
}

/// What desktops on Electron made of a path.
fn small(path: &str) -> String {
    path.replace('\\', "/").to_lowercase()
}

/// The workspaces that a source names.
pub(super) fn workspaces(source: &Source) -> impl DoubleEndedIterator<Item = &FoundWorkspace> {
    source.findings.iter().filter_map(workspace)
}

/// The workspaces whose authorized folders a database has, by the keys of their folders.
pub(super) fn stored(sources: &[Source], folders: &Folders<'_>) -> HashSet<String> {
    let owners = owners(sources);
    let databases = sources.iter().filter(|source| source.kind == LegacyKind::RuntimeDatabase);
    let named = databases.flat_map(|source| &source.findings).filter_map(owner);
    named.filter_map(|id| owners.get(&id)).map(|folder| folders.key(folder)).collect()
}

fn workspace(finding: &Finding) -> Option<&FoundWorkspace> {
    if let Found::Workspace(found) = &finding.what { Some(found) } else { None }
}

fn chosen(finding: &Finding) -> Option<&str> {
    if let Found::Active(id) = &finding.what { Some(id) } else { None }
}

fn remote(finding: &Finding) -> Option<&FoundRemote> {
    if let Found::Remote(found) = &finding.what { Some(found) } else { None }
}

fn about(finding: &Finding) -> Option<&FoundAbout> {
    if let Found::About(found) = &finding.what { Some(found) } else { None }
}

fn token(finding: &Finding) -> Option<&FoundToken> {
    if let Found::Token(found) = &finding.what { Some(found) } else { None }
}

fn of(at: usize, found: &FoundWorkspace) -> Said {
    let FoundWorkspace { folder, is_there, name, preset, created_at, ids: _ } = found;
    let (folder, name, preset) = (folder.clone(), name.clone(), preset.clone());
    let named_in = name.as_ref().map(|_| at);
    Said { folder, is_there: *is_there, name, named_in, preset, created_at: *created_at }
}

fn fill(said: &mut Said, at: usize, found: &FoundWorkspace) {
    // a folder that is there has a spelling of its own, one that is not has any
    if found.is_there && !said.is_there {
        said.folder.clone_from(&found.folder);
        said.is_there = true;
    }
    said.add(at, (&found.name, &found.preset, found.created_at));
}
