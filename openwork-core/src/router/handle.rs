//! The handle of the router.

use super::client::{CallError, Client};
use super::options::RouterOptions;
use super::setup::Setup;
use super::{View, bindings, delivery, faults, identities, keeper};
use crate::child::{self, Order, Output};
use crate::engine::Engine;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{BindingId, IdentityId};
use crate::model::engine::{EngineFault, EngineHealth, EngineState};
use crate::model::router::{
    AppliedRouter, Channel, ListBindings, RemovedBinding, RemovedIdentity, RouterBinding, RouterEnablement,
    RouterHealth, RouterIdentity, RouterProductHealth, SendMessage, SentMessage, SetBinding, UpsertIdentity,
};
use crate::model::runtime::EngineStart;
use crate::runtime::tasks::Tasks;
use crate::store::{Seal, Store};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};

/// How long an orderly stop may take: 2 s and 3 s after the two signals, and the sweep.
const STOP_LIMIT: Duration = Duration::from_secs(10);

/// How long its health is waited for, where somebody asks how it says that it is.
const HEALTH_LIMIT: Duration = Duration::from_secs(2);

/// The router. Clones are handles of the same one.
#[derive(Clone)]
pub(crate) struct Router(Arc<Shared>);

struct Shared {
    setup: Arc<Setup>,
    view: watch::Receiver<Arc<View>>,
    orders: mpsc::UnboundedSender<Order>,
    changed: watch::Sender<u64>,
}

impl Router {
    /// A router that is started when there is something for it to do. Nothing is read or started here but its two tasks.
    pub(crate) fn new(
        options: RouterOptions,
        data_dir: &Path,
        (store, seal): (&Store, Seal),
        engine: &Engine,
        tasks: &Tasks,
    ) -> Self {
        let start = options.start;
        let state = if start == EngineStart::Disabled { EngineState::Disabled } else { EngineState::Stopped };
        let (publish, view) = watch::channel(Arc::new(View::new(state, options.guard.is_some())));
        let (orders, inbox) = mpsc::unbounded_channel();
        let (changed, told_changed) = watch::channel(0);
        let output = Output::new(data_dir, "router");
        let (store, engine, spawner) = (store.clone(), engine.clone(), tasks.spawner());
        let setup = Arc::new(Setup::new(options, data_dir.to_owned(), store, seal, engine, output, spawner));
        if start != EngineStart::Disabled {
            let stop = tasks.spawner().stop_token();
            tasks.spawn("router", child::supervise(setup.clone(), publish, inbox, stop));
            tasks.spawn("router keeper", keeper::keep(setup.clone(), orders.clone(), view.clone(), told_changed));
        }
        Self(Arc::new(Shared { setup, view, orders, changed }))
    }

    /// Whether it is wanted, as the store says.
    pub(crate) fn enablement(&self) -> Result<RouterEnablement> {
        Ok(self.0.setup.enablement()?)
    }

    /// What is known of it, now and on each change.
    pub(crate) fn watch(&self) -> watch::Receiver<Arc<View>> {
        self.0.view.clone()
    }

    /// How it is as a process, in the engine's words.
    pub(crate) fn seen(&self) -> EngineHealth {
        self.0.view.borrow().health(self.0.setup.output.lines())
    }

    /// How it says that it is.
    pub(crate) async fn product_health(&self) -> RouterProductHealth {
        let client = self.0.view.borrow().client.clone();
        let Some(client) = client else { return RouterProductHealth::default() };
        client.health(HEALTH_LIMIT).await.map(|(_, health)| health).unwrap_or_default()
    }

    /// The bots of a service.
    pub(crate) fn identities(&self, channel: Channel) -> Result<Vec<RouterIdentity>> {
        identities::list(&self.0.setup.store, channel)
    }

    /// Makes a bot or changes one; the router follows by itself.
    pub(crate) async fn upsert_identity(&self, channel: Channel, wanted: UpsertIdentity) -> Result<RouterIdentity> {
        let made = identities::upsert(&self.0.setup.store, &self.0.setup.seal, channel, wanted).await?;
        self.tell_changed();
        Ok(made)
    }

    /// Removes a bot and its bindings; the router follows by itself.
    pub(crate) async fn remove_identity(&self, channel: Channel, id: &IdentityId) -> Result<RemovedIdentity> {
        let removed = identities::remove(&self.0.setup.store, channel, id).await?;
        self.tell_changed();
        Ok(removed)
    }

    /// The bindings that are asked for.
    pub(crate) fn bindings(&self, wanted: &ListBindings) -> Result<Vec<RouterBinding>> {
        bindings::list(&self.0.setup.store, wanted)
    }

    /// Binds a peer of a bot to a folder; the router follows by itself.
    pub(crate) async fn set_binding(&self, wanted: SetBinding) -> Result<RouterBinding> {
        let set = bindings::set(&self.0.setup.store, wanted).await?;
        self.tell_changed();
        Ok(set)
    }

    /// Removes a binding; the router follows by itself.
    pub(crate) async fn remove_binding(&self, id: &BindingId) -> Result<RemovedBinding> {
        let removed = bindings::remove(&self.0.setup.store, id).await?;
        self.tell_changed();
        Ok(removed)
    }

    /// Takes folders away that are no workspace's any more; the router follows by itself.
    pub(crate) async fn forget_folders(&self, is_kept: impl Fn(&Path) -> bool + Send + 'static) -> Result<()> {
        if bindings::forget_folders(&self.0.setup.store, is_kept).await? {
            self.tell_changed();
        }
        Ok(())
    }

    /// A folder is somewhere else now: what works in it goes with it.
    pub(crate) async fn move_folders(&self, from: String, to: String) -> Result<()> {
        if bindings::move_folders(&self.0.setup.store, from, to).await? {
            self.tell_changed();
        }
        Ok(())
    }

