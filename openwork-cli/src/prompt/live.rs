//! The live view itself: events, answers and Ctrl-C, until the run is over.

use super::answers::{Answers, understood};
use super::screen::Screen;
use super::view::{Step, View};
use crate::desk::{CUT, Desk};
use crate::exit::Failure;
use crate::render::{Human as _, Look, plain, style};
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use openwork_core::model::ask::{PermissionAnswer, PermissionRequest, QuestionRequest, ReplyPermission};
use openwork_core::model::event::Event;
use openwork_core::model::page::{Nothing, OnePermission, OneQuestion, OneSession};
use openwork_core::operation::endpoint::{AsksRejectQuestion, AsksReplyPermission, SessionsAbort, SessionsSnapshot};
use openwork_core::{ErrorKind, MessageId, PermissionId};
use std::collections::VecDeque;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines, Stdin};
use tokio::signal::ctrl_c;
use tokio::sync::Notify;

/// How long a run that failed or was stopped may be silent before it is asked whether it is over.
const SETTLE: Duration = Duration::from_secs(2);

/// A stream of events.
pub(super) type Events = BoxStream<'static, openwork_core::Result<Event>>;

/// A prompt that is watched.
pub(super) struct Live<'a> {
    desk: &'a Desk,
    path: OneSession,
    view: View,
    screen: Screen<'a>,
    answers: Answers,
    open: VecDeque<PermissionRequest>,
    stopping: bool,
    ended: bool,
    /// Told when the stream is cut.
    cut: Arc<Notify>,
}

impl<'a> Live<'a> {
    pub(super) fn new(desk: &'a Desk, path: OneSession, own: MessageId, answers: Answers, cut: Arc<Notify>) -> Self {
        let view = View::new(path.session_id.clone(), own);
        let screen = Screen::new(&desk.console);
        Self { desk, path, view, screen, answers, open: VecDeque::new(), stopping: false, ended: false, cut }
    }

    /// Shows what happens until the run is over.
    pub(super) async fn run(mut self, mut events: Events) -> Result<(), Failure> {
        let mut keyboard = BufReader::new(tokio::io::stdin()).lines();
        let mut interrupt = pin!(ctrl_c());
        let cut = self.cut.clone();
        while !self.ended {
            let asks = !self.open.is_empty();
            let unsettled = self.stopping || self.view.failure().is_some();
            tokio::select! {
                event = events.next() => match event {
                    Some(event) => self.take(&event.map_err(|error| self.desk.stream_ended(error))?).await?,
                    None => return Err(Failure::Run("The stream of events ended before the run did.".to_owned())),
                },
                line = typed(&mut keyboard), if asks => self.typed(line.as_deref()).await?,
                _ = &mut interrupt => {
                    interrupt.set(ctrl_c());
                    self.interrupted().await?;
                }
                () = cut.notified() => self.screen.line(&style::dim(CUT))?,
                () = tokio::time::sleep(SETTLE), if unsettled => self.catch_up().await?,
            }
        }
        self.screen.close()?;
        match self.view.failure() {
            _ if self.stopping => Err(Failure::Interrupted),
            Some(why) => Err(Failure::Run(why.to_owned())),
            None => Ok(()),
        }
    }

    async fn take(&mut self, event: &Event) -> Result<(), Failure> {
        if self.desk.console.json() && self.view.concerns(event) {
            self.desk.console.show(event)?;
        }
        let steps = self.view.event(event);
        self.follow(steps).await
    }

    async fn follow(&mut self, steps: Vec<Step>) -> Result<(), Failure> {
        for step in steps {
            match step {
                Step::Said(text) => self.screen.said(&text)?,
                Step::Thought(text) => self.screen.thought(&text)?,
                Step::Break => self.screen.close()?,
                Step::Did(line) => self.screen.line(&line)?,
                Step::Asks(asked) => self.asked(asked).await?,
                Step::Questions(asked) => self.questions(&asked).await?,
                Step::Answered(id) => self.answered(&id)?,
                Step::Lost => Box::pin(self.catch_up()).await?,
                Step::Ended => self.ended = true,
            }
        }
        Ok(())
    }

    /// Reads the whole session and shows what was missed.
    async fn catch_up(&mut self) -> Result<(), Failure> {
        let snapshot = self.desk.call::<SessionsSnapshot>(&self.path, &Nothing {}, &Nothing {}).await?;
        let steps = self.view.snapshot(snapshot);
        self.follow(steps).await
    }

