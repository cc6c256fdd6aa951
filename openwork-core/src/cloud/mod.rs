//! The sign-in to an account, as a desktop hands it over: in a file that an import reads, or by `cloud.put`. One
//! counts, the one that came last. It is kept, its token sealed, and told without it; nothing here calls an account yet.
//!
//! It lies among what is kept of older OpenWork, whichever way it came, so that the one rule of imports holds for it:
//! what was put or deleted here since is neither overwritten nor revived.

use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::legacy::found::FoundSignIn;
use crate::legacy::{Wrong, handed_over, moment};
use crate::model::cloud::{CloudSignIn, PutCloudSignIn};
use crate::model::migration::LegacySubject;
use crate::model::secret::Configured;
use crate::model::stored::LegacyKeptRecord;
use crate::secrets;
use crate::store::{Seal, Store, StoreError, kept_place};
use serde_json::{Map, Value, json};

/// What it is kept as. There is one, of whichever account.
pub(crate) const ITEM: &str = "kept/cloud_sign_in";

/// What its token is called among its secrets.
pub(crate) const TOKEN: &str = "token";

/// The sign-in of a server.
pub(crate) struct Account {
    store: Store,
    seal: Seal,
}

impl Account {
    /// The one in this store, and what it is sealed with.
    pub(crate) fn new(store: &Store, seal: &Seal) -> Self {
        Self { store: store.clone(), seal: seal.clone() }
    }

    /// The sign-in, without its token.
    pub(crate) fn get(&self) -> Result<CloudSignIn> {
        let kept = self.store.read(|read| read.imports().kept(ITEM))?;
        Ok(shown(kept.as_ref()))
    }

    /// Takes the place of the one before.
    pub(crate) async fn put(&self, wanted: &PutCloudSignIn) -> Result<CloudSignIn> {
        let found = checked(wanted)?;
        let token = self.seal.key_to_seal().await?.seal(&kept_place(ITEM, TOKEN), found.token.reveal())?;
        let record = LegacyKeptRecord {
            item: ITEM.to_owned(),
            subject: LegacySubject::CloudSignIn,
            value: in_clear(&found),
            secrets: [(TOKEN.to_owned(), token)].into(),
            kept_at: Timestamp::now(),
        };
        let told = shown(Some(&record));
        self.store.write::<_, StoreError>(move |write| write.imports().put_kept(&record)).await?;
        Ok(told)
    }

    /// Forgets it. Says whether there was one.
    pub(crate) async fn delete(&self) -> Result<bool> {
        Ok(self.store.write::<_, StoreError>(|write| write.imports().remove_kept(ITEM)).await?)
    }
}

/// What is kept of a sign-in in clear: nothing that looks like a secret.
pub(crate) fn in_clear(found: &FoundSignIn) -> Map<String, Value> {
    let named = secrets::redacted(&json!({ "organisation": found.organisation, "rest": found.rest }));
    let mut all = if let Value::Object(named) = named { named } else { Map::new() };
    // an address may look like one by its letters alone; what admits to somewhere is no part of it any more
    all.insert("baseUrl".to_owned(), Value::from(found.base_url.clone()));
    all
}

/// A sign-in as the readers of files would have found it, or why it is none.
fn checked(wanted: &PutCloudSignIn) -> Result<FoundSignIn> {
    let fields = serde_json::to_value(wanted).map_err(Error::internal)?;
    // its fields are of their types already
    let found = handed_over(fields.as_object().unwrap_or(&Map::new()), &mut Vec::new());
    found.map_err(|Wrong { field, why }| Error::unprocessable(field, format!("This is no sign-in: {why}.")))
}

