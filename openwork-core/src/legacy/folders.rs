//! Folders as the sources spell them, and what they are on this machine.

use super::read::listed;
use super::{Look, System};
use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// So many folders are followed that differ in capitals only.
const MOST_ALIKE: usize = 16;

/// A folder that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Folder {
    /// As the source spells it: absolute, without `.`, `..`, `~` and `\\?\`.
    pub(super) spelled: Arc<str>,
    /// Its real path. Of one that is gone: that of the deepest folder above it that is there, and the rest as it is spelled.
    pub(super) path: Arc<str>,
    /// Whether it is there.
    pub(super) is_there: bool,
    /// The system whose path it is.
    pub(super) system: System,
}

/// The folders that were asked for. Each is looked for once.
#[derive(Debug)]
pub(super) struct Folders<'l> {
    /// Where is looked.
    pub(super) look: &'l Look,
    known: RefCell<HashMap<Arc<str>, Arc<Folder>>>,
    /// What lies in folders, by its name in small letters: keys of a store are many, and the folders above them few.
    within: RefCell<HashMap<PathBuf, HashMap<String, Vec<PathBuf>>>>,
}

impl<'l> Folders<'l> {
    pub(super) fn new(look: &'l Look) -> Self {
        Self { look, known: RefCell::default(), within: RefCell::default() }
    }

    /// The folder of this spelling, or why it is none. What is relative counts from `base`.
    pub(super) fn of(&self, text: &str, base: Option<&Path>) -> Result<Arc<Folder>, String> {
        let (spelled, system) = (self.spelled(text, base)?, self.look.system);
        if let Some(known) = self.known.borrow().get(spelled.as_str()) {
            return Ok(known.clone());
        }
        let (path, is_there) = real(&spelled).map_or_else(|| (nearest(&spelled), false), |real| (real, true));
        let is_same = path == spelled;
        let spelled: Arc<str> = spelled.into();
        let path = if is_same { spelled.clone() } else { path.into() };
        let folder = Arc::new(Folder { spelled: spelled.clone(), path, is_there, system });
        self.known.borrow_mut().insert(spelled, folder.clone());
        Ok(folder)
    }

    /// A folder that is there, whose path may have been written in small letters; or why none is meant.
    pub(super) fn by_letters(&self, text: &str) -> Result<Arc<Folder>, &'static str> {
        let folder = self.of(text, None).map_err(|_| "that names no folder")?;
        if folder.is_there {
            return Ok(folder);
        }
        // who wrote capitals meant them
        let is_small = *folder.spelled == folder.spelled.to_lowercase();
        let found = if is_small { self.alike(Path::new(&*folder.spelled)) } else { Vec::new() };
        match found.as_slice() {
            [] => Err("its folder is not there"),
            [path] => self.of(path, None).ok().filter(|folder| folder.is_there).ok_or("its folder is not there"),
            _ => Err("several folders differ from it in capitals only"),
        }
    }

    /// The folders that differ from a path in capitals at most.
    fn alike(&self, small: &Path) -> Vec<String> {
        let mut parts = small.components();
        let mut found: Vec<PathBuf> = parts.next().map(|root| root.as_os_str().into()).into_iter().collect();
        for part in parts {
            let within = |folder: &PathBuf| {
                let mut paths = self.of_letters(folder, &part.as_os_str().to_string_lossy());
                // a folder above may be one that nobody may list
                let exact = folder.join(part);
                if !paths.contains(&exact) {
                    paths.push(exact);
                }
                paths.into_iter().filter(|path| path.is_dir())
            };
            found = found.iter().flat_map(within).take(MOST_ALIKE).collect();
        }
        found.into_iter().filter_map(|path| path.into_os_string().into_string().ok()).collect()
    }

    /// What lies in a folder and has this name in small letters.
    fn of_letters(&self, folder: &Path, small: &str) -> Vec<PathBuf> {
        let mut all = self.within.borrow_mut();
        let names = all.entry(folder.to_owned()).or_insert_with(|| {
            let mut names: HashMap<String, Vec<PathBuf>> = HashMap::new();
            for path in listed(folder).unwrap_or_default() {
                let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase());
                names.entry(name.unwrap_or_default()).or_default().push(path);
            }
            names
        });
        names.get(small).cloned().unwrap_or_default()
    }

    /// A path as it is spelled, without the blanks around it, unless a folder is called so with them.
    fn spelled(&self, text: &str, base: Option<&Path>) -> Result<String, String> {
        // Windows knows no name that ends in a blank
        if text.trim() != text && self.look.system != System::Windows {
            let whole = self.spelled_as_it_is(text, base).ok().filter(|whole| Path::new(whole).is_dir());
            if let Some(whole) = whole {
                return Ok(whole);
            }
        }
        self.spelled_as_it_is(text.trim(), base)
    }

    fn spelled_as_it_is(&self, text: &str, base: Option<&Path>) -> Result<String, String> {
        let system = self.look.system;
        if text.is_empty() {
            return Err("it names no folder".to_owned());
        }
        if text.contains('\0') {
            return Err("its path holds a zero byte".to_owned());
        }
        let home = self.look.home.to_string_lossy();
        let whole = match text.strip_prefix('~') {
            Some(rest) if rest.is_empty() || is_separator(rest, system) => format!("{home}{rest}"),
            _ => plain(text),
        };
        if is_absolute(&whole, system) {
            return Ok(clean(&whole, system));
        }
        // beside its source nobody has such a folder
        if is_absolute(&whole, System::Windows) {
            return Err("its path is one of Windows, and this is none".to_owned());
        }
        let is_beside = || base.is_some_and(|base| base.join(&whole).is_dir());
        if whole.starts_with(['$', '%']) && !is_beside() {
            return Err("its path begins with a variable, which stands for nothing here".to_owned());
        }
        // `D:` and `D:work` count from where a shell was on that drive
        let is_drive = matches!(whole.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
        if is_drive && system == System::Windows {
            return Err("its path counts from where somebody was on a drive".to_owned());
        }
        if is_drive && !is_beside() {
            return Err("its path is one of Windows, and this is none".to_owned());
        }
        let base = base.ok_or_else(|| "its path is relative, and nothing says to what".to_owned())?;
        Ok(clean(&format!("{}/{whole}", base.to_string_lossy()), system))
    }

    /// What is equal for two spellings of one folder.
    pub(super) fn key(&self, path: &str) -> String {
        if self.look.system.folds_case() { path.to_lowercase() } else { path.to_owned() }
    }
}

