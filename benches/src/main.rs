//! Ratios, measured side by side in one run; `RESULTS.md` says how to read them.
//!
//! `openwork-benches [cold|reads|engine|fanout|writes …]` runs these parts, or all of them;
//! `openwork-benches soak [SECONDS]` watches the memory. Where a figure that must hold is missed, it exits with 1.

mod calls;
mod client;
mod cold;
mod fanout;
mod lists;
mod machine;
mod places;
mod reads;
mod relay;
mod soak;
mod stats;
mod stream;
mod table;
mod writes;

use harness::model::ModelServer;
use places::{Kept, Pair};
use std::process::ExitCode;
use std::time::Duration;
use table::Row;

#[tokio::main(worker_threads = 2)]
async fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    println!("{}\n", machine::line());
    let rows = if words.first().is_some_and(|word| word == "soak") {
        let seconds = words.get(1).map_or(600, |word| word.parse().expect("a number of seconds"));
        soak::measure(Duration::from_secs(seconds)).await
    } else {
        all(&words).await
    };
    table::print(&rows);
    if rows.iter().any(Row::fails) {
        eprintln!("\nA figure that must hold does not.");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

async fn all(parts: &[String]) -> Vec<Row> {
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|named| named == part);
    let mut rows = Vec::new();
    if wanted("cold") || wanted("reads") {
        let kept = Kept::new().await;
        if wanted("cold") {
            rows.extend(cold::measure(&kept));
        }
        if wanted("reads") {
            rows.extend(reads::measure(&kept).await);
        }
    }
    if wanted("engine") {
        let model = ModelServer::start().expect("a model");
        let pair = Pair::real(&model).await;
        let weight = machine::resident(pair.server.pid());
        let memory = Row::new("idle memory, engine ready", format!("{weight:.2} MB"), "-".into(), "-".into());
        rows.push(memory.target("<= 12 MB", weight <= 12.0));
        rows.extend(lists::measure(&pair).await);
        rows.extend(relay::measure(&pair).await);
        pair.server.stops_cleanly().await;
    }
    if wanted("fanout") {
        rows.extend(fanout::measure().await);
    }
    if wanted("writes") {
        rows.extend(writes::measure().await);
    }
    rows
}
