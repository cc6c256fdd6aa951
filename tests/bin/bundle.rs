//! Makes the one executable that carries the programs it runs.
//!
//! ```text
//!  bundle single EXECUTABLE FOLDER INTO     an executable that carries the programs of a folder with a manifest
//! ```

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let ["single", executable, folder, into] = words.as_slice() else {
        eprintln!("bundle single EXECUTABLE FOLDER INTO");
        return ExitCode::from(2);
    };
    match openwork_core::embed(Path::new(executable), Path::new(folder), Path::new(into)) {
        Ok(()) => {
            println!("{into}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("✗ {error}");
            ExitCode::FAILURE
        }
    }
}
