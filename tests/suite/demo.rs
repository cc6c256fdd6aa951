//! What `make demo` shows is shown: the program runs to its end, and says that all is well.

use harness::server::{Home, processes_below, program, until};
use std::process::{Command, Stdio};

#[tokio::test]
async fn the_demo_runs_to_its_end() {
    let home = Home::new();
    let mut demo = Command::new(program("demo"));
    demo.env("HOME", home.at("user")).env("TMPDIR", home.at("tmp")).stdin(Stdio::null());
    let done = demo.output().expect("the demo");
    let said = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{said}");
    assert!(said.contains("scripted"), "it says that the model is scripted: {said}");
    assert!(said.contains("All is well."), "{said}");
    // the demo's own programs have homes below its temporary folder
    let left = || processes_below(&home.at(""));
    assert!(left().is_empty(), "something is left: {:?}", left());
    // one that has such a home would have been seen
    let mut like_them =
        Command::new("sleep").arg("60").env("HOME", home.at("tmp/ow-demo/user")).spawn().expect("sleep");
    let seen = async || left().iter().any(|(pid, _)| *pid == like_them.id()).then_some(());
    until("it is seen", seen).await;
    like_them.kill().and_then(|()| like_them.wait()).expect("ended");
}
