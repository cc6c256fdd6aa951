//! The engine and the programs, shown.

use super::style::{self, Tone};
use super::{Human, Look, Word, fields, plain, table, under, wire};
use openwork_core::model::engine::{EngineHealth, EngineProject, EngineState, LastExit};
use openwork_core::model::runtime::{
    Checksum, Component, OutputLine, OutputLines, OutputStream, RuntimeSummary, RuntimeVersions,
};
use openwork_core::model::upgrade::{RuntimeUpgrade, UpgradeState};

/// The engine's state in its tone.
pub(super) fn state(state: EngineState) -> Word {
    let tone = match state {
        EngineState::Ready => Tone::Good,
        EngineState::Starting | EngineState::Stopping | EngineState::Backoff => Tone::Wait,
        EngineState::Failed => Tone::Bad,
        EngineState::Disabled | EngineState::Stopped => Tone::Dim,
    };
    Word::toned(wire(&state), tone)
}

impl Human for EngineHealth {
    fn human(&self, look: &Look) -> String {
        let fault = self.last_error.as_ref();
        fields([
            ("state", Some(state(self.state))),
            ("since", Some(look.time(self.since).into())),
            ("version", self.version.as_ref().map(Word::from)),
            ("address", self.base_url.as_ref().map(Word::from)),
            ("process", self.pid.map(|pid| pid.to_string().into())),
            ("attempt", Some(self.attempt.to_string().into())),
            ("last ready", self.last_ready_at.map(|at| look.time(at).into())),
            ("last exit", self.last_exit.as_ref().map(|exit| ended(exit, look).into())),
            ("error", fault.map(|fault| Word::toned(format!("{} ({})", fault.message, fault.code), Tone::Bad))),
            ("place", fault.filter(|fault| !fault.places.is_empty()).map(|fault| fault.places.join("\n").into())),
            ("remedy", fault.map(|fault| (&fault.remedy).into())),
            ("guarded", Some(if self.guarded { "yes" } else { "no" }.into())),
            ("output", (!self.output.is_empty()).then(|| Word::toned(self.output.join("\n"), Tone::Dim))),
        ])
    }
}

/// How a process ended.
pub(super) fn ended(exit: &LastExit, look: &Look) -> String {
    let code = exit.code.map(|code| format!(", code {code}"));
    let signal = exit.signal.map(|signal| format!(", signal {signal}"));
    format!("{}{} at {}", exit.reason, code.or(signal).unwrap_or_default(), look.time(exit.at))
}

impl Human for RuntimeVersions {
    fn human(&self, look: &Look) -> String {
        let row = |name: &str, component: &Component| {
            let text = |text: Option<&String>| text.map_or("-", |text| text.as_str()).into();
            let source = component.source.map_or_else(|| "-".to_owned(), |source| wire(&source));
            let active = text(component.active.as_ref());
            [
                name.into(),
                (&component.pinned).into(),
                active,
                source.into(),
                sum(component),
                text(component.path.as_ref()),
            ]
        };
        let rows = vec![row("opencode", &self.opencode), row("ripgrep", &self.ripgrep)];
        let programs = table(look, ["PROGRAM", "PINNED", "ACTIVE", "SOURCE", "CHECKSUM", "FILE"], rows, "");
        format!("openwork-server {} on {}\n\n{programs}", super::plain(&self.server), super::plain(&self.target))
    }
}

fn sum(component: &Component) -> Word {
    let Some(checksum) = component.checksum else { return "-".into() };
    let tone = match checksum {
        Checksum::Matched => Tone::Good,
        Checksum::Mismatched => Tone::Bad,
        Checksum::Unlisted | Checksum::Pending => Tone::Wait,
    };
    Word::toned(wire(&checksum), tone)
}

