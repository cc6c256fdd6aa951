//! Definitions that would go into each other: OpenCode lays what files say of one name over each other, so that the secrets of
//! one file would be sent to the server of another, or the server of one used in the place of another's.

use super::layers::{Around, Hidden, Layer};
use super::managed::{Wanted, as_named, hash_of, holds};
use super::named::{has_open_key, is_open, is_spliced, may_be};
use crate::ids::WorkspaceId;
use crate::model::config::ConfigLayerKind;
use crate::model::secret::Secret;
use crate::model::stored::ProjectedRecord;
use crate::platform::target::{is_same, is_same_origin};
use crate::secrets;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Options of providers and of models that say to nobody whom they reach.
const HARMLESS: [&str; 15] = [
    "headers",
    "timeout",
    "headerTimeout",
    "chunkTimeout",
    "setCacheKey",
    "includeUsage",
    "include",
    "promptCacheKey",
    "reasoning",
    "reasoningEffort",
    "reasoningSummary",
    "serviceTier",
    "textVerbosity",
    "thinking",
    "effort",
];

/// What a definition in another file is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Looks {
    /// Something new, or something that reaches another: whatever has its name is of another.
    AtOther,
    /// Something that was put there already: what is no whole definition adds to it.
    AtSame,
}

/// Takes out of what is wanted what may not be put into the managed layer, and the secrets that nothing else names; says why.
/// What was put there before is remembered, and the secrets of that lie in the data folder. Blocks.
pub(crate) fn leave_out(
    around: &Around,
    wanted: &mut Wanted,
    (id, before): (&WorkspaceId, &ProjectedRecord),
) -> BTreeMap<Vec<String>, String> {
    let layer = around.own.iter().find(|layer| layer.kind == ConfigLayerKind::Managed);
    let why = |way: &Vec<String>| {
        let value = wanted.keys.get(way)?;
        let ([section, name], Some(config)) = (way.as_slice(), value.as_object()) else { return None };
        let now = layer.and_then(|layer| layer.value.get(section)?.get(name)?.as_object());
        let was_put = || before.keys.iter().any(|key| key.path == *way && key.hash == hash_of(value));
        let stands = now.map_or_else(was_put, |now| is_alike(section, now, config));
        let is_changed = |(secret, text): (&String, &Secret)| !holds(&around.data, id, secret, text);
        // whom it reaches may be a secret itself
        let named = reached(section, config).to_string();
        let is_same = stands && !wanted.secrets.iter().filter(|(secret, _)| named.contains(*secret)).any(is_changed);
        let looks = if is_same { Looks::AtSame } else { Looks::AtOther };
        Some((way.clone(), crossed(around, (section, name), config, looks)?))
    };
    let left_out: BTreeMap<_, _> = wanted.items.iter().filter_map(why).collect();
    if !left_out.is_empty() {
        wanted.keys.retain(|way, _| !left_out.contains_key(way));
        let named: Vec<String> = wanted.keys.values().map(Value::to_string).collect();
        wanted.secrets.retain(|name, _| named.iter().any(|text| text.contains(name)));
    }
    left_out
}

/// Why something of this name may not be put into the managed layer, if it may not: another file has secrets for it that would
/// go to whom this one reaches, or says whom the secrets of this one go to.
pub(crate) fn crossed(
    around: &Around,
    (section, name): (&str, &str),
    config: &Map<String, Value>,
    looks: Looks,
) -> Option<String> {
    let config = &as_named(config, &around.data);
    let would_send = |theirs: &Map<String, Value>| {
        let is_another = redirects(section, config, theirs) || tells(config, theirs);
        // what a hand adds to one of ours, whom that reaches is for
        let is_own = looks == Looks::AtOther || reaches(section, theirs);
        carries(theirs) && is_another && is_own
    };
    // why they may not be one, where what is ours has the last word or not
    let why = |theirs: &Map<String, Value>, is_last: bool, is_within: bool| {
        if is_unknown(theirs) {
            return Some("with keys that stand for others, so that only OpenCode knows what it is");
        }
        if would_send(theirs) {
            return Some("for another server, and what it keeps secret would be sent to this one");
        }
        if !is_last && redirects(section, theirs, config) {
            return Some("for another server, and it has the last word");
        }
        let is_sent = is_within && carries(config) && adds(section, theirs, config);
        is_sent.then_some("for another server, and what this one keeps secret would be sent to it")
    };
    let ours = around.own.iter().position(|layer| layer.kind == ConfigLayerKind::Managed);
    let own = around.own.iter().enumerate().filter(|(at, _)| Some(*at) != ours);
    let own = own.map(|(at, layer)| (layer, None, ours.is_none_or(|ours| at < ours)));
    // what is put into one workspace has the last word in those within it
    let inner = around.inner.iter().map(|(id, layer)| (layer, Some(id), true));
    own.chain(inner).find_map(|(layer, within, is_last)| {
        if matches!(section, "mcp" | "provider") && is_hidden(&layer.hidden, name, looks) {
            let place = place(layer, within);
            let why = format!("cannot be read here, so nobody knows whether it defines `{section}.{name}`");
            return Some(format!("`{}`{place} {why}; mend or shorten it", layer.name));
        }
        let mut all = meant(layer, section, name);
        all.find_map(|(is_named, theirs)| {
            let why = why(&as_named(theirs, &around.data), is_last, within.is_some())?;
            let place = place(layer, within);
            let is = if is_named { "is defined" } else { "may be what a key that names a variable or a file defines" };
            Some(format!("`{section}.{name}` {is} in `{}`{place} too, {why}; take another name", layer.name))
        })
    })
}

