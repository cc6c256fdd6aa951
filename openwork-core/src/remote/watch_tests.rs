use super::super::transport::{SendError, Transport};
use super::*;
use crate::model::event::{Event, WatchEvents};
use crate::model::system_event::WatchSystemEvents;
use bytes::Bytes;
use futures_util::TryStreamExt as _;
use futures_util::future::BoxFuture;
use http::{Request, Response};
use http_body_util::{Full, StreamBody};
use hyper::body::Frame as BodyFrame;
use std::sync::{Arc, Mutex};

/// One connection of a scripted server.
#[derive(Clone)]
enum Connection {
    /// These pieces, and then the end.
    Sends(Vec<String>),
    /// These pieces, and then nothing for ever.
    Hangs(Vec<String>),
    /// A failure of the contract.
    Fails(u16, &'static str),
    /// Nobody there.
    Away,
}

type Asked = (Option<String>, String);

#[derive(Clone)]
struct Scripted {
    script: Arc<Mutex<VecDeque<Connection>>>,
    /// `Last-Event-ID` and address of every connection.
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Scripted {
    fn new(script: impl IntoIterator<Item = Connection>) -> Self {
        Self { script: Arc::new(Mutex::new(script.into_iter().collect())), asked: Arc::default() }
    }

    async fn watch(&self, query: WatchEvents) -> Result<BoxStream<'static, Result<Event>>> {
        Client::new(self.clone()).watch(&"ws_1".parse().unwrap(), query).await
    }

    /// The `Last-Event-ID` of every connection.
    fn ids(&self) -> Vec<Option<String>> {
        self.asked.lock().unwrap().iter().map(|(id, _)| id.clone()).collect()
    }
}

impl Transport for Scripted {
    fn place(&self) -> &'static str {
        "http://scripted"
    }

    fn send(&self, request: Request<Bytes>) -> BoxFuture<'static, Result<Response<Body>, SendError>> {
        let id = request.headers().get(LAST_EVENT_ID).map(|id| id.to_str().unwrap().to_owned());
        self.asked.lock().unwrap().push((id, request.uri().to_string()));
        let next = self.script.lock().unwrap().pop_front().unwrap_or(Connection::Away);
        Box::pin(async move { answer(next) })
    }
}

