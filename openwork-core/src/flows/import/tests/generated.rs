//! What holds for any sources: an import twice is one, no source is changed, and in which order they came onto the disk does
//! not matter.

use super::golden::{Marks, stored};
use super::{Asked, Look, Path, System, Value, dump, opened, writes};
use crate::clock::Timestamp;
use crate::legacy::tests::{given, lay, sha, state, top};
use proptest::prelude::*;
use serde_json::{Map, json};
use std::time::{Duration, SystemTime};

/// Where lists of workspaces are: of the server, of two desktops, and of the orchestrator.
const LISTS: [&str; 4] = [
    "cfg/openwork/server.json",
    ".config/com.differentai.openwork/openwork-workspaces.json",
    ".local/share/com.differentai.openwork/openwork-workspaces.json",
    ".openwork/openwork-orchestrator/openwork-orchestrator-state.json",
];

/// Where a server keeps its files: two of them, of which the first counts more.
const SERVERS: [&str; 2] = ["cfg/openwork", ".config/openwork"];

/// The folders of workspaces: the first two are there, the last one is a file.
const FOLDERS: usize = 6;

/// A number that two things of a kind may share, and two sources contradict each other by.
fn one_of(many: usize) -> impl Strategy<Value = usize> {
    0..many
}

/// A workspace in one of the lists, here or elsewhere; or what is none.
fn workspace() -> impl Strategy<Value = (usize, Value)> {
    let id = proptest::option::of("[a-d]").prop_map(|id| id.map(|id| format!("ws_{}", id.repeat(12))));
    let name = proptest::option::of("[A-D]");
    (one_of(4), one_of(FOLDERS), one_of(4), id, name).prop_map(|(list, place, kind, id, name)| {
        let entry = match kind {
            0 | 1 => json!({ "id": id, "name": name, "path": format!("{{{{HOME}}}}/work/{place}") }),
            2 => json!({ "id": id, "name": name, "workspaceType": "remote", "openworkToken": "hush-remote",
                "openworkHostUrl": format!("https://box{}.example", place % 2), "openworkWorkspaceId": "ws_r" }),
            _ => json!({ "id": id, "path": place }),
        };
        (list, entry)
    })
}

/// What one of two servers has in its files.
fn of_server() -> impl Strategy<Value = (usize, &'static str, Value)> {
    let (server, kind) = (one_of(2), one_of(3));
    (server, kind, one_of(4), one_of(3)).prop_map(|(server, kind, which, says)| {
        let scope = ["owner", "viewer", "odd"][says];
        match kind {
            0 => {
                let hash = which.to_string().repeat(64);
                (server, "tokens", json!({ "hash": hash, "scope": scope, "label": scope, "createdAt": 1_790_000_000 }))
            }
            1 => (server, "variables", json!({ "key": format!("KEY_{which}"), "value": format!("hush-{says}") })),
            _ => (server, "bots", json!({ "id": format!("bot{which}"), "token": format!("hush-{says}") })),
        }
    })
}

/// What one of two databases has for a workspace, or for all: an MCP server, a setting, and one that goes together with what is
/// for all.
fn row() -> impl Strategy<Value = (usize, String, Value)> {
    let of =
        prop_oneof!["[a-d]".prop_map(|id| format!("ws_{}", id.repeat(12))), Just("__openwork_engine_global__".into())];
    let off = proptest::collection::vec("[x-z]", 0..3);
    (one_of(2), of, one_of(3), one_of(3), off).prop_map(|(server, of, key, says, off)| {
        let mcp = json!({ "type": "remote", "url": format!("https://mcp{says}.example") });
        let (key, share) = (format!("mcp{key}"), ["manual", "auto", "disabled"][says]);
        let config = json!({ "mcp": { key: mcp }, "share": share, "disabled_providers": off });
        (server, of, config)
    })
}

/// A workspace as lists have it that came one after another: it has an id of its own, or one that others are called by too,
/// which may look as if it followed from a folder.
fn in_turn() -> impl Strategy<Value = (usize, Value)> {
    let own = proptest::option::of(prop_oneof![
        "own-[ab]".boxed(),
        "[ef]".prop_map(|id| format!("ws_{}", id.repeat(12))).boxed()
    ]);
    let preset = proptest::option::of(prop_oneof![Just("starter"), Just("minimal"), Just("automation")]);
    let made = proptest::option::of(1_770_000_000..1_770_000_003_u64);
    (workspace(), own, preset, made).prop_map(|((list, mut entry), own, preset, made)| {
        let place = entry["path"].as_str().and_then(|path| path.chars().last());
        if let Some(place) = place.and_then(|digit| digit.to_digit(10)) {
            entry["id"] = json!(own.unwrap_or_else(|| of_place(place)));
            entry["preset"] = json!(preset);
        }
        entry["createdAt"] = json!(made);
        (list, entry)
    })
}

