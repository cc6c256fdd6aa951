//! The fields of commands and agents that the engine has a type for, as its pinned version has them: a value of another type
//! makes it refuse the whole workspace. Whatever else is in a head it takes.

use crate::platform::yaml::{Field, Node, Tree};
use std::collections::BTreeMap;

/// So many values are compared: by aliases a few lines may say many.
const MOST_VALUES: usize = 200_000;

/// What the engine wants of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Text,
    /// A text, or nothing: else the engine lists no agents.
    Name,
    Flag,
    Number,
    /// A whole number above nought.
    Count,
    Mode,
    Colour,
    /// Fields of any kind.
    Group,
    /// Fields that are `true` or `false`.
    Flags,
    Permission,
    /// One word of a permission, or patterns with one each.
    Rule,
    Word,
}

pub(super) const COMMAND: &[(&str, Wanted)] = &[
    ("description", Wanted::Text),
    ("agent", Wanted::Text),
    ("model", Wanted::Text),
    ("variant", Wanted::Text),
    ("subtask", Wanted::Flag),
];

pub(super) const AGENT: &[(&str, Wanted)] = &[
    ("model", Wanted::Text),
    ("variant", Wanted::Text),
    ("temperature", Wanted::Number),
    ("top_p", Wanted::Number),
    ("tools", Wanted::Flags),
    ("disable", Wanted::Flag),
    ("description", Wanted::Text),
    ("mode", Wanted::Mode),
    ("hidden", Wanted::Flag),
    ("options", Wanted::Group),
    ("color", Wanted::Colour),
    ("steps", Wanted::Count),
    ("maxSteps", Wanted::Count),
    ("permission", Wanted::Permission),
    ("name", Wanted::Name),
];

/// The permissions that know no patterns.
const WORDS_ALONE: [&str; 5] = ["todowrite", "question", "webfetch", "websearch", "doom_loop"];
const WORDS: [&str; 3] = ["ask", "allow", "deny"];
const MODES: [&str; 3] = ["subagent", "primary", "all"];
const COLOURS: [&str; 7] = ["primary", "secondary", "accent", "success", "warning", "error", "info"];

/// A field that the engine refuses.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Misfit {
    /// Its name, with those that it is within before it.
    pub(super) field: String,
    /// The line of its name.
    pub(super) line: usize,
    /// What it is.
    pub(super) is: &'static str,
    /// What is wanted.
    pub(super) wanted: Wanted,
}

/// The field that the engine refuses, the first of them in the text.
pub(super) fn misfit(tree: &Tree, fields: &[(&str, Wanted)]) -> Option<Misfit> {
    let Node::Fields(found) = tree.root() else { return None };
    let mut check = Check { tree, left: MOST_VALUES };
    let all = fields.iter().filter_map(|(name, wanted)| check.field(name, *found.get(*name)?, *wanted));
    all.min_by_key(|misfit| misfit.line)
}

struct Check<'t> {
    tree: &'t Tree,
    left: usize,
}

impl Check<'_> {
    fn field(&mut self, name: &str, Field { at, line }: Field, wanted: Wanted) -> Option<Misfit> {
        self.left = self.left.checked_sub(1)?;
        let node = self.tree.node(at);
        let fits = match (wanted, node) {
            (Wanted::Flags, Node::Fields(fields)) => return self.within(name, fields, |_| Wanted::Flag),
            (Wanted::Permission, Node::Fields(fields)) => {
                let is_word = |name: &str| if WORDS_ALONE.contains(&name) { Wanted::Word } else { Wanted::Rule };
                return self.within(name, fields, is_word);
            }
            (Wanted::Rule, Node::Fields(fields)) => return self.within(name, fields, |_| Wanted::Word),
            // to the engine a time is a group without fields
            (Wanted::Text | Wanted::Name, Node::Text(_))
            | (Wanted::Name, Node::Nothing)
            | (Wanted::Flag, Node::Flag(_))
            | (Wanted::Group, Node::Fields(_))
            | (Wanted::Group | Wanted::Flags | Wanted::Permission | Wanted::Rule, Node::Time(_)) => true,
            (Wanted::Number, Node::Number(number)) => number.is_finite(),
            (Wanted::Count, Node::Number(number)) => {
                // as far as whole numbers are exact
                number.fract() == 0.0 && *number > 0.0 && *number <= 9_007_199_254_740_991.0
            }
            (Wanted::Mode, Node::Text(text)) => MODES.contains(&text.as_str()),
            (Wanted::Colour, Node::Text(text)) => COLOURS.contains(&text.as_str()) || is_hex(text),
            (Wanted::Word | Wanted::Rule | Wanted::Permission, Node::Text(text)) => WORDS.contains(&text.as_str()),
            _ => false,
        };
        (!fits).then(|| Misfit { field: name.to_owned(), line, is: kind(node), wanted })
    }

    fn within(
        &mut self,
        name: &str,
        fields: &BTreeMap<String, Field>,
        wanted: impl Fn(&str) -> Wanted,
    ) -> Option<Misfit> {
        let all = fields.iter().filter_map(|(inner, field)| {
            let whole = if is_word(inner) { format!("{name}.{inner}") } else { format!("{name}.…") };
            self.field(&whole, *field, wanted(inner))
        });
        all.min_by_key(|misfit| misfit.line)
    }
}

/// Whether a name is one that is told. Patterns of a permission may hold anything.
fn is_word(name: &str) -> bool {
    name.len() <= 32 && name.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '-'))
}

fn is_hex(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn kind(node: &Node) -> &'static str {
    match node {
        Node::Nothing => "`null`",
        Node::Flag(_) => "a yes or no",
        Node::Number(_) => "a number",
        Node::Text(_) => "a text",
        Node::Time(_) => "a date or a time",
        Node::Bytes => "binary data",
        Node::List(_) => "a list",
        Node::Fields(_) => "a group of fields",
    }
}

impl Wanted {
    /// In words.
    pub(super) fn told(self) -> &'static str {
        match self {
            Self::Text | Self::Name => "a text",
            Self::Flag => "`true` or `false`",
            Self::Number => "a number",
            Self::Count => "a whole number above nought",
            Self::Mode => "`subagent`, `primary` or `all`",
            Self::Colour => "`#` with six digits or one of its names for colours",
            Self::Group | Self::Flags => "a group of fields",
            Self::Permission | Self::Rule => "`ask`, `allow`, `deny` or a group of these",
            Self::Word => "`ask`, `allow` or `deny`",
        }
    }
}
