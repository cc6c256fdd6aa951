//! Durable writes through the interface of the core, against a file that is appended to and synced.

use crate::stats::median;
use crate::table::Row;
use openwork_core::model::access::{CreateToken, Role};
use openwork_core::model::runtime::EngineStart;
use openwork_core::{Caller, EngineOptions, Server};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

const ROUNDS: usize = 5;
const TIME: Duration = Duration::from_secs(1);
const WRITERS: usize = 64;

/// One writer, 64 writers and the plain loop, in turn.
pub async fn measure() -> Vec<Row> {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = EngineOptions { start: EngineStart::Disabled, ..EngineOptions::default() };
    let server = Server::builder(folder.path().join("data")).engine(engine).start().await.expect("a server");
    let [mut plain, mut one, mut many] = [const { Vec::new() }; 3];
    for _ in 0..ROUNDS {
        let file = folder.path().join("plain");
        plain.push(tokio::task::spawn_blocking(move || append(&file)).await.expect("a loop"));
        one.push(write(&server, 1).await);
        many.push(write(&server, WRITERS).await);
    }
    server.shutdown().await;
    let [plain, one, many] = [plain, one, many].map(|rounds| median(&rounds));
    let what = "durable writes: tokens made";
    vec![
        Row::ratio(&format!("{what}, 1 writer (the other: append + fdatasync)"), " /s", one, plain),
        Row::ratio(&format!("{what}, {WRITERS} writers (the other: 1 writer)"), " /s", many, one)
            .target(">= 8x", many >= 8.0 * one),
    ]
}

#[allow(clippy::cast_precision_loss)]
fn rate(count: usize, begin: Instant) -> f64 {
    count as f64 / begin.elapsed().as_secs_f64()
}

fn append(file: &Path) -> f64 {
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file).expect("a file");
    let (begin, mut count) = (Instant::now(), 0);
    while begin.elapsed() < TIME {
        file.write_all(&[b'x'; 256]).expect("room");
        file.sync_data().expect("a disk");
        count += 1;
    }
    rate(count, begin)
}

async fn write(server: &Server, writers: usize) -> f64 {
    let (begin, mut tasks) = (Instant::now(), JoinSet::new());
    for _ in 0..writers {
        let tokens = server.tokens(&Caller::host());
        tasks.spawn(async move {
            let mut count = 0;
            while begin.elapsed() < TIME {
                let body =
                    CreateToken { role: Role::Viewer, label: None, workspace_ids: None, expires_in_seconds: None };
                tokens.create(body).await.expect("a token");
                count += 1;
            }
            count
        });
    }
    rate(tasks.join_all().await.iter().sum(), begin)
}
