//! The house rules: floors, invariants and budgets, read off the source text.
//!
//! Each rule is a function from source files to findings, so that a planted fault can show that it bites.

mod budgets;
mod floors;
mod invariants;
mod source;
