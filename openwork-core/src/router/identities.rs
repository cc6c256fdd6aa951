//! The bots: made, changed, removed; their secrets sealed on the way in, and never told.

use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::ids::IdentityId;
use crate::model::router::{Channel, RemovedIdentity, RouterIdentity, TelegramAccess, UpsertIdentity};
use crate::model::secret::{Configured, Secret};
use crate::model::stored::RouterIdentityRecord;
use crate::model::workspace::FolderPath;
use crate::store::{Seal, Store, StoreError, identity_key, secret_place};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// A Telegram bot's token.
pub(super) const TOKEN: &str = "token";
/// The hash of a Telegram bot's pairing code, as the router wants it. The code is short, so its hash is a secret too.
pub(super) const PAIRING_CODE_HASH: &str = "pairingCodeHash";
/// A Slack app's bot token.
pub(super) const BOT_TOKEN: &str = "botToken";
/// A Slack app's own token.
pub(super) const APP_TOKEN: &str = "appToken";

/// The bot that is meant where none is named.
const DEFAULT_ID: &str = "default";

/// The router keeps this name for what stands in its environment.
const RESERVED_ID: &str = "env";

/// Whether the router has an id for itself.
pub(crate) fn is_reserved(id: &IdentityId) -> bool {
    id.as_str() == RESERVED_ID
}

/// The bots of a service.
pub(super) fn list(store: &Store, channel: Channel) -> Result<Vec<RouterIdentity>> {
    let all = store.read(|read| read.identities().list())?;
    Ok(all.into_iter().filter(|bot| bot.channel == channel).map(shown).collect())
}

/// Makes a bot or changes one.
pub(super) async fn upsert(
    store: &Store,
    seal: &Seal,
    channel: Channel,
    wanted: UpsertIdentity,
) -> Result<RouterIdentity> {
    refuse_foreign_fields(channel, &wanted)?;
    let id = wanted.id.clone().unwrap_or_else(|| IdentityId::made(DEFAULT_ID.to_owned()));
    if is_reserved(&id) {
        return Err(Error::unprocessable("id", "The id `env` is reserved by the router; choose another."));
    }
    let key = identity_key(channel, &id);
    let given = [
        (TOKEN, wanted.token.as_ref().map(|secret| secret.reveal().to_owned())),
        (PAIRING_CODE_HASH, wanted.pairing_code.as_ref().map(pairing_code_hash).transpose()?),
        (BOT_TOKEN, wanted.bot_token.as_ref().map(|secret| secret.reveal().to_owned())),
        (APP_TOKEN, wanted.app_token.as_ref().map(|secret| secret.reveal().to_owned())),
    ];
    let mut sealed = BTreeMap::new();
    if given.iter().any(|(_, text)| text.is_some()) {
        let sealing = seal.key_to_seal().await?;
        for (name, text) in given.into_iter().filter_map(|(name, text)| Some((name, text?))) {
            sealed.insert(name.to_owned(), sealing.seal(&secret_place(&key, name), &text)?);
        }
    }
    let record = store
        .write(move |write| {
            let now = Timestamp::now();
            let before = write.identities().get(channel, &id)?;
            let mut record = before.unwrap_or_else(|| RouterIdentityRecord {
                key: key.clone(),
                channel,
                id: id.clone(),
                enabled: true,
                access: (channel == Channel::Telegram).then_some(TelegramAccess::Private),
                directory: None,
                secrets: BTreeMap::new(),
                created_at: now,
                updated_at: now,
            });
            record.enabled = wanted.enabled.unwrap_or(record.enabled);
            record.access = wanted.access.or(record.access);
            record.directory = wanted.directory.clone().map(String::from).or(record.directory);
            record.secrets.extend(sealed.clone());
            record.updated_at = now;
            refuse_incomplete(channel, record.access, |name| record.secrets.contains_key(name))?;
            write.identities().put(&record)?;
            Ok::<_, Error>(record)
        })
        .await?;
    Ok(shown(record))
}

