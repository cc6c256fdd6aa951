//! G8: an import can be cut off at any point.

use super::over;
use harness::dice::Dice;
use harness::legacy::{self, Size};
use harness::server::{Door, Home, Setup, program, until};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How often a start is cut off.
const ROUNDS: u64 = 100;

/// How often at most, until enough of them were cut off within the import.
const MOST_ROUNDS: u64 = 3 * ROUNDS;

/// One of how many is cut off within the import at least.
const WITHIN: u64 = 3;

/// One of how many is cut off before it begins to write what it imports, at whichever moment.
const BEFORE: u64 = 10;

/// How long a server is waited for that does not begin to import.
const PATIENCE: Duration = Duration::from_secs(60);

/// Between which moments after an import has begun to write it is cut off: how long it writes is another time on each machine
/// and under each load, so these follow what the rounds before met.
struct Window {
    from: Duration,
    to: Duration,
}

/// By how much a window is widened on the other side each time it is narrowed on one.
const STEP: Duration = Duration::from_millis(20);

impl Window {
    fn moment(&self, dice: &mut Dice) -> Duration {
        let micros = |at: Duration| u64::try_from(at.as_micros()).expect("a moment");
        Duration::from_micros(dice.between(micros(self.from), micros(self.to)))
    }

    fn was_before(&mut self, at: Duration) {
        self.from += at.saturating_sub(self.from) / 4;
        self.to += STEP;
    }

    fn was_after(&mut self, at: Duration) {
        self.to = (self.to - self.to.saturating_sub(at) / 4).max(self.from + STEP);
        self.from = self.from.saturating_sub(STEP);
    }
}

/// How much there is to import: more sources than share a commit, for each workspace has a file of its own.
const SIZE: Size = Size { workspaces: 300, tokens: 20 };

/// What has every other kind of source among it.
const KINDS: [&str; 7] = [
    "cloud-sign-in",
    "desktop-bootstrap",
    "e2-orchestrator",
    "e2-router",
    "e3-electron",
    "e3-server",
    "scheduler-jobs",
];

/// A home with something of every kind.
fn home_of_all_kinds() -> Arc<Home> {
    let home = Arc::new(Home::new());
    let user = home.at("user");
    KINDS.iter().for_each(|fixture| drop(legacy::lay(fixture, &user)));
    legacy::lay_large(&user, SIZE);
    // what macOS has elsewhere
    let there = Home::new();
    legacy::lay("migration-snapshot", &there.at("user"));
    let name = "com.differentai.openwork/migration-snapshot.v1.done.json";
    std::fs::copy(there.at("user/Library/Application Support").join(name), user.join(".config").join(name))
        .expect("copied");
    // whom a bot of theirs speaks with, in a folder that is a workspace
    let router = user.join(".openwork/owpenbot");
    std::fs::create_dir_all(&router).expect("made");
    let folder = user.join("Work/project 00000").display().to_string();
    let bound = format!(
        "CREATE TABLE bindings (channel, identity_id, peer_id, directory, created_at, updated_at);
         INSERT INTO bindings VALUES ('telegram', 'ws-b164580a7b37', '42', '{folder}', 1774000000000, 1775000000000);"
    );
    legacy::plain(&router.join("opencode-router.db"), &bound);
    for index in 0..SIZE.workspaces {
        let own = user.join(format!("Work/project {index:05}/.opencode"));
        std::fs::create_dir(&own).expect("made");
        let settings = json!({ "version": 1, "workspace": { "name": format!("Own {index}"), "preset": "minimal" } });
        std::fs::write(own.join("openwork.json"), settings.to_string()).expect("written");
    }
    home
}

