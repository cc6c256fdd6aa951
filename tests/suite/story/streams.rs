//! Streams that lose nothing unnoticed: cuts, snapshots, idle hours, stops.

use super::{is_busy, model};
use harness::dice::Dice;
use harness::http_client::Http;
use harness::model::Script;
use harness::server::{Setup, TestServer, until};
use openwork_core::model::event::Event;
use openwork_core::model::page::{Nothing, OneSession};
use openwork_core::model::session::SessionSnapshot;
use openwork_core::operation::endpoint;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

/// A raw stream of events, for cutting at any byte.
pub(super) async fn raw(server: &TestServer, workspace: &str, last: Option<u64>) -> TcpStream {
    let address = server.url.strip_prefix("http://").expect("http");
    // a small buffer, so that a reader that does not read is stuck soon
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(8192).expect("a small buffer");
    let mut socket = socket.connect(address.parse().expect("an address")).await.expect("a connection");
    let last = last.map_or(String::new(), |last| format!("Last-Event-ID: {last}\r\n"));
    let request = format!(
        "GET /workspaces/{workspace}/events HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\n{last}\r\n",
        server.token
    );
    socket.write_all(request.as_bytes()).await.expect("sent");
    socket
}

/// The whole events in a piece of a stream, as `(seq, type)`; a frame that was cut off is not one.
pub(super) fn whole_events(text: &str) -> Vec<(u64, String)> {
    let frames = text.split_inclusive("\n\n").filter(|frame| frame.ends_with("\n\n"));
    let data = frames.flat_map(str::lines).filter_map(|line| line.strip_prefix("data: "));
    data.filter_map(|data| serde_json::from_str::<Event>(data).ok()).map(|event| (event.seq, event.kind)).collect()
}

/// Reads so many bytes of a stream, or until it has been silent for a while.
async fn read_bytes(socket: &mut TcpStream, bytes: usize) -> String {
    let mut read = Vec::new();
    let mut buffer = [0; 512];
    while read.len() < bytes {
        let most = buffer.len().min(bytes - read.len());
        match tokio::time::timeout(Duration::from_millis(700), socket.read(&mut buffer[..most])).await {
            Ok(Ok(0) | Err(_)) | Err(_) => break,
            Ok(Ok(count)) => read.extend_from_slice(&buffer[..count]),
        }
    }
    // what a chunked body puts between its pieces is no part of the events
    let text = String::from_utf8_lossy(&read).into_owned();
    let body = text.split_once("\r\n\r\n").map_or(String::new(), |(_, body)| body.to_owned());
    dechunked(&body)
}

