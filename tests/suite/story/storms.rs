//! Readers that come and go while the engine emits as fast as it can.

use super::crowd::{burst, crowded};
use harness::dice::Dice;
use harness::server::{TestServer, Watch};
use openwork_core::WorkspaceId;
use std::path::PathBuf;

/// How many readers come and go.
const READERS: usize = 6;
/// How many events the engine emits; fewer than a workspace keeps, so that nobody who comes back has missed one.
const EVENTS: u64 = 6000;
/// The most that one connection reads.
const LONGEST: u64 = 60;

/// Reads everything up to the last event, a piece at each connection. Answers the indexes that it saw and how often it came.
async fn comes_and_goes(
    server: &TestServer,
    workspace: &WorkspaceId,
    mut last: u64,
    mut dice: Dice,
) -> (Vec<u64>, u64) {
    let (mut seen, mut times) = (Vec::new(), 0);
    while seen.last() != Some(&(EVENTS - 1)) {
        let mut piece: Watch = server.watch(workspace, Some(last)).await;
        times += 1;
        for _ in 0..dice.between(1, LONGEST) {
            let event = piece.next().await;
            assert_eq!(event.seq, last + 1, "{} after {last}, at the {times}th time", event.kind);
            assert_ne!(event.kind, "stream.gap", "it was fast enough");
            last = event.seq;
            if let Some(index) = event.properties.0.get("index") {
                seen.push(index.as_u64().expect("a number"));
                if seen.last() == Some(&(EVENTS - 1)) {
                    break;
                }
            }
        }
    }
    (seen, times)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g13_a_storm_of_reconnects_at_full_rate_loses_and_repeats_nothing() {
    let (server, engine) = crowded().await;
    let (workspace, folder): (WorkspaceId, PathBuf) = server.workspace("storm").await;
    let mut first = server.watch(&workspace, None).await;
    let session = server.session(&workspace).await;
    let begin = first.next().await.seq;
    let before = server.memory();
    let readers = (0..READERS).map(|_| comes_and_goes(&server, &workspace, begin, Dice::roll()));
    let emitting = burst(&engine, &folder, session.session_id.as_str(), EVENTS, 0);
    let (told, ()) = tokio::join!(futures_util::future::join_all(readers), emitting);
    let expected: Vec<u64> = (0..EVENTS).collect();
    for (seen, times) in told {
        assert!(times >= EVENTS / LONGEST, "it came {times} times only");
        assert_eq!(seen.len(), expected.len(), "each event once");
        assert!(seen == expected, "each event once, and in order");
    }
    let after = server.memory();
    println!("memory: {} MiB, then {} MiB", before >> 20, after >> 20);
    assert!(after < before + super::crowd::ROOM, "memory is bounded: {} MiB then {} MiB", before >> 20, after >> 20);
    server.stops_cleanly().await;
}
