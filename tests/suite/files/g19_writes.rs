//! Promise G19: an empty file is a file, an edit within the same moment is seen, of many writers one wins; and a full disk
//! leaves what was there.

use super::{Desk, header};
use futures_util::future::join_all;
use http::Method;
use serde_json::json;

#[tokio::test]
async fn g19_an_empty_file_is_a_file() {
    let desk = Desk::open().await;
    let made = desk.put("empty", b"").await;
    assert_eq!((&made.data()["bytes"], &made.data()["created"]), (&json!(0), &json!(true)), "{}", made.text());
    let text = desk.write_text(&json!({"path": "text", "content": ""})).await;
    assert_eq!(text.status, 200, "{}", text.text());
    assert_eq!(desk.get("/content", "empty").await.data()["content"], "");
    let raw = desk.get("/raw", "text").await;
    assert_eq!((raw.status.as_u16(), header(&raw, "content-length")), (200, "0"));
    assert_eq!(desk.names(), ["empty", "text"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g19_of_16_writers_with_one_revision_exactly_one_wins_100_times() {
    let desk = Desk::open().await;
    let made = desk.put("file", b"start").await.data();
    let mut revision = made["revision"].as_str().expect("a revision").to_owned();
    for round in 0..100 {
        // the revision of a list is as good as that of a write
        if round % 3 == 1 {
            desk.get("/stat", "file").await.data()["revision"].as_str().expect("one").clone_into(&mut revision);
        }
        let writers = (0..16).map(|writer| {
            let (content, revision) = (format!("{round} {writer}"), revision.clone());
            let desk = &desk;
            async move {
                if writer % 2 == 0 {
                    let ask = desk.raw(Method::PUT, "file").header("if-match", &format!("\"{revision}\""));
                    ask.bytes(content).send().await
                } else {
                    desk.write_text(&json!({"path": "file", "content": content, "ifMatch": revision})).await
                }
            }
        });
        let replies = join_all(writers).await;
        let won: Vec<_> = replies.iter().filter(|reply| reply.status == 200).collect();
        assert_eq!(won.len(), 1, "round {round}");
        assert!(replies.iter().all(|reply| ["", "conflict"].contains(&reply.code().as_str())));
        won[0].data()["revision"].as_str().expect("a revision").clone_into(&mut revision);
        assert_eq!(header(&desk.get("/raw", "file").await, "etag"), format!("\"{revision}\""));
    }
    assert_eq!(desk.names(), ["file"], "nothing is left beside it");
}

#[tokio::test]
async fn g19_an_edit_of_somebody_else_within_the_same_moment_is_a_conflict() {
    let desk = Desk::open().await;
    let file = desk.folder.join("file");
    for round in 0..20 {
        std::fs::write(&file, format!("{round:02}-a")).expect("written");
        let known = desk.get("/stat", "file").await.data()["revision"].as_str().expect("a revision").to_owned();
        let time = file.metadata().expect("there").modified().expect("a time");
        std::fs::write(&file, format!("{round:02}-b")).expect("written");
        std::fs::File::options().append(true).open(&file).expect("a file").set_modified(time).expect("set");
        let refused = desk.raw(Method::PUT, "file").header("if-match", &format!("\"{known}\"")).bytes("mine").send();
        assert_eq!(refused.await.code(), "conflict", "round {round}");
        assert_eq!(std::fs::read_to_string(&file).expect("there"), format!("{round:02}-b"));
    }
}

#[tokio::test]
async fn g19_conditions_are_kept() {
    let desk = Desk::open().await;
    let only_new = |path: &'static str| desk.raw(Method::PUT, path).header("if-none-match", "*").bytes("x").send();
    assert_eq!(only_new("new").await.status, 200);
    assert_eq!(only_new("new").await.code(), "conflict");
    assert_eq!(desk.raw(Method::PUT, "none").header("if-match", "*").bytes("x").send().await.code(), "conflict");
    assert_eq!(
        desk.raw(Method::PUT, "new").header("if-match", "\"a b\"").bytes("x").send().await.code(),
        "invalid_request"
    );
    let body = json!({"path": "new", "content": "y", "createOnly": true});
    assert_eq!(desk.write_text(&body).await.code(), "conflict");
    let body = json!({"path": "new", "content": "y", "ifMatch": "w:0", "force": true});
    let written = desk.write_text(&body).await.data();
    let body = json!({"path": "new", "content": "z", "baseUpdatedAt": written["updatedAt"]});
    assert_eq!(desk.write_text(&body).await.status, 200);
    let body = json!({"path": "new", "content": "z", "baseUpdatedAt": "2020-01-01T00:00:00Z"});
    assert_eq!(desk.write_text(&body).await.code(), "conflict");
    assert_eq!(desk.put("a/b/c", b"x").await.code(), "not_found");
    let made =
        desk.door.ask(Method::PUT, &(desk.place("/raw", "a/b/c") + "&createParents=true")).bytes("x").send().await;
    assert_eq!(made.status, 200, "{}", made.text());
}

#[tokio::test]
async fn a_full_disk_leaves_what_was_there_and_nothing_else() {
    let desk = Desk::open().await;
    desk.put("file", b"what was there").await;
    let large = vec![b'x'; 1 << 20];
    desk.door.server.limit_files(Some(64 << 10));
    for path in ["file", "new"] {
        let refused = desk.put(path, &large).await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (500, "internal"), "{}", refused.text());
        assert!(refused.sentence().contains("No space is left"), "{}", refused.text());
        let text = String::from_utf8(large.clone()).expect("ASCII");
        assert_eq!(desk.write_text(&json!({"path": path, "content": text})).await.code(), "internal");
    }
    assert_eq!(desk.names(), ["file"]);
    assert_eq!(&desk.get("/raw", "file").await.body[..], b"what was there");
    desk.door.server.limit_files(None);
    assert_eq!(desk.put("file", &large).await.status, 200);
}

#[tokio::test]
async fn what_can_only_be_read_is_refused_plainly() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::open().await;
    desk.put("fixed", b"old").await;
    std::fs::create_dir(desk.folder.join("shut")).expect("a folder");
    std::fs::set_permissions(desk.folder.join("fixed"), PermissionsExt::from_mode(0o444)).expect("set");
    std::fs::set_permissions(desk.folder.join("shut"), PermissionsExt::from_mode(0o555)).expect("set");
    for path in ["fixed", "shut/new"] {
        let refused = desk.put(path, b"new").await;
        assert_eq!(refused.code(), "forbidden", "{path}: {}", refused.text());
        assert!(refused.sentence().contains("can only be read"), "{}", refused.text());
    }
    std::fs::set_permissions(desk.folder.join("shut"), PermissionsExt::from_mode(0o755)).expect("set");
    std::fs::set_permissions(desk.folder.join("fixed"), PermissionsExt::from_mode(0o640)).expect("set");
    assert_eq!(desk.put("fixed", b"new").await.status, 200);
    let mode = desk.folder.join("fixed").metadata().expect("there").permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
}
