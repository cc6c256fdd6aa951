//! Work on what a walk comes by, done on several threads some way ahead of its turn, and taken in the order of the walk.
//!
//! ```text
//! walk ──steps, in batches──▶ threads ──results──▶ taken, batch by batch, in the order in which they were walked
//! ```
//!
//! The threads end with the call. How far ahead they are is bounded, and with it how many files are open and how many results
//! wait; what was done for nothing, because enough was taken before, is no more than that.

use super::walk::{Step, Walk};
use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

/// How many threads work at most.
const THREADS: usize = 4;
/// How many folders they are of at most: each is held open until its turn.
const FOLDERS: usize = 8;
/// How many batches are under way for each of them.
const AHEAD: usize = 2;

/// Steps to be worked on, and where the results go.
type Order<T> = (Vec<Step>, SyncSender<Vec<(Step, T)>>);

/// Does `work` for each step of a walk, each thread with what `tools` gives it, and has the results taken until that is enough
/// or the walk ends; it ends where it is late, too. So many steps are handed over at once: the more, the less each is work.
pub(super) fn in_order<S, T: Send>(
    walk: &mut Walk<'_>,
    batch: usize,
    tools: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, &Step) -> T + Sync,
    mut take: impl FnMut(Step, T) -> ControlFlow<()>,
) {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(THREADS);
    let (orders, waiting) = channel::<Order<T>>();
    let (waiting, is_enough) = (Mutex::new(waiting), AtomicBool::new(false));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| serve(&waiting, &is_enough, &tools, &work));
        }
        let done = hand_out(|| steps(walk, batch), orders, threads * AHEAD, &mut take);
        is_enough.store(done.is_break(), Ordering::Relaxed);
    });
}

/// Hands out steps, and has taken what comes back. The threads end when `orders` is dropped.
fn hand_out<T>(
    mut next: impl FnMut() -> Vec<Step>,
    orders: Sender<Order<T>>,
    most: usize,
    take: &mut impl FnMut(Step, T) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut under_way: VecDeque<Receiver<_>> = VecDeque::new();
    loop {
        while under_way.len() < most {
            let steps = next();
            if steps.is_empty() {
                break;
            }
            let (tell, told) = sync_channel(1);
            // a thread that panicked takes none; the panic goes on where the threads end
            let _ = orders.send((steps, tell));
            under_way.push_back(told);
        }
        let Some(results) = under_way.pop_front().and_then(|told| told.recv().ok()) else {
            drop(orders);
            return ControlFlow::Continue(());
        };
        for (step, result) in results {
            take(step, result)?;
        }
    }
}

fn steps(walk: &mut Walk<'_>, most: usize) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::with_capacity(most);
    let mut folders = 0;
    while steps.len() < most
        && folders < FOLDERS
        && !walk.is_late()
        && let Some(step) = walk.step()
    {
        let is_same = steps.last().is_some_and(|last| Arc::ptr_eq(&last.folder, &step.folder));
        folders += usize::from(!is_same);
        steps.push(step);
    }
    steps
}

/// Works on what is handed out, until there is no more.
fn serve<S, T>(
    waiting: &Mutex<Receiver<Order<T>>>,
    is_enough: &AtomicBool,
    tools: &impl Fn() -> S,
    work: &impl Fn(&mut S, &Step) -> T,
) {
    let mut tools = tools();
    loop {
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((steps, tell)) = next else { return };
        let mut results = Vec::with_capacity(steps.len());
        for step in steps {
            if is_enough.load(Ordering::Relaxed) {
                return;
            }
            let result = work(&mut tools, &step);
            results.push((step, result));
        }
        // whoever has enough hears no more
        let _ = tell.send(results);
    }
}
