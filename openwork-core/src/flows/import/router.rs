//! Bots of the messaging router, and whom they speak with.

use super::access::not_to_come;
use super::known::Known;
use super::plan::{Planner, Shown};
use super::step::{Step, What};
use crate::ids::IdentityId;
use crate::legacy::found::{Finding, Found, FoundBinding, FoundIdentity};
use crate::model::migration::MigrationAction;
use crate::model::router::{Channel, PeerId, TelegramAccess};
use crate::model::stored::{ImportedInto, ImportedRecord, RouterBindingRecord, RouterIdentityRecord};
use crate::router::{binding_id, check_peer, is_reserved, refuse_incomplete_secrets};
use crate::store::{StoreError, identity_key, secret_place};
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

/// What is said where a bot's folder is none.
const NO_WORKSPACE: &str = "The folder is no workspace's and lies in none.";

/// What admits to a service: by it one bot is told from another, whatever they are called.
const ADMITTING: [&str; 3] = ["token", "botToken", "appToken"];

/// How much of an id stays where a number is put behind it.
const LONGEST: usize = 40;

/// How many bots of one name there may be, each with a number of its own.
const MOST_OF_A_NAME: u32 = 10_000;

/// Which bot here is which one of which router. Each router called its only bot `default`, so that the name alone says nothing.
#[derive(Debug, Default, Clone)]
pub(super) struct Routers {
    /// What stands for the bot that a router had under a name.
    of: HashMap<(PathBuf, String), String>,
    /// Routers whose configuration is there.
    there: HashSet<PathBuf>,
    /// What stands for all bots that any router had under a name.
    named: HashMap<String, BTreeSet<String>>,
    /// What is called how here.
    ids: HashMap<String, IdentityId>,
    /// What stands for the bots that any source speaks of now.
    said: HashSet<String>,
}

impl Routers {
    /// A source speaks of these bots.
    pub(super) fn speak<'s>(&mut self, source: &Path, bots: impl Iterator<Item = &'s FoundIdentity>) {
        self.there.extend(places(source));
        self.said.extend(bots.map(item_of));
    }

    /// An import made a bot.
    pub(super) fn made(&mut self, item: &str, row: &str) {
        if let Some((name, id)) = name_of(item).zip(id_of(row)) {
            self.named.entry(name.to_owned()).or_default().insert(item.to_owned());
            self.ids.insert(item.to_owned(), id);
        }
    }

    /// A source has a bot of this name, which is called so here.
    fn learn(&mut self, source: &Path, name: &str, item: &str, id: &IdentityId) {
        for place in places(source) {
            self.of.entry((place, name.to_owned())).or_insert_with(|| item.to_owned());
        }
        self.named.entry(name.to_owned()).or_default().insert(item.to_owned());
        self.ids.insert(item.to_owned(), id.clone());
    }

    /// What is known by now, with what was known before: what the store says now counts.
    pub(super) fn after(self, before: &Self) -> Self {
        let mut all = before.clone();
        all.ids.extend(self.ids);
        for (name, items) in self.named {
            all.named.entry(name).or_default().extend(items);
        }
        all
    }
}

/// What a router is known by: its files of one name, then its folder.
fn places(source: &Path) -> [PathBuf; 2] {
    [source.with_extension(""), source.parent().unwrap_or(source).to_owned()]
}

/// The bot that a source speaks of.
pub(super) fn identity(finding: &Finding) -> Option<&FoundIdentity> {
    if let Found::Identity(found) = &finding.what { Some(found) } else { None }
}

/// What stands for a bot in what is remembered of imports: its name, and a mark of what admits it. A name is that of a bot in each
/// router.
///
/// Builds before the first release told bots by their names alone. No release wrote such a store, so none is looked for: one that
/// a developer kept has its bots made a second time, once.
fn item_of(found: &FoundIdentity) -> String {
    let mut digest = Sha256::new();
    for name in ADMITTING {
        digest.update(found.secrets.get(name).map_or("", |secret| secret.reveal()));
        digest.update([0]);
    }
    let mark = HEXLOWER.encode(digest.finalize().get(..6).unwrap_or_default());
    format!("identity/{}/{}/{mark}", found.channel.as_str(), found.id)
}

