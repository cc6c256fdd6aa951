//! Bundles of somebody who means harm, or who made a mistake: nothing is written, and what is wrong is said.

use super::{export, import, preview, put};
use harness::server::Door;
use harness::tree::{contents, tree};
use serde_json::{Value, json};

/// Bundles of which something is refused, one by one.
fn refused() -> Vec<Value> {
    let file = |path: &str| json!({ "files": [{ "path": path, "content": "planted" }] });
    let skill =
        |name: &str, content: &str| json!({ "skills": [{ "name": name, "content": content, "description": "d" }] });
    let command = |name: &str, content: &str| json!({ "commands": [{ "name": name, "content": content }] });
    let config = |value: Value| json!({ "opencode": value });
    let mut all: Vec<Value> = [
        "../outside",
        "/etc/cron.d/x",
        ".opencode/agents/../../outside",
        ".opencode/agents/%2e%2e/x",
        ".opencode\\agents\\x",
        "C:/x",
        ".opencode/agents/.env",
        ".opencode/agents/.env.production",
        ".opencode/plugins/node_modules/x.js",
        ".opencode/tools/.git/hooks/post-commit",
        ".opencode/opencode.json",
        ".opencode/skills/x/SKILL.md",
        ".git/hooks/pre-commit",
        "package.json",
        ".opencode/agents/nul.md",
        ".opencode/agents/a\u{0}b",
        "",
    ]
    .map(file)
    .into();
    all.extend([
        skill("../../outside", "x"),
        skill("Capital", "x"),
        skill("a", "---\nname: b\n---\nx"),
        skill("a", "---\nname: [\n---\nx"),
        skill("a", "\u{0}"),
        command("../outside", "x"),
        command("a/../../b", "x"),
        command(".env", "x"),
        command("a", ""),
        command("a", "---\nsubtask: maybe\n---\nx"),
        config(json!({ "mcp": { "../x": { "type": "local", "command": ["true"] } } })),
        config(json!({ "mcp": { "x": { "type": "local" } } })),
        config(json!({ "mcp": { "x": { "type": "local", "command": "true" } } })),
        config(json!({ "mcp": { "x": { "type": "local", "command": ["true"], "environment": { "A": "{file:/etc/passwd}" } } } })),
        config(json!({ "mcp": { "x": { "type": "local", "command": ["true", { "configured": true }] } } })),
        config(json!({ "mcp": { "x": null } })),
        config(json!({ "mcp": [] })),
        config(json!({ "agent": { "build": { "prompt": "{file:~/.ssh/id_ed25519}" } } })),
        config(json!({ "agent": { "build": 5 } })),
        config(json!({ "permission": { "bash": "maybe" } })),
        config(json!({ "permission": null })),
        config(json!({ "instructions": ["/etc/passwd"] })),
        config(json!({ "instructions": ["../../secrets.md"] })),
        config(json!({ "instructions": 5 })),
        config(json!({ "plugin": ["file:///tmp/evil.js"] })),
        config(json!({ "plugin": ["../evil.js"] })),
        config(json!({ "share": "always" })),
        config(json!({ "watcher": { "ignore": [5] } })),
        config(json!({ "tools": { "bash": "yes" } })),
        // what is put into the text of the whole file
        config(json!({ "permission": { "external{env:NONE}_directory": "allow" } })),
        config(json!({ "agent": { "build": { "permission": { "external{env:NONE}_directory": "allow" } } } })),
        config(json!({ "agent": { "{file:~/.ssh/id_ed25519}": { "description": "d", "prompt": "x" } } })),
        config(json!({ "command": { "{file:server.json}": { "template": "x" } } })),
        config(json!({ "mcp": { "x": { "type": "local", "command": ["true"], "environment": { "{file:/x}": "1" } } } })),
        config(json!({ "agent": { "build": { "prompt": "{env:" } } })),
        config(json!({ "instructions": ["{a,..}/up.md"] })),
        config(json!({ "instructions": ["[.][.]/up.md"] })),
        config(json!({ "instructions": ["{env:HOME}/.ssh/id_ed25519"] })),
        config(json!({ "plugin": ["{env:HOME}/evil.js"] })),
        // heads that OpenCode refuses the whole workspace for
        json!({ "files": [{ "path": ".opencode/agents/a.md", "content": "---\ndescription: d\ntemperature: hot\n---\nx" }] }),
        json!({ "files": [{ "path": ".opencode/agents/a.md", "content": "---\npermission:\n  bash: perhaps\n---\nx" }] }),
        json!({ "files": [{ "path": ".opencode/agents/a.md", "content": "---\npermission:\n  external_directory: allow\n---\nx" }] }),
        command("a", "---\nmodel: 5\n---\nx"),
        json!({ "commands": [{ "name": "same", "content": "x" }, { "name": "same", "content": "y" }] }),
        json!({ "commands": [{ "name": "same", "content": "x" }, { "name": "SAME", "content": "y" }] }),
        json!({ "files": [{ "path": ".opencode/tools/a", "content": "x" }, { "path": ".opencode/tools/a/b", "content": "x" }] }),
    ]);
    all
}

