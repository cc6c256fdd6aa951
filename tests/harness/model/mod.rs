//! The scripted model: a chat-completions server that does what the prompt tells it.
//!
//! A test writes a [`Script`] into the prompt that it sends to the agent. The agent passes the prompt on to its
//! model, which is this server, and the server plays the script: texts, tool calls, slow streams, failures. So a
//! test decides what "the model" does without any channel beside the one it tests, and many tests can share one
//! server.
//!
//! There is no state but the counters (and the faults that are to happen only so often); see [`ModelServer`].

mod choose;
mod config;
mod ledger;
mod play;
mod script;
mod server;
mod step;
mod wire;

pub(crate) use choose::step_for;
pub use choose::{Kind, SCRIPT_ENDED, SUMMARY, TITLE};
pub use config::{API_KEY, MODEL, MODEL_REF, PROVIDER, engine_config, engine_env};
pub use ledger::{Counts, Recorded};
pub use script::Script;
pub use server::ModelServer;
pub(crate) use step::seconds;
pub use step::{MARK, Step, Steps, ToolCall};

#[cfg(test)]
mod tests;
