//! What agents ask, shown.

use super::{Human, Look, plain, style};
use openwork_core::model::ask::{
    PermissionAnswer, PermissionList, PermissionRequest, Question, QuestionList, QuestionRequest, RejectedQuestion,
    RepliedPermission, RepliedQuestion,
};

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

impl Human for QuestionList {
    fn human(&self, look: &Look) -> String {
        if self.items.is_empty() {
            return style::dim("Nothing is asked.");
        }
        self.items.iter().map(|asked| asked.human(look)).collect::<Vec<_>>().join("\n\n")
    }
}

impl Human for QuestionRequest {
    fn human(&self, _: &Look) -> String {
        let mut lines = vec![style::question(&format!("{} asks", self.id))];
        lines.extend(self.questions.iter().map(question));
        let answers = " --answer ANSWER".repeat(self.questions.len());
        let way = format!("openwork-cli asks reply-question <WORKSPACE> {}{answers}", self.id);
        lines.push(style::dim(&format!("answer: {way}")));
        lines.join("\n")
    }
}

/// A question with its answers, each on a line of its own.
fn question(asked: &Question) -> String {
    let several = if asked.multiple == Some(true) { style::dim(" (several)") } else { String::new() };
    let mut lines = vec![format!("{}{several}", plain(&asked.question))];
    for option in &asked.options {
        let meaning = option.description.as_deref().filter(|meaning| !meaning.is_empty());
        let meaning = meaning.map(|meaning| style::dim(&format!("  {}", plain(meaning)))).unwrap_or_default();
        lines.push(format!("  {}{meaning}", plain(&option.label)));
    }
    lines.join("\n")
}

impl Human for RepliedQuestion {
    fn human(&self, _: &Look) -> String {
        let answers: Vec<_> = self.answers.iter().map(|answers| answers.join(", ")).collect();
        format!("{} is answered: {}.", self.request_id, plain(&answers.join("; ")))
    }
}

impl Human for RejectedQuestion {
    fn human(&self, _: &Look) -> String {
        format!("{} is turned down.", self.request_id)
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

    #[test]
    fn questions_show_their_answers_and_how_to_give_them() {
        let list = QuestionList { items: vec![samples::question()] };
        assert_snapshot!(samples::shown(&list), @r"
        que_1 asks
        Which store?
          redb  embedded
          files
        Which systems? (several)
          Linux
        answer: openwork-cli asks reply-question <WORKSPACE> que_1 --answer ANSWER --answer ANSWER
        ");
        assert_snapshot!(samples::shown(&QuestionList { items: Vec::new() }), @"Nothing is asked.");
        let answers = vec![vec!["redb".to_owned()], vec!["Linux".to_owned(), "macOS".to_owned()]];
        let replied = RepliedQuestion { request_id: "que_1".parse().unwrap(), answers };
        assert_snapshot!(samples::shown(&replied), @"que_1 is answered: redb; Linux, macOS.");
    }
}
