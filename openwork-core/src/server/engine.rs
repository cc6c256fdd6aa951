//! The handle of the engine as a workspace sees it.

use super::Server;
use super::config::shown_name;
use crate::access::Caller;
use crate::engine::Client;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::WorkspaceId;
use crate::model::engine::{
    Agent, AgentList, Command, CommandList, EngineProject, ListTools, McpStatusList, Tool, ToolList,
};
use crate::model::provider::{ListProviders, ProviderList};
use crate::operation::Operation;
use crate::providers;
use crate::resources::mcp;
use serde_json::Value;

/// A tool for calls that a model gets wrong. It is among the tools and no tool.
const NO_TOOL: &str = "invalid";

/// Stands where the data folder stood.
const DATA_DIR: &str = "[data]";

/// What names of fields say that their values are secret.
const SECRET_NAMES: [&str; 6] = ["key", "token", "secret", "password", "authorization", "credential"];

/// The engine as a workspace sees it, on behalf of one caller.
#[derive(Debug, Clone)]
pub struct Engine {
    server: Server,
    caller: Caller,
}

impl Engine {
    pub(super) fn new(server: Server, caller: Caller) -> Self {
        Self { server, caller }
    }

    /// What OpenCode sees of a workspace.
    ///
    /// # Errors
    /// As the catalogue says for `engine.project`.
    pub async fn project(&self, workspace_id: &WorkspaceId) -> Result<EngineProject> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::EngineProject, workspace_id)?;
        let (client, folder) = inner.reach(workspace_id).await?;
        let project: EngineProject = client.get("/project/current", &folder, &[]).await?;
        if inner.registry.get(workspace_id)?.opencode_project_id.as_deref() != Some(&project.id) {
            inner.registry.learn_project(workspace_id, &project.id).await?;
            inner.tell_workspace(workspace_id, false).await;
        }
        Ok(project)
    }

    /// Lists the agents of a workspace.
    ///
    /// # Errors
    /// As the catalogue says for `engine.agents`.
    pub async fn agents(&self, workspace_id: &WorkspaceId) -> Result<AgentList> {
        let (client, folder) = self.reach(Operation::EngineAgents, workspace_id).await?;
        let mut items: Vec<Agent> = client.get("/agent", &folder, &[]).await?;
        for agent in &mut items {
            agent.more.0.get_mut("options").into_iter().for_each(without_secrets);
            agent.more.0.get_mut("permission").into_iter().for_each(without_secret_names);
            agent.more.0.values_mut().for_each(|value| self.hide_data_dir(value));
        }
        Ok(AgentList { items })
    }

    /// Lists the commands of a workspace.
    ///
    /// # Errors
    /// As the catalogue says for `engine.commands`.
    pub async fn commands(&self, workspace_id: &WorkspaceId) -> Result<CommandList> {
        let (client, folder) = self.reach(Operation::EngineCommands, workspace_id).await?;
        let mut items: Vec<Command> = client.get("/command", &folder, &[]).await?;
        for command in &mut items {
            command.more.0.values_mut().for_each(|value| self.hide_data_dir(value));
        }
        Ok(CommandList { items })
    }

    /// Lists the providers of models and their models.
    ///
    /// # Errors
    /// As the catalogue says for `engine.providers`.
    pub async fn providers(&self, workspace_id: &WorkspaceId, query: ListProviders) -> Result<ProviderList> {
        let (client, folder) = self.reach(Operation::EngineProviders, workspace_id).await?;
        providers::list(&client, &folder, &query).await
    }

    /// Lists the tools that agents have.
    ///
    /// # Errors
    /// `not_found` for a model that cannot be used; else as the catalogue says for `engine.tools`.
    pub async fn tools(&self, workspace_id: &WorkspaceId, query: ListTools) -> Result<ToolList> {
        let (client, folder) = self.reach(Operation::EngineTools, workspace_id).await?;
        let mut items: Vec<Tool> = match (&query.provider_id, &query.model_id) {
            (None, None) => {
                let ids: Vec<String> = client.get("/experimental/tool/ids", &folder, &[]).await?;
                ids.into_iter().map(|id| Tool { id, description: None, parameters: None }).collect()
            }
            (Some(provider), Some(model)) => {
                if !providers::has_model(&client, &folder, provider, model).await? {
                    let sentence = format!("model `{model}` of `{provider}` here; `engine.providers` lists them");
                    return Err(Error::not_found(sentence));
                }
                let of_model = [("provider", provider.as_str()), ("model", model.as_str())];
                client.get("/experimental/tool", &folder, &of_model).await?
            }
            (Some(_), None) => return Err(half("modelId")),
            (None, Some(_)) => return Err(half("providerId")),
        };
        items.retain(|tool| tool.id != NO_TOOL);
        for tool in &mut items {
            tool.description = tool.description.as_deref().map(|text| self.without_data_dir(text));
            tool.parameters.iter_mut().flat_map(|schema| schema.0.values_mut()).for_each(|it| self.hide_data_dir(it));
        }
        items.sort_by(|one, other| one.id.cmp(&other.id));
        Ok(ToolList { items })
    }

    /// How the MCP servers of a workspace are.
    ///
    /// # Errors
    /// As the catalogue says for `engine.mcpStatus`.
    pub async fn mcp_status(&self, workspace_id: &WorkspaceId) -> Result<McpStatusList> {
        let (client, folder) = self.reach(Operation::EngineMcpStatus, workspace_id).await?;
        Ok(McpStatusList { items: mcp::status(&client, &folder).await? })
    }

    /// Takes the data folder out of whatever OpenCode says: it names its folder for temporary files, which is in there, in
    /// rules and to models.
    fn hide_data_dir(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.without_data_dir(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.hide_data_dir(item)),
            Value::Object(fields) => fields.values_mut().for_each(|field| self.hide_data_dir(field)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn without_data_dir(&self, text: &str) -> String {
        text.replace(&*self.server.inner.data_dir.to_string_lossy(), DATA_DIR)
    }

    async fn reach(&self, operation: Operation, workspace_id: &WorkspaceId) -> Result<(Client, String)> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, operation, workspace_id)?;
        inner.reach(workspace_id).await
    }
}

/// A model was named by half.
fn half(missing: &str) -> Error {
    Error::new(ErrorKind::InvalidRequest, "A model is named by `providerId` and `modelId` together, or not at all.")
        .at(missing, "missing beside the other")
}

/// Takes out of free fields what is named like a secret.
fn without_secrets(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            let secret = |name: &str| SECRET_NAMES.iter().any(|word| name.to_ascii_lowercase().ends_with(word));
            fields.retain(|name, _| !secret(name));
            fields.values_mut().for_each(without_secrets);
        }
        Value::Array(items) => items.iter_mut().for_each(without_secrets),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Hides in rules what looks like a secret: who writes `curl -H 'Authorization: Bearer …' *` gives one away.
fn without_secret_names(rules: &mut Value) {
    for rule in rules.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
        for name in rule.values_mut() {
            if let Value::String(text) = name {
                *text = shown_name(text);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_named_like_a_secret_is_left_out() {
        let mut options = json!({
            "apiKey": "hush", "headers": { "Authorization": "hush", "x-api-key": "hush", "accept": "a" },
            "list": [{ "clientSecret": "hush" }], "maxTokens": 5, "reasoningEffort": "high",
        });
        without_secrets(&mut options);
        let left = json!({ "headers": { "accept": "a" }, "list": [{}], "maxTokens": 5, "reasoningEffort": "high" });
        assert_eq!(options, left);
    }
}
