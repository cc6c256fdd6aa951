//! Where a managed item stands in a workspace: its keys or its file, what is there already, and how a file of it is put in place.

use super::assigned;
use crate::config::managed::LOST;
use crate::config::schema;
use crate::error::{Error, ErrorKind, Result};
use crate::files::{self, Condition, Locks, Root, Writing};
use crate::model::file::FileRevision;
use crate::model::file_path::FilePath;
use crate::model::managed::ManagedKind;
use crate::model::stored::{ManagedItemRecord, ProjectedFile, ProjectedRecord};
use crate::platform::jsonc::parse;
use crate::resources::managed;
use serde_json::json;

/// The keys that lead to an item in the managed layer, if it stands there.
pub(super) fn way_of(record: &ManagedItemRecord) -> Option<Vec<String>> {
    match record.kind {
        ManagedKind::Mcps => Some(assigned::way("mcp", &record.key)),
        ManagedKind::ProviderConfigs => Some(assigned::way("provider", &record.key)),
        ManagedKind::Plugins => Some(vec!["plugin".to_owned()]),
        ManagedKind::Skills | ManagedKind::Commands | ManagedKind::Agents => None,
    }
}

/// Where an item stands in a workspace.
pub(super) fn file_of(record: &ManagedItemRecord) -> String {
    let key = &record.key;
    match record.kind {
        ManagedKind::Mcps | ManagedKind::Plugins | ManagedKind::ProviderConfigs => {
            crate::config::managed::FILE.to_owned()
        }
        ManagedKind::Skills => format!(".opencode/skills/{key}/SKILL.md"),
        ManagedKind::Commands => format!(".opencode/commands/{key}.md"),
        ManagedKind::Agents => format!(".opencode/agents/{key}.md"),
    }
}

/// What stands by hand where an item would be put; of the keys of the managed layer these are ours there.
pub(super) fn by_hand(root: &Root, record: &ManagedItemRecord, ours: &ProjectedRecord) -> Result<Option<String>> {
    let file = file_of(record);
    let path: FilePath = file.parse().map_err(Error::internal)?;
    if let Some(way) = way_of(record) {
        // what cannot be read is said where it is written
        let Ok(text) = files::read_text(root, &path) else { return Ok(None) };
        let document = parse(&text.content).unwrap_or_default();
        let is_ours = ours.keys.iter().any(|key| key.path == way);
        let is_there = crate::config::managed::at(&document, &way).is_some();
        return Ok((is_there && !is_ours).then(|| format!("`{}` in `{file}`", way.join("."))));
    }
    let (folder, name) = match record.kind {
        ManagedKind::Skills => (".opencode/skills", record.key.clone()),
        ManagedKind::Commands => (".opencode/commands", format!("{}.md", record.key)),
        ManagedKind::Agents | ManagedKind::Mcps | ManagedKind::Plugins | ManagedKind::ProviderConfigs => {
            (".opencode/agents", format!("{}.md", record.key))
        }
    };
    let folder: FilePath = folder.parse().map_err(Error::internal)?;
    let alike = |(other, _): &&(String, files::Found)| other.to_lowercase() == name.to_lowercase();
    let found = files::entries(root, &folder)?;
    Ok(found.iter().find(alike).map(|(other, _)| format!("`{folder}/{other}`")))
}

/// Refuses an item that the engine would not take: it would refuse the whole workspace.
pub(super) fn refuse_unfit(record: &ManagedItemRecord) -> Result<()> {
    let Some((section, value)) = managed::as_configured(record) else { return Ok(()) };
    let way = format!("{section}.{}", record.key);
    let issues = schema::issues_of(&json!({ section: { record.key.as_str(): value } }));
    let Some(issue) = issues.first() else { return Ok(()) };
    let below = issue.key.as_deref().and_then(|key| key.strip_prefix(&way)).unwrap_or_default();
    let is_file = way_of(record).is_none();
    let place = if is_file { "config.content".to_owned() } else { format!("config{below}") };
    let what = if is_file { below.trim_start_matches('.') } else { place.as_str() };
    let message = format!("OpenCode would not take `{what}` of a {}: {}.", record.kind.one(), issue.message);
    Err(Error::unprocessable(&place, message))
}

pub(super) fn content(record: &ManagedItemRecord) -> String {
    record.config.get("content").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}

/// The file of an item as far as it is ours in the folder that is there now, and what of it lies in others that were in its
/// place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct OurFile {
    pub(super) here: Option<ProjectedFile>,
    elsewhere: Vec<ProjectedFile>,
    inode: Option<u64>,
    /// Whether another folder was there when it was last put.
    pub(super) is_elsewhere: bool,
}

