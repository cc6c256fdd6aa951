//! Sample records.

use crate::clock::Timestamp;
use crate::ids::{TokenId, WorkspaceId};
use crate::model::stored::{EventCounter, TokenRecord, WorkspaceRecord};

/// A moment that does not move.
fn noon() -> Timestamp {
    Timestamp::from_millis(1_795_341_600_123)
}

/// The workspace of this number, in a folder of its own.
pub(super) fn workspace(number: u64) -> WorkspaceRecord {
    WorkspaceRecord {
        id: WorkspaceId::made(format!("ws_{number:06}")),
        folder: format!("/work/{number}"),
        display_name: format!("Number {number}"),
        preset: "starter".to_owned(),
        hidden: false,
        opencode_project_id: None,
        created_at: noon(),
        updated_at: noon(),
    }
}

/// The token of this number, with a hash of its own.
pub(super) fn token(number: u64) -> TokenRecord {
    TokenRecord {
        id: TokenId::made(format!("tok_{number:06}")),
        hash: format!("{number:064x}"),
        role: crate::model::access::Role::Collaborator,
        label: None,
        workspace_ids: None,
        created_at: noon(),
        expires_at: None,
        last_used_at: None,
    }
}

/// The counter of the workspace of this number.
pub(super) fn counter(number: u64, next: u64) -> EventCounter {
    EventCounter { workspace_id: workspace(number).id, next }
}
