use super::*;
use crate::error::{ErrorKind, Result};
use crate::model::file::{
    FileEntry, FileKind, FileRevision, FindFiles, LinkEnd, ListFiles, SearchEnd, SearchFiles, WrittenFile,
};
use crate::model::file_path::FilePath;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

/// A workspace beside a folder with a secret.
struct Place {
    top: TempDir,
    root: Root,
    locks: Locks,
}

const SECRET: &str = "the-secret-outside";

impl Place {
    fn new() -> Self {
        let top = tempfile::tempdir().unwrap();
        let work = top.path().canonicalize().unwrap().join("work");
        fs::create_dir(&work).unwrap();
        fs::create_dir(work.with_file_name("outside")).unwrap();
        fs::write(work.with_file_name("outside").join("secret"), SECRET).unwrap();
        let root = Root::open(&work, Path::new("/nowhere")).unwrap();
        Self { top, root, locks: Locks::default() }
    }

    fn at(&self, path: &str) -> PathBuf {
        self.top.path().canonicalize().unwrap().join("work").join(path)
    }

    fn put(&self, path: &str, content: &str) {
        fs::create_dir_all(self.at(path).parent().unwrap()).unwrap();
        fs::write(self.at(path), content).unwrap();
    }

    fn read(&self, name: &str) -> Result<String> {
        read_text(&self.root, &path(name)).map(|text| text.content)
    }

    fn write(&self, name: &str, content: &str, condition: &Condition) -> Result<WrittenFile> {
        let mut writing = Writing::begin(&self.root, &path(name), false, condition)?;
        writing.write(content.as_bytes())?;
        writing.finish(&self.locks, condition)
    }

    fn stat(&self, name: &str) -> FileEntry {
        stat(&self.root, &path(name)).unwrap()
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(self.at(".")).unwrap().map(|one| one.unwrap().file_name()).collect();
        names.sort();
        names.into_iter().map(|name| name.to_string_lossy().into_owned()).collect()
    }

    fn secret(&self) -> String {
        fs::read_to_string(self.at("../outside/secret")).unwrap()
    }
}

fn path(text: &str) -> FilePath {
    text.parse().unwrap()
}

fn kind<T>(outcome: Result<T>) -> Option<ErrorKind> {
    outcome.err().map(|error| error.kind)
}

fn only_if(revision: &FileRevision) -> Condition {
    Condition { revisions: Some(vec![revision.clone()]), ..Condition::default() }
}

fn of_old(file: &Path) {
    let time = SystemTime::now() - Duration::from_secs(60);
    fs::File::options().append(true).open(file).unwrap().set_modified(time).unwrap();
}

fn found(place: &Place, query: &FindFiles) -> crate::model::file::FoundFiles {
    find(&place.root, query).unwrap()
}

fn looking_for(query: &str) -> FindFiles {
    FindFiles {
        query: query.parse().unwrap(),
        kind: None,
        path: None,
        include_ignored: None,
        include_hidden: None,
        limit: None,
        cursor: None,
    }
}

fn searching(query: &str) -> SearchFiles {
    SearchFiles {
        query: query.parse().unwrap(),
        regex: None,
        ignore_case: None,
        path: None,
        include_ignored: None,
        include_hidden: None,
        limit: None,
        cursor: None,
    }
}

