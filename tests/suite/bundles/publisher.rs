//! Publishing and fetching, through every face; a publisher that misbehaves; addresses that are not the publisher's.

use super::with_publisher;
use harness::publisher::Publisher;
use harness::server::{Door, Home, Setup, program};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use tokio::process::Command;

/// Fetches what lies at this address.
async fn fetch(door: &Door, url: &str) -> (u16, Value) {
    let answer = door.post("/share/bundles/fetch", &json!({ "bundleUrl": url, "timeoutMs": 1500 })).await;
    (answer.status.as_u16(), answer.json())
}

#[tokio::test]
async fn what_is_published_can_be_fetched_and_says_where_it_comes_from() {
    let publisher = Publisher::plain().await;
    let setup = Setup::no_engine().arg("--publisher-url").arg(format!("{}/", publisher.url));
    let door = Door::of(setup.arg("--publisher-origin").arg("https://app.example"));
    let payload = json!({ "name": "release-notes", "content": "Write\nthem." });
    let body = json!({ "bundleType": "skill", "name": "Größe 1", "payload": payload });
    let published = door.post("/share/bundles/publish", &body).await;
    assert_eq!(published.status, 200, "{}", published.text());
    let url = format!("{}/b/1", publisher.url);
    assert_eq!(published.json()["data"], json!({ "url": url }));
    let got = publisher.got();
    let header = |name: &str| got[0].headers[name].to_str().expect("text").to_owned();
    assert_eq!(got[0].path, "/v1/bundles");
    assert_eq!(serde_json::from_slice::<Value>(&got[0].body).expect("JSON"), payload);
    assert_eq!(header("origin"), "https://app.example");
    assert_eq!(header("x-openwork-bundle-type"), "skill");
    assert_eq!(header("x-openwork-schema-version"), "v1");
    assert_eq!(header("x-openwork-name"), "Gr%C3%B6%C3%9Fe 1");
    assert!(!got[0].headers.contains_key("authorization"), "our token is none of its business");
    let (status, answer) = fetch(&door, &format!("{url}?from=mail")).await;
    assert_eq!((status, &answer["data"]), (200, &json!({ "bundle": payload })));
    assert_eq!(publisher.got()[1].path, "/b/1/data");
}

#[tokio::test]
async fn g15_what_looks_like_a_secret_is_not_published_unasked() {
    let (publisher, door) = with_publisher().await;
    let payload = json!({ "mcp": { "a": { "headers": { "Authorization": "Bearer planted-4711" } } }, "keep": "this" });
    let ask = async |sensitive: Option<&str>| {
        let mut body = json!({ "bundleType": "workspace-profile", "payload": payload });
        if let Some(sensitive) = sensitive {
            body["sensitive"] = sensitive.into();
        }
        door.post("/share/bundles/publish", &body).await
    };
    for undecided in [None, Some("auto")] {
        let refused = ask(undecided).await;
        assert_eq!(
            (refused.status.as_u16(), refused.json()["error"]["code"].as_str()),
            (409, Some("export_needs_decision"))
        );
        assert_eq!(refused.json()["error"]["details"][0]["path"], "mcp.a.headers.Authorization");
        assert!(!refused.text().contains("4711"), "{}", refused.text());
    }
    assert_eq!(publisher.got().len(), 0, "the publisher heard of nothing");
    let without = ask(Some("exclude")).await;
    assert_eq!(without.json()["data"]["leftOut"], json!(["mcp.a.headers.Authorization"]));
    let sent = publisher.got();
    let sent = serde_json::from_slice::<Value>(&sent[0].body).expect("JSON");
    assert_eq!(sent, json!({ "mcp": { "a": { "headers": {} } }, "keep": "this" }));
    assert_eq!(ask(Some("include")).await.status, 200);
    assert_eq!(serde_json::from_slice::<Value>(&publisher.got()[1].body).expect("JSON"), payload);
}

