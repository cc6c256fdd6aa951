//! `kill -9`.

use std::time::Duration;

use crate::store::Store;
use crate::store::tests::child::{self, Part};
use crate::store::tests::dice::Dice;
use crate::store::tests::disk::index;
use crate::store::tests::ledger::{self, Ledger};

/// How often the writing process is killed.
const KILLS: u64 = 24;
/// How many units it has in flight at once.
const TOGETHER: u64 = 3;

#[tokio::test]
#[ignore = "the part of the process that is killed"]
async fn part_writes_until_killed() {
    let Some(folder) = child::folder() else { return };
    let store = Store::open(&folder).unwrap();
    let mut ledger = Ledger::default();
    let mut next = ledger::present(&store).last().map_or(0, |last| last + 1);
    child::say(&format!("open {next}"));
    loop {
        ledger.start_at(next);
        ledger.write(&store, TOGETHER).await.unwrap();
        next += TOGETHER;
        child::say(&format!("kept {next}"));
    }
}

/// The first number that the part has not yet written, when it says so.
fn told(word: &str) -> Option<u64> {
    word.strip_prefix("open ").or_else(|| word.strip_prefix("kept "))?.parse().ok()
}

#[test]
fn g16_killed_processes_lose_nothing_and_leave_no_lock() {
    let mut dice = Dice::roll();
    let folder = tempfile::tempdir().unwrap();
    let (mut kept, mut died_writing) = (0, 0);
    for round in 0..KILLS {
        let mut part = Part::play("store::tests::kill::part_writes_until_killed", folder.path());
        let mut words = part.words().map_while(Result::ok).filter_map(|word| told(&word));
        // Every fourth time anything may be cut short, the opening too; else it has written for a while.
        let early = round % 4 == 0;
        let mut heard: Vec<_> = words.by_ref().take(if early { 0 } else { index(2 + dice.below(6)) }).collect();
        let listener = std::thread::spawn(move || words.collect::<Vec<_>>());
        // The moment is the point of the test.
        std::thread::sleep(Duration::from_micros(dice.below(if early { 40_000 } else { 6_000 })));
        part.kill();
        heard.extend(listener.join().unwrap());
        died_writing += u64::from(heard.len() > 1);
        kept = heard.into_iter().max().unwrap_or(kept);
        // every other time the next process has to recover by itself
        if round % 2 == 1 {
            let store = Store::open(folder.path()).expect("the lock went with the process");
            let present = ledger::present(&store);
            assert!(present.iter().copied().eq(0..present.len() as u64), "a gap in {present:?}");
            let found = present.len() as u64;
            assert!(found >= kept, "{kept} were acknowledged and {found} are there");
            assert!(found <= kept + TOGETHER, "{kept} were acknowledged and {found} are there");
            kept = found;
        }
    }
    assert!(died_writing >= KILLS / 2, "only {died_writing} of {KILLS} were writing");
}
