//! A disk without space: for writes, for a new store, for an old one, for the log.
//!
//! What stands in for it is a limit of how large a file may grow. It is stricter than a full disk: it also refuses to
//! write anew what is written already.

use super::{file, is_sound, listed, state};
use harness::http_client::Reply;
use harness::server::{Door, Home, Setup};
use http::Method;
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How many writes may succeed where there is no more space: as many as fit into what the file has already.
const FITTING: usize = 3000;

/// A server, and the labels of the tokens that it must have or may have.
struct Story {
    door: Door,
    kept: BTreeSet<String>,
    doubtful: BTreeSet<String>,
}

impl Story {
    fn at(home: &Arc<Home>) -> Self {
        let door = Door::of(Setup::no_engine().at(home));
        Self { door, kept: BTreeSet::new(), doubtful: BTreeSet::new() }
    }

    /// Stops it and starts it again.
    async fn restarted(self) -> Self {
        let home = self.door.server.stops_cleanly().await;
        Self { door: Door::of(Setup::no_engine().at(&home)), ..self }
    }

    async fn writes(&mut self) -> Reply {
        let label = format!("{} {}", self.kept.len() + self.doubtful.len(), "x".repeat(150));
        let reply = self.door.post("/system/tokens", &json!({"role": "viewer", "label": label})).await;
        if reply.status == 200 { &mut self.kept } else { &mut self.doubtful }.insert(label);
        reply
    }

    /// Writes until that is refused, and judges how.
    async fn is_refused(&mut self) {
        for _ in 0..FITTING {
            let reply = self.writes().await;
            if reply.status == 200 {
                continue;
            }
            assert_eq!((reply.status.as_u16(), reply.code().as_str()), (500, "internal"), "{}", reply.text());
            let said = reply.sentence();
            assert!(said.contains("No space is left") && said.contains("make space"), "{said}");
            return;
        }
        panic!("{FITTING} writes found space");
    }

    /// That reads are answered, with all that was acknowledged and nothing that nobody wrote.
    async fn reads(&self) {
        let tokens = listed(&self.door, "/system/tokens").await;
        let found: BTreeSet<_> =
            tokens.values().map(|token| token["label"].as_str().unwrap_or("").to_owned()).collect();
        let lost: Vec<_> = self.kept.difference(&found).collect();
        assert!(lost.is_empty(), "lost: {lost:?}");
        assert!(found.is_subset(&(&self.kept | &self.doubtful)), "nobody wrote all of {found:?}");
        assert_eq!(self.door.server.health().await.version, env!("CARGO_PKG_VERSION"));
    }
}

/// The size of a store that was just made and closed.
async fn size_of_a_store() -> u64 {
    let home = Door::open().server.stops_cleanly().await;
    file(&home).metadata().expect("a store").len()
}

#[tokio::test]
async fn g16_a_full_disk_refuses_writes_answers_reads_and_recovers() {
    let size = size_of_a_store().await;
    for limit in [0, 512, 4096, size / 2, size] {
        let mut story = Story::at(&Arc::new(Home::new()));
        let (workspace, folder) = story.door.workspace("first").await;
        let (_, token) = story.door.token(&json!({"role": "viewer", "label": "mine"})).await;
        story.kept.insert("mine".to_owned());
        story.door.server.limit_files(Some(limit));
        story.is_refused().await;
        story.reads().await;
        // it is not the first attempt only; and another kind of write
        story.is_refused().await;
        let renamed = story.door.ask(Method::PATCH, &format!("/workspaces/{workspace}/display-name"));
        let renamed = renamed.json(&json!({"displayName": "second"})).send().await;
        let opened = story.door.post("/workspaces/local", &json!({"folderPath": folder, "name": "again"})).await;
        assert!([200, 500].contains(&renamed.status.as_u16()), "{}", renamed.text());
        assert!([200, 500].contains(&opened.status.as_u16()), "{}", opened.text());
        let admitted = story.door.ask(Method::GET, "/system/meta").token(Some(&token)).send().await;
        assert_eq!(admitted.data()["role"], "viewer", "a limit of {limit}");
        story.reads().await;

        story.door.server.limit_files(None);
        let reply = story.writes().await;
        assert_eq!(reply.status, 200, "there is space again: {}", reply.text());
        story.reads().await;
        let story = story.restarted().await;
        story.reads().await;
        assert!(listed(&story.door, "/workspaces").await.contains_key(&workspace));
        let home = story.door.server.stops_cleanly().await;
        is_sound(&home);
    }
}

