//! The commands, one file an area. A command turns its words into a path, a query and a body, and has the answer shown.

mod asks;
mod audit;
mod bundles;
mod cloud;
#[allow(clippy::module_inception, reason = "the area of the catalogue has this name")]
mod commands;
mod completions;
mod config;
mod engine;
mod environment;
mod events;
mod exchange;
mod file_sessions;
mod files;
mod install;
mod managed;
mod mcp;
mod migration;
mod openapi;
mod plugins;
mod providers;
mod root;
mod router;
mod runtime;
mod serve;
mod sessions;
mod skills;
mod store;
mod system;
mod tokens;
mod workspaces;

pub(crate) use asks::ANSWERS;
pub(crate) use completions::Completions;
pub(crate) use serve::Serve;
pub(crate) use store::Store;

use crate::desk::Desk;
use crate::exit::Failure;
use crate::place::Place;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use openwork_core::SessionId;
use openwork_core::model::page::{Limit, Page};
use serde::de::DeserializeOwned;
use std::path::Path;

/// The areas of the catalogue.
#[derive(Debug, Subcommand)]
pub(crate) enum Area {
    /// Workspaces: folders that agents work in
    #[command(subcommand, display_order = 1)]
    Workspaces(workspaces::Workspaces),
    /// Sessions: conversations with agents
    #[command(subcommand, display_order = 2)]
    Sessions(Box<sessions::Sessions>),
    /// The files of workspaces
    #[command(subcommand, display_order = 3)]
    Files(files::Files),
    /// The catalog of a workspace's files, and many of them at once
    #[command(subcommand, display_order = 3)]
    FileSessions(file_sessions::FileSessions),
    /// What people hand into a workspace
    #[command(subcommand, display_order = 3)]
    Inbox(exchange::Inbox),
    /// What agents hand out of a workspace
    #[command(subcommand, display_order = 3)]
    Artifacts(exchange::Artifacts),
    /// The configuration of workspaces
    #[command(subcommand, display_order = 3)]
    Config(config::Config),
    /// Skills: instructions that agents read when they need them
    #[command(subcommand, display_order = 4)]
    Skills(skills::Skills),
    /// Commands: prompts with a name, in files
    #[command(subcommand, display_order = 5)]
    Commands(commands::Commands),
    /// MCP servers: tools from elsewhere
    #[command(subcommand, display_order = 6)]
    Mcp(mcp::Mcp),
    /// Plugins of OpenCode
    #[command(subcommand, display_order = 7)]
    Plugins(plugins::Plugins),
    /// What is managed for several workspaces
    #[command(subcommand, display_order = 8)]
    Managed(managed::Managed),
    /// What agents ask before they go on
    #[command(subcommand, display_order = 9)]
    Asks(asks::Asks),
    /// What happens in a workspace
    #[command(subcommand, display_order = 10)]
    Events(events::Events),
    /// The engine as a workspace sees it
    #[command(subcommand, display_order = 11)]
    Engine(engine::Engine),
    /// Access to providers of models: keys, sign-ins
    #[command(subcommand, display_order = 12)]
    Providers(providers::Providers),
    /// The programs that the server runs
    #[command(subcommand, display_order = 13)]
    Runtime(runtime::Runtime),
    /// The server itself
    #[command(subcommand, display_order = 14)]
    System(system::System),
    /// Variables that the engine is given
    #[command(subcommand, display_order = 10)]
    Environment(environment::Environment),
    /// The sign-in to an account
    #[command(subcommand, display_order = 12)]
    Cloud(cloud::Cloud),
    /// What an older OpenWork left behind, and its import
    #[command(subcommand, display_order = 15, after_help = migration::WHEN)]
    Migration(migration::Migration),
    /// Records of what was done
    #[command(subcommand, display_order = 15)]
    Audit(audit::Audit),
    /// Lasting tokens
    #[command(subcommand, display_order = 15)]
    Tokens(tokens::Tokens),
    /// The messaging router: bots, and whom they speak with
    #[command(subcommand, display_order = 16)]
    Router(router::Router),
    /// What workspaces give to others and take from them
    #[command(subcommand, display_order = 12)]
    Bundles(bundles::Bundles),
    /// The front page
    #[command(subcommand, display_order = 13)]
    Root(root::Root),
    /// The contract
    #[command(subcommand, display_order = 14)]
    Openapi(openapi::Openapi),
}