impl OurFile {
    /// What is remembered of a file, over the folder that is there now. What was copied with it is ours there too.
    pub(super) fn of(root: &Root, kept: Option<ProjectedFile>) -> Self {
        let inode = root.inode();
        let Some(mut kept) = kept else { return Self { inode, ..Self::default() } };
        let mut elsewhere = std::mem::take(&mut kept.elsewhere);
        let is_here = |file: &ProjectedFile| inode.is_none() || file.inode.is_none() || file.inode == inode;
        if is_here(&kept) {
            return Self { here: Some(kept), elsewhere, inode, is_elsewhere: false };
        }
        let known = elsewhere.iter().position(is_here).map(|at| elsewhere.remove(at));
        let is_copied = || is_as_left(root, &kept).is_ok_and(|is_as_left| is_as_left);
        let here = known.or_else(|| is_copied().then(|| kept.clone()));
        elsewhere.push(kept);
        elsewhere.drain(..elsewhere.len().saturating_sub(LOST));
        Self { here, elsewhere, inode, is_elsewhere: true }
    }

    /// What is to be remembered where this is ours here.
    pub(super) fn with(&self, here: Option<ProjectedFile>) -> Option<ProjectedFile> {
        let mut elsewhere = self.elsewhere.clone();
        let here = here.map(|file| ProjectedFile { inode: self.inode, ..file });
        here.or_else(|| elsewhere.pop()).map(|file| ProjectedFile { elsewhere, ..file })
    }
}

/// What is remembered of a file, but for what lay in one folder.
pub(super) fn without(mut file: ProjectedFile, inode: Option<u64>) -> Option<ProjectedFile> {
    let mut all = std::mem::take(&mut file.elsewhere);
    all.push(file);
    all.retain(|one| one.inode != inode);
    all.pop().map(|last| ProjectedFile { elsewhere: all, ..last })
}

fn is_as_left(root: &Root, file: &ProjectedFile) -> Result<bool> {
    let path: FilePath = file.path.parse().map_err(Error::internal)?;
    Ok(files::read_text(root, &path).is_ok_and(|text| text.revision.as_str() == file.revision))
}

/// The file that is about to be made for an item; none where something lies already.
pub(super) fn intended(root: &Root, path: &str, content: &str) -> Result<Option<ProjectedFile>> {
    let place: FilePath = path.parse().map_err(Error::internal)?;
    let is_new = files::read_text(root, &place).is_err_and(|error| error.kind == ErrorKind::NotFound);
    let revision = files::revision_of(content.as_bytes()).as_str().to_owned();
    Ok(is_new.then(|| ProjectedFile::of(path.to_owned(), revision)))
}

impl ProjectedFile {
    fn of(path: String, revision: String) -> Self {
        Self { path, revision, inode: None, elsewhere: Vec::new() }
    }
}

/// Takes a file of ours out of a folder, as long as it is as we left it, and the folder that held nothing else; says whether
/// there was one.
fn take_out(root: &Root, locks: &Locks, file: &ProjectedFile) -> Result<bool> {
    let path: FilePath = file.path.parse().map_err(Error::internal)?;
    let is_ours = is_as_left(root, file)?;
    if is_ours {
        let revisions = Some(vec![FileRevision::made(file.revision.clone())]);
        files::remove(root, locks, &path, &Condition { revisions, ..Condition::default() })?;
    }
    // also where a hand took the file, or where the process ended before it was there
    if let Some((folder, _)) = path.split() {
        files::remove_empty(root, &folder);
    }
    Ok(is_ours)
}

