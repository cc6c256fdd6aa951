//! What the committed document promises: how each operation may answer.

use http::Method;
use serde_json::Value;
use std::sync::LazyLock;

/// The codes that come before an operation is known, with their statuses.
const BEFORE: &[(&str, u16)] = &[("forbidden", 403), ("not_found", 404), ("method_not_allowed", 405)];

/// Says what is wrong with a failure: a code, or a status, that the document does not name for what was asked. `None` is
/// well.
pub(super) fn broken(method: &Method, path: &str, status: u16, code: &str) -> Option<String> {
    static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
        serde_json::from_str(include_str!("../../../openapi/openwork.json")).expect("the committed document")
    });
    let Some(operation) = operation(&DOCUMENT, method, path) else {
        return (!BEFORE.contains(&(code, status))).then(|| format!("no operation, and it answers {status} {code}"));
    };
    let name = &operation["operationId"];
    let codes = operation["x-openwork-errors"].as_array().expect("the codes of each operation");
    let told = operation["responses"][status.to_string()]["$ref"].as_str().and_then(|name| name.rsplit('/').next());
    let response = told.map(|name| &DOCUMENT["components"]["responses"][name]["description"]);
    let has_code = response.and_then(Value::as_str).is_some_and(|text| text.contains(&format!("`{code}`")));
    match (codes.iter().any(|known| known == code), has_code) {
        (true, true) => None,
        (false, _) => Some(format!("the document does not say that {name} may answer {code}")),
        (true, false) => Some(format!("the document does not say that {name} answers {code} as {status}")),
    }
}

/// The operation of a method and a path. A path that says its words itself comes before one with a variable there.
fn operation<'a>(document: &'a Value, method: &Method, path: &str) -> Option<&'a Value> {
    let method = if method == Method::HEAD { "get".to_owned() } else { method.as_str().to_ascii_lowercase() };
    let paths = document["paths"].as_object().expect("paths");
    let fitting = paths.iter().filter(|(template, _)| fits(template, path));
    let nearest = fitting.min_by_key(|(template, _)| template.matches('{').count())?;
    nearest.1.get(&method)
}

fn fits(template: &str, path: &str) -> bool {
    let (mut words, mut asked) = (template.split('/'), path.split('/'));
    loop {
        match (words.next(), asked.next()) {
            (None, None) => return true,
            (Some(word), Some(asked)) if word == asked || (word.starts_with('{') && !asked.is_empty()) => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_in_the_document_is_found() {
        assert_eq!(broken(&Method::GET, "/workspaces", 401, "unauthorized"), None);
        assert_eq!(broken(&Method::HEAD, "/workspaces/ws_1/sessions/status", 503, "starting"), None);
        assert_eq!(broken(&Method::GET, "/nowhere", 404, "not_found"), None);
        assert_eq!(broken(&Method::PATCH, "/workspaces", 405, "method_not_allowed"), None);
        for (method, path, status, code) in [
            (Method::GET, "/workspaces", 413, "too_large"),
            (Method::GET, "/workspaces", 403, "unauthorized"),
            (Method::GET, "/nowhere", 401, "unauthorized"),
            (Method::PATCH, "/workspaces", 409, "conflict"),
            (Method::GET, "/system/meta", 503, "starting"),
        ] {
            assert!(broken(&method, path, status, code).is_some(), "{method} {path} {status} {code}");
        }
    }
}
