//! The handle of configurations.

use super::{Inner, Server};
use crate::access::Caller;
use crate::config::disk::revision;
use crate::config::layers::{self, Layer};
use crate::config::managed::{self, FILE, Projected, at};
use crate::config::named::Reach;
use crate::config::raw::{self, Own};
use crate::config::{effective, rules, schema, settings};
use crate::error::{Error, ErrorKind, Result};
use crate::flows::reload::ReloadCause;
use crate::ids::WorkspaceId;
use crate::model::access::Role;
use crate::model::config::{
    ConfigKey, ConfigRule, ConfigScope, GetRawConfig, OpenworkSettings, PatchConfig, PatchedConfig, PutRawConfig,
    RawConfig, StoredConfig, ValidateConfig, ValidatedConfig, WorkspaceConfig,
};
use crate::model::event::ConfigChangedPayload;
use crate::model::file::FileRevision;
use crate::model::json::JsonObject;
use crate::model::reload::{ReloadAction, ReloadReason, ReloadTrigger, ReloadTriggerKind};
use crate::model::stored::WorkspaceSettingsRecord;
use crate::operation::Operation;
use crate::runtime::blocking::blocking;
use crate::secrets;
use serde_json::{Map, Value, json};
use std::path::PathBuf;

/// The configuration of workspaces, on behalf of one caller.
#[derive(Debug, Clone)]
pub struct Config {
    server: Server,
    caller: Caller,
}

impl Config {
    pub(super) fn new(server: Server, caller: Caller) -> Self {
        Self { server, caller }
    }

    /// What is set, what holds, and which file says so.
    ///
    /// # Errors
    /// As the catalogue says for `config.get`.
    pub async fn get(&self, workspace_id: &WorkspaceId) -> Result<WorkspaceConfig> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::ConfigGet, workspace_id)?;
        let record = inner.projections.settings(workspace_id)?;
        Ok(shown(&record, &inner.layers(workspace_id).await?))
    }

    /// Changes what is set.
    ///
    /// # Errors
    /// As the catalogue says for `config.patch`.
    pub async fn patch(&self, workspace_id: &WorkspaceId, body: PatchConfig) -> Result<PatchedConfig> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::ConfigPatch, workspace_id)?;
        let folders = inner.authorized(workspace_id, &body).await?;
        let known = inner.known_settings(workspace_id, body.if_match.as_ref()).await?;
        let wanted = body.opencode.unwrap_or_default().0;
        let change = |record: &mut WorkspaceSettingsRecord| {
            if known.is_some_and(|known| known != stamp(record)) {
                let message = "The settings have changed; get them again, and then change them.";
                return Err(Error::new(ErrorKind::Conflict, message));
            }
            let mut set = settings::patch(&mut record.opencode, &wanted)?;
            if let Some(folders) = folders {
                record.authorized_folders = folders;
                set.extend(
                    settings::keys(record).into_keys().filter(|way| way.first().is_some_and(|key| key == "permission")),
                );
            }
            let issues = schema::issues_of(&Value::Object(record.opencode.clone()));
            if issues.is_empty() { Ok(set) } else { Err(refused(&issues)) }
        };
        let (record, projected) = inner.projections.change(workspace_id, change).await?;
        let keys: Vec<String> = wanted.keys().cloned().collect();
        inner.config_changed(workspace_id, FILE, keys, projected.changed).await?;
        let layers = inner.layers(workspace_id).await?;
        let (Projected { overwritten, .. }, config) = (projected, shown(&record, &layers));
        let rules = rules::listed(&layers);
        Ok(PatchedConfig {
            overruled: overruled(&rules, &wanted),
            config,
            elsewhere: [elsewhere(&layers, &wanted), void(&rules, &wanted)].concat(),
            overwritten: overwritten.iter().map(|way| way.join(".")).collect(),
        })
    }

    /// The user's own configuration, as it is written.
    ///
    /// # Errors
    /// As the catalogue says for `config.getRaw`.
    pub async fn get_raw(&self, workspace_id: &WorkspaceId, query: GetRawConfig) -> Result<RawConfig> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::ConfigGetRaw, workspace_id)?;
        let own = self.own(inner, workspace_id, query.scope)?;
        blocking(move || own.read()).await.map_err(Error::internal)?
    }

    /// Writes the user's own configuration.
    ///
    /// # Errors
    /// As the catalogue says for `config.putRaw`.
    pub async fn put_raw(&self, workspace_id: &WorkspaceId, body: PutRawConfig) -> Result<RawConfig> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::ConfigPutRaw, workspace_id)?;
        let own = self.own(inner, workspace_id, body.scope)?;
        let _in_turn = inner.projections.turn().await;
        let locks = inner.files.locks.clone();
        let (raw, file, is_changed) = blocking(move || own.write(&body, &locks)).await.map_err(Error::internal)??;
        if raw.scope == ConfigScope::Project {
            inner.config_changed(workspace_id, &raw.path, Vec::new(), is_changed).await?;
        } else if is_changed {
            // every folder has it
            for record in inner.registry.all() {
                inner.tell_config(&record.id, None, Vec::new()).await;
            }
            tracing::info!(file = %file.display(), "the configuration of all folders was written");
        }
        Ok(raw)
    }

    /// Says what OpenCode would not take.
    ///
    /// # Errors
    /// As the catalogue says for `config.validate`.
    pub async fn validate(&self, workspace_id: &WorkspaceId, body: ValidateConfig) -> Result<ValidatedConfig> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::ConfigValidate, workspace_id)?;
        let issues = match body.content {
            Some(content) => {
                let own = self.own(inner, workspace_id, None)?;
                // whether files are there that are not the workspace's is told to nobody who may not write it
                let may_write = self.caller.suffices(Operation::ConfigPutRaw);
                let reach = if may_write { Reach::Everywhere } else { Reach::Below };
                blocking(move || own.issues(&content, reach)).await.map_err(Error::internal)??
            }
            None => inner.layers(workspace_id).await?.into_iter().flat_map(|layer| layer.issues).collect(),
        };
        Ok(ValidatedConfig { valid: issues.is_empty(), issues })
    }

    /// The file of a scope. That of all folders is a host's.
    fn own(&self, inner: &Inner, workspace_id: &WorkspaceId, scope: Option<ConfigScope>) -> Result<Own> {
        let folder = PathBuf::from(&inner.registry.get(workspace_id)?.folder);
        match scope.unwrap_or_default() {
            ConfigScope::Project => Ok(Own::project(&folder, &inner.config_places, &inner.data_dir, workspace_id)),
            ConfigScope::Global if self.caller.role() == Some(Role::Host) => {
                Own::global(&inner.config_places, &inner.data_dir)
            }
            ConfigScope::Global => {
                Err(Error::new(ErrorKind::Forbidden, "The configuration of all folders is for a host."))
            }
        }
    }
}

