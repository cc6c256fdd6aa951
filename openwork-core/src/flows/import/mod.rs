//! The import of what older OpenWork left behind.
//!
//! ```text
//!  legacy::survey ──findings──▶ plan, on a snapshot ──steps──▶ one transaction per source ──▶ what has to follow
//!                                 │                               │ the store is not as the plan saw it
//!                                 └── shown by `migration.plan`   └─▶ planned anew
//! ```
//! Sources are only read. What an import made is remembered with a mark of how it was made, so that a later one can tell what
//! was changed or deleted here since: neither is ever undone by an import. The process may end at any point; then each source
//! is imported or is not, and the next start goes on.

mod access;
mod audit;
mod kept;
mod known;
mod layered;
mod managed;
mod not_put;
mod plan;
mod router;
mod step;
#[cfg(test)]
mod tests;
mod texts;
mod twice;
pub(crate) mod undo;
mod workspaces;

use crate::clock::Timestamp;
use crate::config::layers::Places;
use crate::config::managed::FILE;
use crate::error::{Error, ErrorKind, Result};
use crate::flows::feed::{Feed, written};
use crate::ids::WorkspaceId;
use crate::legacy::found::Source;
use crate::legacy::{self, Look, Survey, System};
use crate::model::migration::{
    ImportedSource, LegacyCondition, MigrationAction, MigrationCounts, MigrationItem, MigrationPlan, MigrationSource,
    MigrationState, MigrationStatus,
};
use crate::model::stored::{ImportSourceRecord, ImportedInto, LastImportRecord};
use crate::model::system_event::MigrationProgressPayload;
use crate::platform::process;
use crate::runtime::blocking::blocking;
use crate::runtime::kinds::News;
use crate::store::{BEFORE_IMPORT, Seal, Store, StoreError};
use crate::workspaces::Registry;
use known::Known;
pub(crate) use not_put::NotPut;
use plan::Planned;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use step::{Step, Unfit};
use tokio::sync::Mutex as Turn;

/// Gives back what a step needed and the next one does not. How it goes is nobody's matter.
async fn give_memory_back() {
    let _ = blocking(process::give_memory_back).await;
}

/// How many sources are planned on one snapshot at most; their transactions share commits.
const CHUNK: usize = 256;

/// How much these may say: while they are carried out, all of it is in memory several times.
const FINDINGS: usize = 4096;

/// How often a source is planned anew because somebody wrote meanwhile.
const ATTEMPTS: usize = 5;

/// How many failures a status names.
const NAMED: usize = 100;

/// How many files in which something failed are looked at by a start: each costs it a call of the system.
const MOST_FAILING: usize = 1000;

/// What stands in how the places looked before such a file. No path begins so.
const FAILING: &str = "failed ";

/// Who asked for an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// The start of the server: what was taken back stays so.
    ByStart,
    /// Somebody, who wants all of it.
    ByCaller,
}

/// The import of a server. Clones are the same.
#[derive(Clone)]
pub(crate) struct Imports(Arc<Inner>);

struct Inner {
    look: Option<Look>,
    store: Store,
    seal: Seal,
    registry: Arc<Registry>,
    feed: Arc<Feed>,
    data: PathBuf,
    config: Places,
    /// Held while one runs.
    turn: Turn<()>,
    told: Mutex<Told>,
}

/// How far it is, or what came of the last one.
#[derive(Debug, Clone)]
struct Told {
    state: MigrationState,
    ended_at: Option<Timestamp>,
    done: u32,
    total: u32,
    counts: MigrationCounts,
    failure: Option<String>,
    failed: Vec<MigrationItem>,
    /// The workspaces in whose folders something is missing.
    not_put: BTreeSet<WorkspaceId>,
}

impl Told {
    /// Nothing but this.
    fn of(state: MigrationState) -> Self {
        let counts = MigrationCounts::default();
        let (failed, not_put) = (Vec::new(), BTreeSet::new());
        Self { state, ended_at: None, done: 0, total: 0, counts, failure: None, failed, not_put }
    }

    /// What is told of an import that is over; nothing is that runs.
    fn ended(&mut self, state: MigrationState, failure: Option<String>) -> LastImportRecord {
        let ended_at = Timestamp::now();
        (self.state, self.ended_at, self.failure) = (state, Some(ended_at), failure);
        self.kept(ended_at)
    }

    /// What is kept of an import that is over.
    fn last(&self) -> Option<LastImportRecord> {
        self.ended_at.map(|ended_at| self.kept(ended_at))
    }

