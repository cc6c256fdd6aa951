//! Bodies and queries that are not what an operation takes.

use harness::http_client::Reply;
use harness::server::Door;
use http::Method;
use serde_json::{Value, json};

const MIB: usize = 1 << 20;

/// The code of what an operation says to a body.
async fn refusal(door: &Door, path: &str, body: impl Into<bytes::Bytes>) -> Reply {
    door.ask(Method::POST, path).text(body).send().await
}

/// That these bodies are refused in one way, and that the server lives on and has made nothing.
async fn all_are(code: &str, bodies: &[&[u8]]) {
    let door = Door::open();
    for body in bodies {
        let reply = refusal(&door, "/system/tokens", body.to_vec()).await;
        assert_eq!(reply.code(), code, "{:?}: {}", String::from_utf8_lossy(body), reply.text());
    }
    assert_eq!(door.get("/system/tokens").await.data()["items"], json!([]));
}

/// That a value is refused, and where.
async fn misfit(path: &str, body: &Value, place: &str) {
    let door = Door::open();
    let reply = door.post(path, body).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (422, "unprocessable".to_owned()), "{body}: {}", reply.text());
    assert_eq!(reply.place(), place, "{body}: {}", reply.text());
}

#[tokio::test]
async fn what_is_not_json_is_an_invalid_request() {
    let bodies: [&[u8]; 10] = [
        b"{",
        b"nonsense",
        b"{\"role\":\"viewer\"",
        b"{\"role\":viewer}",
        b"{'role':'viewer'}",
        b"{\"role\":\"viewer\",}",
        b"{\"role\":\"viewer\"} x",
        b"{\"role\":\"viewer\"}{\"role\":\"viewer\"}",
        b"\xef\xbb\xbf{\"role\":\"viewer\"}",
        b"role=viewer",
    ];
    all_are("invalid_request", &bodies).await;
}

#[tokio::test]
async fn an_empty_body_is_an_invalid_request() {
    all_are("invalid_request", &[b"", b" \n "]).await;
}

#[tokio::test]
async fn what_is_not_utf_8_is_an_invalid_request() {
    all_are("invalid_request", &[b"{\"role\":\"viewer\",\"label\":\"\xff\"}", b"\xff\xfe{\x00}\x00", b"\x00"]).await;
}

#[tokio::test]
async fn json_of_another_kind_is_unprocessable() {
    all_are("unprocessable", &[b"[]", b"null", b"true", b"7", b"\"viewer\"", b"[{\"role\":\"viewer\"}]"]).await;
}

#[tokio::test]
async fn a_key_that_comes_twice_is_unprocessable() {
    let body = br#"{"role":"viewer","role":"host"}"#;
    all_are("unprocessable", &[body]).await;
    let door = Door::open();
    assert_eq!(refusal(&door, "/system/tokens", &body[..]).await.place(), "role");
}

