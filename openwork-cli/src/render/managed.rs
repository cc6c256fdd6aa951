//! MCP servers, plugins and managed items, shown.

use super::resource::{RELOAD, written};
use super::style::Tone;
use super::{Human, Look, Word, fields, plain, table, wire};
use openwork_core::model::json::JsonObject;
use openwork_core::model::managed::{
    DeletedManagedItem, ManagedChange, ManagedItem, ManagedItemList, ManagedProjection,
};
use openwork_core::model::mcp::{
    McpServer, McpServerList, Plugin, PluginList, StartedMcpAuth, WrittenMcp, WrittenPlugin,
};

fn json(object: &JsonObject) -> String {
    serde_json::to_string_pretty(object).unwrap_or_default()
}

fn on(enabled: bool) -> Word {
    if enabled { Word::toned("on", Tone::Good) } else { Word::toned("off", Tone::Dim) }
}

impl Human for McpServerList {
    fn human(&self, look: &Look) -> String {
        let row = |server: &McpServer| {
            let what = server.config.text("url").or_else(|| server.config.text("type")).unwrap_or("-");
            [(&server.name).into(), on(server.enabled), what.into(), Word::toned(&server.path, Tone::Dim)]
        };
        let empty = "No MCP servers. Add one with `openwork-cli mcp add`.";
        table(look, ["MCP SERVER", "STATE", "WHAT", "FILE"], self.items.iter().map(row).collect(), empty)
    }
}

impl Human for McpServer {
    fn human(&self, _: &Look) -> String {
        fields([
            ("MCP server", Some((&self.name).into())),
            ("state", Some(on(self.enabled))),
            ("file", Some((&self.path).into())),
            ("also at", (!self.also_at.is_empty()).then(|| self.also_at.join(", ").into())),
            ("item", self.item_id.as_ref().map(|id| id.as_str().into())),
            ("configuration", Some(json(&self.config).into())),
        ])
    }
}

impl Human for WrittenMcp {
    fn human(&self, look: &Look) -> String {
        written(self.action, &self.item.human(look))
    }
}

impl Human for StartedMcpAuth {
    fn human(&self, _: &Look) -> String {
        let then = "openwork-cli mcp finish-auth <WORKSPACE> <NAME> --code <CODE> --state <STATE>";
        fields([("open", Some(Word::toned(&self.url, Tone::Good))), ("then", Some(Word::toned(then, Tone::Dim)))])
    }
}

impl Human for PluginList {
    fn human(&self, look: &Look) -> String {
        let row = |plugin: &Plugin| [(&plugin.spec).into(), Word::toned(&plugin.path, Tone::Dim)];
        let empty = "No plugins. Add one with `openwork-cli plugins add`.";
        table(look, ["PLUGIN", "FILE"], self.items.iter().map(row).collect(), empty)
    }
}

impl Human for WrittenPlugin {
    fn human(&self, _: &Look) -> String {
        let item = fields([("plugin", Some((&self.item.spec).into())), ("file", Some((&self.item.path).into()))]);
        written(self.action, &item)
    }
}

impl Human for ManagedItemList {
    fn human(&self, look: &Look) -> String {
        let row = |item: &ManagedItem| {
            let count = item.workspace_ids.len().to_string();
            let id = Word::toned(item.id.as_str(), Tone::Dim);
            let from = item.path.as_deref().map_or_else(|| wire(&item.source), str::to_owned);
            [item.display_name.as_str().into(), item.key.as_str().into(), from.into(), count.into(), id]
        };
        let empty = "No items. Make one with `openwork-cli managed create`.";
        table(look, ["NAME", "KEY", "FROM", "WORKSPACES", "ID"], self.items.iter().map(row).collect(), empty)
    }
}

impl Human for ManagedItem {
    fn human(&self, look: &Look) -> String {
        let ids: Vec<_> = self.workspace_ids.iter().map(openwork_core::WorkspaceId::as_str).collect();
        fields([
            ("id", Some(self.id.as_str().into())),
            ("kind", Some(wire(&self.kind).into())),
            ("name", Some(self.display_name.as_str().into())),
            ("key", Some(self.key.as_str().into())),
            ("source", Some(wire(&self.source).into())),
            ("file", self.path.as_ref().map(Word::from)),
            ("workspaces", (!ids.is_empty()).then(|| ids.join("\n").into())),
            ("cloud item", self.cloud_item_id.as_ref().map(Word::from)),
            ("revision", Some(self.revision.as_str().into())),
            ("changed", Some(look.time(self.updated_at).into())),
            ("configuration", Some(json(&self.config).into())),
        ])
    }
}

fn projections(all: &[ManagedProjection]) -> String {
    let line = |one: &ManagedProjection| {
        let id = plain(one.workspace_id.as_str()).into_owned();
        match &one.error {
            Some(error) => format!("{id}: {}", plain(error)),
            None if one.changed => format!("{id}: changed"),
            None => format!("{id}: as it was"),
        }
    };
    let lines = all.iter().map(line).collect::<Vec<_>>().join("\n");
    if all.iter().any(|one| one.changed) { format!("{lines}\n\n{RELOAD}") } else { lines }
}

impl Human for ManagedChange {
    fn human(&self, look: &Look) -> String {
        let item = self.item.human(look);
        if self.projections.is_empty() { item } else { format!("{item}\n\n{}", projections(&self.projections)) }
    }
}

impl Human for DeletedManagedItem {
    fn human(&self, _: &Look) -> String {
        let gone = format!("Deleted {}.", self.item_id);
        if self.projections.is_empty() { gone } else { format!("{gone}\n{}", projections(&self.projections)) }
    }
}