/// What the store holds, read while no server runs.
fn dump(home: &Arc<Home>) -> Value {
    let mut command = Command::new(program("openwork-cli"));
    command.env_clear().env("HOME", home.at("user")).env("PATH", std::env::var("PATH").unwrap_or_default());
    let data = home.data().display().to_string();
    let output = command.args(["--data-dir", &data, "--json", "store", "dump"]).output().expect("the command line");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// When a server is cut off.
enum Cut {
    /// So long after its start.
    AfterStart(Duration),
    /// So long after the copy of its store is there that an import makes before it writes anything.
    AfterCopy(Duration),
}

/// Starts a server and kills it.
fn cut_off(home: &Arc<Home>, cut: &Cut) {
    let mut command = Command::new(program("openwork-http"));
    command.env_clear().env("HOME", home.at("user")).env("PATH", std::env::var("PATH").unwrap_or_default());
    command.args(["--no-engine", "--port", "0", "--data-dir", &home.data().display().to_string()]);
    let mut server =
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a server");
    let after = match cut {
        Cut::AfterStart(after) => after,
        Cut::AfterCopy(after) => {
            let began = Instant::now();
            while !has_begun(home) {
                assert!(began.elapsed() < PATIENCE, "no import begins");
                std::thread::sleep(Duration::from_micros(200)); // as often as a file is looked for
            }
            after
        }
    };
    std::thread::sleep(*after); // the point at which it is cut off is left to chance
    server.kill().expect("killed");
    server.wait().expect("over");
}

/// Whether an import has begun to write: it copies the store before.
fn has_begun(home: &Home) -> bool {
    home.data().join("state/before-import.redb").exists()
}

/// Where what is told of moments stands in a record: another one in each import.
const MOMENTS: [&str; 4] = ["createdAt", "updatedAt", "keptAt", "importedAt"];

/// A text as it would be in any home: what an import makes up is named by what it stands for.
struct Plain<'h> {
    user: &'h str,
    made: BTreeMap<String, String>,
    began: String,
}

impl<'h> Plain<'h> {
    fn of(dump: &Value, user: &'h Path, began: &str) -> Self {
        let user = user.to_str().expect("UTF-8");
        let imported = dump["imported.v1"].as_object().expect("a table").iter();
        let fresh =
            imported.filter(|(_, row)| ["workspace", "token", "managed"].iter().any(|into| row["into"] == *into));
        let named = |(item, row): (&String, &Value)| {
            (row["row"].as_str().expect("a row").to_owned(), format!("<{}>", item.replace(user, "{{HOME}}")))
        };
        Self { user, made: fresh.map(named).collect(), began: began.to_owned() }
    }

    fn text(&self, text: &str) -> String {
        let mut text = self.made.get(text).cloned().unwrap_or_else(|| text.to_owned());
        if let Some((id, rest)) = text.split_once('/').filter(|(id, _)| self.made.contains_key(*id)) {
            text = format!("{}/{rest}", self.made[id]);
        }
        // those of the large home are numbers
        let rest = text.strip_prefix("ws_").or_else(|| text.strip_prefix("ws-")).unwrap_or_default();
        if rest.len() >= 12 && rest.bytes().all(|byte| byte.is_ascii_hexdigit()) && !rest.starts_with("00000000") {
            return "(derived)".to_owned();
        }
        text.replace(self.user, "{{HOME}}").replace(&self.user.to_lowercase(), "{{home}}")
    }

    fn value(&self, value: &Value) -> Value {
        match value {
            // sealed anew with each import
            Value::Object(map) if map.keys().eq(["key", "text"]) => json!("(sealed)"),
            Value::Object(map) => {
                let pair = |(key, value): (&String, &Value)| {
                    let is_now =
                        MOMENTS.contains(&key.as_str()) && value.as_str().is_some_and(|at| at >= self.began.as_str());
                    (self.text(key), if is_now { json!("(now)") } else { self.value(value) })
                };
                // what is written into folders follows an import, and is none of it
                map.iter().filter(|(key, _)| !["projected", "files"].contains(&key.as_str())).map(pair).collect()
            }
            Value::Array(list) => {
                let mut list: Vec<Value> = list.iter().map(|value| self.value(value)).collect();
                list.sort_by_key(Value::to_string);
                Value::Array(list)
            }
            Value::String(text) => Value::String(self.text(text)),
            other => other.clone(),
        }
    }
}

