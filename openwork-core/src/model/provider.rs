//! Providers of models: what they offer, and how they are paid for.
//!
//! OpenCode's own object holds keys in several places, and free fields that may hold more. So these records name every field
//! that goes out; what is not named does not.

use super::secret::Secret;
use crate::ids::WorkspaceId;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Which providers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ListProviders {
    /// Also those that cannot be used yet: all that OpenCode knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub all: Option<bool>,
}

/// What a model can do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[allow(clippy::struct_excessive_bools, reason = "each is something of its own that a model can do or cannot")]
pub struct ModelAbilities {
    /// Whether it thinks before it answers.
    pub reasoning: bool,
    /// Whether it calls tools.
    pub tool_call: bool,
    /// Whether it takes files.
    pub attachment: bool,
    /// Whether its temperature can be set.
    pub temperature: bool,
    /// What it reads: `text`, `audio`, `image`, `video`, `pdf`.
    pub input: Vec<String>,
    /// What it writes, in the same words.
    pub output: Vec<String>,
}

/// How much a model takes and gives, in tokens; absent where OpenCode does not know.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ModelLimit {
    /// All in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<u64>,
    /// Of what it is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<u64>,
    /// Of what it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<u64>,
}

/// What a model costs, in dollars for a million tokens.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ModelCost {
    /// What it is told.
    pub input: f64,
    /// What it answers.
    pub output: f64,
    /// What it is told again.
    pub cache_read: f64,
    /// What is kept for being told again.
    pub cache_write: f64,
}

/// A model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Model {
    /// The `modelId` that a prompt says.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// `active`, `alpha`, `beta` or `deprecated`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// When it came out, such as `2025-09-29`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release_date: Option<String>,
    /// What it can do.
    pub abilities: ModelAbilities,
    /// How much it takes and gives.
    pub limit: ModelLimit,
    /// What it costs.
    pub cost: ModelCost,
    /// The `variant`s that a prompt may say, such as how long it thinks.
    pub variants: Vec<String>,
}

/// A provider of models, without its keys.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Provider {
    /// The `providerId` that a prompt says.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Whether its models can be used.
    pub connected: bool,
    /// By what it can be used, once it can: `env` by a variable of the environment, `config` by the configuration, `api` by a
    /// key that OpenCode keeps, `custom` by itself or by a sign-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Whether it has a key, wherever from. Which one is not told.
    pub has_key: bool,
    /// The variables of the environment that may hold its key.
    pub env: Vec<String>,
    /// Which model it takes where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_model_id: Option<String>,
    /// Its models, by id.
    pub models: Vec<Model>,
}

/// A way to sign in, or to give a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SignInMethod {
    /// Its number, for `providers.startSignIn`.
    pub method: u32,
    /// `oauth` for `providers.startSignIn`, `api` for `providers.setKey`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What people call it.
    pub label: String,
    /// What is asked first: answers are `inputs` of `providers.startSignIn`, or `metadata` of `providers.setKey`.
    #[serde(default)]
    pub prompts: Vec<SignInPrompt>,
}

/// Something that is asked before a sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SignInPrompt {
    /// `text` or `select`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Under which name the answer goes.
    pub key: String,
    /// The question.
    pub message: String,
    /// An example of an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// What there is to choose from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<SignInOption>,
    /// It is asked only then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<SignInCondition>,
}

/// Something to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SignInOption {
    /// What people read.
    pub label: String,
    /// What is answered.
    pub value: String,
    /// More about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// What another answer must be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SignInCondition {
    /// The other answer's name.
    pub key: String,
    /// `eq` or `neq`.
    pub op: String,
    /// What it is or is not.
    pub value: String,
}

/// The ways to sign in to one provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ProviderSignIns {
    /// The provider.
    pub provider_id: String,
    /// The ways.
    pub methods: Vec<SignInMethod>,
}

/// Providers of models.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ProviderList {
    /// The providers: those that can be used first, then by id.
    pub items: Vec<Provider>,
    /// The providers that OpenCode can sign in to, or that ask for more than a key, by id.
    pub sign_ins: Vec<ProviderSignIns>,
}

/// A key to keep.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SetProviderKey {
    /// The key.
    pub key: Secret,
    /// What the provider wants beside it: answers to the `prompts` of its way of type `api`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub metadata: Option<HashMap<String, String>>,
}

impl std::fmt::Debug for SetProviderKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SetProviderKey").finish_non_exhaustive()
    }
}

/// What became of a key or a sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ProviderAccess {
    /// The provider.
    pub provider_id: String,
    /// Whether its models can be used in this workspace now.
    pub connected: bool,
    /// The workspaces that still have what was before, because a session works there; repeat the call when they rest.
    pub pending_workspace_ids: Vec<WorkspaceId>,
}

/// Which way to sign in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct StartSignIn {
    /// The way's number in the `signIns` of `engine.providers`.
    pub method: u32,
    /// The answers to its `prompts`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub inputs: Option<HashMap<String, String>>,
}

impl std::fmt::Debug for StartSignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StartSignIn").field("method", &self.method).finish_non_exhaustive()
    }
}

/// How a sign-in ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum SignInEnd {
    /// OpenCode hears of it by itself; `providers.finishSignIn` waits for that.
    Auto,
    /// The person is shown a code, which `providers.finishSignIn` takes.
    Code,
}

/// A sign-in that has begun. Its address is good for this one sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SignIn {
    /// The provider.
    pub provider_id: String,
    /// Where to send the person.
    pub url: String,
    /// What to tell them.
    pub instructions: String,
    /// How it ends.
    pub complete: SignInEnd,
}

/// The end of a sign-in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FinishSignIn {
    /// The code that the person was shown, where the sign-in ends with one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub code: Option<Secret>,
}
