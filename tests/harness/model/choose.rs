//! From a request to the turn that answers it. Nothing is remembered between requests: the conversation itself
//! tells how far its script has been played, so a repeated request gets the same answer.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::step::{MARK, Step, Steps};

/// Why a request was answered the way it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A script stood in the prompt.
    Script,
    /// No script: the last line came back.
    Echo,
    /// The engine wanted a title for the session.
    Title,
    /// The engine wanted a conversation shortened.
    Summary,
}

/// The answer to one request.
#[derive(Debug, PartialEq)]
pub(crate) struct Choice {
    pub(crate) kind: Kind,
    pub(crate) step: Step,
    /// Which step of which script this is, for steps whose faults are counted.
    pub(crate) place: String,
}

/// What the model says when the engine asks for a title.
pub const TITLE: &str = "Scripted title";
/// What the model says when the engine asks for a summary.
pub const SUMMARY: &str = "Scripted summary";
/// What the model says when it is asked on after the last step.
pub const SCRIPT_ENDED: &str = "The script has ended.";

/// How system prompts of the engine begin that are no conversation with the user.
const TITLE_PROMPT: &str = "title generator";
const SUMMARY_PROMPTS: [&str; 2] = ["summarization agent", "tasked with summarizing"];

/// User messages that the engine adds on its own; they do not end the script that is being played.
const ADDED_BY_ENGINE: [&str; 5] = [
    "<system-reminder>",
    "Attached media from tool result",
    "The following tool was executed by the user",
    "Summarize the task tool output above",
    "Continue if you have next steps",
];

pub(crate) fn choose(request: &Value) -> Choice {
    let messages = request["messages"].as_array().map(Vec::as_slice).unwrap_or_default();
    if let Some(kind) = helper(messages) {
        let text = if kind == Kind::Title { TITLE } else { SUMMARY };
        return Choice { kind, step: Step::says(text), place: String::new() };
    }
    let mut echoed = None;
    for (index, message) in messages.iter().enumerate().rev().filter(|(_, message)| role(message) == "user") {
        let text = text(message);
        if let Some((script, source)) = script_in(&text) {
            let turn = messages[index..].iter().filter(|message| role(message) == "assistant").count();
            return scripted(&script, &source, turn);
        }
        let own = !text.trim().is_empty() && !ADDED_BY_ENGINE.iter().any(|start| text.trim_start().starts_with(start));
        echoed = echoed.or(Some(text));
        if own {
            break;
        }
    }
    let last_line = echoed.unwrap_or_default().trim().lines().last().unwrap_or_default().to_owned();
    Choice { kind: Kind::Echo, step: Step::says(format!("ECHO: {last_line}")), place: String::new() }
}

/// The turn that answers a request, for programs that play one themselves.
pub(crate) fn step_for(request: &Value) -> Step {
    choose(request).step
}

fn scripted(script: &Result<Steps, serde_json::Error>, source: &str, turn: usize) -> Choice {
    let step = match script {
        Ok(script) => script.steps.get(turn).cloned().unwrap_or_else(|| Step::says(SCRIPT_ENDED)),
        // As a text and not as an error: the engine would try an error again for a minute, depending on its words.
        Err(fault) => Step::says(format!("This script cannot be read: {fault}")),
    };
    Choice { kind: Kind::Script, step, place: format!("{turn} {source}") }
}

fn helper(messages: &[Value]) -> Option<Kind> {
    let system = messages.iter().filter(|message| matches!(role(message), "system" | "developer")).map(text);
    let system = system.collect::<Vec<_>>().join("\n").to_lowercase();
    if system.contains(TITLE_PROMPT) {
        Some(Kind::Title)
    } else if SUMMARY_PROMPTS.iter().any(|start| system.contains(start)) {
        Some(Kind::Summary)
    } else {
        None
    }
}

/// The last script of a text, and its source. A script inside another (a prompt for a subagent) is part of the outer.
fn script_in(text: &str) -> Option<(Result<Steps, serde_json::Error>, String)> {
    let mut found = None;
    let mut rest = text;
    while let Some(start) = rest.find(&format!("{MARK}{{")) {
        let source = &rest[start + MARK.len()..];
        let mut values = serde_json::Deserializer::from_str(source).into_iter::<Steps>();
        let script = values.next()?;
        // After a fault nobody knows where the script ends, so all that follows counts as its part.
        let end = if script.is_ok() { values.byte_offset() } else { source.len() };
        found = Some((script, source[..end].to_owned()));
        rest = &source[end..];
    }
    found
}

