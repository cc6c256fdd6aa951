//! Stories of installing, with a substitute for npm.

use super::*;
use std::sync::Mutex;

struct Place(tempfile::TempDir);

/// An npm that brings both packages.
const GOOD: &str = r#"
while [ $# -gt 0 ]; do case "$1" in --prefix) p="$2"; shift;; esac; shift; done
mkdir -p "$p/node_modules/opencode-TARGET/bin" "$p/node_modules/@vscode/ripgrep-TARGET/bin"
echo engine > "$p/node_modules/opencode-TARGET/bin/opencode"
echo rg > "$p/node_modules/@vscode/ripgrep-TARGET/bin/rg""#;

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn npm(&self, script: &str) {
        let path = self.0.path().join("bin").join("npm");
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let text =
            format!("#!/bin/sh\necho run >> '{}'\n{}\n", self.runs().display(), script.replace("TARGET", &target()));
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    }

    fn runs(&self) -> PathBuf {
        self.0.path().join("runs")
    }

    fn count_runs(&self) -> usize {
        fs::read_to_string(self.runs()).unwrap_or_default().lines().count()
    }

    fn options(&self) -> InstallOptions {
        let path = format!("{}:/usr/bin:/bin", self.0.path().join("bin").display());
        InstallOptions {
            data_dir: self.0.path().join("data"),
            environment: vec![("PATH".to_owned(), path)],
            existing: Existing::Keep,
            expected_sha256: None,
        }
    }

    /// The names in the folder of all installations.
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path().join("data/runtime")).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

#[tokio::test]
async fn both_programs_are_installed_and_listed() {
    let place = Place::new();
    place.npm(GOOD);
    let seen = Mutex::new(Vec::new());
    let installed = install(place.options(), |step| seen.lock().unwrap().push(step)).await.unwrap();
    assert!(!installed.kept);
    assert_eq!(place.names(), [LOCK, PINNED_ENGINE]);
    assert_eq!(*seen.lock().unwrap(), [Progress::Fetching, Progress::Placing, Progress::Checking, Progress::Done]);
    let manifest = Manifest::read(&installed.folder).unwrap().unwrap();
    assert_eq!(manifest.components[ENGINE].sha256, installed.sha256);
    assert!(!installed.folder.join("npm").exists());
}

#[tokio::test]
async fn what_is_there_and_matches_is_left_alone() {
    let place = Place::new();
    place.npm(GOOD);
    let first = install(place.options(), |_| ()).await.unwrap();
    let second = install(place.options(), |_| ()).await.unwrap();
    assert_eq!(second, Installed { kept: true, ..first });
    assert_eq!(place.count_runs(), 1);
    install(InstallOptions { existing: Existing::Replace, ..place.options() }, |_| ()).await.unwrap();
    assert_eq!((place.count_runs(), place.names().len()), (2, 2));
}

#[tokio::test]
async fn what_was_changed_is_made_anew() {
    let place = Place::new();
    place.npm(GOOD);
    let first = install(place.options(), |_| ()).await.unwrap();
    fs::write(first.folder.join("opencode"), "evil!!\n").unwrap();
    assert_eq!(install(place.options(), |_| ()).await.unwrap(), first);
}

#[tokio::test]
async fn leftovers_are_removed() {
    let place = Place::new();
    place.npm(GOOD);
    fs::create_dir_all(place.0.path().join("data/runtime/.new-broken/npm")).unwrap();
    install(place.options(), |_| ()).await.unwrap();
    assert_eq!(place.names(), [LOCK, PINNED_ENGINE]);
}

#[tokio::test]
async fn without_npm_it_says_so() {
    let place = Place::new();
    let options = InstallOptions { environment: vec![("PATH".to_owned(), "/nowhere".to_owned())], ..place.options() };
    let error = install(options, |_| ()).await.unwrap_err();
    assert_eq!(error.code, "npm_missing");
    assert_eq!(place.names(), [LOCK]);
}

#[tokio::test]
async fn a_failure_leaves_nothing_and_what_was_there_stays() {
    let place = Place::new();
    place.npm(GOOD);
    let first = install(place.options(), |_| ()).await.unwrap();
    for (script, code) in [
        ("echo 'npm error code ECONNREFUSED' >&2; exit 1", "npm_failed"),
        ("exit 0", "package_incomplete"),
        ("echo 'npm error code ENOSPC' >&2; exit 1", "no_space"),
    ] {
        place.npm(script);
        let options = InstallOptions { existing: Existing::Replace, ..place.options() };
        assert_eq!(install(options, |_| ()).await.unwrap_err().code, code);
        assert_eq!(place.names(), [LOCK, PINNED_ENGINE]);
        assert!(install(place.options(), |_| ()).await.unwrap().kept, "{}", first.version);
    }
}

#[tokio::test]
async fn another_checksum_than_the_expected_is_refused() {
    let place = Place::new();
    place.npm(GOOD);
    let options = InstallOptions { expected_sha256: Some("00".to_owned()), ..place.options() };
    assert_eq!(install(options, |_| ()).await.unwrap_err().code, "wrong_checksum");
    assert_eq!(place.names(), [LOCK]);
}

#[tokio::test]
async fn two_installations_do_not_meet() {
    let place = Place::new();
    place.npm(GOOD);
    let data = place.options().data_dir.join("runtime");
    fs::create_dir_all(&data).unwrap();
    let held = lock(&data.join(LOCK)).unwrap();
    assert_eq!(install(place.options(), |_| ()).await.unwrap_err().code, "busy");
    drop(held);
    install(place.options(), |_| ()).await.unwrap();
}
