//! Who may call what: every operation of the catalogue, by every kind of caller. What should come is read off the catalogue.

use harness::http_client::Reply;
use harness::server::{Door, Setup};
use http::Method;
use openwork_core::model::access::Role;
use openwork_core::operation::{self, Needs, Operation};
use serde_json::{Value, json};

/// A caller of the matrix.
pub(super) struct Caller {
    pub(super) token: Option<String>,
    pub(super) role: Option<Role>,
    /// The workspace that it asks for.
    pub(super) asks_for: String,
    /// Whether it reaches that one.
    pub(super) reaches: bool,
}

/// The status that must come, and the code of a failure. No engine runs here, and each call is one that can be used.
fn expected(operation: Operation, caller: &Caller) -> (u16, &'static str) {
    let does = match operation.needs() {
        // there is none to start afresh
        Needs::Server if operation.name() == "runtime.restart" => (409, "conflict"),
        // nor one to exchange
        Needs::Server if operation.name() == "runtime.upgrade" => (503, "engine_unavailable"),
        // no hub is named
        Needs::Server if operation.path().contains("hub") => (409, "conflict"),
        // no publisher is named
        Needs::Server if operation.path().starts_with("/share/") => (409, "conflict"),
        // the bot is not enabled
        Needs::Server if operation.name() == "router.send" => (409, "conflict"),
        Needs::Server => (200, ""),
        // an engine that does not run holds nothing
        Needs::Engine if operation.name() == "workspaces.dispose" => (200, ""),
        Needs::Engine => (503, "engine_unavailable"),
    };
    let Some(least) = operation.access().least() else { return does };
    match caller.role {
        None => (401, "unauthorized"),
        Some(role) if role < least => (403, "forbidden"),
        Some(_) if operation.path().contains("{workspaceId}") && !caller.reaches => (404, "not_found"),
        Some(_) => does,
    }
}

pub(super) fn method(operation: Operation) -> Method {
    match operation.method() {
        operation::Method::Get => Method::GET,
        operation::Method::Post => Method::POST,
        operation::Method::Put => Method::PUT,
        operation::Method::Patch => Method::PATCH,
        operation::Method::Delete => Method::DELETE,
    }
}

/// A body that the operation takes.
pub(super) fn body(operation: Operation, door: &Door) -> Option<Value> {
    let prompt = json!({"parts": [{"type": "text", "text": "hello"}]});
    let body = match operation.name() {
        "tokens.create" => json!({"role": "viewer"}),
        "workspaces.createLocal" => json!({"folderPath": door.server.home.folder("matrix"), "name": "matrix"}),
        "workspaces.rename" => json!({"displayName": "matrix"}),
        "sessions.create" => json!({}),
        "sessions.update" => json!({"title": "matrix"}),
        "sessions.sendMessage" | "sessions.promptAsync" => prompt,
        "sessions.command" => json!({"command": "init"}),
        "sessions.shell" => json!({"command": "true"}),
        "sessions.init" | "sessions.summarize" => json!({"model": {"providerId": "p", "modelId": "m"}}),
        "sessions.fork" | "runtime.upgrade" => json!({}),
        "sessions.revert" => json!({"messageId": "msg_1"}),
        "sessions.updatePart" => json!({"text": "matrix"}),
        "asks.replyPermission" => json!({"reply": "once"}),
        "asks.replyQuestion" => json!({"answers": [["yes"]]}),
        "providers.setKey" => json!({"key": "matrix-key"}),
        "providers.startSignIn" => json!({"method": 0}),
        "providers.finishSignIn" => json!({}),
        "files.writeText" => json!({"path": "matrix/text", "content": "matrix", "createParents": true}),
        "files.writeRaw" | "inbox.upload" => json!("bytes"),
        "fileSessions.create" | "fileSessions.renew" => json!({}),
        "fileSessions.readBatch" => json!({"paths": ["there"]}),
        "fileSessions.writeBatch" => json!({"writes": [{"path": "matrix/batch", "contentBase64": ""}]}),
        "fileSessions.operations" => json!({"operations": [{"type": "mkdir", "path": "matrix/folder"}]}),
        "cloud.put" => json!({"cloudBaseUrl": "https://cloud.example", "authToken": "matrix"}),
        "environment.set" => json!({"value": "matrix"}),
        "workspaces.relink" => json!({"folderPath": door.server.home.folder("moved")}),
        "workspaces.reload" | "workspaces.dispose" | "config.validate" => json!({}),
        "config.patch" => json!({"opencode": {"username": "matrix"}}),
        "config.putRaw" => json!({"content": "{}"}),
        "skills.upsert" => skill("matrix"),
        "skills.installFromHub" => json!({}),
        "commands.upsert" => json!({"name": "matrix", "template": "matrix"}),
        "mcp.add" => json!({"name": "matrix", "config": mcp()}),
        "mcp.setEnabled" => json!({"enabled": false}),
        "mcp.finishAuth" => json!({"code": "matrix", "state": "matrix"}),
        "plugins.add" => json!({"spec": "matrix"}),
        "managed.create" => json!({"displayName": "matrix", "config": mcp()}),
        "managed.update" => json!({"displayName": "matrix again"}),
        "managed.assign" => json!({"workspaceIds": []}),
        "bundles.publish" => json!({"bundleType": "skill", "payload": {}}),
        "bundles.fetch" => json!({"bundleUrl": "https://share.example/b/1"}),
        "bundles.previewImport" | "bundles.import" => {
            json!({"bundle": {"commands": [{"name": "matrix", "content": "matrix"}]}})
        }
        "router.upsertIdentity" => bot(),
        "router.setBinding" => binding(door),
        "router.send" => {
            json!({"channel": "telegram", "identityId": "default", "peerId": "4711", "text": "matrix"})
        }
        name => {
            assert!(!operation.takes_body(), "give the matrix a body for `{name}`");
            return None;
        }
    };
    Some(body)
}

