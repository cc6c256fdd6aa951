//! The server in this very process: the same router, without a socket, called by the same client.

use crate::args::Globals;
use futures_util::future::BoxFuture;
use http::{Request, Response};
use http_body_util::BodyExt as _;
use openwork_core::model::runtime::EngineStart;
use openwork_core::remote::{Body, SendError, Transport};
use openwork_core::{EngineOptions, PublisherOptions, Result, RouterOptions, Server};
use openwork_http::InProcess;
use std::path::Path;
use std::time::Duration;

/// How long an operation waits for the engine: whoever typed a command would rather wait than type it again.
const PATIENCE: Duration = Duration::from_secs(60);

/// The way to a server in this process.
struct ThisProcess(InProcess);

impl Transport for ThisProcess {
    fn place(&self) -> &'static str {
        "this process"
    }

    fn send(&self, request: Request<bytes::Bytes>) -> BoxFuture<'static, Result<Response<Body>, SendError>> {
        let router = self.0.clone();
        Box::pin(async move {
            let answer = router.call(request).await;
            Ok(answer.map(|body| body.map_err(SendError::new).boxed_unsync()))
        })
    }

    fn send_stream(&self, request: Request<Body>) -> BoxFuture<'static, Result<Response<Body>, SendError>> {
        let router = self.0.clone();
        Box::pin(async move {
            let answer = router.call_with(request).await;
            Ok(answer.map(|body| body.map_err(SendError::new).boxed_unsync()))
        })
    }
}

/// The way to a server that this process holds.
pub(crate) fn way(server: &Server) -> impl Transport {
    ThisProcess(InProcess::new(server.clone()))
}

/// Starts a server in this process. Its engine waits until an operation needs it.
pub(crate) async fn start(folder: &Path, globals: &Globals) -> Result<Server> {
    let engine = engine(globals);
    let router = router(globals, &engine);
    let publisher = PublisherOptions { base_url: globals.publisher_url.clone(), origin: None };
    let builder = Server::builder(folder).engine(engine).router(router).publisher(publisher);
    // a command imports where that is what it is for, and not besides
    let builder = builder.skill_hub(globals.skill_hub.clone()).imports_at_start(false);
    let builder = match openwork_http::program::legacy() {
        Some(places) => builder.legacy(places),
        None => builder,
    };
    builder.start().await
}

/// It waits until an operation needs it: a command is no reason for bots to answer.
fn router(globals: &Globals, engine: &EngineOptions) -> RouterOptions {
    RouterOptions {
        program: globals.router_bin.clone(),
        bundle: engine.bundle.clone(),
        guard: engine.guard.clone(),
        environment: openwork_http::program::engine_environment(&[]),
        wait_limit: PATIENCE,
        ..RouterOptions::default()
    }
}

fn engine(globals: &Globals) -> EngineOptions {
    let program = std::env::current_exe().ok();
    let guard = program.as_ref().and_then(|program| Some(vec![program.to_str()?.to_owned(), "guard".to_owned()]));
    EngineOptions {
        start: if globals.no_engine { EngineStart::Disabled } else { EngineStart::Lazy },
        program: globals.opencode_bin.clone(),
        bundle: program.as_ref().and_then(|program| program.parent()).map(Path::to_path_buf),
        embedded: openwork_http::program::carrier(),
        home: globals.engine_home.clone(),
        guard,
        environment: openwork_http::program::engine_environment(&globals.engine_env),
        npm_environment: Some(openwork_http::program::environment()),
        secrets: globals.engine_env.clone(),
        start_limit: PATIENCE,
        wait_limit: PATIENCE,
        ..EngineOptions::default()
    }
}
