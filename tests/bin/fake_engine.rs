//! The substitute engine as a program; see `harness::fake_engine`.

use std::process::ExitCode;

fn main() -> ExitCode {
    harness::fake_engine::main()
}