    fn kept(&self, ended_at: Timestamp) -> LastImportRecord {
        let Self { state, done, total, counts, failure, failed, .. } = self.clone();
        LastImportRecord { state, ended_at, done, total, counts, failure, failed }
    }
}

impl From<LastImportRecord> for Told {
    fn from(last: LastImportRecord) -> Self {
        let LastImportRecord { state, ended_at, done, total, counts, failure, failed } = last;
        let not_put = failed.iter().filter_map(not_put::not_put).cloned().collect();
        Self { state, ended_at: Some(ended_at), done, total, counts, failure, failed, not_put }
    }
}

/// What an import did, and what has to follow.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// As it is told.
    pub(crate) plan: MigrationPlan,
    /// The workspaces that are new.
    pub(crate) created: Vec<WorkspaceId>,
    /// The workspaces that are set otherwise than before.
    pub(crate) touched: BTreeSet<WorkspaceId>,
    /// Whether the engine has other variables.
    pub(crate) variables: bool,
    /// Whether the router has other bots or bindings.
    pub(crate) bots: bool,
    /// What is said not to be put into the folders of these workspaces.
    pub(crate) not_put: BTreeSet<(WorkspaceId, String)>,
    /// The files in which something failed, each with when it was written.
    pub(crate) failing: Vec<(String, Option<Timestamp>)>,
}

impl Imports {
    /// The import into this store, from where this look leads; from nowhere without.
    pub(crate) fn new(
        look: Option<Look>,
        (store, seal): (&Store, &Seal),
        registry: &Arc<Registry>,
        feed: &Arc<Feed>,
        (data, config): (&Path, &Places),
    ) -> Self {
        // a record that cannot be read keeps no server from starting
        let last = || store.read(|read| read.imports().last()).ok().flatten().map(Told::from);
        let told = match &look {
            Some(_) => last().unwrap_or_else(|| Told::of(MigrationState::Idle)),
            None => Told::of(MigrationState::Off),
        };
        Self(Arc::new(Inner {
            look,
            store: store.clone(),
            seal: seal.clone(),
            registry: registry.clone(),
            feed: feed.clone(),
            data: data.to_path_buf(),
            config: config.clone(),
            turn: Turn::default(),
            told: Mutex::new(told),
        }))
    }

    /// What was imported, and how far an import is that runs.
    pub(crate) fn status(&self) -> Result<MigrationStatus> {
        let mut made = 0;
        let sources = self.0.store.read(|read| {
            read.imports().each_made(|one| made += usize::from(!one.seen))?;
            read.imports().sources()
        })?;
        let copy = self.0.data.join("state").join(BEFORE_IMPORT);
        let told = self.told().clone();
        let shown = |record: ImportSourceRecord| ImportedSource {
            kind: record.kind,
            path: record.path,
            imported_at: record.imported_at,
            undone: record.undone,
        };
        Ok(MigrationStatus {
            state: told.state,
            done: told.done,
            total: told.total,
            counts: told.counts,
            ended_at: told.ended_at,
            failure: told.failure,
            failed: told.failed,
            sources: sources.into_iter().map(shown).collect(),
            made: count(made),
            store_copy: copy.exists().then(|| format!("state/{BEFORE_IMPORT}")),
        })
    }

    /// What an import would do now. Writes nothing.
    pub(crate) async fn plan(&self) -> Result<MigrationPlan> {
        let sources = self.survey(Asked::ByCaller).await?;
        let this = self.clone();
        let planned = blocking(move || {
            let mut known = this.known()?.of_sources(&sources);
            let planned = this.planned(&mut known, &sources)?;
            let not_put = known.folders.untold().map(|(planned, _)| planned);
            Ok::<_, Error>(as_plan(planned.into_iter().chain(not_put).map(|planned| planned.shown).collect()))
        });
        planned.await.map_err(Error::internal)?
    }

    /// Imports what is not imported yet. What cannot be taken over spoils nothing else.
    pub(crate) async fn run(&self, asked: Asked) -> Result<Outcome> {
        let _in_turn = self.0.turn.lock().await;
        // what is known while it runs is much to hold on the stack of whoever waits
        let outcome = Box::pin(self.imported(asked)).await;
        if let Err(error) = &outcome {
            let last = self.told().ended(MigrationState::Failed, Some(error.message.clone()));
            // where the store is what failed, there is nowhere to remember it
            let _ = self.0.store.write::<_, StoreError>(move |write| write.imports().put_last(&last)).await;
        }
        self.tell().await;
        if outcome.as_ref().is_ok_and(|outcome| !outcome.plan.sources.is_empty()) {
            give_memory_back().await;
        }
        if let Err(error) = &outcome {
            tracing::error!(%error, "the import of older OpenWork ended early; what it took over stays, and it goes on when it runs again");
        }
        outcome
    }

