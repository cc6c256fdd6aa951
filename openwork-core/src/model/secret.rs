//! Secrets: they go in, and never out.

use serde::{Deserialize, Serialize};

/// Something that must not be shown: a key, or a code that gets one. 1 to 16384 characters.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Secret(String);

impl Secret {
    const MOST: usize = 16_384;

    /// The secret itself.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[secret]")
    }
}

impl TryFrom<String> for Secret {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.chars().count() {
            1..=Self::MOST => Ok(Self(text)),
            length => Err(format!("a secret takes 1 to {} characters, not {length}", Self::MOST)),
        }
    }
}

impl std::str::FromStr for Secret {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.to_owned().try_into()
    }
}

impl From<Secret> for String {
    fn from(secret: Secret) -> String {
        secret.0
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Secret {
    fn is_referenceable() -> bool {
        false
    }

    fn schema_name() -> String {
        "Secret".to_owned()
    }

    fn json_schema(_: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schemars::schema::SchemaObject {
            instance_type: Some(schemars::schema::InstanceType::String.into()),
            format: Some("password".to_owned()),
            string: Some(Box::new(schemars::schema::StringValidation {
                min_length: Some(1),
                max_length: u32::try_from(Self::MOST).ok(),
                pattern: None,
            })),
            ..Default::default()
        }
        .into()
    }
}

#[cfg(feature = "uniffi")]
uniffi::custom_type!(Secret, String, {
    lower: |secret| secret.0,
    try_lift: |text| Secret::try_from(text).map_err(crate::foreign::refused),
});

/// That a secret is kept. The secret itself is never told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Configured {
    /// Whether there is one.
    pub configured: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_print() {
        let secret: Secret = "123:hush".parse().unwrap();
        assert!(!format!("{secret:?}").contains("hush"));
        assert!("".parse::<Secret>().is_err() && "x".repeat(16_385).parse::<Secret>().is_err());
    }
}
