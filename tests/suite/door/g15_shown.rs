//! Promise G15: what was taken as a secret, wherever it was put, is shown by nothing that can be read afterwards: no operation that
//! reads, no event, no line of a log, no refusal, and no file of the workspace. What people wrote into their own files is shown only by
//! what reads files as they are.

use super::access::method;
use crate::resources::reloaded;
use harness::http_client::Http;
use harness::model::{ModelServer, Script};
use harness::server::{Door, Home, Setup, Watch};
use harness::tree::contents;
use http::Method;
use openwork_core::operation::Operation;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// What is in each secret that is to be sealed.
const SEALED: &str = "hush";

/// What is in each that people wrote into a file of their own.
const BY_HAND: &str = "sk-hand-";

/// Operations that answer the user's own files as they are.
const AS_THEY_ARE: [&str; 4] = ["config.getRaw", "files.readRaw", "files.readText", "files.search"];

/// Makes secrets, each another.
#[derive(Default)]
struct Mint(u32);

impl Mint {
    /// One that looks like a secret.
    fn looks(&mut self) -> String {
        self.0 += 1;
        format!("sk-{SEALED}-{:05}-aB3dE6gH9jK2mN5pQ8", self.0)
    }

    /// One that is one by its place alone.
    fn plain(&mut self) -> String {
        self.0 += 1;
        format!("{SEALED} of number {}", self.0)
    }
}

/// Everything that takes a secret and keeps it sealed.
fn plants(id: &str, mint: &mut Mint) -> Vec<(Method, String, Value)> {
    let mut all = Vec::new();
    let mut put = |method: Method, place: String, body: Value| all.push((method, place, body));
    let of = |rest: &str| format!("/workspaces/{id}/{rest}");
    let remote = json!({
        "type": "remote", "url": format!("https://127.0.0.1:1/mcp?key={}", mint.looks()),
        "headers": {"Authorization": format!("Bearer {}", mint.looks()), "X-Plain": mint.plain()},
        "oauth": {"clientId": "me", "clientSecret": mint.plain()},
    });
    let local = json!({
        "type": "local", "environment": {"PLAIN": mint.plain(), "API_KEY": mint.looks()},
        "command": ["no-such-program", "--api-key", mint.plain(), format!("--token={}", mint.looks()), "--token", mint.looks()],
    });
    let provider = json!({
        "npm": "@ai-sdk/openai-compatible", "models": {"m": {}},
        "options": {"apiKey": mint.plain(), "authToken": mint.looks(), "baseURL": format!("https://me:{}@127.0.0.1:1/v1", mint.looks()),
                    "headers": {"X-Plain": mint.plain()}},
    });
    put(Method::POST, of("mcp"), json!({"name": "remote", "config": remote}));
    put(Method::POST, of("mcp"), json!({"name": "local", "config": local}));
    for (kind, name, config) in
        [("mcps", "remote-two", remote), ("mcps", "local-two", local), ("providerConfigs", "acme", provider)]
    {
        let body = json!({"displayName": name, "config": config, "workspaceIds": [id]});
        put(Method::POST, format!("/system/managed/{kind}"), body);
    }
    let brought = json!({"type": "remote", "url": "https://127.0.0.1:1/", "headers": {"X-Plain": mint.plain()}, "enabled": false});
    let carried =
        json!({"type": "local", "command": ["true"], "environment": {"PLAIN": mint.plain()}, "enabled": false});
    put(Method::POST, of("import"), json!({"bundle": {"opencode": {"mcp": {"brought": brought, "carried": carried}}}}));
    put(Method::PUT, "/system/environment/KEPT".to_owned(), json!({"value": mint.plain()}));
    let account = json!({"cloudBaseUrl": format!("https://me:{}@127.0.0.1:1/?key={}", mint.looks(), mint.looks()),
                         "authToken": mint.plain(), "userId": mint.looks(), "orgId": mint.looks(), "activeOrgName": mint.looks()});
    put(Method::PUT, "/system/cloud-signin".to_owned(), account);
    let bot = json!({"token": format!("1:{}", mint.looks()), "pairingCode": format!("{SEALED}-code-{}", mint.0), "enabled": false});
    put(Method::POST, "/system/router/identities/telegram".to_owned(), bot);
    let bot = json!({"botToken": format!("xoxb-{}", mint.looks()), "appToken": format!("xapp-{}", mint.looks()), "enabled": false});
    put(Method::POST, "/system/router/identities/slack".to_owned(), bot);
    put(Method::PUT, of("engine/providers/anthropic/auth"), json!({"key": mint.looks()}));
    all
}

