//! Stories of installing, with a substitute for npm.

use super::super::manifest::target;
use super::super::shelf::LOCK;
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
            source: InstallSource::Npm,
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
    let held = Shelf::of(&place.options().data_dir).lock(Duration::ZERO).unwrap();
    assert_eq!(install(place.options(), |_| ()).await.unwrap_err().code, "busy");
    drop(held);
    install(place.options(), |_| ()).await.unwrap();
}

/// A folder in the layout of npm's packages, with these versions.
fn packages(folder: &Path, engine: &str, searcher: &str) {
    for (name, version, file) in [
        (format!("opencode-{}", target()), engine, "opencode"),
        (format!("@vscode/ripgrep-{}", target()), searcher, "rg"),
    ] {
        let package = folder.join(&name);
        fs::create_dir_all(package.join("bin")).unwrap();
        fs::write(package.join("bin").join(file), format!("{file} {version}\n")).unwrap();
        let description = serde_json::json!({ "name": name, "version": version });
        fs::write(package.join("package.json"), description.to_string()).unwrap();
    }
}

fn from(place: &Place, source: &Path) -> InstallOptions {
    let environment = vec![("PATH".to_owned(), "/nowhere".to_owned())];
    InstallOptions { source: InstallSource::Path(source.to_owned()), environment, ..place.options() }
}

/// What `tar czf` or `npm pack` makes of a folder, its files under a name.
fn packed(folder: &Path, under: &str, into: &Path) {
    let file = flate2::write::GzEncoder::new(File::create(into).unwrap(), flate2::Compression::fast());
    let mut archive = tar::Builder::new(file);
    archive.append_dir_all(under, folder).unwrap();
    archive.into_inner().unwrap().finish().unwrap();
}

#[tokio::test]
async fn npms_packages_are_taken_from_a_folder_wherever_they_lie() {
    for below in ["", "node_modules"] {
        let place = Place::new();
        let source = place.0.path().join("source");
        packages(&source.join(below), PINNED_ENGINE, PINNED_RIPGREP);
        let installed = install(from(&place, &source), |_| ()).await.unwrap();
        assert!(!installed.kept && installed.folder.join("rg").is_file());
        assert_eq!(place.names(), [LOCK, PINNED_ENGINE]);
        assert!(source.join(below).join(format!("opencode-{}/bin/opencode", target())).is_file(), "it stays");
        assert!(install(from(&place, &source), |_| ()).await.unwrap().kept);
    }
}

#[tokio::test]
async fn archives_are_taken_however_they_were_packed() {
    let place = Place::new();
    let source = place.0.path().join("source");
    packages(&source, PINNED_ENGINE, PINNED_RIPGREP);
    let packs = place.0.path().join("packs");
    fs::create_dir(&packs).unwrap();
    // npm's own, both in one folder.
    let (engine, searcher) = (format!("opencode-{}", target()), format!("@vscode/ripgrep-{}", target()));
    packed(&source.join(&engine), "package", &packs.join(format!("{engine}-1.tgz")));
    packed(&source.join(&searcher), "package", &packs.join("vscode-ripgrep-x-1.tgz"));
    // One of a folder, with and without its name; one of a version with its manifest.
    let installed = install(from(&place, &packs), |_| ()).await.unwrap();
    let archives = [("named", "some/where", &source), ("bare", "", &source), ("listed", "x", &installed.folder)];
    for (name, under, folder) in archives {
        packed(folder, under, &place.0.path().join(format!("{name}.tar.gz")));
    }
    for name in ["bare", "listed"] {
        let again = Place::new();
        let from = from(&again, &place.0.path().join(format!("{name}.tar.gz")));
        let second = install(from, |_| ()).await.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(second.sha256, installed.sha256, "{name}");
        assert_eq!(fs::read(second.folder.join("rg")).unwrap(), fs::read(installed.folder.join("rg")).unwrap());
        assert!(!second.folder.join(".unpacked").exists());
    }
    // Two folders deep is not looked.
    let again = Place::new();
    let refused = install(from(&again, &place.0.path().join("named.tar.gz")), |_| ()).await.unwrap_err();
    assert_eq!(refused.code, "package_incomplete");
}