/// An id that only lists give to a folder.
fn of_place(place: u32) -> String {
    format!("ws_{}", format!("{place:x}").repeat(12))
}

/// What stands for the id that follows from a folder, until it is laid.
fn follows(place: usize) -> String {
    format!("{{{{OF {place}}}}}")
}

/// A text with what follows from the folders of a home in the place of that, or the other way round.
fn with_ids(text: &str, home: &Path, is_back: bool) -> String {
    (0..FOLDERS).fold(text.to_owned(), |text, place| {
        let (mark, id) = (follows(place), sha(home.join(format!("work/{place}")).to_str().unwrap()));
        if is_back { text.replace(&id, &mark) } else { text.replace(&mark, &id) }
    })
}

/// A row of a database that came after another: what is of one workspace and what is of all have different names.
fn row_in_turn() -> impl Strategy<Value = (usize, String, Value)> {
    (row(), one_of(FOLDERS)).prop_map(|((server, of, mut config), place)| {
        let is_of_all = of.starts_with("__");
        let mcp = config["mcp"].as_object().unwrap().clone();
        let prefix = if is_of_all { "all" } else { "one" };
        config["mcp"] = mcp.into_iter().map(|(key, value)| (format!("{prefix}-{key}"), value)).collect();
        // the one is known by any list that has the folder, the other one by a list that calls it so
        let own = if place % 2 == 0 { follows(place) } else { of_place(u32::try_from(place).unwrap()) };
        (server, if is_of_all { of } else { own }, config)
    })
}

/// Everything that lies on a disk.
#[derive(Debug, Clone)]
struct Generated {
    workspaces: Vec<(usize, Value)>,
    server: Vec<(usize, &'static str, Value)>,
    rows: Vec<(usize, String, Value)>,
    /// When each file was written last.
    ages: Vec<u64>,
    /// Whether the rows of databases lie the other way round than they were written.
    is_backwards: bool,
}

fn generated(
    workspace: impl Strategy<Value = (usize, Value)>,
    row: impl Strategy<Value = (usize, String, Value)>,
) -> impl Strategy<Value = Generated> {
    let workspaces = proptest::collection::vec(workspace, 0..16);
    let server = proptest::collection::vec(of_server(), 0..12);
    let rows = proptest::collection::vec(row, 0..11);
    let ages = proptest::collection::vec(0..3_u64, 12);
    (workspaces, server, rows, ages).prop_map(|(workspaces, server, rows, ages)| Generated {
        workspaces,
        server,
        rows,
        ages,
        is_backwards: false,
    })
}

impl Generated {
    /// The files, with what each holds.
    fn files(&self) -> Vec<(String, String)> {
        let mut files = Vec::new();
        for (at, path) in LISTS.into_iter().enumerate() {
            let of: Vec<&Value> = self.workspaces.iter().filter(|it| it.0 == at).map(|it| &it.1).collect();
            files.push((path.to_owned(), json!({ "workspaces": of }).to_string()));
        }
        for (at, folder) in SERVERS.into_iter().enumerate() {
            let of = |kind: &str| -> Vec<&Value> {
                self.server.iter().filter(|it| (it.0, it.1) == (at, kind)).map(|it| &it.2).collect()
            };
            let bots = [".openwork/opencode-router", ".owpenbot"][at];
            let channels = json!({ "channels": { "telegram": { "bots": of("bots") } } });
            files.push((format!("{folder}/tokens.json"), json!({ "tokens": of("tokens") }).to_string()));
            files.push((format!("{folder}/env.json"), json!({ "variables": of("variables") }).to_string()));
            files.push((format!("{bots}/opencode-router.json"), channels.to_string()));
            let mut rows = Map::new();
            for (_, of, config) in self.rows.iter().filter(|it| it.0 == at) {
                rows.insert(of.clone(), config.clone());
            }
            let table =
                "CREATE TABLE runtime_opencode_configs (workspace_id TEXT, config_json TEXT, updated_at INTEGER);";
            // of two rows of one workspace the newest counts, whichever lies first
            let insert = |(at, (id, config)): (usize, (&String, &Value))| {
                let written = 1_790_000_000_000 + (7 * at) % 11;
                format!("INSERT INTO runtime_opencode_configs VALUES ('{id}', '{config}', {written});")
            };
            let mut rows: Vec<String> = rows.iter().enumerate().map(insert).collect();
            if self.is_backwards {
                rows.reverse();
            }
            let text = rows.iter().fold(table.to_owned(), |text, row| text + row);
            files.push((format!("{folder}/runtime.sqlite"), text));
        }
        files
    }