/// The body without its chunk sizes; each chunk of ours is whole frames.
pub(super) fn dechunked(body: &str) -> String {
    let is_size = |line: &str| !line.is_empty() && line.len() <= 6 && line.bytes().all(|byte| byte.is_ascii_hexdigit());
    body.split("\r\n").filter(|line| !is_size(line)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g13_a_reader_that_is_cut_off_fifty_times_sees_every_event_once() {
    let model = model();
    let mut dice = Dice::roll();
    let server = Setup::real(&model).overheard().start();
    let (workspace, folder) = server.workspace("cuts").await;
    let mut whole = server.watch(&workspace, None).await;
    let session = server.session(&workspace).await;
    let start = whole.next().await.seq - 1;
    let script = Script::new().delay(Duration::from_millis(4)).repeat(1500, "word ").prompt();
    server.prompt(&session, script).await;
    let mut seen: Vec<(u64, String)> = Vec::new();
    let mut last = start;
    let mut in_a_frame = 0;
    for _ in 0..50 {
        let mut socket = raw(&server, workspace.as_str(), Some(last)).await;
        // anywhere: in the head, in a frame, between frames
        let bytes = usize::try_from(dice.between(100, 5000)).expect("a few bytes");
        let text = read_bytes(&mut socket, bytes).await;
        in_a_frame += usize::from(text.contains("data: ") && !text.ends_with("\n\n"));
        let events = whole_events(&text);
        last = events.last().map_or(last, |(seq, _)| *seq);
        seen.extend(events);
    }
    assert!(is_busy(&server.engine_itself().await, &folder, &session).await, "every cut fell in mid-prompt");
    assert!(in_a_frame >= 25, "{in_a_frame} of the cuts tore a frame");
    whole.until_idle(&session.session_id).await;
    whole.numbers_have_no_hole();
    let end = whole.seen.last().expect("events").seq;
    while last < end {
        let mut socket = raw(&server, workspace.as_str(), Some(last)).await;
        let events = whole_events(&read_bytes(&mut socket, 200_000).await);
        assert!(!events.is_empty(), "nothing after {last}, but there is {end}");
        last = events.last().expect("events").0;
        seen.extend(events);
    }
    let expected: Vec<(u64, String)> = whole.seen.iter().map(|event| (event.seq, event.kind.clone())).collect();
    seen.retain(|(seq, _)| *seq <= end);
    assert_eq!(seen.len(), expected.len(), "every event once");
    assert_eq!(seen, expected);
    assert!(seen.iter().all(|(_, kind)| kind != "stream.gap"));
    server.stops_cleanly().await;
}

/// The texts of a session's parts, as its messages tell them.
fn texts(snapshot: &SessionSnapshot) -> BTreeMap<String, String> {
    let parts = snapshot.messages.iter().flat_map(|message| &message.parts);
    parts.filter_map(|part| Some((part.id.clone(), part.text.clone()?))).collect()
}

/// Applies an event to the texts, as a client does.
fn apply(texts: &mut BTreeMap<String, String>, event: &Event) {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let fields = &event.properties.0;
    match event.kind.as_str() {
        "message.part.updated" => {
            let part = &fields["part"];
            if let (Some(id), Some(whole)) = (text(&part["id"]), text(&part["text"])) {
                texts.insert(id, whole);
            }
        }
        "message.part.delta" if fields["field"] == "text" => {
            let id = text(&fields["partID"]).expect("a part");
            texts.entry(id).or_default().push_str(fields["delta"].as_str().expect("a delta"));
        }
        _ => {}
    }
}

pub(super) async fn snapshot(server: &TestServer, at: &OneSession) -> SessionSnapshot {
    server.client().call::<endpoint::SessionsSnapshot>(at, &Nothing {}, &Nothing {}).await.expect("a snapshot")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_snapshot_and_the_events_after_it_are_the_whole_truth_also_in_mid_sentence() {
    let model = model();
    let server = Setup::real(&model).start();
    let (workspace, _) = server.workspace("truth").await;
    let mut live = server.watch(&workspace, None).await;
    let session = server.session(&workspace).await;
    let script = Script::new().delay(Duration::from_millis(10)).repeat(120, "word ").prompt();
    server.prompt(&session, script).await;
    for _ in 0..20 {
        live.until("message.part.delta").await;
    }
    let taken = snapshot(&server, &session).await;
    let mut told = texts(&taken);
    assert!(told.values().any(|text| text.starts_with("word ")), "the unfinished text is in it: {told:?}");
    let mut after = server.watch(&workspace, Some(taken.seq)).await;
    after.until_idle(&session.session_id).await;
    assert_eq!(after.seen[0].seq, taken.seq + 1);
    for event in &after.seen {
        apply(&mut told, event);
    }
    assert_eq!(told, texts(&snapshot(&server, &session).await));
    server.stops_cleanly().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g13_a_stream_does_not_die_of_silence() {
    // a beat every 50 ms stands for one every 8 s: 200 beats are half an hour
    let server = Setup::no_engine().arg("--heartbeat").arg("0.05").start();
    let (workspace, _) = server.workspace("idle").await;
    let mut socket = raw(&server, workspace.as_str(), None).await;
    let mut beats = 0;
    let mut buffer = [0; 4096];
    while beats < 200 {
        let read = tokio::time::timeout(Duration::from_secs(10), socket.read(&mut buffer)).await;
        let count = read.expect("a beat within 10 s").expect("read");
        assert!(count > 0, "the stream ended after {beats} beats");
        beats += String::from_utf8_lossy(&buffer[..count]).matches(": beat").count();
    }
    let renamed = json!({ "displayName": "after the silence" });
    let http = Http::new(&server.url).with_authorization(&format!("Bearer {}", server.token));
    let path = format!("/workspaces/{workspace}/display-name");
    assert_eq!(http.send(http::Method::PATCH, &path, Some(&renamed)).await.expect("an answer").status, 200);
    let mut seen = String::new();
    while !seen.contains("workspace.changed") {
        let read = tokio::time::timeout(Duration::from_secs(10), socket.read(&mut buffer)).await;
        seen.push_str(&String::from_utf8_lossy(&buffer[..read.expect("an event").expect("read")]));
    }
    server.stops_cleanly().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_tells_the_streams() {
    let server = Setup::no_engine().start();
    let (workspace, _) = server.workspace("stop").await;
    let mut events = server.watch(&workspace, None).await;
    let stopping = server.ask::<endpoint::SystemShutdown>().await.expect("an answer");
    assert!(stopping.stopping);
    events.until("server.stopping").await;
    let home = server.home.clone();
    until("server.json is removed", async || (!home.data().join("server.json").exists()).then_some(())).await;
}
