//! The server: started again and again, on one port, with one data folder and one host token.

use super::group::Group;
use super::say;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{ChildStdout, Command};
use tokio::sync::oneshot;
use tokio::time::timeout;

/// How long a server may take to say where it listens; after that it is left to itself.
const START_LIMIT: Duration = Duration::from_secs(30);
/// How long it may take to end. Its own limits are shorter.
const STOP_LIMIT: Duration = Duration::from_secs(30);

/// How the server is started, and the one that runs.
#[derive(Debug)]
pub(crate) struct Server {
    program: PathBuf,
    folder: PathBuf,
    words: Vec<String>,
    env: Vec<(String, String)>,
    /// Where the first one listened.
    port: Option<u16>,
    running: Option<Group>,
}

impl Server {
    pub(crate) fn new(program: &Path, folder: &Path, words: Vec<String>, env: Vec<(String, String)>) -> Self {
        let (program, folder) = (program.to_owned(), folder.to_owned());
        Self { program, folder, words, env, port: None, running: None }
    }

    pub(crate) fn runs(&self) -> bool {
        self.running.is_some()
    }

    /// Starts it, and waits until it listens or has ended.
    pub(crate) async fn start(&mut self) {
        let mut command = Command::new(&self.program);
        command.current_dir(&self.folder).envs(self.env.iter().cloned()).stdout(Stdio::piped());
        if let Some(port) = self.port {
            command.env("OPENWORK_HTTP_PORT", port.to_string());
        }
        command.args(with_port(&self.words, self.port));
        let mut group = match Group::start(&mut command) {
            Ok(group) => group,
            Err(error) => return say(&format!("the server does not start: {error}")),
        };
        let stdout = group.child.stdout.take();
        // kept before anything is waited for: whoever stops us here stops it too
        self.running = Some(group);
        let (tell, told) = oneshot::channel();
        if let Some(stdout) = stdout {
            // ends with the server's stdout, and with the runtime at the latest
            tokio::spawn(pass_on(stdout, tell));
        }
        match timeout(START_LIMIT, told).await {
            Ok(Ok(url)) => {
                self.port = url.rsplit(':').next().and_then(|port| port.trim_end_matches('/').parse().ok());
                say(&format!("server on {url}"));
            }
            // stdout ended without the line; `ended` tells of the end
            Ok(Err(_)) => {}
            Err(_) => say(&format!("the server has not said within {START_LIMIT:?} where it listens")),
        }
    }

    /// Waits until it ends by itself; for ever, where none runs.
    pub(crate) async fn ended(&mut self) -> io::Result<ExitStatus> {
        let Some(group) = &mut self.running else { return std::future::pending().await };
        let status = group.child.wait().await;
        self.running = None;
        status
    }

    /// Ends it in order. It stays known until it has ended, so that this may be given up and begun anew.
    pub(crate) async fn stop(&mut self) {
        let Some(group) = &mut self.running else { return };
        group.terminate();
        if timeout(STOP_LIMIT, group.child.wait()).await.is_err() {
            say(&format!("the server did not end within {STOP_LIMIT:?} and is killed"));
        }
        self.running = None;
    }
}

/// Finds the line that says where the server listens, and shows all others: someone may be printing to find a fault.
async fn pass_on(stdout: ChildStdout, tell: oneshot::Sender<String>) {
    let mut tell = Some(tell);
    let mut lines = BufReader::new(stdout).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        match (listening(&line), tell.take()) {
            (Some(url), Some(tell)) => drop(tell.send(url)),
            (_, unused) => {
                tell = unused;
                println!("{line}");
            }
        }
    }
}

fn listening(line: &str) -> Option<String> {
    let line: serde_json::Value = serde_json::from_str(line).ok()?;
    (line["event"] == "listening").then(|| line["url"].as_str().map(str::to_owned))?
}

/// The words with the port of the first start in place of the one they name: that may have been 0, or busy.
fn with_port(words: &[String], port: Option<u16>) -> Vec<String> {
    let mut words = words.to_vec();
    let Some(port) = port.map(|port| port.to_string()) else { return words };
    for at in 0..words.len() {
        if words[at].starts_with("--port=") {
            words[at] = format!("--port={port}");
        } else if words[at] == "--port" && at + 1 < words.len() {
            words[at + 1].clone_from(&port);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_port_is_kept() {
        let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(with_port(&words("--port 0 --no-engine"), None), words("--port 0 --no-engine"));
        assert_eq!(with_port(&words("--port 0 --no-engine"), Some(7)), words("--port 7 --no-engine"));
        assert_eq!(with_port(&words("--no-engine --port=0"), Some(7)), words("--no-engine --port=7"));
        assert_eq!(with_port(&words("--no-engine"), Some(7)), words("--no-engine"));
    }
}
