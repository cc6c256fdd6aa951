//! Chance that can be repeated: a test that uses it prints its seed, and `STORY_SEED=…` plays it again.

/// A sequence of numbers from a seed.
#[derive(Debug)]
pub struct Dice(u64);

impl Dice {
    /// A seed of its own for every run, or the one that is asked for.
    #[must_use]
    pub fn roll() -> Self {
        let asked = std::env::var("STORY_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = asked.unwrap_or_else(|| uuid::Uuid::new_v4().as_u64_pair().0);
        eprintln!("STORY_SEED={seed}");
        Self(seed | 1)
    }

    /// The next number from `least` up to and without `end`.
    pub fn between(&mut self, least: u64, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        least + self.0 % (end - least)
    }
}
