//! Whether anything is left of servers that were stopped, or killed with a tool of the agent at work.

use crate::places::{environment, running};
use crate::stats::{median, ms};
use crate::table::Row;
use harness::model::{ModelServer, Script};
use harness::server::{Home, Setup, TestServer, until};
use serde_json::json;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::time::sleep;

const STARTS: usize = 50;
const KILLS: usize = 20;
/// How long something may still run.
const WITHIN: Duration = Duration::from_secs(5);
/// The mark that each process of a run bears in its environment: `<store>:<run>`.
const MARK: &str = "OPENWORK_RUN";

/// What is left, and how long it took until nothing was.
#[derive(Default)]
struct Ends {
    left: Vec<String>,
    times: Vec<f64>,
}

/// Starts and stops, then starts and kills, of the real engine.
pub async fn measure(model: &ModelServer) -> Vec<Row> {
    let home = Arc::new(Home::new());
    let mut stops = Ends::default();
    for round in 0..STARTS {
        let server = Setup::real(model).at(&home).start();
        if round % 2 == 0 {
            server.engine_ready().await;
        } else {
            // in the middle of the engine's start: each time at another moment of it
            sleep(Duration::from_millis(40 * round as u64 % 1200)).await;
        }
        server.signal(rustix::process::Signal::TERM);
        server.ended().await;
        stops.look(&home, "").await;
    }
    let mut kills = Ends::default();
    for _ in 0..KILLS {
        let (server, store) = at_work(model, &home).await;
        server.kill();
        kills.look(&home, &store).await;
    }
    vec![
        stops.row(&format!("{STARTS} starts and stops, half of them while the engine starts")),
        kills.row(&format!("{KILLS} servers killed while the agent's shell tool runs")),
    ]
}

/// A server whose agent has begun one sleep in a session of its own and waits for another, and the name of its store.
async fn at_work(model: &ModelServer, home: &Arc<Home>) -> (TestServer, String) {
    let server = Setup::real(model).at(home).start();
    let engine = server.engine_ready().await;
    let marks = environment(engine);
    let mark = marks.iter().find_map(|pair| pair.strip_prefix(&format!("{MARK}="))).expect("the engine bears a mark");
    let store = mark.split(':').next().unwrap_or_default().to_owned();
    let (workspace, _) = server.workspace("sleepers").await;
    let session = server.session(&workspace).await;
    let sleeps = json!({ "command": "setsid -f sleep 300; sleep 301", "description": "sleeps", "timeout": 600_000 });
    server.prompt(&session, Script::new().tool("bash", sleeps).text("done").prompt()).await;
    until("both sleep", async || {
        let running = home.processes();
        let is_there = |how: &str| running.iter().any(|(_, command)| command.trim() == how);
        (is_there("sleep 300") && is_there("sleep 301")).then_some(())
    })
    .await;
    (server, store)
}

impl Ends {
    /// Looks until nothing is left, or the time is over. What is left is ended, so that it is counted once.
    async fn look(&mut self, home: &Home, store: &str) {
        let begin = Instant::now();
        loop {
            let left = of(home, store);
            if left.is_empty() || begin.elapsed() >= WITHIN {
                self.times.push(ms(begin.elapsed()));
                for (pid, command) in left {
                    eprintln!("left: {pid} {command}");
                    crate::places::kill(pid);
                    self.left.push(command);
                }
                return;
            }
            sleep(Duration::from_millis(10)).await; // nothing tells of a foreign process's end
        }
    }

    fn row(&self, what: &str) -> Row {
        let most = self.times.iter().copied().fold(0.0, f64::max);
        let took = format!("p50 {:.0} ms, at most {most:.0} ms", median(&self.times));
        let what = format!("{what}: processes left after {} s", WITHIN.as_secs());
        Row::new(&what, self.left.len().to_string(), "-".to_owned(), took).target("0", self.left.is_empty()).must()
    }
}

/// What runs in a home, or bears a mark of its store.
fn of(home: &Home, store: &str) -> Vec<(u32, String)> {
    let (user, mark) = (format!("HOME={}", home.at("user").display()), format!("{MARK}={store}:"));
    let is_marked = |pair: &String| *pair == user || (!store.is_empty() && pair.starts_with(&mark));
    running().into_iter().filter(|(pid, _)| environment(*pid).iter().any(is_marked)).collect()
}
