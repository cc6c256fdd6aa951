//! A hub's archive, unpacked in memory: what a stranger packed, so nothing in it is believed.

use crate::files::{Bounds, Contents, Thing};
use crate::model::file_path::FilePath;
use flate2::read::GzDecoder;
use std::cell::Cell;
use std::io::{self, Read as _};
use std::rc::Rc;

/// How much of the unpacked stream is read for each byte that its files may have: an archive says more than its files, and what
/// unpacks to more than that is no archive of skills.
const STREAM: u64 = 4;
/// What an archive says of a thing besides: its head, a long name, and what fills up its last block.
const HEAD: u64 = 2048;
/// How much it may say of one thing: what is more than that is no name, and would be held in memory.
const SAID: u64 = 64 << 10;
/// How many characters of a name are told.
const TOLD: usize = 120;

/// Unpacks an archive whose files lie in one folder, as git hosts make them; or says why it cannot be: the end of a sentence.
pub(super) fn unpack(packed: &[u8], bounds: Bounds) -> Result<Contents, String> {
    let stream = GzDecoder::new(packed).take(bounds.bytes * STREAM + bounds.things as u64 * HEAD);
    let meter = Rc::new(Cell::new(SAID));
    let mut archive = tar::Archive::new(Metered { stream, left: meter.clone() });
    let (mut all, mut left) = (Contents::new(), bounds.bytes);
    let (mut entries, mut count, mut before) = (archive.entries().map_err(broken)?, 0, 0);
    loop {
        // what is left of the thing before is passed over too
        meter.set(SAID.saturating_add(before));
        let Some(entry) = entries.next() else { break };
        if count >= bounds.things {
            return Err("it holds too many files".to_owned());
        }
        let mut entry = entry.map_err(broken)?;
        (count, before) = (count + 1, entry.size().saturating_add(HEAD));
        meter.set(before);
        let kind = entry.header().entry_type();
        if kind.is_dir() || kind.is_pax_global_extensions() {
            continue;
        }
        let Some(path) = below_the_first(&entry.path_bytes())? else { continue };
        let thing = if !kind.is_file() {
            Thing::Odd
        } else if entry.size() > bounds.file {
            Thing::Large
        } else {
            let mut content = Vec::new();
            entry.read_to_end(&mut content).map_err(broken)?;
            left = left.checked_sub(content.len() as u64).ok_or("it unpacks to too much")?;
            Thing::File(content)
        };
        all.insert(path, thing);
    }
    // the end of the archive is not the end of the stream: what is left bears the checksum of all
    meter.set(u64::MAX);
    io::copy(&mut archive.into_inner(), &mut io::sink()).map_err(broken)?;
    Ok(all)
}

/// A stream of which so much is read and no more.
struct Metered<R> {
    stream: R,
    left: Rc<Cell<u64>>,
}

impl<R: io::Read> io::Read for Metered<R> {
    fn read(&mut self, piece: &mut [u8]) -> io::Result<usize> {
        let left = self.left.get();
        if left == 0 && !piece.is_empty() {
            return Err(io::Error::other("it says too much of one thing"));
        }
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(piece.len());
        let count = self.stream.read(piece.get_mut(..most).unwrap_or_default())?;
        self.left.set(left - count as u64);
        Ok(count)
    }
}

#[allow(clippy::needless_pass_by_value, reason = "it is used as a mapper")]
fn broken(why: io::Error) -> String {
    format!("its archive cannot be unpacked ({why})")
}

