//! What a child prints, line by line: kept as output, and searched for the line that says where it listens.

use super::output::Output;
use crate::model::runtime::OutputStream;
use crate::runtime::tasks::{ScopedTask, Spawner};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::sync::watch;

/// A line without an end is cut here. What follows up to its end is dropped, so that no half of a secret is shown.
const LONGEST_LINE: usize = 64 * 1024;

/// Reads a stream for as long as it lives itself.
pub(crate) struct Reader {
    _task: ScopedTask,
    /// Closes with the stream: the other end goes with the task.
    closed: watch::Receiver<()>,
}

impl Reader {
    /// Waits until the stream has ended and all of it was read.
    pub(crate) async fn closed(&mut self) {
        // An error is the end that is waited for.
        let _ = self.closed.wait_for(|()| false).await;
    }
}

/// Who wants to know the address that a line tells, and how it is told.
type Announced = (watch::Sender<Option<String>>, fn(&str) -> Option<&str>);

/// Starts to read what a child prints.
pub(crate) fn read(
    stream: impl AsyncRead + Unpin + Send + 'static,
    which: OutputStream,
    output: Output,
    announced: Option<Announced>,
    spawner: &Spawner,
) -> Reader {
    let (open, closed) = watch::channel(());
    let task = spawner.spawn("child output", async move {
        let _open = open;
        read_lines(stream, |line| {
            if let Some((address, find)) = &announced
                && let Some(found) = find(line)
            {
                address.send_replace(Some(found.to_owned()));
            }
            output.push(which, line);
        })
        .await;
    });
    Reader { _task: task.scoped(), closed }
}

async fn read_lines(mut stream: impl AsyncRead + Unpin, mut take: impl FnMut(&str)) {
    let mut bytes = Vec::with_capacity(4096);
    let mut is_cut = false;
    while stream.read_buf(&mut bytes).await.is_ok_and(|count| count > 0) {
        while let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = bytes.drain(..=end).collect();
            if !std::mem::take(&mut is_cut) {
                take(String::from_utf8_lossy(&line).trim_end_matches(['\n', '\r']));
            }
        }
        if is_cut {
            bytes.clear();
        } else if bytes.len() >= LONGEST_LINE {
            take(&String::from_utf8_lossy(&bytes));
            bytes.clear();
            is_cut = true;
        }
    }
    if !bytes.is_empty() && !is_cut {
        take(&String::from_utf8_lossy(&bytes));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn lines_are_read_whole_and_bounded() {
        let text = [b"one\r\n\xfftwo\n".to_vec(), vec![b'x'; LONGEST_LINE * 3 + 10], b"secret\nlast".to_vec()].concat();
        let mut lines = Vec::new();
        read_lines(text.as_slice(), |line| lines.push(line.to_owned())).await;
        assert_eq!(lines[..2], ["one", "\u{fffd}two"]);
        assert_eq!(lines.last().unwrap(), "last");
        assert_eq!(lines.len(), 4, "what follows a cut is dropped");
        assert!(lines.iter().all(|line| line.len() <= LONGEST_LINE * 2));
    }
}