/// Removes a bot and the bindings it has.
pub(super) async fn remove(store: &Store, channel: Channel, id: &IdentityId) -> Result<RemovedIdentity> {
    let wanted = id.clone();
    let removed = store
        .write::<_, StoreError>(move |write| {
            if !write.identities().remove(channel, &wanted)? {
                return Ok(None);
            }
            let own = write.bindings().list()?;
            let mut removed = 0;
            for binding in own.iter().filter(|own| own.channel == channel && own.identity_id == wanted) {
                removed += u32::from(write.bindings().remove(&binding.id)?);
            }
            Ok(Some(removed))
        })
        .await?;
    let removed_bindings = removed.ok_or_else(|| unknown(channel, id))?;
    Ok(RemovedIdentity { channel, identity_id: id.clone(), removed_bindings })
}

/// That there is no such bot.
pub(super) fn unknown(channel: Channel, id: &IdentityId) -> Error {
    Error::not_found(format_args!("{} bot `{id}`", channel.as_str()))
}

/// Fields of the other service are a mistake, not something to pass over.
fn refuse_foreign_fields(channel: Channel, wanted: &UpsertIdentity) -> Result<()> {
    let foreign: &[(&str, bool)] = match channel {
        Channel::Telegram => &[("botToken", wanted.bot_token.is_some()), ("appToken", wanted.app_token.is_some())],
        Channel::Slack => &[
            ("token", wanted.token.is_some()),
            ("pairingCode", wanted.pairing_code.is_some()),
            ("access", wanted.access.is_some()),
        ],
    };
    match foreign.iter().find(|(_, is_there)| *is_there) {
        Some((field, _)) => {
            let message = format!("A {} bot has no `{field}`; leave it out.", channel.as_str());
            Err(Error::unprocessable(field, message))
        }
        None => Ok(()),
    }
}

/// A bot without what it signs in with, or with a door that nobody can open, is no bot.
pub(crate) fn refuse_incomplete(
    channel: Channel,
    access: Option<TelegramAccess>,
    has: impl Fn(&str) -> bool,
) -> Result<()> {
    let needed: &[&str] = match channel {
        Channel::Telegram => &[TOKEN],
        Channel::Slack => &[BOT_TOKEN, APP_TOKEN],
    };
    if let Some(name) = needed.iter().find(|name| !has(name)) {
        let message = format!("A new {} bot needs a `{name}`.", channel.as_str());
        return Err(Error::unprocessable(name, message));
    }
    if access == Some(TelegramAccess::Private) && !has(PAIRING_CODE_HASH) {
        let message = "A private bot needs a `pairingCode` that people send to be let in; or set `access` to `public`.";
        return Err(Error::unprocessable("pairingCode", message));
    }
    Ok(())
}

/// The SHA-256 of the code's letters and digits in capitals, as the router compares it.
fn pairing_code_hash(code: &Secret) -> Result<String> {
    let plain: String = code.reveal().chars().filter(|c| *c != '-').map(|c| c.to_ascii_uppercase()).collect();
    if !(6..=24).contains(&plain.len()) || !plain.chars().all(|c| c.is_ascii_alphanumeric()) {
        let message = "A pairing code is 6 to 24 letters and digits, with dashes between them where you like.";
        return Err(Error::unprocessable("pairingCode", message));
    }
    Ok(HEXLOWER.encode(&Sha256::digest(plain)))
}

/// A record without its secrets.
fn shown(record: RouterIdentityRecord) -> RouterIdentity {
    let has = |name: &str, channel: Channel| {
        (record.channel == channel).then(|| Configured { configured: record.secrets.contains_key(name) })
    };
    RouterIdentity {
        token: has(TOKEN, Channel::Telegram),
        pairing_code: has(PAIRING_CODE_HASH, Channel::Telegram),
        bot_token: has(BOT_TOKEN, Channel::Slack),
        app_token: has(APP_TOKEN, Channel::Slack),
        channel: record.channel,
        enabled: record.enabled,
        access: record.access,
        directory: record.directory.map(FolderPath::made),
        created_at: record.created_at,
        updated_at: record.updated_at,
        id: record.id,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pairing_code_is_hashed_as_the_router_does() {
        let hash = |code: &str| pairing_code_hash(&code.parse().unwrap());
        assert_eq!(hash("abcd-2345").unwrap(), hash("ABCD2345").unwrap());
        assert_eq!(hash("ABCDEF").unwrap(), "e9c0f8b575cbfcb42ab3b78ecc87efa3b011d9a5d10b09fa4e96f240bf6a82f5");
        for code in ["ABC-12", "A", &"A".repeat(25), "ABC!DEF"] {
            assert!(hash(code).is_err(), "{code}");
        }
    }
}
