//! Bots of several routers: each called its only bot `default`, and every one of them is another.

use super::*;
use serde_json::json;
use std::collections::BTreeMap;

const ROUTER: &str = ".openwork/opencode-router/opencode-router.json";
const OWPENBOT: &str = ".owpenbot/owpenbot.json";
const ORCHESTRATED: &str = ".openwork/openwork-orchestrator/opencode-router";

/// The configuration of a router with one bot, as the first of them had it.
fn only(token: &str) -> Value {
    json!({ "version": 1, "channels": { "telegram": { "token": token } } })
}

/// A database of a router whose only bot spoke with somebody in a folder.
fn bound(home: &Path, path: &str, peer: &str, folder: &str) {
    let path = home.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let folder = home.join(folder).display().to_string();
    let table =
        "CREATE TABLE bindings (channel TEXT, peer_id TEXT, directory TEXT, created_at INTEGER, updated_at INTEGER);";
    lay::plain(&path, &format!("{table} INSERT INTO bindings VALUES ('telegram', '{peer}', '{folder}', 1, 1);"));
}

/// What admits each bot, by its row.
fn bots(laid: &Laid) -> BTreeMap<String, Vec<String>> {
    let all = laid.store.read(|read| read.identities().list()).unwrap();
    let key = laid.imports.0.seal.key().unwrap();
    let opened = |(name, sealed): (&String, &_), row: &str| key.open(&crate::store::secret_place(row, name), sealed);
    let secrets = |bot: &crate::model::stored::RouterIdentityRecord| {
        bot.secrets.iter().map(|it| opened(it, &bot.key).unwrap()).collect()
    };
    all.iter().map(|bot| (bot.key.clone(), secrets(bot))).collect()
}

fn tokens(laid: &Laid) -> Vec<String> {
    let mut all: Vec<String> = bots(laid).into_values().flatten().collect();
    all.sort();
    all
}

/// What admits the bot that speaks with each peer.
fn peers(laid: &Laid) -> BTreeMap<String, String> {
    let bots = bots(laid);
    let all = laid.store.read(|read| read.bindings().list()).unwrap();
    let bot = |binding: &crate::model::stored::RouterBindingRecord| {
        crate::store::identity_key(binding.channel, &binding.identity_id)
    };
    all.iter().map(|it| (it.peer_id.clone(), bots[&bot(it)][0].clone())).collect()
}

fn four() -> Laid {
    let server =
        json!({ "workspaces": [{ "id": "ws_x", "path": "{{HOME}}/x" }, { "id": "ws_y", "path": "{{HOME}}/y" }] });
    let laid = with_files(&[
        (SERVER, server),
        (ROUTER, only("hush-1")),
        (OWPENBOT, only("hush-2")),
        (&format!("{ORCHESTRATED}/ws_x/opencode-router.json"), only("hush-3")),
        (&format!("{ORCHESTRATED}/ws_y/opencode-router.json"), only("hush-4")),
        ("x/.keep", Value::Null),
        ("y/.keep", Value::Null),
    ]);
    bound(&laid.home, ".openwork/opencode-router/opencode-router.db", "1", "x");
    bound(&laid.home, ".owpenbot/owpenbot.db", "2", "x");
    bound(&laid.home, &format!("{ORCHESTRATED}/ws_x/opencode-router.db"), "3", "x");
    bound(&laid.home, &format!("{ORCHESTRATED}/ws_y/opencode-router.db"), "4", "y");
    laid
}

#[tokio::test]
async fn g08_bots_of_several_routers_that_are_called_alike_are_all_kept_with_their_own_conversations() {
    let laid = four();
    let plan = laid.imports.run(Asked::ByCaller).await.unwrap().plan;
    assert_eq!(tokens(&laid), ["hush-1", "hush-2", "hush-3", "hush-4"], "{plan:#?}");
    let own = (1..=4).map(|at| (at.to_string(), format!("hush-{at}")));
    assert_eq!(peers(&laid), own.collect(), "{plan:#?}");
    assert_eq!(bots(&laid).keys().filter(|key| *key == "telegram/default").count(), 1);
    let told = serde_json::to_string(&plan).unwrap();
    for number in 2..=4 {
        assert!(
            told.contains(&format!("It is called `default-{number}` here, for another bot is called `default`.")),
            "{told}"
        );
    }
    let once = dump(&laid.store);
    assert_eq!(writes(&laid.imports.run(Asked::ByCaller).await.unwrap().plan), 0);
    assert_eq!(dump(&laid.store), once, "twice is once");
    laid.imports.undo(async |_| Ok(())).await.unwrap();
    assert_eq!(laid.store.dump().unwrap()["router_identities.v1"], json!({}));
}

#[tokio::test]
async fn g08_a_router_that_comes_later_takes_no_bot_and_no_conversation_from_another() {
    let laid = four();
    let late = laid.home.join(".openwork/opencode-router");
    std::fs::rename(&late, laid.home.join("aside")).unwrap();
    laid.imports.run(Asked::ByStart).await.unwrap();
    let first = bots(&laid);
    std::fs::rename(laid.home.join("aside"), &late).unwrap();
    laid.imports.run(Asked::ByStart).await.unwrap();
    let now = bots(&laid);
    assert!(first.iter().all(|(row, secrets)| now.get(row) == Some(secrets)), "{first:?} {now:?}");
    assert_eq!(tokens(&laid), ["hush-1", "hush-2", "hush-3", "hush-4"]);
    assert_eq!(peers(&laid), (1..=4).map(|at| (at.to_string(), format!("hush-{at}"))).collect());
}

