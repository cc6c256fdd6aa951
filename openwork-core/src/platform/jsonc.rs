//! JSON with comments, as OpenCode reads it: parsed strictly, and edited in place.
//!
//! An edit is a splice into the text at the places that the syntax tree names. So what is not edited is the same byte for
//! byte by construction: comments, order, indentation, line ends, a byte order mark. The parser's own editable tree is not
//! used because it takes blank lines out of an object that it adds to.

mod hollow;
mod order;
mod place;
mod print;
mod round;
mod splice;

pub(crate) use hollow::{hollow, with_hollow};
use jsonc_parser::ast::{Array, Object, ObjectProp, Value as Node};
use jsonc_parser::common::Ranged;
use jsonc_parser::errors::ParseError;
use jsonc_parser::tokens::{Token, TokenAndRange};
use jsonc_parser::{CollectOptions, CommentCollectionStrategy, ParseOptions, parse_to_ast};
use order::Order;
pub(crate) use order::{Before, Orders};
use place::{is_blank, place_of};
use serde_json::{Map, Value};
use splice::{Splice, apply};
use std::collections::{BTreeMap, VecDeque};
use std::fmt;

/// What an editor of another system may put before a text.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// How many objects and lists an edit may put into each other.
const DEEPEST: usize = 128;

/// Why a text cannot be read or edited. Quotes nothing of its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct JsoncFault {
    /// What is wrong, without the place.
    pub(crate) message: String,
    /// From one.
    pub(crate) line: u32,
    /// From one, in characters.
    pub(crate) column: u32,
}

impl fmt::Display for JsoncFault {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{} at line {}, column {}", self.message, self.line, self.column)
    }
}

impl std::error::Error for JsoncFault {}

impl JsoncFault {
    pub(crate) fn at(text: &str, offset: usize, message: impl Into<String>) -> Self {
        let (line, column) = place_of(text, offset);
        Self { message: message.into(), line, column }
    }
}

/// A change of one key.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Edit {
    /// The keys that lead to it from the outermost object.
    pub(crate) path: Vec<String>,
    /// What it is to be; none removes it.
    pub(crate) value: Option<Value>,
}

#[cfg(test)]
impl Edit {
    /// Sets a key.
    pub(crate) fn set<K: Into<String>>(path: impl IntoIterator<Item = K>, value: Value) -> Self {
        Self { path: path.into_iter().map(Into::into).collect(), value: Some(value) }
    }

    /// Removes a key.
    pub(crate) fn remove<K: Into<String>>(path: impl IntoIterator<Item = K>) -> Self {
        Self { path: path.into_iter().map(Into::into).collect(), value: None }
    }
}

/// The value of a text. Of a key that is there twice the last counts, as it does for OpenCode.
///
/// # Errors
///
/// Where it is not JSON with comments and trailing commas, or holds no value at all.
pub(crate) fn parse(text: &str) -> Result<Value, JsoncFault> {
    let text = without_mark(text);
    let tree = Tree::of(text)?;
    tree.root.as_ref().map(value_of).ok_or_else(|| JsoncFault::at(text, text.len(), "there is no value"))
}

/// The text with these changes, one after the other.
///
/// Objects on the way to a new key are made. Where an object takes the place of an object, only what differs is changed. To
/// remove what is not there is no change. A text without a value is taken as an empty object. Where an object has an order, a new
/// key stands before the first of the others that it comes before, else behind all; keys that are there keep their places.
///
/// # Errors
///
/// Where the text cannot be parsed, or where a key is to be set in what is no object.
pub(crate) fn edited(text: &str, edits: &[Edit], orders: Orders) -> Result<String, JsoncFault> {
    let bare = without_mark(text);
    let mark = text.get(..text.len() - bare.len()).unwrap_or_default();
    let is_deep =
        |edit: &Edit| edit.path.len() > DEEPEST || edit.value.as_ref().is_some_and(|value| !is_shallow(value, DEEPEST));
    if edits.iter().any(|edit| edit.value.is_some() && is_deep(edit)) {
        return Err(JsoncFault::at(bare, 0, "what is to be set is nested too deep"));
    }
    let (mut now, mut rest) = (bare.to_owned(), edits.iter().cloned().collect::<VecDeque<_>>());
    while !rest.is_empty() {
        now = round::of(&now, &mut rest, orders)?;
    }
    // Also where there is nothing to edit. What cannot be read again is never handed out: the way may be deeper than the parser
    // goes.
    Tree::of(&now)?;
    Ok(format!("{mark}{now}"))
}

