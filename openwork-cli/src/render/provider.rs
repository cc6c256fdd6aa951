//! Agents, commands, tools, MCP servers and providers, shown.

use super::style::{self, Tone};
use super::{Human, Look, Word, brief, fields, plain, table};
use openwork_core::WorkspaceId;
use openwork_core::model::engine::{AgentList, CommandList, McpStatus, McpStatusList, ToolList};
use openwork_core::model::provider::{ProviderAccess, ProviderList, ProviderSignIns, SignIn, SignInEnd};

/// How much of a description stands in a table.
const BRIEF: usize = 80;

fn short(text: Option<&String>) -> Word {
    brief(text.map_or("", String::as_str), BRIEF).into()
}

impl Human for AgentList {
    fn human(&self, look: &Look) -> String {
        let shown = self.items.iter().filter(|agent| agent.hidden != Some(true));
        let rows = shown.map(|agent| [(&agent.name).into(), (&agent.mode).into(), short(agent.description.as_ref())]);
        table(look, ["AGENT", "MODE", "DESCRIPTION"], rows.collect(), "No agents.")
    }
}

impl Human for CommandList {
    fn human(&self, look: &Look) -> String {
        let rows = self.items.iter().map(|command| {
            let source = command.source.as_deref().unwrap_or("-");
            [(&command.name).into(), source.into(), short(command.description.as_ref())]
        });
        table(look, ["COMMAND", "SOURCE", "DESCRIPTION"], rows.collect(), "No commands.")
    }
}

impl Human for ToolList {
    fn human(&self, look: &Look) -> String {
        let rows = self.items.iter().map(|tool| [(&tool.id).into(), short(tool.description.as_ref())]);
        table(look, ["TOOL", "DESCRIPTION"], rows.collect(), "No tools.")
    }
}

fn state(server: &McpStatus) -> Word {
    let tone = match server.status.as_str() {
        "connected" => Tone::Good,
        "disabled" => Tone::Dim,
        "failed" => Tone::Bad,
        _ => Tone::Wait,
    };
    Word::toned(&server.status, tone)
}

impl Human for McpStatus {
    fn human(&self, _: &Look) -> String {
        fields([
            ("server", Some((&self.name).into())),
            ("status", Some(state(self))),
            ("error", self.error.as_ref().map(Word::from)),
        ])
    }
}

impl Human for McpStatusList {
    fn human(&self, look: &Look) -> String {
        let rows = self.items.iter().map(|server| [(&server.name).into(), state(server), short(server.error.as_ref())]);
        table(look, ["SERVER", "STATUS", "ERROR"], rows.collect(), "No MCP servers are configured.")
    }
}

impl Human for ProviderList {
    fn human(&self, look: &Look) -> String {
        let rows = self.items.iter().map(|provider| {
            let state = if provider.connected { ("connected", Tone::Good) } else { ("not connected", Tone::Dim) };
            let default = provider.default_model_id.as_deref().unwrap_or("-");
            let models = provider.models.len().to_string();
            [
                (&provider.id).into(),
                (&provider.name).into(),
                Word::toned(state.0, state.1),
                models.into(),
                default.into(),
            ]
        });
        let heads = ["PROVIDER", "NAME", "STATE", "MODELS", "DEFAULT"];
        let providers =
            table(look, heads, rows.collect(), "No provider can be used. Give one a key: providers set-key.");
        if self.sign_ins.is_empty() {
            return providers;
        }
        let ways =
            table(look, ["PROVIDER", "METHOD", "TYPE", "WAY"], self.sign_ins.iter().flat_map(ways).collect(), "");
        format!("{providers}\n\n{ways}")
    }
}

fn ways(of: &ProviderSignIns) -> Vec<[Word; 4]> {
    let row = |way: &openwork_core::model::provider::SignInMethod| {
        [(&of.provider_id).into(), way.method.to_string().into(), (&way.kind).into(), (&way.label).into()]
    };
    of.methods.iter().map(row).collect()
}

impl Human for ProviderAccess {
    fn human(&self, _: &Look) -> String {
        let state = if self.connected { "can be used" } else { "cannot be used" };
        let mut said = format!("{} {state}.", plain(&self.provider_id));
        if !self.pending_workspace_ids.is_empty() {
            let ids = self.pending_workspace_ids.iter().map(WorkspaceId::as_str).collect::<Vec<_>>().join(", ");
            let note = format!("Sessions work in {ids}, which keep what was before; repeat this when they rest.");
            said = format!("{said}\n{}", style::dim(&note));
        }
        said
    }
}

impl Human for SignIn {
    fn human(&self, _: &Look) -> String {
        let then = match self.complete {
            SignInEnd::Auto => "openwork-cli providers finish-sign-in <WORKSPACE> <PROVIDER>",
            SignInEnd::Code => "openwork-cli providers finish-sign-in <WORKSPACE> <PROVIDER> --code <CODE>",
        };
        fields([
            ("open", Some(Word::toned(&self.url, Tone::Good))),
            ("do", (!self.instructions.is_empty()).then(|| (&self.instructions).into())),
            ("then", Some(Word::toned(then, Tone::Dim))),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::shown;
    use super::*;
    use insta::assert_snapshot;
    use serde_json::json;

    #[test]
    fn providers_and_the_ways_to_sign_in_are_two_tables() {
        let list: ProviderList = serde_json::from_value(json!({
            "items": [{
                "id": "a", "name": "A", "connected": true, "hasKey": true, "env": [], "defaultModelId": "m", "models": [],
            }],
            "signIns": [{ "providerId": "b", "methods": [{ "method": 0, "type": "oauth", "label": "Browser" }] }],
        }))
        .unwrap();
        assert_snapshot!(shown(&list), @r"
        PROVIDER  NAME  STATE      MODELS  DEFAULT
        a         A     connected  0       m

        PROVIDER  METHOD  TYPE   WAY
        b         0       oauth  Browser
        ");
    }

    #[test]
    fn what_is_pending_is_said() {
        let pending = vec!["ws_1".parse().unwrap()];
        let access = ProviderAccess { provider_id: "a".into(), connected: true, pending_workspace_ids: pending };
        assert_snapshot!(shown(&access), @r"
        a can be used.
        Sessions work in ws_1, which keep what was before; repeat this when they rest.
        ");
    }

    #[test]
    fn a_status_stands_beside_its_server() {
        let list: McpStatusList = serde_json::from_value(json!({
            "items": [{ "name": "one", "status": "failed", "error": "gone\nmore" }, { "name": "two", "status": "connected" }],
        }))
        .unwrap();
        assert_snapshot!(shown(&list), @r"
        SERVER  STATUS     ERROR
        one     failed     gone…
        two     connected
        ");
    }
}
