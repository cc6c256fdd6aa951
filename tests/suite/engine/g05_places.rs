//! Places that are taken: ports and data folders.

use super::with_fake;
use harness::fake_engine::{FakeEngine, starts};
use harness::server::{Home, Setup};
use std::net::TcpListener;
use std::sync::Arc;

#[tokio::test]
async fn g05_a_busy_port_is_avoided_and_that_is_said() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("a port").port();
    let server = Setup::no_engine().port(port).start();
    assert!(!server.url.ends_with(&format!(":{port}")), "{}", server.url);
    server.health().await;
    let said = server.log().lines().any(|line| line.contains("busy") && line.contains(&port.to_string()));
    assert!(said, "{}", server.log());
    let home = server.stops_cleanly().await;
    drop(taken);
    let server = Setup::no_engine().at(&home).port(port).start();
    assert!(server.url.ends_with(&format!(":{port}")), "free again, it is taken: {}", server.url);
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g05_an_engine_whose_port_was_taken_comes_up_on_another() {
    let (home, program) = with_fake(&FakeEngine::new().busy_port_once());
    let server = Setup::engine(&program).at(&home).start();
    server.engine_ready().await;
    assert_eq!(starts(&program), 2);
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g05_a_second_server_on_a_data_folder_is_refused_and_harms_nothing() {
    let (home, program) = with_fake(&FakeEngine::new());
    let server = Setup::engine(&program).at(&home).start();
    let engine = server.engine_ready().await;
    let place = home.data().join("server.json");
    let announced = std::fs::read(&place).expect("server.json");
    let (code, said) = Setup::engine(&program).at(&home).refused();
    assert_eq!(code, Some(5), "{said}");
    let refusal = said.lines().find(|line| line.contains("in use")).expect("a sentence");
    assert!(refusal.starts_with("openwork-http: conflict: "), "{refusal}");
    assert!(refusal.contains(&format!("process {}", server.pid())), "{refusal}");
    assert_eq!(std::fs::read(&place).expect("server.json"), announced);
    assert_eq!(server.engine_ready().await, engine, "its engine was left alone");
    let (workspace, _) = server.workspace("first").await;
    server.session(&workspace).await;
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g05_a_data_folder_by_another_name_is_the_same_folder() {
    let (home, program) = with_fake(&FakeEngine::new());
    let server = Setup::engine(&program).at(&home).start();
    let engine = server.engine_ready().await;
    // another home, whose data folder is a link to this one's; or names it by a detour
    let other = Arc::new(Home::new());
    std::fs::remove_dir(other.data()).expect("an empty folder");
    std::os::unix::fs::symlink(home.data(), other.data()).expect("a link");
    let (code, said) = Setup::engine(&program).at(&other).refused();
    assert_eq!(code, Some(5), "{said}");
    assert!(said.contains("in use") && said.contains(&format!("process {}", server.pid())), "{said}");
    std::fs::remove_file(other.data()).expect("the link");
    std::os::unix::fs::symlink(home.at("work/../data/."), other.data()).expect("a link");
    let (code, said) = Setup::engine(&program).at(&other).refused();
    assert_eq!(code, Some(5), "{said}");
    assert_eq!(server.engine_ready().await, engine, "its engine was left alone");
    server.stops_cleanly().await;
    // and free again by either name
    Setup::engine(&program).at(&other).start().stops_cleanly().await;
}
