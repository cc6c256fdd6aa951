//! The sign-in to an account.

use super::text_of;
use crate::desk::Desk;
use crate::exit::Failure;
use clap::{Args, Subcommand};
use openwork_core::model::cloud::PutCloudSignIn;
use openwork_core::model::page::Nothing;
use openwork_core::operation::endpoint::{CloudDelete, CloudGet, CloudPut};
use openwork_core::{Error, ErrorKind};
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
pub(crate) enum Cloud {
    Get,
    #[command(after_long_help = "\
Examples:
  openwork-cli cloud put --file openwork-cloud-signin.json
  openwork-cli cloud put < openwork-cloud-signin.json

The file is one JSON object: cloudBaseUrl (or baseUrl), authToken, and as far as they are known userId, orgId (or
activeOrgId), activeOrgName, activeOrgSlug, lastValidatedAt. It is read from there, so that its token stands in no list
of processes and no history of commands.")]
    Put(Put),
    Delete,
}

#[derive(Debug, Args)]
pub(crate) struct Put {
    /// The file with the sign-in; without, or with `-`, standard input
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
}

impl Cloud {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self {
            Self::Get => desk.get::<CloudGet>().await,
            Self::Put(Put { file }) => {
                let body = sign_in(file.as_deref().filter(|file| *file != Path::new("-")))?;
                desk.show::<CloudPut>(&Nothing {}, &Nothing {}, &body).await
            }
            Self::Delete => desk.get::<CloudDelete>().await,
        }
    }
}

/// A sign-in out of its file. A refusal says where it is wrong, and quotes nothing: it may be the token.
fn sign_in(file: Option<&Path>) -> Result<PutCloudSignIn, Error> {
    let unusable = |reason: &dyn std::fmt::Display| {
        Error::new(ErrorKind::InvalidRequest, format!("The sign-in cannot be used: {reason}."))
    };
    let text = text_of(file).map_err(|error| unusable(&error))?;
    let wrong = |fault: serde_json::Error| {
        let (line, column) = (fault.line(), fault.column());
        unusable(&format_args!("line {line}, column {column} is not as `openwork-cli cloud put --help` says"))
    };
    serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g15_what_is_wrong_in_a_sign_in_is_said_without_quoting_it() {
        let file = tempfile::NamedTempFile::new().unwrap();
        for text in [
            "hush",
            "{\"hush\": 1}",
            "{\"authToken\": [\"hush\"]}",
            "{\"authToken\": \"x\",\n \"lastValidatedAt\": \"hush\"}",
            "{\"cloudBaseUrl\": \"https://a.example\"}",
        ] {
            std::fs::write(file.path(), text).unwrap();
            let error = sign_in(Some(file.path())).expect_err(text);
            assert!(error.message.contains("line ") && !format!("{error:?}").contains("hush"), "{error:?}");
        }
        std::fs::write(file.path(), "\u{feff}{\"baseUrl\": \"https://a.example\", \"authToken\": \"hush\"}").unwrap();
        assert_eq!(sign_in(Some(file.path())).unwrap().auth_token.reveal(), "hush");
    }
}
