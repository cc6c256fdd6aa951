//! Bots of the messaging router, and whom they speak with.

use super::access::not_to_come;
use super::plan::{Planner, Shown};
use super::step::What;
use crate::ids::IdentityId;
use crate::legacy::found::{FoundBinding, FoundIdentity};
use crate::model::migration::MigrationAction;
use crate::model::router::{Channel, PeerId, TelegramAccess};
use crate::model::stored::{ImportedInto, RouterBindingRecord, RouterIdentityRecord};
use crate::router::{binding_id, check_peer, is_reserved, refuse_incomplete_secrets};
use crate::store::{StoreError, identity_key, secret_place};
use std::collections::BTreeMap;

/// What is said where a bot's folder is none.
const NO_WORKSPACE: &str = "The folder is no workspace's and lies in none.";

impl Planner<'_> {
    /// A bot: it answers here as it answered before, switched off if it was.
    pub(super) fn identity(&mut self, mut shown: Shown, found: &FoundIdentity) -> Result<(), StoreError> {
        let Some(id) = found.id.parse::<IdentityId>().ok().filter(|id| !is_reserved(id)) else {
            self.fail(shown, "Its id can name no bot here.", "Make it with `router.upsertIdentity` under another id.");
            return Ok(());
        };
        let key = identity_key(found.channel, &id);
        if let Err(error) =
            refuse_incomplete_secrets(found.channel, found.access, |name| found.secrets.contains_key(name))
        {
            self.fail(shown, error.message, "Make it with `router.upsertIdentity`.");
            return Ok(());
        }
        // what has no folder of its own worked in the workspace that it is called after
        let of_id = || self.known.named(&found.id).ok().and_then(|id| self.known.folders.get(&id).cloned());
        let directory = found.directory.clone().filter(|folder| !folder.is_empty()).or_else(of_id);
        let directory = directory.filter(|folder| {
            shown.workspace_id = self.known.nearest(folder).cloned();
            if shown.workspace_id.is_none() {
                shown.warnings.push(format!("{NO_WORKSPACE} It has none until one is set."));
            }
            shown.workspace_id.is_some()
        });
        let item = format!("identity/{key}");
        let before = self.read.identities().get(found.channel, &id)?;
        let same = before.as_ref().is_some_and(|record| {
            (record.enabled, record.access, &record.directory) == (found.enabled, access(found), &directory)
                && self.opens_to(&record.secrets, |name| secret_place(&key, name), &found.secrets)
        });
        let verdict = self.verdict(&item, (ImportedInto::Identity, &key), |_| Ok(same))?;
        if verdict.action != MigrationAction::Skip {
            self.known.bots.insert(key.clone());
        }
        let record = RouterIdentityRecord {
            key: key.clone(),
            channel: found.channel,
            id,
            enabled: found.enabled,
            access: access(found),
            directory,
            secrets: BTreeMap::new(),
            created_at: before.map_or(self.now, |before| before.created_at),
            updated_at: self.now,
        };
        let what = What::Identity(Box::new(record), found.secrets.clone());
        self.conclude(shown, verdict, (item, ImportedInto::Identity, key), what);
        Ok(())
    }

    /// Whom a bot speaks with.
    pub(super) fn binding(&mut self, shown: Shown, found: &FoundBinding) -> Result<(), StoreError> {
        let FoundBinding { channel, identity, peer, directory, .. } = found;
        let channel = *channel;
        let remedy = "Bind the peer with `router.setBinding`.";
        let parsed = identity.parse::<IdentityId>().ok().zip(PeerId::try_from(peer.clone()).ok());
        let Some((identity_id, peer_id)) = parsed.filter(|(_, peer)| check_peer(channel, peer).is_ok()) else {
            self.fail(shown, "Its bot or its peer can have no such name here.", remedy);
            return Ok(());
        };
        if !self.known.bots.contains(&identity_key(channel, &identity_id)) {
            let reason = format!("There is no {} bot `{identity_id}` here.", channel.as_str());
            self.say(shown, MigrationAction::Skip, reason, Some(remedy.to_owned()));
            return Ok(());
        }
        let Some(owner) = self.known.nearest(directory).cloned() else {
            self.fail(shown, NO_WORKSPACE, remedy);
            return Ok(());
        };
        let id = binding_id(channel, &identity_id, &peer_id);
        let (item, row) = (format!("binding/{id}"), id.as_str().to_owned());
        let before = self.read.bindings().get(&id)?;
        let same = before.as_ref().is_some_and(|record| record.directory == *directory);
        let verdict = self.verdict(&item, (ImportedInto::Binding, &row), |_| Ok(same))?;
        let record = RouterBindingRecord {
            id,
            channel,
            identity_id,
            peer_id: peer_id.into(),
            directory: directory.clone(),
            enabled: true,
            created_at: not_to_come(found.created_at.or(before.map(|before| before.created_at)), self.now),
            updated_at: not_to_come(found.updated_at.or(found.created_at), self.now),
        };
        let what = What::Binding(Box::new(record));
        self.conclude(shown.of(&owner), verdict, (item, ImportedInto::Binding, row), what);
        Ok(())
    }
}

/// Who may speak with a bot: on Telegram, whoever pairs with it unless it was open.
fn access(found: &FoundIdentity) -> Option<TelegramAccess> {
    (found.channel == Channel::Telegram).then(|| found.access.unwrap_or(TelegramAccess::Private))
}
