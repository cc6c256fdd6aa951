//! The command line. Every flag is also an `OPENWORK_HTTP_*` variable; what is given on the line wins.

use super::environment;
use crate::ServeOptions;
use crate::gate::{parse_host, parse_origin};
use crate::log::LogFormat;
use clap::builder::FalseyValueParser;
use clap::{ArgAction, Parser, Subcommand};
use openwork_core::model::runtime::EngineStart;
use openwork_core::{Builder, EngineOptions, Error, ErrorKind, PublisherOptions, Result, RouterOptions, Server};
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tracing_subscriber::filter::Targets;

/// The fewest characters of a host token that someone else makes.
const TOKEN_LENGTH: usize = 16;

/// The OpenWork server: workspaces, sessions and the supervised OpenCode engine, over HTTP.
#[derive(Debug, Parser)]
#[command(name = "openwork-http", version, args_conflicts_with_subcommands = true, after_long_help = super::EXIT_CODES)]
pub struct Args {
    /// Something else than to serve.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How to serve.
    #[command(flatten)]
    pub serve: Serve,
}

/// What the program does besides serving.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Prints the OpenAPI document of this server.
    Openapi,
    /// Watches over an engine; started by the server itself.
    #[command(hide = true, disable_help_flag = true)]
    Guard {
        /// What the server says.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
}

/// How to serve.
#[derive(Debug, clap::Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct Serve {
    /// The data folder; `OPENWORK_HOME`, else `openwork-server` in the platform's data folder
    #[arg(long, env = "OPENWORK_HTTP_DATA_DIR", value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// The address to bind
    #[arg(long, env = "OPENWORK_HTTP_HOST", value_name = "ADDRESS", default_value = "127.0.0.1", value_parser = address)]
    pub host: IpAddr,
    /// The port to bind, 0 for any; where it is busy a free one is taken
    #[arg(long, env = "OPENWORK_HTTP_PORT", default_value_t = 3100)]
    pub port: u16,
    /// The OpenCode program; without, the one beside this program, then the installed one
    #[arg(long, env = "OPENWORK_HTTP_OPENCODE_BIN", value_name = "PROGRAM")]
    pub opencode_bin: Option<PathBuf>,
    /// The messaging router's program (opencode-router); without, the one beside this program, then the installed one
    #[arg(long, env = "OPENWORK_HTTP_ROUTER_BIN", value_name = "PROGRAM")]
    pub router_bin: Option<PathBuf>,
    /// Where bundles are published and fetched, such as `https://share.example`; nowhere without
    #[arg(long, env = "OPENWORK_HTTP_PUBLISHER_URL", value_name = "URL")]
    pub publisher_url: Option<String>,
    /// What the publisher is told as the origin of a publication; its own without
    #[arg(long, env = "OPENWORK_HTTP_PUBLISHER_ORIGIN", value_name = "ORIGIN", value_parser = parse_origin)]
    pub publisher_origin: Option<String>,
    /// Where skills are taken from: a folder, `https://github.com/OWNER/REPOSITORY`, or a `.tar.gz`; nowhere without
    #[arg(long, env = "OPENWORK_HTTP_SKILL_HUB", value_name = "PLACE")]
    pub skill_hub: Option<String>,
    /// A home of its own for the engine's data; without, the user's
    #[arg(long, env = "OPENWORK_HTTP_ENGINE_HOME", value_name = "DIR")]
    pub engine_home: Option<PathBuf>,
    /// A variable of this program's environment that the engine gets too; may be repeated
    #[arg(long, env = "OPENWORK_HTTP_ENGINE_ENV", value_name = "NAME", value_delimiter = ',')]
    pub engine_env: Vec<String>,
    /// Run no engine
    #[arg(long, env = "OPENWORK_HTTP_NO_ENGINE", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new())]
    pub no_engine: bool,
    /// Import nothing of what an older OpenWork left behind; `openwork-cli migration run` still does when it is told to
    #[arg(long, env = "OPENWORK_HTTP_NO_IMPORT", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new())]
    pub no_import: bool,
    /// How many seconds the engine's start may take
    #[arg(long, env = "OPENWORK_HTTP_ENGINE_START_LIMIT", value_name = "SECONDS", default_value_t = 60.0, value_parser = seconds)]
    pub engine_start_limit: f64,
    /// How many seconds a call waits for an engine that is starting
    #[arg(long, env = "OPENWORK_HTTP_ENGINE_WAIT_LIMIT", value_name = "SECONDS", default_value_t = 30.0, value_parser = seconds)]
    pub engine_wait_limit: f64,
    /// How many seconds pass between two questions for the engine's health
    #[arg(long, env = "OPENWORK_HTTP_ENGINE_LIVENESS", hide = true, default_value_t = 10.0, value_parser = seconds)]
    pub engine_liveness: f64,
    /// How many seconds the engine may take to answer one
    #[arg(long, env = "OPENWORK_HTTP_ENGINE_LIVENESS_LIMIT", hide = true, default_value_t = 5.0, value_parser = seconds)]
    pub engine_liveness_limit: f64,
    /// A file that holds the host token of this run (or `OPENWORK_HTTP_HOST_TOKEN`); random without
    #[arg(long, env = "OPENWORK_HTTP_HOST_TOKEN_FILE", value_name = "FILE")]
    pub host_token_file: Option<PathBuf>,
    /// An origin whose pages may call, such as `https://app.example`; may be repeated
    #[arg(long, env = "OPENWORK_HTTP_ALLOW_ORIGIN", value_name = "ORIGIN", value_delimiter = ',', value_parser = parse_origin)]
    pub allow_origin: Vec<String>,
    /// A name besides its own that the server answers to; may be repeated
    #[arg(long, env = "OPENWORK_HTTP_ALLOW_HOST", value_name = "HOST", value_delimiter = ',', value_parser = parse_host)]
    pub allow_host: Vec<String>,
    /// Let `--host` be other than loopback
    #[arg(long, env = "OPENWORK_HTTP_ALLOW_REMOTE", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new())]
    pub allow_remote: bool,
    /// End when this process does
    #[arg(long, env = "OPENWORK_HTTP_PARENT_PID", value_name = "PID")]
    pub parent_pid: Option<u32>,
    /// End when stdin, if it is a pipe, is closed
    #[arg(long, env = "OPENWORK_HTTP_EXIT_WITH_PARENT", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new())]
    pub exit_with_parent: bool,
    /// How log lines are written, to stderr
    #[arg(long, env = "OPENWORK_HTTP_LOG", default_value = "json", value_enum)]
    pub log: LogFormat,
    /// Which log lines: `warn`, `info`, `debug`, or a list such as `info,openwork_core=debug`
    #[arg(long, env = "OPENWORK_HTTP_LOG_FILTER", value_name = "FILTER", default_value = "info,notify=error")]
    pub log_filter: Targets,
    /// The collector that gets a span of each call by OTLP, such as `http://127.0.0.1:4318`
    #[cfg(feature = "otlp")]
    #[arg(long, env = "OPENWORK_HTTP_OTLP_ENDPOINT", value_name = "URL")]
    pub otlp_endpoint: Option<String>,
    /// How many seconds an idle event stream waits before it sends a comment
    #[arg(long, env = "OPENWORK_HTTP_HEARTBEAT", hide = true, default_value_t = 8.0, value_parser = seconds)]
    pub heartbeat: f64,
}

