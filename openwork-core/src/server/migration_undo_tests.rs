//! What an undo leaves behind in folders, and in the data folder for them.

use super::*;
use crate::config::managed::FILE;
use crate::engine::EngineOptions;
use crate::legacy::tests::{lay, top};
use crate::server::EngineStart;
use std::fs;

/// A server that imported the workspaces `one` and `two`, each with an MCP server that has a secret, and where all of it lies.
async fn imported() -> (tempfile::TempDir, Server) {
    let top = top();
    let home = top.path().canonicalize().unwrap().join("home");
    let config = home.join(".config/openwork");
    fs::create_dir_all(&config).unwrap();
    let (mut list, mut rows) =
        (Vec::new(), "CREATE TABLE runtime_opencode_configs (workspace_id TEXT, config_json TEXT);".to_owned());
    for name in ["one", "two"] {
        fs::create_dir(home.join(name)).unwrap();
        list.push(serde_json::json!({ "id": format!("ws_{name}"), "path": home.join(name), "name": name }));
        let row = format!(
            r#"INSERT INTO runtime_opencode_configs VALUES ('ws_{name}', '{{"mcp":{{"demo":{{"type":"remote",
            "url":"https://x.example/mcp","headers":{{"Authorization":"Bearer hush-0123456789"}}}}}}}}');"#
        );
        rows.push_str(&row);
    }
    fs::write(config.join("server.json"), serde_json::json!({ "workspaces": list }).to_string()).unwrap();
    lay::plain(&config.join("runtime.sqlite"), &rows);
    let server = started(top.path()).await;
    let outcome = server.inner.imports.run(Asked::ByCaller).await.unwrap();
    server.inner.follow(&outcome).await;
    (top, server)
}

async fn started(top: &Path) -> Server {
    let top = top.canonicalize().unwrap();
    let options = EngineOptions { start: EngineStart::Disabled, ..Default::default() };
    let server = Server::builder(top.join("data")).engine(options).legacy(LegacyPlaces::new(top.join("home"), []));
    server.imports_at_start(false).start().await.unwrap()
}

/// All files beneath a folder that are secrets or were, each with how long it is.
fn secrets(data: &Path) -> Vec<u64> {
    let homes = fs::read_dir(data.join("workspaces")).into_iter().flatten().flatten();
    let files = homes.flat_map(|home| fs::read_dir(home.path().join("secrets")).into_iter().flatten().flatten());
    files.map(|file| file.metadata().unwrap().len()).collect()
}

#[tokio::test]
async fn what_an_undo_leaves_in_the_data_folder_goes_when_nothing_can_name_it() {
    let (top, server) = imported().await;
    let (data, one) = (top.path().join("data"), top.path().join("home/one"));
    assert_eq!(secrets(&data).len(), 2);
    fs::write(one.join(FILE), fs::read_to_string(one.join(FILE)).unwrap() + " and more").unwrap();
    let undone = server.migration(&Caller::host()).undo().await.unwrap();
    assert_eq!(undone.left.len(), 1, "{undone:?}");
    assert_eq!(secrets(&data), [0], "of the other one nothing is left");
    server.shutdown().await;
    // it is what the file names, and stays as long
    let server = started(top.path()).await;
    server.shutdown().await;
    assert_eq!(secrets(&data), [0]);
    fs::remove_file(one.join(FILE)).unwrap();
    let server = started(top.path()).await;
    for _ in 0..200 {
        if secrets(&data).is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    server.shutdown().await;
    assert!(secrets(&data).is_empty());
}

#[tokio::test]
async fn what_stays_in_a_folder_whose_place_another_took_is_told() {
    let (top, server) = imported().await;
    let [one, moved] = ["home/one", "home/moved"].map(|name| top.path().canonicalize().unwrap().join(name));
    fs::rename(&one, &moved).unwrap();
    fs::create_dir(&one).unwrap();
    let undone = server.migration(&Caller::host()).undo().await.unwrap();
    let told: Vec<_> = undone.left.iter().map(|it| (it.path.clone(), it.reason.clone())).collect();
    let reason = "Another folder is in the place of the one whose file has `mcp.demo`.".to_owned();
    assert_eq!(told, [(one.join(FILE).display().to_string(), reason)]);
    assert!(undone.left[0].remedy.contains("Where that folder is now"), "{undone:?}");
    assert!(moved.join(FILE).exists() && !one.join(FILE).exists());
    server.shutdown().await;
}
