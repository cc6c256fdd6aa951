//! Calls whose body or answer is bytes that stream.

use super::client::Client;
use super::transport::{Body, SendError};
use super::{address, reply};
use crate::error::Result;
use crate::model::file::FileBytes;
use crate::operation::Endpoint;
use bytes::Bytes;
use futures_util::{Stream, TryStreamExt as _};
use http::header::{CONTENT_TYPE, ETAG, HeaderName, HeaderValue};
use http::{HeaderMap, Request};
use http_body_util::{BodyExt as _, StreamBody};
use hyper::body::Frame;
use std::io;

/// An answer of bytes, as they come.
#[derive(Debug)]
pub struct Download {
    place: String,
    headers: HeaderMap,
    body: Body,
}

impl Download {
    /// The revision of what is read.
    #[must_use]
    pub fn revision(&self) -> Option<&str> {
        Some(self.headers.get(ETAG)?.to_str().ok()?.trim_matches('"'))
    }

    /// The next bytes; none at the end.
    ///
    /// # Errors
    /// `remote_error` where the answer breaks off.
    pub async fn next(&mut self) -> Result<Option<Bytes>> {
        match self.body.frame().await {
            None => Ok(None),
            Some(Ok(frame)) => Ok(Some(frame.into_data().unwrap_or_default())),
            Some(Err(why)) => Err(reply::foreign(&self.place, &format!("its answer broke off ({why})"))),
        }
    }
}

impl Client {
    /// Calls an operation that answers with bytes; the headers are such as the row names. The limit is for the answer to begin.
    ///
    /// # Errors
    /// As [`Client::call`].
    pub async fn download<E: Endpoint<Output = FileBytes>>(
        &self,
        path: &E::Path,
        query: &E::Query,
        headers: &[(HeaderName, HeaderValue)],
    ) -> Result<Download> {
        let mut request = self.request(E::OPERATION, address::target(E::OPERATION, path, query)?)?;
        request.headers_mut().extend(headers.iter().cloned());
        let answer = async { reply::accepted(self.place(), self.send(request).await?).await };
        let answer = match self.limit {
            None => answer.await?,
            Some(limit) => tokio::time::timeout(limit, answer).await.unwrap_or_else(|_| Err(self.late(limit)))?,
        };
        let (parts, body) = answer.into_parts();
        Ok(Download { place: self.place().to_owned(), headers: parts.headers, body })
    }

    /// Calls an operation that takes bytes, which are sent as they come. A stream that fails cuts the call off.
    ///
    /// # Errors
    /// As [`Client::call`].
    pub async fn upload<E: Endpoint<Body = FileBytes>>(
        &self,
        path: &E::Path,
        query: &E::Query,
        headers: &[(HeaderName, HeaderValue)],
        bytes: impl Stream<Item = io::Result<Bytes>> + Send + 'static,
    ) -> Result<E::Output> {
        let (mut parts, _) = self.request(E::OPERATION, address::target(E::OPERATION, path, query)?)?.into_parts();
        parts.headers.extend(headers.iter().cloned());
        parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
        let body = StreamBody::new(bytes.map_ok(Frame::data).map_err(SendError::new)).boxed_unsync();
        let request = Request::from_parts(parts, body);
        let answer = async {
            let answer = self.transport.send_stream(request).await.map_err(|why| self.unreachable(why))?;
            reply::value(E::OPERATION, self.place(), answer).await
        };
        match self.limit {
            None => answer.await,
            Some(limit) => tokio::time::timeout(limit, answer).await.unwrap_or_else(|_| Err(self.late(limit))),
        }
    }
}
