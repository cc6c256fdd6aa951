//! What follows from a change: a round of building, writing and restarting, each only where there is a reason.

use super::group::{output, run};
use super::say;
use super::server::Server;
use super::tree::{self, Changes, DOCUMENT, LOCK, Print, Tree};
use super::watcher::Watcher;
use std::path::PathBuf;
use std::time::Instant;

/// Everything that is kept from round to round.
pub(crate) struct Dev {
    pub(crate) root: PathBuf,
    pub(crate) tree: Tree,
    pub(crate) watcher: Watcher,
    pub(crate) server: Server,
    /// What builds the program.
    pub(crate) build: Vec<String>,
    /// What makes the SDK.
    pub(crate) generate: Vec<String>,
    pub(crate) program: PathBuf,
    /// The program that the document and the server were made of.
    pub(crate) made_of: Option<Print>,
    /// Whether the SDK may differ from its document.
    pub(crate) sdk_stale: bool,
    pub(crate) verbose: bool,
}

impl Dev {
    /// Round after round, for ever.
    pub(crate) async fn run(&mut self) {
        self.make_server().await;
        self.make_sdk().await;
        loop {
            self.next_change().await;
            let changes = self.tree.changes();
            if changes.server.is_empty() && changes.sdk.is_empty() {
                if self.verbose {
                    say("touched, but nothing has changed");
                }
                continue;
            }
            say(&told(&changes));
            self.sdk_stale |= !changes.sdk.is_empty();
            if !changes.server.is_empty() {
                self.make_server().await;
            }
            self.make_sdk().await;
        }
    }

    /// Waits for a change, and tells of a server that ends meanwhile.
    async fn next_change(&mut self) {
        // one wait for all turns of the loop: a wait that is begun anew forgets that it was woken
        let settled = self.watcher.settled();
        tokio::pin!(settled);
        loop {
            tokio::select! {
                () = &mut settled => return,
                end = self.server.ended() => {
                    let how = end.map_or_else(|error| error.to_string(), |status| status.to_string());
                    say(&format!("the server has ended ({how}); the next change starts it again"));
                }
            }
        }
    }

    /// Builds; where that gives another program, writes the document and restarts the server.
    async fn make_server(&mut self) {
        let since = Instant::now();
        say("building");
        let built = run(&self.build, &self.root).await;
        // the build may have written it; whoever else did so meanwhile was before or in the way of the build
        if let Ok(lock) = std::fs::read(self.root.join(LOCK)) {
            self.tree.wrote(LOCK, &lock);
        }
        let failed = match built {
            Ok(status) if status.success() => None,
            Ok(status) => Some(status.to_string()),
            Err(error) => Some(error.to_string()),
        };
        if let Some(why) = failed {
            let then =
                if self.server.runs() { "the server runs on as it was" } else { "the next change is waited for" };
            return say(&format!("the build has failed ({why}); {then}"));
        }
        let program = match std::fs::read(&self.program) {
            Ok(bytes) => tree::print(&bytes),
            Err(error) => return say(&format!("{} cannot be read: {error}", self.program.display())),
        };
        let same = self.made_of == Some(program);
        if same && self.server.runs() {
            return say("built; the program is the same");
        }
        say(&format!("built in {:.1} s", since.elapsed().as_secs_f64()));
        self.made_of = Some(program);
        if !same {
            self.write_document().await;
        }
        self.server.stop().await;
        self.server.start().await;
    }

    /// Writes the document, if it is another one.
    async fn write_document(&mut self) {
        let document = match output(&self.program, "openapi", &self.root).await {
            Ok(document) => document,
            Err(error) => return say(&format!("the program makes no document: {error}")),
        };
        let path = self.root.join(DOCUMENT);
        if std::fs::read(&path).is_ok_and(|kept| kept == document) {
            return;
        }
        if let Err(error) = std::fs::write(&path, &document) {
            return say(&format!("{DOCUMENT} cannot be written: {error}"));
        }
        self.tree.wrote(DOCUMENT, &document);
        self.sdk_stale = true;
        say(&format!("{DOCUMENT} is written"));
    }

    /// Makes the SDK, if its document has changed since. After the restart, which someone may be waiting for.
    async fn make_sdk(&mut self) {
        if !self.sdk_stale {
            return;
        }
        say("making the SDK");
        match run(&self.generate, &self.root.join("sdk")).await {
            Ok(status) if status.success() => {
                self.sdk_stale = false;
                say("the SDK is made");
            }
            Ok(status) => say(&format!("the SDK is not made ({status}); the next change tries again")),
            Err(error) => say(&format!("the SDK is not made ({error}); the next change tries again")),
        }
    }
}

fn told(changes: &Changes) -> String {
    let mut all = changes.server.iter().chain(&changes.sdk);
    let first = all.next().map(|path| path.display().to_string()).unwrap_or_default();
    match all.count() {
        0 => format!("{first} has changed"),
        more => format!("{first} and {more} more have changed"),
    }
}
