//! The JSON of the chat-completions protocol.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::step::Step;

/// What all pieces of one answer have in common.
pub(crate) struct Envelope {
    id: String,
    model: String,
}

impl Envelope {
    pub(crate) fn new(number: u64, request: &Value) -> Self {
        let model = request["model"].as_str().unwrap_or(super::MODEL).to_owned();
        Self { id: format!("chatcmpl-{number}"), model }
    }

    /// One event of a streamed answer.
    pub(crate) fn chunk(&self, delta: &Value) -> String {
        self.event(delta, &Value::Null, None)
    }

    /// The event that ends a streamed answer.
    pub(crate) fn last(&self, step: &Step) -> String {
        self.event(&json!({}), &json!(finish(step)), Some(usage(step)))
    }

    /// The id of a tool call.
    pub(crate) fn call_id(&self, index: usize) -> String {
        format!("call_{}_{index}", self.id.trim_start_matches("chatcmpl-"))
    }

    /// An answer that is not streamed.
    pub(crate) fn whole(&self, step: &Step) -> Value {
        let text = step.pieces().collect::<String>();
        let mut message = json!({ "role": "assistant", "content": (!text.is_empty()).then_some(text) });
        if let Some(reasoning) = &step.reasoning {
            message["reasoning_content"] = json!(reasoning);
        }
        let calls = step.calls().into_iter().enumerate().map(|(index, call)| {
            let function = json!({ "name": call.tool, "arguments": call.args.to_string() });
            json!({ "id": self.call_id(index), "type": "function", "function": function })
        });
        let calls = calls.collect::<Vec<_>>();
        if !calls.is_empty() {
            message["tool_calls"] = json!(calls);
        }
        let choice = json!({ "index": 0, "message": message, "finish_reason": finish(step) });
        json!({
            "id": self.id, "object": "chat.completion", "created": CREATED, "model": self.model,
            "choices": [choice], "usage": usage(step),
        })
    }

    fn event(&self, delta: &Value, finish: &Value, usage: Option<Value>) -> String {
        let choice = json!({ "index": 0, "delta": delta, "finish_reason": finish });
        let mut chunk = json!({
            "id": self.id, "object": "chat.completion.chunk", "created": CREATED, "model": self.model,
            "choices": [choice],
        });
        if let Some(usage) = usage {
            chunk["usage"] = usage;
        }
        format!("data: {chunk}\n\n")
    }
}

/// A constant, so that equal scripts give equal bytes.
const CREATED: u64 = 1_700_000_000;

fn finish(step: &Step) -> &str {
    let natural = if step.calls().is_empty() { "stop" } else { "tool_calls" };
    step.finish.as_deref().unwrap_or(natural)
}

fn usage(step: &Step) -> Value {
    let mut usage =
        Map::from_iter([("prompt_tokens".to_owned(), json!(12)), ("completion_tokens".to_owned(), json!(5))]);
    usage.extend(step.usage.clone());
    let total: u64 = ["prompt_tokens", "completion_tokens"].iter().filter_map(|key| usage[*key].as_u64()).sum();
    usage.entry("total_tokens").or_insert(json!(total));
    Value::Object(usage)
}

/// The status and body of a scripted failure.
///
/// The engine decides by the words of the body, too, whether to try again; so `type` is what services really send.
pub(crate) fn failure(step: &Step) -> (StatusCode, Value) {
    let status = step.status.and_then(|status| StatusCode::from_u16(status).ok());
    let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let kind = match status.as_u16() {
        401 => "authentication_error",
        403 => "permission_error",
        404 => "not_found_error",
        429 => "rate_limit_error",
        500.. => "server_error",
        _ => "invalid_request_error",
    };
    let message = step.error.as_deref().unwrap_or("refused by the script");
    let kind = step.kind.as_deref().unwrap_or(kind);
    (status, json!({ "error": { "message": message, "type": kind, "param": null, "code": step.code } }))
}

/// The header that tells when to come again: whole seconds, or milliseconds where seconds are too coarse.
pub(crate) fn retry_header(seconds: f64) -> (&'static str, String) {
    if seconds.fract() == 0.0 {
        ("retry-after", format!("{seconds}"))
    } else {
        ("retry-after-ms", format!("{}", (seconds * 1000.0).round()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_carry_the_type_that_services_send() {
        let types = [400, 401, 403, 404, 409, 429, 500, 503, 529].map(|status| {
            let (answered, body) = failure(&Step { status: Some(status), ..Step::default() });
            assert_eq!(answered.as_u16(), status);
            body["error"]["type"].as_str().unwrap().to_owned()
        });
        assert_eq!(
            types,
            [
                "invalid_request_error",
                "authentication_error",
                "permission_error",
                "not_found_error",
                "invalid_request_error",
                "rate_limit_error",
                "server_error",
                "server_error",
                "server_error",
            ]
        );
    }

    #[test]
    fn a_fraction_of_a_second_is_told_in_milliseconds() {
        assert_eq!(retry_header(2.0), ("retry-after", "2".to_owned()));
        assert_eq!(retry_header(0.25), ("retry-after-ms", "250".to_owned()));
    }

    #[test]
    fn token_counts_can_be_overridden_one_by_one() {
        let step = Step { usage: Map::from_iter([("prompt_tokens".to_owned(), json!(100))]), ..Step::default() };
        assert_eq!(usage(&step), json!({ "prompt_tokens": 100, "completion_tokens": 5, "total_tokens": 105 }));
    }
}
