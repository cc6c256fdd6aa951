//! The load generator: hyper's client on connections that stay open.

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{Method, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// A server, as it is asked: where, and with which `authorization`.
#[derive(Clone)]
pub struct Place {
    authority: String,
    authorization: Option<String>,
}

impl Place {
    /// The server at this URL.
    pub fn new(url: &str) -> Self {
        Self { authority: url.trim_start_matches("http://").trim_end_matches('/').to_owned(), authorization: None }
    }

    /// With a bearer token.
    pub fn bearer(mut self, token: &str) -> Self {
        self.authorization = Some(format!("Bearer {token}"));
        self
    }

    /// With the engine's password.
    pub fn basic(mut self, password: &str) -> Self {
        use base64::Engine as _;
        let words = base64::engine::general_purpose::STANDARD.encode(format!("opencode:{password}"));
        self.authorization = Some(format!("Basic {words}"));
        self
    }

    /// A connection to it.
    pub async fn connect(&self) -> Connection {
        let stream = TcpStream::connect(&self.authority).await.expect("the server listens");
        stream.set_nodelay(true).expect("a socket");
        let (sender, connection) = handshake(TokioIo::new(stream)).await.expect("HTTP");
        tokio::spawn(async move {
            let _ = connection.await;
        });
        Connection { place: self.clone(), sender }
    }
}

/// One connection.
pub struct Connection {
    place: Place,
    sender: SendRequest<Full<Bytes>>,
}

impl Connection {
    /// Sends a request and waits for the head of the answer, which must be a success.
    pub async fn open(&mut self, method: Method, path: &str, body: Option<String>) -> Response<Incoming> {
        let response = self.send(method, path, body, None).await;
        assert!(response.status().is_success(), "{path} answered {}", response.status());
        response
    }

    /// Sends a request, for a stream that was cut off with the number after which it goes on, and waits for the head of the
    /// answer.
    pub async fn send(
        &mut self,
        method: Method,
        path: &str,
        body: Option<String>,
        after: Option<u64>,
    ) -> Response<Incoming> {
        let mut request = Request::builder().method(method).uri(path).header(HOST, &self.place.authority);
        if let Some(after) = after {
            request = request.header("last-event-id", after);
        }
        if let Some(authorization) = &self.place.authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        if body.is_some() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        let request = request.body(Full::new(Bytes::from(body.unwrap_or_default()))).expect("a request");
        self.sender.ready().await.expect("an open connection");
        self.sender.send_request(request).await.expect("an answer")
    }

    /// Reads a whole answer.
    pub async fn get(&mut self, path: &str) -> Bytes {
        self.open(Method::GET, path, None).await.into_body().collect().await.expect("a body").to_bytes()
    }

    /// Sends JSON and reads a whole answer.
    pub async fn post(&mut self, path: &str, body: &serde_json::Value) -> Bytes {
        let response = self.open(Method::POST, path, Some(body.to_string())).await;
        response.into_body().collect().await.expect("a body").to_bytes()
    }
}

/// What a load came to.
#[derive(Default)]
pub struct Load {
    /// Answers a second.
    pub rate: f64,
    /// How long each took, in milliseconds.
    pub times: Vec<f64>,
}

/// Asks for one path over and over, on that many connections, for that long.
pub async fn load(place: &Place, path: &str, connections: usize, time: Duration) -> Load {
    let mut open = Vec::new();
    for _ in 0..connections {
        let mut connection = place.connect().await;
        connection.get(path).await;
        open.push(connection);
    }
    let begin = Instant::now();
    let mut tasks = JoinSet::new();
    for mut connection in open {
        let path = path.to_owned();
        tasks.spawn(async move {
            let mut times = Vec::new();
            while begin.elapsed() < time {
                let asked = Instant::now();
                connection.get(&path).await;
                times.push(crate::stats::ms(asked.elapsed()));
            }
            times
        });
    }
    let times = tasks.join_all().await.concat();
    #[allow(clippy::cast_precision_loss)]
    let rate = times.len() as f64 / begin.elapsed().as_secs_f64();
    Load { rate, times }
}
