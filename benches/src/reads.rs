//! An answer from our own state, against a program that sends the same bytes.

use crate::calls::InProcess;
use crate::client::{Load, Place, load};
use crate::places::{Kept, free_port};
use crate::stats::{median, percentile};
use crate::table::Row;
use std::process::Child;
use std::time::Duration;

const ROUNDS: usize = 5;
const TIME: Duration = Duration::from_secs(2);
const PATH: &str = "/workspaces";

/// A program that does not outlive its measurement.
struct Started(Child);

impl Drop for Started {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// One connection and 64; then the same call without HTTP.
pub async fn measure(kept: &Kept) -> Vec<Row> {
    let server = kept.start();
    let ours = Place::new(&server.url).bearer(&server.token);
    let bytes = ours.connect().await.get(PATH).await;
    let port = free_port();
    let beside = Started(kept.bare_with(port, &bytes).spawn().expect("the bare program"));
    let bare = Place::new(&format!("http://127.0.0.1:{port}"));
    while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let mut rows = Vec::new();
    for connections in [1, 64] {
        let (mut mine, mut other) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            mine.push(load(&ours, PATH, connections, TIME).await);
            other.push(load(&bare, PATH, connections, TIME).await);
        }
        rows.extend(compared(connections, &mine, &other));
    }
    rows.push(InProcess::new().await.against(&ours, PATH, ROUNDS, TIME).await);
    // it has the server's home, in which nothing may be left
    drop(beside);
    server.stops_cleanly().await;
    rows
}

fn compared(connections: usize, ours: &[Load], other: &[Load]) -> Vec<Row> {
    let what = format!("GET /workspaces (10), {connections} connections");
    let [mine, theirs] = [ours, other].map(|rounds| median(&rounds.iter().map(|load| load.rate).collect::<Vec<_>>()));
    let held = mine >= 0.7 * theirs;
    let [slow, base] = [ours, other]
        .map(|rounds| median(&rounds.iter().map(|load| percentile(&load.times, 0.99)).collect::<Vec<_>>()));
    vec![
        Row::ratio(&what, " /s", mine, theirs).target(">= 0.7x", held),
        Row::ratio(&format!("{what}, p99"), " ms", slow, base),
    ]
}
