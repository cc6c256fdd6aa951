//! A pretend disk with one folder.
//!
//! What was written since the last sync is kept, lost or torn into sectors when the power fails; any operation may be
//! the one at which it fails, or at which the disk is full.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

use redb::StorageBackend;

use crate::store::folder::Medium;
use crate::store::tests::dice::Dice;
use crate::store::{Store, StoreError, upgrade};

/// What a disk writes whole or not at all.
const SECTOR: usize = 512;

/// A disk; clones are the same disk.
#[derive(Debug, Clone, Default)]
pub(crate) struct Disk(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    draft: File,
    database: Option<File>,
    /// The rename of the draft is not yet on the disk.
    unsure: bool,
    kept: Vec<(u64, Vec<u8>)>,
    /// How many operations go well before the power fails.
    fuse: Option<u64>,
    dead: bool,
    fault: Option<Fault>,
    operations: u64,
}

/// Failures of a disk that has power.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fault {
    /// How many operations go well before.
    pub(super) after: u64,
    /// What the system says then.
    pub(super) kind: io::ErrorKind,
    /// What fails.
    pub(super) what: What,
}

/// Which operations fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// Every change and sync.
    Changes,
    /// Every change and sync, and a write leaves its first half behind.
    HalfWrites,
    /// Only what makes the file longer.
    Growth,
    /// Every read.
    Reads,
}

#[derive(Debug, Default, Clone)]
struct File {
    durable: Vec<u8>,
    current: Vec<u8>,
    pending: Vec<Change>,
}

#[derive(Debug, Clone)]
enum Change {
    Write(usize, Vec<u8>),
    Length(usize),
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Length(len) => bytes.resize(*len, 0),
            Self::Write(at, data) => {
                bytes.resize(bytes.len().max(at + data.len()), 0);
                bytes[*at..at + data.len()].copy_from_slice(data);
            }
        }
    }
}

impl File {
    fn of(bytes: &[u8]) -> Self {
        Self { durable: bytes.to_vec(), current: bytes.to_vec(), pending: Vec::new() }
    }

    fn change(&mut self, change: Change) {
        change.apply(&mut self.current);
        self.pending.push(change);
    }

    fn sync(&mut self) {
        self.durable.clone_from(&self.current);
        self.pending.clear();
    }

    /// What is left of it after a power cut.
    fn remains(&self, dice: &mut Dice) -> Vec<u8> {
        let mut bytes = self.durable.clone();
        for change in &self.pending {
            match (dice.below(3), change) {
                (0, _) => {}
                (1, change) | (_, change @ Change::Length(_)) => change.apply(&mut bytes),
                (_, Change::Write(at, data)) => tear(*at, data, &mut bytes, dice),
            }
        }
        bytes
    }
}

/// Some of the sectors of a write.
fn tear(at: usize, data: &[u8], bytes: &mut Vec<u8>, dice: &mut Dice) {
    for (number, sector) in data.chunks(SECTOR).enumerate() {
        if dice.once_in(2) {
            Change::Write(at + number * SECTOR, sector.to_vec()).apply(bytes);
        }
    }
}

impl State {
    /// Spends one operation, unless the power fails at it.
    fn power(&mut self) -> io::Result<()> {
        if self.fuse == Some(0) {
            self.dead = true;
        }
        if self.dead {
            return Err(io::Error::other("the power is off"));
        }
        self.fuse = self.fuse.map(|left| left - 1);
        self.operations += 1;
        Ok(())
    }

    /// The failure that is due for an operation of this kind.
    fn due(&mut self, reads: bool, grows: bool) -> Option<Fault> {
        let fault = self.fault.as_mut()?;
        let meant = match fault.what {
            What::Reads => reads,
            What::Growth => grows,
            What::Changes | What::HalfWrites => !reads,
        };
        if !meant {
            return None;
        }
        if fault.after > 0 {
            fault.after -= 1;
            return None;
        }
        Some(*fault)
    }

    fn refuse(&mut self, reads: bool, grows: bool) -> io::Result<()> {
        self.due(reads, grows).map_or(Ok(()), |fault| Err(fault.kind.into()))
    }
}

impl Disk {
    /// A disk with this database on it.
    pub(super) fn with(database: Option<&[u8]>) -> Self {
        let disk = Self::default();
        disk.state().database = database.map(File::of);
        disk
    }

