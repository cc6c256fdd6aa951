//! Maps by texts of which nobody asks what they are, only what goes with them. Of a large import there are a hundred thousand; so
//! of each text only a digest of 16 bytes is kept.

use siphasher::sip128::SipHasher13;
use std::collections::HashMap;

/// Something by texts. Two texts have one digest by a chance of one in 2^122: its key is drawn anew for each map, so that nobody
/// can make two that have.
#[derive(Debug, Clone)]
pub(super) struct Texts<V> {
    hasher: SipHasher13,
    all: HashMap<[u8; 16], V>,
}

impl<V> Default for Texts<V> {
    fn default() -> Self {
        let (one, other) = uuid::Uuid::new_v4().as_u64_pair();
        Self { hasher: SipHasher13::new_with_keys(one, other), all: HashMap::new() }
    }
}

impl<V> Texts<V> {
    fn digest(&self, text: &str) -> [u8; 16] {
        self.hasher.hash(text.as_bytes()).as_bytes()
    }

    /// What goes with a text.
    pub(super) fn get(&self, text: &str) -> Option<&V> {
        self.all.get(&self.digest(text))
    }

    /// Whether anything does.
    pub(super) fn contains(&self, text: &str) -> bool {
        self.get(text).is_some()
    }

    /// Whether there is nothing in it.
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Has something go with a text, in place of what did.
    pub(super) fn insert(&mut self, text: &str, value: V) {
        self.all.insert(self.digest(text), value);
    }

    /// What goes with a text; this from now on, where nothing did.
    pub(super) fn entry(&mut self, text: &str, value: impl FnOnce() -> V) -> &mut V {
        self.all.entry(self.digest(text)).or_insert_with(value)
    }

    /// Keeps what goes with these values.
    pub(super) fn retain(&mut self, is_kept: impl Fn(&V) -> bool) {
        self.all.retain(|_, value| is_kept(value));
    }
}

/// Which source has spoken of something.
#[derive(Debug, Clone, Default)]
pub(super) struct Decided {
    by: Texts<u32>,
    sources: Vec<std::sync::Arc<str>>,
}

impl Decided {
    /// Whether any has.
    pub(super) fn contains(&self, item: &str) -> bool {
        self.by.contains(item)
    }

    /// The source that has.
    pub(super) fn by(&self, item: &str) -> Option<&std::sync::Arc<str>> {
        self.sources.get(usize::try_from(*self.by.get(item)?).ok()?)
    }

    /// A source has, unless another has before.
    pub(super) fn note(&mut self, item: &str, source: &std::sync::Arc<str>) {
        if self.sources.last().is_none_or(|last| last != source) {
            self.sources.push(source.clone());
        }
        let place = u32::try_from(self.sources.len() - 1).unwrap_or(u32::MAX);
        self.by.entry(item, || place);
    }

    /// What these sources have spoken of.
    pub(super) fn of(&self, is_kept: impl Fn(&str) -> bool) -> Self {
        let mut some = self.clone();
        let kept: Vec<bool> = self.sources.iter().map(|source| is_kept(source)).collect();
        some.by
            .retain(|place| usize::try_from(*place).ok().and_then(|place| kept.get(place).copied()).unwrap_or(false));
        some
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_spoke_of_something_first_is_who_decided() {
        let (mut decided, one, other) = (Decided::default(), "one".into(), "other".into());
        decided.note("a", &one);
        decided.note("a", &other);
        decided.note("b", &other);
        assert_eq!((decided.by("a"), decided.by("b"), decided.by("c")), (Some(&one), Some(&other), None));
        let of_other = decided.of(|source| source == "other");
        assert_eq!((of_other.contains("a"), of_other.by("b")), (false, Some(&other)));
    }
}
