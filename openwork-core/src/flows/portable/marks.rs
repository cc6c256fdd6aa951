//! Marks: what stands in a bundle in the place of what is not carried, and how it goes again.

use crate::secrets::mark;
use serde_json::Value;

/// Leaves marks in the place of what names a file of this machine, such as a sealed secret, and notes the ways to them.
pub(super) fn without_files(value: &mut Value, way: &mut Vec<String>, places: &mut Vec<Vec<String>>) {
    match value {
        Value::String(text) if text.contains("{file:") => {
            places.push(way.clone());
            *value = mark();
        }
        Value::Object(map) => {
            for (key, value) in map {
                way.push(key.clone());
                without_files(value, way, places);
                way.pop();
            }
        }
        Value::Array(list) => {
            for (at, value) in list.iter_mut().enumerate() {
                way.push(at.to_string());
                without_files(value, way, places);
                way.pop();
            }
        }
        Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => {}
    }
}

/// Puts what names a file of this machine in the place of the marks that stand where it stands now.
pub(super) fn with_files(value: &mut Value, now: &Value) {
    match (value, now) {
        (value, Value::String(text)) if *value == mark() && text.contains("{file:") => *value = now.clone(),
        (Value::Object(map), Value::Object(now)) => {
            for (key, value) in map {
                if let Some(now) = now.get(key) {
                    with_files(value, now);
                }
            }
        }
        _ => {}
    }
}

/// Takes the marks out of a value, and notes the ways to them; those of them that may stay do. A mark in a list cannot go: what
/// follows it would move up, which is an error.
pub(super) fn without_marks(
    value: &mut Value,
    may_stay: &impl Fn(&str) -> bool,
    way: &mut Vec<String>,
    missing: &mut Vec<String>,
) -> Result<(), String> {
    match value {
        Value::Object(map) => {
            let mut gone = Vec::new();
            for (key, value) in map.iter_mut() {
                way.push(key.clone());
                if *value == mark() {
                    if !may_stay(&way.join("/")) {
                        gone.push(key.clone());
                        missing.push(way.join("."));
                    }
                } else {
                    without_marks(value, may_stay, way, missing)?;
                }
                way.pop();
            }
            map.retain(|key, _| !gone.contains(key));
            Ok(())
        }
        Value::Array(list) if list.contains(&mark()) => {
            let place = if way.is_empty() { "it".to_owned() } else { format!("`{}`", way.join(".")) };
            Err(format!("A part of {place} was left out as a secret; put a value in its place."))
        }
        Value::Array(list) => list.iter_mut().enumerate().try_for_each(|(at, value)| {
            way.push(at.to_string());
            without_marks(value, may_stay, way, missing)?;
            way.pop();
            Ok(())
        }),
        Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn marks_go_where_nothing_is_kept_in_their_place() {
        let mut value = json!({ "headers": { "A": mark(), "B": mark(), "C": "x" }, "list": ["a"] });
        let mut missing = Vec::new();
        without_marks(&mut value, &|way| way == "headers/B", &mut Vec::new(), &mut missing).unwrap();
        assert_eq!(
            (value, missing),
            (json!({ "headers": { "B": mark(), "C": "x" }, "list": ["a"] }), vec!["headers.A".into()])
        );
        let mut value = json!({ "command": ["x", mark()] });
        assert!(without_marks(&mut value, &|_| false, &mut Vec::new(), &mut Vec::new()).is_err());
    }
}