#[test]
fn g15_no_link_leads_out() {
    let place = Place::new();
    let outside = place.at("../outside").canonicalize().unwrap();
    place.put("sub/x", "x");
    symlink(&outside, place.at("absolute")).unwrap();
    symlink("../outside", place.at("relative")).unwrap();
    symlink("../../outside", place.at("sub/deep")).unwrap();
    symlink("relative", place.at("chain")).unwrap();
    symlink(outside.join("secret"), place.at("file")).unwrap();
    symlink(outside.join("new"), place.at("dangling")).unwrap();
    symlink("/proc/self/root", place.at("magic")).unwrap();
    symlink("..", place.at("up")).unwrap();
    for name in ["absolute/secret", "relative/secret", "sub/deep/secret", "chain/secret", "file", "up/outside/secret"] {
        assert_eq!(kind(place.read(name)), Some(ErrorKind::Forbidden), "{name} is read");
        assert_eq!(kind(OpenFile::open(&place.root, &path(name))), Some(ErrorKind::Forbidden), "{name} is opened");
        let written = place.write(name, "mine", &Condition::default());
        assert_eq!(kind(written), Some(ErrorKind::Forbidden), "{name} is written");
    }
    for name in ["absolute/new", "relative/new", "sub/deep/new", "dangling", "magic/tmp/new"] {
        let written = place.write(name, "mine", &Condition::default());
        assert!(matches!(kind(written), Some(ErrorKind::Forbidden | ErrorKind::Unprocessable)), "{name} is made");
        let below = Writing::begin(&place.root, &path(&format!("{name}/a/b")), true, &Condition::default());
        assert!(below.is_err(), "{name}/a/b is made");
    }
    for name in ["absolute", "relative", "chain", "up", "magic"] {
        let query = ListFiles { path: Some(path(name)), ..ListFiles::default() };
        assert_eq!(kind(list(&place.root, &query)), Some(ErrorKind::Forbidden), "{name} is listed");
        let mut query = searching(SECRET);
        query.path = Some(path(name));
        assert_eq!(kind(search(&place.root, &query)), Some(ErrorKind::Forbidden), "{name} is searched");
        assert_eq!(place.stat(name).leads_to, Some(LinkEnd::Outside), "{name}");
    }
    assert_eq!(search(&place.root, &searching(SECRET)).unwrap().items, []);
    assert_eq!(place.secret(), SECRET);
    let left = fs::read_dir(&outside).unwrap().count();
    assert_eq!(left, 1, "something was made outside");
}

#[test]
fn links_within_work() {
    let place = Place::new();
    place.put("real/file", "one");
    symlink("real", place.at("folder")).unwrap();
    symlink("real/../folder/file", place.at("link")).unwrap();
    assert_eq!(place.read("link").unwrap(), "one");
    assert_eq!(place.read("folder/file").unwrap(), "one");
    place.write("link", "two", &Condition::default()).unwrap();
    assert!(fs::symlink_metadata(place.at("link")).unwrap().is_symlink(), "the link was replaced");
    assert_eq!(fs::read_to_string(place.at("real/file")).unwrap(), "two");
    let entry = place.stat("link");
    assert_eq!((entry.kind, entry.leads_to, entry.size), (FileKind::Link, Some(LinkEnd::File), Some(3)));
    symlink("circle", place.at("circle")).unwrap();
    assert_eq!(kind(place.read("circle")), Some(ErrorKind::Unprocessable));
}

/// Ends the thread that swaps, also where the test fails.
struct Ends<'a>(&'a AtomicBool);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn g15_a_link_that_is_swapped_meanwhile_leads_nowhere_else() {
    let place = Place::new();
    place.put("in/secret", "inside");
    let (over, outside) = (AtomicBool::new(false), place.at("../outside").canonicalize().unwrap());
    let swap = |name: &str, to: &Path| {
        let beside = place.at(&format!("{name}.new"));
        symlink(to, &beside).unwrap();
        fs::rename(&beside, place.at(name)).unwrap();
    };
    let (mut within, mut refused) = (0, 0);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                for to in [Path::new("in"), outside.as_path()] {
                    swap("way", to);
                    swap("end", &to.join("secret"));
                }
            }
        });
        let _ends = Ends(&over);
        for round in 0..10_000 {
            let name = if round % 2 == 0 { "way/secret" } else { "end" };
            match place.read(name) {
                Ok(text) => {
                    assert_ne!(text, SECRET, "read outside in round {round}");
                    within += 1;
                }
                Err(_) => refused += 1,
            }
            // a write costs the disk's time
            if round % 10 < 2 {
                let _ = place.write(name, "inside", &Condition::default());
            }
        }
    });
    assert_eq!(place.secret(), SECRET, "written outside");
    assert_eq!(fs::read_dir(&outside).unwrap().count(), 1, "made outside");
    assert!(within > 100 && refused > 100, "the swap was not met: {within} within, {refused} refused");
}

