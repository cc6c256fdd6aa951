//! Ratios, measured side by side in one run; `RESULTS.md` says how to read them.
//!
//! `openwork-benches [cold|reads|engine|fanout|stuck|restarts|crash|crowd|edits|writes|catalog|raw|batch|search|migration …]` runs
//! these parts, or all of them;
//! `openwork-benches rounds` counts what servers leave behind, `openwork-benches soak [SECONDS]` watches the memory. Where a
//! figure that must hold is missed, it exits with 1.

mod calls;
mod client;
mod cold;
mod crash;
mod crowd;
mod edits;
mod fanout;
mod files;
mod lists;
mod machine;
mod migration;
mod places;
mod reads;
mod relay;
mod restarts;
mod rounds;
mod soak;
mod stats;
mod stream;
mod stuck;
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
    let rows = match words.first().map(String::as_str) {
        Some("soak") => {
            let seconds = words.get(1).map_or(600, |word| word.parse().expect("a number of seconds"));
            soak::measure(Duration::from_secs(seconds)).await
        }
        Some("rounds") => rounds::measure(&ModelServer::start().expect("a model")).await,
        _ => all(&words).await,
    };
    table::print(&rows);
    println!("\nLoad after: {}.", machine::load());
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
    if wanted("stuck") {
        rows.extend(stuck::measure().await);
    }
    rows.extend(of_the_engine(&wanted).await);
    if wanted("edits") {
        rows.extend(edits::measure().await);
    }
    if wanted("writes") {
        rows.extend(writes::measure().await);
    }
    rows.extend(of_files(&wanted).await);
    if wanted("migration") {
        rows.extend(migration::measure().await);
    }
    rows
}

/// Files, against programs that do the same to a disk.
async fn of_files(wanted: &impl Fn(&str) -> bool) -> Vec<Row> {
    let mut rows = Vec::new();
    if wanted("catalog") {
        rows.extend(files::catalog().await);
    }
    if wanted("raw") {
        rows.extend(files::raw().await);
    }
    if wanted("batch") {
        rows.extend(files::batch().await);
    }
    if wanted("search") {
        rows.extend(files::search().await);
    }
    rows
}

/// What the real engine shows when it is killed, and when many read what it does.
async fn of_the_engine(wanted: &impl Fn(&str) -> bool) -> Vec<Row> {
    let model = ModelServer::start().expect("a model");
    let mut rows = Vec::new();
    if wanted("restarts") {
        rows.extend(restarts::measure(&model).await);
    }
    if wanted("crash") {
        rows.extend(crash::measure(&model).await);
    }
    if wanted("crowd") {
        let pair = Pair::real(&model).await;
        rows.extend(crowd::measure(&pair).await);
        pair.server.stops_cleanly().await;
    }
    rows
}
