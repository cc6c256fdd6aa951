//! The front door as clients meet it: a real core without an engine, over a real socket and without one.

use crate::{Body, InProcess, Listening, ServeOptions, serve};
use bytes::Bytes;
use http::{Method, Request, Response, header};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use openwork_core::model::runtime::EngineStart;
use openwork_core::{EngineOptions, Server};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::timeout;

/// A server that listens, with the folder that it lives in.
struct Door {
    listening: Listening,
    server: Server,
    client: Client<HttpConnector, Full<Bytes>>,
    _folder: tempfile::TempDir,
}

/// An answer that was read to its end.
struct Answer {
    status: u16,
    headers: http::HeaderMap,
    body: Value,
}

async fn core(folder: &tempfile::TempDir) -> Server {
    let engine = EngineOptions { start: EngineStart::Disabled, ..EngineOptions::default() };
    Server::builder(folder.path()).engine(engine).start().await.unwrap()
}

impl Door {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = core(&folder).await;
        let options = ServeOptions {
            port: 0,
            heartbeat: Duration::from_millis(30),
            grace: Duration::from_millis(500),
            allow_origins: vec!["https://app.example".to_owned()],
            ..ServeOptions::default()
        };
        let listening = serve(server.clone(), options).await.unwrap();
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { listening, server, client, _folder: folder }
    }

    fn request(&self, method: &Method, path: &str) -> http::request::Builder {
        let bearer = format!("Bearer {}", self.server.host_token());
        Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.listening.url()))
            .header(header::AUTHORIZATION, bearer)
            .header(header::CONTENT_TYPE, "application/json")
    }

    async fn send(&self, request: http::request::Builder, body: impl Into<Bytes>) -> Answer {
        let request = request.body(Full::new(body.into())).unwrap();
        let (parts, body) = self.client.request(request).await.unwrap().into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(self.request(&Method::GET, path), "").await
    }

    async fn post(&self, path: &str, body: impl Into<Bytes>) -> Answer {
        self.send(self.request(&Method::POST, path), body).await
    }
}

impl Answer {
    /// The code of a failure, after a look at its shape.
    fn code(&self) -> &str {
        assert_eq!(self.body["ok"], false, "{}", self.body);
        assert_eq!(self.headers["content-type"], "application/json");
        assert_eq!(self.headers["cache-control"], "no-store");
        assert_eq!(self.body["error"]["requestId"], self.headers["x-request-id"].to_str().unwrap());
        self.body["error"]["code"].as_str().unwrap()
    }
}

#[tokio::test]
async fn health_is_open_and_answers_in_the_envelope() {
    let door = Door::open().await;
    let request =
        Request::builder().uri(format!("{}/system/health", door.listening.url())).header("x-request-id", "job-7");
    let answer = door.send(request, "").await;
    assert_eq!((answer.status, &answer.body["ok"]), (200, &json!(true)));
    assert_eq!(answer.body["meta"]["requestId"], "job-7");
    assert_eq!(answer.headers["x-request-id"], "job-7");
    assert_eq!(answer.headers["x-openwork-server"], env!("CARGO_PKG_VERSION"));
}

