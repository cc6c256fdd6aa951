//! The handle of lasting tokens.

use super::Server;
use crate::access::{self, Caller};
use crate::error::Result;
use crate::ids::TokenId;
use crate::model::access::{CreateToken, CreatedToken, RevokedToken, TokenList};
use crate::operation::Operation;

/// Lasting tokens, on behalf of one caller.
#[derive(Debug, Clone)]
pub struct Tokens {
    server: Server,
    caller: Caller,
}

impl Tokens {
    pub(super) fn new(server: Server, caller: Caller) -> Self {
        Self { server, caller }
    }

    /// Lists the lasting tokens.
    ///
    /// # Errors
    /// As the catalogue says for `tokens.list`.
    #[allow(clippy::unused_async, reason = "every method of every handle is called alike")]
    pub async fn list(&self) -> Result<TokenList> {
        let inner = self.server.allow(&self.caller, Operation::TokensList)?;
        Ok(TokenList { items: access::list(&inner.store)? })
    }

    /// Makes a lasting token; its text is in the answer and nowhere else.
    ///
    /// # Errors
    /// As the catalogue says for `tokens.create`.
    pub async fn create(&self, mut body: CreateToken) -> Result<CreatedToken> {
        let inner = self.server.allow(&self.caller, Operation::TokensCreate)?;
        body.workspace_ids = body.workspace_ids.map(|ids| inner.registry.all_canonical(&ids));
        access::create(&inner.store, body).await
    }

    /// Revokes a lasting token.
    ///
    /// # Errors
    /// As the catalogue says for `tokens.revoke`.
    pub async fn revoke(&self, token_id: &TokenId) -> Result<RevokedToken> {
        let inner = self.server.allow(&self.caller, Operation::TokensRevoke)?;
        access::revoke(&inner.store, token_id).await?;
        Ok(RevokedToken { token_id: token_id.clone() })
    }
}