    /// Starts it afresh with what is stored, or lets it rest, and waits for that.
    pub(crate) async fn apply(&self) -> Result<AppliedRouter> {
        let is_wanted = self.0.setup.enablement()?.enabled;
        self.0.setup.asked.store(true, Ordering::Relaxed);
        let (tell, begun) = oneshot::channel();
        // Without a supervisor the view says `disabled`, and nothing begins.
        if self.0.orders.send(if is_wanted { Order::Restart(tell) } else { Order::Unwanted }).is_ok() && is_wanted {
            let _ = begun.await;
        }
        let is_done = |view: &View| match view.state {
            EngineState::Ready | EngineState::Failed | EngineState::Backoff => is_wanted,
            EngineState::Stopped | EngineState::Disabled => true,
            EngineState::Starting | EngineState::Stopping => false,
        };
        let limit = self.0.setup.options.wait_limit;
        let mut view = self.0.view.clone();
        let waited =
            tokio::time::timeout(limit, view.wait_for(|view| is_done(view))).await.is_ok_and(|seen| seen.is_ok());
        let health = RouterHealth::of(self.seen(), self.enablement()?);
        let applied = waited && matches!(health.state, EngineState::Ready | EngineState::Stopped);
        let fault = health.last_error.as_ref().map(told);
        let late = || format!("The messaging router was not ready within {} s.", limit.as_secs());
        let disabled = (health.state == EngineState::Disabled).then(|| told(&faults::disabled()));
        let apply_error = (!applied).then(|| disabled.or(fault).unwrap_or_else(late));
        Ok(AppliedRouter { applied, apply_error, health })
    }

    /// Sends a message to one peer of one bot.
    pub(crate) async fn send(&self, message: SendMessage) -> Result<SentMessage> {
        bindings::check_peer(message.channel, &message.peer_id)?;
        let bot = self.0.setup.store.read(|read| read.identities().get(message.channel, &message.identity_id))?;
        let bot = bot.ok_or_else(|| identities::unknown(message.channel, &message.identity_id))?;
        if !bot.enabled {
            let message = format!("The bot `{}` is not enabled; enable it with `router.upsertIdentity`.", bot.id);
            return Err(Error::new(ErrorKind::Conflict, message));
        }
        if !bindings::is_bound(&self.0.setup.store, message.channel, &message.identity_id, &message.peer_id)? {
            let (bot, peer) = (&bot.id, &message.peer_id);
            let message = format!("The bot `{bot}` is not bound to `{peer}`; bind it with `router.setBinding` first.");
            return Err(Error::new(ErrorKind::Conflict, message));
        }
        let client = self.client().await?;
        let answer = client.send(&message).await.map_err(failed)?;
        delivery::check(&message, &answer, |text| client.told(text))?;
        Ok(SentMessage { channel: message.channel, identity_id: message.identity_id, peer_id: message.peer_id })
    }

    /// Ends it for good. Bounded, and may be called again. Answers whether it ended in time.
    pub(crate) async fn stop(&self) -> bool {
        if self.0.orders.send(Order::Close).is_err() {
            return true;
        }
        tokio::time::timeout(STOP_LIMIT, self.0.orders.closed()).await.is_ok()
    }

    /// The way in. A router that is starting is waited for; one that has failed is not.
    async fn client(&self) -> Result<Client> {
        self.0.setup.asked.store(true, Ordering::Relaxed);
        let limit = self.0.setup.options.wait_limit;
        // Without a supervisor the view says `disabled`, or stays what it was.
        let _ = self.0.orders.send(Order::Wanted);
        let mut view = self.0.view.clone();
        let is_settled =
            |view: &View| view.client.is_some() || matches!(view.state, EngineState::Disabled | EngineState::Failed);
        let settled = tokio::time::timeout(limit, view.wait_for(|view| is_settled(view))).await.map_err(|_| {
            let message = format!("The messaging router was not ready within {} s; try again.", limit.as_secs());
            Error::new(ErrorKind::Starting, message)
        })?;
        let view = settled.map_err(|_| unavailable(&faults::resting()))?.clone();
        let fault = || {
            if view.state == EngineState::Disabled {
                faults::disabled()
            } else {
                view.last_error.clone().unwrap_or_else(faults::resting)
            }
        };
        view.client.clone().ok_or_else(|| unavailable(&fault()))
    }

    /// Bots or bindings were changed: it follows by itself.
    pub(crate) fn tell_changed(&self) {
        self.0.changed.send_modify(|count| *count += 1);
    }
}

/// A fault as a sentence.
fn told(fault: &EngineFault) -> String {
    format!("{} {}", fault.message, fault.remedy)
}

fn unavailable(fault: &EngineFault) -> Error {
    Error::new(ErrorKind::EngineUnavailable, told(fault))
}

/// A message whose call failed.
fn failed(error: CallError) -> Error {
    let (kind, message) = match &error {
        CallError::Timeout(limit) => (
            ErrorKind::Timeout,
            format!(
                "The router did not answer within {} s; whether the message was delivered is not known.",
                limit.as_secs()
            ),
        ),
        CallError::Interrupted(_) => (
            ErrorKind::EngineError,
            "The router ended during the call; whether the message was delivered is not known.".to_owned(),
        ),
        CallError::Answered { status, message } => {
            (ErrorKind::EngineError, format!("The router refused the message ({status}): {message}."))
        }
        CallError::Garbage(_) => (
            ErrorKind::EngineError,
            "The router gave an answer that this server does not understand; whether the message was delivered is not known."
                .to_owned(),
        ),
    };
    Error::new(kind, message).caused_by(error)
}
