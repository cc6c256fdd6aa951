//! Whether memory stays where it is under a load that does not end.

use crate::machine::resident;
use crate::places::Pair;
use crate::stats::median;
use crate::stream::Stream;
use crate::table::Row;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use tokio::time::sleep;

const READERS: usize = 100;
const ASKERS: usize = 4;
/// Events a tenth of a second; the buffer of a workspace is full, and the allocator has settled, before the warm-up ends.
const EVENTS: u64 = 20;
const WARM: Duration = Duration::from_secs(120);
/// How many seconds one figure is the median of.
const WINDOW: usize = 15;

/// Reads, streams and events for that long.
pub async fn measure(time: Duration) -> Vec<Row> {
    let pair = Arc::new(Pair::fake().await);
    let session = pair.server.session(&pair.workspace).await;
    let asked = Arc::new(AtomicU64::new(0));
    let mut tasks = JoinSet::new();
    for _ in 0..READERS {
        let mut stream = Stream::open(&pair.ours, &format!("/workspaces/{}/events", pair.workspace)).await;
        tasks.spawn(async move {
            loop {
                stream.field("index", &['}']).await;
            }
        });
    }
    let places = paths(&pair.workspace.to_string(), &session.session_id.to_string());
    for _ in 0..ASKERS {
        let (mut connection, places, asked) = (pair.ours.connect().await, places.clone(), asked.clone());
        tasks.spawn(async move {
            for path in places.iter().cycle() {
                connection.get(path).await;
                asked.fetch_add(1, Ordering::Relaxed);
                sleep(Duration::from_millis(5)).await;
            }
        });
    }
    tasks.spawn(publish(pair.clone()));
    let weights = watch(&pair, time, &mut tasks).await;
    tasks.shutdown().await;
    rows(&weights, time, asked.load(Ordering::Relaxed))
}

fn paths(workspace: &str, session: &str) -> Vec<String> {
    let at = format!("/workspaces/{workspace}");
    let own = ["/system/health", "/system/status", "/system/capabilities", "/workspaces", "/system/tokens"];
    let of = ["", "/sessions", "/sessions/status", "/permissions"].map(|rest| format!("{at}{rest}"));
    let one = ["", "/messages", "/snapshot"].map(|rest| format!("{at}/sessions/{session}{rest}"));
    own.map(str::to_owned).into_iter().chain(of).chain(one).collect()
}

async fn publish(pair: Arc<Pair>) {
    let mut engine = pair.direct.connect().await;
    loop {
        let event = json!({ "directory": pair.folder, "type": "bench.tick", "count": EVENTS, "properties": {} });
        engine.post("/fake/emit", &event).await;
        sleep(Duration::from_millis(100)).await;
    }
}

/// The weight of the server, each second.
async fn watch(pair: &Pair, time: Duration, tasks: &mut JoinSet<()>) -> Vec<f64> {
    let (begin, mut weights) = (Instant::now(), Vec::new());
    while begin.elapsed() < WARM + time {
        sleep(Duration::from_secs(1)).await;
        if let Some(ended) = tasks.try_join_next() {
            panic!("a part of the load ended: {ended:?}");
        }
        weights.push(resident(pair.server.pid()));
        if weights.len() % 60 == 0 {
            eprintln!("{:>4} s: {:.2} MB", weights.len(), weights.last().copied().unwrap_or_default());
        }
    }
    weights
}

fn rows(weights: &[f64], time: Duration, asked: u64) -> Vec<Row> {
    let warm = usize::try_from(WARM.as_secs()).unwrap_or_default();
    let (before, after) = weights.split_at(warm.min(weights.len()));
    let base = median(&before[before.len().saturating_sub(WINDOW)..]);
    let end = median(&after[after.len().saturating_sub(WINDOW)..]);
    let most = after.iter().copied().fold(0.0, f64::max);
    let drift = (end / base - 1.0) * 100.0;
    let what = format!("memory after {} s more of load (the other: after {warm} s)", time.as_secs());
    let load = format!("{READERS} streams, {} events/s, {asked} answers", EVENTS * 10);
    vec![
        Row::ratio(&format!("{what}; {load}"), " MB", end, base).target("within 5 %", drift.abs() <= 5.0),
        Row::ratio("  its highest", " MB", most, base),
    ]
}