#[tokio::test]
async fn g15_only_the_publisher_is_ever_called() {
    let (publisher, door) = with_publisher().await;
    let other = Publisher::plain().await;
    let host = publisher.url.strip_prefix("http://").expect("plain");
    for url in [
        format!("{}/b/1", other.url),
        format!("http://{host}@{}/b/1", other.url.strip_prefix("http://").expect("plain")),
        format!("https://{host}/b/1"),
        format!("http://{host}/b/../../v1/bundles"),
        format!("http://{host}/b/%2e%2e%2fadmin"),
        format!("http://{host}/b/1/data"),
        format!("http://{host}/c/1"),
        "file:///etc/hostname".to_owned(),
        "http://169.254.169.254/b/1".to_owned(),
        "/b/1".to_owned(),
    ] {
        let (status, answer) = fetch(&door, &url).await;
        assert_eq!((status, answer["error"]["code"].as_str()), (422, Some("unprocessable")), "{url}: {answer}");
        assert_eq!(answer["error"]["details"][0]["path"], "bundleUrl", "{url}");
    }
    assert_eq!((publisher.got().len(), other.got().len()), (0, 0));
}

#[tokio::test]
async fn a_publisher_that_misbehaves_is_an_error_that_says_so() {
    let (publisher, door) = with_publisher().await;
    for (id, status, code, word) in [
        ("moved", 502, "remote_error", "redirect"),
        ("huge", 502, "remote_error", "longer"),
        ("slow", 504, "timeout", "no answer"),
        ("page", 502, "remote_error", "no bundle"),
        ("broken", 502, "remote_error", "out of order"),
        ("nothing", 404, "not_found", "no such bundle"),
    ] {
        let (answered, answer) = fetch(&door, &format!("{}/b/{id}", publisher.url)).await;
        let (error, message) = (&answer["error"], answer["error"]["message"].as_str().expect("a sentence"));
        assert_eq!((answered, error["code"].as_str()), (status, Some(code)), "{id}: {answer}");
        assert!(message.contains(word), "{id}: {message}");
    }
    assert_eq!(publisher.got().len(), 6, "a redirect is not followed");
    for (name, word) in [("elsewhere", "not its own"), ("refused", "Not this.")] {
        let body = json!({ "bundleType": "skill", "name": name, "payload": {} });
        let answer = door.post("/share/bundles/publish", &body).await;
        assert_eq!((answer.status.as_u16(), answer.json()["error"]["code"].as_str()), (502, Some("remote_error")));
        assert!(answer.text().contains(word), "{}", answer.text());
    }
    let url = format!("{}/b/1", publisher.url);
    drop(publisher);
    let (status, answer) = fetch(&door, &url).await;
    assert_eq!((status, answer["error"]["code"].as_str()), (502, Some("remote_error")), "nobody is there");
}

#[tokio::test]
async fn without_a_publisher_nothing_is_published_and_a_strange_one_is_refused_at_the_start() {
    let door = Door::open();
    let (status, answer) = fetch(&door, "https://share.example/b/1").await;
    assert_eq!((status, answer["error"]["code"].as_str()), (409, Some("conflict")));
    let published = door.post("/share/bundles/publish", &json!({ "bundleType": "skill", "payload": {} })).await;
    assert_eq!(published.status, 409);
    for strange in ["http://share.example", "ftp://127.0.0.1", "https://user:pass@share.example"] {
        let home = Home::new();
        let mut serve = Command::new(program("openwork-http"));
        serve
            .args(["--port", "0", "--no-engine", "--publisher-url", strange, "--data-dir"])
            .arg(home.data())
            .env_clear();
        let output = serve.env("HOME", home.at("user")).kill_on_drop(true).output().await.expect("openwork-http");
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{strange}: {err}");
        assert!(err.contains("The publisher's address"), "{err}");
        assert!(!err.contains("pass@"), "{err}");
    }
}

