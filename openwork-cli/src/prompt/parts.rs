//! A prompt from the command line.

use crate::place::canonical;
use clap::Args;
use openwork_core::model::json::JsonObject;
use openwork_core::model::message::{ModelRef, Prompt, PromptPart};
use openwork_core::{Error, ErrorKind, MessageId, Result};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use std::path::Path;

/// What stands for itself in the path of a `file:` URL.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

/// Flags of a prompt.
#[derive(Debug, Args)]
pub(crate) struct PromptFlags {
    /// A file to look at, of the workspace's folder, or a `data:` or `https:` URL; may be repeated
    #[arg(long, value_name = "FILE")]
    file: Vec<String>,
    /// Which model answers, such as `anthropic/claude-opus-4`; without, the configured one
    #[arg(long, value_name = "PROVIDER/MODEL", value_parser = model)]
    model: Option<ModelRef>,
    /// Which agent answers; without, the default one
    #[arg(long)]
    agent: Option<String>,
    /// A variant of the model, such as how long it thinks
    #[arg(long)]
    variant: Option<String>,
    /// Words before the conversation, in place of the agent's
    #[arg(long)]
    system: Option<String>,
    /// A tool to switch on or off for this prompt; may be repeated
    #[arg(long = "tool", value_name = "NAME=true|false", value_parser = tool)]
    tools: Vec<(String, bool)>,
    /// The shape of the answer; OpenCode's own object
    #[arg(long, value_name = "JSON", value_parser = object)]
    format: Option<JsonObject>,
    /// A name for the message, so that a repeated command is known: `msg_…`
    #[arg(long, value_name = "ID")]
    message_id: Option<MessageId>,
}

impl PromptFlags {
    /// The prompt with these words.
    pub(crate) fn body(self, words: Vec<String>) -> Result<Prompt> {
        let mut parts: Vec<_> = words.into_iter().map(PromptPart::words).collect();
        for name in &self.file {
            parts.push(file(name)?);
        }
        if parts.is_empty() {
            return Err(Error::unprocessable("parts", "There is nothing to send; give `--text` or `--file`."));
        }
        Ok(Prompt {
            parts,
            message_id: self.message_id,
            model: self.model,
            agent: self.agent,
            no_reply: None,
            tools: (!self.tools.is_empty()).then(|| self.tools.into_iter().collect()),
            format: self.format,
            system: self.system,
            variant: self.variant,
        })
    }
}

/// A file as a piece of a prompt.
pub(crate) fn file(name: &str) -> Result<PromptPart> {
    if name.starts_with("data:") || name.starts_with("https:") || name.starts_with("file:") {
        let mime =
            name.strip_prefix("data:").and_then(|data| data.split([';', ',']).next()).filter(|mime| !mime.is_empty());
        let mime = mime.unwrap_or_else(|| media_type(Path::new(name))).to_owned();
        return Ok(PromptPart::File { mime, url: name.to_owned(), more: JsonObject::default() });
    }
    let path = canonical(name);
    if !path.exists() {
        return Err(Error::new(ErrorKind::InvalidRequest, format!("There is no file `{name}`.")));
    }
    let filename = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let more = filename.map(|name| ("filename".to_owned(), Value::String(name))).into_iter().collect();
    Ok(PromptPart::File { mime: media_type(&path).to_owned(), url: url_of(&path), more: JsonObject(more) })
}

fn url_of(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    let root = if text.starts_with('/') { "" } else { "/" };
    format!("file://{root}{}", utf8_percent_encode(&text, ESCAPED))
}

/// The media type by a file's ending: pictures and documents that models see as such; all else is text.
fn media_type(path: &Path) -> &'static str {
    if path.is_dir() {
        return "application/x-directory";
    }
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    match ending.as_deref() {
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("gif") => "image/gif",
        Some("webp") => "image/webp",
        Some("pdf") => "application/pdf",
        _ => "text/plain",
    }
}

pub(crate) fn model(text: &str) -> Result<ModelRef, String> {
    match text.split_once('/') {
        Some((provider, model)) if !provider.is_empty() && !model.is_empty() => {
            Ok(ModelRef { provider_id: provider.to_owned(), model_id: model.to_owned() })
        }
        _ => Err("a model is `provider/model`".to_owned()),
    }
}

fn tool(text: &str) -> Result<(String, bool), String> {
    let parsed = text.split_once('=').and_then(|(name, on)| Some((name.to_owned(), on.parse().ok()?)));
    parsed.filter(|(name, _)| !name.is_empty()).ok_or_else(|| "a tool is `name=true` or `name=false`".to_owned())
}

pub(crate) fn object(text: &str) -> Result<JsonObject, String> {
    serde_json::from_str(text).map_err(|why| format!("it is no JSON object: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        prompt: PromptFlags,
    }

    fn body(flags: &[&str], words: &[&str]) -> Result<Value> {
        let line = Line::try_parse_from([&["x"], flags].concat()).unwrap();
        let body = line.prompt.body(words.iter().map(|word| (*word).to_owned()).collect())?;
        Ok(serde_json::to_value(body).unwrap())
    }

    #[test]
    fn words_and_files_become_parts() {
        let folder = tempfile::tempdir().unwrap();
        let picture = folder.path().canonicalize().unwrap().join("a b.PNG");
        std::fs::write(&picture, "x").unwrap();
        let flags = ["--file", picture.to_str().unwrap(), "--model", "fake/a/b", "--tool", "bash=false"];
        let body = body(&flags, &["Look."]).unwrap();
        let url = format!("file://{}/a%20b.PNG", picture.parent().unwrap().display());
        let parts = serde_json::json!([
            { "type": "text", "text": "Look." },
            { "type": "file", "mime": "image/png", "url": url, "filename": "a b.PNG" },
        ]);
        let model = serde_json::json!({ "providerId": "fake", "modelId": "a/b" });
        assert_eq!(body, serde_json::json!({ "parts": parts, "model": model, "tools": { "bash": false } }));
    }

    #[test]
    fn urls_are_passed_on() {
        let body = body(&["--file", "data:image/gif;base64,R0"], &[]).unwrap();
        assert_eq!(body["parts"][0]["mime"], "image/gif");
        assert_eq!(body["parts"][0]["url"], "data:image/gif;base64,R0");
    }

    #[test]
    fn nothing_to_send_is_refused_here() {
        assert_eq!(body(&[], &[]).unwrap_err().kind, ErrorKind::Unprocessable);
        assert_eq!(body(&["--file", "/srv/none"], &[]).unwrap_err().kind, ErrorKind::InvalidRequest);
    }

    #[test]
    fn flags_that_cannot_be_are_refused() {
        for flags in [["--model", "x"], ["--tool", "bash"], ["--tool", "bash=maybe"], ["--format", "[]"]] {
            assert!(Line::try_parse_from([&["x"], &flags[..]].concat()).is_err(), "{flags:?}");
        }
    }
}
