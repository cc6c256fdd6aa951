//! A server that is killed in mid-prompt: what was lost is named, and the engine's own messages are the judge of the rest.

use super::streams::snapshot;
use super::{is_busy, model, work};
use harness::dice::Dice;
use harness::http_client::Http;
use harness::model::Script;
use harness::server::{Setup, Watch};
use openwork_core::model::event::Event;
use openwork_core::model::page::OneSession;
use openwork_core::model::session::SessionSnapshot;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

/// How many numbers a run reserves at a time; one more is left out.
const BLOCK: u64 = 10_000;

/// The messages of a session, as someone knows them: each with its parts, by id.
#[derive(Debug, Default, PartialEq)]
struct Known(BTreeMap<String, (Value, BTreeMap<String, Value>)>);

fn id_of(value: &Value) -> String {
    value["id"].as_str().expect("an id").to_owned()
}

impl Known {
    /// What a list of messages says.
    fn of(messages: &[Value]) -> Self {
        let mut known = Self::default();
        for message in messages {
            let mut info = message["info"].clone();
            // that is our word beside the engine's
            info.as_object_mut().expect("an object").remove("interrupted");
            let parts = message["parts"].as_array().expect("parts").iter();
            known.0.insert(id_of(&info), (info, parts.map(|part| (id_of(part), part.clone())).collect()));
        }
        known
    }

    fn of_snapshot(taken: &SessionSnapshot) -> Self {
        let messages: Vec<Value> = taken.messages.iter().map(|message| json!(message)).collect();
        Self::of(&messages)
    }

    /// What the engine itself says.
    async fn of_engine(engine: &Http, folder: &Path, at: &OneSession) -> Self {
        let path = format!("/session/{}/message?directory={}", at.session_id, folder.display());
        let answer = engine.get(&path).await.expect("an answer");
        Self::of(answer.json().as_array().expect("a list of messages"))
    }

    /// Applies an event, as a client does.
    fn apply(&mut self, event: &Event) {
        let fields = &event.properties.0;
        let text = |name: &str| fields[name].as_str().expect("text").to_owned();
        match event.kind.as_str() {
            "message.updated" => self.0.entry(id_of(&fields["info"])).or_default().0 = fields["info"].clone(),
            "message.removed" => drop(self.0.remove(&text("messageID"))),
            "message.part.updated" => {
                let part = &fields["part"];
                let message = part["messageID"].as_str().expect("a message").to_owned();
                self.0.entry(message).or_default().1.insert(id_of(part), part.clone());
            }
            "message.part.delta" => {
                let part = self.0.entry(text("messageID")).or_default().1.entry(text("partID")).or_default();
                let field = text("field");
                let whole = format!("{}{}", part[&field].as_str().unwrap_or_default(), text("delta"));
                part[field] = json!(whole);
            }
            "message.part.removed" => {
                self.0.entry(text("messageID")).or_default().1.remove(&text("partID"));
            }
            _ => {}
        }
    }
}

/// Reads on until what is known is what the engine says: it writes a little after it rests.
async fn becomes_the_engines(known: &mut Known, events: &mut Watch, engine: &Http, folder: &Path, at: &OneSession) {
    loop {
        let own = Known::of_engine(engine, folder, at).await;
        if *known == own {
            return;
        }
        match tokio::time::timeout(Duration::from_secs(5), events.next()).await {
            Ok(event) => known.apply(&event),
            Err(_) => return assert_eq!(*known, own, "snapshot and events are the engine's messages"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_kill_in_mid_prompt_a_gap_and_then_snapshot_and_events_are_the_engines_own_messages() {
    let mut dice = Dice::roll();
    let model = model();
    let mut server = Setup::real(&model).overheard().start();
    let (workspace, folder) = server.workspace("restart").await;
    let mut events = server.watch(&workspace, None).await;
    let session = server.session(&workspace).await;
    let mut begun = 1;
    for round in 0..3 {
        let before = events.seen.len();
        server.prompt(&session, Script::new().delay(Duration::from_millis(10)).repeat(600, "word ").prompt()).await;
        for _ in 0..dice.between(1, 200) {
            events.until("message.part.delta").await;
        }
        assert!(is_busy(&server.engine_itself().await, &folder, &session).await, "the cut falls in mid-prompt");
        assert!(events.seen[before..].iter().all(|event| event.kind != "session.idle"), "{:?}", events.kinds());
        let last = events.seen.last().expect("events").seq;
        let home = server.kill();

        server = Setup::real(&model).overheard().at(&home).start();
        let mut resumed = server.watch(&workspace, Some(last)).await;
        let gap = resumed.next().await;
        let told = &gap.properties.0;
        assert_eq!((gap.kind.as_str(), &told["from"]), ("stream.gap", &json!(last + 1)), "round {round}");
        assert_eq!((&told["to"], gap.seq), (&json!(begun + BLOCK), begun + BLOCK), "all that could have been given");
        begun = gap.seq + 1;

        let engine = server.engine_itself().await;
        let taken = snapshot(&server, &session).await;
        assert!(taken.seq >= gap.seq, "the snapshot is not older than the gap");
        let mut known = Known::of_snapshot(&taken);
        assert_eq!(known, Known::of_engine(&engine, &folder, &session).await, "the snapshot, in round {round}");
        let file = folder.join(format!("{round}.txt"));
        server.prompt(&session, work(&file)).await;
        resumed.until_idle(&session.session_id).await;
        resumed.numbers_have_no_hole();
        resumed.seen.iter().filter(|event| event.seq > taken.seq).for_each(|event| known.apply(event));
        becomes_the_engines(&mut known, &mut resumed, &engine, &folder, &session).await;
        assert!(file.exists(), "the run after the kill did its work");
        assert_eq!(Known::of_snapshot(&snapshot(&server, &session).await), known);
        events = resumed;
    }
    server.stops_cleanly().await;
}
