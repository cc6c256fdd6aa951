//! The program: what happens from its start to its ready line, and how it ends.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use super::READY;
use super::engine::{Engine, serve};
use super::install::count_start;
use super::settings::Settings;
use crate::model::seconds;

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
enum Command {
    Version,
    Serve { port: u16 },
}

/// Runs the substitute with the arguments and the environment of this process, until it ends or is ended.
pub fn main() -> ExitCode {
    let mut args = std::env::args();
    let program = own_path(args.next().as_deref());
    let end = Settings::of(&program).and_then(|settings| {
        match parse(&args.collect::<Vec<_>>()).map_err(io::Error::other)? {
            Command::Version => {
                writeln!(io::stdout(), "{}", settings.version())?;
                Ok(ExitCode::SUCCESS)
            }
            Command::Serve { port } => start(&program, settings, port),
        }
    });
    end.unwrap_or_else(|fault| {
        complain(&format!("Error: {fault}"));
        ExitCode::FAILURE
    })
}

/// The path as it was started, because a link has its own settings; the system would name the link's target.
pub(crate) fn own_path(name: Option<&str>) -> PathBuf {
    let named = name.map(Path::new).filter(|name| name.components().count() > 1);
    let named = named.and_then(|name| std::path::absolute(name).ok()).filter(|name| name.is_file());
    named.or_else(|| std::env::current_exe().ok()).unwrap_or_default()
}

/// Options of the real program that make no difference here are taken and forgotten.
fn parse(args: &[String]) -> Result<Command, String> {
    let mut args = args.iter().map(String::as_str);
    match args.next() {
        Some("--version" | "-v") => return Ok(Command::Version),
        Some("serve") => {}
        other => return Err(format!("this substitute has no command {other:?}")),
    }
    let mut port = 0;
    while let Some(option) = args.next() {
        let (name, inline) = option.split_once('=').map_or((option, None), |(name, value)| (name, Some(value)));
        match name {
            "--port" => {
                let value = inline.or_else(|| args.next()).unwrap_or_default();
                port = value.parse().map_err(|_| format!("{value:?} is no port"))?;
            }
            "--hostname" => {
                let value = inline.or_else(|| args.next()).unwrap_or_default();
                if value != "127.0.0.1" {
                    return Err(format!("this substitute listens on 127.0.0.1 only, not on {value:?}"));
                }
            }
            _ => {}
        }
    }
    Ok(Command::Serve { port })
}

fn start(program: &Path, settings: Settings, port: u16) -> io::Result<ExitCode> {
    let start = count_start(program)?;
    if let Some(rate) = settings.flood_bytes_per_second.filter(|rate| *rate > 0) {
        // A thread, because it blocks for as long as nobody reads; the engine itself must go on meanwhile.
        thread::spawn(move || flood(rate));
    }
    if let Some(exit) = &settings.exit_at_start {
        complain(&exit.stderr);
        return Ok(ExitCode::from(exit.code));
    }
    if start <= settings.dies_after_starts {
        complain(&format!("Error: died on purpose at start {start} of {}", settings.dies_after_starts));
        return Ok(ExitCode::FAILURE);
    }
    if settings.busy_port_once && start == 1 {
        return Ok(port_is_busy());
    }
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(run(settings, port))
}

async fn run(settings: Settings, port: u16) -> io::Result<ExitCode> {
    if settings.ignore_term {
        become_deaf(&settings)?;
    }
    dawdle(seconds(settings.start_delay_seconds.unwrap_or_default())).await;
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let password = variable("OPENCODE_SERVER_PASSWORD");
    let user = variable("OPENCODE_SERVER_USERNAME").unwrap_or_else(|| "opencode".to_owned());
    let engine = Engine::new(settings.clone(), password.as_deref().map(|password| (user.as_str(), password)));
    let Ok((port, serving)) = serve(engine, port) else {
        return Ok(port_is_busy());
    };
    if !settings.silent {
        if password.is_none() {
            say("Warning: OPENCODE_SERVER_PASSWORD is not set; server is unsecured.");
        }
        say(&format!("{READY}http://127.0.0.1:{port}"));
    }
    let crash = settings.crash_after_seconds.map(seconds);
    tokio::select! {
        () = serving => Ok(ExitCode::SUCCESS),
        () = tokio::time::sleep(crash.unwrap_or_default()), if crash.is_some() => {
            complain("Error: crashed on purpose");
            Ok(ExitCode::FAILURE)
        }
    }
}

/// What the real engine says, without naming the reason.
fn port_is_busy() -> ExitCode {
    complain("Error: Unexpected error\n\nServeError");
    ExitCode::FAILURE
}

async fn dawdle(delay: Duration) {
    let start = Instant::now();
    while let Some(left) = delay.checked_sub(start.elapsed()).filter(|left| !left.is_zero()) {
        complain(&format!("still starting: {} of {} s", start.elapsed().as_secs(), delay.as_secs_f64()));
        tokio::time::sleep(left.min(Duration::from_secs(1))).await;
    }
}

/// Takes SIGTERM and SIGINT away from their default action, for as long as the process lives.
pub(crate) fn become_deaf(settings: &Settings) -> io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        for (kind, name) in [(SignalKind::terminate(), "TERM"), (SignalKind::interrupt(), "INT")] {
            let (mut signals, settings) = (signal(kind)?, settings.clone());
            tokio::spawn(async move {
                while signals.recv().await.is_some() {
                    settings.note(name);
                }
            });
        }
    }
    Ok(())
}

pub(crate) fn flood(rate: u64) {
    let start = Instant::now();
    let (mut written, mut number) = (0, 0_u64);
    loop {
        let due = u128::from(rate) * start.elapsed().as_millis() / 1000;
        while written < due {
            let line = format!("INFO flood line {number:012} {:.<70}", "");
            written += line.len() as u128 + 1;
            number += 1;
            complain(&line);
        }
        thread::sleep(Duration::from_millis(20));
    }
}

/// Nobody may be reading, and that is no reason to end.
fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

fn complain(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, String> {
        parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn the_command_line_is_that_of_the_real_engine() {
        assert_eq!(parsed("--version"), Ok(Command::Version));
        let full = "serve --hostname 127.0.0.1 --port 4100 --print-logs --log-level WARN --cors http://localhost:1";
        assert_eq!(parsed(full), Ok(Command::Serve { port: 4100 }));
        assert_eq!(parsed("serve --port=4100"), Ok(Command::Serve { port: 4100 }));
        assert!(parsed("serve --hostname 0.0.0.0").is_err() && parsed("serve --port x").is_err());
        assert!(parsed("web").is_err());
    }
}
