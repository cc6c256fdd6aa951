//! The suite.

mod substitutes;
