//! Bytes as they are: ranges, revisions, and streams that are never whole in memory.

use super::{Desk, header};
use bytes::Bytes;
use futures_util::stream;
use harness::http_client::Reply;
use http::Method;
use openwork_core::model::file::{OneFile, WriteRaw};
use openwork_core::model::page::OneWorkspace;
use openwork_core::operation::endpoint;
use serde_json::json;
use std::io::{Read, Seek, SeekFrom, Write};
use std::net::TcpStream;
use std::time::Duration;

#[tokio::test]
async fn a_range_is_a_part() {
    let desk = Desk::open().await;
    desk.put("file", b"0123456789").await;
    let ask = |range: &str| desk.raw(Method::GET, "file").header("range", range).send();
    for (range, status, body, shown) in [
        ("bytes=0-3", 206, "0123", "bytes 0-3/10"),
        ("bytes=8-", 206, "89", "bytes 8-9/10"),
        ("bytes=-3", 206, "789", "bytes 7-9/10"),
        ("bytes=5-500", 206, "56789", "bytes 5-9/10"),
        ("bytes=0-0,9-9", 200, "0123456789", ""),
        ("lines=1-2", 200, "0123456789", ""),
    ] {
        let reply = ask(range).await;
        let got = (reply.status.as_u16(), reply.text(), header(&reply, "content-range").to_owned());
        assert_eq!(got, (status, body.to_owned(), shown.to_owned()), "{range}");
        assert_eq!(header(&reply, "content-length"), body.len().to_string(), "{range}");
        assert_eq!(header(&reply, "accept-ranges"), "bytes");
    }
    for range in ["bytes=10-", "bytes=99-100", "bytes=-0"] {
        let reply = ask(range).await;
        assert_eq!((reply.status.as_u16(), reply.code().as_str()), (416, "invalid_request"), "{range}");
        assert_eq!(header(&reply, "content-range"), "bytes */10");
    }
    let revision = header(&ask("bytes=0-1").await, "etag").to_owned();
    let part = |tag: &str| desk.raw(Method::GET, "file").header("range", "bytes=1-2").header("if-range", tag).send();
    assert_eq!(part(&revision).await.text(), "12");
    assert_eq!(part("\"sha256:00\"").await.text(), "0123456789");
}

#[tokio::test]
async fn what_has_not_changed_is_not_sent_again() {
    let desk = Desk::open().await;
    let written = desk.put("file", b"text").await.data();
    for verb in ["/raw", "/content"] {
        let first = desk.get(verb, "file").await;
        let tag = header(&first, "etag").to_owned();
        assert_eq!(tag, format!("\"{}\"", written["revision"].as_str().expect("one")), "{verb}");
        let again =
            |tag: String| desk.door.ask(Method::GET, &desk.place(verb, "file")).header("if-none-match", &tag).send();
        assert_eq!(again(tag.clone()).await.status, 304, "{verb}");
        assert_eq!(again(format!("\"x\", W/{tag}")).await.status, 304, "{verb}");
        assert_eq!(again("\"x\"".to_owned()).await.status, 200, "{verb}");
    }
    let head = desk.raw(Method::HEAD, "file").send().await;
    assert_eq!((head.status.as_u16(), header(&head, "content-length"), head.body.len()), (200, "4", 0));
}

#[tokio::test]
async fn bytes_are_bytes_whatever_they_are() {
    let desk = Desk::open().await;
    let page = b"<script>alert(1)</script>";
    let made = desk.raw(Method::PUT, "page.html").header("content-type", "text/html").bytes(&page[..]).send().await;
    assert_eq!(made.status, 200, "{}", made.text());
    let read = desk.get("/raw", "page.html").await;
    assert_eq!(header(&read, "content-type"), "application/octet-stream");
    assert_eq!(header(&read, "x-content-type-options"), "nosniff");
    assert_eq!(&read.body[..], page);
    let zipped = desk.raw(Method::PUT, "x").header("content-encoding", "gzip").bytes("x").send().await;
    assert_eq!(zipped.code(), "unsupported_media_type");
    let name = "ein Bäum/ü & #?+%41.txt";
    let made = desk.door.ask(Method::PUT, &(desk.place("/raw", name) + "&createParents=true")).bytes("x").send().await;
    assert_eq!(made.data()["path"], name, "{}", made.text());
    assert!(desk.folder.join(name).is_file());
}