#[tokio::test]
async fn one_bot_in_two_places_is_one_and_follows_what_admits_it() {
    let laid = with_files(&[(ROUTER, only("hush-1")), (OWPENBOT, only("hush-1"))]);
    let plan = laid.imports.run(Asked::ByCaller).await.unwrap().plan;
    assert_eq!(bots(&laid), [("telegram/default".to_owned(), vec!["hush-1".to_owned()])].into(), "{plan:#?}");
    // its token was made anew, and only one place knows
    write(&laid.home, &[(ROUTER, only("hush-5"))]);
    laid.imports.run(Asked::ByCaller).await.unwrap();
    assert_eq!(tokens(&laid), ["hush-1", "hush-5"], "what another place says is not lost");
    // in the only place that there is
    let laid = with_files(&[(ROUTER, only("hush-1"))]);
    laid.imports.run(Asked::ByCaller).await.unwrap();
    write(&laid.home, &[(ROUTER, only("hush-6"))]);
    let plan = laid.imports.run(Asked::ByCaller).await.unwrap().plan;
    assert_eq!(said(&plan, "default").0, MigrationAction::Update, "{plan:#?}");
    assert_eq!(bots(&laid), [("telegram/default".to_owned(), vec!["hush-6".to_owned()])].into());
    let once = dump(&laid.store);
    assert_eq!(writes(&laid.imports.run(Asked::ByCaller).await.unwrap().plan), 0);
    assert_eq!(dump(&laid.store), once);
    let undone = laid.imports.undo(async |_| Ok(())).await.unwrap().0;
    assert_eq!((undone.removed, bots_left(&laid)), (1, 0));
}

fn bots_left(laid: &Laid) -> usize {
    laid.store.read(|read| read.identities().list()).unwrap().len()
}

#[tokio::test]
async fn a_bot_that_was_made_here_keeps_its_name_and_one_that_was_deleted_stays_deleted() {
    let laid = with_files(&[(ROUTER, only("hush-1"))]);
    let key = laid.imports.0.seal.key_to_seal().await.unwrap();
    let made = laid.store.write::<_, StoreError>(move |write| {
        let sealed = key.seal(&crate::store::secret_place("telegram/default", "token"), "mine")?;
        let now = Timestamp::now();
        write.identities().put(&crate::model::stored::RouterIdentityRecord {
            key: "telegram/default".to_owned(),
            channel: crate::model::router::Channel::Telegram,
            id: "default".parse().unwrap(),
            enabled: true,
            access: None,
            directory: None,
            secrets: [("token".to_owned(), sealed)].into(),
            created_at: now,
            updated_at: now,
        })
    });
    made.await.unwrap();
    laid.imports.run(Asked::ByCaller).await.unwrap();
    let all = bots(&laid);
    assert_eq!(
        (&all["telegram/default"][0], &all["telegram/default-2"][0]),
        (&"mine".to_owned(), &"hush-1".to_owned())
    );
    let (channel, id) = (crate::model::router::Channel::Telegram, "default-2".parse().unwrap());
    laid.store.write::<_, StoreError>(move |write| write.identities().remove(channel, &id).map(drop)).await.unwrap();
    for asked in [Asked::ByStart, Asked::ByCaller] {
        let plan = laid.imports.run(asked).await.unwrap().plan;
        assert_eq!(tokens(&laid), ["mine"], "{plan:#?}");
    }
}

#[tokio::test]
async fn ids_that_come_to_the_same_are_those_of_two_bots() {
    let app = |id: &str, token: &str| json!({ "id": id, "botToken": format!("hush-b{token}"), "appToken": format!("hush-a{token}") });
    let apps = json!({ "channels": { "slack": { "apps": [app("a b", "1"), app("a-b", "2")] } } });
    let laid = with_files(&[(ROUTER, apps)]);
    laid.imports.run(Asked::ByCaller).await.unwrap();
    assert_eq!(bots(&laid).keys().collect::<Vec<_>>(), ["slack/a-b", "slack/a-b-2"]);
    assert_eq!(tokens(&laid), ["hush-a1", "hush-a2", "hush-b1", "hush-b2"]);
}

#[tokio::test]
async fn a_conversation_of_which_nothing_says_whose_it_was_is_nobodys() {
    let laid = four();
    bound(&laid.home, ".openwork/owpenbot/owpenbot.db", "987654321", "x");
    let plan = laid.imports.run(Asked::ByCaller).await.unwrap().plan;
    let (action, why) = said(&plan, "987654321");
    assert_eq!(action, MigrationAction::Skip, "{why}");
    assert!(why.starts_with("Several bots were called `default`"), "{why}");
    assert!(!peers(&laid).contains_key("987654321"));
}
