//! The inbox and artifacts over the real program.

use super::{Desk, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use harness::http_client::Reply;
use http::Method;
use serde_json::json;
use std::os::unix::fs::symlink;

impl Desk {
    async fn upload(&self, query: &str, bytes: &[u8]) -> Reply {
        let place = format!("/workspaces/{}/inbox?{query}", self.id);
        self.door.ask(Method::POST, &place).bytes(bytes.to_vec()).send().await
    }

    pub(super) fn handed(&self, area: &str, id: &str) -> String {
        format!("/workspaces/{}/{area}/{id}", self.id)
    }
}

#[tokio::test]
async fn what_is_handed_in_is_listed_and_comes_back_whole_or_in_part() {
    let desk = Desk::open().await;
    let list = format!("/workspaces/{}/inbox", desk.id);
    assert_eq!(desk.door.get(&list).await.data(), json!({"items": []}));
    let made = desk.upload("path=notes%2FB%C3%A4ume%22.txt", b"0123456789").await.data();
    assert_eq!((&made["path"], &made["bytes"]), (&json!("notes/Bäume\".txt"), &json!(10)));
    let id = made["id"].as_str().expect("an id");
    assert_eq!(id, URL_SAFE_NO_PAD.encode("notes/Bäume\".txt"));
    assert_eq!(desk.upload("path=notes%2FB%C3%A4ume%22.txt", b"x").await.code(), "conflict", "nothing is replaced");
    assert_eq!(desk.upload("path=empty", b"").await.data()["bytes"], 0);
    let listed = desk.door.get(&list).await.data();
    let names: Vec<_> = listed["items"].as_array().expect("items").iter().map(|item| &item["name"]).collect();
    assert_eq!(names, ["empty", "Bäume\".txt"], "newest first");
    let file = desk.door.get(&desk.handed("inbox", id)).await;
    assert_eq!((file.text().as_str(), header(&file, "content-type")), ("0123456789", "application/octet-stream"));
    let expected = "attachment; filename=\"B_ume_.txt\"; filename*=UTF-8''B%C3%A4ume%22%2Etxt";
    assert_eq!(header(&file, "content-disposition"), expected);
    let tag = header(&file, "etag").to_owned();
    let ask =
        |name: &str, value: &str| desk.door.ask(Method::GET, &desk.handed("inbox", id)).header(name, value).send();
    let part = ask("range", "bytes=2-4").await;
    assert_eq!((part.status.as_u16(), part.text().as_str()), (206, "234"));
    assert_eq!(ask("range", "bytes=10-").await.status, 416);
    assert_eq!(ask("if-none-match", &tag).await.status, 304);
    assert_eq!(desk.upload("path=notes%2FB%C3%A4ume%22.txt&overwrite=true", b"new").await.status, 200);
    assert_eq!(desk.door.get(&desk.handed("inbox", id)).await.text(), "new");
    assert_eq!(desk.door.get(&desk.handed("artifacts", id)).await.code(), "not_found", "the outbox is another place");
    let outbox = desk.folder.join(".opencode/openwork/outbox");
    std::fs::create_dir_all(&outbox).expect("a folder");
    std::fs::write(outbox.join("result"), "done").expect("written");
    let listed = desk.door.get(&format!("/workspaces/{}/artifacts", desk.id)).await.data();
    let id = listed["items"][0]["id"].as_str().expect("an id");
    assert_eq!(desk.door.get(&desk.handed("artifacts", id)).await.text(), "done");
    let (_, viewer) = desk.door.token(&json!({"role": "viewer"})).await;
    let ask = |method: Method, place: &str| desk.door.ask(method, place).token(Some(&viewer));
    assert_eq!(ask(Method::GET, &desk.handed("artifacts", id)).send().await.text(), "done");
    assert_eq!(ask(Method::POST, &format!("{list}?path=x")).bytes("x").send().await.code(), "forbidden");
}

#[tokio::test]
async fn g15_an_inbox_that_leads_out_is_no_inbox() {
    let desk = Desk::open().await;
    let outside = desk.folder.with_file_name("outside");
    std::fs::create_dir(&outside).expect("a folder");
    std::fs::write(outside.join("secret"), "a-secret-outside").expect("written");
    std::fs::create_dir_all(desk.folder.join(".opencode/openwork")).expect("a folder");
    symlink(&outside, desk.folder.join(".opencode/openwork/inbox")).expect("a link");
    symlink("../../../outside", desk.folder.join(".opencode/openwork/outbox")).expect("a link");
    let id = URL_SAFE_NO_PAD.encode("secret");
    for area in ["inbox", "artifacts"] {
        let list = desk.door.get(&format!("/workspaces/{}/{area}", desk.id)).await;
        assert_eq!(list.code(), "forbidden", "{}", list.text());
        let file = desk.door.get(&desk.handed(area, &id)).await;
        assert_eq!(file.code(), "forbidden", "{}", file.text());
    }
    assert_eq!(desk.upload("path=mine", b"x").await.code(), "forbidden");
    assert_eq!(std::fs::read_dir(&outside).expect("a folder").count(), 1, "something was made outside");
}
