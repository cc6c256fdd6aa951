//! Lists, walks and searches.

use super::*;

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
pub(super) fn tree() -> Place {
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

/// Far more files than are looked at ahead of their turn, so that the end of each page falls among some that were.
#[test]
fn pages_of_a_search_are_what_one_file_after_the_other_gives() {
    let place = Place::new();
    let mut expected = Vec::new();
    let folders = ["a", "b/c", "b/d", "e"];
    for number in 0..1000_usize {
        let name = format!("{}/f{number:04}", folders[number % folders.len()]);
        let lines = if number % 7 == 0 { number % 5 } else { 0 };
        place.put(&name, &format!("first\n{}last\n", "a needle\n".repeat(lines)));
        expected.extend((0..lines).map(|line| (name.clone(), 2 + line as u64)));
    }
    fs::set_permissions(place.at("a/f0004"), fs::Permissions::from_mode(0o0)).unwrap();
    expected.sort();
    for limit in [1, 3, 64, 500] {
        let mut query = SearchFiles { limit: Some(limit.try_into().unwrap()), ..searching("needle") };
        let mut found = Vec::new();
        for _ in 0..=expected.len() {
            let page = search(&place.root, &query).unwrap();
            assert!(page.items.len() <= limit as usize);
            found.extend(page.items.into_iter().map(|hit| (hit.path.to_string(), hit.line)));
            query.cursor = page.next_cursor;
            if query.cursor.is_none() {
                break;
            }
        }
        assert_eq!(found, expected, "{limit} a page");
    }
}