#[tokio::test]
async fn g15_of_a_bundle_that_means_harm_nothing_is_written() {
    let door = Door::open();
    let (id, folder) = door.workspace("one").await;
    put(&folder, "opencode.jsonc", "{}\n");
    let home = door.server.home.at("work");
    let before = tree(&home);
    for mut bundle in refused() {
        // beside something harmless, which is not taken in either
        if bundle.get("skills").is_none() {
            bundle["skills"] = json!([{ "name": "harmless", "content": "Do.", "description": "d" }]);
        }
        for mode in [
            json!({}),
            json!({ "opencode": "replace", "skills": "replace", "commands": "replace", "files": "replace" }),
        ] {
            let told = preview(&door, &id, &bundle, &mode).await;
            assert_eq!(told["possible"], false, "{bundle}: {told}");
            let item = told["items"].as_array().expect("items").iter().find(|item| item["action"] == "refused");
            assert!(
                item.is_some_and(|item| item["reason"].as_str().is_some_and(|why| why.len() > 10)),
                "{bundle}: {told}"
            );
            let done = import(&door, &id, &bundle, &mode).await;
            assert_eq!(
                (done.status.as_u16(), done.code().as_str()),
                (422, "unprocessable"),
                "{bundle}: {}",
                done.text()
            );
            assert!(done.place().starts_with("bundle."), "{}", done.text());
        }
    }
    assert_eq!(tree(&home), before);
}

#[tokio::test]
async fn what_has_not_the_shape_of_a_bundle_or_is_too_much_is_refused_as_a_whole() {
    let door = Door::open();
    let (id, folder) = door.workspace("one").await;
    let before = tree(&folder);
    let long = "x".repeat((1 << 20) + 1);
    let many: Vec<_> = (0..1001).map(|number| json!({ "name": format!("c{number}"), "content": "x" })).collect();
    let keys: serde_json::Map<_, _> = (0..1001).map(|number| (format!("k{number}"), json!("ask"))).collect();
    let large: Vec<_> =
        (0..8).map(|number| json!({ "name": format!("c{number}"), "content": "x".repeat(1_000_000) })).collect();
    for (bundle, code) in [
        (json!({ "version": 2 }), "unprocessable"),
        (json!({ "skills": {} }), "unprocessable"),
        (json!({ "skills": [5] }), "unprocessable"),
        (json!({ "files": [{ "path": 5, "content": "x" }] }), "unprocessable"),
        (json!({ "opencode": [] }), "unprocessable"),
        (json!({ "unknown": 1 }), "unprocessable"),
        (json!({ "name": "a", "content": "one skill of an older publisher" }), "unprocessable"),
        (json!(null), "unprocessable"),
        (json!([]), "unprocessable"),
        (json!({ "commands": [{ "name": "a", "content": long }] }), "unprocessable"),
        (json!({ "commands": many }), "too_large"),
        (json!({ "opencode": { "permission": keys } }), "too_large"),
        (json!({ "opencode": { "permission": { "bash": keys } } }), "too_large"),
        (json!({ "commands": large }), "too_large"),
    ] {
        let done = import(&door, &id, &bundle, &json!({})).await;
        let shown: String = bundle.to_string().chars().take(80).collect();
        assert_eq!(done.code(), code, "{shown}: {}", done.text());
    }
    assert_eq!(tree(&folder), before);
    // what is too much is not given out either, and what is largest is named
    for number in 0..9 {
        put(&folder, &format!(".opencode/commands/large{number}.md"), &"x".repeat(900_000 + number));
    }
    let refused = export(&door, &id, "auto").await;
    assert_eq!(
        (refused.code(), refused.place()),
        ("too_large".to_owned(), "commands.large8".to_owned()),
        "{}",
        refused.text()
    );
}

