//! Front matter of every wrong kind: what lies there so is told and spoils nothing, what is put so is taken or refused whole.

use harness::server::Door;
use harness::tree::contents;
use serde_json::{Value, json};
use std::path::Path;

/// Whole files; the name is `bad` where it is a name at all.
fn texts() -> Vec<Vec<u8>> {
    let heads = [
        "name: bad",
        "name: [",
        "name: [bad",
        "name: {bad: ",
        "name: 'bad",
        "name: \"bad",
        "name: bad\nname: bad",
        "name: 5",
        "name: null",
        "name: true",
        "name: [bad]",
        "name: {a: b}",
        "name: 2026-01-01",
        "name:",
        ": bad",
        "name: bad\ndescription: 5",
        "name: bad\ndescription: null",
        "name: bad\ndescription: [a, b]",
        "name: bad\ndescription: {a: b}",
        "name: bad\ndescription: true",
        "name: bad\ndescription: a: b",
        "name: bad\ndescription: |\n  a\n b",
        "name: bad\n\tdescription: x",
        "name: bad\n description: x",
        "- a\n- b",
        "just words",
        "5",
        "null",
        "{}",
        "[]",
        "name: &a bad\ndescription: *a",
        "description: *none",
        "<<: *a",
        "? [a, b]\n: c",
        "name: !!binary bad",
        "name: !other bad",
        "%YAML 1.2",
        "name: bad\n...\nmore: x",
        "name: bad\n--- \nmore: x",
        "name: bad # x\ndescription: x #",
        "name: bad\ndescription: @x",
        "name: bad\ndescription: `x`",
        "name: bad\ndescription: x\nmode: [a]\nmodel: 5\ntemperature: hot\ntools: 5\npermission: 5\nsubtask: maybe\nagent: {}",
        "a: &a [x]\nb: &b [*a, *a, *a, *a]\nc: &c [*b, *b, *b, *b]\nd: [*c, *c, *c, *c]",
        "name: \u{0}",
        "name: \u{7}bad",
        "\u{feff}name: bad",
        "name: bad\u{85}description: x",
    ];
    let mut all: Vec<Vec<u8>> = Vec::new();
    for head in heads {
        all.push(format!("---\n{head}\n---\nDo it.\n").into_bytes());
        all.push(format!("---\r\n{}\r\n---\r\nDo it.\r\n", head.replace('\n', "\r\n")).into_bytes());
        all.push(format!("---\n{head}\n").into_bytes());
    }
    let deep = format!("---\nname: {}bad{}\n---\nx", "[".repeat(5000), "]".repeat(5000));
    let more: [&[u8]; 7] = [
        b"",
        b"---",
        b"---\n---",
        b"---\n---\n",
        b"----\nname: bad\n----\n",
        b"--- \nname: bad\n---\n",
        b"---\nname: \xff\xfe\n---\nx",
    ];
    all.extend(more.map(<[u8]>::to_vec));
    all.push(deep.into_bytes());
    all
}

fn write(folder: &Path, file: &str, text: &[u8]) {
    let file = folder.join(file);
    std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
    std::fs::write(file, text).expect("written");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g11_a_head_of_any_wrong_kind_is_told_at_its_file_and_spoils_nothing() {
    let door = Door::open();
    let (id, folder) = door.workspace("one").await;
    let good = b"---\nname: good\ndescription: x\n---\nDo it.\n";
    let places = ["skills/NAME/SKILL.md", "commands/NAME.md", "agents/NAME.md"];
    let at = |place: &str, name: &str| format!(".opencode/{}", place.replace("NAME", name));
    places.iter().for_each(|place| write(&folder, &at(place, "good"), good));
    let lists = [
        format!("/workspaces/{id}/skills"),
        format!("/workspaces/{id}/commands"),
        "/system/managed/skills".to_owned(),
        "/system/managed/commands".to_owned(),
        "/system/managed/agents".to_owned(),
    ];
    let mut faults = 0;
    for text in texts() {
        places.iter().for_each(|place| write(&folder, &at(place, "bad"), &text));
        let before = contents(&folder);
        let shown = String::from_utf8_lossy(&text[..text.len().min(200)]).into_owned();
        for list in &lists {
            let listed = door.get(list).await;
            assert_eq!(listed.status, 200, "{shown:?}: {}", listed.text());
            let listed = listed.data();
            let items = listed["items"].as_array().expect("a list");
            let is_good = |item: &&Value| (item["name"] == "good" || item["key"] == "good") && item["fault"].is_null();
            assert_eq!(items.iter().filter(is_good).count(), 1, "{shown:?}: {list}: {listed}");
            faults += items.iter().filter(|item| item["fault"]["message"].is_string()).count();
        }
        for name in ["good", "bad"] {
            let got = door.get(&format!("/workspaces/{id}/skills/{name}")).await;
            let may: &[u16] = if name == "good" { &[200] } else { &[200, 404, 415, 422] };
            assert!(may.contains(&got.status.as_u16()), "{shown:?}: {}", got.text());
        }
        let given = door.get(&format!("/workspaces/{id}/export")).await;
        assert_eq!(given.status, 200, "{shown:?}: {}", given.text());
        let skills = given.data()["bundle"]["skills"].as_array().cloned().unwrap_or_default();
        assert!(skills.iter().any(|skill| skill["name"] == "good"), "{shown:?}: {}", given.text());
        assert_eq!(contents(&folder), before, "{shown:?}: to look writes nothing");
    }
    assert!(faults > 100, "only {faults} were told");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g11_a_head_of_any_wrong_kind_is_taken_whole_or_refused_with_its_place() {
    let door = Door::open();
    let (id, folder) = door.workspace("one").await;
    let mut taken = 0;
    for text in texts().into_iter().filter_map(|text| String::from_utf8(text).ok()) {
        let shown = text.chars().take(200).collect::<String>();
        let mut asks = vec![
            (
                format!("/workspaces/{id}/skills"),
                json!({"name": "bad", "content": text}),
                &["content", "description"][..],
            ),
            (format!("/workspaces/{id}/commands"), json!({"name": "bad", "template": text}), &["template"]),
        ];
        for kind in ["skills", "commands", "agents"] {
            let body = json!({"displayName": "bad", "config": {"content": text}, "workspaceIds": [id]});
            asks.push((format!("/system/managed/{kind}"), body, &["config.content"]));
        }
        for (place, body, fields) in asks {
            let reply = door.post(&place, &body).await;
            if reply.status == 200 {
                taken += 1;
                assert!(!contents(&folder).is_empty(), "{shown:?}");
                let item = reply.data()["item"]["id"].as_str().map(|item| format!("{place}/{item}"));
                let gone = door.ask(http::Method::DELETE, &item.unwrap_or(format!("{place}/bad"))).send().await;
                assert_eq!(gone.status, 200, "{shown:?}: {}", gone.text());
            } else {
                let at = reply.place();
                assert!(
                    reply.code() == "unprocessable" && fields.contains(&at.as_str()),
                    "{shown:?}: {}",
                    reply.text()
                );
            }
            let left = contents(&folder).into_iter().filter(|(_, bytes)| !bytes.is_empty()).collect::<Vec<_>>();
            assert!(left.is_empty(), "{shown:?}: {place} left {left:?}");
        }
    }
    assert!(taken > 50, "only {taken} were taken");
}
