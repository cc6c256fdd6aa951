//! The managed layer: what OpenWork wants in `.opencode/opencode.json` of a workspace, put there and taken away again.
//!
//! What stands in the file because of us is remembered with a hash of each value. So a key that somebody changed by hand since
//! is noticed: it stays as it is, and is told, until the key is wanted to be something new. A key that was the user's before is
//! changed only because somebody asked for just that; the version of before is kept.

use super::disk::{self, Found, Place};
use super::{exclude, previous, rules};
use crate::error::{Error, ErrorKind, Result};
use crate::files::Locks;
use crate::ids::WorkspaceId;
use crate::model::secret::Secret;
use crate::model::stored::{HollowObject, ProjectedKey, ProjectedRecord};
use crate::platform::jsonc::{self, Edit, JsoncFault, parse};
use crate::platform::{replace, unwritten};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// How often it is tried again where somebody writes the file at the same time.
const ATTEMPTS: usize = 5;

/// The file, from the folder of the workspace on.
pub(crate) const FILE: &str = ".opencode/opencode.json";

/// What the file begins with where it is ours. With `$schema` OpenCode, which puts one in where there is none, has nothing to
/// write here.
const BEGIN: &str = "\
// OpenWork writes this file: it sets and removes keys of its own and leaves others alone.
// What you want otherwise goes into opencode.jsonc beside it, which has the last word.
{
  \"$schema\": \"https://opencode.ai/config.json\"
}
";

/// All that OpenWork wants in the managed layer of a workspace.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    /// The values, by the keys that lead to them. No way leads through another.
    pub(crate) keys: BTreeMap<Vec<String>, Value>,
    /// Those of them that this very call is about: they are set even where somebody changed them by hand.
    pub(crate) insisted: BTreeSet<Vec<String>>,
    /// Those that items want: what somebody wrote there by hand before is theirs, whoever insists.
    pub(crate) items: BTreeSet<Vec<String>>,
    /// The secrets that values name as [`secret_reference`], by their names.
    pub(crate) secrets: BTreeMap<String, Secret>,
}

impl Wanted {
    /// Wants what an item is.
    pub(crate) fn want(&mut self, way: Vec<String>, value: Value) {
        self.items.insert(way.clone());
        self.keys.insert(way, value);
    }
}

/// How many folders are remembered that were in the place of a workspace's.
pub(crate) const LOST: usize = 8;

/// What is remembered of the folder that is there now. Where it is another than the record speaks of, that is what is
/// remembered of this one, or what came with it, and the record waits for the return of its own. Blocks.
pub(crate) fn enter(folder: &Path, record: &ProjectedRecord) -> Result<ProjectedRecord> {
    Ok(entered(&Place::open(folder)?, record))
}

/// The keys that are ours in folders which were in this one's place, and are elsewhere now. Blocks.
pub(crate) fn elsewhere(folder: &Path, record: &ProjectedRecord) -> BTreeSet<Vec<String>> {
    let here = enter(folder, record).unwrap_or_else(|_| record.clone());
    here.lost.into_iter().flat_map(|lost| lost.keys).map(|key| key.path).collect()
}

pub(super) fn entered(place: &Place, record: &ProjectedRecord) -> ProjectedRecord {
    let inode = place.inode();
    if inode == record.inode || inode.is_none() || record.inode.is_none() {
        return ProjectedRecord { inode: inode.or(record.inode), ..record.clone() };
    }
    let mut lost = record.lost.clone();
    let known = lost.iter().position(|other| other.inode == inode).map(|at| lost.remove(at));
    let left = ProjectedRecord { lost: Vec::new(), ..record.clone() };
    let here = known.unwrap_or_else(|| came_with(place, &left));
    if !left.is_nothing() {
        lost.push(left);
        lost.drain(..lost.len().saturating_sub(LOST));
    }
    ProjectedRecord { inode, lost, ..here }
}

/// What of a record holds in another folder: all of it where something of ours stands there, as it does where the folder was
/// copied, else nothing. Blocks.
fn came_with(place: &Place, record: &ProjectedRecord) -> ProjectedRecord {
    let found = place.read(FILE).ok().flatten();
    let document = found.and_then(|found| parse(&found.text).ok()).unwrap_or_default();
    let is_ours = |key: &ProjectedKey| at(&document, &key.path).is_some_and(|value| hash_of(value) == key.hash);
    if record.keys.iter().any(is_ours) { record.clone() } else { ProjectedRecord::default() }
}

