//! Many readers, and one that does not read.

use super::streams::{dechunked, raw, whole_events};
use harness::fake_engine::FakeEngine;
use harness::http_client::Http;
use harness::server::{Home, Setup, TestServer, Watch};
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

/// How many events come at a time; every reader that reads keeps up before the next.
const BURST: u64 = 200;

/// How much more memory a server may take for a workspace whose buffer is full: the 8 MiB of the buffer, and what the
/// allocator, the connections and a debug build add to it.
pub(super) const ROOM: u64 = 32 << 20;

/// A server over a substitute engine, and that engine.
pub(super) async fn crowded() -> (TestServer, Http) {
    let home = Arc::new(Home::new());
    let engine = FakeEngine::new().install(&home.at("program")).expect("an engine");
    let server = Setup::engine(&engine).overheard().at(&home).start();
    let engine = server.engine_itself().await;
    (server, engine)
}

/// Lets the engine emit so many events about a session, each with so many small objects in it: those take far more memory
/// than text.
pub(super) async fn burst(engine: &Http, folder: &Path, session: &str, count: u64, small: usize) {
    let properties = json!({
        "sessionID": session, "messageID": "msg_1", "partID": "prt_1", "field": "text", "delta": "x",
        "small": vec![json!({ "n": 1 }); small],
    });
    let body = json!({ "directory": folder, "type": "message.part.delta", "properties": properties, "count": count });
    assert_eq!(engine.post("/fake/emit", &body).await.expect("an answer").status, 200);
}

/// Reads until each reader has seen so many further deltas.
async fn all_see(readers: &mut [Watch], count: u64) {
    for reader in readers {
        for _ in 0..count {
            reader.until("message.part.delta").await;
        }
    }
}

fn saw_everything(readers: &[Watch]) {
    for reader in readers {
        reader.numbers_have_no_hole();
        assert!(reader.kinds().iter().all(|kind| kind != "stream.gap"), "a reader that reads loses nothing");
    }
}

/// Reads a raw stream on until an event of this number or a later one has come.
async fn read_to(socket: &mut TcpStream, read: &mut Vec<u8>, seq: u64) -> Vec<(u64, String)> {
    let mut buffer = [0; 1 << 16];
    loop {
        let text = String::from_utf8_lossy(read).into_owned();
        let events = whole_events(&dechunked(text.split_once("\r\n\r\n").map_or("", |(_, body)| body)));
        if events.last().is_some_and(|(last, _)| *last >= seq) {
            return events;
        }
        // as much as comes, before all of it is looked through again
        let mut wait = Duration::from_secs(30);
        while let Ok(more) = tokio::time::timeout(wait, socket.read(&mut buffer)).await {
            let more = more.expect("read");
            assert!(more > 0, "the stream ended after {:?}", events.last());
            read.extend_from_slice(&buffer[..more]);
            wait = Duration::from_millis(200);
        }
        assert!(wait < Duration::from_secs(1), "nothing more after {:?}", events.last());
    }
}

/// The ranges that the gaps of a raw stream name.
fn losses(text: &str) -> Vec<(u64, u64)> {
    let number =
        |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>().parse().expect("a number");
    let told = text.split("\"properties\":{\"from\":").skip(1);
    told.map(|rest| (number(rest), number(rest.split_once("\"to\":").expect("an end").1))).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g13_a_stuck_reader_costs_the_others_nothing_and_is_told_once_what_it_lost() {
    let (server, engine) = crowded().await;
    let (workspace, folder) = server.workspace("stuck").await;
    let mut stuck = raw(&server, workspace.as_str(), None).await;
    let mut readers = vec![server.watch(&workspace, None).await, server.watch(&workspace, None).await];
    let session = server.session(&workspace).await;
    let before = server.memory();
    for _ in 0..110 {
        burst(&engine, &folder, session.session_id.as_str(), BURST, 30).await;
        all_see(&mut readers, BURST).await;
    }
    let after = server.memory();
    println!("memory: {} MiB, then {} MiB", before >> 20, after >> 20);
    assert!(after < before + ROOM, "memory is bounded: {} MiB then {} MiB", before >> 20, after >> 20);
    saw_everything(&readers);

    let last = readers[0].seen.last().expect("events").seq;
    let mut read = Vec::new();
    read_to(&mut stuck, &mut read, last).await;
    burst(&engine, &folder, session.session_id.as_str(), 3, 30).await;
    let seen = read_to(&mut stuck, &mut read, last + 3).await;
    let gaps: Vec<usize> = (0..seen.len()).filter(|at| seen[*at].1 == "stream.gap").collect();
    // a gap that was on its way when the reader got stuck again is followed by the one that tells the rest
    let (first, end) = (gaps[0], gaps[gaps.len() - 1]);
    assert!(
        gaps.len() <= 2 && end + 1 - first == gaps.len(),
        "one loss, told at one place: {gaps:?} of {}",
        seen.len()
    );
    assert!(first > 0 && first < 20_000, "it was stuck for most of the time, and not only from {first} on");
    for pair in seen[..first].windows(2) {
        assert_eq!(pair[1].0, pair[0].0 + 1, "what came before the gap is whole");
    }
    let lost = losses(&String::from_utf8_lossy(&read));
    assert_eq!(
        (lost[0].0, lost[lost.len() - 1].1),
        (seen[first - 1].0 + 1, last),
        "all that is lost is named: {lost:?}"
    );
    assert!(lost.windows(2).all(|pair| pair[1].0 == pair[0].1 + 1), "and nothing twice: {lost:?}");
    let present: Vec<u64> = seen[end..].iter().map(|(seq, _)| *seq).collect();
    assert_eq!(present, [last, last + 1, last + 2, last + 3], "the gap, and on with the present");
    server.stops_cleanly().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g13_a_hundred_readers_see_everything() {
    let (server, engine) = crowded().await;
    let (workspace, folder) = server.workspace("crowd").await;
    let mut readers = Vec::new();
    for _ in 0..100 {
        readers.push(server.watch(&workspace, None).await);
    }
    let session = server.session(&workspace).await;
    let before = server.memory();
    for _ in 0..10 {
        burst(&engine, &folder, session.session_id.as_str(), BURST, 0).await;
        all_see(&mut readers, BURST).await;
    }
    let after = server.memory();
    println!("memory: {} MiB, then {} MiB", before >> 20, after >> 20);
    saw_everything(&readers);
    assert!(after < before + ROOM, "memory is bounded: {} MiB then {} MiB", before >> 20, after >> 20);
    server.stops_cleanly().await;
}
