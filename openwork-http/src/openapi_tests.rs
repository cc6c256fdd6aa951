use super::*;
use crate::router::spelled;
use openwork_core::model::event::EVENT_TYPES;
use openwork_core::model::system_event::SYSTEM_EVENT_TYPES;
use openwork_core::operation::Answer;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

fn value() -> Value {
    serde_json::from_str(&document()).unwrap()
}

fn operations(document: &Value) -> Vec<(&str, &str, &Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    paths
        .flat_map(|(path, item)| {
            item.as_object().unwrap().iter().map(move |(method, row)| (path.as_str(), method.as_str(), row))
        })
        .collect()
}

/// Every `$ref` under a value.
fn references<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str));
            fields.values().for_each(|field| references(field, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn the_committed_document_is_this_one() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/openwork.json");
    #[allow(clippy::disallowed_methods, reason = "asks whether golden files shall be rewritten")]
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, document()).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(committed == document(), "openapi/openwork.json is not what the catalogue says: run `make contract`");
}

#[test]
fn it_is_the_same_at_every_making() {
    assert_eq!(document(), document());
    assert_eq!(serde_json::from_slice::<Value>(&served()).unwrap(), value());
}

#[test]
fn every_operation_is_there_once_with_its_words() {
    let document = value();
    let described = operations(&document);
    assert_eq!(described.len(), Operation::ALL.len());
    for operation in Operation::ALL {
        let method = spelled(operation.method()).as_str().to_lowercase();
        let row = &document["paths"][operation.path()][method];
        assert_eq!(row["operationId"], operation.name());
        assert_eq!(row["tags"], serde_json::json!([operation.area()]));
        for words in ["summary", "description"] {
            assert!(row[words].as_str().is_some_and(|text| !text.is_empty()), "{} has no {words}", operation.name());
        }
    }
}

#[test]
fn every_operation_has_typed_input_output_and_errors() {
    let document = value();
    for (path, method, row) in operations(&document) {
        let name = row["operationId"].as_str().unwrap();
        let parameters = row["parameters"].as_array().cloned().unwrap_or_default();
        let variables: BTreeSet<_> =
            parameters.iter().filter(|one| one["in"] == "path").map(|one| one["name"].as_str().unwrap()).collect();
        let template: BTreeSet<_> =
            path.split('/').filter_map(|word| word.strip_prefix('{')?.strip_suffix('}')).collect();
        assert_eq!(variables, template, "{name}");
        for parameter in &parameters {
            assert!(parameter["description"].is_string() && parameter["schema"].is_object(), "{name}: {parameter}");
        }
        let operation = Operation::ALL.iter().find(|operation| operation.name() == name).unwrap();
        assert_eq!(row.get("requestBody").is_some(), operation.takes_body(), "{name}");
        if let Some(body) = row.get("requestBody") {
            let typed = body["content"]["application/json"]["schema"]["$ref"].is_string();
            let binary = body["content"]["application/octet-stream"]["schema"]["format"] == "binary";
            assert_eq!((typed, binary), (!operation.takes_bytes(), operation.takes_bytes()), "{name}");
        }
        let good = row["responses"]["200"]["content"].as_object().unwrap();
        let typed = |schema: &Value| schema["$ref"].is_string() || schema["properties"]["data"]["$ref"].is_string();
        // a bare document and a text are what they are
        let is_bare = matches!(operation.answer(), Answer::Bare | Answer::Text | Answer::Bytes);
        assert!(good.values().all(|media| typed(&media["schema"]) || is_bare), "{name}: {good:?}");
        let statuses = row["responses"].as_object().unwrap();
        assert!(statuses.contains_key("400") && statuses.contains_key("500"), "{name} {method}");
        assert!(!row["x-openwork-errors"].as_array().unwrap().is_empty());
    }
}

#[test]
fn values_come_in_the_envelope() {
    let document = value();
    let rename = &document["paths"]["/workspaces/{workspaceId}/display-name"]["patch"];
    let schema = &rename["responses"]["200"]["content"]["application/json"]["schema"];
    assert_eq!(schema["required"], serde_json::json!(["data", "meta", "ok"]));
    assert_eq!(schema["properties"]["ok"]["enum"], serde_json::json!([true]));
    assert_eq!(schema["properties"]["data"]["$ref"], "#/components/schemas/Workspace");
    assert_eq!(schema["properties"]["meta"]["$ref"], "#/components/schemas/ResponseMeta");
}

#[test]
fn events_are_told_apart_by_their_type() {
    let document = value();
    let schemas = &document["components"]["schemas"];
    let unions = [
        ("Event", EVENT_TYPES, "/workspaces/{workspaceId}/events"),
        ("SystemEvent", SYSTEM_EVENT_TYPES, "/system/events"),
    ];
    for (union, types, path) in unions {
        let mapping = schemas[union]["discriminator"]["mapping"].as_object().unwrap();
        assert_eq!(mapping.len(), types.len());
        for event in types {
            let name = mapping[event.name].as_str().unwrap().rsplit('/').next().unwrap();
            assert_eq!(schemas[name]["properties"]["type"]["enum"], serde_json::json!([event.name]));
        }
        let stream = &document["paths"][path]["get"]["responses"]["200"]["content"]["text/event-stream"]["schema"];
        assert_eq!(stream["$ref"], format!("#/components/schemas/{union}"));
    }
    let required = |name: &str| schemas[name]["required"].clone();
    assert_eq!(
        required("SystemEventWorkspaceCreated"),
        serde_json::json!(["at", "properties", "seq", "type", "workspaceId"])
    );
    assert_eq!(required("SystemEventServerStopping"), serde_json::json!(["at", "properties", "seq", "type"]));
}

#[test]
fn every_reference_leads_somewhere_and_every_schema_is_used() {
    let document = value();
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    for reference in &found {
        assert!(document.pointer(&reference[1..]).is_some(), "{reference} leads nowhere");
    }
    for name in document["components"]["schemas"].as_object().unwrap().keys() {
        let reference = format!("#/components/schemas/{name}");
        assert!(found.contains(reference.as_str()), "{name} is not used");
    }
}

#[test]
fn nothing_is_null_and_everything_is_explained() {
    let document = value();
    assert!(!document.to_string().contains("\"nullable\""));
    for tag in document["tags"].as_array().unwrap() {
        assert!(tag["description"].is_string(), "{tag}");
    }
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        assert!(schema["description"].is_string(), "{name} has no description");
    }
}

#[test]
fn no_schema_has_the_name_of_an_area_or_of_what_a_generator_makes_of_an_operation() {
    let document = value();
    let mut taken = BTreeSet::new();
    for operation in Operation::ALL {
        let area = operation.area().to_lowercase();
        let whole = operation.name().replace('.', "").to_lowercase();
        taken.extend(["data", "error", "errors", "response", "responses"].map(|end| format!("{whole}{end}")));
        taken.insert(area);
    }
    for name in document["components"]["schemas"].as_object().unwrap().keys() {
        assert!(!taken.contains(&name.to_lowercase()), "{name} is taken");
    }
}
