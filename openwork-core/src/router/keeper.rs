//! Keeps the router in step: with what is stored, and with the run of the engine that there is.
//!
//! It only gives orders. Wanted while there is anything to do; a fresh start where the bots have changed or the engine runs anew
//! (its address and password are others then); rest where nothing is enabled. Changed bindings need no fresh start.

use super::View;
use super::life::config_file;
use super::setup::{Print, Setup};
use crate::child::{Order, sweep_all};
use crate::model::runtime::EngineStart;
use crate::platform::sweep::Ours;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};

/// How long it leaves the processor to a server that starts, as the engine does: the first answers do not wait for it.
const HEAD_START: Duration = Duration::from_millis(5);

/// What it knew when it last looked.
#[derive(Default)]
struct Known {
    bots: Option<Print>,
    bindings: Option<Print>,
}

/// Keeps it in step until the server stops.
pub(super) async fn keep(
    setup: Arc<Setup>,
    orders: mpsc::UnboundedSender<Order>,
    view: watch::Receiver<Arc<View>>,
    mut changed: watch::Receiver<u64>,
) {
    let stop = setup.spawner.stop_token();
    let mut engine = setup.engine.watch();
    tokio::select! {
        () = stop.cancelled() => return,
        () = tokio::time::sleep(HEAD_START) => {}
    }
    clear_up(&setup).await;
    let mut known = Known::default();
    loop {
        known.look(&setup, &orders, &view).await;
        tokio::select! {
            () = stop.cancelled() => return,
            () = orders.closed() => return,
            told = engine.changed() => if told.is_err() { return },
            told = changed.changed() => if told.is_err() { return },
        }
    }
}

/// A configuration that is there before anything was started was left by a server that was killed: then its router may be
/// there too, and the file holds secrets.
async fn clear_up(setup: &Setup) {
    if std::fs::remove_file(config_file(&setup.data_dir)).is_ok() {
        sweep_all(Ours::Store(setup.mark.clone())).await;
    }
}

impl Known {
    async fn look(&mut self, setup: &Setup, orders: &mpsc::UnboundedSender<Order>, view: &watch::Receiver<Arc<View>>) {
        let (enablement, (bots, bindings)) = match setup.enablement().and_then(|is| Ok((is, setup.prints()?))) {
            Ok(found) => found,
            Err(error) => {
                tracing::warn!(%error, "what the router has to do cannot be read");
                return;
            }
        };
        let are_other_bots = self.bots.replace(bots).is_some_and(|known| known != bots);
        let are_other_bindings = self.bindings.replace(bindings).is_some_and(|known| known != bindings);
        if !enablement.enabled {
            // Without a supervisor there is nobody to tell, here and below.
            let _ = orders.send(Order::Unwanted);
            return;
        }
        if setup.options.start != EngineStart::Eager && !setup.asked.load(Ordering::Relaxed) {
            return;
        }
        let engine_url = setup.engine.watch().borrow().client.as_ref().map(|client| client.login().0.to_owned());
        let is_other_engine = {
            let used = setup.used();
            used.as_ref().zip(engine_url).is_some_and(|(used, url)| used.engine_url != url)
        };
        let is_outdated = setup.used().as_ref().is_some_and(|used| used.bots != bots);
        let is_stale = are_other_bots || is_other_engine || is_outdated;
        let _ = orders.send(if is_stale { Order::Restart(oneshot::channel().0) } else { Order::Wanted });
        let client = view.borrow().client.clone().filter(|_| are_other_bindings);
        if let Some(client) = client
            && let Err(error) = setup.bind(&client).await
        {
            tracing::warn!(%error, "the router did not take its bindings; they are tried again at its next start");
        }
    }
}
