//! Which key of an object comes before which: of use where whoever reads it goes by the order.

use serde_json::{Map, Value};

/// Whether a new key comes before one that is there.
pub(crate) type Before = fn(&str, &str) -> bool;

/// Which objects have an order of their keys, by the keys that lead to them.
pub(crate) type Orders = fn(&[String]) -> Option<Before>;

/// None has.
pub(super) fn none(_: &[String]) -> Option<Before> {
    None
}

/// An object that keys are put into.
#[derive(Debug, Clone)]
pub(super) struct Order {
    pub(super) way: Vec<String>,
    pub(super) orders: Orders,
}

impl Order {
    /// Of the object that these keys lead to.
    pub(super) fn of(way: &[String], orders: Orders) -> Self {
        Self { way: way.to_vec(), orders }
    }

    /// Of the object that a key of this one holds.
    pub(super) fn within(&self, key: &str) -> Self {
        Self { way: self.way.iter().cloned().chain([key.to_owned()]).collect(), orders: self.orders }
    }

    /// Which of the keys that are there a new one comes before; none puts it behind all.
    pub(super) fn place<'k>(&self, key: &str, mut there: impl Iterator<Item = &'k str>) -> Option<usize> {
        let before = (self.orders)(&self.way)?;
        there.position(|other| before(key, other))
    }

    /// What a new object holds, in the order of its keys.
    pub(super) fn pairs<'v>(&self, map: &'v Map<String, Value>) -> Vec<(&'v String, &'v Value)> {
        let mut all: Vec<(&String, &Value)> = Vec::with_capacity(map.len());
        for pair in map {
            let at = self.place(pair.0, all.iter().map(|one| one.0.as_str()));
            all.insert(at.unwrap_or(all.len()), pair);
        }
        all
    }
}
