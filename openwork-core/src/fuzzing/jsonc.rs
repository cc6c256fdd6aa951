//! An edit of a text that may be JSON with comments.

use crate::platform::jsonc::{Edit, edited, parse};
use serde_json::{Value, json};

fn at<'v>(value: &'v Value, way: &[String]) -> Option<&'v Value> {
    way.iter().try_fold(value, |value, key| value.as_object()?.get(key))
}

/// Changes one key of a text, which one and into what by the dice, and looks whether anything else changed.
///
/// # Errors
/// What is not as it should be.
pub fn edit_jsonc(dice: u8, text: &str) -> Result<(), String> {
    const KEYS: [&str; 4] = ["a", "b", "mcp", "model"];
    let path: Vec<String> =
        (0..1 + dice % 3).map(|step| KEYS[usize::from(dice >> (2 + step)) % 4].to_owned()).collect();
    let before = parse(text);
    let value = match dice >> 6 {
        0 => None,
        1 => Some(json!("x")),
        2 => Some(json!({"a": [1, {"b": null}]})),
        _ => Some(match before.as_ref().ok().and_then(|before| at(before, &path)) {
            // items of a list go, and one comes
            Some(Value::Array(items)) => items.iter().skip(1).step_by(2).cloned().chain([json!("x")]).collect(),
            Some(_) | None => json!({}),
        }),
    };
    let edit = [Edit { path: path.clone(), value: value.clone() }];
    let made = match edited(text, &edit) {
        Ok(made) => made,
        Err(fault) if fault.line >= 1 && fault.column >= 1 => return Ok(()),
        Err(fault) => return Err(format!("a fault without a place: {fault}")),
    };
    let after = parse(&made);
    let is_so = match (&value, &after) {
        (Some(value), Ok(after)) => at(after, &path) == Some(value),
        (None, Ok(after)) => at(after, &path).is_none(),
        (Some(_), Err(_)) => false,
        (None, Err(_)) => before.is_err(),
    };
    if !is_so {
        return Err(format!("the edit is not what is read: {made:?}"));
    }
    if edited(&made, &edit).as_ref() != Ok(&made) {
        return Err(format!("the same edit again changes something: {made:?}"));
    }
    if let (Ok(Value::Object(mut before)), Ok(Value::Object(mut after))) = (before, after) {
        before.remove(&path[0]);
        after.remove(&path[0]);
        if before != after {
            return Err(format!("another key changed: {made:?}"));
        }
    }
    Ok(())
}
