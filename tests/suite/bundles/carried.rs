//! Workspaces that are carried: what is given out, what is taken in, and what stays as it was.

use super::{actions, carried, export, import, preview, put, with_publisher};
use harness::server::{Door, Watch};
use harness::tree::{contents, tree};
use http::Method;
use serde_json::{Value, json};
use std::path::Path;

/// A workspace with something of every kind.
fn furnish(folder: &Path) {
    std::fs::create_dir_all(folder.join(".git/info")).expect("made");
    put(folder, ".claude/skills/tidy/SKILL.md", "---\nname: tidy\ndescription: how to tidy up\n---\nTidy.\n");
    put(folder, ".opencode/commands/team/review.md", "---\ndescription: reviews\nagent: build\n---\nReview $1.\n");
    put(folder, ".opencode/agents/reviewer.md", "---\ndescription: looks\nmode: subagent\n---\nLook.\n");
    put(folder, ".opencode/tools/count.ts", "export default {}\n");
    put(folder, ".opencode/plugins/.env", "NOT=carried\n");
    put(folder, ".env", "NOT=carried\n");
    let config = r#"{
  // mine
  "model": "not/carried",
  "provider": { "p": { "options": { "baseURL": "https://not.carried" } } },
  "permission": { "bash": { "*": "ask", "git *": "allow" }, "edit": "deny" },
  "instructions": ["docs/a.md", "/not/carried.md"],
  "agent": { "build": { "description": "builds" } },
  "command": { "hello": { "template": "Say hello." } },
  "plugin": ["a-plugin@1.0.0", "./not-carried.ts"],
  "share": "manual",
  "watcher": { "ignore": ["dist/**"] },
  "mcp": { "by-hand": { "type": "local", "command": ["true"], "enabled": false, "environment": { "K": "{env:KEY}" } } }
}
"#;
    put(folder, "opencode.jsonc", config);
}

fn server(word: &str) -> Value {
    json!({ "type": "local", "command": [word], "enabled": false })
}

#[tokio::test]
async fn what_is_given_out_is_the_same_after_it_was_taken_in_elsewhere() {
    let door = Door::open();
    let (one, at_one) = door.workspace("one").await;
    let (two, at_two) = door.workspace("two").await;
    furnish(&at_one);
    let added = json!({ "name": "managed", "config": server("true") });
    assert_eq!(door.post(&format!("/workspaces/{one}/mcp"), &added).await.status, 200);
    assert_eq!(door.post(&format!("/workspaces/{one}/plugins"), &json!({ "spec": "b-plugin" })).await.status, 200);
    let before = tree(&at_one);
    let bundle = carried(&door, &one).await;
    assert_eq!(tree(&at_one), before, "giving out writes nothing");
    let text = bundle.to_string();
    assert!(!text.contains("not") && !text.contains("NOT"), "{text}");
    assert_eq!(bundle["version"], 1);
    let keys: Vec<_> = bundle["opencode"].as_object().expect("keys").keys().map(String::as_str).collect();
    assert_eq!(keys, ["agent", "command", "instructions", "mcp", "permission", "plugin", "share", "watcher"]);
    assert_eq!(bundle["opencode"]["plugin"], json!(["a-plugin@1.0.0", "b-plugin"]));
    let excluded = export(&door, &one, "exclude").await.data()["excluded"].to_string();
    for place in ["opencode.instructions", "opencode.plugin", "files..opencode/plugins/.env"] {
        assert!(excluded.contains(place), "{excluded}");
    }

    let planned = preview(&door, &two, &bundle, &json!({})).await;
    assert!(actions(&planned).values().all(|action| action == "create"), "{planned}");
    let done = import(&door, &two, &bundle, &json!({})).await;
    assert_eq!((done.status.as_u16(), &done.data()["changed"]), (200, &json!(true)), "{}", done.text());
    assert_eq!(done.data()["items"], planned["items"]);
    assert_eq!(carried(&door, &two).await, bundle);
    let mcps = door.get(&format!("/workspaces/{two}/mcp")).await.data();
    let mcps = mcps["items"].as_array().expect("servers");
    assert!(mcps.len() == 2 && mcps.iter().all(|server| server["itemId"].is_string()), "servers are managed: {mcps:?}");
    let after = tree(&at_two);
    let again = import(&door, &two, &bundle, &json!({ "opencode": "replace", "skills": "replace" })).await.data();
    assert_eq!(again["changed"], false, "{again}");
    assert_eq!(tree(&at_two), after, "what is there already is not written");
    // of itself nothing changes either
    assert_eq!(import(&door, &one, &bundle, &json!({})).await.data()["changed"], false);
    let validated = door.post(&format!("/workspaces/{two}/config/validate"), &json!({})).await.data();
    assert_eq!(validated["valid"], true, "{validated}");
}

