//! Free JSON, behind one name.

use crate::clock::Timestamp;
use serde::{Deserialize, Serialize};

/// A JSON object that is passed on as it is. Over FFI it is its text.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JsonObject(pub serde_json::Map<String, serde_json::Value>);

impl JsonObject {
    /// The text of a field, if it is there and is text.
    #[must_use]
    pub fn text(&self, field: &str) -> Option<&str> {
        self.0.get(field)?.as_str()
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for JsonObject {
    fn is_referenceable() -> bool {
        false
    }

    fn schema_name() -> String {
        "JsonObject".to_owned()
    }

    fn json_schema(_: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schemars::schema::SchemaObject {
            instance_type: Some(schemars::schema::InstanceType::Object.into()),
            object: Some(Box::new(schemars::schema::ObjectValidation {
                additional_properties: Some(Box::new(schemars::schema::Schema::Object(
                    schemars::schema::SchemaObject::default(),
                ))),
                ..Default::default()
            })),
            // Where the object is flattened into another, schemars drops the line above; this mark stays, and whoever writes
            // the document takes it as "and any other field".
            extensions: [("x-open".to_owned(), true.into())].into_iter().collect(),
            ..Default::default()
        }
        .into()
    }
}

#[cfg(feature = "uniffi")]
uniffi::custom_type!(JsonObject, String, {
    lower: |object| serde_json::Value::Object(object.0).to_string(),
    try_lift: |text| serde_json::from_str(&text).map(JsonObject).map_err(crate::foreign::refused),
});

/// Reads a field that may be absent but not `null`: absent means none, everywhere.
pub(crate) fn present<'de, D: serde::Deserializer<'de>, T: Deserialize<'de>>(read: D) -> Result<Option<T>, D::Error> {
    T::deserialize(read).map(Some)
}

/// The latest moment that is written in four digits of a year, in milliseconds since 1970.
pub(crate) const LATEST: i64 = 253_402_300_799_999;

/// A moment, as it is written here, or in milliseconds since 1970 as older OpenWork wrote it.
pub(crate) fn moment<'de, D: serde::Deserializer<'de>>(read: D) -> Result<Option<Timestamp>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Here(Timestamp),
        Before(i64),
    }
    let refused = || serde::de::Error::custom("a moment is RFC 3339 text, or milliseconds since 1970");
    match Written::deserialize(read) {
        Ok(Written::Here(moment)) => Ok(Some(moment)),
        Ok(Written::Before(millis)) if (0..=LATEST).contains(&millis) => Ok(Some(Timestamp::from_millis(millis))),
        Ok(Written::Before(_)) | Err(_) => Err(refused()),
    }
}

/// The schema of a whole number between two ends.
#[cfg(feature = "schema")]
pub(crate) fn integer(least: f64, most: f64) -> schemars::schema::Schema {
    schemars::schema::SchemaObject {
        instance_type: Some(schemars::schema::InstanceType::Integer.into()),
        number: Some(Box::new(schemars::schema::NumberValidation {
            minimum: Some(least),
            maximum: Some(most),
            ..Default::default()
        })),
        ..Default::default()
    }
    .into()
}
