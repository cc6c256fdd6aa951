//! What the engine reads again, when, and what asks for it.

mod acts;
mod g07_relink;
mod g14_watch;
mod g15_environment;
mod g16_relink_killed;
mod runs;

use harness::server::TestServer;
use openwork_core::model::page::{Nothing, OneWorkspace};
use openwork_core::model::reload::{ReloadedWorkspace, WhenIdle};
use openwork_core::model::workspace::Workspace;
use openwork_core::operation::endpoint;
use openwork_core::{Result, WorkspaceId};
use std::path::Path;

fn at(id: &WorkspaceId) -> OneWorkspace {
    OneWorkspace { workspace_id: id.clone() }
}

async fn shown(server: &TestServer, id: &WorkspaceId) -> Workspace {
    server.client().call::<endpoint::WorkspacesGet>(&at(id), &Nothing {}, &Nothing {}).await.expect("the workspace")
}

async fn reload(server: &TestServer, id: &WorkspaceId, when: WhenIdle) -> Result<ReloadedWorkspace> {
    server.client().call::<endpoint::WorkspacesReload>(&at(id), &Nothing {}, &when).await
}

/// By force.
fn forced() -> WhenIdle {
    WhenIdle { force: Some(true), wait_seconds: None }
}

/// The commands that the engine itself lists for a workspace; its skills are among them.
async fn commands(server: &TestServer, id: &WorkspaceId) -> Vec<String> {
    let list = server.client().call::<endpoint::EngineCommands>(&at(id), &Nothing {}, &Nothing {}).await;
    list.expect("commands").items.into_iter().map(|command| command.name).collect()
}

/// Writes a file of a folder, and the folders that it lies in.
fn write(folder: &Path, path: &str, text: &str) {
    let file = folder.join(path);
    std::fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
    std::fs::write(file, text).expect("a file");
}

fn write_command(folder: &Path, name: &str) {
    write(folder, &format!(".opencode/commands/{name}.md"), "---\ndescription: tidies up\n---\nTidy up.\n");
}

fn write_skill(folder: &Path, name: &str) {
    let text = format!("---\nname: {name}\ndescription: knows how\n---\nDo it so.\n");
    write(folder, &format!(".opencode/skills/{name}/SKILL.md"), &text);
}
