//! Whether a message went where it should: to the named bot and peer, and to nobody else (promise G17).
//!
//! The router can be asked to send to everyone of a folder; it is never asked so. And it is not trusted: an answer that names
//! another bot or peer, or more than one, or that does not say whom it reached, is a failure that is told.

use crate::error::{Error, ErrorKind, Result};
use crate::model::router::SendMessage;
use serde::Deserialize;
use serde_json::Value;

/// What the router says about a message.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Answer {
    ok: bool,
    channel: Option<String>,
    identity_id: Option<String>,
    peer_id: Option<String>,
    attempted: Option<u64>,
    sent: u64,
    failures: Vec<Value>,
    targets: Vec<Target>,
    reason: Option<String>,
}

/// Whom it tried to reach.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Target {
    channel: Option<String>,
    identity_id: Option<String>,
    peer_id: Option<String>,
}

/// Compares what was asked with what is said to be done. `told` takes secrets out of what the router said.
pub(super) fn check(asked: &SendMessage, answer: &Answer, told: impl Fn(&str) -> String) -> Result<()> {
    let is = |said: Option<&String>, meant: &str| said.is_none_or(|said| said == meant);
    let (channel, bot, peer) = (asked.channel.as_str(), asked.identity_id.as_str(), asked.peer_id.as_str());
    let whole = Target {
        channel: answer.channel.clone(),
        identity_id: answer.identity_id.clone(),
        peer_id: answer.peer_id.clone(),
    };
    let named = || answer.targets.iter().chain([&whole]);
    let strays = named().find(|target| {
        !is(target.channel.as_ref(), channel)
            || !is(target.identity_id.as_ref(), bot)
            || !is(target.peer_id.as_ref(), peer)
    });
    if let Some(stray) = strays {
        let other = [&stray.channel, &stray.identity_id, &stray.peer_id];
        let other: Vec<_> = other.into_iter().flatten().map(|word| told(word)).collect();
        return Err(astray(&format!("it names {} in place of {channel} {bot} {peer}", other.join(" "))));
    }
    let most = answer.sent.max(answer.attempted.unwrap_or(0)).max(answer.targets.len() as u64);
    if most > 1 {
        return Err(astray(&format!("it speaks of {most} recipients where one was named")));
    }
    if !answer.ok || answer.sent == 0 || !answer.failures.is_empty() {
        let why = answer.reason.as_deref().or_else(|| answer.failures.iter().find_map(reason));
        let why = told(why.unwrap_or("it gave no reason"));
        return Err(Error::new(ErrorKind::EngineError, format!("The router did not deliver the message: {why}.")));
    }
    let confirms = |target: &Target| target.identity_id.is_some() && target.peer_id.is_some();
    if !named().any(confirms) {
        return Err(astray("it does not say whom it reached"));
    }
    Ok(())
}

/// The message may have reached somebody else, or nobody.
fn astray(how: &str) -> Error {
    let message = format!(
        "The router's answer does not fit the recipient: {how}. The message may have gone astray; look there before you send \
         it again."
    );
    Error::new(ErrorKind::EngineError, message)
}

fn reason(failure: &Value) -> Option<&str> {
    ["error", "message", "reason"].iter().find_map(|field| failure.get(field)?.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::router::Channel;
    use serde_json::json;

    fn checked(answer: Value) -> Result<(), String> {
        let asked = SendMessage {
            channel: Channel::Telegram,
            identity_id: "alpha".parse().unwrap(),
            peer_id: "4711".parse().unwrap(),
            text: "hello".parse().unwrap(),
        };
        let answer = serde_json::from_value(answer).unwrap();
        check(&asked, &answer, str::to_owned).map_err(|error| error.message)
    }

    fn good() -> Value {
        json!({
            "ok": true, "channel": "telegram", "identityId": "alpha", "peerId": "4711", "attempted": 1, "sent": 1,
            "failures": [], "targets": [{ "identityId": "alpha", "peerId": "4711" }],
        })
    }

    fn with(field: &str, value: Value) -> Value {
        let mut answer = good();
        answer[field] = value;
        answer
    }

    #[test]
    fn g17_an_answer_that_fits_is_taken() {
        checked(good()).unwrap();
        checked(with("targets", json!([]))).unwrap();
        checked(json!({ "ok": true, "sent": 1, "targets": [{ "identityId": "alpha", "peerId": "4711" }] })).unwrap();
    }

    #[test]
    fn g17_an_answer_about_anybody_else_is_a_failure() {
        let astray = [
            with("identityId", json!("beta")),
            with("peerId", json!("4712")),
            with("channel", json!("slack")),
            with("targets", json!([{ "identityId": "beta", "peerId": "4711" }])),
            with(
                "targets",
                json!([{ "identityId": "alpha", "peerId": "4711" }, { "identityId": "alpha", "peerId": "9" }]),
            ),
            with(
                "targets",
                json!([{ "identityId": "alpha", "peerId": "4711" }, { "identityId": "alpha", "peerId": "4711" }]),
            ),
            with("sent", json!(2)),
            with("attempted", json!(2)),
            json!({ "ok": true, "sent": 1 }),
        ];
        for answer in astray {
            let message = checked(answer.clone()).unwrap_err();
            assert!(message.contains("may have gone astray"), "{answer}: {message}");
        }
    }

    #[test]
    fn g17_what_was_not_delivered_is_told_with_the_reason() {
        let failed = with("failures", json!([{ "peerId": "4711", "error": "chat not found" }]));
        for (answer, why) in [
            (with("ok", json!(false)), "no reason"),
            (with("sent", json!(0)), "no reason"),
            (failed, "chat not found"),
            (json!({ "ok": false, "reason": "paused" }), "paused"),
        ] {
            let message = checked(answer).unwrap_err();
            assert!(message.contains("did not deliver") && message.contains(why), "{message}");
        }
    }
}