#[tokio::test]
async fn what_older_servers_gave_out_can_be_taken_in() {
    let door = Door::open();
    let (id, folder) = door.workspace("one").await;
    let bundle = json!({
        "workspaceId": "older", "exportedAt": 1_700_000_000_000_i64, "openwork": { "authorizedFolders": ["/x"] },
        "opencode": { "share": "manual", "model": "a/b" },
        "skills": [{ "name": "tidy", "content": "Tidy.\n", "description": "how to tidy", "trigger": "when untidy" }],
        "commands": [{ "name": "hello", "description": "greets", "template": "Say hello." }],
        "files": [{ "path": ".opencode/agents/a.md", "content": "Be." }]
    });
    let told = preview(&door, &id, &bundle, &json!({})).await;
    let no_effect: Vec<_> = told["warnings"].as_array().expect("warnings").iter().map(|one| &one["name"]).collect();
    assert_eq!(no_effect, ["model", "openwork"], "{told}");
    assert_eq!(import(&door, &id, &bundle, &json!({})).await.status, 200);
    let text = |path: &str| std::fs::read_to_string(folder.join(path)).expect(path);
    let skill = text(".opencode/skills/tidy/SKILL.md");
    assert_eq!(skill, "---\nname: tidy\ndescription: how to tidy\ntrigger: when untidy\n---\nTidy.\n");
    assert_eq!(text(".opencode/commands/hello.md"), "---\ndescription: greets\n---\nSay hello.");
    assert!(!text("opencode.jsonc").contains("model"), "{}", text("opencode.jsonc"));
}

#[tokio::test]
async fn g15_no_secret_is_given_out_before_someone_decides_and_none_that_is_sealed_ever() {
    let door = Door::open();
    let (id, folder) = door.workspace("one").await;
    let (_, viewer) = door.token(&json!({ "role": "viewer" })).await;
    let (_, collaborator) = door.token(&json!({ "role": "collaborator" })).await;
    let config = json!({ "mcp": { "hand": { "type": "remote", "url": "https://host/mcp", "headers": { "X": "planted-hand" } } } });
    put(&folder, "opencode.jsonc", &config.to_string());
    put(&folder, ".opencode/tools/call.ts", "const key = \"sk-planted0123456789\"\n");
    let sealed = json!({ "type": "remote", "url": "https://host/mcp", "headers": { "X": "planted-sealed" } });
    assert_eq!(
        door.post(&format!("/workspaces/{id}/mcp"), &json!({ "name": "sealed", "config": sealed })).await.status,
        200
    );

    let refused = export(&door, &id, "auto").await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (409, "export_needs_decision"));
    let places: Vec<_> = refused.json()["error"]["details"]
        .as_array()
        .expect("places")
        .iter()
        .map(|place| place["path"].as_str().expect("a path").to_owned())
        .collect();
    assert_eq!(places, ["opencode.mcp.hand.headers.X", "files..opencode/tools/call.ts"]);
    let without = export(&door, &id, "exclude").await;
    let bundle = without.data()["bundle"].clone();
    assert_eq!(bundle["opencode"]["mcp"]["hand"]["headers"], json!({ "X": { "configured": true } }));
    assert_eq!(
        (bundle["files"].as_array().map(Vec::len), without.data()["excluded"].as_array().map(Vec::len)),
        (Some(0), Some(3))
    );
    for text in [refused.text(), without.text()] {
        assert!(!text.contains("planted"), "{text}");
    }
    let ask = |token: &str, sensitive: &str| {
        let path = format!("/workspaces/{id}/export?sensitive={sensitive}");
        door.ask(Method::GET, &path).token(Some(token)).send()
    };
    let kept = ask(&viewer, "include").await;
    assert!(kept.code() == "forbidden" && !kept.text().contains("planted"), "{}", kept.text());
    assert_eq!((ask(&viewer, "auto").await.status.as_u16(), ask(&viewer, "exclude").await.status.as_u16()), (409, 200));
    let with = ask(&collaborator, "include").await;
    assert!(with.text().contains("planted-hand") && with.text().contains("sk-planted"), "{}", with.text());
    assert!(!with.text().contains("planted-sealed") && !with.text().contains("{file:"), "{}", with.text());

    // taken in, what was given out is sealed, and what was not has to be given
    let (two, at_two) = door.workspace("two").await;
    let mut bundle = with.data()["bundle"].clone();
    bundle["files"] = json!([]);
    let told = preview(&door, &two, &bundle, &json!({})).await;
    let concerns: Vec<_> =
        told["warnings"].as_array().expect("warnings").iter().map(|one| one["concern"].clone()).collect();
    assert_eq!(concerns, ["calls_out", "needs_value", "calls_out"], "{told}");
    let done = import(&door, &two, &bundle, &json!({})).await;
    assert_eq!(done.status, 200, "{}", done.text());
    let listed = door.get(&format!("/workspaces/{two}/mcp")).await.data();
    assert_eq!(listed["items"][0]["config"]["headers"], json!({ "X": { "configured": true } }));
    for text in [told.to_string(), done.text(), listed.to_string(), door.server.log()] {
        assert!(!text.contains("planted"), "{text}");
    }
    assert!(contents(&at_two).values().all(|bytes| !String::from_utf8_lossy(bytes).contains("planted")));
    // a mark in the place of one that is kept keeps it
    let mut marked = bundle.clone();
    marked["opencode"]["mcp"]["hand"]["headers"]["X"] = json!({ "configured": true });
    assert_eq!(import(&door, &two, &marked, &json!({})).await.data()["changed"], false);
    // and none is written anywhere else than into a sealed item
    let bad = json!({ "opencode": { "agent": { "build": { "options": { "apiKey": "planted" } } } } });
    let refused = import(&door, &two, &bad, &json!({})).await;
    assert!(refused.code() == "unprocessable" && !refused.text().contains("planted"), "{}", refused.text());
}