/// The revision of what is set.
fn stamp(record: &WorkspaceSettingsRecord) -> FileRevision {
    revision(&json!([record.opencode, record.authorized_folders]).to_string())
}

/// The revision of what is set and of every file.
fn revision_of(record: &WorkspaceSettingsRecord, layers: &[Layer]) -> FileRevision {
    let seen: Vec<_> = layers.iter().map(|layer| json!([layer.name, layer.text])).collect();
    revision(&json!([stamp(record), seen]).to_string())
}

fn hidden(map: &Map<String, Value>) -> JsonObject {
    JsonObject(secrets::redacted(&Value::Object(map.clone())).as_object().cloned().unwrap_or_default())
}

/// A name that may hold a secret, a pattern say, as it is in a configuration that is shown.
pub(super) fn shown_name(name: &str) -> String {
    let map = [(name.to_owned(), Value::Null)].into_iter().collect();
    hidden(&map).0.into_iter().next().map(|(name, _)| name).unwrap_or_default()
}

fn shown_rule(rule: ConfigRule) -> ConfigRule {
    ConfigRule { permission: shown_name(&rule.permission), pattern: shown_name(&rule.pattern), ..rule }
}

fn shown(record: &WorkspaceSettingsRecord, layers: &[Layer]) -> WorkspaceConfig {
    let all = effective::merged(layers);
    let is_set = !record.opencode.is_empty() || !record.authorized_folders.is_empty();
    WorkspaceConfig {
        workspace_id: record.workspace_id.clone(),
        revision: revision_of(record, layers),
        stored: StoredConfig {
            opencode: hidden(&record.opencode),
            openwork: OpenworkSettings { authorized_folders: record.authorized_folders.clone() },
            revision: stamp(record),
            updated_at: is_set.then_some(record.updated_at),
        },
        effective: hidden(&all),
        rules: rules::listed(layers).into_iter().map(shown_rule).collect(),
        layers: layers.iter().map(Layer::shown).collect(),
        keys: effective::first_keys(layers, &all),
        by_hand: by_hand(record, layers),
    }
}

/// What OpenWork wrote and somebody changed since.
fn by_hand(record: &WorkspaceSettingsRecord, layers: &[Layer]) -> Vec<String> {
    let Some(layer) = layers.iter().find(|layer| layer.name == FILE) else { return Vec::new() };
    let document = Value::Object(layer.value.clone());
    let is_changed = |key: &&crate::model::stored::ProjectedKey| {
        at(&document, &key.path).is_none_or(|value| managed::hash_of(value) != key.hash)
    };
    record.projected.keys.iter().filter(is_changed).map(|key| key.path.join(".")).collect()
}

/// The keys of a change that do not hold as it says.
fn elsewhere(layers: &[Layer], wanted: &Map<String, Value>) -> Vec<ConfigKey> {
    let named = |layer: &Layer, way: &[String]| {
        way.split_first().and_then(|(first, rest)| at(layer.value.get(first)?, rest).cloned())
    };
    let mut found = Vec::new();
    for (way, value) in settings::leaves(wanted) {
        let last = layers.iter().rev().find_map(|layer| named(layer, &way).map(|value| (layer, value)));
        // what nothing is to go into holds with all that is there
        let is_within = |last: &Value| last.is_object() && value.as_object().is_some_and(Map::is_empty);
        let is_otherwise = last.is_some_and(|(_, last)| last != value && !is_within(&last));
        if is_otherwise {
            found.push(effective::defining(layers, &way));
        }
    }
    found
}

