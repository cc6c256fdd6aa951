//! Promise G16: a server that is killed while items are made, changed, moved and removed heals when it starts: each item stands whole
//! in exactly its workspaces, nothing of a removed one is left, and what the user made by hand is byte for byte what it was.

use super::managed::put;
use harness::http_client::Reply;
use harness::server::{Door, Home, Setup, until};
use harness::tree::contents;
use http::Method;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How often the server is killed while it writes.
const ROUNDS: u64 = 24;
/// How many write at once.
const WRITERS: usize = 4;
const KINDS: [&str; 4] = ["mcps", "skills", "commands", "agents"];
const MANAGED: &str = ".opencode/opencode.json";

/// What the user has made by hand in each of the workspaces.
const BY_HAND: [&[(&str, &str)]; 3] = [
    &[
        (
            MANAGED,
            "{\n  // mine\n  \"mcp\": {\n    // mine too\n    \"mine\": { \"type\": \"local\", \"command\": [\"mine\"] }, // last\n  },\n  \
             \"share\": \"manual\" /* stays */\n}\n",
        ),
        (".opencode/skills/mine/SKILL.md", "---\nname: mine\ndescription: mine\n---\nMine.\n"),
        (".opencode/commands/mine.md", "Mine."),
        (".opencode/agents/mine.md", "---\r\ndescription: mine\r\n---\r\nMine.\r\n"),
        ("opencode.jsonc", "{ // mine\n}"),
    ],
    &[("README.md", "mine")],
    &[(MANAGED, "// nothing yet\n{\n}\n"), (".opencode/commands/notes.txt", "mine")],
];

/// A number below another. Which moments are tried differs from run to run; the story has to hold in each.
fn below(limit: usize) -> usize {
    usize::try_from(uuid::Uuid::new_v4().as_u128() % limit as u128).expect("it is below")
}

/// An item as it is wanted, or as the server lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Item {
    kind: &'static str,
    key: String,
    version: usize,
    ids: BTreeSet<String>,
}

impl Item {
    fn of(kind: &'static str, item: &Value) -> Self {
        let config = &item["config"];
        let said = if kind == "mcps" { config["command"][1].as_str() } else { config["content"].as_str() };
        let version = said.and_then(|said| said.trim_end().rsplit('v').next()?.parse().ok());
        let ids = item["workspaceIds"].as_array().expect("ids").iter();
        Self {
            kind,
            key: item["key"].as_str().expect("a key").to_owned(),
            version: version.unwrap_or_else(|| panic!("no version: {item}")),
            ids: ids.map(|id| id.as_str().expect("an id").to_owned()).collect(),
        }
    }

    fn config(&self) -> Value {
        let Self { kind, key, version, .. } = self;
        match *kind {
            "mcps" => json!({
                "type": "local", "command": ["run", format!("v{version}")], "enabled": false,
                "environment": {"WORD": format!("very-hush-{version}-{key}")},
            }),
            _ => json!({"content": format!("---\nname: {key}\ndescription: x\n---\nv{version}\n")}),
        }
    }

    /// Its file, where it is one.
    fn file(&self) -> Option<String> {
        match self.kind {
            "mcps" => None,
            "skills" => Some(format!(".opencode/skills/{}/SKILL.md", self.key)),
            kind => Some(format!(".opencode/{kind}/{}.md", self.key)),
        }
    }
}

/// Something that a writer asked for.
#[derive(Debug, Clone)]
enum Asked {
    Make(Item),
    Change { id: String, version: usize },
    Assign { id: String, ids: BTreeSet<String> },
    Remove { id: String },
}

/// A client that writes, and knows what it was told.
#[derive(Debug, Default)]
struct Writer {
    number: usize,
    asked: usize,
    items: BTreeMap<String, Item>,
    /// What was not answered before the server was gone.
    unanswered: Option<Asked>,
}

