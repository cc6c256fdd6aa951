//! The files that OpenCode merges for a folder, from the one with the least to the one with the last word.
//!
//! Tried with the pinned version: its own folder; `opencode.json` and then `opencode.jsonc` of each folder from the root of the
//! git work tree (without one, of the machine) down to the workspace; the same two in `.opencode` of each folder from the
//! workspace up again; in `.opencode` of the user's home; and in the folder that is for all users of the machine. What the engine's environment adds (`OPENCODE_CONFIG` …) is not
//! looked at.

use super::disk::{LARGEST, Place, revision};
use super::named::{Base, Reach, missing};
use super::{git, rules, schema};
use crate::error::{Error, ErrorKind, Result};
use crate::ids::WorkspaceId;
use crate::model::config::{ConfigIssue, ConfigLayer, ConfigLayerKind};
use cap_fs_ext::OpenOptionsSyncExt as _;
use cap_std::ambient_authority;
use cap_std::fs::{File, OpenOptions};
use serde_json::{Map, Value};
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// The largest file outside of a workspace that is read.
const LARGEST_OUTSIDE: u64 = 16 * LARGEST;

/// What is said of a link that leads out: OpenCode follows it.
const OUT: &str = "it leads out of the workspace; OpenCode reads it, and what it says is not told here";

/// What becomes of a link in the workspace that leads out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Links {
    /// What it leads to is not read: what is read here is shown.
    Left,
    /// It is read, as OpenCode does.
    Followed,
}

/// Where OpenCode looks besides the folders above a workspace.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places {
    /// Its own folder of configurations.
    pub(crate) global: Option<PathBuf>,
    /// The user's home.
    pub(crate) home: Option<PathBuf>,
    /// The folder for all users, which has the last word.
    pub(crate) system: Option<PathBuf>,
}

impl Places {
    /// Whether what stands in a folder holds in all others too: what stands in the home does.
    pub(crate) fn is_everywhere(&self, folder: &Path) -> bool {
        self.home.as_deref() == Some(folder)
    }
}

/// A file that OpenCode looks for.
#[derive(Debug, Clone)]
pub(crate) struct Layer {
    /// Where it lies.
    pub(crate) kind: ConfigLayerKind,
    /// As it is told: from the workspace on, or its name alone.
    pub(crate) name: String,
    /// The folder of it, for what it names relative to itself.
    pub(crate) folder: PathBuf,
    /// What is in it, where it is there and can be read.
    pub(crate) text: Option<String>,
    /// What OpenCode would not take.
    pub(crate) issues: Vec<ConfigIssue>,
    /// What it says, one permission for all as a rule for `*`; nothing where it is broken.
    pub(crate) value: Map<String, Value>,
    /// Whether it is a link in the workspace that leads out of it.
    pub(crate) leads_out: bool,
    /// What else OpenCode may read of it, where it was looked at for what would be sent to others.
    pub(crate) hidden: Hidden,
}

/// What OpenCode reads of a file, or will once it is mended, and [`Layer::value`] does not say.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) enum Hidden {
    /// Nothing.
    #[default]
    Nothing,
    /// All that it says, where what it says has not the shape of a configuration or cannot be taken by OpenWork.
    Keys(Map<String, Value>),
    /// Whatever can be made of this text, which is no JSON as it is.
    Text(String),
    /// Nobody knows: it is there, and too large, or may not be read.
    Unknown,
}

impl Hidden {
    /// What is hidden in a file of which this is known.
    fn of(layer: &Layer) -> Self {
        let of = |text: &str| match schema::keys(text) {
            Some(mut keys) => {
                drop_inherited(&mut keys);
                Self::Keys(keys)
            }
            None => Self::Text(text.to_owned()),
        };
        match &layer.text {
            Some(_) if layer.issues.is_empty() => Self::Nothing,
            Some(text) => of(text),
            None => match lossy(&layer.folder.join(layer.name.rsplit(['/', '\\']).next().unwrap_or_default())) {
                Lossy::Nothing => Self::Nothing,
                Lossy::Text(text) => of(&text),
                Lossy::Unread => Self::Unknown,
            },
        }
    }
}

impl Layer {
    /// As it is told.
    pub(crate) fn shown(&self) -> ConfigLayer {
        ConfigLayer {
            kind: self.kind,
            file: self.name.clone(),
            exists: self.text.is_some() || !self.issues.is_empty(),
            revision: self.text.as_deref().map(revision),
            issues: self.issues.clone(),
        }
    }