    async fn imported(&self, asked: Asked) -> Result<Outcome> {
        // what changes while it is read is seen the next time
        let look = self.look()?.clone();
        let glance = blocking(move || legacy::glance(&look)).await.map_err(Error::internal)?;
        let sources = self.survey(asked).await?;
        give_memory_back().await;
        self.begin(sources.len()).await;
        let missing = Survey::missing(&sources);
        let mut known = self.known()?.of_sources(&sources);
        known.is_terse = asked == Asked::ByStart;
        let mut outcome = Outcome::default();
        let mut sources = sources.into_iter().peekable();
        while sources.peek().is_some() {
            known = self.chunk(known, next_chunk(&mut sources), &mut outcome).await?;
            give_memory_back().await;
            if asked == Asked::ByStart {
                // what failed is in the status
                outcome.plan.sources.iter_mut().for_each(|source| source.items = Vec::new());
            }
            self.tell().await;
        }
        outcome.not_put.extend(known.folders.not_put());
        for (planned, seen) in known.folders.untold() {
            self.told().total += 1;
            self.took(planned, seen, &mut outcome);
        }
        // before the workspaces are in memory another time
        drop(known);
        give_memory_back().await;
        self.0.registry.refresh()?;
        // what cannot be read is looked for again by the next start, and told again
        let is_whole = outcome.plan.sources.iter().all(|source| source.condition != LegacyCondition::Unreadable);
        // what is in a folder is read when it is back
        let stamped = |(path, modified): &(String, _)| {
            format!("{FAILING}{} {}", legacy::stamp_as_found(Path::new(path), *modified), on_a_line(path))
        };
        // what failed may be mended where the places look as before
        let failing = outcome.failing.iter().take(MOST_FAILING).map(stamped);
        let missing = missing.iter().map(|path| on_a_line(path));
        let with_more = |glance: String| missing.chain(failing).fold(glance, |look, line| look + "\n" + &line);
        let look = glance.filter(|_| is_whole).map(with_more);
        let last = self.told().ended(MigrationState::Done, None);
        let over = self.0.store.write::<_, StoreError>(move |write| {
            look.as_ref().map(|look| write.imports().put_look(look)).transpose()?;
            write.imports().put_last(&last)
        });
        over.await?;
        if !outcome.plan.sources.is_empty() {
            let counts = outcome.plan.counts.named().map(|(word, many)| format!("{word} {many}")).join(", ");
            tracing::info!(sources = outcome.plan.sources.len(), counts, "older OpenWork was imported");
        }
        Ok(outcome)
    }

    /// Plans some sources on one snapshot and carries each out in a transaction of its own.
    async fn chunk(&self, mut known: Known, sources: Vec<Source>, outcome: &mut Outcome) -> Result<Known> {
        let sources = Arc::new(sources);
        let (this, all) = (self.clone(), sources.clone());
        let work = move || this.planned(&mut known, &all).map(|planned| (planned, known));
        let (planned, mut known) = blocking(work).await.map_err(Error::internal)??;
        if planned.iter().any(|planned| !planned.steps.is_empty()) {
            self.copy_once().await?;
        }
        // in their order: what a later one rests on comes first
        let written = futures_util::future::join_all(planned.iter().map(|planned| self.carry_out(planned))).await;
        for (at, (mut planned, written)) in planned.into_iter().zip(written).enumerate() {
            let mut fits = written;
            for _ in 0..ATTEMPTS {
                match fits {
                    Ok(()) => break,
                    Err(Unfit::Failed(error)) => return Err(error),
                    Err(Unfit::Stale) => {}
                }
                let source = sources.get(at).map(plan::key_of).unwrap_or_default();
                known = self.known()?.anew(&known, &source);
                let (this, all) = (self.clone(), sources.clone());
                let again = move || this.planned(&mut known, &all[at..=at]).map(|planned| (planned, known));
                let (mut again, now) = blocking(again).await.map_err(Error::internal)??;
                (known, planned) = (now, again.pop().unwrap_or(planned));
                fits = self.carry_out(&planned).await;
            }
            match fits {
                Ok(()) => {
                    let modified = sources.get(at).and_then(|source| source.modified);
                    let seen = (planned.shown.path.clone(), modified);
                    self.took(planned, seen, outcome);
                }
                Err(Unfit::Failed(error)) => return Err(error),
                Err(Unfit::Stale) => {
                    return Err(Error::new(
                        ErrorKind::Conflict,
                        "Others write to the store all the time; run the import again later.",
                    ));
                }
            }
        }
        Ok(known)
    }

