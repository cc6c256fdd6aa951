//! Files: the catalog against `rg --files`, a large file against a bare server of files, a batch of writes against the same
//! writes of a plain program, a search against `rg`.

use crate::client::{Connection, Place};
use crate::machine::resident;
use crate::places::free_port;
use crate::stats::{median, ms};
use crate::table::Row;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use harness::server::{Home, Setup, TestServer, program};
use http::Method;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const ROUNDS: usize = 7;
/// How many files the large tree has: that many folders, and that many in each.
const TREE: (usize, usize) = (1000, 100);
const LARGE: u64 = 1 << 30;
const SMALL: usize = 16 << 20;

/// A server with a workspace, and a connection to it.
struct Desk {
    server: TestServer,
    connection: Connection,
    workspace: String,
    folder: PathBuf,
}

impl Desk {
    async fn open() -> Self {
        let server = Setup::no_engine().start();
        let (workspace, folder) = server.workspace("files").await;
        let connection = Place::new(&server.url).bearer(&server.token).connect().await;
        Self { workspace: format!("/workspaces/{}", workspace.as_str()), server, connection, folder }
    }

    /// A connection anew: one that nobody uses is closed while a large tree is made.
    async fn connect(&mut self) {
        self.connection = Place::new(&self.server.url).bearer(&self.server.token).connect().await;
    }

    /// Reads a whole catalog, page by page; answers how many files are in it.
    async fn catalog(&mut self, session: &str, what: &str) -> usize {
        let (mut count, mut after) = (0, String::new());
        loop {
            let choice = "limit=10000&includeDirs=false&includeHidden=false";
            let page = self.connection.get(&format!("{session}/catalog/snapshot?{choice}{what}{after}")).await;
            // how many, and what comes next, without reading it as JSON: that is the client's time
            count += memchr::memmem::find_iter(&page, "\"path\":\"").count();
            let end = String::from_utf8_lossy(&page[page.len().saturating_sub(300)..]).into_owned();
            let Some((_, next)) = end.split_once("\"nextAfter\":\"") else { return count };
            after = format!("&after={}", next.split('"').next().expect("a path").replace('/', "%2F"));
        }
    }

    async fn session(&mut self) -> String {
        let place = format!("{}/file-sessions", self.workspace);
        let made: Value = serde_json::from_slice(&self.connection.post(&place, &json!({})).await).expect("JSON");
        format!("{place}/{}", made["data"]["id"].as_str().expect("an id"))
    }
}

/// The `rg` that came with the engine.
fn rg() -> PathBuf {
    Home::new().engine().with_file_name("rg")
}

/// A tree of many small files that were changed a while ago.
fn tree(folder: &Path) {
    fs::write(folder.join(".gitignore"), "*.log\n/target\nnode_modules/\n*.tmp\n").expect("room");
    for number in 0..TREE.0 {
        let place = folder.join(format!("a{:02}/b{:02}/c{:02}", number / 100, number / 10 % 10, number % 10));
        fs::create_dir_all(&place).expect("a folder");
        for file in 0..TREE.1 {
            fs::write(place.join(format!("file-{file:03}.txt")), format!("{number} words that nobody looks for\n"))
                .expect("room");
        }
    }
    // what was written within two seconds is read for its revision
    std::thread::sleep(Duration::from_secs(3));
}

fn timed(command: &mut Command) -> f64 {
    let begin = Instant::now();
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("a program");
    ms(begin.elapsed())
}

/// The first page and the whole tree.
pub async fn catalog() -> Vec<Row> {
    let mut desk = Desk::open().await;
    tree(&desk.folder);
    desk.connect().await;
    let session = desk.session().await;
    let [mut first, mut whole, mut paths, mut other, mut asked] = [const { Vec::new() }; 5];
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        desk.connection.get(&format!("{session}/catalog/snapshot")).await;
        first.push(ms(begin.elapsed()));
        // as many pages as the whole tree has, of the same size: only the tree is ten times smaller
        for kind in ["", "&details=false"] {
            for _ in 0..10 {
                assert_eq!(desk.catalog(&session, &format!("&prefix=a00{kind}")).await, TREE.0 * TREE.1 / 10);
            }
        }
    }
    let of_tenth = resident(desk.server.pid());
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        assert_eq!(desk.catalog(&session, "").await, TREE.0 * TREE.1);
        whole.push(ms(begin.elapsed()));
        let begin = Instant::now();
        assert_eq!(desk.catalog(&session, "&details=false").await, TREE.0 * TREE.1);
        paths.push(ms(begin.elapsed()));
        other.push(timed(Command::new(rg()).arg("--files").arg(&desk.folder)));
        // it too asks the system about each file then, and puts them in an order
        asked.push(timed(Command::new(rg()).args(["--files", "--sort", "modified"]).arg(&desk.folder)));
    }
    let of_all = resident(desk.server.pid());
    let [first, whole, paths, other, asked] = [first, whole, paths, other, asked].map(|rounds| median(&rounds));
    desk.server.stops_cleanly().await;
    vec![
        Row::new("catalog of 100,000 files: first page", format!("{first:.1} ms"), "-".into(), "-".into())
            .target("<= 50 ms", first <= 50.0),
        Row::ratio("catalog of 100,000 files: all paths (the other: rg --files)", " ms", paths, other)
            .target("<= 1.5x", paths <= 1.5 * other),
        Row::ratio("with size, time and revision of each (the other: rg --files)", " ms", whole, other)
            .target("<= 1.5x", whole <= 1.5 * other),
        Row::ratio("the same (the other: rg --files --sort modified)", " ms", whole, asked),
        Row::ratio("memory after it (the other: after catalogs of 10,000 files)", " MB", of_all, of_tenth)
            .target("flat: <= 1.1x", of_all <= 1.1 * of_tenth),
    ]
}

