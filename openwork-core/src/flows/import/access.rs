//! Tokens by their hashes, and variables of the engine.

use super::plan::{Planner, Shown};
use super::step::What;
use crate::clock::Timestamp;
use crate::engine::{MOST_VARIABLES, refuse_variable};
use crate::ids::TokenId;
use crate::legacy::found::FoundToken;
use crate::model::access::{Label, Role};
use crate::model::environment::VariableName;
use crate::model::migration::MigrationAction;
use crate::model::secret::Secret;
use crate::model::stored::{ImportedInto, TokenRecord};
use crate::store::{StoreError, variable_place};

/// What to do about a variable that may not be set as it is.
const OTHERWISE: &str =
    "If it is still wanted, set it with `environment.set`, under a name and with a value that may be set here.";
/// The same of one whose value no program can be given.
const WITHOUT_NUL: &str = "If it is still wanted, set it with `environment.set`, its value without the NUL.";

impl Planner<'_> {
    /// A token: whoever has it is admitted here too, with the role that it had.
    pub(super) fn token(&mut self, shown: Shown, found: &FoundToken) -> Result<(), StoreError> {
        let hash = found.hash.to_ascii_lowercase();
        if hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            self.fail(shown, "Its hash is no SHA-256 in hex.", "Make a new token with `tokens.create`.");
            return Ok(());
        }
        let Some(role) = role_of(&found.scope) else {
            let reason = format!("Nobody knows what its bearer might do: `{}` is no scope.", found.scope);
            self.fail(shown, reason, "Make a new token with `tokens.create`.");
            return Ok(());
        };
        let label = found.label.as_ref().map(|label| label.chars().filter(|c| !c.is_control()).take(200).collect());
        let label = label.filter(|label: &String| label.parse::<Label>().is_ok());
        let item = format!("token/{hash}");
        let here = self.read.tokens().by_hash(&hash)?;
        let row = here.as_ref().map_or_else(TokenId::fresh, |record| record.id.clone());
        let created_at = found.created_at.filter(|made| *made <= self.now);
        // what no place says stays as it is
        let said = here.as_ref().map(|record| TokenRecord {
            role,
            label: label.clone().or_else(|| record.label.clone()),
            created_at: created_at.unwrap_or(record.created_at),
            ..record.clone()
        });
        let same = here == said;
        let verdict = self.verdict(&item, (ImportedInto::Token, row.as_str()), |_| Ok(same))?;
        let record = said.filter(|_| verdict.action == MigrationAction::Update).unwrap_or_else(|| TokenRecord {
            id: row.clone(),
            hash: hash.clone(),
            role,
            label: label.clone(),
            workspace_ids: None,
            created_at: created_at.unwrap_or(self.now),
            expires_at: None,
            last_used_at: None,
        });
        self.conclude(
            shown,
            verdict,
            (item, ImportedInto::Token, row.as_str().to_owned()),
            What::Token(Box::new(record)),
        );
        Ok(())
    }

    /// A variable of the engine, where it may be set here.
    pub(super) fn variable(
        &mut self,
        shown: Shown,
        name: &str,
        value: &Secret,
        updated_at: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let refused = match name.parse::<VariableName>() {
            Ok(known) => refuse_variable(&known, value).err().map(|error| error.message),
            Err(why) => Some(format!("{why}.")),
        };
        let (Ok(name), None) = (name.parse::<VariableName>(), &refused) else {
            let reason = refused.unwrap_or_else(|| "It is no name of a variable.".to_owned());
            let remedy = if value.reveal().contains('\0') { WITHOUT_NUL } else { OTHERWISE };
            self.say(shown, MigrationAction::Skip, reason, Some(remedy.to_owned()));
            return Ok(());
        };
        let item = format!("variable/{name}");
        let row = name.as_str().to_owned();
        let verdict = self.verdict(&item, (ImportedInto::Variable, &row), |planner| {
            let record = planner.read.environment().get(&name)?;
            let text = record
                .zip(planner.key)
                .and_then(|(record, key)| key.open(&variable_place(name.as_str()), &record.value).ok());
            Ok(text.is_some_and(|text| text == value.reveal()))
        })?;
        if verdict.action == MigrationAction::Create {
            if self.known.variables >= MOST_VARIABLES {
                let reason = format!("There are {MOST_VARIABLES} variables already, which is as many as there may be.");
                self.fail(shown, reason, "Remove one that is not needed, then import again.");
                return Ok(());
            }
            self.known.variables += 1;
        }
        let set_at = not_to_come(updated_at, self.now);
        let what = What::Variable { name, value: value.clone(), set_at };
        self.conclude(shown, verdict, (item, ImportedInto::Variable, row), what);
        Ok(())
    }
}

/// What the scope of a token of older OpenWork is here.
pub(super) fn role_of(scope: &str) -> Option<Role> {
    match scope {
        "owner" => Some(Role::Host),
        "collaborator" => Some(Role::Collaborator),
        "viewer" => Some(Role::Viewer),
        _ => None,
    }
}

/// When something was made; a time that is to come is a clock that went wrong.
pub(super) fn not_to_come(made: Option<Timestamp>, now: Timestamp) -> Timestamp {
    made.filter(|made| *made <= now).unwrap_or(now)
}