    /// Writes what a source comes to: all of it, or nothing.
    async fn carry_out(&self, planned: &Planned) -> std::result::Result<(), Unfit> {
        let Some(record) = planned.record.clone() else { return Ok(()) };
        let is_new = planned.shown.imported_at.is_none();
        if planned.steps.is_empty() && !is_new {
            return Ok(());
        }
        let needs_key = planned.steps.iter().any(|step| step.what.has_secrets());
        let key = if needs_key { Some(self.0.seal.key_to_seal().await?) } else { None };
        let steps = planned.steps.clone();
        self.0.store.write(move |write| step::carry_out(write, &record, &steps, key.as_ref())).await
    }

    /// Notes what came of a source, which was `seen` so: its file, and when that was written.
    fn took(&self, mut planned: Planned, seen: (String, Option<Timestamp>), outcome: &mut Outcome) {
        if planned.counts.fail > 0 {
            outcome.failing.push(seen);
        }
        for step in planned.steps.iter() {
            follow(step, outcome);
        }
        planned.shown.imported_at = planned.record.as_ref().map(|record| record.imported_at);
        let mut told = self.told();
        told.done += 1;
        told.counts.add(&planned.counts);
        outcome.plan.counts.add(&planned.counts);
        for item in &mut planned.shown.items {
            if item.action == MigrationAction::Create {
                item.reason = item.reason.replacen(plan::NOT_YET, "It was not here.", 1);
            }
            if item.action == MigrationAction::Fail {
                let (name, reason) = (in_a_log(&item.name), in_a_log(&item.reason));
                let (path, at) = (&planned.shown.path, item.at.as_deref().map(in_a_log));
                let (log, remedy) = (in_a_log(path), &item.remedy);
                tracing::warn!(path = log, name, at, reason, remedy, "a part of older OpenWork cannot be taken over");
                told.not_put.extend(not_put::not_put(item).cloned());
                if told.failed.len() < NAMED {
                    told.failed.push(MigrationItem { path: Some(path.clone()), ..item.clone() });
                }
            }
        }
        outcome.plan.sources.push(planned.shown);
    }

    fn planned(&self, known: &mut Known, sources: &[Source]) -> Result<Vec<Planned>> {
        let key = self.0.seal.key().ok();
        let now = Timestamp::now();
        let all = self
            .0
            .store
            .read(|read| sources.iter().map(|source| plan::source(read, known, key.as_ref(), source, now)).collect());
        all.map_err(Error::from)
    }

    fn known(&self) -> Result<Known> {
        let mut known = self.0.store.read(|read| Known::load(read, &self.0.data))?;
        known.is_native = self.0.look.as_ref().is_none_or(|look| look.system == System::HERE);
        known.around = Some((self.0.config.clone(), self.0.registry.clone()));
        Ok(known)
    }

    /// Reads what is there. To a start a source that was taken back says nothing at all.
    async fn survey(&self, asked: Asked) -> Result<Vec<Source>> {
        let look = self.look()?.clone();
        let known = self.0.store.read(|read| read.imports().sources())?.into_iter();
        let undone = known.filter(|source| source.undone && asked == Asked::ByStart);
        let undone: BTreeSet<String> = undone.map(|source| source.key).collect();
        let is_wanted = move |source: &Source| !undone.contains(&plan::key_of(source));
        let survey = blocking(move || legacy::survey_of(&look, is_wanted)).await.map_err(Error::internal)?;
        self.without_ours(survey.sources)
    }

    /// What was found, but for configurations that this server made in the folders of workspaces.
    fn without_ours(&self, mut sources: Vec<Source>) -> Result<Vec<Source>> {
        let files = sources.iter().filter(|source| source.path.ends_with(FILE));
        let files: BTreeSet<PathBuf> = files.map(|source| source.path.clone()).collect();
        if files.is_empty() {
            return Ok(sources);
        }
        let ours = self.0.store.read(|read| {
            let mut ours = BTreeSet::new();
            for record in read.workspaces().list()? {
                let file = Path::new(&record.folder).join(FILE);
                if files.contains(&file) && read.settings().get(&record.id)?.is_some_and(|it| it.projected.owns_file) {
                    ours.insert(file);
                }
            }
            Ok::<_, StoreError>(ours)
        })?;
        sources.retain(|source| !ours.contains(&source.path));
        Ok(sources)
    }