#[tokio::test]
async fn g16_a_server_that_ends_on_a_full_disk_has_lost_nothing() {
    for killed in [false, true] {
        let mut story = Story::at(&Arc::new(Home::new()));
        assert_eq!(story.writes().await.status, 200);
        story.door.server.limit_files(Some(0));
        story.is_refused().await;
        story = if killed {
            let home = story.door.server.kill();
            Story { door: Door::of(Setup::no_engine().at(&home)), ..story }
        } else {
            story.restarted().await
        };
        story.reads().await;
        assert_eq!(story.writes().await.status, 200);
    }
}

/// A server whose files may have so many bytes from the start, and whose last words are heard all the same.
fn limited(home: &Arc<Home>, bytes: u64) -> Setup {
    Setup::no_engine().at(home).after_shell(&format!("exec 2>&1; ulimit -S -f {}", bytes / 512))
}

#[tokio::test]
async fn g16_a_full_disk_at_the_first_start_is_told_and_blocks_no_later_one() {
    let size = size_of_a_store().await;
    for limit in [0, 512, 4096, size / 8, size / 2, size - 512] {
        let home = Arc::new(Home::new());
        for _ in 0..2 {
            let (code, said) = limited(&home, limit).refused();
            assert_eq!(code, Some(1), "a limit of {limit}: {said}");
            assert!(said.contains("no space is left for the store") && said.contains("make space"), "{limit}: {said}");
            assert!(said.contains(&file(&home).display().to_string()), "{limit}: {said}");
            assert!(!file(&home).exists(), "half a store has the name of a whole one");
        }
        let door = Door::of(Setup::no_engine().at(&home));
        let (workspace, _) = door.workspace("first").await;
        assert_eq!(state(&home), ["lock", "openwork.redb"], "a limit of {limit}");
        let home = door.server.stops_cleanly().await;
        let door = Door::of(Setup::no_engine().at(&home));
        assert!(listed(&door, "/workspaces").await.contains_key(&workspace));
    }
}

#[tokio::test]
async fn g16_a_full_disk_at_a_later_start_is_told_and_harms_nothing() {
    let door = Door::open();
    let (workspace, _) = door.workspace("first").await;
    let home = door.server.stops_cleanly().await;
    let before = std::fs::read(file(&home)).expect("a store");
    let (code, said) = limited(&home, 0).refused();
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("no space is left") && said.contains("make space"), "{said}");
    assert!(std::fs::read(file(&home)).expect("a store") == before, "the store was changed");
    let door = Door::of(Setup::no_engine().at(&home));
    assert!(listed(&door, "/workspaces").await.contains_key(&workspace));
}

#[tokio::test]
async fn g16_a_log_without_space_keeps_nobody_from_working() {
    // who started it may also have gone, and nobody reads what it says
    for stderr in ["exec 2>/dev/full", "exec 2>&-", "mkfifo \"$TMPDIR/p\"; exec 3<>\"$TMPDIR/p\" 2>\"$TMPDIR/p\" 3<&-"]
    {
        let door = Door::of(Setup::no_engine().after_shell(stderr));
        let (workspace, folder) = door.workspace("first").await;
        assert_eq!(door.post("/workspaces/local", &json!({"folderPath": "relative", "name": "x"})).await.status, 422);
        assert!(folder.is_dir() && listed(&door, "/workspaces").await.contains_key(&workspace), "{stderr}");
        door.server.stops_cleanly().await;
    }
}

#[tokio::test]
async fn g16_a_server_that_cannot_say_why_it_does_not_start_exits_as_always() {
    let home = Arc::new(Home::new());
    let (code, said) = Setup::no_engine().at(&home).after_shell("exec 2>/dev/full; ulimit -S -f 0").refused();
    assert_eq!((code, said.as_str()), (Some(1), ""));
}

#[tokio::test]
async fn g16_a_server_that_cannot_leave_its_address_says_so_and_keeps_its_store() {
    let door = Door::open();
    let (workspace, _) = door.workspace("first").await;
    let home = door.server.stops_cleanly().await;
    let place = home.data().join("server.json");
    std::fs::create_dir(&place).expect("something in the way");
    let (code, said) = Setup::no_engine().at(&home).refused();
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains(&format!("could not write {}: ", place.display())) && said.contains("see to the disk"),
        "{said}"
    );
    std::fs::remove_dir(&place).expect("out of the way");
    let door = Door::of(Setup::no_engine().at(&home));
    assert!(listed(&door, "/workspaces").await.contains_key(&workspace));
}
