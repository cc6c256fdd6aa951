//! A hundred readers of ten sessions that work, all of them cut off again and again.

use crate::client::Place;
use crate::machine::resident;
use crate::places::Pair;
use crate::stats::median;
use crate::stream::Stream;
use crate::table::Row;
use harness::model::Script;
use http::Method;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};

const READERS: usize = 100;
const SESSIONS: usize = 10;
const CUTS: u32 = 20;
/// Between two words of a session: all of them together say 250 a second.
const WORD: Duration = Duration::from_millis(40);
/// Between two cuts.
const PAUSE: Duration = Duration::from_secs(4);
/// How long they work before the first cut, so that the buffer of the workspace, 8192 events, is full.
const PRELUDE: Duration = Duration::from_secs(40);
/// After so many cuts memory is looked at first.
const WARM: u32 = 10;
/// How many lines of the log are kept.
const LINES: usize = 2000;
/// How long a reader may wait for what is still to come when all have been told the last.
const LAST: Duration = Duration::from_secs(15);
const DELTA: &str = "message.part.delta";
/// The last event: the workspace gets another name.
const END: &str = "workspace.changed";
/// In place of a cut: the last event is told.
const OVER: u32 = CUTS + 1;

/// What a reader was given.
#[derive(Debug, Default)]
struct Tally {
    last: Option<u64>,
    events: u64,
    words: u64,
    lost: u64,
    repeated: u64,
    resumed: u32,
    at_end: bool,
}

/// The real engine works; each reader numbers what it sees, and one at the engine itself counts the words.
pub async fn measure(pair: &Pair) -> Vec<Row> {
    let path = format!("/workspaces/{}/events", pair.workspace);
    fill_the_log(pair).await;
    let (cut, cuts) = watch::channel(0);
    let mut readers = JoinSet::new();
    for _ in 0..READERS {
        let stream = Stream::open(&pair.ours, &path).await;
        readers.spawn(read(pair.ours.clone(), path.clone(), stream, cuts.clone()));
    }
    let direct = tokio::spawn(words(Stream::open(&pair.direct, "/global/event").await));
    let time = PRELUDE + PAUSE * (CUTS + 1);
    let count = u32::try_from(time.as_millis() / WORD.as_millis()).unwrap_or(u32::MAX);
    for _ in 0..SESSIONS {
        let session = pair.server.session(&pair.workspace).await;
        pair.server.prompt(&session, Script::new().delay(WORD).repeat(count, "word ").prompt()).await;
    }
    sleep(PRELUDE).await;
    let (mut warm, mut weights) = (Vec::new(), Vec::new());
    for number in 1..=CUTS {
        for _ in 0..PAUSE.as_secs() {
            sleep(Duration::from_secs(1)).await;
            weights.push(resident(pair.server.pid()));
        }
        cut.send_replace(number);
        eprintln!("{number:>4} cuts: {:.2} MB", weights.last().copied().unwrap_or_default());
        if number == WARM {
            warm.clone_from(&weights);
        }
    }
    let said = direct.await.expect("a reader");
    let name = format!("/workspaces/{}/display-name", pair.workspace);
    let renamed = serde_json::json!({ "displayName": "the end" }).to_string();
    pair.ours.connect().await.open(Method::PATCH, &name, Some(renamed)).await;
    cut.send_replace(OVER);
    let tallies = readers.join_all().await;
    assert!(tallies.iter().all(|tally| tally.resumed == CUTS), "a reader was not cut off as often as the others");
    rows(&tallies, said, &warm, &weights)
}

/// The last lines of the log are kept in memory, one a request: each of the cuts would add a hundred.
async fn fill_the_log(pair: &Pair) {
    let mut connection = pair.ours.connect().await;
    for _ in 0..LINES {
        connection.get("/system/health").await;
    }
}

fn rows(tallies: &[Tally], said: u64, warm: &[f64], weights: &[f64]) -> Vec<Row> {
    // a word that never got a number is missed too, and so is all that follows for a reader that did not see the end
    let missed = |tally: &Tally| tally.lost.max(said.saturating_sub(tally.words)) + u64::from(!tally.at_end);
    let lost: u64 = tallies.iter().map(missed).sum();
    let twice = |tally: &Tally| tally.repeated.max(tally.words.saturating_sub(said));
    let repeated: u64 = tallies.iter().map(twice).sum();
    let events: u64 = tallies.iter().map(|tally| tally.events).sum();
    let what = format!("{READERS} readers, {SESSIONS} sessions, all readers cut off {CUTS} times: events");
    let row = |how: &str, count: u64| {
        let figures = format!("of {events}");
        Row::new(&format!("{what} {how}"), count.to_string(), "0".to_owned(), figures).target("0", count == 0).must()
    };
    let tail = |weights: &[f64]| median(&weights[weights.len().saturating_sub(8)..]);
    let (base, end) = (tail(warm), tail(weights));
    let what = format!("  memory after {CUTS} cuts (the other: after {WARM})");
    vec![
        row("lost", lost),
        row("repeated", repeated),
        Row::ratio(&what, " MB", end, base).target("within 5 %", (end / base - 1.0).abs() <= 0.05),
    ]
}

/// Reads until the last event, beginning again after the last whole one whenever it is cut off.
async fn read(place: Place, path: String, mut stream: Stream, mut cuts: watch::Receiver<u32>) -> Tally {
    let mut tally = Tally::default();
    let mut limit = None;
    while !tally.at_end {
        tokio::select! {
            biased;
            Ok(()) = cuts.changed() => {
                if *cuts.borrow_and_update() == OVER {
                    limit = Some(Instant::now() + LAST);
                    continue;
                }
                // both go: the socket is closed with whatever is in it, and so is the half of an event that was read
                drop(stream);
                stream = Stream::after(&place, &path, tally.last).await;
                tally.resumed += 1;
            }
            (_, event) = stream.next() => tally.take(&event),
            () = sleep_until(limit.unwrap_or_else(Instant::now)), if limit.is_some() => break,
        }
    }
    tally
}

impl Tally {
    fn take(&mut self, event: &str) {
        let Some(number) = event.lines().find_map(|line| line.strip_prefix("id: ")) else { return };
        let number: u64 = number.parse().expect("a number");
        // the position at which a stream opens is no event; it is where the first one begins
        let Some(data) = event.lines().find_map(|line| line.strip_prefix("data: ")) else {
            self.last.get_or_insert(number);
            return;
        };
        let next = self.last.map_or(number, |last| last + 1);
        self.lost += number.saturating_sub(next) + u64::from(data.contains("\"stream.gap\""));
        self.repeated += u64::from(number < next);
        self.last = Some(number.max(next.saturating_sub(1)));
        self.events += 1;
        let kind = event.lines().find_map(|line| line.strip_prefix("event: "));
        self.words += u64::from(kind == Some(DELTA));
        self.at_end = kind == Some(END);
    }
}

/// How many words the engine says, until all sessions are idle.
async fn words(mut stream: Stream) -> u64 {
    let (mut words, mut idle) = (0, 0);
    while idle < SESSIONS {
        let (_, event) = stream.next().await;
        words += u64::from(event.contains(&format!("\"type\":\"{DELTA}\"")));
        idle += usize::from(event.contains("\"type\":\"session.idle\""));
    }
    words
}
