//! Bundles.

use super::{OnWorkspace, one_of, text_or_input};
use crate::desk::Desk;
use crate::exit::Failure;
use clap::{Args, Subcommand};
use openwork_core::model::bundle::{
    BundleName, BundleType, BundleUrl, FetchBundle, PublishBundle, PublisherMillis, Sensitive,
};
use openwork_core::model::file::FileRevision;
use openwork_core::model::json::JsonObject;
use openwork_core::model::page::Nothing;
use openwork_core::model::portable::{
    BundleSection, ExportBundle, ImportBundle, ImportMode, ImportModes, PreviewImport, WorkspaceBundle,
};
use openwork_core::operation::endpoint::{
    BundlesExport, BundlesFetch, BundlesImport, BundlesPreviewImport, BundlesPublish,
};
use openwork_core::{Error, ErrorKind};

#[derive(Debug, Subcommand)]
pub(crate) enum Bundles {
    #[command(after_long_help = "\
Example:
  openwork-cli bundles publish --bundle-type skill --name release-notes \\
    --payload '{\"name\":\"release-notes\",\"content\":\"…\"}'")]
    Publish(Publish),
    Fetch(Fetch),
    #[command(after_long_help = "\
Example:
  openwork-cli bundles export . --sensitive exclude --json > workspace.json")]
    Export(Export),
    #[command(after_long_help = "\
Example:
  openwork-cli bundles preview-import . --bundle @workspace.json")]
    PreviewImport(Looked),
    #[command(after_long_help = "\
Examples:
  openwork-cli bundles import . --bundle @workspace.json --replace skills
  openwork-cli bundles fetch https://share.example/b/1 --json | openwork-cli bundles import .")]
    Import(Import),
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    #[command(flatten)]
    on: OnWorkspace,
    /// What to do about content that looks like a secret
    #[arg(long, value_parser = one_of::<Sensitive>(&["auto", "include", "exclude"]))]
    sensitive: Option<Sensitive>,
}

#[derive(Debug, Args)]
pub(crate) struct Looked {
    #[command(flatten)]
    on: OnWorkspace,
    /// The bundle, or what `bundles export` or `bundles fetch` answered: JSON, or `@FILE`; without, standard input
    #[arg(long, value_name = "JSON")]
    bundle: Option<String>,
    /// A section of which the rest goes; what is not named is merged
    #[arg(long, value_name = "SECTION",
        value_parser = one_of::<BundleSection>(&["opencode", "skills", "commands", "files"]))]
    replace: Vec<BundleSection>,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    #[command(flatten)]
    looked: Looked,
    /// Only if a preview would still say this as its `plan`
    #[arg(long, value_name = "PLAN")]
    if_plan: Option<FileRevision>,
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
            Self::Export(Export { on, sensitive }) => {
                let query = ExportBundle { sensitive };
                desk.show::<BundlesExport>(&desk.one(&on.workspace).await?, &query, &Nothing {}).await
            }
            Self::PreviewImport(looked) => {
                let path = desk.one(&looked.on.workspace).await?;
                let (bundle, mode) = looked.read().await?;
                desk.show::<BundlesPreviewImport>(&path, &Nothing {}, &PreviewImport { bundle, mode }).await
            }
            Self::Import(Import { looked, if_plan }) => {
                let path = desk.one(&looked.on.workspace).await?;
                let (bundle, mode) = looked.read().await?;
                desk.show::<BundlesImport>(&path, &Nothing {}, &ImportBundle { bundle, mode, if_plan }).await
            }
        }
    }
}

impl Looked {
    /// The bundle, and what is done with what is there.
    async fn read(self) -> Result<(WorkspaceBundle, Option<ImportModes>), Failure> {
        let refused = |why: String| Error::new(ErrorKind::InvalidRequest, format!("This is no bundle: {why}."));
        let JsonObject(mut given) = match self.bundle {
            Some(text) => object(&text).map_err(refused)?,
            None => object(&text_or_input(None).await?).map_err(refused)?,
        };
        // an answer that holds the bundle does too
        let bundle = given.remove("bundle").unwrap_or(serde_json::Value::Object(given));
        let bundle = serde_json::from_value(bundle).map_err(|why| refused(why.to_string()))?;
        let mode = |section| self.replace.contains(&section).then_some(ImportMode::Replace);
        let modes = ImportModes {
            opencode: mode(BundleSection::Opencode),
            skills: mode(BundleSection::Skills),
            commands: mode(BundleSection::Commands),
            files: mode(BundleSection::Files),
        };
        Ok((bundle, (!self.replace.is_empty()).then_some(modes)))
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