/// How much memory the server has, in MiB: the most it had.
fn peak(desk: &Desk) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", desk.door.server.pid())).expect("it runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the peak");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") >> 10
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn large_files_stream_both_ways_and_are_never_whole_in_memory() {
    const SIZE: u64 = 192 << 20;
    let desk = Desk::open().await;
    let path = OneWorkspace { workspace_id: desk.id.parse().expect("an id") };
    let client = desk.door.server.client();
    desk.put("warm", b"up").await;
    let before = peak(&desk);
    let piece = Bytes::from(vec![7; 1 << 20]);
    let pieces = stream::iter((0..SIZE >> 20).map(move |_| Ok(piece.clone())));
    let query = WriteRaw { path: "large".parse().expect("a path"), create_parents: None };
    let written = client.upload::<endpoint::FilesWriteRaw>(&path, &query, &[], pieces).await.expect("written");
    assert_eq!((written.bytes, desk.folder.join("large").metadata().expect("there").len()), (SIZE, SIZE));
    let one = OneFile { path: "large".parse().expect("a path") };
    let mut read = client.download::<endpoint::FilesReadRaw>(&path, &one, &[]).await.expect("opened");
    assert!(read.revision().is_some_and(|revision| revision.starts_with("w:")), "it is not read twice");
    let mut count = 0;
    while let Some(piece) = read.next().await.expect("whole") {
        assert!(piece.iter().all(|byte| *byte == 7));
        count += piece.len() as u64;
    }
    assert_eq!(count, SIZE);
    let grown = peak(&desk) - before;
    assert!(grown < 32, "{grown} MiB for a file of {} MiB", SIZE >> 20);
    // a part of it costs a part
    let reply = desk.raw(Method::GET, "large").header("range", "bytes=-5").send().await;
    assert_eq!((reply.status.as_u16(), reply.body.len()), (206, 5));
}

/// A connection on which a request begins; the head says that more will come.
fn begun(desk: &Desk, path: &str, sent: &[u8]) -> TcpStream {
    let address = desk.door.server.url.trim_start_matches("http://");
    let mut socket = TcpStream::connect(address).expect("connected");
    let head = format!(
        "PUT {} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {}\r\ncontent-length: 1000000\r\n\r\n",
        desk.place("/raw", path),
        desk.door.server.token
    );
    socket.write_all(head.as_bytes()).and_then(|()| socket.write_all(sent)).expect("sent");
    socket
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_what_was_there() {
    let desk = Desk::open().await;
    desk.put("file", b"what was there").await;
    for path in ["file", "new"] {
        let socket = begun(&desk, path, &[b'x'; 400_000]);
        harness::server::until("the upload to begin", async || (desk.names().len() == 2).then_some(())).await;
        let listed = desk.door.get(&format!("/workspaces/{}/files", desk.id)).await.data();
        assert_eq!(listed["items"].as_array().expect("items").len(), 1, "a half file is seen: {listed}");
        drop(socket);
        harness::server::until("the rest to go", async || (desk.names() == ["file"]).then_some(())).await;
    }
    assert_eq!(&desk.get("/raw", "file").await.body[..], b"what was there");
}

#[tokio::test]
async fn an_upload_that_cannot_be_is_refused_before_it_is_sent() {
    let desk = Desk::open().await;
    std::fs::create_dir(desk.folder.join("folder")).expect("a folder");
    let mut socket = begun(&desk, "folder", b"");
    socket.set_read_timeout(Some(Duration::from_secs(10))).expect("set");
    let mut answer = [0; 12];
    socket.read_exact(&mut answer).expect("an answer");
    assert_eq!(&answer, b"HTTP/1.1 422");
    assert_eq!(desk.names(), ["folder"]);
}

#[tokio::test]
async fn a_sparse_file_of_8_gib_is_served_in_part() {
    let desk = Desk::open().await;
    let mut file = std::fs::File::create(desk.folder.join("sparse")).expect("a file");
    file.seek(SeekFrom::Start((8 << 30) - 3)).and_then(|_| file.write_all(b"end")).expect("written");
    let reply: Reply = desk.raw(Method::GET, "sparse").header("range", "bytes=8589934589-").send().await;
    assert_eq!((reply.status.as_u16(), reply.text().as_str()), (206, "end"));
    let stat = desk.get("/stat", "sparse").await.data();
    assert_eq!(stat["size"], json!(8_u64 << 30));
    assert_eq!(desk.get("/content", "sparse").await.code(), "too_large");
}
