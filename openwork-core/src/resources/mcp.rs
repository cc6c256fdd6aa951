//! MCP servers as OpenCode has them: how they are, and signing in to them.
//!
//! Signing in is OpenCode's: it registers itself, keeps the tokens and renews them; none of that comes here. What it does
//! (1.18.33, tried): it keeps what a sign-in left by the server's name, for all workspaces, and uses it only for the address that
//! it was got for; of a sign-in that has begun it knows the name alone, and forgets it with any reload; it minds no `state`; it
//! repeats a refused code in its answer; and a server that it is connected to stays so when its sign-in is removed.

use crate::engine::{Client, EngineError, Patience};
use crate::error::{Error, ErrorKind, Result};
use crate::ids::WorkspaceId;
use crate::model::engine::McpStatus;
use crate::model::mcp::{FinishMcpAuth, StartedMcpAuth};
use crate::model::resource::ResourceName;
use crate::model::secret::Secret;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long connecting to MCP servers may take. OpenCode gives each half a minute, and a little more.
const LIMIT: Duration = Duration::from_secs(75);

/// What OpenCode puts before the reason when a sign-in did not end.
const INCOMPLETE: &str = "OAuth completion failed";

/// How OpenCode says that a server is.
#[derive(Deserialize)]
struct Theirs {
    status: String,
    error: Option<String>,
}

impl Theirs {
    fn ours(self, client: &Client, name: String) -> McpStatus {
        McpStatus { name, status: self.status, error: self.error.map(|error| client.plain(&error)) }
    }
}

/// How the MCP servers of a folder are, by name.
pub(crate) async fn status(client: &Client, folder: &str) -> Result<Vec<McpStatus>> {
    let servers: BTreeMap<String, Theirs> = client.get_within("/mcp", folder, LIMIT).await?;
    Ok(servers.into_iter().map(|(name, theirs)| theirs.ours(client, name)).collect())
}

/// What is read of a server's configuration.
#[derive(Deserialize)]
struct Configured {
    #[serde(rename = "type")]
    kind: Option<String>,
    oauth: Option<Value>,
    enabled: Option<bool>,
}

impl Configured {
    fn is_off(&self) -> bool {
        self.enabled == Some(false)
    }
}

/// The configuration that OpenCode has read of a server that can be signed in to.
async fn configured(client: &Client, folder: &str, name: &ResourceName) -> Result<Configured> {
    #[derive(Deserialize)]
    struct Config {
        #[serde(default)]
        mcp: HashMap<String, Configured>,
    }
    let mut known = client.get::<Config>("/config", folder, &[]).await?.mcp;
    let Some(server) = known.remove(name.as_str()) else {
        let sentence = format!(
            "MCP server `{name}` that OpenCode has read here; one that is new it reads with `workspaces.reload`"
        );
        return Err(Error::not_found(sentence));
    };
    if server.kind.as_deref() != Some("remote") || server.oauth == Some(Value::Bool(false)) {
        let sentence = format!("`{name}` takes no sign-in: it is no remote server, or says `oauth: false`.");
        return Err(Error::new(ErrorKind::Conflict, sentence));
    }
    Ok(server)
}

/// The sign-ins that have begun here: the `state` that comes back with the code of each.
#[derive(Debug, Default)]
pub(crate) struct SignIns(Mutex<HashMap<(WorkspaceId, ResourceName), Secret>>);

impl SignIns {
    fn begun(&self) -> MutexGuard<'_, HashMap<(WorkspaceId, ResourceName), Secret>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes one, in the place of one that had begun before.
    pub(crate) fn begin(&self, workspace_id: &WorkspaceId, name: &ResourceName, state: Secret) {
        self.begun().insert((workspace_id.clone(), name.clone()), state);
    }

    /// Whether one has begun, and the state is not another's.
    pub(crate) fn check(&self, workspace_id: &WorkspaceId, name: &ResourceName, state: &str) -> Result<()> {
        match self.begun().get(&(workspace_id.clone(), name.clone())) {
            None => Err(none_begun(name)),
            Some(begun) if state != begun.reveal() => {
                let sentence = "This is the `state` of another sign-in; begin again with `mcp.startAuth`.";
                Err(Error::unprocessable("state", sentence))
            }
            Some(_) => Ok(()),
        }
    }

    /// Forgets one.
    pub(crate) fn end(&self, workspace_id: &WorkspaceId, name: &ResourceName) {
        self.begun().remove(&(workspace_id.clone(), name.clone()));
    }

    /// Forgets those of a workspace.
    pub(crate) fn forget(&self, workspace_id: &WorkspaceId) {
        self.begun().retain(|(of, _), _| of != workspace_id);
    }
}

/// Begins a sign-in; answers where to send the person, and the `state` of it.
pub(crate) async fn start(client: &Client, folder: &str, name: &ResourceName) -> Result<(StartedMcpAuth, Secret)> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Begun {
        authorization_url: String,
        oauth_state: Secret,
    }
    if configured(client, folder, name).await?.is_off() {
        let sentence = format!("`{name}` is switched off; switch it on with `mcp.setEnabled`, and reload.");
        return Err(Error::new(ErrorKind::Conflict, sentence));
    }
    let begun = client.post_with::<Begun>(&auth(name, ""), folder, &json!({}), Patience::Limit(LIMIT)).await;
    let begun = begun.map_err(|failure| not_begun(name, failure))?;
    let url = begun.authorization_url;
    if url.is_empty() {
        let sentence = format!("`{name}` asks for no sign-in: OpenCode reaches it without one.");
        return Err(Error::new(ErrorKind::Conflict, sentence));
    }
    if !is_web_address(&url) {
        let sentence = format!("`{name}` names an address to sign in at that is no web page; it is not passed on.");
        return Err(Error::new(ErrorKind::EngineError, sentence));
    }
    Ok((StartedMcpAuth { name: name.as_str().to_owned(), url }, begun.oauth_state))
}