/// A query, where it needs one. The file is in each of the workspaces.
pub(super) fn query(operation: Operation) -> &'static str {
    match operation.name() {
        "files.stat" | "files.readRaw" | "files.writeRaw" | "files.readText" => "?path=there",
        "files.search" | "files.find" => "?query=x",
        "inbox.upload" => "?path=matrix&overwrite=true",
        _ => "",
    }
}

/// A bot that is not enabled, so that no router is wanted.
fn bot() -> Value {
    json!({"token": "1:matrix", "access": "public", "enabled": false})
}

/// A binding of that bot to a folder that is a workspace's.
fn binding(door: &Door) -> Value {
    let folder = door.server.home.folder("mine");
    json!({"channel": "telegram", "identityId": "default", "peerId": "4711", "directory": folder, "enabled": false})
}

/// An MCP server that nobody starts.
fn mcp() -> Value {
    json!({"type": "local", "command": ["true"], "enabled": false})
}

fn skill(name: &str) -> Value {
    json!({"name": name, "description": "matrix", "content": "matrix"})
}

/// Puts what an operation on resources works on in place, and answers the id of an item of its own.
async fn resources(door: &Door, operation: Operation, workspace: &str) -> String {
    let body = match operation.area() {
        "skills" => skill("there"),
        "commands" => json!({"name": "there", "template": "matrix"}),
        "mcp" => json!({"name": "there", "config": mcp()}),
        "plugins" => json!({"spec": "there"}),
        "managed" => {
            let made =
                door.post("/system/managed/mcps", &json!({"displayName": operation.name(), "config": mcp()})).await;
            return made.data()["item"]["id"].as_str().unwrap_or_else(|| panic!("{}", made.text())).to_owned();
        }
        "environment" => {
            let set =
                door.ask(Method::PUT, "/system/environment/MATRIX").json(&json!({"value": "matrix"})).send().await;
            assert_eq!(set.status, 200, "{}", set.text());
            return String::new();
        }
        _ => return String::new(),
    };
    let put = door.post(&format!("/workspaces/{workspace}/{}", operation.area()), &body).await;
    assert_eq!(put.status, 200, "{}", put.text());
    String::new()
}

/// Makes the bot and its binding, and answers the binding's id.
async fn bound(door: &Door) -> String {
    door.workspace("mine").await;
    assert_eq!(door.post("/system/router/identities/telegram", &bot()).await.status, 200);
    let bound = door.post("/system/router/bindings", &binding(door)).await;
    bound.data()["id"].as_str().unwrap_or_else(|| panic!("{}", bound.text())).to_owned()
}

