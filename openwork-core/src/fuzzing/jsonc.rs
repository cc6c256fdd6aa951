//! An edit of a text that may be JSON with comments.

use crate::platform::jsonc::{Before, Edit, Orders, edited, hollow, leaves, parse, with_hollow};
use serde_json::{Value, json};

fn at<'v>(value: &'v Value, way: &[String]) -> Option<&'v Value> {
    way.iter().try_fold(value, |value, key| value.as_object()?.get(key))
}

/// Shorter names first, but in the outermost object.
fn order(way: &[String]) -> Option<Before> {
    let before: Before = |new, other| new.len() < other.len();
    (!way.is_empty()).then_some(before)
}

/// No order at all.
fn unordered(_: &[String]) -> Option<Before> {
    None
}

/// The keys that are changed.
const KEYS: [&str; 4] = ["a", "b", "mcp", "model"];

/// Changes one key of a text, which one and into what by the dice, and looks whether anything else changed; then several at once,
/// which is to come to the same as one after the other.
///
/// # Errors
/// What is not as it should be.
pub fn edit_jsonc(dice: u8, text: &str) -> Result<(), String> {
    let orders: Orders = if dice & 32 == 0 { order } else { unordered };
    one(dice, text, orders).and_then(|()| several(dice, text, orders))
}

fn several(dice: u8, text: &str, orders: Orders) -> Result<(), String> {
    let mut seed = text.bytes().fold(u32::from(dice), |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    let mut roll = |most: usize| {
        seed = seed.wrapping_mul(1_103_515_245).wrapping_add(12345);
        usize::try_from(seed >> 16).unwrap_or_default() % most
    };
    let mut edits = Vec::new();
    for _ in 0..2 + roll(4) {
        let path = (0..=roll(3)).map(|_| KEYS[roll(KEYS.len())].to_owned()).collect();
        let value = match roll(6) {
            0 | 1 => None,
            2 => Some(json!("x")),
            3 => Some(json!({})),
            4 => Some(json!({"b": 1, "model": {"a": "x"}})),
            _ => Some(json!(["x", 1])),
        };
        edits.push(Edit { path, value });
    }
    let each = edits.iter().try_fold(text.to_owned(), |text, edit| edited(&text, std::slice::from_ref(edit), orders));
    match (edited(text, &edits, orders), each) {
        (Ok(all), Ok(each)) if parse(&all) == parse(&each) && leaves(&all) == leaves(&each) => Ok(()),
        (Err(_), Err(_)) => Ok(()),
        (all, each) => Err(format!("{edits:?} come to another at once than one by one: {all:?}, {each:?}")),
    }
}

fn one(dice: u8, text: &str, orders: Orders) -> Result<(), String> {
    let path: Vec<String> = (0..=dice % 3).map(|step| KEYS[usize::from(dice >> (2 + step)) % 4].to_owned()).collect();
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
    let made = match edited(text, &edit, orders) {
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
    if edited(&made, &edit, orders).as_ref() != Ok(&made) {
        return Err(format!("the same edit again changes something: {made:?}"));
    }
    if is_moved(text, &made, &path) {
        return Err(format!("what was not named stands elsewhere: {made:?}"));
    }
    if value.is_some()
        && let Some(other) = is_hollowed(text, &made, &path, orders)
    {
        return Err(format!("an empty object is not as it was: {other:?}"));
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

/// What comes of a text once what was put into an empty object of it is taken out again, where that is another text.
fn is_hollowed(text: &str, made: &str, path: &[String], orders: Orders) -> Option<String> {
    let (way, spelled) = (0..path.len()).find_map(|depth| Some((&path[..depth], hollow(text, &path[..depth])?)))?;
    let gone = [Edit { path: path[..=way.len()].to_vec(), value: None }];
    let without = edited(made, &gone, orders).unwrap_or_default();
    let again = with_hollow(&without, way, &spelled).unwrap_or(without);
    (again != text).then_some(again)
}

/// Whether something that was not named stands elsewhere now.
fn is_moved(text: &str, made: &str, path: &[String]) -> bool {
    let others = |text: &str| -> Vec<Vec<String>> {
        leaves(text).into_iter().map(|(way, _)| way).filter(|way| !way.is_empty() && !way.starts_with(path)).collect()
    };
    let (before, after) = (others(text), others(made));
    // an object that lost its last key, or got its first, is another leaf
    let stays: Vec<_> = before.iter().filter(|way| after.contains(way)).collect();
    let stayed: Vec<_> = after.iter().filter(|way| before.contains(way)).collect();
    stays != stayed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_of_a_configuration_changes_what_it_names() {
        for text in [
            "",
            "{}",
            "{ // c\n \"a\": {\"model\": 1, /* d */ \"mcp\": {}}, \"b\": [1, 2,]\n}",
            "{\"model\": 1, \"a\": {\"mcp\": 2, \"a\": 3}, \"a\": {\"model\": {}, \"b\": {\"b\": 0}}}",
            "{\r\n\t\"mcp\": {\r\n\t\t\"model\": 1 // x\r\n\t}\r\n}",
            "[",
            "{ }",
            "{\n}",
            "{ /* a */\n // b\n }",
            "{\"mcp\": {\n  // none\n}, \"a\": { /* x */ }}",
            "\u{feff}{\r\n\"b\": { }}\r\n",
        ] {
            for dice in 0..=255 {
                edit_jsonc(dice, text).unwrap();
            }
        }
    }
}