#[test]
fn what_is_no_file_is_never_opened() {
    let place = Place::new();
    rustix::fs::mknodat(
        rustix::fs::CWD,
        place.at("pipe"),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::from_raw_mode(0o666),
        0,
    )
    .unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(place.at("socket")).unwrap();
    symlink("pipe", place.at("to-pipe")).unwrap();
    for name in ["pipe", "socket", "to-pipe"] {
        assert_eq!(kind(place.read(name)), Some(ErrorKind::Unprocessable), "{name}");
        assert_eq!(kind(place.write(name, "x", &Condition::default())), Some(ErrorKind::Unprocessable), "{name}");
    }
    assert_eq!(place.stat("pipe").kind, FileKind::Other);
    assert_eq!(place.stat("to-pipe").leads_to, Some(LinkEnd::Other));
    assert_eq!(search(&place.root, &searching("x")).unwrap().unreadable, 0);
    place.put("folder/x", "x");
    for name in ["folder", "."] {
        assert_eq!(kind(place.read(name)), Some(ErrorKind::Unprocessable), "{name}");
        assert_eq!(kind(place.write(name, "x", &Condition::default())), Some(ErrorKind::Unprocessable), "{name}");
    }
    assert_eq!(kind(place.read("folder/x/y")), Some(ErrorKind::Unprocessable));
    assert_eq!(kind(place.read("none")), Some(ErrorKind::NotFound));
}

#[test]
fn g19_an_empty_file_is_a_file() {
    let place = Place::new();
    let written = place.write("empty", "", &Condition::default()).unwrap();
    assert_eq!((written.bytes, written.created), (0, true));
    assert_eq!(place.read("empty").unwrap(), "");
    let written = place.write("empty", "", &only_if(&written.revision)).unwrap();
    assert!(!written.created);
}

#[test]
fn a_write_keeps_the_mode_and_leaves_nothing_else() {
    let place = Place::new();
    place.put("script", "old");
    fs::set_permissions(place.at("script"), fs::Permissions::from_mode(0o750)).unwrap();
    place.put("usual", "");
    place.write("script", "new", &Condition::default()).unwrap();
    place.write("fresh", "new", &Condition::default()).unwrap();
    let mode = |name: &str| fs::metadata(place.at(name)).unwrap().permissions().mode() & 0o7777;
    assert_eq!((mode("script"), mode("fresh")), (0o750, mode("usual")));
    let mut given_up = Writing::begin(&place.root, &path("script"), false, &Condition::default()).unwrap();
    given_up.write(b"half").unwrap();
    assert_eq!(place.names().len(), 4, "the temporary file has a place");
    let listed = list(&place.root, &ListFiles::default()).unwrap();
    assert_eq!(listed.items.len(), 3, "a temporary file is nobody's to see");
    drop(given_up);
    assert_eq!(place.names(), ["fresh", "script", "usual"]);
    assert_eq!(place.read("script").unwrap(), "new");
}

#[test]
fn what_can_only_be_read_is_not_written() {
    let place = Place::new();
    place.put("fixed", "old");
    place.put("shut/file", "old");
    fs::set_permissions(place.at("fixed"), fs::Permissions::from_mode(0o444)).unwrap();
    fs::set_permissions(place.at("shut"), fs::Permissions::from_mode(0o555)).unwrap();
    for name in ["fixed", "shut/file", "shut/new"] {
        let error = place.write(name, "new", &Condition::default()).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Forbidden, "{name}");
        assert!(error.message.contains("can only be read") && error.message.contains(name), "{error}");
    }
    fs::set_permissions(place.at("shut"), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!((place.read("fixed").unwrap(), place.read("shut/file").unwrap()), ("old".into(), "old".into()));
}

#[test]
fn folders_are_made_only_if_that_is_asked_for() {
    let place = Place::new();
    assert_eq!(kind(place.write("a/b/c", "x", &Condition::default())), Some(ErrorKind::NotFound));
    assert_eq!(place.names(), [""; 0]);
    let mut writing = Writing::begin(&place.root, &path("a/b/c"), true, &Condition::default()).unwrap();
    writing.write(b"x").unwrap();
    writing.finish(&place.locks, &Condition::default()).unwrap();
    assert_eq!(place.read("a/b/c").unwrap(), "x");
    for name in ["NUL", "com1.txt", "aux/x"] {
        let made = Writing::begin(&place.root, &path(name), true, &Condition::default());
        assert_eq!(kind(made), Some(ErrorKind::Unprocessable), "{name} is made");
    }
    place.put("aux/x", "there");
    assert_eq!(place.read("aux/x").unwrap(), "there");
    place.write("aux/x", "still", &Condition::default()).unwrap();
}

