//! Bundles.

use super::one_of;
use crate::desk::Desk;
use crate::exit::Failure;
use clap::{Args, Subcommand};
use openwork_core::model::bundle::{
    BundleName, BundleType, BundleUrl, FetchBundle, PublishBundle, PublisherMillis, Sensitive,
};
use openwork_core::model::json::JsonObject;
use openwork_core::model::page::Nothing;
use openwork_core::operation::endpoint::{BundlesFetch, BundlesPublish};

#[derive(Debug, Subcommand)]
pub(crate) enum Bundles {
    #[command(after_long_help = "\
Example:
  openwork-cli bundles publish --bundle-type skill --name release-notes \\
    --payload '{\"name\":\"release-notes\",\"content\":\"…\"}'")]
    Publish(Publish),
    Fetch(Fetch),
}

#[derive(Debug, Args)]
pub(crate) struct Publish {
    /// What it holds
    #[arg(long, value_parser = one_of::<BundleType>(&["skill", "skills-set", "workspace-profile"]))]
    bundle_type: BundleType,
    /// What people shall call it
    #[arg(long)]
    name: Option<BundleName>,
    /// The content: a JSON object, or `@FILE` that holds one
    #[arg(long, value_name = "JSON", value_parser = object)]
    payload: JsonObject,
    /// What to do about content that looks like a secret
    #[arg(long, value_parser = one_of::<Sensitive>(&["auto", "include", "exclude"]))]
    sensitive: Option<Sensitive>,
    /// How long the publisher may take, in milliseconds
    #[arg(long, value_name = "MILLISECONDS", value_parser = millis)]
    timeout_ms: Option<PublisherMillis>,
}

#[derive(Debug, Args)]
pub(crate) struct Fetch {
    /// Its address
    bundle_url: BundleUrl,
    /// How long the publisher may take, in milliseconds
    #[arg(long, value_name = "MILLISECONDS", value_parser = millis)]
    timeout_ms: Option<PublisherMillis>,
}

impl Bundles {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self {
            Self::Publish(Publish { bundle_type, name, payload, sensitive, timeout_ms }) => {
                let body = PublishBundle { bundle_type, name, payload, sensitive, timeout_ms };
                desk.show::<BundlesPublish>(&Nothing {}, &Nothing {}, &body).await
            }
            Self::Fetch(Fetch { bundle_url, timeout_ms }) => {
                let body = FetchBundle { bundle_url, timeout_ms };
                desk.show::<BundlesFetch>(&Nothing {}, &Nothing {}, &body).await
            }
        }
    }
}

/// A JSON object, as text or in a file.
fn object(text: &str) -> Result<JsonObject, String> {
    let text = match text.strip_prefix('@') {
        Some(file) => std::fs::read_to_string(file).map_err(|why| format!("`{file}` cannot be read: {why}"))?,
        None => text.to_owned(),
    };
    serde_json::from_str(&text).map_err(|why| format!("a JSON object: {why}"))
}

fn millis(text: &str) -> Result<PublisherMillis, String> {
    text.parse::<u32>().map_err(|_| "a number of milliseconds".to_owned())?.try_into()
}
