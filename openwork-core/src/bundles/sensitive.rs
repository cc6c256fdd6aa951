//! What looks like a secret, so that nobody gives one out unawares.
//!
//! A guess on purpose, and a wide one: by the name of a field, and by how a text looks. What it misses is not made safe by
//! it; what it finds wrongly costs one decision. A finding names the place and the kind, never the text.

use crate::error::{Error, ErrorDetail, ErrorKind, Result};
use crate::model::bundle::Sensitive;
use crate::model::json::JsonObject;
use serde_json::Value;
use std::fmt::Write as _;

/// Fewer characters than this after its prefix and it is a word, not a key.
const SHORTEST_KEY: usize = 8;
/// An address with a query of more characters than this may carry a key in it.
const LONGEST_ADDRESS: usize = 32;

/// How keys of well-known services begin.
const PREFIXES: &[&str] = &[
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "xoxa-",
    "xoxb-",
    "xoxp-",
    "xoxr-",
    "xoxs-",
    "xapp-",
    "sk-",
    "sk_",
    "rk-",
    "rk_",
    "AKIA",
    "ASIA",
    "AIza",
    "npm_",
    "hf_",
];

/// Names of fields that hold secrets, as words that stand side by side.
const NAMES: &[&[&str]] = &[
    &["api", "key"],
    &["apikey"],
    &["access", "key"],
    &["private", "key"],
    &["privatekey"],
    &["token"],
    &["secret"],
    &["password"],
    &["passwd"],
    &["passphrase"],
    &["credential"],
    &["credentials"],
    &["bearer"],
    &["authorization"],
    &["cookie"],
];

/// A place that looks as if it held a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// Where: `mcp.search.headers.Authorization`, `files[2].content`.
    pub(crate) path: String,
    /// What it looks like.
    pub(crate) kind: &'static str,
}

/// What may be given out of a value under a decision, and what was left out of it.
///
/// # Errors
/// `export_needs_decision` with every place, where there is any and nobody has decided.
pub(crate) fn decide(content: JsonObject, sensitive: Sensitive) -> Result<(JsonObject, Vec<Finding>)> {
    let mut content = Value::Object(content.0);
    let mut found = Vec::new();
    if sensitive != Sensitive::Include {
        sift(&mut content, &mut String::new(), &mut found);
    }
    if sensitive == Sensitive::Auto && !found.is_empty() {
        let message = format!(
            "{} of what would be given out looks like a secret. Look at the places in `details`, and decide: `sensitive` \
             as `exclude` leaves them out, as `include` gives them out.",
            if found.len() == 1 { "One part".to_owned() } else { format!("{} parts", found.len()) }
        );
        let details = found.iter().map(|finding| ErrorDetail {
            message: format!("This looks like {}.", finding.kind),
            path: Some(finding.path.clone()),
        });
        return Err(Error { details: details.collect(), ..Error::new(ErrorKind::ExportNeedsDecision, message) });
    }
    let Value::Object(content) = content else { return Err(Error::internal(std::fmt::Error)) };
    Ok((JsonObject(content), found))
}

/// Takes out what looks like a secret, and notes the places.
fn sift(value: &mut Value, path: &mut String, found: &mut Vec<Finding>) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, value| {
                let length = path.len();
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(name);
                let keep = is_kept(Some(name), value, path, found);
                path.truncate(length);
                keep
            });
        }
        Value::Array(items) => {
            let mut number = 0;
            items.retain_mut(|value| {
                let length = path.len();
                let _ = write!(path, "[{number}]"); // a String takes everything
                number += 1;
                let keep = is_kept(None, value, path, found);
                path.truncate(length);
                keep
            });
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn is_kept(name: Option<&str>, value: &mut Value, path: &mut String, found: &mut Vec<Finding>) -> bool {
    if let Some(kind) = value.as_str().and_then(|text| kind_of(name, text)) {
        found.push(Finding { path: path.clone(), kind });
        return false;
    }
    sift(value, path, found);
    true
}

/// What a text looks like, if it looks like a secret.
fn kind_of(name: Option<&str>, text: &str) -> Option<&'static str> {
    // what only names where the secret lies is none
    if text.trim().is_empty() || is_reference(text) {
        return None;
    }
    if name.is_some_and(is_secret_name) {
        return Some("the value of a field for secrets");
    }
    if text.contains("-----BEGIN ") && text.contains("PRIVATE KEY-----") {
        return Some("a private key");
    }
    let mut before = "";
    for word in text.split(|c: char| c.is_whitespace() || "\"'`,;()<>[]{}|".contains(c)) {
        if word.is_empty() {
            continue;
        }
        if before.eq_ignore_ascii_case("bearer")
            && word.len() >= SHORTEST_KEY
            && word.chars().any(|c| c.is_ascii_digit())
        {
            return Some("a bearer token");
        }
        if let Some(kind) = kind_of_word(word) {
            return Some(kind);
        }
        before = word.trim_end_matches(':');
    }
    None
}