/// Opens a file session of this caller, where it may have one, and answers its id.
async fn file_session(door: &Door, caller: &Caller) -> String {
    let place = format!("/workspaces/{}/file-sessions", caller.asks_for);
    let made = door.ask(Method::POST, &place).token(caller.token.as_deref()).json(&json!({})).send().await;
    made.json()["data"]["id"].as_str().unwrap_or("fs_none").to_owned()
}

/// The address at which an operation finds what it works on.
pub(super) async fn address(door: &Door, operation: Operation, caller: &Caller) -> String {
    let has_files = ["files", "inbox", "artifacts"].contains(&operation.area());
    for name in if has_files { &["one", "mine", "another"][..] } else { &[] } {
        for place in ["", ".opencode/openwork/inbox", ".opencode/openwork/outbox"] {
            let folder = door.server.home.folder(name).join(place);
            std::fs::create_dir_all(&folder).expect("a folder");
            std::fs::write(folder.join("there"), "there").expect("a file");
        }
    }
    // what is removed must be there and must not be missed
    let token = door.token(&json!({"role": "viewer"})).await.0;
    let binding = if operation.area() == "router" { bound(door).await } else { String::new() };
    let path = operation.path().replace("{workspaceId}", &caller.asks_for).replace("{tokenId}", &token);
    let path = path.replace("{sessionId}", "ses_1").replace("{messageId}", "msg_1").replace("{partId}", "prt_1");
    let path = path.replace("{requestId}", if path.contains("/questions/") { "que_1" } else { "per_1" });
    let path = path.replace("{providerId}", "anthropic").replace("{bindingId}", &binding);
    let path = path.replace("{channel}", "telegram").replace("{identityId}", "default");
    // `there`
    let path = path.replace("{inboxId}", "dGhlcmU").replace("{artifactId}", "dGhlcmU");
    let session = if path.contains("{fileSessionId}") { file_session(door, caller).await } else { String::new() };
    let path = path.replace("{fileSessionId}", &session);
    let item = resources(door, operation, &caller.asks_for).await;
    let path = path.replace("{itemId}", &item).replace("{kind}", "mcps").replace("{key}", "MATRIX");
    let path = path.replace("{name}", "there");
    assert!(!path.contains('{'), "give the matrix a value for `{path}`");
    path + query(operation)
}

async fn call(door: &Door, operation: Operation, caller: &Caller) -> Reply {
    let path = address(door, operation, caller).await;
    let mut knock = door.ask(method(operation), &path).token(caller.token.as_deref());
    if let Some(body) = body(operation, door) {
        knock = knock.json(&body);
    }
    knock.send().await
}

/// What nothing can be called after, in their order.
const ENDS: &[&str] = &["workspaces.relink", "workspaces.delete", "system.shutdown"];