/// Every record that is there, whole, as it would be in any home.
fn records(dump: &Value, user: &Path, began: &str) -> BTreeMap<&'static str, Vec<String>> {
    let plain = Plain::of(dump, user, began);
    let of = |(into, table): (&str, &'static str)| {
        // settings that say nothing are as none
        let says =
            |row: &Value| into != "setting" || row["opencode"] != json!({}) || row["authorizedFolders"] != json!([]);
        let rows = dump[table].as_object().expect("a table").iter().filter(|(_, row)| says(row));
        let row = |(key, row): (&String, &Value)| match into {
            "alias" => format!("{} {}", plain.text(key), plain.value(row)),
            _ => plain.value(row).to_string(),
        };
        let mut rows: Vec<String> = rows.map(row).collect();
        rows.sort();
        (table, rows)
    };
    TABLES.into_iter().chain([("setting", "workspace_settings.v1")]).map(of).collect()
}

/// What each source made: the items, by the source, with the home's mark for the home.
fn made(dump: &Value, user: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let plain = |text: &str| text.replace(user.to_str().expect("UTF-8"), "{{HOME}}");
    let sources = dump["import_sources.v1"].as_object().expect("a table").keys();
    let mut all: BTreeMap<String, BTreeSet<String>> = sources.map(|key| (plain(key), BTreeSet::new())).collect();
    for (item, row) in dump["imported.v1"].as_object().expect("a table") {
        let source = plain(row["source"].as_str().expect("a source"));
        // an id that follows from a folder is another one in each home
        let item = if item.starts_with("alias/") { "alias".to_owned() } else { plain(item) };
        all.get_mut(&source).unwrap_or_else(|| panic!("{item} is there, and {source} is not")).insert(item);
    }
    all
}

/// Where what an import made lies.
const TABLES: [(&str, &str); 8] = [
    ("workspace", "workspaces.v1"),
    ("alias", "workspace_aliases.v1"),
    ("token", "tokens.v1"),
    ("variable", "environment.v1"),
    ("managed", "managed_items.v1"),
    ("identity", "router_identities.v1"),
    ("binding", "router_bindings.v1"),
    ("kept", "legacy_kept.v1"),
];

/// Every source is imported whole, or not at all; nothing is there that no source made.
fn is_whole(dump: &Value, user: &Path, whole: &BTreeMap<String, BTreeSet<String>>) {
    for (source, items) in made(dump, user) {
        assert_eq!(Some(&items), whole.get(&source), "{source}");
    }
    for (into, table) in TABLES {
        let made = dump["imported.v1"].as_object().expect("a table").values().filter(|row| row["into"] == into);
        let made: BTreeSet<&str> = made.map(|row| row["row"].as_str().expect("a row")).collect();
        let there: BTreeSet<&str> = dump[table].as_object().expect("a table").keys().map(String::as_str).collect();
        assert_eq!(made, there, "{table}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g08_an_import_that_is_killed_is_whole_or_is_not_and_the_next_start_goes_on() {
    let mut dice = Dice::roll();
    let began = openwork_core::Timestamp::now().to_string();
    let home = home_of_all_kinds();
    let door = Door::of(Setup::no_engine().at(&home));
    over(&door).await;
    door.server.stops_cleanly().await;
    let all = dump(&home);
    let whole = made(&all, &home.at("user"));
    let whole_records = records(&all, &home.at("user"), &began);
    assert!(whole_records.values().all(|rows| !rows.is_empty()), "{whole_records:#?}");
    is_whole(&all, &home.at("user"), &whole);
    let kinds: BTreeSet<&str> = whole.keys().filter_map(|source| source.split(' ').next()).collect();
    assert!(kinds.len() >= 15 && whole.len() > 256, "{} of {kinds:?}", whole.len());

    let mut window = Window { from: Duration::ZERO, to: Duration::from_millis(100) };
    let (mut rounds, mut before, mut none, mut some) = (0, 0, 0, 0);
    for round in 0..MOST_ROUNDS {
        // an import is short: where too few rounds fell into it, some more are tried
        if round >= ROUNDS && before > 0 && some > 0 && WITHIN * (none + some) >= round {
            break;
        }
        let home = home_of_all_kinds();
        let moment = window.moment(&mut dice);
        let is_early = round % BEFORE == 0;
        cut_off(&home, &if is_early { Cut::AfterStart(moment) } else { Cut::AfterCopy(moment) });
        let mut count = 0;
        if home.data().join("state/openwork.redb").exists() {
            let found = dump(&home);
            is_whole(&found, &home.at("user"), &whole);
            count = made(&found, &home.at("user")).len();
        }
        rounds += 1;
        let has_begun = has_begun(&home);
        before += u64::from(!has_begun);
        none += u64::from(has_begun && count == 0);
        some += u64::from(count > 0 && count < whole.len());
        if count == 0 && !is_early {
            window.was_before(moment);
        } else if count == whole.len() && !is_early {
            window.was_after(moment);
        }
        let door = Door::of(Setup::no_engine().at(&home));
        // an import that was over before the cut leaves nothing to do
        let status = over(&door).await;
        assert!(status["state"] == "done" || status["state"] == "idle", "{status} {}", door.server.log());
        door.server.stops_cleanly().await;
        let after = dump(&home);
        is_whole(&after, &home.at("user"), &whole);
        assert_eq!(made(&after, &home.at("user")), whole, "the next start completes it");
        let found = records(&after, &home.at("user"), &began);
        for (table, rows) in &whole_records {
            assert_eq!(&found[table], rows, "{table}");
        }
        let check = Command::new(program("openwork-cli"))
            .args(["--data-dir", &home.data().display().to_string(), "store", "check"])
            .output()
            .expect("the command line");
        assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stdout));
    }
    let within = none + some;
    let met = format!(
        "of {rounds} imports {before} were cut off before they wrote, {within} within, {none} of these before their first commit"
    );
    println!("{met}");
    assert!(before > 0 && some > 0 && WITHIN * within >= rounds, "{met}");
}

