//! A sign-in to an account: handed over through every face, or brought by an import, and told without its token.

use super::{act, over};
use crate::resources::cli;
use harness::http_client::Reply;
use harness::server::{Door, Home, Setup};
use http::Method;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;

const PLACE: &str = "/system/cloud-signin";

/// What stands where nobody is signed in.
fn nobody() -> Value {
    json!({ "signedIn": false, "authToken": { "configured": false } })
}

/// A sign-in as desktops hand it over. What has to stay hidden in it has one word.
fn sign_in(base: &str) -> Value {
    json!({
        "cloudBaseUrl": base, "authToken": format!("hush-token-of-{base}"), "userId": "u1", "orgId": "org_1",
        "activeOrgName": "Example", "activeOrgSlug": "example", "lastValidatedAt": 1_776_000_000_000_u64,
    })
}

/// The same as it is told, but for since when it is kept.
fn told(base: &str) -> Value {
    json!({
        "signedIn": true, "authToken": { "configured": true }, "cloudBaseUrl": base, "userId": "u1", "orgId": "org_1",
        "orgName": "Example", "orgSlug": "example", "lastValidatedAt": "2026-04-12T13:20:00.000Z",
    })
}

async fn put(door: &Door, body: &Value) -> Reply {
    door.ask(Method::PUT, PLACE).json(body).send().await
}

/// What is kept, but for since when; that is there where anything is.
fn kept(mut told: Value) -> Value {
    let since = told.as_object_mut().expect("an object").remove("keptAt");
    assert_eq!(told["signedIn"], since.is_some_and(|since| since.is_string()), "{told}");
    told
}

async fn got(door: &Door) -> Value {
    let reply = door.get(PLACE).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert!(!reply.text().contains("hush"), "{}", reply.text());
    kept(reply.data())
}

async fn deleted(door: &Door) -> Value {
    let reply = door.ask(Method::DELETE, PLACE).send().await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.data()["deleted"].clone()
}

/// That no secret is in what is left of a server.
fn keeps_quiet(home: &Home) {
    let log = std::fs::read_to_string(home.at("server.log")).expect("a log");
    assert!(log.contains("cloud.put") && !log.contains("hush"), "{log}");
    assert_eq!(harness::tree::files_with(&home.data(), b"hush"), [""; 0], "a secret stands in clear");
}

/// What the story of another program says of what it did.
pub(super) async fn story(mut program: tokio::process::Command) -> Value {
    let output = program.output().await.expect("a program");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && !out.contains("hush"), "{out}\n{err}");
    serde_json::from_str(out.trim()).unwrap_or_else(|_| panic!("no JSON: {out}\n{err}"))
}

#[tokio::test]
async fn g15_each_face_hands_a_sign_in_over_and_none_tells_its_token() {
    let door = Door::of(Setup::no_engine());
    assert_eq!(got(&door).await, nobody());
    let reply = put(&door, &sign_in("https://http.example")).await;
    assert!(reply.status == 200 && !reply.text().contains("hush"), "{}", reply.text());
    assert_eq!(kept(reply.data()), told("https://http.example"));
    assert_eq!(got(&door).await, told("https://http.example"));

    let said = cli(&door, &["cloud", "put"], &sign_in("https://cli.example").to_string()).await;
    assert_eq!(kept(said), told("https://cli.example"));
    assert_eq!(got(&door).await, told("https://cli.example"), "it took the place of the one before");
    assert_eq!(kept(cli(&door, &["cloud", "get"], "").await), told("https://cli.example"));
    assert_eq!(cli(&door, &["cloud", "delete"], "").await, json!({ "deleted": true }));
    assert_eq!(got(&door).await, nobody());

    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdk/test/cloud.mjs");
    assert!(script.with_file_name("../dist/index.js").exists(), "the SDK is not built: run `make sdk`");
    let mut node = tokio::process::Command::new("node");
    node.arg(script).arg(sign_in("https://sdk.example").to_string());
    node.env("OPENWORK_URL", &door.server.url).env("OPENWORK_TOKEN", &door.server.token);
    let mut said = story(node).await;
    assert_eq!(kept(said["put"].take()), told("https://sdk.example"));
    assert_eq!(said, json!({ "put": null, "refused": ["unprocessable", "cloudBaseUrl"], "deleted": [true, false] }));
    assert_eq!(got(&door).await, nobody());

    put(&door, &sign_in("https://last.example")).await;
    for role in ["viewer", "collaborator"] {
        let (_, token) = door.token(&json!({ "role": role })).await;
        for method in [Method::GET, Method::DELETE] {
            assert_eq!(door.ask(method, PLACE).token(Some(&token)).send().await.code(), "forbidden");
        }
        let refused =
            door.ask(Method::PUT, PLACE).token(Some(&token)).json(&sign_in("https://no.example")).send().await;
        assert_eq!(refused.code(), "forbidden");
    }
    let home = door.server.stops_cleanly().await;
    keeps_quiet(&home);
    let door = Door::of(Setup::no_engine().at(&home));
    assert_eq!(got(&door).await, told("https://last.example"), "it outlives its server");
}

#[tokio::test]
async fn g15_python_hands_a_sign_in_over_and_is_not_told_its_token() {
    let home = Home::new();
    let mut python = crate::ffi::python(&Path::new(env!("CARGO_MANIFEST_DIR")).join("ffi/python/cloud.py"));
    let told_by =
        |base: &str| json!([true, true, base, "u1", "org_1", "Example", "example", "2026-04-12T13:20:00.000Z"]);
    python.arg(json!({ "dataDir": home.at("python"), "cloudBaseUrl": "https://python.example" }).to_string());
    let said = story(python).await;
    assert_eq!(said, json!({ "put": told_by("https://python.example"), "deleted": [true, false] }));
    assert_eq!(harness::tree::files_with(&home.at("python"), b"hush"), [""; 0]);
}

