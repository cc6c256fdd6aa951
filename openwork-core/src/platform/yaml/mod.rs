//! YAML as the engine reads it in front matter: with `js-yaml` 3, whose words for numbers, times and nothing are those of
//! YAML 1.1, and which puts up with more than the standard does. What it makes of a text decides whether the engine takes a
//! whole workspace, so it is followed here value by value; a story asks the engine itself.
//!
//! Of a value that an alias stands for there is one, however often it is named, and a tree is built and let go without
//! recursion: what is read costs no more than [`Limits`] says.

mod scalar;

use granit_parser::{Event, Parser, ScalarStyle, Span, StructureStyle, Tag, options};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};

/// The namespace of the tags that YAML knows.
const KNOWN_TAGS: &str = "tag:yaml.org,2002:";
/// The key whose value is merged into the fields around it.
const MERGE: &str = "<<";
/// What a value that is no text takes as a name, at most about.
const SHORT: usize = 24;

/// How much is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// So many values, aliases and merged fields among them.
    pub(crate) values: usize,
    /// So deep, 255 at most.
    pub(crate) depth: usize,
    /// So many bytes of names: one alias makes a long name anew wherever it stands.
    pub(crate) names: usize,
}

/// Why a text is no YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// What is wrong, in the parser's words.
    pub(crate) message: String,
    /// The line, from 1.
    pub(crate) line: usize,
}

/// A value's place in its tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct At(usize);

/// What a text says.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
}

/// A value. Where an alias stands for a list it is within, it is within itself.
#[derive(Debug, PartialEq)]
pub(crate) enum Node {
    Nothing,
    Flag(bool),
    Number(f64),
    Text(String),
    /// A day or a time, as it is written; to the engine it is no text.
    Time(String),
    /// What `!!binary` says.
    Bytes,
    List(Vec<At>),
    Fields(BTreeMap<String, Field>),
}

/// A field: its value, and the line of its name, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) at: At,
    pub(crate) line: usize,
}

impl Tree {
    /// The value that all others are in.
    pub(crate) fn root(&self) -> &Node {
        self.nodes.first().unwrap_or(&Node::Nothing)
    }

    /// The value at a place.
    pub(crate) fn node(&self, at: At) -> &Node {
        self.nodes.get(at.0).unwrap_or(&Node::Nothing)
    }

    /// How many values it holds.
    #[cfg(any(test, feature = "fuzzing"))]
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// How many bytes its names are.
    #[cfg(any(test, feature = "fuzzing"))]
    pub(crate) fn names(&self) -> usize {
        let of = |node: &Node| if let Node::Fields(fields) = node { fields.keys().map(String::len).sum() } else { 0 };
        self.nodes.iter().map(of).sum()
    }

    /// The same, with its lines as they are in what the text is a part of.
    pub(crate) fn moved(mut self, to: impl Fn(usize) -> usize) -> Self {
        for node in &mut self.nodes {
            if let Node::Fields(fields) = node {
                for field in fields.values_mut() {
                    field.line = to(field.line);
                }
            }
        }
        self
    }

    /// Reads a text.
    pub(crate) fn read(text: &str, limits: Limits) -> Result<Self, Fault> {
        if let Some(line) = text.lines().position(|line| line.contains(is_unprintable)) {
            return Err(Fault { message: "a control character".to_owned(), line: line + 1 });
        }
        if let Some(line) = second_document(text) {
            return Err(Fault { message: "more than one document".to_owned(), line });
        }
        let first = compose(text, limits);
        if first.is_ok() || !text.lines().any(|line| line.starts_with('\t')) {
            return first;
        }
        // a tab at the margin is no indentation to that reader, and to the parser an error
        let untabbed: String = text.split_inclusive('\n').map(without_tabs).collect();
        compose(&untabbed, limits).or(first)
    }
}

fn compose(text: &str, limits: Limits) -> Result<Tree, Fault> {
    let options = options! {
        bom_inside_document_as_content: true,
        block_scalar_eof_without_line_feed: true,
        emit_comments: false,
        simple_key_max_lookahead: text.len().max(1024),
    };
    let mut composer = Composer { limits, ..Composer::default() };
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) =
            event.map_err(|error| Fault { message: error.info(), line: error.marker().line().max(1) })?;
        composer.take(event, span)?;
    }
    Ok(composer.tree)
}

/// A line without the blanks that it begins with, where the first of them is a tab.
fn without_tabs(line: &str) -> &str {
    if line.starts_with('\t') { line.trim_start_matches([' ', '\t']) } else { line }
}

fn is_unprintable(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}')
        || matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// The line of `...` behind which there is more.
fn second_document(text: &str) -> Option<usize> {
    let is_end = |line: &str| line.strip_prefix("...").is_some_and(|rest| rest.trim_start().len() < rest.len().max(1));
    let ends = text.lines().position(is_end)?;
    let is_more = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with('#') && !is_end(line);
    text.lines().skip(ends + 1).any(is_more).then_some(ends + 1)
}

