use super::*;
use crate::render::samples;
use serde_json::json;

fn view() -> View {
    View::new("ses_1".parse().unwrap(), "msg_1".parse().unwrap())
}

/// A view, and the numbers of its events.
struct Story {
    view: View,
    seq: u64,
}

impl Story {
    fn new() -> Self {
        Self { view: view(), seq: 0 }
    }

    /// A run that has begun, with an answer `msg_2` and an empty text `prt_1` in it.
    fn begun() -> Self {
        let mut story = Self::new();
        assert_eq!(story.message("msg_1", "user", None), []);
        assert_eq!(story.message("msg_2", "assistant", None), []);
        assert_eq!(story.part("prt_1", &json!({ "type": "text", "text": "" })), []);
        story
    }

    fn happens(&mut self, kind: &str, properties: Value) -> Vec<Step> {
        self.seq += 1;
        self.view.event(&samples::event(self.seq, kind, properties))
    }

    fn message(&mut self, id: &str, role: &str, error: Option<Value>) -> Vec<Step> {
        let mut info = json!({ "id": id, "sessionID": "ses_1", "role": role, "time": { "created": 1 } });
        if let Some(error) = error {
            info["error"] = error;
        }
        self.happens("message.updated", json!({ "sessionID": "ses_1", "info": info }))
    }

    fn part(&mut self, id: &str, rest: &Value) -> Vec<Step> {
        let mut part = json!({ "id": id, "sessionID": "ses_1", "messageID": "msg_2" });
        part.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        self.happens("message.part.updated", json!({ "sessionID": "ses_1", "part": part, "time": 1 }))
    }

    fn delta(&mut self, id: &str, text: &str) -> Vec<Step> {
        let delta = json!({ "sessionID": "ses_1", "messageID": "msg_2", "partID": id, "field": "text", "delta": text });
        self.happens("message.part.delta", delta)
    }

    fn idle(&mut self) -> Vec<Step> {
        self.happens("session.idle", json!({ "sessionID": "ses_1" }))
    }
}

fn said(text: &str) -> Step {
    Step::Said(text.to_owned())
}

#[test]
fn words_are_shown_once_though_they_come_twice() {
    let mut story = Story::begun();
    assert_eq!(story.delta("prt_1", "Hel"), [Step::Break, said("Hel")]);
    assert_eq!(story.delta("prt_1", "lo é"), [said("lo é")]);
    assert_eq!(story.part("prt_1", &json!({ "type": "text", "text": "Hello é" })), []);
    assert_eq!(story.idle(), [Step::Ended]);
    assert_eq!(story.view.failure(), None);
}

#[test]
fn words_that_only_come_whole_are_shown_too() {
    let mut story = Story::begun();
    assert_eq!(story.part("prt_1", &json!({ "type": "text", "text": "All" })), [Step::Break, said("All")]);
    assert_eq!(
        story.part("prt_2", &json!({ "type": "reasoning", "text": "Hm" })),
        [Step::Break, Step::Thought("Hm".into())]
    );
}

#[test]
fn the_end_of_an_earlier_run_is_not_the_end() {
    let mut story = Story::new();
    assert_eq!(story.idle(), []);
    story.message("msg_1", "user", None);
    assert_eq!(story.idle(), [Step::Ended]);
}

#[test]
fn what_a_person_wrote_is_not_repeated() {
    let mut story = Story::begun();
    let part = json!({ "id": "prt_0", "sessionID": "ses_1", "messageID": "msg_1", "type": "text", "text": "Mine" });
    assert_eq!(story.happens("message.part.updated", json!({ "sessionID": "ses_1", "part": part, "time": 1 })), []);
}

#[test]
fn a_tool_call_is_a_line_at_its_start_and_its_end() {
    let mut story = Story::begun();
    let mut tool = |status: &str| {
        let state = json!({ "status": status, "input": { "command": "ls" } });
        story.part("prt_2", &json!({ "type": "tool", "tool": "bash", "state": state }))
    };
    assert_eq!(tool("pending"), []);
    let [Step::Did(line)] = &tool("running")[..] else { panic!() };
    assert_eq!(samples::stripped(line), "▸ bash  ls");
    assert_eq!(tool("running"), []);
    let [Step::Did(line)] = &tool("completed")[..] else { panic!() };
    assert_eq!(samples::stripped(line), "✓ bash  ls");
}