    fn look(&self) -> Result<&Look> {
        self.0.look.as_ref().ok_or_else(|| {
            let message =
                "This server was not told where older OpenWork is; its host names the places when it starts it.";
            Error::new(ErrorKind::Conflict, message)
        })
    }

    /// Whether the places look as when all was imported, no folder is back that was gone then, and no file is another in which
    /// something failed, so that a start has nothing to read.
    pub(crate) fn is_as_imported(&self) -> bool {
        let Some(look) = &self.0.look else { return true };
        let Some(now) = legacy::glance(look) else { return true };
        let known = self.0.store.read(|read| read.imports().look()).ok().flatten().unwrap_or_default();
        let mut lines = known.lines();
        let is_news =
            |line: &str| match line.strip_prefix(FAILING).map(|rest| rest.split_once(' ').unwrap_or((rest, ""))) {
                Some((stamp, path)) => legacy::stamp(Path::new(&off_a_line(path))) != stamp,
                None => Path::new(&off_a_line(line)).is_dir(),
            };
        lines.next() == Some(&now) && !lines.any(is_news)
    }

    /// Keeps a copy of the store, before the first import.
    async fn copy_once(&self) -> Result<()> {
        let (store, to) = (self.0.store.clone(), self.0.data.join("state").join(BEFORE_IMPORT));
        let copy = move || if to.exists() { Ok(()) } else { store.backup(&to) };
        blocking(copy).await.map_err(Error::internal)?.map_err(Error::from)
    }

    async fn begin(&self, total: usize) {
        *self.told() = Told { total: count(total), ..Told::of(MigrationState::Running) };
        self.tell().await;
    }

    fn told(&self) -> std::sync::MutexGuard<'_, Told> {
        self.0.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells everybody how far it is, where there is anything to tell.
    async fn tell(&self) {
        let Told { state, done, total, counts, .. } = self.told().clone();
        if total > 0 || state == MigrationState::Failed {
            let payload = MigrationProgressPayload { state, done, total, counts };
            let news = || News { about: None, kind: "migration.progress", properties: written(payload) };
            self.0.feed.announce_system(news).await;
        }
    }
}

/// A text that somebody else chose, for a line of a log: what ends lines, commands a terminal or turns the direction of what
/// follows is escaped.
fn in_a_log(text: &str) -> String {
    let hides = |c: char| {
        c.is_control()
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let escaped = |c: char| if hides(c) { c.escape_default().to_string() } else { c.to_string() };
    text.chars().map(escaped).collect()
}

/// A path as a line of what is remembered of the places: its ends of lines stand for themselves behind a zero byte, which no
/// path has.
fn on_a_line(path: &str) -> String {
    path.replace('\n', "\0n").replace('\r', "\0r")
}

/// The path of such a line.
fn off_a_line(line: &str) -> String {
    line.replace("\0n", "\n").replace("\0r", "\r")
}

/// The sources that are planned next, together.
fn next_chunk(sources: &mut std::iter::Peekable<std::vec::IntoIter<Source>>) -> Vec<Source> {
    let mut chunk = Vec::new();
    let mut findings = 0;
    while chunk.len() < CHUNK
        && let Some(source) = sources.next_if(|next| chunk.is_empty() || findings + next.findings.len() <= FINDINGS)
    {
        findings += source.findings.len();
        chunk.push(source);
    }
    chunk
}

/// Notes what has to follow a step.
fn follow(step: &Step, outcome: &mut Outcome) {
    let of_row = || WorkspaceId::made(step.row.split_once('/').map_or(step.row.clone(), |(id, _)| id.to_owned()));
    match (step.into, &step.what) {
        (_, step::What::Seen | step::What::Forgotten) => {}
        (ImportedInto::Workspace, _) if step.expects.is_none() => outcome.created.push(of_row()),
        (ImportedInto::Workspace | ImportedInto::Setting | ImportedInto::Folder, _) => {
            outcome.touched.insert(of_row());
        }
        (_, step::What::Managed(record, _)) => outcome.touched.extend(record.workspace_ids.iter().cloned()),
        (ImportedInto::Variable, _) => outcome.variables = true,
        (ImportedInto::Identity | ImportedInto::Binding, _) => outcome.bots = true,
        _ => {}
    }
}

fn as_plan(sources: Vec<MigrationSource>) -> MigrationPlan {
    let mut counts = MigrationCounts::default();
    sources.iter().flat_map(|source| &source.items).for_each(|item| counts.count(item.action));
    MigrationPlan { sources, counts }
}

fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}
