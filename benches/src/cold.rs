//! From nothing to the first answer, and what it weighs then.

use crate::machine::resident;
use crate::places::{Kept, free_port};
use crate::stats::{median, ms};
use crate::table::Row;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const STARTS: usize = 40;

/// Starts of one program.
#[derive(Default)]
struct Starts {
    times: Vec<f64>,
    weights: Vec<f64>,
}

/// Both programs on stores that are there, in turn.
pub fn measure(kept: &Kept) -> Vec<Row> {
    let [mut bare, mut alone, mut eager] = [(); 3].map(|()| Starts::default());
    for round in 0..=STARTS {
        bare.start(round, |port| kept.bare(port));
        alone.start(round, |port| kept.ours(port, false));
        eager.start(round, |port| kept.ours(port, true));
    }
    let row = |what: &str, ours: &Starts| {
        let (ours, other) = (median(&ours.times), median(&bare.times));
        Row::ratio(what, " ms", ours, other).target("<= 1.5x", ours <= other * 1.5).must()
    };
    let (ours, other) = (median(&alone.weights), median(&bare.weights));
    vec![
        row("cold start, no engine", &alone),
        row("cold start, engine eager", &eager),
        Row::ratio("idle memory, no engine", " MB", ours, other)
            .target("<= 1.5x and <= 12 MB", ours <= other * 1.5 && ours <= 12.0),
    ]
}

impl Starts {
    fn start(&mut self, round: usize, command: impl FnOnce(u16) -> Command) {
        let port = free_port();
        let mut command = command(port);
        let begin = Instant::now();
        let mut process = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().expect("a program");
        first_answer(port, &mut process);
        let time = ms(begin.elapsed());
        let weight = resident(process.id());
        end(process);
        // the first round fills the caches
        if round > 0 {
            self.times.push(time);
            self.weights.push(weight);
        }
    }
}

/// Connects until somebody listens, asks once, and waits for the answer.
fn first_answer(port: u16, process: &mut Child) {
    let limit = Instant::now() + Duration::from_secs(30);
    let mut stream = loop {
        match TcpStream::connect((Ipv4Addr::LOCALHOST, port)) {
            Ok(stream) => break stream,
            Err(_) => std::thread::sleep(Duration::from_micros(100)),
        }
        let ended = process.try_wait().expect("a child");
        assert!(ended.is_none() && Instant::now() < limit, "it does not listen: {ended:?}");
    };
    let request = format!("GET /system/health HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("a listener");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

/// Ends it in order, so that the next start has nothing to mend.
fn end(mut process: Child) {
    let pid = rustix::process::Pid::from_child(&process);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).expect("it runs");
    let status = process.wait().expect("a child");
    assert!(status.success(), "it ended with {status}");
}
