//! Promise G15: a secret that is put where it does not belong is told to nobody: not by the refusal, nor by a log line, an
//! event, a command line or a file. The document says where something can be put.

use super::access::{Caller, address, body, method};
use harness::http_client::Reply;
use harness::server::{Door, Watch};
use harness::tree::contents;
use http::Method;
use openwork_core::model::access::Role;
use openwork_core::operation::Operation;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Makes a value in which a text stands.
type MakeValue = fn(String) -> Value;

/// What is looked into.
const AREAS: [&str; 12] = [
    "files",
    "fileSessions",
    "inbox",
    "artifacts",
    "config",
    "skills",
    "commands",
    "mcp",
    "plugins",
    "managed",
    "bundles",
    "environment",
];

/// Fields that are no place for a secret and are said again, each for a reason.
const SAID: [(&[&str], &str); 4] = [
    (&["path", "prefix", "paths", "from", "to"], "which file it is about"),
    (&["name", "displayName", "key"], "which of many it is about"),
    (&["workspaceId", "workspaceIds", "fileSessionId", "inboxId", "artifactId", "itemId"], "which is not there"),
    (&["<field>"], "which field is none, so that one who misspelt it finds it"),
];

/// What each planted secret begins with; as keys do.
const MARK: &str = "sk-hush-";

/// Secrets, each of which was planted once.
#[derive(Default)]
struct Planted(Vec<Place>);

/// Where one was planted.
struct Place {
    operation: &'static str,
    /// The way in the body, or what carried it.
    way: String,
    was_taken: bool,
}

impl Planted {
    /// The next one.
    fn fresh(&mut self, operation: Operation, way: impl Into<String>) -> String {
        self.0.push(Place { operation: operation.name(), way: way.into(), was_taken: false });
        format!("{MARK}{:05}-aB3dE6gH9jK2", self.0.len() - 1)
    }

    /// Remembers whether the last one was taken; what is told of it otherwise is a leak.
    fn answered(&mut self, reply: &Reply, wrong: &mut BTreeSet<String>) {
        self.0.last_mut().expect("one").was_taken = reply.status.is_success();
        if !reply.status.is_success() {
            wrong.extend(self.found(&reply.text(), &format!("its refusal: {}", reply.sentence()), true));
        }
    }

    /// Which are in a text, but for those that may be; of those that were taken only where they may not be either.
    fn found(&self, text: &str, at: &str, taken_too: bool) -> Vec<String> {
        let number = |(start, _): (usize, &str)| text.get(start + MARK.len()..start + MARK.len() + 5)?.parse().ok();
        let all: BTreeSet<usize> = text.match_indices(MARK).filter_map(number).collect();
        let places = all.into_iter().filter_map(|number| self.0.get(number));
        let field =
            |place: &&Place| place.way.rsplit(['.', ' ']).find(|word| word.parse::<u8>().is_err()).map(str::to_owned);
        let may_be = |field: &str| SAID.iter().any(|(said, _)| said.contains(&field));
        let is_leak =
            |place: &&Place| (taken_too || !place.was_taken) && !field(place).is_some_and(|field| may_be(&field));
        places.filter(is_leak).map(|place| format!("{} {} is in {at}", place.operation, place.way)).collect()
    }
}

/// All places of a schema, the whole too.
fn ways(document: &Value, schema: &Value, way: &[String], all: &mut BTreeSet<Vec<String>>) {
    if let Some(name) = schema["$ref"].as_str() {
        return ways(document, document.pointer(&name[1..]).expect("a schema"), way, all);
    }
    all.insert(way.to_vec());
    if way.len() > 6 {
        return;
    }
    for key in ["oneOf", "anyOf", "allOf"] {
        schema[key].as_array().into_iter().flatten().for_each(|one| ways(document, one, way, all));
    }
    let below = |word: &str| [way, &[word.to_owned()]].concat();
    for (name, one) in schema["properties"].as_object().into_iter().flatten() {
        ways(document, one, &below(name), all);
    }
    if schema["items"].is_object() {
        ways(document, &schema["items"], &below("0"), all);
    }
}

