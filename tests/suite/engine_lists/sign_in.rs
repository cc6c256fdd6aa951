//! Signing in, by a plugin that needs nobody outside.

use super::{asked, cli, door, item, send, write};
use harness::model::{ModelServer, PROVIDER};
use harness::server::Door;
use http::Method;
use serde_json::{Value, json};

/// What the sign-in leaves.
const GIVEN: &str = "left.by.a.sign-in.0123456789";

/// The code that is good.
const CODE: &str = "a-good-code-0123456789";

/// Two ways of the scripted provider: by a code, and by a key.
fn plugin() -> String {
    format!(
        r#"export const SignIn = async () => ({{ auth: {{ provider: "{PROVIDER}", methods: [
  {{ type: "oauth", label: "Paste a code", prompts: [{{ type: "text", key: "site", message: "Which site?" }}],
    authorize: async (inputs) => ({{ url: "http://127.0.0.1:9/" + inputs.site, instructions: "Paste it.", method: "code",
      callback: async (code) => code === "{CODE}" ? {{ type: "success", key: "{GIVEN}" }} : {{ type: "failed" }} }}) }},
  {{ type: "api", label: "Paste a key" }} ] }} }})"#
    )
}

async fn story(model: &ModelServer) -> (Door, String) {
    let door = door(model).await;
    let (id, folder) = door.workspace("one").await;
    write(&folder, ".opencode/plugin/sign-in.js", &plugin());
    (door, id)
}

async fn post(door: &Door, id: &str, provider: &str, rest: &str, body: &Value) -> harness::http_client::Reply {
    send(door, Method::POST, &format!("/workspaces/{id}/engine/providers/{provider}/{rest}"), Some(body)).await
}

fn kept(door: &Door) -> String {
    std::fs::read_to_string(door.server.home.at("engine/data/opencode/auth.json")).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_signs_in_with_a_code() {
    let model = ModelServer::start().expect("a model");
    let (door, id) = story(&model).await;
    let list = asked(&door, &id, "providers").await;
    let ways = &list["signIns"][0];
    assert_eq!((&ways["providerId"], &ways["methods"][0]["type"]), (&json!(PROVIDER), &json!("oauth")), "{list}");
    assert_eq!(ways["methods"][0]["prompts"][0]["key"], "site");
    assert_eq!((&ways["methods"][1]["method"], &ways["methods"][1]["type"]), (&json!(1), &json!("api")));

    let begun = post(&door, &id, PROVIDER, "sign-in", &json!({ "method": 0, "inputs": { "site": "here" } })).await;
    let wanted = json!({
        "providerId": PROVIDER, "url": "http://127.0.0.1:9/here", "instructions": "Paste it.", "complete": "code",
    });
    assert_eq!((begun.status.as_u16(), begun.data()), (200, wanted.clone()), "{}", begun.text());
    let without = post(&door, &id, PROVIDER, "sign-in/finish", &json!({})).await;
    assert_eq!((without.code().as_str(), without.place().as_str()), ("unprocessable", "code"), "{}", without.text());
    let bad = post(&door, &id, PROVIDER, "sign-in/finish", &json!({ "code": "a-bad-code-0123456789" })).await;
    assert_eq!(bad.code(), "unprocessable", "{}", bad.text());
    assert!(!bad.text().contains("a-bad-code"), "{}", bad.text());

    let done = post(&door, &id, PROVIDER, "sign-in/finish", &json!({ "code": CODE })).await;
    assert_eq!((done.status.as_u16(), &done.data()["connected"]), (200, &json!(true)), "{}", done.text());
    assert!(kept(&door).contains(GIVEN) && !done.text().contains(GIVEN));
    let list = asked(&door, &id, "providers").await;
    assert!(item(&list, "id", PROVIDER).is_some() && !list.to_string().contains(GIVEN), "{list}");
    let log = door.server.log();
    assert!(!log.contains(GIVEN) && !log.contains(CODE), "{log}");

    let path = format!("/workspaces/{id}/engine/providers/{PROVIDER}/auth");
    assert_eq!(send(&door, Method::DELETE, &path, None).await.status, 200);
    assert!(!kept(&door).contains(GIVEN));
    let start = ["providers", "start-sign-in", &id, PROVIDER, "--method", "0", "--input", "site=here"];
    assert_eq!(cli(&door, &start, "").await, wanted);
    let ended = cli(&door, &["providers", "finish-sign-in", &id, PROVIDER, "--code", CODE], "").await;
    assert_eq!(ended, done.data());
    assert!(kept(&door).contains(GIVEN));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_signed_in_to_is_refused_and_is_no_fault() {
    let model = ModelServer::start().expect("a model");
    let (door, id) = story(&model).await;
    for (provider, method, code) in [
        ("nobody", json!(0), "not_found"),
        ("%2e%2e", json!(0), "not_found"),
        (PROVIDER, json!(1), "unprocessable"),
        (PROVIDER, json!(2), "unprocessable"),
        (PROVIDER, json!(-1), "unprocessable"),
        (PROVIDER, json!("0"), "unprocessable"),
    ] {
        let reply = post(&door, &id, provider, "sign-in", &json!({ "method": method })).await;
        assert_eq!(reply.code(), code, "{provider} {method}: {}", reply.text());
    }
    for provider in [PROVIDER, "nobody"] {
        let reply = post(&door, &id, provider, "sign-in/finish", &json!({ "code": CODE })).await;
        assert_eq!(reply.code(), "conflict", "{}", reply.text());
        assert!(!reply.text().contains(CODE), "{}", reply.text());
    }
    assert_eq!(post(&door, &id, "%2e%2e", "sign-in/finish", &json!({})).await.code(), "not_found");
    assert_eq!(kept(&door), "");
}