#[test]
fn g19_of_16_writers_with_one_revision_exactly_one_wins() {
    let place = Place::new();
    let first = place.write("file", "start", &Condition::default()).unwrap();
    let mut revision = first.revision;
    for round in 0..100 {
        // a cheap revision of a fresh file in every other round
        let given = if round % 2 == 0 { revision.clone() } else { place.stat("file").revision.unwrap() };
        let condition = only_if(&given);
        let wins: Vec<_> = std::thread::scope(|scope| {
            let write = |writer: usize| place.write("file", &format!("round {round} writer {writer:02}"), &condition);
            let threads: Vec<_> = (0..16).map(|writer| scope.spawn(move || write(writer))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let (won, lost): (Vec<_>, Vec<_>) = wins.into_iter().partition(Result::is_ok);
        assert_eq!(won.len(), 1, "round {round}");
        assert!(lost.into_iter().all(|lost| kind(lost) == Some(ErrorKind::Conflict)));
        revision = won.into_iter().next().unwrap().unwrap().revision;
        let text = read_text(&place.root, &path("file")).unwrap();
        assert_eq!(text.revision, revision, "what is there is what won");
    }
    assert_eq!(place.names(), ["file"]);
}

#[test]
fn g19_an_edit_within_the_same_moment_is_seen() {
    let place = Place::new();
    place.put("file", "aaaa");
    let known = place.stat("file");
    // the same inode, the same size, the same time
    let time = fs::metadata(place.at("file")).unwrap().modified().unwrap();
    fs::write(place.at("file"), "bbbb").unwrap();
    fs::File::options().append(true).open(place.at("file")).unwrap().set_modified(time).unwrap();
    let refused = place.write("file", "cccc", &only_if(known.revision.as_ref().unwrap()));
    assert_eq!(kind(refused), Some(ErrorKind::Conflict));
    let now = place.stat("file").revision.unwrap();
    assert_ne!(Some(&now), known.revision.as_ref());
    place.write("file", "cccc", &only_if(&now)).unwrap();
}

#[test]
fn either_revision_will_do() {
    let place = Place::new();
    place.put("file", "text");
    of_old(&place.at("file"));
    let cheap = place.stat("file").revision.unwrap();
    assert_eq!(cheap.as_str().matches('-').count(), 2, "an old file is not read for it: {cheap}");
    let strong = read_text(&place.root, &path("file")).unwrap().revision;
    assert_eq!(OpenFile::open(&place.root, &path("file")).unwrap().revision, strong);
    let other: FileRevision = "sha256:00".parse().unwrap();
    for revisions in [vec![other.clone()], Vec::new(), vec!["nonsense".parse().unwrap()]] {
        let condition = Condition { revisions: Some(revisions), ..Condition::default() };
        let error = place.write("file", "x", &condition).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Conflict);
        assert!(error.details[0].message.contains("the revision is now "), "{error:?}");
    }
    place.write("file", "text", &only_if(&cheap)).unwrap();
    place.write("file", "text", &only_if(&strong)).unwrap();
    let both = Condition { revisions: Some(vec![other, strong]), ..Condition::default() };
    let written = place.write("file", "text", &both).unwrap();
    let at = |updated_at| Condition { updated_at: Some(updated_at), ..Condition::default() };
    place.write("file", "again", &at(written.updated_at)).unwrap();
    assert_eq!(kind(place.write("file", "x", &at(crate::clock::Timestamp::from_millis(1)))), Some(ErrorKind::Conflict));
    let absent = Condition { absent: true, ..Condition::default() };
    let exists = Condition { exists: true, ..Condition::default() };
    assert_eq!(kind(place.write("file", "x", &absent)), Some(ErrorKind::Conflict));
    assert_eq!(kind(place.write("new", "x", &exists)), Some(ErrorKind::Conflict));
    assert_eq!(kind(place.write("new", "x", &only_if(&cheap))), Some(ErrorKind::Conflict));
    place.write("new", "x", &absent).unwrap();
    place.write("new", "x", &exists).unwrap();
}

#[test]
fn a_large_file_that_was_changed_a_moment_ago_has_no_revision_that_fits() {
    let place = Place::new();
    fs::File::create(place.at("large")).unwrap().set_len(9 << 20).unwrap();
    let revision = || OpenFile::open(&place.root, &path("large")).unwrap().revision;
    let first = revision();
    assert_ne!(first, revision());
    assert_eq!(kind(place.write("large", "x", &only_if(&first))), Some(ErrorKind::Conflict));
    of_old(&place.at("large"));
    let settled = revision();
    assert_eq!((&settled, Some(&settled)), (&revision(), place.stat("large").revision.as_ref()));
    place.write("large", "x", &only_if(&settled)).unwrap();
}

#[test]
fn a_text_is_utf_8_of_at_most_5_mb_and_stays_as_it_is() {
    let place = Place::new();
    let text = "\u{feff}one\r\ntwo\rthree\n\n";
    place.write("text", text, &Condition::default()).unwrap();
    assert_eq!(place.read("text").unwrap(), text);
    fs::write(place.at("latin"), b"caf\xe9").unwrap();
    fs::write(place.at("binary"), b"a\0b").unwrap();
    for name in ["latin", "binary"] {
        assert_eq!(kind(place.read(name)), Some(ErrorKind::UnsupportedMediaType), "{name}");
    }
    fs::write(place.at("most"), "x".repeat(5_000_000)).unwrap();
    fs::write(place.at("more"), "x".repeat(5_000_001)).unwrap();
    assert_eq!((kind(place.read("most")), kind(place.read("more"))), (None, Some(ErrorKind::TooLarge)));
}

#[test]
fn a_list_has_what_cannot_be_looked_at_too() {
    use std::os::unix::ffi::OsStrExt as _;
    let place = Place::new();
    place.put(".gitignore", "*.log\n/build/\n");
    place.put("a.log", "");
    place.put("build/x", "");
    place.put("keep", "12345");
    symlink("gone", place.at("dangling")).unwrap();
    fs::write(place.at(".").join(std::ffi::OsStr::from_bytes(b"lat\xe9n")), "").unwrap();
    fs::write(place.at("back\\slash"), "").unwrap();
    let listed = list(&place.root, &ListFiles::default()).unwrap();
    let shown = |entry: &FileEntry| (entry.name.clone(), entry.kind, entry.ignored, entry.path.is_some());
    let expected = [
        (".gitignore", FileKind::File, false, true),
        ("a.log", FileKind::File, true, true),
        ("back\\slash", FileKind::Other, false, false),
        ("build", FileKind::Dir, true, true),
        ("dangling", FileKind::Link, false, true),
        ("keep", FileKind::File, false, true),
        ("lat\u{fffd}n", FileKind::Other, false, false),
    ];
    let expected = expected.map(|(name, kind, ignored, said)| (name.to_owned(), kind, ignored, said));
    assert_eq!(listed.items.iter().map(shown).collect::<Vec<_>>(), expected);
    assert_eq!(listed.items[4].leads_to, Some(LinkEnd::Nothing));
    assert!(listed.items[6].note.is_some() && listed.items[5].size == Some(5));
    let below = list(&place.root, &ListFiles { path: Some(path("build")), ..ListFiles::default() }).unwrap();
    assert!(below.items[0].ignored, "what lies in a folder that is left out is left out");
    // page by page it is the same
    let mut paged = Vec::new();
    let mut query = ListFiles { limit: Some(2.try_into().unwrap()), ..ListFiles::default() };
    loop {
        let page = list(&place.root, &query).unwrap();
        paged.extend(page.items);
        query.cursor = page.next_cursor;
        if query.cursor.is_none() {
            break;
        }
    }
    assert_eq!(paged, listed.items);
    query.cursor = Some("nonsense".to_owned());
    assert_eq!(kind(list(&place.root, &query)), Some(ErrorKind::InvalidRequest));
}

/// A tree with files that are left out at several depths.
fn tree() -> Place {
    let place = Place::new();
    for name in ["a/1", "a/2", "a-b", "a.c", "b/c/d", "b/c.x", "b/z", "zz", ".hidden/x", ".git/config"] {
        place.put(name, "needle here\n");
    }
    place.put(".gitignore", "*.tmp\n/out\n!keep.tmp\n");
    place.put("b/.gitignore", "z\n!x.tmp\n");
    for name in ["x.tmp", "b/x.tmp", "keep.tmp", "out/1", "b/out/1"] {
        place.put(name, "needle\n");
    }
    symlink("a", place.at("link")).unwrap();
    place
}

#[test]
fn a_walk_passes_over_what_is_left_out_and_keeps_to_the_order_of_names() {
    let place = tree();
    let all = |query: FindFiles| {
        let found = found(&place, &query);
        found.items.iter().map(|one| one.path.to_string()).collect::<Vec<_>>()
    };
    let expected = [
        "a", "a/1", "a/2", "a-b", "a.c", "b", "b/c", "b/c/d", "b/c.x", "b/out", "b/out/1", "b/x.tmp", "keep.tmp",
        "link", "zz",
    ];
    assert_eq!(all(looking_for("**")), expected);
    let more = all(FindFiles { include_ignored: Some(true), ..looking_for("**") });
    assert!(more.contains(&"x.tmp".to_owned()) && more.contains(&"b/z".to_owned()) && more.contains(&"out/1".into()));
    assert!(!more.iter().any(|path| path.starts_with('.')));
    let more = all(FindFiles { include_hidden: Some(true), ..looking_for("**") });
    assert!(more.contains(&".hidden/x".to_owned()) && !more.iter().any(|path| path.starts_with(".git/")), "{more:?}");
    assert_eq!(all(FindFiles { path: Some(path("b")), ..looking_for("c") }), ["b/c", "b/c/d", "b/c.x"]);
    assert_eq!(all(FindFiles { kind: Some(FileKind::Dir), ..looking_for("**") }), ["a", "b", "b/c", "b/out"]);
    assert_eq!(all(looking_for("*.TMP")), [""; 0]);
    assert_eq!(all(looking_for("KEEP")), ["keep.tmp"]);
    assert_eq!(all(looking_for("b/*")), ["b/c", "b/c.x", "b/out", "b/x.tmp"]);
    assert_eq!(kind(find(&place.root, &looking_for("{a"))), Some(ErrorKind::InvalidRequest));
}

#[test]
fn pages_of_a_walk_hold_everything_once() {
    let place = tree();
    let whole = found(&place, &looking_for("**")).items;
    let hits = search(&place.root, &searching("needle")).unwrap().items;
    for limit in 1..6_u32 {
        let limit = Some(limit.try_into().unwrap());
        let mut query = FindFiles { limit, ..looking_for("**") };
        let mut paged = Vec::new();
        loop {
            let page = found(&place, &query);
            assert_eq!(page.stopped.is_some(), page.next_cursor.is_some());
            paged.extend(page.items);
            query.cursor = page.next_cursor;
            if query.cursor.is_none() {
                break;
            }
        }
        assert_eq!(paged, whole);
        let mut query = SearchFiles { limit, ..searching("needle") };
        let mut paged = Vec::new();
        loop {
            let page = search(&place.root, &query).unwrap();
            paged.extend(page.items);
            query.cursor = page.next_cursor;
            if query.cursor.is_none() {
                break;
            }
        }
        assert_eq!(paged, hits, "{limit:?}");
    }
}

#[test]
fn a_search_tells_line_and_column_and_cuts_what_is_long() {
    let place = Place::new();
    let long = format!("{}näh Nadel {}", "ä".repeat(400), "x".repeat(400));
    place.put("a.txt", &format!("first\r\nein Nadel Nadel\r\n{long}\nlast Nadel"));
    place.put("b.bin", "Nadel\0Nadel");
    place.put("c.txt", "NADEL (a.b)\n");
    let hits = search(&place.root, &searching("Nadel")).unwrap();
    let short: Vec<_> = hits.items.iter().map(|hit| (hit.path.as_str(), hit.line, hit.column, hit.cut)).collect();
    assert_eq!(short, [("a.txt", 2, 5, false), ("a.txt", 3, 405, true), ("a.txt", 4, 6, false)]);
    assert_eq!(hits.items[0].text, "ein Nadel Nadel");
    assert_eq!(hits.items[1].text.chars().count(), 300);
    assert!(hits.items[1].text.contains("näh Nadel xxx"), "{}", hits.items[1].text);
    assert_eq!((hits.searched, hits.unreadable, hits.stopped), (3, 0, None));
    let count = |query: SearchFiles| search(&place.root, &query).unwrap().items.len();
    assert_eq!(count(SearchFiles { ignore_case: Some(true), ..searching("nadel") }), 4);
    assert_eq!(count(searching("(a.b)")), 1);
    assert_eq!(count(SearchFiles { regex: Some(true), ..searching("^last|\\(A.B") }), 1);
    assert_eq!(count(SearchFiles { regex: Some(true), ignore_case: Some(true), ..searching("^last|\\(A.B") }), 2);
    for bad in ["(", "a\nb", "[", "a{1000}{1000}{1000}"] {
        let refused = search(&place.root, &SearchFiles { regex: Some(true), ..searching(bad) });
        assert_eq!(kind(refused), Some(ErrorKind::InvalidRequest), "{bad:?}");
    }
    let one = search(&place.root, &SearchFiles { limit: Some(1.try_into().unwrap()), ..searching("Nadel") }).unwrap();
    assert_eq!((one.items.len(), one.stopped), (1, Some(SearchEnd::Limit)));
}

#[test]
fn g15_the_servers_own_folder_is_held_back() {
    let place = Place::new();
    place.put("data/server.json", SECRET);
    place.put("data/state/key", SECRET);
    symlink("data", place.at("way")).unwrap();
    symlink("data/server.json", place.at("end")).unwrap();
    let work = place.at("");
    let root = Root::open(&work.components().collect::<PathBuf>(), &place.at("data")).unwrap();
    for name in ["data/server.json", "data/state/key", "way/server.json", "way/state/key", "end"] {
        assert_eq!(kind(read_text(&root, &path(name))), Some(ErrorKind::Forbidden), "{name} is read");
        assert_eq!(kind(OpenFile::open(&root, &path(name))), Some(ErrorKind::Forbidden), "{name} is opened");
        let written = Writing::begin(&root, &path(name), false, &Condition::default());
        assert_eq!(kind(written), Some(ErrorKind::Forbidden), "{name} is written");
    }
    for name in ["data", "way", "data/state"] {
        let query = ListFiles { path: Some(path(name)), ..ListFiles::default() };
        assert_eq!(kind(list(&root, &query)), Some(ErrorKind::Forbidden), "{name} is listed");
        let written = Writing::begin(&root, &path(&format!("{name}/new")), true, &Condition::default());
        assert_eq!(kind(written), Some(ErrorKind::Forbidden), "{name}/new is made");
    }
    assert_eq!(search(&root, &searching(SECRET)).unwrap().items, []);
    let whole = find(&root, &looking_for("**")).unwrap();
    assert!(whole.items.iter().all(|found| !found.path.as_str().starts_with("data")), "{whole:?}");
}

#[tokio::test]
async fn a_file_comes_in_pieces_and_one_that_shrank_fails() {
    use futures_util::TryStreamExt as _;
    let place = Place::new();
    let content: Vec<u8> = (0..700_000_u32).flat_map(u32::to_le_bytes).collect();
    fs::write(place.at("large"), &content).unwrap();
    let open = || OpenFile::open(&place.root, &path("large")).unwrap();
    let read = |range| async { open().pieces(range).try_collect::<Vec<_>>().await.map(|all| all.concat()) };
    let size = content.len() as u64;
    assert!(read(0..size).await.unwrap() == content);
    assert_eq!(read(5..5).await.unwrap(), b"");
    assert_eq!(read(300_000..900_001).await.unwrap(), content[300_000..900_001]);
    let opened = open();
    fs::write(place.at("large"), b"short").unwrap();
    assert!(opened.pieces(0..size).try_collect::<Vec<_>>().await.is_err());
}
