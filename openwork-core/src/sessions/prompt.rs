//! Prompts: ours into OpenCode's, each sent once.

use super::id::Ids;
use super::names::Names;
use crate::engine::{Client, EngineError, Patience};
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{MessageId, SessionId};
use crate::model::message::{AcceptedPrompt, Message, ModelRef, Prompt, PromptPart};
use crate::runtime::recent::Recent;
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

/// The prompts that were sent, or seen.
#[derive(Debug)]
pub(crate) struct Sent {
    ids: Ids,
    /// Whose a message is: for callers that repeat a call before OpenCode has written the first.
    recent: Recent<MessageId, SessionId>,
}

impl Sent {
    /// None yet.
    pub(crate) fn new() -> Self {
        Self { ids: Ids::default(), recent: Recent::new() }
    }

    /// Sends a prompt and waits for the agent's last message.
    pub(crate) async fn and_wait(
        &self,
        client: &Client,
        (folder, allowed): (&str, &[String]),
        id: &SessionId,
        prompt: Prompt,
    ) -> Result<Message> {
        let body = translated(folder, allowed, &prompt)?;
        Names::of_prompt(&prompt).check(client, folder).await?;
        let (answer, _) =
            self.once(client, folder, id, prompt.message_id, &format!("/session/{id}/message"), body).await?;
        Ok(answer)
    }

    /// Sends a message that was not sent before and waits for the run; answers with the name of the message too.
    pub(super) async fn once<T: DeserializeOwned>(
        &self,
        client: &Client,
        folder: &str,
        id: &SessionId,
        message_id: Option<MessageId>,
        path: &str,
        body: Map<String, Value>,
    ) -> Result<(T, MessageId)> {
        let message_id = message_id.unwrap_or_else(|| self.ids.next());
        if !self.claim(client, folder, id, &message_id).await? {
            let sentence = format!("The session has message `{message_id}` already; read the answer to it instead.");
            return Err(Error::new(ErrorKind::Conflict, sentence).at("messageId", "used before"));
        }
        let answer = client.post_with(path, folder, &with_id(body, &message_id), Patience::Endless).await;
        Ok((self.settled(&message_id, answer)?, message_id))
    }

    /// Sends a prompt that is not waited for. One that was sent before is not sent again.
    pub(crate) async fn and_go(
        &self,
        client: &Client,
        (folder, allowed): (&str, &[String]),
        id: &SessionId,
        prompt: Prompt,
    ) -> Result<AcceptedPrompt> {
        let body = translated(folder, allowed, &prompt)?;
        Names::of_prompt(&prompt).check(client, folder).await?;
        let message_id = prompt.message_id.unwrap_or_else(|| self.ids.next());
        if self.claim(client, folder, id, &message_id).await? {
            let path = format!("/session/{id}/prompt_async");
            let answer = client.post::<()>(&path, folder, &with_id(body, &message_id)).await;
            self.settled(&message_id, answer)?;
        }
        Ok(AcceptedPrompt { accepted: true, message_id })
    }

    /// Learns whose a message is. OpenCode would put a prompt with another session's message id into that session.
    pub(crate) fn learn(&self, message: MessageId, session: &SessionId) {
        self.recent.learn(message, session.clone());
    }

    /// Forgets a message that is gone.
    pub(crate) fn forget(&self, message: &MessageId) {
        self.recent.forget(message);
    }

    /// Whether this id is new to the session; from now on it is not.
    async fn claim(&self, client: &Client, folder: &str, session: &SessionId, message: &MessageId) -> Result<bool> {
        match self.recent.get_or_learn(message.clone(), session.clone()) {
            Some(owner) if owner == *session => return Ok(false),
            Some(_) => {
                let sentence = format!("Message id `{message}` is another session's; make a new one.");
                return Err(Error::new(ErrorKind::Conflict, sentence).at("messageId", "used elsewhere"));
            }
            None => {}
        }
        match client.get::<Value>(&format!("/session/{session}/message/{message}"), folder, &[]).await {
            Ok(_) => Ok(false),
            Err(EngineError::BadQuestion(_) | EngineError::Answered { status: 404 | 500, .. }) => Ok(true),
            Err(error) => {
                self.forget(message);
                Err(error.into())
            }
        }
    }

    /// Lets go of an id that the engine refused, so that the caller may mend the prompt and send it again.
    fn settled<T>(&self, message: &MessageId, answer: Result<T, EngineError>) -> Result<T, EngineError> {
        if answer.is_err() {
            self.forget(message);
        }
        answer
    }
}

fn with_id(mut body: Map<String, Value>, id: &MessageId) -> Value {
    body.insert("messageID".to_owned(), json!(id));
    Value::Object(body)
}

/// A model in OpenCode's words.
pub(super) fn model(model: &ModelRef) -> Map<String, Value> {
    let words = [("providerID", &model.provider_id), ("modelID", &model.model_id)];
    words.map(|(name, word)| (name.to_owned(), json!(word))).into_iter().collect()
}

