//! What a plan tells of commands and agents is what the engine says of them: for each, the engine itself is asked.

use super::act;
use crate::resources::engine_lists;
use futures_util::{StreamExt as _, stream};
use harness::model::ModelServer;
use harness::server::{Door, Home, Setup};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::sync::Arc;

/// So many are asked for at once.
const AT_ONCE: usize = 4;
/// A head that the engine refuses.
const BAD: &str = "---\nmodel: null\n---\nbody\n";

/// A workspace with one file that the engine takes or refuses.
struct Row {
    name: String,
    /// The list that the engine fails to answer where it refuses the file.
    list: &'static str,
    /// The field and its line, where it is refused.
    refused: Option<String>,
    is_there: Box<dyn Fn(&Path)>,
}

/// The spellings of the table: `refused` is what the engine said of each when it was written, and says again here.
fn spellings() -> Vec<Row> {
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/heads.json");
    let rows: Vec<Value> = serde_json::from_str(&fs::read_to_string(table).expect("a table")).expect("rows");
    let row = |(number, row): (usize, Value)| {
        let list = if row["kind"] == "command" { "command" } else { "agent" };
        let mut text = row["text"].as_str().expect("a text").to_owned();
        let name = format!("{list} {text:?}");
        // the engine's reader remembers texts that it could not read; what is no part of the head makes each its own
        if text.ends_with("\nbody\n") {
            text = format!("{text}{number}\n");
        }
        let is_there = move |folder: &Path| put(&folder.join(format!(".opencode/{list}s/it.md")), &text);
        Row { name, list, refused: row["refused"].as_str().map(Into::into), is_there: Box::new(is_there) }
    };
    rows.into_iter().enumerate().map(row).collect()
}

/// Where a file may lie, and how it may be led to.
fn places() -> Vec<Row> {
    let row = |name: &str, is_refused: bool, is_there: fn(&Path)| {
        let refused = is_refused.then(|| "model 2".to_owned());
        Row { name: name.to_owned(), list: "command", refused, is_there: Box::new(is_there) }
    };
    vec![
        row("a folder behind a link within", true, |at| {
            put(&at.join("real/x.md"), BAD);
            link("../real", &at.join(".opencode/commands"));
        }),
        row("a folder behind a link outside", true, |at| {
            put(&beside(at).join("x.md"), BAD);
            link(beside(at), &at.join(".opencode/command"));
        }),
        row("a folder within, behind a link", true, |at| {
            put(&beside(at).join("x.md"), BAD);
            link(beside(at), &at.join(".opencode/commands/sub"));
        }),
        row("a file behind a link, called otherwise", true, |at| {
            put(&beside(at).join("x.txt"), BAD);
            link(beside(at).join("x.txt"), &at.join(".opencode/commands/x.md"));
        }),
        row("all of it behind a link", true, |at| {
            put(&beside(at).join("commands/x.md"), BAD);
            link(beside(at), &at.join(".opencode"));
        }),
        row("links that lead nowhere and into themselves", false, |at| {
            put(&at.join(".opencode/commands/x.md"), "hi");
            link("none", &at.join(".opencode/commands/y.md"));
            link(".", &at.join(".opencode/commands/loop"));
        }),
        row("a name with a dot before it", true, |at| put(&at.join(".opencode/commands/.of/.x.md"), BAD)),
        row("in capitals", false, |at| put(&at.join(".opencode/commands/x.MD"), BAD)),
        row("a folder that is called as a file is", true, |at| put(&at.join(".opencode/commands/a.md/x.md"), BAD)),
        row("twelve deep", true, |at| put(&at.join(format!(".opencode/commands/{}x.md", "d/".repeat(12))), BAD)),
        row("one that anybody may write", true, |at| {
            let path = at.join(".opencode/commands/x.md");
            put(&path, BAD);
            fs::set_permissions(path, fs::Permissions::from_mode(0o666)).expect("set");
        }),
        row("modes, whose faults the engine forgives", false, |at| put(&at.join(".opencode/mode/x.md"), BAD)),
    ]
}

fn put(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
}

fn link(to: impl AsRef<Path>, at: &Path) {
    fs::create_dir_all(at.parent().expect("a folder")).expect("made");
    symlink(to, at).expect("linked");
}

/// A folder outside of a workspace.
fn beside(folder: &Path) -> std::path::PathBuf {
    folder.with_extension("out")
}

/// What a plan tells, by the folder of its workspace: the field and its line.
fn told(plan: &Value, folders: &BTreeMap<String, usize>) -> BTreeMap<usize, String> {
    let mut all = BTreeMap::new();
    for source in plan["sources"].as_array().expect("sources") {
        let path = source["path"].as_str().expect("a path");
        let Some((folder, _)) = path.split_once("/.opencode/") else { continue };
        for item in source["items"].as_array().expect("items").iter().filter(|item| item["action"] == "fail") {
            let reason = item["reason"].as_str().expect("a reason");
            let field = reason.split('`').nth(1).expect("a field");
            let line = reason.split("(line ").nth(1).and_then(|rest| rest.split(')').next()).expect("a line");
            all.insert(folders[folder], format!("{field} {line}"));
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_told_of_commands_and_agents_is_what_the_engine_refuses() {
    let rows: Vec<Row> = spellings().into_iter().chain(places()).collect();
    let home = Arc::new(Home::new());
    let mut folders = BTreeMap::new();
    for (number, row) in rows.iter().enumerate() {
        let folder = home.folder(&format!("w{number}"));
        (row.is_there)(&folder);
        folders.insert(folder.canonicalize().expect("there").display().to_string(), number);
    }
    let entries: Vec<Value> = folders.keys().map(|folder| json!({ "path": folder })).collect();
    let server = json!({ "workspaces": entries }).to_string();
    put(&home.at("user/.config/openwork/server.json"), &server);
    let model = ModelServer::start().expect("a model");
    let door = Door::of(Setup::real(&model).at(&home).overheard().arg("--no-import"));
    let plan = act(&door, "plan").await;
    let told = told(&plan, &folders);

    let engine = door.server.engine_itself().await;
    let asked = folders.iter().map(|(folder, number)| {
        let (engine, list) = (&engine, rows[*number].list);
        async move {
            let is_refused = match engine_lists(engine, Path::new(folder), list).await.status.as_u16() {
                200 => false,
                400 => true,
                other => panic!("{folder}: {other}"),
            };
            (*number, is_refused)
        }
    });
    let asked: BTreeMap<usize, bool> = stream::iter(asked).buffer_unordered(AT_ONCE).collect().await;
    let mut wrong = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        let (ours, engines) = (told.get(&number), asked[&number]);
        if ours != row.refused.as_ref() || engines != row.refused.is_some() {
            wrong.push(format!("{}: refused {engines}, told {ours:?}, in the table {:?}", row.name, row.refused));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}
