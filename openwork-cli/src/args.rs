//! The command line. The words of an operation and its help come from the catalogue; its flags from `commands/`.

use crate::commands::{Area, Completions, Serve, Store};
use crate::offer::{Offered, offered};
use clap::builder::{FalseyValueParser, StyledStr};
use clap::error::ErrorKind as Refusal;
use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};
use openwork_core::operation::Operation;
use openwork_core::{Error, ErrorKind, Result};
use openwork_http::program::EXIT_CODES;
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

const START: &str = "\
Getting started:
  openwork-cli runtime install                              put the engine into the data folder
  openwork-cli workspaces create-local --folder-path .      open this folder as a workspace
  openwork-cli sessions prompt . \"What is this project?\"    ask an agent, and watch it work
";

const WHERE: &str = "\
Where commands go:
  1. to the server that --url names
  2. to the server that runs on the data folder
  3. to a server that this command hosts itself, for as long as it takes

<WORKSPACE> is the id of a workspace or its folder, such as `.`.
";

/// Every operation of an OpenWork server as a command
#[derive(Debug, Parser)]
#[command(name = "openwork-cli", version, max_term_width = 110)]
#[command(after_help = format!("{START}\n{EXIT_CODES}"), after_long_help = format!("{START}\n{WHERE}\n{EXIT_CODES}"))]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) globals: Globals,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    #[command(flatten)]
    Area(Area),
    /// Runs the server until it is stopped
    #[command(display_order = 20)]
    Serve(Box<Serve>),
    /// The store, while no server runs on it
    #[command(subcommand, display_order = 21)]
    Store(Store),
    /// Prints completions for a shell
    #[command(display_order = 22)]
    Completions(Completions),
    /// Watches over an engine; started by the server itself
    #[command(hide = true, disable_help_flag = true)]
    Guard {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
}

/// Flags that every command takes.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct Globals {
    /// Print JSON: one value, or one line per event; failures as JSON on stderr
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// The data folder; without, `openwork-server` in the platform's data folder
    #[arg(long, global = true, env = "OPENWORK_HOME", value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// A server to call, such as `http://127.0.0.1:3100`
    #[arg(long, global = true, env = "OPENWORK_CLI_URL")]
    pub(crate) url: Option<String>,
    /// The token for it
    #[arg(long, global = true, env = "OPENWORK_CLI_TOKEN", hide_env_values = true)]
    pub(crate) token: Option<String>,
    /// When to colour
    #[arg(long, global = true, value_enum, default_value = "auto", value_name = "WHEN")]
    pub(crate) color: Color,
    /// How many seconds an answer may take [default: 90; no limit for what waits for an agent]
    #[arg(long, global = true, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) timeout: Option<Duration>,
    /// A home of its own for the engine's data, where this command hosts the server itself
    #[arg(long, global = true, env = "OPENWORK_CLI_ENGINE_HOME", value_name = "DIR", hide_short_help = true)]
    pub(crate) engine_home: Option<PathBuf>,
    /// The OpenCode program, where this command hosts the server itself
    #[arg(long, global = true, env = "OPENWORK_CLI_OPENCODE_BIN", value_name = "PROGRAM", hide_short_help = true)]
    pub(crate) opencode_bin: Option<PathBuf>,
    /// The messaging router's program, where this command hosts the server itself
    #[arg(long, global = true, env = "OPENWORK_CLI_ROUTER_BIN", value_name = "PROGRAM", hide_short_help = true)]
    pub(crate) router_bin: Option<PathBuf>,
    /// Where bundles are published and fetched, where this command hosts the server itself
    #[arg(long, global = true, env = "OPENWORK_CLI_PUBLISHER_URL", value_name = "URL", hide_short_help = true)]
    pub(crate) publisher_url: Option<String>,
    /// Without a server: where skills are taken from
    #[arg(long, global = true, env = "OPENWORK_CLI_SKILL_HUB", value_name = "PLACE", hide_short_help = true)]
    pub(crate) skill_hub: Option<String>,
    /// A variable of this environment that the engine gets too, where this command hosts it; may be repeated
    #[arg(long, global = true, env = "OPENWORK_CLI_ENGINE_ENV", value_name = "NAME", value_delimiter = ',')]
    #[arg(hide_short_help = true)]
    pub(crate) engine_env: Vec<String>,
    /// Run no engine, where this command hosts the server itself
    #[arg(long, global = true, env = "OPENWORK_CLI_NO_ENGINE", value_parser = FalseyValueParser::new())]
    #[arg(hide_short_help = true)]
    pub(crate) no_engine: bool,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On terminals
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Globals {
    /// The data folder: the one that was named, else the platform's.
    pub(crate) fn data_folder(&self) -> Result<PathBuf> {
        self.data_dir.clone().or_else(openwork_http::program::platform_folder).ok_or_else(|| {
            let message = "There is no home folder to keep data in; name one with `--data-dir`.";
            Error::new(ErrorKind::InvalidRequest, message)
        })
    }
}

