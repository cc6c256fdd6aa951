//! Where a command goes: to a server that was named, to the one that runs on the data folder, or to one that is hosted here.
//!
//! A running server leaves `server.json` in its data folder. Its process must live and answer before it is believed. The
//! store admits one process: where another command hosts it for the moment, this one waits a while for its turn.

use crate::args::Globals;
use crate::hosted;
use openwork_core::model::page::Nothing;
use openwork_core::model::system::HealthStatus;
use openwork_core::operation::endpoint::SystemHealth;
use openwork_core::remote::{Client, Http};
use openwork_core::{ErrorKind, Result, Server};
use serde::Deserialize;
use std::path::Path;
use std::time::{Duration, Instant};

/// How long a server that was found may take to say that it is there.
const PROBE: Duration = Duration::from_secs(2);
/// How long another process may hold the store.
const TURN: Duration = Duration::from_secs(10);
/// How often it is looked whether the store is free.
const LOOK: Duration = Duration::from_millis(150);

/// The way to a server.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) client: Client,
    /// The server, where this process hosts it.
    pub(crate) hosted: Option<Server>,
}

/// What a running server leaves in its data folder.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Announced {
    url: String,
    pid: u32,
    host_token: String,
}

/// Finds the way to a server, or hosts one.
pub(crate) async fn connect(globals: &Globals) -> Result<Connection> {
    if let Some(url) = &globals.url {
        return Ok(Connection {
            client: signed(Client::new(Http::new(url)?), globals.token.as_deref())?,
            hosted: None,
        });
    }
    let folder = globals.data_folder()?;
    let since = Instant::now();
    loop {
        if let Some(client) = running(&folder, globals.token.as_deref()).await? {
            return Ok(Connection { client, hosted: None });
        }
        match hosted::start(&folder, globals).await {
            Ok(server) => return here(server, globals.token.as_deref()),
            // Nothing tells when another process lets go of the store; it has to be tried.
            Err(error) if error.kind == ErrorKind::Conflict && since.elapsed() < TURN => tokio::time::sleep(LOOK).await,
            Err(error) => return Err(error),
        }
    }
}

fn here(server: Server, token: Option<&str>) -> Result<Connection> {
    let client = signed(Client::new(hosted::way(&server)), Some(token.unwrap_or(server.host_token())))?;
    Ok(Connection { client, hosted: Some(server) })
}

fn signed(client: Client, token: Option<&str>) -> Result<Client> {
    match token {
        Some(token) => client.with_token(token),
        None => Ok(client),
    }
}

/// The way to the server that runs on a data folder, if one does.
async fn running(folder: &Path, token: Option<&str>) -> Result<Option<Client>> {
    let Some(announced) = announced(folder) else { return Ok(None) };
    let Ok(way) = Http::new(&announced.url) else { return Ok(None) };
    let client = Client::new(way);
    let probe = client.clone().within(Some(PROBE));
    match probe.call::<SystemHealth>(&Nothing {}, &Nothing {}, &Nothing {}).await {
        Ok(health) if health.status != HealthStatus::Stopping => {
            signed(client, Some(token.unwrap_or(&announced.host_token))).map(Some)
        }
        // A server that is stopping lets go of the store in a moment.
        Ok(_) | Err(_) => Ok(None),
    }
}

/// What `server.json` says, if its process lives. What is left of a server that was killed is nothing.
fn announced(folder: &Path) -> Option<Announced> {
    let text = std::fs::read(folder.join("server.json")).ok()?;
    serde_json::from_slice::<Announced>(&text).ok().filter(|announced| lives(announced.pid))
}

#[cfg(unix)]
fn lives(pid: u32) -> bool {
    use rustix::process::{Pid, test_kill_process};
    let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) else { return false };
    !matches!(test_kill_process(pid), Err(rustix::io::Errno::SRCH))
}

#[cfg(not(unix))]
fn lives(_: u32) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read as _, Write as _};

    fn left(folder: &Path, url: &str, pid: u32) {
        let text =
            serde_json::json!({ "url": url, "pid": pid, "startedAt": "x", "version": "0", "hostToken": "ow_h_x" });
        std::fs::write(folder.join("server.json"), text.to_string()).unwrap();
    }

    /// A server that answers health once, and how it is.
    fn healthy(status: &'static str) -> String {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            let (mut socket, _) = listener.accept().unwrap();
            let read = socket.read(&mut [0; 4096]).unwrap();
            assert!(read > 0);
            let data = serde_json::json!({
                "service": "openwork-server", "version": "0", "status": status, "stage": "x",
                "startedAt": "2026-11-22T10:00:00Z", "components": [],
            });
            let body = serde_json::json!({ "ok": true, "data": data }).to_string();
            let head = format!("HTTP/1.1 200 OK\r\nx-openwork-server: 0\r\ncontent-length: {}\r\n\r\n", body.len());
            socket.write_all((head + &body).as_bytes()).unwrap();
        });
        url
    }

    #[tokio::test]
    async fn a_server_that_lives_and_answers_is_used() {
        let folder = tempfile::tempdir().unwrap();
        let url = healthy("ready");
        left(folder.path(), &url, std::process::id());
        let client = running(folder.path(), None).await.unwrap().unwrap();
        assert_eq!(client.place(), url);
    }

    #[tokio::test]
    async fn a_server_that_is_stopping_is_not_called() {
        let folder = tempfile::tempdir().unwrap();
        left(folder.path(), &healthy("stopping"), std::process::id());
        assert!(running(folder.path(), None).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn what_a_dead_server_left_is_nothing() {
        let folder = tempfile::tempdir().unwrap();
        assert!(running(folder.path(), None).await.unwrap().is_none());
        left(folder.path(), "http://127.0.0.1:9", i32::MAX.unsigned_abs());
        assert!(announced(folder.path()).is_none());
        left(folder.path(), "http://127.0.0.1:1", std::process::id());
        assert!(running(folder.path(), None).await.unwrap().is_none());
        std::fs::write(folder.path().join("server.json"), "{").unwrap();
        assert!(running(folder.path(), None).await.unwrap().is_none());
    }
}
