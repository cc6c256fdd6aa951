//! What was seen lately: a bounded map that forgets what was used longest ago.

use lru::LruCache;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How much is remembered.
const REMEMBERED: usize = 4096;

/// What was seen lately. It takes no room before there is something to remember.
#[derive(Debug)]
pub(crate) struct Recent<K: Hash + Eq, V>(Mutex<LruCache<K, V>>);

impl<K: Hash + Eq, V: Clone> Recent<K, V> {
    /// Nothing yet.
    pub(crate) fn new() -> Self {
        Self(Mutex::new(LruCache::unbounded()))
    }

    /// Remembers a value.
    pub(crate) fn learn(&self, key: K, value: V) {
        bounded(&mut self.lock(), key, value);
    }

    /// The value that is remembered; if there is none, this one is from now on.
    pub(crate) fn get_or_learn(&self, key: K, value: V) -> Option<V> {
        let mut map = self.lock();
        let known = map.get(&key).cloned();
        if known.is_none() {
            bounded(&mut map, key, value);
        }
        known
    }

    /// The value that is remembered.
    pub(crate) fn get(&self, key: &K) -> Option<V> {
        self.lock().get(key).cloned()
    }

    /// Forgets a value.
    pub(crate) fn forget(&self, key: &K) {
        self.lock().pop(key);
    }

    /// Forgets all: what was learned may not hold any more.
    pub(crate) fn forget_all(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, LruCache<K, V>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn bounded<K: Hash + Eq, V>(map: &mut LruCache<K, V>, key: K, value: V) {
    map.put(key, value);
    if map.len() > REMEMBERED {
        map.pop_lru();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_used_longest_ago_is_forgotten() {
        let recent = Recent::new();
        for number in 0..REMEMBERED {
            recent.learn(number, number);
        }
        assert_eq!(recent.get(&0), Some(0));
        recent.learn(REMEMBERED, REMEMBERED);
        assert_eq!((recent.get(&0), recent.get(&1)), (Some(0), None));
        assert_eq!(recent.lock().len(), REMEMBERED);
    }

    #[test]
    fn the_first_value_stays() {
        let recent = Recent::new();
        assert_eq!(recent.get_or_learn("a", 1), None);
        assert_eq!(recent.get_or_learn("a", 2), Some(1));
        recent.forget(&"a");
        assert_eq!(recent.get(&"a"), None);
        recent.learn("b", 1);
        recent.forget_all();
        assert_eq!(recent.get(&"b"), None);
    }
}