/// Puts a file in the place of the one of before. What somebody else wrote, or changed since, is never touched.
pub(super) fn put_file(
    root: &Root,
    locks: &Locks,
    before: Option<&ProjectedFile>,
    wanted: Option<(String, String)>,
) -> Result<(Option<ProjectedFile>, Vec<String>)> {
    let mut touched = Vec::new();
    if let Some(before) = before.filter(|before| wanted.as_ref().is_none_or(|(path, _)| *path != before.path))
        && take_out(root, locks, before)?
    {
        touched.push(before.path.clone());
    }
    let Some((path, content)) = wanted else { return Ok((None, touched)) };
    let place: FilePath = path.parse().map_err(Error::internal)?;
    let now = match files::read_text(root, &place) {
        Ok(text) => Some(text),
        Err(error) if error.kind == ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    if let Some(now) = &now {
        if now.content == content {
            // one that somebody made just so stays theirs; ours may have been written when the process ended
            let ours = before.filter(|before| before.path == path);
            let revision = now.revision.as_str().to_owned();
            return Ok((ours.map(|_| ProjectedFile::of(path, revision)), touched));
        }
        if before.is_none_or(|before| before.path != path || before.revision != now.revision.as_str()) {
            let message =
                format!("`{path}` was made or changed by hand, and stays as it is; move it away, or change that file.");
            return Err(Error::new(ErrorKind::Conflict, message));
        }
    }
    let revisions = now.as_ref().map(|now| vec![now.revision.clone()]);
    let condition = Condition { absent: revisions.is_none(), revisions, ..Condition::default() };
    let mut writing = Writing::begin(root, &place, true, &condition)?;
    writing.write(content.as_bytes())?;
    let revision = writing.finish(locks, &condition)?.revision.as_str().to_owned();
    touched.push(path.clone());
    Ok((Some(ProjectedFile::of(path, revision)), touched))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn g16_a_file_is_ours_wherever_the_process_ended() {
        let home = tempfile::tempdir().unwrap();
        let (folder, data) = (home.path().join("ws"), home.path().join("data"));
        for folder in [&folder, &data] {
            fs::create_dir(folder).unwrap();
        }
        let (root, locks) = (Root::open(&folder, &data).unwrap(), Locks::default());
        let path = ".opencode/commands/x.md";
        let put = |before: Option<&ProjectedFile>, text: Option<&str>| {
            put_file(&root, &locks, before, text.map(|text| (path.to_owned(), text.to_owned()))).unwrap().0
        };
        // it was about to be made, and was
        let about = intended(&root, path, "one").unwrap();
        assert!(about.is_some() && put(None, Some("one")) == about);
        assert_eq!(put(about.as_ref(), Some("one")), about);
        // it was written anew, and nobody has kept that
        put(about.as_ref(), Some("two"));
        let now = put(about.as_ref(), Some("two"));
        assert_ne!(now, about);
        assert_eq!((put(now.as_ref(), None), folder.join(path).exists()), (None, false));
        // what somebody made just so stays theirs
        fs::create_dir_all(folder.join(".opencode/commands")).unwrap();
        fs::write(folder.join(path), "one").unwrap();
        assert_eq!((intended(&root, path, "one").unwrap(), put(None, Some("one"))), (None, None));
    }

    #[test]
    fn g16_another_folder_in_the_place_has_no_file_of_ours() {
        let home = tempfile::tempdir().unwrap();
        let (folder, aside, data) = (home.path().join("ws"), home.path().join("aside"), home.path().join("data"));
        for folder in [&folder, &data] {
            fs::create_dir(folder).unwrap();
        }
        let (locks, path) = (Locks::default(), ".opencode/skills/x/SKILL.md");
        let put = |kept: Option<ProjectedFile>, text: Option<&str>| {
            let root = Root::open(&folder, &data).unwrap();
            let ours = OurFile::of(&root, kept);
            let wanted = text.map(|text| (path.to_owned(), text.to_owned()));
            (ours.with(put_file(&root, &locks, ours.here.as_ref(), wanted).unwrap().0), ours.is_elsewhere)
        };
        let (first, _) = put(None, Some("one"));
        fs::rename(&folder, &aside).unwrap();
        fs::create_dir_all(folder.join(".opencode/skills/x")).unwrap();
        fs::write(folder.join(path), "theirs").unwrap();
        let (other, is_elsewhere) = put(first.clone(), None);
        assert_eq!(
            (&other, is_elsewhere, fs::read_to_string(folder.join(path)).unwrap().as_str()),
            (&first, true, "theirs")
        );
        // it comes back while the item is gone
        fs::remove_dir_all(&folder).unwrap();
        fs::rename(&aside, &folder).unwrap();
        assert_eq!(put(other, None), (None, false));
        assert!(!folder.join(".opencode/skills/x").exists());
        // a copy of it has ours too, and each is remembered
        let (first, _) = put(None, Some("one"));
        fs::rename(&folder, &aside).unwrap();
        fs::create_dir_all(folder.join(".opencode/skills/x")).unwrap();
        fs::write(folder.join(path), "one").unwrap();
        let (both, _) = put(first.clone(), Some("two"));
        assert_eq!(fs::read_to_string(folder.join(path)).unwrap(), "two");
        assert_eq!(both.as_ref().map(|file| file.elsewhere.clone()), first.clone().map(|file| vec![file]));
        assert_eq!(put(both, None), (first, false));
    }
}
