//! As many edits as one reading of a text is good for: those that have nothing to do with each other.

use super::order::Order;
use super::splice::{self, Splice, apply};
use super::{Edit, Found, JsoncFault, Node, Orders, Tree, follow, kept, print, property, relisted, value_of};
use jsonc_parser::ast::Object;
use jsonc_parser::common::Ranged;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// What is done to an object by one reading: keys come, or keys go.
#[derive(Default)]
struct Changes {
    new: Vec<(String, Value)>,
    gone: BTreeSet<usize>,
}

/// What one reading came to.
struct Round<'t, 'a> {
    tree: &'t Tree<'a>,
    orders: Orders,
    /// The keys that are done, which others lead through, or to what is in them.
    done: BTreeSet<Vec<String>>,
    /// By the keys that lead to each object.
    objects: BTreeMap<Vec<String>, (&'t Object<'a>, Changes)>,
    splices: Vec<Splice>,
    /// What is for the next, before all others.
    later: Vec<Edit>,
}

/// What becomes of an edit.
enum Outcome {
    /// It is done, with these in its place.
    Done(Vec<Edit>),
    /// It and what follows it need the text as it is then.
    Waits,
    /// The whole text, where nothing else was done.
    Whole(String),
}

/// The text with the first of these edits, which are taken out.
pub(super) fn of(text: &str, rest: &mut VecDeque<Edit>, orders: Orders) -> Result<String, JsoncFault> {
    let tree = &Tree::of(text)?;
    let (done, objects) = (BTreeSet::new(), BTreeMap::new());
    let mut round = Round { tree, orders, done, objects, splices: Vec::new(), later: Vec::new() };
    while let Some(edit) = rest.pop_front() {
        match round.take(&edit)? {
            Outcome::Done(parts) => parts.into_iter().rev().for_each(|part| rest.push_front(part)),
            Outcome::Whole(text) => return Ok(text),
            Outcome::Waits => {
                rest.push_front(edit);
                break;
            }
        }
    }
    round.later.drain(..).rev().for_each(|edit| rest.push_front(edit));
    Ok(apply(text, round.finished()))
}

impl<'t, 'a> Round<'t, 'a> {
    fn is_empty(&self) -> bool {
        self.done.is_empty()
    }

    /// Whether something on the way to a key, or in it, is done already.
    fn is_related(&self, path: &[String]) -> bool {
        let is_through = (1..=path.len()).any(|depth| path.get(..depth).is_some_and(|way| self.done.contains(way)));
        is_through || self.done.range(path.to_vec()..).next().is_some_and(|other| other.starts_with(path))
    }

    fn changes(&mut self, way: &[String], object: &'t Object<'a>) -> &mut Changes {
        &mut self.objects.entry(way.to_vec()).or_insert_with(|| (object, Changes::default())).1
    }

    fn take(&mut self, edit: &Edit) -> Result<Outcome, JsoncFault> {
        let Some((last, way)) = edit.path.split_last() else { return Ok(Outcome::Done(Vec::new())) };
        if self.is_related(&edit.path) {
            return Ok(Outcome::Waits);
        }
        match &edit.value {
            Some(value) => self.set((way, last), value, &edit.path),
            None => Ok(self.remove((way, last), edit)),
        }
    }

