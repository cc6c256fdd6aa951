//! Messages, shown.

use super::style::{self, Tone};
use super::{Human, Look, brief, more, plain};
use openwork_core::model::json::JsonObject;
use openwork_core::model::message::{AcceptedPrompt, Message, MessageList, MessageRole, Part};
use serde::Serialize;
use serde_json::Value;

/// What a tool is at work on; the first of these that its input has.
const TELLING: &[&str] = &["command", "filePath", "path", "pattern", "query", "url", "description", "name"];

impl Human for MessageList {
    fn human(&self, look: &Look) -> String {
        if self.items.is_empty() {
            return style::dim("No messages.");
        }
        let messages: Vec<_> = self.items.iter().map(|message| message.human(look)).collect();
        more(messages.join("\n\n"), self.next_cursor.as_ref())
    }
}

impl Human for Message {
    fn human(&self, look: &Look) -> String {
        let who = match self.info.role {
            MessageRole::User => "you",
            MessageRole::Assistant => "agent",
        };
        let more = format!("{}  {}", look.millis(self.info.time.created), self.info.id);
        let mut lines = vec![format!("{}  {}", style::bold(who), style::dim(&more))];
        lines.extend(self.parts.iter().filter_map(part));
        if let Some(error) = &self.info.error {
            lines.push(format!("{} {}", style::bad("error:"), plain(&reason(error))));
        }
        if self.info.interrupted == Some(true) {
            lines.push(Tone::Bad.paint("(interrupted: the engine ended before the message did)"));
        }
        lines.join("\n")
    }
}

/// A line of the shell that ran: what it said is what counts.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct Ran(pub(crate) Message);

impl Human for Ran {
    fn human(&self, _: &Look) -> String {
        let tools = self.0.parts.iter().filter(|part| part.kind == "tool");
        let told = tools.flat_map(|part| {
            let output = part.state.as_ref().and_then(|state| state.text("output")).unwrap_or_default();
            [tool_line(part), Some(plain(output.trim_end()).into_owned()).filter(|output| !output.is_empty())]
        });
        told.flatten().collect::<Vec<_>>().join("\n")
    }
}

impl Human for AcceptedPrompt {
    fn human(&self, _: &Look) -> String {
        format!("Accepted as {}. What becomes of it comes as events.", self.message_id)
    }
}

/// What a model's or an engine's error says: OpenCode's `{name, data: {message}}`.
pub(crate) fn reason(error: &JsonObject) -> String {
    let name = error.text("name").unwrap_or("the model failed");
    match error.0.get("data").and_then(|data| data.get("message")).and_then(Value::as_str) {
        Some(message) if !message.is_empty() => format!("{message} ({name})"),
        _ => name.to_owned(),
    }
}

/// A piece of a message; what says nothing to people is left out.
fn part(part: &Part) -> Option<String> {
    let text = part.text.as_deref().map(|text| plain(text.trim())).filter(|text| !text.is_empty());
    match part.kind.as_str() {
        "text" => Some(text?.into_owned()),
        "reasoning" => Some(style::dim(&format!("(thinking) {}", text?))),
        "tool" => tool_line(part),
        "file" => Some(style::dim(&format!("(file) {}", plain(part.more.text("filename").or(part.more.text("url"))?)))),
        _ => None,
    }
}

/// A tool call in one line.
pub(crate) fn tool_line(part: &Part) -> Option<String> {
    let (tool, state) = (part.tool.as_deref()?, part.state.as_ref()?);
    let (mark, tone) = match state.text("status")? {
        "completed" => ("✓", Tone::Good),
        "error" => ("✗", Tone::Bad),
        "running" => ("▸", Tone::Wait),
        _ => ("·", Tone::Dim),
    };
    let failed = state.text("error").map(|why| format!(": {}", Tone::Bad.paint(&plain(&brief(why, 200)))));
    let about = plain(&brief(&subject(state), 100)).into_owned();
    let line = format!("{} {}  {about}{}", tone.paint(mark), style::action(&plain(tool)), failed.unwrap_or_default());
    Some(line.trim_end().to_owned())
}

/// What a tool call is about: its title, else the most telling of its inputs.
fn subject(state: &JsonObject) -> String {
    let input = state.0.get("input");
    let telling = TELLING.iter().find_map(|name| input?.get(name)?.as_str());
    // outside a repository OpenCode's title of a file is its path without the first slash
    let is_path = |title: &&str| telling.and_then(|telling| telling.strip_prefix('/')) == Some(*title);
    state.text("title").filter(|title| !title.is_empty() && !is_path(title)).or(telling).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use insta::assert_snapshot;

    fn object(value: Value) -> JsonObject {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_message_is_who_when_and_what() {
        let [_, mut message] = samples::messages();
        message.info.error =
            Some(object(serde_json::json!({ "name": "APIError", "data": { "message": "Overloaded" } })));
        message.info.interrupted = Some(true);
        assert_snapshot!(samples::shown(&message), @r"
        agent  2026-11-22 10:00:01  msg_2
        (thinking) Hm.
        ✓ bash  cargo test
        Done.
        error: Overloaded (APIError)
        (interrupted: the engine ended before the message did)
        ");
    }

    #[test]
    fn a_tool_call_says_what_it_is_about() {
        let [_, message] = samples::messages();
        let mut part = message.parts[1].clone();
        let mut line = |state: Value| {
            part.state = Some(object(state));
            samples::stripped(&tool_line(&part).unwrap())
        };
        let input = serde_json::json!({ "filePath": "/a/b.rs", "content": "x" });
        assert_eq!(line(serde_json::json!({ "status": "running", "input": input })), "▸ bash  /a/b.rs");
        assert_eq!(line(serde_json::json!({ "status": "pending", "input": {} })), "· bash");
        let failed = serde_json::json!({ "status": "error", "input": input, "error": "no such file\nat all" });
        assert_eq!(line(failed), "✗ bash  /a/b.rs: no such file…");
    }

    #[test]
    fn an_empty_list_says_so() {
        assert_snapshot!(samples::shown(&MessageList { items: Vec::new(), next_cursor: None }), @"No messages.");
    }

    #[test]
    fn a_line_of_the_shell_shows_what_it_said() {
        let [_, message] = samples::messages();
        assert_snapshot!(samples::shown(&Ran(message)), @r"
        ✓ bash  cargo test
        ok
        ");
    }
}
