//! Event streams.

use crate::extract::Call;
use crate::sse;
use openwork_core::operation::endpoint;
use openwork_core::{EventStream, Result};

pub(crate) async fn watch(call: Call<endpoint::EventsWatch>) -> Result<EventStream> {
    let query = sse::resumed(call.query, &call.headers)?;
    call.server.events(&call.caller).watch(&call.path.workspace_id, query).await
}