    fn new(kind: ConfigLayerKind, name: String, folder: PathBuf, read: Result<Option<String>>) -> Self {
        let (issues, hidden) = (Vec::new(), Hidden::Nothing);
        let mut layer = Self { kind, name, folder, text: None, issues, value: Map::new(), leads_out: false, hidden };
        match read {
            Ok(None) => {}
            Ok(Some(text)) => {
                (layer.value, layer.issues) = schema::read(&text, Some(&layer.name));
                drop_inherited(&mut layer.value);
                rules::as_rules(&mut layer.value);
                layer.text = Some(text);
            }
            Err(error) => {
                let file = Some(layer.name.clone());
                layer.issues.push(ConfigIssue { message: error.message, file, line: None, column: None, key: None });
            }
        }
        layer
    }
}

/// Without what has the name that an object of JavaScript has no field of.
fn drop_inherited(map: &mut Map<String, Value>) {
    map.remove("__proto__");
    map.values_mut().filter_map(Value::as_object_mut).for_each(drop_inherited);
}

/// All layers of a workspace. Blocks.
pub(crate) fn all(folder: &Path, places: &Places) -> Result<Vec<Layer>> {
    among(folder, (places, Links::Left), &above(folder, git::is_root))
}

/// All files that OpenCode may lay over what stands in a folder, or what stands there over.
#[derive(Debug, Clone, Default)]
pub(crate) struct Around {
    /// What it reads for the folder itself.
    pub(crate) own: Vec<Layer>,
    /// What else it reads for each workspace that has what stands in the folder too. All of it has an earlier word than that.
    pub(crate) inner: Vec<(WorkspaceId, Layer)>,
    /// The data folder, which secrets of ours are named in.
    pub(crate) data: PathBuf,
}

/// The same of a folder and of the workspaces that have what stands in it, whatever git takes for the root of a work tree: it decides
/// by more than can be seen here. Blocks.
pub(crate) fn around(
    folder: &Path,
    inner: &[(WorkspaceId, PathBuf)],
    (data, places): (&Path, &Places),
) -> Result<Around> {
    let own = among(folder, (places, Links::Followed), &above(folder, |_| false))?;
    let between = Places::default();
    let read = |(id, inner): &(WorkspaceId, PathBuf)| {
        // one that is gone has nothing to meet
        let above = above(inner, |last| last.parent() == Some(folder));
        let layers = among(inner, (&between, Links::Followed), &above).unwrap_or_default();
        layers.into_iter().map(|layer| (id.clone(), layer)).collect::<Vec<_>>()
    };
    Ok(Around { own, inner: inner.iter().flat_map(read).collect(), data: data.to_path_buf() })
}

fn among(folder: &Path, (places, links): (&Places, Links), above: &[PathBuf]) -> Result<Vec<Layer>> {
    let place = Place::open(folder)?;
    let home = places.home.as_deref();
    let mut layers = Vec::new();
    if let Some(global) = &places.global {
        for name in ["config.json", "opencode.json", "opencode.jsonc"] {
            layers.push(outside(ConfigLayerKind::Global, name.to_owned(), &global.join(name), home));
        }
    }
    for (steps, outer) in above.iter().enumerate().rev() {
        push_two(&mut layers, outer, "", steps + 1, home);
    }
    for name in ["opencode.json", "opencode.jsonc"] {
        layers.push(within(&place, folder, name, (home, links)));
    }
    for name in [".opencode/opencode.json", ".opencode/opencode.jsonc"] {
        layers.push(within(&place, folder, name, (home, links)));
    }
    for (steps, outer) in above.iter().enumerate() {
        push_two(&mut layers, outer, ".opencode/", steps + 1, home);
    }
    if let Some(home) = places.home.as_ref().filter(|home| !above.contains(home) && *home != folder) {
        for name in ["opencode.json", "opencode.jsonc"] {
            let shown = format!("~/.opencode/{name}");
            layers.push(outside(ConfigLayerKind::Above, shown, &home.join(".opencode").join(name), Some(home)));
        }
    }
    // joined to the others as those above are, and told by its path: it is none of the user's
    for name in ["opencode.json", "opencode.jsonc"] {
        let file = places.system.as_ref().map(|system| system.join(name));
        layers.extend(file.map(|file| outside(ConfigLayerKind::Above, file.display().to_string(), &file, home)));
    }
    let is_inside = |layer: &Layer| matches!(layer.kind, ConfigLayerKind::Project | ConfigLayerKind::Managed);
    let is_told = |layer: &Layer| layer.text.is_some() || !layer.issues.is_empty();
    if links == Links::Followed {
        for layer in layers.iter_mut().filter(|layer| !is_inside(layer) || is_told(layer)) {
            layer.hidden = Hidden::of(layer);
        }
    }
    // of what lies outside only what is there is told
    layers.retain(|layer| is_inside(layer) || is_told(layer) || layer.hidden != Hidden::Nothing);
    Ok(layers)
}

