//! Links and what is no file: nothing leads out, and nothing waits.

use super::*;

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
pub(super) struct Ends<'a>(pub(super) &'a AtomicBool);

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
        // a machine that is busy elsewhere meets the swap later
        for round in 0..200_000 {
            if round >= 10_000 && within > 100 && refused > 100 {
                break;
            }
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
