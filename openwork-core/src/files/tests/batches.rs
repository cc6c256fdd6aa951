//! Batches, operations, the catalog and file sessions.

use super::*;
use crate::model::file_operation::{FileOperation, OperationItem};
use crate::model::file_session::{BatchWrite, CatalogItem, FileCatalog, ReadCatalog, WriteItem};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

impl Place {
    fn batch(&self, writes: &[BatchWrite]) -> Vec<WriteItem> {
        write_batch(&self.root, &self.locks, writes).0
    }

    fn op(&self, operation: &FileOperation) -> OperationItem {
        operate(&self.root, &self.locks, operation).0
    }

    fn catalog(&self, query: &ReadCatalog) -> FileCatalog {
        catalog(&self.root, query, 0).unwrap()
    }

    /// All pages of a catalog.
    fn paged(&self, limit: u64, query: &ReadCatalog) -> Vec<CatalogItem> {
        let mut query = ReadCatalog { limit: limit.try_into().ok(), ..query.clone() };
        let mut all = Vec::new();
        loop {
            let page = self.catalog(&query);
            assert!(page.items.len() <= usize::try_from(limit).unwrap());
            all.extend(page.items);
            query.after = page.next_after;
            if query.after.is_none() {
                return all;
            }
        }
    }
}

fn writing(path: &str, content: &str) -> BatchWrite {
    BatchWrite { path: path.to_owned(), content_base64: STANDARD.encode(content), ..BatchWrite::default() }
}

fn mkdir(path: &str) -> FileOperation {
    FileOperation::Mkdir { path: path.to_owned() }
}

fn delete(path: &str, recursive: bool) -> FileOperation {
    FileOperation::Delete { path: path.to_owned(), recursive: Some(recursive) }
}

fn rename(from: &str, to: &str) -> FileOperation {
    FileOperation::Rename { from: from.to_owned(), to: to.to_owned() }
}

#[test]
fn g19_one_bad_item_never_spoils_a_batch() {
    let place = Place::new();
    place.put("there", "old");
    place.put("folder/x", "x");
    symlink("../outside/secret", place.at("out")).unwrap();
    let large = "x".repeat(5_000_001);
    let mut bad = writing("no-base64", "");
    bad.content_base64 = "!!".to_owned();
    let mut stale = writing("there", "new");
    stale.if_match_revision = Some("w:0-0-0".to_owned());
    let mut nonsense = writing("new", "x");
    nonsense.if_match_revision = Some("not a revision".to_owned());
    let writes = [
        writing("a", "eins"),
        writing("../a", "x"),
        writing("folder", "x"),
        writing("out", "x"),
        bad,
        writing("large", &large),
        stale,
        nonsense,
        writing("there/below", "x"),
        writing("NUL", "x"),
        writing("made/on/the/way", "zwei"),
        writing("empty", ""),
        writing("", "x"),
    ];
    let items = place.batch(&writes);
    let codes: Vec<_> = items.iter().map(|item| item.code.map_or("", ErrorKind::code)).collect();
    let expected = [
        "",
        "invalid_request",
        "unprocessable",
        "forbidden",
        "invalid_request",
        "too_large",
        "conflict",
        "conflict",
        "unprocessable",
        "unprocessable",
        "",
        "",
        "unprocessable",
    ];
    assert_eq!(codes, expected);
    for (item, write) in items.iter().zip(&writes) {
        assert_eq!((&item.path, item.ok, item.message.is_none()), (&write.path, item.code.is_none(), item.ok));
        assert_eq!(item.revision.is_some(), item.ok, "{item:?}");
    }
    assert_eq!((items[5].size, items[5].max_bytes), (Some(5_000_001), Some(5_000_000)));
    assert_eq!(items[6].expected_revision.as_deref(), Some("w:0-0-0"));
    assert!(items[6].current_revision.is_some() && items[7].current_revision.is_none());
    assert_eq!((place.read("a").unwrap(), place.read("made/on/the/way").unwrap()), ("eins".into(), "zwei".into()));
    assert_eq!((place.read("empty").unwrap(), place.read("there").unwrap()), (String::new(), "old".into()));
    assert_eq!(place.names(), ["a", "empty", "folder", "made", "out", "there"]);
    assert_eq!(place.secret(), SECRET);

    let paths = ["a", "..", "folder", "out", "none", "empty", "a\0b", "large"].map(str::to_owned);
    fs::write(place.at("large"), &large).unwrap();
    let read = read_batch(&place.root, &paths);
    let codes: Vec<_> = read.iter().map(|item| item.code.map_or("", ErrorKind::code)).collect();
    let expected =
        ["", "invalid_request", "unprocessable", "forbidden", "not_found", "", "invalid_request", "too_large"];
    assert_eq!(codes, expected);
    assert_eq!(read[0].content_base64.as_deref(), Some("ZWlucw=="));
    assert_eq!((read[5].content_base64.as_deref(), read[5].bytes), (Some(""), Some(0)));
    assert_eq!(read[0].revision, items[0].revision);
    assert!(read.iter().all(|item| !format!("{item:?}").contains(SECRET)));
}

