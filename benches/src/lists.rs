//! Lists of the engine through us, against the same engine asked directly.

use crate::client::{Load, Place, load};
use crate::places::Pair;
use crate::stats::median;
use crate::table::Row;
use harness::model::Script;
use openwork_core::model::page::OneSession;
use std::time::Duration;

const ROUNDS: usize = 5;
const TIME: Duration = Duration::from_secs(2);
const SESSIONS: usize = 100;
/// Prompts with an answer each.
const TURNS: usize = 10;

/// The list of sessions and the list of messages.
pub async fn measure(pair: &Pair) -> Vec<Row> {
    let mut last = None;
    for _ in 0..SESSIONS {
        last = Some(pair.server.session(&pair.workspace).await);
    }
    let session = last.expect("a session");
    talk(pair, &session).await;
    let (workspace, id) = (&pair.workspace, &session.session_id);
    let folder = pair.folder.display();
    let sessions =
        [format!("/workspaces/{workspace}/sessions?limit=100"), format!("/session?directory={folder}&limit=100")];
    let messages = [
        format!("/workspaces/{workspace}/sessions/{id}/messages"),
        format!("/session/{id}/message?directory={folder}"),
    ];
    let mut rows = against(pair, "100 sessions", &sessions).await;
    rows.extend(against(pair, "20 messages", &messages).await);
    rows
}

/// Lets the session have messages.
async fn talk(pair: &Pair, session: &OneSession) {
    let mut watch = pair.server.watch(&pair.workspace, None).await;
    for _ in 0..TURNS {
        pair.server.prompt(session, Script::new().text("a few words for an answer").prompt()).await;
        watch.until_idle(&session.session_id).await;
    }
}

async fn against(pair: &Pair, what: &str, [ours, direct]: &[String; 2]) -> Vec<Row> {
    let mut rows = Vec::new();
    let counts = [count(&pair.ours, ours).await, count(&pair.direct, direct).await];
    assert!(counts[0] == counts[1] && counts[0] > 1, "{what}: {counts:?}");
    for connections in [1, 16] {
        let (mut mine, mut other) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            mine.push(load(&pair.ours, ours, connections, TIME).await);
            other.push(load(&pair.direct, direct, connections, TIME).await);
        }
        let [rate, base] = [&mine, &other].map(|rounds| rate_of(rounds));
        let of = format!("list of {what}, {connections} connections");
        rows.push(Row::ratio(&of, " /s", rate, base).target(">= 0.9x", rate >= 0.9 * base));
        if connections == 1 {
            let [ours, direct] = [&mine, &other].map(|rounds| p50_of(rounds));
            let row = Row::ratio(&format!("{of}, p50"), " ms", ours, direct);
            rows.push(row.target("direct + 1 ms", ours <= direct + 1.0));
        }
    }
    rows
}

fn rate_of(rounds: &[Load]) -> f64 {
    median(&rounds.iter().map(|load| load.rate).collect::<Vec<_>>())
}

fn p50_of(rounds: &[Load]) -> f64 {
    median(&rounds.iter().map(|load| median(&load.times)).collect::<Vec<_>>())
}

/// How many things are in an answer.
async fn count(place: &Place, path: &str) -> usize {
    let bytes = place.connect().await.get(path).await;
    let value: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
    value.as_array().or_else(|| value["data"]["items"].as_array()).map_or(0, Vec::len)
}