#[tokio::test]
async fn what_is_missing_is_said_in_plain_words() {
    let place = Place::new();
    let source = place.0.path().join("source");
    let refused = |source: PathBuf| {
        let options = from(&place, &source);
        async { install(options, |_| ()).await.unwrap_err() }
    };
    assert_eq!(refused(source.clone()).await.code, "source_missing");
    fs::create_dir(&source).unwrap();
    let error = refused(source.clone()).await;
    assert_eq!(error.code, "package_incomplete");
    assert!(error.message.contains("manifest.json") && error.message.contains(&target()), "{error}");
    packages(&source, PINNED_ENGINE, PINNED_RIPGREP);
    fs::remove_dir_all(source.join("@vscode")).unwrap();
    let error = refused(source.clone()).await;
    assert!(error.message.contains("ripgrep") && !error.message.contains("opencode-"), "{error}");
    packages(&source, "1.0.0", PINNED_RIPGREP);
    let error = refused(source.clone()).await;
    assert_eq!(error.code, "wrong_version");
    assert!(error.message.contains("1.0.0") && error.message.contains(PINNED_ENGINE), "{error}");
    fs::remove_file(source.join(format!("opencode-{}/bin/opencode", target()))).unwrap();
    let error = refused(source.clone()).await;
    assert!(error.message.contains("the program bin/opencode"), "{error}");
    let text = place.0.path().join("text.tar.gz");
    fs::write(&text, "no archive").unwrap();
    assert_eq!(refused(text).await.code, "bad_archive");
    let pipe = place.0.path().join("pipe.tar.gz");
    rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RWXU).unwrap();
    assert_eq!(refused(pipe).await.code, "source_missing", "nobody writes into it");
    assert_eq!(place.names(), [LOCK]);
}

#[tokio::test]
async fn what_a_manifest_says_must_hold() {
    let place = Place::new();
    let source = place.0.path().join("source");
    packages(&source, PINNED_ENGINE, PINNED_RIPGREP);
    let listed = install(from(&place, &source), |_| ()).await.unwrap().folder;
    let again = Place::new();
    let manifest = fs::read_to_string(listed.join(FILE)).unwrap();
    let good: Manifest = serde_json::from_str(&manifest).unwrap();
    let told = |code: &'static str| {
        let options = from(&again, &listed);
        let names = || again.names();
        async move {
            assert_eq!(install(options, |_| ()).await.unwrap_err().code, code);
            assert_eq!(names(), [LOCK], "{code}");
        }
    };
    let write = |manifest: &Manifest| fs::write(listed.join(FILE), serde_json::to_vec(manifest).unwrap()).unwrap();
    write(&Manifest { target: "plan9-mips".to_owned(), ..good.clone() });
    told("bad_manifest").await;
    write(&Manifest { manifest_version: 2, ..good.clone() });
    told("bad_manifest").await;
    let changed = |change: fn(&mut Entry)| {
        let mut changed = good.clone();
        changed.components.values_mut().for_each(change);
        write(&changed);
    };
    changed(|entry| entry.file = format!("../{}", entry.file));
    told("bad_manifest").await;
    changed(|entry| entry.version = "1.0.0".to_owned());
    told("wrong_version").await;
    changed(|entry| entry.sha256 = "00".repeat(32));
    told("wrong_checksum").await;
    write(&Manifest { components: BTreeMap::new(), ..good.clone() });
    told("package_incomplete").await;
    write(&good);
    fs::write(listed.join("rg"), "evil").unwrap();
    told("wrong_checksum").await;
    fs::remove_file(listed.join("rg")).unwrap();
    told("package_incomplete").await;
}

#[test]
fn the_places_of_a_failure_are_told_apart_from_its_sentence() {
    let message = "npm failed: one / two, see /home/me/npm.log: it is there.".to_owned();
    let fault = EngineFault::from(InstallError::new("npm_failed", message, "Try again."));
    assert_eq!(fault.places, ["/home/me/npm.log"]);
    assert!(!fault.message.contains("/home") && fault.message.contains("one / two"), "{}", fault.message);
}
