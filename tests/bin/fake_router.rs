//! The substitute router as a program; see `harness::fake_router`.

use std::process::ExitCode;

fn main() -> ExitCode {
    harness::fake_router::main()
}
