//! Bytes that can be looked at without being changed.
//!
//! Even opening a database writes: after a crash its recovery does, and a layout can be read only after that. A file
//! that is damaged, or newer than this build, must stay as it is; so it is first opened through an [`Overlay`], which
//! keeps every write to itself. The same view serves reads until somebody writes, and when the disk is too full to
//! recover in place.

use std::collections::HashMap;
use std::io;
use std::ops::Bound;
use std::sync::{Mutex, MutexGuard, PoisonError};

use redb::{BackendError, StorageBackend};

/// How much is kept at once; redb writes whole pages.
const BLOCK: u64 = 4096;

/// A backend whose writes stay in memory and are gone with it.
#[derive(Debug)]
pub(super) struct Overlay<B> {
    under: B,
    above: Mutex<Above>,
}

/// What was written over the bytes below.
#[derive(Debug)]
struct Above {
    len: u64,
    /// How much of the bytes below still shows.
    shown: u64,
    blocks: HashMap<u64, Vec<u8>>,
}

impl<B: StorageBackend> Overlay<B> {
    /// The bytes of `under`, never to be changed.
    pub(super) fn over(under: B) -> io::Result<Self> {
        let len = under.len()?;
        Ok(Self { under, above: Mutex::new(Above { len, shown: len, blocks: HashMap::new() }) })
    }

    fn above(&self) -> MutexGuard<'_, Above> {
        self.above.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Above {
    /// A block as it now is, zeros behind the end.
    fn block(&self, under: &impl StorageBackend, number: u64) -> io::Result<Vec<u8>> {
        if let Some(block) = self.blocks.get(&number) {
            return Ok(block.clone());
        }
        let mut block = vec![0; size(BLOCK)];
        let start = number * BLOCK;
        let below = self.shown.saturating_sub(start).min(BLOCK);
        if below > 0 {
            under.read(start, &mut block[..size(below)])?;
        }
        Ok(block)
    }
}

impl<B: StorageBackend> StorageBackend for Overlay<B> {
    fn len(&self) -> io::Result<u64> {
        Ok(self.above().len)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let above = self.above();
        if offset + out.len() as u64 > above.len {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if above.blocks.is_empty() && offset + out.len() as u64 <= above.shown {
            // a file that was closed in order: nothing lies over it
            return self.under.read(offset, out);
        }
        for (number, within, part) in parts(offset, out.len()) {
            let block = above.block(&self.under, number)?;
            let len = part.len();
            out[part].copy_from_slice(&block[within..within + len]);
        }
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut above = self.above();
        for (number, within, part) in parts(offset, data.len()) {
            let mut block = above.block(&self.under, number)?;
            block[within..within + part.len()].copy_from_slice(&data[part]);
            above.blocks.insert(number, block);
        }
        above.len = above.len.max(offset + data.len() as u64);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let mut above = self.above();
        if len < above.len {
            // what is cut off must read as zeros if the file grows again
            above.shown = above.shown.min(len);
            above.blocks.retain(|number, _| number * BLOCK < len);
            if let Some(last) = above.blocks.get_mut(&(len / BLOCK)) {
                last[size(len % BLOCK)..].fill(0);
            }
        }
        above.len = len;
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        Ok(())
    }

    fn close(&self) -> io::Result<()> {
        self.under.close()
    }

    // Whoever only looks keeps others from writing, too.

    fn try_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.under.try_lock_range(start, end)
    }

    fn try_lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.under.try_lock_shared_range(start, end)
    }

    fn lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.under.lock_range(start, end)
    }

    fn lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.under.lock_shared_range(start, end)
    }

    fn query_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.under.query_lock_range(start, end)
    }

    fn unlock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.under.unlock_range(start, end)
    }
}

/// A span, block by block: the block's number, where in the block, and which part of the span.
fn parts(offset: u64, len: usize) -> impl Iterator<Item = (u64, usize, std::ops::Range<usize>)> {
    let mut done = 0;
    std::iter::from_fn(move || {
        let at = offset + done as u64;
        let within = size(at % BLOCK);
        let part = done..len.min(done + size(BLOCK) - within);
        done = part.end;
        (!part.is_empty()).then_some((at / BLOCK, within, part))
    })
}

/// A length of at most a block as an index.
fn size(len: u64) -> usize {
    usize::try_from(len).unwrap_or(usize::MAX)
}