/// How often an undo is cut off.
const UNDONE: u64 = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g08_an_undo_that_is_killed_leaves_no_workspace_without_what_it_is_said_to_have() {
    const MANY: usize = 60;
    let mut dice = Dice::roll();
    let (mut whole, mut undone) = (0, 0);
    for _ in 0..UNDONE {
        let home = Arc::new(Home::new());
        let user = home.at("user");
        legacy::lay_large(&user, Size { workspaces: MANY, tokens: 1 });
        let files: Vec<_> =
            (0..MANY).map(|index| user.join(format!("Work/project {index:05}/.opencode/opencode.json"))).collect();
        let own = "{ // mine\n  \"model\": \"a/b\"\n}\n";
        for file in &files {
            std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
            std::fs::write(file, own).expect("written");
        }
        let row = r#"{"mcp":{"g":{"type":"remote","url":"https://g.example/mcp"}}}"#;
        legacy::plain(
            &user.join(".config/openwork/runtime.sqlite"),
            &format!(
                "CREATE TABLE runtime_opencode_configs (workspace_id TEXT, config_json TEXT, updated_at INTEGER);
                 INSERT INTO runtime_opencode_configs VALUES ('__openwork_engine_global__', '{row}', 1);"
            ),
        );
        let text = |file: &std::path::PathBuf| std::fs::read_to_string(file).expect("there");
        let having = || files.iter().filter(|file| text(file).contains("g.example")).count();
        let door = Door::of(Setup::no_engine().at(&home));
        over(&door).await;
        until("all have it", async || (having() == MANY).then_some(())).await;
        let undo = door.ask(http::Method::POST, "/system/migration/undo").send();
        let moment = Duration::from_millis(dice.between(10, 400));
        // the answer of one that is cut off never comes
        let _ = tokio::time::timeout(moment, undo).await;
        drop(door.server.kill());
        let door = Door::of(Setup::no_engine().at(&home));
        let is_undone = over(&door).await["state"] == "undone";
        let wanted = if is_undone { 0 } else { MANY };
        until("each is as it is said to be", async || (having() == wanted).then_some(())).await;
        let list = door.get("/workspaces?limit=500").await.data();
        assert_eq!(list["items"].as_array().expect("a list").len(), wanted, "{list}");
        if is_undone {
            assert!(files.iter().all(|file| text(file) == own), "what is the user's is as it was");
            undone += 1;
        } else {
            whole += 1;
        }
        door.server.stops_cleanly().await;
    }
    assert!(whole > 0, "of {UNDONE} rounds {undone} were undone before they were cut off");
}
