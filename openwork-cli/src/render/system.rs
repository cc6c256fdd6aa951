//! The server itself, shown.

use super::style::{self, Tone};
use super::{Human, Look, Word, fields, plain, table, under, wire};
use crate::offer::{Offered, offered};
use openwork_core::WorkspaceId;
use openwork_core::model::log::{LogLevel, LogLine, LogLines};
use openwork_core::model::system::{
    Capabilities, Capability, ComponentHealth, Health, HealthStatus, Meta, MetricsText, OpenApiDocument, Root,
    ShuttingDown, Status,
};
use openwork_core::operation::Operation;
use std::time::Duration;

fn status(status: HealthStatus) -> Word {
    let tone = match status {
        HealthStatus::Ready => Tone::Good,
        HealthStatus::Starting | HealthStatus::Stopping => Tone::Wait,
        HealthStatus::Degraded => Tone::Bad,
    };
    Word::toned(wire(&status), tone)
}

impl Human for Root {
    fn human(&self, _: &Look) -> String {
        fields([
            ("service", Some(self.service.as_str().into())),
            ("version", Some(self.version.as_str().into())),
            ("contract", Some(self.openapi.as_str().into())),
            ("health", Some(self.health.as_str().into())),
        ])
    }
}

impl Human for OpenApiDocument {
    fn human(&self, _: &Look) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

impl Human for Health {
    fn human(&self, look: &Look) -> String {
        let head = fields([
            ("status", Some(status(self.status))),
            ("stage", Some(self.stage.as_str().into())),
            ("version", Some(self.version.as_str().into())),
            ("since", Some(look.time(self.started_at).into())),
        ]);
        std::iter::once(head).chain(self.components.iter().map(component)).collect::<Vec<_>>().join("\n\n")
    }
}

fn component(part: &ComponentHealth) -> String {
    let block = fields([
        ("status", Some(status(part.status))),
        ("stage", Some(part.stage.as_str().into())),
        ("reason", part.reason.as_ref().map(Word::from)),
        ("remedy", part.remedy.as_ref().map(Word::from)),
        ("output", (!part.output.is_empty()).then(|| Word::toned(part.output.join("\n"), Tone::Dim))),
    ]);
    under(&part.name, &block)
}

impl Human for Meta {
    fn human(&self, look: &Look) -> String {
        let reach = self.workspace_ids.as_ref();
        let reach = reach.map(|ids| ids.iter().map(WorkspaceId::as_str).collect::<Vec<_>>().join(", "));
        fields([
            ("service", Some(self.service.as_str().into())),
            ("version", Some(self.version.as_str().into())),
            ("target", Some(self.target.as_str().into())),
            ("process", Some(self.pid.to_string().into())),
            ("since", Some(look.time(self.started_at).into())),
            ("store", Some(self.store_id.as_str().into())),
            ("your role", Some(wire(&self.role).into())),
            ("workspaces", Some(reach.unwrap_or_else(|| "all".to_owned()).into())),
        ])
    }
}

impl Human for Capabilities {
    fn human(&self, look: &Look) -> String {
        let row = |capability: &Capability| {
            let now = match (capability.allowed, capability.available) {
                (false, _) => Word::toned("not allowed", Tone::Dim),
                (true, false) => Word::toned(capability.reason.as_deref().unwrap_or("not now"), Tone::Bad),
                (true, true) => Word::toned("yes", Tone::Good),
            };
            [capability.operation.as_str().into(), now, Word::toned(command(&capability.operation), Tone::Dim)]
        };
        let rows = self.operations.iter().map(row).collect();
        let operations = table(look, ["OPERATION", "NOW", "COMMAND"], rows, "Nothing can be done here.");
        format!("{operations}\n{}", style::dim(&format!("{} types of events", self.events.len())))
    }
}

/// The command of an operation, where this version has one.
fn command(operation: &str) -> String {
    let known = Operation::ALL.iter().find(|row| row.name() == operation);
    match known.map(|row| offered(*row)) {
        Some(Offered::As(words)) => words.join(" "),
        Some(Offered::Withheld(why)) => format!("none: {why}"),
        None => "not known to this version".to_owned(),
    }
}

impl Human for Status {
    fn human(&self, look: &Look) -> String {
        let up = Duration::from_secs(Duration::from_millis(self.uptime_ms).as_secs());
        fields([
            ("status", Some(status(self.status))),
            ("version", Some(self.version.as_str().into())),
            ("since", Some(format!("{} ({} s)", look.time(self.started_at), up.as_secs()).into())),
            ("workspaces", Some(self.workspace_count.to_string().into())),
            ("active", self.active_workspace_id.as_ref().map(|id| id.as_str().into())),
            ("streams", Some(self.stream_count.to_string().into())),
            ("engine", Some(super::engine::state(self.engine))),
            ("event position", self.event_position.map(|seq| seq.to_string().into())),
        ])
    }
}

impl Human for MetricsText {
    fn human(&self, _: &Look) -> String {
        plain(self.0.trim_end()).into_owned()
    }
}

impl Human for LogLines {
    fn human(&self, look: &Look) -> String {
        if self.items.is_empty() {
            return style::dim("No such lines.");
        }
        self.items.iter().map(|line| log_line(look, line)).collect::<Vec<_>>().join("\n")
    }
}

fn log_line(look: &Look, line: &LogLine) -> String {
    let tone = match line.level {
        LogLevel::Error => Tone::Bad,
        LogLevel::Warn => Tone::Wait,
        LogLevel::Info => Tone::Plain,
        LogLevel::Debug | LogLevel::Trace => Tone::Dim,
    };
    let level = tone.paint(&format!("{:5}", wire(&line.level)));
    let fields = line.fields.0.iter().map(|(name, value)| match value.as_str() {
        Some(text) => format!("{name}={text}"),
        None => format!("{name}={value}"),
    });
    let particulars = line.request_id.clone().into_iter().chain(fields).collect::<Vec<_>>().join(" ");
    let shown = format!(
        "{}  {level}  {}  {}",
        style::dim(&look.clock(line.at)),
        plain(&line.message),
        style::dim(&plain(&particulars))
    );
    shown.trim_end().to_owned()
}

impl Human for ShuttingDown {
    fn human(&self, _: &Look) -> String {
        "The server is stopping.".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use insta::assert_snapshot;

    #[test]
    fn health_names_what_is_wrong_and_what_helps() {
        assert_snapshot!(samples::shown(&samples::health()), @r"
        status   degraded
        stage    engine: failed
        version  0.1.0
        since    2026-11-22 10:00:00

        engine
        status  degraded
        stage   failed
        reason  There is no OpenCode.
        remedy  Run `openwork-cli runtime install`.
        output  one
                two
        ");
    }

    #[test]
    fn a_line_of_the_log_is_a_line() {
        let at = samples::engine().since;
        let fields = openwork_core::model::json::JsonObject(
            [("operation".to_owned(), serde_json::Value::from("root.get")), ("status".to_owned(), 200.into())]
                .into_iter()
                .collect(),
        );
        let (target, message, request_id) = ("t".to_owned(), "request".to_owned(), Some("req_1".to_owned()));
        let items = vec![LogLine { at, level: LogLevel::Info, target, message, request_id, fields }];
        assert_snapshot!(samples::shown(&LogLines { items }), @"10:00:00  info   request  req_1 operation=root.get status=200");
    }

    #[test]
    fn capabilities_say_which_command_it_is() {
        let capability = |operation: &str, allowed, reason: Option<&str>| Capability {
            operation: operation.into(),
            allowed,
            available: reason.is_none(),
            reason: reason.map(str::to_owned),
        };
        let operations = vec![
            capability("sessions.listMessages", true, None),
            capability("sessions.create", true, Some("The engine failed.")),
            capability("tokens.list", false, None),
            capability("shares.get", true, None),
        ];
        assert_snapshot!(samples::shown(&Capabilities { operations, events: vec!["session.idle".into()] }), @r"
        OPERATION              NOW                 COMMAND
        sessions.listMessages  yes                 sessions list-messages
        sessions.create        The engine failed.  sessions create
        tokens.list            not allowed         tokens list
        shares.get             yes                 not known to this version
        1 types of events
        ");
    }
}
