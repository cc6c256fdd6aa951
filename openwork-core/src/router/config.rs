//! The file that the router reads at its start: its bots with their secrets. It is there only while the router runs.

use super::identities::{APP_TOKEN, BOT_TOKEN, PAIRING_CODE_HASH, TOKEN};
use crate::model::router::{Channel, TelegramAccess};
use crate::model::stored::RouterIdentityRecord;
use crate::store::{Key, StoreError, secret_place};
use serde_json::{Value, json};

/// What the router is configured with, and the secrets in it.
pub(super) struct Config {
    /// The file's content.
    pub(super) bytes: Vec<u8>,
    /// What must not stand in any output.
    pub(super) secrets: Vec<String>,
}

/// Makes the configuration of the bots that are enabled.
pub(super) fn config(
    bots: &[RouterIdentityRecord],
    key: Option<&Key>,
    engine_url: &str,
    folder: &str,
) -> Result<Config, StoreError> {
    let mut secrets = Vec::new();
    let (mut telegram, mut slack) = (Vec::new(), Vec::new());
    for bot in bots.iter().filter(|bot| bot.enabled) {
        let mut open = |name: &str| -> Result<Option<String>, StoreError> {
            let Some((sealed, key)) = bot.secrets.get(name).zip(key) else { return Ok(None) };
            let text = key.open(&secret_place(&bot.key, name), sealed)?;
            secrets.push(text.clone());
            Ok(Some(text))
        };
        let mut entry = json!({ "id": bot.id, "enabled": true });
        match bot.channel {
            Channel::Telegram => {
                put(&mut entry, "token", open(TOKEN)?);
                let access = bot.access.unwrap_or(TelegramAccess::Private);
                entry["access"] = json!(access);
                if access == TelegramAccess::Private {
                    put(&mut entry, "pairingCodeHash", open(PAIRING_CODE_HASH)?);
                }
                put(&mut entry, "directory", bot.directory.clone());
                telegram.push(entry);
            }
            Channel::Slack => {
                put(&mut entry, "botToken", open(BOT_TOKEN)?);
                put(&mut entry, "appToken", open(APP_TOKEN)?);
                put(&mut entry, "directory", bot.directory.clone());
                slack.push(entry);
            }
        }
    }
    let file = json!({
        "version": 1,
        "opencodeUrl": engine_url,
        "opencodeDirectory": folder,
        "groupsEnabled": false,
        "channels": {
            "telegram": { "enabled": !telegram.is_empty(), "bots": telegram },
            "slack": { "enabled": !slack.is_empty(), "apps": slack },
        },
    });
    let bytes = serde_json::to_vec_pretty(&file).map_err(|error| StoreError::Refused { reason: error.to_string() })?;
    Ok(Config { bytes, secrets })
}

fn put(entry: &mut Value, field: &str, text: Option<String>) {
    if let Some(text) = text {
        entry[field] = text.into();
    }
}