#[test]
fn asks_of_helpers_count_and_those_of_strangers_do_not() {
    let mut story = Story::begun();
    let asks = |session: &str, id: &str| json!({ "id": id, "sessionID": session, "permission": "bash", "patterns": ["ls"], "always": [] });
    assert_eq!(story.happens("permission.asked", asks("ses_9", "per_9")), []);
    let info = json!({ "id": "ses_9", "parentID": "ses_1", "directory": "/", "time": { "created": 1, "updated": 1 } });
    let made = story.happens("session.created", json!({ "sessionID": "ses_9", "info": info }));
    assert!(matches!(&made[..], [Step::Did(_)]));
    let asked = story.happens("permission.asked", asks("ses_9", "per_10"));
    assert!(matches!(&asked[..], [Step::Asks(asked)] if asked.id.as_str() == "per_10"));
    assert_eq!(story.happens("permission.asked", asks("ses_9", "per_10")), []);
    let replied = json!({ "sessionID": "ses_9", "requestID": "per_10", "reply": "once" });
    assert_eq!(story.happens("permission.replied", replied), [Step::Answered("per_10".parse().unwrap())]);
}

#[test]
fn the_first_failure_is_the_one_that_is_told() {
    let mut story = Story::begun();
    let error = json!({ "name": "APIError", "data": { "message": "Overloaded" } });
    assert_eq!(story.message("msg_2", "assistant", Some(error.clone())), []);
    assert_eq!(story.happens("session.error", json!({ "sessionID": "ses_1", "error": { "name": "Other" } })), []);
    assert_eq!(story.view.failure(), Some("Overloaded (APIError)"));
    assert_eq!(story.idle(), [Step::Ended]);
}

#[test]
fn an_engine_that_ends_is_the_end() {
    let mut story = Story::begun();
    assert_eq!(story.happens("session.interrupted", json!({ "sessionID": "ses_1" })), [Step::Ended]);
    assert!(story.view.failure().unwrap().contains("engine"));
}

#[test]
fn other_sessions_and_broken_events_mean_nothing() {
    let mut story = Story::begun();
    assert_eq!(story.happens("session.idle", json!({ "sessionID": "ses_2" })), []);
    assert_eq!(story.happens("message.updated", json!({ "sessionID": "ses_1", "info": 7 })), []);
    assert_eq!(story.happens("made.up", json!({})), []);
    assert!(!story.view.concerns(&samples::event(1, "x", json!({ "sessionID": "ses_2" }))));
    assert!(story.view.concerns(&samples::event(1, "x", json!({}))));
}

#[test]
fn after_a_gap_the_snapshot_tells_the_rest_once() {
    let mut story = Story::new();
    story.message("msg_1", "user", None);
    story.message("msg_2", "assistant", None);
    story.part("prt_4", &json!({ "type": "text", "text": "" }));
    assert_eq!(story.delta("prt_4", "Do"), [Step::Break, said("Do")]);
    assert_eq!(story.happens("stream.gap", json!({ "from": 5, "to": 40 })), [Step::Lost]);

    let steps = story.view.snapshot(samples::snapshot());
    let shown: Vec<_> = steps.iter().map(std::mem::discriminant).collect();
    let tool = Step::Did(String::new());
    let asks = Step::Asks(samples::permission());
    let expected = [&Step::Break, &Step::Thought(String::new()), &tool, &Step::Break, &said(""), &asks];
    assert_eq!(shown, expected.map(std::mem::discriminant), "{steps:?}");
    assert!(steps.contains(&said("ne.")));

    // What is at or before the snapshot's position was in it.
    assert_eq!(story.delta("prt_4", "ne."), []);
    story.seq = 42;
    assert_eq!(story.delta("prt_4", " Bye."), [said(" Bye.")]);
}

#[test]
fn a_snapshot_of_an_idle_session_is_the_end_of_the_run() {
    let mut snapshot = samples::snapshot();
    snapshot.status = SessionStatus::Idle;
    assert_eq!(view().snapshot(snapshot.clone()).last(), Some(&Step::Ended));
    let mut other = View::new("ses_1".parse().unwrap(), "msg_9".parse().unwrap());
    assert_eq!(other.snapshot(snapshot), [Step::Asks(samples::permission())]);
}
