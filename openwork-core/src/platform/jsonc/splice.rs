//! Where a change goes into the text, and what of the text goes.

use super::Tree;
use super::order::Order;
use super::place::{
    after_line_end, after_spaces, before_spaces, begins_line, indentation, is_line_end, line_end, line_start,
};
use super::print::{Layout, printed, property};
use jsonc_parser::ast::{Array, Object, ObjectProp, Value as Node};
use jsonc_parser::common::Ranged;
use jsonc_parser::tokens::{Token, TokenAndRange};
use serde_json::Value;
use std::ops::Range;

/// What an indentation is where a text has none.
const STEP: &str = "  ";

/// What takes the place of a part of a text.
#[derive(Debug)]
pub(super) struct Splice {
    at: Range<usize>,
    text: String,
}

impl Splice {
    fn new(at: Range<usize>, text: impl Into<String>) -> Self {
        Self { at, text: text.into() }
    }
}

/// The text with what was put into it. The parts do not overlap.
pub(super) fn apply(text: &str, mut splices: Vec<Splice>) -> String {
    splices.sort_by_key(|splice| (splice.at.start, splice.at.end));
    let (mut made, mut done) = (String::with_capacity(text.len()), 0);
    for splice in splices {
        made.push_str(text.get(done..splice.at.start).unwrap_or_default());
        made.push_str(&splice.text);
        done = splice.at.end.max(done);
    }
    made.push_str(text.get(done..).unwrap_or_default());
    made
}

/// A text that holds comments at most, with a value.
pub(super) fn started(text: &str, value: &Value, order: &Order) -> String {
    let end = line_end(text, text.len());
    let layout = Layout { indentation: String::new(), step: STEP.to_owned(), line_end: Some(end) };
    let gap = if text.is_empty() || text.ends_with(is_line_end) { "" } else { end };
    format!("{text}{gap}{}{end}", printed(value, &layout, order))
}

/// Another value for a key that is there.
pub(super) fn replacing(tree: &Tree<'_>, found: &ObjectProp<'_>, value: &Value, order: &Order) -> Splice {
    let range = found.value.range();
    let layout = tree.layout(indentation(tree.text, found.range.start), range.end);
    Splice::new(range.start..range.end, printed(value, &layout, order))
}

/// Keys that are not there yet: each before the one that it comes before, else behind the others.
pub(super) fn inserting(tree: &Tree<'_>, object: &Object<'_>, new: &[(String, Value)], order: &Order) -> Vec<Splice> {
    let all = &object.properties;
    // as if one after the other came
    let mut names: Vec<(&str, Option<&Value>)> = all.iter().map(|one| (one.name.as_str(), None)).collect();
    for (key, value) in new {
        let place = order.place(key, names.iter().map(|(name, _)| *name));
        names.insert(place.unwrap_or(names.len()), (key, Some(value)));
    }
    let (mut splices, mut come, mut there) = (Vec::new(), Vec::new(), 0);
    for (name, value) in names {
        if let Some(value) = value {
            come.push((name, value));
            continue;
        }
        if let (false, Some(next)) = (come.is_empty(), all.get(there)) {
            let previous = there.checked_sub(1).and_then(|before| all.get(before));
            let end = previous.map_or(object.range.start + 1, |previous| previous.range.end);
            let comma = previous.and_then(|_| tree.comma(end, next.range.start));
            let write = |layout: &Layout<'_>| properties(&come, layout, order);
            splices.push(ahead(tree, comma.map_or(end, |comma| comma.end), next.range.start, write));
            come.clear();
        }
        there += 1;
    }
    if !come.is_empty() {
        let write = |layout: &Layout<'_>| properties(&come, layout, order);
        match all.last() {
            Some(last) => splices.extend(behind(tree, object.range.end, last.range.start..last.range.end, write)),
            None => splices.push(into_empty(tree, object, write)),
        }
    }
    splices
}

fn properties(all: &[(&str, &Value)], layout: &Layout<'_>, order: &Order) -> Vec<String> {
    all.iter().map(|(key, value)| property(key, value, layout, order)).collect()
}

