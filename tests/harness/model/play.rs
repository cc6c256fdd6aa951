//! Playing one turn into a stream.

use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::ledger::Streaming;
use super::step::{Step, ToolCall, words};
use super::wire::Envelope;
use crate::loopback::{Feed, Gone};

/// How often a silent stream shows that its connection lives.
const KEEP_ALIVE: Duration = Duration::from_millis(500);

/// Arguments of a tool arrive in this many pieces, like those of real models, unless a piece would be too large.
const ARGUMENT_PIECES: usize = 4;
const LARGEST_PIECE: usize = 2000;

pub(crate) async fn play(step: Step, envelope: Envelope, feed: Feed, streaming: Streaming) {
    let player = Player { step, envelope, feed };
    match player.turn().await {
        Ok(()) if player.step.drop => {
            player.feed.cut().await;
            streaming.finish();
        }
        Ok(()) => streaming.finish(),
        // The reader has gone; dropping `streaming` counts it.
        Err(Gone) => {}
    }
}

struct Player {
    step: Step,
    envelope: Envelope,
    feed: Feed,
}

impl Player {
    async fn turn(&self) -> Result<(), Gone> {
        self.delta(json!({ "role": "assistant", "content": "" })).await?;
        for word in words(self.step.reasoning.as_deref().unwrap_or_default()) {
            self.delta(json!({ "reasoning_content": word })).await?;
            self.breathe().await?;
        }
        for piece in self.step.pieces() {
            self.delta(json!({ "content": piece })).await?;
            self.breathe().await?;
        }
        if self.step.drop {
            self.delta(json!({ "content": "about " })).await?;
            return self.delta(json!({ "content": "to br" })).await;
        }
        if self.step.hang.is_some() {
            self.delta(json!({ "content": "waiting " })).await?;
            self.hang(self.step.silence()).await?;
        }
        for (index, call) in self.step.calls().iter().enumerate() {
            self.call(index, call).await?;
        }
        self.feed.send(self.envelope.last(&self.step)).await?;
        self.feed.send(Bytes::from_static(b"data: [DONE]\n\n")).await
    }

    async fn call(&self, index: usize, call: &ToolCall) -> Result<(), Gone> {
        let function = json!({ "name": call.tool, "arguments": "" });
        let head =
            json!({ "index": index, "id": self.envelope.call_id(index), "type": "function", "function": function });
        self.delta(json!({ "tool_calls": [head] })).await?;
        for piece in argument_pieces(&call.args.to_string()) {
            let function = json!({ "arguments": piece });
            self.delta(json!({ "tool_calls": [{ "index": index, "function": function }] })).await?;
            self.breathe().await?;
        }
        Ok(())
    }

    async fn hang(&self, time: Duration) -> Result<(), Gone> {
        let end = Instant::now() + time;
        while let Some(left) = end.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
            self.feed.pause(left.min(KEEP_ALIVE)).await?;
            self.feed.send(Bytes::from_static(b": still here\n\n")).await?;
        }
        Ok(())
    }

    async fn delta(&self, delta: Value) -> Result<(), Gone> {
        self.feed.send(self.envelope.chunk(&delta)).await
    }

    async fn breathe(&self) -> Result<(), Gone> {
        match self.step.pace() {
            Duration::ZERO => Ok(()),
            pace => self.feed.pause(pace).await,
        }
    }
}

fn argument_pieces(arguments: &str) -> Vec<String> {
    let letters = arguments.chars().collect::<Vec<_>>();
    let size = letters.len().div_ceil(ARGUMENT_PIECES).clamp(1, LARGEST_PIECE);
    letters.chunks(size).map(|piece| piece.iter().collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_cut_between_letters_and_lose_none() {
        let arguments = json!({ "content": "größer → länger" }).to_string();
        let pieces = argument_pieces(&arguments);
        assert_eq!((pieces.len(), pieces.concat()), (4, arguments));
        assert!(argument_pieces(&"x".repeat(50_000)).iter().all(|piece| piece.len() <= LARGEST_PIECE));
    }
}
