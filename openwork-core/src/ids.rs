//! Names of things. An id is opaque text with a prefix that says what it names.

use crate::text::{Rule, text};

/// What our own ids are made of.
const fn ours(prefix: &'static str, pattern: &'static str) -> Rule {
    Rule { min: 4, max: 200, pattern: Some(pattern), allows: |c| c.is_ascii_alphanumeric() || c == '_', prefix }
}

/// What the engine's ids are made of.
const fn engines(prefix: &'static str, pattern: &'static str) -> Rule {
    Rule { min: 4, max: 200, pattern: Some(pattern), allows: |c| c.is_ascii_alphanumeric() || c == '_', prefix }
}

text! {
    /// Names a workspace. Made by the server, stable for as long as the record lives.
    WorkspaceId: "a workspace id", Rule {
        min: 1, max: 200, pattern: Some("^[A-Za-z0-9_-]+$"),
        allows: |c| c.is_ascii_alphanumeric() || c == '_' || c == '-', prefix: "",
    }
}
text! {
    /// Names a token. It is not the token.
    TokenId: "a token id", ours("tok_", "^tok_[A-Za-z0-9_]*$")
}
text! {
    /// Names a file session. Made by the server, gone with it.
    FileSessionId: "a file session id", ours("fs_", "^fs_[A-Za-z0-9_]*$")
}
text! {
    /// Names a file of the inbox or of the outbox: its path there in base64url.
    ExchangedFileId: "a file's id", Rule {
        min: 1, max: 5462, pattern: Some("^[A-Za-z0-9_-]+$"),
        allows: |c| c.is_ascii_alphanumeric() || c == '_' || c == '-', prefix: "",
    }
}
text! {
    /// Names a session. OpenCode makes it.
    SessionId: "a session id", engines("ses", "^ses[A-Za-z0-9_]*$")
}
text! {
    /// Names a message of a session. OpenCode or the caller makes it; ids grow with time.
    MessageId: "a message id", engines("msg", "^msg[A-Za-z0-9_]*$")
}
text! {
    /// Names a permission request. OpenCode makes it.
    PermissionId: "a permission request id", engines("per", "^per[A-Za-z0-9_]*$")
}
text! {
    /// Names a question that an agent asks. OpenCode makes it.
    QuestionId: "a question id", engines("que", "^que[A-Za-z0-9_]*$")
}
text! {
    /// Names a part of a message. OpenCode makes it.
    PartId: "a part id", engines("prt", "^prt[A-Za-z0-9_]*$")
}

text! {
    /// Names a bot among those of its service: 1 to 48 letters, digits, dots, dashes and underscores.
    IdentityId: "an identity id", Rule {
        min: 1, max: 48, pattern: Some("^[A-Za-z0-9_.-]+$"),
        allows: |c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'), prefix: "",
    }
}
text! {
    /// Names a binding. Made by the server of the bot and the peer.
    BindingId: "a binding id", ours("bnd_", "^bnd_[A-Za-z0-9_]*$")
}
text! {
    /// Names a managed item. Made by the server.
    ManagedItemId: "an item id", ours("itm_", "^itm_[A-Za-z0-9_]*$")
}
text! {
    /// Names a provider of models, such as `anthropic`.
    ProviderId: "a provider id", Rule {
        min: 1, max: 200, pattern: Some("^[A-Za-z0-9._-]+$"),
        allows: |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'), prefix: "",
    }
}

/// Time-ordered text that no other call gives, in hex.
fn fresh() -> String {
    uuid::Uuid::now_v7().simple().to_string()
}

impl WorkspaceId {
    /// A new id.
    #[must_use]
    pub fn fresh() -> Self {
        Self::made(format!("ws_{}", fresh()))
    }
}

impl ManagedItemId {
    /// A new id.
    #[must_use]
    pub fn fresh() -> Self {
        Self::made(format!("itm_{}", fresh()))
    }
}

impl TokenId {
    /// A new id.
    #[must_use]
    pub fn fresh() -> Self {
        Self::made(format!("tok_{}", fresh()))
    }
}

impl FileSessionId {
    /// A new id.
    #[must_use]
    pub fn fresh() -> Self {
        Self::made(format!("fs_{}", fresh()))
    }
}

/// A new id of one request, `req_…`.
#[must_use]
pub fn request_id() -> String {
    format!("req_{}", fresh())
}

/// A new id of one run of the engine; it marks the environment of every process that run starts.
#[must_use]
pub(crate) fn run_id() -> String {
    fresh()
}