/// Between what ends here and what is next, directly behind the former: comments above the next stay above it.
fn ahead(tree: &Tree<'_>, end: usize, next: usize, write: impl FnOnce(&Layout<'_>) -> Vec<String>) -> Splice {
    let text = tree.text;
    let line = tree.after_comments(end);
    let mut layout = tree.layout(indentation(text, next), line);
    if after_line_end(text, after_spaces(text, line)).is_some() {
        let begin = format!("{}{}", line_end(text, line), layout.indentation);
        return Splice::new(line..line, format!("{begin}{},", write(&layout).join(&format!(",{begin}"))));
    }
    layout.line_end = None;
    let at = after_spaces(text, end);
    Splice::new(at..at, format!("{}, ", write(&layout).join(", ")))
}

/// One more item, behind the last of a list that has some.
pub(super) fn appending(tree: &Tree<'_>, array: &Array<'_>, value: &Value, order: &Order) -> Vec<Splice> {
    let Some(last) = array.elements.last().map(Ranged::range) else { return Vec::new() };
    behind(tree, array.range.end, last.start..last.end, |layout| vec![printed(value, layout, order)])
}

fn behind(
    tree: &Tree<'_>,
    end: usize,
    last: Range<usize>,
    write: impl FnOnce(&Layout<'_>) -> Vec<String>,
) -> Vec<Splice> {
    let text = tree.text;
    let comma = tree.comma(last.end, end);
    let after = comma.as_ref().map_or(last.end, |comma| comma.end);
    let has_line = begins_line(text, last.start);
    // the new line ends as the one that it stands behind did, and that one as before
    let behind = tree.after_comments(after);
    let mut layout = tree.layout(indentation(text, last.start), behind);
    if !has_line {
        layout.line_end = None;
    }
    let written = write(&layout);
    // a list that ends with a comma goes on to do so
    let (before, trailing) = if comma.is_some() { ("", ",") } else { (",", "") };
    if !has_line {
        return vec![Splice::new(after..after, format!("{before} {}{trailing}", written.join(", ")))];
    }
    let begin = format!("{}{}", line_end(text, behind), layout.indentation);
    let line = format!("{begin}{}{trailing}", written.join(&format!(",{begin}")));
    if behind == after {
        return vec![Splice::new(after..after, format!("{before}{line}"))];
    }
    vec![Splice::new(after..after, before), Splice::new(behind..behind, line)]
}

fn into_empty(tree: &Tree<'_>, object: &Object<'_>, write: impl FnOnce(&Layout<'_>) -> Vec<String>) -> Splice {
    let text = tree.text;
    let close = object.range.end - 1;
    let comments = tree.within(object.range.start + 1, close);
    let from = comments.last().map_or(object.range.start + 1, |comment| comment.range.end);
    let outer = tree.layout(indentation(text, object.range.start), from);
    let Some(end) = outer.line_end else {
        return Splice::new(from..close, write(&outer).join(", "));
    };
    let layout = Layout { indentation: format!("{}{}", outer.indentation, outer.step), ..outer.clone() };
    let begin = format!("{end}{}", layout.indentation);
    let line = format!("{begin}{}", write(&layout).join(&format!(",{begin}")));
    let rest = text.get(from..close).unwrap_or_default();
    if rest.contains(is_line_end) {
        return Splice::new(from..from, line);
    }
    Splice::new(from..close, format!("{line}{end}{}", outer.indentation))
}

/// Takes a property out, with its comma and with the comment behind it where the line is its own.
pub(super) fn removing(tree: &Tree<'_>, object: &Object<'_>, index: usize) -> Vec<Splice> {
    let all: Vec<_> = object.properties.iter().map(|one| one.range.start..one.range.end).collect();
    without(tree, object.range.end, &all, index)
}

/// The same of an item of a list.
pub(super) fn dropping(tree: &Tree<'_>, array: &Array<'_>, index: usize) -> Vec<Splice> {
    let all: Vec<_> = array.elements.iter().map(Ranged::range).map(|one| one.start..one.end).collect();
    without(tree, array.range.end, &all, index)
}

fn without(tree: &Tree<'_>, whole: usize, all: &[Range<usize>], index: usize) -> Vec<Splice> {
    let text = tree.text;
    let Some(gone) = all.get(index) else { return Vec::new() };
    let next = all.get(index + 1);
    let previous = index.checked_sub(1).and_then(|before| all.get(before));
    let comma = tree.comma(gone.end, next.map_or(whole, |next| next.start));
    let mut splices = Vec::new();
    let before = previous.and_then(|previous| tree.comma(previous.end, gone.start));
    let ended = before.as_ref().map(|comma| comma.end).or(previous.map(|previous| previous.end));
    if comma.is_none()
        && let Some(before) = before
    {
        splices.push(Splice::new(before, ""));
    }
    let end = comma.map_or(gone.end, |comma| comma.end);
    let line = line_start(text, gone.start);
    let behind = tree.after_comments(end);
    let has_rest = after_line_end(text, after_spaces(text, behind));
    let shares = previous.is_some_and(|previous| previous.end > line);
    let at = match has_rest {
        Some(rest) if begins_line(text, gone.start) => line..rest,
        Some(_) if !shares => before_spaces(text, gone.start)..behind,
        None if next.is_some() => gone.start..after_spaces(text, end),
        // what ends the whole on this line ends it on the line before, as long as no comment would take it in
        None if begins_line(text, gone.start) && ended.is_some_and(|from| tree.ends_lineless(from, gone.start)) => {
            let from = ended.unwrap_or(gone.start);
            tree.within(from, gone.start).last().map_or(from, |comment| comment.range.end)..end
        }
        Some(_) | None => before_spaces(text, gone.start)..end,
    };
    splices.push(Splice::new(at, ""));
    splices
}

impl Tree<'_> {
    /// How a new value is laid out behind this indentation, in the line of this offset.
    fn layout(&self, indentation: &str, offset: usize) -> Layout<'static> {
        let object = self.root.as_ref().and_then(Node::as_object);
        let is_one_line = object.is_some_and(|object| {
            let within = self.text.get(object.range.start..object.range.end).unwrap_or_default();
            !object.properties.is_empty() && !within.contains(is_line_end)
        });
        let line_end = (!is_one_line).then(|| line_end(self.text, offset));
        Layout { indentation: indentation.to_owned(), step: self.step().to_owned(), line_end }
    }

    /// One level of indentation: what the first key is behind its object.
    fn step(&self) -> &str {
        let mut open: Vec<&Node<'_>> = self.root.iter().collect();
        while let Some(node) = open.pop() {
            let Node::Object(object) = node else { continue };
            for one in &object.properties {
                if begins_line(self.text, one.range.start) {
                    let (own, outer) =
                        (indentation(self.text, one.range.start), indentation(self.text, object.range.start));
                    if let Some(step) = own.strip_prefix(outer).filter(|step| !step.is_empty()) {
                        return step;
                    }
                }
                open.push(&one.value);
            }
        }
        STEP
    }

    fn within(&self, from: usize, to: usize) -> &[TokenAndRange<'_>] {
        let first = self.tokens.partition_point(|token| token.range.start < from);
        let last = self.tokens.partition_point(|token| token.range.start < to);
        self.tokens.get(first..last).unwrap_or_default()
    }

    /// Whether what stands here can go on behind it: no comment goes to the end of its line.
    fn ends_lineless(&self, from: usize, to: usize) -> bool {
        self.within(from, to).iter().all(|token| matches!(token.token, Token::CommentBlock(_)))
    }

    /// The comma between two properties, or behind the last.
    fn comma(&self, from: usize, to: usize) -> Option<Range<usize>> {
        let comma = self.within(from, to).iter().find(|token| matches!(token.token, Token::Comma))?;
        Some(comma.range.start..comma.range.end)
    }

    /// Behind the comments that begin on the line of this offset and directly follow it.
    fn after_comments(&self, offset: usize) -> usize {
        let mut end = offset;
        for token in self.within(offset, self.text.len()) {
            let gap = self.text.get(end..token.range.start).unwrap_or_default();
            let is_comment = matches!(token.token, Token::CommentLine(_) | Token::CommentBlock(_));
            if !is_comment || gap.contains(is_line_end) {
                break;
            }
            end = token.range.end;
        }
        end
    }
}
