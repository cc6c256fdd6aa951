//! An edit of a text that may begin with front matter.

use crate::platform::head;
use crate::platform::yaml::Limits;
use crate::resources::front_matter::{FrontMatter, edited};
use serde_json::json;

/// Reads a text's head as the engine does, and looks whether it costs what it may.
///
/// # Errors
/// What is not as it should be.
pub fn read_head(text: &str) -> Result<(), String> {
    const LIMITS: Limits = Limits { values: 1000, depth: 64, names: 1 << 20 };
    match head::read(text, LIMITS) {
        Some(tree) if tree.len() > LIMITS.values => Err(format!("there are {} values", tree.len())),
        Some(tree) if tree.names() > LIMITS.names => Err(format!("there are names of {} bytes", tree.names())),
        _ => Ok(()),
    }
}

/// Changes one key of a text's head, which one and into what by the dice, and looks whether anything else changed.
///
/// # Errors
/// What is not as it should be.
pub fn edit_head(dice: u8, text: &str) -> Result<(), String> {
    const KEYS: [&str; 4] = ["name", "description", "agent", "subtask"];
    let key = KEYS[usize::from(dice % 4)];
    let value = match dice >> 6 {
        0 => None,
        1 => Some(json!("x: y # z")),
        2 => Some(json!("two\nlines")),
        _ => Some(json!(true)),
    };
    let before = FrontMatter::read(text);
    let Ok(made) = edited(text, &[(key, value.clone())]) else { return Ok(()) };
    let after = FrontMatter::read(&made).map_err(|fault| format!("{made:?} is not read again: {fault}"))?;
    let before = before.map_err(|fault| format!("what cannot be read was edited ({fault}): {made:?}"))?;
    if after.body() != before.body() {
        return Err(format!("the body changed: {made:?}"));
    }
    let said = match &value {
        Some(serde_json::Value::Bool(flag)) => after.flag(key) == Ok(Some(*flag)),
        Some(value) => after.text(key) == Ok(value.as_str()),
        None => after.text(key) == Ok(None),
    };
    if !said {
        return Err(format!("the edit is not what is read: {made:?}"));
    }
    let others = KEYS.iter().filter(|other| **other != key);
    for other in others {
        if (before.text(other).ok(), before.flag(other).ok()) != (after.text(other).ok(), after.flag(other).ok()) {
            return Err(format!("`{other}` changed: {made:?}"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_of_a_head_changes_what_it_names() {
        for text in [
            "",
            "---\n---\n",
            "---\nname: a # c\nagent: 'x'\n---\nBody",
            "---\nname:\n  - a\n---\n",
            "---\nsubtask: yes",
        ] {
            for dice in 0..=255 {
                edit_head(dice, text).unwrap();
            }
        }
    }
}
