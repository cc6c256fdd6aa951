//! The skills of a hub: which there are, and one of them put into a workspace.

use crate::error::{Error, ErrorKind, Result};
use crate::files::{Bounds, Contents, Locks, Occupied, Root, Thing, put_folder, read_folder, remove};
use crate::model::file::FileRevision;
use crate::model::file_path::{FilePath, is_device};
use crate::model::resource::{ResourceAction, ResourceFault, ResourceScope};
use crate::model::skill::{HubSkill, HubSkillList, InstalledSkill, SkillName, UpsertSkill, WhenSkillIsThere};
use crate::resources::places::Places;
use crate::resources::{condition, refuse_collision, skills, write};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// How much a skill may hold.
const MOST: Bounds = Bounds { things: 500, bytes: 16 << 20, file: 5_000_000 };

/// What a skill puts into its folder.
type Files<'a> = BTreeMap<FilePath, Cow<'a, [u8]>>;

/// Every folder of a hub that has a `SKILL.md`, by name; one that cannot be used with its fault.
pub(crate) fn list(contents: &Contents) -> HubSkillList {
    let folders = contents.keys().filter_map(FilePath::split).filter(|(_, name)| *name == skills::FILE);
    let mut items: Vec<_> = folders.filter_map(|(folder, _)| shown(contents, &folder)).collect();
    items.sort_by(|one, other| (&one.name, &one.path).cmp(&(&other.name, &other.path)));
    for at in 1..items.len() {
        if items[at].name == items[at - 1].name {
            let fault = |other: &str| ResourceFault { message: format!("`{other}` has this name too."), line: None };
            items[at - 1].fault = Some(fault(&items[at].path));
            items[at].fault = Some(fault(&items[at - 1].path));
        }
    }
    HubSkillList { items }
}

/// A folder as a skill; none for the hub's own, which has no name.
fn shown(contents: &Contents, folder: &FilePath) -> Option<HubSkill> {
    let (_, name) = folder.split()?;
    let path = folder.as_str().to_owned();
    let mut item = HubSkill { name: name.to_owned(), description: None, trigger: None, path, fault: None };
    let told = files(contents, folder).and_then(|(text, _)| skills::told(&text));
    match told {
        Ok((description, trigger)) => (item.description, item.trigger) = (description, trigger),
        Err(error) => item.fault = Some(ResourceFault { message: error.message, line: None }),
    }
    Some(item)
}

/// The text of a skill, and all its files as they are put, by path from its folder on; or why it cannot be used.
fn files<'a>(contents: &'a Contents, folder: &FilePath) -> Result<(String, Files<'a>)> {
    let refused = |message: String| Error::new(ErrorKind::Unprocessable, message);
    let (mut all, mut bytes, mut text) = (Files::new(), 0, None);
    let name = folder.split().map_or("", |(_, name)| name);
    let name =
        name.parse::<SkillName>().map_err(|why| refused(format!("Its folder's name is none of a skill: {why}.")))?;
    let alike = contents.range(folder.clone()..).take_while(|(path, _)| path.as_str().starts_with(folder.as_str()));
    for (path, thing) in alike {
        let below = path.as_str().strip_prefix(folder.as_str()).and_then(|rest| rest.strip_prefix('/'));
        let Some(below) = below.and_then(|below| below.parse::<FilePath>().ok()) else { continue };
        let content = match thing {
            Thing::File(content) => content,
            Thing::Large => return Err(refused(format!("`{path}` is larger than files of a skill are."))),
            Thing::Odd => return Err(refused(format!("`{path}` is a link, or no file."))),
        };
        if below.as_str().split('/').any(is_device) {
            return Err(refused(format!("`{path}` holds the name of a device on Windows.")));
        }
        bytes += content.len() as u64;
        if all.len() >= MOST.things || bytes > MOST.bytes {
            return Err(refused("It holds more than a skill does: 500 files, 16 MB.".to_owned()));
        }
        let mut put = Cow::Borrowed(content.as_slice());
        if below.as_str() == skills::FILE {
            let content =
                std::str::from_utf8(content).map_err(|_| refused(format!("`{path}` is no text.")))?.to_owned();
            let (name, description, trigger, if_match) = (name.clone(), None, None, None);
            let composed = skills::composed(&UpsertSkill { name, content, description, trigger, if_match })?;
            put = Cow::Owned(composed.clone().into_bytes());
            text = Some(composed);
        } else if below.split().is_some_and(|(_, name)| name == skills::FILE) {
            return Err(refused(format!("It holds another skill, `{path}`.")));
        }
        all.insert(below, put);
    }
    let text = text.ok_or_else(|| refused(format!("`{folder}` has no `{}`.", skills::FILE)))?;
    Ok((text, all))
}

/// A skill of a hub, with all that it puts into a workspace.
pub(crate) struct Offered {
    name: SkillName,
    files: BTreeMap<FilePath, Vec<u8>>,
}

