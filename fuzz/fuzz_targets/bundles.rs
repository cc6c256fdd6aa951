//! What a bundle says stays within the workspace, whatever it says, and is put back whole.

#![no_main]

use libfuzzer_sys::fuzz_target;
use openwork_core::fuzzing::Bundles;
use std::sync::LazyLock;

static BUNDLES: LazyLock<(tempfile::TempDir, Bundles)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let bundles = Bundles::new(folder.path()).expect("a workspace");
    (folder, bundles)
});

fuzz_target!(|data: &[u8]| {
    let Some((dice, bytes)) = data.split_first() else { return };
    if let Err(found) = BUNDLES.1.attempt(*dice, bytes) {
        panic!("{dice} {:?}: {found}", String::from_utf8_lossy(bytes));
    }
});
