//! The ids that older OpenWork derived of folders and addresses.
//!
//! Shells, orchestrator and server each had a way of their own, and changed it. Whoever holds such an id, holds it for ever.

use super::System;
use super::folders::Folder;
use data_encoding::HEXLOWER;
use sha1::Sha1;
use sha2::{Digest, Sha256};
use siphasher::sip::SipHasher13;
use std::hash::Hasher;
use std::sync::Arc;

/// The ids of a folder: the one that its source has, and every one that eras derived of it. Those are derived when somebody
/// asks: of a large list they would be most of what is in memory.
#[derive(Clone, PartialEq, Eq, Default)]
pub(crate) struct FolderIds {
    own: Option<Box<str>>,
    of: Option<Arc<Folder>>,
}

impl FolderIds {
    /// Those of a folder that its source calls so, if it calls it anything.
    pub(super) fn of(own: Option<&str>, folder: &Arc<Folder>) -> Self {
        Self { own: own.filter(|id| !id.is_empty()).map(Into::into), of: Some(folder.clone()) }
    }

    /// All of them, its own first.
    pub(crate) fn all(&self) -> Vec<String> {
        let mut all: Vec<String> = self.own.iter().cloned().map(String::from).collect();
        if let Some(folder) = &self.of {
            add(&mut all, of_folder(&folder.spelled, &folder.path, folder.system));
        }
        all
    }

    /// Those that eras derived of the folder: of each spelling of it three. Its source may call it by another folder's.
    pub(crate) fn derived(&self) -> Vec<[String; 3]> {
        let of = |folder: &Arc<Folder>| spellings(&folder.spelled, &folder.path, folder.system);
        self.of.as_ref().map_or_else(Vec::new, of).iter().map(|text| three(text)).collect()
    }
}

impl std::fmt::Debug for FolderIds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.all().fmt(f)
    }
}

/// SHA-256 of a text in hex.
pub(super) fn hash(text: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(text))
}

/// As the first desktops (to 0.7) made it: SipHash-1-3 without a key, as Rust hashes a text by default, not padded. Rust
/// promises no such thing for its own hasher, and so it is not that one.
fn sip(text: &str) -> String {
    let mut hasher = SipHasher13::new();
    hasher.write(text.as_bytes());
    hasher.write_u8(0xff);
    format!("ws-{:x}", hasher.finish())
}

/// As the older server and later desktops made it.
fn sha(prefix: &str, text: &str) -> String {
    format!("{prefix}{}", HEXLOWER.encode(Sha256::digest(text).get(..6).unwrap_or_default()))
}

/// As the orchestrator made it.
fn short(text: &str) -> String {
    format!("ws-{}", HEXLOWER.encode(Sha1::digest(text).get(..6).unwrap_or_default()))
}

fn three(text: &str) -> [String; 3] {
    [sha("ws_", text), short(text), sip(text)]
}

/// The spellings of a folder that ids were derived of: as its source has it, and its real path, which is another where a link
/// leads to it.
fn spellings(spelled: &str, real: &str, system: System) -> Vec<String> {
    let mut all = vec![spelled.to_owned()];
    if real != spelled {
        all.push(real.to_owned());
    }
    // desktops of Windows hashed the real path as the system spells it
    if system == System::Windows {
        all.push(format!(r"\\?\{real}"));
    }
    all
}

/// Every id that a folder had, by every spelling of it.
pub(super) fn of_folder(spelled: &str, real: &str, system: System) -> Vec<String> {
    let mut ids = Vec::new();
    for text in spellings(spelled, real, system) {
        add(&mut ids, three(&text));
    }
    ids
}

/// Every id that an engine elsewhere had, by one spelling of its address.
pub(super) fn of_engine(address: &str, directory: Option<&str>) -> Vec<String> {
    let place = directory.map_or_else(|| address.to_owned(), |directory| format!("{address}::{directory}"));
    let text = format!("remote::{place}");
    vec![sha("ws_", &text), short(&place), sip(&text)]
}

/// Every id that a workspace of a server elsewhere had, by one spelling of its address.
pub(super) fn of_server(address: &str, id: Option<&str>) -> Vec<String> {
    let host = format!("openwork::{address}");
    let text = id.map_or_else(|| host.clone(), |id| format!("{host}::{id}"));
    let electron = id.map_or_else(|| sha("rem_", &host), |id| format!("rem_{id}"));
    vec![sha("ws_", &text), electron, sip(&text)]
}

/// Adds what is not there yet.
pub(super) fn add(ids: &mut Vec<String>, more: impl IntoIterator<Item = String>) {
    for id in more {
        if !id.is_empty() && !ids.contains(&id) {
            ids.push(id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g09_every_scheme_gives_what_older_programs_gave() {
        // seen in the state of an orchestrator
        assert_eq!(short("/does/not/exist"), "ws-b44b35f02ddc");
        assert_eq!(of_engine("https://host.example:4096/", Some("/srv/proj"))[1], "ws-0b49e84687ed");
        // what the standard library gave in January 2026
        assert_eq!(sip("/Users/ana/Work/Finance"), "ws-bbb72bc256df113a");
        assert_eq!(sip("remote::http://192.168.1.20:4096::/home/pi/app"), "ws-e54b8756770e5ec5");
        assert_eq!(sip("/home/ana/project-1"), "ws-58af699aadad29a", "not padded");
        // `sha256sum`
        assert_eq!(sha("ws_", "/Users/ana/Work/Finance"), "ws_ed33ef5cd12f");
    }

    #[test]
    fn g09_a_folder_behind_a_link_has_the_ids_of_both_spellings() {
        let ids = of_folder("/tmp/a", "/private/tmp/a", System::MacOs);
        let real = of_folder("/private/tmp/a", "/private/tmp/a", System::MacOs);
        assert_eq!((ids.len(), real.len()), (6, 3));
        assert!(real.iter().all(|id| ids.contains(id)));
        let windows = of_folder(r"C:\a", r"C:\a", System::Windows);
        assert!(windows.contains(&sip(r"\\?\C:\a")) && windows.len() == 6, "{windows:?}");
    }

    #[test]
    fn g09_a_remote_has_its_ids_with_and_without_a_name_there() {
        assert!(of_server("https://a.example", Some("ws_7ed5492007ca")).contains(&"rem_ws_7ed5492007ca".to_owned()));
        assert!(of_server("https://a.example", None).contains(&sha("rem_", "openwork::https://a.example")));
    }
}