/// What a text says, in its order: the keys that lead to each value that is no object, or an empty one. Of a key that is there
/// twice the first place counts, and the last value.
pub(crate) fn leaves(text: &str) -> Vec<(Vec<String>, Value)> {
    let tree = Tree::of(without_mark(text)).ok();
    let mut all = Vec::new();
    if let Some(root) = tree.as_ref().and_then(|tree| tree.root.as_ref()) {
        gather(root, &mut Vec::new(), &mut all);
    }
    all
}

fn gather(node: &Node<'_>, way: &mut Vec<String>, all: &mut Vec<(Vec<String>, Value)>) {
    let Some(object) = node.as_object().filter(|object| !object.properties.is_empty()) else {
        return all.push((way.clone(), value_of(node)));
    };
    let names = object.properties.iter().map(|one| one.name.as_str());
    let mut last: BTreeMap<&str, &Node<'_>> = names.zip(object.properties.iter().map(|one| &one.value)).collect();
    for one in &object.properties {
        if let Some(value) = last.remove(one.name.as_str()) {
            way.push(one.name.as_str().to_owned());
            gather(value, way, all);
            way.pop();
        }
    }
}

/// Where the keys (and numbers of list items) lead in a text, as far as they lead anywhere: line and column, from one. None where
/// the text cannot be parsed.
pub(crate) fn place(text: &str, way: &[String]) -> Option<(u32, u32)> {
    let text = without_mark(text);
    let tree = Tree::of(text).ok()?;
    let mut node = tree.root.as_ref()?;
    let mut start = node.range().start;
    for key in way {
        let found = match node {
            Node::Object(object) => property(object, key).map(|(_, one)| (&one.value, one.range.start)),
            Node::Array(list) => {
                let index = key.parse::<usize>().ok();
                index.and_then(|index| list.elements.get(index)).map(|one| (one, one.range().start))
            }
            Node::StringLit(_) | Node::NumberLit(_) | Node::BooleanLit(_) | Node::NullKeyword(_) => None,
        };
        let Some((next, at)) = found else { break };
        (node, start) = (next, at);
    }
    Some(place_of(text, start))
}

fn is_shallow(value: &Value, levels: usize) -> bool {
    let Some(rest) = levels.checked_sub(1) else { return false };
    match value {
        Value::Array(list) => list.iter().all(|one| is_shallow(one, rest)),
        Value::Object(map) => map.values().all(|one| is_shallow(one, rest)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
    }
}

fn without_mark(text: &str) -> &str {
    text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text)
}

/// A text with what it says.
pub(crate) struct Tree<'a> {
    pub(crate) text: &'a str,
    pub(crate) root: Option<Node<'a>>,
    /// With comments.
    pub(crate) tokens: Vec<TokenAndRange<'a>>,
}

impl<'a> Tree<'a> {
    fn of(text: &'a str) -> Result<Self, JsoncFault> {
        let strict = ParseOptions {
            allow_comments: true,
            allow_trailing_commas: true,
            allow_loose_object_property_names: false,
            allow_missing_commas: false,
            allow_single_quoted_strings: false,
            allow_hexadecimal_numbers: false,
            allow_unary_plus_numbers: false,
            allow_bare_decimal_point_numbers: false,
            allow_non_finite_numbers: false,
            allow_extended_string_escapes: false,
        };
        let collect = CollectOptions { comments: CommentCollectionStrategy::AsTokens, tokens: true };
        let parsed = parse_to_ast(text, &collect, &strict).map_err(|error| fault_of(text, &error))?;
        let tree = Self { text, root: parsed.value, tokens: parsed.tokens.unwrap_or_default() };
        tree.check()?;
        Ok(tree)
    }

    /// What the parser lets pass and OpenCode does not: other blanks, raw control characters, numbers with leading zeros.
    fn check(&self) -> Result<(), JsoncFault> {
        let mut end = 0;
        for token in &self.tokens {
            self.check_gap(end, token.range.start)?;
            end = token.range.end;
            let written = self.text.get(token.range.start..end).unwrap_or_default();
            let is_plain = matches!(token.token, Token::String(_) | Token::Number(_));
            if is_plain && serde_json::from_str::<Value>(written).is_err() {
                return Err(JsoncFault::at(self.text, token.range.start, "this is not a JSON string or number"));
            }
        }
        self.check_gap(end, self.text.len())
    }

