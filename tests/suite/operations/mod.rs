//! What whoever runs a server looks at.

mod events;
mod logs;
mod metrics;
