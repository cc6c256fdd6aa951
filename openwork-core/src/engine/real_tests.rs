//! Tries with a real engine and a real guard, by hand: `OPENWORK_TEST_ENGINE`, `OPENWORK_TEST_GUARD` (a program that calls
//! [`guard`](super::guard) with all its words), and for `stays_up` a `kill -9` from outside.
#![expect(clippy::disallowed_methods, reason = "tries by hand take their programs from the environment")]

use super::*;
use crate::model::engine::EngineState;
use crate::model::runtime::EngineStart;
use crate::runtime::tasks::Tasks;
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

/// What was seen goes to the file that `OPENWORK_TEST_REPORT` names.
fn tell(report: &str) {
    if let Ok(path) = std::env::var("OPENWORK_TEST_REPORT") {
        std::fs::write(path, report).unwrap();
    }
}

fn options(home: &Path) -> EngineOptions {
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    let guard = std::env::var("OPENWORK_TEST_GUARD").ok().map(|guard| vec![guard]);
    let given =
        [("PATH", variable("PATH")), ("HOME", home.display().to_string()), ("HTTP_PROXY", "http://127.0.0.1:9".into())];
    EngineOptions {
        start: EngineStart::Eager,
        program: Some(variable("OPENWORK_TEST_ENGINE").into()),
        home: Some(home.to_owned()),
        guard,
        environment: given.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        ..EngineOptions::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a real engine"]
async fn it_starts_tells_events_and_stops() {
    let place = tempfile::tempdir().unwrap();
    let work = place.path().join("work");
    std::fs::create_dir_all(&work).unwrap();
    let work = work.display().to_string();
    let tasks = Tasks::new();
    let engine = Engine::new(options(&place.path().join("home")), place.path(), "try".to_owned(), &tasks);
    let mut upstream = engine.upstream().unwrap();
    let begun = Instant::now();
    let client = engine.client().await.unwrap();
    let mut report = vec![format!("ready after {:?}: {:?}", begun.elapsed(), engine.health())];
    assert_eq!(upstream.recv().await, Some(Upstream::Connected));
    let session: Value = client.post("/session", &work, &json!({"title": "t"})).await.unwrap();
    while let Some(event) = upstream.recv().await {
        if let Upstream::Event { directory, kind, .. } = event {
            report.push(format!("{kind} in {directory:?}"));
            if kind == "session.created" {
                break;
            }
        }
    }
    let id = session["id"].as_str().unwrap();
    report.push(format!("{:?}", client.get::<Value>("/session/ses_nope", &work, &[]).await));
    report.push(format!("{:?}", client.get::<Value>("/no/such/route", &work, &[]).await));
    report.push(format!(
        "{:?}",
        client.post::<Value>(&format!("/session/{id}/message"), &work, &json!({"parts": "x"})).await
    ));
    let (_, headers) =
        client.get_with_headers::<Value>(&format!("/session/{id}/message"), &work, &[("limit", "1")]).await.unwrap();
    report.push(format!("{headers:?}"));
    std::fs::write(Path::new(&work).join("opencode.json"), "{").unwrap();
    let broken = place.path().join("broken");
    std::fs::create_dir_all(&broken).unwrap();
    std::fs::write(broken.join("opencode.json"), "{").unwrap();
    let answer = client.get::<Value>("/config", &broken.display().to_string(), &[]).await;
    report.push(format!("{:?}", answer.map_err(crate::Error::from)));

    let pid = engine.health().pid.unwrap();
    crate::platform::process::end_group(pid, crate::platform::process::Ending::Force);
    let mut view = engine.watch();
    let begun = Instant::now();
    view.wait_for(|view| view.attempt == 2 && view.state == EngineState::Ready).await.unwrap();
    report.push(format!("back after {:?}: {:?}", begun.elapsed(), engine.health().last_exit));
    loop {
        match upstream.recv().await.unwrap() {
            Upstream::Event { .. } => {}
            other => {
                report.push(format!("{other:?}"));
                if other == Upstream::Connected {
                    break;
                }
            }
        }
    }
    let begun = Instant::now();
    assert!(engine.stop().await);
    report.push(format!("stopped after {:?}: {:?}", begun.elapsed(), engine.health().last_exit));
    assert!(engine.stop().await);
    assert!(engine.client().await.is_err());
    assert_eq!(tasks.stop(Duration::from_secs(1)).await, [""; 0]);
    let left = crate::platform::sweep::sweep(&crate::platform::sweep::Ours::Store("try".to_owned()));
    report.push(format!("left: {left}"));
    tell(&report.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a real engine, and a kill -9 from outside"]
async fn stays_up() {
    let place = tempfile::tempdir().unwrap();
    let tasks = Tasks::new();
    let engine = Engine::new(options(&place.path().join("home")), place.path(), "stays".to_owned(), &tasks);
    let client = engine.client().await.unwrap();
    let work = place.path().display().to_string();
    let session: Value = client.post("/session", &work, &json!({"title": "t"})).await.unwrap();
    let path = format!("/session/{}/shell", session["id"].as_str().unwrap());
    let body = json!({"agent": "build", "command": "sleep 4242 & sleep 4243"});
    let answer = client.post_with::<Value>(&path, &work, &body, Patience::Endless).await;
    let mut view = engine.watch();
    view.wait_for(|view| view.attempt == 2 && view.state == EngineState::Ready).await.unwrap();
    tell(&format!("{answer:?}\n{:?}", engine.health()));
    assert!(engine.stop().await);
}

/// The supervisor without any engine: no process, and so not by hand.
#[tokio::test]
async fn an_engine_that_is_missing_is_started_once_it_is_there() {
    let place = tempfile::tempdir().unwrap();
    let tasks = Tasks::new();
    let program = place.path().join("program");
    let options = EngineOptions { program: Some(program.clone()), ..EngineOptions::default() };
    let engine = Engine::new(options, place.path(), "missing".to_owned(), &tasks);
    let Err(EngineError::Unavailable(fault)) = engine.client().await else { panic!("it was not missed") };
    assert_eq!((fault.code.as_str(), engine.health().attempt), ("engine_missing", 1));
    assert!(engine.client().await.is_err());
    assert_eq!(engine.health().state, EngineState::Failed);
    std::fs::write(&program, "#!/bin/sh\necho no\nexit 3\n").unwrap();
    std::fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    assert!(engine.client().await.is_err());
    let mut view = engine.watch();
    view.wait_for(|view| view.state == EngineState::Backoff).await.unwrap();
    let health = engine.health();
    assert_eq!(health.last_error.as_ref().map(|fault| fault.code.as_str()), Some("start_failed"), "{health:?}");
    assert!(health.last_exit.is_some(), "{health:?}");
    assert_eq!((health.last_exit.unwrap().code, health.output), (Some(3), vec!["no".to_owned()]));
    assert!(engine.stop().await);
    assert_eq!(engine.health().state, EngineState::Stopped);
}