#[test]
fn what_is_beyond_24_mb_of_a_batch_is_left_for_another() {
    let place = Place::new();
    let large = "x".repeat(5_000_000);
    let writes: Vec<_> = (0..6).map(|number| writing(&number.to_string(), &large)).collect();
    let items = place.batch(&writes);
    let ok: Vec<_> = items.iter().map(|item| item.ok).collect();
    assert_eq!(ok, [true, true, true, true, false, false]);
    assert_eq!((items[4].code, items[4].max_bytes), (Some(ErrorKind::TooLarge), Some(4_000_000)));
    for number in 4..6 {
        fs::write(place.at(&number.to_string()), &large).unwrap();
    }
    let paths: Vec<_> = (0..6).map(|number| number.to_string()).collect();
    let ok: Vec<_> = read_batch(&place.root, &paths).iter().map(|item| item.ok).collect();
    assert_eq!(ok, [true, true, true, true, false, false]);
}

#[test]
fn g19_the_items_of_a_batch_are_written_in_their_order() {
    let place = Place::new();
    let strong = |content: &str| super::super::revision::revision_of(content.as_bytes()).as_str().to_owned();
    let mut second = writing("file", "two");
    second.if_match_revision = Some(strong("one"));
    let mut third = writing("./file", "three");
    third.if_match_revision = Some(strong("one"));
    let mut forced = writing("file", "four");
    (forced.if_match_revision, forced.force) = (Some(strong("one")), Some(true));
    let items = place.batch(&[writing("file", "one"), second, third, forced]);
    let codes: Vec<_> = items.iter().map(|item| item.code.map_or("", ErrorKind::code)).collect();
    assert_eq!(codes, ["", "", "conflict", ""]);
    assert_eq!(place.read("file").unwrap(), "four");
    assert_eq!(items[2].current_revision.as_ref().unwrap().as_str(), strong("two"));
    let told = |item: &WriteItem| item.previous_revision.clone().map(String::from).unwrap_or_default();
    assert_eq!(told(&items[0]), "");
    assert!(told(&items[1]).ends_with(&strong("one")[7..23]), "{}", told(&items[1]));
    assert_eq!(place.names(), ["file"]);
}