    /// Opens the store that is on it, or makes one.
    pub(crate) fn store(&self) -> Result<Store, StoreError> {
        Store::open_in(self.clone(), upgrade::CURRENT)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// Cuts the power after so many more operations.
    pub(crate) fn cut_after(&self, operations: u64) {
        self.state().fuse = Some(operations);
    }

    /// Cuts the power now.
    pub(crate) fn cut(&self) {
        self.state().dead = true;
    }

    /// Whether the power has failed.
    pub(super) fn is_dead(&self) -> bool {
        self.state().dead
    }

    /// Makes operations fail, or no longer.
    pub(super) fn fail(&self, fault: Option<Fault>) {
        self.state().fault = fault;
    }

    /// How many operations there were.
    pub(crate) fn operations(&self) -> u64 {
        self.state().operations
    }

    /// The database as whoever reads it now sees it.
    pub(super) fn bytes(&self) -> Option<Vec<u8>> {
        self.state().database.as_ref().map(|file| file.current.clone())
    }

    /// The copies that were put aside, by layout.
    pub(super) fn kept(&self) -> Vec<(u64, Vec<u8>)> {
        self.state().kept.clone()
    }

    /// The disk as it is after the power is back: what was not synced is there, or not, or in part.
    pub(crate) fn after_cut(&self, dice: &mut Dice) -> Self {
        let state = self.state();
        let lost = state.unsure && dice.once_in(2);
        let database = state.database.as_ref().filter(|_| !lost).map(|file| file.remains(dice));
        let next = Self::with(database.as_deref());
        next.state().draft = File::of(&state.draft.remains(dice));
        next
    }
}

/// One of the disk's two files.
#[derive(Debug)]
pub(crate) struct Handle {
    disk: Disk,
    draft: bool,
}

impl Handle {
    fn with<T>(&self, act: impl FnOnce(&mut File) -> io::Result<T>) -> io::Result<T> {
        let mut state = self.disk.state();
        let file = if self.draft { Some(&mut state.draft) } else { state.database.as_mut() };
        act(file.ok_or(io::ErrorKind::NotFound)?)
    }

    fn len(&self) -> io::Result<usize> {
        self.with(|file| Ok(file.current.len()))
    }

    /// Spends an operation; fails if it is time to.
    fn spend(&self, grows: bool) -> io::Result<()> {
        let mut state = self.disk.state();
        state.power()?;
        state.refuse(false, grows)
    }
}

/// A number as an index.
pub(super) fn index(number: u64) -> usize {
    usize::try_from(number).unwrap()
}

impl StorageBackend for Handle {
    fn len(&self) -> io::Result<u64> {
        Ok(Handle::len(self)? as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        {
            let mut state = self.disk.state();
            if state.dead {
                return Err(io::Error::other("the power is off"));
            }
            state.refuse(true, false)?;
        }
        let from = index(offset);
        self.with(|file| {
            let found = file.current.get(from..from + out.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
            out.copy_from_slice(found);
            Ok(())
        })
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.spend(index(len) > Handle::len(self)?)?;
        self.with(|file| {
            file.change(Change::Length(index(len)));
            Ok(())
        })
    }

    fn sync_data(&self) -> io::Result<()> {
        self.spend(false)?;
        self.with(|file| {
            file.sync();
            Ok(())
        })
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let from = index(offset);
        let grows = from + data.len() > Handle::len(self)?;
        let due = {
            let mut state = self.disk.state();
            state.power()?;
            state.due(false, grows)
        };
        let written = match due {
            None => data,
            Some(fault) if fault.what == What::HalfWrites => &data[..data.len() / 2],
            Some(_) => &[],
        };
        self.with(|file| {
            file.change(Change::Write(from, written.to_vec()));
            Ok(())
        })?;
        due.map_or(Ok(()), |fault| Err(fault.kind.into()))
    }
}

impl Medium for Disk {
    type Backend = Handle;

    fn path(&self) -> &Path {
        Path::new("pretend/openwork.redb")
    }

    fn exists(&self) -> io::Result<bool> {
        Ok(self.state().database.is_some())
    }

    fn open(&self) -> io::Result<Handle> {
        if self.is_dead() {
            Err(io::Error::other("the power is off"))
        } else {
            Ok(Handle { disk: self.clone(), draft: false })
        }
    }

    fn draft(&self) -> io::Result<Handle> {
        let mut state = self.state();
        state.power()?;
        state.refuse(false, true)?;
        state.draft = File::default();
        Ok(Handle { disk: self.clone(), draft: true })
    }

    fn adopt(&self) -> io::Result<()> {
        let mut state = self.state();
        state.power()?;
        state.refuse(false, false)?;
        state.draft.sync();
        state.power()?;
        state.database = Some(std::mem::take(&mut state.draft));
        state.unsure = true;
        state.power()?;
        state.unsure = false;
        Ok(())
    }

    fn keep(&self, layout: u64) -> io::Result<()> {
        let mut state = self.state();
        state.power()?;
        state.refuse(false, true)?;
        let bytes = state.database.as_ref().map(|file| file.current.clone()).unwrap_or_default();
        state.kept.push((layout, bytes));
        Ok(())
    }
}
