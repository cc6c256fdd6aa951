//! The engine's variables, shown: their names only.

use super::{Human, Look, table};
use openwork_core::model::environment::{ChangedVariable, Variable, VariableList};

impl Human for VariableList {
    fn human(&self, look: &Look) -> String {
        let row = |variable: &Variable| [variable.key.as_str().into(), look.time(variable.updated_at).into()];
        let rows = self.items.iter().map(row).collect();
        let empty = "No variables. Set one with `openwork-cli environment set NAME --value-file FILE`.";
        table(look, ["NAME", "SET"], rows, empty)
    }
}

impl Human for ChangedVariable {
    fn human(&self, _: &Look) -> String {
        let done = if self.value.configured { "Set" } else { "Removed" };
        let then = if self.restart_required {
            "The engine that runs has it otherwise: `openwork-cli runtime restart` starts it afresh."
        } else {
            "The engine has it so from its next start on."
        };
        format!("{done} {}. {then}", self.key)
    }
}
