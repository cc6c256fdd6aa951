//! What agents ask, shown.

use super::{Human, Look, plain, style};
use openwork_core::model::ask::{PermissionAnswer, PermissionList, PermissionRequest, RepliedPermission};

impl Human for PermissionList {
    fn human(&self, look: &Look) -> String {
        if self.items.is_empty() {
            return style::dim("Nothing is asked.");
        }
        self.items.iter().map(|asked| asked.human(look)).collect::<Vec<_>>().join("\n\n")
    }
}

impl Human for PermissionRequest {
    fn human(&self, _: &Look) -> String {
        let what = format!("{} asks for {}", self.id, plain(&self.permission));
        let mut lines = vec![format!("{}: {}", style::question(&what), plain(&self.patterns.join(" · ")))];
        if !self.always.is_empty() {
            lines.push(style::dim(&format!("always: {}", plain(&self.always.join(" · ")))));
        }
        let way = format!("openwork-cli asks reply-permission <WORKSPACE> {} --reply once|always|reject", self.id);
        lines.push(style::dim(&format!("answer: {way}")));
        lines.join("\n")
    }
}

impl Human for RepliedPermission {
    fn human(&self, _: &Look) -> String {
        let answer = match self.reply {
            PermissionAnswer::Once => "allowed once",
            PermissionAnswer::Always => "allowed from now on",
            PermissionAnswer::Reject => "turned down",
        };
        format!("{} is {answer}.", self.request_id)
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use insta::assert_snapshot;

    #[test]
    fn a_request_says_how_to_answer_it() {
        let list = PermissionList { items: vec![samples::permission()] };
        assert_snapshot!(samples::shown(&list), @r"
        per_1 asks for bash: rm -rf target
        always: rm *
        answer: openwork-cli asks reply-permission <WORKSPACE> per_1 --reply once|always|reject
        ");
        assert_snapshot!(samples::shown(&PermissionList { items: Vec::new() }), @"Nothing is asked.");
    }

    #[test]
    fn an_answer_is_a_sentence() {
        let replied = RepliedPermission { request_id: "per_1".parse().unwrap(), reply: PermissionAnswer::Reject };
        assert_snapshot!(samples::shown(&replied), @"per_1 is turned down.");
    }
}
