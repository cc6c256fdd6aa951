//! What older OpenWork left that has no area here yet. It is kept, its secrets sealed, until there is one.

use super::plan::{Planner, Shown, path_of};
use super::step::{Secrets, What};
use crate::cloud;
use crate::legacy::found::Found;
use crate::model::migration::{LegacySubject, MigrationAction};
use crate::model::stored::ImportedInto;
use crate::secrets;
use crate::store::{StoreError, kept_place};
use serde_json::{Map, Value, json};

/// What is said of a sign-in that another one counts before.
pub(super) const ONE_COUNTS: &str = "Of several sign-ins one counts:";

/// Something that waits: what names it, what it says, and its secrets.
struct Waiting {
    subject: LegacySubject,
    name: String,
    value: Map<String, Value>,
    secrets: Secrets,
    reason: &'static str,
}

impl Planner<'_> {
    /// Keeps something.
    pub(super) fn waits(
        &mut self,
        shown: &impl Fn(LegacySubject, &str) -> Shown,
        found: &Found,
    ) -> Result<(), StoreError> {
        let Some(waiting) = waiting(found) else { return Ok(()) };
        let Waiting { subject, name, value, secrets, reason } = waiting;
        let mut shown = shown(subject, &name);
        if let Found::SessionGroups { workspace, .. } = found {
            shown.workspace_id = self.known.named(workspace).ok();
        }
        let word = serde_json::to_value(subject).unwrap_or_default();
        let item = format!("kept/{}/{name}", word.as_str().unwrap_or_default());
        // of sign-ins one counts, whichever account it is of
        let item = if subject == LegacySubject::CloudSignIn { cloud::ITEM.to_owned() } else { item };
        let before = self.read.imports().kept(&item)?;
        let same = before.as_ref().is_some_and(|record| {
            record.value == value && self.opens_to(&record.secrets, |name| kept_place(&item, name), &secrets)
        });
        let mut verdict = self.verdict(&item, (ImportedInto::Kept, &item), |_| Ok(same))?;
        if verdict.action == MigrationAction::Create {
            reason.clone_into(&mut verdict.reason);
        }
        if subject == LegacySubject::CloudSignIn
            && let Some(by) = self.known.decided.by(&item).filter(|by| **by != self.source)
        {
            verdict.reason = format!("{ONE_COUNTS} that of `{}`.", path_of(by));
        }
        let (row, what) = (item.clone(), What::Kept { subject, value: Box::new(value), secrets });
        self.conclude(shown, verdict, (item, ImportedInto::Kept, row), what);
        Ok(())
    }
}

fn waiting(found: &Found) -> Option<Waiting> {
    let object = |value: Value| if let Value::Object(map) = value { map } else { Map::new() };
    let (subject, name, value, secrets, reason) = match found {
        Found::Remote(remote) => (
            LegacySubject::RemoteWorkspace,
            remote.place(),
            object(json!({
                "baseUrl": remote.base_url, "isEngine": remote.is_engine, "remoteId": remote.remote_id,
                "directory": remote.directory, "name": remote.name, "ids": remote.ids,
                "createdAt": remote.created_at,
            })),
            remote.secrets.clone(),
            "It is kept, what admits to it sealed, until this server reaches other servers.",
        ),
        Found::Port { folder, port } => (
            LegacySubject::Port,
            folder.clone().unwrap_or_else(|| "all".to_owned()),
            object(json!({ "folder": folder, "port": port })),
            Secrets::new(),
            "It is kept as what was preferred; this server listens where it is told.",
        ),
        Found::CloudSignIn(found) => (
            LegacySubject::CloudSignIn,
            found.base_url.clone(),
            cloud::in_clear(found),
            Secrets::from([(cloud::TOKEN.to_owned(), found.token.clone())]),
            "It is kept, its token sealed; `cloud.get` tells of it.",
        ),
        Found::Bootstrap { base_url, rest } => (
            LegacySubject::Server,
            base_url.clone(),
            object(json!({ "baseUrl": base_url, "rest": without_secrets(rest) })),
            Secrets::new(),
            "It is kept until this server signs in to accounts.",
        ),
        Found::SessionGroups { workspace, state } => (
            LegacySubject::SessionGroups,
            workspace.clone(),
            object(json!({ "workspace": workspace, "state": state })),
            Secrets::new(),
            "They are kept until this server groups sessions.",
        ),
        Found::Workspace(_)
        | Found::About(_)
        | Found::Active(_)
        | Found::Token(_)
        | Found::Variable { .. }
        | Found::Configuration { .. }
        | Found::Item { .. }
        | Found::AuthorizedFolders { .. }
        | Found::Identity(_)
        | Found::Binding(_)
        | Found::AuditLog { .. }
        | Found::Left { .. } => return None,
    };
    Some(Waiting { subject, name, value, secrets, reason })
}

/// What is kept in clear beside what is sealed: nothing that looks like a secret.
fn without_secrets(rest: &Map<String, Value>) -> Value {
    secrets::redacted(&Value::Object(rest.clone()))
}
