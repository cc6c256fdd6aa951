//! What a command works at: the client, found when it is first needed, and the console.

use crate::args::Globals;
use crate::connect::{Connection, connect};
use crate::console::Console;
use crate::exit::Failure;
use crate::place::{self, Place};
use crate::render::Human;
use openwork_core::model::page::{Nothing, OneSession, OneWorkspace};
use openwork_core::model::workspace::{ListWorkspaces, Workspace};
use openwork_core::operation::endpoint::WorkspacesList;
use openwork_core::operation::{Endpoint, Needs, Operation};
use openwork_core::remote::Client;
use openwork_core::{Error, ErrorKind, SessionId, WorkspaceId};
use std::pin::pin;
use std::sync::Once;
use std::time::Duration;
use tokio::sync::OnceCell;

/// How long an answer may take where nothing else was said.
const LIMIT: Duration = Duration::from_secs(90);
/// How long a person is left without a word while the engine of this process starts.
const QUIET: Duration = Duration::from_secs(1);

/// What a command works at.
pub(crate) struct Desk {
    pub(crate) globals: Globals,
    pub(crate) console: Console,
    connection: OnceCell<Connection>,
    waiting: Once,
}

/// What a person is told when a stream is cut.
pub(crate) const CUT: &str = "The stream was cut; trying again…";

impl Desk {
    pub(crate) fn new(globals: Globals, console: Console) -> Self {
        Self { globals, console, connection: OnceCell::new(), waiting: Once::new() }
    }

    /// Why a stream ended. Who gave no token has that of the server's run, which another run does not know.
    pub(crate) fn stream_ended(&self, error: Error) -> Failure {
        if error.kind != ErrorKind::Unauthorized || self.globals.token.is_some() {
            return error.into();
        }
        let sentence = "The server was started afresh meanwhile; give the command again to go on.";
        Error::new(ErrorKind::RemoteError, sentence).caused_by(error).into()
    }

    /// Whether this command hosts the server itself. Known once something was called.
    pub(crate) fn hosts(&self) -> bool {
        self.connection.get().is_some_and(|connection| connection.hosted.is_some())
    }

    /// The client, for what is no single call.
    pub(crate) async fn client(&self) -> Result<&Client, Failure> {
        let connection = self.connection.get_or_try_init(|| connect(&self.globals)).await?;
        Ok(&connection.client)
    }

    /// The client for streams that are shown: a person is told when one is cut.
    pub(crate) async fn watcher(&self) -> Result<Client, Failure> {
        let console = self.console.clone();
        Ok(self.client().await?.clone().telling_cuts(move || console.note(CUT)))
    }

    /// Refuses, with this reason, where this command hosts the server itself: what is asked of a running one makes no sense
    /// for it.
    pub(crate) async fn needs_running(&self, why: &str) -> Result<(), Failure> {
        self.client().await?;
        if !self.hosts() {
            return Ok(());
        }
        let folder = self.globals.data_folder()?;
        let message = format!("No server runs on `{}`: {why}.", folder.display());
        Err(Error::new(ErrorKind::NotFound, message).into())
    }

    /// Calls an operation.
    pub(crate) async fn call<E: Endpoint>(
        &self,
        path: &E::Path,
        query: &E::Query,
        body: &E::Body,
    ) -> Result<E::Output, Failure> {
        let client = self.client().await?.clone().within(self.limit(E::OPERATION));
        let mut answer = pin!(client.call::<E>(path, query, body));
        if self.hosts() && E::OPERATION.needs() == Needs::Engine && self.console.interactive() {
            match tokio::time::timeout(QUIET, &mut answer).await {
                Ok(answer) => return Ok(answer?),
                Err(_) => self.waiting.call_once(|| self.console.note("The engine is starting…")),
            }
        }
        Ok(answer.await?)
    }

    /// Calls an operation and shows what it answers.
    pub(crate) async fn show<E: Endpoint<Output: Human>>(
        &self,
        path: &E::Path,
        query: &E::Query,
        body: &E::Body,
    ) -> Result<(), Failure> {
        let answer = self.call::<E>(path, query, body).await?;
        self.console.show(&answer)
    }

    /// The same for an operation that is asked without anything.
    pub(crate) async fn get<E>(&self) -> Result<(), Failure>
    where
        E: Endpoint<Path = Nothing, Query = Nothing, Body = Nothing, Output: Human>,
    {
        self.show::<E>(&Nothing {}, &Nothing {}, &Nothing {}).await
    }

