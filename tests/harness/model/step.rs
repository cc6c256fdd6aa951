//! The wire format of a script: what a test writes into a prompt and the model reads back from there.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What marks the beginning of a script inside a prompt; the JSON object follows at once.
pub const MARK: &str = "@@";

/// A script as it stands in a prompt, after [`MARK`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Steps {
    /// One entry for each turn of the model.
    pub steps: Vec<Step>,
}

/// One turn of the model. The keys may be mixed; they are played in the order of the fields.
///
/// `times` comes first because it decides whether the faults of the step (`status`, `drop`, `hang`, `raw`) happen.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Step {
    /// How often the faults of this step happen before they stop. Absent: every time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// An HTTP status to fail with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The message of the failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The failure's `type`. Absent: the one that real services send with that status.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The failure's `code`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Seconds after which the caller is told to try again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<f64>,
    /// A body to send as it stands, in place of a proper stream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
    /// Thoughts, sent before the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<String>,
    /// The text, sent word by word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// How many chunks to send after the text.
    #[serde(skip_serializing_if = "is_zero")]
    pub repeat: u32,
    /// What each of these chunks says. Absent: the chunk's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chunk: Option<String>,
    /// Each of these chunks says when it was sent: seconds since 1970 with six decimals, and a blank.
    #[serde(skip_serializing_if = "is_false")]
    pub stamp: bool,
    /// Seconds between any two chunks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay: Option<f64>,
    /// Two more chunks, and then the connection is closed in the middle of the stream.
    #[serde(skip_serializing_if = "is_false")]
    pub drop: bool,
    /// One more chunk, and then these seconds with nothing but comments that keep the connection alive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hang: Option<f64>,
    /// One tool call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool: Option<String>,
    /// Its arguments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub args: Option<Value>,
    /// Several tool calls at once, after the single one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<ToolCall>,
    /// Overrides of the token counts.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub usage: Map<String, Value>,
    /// The reason for ending. Absent: `tool_calls` after tool calls, else `stop`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finish: Option<String>,
}

/// One call of a tool by the model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToolCall {
    /// The tool's name.
    pub tool: String,
    /// What it is called with.
    #[serde(default)]
    pub args: Value,
}

impl ToolCall {
    /// A call of `tool` with `args`.
    pub fn new(tool: impl Into<String>, args: Value) -> Self {
        Self { tool: tool.into(), args }
    }
}

impl Step {
    /// A step that only says something.
    pub(crate) fn says(text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), ..Self::default() }
    }

    /// The step after its faults have been used up.
    pub(crate) fn healed(&self) -> Self {
        Self { status: None, raw: None, drop: false, hang: None, ..self.clone() }
    }

    /// All tool calls of the turn.
    pub(crate) fn calls(&self) -> Vec<ToolCall> {
        let single = self.tool.iter().map(|tool| ToolCall::new(tool, self.args.clone().unwrap_or_default()));
        single.chain(self.tools.iter().cloned()).collect()
    }

    /// Everything that is said after the thoughts, cut into the pieces that are streamed.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = String> {
        let words = words(self.text.as_deref().unwrap_or_default()).map(str::to_owned).collect::<Vec<_>>();
        let (chunk, stamp) = (self.chunk.clone(), self.stamp);
        words.into_iter().chain((0..self.repeat).map(move |number| match &chunk {
            _ if stamp => stamped(),
            Some(chunk) => chunk.clone(),
            None => format!("{number} "),
        }))
    }

    /// How long the stream says nothing.
    pub(crate) fn silence(&self) -> Duration {
        seconds(self.hang.unwrap_or_default())
    }

    /// The wait between two pieces.
    pub(crate) fn pace(&self) -> Duration {
        seconds(self.delay.unwrap_or_default())
    }
}

/// Cuts a text after each blank, losing nothing.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(char::is_whitespace)
}

/// A script's seconds; what is no length of time counts as none.
pub(crate) fn seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or_default()
}

fn stamped() -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    format!("{}.{:06} ", now.as_secs(), now.subsec_micros())
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

fn is_false(flag: &bool) -> bool {
    !flag
}
