//! Stories of an executable that carries its programs.

use super::super::assets::{ENGINE, PINNED_RIPGREP, SEARCHER};
use super::super::manifest::Entry;
use super::super::shelf::LOCK;
use super::*;
use std::collections::BTreeMap;
use std::os::unix::fs::{FileExt, MetadataExt, PermissionsExt};

struct Place(tempfile::TempDir);

impl Place {
    /// With a folder of programs, and an executable that carries them.
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        fs::create_dir(place.at("bundle")).unwrap();
        // What cannot be compressed fills the archive, so that there is a middle.
        let noise: Vec<u8> = (0..300_000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[2]).collect();
        fs::write(place.at("bundle/opencode"), noise).unwrap();
        fs::write(place.at("bundle/rg"), "searcher").unwrap();
        fs::write(place.at("bundle/router"), "another component").unwrap();
        fs::write(place.at("plain"), "#!/bin/sh\n").unwrap();
        fs::set_permissions(place.at("plain"), PermissionsExt::from_mode(0o755)).unwrap();
        place.list(&place.manifest());
        embed(&place.at("plain"), &place.at("bundle"), &place.at("single")).unwrap();
        place
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn manifest(&self) -> Manifest {
        let entry = |name: &str, file: &str, version: &str| {
            (name.to_owned(), Entry::of(&self.at("bundle"), file, version).unwrap())
        };
        let router = entry("router", "router", "0.1.0");
        let programs = [entry(ENGINE, "opencode", PINNED_ENGINE), entry(SEARCHER, "rg", PINNED_RIPGREP), router];
        Manifest::new(BTreeMap::from(programs))
    }

    fn list(&self, manifest: &Manifest) {
        fs::write(self.at("bundle").join(FILE), serde_json::to_vec(manifest).unwrap()).unwrap();
    }

    /// Has an executable carry whatever the folder's list says.
    fn carry(&self, manifest: &Manifest) {
        self.list(manifest);
        write(&self.at("plain"), None, &self.at("bundle"), manifest, &self.at("single")).unwrap();
    }

    fn unpacked(&self) -> Result<PathBuf, InstallError> {
        unpacked(&self.at("single"), &self.at("data"))
    }

    /// What is refused, and that nothing of it is left.
    fn refused(&self) -> InstallError {
        let error = self.unpacked().unwrap_err();
        let left = fs::read_dir(self.at("data/runtime")).into_iter().flatten().flatten();
        let left: Vec<_> = left.map(|entry| entry.file_name().into_string().unwrap()).collect();
        assert!(left.iter().all(|name| name == LOCK), "{left:?} is left after {error}");
        error
    }
}

#[test]
fn what_is_carried_comes_out_whole_and_once() {
    let place = Place::new();
    let folder = place.unpacked().unwrap();
    assert_eq!(folder, place.at("data/runtime").join(PINNED_ENGINE));
    for file in ["opencode", "rg", "router"] {
        assert_eq!(fs::read(folder.join(file)).unwrap(), fs::read(place.at("bundle").join(file)).unwrap(), "{file}");
    }
    assert_eq!(folder.join("opencode").metadata().unwrap().permissions().mode() & 0o777, 0o755);
    assert!(!folder.join(".unpacked").exists());
    let inode = folder.metadata().unwrap().ino();
    assert_eq!(place.unpacked().unwrap().metadata().unwrap().ino(), inode, "it is not unpacked again");
    assert!(place.at("single").metadata().unwrap().permissions().mode() & 0o100 != 0);
}

#[test]
fn two_that_start_at_once_unpack_once() {
    let place = Place::new();
    let seen: Vec<_> = std::thread::scope(|scope| {
        let starts: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| place.unpacked().map(|folder| folder.metadata().unwrap().ino()).unwrap()))
            .collect();
        starts.into_iter().map(|start| start.join().unwrap()).collect()
    });
    assert!(seen.iter().all(|inode| *inode == seen[0]), "{seen:?}");
}

