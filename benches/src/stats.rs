//! Medians and percentiles.

use std::time::Duration;

/// The value below which this share of the values lies; 0 where there are none.
pub fn percentile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    let place = ((sorted.len() as f64 - 1.0) * share).round().max(0.0) as usize;
    sorted.get(place).copied().unwrap_or_default()
}

/// The middle value.
pub fn median(values: &[f64]) -> f64 {
    percentile(values, 0.5)
}

/// Milliseconds.
pub fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
