//! Readers of what older OpenWork left on disk: bytes to findings. They never write to what they read, and decide nothing
//! about the store.
//!
//! [`survey`] looks in every place of every era ([`places`]), reads each source that is there on its own, and then settles
//! what several sources say about the same thing ([`settle`]). What becomes of it is decided in `flows/import`.

mod address;
pub(crate) mod audit;
mod bootstrap;
mod cloud;
mod commands;
mod database;
mod desktop;
mod entry;
mod environment;
mod folders;
pub(crate) mod found;
mod glance;
mod ids;
mod json;
mod openwork_json;
mod orchestrator;
mod places;
mod ports;
mod read;
mod router;
mod router_database;
mod runtime;
mod scheduler;
mod server_config;
mod settle;
mod snapshot;
#[cfg(test)]
pub(crate) mod tests;
mod tokens;
mod workspace_files;

pub(crate) use cloud::{Wrong, handed_over};
pub(crate) use glance::{glance, stamp, stamp_as_found};
pub(crate) use json::moment;

use crate::model::migration::{LegacyCondition, LegacyKind};
use folders::Folders;
use found::Source;
use places::Places;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

/// The system whose places are looked in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum System {
    /// macOS.
    MacOs,
    /// Linux, and what is like it.
    Linux,
    /// Windows.
    Windows,
}

impl System {
    /// The one that this build is for.
    pub(crate) const HERE: Self = if cfg!(target_os = "macos") {
        Self::MacOs
    } else if cfg!(windows) {
        Self::Windows
    } else {
        Self::Linux
    };

    /// Whether capitals and small letters are the same to its file systems.
    fn folds_case(self) -> bool {
        matches!(self, Self::MacOs | Self::Windows)
    }
}

/// Where to look, and with what. The core reads no environment: the front end fills this.
#[derive(Clone)]
pub(crate) struct Look {
    /// The system whose places are looked in.
    pub(crate) system: System,
    /// The home folder of the user.
    pub(crate) home: PathBuf,
    /// The environment, or the part of it that [`VARIABLES`] names.
    pub(crate) variables: BTreeMap<String, String>,
    /// A folder that is there and nobody else's, such as the data folder: databases are copied into it before they are
    /// opened, and the copies are gone afterwards.
    pub(crate) scratch: PathBuf,
}

/// The variables that say where something is, or something themselves.
pub(crate) use places::VARIABLES;

impl std::fmt::Debug for Look {
    /// Values of variables may be secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&String> = self.variables.keys().collect();
        f.debug_struct("Look")
            .field("system", &self.system)
            .field("home", &self.home)
            .field("variables", &names)
            .finish_non_exhaustive()
    }
}

/// All that was found, the weightiest source first: where two say different things of the same, the earlier one counts.
#[derive(Debug, Clone)]
pub(crate) struct Survey {
    /// The sources that are there.
    pub(crate) sources: Vec<Source>,
}

impl Survey {
    /// The folders of workspaces that are not there now.
    pub(crate) fn missing(sources: &[Source]) -> BTreeSet<String> {
        let workspaces = sources.iter().flat_map(settle::workspaces);
        workspaces.filter(|workspace| !workspace.is_there).map(|workspace| workspace.folder.to_string()).collect()
    }
}

/// Reads every source that is there. Blocks on the file system; fails never: what cannot be read is among the findings.
#[cfg(test)]
pub(crate) fn survey(look: &Look) -> Survey {
    survey_of(look, |_| true)
}

/// The same of the sources that are wanted. The others say nothing: neither of a workspace what it was called nor that it was one.
pub(crate) fn survey_of(look: &Look, is_wanted: impl Fn(&Source) -> bool) -> Survey {
    database::sweep(&look.scratch);
    let reader = Reader { look, folders: Folders::new(look), places: Places::of(look), seen: RefCell::default() };
    let mut sources = reader.lists();
    reader.server(&mut sources);
    reader.desktop(&mut sources);
    reader.routers(&mut sources);
    reader.in_place(&mut sources);
    sources.retain(&is_wanted);
    reader.workspaces(&mut sources);
    sources.retain(&is_wanted);
    settle::settle(&mut sources, &reader.folders);
    Survey { sources }
}

