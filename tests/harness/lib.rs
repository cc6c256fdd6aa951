//! What the suite stands on: substitutes for the world around the server.
//!
//! * [`model`]: a language model that says what the test wrote into the prompt.
//!
//! They listen on loopback only and need nothing from the network.

mod loopback;
pub mod model;
pub mod stop_signal;