/// The name of a bot that something stands for, with its service.
fn name_of(item: &str) -> Option<&str> {
    item.strip_prefix("identity/")?.rsplit_once('/').map(|(name, _)| name)
}

/// The id of the bot in a row.
fn id_of(row: &str) -> Option<IdentityId> {
    row.split_once('/')?.1.parse().ok()
}

impl Known {
    /// The id of a bot, or the first one after it that is free, and was never an import's.
    fn free_id(&self, channel: Channel, id: &IdentityId) -> IdentityId {
        let short: String = id.as_str().chars().take(LONGEST).collect();
        let others = (2..=MOST_OF_A_NAME).filter_map(|number| format!("{short}-{number}").parse().ok());
        let is_free = |id: &IdentityId| {
            let key = identity_key(channel, id);
            !self.bots.contains(&key) && !self.is_ours(ImportedInto::Identity, &key)
        };
        std::iter::once(id.clone()).chain(others).find(is_free).unwrap_or_else(|| id.clone())
    }

    /// The bot of this source and this name that nothing speaks of any more: what admits it was changed there.
    fn renewed(&self, source: &str, item: &str) -> Option<(String, IdentityId)> {
        let is_it = |made: &&ImportedRecord| {
            !made.seen
                && made.source == source
                && name_of(&made.item) == name_of(item)
                && !self.routers.said.contains(&made.item)
                && !self.decided.contains(&made.item)
        };
        self.made_bots.iter().find(is_it).and_then(|made| Some((made.item.clone(), id_of(&made.row)?)))
    }

    /// The bot that a binding of a router is of; else why there is none.
    fn bot_of(&self, source: &Path, (channel, id): (Channel, &IdentityId)) -> Result<IdentityId, String> {
        let (name, routers) = (identity_key(channel, id), &self.routers);
        let is_here = |id: &&IdentityId| self.bots.contains(&identity_key(channel, id));
        let none = || format!("There is no {} bot `{id}` here.", channel.as_str());
        if let Some(own) = places(source).into_iter().find_map(|place| routers.of.get(&(place, name.clone()))) {
            return routers.ids.get(own).filter(is_here).cloned().ok_or_else(none);
        }
        let items = routers.named.get(&name).into_iter().flatten();
        let named: BTreeSet<_> = items.filter_map(|item| routers.ids.get(item)).filter(is_here).collect();
        // what a person called so here is meant, unless it is another router's
        if is_here(&id) && !self.is_ours(ImportedInto::Identity, &name) && !named.contains(id) {
            return Ok(id.clone());
        }
        if places(source).iter().any(|place| routers.there.contains(place)) {
            return Err(none());
        }
        let mut named = named.into_iter();
        match (named.next(), named.next()) {
            (None, _) => Err(none()),
            (Some(one), None) => Ok(one.clone()),
            (Some(_), Some(_)) => Err(format!("Several bots were called `{id}`, and nothing says which it was.")),
        }
    }
}

