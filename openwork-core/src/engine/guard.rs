//! (skeleton)

/// What a front end's `main` does in its hidden mode. Answers the exit code.
#[must_use]
pub fn guard(_arguments: &[String]) -> i32 {
    2
}
