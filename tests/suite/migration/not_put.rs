//! What was imported and cannot be put into the folder of its workspace: it is told, and put there as soon as it can be.

use super::{act, over, served};
use harness::legacy;
use harness::server::{Door, Home, Setup, until};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;

/// A home in which the workspaces had an MCP server with a secret.
fn with_servers(names: &[&str]) -> Arc<Home> {
    let home = served(names);
    let server = json!({ "mcp": { "demo": {
        "type": "remote", "url": "https://one.example/mcp", "headers": { "Authorization": "Bearer hush-0123456789" }
    } } });
    let rows: Vec<_> =
        (0..names.len()).map(|number| format!("('ws_older{number}', '{server}', 1795381037843)")).collect();
    let rows = format!(
        "CREATE TABLE runtime_opencode_configs (workspace_id TEXT, config_json TEXT, updated_at INTEGER);
        INSERT INTO runtime_opencode_configs VALUES {};",
        rows.join(", ")
    );
    legacy::plain(&home.at("user/.config/openwork/runtime.sqlite"), &rows);
    home
}

fn file(home: &Home, workspace: &str) -> PathBuf {
    home.folder(workspace).join(".opencode/opencode.json")
}

/// The paths of what failed.
fn failed(told: &Value) -> Vec<&str> {
    let items = told["failed"].as_array().expect("a list").iter();
    let mut paths: Vec<_> = items.map(|item| item["path"].as_str().expect("a path")).collect();
    paths.sort_unstable();
    paths
}

#[cfg(unix)]
#[tokio::test]
async fn a_workspace_whose_file_takes_nothing_says_so_and_has_it_once_it_is_mended() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = with_servers(&["broken", "closed", "hand", "link"]);
    let [broken, closed, hand, link] = ["broken", "closed", "hand", "link"].map(|name| file(&home, name));
    for file in [&broken, &closed, &hand, &link] {
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
    }
    std::fs::write(&broken, "{ ").expect("written");
    std::fs::write(&closed, "{}").expect("written");
    let allow = |mode: u32| {
        std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(mode)).expect("set");
    };
    allow(0o444);
    std::fs::write(&hand, r#"{"mcp":{"demo":{"type":"local","command":["mine"]}}}"#).expect("written");
    std::fs::write(link.with_file_name("real.json"), "{}").expect("written");
    std::os::unix::fs::symlink("real.json", &link).expect("linked");
    let door = Door::of(Setup::no_engine().at(&home));
    let told = over(&door).await;
    assert_eq!(failed(&told), [&broken, &closed, &link].map(|path| path.to_str().expect("UTF-8")), "{told}");
    let all = told["failed"].as_array().expect("a list");
    for why in ["is a link", "cannot be edited", "can only be read"] {
        let is_it = |item: &&Value| item["reason"].as_str().is_some_and(|text| text.contains(why));
        assert!(all.iter().find(is_it).is_some_and(|item| item["remedy"].is_string()), "{why}: {told}");
    }
    // it is kept all the same
    let kept = door.get("/system/managed/mcps").await.data();
    assert_eq!(kept["items"].as_array().map(Vec::len), Some(4), "{kept}");
    let is_put = async |file: &PathBuf| {
        until("what was imported is put there", async || {
            std::fs::read_to_string(file).is_ok_and(|text| text.contains("one.example")).then_some(())
        })
        .await;
    };
    std::fs::remove_file(&link).expect("removed");
    std::fs::write(&broken, "{}").expect("written");
    is_put(&link).await;
    is_put(&broken).await;
    until("the status says so", async || {
        (failed(&over(&door).await) == [closed.to_str().expect("UTF-8")]).then_some(())
    })
    .await;
    assert_eq!(over(&door).await["counts"]["fail"], 1);
    // nobody is told that a file may be written
    allow(0o644);
    act(&door, "run").await;
    is_put(&closed).await;
    assert_eq!(failed(&over(&door).await), Vec::<&str>::new());
    std::fs::write(&hand, "{}").expect("written");
    is_put(&hand).await;
    door.server.stops_cleanly().await;
    let door = Door::of(Setup::no_engine().at(&home));
    assert_eq!(failed(&over(&door).await), Vec::<&str>::new());
}

#[cfg(unix)]
#[tokio::test]
async fn each_workspace_that_takes_nothing_counts_once() {
    let names: Vec<String> = (0..120).map(|number| format!("w{number}")).collect();
    let home = with_servers(&names.iter().map(String::as_str).collect::<Vec<_>>());
    for name in &names {
        let file = file(&home, name);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        std::os::unix::fs::symlink("none", file).expect("linked");
    }
    let door = Door::of(Setup::no_engine().at(&home).arg("--no-import"));
    let done = act(&door, "run").await;
    let told = over(&door).await;
    assert_eq!((&done["counts"]["fail"], &told["counts"]["fail"]), (&json!(120), &json!(120)), "{told}");
    assert_eq!(told["done"], told["total"]);
    // what is deleted here is told no more
    let gone = door.ask(http::Method::DELETE, "/workspaces/ws_older0").send().await;
    assert_eq!(gone.status, 200, "{}", gone.text());
    let told = over(&door).await;
    assert_eq!(told["counts"]["fail"], 119);
    assert!(!failed(&told).contains(&file(&home, "w0").to_str().expect("UTF-8")), "{told}");
}

#[tokio::test]
async fn a_server_of_which_another_file_says_where_it_is_is_not_put_beside_it_and_told() {
    let home = with_servers(&["here"]);
    let theirs = json!({ "mcp": { "demo": { "type": "remote", "url": "https://other.example/mcp" } } });
    // this one has the last word
    let above = file(&home, "here").with_file_name("opencode.jsonc");
    std::fs::create_dir_all(above.parent().expect("a folder")).expect("made");
    std::fs::write(above, theirs.to_string()).expect("written");
    let door = Door::of(Setup::no_engine().at(&home).arg("--no-import"));
    let planned = act(&door, "plan").await;
    door.server.stops_cleanly().await;
    // a start puts it there before it knows
    let door = Door::of(Setup::no_engine().at(&home));
    until("a start says so too", async || (failed(&over(&door).await).len() == 1).then_some(())).await;
    let done = act(&door, "run").await;
    for told in [&planned, &done] {
        let sources = told["sources"].as_array().expect("sources").iter();
        let items = sources.flat_map(|source| source["items"].as_array().expect("items"));
        let not_put: Vec<_> = items.filter(|item| item["action"] == "fail").collect();
        assert!(
            matches!(not_put[..], [item] if item["reason"].as_str().is_some_and(|why| {
                why.contains("cannot be put into its folder") && why.contains("`mcp.demo` is defined in")
            })),
            "{told}"
        );
        assert_eq!(told["counts"]["fail"], 1, "{told}");
    }
    assert_eq!(failed(&over(&door).await).len(), 1);
}
