//! What older OpenWork left behind, laid into a folder: the fixtures, and homes of any size.
//!
//! A fixture is a folder `tests/fixtures/legacy/<name>`, made by hand after what older programs wrote. It is never edited,
//! only added to. Below its `home` lies what shall lie in a home:
//!
//! * In texts `{{HOME}}` stands for the home, and `{{home}}` for the home in small letters.
//! * `x.sql` becomes the database `x`; `x.wal.sql` the database `x` with all of it still in its write-ahead log.
//! * `.keep` makes a folder, and is not laid.
//!
//! Beside it `look.json` has the system (`macos`, `linux`, `windows`) and the variables.
//!
//! The unit tests of the core read this file too; it names nothing of its crate.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// The folder of the fixtures.
#[must_use]
pub fn fixtures() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().expect("a crate lies in the project").join("tests/fixtures/legacy")
}

/// The names of all fixtures.
#[must_use]
pub fn names() -> Vec<String> {
    let entries = fs::read_dir(fixtures()).expect("the fixtures").map(|entry| entry.expect("an entry"));
    let mut names: Vec<_> = entries.map(|entry| entry.file_name().into_string().expect("UTF-8")).collect();
    names.sort();
    names
}

/// Lays a fixture into a folder that is the home then. Answers its `look.json`.
pub fn lay(name: &str, home: &Path) -> String {
    let fixture = fixtures().join(name);
    lay_folder(&fixture.join("home"), home, home);
    filled(&fs::read_to_string(fixture.join("look.json")).expect("a look"), home)
}

fn filled(text: &str, home: &Path) -> String {
    let home = home.to_str().expect("UTF-8");
    text.replace("{{HOME}}", home).replace("{{home}}", &home.to_lowercase())
}

fn lay_folder(from: &Path, to: &Path, home: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).unwrap_or_else(|error| panic!("{}: {error}", from.display())) {
        let entry = entry.expect("an entry");
        let name = entry.file_name().into_string().expect("UTF-8");
        if entry.path().is_dir() {
            lay_folder(&entry.path(), &to.join(name), home);
        } else if let Some(database) = name.strip_suffix(".sql") {
            let text = filled(&fs::read_to_string(entry.path()).expect("UTF-8"), home);
            match database.strip_suffix(".wal") {
                Some(database) => in_its_log(&to.join(database), &text),
                None => plain(&to.join(database), &text),
            }
        } else if name != ".keep" {
            let bytes = fs::read(entry.path()).expect("read");
            let bytes = String::from_utf8(bytes)
                .map_or_else(std::string::FromUtf8Error::into_bytes, |text| filled(&text, home).into());
            fs::write(to.join(name), bytes).expect("written");
        }
    }
    for entry in fs::read_dir(to).expect("laid") {
        let path = entry.expect("an entry").path();
        // which of two was written last is said by what they hold, and not by the order of laying
        if path.is_file() {
            let file = fs::File::options().write(true).open(path).expect("opened");
            file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1_790_000_000)).expect("set");
        }
    }
}

/// A database as a program leaves it that ended in order.
pub fn plain(path: &Path, text: &str) {
    let database = rusqlite::Connection::open(path).expect("opened");
    database.execute_batch(text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// A database as a program leaves it that was killed: what it wrote last is in the log beside it.
pub fn in_its_log(path: &Path, text: &str) {
    let live = path.with_extension("live");
    let database = rusqlite::Connection::open(&live).expect("opened");
    database.pragma_update(None, "journal_mode", "wal").expect("set");
    database.pragma_update(None, "wal_autocheckpoint", 0).expect("set");
    database.execute_batch(text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let beside = |path: &Path, end: &str| PathBuf::from(format!("{}{end}", path.display()));
    for end in ["", "-wal"] {
        fs::copy(beside(&live, end), beside(path, end)).expect("copied");
    }
    drop(database);
    for end in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(beside(&live, end));
    }
}

/// How many of what a large home has.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Workspaces, each with a folder that is there.
    pub workspaces: usize,
    /// Tokens of the server.
    pub tokens: usize,
}

/// The home that the import's figures are about.
pub const LARGE: Size = Size { workspaces: 10_000, tokens: 1_000 };

/// Lays a home of any size: of Linux, with everything where it is without variables. The server and a desktop have the same
/// workspaces, and the desktop a token for each hundredth of them.
pub fn lay_large(home: &Path, size: Size) {
    let config = home.join(".config/openwork");
    let desktop = home.join(".config/com.differentai.openwork");
    for folder in [&config, &desktop] {
        fs::create_dir_all(folder).expect("made");
    }
    let folder = |index: usize| home.join(format!("Work/project {index:05}"));
    for index in 0..size.workspaces {
        fs::create_dir_all(folder(index)).expect("made");
    }
    let entry = |index: usize| {
        let (id, path) = (format!("ws_{index:012x}"), folder(index));
        serde_json::json!({
            "id": id, "path": path, "name": format!("Project {index}"), "preset": "starter", "workspaceType": "local",
        })
    };
    let entries: Vec<_> = (0..size.workspaces).map(entry).collect();
    let roots: Vec<_> = (0..size.workspaces).map(folder).collect();
    write(&config.join("server.json"), &serde_json::json!({ "workspaces": entries, "authorizedRoots": roots }));
    let list = serde_json::json!({ "selectedId": "ws_000000000000", "workspaces": entries });
    write(&desktop.join("openwork-workspaces.json"), &list);
    let token = |index: usize| {
        serde_json::json!({
            "id": format!("token-{index}"), "hash": format!("{index:064x}"), "scope": "collaborator",
            "createdAt": 1_795_381_036_922_u64, "label": format!("Phone {index}"),
        })
    };
    let tokens: Vec<_> = (0..size.tokens).map(token).collect();
    write(&config.join("tokens.json"), &serde_json::json!({ "schemaVersion": 1, "tokens": tokens }));
    let key = |index: usize| folder(index).to_str().expect("UTF-8").to_lowercase();
    let of_folder = |index: usize| (key(index), serde_json::json!({ "clientToken": format!("client-{index}") }));
    let stored: serde_json::Map<_, _> = (0..size.workspaces).step_by(100).map(of_folder).collect();
    write(&desktop.join("openwork-server-tokens.json"), &serde_json::json!({ "version": 1, "workspaces": stored }));
}

fn write(path: &Path, value: &serde_json::Value) {
    let mut file = std::io::BufWriter::new(fs::File::create(path).expect("made"));
    serde_json::to_writer_pretty(&mut file, value).expect("written");
    file.flush().expect("written");
}
