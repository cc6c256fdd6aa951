//! Definitions that would go into each other: OpenCode lays what files say of one name over each other, so that the secrets of
//! one file would be sent to the server of another, or the server of one used in the place of another's.

use super::layers::{Around, Layer};
use super::managed::{Wanted, as_named, hash_of, holds};
use crate::ids::WorkspaceId;
use crate::model::config::ConfigLayerKind;
use crate::model::secret::Secret;
use crate::model::stored::ProjectedRecord;
use crate::platform::target::{is_same, is_same_origin};
use crate::secrets;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

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
    let of =
        |layer: &Layer| layer.value.get(section)?.get(name)?.as_object().map(|theirs| as_named(theirs, &around.data));
    let would_send = |theirs: &Map<String, Value>| {
        let is_another = redirects(section, config, theirs) || tells(config, theirs);
        // what a hand adds to one of ours, whom that reaches is for
        let is_own = looks == Looks::AtOther || reaches(section, theirs);
        carries(theirs) && is_another && is_own
    };
    let told = |file: &str, place: &str, what: &str| {
        format!(
            "`{section}.{name}` is defined in `{file}`{place} too, for another server, and {what}; take another name"
        )
    };
    const SENT: &str = "what it keeps secret would be sent to this one";
    let ours = around.own.iter().position(|layer| layer.kind == ConfigLayerKind::Managed);
    let others = around.own.iter().enumerate().filter(|(at, _)| Some(*at) != ours);
    let own = others.filter_map(|(at, layer)| Some((at, layer, of(layer)?))).find_map(|(at, layer, theirs)| {
        let place = if layer.kind == ConfigLayerKind::Global { " of OpenCode's own folder" } else { "" };
        let overrules = || ours.is_some_and(|ours| at > ours) && redirects(section, &theirs, config);
        match would_send(&theirs) {
            true => Some(told(&layer.name, place, SENT)),
            false => overrules().then(|| told(&layer.name, place, "it has the last word")),
        }
    });
    // what is put into one workspace has the last word in those within it
    let mut inner = around.inner.iter().filter_map(|(id, layer)| Some((id, layer, of(layer)?)));
    own.or_else(|| {
        inner.find_map(|(id, layer, theirs)| {
            let place = format!(" of the workspace `{id}`");
            match would_send(&theirs) {
                true => Some(told(&layer.name, &place, SENT)),
                false => (carries(config) && adds(section, &theirs, config))
                    .then(|| told(&layer.name, &place, "what this one keeps secret would be sent to it")),
            }
        })
    })
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

/// Where a provider says whom it reaches, and by which package.
fn addresses(config: &Map<String, Value>) -> Vec<(String, &Value)> {
    let models = config.get("models").and_then(Value::as_object).into_iter().flatten();
    let of_model = models.flat_map(|(name, model)| {
        let provider = model.get("provider");
        ["api", "npm"].into_iter().filter_map(move |key| Some((format!("{name}/{key}"), provider?.get(key)?)))
    });
    let own = ["api", "npm"].into_iter().filter_map(|key| Some((key.to_owned(), config.get(key)?)));
    let base = config.get("options").and_then(|options| options.get("baseURL"));
    own.chain(base.map(|base| ("baseURL".to_owned(), base))).chain(of_model).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(kind: ConfigLayerKind, name: &str, value: &Value) -> Layer {
        let value = value.as_object().cloned().unwrap();
        Layer { kind, name: name.to_owned(), folder: "/".into(), text: None, issues: Vec::new(), value }
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
        ] {
            assert!(said("provider", &keyed, &none, &other).is_some(), "{other}");
        }
        let deep = json!({ "models": { "m": { "headers": { "X-Api-Key": "s" } } } });
        assert!(said("provider", &deep, &none, &of(json!({ "baseURL": "https://b/v1" }))).is_some());
        let same = of(json!({ "baseURL": "https://b", "headers": { "A": "s" } }));
        assert_eq!(said("provider", &same, &none, &of(json!({ "baseURL": "https://b/v1" }))), None);
        assert_eq!(said("provider", &keyed, &none, &of(json!({ "timeout": 5 }))), None);
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
