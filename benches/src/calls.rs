//! A call through the foreign interface's objects, against the same over HTTP.
//!
//! The objects are called from Rust: what a foreign language adds to turn values into its own is not in the figure.

use crate::client::{Place, load};
use crate::places::WORKSPACES;
use crate::stats::{median, ms};
use crate::table::Row;
use openwork_core::model::runtime::EngineStart;
use openwork_core::model::workspace::CreateLocalWorkspace;
use openwork_ffi::{OpenOptions, OpenWork};
use std::collections::HashMap;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A server in this process.
pub struct InProcess {
    server: OpenWork,
    _folder: TempDir,
}

impl InProcess {
    /// With as many workspaces as the others have.
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let options = OpenOptions {
            data_dir: folder.path().join("data").display().to_string(),
            opencode_program: None,
            router_program: None,
            publisher_url: None,
            skill_hub: None,
            bundle_dir: None,
            engine_home: None,
            engine_start: Some(EngineStart::Disabled),
            guard_program: None,
            environment: HashMap::new(),
            secrets: Vec::new(),
            legacy_home: None,
            host_token: None,
            start_limit_ms: None,
            wait_limit_ms: None,
        };
        let server = OpenWork::open(options).await.expect("a server");
        for number in 0..WORKSPACES {
            let place = folder.path().join(format!("folder-{number}"));
            let body = CreateLocalWorkspace {
                folder_path: place.to_str().expect("UTF-8").parse().expect("a path"),
                name: "story".parse().expect("a name"),
                preset: None,
                create_folder: Some(true),
            };
            server.workspaces().create_local(body).await.expect("a workspace");
        }
        Self { server, _folder: folder }
    }

    /// The list of workspaces, in turn with a server over HTTP.
    pub async fn against(self, other: &Place, path: &str, rounds: usize, time: Duration) -> Row {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            ours.push(self.list(time).await);
            theirs.push(median(&load(other, path, 1, time).await.times));
        }
        self.server.shutdown().await.expect("an end");
        let (ours, theirs) = (median(&ours), median(&theirs));
        let what = "list of workspaces: FFI object, from Rust, p50 (the other: HTTP)";
        Row::new(what, format!("{ours:.4} ms"), format!("{theirs:.4} ms"), format!("{:.2}x", ours / theirs))
            .target("<= 1x", ours <= theirs)
    }

    async fn list(&self, time: Duration) -> f64 {
        let area = self.server.workspaces();
        let (begin, mut times) = (Instant::now(), Vec::new());
        while begin.elapsed() < time {
            let asked = Instant::now();
            let list = area.list(None).await.expect("a list");
            times.push(ms(asked.elapsed()));
            assert_eq!(list.items.len(), WORKSPACES);
        }
        median(&times)
    }
}
