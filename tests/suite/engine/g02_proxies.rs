//! A proxy in the server's environment is the engine's for the world, and nobody's for loopback.

use super::writes_a_file;
use harness::model::ModelServer;
use harness::server::{Setup, program};
use std::net::TcpListener;

const NAMES: [&str; 3] = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];

#[tokio::test]
async fn g02_a_dead_proxy_does_not_stand_between_server_engine_and_model() {
    let dead = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
    let proxy = format!("http://{dead}");
    let model = ModelServer::start().expect("a model");
    let mut setup = Setup::real(&model);
    for name in NAMES {
        setup = setup.env(name, &proxy).env(&name.to_lowercase(), &proxy);
    }
    let server = setup.env("NO_PROXY", "corp.example, localhost").env("no_proxy", ".internal").start();
    let engine = server.engine_ready().await;
    let environment = std::fs::read(format!("/proc/{engine}/environ")).expect("the engine's environment");
    let environment = String::from_utf8_lossy(&environment);
    let variables: Vec<&str> = environment.split('\0').collect();
    for name in NAMES {
        for name in [name.to_owned(), name.to_lowercase()] {
            assert!(variables.contains(&format!("{name}={proxy}").as_str()), "the engine is told of {name}");
        }
    }
    // what the user wants to go without a proxy is kept, in either spelling, and loopback is added to both
    for name in ["NO_PROXY=", "no_proxy="] {
        let value = variables.iter().find_map(|variable| variable.strip_prefix(name)).expect(name);
        let mut hosts: Vec<&str> = value.split(',').collect();
        hosts.sort_unstable();
        assert_eq!(hosts, [".internal", "127.0.0.1", "::1", "corp.example", "localhost"], "{name}{value}");
    }
    let (workspace, folder) = server.workspace("proxied").await;
    let session = server.session(&workspace).await;
    writes_a_file(&server, &session, &folder, "a.txt").await;
    // nor between the command line and the server
    let mut cli = tokio::process::Command::new(program("openwork-cli"));
    cli.arg("--data-dir").arg(server.home.data()).args(["sessions", "list", workspace.as_str()]);
    for name in NAMES {
        cli.env(name, &proxy).env(name.to_lowercase(), &proxy);
    }
    let said = cli.env_remove("NO_PROXY").env_remove("no_proxy").output().await.expect("openwork-cli");
    let (out, err) = (String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
    assert!(said.status.success() && out.contains(session.session_id.as_str()), "{out}\n{err}");
    server.stops_cleanly().await;
}