/// A path without the folder that everything lies in; none for what is passed over.
fn below_the_first(name: &[u8]) -> Result<Option<FilePath>, String> {
    let told = name.get(..TOLD).unwrap_or(name);
    let astray = || format!("a name in its archive leads astray: `{}`", String::from_utf8_lossy(told).escape_debug());
    let path: FilePath = std::str::from_utf8(name).map_err(|_| astray())?.parse().map_err(|_| astray())?;
    let Some((_, below)) = path.as_str().split_once('/') else { return Ok(None) };
    if below.split('/').any(|name| name.starts_with('.')) {
        return Ok(None);
    }
    below.parse().map(Some).map_err(|_| astray())
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write as _;

    const BOUNDS: Bounds = Bounds { things: 10, bytes: 1000, file: 100 };

    fn packed(entries: &[(&str, tar::EntryType, usize)]) -> Vec<u8> {
        let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
        for (name, kind, size) in entries {
            let mut header = tar::Header::new_gnu();
            header.set_size(*size as u64);
            header.set_entry_type(*kind);
            header.set_mode(0o755);
            // as a forger writes it: the library would refuse
            header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
            header.set_cksum();
            archive.append(&header, vec![b'x'; *size].as_slice()).unwrap();
        }
        archive.into_inner().unwrap().finish().unwrap()
    }

    fn names(contents: &Contents) -> Vec<(&str, &Thing)> {
        contents.iter().map(|(path, thing)| (path.as_str(), thing)).collect()
    }

    #[test]
    fn what_is_no_file_is_known_as_such() {
        use tar::EntryType::{Directory, Fifo, Link, Regular, Symlink};
        let packed = packed(&[
            ("top/", Directory, 0),
            ("top/a/one", Regular, 3),
            ("top/a/large", Regular, 101),
            ("top/a/soft", Symlink, 0),
            ("top/a/hard", Link, 0),
            ("top/a/pipe", Fifo, 0),
            ("top/.git/config", Regular, 3),
            ("alone", Regular, 3),
        ]);
        let contents = unpack(&packed, BOUNDS).unwrap();
        let (file, odd) = (Thing::File(b"xxx".to_vec()), Thing::Odd);
        let wanted =
            [("a/hard", &odd), ("a/large", &Thing::Large), ("a/one", &file), ("a/pipe", &odd), ("a/soft", &odd)];
        assert_eq!(names(&contents), wanted);
    }

    #[test]
    fn a_name_that_leads_astray_spoils_the_archive() {
        for name in ["../out", "top/../../out", "/etc/passwd", "top\\..\\out", "top/%2e%2e/out", "top/a\u{1b}/.."] {
            let why = unpack(&packed(&[(name, tar::EntryType::Regular, 1)]), BOUNDS).unwrap_err();
            assert!(why.contains("leads astray") && !why.contains('\u{1b}'), "{name}: {why}");
        }
    }

    #[test]
    fn what_says_too_much_of_a_thing_is_refused_before_it_is_held() {
        for kind in [tar::EntryType::GNULongName, tar::EntryType::GNULongLink, tar::EntryType::XHeader] {
            let bounds = Bounds { bytes: 100 << 20, ..BOUNDS };
            let long = packed(&[("name", kind, 1 << 20), ("top/a", tar::EntryType::Regular, 1)]);
            assert!(unpack(&long, bounds).unwrap_err().contains("too much of one thing"), "{kind:?}");
        }
        let name = format!("top/../{}", "a".repeat(90));
        let why = unpack(&packed(&[(&name, tar::EntryType::Regular, 1)]), BOUNDS).unwrap_err();
        assert!(why.len() < 2 * TOLD, "{why}");
    }

    #[test]
    fn what_is_too_much_or_broken_is_refused() {
        let many: Vec<_> = ["top/a"; 11].map(|name| (name, tar::EntryType::Regular, 1)).to_vec();
        assert!(unpack(&packed(&many), BOUNDS).unwrap_err().contains("too many"));
        let much: Vec<_> = ["top/a"; 10].map(|name| (name, tar::EntryType::Regular, 100)).to_vec();
        assert!(unpack(&packed(&much), BOUNDS).is_ok());
        let bounds = Bounds { bytes: 999, ..BOUNDS };
        assert!(unpack(&packed(&much), bounds).is_err());
        let whole = packed(&much);
        for cut in [0, 10, whole.len() / 2] {
            assert!(unpack(&whole[..cut], BOUNDS).is_err(), "{cut}");
        }
        let mut page = GzEncoder::new(Vec::new(), Compression::fast());
        page.write_all(&[b'<'; 2000]).unwrap();
        assert!(unpack(&page.finish().unwrap(), BOUNDS).is_err());
        // nothing, of which a little makes very much
        let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
        let mut header = tar::Header::new_gnu();
        header.set_path("top/a").unwrap();
        header.set_size(100 << 20);
        header.set_entry_type(tar::EntryType::Regular);
        header.set_cksum();
        bomb.write_all(header.as_bytes()).unwrap();
        bomb.write_all(&vec![0; 100 << 20]).unwrap();
        let bomb = bomb.finish().unwrap();
        assert!(bomb.len() < 1 << 20 && unpack(&bomb, BOUNDS).is_err());
    }
}
