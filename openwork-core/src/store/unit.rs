//! What a unit of work, and a snapshot, can reach.

use std::cell::{Cell, RefCell};
use std::path::Path;

use redb::{ReadTransaction, ReadableDatabase, TableHandle as _, WriteTransaction};

use crate::store::error::StoreError;
use crate::store::rows::Source;
use crate::store::rows::counters::Counters;
use crate::store::rows::environment::Environment;
use crate::store::rows::imports::{Aliases, Imports};
use crate::store::rows::managed::Managed;
use crate::store::rows::router::{Bindings, Identities};
use crate::store::rows::settings::Settings;
use crate::store::rows::tokens::Tokens;
use crate::store::rows::workspaces::Workspaces;
use crate::store::tables::{MANAGED_ITEMS, Rows};

/// A snapshot: the store as it was after some commit.
pub(crate) struct Read<'p> {
    transaction: ReadTransaction,
    path: &'p Path,
}

impl<'p> Read<'p> {
    /// A snapshot of now.
    pub(super) fn begin(database: &redb::Database, path: &'p Path) -> Result<Self, StoreError> {
        let transaction = database.begin_read().map_err(|error| StoreError::database(path, error))?;
        Ok(Self { transaction, path })
    }

    /// Its workspaces.
    pub(crate) fn workspaces(&self) -> Workspaces<'_, Self> {
        Workspaces(self)
    }

    /// Its tokens.
    pub(crate) fn tokens(&self) -> Tokens<'_, Self> {
        Tokens(self)
    }

    /// Its event counters.
    pub(crate) fn counters(&self) -> Counters<'_, Self> {
        Counters(self)
    }

    /// Its variables of the engine.
    pub(crate) fn environment(&self) -> Environment<'_, Self> {
        Environment(self)
    }

    /// What is managed for workspaces.
    pub(crate) fn managed(&self) -> Managed<'_, Self> {
        Managed(self)
    }

    /// Its settings of workspaces.
    pub(crate) fn settings(&self) -> Settings<'_, Self> {
        Settings(self)
    }

    /// Its bots of the router.
    pub(crate) fn identities(&self) -> Identities<'_, Self> {
        Identities(self)
    }

    /// Its bindings of the router.
    pub(crate) fn bindings(&self) -> Bindings<'_, Self> {
        Bindings(self)
    }

    /// Other names of its workspaces.
    pub(crate) fn aliases(&self) -> Aliases<'_, Self> {
        Aliases(self)
    }

    /// What was imported into it.
    pub(crate) fn imports(&self) -> Imports<'_, Self> {
        Imports(self)
    }

    /// The transaction itself, for what goes over every table.
    #[cfg(test)]
    pub(super) fn transaction(&self) -> &ReadTransaction {
        &self.transaction
    }
}

impl Source for Read<'_> {
    type Table<'t>
        = redb::ReadOnlyTable<&'static str, &'static [u8]>
    where
        Self: 't;

    fn table(&self, rows: Rows) -> Result<Self::Table<'_>, StoreError> {
        self.transaction.open_table(rows).map_err(|error| self.fault(error))
    }

    fn fault(&self, error: impl Into<redb::Error>) -> StoreError {
        StoreError::database(self.path, error)
    }

    fn damaged(&self, reason: String) -> StoreError {
        StoreError::damaged(self.path, reason)
    }
}

/// A unit of work in progress. It sees what it has written itself and what the units before it have.
pub(crate) struct Write<'t> {
    transaction: &'t WriteTransaction,
    path: &'t Path,
    wrote: Cell<bool>,
    wrote_items: Cell<bool>,
    trouble: RefCell<Option<StoreError>>,
}

impl<'t> Write<'t> {
    /// A unit of work within this transaction.
    pub(super) fn new(transaction: &'t WriteTransaction, path: &'t Path) -> Self {
        let (wrote, wrote_items, trouble) = (Cell::new(false), Cell::new(false), RefCell::new(None));
        Self { transaction, path, wrote, wrote_items, trouble }
    }

    /// The workspaces.
    pub(crate) fn workspaces(&self) -> Workspaces<'_, Self> {
        Workspaces(self)
    }

    /// The tokens.
    pub(crate) fn tokens(&self) -> Tokens<'_, Self> {
        Tokens(self)
    }

    /// The event counters.
    pub(crate) fn counters(&self) -> Counters<'_, Self> {
        Counters(self)
    }

    /// The variables of the engine.
    pub(crate) fn environment(&self) -> Environment<'_, Self> {
        Environment(self)
    }

    /// What is managed for workspaces.
    pub(crate) fn managed(&self) -> Managed<'_, Self> {
        Managed(self)
    }

    /// The settings of workspaces.
    pub(crate) fn settings(&self) -> Settings<'_, Self> {
        Settings(self)
    }

    /// The bots of the router.
    pub(crate) fn identities(&self) -> Identities<'_, Self> {
        Identities(self)
    }

    /// The bindings of the router.
    pub(crate) fn bindings(&self) -> Bindings<'_, Self> {
        Bindings(self)
    }

    /// The other names of workspaces.
    pub(crate) fn aliases(&self) -> Aliases<'_, Self> {
        Aliases(self)
    }

    /// What was imported.
    pub(crate) fn imports(&self) -> Imports<'_, Self> {
        Imports(self)
    }

    /// Whether something was written, so that a refusal must be undone and an agreement committed.
    pub(super) fn wrote(&self) -> bool {
        self.wrote.get()
    }

    /// Whether what is managed was written.
    pub(super) fn wrote_items(&self) -> bool {
        self.wrote_items.get()
    }

    /// What the database complained about, whatever the unit of work made of it.
    pub(super) fn trouble(&self) -> Option<StoreError> {
        self.trouble.borrow().clone()
    }

    /// One change of one table. The table is closed again at once, because an open one bars every other use of it.
    pub(super) fn change<T>(
        &self,
        rows: Rows,
        change: impl FnOnce(&mut redb::Table<'t, &'static str, &'static [u8]>) -> Result<T, redb::StorageError>,
    ) -> Result<T, StoreError> {
        self.wrote.set(true);
        if rows.name() == MANAGED_ITEMS.name() {
            self.wrote_items.set(true);
        }
        let mut table = self.transaction.open_table(rows).map_err(|error| self.fault(error))?;
        change(&mut table).map_err(|error| self.fault(error))
    }
}

impl Source for Write<'_> {
    type Table<'t>
        = redb::Table<'t, &'static str, &'static [u8]>
    where
        Self: 't;

    fn table(&self, rows: Rows) -> Result<Self::Table<'_>, StoreError> {
        self.transaction.open_table(rows).map_err(|error| self.fault(error))
    }

    fn fault(&self, error: impl Into<redb::Error>) -> StoreError {
        let error = StoreError::database(self.path, error);
        self.trouble.borrow_mut().get_or_insert_with(|| error.clone());
        error
    }

    fn damaged(&self, reason: String) -> StoreError {
        StoreError::damaged(self.path, reason)
    }
}
