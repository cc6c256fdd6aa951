//! `openwork-server-state.json` of a desktop: the ports that its server listened on.

use super::found::{Found, Source};
use super::json::{Fields, pointer, without};
use super::read::{Fault, Gathered, json};
use crate::model::migration::{LegacyKind, LegacySubject, MigrationAction};
use serde_json::{Map, Value};
use std::path::Path;

/// The port that everything wanted. Before version 3 it was kept without anybody having chosen it.
const COMMON: u16 = 8787;

/// Reads the ports, in both casings.
pub(super) fn read(path: &Path) -> Option<Source> {
    json(LegacyKind::DesktopPorts, path, |object, gathered| {
        let map = without(object, &[], &mut gathered.warnings);
        let mut fields = Fields::of(&map);
        let is_old = fields.number("version").is_none_or(|version| version < 3.0);
        for name in ["preferred_port", "preferredPort"] {
            let Some(port) = fields.port(name) else { continue };
            if is_old && port == COMMON {
                let reason = "Everything wanted this port then, and nobody had chosen it.";
                gathered.left(format!("/{name}"), LegacySubject::Port, "8787", MigrationAction::Skip, reason, None);
            } else {
                gathered.add(format!("/{name}"), Found::Port { folder: None, port }, Vec::new());
            }
        }
        for name in ["workspace_ports", "workspacePorts"] {
            of_folders(name, fields.object(name), gathered);
        }
        gathered.warnings.append(&mut fields.warnings);
    })
}

fn of_folders(name: &str, ports: Option<&Map<String, Value>>, gathered: &mut Gathered) {
    for (folder, value) in ports.into_iter().flatten() {
        let at = pointer(&[name, folder]);
        if let Some(port) = value.as_u64().and_then(|port| u16::try_from(port).ok()).filter(|port| *port > 0) {
            gathered.add(at, Found::Port { folder: Some(folder.clone()), port }, Vec::new());
        } else {
            let fault = Fault::new("It is no port: those are numbers from 1 to 65535.", "Choose a port at the start.");
            gathered.fail(at, LegacySubject::Port, folder, fault);
        }
    }
}
