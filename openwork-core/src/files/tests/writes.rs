//! Writes, revisions and conditions.

use super::*;

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
