//! The main job in one go, with the programs built here or with one executable that is named: a prompt becomes work on
//! files, watched live. The model is scripted; all else is real.

use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};
use std::time::Duration;

use harness::model::{ModelServer, Script};
use harness::server::{Home, Setup, TestServer, program};
use harness::stop_signal::listen;
use serde_json::json;
use tokio::process::Command;

/// What the agent is to write.
const GREETING: &str = "Hello from your agent.\n";
/// What a person would type.
const WISH: &str = "Please write a greeting to hello.txt and count its bytes.";
/// How long the agent may work.
const LIMIT: Duration = Duration::from_secs(120);

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|panic| {
        let why = panic.payload_as_str().unwrap_or("a step failed without saying why");
        eprintln!("\n✗ The demo failed: {why}");
    }));
    match std::panic::catch_unwind(|| tokio::runtime::Runtime::new().expect("a runtime").block_on(whole())) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(130),
        Err(_told) => ExitCode::FAILURE,
    }
}

/// The demo, until it is done or someone presses Ctrl-C. Whatever runs is stopped either way.
async fn whole() -> bool {
    let asked = listen().expect("signals can be listened to");
    tokio::select! {
        () = demo() => true,
        () = asked => {
            println!("\nStopped before the end.");
            false
        }
    }
}

async fn demo() {
    println!("OpenWork Server demo");
    println!("The model is scripted: no AI is asked, nothing leaves this machine.\n");
    let model = ModelServer::start().expect("the scripted model starts");
    // One executable that carries its engine, or the programs that were built beside this one.
    let single = std::env::args_os().nth(1).map(PathBuf::from);
    let setup = Setup::real(&model);
    let setup = match &single {
        Some(single) => setup.single(single),
        None => setup,
    };
    let server = setup.start();
    println!("✓ server on {}, in a temporary home", server.url);
    server.engine_ready().await;
    println!("✓ OpenCode runs under it");
    let (workspace, folder) = server.workspace("demo").await;
    println!("✓ workspace {workspace} is {}", folder.display());
    println!("\n$ openwork-cli sessions prompt {workspace} \"{WISH}\"\n");
    let cli = single.unwrap_or_else(|| program("openwork-cli"));
    ask(&cli, &server, workspace.as_str(), &folder).await;
    println!();
    verify(&folder);
    let asked = model.counts().requests;
    let home = server.stops_cleanly().await;
    println!("✓ server and engine have stopped");
    drop(model);
    leaves_nothing(&home);
    let place = home.at("");
    drop(home);
    assert!(!place.exists(), "{} is still there", place.display());
    println!("✓ nothing is left running, and the temporary home is gone\n");
    println!("The model was asked {asked} times, over loopback. All is well.");
}

/// Has the command line ask the agent, and show what it does as it does it.
async fn ask(cli: &Path, server: &TestServer, workspace: &str, folder: &Path) {
    let text = format!("{WISH}\n{}", script(folder).prompt());
    let mut command = Command::new(cli);
    command.arg("--data-dir").arg(server.home.data());
    command.args(["sessions", "prompt", workspace, &text, "--title", "Greeting"]);
    // the home marks whatever is started here; see `leaves_nothing`
    command.env("HOME", server.home.at("user")).env_remove("OPENWORK_CLI_URL").env_remove("OPENWORK_CLI_TOKEN");
    command.stdin(Stdio::null()).kill_on_drop(true);
    let mut child = command.spawn().expect("openwork-cli starts");
    let status = tokio::time::timeout(LIMIT, child.wait()).await;
    let status = status.unwrap_or_else(|_| panic!("the agent was not done within {LIMIT:?}"));
    let status = status.expect("openwork-cli is a child");
    assert!(status.success(), "openwork-cli ended with {status}");
}

/// What the model says and does, at a pace that can be watched.
fn script(folder: &Path) -> Script {
    let pace = Duration::from_millis(40);
    Script::new()
        .delay(pace)
        .text("I will write the greeting first. ")
        .tool("write", json!({ "filePath": folder.join("hello.txt"), "content": GREETING }))
        .delay(pace)
        .text("Now I count its bytes with a shell command. ")
        .tool("bash", json!({ "command": "wc -c < hello.txt | tee bytes.txt", "description": "Counts the bytes" }))
        .delay(pace)
        .text("Done: hello.txt holds the greeting, and bytes.txt says how long it is.")
}

/// Looks at the files themselves, not at what the agent said about them.
fn verify(folder: &Path) {
    let read = |name: &str| -> (PathBuf, String) {
        let path = folder.join(name);
        let text = std::fs::read_to_string(&path);
        let text = text.unwrap_or_else(|error| panic!("the agent should have made {}: {error}", path.display()));
        (path, text)
    };
    let (path, greeting) = read("hello.txt");
    assert_eq!(greeting, GREETING, "{} holds something else", path.display());
    println!("✓ hello.txt holds exactly the {} bytes that were asked for", GREETING.len());
    let (path, count) = read("bytes.txt");
    assert_eq!(count.trim(), GREETING.len().to_string(), "{} holds something else", path.display());
    println!("✓ the shell command ran in the workspace: bytes.txt says {}", count.trim());
}

fn leaves_nothing(home: &Home) {
    let left = home.processes();
    assert!(left.is_empty(), "these still run: {left:?}");
}