#[test]
fn what_was_changed_afterwards_is_unpacked_anew() {
    let place = Place::new();
    let folder = place.unpacked().unwrap();
    fs::write(folder.join("rg"), "evil").unwrap();
    assert_eq!(fs::read(place.unpacked().unwrap().join("rg")).unwrap(), b"searcher");
    fs::remove_file(folder.join("opencode")).unwrap();
    assert!(place.unpacked().unwrap().join("opencode").is_file());
    fs::create_dir(place.at("data/runtime/.new-broken")).unwrap();
    fs::remove_dir_all(&folder).unwrap();
    assert!(place.unpacked().unwrap().join("opencode").is_file());
    assert!(!place.at("data/runtime/.new-broken").exists(), "what broke off goes");
}

#[test]
fn a_newer_executable_brings_its_own() {
    let place = Place::new();
    let folder = place.unpacked().unwrap();
    fs::write(place.at("bundle/rg"), "a better searcher").unwrap();
    place.list(&place.manifest());
    // The one before carries programs already: they do not come along.
    fs::rename(place.at("single"), place.at("before")).unwrap();
    embed(&place.at("before"), &place.at("bundle"), &place.at("single")).unwrap();
    let size = |name: &str| place.at(name).metadata().unwrap().len();
    assert!(size("single") < size("before") + 1000);
    assert_eq!(fs::read(place.unpacked().unwrap().join("rg")).unwrap(), b"a better searcher");
    assert!(folder.exists());
}

#[test]
fn a_flipped_byte_anywhere_is_refused_and_nothing_is_left() {
    let place = Place::new();
    let payload = Payload::of(&place.at("single")).unwrap().unwrap();
    let (begin, end) = (payload.begin, payload.begin + payload.length);
    // The manifest comes first; then the programs; then the end of the archive, and what tells of it.
    let places =
        [begin, begin + 30, begin + 200, begin.midpoint(end), end - 9, end - 3, end, end + 17, end + 25, end + 40];
    for at in places {
        let file = File::options().read(true).write(true).open(place.at("single")).unwrap();
        let mut byte = [0];
        file.read_exact_at(&mut byte, at).unwrap();
        file.write_all_at(&[byte[0] ^ 0x10], at).unwrap();
        assert_eq!(place.refused().code, "wrong_checksum", "at {at} of {begin}..{end}");
        file.write_all_at(&byte, at).unwrap();
    }
    place.unpacked().unwrap();
}

#[test]
fn a_cut_executable_is_refused() {
    let place = Place::new();
    let whole = fs::read(place.at("single")).unwrap();
    for length in [whole.len() - 1, whole.len() - 64, whole.len() / 2, 10, 0] {
        fs::write(place.at("single"), &whole[..length]).unwrap();
        let error = place.refused();
        assert_eq!(error.code, "wrong_checksum", "{length} of {}", whole.len());
        assert!(error.message.contains("cut") && error.remedy.contains("executable"), "{error}");
    }
}

#[test]
fn what_was_put_together_for_another_is_refused() {
    let place = Place::new();
    let good = place.manifest();
    place.carry(&Manifest { target: "plan9-mips".to_owned(), ..good.clone() });
    let error = place.refused();
    assert_eq!(error.code, "bad_manifest");
    assert!(error.message.contains("plan9-mips"), "{error}");
    place.carry(&Manifest { manifest_version: 2, ..good.clone() });
    assert_eq!(place.refused().code, "bad_manifest");
    let mut other = good.clone();
    other.components.get_mut(ENGINE).unwrap().version = "0.0.7".to_owned();
    place.carry(&other);
    assert_eq!(place.refused().code, "wrong_version");
    let mut other = good.clone();
    other.components.get_mut(SEARCHER).unwrap().sha256 = "00".repeat(32);
    place.carry(&other);
    assert_eq!(place.refused().code, "wrong_checksum");
    place.carry(&good);
    place.unpacked().unwrap();
}

#[test]
fn only_what_is_whole_is_carried() {
    let place = Place::new();
    fs::write(place.at("bundle/opencode"), "another").unwrap();
    let refused = embed(&place.at("plain"), &place.at("bundle"), &place.at("again")).unwrap_err();
    assert_eq!(refused.code, "package_incomplete");
    assert!(!place.at("again").exists() && !place.at("again.new").exists());
}
