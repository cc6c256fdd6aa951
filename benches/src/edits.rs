//! Watching: a thousand rapid edits and the one event that tells of them; what five hundred workspaces cost while nothing
//! happens.

use crate::machine;
use crate::stats::median;
use crate::table::Row;
use harness::server::{Setup, TestServer};
use openwork_core::model::page::{Nothing, OneWorkspace};
use openwork_core::model::reload::ListReloadEvents;
use openwork_core::operation::endpoint;
use std::time::{Duration, Instant};

const ROUNDS: usize = 5;
const EDITS: usize = 1000;
const WORKSPACES: usize = 500;
const IDLE: Duration = Duration::from_secs(40);
const FILE: &str = ".opencode/skills/tidy/SKILL.md";

/// Both.
pub async fn measure() -> Vec<Row> {
    let mut rows = edits().await;
    rows.extend(idle().await);
    rows
}

/// From the last of a thousand edits to the event, and how many events there were.
async fn edits() -> Vec<Row> {
    let server = Setup::no_engine().start();
    let (id, folder) = server.workspace("edited").await;
    let file = folder.join(FILE);
    std::fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
    let mut watch = server.watch(&id, None).await;
    std::fs::write(&file, "---\nname: tidy\n---\n").expect("a file");
    watch.until("reload.required").await;
    let (mut waits, mut events) = (Vec::new(), 0);
    for round in 0..ROUNDS {
        let since = watch.seen.last().map(|event| event.seq);
        for number in 0..EDITS {
            std::fs::write(&file, format!("---\nname: tidy\n---\n{round} {number}\n")).expect("a file");
        }
        let last = Instant::now();
        watch.until("reload.required").await;
        waits.push(last.elapsed().as_secs_f64() * 1e3);
        tokio::time::sleep(Duration::from_secs(2)).await; // in which a second event would come
        let (at, list) = (OneWorkspace { workspace_id: id.clone() }, ListReloadEvents { since });
        let told = server.client().call::<endpoint::WorkspacesReloadEvents>(&at, &list, &Nothing {}).await;
        events += told.expect("events").items.len();
    }
    server.stops_cleanly().await;
    let worst = waits.iter().copied().fold(0.0, f64::max);
    let once = events == ROUNDS;
    let what = format!("{EDITS} rapid edits: the one event after the last edit, worst of {ROUNDS}");
    let other = format!("median {:.0} ms", median(&waits));
    let told = Row::new(&what, format!("{worst:.0} ms"), other, format!("{events} events in {ROUNDS} rounds"));
    vec![told.target("<= 1000 ms, one each", worst <= 1000.0 && once)]
}

/// The processor time of a process so far, in seconds; its threads.
fn usage(server: &TestServer) -> (f64, usize) {
    let pid = server.pid();
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).expect("a process");
    let fields: Vec<&str> = stat.rsplit_once(')').expect("a name").1.split_whitespace().collect();
    // ticks of a hundredth of a second, in user and system
    let ticks: f64 = [11, 12].iter().map(|at| fields[*at].parse::<f64>().expect("a number")).sum();
    (ticks / 100.0, std::fs::read_dir(format!("/proc/{pid}/task")).expect("threads").count())
}

/// A server with so many workspaces, each with a skill and a command, and what it uses while nothing happens.
async fn resting(workspaces: usize) -> (f64, f64, usize) {
    let server = Setup::no_engine().start();
    for number in 0..workspaces {
        let folder = server.home.folder(&format!("w{number}"));
        for file in [FILE, ".opencode/commands/sweep.md"] {
            let file = folder.join(file);
            std::fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
            std::fs::write(file, "---\nname: tidy\n---\n").expect("a file");
        }
        server.open(&folder).await;
    }
    tokio::time::sleep(Duration::from_secs(2)).await; // until what making them caused is over
    let before = usage(&server).0;
    tokio::time::sleep(IDLE).await;
    let (after, threads) = usage(&server);
    let memory = machine::resident(server.pid());
    server.stops_cleanly().await;
    ((after - before) / IDLE.as_secs_f64() * 100.0, memory, threads)
}

async fn idle() -> Vec<Row> {
    let (none, many) = (resting(1).await, resting(WORKSPACES).await);
    let what = format!("{WORKSPACES} workspaces, nothing happens (the other: 1)");
    let show =
        |(load, memory, threads): (f64, f64, usize)| format!("{load:.2} % CPU, {memory:.1} MB, {threads} threads");
    let ratio = format!("{:+.2} %, {:+.1} MB", many.0 - none.0, many.1 - none.1);
    let held = many.0 <= none.0 + 0.2 && many.2 <= none.2 + 2;
    vec![Row::new(&what, show(many), show(none), ratio).target("<= 0.2 % more, no threads", held)]
}
