//! The model as its callers meet it: over HTTP.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};

use super::*;

const LIMIT: Duration = Duration::from_secs(10);

async fn ask(model: &ModelServer, prompt: &str, stream: bool) -> Response<Incoming> {
    let messages = json!([{ "role": "user", "content": prompt }]);
    let body = json!({ "model": MODEL, "stream": stream, "messages": messages }).to_string();
    let request = Request::builder().method(Method::POST).uri(format!("{}/chat/completions", model.url()));
    let request = request.header("authorization", "Bearer key").body(Full::new(Bytes::from(body))).unwrap();
    Client::builder(TokioExecutor::new()).build_http().request(request).await.unwrap()
}

async fn text(response: Response<Incoming>) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

/// The events of a streamed answer; the closing mark stands as `null`.
async fn events(response: Response<Incoming>) -> Vec<Value> {
    let text = text(response).await;
    let lines = text.lines().filter_map(|line| line.strip_prefix("data: "));
    lines.map(|line| serde_json::from_str(line).unwrap_or_default()).collect()
}

fn content(events: &[Value]) -> String {
    events.iter().filter_map(|event| event["choices"][0]["delta"]["content"].as_str()).collect()
}

#[tokio::test]
async fn a_turn_is_streamed_in_order_and_ends_properly() {
    let model = ModelServer::start().unwrap();
    let args = json!({ "filePath": "/w/ä.txt", "content": "hi\n" });
    let script = Script::new().reasoning("let me see").text("Writing a file").tool("write", args.clone()).usage(70, 7);
    let events = events(ask(&model, &script.prompt(), true).await).await;

    let deltas = events.iter().map(|event| &event["choices"][0]["delta"]).collect::<Vec<_>>();
    let thoughts = deltas.iter().filter_map(|delta| delta["reasoning_content"].as_str()).collect::<String>();
    assert_eq!((thoughts.as_str(), content(&events).as_str()), ("let me see", "Writing a file"));
    let calls = deltas.iter().filter_map(|delta| delta["tool_calls"].get(0)).collect::<Vec<_>>();
    assert_eq!(calls[0]["function"]["name"], "write");
    let written = calls.iter().filter_map(|call| call["function"]["arguments"].as_str()).collect::<String>();
    assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), args);
    let [.., last, done] = events.as_slice() else { panic!("too few events: {events:?}") };
    assert_eq!(
        (&last["choices"][0]["finish_reason"], &last["usage"]["total_tokens"]),
        (&json!("tool_calls"), &json!(77))
    );
    assert!(done.is_null());

    let recorded = model.requests();
    assert_eq!(recorded[0].authorization.as_deref(), Some("Bearer key"));
    assert_eq!(recorded[0].body["messages"][0]["content"], script.prompt());
    let counts = model.until(LIMIT, |counts| counts.active == 0).await;
    assert_eq!((counts.requests, counts.aborted, counts.kinds[&Kind::Script]), (1, 0, 1));
}

#[tokio::test]
async fn without_a_stream_the_turn_comes_whole() {
    let model = ModelServer::start().unwrap();
    let script = Script::new().text("a ").repeat(2, "b ").tool("bash", json!({ "command": "ls" })).prompt();
    let answer: Value = serde_json::from_str(&text(ask(&model, &script, false).await).await).unwrap();
    let message = &answer["choices"][0]["message"];
    assert_eq!((&message["content"], &answer["choices"][0]["finish_reason"]), (&json!("a b b "), &json!("tool_calls")));
    assert_eq!(message["tool_calls"][0]["function"]["arguments"], r#"{"command":"ls"}"#);
    let echo: Value = serde_json::from_str(&text(ask(&model, "hello\nworld", false).await).await).unwrap();
    assert_eq!(echo["choices"][0]["message"]["content"], "ECHO: world");
}

#[tokio::test]
async fn a_failure_has_its_status_header_and_type_and_can_heal() {
    let model = ModelServer::start().unwrap();
    let script =
        Script::new().text("back").fail(429, "slow down").retry_after(Duration::from_secs(1)).times(1).prompt();
    let refused = ask(&model, &script, true).await;
    assert_eq!(
        (refused.status(), &refused.headers()["retry-after"]),
        (StatusCode::TOO_MANY_REQUESTS, &"1".parse().unwrap())
    );
    let body: Value = serde_json::from_str(&text(refused).await).unwrap();
    assert_eq!((&body["error"]["message"], &body["error"]["type"]), (&json!("slow down"), &json!("rate_limit_error")));
    assert_eq!(content(&events(ask(&model, &script, true).await).await), "back");
}

#[tokio::test]
async fn a_dropped_connection_shows_what_was_sent_before() {
    let model = ModelServer::start().unwrap();
    let mut body = ask(&model, &Script::new().text("so far ").drop_connection().prompt(), true).await.into_body();
    let mut received = String::new();
    while let Ok(frame) = body.frame().await.expect("a cut, and not an end") {
        received.push_str(std::str::from_utf8(frame.data_ref().unwrap()).unwrap());
    }
    assert!(received.contains("far ") && received.contains("to br") && !received.contains("[DONE]"), "{received}");
    assert_eq!(model.until(LIMIT, |counts| counts.active == 0).await.aborted, 0);
}

#[tokio::test]
async fn a_hanging_stream_is_counted_until_its_reader_leaves() {
    let model = ModelServer::start().unwrap();
    let response = ask(&model, &Script::new().hang(Duration::from_secs(600)).prompt(), true).await;
    model.until(LIMIT, |counts| counts.active == 1).await;
    let left = Instant::now();
    drop(response);
    assert_eq!(model.until(LIMIT, |counts| counts.active == 0).await.aborted, 1);
    assert!(left.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn stamps_tell_when_they_were_sent() {
    let model = ModelServer::start().unwrap();
    let script = Script::new().stamps(4).delay(Duration::from_millis(20)).prompt();
    let said = content(&events(ask(&model, &script, true).await).await);
    let stamps = said.split_whitespace().map(|stamp| stamp.parse::<f64>().unwrap()).collect::<Vec<_>>();
    assert_eq!(stamps.len(), 4);
    assert!(stamps.windows(2).all(|pair| pair[1] - pair[0] >= 0.019), "{stamps:?}");
}

#[tokio::test]
async fn raw_bytes_pass_as_they_are() {
    let model = ModelServer::start().unwrap();
    assert_eq!(
        text(ask(&model, &Script::new().raw("data: {no json\n\n").prompt(), true).await).await,
        "data: {no json\n\n"
    );
}

#[tokio::test]
async fn the_small_routes_answer_json() {
    let model = ModelServer::start().unwrap();
    let get = async |path: &str| {
        let url = format!("http://127.0.0.1:{}{path}", model.port()).parse().unwrap();
        let client = Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
        let response = client.get(url).await.unwrap();
        (response.status(), serde_json::from_str::<Value>(&text(response).await).unwrap())
    };
    assert_eq!(get("/v1/models").await.1["data"][0]["id"], MODEL);
    assert_eq!(get("/health").await, (StatusCode::OK, json!({ "ok": true })));
    assert_eq!(get("/stats").await.1["requests"], 0);
    assert_eq!(get("/nothing").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_stopped_model_frees_its_port_and_ends_its_streams() {
    let mut model = ModelServer::start().unwrap();
    let response = ask(&model, &Script::new().hang(Duration::from_secs(600)).prompt(), true).await;
    let port = model.port();
    model.stop();
    model.stop();
    assert!(response.into_body().collect().await.is_err());
    let again = ModelServer::start_on(port).unwrap();
    assert_eq!(again.port(), port);
}
