//! The engine's variables.

use super::text_of;
use crate::desk::Desk;
use crate::exit::Failure;
use clap::{Args, Subcommand};
use openwork_core::model::environment::{OneVariable, SetVariable, VariableName};
use openwork_core::model::page::Nothing;
use openwork_core::model::secret::Secret;
use openwork_core::operation::endpoint::{EnvironmentList, EnvironmentSet, EnvironmentUnset};
use openwork_core::{Error, ErrorKind};
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
pub(crate) enum Environment {
    List,
    #[command(after_long_help = "\
Examples:
  openwork-cli environment set GITHUB_TOKEN --value-file token.txt
  pass show github | openwork-cli environment set GITHUB_TOKEN

A value is read from a file or from standard input, so that it stands in no list of processes and no history of commands.")]
    Set(Set),
    Unset(Unset),
}

#[derive(Debug, Args)]
pub(crate) struct Set {
    /// The variable's name
    key: VariableName,
    /// The file with the value; without, or with `-`, standard input
    #[arg(long, value_name = "FILE")]
    value_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Unset {
    /// The variable's name
    key: VariableName,
}

impl Environment {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self {
            Self::List => desk.get::<EnvironmentList>().await,
            Self::Set(Set { key, value_file }) => {
                let value = value(value_file.as_deref().filter(|file| *file != Path::new("-")))?;
                desk.show::<EnvironmentSet>(&OneVariable { key }, &Nothing {}, &SetVariable { value }).await
            }
            Self::Unset(Unset { key }) => {
                desk.show::<EnvironmentUnset>(&OneVariable { key }, &Nothing {}, &Nothing {}).await
            }
        }
    }
}

/// A value out of its file; the line end that an editor leaves is no part of it.
fn value(file: Option<&Path>) -> Result<Secret, Error> {
    let unusable = |reason: &dyn std::fmt::Display| {
        Error::new(ErrorKind::InvalidRequest, format!("The value cannot be used: {reason}."))
    };
    let text = text_of(file).map_err(|error| unusable(&error))?;
    let whole = text.strip_suffix('\n').map_or(text.as_str(), |line| line.strip_suffix('\r').unwrap_or(line));
    Secret::try_from(whole.to_owned()).map_err(|error| unusable(&error))
}
