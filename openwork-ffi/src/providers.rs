//! Access to providers of models.

use crate::error::Result;
use crate::host::Bound;
use openwork_core::model::provider::{FinishSignIn, ProviderAccess, SetProviderKey, SignIn, StartSignIn};
use openwork_core::server::Providers;
use openwork_core::{ProviderId, WorkspaceId};

/// Access to providers of models.
#[derive(Debug, uniffi::Object)]
pub struct ProvidersArea(pub(crate) Bound<Providers>);

#[uniffi::export]
impl ProvidersArea {
    /// Gives OpenCode a provider's key, which it keeps for all workspaces.
    pub async fn set_key(
        &self,
        workspace_id: WorkspaceId,
        provider_id: ProviderId,
        body: SetProviderKey,
    ) -> Result<ProviderAccess> {
        self.0.call(|area| async move { area.set_key(&workspace_id, &provider_id, body).await }).await
    }

    /// Has OpenCode forget a provider's key.
    pub async fn remove_key(&self, workspace_id: WorkspaceId, provider_id: ProviderId) -> Result<ProviderAccess> {
        self.0.call(|area| async move { area.remove_key(&workspace_id, &provider_id).await }).await
    }

    /// Begins to sign in to a provider; the answer says where to send the person.
    pub async fn start_sign_in(
        &self,
        workspace_id: WorkspaceId,
        provider_id: ProviderId,
        body: StartSignIn,
    ) -> Result<SignIn> {
        self.0.call(|area| async move { area.start_sign_in(&workspace_id, &provider_id, body).await }).await
    }

    /// Ends signing in to a provider. Without a code it waits for the person.
    pub async fn finish_sign_in(
        &self,
        workspace_id: WorkspaceId,
        provider_id: ProviderId,
        body: FinishSignIn,
    ) -> Result<ProviderAccess> {
        self.0.call(|area| async move { area.finish_sign_in(&workspace_id, &provider_id, body).await }).await
    }
}