impl Serve {
    /// The core that these arguments ask for.
    pub(super) fn builder(&self) -> Result<Builder> {
        let engine = self.engine();
        let router = self.router(&engine);
        let (base_url, origin) = (self.publisher_url.clone(), self.publisher_origin.clone());
        let publisher = PublisherOptions { base_url, origin };
        let builder = Server::builder(self.data_folder()?).engine(engine).router(router).publisher(publisher);
        let builder = builder.skill_hub(self.skill_hub.clone()).imports_at_start(!self.no_import);
        let builder = match environment::legacy() {
            Some(places) => builder.legacy(places),
            None => builder,
        };
        Ok(match self.host_token()? {
            Some(token) => builder.host_token(token),
            None => builder,
        })
    }

    /// The front end that these arguments ask for.
    pub(super) fn listen(&self) -> ServeOptions {
        ServeOptions {
            host: self.host,
            port: self.port,
            allow_remote: self.allow_remote,
            allow_hosts: self.allow_host.clone(),
            allow_origins: self.allow_origin.clone(),
            heartbeat: Duration::from_secs_f64(self.heartbeat),
            ..ServeOptions::default()
        }
    }

    /// It lies where the engine lies and is guarded like it; what was named for the engine is the engine's alone.
    fn router(&self, engine: &EngineOptions) -> RouterOptions {
        RouterOptions {
            start: EngineStart::Eager,
            program: self.router_bin.clone(),
            bundle: engine.bundle.clone(),
            guard: engine.guard.clone(),
            environment: environment::of_engine(&[]),
            wait_limit: engine.wait_limit,
            ..RouterOptions::default()
        }
    }