#[tokio::test]
async fn g15_what_is_no_sign_in_is_refused_and_not_quoted() {
    let door = Door::of(Setup::no_engine());
    let with = |field: &str, value: Value| {
        let mut body = sign_in("https://a.example");
        body[field] = value;
        body
    };
    for (body, path) in [
        (with("hush", json!("hush")), None),
        (with("cloudBaseUrl", json!("ftp://hush@a.example")), Some("cloudBaseUrl")),
        (with("cloudBaseUrl", Value::Null), Some("cloudBaseUrl")),
        (with("authToken", json!(["hush"])), Some("authToken")),
        (with("authToken", json!(" ")), Some("authToken")),
        (with("userId", json!("hush\u{7}")), Some("userId")),
        (with("lastValidatedAt", json!("hush")), Some("lastValidatedAt")),
        (with("lastValidatedAt", json!(-1)), Some("lastValidatedAt")),
        (json!({ "authToken": "hush" }), Some("cloudBaseUrl")),
        (json!({ "baseUrl": "https://a.example" }), None),
    ] {
        let reply = put(&door, &body).await;
        assert_eq!(reply.code(), "unprocessable", "{body}: {}", reply.text());
        let said = reply.json()["error"].clone();
        assert!(path.is_none_or(|path| said["details"][0]["path"] == path), "{body}: {said}");
        // a field that nobody knows is named
        assert!(body.get("hush").is_some() || !said.to_string().contains("hush"), "{body}: {said}");
    }
    assert_eq!(got(&door).await, nobody(), "nothing was kept");
}

/// A home in which a desktop left a sign-in.
fn handed_over(body: &Value) -> Arc<Home> {
    let home = Arc::new(Home::new());
    let desktop = home.at("user/.config/com.differentai.openwork");
    std::fs::create_dir_all(&desktop).expect("made");
    std::fs::write(desktop.join("openwork-cloud-signin.json"), body.to_string()).expect("written");
    home
}

/// What an import does with the sign-in, and why.
async fn becomes(door: &Door) -> [String; 2] {
    let done = act(door, "run").await;
    let item = &done["sources"][0]["items"][0];
    ["action", "reason"].map(|field| item[field].as_str().unwrap_or_else(|| panic!("{done}")).to_owned())
}

#[tokio::test]
async fn g08_a_sign_in_that_was_imported_is_told_and_what_was_done_with_it_here_stays() {
    let home = handed_over(&sign_in("https://desktop.example"));
    let door = Door::of(Setup::no_engine().at(&home));
    assert_eq!(over(&door).await["counts"]["create"], 1);
    assert_eq!(got(&door).await, told("https://desktop.example"));
    assert_eq!(becomes(&door).await[0], "keep");

    put(&door, &sign_in("https://here.example")).await;
    let changed = "It was changed here since it was imported, and stays as it is.";
    assert_eq!(becomes(&door).await, ["skip", changed]);
    assert_eq!(got(&door).await, told("https://here.example"), "an import does not write over it");
    let undo = door.ask(Method::POST, "/system/migration/undo").send().await;
    assert_eq!(undo.code(), "conflict", "{}", undo.text());

    assert_eq!(deleted(&door).await, true);
    let gone = "It was deleted here since it was imported.";
    assert_eq!(becomes(&door).await, ["skip", gone]);
    assert_eq!(got(&door).await, nobody(), "an import does not bring it back");
    door.server.stops_cleanly().await;
    let door = Door::of(Setup::no_engine().at(&home));
    over(&door).await;
    assert_eq!(got(&door).await, nobody(), "nor does a start");
    put(&door, &sign_in("https://again.example")).await;
    assert_eq!(becomes(&door).await[0], "skip");
    assert_eq!(got(&door).await, told("https://again.example"));
    let home = door.server.stops_cleanly().await;
    keeps_quiet(&home);
}

#[tokio::test]
async fn g08_a_sign_in_that_was_put_before_an_import_stays_and_one_that_nobody_touched_follows_its_source() {
    let home = handed_over(&sign_in("https://desktop.example"));
    let door = Door::of(Setup::no_engine().at(&home).arg("--no-import"));
    put(&door, &sign_in("https://here.example")).await;
    assert_eq!(becomes(&door).await, ["skip", "It is here already, made here, and stays as it is."]);
    assert_eq!(got(&door).await, told("https://here.example"));
    assert_eq!(deleted(&door).await, true);
    assert_eq!(becomes(&door).await[0], "skip", "what an import saw here does not come back by it");
    assert_eq!(got(&door).await, nobody());

    let home = handed_over(&sign_in("https://desktop.example"));
    let door = Door::of(Setup::no_engine().at(&home));
    over(&door).await;
    let file = home.at("user/.config/com.differentai.openwork/openwork-cloud-signin.json");
    std::fs::write(file, sign_in("https://other.example").to_string()).expect("written");
    assert_eq!(becomes(&door).await[0], "update");
    assert_eq!(got(&door).await, told("https://other.example"), "one sign-in counts, of whichever account");
    assert_eq!(deleted(&door).await, true);
    assert_eq!(got(&door).await, nobody(), "the one before is not there any more either");
}