    /// Lays the files one after another, each as old as it is.
    fn lay(&self, home: &Path, order: &[usize]) {
        std::fs::create_dir_all(home.join("work/0")).unwrap();
        std::fs::create_dir_all(home.join("work/1")).unwrap();
        std::fs::write(home.join("work/5"), "no folder").unwrap();
        let files = self.files();
        for at in order {
            let (path, text) = &files[*at];
            let path = home.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            if path.extension().is_some_and(|it| it == "sqlite") {
                lay::plain(&path, &with_ids(text, home, false));
            } else {
                std::fs::write(&path, text.replace("{{HOME}}", home.to_str().unwrap())).unwrap();
            }
            let age = SystemTime::UNIX_EPOCH + Duration::from_secs(1_790_000_000 - self.ages[*at]);
            std::fs::File::options().write(true).open(&path).unwrap().set_modified(age).unwrap();
        }
    }
}

/// What comes of it when these files come one lot after another, each lot before a start: the store as a person reads it. Fails
/// where it is another one after a second import, or a source is.
async fn imported(of: &Generated, lots: &[&[usize]]) -> Value {
    let top = top();
    let real = top.path().canonicalize().unwrap();
    let [home, data] = ["home", "data"].map(|name| real.join(name));
    of.lay(&home, &[]);
    let variables = [("XDG_CONFIG_HOME".to_owned(), home.join("cfg").to_str().unwrap().to_owned())].into();
    let look = Look { system: System::Linux, home: home.clone(), variables, scratch: data.join("state") };
    let (imports, store) = opened(look, &data);
    let began = Timestamp::now();
    for lot in lots {
        of.lay(&home, lot);
        imports.run(Asked::ByStart).await.unwrap();
    }
    let (before, given) = (state(&home), given(&home));
    let once = dump(&store);
    let again = imports.run(Asked::ByCaller).await.unwrap().plan;
    assert_eq!(writes(&again), 0, "{again:#?}");
    assert_eq!(dump(&store), once, "twice is once");
    assert!(state(&home) == before, "a source was changed");
    assert_eq!(store.check().unwrap().faults, Vec::<String>::new());
    follow_from_their_folders(&once, &home);
    let marks = Marks::new(&home, &given, began, &once);
    let stored = stored(&once, &marks, imports.0.seal.key().ok().as_ref());
    serde_json::from_str(&with_ids(&stored.to_string(), &home, true)).unwrap()
}

/// An id that follows from a folder names the workspace in that folder, and each such workspace has its own.
fn follow_from_their_folders(dump: &Value, home: &Path) {
    for place in 0..FOLDERS {
        let folder = home.join(format!("work/{place}"));
        let folder = folder.to_str().unwrap();
        let mut all = dump["workspaces.v1"].as_object().unwrap().iter();
        let here = all.find(|(_, row)| row["folder"] == folder).map(|(id, _)| id.as_str());
        assert_eq!(dump["workspace_aliases.v1"][sha(folder)].as_str(), here, "work/{place}: {dump:#}");
    }
}

/// Lists in the order of what is in them: which workspace came first is no matter.
pub(super) fn in_order(value: &mut Value) {
    match value {
        Value::Array(list) => {
            list.iter_mut().for_each(in_order);
            list.sort_by_key(Value::to_string);
        }
        Value::Object(map) => map.values_mut().for_each(in_order),
        _ => {}
    }
}

/// Bots without the number that tells one from another of the same name: the one that came first keeps the name.
fn unnumbered(stored: &mut Value) {
    for bot in stored["router_identities.v1"].as_array_mut().into_iter().flatten() {
        for field in ["id", "key"] {
            let text = bot[field].as_str().unwrap();
            bot[field] = json!(text.split_once('-').map_or(text, |(name, _)| name));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn g08_any_sources_in_any_order_come_to_the_same_once_and_for_all(
        of in generated(workspace(), row()),
        order in Just((0..12).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let [one, other] = runtime.block_on(async {
            let other = Generated { is_backwards: true, ..of.clone() };
            [imported(&of, &[&(0..12).collect::<Vec<_>>()]).await, imported(&other, &[&order]).await]
        });
        prop_assert_eq!(one, other);
    }

    #[test]
    fn g08_sources_that_come_one_after_another_come_to_what_they_come_to_together(
        of in generated(in_turn(), row_in_turn()),
        order in Just((0..12).collect::<Vec<usize>>()).prop_shuffle(),
        cuts in proptest::collection::vec(0..=12_usize, 1..4),
    ) {
        let mut cuts = [cuts, vec![0, 12]].concat();
        cuts.sort_unstable();
        let lots: Vec<&[usize]> = cuts.windows(2).map(|cut| &order[cut[0]..cut[1]]).collect();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let [mut together, mut in_turn] = runtime.block_on(async {
            [imported(&of, &[&order]).await, imported(&of, &lots).await]
        });
        for one in [&mut together, &mut in_turn] {
            // which one is worked in is a matter of here, once there is one
            one.as_object_mut().unwrap().remove("activeWorkspace");
            unnumbered(one);
            in_order(one);
        }
        prop_assert_eq!(together, in_turn);
    }
}
