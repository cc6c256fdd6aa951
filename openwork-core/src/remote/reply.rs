//! What a server answered: the header that says who it is, the envelope, and codes back to kinds.

use super::transport::Body;
use crate::error::{Error, ErrorDetail, ErrorKind, Result};
use crate::operation::{Answer, Operation};
use bytes::Bytes;
use http::{Response, StatusCode};
use http_body_util::{BodyExt as _, Limited};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IntoDeserializer as _};

/// Every answer of an OpenWork server has this header.
const SERVER: &str = "x-openwork-server";
/// How long an answer may be.
const MOST: usize = 256 << 20;

/// What the source of a failed call's [`Error`] says: how the server answered, and what its log calls the request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the server answered {status}")]
pub struct Answered {
    /// The status of the answer.
    pub status: u16,
    /// The server's name for the request.
    pub request_id: Option<String>,
}

#[derive(Deserialize)]
struct Success<T> {
    data: T,
}

#[derive(Deserialize)]
struct Failure {
    error: WireError,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireError {
    code: String,
    message: String,
    #[serde(default)]
    request_id: Option<String>,
    #[serde(default)]
    details: Vec<ErrorDetail>,
}

/// The value of an answer, or the failure that it tells of.
pub(super) async fn value<T: DeserializeOwned>(operation: Operation, place: &str, answer: Response<Body>) -> Result<T> {
    let answer = accepted(place, answer).await?;
    let bytes = whole(place, answer.into_body()).await?;
    let value = match operation.answer() {
        Answer::Text => T::deserialize(String::from_utf8_lossy(&bytes).into_owned().into_deserializer()),
        Answer::Bare => serde_json::from_slice(&bytes),
        Answer::Value | Answer::Stream | Answer::Bytes => {
            serde_json::from_slice(&bytes).map(|success: Success<T>| success.data)
        }
    };
    value.map_err(|why| {
        let name = operation.name();
        foreign(place, &format!("its answer to {name} is not what this version expects ({why})")).caused_by(why)
    })
}

/// The answer, if it comes from an OpenWork server and tells of success.
pub(super) async fn accepted(place: &str, answer: Response<Body>) -> Result<Response<Body>> {
    let status = answer.status();
    if !answer.headers().contains_key(SERVER) {
        let who = "it did not name itself, so it is no OpenWork server, or something stands before it";
        return Err(foreign(place, who).caused_by(Answered { status: status.as_u16(), request_id: None }));
    }
    if status.is_success() {
        return Ok(answer);
    }
    let bytes = whole(place, answer.into_body()).await?;
    Err(failure(place, status, &bytes))
}

/// The failure that an answer tells of.
fn failure(place: &str, status: StatusCode, bytes: &Bytes) -> Error {
    let status = status.as_u16();
    let Ok(Failure { error }) = serde_json::from_slice(bytes) else {
        let unread = foreign(place, &format!("it answered {status} without the contract's error"));
        return unread.caused_by(Answered { status, request_id: None });
    };
    let answered = Answered { status, request_id: error.request_id };
    let known = ErrorKind::ALL.into_iter().find(|kind| kind.code() == error.code);
    let mut failure = match known {
        Some(kind) => Error::new(kind, error.message),
        None => foreign(place, &format!("it failed with `{}`: {}", error.code, error.message)),
    };
    failure.details = error.details;
    failure.caused_by(answered)
}

/// All bytes of an answer.
async fn whole(place: &str, body: Body) -> Result<Bytes> {
    match Limited::new(body, MOST).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(why) => Err(foreign(place, &format!("its answer broke off ({why})"))),
    }
}

/// Something other than this contract.
pub(super) fn foreign(place: &str, what: &str) -> Error {
    Error::new(ErrorKind::RemoteError, format!("The server at {place} cannot be used: {what}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::system::{MetricsText, ShuttingDown};
    use http_body_util::Full;

    fn answer(status: u16, named: bool, body: &str) -> Response<Body> {
        let mut builder = Response::builder().status(status);
        if named {
            builder = builder.header("X-OpenWork-Server", "0.1.0");
        }
        builder.body(Full::new(Bytes::from(body.to_owned())).map_err(|never| match never {}).boxed_unsync()).unwrap()
    }

    async fn read(status: u16, named: bool, body: &str) -> Result<ShuttingDown> {
        value(Operation::SystemShutdown, "http://x", answer(status, named, body)).await
    }

    #[tokio::test]
    async fn the_envelope_comes_off() {
        let read = read(200, true, r#"{"ok":true,"data":{"stopping":true},"meta":{"requestId":"req_1"}}"#).await;
        assert_eq!(read.unwrap(), ShuttingDown { stopping: true });
    }

    #[tokio::test]
    async fn a_bare_answer_has_no_envelope() {
        let answer = answer(200, true, r#"{"openapi":"3.0.3"}"#);
        let value: serde_json::Value = value(Operation::OpenapiGet, "http://x", answer).await.unwrap();
        assert_eq!(value, serde_json::json!({ "openapi": "3.0.3" }));
    }

    #[tokio::test]
    async fn text_is_what_it_is() {
        let answer = answer(200, true, "# HELP a \"b\"\n");
        let text: MetricsText = value(Operation::SystemMetrics, "http://x", answer).await.unwrap();
        assert_eq!(text, MetricsText("# HELP a \"b\"\n".to_owned()));
    }

    #[tokio::test]
    async fn every_code_comes_back_as_its_kind() {
        for kind in ErrorKind::ALL {
            let body = serde_json::json!({ "ok": false, "error": {
                "code": kind.code(), "message": "No.", "requestId": "req_1", "details": [{ "message": "bad", "path": "a.b" }],
            }});
            let failure = read(500, true, &body.to_string()).await.unwrap_err();
            assert_eq!((failure.kind, failure.message.as_str()), (kind, "No."));
            assert_eq!(failure.details, [ErrorDetail { message: "bad".into(), path: Some("a.b".into()) }]);
            let source = failure.source.unwrap();
            let answered = source.downcast_ref::<Answered>().unwrap();
            assert_eq!(answered, &Answered { status: 500, request_id: Some("req_1".into()) });
        }
    }

    #[tokio::test]
    async fn whatever_is_not_the_contract_is_a_remote_error() {
        let cases = [
            (200, false, r#"{"ok":true,"data":{"stopping":true}}"#),
            (404, false, "<html>"),
            (404, true, "<html>"),
            (302, true, ""),
            (200, true, ""),
            (200, true, r#"{"ok":true,"data":{"stopping":"yes"}}"#),
            (418, true, r#"{"ok":false,"error":{"code":"teapot","message":"short and stout","requestId":"r"}}"#),
        ];
        for (status, named, body) in cases {
            let failure = read(status, named, body).await.unwrap_err();
            assert_eq!(failure.kind, ErrorKind::RemoteError, "{status} {body}");
        }
    }
}