impl Area {
    /// Does what was asked for, until it is done or someone presses Ctrl-C.
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        if self.minds_interrupts() {
            return self.done(desk).await;
        }
        tokio::select! {
            done = self.done(desk) => done,
            _ = tokio::signal::ctrl_c() => Err(Failure::Interrupted),
        }
    }

    /// Whether Ctrl-C means something else to it than the end.
    fn minds_interrupts(&self) -> bool {
        matches!(self, Self::Sessions(sessions) if matches!(**sessions, sessions::Sessions::Prompt(_)))
    }

    async fn done(self, desk: &Desk) -> Result<(), Failure> {
        match self {
            Self::Workspaces(command) => command.run(desk).await,
            Self::Sessions(command) => command.run(desk).await,
            Self::Files(command) => command.run(desk).await,
            Self::FileSessions(command) => command.run(desk).await,
            Self::Inbox(command) => command.run(desk).await,
            Self::Artifacts(command) => command.run(desk).await,
            Self::Config(command) => command.run(desk).await,
            Self::Skills(command) => command.run(desk).await,
            Self::Commands(command) => command.run(desk).await,
            Self::Mcp(command) => command.run(desk).await,
            Self::Plugins(command) => command.run(desk).await,
            Self::Managed(command) => command.run(desk).await,
            Self::Asks(command) => command.run(desk).await,
            Self::Events(command) => command.run(desk).await,
            Self::Engine(command) => command.run(desk).await,
            Self::Providers(command) => command.run(desk).await,
            Self::Runtime(command) => command.run(desk).await,
            Self::System(command) => command.run(desk).await,
            Self::Environment(command) => command.run(desk).await,
            Self::Cloud(command) => command.run(desk).await,
            Self::Migration(command) => command.run(desk).await,
            Self::Audit(command) => command.run(desk).await,
            Self::Tokens(command) => command.run(desk).await,
            Self::Router(command) => command.run(desk).await,
            Self::Bundles(command) => command.run(desk).await,
            Self::Root(command) => command.run(desk).await,
            Self::Openapi(command) => command.run(desk).await,
        }
    }
}

/// A workspace.
#[derive(Debug, Args)]
pub(crate) struct OnWorkspace {
    /// The workspace: its id, or its folder
    workspace: Place,
}

/// A session of a workspace.
#[derive(Debug, Args)]
pub(crate) struct OnSession {
    /// The workspace: its id, or its folder
    workspace: Place,
    /// The session
    session: SessionId,
}

/// Which page of a list.
#[derive(Debug, Args)]
pub(crate) struct PageFlags {
    /// How many at most, 1 to 500
    #[arg(long, value_name = "NUMBER", value_parser = limit)]
    limit: Option<Limit>,
    /// Go on where a page before ended
    #[arg(long)]
    cursor: Option<String>,
}

impl From<PageFlags> for Page {
    fn from(page: PageFlags) -> Self {
        Self { limit: page.limit, cursor: page.cursor }
    }
}

fn limit(text: &str) -> Result<Limit, String> {
    text.parse::<u32>().map_err(|_| "a limit is a number".to_owned())?.try_into()
}

/// The text of a file, or of the standard input where none is named.
fn text_of(file: Option<&Path>) -> std::io::Result<String> {
    match file {
        Some(file) => std::fs::read_to_string(file),
        None => std::io::read_to_string(std::io::stdin()),
    }
}

/// A word of the contract, one of these.
pub(crate) fn one_of<T>(words: &'static [&'static str]) -> impl TypedValueParser<Value = T>
where
    T: DeserializeOwned + Clone + Send + Sync + 'static,
{
    PossibleValuesParser::new(words).try_map(|word| serde_json::from_value::<T>(word.into()))
}

/// A text that was given, else what standard input holds.
async fn text_or_input(given: Option<String>) -> Result<String, Failure> {
    match given {
        Some(text) => Ok(text),
        None => Ok(files::standard_input().await?),
    }
}

/// A JSON object that was given, else what standard input holds, so that a secret stands in no list of processes.
async fn object_or_input(given: Option<String>) -> Result<openwork_core::model::json::JsonObject, Failure> {
    let text = text_or_input(given).await?;
    let refused = |error: serde_json::Error| {
        let message = format!("The configuration is no JSON object: {error}.");
        openwork_core::Error::new(openwork_core::ErrorKind::InvalidRequest, message)
    };
    Ok(serde_json::from_str(&text).map_err(refused)?)
}