    fn set(&mut self, (way, last): (&[String], &str), value: &Value, path: &[String]) -> Result<Outcome, JsoncFault> {
        let tree = self.tree;
        let Some(root) = &tree.root else {
            let nested = print::nested(way, last, value);
            return Ok(Outcome::Whole(splice::started(tree.text, &nested, &Order::of(&[], self.orders))));
        };
        match follow(root, way) {
            Found::Object(object) => match property(object, last) {
                Some((_, found)) if value_of(&found.value) == *value => self.done.insert(path.to_vec()),
                Some((_, found)) => match (&found.value, value) {
                    (Node::Object(old), Value::Object(new)) => return Ok(Outcome::Done(differing(path, old, new))),
                    (Node::Array(old), Value::Array(new)) if !kept(old, new).is_empty() => {
                        let is_first = self.is_empty();
                        let whole = || relisted(tree.text, (way, last), old, new).map(Outcome::Whole);
                        return if is_first { whole() } else { Ok(Outcome::Waits) };
                    }
                    _ => {
                        let order = Order::of(way, self.orders).within(last);
                        self.splices.push(splice::replacing(tree, found, value, &order));
                        self.done.insert(path.to_vec())
                    }
                },
                None => return Ok(self.insert((way, object), last, value.clone())),
            },
            Found::Missing(object, rest) => {
                let Some((first, rest)) = rest.split_first() else { return Ok(Outcome::Done(Vec::new())) };
                let above = way.get(..way.len() - rest.len() - 1).unwrap_or_default();
                return Ok(self.insert((above, object), first, print::nested(rest, last, value)));
            }
            Found::Other(node, number) => {
                let what = way.get(..number).unwrap_or_default().join(".");
                let what = if what.is_empty() { "the whole".to_owned() } else { format!("`{what}`") };
                return Err(JsoncFault::at(tree.text, node.range().start, format!("{what} is no object")));
            }
        };
        Ok(Outcome::Done(Vec::new()))
    }

    fn insert(&mut self, (way, object): (&[String], &'t Object<'a>), key: &str, value: Value) -> Outcome {
        let changes = self.changes(way, object);
        if !changes.gone.is_empty() {
            return Outcome::Waits;
        }
        changes.new.push((key.to_owned(), value));
        self.done.insert([way, &[key.to_owned()]].concat());
        Outcome::Done(Vec::new())
    }

    /// Each property of this name goes: an earlier one would count where the last is gone.
    fn remove(&mut self, (way, last): (&[String], &str), edit: &Edit) -> Outcome {
        let tree = self.tree;
        let Some(Found::Object(object)) = tree.root.as_ref().map(|root| follow(root, way)) else {
            return Outcome::Done(Vec::new());
        };
        let Some((index, _)) = property(object, last) else { return Outcome::Done(Vec::new()) };
        let changes = self.changes(way, object);
        if !changes.new.is_empty() {
            return Outcome::Waits;
        }
        // what stands beside one that goes is looked at once that is gone
        let is_beside = [index.checked_sub(1), Some(index + 1)].iter().flatten().any(|at| changes.gone.contains(at));
        if !is_beside {
            changes.gone.insert(index);
            self.splices.extend(splice::removing(tree, object, index));
        }
        let is_twice = object.properties.iter().filter(|one| one.name.as_str() == last).count() > 1;
        if is_beside || is_twice {
            self.later.push(edit.clone());
        }
        self.done.insert(edit.path.clone());
        Outcome::Done(Vec::new())
    }

    fn finished(self) -> Vec<Splice> {
        let mut splices = self.splices;
        for (way, (object, changes)) in self.objects {
            splices.extend(splice::inserting(self.tree, object, &changes.new, &Order::of(&way, self.orders)));
        }
        splices
    }
}

/// An object over an object: its keys are changed one by one, so that the comments in it stay.
fn differing(path: &[String], old: &Object<'_>, new: &Map<String, Value>) -> Vec<Edit> {
    let edit =
        |key: &str, value: Option<&Value>| Edit { path: [path, &[key.to_owned()]].concat(), value: value.cloned() };
    let now: BTreeMap<&str, &Node<'_>> = old.properties.iter().map(|one| (one.name.as_str(), &one.value)).collect();
    let gone = now.keys().filter(|key| !new.contains_key(**key)).map(|key| edit(key, None));
    let is_same = |key: &str, value: &Value| now.get(key).is_some_and(|now| value_of(now) == *value);
    let set = new.iter().filter(|(key, value)| !is_same(key, value)).map(|(key, value)| edit(key, Some(value)));
    gone.chain(set).collect()
}
