//! Whom a server or a provider is reached at: what one configuration keeps secret is not to be sent to another's.

use serde_json::{Map, Value};

/// Whether two configurations of servers reach the same: by the same command, or at the same origin.
pub(crate) fn is_same(one: &Map<String, Value>, other: &Map<String, Value>) -> bool {
    let field = |name: &str| one.get(name) == other.get(name);
    ["type", "command", "cwd"].into_iter().all(field) && is_same_origin(one.get("url"), other.get("url"))
}

/// Whether two addresses are of one origin, or just the same.
pub(crate) fn is_same_origin(one: Option<&Value>, other: Option<&Value>) -> bool {
    one == other || origin(one).is_some_and(|one| origin(other) == Some(one))
}

fn origin(url: Option<&Value>) -> Option<String> {
    let (scheme, rest) = url.and_then(Value::as_str)?.split_once("://")?;
    let origin = format!("{scheme}://{}", rest.split(['/', '?', '#', '\\']).next().unwrap_or_default()).to_lowercase();
    let plain = [("https://", ":443"), ("http://", ":80")].into_iter().find_map(|(begin, port)| {
        origin.starts_with(begin).then(|| origin.strip_suffix(port)).flatten().map(str::to_owned)
    });
    Some(plain.unwrap_or(origin))
}