/// Where a file lies, in words behind its name.
fn place(layer: &Layer, within: Option<&WorkspaceId>) -> String {
    match within {
        Some(id) => format!(" of the workspace `{id}`"),
        None if layer.kind == ConfigLayerKind::Global => " of OpenCode's own folder".to_owned(),
        None => String::new(),
    }
}

/// Whether a file may define a name without that this can be seen.
fn is_hidden(hidden: &Hidden, name: &str, looks: Looks) -> bool {
    match hidden {
        Hidden::Nothing | Hidden::Keys(_) => false,
        Hidden::Unknown => true,
        // OpenCode works in no folder with a broken file: what stands there is looked at again once it is mended
        Hidden::Text(text) => {
            is_spliced(text) || looks == Looks::AtOther && (text.contains(name) || has_open_key(text))
        }
    }
}

/// What a file defines by a name, and whether by that very name: a key that stands for another may be it.
fn meant<'l>(
    layer: &'l Layer,
    section: &'l str,
    name: &'l str,
) -> impl Iterator<Item = (bool, &'l Map<String, Value>)> {
    let of = |map: &'l Map<String, Value>, wanted: &'l str| {
        let is_it = move |(key, value): (&'l String, &'l Value)| Some((key == wanted, value.as_object()?));
        map.iter().filter(|(key, _)| may_be(key, wanted)).filter_map(is_it)
    };
    let within = move |(is_named, map): (bool, &'l Map<String, Value>)| {
        of(map, name).map(move |(is_so, theirs)| (is_named && is_so, theirs))
    };
    let all = if let Hidden::Keys(keys) = &layer.hidden { keys } else { &layer.value };
    of(all, section).flat_map(within)
}

/// Whether a key of a definition stands for another.
fn is_unknown(config: &Map<String, Value>) -> bool {
    let is_within = |value: &Value| match value {
        Value::Object(map) => is_unknown(map),
        Value::Array(list) => list.iter().filter_map(Value::as_object).any(is_unknown),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    };
    config.iter().any(|(key, value)| is_open(key) || is_within(value))
}

/// Whether a configuration has what is sent along: what looks like a secret anywhere in it, and all of a group that is for those.
fn carries(config: &Map<String, Value>) -> bool {
    let is_any = |key: &str| config.get(key).and_then(Value::as_object).is_some_and(|group| !group.is_empty());
    ["headers", "environment", "oauth"].into_iter().any(is_any)
        || !secrets::find(&Value::Object(config.clone())).is_empty()
}

/// Whether a configuration says whom to reach.
fn reaches(section: &str, config: &Map<String, Value>) -> bool {
    match section {
        "mcp" => ["url", "command"].iter().any(|key| config.contains_key(*key)),
        _ => !addresses(config).is_empty(),
    }
}

/// Whom a configuration reaches.
fn reached(section: &str, config: &Map<String, Value>) -> Value {
    match section {
        "mcp" => json!([config.get("url"), config.get("command")]),
        _ => addresses(config).into_iter().map(|(_, value)| value.clone()).collect(),
    }
}

/// Whether two configurations of one thing reach the same, and do the same there.
fn is_alike(section: &str, one: &Map<String, Value>, other: &Map<String, Value>) -> bool {
    let is_equal = |key: &&str| one.get(*key) == other.get(*key);
    let redirects = redirects(section, one, other) || redirects(section, other, one);
    !redirects && ["environment", "enabled"].iter().all(is_equal)
}

/// Whether one configuration gives a program more, or something else, to read from its environment: it does what that has it do.
fn tells(one: &Map<String, Value>, other: &Map<String, Value>) -> bool {
    let its = |key: &String| other.get("environment").and_then(|group| group.get(key));
    let mut own = one.get("environment").and_then(Value::as_object).into_iter().flatten();
    own.any(|(key, value)| its(key) != Some(value))
}

