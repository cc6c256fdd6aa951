//! The import of a large home: how long it takes and what it weighs, and what a start costs that has nothing to import.

use crate::machine::{at_most, resident};
use crate::stats::{median, ms};
use crate::table::Row;
use harness::legacy;
use harness::server::{Home, Setup, TestServer, until};
use openwork_core::model::migration::{MigrationState, MigrationStatus};
use openwork_core::operation::endpoint;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How often each start is measured.
const STARTS: usize = 15;

/// The import, and the starts after it.
pub async fn measure() -> Vec<Row> {
    let home = Arc::new(Home::new());
    legacy::lay_large(&home.at("user"), legacy::LARGE);
    let begin = Instant::now();
    let server = Setup::no_engine().at(&home).start();
    let status = over(&server).await;
    let took = ms(begin.elapsed());
    // what follows an import goes on for a moment
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (weight, height) = (resident(server.pid()), at_most(server.pid()));
    let done = status.counts.create >= 11_000 && status.state == MigrationState::Done;
    assert!(done, "{:?} {:?}", status.state, status.counts);
    server.stops_cleanly().await;
    let (mut without, mut with) = (Vec::new(), Vec::new());
    for round in 0..=STARTS {
        let (off, on) = (started(&home, true).await, started(&home, false).await);
        if round > 0 {
            without.push(off);
            with.push(on);
        }
    }
    let (without, with) = (median(&without), median(&with));
    let large = |what: &str, figure: String| Row::new(what, figure, "-".into(), "-".into());
    vec![
        large("import of 10,000 workspaces, from the start on", format!("{took:.0} ms"))
            .target("<= 3000 ms", took <= 3000.0),
        large("memory at its height", format!("{height:.2} MB")).target("<= 64 MB", height <= 64.0),
        large("memory after it", format!("{weight:.2} MB")).target("<= 64 MB", weight <= 64.0),
        Row::ratio("start with nothing new to import", " ms", with, without)
            .target("<= 5 ms more", with - without <= 5.0),
    ]
}

async fn over(server: &TestServer) -> MigrationStatus {
    until("the import is over", async || {
        let status = server.ask::<endpoint::MigrationStatus>().await.expect("a status");
        (status.state != MigrationState::Running).then_some(status)
    })
    .await
}

async fn started(home: &Arc<Home>, off: bool) -> f64 {
    let setup = Setup::no_engine().at(home);
    let begin = Instant::now();
    let server = if off { setup.arg("--no-import") } else { setup }.start();
    let time = ms(begin.elapsed());
    server.stops_cleanly().await;
    time
}
