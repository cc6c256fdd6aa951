//! `migration-snapshot.v1.json`: what a desktop took along of its window's own storage, the only place where its list of
//! servers reached the disk.

use super::address::address;
use super::found::{Found, FoundRemote, Source};
use super::ids;
use super::json::{Fields, entry, without};
use super::read::{Fault, Gathered, json};
use crate::model::migration::{LegacyKind, LegacySubject, MigrationAction};
use crate::model::secret::Secret;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// Reads the storage's keys.
pub(super) fn read(path: &Path) -> Option<Source> {
    json(LegacyKind::DesktopSnapshot, path, |object, gathered| {
        let keys = match object.get("keys").map(|raw| entry(raw)) {
            Some(Ok(keys)) => keys,
            Some(Err(why)) => {
                let fault = Fault::new(format!("The keys cannot be read: {why}."), "Add the servers by hand.");
                return gathered.fail("/keys", LegacySubject::Source, "keys", fault);
            }
            None => return,
        };
        let mut fields = Fields::of(&keys);
        let token = fields.text("openwork.server.token").map(plain).and_then(|text| text.parse::<Secret>().ok());
        let chosen = fields.text("openwork.server.urlOverride").map(plain);
        let active = fields.text("openwork.server.active").map(plain);
        let listed = listed(fields.text("openwork.server.list"), gathered);
        // the token was for the server that was chosen
        let is_taken = chosen.as_ref().is_some_and(|url| {
            server("/keys/openwork.server.urlOverride", &Listed::of(url, token.as_ref()), false, gathered)
        });
        if fields.text("openwork.server.token").is_some() && !(is_taken && token.is_some()) {
            let reason = "It admits to the server that was chosen, and that is none that is kept here.";
            let (at, subject) = ("/keys/openwork.server.token", LegacySubject::Token);
            let remedy = Some("Add the server by hand, and give it a token of its own.".to_owned());
            gathered.left(at, subject, "the token of a server", MigrationAction::Skip, reason, remedy);
        }
        let mut seen: Vec<String> = chosen.into_iter().collect();
        let active = active.map(|url| ("/keys/openwork.server.active", Listed::of(&url, None)));
        for (at, one) in listed.into_iter().map(|one| (LIST, one)).chain(active) {
            let is_new = !seen.contains(&one.url);
            if !(is_new && server(at, &one, true, gathered)) {
                one.tell_left(at, gathered);
            }
            seen.push(one.url);
        }
        if let Some(id) = fields.text("openwork.react.activeWorkspace").map(plain).filter(|id| !id.is_empty()) {
            gathered.add("/keys/openwork.react.activeWorkspace", Found::Active(id), Vec::new());
        }
        if fields.text("openwork.react.sessionByWorkspace").is_some() {
            let (at, subject) = ("/keys/openwork.react.sessionByWorkspace", LegacySubject::Source);
            let reason = "Which session a window showed last is the window's own matter.";
            gathered.left(at, subject, "the sessions shown last", MigrationAction::Skip, reason, None);
        }
        gathered.warnings.append(&mut fields.warnings);
        let rest = without(object, &["keys"], &mut gathered.warnings);
        gathered.warnings.extend(Fields::of(&rest).warnings);
    })
}

/// A value as it was meant: some were written as JSON.
fn plain(text: &str) -> String {
    serde_json::from_str::<String>(text).unwrap_or_else(|_| text.to_owned()).trim().to_owned()
}

/// Where the list of servers stands.
const LIST: &str = "/keys/openwork.server.list";

/// A server as a list has it.
struct Listed {
    url: String,
    name: Option<String>,
    token: Option<Secret>,
    warnings: Vec<String>,
}

impl Listed {
    fn of(url: &str, token: Option<&Secret>) -> Self {
        Self { url: url.trim().to_owned(), name: None, token: token.cloned(), warnings: Vec::new() }
    }

    /// Tells of what stood beside an address that is not kept from here.
    fn tell_left(&self, at: &str, gathered: &mut Gathered) {
        let reason = "It stands beside an address that is not taken over from here, and was left out.";
        if let Some(name) = &self.name {
            gathered.left(at, LegacySubject::Server, name, MigrationAction::Skip, reason, None);
        }
        if self.token.is_some() {
            let remedy = Some("Give the server its token by hand, if that is another one.".to_owned());
            gathered.left(at, LegacySubject::Token, "the token of a server", MigrationAction::Skip, reason, remedy);
        }
        gathered.warnings.extend(self.warnings.iter().map(|warning| format!("{at}: {warning}")));
    }
}

/// The list of servers: addresses, or objects with one, a name and a token.
fn listed(text: Option<&str>, gathered: &mut Gathered) -> Vec<Listed> {
    let Some(text) = text else { return Vec::new() };
    let at = LIST;
    let Ok(list) = serde_json::from_str::<Vec<Value>>(text) else {
        let fault = Fault::new("It is no list of addresses.", "Add the servers by hand.");
        gathered.fail(at, LegacySubject::Server, "the list of servers", fault);
        return Vec::new();
    };
    let mut found = Vec::new();
    for (index, value) in list.iter().enumerate() {
        let url = ["url", "baseUrl"].iter().find_map(|name| value.get(name)).unwrap_or(value).as_str();
        if let Some(url) = url {
            let mut one = Listed::of(url, None);
            if let Some(map) = value.as_object() {
                let mut fields = Fields::of(map);
                one.name = fields.text("name").map(str::to_owned);
                one.token = fields.text("token").and_then(|text| text.parse().ok());
                one.warnings = fields.warnings;
            }
            found.push(one);
        } else {
            let fault = Fault::new(format!("Entry {index} of the list is no address."), "Add the server by hand.");
            gathered.fail(at, LegacySubject::Server, "a server without an address", fault);
        }
    }
    found
}

/// A server; says whether it is kept.
fn server(at: &str, one: &Listed, is_engine: bool, gathered: &mut Gathered) -> bool {
    let Listed { url, name, token, warnings } = one;
    let found = match address(url) {
        Ok(found) => found,
        Err(why) => {
            let fault = Fault::new(format!("It cannot be read: {why}."), "Add the server by hand.");
            gathered.fail(at, LegacySubject::Server, "a server without an address", fault);
            return false;
        }
    };
    if found.is_of_this_machine() {
        let reason = "It is an address of this machine, where this server takes its place.";
        gathered.left(at, LegacySubject::Server, &found.base, MigrationAction::Skip, reason, None);
        return false;
    }
    let warnings: Vec<String> = found.warning().into_iter().chain(warnings.iter().cloned()).collect();
    let behind = found.base.strip_suffix("/opencode");
    let (base_url, is_engine) = match behind {
        Some(server) => (server.to_owned(), false),
        None => (found.base.clone(), is_engine && found.mounted.is_none()),
    };
    let ids = if is_engine { ids::of_engine(url, None) } else { ids::of_server(&base_url, found.mounted.as_deref()) };
    let mut secrets: BTreeMap<String, Secret> = found.secrets;
    secrets.extend(token.as_ref().map(|token| ("token".to_owned(), token.clone())));
    let (remote_id, directory, name, created_at) = (found.mounted, None, name.clone(), None);
    let remote = FoundRemote { base_url, is_engine, remote_id, directory, name, ids, created_at, secrets };
    gathered.add(at, Found::Remote(Box::new(remote)), warnings);
    true
}