/// Whether one configuration says whom to reach, and that is another than the other says.
fn redirects(section: &str, one: &Map<String, Value>, other: &Map<String, Value>) -> bool {
    if section == "mcp" {
        return reaches(section, one) && !is_same(one, other);
    }
    let (own, its) = (addresses(one), addresses(other));
    own.iter().any(|(place, value)| {
        let other = its.iter().find(|(its, _)| its == place).map(|(_, value)| *value);
        !is_same_origin(Some(*value), other)
    })
}

/// Whether one configuration says whom to reach where the other does not say it.
fn adds(section: &str, one: &Map<String, Value>, other: &Map<String, Value>) -> bool {
    let said = addresses(other);
    let is_new = |place: &String| !said.iter().any(|(other, _)| other == place);
    section != "mcp" && addresses(one).iter().any(|(place, _)| is_new(place))
}

/// Where a provider says whom it reaches, and by which package. Each package has words of its own for that (`endpoint`,
/// `resourceName`, `region`), so that whatever is said in words counts, but for what is known to be none.
fn addresses(config: &Map<String, Value>) -> Vec<(String, &Value)> {
    let mut found = Vec::new();
    found.extend(["api", "npm"].into_iter().filter_map(|key| Some((key.to_owned(), config.get(key)?))));
    say("options", config.get("options"), &mut found);
    for (name, model) in config.get("models").and_then(Value::as_object).into_iter().flatten() {
        for group in ["options", "provider"] {
            say(&format!("models/{name}/{group}"), model.get(group), &mut found);
        }
    }
    found
}