/// The same of the folder that a workspace has now. Blocks.
pub(crate) fn found_in(folder: &Path, record: &ProjectedRecord) -> Result<ProjectedRecord> {
    let place = Place::open(folder)?;
    // a record of an older server does not say which folder it speaks of
    let here = if record.inode.is_none() { came_with(&place, record) } else { record.clone() };
    Ok(entered(&place, &here))
}

/// What is remembered before a file is written: all that is remembered of it, and what stands in it because of us afterwards;
/// none where nothing is added. Should the process end, the file says which of both is so. Blocks.
pub(crate) fn intended(folder: &Path, wanted: &Wanted, record: &ProjectedRecord) -> Result<Option<ProjectedRecord>> {
    let place = Place::open(folder)?;
    let record = &entered(&place, record);
    let found = place.read(FILE)?;
    let mut next = if found.is_none() { record.of_new_file() } else { record.clone() };
    planned(found.as_ref().map_or(BEGIN, |found| &found.text), wanted, &mut next)?;
    let is_new = |key: &ProjectedKey| !record.keys.iter().any(|one| one.path == key.path && one.hash == key.hash);
    let new: Vec<_> = next.keys.into_iter().filter(is_new).collect();
    if new.is_empty() {
        return Ok(None);
    }
    let both = |one: &[Vec<String>], other: Vec<Vec<String>>| {
        let more = other.into_iter().filter(|way| !one.contains(way));
        one.iter().cloned().chain(more).collect::<Vec<_>>()
    };
    let pending = new.into_iter().map(|key| ProjectedKey { pending: true, ..key });
    let is_hollow = |path: &Vec<String>| record.hollow.iter().any(|one| one.path == *path);
    let hollow = next.hollow.into_iter().filter(|one| !is_hollow(&one.path));
    let makes_folder = next.owns_file && !FILE.rsplit_once('/').is_some_and(|(folder, _)| place.has(folder));
    Ok(Some(ProjectedRecord {
        keys: record.keys.iter().cloned().chain(pending).collect(),
        made: both(&record.made, next.made),
        spread: both(&record.spread, next.spread),
        hollow: record.hollow.iter().cloned().chain(hollow).collect(),
        owns_file: next.owns_file,
        owns_folder: record.owns_folder || makes_folder,
        ..next
    }))
}

/// Has a record say what stands in the file of what was only about to be written.
fn settle(record: &mut ProjectedRecord, document: &Value) {
    let (pending, mut keys): (Vec<_>, Vec<_>) =
        std::mem::take(&mut record.keys).into_iter().partition(|key| key.pending);
    let is_there = |key: &ProjectedKey| at(document, &key.path).is_some_and(|value| hash_of(value) == key.hash);
    for key in pending.into_iter().filter(is_there) {
        keys.retain(|one| one.path != key.path);
        keys.push(ProjectedKey { pending: false, ..key });
    }
    record.keys = keys;
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Projected {
    /// Whether the file is another now.
    pub(crate) changed: bool,
    /// Keys that stayed as somebody wrote them by hand.
    pub(crate) kept: Vec<Vec<String>>,
    /// Keys that somebody had written by hand and that are ours now.
    pub(crate) overwritten: Vec<Vec<String>>,
    /// Keys that are gone.
    pub(crate) removed: Vec<Vec<String>>,
    /// Whether another folder is in the place of the one that was there before.
    pub(crate) is_elsewhere: bool,
    /// Keys that are not put there for what another file says of them, and why.
    pub(crate) left_out: BTreeMap<Vec<String>, String>,
}

/// How a value names a secret, for OpenCode to read. The name has letters, digits, `-`, `_` and `.`.
pub(crate) fn secret_reference(data: &Path, id: &WorkspaceId, name: &str) -> String {
    format!("{{file:{}}}", secrets(data, id).join(name).display())
}

/// The name of the secret that a text stands for, in whichever workspace.
fn named<'t>(data: &Path, text: &'t str) -> Option<&'t str> {
    let file = Path::new(text.strip_prefix("{file:")?.strip_suffix('}')?);
    let [id, secrets, name] = *file.strip_prefix(data.join("workspaces")).ok()?.iter().collect::<Vec<_>>() else {
        return None;
    };
    let is_one = !id.is_empty() && secrets == "secrets";
    name.to_str().filter(|_| is_one)
}