/// The rules that count no more because of a change.
fn overruled(all: &[ConfigRule], wanted: &Map<String, Value>) -> Vec<ConfigRule> {
    rules::overruled(all, of_change(wanted)).into_iter().cloned().map(shown_rule).collect()
}

/// The rules of a change that count no more because of others.
fn void(all: &[ConfigRule], wanted: &Map<String, Value>) -> Vec<ConfigKey> {
    let key = |(rule, last): (&ConfigRule, &ConfigRule)| {
        let agent = rule.agent.iter().flat_map(|agent| ["agent", agent]);
        let way = agent.chain(["permission", &rule.permission, &rule.pattern]).collect::<Vec<_>>();
        ConfigKey { key: way.join("."), files: vec![rule.file.clone(), last.file.clone()] }
    };
    rules::void(all, of_change(wanted)).into_iter().map(key).collect()
}

/// Whether a rule was set by a change.
fn of_change(wanted: &Map<String, Value>) -> impl Fn(&ConfigRule) -> bool {
    let named = settings::leaves(wanted);
    move |rule: &ConfigRule| {
        let agent = rule.agent.iter().flat_map(|agent| ["agent", agent]);
        let mut way: Vec<String> = agent.chain(["permission", &rule.permission]).map(str::to_owned).collect();
        let is_whole = rule.pattern == "*" && named.contains_key(&way);
        way.push(rule.pattern.clone());
        rule.file == FILE && (is_whole || named.contains_key(&way))
    }
}

/// What OpenCode would not take of settings, with the keys as places in the body.
fn refused(issues: &[crate::model::config::ConfigIssue]) -> Error {
    let error = raw::refused(issues);
    let message = error.message;
    let of = |issue: &crate::model::config::ConfigIssue| {
        format!("opencode.{}", issue.key.as_deref().unwrap_or_default()).trim_end_matches('.').to_owned()
    };
    issues
        .iter()
        .fold(Error::new(ErrorKind::Unprocessable, message), |error, issue| error.at(of(issue), &issue.message))
}

impl Inner {
    /// The layers of a workspace.
    async fn layers(&self, workspace_id: &WorkspaceId) -> Result<Vec<Layer>> {
        let folder = PathBuf::from(&self.registry.get(workspace_id)?.folder);
        let places = self.config_places.clone();
        blocking(move || layers::all(&folder, &places)).await.map_err(Error::internal)?
    }

    /// The revision of the settings that a caller knows, of which it may have named that of the whole.
    async fn known_settings(&self, id: &WorkspaceId, named: Option<&FileRevision>) -> Result<Option<FileRevision>> {
        let Some(named) = named else { return Ok(None) };
        let record = self.projections.settings(id)?;
        let whole = revision_of(&record, &self.layers(id).await?);
        Ok(Some(if *named == whole { stamp(&record) } else { named.clone() }))
    }

    /// The folders that a change authorizes, as they really lie.
    async fn authorized(&self, workspace_id: &WorkspaceId, body: &PatchConfig) -> Result<Option<Vec<String>>> {
        let folder = PathBuf::from(&self.registry.get(workspace_id)?.folder);
        let Some(given) = body.openwork.as_ref().and_then(|openwork| openwork.authorized_folders.clone()) else {
            return Ok(None);
        };
        let data = self.data_dir.clone();
        let look = move || {
            let given = given.iter().map(crate::model::workspace::FolderPath::as_str).enumerate();
            let real = given.map(|given| settings::authorized(given, &folder, &data));
            real.collect::<Result<std::collections::BTreeSet<_>>>()
        };
        let folders = blocking(look).await.map_err(Error::internal)??;
        Ok(Some(folders.into_iter().collect()))
    }

    /// Tells that a file was written by this server, and that OpenCode has to read it again.
    async fn config_changed(
        &self,
        workspace_id: &WorkspaceId,
        file: &str,
        keys: Vec<String>,
        is_written: bool,
    ) -> Result<()> {
        if !is_written {
            return Ok(());
        }
        let folder = PathBuf::from(&self.registry.get(workspace_id)?.folder);
        self.reloads.wrote(workspace_id, &folder.join(file));
        self.tell_config(workspace_id, Some(file), keys).await;
        Ok(())
    }

    async fn tell_config(&self, workspace_id: &WorkspaceId, file: Option<&str>, keys: Vec<String>) {
        let payload = ConfigChangedPayload { path: file.map(str::to_owned), keys };
        self.feed.announce(workspace_id, None, "config.changed", payload).await;
        let (kind, action) = (ReloadTriggerKind::Config, ReloadAction::Updated);
        let trigger = ReloadTrigger { kind, action, name: None, path: file.map(str::to_owned) };
        let cause = ReloadCause { reason: ReloadReason::Config, trigger: Some(trigger) };
        self.reloads.require(workspace_id, cause).await;
    }
}
