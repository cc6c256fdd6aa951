//! The router from Python: each of its methods in the library is called.

use super::with_both;
use harness::fake_router::{FakeRouter, delivered};
use harness::server::program;
use openwork_core::operation::Operation;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_method_of_the_router_is_used_from_python() {
    let (home, engine, router) = with_both(&FakeRouter::default());
    let config = json!({
        "dataDir": home.data(), "folder": home.folder("python"), "opencodeProgram": engine, "routerProgram": router,
        "guardProgram": program("openwork-http"),
        "environment": { "PATH": std::env::var("PATH").unwrap_or_default(), "HOME": home.at("user") },
    });
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("ffi/python/router.py");
    let output = crate::ffi::python(&script).arg(config.to_string()).output().await.expect("Python");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}\n{err}");
    let seen: Value = serde_json::from_str(out.trim()).unwrap_or_else(|_| panic!("no JSON: {out}\n{err}"));
    let called: BTreeSet<String> = serde_json::from_value(seen["called"].clone()).expect("names");
    let all = Operation::ALL.iter().filter(|operation| operation.area() == "router");
    assert_eq!(called, all.map(crate::story::snake).collect(), "each was called, and there is no other");
    for (what, expected) in
        [("applied", json!(true)), ("guarded", json!(true)), ("removed", json!(0)), ("late", json!([]))]
    {
        assert_eq!(seen[what], expected, "{what}: {seen}");
    }
    let sent: Vec<_> = delivered(&router).into_iter().map(|message| (message.peer_id, message.text)).collect();
    assert_eq!(sent, [("4711".to_owned(), "from Python".to_owned())]);
    assert_eq!(home.processes(), [], "nothing is left of its children");
}