/// What people wrote into a file of their own.
fn by_hand() -> Value {
    let secret = |number: u32| format!("{BY_HAND}{number:05}-aB3dE6gH9jK2mN5pQ8");
    json!({
        "mcp": {"hand": {"type": "remote", "url": format!("https://127.0.0.1:1/?key={}", secret(1)), "headers": {"X": secret(2)}},
                "tool": {"type": "local", "command": ["no-such-program", "--token", secret(3), format!("--api-key={}", secret(4))]}},
        "provider": {"hand": {"npm": "@ai-sdk/openai-compatible", "models": {"m": {}}, "options": {"apiKey": secret(5),
                    "baseURL": format!("https://me:{}@127.0.0.1:1/v1", secret(6))}}},
        "permission": {"bash": {format!("curl -H 'Authorization: Bearer {}' *", secret(7)): "allow"}},
        "agent": {"build": {"options": {"apiKey": secret(8)}}},
    })
}

/// Every address that can be read, by its operation. What is a stream is followed, and not read.
fn readable(id: &str, session: &str, message: &str, files: &str) -> Vec<(&'static str, String)> {
    let is_read = |operation: &&Operation| {
        method(**operation) == Method::GET
            && !operation.name().ends_with("events")
            && operation.name() != "events.watch"
    };
    let mut all = Vec::new();
    for operation in Operation::ALL.iter().filter(is_read) {
        let name = operation.name();
        let path = operation.path().replace("{workspaceId}", id).replace("{sessionId}", session);
        let path = path.replace("{messageId}", message).replace("{fileSessionId}", files);
        let path = path.replace("{inboxId}", "dGhlcmU").replace("{artifactId}", "dGhlcmU").replace("{name}", "there");
        let queries: &[&str] = match name {
            "files.stat" | "files.readRaw" | "files.readText" => {
                &["?path=opencode.jsonc", "?path=.opencode%2Fopencode.json"]
            }
            "files.search" | "files.find" => &["?query=hush&includeHidden=true", "?query=sk&includeHidden=true"],
            "files.list" => &["", "?path=.opencode"],
            "config.getRaw" => &["", "?scope=global"],
            "bundles.export" => &["?sensitive=exclude", "?sensitive=include", ""],
            "engine.providers" => &["", "?all=true"],
            "engine.tools" => &["?providerId=scripted&modelId=scripted-model"],
            "system.logs" => &["?limit=500"],
            _ => &[""],
        };
        for query in queries {
            let address = format!("{path}{query}");
            for kind in if path.contains("{kind}") {
                &["mcps", "plugins", "providerConfigs", "skills", "commands", "agents"][..]
            } else {
                &[""]
            } {
                for channel in if path.contains("{channel}") { &["telegram", "slack"][..] } else { &[""] } {
                    all.push((name, address.replace("{kind}", kind).replace("{channel}", channel)));
                }
            }
        }
    }
    all
}

/// Where secrets are that are told.
#[derive(Default)]
struct Told(BTreeSet<String>);

