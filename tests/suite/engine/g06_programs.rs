//! Which engine runs, and that it is the one that is meant; how it is installed.

use super::{engine_part, with_fake};
use harness::fake_engine::{FakeEngine, starts};
use harness::server::{Home, Setup, TestServer, program};
use openwork_core::model::engine::EngineState;
use openwork_core::model::runtime::{Checksum, ComponentSource, RuntimeVersions};
use openwork_core::operation::endpoint;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::os::unix::fs::{FileExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

/// An npm that reaches no network: it puts `$FAKE_ENGINE` where the package's program would be. Its words go to a file
/// beside it.
const NPM: &str = r#"#!/bin/sh
printf '%s\n' "$@" > "$0.words"
for word in "$@"; do
  case "$before" in --prefix) folder=$word ;; esac
  before=$word
done
mkdir -p "$folder/node_modules"
for word in "$@"; do
  case "$word" in
    opencode-*@*) bin=$folder/node_modules/${word%@*}/bin; mkdir -p "$bin"; cp "$FAKE_ENGINE" "$bin/opencode" ;;
    @vscode/*@*) bin=$folder/node_modules/${word%@*}/bin; mkdir -p "$bin"; echo '#!/bin/sh' > "$bin/rg" ;;
  esac
done
"#;

/// Fails as npm does without a network, with something half-made in its folder.
const NPM_WITHOUT_NETWORK: &str = r#"#!/bin/sh
mkdir -p node_modules && echo half > node_modules/half
echo 'npm error code ENOTFOUND' >&2
echo 'npm error network request to https://registry.example/ failed' >&2
exit 1
"#;

/// Ends whoever started it, as a power cut would.
const NPM_IN_A_POWER_CUT: &str = "#!/bin/sh\nmkdir -p node_modules && echo half > node_modules/half\nkill -9 $PPID\n";

/// Runs `runtime install` with this as npm, or with none.
fn install(home: &Home, npm: Option<&str>, engine: &Path) -> (Option<i32>, String) {
    let output = installing(home, npm, engine).output().expect("openwork-cli");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&said).into_owned())
}

/// The command `runtime install` with this as npm, or with none.
fn installing(home: &Home, npm: Option<&str>, engine: &Path) -> Command {
    let tools = home.at("tools");
    let _ = std::fs::remove_dir_all(&tools);
    std::fs::create_dir(&tools).expect("a folder for npm");
    let mut path = tools.display().to_string();
    if let Some(script) = npm {
        std::fs::write(tools.join("npm"), script).expect("an npm");
        std::fs::set_permissions(tools.join("npm"), PermissionsExt::from_mode(0o755)).expect("a mode");
        path += ":/usr/bin:/bin";
    }
    let mut command = Command::new(program("openwork-cli"));
    command.args(["runtime", "install", "--data-dir"]).arg(home.data());
    command.env_clear().env("PATH", path).env("HOME", home.at("user")).env("FAKE_ENGINE", engine);
    command
}

/// A home with a substitute engine installed into its data folder; and the program there.
fn with_managed(engine: &FakeEngine) -> (Arc<Home>, PathBuf) {
    let (home, given) = with_fake(engine);
    let (code, said) = install(&home, Some(NPM), &given);
    assert_eq!(code, Some(0), "{said}");
    let managed = managed(&home).join("opencode");
    let settings = |program: &Path| PathBuf::from(format!("{}.json", program.display()));
    std::fs::copy(settings(&given), settings(&managed)).expect("its settings");
    (home, managed)
}

fn managed(home: &Home) -> PathBuf {
    home.data().join("runtime").join(harness::fake_engine::VERSION)
}

/// What lies where engines are installed, but the lock.
fn installed(home: &Home) -> Vec<String> {
    let entries = std::fs::read_dir(home.data().join("runtime")).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().into_string().ok()).filter(|name| name != ".lock").collect()
}

async fn versions(server: &TestServer) -> RuntimeVersions {
    server.ask::<endpoint::RuntimeVersions>().await.expect("versions")
}

#[tokio::test]
async fn g06_what_is_named_beats_what_is_installed() {
    let (home, managed) = with_managed(&FakeEngine::new());
    let server = Setup::default().at(&home).start();
    server.engine_ready().await;
    let opencode = versions(&server).await.opencode;
    assert_eq!(opencode.path, Some(managed.display().to_string()));
    assert_eq!((opencode.source, opencode.checksum), (Some(ComponentSource::Managed), Some(Checksum::Matched)));
    assert_eq!(opencode.active.as_ref(), Some(&opencode.pinned));
    server.stops_cleanly().await;
    let named = home.at("program/fake-engine");
    let server = Setup::engine(&named).at(&home).start();
    server.engine_ready().await;
    let versions = versions(&server).await;
    assert_eq!(versions.opencode.path, Some(named.display().to_string()));
    assert_eq!(versions.opencode.source, Some(ComponentSource::Explicit));
    assert_eq!(versions.opencode.checksum, Some(Checksum::Unlisted));
    assert_eq!(versions.ripgrep.source, Some(ComponentSource::Managed), "the searcher is still found");
    assert_eq!((starts(&managed), starts(&named)), (1, 1));
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g06_an_engine_that_is_not_the_installed_one_is_not_started() {
    let (home, managed) = with_managed(&FakeEngine::new());
    let file = std::fs::File::options().read(true).write(true).open(&managed).expect("the copy");
    let mut byte = [0];
    file.read_exact_at(&mut byte, 4096).expect("a byte");
    file.write_all_at(&[!byte[0]], 4096).expect("a byte");
    drop(file);
    let server = Setup::default().at(&home).start();
    let health = server.engine_until("it is refused", |engine| engine.state == EngineState::Failed).await;
    assert_eq!(health.last_error.expect("a fault").code, "wrong_checksum");
    let health = server.health().await;
    assert!(engine_part(&health).remedy.as_ref().is_some_and(|remedy| remedy.contains("install --force")));
    assert_eq!(starts(&managed), 0);
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g06_an_installed_engine_of_another_version_is_not_used() {
    let (home, managed) = with_managed(&FakeEngine::new().version("0.0.7"));
    let server = Setup::default().at(&home).start();
    let health = server.engine_until("it is refused", |engine| engine.state == EngineState::Failed).await;
    let fault = health.last_error.expect("a fault");
    assert_eq!(fault.code, "wrong_version");
    assert!(fault.message.contains("0.0.7") && fault.message.contains(harness::fake_engine::VERSION), "{fault:?}");
    assert_eq!((starts(&managed), health.pid), (1, None), "once, and not again");
    server.stops_cleanly().await;
    // One that was named is the caller's choice; it is said.
    let named = home.at("program/fake-engine");
    let server = Setup::engine(&named).at(&home).start();
    server.engine_ready().await;
    assert_eq!(versions(&server).await.opencode.active.as_deref(), Some("0.0.7"));
    assert!(server.log().contains("of another version"));
    server.stops_cleanly().await;
}

#[test]
fn g06_npm_is_asked_for_the_pinned_packages_and_runs_no_scripts() {
    let (home, engine) = with_fake(&FakeEngine::new());
    let (code, said) = install(&home, Some(NPM), &engine);
    assert_eq!(code, Some(0), "{said}");
    let words = std::fs::read_to_string(home.at("tools/npm.words")).expect("npm's words");
    let words: Vec<&str> = words.lines().collect();
    let folder = words.iter().position(|word| *word == "--prefix").map(|at| words[at + 1]).expect("a folder");
    assert!(folder.starts_with(&home.data().join("runtime/.new-").display().to_string()), "{folder}");
    let (arch, engine) = (std::env::consts::ARCH, harness::fake_engine::VERSION);
    let arch = if arch == "aarch64" { "arm64" } else { "x64" };
    let packages = [format!("opencode-linux-{arch}@{engine}"), format!("@vscode/ripgrep-linux-{arch}@1.18.0")];
    let options = ["--ignore-scripts", "--no-save", "--no-audit", "--no-fund", "--prefix", folder];
    let expected = ["install"].into_iter().chain(options).chain(packages.iter().map(String::as_str));
    assert_eq!(words, expected.collect::<Vec<_>>(), "these words and no others");
}

#[test]
fn g06_a_package_that_was_tampered_with_is_not_installed() {
    let (home, engine) = with_fake(&FakeEngine::new());
    let good = std::fs::read(&engine).expect("the engine");
    let checksum =
        |bytes: &[u8]| Sha256::digest(bytes).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    let tampered = home.at("tampered");
    std::fs::write(&tampered, [&good[..], b"!"].concat()).expect("a copy");
    let told = |engine: &Path| {
        let mut command = installing(&home, Some(NPM), engine);
        let output = command.args(["--json", "--sha256", &checksum(&good)]).output().expect("openwork-cli");
        (output.status.code(), output.stdout, output.stderr)
    };
    let (code, out, err) = told(&tampered);
    assert_eq!((code, out), (Some(6), Vec::new()));
    let said: serde_json::Value = serde_json::from_slice(&err).expect("one JSON document on stderr");
    let error = &said["error"];
    assert_eq!(
        (&error["code"], &error["details"][0]["message"]),
        (&json!("engine_unavailable"), &json!("wrong_checksum"))
    );
    let sentence = error["message"].as_str().expect("a sentence");
    assert!(sentence.contains(&checksum(&good)) && sentence.contains("Do not use it"), "{sentence}");
    assert_eq!(installed(&home), [""; 0]);
    let (code, out, _) = told(&engine);
    let said: serde_json::Value = serde_json::from_slice(&out).expect("one JSON document on stdout");
    assert_eq!((code, &said["sha256"]), (Some(0), &json!(checksum(&good))), "the untouched one is taken");
}

#[test]
fn g06_without_npm_nothing_is_installed_and_that_is_said() {
    let (home, engine) = with_fake(&FakeEngine::new());
    let (code, said) = install(&home, None, &engine);
    assert_eq!(code, Some(6), "{said}");
    assert!(said.contains("npm_missing") && said.contains("Install Node.js"), "{said}");
    assert_eq!(installed(&home), [""; 0]);
}

#[test]
fn g06_an_npm_that_fails_leaves_nothing_half_made() {
    let (home, engine) = with_fake(&FakeEngine::new());
    let (code, said) = install(&home, Some(NPM_WITHOUT_NETWORK), &engine);
    assert_eq!(code, Some(6), "{said}");
    assert!(said.contains("npm_failed") && said.contains("ENOTFOUND") && said.contains("network"), "{said}");
    assert_eq!(installed(&home), [""; 0]);
}

#[test]
fn g06_what_an_interrupted_installation_left_goes_with_the_next() {
    let (home, engine) = with_fake(&FakeEngine::new());
    let (code, _) = install(&home, Some(NPM_IN_A_POWER_CUT), &engine);
    assert_eq!(code, None, "it was killed");
    assert!(installed(&home)[0].starts_with(".new-"), "{:?}", installed(&home));
    let (code, said) = install(&home, Some(NPM), &engine);
    assert_eq!((code, installed(&home)), (Some(0), vec![harness::fake_engine::VERSION.to_owned()]), "{said}");
    let (code, said) = install(&home, None, &engine);
    assert_eq!(code, Some(0), "what is there stays, and needs no npm: {said}");
}
