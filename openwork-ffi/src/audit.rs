//! Records of what was done.

use crate::error::Result;
use crate::host::Bound;
use openwork_core::model::audit::{AuditRecordList, ListAudit};
use openwork_core::server::Audit;

/// Records of what was done.
#[derive(Debug, uniffi::Object)]
pub struct AuditArea(pub(crate) Bound<Audit>);

#[uniffi::export]
impl AuditArea {
    /// Lists what was done, newest first: the logs of older OpenWork that an import has found.
    #[uniffi::method(default(query = None))]
    pub async fn list(&self, query: Option<ListAudit>) -> Result<AuditRecordList> {
        self.0.call(|area| async move { area.list(query.unwrap_or_default()).await }).await
    }
}