/// A configuration with the names of secrets in the place of their files: what is one in two workspaces is the same there.
pub(super) fn as_named(config: &Map<String, Value>, data: &Path) -> Map<String, Value> {
    config.iter().map(|(key, value)| (key.clone(), with_names(value, data))).collect()
}

fn with_names(value: &Value, data: &Path) -> Value {
    match value {
        Value::String(text) => named(data, text).map_or_else(|| value.clone(), |name| json!({ "secret": name })),
        Value::Array(list) => list.iter().map(|value| with_names(value, data)).collect(),
        Value::Object(map) => Value::Object(as_named(map, data)),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

pub(super) fn secrets(data: &Path, id: &WorkspaceId) -> PathBuf {
    previous::home(data, id).join("secrets")
}

/// The files in which secrets of a workspace lie.
pub(super) fn secret_files(data: &Path, id: &WorkspaceId) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(secrets(data, id)).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
}

/// Puts into the managed layer what is wanted and takes out what no longer is. Touches nothing when nothing changes. Blocks.
///
/// # Errors
/// `conflict` where the folder is gone, or the file that is there cannot be read, edited or written: then all is as it was.
pub(crate) fn project(
    folder: &Path,
    data: &Path,
    id: &WorkspaceId,
    wanted: &Wanted,
    record: &mut ProjectedRecord,
    locks: &Locks,
) -> Result<Projected> {
    let place = Place::open(folder)?;
    let mut here = entered(&place, record);
    let is_elsewhere = record.inode.is_some() && here.inode != record.inode;
    let mut attempt = 1;
    loop {
        let found = place.read(FILE)?;
        let done = project_over((&place, locks), found.as_ref(), (folder, data, id), wanted, &mut here);
        let is_another = || place.read(FILE).ok().flatten().map(|now| now.text) != found.map(|found| found.text);
        if let Ok(projected) = done {
            *record = if here.is_nothing() { ProjectedRecord::default() } else { here };
            return Ok(Projected { is_elsewhere, ..projected });
        }
        if attempt == ATTEMPTS || !is_another() {
            return done;
        }
        attempt += 1;
    }
}

/// The same, over what was found.
fn project_over(
    (place, locks): (&Place, &Locks),
    found: Option<&Found>,
    (folder, data, id): (&Path, &Path, &WorkspaceId),
    wanted: &Wanted,
    record: &mut ProjectedRecord,
) -> Result<Projected> {
    let is_new = found.is_none();
    if is_new && wanted.keys.is_empty() {
        if record.owns_folder {
            place.remove_folder_of(FILE);
        }
        *record = record.without_file();
        return keep_secrets(data, id, &wanted.secrets, "").map(|()| Projected::default());
    }
    let mut next = if is_new { record.of_new_file() } else { record.clone() };
    let before = found.map_or(BEGIN, |found| &found.text);
    let (mut projected, text) = planned(before, wanted, &mut next)?;
    // what names a secret that is not there breaks the whole folder for OpenCode, so it is there before and goes after
    put_secrets(data, id, &wanted.secrets)?;
    projected.changed = is_new || text != before;
    if next.owns_file && text == BEGIN {
        place.remove(FILE, found, next.owns_folder, locks)?;
        tell(exclude::remove(folder, FILE, locks));
        next = next.without_file();
    } else if projected.changed {
        if let Some(found) = found {
            previous::keep(&previous::home(data, id), FILE, &found.text)?;
        }
        next.owns_folder |= place.write(FILE, &text, found, locks)?;
        if is_new {
            tell(exclude::add(folder, FILE, locks));
        }
    }
    *record = next;
    keep_secrets(data, id, &wanted.secrets, &text)?;
    Ok(projected)
}

/// Whether git is told is a matter of comfort.
fn tell(told: Result<()>) {
    if let Err(error) = told {
        tracing::warn!(%error, "git's list of exclusions is as it was");
    }
}

/// The text as it is to be, and what stands in it because of us.
pub(super) fn planned(text: &str, wanted: &Wanted, record: &mut ProjectedRecord) -> Result<(Projected, String)> {
    let broken = |fault: JsoncFault| {
        let message = format!("`{FILE}` cannot be edited: {fault}. Repair it, then try again.");
        Error::new(ErrorKind::Conflict, message)
    };
    // what goes first: nothing of ours is in the way of what comes
    let document = read(text).map_err(broken)?;
    settle(record, &document);
    let mut plan = Plan { text, document: &document, record, projected: Projected::default(), edits: Vec::new() };
    plan.remove(wanted);
    let Plan { projected, edits, .. } = plan;
    let made = without_empty(rules::edited(text, &edits).map_err(broken)?, record, wanted).map_err(broken)?;
    let mut document = read(&made).map_err(broken)?;
    document.as_object_mut().into_iter().for_each(rules::as_rules);
    let mut plan = Plan { text: &made, document: &document, record, projected, edits: Vec::new() };
    plan.set(wanted);
    let Plan { mut projected, edits, .. } = plan;
    let spread = rules::spread_by(&made, &edits).into_iter().map(|(way, _)| way);
    record.spread.extend(spread.filter(|way| !record.spread.contains(way)).collect::<Vec<_>>());
    let made = without_empty(rules::edited(&made, &edits).map_err(broken)?, record, wanted).map_err(broken)?;
    let made = gathered(made, record, wanted).map_err(broken)?;
    let made = hollowed(made, record, wanted);
    projected.kept.sort();
    Ok((projected, made))
}

/// What a file says. OpenCode takes an empty one for an empty object, and a NUL in a comment; what looks for what people wrote
/// there does not take that one for text.
fn read(text: &str) -> Result<Value, JsoncFault> {
    if let Some(before) = text.find('\0').and_then(|at| text.get(..at)) {
        let (line, column) =
            (before.matches('\n').count(), before.chars().rev().take_while(|one| *one != '\n').count());
        let from_one = |number: usize| u32::try_from(number + 1).unwrap_or(u32::MAX);
        let message = "there is a NUL".to_owned();
        return Err(JsoncFault { message, line: from_one(line), column: from_one(column) });
    }
    if text.is_empty() { Ok(Value::Object(Map::new())) } else { parse(text) }
}

/// The text without the objects that were made to hold what is gone now.
fn without_empty(mut text: String, record: &mut ProjectedRecord, wanted: &Wanted) -> Result<String, JsoncFault> {
    record.made.sort_by_key(|way| std::cmp::Reverse(way.len()));
    for way in std::mem::take(&mut record.made) {
        let now = parse(&text).unwrap_or_default();
        match at(&now, &way) {
            Some(Value::Object(map)) if map.is_empty() && !wanted.keys.contains_key(&way) => {
                text = rules::edited(&text, &[Edit { path: way, value: None }])?;
            }
            Some(_) => record.made.push(way),
            None => {}
        }
    }
    Ok(text)
}

/// The text with one rule for all where it was spread for rules of ours and none of them stands beside it any more.
fn gathered(mut text: String, record: &mut ProjectedRecord, wanted: &Wanted) -> Result<String, JsoncFault> {
    for way in std::mem::take(&mut record.spread) {
        if wanted.keys.keys().any(|key| key.starts_with(&way)) {
            record.spread.push(way);
            continue;
        }
        let now = parse(&text).unwrap_or_default();
        if let Some(Value::Object(rules)) = at(&now, &way)
            && let (1, Some(rule @ Value::String(_))) = (rules.len(), rules.get("*"))
        {
            text = rules::gathered(&text, &way, rule)?.unwrap_or(text);
        }
    }
    Ok(text)
}

/// The text with the empty objects of the user's as they were, where nothing is in them again.
fn hollowed(mut text: String, record: &mut ProjectedRecord, wanted: &Wanted) -> String {
    record.hollow.sort_by_key(|one| std::cmp::Reverse(one.path.len()));
    for one in std::mem::take(&mut record.hollow) {
        if wanted.keys.keys().any(|key| key.starts_with(&one.path)) {
            record.hollow.push(one);
        } else if let Some(again) = jsonc::with_hollow(&text, &one.path, &one.text) {
            text = again;
        }
    }
    text
}

/// What is to be done to a document.
struct Plan<'a> {
    text: &'a str,
    document: &'a Value,
    record: &'a mut ProjectedRecord,
    projected: Projected,
    edits: Vec<Edit>,
}

