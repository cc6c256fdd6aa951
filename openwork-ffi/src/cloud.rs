//! The sign-in to an account.

use crate::error::Result;
use crate::host::Bound;
use openwork_core::model::cloud::{CloudSignIn, DeletedCloudSignIn, PutCloudSignIn};
use openwork_core::server::Cloud;

/// The sign-in to an account.
#[derive(Debug, uniffi::Object)]
pub struct CloudArea(pub(crate) Bound<Cloud>);

#[uniffi::export]
impl CloudArea {
    /// Says whether somebody is signed in, who and where; never the token.
    pub async fn get(&self) -> Result<CloudSignIn> {
        self.0.call(|area| async move { area.get().await }).await
    }

    /// Keeps a sign-in, its token sealed, in the place of the one before.
    pub async fn put(&self, body: PutCloudSignIn) -> Result<CloudSignIn> {
        self.0.call(|area| async move { area.put(body).await }).await
    }

    /// Forgets the sign-in, and says whether there was one.
    pub async fn delete(&self) -> Result<DeletedCloudSignIn> {
        self.0.call(|area| async move { area.delete().await }).await
    }
}