fn push_two(layers: &mut Vec<Layer>, outer: &Path, below: &str, steps: usize, home: Option<&Path>) {
    for name in ["opencode.json", "opencode.jsonc"] {
        let shown = format!("{}{below}{name}", "../".repeat(steps));
        layers.push(outside(ConfigLayerKind::Above, shown, &outer.join(below).join(name), home));
    }
}

/// The folders above that OpenCode looks into, the nearest first.
fn above(folder: &Path, is_root: impl Fn(&Path) -> bool) -> Vec<PathBuf> {
    let mut all = Vec::new();
    let mut last = folder;
    while !is_root(last) {
        let Some(outer) = last.parent() else { break };
        all.push(outer.to_path_buf());
        last = outer;
    }
    all
}

/// A file in the workspace.
fn within(place: &Place, folder: &Path, name: &str, (home, links): (Option<&Path>, Links)) -> Layer {
    let kind = if schema::is_managed(name) { ConfigLayerKind::Managed } else { ConfigLayerKind::Project };
    let file = folder.join(name);
    let own = file.parent().unwrap_or(folder).to_path_buf();
    let leads_out = |file: &PathBuf| file.canonicalize().is_ok_and(|real| !real.starts_with(folder));
    let (read, leads_out) = match place.read(name) {
        Err(_) if leads_out(&file) => {
            let text = followed(&file).filter(|_| links == Links::Followed);
            (text.map(Some).ok_or_else(|| Error::new(ErrorKind::Conflict, OUT)), true)
        }
        read => (read.map(|found| found.map(|found| found.text)), false),
    };
    let mut layer = Layer { leads_out, ..Layer::new(kind, name.to_owned(), own, read) };
    let below = name.rsplit_once('/').map_or_else(String::new, |(below, _)| format!("{below}/"));
    let text = layer.text.as_deref().unwrap_or_default();
    let base = Base { folder: &layer.folder, place: Some((place, &below)), home };
    layer.issues.extend(missing(text, base, Reach::Everywhere, Some(name)));
    layer
}

/// A file elsewhere, which OpenCode reads all the same.
fn outside(kind: ConfigLayerKind, name: String, file: &Path, home: Option<&Path>) -> Layer {
    let folder = file.parent().unwrap_or(Path::new("/")).to_path_buf();
    let mut layer = Layer::new(kind, name, folder, Ok(followed(file)));
    let base = Base { folder: &layer.folder, place: None, home };
    layer.issues.extend(missing(layer.text.as_deref().unwrap_or_default(), base, Reach::Everywhere, Some(&layer.name)));
    layer
}

/// What is in a file, wherever links lead.
fn followed(file: &Path) -> Option<String> {
    if let Lossy::Text(text) = lossy(file) { Some(text) } else { None }
}

/// What is in a file as OpenCode decodes it.
enum Lossy {
    /// There is no file.
    Nothing,
    Text(String),
    /// It is too large, or may not be read.
    Unread,
}

