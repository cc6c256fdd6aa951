//! The model's HTTP side, and the handle that tests hold.

use std::fmt;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use http::header::{AUTHORIZATION, HeaderName};
use http::{HeaderValue, Method, Request, StatusCode};
use hyper::body::Incoming;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::choose::choose;
use super::ledger::{Counts, Ledger, Recorded};
use super::play::play;
use super::wire::{Envelope, failure, retry_header};
use super::{MODEL, Step};
use crate::loopback::{self, Answer, Handle};

/// How many pieces of an answer may wait for their reader.
const READ_AHEAD: usize = 16;

/// A running scripted model.
///
/// It has a thread and a runtime of its own: a test that blocks does not stop the model, and when the handle is
/// dropped, every connection ends with it.
pub struct ModelServer {
    address: SocketAddr,
    ledger: Arc<Ledger>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl ModelServer {
    /// Starts on a free port.
    pub fn start() -> io::Result<Self> {
        Self::start_on(0)
    }

    /// Starts on a given port, for a model that comes back where it was.
    pub fn start_on(port: u16) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let listener = {
            let _inside = runtime.enter();
            TcpListener::from_std(loopback::bind(port)?)?
        };
        let address = listener.local_addr()?;
        let ledger = Arc::new(Ledger::new());
        let model = Arc::new(Model { ledger: ledger.clone() });
        let (stop, stopped) = oneshot::channel();
        let work = move || {
            runtime.block_on(async {
                tokio::select! { () = loopback::serve(listener, model) => {}, _ = stopped => {} }
            });
        };
        let thread = thread::Builder::new().name("scripted-model".to_owned()).spawn(work)?;
        Ok(Self { address, ledger, stop: Some(stop), thread: Some(thread) })
    }

    /// The base URL to configure as a provider: `http://127.0.0.1:PORT/v1`.
    pub fn url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// How many requests there were so far.
    pub fn counts(&self) -> Counts {
        self.ledger.counts().borrow().clone()
    }

    /// The last requests, oldest first.
    pub fn requests(&self) -> Vec<Recorded> {
        self.ledger.requests()
    }

    /// Waits until the counts are as wanted. Fails the test with the counts after `limit`.
    pub fn until(
        &self,
        limit: Duration,
        mut wanted: impl FnMut(&Counts) -> bool + Send,
    ) -> impl Future<Output = Counts> + Send {
        let mut counts = self.ledger.counts();
        async move {
            match tokio::time::timeout(limit, counts.wait_for(|counts| wanted(counts))).await {
                Ok(found) => return found.expect("the model runs as long as its handle").clone(),
                Err(_late) => {}
            }
            panic!("the model did not get there within {limit:?}: {:?}", *counts.borrow());
        }
    }

    /// Stops answering and closes every connection. Safe to call twice; dropping the handle does the same.
    pub fn stop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for ModelServer {
    fn drop(&mut self) {
        self.stop();
    }
}

impl fmt::Debug for ModelServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ModelServer").field("url", &self.url()).field("counts", &self.counts()).finish_non_exhaustive()
    }
}

struct Model {
    ledger: Arc<Ledger>,
}

impl Handle for Model {
    async fn handle(self: Arc<Self>, request: Request<Incoming>) -> Answer {
        match (request.method(), request.uri().path()) {
            (&Method::GET, "/v1/models") => {
                let model = json!({ "id": MODEL, "object": "model", "created": 0, "owned_by": "tests" });
                Ok(loopback::json(StatusCode::OK, &json!({ "object": "list", "data": [model] })))
            }
            (&Method::GET, "/health") => Ok(loopback::json(StatusCode::OK, &json!({ "ok": true }))),
            (&Method::GET, "/stats") => Ok(loopback::json(StatusCode::OK, &json!(*self.ledger.counts().borrow()))),
            (&Method::POST, "/v1/chat/completions") => self.complete(request).await,
            _ => refuse(StatusCode::NOT_FOUND, "there is no such route"),
        }
    }
}

impl Model {
    async fn complete(&self, request: Request<Incoming>) -> Answer {
        let authorization = request.headers().get(AUTHORIZATION);
        let authorization = authorization.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        let bytes = loopback::read(request.into_body()).await?;
        let Ok(body) = serde_json::from_slice::<Value>(&bytes) else {
            return refuse(StatusCode::BAD_REQUEST, "the body is not JSON");
        };
        let streamed = body["stream"] == true;
        let choice = choose(&body);
        // The number comes from the ledger, which keeps the body; so the rest is taken from the body before.
        let model = json!({ "model": body["model"] });
        let (number, step) = self.ledger.enter(choice, authorization, body, bytes.len());
        if step.status.is_some() {
            return Ok(failed(&step));
        }
        if let Some(raw) = step.raw {
            return Ok(loopback::answer(StatusCode::OK, "text/event-stream", raw));
        }
        let envelope = Envelope::new(number, &model);
        let streaming = self.ledger.streaming();
        if streamed {
            let (feed, response) = loopback::stream("text/event-stream", READ_AHEAD);
            tokio::spawn(play(step, envelope, feed, streaming));
            return Ok(response);
        }
        // Without a stream, the only faults that are left are to keep silent and to hang up.
        tokio::time::sleep(step.silence()).await;
        streaming.finish();
        if step.drop {
            return Err(io::Error::other("cut off on purpose"));
        }
        Ok(loopback::json(StatusCode::OK, &envelope.whole(&step)))
    }
}

fn failed(step: &Step) -> http::Response<loopback::Body> {
    let (status, body) = failure(step);
    let mut response = loopback::json(status, &body);
    if let Some((name, value)) = step.retry_after.map(retry_header)
        && let Ok(value) = HeaderValue::try_from(value)
    {
        response.headers_mut().insert(HeaderName::from_static(name), value);
    }
    response
}

fn refuse(status: StatusCode, message: &str) -> Answer {
    let step = Step { status: Some(status.as_u16()), error: Some(message.to_owned()), ..Step::default() };
    Ok(failed(&step))
}
