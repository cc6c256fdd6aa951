//! Units of work that can be accounted for after a crash.
//!
//! Unit `n` writes a workspace and its counter, each of number `n`, and writes `n` on the one token that all units share.
//! So afterwards one can tell which units are there, that each is there wholly, and that they came in order.

use std::collections::BTreeSet;

use crate::model::stored::{EventCounter, TokenRecord, WorkspaceRecord};
use crate::store::tests::records::{counter, token, workspace};
use crate::store::{Store, StoreError};

/// What must be there, and what may.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    sure: BTreeSet<u64>,
    maybe: BTreeSet<u64>,
    next: u64,
}

/// The workspace of a unit: of a size that is its own.
fn padded(number: u64) -> WorkspaceRecord {
    let padding = usize::try_from(number * 37 % 1500).unwrap();
    WorkspaceRecord { preset: "x".repeat(padding), ..workspace(number) }
}

/// Does unit `number`.
pub(super) async fn write(store: &Store, number: u64) -> Result<(), StoreError> {
    store
        .write(move |write| {
            write.workspaces().put(&padded(number))?;
            write.tokens().put(&TokenRecord { label: Some(number.to_string()), ..token(0) })?;
            write.counters().put(&counter(number, number * 2))
        })
        .await
}

/// Which units are there. Panics if one is there in part.
pub(super) fn present(store: &Store) -> BTreeSet<u64> {
    let checked = store.check().unwrap();
    assert_eq!(checked.faults, Vec::<String>::new());
    store
        .read(|read| {
            let mut numbers = BTreeSet::new();
            for record in read.workspaces().list()? {
                let number = record.folder["/work/".len()..].parse().unwrap();
                assert_eq!(record, padded(number), "a record is what was written");
                let EventCounter { next, .. } = read.counters().get(&record.id)?.expect("the unit's other table");
                assert_eq!(next, number * 2);
                numbers.insert(number);
            }
            let label = read.tokens().get(&token(0).id)?.and_then(|token| token.label);
            assert_eq!(label, numbers.last().map(u64::to_string), "the shared row is of the last unit");
            // id, and for each unit workspace, folder and counter, and the one token with its hash
            let shared = if numbers.is_empty() { 0 } else { 2 };
            assert_eq!(checked.rows, 1 + 3 * numbers.len() as u64 + shared, "no table has more");
            Ok(numbers)
        })
        .unwrap()
}

impl Ledger {
    /// Compares the store with what is known, and learns how the open questions ended.
    pub(super) fn verify(&mut self, store: &Store) {
        let present = present(store);
        let lost: Vec<_> = self.sure.difference(&present).collect();
        assert!(lost.is_empty(), "acknowledged and lost: {lost:?} of {self:?}");
        let strange: Vec<_> =
            present.iter().filter(|unit| !self.sure.contains(unit) && !self.maybe.contains(unit)).collect();
        assert!(strange.is_empty(), "never asked for: {strange:?}");
        self.sure = present;
        self.maybe.clear();
    }

    /// The next so many units, in flight together. Gives the first refusal.
    pub(super) async fn write(&mut self, store: &Store, units: u64) -> Result<(), StoreError> {
        let numbers: Vec<_> = (self.next..self.next + units).collect();
        self.next += units;
        let all = numbers.iter().map(|number| write(store, *number));
        let answers = futures_util::future::join_all(all).await;
        let mut refusal = Ok(());
        for (number, answer) in numbers.into_iter().zip(answers) {
            if answer.is_ok() {
                self.sure.insert(number);
            } else {
                self.maybe.insert(number);
            }
            refusal = refusal.and(answer);
        }
        refusal
    }

    /// Goes on with this unit.
    pub(super) fn start_at(&mut self, next: u64) {
        self.next = next;
    }

    /// How many units are known to be there.
    pub(super) fn known(&self) -> usize {
        self.sure.len()
    }
}
