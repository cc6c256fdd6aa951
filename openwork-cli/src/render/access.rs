//! Tokens, shown.

use super::style::{self, Tone};
use super::{Human, Look, Word, fields, plain, table, wire};
use openwork_core::WorkspaceId;
use openwork_core::model::access::{CreatedToken, RevokedToken, Token, TokenList};

/// The workspaces that a token reaches.
fn reach(token: &Token) -> String {
    match &token.workspace_ids {
        None => "all".to_owned(),
        Some(ids) => ids.iter().map(WorkspaceId::as_str).collect::<Vec<_>>().join(", "),
    }
}

impl Human for TokenList {
    fn human(&self, look: &Look) -> String {
        let row = |token: &Token| {
            let label = token.label.as_ref().map_or("", |label| label.as_str());
            let expires = token.expires_at.map_or_else(|| "never".to_owned(), |at| look.time(at));
            let id = Word::toned(token.id.as_str(), Tone::Dim);
            [label.into(), wire(&token.role).into(), reach(token).into(), expires.into(), id]
        };
        let rows = self.items.iter().map(row).collect();
        let empty = "No lasting tokens. Make one with `openwork-cli tokens create --role viewer`.";
        table(look, ["LABEL", "ROLE", "WORKSPACES", "EXPIRES", "ID"], rows, empty)
    }
}

impl Human for CreatedToken {
    fn human(&self, look: &Look) -> String {
        let record = fields([
            ("token", Some(Word::toned(&self.token, Tone::Good))),
            ("id", Some(self.record.id.as_str().into())),
            ("label", self.record.label.as_ref().map(|label| label.as_str().into())),
            ("role", Some(wire(&self.record.role).into())),
            ("workspaces", Some(reach(&self.record).into())),
            ("expires", self.record.expires_at.map(|at| look.time(at).into())),
        ]);
        format!("{record}\n{}", style::dim("Keep the token now; it is not shown again."))
    }
}

impl Human for RevokedToken {
    fn human(&self, _: &Look) -> String {
        format!("Revoked {}.", plain(self.token_id.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use insta::assert_snapshot;

    #[test]
    fn a_list_is_a_table() {
        assert_snapshot!(samples::shown(&TokenList { items: vec![samples::token()] }), @r"
        LABEL  ROLE    WORKSPACES  EXPIRES  ID
        phone  viewer  ws_1, ws_2  never    tok_1
        ");
    }

    #[test]
    fn a_new_token_is_shown_once() {
        let created = CreatedToken { record: samples::token(), token: "ow_v_x".into() };
        assert_snapshot!(samples::shown(&created), @r"
        token       ow_v_x
        id          tok_1
        label       phone
        role        viewer
        workspaces  ws_1, ws_2
        Keep the token now; it is not shown again.
        ");
    }
}
