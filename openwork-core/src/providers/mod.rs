//! Providers of models: which there are, their keys, signing in to them.
//!
//! Keys are OpenCode's to keep. What it says of a provider holds them in clear, in `key`, in `options` and wherever a
//! configuration put them; so its answers are read into records of named fields, and nothing else goes on.

mod list;

pub(crate) use list::{has_model, list};

use crate::engine::{Client, EngineError, Patience};
use crate::error::{Error, ErrorKind, Result};
use crate::ids::ProviderId;
use crate::model::provider::{FinishSignIn, SetProviderKey, SignIn, SignInEnd, StartSignIn};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// How long a person may take to sign in. OpenCode's own flows give up before that.
const PERSON_LIMIT: Duration = Duration::from_secs(15 * 60);

/// How long reading the configuration again may take.
const DISPOSE_LIMIT: Duration = Duration::from_secs(10);

/// What OpenCode answers to the beginning of a sign-in.
#[derive(Deserialize)]
struct Authorization {
    url: String,
    method: SignInEnd,
    #[serde(default)]
    instructions: String,
}

/// Has a key kept.
pub(crate) async fn set_key(client: &Client, folder: &str, id: &ProviderId, wanted: &SetProviderKey) -> Result<()> {
    let mut body = json!({ "type": "api", "key": wanted.key.reveal() });
    if let Some(metadata) = wanted.metadata.as_ref().filter(|metadata| !metadata.is_empty()) {
        body["metadata"] = json!(metadata);
    }
    client.put::<Value>(&auth(id)?, folder, &body).await?;
    Ok(())
}

/// Has a key forgotten.
pub(crate) async fn remove_key(client: &Client, folder: &str, id: &ProviderId) -> Result<()> {
    client.delete::<Value>(&auth(id)?, folder).await?;
    Ok(())
}

/// Begins a sign-in. OpenCode answers 500 to a way that it does not have, and `null` to one that is no sign-in; so the way
/// is looked up first.
pub(crate) async fn start(client: &Client, folder: &str, id: &ProviderId, wanted: StartSignIn) -> Result<SignIn> {
    let ways = list::sign_ins(client, folder).await?;
    let Some(ways) = ways.into_iter().find(|ways| ways.provider_id == id.as_str()) else {
        return Err(Error::not_found(format_args!(
            "way to sign in to `{id}`; `signIns` of `engine.providers` lists them"
        )));
    };
    match ways.methods.iter().find(|way| way.method == wanted.method) {
        Some(way) if way.kind == "oauth" => {}
        Some(_) => {
            return Err(Error::unprocessable("method", "This way is a key; give it with `providers.setKey`."));
        }
        None => {
            let sentence = format!("`{id}` has {} ways to sign in, counted from 0.", ways.methods.len());
            return Err(Error::unprocessable("method", sentence));
        }
    }
    let mut body = Map::from_iter([("method".to_owned(), json!(wanted.method))]);
    if let Some(inputs) = wanted.inputs {
        body.insert("inputs".to_owned(), json!(inputs));
    }
    let route = format!("/provider/{id}/oauth/authorize");
    let begun: Option<Authorization> = client.post(&route, folder, &Value::Object(body)).await?;
    let Some(Authorization { url, method: complete, instructions }) = begun else {
        return Err(Error::unprocessable("method", "OpenCode cannot sign in this way."));
    };
    Ok(SignIn { provider_id: id.as_str().to_owned(), url, instructions, complete })
}

/// Ends a sign-in. Which way it was OpenCode knows itself, whatever number it is told.
pub(crate) async fn finish(client: &Client, folder: &str, id: &ProviderId, wanted: &FinishSignIn) -> Result<()> {
    let mut body = json!({ "method": 0 });
    if let Some(code) = &wanted.code {
        body["code"] = json!(code.reveal());
    }
    named(id)?;
    let route = format!("/provider/{id}/oauth/callback");
    let answer = client.post_with::<Value>(&route, folder, &body, Patience::Limit(PERSON_LIMIT)).await;
    answer.map(drop).map_err(|failure| refused(id, failure))
}

/// Why a sign-in did not end.
fn refused(id: &ProviderId, failure: EngineError) -> Error {
    let name = if let EngineError::Answered { name, .. } = &failure { name.as_str() } else { "" };
    match name {
        "ProviderAuthOauthMissing" => Error::new(
            ErrorKind::Conflict,
            format!("No sign-in to `{id}` has begun here; begin one with `providers.startSignIn`."),
        ),
        "ProviderAuthOauthCodeMissing" => {
            Error::unprocessable("code", "This sign-in ends with a code; send the one that the person was shown.")
        }
        "ProviderAuthOauthCallbackFailed" => Error::new(
            ErrorKind::Unprocessable,
            format!("`{id}` did not accept the sign-in. Begin again with `providers.startSignIn`."),
        ),
        _ => return failure.into(),
    }
    .caused_by(failure)
}

/// Has OpenCode read everything again, which ends every run.
pub(crate) async fn reread_all(client: &Client) -> Result<()> {
    Ok(client.dispose(DISPOSE_LIMIT).await?)
}

/// Has OpenCode read one folder's configuration again, which ends the runs there.
pub(crate) async fn reread(client: &Client, folder: &str) -> Result<()> {
    client.post::<Value>("/instance/dispose", folder, &json!({})).await?;
    Ok(())
}

/// Where OpenCode keeps the access of a provider.
fn auth(id: &ProviderId) -> Result<String> {
    named(id)?;
    Ok(format!("/auth/{id}"))
}

/// Refuses a name that means another folder in an address.
fn named(id: &ProviderId) -> Result<()> {
    if id.as_str().chars().all(|c| c == '.') {
        return Err(Error::not_found(format_args!("provider `{id}`")));
    }
    Ok(())
}
