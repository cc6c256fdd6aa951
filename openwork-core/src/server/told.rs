//! What is told of this machine to those who are no host: how the engine is and what helps, and no place of the machine.

use crate::access::Caller;
use crate::child::without_paths;
use crate::model::access::Role;
use crate::model::engine::EngineHealth;
use crate::model::runtime::RuntimeVersions;
use crate::model::upgrade::RuntimeUpgrade;

/// The health of the engine, or of the router in its words, for this caller.
pub(super) fn health(caller: &Caller, mut health: EngineHealth) -> EngineHealth {
    if caller.role() == Some(Role::Host) {
        return health;
    }
    health.output.iter_mut().for_each(|line| *line = without_paths(line));
    if let Some(fault) = &mut health.last_error {
        fault.places.clear();
    }
    health
}

/// The last upgrade for this caller.
pub(super) fn upgrade(caller: &Caller, upgrade: Option<RuntimeUpgrade>) -> Option<RuntimeUpgrade> {
    let mut upgrade = upgrade?;
    if let Some(fault) = upgrade.error.as_mut().filter(|_| caller.role() != Some(Role::Host)) {
        fault.places.clear();
    }
    Some(upgrade)
}

/// The programs for this caller.
pub(super) fn versions(caller: &Caller, mut versions: RuntimeVersions) -> RuntimeVersions {
    if caller.role() != Some(Role::Host) {
        (versions.opencode.path, versions.ripgrep.path) = (None, None);
    }
    versions
}