/// Puts a value where a way leads, and makes what is missing of the way.
fn put(at: &mut Value, way: &[String], value: Value) {
    let Some((word, rest)) = way.split_first() else { return *at = value };
    if let Ok(index) = word.parse::<usize>() {
        if !at.is_array() {
            *at = json!([]);
        }
        let list = at.as_array_mut().expect("a list");
        list.resize(list.len().max(index + 1), Value::Null);
        return put(&mut list[index], rest, value);
    }
    if !at.is_object() {
        *at = Value::Object(Map::new());
    }
    put(at.as_object_mut().expect("an object").entry(word.clone()).or_insert(Value::Null), rest, value);
}

/// What is in free-form parts, of which the document says no more.
fn free(operation: Operation) -> &'static [&'static str] {
    match operation.name() {
        "mcp.add" | "managed.create" | "managed.update" => &[
            "config.type",
            "config.url",
            "config.command.0",
            "config.command.1",
            "config.headers",
            "config.headers.X",
            "config.environment",
            "config.environment.K",
            "config.enabled",
            "config.timeout",
            "config.oauth",
            "config.oauth.clientSecret",
            "config.oauth.callbackPort",
            "config.other",
        ],
        "config.patch" => &[
            "opencode.model",
            "opencode.share",
            "opencode.permission",
            "opencode.permission.bash",
            "opencode.mcp.x.url",
            "opencode.provider.p.options.apiKey",
            "opencode.agent.build.options.apiKey",
            "opencode.server.password",
            "opencode.enterprise.url",
            "opencode.formatter.f.environment.K",
            "opencode.instructions.0",
            "opencode.plugin.0",
            "opencode.tools",
            "opencode.snapshot",
            "opencode.other",
        ],
        "bundles.import" | "bundles.previewImport" => &[
            "bundle.opencode.share",
            "bundle.opencode.mcp.x.url",
            "bundle.opencode.mcp.x.headers.X",
            "bundle.opencode.agent.build.options.apiKey",
            "bundle.opencode.provider.p.options.apiKey",
            "bundle.opencode.permission",
            "bundle.opencode.other",
        ],
        "bundles.publish" => &["payload.opencode.mcp.x.headers.X", "payload.other", "payload.skills.0.content"],
        _ => &[],
    }
}

/// Puts a secret into each part of an operation's body, in every kind, and sends it.
async fn bodies(
    door: &Door,
    id: &str,
    document: &Value,
    operation: Operation,
    planted: &mut Planted,
    wrong: &mut BTreeSet<String>,
) {
    let host = Caller {
        token: Some(door.server.token.clone()),
        role: Some(Role::Host),
        asks_for: id.to_owned(),
        reaches: true,
    };
    let address = address(door, operation, &host).await;
    let Some(whole) = body(operation, door) else { return };
    if whole.is_string() {
        for path in [address.clone(), address.replace("path=", "path=nowhere%2F")] {
            let secret = planted.fresh(operation, "bytes");
            let reply = door.ask(method(operation), &path).bytes(secret).send().await;
            planted.answered(&reply, wrong);
        }
        return;
    }
    let mut all = BTreeSet::new();
    let said = &document["paths"][operation.path()][method(operation).as_str().to_lowercase()]["requestBody"];
    ways(document, &said["content"]["application/json"]["schema"], &[], &mut all);
    assert!(all.len() > 1, "the document says nothing of {}", operation.name());
    all.extend(free(operation).iter().map(|way| way.split('.').map(str::to_owned).collect()));
    for way in all {
        let kinds: [(&str, MakeValue); 4] = [
            ("", Value::from),
            (".<field>", |secret| json!({ secret: 1 })),
            ("", |secret| json!({ "a": secret })),
            ("", |secret| json!([secret])),
        ];
        for (what, kind) in kinds {
            let secret = planted.fresh(operation, way.join(".") + what);
            let mut sent = whole.clone();
            put(&mut sent, &way, kind(secret));
            let reply = door.ask(method(operation), &address).json(&sent).send().await;
            planted.answered(&reply, wrong);
        }
    }
    let secret = planted.fresh(operation, "broken");
    let broken = whole.to_string().replacen(':', &format!(": {secret} "), 1);
    let reply = door.ask(method(operation), &address).text(broken).send().await;
    planted.answered(&reply, wrong);
}

