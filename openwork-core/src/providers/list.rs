//! What OpenCode says of its providers, without what it should not say.

use crate::engine::Client;
use crate::error::Result;
use crate::model::provider::{
    ListProviders, Model, ModelAbilities, ModelCost, ModelLimit, Provider, ProviderList, ProviderSignIns, SignInMethod,
    SignInPrompt,
};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The providers that can be used.
#[derive(Deserialize)]
struct Usable {
    providers: Vec<Theirs>,
    #[serde(default)]
    default: HashMap<String, String>,
}

/// All that there are.
#[derive(Deserialize)]
struct Whole {
    all: Vec<Theirs>,
    #[serde(default)]
    default: HashMap<String, String>,
    connected: BTreeSet<String>,
}

/// OpenCode's provider: what is read of it.
#[derive(Deserialize)]
struct Theirs {
    id: String,
    name: String,
    source: Option<String>,
    #[serde(default)]
    env: Vec<String>,
    key: Option<Value>,
    #[serde(default)]
    options: Map<String, Value>,
    #[serde(default)]
    models: BTreeMap<String, Value>,
}

/// One of OpenCode's ways to sign in.
#[derive(Deserialize)]
struct Way {
    #[serde(rename = "type")]
    kind: String,
    label: String,
    #[serde(default)]
    prompts: Vec<SignInPrompt>,
}

/// The providers, and the ways to sign in.
pub(crate) async fn list(client: &Client, folder: &str, query: &ListProviders) -> Result<ProviderList> {
    let (theirs, default, connected) = if query.all == Some(true) {
        let Whole { all, default, connected } = client.get("/provider", folder, &[]).await?;
        (all, default, connected)
    } else {
        let Usable { providers, default } = client.get("/config/providers", folder, &[]).await?;
        let connected = providers.iter().map(|provider| provider.id.clone()).collect();
        (providers, default, connected)
    };
    let ours = |theirs: Theirs| {
        let connected = connected.contains(&theirs.id);
        theirs.ours(connected, &default)
    };
    let mut items: Vec<Provider> = theirs.into_iter().map(ours).collect();
    items.sort_by(|one, other| (!one.connected, &one.id).cmp(&(!other.connected, &other.id)));
    Ok(ProviderList { items, sign_ins: sign_ins(client, folder).await? })
}

/// The ways to sign in, by provider.
pub(super) async fn sign_ins(client: &Client, folder: &str) -> Result<Vec<ProviderSignIns>> {
    let ways: BTreeMap<String, Vec<Way>> = client.get("/provider/auth", folder, &[]).await?;
    let numbered =
        |(method, way): (u32, Way)| SignInMethod { method, kind: way.kind, label: way.label, prompts: way.prompts };
    let of_one = |(provider_id, ways): (String, Vec<Way>)| ProviderSignIns {
        provider_id,
        methods: (0..).zip(ways).map(numbered).collect(),
    };
    Ok(ways.into_iter().map(of_one).collect())
}

/// Whether there is a model that can be used.
pub(crate) async fn has_model(client: &Client, folder: &str, provider: &str, model: &str) -> Result<bool> {
    let known: Usable = client.get("/config/providers", folder, &[]).await?;
    Ok(known.providers.iter().any(|known| known.id == provider && known.models.contains_key(model)))
}

impl Theirs {
    fn ours(self, connected: bool, default: &HashMap<String, String>) -> Provider {
        let said = |value: Option<&Value>| value.and_then(Value::as_str).is_some_and(|text| !text.is_empty());
        Provider {
            connected,
            // of those that cannot be used OpenCode says where it read of them, not by what they could be
            source: self.source.filter(|_| connected),
            has_key: said(self.key.as_ref()) || said(self.options.get("apiKey")),
            default_model_id: default.get(&self.id).cloned(),
            models: self.models.iter().map(|(id, model)| model_of(id, model)).collect(),
            id: self.id,
            name: self.name,
            env: self.env,
        }
    }
}

/// A model, as far as it can be read: configurations make models too, and leave out what they like.
fn model_of(id: &str, model: &Value) -> Model {
    let text = |field: &str| model.get(field).and_then(Value::as_str).filter(|text| !text.is_empty());
    let at = |pointer: &str| model.pointer(pointer);
    let can = |what: &str| at(&format!("/capabilities/{what}")).and_then(Value::as_bool).unwrap_or(false);
    let price = |what: &str| at(&format!("/cost/{what}")).and_then(Value::as_f64).unwrap_or(0.0);
    let words = |field: &str| {
        let kinds = at(field).and_then(Value::as_object).into_iter().flatten();
        kinds.filter(|(_, on)| on.as_bool() == Some(true)).map(|(kind, _)| kind.clone()).collect()
    };
    let tokens = |what: &str| at(&format!("/limit/{what}")).and_then(Value::as_u64).filter(|count| *count > 0);
    let variants = at("/variants").and_then(Value::as_object);
    Model {
        id: id.to_owned(),
        name: text("name").unwrap_or(id).to_owned(),
        status: text("status").map(str::to_owned),
        release_date: text("release_date").map(str::to_owned),
        abilities: ModelAbilities {
            reasoning: can("reasoning"),
            tool_call: can("toolcall"),
            attachment: can("attachment"),
            temperature: can("temperature"),
            input: words("/capabilities/input"),
            output: words("/capabilities/output"),
        },
        limit: ModelLimit { context: tokens("context"), input: tokens("input"), output: tokens("output") },
        cost: ModelCost {
            input: price("input"),
            output: price("output"),
            cache_read: price("cache/read"),
            cache_write: price("cache/write"),
        },
        variants: variants.into_iter().flatten().map(|(name, _)| name.clone()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn of_a_provider_nothing_goes_on_that_is_not_named() {
        let theirs = json!({
            "id": "p", "name": "P", "source": "config", "env": ["P_KEY"], "key": "hush-1",
            "options": { "apiKey": "hush-2", "headers": { "Authorization": "hush-3" }, "baseURL": "http://u:hush-4@h/" },
            "models": { "m": {
                "id": "m", "name": "M", "api": { "url": "http://h/?k=hush-5" }, "headers": { "x": "hush-6" },
                "options": { "token": "hush-7" }, "variants": { "high": { "secret": "hush-8" } },
                "capabilities": { "toolcall": true, "input": { "text": true, "pdf": false } },
                "limit": { "context": 1000, "output": 0 }, "cost": { "input": 0.5, "cache": { "read": 0.1 } },
            }, "bare": {} },
        });
        let theirs: Theirs = serde_json::from_value(theirs).unwrap();
        let ours = theirs.ours(true, &HashMap::from([("p".to_owned(), "m".to_owned())]));
        assert!(!serde_json::to_string(&ours).unwrap().contains("hush"), "{ours:?}");
        assert!(ours.has_key && ours.connected);
        let [bare, model] = ours.models.as_slice() else { panic!("{ours:?}") };
        assert_eq!((bare.id.as_str(), bare.name.as_str()), ("bare", "bare"));
        assert_eq!(
            (model.variants.as_slice(), model.abilities.input.as_slice()),
            (&["high".to_owned()][..], &["text".to_owned()][..])
        );
        assert_eq!((model.limit.context, model.limit.output), (Some(1000), None));
        assert!(model.cost.cache_read > 0.0);
    }

    #[test]
    fn an_empty_key_is_none() {
        let theirs = json!({ "id": "p", "name": "P", "key": "", "options": { "apiKey": "" } });
        let theirs: Theirs = serde_json::from_value(theirs).unwrap();
        assert!(!theirs.ours(false, &HashMap::new()).has_key);
    }
}
