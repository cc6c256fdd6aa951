//! A publisher of bundles: takes them, gives them back, and misbehaves for ids that say so.
//!
//! | id | what it answers |
//! |---|---|
//! | one that it gave | the bundle |
//! | `moved` | a redirect to another address |
//! | `huge` | more than anyone takes |
//! | `slow` | nothing for a long time |
//! | `page` | a page instead of JSON |
//! | `broken` | 500 with a sentence |
//! | anything else | 404 |

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use serde_json::json;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// A request that it got: where to, with what headers, and the body.
#[derive(Debug, Clone)]
pub struct Got {
    /// The path.
    pub path: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

/// A publisher that runs until it is dropped.
#[derive(Debug)]
pub struct Publisher {
    /// Its address.
    pub url: String,
    got: Arc<Mutex<Vec<Got>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Publisher {
    /// One without TLS.
    pub async fn plain() -> Self {
        Self::start("http", "127.0.0.1", None).await
    }

    /// One over TLS, as `localhost`, with a certificate of its own that it leaves in this file.
    pub async fn secure(certificate: &Path) -> Self {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        std::fs::write(certificate, made.cert.pem()).expect("the certificate's file");
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .expect("a key that fits");
        Self::start("https", "localhost", Some(TlsAcceptor::from(Arc::new(config)))).await
    }

    async fn start(scheme: &str, host: &str, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("{scheme}://{host}:{}", listener.local_addr().expect("an address").port());
        let got = Arc::new(Mutex::new(Vec::new()));
        let (at, kept) = (url.clone(), got.clone());
        let task = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (at, kept, tls) = (at.clone(), kept.clone(), tls.clone());
                tokio::spawn(async move {
                    match tls {
                        // a caller that does not trust it hangs up
                        Some(tls) => {
                            if let Ok(socket) = tls.accept(socket).await {
                                serve(socket, at, kept).await;
                            }
                        }
                        None => serve(socket, at, kept).await,
                    }
                });
            }
        });
        Self { url, got, task }
    }

    /// What it got so far.
    #[must_use]
    pub fn got(&self) -> Vec<Got> {
        self.got.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Publisher {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(socket: impl AsyncRead + AsyncWrite + Unpin + 'static, at: String, got: Arc<Mutex<Vec<Got>>>) {
    let service = service_fn(|request: Request<Incoming>| {
        let (at, got) = (at.clone(), got.clone());
        async move {
            let (head, body) = request.into_parts();
            let body = body.collect().await?.to_bytes();
            let path = head.uri.path().to_owned();
            got.lock().unwrap_or_else(PoisonError::into_inner).push(Got { path, headers: head.headers, body });
            let got = got.lock().unwrap_or_else(PoisonError::into_inner).clone();
            Ok::<_, hyper::Error>(answer(&at, &got).await)
        }
    });
    // a caller that hangs up is no failure of the publisher's
    let _ = auto::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(socket), service).await;
}

/// The answer to the last request. A bundle's id is the number of the publication.
async fn answer(at: &str, got: &[Got]) -> Response<Full<Bytes>> {
    let say = |status: StatusCode, text: String| {
        let mut response = Response::new(Full::from(text));
        *response.status_mut() = status;
        response
    };
    let is_publication = |got: &&Got| got.path == "/v1/bundles";
    let Some(last) = got.last() else { return say(StatusCode::BAD_REQUEST, String::new()) };
    if is_publication(&last) {
        let number = got.iter().filter(is_publication).count();
        let url = match last.headers.get("x-openwork-name").and_then(|name| name.to_str().ok()) {
            Some("elsewhere") => "https://elsewhere.example/b/1".to_owned(),
            Some("refused") => return say(StatusCode::BAD_REQUEST, json!({"message": "Not\u{7} this."}).to_string()),
            _ => format!("{at}/b/{number}"),
        };
        return say(StatusCode::CREATED, json!({ "url": url }).to_string());
    }
    let id = last.path.strip_prefix("/b/").and_then(|rest| rest.strip_suffix("/data")).unwrap_or_default();
    match id {
        "moved" => {
            let mut response = say(StatusCode::FOUND, String::new());
            let to = "/b/1/data".parse().expect("a header");
            response.headers_mut().insert("location", to);
            response
        }
        "huge" => say(StatusCode::OK, format!("{{\"a\":\"{}\"}}", "x".repeat(9 << 20))),
        "slow" => {
            // it says nothing for longer than anyone waits
            tokio::time::sleep(Duration::from_secs(60)).await;
            say(StatusCode::OK, "{}".to_owned())
        }
        "page" => say(StatusCode::OK, "<html>".to_owned()),
        "broken" => say(StatusCode::INTERNAL_SERVER_ERROR, json!({"error": "out of order"}).to_string()),
        id => {
            let number = id.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            match number.and_then(|number| got.iter().filter(is_publication).nth(number)) {
                Some(bundle) => say(StatusCode::OK, String::from_utf8_lossy(&bundle.body).into_owned()),
                None => say(StatusCode::NOT_FOUND, String::new()),
            }
        }
    }
}
