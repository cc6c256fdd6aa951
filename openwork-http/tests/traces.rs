//! The program with the feature `otlp` and a collector on loopback: a span of each call arrives, and nothing waits for it.

#![allow(clippy::unwrap_used, reason = "helpers of tests: what goes wrong there fails the test")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// How long anything here may take on a busy machine.
const LIMIT: Duration = Duration::from_secs(30);

/// A trace that a client has begun, in hexadecimal.
const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

fn bytes_of(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

/// One message of HTTP: its first line, and its body.
fn message(stream: &TcpStream) -> (String, Vec<u8>) {
    let mut reader = BufReader::new(stream);
    let (mut first, mut length) = (String::new(), 0);
    reader.read_line(&mut first).unwrap();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let line = line.trim().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    (first, body)
}

/// A collector that takes whatever comes.
fn collector() -> (String, Receiver<(String, Vec<u8>)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (tell, told) = channel();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let received = message(&stream);
            stream.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n").unwrap();
            if tell.send(received).is_err() {
                return;
            }
        }
    });
    (address, told)
}

/// A server that runs, and where it listens; its stdout stays open for as long as it is kept.
struct Running {
    child: Child,
    address: String,
    _stdout: BufReader<ChildStdout>,
    _data: tempfile::TempDir,
}

fn program(data: &Path, endpoint: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_openwork-http"));
    command.env_clear().env("HOME", data).arg("--data-dir").arg(data);
    command.args(["--no-engine", "--port", "0", "--log-filter", "warn", "--otlp-endpoint", endpoint]);
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    command
}

impl Running {
    fn start(endpoint: &str) -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut child = program(data.path(), endpoint).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
        Self { child, address, _stdout: stdout, _data: data }
    }

    /// Asks for its health as a part of that trace.
    fn ask(&self, request_id: &str) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let host = &self.address;
        let request = format!(
            "GET /system/health HTTP/1.1\r\nhost: {host}\r\nx-request-id: {request_id}\r\n\
             traceparent: 00-{TRACE}-b7ad6b7169203331-01\r\nconnection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let (first, _) = message(&stream);
        assert!(first.starts_with("HTTP/1.1 200"), "{first}");
    }

    /// Ends it in order; true if it ended well.
    fn end(mut self) -> bool {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
        self.child.wait().unwrap().success()
    }
}

fn holds(body: &[u8], what: &[u8]) -> bool {
    body.windows(what.len()).any(|window| window == what)
}

#[test]
fn a_call_is_a_span_of_the_trace_that_its_client_has_begun() {
    let (endpoint, told) = collector();
    let server = Running::start(&endpoint);
    server.ask("job-seven");
    assert!(server.end(), "it ends in order");
    let mut all = Vec::new();
    while let Ok((first, body)) = told.recv_timeout(if all.is_empty() { LIMIT } else { Duration::from_millis(500) }) {
        assert!(first.starts_with("POST /v1/traces "), "{first}");
        all.extend(body);
    }
    for text in ["openwork-server", "system.health", "job-seven", "request_id"] {
        assert!(holds(&all, text.as_bytes()), "`{text}` is told");
    }
    assert!(holds(&all, &bytes_of(TRACE)), "the client's trace goes on");
    assert!(!holds(&all, b"listening") && !holds(&all, b"stopping"), "log lines are not told");
}

#[test]
fn a_collector_that_is_not_there_is_nobodys_trouble() {
    // a port that was free a moment ago
    let gone = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).unwrap();
    let server = Running::start(&format!("http://{gone}"));
    (0..20).for_each(|number| server.ask(&format!("job-{number}")));
    assert!(server.end(), "it ends in order all the same");
}

#[test]
fn an_address_that_cannot_be_used_is_said_before_anything_starts() {
    let data = tempfile::tempdir().unwrap();
    for endpoint in ["https://collector.example", "127.0.0.1:4318", "http://a b"] {
        let output = program(data.path(), endpoint).stderr(Stdio::piped()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && said.contains("--otlp-endpoint"), "{endpoint}: {said}");
    }
    assert!(!data.path().join("state").exists(), "nothing was made");
}
