//! A folder that a link leads to had two ids in older OpenWork, and so two rows of a database: the newest counts, for each thing
//! that it says.

use super::*;
use serde_json::json;
use std::fmt::Write as _;

const OLD: &str = "ws_aaaaaaaaaaaa";
const NEW: &str = "ws_bbbbbbbbbbbb";

/// A home with a workspace that is there by two ids, and the rows of both in this order.
fn linked(order: [&str; 2]) -> Laid {
    let server = json!({ "workspaces": [
        { "id": NEW, "path": "{{HOME}}/link/x" }, { "id": OLD, "path": "{{HOME}}/real/x" },
    ] });
    let laid = with_files(&[(SERVER, server), ("real/x/.keep", Value::Null)]);
    std::os::unix::fs::symlink(laid.home.join("real"), laid.home.join("link")).unwrap();
    let mcp = |url: &str| json!({ "type": "remote", "url": format!("https://{url}.example/mcp") });
    let configs = json!({
        OLD: { "mcp": { "demo": mcp("old"), "both": mcp("both"), "only-old": mcp("one") }, "default_agent": "plan",
            "username": "me", "model": "a/b", "plugin": ["p"] },
        NEW: { "mcp": { "demo": mcp("new"), "both": mcp("both") }, "default_agent": "build", "username": "me", "plugin": ["p"] },
    });
    let mut text = "CREATE TABLE runtime_opencode_configs (workspace_id TEXT, config_json TEXT, updated_at INTEGER);
        CREATE TABLE openwork_workspace_configs (workspace_id TEXT, config_json TEXT, updated_at INTEGER);"
        .to_owned();
    for id in order {
        let (name, written) = if id == OLD { ("Old", "1700000000") } else { ("New", "1795381037843") };
        let own = json!({ "workspace": { "name": name } });
        let config = &configs[id];
        for (table, config) in [("runtime_opencode_configs", config), ("openwork_workspace_configs", &own)] {
            write!(text, "INSERT INTO {table} VALUES ('{id}', '{config}', {written});").unwrap();
        }
    }
    lay::plain(&laid.home.join(".config/openwork/runtime.sqlite"), &text);
    laid
}

#[cfg(unix)]
#[tokio::test]
async fn of_two_rows_of_one_folder_the_newest_counts_and_what_the_other_says_is_told() {
    for order in [[OLD, NEW], [NEW, OLD]] {
        let Laid { _top, imports, store, .. } = linked(order);
        let plan = imports.run(Asked::ByCaller).await.unwrap().plan;
        let of = plan.sources.iter().find(|source| source.path.ends_with("runtime.sqlite")).unwrap();
        let at = |id: &str, end: &str| format!("runtime_opencode_configs/{id}{end}");
        let told = |name: &str, id: &str| {
            let is_it = |item: &&MigrationItem| item.name == name && item.at.as_ref().is_some_and(|at| at.contains(id));
            let item = of.items.iter().find(is_it).unwrap_or_else(|| panic!("{name} of {id}: {of:#?}"));
            (item.action, item.reason.clone())
        };
        for (name, end) in [("demo", "/mcp/demo"), ("default_agent", "")] {
            assert_eq!(told(name, NEW).0, MigrationAction::Create, "{order:?}: {of:#?}");
            let (action, reason) = told(name, OLD);
            assert_eq!(action, MigrationAction::Skip, "{order:?}: {reason}");
            let counts = format!("`{}` says something else of it, and counts", at(NEW, end));
            assert!(reason.starts_with(&counts), "{order:?}: {reason}");
        }
        for (name, end) in [("both", "/mcp/both"), ("username", ""), ("p", "/plugin/0")] {
            let expected = format!("It stands at `{}` too, as it does here.", at(NEW, end));
            assert_eq!(told(name, OLD), (MigrationAction::Keep, expected), "{order:?}");
        }
        assert_eq!(told("model", OLD).0, MigrationAction::Create, "{order:?}");
        let [workspace] = &workspaces(&store)[..] else { panic!("{of:#?}") };
        assert_eq!(workspace.display_name, "New", "{order:?}");
        let set = store.read(|read| read.settings().get(&workspace.id)).unwrap().unwrap();
        assert_eq!(
            Value::Object(set.opencode),
            json!({ "default_agent": "build", "model": "a/b", "username": "me" }),
            "{order:?}"
        );
        let items = store.read(|read| read.managed().list()).unwrap();
        let mut urls: Vec<_> = items.iter().filter_map(|item| item.config.get("url")?.as_str()).collect();
        urls.sort_unstable();
        assert_eq!(
            urls,
            ["https://both.example/mcp", "https://new.example/mcp", "https://one.example/mcp"],
            "{order:?}"
        );
        assert_eq!(writes(&imports.run(Asked::ByCaller).await.unwrap().plan), 0, "{order:?}");
    }
}

#[test]
fn a_row_whose_time_is_none_is_told_and_counts_as_the_oldest() {
    let Laid { _top, home, imports, .. } = with_files(&[(SERVER, json!({}))]);
    lay::plain(
        &home.join(".config/openwork/runtime.sqlite"),
        r#"CREATE TABLE runtime_opencode_configs (workspace_id TEXT, config_json TEXT, updated_at);
        INSERT INTO runtime_opencode_configs VALUES ('ws_odd', '{"share":"auto"}', 'yesterday');"#,
    );
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let sources = runtime.block_on(imports.plan()).unwrap().sources;
    let warnings = sources.into_iter().flat_map(|source| source.warnings).collect::<Vec<_>>();
    let told = "runtime_opencode_configs/ws_odd: `updated_at` is no moment; the row counts as the oldest.";
    assert_eq!(warnings, [told]);
}
