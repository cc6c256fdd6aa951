//! The handle of what was done.

use super::Server;
use crate::access::Caller;
use crate::error::Result;
use crate::model::audit::{AuditRecordList, ListAudit};
use crate::operation::Operation;

/// Records of what was done, on behalf of one caller.
#[derive(Debug, Clone)]
pub struct Audit {
    server: Server,
    caller: Caller,
}

impl Audit {
    pub(super) fn new(server: Server, caller: Caller) -> Self {
        Self { server, caller }
    }

    /// Lists what was done, newest first.
    ///
    /// # Errors
    /// As the catalogue says for `audit.list`.
    pub async fn list(&self, query: ListAudit) -> Result<AuditRecordList> {
        self.server.allow(&self.caller, Operation::AuditList)?.imports.records(query).await
    }
}