fn shown(kept: Option<&LegacyKeptRecord>) -> CloudSignIn {
    let value = |pointer: &[&str]| {
        let (first, rest) = pointer.split_first()?;
        rest.iter().try_fold(kept?.value.get(*first)?, |value, step| value.get(step))
    };
    // older desktops wrote numbers too
    let text = |pointer: &[&str]| match value(pointer)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    CloudSignIn {
        signed_in: kept.is_some(),
        auth_token: Configured { configured: kept.is_some_and(|kept| kept.secrets.contains_key(TOKEN)) },
        cloud_base_url: text(&["baseUrl"]),
        user_id: text(&["rest", "userId"]),
        org_id: text(&["organisation"]),
        org_name: text(&["rest", "activeOrgName"]),
        org_slug: text(&["rest", "activeOrgSlug"]),
        last_validated_at: value(&["rest", "lastValidatedAt"]).and_then(moment),
        kept_at: kept.map(|kept| kept.kept_at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(fields: Value) -> PutCloudSignIn {
        serde_json::from_value(fields).unwrap()
    }

    fn account() -> (tempfile::TempDir, Store, Account) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let seal = Seal::new(&store, folder.path());
        let account = Account::new(&store, &seal);
        (folder, store, account)
    }

    #[tokio::test]
    async fn g15_a_sign_in_is_told_without_its_token_which_stands_sealed_in_the_store() {
        let (_folder, store, account) = account();
        let none = json!({ "signedIn": false, "authToken": { "configured": false } });
        assert_eq!(json!(account.get().unwrap()), none);
        let full = json!({
            "cloudBaseUrl": "https://ana:hush-password@Den.example.com/api/?key=hush-key", "authToken": "hush-token",
            "userId": "u1", "orgId": "org_1", "activeOrgId": "org_2", "activeOrgName": "Example",
            "activeOrgSlug": "example", "lastValidatedAt": 1_776_000_000_000_i64,
        });
        let mut put = json!(account.put(&wanted(full)).await.unwrap());
        assert_eq!(json!(account.get().unwrap()), put, "what was put is what is told");
        assert!(put.as_object_mut().unwrap().remove("keptAt").is_some_and(|at| at.is_string()));
        let told = json!({
            "signedIn": true, "authToken": { "configured": true }, "cloudBaseUrl": "https://den.example.com/api",
            "userId": "u1", "orgId": "org_1", "orgName": "Example", "orgSlug": "example",
            "lastValidatedAt": "2026-04-12T13:20:00.000Z",
        });
        assert_eq!(put, told);
        let dump = store.dump().unwrap().to_string();
        assert!(dump.contains("den.example.com") && !dump.contains("hush"), "{dump}");
        let kept = store.read(|read| read.imports().kept(ITEM)).unwrap().unwrap();
        let opened = account.seal.key().unwrap().open(&kept_place(ITEM, TOKEN), &kept.secrets[TOKEN]).unwrap();
        assert_eq!(opened, "hush-token");
    }

    #[tokio::test]
    async fn one_counts_and_it_is_forgotten_once() {
        let (_folder, store, account) = account();
        for (base, organisation) in [("https://a.example", "orgId"), ("http://b.example:8080/", "activeOrgId")] {
            let fields = json!({ "baseUrl": base, "authToken": "hush", (organisation): "org" });
            assert_eq!(account.put(&wanted(fields)).await.unwrap().org_id.as_deref(), Some("org"));
        }
        assert_eq!(account.get().unwrap().cloud_base_url.as_deref(), Some("http://b.example:8080"));
        assert_eq!(store.read(|read| read.imports().all_kept()).unwrap().len(), 1, "the one before is gone");
        assert!(account.delete().await.unwrap());
        assert!(!account.get().unwrap().signed_in);
        assert!(!account.delete().await.unwrap(), "there is none any more");
    }

    #[tokio::test]
    async fn what_is_no_sign_in_is_refused_at_its_field_and_not_quoted() {
        let (_folder, store, account) = account();
        for (fields, field, why) in [
            (json!({ "authToken": "hush" }), "cloudBaseUrl", "it has no address"),
            (json!({ "cloudBaseUrl": "  ", "authToken": "hush" }), "cloudBaseUrl", "it has no address"),
            (json!({ "cloudBaseUrl": "ftp://hush@a", "authToken": "hush" }), "cloudBaseUrl", "begins neither with"),
            (json!({ "baseUrl": "hush", "authToken": "hush" }), "baseUrl", "no `http://` or `https://` before it"),
            (json!({ "baseUrl": "https://a.example", "authToken": " " }), "authToken", "it has no token"),
        ] {
            let error = account.put(&wanted(fields)).await.unwrap_err();
            assert_eq!(error.kind, crate::error::ErrorKind::Unprocessable);
            assert_eq!(error.details[0].path.as_deref(), Some(field), "{error:?}");
            assert!(error.message.contains(why) && !format!("{error:?}").contains("hush"), "{error:?}");
        }
        assert_eq!(store.read(|read| read.imports().all_kept()).unwrap(), [], "nothing is kept of it");
    }

    #[test]
    fn a_name_that_looks_like_a_secret_is_not_told() {
        let secret = "sk-hush-aB3dE6gH9jK2mN5pQ8";
        let fields = json!({ "baseUrl": "https://a.example", "authToken": "x", "userId": secret, "orgId": secret });
        let kept = json!(in_clear(&checked(&wanted(fields)).unwrap()));
        assert!(!kept.to_string().contains("hush"), "{kept}");
    }
}