impl Told {
    fn look(&mut self, at: &str, text: &str, may_be_by_hand: bool) {
        for (mark, is_meant) in [(SEALED, true), (BY_HAND, !may_be_by_hand)] {
            if let Some(found) = text.find(mark).filter(|_| is_meant) {
                let near: String = text[..found].chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
                self.0.insert(format!("{at}: {near}{}", text[found..].chars().take(30).collect::<String>()));
            }
        }
    }

    /// Reads everything; answers the status of each operation, the best of its addresses.
    async fn read(&mut self, door: &Door, all: &[(&'static str, String)]) -> BTreeMap<&'static str, u16> {
        let mut done = BTreeMap::new();
        // to a host some of it names places of this machine
        let server = Http::new(&door.server.url).with_authorization(&format!("Bearer {}", door.server.token));
        for (name, address) in all {
            let reply = server.get(address).await.expect("an answer");
            let best = done.entry(*name).or_insert(reply.status.as_u16());
            *best = reply.status.as_u16().min(*best);
            let may_be = AS_THEY_ARE.contains(name) || address.ends_with("sensitive=include");
            // what is searched for is no secret
            let text = if name.starts_with("files.search") { reply.data().to_string() } else { reply.text() };
            self.look(&format!("{name} {address}"), &text, may_be);
        }
        done
    }

    fn files(&mut self, folder: &Path, may_be: impl Fn(&str) -> bool) {
        for (path, bytes) in contents(folder).into_iter().filter(|(path, _)| !may_be(path)) {
            self.look(&path, &String::from_utf8_lossy(&bytes), path.ends_with("opencode.jsonc"));
        }
    }
}

/// Asks for what fails or does something with what was planted.
async fn provoke(door: &Door, id: &str, told: &mut Told) {
    for name in ["remote", "local", "remote-two", "hand", "tool", "brought"] {
        for (method, rest, body) in [
            (Method::POST, "auth", json!({})),
            (Method::POST, "auth/finish", json!({"code": "x", "state": "x"})),
            (Method::DELETE, "auth", json!({})),
            (Method::PUT, "enabled", json!({"enabled": true})),
        ] {
            let reply = door.ask(method, &format!("/workspaces/{id}/mcp/{name}/{rest}")).json(&body).send().await;
            told.look(&format!("{name}/{rest}"), &reply.text(), false);
        }
    }
    for (rest, body) in [
        ("config/validate", json!({})),
        (
            "import/preview",
            json!({"bundle": {"opencode": {"mcp": {"remote": {"type": "local", "command": ["other"]}}}}}),
        ),
        ("mcp", json!({"name": "hand", "config": {"type": "local", "command": ["other"]}})),
        ("mcp", json!({"name": "remote-two", "config": {"type": "local", "command": ["other"]}})),
    ] {
        let reply = door.post(&format!("/workspaces/{id}/{rest}"), &body).await;
        told.look(rest, &reply.text(), false);
    }
    let patch =
        json!({"opencode": {"permission": {"bash": {"x": "ask"}}, "agent": {"build": {"options": {"region": "eu"}}}}});
    let reply = door.ask(Method::PATCH, &format!("/workspaces/{id}/config")).json(&patch).send().await;
    told.look("config.patch", &reply.text(), false);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g15_what_was_taken_as_a_secret_is_shown_by_nothing_that_can_be_read() {
    let model = ModelServer::start().expect("a model");
    let home = Arc::new(Home::new());
    std::fs::create_dir(home.at("hub")).expect("a hub");
    let door = Door::of(Setup::real(&model).at(&home).arg("--skill-hub").arg(home.at("hub").display().to_string()));
    door.server.engine_ready().await;
    let (id, folder) = door.workspace("one").await;
    let client = door.server.client();
    let mut watch = Watch::open(&client, &id.parse().expect("an id"), None).await;
    let mut news = Watch::open_system(&client, None).await;
    std::fs::write(folder.join("opencode.jsonc"), format!("// mine\n{:#}\n", by_hand())).expect("written");
    for (place, text) in [
        (".opencode/openwork/inbox/there", "handed"),
        (".opencode/openwork/outbox/there", "made"),
        (".opencode/skills/there/SKILL.md", "---\nname: there\ndescription: x\n---\nDo it.\n"),
    ] {
        std::fs::create_dir_all(folder.join(place).parent().expect("a folder")).expect("made");
        std::fs::write(folder.join(place), text).expect("written");
    }
    let (mut mint, mut told) = (Mint::default(), Told::default());
    for (method, place, body) in plants(&id, &mut mint) {
        let reply = door.ask(method, &place).json(&body).send().await;
        assert_eq!(reply.status, 200, "{place} {body}: {}", reply.text());
        told.look(&place, &reply.text(), false);
    }
    reloaded(&door, &id).await;
    let session = door.post(&format!("/workspaces/{id}/sessions"), &json!({"title": "reads"})).await.data();
    let session = session["id"].as_str().expect("an id");
    let place = format!("/workspaces/{id}/sessions/{session}/messages");
    let prompt = json!({"parts": [{"type": "text", "text": Script::new().text("Done.").prompt()}]});
    let answered = door.post(&place, &prompt).await;
    assert_eq!(answered.status, 200, "{}", answered.text());
    let messages = door.get(&place).await.data();
    let message =
        messages["items"][0]["info"]["id"].as_str().or(messages["items"][0]["id"].as_str()).expect("an id").to_owned();
    let files = door.post(&format!("/workspaces/{id}/file-sessions"), &json!({})).await.data();
    let all = readable(&id, session, &message, files["id"].as_str().expect("an id"));
    provoke(&door, &id, &mut told).await;
    let done = told.read(&door, &all).await;
    let failed: Vec<_> = done.iter().filter(|(_, status)| **status != 200).collect();
    assert_eq!(failed, [], "what can be read is read");

    let events = door.get(&format!("/workspaces/{id}/reload-events")).await;
    told.look("workspaces.reloadEvents", &events.text(), false);
    door.ask(Method::PATCH, &format!("/workspaces/{id}/display-name"))
        .json(&json!({"displayName": "last"}))
        .send()
        .await;
    watch.until("workspace.changed").await;
    news.until("workspace.changed").await;
    for event in watch.seen.iter().map(|event| json!(event)).chain(news.seen.iter().map(|event| json!(event))) {
        told.look(&format!("an event {}", event["type"]), &event.to_string(), false);
    }
    told.look("the log", &door.server.log(), false);
    for (_, words) in door.server.home.processes() {
        // the engine starts what its configuration names
        told.look("a command line", &words, false);
    }
    told.files(&folder, |_| false);
    // what cannot be read is named with its place, and not said again
    let secret = |number: u32| format!("{BY_HAND}{number:05}-aB3dE6gH9jK2mN5pQ8");
    for broken in [
        format!("{{ \"model\": {} }}", secret(20)),
        format!("{{ \"{}\" \"model\": 1 }}", secret(21)),
        json!({"share": secret(22), "model": {secret(23): 1}, "mcp": {"x": {"type": secret(24), "url": secret(25)}}})
            .to_string(),
    ] {
        std::fs::write(folder.join("opencode.json"), &broken).expect("written");
        provoke(&door, &id, &mut told).await;
        let reply = door.post(&format!("/workspaces/{id}/engine/reload"), &json!({})).await;
        told.look("workspaces.reload", &reply.text(), false);
        told.read(&door, &all.iter().filter(|(name, _)| !AS_THEY_ARE.contains(name)).cloned().collect::<Vec<_>>())
            .await;
    }
    told.look("the log", &door.server.log(), false);
    let data = door.server.home.data();
    told.files(&data, |path| path.contains("/secrets/") || path.contains("/previous/") || path.starts_with("runtime"));
    assert!(told.0.is_empty(), "{} places:\n{}", told.0.len(), told.0.into_iter().collect::<Vec<_>>().join("\n"));
}
