//! Packing and unpacking `.tar.gz`: streamed, nothing is held in memory whole.
//!
//! What is unpacked may come from anywhere: only plain files are written, only below the folder, up to a limit.

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write};
use std::path::{Component, Path};

/// How much an archive may unpack to.
const LARGEST: u64 = 2 << 30;

/// How many files it may hold.
const MOST: usize = 20_000;

/// Unpacks into a folder. Links and whatever else is no plain file are left out.
pub(super) fn unpack(packed: impl Read, folder: &Path) -> Result<(), Broken> {
    let mut archive = tar::Archive::new(GzDecoder::new(BufReader::with_capacity(1 << 16, packed)));
    let mut left = LARGEST;
    for (count, entry) in archive.entries().map_err(Broken::packed)?.enumerate() {
        let mut entry = entry.map_err(Broken::packed)?;
        if count >= MOST {
            return Err(Broken::Packed("it holds too many files".to_owned()));
        }
        if entry.header().entry_type() != tar::EntryType::Regular {
            continue;
        }
        let name = entry.path().map_err(Broken::packed)?.into_owned();
        let steps = name.components().filter(|step| *step != Component::CurDir);
        if !steps.clone().all(|step| matches!(step, Component::Normal(_))) || steps.clone().next().is_none() {
            return Err(Broken::Packed(format!("a name leads out of it: {}", name.display())));
        }
        left = left
            .checked_sub(entry.size())
            .ok_or_else(|| Broken::Packed(format!("it unpacks to more than {} MB", LARGEST >> 20)))?;
        let path = folder.join(steps.collect::<std::path::PathBuf>());
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(Broken::Disk)?;
        }
        let mut file = File::create(&path).map_err(Broken::Disk)?;
        copy(&mut entry, &mut file)?;
    }
    // The end of the archive is not the end of the stream: what is left bears the checksum of all.
    let mut stream = archive.into_inner();
    io::copy(&mut stream, &mut io::sink()).map_err(Broken::packed)?;
    io::copy(stream.get_mut(), &mut io::sink()).map_err(Broken::packed)?;
    Ok(())
}

/// Copies, and says which side failed.
fn copy(from: &mut impl Read, to: &mut File) -> Result<(), Broken> {
    let mut bytes = vec![0; 1 << 18];
    loop {
        match from.read(&mut bytes).map_err(Broken::packed)? {
            0 => return Ok(()),
            count => to.write_all(&bytes[..count]).map_err(Broken::Disk)?,
        }
    }
}

/// Packs files of a folder, in this order.
pub(super) fn pack(folder: &Path, files: &[String], into: impl Write) -> io::Result<()> {
    let mut archive = tar::Builder::new(GzEncoder::new(into, Compression::new(6)));
    for name in files {
        let mut file = File::open(folder.join(name))?;
        let mut header = tar::Header::new_gnu();
        header.set_size(file.metadata()?.len());
        header.set_mode(0o755);
        // Neither times nor owners: the same programs make the same archive.
        archive.append_data(&mut header, name, &mut file)?;
    }
    archive.into_inner()?.finish()?.flush()
}

/// Why something could not be unpacked.
#[derive(Debug)]
pub(super) enum Broken {
    /// The archive is not one, or not whole.
    Packed(String),
    /// The disk.
    Disk(io::Error),
}

impl Broken {
    #[allow(clippy::needless_pass_by_value, reason = "it is used as a mapper")]
    fn packed(error: io::Error) -> Self {
        Self::Packed(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(name: &str, kind: tar::EntryType) -> Vec<u8> {
        let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
        let mut header = tar::Header::new_gnu();
        header.set_size(3);
        header.set_entry_type(kind);
        // As a forger writes it: the library would refuse.
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        archive.append(&header, &b"abc"[..]).unwrap();
        archive.into_inner().unwrap().finish().unwrap()
    }

    #[test]
    fn nothing_is_written_outside_and_no_link_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("inside");
        for name in ["../out", "a/../../out", "/tmp/openwork-out"] {
            let refused = unpack(packed(name, tar::EntryType::Regular).as_slice(), &inside);
            assert!(matches!(refused, Err(Broken::Packed(_))), "{name}");
        }
        unpack(packed("link", tar::EntryType::Symlink).as_slice(), &inside).unwrap();
        assert!(!inside.exists() && !folder.path().join("out").exists());
        unpack(packed("./a/b", tar::EntryType::Regular).as_slice(), &inside).unwrap();
        assert_eq!(fs::read(inside.join("a/b")).unwrap(), b"abc");
    }

    #[test]
    fn a_cut_or_changed_archive_is_refused() {
        let whole = packed("a", tar::EntryType::Regular);
        let folder = tempfile::tempdir().unwrap();
        for length in [0, 10, whole.len() / 2, whole.len() - 1] {
            assert!(unpack(&whole[..length], folder.path()).is_err(), "{length} of {}", whole.len());
        }
        let mut changed = whole.clone();
        let middle = whole.len() / 2;
        changed[middle] = !changed[middle];
        assert!(unpack(changed.as_slice(), folder.path()).is_err());
    }

    #[test]
    fn what_is_packed_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("one"), "1").unwrap();
        fs::write(folder.path().join("two"), vec![7; 1 << 20]).unwrap();
        let mut bytes = Vec::new();
        pack(folder.path(), &["two".to_owned(), "one".to_owned()], &mut bytes).unwrap();
        let back = folder.path().join("back");
        unpack(bytes.as_slice(), &back).unwrap();
        assert_eq!(fs::read(back.join("one")).unwrap(), b"1");
        assert_eq!(fs::read(back.join("two")).unwrap(), vec![7; 1 << 20]);
    }
}