#[tokio::test]
async fn over_tls_a_publisher_is_believed_only_with_a_certificate_of_the_system() {
    let home = Arc::new(Home::new());
    let certificate = home.at("tmp").join("publisher.pem");
    let publisher = Publisher::secure(&certificate).await;
    let body = json!({ "bundleType": "skill", "payload": { "a": 1 } });
    let setup = |home: &Arc<Home>| Setup::no_engine().at(home).arg("--publisher-url").arg(&publisher.url);
    let door = Door::of(setup(&home));
    let refused = door.post("/share/bundles/publish", &body).await;
    assert_eq!((refused.status.as_u16(), refused.json()["error"]["code"].as_str()), (502, Some("remote_error")));
    assert_eq!(publisher.got().len(), 0, "nothing was said to a stranger");
    let home = door.server.stops_cleanly().await;
    let door = Door::of(setup(&home).env("SSL_CERT_FILE", &certificate.display().to_string()));
    let published = door.post("/share/bundles/publish", &body).await;
    assert_eq!(published.status, 200, "{}", published.text());
    let (status, answer) = fetch(&door, &format!("{}/b/1", publisher.url)).await;
    assert_eq!((status, &answer["data"]["bundle"]), (200, &json!({ "a": 1 })));
}

#[tokio::test]
async fn who_may_only_read_fetches_and_does_not_publish() {
    let (publisher, door) = with_publisher().await;
    let (_, viewer) = door.token(&json!({ "role": "viewer" })).await;
    let body = json!({ "bundleType": "skill", "payload": {} });
    let ask =
        |path: &'static str, body: &Value| door.ask(http::Method::POST, path).token(Some(&viewer)).json(body).send();
    assert_eq!(ask("/share/bundles/publish", &body).await.status, 403);
    assert_eq!(publisher.got().len(), 0);
    let fetched = ask("/share/bundles/fetch", &json!({ "bundleUrl": format!("{}/b/1", publisher.url) })).await;
    assert_eq!(fetched.status, 404, "it may ask");
}

#[tokio::test]
async fn the_command_line_the_sdk_and_python_publish_and_fetch() {
    let (publisher, door) = with_publisher().await;
    let home = &door.server.home;
    let cli = async |words: &[&str], without_server: bool| {
        let mut command = Command::new(program("openwork-cli"));
        let data = if without_server { home.at("other") } else { home.data() };
        command.args(words).args(["--json", "--no-engine", "--data-dir"]).arg(data).env_clear();
        command.env("HOME", home.at("user")).env("TMPDIR", home.at("tmp"));
        let output = command.env("OPENWORK_CLI_PUBLISHER_URL", &publisher.url).output().await.expect("openwork-cli");
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), serde_json::from_slice::<Value>(&output.stdout).unwrap_or_default(), err)
    };
    let file = home.at("tmp").join("payload.json");
    std::fs::write(&file, r#"{"content":"by the command line"}"#).expect("a file");
    let payload = format!("@{}", file.display());
    for without_server in [false, true] {
        let words = ["bundles", "publish", "--bundle-type", "skill", "--name", "one", "--payload", &payload];
        let (code, published, err) = cli(&words, without_server).await;
        assert_eq!(code, Some(0), "{err}");
        let (code, fetched, err) =
            cli(&["bundles", "fetch", published["url"].as_str().expect("a URL")], without_server).await;
        assert_eq!((code, fetched), (Some(0), json!({ "bundle": { "content": "by the command line" } })), "{err}");
    }
    let secret = ["bundles", "publish", "--bundle-type", "skill", "--payload", r#"{"token":"planted-4711"}"#];
    let (code, _, err) = cli(&secret, false).await;
    assert!(code == Some(5) && err.contains("export_needs_decision") && !err.contains("4711"), "{err}");

    let story = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdk/test/bundles.mjs");
    assert!(story.with_file_name("../dist/index.js").exists(), "the SDK is not built: run `make sdk`");
    let mut node = Command::new("node");
    node.arg(story).env("OPENWORK_URL", &door.server.url).env("OPENWORK_TOKEN", &door.server.token);
    let output = node.output().await.expect("node");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(
        said,
        json!({ "bundle": { "content": "by the SDK" }, "code": "export_needs_decision", "path": "token" })
    );

    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("ffi/python/bundles.py");
    let config = json!({ "dataDir": home.at("python"), "publisherUrl": publisher.url });
    let output = crate::ffi::python(&script).arg(config.to_string()).output().await.expect("Python");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}\n{err}");
    assert_eq!(serde_json::from_str::<Value>(out.trim()).expect("JSON"), json!({ "content": "by Python" }));
    assert_eq!(publisher.got().iter().filter(|got| got.path == "/v1/bundles").count(), 4);
}