    /// The workspace that an argument names.
    pub(crate) async fn workspace(&self, place: &Place) -> Result<WorkspaceId, Failure> {
        if let Some(id) = place.id() {
            return Ok(id);
        }
        Ok(place::find(place, &self.workspaces().await?)?)
    }

    /// The path of a workspace.
    pub(crate) async fn one(&self, place: &Place) -> Result<OneWorkspace, Failure> {
        Ok(OneWorkspace { workspace_id: self.workspace(place).await? })
    }

    /// The path of a session.
    pub(crate) async fn session(&self, place: &Place, session: &SessionId) -> Result<OneSession, Failure> {
        Ok(OneSession { workspace_id: self.workspace(place).await?, session_id: session.clone() })
    }

    /// Ends what this command hosted.
    pub(crate) async fn close(&self) {
        let Some(server) = self.connection.get().and_then(|connection| connection.hosted.as_ref()) else { return };
        let report = server.shutdown().await;
        if !report.late.is_empty() {
            self.console.note(&format!("Did not end in time: {}.", report.late.join(", ")));
        }
    }

    /// Every workspace that the caller reaches.
    async fn workspaces(&self) -> Result<Vec<Workspace>, Failure> {
        let (mut all, mut query) = (Vec::new(), ListWorkspaces { limit: 500.try_into().ok(), ..Default::default() });
        loop {
            let page = self.call::<WorkspacesList>(&Nothing {}, &query, &Nothing {}).await?;
            all.extend(page.items);
            match page.next_cursor {
                Some(cursor) => query.cursor = Some(cursor),
                None => return Ok(all),
            }
        }
    }

    fn limit(&self, operation: Operation) -> Option<Duration> {
        self.globals.timeout.or((!operation.waits_for_a_run()).then_some(LIMIT))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args;
    use openwork_core::model::workspace::CreateLocalWorkspace;
    use openwork_core::operation::endpoint::{SessionsStatuses, WorkspacesCreateLocal};
    use openwork_core::{ErrorKind, Result};
    use std::path::Path;

    fn desk(data: &Path) -> Desk {
        let words = ["openwork-cli", "--data-dir", data.to_str().unwrap(), "--no-engine", "workspaces", "list"];
        let globals = args::parsed(words.map(Into::into)).unwrap().globals;
        let console = Console::new(&globals);
        Desk::new(globals, console)
    }

    fn kind<T>(failed: Result<T, Failure>) -> Option<ErrorKind> {
        match failed {
            Err(Failure::Call(error)) => Some(error.kind),
            _ => None,
        }
    }

    #[tokio::test]
    async fn where_no_server_runs_one_is_hosted_and_leaves_what_it_did() {
        let place = tempfile::tempdir().unwrap();
        let (data, work) = (place.path().join("data"), place.path().canonicalize().unwrap().join("work"));
        std::fs::create_dir(&work).unwrap();
        let here: Place = work.to_str().unwrap().parse().unwrap();

        let first = desk(&data);
        assert_eq!(kind(first.workspace(&here).await), Some(ErrorKind::NotFound));
        assert!(first.hosts());
        let body = CreateLocalWorkspace {
            folder_path: work.to_str().unwrap().parse().unwrap(),
            name: "Work".parse().unwrap(),
            preset: None,
            create_folder: None,
        };
        let made = first.call::<WorkspacesCreateLocal>(&Nothing {}, &Nothing {}, &body).await.unwrap();
        let path = OneWorkspace { workspace_id: made.id.clone() };
        let asked = first.call::<SessionsStatuses>(&path, &Nothing {}, &Nothing {}).await;
        assert_eq!(kind(asked), Some(ErrorKind::EngineUnavailable));
        first.close().await;

        let second = desk(&data);
        assert_eq!(second.workspace(&here).await.unwrap(), made.id);
        second.close().await;
    }

    #[tokio::test]
    async fn nothing_is_started_for_a_command_that_calls_nothing() {
        let place = tempfile::tempdir().unwrap();
        let desk = desk(&place.path().join("data"));
        assert!(!desk.hosts());
        desk.close().await;
        assert!(!place.path().join("data").exists());
    }
}
