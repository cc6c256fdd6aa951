//! Every operation of the catalogue is offered by HTTP, the SDK and the command line, without exception, and by the foreign
//! bindings, or withheld there with a reason. That none compiles without is the `match` of each; here it is seen in what
//! callers get. That each route answers is in `door/access.rs`, what Python gets in `tests/ffi/python/checks.py`.

use harness::server::{Door, program};
use openwork_core::operation::{Answer, Operation};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// `sessions.sendMessage` as the words of a command.
fn words(operation: Operation) -> Vec<String> {
    let mut kebab = String::new();
    for letter in operation.name().chars() {
        if letter.is_ascii_uppercase() {
            kebab.push('-');
        }
        kebab.push(letter.to_ascii_lowercase());
    }
    kebab.split('.').map(str::to_owned).collect()
}

/// That a list names each operation with its method and path, and no other.
fn all_and_no_more(told: &BTreeMap<String, (String, String)>, whose: &str) {
    for operation in Operation::ALL {
        let (method, path) = told.get(operation.name()).unwrap_or_else(|| panic!("{whose} lacks {}", operation.name()));
        let expected = (format!("{:?}", operation.method()).to_uppercase(), operation.path());
        assert_eq!((method.to_uppercase(), path.as_str()), expected, "{whose}: {}", operation.name());
    }
    assert_eq!(told.len(), Operation::ALL.len(), "{whose} has others: {:?}", told.keys());
}

#[tokio::test]
async fn every_operation_is_in_the_document_that_a_server_answers() {
    let door = Door::open();
    let document = door.get("/openapi.json").await.json();
    let mut told = BTreeMap::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            let Some(name) = operation["operationId"].as_str() else { continue };
            assert!(told.insert(name.to_owned(), (method.clone(), path.clone())).is_none(), "{name} twice");
            for words in ["summary", "description"] {
                assert!(operation[words].as_str().is_some_and(|text| text.len() > 10), "{name} has no {words}");
            }
        }
    }
    all_and_no_more(&told, "the document");
}

#[test]
fn every_operation_is_a_method_of_the_sdk() {
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdk/src/generated/operations.gen.ts");
    let table = std::fs::read_to_string(table).expect("the SDK's table");
    let text = |line: &str, before: &str| {
        line.split_once(before).and_then(|(_, rest)| rest.split_once('\'')).map(|(text, _)| text.to_owned())
    };
    let rows = table.lines().filter_map(|line| {
        let name = line.strip_prefix("  '")?.split_once("': {")?.0.to_owned();
        Some((name, (text(line, "method: '")?, text(line, "path: '")?)))
    });
    all_and_no_more(&rows.collect(), "the SDK");
    // in types it stands once more, as a method of its area
    for operation in Operation::ALL {
        let verb = operation.name().split_once('.').expect("area and verb").1;
        let kind = if operation.answer() == Answer::Stream { "Watch<" } else { "Call<" };
        let typed = table.lines().any(|line| line.trim_start().starts_with(&format!("{verb}: {kind}")));
        assert!(typed, "the SDK's client has no {}", operation.name());
    }
}

#[test]
fn every_operation_is_a_command_with_help() {
    for operation in Operation::ALL {
        let mut command = Command::new(program("openwork-cli"));
        let output = command.args(words(*operation)).arg("--help").env_clear().output().expect("openwork-cli");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{}: {}", operation.name(), String::from_utf8_lossy(&output.stderr));
        assert!(said.contains(operation.summary().trim_end_matches('.')), "{}: {said}", operation.name());
    }
}

/// What Python says of its offers, read from the library itself.
#[tokio::test]
async fn every_operation_is_a_foreign_method_or_withheld_with_a_reason() {
    let script = tempfile::NamedTempFile::with_suffix(".py").expect("a file");
    let text = "import json, openwork as ow\n\
                told = {o.operation: o.offered.reason if o.offered.is_withheld() else None for o in ow.offers()}\n\
                print(json.dumps(told))\n";
    std::fs::write(script.path(), text).expect("a program");
    let output = crate::ffi::python(script.path()).output().await.expect("Python");
    let told: BTreeMap<String, Value> = serde_json::from_slice(&output.stdout).expect("one line of JSON");
    let names: Vec<&str> = told.keys().map(String::as_str).collect();
    let mut all: Vec<&str> = Operation::ALL.iter().map(|operation| operation.name()).collect();
    all.sort_unstable();
    assert_eq!(names, all);
    let withheld = told.iter().filter(|(_, reason)| !reason.is_null());
    for (name, reason) in withheld.clone() {
        assert!(reason.as_str().is_some_and(|reason| reason.len() > 20), "{name}: {reason}");
    }
    assert_eq!(withheld.count(), 3, "what is withheld is the exception: {told:?}");
}