#[test]
fn g19_of_16_batches_with_one_revision_exactly_one_wins() {
    let place = Place::new();
    let mut revision = place.batch(&[writing("file", "start")])[0].revision.clone().unwrap();
    for round in 0..100 {
        // a cheap revision of a fresh file in every other round
        let given = if round % 2 == 0 { revision.clone() } else { place.stat("file").revision.unwrap() };
        let items: Vec<_> = std::thread::scope(|scope| {
            let write = |writer: usize| {
                let mut write = writing("file", &format!("round {round} writer {writer:02}"));
                write.if_match_revision = Some(given.to_string());
                place.batch(&[write, writing(&format!("own-{writer}"), "")])
            };
            let threads: Vec<_> = (0..16).map(|writer| scope.spawn(move || write(writer))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let (won, lost): (Vec<_>, Vec<_>) = items.iter().map(|items| &items[0]).partition(|item| item.ok);
        assert_eq!(won.len(), 1, "round {round}");
        assert!(lost.iter().all(|item| item.code == Some(ErrorKind::Conflict)), "{lost:?}");
        assert!(items.iter().all(|items| items[1].ok), "a conflict spoils the item beside it");
        revision = won[0].revision.clone().unwrap();
    }
    assert_eq!(place.names().len(), 17);
}

#[test]
fn operations_make_remove_and_rename_each_for_itself() {
    let place = Place::new();
    place.put("full/x", "x");
    place.put("file", "file");
    symlink("file", place.at("link")).unwrap();
    let done = [
        (mkdir("a/b/c"), ""),
        (mkdir("a/b"), ""),
        (mkdir("file"), "conflict"),
        (mkdir("file/x"), "unprocessable"),
        (mkdir("NUL"), "unprocessable"),
        (mkdir(""), ""),
        (delete("none", false), "not_found"),
        (delete("", true), "forbidden"),
        (delete("full", false), "conflict"),
        (delete("../outside", true), "invalid_request"),
        (rename("file", "full/x"), "conflict"),
        (rename("file", "link"), "conflict"),
        (rename("full", "full/x/y"), "unprocessable"),
        (rename("none", "x"), "not_found"),
        (rename("file", "com1"), "unprocessable"),
        (rename("file", "n/e/w"), ""),
        (delete("link", false), ""),
        (delete("full", true), ""),
        (delete("a/b/c", false), ""),
        (rename("a", "z"), ""),
    ];
    for (operation, code) in &done {
        let item = place.op(operation);
        assert_eq!((item.code.map_or("", ErrorKind::code), item.ok), (*code, code.is_empty()), "{item:?}");
        let message = item.message.unwrap_or_default();
        assert!(!message.contains(place.top.path().to_str().unwrap()), "{message}");
    }
    assert_eq!(place.read("n/e/w").unwrap(), "file");
    assert_eq!(place.names(), ["n", "z"]);
}

#[test]
fn two_names_of_one_file_are_two_where_capitals_count() {
    let place = Place::new();
    place.put("a.txt", "x");
    fs::hard_link(place.at("a.txt"), place.at("A.TXT")).unwrap();
    let is_one = place.names().len() == 1;
    let item = place.op(&rename("a.txt", "A.TXT"));
    assert_eq!(item.ok, is_one, "{item:?}");
    assert!(is_one || item.code == Some(ErrorKind::Conflict) && place.names() == ["A.TXT", "a.txt"]);
}

#[test]
fn g15_operations_follow_no_link_and_leave_the_servers_folder_alone() {
    let place = Place::new();
    place.put("data/server.json", SECRET);
    place.put("up/x", "x");
    symlink("../outside", place.at("out")).unwrap();
    symlink("data", place.at("way")).unwrap();
    place.put("deep/x", "x");
    symlink("../../outside", place.at("deep/out")).unwrap();
    let work = place.at("").components().collect::<PathBuf>();
    let held = Root::open(&work, &place.at("data")).unwrap();
    let above = Root::open(work.parent().unwrap(), &place.at("data")).unwrap();
    for (root, operation) in [
        (&held, delete("data", true)),
        (&held, delete("data/server.json", false)),
        (&held, delete("way/server.json", false)),
        (&held, rename("data", "elsewhere")),
        (&held, rename("data/server.json", "x")),
        (&held, rename("up/x", "data/x")),
        (&held, rename("up/x", "way/x")),
        (&held, mkdir("data/x")),
        (&held, mkdir("way/x/y")),
        (&above, delete("work", true)),
        (&above, rename("work", "elsewhere")),
        (&above, delete("work/data", true)),
        (&held, delete("out/secret", false)),
        (&held, rename("out/secret", "mine")),
        (&held, rename("up/x", "out/x")),
        (&held, mkdir("out/x")),
    ] {
        let item = operate(root, &place.locks, &operation).0;
        assert_eq!(item.code, Some(ErrorKind::Forbidden), "{operation:?}: {item:?}");
    }
    assert_eq!(fs::read_to_string(place.at("data/server.json")).unwrap(), SECRET);
    // what a link leads to stays when the link, or a folder with it, goes
    for operation in [delete("out", true), delete("deep", true), rename("way", "path"), delete("path", true)] {
        assert!(operate(&held, &place.locks, &operation).0.ok, "{operation:?}");
    }
    assert_eq!((place.secret(), place.at("data/server.json").exists()), (SECRET.to_owned(), true));
    assert_eq!(fs::read_dir(place.at("../outside")).unwrap().count(), 1, "made outside");
}

#[test]
fn g15_a_link_that_is_swapped_in_meanwhile_is_not_followed_by_operations() {
    let place = Place::new();
    let outside = place.at("../outside").canonicalize().unwrap();
    let over = AtomicBool::new(false);
    let swap = |to: &Path| {
        let beside = place.at("way.new");
        symlink(to, &beside).unwrap();
        fs::rename(&beside, place.at("way")).unwrap();
    };
    let (mut within, mut refused) = (0, 0);
    place.put("in/x", "x");
    // it is there before anything is done: what is missing would be made as a folder
    swap(Path::new("in"));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                swap(Path::new("in"));
                swap(&outside);
            }
        });
        let _ends = super::links::Ends(&over);
        for round in 0..2000 {
            place.put("mine", "mine");
            let operation = match round % 4 {
                0 => delete("way/secret", false),
                1 => rename("way/secret", "stolen"),
                2 => rename("mine", "way/secret"),
                _ => mkdir("way/made"),
            };
            if place.op(&operation).ok {
                within += 1;
            } else {
                refused += 1;
            }
            place.batch(&[writing("way/secret", "inside")]);
            let _ = fs::remove_dir(place.at("in/made"));
        }
    });
    assert_eq!(place.secret(), SECRET);
    assert_eq!(fs::read_dir(&outside).unwrap().count(), 1, "something was made outside");
    assert_ne!(place.read("stolen").unwrap_or_default(), SECRET);
    assert!(within > 50 && refused > 50, "the swap was not met: {within} within, {refused} refused");
}

