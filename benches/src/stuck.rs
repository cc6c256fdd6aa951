//! What readers that do not read cost the others.

use crate::fanout::round;
use crate::places::Pair;
use crate::stats::{median, percentile};
use crate::stream::Stream;
use crate::table::Row;
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpSocket, TcpStream};

const ROUNDS: usize = 3;
/// How many readers read.
const READERS: usize = 10;
const EVENTS: usize = 300;
/// How many are stuck; none twice, to see how far two measurements of the same lie apart.
const STUCK: [usize; 4] = [0, 1, 20, 0];
/// Enough to fill the buffers of a socket that nobody reads.
const FILL: usize = 30_000;

/// The delay of each event at the last of those who read, in turn with none, one and twenty that are stuck.
pub async fn measure() -> Vec<Row> {
    let pair = Pair::fake().await;
    let mut delays = [const { Vec::new() }; STUCK.len()];
    for _ in 0..ROUNDS {
        for (stuck, delays) in STUCK.iter().zip(&mut delays) {
            let sockets = stick(&pair, *stuck).await;
            delays.extend(round(&pair, READERS, EVENTS, false).await);
            assert_eq!(full(&pair, &sockets), *stuck, "a reader that does not read was not stuck");
        }
    }
    pair.server.stops_cleanly().await;
    let [none, one, many, again] = delays;
    let what = |share: &str, stuck: &str| {
        format!("last of {READERS} readers later than at the engine, {stuck} (the other: none), {share}")
    };
    let row = |share: f64, name: &str, stuck: &str, delays: &[f64]| {
        let figures = [delays, &none].map(|delays| percentile(delays, share));
        let shown = figures.map(|figure| format!("{figure:.3} ms"));
        let [this, base] = figures;
        let [ours, other] = shown;
        (Row::new(&what(name, stuck), ours, other, format!("{:.2}x", this / base)), this, base)
    };
    let bound = median(&none) * 0.1 + noise(&none, &again);
    let held = |(row, this, base): (Row, f64, f64)| row.target("none + 10 % + noise", this <= base + bound);
    vec![
        row(0.5, "p50", "none again: the noise", &again).0,
        held(row(0.5, "p50", "1 stuck", &one)),
        held(row(0.5, "p50", "20 stuck", &many)),
        row(0.99, "p99", "none again: the noise", &again).0,
        row(0.99, "p99", "20 stuck", &many).0,
    ]
}

/// How far the medians of two measurements of the same lie apart.
fn noise(one: &[f64], other: &[f64]) -> f64 {
    (median(one) - median(other)).abs()
}

/// Opens streams and never reads them, until the server can send them nothing more.
async fn stick(pair: &Pair, count: usize) -> Vec<TcpStream> {
    let mut sockets = Vec::new();
    let path = format!("/workspaces/{}/events", pair.workspace);
    for _ in 0..count {
        let address = pair.server.url.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(4096).expect("a small buffer");
        let mut socket = socket.connect(address.parse().expect("an address")).await.expect("a connection");
        let token = &pair.server.token;
        let head = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\r\n");
        socket.write_all(head.as_bytes()).await.expect("sent");
        sockets.push(socket);
    }
    let (mut reader, mut engine) = (Stream::open(&pair.ours, &path).await, pair.direct.connect().await);
    let event = json!({ "directory": pair.folder, "type": "bench.fill", "count": 1000, "properties": {} });
    for _ in 0..if count == 0 { 0 } else { FILL / 1000 } {
        engine.post("/fake/emit", &event).await;
        while reader.field("index", &['}']).await.1 != "999" {}
    }
    sockets
}

/// To how many of these sockets the server has bytes to send that nobody takes.
fn full(pair: &Pair, sockets: &[TcpStream]) -> usize {
    let table = std::fs::read_to_string("/proc/net/tcp").unwrap_or_default();
    let port = pair.server.url.trim_end_matches('/').rsplit(':').next().and_then(|port| port.parse().ok());
    let port: u16 = port.expect("a port");
    let is_full = |socket: &&TcpStream| {
        let theirs = socket.local_addr().expect("an address").port();
        table.lines().filter_map(|line| queue(line, port, theirs)).any(|bytes| bytes > 0)
    };
    sockets.iter().filter(is_full).count()
}

/// The bytes that wait to be sent from one port to another, in a line of `/proc/net/tcp`.
fn queue(line: &str, from: u16, to: u16) -> Option<u64> {
    let fields: Vec<&str> = line.split_ascii_whitespace().collect();
    let port = |at: usize| u16::from_str_radix(fields.get(at)?.split(':').nth(1)?, 16).ok();
    let is_this = port(1)? == from && port(2)? == to;
    is_this.then(|| u64::from_str_radix(fields.get(4)?.split(':').next()?, 16).ok())?
}
