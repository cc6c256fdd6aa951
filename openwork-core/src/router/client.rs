//! The way to a running router: HTTP/1 on loopback, without a password, because it has none.
//!
//! Nothing is ever sent twice by itself: a message whose answer is lost may have been delivered.

use super::delivery::Answer;
use crate::child::Redactor;
use crate::model::router::{Channel, RouterChannels, RouterEngine, RouterProductHealth, SendMessage};
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{Method, Request, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::client::legacy::Client as HyperClient;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How long a call may take that reaches no service.
const CALL_LIMIT: Duration = Duration::from_secs(5);

/// How long a message may take: the service is on the other side of the world.
const SEND_LIMIT: Duration = Duration::from_secs(30);

/// The largest answer that is read.
const ANSWER_LIMIT: usize = 1 << 20;

/// A way to talk to one run of the router.
#[derive(Clone)]
pub(crate) struct Client(Arc<Inner>);

struct Inner {
    http: HyperClient<HttpConnector, Full<Bytes>>,
    base_url: String,
    ended: CancellationToken,
    redactor: Redactor,
}

/// A call that failed.
#[derive(Debug, Clone, thiserror::Error)]
pub(super) enum CallError {
    /// It took too long.
    #[error("the router did not answer within {0:?}")]
    Timeout(Duration),
    /// The connection closed, or the router ended.
    #[error("the router ended during the call: {0}")]
    Interrupted(String),
    /// It answered with a failure.
    #[error("the router answered {status}: {message}")]
    Answered {
        /// The status code.
        status: u16,
        /// What it says.
        message: String,
    },
    /// It answered with something that is not what was asked for.
    #[error("the router's answer was not understood: {0}")]
    Garbage(String),
}

/// A binding as the router has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Bound {
    pub(super) channel: String,
    pub(super) identity_id: String,
    pub(super) peer_id: String,
    pub(super) directory: String,
}

impl Client {
    /// A client of the run that listens at this address and ends with this token.
    pub(super) fn new(base_url: &str, ended: CancellationToken, redactor: Redactor) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        // a request on a connection that the router has just closed would be sent anew by the pool
        let http = HyperClient::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(connector);
        Self(Arc::new(Inner { http, base_url: base_url.to_owned(), ended, redactor }))
    }

    /// Whether it is well, and what it says; an answer of any kind shows that it lives.
    pub(super) async fn health(&self, limit: Duration) -> Result<(bool, RouterProductHealth), CallError> {
        #[derive(Deserialize, Default)]
        #[serde(default)]
        struct Said {
            ok: bool,
            opencode: Engine,
            channels: Channels,
        }
        #[derive(Deserialize, Default)]
        #[serde(default)]
        struct Engine {
            healthy: bool,
            version: Option<String>,
        }
        #[derive(Deserialize, Default)]
        #[serde(default)]
        struct Channels {
            telegram: bool,
            slack: bool,
        }
        let (status, body) = self.call(Method::GET, "/health", None, limit).await?;
        let said: Said = serde_json::from_slice(&body).unwrap_or_default();
        let health = RouterProductHealth {
            ok: said.ok && status.is_success(),
            channels: RouterChannels { telegram: said.channels.telegram, slack: said.channels.slack },
            opencode: RouterEngine {
                healthy: said.opencode.healthy,
                version: said.opencode.version.map(|version| self.told(&version)),
            },
        };
        Ok((status.is_success(), health))
    }

    /// The bindings it has.
    pub(super) async fn bindings(&self) -> Result<Vec<Bound>, CallError> {
        #[derive(Deserialize)]
        struct List {
            items: Vec<Bound>,
        }
        Ok(self.value::<List>(Method::GET, "/bindings", None, CALL_LIMIT).await?.items)
    }

    /// Binds a peer to a folder; an empty folder takes the binding away.
    pub(super) async fn bind(&self, bound: &Bound, directory: &str) -> Result<(), CallError> {
        let body = json!({
            "channel": bound.channel,
            "identityId": bound.identity_id,
            "peerId": bound.peer_id,
            "directory": directory,
        });
        self.value::<Value>(Method::POST, "/bindings", Some(&body), CALL_LIMIT).await.map(drop)
    }

    /// Sends a message to one peer of one bot. No folder is named, and nothing is bound: those would widen whom it reaches.
    pub(super) async fn send(&self, message: &SendMessage) -> Result<Answer, CallError> {
        let body = json!({
            "channel": Channel::as_str(message.channel),
            "identityId": message.identity_id,
            "peerId": message.peer_id,
            "autoBind": false,
            "text": message.text,
        });
        self.value(Method::POST, "/send", Some(&body), SEND_LIMIT).await
    }

    /// What the router said, without secrets.
    pub(super) fn told(&self, text: &str) -> String {
        self.0.redactor.line(text)
    }

    async fn value<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        limit: Duration,
    ) -> Result<T, CallError> {
        let (status, answer) = self.call(method, path, body, limit).await?;
        if !status.is_success() {
            let said: Value = serde_json::from_slice(&answer).unwrap_or_default();
            let message = ["error", "message", "reason"].iter().find_map(|field| said.get(field)?.as_str());
            let message = self.told(message.unwrap_or("no reason given"));
            return Err(CallError::Answered { status: status.as_u16(), message });
        }
        serde_json::from_slice(&answer).map_err(|error| CallError::Garbage(error.to_string()))
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        limit: Duration,
    ) -> Result<(StatusCode, Bytes), CallError> {
        let garbage = |error: http::Error| CallError::Garbage(error.to_string());
        let request = Request::builder().method(method).uri(format!("{}{path}", self.0.base_url));
        let request = request.header(CONTENT_TYPE, "application/json");
        let body = body.map(|body| Bytes::from(body.to_string())).unwrap_or_default();
        let request = request.body(Full::new(body)).map_err(garbage)?;
        let broken = |error: &dyn std::fmt::Display| CallError::Interrupted(self.told(&error.to_string()));
        let answer = async {
            let (parts, body) = self.0.http.request(request).await.map_err(|error| broken(&error))?.into_parts();
            let body = Limited::new(body, ANSWER_LIMIT).collect().await.map_err(|error| broken(&error))?;
            Ok((parts.status, body.to_bytes()))
        };
        let answer = self.0.ended.run_until_cancelled(answer);
        let answer = tokio::time::timeout(limit, answer).await.map_err(|_| CallError::Timeout(limit))?;
        answer.unwrap_or_else(|| Err(CallError::Interrupted("it exited".to_owned())))
    }
}
