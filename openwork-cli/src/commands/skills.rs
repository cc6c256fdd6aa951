//! Skills of workspaces.

use super::{OnWorkspace, text_or_input};
use crate::desk::Desk;
use crate::exit::Failure;
use clap::{Args, Subcommand};
use openwork_core::model::file::FileRevision;
use openwork_core::model::page::Nothing;
use openwork_core::model::resource::{OneResource, RemoveResource, ResourceName};
use openwork_core::model::skill::{SkillDescription, SkillName, UpsertSkill};
use openwork_core::operation::endpoint::{SkillsGet, SkillsList, SkillsRemove, SkillsUpsert};

#[derive(Debug, Subcommand)]
pub(crate) enum Skills {
    List(OnWorkspace),
    Get(OnSkill),
    #[command(after_long_help = "\
Examples:
  openwork-cli skills upsert . tidy --description \"How to tidy up\" --content \"Remove what nobody calls.\"
  openwork-cli skills upsert . tidy < SKILL.md")]
    Upsert(Upsert),
    Remove(Remove),
}

#[derive(Debug, Args)]
pub(crate) struct OnSkill {
    #[command(flatten)]
    on: OnWorkspace,
    /// The skill
    name: ResourceName,
}

#[derive(Debug, Args)]
pub(crate) struct Upsert {
    #[command(flatten)]
    on: OnWorkspace,
    /// What it is called
    name: SkillName,
    /// The text of its file; without, standard input
    #[arg(long, allow_hyphen_values = true)]
    content: Option<String>,
    /// What it is for; needed unless the text says it
    #[arg(long)]
    description: Option<SkillDescription>,
    /// When to use it
    #[arg(long)]
    trigger: Option<SkillDescription>,
    /// Only if the file still has this revision
    #[arg(long, value_name = "REVISION")]
    if_match: Option<FileRevision>,
}

#[derive(Debug, Args)]
pub(crate) struct Remove {
    #[command(flatten)]
    skill: OnSkill,
    /// Only if the file still has this revision
    #[arg(long, value_name = "REVISION")]
    if_match: Option<FileRevision>,
}

impl Skills {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self {
            Self::List(on) => desk.show::<SkillsList>(&desk.one(&on.workspace).await?, &Nothing {}, &Nothing {}).await,
            Self::Get(skill) => desk.show::<SkillsGet>(&skill.place(desk).await?, &Nothing {}, &Nothing {}).await,
            Self::Upsert(upsert) => {
                let path = desk.one(&upsert.on.workspace).await?;
                let content = text_or_input(upsert.content).await?;
                let Upsert { name, description, trigger, if_match, .. } = upsert;
                let body = UpsertSkill { name, content, description, trigger, if_match };
                desk.show::<SkillsUpsert>(&path, &Nothing {}, &body).await
            }
            Self::Remove(Remove { skill, if_match }) => {
                desk.show::<SkillsRemove>(&skill.place(desk).await?, &RemoveResource { if_match }, &Nothing {}).await
            }
        }
    }
}

impl OnSkill {
    async fn place(self, desk: &Desk) -> Result<OneResource, Failure> {
        Ok(OneResource { workspace_id: desk.one(&self.on.workspace).await?.workspace_id, name: self.name })
    }
}
