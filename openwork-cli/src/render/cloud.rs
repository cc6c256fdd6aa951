//! The sign-in to an account, shown: never its token.

use super::{Human, Look, fields};
use openwork_core::model::cloud::{CloudSignIn, DeletedCloudSignIn};

impl Human for CloudSignIn {
    fn human(&self, look: &Look) -> String {
        if !self.signed_in {
            return "Nobody is signed in. A sign-in is handed over with `openwork-cli cloud put --file FILE`."
                .to_owned();
        }
        let name = [&self.org_name, &self.org_slug, &self.org_id].into_iter().flatten();
        let organisation: Vec<&str> = name.map(String::as_str).collect();
        fields([
            ("account", self.cloud_base_url.as_ref().map(Into::into)),
            ("user", self.user_id.as_ref().map(Into::into)),
            ("organisation", (!organisation.is_empty()).then(|| organisation.join(", ").into())),
            ("validated", self.last_validated_at.map(|at| look.time(at).into())),
            ("token", Some(if self.auth_token.configured { "kept" } else { "none" }.into())),
            ("kept since", self.kept_at.map(|at| look.time(at).into())),
        ])
    }
}

impl Human for DeletedCloudSignIn {
    fn human(&self, _: &Look) -> String {
        if self.deleted { "The sign-in is forgotten." } else { "Nobody was signed in." }.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn a_sign_in_says_where_who_and_for_whom() {
        let sign_in: CloudSignIn = serde_json::from_value(serde_json::json!({
            "signedIn": true, "authToken": { "configured": true }, "cloudBaseUrl": "https://a.example", "userId": "u1",
            "orgId": "org_1", "orgName": "Ex\u{1b}ample", "keptAt": "2026-11-22T10:00:00Z",
        }))
        .unwrap();
        let lines = [
            "account       https://a.example",
            "user          u1",
            "organisation  Ex\u{fffd}ample, org_1",
            "token         kept",
            "kept since    2026-11-22 10:00:00",
        ];
        assert_eq!(samples::shown(&sign_in), lines.join("\n"));
        let none = serde_json::json!({ "signedIn": false, "authToken": { "configured": false } });
        assert!(
            samples::shown(&serde_json::from_value::<CloudSignIn>(none).unwrap()).starts_with("Nobody is signed in.")
        );
        assert_eq!(samples::shown(&DeletedCloudSignIn { deleted: true }), "The sign-in is forgotten.");
        assert_eq!(samples::shown(&DeletedCloudSignIn { deleted: false }), "Nobody was signed in.");
    }
}
