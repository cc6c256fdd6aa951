//! The bindings: whom a bot speaks with, and in which folder that one's sessions work.

use super::identities;
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::ids::{BindingId, IdentityId};
use crate::model::router::{Channel, ListBindings, PeerId, RemovedBinding, RouterBinding, SetBinding};
use crate::model::stored::RouterBindingRecord;
use crate::model::workspace::FolderPath;
use crate::store::{Store, StoreError};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::path::Path;

/// The bindings that are asked for.
pub(super) fn list(store: &Store, wanted: &ListBindings) -> Result<Vec<RouterBinding>> {
    let all = store.read(|read| read.bindings().list())?;
    let is_wanted = |binding: &RouterBindingRecord| {
        wanted.channel.is_none_or(|channel| binding.channel == channel)
            && wanted.identity_id.as_ref().is_none_or(|id| binding.identity_id == *id)
    };
    Ok(all.into_iter().filter(is_wanted).map(shown).collect())
}

/// Binds a peer of a bot to a folder.
pub(super) async fn set(store: &Store, wanted: SetBinding) -> Result<RouterBinding> {
    check_peer(wanted.channel, &wanted.peer_id)?;
    let id = id_of(wanted.channel, &wanted.identity_id, &wanted.peer_id);
    let record = store
        .write(move |write| {
            if write.identities().get(wanted.channel, &wanted.identity_id)?.is_none() {
                return Err(identities::unknown(wanted.channel, &wanted.identity_id));
            }
            let now = Timestamp::now();
            let created_at = write.bindings().get(&id)?.map_or(now, |before| before.created_at);
            let record = RouterBindingRecord {
                id: id.clone(),
                channel: wanted.channel,
                identity_id: wanted.identity_id.clone(),
                peer_id: wanted.peer_id.clone().into(),
                directory: wanted.directory.clone().into(),
                enabled: wanted.enabled.unwrap_or(true),
                created_at,
                updated_at: now,
            };
            write.bindings().put(&record)?;
            Ok(record)
        })
        .await?;
    Ok(shown(record))
}

/// Removes a binding.
pub(super) async fn remove(store: &Store, id: &BindingId) -> Result<RemovedBinding> {
    let wanted = id.clone();
    if store.write::<_, StoreError>(move |write| write.bindings().remove(&wanted)).await? {
        Ok(RemovedBinding { binding_id: id.clone() })
    } else {
        Err(Error::not_found(format_args!("binding `{id}`")))
    }
}

/// Whether the bot is bound to the peer, and the binding holds.
pub(super) fn is_bound(store: &Store, channel: Channel, identity: &IdentityId, peer: &PeerId) -> Result<bool> {
    let binding = store.read(|read| read.bindings().get(&id_of(channel, identity, peer)))?;
    Ok(binding.is_some_and(|binding| binding.enabled))
}

/// Takes away every folder that is not kept: bindings to one go, bots lose it. Answers whether there was any.
pub(super) async fn forget_folders(store: &Store, is_kept: impl Fn(&Path) -> bool + Send + 'static) -> Result<bool> {
    let forgotten = store.write::<_, StoreError>(move |write| {
        let is_gone = |folder: &str| !is_kept(Path::new(folder));
        let mut any = false;
        for binding in write.bindings().list()?.iter().filter(|binding| is_gone(&binding.directory)) {
            any |= write.bindings().remove(&binding.id)?;
        }
        for mut bot in write.identities().list()? {
            if bot.directory.as_deref().is_some_and(is_gone) {
                (bot.directory, bot.updated_at, any) = (None, Timestamp::now(), true);
                write.identities().put(&bot)?;
            }
        }
        Ok(any)
    });
    Ok(forgotten.await?)
}

/// Moves every folder at or below one to the same place below another. Answers whether there was any.
pub(super) async fn move_folders(store: &Store, from: String, to: String) -> Result<bool> {
    let moved = store.write::<_, StoreError>(move |write| {
        let at = |folder: &str| {
            let rest = Path::new(folder).strip_prefix(&from).ok()?;
            // joined to nothing, a folder would end with a slash
            let there = if rest.as_os_str().is_empty() { to.clone().into() } else { Path::new(&to).join(rest) };
            there.into_os_string().into_string().ok()
        };
        let mut any = false;
        for mut binding in write.bindings().list()? {
            if let Some(there) = at(&binding.directory) {
                (binding.directory, binding.updated_at, any) = (there, Timestamp::now(), true);
                write.bindings().put(&binding)?;
            }
        }
        for mut bot in write.identities().list()? {
            if let Some(there) = bot.directory.as_deref().and_then(at) {
                (bot.directory, bot.updated_at, any) = (Some(there), Timestamp::now(), true);
                write.identities().put(&bot)?;
            }
        }
        Ok(any)
    });
    Ok(moved.await?)
}

/// Telegram's peers are numbers; the router would refuse any other, or worse, look for a name.
pub(crate) fn check_peer(channel: Channel, peer: &PeerId) -> Result<()> {
    let digits = peer.as_str().strip_prefix('-').unwrap_or(peer.as_str());
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if channel == Channel::Telegram && !is_number {
        return Err(Error::unprocessable("peerId", "On Telegram a peer is the number of a chat, such as `4711`."));
    }
    Ok(())
}

/// One bot and one peer have one binding: its id is made of them.
pub(crate) fn id_of(channel: Channel, identity: &IdentityId, peer: &PeerId) -> BindingId {
    let digest = Sha256::digest(format!("{}\0{identity}\0{peer}", channel.as_str()));
    BindingId::made(format!("bnd_{}", HEXLOWER.encode(digest.get(..16).unwrap_or_default())))
}

fn shown(record: RouterBindingRecord) -> RouterBinding {
    RouterBinding {
        id: record.id,
        channel: record.channel,
        identity_id: record.identity_id,
        peer_id: PeerId::made(record.peer_id),
        directory: FolderPath::made(record.directory),
        enabled: record.enabled,
        created_at: record.created_at,
        updated_at: record.updated_at,
    }
}
