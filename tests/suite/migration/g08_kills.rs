//! G8: an import can be cut off at any point.

use super::{over, workspaces};
use harness::dice::Dice;
use harness::legacy::{self, Size};
use harness::server::{Door, Home, Setup, program};
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

/// How often a start is cut off.
const ROUNDS: u64 = 100;

/// How much there is to import.
const SIZE: Size = Size { workspaces: 120, tokens: 20 };

/// What the store holds, read while no server runs.
fn dump(home: &Arc<Home>) -> Value {
    let mut command = Command::new(program("openwork-cli"));
    command.env_clear().env("HOME", home.at("user")).env("PATH", std::env::var("PATH").unwrap_or_default());
    let data = home.data().display().to_string();
    let output = command.args(["--data-dir", &data, "--json", "store", "dump"]).output().expect("the command line");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// Starts a server and kills it this much later.
fn cut_off(home: &Arc<Home>, after: Duration) {
    let mut command = Command::new(program("openwork-http"));
    command.env_clear().env("HOME", home.at("user")).env("PATH", std::env::var("PATH").unwrap_or_default());
    command.args(["--no-engine", "--port", "0", "--data-dir", &home.data().display().to_string()]);
    let mut server =
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a server");
    std::thread::sleep(after); // the point at which it is cut off is left to chance
    server.kill().expect("killed");
    server.wait().expect("over");
}

/// Every source is imported whole, or not at all.
fn is_whole(dump: &Value, user: &Path) {
    let count = |table: &str| dump[table].as_object().map_or(0, serde_json::Map::len);
    let imported = |name: &str| {
        let sources = dump["import_sources.v1"].as_object().expect("a table");
        sources.keys().any(|key| key.ends_with(name) && key.contains(user.to_str().expect("UTF-8")))
    };
    let (server, tokens) = (imported("openwork/server.json"), imported("openwork/tokens.json"));
    assert_eq!(count("workspaces.v1"), if server { SIZE.workspaces } else { 0 }, "server.json: {server}");
    let of_server = dump["tokens.v1"].as_object().expect("a table").values();
    let of_server =
        of_server.filter(|token| token["label"].as_str().is_some_and(|label| label.starts_with("Phone"))).count();
    assert_eq!(of_server, if tokens { SIZE.tokens } else { 0 }, "tokens.json: {tokens}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g08_an_import_that_is_killed_is_whole_or_is_not_and_the_next_start_goes_on() {
    let mut dice = Dice::roll();
    let mut cut = 0;
    for _ in 0..ROUNDS {
        let home = Arc::new(Home::new());
        legacy::lay_large(&home.at("user"), SIZE);
        cut_off(&home, Duration::from_millis(dice.between(0, 400)));
        if home.data().join("state/openwork.redb").exists() {
            let found = dump(&home);
            is_whole(&found, &home.at("user"));
            cut += usize::from(found["import_sources.v1"].as_object().is_none_or(|all| all.len() < 4));
        }
        let door = Door::of(Setup::no_engine().at(&home));
        // an import that was over before the cut leaves nothing to do
        let state = over(&door).await["state"].clone();
        assert!(state == "done" || state == "idle", "{state}");
        assert_eq!(workspaces(&door).await.len(), SIZE.workspaces);
        door.server.stops_cleanly().await;
        let check = Command::new(program("openwork-cli"))
            .args(["--data-dir", &home.data().display().to_string(), "store", "check"])
            .output()
            .expect("the command line");
        assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stdout));
    }
    assert!(cut > 0, "no import was cut off in {ROUNDS} rounds");
}
