//! The command line as a program: what it shows, on a terminal and to other programs, and how it ends.

mod codes;
mod documents;
mod hosted;
mod live;
mod router;
mod verbs;

use harness::server::{Home, TestServer, program};
use std::process::{Command, Output};

/// The program, which works on a home's data folder and knows nothing of the environment of whoever tests.
fn cli(home: &Home, words: &[&str]) -> Command {
    let mut command = Command::new(program("openwork-cli"));
    command.args(words).arg("--data-dir").arg(home.data()).env_clear();
    command.env("HOME", home.at("user")).env("TMPDIR", home.at("tmp"));
    command.env("PATH", std::env::var("PATH").unwrap_or_default());
    command
}

/// The same beside a running server.
fn beside(server: &TestServer, words: &[&str]) -> Command {
    cli(&server.home, words)
}

/// Runs it to its end; a test's own tasks go on meanwhile.
async fn run(mut command: Command) -> Output {
    tokio::task::spawn_blocking(move || command.output()).await.expect("a task").expect("openwork-cli")
}

/// What it wrote, as text.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