#[test]
fn names_that_differ_in_case_only_stay_two_files() {
    let place = Place::new();
    place.batch(&[writing("Name", "one"), writing("name", "two")]);
    assert_eq!(place.op(&rename("Name", "name")).code, Some(ErrorKind::Conflict));
    assert!(place.op(&rename("Name", "NAME")).ok);
    assert_eq!((place.read("NAME").unwrap(), place.read("name").unwrap()), ("one".into(), "two".into()));
    assert_eq!(place.names(), ["NAME", "name"]);
}

#[test]
fn a_catalog_holds_each_thing_once_in_the_order_of_paths_whatever_its_pages() {
    let place = super::walks::tree();
    let paths = |query: &ReadCatalog| {
        let whole = place.catalog(query);
        assert_eq!(whole.next_after, None);
        for limit in 1..8 {
            assert_eq!(place.paged(limit, query), whole.items, "in pages of {limit}");
        }
        whole.items.iter().map(|item| item.path.to_string()).collect::<Vec<_>>()
    };
    let query = ReadCatalog::default();
    let all = [
        ".gitignore",
        ".hidden",
        ".hidden/x",
        "a",
        "a/1",
        "a/2",
        "a-b",
        "a.c",
        "b",
        "b/.gitignore",
        "b/c",
        "b/c/d",
        "b/c.x",
        "b/out",
        "b/out/1",
        "b/x.tmp",
        "keep.tmp",
        "link",
        "zz",
    ];
    assert_eq!(paths(&query), all);
    let files: Vec<_> = all.into_iter().filter(|path| ![".hidden", "a", "b", "b/c", "b/out"].contains(path)).collect();
    assert_eq!(paths(&ReadCatalog { include_dirs: Some(false), ..query.clone() }), files);
    // without details: the same, and nothing else of it
    let bare = ReadCatalog { details: Some(false), ..query.clone() };
    assert_eq!(paths(&bare), all);
    let bare = place.catalog(&bare).items.into_iter();
    let shown = place.catalog(&query).items.into_iter();
    let without = |item| CatalogItem { leads_to: None, size: None, mtime_ms: None, revision: None, note: None, ..item };
    assert_eq!(bare.collect::<Vec<_>>(), shown.map(without).collect::<Vec<_>>());
    let prefix = Some(path("b/c"));
    assert_eq!(paths(&ReadCatalog { prefix, ..query.clone() }), ["b/c/d"]);
    let more = paths(&ReadCatalog { include_ignored: Some(true), include_hidden: Some(false), ..query.clone() });
    assert!(
        more.contains(&"out/1".to_owned()) && !more.iter().any(|path| path.contains("/.") || path.starts_with('.'))
    );
    // it goes on behind a path that is gone
    let after = |gone: &str| place.catalog(&ReadCatalog { after: Some(path(gone)), ..query.clone() }).items;
    assert_eq!(after("b/c.a").first().map(|item| item.path.to_string()).as_deref(), Some("b/c.x"));
    assert_eq!(after("zzz"), []);
    for (prefix, code) in [("none", ErrorKind::NotFound), ("zz", ErrorKind::Unprocessable)] {
        let query = ReadCatalog { prefix: Some(path(prefix)), ..query.clone() };
        assert_eq!(kind(catalog(&place.root, &query, 0)), Some(code));
    }
}

