//! Who calls, and what they may do.
//!
//! A front end turns a token into a [`Caller`]; the facade asks the caller before every operation. Lasting tokens are kept
//! as SHA-256; the host token of the run is held in memory. Hashes are compared in constant time.

use crate::clock::Timestamp;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{TokenId, WorkspaceId};
use crate::model::access::{CreateToken, CreatedToken, Label, Role, Token};
use crate::model::stored::TokenRecord;
use crate::operation::{Access, Operation};
use crate::store::{Store, StoreError};
use base64::Engine as _;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use subtle::ConstantTimeEq;

/// Whoever calls: a role, and perhaps the only workspaces it reaches.
#[derive(Debug, Clone)]
pub struct Caller {
    role: Option<Role>,
    workspace_ids: Option<Arc<[WorkspaceId]>>,
    /// The record of its token; none of the host of this run and of nobody.
    token_id: Option<TokenId>,
}

impl Caller {
    /// Everything, on every workspace and on the server: the program that embeds it, or the bearer of a host token.
    #[must_use]
    pub fn host() -> Self {
        Self { role: Some(Role::Host), workspace_ids: None, token_id: None }
    }

    /// Nobody in particular: open operations only.
    #[must_use]
    pub fn anonymous() -> Self {
        Self { role: None, workspace_ids: None, token_id: None }
    }

    /// What it may do; none for nobody in particular.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        self.role
    }

    /// The only workspaces that it reaches; none means all.
    #[must_use]
    pub fn workspace_ids(&self) -> Option<&[WorkspaceId]> {
        self.workspace_ids.as_deref()
    }

    /// The record of its token; none of the host of this run.
    pub(crate) fn token_id(&self) -> Option<&TokenId> {
        self.token_id.as_ref()
    }

    /// Whether it reaches this workspace at all.
    pub(crate) fn reaches(&self, workspace_id: &WorkspaceId) -> bool {
        self.workspace_ids.as_ref().is_none_or(|ids| ids.contains(workspace_id))
    }

    /// Whether there are workspaces that it does not reach whatever its role.
    pub(crate) fn is_limited(&self) -> bool {
        self.workspace_ids.is_some()
    }

    /// Whether its role suffices for an operation.
    pub(crate) fn suffices(&self, operation: Operation) -> bool {
        let least = operation.access().least();
        least.is_none() || self.role >= least
    }

    /// Refuses what its role does not allow.
    pub(crate) fn check(&self, operation: Operation) -> Result<()> {
        if self.suffices(operation) {
            return Ok(());
        }
        Err(match (self.role, operation.access()) {
            (None, _) => Error::new(
                ErrorKind::Unauthorized,
                format!("`{}` needs a token; send one as `Authorization: Bearer`.", operation.name()),
            ),
            (Some(_), Access::Host) => Error::new(
                ErrorKind::Forbidden,
                format!("`{}` is for a host; this token's role does not allow it.", operation.name()),
            ),
            (Some(_), Access::Open | Access::Read | Access::Write) => Error::new(
                ErrorKind::Forbidden,
                format!("`{}` changes something; this token's role only reads.", operation.name()),
            ),
        })
    }
}

/// The host token of a run.
#[derive(Debug)]
pub(crate) struct RunToken {
    text: String,
    hash: [u8; 32],
}

impl RunToken {
    /// The launcher's own, or a random one.
    pub(crate) fn new(given: Option<String>) -> Result<Self> {
        let text = given.map_or_else(|| make(Role::Host), Ok)?;
        let hash = digest(&text);
        Ok(Self { text, hash })
    }

    /// The token itself, for `server.json`.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

/// Turns a token into a caller.
pub(crate) fn authenticate(store: &Store, run: &RunToken, token: &str) -> Result<Caller> {
    let hash = digest(token);
    if bool::from(hash.ct_eq(&run.hash)) {
        return Ok(Caller::host());
    }
    let unknown = || Error::new(ErrorKind::Unauthorized, "This token is unknown, expired or revoked; ask for another.");
    let hex = HEXLOWER.encode(&hash);
    let record = store.read(|read| read.tokens().by_hash(&hex)).map_err(Error::from)?.ok_or_else(unknown)?;
    let same = bool::from(record.hash.as_bytes().ct_eq(hex.as_bytes()));
    let expired = record.expires_at.is_some_and(|end| end <= Timestamp::now());
    if !same || expired {
        return Err(unknown());
    }
    let workspace_ids = record.workspace_ids.map(Into::into);
    Ok(Caller { role: Some(record.role), workspace_ids, token_id: Some(record.id) })
}

/// Makes a token and keeps its hash.
pub(crate) async fn create(store: &Store, wanted: CreateToken) -> Result<CreatedToken> {
    if wanted.role == Role::Host && wanted.workspace_ids.is_some() {
        return Err(Error::unprocessable("workspaceIds", "A host is never limited to workspaces; leave them out."));
    }
    let text = make(wanted.role)?;
    let now = Timestamp::now();
    let lifetime = |seconds: u64| i64::try_from(seconds.saturating_mul(1000)).unwrap_or(i64::MAX);
    let record = TokenRecord {
        id: TokenId::fresh(),
        hash: HEXLOWER.encode(&digest(&text)),
        role: wanted.role,
        label: wanted.label.map(String::from),
        workspace_ids: wanted.workspace_ids,
        created_at: now,
        expires_at: wanted
            .expires_in_seconds
            .map(|seconds| Timestamp::from_millis(now.as_millis().saturating_add(lifetime(seconds.get())))),
        last_used_at: None,
    };
    let kept = record.clone();
    store
        .write(move |write| {
            for id in kept.workspace_ids.iter().flatten() {
                if write.workspaces().get(id)?.is_none() {
                    return Err(Error::not_found(format_args!("workspace `{id}` to limit a token to")));
                }
            }
            Ok(write.tokens().put(&kept)?)
        })
        .await?;
    Ok(CreatedToken { record: shown(record), token: text })
}

/// The lasting tokens, oldest first.
pub(crate) fn list(store: &Store) -> Result<Vec<Token>> {
    let mut items: Vec<Token> = store.read(|read| read.tokens().list())?.into_iter().map(shown).collect();
    items.sort_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
    Ok(items)
}

/// Forgets a token.
pub(crate) async fn revoke(store: &Store, id: &TokenId) -> Result<()> {
    let wanted = id.clone();
    let gone = store.write::<_, StoreError>(move |write| write.tokens().remove(&wanted)).await?;
    gone.map(drop).ok_or_else(|| Error::not_found(format_args!("token `{id}`")))
}

/// A record without its hash.
fn shown(record: TokenRecord) -> Token {
    Token {
        id: record.id,
        role: record.role,
        label: record.label.map(Label::made),
        workspace_ids: record.workspace_ids,
        created_at: record.created_at,
        expires_at: record.expires_at,
    }
}

/// A new token: its role's letter and 32 random bytes of the system.
fn make(role: Role) -> Result<String> {
    let letter = match role {
        Role::Host => 'h',
        Role::Collaborator => 'c',
        Role::Viewer => 'v',
    };
    let mut random = [0; 32];
    getrandom::fill(&mut random).map_err(|error| Error::internal(std::io::Error::other(error.to_string())))?;
    Ok(format!("ow_{letter}_{}", base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(random)))
}

fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}
