//! Schemas for the document: what schemars makes of our types, put right for OpenAPI 3.0.
//!
//! schemars 0.8 was made for whole JSON Schema documents. Used for parts, as here, it leaves its own clean-up undone, calls
//! what may be absent `nullable`, and writes a plain enum with documented values as a choice of many. [`Tidy`] mends that;
//! every schema that leaves this module has been through it.

use okapi::openapi3::{Parameter, ParameterValue, RefOr};
use openwork_core::operation::Shape;
use schemars::JsonSchema;
use schemars::r#gen::{SchemaGenerator, SchemaSettings};
use schemars::schema::{InstanceType, Schema, SchemaObject, SingleOrVec};
use schemars::visit::{Visitor, visit_schema_object};
use serde_json::Value;

/// Makes schemas and collects the named ones.
pub(crate) struct Schemas(SchemaGenerator);

impl Schemas {
    pub(crate) fn new() -> Self {
        Self(SchemaGenerator::new(SchemaSettings::openapi3().with_visitor(Tidy)))
    }

    /// A type, by name where it has one.
    pub(crate) fn of<T: JsonSchema>(&mut self) -> SchemaObject {
        let schema = self.0.subschema_for::<T>();
        self.tidied(schema)
    }

    /// A type in full, and no entry among the named ones.
    pub(crate) fn inline<T: JsonSchema>(&mut self) -> SchemaObject {
        let schema = T::json_schema(&mut self.0);
        self.tidied(schema)
    }

    /// The fields of a flat struct as parameters.
    pub(crate) fn parameters<T: Shape>(&mut self, location: &str) -> Vec<RefOr<Parameter>> {
        let object = self.inline::<T>().object.unwrap_or_default();
        let required = object.required;
        let fields = object.properties.into_iter();
        fields.map(|(name, schema)| parameter(location, required.contains(&name), &name, schema).into()).collect()
    }

    /// Every named schema that was asked for, by name.
    pub(crate) fn named(mut self) -> okapi::Map<String, SchemaObject> {
        let definitions = self.0.take_definitions();
        let mut named: okapi::Map<_, _> =
            definitions.into_iter().map(|(name, schema)| (name, self.tidied(schema))).collect();
        named.sort_keys();
        named
    }

    fn tidied(&mut self, mut schema: Schema) -> SchemaObject {
        for visitor in self.0.visitors_mut() {
            visitor.visit_schema(&mut schema);
        }
        schema.into_object()
    }
}

/// One parameter. What the field says of itself is said of the parameter, and its schema is what is left.
fn parameter(location: &str, required: bool, name: &str, schema: Schema) -> Parameter {
    let mut schema = schema.into_object();
    let description = schema.metadata.as_mut().and_then(|metadata| metadata.description.take());
    unwrap(&mut schema);
    Parameter { required, description, ..plain(location, name, schema) }
}

/// An optional parameter without words.
pub(crate) fn plain(location: &str, name: &str, schema: SchemaObject) -> Parameter {
    Parameter {
        name: name.to_owned(),
        location: location.to_owned(),
        description: None,
        required: false,
        deprecated: false,
        allow_empty_value: false,
        value: of_schema(schema),
        extensions: okapi::Map::new(),
    }
}

/// The schema of a parameter or header.
pub(crate) fn of_schema(schema: SchemaObject) -> ParameterValue {
    let (style, explode, example, examples) = (None, None, None, None);
    ParameterValue::Schema { style, explode, allow_reserved: false, schema, example, examples }
}

/// `true` and nothing else.
pub(crate) fn yes(_: &mut SchemaGenerator) -> Schema {
    one_value(InstanceType::Boolean, true.into())
}

/// `false` and nothing else.
pub(crate) fn no(_: &mut SchemaGenerator) -> Schema {
    one_value(InstanceType::Boolean, false.into())
}

fn one_value(kind: InstanceType, value: Value) -> Schema {
    SchemaObject { instance_type: Some(kind.into()), enum_values: Some(vec![value]), ..SchemaObject::default() }.into()
}

/// Absent means none and nothing on the wire is null; a plain enum stays a plain enum; a number is at most 53 bits wide.
#[derive(Debug, Clone)]
struct Tidy;

impl Visitor for Tidy {
    fn visit_schema_object(&mut self, schema: &mut SchemaObject) {
        visit_schema_object(self, schema);
        if let Some(object) = &mut schema.object {
            for (name, property) in &mut object.properties {
                if let (Schema::Object(property), false) = (property, object.required.contains(name)) {
                    never_null(property);
                }
            }
        }
        if schema.extensions.swap_remove("x-open").is_some() {
            schema.object().additional_properties = Some(Box::new(SchemaObject::default().into()));
        }
        fold(schema);
        widen(schema);
        whole(schema);
    }
}

/// What may be absent is not null instead.
fn never_null(property: &mut SchemaObject) {
    property.extensions.swap_remove("nullable");
    if let Some(metadata) = &mut property.metadata
        && metadata.default == Some(Value::Null)
    {
        metadata.default = None;
    }
    unwrap(property);
}

