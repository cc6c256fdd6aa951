//! A body that is handed on while it comes in.
//!
//! The handler runs in a task of its own, so the connection feeds it over a channel of a few pieces: it reads on only as fast
//! as the handler takes. That the body is whole is said in the channel; where the connection goes first, the handler sees a
//! body that was cut off, never a short one.

use crate::body::{self, Incoming};
use bytes::Bytes;
use futures_util::{Stream, stream};
use openwork_core::Result;
use std::pin::pin;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// How many pieces wait for the handler.
const PIECES: usize = 4;

/// The end of the channel that the connection feeds; `None` is the end of the body.
pub(crate) struct Feed(Sender<Result<Option<Bytes>>>);

/// The end of the channel that the handler reads.
#[derive(Debug)]
pub(crate) struct Upload(Receiver<Result<Option<Bytes>>>);

impl Upload {
    /// Of a call that has none: it was cut off.
    pub(crate) fn none() -> Self {
        upload().1
    }
}

/// A channel for a body.
pub(crate) fn upload() -> (Feed, Upload) {
    let (sender, receiver) = channel(PIECES);
    (Feed(sender), Upload(receiver))
}

impl Feed {
    /// Feeds a body to a handler until that has answered.
    pub(crate) async fn through<T>(self, body: &mut impl Incoming, answer: impl Future<Output = T>) -> T {
        let feeding = async {
            loop {
                let piece = body::piece(body).await;
                let ended = !matches!(piece, Ok(Some(_)));
                if self.0.send(piece).await.is_err() || ended {
                    break std::future::pending::<()>().await;
                }
            }
        };
        let (mut answer, mut feeding) = (pin!(answer), pin!(feeding));
        tokio::select! {
            biased;
            answer = &mut answer => answer,
            () = &mut feeding => answer.await,
        }
    }
}

impl Upload {
    /// The body as it comes.
    pub(crate) fn pieces(self) -> impl Stream<Item = Result<Bytes>> + Send {
        stream::unfold(Some(self), async |upload| {
            let mut upload = upload?;
            match upload.0.recv().await {
                Some(Ok(Some(piece))) => Some((Ok(piece), Some(upload))),
                Some(Ok(None)) => None,
                Some(Err(error)) => Some((Err(error), None)),
                None => Some((Err(body::cut_off()), None)),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::StreamExt as _;
    use http_body_util::StreamBody;
    use hyper::body::Frame;
    use std::convert::Infallible;

    fn body(pieces: usize, rest: bool) -> impl Incoming {
        let frames = stream::iter((0..pieces).map(|_| Ok::<_, Infallible>(Frame::data(Bytes::from_static(b"piece")))));
        let rest: stream::BoxStream<'static, _> =
            if rest { stream::pending().boxed() } else { stream::empty().boxed() };
        StreamBody::new(frames.chain(rest))
    }

    #[tokio::test]
    async fn a_body_goes_through_whole() {
        let (feed, upload) = upload();
        let taken = feed.through(&mut body(20, false), upload.pieces().collect::<Vec<_>>()).await;
        assert_eq!((taken.len(), taken.iter().all(Result::is_ok)), (20, true));
    }

    #[tokio::test]
    async fn who_answers_early_reads_no_more() {
        let (feed, upload) = upload();
        let mut sent = body(20, true);
        let answered = feed.through(&mut sent, async { upload.pieces().boxed().next().await.is_some() }).await;
        assert!(answered);
    }

    #[tokio::test]
    async fn a_connection_that_goes_cuts_the_body_off() {
        let (feed, upload) = upload();
        let mut sent = body(3, true);
        let feeding = feed.through(&mut sent, std::future::pending::<()>());
        assert!(tokio::time::timeout(std::time::Duration::from_millis(50), feeding).await.is_err());
        let taken = upload.pieces().collect::<Vec<_>>().await;
        assert_eq!(taken.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, true, true, false]);
    }
}
