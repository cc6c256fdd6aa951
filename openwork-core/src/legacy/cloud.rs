//! Signing in to an account: the file or the variable that a desktop hands it over with, and the state of connecting.

use super::Look;
use super::address::address;
use super::found::{Found, FoundSignIn, Source};
use super::json::{Fields, Object, without};
use super::read::{Fault, Gathered, json, json_of};
use crate::model::migration::{LegacyKind, LegacySubject, MigrationAction};
use crate::model::secret::Secret;
use serde_json::{Map, Value};
use std::path::Path;

/// The variable that stands for the file.
const VARIABLE: &str = "OPENWORK_SERVER_V2_CLOUD_SIGNIN_JSON";
/// What is kept besides.
const KEPT: [&str; 4] = ["userId", "activeOrgName", "activeOrgSlug", "lastValidatedAt"];

/// Reads `openwork-cloud-signin.json`.
pub(super) fn file(path: &Path) -> Option<Source> {
    json(LegacyKind::CloudSignIn, path, sign_in)
}

/// Reads the variable, if it says something.
pub(super) fn variable(look: &Look) -> Option<Source> {
    let text = look.variables.get(VARIABLE).filter(|text| !text.trim().is_empty())?;
    Some(json_of(LegacyKind::CloudSignIn, Path::new(VARIABLE), text.clone().into_bytes(), None, sign_in))
}

fn sign_in(object: &Object<'_>, gathered: &mut Gathered) {
    let map = without(object, &[], &mut gathered.warnings);
    let mut warnings = Vec::new();
    match handed_over(&map, &mut warnings) {
        Ok(found) => gathered.add("", Found::CloudSignIn(found), warnings),
        Err(Wrong { why, .. }) => {
            let fault = Fault::new(format!("It cannot be read: {why}."), "Sign in again.");
            gathered.fail("", LegacySubject::CloudSignIn, "a sign-in", fault);
            gathered.warnings.extend(warnings);
        }
    }
}

/// Why something is no sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wrong {
    /// The field at fault.
    pub(crate) field: &'static str,
    /// What is wrong with it. It is not quoted.
    pub(crate) why: &'static str,
}

/// The sign-in that these fields are, whichever way they came; what is wrong with others of them goes to the warnings.
pub(crate) fn handed_over(map: &Map<String, Value>, warnings: &mut Vec<String>) -> Result<FoundSignIn, Wrong> {
    let mut fields = Fields::of(map);
    fields.texts(&["cloudBaseUrl", "baseUrl", "orgId", "activeOrgId"]);
    let named = ["cloudBaseUrl", "baseUrl"].into_iter().find_map(|field| Some((field, fields.text(field)?)));
    let base = named.ok_or(("cloudBaseUrl", "it has no address"));
    let base = base.and_then(|(field, text)| address(text).map_err(|why| (field, why)));
    let token = fields
        .text("authToken")
        .ok_or("it has no token")
        .and_then(|text| text.parse::<Secret>().map_err(|_| "its token is too long"));
    let organisation = fields.text("orgId").or_else(|| fields.text("activeOrgId")).map(str::to_owned);
    // kept as it is written, where it is one; else that is told, and not that it is no text either
    let has_moment = fields.moment("lastValidatedAt").is_some();
    let kept = KEPT.iter().filter(|name| has_moment || **name != "lastValidatedAt");
    let kept = kept.filter_map(|name| Some(((*name).to_owned(), fields.word(name)?.clone())));
    let rest = kept.collect();
    warnings.append(&mut fields.warnings);
    let base = base.map_err(|(field, why)| Wrong { field, why })?;
    warnings.extend(base.warning());
    let base_url = base.base;
    let token = token.map_err(|why| Wrong { field: "authToken", why })?;
    Ok(FoundSignIn { base_url, token, organisation, rest })
}

/// Reads `connect-state.json`. What it says comes again with the next sign-in.
pub(super) fn connect(path: &Path) -> Option<Source> {
    json(LegacyKind::ConnectState, path, |object, gathered| {
        let map = without(object, &["cloudMcp"], &mut gathered.warnings);
        let mut fields = Fields::of(&map);
        let name = match fields.flag("connectEnabled") {
            Some(true) => "the connection to an account, which was on",
            Some(false) => "the connection to an account, which was off",
            None => "the connection to an account",
        };
        let reason = "It is made anew with a sign-in.";
        gathered.left("", LegacySubject::CloudSignIn, name, MigrationAction::Skip, reason, None);
        gathered.warnings.append(&mut fields.warnings);
    })
}
