//! The same files through the command line, the SDK, the foreign bindings and the typed client.

use super::Desk;
use harness::server::{Home, program};
use openwork_core::model::file::{FindFiles, ListFiles};
use openwork_core::model::page::{Nothing, OneWorkspace};
use openwork_core::operation::endpoint;
use serde_json::{Value, json};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// The command line on a home's data folder.
fn cli(home: &Home, words: &[&str]) -> Command {
    let mut command = Command::new(program("openwork-cli"));
    command.args(words).arg("--data-dir").arg(home.data()).arg("--no-engine").env_clear();
    command.env("HOME", home.at("user")).env("TMPDIR", home.at("tmp"));
    command
}

/// Runs it with this on its standard input.
async fn run(mut command: Command, input: &[u8]) -> Output {
    let input = input.to_vec();
    let running = tokio::task::spawn_blocking(move || {
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("openwork-cli");
        let mut stdin = child.stdin.take().expect("a pipe");
        // one that refuses beforehand reads nothing
        let _ = stdin.write_all(&input);
        drop(stdin);
        child.wait_with_output().expect("its end")
    });
    running.await.expect("a task")
}

/// What it writes where it succeeds.
async fn out(command: Command, input: &[u8]) -> Vec<u8> {
    let output = run(command, input).await;
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((output.status.code(), err.as_str()), (Some(0), ""));
    output.stdout
}

