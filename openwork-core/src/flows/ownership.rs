//! Which workspace a session belongs to: the nearest registered one at or above its folder.
//!
//! OpenCode answers for any session from any folder, so that each id that comes in is checked here. A session keeps its
//! folder, so that the answer is remembered; how many are remembered is bounded.

use crate::engine::{Client, EngineError};
use crate::error::{Error, Result};
use crate::ids::{SessionId, WorkspaceId};
use crate::model::session::Session;
use crate::runtime::recent::Recent;
use crate::workspaces::Registry;
use std::path::Path;

/// The folders of sessions that were seen lately.
pub(crate) type Folders = Recent<SessionId, String>;

/// The folder of a session of this workspace. A session of another workspace is answered as one that does not exist.
pub(crate) async fn owned(
    registry: &Registry,
    folders: &Folders,
    client: &Client,
    workspace_id: &WorkspaceId,
    session_id: &SessionId,
) -> Result<String> {
    let workspace = registry.get(workspace_id)?;
    let none = || Error::not_found(format_args!("session `{session_id}` in this workspace"));
    let folder = match folders.get(session_id) {
        Some(folder) => folder,
        None => match client.get::<Session>(&format!("/session/{session_id}"), &workspace.folder, &[]).await {
            Ok(session) => session.directory,
            // OpenCode answers 404 for an id that it does not have and 500 for one that it cannot read
            Err(EngineError::BadQuestion(_) | EngineError::Answered { status: 404 | 500, .. }) => return Err(none()),
            Err(error) => return Err(error.into()),
        },
    };
    folders.learn(session_id.clone(), folder.clone());
    match registry.nearest(Path::new(&folder)) {
        Some(owner) if owner.id == *workspace_id => Ok(folder),
        Some(_) | None => Err(none()),
    }
}
