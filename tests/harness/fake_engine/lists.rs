//! What the substitute says of its agents, commands, providers and tools: one of each, and one way to sign in.

use serde_json::{Value, json};

use super::engine::web_page;
use super::routes::found;
use crate::loopback::Answer;
use crate::model::{MODEL, PROVIDER};

/// The routes that are about no session.
pub(super) fn lists(method: &str, segments: &[&str]) -> Answer {
    match (method, segments) {
        ("GET", ["agent"]) => found(json!([
            { "name": "build", "mode": "primary", "native": true, "permission": [], "options": {} },
            { "name": "general", "mode": "subagent", "native": true, "permission": [], "options": {} },
        ])),
        ("GET", ["command"]) => {
            found(json!([{ "name": "init", "description": "looks around", "template": "Look.", "hints": [] }]))
        }
        ("GET", ["config"]) => found(json!({})),
        ("GET", ["config", "providers"]) => found(json!({ "providers": [provider()], "default": { PROVIDER: MODEL } })),
        ("GET", ["provider"]) => {
            found(json!({ "all": [provider()], "default": { PROVIDER: MODEL }, "connected": [PROVIDER] }))
        }
        ("GET", ["provider", "auth"]) => found(
            json!({ PROVIDER: [{ "type": "oauth", "label": "In a browser" }, { "type": "api", "label": "Key" }] }),
        ),
        ("POST", ["provider", _, "oauth", "authorize"]) => {
            found(json!({ "url": "http://127.0.0.1/sign-in", "method": "auto", "instructions": "Sign in." }))
        }
        ("POST", ["provider", _, "oauth", "callback"]) | ("PUT" | "DELETE", ["auth", _]) => found(json!(true)),
        ("GET", ["experimental", "tool", "ids"]) => found(json!(["bash", "invalid", "read"])),
        ("GET", ["experimental", "tool"]) => {
            found(json!([{ "id": "bash", "description": "Runs a line.", "parameters": { "type": "object" } }]))
        }
        ("GET", ["mcp"]) => found(json!({ "small": { "status": "connected" } })),
        _ => Ok(web_page()),
    }
}

fn provider() -> Value {
    json!({
        "id": PROVIDER, "name": "Scripted", "source": "config", "env": [], "options": {},
        "models": { MODEL: { "id": MODEL, "providerID": PROVIDER, "name": "Scripted", "status": "active" } },
    })
}