/// What is read of a list or of fields so far: names and values in turn, with their lines.
struct Open {
    at: At,
    is_list: bool,
    is_block: bool,
    tag: Option<String>,
    parts: Vec<(At, usize)>,
}

struct Composer {
    tree: Tree,
    limits: Limits,
    open: Vec<Open>,
    anchors: HashMap<usize, At>,
    /// The plain `<<`.
    merges: HashSet<At>,
    values: usize,
    names: usize,
}

impl Default for Composer {
    fn default() -> Self {
        Self {
            tree: Tree::default(),
            limits: Limits { values: 0, depth: 0, names: 0 },
            open: Vec::new(),
            anchors: HashMap::new(),
            merges: HashSet::new(),
            values: 0,
            names: 0,
        }
    }
}

impl Composer {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Fault> {
        let line = span.start.line();
        match event {
            Event::Alias(id) => {
                let at =
                    self.anchors.get(&id).copied().ok_or_else(|| fault("an alias that nothing is called", line))?;
                self.spend(1, line)?;
                self.put(at, line);
            }
            Event::Scalar(text, style, anchor, tag) => {
                let tag = self.tag_of_key(known(tag.as_deref(), line)?, line)?;
                let node = scalar::of(&text, style, tag.as_deref()).ok_or_else(|| unfit(tag.as_deref(), line))?;
                let is_merge = style == ScalarStyle::Plain && text == MERGE && tag.as_deref().is_none_or(is_merge);
                let at = self.add(node, anchor, line)?;
                if is_merge {
                    self.merges.insert(at);
                }
            }
            Event::SequenceStart(style, anchor, tag) => self.begin(true, style, anchor, tag.as_deref(), line)?,
            Event::MappingStart(style, anchor, tag) => self.begin(false, style, anchor, tag.as_deref(), line)?,
            Event::SequenceEnd | Event::MappingEnd => self.end(line)?,
            Event::UnresolvedAlias(_) => return Err(fault("an alias that nothing is called", line)),
            Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(..)
            | Event::DocumentEnd
            | Event::Anchor(..) => {}
            _ => return Err(fault("something that the parser did not know yet", line)),
        }
        Ok(())
    }

    /// A tag before the first name of fields in a block belongs to the fields: no other than theirs is taken.
    fn tag_of_key(&mut self, tag: Option<String>, line: usize) -> Result<Option<String>, Fault> {
        let is_first = self.open.last().is_some_and(|open| !open.is_list && open.is_block && open.parts.is_empty());
        match tag {
            Some(tag) if is_first && tag != "!" => {
                let Some(open) = self.open.last_mut().filter(|open| open.tag.is_none() && tag == "map") else {
                    return Err(unfit(Some(&tag), line));
                };
                open.tag = Some(tag);
                Ok(None)
            }
            tag => Ok(tag),
        }
    }

    fn spend(&mut self, values: usize, line: usize) -> Result<(), Fault> {
        self.values += values;
        if self.values > self.limits.values {
            return Err(fault("it holds more values than are read", line));
        }
        Ok(())
    }

    fn spend_name(&mut self, bytes: usize, line: usize) -> Result<(), Fault> {
        self.names += bytes;
        if self.names > self.limits.names {
            return Err(fault("its names are longer than is read", line));
        }
        Ok(())
    }

    fn add(&mut self, node: Node, anchor: usize, line: usize) -> Result<At, Fault> {
        self.spend(1, line)?;
        let at = At(self.tree.nodes.len());
        self.tree.nodes.push(node);
        if anchor > 0 {
            self.anchors.insert(anchor, at);
        }
        self.put(at, line);
        Ok(at)
    }

    fn put(&mut self, at: At, line: usize) {
        if let Some(open) = self.open.last_mut() {
            open.parts.push((at, line));
        }
    }

    fn begin(
        &mut self,
        is_list: bool,
        style: StructureStyle,
        anchor: usize,
        tag: Option<&Tag>,
        line: usize,
    ) -> Result<(), Fault> {
        if self.open.len() >= self.limits.depth {
            return Err(fault("it is nested deeper than is read", line));
        }
        let tag = known(tag, line)?;
        let at = self.add(Node::Nothing, anchor, line)?;
        let is_block = style == StructureStyle::Block;
        self.open.push(Open { at, is_list, is_block, tag, parts: Vec::new() });
        Ok(())
    }