    fn engine(&self) -> EngineOptions {
        let program = std::env::current_exe().ok();
        let bundle = program.as_deref().and_then(Path::parent).map(Path::to_owned);
        let guard = program.and_then(|path| path.into_os_string().into_string().ok());
        EngineOptions {
            start: if self.no_engine { EngineStart::Disabled } else { EngineStart::Eager },
            program: self.opencode_bin.clone(),
            bundle,
            embedded: environment::carrier(),
            home: self.engine_home.clone(),
            guard: guard.map(|program| vec![program, "guard".to_owned()]),
            environment: environment::of_engine(&self.engine_env),
            npm_environment: Some(environment::all()),
            // What is named is most often a key.
            secrets: self.engine_env.clone(),
            start_limit: Duration::from_secs_f64(self.engine_start_limit),
            wait_limit: Duration::from_secs_f64(self.engine_wait_limit),
            liveness: Duration::from_secs_f64(self.engine_liveness),
            liveness_limit: Duration::from_secs_f64(self.engine_liveness_limit),
            ..EngineOptions::default()
        }
    }

    fn data_folder(&self) -> Result<PathBuf> {
        let named = self.data_dir.clone().or_else(|| environment::own("OPENWORK_HOME").map(PathBuf::from));
        named.or_else(platform_folder).ok_or_else(|| {
            Error::new(
                ErrorKind::InvalidRequest,
                "There is no home folder to keep data in; name one with `--data-dir`.",
            )
        })
    }

    /// The host token that whoever started the program has made.
    fn host_token(&self) -> Result<Option<String>> {
        let token = match &self.host_token_file {
            Some(file) => Some(read_token(file)?),
            None => environment::own("OPENWORK_HTTP_HOST_TOKEN"),
        };
        let token = token.map(|token| token.trim().to_owned());
        let good = |token: &String| token.len() >= TOKEN_LENGTH && token.bytes().all(|byte| byte.is_ascii_graphic());
        match token {
            Some(token) if !good(&token) => {
                let message = format!("A host token has at least {TOKEN_LENGTH} visible ASCII characters.");
                Err(Error::new(ErrorKind::InvalidRequest, message))
            }
            token => Ok(token),
        }
    }
}

fn read_token(file: &Path) -> Result<String> {
    std::fs::read_to_string(file).map_err(|error| {
        let message = format!("The host token cannot be read from `{}`: {error}.", file.display());
        Error::new(ErrorKind::InvalidRequest, message).caused_by(error)
    })
}

/// `openwork-server` where this platform keeps data.
#[must_use]
pub fn platform_folder() -> Option<PathBuf> {
    use etcetera::BaseStrategy;
    let folders = etcetera::choose_base_strategy().ok()?;
    Some(folders.data_dir().join("openwork-server"))
}

fn address(text: &str) -> Result<IpAddr, String> {
    if text.eq_ignore_ascii_case("localhost") {
        return Ok(IpAddr::V4(Ipv4Addr::LOCALHOST));
    }
    text.trim_matches(['[', ']']).parse().map_err(|_| "an address is an IP address, or `localhost`".to_owned())
}

fn seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(seconds) if (0.01..=3600.0).contains(&seconds) => Ok(seconds),
        _ => Err("between 0.01 and 3600 seconds".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(words: &[&str]) -> Result<Args, clap::Error> {
        Args::try_parse_from([&["openwork-http"], words].concat())
    }

    #[test]
    fn the_command_line_is_sound() {
        use clap::CommandFactory;
        Args::command().debug_assert();
    }

    #[test]
    fn flags_become_options() {
        let args =
            parsed(&["--host", "localhost", "--port", "0", "--allow-origin", "https://A.example/", "--no-engine"]);
        let serve = args.unwrap().serve;
        let options = serve.listen();
        assert_eq!((options.host.to_string().as_str(), options.port), ("127.0.0.1", 0));
        assert_eq!(options.allow_origins, ["https://a.example"]);
        assert_eq!(serve.engine().start, EngineStart::Disabled);
    }

    #[test]
    fn what_would_open_the_server_to_all_is_refused() {
        assert!(parsed(&["--allow-origin", "*"]).is_err());
        assert!(parsed(&["--allow-host", "*"]).is_err());
        assert!(parsed(&["--host", "example.com"]).is_err());
    }

    #[test]
    fn the_guard_takes_whatever_it_is_given() {
        let args = parsed(&["guard", "--fd", "3", "--", "-x"]).unwrap();
        assert!(matches!(args.command, Some(Command::Guard { args }) if args == ["--fd", "3", "--", "-x"]));
    }
}