/// The skill of a name, if a hub has it and it can be used.
pub(crate) fn offered(contents: &Contents, name: &SkillName) -> Result<Offered> {
    let offered = list(contents).items.into_iter().find(|offered| offered.name == name.as_str());
    let offered = offered
        .ok_or_else(|| Error::not_found(format_args!("skill `{name}` in the hub; `skills.listHub` has those")))?;
    if let Some(fault) = offered.fault {
        let message = format!("The hub's `{name}` cannot be used. {}", fault.message);
        return Err(Error::new(ErrorKind::Unprocessable, message));
    }
    let (_, files) = files(contents, &offered.path.parse().map_err(Error::internal)?)?;
    let files = files.into_iter().map(|(path, content)| (path, content.into_owned())).collect();
    Ok(Offered { name: name.clone(), files })
}

/// Puts a skill of a hub into a workspace, with all its files, in one step.
pub(crate) fn install(
    places: &Places,
    locks: &Locks,
    Offered { name, files: wanted }: &Offered,
    existing: WhenSkillIsThere,
) -> Result<InstalledSkill> {
    let root = places.workspace();
    let path: FilePath = format!("{}/{name}", skills::FOLDER).parse().map_err(Error::internal)?;
    let file = FilePath::below(path.as_str(), skills::FILE);
    refuse_collision(root, skills::FOLDER, name.as_str())?;
    refuse_others(places, name, &file)?;
    let mut written: Vec<&FilePath> = wanted.keys().collect();
    let action = match before(root, &path)? {
        None => {
            put_folder(root, locks, &path, wanted, Occupied::Refuse)?;
            ResourceAction::Added
        }
        Some(known) if is_same(&known, wanted) => {
            written.clear();
            ResourceAction::Unchanged
        }
        Some(known) if existing != WhenSkillIsThere::Replace && is_left(&known, wanted) => {
            written.retain(|below| !known.contains_key(*below));
            complete(root, locks, &path, wanted, &written)?;
            ResourceAction::Added
        }
        Some(_) if existing == WhenSkillIsThere::Replace => {
            put_folder(root, locks, &path, wanted, Occupied::Replace)?;
            ResourceAction::Updated
        }
        Some(_) => {
            let message =
                format!("`{path}` is there already and is another than the hub's; `existing: replace` exchanges it.");
            return Err(Error::new(ErrorKind::Conflict, message));
        }
    };
    let item = skills::list(places).items.into_iter().find(|skill| skill.path == file);
    let item = item.ok_or_else(|| Error::not_found(format_args!("skill `{name}` in this workspace any more")))?;
    let files = written.into_iter().map(|below| FilePath::below(path.as_str(), below.as_str())).collect();
    Ok(InstalledSkill { action, item, files })
}

/// Writes what is missing of a skill beside what is left of it, which stays as it is, with its rights and all that no reading
/// shows. Its `SKILL.md` is the last: before it is there it is no skill. Where one cannot be written those before it go again.
fn complete(
    root: &Root,
    locks: &Locks,
    path: &FilePath,
    wanted: &BTreeMap<FilePath, Vec<u8>>,
    missing: &[&FilePath],
) -> Result<()> {
    let mut missing = missing.to_vec();
    missing.sort_by_key(|below| below.as_str() == skills::FILE);
    let mut written: Vec<(FilePath, FileRevision)> = Vec::new();
    for below in missing {
        let file: FilePath = FilePath::below(path.as_str(), below.as_str()).parse().map_err(Error::internal)?;
        match write(root, locks, &file, &wanted[below], &condition(None, None)) {
            Ok(done) => written.push((file, done.revision)),
            Err(error) => {
                for (file, revision) in written.into_iter().rev() {
                    // what somebody has changed since is theirs
                    let _ = remove(root, locks, &file, &condition(Some(revision), None));
                }
                return Err(error);
            }
        }
    }
    Ok(())
}

/// Refuses what would make two skills of one name, and what would take another skill's place.
fn refuse_others(places: &Places, name: &SkillName, file: &str) -> Result<()> {
    let own = skills::list(places).items.into_iter().filter(|skill| skill.scope == ResourceScope::Project);
    let other = own.into_iter().find(|skill| (skill.path == file) != (skill.name == name.as_str()));
    let Some(other) = other else { return Ok(()) };
    let message = format!(
        "`{}` is the file of the skill `{}`; remove or rename that one before the hub's `{name}` is installed.",
        other.path, other.name
    );
    Err(Error::new(ErrorKind::Conflict, message))
}

/// What lies in the place; nothing known of what is more than a skill holds, so that it is another.
fn before(root: &Root, path: &FilePath) -> Result<Option<Contents>> {
    match read_folder(root, path, MOST) {
        Err(error) if error.kind == ErrorKind::TooLarge => Ok(Some(Contents::new())),
        read => read,
    }
}

/// Whether it is only what is left of the same skill once its `SKILL.md` was removed.
fn is_left(known: &Contents, wanted: &BTreeMap<FilePath, Vec<u8>>) -> bool {
    !known.is_empty()
        && known.keys().all(|path| path.as_str() != skills::FILE)
        && known.iter().all(|(path, thing)| matches!(thing, Thing::File(content) if wanted.get(path) == Some(content)))
}

fn is_same(known: &Contents, wanted: &BTreeMap<FilePath, Vec<u8>>) -> bool {
    let same = |(path, thing): (&FilePath, &Thing)| match (thing, wanted.get(path)) {
        (Thing::File(content), Some(wanted)) => content == wanted,
        _ => false,
    };
    known.len() == wanted.len() && known.iter().all(same)
}
