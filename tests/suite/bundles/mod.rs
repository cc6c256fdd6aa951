//! Bundles: what is given to a publisher and taken from one, and what never is.

mod publisher;

use harness::publisher::Publisher;
use harness::server::{Door, Setup};

/// A publisher, and a server that is set up with it.
async fn with_publisher() -> (Publisher, Door) {
    let publisher = Publisher::plain().await;
    let door = Door::of(Setup::no_engine().arg("--publisher-url").arg(&publisher.url));
    (publisher, door)
}
