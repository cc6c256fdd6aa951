//! How much later an event is at a reader of ours than at a reader of the engine.

use crate::places::Pair;
use crate::stats::{median, ms, percentile};
use crate::stream::Stream;
use crate::table::Row;
use harness::model::Script;
use std::collections::HashMap;
use std::time::{Duration, Instant};

const ROUNDS: usize = 3;
const STAMPS: u32 = 300;

/// Words of the scripted model on their way through the real engine, at both readers.
pub async fn measure(pair: &Pair) -> Vec<Row> {
    let mut added = Vec::new();
    for _ in 0..ROUNDS {
        let session = pair.server.session(&pair.workspace).await;
        let mine = Stream::open(&pair.ours, &format!("/workspaces/{}/events", pair.workspace)).await;
        let direct = Stream::open(&pair.direct, "/global/event").await;
        let (mine, direct) = (tokio::spawn(stamps(mine)), tokio::spawn(stamps(direct)));
        let script = Script::new().delay(Duration::from_millis(10)).stamps(STAMPS);
        pair.server.prompt(&session, script.prompt()).await;
        let (mine, direct) = (mine.await.expect("a reader"), direct.await.expect("a reader"));
        added.extend(direct.iter().filter_map(|(stamp, at)| Some(later(*mine.get(stamp)?, *at))));
    }
    let (p50, p99) = (median(&added), percentile(&added, 0.99));
    let row = |what: &str, value: f64| {
        let what = format!("event relay, real engine: later than at the engine itself, {what}");
        Row::new(&what, format!("{value:+.3} ms"), "0".to_owned(), format!("{} events", added.len()))
    };
    vec![row("p50", p50).target("<= 1 ms", p50 <= 1.0).must(), row("p99", p99).target("<= 5 ms", p99 <= 5.0)]
}

/// How much later, in milliseconds; below 0 where it was earlier.
pub fn later(this: Instant, than: Instant) -> f64 {
    ms(this.saturating_duration_since(than)) - ms(than.saturating_duration_since(this))
}

/// How long the next word may take at most; they come a hundred a second.
const LONGEST: Duration = Duration::from_secs(30);

/// When each stamp came.
async fn stamps(mut stream: Stream) -> HashMap<String, Instant> {
    let mut seen = HashMap::new();
    while seen.len() < STAMPS as usize {
        let next = tokio::time::timeout(LONGEST, stream.field("delta", &[' ', '"']));
        let (at, stamp) = next.await.expect("an event was lost");
        if stamp.contains('.') {
            seen.entry(stamp).or_insert(at);
        }
    }
    seen
}
