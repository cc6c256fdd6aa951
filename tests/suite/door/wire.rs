//! Bytes that are no request, or two, or half of one.
//!
//! What is not HTTP at all is answered by the HTTP library with a bare status and the end of the connection; everything
//! that is a request gets an answer like any other.

use harness::http_client::Reply;
use harness::server::{Door, judge};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const LIMIT: Duration = Duration::from_secs(60);

/// Sends bytes and reads until the server closes the connection.
async fn talk(door: &Door, bytes: impl AsRef<[u8]>) -> Vec<Reply> {
    let talking = async {
        let mut stream = TcpStream::connect(door.server.url.trim_start_matches("http://")).await.expect("a connection");
        // a server that has heard enough may close before it was told everything
        let _ = stream.write_all(bytes.as_ref()).await;
        let mut heard = Vec::new();
        let _ = stream.read_to_end(&mut heard).await;
        heard
    };
    let heard = tokio::time::timeout(LIMIT, talking).await.expect("the server closes the connection");
    replies(&heard)
}

/// The answers in these bytes, one after the other.
fn replies(mut heard: &[u8]) -> Vec<Reply> {
    let mut replies = Vec::new();
    while !heard.is_empty() {
        let end = heard.windows(4).position(|four| four == b"\r\n\r\n").expect("a whole head");
        let head = std::str::from_utf8(&heard[..end]).expect("a head is text");
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
        let pair = |line: &str| {
            let (name, value) = line.split_once(':').expect("a header");
            (name.parse::<HeaderName>().expect("a name"), HeaderValue::from_str(value.trim()).expect("a value"))
        };
        let headers: HeaderMap = lines.map(pair).collect();
        let length = headers.get("content-length").map_or(0, |value| value.to_str().unwrap().parse().unwrap());
        let body = bytes::Bytes::copy_from_slice(&heard[end + 4..end + 4 + length]);
        let status = StatusCode::from_u16(status.expect("a status")).expect("a status");
        replies.push(Reply { status, headers, body });
        heard = &heard[end + 4 + length..];
    }
    replies
}

/// The statuses of answers.
fn statuses(replies: &[Reply]) -> Vec<u16> {
    replies.iter().map(|reply| reply.status.as_u16()).collect()
}

/// That the server is as well as before.
async fn lives(door: &Door) {
    assert_eq!(door.get("/workspaces").await.status, 200);
    assert!(!door.server.log().contains("panicked"), "{}", door.server.log());
}

/// The host header and the token of a good request.
fn good(door: &Door) -> String {
    format!("Host: localhost\r\nAuthorization: Bearer {}\r\n", door.server.token)
}

const SMUGGLED: &str = "POST /system/shutdown HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: smuggled\r\n\r\n";

#[tokio::test]
async fn a_request_with_two_lengths_is_the_last_of_its_connection() {
    let door = Door::open();
    let both = ["Content-Length: 5\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Length: 5"];
    for lengths in both {
        let head = format!("GET /system/meta HTTP/1.1\r\n{}{lengths}\r\n\r\n", good(&door));
        let heard = talk(&door, format!("{head}0\r\n\r\n{SMUGGLED}")).await;
        assert!(heard.len() <= 1, "{lengths}: {:?}", statuses(&heard));
        heard.iter().for_each(|reply| judge(&Method::GET, "/system/meta", reply, &door.server));
    }
    lives(&door).await;
}

#[tokio::test]
async fn g20_two_different_lengths_are_refused() {
    let door = Door::open();
    let head =
        format!("POST /system/tokens HTTP/1.1\r\n{}Content-Length: 0\r\nContent-Length: 87\r\n\r\n", good(&door));
    let heard = talk(&door, format!("{head}{SMUGGLED}")).await;
    assert_eq!(statuses(&heard), [400]);
    lives(&door).await;
}

#[tokio::test]
async fn a_length_that_is_no_number_is_refused() {
    let door = Door::open();
    for length in ["+5", "-1", "0x5", "5, 6", "5 5", "99999999999999999999999", ""] {
        let head = format!("POST /system/tokens HTTP/1.1\r\n{}Content-Length: {length}\r\n\r\n", good(&door));
        let heard = talk(&door, format!("{head}{SMUGGLED}")).await;
        assert_eq!(statuses(&heard), [400], "{length:?}");
    }
    lives(&door).await;
}

#[tokio::test]
async fn a_transfer_coding_that_is_not_chunked_is_refused() {
    let door = Door::open();
    for coding in ["xchunked", "identity", "chunked, gzip", "\"chunked\""] {
        let head = format!("POST /system/tokens HTTP/1.1\r\n{}Transfer-Encoding: {coding}\r\n\r\n", good(&door));
        let heard = talk(&door, format!("{head}0\r\n\r\n{SMUGGLED}")).await;
        assert_eq!(statuses(&heard), [400], "{coding}");
    }
    lives(&door).await;
}

