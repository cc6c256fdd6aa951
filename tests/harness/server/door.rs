//! The server's front door, knocked at with requests as they come; every answer is judged for what all have in common.

use super::{Setup, TestServer, promised};
use crate::http_client::Reply;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Method, Request};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use std::path::PathBuf;

/// A server, and a client that sends whatever it is told.
#[derive(Debug)]
pub struct Door {
    /// The server.
    pub server: TestServer,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl Door {
    /// A server without an engine.
    #[must_use]
    pub fn open() -> Self {
        Self::of(Setup::no_engine())
    }

    /// A server that is set up like this.
    #[must_use]
    pub fn of(setup: Setup) -> Self {
        Self { server: setup.start(), client: Client::builder(TokioExecutor::new()).build_http() }
    }

    /// A request, with the host token unless something else is said.
    pub fn ask(&self, method: Method, path: &str) -> Knock<'_> {
        let bearer = format!("Bearer {}", self.server.token);
        let mut request = Request::new(Bytes::new());
        *request.method_mut() = method;
        *request.uri_mut() = format!("{}{path}", self.server.url).parse().expect("an address");
        Knock { door: self, request }.header("authorization", &bearer)
    }

    /// Asks for something as a host.
    pub async fn get(&self, path: &str) -> Reply {
        self.ask(Method::GET, path).send().await
    }

    /// Sends JSON as a host.
    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        self.ask(Method::POST, path).json(body).send().await
    }

    /// Opens a new folder as a workspace; answers its id and the folder.
    pub async fn workspace(&self, name: &str) -> (String, PathBuf) {
        let folder = self.server.home.folder(name);
        let made = self.post("/workspaces/local", &json!({"folderPath": folder, "name": name})).await;
        assert_eq!(made.status, 200, "{}", made.text());
        (made.json()["data"]["id"].as_str().expect("an id").to_owned(), folder)
    }

    /// Makes a token; answers its record's id and its text.
    pub async fn token(&self, wanted: &Value) -> (String, String) {
        let made = self.post("/system/tokens", wanted).await;
        assert_eq!(made.status, 200, "{}", made.text());
        let made = &made.json()["data"];
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        (text(&made["record"]["id"]), text(&made["token"]))
    }
}

/// A request in the making.
#[derive(Debug)]
#[must_use]
pub struct Knock<'a> {
    door: &'a Door,
    request: Request<Bytes>,
}

impl Knock<'_> {
    /// With this token, or without any.
    pub fn token(mut self, token: Option<&str>) -> Self {
        self.request.headers_mut().remove(AUTHORIZATION);
        match token {
            Some(token) => self.header("authorization", &format!("Bearer {token}")),
            None => self,
        }
    }

    /// With this header, in place of one of that name.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let value = HeaderValue::from_str(value).expect("a header's value");
        self.request.headers_mut().insert(name.parse::<HeaderName>().expect("a header's name"), value);
        self
    }

    /// With a JSON body.
    pub fn json(self, body: &Value) -> Self {
        self.text(body.to_string())
    }

    /// With a body that says it is JSON, and may be anything.
    pub fn text(mut self, body: impl Into<Bytes>) -> Self {
        *self.request.body_mut() = body.into();
        if self.request.headers().contains_key(CONTENT_TYPE) {
            self
        } else {
            self.header("content-type", "application/json")
        }
    }

    /// With a body that does not say what it is.
    pub fn bytes(mut self, body: impl Into<Bytes>) -> Self {
        *self.request.body_mut() = body.into();
        self
    }

    /// Sends it, and judges the answer. Of a stream only the head is read.
    pub async fn send(self) -> Reply {
        self.try_send().await.expect("an answer")
    }

    /// The same, where the server may go away meanwhile.
    pub async fn try_send(self) -> std::io::Result<Reply> {
        let (method, path) = (self.request.method().clone(), self.request.uri().path().to_owned());
        let answer = self.door.client.request(self.request.map(Full::new)).await.map_err(std::io::Error::other)?;
        let (parts, body) = answer.into_parts();
        let stream = parts.headers.get(CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream");
        let body = if stream { Bytes::new() } else { body.collect().await.map_err(std::io::Error::other)?.to_bytes() };
        let reply = Reply { status: parts.status, headers: parts.headers, body };
        judge(&method, &path, &reply, &self.door.server);
        Ok(reply)
    }
}