/// The prompt in OpenCode's words.
fn translated(folder: &str, allowed: &[String], prompt: &Prompt) -> Result<Map<String, Value>> {
    if prompt.parts.is_empty() {
        return Err(Error::unprocessable("parts", "A prompt has at least one part."));
    }
    // OpenCode would ask the model all the same
    if prompt.parts.iter().all(|part| matches!(part, PromptPart::Text { text, .. } if text.trim().is_empty())) {
        return Err(Error::unprocessable("parts", "A prompt says something; this one has only empty text."));
    }
    for (at, part) in prompt.parts.iter().enumerate() {
        if let PromptPart::File { url, .. } = part {
            reachable(folder, allowed, url)
                .map_err(|message| Error::unprocessable(&format!("parts[{at}].url"), message))?;
        }
    }
    let mut body = Map::new();
    body.insert("parts".to_owned(), json!(prompt.parts));
    if let Some(model) = &prompt.model {
        body.insert("model".to_owned(), self::model(model).into());
    }
    let fields = [
        ("agent", prompt.agent.as_ref().map(|value| json!(value))),
        ("noReply", prompt.no_reply.map(|value| json!(value))),
        ("tools", prompt.tools.as_ref().map(|value| json!(value))),
        ("format", prompt.format.as_ref().map(|value| json!(value))),
        ("system", prompt.system.as_ref().map(|value| json!(value))),
        ("variant", prompt.variant.as_ref().map(|value| json!(value))),
    ];
    body.extend(fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    Ok(body)
}

/// Refuses a file outside the workspace and the folders that are authorised for it: OpenCode reads whatever it is given, without asking.
pub(super) fn reachable(folder: &str, allowed: &[String], url: &str) -> Result<(), String> {
    let Some((scheme, rest)) = url.split_once(':') else {
        return Err("This is not a URL; it begins with `file:`, `data:` or `https:`.".to_owned());
    };
    match scheme.to_ascii_lowercase().as_str() {
        "data" | "http" | "https" => return Ok(()),
        "file" => {}
        _ => return Err("A file's URL is `file:`, `data:`, `http:` or `https:`.".to_owned()),
    }
    let path = rest.strip_prefix("//").map_or(rest, |rest| rest.strip_prefix("localhost").unwrap_or(rest));
    let path = path.split(['?', '#']).next().unwrap_or(path);
    if !is_plain(path) {
        return Err("Write the file's path without `.` and `..`, backslashes and control characters.".to_owned());
    }
    let decoded = percent_decode_str(path).decode_utf8().map_err(|_| "The path is not UTF-8.".to_owned())?;
    let path = PathBuf::from(decoded.as_ref());
    let is_in = |path: &Path| path.starts_with(folder) || allowed.iter().any(|allowed| path.starts_with(allowed));
    let inside = path.is_absolute() && path.canonicalize().is_ok_and(|path| is_in(&path));
    if inside {
        Ok(())
    } else {
        Err("The file is not one of this workspace or of its authorised folders; name one that is there.".to_owned())
    }
}

/// Whether a path means the same in a URL, which is what OpenCode reads it as, and to the file system: a URL drops tabs, line
/// ends and a blank at its end, reads `\` as `/`, and takes `..` back before any link is followed.
fn is_plain(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    let is_step = |name: &str| matches!(name.replace("%2e", ".").as_str(), "." | "..");
    let has_letters_of_urls =
        path.contains(|letter: char| letter == '\\' || letter.is_control()) || path.ends_with(' ');
    !has_letters_of_urls && !path.contains("%2f") && !path.split('/').any(is_step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_the_workspace_are_reachable() {
        let base = tempfile::tempdir().expect("a folder");
        let base = base.path().canonicalize().expect("real");
        let folder = base.join("ws");
        std::fs::create_dir(&folder).expect("made");
        for file in ["ws/a b.txt", "secret.txt"] {
            std::fs::write(base.join(file), "").expect("written");
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(base.join("secret.txt"), folder.join("link")).expect("linked");
        // names that a URL reads otherwise: for OpenCode the last four are `secret.txt`, outside or a link that leads there
        std::fs::create_dir_all(folder.join("other/inner")).expect("made");
        std::fs::create_dir(folder.join(".\n.")).expect("made");
        for file in ["other/own.txt", "..\\secret.txt", ".\n./secret.txt", "secret.txt "] {
            std::fs::write(folder.join(file), "").expect("written");
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.join("other/inner"), folder.join("down")).expect("linked");
        let (base, folder) = (base.to_str().expect("UTF-8"), folder.to_str().expect("UTF-8"));
        let check = |url: &str| reachable(folder, &[], url).is_ok();
        let allowed = format!("{base}/other");
        std::fs::create_dir(&allowed).expect("made");
        std::fs::write(format!("{allowed}/x"), "").expect("written");
        let admits = |url: String| reachable(folder, std::slice::from_ref(&allowed), &url).is_ok();
        assert!(admits(format!("file://{base}/other/x")) && !admits(format!("file://{base}/secret.txt")));
        assert!(!admits(format!("file://{base}/other/../secret.txt")));
        assert!(check(&format!("file://{folder}/a%20b.txt")));
        assert!(check(&format!("FILE://localhost{folder}/a%20b.txt?start=1")));
        assert!(check("data:text/plain,hello"));
        for url in [
            format!("file://{base}/secret.txt"),
            format!("file://{folder}/../secret.txt"),
            format!("file://{folder}/%2e%2e/secret.txt"),
            format!("file://{folder}/link"),
            format!("file://{folder}/missing"),
            format!("file://{folder}/a%20b.txt/"),
            format!("file://{folder}/down/../own.txt"),
            format!("file://{folder}/down/%2E./own.txt"),
            format!("file://{folder}/..\\secret.txt"),
            format!("file://{folder}/.\n./secret.txt"),
            format!("file://{folder}/secret.txt "),
            format!("file://{folder}/down%2fown.txt"),
            "file:///etc/hostname".to_owned(),
            "file:etc/hostname".to_owned(),
            "file://host/etc/hostname".to_owned(),
            "/etc/hostname".to_owned(),
            "ftp://x/y".to_owned(),
        ] {
            assert!(!check(&url), "{url}");
        }
    }
}
