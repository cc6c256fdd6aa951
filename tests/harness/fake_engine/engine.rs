//! The substitute's inside: what it holds, and the door that every request passes.

use std::future::{self, Future};
use std::io;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use http::{HeaderValue, Request, Response, StatusCode};
use hyper::body::Incoming;

use super::asks::Asks;
use super::bus::Bus;
use super::ids::Ids;
use super::routes::{self, Call};
use super::sessions::Sessions;
use super::settings::{Settings, Spoils};
use crate::loopback::{self, Answer, Body, Handle};

/// One running substitute.
pub(crate) struct Engine {
    pub(crate) settings: Settings,
    pub(crate) ids: Arc<Ids>,
    pub(crate) bus: Bus,
    pub(crate) sessions: Sessions,
    pub(crate) asks: Asks,
    /// What it answers in place of answers.
    spoils: Mutex<Spoils>,
    /// How many requests have come.
    requests: AtomicU32,
    /// The `authorization` header that opens the door; without a password there is no door.
    credentials: Option<String>,
}

impl Engine {
    pub(crate) fn new(settings: Settings, login: Option<(&str, &str)>) -> Arc<Self> {
        let ids = Arc::new(Ids::default());
        let heartbeat = Duration::try_from_secs_f64(settings.heartbeat_seconds.unwrap_or(10.0)).unwrap_or_default();
        Arc::new(Self {
            bus: Bus::new(ids.clone(), heartbeat.max(Duration::from_millis(1))),
            sessions: Sessions::new(ids.clone()),
            asks: Asks::default(),
            spoils: Mutex::new(settings.spoils()),
            requests: AtomicU32::new(0),
            credentials: login.map(|(user, password)| STANDARD.encode(format!("{user}:{password}"))),
            settings,
            ids,
        })
    }

    /// From now on it spoils these answers.
    pub(crate) fn spoil(&self, spoils: Spoils) {
        *self.spoils.lock().unwrap_or_else(PoisonError::into_inner) = spoils;
    }

    /// What is answered in place of an answer, if anything. What tests ask for is never spoiled.
    fn spoiled(&self, path: &str) -> Option<Response<Body>> {
        let spoils = *self.spoils.lock().unwrap_or_else(PoisonError::into_inner);
        if path.starts_with("/fake/") {
            return None;
        }
        if spoils.closes_mid_body.covers(path) {
            let (feed, response) = loopback::stream("application/json", 1);
            tokio::spawn(async move {
                let _ = feed.send("{\"healthy\":").await;
                feed.cut().await;
            });
            return Some(response);
        }
        if spoils.answers_garbage.covers(path) {
            return Some(loopback::answer(StatusCode::OK, "application/json", "}{ \u{fffd} this is no JSON"));
        }
        spoils.answers_html.covers(path).then(web_page)
    }

    /// Basic credentials, in the header or (as the real engine allows) in the query.
    fn admits(&self, request: &Request<Incoming>) -> bool {
        let Some(expected) = &self.credentials else { return true };
        let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let header = header.and_then(|value| value.strip_prefix("Basic "));
        let token = routes::query(request.uri(), "auth_token");
        header == Some(expected) || token.as_ref() == Some(expected)
    }
}

impl Handle for Engine {
    async fn handle(self: Arc<Self>, request: Request<Incoming>) -> Answer {
        let path = request.uri().path().to_owned();
        let request_number = self.requests.fetch_add(1, Ordering::Relaxed);
        let unanswered = request_number < self.settings.unanswered_requests;
        if unanswered || self.settings.silent || self.settings.accepts_but_never_answers {
            // The future ends with the connection.
            return future::pending().await;
        }
        if let Some(answer) = self.spoiled(&path) {
            return Ok(answer);
        }
        if !self.admits(&request) {
            return Ok(closed_door());
        }
        routes::answer(&self, Call::read(request).await?).await
    }
}

/// What the real engine answers to everything it does not know: the start page of its web interface.
pub(crate) fn web_page() -> Response<Body> {
    loopback::answer(
        StatusCode::OK,
        "text/html;charset=utf-8",
        "<!doctype html>\n<html><title>OpenCode</title></html>\n",
    )
}

fn closed_door() -> Response<Body> {
    let mut response = loopback::answer(StatusCode::UNAUTHORIZED, "text/plain", "");
    let challenge = HeaderValue::from_static("Basic realm=\"Secure Area\"");
    response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    response
}

/// Binds the port and serves until the returned future is dropped.
pub(crate) fn serve(engine: Arc<Engine>, port: u16) -> io::Result<(u16, impl Future<Output = ()>)> {
    let listener = tokio::net::TcpListener::from_std(loopback::bind(port)?)?;
    let port = listener.local_addr()?.port();
    Ok((port, loopback::serve(listener, engine)))
}