fn kind_of_word(word: &str) -> Option<&'static str> {
    // `KEY=value` and `key:value`
    let value = word.rsplit(['=', ':']).next().unwrap_or(word);
    for word in [word, value] {
        let is_key = |prefix: &&str| {
            word.strip_prefix(*prefix).is_some_and(|rest| {
                rest.len() >= SHORTEST_KEY
                    && rest.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
                    && rest.chars().any(|c| c.is_ascii_digit())
            })
        };
        if PREFIXES.iter().any(is_key) {
            return Some("the key of a service");
        }
        if is_jwt(word) {
            return Some("a signed token");
        }
    }
    let address = word
        .split_once("://")
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"))?
        .1;
    let (place, query) = address.split_once('?').unwrap_or((address, ""));
    let host = place.split('/').next().unwrap_or(place);
    if host.split_once('@').is_some_and(|(user, _)| user.contains(':')) {
        return Some("an address with a password");
    }
    let names = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .any(|(name, value)| !value.is_empty() && is_secret_name(name));
    (names || query.len() > LONGEST_ADDRESS).then_some("an address that carries a key")
}

/// `{env:NAME}`, `{file:path}`, `${NAME}`: a place to read a secret from.
fn is_reference(text: &str) -> bool {
    let text = text.trim().strip_prefix("Bearer ").unwrap_or(text.trim());
    let inner = text.strip_prefix("{env:").or_else(|| text.strip_prefix("{file:")).or_else(|| text.strip_prefix("${"));
    inner.and_then(|inner| inner.strip_suffix('}')).is_some_and(|inner| !inner.contains(['{', '}']))
}

/// Three parts of base64url, the first of which begins as JSON does.
fn is_jwt(word: &str) -> bool {
    let parts: Vec<_> = word.split('.').collect();
    parts.len() == 3
        && word.starts_with("eyJ")
        && parts.iter().all(|part| {
            part.len() >= SHORTEST_KEY && part.chars().all(|c| c.is_ascii_alphanumeric() || "_-=".contains(c))
        })
}

/// Whether the words of a name say that it holds a secret: `apiKey`, `API_KEY`, `x-auth-token`.
fn is_secret_name(name: &str) -> bool {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for letter in name.chars() {
        let splits = !letter.is_alphanumeric() || (letter.is_uppercase() && was_lower);
        if splits && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| letter.is_alphanumeric()) {
            word.extend(letter.to_lowercase());
        }
        was_lower = letter.is_lowercase() || letter.is_numeric();
    }
    NAMES.iter().any(|wanted| words.windows(wanted.len()).any(|run| run.iter().zip(*wanted).all(|(a, b)| a == b)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn object(value: &Value) -> JsonObject {
        JsonObject(value.as_object().unwrap().clone())
    }

    fn found(value: &Value) -> Vec<String> {
        decide(object(value), Sensitive::Exclude).unwrap().1.into_iter().map(|finding| finding.path).collect()
    }

    #[test]
    fn names_of_fields_give_secrets_away() {
        for name in [
            "apiKey",
            "API_KEY",
            "x-api-key",
            "authToken",
            "token",
            "clientSecret",
            "PASSWORD",
            "db_password",
            "Authorization",
            "privateKey",
            "credentials",
        ] {
            assert_eq!(found(&json!({ name: "anything" })), [name], "{name}");
        }
        for name in ["tokenizer", "maxTokens", "keyboard", "monkey", "secretary", "author", "name", "apiary"] {
            assert!(found(&json!({ name: "anything" })).is_empty(), "{name}");
        }
    }

    #[test]
    fn what_is_no_text_or_only_says_where_a_secret_lies_is_none() {
        let value = json!({ "token": 5, "secret": "", "password": null, "apiKey": "{env:KEY}", "a": { "token": "${TOKEN}" },
            "headers": { "Authorization": "Bearer {file:./key}" } });
        assert!(found(&value).is_empty());
    }

    #[test]
    fn texts_that_look_like_secrets_are_found_wherever_they_stand() {
        for text in [
            "ghp_0123456789abcdef",
            "use sk-proj-0123456789abcdef here",
            "KEY=AKIA0123456789ABCDEF",
            "Authorization: Bearer abcdef0123456789",
            "eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl",
            "-----BEGIN RSA PRIVATE KEY-----\nMIIE",
            "https://user:pass@host/x",
            "https://host/x?token=abc",
            "https://host/x?signature=0123456789abcdef0123456789abcdef",
        ] {
            assert_eq!(
                found(&json!({ "files": [{ "content": "plain" }, { "content": text }] })),
                ["files[1].content"],
                "{text}"
            );
        }
        for text in [
            "sk-",
            "a bearer of news",
            "skeleton",
            "https://host/page?lang=en",
            "eyJ.a.b",
            "AIza",
            "task-list-of-things",
        ] {
            assert!(found(&json!({ "content": text })).is_empty(), "{text}");
        }
    }

    #[test]
    fn nothing_is_given_out_before_someone_decides() {
        let value = json!({ "mcp": { "a": { "headers": { "Authorization": "Bearer x1" } } }, "keep": 1 });
        let error = decide(object(&value), Sensitive::Auto).unwrap_err();
        assert_eq!(error.kind, ErrorKind::ExportNeedsDecision);
        assert_eq!(error.details[0].path.as_deref(), Some("mcp.a.headers.Authorization"));
        assert!(!format!("{error:?}").contains("x1"), "{error:?}");
        let (given, left_out) = decide(object(&value), Sensitive::Exclude).unwrap();
        assert_eq!(Value::Object(given.0), json!({ "mcp": { "a": { "headers": {} } }, "keep": 1 }));
        assert_eq!(left_out.len(), 1);
        let (given, left_out) = decide(object(&value), Sensitive::Include).unwrap();
        assert_eq!((Value::Object(given.0), left_out.len()), (value, 0));
    }
}
