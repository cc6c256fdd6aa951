//! A client with few words for the tests: it sends what it is told and shows what came back, unjudged.

use std::collections::VecDeque;
use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

/// A client for one server.
#[derive(Debug, Clone)]
pub struct Http {
    base: String,
    authorization: Option<HeaderValue>,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl Http {
    /// A client for the server at `base`, such as `http://127.0.0.1:4096`.
    pub fn new(base: impl Into<String>) -> Self {
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { base: base.into().trim_end_matches('/').to_owned(), authorization: None, client }
    }

    /// The same with a user's name and password on every request.
    pub fn with_basic(self, user: &str, password: &str) -> Self {
        let credentials = STANDARD.encode(format!("{user}:{password}"));
        self.with_authorization(&format!("Basic {credentials}"))
    }

    /// The same with an `authorization` header on every request.
    pub fn with_authorization(mut self, value: &str) -> Self {
        let mut value = HeaderValue::try_from(value).expect("a header is one line of ASCII");
        value.set_sensitive(true);
        self.authorization = Some(value);
        self
    }

    /// Sends `GET` and reads the answer whole.
    pub async fn get(&self, path: &str) -> io::Result<Reply> {
        self.send(Method::GET, path, None).await
    }

    /// Sends `POST` with a JSON body and reads the answer whole.
    pub async fn post(&self, path: &str, body: &Value) -> io::Result<Reply> {
        self.send(Method::POST, path, Some(body)).await
    }

    /// Sends any request and reads the answer whole.
    pub async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> io::Result<Reply> {
        let (parts, body) = self.open(method, path, body).await?.into_parts();
        let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
        Ok(Reply { status: parts.status, headers: parts.headers, body })
    }

    /// Sends any request and returns when the head of the answer is there.
    pub async fn open(&self, method: Method, path: &str, body: Option<&Value>) -> io::Result<Response<Incoming>> {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.base));
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        if body.is_some() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        let body = body.map(|body| Bytes::from(body.to_string())).unwrap_or_default();
        let request = request.body(Full::new(body)).map_err(io::Error::other)?;
        self.client.request(request).await.map_err(io::Error::other)
    }

    /// Opens a stream of server-sent events.
    pub async fn events(&self, path: &str) -> io::Result<Events> {
        let response = self.open(Method::GET, path, None).await?;
        if response.status() != StatusCode::OK {
            return Err(io::Error::other(format!("{path} answered {}", response.status())));
        }
        Ok(Events { body: response.into_body(), rest: String::new(), ready: VecDeque::new() })
    }
}

/// An answer that has been read whole.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Reply {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON; `null` if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// A stream of server-sent events whose data is JSON.
#[derive(Debug)]
pub struct Events {
    body: Incoming,
    rest: String,
    ready: VecDeque<Value>,
}

impl Events {
    /// The data of the next event. `None` when the stream has ended; an error when it was cut.
    pub async fn next(&mut self) -> io::Result<Option<Value>> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Ok(Some(event));
            }
            let Some(frame) = self.body.frame().await else { return Ok(None) };
            if let Ok(data) = frame.map_err(io::Error::other)?.into_data() {
                self.take(&String::from_utf8_lossy(&data));
            }
        }
    }

    /// Reads on until an event is as wanted, and returns all up to and with it.
    pub async fn until(&mut self, mut wanted: impl FnMut(&Value) -> bool) -> io::Result<Vec<Value>> {
        let mut seen = Vec::new();
        while let Some(event) = self.next().await? {
            let found = wanted(&event);
            seen.push(event);
            if found {
                return Ok(seen);
            }
        }
        Err(io::Error::other(format!("the stream ended after {seen:?}")))
    }

    /// Splits what came into events, keeping an unfinished one for later.
    fn take(&mut self, text: &str) {
        self.rest.push_str(text);
        while let Some(end) = self.rest.find("\n\n") {
            let event = self.rest.drain(..end + 2).collect::<String>();
            let data = event.lines().filter_map(|line| line.strip_prefix("data:")).collect::<String>();
            if !data.is_empty() {
                self.ready.push_back(serde_json::from_str(data.trim_start()).unwrap_or_default());
            }
        }
    }
}
