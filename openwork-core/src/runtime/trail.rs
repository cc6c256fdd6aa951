//! The last steps of something that changes, for followers that may be late.
//!
//! A watch channel shows how things are now and may skip what was between. Where every step counts, what it shows holds a
//! trail: a follower that comes a little late still finds all of them. It is bounded; who comes very late misses the oldest.

use std::collections::VecDeque;
use std::sync::Arc;

/// How many steps are kept.
const KEPT: usize = 64;

/// The last steps, oldest first.
#[derive(Debug)]
pub(crate) struct Trail<T> {
    /// Shared until the next step: what holds a trail is cloned more often than it takes one.
    steps: Arc<VecDeque<Arc<T>>>,
    /// How many there ever were.
    taken: u64,
}

impl<T> Trail<T> {
    /// A further step.
    pub(crate) fn add(&mut self, step: T) {
        let steps = Arc::make_mut(&mut self.steps);
        if steps.len() == KEPT {
            steps.pop_front();
        }
        steps.push_back(Arc::new(step));
        self.taken += 1;
    }

    /// The last step.
    pub(crate) fn last(&self) -> Option<&T> {
        self.steps.back().map(|step| &**step)
    }

    /// How many steps there were so far.
    pub(crate) fn taken(&self) -> u64 {
        self.taken
    }

    /// The steps after so many, as far as they are kept; the count moves on behind them.
    pub(crate) fn after(&self, seen: &mut u64) -> Vec<Arc<T>> {
        let news = usize::try_from(self.taken.saturating_sub(*seen)).unwrap_or(usize::MAX);
        *seen = self.taken;
        self.steps.iter().skip(self.steps.len().saturating_sub(news)).cloned().collect()
    }
}

impl<T> Default for Trail<T> {
    fn default() -> Self {
        Self { steps: Arc::default(), taken: 0 }
    }
}

impl<T> Clone for Trail<T> {
    fn clone(&self) -> Self {
        Self { steps: self.steps.clone(), taken: self.taken }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(trail: &Trail<u64>, seen: &mut u64) -> Vec<u64> {
        trail.after(seen).into_iter().map(|step| *step).collect()
    }

    #[test]
    fn a_late_follower_finds_every_step_once() {
        let (mut trail, mut seen) = (Trail::default(), 0);
        assert!(after(&trail, &mut seen).is_empty() && trail.last().is_none());
        for step in 1..=3 {
            trail.add(step);
        }
        assert_eq!(after(&trail, &mut seen), [1, 2, 3]);
        assert!(after(&trail, &mut seen).is_empty());
        trail.add(4);
        assert_eq!((after(&trail, &mut seen), trail.last(), trail.taken()), (vec![4], Some(&4), 4));
    }

    #[test]
    fn a_very_late_one_finds_the_newest_and_memory_is_bounded() {
        let (mut trail, mut seen) = (Trail::default(), 0);
        (1..=1000).for_each(|step| trail.add(step));
        let found = after(&trail, &mut seen);
        assert_eq!((found.len(), found[0], found[KEPT - 1], seen), (KEPT, 1001 - KEPT as u64, 1000, 1000));
    }
}
