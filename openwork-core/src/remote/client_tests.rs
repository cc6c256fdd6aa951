use super::*;
use crate::model::page::{Nothing, OneWorkspace};
use crate::model::workspace::RenameWorkspace;
use crate::operation::endpoint;
use futures_util::future::BoxFuture;
use http_body_util::{BodyExt as _, Full};
use std::sync::Mutex;

const SHUT: &str = r#"{"ok":true,"data":{"stopping":true},"meta":{}}"#;

/// Keeps what is sent and answers always the same, after a while.
#[derive(Clone)]
struct Fixed {
    answer: Option<(u16, &'static str)>,
    after: Duration,
    seen: Arc<Mutex<Vec<Request<Bytes>>>>,
}

impl Fixed {
    fn answers(status: u16, body: &'static str) -> Self {
        Self { answer: Some((status, body)), after: Duration::ZERO, seen: Arc::default() }
    }

    fn seen(&self) -> Request<Bytes> {
        self.seen.lock().unwrap().remove(0)
    }
}

impl Transport for Fixed {
    fn place(&self) -> &'static str {
        "http://fixed"
    }

    fn send(&self, request: Request<Bytes>) -> BoxFuture<'static, Result<Response<Body>, SendError>> {
        self.seen.lock().unwrap().push(request);
        let (answer, after) = (self.answer, self.after);
        Box::pin(async move {
            tokio::time::sleep(after).await;
            let (status, body) = answer.ok_or_else(|| SendError::new("connection refused"))?;
            let body = Full::new(Bytes::from(body)).map_err(|never| match never {}).boxed_unsync();
            Ok(Response::builder().status(status).header("x-openwork-server", "0.1.0").body(body).unwrap())
        })
    }
}

#[tokio::test]
async fn a_call_is_one_request_with_token_and_id() {
    let fixed = Fixed::answers(200, SHUT);
    let client = Client::new(fixed.clone()).with_token(" ow_h_x\n").unwrap();
    client.call::<endpoint::SystemShutdown>(&Nothing {}, &Nothing {}, &Nothing {}).await.unwrap();
    let seen = fixed.seen();
    assert_eq!((seen.method().as_str(), seen.uri().to_string().as_str()), ("POST", "/system/shutdown"));
    assert_eq!(seen.headers()[AUTHORIZATION], "Bearer ow_h_x");
    assert_eq!(seen.headers()[ACCEPT], "application/json");
    assert!(seen.headers()[REQUEST_ID].to_str().unwrap().starts_with("req_"));
    assert!(seen.body().is_empty() && !seen.headers().contains_key(CONTENT_TYPE));
}

#[tokio::test]
async fn a_body_is_json() {
    let fixed = Fixed::answers(404, r#"{"ok":false,"error":{"code":"not_found","message":"No.","requestId":"r"}}"#);
    let path = OneWorkspace { workspace_id: "ws_1".parse().unwrap() };
    let body = RenameWorkspace { display_name: "Here".parse().unwrap() };
    let failure = Client::new(fixed.clone()).call::<endpoint::WorkspacesRename>(&path, &Nothing {}, &body).await;
    assert_eq!(failure.unwrap_err().kind, ErrorKind::NotFound);
    let seen = fixed.seen();
    assert_eq!((seen.method().as_str(), seen.uri().path()), ("PATCH", "/workspaces/ws_1/display-name"));
    assert_eq!(seen.headers()[CONTENT_TYPE], "application/json");
    assert_eq!(seen.body(), r#"{"displayName":"Here"}"#);
    assert!(!seen.headers().contains_key(AUTHORIZATION));
}

#[tokio::test]
async fn nobody_there_is_a_remote_error_that_says_where() {
    let client = Client::new(Fixed { answer: None, ..Fixed::answers(0, "") });
    let failure = client.call::<endpoint::SystemHealth>(&Nothing {}, &Nothing {}, &Nothing {}).await.unwrap_err();
    assert_eq!(failure.kind, ErrorKind::RemoteError);
    assert!(failure.message.contains("http://fixed does not answer: connection refused"), "{failure}");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_takes_too_long_is_not_waited_for() {
    let slow = Fixed { after: Duration::from_secs(60), ..Fixed::answers(200, SHUT) };
    let client = Client::new(slow).within(Some(Duration::from_secs(2)));
    let failure = client.call::<endpoint::SystemShutdown>(&Nothing {}, &Nothing {}, &Nothing {}).await.unwrap_err();
    assert_eq!(failure.kind, ErrorKind::Timeout);
}

#[test]
fn a_token_is_checked_and_never_printed() {
    assert!(Client::new(Fixed::answers(200, "")).with_token("a\nb").is_err());
    let client = Client::new(Fixed::answers(200, "")).with_token("ow_h_secret").unwrap();
    assert!(!format!("{client:?}").contains("secret"));
}