impl Human for RuntimeSummary {
    fn human(&self, look: &Look) -> String {
        let policy = &self.restart_policy;
        let restarts = format!(
            "{} attempts in {} s, pauses of {} to {} ms",
            policy.attempts, policy.window_seconds, policy.first_pause_ms, policy.longest_pause_ms
        );
        let rule = fields([("start", Some(wire(&self.engine_start).into())), ("restarts", Some(restarts.into()))]);
        let upgrade = self.upgrade.iter().map(|upgrade| under("upgrade", &upgrade.human(look)));
        let blocks = [under("rule", &rule), under("engine", &self.opencode.human(look)), self.versions.human(look)];
        blocks.into_iter().chain(upgrade).collect::<Vec<_>>().join("\n\n")
    }
}

impl Human for RuntimeUpgrade {
    fn human(&self, look: &Look) -> String {
        let tone = match self.state {
            UpgradeState::Installing | UpgradeState::Waiting | UpgradeState::Switching => Tone::Wait,
            UpgradeState::Done | UpgradeState::Unchanged => Tone::Good,
            UpgradeState::RolledBack | UpgradeState::Failed => Tone::Bad,
        };
        let fault = self.error.as_ref();
        fields([
            ("state", Some(Word::toned(wire(&self.state), tone))),
            ("from", self.from_version.as_ref().map(Word::from)),
            ("to", self.to_version.as_ref().map(Word::from)),
            ("began", Some(look.time(self.started_at).into())),
            ("ended", self.ended_at.map(|at| look.time(at).into())),
            ("error", fault.map(|fault| Word::toned(format!("{} ({})", fault.message, fault.code), Tone::Bad))),
            ("remedy", fault.map(|fault| (&fault.remedy).into())),
        ])
    }
}

impl Human for OutputLines {
    fn human(&self, look: &Look) -> String {
        if self.items.is_empty() {
            return style::dim("The engine has written nothing.");
        }
        let line = |line: &OutputLine| {
            let stream = match line.stream {
                OutputStream::Stdout => "out",
                OutputStream::Stderr => "err",
            };
            let place = style::dim(&format!("{}  {}  {stream}", look.clock(line.at), line.run));
            format!("{place}  {}", plain(&line.text))
        };
        self.items.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

impl Human for EngineProject {
    fn human(&self, _: &Look) -> String {
        fields([
            ("id", Some(self.id.as_str().into())),
            ("work tree", Some(self.worktree.as_str().into())),
            ("vcs", self.vcs.as_ref().map(Word::from)),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use insta::assert_snapshot;

    #[test]
    fn the_engines_health_is_a_block() {
        assert_snapshot!(samples::shown(&samples::engine()), @r"
        state      failed
        since      2026-11-22 10:00:00
        attempt    5
        last exit  crashed, signal 9 at 2026-11-22 10:00:00
        error      It crashed. (crashed)
        remedy     Look at its output.
        guarded    yes
        output     boom
        ");
    }

    #[test]
    fn versions_are_a_table() {
        let opencode = Component {
            pinned: "1.18.33".into(),
            active: None,
            path: Some("/d/opencode".into()),
            source: Some(openwork_core::model::runtime::ComponentSource::Managed),
            checksum: Some(Checksum::Matched),
        };
        let ripgrep = Component { path: None, source: None, checksum: None, ..opencode.clone() };
        let versions = RuntimeVersions { server: "0.1.0".into(), target: "linux-x64".into(), opencode, ripgrep };
        assert_snapshot!(samples::shown(&versions), @r"
        openwork-server 0.1.0 on linux-x64

        PROGRAM   PINNED   ACTIVE  SOURCE   CHECKSUM  FILE
        opencode  1.18.33  -       managed  matched   /d/opencode
        ripgrep   1.18.33  -       -        -         -
        ");
    }

    #[test]
    fn output_is_a_line_a_line() {
        let line = |stream, run, text: &str| OutputLine { at: samples::engine().since, stream, run, text: text.into() };
        let items = vec![line(OutputStream::Stdout, 1, "hello"), line(OutputStream::Stderr, 2, "a\u{7}b")];
        assert_snapshot!(samples::shown(&OutputLines { items }), @r"
        10:00:00  1  out  hello
        10:00:00  2  err  a�b
        ");
        assert_snapshot!(samples::shown(&OutputLines { items: vec![] }), @"The engine has written nothing.");
    }
}
