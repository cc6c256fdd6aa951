//! Chance that can be repeated: a failing test prints its seed, and `G16_SEED=…` plays it again.

/// A sequence of numbers from a seed.
pub(crate) struct Dice {
    state: u64,
    seed: u64,
}

impl Dice {
    /// A seed of its own for every run, or the one that is asked for.
    #[allow(clippy::disallowed_methods, reason = "a test has no front end to take options from")]
    pub(crate) fn roll() -> Self {
        let asked = std::env::var("G16_SEED").ok().and_then(|seed| seed.parse().ok());
        Self::from(asked.unwrap_or_else(|| uuid::Uuid::new_v4().as_u64_pair().0))
    }

    /// The sequence of this seed.
    pub(super) fn from(seed: u64) -> Self {
        Self { state: seed | 1, seed }
    }

    /// The next number below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state % end
    }

    /// Yes, once in so many times.
    pub(super) fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }
}

impl Drop for Dice {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let _ = std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("G16_SEED={}\n", self.seed));
        }
    }
}
