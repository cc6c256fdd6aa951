//! From one workspace to another and back.

use super::gather::{At, look};
use super::plan::{Asked, Attached, Plan, planned};
use super::transaction::Transaction;
use super::{export, layers};
use crate::files::Locks;
use crate::ids::WorkspaceId;
use crate::model::portable::{
    BundleFile, BundleSkill, ImportAction, ImportMode, ImportModes, Sensitive, WorkspaceBundle,
};
use proptest::prelude::*;
use serde_json::json;
use std::fs;
use std::path::Path;

fn at(home: &Path, name: &str) -> At {
    fs::create_dir_all(home.join(name)).unwrap();
    fs::create_dir_all(home.join("data")).unwrap();
    let folder = home.join(name).canonicalize().unwrap();
    // so that no configuration of a folder above is among the layers
    crate::config::git::make(&folder);
    At { folder, data: home.join("data"), config: layers::Places::default(), inner: Vec::new() }
}

fn put(at: &At, path: &str, text: &str) {
    let path = at.folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn given(at: &At) -> WorkspaceBundle {
    let id = WorkspaceId::fresh();
    let bundle = export::exported(look(at).unwrap(), &id, Sensitive::Include).unwrap().bundle;
    WorkspaceBundle { exported_at: None, workspace_id: None, ..bundle }
}

fn plan(at: &At, bundle: &WorkspaceBundle, modes: ImportModes) -> Plan {
    let asked = Asked { id: WorkspaceId::fresh(), bundle: bundle.clone(), modes };
    planned(&asked, &look(at).unwrap(), &Attached::default()).unwrap()
}

fn take(at: &At, bundle: &WorkspaceBundle, modes: ImportModes) {
    let plan = plan(at, bundle, modes);
    assert!(plan.fault().is_none(), "{:?}", plan.items);
    let mut transaction = Transaction::begin(at.clone(), &WorkspaceId::fresh(), plan.steps, Vec::new()).unwrap();
    transaction.put(&Locks::default()).unwrap();
    transaction.close().unwrap();
}

fn all_replaced() -> ImportModes {
    let replace = Some(ImportMode::Replace);
    ImportModes { opencode: replace, skills: replace, commands: replace, files: replace }
}

fn actions(plan: &Plan) -> Vec<(String, ImportAction)> {
    plan.items.iter().map(|item| (item.name.clone(), item.action)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn what_is_given_out_and_taken_in_is_given_out_the_same(
        skills in prop::collection::btree_map("[a-z]{1,8}(-[a-z]{1,4})?", "[ -~é\n]{0,40}", 0..4),
        commands in prop::collection::btree_map("([a-z]{1,4}/)?[A-Z]?[a-z]{1,6}", "[ -~ü\n]{0,40}", 0..4),
        files in prop::collection::btree_map("(agents|tools|plugins)/([a-z]{1,4}/)?[a-z]{1,6}\\.(md|ts|json)", "[ -~\n]{0,40}", 0..5),
        rules in prop::collection::btree_map("[a-z]{2,8}", "allow|ask|deny", 0..4),
        instructions in prop::collection::vec("[a-z]{1,6}\\.md", 0..3),
        replace in any::<bool>(),
    ) {
        let home = tempfile::tempdir().unwrap();
        let (one, other) = (at(home.path(), "one"), at(home.path(), "other"));
        for (name, text) in &skills {
            put(&one, &format!(".claude/skills/{name}/SKILL.md"), &format!("---\nname: {name}\ndescription: d\n---\nx{text}"));
        }
        for (name, text) in &commands {
            put(&one, &format!(".opencode/command/{name}.md"), &format!("Do {text}"));
        }
        for (path, text) in &files {
            put(&one, &format!(".opencode/{path}"), &format!("x{text}"));
        }
        let config = json!({ "permission": rules, "instructions": instructions, "model": "stays/here", "share": "manual" });
        put(&one, "opencode.json", &config.to_string());
        let bundle = given(&one);
        prop_assert!(bundle.opencode.0.get("model").is_none());
        let modes = if replace { all_replaced() } else { ImportModes::default() };
        take(&other, &bundle, modes);
        prop_assert_eq!(&given(&other), &bundle);
        // and once more there is nothing to do
        let again = plan(&other, &bundle, modes);
        prop_assert!(again.steps.is_empty() && again.items.iter().all(|item| item.action == ImportAction::Keep), "{:?}", again.items);
    }
}

#[test]
fn merging_keeps_what_is_not_named_and_replacing_does_not() {
    let home = tempfile::tempdir().unwrap();
    let here = at(home.path(), "here");
    put(&here, ".opencode/agents/mine.md", "mine");
    put(&here, ".opencode/agents/same.md", "same");
    put(&here, ".opencode/agents/other.md", "before");
    let text = "// my own\n{\n  \"model\": \"a/b\", // stays\n  \"share\": \"manual\",\n  \"instructions\": [\"mine.md\"],\n  \
                \"permission\": \"ask\"\n}\n";
    put(&here, "opencode.jsonc", text);
    let file =
        |name: &str, content: &str| BundleFile { path: format!(".opencode/agents/{name}.md"), content: content.into() };
    let opencode = json!({ "instructions": ["theirs.md"], "permission": { "bash": { "*": "deny" } } });
    let bundle = WorkspaceBundle {
        opencode: serde_json::from_value(opencode).unwrap(),
        files: vec![file("same", "same"), file("other", "after"), file("new", "new")],
        ..WorkspaceBundle::default()
    };
    let merged = plan(&here, &bundle, ImportModes::default());
    let agent = |name: &str| format!(".opencode/agents/{name}.md");
    assert_eq!(
        actions(&merged),
        [
            ("instructions".to_owned(), ImportAction::Replace),
            ("permission.bash".to_owned(), ImportAction::Create),
            (agent("same"), ImportAction::Keep),
            (agent("other"), ImportAction::Replace),
            (agent("new"), ImportAction::Create),
        ]
    );
    take(&here, &bundle, ImportModes::default());
    let now = fs::read_to_string(here.folder.join("opencode.jsonc")).unwrap();
    assert!(now.contains("// my own") && now.contains("\"model\": \"a/b\", // stays"), "{now}");
    let value = crate::platform::jsonc::parse(&now).unwrap();
    assert_eq!(value["instructions"], json!(["mine.md", "theirs.md"]));
    assert_eq!(value["permission"], json!({ "*": "ask", "bash": { "*": "deny" } }));
    assert!(here.folder.join(agent("mine")).exists());
    let replaced = plan(&here, &bundle, all_replaced());
    let gone: Vec<_> = actions(&replaced).into_iter().filter(|(_, action)| *action == ImportAction::Remove).collect();
    let remove = |name: &str| (name.to_owned(), ImportAction::Remove);
    assert_eq!(gone, [remove("permission.*"), remove("share"), remove(&agent("mine"))]);
    take(&here, &bundle, all_replaced());
    let value =
        crate::platform::jsonc::parse(&fs::read_to_string(here.folder.join("opencode.jsonc")).unwrap()).unwrap();
    assert_eq!(
        value,
        json!({ "model": "a/b", "instructions": ["theirs.md"], "permission": { "bash": { "*": "deny" } } })
    );
    assert!(!here.folder.join(agent("mine")).exists());
}

#[test]
fn what_collides_is_refused_or_a_conflict() {
    let home = tempfile::tempdir().unwrap();
    let here = at(home.path(), "here");
    put(&here, ".opencode/agents/There.md", "x");
    fs::create_dir_all(here.folder.join(".opencode/agents/folder.md")).unwrap();
    std::os::unix::fs::symlink("/etc", here.folder.join(".opencode/tools")).unwrap();
    let file = |path: &str| BundleFile { path: format!(".opencode/{path}"), content: "x".into() };
    let skill = |name: &str| BundleSkill {
        name: name.into(),
        content: "x".into(),
        description: Some("d".into()),
        trigger: None,
    };
    let bundle = WorkspaceBundle {
        skills: vec![skill("double"), skill("double")],
        files: [
            "agents/there.md",
            "agents/folder.md",
            "agents/a.md",
            "agents/A.md",
            "agents/b",
            "agents/b/c.md",
            "tools/x.ts",
        ]
        .map(file)
        .into(),
        ..WorkspaceBundle::default()
    };
    let plan = plan(&here, &bundle, ImportModes::default());
    let found: Vec<_> = plan.items.iter().map(|item| item.action).collect();
    let (create, refused, conflict) = (ImportAction::Create, ImportAction::Refused, ImportAction::Conflict);
    assert_eq!(
        found,
        [create, refused, conflict, conflict, create, refused, create, refused, conflict],
        "{:?}",
        plan.items
    );
}

#[test]
fn what_is_no_file_is_named_as_left_out() {
    let home = tempfile::tempdir().unwrap();
    let here = at(home.path(), "here");
    for name in ["pipe", "socket"] {
        fs::create_dir_all(here.folder.join(".opencode/skills").join(name)).unwrap();
    }
    fs::create_dir_all(here.folder.join(".opencode/commands")).unwrap();
    for path in ["skills/pipe/SKILL.md", "commands/pipe.md"] {
        let path = here.folder.join(".opencode").join(path);
        rustix::fs::mkfifoat(rustix::fs::CWD, path, 0o600.into()).unwrap();
    }
    // the path of a socket is short
    let beside = home.path().join("s");
    let _socket = std::os::unix::net::UnixListener::bind(&beside).unwrap();
    fs::rename(beside, here.folder.join(".opencode/skills/socket/SKILL.md")).unwrap();
    let given = export::exported(look(&here).unwrap(), &WorkspaceId::fresh(), Sensitive::Auto).unwrap();
    assert!(given.bundle.skills.is_empty() && given.bundle.commands.is_empty());
    let mut left: Vec<_> = given.excluded.iter().map(|one| one.path.as_str()).collect();
    left.sort_unstable();
    assert_eq!(left, ["commands.pipe", "skills.pipe", "skills.socket"], "{:?}", given.excluded);
}

#[test]
fn a_rule_for_all_goes_before_the_rules_that_are_there() {
    let home = tempfile::tempdir().unwrap();
    let here = at(home.path(), "here");
    let text = "{\n  \"permission\": {\n    // mine\n    \"bash\": { \"git *\": \"allow\" }\n  },\n  \"agent\": {\n    \
                \"plan\": { \"permission\": { \"edit\": \"deny\" } }\n  }\n}\n";
    put(&here, "opencode.jsonc", text);
    put(&here, "opencode.json", r#"{"permission": {"webfetch": "deny"}}"#);
    let opencode = json!({
        "permission": { "*": "ask", "bash": { "*": "deny", "git *": "allow" } },
        "agent": { "plan": { "permission": { "*": "ask", "edit": "deny" } } },
    });
    let bundle = WorkspaceBundle { opencode: serde_json::from_value(opencode).unwrap(), ..WorkspaceBundle::default() };
    let plan = plan(&here, &bundle, ImportModes::default());
    let warned: Vec<_> = plan.warnings.iter().filter(|one| one.name == "permission.webfetch").collect();
    assert!(warned.len() == 1 && warned[0].message.contains("opencode.json"), "{:?}", plan.warnings);
    take(&here, &bundle, ImportModes::default());
    let wanted = text
        .replace("    // mine\n", "    \"*\": \"ask\",\n    // mine\n")
        .replace("{ \"git *\"", "{ \"*\": \"deny\", \"git *\"")
        .replace("{ \"edit\"", "{ \"*\": \"ask\", \"edit\"");
    assert_eq!(fs::read_to_string(here.folder.join("opencode.jsonc")).unwrap(), wanted);
}

#[test]
fn what_two_files_say_stays_in_both_where_it_is_put_in_its_own_place() {
    let home = tempfile::tempdir().unwrap();
    let here = at(home.path(), "here");
    for (file, own) in [("opencode.json", "low.md"), ("opencode.jsonc", "high.md")] {
        let lists = json!({ "instructions": ["both.md", own], "plugin": ["both@1", own] });
        put(&here, file, &lists.to_string());
    }
    let bundle = given(&here);
    let plan = plan(&here, &bundle, all_replaced());
    assert!(plan.steps.is_empty(), "{:?}", plan.items);
}
