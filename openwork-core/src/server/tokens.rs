//! The handle of lasting tokens.

use super::Server;
use crate::access::Caller;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::TokenId;
use crate::model::access::{CreateToken, CreatedToken, RevokedToken, TokenList};

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

    /// STUB
    pub async fn list(&self) -> Result<TokenList> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }

    /// STUB
    pub async fn create(&self, body: CreateToken) -> Result<CreatedToken> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }

    /// STUB
    pub async fn revoke(&self, token_id: &TokenId) -> Result<RevokedToken> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }
}