/// The whole command line, with the catalogue's help.
pub(crate) fn command() -> clap::Command {
    Operation::ALL.iter().fold(Cli::command(), |cli, operation| match offered(*operation) {
        Offered::As([area, verb]) => {
            cli.mut_subcommand(area, |area| area.mut_subcommand(verb, |verb| described(verb, *operation)))
        }
        Offered::Withheld(_) => cli,
    })
}

fn described(command: clap::Command, operation: Operation) -> clap::Command {
    let summary = operation.summary().trim_end_matches('.');
    let description = operation.description().lines().map(str::trim).collect::<Vec<_>>().join(" ");
    command.about(summary).long_about(format!("{summary}\n\n{description}"))
}

/// Whether nothing is wrong with the words but that they stop before a command.
pub(crate) fn lacks_a_command(refused: &clap::Error) -> bool {
    matches!(refused.kind(), Refusal::MissingSubcommand | Refusal::DisplayHelpOnMissingArgumentOrSubcommand)
}

/// The help of the command that some words begin.
pub(crate) fn help(words: impl IntoIterator<Item = OsString>) -> StyledStr {
    let mut deepest = command();
    deepest.build();
    for word in words {
        if let Some(deeper) = word.to_str().and_then(|word| deepest.find_subcommand(word)) {
            deepest = deeper.clone();
        }
    }
    deepest.render_help()
}

/// What was asked for.
pub(crate) fn parsed(words: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
    let mut command = command();
    let mut matches = command.try_get_matches_from_mut(words)?;
    Cli::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
}

fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse::<f64>() {
        Ok(seconds) if (0.001..=86_400.0).contains(&seconds) => Ok(Duration::from_secs_f64(seconds)),
        _ => Err("between 0.001 and 86400 seconds".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &str) -> Result<Cli, clap::Error> {
        parsed(["openwork-cli"].into_iter().chain(words.split(' ')).map(OsString::from))
    }

    #[test]
    fn the_command_line_is_sound() {
        command().debug_assert();
    }

    #[test]
    fn every_summary_is_the_catalogues() {
        let command = command();
        for operation in Operation::ALL {
            let Offered::As([area, verb]) = offered(*operation) else { continue };
            let found = command.find_subcommand(area).and_then(|area| area.find_subcommand(verb)).unwrap();
            let about = found.get_about().unwrap().to_string();
            assert_eq!(format!("{about}."), operation.summary(), "{}", operation.name());
        }
    }

    #[test]
    fn words_without_a_command_get_the_help_of_where_they_are() {
        for words in ["--json", "workspaces", "--data-dir /d sessions"] {
            assert!(lacks_a_command(&parse(words).unwrap_err()), "{words}");
        }
        let help = help(["--data-dir", "/d", "sessions"].map(OsString::from)).to_string();
        assert!(help.contains("Usage: openwork-cli sessions [OPTIONS] <COMMAND>"), "{help}");
    }

    #[test]
    fn global_flags_stand_anywhere() {
        for words in ["--json --data-dir /d workspaces list", "workspaces list --json --data-dir /d"] {
            let globals = parse(words).unwrap().globals;
            assert!(globals.json, "{words}");
            assert_eq!(globals.data_dir.as_deref(), Some("/d".as_ref()), "{words}");
        }
    }

    #[test]
    fn serve_takes_the_same_data_folder() {
        for words in ["--data-dir /d serve --port 0", "serve --port 0 --data-dir /d"] {
            let Command::Serve(serve) = parse(words).unwrap().command else { panic!("{words}") };
            let options = serve.program().serve;
            assert_eq!((options.data_dir.as_deref(), options.port), (Some("/d".as_ref()), 0), "{words}");
        }
    }

    #[test]
    fn the_guard_takes_whatever_it_is_given() {
        let Command::Guard { args } = parse("guard --fd 3 -- -x").unwrap().command else { panic!() };
        assert_eq!(args, ["--fd", "3", "--", "-x"]);
    }

    #[test]
    fn a_timeout_is_seconds() {
        assert_eq!(parse("workspaces list --timeout 0.5").unwrap().globals.timeout, Some(Duration::from_millis(500)));
        assert!(parse("workspaces list --timeout -1").is_err() && parse("workspaces list --timeout x").is_err());
    }
}
