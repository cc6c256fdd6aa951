//! What holds for any sources: an import twice is one, no source is changed, and in which order they came onto the disk does
//! not matter.

use super::golden::{Marks, stored};
use super::{Asked, Look, Path, System, Value, dump, opened, writes};
use crate::clock::Timestamp;
use crate::legacy::tests::{given, lay, state, top};
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

/// A number that two things of a kind may share, and two sources contradict each other by.
fn one_of(many: usize) -> impl Strategy<Value = usize> {
    0..many
}

/// A workspace in one of the lists, here or elsewhere; or what is none.
fn workspace() -> impl Strategy<Value = (usize, Value)> {
    let id = proptest::option::of("[a-d]").prop_map(|id| id.map(|id| format!("ws_{}", id.repeat(12))));
    let name = proptest::option::of("[A-D]");
    (one_of(4), one_of(5), one_of(4), id, name).prop_map(|(list, place, kind, id, name)| {
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

/// What one of two databases has for a workspace, or for all: an MCP server and a setting.
fn row() -> impl Strategy<Value = (usize, String, Value)> {
    let of =
        prop_oneof!["[a-d]".prop_map(|id| format!("ws_{}", id.repeat(12))), Just("__openwork_engine_global__".into())];
    (one_of(2), of, one_of(3), one_of(3)).prop_map(|(server, of, key, says)| {
        let mcp = json!({ "type": "remote", "url": format!("https://mcp{says}.example") });
        let (key, share) = (format!("mcp{key}"), ["manual", "auto", "disabled"][says]);
        let config = json!({ "mcp": { key: mcp }, "share": share });
        (server, of, config)
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
}

fn generated() -> impl Strategy<Value = Generated> {
    let workspaces = proptest::collection::vec(workspace(), 0..16);
    let server = proptest::collection::vec(of_server(), 0..12);
    let rows = proptest::collection::vec(row(), 0..6);
    let ages = proptest::collection::vec(0..3_u64, 12);
    (workspaces, server, rows, ages).prop_map(|(workspaces, server, rows, ages)| Generated {
        workspaces,
        server,
        rows,
        ages,
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
            let insert = |(id, config): (&String, &Value)| {
                format!("INSERT INTO runtime_opencode_configs VALUES ('{id}', '{config}', 1);")
            };
            let text = rows.iter().map(insert).fold(table.to_owned(), |text, row| text + &row);
            files.push((format!("{folder}/runtime.sqlite"), text));
        }
        files
    }

    /// Lays the files one after another, each as old as it is.
    fn lay(&self, home: &Path, order: &[usize]) {
        std::fs::create_dir_all(home.join("work/0")).unwrap();
        std::fs::create_dir_all(home.join("work/1")).unwrap();
        let files = self.files();
        for at in order {
            let (path, text) = &files[*at];
            let path = home.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            if path.extension().is_some_and(|it| it == "sqlite") {
                lay::plain(&path, text);
            } else {
                std::fs::write(&path, text.replace("{{HOME}}", home.to_str().unwrap())).unwrap();
            }
            let age = SystemTime::UNIX_EPOCH + Duration::from_secs(1_790_000_000 - self.ages[*at]);
            std::fs::File::options().write(true).open(&path).unwrap().set_modified(age).unwrap();
        }
    }
}

/// What comes of it: the store as a person reads it. Fails where it is another one after a second import, or a source is.
async fn imported(of: &Generated, order: &[usize]) -> Value {
    let top = top();
    let real = top.path().canonicalize().unwrap();
    let [home, data] = ["home", "data"].map(|name| real.join(name));
    of.lay(&home, order);
    let variables = [("XDG_CONFIG_HOME".to_owned(), home.join("cfg").to_str().unwrap().to_owned())].into();
    let look = Look { system: System::Linux, home: home.clone(), variables, scratch: data.join("state") };
    let (imports, store) = opened(look, &data);
    let (before, given, began) = (state(&home), given(&home), Timestamp::now());
    imports.run(Asked::ByCaller).await.unwrap();
    let once = dump(&store);
    let again = imports.run(Asked::ByCaller).await.unwrap().plan;
    assert_eq!(writes(&again), 0, "{again:#?}");
    assert_eq!(dump(&store), once, "twice is once");
    assert!(state(&home) == before, "a source was changed");
    assert_eq!(store.check().unwrap().faults, Vec::<String>::new());
    let marks = Marks::new(&home, &given, began, &once);
    stored(&once, &marks, imports.0.seal.key().ok().as_ref())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn g08_any_sources_in_any_order_come_to_the_same_once_and_for_all(
        of in generated(),
        order in Just((0..12).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let [one, other] = runtime.block_on(async {
            [imported(&of, &(0..12).collect::<Vec<_>>()).await, imported(&of, &order).await]
        });
        prop_assert_eq!(one, other);
    }
}
