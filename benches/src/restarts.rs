//! Whether health answers at once while the engine is started again and again.

use crate::client::Place;
use crate::places::kill;
use crate::stats::{median, ms, percentile};
use crate::table::Row;
use harness::fake_engine::FakeEngine;
use harness::model::ModelServer;
use harness::server::{Home, Setup, TestServer};
use openwork_core::operation::endpoint;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::time::sleep;

const ROUNDS: usize = 2;
/// Answers of each kind in a round.
const ANSWERS: usize = 1000;
const PATH: &str = "/system/health";

/// The substitute is there in a moment, so that it is started many times a second; the real engine takes both processors for
/// a second at each start.
pub async fn measure(model: &ModelServer) -> Vec<Row> {
    let home = Arc::new(Home::new());
    let fake = FakeEngine::new().install(&home.at("fake")).expect("the substitute");
    let server = Setup::engine(fake).at(&home).start();
    let mut rows = in_turn(server, "substitute", Duration::from_millis(2)).await;
    rows.extend(in_turn(Setup::real(model).start(), "real engine", Duration::from_millis(5)).await);
    rows
}

/// Health of a server whose engine rests, and of the same while its engine is killed as soon as it is ready.
async fn in_turn(server: TestServer, engine: &str, pause: Duration) -> Vec<Row> {
    let place = Place::new(&server.url);
    let (mut rest, mut busy, mut starts) = (Vec::new(), Vec::new(), 0);
    for _ in 0..ROUNDS {
        server.engine_ready().await;
        rest.extend(answers(place.clone(), pause).await);
        let asking = tokio::spawn(answers(place.clone(), pause));
        while !asking.is_finished() {
            again(&server).await;
            starts += 1;
        }
        busy.extend(asking.await.expect("answers"));
    }
    assert!(starts > 2 * ROUNDS, "the engine was hardly restarted: {starts} times");
    server.stops_cleanly().await;
    let what = format!("health, {} answers, during {starts} restarts of the engine ({engine})", busy.len());
    let slow = percentile(&busy, 0.99);
    vec![
        Row::ratio(&format!("{what} (the other: at rest), p50"), " ms", median(&busy), median(&rest)),
        Row::ratio(&format!("{what} (the other: at rest), p99"), " ms", slow, percentile(&rest, 0.99))
            .target("<= 5 ms", slow <= 5.0),
    ]
}

/// Asks one time after the other.
async fn answers(place: Place, pause: Duration) -> Vec<f64> {
    let (mut connection, mut times) = (place.connect().await, Vec::new());
    for _ in 0..ANSWERS {
        let asked = Instant::now();
        connection.get(PATH).await;
        times.push(ms(asked.elapsed()));
        sleep(pause).await;
    }
    times
}

/// Kills the engine as soon as it is ready. That someone asks for a start spares the pause, which would grow, and the giving up.
async fn again(server: &TestServer) {
    let killed = server.engine_ready().await;
    kill(killed);
    server.engine_until("its end is known", |engine| engine.pid != Some(killed)).await;
    server.ask::<endpoint::RuntimeRestart>().await.expect("it is started afresh");
}