impl ProjectedRecord {
    /// Whether there is nothing to remember.
    fn is_nothing(&self) -> bool {
        self.keys.is_empty() && self.lost.is_empty() && !self.owns_file && !self.owns_folder && self.hollow.is_empty()
    }

    /// Where nothing of ours stands in the folder.
    fn without_file(&self) -> Self {
        Self { inode: self.inode, lost: self.lost.clone(), ..Self::default() }
    }

    /// Of a file that is made for us. A folder that was made for one before is still ours.
    fn of_new_file(&self) -> Self {
        Self { owns_file: true, owns_folder: self.owns_folder, ..self.without_file() }
    }
}

impl Plan<'_> {
    /// What is ours and no longer wanted goes, unless somebody made it their own.
    fn remove(&mut self, wanted: &Wanted) {
        let (stay, go): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.record.keys).into_iter().partition(|key| wanted.keys.contains_key(&key.path));
        self.record.keys = stay;
        for ProjectedKey { path, hash, items, .. } in go {
            let theirs = match (at(self.document, &path), &items) {
                (Some(Value::Array(now)), Some(ours)) => {
                    now.iter().filter(|item| !ours.contains(item)).cloned().collect()
                }
                _ => Vec::new(),
            };
            match at(self.document, &path) {
                None => {}
                Some(_) if !theirs.is_empty() => {
                    self.edits.push(Edit { path: path.clone(), value: Some(Value::Array(theirs)) });
                    self.projected.kept.push(path);
                }
                Some(value) if hash_of(value) == hash => {
                    self.edits.push(Edit { path: path.clone(), value: None });
                    self.projected.removed.push(path);
                }
                Some(_) => self.projected.kept.push(path),
            }
        }
    }

    /// A list with what people put into ours: theirs stays, behind what it stands behind, and ours that is no longer wanted goes.
    /// Where nothing else is wanted than before, what is there keeps its order.
    fn joined(&self, known: Option<usize>, now: Option<&Value>, (wanted, is_insisted): (&Value, bool)) -> Value {
        let ours = known.and_then(|index| self.record.keys.get(index)).and_then(|key| key.items.as_ref());
        let (Some(ours), Some(Value::Array(now)), Value::Array(wanted)) = (ours, now, wanted) else {
            return wanted.clone();
        };
        if ours == wanted && !is_insisted {
            let stays = now.iter().filter(|item| wanted.contains(item) || !ours.contains(item));
            let new = wanted.iter().filter(|item| !now.contains(item));
            return stays.chain(new).cloned().collect();
        }
        let (mut all, mut at) = (wanted.clone(), 0);
        for item in now {
            if let Some(place) = all.iter().rposition(|one| one == item).filter(|_| wanted.contains(item)) {
                at = place + 1;
            } else if !ours.contains(item) {
                all.insert(at, item.clone());
                at += 1;
            }
        }
        Value::Array(all)
    }

    fn set(&mut self, wanted: &Wanted) {
        let mut passed = BTreeSet::new();
        for (path, wish) in &wanted.keys {
            let now = at(self.document, path);
            let known = self.record.keys.iter().position(|key| key.path == *path);
            let before = known.and_then(|index| self.record.keys.get(index)).map(|key| key.hash.clone());
            let value = &self.joined(known, now, (wish, wanted.insisted.contains(path)));
            let (hash, items) = (hash_of(value), wish.as_array().cloned());
            // nothing goes into what is there, and takes nothing out of it
            let goes_into = |now: &Map<String, Value>| !now.is_empty() && wish.as_object().is_some_and(Map::is_empty);
            if now.and_then(Value::as_object).is_some_and(goes_into) {
                continue;
            }
            if now == Some(value) {
                // what the user wrote just so stays the user's; in a file of ours there is nothing that is not known
                if before.is_some() || self.record.owns_file {
                    self.note(known, path, hash, items);
                }
                continue;
            }
            let is_by_hand = now.map(hash_of) != before;
            // of a list only what is ours counts: what people put into it stays in it
            let is_new = before.as_ref() != Some(&hash) || wanted.insisted.contains(path);
            // where a hand changed the whole that was ours, what is in it is theirs too
            let is_theirs = self.projected.kept.iter().any(|kept| path.len() > kept.len() && path.starts_with(kept));
            if is_by_hand && (!is_new || is_theirs && !wanted.insisted.contains(path)) {
                self.projected.kept.push(path.clone());
                self.note(known, path, hash, items);
                continue;
            }
            // what stands there and was never ours is the user's until somebody asks for just that
            let is_asked_for = wanted.insisted.contains(path) && !wanted.items.contains(path);
            if now.is_some() && before.is_none() && !is_asked_for {
                self.projected.kept.push(path.clone());
                continue;
            }
            if is_by_hand && now.is_some() {
                self.projected.overwritten.push(path.clone());
            }
            for depth in 0..path.len() {
                let way: Vec<String> = path.iter().take(depth).cloned().collect();
                // to look at each once is to read the text once for it
                if !passed.insert(way.clone()) {
                    continue;
                }
                if !at(self.document, &way).is_some_and(Value::is_object) {
                    if !self.record.made.contains(&way) {
                        self.record.made.push(way);
                    }
                } else if let Some(text) = jsonc::hollow(self.text, &way)
                    && !self.record.hollow.iter().any(|one| one.path == way)
                {
                    self.record.hollow.push(HollowObject { path: way, text });
                }
            }
            self.edits.push(Edit { path: path.clone(), value: Some(value.clone()) });
            self.note(known, path, hash, items);
        }
        self.record.keys.sort_by(|one, other| one.path.cmp(&other.path));
    }

    fn note(&mut self, known: Option<usize>, path: &[String], hash: String, items: Option<Vec<Value>>) {
        match known.and_then(|index| self.record.keys.get_mut(index)) {
            Some(key) => (key.hash, key.items) = (hash, items),
            None => self.record.keys.push(ProjectedKey { path: path.to_vec(), hash, pending: false, items }),
        }
    }
}

