//! The same front end without a socket, for a program that holds the server itself.

use crate::Body;
use crate::dispatch::App;
use crate::listen::ServeOptions;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use openwork_core::Server;
use std::sync::Arc;

/// A server that is called in its own process. Calls carry a token like any others; `Host` and `Origin` are not asked for,
/// because no page can reach it.
#[derive(Clone)]
pub struct InProcess(Arc<App>);

impl InProcess {
    /// The front end of a server.
    #[must_use]
    pub fn new(server: Server) -> Self {
        Self(Arc::new(App::new(server, None, ServeOptions::default().heartbeat)))
    }

    /// Answers a request as [`crate::serve`] would.
    pub async fn call(&self, request: Request<Bytes>) -> Response<Body> {
        self.0.answer(request.map(Full::new)).await
    }

    /// The same of a request whose body is still to come.
    pub async fn call_with<B>(&self, request: Request<B>) -> Response<Body>
    where
        B: http_body::Body<Data = Bytes, Error: std::error::Error> + Send + Unpin + 'static,
    {
        self.0.answer(request).await
    }
}
