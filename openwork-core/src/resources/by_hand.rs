//! What people have made by hand in a workspace: looked for in its files, by kind.

use super::definitions::{self, Defined};
use super::places::{Places, UserFolders};
use super::{commands, skills};
use crate::error::Result;
use crate::files::Root;
use crate::model::managed::ManagedKind;
use crate::model::resource::ResourceScope;
use crate::secrets;
use serde_json::{Map, Value, json};
use std::path::Path;

/// A thing that a file of a workspace defines.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Made {
    /// What it is called.
    pub(crate) name: String,
    /// The file that defines it, the strongest of several.
    pub(crate) path: String,
    /// What the file says of it, without secrets; nothing where the file is all of it.
    pub(crate) config: Map<String, Value>,
}

/// Everything of a kind that the files of a workspace define, whoever wrote it. A file that cannot be read defines nothing.
pub(crate) fn made(root: Root, kind: ManagedKind, data: &Path) -> Result<Vec<Made>> {
    // what is the user's own, for all folders, is no workspace's
    let none = UserFolders::default();
    let in_files = |found: Vec<(String, String, ResourceScope)>| -> Vec<Made> {
        let here = found.into_iter().filter(|(_, _, scope)| *scope == ResourceScope::Project);
        here.map(|(name, path, _)| Made { name, path, config: Map::new() }).collect()
    };
    Ok(match kind {
        ManagedKind::Mcps => configured(&root, "mcp"),
        ManagedKind::ProviderConfigs => configured(&root, "provider"),
        ManagedKind::Plugins => {
            let named = definitions::plugins(&root)?.into_iter();
            let made = |plugin: crate::model::mcp::Plugin| {
                let config = [("spec".to_owned(), json!(plugin.spec))].into_iter().collect();
                Made { name: plugin.spec, path: plugin.path, config }
            };
            named.map(made).collect()
        }
        ManagedKind::Skills => {
            let found = skills::list(&Places::of_skills(root, &none, data)?).items;
            in_files(found.into_iter().map(|skill| (skill.name, skill.path, skill.scope)).collect())
        }
        ManagedKind::Commands => {
            let all = configured(&root, "command");
            let found = commands::list(&Places::of_commands(root, &none, data)?).items;
            [in_files(found.into_iter().map(|one| (one.name, one.path, one.scope)).collect()), all].concat()
        }
        ManagedKind::Agents => {
            let all = configured(&root, "agent");
            let found = commands::list(&Places::of_agents(root, data)?).items;
            [in_files(found.into_iter().map(|one| (one.name, one.path, one.scope)).collect()), all].concat()
        }
    })
}

fn configured(root: &Root, section: &str) -> Vec<Made> {
    let made = |defined: Defined| {
        let config = secrets::redacted(&defined.config).as_object().cloned()?;
        Some(Made { name: defined.name, path: defined.files.first().copied()?.to_owned(), config })
    };
    definitions::defined(root, section).into_iter().filter_map(made).collect()
}