/// What a way through objects leads to.
pub(crate) fn at<'v>(value: &'v Value, way: &[String]) -> Option<&'v Value> {
    way.iter().try_fold(value, |value, key| value.as_object()?.get(key))
}

/// Stands for a value, however it is laid out.
pub(crate) fn hash_of(value: &Value) -> String {
    disk::hash(value.to_string().as_bytes())
}

/// Whether a secret lies where values name it.
pub(super) fn holds(data: &Path, id: &WorkspaceId, name: &str, secret: &Secret) -> bool {
    std::fs::read(secrets(data, id).join(name)).is_ok_and(|bytes| bytes == secret.reveal().as_bytes())
}

fn put_secrets(data: &Path, id: &WorkspaceId, wanted: &BTreeMap<String, Secret>) -> Result<()> {
    if wanted.is_empty() {
        return Ok(());
    }
    let folder = secrets(data, id);
    previous::make_private(&folder).map_err(unwritten)?;
    for (name, secret) in wanted {
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
        if name.is_empty() || name.starts_with('.') || !name.chars().all(is_name) {
            let fault = format!("`{name}` is no name of a secret");
            return Err(Error::internal(std::io::Error::other(fault)));
        }
        if !holds(data, id, name, secret) {
            replace::lasting_secret(&folder.join(name), secret.reveal().as_bytes()).map_err(unwritten)?;
        }
    }
    Ok(())
}

/// Removes the secrets that nothing names any more. One that a key names which stayed because somebody changed it by hand
/// stays too: a name that leads nowhere breaks the whole folder for OpenCode.
fn keep_secrets(data: &Path, id: &WorkspaceId, wanted: &BTreeMap<String, Secret>, text: &str) -> Result<()> {
    for file in secret_files(data, id) {
        let name = file.file_name().and_then(std::ffi::OsStr::to_str);
        if !name.is_some_and(|name| wanted.contains_key(name) || text.contains(name)) {
            std::fs::remove_file(file).map_err(Error::internal)?;
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "managed_tests.rs"]
mod tests;
