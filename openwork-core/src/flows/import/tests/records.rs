//! Logs of older OpenWork, read where they lie.

use super::*;
use crate::legacy::audit::MOST;
use crate::model::audit::{AuditOrigin, ListAudit};
use crate::model::page::Limit;
use serde_json::json;
use std::io::Write as _;

const LOGS: &str = ".openwork/openwork-server/audit";
const OWN: &str = "x/.opencode/openwork/audit.jsonl";

fn line(at: u64, action: &str) -> String {
    let actor = json!({ "type": "remote", "tokenHash": "A".repeat(64), "scope": "collaborator" });
    let line = json!({ "id": action, "workspaceId": "ws_old", "actor": actor, "action": action,
        "target": "/x/.opencode/openwork.json", "summary": "Set API_TOKEN=hush-1 there", "timestamp": at });
    line.to_string() + "\n"
}

/// A home with a workspace `x` that was called `ws_old`, and with these logs.
fn logged(files: &[(&str, &str)]) -> Laid {
    let server = json!({ "workspaces": [{ "id": "ws_old", "path": "{{HOME}}/x", "name": "x" }] });
    let laid = with_files(&[(SERVER, server), ("x/.keep", Value::Null)]);
    for (path, text) in files {
        let path = laid.home.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    laid
}

fn limited(limit: u32, cursor: Option<String>) -> ListAudit {
    ListAudit { limit: Some(Limit::try_from(limit).unwrap()), cursor, ..ListAudit::default() }
}

#[tokio::test]
async fn what_was_done_in_older_openwork_is_read_where_it_lies_newest_first() {
    let [one, gone] = ["ws_old.jsonl", "ws_gone.jsonl"].map(|name| format!("{LOGS}/{name}"));
    let broken = format!("{}\n\n{{\"cut\": \n[]\n{}", line(1_795_381_036_000, "b"), line(1_795_381_036_000, "c"));
    let Laid { _top, home, imports, store } =
        logged(&[(&one, &broken), (&gone, &line(1_795_381_037, "d")), (OWN, &line(1_770_000_000_000, "a"))]);
    let none = imports.records(ListAudit::default()).await.unwrap();
    assert_eq!((none.items.len(), none.logs), (0, 0), "what no import has found is not looked for");
    let before = std::fs::read(home.join(&one)).unwrap();
    imports.run(Asked::ByCaller).await.unwrap();
    let all = imports.records(ListAudit::default()).await.unwrap();
    let actions: Vec<&str> = all.items.iter().map(|record| record.action.as_str()).collect();
    assert_eq!(actions, ["d", "c", "b", "a"], "of one moment what was written last comes first");
    assert_eq!((all.logs, all.next_cursor), (3, None));
    let [fault] = &all.faults[..] else { panic!("{:#?}", all.faults) };
    assert_eq!((fault.lines, fault.log.as_str()), (2, home.join(&one).to_str().unwrap()));
    let id = workspaces(&store)[0].id.clone();
    let of: Vec<_> = all.items.iter().map(|record| record.workspace_id.clone()).collect();
    assert_eq!(of, [None, Some(id.clone()), Some(id.clone()), Some(id.clone())]);
    let last = &all.items[3];
    assert_eq!((last.actor.origin, last.actor.role), (Some(AuditOrigin::Remote), Some(Role::Collaborator)));
    assert_eq!(last.at, Timestamp::from_millis(1_770_000_000_000));
    assert_eq!(last.older_workspace_id.as_deref(), Some("ws_old"));
    assert_eq!(last.target.as_deref(), Some("/x/.opencode/openwork.json"));
    assert_eq!(last.summary.as_deref(), Some("Set (hidden) there"));
    let told = serde_json::to_string(&all.items).unwrap();
    assert!(!told.contains("hush") && !told.contains(&"A".repeat(64)), "{told}");
    assert_eq!(std::fs::read(home.join(&one)).unwrap(), before);

    // of one workspace, by whatever it is called
    let of = |id: &str| ListAudit { workspace_id: Some(WorkspaceId::made(id.to_owned())), ..ListAudit::default() };
    for name in ["ws_old", id.as_str()] {
        let of_it = imports.records(of(name)).await.unwrap();
        assert_eq!((of_it.items.len(), of_it.logs), (3, 2), "{name}");
    }
    assert_eq!(imports.records(of("ws_never")).await.unwrap_err().kind, ErrorKind::NotFound);

    // page by page, while the older server goes on
    let first = imports.records(limited(3, None)).await.unwrap();
    let mut log = std::fs::File::options().append(true).open(home.join(&one)).unwrap();
    log.write_all(line(1_795_999_999_999, "e").as_bytes()).unwrap();
    let rest = imports.records(limited(3, first.next_cursor)).await.unwrap();
    assert_eq!(rest.items.iter().map(|record| record.action.as_str()).collect::<Vec<_>>(), ["a"]);
    assert_eq!(rest.next_cursor, None);
    assert_eq!(imports.records(limited(1, None)).await.unwrap().items[0].action, "e");
    let foreign = imports.records(limited(1, Some("x".to_owned()))).await.unwrap_err();
    assert_eq!(foreign.kind, ErrorKind::InvalidRequest);
}

#[tokio::test]
async fn a_token_that_is_here_is_named_in_what_was_done_with_it() {
    let Laid { _top, home, imports, store } = logged(&[(OWN, &line(1_770_000_000_000, "a"))]);
    let tokens = json!({ "tokens": [{ "hash": "a".repeat(64), "scope": "collaborator", "createdAt": 1 }] });
    write(&home, &[(".config/openwork/tokens.json", tokens)]);
    imports.run(Asked::ByCaller).await.unwrap();
    let token = store.read(|read| read.tokens().list()).unwrap().remove(0);
    let all = imports.records(ListAudit::default()).await.unwrap();
    assert_eq!(all.items[0].actor.token_id, Some(token.id));
}

#[cfg(unix)]
#[tokio::test]
async fn a_log_that_cannot_be_read_spoils_no_other() {
    use std::os::unix::fs::PermissionsExt as _;
    let names = ["ws_old", "ws_open", "ws_gone", "ws_pipe"].map(|name| format!("{LOGS}/{name}.jsonl"));
    let text = line(1_770_000_000_000, "a");
    let Laid { _top, home, imports, .. } = logged(&names.each_ref().map(|name| (name.as_str(), text.as_str())));
    imports.run(Asked::ByCaller).await.unwrap();
    let [_, open, gone, pipe] = names.map(|name| home.join(name));
    std::fs::set_permissions(&open, std::fs::Permissions::from_mode(0o666)).unwrap();
    std::fs::remove_file(&gone).unwrap();
    std::fs::remove_file(&pipe).unwrap();
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
    let all = imports.records(ListAudit::default()).await.unwrap();
    assert_eq!((all.items.len(), all.logs, all.faults.len()), (1, 4, 3), "{all:#?}");
    for (log, why) in [(&open, "chmod o-w"), (&gone, "not there any more"), (&pipe, "no regular file")] {
        let fault = all.faults.iter().find(|fault| fault.log == log.to_str().unwrap()).unwrap();
        assert!(fault.reason.contains(why), "{fault:?}");
    }
}

#[tokio::test]
async fn of_a_log_that_is_too_large_the_end_is_read_and_no_line_makes_it_larger_in_memory() {
    let log = format!("{LOGS}/ws_old.jsonl");
    let Laid { _top, home, imports, .. } = logged(&[(&log, &line(1_770_000_000_000, "first"))]);
    imports.run(Asked::ByCaller).await.unwrap();
    let mut file = std::fs::File::options().append(true).open(home.join(&log)).unwrap();
    // one line without an end that anybody waits for
    let piece = vec![b'x'; 1 << 20];
    for _ in 0..MOST >> 20 {
        file.write_all(&piece).unwrap();
    }
    file.write_all(format!("\n{}", line(1_780_000_000_000, "last")).as_bytes()).unwrap();
    let all = imports.records(ListAudit::default()).await.unwrap();
    let actions: Vec<&str> = all.items.iter().map(|record| record.action.as_str()).collect();
    assert_eq!(actions, ["last"]);
    assert!(all.faults[0].reason.contains("were not read"), "{all:#?}");
}
