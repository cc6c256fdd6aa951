//! Names in what a session is told to do. OpenCode answers 500 to a model or an agent that it does not know, or accepts it
//! and says nothing, and keeps the message: the next prompt then fails by it too. So names are looked up first, where any
//! is named; a prompt that names none costs nothing.

use crate::engine::Client;
use crate::error::{Error, Result};
use crate::model::message::{ModelRef, Prompt, PromptPart};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// Something with a name.
#[derive(Deserialize)]
struct Named {
    name: String,
}

/// The providers that can be used, and their models.
#[derive(Deserialize)]
struct Providers {
    providers: Vec<Provider>,
}

#[derive(Deserialize)]
struct Provider {
    id: String,
    models: BTreeMap<String, ModelEntry>,
}

/// A model; that it is there is all that counts.
#[derive(Deserialize)]
struct ModelEntry {
    #[serde(rename = "id")]
    _id: String,
}

/// The names of a request, each with its place in it.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    agents: Vec<(String, &'a str)>,
    models: Vec<(String, &'a str, &'a str)>,
}

impl<'a> Names<'a> {
    /// An agent and a model, at the places where most requests have them.
    pub(super) fn of(agent: Option<&'a str>, model: Option<&'a ModelRef>) -> Self {
        let model = model.map(|model| ("model".to_owned(), model.provider_id.as_str(), model.model_id.as_str()));
        let agent = agent.map(|agent| ("agent".to_owned(), agent));
        Self { agents: agent.into_iter().collect(), models: model.into_iter().collect() }
    }

    /// All that a prompt names.
    pub(super) fn of_prompt(prompt: &'a Prompt) -> Self {
        let mut names = Self::of(prompt.agent.as_deref(), prompt.model.as_ref());
        for (at, part) in prompt.parts.iter().enumerate() {
            match part {
                PromptPart::Agent { name, .. } => names.agents.push((format!("parts[{at}].name"), name)),
                PromptPart::Subtask { agent, more, .. } => {
                    names.agents.push((format!("parts[{at}].agent"), agent));
                    let text = |field: &str| more.0.get("model")?.get(field).and_then(Value::as_str);
                    let model = text("providerID").zip(text("modelID"));
                    names.models.extend(model.map(|(whose, which)| (format!("parts[{at}].model"), whose, which)));
                }
                PromptPart::Text { .. } | PromptPart::File { .. } => {}
            }
        }
        names
    }

    /// Refuses the first that is not there.
    pub(super) async fn check(&self, client: &Client, folder: &str) -> Result<()> {
        if !self.agents.is_empty() {
            let known: Vec<Named> = client.get("/agent", folder, &[]).await?;
            for (place, agent) in &self.agents {
                if !known.iter().any(|known| known.name == *agent) {
                    let sentence =
                        format!("There is no agent `{agent}` in this workspace; `engine.agents` lists them.");
                    return Err(Error::unprocessable(place, sentence));
                }
            }
        }
        if !self.models.is_empty() {
            let Providers { providers } = client.get("/config/providers", folder, &[]).await?;
            for (place, whose, which) in &self.models {
                let provider = providers.iter().find(|provider| provider.id == *whose);
                if !provider.is_some_and(|provider| provider.models.contains_key(*which)) {
                    let sentence =
                        format!("There is no model `{which}` of `{whose}` here; `engine.providers` lists them.");
                    return Err(Error::unprocessable(place, sentence));
                }
            }
        }
        Ok(())
    }
}

/// Whether there is a command of this name.
pub(super) async fn is_command(client: &Client, folder: &str, name: &str) -> Result<bool> {
    let known: Vec<Named> = client.get("/command", folder, &[]).await?;
    Ok(known.iter().any(|known| known.name == name))
}