#[tokio::test]
async fn ten_thousand_levels_are_refused_and_harm_nobody() {
    let deep = |open: &str, close: &str| {
        format!(r#"{{"role":"viewer","label":{}1{}}}"#, open.repeat(10_000), close.repeat(10_000)).into_bytes()
    };
    let (arrays, objects) = (deep("[", "]"), deep(r#"{"a":"#, "}"));
    let unfinished = [br#"{"x":"#.as_slice(), &b"[".repeat(4 * MIB)].concat();
    let door = Door::open();
    for body in [arrays, objects, unfinished] {
        let reply = refusal(&door, "/system/tokens", body).await;
        assert!(["invalid_request", "unprocessable"].contains(&reply.code().as_str()), "{}", reply.text());
    }
    assert_eq!(door.get("/system/tokens").await.data()["items"], json!([]));
}

#[tokio::test]
async fn a_prompt_may_hold_free_json_and_not_ten_thousand_levels_of_it() {
    let door = Door::open();
    let (id, _) = door.workspace("one").await;
    let path = format!("/workspaces/{id}/sessions/ses_1/prompt_async");
    let part = format!(r#"{{"type":"text","text":"a","x":{}1{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
    let reply = refusal(&door, &path, format!(r#"{{"parts":[{part}]}}"#)).await;
    assert!(["invalid_request", "unprocessable"].contains(&reply.code().as_str()), "{}", reply.text());
}

#[tokio::test]
async fn a_wrong_type_is_named_with_its_place() {
    misfit("/system/tokens", &json!({"role": 1}), "role").await;
}

#[tokio::test]
async fn null_is_no_way_to_say_nothing_where_something_must_be() {
    misfit("/system/tokens", &json!({"role": null}), "role").await;
}

#[tokio::test]
async fn a_word_that_is_none_of_the_known_is_named_with_its_place() {
    misfit("/system/tokens", &json!({"role": "owner"}), "role").await;
}

#[tokio::test]
async fn an_unknown_field_is_named() {
    misfit("/system/tokens", &json!({"role": "viewer", "scope": "all"}), "scope").await;
}

#[tokio::test]
async fn a_missing_field_is_named() {
    misfit("/system/tokens", &json!({"label": "phone"}), "role").await;
}

#[tokio::test]
async fn a_number_out_of_range_is_named() {
    let range = [json!(0), json!(-1), json!(315_360_001), json!(1.5), json!(1e300), json!("60")];
    for seconds in range {
        misfit("/system/tokens", &json!({"role": "viewer", "expiresInSeconds": seconds}), "expiresInSeconds").await;
    }
}

#[tokio::test]
async fn a_text_out_of_range_is_named() {
    for label in [String::new(), "x".repeat(201), "x".repeat(MIB)] {
        misfit("/system/tokens", &json!({"role": "viewer", "label": label}), "label").await;
    }
}

#[tokio::test]
async fn an_item_of_a_list_is_named_with_its_number() {
    misfit("/system/tokens", &json!({"role": "viewer", "workspaceIds": ["ws_1", "a b"]}), "workspaceIds[1]").await;
}

#[tokio::test]
async fn nul_and_control_characters_in_text_are_refused() {
    misfit("/system/tokens", &json!({"role": "viewer", "label": "a\u{0}b"}), "label").await;
    misfit("/system/tokens", &json!({"role": "viewer", "label": "a\u{1b}[2Jb"}), "label").await;
    misfit("/workspaces/local", &json!({"folderPath": "/tmp/a\u{0}b", "name": "a"}), "folderPath").await;
    misfit("/workspaces/local", &json!({"folderPath": "/tmp", "name": "a\nb"}), "name").await;
}

#[tokio::test]
async fn a_fault_in_one_part_of_a_prompt_is_named() {
    let door = Door::open();
    let (id, _) = door.workspace("one").await;
    let path = format!("/workspaces/{id}/sessions/ses_1/messages");
    let reply = door.post(&path, &json!({"parts": [{"type": "text", "text": "a"}, {"type": "text"}]})).await;
    assert_eq!((reply.code().as_str(), reply.place().as_str()), ("unprocessable", "parts[1].text"));
}

#[tokio::test]
async fn a_body_is_json_by_its_name() {
    let door = Door::open();
    let body = r#"{"role":"viewer"}"#;
    for kind in
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp"]
    {
        let reply = door.ask(Method::POST, "/system/tokens").header("content-type", kind).bytes(body).send().await;
        assert_eq!((reply.status.as_u16(), reply.code().as_str()), (415, "unsupported_media_type"), "{kind}");
    }
    let unnamed = door.ask(Method::POST, "/system/tokens").bytes(body).send().await;
    assert_eq!(unnamed.code(), "unsupported_media_type");
    assert_eq!(door.get("/system/tokens").await.data()["items"], json!([]));
    let named = door.ask(Method::POST, "/system/tokens").header("content-type", "Application/JSON; charset=utf-8");
    assert_eq!(named.bytes(body).send().await.status, 200);
}

#[tokio::test]
async fn a_packed_body_is_refused() {
    let door = Door::open();
    for coding in ["gzip", "br", "identity, gzip"] {
        let ask = door.ask(Method::POST, "/system/tokens").header("content-encoding", coding);
        assert_eq!(ask.text(r#"{"role":"viewer"}"#).send().await.code(), "unsupported_media_type", "{coding}");
    }
}

#[tokio::test]
async fn a_body_of_8_mib_is_read_and_one_byte_more_is_not() {
    let door = Door::open();
    let body = |size: usize| {
        let body = r#"{"role":"viewer"}"#;
        [body, &" ".repeat(size - body.len())].concat()
    };
    assert_eq!(refusal(&door, "/system/tokens", body(8 * MIB)).await.status, 200);
    let reply = refusal(&door, "/system/tokens", body(8 * MIB + 1)).await;
    assert_eq!((reply.status.as_u16(), reply.code().as_str()), (413, "too_large"));
    assert!(reply.sentence().contains("8 MiB"), "{}", reply.sentence());
    assert_eq!(door.get("/system/tokens").await.data()["items"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_prompt_may_have_32_mib() {
    let door = Door::open();
    let (id, _) = door.workspace("one").await;
    let path = format!("/workspaces/{id}/sessions/ses_1/prompt_async");
    let prompt = |size: usize| json!({"parts": [{"type": "text", "text": "x".repeat(size)}]}).to_string();
    assert_eq!(refusal(&door, &path, prompt(31 * MIB)).await.code(), "engine_unavailable");
}

#[tokio::test]
async fn an_operation_that_takes_no_body_says_so() {
    let door = Door::open();
    let (id, _) = door.workspace("one").await;
    let path = format!("/workspaces/{id}");
    let (_, token) = door.token(&json!({"role": "viewer"})).await;
    for body in [r#"{"force":true}"#.to_owned(), "nonsense".to_owned(), "x".repeat(2 * MIB)] {
        let reply = door.ask(Method::DELETE, &path).text(body).send().await;
        assert_eq!((reply.status.as_u16(), reply.code().as_str()), (400, "invalid_request"));
    }
    assert_eq!(door.ask(Method::GET, &path).token(Some(&token)).text("{}").send().await.status, 200);
}

#[tokio::test]
async fn a_bad_query_is_an_invalid_request() {
    let door = Door::open();
    let mut queries = vec!["limit=0", "limit=501", "limit=-1", "limit=x", "limit=", "limit=1e3", "limit=1&limit=2"];
    queries.extend(["limits=1", "cursor=x", "cursor=%ff", "includeHidden=yes", "includeHidden", "=1", "a%00b=1"]);
    queries.extend(["cursor=WzEsMl0", "cursor=e30", "limit=99999999999999999999"]);
    for query in queries {
        let reply = door.get(&format!("/workspaces?{query}")).await;
        assert_eq!((reply.status.as_u16(), reply.code().as_str()), (400, "invalid_request"), "{query}");
    }
}

#[tokio::test]
async fn a_query_where_none_is_taken_is_an_invalid_request() {
    let door = Door::open();
    assert_eq!(door.get("/system/meta?verbose=1").await.code(), "invalid_request");
}

#[tokio::test]
async fn a_long_query_is_read_or_refused_and_never_hangs() {
    let door = Door::open();
    assert_eq!(door.get(&format!("/workspaces?cursor={}", "A".repeat(30_000))).await.code(), "invalid_request");
    let many: String = (0..5_000).map(|n| format!("k{n}=1&")).collect();
    assert_eq!(door.get(&format!("/workspaces?{many}")).await.code(), "invalid_request");
}