/// Calls everything, the ends of the workspace and of the server last.
async fn matrix(door: &Door, caller: &Caller) {
    let place = |operation: &Operation| ENDS.iter().position(|name| *name == operation.name());
    let (mut ends, others): (Vec<&Operation>, Vec<&Operation>) =
        Operation::ALL.iter().partition(|operation| place(operation).is_some());
    ends.sort_by_key(|operation| place(operation));
    assert!(ends.len() == ENDS.len() && others.len() > 25);
    let mut wrong = Vec::new();
    for operation in others.into_iter().chain(ends) {
        let reply = call(door, *operation, caller).await;
        let got = reply.status.as_u16();
        let wanted = expected(*operation, caller);
        if (got, reply.code().as_str()) != wanted {
            wrong.push(format!("{}: {wanted:?} was expected: {got} {}", operation.name(), reply.text()));
        }
        if got == 200 && operation.name() == "system.shutdown" {
            break;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A door, and someone of this role who is limited to one workspace or not, and asks for that one or another.
async fn someone(role: Role, limited: bool, asks_for_another: bool) -> (Door, Caller) {
    let door = Door::open();
    let ((mine, _), (another, _)) = (door.workspace("mine").await, door.workspace("another").await);
    let mut wanted = json!({"role": role});
    if limited {
        wanted["workspaceIds"] = json!([mine]);
    }
    let (_, token) = door.token(&wanted).await;
    let asks_for = if asks_for_another { another } else { mine };
    let reaches = !(limited && asks_for_another);
    (door, Caller { token: Some(token), role: Some(role), asks_for, reaches })
}

/// The same, asking for the workspace by what an older OpenWork called it; limited by such a name, where limited.
async fn by_an_older_id(role: Role, limited: bool) -> (Door, Caller) {
    let door = Door::of(Setup::no_engine().at(&crate::migration::served(&["mine", "another"])));
    crate::migration::over(&door).await;
    let asks_for = "ws_older0".to_owned();
    let wanted = if limited { json!({"role": role, "workspaceIds": [asks_for]}) } else { json!({"role": role}) };
    let (_, token) = door.token(&wanted).await;
    (door, Caller { token: Some(token), role: Some(role), asks_for, reaches: true })
}

#[tokio::test]
async fn g09_a_collaborator_does_everything_by_an_older_id() {
    let (door, collaborator) = by_an_older_id(Role::Collaborator, false).await;
    matrix(&door, &collaborator).await;
}

#[tokio::test]
async fn g09_a_collaborator_of_one_workspace_does_everything_by_an_older_id() {
    let (door, collaborator) = by_an_older_id(Role::Collaborator, true).await;
    matrix(&door, &collaborator).await;
}

#[tokio::test]
async fn without_a_token_only_open_operations_answer() {
    let door = Door::open();
    let (asks_for, _) = door.workspace("one").await;
    matrix(&door, &Caller { token: None, role: None, asks_for, reaches: false }).await;
}

#[tokio::test]
async fn an_unknown_token_is_no_token() {
    let door = Door::open();
    let (asks_for, _) = door.workspace("one").await;
    let token = Some(format!("ow_h_{}", "A".repeat(43)));
    matrix(&door, &Caller { token, role: None, asks_for, reaches: false }).await;
}

#[tokio::test]
async fn a_viewer_reads_and_does_nothing_else() {
    let (door, viewer) = someone(Role::Viewer, false, true).await;
    matrix(&door, &viewer).await;
}

#[tokio::test]
async fn a_collaborator_reads_and_changes_and_is_no_host() {
    let (door, collaborator) = someone(Role::Collaborator, false, true).await;
    matrix(&door, &collaborator).await;
}

#[tokio::test]
async fn a_host_may_everything() {
    let (door, host) = someone(Role::Host, false, false).await;
    matrix(&door, &host).await;
}

#[tokio::test]
async fn a_viewer_of_one_workspace_finds_that_one() {
    let (door, viewer) = someone(Role::Viewer, true, false).await;
    matrix(&door, &viewer).await;
}

#[tokio::test]
async fn a_viewer_of_one_workspace_finds_no_other() {
    let (door, viewer) = someone(Role::Viewer, true, true).await;
    matrix(&door, &viewer).await;
}

#[tokio::test]
async fn a_collaborator_of_one_workspace_finds_that_one() {
    let (door, collaborator) = someone(Role::Collaborator, true, false).await;
    matrix(&door, &collaborator).await;
}

#[tokio::test]
async fn a_collaborator_of_one_workspace_finds_no_other() {
    let (door, collaborator) = someone(Role::Collaborator, true, true).await;
    matrix(&door, &collaborator).await;
}

#[tokio::test]
async fn another_workspace_cannot_be_told_from_none() {
    let (door, viewer) = someone(Role::Viewer, true, true).await;
    let ask = |id: &str| door.ask(Method::GET, &format!("/workspaces/{id}")).token(viewer.token.as_deref()).send();
    let (theirs, none) = (ask(&viewer.asks_for).await, ask("ws_none").await);
    assert_eq!((theirs.status, theirs.code()), (none.status, none.code()));
    assert_eq!(theirs.sentence().replace(&viewer.asks_for, "X"), none.sentence().replace("ws_none", "X"));
}

#[tokio::test]
async fn only_a_host_sees_what_is_hidden() {
    let (door, viewer) = someone(Role::Viewer, false, false).await;
    let ask = || door.ask(Method::GET, "/workspaces?includeHidden=true");
    assert_eq!(ask().token(viewer.token.as_deref()).send().await.code(), "forbidden");
    assert_eq!(ask().send().await.status, 200);
}
