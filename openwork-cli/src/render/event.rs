//! Events, shown: a line each.

use super::{Human, Look, plain, style};
use openwork_core::Timestamp;
use openwork_core::model::event::Event;
use openwork_core::model::json::JsonObject;
use openwork_core::model::system_event::SystemEvent;
use serde_json::Value;

/// How much of the particulars is shown.
const MOST: usize = 120;

impl Human for Event {
    fn human(&self, look: &Look) -> String {
        line(look, self.at, self.seq, &self.kind, &self.properties)
    }
}

impl Human for SystemEvent {
    fn human(&self, look: &Look) -> String {
        line(look, self.at, self.seq, &self.kind, &self.properties)
    }
}

fn line(look: &Look, at: Timestamp, seq: u64, kind: &str, properties: &JsonObject) -> String {
    let place = style::dim(&format!("{}  {seq:>6}", look.clock(at)));
    let particulars = Value::Object(properties.0.clone()).to_string();
    let shown: String = plain(&particulars).chars().take(MOST).collect();
    let cut = if shown.len() < particulars.len() { "…" } else { "" };
    format!("{place}  {}  {}", style::action(&plain(kind)), style::dim(&format!("{shown}{cut}")))
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use insta::assert_snapshot;

    #[test]
    fn an_event_is_a_line() {
        let delta = serde_json::json!({ "sessionID": "ses_1", "delta": "hello" });
        let mut event = samples::event(42, "message.part.delta", delta);
        assert_snapshot!(samples::shown(&event), @r#"10:00:00      42  message.part.delta  {"delta":"hello","sessionID":"ses_1"}"#);
        event = samples::event(7, "session.diff", serde_json::json!({ "long": "x".repeat(500) }));
        assert!(samples::shown(&event).ends_with("x…"));
        let state = serde_json::json!({ "state": "ready", "attempt": 1 });
        let event = samples::system_event(1_048_577, "engine.stateChanged", &state);
        assert_snapshot!(samples::shown(&event), @r#"10:00:00  1048577  engine.stateChanged  {"attempt":1,"state":"ready"}"#);
    }
}
