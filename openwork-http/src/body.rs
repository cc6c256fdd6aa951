//! Reading a body, within its limits.

use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use http_body_util::BodyExt;
use openwork_core::operation::Operation;
use openwork_core::{Error, ErrorKind, Result};
use std::time::Duration;

/// How long the next piece of a body may take.
const PIECE_LIMIT: Duration = Duration::from_secs(30);
/// How many bytes an operation that takes no body reads before it says so.
const NO_BODY: usize = 1024;
/// How much of a refused body is read and dropped, so that its sender gets to read the answer.
const LINGER: (usize, Duration) = (64 << 20, Duration::from_secs(2));

/// A body as it comes in.
pub(crate) trait Incoming:
    http_body::Body<Data = Bytes, Error: std::error::Error> + Send + Unpin + 'static
{
}
impl<B: http_body::Body<Data = Bytes, Error: std::error::Error> + Send + Unpin + 'static> Incoming for B {}

/// The whole body of a request for an operation.
pub(crate) async fn read(operation: Operation, headers: &HeaderMap, body: &mut impl Incoming) -> Result<Bytes> {
    if operation.takes_bytes() {
        check_coding(headers)?;
        return Ok(Bytes::new());
    }
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    let limit = if operation.takes_body() { operation.body_limit() } else { NO_BODY };
    let announced = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limit) {
        return Err(too_large(operation, limit));
    }
    if operation.takes_body() {
        check_type(headers)?;
    }
    collect(body, limit).await?.ok_or_else(|| too_large(operation, limit))
}

/// Reads what is left of a refused body and drops it.
pub(crate) async fn linger(mut body: impl Incoming) {
    let (bytes, time) = LINGER;
    let mut left = bytes;
    let reading = async {
        while let Some(Ok(frame)) = body.frame().await {
            left = left.saturating_sub(frame.data_ref().map_or(0, Bytes::len));
            if left == 0 {
                break;
            }
        }
    };
    // Whoever sends on and on is cut off: that is what the limit is for.
    let _ = tokio::time::timeout(time, reading).await;
}

/// The bytes, or nothing if they are more than the limit. A body of one piece is not copied.
async fn collect(body: &mut impl Incoming, limit: usize) -> Result<Option<Bytes>> {
    let mut only = Bytes::new();
    let mut joined = BytesMut::new();
    while let Some(piece) = piece(body).await? {
        if only.len() + joined.len() + piece.len() > limit {
            return Ok(None);
        }
        if only.is_empty() && joined.is_empty() {
            only = piece;
        } else {
            joined.extend_from_slice(&std::mem::take(&mut only));
            joined.extend_from_slice(&piece);
        }
    }
    Ok(Some(if joined.is_empty() { only } else { joined.freeze() }))
}

/// A body that ended before its end.
pub(crate) fn cut_off() -> Error {
    Error::new(ErrorKind::InvalidRequest, "The body did not arrive whole; send it again.")
}

/// The next piece of a body; none at its end.
pub(crate) async fn piece(body: &mut impl Incoming) -> Result<Option<Bytes>> {
    match tokio::time::timeout(PIECE_LIMIT, body.frame()).await {
        Ok(None) => Ok(None),
        Ok(Some(Ok(frame))) => Ok(Some(frame.into_data().unwrap_or_default())),
        Err(_) | Ok(Some(Err(_))) => Err(cut_off()),
    }
}

/// Bytes are what they are called, and are taken as they come.
fn check_coding(headers: &HeaderMap) -> Result<()> {
    let coding = headers.get(CONTENT_ENCODING).map_or(&b""[..], http::HeaderValue::as_bytes);
    if coding.is_empty() || coding.eq_ignore_ascii_case(b"identity") {
        return Ok(());
    }
    let message = "The bytes are written as they come; send them without a content encoding.";
    Err(Error::new(ErrorKind::UnsupportedMediaType, message))
}

/// A body is plain `application/json`.
fn check_type(headers: &HeaderMap) -> Result<()> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media = text(CONTENT_TYPE).split(';').next().unwrap_or_default().trim();
    let coding = text(CONTENT_ENCODING);
    if media.eq_ignore_ascii_case("application/json") && (coding.is_empty() || coding.eq_ignore_ascii_case("identity"))
    {
        return Ok(());
    }
    let message = "The body must be `Content-Type: application/json`, without a content encoding.";
    Err(Error::new(ErrorKind::UnsupportedMediaType, message))
}

fn too_large(operation: Operation, limit: usize) -> Error {
    if operation.takes_body() {
        let message = format!("The body is larger than the {} MiB that this operation takes.", limit >> 20);
        return Error::new(ErrorKind::TooLarge, message);
    }
    Error::new(ErrorKind::InvalidRequest, "This operation takes no body; send none, or `{}`.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;
    use http_body_util::{Full, StreamBody};
    use hyper::body::Frame;
    use std::convert::Infallible;

    fn headers(content_type: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(content_type))])
    }

    fn pieces(count: usize, size: usize) -> impl Incoming {
        let piece = Bytes::from(vec![b' '; size]);
        let frames = (0..count).map(move |_| Ok::<_, Infallible>(Frame::data(piece.clone())));
        StreamBody::new(futures_util::stream::iter(frames))
    }

    async fn kind(operation: Operation, headers: &HeaderMap, mut body: impl Incoming) -> Option<ErrorKind> {
        read(operation, headers, &mut body).await.err().map(|error| error.kind)
    }

    #[tokio::test]
    async fn a_body_is_json_by_name() {
        let body = || Full::new(Bytes::from_static(b"{}"));
        for good in ["application/json", "Application/JSON; charset=utf-8"] {
            assert_eq!(kind(Operation::SessionsCreate, &headers(good), body()).await, None);
        }
        for bad in ["text/plain", "application/jsonx", ""] {
            let refused = kind(Operation::SessionsCreate, &headers(bad), body()).await;
            assert_eq!(refused, Some(ErrorKind::UnsupportedMediaType), "{bad}");
        }
        let mut zipped = headers("application/json");
        zipped.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        assert_eq!(kind(Operation::SessionsCreate, &zipped, body()).await, Some(ErrorKind::UnsupportedMediaType));
        assert_eq!(kind(Operation::SessionsCreate, &HeaderMap::new(), Full::default()).await, None);
    }

    #[tokio::test]
    async fn a_body_has_a_limit_announced_or_not() {
        let json = headers("application/json");
        assert_eq!(kind(Operation::SessionsCreate, &json, pieces(8, 1 << 20)).await, None);
        assert_eq!(kind(Operation::SessionsCreate, &json, pieces(9, 1 << 20)).await, Some(ErrorKind::TooLarge));
        let mut long = json;
        long.insert(CONTENT_LENGTH, HeaderValue::from_static("8388609"));
        assert_eq!(kind(Operation::SessionsCreate, &long, pieces(1, 1)).await, Some(ErrorKind::TooLarge));
        assert_eq!(kind(Operation::SessionsPromptAsync, &long, pieces(1, 1)).await, None);
        assert_eq!(kind(Operation::SessionsAbort, &long, pieces(1, 1)).await, Some(ErrorKind::InvalidRequest));
    }
}
