//! Records of what was done.

use crate::extract::Call;
use openwork_core::Result;
use openwork_core::model::audit::AuditRecordList;
use openwork_core::operation::endpoint;

pub(crate) async fn list(call: Call<endpoint::AuditList>) -> Result<AuditRecordList> {
    call.server.audit(&call.caller).list(call.query).await
}
