//! What whoever runs a server looks at.

mod logs;
mod metrics;
