//! What a hub may answer with: an archive of a stranger.

use crate::resources::hub;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write as _;

/// Unpacks an archive within small bounds, and looks at all that is offered in it. By the dice the bytes are the archive as it
/// comes, or what is packed in it.
///
/// # Errors
/// Where more came of it than may.
pub fn unpack_archive(dice: u8, bytes: &[u8]) -> Result<(), String> {
    if dice & 1 == 0 {
        return hub::tried(bytes);
    }
    let mut gzip = GzEncoder::new(Vec::new(), Compression::none());
    let packed = gzip.write_all(bytes).and_then(|()| gzip.finish());
    hub::tried(&packed.map_err(|error| error.to_string())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tar_of(things: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = tar::Builder::new(Vec::new());
        for (name, content) in things {
            let mut header = tar::Header::new_gnu();
            header.set_size(content.len() as u64);
            header.set_mode(0o644);
            archive.append_data(&mut header, name, *content).unwrap();
        }
        archive.into_inner().unwrap()
    }

    #[test]
    fn what_an_archive_says_stays_within_its_bounds() {
        let skill = b"---\nname: a\ndescription: d\n---\nx\n";
        let whole = tar_of(&[("top/a/SKILL.md", skill), ("top/a/big", &[b'x'; 3000]), ("top/b/SKILL.md", b"x")]);
        let long = "x".repeat(300);
        let many: Vec<_> = (0..40).map(|number| format!("top/{number}/SKILL.md")).collect();
        let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &skill[..])).collect();
        for bytes in [&b""[..], b"\x1f\x8b", &whole, &whole[..700], &tar_of(&[(&long, b"")]), &tar_of(&many)] {
            for dice in [0, 1] {
                unpack_archive(dice, bytes).unwrap();
            }
        }
    }
}