#[tokio::test]
async fn g20_broken_chunks_are_one_refused_request_and_nothing_more() {
    let door = Door::open();
    for body in ["z\r\n{}\r\n0\r\n\r\n", "-1\r\n", "ffffffffffffffff1\r\n{}", "2;{}", "2\r\n{}X\r\n0\r\n\r\n"] {
        let head = format!(
            "POST /system/tokens HTTP/1.1\r\n{}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n",
            good(&door)
        );
        let heard = talk(&door, format!("{head}{body}{SMUGGLED}")).await;
        assert_eq!(statuses(&heard), [400], "{body:?}");
        judge(&Method::POST, "/system/tokens", &heard[0], &door.server);
    }
    lives(&door).await;
}

#[tokio::test]
async fn a_header_cannot_be_broken_in_two() {
    let door = Door::open();
    for line in ["X-A: b\r\n continued: yes", "X-A : b", "X-A\x00: b", "X-A: b\x00c", ": b", "no colon here"] {
        let heard = talk(&door, format!("GET /system/meta HTTP/1.1\r\n{}{line}\r\n\r\n", good(&door))).await;
        assert_eq!(statuses(&heard), [400], "{line:?}");
    }
    lives(&door).await;
}

#[tokio::test]
async fn a_request_without_a_host_is_refused() {
    let door = Door::open();
    for version in ["1.0", "1.1"] {
        let heard = talk(&door, format!("GET / HTTP/{version}\r\nConnection: close\r\n\r\n")).await;
        assert_eq!(statuses(&heard), [403], "HTTP/{version}");
        judge(&Method::GET, "/", &heard[0], &door.server);
    }
}

#[tokio::test]
async fn a_request_with_two_hosts_must_be_meant_for_here_by_both() {
    let door = Door::open();
    for head in [
        "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n",
        "GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n",
        "GET http://localhost/ HTTP/1.1\r\nHost: evil.example\r\n",
    ] {
        let heard = talk(&door, format!("{head}Connection: close\r\n\r\n")).await;
        assert_eq!(statuses(&heard), [403], "{head}");
        judge(&Method::GET, "/", &heard[0], &door.server);
    }
}

#[tokio::test]
async fn a_server_is_no_proxy() {
    let door = Door::open();
    let host = "Host: localhost\r\nConnection: close\r\n\r\n";
    for line in ["CONNECT localhost:80 HTTP/1.1", "OPTIONS * HTTP/1.1", "GET http://localhost:80/x HTTP/1.1"] {
        let heard = talk(&door, format!("{line}\r\n{host}")).await;
        assert_eq!(heard.len(), 1, "{line}");
        assert!(heard[0].status.is_client_error(), "{line} was answered with {}", heard[0].status);
    }
    lives(&door).await;
}

#[tokio::test]
async fn a_long_header_is_read_or_refused() {
    let door = Door::open();
    let with = async |size: usize| {
        let line = format!("X-Long: {}\r\nConnection: close", "x".repeat(size));
        talk(&door, format!("GET /system/meta HTTP/1.1\r\n{}{line}\r\n\r\n", good(&door))).await
    };
    let heard = with(64 << 10).await;
    assert_eq!(statuses(&heard), [200]);
    judge(&Method::GET, "/system/meta", &heard[0], &door.server);
    // beyond what one may expect the connection ends, with a status or by the system's reset
    assert!(statuses(&with(4 << 20).await).iter().all(|status| *status == 431));
    lives(&door).await;
}

#[tokio::test]
async fn g20_a_thousand_headers_are_refused() {
    let door = Door::open();
    let lines: String = (0..1000).map(|n| format!("X-{n}: y\r\n")).collect();
    let heard = talk(&door, format!("GET /system/meta HTTP/1.1\r\n{}{lines}\r\n", good(&door))).await;
    assert!(statuses(&heard).iter().all(|status| *status == 431), "{:?}", statuses(&heard));
    lives(&door).await;
}

#[tokio::test]
async fn g20_a_long_address_is_refused() {
    let door = Door::open();
    let path = "/a".repeat(40_000);
    let heard = talk(&door, format!("GET {path} HTTP/1.1\r\n{}\r\n", good(&door))).await;
    assert!([vec![404], vec![414], vec![]].contains(&statuses(&heard)), "{:?}", statuses(&heard));
    lives(&door).await;
}