impl Writer {
    fn wish(&mut self, workspaces: &[(String, PathBuf)]) -> Asked {
        self.asked += 1;
        let some = workspaces.iter().filter(|_| below(2) == 0).map(|(id, _)| id.clone());
        let ids: BTreeSet<_> = some.collect();
        let any = self.items.keys().nth(below(self.items.len().max(1))).cloned();
        match (any, below(6)) {
            (Some(id), 0..2) => Asked::Change { id, version: self.asked },
            (Some(id), 2) => Asked::Assign { id, ids },
            (Some(id), 3..5) => Asked::Remove { id },
            (_, _) => {
                let key = format!("w{}-{}", self.number, self.asked);
                let kind = KINDS[(self.number + self.asked) % KINDS.len()];
                Asked::Make(Item { kind, key, version: self.asked, ids })
            }
        }
    }

    /// Writes until nobody answers; says how many writes were acknowledged.
    async fn write(&mut self, door: &Door, workspaces: &[(String, PathBuf)]) -> usize {
        let mut acknowledged = 0;
        loop {
            let wish = self.wish(workspaces);
            let Ok(reply) = self.ask(door, &wish).await else {
                self.unanswered = Some(wish);
                return acknowledged;
            };
            assert_eq!(reply.status, 200, "{wish:?}: {}", reply.text());
            let data = reply.data();
            for projection in data["projections"].as_array().expect("projections") {
                assert!(projection["error"].is_null(), "{wish:?}: {data}");
            }
            self.keep(wish, data["item"]["id"].as_str());
            acknowledged += 1;
        }
    }

    async fn ask(&self, door: &Door, wish: &Asked) -> std::io::Result<Reply> {
        let place = |id: &str| format!("/system/managed/{}/{id}", self.items[id].kind);
        let knock = match wish {
            Asked::Make(item) => {
                let body = json!({"displayName": item.key, "config": item.config(), "workspaceIds": item.ids});
                door.ask(Method::POST, &format!("/system/managed/{}", item.kind)).json(&body)
            }
            Asked::Change { id, version } => {
                let config = Item { version: *version, ..self.items[id].clone() }.config();
                door.ask(Method::PUT, &place(id)).json(&json!({ "config": config }))
            }
            Asked::Assign { id, ids } => {
                door.ask(Method::PUT, &format!("{}/assignments", place(id))).json(&json!({ "workspaceIds": ids }))
            }
            Asked::Remove { id } => door.ask(Method::DELETE, &place(id)),
        };
        knock.try_send().await
    }

    /// Notes what holds from now on.
    fn keep(&mut self, asked: Asked, made: Option<&str>) {
        match asked {
            Asked::Make(item) => drop(self.items.insert(made.expect("an id").to_owned(), item)),
            Asked::Change { id, version } => self.items.get_mut(&id).expect("its own").version = version,
            Asked::Assign { id, ids } => self.items.get_mut(&id).expect("its own").ids = ids,
            Asked::Remove { id } => drop(self.items.remove(&id)),
        }
    }

    /// Finds out what became of the wish that was not answered: it was done wholly, or not at all.
    fn learn(&mut self, found: &BTreeMap<String, Item>) {
        let Some(asked) = self.unanswered.take() else { return };
        let mut made = None;
        let done = match &asked {
            Asked::Make(item) => {
                made = found.iter().find(|(_, known)| known.key == item.key).map(|(id, _)| id.as_str());
                made.is_some()
            }
            Asked::Change { id, version } => found.get(id).is_some_and(|item| item.version == *version),
            Asked::Assign { id, ids } => found.get(id).is_some_and(|item| item.ids == *ids),
            Asked::Remove { id } => !found.contains_key(id),
        };
        if done {
            self.keep(asked, made);
        }
    }
}

/// The items that the server lists.
async fn listed(door: &Door) -> BTreeMap<String, Item> {
    let mut all = BTreeMap::new();
    for kind in KINDS {
        let items = door.get(&format!("/system/managed/{kind}")).await.data();
        for item in items["items"].as_array().expect("a list").iter().filter(|item| item["source"] != "discovered") {
            all.insert(item["id"].as_str().expect("an id").to_owned(), Item::of(kind, item));
        }
    }
    all
}