/// Folders that are links lead to files that are kept for something else.
#[tokio::test]
async fn what_lies_behind_a_link_is_neither_given_out_nor_replaced() {
    let door = Door::open();
    let (id, folder) = door.workspace("one").await;
    put(&folder, "scripts/precious.ts", "export default 1\n");
    put(&folder, ".opencode/agents/x.md", "the agent\n");
    std::os::unix::fs::symlink("../scripts", folder.join(".opencode/tools")).expect("a link");
    std::os::unix::fs::symlink("agents", folder.join(".opencode/agent")).expect("a link");
    let given = export(&door, &id, "auto").await.data();
    assert_eq!(given["bundle"]["files"], json!([{ "path": ".opencode/agents/x.md", "content": "the agent\n" }]));
    let bundle = json!({ "files": given["bundle"]["files"] });
    let before = tree(&folder);
    let done = import(&door, &id, &bundle, &json!({ "files": "replace" })).await;
    assert_eq!(done.status, 200, "{}", done.text());
    assert_eq!(tree(&folder), before);
}

#[tokio::test]
async fn where_something_cannot_be_written_nothing_is() {
    let door = Door::open();
    let (id, folder) = door.workspace("one").await;
    put(&folder, ".opencode/agents/old.md", "old");
    put(&folder, "opencode.jsonc", "// mine\n{}\n");
    let bundle = json!({
        "opencode": { "share": "manual", "mcp": { "x": { "type": "local", "command": ["true"], "enabled": false } } },
        "skills": [{ "name": "a", "content": "x", "description": "d" }],
        "commands": [{ "name": "a", "content": "x" }],
        "files": [{ "path": ".opencode/agents/old.md", "content": "new" }, { "path": ".opencode/tools/a.ts", "content": "y".repeat(100_000) }]
    });
    let closed = |path: &str, mode: u32| {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(folder.join(path), std::fs::Permissions::from_mode(mode)).expect("a mode");
    };
    let before = contents(&folder);
    for path in [".opencode/agents", ".opencode/agents/old.md", "opencode.jsonc"] {
        let open = if path == ".opencode/agents" { 0o755 } else { 0o644 };
        closed(path, open & 0o555);
        let failed = import(&door, &id, &bundle, &json!({})).await;
        assert_eq!(failed.code(), "forbidden", "{path}: {}", failed.text());
        closed(path, open);
        assert_eq!(contents(&folder), before, "{path}");
    }
    // a disk without space
    door.server.limit_files(Some(64 << 10));
    let failed = import(&door, &id, &bundle, &json!({})).await;
    door.server.limit_files(None);
    assert_eq!(failed.status, 500, "{}", failed.text());
    assert_eq!(contents(&folder), before);
    assert_eq!(door.get(&format!("/workspaces/{id}/mcp")).await.data(), json!({ "items": [] }));
    let done = import(&door, &id, &bundle, &json!({})).await;
    assert_eq!(done.status, 200, "{}", done.text());
}