#[tokio::test]
async fn a_preview_writes_nothing_and_an_import_does_what_it_said() {
    let door = Door::open();
    let (id, folder) = door.workspace("one").await;
    furnish(&folder);
    put(&folder, ".opencode/agents/mine.md", "mine");
    let bundle = json!({
        "opencode": { "share": "disabled", "mcp": { "new": { "type": "local", "command": ["npx", "thing"] } } },
        "files": [{ "path": ".opencode/agents/reviewer.md", "content": "Another." }, { "path": ".opencode/plugins/p.js", "content": "x" }]
    });
    let mode = json!({ "files": "replace" });
    let before = tree(&door.server.home.at("work"));
    let told = preview(&door, &id, &bundle, &mode).await;
    assert_eq!(tree(&door.server.home.at("work")), before);
    let found = actions(&told);
    let expected = [
        ("mcp.new", "create"),
        ("share", "replace"),
        (".opencode/agents/reviewer.md", "replace"),
        (".opencode/plugins/p.js", "create"),
        (".opencode/agents/mine.md", "remove"),
        (".opencode/tools/count.ts", "remove"),
    ];
    assert_eq!(found, expected.map(|(name, action)| (name.to_owned(), action.to_owned())).into());
    let runs: Vec<_> = told["warnings"]
        .as_array()
        .expect("warnings")
        .iter()
        .filter(|one| one["concern"] == "runs_code")
        .map(|one| one["name"].clone())
        .collect();
    assert_eq!(runs, ["mcp.new", ".opencode/plugins/p.js"], "{told}");
    let body = json!({ "bundle": bundle, "mode": mode, "ifPlan": told["plan"] });
    let place = format!("/workspaces/{id}/import");
    // something is otherwise by now
    put(&folder, ".opencode/agents/mine.md", "changed");
    let after = tree(&folder);
    assert_eq!(door.post(&place, &body).await.code(), "conflict");
    assert_eq!(tree(&folder), after);
    let told = preview(&door, &id, &bundle, &mode).await;
    let body = json!({ "bundle": bundle, "mode": mode, "ifPlan": told["plan"] });
    let mut watch = Watch::open(&door.server.client(), &id.parse().expect("an id"), None).await;
    let done = door.post(&place, &body).await;
    assert_eq!((done.status.as_u16(), &done.data()["items"]), (200, &told["items"]), "{}", done.text());
    assert_eq!(preview(&door, &id, &bundle, &mode).await["items"].as_array().expect("items").len(), 4);
    // what was there is kept
    let kept = door.server.home.data().join(format!("workspaces/{id}/imports"));
    assert!(contents(&kept).values().any(|bytes| bytes == b"changed"));
    // and it is told
    let mut changed = Vec::new();
    for _ in 0..5 {
        let event = serde_json::to_value(watch.until("resource.changed").await).expect("JSON");
        changed.push(format!(
            "{} {}",
            event["properties"]["type"].as_str().unwrap(),
            event["properties"]["name"].as_str().unwrap()
        ));
    }
    assert!(
        changed.contains(&"mcp new".to_owned()) && changed.contains(&"plugin .opencode/plugins/p.js".to_owned()),
        "{changed:?}"
    );
    let config = serde_json::to_value(watch.until("config.changed").await).expect("JSON");
    assert_eq!(config["properties"]["path"], "opencode.jsonc");
    assert!(watch.kinds().contains(&"reload.required".to_owned()));
}