/// A choice of one, with nothing else said, is that one.
fn unwrap(schema: &mut SchemaObject) {
    let silent = schema.metadata.as_deref().is_none_or(|metadata| *metadata == schemars::schema::Metadata::default());
    if !silent {
        return;
    }
    schema.metadata = None;
    let alone = SchemaObject { subschemas: None, ..schema.clone() } == SchemaObject::default();
    let all = schema.subschemas.as_mut().and_then(|parts| parts.all_of.as_mut());
    if let (true, Some([_])) = (alone, all.as_deref().map(Vec::as_slice))
        && let Some(Schema::Object(only)) = all.and_then(Vec::pop)
    {
        *schema = only;
    }
}

/// A choice of single words is one enum; what was said of each word is said in the description.
fn fold(schema: &mut SchemaObject) {
    let Some(choices) = schema.subschemas.as_ref().and_then(|parts| parts.one_of.as_ref()) else { return };
    let mut words = Vec::new();
    let mut notes = Vec::new();
    for choice in choices {
        let Schema::Object(choice) = choice else { return };
        let text = choice.instance_type == Some(SingleOrVec::from(InstanceType::String));
        let (true, Some(values)) = (text, &choice.enum_values) else { return };
        let note = choice.metadata.as_ref().and_then(|metadata| metadata.description.as_ref());
        notes.extend(
            note.zip(values.first()).map(|(note, value)| format!("- `{}`: {note}", value.as_str().unwrap_or_default())),
        );
        words.extend(values.iter().cloned());
    }
    schema.subschemas = None;
    schema.instance_type = Some(InstanceType::String.into());
    schema.enum_values = Some(words);
    if !notes.is_empty() {
        let metadata = schema.metadata();
        let said = metadata.description.take().into_iter();
        metadata.description = Some(said.chain([notes.join("\n")]).collect::<Vec<_>>().join("\n\n"));
    }
}

/// Formats are those that OpenAPI knows; whatever may pass 31 bits is `int64`, so that no client cuts it.
fn widen(schema: &mut SchemaObject) {
    schema.format = match schema.format.as_deref() {
        Some("uint8" | "uint16" | "int8" | "int16") => Some("int32".to_owned()),
        Some("uint32" | "uint64" | "uint") => Some("int64".to_owned()),
        _ => schema.format.take(),
    };
}

/// The ends of whole numbers are whole numbers.
fn whole(schema: &mut SchemaObject) {
    if schema.instance_type != Some(SingleOrVec::from(InstanceType::Integer)) {
        return;
    }
    let Some(ends) = schema.number.take() else { return };
    for (name, end) in [("minimum", ends.minimum), ("maximum", ends.maximum)] {
        if let Some(end) = end {
            #[allow(clippy::cast_possible_truncation, reason = "ends are below 53 bits")]
            schema.extensions.insert(name.to_owned(), (end as i64).into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use openwork_core::ErrorKind;
    use openwork_core::model::message::Prompt;
    use serde_json::{json, to_value};

    #[test]
    fn a_documented_enum_stays_an_enum() {
        let schema = to_value(Schemas::new().inline::<ErrorKind>()).unwrap();
        assert_eq!(schema["type"], "string");
        assert_eq!(schema["enum"][0], "invalid_request");
        assert!(schema["description"].as_str().unwrap().contains("- `not_found`: "));
        assert!(schema.get("oneOf").is_none());
    }

    #[test]
    fn what_may_be_absent_is_never_null() {
        let schema = to_value(Schemas::new().inline::<Prompt>()).unwrap();
        assert_eq!(schema["required"], json!(["parts"]));
        assert_eq!(schema["additionalProperties"], false);
        assert!(!schema.to_string().contains("null"), "{schema}");
    }

    #[test]
    fn what_is_passed_on_is_open_and_what_is_ours_is_not() {
        let schema = |schema: SchemaObject| to_value(schema).unwrap();
        let session = schema(Schemas::new().inline::<openwork_core::model::session::Session>());
        assert_eq!(session["additionalProperties"], json!({}));
        let part = schema(Schemas::new().inline::<openwork_core::model::message::PromptPart>());
        assert_eq!(part["oneOf"][0]["additionalProperties"], json!({}));
        assert!(!part.to_string().contains("x-open"));
    }

    #[test]
    fn the_ends_of_whole_numbers_are_whole() {
        let parameters = Schemas::new().parameters::<openwork_core::model::page::Page>("query");
        let limit = to_value(&parameters[0]).unwrap();
        assert_eq!(limit["schema"], json!({"type": "integer", "minimum": 1, "maximum": 500}));
    }

    #[test]
    fn a_parameter_says_what_its_field_says() {
        let mut schemas = Schemas::new();
        let parameters = schemas.parameters::<openwork_core::model::page::OneWorkspace>("path");
        let expected = json!([{"name": "workspaceId", "in": "path", "required": true, "description": "The workspace.",
            "schema": {"$ref": "#/components/schemas/WorkspaceId"}}]);
        assert_eq!(to_value(parameters).unwrap(), expected);
    }
}