/// What a configuration says, with what its secrets are in the place of where they are. Answers the names of those too.
fn read(text: &str) -> (Value, BTreeSet<String>) {
    // an address has them too
    let said = |line: &str| {
        line.split_once("//").map_or(line.to_owned(), |(head, rest)| {
            if head.ends_with(':') { format!("{head}//{rest}") } else { head.to_owned() }
        })
    };
    let plain: String = text.lines().map(said).collect();
    let plain = plain.replace("/* stays */", "").replace(char::is_whitespace, "").replace(",}", "}");
    let plain = if plain.is_empty() { "{}".to_owned() } else { plain };
    let mut document: Value = serde_json::from_str(&plain).unwrap_or_else(|why| panic!("{why}: {text}"));
    let mut names = BTreeSet::new();
    for server in document.get_mut("mcp").and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut) {
        let Some(word) = server.pointer_mut("/environment/WORD") else { continue };
        let file = word.as_str().and_then(|word| word.strip_prefix("{file:")?.strip_suffix('}')).map(PathBuf::from);
        let file = file.unwrap_or_else(|| panic!("no secret in a file: {word}"));
        names.insert(file.file_name().expect("a name").to_string_lossy().into_owned());
        *word = std::fs::read_to_string(file).map_or(Value::Null, Value::from);
    }
    // what a new file begins with
    document.as_object_mut().expect("an object").remove("$schema");
    (document, names)
}

/// What of a workspace is not as it is to be.
fn amiss(
    home: &Home,
    (id, folder): &(String, PathBuf),
    hand: &[(&str, &str)],
    items: &BTreeMap<String, Item>,
) -> Vec<String> {
    let mut now = contents(folder);
    let text = now.remove(MANAGED).map(|bytes| String::from_utf8(bytes).expect("UTF-8"));
    let mut wanted: BTreeMap<String, Vec<u8>> =
        hand.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
    let mine = wanted.remove(MANAGED).map(|bytes| String::from_utf8(bytes).expect("UTF-8"));
    let mut document = read(mine.as_deref().unwrap_or_default()).0;
    let mut is_ours = false;
    for item in items.values().filter(|item| item.ids.contains(id)) {
        match item.file() {
            Some(file) => {
                drop(wanted.insert(file, item.config()["content"].as_str().expect("text").as_bytes().to_vec()))
            }
            None => {
                document["mcp"][&item.key] = item.config();
                is_ours = true;
            }
        }
    }
    let mut amiss = Vec::new();
    let is_kept = |path: &str| wanted.keys().any(|file| Path::new(file).starts_with(path)) || may_stay(path);
    for (path, bytes) in &now {
        if !folder.join(path).is_dir() && wanted.get(path) != Some(bytes) {
            amiss.push(format!("{path} says {:?}", String::from_utf8_lossy(bytes)));
        } else if folder.join(path).is_dir() && !is_kept(path) {
            amiss.push(format!("{path} is a folder of nobody"));
        }
    }
    amiss.extend(wanted.keys().filter(|path| !now.contains_key(*path)).map(|path| format!("{path} is not there")));
    let (said, named) = read(text.as_deref().unwrap_or_default());
    if said != document || !is_ours && text != mine {
        amiss.push(format!("{MANAGED} is {text:?}, which says {said}, in place of {document}"));
    }
    for line in mine.iter().flat_map(|mine| mine.lines()).filter(|line| line.contains("//") || line.contains("/*")) {
        if !text.as_ref().is_some_and(|text| text.contains(line)) {
            amiss.push(format!("{MANAGED} has lost {line:?}"));
        }
    }
    let secrets = home.data().join("workspaces").join(id).join("secrets");
    let there: BTreeSet<_> = contents(&secrets).into_keys().collect();
    if there != named {
        amiss.push(format!("secrets are {there:?}, and {named:?} are named"));
    }
    amiss
}