/// Reads the places, group by group: the weightiest first.
struct Reader<'l> {
    look: &'l Look,
    folders: Folders<'l>,
    places: Places,
    /// The real paths of what was read: two ways may lead to one file.
    seen: RefCell<HashSet<PathBuf>>,
}

impl Reader<'_> {
    /// Whether this is the first way to a file. One that is not there, or whose way is broken, is its reader's matter.
    fn is_first(&self, path: &Path) -> bool {
        path.canonicalize().map_or(true, |real| self.seen.borrow_mut().insert(real))
    }

    /// Sources of a kind. Of two the one counts more that was written last.
    fn each(&self, paths: &[PathBuf], read: impl Fn(&Path) -> Option<Source>) -> Vec<Source> {
        let first = paths.iter().filter(|path| self.is_first(path));
        let mut sources: Vec<Source> = first.filter_map(|path| read(path)).map(|source| self.trusted(source)).collect();
        sources.sort_by(|one, other| other.modified.cmp(&one.modified).then_with(|| one.path.cmp(&other.path)));
        sources
    }

    /// A source, unless somebody else wrote it.
    fn trusted(&self, source: Source) -> Source {
        let is_trusted = |path: &Path| read::is_trusted(path, &self.look.home);
        let all_are = database::files(source.kind, &source.path).iter().all(|path| is_trusted(path));
        if all_are { source } else { read::foreign(source.kind, &source.path) }
    }

    /// The files of a name in each of these folders.
    fn within(&self, folders: &[PathBuf], names: &[&str], read: impl Fn(&Path) -> Option<Source>) -> Vec<Source> {
        let paths: Vec<_> = folders.iter().flat_map(|folder| names.iter().map(|name| folder.join(name))).collect();
        self.each(&paths, read)
    }

    /// What lists workspaces, the weightiest first. A store of tokens stands in for the list beside it only where that is
    /// missing, and no server had one: else what was removed would come back.
    fn lists(&self) -> Vec<Source> {
        let (places, folders) = (&self.places, &self.folders);
        let mut sources = self.each(&places.server_configs, |path| server_config::read(path, folders));
        let is_served = sources.iter().any(|source| settle::workspaces(source).next().is_some());
        let desktops = self.each(&places.workspace_lists, |path| desktop::read(path, folders));
        let listed: Vec<PathBuf> = desktops
            .iter()
            .filter(|source| source.condition != LegacyCondition::Unreadable)
            .filter_map(|source| source.path.parent().map(Path::to_owned))
            .collect();
        sources.extend(desktops);
        let names = ["openwork-orchestrator-state.json"];
        sources.extend(self.within(&places.orchestrators, &names, |path| orchestrator::state(path, folders)));
        let mut tokens = self.within(&places.desktops, &["openwork-server-tokens.json"], tokens::desktop);
        for store in &mut tokens {
            if !is_served && store.path.parent().is_none_or(|folder| !listed.iter().any(|it| it == folder)) {
                tokens::recovered(store, folders);
            }
        }
        sources.extend(tokens);
        sources
    }

    /// What the older server kept besides.
    fn server(&self, sources: &mut Vec<Source>) {
        let places = &self.places;
        sources.extend(self.each(&places.databases, |path| runtime::read(path, &self.folders)));
        sources.extend(self.each(&places.token_stores, tokens::server));
        sources.extend(self.each(&places.environments, environment::read));
        sources.extend(self.within(&places.configs, &["connect-state.json"], cloud::connect));
        sources.extend(self.within(&places.orchestrators, &["openwork-orchestrator-auth.json"], orchestrator::auth));
    }

    /// What desktops kept besides.
    fn desktop(&self, sources: &mut Vec<Source>) {
        let places = &self.places;
        sources.extend(self.within(&places.desktops, &["openwork-server-state.json"], ports::read));
        let names = ["migration-snapshot.v1.json", "migration-snapshot.v1.done.json"];
        sources.extend(self.within(&places.desktops, &names, snapshot::read));
        let first: Vec<_> = places.bootstraps.iter().filter(|path| self.is_first(path)).cloned().collect();
        sources.extend(bootstrap::read(&first, |source| self.trusted(source)));
        sources.extend(cloud::variable(self.look));
        let both = [places.desktops.as_slice(), places.configs.as_slice()].concat();
        sources.extend(self.within(&both, &["openwork-cloud-signin.json"], cloud::file));
    }

    /// What messaging routers kept.
    fn routers(&self, sources: &mut Vec<Source>) {
        let places = &self.places;
        let failed = |folder: &Path, fault| sources.push(read::unreadable(LegacyKind::RouterConfig, folder, fault));
        let within = places.router_folders(failed);
        let files = |named: &[PathBuf], names: [&str; 2]| {
            let within = within.iter().flat_map(|folder| names.map(|name| folder.join(name)));
            named.iter().cloned().chain(within).collect::<Vec<_>>()
        };
        let configs = files(&places.router_configs, ["opencode-router.json", "owpenbot.json"]);
        sources.extend(self.each(&configs, |path| router::read(path, &self.folders)));
        let databases = files(&places.router_databases, ["opencode-router.db", "owpenbot.db"]);
        sources.extend(self.each(&databases, |path| router_database::read(path, &self.folders)));
    }

    /// What stays where it is: records of what was done, and jobs of the scheduler.
    fn in_place(&self, sources: &mut Vec<Source>) {
        let ends = |path: &Path, end: &str| path.extension().is_some_and(|extension| extension == end);
        let mut failed = Vec::new();
        let mut listed = |kind: LegacyKind, folder: &Path| {
            read::listed(folder).unwrap_or_else(|fault| {
                failed.extend(self.is_first(folder).then(|| read::unreadable(kind, folder, fault)));
                Vec::new()
            })
        };
        let (log, job) = (LegacyKind::AuditLog, LegacyKind::SchedulerJobs);
        let audits: Vec<_> = self.places.server_data.iter().flat_map(|it| listed(log, &it.join("audit"))).collect();
        let scopes = self.places.opencode.iter().flat_map(|it| listed(job, &it.join("scheduler/scopes")));
        let scopes: Vec<_> = scopes.chain(self.places.opencode.iter().cloned()).map(|it| it.join("jobs")).collect();
        let jobs: Vec<_> = scopes.iter().flat_map(|it| listed(job, it)).filter(|path| ends(path, "json")).collect();
        let units: Vec<_> = self.places.units.iter().flat_map(|it| listed(job, it)).collect();
        sources.extend(failed);
        sources.extend(self.each(&audits, |path| {
            let id = path.file_stem().filter(|_| ends(path, "jsonl"))?.to_string_lossy().into_owned();
            workspace_files::audit(path, id)
        }));
        sources.extend(self.each(&jobs, scheduler::job));
        let units: Vec<_> = units.into_iter().filter(|path| scheduler::is_unit(path)).collect();
        sources.extend(self.each(&units, scheduler::unit));
    }

    /// The files in the folders of all workspaces that are there.
    fn workspaces(&self, sources: &mut Vec<Source>) {
        let mut files = Vec::new();
        let stored = settle::stored(sources, &self.folders);
        let mut seen = HashSet::new();
        for workspace in sources.iter().flat_map(settle::workspaces).filter(|workspace| workspace.is_there) {
            let key = self.folders.key(&workspace.folder);
            let is_stored = stored.contains(&key);
            if seen.insert(key) {
                workspace_files::read(workspace, is_stored, &self.folders, &mut files);
            }
        }
        sources.append(&mut files);
    }
}