    fn check_gap(&self, from: usize, to: usize) -> Result<(), JsoncFault> {
        let gap = self.text.get(from..to).unwrap_or_default();
        match gap.find(|character| !is_blank(character)) {
            Some(offset) => Err(JsoncFault::at(self.text, from + offset, "there is a blank that JSON does not know")),
            None => Ok(()),
        }
    }
}

fn fault_of(text: &str, error: &ParseError) -> JsoncFault {
    JsoncFault::at(text, error.range().start, error.kind().to_string())
}

fn value_of(node: &Node<'_>) -> Value {
    match node {
        Node::StringLit(string) => Value::String(string.value.as_ref().to_owned()),
        Node::NumberLit(number) => serde_json::from_str(number.value).unwrap_or(Value::Null),
        Node::BooleanLit(boolean) => Value::Bool(boolean.value),
        Node::NullKeyword(_) => Value::Null,
        Node::Array(array) => array.elements.iter().map(value_of).collect(),
        Node::Object(object) => {
            let pairs = object.properties.iter().map(|one| (one.name.as_str().to_owned(), value_of(&one.value)));
            Value::Object(pairs.collect::<Map<_, _>>())
        }
    }
}

/// Where a way through objects leads.
enum Found<'t, 'w, 'a> {
    /// The object that the whole way leads to.
    Object(&'t Object<'a>),
    /// This object does not have the first key of what is left of the way.
    Missing(&'t Object<'a>, &'w [String]),
    /// Here is no object.
    Other(&'t Node<'a>, usize),
}

fn follow<'t, 'w, 'a>(root: &'t Node<'a>, way: &'w [String]) -> Found<'t, 'w, 'a> {
    let mut node = root;
    for (number, key) in way.iter().enumerate() {
        let Node::Object(object) = node else { return Found::Other(node, number) };
        match property(object, key) {
            Some((_, found)) => node = &found.value,
            None => return Found::Missing(object, way.get(number..).unwrap_or_default()),
        }
    }
    let Node::Object(object) = node else { return Found::Other(node, way.len()) };
    Found::Object(object)
}

/// The one that counts.
fn property<'t, 'a>(object: &'t Object<'a>, name: &str) -> Option<(usize, &'t ObjectProp<'a>)> {
    object.properties.iter().enumerate().rev().find(|(_, one)| one.name.as_str() == name)
}

/// Which items of a list stay, by their numbers: in the order of the new list, from its beginning on.
fn kept(old: &Array<'_>, new: &[Value]) -> Vec<usize> {
    let mut wanted = new.iter().peekable();
    let is_next = |item: &Node<'_>| wanted.next_if(|next| **next == value_of(item)).is_some();
    let is_kept: Vec<bool> = old.elements.iter().map(is_next).collect();
    is_kept.into_iter().enumerate().filter_map(|(number, is_kept)| is_kept.then_some(number)).collect()
}

/// A list over a list: items are taken out and put behind one by one, so that the comments in it stay.
fn relisted(text: &str, at: (&[String], &str), old: &Array<'_>, new: &[Value]) -> Result<String, JsoncFault> {
    let kept = kept(old, new);
    let plain = Order::of(&[], order::none);
    let mut now = text.to_owned();
    for number in (0..old.elements.len()).rev().filter(|number| !kept.contains(number)) {
        now = with_list(&now, at, |tree, array| splice::dropping(tree, array, number))?;
    }
    for value in new.iter().skip(kept.len()) {
        now = with_list(&now, at, |tree, array| splice::appending(tree, array, value, &plain))?;
    }
    Ok(now)
}

fn with_list(
    text: &str,
    (way, last): (&[String], &str),
    change: impl FnOnce(&Tree<'_>, &Array<'_>) -> Vec<Splice>,
) -> Result<String, JsoncFault> {
    let tree = Tree::of(text)?;
    let Some(Found::Object(object)) = tree.root.as_ref().map(|root| follow(root, way)) else {
        return Ok(text.to_owned());
    };
    match property(object, last).map(|(_, found)| &found.value) {
        Some(Node::Array(array)) => Ok(apply(text, change(&tree, array))),
        Some(_) | None => Ok(text.to_owned()),
    }
}

#[cfg(test)]
mod tests;
