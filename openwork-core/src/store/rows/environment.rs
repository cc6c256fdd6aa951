//! What the engine is given in its environment, by name.

use crate::model::environment::VariableName;
use crate::model::stored::EnvironmentRecord;
use crate::store::codec::Record;
use crate::store::error::StoreError;
use crate::store::rows::{self, Source};
use crate::store::tables::{ENVIRONMENT, Rows};
use crate::store::unit::Write;

impl Record for EnvironmentRecord {
    const TABLE: Rows = ENVIRONMENT;

    fn key(&self) -> &str {
        self.name.as_str()
    }
}

/// The variables of a snapshot or of a unit of work.
pub(crate) struct Environment<'s, S>(pub(in crate::store) &'s S);

impl<S: Source> Environment<'_, S> {
    /// The variable of this name.
    pub(crate) fn get(&self, name: &VariableName) -> Result<Option<EnvironmentRecord>, StoreError> {
        rows::record(self.0, name.as_str())
    }

    /// Every variable, by name.
    pub(crate) fn list(&self) -> Result<Vec<EnvironmentRecord>, StoreError> {
        rows::records(self.0)
    }
}

impl Environment<'_, Write<'_>> {
    /// Writes the record in place of the one of its name.
    pub(crate) fn put(&self, record: &EnvironmentRecord) -> Result<(), StoreError> {
        rows::put(self.0, ENVIRONMENT, record.key(), record)
    }

    /// Removes the record; says whether there was one.
    pub(crate) fn remove(&self, name: &VariableName) -> Result<bool, StoreError> {
        rows::remove(self.0, ENVIRONMENT, name.as_str())
    }
}

/// What a variable's value is sealed for.
pub(crate) fn variable_place(name: &str) -> String {
    format!("environment/{name}")
}
