//! The messaging router: bots, whom they speak with, and what it does.

use super::engine::{EngineFault, EngineHealth, EngineState, LastExit};
use super::secret::{Configured, Secret};
use super::workspace::FolderPath;
use crate::clock::Timestamp;
use crate::ids::{BindingId, IdentityId};
use crate::text::{Rule, text};
use serde::{Deserialize, Serialize};

/// A service that messages come from and go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Channel {
    /// Telegram.
    Telegram,
    /// Slack.
    Slack,
}

impl Channel {
    /// The word on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Telegram => "telegram",
            Self::Slack => "slack",
        }
    }
}

/// Who may speak with a Telegram bot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum TelegramAccess {
    /// Whoever has sent it the pairing code.
    Private,
    /// Anyone who finds it.
    Public,
}

text! {
    /// A person, a chat or a channel of the service: 1 to 200 characters. On Telegram it is a number.
    PeerId: "a peer id", Rule {
        min: 1, max: 200, pattern: Some(r"^[\x21-\x7e]*$"), allows: |c| c.is_ascii_graphic(), prefix: "",
    }
}

text! {
    /// What is sent: 1 to 40,000 characters.
    MessageText: "a message", Rule { min: 1, max: 40_000, pattern: None, allows: |_| true, prefix: "" }
}

/// A bot: the server as people meet it on a service. Its secrets are kept sealed and never told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RouterIdentity {
    /// The service it is on.
    pub channel: Channel,
    /// Names it among those of its service.
    pub id: IdentityId,
    /// Whether it answers.
    pub enabled: bool,
    /// Who may speak with it; only on Telegram.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<TelegramAccess>,
    /// The folder that its sessions work in unless a binding says otherwise; without, an empty one of the server's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directory: Option<FolderPath>,
    /// The bot's token; only on Telegram.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<Configured>,
    /// The code that people send to be let in; only on Telegram.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pairing_code: Option<Configured>,
    /// The app's bot token; only on Slack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot_token: Option<Configured>,
    /// The app's own token; only on Slack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_token: Option<Configured>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// The bots of a service, by id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RouterIdentityList {
    /// The bots.
    pub items: Vec<RouterIdentity>,
}

/// A bot to be made or changed. What is absent stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct UpsertIdentity {
    /// Which; without, `default`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub id: Option<IdentityId>,
    /// Whether it answers; a new one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub enabled: Option<bool>,
    /// Who may speak with it; only on Telegram. A new one is private and needs a pairing code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub access: Option<TelegramAccess>,
    /// The folder that its sessions work in: a workspace's, or one below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub directory: Option<FolderPath>,
    /// The bot's token; Telegram needs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub token: Option<Secret>,
    /// The code that people send to be let in: 6 to 24 letters and digits, dashes between them; only on Telegram.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub pairing_code: Option<Secret>,
    /// The app's bot token; Slack needs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub bot_token: Option<Secret>,
    /// The app's own token; Slack needs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub app_token: Option<Secret>,
}

/// A bot that is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RemovedIdentity {
    /// The service it was on.
    pub channel: Channel,
    /// The bot.
    pub identity_id: IdentityId,
    /// How many bindings went with it.
    pub removed_bindings: u32,
}

/// Whom a bot speaks with, and in which folder that one's sessions work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RouterBinding {
    /// Names it: always the same for a bot and a peer.
    pub id: BindingId,
    /// The service.
    pub channel: Channel,
    /// The bot.
    pub identity_id: IdentityId,
    /// The other side.
    pub peer_id: PeerId,
    /// The folder that its sessions work in.
    pub directory: FolderPath,
    /// Whether it holds.
    pub enabled: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// The bindings, by id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RouterBindingList {
    /// The bindings.
    pub items: Vec<RouterBinding>,
}

/// Which bindings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ListBindings {
    /// Only those of this service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub channel: Option<Channel>,
    /// Only those of this bot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub identity_id: Option<IdentityId>,
}

/// A binding to be made or changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SetBinding {
    /// The service.
    pub channel: Channel,
    /// The bot.
    pub identity_id: IdentityId,
    /// The other side.
    pub peer_id: PeerId,
    /// The folder that its sessions work in: a workspace's, or one below.
    pub directory: FolderPath,
    /// Whether it holds; yes without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub enabled: Option<bool>,
}

/// A binding that is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RemovedBinding {
    /// The binding.
    pub binding_id: BindingId,
}

/// A message to one recipient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SendMessage {
    /// The service.
    pub channel: Channel,
    /// The bot that says it.
    pub identity_id: IdentityId,
    /// Whom it says it to.
    pub peer_id: PeerId,
    /// What it says.
    pub text: MessageText,
}

/// A message that was delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SentMessage {
    /// The service.
    pub channel: Channel,
    /// The bot that said it.
    pub identity_id: IdentityId,
    /// Whom it said it to.
    pub peer_id: PeerId,
}

/// Whether the router is wanted, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RouterEnablement {
    /// Whether there is anything for it to do.
    pub enabled: bool,
    /// How many bots are enabled.
    pub enabled_identity_count: u32,
    /// How many bindings are enabled.
    pub enabled_binding_count: u32,
}

/// How the router is as a process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RouterHealth {
    /// Where it is in its life, in the engine's words.
    pub state: EngineState,
    /// Whether it answers: the same as `state` being `ready`.
    pub running: bool,
    /// Whether it is wanted.
    pub enablement: RouterEnablement,
    /// Where it listens, on loopback.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// Its process.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pid: Option<u32>,
    /// How often it was started since it last ran quietly, this time included.
    pub attempt: u32,
    /// Since when it is in this state.
    pub since: Timestamp,
    /// When it was last ready.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_ready_at: Option<Timestamp>,
    /// How it last ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_exit: Option<LastExit>,
    /// What last went wrong; absent once it is ready. Its code is one of the engine's, or `router_missing`, `no_engine`,
    /// `config_failed` or `key_lost`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_error: Option<EngineFault>,
    /// Whether a guard process ends it should this server be killed.
    pub guarded: bool,
    /// Its last lines, oldest first, with secrets removed.
    pub output: Vec<String>,
}

impl RouterHealth {
    /// The same process in the engine's words, and whether it is wanted.
    #[must_use]
    pub fn of(seen: EngineHealth, enablement: RouterEnablement) -> Self {
        Self {
            state: seen.state,
            running: seen.running,
            enablement,
            base_url: seen.base_url,
            pid: seen.pid,
            attempt: seen.attempt,
            since: seen.since,
            last_ready_at: seen.last_ready_at,
            last_exit: seen.last_exit,
            last_error: seen.last_error,
            guarded: seen.guarded,
            output: seen.output,
        }
    }
}

/// What has come of applying.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AppliedRouter {
    /// Whether the router works with what is stored, or rests because there is nothing for it to do.
    pub applied: bool,
    /// Why not, and what helps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apply_error: Option<String>,
    /// How it is now.
    pub health: RouterHealth,
}

/// Which services the router is connected to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RouterChannels {
    /// Telegram.
    pub telegram: bool,
    /// Slack.
    pub slack: bool,
}

/// The engine as the router sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RouterEngine {
    /// Whether it reaches it.
    pub healthy: bool,
    /// The version that it was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

/// How the router says that it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RouterProductHealth {
    /// Whether messages get through; no while the router does not run.
    pub ok: bool,
    /// The services it is connected to.
    pub channels: RouterChannels,
    /// The engine as it sees it.
    pub opencode: RouterEngine,
}
