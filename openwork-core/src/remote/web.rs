//! One request to a service outside, one bounded answer, and never a redirect.
//!
//! Over TLS with the system's certificates, or plain where the address says so; who may be called, and whether plainly, is
//! for the caller to check before. No proxy is taken, whatever the environment says. What is needed for TLS is read with the
//! first request: a server that never calls anyone does not carry it.

use super::transport::SendError;
use bytes::Bytes;
use http::{Request, Uri};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client as Pool;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use std::time::Duration;
use tokio::sync::OnceCell;

/// A way to services outside.
#[derive(Debug, Default)]
pub(crate) struct Web(OnceCell<Pool<HttpsConnector<HttpConnector>, Full<Bytes>>>);

/// What a service answered, whatever its status.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Page {
    /// The status code.
    pub(crate) status: u16,
    /// The whole body.
    pub(crate) body: Bytes,
}

/// A request without an answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WebError {
    /// It took too long.
    #[error("it gave no answer within {0:?}")]
    Timeout(Duration),
    /// The answer is longer than is taken.
    #[error("its answer is longer than {0} bytes")]
    TooLarge(usize),
    /// It was not reached, or broke off.
    #[error("{0}")]
    Broken(#[source] SendError),
}

/// Whether what is said to an address is read by nobody on the way: over TLS, or to this machine; and nobody is named in it.
pub(crate) fn is_safe(address: &Uri) -> bool {
    let Some(authority) = address.authority().filter(|authority| !authority.as_str().contains('@')) else {
        return false;
    };
    let is_here = matches!(authority.host().to_ascii_lowercase().as_str(), "127.0.0.1" | "localhost" | "[::1]");
    match address.scheme_str() {
        Some("https") => !authority.host().is_empty(),
        Some("http") => is_here,
        _ => false,
    }
}

impl Web {
    /// Sends a request, and takes an answer of so many bytes at most, within so long.
    pub(crate) async fn send(
        &self,
        request: Request<Full<Bytes>>,
        limit: Duration,
        most: usize,
    ) -> Result<Page, WebError> {
        let broken = |error: Box<dyn std::error::Error + Send + Sync>| WebError::Broken(SendError::new(error));
        let answer = async {
            let pool = self.0.get_or_try_init(async || pool().map_err(|error| broken(error.into()))).await?;
            let answer = pool.request(request).await.map_err(|error| broken(error.into()))?;
            let status = answer.status().as_u16();
            let body = Limited::new(answer.into_body(), most).collect().await.map_err(|error| {
                if error.is::<LengthLimitError>() { WebError::TooLarge(most) } else { broken(error) }
            })?;
            Ok(Page { status, body: body.to_bytes() })
        };
        tokio::time::timeout(limit, answer).await.unwrap_or(Err(WebError::Timeout(limit)))
    }
}

/// Connections are not kept: calls are rare, and one that was kept may be dead.
fn pool() -> std::io::Result<Pool<HttpsConnector<HttpConnector>, Full<Bytes>>> {
    let mut plain = HttpConnector::new();
    plain.enforce_http(false);
    let connector = HttpsConnectorBuilder::new()
        .with_provider_and_native_roots(rustls::crypto::ring::default_provider())?
        .https_or_http()
        .enable_http1()
        .wrap_connector(plain);
    Ok(Pool::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(connector))
}
