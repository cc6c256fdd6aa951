//! One event for many readers.

use crate::client::Connection;
use crate::places::Pair;
use crate::relay::later;
use crate::stats::{median, percentile};
use crate::stream::Stream;
use crate::table::Row;
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

const ROUNDS: usize = 3;
const READERS: usize = 100;
const EVENTS: usize = 300;
const BURST: usize = 2000;
const PAUSE: Duration = Duration::from_millis(10);

/// Single events to one reader and to a hundred, and a burst to a hundred. A lost event would stop the run.
pub async fn measure() -> Vec<Row> {
    let pair = Pair::fake().await;
    let (mut one, mut many, mut burst) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        one.extend(round(&pair, 1, EVENTS, false).await);
        many.extend(round(&pair, READERS, EVENTS, false).await);
        burst.extend(round(&pair, READERS, BURST, true).await);
    }
    pair.server.stops_cleanly().await;
    let row = |what: String, many: f64, one: f64| {
        Row::new(&what, format!("{many:.3} ms"), format!("{one:.3} ms"), format!("{:+.3} ms", many - one))
    };
    let (p50, p99) = (percentile(&many, 0.5), percentile(&many, 0.99));
    let what = format!("last of {READERS} readers later than at the engine (the other: of 1 reader)");
    let total = ROUNDS * READERS * (BURST + EVENTS);
    vec![
        row(format!("{what}, p50"), p50, median(&one)),
        row(format!("{what}, p99"), p99, percentile(&one, 0.99)).target("<= 10 ms", p99 <= 10.0),
        Row::new(
            &format!("burst of {BURST} to {READERS} readers: last reader later than at the engine, p50"),
            format!("{:.1} ms", median(&burst)),
            "0".to_owned(),
            format!("{total} read, none lost"),
        ),
    ]
}

/// How much later each event was at the last of these readers than at one of the engine itself.
pub async fn round(pair: &Pair, readers: usize, events: usize, at_once: bool) -> Vec<f64> {
    let path = format!("/workspaces/{}/events", pair.workspace);
    let mut tasks = JoinSet::new();
    for _ in 0..readers {
        let stream = Stream::open(&pair.ours, &path).await;
        tasks.spawn(arrivals(stream, events));
    }
    let direct = tokio::spawn(arrivals(Stream::open(&pair.direct, "/global/event").await, events));
    publish(pair, pair.direct.connect().await, events, at_once).await;
    let direct = direct.await.expect("a reader");
    let all = tasks.join_all().await;
    let last = |number: usize| all.iter().filter_map(|seen| seen.get(number)).max().copied();
    direct.iter().enumerate().filter_map(|(number, at)| Some(later(last(number)?, *at))).collect()
}

async fn publish(pair: &Pair, mut engine: Connection, events: usize, at_once: bool) {
    let event =
        |index: usize| json!({ "directory": pair.folder, "type": "bench.tick", "properties": { "index": index } });
    if at_once {
        let mut all = event(0);
        all["count"] = json!(events);
        engine.post("/fake/emit", &all).await;
        return;
    }
    for index in 0..events {
        engine.post("/fake/emit", &event(index)).await;
        tokio::time::sleep(PAUSE).await;
    }
}

/// When each event came, all of them and in order.
async fn arrivals(mut stream: Stream, events: usize) -> Vec<Instant> {
    let mut seen = Vec::new();
    while seen.len() < events {
        let (at, index) = stream.field("index", &[',', '}']).await;
        assert_eq!(index.parse(), Ok(seen.len()), "an event was lost or doubled");
        seen.push(at);
    }
    seen
}
