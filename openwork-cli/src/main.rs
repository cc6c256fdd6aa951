//! Every operation of an OpenWork server as a command.
//!
//! ```text
//!  words ─▶ args ─▶ commands/<area> ─▶ desk ─▶ typed client ─┬─ HTTP ─▶ the server that runs on this data folder, or a named one
//!                          │                                 └─ the same router in this process, where none runs
//!                          ▼
//!                console + render: for people, or `--json`                    exit: the end, by the server's table
//! ```
//!
//! What is *not* here: rules about workspaces or sessions, and any second way around the client.

mod args;
mod commands;
mod connect;
mod console;
mod desk;
mod exit;
mod hosted;
mod offer;
mod place;
mod prompt;
mod render;

use args::Command;
use console::Console;
use desk::Desk;
use exit::Failure;
use openwork_core::Error;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = match args::parsed(std::env::args_os()) {
        Ok(cli) => cli,
        Err(refused) => return exit::usage(&refused),
    };
    match cli.command {
        Command::Guard { args } => exit::guard(openwork_core::guard(&args)),
        Command::Serve(serve) => openwork_http::program::run(&serve.program()),
        Command::Completions(completions) => exit::code_of(completions.run(), &Console::new(&cli.globals)),
        Command::Store(store) => {
            let console = Console::new(&cli.globals);
            exit::code_of(store.run(&cli.globals, &console), &console)
        }
        Command::Area(area) => {
            let console = Console::new(&cli.globals);
            exit::code_of(hosting(&Desk::new(cli.globals, console.clone()), area), &console)
        }
    }
}

/// Runs a command to its end, and then whatever it had to host.
fn hosting(desk: &Desk, area: commands::Area) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(Error::internal)?;
    let done = runtime.block_on(async {
        let done = area.run(desk).await;
        desk.close().await;
        done
    });
    // A thread that waits for a line on stdin would never end.
    runtime.shutdown_background();
    done
}
