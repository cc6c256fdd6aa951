//! `make dev`: watches the sources, and keeps the running server, the document and the SDK in step with them.
//!
//! ```text
//!  source ─▶ build ─▶ another program? ─▶ document ─▶ restart of the server
//!                                             └▶ another document? ─▶ SDK
//! ```
//!
//! The arrows go one way: nothing that is made here is watched as a source, so nothing follows from itself.

#[path = "dev/group.rs"]
mod group;
#[path = "dev/rounds.rs"]
mod rounds;
#[path = "dev/server.rs"]
mod server;
#[path = "dev/tree.rs"]
mod tree;
#[path = "dev/watcher.rs"]
mod watcher;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use harness::stop_signal::listen;
use rounds::Dev;
use server::Server;
use tempfile::TempDir;
use tree::Tree;
use watcher::Watcher;

/// Builds and restarts the server whenever its sources change, and keeps the document and the SDK in step.
///
/// The server runs in a temporary data folder, which is kept over restarts, as are its port and its host token. Its
/// engine has a home of its own there: a server in the making does not touch your OpenCode data.
#[derive(Parser)]
#[command(name = "dev")]
struct Args {
    /// Let the engine use your own OpenCode data, configuration and sign-ins, as `make run` does
    #[arg(long)]
    my_opencode: bool,
    /// Say also what led to nothing
    #[arg(long)]
    verbose: bool,
    /// The top of the project
    #[arg(long, value_name = "DIR", default_value = ".", hide = true)]
    root: PathBuf,
    /// What builds the server
    #[arg(long, value_name = "WORDS", default_value = "cargo build --quiet --bin openwork-http", hide = true)]
    build: String,
    /// What makes the SDK of the document, in `sdk`
    #[arg(long, value_name = "WORDS", default_value = "npm run --silent generate", hide = true)]
    generate: String,
    /// The server's program; without, the one beside this program
    #[arg(long, value_name = "PROGRAM", hide = true)]
    program: Option<PathBuf>,
    /// How long the files must have been left alone, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 200, hide = true)]
    quiet: u64,
    /// Words for the server, such as `--port 4000 --engine-env ANTHROPIC_API_KEY`; see `openwork-http --help`
    #[arg(value_name = "SERVER ARGUMENTS", trailing_var_arg = true, allow_hyphen_values = true)]
    server: Vec<String>,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let done = tokio::runtime::Builder::new_current_thread().enable_all().build();
    match done.and_then(|runtime| runtime.block_on(whole(args))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("dev: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Everything, until someone presses Ctrl-C. A second Ctrl-C does not wait for the server's orderly end.
async fn whole(args: Args) -> io::Result<()> {
    let asked = listen()?;
    let root = args.root.canonicalize()?;
    let folder = tempfile::Builder::new().prefix("openwork-dev-").tempdir()?;
    let program = match args.program {
        Some(program) => std::path::absolute(program)?,
        None => std::env::current_exe()?.with_file_name("openwork-http"),
    };
    let env = environment(&folder, args.my_opencode)?;
    // first watched, then looked at: what changes in between is looked at once more
    let watcher = Watcher::new(&root, Duration::from_millis(args.quiet)).map_err(io::Error::other)?;
    let mut dev = Dev {
        tree: Tree::new(&root),
        watcher,
        server: Server::new(&program, &root, args.server, env),
        build: words(&args.build),
        generate: words(&args.generate),
        program,
        root,
        made_of: None,
        sdk_stale: false,
        verbose: args.verbose,
    };
    tokio::select! {
        () = asked => {}
        () = dev.run() => {}
    }
    say("stopping");
    let again = listen()?;
    tokio::select! {
        () = dev.server.stop() => {}
        () = again => say("stopped without waiting"),
    }
    // the server has to be gone before its folder is
    drop(dev);
    folder.close()
}

fn words(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_owned).collect()
}

/// What the server finds in its environment. These are defaults: what is set by hand, or said on the line, wins.
fn environment(folder: &TempDir, my_opencode: bool) -> io::Result<Vec<(String, String)>> {
    let (data, engine) = (folder.path().join("data"), folder.path().join("engine"));
    std::fs::create_dir(&data)?;
    std::fs::create_dir(&engine)?;
    with_engine(&data)?;
    let token = format!("dev-{}", uuid::Uuid::new_v4().simple());
    let mut env = vec![("OPENWORK_HTTP_HOST_TOKEN", token), ("OPENWORK_HTTP_LOG", "text".to_owned())];
    if std::env::var_os("OPENWORK_HOME").is_none() {
        env.push(("OPENWORK_HTTP_DATA_DIR", data.display().to_string()));
    }
    if !my_opencode {
        env.push(("OPENWORK_HTTP_ENGINE_HOME", engine.display().to_string()));
    }
    env.retain(|(name, _)| std::env::var_os(name).is_none());
    // not a default: the server ends with this program, even where it is killed
    env.push(("OPENWORK_HTTP_PARENT_PID", std::process::id().to_string()));
    Ok(env.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// Puts the engine that `make runtime` installed into a data folder, as a link.
fn with_engine(data: &Path) -> io::Result<()> {
    let Some(home) = std::env::var_os("OPENWORK_TEST_RUNTIME") else { return Ok(()) };
    let installed = Path::new(&home).join("runtime");
    if installed.is_dir() { std::os::unix::fs::symlink(installed, data.join("runtime")) } else { Ok(()) }
}

/// One line for whoever started this. A reader that has gone away is no reason to end.
fn say(line: &str) {
    let _ = writeln!(io::stdout(), "dev: {line}");
}
