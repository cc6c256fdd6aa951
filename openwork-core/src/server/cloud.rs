//! The handle of the sign-in to an account.

use super::Server;
use crate::access::Caller;
use crate::error::Result;
use crate::model::cloud::{CloudSignIn, DeletedCloudSignIn, PutCloudSignIn};
use crate::operation::Operation;

/// The sign-in to an account, on behalf of one caller.
#[derive(Debug, Clone)]
pub struct Cloud {
    server: Server,
    caller: Caller,
}

impl Cloud {
    pub(super) fn new(server: Server, caller: Caller) -> Self {
        Self { server, caller }
    }

    /// The sign-in, without its token.
    ///
    /// # Errors
    /// As the catalogue says for `cloud.get`.
    #[allow(clippy::unused_async, reason = "every method of every handle is called alike")]
    pub async fn get(&self) -> Result<CloudSignIn> {
        self.server.allow(&self.caller, Operation::CloudGet)?.account.get()
    }

    /// Keeps a sign-in, in the place of the one before.
    ///
    /// # Errors
    /// `unprocessable` for what is no sign-in; else as the catalogue says for `cloud.put`.
    pub async fn put(&self, body: PutCloudSignIn) -> Result<CloudSignIn> {
        let inner = self.server.allow(&self.caller, Operation::CloudPut)?;
        let kept = inner.account.put(&body).await?;
        if let Some(logs) = &inner.logs {
            logs.hide_too(body.auth_token.reveal());
        }
        Ok(kept)
    }

    /// Forgets the sign-in.
    ///
    /// # Errors
    /// As the catalogue says for `cloud.delete`.
    pub async fn delete(&self) -> Result<DeletedCloudSignIn> {
        let inner = self.server.allow(&self.caller, Operation::CloudDelete)?;
        Ok(DeletedCloudSignIn { deleted: inner.account.delete().await? })
    }
}
