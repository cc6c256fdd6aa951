//! What `make demo` shows is shown: the program runs to its end, and says that all is well.

use harness::server::{Home, program};
use std::process::{Command, Stdio};

#[test]
fn the_demo_runs_to_its_end() {
    let home = Home::new();
    let mut demo = Command::new(program("demo"));
    demo.env("HOME", home.at("user")).env("TMPDIR", home.at("tmp")).stdin(Stdio::null());
    let done = demo.output().expect("the demo");
    let said = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{said}");
    assert!(said.contains("scripted"), "it says that the model is scripted: {said}");
    assert!(said.contains("All is well."), "{said}");
    assert!(home.processes().is_empty(), "nothing is left: {:?}", home.processes());
}
