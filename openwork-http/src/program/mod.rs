//! The program: from its arguments to a server that listens, and to its orderly end.
//!
//! ```text
//!  arguments ─▶ core ─▶ bind ─▶ server.json ─▶ one line on stdout ─▶ … ─▶ signal, request or parent's end ─▶ stop ─▶ 0
//! ```
//!
//! The environment is read here and nowhere else.

mod args;
mod environment;
mod exit;
mod parent;

pub use args::{Args, Command, Serve, platform_folder};
pub use environment::{all as environment, carrier, legacy, of_engine as engine_environment};
pub use exit::{EXIT_CODES, exit_code};

#[cfg(feature = "otlp")]
use crate::traces::Traces;
use crate::{Listening, document, log, serve};
use openwork_core::{Error, LogRing, Result, Server};
use std::process::ExitCode;

/// Does what the arguments say.
#[must_use]
pub fn run(args: &Args) -> ExitCode {
    match &args.command {
        Some(Command::Openapi) => {
            print(&document());
            exit::after(Ok(()))
        }
        Some(Command::Guard { args }) => exit::of_guard(openwork_core::guard(args)),
        None => exit::after(start(&args.serve)),
    }
}

/// Runs a server until something ends it.
fn start(options: &Serve) -> Result<()> {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(2).enable_all().build().map_err(Error::internal)?;
    #[cfg(feature = "otlp")]
    let traces = options.otlp_endpoint.as_deref().map(|at| Traces::start(at, runtime.handle())).transpose()?;
    #[cfg(feature = "otlp")]
    let further = traces.as_ref().map(Traces::layer);
    #[cfg(not(feature = "otlp"))]
    let further = None;
    let logs = log::start(options.log, &options.log_filter, further);
    let done = runtime.block_on(live(options, logs));
    #[cfg(feature = "otlp")]
    traces.iter().for_each(Traces::end);
    // A thread that waits for the parent's words would never end.
    runtime.shutdown_background();
    done
}

async fn live(options: &Serve, logs: Option<LogRing>) -> Result<()> {
    let mut signals = Signals::new().map_err(Error::internal)?;
    let parent = parent::end(options.parent_pid, options.exit_with_parent);
    let builder = options.builder()?;
    let builder = match logs {
        Some(logs) => builder.logs(logs),
        None => builder,
    };
    let server = builder.start().await?;
    let listening = match serve(server.clone(), options.listen()).await {
        Ok(listening) => listening,
        Err(error) => {
            server.shutdown().await;
            return Err(error);
        }
    };
    if let Err(error) = announce(&server, &listening) {
        listening.stop().await;
        return Err(error);
    }
    let reason = tokio::select! {
        signal = signals.next() => signal,
        () = server.stop_requested() => "a request",
        () = parent => "the parent's end",
    };
    tracing::info!(reason, "stopping");
    stop(&listening, &mut signals).await;
    Ok(())
}

/// The line on stdout.
#[derive(serde::Serialize)]
struct Announcement<'a> {
    event: &'static str,
    url: &'a str,
    pid: u32,
    version: &'static str,
}

/// Leaves `server.json` and says on stdout, in one line, that the server listens.
fn announce(server: &Server, listening: &Listening) -> Result<()> {
    let url = listening.url();
    server.announce(&url)?;
    let version = env!("CARGO_PKG_VERSION");
    let line = Announcement { event: "listening", url: &url, pid: std::process::id(), version };
    print(&format!("{}\n", serde_json::to_string(&line).map_err(Error::internal)?));
    tracing::info!(url, version, "listening");
    Ok(())
}

/// Ends in order. Another signal makes it wait for nobody, and one more makes it not wait for the core either.
async fn stop(listening: &Listening, signals: &mut Signals) {
    let stopping = listening.stop();
    tokio::pin!(stopping);
    for _ in 0..2 {
        tokio::select! {
            report = &mut stopping => {
                if !report.late.is_empty() {
                    tracing::warn!(late = ?report.late, "something did not end in time");
                }
                return;
            }
            _ = signals.next() => listening.hurry(),
        }
    }
    tracing::warn!("stopped without waiting");
}

/// The signals that mean an end.
struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    /// Heard and not listened to: unheard, it ends the process that wrote beyond a limit of the system for files.
    /// Heard, the write fails, like one on a full disk. A handler, because children would inherit that it is ignored.
    #[cfg(unix)]
    _file_limit: tokio::signal::unix::Signal,
}

impl Signals {
    #[cfg(unix)]
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            _file_limit: signal(SignalKind::from_raw(rustix::process::Signal::XFSZ.as_raw()))?,
        })
    }

    #[cfg(unix)]
    async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }

    #[cfg(not(unix))]
    #[allow(clippy::unnecessary_wraps, reason = "the other systems may fail")]
    fn new() -> std::io::Result<Self> {
        Ok(Self {})
    }

    #[cfg(not(unix))]
    async fn next(&mut self) -> &'static str {
        match tokio::signal::ctrl_c().await {
            Ok(()) => "Ctrl-C",
            Err(_) => std::future::pending().await,
        }
    }
}

/// Text for whoever started the program. A reader that has gone away is no reason to end.
fn print(text: &str) {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    if out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_err() {
        tracing::debug!("stdout is closed");
    }
}
