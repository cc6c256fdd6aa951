//! Skills of workspaces.

use super::{OnWorkspace, one_of, text_or_input};
use crate::desk::Desk;
use crate::exit::Failure;
use clap::{Args, Subcommand};
use openwork_core::model::file::FileRevision;
use openwork_core::model::page::Nothing;
use openwork_core::model::resource::{OneResource, RemoveResource, ResourceName};
use openwork_core::model::skill::{
    InstallHubSkill, OneHubSkill, SkillDescription, SkillName, UpsertSkill, WhenSkillIsThere,
};
use openwork_core::operation::endpoint::{
    SkillsGet, SkillsInstallFromHub, SkillsList, SkillsListHub, SkillsRemove, SkillsUpsert,
};

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
    ListHub,
    #[command(after_long_help = "\
Example:
  openwork-cli skills list-hub && openwork-cli skills install-from-hub . tidy")]
    InstallFromHub(Install),
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

#[derive(Debug, Args)]
pub(crate) struct Install {
    #[command(flatten)]
    on: OnWorkspace,
    /// The skill, as the hub calls it
    name: SkillName,
    /// What becomes of another skill that lies in the place: it stays, and that is a failure, or it goes
    #[arg(long, value_parser = one_of::<WhenSkillIsThere>(&["keep", "replace"]))]
    existing: Option<WhenSkillIsThere>,
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
            Self::ListHub => desk.show::<SkillsListHub>(&Nothing {}, &Nothing {}, &Nothing {}).await,
            Self::InstallFromHub(Install { on, name, existing }) => {
                let workspace_id = desk.one(&on.workspace).await?.workspace_id;
                let body = InstallHubSkill { existing };
                desk.show::<SkillsInstallFromHub>(&OneHubSkill { workspace_id, name }, &Nothing {}, &body).await
            }
        }
    }
}

impl OnSkill {
    async fn place(self, desk: &Desk) -> Result<OneResource, Failure> {
        Ok(OneResource { workspace_id: desk.one(&self.on.workspace).await?.workspace_id, name: self.name })
    }
}
