//! What the readers make of every era, and of what is broken.

mod broken;
mod golden;
mod large;
mod order;
mod places;
mod reading;
pub(crate) mod sweep;
mod told;

#[path = "../../../../tests/harness/legacy.rs"]
#[allow(unreachable_pub, dead_code, reason = "the harness of the suite hands it out")]
pub(crate) mod lay;

pub(crate) use super::moment;

use super::found::{Found, FoundWorkspace, Source};
use super::{Look, Survey, System, survey};
use crate::model::migration::LegacyKind;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A folder that goes with its owner. Its name in small letters is another one, as that of a home often is.
pub(crate) fn top() -> tempfile::TempDir {
    tempfile::Builder::new().prefix("Top").tempdir().unwrap()
}

/// A home with what older OpenWork left in it.
struct Home {
    _top: tempfile::TempDir,
    look: Look,
}

impl Home {
    /// One with nothing in it.
    fn empty(system: System) -> Self {
        let top = top();
        let real = top.path().canonicalize().unwrap();
        let [home, scratch] = ["home", "scratch"].map(|name| real.join(name));
        std::fs::create_dir(&home).unwrap();
        std::fs::create_dir(&scratch).unwrap();
        Self { _top: top, look: Look { system, home, variables: BTreeMap::new(), scratch } }
    }

    /// The home of a fixture.
    fn of(fixture: &str) -> Self {
        let mut home = Self::empty(System::Linux);
        let look = lay::lay(fixture, &home.look.home);
        let look: serde_json::Value = serde_json::from_str(&look).unwrap();
        home.look.system = match look["system"].as_str().unwrap() {
            "macos" => System::MacOs,
            "windows" => System::Windows,
            _ => System::Linux,
        };
        home.look.variables = serde_json::from_value(look["variables"].clone()).unwrap();
        home
    }

    fn at(&self, path: &str) -> PathBuf {
        self.look.home.join(path)
    }

    fn put(&self, path: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.at(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn survey(&self) -> Survey {
        let found = survey(&self.look);
        let left: Vec<_> = std::fs::read_dir(&self.look.scratch).unwrap().collect();
        assert!(left.is_empty(), "copies of databases are left: {left:?}");
        found
    }
}

/// The id that the older server derived of a folder.
pub(crate) fn sha(folder: &str) -> String {
    super::ids::of_folder(folder, folder, System::Linux).remove(0)
}

/// All that the files of a fixture hold, as text.
pub(crate) fn given(folder: &Path) -> String {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .map(|path| {
            if path.is_dir() {
                given(&path)
            } else {
                String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned()
            }
        })
        .collect()
}

/// What a survey found of a kind.
fn of_kind(survey: &Survey, kind: LegacyKind) -> Vec<&Source> {
    survey.sources.iter().filter(|source| source.kind == kind).collect()
}

/// All workspaces of a survey, in its order.
fn workspaces(survey: &Survey) -> Vec<&FoundWorkspace> {
    let findings = survey.sources.iter().flat_map(|source| &source.findings);
    findings
        .filter_map(|finding| match &finding.what {
            Found::Workspace(found) => Some(found),
            _ => None,
        })
        .collect()
}

/// Every file below a folder: its bytes, its length and when it was written and read.
pub(crate) fn state(folder: &Path) -> BTreeMap<PathBuf, (Vec<u8>, std::time::SystemTime)> {
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let modified = std::fs::symlink_metadata(&path).unwrap().modified().unwrap();
        if path.is_dir() {
            all.insert(path.clone(), (Vec::new(), modified));
            all.extend(state(&path));
        } else {
            all.insert(path.clone(), (std::fs::read(&path).unwrap_or_default(), modified));
        }
    }
    all
}
