//! Answers: the envelope, the headers that every answer has, and the only place with status codes.
//!
//! A value is serialised once, straight into the bytes that leave. What fails, for whatever reason, leaves in the same shape.

use crate::conditional::Part;
use crate::{Body, schema};
use bytes::Bytes;
use futures_util::TryStreamExt as _;
use http::header::{
    ACCEPT_RANGES, ALLOW, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG,
    RETRY_AFTER, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderName, HeaderValue, Response, StatusCode};
use http_body_util::{BodyExt, Empty, Full, StreamBody};
use hyper::body::Frame;
use openwork_core::{Error, ErrorDetail, ErrorKind, OpenFile, Result, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

/// The name of the header that carries the request's id, both ways.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The name of the header that says which server answered.
pub(crate) const SERVER: HeaderName = HeaderName::from_static("x-openwork-server");

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// A call that succeeded.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Success<'a, T> {
    #[schemars(schema_with = "schema::yes")]
    ok: bool,
    data: &'a T,
    meta: Meta<'a>,
}

/// About an answer.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ResponseMeta")]
pub(crate) struct Meta<'a> {
    /// Names the request, in the log too.
    request_id: &'a str,
    /// When it was answered.
    timestamp: Timestamp,
}

/// A call that failed.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub(crate) struct Failure<'a> {
    #[schemars(schema_with = "schema::no")]
    ok: bool,
    error: Fault<'a>,
}

/// What went wrong.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ProblemError")]
struct Fault<'a> {
    /// What a program acts on.
    code: ErrorKind,
    /// What a person reads: what happened and what to do next.
    message: &'a str,
    /// Names the request, in the log too.
    request_id: &'a str,
    /// Where in the request, if that is known.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    #[schemars(default)]
    details: &'a [ErrorDetail],
}

/// The status of a failure.
pub(crate) fn status(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::InvalidRequest => StatusCode::BAD_REQUEST,
        ErrorKind::Unauthorized => StatusCode::UNAUTHORIZED,
        ErrorKind::Forbidden => StatusCode::FORBIDDEN,
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        ErrorKind::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        ErrorKind::Conflict | ErrorKind::ExportNeedsDecision => StatusCode::CONFLICT,
        ErrorKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorKind::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ErrorKind::Unprocessable => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        ErrorKind::NotImplemented => StatusCode::NOT_IMPLEMENTED,
        ErrorKind::EngineError | ErrorKind::RemoteError => StatusCode::BAD_GATEWAY,
        ErrorKind::EngineUnavailable | ErrorKind::Starting => StatusCode::SERVICE_UNAVAILABLE,
        ErrorKind::Timeout => StatusCode::GATEWAY_TIMEOUT,
    }
}

/// A value in the envelope.
pub(crate) fn value<T: Serialize>(value: &T, request_id: &str) -> Result<Response<Body>> {
    let meta = Meta { request_id, timestamp: Timestamp::now() };
    let bytes = serde_json::to_vec(&Success { ok: true, data: value, meta }).map_err(Error::internal)?;
    Ok(with_body(StatusCode::OK, JSON, full(bytes)))
}

/// JSON text as it is, without the envelope.
pub(crate) fn bare(text: Bytes) -> Response<Body> {
    with_body(StatusCode::OK, JSON, full(text))
}

/// Text as it is, in the format that Prometheus reads.
pub(crate) fn text(text: String) -> Response<Body> {
    with_body(StatusCode::OK, HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8"), full(text))
}

/// Events as they come.
pub(crate) fn stream(body: Body) -> Response<Body> {
    let mut response = with_body(StatusCode::OK, HeaderValue::from_static("text/event-stream"), body);
    // A proxy in front that would collect the stream is asked not to.
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

/// The same answer with the revision of what it holds.
pub(crate) fn tagged(mut response: Response<Body>, revision: &str) -> Response<Body> {
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{revision}\"")) {
        response.headers_mut().insert(ETAG, tag);
    }
    response
}

/// The client has what it asks for.
pub(crate) fn unchanged(revision: &str) -> Response<Body> {
    let mut response = Response::new(empty());
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    tagged(response, revision)
}

/// The bytes of a file, as they come: always as bytes, whatever they are, so that no browser makes a page of them.
pub(crate) fn file(file: OpenFile, part: Part, request_id: &str) -> Response<Body> {
    let size = file.size;
    let (status, range) = match part {
        Part::Whole => (StatusCode::OK, 0..size),
        Part::Some(range) => (StatusCode::PARTIAL_CONTENT, range),
        Part::Nowhere => return nowhere(size, request_id),
    };
    let length = range.end - range.start;
    let shown =
        (status == StatusCode::PARTIAL_CONTENT).then(|| format!("bytes {}-{}/{size}", range.start, range.end - 1));
    let pieces = StreamBody::new(file.pieces(range).map_ok(Frame::data));
    let mut response = with_body(status, HeaderValue::from_static("application/octet-stream"), pieces.boxed_unsync());
    let headers = response.headers_mut();
    headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    if let Some(shown) = shown.and_then(|shown| HeaderValue::from_str(&shown).ok()) {
        headers.insert(CONTENT_RANGE, shown);
    }
    response
}

/// The same answer under the name that its bytes are to be kept by. Names are of all sorts: old readers get one of plain
/// letters, and the others the name itself, encoded so that nothing in it can be taken for something else.
pub(crate) fn named(mut response: Response<Body>, name: &str) -> Response<Body> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || " !#$&'()+,-.;=@[]^_`{}~".contains(c);
    let simple: String = name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    let exact = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
    let text = format!("attachment; filename=\"{simple}\"; filename*=UTF-8''{exact}");
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    response
}