#[tokio::test]
async fn every_refusal_has_one_shape() {
    let door = Door::open().await;
    assert_eq!(door.get("/nope").await.code(), "not_found");
    assert_eq!(door.get("/workspaces/a%20b").await.code(), "invalid_request");
    assert_eq!(door.get("/workspaces?limit=0").await.code(), "invalid_request");
    assert_eq!(door.get("/workspaces/ws_none").await.code(), "not_found");
    assert_eq!(door.post("/workspaces/local", "{").await.code(), "invalid_request");
    assert_eq!(door.post("/workspaces/local", r#"{"folderPath":"/"}"#).await.code(), "unprocessable");
    assert_eq!(door.post("/workspaces/local", vec![b' '; (8 << 20) + 1]).await.code(), "too_large");
    let put = door.send(door.request(&Method::PUT, "/system/tokens"), "").await;
    assert_eq!((put.code(), put.headers["allow"].to_str().unwrap()), ("method_not_allowed", "GET, HEAD, POST"));
    let text = door.request(&Method::POST, "/workspaces/local");
    let text = text.header(header::CONTENT_ENCODING, "gzip");
    assert_eq!(door.send(text, "{}").await.code(), "unsupported_media_type");
    let url = format!("{}/system/status", door.listening.url());
    assert_eq!(door.send(Request::builder().uri(&url), "").await.code(), "unauthorized");
    let wrong = Request::builder().uri(&url).header("x-openwork-host-token", "ow_h_wrong");
    assert_eq!(door.send(wrong, "").await.code(), "unauthorized");
    let foreign = Request::builder().uri(&url).header(header::HOST, "evil.example");
    assert_eq!(door.send(foreign, "").await.code(), "forbidden");
}

#[tokio::test]
async fn head_is_get_without_its_body() {
    let door = Door::open().await;
    let (head, get) = (door.request(&Method::HEAD, "/"), door.request(&Method::GET, "/"));
    let (head, get) =
        (door.send(head.header("x-request-id", "r"), "").await, door.send(get.header("x-request-id", "r"), "").await);
    assert_eq!((head.status, &head.body), (200, &Value::Null));
    assert_eq!(head.headers["content-length"], get.headers["content-length"]);
}

#[tokio::test]
async fn an_allowed_page_may_ask_and_read() {
    let door = Door::open().await;
    let asked = door.request(&Method::OPTIONS, "/workspaces").header("origin", "https://app.example");
    let answer = door.send(asked.header("access-control-request-method", "GET"), "").await;
    assert_eq!(
        (answer.status, answer.headers["access-control-allow-origin"].to_str().unwrap()),
        (204, "https://app.example")
    );
    let refused = door.send(door.request(&Method::GET, "/nope").header("origin", "https://app.example"), "").await;
    assert_eq!((refused.code(), refused.headers["vary"].to_str().unwrap()), ("not_found", "origin"));
    let foreign = door.send(door.request(&Method::GET, "/nope").header("origin", "https://evil.example"), "").await;
    assert_eq!(foreign.code(), "forbidden");
    assert!(!foreign.headers.contains_key("access-control-allow-origin"));
}

#[tokio::test]
async fn a_stream_opens_beats_tells_and_ends_with_the_server() {
    let door = Door::open().await;
    let folder = tempfile::tempdir().unwrap();
    let body = json!({"folderPath": folder.path(), "name": "One"}).to_string();
    let id = door.post("/workspaces/local", body).await.body["data"]["id"].as_str().unwrap().to_owned();
    let watch = door.request(&Method::GET, &format!("/workspaces/{id}/events")).body(Full::default()).unwrap();
    let mut stream = door.client.request(watch).await.unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    read_until(stream.body_mut(), ": open\nid: 0\n\n").await;
    read_until(stream.body_mut(), ": beat\n\n").await;
    let name = door.request(&Method::PATCH, &format!("/workspaces/{id}/display-name"));
    assert_eq!(door.send(name, r#"{"displayName":"Two"}"#).await.status, 200);
    let told = read_until(stream.body_mut(), "event: workspace.changed\n").await;
    assert!(told.contains("id: ") && told.contains("\ndata: {\"seq\":"), "{told}");
    let (report, rest) = tokio::join!(door.listening.stop(), read_until(stream.body_mut(), "event: server.stopping\n"));
    assert!(report.late.is_empty() && rest.contains("server.stopping"));
    assert!(door.client.request(door.request(&Method::GET, "/").body(Full::default()).unwrap()).await.is_err());
}

#[tokio::test]
async fn a_client_that_is_cut_before_its_first_event_resumes_without_loss() {
    let door = Door::open().await;
    let folder = tempfile::tempdir().unwrap();
    let body = json!({"folderPath": folder.path(), "name": "One"}).to_string();
    let id = door.post("/workspaces/local", body).await.body["data"]["id"].as_str().unwrap().to_owned();
    let rename = async |name: &str| {
        let request = door.request(&Method::PATCH, &format!("/workspaces/{id}/display-name"));
        assert_eq!(door.send(request, json!({ "displayName": name }).to_string()).await.status, 200);
    };
    // numbers have been given before, so that the position is not where everything begins
    rename("Two").await;
    let path = format!("/workspaces/{id}/events");
    let watch = |last: Option<&str>| {
        let mut request = door.request(&Method::GET, &path);
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        door.client.request(request.body(Full::default()).unwrap())
    };
    let mut stream = watch(None).await.unwrap();
    let opening = read_until(stream.body_mut(), "\n\n").await;
    drop(stream);
    rename("Three").await;
    let last = opening.lines().find_map(|line| line.strip_prefix("id: ")).unwrap_or_else(|| panic!("{opening}"));
    let mut stream = watch(Some(last)).await.unwrap();
    let told = read_until(stream.body_mut(), "event: workspace.changed\n").await;
    assert!(!told.contains("stream.gap"), "{told}");
    assert!(told.contains(&format!("id: {}\nevent", last.parse::<u64>().unwrap() + 1)), "{told}");
}

async fn read_until(body: &mut hyper::body::Incoming, end: &str) -> String {
    let mut text = String::new();
    while !text.contains(end) {
        let frame = timeout(Duration::from_secs(5), body.frame()).await.unwrap().unwrap().unwrap();
        text.push_str(std::str::from_utf8(frame.data_ref().unwrap()).unwrap());
    }
    text
}

#[tokio::test]
async fn a_busy_port_is_a_hint_and_a_foreign_address_needs_leave() {
    let door = Door::open().await;
    let again = ServeOptions { port: door.listening.address().port(), ..ServeOptions::default() };
    let other = serve(door.server.clone(), again).await.unwrap();
    assert_ne!(other.address(), door.listening.address());
    let remote = ServeOptions { host: "0.0.0.0".parse().unwrap(), port: 0, ..ServeOptions::default() };
    assert!(serve(door.server.clone(), remote).await.is_err());
}

#[tokio::test]
async fn in_its_own_process_it_answers_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let server = core(&folder).await;
    let inside = InProcess::new(server.clone());
    let call = |token: &str| {
        let request = Request::builder().uri("/workspaces").header("authorization", format!("Bearer {token}"));
        inside.call(request.body(Bytes::new()).unwrap())
    };
    let body = |response: Response<Body>| async { response.into_body().collect().await.unwrap().to_bytes() };
    let good: Value = serde_json::from_slice(&body(call(server.host_token()).await).await).unwrap();
    assert_eq!(good["data"]["items"], json!([]));
    let bad: Value = serde_json::from_slice(&body(call("nonsense").await).await).unwrap();
    assert_eq!(bad["error"]["code"], "unauthorized");
    server.shutdown().await;
}

#[tokio::test]
async fn a_server_that_stops_refuses_each_operation_as_its_row_says() {
    use openwork_core::operation::Operation;
    let door = Door::open().await;
    let host = openwork_core::Caller::host();
    door.server.system(&host).shutdown().await.unwrap();
    for operation in Operation::ALL.iter().filter(|one| !one.path().contains('{') && !one.takes_body()) {
        let answer = door.send(door.request(&crate::router::spelled(operation.method()), operation.path()), "").await;
        let listed = operation.errors().contains(&openwork_core::ErrorKind::Conflict);
        assert_eq!((answer.status == 409, answer.status == 200), (listed, !listed), "{}", operation.name());
    }
}