fn is_separator(text: &str, system: System) -> bool {
    text.starts_with('/') || (system == System::Windows && text.starts_with('\\'))
}

/// A path of Windows without the `\\?\` that the system begins real paths with.
fn plain(path: &str) -> String {
    match path.strip_prefix(r"\\?\") {
        Some(rest) => rest.strip_prefix(r"UNC\").map_or_else(|| rest.to_owned(), |share| format!(r"\\{share}")),
        None => path.to_owned(),
    }
}

/// Whether a path counts from no other folder.
pub(super) fn is_absolute(path: &str, system: System) -> bool {
    let bytes = path.as_bytes();
    let is_drive = matches!(bytes, [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic());
    match system {
        System::MacOs | System::Linux => path.starts_with('/'),
        // the tests of Windows' places have folders of another system in them
        System::Windows => is_drive || path.starts_with(r"\\") || path.starts_with('/'),
    }
}

/// A path without `.`, `..` and what is needless, as older programs resolved it before they kept it.
fn clean(path: &str, system: System) -> String {
    let is_windows = system == System::Windows && !path.starts_with('/');
    let separator = if is_windows { '\\' } else { '/' };
    let (root, rest) = match path.as_bytes() {
        [_, b':', ..] if is_windows => path.split_at(2),
        [b'\\', b'\\', ..] if is_windows => path.split_at(1),
        _ => path.split_at(0),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in rest.split(|c| c == '/' || (is_windows && c == '\\')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let mut cleaned = root.to_owned();
    for part in &parts {
        cleaned.push(separator);
        cleaned.push_str(part);
    }
    if parts.is_empty() {
        cleaned.push(separator);
    }
    cleaned
}

/// The path of a folder that is gone, through no link as far as its way is there: so it is the same folder by any way to it,
/// and the same as when it was there.
fn nearest(spelled: &str) -> String {
    let mut ancestors = Path::new(spelled).ancestors().skip(1).filter(|path| !path.as_os_str().is_empty());
    let found = ancestors.find_map(|above| Some((above, real(above.to_str()?)?)));
    let joined = found.and_then(|(above, real)| {
        let rest = Path::new(spelled).strip_prefix(above).ok()?;
        Path::new(&real).join(rest).into_os_string().into_string().ok()
    });
    joined.unwrap_or_else(|| spelled.to_owned())
}

/// The real path of a folder that is there.
fn real(path: &str) -> Option<String> {
    let real = std::fs::canonicalize(path).ok().filter(|real| real.is_dir())?;
    let real = real.into_os_string().into_string().ok()?;
    Some(if cfg!(windows) { plain(&real) } else { real })
}
