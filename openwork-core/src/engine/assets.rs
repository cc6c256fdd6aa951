//! Which engine runs. (skeleton)
use super::supervisor::Setup;
use crate::model::runtime::{Component, RuntimeVersions};

/// The version of OpenCode that this server is made for.
pub(crate) const PINNED_ENGINE: &str = "1.18.33";

/// The version of the ripgrep package that is installed beside it.
pub(crate) const PINNED_RIPGREP: &str = "1.18.0";

pub(super) fn versions(_setup: &Setup, active: Option<String>) -> RuntimeVersions {
    let component = |pinned: &str, active| Component {
        pinned: pinned.to_owned(),
        active,
        path: None,
        source: None,
        checksum: None,
    };
    RuntimeVersions {
        server: env!("CARGO_PKG_VERSION").to_owned(),
        target: String::new(),
        opencode: component(PINNED_ENGINE, active),
        ripgrep: component(PINNED_RIPGREP, None),
    }
}