    /// The first Ctrl-C stops the agent, the second leaves.
    async fn interrupted(&mut self) -> Result<(), Failure> {
        if self.stopping {
            return Err(Failure::Interrupted);
        }
        self.stopping = true;
        self.screen.line(&style::dim("Stopping the agent; Ctrl-C again leaves at once."))?;
        tokio::select! {
            stopped = self.desk.call::<SessionsAbort>(&self.path, &Nothing {}, &Nothing {}) => stopped.map(drop),
            _ = ctrl_c() => Err(Failure::Interrupted),
        }
    }

    async fn asked(&mut self, asked: PermissionRequest) -> Result<(), Failure> {
        let what = format!("? {} wants {}", asked.id, plain(&asked.permission));
        self.screen.line(&format!("{}: {}", style::question(&what), plain(&asked.patterns.join(" · "))))?;
        match self.answers {
            Answers::Fixed(answer) => self.reply(&asked.id, answer, None).await,
            Answers::Nobody => {
                let why = "Nobody is there to answer; `--answer`, or a server that runs (`openwork-cli serve`), helps.";
                self.screen.line(&style::dim(why))?;
                self.reply(&asked.id, PermissionAnswer::Reject, Some("Nobody is there to answer.".to_owned())).await
            }
            Answers::Elsewhere => {
                let way = format!("asks reply-permission {} {} --reply", self.path.workspace_id, asked.id);
                self.screen.line(&style::dim(&format!("  openwork-cli {way} once|always|reject")))
            }
            Answers::Here => {
                self.open.push_back(asked);
                if self.open.len() == 1 { self.question() } else { Ok(()) }
            }
        }
    }

    /// Shows questions and how they are answered. Where no other command reaches this server they are turned down.
    async fn questions(&mut self, asked: &QuestionRequest) -> Result<(), Failure> {
        self.screen.line(&asked.human(&Look::of_this_terminal()))?;
        if !self.desk.hosts() {
            return Ok(());
        }
        let why =
            "Nobody can answer: no other command reaches this server. One that runs (`openwork-cli serve`) helps.";
        self.screen.line(&style::dim(why))?;
        let workspace_id = self.path.workspace_id.clone();
        let path = OneQuestion { workspace_id, request_id: asked.id.clone() };
        match self.desk.call::<AsksRejectQuestion>(&path, &Nothing {}, &Nothing {}).await {
            Err(Failure::Call(error)) if error.kind == ErrorKind::NotFound => Ok(()),
            rejected => rejected.map(drop),
        }
    }

    /// Asks whoever sits at the terminal about the first request.
    fn question(&mut self) -> Result<(), Failure> {
        let Some(asked) = self.open.front() else { return Ok(()) };
        let always = if asked.always.is_empty() { String::new() } else { format!(" ({})", asked.always.join(" · ")) };
        let text = format!("  {}  y = yes, a = always{}, n = no: ", asked.id, plain(&always));
        self.screen.question(&style::question(&text))
    }

    async fn typed(&mut self, line: Option<&str>) -> Result<(), Failure> {
        self.screen.typed();
        let Some(asked) = self.open.front() else { return Ok(()) };
        match line.map(understood) {
            Some(Some(answer)) => {
                let id = asked.id.clone();
                self.open.pop_front();
                self.reply(&id, answer, None).await?;
            }
            Some(None) => {}
            // Nobody types any more.
            None => {
                self.answers = Answers::of(None, false, self.desk.hosts());
                for asked in std::mem::take(&mut self.open) {
                    Box::pin(self.asked(asked)).await?;
                }
            }
        }
        self.question()
    }

    /// Sends an answer. Somebody else's may have been first.
    async fn reply(
        &mut self,
        id: &PermissionId,
        reply: PermissionAnswer,
        message: Option<String>,
    ) -> Result<(), Failure> {
        let path = OnePermission { workspace_id: self.path.workspace_id.clone(), request_id: id.clone() };
        match self.desk.call::<AsksReplyPermission>(&path, &Nothing {}, &ReplyPermission { reply, message }).await {
            Err(Failure::Call(error)) if error.kind == ErrorKind::NotFound => Ok(()),
            answered => answered.map(drop),
        }
    }

    /// A request that needs no answer any more.
    fn answered(&mut self, id: &PermissionId) -> Result<(), Failure> {
        let first = self.open.front().is_some_and(|asked| asked.id == *id);
        self.open.retain(|asked| asked.id != *id);
        if !first {
            return Ok(());
        }
        self.screen.close()?;
        self.question()
    }
}

/// The next line that is typed; none when nobody types any more.
async fn typed(keyboard: &mut Lines<BufReader<Stdin>>) -> Option<String> {
    keyboard.next_line().await.ok().flatten()
}
