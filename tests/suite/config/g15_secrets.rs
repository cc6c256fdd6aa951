//! Promise G15: no answer, no event and no log line tells a secret.

use super::{Desk, MANAGED};
use serde_json::json;

#[tokio::test]
async fn g15_no_answer_tells_a_secret_that_stands_in_a_configuration() {
    let desk = Desk::open().await;
    let text = json!({
        "provider": {"p": {"options": {"apiKey": "hush-key", "headers": {"X-Team": "hush-header"}}, "models": {}}},
        "mcp": {
            "r": {"type": "remote", "url": "https://me:hush-url@host/x", "headers": {"Any": "hush-any"},
                  "oauth": {"clientSecret": "hush-oauth"}},
            "l": {"type": "local", "command": ["x", "--token", "hush-word", "--key-token=hush-assigned"],
                  "environment": {"ANY": "hush-env"}}
        },
        "formatter": {"f": {"environment": {"K": "hush-formatter"}}},
        "instructions": ["sk-hush-instructions"]
    });
    let mut watch = desk.door.server.watch(&desk.id.parse().expect("an id"), None).await;
    for file in ["opencode.json", MANAGED, ".opencode/opencode.jsonc"] {
        desk.write(file, &text.to_string());
    }
    let mut said = vec![desk.get().await.to_string()];
    said.push(desk.set(&json!({"opencode": {"share": "manual"}})).await.to_string());
    said.push(desk.door.post(&desk.place("/validate"), &json!({})).await.text());
    // faults quote nothing either
    let bad = text.to_string().replace("\"remote\"", "\"hush-type\"").replace("[\"sk", "{[\"sk");
    said.push(desk.put_raw(&json!({"content": bad})).await.text());
    let bad = text.to_string().replace("\"remote\"", "5");
    said.push(desk.door.post(&desk.place("/validate"), &json!({"content": bad})).await.text());
    said.push(desk.patch(&json!({"opencode": {"server": {"password": "hush-patch"}}})).await.text());
    said.push(desk.patch(&json!({"opencode": {"enterprise": {"url": "https://u:hush-userinfo@h"}}})).await.text());
    desk.write(MANAGED, &bad);
    said.push(desk.get().await.to_string());
    watch.until("config.changed").await;
    said.extend(watch.seen.iter().map(|event| json!(event).to_string()));
    said.push(desk.door.server.log());
    for text in said {
        assert!(!text.contains("hush"), "{text}");
    }
}