/// What is said in words within a group of options.
fn say<'v>(place: &str, value: Option<&'v Value>, found: &mut Vec<(String, &'v Value)>) {
    match value {
        // what is named is one text
        Some(Value::Object(group)) if !(group.len() == 1 && group.contains_key("secret")) => {
            let is_harmless = |name: &str| HARMLESS.contains(&name) || secrets::is_secret_name(name);
            for (name, value) in group.iter().filter(|(name, _)| !is_harmless(name)) {
                say(&format!("{place}/{name}"), Some(value), found);
            }
        }
        Some(Value::Array(list)) => {
            for (at, value) in list.iter().enumerate() {
                say(&format!("{place}/{at}"), Some(value), found);
            }
        }
        Some(value @ (Value::Object(_) | Value::String(_))) => found.push((place.to_owned(), value)),
        Some(Value::Null | Value::Bool(_) | Value::Number(_)) | None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(kind: ConfigLayerKind, name: &str, value: &Value) -> Layer {
        let value = value.as_object().cloned().unwrap();
        Layer {
            kind,
            name: name.to_owned(),
            folder: "/".into(),
            text: None,
            issues: Vec::new(),
            value,
            leads_out: false,
            hidden: Hidden::Nothing,
        }
    }

    /// What is said of one where these are below and above it.
    fn said(section: &str, below: &Value, above: &Value, config: &Value) -> Option<String> {
        let own = vec![
            layer(ConfigLayerKind::Global, "below", &json!({ section: { "x": below } })),
            layer(ConfigLayerKind::Managed, "ours", &json!({ section: { "x": { "url": "https://before" } } })),
            layer(ConfigLayerKind::Project, "above", &json!({ section: { "x": above } })),
        ];
        let (around, config) = (Around { own, ..Around::default() }, config.as_object().unwrap());
        let said = |looks| crossed(&around, (section, "x"), config, looks);
        // what is told of what is there already is told of what is new
        assert!(said(Looks::AtOther).is_some() || said(Looks::AtSame).is_none());
        said(Looks::AtOther)
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
        // a program that is told otherwise what to do is another
        let told = json!({ "type": "local", "command": ["x"], "environment": { "NODE_OPTIONS": "--import=x" } });
        assert!(said("mcp", &local, &none, &told).is_some());
        // what a hand adds to one of ours is theirs to add
        let added = json!({ "headers": { "A": "s" }, "environment": { "DEBUG": "1" } });
        let own = vec![
            layer(ConfigLayerKind::Managed, "ours", &none),
            layer(ConfigLayerKind::Project, "above", &json!({ "mcp": { "x": added } })),
        ];
        let around = Around { own, ..Around::default() };
        for (looks, is_told) in [(Looks::AtOther, true), (Looks::AtSame, false)] {
            assert_eq!(crossed(&around, ("mcp", "x"), at("b").as_object().unwrap(), looks).is_some(), is_told);
        }
        assert_eq!(said("mcp", &local, &none, &local), None);
        assert_eq!(
            said("mcp", &json!({ "type": "remote", "url": "https://a", "oauth": false }), &none, &at("b")),
            None
        );
        assert_eq!(said("mcp", &with("a:443", "headers"), &none, &at("a")), None);
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
        for other in [
            json!({ "api": "https://b" }),
            json!({ "npm": "evil" }),
            json!({ "models": { "m": { "provider": { "api": "https://b" } } } }),
            json!({ "models": { "m": { "options": { "baseURL": "https://b" } } } }),
            of(json!({ "endpoint": "https://b" })),
            of(json!({ "enterpriseUrl": "https://b" })),
            of(json!({ "resourceName": "b" })),
            of(json!({ "region": "b.example/" })),
            of(json!({ "googleAuthOptions": { "universeDomain": "b.example" } })),
            of(json!({ "hosts": [5, "b.example"] })),
            of(json!({ "hosts": { "one": { "secret": "x" } } })),
        ] {
            assert!(said("provider", &keyed, &none, &other).is_some(), "{other}");
        }
        let deep = json!({ "models": { "m": { "headers": { "X-Api-Key": "s" } } } });
        assert!(said("provider", &deep, &none, &of(json!({ "baseURL": "https://b/v1" }))).is_some());
        let same = of(json!({ "baseURL": "https://b", "headers": { "A": "s" } }));
        assert_eq!(said("provider", &same, &none, &of(json!({ "baseURL": "https://b/v1" }))), None);
        let thinks = json!({ "reasoningEffort": "high", "thinking": { "type": "enabled" } });
        let models = json!({ "m": { "name": "M", "options": thinks } });
        for fine in [
            of(json!({ "timeout": 5, "setCacheKey": true, "headers": { "A": "b" }, "endpoint": 5 })),
            of(json!({ "apiKey": "other", "clientSecret": "s" })),
            json!({ "name": "mine", "models": models }),
        ] {
            assert_eq!(said("provider", &keyed, &none, &fine), None, "{fine}");
        }
        let placed = of(json!({ "endpoint": "https://a/v1", "region": "x", "apiKey": "s" }));
        assert_eq!(said("provider", &placed, &none, &of(json!({ "endpoint": "https://a", "region": "x" }))), None);
    }
    #[test]
    fn g15_a_key_that_stands_for_another_hides_no_secret() {
        let theirs = json!({ "type": "remote", "url": "https://a", "headers": { "A": "s" } });
        let unknown = json!({ "type": "remote", "url": "https://b", "head{env:E}ers": { "A": "s" } });
        let config = json!({ "type": "remote", "url": "https://b" });
        let said = |value: Value| {
            let own = vec![layer(ConfigLayerKind::Project, "theirs", &value)];
            let around = Around { own, ..Around::default() };
            crossed(&around, ("mcp", "docs"), config.as_object().unwrap(), Looks::AtSame)
        };
        for value in [
            json!({ "mcp": { "{env:NAME}": theirs } }),
            json!({ "mcp": { "d{env:NAME}": theirs } }),
            json!({ "m{file:x}": { "docs": theirs } }),
            json!({ "mcp": { "docs": unknown } }),
        ] {
            assert!(said(value.clone()).is_some_and(|why| why.contains("`theirs`")), "{value}");
        }
        assert_eq!(said(json!({ "mcp": { "my-{env:NAME}": theirs }, "lsp{env:X}": { "docs": theirs } })), None);
    }

    #[test]
    fn g15_nothing_secret_crosses_between_a_workspace_and_those_within_it() {
        let said = |section: &str, theirs: &Value, config: &Value| {
            let inner = layer(ConfigLayerKind::Managed, "inner", &json!({ section: { "x": theirs } }));
            let around =
                Around { inner: vec![(WorkspaceId::fresh(), inner)], data: "/data".into(), ..Around::default() };
            crossed(&around, (section, "x"), config.as_object().unwrap(), Looks::AtOther)
        };
        let at = |host: &str| json!({ "type": "remote", "url": format!("https://{host}") });
        let with = |host: &str, secret: &str| json!({ "type": "remote", "url": format!("https://{host}"), "headers": { "A": secret } });
        assert!(said("mcp", &with("a", "s"), &at("b")).is_some_and(|why| why.contains("`inner` of the workspace")));
        assert_eq!(said("mcp", &with("a", "s"), &at("a")), None);
        // the one that is put in place has the last word on whom it reaches
        assert_eq!(said("mcp", &at("b"), &with("a", "s")), None);
        let (keyed, placed) =
            (json!({ "options": { "apiKey": "s" } }), json!({ "options": { "baseURL": "https://b" } }));
        assert!(said("provider", &placed, &keyed).is_some_and(|why| why.contains("this one keeps secret")));
        assert!(said("provider", &keyed, &placed).is_some());
        // one item in both, with its secrets
        let local = |of: &str, item: &str| {
            let name = format!("{{file:/data/workspaces/{of}/secrets/{item}-0}}");
            json!({ "type": "local", "command": ["x", name], "environment": { "A": name } })
        };
        assert_eq!(said("mcp", &local("ws_1", "i"), &local("ws_2", "i")), None);
        assert!(said("mcp", &local("ws_1", "i"), &local("ws_2", "j")).is_some());
    }
}
