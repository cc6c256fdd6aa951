//! What a server of this kind costs at the least: a redb file that is opened, a socket, hyper, and bytes that are answered.
//!
//! `bare-server PORT STORE [BODY]`: every answer is the file BODY. SIGTERM ends it with the store closed.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response};
use http_body_util::Full;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::error::Error;
use std::net::Ipv4Addr;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [port, store, rest @ ..] = args.as_slice() else { return Err("bare-server PORT STORE [BODY]".into()) };
    let body = match rest.first() {
        Some(file) => Bytes::from(std::fs::read(file)?),
        None => Bytes::from_static(b"{\"status\":\"ready\"}"),
    };
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.worker_threads(2).enable_all().build()?.block_on(run(port.parse()?, store, body))
}

async fn run(port: u16, store: &str, body: Bytes) -> Result<(), Box<dyn Error>> {
    let mut end = signal(SignalKind::terminate())?;
    let store = redb::Database::builder().create(store)?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    loop {
        let stream = tokio::select! {
            _ = end.recv() => break,
            accepted = listener.accept() => accepted?.0,
        };
        stream.set_nodelay(true)?;
        let body = body.clone();
        tokio::spawn(async move {
            let service = service_fn(move |_| {
                let mut response = Response::new(Full::new(body.clone()));
                response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
                async { Ok::<_, Infallible>(response) }
            });
            // a client that goes away is no fault
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
    drop(store);
    Ok(())
}
