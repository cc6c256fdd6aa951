//! The builder that tests write scripts with.

use std::time::Duration;

use serde_json::{Value, json};

use super::step::{MARK, Step, Steps, ToolCall};

/// What the model shall do, turn by turn.
///
/// A turn collects what the model says and ends with its tool calls, a fault or a hang; whatever follows
/// belongs to the next turn. So this is a turn that writes a file, and one that reports:
///
/// ```
/// # use harness::model::Script;
/// # use serde_json::json;
/// let prompt = Script::new()
///     .text("Writing")
///     .tool("write", json!({ "filePath": "/w/a.txt", "content": "a" }))
///     .text("done")
///     .prompt();
/// ```
#[derive(Debug, Clone, Default)]
pub struct Script {
    steps: Vec<Step>,
    /// The last step takes no more.
    closed: bool,
}

impl Script {
    /// A script without turns: the model answers with a fixed sentence.
    pub fn new() -> Self {
        Self::default()
    }

    /// Says something.
    pub fn text(self, text: impl AsRef<str>) -> Self {
        self.open(|step| step.text.get_or_insert_default().push_str(text.as_ref()))
    }

    /// Thinks something, before the text of the turn.
    pub fn reasoning(self, text: impl AsRef<str>) -> Self {
        self.open(|step| step.reasoning.get_or_insert_default().push_str(text.as_ref()))
    }

    /// Waits this long between any two chunks of the turn.
    pub fn delay(self, delay: Duration) -> Self {
        self.open(|step| step.delay = Some(delay.as_secs_f64()))
    }

    /// Says `chunk` many times, for runs that are long enough to be interrupted.
    pub fn repeat(self, times: u32, chunk: impl Into<String>) -> Self {
        self.open(|step| (step.repeat, step.chunk) = (times, Some(chunk.into())))
    }

    /// Says many times when it was said, to measure how long a chunk is on its way.
    pub fn stamps(self, times: u32) -> Self {
        self.open(|step| (step.repeat, step.stamp) = (times, true))
    }

    /// Calls a tool and ends the turn.
    pub fn tool(self, tool: impl Into<String>, args: Value) -> Self {
        self.close(|step| (step.tool, step.args) = (Some(tool.into()), Some(args)))
    }

    /// Calls several tools at once and ends the turn.
    pub fn tools(self, calls: impl IntoIterator<Item = ToolCall>) -> Self {
        self.close(|step| step.tools = calls.into_iter().collect())
    }

    /// Begins to answer and then is silent for this long.
    pub fn hang(self, time: Duration) -> Self {
        self.close(|step| step.hang = Some(time.as_secs_f64()))
    }

    /// Refuses with an HTTP status.
    pub fn fail(self, status: u16, message: impl Into<String>) -> Self {
        self.close(|step| (step.status, step.error) = (Some(status), Some(message.into())))
    }

    /// Closes the connection in the middle of the answer.
    pub fn drop_connection(self) -> Self {
        self.close(|step| step.drop = true)
    }

    /// Sends `body` as it stands.
    pub fn raw(self, body: impl Into<String>) -> Self {
        self.close(|step| step.raw = Some(body.into()))
    }

    /// Tells the caller of the last failure when to come again.
    pub fn retry_after(self, time: Duration) -> Self {
        self.amend(|step| step.retry_after = Some(time.as_secs_f64()))
    }

    /// Names the last failure as a service would: its `type` and `code`.
    pub fn error_kind(self, kind: impl Into<String>, code: impl Into<String>) -> Self {
        self.amend(|step| (step.kind, step.code) = (Some(kind.into()), Some(code.into())))
    }

    /// Lets the fault of the last turn happen only so often; then the rest of the turn is played. So a model that
    /// recovers is `Script::new().text("here I am").fail(503, "not yet").times(1)`.
    pub fn times(self, times: u32) -> Self {
        self.amend(|step| step.times = Some(times))
    }

    /// Sets the token counts of the last turn.
    pub fn usage(self, prompt: u64, completion: u64) -> Self {
        let Value::Object(usage) = json!({ "prompt_tokens": prompt, "completion_tokens": completion }) else {
            return self;
        };
        self.amend(|step| step.usage = usage)
    }

    /// Sets the reason for ending of the last turn.
    pub fn finish(self, reason: impl Into<String>) -> Self {
        self.amend(|step| step.finish = Some(reason.into()))
    }

    /// Adds a turn given in full.
    pub fn step(mut self, step: Step) -> Self {
        self.steps.push(step);
        self.closed = true;
        self
    }

    /// The turns, as they are written into a prompt.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The text to send to the agent as the user's message.
    pub fn prompt(&self) -> String {
        let script = serde_json::to_string(&Steps { steps: self.steps.clone() }).expect("a script is plain JSON");
        format!("{MARK}{script}")
    }

    /// Changes the turn that is being built, beginning one if the last has ended.
    fn open(mut self, change: impl FnOnce(&mut Step)) -> Self {
        if self.closed || self.steps.is_empty() {
            self.steps.push(Step::default());
            self.closed = false;
        }
        self.amend(change)
    }

    fn close(self, change: impl FnOnce(&mut Step)) -> Self {
        let mut script = self.open(change);
        script.closed = true;
        script
    }

    /// Changes the last turn, ended or not.
    fn amend(mut self, change: impl FnOnce(&mut Step)) -> Self {
        change(self.steps.last_mut().expect("a turn must be begun before it is amended"));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tool_call_ends_the_turn() {
        let script = Script::new().text("Wri").text("ting").tool("write", json!({ "a": 1 })).text("done");
        let written: Value = serde_json::from_str(&script.prompt()[MARK.len()..]).unwrap();
        assert_eq!(
            written,
            json!({ "steps": [{ "text": "Writing", "tool": "write", "args": { "a": 1 } }, { "text": "done" }] })
        );
    }

    #[test]
    fn a_failure_is_amended_after_it_was_written() {
        let script =
            Script::new().text("now").fail(429, "later").retry_after(Duration::from_secs(2)).times(1).text("next");
        let written: Value = serde_json::from_str(&script.prompt()[MARK.len()..]).unwrap();
        assert_eq!(
            written,
            json!({ "steps": [
                { "times": 1, "status": 429, "error": "later", "retry_after": 2.0, "text": "now" },
                { "text": "next" },
            ] })
        );
    }

    #[test]
    fn a_prompt_reads_back_as_the_same_steps() {
        let script =
            Script::new().reasoning("hm").stamps(3).delay(Duration::from_millis(50)).hang(Duration::from_secs(1));
        let read: Steps = serde_json::from_str(&script.prompt()[MARK.len()..]).unwrap();
        assert_eq!(read.steps, script.steps());
    }
}