    fn end(&mut self, line: usize) -> Result<(), Fault> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let tag = open.tag.as_deref().filter(|tag| *tag != "!");
        let node = match (open.is_list, tag) {
            (true, None | Some("seq")) => Node::List(open.parts.iter().map(|(at, _)| *at).collect()),
            (true, Some("omap" | "pairs")) if open.parts.iter().all(|(at, _)| self.is_pair(*at)) => {
                Node::List(open.parts.iter().map(|(at, _)| *at).collect())
            }
            (false, None | Some("map")) => Node::Fields(self.fields(&open.parts)?),
            (false, Some("set")) => {
                let fields = self.fields(&open.parts)?;
                if fields.values().any(|field| *self.tree.node(field.at) != Node::Nothing) {
                    return Err(unfit(tag, line));
                }
                Node::Fields(fields)
            }
            _ => return Err(unfit(tag, line)),
        };
        if let Some(place) = self.tree.nodes.get_mut(open.at.0) {
            *place = node;
        }
        Ok(())
    }

    fn is_pair(&self, at: At) -> bool {
        matches!(self.tree.node(at), Node::Fields(fields) if fields.len() == 1)
    }

    /// Names and values as fields. A name that stands there twice is an error, but where the first was merged.
    fn fields(&mut self, parts: &[(At, usize)]) -> Result<BTreeMap<String, Field>, Fault> {
        let mut fields = BTreeMap::new();
        let mut merged = HashSet::new();
        for part in parts.chunks_exact(2) {
            let &[(name, line), (at, _)] = part else { continue };
            if self.merges.contains(&name) {
                for (name, field) in self.merged(at, line)? {
                    if let Entry::Vacant(place) = fields.entry(name) {
                        merged.insert(place.key().clone());
                        place.insert(field);
                    }
                }
                continue;
            }
            let name = self.name(name, line)?;
            let is_twice = fields.insert(name.clone(), Field { at, line }).is_some();
            if is_twice && !merged.remove(&name) {
                return Err(fault("a name that stands there twice", line));
            }
        }
        Ok(fields)
    }

    /// The fields that are merged from a value.
    fn merged(&mut self, at: At, line: usize) -> Result<Vec<(String, Field)>, Fault> {
        let sources = if let Node::List(list) = self.tree.node(at) { list.clone() } else { vec![at] };
        self.spend(sources.len(), line)?;
        let mut all = Vec::new();
        for source in sources {
            match self.tree.node(source) {
                Node::Fields(fields) => {
                    let (many, bytes) = (fields.len(), fields.keys().map(String::len).sum());
                    self.spend(many, line)?;
                    self.spend_name(bytes, line)?;
                    if let Node::Fields(fields) = self.tree.node(source) {
                        all.extend(fields.iter().map(|(name, field)| (name.clone(), *field)));
                    }
                }
                // that has no fields of a name
                Node::List(_) | Node::Time(_) | Node::Bytes => {}
                Node::Nothing | Node::Flag(_) | Node::Number(_) | Node::Text(_) => {
                    return Err(fault("what has no fields cannot be merged", line));
                }
            }
        }
        Ok(all)
    }

    /// A value as a name; a list within a list is none. What it costs is known before it is made.
    fn name(&mut self, at: At, line: usize) -> Result<String, Fault> {
        let size = |node: &Node| if let Node::Text(text) | Node::Time(text) = node { text.len() } else { SHORT };
        let Node::List(parts) = self.tree.node(at) else {
            self.spend_name(size(self.tree.node(at)), line)?;
            return Ok(single(self.tree.node(at)));
        };
        let (parts, mut all) = (parts.clone(), String::new());
        self.spend(parts.len(), line)?;
        for (place, part) in parts.into_iter().enumerate() {
            self.spend_name(size(self.tree.node(part)) + 1, line)?;
            let part = self.tree.node(part);
            if place > 0 {
                all.push(',');
            }
            match part {
                Node::List(_) => return Err(fault("a list within a name", line)),
                // so that reader joins them
                Node::Nothing => {}
                Node::Flag(_) | Node::Number(_) | Node::Text(_) | Node::Time(_) | Node::Bytes | Node::Fields(_) => {
                    all.push_str(&single(part));
                }
            }
        }
        Ok(all)
    }
}

/// A value that is no list, as a name.
fn single(node: &Node) -> String {
    match node {
        Node::Nothing => "null".to_owned(),
        Node::Flag(flag) => flag.to_string(),
        Node::Number(number) => number.to_string(),
        Node::Text(text) | Node::Time(text) => text.clone(),
        Node::Bytes | Node::List(_) | Node::Fields(_) => "[object Object]".to_owned(),
    }
}

fn fault(message: &str, line: usize) -> Fault {
    Fault { message: message.to_owned(), line }
}

fn unfit(tag: Option<&str>, line: usize) -> Fault {
    Fault { message: format!("a value that its tag `{}` does not fit", tag.unwrap_or_default()), line }
}

fn is_merge(tag: &str) -> bool {
    tag == "merge"
}

/// The name of a tag that YAML knows, or `!`. Another one is an error.
fn known(tag: Option<&Tag>, line: usize) -> Result<Option<String>, Fault> {
    let Some(tag) = tag else { return Ok(None) };
    if tag.handle().is_empty() && tag.suffix() == "!" {
        return Ok(Some("!".to_owned()));
    }
    let name = tag.suffix_in_namespace(KNOWN_TAGS).map(std::borrow::Cow::into_owned);
    name.map(Some).ok_or_else(|| fault("a tag that nothing is known of", line))
}

#[cfg(test)]
mod tests;
