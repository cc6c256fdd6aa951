//! Power cuts.

use std::time::{Duration, Instant};

use crate::store::tests::dice::Dice;
use crate::store::tests::disk::{Disk, Fault, What};
use crate::store::tests::ledger::Ledger;
use crate::store::{Store, upgrade};

/// How often the power fails at least, however slow the machine is.
const LEAST: u64 = 150;
/// How often it fails at most; where redb is not optimized, [`LIMIT`] comes first.
const MOST: u64 = 3000;
/// After how long the least is enough.
const LIMIT: Duration = Duration::from_secs(10);
/// After how many cuts a new disk is taken, so that files stay small and creation is cut too.
const LIFE: u64 = 15;

/// What the test saw, so that it cannot pass by seeing nothing.
#[derive(Debug, Default)]
struct Seen {
    cuts: u64,
    /// While it was made, or while the file was recovered for the first unit of work and that was written.
    cut_early: u64,
    verified: u64,
    units: u64,
}

#[test]
fn g16_power_cuts_lose_nothing_that_was_acknowledged() {
    let mut dice = Dice::roll();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut seen = Seen::default();
    let start = Instant::now();
    while seen.cuts < LEAST || (seen.cuts < MOST && start.elapsed() < LIMIT) {
        let (mut disk, mut ledger) = (Disk::default(), Ledger::default());
        for _ in 0..LIFE {
            // sometimes the power fails while the last cut is recovered from
            disk.cut_after(if dice.once_in(3) { dice.below(40) } else { 20 + dice.below(60) });
            runtime.block_on(live(&disk, &mut ledger, &mut dice, &mut seen));
            disk.cut();
            disk = disk.after_cut(&mut dice);
            seen.cuts += 1;
        }
        seen.units += ledger.known() as u64;
    }
    assert!(seen.cut_early > seen.cuts / 10 && seen.verified > seen.cuts / 3, "{seen:?}");
    assert!(seen.units > seen.cuts / 4, "{seen:?}");
}

/// From one cut to the next.
async fn live(disk: &Disk, ledger: &mut Ledger, dice: &mut Dice, seen: &mut Seen) {
    let store = match Store::open_in(disk.clone(), upgrade::CURRENT) {
        Ok(store) => store,
        Err(_) if disk.is_dead() => {
            seen.cut_early += 1;
            return;
        }
        Err(error) => panic!("a cut left a store that does not open: {error}; {ledger:?}"),
    };
    if disk.is_dead() {
        return;
    }
    ledger.verify(&store);
    seen.verified += 1;
    if dice.once_in(5) {
        // the disk runs full on top of it
        let what = if dice.once_in(2) { What::HalfWrites } else { What::Growth };
        disk.fail(Some(Fault { after: dice.below(30), kind: std::io::ErrorKind::StorageFull, what }));
        for _ in 0..3 {
            let _ = ledger.write(&store, 1).await;
        }
        disk.fail(None);
    }
    let close = dice.once_in(8).then(|| dice.below(6));
    for round in 0.. {
        let together = 1 + dice.below(3);
        if close == Some(round) {
            let _ = store.close().await;
            return;
        }
        if ledger.write(&store, together).await.is_err() {
            seen.cut_early += u64::from(round == 0);
            return;
        }
    }
}
