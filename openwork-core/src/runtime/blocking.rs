//! Work that waits for a disk, out of the way of everybody else.

use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::JoinError;

/// Does work that blocks for a moment. A runtime of several threads lends this one, which spares the start of another; a
/// runtime of one thread takes one from its pool. Not for work that waits for somebody: it is never given up half-way.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, JoinError> {
    match Handle::current().runtime_flavor() {
        RuntimeFlavor::MultiThread => Ok(tokio::task::block_in_place(work)),
        RuntimeFlavor::CurrentThread | _ => tokio::task::spawn_blocking(work).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_runtime_of_one_thread_is_not_blocked() {
        assert_ne!(blocking(|| std::thread::current().id()).await.unwrap(), std::thread::current().id());
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn a_runtime_of_several_lends_the_thread_it_is_called_on() {
        assert_eq!(blocking(|| std::thread::current().id()).await.unwrap(), std::thread::current().id());
    }
}