/// A part that lies behind the end of a file of this size.
fn nowhere(size: u64, request_id: &str) -> Response<Body> {
    let message = format!("The range lies behind the end of the file, which has {size} bytes.");
    let error = Error::new(ErrorKind::InvalidRequest, message.clone()).at("Range", message);
    let mut response = failure(&error, request_id);
    *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
    if let Ok(shown) = HeaderValue::from_str(&format!("bytes */{size}")) {
        response.headers_mut().insert(CONTENT_RANGE, shown);
    }
    response
}

/// The answer to a browser that asks beforehand; it has nothing to say besides its headers.
pub(crate) fn preflight() -> Response<Body> {
    let mut response = Response::new(empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}

/// A failure, in the envelope.
pub(crate) fn failure(error: &Error, request_id: &str) -> Response<Body> {
    let fault = Fault { code: error.kind, message: &error.message, request_id, details: &error.details };
    // Text alone cannot fail to serialise; an empty body would still carry the status.
    let bytes = serde_json::to_vec(&Failure { ok: false, error: fault }).unwrap_or_default();
    let mut response = with_body(status(error.kind), JSON, full(bytes));
    match error.kind {
        ErrorKind::Unauthorized => {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        ErrorKind::Starting => {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        ErrorKind::InvalidRequest
        | ErrorKind::Forbidden
        | ErrorKind::NotFound
        | ErrorKind::MethodNotAllowed
        | ErrorKind::Conflict
        | ErrorKind::ExportNeedsDecision
        | ErrorKind::TooLarge
        | ErrorKind::UnsupportedMediaType
        | ErrorKind::Unprocessable
        | ErrorKind::Internal
        | ErrorKind::NotImplemented
        | ErrorKind::EngineError
        | ErrorKind::RemoteError
        | ErrorKind::EngineUnavailable
        | ErrorKind::Timeout => {}
    }
    response
}

/// The route exists, with other methods than this one.
pub(crate) fn wrong_method(allow: &str, request_id: &str) -> Response<Body> {
    let message = format!("This route does not take that method; it takes {allow}.");
    let mut response = failure(&Error::new(ErrorKind::MethodNotAllowed, message), request_id);
    if let Ok(allow) = HeaderValue::from_str(allow) {
        response.headers_mut().insert(ALLOW, allow);
    }
    response
}

/// What every answer carries.
pub(crate) fn finish(response: &mut Response<Body>, request_id: &str) {
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(SERVER, HeaderValue::from_static(env!("CARGO_PKG_VERSION")));
    if let Ok(id) = HeaderValue::from_str(request_id) {
        headers.insert(REQUEST_ID, id);
    }
}

/// No body at all.
pub(crate) fn empty() -> Body {
    Empty::new().map_err(|never| match never {}).boxed_unsync()
}

fn full(bytes: impl Into<Bytes>) -> Body {
    Full::new(bytes.into()).map_err(|never| match never {}).boxed_unsync()
}

fn with_body(status: StatusCode, content_type: HeaderValue, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, content_type);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn json(response: Response<Body>) -> serde_json::Value {
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        serde_json::from_slice(&bytes).unwrap()
    }

    #[tokio::test]
    async fn a_value_is_wrapped_with_its_request_and_time() {
        let response = value(&serde_json::json!({"a": 1}), "req_1").unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let mut body = json(response).await;
        let timestamp = body["meta"]["timestamp"].take();
        assert!(timestamp.as_str().unwrap().parse::<Timestamp>().is_ok());
        assert_eq!(
            body,
            serde_json::json!({"ok": true, "data": {"a": 1}, "meta": {"requestId": "req_1", "timestamp": null}})
        );
    }

    #[tokio::test]
    async fn a_failure_names_its_code_and_the_places() {
        let error = Error::unprocessable("parts[0].text", "no text");
        let response = failure(&error, "req_1");
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let expected = serde_json::json!({"ok": false, "error": {
            "code": "unprocessable", "message": "no text", "requestId": "req_1",
            "details": [{"message": "no text", "path": "parts[0].text"}],
        }});
        assert_eq!(json(response).await, expected);
    }

    #[test]
    fn a_name_cannot_become_another_header_or_another_name() {
        let shown = |name: &str| {
            let response = named(Response::new(empty()), name);
            response.headers()[CONTENT_DISPOSITION].to_str().unwrap().to_owned()
        };
        assert_eq!(shown("a b.txt"), "attachment; filename=\"a b.txt\"; filename*=UTF-8''a%20b%2Etxt");
        assert_eq!(
            shown("a\"; filename=x\r\nSet-Cookie: y%41\\"),
            "attachment; filename=\"a_; filename=x__Set-Cookie_ y_41_\"; \
             filename*=UTF-8''a%22%3B%20filename%3Dx%0D%0ASet%2DCookie%3A%20y%2541%5C"
        );
        assert_eq!(shown("Bäume.md"), "attachment; filename=\"B_ume.md\"; filename*=UTF-8''B%C3%A4ume%2Emd");
    }

    #[test]
    fn every_kind_of_failure_has_a_failing_status() {
        for kind in ErrorKind::ALL {
            assert!(status(kind).as_u16() >= 400, "{kind:?}");
        }
    }
}
