//! Objects without a key, as they are spelled: blanks, line ends and comments between two braces.

use super::{Found, Tree, follow, without_mark};
use jsonc_parser::ast::Object;

/// The text of an object that has no key; none where there is no such object.
pub(crate) fn hollow(text: &str, way: &[String]) -> Option<String> {
    let bare = without_mark(text);
    in_object(bare, way, |object| bare.get(object.range.start..object.range.end).map(str::to_owned))
}

/// The text with an object that has no key spelled as it was; none where there is no such object any more, or where it has
/// other comments now.
pub(crate) fn with_hollow(text: &str, way: &[String], spelled: &str) -> Option<String> {
    let bare = without_mark(text);
    let mark = text.get(..text.len() - bare.len())?;
    in_object(bare, way, |object| {
        let (before, after) = (bare.get(..object.range.start)?, bare.get(object.range.end..)?);
        let now = bare.get(object.range.start..object.range.end)?;
        let is_same = now.split_whitespace().flat_map(str::chars).eq(spelled.split_whitespace().flat_map(str::chars));
        is_same.then(|| format!("{mark}{before}{spelled}{after}"))
    })
}

fn in_object(text: &str, way: &[String], look: impl FnOnce(&Object<'_>) -> Option<String>) -> Option<String> {
    let tree = Tree::of(text).ok()?;
    match follow(tree.root.as_ref()?, way) {
        Found::Object(object) if object.properties.is_empty() => look(object),
        Found::Object(_) | Found::Missing(..) | Found::Other(..) => None,
    }
}