#[test]
fn a_catalog_tells_what_it_cannot_read_and_its_revisions_are_good_to_write() {
    use std::os::unix::ffi::OsStrExt as _;
    let place = Place::new();
    place.put("old", "12345");
    of_old(&place.at("old"));
    place.put("fresh", "123");
    symlink("gone", place.at("dangling")).unwrap();
    symlink("../outside", place.at("leads-out")).unwrap();
    symlink("old", place.at("to-old")).unwrap();
    fs::write(place.at(".").join(std::ffi::OsStr::from_bytes(b"lat\xe9n")), "").unwrap();
    fs::write(place.at("back\\slash"), "").unwrap();
    // deeper than a walk goes: the folder is named, and said to be shut
    let deep = "d/".repeat(130);
    fs::create_dir_all(place.at(&deep)).unwrap();
    let whole = place.catalog(&ReadCatalog::default());
    assert_eq!((whole.unsaid, whole.items.len()), (2, 5 + 128));
    let item = |name: &str| whole.items.iter().find(|item| item.path.as_str() == name).unwrap();
    assert_eq!((item("dangling").leads_to, item("dangling").note.is_some()), (Some(LinkEnd::Nothing), true));
    assert_eq!((item("leads-out").leads_to, item("leads-out").size), (Some(LinkEnd::Outside), None));
    assert_eq!((item("to-old").leads_to, item("to-old").revision.is_none()), (Some(LinkEnd::File), true));
    assert_eq!((item("old").size, item("old").mtime_ms.is_some()), (Some(5), true));
    let last = whole.items.iter().find(|item| item.path.as_str() == "d/".repeat(128).trim_end_matches('/')).unwrap();
    assert!(last.note.is_some() && item("d").note.is_none(), "{last:?}");
    for name in ["old", "fresh"] {
        assert_eq!(item(name).revision, place.stat(name).revision);
        let mut write = writing(name, "new");
        write.if_match_revision = item(name).revision.clone().map(String::from);
        assert!(place.batch(&[write])[0].ok, "{name}");
    }
}

