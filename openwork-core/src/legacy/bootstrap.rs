//! `desktop-bootstrap.json`: what a desktop was set up with. Addresses and names are taken over, grants never.

use super::address::address;
use super::found::{Finding, Found, Source};
use super::json::{Fields, without};
use super::places::is_isolated;
use super::read::{Fault, json};
use crate::clock::Timestamp;
use crate::model::migration::{LegacyKind, LegacySubject, MigrationAction};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

/// The texts that are taken over as they are.
const TEXTS: [&str; 4] = ["apiBaseUrl", "brandAppName", "brandLogoUrl", "brandIconUrl"];
/// What is yes or no.
const FLAGS: [&str; 2] = ["requireSignin", "requireActivation"];
/// What is taken over of each part.
const PARTS: [(&str, &[&str]); 3] = [
    ("handoff", &["denBaseUrl", "orgId", "orgName", "orgSlug"]),
    ("prepared", &["orgId", "orgName", "orgSlug", "preparedAt"]),
    ("enterpriseActivation", &["activatedAt", "denBaseUrl"]),
];
/// Hosts that every desktop is set up with.
const HOSTED: [&str; 4] = ["openworklabs.com", "openwork.software", "www.openworklabs.com", "www.openwork.software"];

/// Reads all of them. One counts: a user's own before that of a program in the making, that of an organisation's own servers
/// before the hosted one, then the one written last.
pub(super) fn read(paths: &[PathBuf], trusted: impl Fn(Source) -> Source) -> Vec<Source> {
    let mut sources: Vec<Source> = paths.iter().filter_map(|path| one(path)).map(trusted).collect();
    let weight = |source: &Source| {
        let found = source.findings.iter().find_map(|finding| weight(finding, source.modified));
        found.map(|weight| (!is_isolated(&source.path), weight))
    };
    // the earlier place counts where nothing else decides
    let best = sources.iter().enumerate().rev().max_by_key(|(_, source)| weight(source)).map(|(index, _)| index);
    for (index, source) in sources.iter_mut().enumerate() {
        for finding in source.findings.iter_mut().filter(|_| Some(index) != best) {
            if let Found::Bootstrap { base_url, .. } = &finding.what {
                let (subject, name, action) = (LegacySubject::Server, base_url.clone(), MigrationAction::Skip);
                let reason =
                    "Another file of that name says where this desktop belongs to, and counts more.".to_owned();
                finding.what = Found::Left { subject, name, action, reason, remedy: None };
            }
        }
    }
    sources
}

/// What decides between two: who it is of, and when it was written.
fn weight(finding: &Finding, modified: Option<Timestamp>) -> Option<(bool, Option<Timestamp>)> {
    let Found::Bootstrap { base_url, rest } = &finding.what else { return None };
    let written = rest.get("writtenAt").and_then(Value::as_str).and_then(|text| text.parse().ok());
    Some((!is_hosted(base_url), written.or(modified)))
}

fn is_hosted(base_url: &str) -> bool {
    let host = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
    let host = host.split(['/', ':']).next().unwrap_or_default();
    HOSTED.contains(&host) || host.ends_with(".openworklabs.com") || host.ends_with(".openwork.software")
}

fn one(path: &Path) -> Option<Source> {
    json(LegacyKind::DesktopBootstrap, path, |object, gathered| {
        let map = without(object, &["claimLinks"], &mut gathered.warnings);
        let mut fields = Fields::of(&map);
        match fields.text("baseUrl").ok_or("it has no address").and_then(address) {
            Ok(found) => {
                let (rest, warnings) = (rest(&mut fields), found.warning().into_iter().collect());
                gathered.add("/baseUrl", Found::Bootstrap { base_url: found.base, rest }, warnings);
            }
            Err(why) => {
                let fault = Fault::new(format!("It cannot be read: {why}."), "Sign in to the organisation again.");
                gathered.fail("/baseUrl", LegacySubject::Server, "a server without an address", fault);
            }
        }
        let grant = map.get("handoff").and_then(|handoff| handoff.get("grant")).is_some();
        for (is_there, at, name) in
            [(grant, "/handoff/grant", "a grant"), (object.contains_key("claimLinks"), "/claimLinks", "invitations")]
        {
            if is_there {
                let reason = "It admits once and for minutes, and is not taken over.";
                gathered.left(at, LegacySubject::Token, name, MigrationAction::Skip, reason, None);
            }
        }
        gathered.warnings.append(&mut fields.warnings);
    })
}

/// What is worth keeping, of the types that it should have.
fn rest(fields: &mut Fields<'_>) -> Map<String, Value> {
    let mut rest = texts(fields, &TEXTS);
    for name in FLAGS {
        rest.extend(fields.flag(name).map(|flag| (name.to_owned(), Value::Bool(flag))));
    }
    if let Some(written) = fields.moment("writtenAt") {
        rest.insert("writtenAt".to_owned(), Value::String(Timestamp::to_string(&written)));
    }
    for (part, names) in PARTS {
        let Some(mut found) = fields.object(part).map(Fields::of) else { continue };
        rest.insert(part.to_owned(), Value::Object(texts(&mut found, names)));
        fields.warnings.extend(found.warnings.into_iter().map(|warning| format!("/{part}: {warning}")));
    }
    // a name and a password may stand in an address
    match crate::secrets::without(Value::Object(rest)) {
        (Value::Object(rest), _) => rest,
        _ => Map::new(),
    }
}

/// Texts as they are.
fn texts(fields: &mut Fields<'_>, names: &[&str]) -> Map<String, Value> {
    let kept = names.iter().filter_map(|name| Some(((*name).to_owned(), Value::from(fields.text(name)?))));
    kept.collect()
}
