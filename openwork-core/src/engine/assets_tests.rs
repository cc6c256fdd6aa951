//! Stories of where the engine is looked for.

use super::super::manifest::Entry;
use super::*;
use std::collections::BTreeMap;

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn program(&self, file: &str, text: &str) -> PathBuf {
        let path = self.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        #[cfg(unix)]
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        path
    }

    /// A folder with a manifest, an engine and a searcher.
    fn listed(&self, folder: &str) -> PathBuf {
        let engine = self.program(&format!("{folder}/opencode"), "engine");
        self.program(&format!("{folder}/rg"), "searcher");
        let folder = engine.parent().unwrap().to_owned();
        let entry = |file: &str, version: &str| Entry::of(&folder, file, version).unwrap();
        self.write(&folder, [(ENGINE, entry("opencode", PINNED_ENGINE)), (SEARCHER, entry("rg", PINNED_RIPGREP))]);
        folder
    }

    fn write<const N: usize>(&self, folder: &Path, components: [(&str, Entry); N]) {
        let components: BTreeMap<_, _> = components.into_iter().map(|(name, entry)| (name.to_owned(), entry)).collect();
        std::fs::write(folder.join(FILE), serde_json::to_vec(&Manifest::new(components)).unwrap()).unwrap();
    }

    fn find(&self, options: &EngineOptions) -> Result<Programs, EngineFault> {
        find(options, self.path(), Care::Verify)
    }
}

fn managed_name() -> String {
    format!("runtime/{PINNED_ENGINE}")
}

#[test]
fn nothing_is_found_where_nothing_is() {
    let place = Place::new();
    let path = place.program("bin/opencode", "not asked for");
    let search_path = path.parent().unwrap().display().to_string();
    let options = EngineOptions { environment: vec![("PATH".to_owned(), search_path)], ..EngineOptions::default() };
    let fault = place.find(&options).unwrap_err();
    assert_eq!(fault.code, "engine_missing");
    assert!(fault.remedy.contains("openwork-cli runtime install"));
}

#[test]
fn a_bare_name_is_looked_for_on_the_given_path() {
    let place = Place::new();
    let path = place.program("bin/opencode", "asked for");
    let search_path = path.parent().unwrap().display().to_string();
    let options = EngineOptions {
        program: Some("opencode".into()),
        environment: vec![("PATH".to_owned(), search_path)],
        ..EngineOptions::default()
    };
    let found = place.find(&options).unwrap().engine;
    let expected = Program { path, source: ComponentSource::Explicit, checksum: Checksum::Unlisted };
    assert_eq!(found, expected);
}

#[test]
fn what_was_named_wins_and_is_not_replaced() {
    let place = Place::new();
    place.listed(&managed_name());
    let named = place.program("own/engine", "x");
    let options = EngineOptions { program: Some(named.clone()), ..EngineOptions::default() };
    let found = place.find(&options).unwrap();
    assert_eq!(found.engine.path, named);
    assert_eq!(found.searcher.unwrap().source, ComponentSource::Managed);
    std::fs::remove_file(&named).unwrap();
    assert_eq!(place.find(&options).unwrap_err().code, "engine_missing");
}

#[test]
fn the_bundle_comes_before_the_managed_folder() {
    let place = Place::new();
    let managed = place.listed(&managed_name());
    let bundle = place.listed("bundle");
    let options = EngineOptions { bundle: Some(bundle.clone()), ..EngineOptions::default() };
    assert_eq!(place.find(&options).unwrap().engine.path, bundle.join("opencode"));
    let options = EngineOptions { bundle: Some(place.path().join("nowhere")), ..EngineOptions::default() };
    let found = place.find(&options).unwrap();
    assert_eq!(found.engine.path, managed.join("opencode"));
    assert_eq!((found.engine.source, found.engine.checksum), (ComponentSource::Managed, Checksum::Matched));
    assert_eq!(found.searcher.unwrap().path, managed.join("rg"));
}

#[test]
fn another_file_than_the_listed_is_not_started() {
    let place = Place::new();
    let managed = place.listed(&managed_name());
    std::fs::write(managed.join("opencode"), "evil!!").unwrap();
    assert_eq!(place.find(&EngineOptions::default()).unwrap_err().code, "wrong_checksum");
}

#[test]
fn another_version_than_the_pinned_is_not_started() {
    let place = Place::new();
    let managed = place.listed(&managed_name());
    let entry = Entry::of(&managed, "opencode", "1.0.0").unwrap();
    place.write(&managed, [(ENGINE, entry)]);
    assert_eq!(place.find(&EngineOptions::default()).unwrap_err().code, "wrong_version");
}

#[test]
fn a_broken_bundle_is_a_fault_although_another_is_there() {
    let place = Place::new();
    place.listed(&managed_name());
    let bundle = place.listed("bundle");
    let options = EngineOptions { bundle: Some(bundle.clone()), ..EngineOptions::default() };
    std::fs::remove_file(bundle.join("opencode")).unwrap();
    assert_eq!(place.find(&options).unwrap_err().code, "engine_missing");
    std::fs::write(bundle.join(FILE), "{").unwrap();
    assert_eq!(place.find(&options).unwrap_err().code, "wrong_checksum");
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_executed_is_said_to_be_so() {
    let place = Place::new();
    let named = place.program("engine", "x");
    std::fs::set_permissions(&named, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    let options = EngineOptions { program: Some(named), ..EngineOptions::default() };
    assert_eq!(place.find(&options).unwrap_err().code, "engine_not_executable");
}

#[test]
fn versions_name_what_was_found() {
    let place = Place::new();
    let managed = place.listed(&managed_name());
    let found = find(&EngineOptions::default(), place.path(), Care::Locate).unwrap();
    let versions = versions(Some(&found), Some("1.18.33".to_owned()));
    assert_eq!(versions.opencode.path, Some(managed.join("opencode").display().to_string()));
    assert_eq!(versions.opencode.checksum, Some(Checksum::Pending));
    assert_eq!(versions.opencode.active.as_deref(), Some("1.18.33"));
}
