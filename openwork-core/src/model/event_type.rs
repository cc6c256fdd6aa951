//! Types of events, listed once: what a list becomes in code, and in the document.

/// A type of event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventType {
    /// Its name on the wire.
    pub name: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// Whether it comes from this server and not from OpenCode.
    pub ours: bool,
}

/// What the envelope of an event has: name, schema, and whether it is always there.
#[cfg(feature = "schema")]
pub(super) type Fields = Vec<(&'static str, schemars::schema::Schema, bool)>;

/// The shapes of particulars.
macro_rules! payloads {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $kind:ty),* $(,)? })*) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub struct $name { $($(#[$field_meta])* pub $field: $kind),* }
    )* };
}
pub(super) use payloads;

/// The list of a stream's types, and from it the schema of its events: a union, told apart by `type`.
macro_rules! event_types {
    ($(#[$doc:meta])* $list:ident of $event:ident in $envelope:path: $about:literal;
        $($name:literal $payload:ty, $ours:literal, $meaning:literal;)*) => {
        $(#[$doc])*
        pub const $list: &[$crate::model::event::EventType] =
            &[$($crate::model::event::EventType { name: $name, meaning: $meaning, ours: $ours }),*];

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $event {
            fn schema_name() -> String {
                stringify!($event).to_owned()
            }

            fn json_schema(schemas: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
                use $crate::model::event_type::schema;
                let variants = vec![$({
                    let fields = $envelope(schemas, $name);
                    schema::variant::<$payload>(schemas, stringify!($event), $name, $meaning, fields)
                }),*];
                schema::union($about, variants)
            }
        }
    };
}
pub(super) use event_types;

/// How the union of events is described.
#[cfg(feature = "schema")]
pub(super) mod schema {
    use super::Fields;
    use crate::clock::Timestamp;
    use schemars::JsonSchema;
    use schemars::r#gen::SchemaGenerator;
    use schemars::schema::{InstanceType, Metadata, ObjectValidation, Schema, SchemaObject, SubschemaValidation};

    /// The name of the schema of an event type: `message.part.delta` of `Event` is `EventMessagePartDelta`.
    fn schema_name(union: &str, event: &str) -> String {
        let words = event.split(['.', '-']).map(|word| {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
        });
        std::iter::once(union.to_owned()).chain(words).collect()
    }

    /// One event type: its envelope with its own payload, under a name of its own.
    pub(in crate::model) fn variant<P: JsonSchema>(
        schemas: &mut SchemaGenerator,
        union: &str,
        event: &str,
        meaning: &str,
        fields: Fields,
    ) -> (String, Schema) {
        let mut object = ObjectValidation::default();
        let mut field = |name: &str, schema: Schema, required: bool| {
            object.properties.insert(name.to_owned(), schema);
            if required {
                object.required.insert(name.to_owned());
            }
        };
        field("seq", schemas.subschema_for::<u64>(), true);
        field("at", schemas.subschema_for::<Timestamp>(), true);
        for (name, schema, required) in fields {
            field(name, schema, required);
        }
        let literal = SchemaObject {
            instance_type: Some(InstanceType::String.into()),
            enum_values: Some(vec![event.into()]),
            ..Default::default()
        };
        field("type", literal.into(), true);
        field("properties", schemas.subschema_for::<P>(), true);
        let schema = SchemaObject {
            instance_type: Some(InstanceType::Object.into()),
            object: Some(Box::new(object)),
            metadata: Some(Box::new(Metadata { description: Some(meaning.to_owned()), ..Default::default() })),
            ..Default::default()
        };
        let name = schema_name(union, event);
        schemas.definitions_mut().insert(name.clone(), schema.into());
        (event.to_owned(), Schema::new_ref(format!("#/components/schemas/{name}")))
    }

    /// All of them, told apart by `type`.
    pub(in crate::model) fn union(about: &str, variants: Vec<(String, Schema)>) -> Schema {
        let mapping: serde_json::Map<_, _> = variants
            .iter()
            .filter_map(|(event, schema)| match schema {
                Schema::Object(object) => Some((event.clone(), object.reference.clone()?.into())),
                Schema::Bool(_) => None,
            })
            .collect();
        let mut object = SchemaObject {
            subschemas: Some(Box::new(SubschemaValidation {
                one_of: Some(variants.into_iter().map(|(_, schema)| schema).collect()),
                ..Default::default()
            })),
            ..Default::default()
        };
        object.metadata().description = Some(about.to_owned());
        let discriminator = serde_json::json!({ "propertyName": "type", "mapping": mapping });
        object.extensions.insert("discriminator".to_owned(), discriminator);
        object.into()
    }
}
