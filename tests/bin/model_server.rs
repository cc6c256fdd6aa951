//! The scripted model as a program, for runs by hand and for tests in other languages.

use std::io::{self, Write};

use clap::Parser;
use harness::model::ModelServer;
use harness::stop_signal::{listen, parent_gone};

/// A chat-completions server on loopback that does what the prompt tells it.
#[derive(Parser)]
#[command(name = "model-server")]
struct Args {
    /// The port to listen on; 0 lets the system choose.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// End when standard input ends.
    #[arg(long)]
    exit_with_parent: bool,
}

fn main() -> io::Result<()> {
    let args = Args::parse();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let asked = listen()?;
        let model = ModelServer::start_on(args.port)?;
        writeln!(io::stdout(), "model-server listening on {}", model.url())?;
        tokio::select! {
            () = asked => {}
            () = parent_gone(), if args.exit_with_parent => {}
        }
        Ok(())
    })
}