/// A program that does not outlive its measurement.
struct Started(Child);

impl Drop for Started {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[allow(clippy::cast_precision_loss)]
async fn drained(connection: &mut Connection, path: &str) -> f64 {
    let begin = Instant::now();
    let mut body = connection.open(Method::GET, path, None).await.into_body();
    let mut count = 0;
    while let Some(frame) = body.frame().await {
        count += frame.expect("the whole file").data_ref().map_or(0, |piece| piece.len() as u64);
    }
    assert_eq!(count, LARGE);
    count as f64 / 1e6 / begin.elapsed().as_secs_f64()
}

/// A file of 1 GiB.
pub async fn raw() -> Vec<Row> {
    let mut desk = Desk::open().await;
    let (file, port) = (desk.folder.join("large"), free_port());
    let mut writing = File::create(&file).expect("a file");
    for number in 0..LARGE >> 20 {
        writing.write_all(&vec![u8::try_from(number % 251).expect("a byte"); 1 << 20]).expect("room");
    }
    drop(writing);
    let mut bare = Command::new(program("openwork-http").with_file_name("bare-files"));
    let beside = Started(bare.arg(port.to_string()).arg(&file).spawn().expect("the bare program"));
    while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let mut other = Place::new(&format!("http://127.0.0.1:{port}")).connect().await;
    let path = format!("{}/files/raw?path=large", desk.workspace);
    fs::write(desk.folder.join("small"), vec![7; SMALL]).expect("room");
    let small = format!("{}/files/raw?path=small", desk.workspace);
    // as many bytes as of the large file
    for _ in 0..ROUNDS * (usize::try_from(LARGE).expect("64 bits") / SMALL) {
        assert_eq!(desk.connection.get(&small).await.len(), SMALL);
    }
    let of_small = resident(desk.server.pid());
    let (mut mine, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        mine.push(drained(&mut desk.connection, &path).await);
        theirs.push(drained(&mut other, "/").await);
    }
    let of_large = resident(desk.server.pid());
    drop(beside);
    desk.server.stops_cleanly().await;
    let (mine, theirs) = (median(&mine), median(&theirs));
    vec![
        Row::ratio("raw read of 1 GiB (the other: a bare hyper server of files)", " MB/s", mine, theirs)
            .target(">= 0.8x", mine >= 0.8 * theirs),
        Row::ratio("memory after it (the other: after reads of 16 MiB)", " MB", of_large, of_small)
            .target("flat: <= 1.1x", of_large <= 1.1 * of_small),
    ]
}

/// 64 small files by one call, and the same writes one after the other: beside, synced, renamed, the folder synced.
pub async fn batch() -> Vec<Row> {
    const FILES: usize = 64;
    let mut desk = Desk::open().await;
    let session = desk.session().await;
    let plain = desk.folder.with_file_name("plain");
    fs::create_dir(&plain).expect("a folder");
    let content = "some words of a file\n".repeat(200);
    let (mut mine, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let writes: Vec<_> = (0..FILES)
            .map(|number| json!({"path": format!("f{number}"), "contentBase64": STANDARD.encode(&content)}))
            .collect();
        let begin = Instant::now();
        let answer = desk.connection.post(&format!("{session}/write-batch"), &json!({ "writes": writes })).await;
        mine.push(ms(begin.elapsed()));
        assert!(!String::from_utf8_lossy(&answer).contains("\"ok\":false"));
        let begin = Instant::now();
        for number in 0..FILES {
            let (beside, place) = (plain.join("beside"), plain.join(format!("f{number}")));
            let mut file = File::create(&beside).expect("a file");
            file.write_all(content.as_bytes()).expect("room");
            file.sync_all().expect("a disk");
            fs::rename(&beside, &place).expect("renamed");
            File::open(&plain).expect("the folder").sync_all().expect("a disk");
        }
        theirs.push(ms(begin.elapsed()));
    }
    desk.server.stops_cleanly().await;
    let (mine, theirs) = (median(&mine), median(&theirs));
    let what = "batch of 64 writes (the other: the same with fsync, one by one)";
    vec![Row::ratio(what, " ms", mine, theirs).target("<= 1.5x", mine <= 1.5 * theirs)]
}

/// A text that few of many files hold.
pub async fn search() -> Vec<Row> {
    let mut desk = Desk::open().await;
    tree(&desk.folder);
    for number in 0..50 {
        fs::write(desk.folder.join(format!("a0{}/needle-{number}", number % 10)), "a needle here\n").expect("room");
    }
    desk.connect().await;
    let path = format!("{}/files/search?query=needle%20here&limit=500", desk.workspace);
    let (mut mine, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        let answer: Value = serde_json::from_slice(&desk.connection.get(&path).await).expect("JSON");
        mine.push(ms(begin.elapsed()));
        assert_eq!(answer["data"]["items"].as_array().map(Vec::len), Some(50), "{answer}");
        theirs.push(timed(Command::new(rg()).args(["-n", "-F", "needle here"]).arg(&desk.folder)));
    }
    desk.server.stops_cleanly().await;
    let (mine, theirs) = (median(&mine), median(&theirs));
    let what = "text search of 100,000 files (the other: rg)";
    vec![Row::ratio(what, " ms", mine, theirs).target("<= 1.3x", mine <= 1.3 * theirs)]
}
