//! `opencode-router.json` and `owpenbot.json`: the bots.

use super::folders::Folders;
use super::found::{Found, FoundIdentity, Source};
use super::json::{Fields, without};
use super::read::{Fault, Gathered, json};
use crate::model::migration::{LegacyKind, LegacySubject, MigrationAction};
use crate::model::router::{Channel, TelegramAccess};
use crate::model::secret::Secret;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::Path;

/// What a bot was called that was the only one.
const ONLY: &str = "default";
/// What a bot of the environment was called, which is kept nowhere.
const ENVIRONMENT: &str = "env";

/// What a service's part looks like.
struct Service {
    channel: Channel,
    field: &'static str,
    list: &'static str,
    secrets: &'static [&'static str],
}

/// What holds for all bots of a service.
#[derive(Debug, Clone, Copy)]
struct Common<'v> {
    is_on: bool,
    directory: Option<&'v str>,
}

const SERVICES: [Service; 2] = [
    Service { channel: Channel::Telegram, field: "telegram", list: "bots", secrets: &["token"] },
    Service { channel: Channel::Slack, field: "slack", list: "apps", secrets: &["botToken", "appToken"] },
];

/// Reads a configuration.
pub(super) fn read(path: &Path, folders: &Folders<'_>) -> Option<Source> {
    json(LegacyKind::RouterConfig, path, |object, gathered| {
        let map = without(object, &[], &mut gathered.warnings);
        let mut fields = Fields::of(&map);
        let Some(channels) = fields.object("channels") else {
            return gathered.warnings.append(&mut fields.warnings);
        };
        // who has no folder of its own works where the router does
        let common = fields.text("opencodeDirectory");
        let mut parts = Fields::of(channels);
        for service in &SERVICES {
            if let Some(part) = parts.object(service.field) {
                bots(service, part, common, folders, gathered);
            }
        }
        gathered.warnings.extend(parts.warnings.into_iter().map(|warning| format!("/channels: {warning}")));
        if channels.get("whatsapp").is_some_and(|value| !value.is_null()) {
            let reason = "WhatsApp is unsupported: no later router speaks it. Its files stay where they are.";
            let (at, subject) = ("/channels/whatsapp", LegacySubject::RouterIdentity);
            let remedy = Some("Use a bot on Telegram or Slack instead.".to_owned());
            gathered.left(at, subject, "whatsapp", MigrationAction::Fail, reason, remedy);
        }
        if fields.flag("groupsEnabled") == Some(true) {
            let reason = "Whether bots answer in groups is set anew.";
            let (at, subject) = ("/groupsEnabled", LegacySubject::RouterIdentity);
            gathered.left(at, subject, "groups", MigrationAction::Skip, reason, None);
        }
        gathered.warnings.append(&mut fields.warnings);
    })
}

fn bots(
    service: &Service,
    part: &Map<String, Value>,
    common: Option<&str>,
    folders: &Folders<'_>,
    gathered: &mut Gathered,
) {
    let mut fields = Fields::of(part);
    let is_on = fields.flag("enabled").unwrap_or(true);
    let at = format!("/channels/{}", service.field);
    let listed = fields.list(service.list).unwrap_or_default();
    let common = Common { is_on, directory: common };
    for (index, value) in listed.iter().enumerate() {
        let at = format!("{at}/{}/{index}", service.list);
        if let Some(map) = value.as_object() {
            bot(service, &at, map, common, folders, gathered);
        } else {
            let fault = Fault::new("It is no object, which it should be.", "Add the bot by hand.");
            gathered.fail(at, LegacySubject::RouterIdentity, "a bot without a name", fault);
        }
    }
    // before there could be several, the only one stood here
    let stands: Vec<&str> = service.secrets.iter().copied().filter(|name| fields.text(name).is_some()).collect();
    let is_listed = listed.iter().any(|bot| bot.get("id").and_then(Value::as_str) == Some(ONLY));
    if let Some(first) = stands.first().filter(|_| is_listed) {
        let reason = "The list has a bot of that name too, and that one counts.";
        let (at, subject) = (format!("{at}/{first}"), LegacySubject::RouterIdentity);
        gathered.left(at, subject, ONLY, MigrationAction::Skip, reason, None);
    } else if !stands.is_empty() {
        let mut map = part.clone();
        map.insert("id".to_owned(), Value::String(ONLY.to_owned()));
        bot(service, &at, &map, common, folders, gathered);
    }
    gathered.warnings.extend(fields.warnings.into_iter().map(|warning| format!("{at}: {warning}")));
}

fn bot(
    service: &Service,
    at: &str,
    map: &Map<String, Value>,
    common: Common<'_>,
    folders: &Folders<'_>,
    gathered: &mut Gathered,
) {
    let mut fields = Fields::of(map);
    let id = cleaned(fields.text("id").unwrap_or(ONLY));
    if id == ENVIRONMENT {
        let reason = "It came from the environment of the router, and is in no file.";
        return gathered.left(at, LegacySubject::RouterIdentity, &id, MigrationAction::Skip, reason, None);
    }
    let mut secrets: BTreeMap<String, Secret> = BTreeMap::new();
    for name in service.secrets {
        let Some(Ok(secret)) = fields.text(name).map(str::parse) else {
            let fault = Fault::new(format!("Its `{name}` is missing or cannot be read."), "Add the bot by hand.");
            return gathered.fail_with(at, LegacySubject::RouterIdentity, &id, fault, fields.warnings);
        };
        secrets.insert((*name).to_owned(), secret);
    }
    match fields.text("pairingCodeHash").map(str::parse) {
        Some(Ok(hash)) => drop(secrets.insert("pairingCodeHash".to_owned(), hash)),
        Some(Err(_)) => fields.warnings.push("`pairingCodeHash` is too long to be one; it was left out.".to_owned()),
        None => {}
    }
    let access = match fields.text("access") {
        Some("private") => Some(TelegramAccess::Private),
        Some("public") => Some(TelegramAccess::Public),
        Some(_) => {
            fields.warnings.push("`access` is neither `private` nor `public`; it was left out.".to_owned());
            None
        }
        None => None,
    };
    let enabled = fields.flag("enabled").unwrap_or(true) && common.is_on;
    let directory = fields
        .text("directory")
        .or(common.directory)
        .map(|text| folders.of(text, None).map_or(text.to_owned(), |it| it.path.to_string()));
    let identity = FoundIdentity { channel: service.channel, id, enabled, access, directory, secrets };
    gathered.add(at, Found::Identity(identity), fields.warnings);
}

/// An id as the router wrote it down: 1 to 48 letters, digits, `_`, `.` and `-`.
pub(super) fn cleaned(id: &str) -> String {
    let keep = |c: char| if c.is_ascii_alphanumeric() || "_.-".contains(c) { c } else { '-' };
    let id: String = id.trim().chars().take(48).map(keep).collect();
    if id.is_empty() { ONLY.to_owned() } else { id }
}
