//! The supervisor without a real engine. With one it is shown by the suite, over the real programs.

use super::*;
use crate::model::engine::EngineState;
use crate::runtime::tasks::Tasks;
use crate::store::{Seal, Store};

#[tokio::test]
async fn an_engine_that_is_missing_is_started_once_it_is_there() {
    let place = tempfile::tempdir().unwrap();
    let tasks = Tasks::new();
    let program = place.path().join("program");
    let options = EngineOptions { program: Some(program.clone()), ..EngineOptions::default() };
    let store = Store::open(&place.path().join("state")).unwrap();
    let given = Given::new(&store, &Seal::new(&store, place.path()));
    let engine = Engine::new(options, place.path(), given, "missing".to_owned(), &tasks);
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