fn role(message: &Value) -> &str {
    message["role"].as_str().unwrap_or_default()
}

/// A message's text, whether it comes as a string or in parts.
fn text(message: &Value) -> String {
    match &message["content"] {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().filter_map(|part| part["text"].as_str()).collect::<Vec<_>>().join("\n"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::{Script, ToolCall};

    fn said(messages: &Value) -> (Kind, String) {
        let choice = choose(&json!({ "messages": messages }));
        (choice.kind, choice.step.text.unwrap_or_default())
    }

    fn user(text: impl Into<String>) -> Value {
        json!({ "role": "user", "content": text.into() })
    }

    fn assistant(text: &str) -> Value {
        json!({ "role": "assistant", "content": text })
    }

    #[test]
    fn without_a_script_the_last_line_comes_back() {
        let messages = json!([user("first\nlast line\n")]);
        assert_eq!(said(&messages), (Kind::Echo, "ECHO: last line".to_owned()));
        assert_eq!(said(&json!([])), (Kind::Echo, "ECHO: ".to_owned()));
    }

    #[test]
    fn the_step_is_the_number_of_answers_since_the_script() {
        let prompt = user(Script::new().text("one").tool("bash", json!({})).text("two").prompt());
        let mut messages = vec![user("before"), assistant("hello"), prompt];
        for expected in ["one", "two", SCRIPT_ENDED] {
            assert_eq!(said(&json!(messages)), (Kind::Script, expected.to_owned()));
            messages.push(assistant(expected));
            messages.push(json!({ "role": "tool", "tool_call_id": "c", "content": "ok" }));
        }
    }

    #[test]
    fn a_message_of_the_engine_does_not_end_the_script_but_one_of_the_user_does() {
        let prompt = user(Script::new().text("one").tool("bash", json!({})).text("two").prompt());
        let mut messages = vec![prompt, assistant("one"), user("<system-reminder>mind the gap</system-reminder>")];
        assert_eq!(said(&json!(messages)), (Kind::Script, "two".to_owned()));
        messages.push(user("something else"));
        assert_eq!(said(&json!(messages)), (Kind::Echo, "ECHO: something else".to_owned()));
    }

    #[test]
    fn the_newest_script_wins_and_text_around_it_is_no_harm() {
        let (old, new) = (Script::new().text("old").prompt(), Script::new().text("new").prompt());
        assert_eq!(said(&json!([user(&old), assistant("old"), user(&new)])), (Kind::Script, "new".to_owned()));
        assert_eq!(said(&json!([user(format!("{old} and {new}, please"))])), (Kind::Script, "new".to_owned()));
    }

    #[test]
    fn a_script_for_a_subagent_stays_inside_the_outer_one() {
        let inner = Script::new().text("inner").prompt();
        let outer = Script::new().text("outer").tool("task", json!({ "prompt": inner })).prompt();
        assert_eq!(said(&json!([user(outer)])), (Kind::Script, "outer".to_owned()));
    }

    #[test]
    fn text_in_parts_is_read_like_plain_text() {
        let prompt = Script::new().tools([ToolCall::new("a", json!({})), ToolCall::new("b", json!({}))]).prompt();
        let messages = json!([{ "role": "user", "content": [{ "type": "text", "text": prompt }] }]);
        assert_eq!(choose(&json!({ "messages": messages })).step.calls().len(), 2);
    }

    #[test]
    fn a_broken_script_is_reported_and_not_played() {
        let (kind, text) = said(&json!([user(r#"@@{"steps":[{"txt":"typo"}]}"#)]));
        assert_eq!(kind, Kind::Script);
        assert!(text.starts_with("This script cannot be read: unknown field `txt`"), "{text}");
    }

    #[test]
    fn the_engines_own_calls_get_fixed_answers() {
        let ask = |system: &str| said(&json!([{ "role": "system", "content": system }, user("@@{\"steps\":[]}")]));
        assert_eq!(ask("You are a title generator. Nothing else."), (Kind::Title, TITLE.to_owned()));
        assert_eq!(ask("You are a context summarization agent."), (Kind::Summary, SUMMARY.to_owned()));
    }
}
