//! Agents, commands, tools, MCP servers.

use super::{asked, cli, door, item, write};
use harness::model::{MODEL, MODEL_REF, ModelServer, PROVIDER};
use serde_json::{Value, json};

fn names(list: &Value, field: &str) -> Vec<String> {
    let items = list["items"].as_array().expect("a list").iter();
    items.map(|item| item[field].as_str().expect("text").to_owned()).collect()
}

/// A small MCP server: it has one tool, and ends with its input.
const MCP: &str = r#"
import json, sys
for line in sys.stdin:
    asked = json.loads(line)
    if "id" not in asked:
        continue
    answer = {}
    if asked["method"] == "initialize":
        answer = {"protocolVersion": asked["params"]["protocolVersion"], "capabilities": {"tools": {}},
                  "serverInfo": {"name": "small", "version": "1"}}
    elif asked["method"] == "tools/list":
        answer = {"tools": [{"name": "greet", "inputSchema": {"type": "object"}}]}
    print(json.dumps({"jsonrpc": "2.0", "id": asked["id"], "result": answer}), flush=True)
"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn agents_and_commands_of_a_workspace_are_listed_with_opencodes_own() {
    let model = ModelServer::start().expect("a model");
    let door = door(&model).await;
    let (id, folder) = door.workspace("one").await;
    let agent = "---\ndescription: Reads what others wrote\nmode: subagent\noptions:\n  apiKey: sk-agent-0123\n---\nYou review.\n";
    write(&folder, ".opencode/agent/reviewer.md", agent);
    write(&folder, ".opencode/command/greet.md", "---\ndescription: Greets\n---\nGreet $ARGUMENTS.\n");

    let agents = asked(&door, &id, "agents").await;
    let reviewer = item(&agents, "name", "reviewer").unwrap_or_else(|| panic!("{agents}"));
    assert_eq!((&reviewer["mode"], &reviewer["prompt"]), (&json!("subagent"), &json!("You review.")));
    assert!(!agents.to_string().contains("sk-agent"), "{agents}");
    assert_eq!(item(&agents, "name", "build").expect("OpenCode's own")["native"], true);

    let commands = asked(&door, &id, "commands").await;
    let greet = item(&commands, "name", "greet").unwrap_or_else(|| panic!("{commands}"));
    assert_eq!((&greet["description"], &greet["hints"]), (&json!("Greets"), &json!(["$ARGUMENTS"])));
    assert!(item(&commands, "name", "init").is_some());

    let (other, _) = door.workspace("other").await;
    assert!(item(&asked(&door, &other, "agents").await, "name", "reviewer").is_none(), "it is of one workspace");
    assert_eq!(cli(&door, &["engine", "agents", &id], "").await, agents);
    assert_eq!(cli(&door, &["engine", "commands", &id], "").await, commands);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tools_are_listed_and_described_for_a_model_that_is_there() {
    let model = ModelServer::start().expect("a model");
    let door = door(&model).await;
    let (id, folder) = door.workspace("one").await;
    let tool = "export default { description: 'Adds', args: {}, execute: async () => 'sum' }\n";
    write(&folder, ".opencode/tool/adder.js", tool);

    let plain = asked(&door, &id, "tools").await;
    let ids = names(&plain, "id");
    for wanted in ["adder", "bash", "read", "write"] {
        assert!(ids.iter().any(|id| id == wanted), "no {wanted} in {ids:?}");
    }
    assert!(ids.is_sorted() && !ids.iter().any(|id| id == "invalid"), "{ids:?}");
    assert!(item(&plain, "id", "bash").expect("there").get("description").is_none());

    let described = asked(&door, &id, &format!("tools?providerId={PROVIDER}&modelId={MODEL}")).await;
    let bash = item(&described, "id", "bash").expect("there");
    assert!(bash["description"].as_str().is_some_and(|text| text.len() > 20), "{bash}");
    assert_eq!(bash["parameters"]["type"], "object");
    assert_eq!(cli(&door, &["engine", "tools", &id, "--model", MODEL_REF], "").await, described);

    for (query, code) in [
        (format!("providerId={PROVIDER}&modelId=none"), "not_found"),
        (format!("providerId=none&modelId={MODEL}"), "not_found"),
        (format!("providerId={PROVIDER}"), "invalid_request"),
        (format!("modelId={MODEL}"), "invalid_request"),
        ("tool=bash".to_owned(), "invalid_request"),
    ] {
        let reply = door.get(&format!("/workspaces/{id}/engine/tools?{query}")).await;
        assert_eq!(reply.code(), code, "{query}: {}", reply.text());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_mcp_server_says_how_it_is_and_no_secret() {
    let model = ModelServer::start().expect("a model");
    let door = door(&model).await;
    let (id, folder) = door.workspace("one").await;
    write(&folder, "mcp.py", MCP);
    let secret = json!({ "TOKEN": "sk-mcp-0123456789" });
    let config = json!({ "mcp": {
        "small": { "type": "local", "command": ["python3", folder.join("mcp.py")], "environment": secret },
        "missing": { "type": "local", "command": [folder.join("nothing")], "environment": secret },
        "off": { "type": "local", "command": ["true"], "enabled": false },
        "far": { "type": "remote", "url": "http://127.0.0.1:9/mcp", "headers": { "Authorization": "Bearer sk-mcp-0123456789" } },
    } });
    write(&folder, "opencode.json", &config.to_string());

    let servers = asked(&door, &id, "mcp").await;
    assert_eq!(names(&servers, "name"), ["far", "missing", "off", "small"]);
    assert_eq!(names(&servers, "status"), ["failed", "failed", "disabled", "connected"], "{servers}");
    assert!(servers["items"][1]["error"].is_string() && servers["items"][3].get("error").is_none(), "{servers}");
    assert!(!servers.to_string().contains("sk-mcp"), "{servers}");
    assert_eq!(cli(&door, &["engine", "mcp-status", &id], "").await, servers);

    let (empty, _) = door.workspace("empty").await;
    assert_eq!(asked(&door, &empty, "mcp").await["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_viewer_sees_them_and_changes_no_access() {
    let model = ModelServer::start().expect("a model");
    let door = door(&model).await;
    let (id, _) = door.workspace("one").await;
    let (_, viewer) = door.token(&json!({"role": "viewer"})).await;
    let (_, collaborator) = door.token(&json!({"role": "collaborator"})).await;
    for what in ["agents", "commands", "providers", "tools", "mcp"] {
        let ask = door.ask(http::Method::GET, &format!("/workspaces/{id}/engine/{what}"));
        assert_eq!(ask.token(Some(&viewer)).send().await.status, 200, "{what}");
    }
    let path = format!("/workspaces/{id}/engine/providers/other/auth");
    let ask = door.ask(http::Method::PUT, &path).token(Some(&collaborator)).json(&json!({"key": "sk-no"}));
    assert_eq!(ask.send().await.code(), "forbidden");
}
