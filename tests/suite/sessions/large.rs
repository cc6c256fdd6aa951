//! Prompts of 20 MB, as of someone who attaches a document; and larger ones than there may be.

use super::{Stage, kind_and_place, prompt, said};
use harness::model::Script;
use openwork_core::ErrorKind;
use openwork_core::model::message::{Prompt, PromptPart};
use openwork_core::model::page::Nothing;
use openwork_core::model::session::CreateSession;
use openwork_core::operation::endpoint;
use serde_json::json;

const MB: usize = 1_000_000;

/// A prompt with a document of so many bytes in it. OpenCode looks into a picture and refuses what is none.
fn with_document(bytes: usize) -> (Prompt, String) {
    let url = format!("data:application/pdf;base64,{}", "JVBERi0x".repeat(bytes / 8));
    let document = json!({ "type": "file", "mime": "application/pdf", "filename": "d.pdf", "url": url });
    let mut prompt = prompt(&Script::new().text("I see."));
    prompt.parts.push(serde_json::from_value::<PromptPart>(document).expect("a part"));
    (prompt, url)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_prompt_of_20_mb_arrives_whole_and_one_of_more_than_32_mib_is_refused_and_harms_nothing() {
    let stage = Stage::new();
    let (workspace, _) = stage.server.workspace("large").await;
    let (at, _) = stage.session_with(&workspace, CreateSession::default()).await;
    let mut watch = stage.watch(&workspace).await;
    let (large, url) = with_document(20 * MB);
    let answer = stage.post::<endpoint::SessionsSendMessage>(&at, &large).await;
    assert_eq!((said(&answer).as_str(), &answer.info.error), ("I see.", &None));
    let messages = stage.messages(&at).await;
    let kept = messages[0].parts.iter().find(|part| part.kind == "file").expect("the document");
    assert!(kept.more.0["url"] == json!(url), "it arrived otherwise");
    // whoever watches sees it too, or is told of a gap; and the stream goes on
    watch.until_idle(&at.session_id).await;
    watch.numbers_have_no_hole();
    let (async_too, _) = with_document(20 * MB);
    stage.post::<endpoint::SessionsPromptAsync>(&at, &async_too).await;
    watch.until_idle(&at.session_id).await;

    let before = stage.messages(&at).await.len();
    let (too_large, _) = with_document(34 * MB);
    let refused = stage.try_call::<endpoint::SessionsSendMessage>(&at, &Nothing {}, &too_large).await;
    let error = refused.expect_err("it is refused");
    assert_eq!(error.kind, ErrorKind::TooLarge, "{error:?}");
    assert!(error.message.contains("32 MiB"), "{}", error.message);
    let refused = stage.try_call::<endpoint::SessionsPromptAsync>(&at, &Nothing {}, &too_large).await;
    assert_eq!(kind_and_place(refused).0, ErrorKind::TooLarge);
    assert_eq!(stage.messages(&at).await.len(), before, "the engine heard of it");
    assert_eq!(said(&stage.ask(&at, Script::new().text("and on")).await), "and on");
    stage.server.stops_cleanly().await;
}