#[test]
fn a_file_session_is_its_makers_and_ends() {
    use std::time::Instant;
    let sessions = FileSessions::default();
    let (workspace, other) = (crate::ids::WorkspaceId::fresh(), crate::ids::WorkspaceId::fresh());
    let (mine, another) = (crate::ids::TokenId::fresh(), crate::ids::TokenId::fresh());
    let (now, ttl) = (Instant::now(), crate::model::file_session::SessionSeconds::try_from(30).unwrap());
    let open = |owner| sessions.open(&workspace, owner, false, ttl, now);
    let session = open(Some(&mine)).unwrap();
    let at = (&workspace, &session.id);
    let check = |owner, write, now| kind(sessions.check(at, owner, write, now));
    assert_eq!(check(Some(&mine), false, now), None);
    assert_eq!(check(Some(&mine), true, now), Some(ErrorKind::Forbidden));
    assert_eq!(check(Some(&another), false, now), Some(ErrorKind::Forbidden));
    assert_eq!(check(None, false, now), Some(ErrorKind::Forbidden));
    assert_eq!(kind(sessions.check((&other, &session.id), Some(&mine), false, now)), Some(ErrorKind::NotFound));
    assert_eq!(kind(sessions.close(at, None, now)), Some(ErrorKind::Forbidden));
    let later = now + Duration::from_secs(29);
    let renewed = sessions.renew(at, Some(&mine), None, later).unwrap();
    assert_eq!(renewed.ttl_ms, 30_000);
    assert_eq!(check(Some(&mine), false, now + Duration::from_secs(58)), None);
    assert_eq!(check(Some(&mine), false, now + Duration::from_secs(59)), Some(ErrorKind::NotFound));
    assert_eq!(kind(sessions.renew(at, Some(&mine), None, now + Duration::from_secs(60))), Some(ErrorKind::NotFound));
    sessions.close(at, Some(&mine), now).unwrap();
    assert_eq!(check(Some(&mine), false, now), Some(ErrorKind::NotFound));
    for _ in 0..100 {
        open(Some(&mine)).unwrap();
    }
    assert_eq!(kind(open(Some(&mine))), Some(ErrorKind::Conflict));
    open(Some(&another)).unwrap();
    let afterwards = sessions.open(&workspace, Some(&mine), true, ttl, now + Duration::from_secs(31));
    assert!(afterwards.is_ok(), "those that ended make room");
}

#[test]
fn the_inbox_is_listed_newest_first_and_its_ids_lead_nowhere_else() {
    use crate::ids::ExchangedFileId;
    use crate::model::page::Page;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let place = Place::new();
    let list = |query: &Page| exchanged(&place.root, Exchange::Inbox, query);
    assert_eq!(list(&Page::default()).unwrap().items, []);
    for (age, name) in [(30, "b"), (10, "a/deep.txt"), (20, "c")] {
        place.put(&format!(".opencode/openwork/inbox/{name}"), name);
        let file = fs::File::options().append(true).open(place.at(&format!(".opencode/openwork/inbox/{name}")));
        file.unwrap().set_modified(SystemTime::now() - Duration::from_secs(age)).unwrap();
    }
    symlink("../../../../outside/secret", place.at(".opencode/openwork/inbox/way")).unwrap();
    let names = |items: &[crate::model::exchange::ExchangedFile]| {
        items.iter().map(|item| item.path.to_string()).collect::<Vec<_>>()
    };
    let whole = list(&Page::default()).unwrap();
    assert_eq!((names(&whole.items), whole.next_cursor), (vec!["a/deep.txt".into(), "c".into(), "b".into()], None));
    let first = list(&Page { limit: 2.try_into().ok(), cursor: None }).unwrap();
    assert_eq!(names(&first.items), ["a/deep.txt", "c"]);
    let second = list(&Page { limit: 2.try_into().ok(), cursor: first.next_cursor }).unwrap();
    assert_eq!((names(&second.items), second.next_cursor), (vec!["b".into()], None));
    let opened = Exchange::Inbox.open(&place.root, &whole.items[0].id).unwrap();
    assert_eq!((opened.name.as_str(), opened.file.size), ("deep.txt", 10));
    assert_eq!(kind(Exchange::Outbox.open(&place.root, &whole.items[0].id)), Some(ErrorKind::NotFound));
    for way in ["..", "../../../x", "/etc/passwd", "%2e%2e/x", "a/../b", "./b", "b/", "", "way", "a", "C:/x", "b\0"] {
        let text = URL_SAFE_NO_PAD.encode(way);
        let Ok(id) = text.parse::<ExchangedFileId>() else { continue };
        let found = kind(Exchange::Inbox.open(&place.root, &id));
        let known = [ErrorKind::NotFound, ErrorKind::Forbidden, ErrorKind::Unprocessable];
        assert!(found.is_some_and(|found| known.contains(&found)), "{way:?}: {found:?}");
    }
}