/// A folder that others are made in stays once it is made.
fn may_stay(path: &str) -> bool {
    [".opencode", ".opencode/skills", ".opencode/commands", ".opencode/agents"].contains(&path)
}

/// That the server has what the writers were told, and that each workspace comes to have exactly that.
async fn heals(door: &Door, workspaces: &[(String, PathBuf)], writers: &mut [Writer], told: &str) {
    let found = listed(door).await;
    writers.iter_mut().for_each(|writer| writer.learn(&found));
    let known: BTreeMap<_, _> = writers.iter().flat_map(|writer| writer.items.clone()).collect();
    assert_eq!(found, known, "{told}");
    let mut last = Vec::new();
    until(&format!("{told}, all is whole"), async || {
        let each = workspaces.iter().zip(BY_HAND);
        let now: Vec<_> = each.flat_map(|(at, hand)| amiss(&door.server.home, at, hand, &found)).collect();
        if now != last {
            // the last of them says what is wrong, should it never be right
            eprintln!("{told}: {now:#?}");
            last.clone_from(&now);
        }
        now.is_empty().then_some(())
    })
    .await;
}

#[tokio::test]
async fn g16_items_are_whole_in_exactly_their_workspaces_after_every_death() {
    let home = Arc::new(Home::new());
    let door = Door::of(Setup::no_engine().at(&home));
    let mut workspaces = Vec::new();
    for (number, hand) in BY_HAND.iter().enumerate() {
        let (id, folder) = door.workspace(&format!("w{number}")).await;
        for (path, text) in *hand {
            let file = folder.join(path);
            std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
            std::fs::write(file, text).expect("written");
        }
        workspaces.push((id, folder));
    }
    door.server.stops_cleanly().await;
    let mut writers: Vec<_> = (0..WRITERS).map(|number| Writer { number, ..Writer::default() }).collect();
    let (mut acknowledged, mut busy) = (0, 0);
    for round in 0..ROUNDS {
        if round % 3 == 2 {
            // while it heals
            let door = Door::of(Setup::no_engine().at(&home));
            tokio::time::sleep(Duration::from_millis(below(30) as u64)).await; // the moment is the point of the story
            door.server.kill();
        }
        let door = Door::of(Setup::no_engine().at(&home));
        heals(&door, &workspaces, &mut writers, &format!("at the start of round {round}")).await;
        let life = Duration::from_millis(50 + below(500) as u64);
        let death = async {
            tokio::time::sleep(life).await; // as above
            door.server.signal(rustix::process::Signal::KILL);
        };
        let writing = writers.iter_mut().map(|writer| writer.write(&door, &workspaces));
        let ((), written) = tokio::join!(death, futures_util::future::join_all(writing));
        let written = written.iter().sum::<usize>();
        acknowledged += written;
        busy += u64::from(written > 0);
    }
    let door = Door::of(Setup::no_engine().at(&home));
    heals(&door, &workspaces, &mut writers, "at the end").await;
    println!("{acknowledged} writes were acknowledged");
    assert!(busy >= ROUNDS / 2, "only in {busy} of {ROUNDS} rounds was the server killed while it wrote");
    // and all of it goes again
    for writer in &mut writers {
        for (id, item) in std::mem::take(&mut writer.items) {
            let place = format!("/system/managed/{}/{id}", item.kind);
            let none = put(&door, &format!("{place}/assignments"), &json!({"workspaceIds": []})).await;
            assert_eq!(none.status, 200, "{}", none.text());
            assert_eq!(door.ask(Method::DELETE, &place).send().await.status, 200);
        }
    }
    heals(&door, &workspaces, &mut writers, "with all removed").await;
    let home = door.server.stops_cleanly().await;
    let dump = openwork_core::server::dump_store(&home.data()).expect("a dump");
    assert_eq!(dump["managed_items.v1"], json!({}), "{dump}");
}
