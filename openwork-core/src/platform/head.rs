//! The head of a text as the engine finds it: with `gray-matter`, and its own leniency where the first reading fails.

use super::yaml::{Limits, Tree};

/// What begins a head, and what a line begins with that ends it.
const FENCE: &str = "---";

/// Reads the head of a command or an agent. `None` where the engine takes it for one without fields: there is no head, it is
/// written in a language that the engine does not know, or it cannot be read.
///
/// The engine reads a second time what it could not read, with the plain values that hold a colon made blocks of text. Where
/// that changes nothing, its reader remembers the text by then and answers no fields; where it fails, it leaves the file out.
pub(crate) fn read(text: &str, limits: Limits) -> Option<Tree> {
    // only the first reading forgives a mark
    let unmarked = text.strip_prefix('\u{feff}').unwrap_or(text);
    let head = Head::of(unmarked)?;
    if head.is_empty() {
        return None;
    }
    match head.language {
        Language::Json => head.json(limits),
        Language::Yaml => match Tree::read(head.text, limits) {
            Ok(tree) => Some(tree.moved(|line| line + head.line)),
            Err(_) if head.is_marked || unmarked.len() < text.len() => None,
            Err(_) => head.leniently(limits),
        },
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Language {
    Yaml,
    Json,
}

/// Where a head stands.
struct Head<'t> {
    /// What is written behind the fence says so.
    language: Language,
    /// Whether anything is written behind the fence.
    is_marked: bool,
    text: &'t str,
    /// How many lines there are before the text.
    line: usize,
    /// Whether a fence ends it.
    is_closed: bool,
}

impl<'t> Head<'t> {
    fn of(text: &'t str) -> Option<Self> {
        let rest = text.strip_prefix(FENCE).filter(|rest| !rest.starts_with('-'))?;
        let end = rest.find('\n')?;
        let (name, rest) = rest.split_at(end);
        // the names are as they are, but those that stand for another are so in any capitals
        let language = match name.trim() {
            "" => Language::Yaml,
            "json" => Language::Json,
            name if ["yaml", "yml"].contains(&name.to_lowercase().as_str()) => Language::Yaml,
            _ => return None,
        };
        // the fence is looked for behind the end of the line, which an empty head shares with it
        let closing = rest.find("\n---");
        let text = rest.get(..closing.unwrap_or(rest.len())).unwrap_or_default();
        let text = text.strip_prefix('\n').unwrap_or(text);
        Some(Self { language, is_marked: !name.trim().is_empty(), text, line: 1, is_closed: closing.is_some() })
    }

    /// Whether nothing but remarks is in it.
    fn is_empty(&self) -> bool {
        self.text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'))
    }

    /// JSON is read as such, and then as the YAML that it is too: that knows lines.
    fn json(&self, limits: Limits) -> Option<Tree> {
        serde_json::from_str::<serde::de::IgnoredAny>(self.text).ok()?;
        Tree::read(self.text, limits).ok().map(|tree| tree.moved(|line| line + self.line))
    }

    fn leniently(&self, limits: Limits) -> Option<Tree> {
        if !self.is_closed {
            return None;
        }
        let (text, lines) = lenient(self.text);
        let tree = Tree::read(&text, limits).ok()?;
        Some(tree.moved(|line| self.line + lines.get(line - 1).copied().unwrap_or_default()))
    }
}

/// A head as the engine tries it a second time: a plain value with a colon in it becomes a block of text. With the line, from
/// 1, that each line was.
pub(crate) fn lenient(head: &str) -> (String, Vec<usize>) {
    let (mut all, mut lines) = (Vec::new(), Vec::new());
    for (number, line) in head.lines().enumerate() {
        if let Some([name, value]) = as_block(line) {
            all.extend([name, value]);
            lines.extend([number + 1, number + 1]);
        } else {
            all.push(line.to_owned());
            lines.push(number + 1);
        }
    }
    (all.join("\n"), lines)
}

/// A line whose plain value has a colon in it, as a block of text.
fn as_block(line: &str) -> Option<[String; 2]> {
    if line.starts_with(char::is_whitespace) || line.trim_start().starts_with('#') {
        return None;
    }
    let (key, value) = line.split_once(':')?;
    let (key, value) = (key.trim_end(), value.trim());
    let is_named = key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let is_marked = value.starts_with(['"', '\'']) || value == "|" || value == ">";
    (is_named && !is_marked && value.contains(':')).then(|| [format!("{key}: |-"), format!("  {value}")])
}