/// Who lies outside is not waited for; OpenCode reads those that are larger too.
fn lossy(file: &Path) -> Lossy {
    let mut options = OpenOptions::new();
    options.read(true).nonblock(true);
    let read = || {
        let opened = File::open_ambient_with(file, &options, ambient_authority())?;
        let about = opened.metadata()?;
        if about.is_dir() {
            return Ok(Lossy::Nothing);
        }
        let mut bytes = Vec::new();
        if !about.is_file() || about.len() > LARGEST_OUTSIDE {
            return Ok(Lossy::Unread);
        }
        opened.take(LARGEST_OUTSIDE).read_to_end(&mut bytes)?;
        Ok::<_, std::io::Error>(Lossy::Text(String::from_utf8_lossy(&bytes).into_owned()))
    };
    // of what cannot be seen nobody can say that it is there
    let is_there = || file.metadata().is_ok();
    read().unwrap_or_else(|_| if is_there() { Lossy::Unread } else { Lossy::Nothing })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::crossed::{Looks, crossed};
    use serde_json::json;

    #[test]
    fn g15_a_file_that_is_not_taken_here_hides_nothing_from_the_look_at_others() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        let folder = root.join("in");
        std::fs::create_dir(&folder).unwrap();
        let global = root.join("global");
        std::fs::create_dir(&global).unwrap();
        let places = Places { global: Some(global.clone()), home: None, system: Some(root.join("system")) };
        std::fs::create_dir(root.join("system")).unwrap();
        let said = |looks| {
            let around = around(&folder, &[], (&root.join("data"), &places)).unwrap();
            crossed(&around, ("mcp", "docs"), json!({ "type": "remote", "url": "https://b" }).as_object()?, looks)
        };
        let docs = r#""mcp": {"docs": {"type": "remote", "url": "https://a", "headers": {"A": "s"}}}"#;
        let long = |size: u64| " ".repeat(usize::try_from(size).unwrap());
        let outer = [root.join("opencode.json"), global.join("opencode.jsonc"), root.join("system/opencode.json")];
        for file in [folder.join("opencode.json")].into_iter().chain(outer) {
            let told = |text: &[u8]| {
                std::fs::write(&file, text).unwrap();
                [Looks::AtOther, Looks::AtSame]
                    .map(|looks| said(looks).is_some_and(|why| why.contains("opencode.json")))
            };
            assert_eq!(told(b"{}"), [false, false]);
            // read by OpenCode as it is
            assert_eq!(told(format!("{{{docs}}}{}", long(LARGEST)).as_bytes()), [true, true]);
            assert_eq!(told(&[b"{\"username\": \"\xff\", ", docs.as_bytes(), b"}"].concat()), [true, true]);
            assert_eq!(told(b"{\"username\": \"\xff\", \"mcp\": {}}"), [false, false]);
            assert_eq!(told(format!("{}{{}}", long(LARGEST_OUTSIDE)).as_bytes()), [true, true]);
            assert_eq!(told(b"{\"mcp\": {file:x}}"), [true, true]);
            // read by it once it is mended
            assert_eq!(told(format!("{{\"model\": 5, {docs}}}").as_bytes()), [true, true]);
            assert_eq!(told(b"{\"model\": 5, \"mcp\": {\"other\": 5}}"), [false, false]);
            assert_eq!(told(format!("{{{docs}").as_bytes()), [true, false]);
            assert_eq!(told(b"{\"mcp\": {\"d\\u006fcs\": {}}"), [true, false]);
            assert_eq!(told(b"{\"mcp\": {\"{env:X}\": {}}"), [true, false]);
            assert_eq!(told(b"{\"mcp\": {\"other\": {\"command\": [\"{env:X}\"\n}}"), [false, false]);
            std::fs::remove_file(&file).unwrap();
        }
        // what is no file at all says nothing
        std::fs::create_dir(folder.join("opencode.json")).unwrap();
        assert_eq!(said(Looks::AtOther), None);
    }

    #[test]
    fn what_is_for_all_users_has_the_last_word_and_is_told_by_its_path() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        let (folder, system) = (root.join("in"), root.join("system"));
        let places = Places { system: Some(system.clone()), ..Places::default() };
        for (at, name) in [(&system, "opencode.jsonc"), (&system, "opencode.json"), (&folder, "opencode.json")] {
            std::fs::create_dir_all(at).unwrap();
            std::fs::write(at.join(name), json!({ "username": at, "instructions": [name] }).to_string()).unwrap();
        }
        let layers = all(&folder, &places).unwrap();
        let names: Vec<_> = layers.iter().rev().take(2).map(|layer| layer.name.clone()).collect();
        assert_eq!(names, ["opencode.jsonc", "opencode.json"].map(|name| system.join(name).display().to_string()));
        let merged = crate::config::effective::merged(&layers);
        assert_eq!(merged["username"], json!(system));
        // joined to those of the user
        assert_eq!(merged["instructions"], json!(["opencode.json", "opencode.jsonc"]));
        // what it keeps secret is sent to nobody else
        let theirs = json!({ "mcp": { "x": { "type": "remote", "url": "https://a", "headers": { "A": "s" } } } });
        std::fs::write(system.join("opencode.json"), theirs.to_string()).unwrap();
        let around = around(&folder, &[], (&root.join("data"), &places)).unwrap();
        let config = json!({ "type": "remote", "url": "https://b" });
        let why = crossed(&around, ("mcp", "x"), config.as_object().unwrap(), Looks::AtOther).unwrap();
        assert!(why.contains(&system.display().to_string()), "{why}");
    }
}
