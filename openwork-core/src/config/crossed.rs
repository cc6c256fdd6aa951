//! Definitions that would go into each other: OpenCode lays what files say of one name over each other, so that the secrets of
//! one file would be sent to the server of another, or the server of one used in the place of another's.

use super::layers::Layer;
use crate::model::config::ConfigLayerKind;
use crate::platform::target::{is_same, is_same_origin};
use serde_json::{Map, Value};

/// Why something of this name may not be put into the managed layer, if it may not: another file has secrets for it that would
/// go to whom this one reaches, or the last word on whom that is.
pub(crate) fn crossed(layers: &[Layer], section: &str, name: &str, config: &Map<String, Value>) -> Option<String> {
    let ours = layers.iter().position(|layer| layer.kind == ConfigLayerKind::Managed);
    layers.iter().enumerate().filter(|(at, _)| Some(*at) != ours).find_map(|(at, layer)| {
        let theirs = layer.value.get(section)?.get(name)?.as_object()?;
        let would_send = carries(section, theirs) && redirects(section, config, theirs);
        let overrules = ours.is_some_and(|ours| at > ours) && redirects(section, theirs, config);
        (would_send || overrules).then(|| {
            let place = if layer.kind == ConfigLayerKind::Global { " of OpenCode's own folder" } else { "" };
            let file = &layer.name;
            let what = if would_send { "what it keeps secret would be sent to this one" } else { "it has the last word" };
            format!("`{section}.{name}` is defined in `{file}`{place} too, for another server, and {what}; take another name")
        })
    })
}

/// Whether a configuration has what is sent along.
fn carries(section: &str, config: &Map<String, Value>) -> bool {
    let has = |map: &Map<String, Value>, keys: &[&str]| {
        let is_any = |value: &Value| value.as_object().map_or(!value.is_null(), |group| !group.is_empty());
        keys.iter().any(|key| map.get(*key).is_some_and(is_any))
    };
    match section {
        "mcp" => has(config, &["headers", "environment", "oauth"]),
        _ => config.get("options").and_then(Value::as_object).is_some_and(|all| has(all, &["apiKey", "headers"])),
    }
}

/// Whether one configuration says whom to reach, and that is another than the other says.
fn redirects(section: &str, one: &Map<String, Value>, other: &Map<String, Value>) -> bool {
    if section == "mcp" {
        return ["url", "command"].iter().any(|key| one.contains_key(*key)) && !is_same(one, other);
    }
    let address =
        |config: &Map<String, Value>| config.get("options").and_then(|options| options.get("baseURL")).cloned();
    address(one).is_some() && !is_same_origin(address(one).as_ref(), address(other).as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn layer(kind: ConfigLayerKind, name: &str, value: &Value) -> Layer {
        let value = value.as_object().cloned().unwrap();
        Layer { kind, name: name.to_owned(), folder: "/".into(), text: None, issues: Vec::new(), value }
    }

    /// What is said of one where these are below and above it.
    fn said(section: &str, below: &Value, above: &Value, config: &Value) -> Option<String> {
        let layers = [
            layer(ConfigLayerKind::Global, "below", &json!({ section: { "x": below } })),
            layer(ConfigLayerKind::Managed, "ours", &json!({ section: { "x": { "url": "https://before" } } })),
            layer(ConfigLayerKind::Project, "above", &json!({ section: { "x": above } })),
        ];
        crossed(&layers, section, "x", config.as_object().unwrap())
    }

    #[test]
    fn g15_what_one_file_keeps_secret_is_not_sent_to_the_server_of_another() {
        let at = |host: &str| json!({ "type": "remote", "url": format!("https://{host}/mcp") });
        let with =
            |host: &str, key: &str| json!({ "type": "remote", "url": format!("https://{host}"), key: { "A": "s" } });
        let none = json!({ "enabled": true });
        for secret in [with("a", "headers"), with("a", "oauth"), json!({ "headers": { "A": "s" } })] {
            assert!(said("mcp", &secret, &none, &at("b")).is_some_and(|why| why.contains("`below`")), "{secret}");
            assert!(said("mcp", &none, &secret, &at("b")).is_some_and(|why| why.contains("`above`")), "{secret}");
        }
        let local = json!({ "type": "local", "command": ["x"], "environment": { "A": "s" } });
        assert!(said("mcp", &local, &none, &json!({ "type": "local", "command": ["y"] })).is_some());
        // whoever has the last word says where what is ours goes to
        assert!(said("mcp", &none, &at("b"), &with("a", "headers")).is_some());
        assert!(said("mcp", &none, &at("b"), &at("a")).is_some());
        assert!(said("mcp", &at("b"), &none, &with("a", "headers")).is_none());
        // one server, by whatever path; and what keeps nothing secret
        for fine in [with("a", "headers"), at("b"), none.clone()] {
            assert_eq!(said("mcp", &fine, &none, &at("a")), None, "{fine}");
        }
        assert_eq!(said("mcp", &none, &with("a", "headers"), &at("a")), None);
    }

    #[test]
    fn g15_the_key_of_a_provider_is_not_sent_to_another_address() {
        let of = |options: Value| json!({ "options": options });
        let keyed = of(json!({ "apiKey": "s" }));
        let none = json!({});
        assert!(said("provider", &keyed, &none, &of(json!({ "baseURL": "https://b/v1" }))).is_some());
        assert!(said("provider", &none, &of(json!({ "baseURL": "https://b/v1" })), &keyed).is_some());
        let same = of(json!({ "baseURL": "https://b", "headers": { "A": "s" } }));
        assert_eq!(said("provider", &same, &none, &of(json!({ "baseURL": "https://b/v1" }))), None);
        assert_eq!(said("provider", &keyed, &none, &of(json!({ "timeout": 5 }))), None);
    }
}
