//! The handle of access to providers of models.

use super::Server;
use crate::access::Caller;
use crate::engine::Client;
use crate::error::Result;
use crate::ids::{ProviderId, WorkspaceId};
use crate::model::provider::{FinishSignIn, ListProviders, ProviderAccess, SetProviderKey, SignIn, StartSignIn};
use crate::operation::Operation;
use crate::platform::folder;
use crate::{providers, sessions};
use std::collections::BTreeSet;
use std::path::Path;

/// Access to providers of models, on behalf of one caller.
#[derive(Debug, Clone)]
pub struct Providers {
    server: Server,
    caller: Caller,
}

impl Providers {
    pub(super) fn new(server: Server, caller: Caller) -> Self {
        Self { server, caller }
    }

    /// Gives OpenCode a provider's key.
    ///
    /// # Errors
    /// As the catalogue says for `providers.setKey`.
    pub async fn set_key(
        &self,
        workspace_id: &WorkspaceId,
        provider_id: &ProviderId,
        body: SetProviderKey,
    ) -> Result<ProviderAccess> {
        let workspace_id = &self.server.inner.registry.canonical(workspace_id);
        let (client, folder) = self.reach(Operation::ProvidersSetKey, workspace_id).await?;
        providers::set_key(&client, &folder, provider_id, &body).await?;
        self.changed(&client, &folder, workspace_id, provider_id).await
    }

    /// Has OpenCode forget a provider's key.
    ///
    /// # Errors
    /// As the catalogue says for `providers.removeKey`.
    pub async fn remove_key(&self, workspace_id: &WorkspaceId, provider_id: &ProviderId) -> Result<ProviderAccess> {
        let workspace_id = &self.server.inner.registry.canonical(workspace_id);
        let (client, folder) = self.reach(Operation::ProvidersRemoveKey, workspace_id).await?;
        providers::remove_key(&client, &folder, provider_id).await?;
        self.changed(&client, &folder, workspace_id, provider_id).await
    }

    /// Begins to sign in to a provider.
    ///
    /// # Errors
    /// `not_found` for a provider that cannot be signed in to, `unprocessable` for a way that it does not have; else as the
    /// catalogue says for `providers.startSignIn`.
    pub async fn start_sign_in(
        &self,
        workspace_id: &WorkspaceId,
        provider_id: &ProviderId,
        body: StartSignIn,
    ) -> Result<SignIn> {
        let (client, folder) = self.reach(Operation::ProvidersStartSignIn, workspace_id).await?;
        providers::start(&client, &folder, provider_id, body).await
    }

    /// Ends signing in to a provider.
    ///
    /// # Errors
    /// `conflict` where none has begun; else as the catalogue says for `providers.finishSignIn`.
    pub async fn finish_sign_in(
        &self,
        workspace_id: &WorkspaceId,
        provider_id: &ProviderId,
        body: FinishSignIn,
    ) -> Result<ProviderAccess> {
        let workspace_id = &self.server.inner.registry.canonical(workspace_id);
        let (client, folder) = self.reach(Operation::ProvidersFinishSignIn, workspace_id).await?;
        providers::finish(&client, &folder, provider_id, &body).await?;
        self.changed(&client, &folder, workspace_id, provider_id).await
    }

    async fn reach(&self, operation: Operation, workspace_id: &WorkspaceId) -> Result<(Client, String)> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, operation, workspace_id)?;
        inner.reach(workspace_id).await
    }

    /// Makes a change be seen, and says how far it is.
    async fn changed(
        &self,
        client: &Client,
        folder: &str,
        workspace_id: &WorkspaceId,
        provider_id: &ProviderId,
    ) -> Result<ProviderAccess> {
        let pending = self.reread(client, folder, workspace_id).await?;
        let usable = providers::list(client, folder, &ListProviders::default()).await?.items;
        Ok(ProviderAccess {
            provider_id: provider_id.as_str().to_owned(),
            connected: usable.iter().any(|provider| provider.id == provider_id.as_str()),
            pending_workspace_ids: pending.into_iter().collect(),
        })
    }

    /// Has OpenCode read its configuration again wherever no session works; answers the workspaces where one does.
    async fn reread(&self, client: &Client, folder: &str, workspace_id: &WorkspaceId) -> Result<BTreeSet<WorkspaceId>> {
        let inner = &self.server.inner;
        let mut working = inner.relay.working().await;
        // the events may be a moment behind
        if !sessions::statuses(client, folder).await?.items.is_empty() {
            working.insert(workspace_id.clone());
        }
        if working.is_empty() {
            providers::reread_all(client).await?;
            return Ok(working);
        }
        for workspace in inner.registry.all() {
            let at_rest = !working.contains(&workspace.id) && folder::is_there(Path::new(&workspace.folder));
            if at_rest && let Err(error) = providers::reread(client, &workspace.folder).await {
                // a folder whose configuration is broken has no use for keys, and need not stop the others
                tracing::warn!(%error, workspace = %workspace.id, "OpenCode does not read this workspace again");
            }
        }
        Ok(working)
    }
}
