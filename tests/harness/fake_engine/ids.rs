//! Ids in the engine's form: a prefix, twelve hexadecimal digits that grow with time, fourteen letters.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use uuid::Uuid;

/// Milliseconds since 1970.
pub(crate) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// The source of all ids of one engine.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    last: AtomicU64,
}

const DIGITS: u64 = 0xffff_ffff_ffff;

impl Ids {
    /// An id that sorts after all earlier ones.
    pub(crate) fn ascending(&self, prefix: &str) -> String {
        Self::spell(prefix, self.stamp())
    }

    /// An id that sorts before all earlier ones; those of sessions do, so that the newest comes first.
    pub(crate) fn descending(&self, prefix: &str) -> String {
        Self::spell(prefix, !self.stamp())
    }

    fn spell(prefix: &str, stamp: u64) -> String {
        let random = Uuid::new_v4().simple().to_string();
        format!("{prefix}_{:012x}{}", stamp & DIGITS, &random[..14])
    }

    /// The time, with room for 4096 ids in a millisecond, and never the same twice.
    fn stamp(&self) -> u64 {
        let now = now() << 12;
        let next = |last: u64| Some(now.max(last + 1));
        let last = self.last.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next).unwrap_or_default();
        now.max(last + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_ascend_and_sessions_descend() {
        let ids = Ids::default();
        let messages = [0; 9].map(|_| ids.ascending("msg"));
        assert!(messages.is_sorted() && messages[0].len() == "msg_".len() + 26);
        let sessions = [0; 9].map(|_| ids.descending("ses"));
        assert!(sessions.iter().rev().is_sorted());
    }
}
