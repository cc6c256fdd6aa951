//! Promise G11: settings, servers, plugins and somebody's own hand change one file at once. What was answered with success is there,
//! what was refused is not, and all that the hand wrote stays, comments too.

use super::{Desk, MANAGED};
use harness::dice::Dice;
use harness::http_client::Reply;
use http::Method;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

/// How many changes each of them asks for.
const CHANGES: usize = 30;

const FIRST: &str = "{\n  // the first line\n  \"share\": \"manual\", // stays\n\n  \"mcp\": {\n    // mine\n    \"mine\": { \"type\": \"local\", \"command\": [\"mine\"], \"enabled\": false }, /* too */\n  },\n  \"permission\": { \"bash\": { \"git *\": \"ask\" /* asks */ } }\n}\n";

/// A server that does nothing, until this is dropped.
struct Still(Pid);

impl Still {
    fn hold(pid: u32) -> Self {
        let pid = Pid::from_raw(i32::try_from(pid).expect("a pid")).expect("a pid");
        kill_process(pid, Signal::STOP).expect("it runs");
        let held = Self(pid);
        while !held.is_still() {
            std::thread::sleep(Duration::from_micros(50)); // a signal takes its time, and nothing tells of it
        }
        held
    }

    fn is_still(&self) -> bool {
        let threads = std::fs::read_dir(format!("/proc/{}/task", self.0.as_raw_nonzero())).expect("its threads");
        threads.flatten().all(|thread| {
            // one that has ended does nothing either
            let stat = std::fs::read_to_string(thread.path().join("stat")).unwrap_or_default();
            stat.rsplit(')').next().is_none_or(|rest| !rest.trim_start().starts_with(['R', 'S', 'D']))
        })
    }
}

impl Drop for Still {
    fn drop(&mut self) {
        let _ = kill_process(self.0, Signal::CONT);
    }
}

/// Somebody who edits the file as editors do, and never writes over what the server wrote: it stands still meanwhile, wherever it
/// is. Only where it has checked already and is about to rename nobody could tell, so not there.
struct Hand {
    folder: PathBuf,
    pid: u32,
    done: usize,
}

impl Hand {
    fn edits(&mut self) {
        let still = Still::hold(self.pid);
        let file = self.folder.join(MANAGED);
        let beside = std::fs::read_dir(file.parent().expect("a folder")).expect("a folder").flatten();
        if beside.into_iter().any(|entry| entry.file_name().to_string_lossy().ends_with(".tmp")) {
            return;
        }
        let number = self.done;
        let text = std::fs::read_to_string(&file).expect("there");
        let server = format!(
            "\"mcp\": {{\n    \"hand-{number}\": {{ \"type\": \"local\", \"command\": [\"hand\"], \"enabled\": false }}, // server {number}"
        );
        let text = text.replacen("{\n", &format!("{{\n  // hand {number}\n"), 1).replacen("\"mcp\": {", &server, 1);
        let text =
            text.replacen("\"plugin\": [", &format!("\"plugin\": [\"hand-{number}@1.0.0\", /* plugin {number} */ "), 1);
        let draft = self.folder.join("draft");
        std::fs::write(&draft, text).expect("written");
        std::fs::rename(&draft, &file).expect("renamed");
        self.done += 1;
        drop(still);
    }
}

/// Whether it was done; what was not says that somebody else was at it.
fn is_done(reply: &Reply) -> bool {
    assert!(reply.status == 200 || reply.code() == "conflict", "{}", reply.text());
    reply.status == 200
}

/// Whether a change was answered with success, for each.
type Told = BTreeMap<String, bool>;

/// Those who ask, and how many of their changes are over.
struct Others {
    desk: Desk,
    changed: Arc<AtomicUsize>,
}

impl Others {
    async fn asks(&self, method: Method, rest: &str, body: Value) -> bool {
        let place = format!("/workspaces/{}/{rest}", self.desk.id);
        let reply = self.desk.door.ask(method, &place).json(&body).send().await;
        self.changed.fetch_add(1, Ordering::Relaxed);
        is_done(&reply)
    }

    async fn sets(&self) -> Told {
        let mut all = Told::new();
        for number in 0..CHANGES {
            let body = json!({"opencode": {"permission": {"bash": {format!("set-{number}"): "deny"}}}});
            all.insert(format!("set-{number}"), self.asks(Method::PATCH, "config", body).await);
            if number % 3 == 2 {
                let body = json!({"opencode": {"permission": {"bash": {format!("set-{}", number - 1): null}}}});
                let is_gone = self.asks(Method::PATCH, "config", body).await;
                let was = all[&format!("set-{}", number - 1)];
                all.insert(format!("set-{}", number - 1), was && !is_gone);
            }
        }
        all
    }

