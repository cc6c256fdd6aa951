//! An engine that can also be asked directly: a wrapper leaves the password that the server gave it.

use super::{Home, TestServer};
use crate::http_client::Http;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Where the wrapper leaves the password of the engine that it started.
const PASSWORD: &str = "engine-password";

/// A program that leaves the engine's password in the test's own home, and becomes the engine.
pub(super) fn wrapper(home: &Home, engine: &Path) -> PathBuf {
    let (script, note) = (home.at("engine.sh"), home.at("user").join(PASSWORD));
    let text = format!(
        "#!/bin/sh\nprintf %s \"$OPENCODE_SERVER_PASSWORD\" > '{}'\nexec '{}' \"$@\"\n",
        note.display(),
        engine.display()
    );
    std::fs::write(&script, text).expect("a script");
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).expect("a script that runs");
    script
}

impl Home {
    /// A program that is its engine, for who starts it past [`Setup`](super::Setup) and wants to ask it directly.
    #[must_use]
    pub fn overheard_engine(&self) -> PathBuf {
        wrapper(self, &self.engine())
    }

    /// A client of the engine that listens there, which was overheard.
    ///
    /// # Panics
    /// Where it was not.
    #[must_use]
    pub fn engine_at(&self, url: &str) -> Http {
        Http::new(url).with_basic("opencode", &self.engine_password())
    }

    fn engine_password(&self) -> String {
        std::fs::read_to_string(self.at("user").join(PASSWORD)).expect("the engine's password")
    }
}

impl TestServer {
    /// Where its engine listens, and the password; for a server that was set up as [`overheard`](super::Setup::overheard).
    ///
    /// # Panics
    /// Where the engine does not become ready, or was not overheard.
    pub async fn engine_door(&self) -> (String, String) {
        self.engine_ready().await;
        let url = self.engine().await.base_url.expect("the engine's address");
        (url, self.home.engine_password())
    }

    /// A client of its engine itself, past the server.
    pub async fn engine_itself(&self) -> Http {
        self.home.engine_at(&self.engine_door().await.0)
    }
}
