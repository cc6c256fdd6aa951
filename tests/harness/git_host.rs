//! A git host that gives out archives of a repository, and misbehaves for names that say so.
//!
//! | path | what it answers |
//! |---|---|
//! | `/hub.tar.gz` | the archive that the test packed last |
//! | `/moved.tar.gz` | a redirect to it |
//! | `/huge.tar.gz` | more than anyone takes |
//! | `/slow.tar.gz` | nothing for a long time |
//! | `/page.tar.gz` | a page instead of an archive |
//! | anything else | 404 |

use crate::loopback::{self, Answer, Handle};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tar::EntryType;

/// A git host that runs until it is dropped.
#[derive(Debug)]
pub struct GitHost {
    /// Its address.
    pub url: String,
    state: Arc<State>,
    task: tokio::task::JoinHandle<()>,
}

#[derive(Debug, Default)]
struct State {
    archive: Mutex<Bytes>,
    asked: Mutex<Vec<String>>,
}

impl GitHost {
    /// One with an empty repository.
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let state = Arc::<State>::default();
        let task = tokio::spawn(loopback::serve(listener, state.clone()));
        Self { url, state, task }
    }

    /// Where its archive is.
    #[must_use]
    pub fn archive(&self) -> String {
        format!("{}/hub.tar.gz", self.url)
    }

    /// Packs these as the repository's files, all of them programs; what `->` stands before is a link's target.
    pub fn holds(&self, files: &[(&str, &str)]) {
        let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
        for (path, content) in files {
            let mut header = tar::Header::new_gnu();
            let link = content.strip_prefix("->");
            header.set_entry_type(if link.is_some() { EntryType::Symlink } else { EntryType::Regular });
            if let Some(link) = link {
                header.set_link_name(link).expect("a link");
            }
            header.set_mode(0o755);
            let content = if link.is_some() { "" } else { content };
            header.set_size(content.len() as u64);
            // as a forger writes it: the library would refuse some names
            let name = format!("repository-main/{path}");
            header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
            header.set_cksum();
            archive.append(&header, content.as_bytes()).expect("an entry");
        }
        let bytes = archive.into_inner().and_then(GzEncoder::finish).expect("an archive");
        *self.state.archive.lock().unwrap_or_else(PoisonError::into_inner) = bytes.into();
    }

    /// The paths that it was asked for.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        self.state.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for GitHost {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Handle for State {
    async fn handle(self: Arc<Self>, request: Request<Incoming>) -> Answer {
        let path = request.uri().path().to_owned();
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(path.clone());
        let (status, bytes) = match path.as_str() {
            "/hub.tar.gz" => (StatusCode::OK, self.archive.lock().unwrap_or_else(PoisonError::into_inner).clone()),
            "/moved.tar.gz" => (StatusCode::FOUND, Bytes::new()),
            "/huge.tar.gz" => (StatusCode::OK, vec![0; 33 << 20].into()),
            "/slow.tar.gz" => {
                // it says nothing for longer than anyone waits
                tokio::time::sleep(Duration::from_secs(120)).await;
                (StatusCode::OK, Bytes::new())
            }
            "/page.tar.gz" => (StatusCode::OK, "<html>".into()),
            _ => (StatusCode::NOT_FOUND, Bytes::new()),
        };
        let mut response = Response::new(Full::from(bytes).map_err(|never| match never {}).boxed_unsync());
        *response.status_mut() = status;
        if status == StatusCode::FOUND {
            response.headers_mut().insert("location", http::HeaderValue::from_static("/hub.tar.gz"));
        }
        Ok(response)
    }
}
