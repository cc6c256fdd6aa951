//! Events, shown: a line each.

use super::{Human, Look, plain, style};
use openwork_core::model::event::Event;
use serde_json::Value;

/// How much of the particulars is shown.
const MOST: usize = 120;

impl Human for Event {
    fn human(&self, look: &Look) -> String {
        let place = style::dim(&format!("{}  {:>6}", look.clock(self.at), self.seq));
        let particulars = Value::Object(self.properties.0.clone()).to_string();
        let shown: String = plain(&particulars).chars().take(MOST).collect();
        let cut = if shown.len() < particulars.len() { "…" } else { "" };
        format!("{place}  {}  {}", style::action(&plain(&self.kind)), style::dim(&format!("{shown}{cut}")))
    }
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
    }
}
