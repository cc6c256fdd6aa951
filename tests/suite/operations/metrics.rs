//! What is counted, read by a parser that is not ours.

use harness::fake_engine::FakeEngine;
use harness::server::{Home, Setup, TestServer, program, until};
use openwork_core::operation::endpoint;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// Reads the page and prints each sample as a list; a sample without a type of its own is a fault.
const PARSER: &str = r#"
import json, sys
from prometheus_client.parser import text_string_to_metric_families
samples = []
for family in text_string_to_metric_families(sys.stdin.read()):
    assert family.type != "unknown" and family.documentation, family
    for sample in family.samples:
        samples.append([sample.name, sample.labels, sample.value])
print(json.dumps(samples))
"#;

/// The samples of a page, by name and labels.
struct Page(BTreeMap<String, f64>);

impl Page {
    async fn of(text: &str) -> Self {
        let python = std::env::var_os("OPENWORK_TEST_PYTHON")
            .map_or_else(|| program("openwork-http").with_file_name("../openwork/venv/bin/python"), PathBuf::from);
        let mut parser = tokio::process::Command::new(python);
        parser.args(["-c", PARSER]).stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
        let mut parser = parser.spawn().expect("the Python of `make tools`");
        let mut stdin = parser.stdin.take().expect("piped");
        tokio::io::AsyncWriteExt::write_all(&mut stdin, text.as_bytes()).await.expect("it reads");
        drop(stdin);
        let output = parser.wait_with_output().await.expect("an end");
        assert!(output.status.success(), "it is not Prometheus text:\n{text}");
        let samples: Vec<(String, BTreeMap<String, String>, f64)> =
            serde_json::from_slice(&output.stdout).expect("samples");
        let named = samples.into_iter().map(|(name, labels, value)| {
            let labels: Vec<String> = labels.into_iter().map(|(label, word)| format!("{label}={word}")).collect();
            (format!("{name}{{{}}}", labels.join(",")), value)
        });
        Self(named.collect())
    }

    async fn from(server: &TestServer) -> Self {
        Self::of(&server.ask::<endpoint::SystemMetrics>().await.expect("metrics").0).await
    }

    fn get(&self, name: &str) -> f64 {
        *self.0.get(name).unwrap_or_else(|| panic!("no {name} in {:#?}", self.0.keys()))
    }
}

#[tokio::test]
async fn the_page_is_prometheus_text_and_tells_what_happened() {
    let home = Arc::new(Home::new());
    let engine = FakeEngine::new().install(&home.at("program")).expect("a substitute engine");
    let server = Setup::engine(&engine).at(&home).start();
    server.engine_ready().await;
    let before = Page::from(&server).await;
    assert_eq!(before.get("openwork_engine_state{state=ready}"), 1.0);
    assert_eq!(before.get("openwork_engine_starts_total{}"), 1.0);
    assert_eq!(before.get("openwork_engine_restarts_total{}"), 0.0);
    assert_eq!(before.get("openwork_workspaces{}"), 0.0);

    let (workspace, _) = server.workspace("counted").await;
    let mut watch = server.watch(&workspace, None).await;
    let mut lost = server.watch(&workspace, Some(1_000_000)).await;
    lost.until("stream.gap").await;
    server.session(&workspace).await;
    watch.until("session.created").await;
    server.ask::<endpoint::RuntimeRestart>().await.expect("afresh");
    server.engine_until("it runs again", |engine| engine.running).await;
    let after = until("two streams", async || {
        Some(Page::from(&server).await).filter(|page| page.get("openwork_streams_open{}") > 1.0)
    })
    .await;
    assert_eq!(after.get("openwork_requests_total{operation=workspaces.createLocal,status=200}"), 1.0);
    assert_eq!(after.get("openwork_request_seconds_count{operation=workspaces.createLocal}"), 1.0);
    assert_eq!(after.get("openwork_request_seconds_bucket{le=+Inf,operation=events.watch}"), 2.0);
    assert_eq!(after.get("openwork_workspaces{}"), 1.0);
    assert_eq!(after.get("openwork_stream_gaps_total{}"), 1.0);
    assert_eq!(after.get("openwork_engine_starts_total{}"), 2.0);
    assert_eq!(after.get("openwork_engine_restarts_total{}"), 1.0);
    let relayed = after.get("openwork_events_relayed_total{}");
    assert!(relayed >= 1.0 && after.get("openwork_events_published_total{}") > relayed);
    let commits = after.get("openwork_store_commits_total{}");
    assert!(commits > before.get("openwork_store_commits_total{}"));
    assert_eq!(after.get("openwork_store_batch_units_count{}"), commits);
    assert!(after.get("process_resident_memory_bytes{}") > 1e6);
    drop((watch, lost));
    server.stops_cleanly().await;
}

#[tokio::test]
async fn every_server_counts_for_itself() {
    let start = async || {
        let home = Home::new();
        let server = openwork_core::Server::builder(home.data()).start().await.expect("a server");
        (home, server)
    };
    let ((_one, counted), (_other, idle)) = (start().await, start().await);
    counted.note_request(None, Some(404), std::time::Duration::from_millis(1));
    let host = openwork_core::Caller::host();
    let counts = Page::of(&counted.system(&host).metrics().await.expect("metrics").0).await;
    assert_eq!(counts.get("openwork_requests_total{operation=none,status=404}"), 1.0);
    let counts = Page::of(&idle.system(&host).metrics().await.expect("metrics").0).await;
    assert!(counts.0.keys().all(|name| !name.starts_with("openwork_requests_total")));
    counted.shutdown().await;
    idle.shutdown().await;
}

#[tokio::test]
async fn every_face_gives_the_text_as_it_is() {
    let server = Setup::no_engine().start();
    let http = harness::http_client::Http::new(&server.url).with_authorization(&format!("Bearer {}", server.token));
    let reply = http.get("/system/metrics").await.expect("an answer");
    assert_eq!(reply.headers["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    Page::of(&reply.text()).await;
    let mut cli = tokio::process::Command::new(program("openwork-cli"));
    cli.arg("--data-dir").arg(server.home.data()).args(["system", "metrics"]);
    let shown = cli.output().await.expect("openwork-cli").stdout;
    Page::of(&String::from_utf8_lossy(&shown)).await;
    let sdk = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdk/dist/index.js");
    assert!(sdk.exists(), "the SDK is not built: run `make sdk`");
    let script = "const { createClient } = await import(process.env.SDK);
        const sdk = createClient({ baseUrl: process.env.URL_OF, token: process.env.TOKEN });
        console.log(JSON.stringify(await sdk.system.metrics()));";
    let mut node = tokio::process::Command::new("node");
    node.args(["--input-type=module", "-e", script]).env("SDK", sdk);
    node.env("URL_OF", &server.url).env("TOKEN", &server.token);
    let told = node.output().await.expect("node");
    let told: Value = serde_json::from_slice(&told.stdout)
        .unwrap_or_else(|_| panic!("not JSON: {}", String::from_utf8_lossy(&told.stderr)));
    Page::of(told.as_str().expect("a string")).await;
    server.stops_cleanly().await;
}