    /// The same of what is added to a list of the workspace and taken from it.
    async fn adds(&self, area: &str, of: impl Fn(usize) -> (String, Value)) -> Told {
        let mut all = Told::new();
        for number in 0..CHANGES {
            let (name, body) = of(number);
            all.insert(name, self.asks(Method::POST, area, body).await);
            if number % 3 == 2 {
                let (name, _) = of(number - 1);
                let place = format!("{area}/{}", name.replace('@', "%40"));
                let is_gone = all[&name] && self.asks(Method::DELETE, &place, json!({})).await;
                let was = all[&name];
                all.insert(name, was && !is_gone);
            }
        }
        all
    }
}

/// The names of this kind in a list or an object.
fn named(value: &Value, kind: &str) -> Vec<String> {
    let names: Vec<String> = match value {
        Value::Array(list) => list.iter().map(|one| one.as_str().expect("a name").to_owned()).collect(),
        value => value.as_object().expect("an object").keys().cloned().collect(),
    };
    let mut names: Vec<_> = names.into_iter().filter(|name| name.starts_with(kind)).collect();
    names.sort();
    names
}

fn kept(told: &Told) -> Vec<String> {
    told.iter().filter(|(_, is_there)| **is_there).map(|(name, _)| name.clone()).collect()
}

fn numbered(count: usize, of: impl Fn(usize) -> String) -> Vec<String> {
    let mut names: Vec<_> = (0..count).map(of).collect();
    names.sort();
    names
}

fn read(folder: &Path) -> String {
    std::fs::read_to_string(folder.join(MANAGED)).expect("there")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g11_settings_servers_plugins_and_a_hand_lose_nothing_of_each_other() {
    let desk = Desk::open().await;
    desk.write(MANAGED, FIRST);
    let all = Others { desk, changed: Arc::default() };
    // a list that is ours from the beginning, into which the hand writes
    assert!(all.asks(Method::POST, "plugins", json!({"spec": "ours@1.0.0"})).await);
    let mut hand = Hand { folder: all.desk.folder.clone(), pid: all.desk.door.server.pid(), done: 0 };
    let over = Arc::new(AtomicBool::new(false));
    let (until, changed, mut dice) = (over.clone(), all.changed.clone(), Dice::roll());
    let hand = std::thread::spawn(move || {
        while !until.load(Ordering::Relaxed) {
            std::thread::sleep(Duration::from_millis(dice.between(0, 9))); // the moment is left to chance
            // as often as the others, and no more
            if hand.done < changed.load(Ordering::Relaxed) {
                hand.edits();
            }
        }
        hand.done
    });
    let server = |number: usize| {
        let name = format!("added-{number}");
        (name.clone(), json!({"name": name, "config": {"type": "local", "command": ["a"], "enabled": false}}))
    };
    let plugin = |number: usize| (format!("added-{number}@1.0.0"), json!({"spec": format!("added-{number}@1.0.0")}));
    let (set, servers, plugins) = tokio::join!(all.sets(), all.adds("mcp", server), all.adds("plugins", plugin));
    over.store(true, Ordering::Relaxed);
    let edits = tokio::task::spawn_blocking(|| hand.join().expect("the hand")).await.expect("its edits");

    let (text, told) = (read(&all.desk.folder), all.desk.get().await);
    let config = &told["effective"];
    assert_eq!(named(&config["permission"]["bash"], "set-"), kept(&set), "{text}");
    assert_eq!(named(&config["mcp"], "added-"), kept(&servers), "{text}");
    assert_eq!(named(&config["plugin"], "added-"), kept(&plugins), "{text}");
    let listed = all.desk.door.get("/system/managed/mcps").await.data();
    let ours = listed["items"].as_array().expect("items").iter().filter(|item| item["source"] != "discovered");
    assert_eq!(named(&ours.map(|item| item["key"].clone()).collect(), "added-"), kept(&servers));
    // the hand's
    assert_eq!(named(&config["mcp"], "hand-"), numbered(edits, |number| format!("hand-{number}")), "{text}");
    assert_eq!(named(&config["plugin"], "hand-"), numbered(edits, |number| format!("hand-{number}@1.0.0")), "{text}");
    let comments = (0..edits).flat_map(|number| {
        [format!("  // hand {number}\n"), format!("// server {number}\n"), format!("/* plugin {number} */")]
    });
    let first = ["  // the first line\n", "\"manual\", // stays\n", "    // mine\n", "/* too */", "/* asks */"];
    for comment in comments.chain(first.map(str::to_owned)) {
        assert!(text.contains(&comment), "{comment:?} is lost: {text}");
    }
    let done = set.len() + servers.len() + plugins.len();
    let refused = [&set, &servers, &plugins].map(|told| told.len() - kept(told).len()).iter().sum::<usize>();
    println!("{edits} edits by hand; {refused} of {done} changes were taken back or refused");
    assert!(edits >= 20 && refused < done / 2, "{edits} edits by hand; {refused} of {done} are not there");
}
