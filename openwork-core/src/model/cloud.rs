//! A sign-in to an account, handed over by whoever signed in. Its token goes in, and never out.

use super::json::{moment, present};
use super::secret::{Configured, Secret};
use crate::clock::Timestamp;
use crate::text::{Rule, text};
use serde::{Deserialize, Serialize};

text! {
    /// The address of an account's server: 1 to 2000 characters, none of them a control character. What is none is
    /// refused, and a name, a password, a query and a fragment are left out.
    CloudUrl: "an address", Rule {
        min: 1, max: 2000, pattern: Some(r"^[^\x00-\x1f\x7f-\x9f]*$"), allows: |c| !c.is_control(), prefix: "",
    }
}

text! {
    /// What an account calls something: 1 to 200 characters, none of them a control character.
    CloudName: "a name", Rule {
        min: 1, max: 200, pattern: Some(r"^[^\x00-\x1f\x7f-\x9f]*$"), allows: |c| !c.is_control(), prefix: "",
    }
}

/// A sign-in, in the fields that desktops hand it over with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PutCloudSignIn {
    /// The address of the account's server, with `http://` or `https://`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub cloud_base_url: Option<CloudUrl>,
    /// The same by its other name, which counts where that one is absent. One of them is needed.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub base_url: Option<CloudUrl>,
    /// What admits to the account.
    pub auth_token: Secret,
    /// Who signed in.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub user_id: Option<CloudName>,
    /// The organisation that is worked for.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub org_id: Option<CloudName>,
    /// The same by its other name, which counts where that one is absent.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub active_org_id: Option<CloudName>,
    /// What people call the organisation.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub active_org_name: Option<CloudName>,
    /// What stands for it in addresses.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub active_org_slug: Option<CloudName>,
    /// When the account was last asked whether the token is good: RFC 3339, or milliseconds since 1970 as desktops
    /// write it.
    #[serde(default, deserialize_with = "moment", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "moment_schema"))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub last_validated_at: Option<Timestamp>,
}

#[cfg(feature = "schema")]
#[expect(clippy::cast_precision_loss, reason = "it is far below what a float holds exactly")]
fn moment_schema(schemas: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
    let any_of = vec![schemas.subschema_for::<Timestamp>(), super::json::integer(0.0, super::json::LATEST as f64)];
    schemars::schema::SchemaObject {
        subschemas: Some(Box::new(schemars::schema::SubschemaValidation {
            any_of: Some(any_of),
            ..Default::default()
        })),
        ..Default::default()
    }
    .into()
}

/// The sign-in that is kept. Where nobody is signed in, only that is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CloudSignIn {
    /// Whether somebody is signed in.
    pub signed_in: bool,
    /// That there is a token, which is never told.
    pub auth_token: Configured,
    /// The address of the account's server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cloud_base_url: Option<String>,
    /// Who signed in, as far as that was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// The organisation that is worked for, as far as that was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org_id: Option<String>,
    /// What people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org_name: Option<String>,
    /// What stands for it in addresses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org_slug: Option<String>,
    /// When the account was last asked whether the token is good, as far as that was told. This server asks none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_validated_at: Option<Timestamp>,
    /// Since when it is kept here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_at: Option<Timestamp>,
}

/// That a sign-in is forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DeletedCloudSignIn {
    /// Whether there was one.
    pub deleted: bool,
}
