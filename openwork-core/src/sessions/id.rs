//! Message ids in OpenCode's own form.
//!
//! OpenCode tells the order of messages by their ids: `msg_`, twelve hex digits of milliseconds times 4096 plus a counter,
//! then fourteen letters and digits. An id of another form would be sorted wrongly and its run would end at once.

use crate::ids::MessageId;
use std::sync::atomic::{AtomicU64, Ordering};

const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Makes ids that grow.
#[derive(Debug, Default)]
pub(super) struct Ids(AtomicU64);

impl Ids {
    /// The next id; greater than every one before it, and than what OpenCode has made until now.
    pub(super) fn next(&self) -> MessageId {
        let now = u64::try_from(crate::clock::Timestamp::now().as_millis()).unwrap_or(0) << 12;
        let before = self.0.fetch_update(Ordering::AcqRel, Ordering::Acquire, |last| Some(now.max(last + 1)));
        let stamp = now.max(before.unwrap_or(0) + 1) & 0xffff_ffff_ffff;
        let random = uuid::Uuid::new_v4().into_bytes();
        let tail: String = random.iter().take(14).map(|byte| char::from(LETTERS[usize::from(*byte) % 62])).collect();
        MessageId::made(format!("msg_{stamp:012x}{tail}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_and_have_opencodes_form() {
        let ids = Ids::default();
        let made: Vec<MessageId> = (0..5000).map(|_| ids.next()).collect();
        assert!(made.windows(2).all(|pair| pair[0].as_str()[..16] < pair[1].as_str()[..16]));
        assert!(made.iter().all(|id| id.as_str().len() == 30));
    }
}