/// Puts a secret into each parameter of an operation, and sends it.
async fn parameters(
    door: &Door,
    id: &str,
    document: &Value,
    operation: Operation,
    planted: &mut Planted,
    wrong: &mut BTreeSet<String>,
) {
    let host = Caller {
        token: Some(door.server.token.clone()),
        role: Some(Role::Host),
        asks_for: id.to_owned(),
        reaches: true,
    };
    let all = &document["paths"][operation.path()][method(operation).as_str().to_lowercase()]["parameters"];
    for parameter in all.as_array().into_iter().flatten() {
        let name = parameter["name"].as_str().expect("a name");
        let address = address(door, operation, &host).await;
        let place = parameter["in"].as_str().expect("a place");
        let secret = planted.fresh(operation, format!("{place} {name}"));
        let encoded = utf8_percent_encode(&secret, NON_ALPHANUMERIC).to_string();
        let mut header = None;
        let address = match place {
            "path" => operation.path().replace(&format!("{{{name}}}"), &encoded).replace("{workspaceId}", id),
            "header" => {
                header = Some((name, secret));
                address
            }
            _ => format!("{}?{name}={encoded}", address.split('?').next().expect("a path")),
        };
        let address = address.replace("{kind}", "mcps").replace(['{', '}'], "");
        let mut knock = door.ask(method(operation), &address);
        if let Some((name, value)) = header {
            knock = knock.header(name, &value);
        }
        if let Some(body) = body(operation, door) {
            knock = knock.json(&body);
        }
        planted.answered(&knock.send().await, wrong);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g15_a_secret_in_any_field_is_told_to_nobody() {
    let door = Door::open();
    let (id, _) = door.workspace("mine").await;
    let document = door.get("/openapi.json").await.json();
    let (mut planted, mut wrong) = (Planted::default(), BTreeSet::new());
    let client = door.server.client();
    let mut watch = Watch::open(&client, &id.parse().expect("an id"), None).await;
    let mut news = Watch::open_system(&client, None).await;
    for operation in Operation::ALL.iter().filter(|operation| AREAS.contains(&operation.area())) {
        bodies(&door, &id, &document, *operation, &mut planted, &mut wrong).await;
        parameters(&door, &id, &document, *operation, &mut planted, &mut wrong).await;
    }
    assert!(planted.0.len() > 500, "only {} were planted", planted.0.len());
    // all events until one that comes last
    door.ask(Method::PATCH, &format!("/workspaces/{id}/display-name"))
        .json(&json!({"displayName": "last"}))
        .send()
        .await;
    watch.until("workspace.changed").await;
    news.until("workspace.changed").await;
    let events = watch.seen.iter().map(|event| json!(event)).chain(news.seen.iter().map(|event| json!(event)));
    for event in events {
        let kind = event["type"].as_str().unwrap_or("an event").to_owned();
        wrong.extend(planted.found(&event.to_string(), &kind, true));
    }
    wrong.extend(planted.found(&door.server.log(), "the log", true));
    wrong.extend(planted.found(&door.get("/system/logs?limit=500").await.text(), "system.logs", true));
    for (_, words) in door.server.home.processes() {
        wrong.extend(planted.found(&words, "a command line", true));
    }
    // what was taken is kept; what was refused is nowhere
    for place in [door.server.home.data(), door.server.home.at("work")] {
        for (path, bytes) in contents(&place) {
            wrong.extend(planted.found(&String::from_utf8_lossy(&bytes), &path, false));
        }
    }
    assert!(wrong.is_empty(), "{} places:\n{}", wrong.len(), wrong.into_iter().collect::<Vec<_>>().join("\n"));
}
