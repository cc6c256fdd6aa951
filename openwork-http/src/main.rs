//! The OpenWork server as a process. All of it is in the library; see [`openwork_http::program`].

use clap::Parser;
use openwork_http::program::{Args, run};

fn main() -> std::process::ExitCode {
    run(&Args::parse())
}
