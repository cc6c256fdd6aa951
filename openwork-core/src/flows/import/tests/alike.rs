//! Workspaces that sources call alike: each is its own, with what follows from its folder.

use super::*;
use crate::legacy::tests::sha;
use serde_json::json;

const DESKTOP: &str = ".config/com.differentai.openwork/openwork-workspaces.json";
/// An id that looks as if it followed from a folder.
const ALIKE: &str = "ws_3f1c8e0a9b77";

/// A list of these folders, all of them called alike.
fn alike(folders: &[&str]) -> Value {
    let entry = |folder: &&str| json!({ "id": ALIKE, "path": format!("{{{{HOME}}}}/{folder}"), "name": folder });
    json!({ "workspaces": folders.iter().map(entry).collect::<Vec<_>>() })
}

/// A database of the older server in which a workspace of this id has an MCP server.
fn row(home: &Path, id: &str) {
    let text = format!(
        "CREATE TABLE runtime_opencode_configs (workspace_id TEXT, config_json TEXT);
        INSERT INTO runtime_opencode_configs VALUES
        ('{id}', '{{\"mcp\":{{\"ofB\":{{\"type\":\"local\",\"command\":[\"x\"]}}}}}}');"
    );
    std::fs::create_dir_all(home.join(".config/openwork")).unwrap();
    lay::plain(&home.join(".config/openwork/runtime.sqlite"), &text);
}

/// The folder that an id leads to, within the home.
fn led(store: &Store, home: &Path, id: &str) -> Option<String> {
    let id = store.read(|read| read.aliases().get(id)).unwrap()?;
    let record = workspaces(store).into_iter().find(|record| record.id == id).unwrap();
    Some(Path::new(&record.folder).strip_prefix(home).unwrap().to_str().unwrap().to_owned())
}

/// The folder that the MCP server is attached to, within the home.
fn attached(store: &Store, home: &Path) -> Option<String> {
    let items = store.read(|read| read.managed().list()).unwrap();
    let id = items.first()?.workspace_ids.first()?.clone();
    let record = workspaces(store).into_iter().find(|record| record.id == id).unwrap();
    Some(Path::new(&record.folder).strip_prefix(home).unwrap().to_str().unwrap().to_owned())
}

#[tokio::test]
async fn g09_a_workspace_that_is_called_as_another_one_is_its_own_also_where_it_comes_later_and_is_away() {
    for is_late in [false, true] {
        let Laid { _top, home, imports, store } = with_files(&[("a/.keep", Value::Null)]);
        let of_b = sha(home.join("b").to_str().unwrap());
        if is_late {
            write(&home, &[(DESKTOP, alike(&["a"]))]);
            imports.run(Asked::ByCaller).await.unwrap();
        }
        write(&home, &[(DESKTOP, alike(&["a", "b"]))]);
        row(&home, &of_b);
        for is_there in [false, true] {
            if is_there {
                std::fs::create_dir(home.join("b")).unwrap();
            }
            let plan = imports.run(Asked::ByCaller).await.unwrap().plan;
            assert_eq!(workspaces(&store).len(), 2, "{is_late}, {is_there}: {plan:#?}");
            assert!(said(&plan, "/b").1.contains(&format!("`{ALIKE}` names the workspace")), "{plan:#?}");
            assert_eq!([ALIKE, &of_b].map(|id| led(&store, &home, id)), [Some("a".to_owned()), Some("b".to_owned())]);
            assert_eq!(attached(&store, &home).as_deref(), Some("b"), "{is_late}, {is_there}");
            assert_eq!(writes(&imports.run(Asked::ByCaller).await.unwrap().plan), 0);
        }
    }
}

#[tokio::test]
async fn g08_what_is_no_folder_stays_none_where_it_is_called_as_a_workspace() {
    let Laid { _top, home, imports, store } = with_files(&[(SERVER, alike(&["a", "f"])), ("a/.keep", Value::Null)]);
    std::fs::write(home.join("f"), "x").unwrap();
    let of_file = sha(home.join("f").to_str().unwrap());
    let once = imports.run(Asked::ByCaller).await.unwrap().plan;
    let before = dump(&store);
    for _ in 0..2 {
        let plan = imports.run(Asked::ByCaller).await.unwrap().plan;
        assert_eq!(said(&plan, "/f"), said(&once, "/f"), "{plan:#?}");
        assert_eq!((said(&plan, "/f").0, writes(&plan)), (MigrationAction::Fail, 0));
        assert_eq!((led(&store, &home, &of_file), dump(&store) == before), (None, true));
    }
}

#[tokio::test]
async fn g08_an_active_workspace_that_is_no_folder_hands_its_id_on_and_makes_no_other_the_active_one() {
    let Laid { _top, home, imports, store } =
        with_files(&[(SERVER, alike(&["f"])), (DESKTOP, alike(&["a"])), ("a/.keep", Value::Null)]);
    std::fs::write(home.join("f"), "x").unwrap();
    let once = imports.run(Asked::ByCaller).await.unwrap().plan;
    let before = dump(&store);
    assert_eq!(led(&store, &home, ALIKE).as_deref(), Some("a"), "{once:#?}");
    let again = imports.run(Asked::ByCaller).await.unwrap().plan;
    assert_eq!((writes(&again), dump(&store) == before), (0, true), "{again:#?}");
}

#[tokio::test]
async fn g09_a_workspace_that_is_called_as_one_that_was_deleted_here_is_not_lost() {
    let Laid { _top, home, imports, store } = with_files(&[(DESKTOP, alike(&["a"])), ("a/.keep", Value::Null)]);
    imports.run(Asked::ByCaller).await.unwrap();
    delete(&store, workspaces(&store)[0].id.clone()).await;
    write(&home, &[(DESKTOP, alike(&["a", "b"]))]);
    let plan = imports.run(Asked::ByCaller).await.unwrap().plan;
    assert_eq!(said(&plan, "/a").0, MigrationAction::Skip, "{plan:#?}");
    assert_eq!(said(&plan, "/b").0, MigrationAction::Create, "{plan:#?}");
    assert!(said(&plan, "/b").1.contains("named a workspace that was deleted here"), "{plan:#?}");
    let of_b = sha(home.join("b").to_str().unwrap());
    assert_eq!([ALIKE, &of_b].map(|id| led(&store, &home, id)), [None, Some("b".to_owned())]);
}

#[cfg(unix)]
#[tokio::test]
async fn g09_a_folder_behind_a_link_is_known_by_what_follows_from_it_though_another_one_is_called_so() {
    let Laid { _top, home, imports, store } = with_files(&[("real/.keep", Value::Null), ("c/.keep", Value::Null)]);
    let link = home.join("link");
    std::os::unix::fs::symlink(home.join("real"), &link).unwrap();
    let of_link = sha(link.to_str().unwrap());
    let entry = |id: &str, folder: &str| json!({ "id": id, "path": home.join(folder), "name": folder });
    let (mine, theirs) = (entry("ws_x", "link"), entry(&of_link, "c"));
    write(&home, &[(SERVER, json!({ "workspaces": [theirs] })), (DESKTOP, json!({ "workspaces": [mine] }))]);
    imports.run(Asked::ByCaller).await.unwrap();
    std::fs::remove_file(&link).unwrap();
    let plan = imports.run(Asked::ByCaller).await.unwrap().plan;
    assert_eq!((workspaces(&store).len(), writes(&plan)), (2, 0), "{plan:#?}");
}
