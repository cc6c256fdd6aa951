//! Lasting tokens.

use crate::error::Result;
use crate::host::Bound;
use openwork_core::TokenId;
use openwork_core::model::access::{CreateToken, CreatedToken, RevokedToken, TokenList};
use openwork_core::server::Tokens;

/// Lasting tokens.
#[derive(Debug, uniffi::Object)]
pub struct TokensArea(pub(crate) Bound<Tokens>);

#[uniffi::export]
impl TokensArea {
    /// Lists the lasting tokens.
    pub async fn list(&self) -> Result<TokenList> {
        self.0.call(|area| async move { area.list().await }).await
    }

    /// Makes a lasting token. Its text is in the answer and never shown again.
    pub async fn create(&self, body: CreateToken) -> Result<CreatedToken> {
        self.0.call(|area| async move { area.create(body).await }).await
    }

    /// Revokes a lasting token.
    pub async fn revoke(&self, token_id: TokenId) -> Result<RevokedToken> {
        self.0.call(|area| async move { area.revoke(&token_id).await }).await
    }
}
