//! A proxy in the server's environment is the engine's for the world, and nobody's for loopback.

use super::writes_a_file;
use harness::model::ModelServer;
use harness::server::Setup;
use std::net::TcpListener;

#[tokio::test]
async fn g02_a_dead_proxy_does_not_stand_between_server_engine_and_model() {
    let dead = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
    let proxy = format!("http://{dead}");
    let model = ModelServer::start().expect("a model");
    let mut setup = Setup::real(&model);
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        setup = setup.env(name, &proxy).env(&name.to_lowercase(), &proxy);
    }
    let server = setup.start();
    let engine = server.engine_ready().await;
    let environment = std::fs::read(format!("/proc/{engine}/environ")).expect("the engine's environment");
    let environment = String::from_utf8_lossy(&environment);
    assert!(environment.contains(&format!("HTTPS_PROXY={proxy}")), "the engine is told of the proxy");
    let (workspace, folder) = server.workspace("proxied").await;
    let session = server.session(&workspace).await;
    writes_a_file(&server, &session, &folder, "a.txt").await;
    server.stops_cleanly().await;
}
