//! Pages of foreign sites and rebound names.

use harness::server::{Door, Knock, Setup};
use http::Method;

const APP: &str = "https://app.example";

fn shared() -> Door {
    Door::of(Setup::no_engine().arg("--allow-origin").arg(APP))
}

/// A read of the workspaces, which a foreign page would like to have.
fn asked<'a>(door: &'a Door, headers: &[(&str, &str)]) -> Knock<'a> {
    headers.iter().fold(door.ask(Method::GET, "/workspaces"), |knock, (name, value)| knock.header(name, value))
}

async fn refused(door: &Door, headers: &[(&str, &str)]) {
    let reply = asked(door, headers).send().await;
    assert_eq!((reply.status.as_u16(), reply.code().as_str()), (403, "forbidden"), "{headers:?}");
    let shared = reply.headers.keys().find(|name| name.as_str().starts_with("access-control"));
    assert_eq!(shared, None, "{headers:?}");
}

#[tokio::test]
async fn a_rebound_name_is_refused_although_the_token_is_good() {
    let door = Door::open();
    let url = door.server.url.clone();
    let port = url.rsplit(':').next().expect("a port");
    for host in
        ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "192.168.0.1", "0.0.0.0", "localhost@evil"]
    {
        refused(&door, &[("host", host)]).await;
        refused(&door, &[("host", &format!("{host}:{port}"))]).await;
    }
}

#[tokio::test]
async fn its_own_names_are_answered_to() {
    let door = Door::open();
    for host in ["localhost", "LOCALHOST:1", "127.0.0.1", "[::1]:7"] {
        assert_eq!(asked(&door, &[("host", host)]).send().await.status, 200, "{host}");
    }
}

#[tokio::test]
async fn a_name_that_was_allowed_is_answered_to_and_no_other() {
    let door = Door::of(Setup::no_engine().arg("--allow-host").arg("desk.example"));
    assert_eq!(asked(&door, &[("host", "desk.example:443")]).send().await.status, 200);
    refused(&door, &[("host", "evil.desk.example")]).await;
}

#[tokio::test]
async fn a_forged_host_does_not_even_get_the_open_routes() {
    let door = Door::open();
    for path in ["/", "/system/health", "/openapi.json", "/nowhere"] {
        let reply = door.ask(Method::GET, path).token(None).header("host", "evil.example").send().await;
        assert_eq!(reply.code(), "forbidden", "{path}");
    }
}

#[tokio::test]
async fn what_a_proxy_might_claim_changes_nothing() {
    let door = Door::open();
    let claims = [
        ("x-forwarded-host", "localhost"),
        ("x-forwarded-for", "127.0.0.1"),
        ("forwarded", "host=localhost;for=127.0.0.1"),
        ("x-original-url", "/system/health"),
        ("x-rewrite-url", "/system/health"),
        ("x-http-method-override", "DELETE"),
    ];
    for claim in claims {
        refused(&door, &[("host", "evil.example"), claim]).await;
        let anonymous = asked(&door, &[claim]).token(None).send().await;
        assert_eq!(anonymous.code(), "unauthorized", "{claim:?}");
        assert_eq!(asked(&door, &[claim]).send().await.data()["items"], serde_json::json!([]), "{claim:?}");
    }
}

#[tokio::test]
async fn a_foreign_page_is_refused() {
    let door = shared();
    let mut origins = vec!["https://evil.example", "null", "http://app.example", "https://app.example:444"];
    origins.extend(["https://app.example.evil", "https://APP.example@evil", "http://127.0.0.1:1", "file://"]);
    for origin in origins {
        refused(&door, &[("origin", origin)]).await;
    }
}

#[tokio::test]
async fn a_request_that_the_browser_marks_as_foreign_is_refused() {
    let door = shared();
    refused(&door, &[("sec-fetch-site", "cross-site")]).await;
    refused(&door, &[("sec-fetch-site", "same-site")]).await;
    assert_eq!(asked(&door, &[("sec-fetch-site", "none")]).send().await.status, 200);
    let allowed = asked(&door, &[("sec-fetch-site", "cross-site"), ("origin", APP)]);
    assert_eq!(allowed.send().await.status, 200);
}

#[tokio::test]
async fn an_allowed_page_may_read_what_it_gets() {
    let door = shared();
    for token in [Some(door.server.token.as_str()), None] {
        let reply = asked(&door, &[("origin", APP)]).token(token).send().await;
        assert_eq!(reply.headers["access-control-allow-origin"], APP);
        assert_eq!(reply.headers["vary"], "origin");
        assert!(reply.headers["access-control-expose-headers"].to_str().expect("text").contains("x-request-id"));
        assert!(!reply.headers.contains_key("access-control-allow-credentials"));
    }
}

#[tokio::test]
async fn an_allowed_page_may_ask_beforehand() {
    let door = shared();
    let ask = |path: &str, method: &str| {
        let ask = door.ask(Method::OPTIONS, path).token(None).header("origin", APP);
        ask.header("access-control-request-method", method).header("access-control-request-headers", "authorization")
    };
    for (path, method) in [("/workspaces", "GET"), ("/workspaces/local", "POST"), ("/system/tokens/tok_1", "DELETE")] {
        let reply = ask(path, method).send().await;
        assert_eq!(
            (reply.status.as_u16(), &reply.headers["access-control-allow-origin"]),
            (204, &APP.parse().unwrap())
        );
        assert!(reply.headers["access-control-allow-methods"].to_str().expect("text").contains(method));
        assert!(reply.headers["access-control-allow-headers"].to_str().expect("text").contains("authorization"));
    }
    let nowhere = ask("/nowhere", "GET").send().await;
    assert_eq!(nowhere.code(), "not_found");
}

#[tokio::test]
async fn a_foreign_page_may_not_ask_beforehand() {
    let door = shared();
    let ask = door.ask(Method::OPTIONS, "/workspaces").token(None).header("origin", "https://evil.example");
    let reply = ask.header("access-control-request-method", "GET").send().await;
    assert_eq!(reply.code(), "forbidden");
    assert!(!reply.headers.keys().any(|name| name.as_str().starts_with("access-control")));
}

#[tokio::test]
async fn without_an_allowed_origin_no_page_gets_in() {
    let door = Door::open();
    refused(&door, &[("origin", APP)]).await;
    refused(&door, &[("origin", &door.server.url)]).await;
}

#[test]
fn everybody_cannot_be_allowed() {
    for (flag, value) in [("--allow-origin", "*"), ("--allow-origin", "null"), ("--allow-host", "*")] {
        let (code, said) = Setup::no_engine().arg(flag).arg(value).refused();
        assert_eq!(code, Some(2), "{flag} {value}");
        assert!(said.contains("and never `*`"), "{said}");
    }
}

#[test]
fn another_address_than_loopback_needs_to_be_wanted() {
    let (code, said) = Setup::no_engine().arg("--host").arg("0.0.0.0").refused();
    assert_eq!(code, Some(2));
    assert!(said.contains("--allow-remote"), "{said}");
}