#[tokio::test]
async fn noise_is_answered_with_the_end_of_the_connection() {
    let door = Door::open();
    let tls = [0x16, 3, 1, 0, 0xa5, 1, 0, 0, 0xa1, 3, 3, 0, 0, 0, 0, 0];
    let http3 = b"PRI * HTTP/3.0\r\n\r\nSM\r\n\r\n";
    let noise: [&[u8]; 6] = [
        &tls,
        b"\0\0\0\0\0\0\0\0\r\n\r\n",
        http3,
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\xff\xff / HTTP/1.1\r\n\r\n",
    ];
    for bytes in noise {
        let heard = talk(&door, [bytes, b"\r\n\r\n"].concat()).await;
        assert!(statuses(&heard).iter().all(|status| (400..600).contains(status)), "{bytes:?}: {:?}", statuses(&heard));
    }
    lives(&door).await;
}

#[tokio::test]
async fn a_body_that_is_too_long_is_refused_while_it_comes_in_chunks() {
    let door = Door::open();
    let head = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n";
    let mut bytes = format!("POST /system/tokens HTTP/1.1\r\n{}{head}\r\n", good(&door)).into_bytes();
    for _ in 0..9 {
        bytes.extend_from_slice(b"100000\r\n");
        bytes.extend(std::iter::repeat_n(b' ', 1 << 20));
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"0\r\n\r\n");
    let heard = talk(&door, bytes).await;
    assert_eq!(statuses(&heard), [413]);
    judge(&Method::POST, "/system/tokens", &heard[0], &door.server);
}

#[tokio::test]
async fn a_body_that_is_announced_too_long_is_refused_before_it_comes() {
    let door = Door::open();
    let head = "Content-Type: application/json\r\nContent-Length: 99999999999\r\nExpect: 100-continue\r\n";
    let start = Instant::now();
    let heard = talk(&door, format!("POST /system/tokens HTTP/1.1\r\n{}{head}\r\n", good(&door))).await;
    assert_eq!(statuses(&heard), [413]);
    judge(&Method::POST, "/system/tokens", &heard[0], &door.server);
    assert!(start.elapsed() < Duration::from_secs(30), "it waited for the body: {:?}", start.elapsed());
}

#[tokio::test]
async fn a_prompt_of_more_than_32_mib_is_refused() {
    let door = Door::open();
    let head = format!("Content-Type: application/json\r\nContent-Length: {}\r\n", (32 << 20) + 1);
    for way in ["messages", "prompt_async"] {
        let path = format!("/workspaces/ws_1/sessions/ses_1/{way}");
        let heard = talk(&door, format!("POST {path} HTTP/1.1\r\n{}{head}\r\n", good(&door))).await;
        assert_eq!(statuses(&heard), [413]);
        judge(&Method::POST, &path, &heard[0], &door.server);
        assert!(heard[0].sentence().contains("32 MiB"), "{}", heard[0].sentence());
    }
}

#[tokio::test]
async fn whoever_has_no_token_is_not_listened_to_for_long() {
    let door = Door::open();
    let head = "Host: localhost\r\nContent-Type: application/json\r\nContent-Length: 8000000\r\n";
    let heard = talk(&door, format!("POST /system/tokens HTTP/1.1\r\n{head}\r\n")).await;
    assert_eq!(statuses(&heard), [401]);
    judge(&Method::POST, "/system/tokens", &heard[0], &door.server);
}

#[tokio::test]
async fn half_a_request_and_then_silence_is_closed() {
    let door = &Door::open();
    let start = Instant::now();
    let head = format!("GET / HTTP/1.1\r\n{}", good(door));
    let begun = ["", "P", "PRI * HTTP/2.0\r\n\r\nS", "GET /", &head, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"];
    let ends = begun.map(|bytes| async move {
        let mut stream = TcpStream::connect(door.server.url.trim_start_matches("http://")).await.expect("a connection");
        stream.write_all(bytes.as_bytes()).await.expect("sent");
        let ended = tokio::time::timeout(LIMIT, stream.read_to_end(&mut Vec::new())).await;
        assert!(ended.is_ok(), "{bytes:?} and then silence is never closed");
    });
    futures_util::future::join_all(ends).await;
    assert!(start.elapsed() < Duration::from_secs(40), "closed after {:?}", start.elapsed());
    lives(door).await;
}

#[tokio::test]
async fn requests_in_a_row_are_answered_in_their_order() {
    let door = Door::open();
    let one = |id: usize, end: &str| {
        let path = ["/system/meta", "/nowhere", "/workspaces?limit=0"][id % 3];
        format!("GET {path} HTTP/1.1\r\n{}X-Request-Id: {id}\r\n{end}\r\n", good(&door))
    };
    let all: String = (0..29).map(|id| one(id, "")).chain([one(29, "Connection: close\r\n")]).collect();
    let heard = talk(&door, all).await;
    let ids: Vec<String> = heard.iter().map(|r| r.headers["x-request-id"].to_str().expect("text").to_owned()).collect();
    assert_eq!(ids, (0..30).map(|id| id.to_string()).collect::<Vec<_>>());
    assert_eq!(statuses(&heard), [200, 404, 400].repeat(10));
}