fn answer(connection: Connection) -> Result<Response<Body>, SendError> {
    let answer = Response::builder().header("x-openwork-server", "0.1.0");
    let pieces =
        |pieces: Vec<String>| stream::iter(pieces).map(|piece| Ok::<_, SendError>(BodyFrame::data(Bytes::from(piece))));
    Ok(match connection {
        Connection::Sends(sent) => answer.body(StreamBody::new(pieces(sent)).boxed_unsync()).unwrap(),
        Connection::Hangs(sent) => {
            answer.body(StreamBody::new(pieces(sent).chain(stream::pending())).boxed_unsync()).unwrap()
        }
        Connection::Fails(status, code) => {
            let body = format!(r#"{{"ok":false,"error":{{"code":"{code}","message":"No.","requestId":"r"}}}}"#);
            let body = Full::new(Bytes::from(body)).map_err(|never| match never {}).boxed_unsync();
            answer.status(status).body(body).unwrap()
        }
        Connection::Away => return Err(SendError::new("connection refused")),
    })
}

fn event(seq: u64) -> String {
    format!(
        "id: {seq}\nevent: session.idle\ndata: {{\"seq\":{seq},\"at\":\"2026-11-22T10:00:00.000Z\",\"workspaceId\":\"ws_1\",\
         \"type\":\"session.idle\",\"properties\":{{}}}}\n\n"
    )
}

fn seqs(events: Vec<Event>) -> Vec<u64> {
    events.into_iter().map(|event| event.seq).collect()
}

#[tokio::test(start_paused = true)]
async fn a_cut_stream_goes_on_after_its_last_event() {
    let half = event(3)[..20].to_owned();
    let server = Scripted::new([
        Connection::Sends(vec![": hi\n\n".into(), event(1) + &event(2), half]),
        Connection::Away,
        Connection::Fails(503, "starting"),
        Connection::Sends(vec![event(3)]),
        Connection::Fails(404, "not_found"),
    ]);
    let mut watch = server.watch(WatchEvents { after: Some(0), session_id: None }).await.unwrap();
    let mut events = Vec::new();
    let failure = loop {
        match watch.try_next().await {
            Ok(event) => events.push(event.unwrap()),
            Err(failure) => break failure,
        }
    };
    assert_eq!(seqs(events), [1, 2, 3]);
    assert_eq!(failure.kind, ErrorKind::NotFound);
    assert!(watch.next().await.is_none());
    let after = |id: &str| Some(id.to_owned());
    assert_eq!(server.ids(), [None, after("2"), after("2"), after("2"), after("3")]);
    let asked = server.asked.lock().unwrap();
    assert_eq!(asked[0].1, "/workspaces/ws_1/events?after=0");
    assert_eq!(asked[1].1, "/workspaces/ws_1/events");
}

#[tokio::test(start_paused = true)]
async fn the_servers_own_stream_goes_on_in_the_same_way() {
    let event = |seq: u64| {
        format!(
            "id: {seq}\ndata: {{\"seq\":{seq},\"at\":\"2026-11-22T10:00:00.000Z\",\"type\":\"server.stopping\",\"properties\":{{}}}}\n\n"
        )
    };
    let server = Scripted::new([Connection::Sends(vec![event(7)]), Connection::Hangs(vec![event(8)])]);
    let query = WatchSystemEvents { after: Some(6) };
    let watch = Client::new(server.clone()).watch_system(query).await.unwrap();
    let seen: Vec<_> = watch.take(2).try_collect().await.unwrap();
    assert_eq!(seen.iter().map(|event| event.seq).collect::<Vec<_>>(), [7, 8]);
    assert_eq!(server.ids(), [None, Some("7".to_owned())]);
    let asked = server.asked.lock().unwrap();
    assert_eq!((asked[0].1.as_str(), asked[1].1.as_str()), ("/system/events?after=6", "/system/events"));
}

#[tokio::test(start_paused = true)]
async fn silence_is_a_cut() {
    let server = Scripted::new([Connection::Hangs(vec![event(1)]), Connection::Hangs(vec![event(2)])]);
    let watch = server.watch(WatchEvents::default()).await.unwrap();
    assert_eq!(seqs(watch.take(2).try_collect().await.unwrap()), [1, 2]);
}

#[tokio::test(start_paused = true)]
async fn patience_has_an_end() {
    let server = Scripted::new([Connection::Sends(vec![event(1)])]);
    let mut watch = server.watch(WatchEvents::default()).await.unwrap();
    assert_eq!(watch.try_next().await.unwrap().unwrap().seq, 1);
    assert_eq!(watch.try_next().await.unwrap_err().kind, ErrorKind::RemoteError);
    assert!(watch.next().await.is_none());
}

#[tokio::test]
async fn a_stream_that_never_opens_fails_at_once() {
    let server = Scripted::new([Connection::Fails(401, "unauthorized")]);
    let failure = server.watch(WatchEvents::default()).await.err().unwrap();
    assert_eq!(failure.kind, ErrorKind::Unauthorized);
    assert_eq!(server.ids().len(), 1);
}

#[tokio::test]
async fn an_event_that_cannot_be_read_is_told_and_ends_the_stream() {
    let server = Scripted::new([Connection::Sends(vec!["data: {\"seq\":\"x\"}\n\n".into()])]);
    let mut watch = server.watch(WatchEvents::default()).await.unwrap();
    assert_eq!(watch.try_next().await.unwrap_err().kind, ErrorKind::RemoteError);
    assert!(watch.next().await.is_none());
}

#[test]
fn pauses_are_spread() {
    for _ in 0..1000 {
        let pause = jittered(Duration::from_secs(1));
        assert!((Duration::from_millis(500)..=Duration::from_secs(1)).contains(&pause), "{pause:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn each_cut_is_told_once() {
    let server = Scripted::new([
        Connection::Sends(vec![event(1)]),
        Connection::Away,
        Connection::Away,
        Connection::Sends(vec![event(2)]),
        Connection::Fails(404, "not_found"),
    ]);
    let told = Arc::new(Mutex::new(0));
    let count = told.clone();
    let client = Client::new(server).telling_cuts(move || *count.lock().unwrap() += 1);
    let mut watch = client.watch(&"ws_1".parse().unwrap(), WatchEvents::default()).await.unwrap();
    assert_eq!(watch.try_next().await.unwrap().unwrap().seq, 1);
    assert_eq!(*told.lock().unwrap(), 0);
    assert_eq!(watch.try_next().await.unwrap().unwrap().seq, 2);
    assert_eq!(*told.lock().unwrap(), 1);
    assert!(watch.try_next().await.is_err());
    assert_eq!(*told.lock().unwrap(), 2);
}
