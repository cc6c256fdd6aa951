//! Lasting tokens.

use crate::extract::Call;
use openwork_core::Result;
use openwork_core::model::access::{CreatedToken, RevokedToken, TokenList};
use openwork_core::operation::endpoint;

pub(crate) async fn list(call: Call<endpoint::TokensList>) -> Result<TokenList> {
    call.server.tokens(&call.caller).list().await
}

pub(crate) async fn create(call: Call<endpoint::TokensCreate>) -> Result<CreatedToken> {
    call.server.tokens(&call.caller).create(call.body).await
}

pub(crate) async fn revoke(call: Call<endpoint::TokensRevoke>) -> Result<RevokedToken> {
    call.server.tokens(&call.caller).revoke(&call.path.token_id).await
}
