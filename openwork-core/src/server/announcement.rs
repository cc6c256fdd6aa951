//! `server.json`: how other programs of this user find the server.

use super::Inner;
use crate::error::{Error, ErrorKind, Result};
use crate::platform::{no_space, replace};
use serde_json::json;
use std::path::Path;

const NAME: &str = "server.json";

/// Puts the file in place, readable by its owner only.
pub(super) fn leave(server: &Inner, url: &str) -> Result<()> {
    let text = json!({
        "url": url,
        "pid": std::process::id(),
        "startedAt": server.started_at,
        "version": env!("CARGO_PKG_VERSION"),
        "hostToken": server.run_token.text(),
    });
    let place = server.data_dir.join(NAME);
    replace::secret(&place, text.to_string().as_bytes()).map_err(|error| {
        let place = place.display();
        let message = if no_space(error.kind()) {
            format!("no space is left for {place}: {error}; make space and start again")
        } else {
            format!("could not write {place}: {error}; see to the disk and the rights, then start again")
        };
        Error::new(ErrorKind::Internal, message).caused_by(error)
    })
}

/// Removes the file. What cannot be removed names a process that is gone, which readers check.
pub(super) fn remove(data_dir: &Path) {
    let _ = std::fs::remove_file(data_dir.join(NAME));
}
