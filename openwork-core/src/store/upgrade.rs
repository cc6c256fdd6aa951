//! From an older layout to this build's.
//!
//! A step goes from one layout to the next. All the steps that are needed run in one transaction together with the new
//! version number, after the file was copied aside; an interrupted upgrade has not happened.

use std::path::Path;

use redb::{Database, ReadableDatabase, WriteTransaction};

use crate::store::error::StoreError;
use crate::store::open;
use crate::store::tables::{
    ENVIRONMENT, IMPORT_SOURCES, IMPORTED, LAYOUT, LAYOUT_KEY, LEGACY_KEPT, MANAGED_ITEMS, META, ROUTER_BINDINGS,
    ROUTER_IDENTITIES, WORKSPACE_ALIASES, WORKSPACE_SETTINGS,
};

/// Goes from one layout to the next.
pub(super) type Step = fn(&WriteTransaction) -> Result<(), redb::Error>;

/// A layout and the way to it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    /// Its version.
    pub(super) known: u64,
    /// The step from layout `n` is the `n - 1`-th.
    pub(super) steps: &'static [Step],
}

/// This build's layout.
pub(super) const CURRENT: Layout = Layout { known: LAYOUT, steps: &[to_two, to_three, to_four] };

/// Layout 2 has the router's bots and bindings.
fn to_two(transaction: &WriteTransaction) -> Result<(), redb::Error> {
    transaction.open_table(ROUTER_IDENTITIES)?;
    transaction.open_table(ROUTER_BINDINGS)?;
    Ok(())
}

/// Layout 3 has the environment of the engine, the managed items and what is set for workspaces.
fn to_three(transaction: &WriteTransaction) -> Result<(), redb::Error> {
    transaction.open_table(ENVIRONMENT)?;
    transaction.open_table(MANAGED_ITEMS)?;
    transaction.open_table(WORKSPACE_SETTINGS)?;
    Ok(())
}

/// Layout 4 has what was imported of older OpenWork.
fn to_four(transaction: &WriteTransaction) -> Result<(), redb::Error> {
    transaction.open_table(WORKSPACE_ALIASES)?;
    transaction.open_table(IMPORT_SOURCES)?;
    transaction.open_table(IMPORTED)?;
    transaction.open_table(LEGACY_KEPT)?;
    Ok(())
}

/// The layout that the file says it has.
pub(super) fn found(database: &Database, path: &Path) -> Result<u64, StoreError> {
    let read = database.begin_read().map_err(|error| StoreError::database(path, error))?;
    let meta = read.open_table(META).map_err(|error| StoreError::database(path, error))?;
    let layout = meta.get(LAYOUT_KEY).map_err(|error| StoreError::database(path, error))?;
    layout.map(|layout| layout.value()).ok_or_else(|| StoreError::damaged(path, "it has no layout version"))
}

/// Writes the layout's version.
pub(super) fn stamp(transaction: &WriteTransaction, path: &Path, layout: u64) -> Result<(), StoreError> {
    let mut meta = transaction.open_table(META).map_err(|error| StoreError::database(path, error))?;
    meta.insert(LAYOUT_KEY, layout).map_err(|error| StoreError::database(path, error))?;
    Ok(())
}

/// Takes the database from the layout it has to the one that is known.
pub(super) fn run(database: &Database, path: &Path, found: u64, layout: Layout) -> Result<(), StoreError> {
    if found == layout.known {
        return Ok(());
    }
    let done = usize::try_from(found).ok().and_then(|found| found.checked_sub(1));
    let Some(steps) = done.and_then(|done| layout.steps.get(done..)) else {
        return Err(StoreError::damaged(path, format_args!("there never was a layout {found}")));
    };
    open::commit(database, path, |transaction| {
        for step in steps {
            step(transaction).map_err(|error| StoreError::database(path, error))?;
        }
        stamp(transaction, path, layout.known)
    })
}
