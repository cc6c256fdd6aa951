//! What a stranger says a workspace is set up with, taken into a real folder.

use crate::flows::portable::Tried;
use crate::model::portable::{BundleCommand, BundleFile, BundleSkill, ImportMode, ImportModes, WorkspaceBundle};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

/// A workspace with something in it and links out of it, and what lies outside.
#[derive(Debug)]
pub struct Bundles {
    folder: PathBuf,
    tried: Tried,
}

impl Bundles {
    /// Makes both in a folder.
    ///
    /// # Errors
    /// Where the folder cannot be written.
    pub fn new(folder: &Path) -> io::Result<Self> {
        let folder = folder.canonicalize()?;
        let work = folder.join("work");
        for name in ["outside", "data", "work/.git", "work/.opencode/agents"] {
            fs::create_dir_all(folder.join(name))?;
        }
        for (path, text) in [
            ("outside/secret", "the secret outside"),
            ("work/opencode.jsonc", "{ // mine\n  \"permission\": {\"bash\": \"ask\"}, \"plugin\": [\"a\"]\n}"),
            ("work/.opencode/agents/mine.md", "mine"),
        ] {
            fs::write(folder.join(path), text)?;
        }
        symlink("../../outside", work.join(".opencode/tools"))?;
        symlink("../../../outside/secret", work.join(".opencode/agents/out.md"))?;
        let tried = Tried::new(work, folder.join("data"));
        Ok(Self { folder, tried })
    }

    /// Takes a bundle in, and puts it back.
    ///
    /// # Errors
    /// Where it led out, or left something.
    pub fn attempt(&self, dice: u8, bytes: &[u8]) -> Result<(), String> {
        let bundle = match serde_json::from_slice(bytes) {
            Ok(bundle) => bundle,
            Err(_) => of_lines(&String::from_utf8_lossy(bytes)),
        };
        let mode = |bit: u8| Some(if dice & bit == 0 { ImportMode::Merge } else { ImportMode::Replace });
        let modes = ImportModes { opencode: mode(1), skills: mode(2), commands: mode(4), files: mode(8) };
        let (work, outside) = (self.folder.join("work"), self.folder.join("outside"));
        let before = (tree(&work)?, tree(&outside)?);
        let seen = self.tried.take(bundle, modes, || tree(&outside)).transpose()?;
        if seen.is_some_and(|seen| seen != before.1) {
            return Err("what lies outside was changed".to_owned());
        }
        if (tree(&work)?, tree(&outside)?) != before {
            return Err("what was put back is not as it was".to_owned());
        }
        Ok(())
    }
}

/// A bundle with one thing a line, so that what is no JSON gets somewhere too: what it is, its name, what it says.
fn of_lines(text: &str) -> WorkspaceBundle {
    let mut bundle = WorkspaceBundle::default();
    for line in text.split('\n').take(20) {
        let (head, content) = line.split_once('\t').unwrap_or((line, "---\ndescription: d\n---\nx"));
        let (name, content) = (head.get(1..).unwrap_or_default().to_owned(), content.replace('\r', "\n"));
        match head.chars().next() {
            Some('s') => bundle.skills.push(BundleSkill { name, content, description: None, trigger: None }),
            Some('c') => bundle.commands.push(BundleCommand { name, content, description: None }),
            Some('f') => bundle.files.push(BundleFile { path: name, content }),
            Some('a') => bundle.files.push(BundleFile { path: format!(".opencode/agents/{name}"), content }),
            Some('o') => drop(bundle.opencode.0.insert(name, serde_json::from_str(&content).unwrap_or_default())),
            _ => drop(bundle.opencode.0.insert("permission".to_owned(), serde_json::json!({ name: content }))),
        }
    }
    bundle
}

/// Everything below a folder; of a link where it leads.
fn tree(folder: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>, String> {
    let (mut all, mut open) = (BTreeMap::new(), vec![folder.to_path_buf()]);
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).map_err(|error| error.to_string())?.flatten() {
            let (path, kind) = (entry.path(), entry.file_type().map_err(|error| error.to_string())?);
            let bytes = if kind.is_dir() {
                open.push(path.clone());
                Vec::new()
            } else if kind.is_symlink() {
                fs::read_link(&path).map_err(|error| error.to_string())?.into_os_string().into_encoded_bytes()
            } else {
                fs::read(&path).map_err(|error| error.to_string())?
            };
            all.insert(path, bytes);
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_bundle_says_stays_within_and_is_put_back() {
        let home = tempfile::tempdir().unwrap();
        let bundles = Bundles::new(home.path()).unwrap();
        for bytes in [
            &b"{}"[..],
            b"",
            b"{\"version\": 7}",
            b"{\"opencode\": {\"permission\": {\"*\": \"allow\"}, \"mcp\": {\"x\": {\"type\": \"local\", \"command\": [\"a\"]}}}}",
            b"f../../outside/secret\tnew",
            b"f.opencode/tools/secret\tnew\nf.opencode/agents/out.md\tnew",
            b"aone.md\nadeep/er/two.md\nopencode.jsonc\ncgo/on",
            b"stidy\t---\rname: tidy\rdescription: d\r---\rx",
            b"oshare\t\"manual\"\nopermission\t5\n*allow\tallow\xff",
        ] {
            for dice in [0, 15] {
                bundles.attempt(dice, bytes).unwrap();
            }
        }
    }
}