impl Planner<'_> {
    /// A bot: it answers here as it answered before, switched off if it was.
    pub(super) fn identity(&mut self, mut shown: Shown, found: &FoundIdentity) -> Result<(), StoreError> {
        let Some(id) = found.id.parse::<IdentityId>().ok().filter(|id| !is_reserved(id)) else {
            self.fail(shown, "Its id can name no bot here.", "Make it with `router.upsertIdentity` under another id.");
            return Ok(());
        };
        if let Err(error) =
            refuse_incomplete_secrets(found.channel, found.access, |name| found.secrets.contains_key(name))
        {
            self.fail(shown, error.message, "Make it with `router.upsertIdentity`.");
            return Ok(());
        }
        // what has no folder of its own worked in the workspace that it is called after
        let of_id =
            || self.known.named(&found.id).ok().and_then(|id| self.known.folder(id.as_str()).map(ToString::to_string));
        let directory = found.directory.clone().filter(|folder| !folder.is_empty()).or_else(of_id);
        let directory = directory.filter(|folder| {
            shown.workspace_id = self.known.nearest(folder).cloned();
            if shown.workspace_id.is_none() {
                shown.warnings.push(format!("{NO_WORKSPACE} It has none until one is set."));
            }
            shown.workspace_id.is_some()
        });
        let name = identity_key(found.channel, &id);
        let (mut item, known_as, id) = self.bot(found, id)?;
        let key = identity_key(found.channel, &id);
        let before = self.read.identities().get(found.channel, &id)?;
        let same = before.as_ref().is_some_and(|record| {
            (record.enabled, record.access, &record.directory) == (found.enabled, access(found), &directory)
                && self.opens_to(&record.secrets, |name| secret_place(&key, name), &found.secrets)
        });
        let mut verdict = self.verdict(&known_as, (ImportedInto::Identity, &key), |_| Ok(same))?;
        if verdict.action != MigrationAction::Skip {
            self.known.bots.insert(key.clone());
        }
        if verdict.action == MigrationAction::Create {
            self.known.makes(ImportedInto::Identity, &key);
            if key != name {
                let why = format!("for another bot is called `{}`", found.id);
                verdict.reason = format!("{} It is called `{id}` here, {why}.", verdict.reason);
            }
        }
        self.known.routers.learn(self.path, &name, &item, &id);
        self.known.decided.note(&known_as, &self.source);
        // what admits it was changed at its source: it is the same bot
        if known_as != item && verdict.action == MigrationAction::Update {
            let (into, row) = (ImportedInto::Identity, key.clone());
            self.also(Some(Step { item: known_as, into, row, expects: verdict.mark.clone(), what: What::Forgotten }));
        } else if known_as != item {
            item = known_as;
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

    /// What stands for a bot, what stood for it when it was imported, and what it is called here.
    fn bot(&self, found: &FoundIdentity, id: IdentityId) -> Result<(String, String, IdentityId), StoreError> {
        let item = item_of(found);
        let known_as = |id| (item.clone(), item.clone(), id);
        if let Some(id) = self.known.routers.ids.get(&item).filter(|_| self.known.decided.contains(&item)) {
            return Ok(known_as(id.clone()));
        }
        if let Some(id) = self.read.imports().made(&item)?.and_then(|made| id_of(&made.row)) {
            return Ok(known_as(id));
        }
        if let Some((before, id)) = self.known.renewed(&self.source, &item) {
            return Ok((item, before, id));
        }
        let here = self.read.identities().get(found.channel, &id)?;
        let is_it = here.is_some_and(|record| {
            let admits = |name: &&&str| record.secrets.contains_key(**name) || found.secrets.contains_key(**name);
            ADMITTING.iter().filter(admits).all(|name| self.opens_one(&record, name, found))
        });
        let key = identity_key(found.channel, &id);
        let id = if is_it && !self.known.is_ours(ImportedInto::Identity, &key) {
            id
        } else {
            self.known.free_id(found.channel, &id)
        };
        Ok(known_as(id))
    }

    /// Whether a secret of a bot that is here is that of one that was found.
    fn opens_one(&self, record: &RouterIdentityRecord, name: &str, found: &FoundIdentity) -> bool {
        let place = secret_place(&record.key, name);
        let opened = self.key.zip(record.secrets.get(name)).and_then(|(key, sealed)| key.open(&place, sealed).ok());
        opened.zip(found.secrets.get(name)).is_some_and(|(text, secret)| text == secret.reveal())
    }

    /// Whom a bot speaks with.
    pub(super) fn binding(&mut self, shown: Shown, found: &FoundBinding) -> Result<(), StoreError> {
        let FoundBinding { channel, identity, peer, directory, .. } = found;
        let channel = *channel;
        let remedy = "Bind the peer with `router.setBinding`.";
        let parsed = identity.parse::<IdentityId>().ok().zip(PeerId::try_from(peer.clone()).ok());
        let Some((named, peer_id)) = parsed.filter(|(_, peer)| check_peer(channel, peer).is_ok()) else {
            self.fail(shown, "Its bot or its peer can have no such name here.", remedy);
            return Ok(());
        };
        let identity_id = match self.known.bot_of(self.path, (channel, &named)) {
            Ok(id) => id,
            Err(reason) => {
                self.say(shown, MigrationAction::Skip, reason, Some(remedy.to_owned()));
                return Ok(());
            }
        };
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
