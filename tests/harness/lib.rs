//! What the suite stands on: substitutes for the world around the server.
//!
//! * [`model`]: a language model that says what the test wrote into the prompt.
//! * [`fake_engine`]: an OpenCode that starts late, dies, floods or talks nonsense on demand.
//! * [`fake_router`]: a messaging router that delivers into a file, or to the wrong one on demand.
//! * [`git_host`]: a git host that gives out archives of a repository, and misbehaves on demand.
//! * [`publisher`]: a publisher of bundles, plain or over TLS, that misbehaves on demand.
//! * [`http_client`]: a client that shows what came back.
//! * [`dice`]: chance that can be repeated.
//! * [`legacy`]: what older OpenWork left behind, laid into a folder.
//!
//! * [`server`]: the real program, in a home of its own.
//! * [`terminal`]: a terminal, for programs that show more on one.
//! * [`tree`]: what lies in a folder, then and now.
//!
//! They listen on loopback only and need nothing from the network.

pub mod dice;
pub mod fake_engine;
pub mod fake_router;
pub mod git_host;
pub mod http_client;
pub mod legacy;
mod loopback;
pub mod model;
pub mod publisher;
pub mod server;
pub mod stop_signal;
pub mod terminal;
pub mod tree;
