//! A path that somebody says never leads out of the workspace, whatever is done at it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use openwork_core::fuzzing::Paths;
use std::sync::LazyLock;

static PATHS: LazyLock<(tempfile::TempDir, Paths)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let paths = Paths::new(folder.path()).expect("a workspace");
    (folder, paths)
});

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    if let Err(found) = PATHS.1.attempt(&text) {
        panic!("{text:?}: {found}");
    }
});