/// Ends a sign-in; answers how the server is then.
pub(crate) async fn finish(
    client: &Client,
    folder: &str,
    name: &ResourceName,
    wanted: &FinishMcpAuth,
) -> Result<McpStatus> {
    let body = json!({ "code": wanted.code.reveal() });
    let route = auth(name, "/callback");
    match client.post_with::<Theirs>(&route, folder, &body, Patience::Limit(LIMIT)).await {
        // its reason may repeat the code, so it goes nowhere
        Ok(Theirs { error: Some(error), .. }) if error.starts_with(INCOMPLETE) => {
            let sentence = format!(
                "`{name}` did not accept the code, or could not be asked. A code is good once and not for long; begin again \
                 with `mcp.startAuth`."
            );
            Err(Error::unprocessable("code", sentence))
        }
        Ok(theirs) => Ok(theirs.ours(client, name.as_str().to_owned())),
        // it knows of none: it was started again since, or has read its configuration again
        Err(EngineError::Answered { status: 500, .. }) => Err(none_begun(name)),
        Err(failure) => Err(failure.into()),
    }
}

/// Has what a sign-in left forgotten, and the connection that was made with it closed; answers how the server is then.
pub(crate) async fn remove(client: &Client, folder: &str, name: &ResourceName) -> Result<McpStatus> {
    let server = configured(client, folder, name).await?;
    client.delete::<Value>(&auth(name, ""), folder).await?;
    if !server.is_off() {
        let connect = format!("/mcp/{}/connect", escaped(name));
        client.post_with::<Value>(&connect, folder, &json!({}), Patience::Limit(LIMIT)).await?;
    }
    let found = status(client, folder).await?.into_iter().find(|server| server.name == name.as_str());
    found.ok_or_else(|| Error::not_found(format_args!("MCP server `{name}` any more")))
}

/// Why a sign-in did not begin. OpenCode keeps the reason to itself.
fn not_begun(name: &ResourceName, failure: EngineError) -> Error {
    let EngineError::Answered { status: 500, .. } = &failure else { return failure.into() };
    let sentence = format!(
        "OpenCode could not begin a sign-in to `{name}`: the server cannot be reached, names no address to sign in at, or \
         registers no clients (then its configuration needs `oauth.clientId`). `engine.mcpStatus` may say more."
    );
    Error::new(ErrorKind::EngineError, sentence).caused_by(failure)
}

fn none_begun(name: &ResourceName) -> Error {
    let sentence = format!("No sign-in to `{name}` has begun here, or it is over; begin one with `mcp.startAuth`.");
    Error::new(ErrorKind::Conflict, sentence)
}

/// Whether a browser opens it as a page, and does not run it or hand it to another program.
fn is_web_address(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// A name as one part of a path.
fn escaped(name: &ResourceName) -> String {
    utf8_percent_encode(name.as_str(), NON_ALPHANUMERIC).to_string()
}

fn auth(name: &ResourceName, rest: &str) -> String {
    format!("/mcp/{}/auth{rest}", escaped(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> ResourceName {
        text.parse().unwrap()
    }

    #[test]
    fn a_name_is_one_part_of_the_path() {
        assert_eq!(auth(&name("../a b"), "/callback"), "/mcp/%2E%2E%2Fa%20b/auth/callback");
    }

    #[test]
    fn only_pages_are_passed_on() {
        assert!(is_web_address("https://a.example/x") && is_web_address("http://127.0.0.1:1/x"));
        for url in ["javascript:alert(1)", "file:///etc/passwd", "//a.example", "ftp://a", " https://a", "httpx://a"] {
            assert!(!is_web_address(url), "{url}");
        }
    }

    #[test]
    fn a_sign_in_is_of_one_workspace_and_ends() {
        let (one, other) = ("ws_1".parse().unwrap(), "ws_2".parse().unwrap());
        let (all, a) = (SignIns::default(), name("a"));
        assert_eq!(all.check(&one, &a, "hush").unwrap_err().kind, ErrorKind::Conflict);
        all.begin(&one, &a, "first".parse().unwrap());
        all.begin(&one, &a, "hush".parse().unwrap());
        assert!(!format!("{all:?}").contains("hush"));
        all.check(&one, &a, "hush").unwrap();
        for wrong in ["first", ""] {
            assert_eq!(all.check(&one, &a, wrong).unwrap_err().kind, ErrorKind::Unprocessable);
        }
        assert_eq!(all.check(&other, &a, "hush").unwrap_err().kind, ErrorKind::Conflict);
        all.end(&one, &a);
        assert_eq!(all.check(&one, &a, "hush").unwrap_err().kind, ErrorKind::Conflict);
        all.begin(&one, &a, "hush".parse().unwrap());
        all.forget(&one);
        assert_eq!(all.check(&one, &a, "hush").unwrap_err().kind, ErrorKind::Conflict);
    }
}