/// The same story of bytes, text and names, beside a running server or without one.
async fn through_the_command_line(home: &Home, workspace: &str, folder: &Path) {
    let bytes: Vec<u8> = (0..700_000_u32).flat_map(u32::to_le_bytes).collect();
    let ask = |words: &[&str]| cli(home, &[&["files"], words].concat());
    out(ask(&["write-raw", workspace, "cli/a.bin", "--create-parents"]), &bytes).await;
    assert!(std::fs::read(folder.join("cli/a.bin")).expect("there") == bytes);
    assert!(out(ask(&["read-raw", workspace, "cli/a.bin"]), b"").await == bytes);
    assert_eq!(out(ask(&["read-raw", workspace, "cli/a.bin", "--range", "4-7"]), b"").await, 1_u32.to_le_bytes());
    assert_eq!(out(ask(&["read-raw", workspace, "cli/a.bin", "--range", "-4"]), b"").await, 699_999_u32.to_le_bytes());
    let copy = home.at("copy.bin").display().to_string();
    out(ask(&["read-raw", workspace, "cli/a.bin", "--output", &copy]), b"").await;
    assert!(std::fs::read(&copy).expect("a copy") == bytes);
    out(ask(&["write-raw", workspace, "cli/b.bin", "--input", &copy]), b"").await;
    out(ask(&["write-text", workspace, "cli/empty", "--content", ""]), b"").await;
    let written = out(ask(&["write-text", workspace, "cli/t.md", "--json"]), "eins\nzwei Bäume\n".as_bytes()).await;
    let written: Value = serde_json::from_slice(&written).expect("JSON");
    let revision = written["revision"].as_str().expect("a revision");
    assert_eq!(out(ask(&["read-text", workspace, "cli/t.md"]), b"").await, "eins\nzwei Bäume\n".as_bytes());
    let again = ["write-text", workspace, "cli/t.md", "--content", "drei Bäume", "--if-match", revision];
    out(ask(&again), b"").await;
    assert_eq!(run(ask(&again), b"").await.status.code(), Some(5), "a conflict");
    assert_eq!(
        run(ask(&["write-raw", workspace, "cli/t.md", "--if-match", revision]), b"x").await.status.code(),
        Some(5)
    );
    assert_eq!(run(ask(&["write-raw", workspace, "cli/t.md", "--create-only"]), b"x").await.status.code(), Some(5));
    assert_eq!(run(ask(&["read-raw", workspace, "../x"]), b"").await.status.code(), Some(2));
    let listed = String::from_utf8(out(ask(&["list", workspace, "cli"]), b"").await).expect("UTF-8");
    assert!(["a.bin", "b.bin", "empty", "t.md", "2800000"].iter().all(|word| listed.contains(word)), "{listed}");
    let stat = String::from_utf8(out(ask(&["stat", workspace, "cli/t.md"]), b"").await).expect("UTF-8");
    assert!(stat.contains("w:") && stat.contains("file"), "{stat}");
    let hits = String::from_utf8(out(ask(&["search", workspace, "Bäume"]), b"").await).expect("UTF-8");
    assert!(hits.contains("cli/t.md:1:6 drei Bäume"), "{hits}");
    let found = String::from_utf8(out(ask(&["find", workspace, "*.bin"]), b"").await).expect("UTF-8");
    assert_eq!(found, "cli/a.bin\ncli/b.bin\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_line_reads_and_writes_beside_a_server_and_without_one() {
    let desk = Desk::open().await;
    through_the_command_line(&desk.door.server.home, &desk.id, &desk.folder).await;
    let home = desk.door.server.stops_cleanly().await;
    through_the_command_line(&home, &desk.folder.display().to_string(), &desk.folder).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_line_has_file_sessions_an_inbox_and_artifacts() {
    let desk = Desk::open().await;
    let (home, id) = (&desk.door.server.home, desk.id.as_str());
    let said =
        async |words: &[&str], input: &[u8]| String::from_utf8(out(cli(home, words), input).await).expect("UTF-8");
    let made = said(&["file-sessions", "create", id, "--ttl-seconds", "60", "--json"], b"").await;
    let made: Value = serde_json::from_str(&made).expect("JSON");
    let session = made["id"].as_str().expect("an id");
    let local = home.at("local");
    std::fs::write(&local, "eins").expect("written");
    let of = |path: &str| format!("{path}={}", local.display());
    let ask =
        async |verb: &str, words: &[&str]| said(&[&["file-sessions", verb, id, session], words].concat(), b"").await;
    let written = ask("write-batch", &[&of("a/b"), &of("../x")]).await;
    assert!(written.contains("made") && written.contains("invalid_request"), "{written}");
    let stale = ask("write-batch", &[&of("a/b"), "--if-match", "w:0"]).await;
    assert!(stale.contains("conflict"), "{stale}");
    let read = ask("read-batch", &["a/b", "none"]).await;
    assert!(read.contains("4 bytes") && read.contains("not_found"), "{read}");
    let moved = r#"{"type":"rename","from":"a","to":"c"}"#;
    let done = ask("operations", &[moved, r#"{"type":"delete","path":"none"}"#]).await;
    assert!(done.contains("a → c") && done.contains("not_found"), "{done}");
    let page = ask("snapshot", &["--limit", "1"]).await;
    assert!(page.contains("c/") && page.contains("--after c"), "{page}");
    let events = ask("events", &[]).await;
    assert!(events.contains("write") && events.contains("a → c"), "{events}");
    ask("renew", &[]).await;
    ask("close", &[]).await;
    let ended = cli(home, &["file-sessions", "renew", id, session]);
    assert_eq!(run(ended, b"").await.status.code(), Some(3), "not found");
    let uploaded = said(&["inbox", "upload", id, "in.txt"], b"handed in").await;
    assert!(uploaded.contains("9 bytes"), "{uploaded}");
    assert_eq!(run(cli(home, &["inbox", "upload", id, "in.txt"]), b"x").await.status.code(), Some(5), "a conflict");
    assert!(said(&["inbox", "list", id], b"").await.contains("in.txt"));
    assert_eq!(said(&["inbox", "download", id, "aW4udHh0"], b"").await, "handed in");
    std::fs::create_dir_all(desk.folder.join(".opencode/openwork/outbox")).expect("a folder");
    std::fs::write(desk.folder.join(".opencode/openwork/outbox/r"), "result").expect("written");
    assert!(said(&["artifacts", "list", id], b"").await.contains("cg"));
    assert_eq!(said(&["artifacts", "download", id, "cg"], b"").await, "result");
}

#[tokio::test]
async fn the_typed_client_pages_through_names() {
    let desk = Desk::open().await;
    for number in 0..7 {
        desk.put(&format!("{number}.txt"), b"x").await;
    }
    let (client, path) = (desk.door.server.client(), OneWorkspace { workspace_id: desk.id.parse().expect("an id") });
    let (mut names, mut query) = (Vec::new(), ListFiles { limit: 3.try_into().ok(), ..ListFiles::default() });
    loop {
        let page = client.call::<endpoint::FilesList>(&path, &query, &Nothing {}).await.expect("a page");
        names.extend(page.items.into_iter().map(|entry| entry.name));
        query.cursor = page.next_cursor;
        if query.cursor.is_none() {
            break;
        }
    }
    assert_eq!(names, (0..7).map(|number| format!("{number}.txt")).collect::<Vec<_>>());
    let query = FindFiles {
        query: "[3-5].txt".parse().expect("text"),
        kind: None,
        path: None,
        include_ignored: None,
        include_hidden: None,
        limit: 2.try_into().ok(),
        cursor: None,
    };
    let found = client.call::<endpoint::FilesFind>(&path, &query, &Nothing {}).await.expect("found");
    assert_eq!((found.items.len(), found.next_cursor.is_some()), (2, true));
}

#[tokio::test]
async fn the_sdk_reads_and_writes() {
    let desk = Desk::open().await;
    let story = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdk/test/files.mjs");
    assert!(story.with_file_name("../dist/index.js").exists(), "the SDK is not built: run `make sdk`");
    let mut node = tokio::process::Command::new("node");
    node.arg(story)
        .env("OPENWORK_URL", &desk.door.server.url)
        .env("OPENWORK_TOKEN", &desk.door.server.token)
        .env("OPENWORK_WORKSPACE", &desk.id);
    let output = node.output().await.expect("node");
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{err}");
    let said: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(
        said,
        json!({
            "text": "hällo\r\n", "part": [2, 3], "conflict": "conflict", "names": ["sdk.bin", "sdk.txt"],
            "sessions": {
                "batch": ["ok", "invalid_request"], "read": ["YQ==", "not_found"], "moved": [true],
                "catalog": ["moved/a"], "events": ["rename"],
            },
            "exchange": {"back": "handed in", "listed": ["in.txt"], "made": 0},
        })
    );
    assert_eq!(std::fs::read(desk.folder.join("sdk.bin")).expect("there"), [1, 2, 3, 4]);
}
