//! The server, run by this program: the same as `openwork-http`.

use clap::Args;
use openwork_http::program;

#[derive(Debug, Args)]
#[group(skip)]
#[command(after_long_help = "\
Examples:
  openwork-cli serve
  openwork-cli serve --port 0 --engine-env ANTHROPIC_API_KEY --log text")]
pub(crate) struct Serve {
    #[command(flatten)]
    serve: program::Serve,
}

impl Serve {
    /// The arguments of the program that does it.
    pub(crate) fn program(self) -> program::Args {
        program::Args { command: None, serve: self.serve }
    }
}
