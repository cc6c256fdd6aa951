//! The substitute engine as a program.

fn main() {}
