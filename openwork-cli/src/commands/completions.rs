//! Completions for shells.

use crate::args;
use crate::exit::Failure;
use clap::Args;
use std::io::Write as _;

#[derive(Debug, Args)]
#[command(after_long_help = "\
Example:
  openwork-cli completions bash > ~/.local/share/bash-completion/completions/openwork-cli")]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

impl Completions {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut args::command(), "openwork-cli", &mut script);
        if self.shell == clap_complete::Shell::Bash {
            script = mended(&script);
        }
        std::io::stdout().lock().write_all(&script).map_err(|_| Failure::OutputClosed)
    }
}

/// Where the program's name has a hyphen, the script spells it in two ways, and bash completes nothing behind the first word
/// (clap issue 6421). With the fault repaired there this changes nothing.
fn mended(script: &[u8]) -> Vec<u8> {
    String::from_utf8_lossy(script).replace("openwork__subcmd__cli", "openwork__cli").into_bytes()
}