/// What every answer has in common, whatever was asked; a failure is one that the document names for the operation.
///
/// # Panics
/// Where it does not have it.
pub fn judge(method: &Method, path: &str, reply: &Reply, server: &TestServer) {
    let about = format!("{method} {path} answered {} {:?} {}", reply.status, reply.headers, reply.text());
    let header = |name: &str| reply.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    assert!(!header("x-request-id").is_empty(), "no request id: {about}");
    assert_eq!(header("x-openwork-server"), env!("CARGO_PKG_VERSION"), "{about}");
    assert_eq!(header("cache-control"), "no-store", "{about}");
    assert_ne!(header("access-control-allow-origin"), "*", "{about}");
    let data = server.home.data().display().to_string();
    assert!(!reply.text().contains(&data), "it names the data folder: {about}");
    if method == Method::OPTIONS && reply.status == 204 {
        return assert!(reply.body.is_empty(), "{about}");
    }
    if header("content-type") == "text/event-stream" {
        return assert_eq!((reply.status.as_u16(), path.ends_with("/events")), (200, true), "{about}");
    }
    if header("content-type").starts_with("text/plain") {
        return assert_eq!((reply.status.as_u16(), path), (200, "/system/metrics"), "{about}");
    }
    if reply.status == 304 {
        return assert!(reply.body.is_empty() && header("etag").len() > 2, "{about}");
    }
    if header("content-type") == "application/octet-stream" {
        let whole = if header("content-range").is_empty() { 200 } else { 206 };
        let is_file = ["/files/raw", "/inbox/", "/artifacts/"].iter().any(|place| path.contains(place));
        return assert_eq!((reply.status.as_u16(), is_file), (whole, true), "{about}");
    }
    assert_eq!(header("content-type"), "application/json", "{about}");
    if method == Method::HEAD {
        return assert!(reply.body.is_empty(), "{about}");
    }
    let body: Value = serde_json::from_slice(&reply.body).unwrap_or_else(|_| panic!("no JSON: {about}"));
    if reply.status.is_success() {
        assert_eq!(reply.status, 200, "{about}");
        if path != "/openapi.json" {
            assert_eq!(body["ok"], true, "{about}");
            assert_eq!(body["meta"]["requestId"], header("x-request-id"), "{about}");
            assert!(body["meta"]["timestamp"].is_string() && !body["data"].is_null(), "{about}");
        }
        return;
    }
    let error = &body["error"];
    assert_eq!((&body["ok"], &error["requestId"]), (&json!(false), &json!(header("x-request-id"))), "{about}");
    let code = error["code"].as_str().expect("a code");
    assert_eq!(promised::broken(method, path, reply.status.as_u16(), code), None, "{about}");
    assert!(error["message"].as_str().is_some_and(|message| message.len() > 10), "{about}");
    for detail in error["details"].as_array().into_iter().flatten() {
        assert!(detail["message"].is_string(), "{about}");
    }
    assert!(!reply.text().contains(":null"), "what is absent is left out: {about}");
}

impl Reply {
    /// The code of a failure; empty for a success, which need not be JSON.
    #[must_use]
    pub fn code(&self) -> String {
        if self.status.is_success() {
            return String::new();
        }
        self.json()["error"]["code"].as_str().unwrap_or_default().to_owned()
    }

    /// Where in the request the first fault is.
    #[must_use]
    pub fn place(&self) -> String {
        self.json()["error"]["details"][0]["path"].as_str().unwrap_or_default().to_owned()
    }

    /// What a failure says to a person.
    #[must_use]
    pub fn sentence(&self) -> String {
        self.json()["error"]["message"].as_str().unwrap_or_default().to_owned()
    }

    /// What a success answers.
    #[must_use]
    pub fn data(&self) -> Value {
        self.json()["data"].clone()
    }
}
