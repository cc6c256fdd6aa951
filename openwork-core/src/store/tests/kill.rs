//! `kill -9`.

use std::time::Duration;

use crate::store::Store;
use crate::store::tests::child::{self, Part};
use crate::store::tests::dice::Dice;
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
    child::say(format_args!("open {next}"));
    loop {
        ledger.start_at(next);
        ledger.write(&store, TOGETHER).await.unwrap();
        next += TOGETHER;
        child::say(format_args!("kept {next}"));
    }
}

#[test]
fn g16_killed_processes_lose_nothing_and_leave_no_lock() {
    let mut dice = Dice::roll();
    let folder = tempfile::tempdir().unwrap();
    let (mut kept, mut died_writing) = (0, 0);
    for round in 0..KILLS {
        let mut part = Part::play("store::tests::kill::part_writes_until_killed", folder.path());
        let words = part.words();
        let listener = std::thread::spawn(move || words.map_while(Result::ok).collect::<Vec<_>>());
        // The moment is the point of the test; a few are before the store is open.
        std::thread::sleep(Duration::from_millis(dice.below(if round % 6 == 0 { 12 } else { 120 })));
        part.kill();
        let words = listener.join().unwrap();
        died_writing += u64::from(words.iter().any(|word| word.starts_with("kept ")));
        let told = words.iter().filter_map(|word| word.strip_prefix("kept ").or_else(|| word.strip_prefix("open ")));
        kept = told.map(|next| next.parse().unwrap()).chain([kept]).max().unwrap_or(0);
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
    assert!(died_writing > KILLS / 4, "only {died_writing} of {KILLS} were writing");
}
