//! A folder of programs beside the executable that is not as its manifest says.

use super::engine_part;
use super::g06_upgrade::packed;
use harness::fake_engine::{FakeEngine, VERSION, starts};
use harness::server::{Home, Setup, program};
use openwork_core::model::engine::EngineState;
use openwork_core::model::runtime::{Checksum, ComponentSource};
use openwork_core::operation::endpoint;
use std::os::unix::fs::{FileExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A home, a bundle of this engine in it, and the command line in the bundle.
pub(super) fn beside_the_executable(engine: &FakeEngine) -> (Arc<Home>, PathBuf, PathBuf) {
    let home = Arc::new(Home::new());
    let bundle = packed(&home, "bundle", VERSION, engine);
    let single = bundle.join("openwork");
    if std::fs::hard_link(program("openwork-cli"), &single).is_err() {
        std::fs::copy(program("openwork-cli"), &single).expect("a copy");
    }
    (home, bundle, single)
}

/// What is done to a bundle.
type Tamper = fn(&Path);

fn flips_a_byte(bundle: &Path) {
    let file = std::fs::File::options().read(true).write(true).open(bundle.join("opencode")).expect("the engine");
    let mut byte = [0];
    file.read_exact_at(&mut byte, 4096).expect("a byte");
    file.write_all_at(&[!byte[0]], 4096).expect("a byte");
}

fn grows(bundle: &Path) {
    let engine = std::fs::read(bundle.join("opencode")).expect("the engine");
    std::fs::write(bundle.join("opencode"), [&engine[..], b"!"].concat()).expect("the engine");
}

fn is_gone(bundle: &Path) {
    std::fs::remove_file(bundle.join("opencode")).expect("the engine");
}

fn may_not_run(bundle: &Path) {
    std::fs::set_permissions(bundle.join("opencode"), PermissionsExt::from_mode(0o644)).expect("a mode");
}

/// The engine itself is the right one, and anyone may exchange it where it is.
fn is_a_link_to_elsewhere(bundle: &Path) {
    let elsewhere = bundle.with_file_name("elsewhere");
    std::fs::rename(bundle.join("opencode"), &elsewhere).expect("moved");
    std::os::unix::fs::symlink(elsewhere, bundle.join("opencode")).expect("a link");
}

/// The manifest with one text in the place of another.
fn rewritten(bundle: &Path, from: &str, to: &str) {
    let place = bundle.join("manifest.json");
    let text = std::fs::read_to_string(&place).expect("the manifest");
    assert!(text.contains(from), "{from} is not in {text}");
    std::fs::write(place, text.replace(from, to)).expect("the manifest");
}

fn has_a_cut_manifest(bundle: &Path) {
    let manifest = std::fs::read(bundle.join("manifest.json")).expect("the manifest");
    std::fs::write(bundle.join("manifest.json"), &manifest[..manifest.len() / 2]).expect("cut");
}

fn names_a_file_outside(bundle: &Path) {
    std::fs::rename(bundle.join("opencode"), bundle.with_file_name("outside")).expect("moved");
    rewritten(bundle, r#""file":"opencode""#, r#""file":"../outside""#);
}

fn is_for_another_system(bundle: &Path) {
    rewritten(bundle, r#""target":"linux-"#, r#""target":"darwin-"#);
}

fn is_of_another_form(bundle: &Path) {
    rewritten(bundle, r#""manifestVersion":1"#, r#""manifestVersion":2"#);
}

fn says_another_version(bundle: &Path) {
    rewritten(bundle, VERSION, "1.0.0");
}

#[tokio::test]
async fn g06_a_tampered_bundle_beside_the_executable_starts_no_engine() {
    let ways: [(&str, Tamper, &str); 10] = [
        ("another byte", flips_a_byte, "wrong_checksum"),
        ("a byte more", grows, "wrong_checksum"),
        ("no engine", is_gone, "engine_missing"),
        ("no leave to run", may_not_run, "engine_not_executable"),
        ("a link", is_a_link_to_elsewhere, "wrong_checksum"),
        ("half a manifest", has_a_cut_manifest, "wrong_checksum"),
        ("a file outside", names_a_file_outside, "wrong_checksum"),
        ("another system", is_for_another_system, "wrong_checksum"),
        ("another form", is_of_another_form, "wrong_checksum"),
        ("another version", says_another_version, "wrong_version"),
    ];
    for (what, tamper, code) in ways {
        let (home, bundle, single) = beside_the_executable(&FakeEngine::new());
        tamper(&bundle);
        let server = Setup::default().single(&single).at(&home).start();
        let engine = server.engine_until(what, |engine| engine.state == EngineState::Failed).await;
        let fault = engine.last_error.expect("a fault");
        assert_eq!(fault.code, code, "{what}: {fault:?}");
        assert_eq!(starts(&bundle.join("opencode")), 0, "{what}: it was started");
        let health = server.health().await;
        let part = engine_part(&health);
        assert_eq!((&part.reason, &part.remedy), (&Some(fault.message), &Some(fault.remedy)), "{what}");
        server.stops_cleanly().await;
    }
}

#[tokio::test]
async fn g06_a_bundle_that_is_put_right_is_taken_and_a_searcher_that_is_not_is_left_out() {
    let (home, bundle, single) = beside_the_executable(&FakeEngine::new());
    flips_a_byte(&bundle);
    std::fs::write(bundle.join("rg"), "#!/bin/sh\necho tampered\n").expect("another searcher");
    let server = Setup::default().single(&single).at(&home).start();
    server.engine_until("it is refused", |engine| engine.state == EngineState::Failed).await;
    flips_a_byte(&bundle);
    server.ask::<endpoint::RuntimeRestart>().await.expect("it is started afresh");
    server.engine_ready().await;
    let versions = server.ask::<endpoint::RuntimeVersions>().await.expect("versions");
    let engine = versions.opencode;
    assert_eq!((engine.source, engine.checksum), (Some(ComponentSource::Bundle), Some(Checksum::Matched)));
    assert_eq!(versions.ripgrep.path, None, "what is not the listed one is not used");
    server.stops_cleanly().await;
}
