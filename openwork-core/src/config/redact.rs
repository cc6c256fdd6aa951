//! Secrets in a configuration: found by their names and their looks, and never shown.
//!
//! What people write into their files may be a secret anywhere. A value counts as one by the name of its key (`apiKey`,
//! `password`, …), because it stands where only secrets and their like stand (`headers`, `environment`), or because it looks
//! like one (`Bearer …`, a user with a password in an address, a well-known beginning). Rather too much than too little.

use serde_json::{Map, Value, json};

/// Ends the name of a key that holds a secret; letters and digits of it only, and small.
const NAMES: [&str; 13] = [
    "apikey",
    "token",
    "secret",
    "password",
    "passwd",
    "passphrase",
    "credential",
    "credentials",
    "privatekey",
    "accesskey",
    "authorization",
    "cookie",
    "bearer",
];

/// The objects whose every value may be one.
const HOLDERS: [&str; 3] = ["headers", "environment", "env"];

/// How well-known secrets begin.
const BEGINNINGS: [&str; 16] = [
    "sk-",
    "sk_",
    "rk_",
    "ghp_",
    "gho_",
    "ghs_",
    "ghu_",
    "github_pat_",
    "glpat-",
    "xoxb-",
    "xoxp-",
    "xapp-",
    "AKIA",
    "ASIA",
    "AIza",
    "eyJhbGci",
];

/// The value with all secrets replaced by the fact that there is one.
pub(crate) fn redacted(value: &Value) -> Value {
    walk(value, false)
}

/// The way to the first secret in a value that is more than a reference to one.
pub(super) fn first_secret(value: &Value) -> Option<Vec<String>> {
    let (mut way, shown) = (Vec::new(), redacted(value));
    differs(value, &shown, &mut way).then_some(way)
}

/// Follows two values to where they first differ.
fn differs(value: &Value, shown: &Value, way: &mut Vec<String>) -> bool {
    match (value, shown) {
        (Value::Object(one), Value::Object(other)) => one.iter().any(|(key, value)| {
            way.push(key.clone());
            let found = other.get(key).is_none_or(|shown| differs(value, shown, way));
            if !found {
                way.pop();
            }
            found
        }),
        (Value::String(text), _) if is_reference(text) => false,
        (one, other) => one != other,
    }
}

fn walk(value: &Value, is_secret: bool) -> Value {
    match value {
        Value::Object(map) => Value::Object(
            map.iter().map(|(key, value)| (key.clone(), entry(key, value, is_secret))).collect::<Map<_, _>>(),
        ),
        Value::Array(list) => {
            let mut follows = false;
            let shown = list.iter().map(|value| {
                let is_value = std::mem::replace(&mut follows, value.as_str().is_some_and(is_flag));
                walk(value, is_secret || is_value)
            });
            shown.collect()
        }
        Value::String(text) if !text.is_empty() && (is_secret || looks_secret(text)) => configured(),
        Value::Number(_) if is_secret => configured(),
        Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => value.clone(),
    }
}

fn entry(key: &str, value: &Value, is_secret: bool) -> Value {
    // rules may have any name: what they allow is no secret
    let is_rule = value.as_str().is_some_and(|text| matches!(text, "allow" | "ask" | "deny"));
    let is_one =
        (names_secret(key) && !is_rule) || (HOLDERS.contains(&key.to_ascii_lowercase().as_str()) && value.is_object());
    walk(value, is_secret || is_one)
}

fn configured() -> Value {
    json!({ "configured": true })
}

fn names_secret(key: &str) -> bool {
    let plain: String =
        key.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect();
    NAMES.iter().any(|name| plain.ends_with(name))
}

/// A word of a command whose next word is a secret: `--api-key`.
fn is_flag(word: &str) -> bool {
    word.starts_with('-') && !word.contains('=') && names_secret(word)
}

/// What only names a secret.
fn is_reference(text: &str) -> bool {
    let text = text.strip_prefix("Bearer ").unwrap_or(text);
    ["{env:", "{file:"].iter().any(|begin| text.starts_with(begin))
        && text.ends_with('}')
        && text.matches('{').count() == 1
}

fn looks_secret(text: &str) -> bool {
    let is_word = |text: &str| BEGINNINGS.iter().any(|begin| text.starts_with(begin) && text.len() > begin.len() + 8);
    // where the server's own files lie is nobody's business either
    let names_place = text.contains("{file:/") || text.contains("{file:~");
    let assigned = text
        .split_once('=')
        .is_some_and(|(name, value)| !value.is_empty() && !name.contains(' ') && names_secret(name));
    names_place
        || assigned
        || has_userinfo(text)
        || text.split([' ', '=', '"', '\'', ',', ':']).any(is_word)
        || text.trim_start().to_ascii_lowercase().starts_with("bearer ")
}

/// `https://user:password@host`.
fn has_userinfo(text: &str) -> bool {
    text.match_indices("://").any(|(at, mark)| {
        let rest = text.get(at + mark.len()..).unwrap_or_default();
        rest.split(['/', ' ', '?', '#']).next().is_some_and(|host| host.contains('@'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g15_secrets_are_not_shown_wherever_they_stand() {
        let value = json!({
            "model": "a/b",
            "provider": {"p": {"options": {"apiKey": "hush", "baseURL": "https://u:hush@host/v1", "max_tokens": 5}}},
            "mcp": {
                "r": {"url": "https://x", "headers": {"X-Any": "hush", "n": 7}, "oauth": {"clientId": "me", "clientSecret": "hush"}},
                "l": {"command": ["x", "--api-key", "hush", "--token=hush", "-v"], "environment": {"ANY": "hush"}}
            },
            "instructions": ["Bearer hush", "sk-hushhushhush", "a.md"],
            "permission": {"read": {"*.secret": "deny", "token": "allow"}},
            "server": {"password": {"deep": ["hush"]}},
            "prompt": "{file:./p.txt}", "place": "{file:/home/hush/x}"
        });
        let shown = redacted(&value);
        assert!(!shown.to_string().contains("hush"), "{shown}");
        assert_eq!(
            shown["mcp"]["l"]["command"],
            json!(["x", "--api-key", {"configured": true}, {"configured": true}, "-v"])
        );
        assert_eq!(shown["provider"]["p"]["options"]["apiKey"], json!({"configured": true}));
        assert_eq!(shown["provider"]["p"]["options"]["max_tokens"], 5);
        assert_eq!(shown["permission"], value["permission"]);
        assert_eq!((&shown["model"], &shown["prompt"]), (&value["model"], &value["prompt"]));
    }

    #[test]
    fn a_reference_is_no_secret() {
        assert_eq!(first_secret(&json!({"a": {"apiKey": "{env:X}", "headers": {"h": "Bearer {env:Y}"}}})), None);
        let way = first_secret(&json!({"a": 1, "b": {"apiKey": "x{env:X}"}})).unwrap();
        assert_eq!(way, ["b", "apiKey"]);
    }
}