#[tokio::test]
async fn what_is_attached_stays_attached_and_what_is_managed_is_not_overwritten() {
    let door = Door::open();
    let (id, folder) = door.workspace("one").await;
    let (other, _) = door.workspace("other").await;
    let content = "---\nname: shared\ndescription: x\n---\nDo.\n";
    let of = |ids: Value, config: Value| json!({ "displayName": "Shared", "workspaceIds": ids, "config": config });
    for (kind, body) in [
        ("mcps", of(json!([id, other]), server("a"))),
        ("plugins", of(json!([id]), json!({ "spec": "shared-plugin" }))),
        ("skills", of(json!([id]), json!({ "content": content }))),
        ("commands", of(json!([id]), json!({ "content": content }))),
        ("agents", of(json!([id]), json!({ "content": content }))),
    ] {
        let made = door.post(&format!("/system/managed/{kind}"), &body).await;
        assert_eq!(made.status, 200, "{}", made.text());
    }
    assert_eq!(
        door.post(&format!("/workspaces/{id}/mcp"), &json!({ "name": "own", "config": server("b") })).await.status,
        200
    );
    let all = json!({ "opencode": "replace", "skills": "replace", "commands": "replace", "files": "replace" });
    let before = carried(&door, &id).await;
    let written = tree(&folder);
    assert_eq!(
        import(&door, &id, &json!({}), &all).await.data()["changed"],
        false,
        "an empty bundle takes nothing away"
    );
    let same = json!({ "opencode": { "plugin": ["more@1"] } });
    assert_eq!(import(&door, &id, &same, &json!({})).await.status, 200);
    let mut now = carried(&door, &id).await;
    assert_eq!(now["opencode"]["plugin"], json!(["more@1", "shared-plugin"]));
    now["opencode"]["plugin"] = json!(["shared-plugin"]);
    assert_eq!(now, before);
    for kind in ["mcps", "plugins", "skills", "commands", "agents"] {
        let listed = door.get(&format!("/system/managed/{kind}")).await.data();
        for item in listed["items"].as_array().expect("items") {
            assert!(item["workspaceIds"].as_array().expect("ids").contains(&json!(id)), "{kind}: {item}");
        }
    }
    // another configuration for what several have, or is managed, is a conflict; for one's own it is taken
    let written = tree(&folder).len() - written.len();
    assert_eq!(written, 1, "one file is new");
    for (bundle, name) in [
        (json!({ "opencode": { "mcp": { "shared": server("c") } } }), "mcp.shared"),
        (json!({ "skills": [{ "name": "shared", "content": "Other.", "description": "y" }] }), "shared"),
        (
            json!({ "files": [{ "path": ".opencode/agents/shared.md", "content": "Other." }] }),
            ".opencode/agents/shared.md",
        ),
    ] {
        assert_eq!(actions(&preview(&door, &id, &bundle, &all).await)[name], "conflict");
        assert_eq!(import(&door, &id, &bundle, &json!({})).await.code(), "conflict");
    }
    let own = json!({ "opencode": { "mcp": { "own": server("c") } } });
    assert_eq!(actions(&preview(&door, &id, &own, &json!({})).await)["mcp.own"], "replace");
    assert_eq!(import(&door, &id, &own, &json!({})).await.status, 200);
    assert_eq!(carried(&door, &id).await["opencode"]["mcp"]["own"]["command"], json!(["c"]));
    assert_eq!(carried(&door, &id).await["opencode"]["mcp"]["shared"]["command"], json!(["a"]));
}

#[tokio::test]
async fn what_is_given_out_can_be_published_and_what_is_fetched_be_taken_in() {
    let (_publisher, door) = with_publisher().await;
    let (one, at_one) = door.workspace("one").await;
    let (two, _) = door.workspace("two").await;
    furnish(&at_one);
    let bundle = export(&door, &one, "exclude").await.data()["bundle"].clone();
    let body = json!({ "bundleType": "workspace-profile", "payload": bundle });
    let published = door.post("/share/bundles/publish", &body).await;
    assert_eq!(published.status, 200, "{}", published.text());
    let fetched = door.post("/share/bundles/fetch", &json!({ "bundleUrl": published.data()["url"] })).await.data();
    let done = import(&door, &two, &fetched["bundle"], &json!({})).await;
    assert_eq!(done.status, 200, "{}", done.text());
    assert_eq!(carried(&door, &two).await, carried(&door, &one).await);
}
