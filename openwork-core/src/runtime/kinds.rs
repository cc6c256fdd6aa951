//! The kinds of events there are: those of a workspace and those of the server itself, as channels and front ends see them.

use crate::clock::Timestamp;
use crate::ids::{SessionId, WorkspaceId};
use crate::model::event::{Event, WatchEvents};
use crate::model::json::JsonObject;
use crate::model::system_event::{SystemEvent, WatchSystemEvents};
use serde::Serialize;
use std::fmt::Debug;

/// An event as a front end sends it.
pub trait Numbered: Serialize + Send + Sync + 'static {
    /// Its number.
    fn seq(&self) -> u64;

    /// Its type.
    fn kind(&self) -> &str;
}

/// What is asked of a stream that goes on where another ended.
pub trait Resumable {
    /// The number after which it goes on.
    fn after(&mut self) -> &mut Option<u64>;
}

/// An event that a channel makes and keeps.
pub(crate) trait Kept: Numbered + Debug + Sized {
    /// Whose events share a channel.
    type Of: Clone + Debug + Send + Sync + 'static;
    /// What an event may be about. A reader may want only those about one thing, and those about none.
    type About: Clone + Debug + PartialEq + Send + Sync + 'static;

    /// The event of this number.
    fn made(of: &Self::Of, seq: u64, news: News<'_, Self::About>) -> Self;

    /// What it is about.
    fn about(&self) -> Option<&Self::About>;

    /// The ids that it carries, for its weight.
    fn ids(&self) -> [Option<&str>; 2];

    /// Its particulars.
    fn properties(&self) -> &JsonObject;
}

/// What an event says before it has a number.
#[derive(Debug)]
pub(crate) struct News<'a, A> {
    /// What it is about.
    pub(crate) about: Option<A>,
    /// Its type.
    pub(crate) kind: &'a str,
    /// Its particulars.
    pub(crate) properties: JsonObject,
}

impl Numbered for Event {
    fn seq(&self) -> u64 {
        self.seq
    }

    fn kind(&self) -> &str {
        &self.kind
    }
}

impl Kept for Event {
    type Of = WorkspaceId;
    type About = SessionId;

    fn made(of: &WorkspaceId, seq: u64, news: News<'_, SessionId>) -> Self {
        let (at, workspace_id, kind) = (Timestamp::now(), of.clone(), news.kind.to_owned());
        Self { seq, at, workspace_id, session_id: news.about, kind, properties: news.properties }
    }

    fn about(&self) -> Option<&SessionId> {
        self.session_id.as_ref()
    }

    fn ids(&self) -> [Option<&str>; 2] {
        [Some(self.workspace_id.as_str()), self.session_id.as_ref().map(SessionId::as_str)]
    }

    fn properties(&self) -> &JsonObject {
        &self.properties
    }
}

impl Resumable for WatchEvents {
    fn after(&mut self) -> &mut Option<u64> {
        &mut self.after
    }
}

impl Numbered for SystemEvent {
    fn seq(&self) -> u64 {
        self.seq
    }

    fn kind(&self) -> &str {
        &self.kind
    }
}

impl Kept for SystemEvent {
    type Of = ();
    type About = WorkspaceId;

    fn made((): &(), seq: u64, news: News<'_, WorkspaceId>) -> Self {
        let (at, kind) = (Timestamp::now(), news.kind.to_owned());
        Self { seq, at, workspace_id: news.about, kind, properties: news.properties }
    }

    fn about(&self) -> Option<&WorkspaceId> {
        self.workspace_id.as_ref()
    }

    fn ids(&self) -> [Option<&str>; 2] {
        [self.workspace_id.as_ref().map(WorkspaceId::as_str), None]
    }

    fn properties(&self) -> &JsonObject {
        &self.properties
    }
}

impl Resumable for WatchSystemEvents {
    fn after(&mut self) -> &mut Option<u64> {
        &mut self.after
    }
}
