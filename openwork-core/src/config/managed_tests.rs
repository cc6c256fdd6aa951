//! The managed layer in a folder of its own, in a user's file, and against hands.

use super::*;
use crate::config::forgotten::{forget, sweep};
use serde_json::json;
use std::fs;

struct Desk {
    _base: tempfile::TempDir,
    folder: PathBuf,
    data: PathBuf,
    id: WorkspaceId,
    record: ProjectedRecord,
}

impl Desk {
    fn new() -> Self {
        let base = tempfile::tempdir().unwrap();
        let (folder, data) = (base.path().join("ws"), base.path().join("data"));
        fs::create_dir(&folder).unwrap();
        fs::create_dir(&data).unwrap();
        Self { _base: base, folder, data, id: WorkspaceId::fresh(), record: ProjectedRecord::default() }
    }

    fn with(text: &str) -> Self {
        let desk = Self::new();
        fs::create_dir(desk.folder.join(".opencode")).unwrap();
        fs::write(desk.folder.join(FILE), text).unwrap();
        desk
    }

    fn project(&mut self, wanted: &Wanted) -> Projected {
        project(&self.folder, &self.data, &self.id, wanted, &mut self.record, &Locks::default()).unwrap()
    }

    fn text(&self) -> String {
        fs::read_to_string(self.folder.join(FILE)).unwrap()
    }
}

fn way(path: &str) -> Vec<String> {
    path.split('/').map(str::to_owned).collect()
}

fn wanted(pairs: &[(&str, Value)]) -> Wanted {
    let keys = pairs.iter().map(|(path, value)| (way(path), value.clone())).collect();
    Wanted { keys, ..Wanted::default() }
}

#[test]
fn a_file_of_ours_comes_and_goes_and_is_hidden_from_git() {
    let mut desk = Desk::new();
    crate::config::git::make(&desk.folder);
    fs::create_dir(desk.folder.join(".git/info")).unwrap();
    assert_eq!(desk.project(&wanted(&[])), Projected::default());
    assert!(!desk.folder.join(".opencode").exists());
    let two = wanted(&[("mcp/docs", json!({"type": "local", "command": ["a"]})), ("model", json!("a/b"))]);
    assert!(desk.project(&two).changed);
    let text = desk.text();
    assert!(text.starts_with("// OpenWork writes this file"), "{text}");
    assert_eq!(parse(&text).unwrap()["mcp"]["docs"]["command"], json!(["a"]));
    assert!(
        fs::read_to_string(desk.folder.join(".git/info/exclude")).unwrap().contains("\n/.opencode/opencode.json\n")
    );
    let written = fs::metadata(desk.folder.join(FILE)).unwrap().modified().unwrap();
    assert!(!desk.project(&two).changed);
    assert_eq!(fs::metadata(desk.folder.join(FILE)).unwrap().modified().unwrap(), written, "nothing is touched");
    assert_eq!(desk.project(&wanted(&[("model", json!("a/b"))])).removed, [way("mcp/docs")]);
    assert!(!desk.text().contains("mcp"), "{}", desk.text());
    desk.project(&wanted(&[]));
    assert!(!desk.folder.join(".opencode").exists());
    assert_eq!(fs::read_to_string(desk.folder.join(".git/info/exclude")).unwrap(), "");
    assert_eq!(desk.record, ProjectedRecord::default());
}

#[test]
fn what_the_user_put_into_our_file_stays() {
    let mut desk = Desk::new();
    desk.project(&wanted(&[("model", json!("a/b"))]));
    let theirs = desk.text().replace("\"model\"", "\"username\": \"me\", // mine\n  \"model\"");
    fs::write(desk.folder.join(FILE), &theirs).unwrap();
    desk.project(&wanted(&[]));
    assert!(desk.text().contains("\"username\": \"me\" // mine"), "{}", desk.text());
    assert!(!desk.text().contains("model"));
}

#[test]
fn g11_the_users_own_file_is_edited_in_place_and_comes_back_byte_for_byte() {
    let text = "{\r\n\t// mine\r\n\t\"theme\": \"x\", // really\r\n\r\n\t\"mcp\": {\r\n\t\t\"own\": { \"enabled\": true }\r\n\t}\r\n}";
    let mut desk = Desk::with(text);
    let ours = wanted(&[("mcp/docs", json!({"enabled": true})), ("agent/build/model", json!("a/b"))]);
    desk.project(&ours);
    let made = desk.text();
    assert!(made.starts_with(&text[..text.rfind("true }").unwrap() + 6]), "{made}");
    assert_eq!(parse(&made).unwrap()["agent"]["build"]["model"], "a/b");
    let kept: Vec<_> = fs::read_dir(previous::home(&desk.data, &desk.id).join("config/previous")).unwrap().collect();
    assert_eq!(kept.len(), 1);
    assert_eq!(fs::read_to_string(kept[0].as_ref().unwrap().path()).unwrap(), text);
    desk.project(&wanted(&[]));
    assert_eq!(desk.text(), text);
}

#[test]
fn a_hand_is_noticed_and_not_overwritten() {
    let mut desk = Desk::new();
    desk.project(&wanted(&[("model", json!("a/b")), ("share", json!("auto"))]));
    fs::write(desk.folder.join(FILE), desk.text().replace("a/b", "by/hand")).unwrap();
    let kept = desk.project(&wanted(&[("model", json!("a/b")), ("share", json!("manual"))]));
    assert_eq!((kept.kept, kept.changed), (vec![way("model")], true));
    assert!(desk.text().contains("by/hand") && desk.text().contains("manual"));
    // asked for just that
    let mut again = wanted(&[("model", json!("a/b")), ("share", json!("manual"))]);
    again.insisted.insert(way("model"));
    assert_eq!(desk.project(&again).overwritten, [way("model")]);
    assert!(desk.text().contains("a/b"));
    // taken by hand, it is the user's from then on
    fs::write(desk.folder.join(FILE), desk.text().replace("a/b", "by/hand")).unwrap();
    assert_eq!(desk.project(&wanted(&[])).kept, [way("model")]);
    assert!(desk.text().contains("by/hand"));
    assert!(desk.record.keys.is_empty());
}

#[test]
fn a_file_that_is_gone_is_made_again_and_a_key_of_the_user_stays_the_users() {
    let mut desk = Desk::new();
    let one = wanted(&[("model", json!("a/b"))]);
    desk.project(&one);
    fs::remove_dir_all(desk.folder.join(".opencode")).unwrap();
    assert!(desk.project(&one).changed);
    let mut desk = Desk::with("{\"model\": \"a/b\"}");
    assert!(!desk.project(&one).changed);
    desk.project(&wanted(&[]));
    assert_eq!(desk.text(), "{\"model\": \"a/b\"}", "the user wrote just that");
}

#[test]
fn what_cannot_be_edited_is_left_and_said() {
    for (text, said) in
        [("{\n  \"model\": }", "line 2, column 12"), ("{\"mcp\": []}", "`mcp` is no object"), ("[]", "no object")]
    {
        let mut desk = Desk::with(text);
        let wanted = wanted(&[("mcp/docs", json!({"enabled": true}))]);
        let error =
            project(&desk.folder, &desk.data, &desk.id, &wanted, &mut desk.record, &Locks::default()).unwrap_err();
        assert!(error.kind == ErrorKind::Conflict && error.message.contains(said), "{error}");
        assert_eq!(desk.text(), text);
        assert_eq!(desk.record, ProjectedRecord::default());
    }
}

#[cfg(unix)]
#[test]
fn g15_no_link_leads_the_managed_layer_out_of_the_folder() {
    use std::os::unix::fs::symlink;
    let one = wanted(&[("model", json!("a/b"))]);
    let mut desk = Desk::new();
    let outside = desk.data.join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("opencode.json"), "{}").unwrap();
    symlink(&outside, desk.folder.join(".opencode")).unwrap();
    assert!(project(&desk.folder, &desk.data, &desk.id, &one, &mut desk.record, &Locks::default()).is_err());
    fs::remove_file(desk.folder.join(".opencode")).unwrap();
    fs::create_dir(desk.folder.join(".opencode")).unwrap();
    symlink(outside.join("opencode.json"), desk.folder.join(FILE)).unwrap();
    assert!(project(&desk.folder, &desk.data, &desk.id, &one, &mut desk.record, &Locks::default()).is_err());
    fs::remove_file(desk.folder.join(FILE)).unwrap();
    fs::write(desk.folder.join("real.json"), "{}").unwrap();
    symlink("../real.json", desk.folder.join(FILE)).unwrap();
    let error = project(&desk.folder, &desk.data, &desk.id, &one, &mut desk.record, &Locks::default()).unwrap_err();
    assert!(error.message.contains("is a link"), "{error}");
    assert_eq!(fs::read_to_string(outside.join("opencode.json")).unwrap(), "{}");
    assert_eq!(fs::read_to_string(desk.folder.join("real.json")).unwrap(), "{}");
}

#[test]
fn g15_secrets_lie_in_the_data_folder_as_long_as_they_are_named() {
    let mut desk = Desk::new();
    let reference = secret_reference(&desk.data, &desk.id, "docs-token");
    let mut one = wanted(&[("mcp/docs", json!({"headers": {"Authorization": reference.clone()}}))]);
    one.secrets.insert("docs-token".to_owned(), "hush".parse().unwrap());
    desk.project(&one);
    let file = PathBuf::from(reference.trim_start_matches("{file:").trim_end_matches('}'));
    assert_eq!(fs::read_to_string(&file).unwrap(), "hush");
    #[cfg(unix)]
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&file).unwrap().permissions()) & 0o777, 0o600);
    assert!(!desk.text().contains("hush"));
    let mut bad = one.clone();
    bad.secrets.insert("../key".to_owned(), "hush".parse().unwrap());
    assert!(project(&desk.folder, &desk.data, &desk.id, &bad, &mut desk.record, &Locks::default()).is_err());
    desk.project(&wanted(&[]));
    assert!(!file.exists());
    desk.project(&one);
    forget(&desk.folder, &desk.data, &desk.id, &mut desk.record, &Locks::default());
    assert!(!previous::home(&desk.data, &desk.id).exists() && !desk.folder.join(".opencode").exists());
}

#[test]
fn g11_a_secret_stays_for_as_long_as_a_key_that_was_changed_by_hand_names_it() {
    let mut desk = Desk::new();
    let reference = secret_reference(&desk.data, &desk.id, "docs-token");
    let file = PathBuf::from(reference.trim_start_matches("{file:").trim_end_matches('}'));
    let mut one = wanted(&[("mcp/docs", json!({"headers": {"Authorization": reference}}))]);
    one.secrets.insert("docs-token".to_owned(), "hush".parse().unwrap());
    for forgotten in [false, true] {
        desk.project(&one);
        let by_hand = desk.text().replace("\"headers\"", "\"timeout\": 999,\n \"headers\"");
        fs::write(desk.folder.join(FILE), &by_hand).unwrap();
        if forgotten {
            forget(&desk.folder, &desk.data, &desk.id, &mut desk.record, &Locks::default());
        } else {
            assert_eq!(desk.project(&wanted(&[])).kept, [way("mcp/docs")]);
        }
        assert_eq!(desk.text(), by_hand);
        let secret = if forgotten { "" } else { "hush" };
        assert_eq!(fs::read_to_string(&file).unwrap(), secret, "what it names is there");
        fs::write(desk.folder.join(FILE), "{}").unwrap();
        desk.project(&wanted(&[]));
        assert!(!file.exists(), "nothing names it any more");
        fs::remove_file(desk.folder.join(FILE)).unwrap();
        desk.record = ProjectedRecord::default();
    }
}

#[test]
fn g15_what_is_forgotten_leaves_no_secret_and_no_name_that_leads_nowhere() {
    for how in ["away", "broken", "elsewhere", "empty and away"] {
        let mut desk = Desk::new();
        let reference = secret_reference(&desk.data, &desk.id, "docs-token");
        let file = PathBuf::from(reference.trim_start_matches("{file:").trim_end_matches('}'));
        let mut one = wanted(&[("mcp/docs", json!({"headers": {"Authorization": reference}}))]);
        one.secrets.insert("docs-token".to_owned(), "hush".parse().unwrap());
        desk.project(&one);
        let away = desk.folder.with_extension("away");
        match how {
            "broken" => fs::write(desk.folder.join(FILE), desk.text() + " and more").unwrap(),
            "empty and away" => {
                desk.record = ProjectedRecord::default();
                fs::rename(&desk.folder, &away).unwrap();
            }
            _ => fs::rename(&desk.folder, &away).unwrap(),
        }
        if how == "elsewhere" {
            fs::create_dir(&desk.folder).unwrap();
        }
        forget(&desk.folder, &desk.data, &desk.id, &mut desk.record, &Locks::default());
        let left = || fs::read_to_string(&file).ok();
        assert_eq!(left().as_deref(), (how != "empty and away").then_some(""), "{how}");
        // as long as a folder may name it it stays, and goes with the last that did
        sweep(&desk.data);
        assert_eq!(left().is_some(), how != "empty and away", "{how}");
        if how == "elsewhere" {
            fs::remove_dir(&desk.folder).unwrap();
        }
        if away.exists() {
            fs::rename(&away, &desk.folder).unwrap();
        }
        sweep(&desk.data);
        assert_eq!(left().is_some(), how != "empty and away", "{how}: it is named again");
        let _ = fs::remove_file(desk.folder.join(FILE));
        sweep(&desk.data);
        assert_eq!(left(), None, "{how}");
        assert_eq!(fs::read_dir(desk.data.join("workspaces")).map_or(0, Iterator::count), 0, "{how}");
    }
}

#[test]
fn what_is_left_of_a_forgotten_workspace_is_only_what_its_file_names() {
    let mut desk = Desk::new();
    let name = |name: &str| secret_reference(&desk.data, &desk.id, name);
    let of = |name: &str| PathBuf::from(name.trim_start_matches("{file:").trim_end_matches('}'));
    let [one, other] = ["docs-token", "other-token"].map(name);
    let mut both = wanted(&[("mcp/docs", json!({"url": one})), ("mcp/other", json!({"url": other}))]);
    for name in ["docs-token", "other-token"] {
        both.secrets.insert(name.to_owned(), "hush".parse().unwrap());
    }
    desk.project(&both);
    fs::write(desk.folder.join(FILE), desk.text().replace("other-token", "gone") + " and more").unwrap();
    forget(&desk.folder, &desk.data, &desk.id, &mut desk.record, &Locks::default());
    assert_eq!((fs::read_to_string(of(&one)).unwrap(), of(&other).exists()), (String::new(), false));
    // another workspace of that folder may have the name still
    sweep(&desk.data);
    assert!(of(&one).exists());
    fs::write(desk.folder.join(FILE), "{}").unwrap();
    sweep(&desk.data);
    assert!(!previous::home(&desk.data, &desk.id).join("secrets").exists());
}

#[test]
fn g11_what_people_put_into_a_list_of_ours_stays_in_it() {
    let mut desk = Desk::new();
    let list = |desk: &Desk| parse(&desk.text()).unwrap()["plugin"].clone();
    desk.project(&wanted(&[("plugin", json!(["one"]))]));
    fs::write(desk.folder.join(FILE), desk.text().replace("\"one\"", "\"theirs\", \"one\"")).unwrap();
    desk.project(&wanted(&[("plugin", json!(["one", "two"]))]));
    assert_eq!(list(&desk), json!(["theirs", "one", "two"]));
    assert!(!desk.project(&wanted(&[("plugin", json!(["one", "two"]))])).changed);
    desk.project(&wanted(&[("plugin", json!(["two"]))]));
    assert_eq!(list(&desk), json!(["theirs", "two"]));
    desk.project(&wanted(&[]));
    assert_eq!(list(&desk), json!(["theirs"]));
}

#[test]
fn what_is_ours_is_known_again_where_the_folder_was_moved() {
    let mut desk = Desk::new();
    desk.project(&wanted(&[("model", json!("a/b"))]));
    let here = found_in(&desk.data, &desk.record).unwrap();
    assert_eq!((here.keys, here.lost), (Vec::new(), vec![desk.record.clone()]));
    let moved = desk.folder.with_file_name("moved");
    fs::rename(&desk.folder, &moved).unwrap();
    assert_eq!(found_in(&moved, &desk.record).unwrap(), desk.record);
    desk.folder = moved;
    assert_eq!(desk.project(&wanted(&[])).removed, [way("model")]);
    assert!(!desk.folder.join(FILE).exists());
}

#[test]
fn what_people_made_in_the_place_of_ours_stays_theirs_in_another_folder() {
    let mut desk = Desk::new();
    let ours = wanted(&[("model", json!("a/b")), ("share", json!("manual"))]);
    desk.project(&ours);
    let text = "{ // by hand\n  \"model\": \"c/d\"\n}";
    let mut elsewhere = Desk::with(text);
    elsewhere.record = found_in(&elsewhere.folder, &desk.record).unwrap();
    let projected = elsewhere.project(&ours);
    assert_eq!((projected.kept, projected.overwritten), (vec![way("model")], Vec::new()));
    let now = parse(&elsewhere.text()).unwrap();
    assert_eq!(now, json!({"model": "c/d", "share": "manual"}));
    elsewhere.project(&wanted(&[]));
    assert_eq!(elsewhere.text(), text);
}

#[test]
fn g16_another_folder_in_the_place_has_nothing_of_ours_and_its_own_is_known_again_when_it_is_back() {
    let mut desk = Desk::new();
    let ours = wanted(&[("model", json!("a/b")), ("share", json!("manual"))]);
    desk.project(&ours);
    let (first, aside) = (desk.text(), desk.folder.with_file_name("aside"));
    fs::rename(&desk.folder, &aside).unwrap();
    // the user's says by chance what is wanted here as well
    let text = "{ // theirs\n  \"model\": \"c/d\",\n  \"share\": \"auto\"\n}";
    fs::create_dir_all(desk.folder.join(".opencode")).unwrap();
    fs::write(desk.folder.join(FILE), text).unwrap();
    let projected = desk.project(&ours);
    assert_eq!((projected.is_elsewhere, projected.changed), (true, false));
    assert_eq!((projected.kept, desk.text().as_str()), (vec![way("model"), way("share")], text));
    assert!(!desk.project(&ours).is_elsewhere);
    // taken away while the other is there, it goes when its folder is back
    desk.project(&wanted(&[("share", json!("manual"))]));
    assert_eq!(desk.text(), text);
    fs::remove_dir_all(&desk.folder).unwrap();
    fs::rename(&aside, &desk.folder).unwrap();
    assert_eq!(desk.text(), first);
    let projected = desk.project(&wanted(&[("share", json!("manual"))]));
    assert_eq!((projected.is_elsewhere, projected.removed), (true, vec![way("model")]));
    desk.project(&wanted(&[]));
    assert!(!desk.folder.join(".opencode").exists());
    assert_eq!(desk.record, ProjectedRecord::default());
}

#[test]
fn g16_a_copy_of_the_folder_in_its_place_has_what_is_ours() {
    let mut desk = Desk::with("{\n  \"theme\": \"x\"\n}");
    desk.project(&wanted(&[("model", json!("a/b"))]));
    let (text, aside) = (desk.text(), desk.folder.with_file_name("aside"));
    fs::rename(&desk.folder, &aside).unwrap();
    fs::create_dir_all(desk.folder.join(".opencode")).unwrap();
    fs::write(desk.folder.join(FILE), text).unwrap();
    assert_eq!(desk.project(&wanted(&[])).removed, [way("model")]);
    assert_eq!(desk.text(), "{\n  \"theme\": \"x\"\n}");
    assert_eq!(desk.record.lost.len(), 1, "the one that was moved away has it still");
}

#[test]
fn what_stands_there_and_was_never_ours_stays_unless_that_is_asked_for() {
    let text = "{ \"model\": \"c/d\" }";
    let mut desk = Desk::with(text);
    let mut ours = wanted(&[("model", json!("a/b"))]);
    assert_eq!((desk.project(&ours).kept, desk.text().as_str()), (vec![way("model")], text));
    ours.insisted.insert(way("model"));
    assert_eq!(desk.project(&ours).overwritten, [way("model")]);
    assert!(desk.text().contains("a/b"));
}

#[test]
fn what_an_item_wants_takes_no_place_of_the_users_whoever_insists() {
    let text = "{ \"mcp\": { \"docs\": { \"enabled\": false } }, \"plugin\": [\"theirs\"] }";
    let mut desk = Desk::with(text);
    let mut ours = Wanted::default();
    ours.want(way("mcp/docs"), json!({"enabled": true}));
    ours.want(way("plugin"), json!(["ours"]));
    ours.insisted = ours.keys.keys().cloned().collect();
    let projected = desk.project(&ours);
    assert_eq!((projected.kept, projected.changed), (vec![way("mcp/docs"), way("plugin")], false));
    desk.project(&wanted(&[]));
    assert_eq!(desk.text(), text);
}

#[test]
fn a_file_with_a_nul_is_left_alone_and_its_place_is_said() {
    let text = "{\n  // a\0b\n}";
    let mut desk = Desk::with(text);
    let ours = wanted(&[("model", json!("a/b"))]);
    let refused = project(&desk.folder, &desk.data, &desk.id, &ours, &mut desk.record, &Locks::default()).unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Conflict);
    assert!(refused.message.contains("a NUL at line 2, column 7"), "{}", refused.message);
    assert_eq!(desk.text(), text);
}

#[test]
fn g11_empty_objects_of_the_users_are_spelled_as_they_were() {
    for text in
        ["{}", "{ }", "{\n}\n", "{\n  \"mcp\": { },\n  \"agent\": {\n  }\n}", "{ /* none */ \n }", "\u{feff}{\r\n}"]
    {
        let mut desk = Desk::with(text);
        desk.project(&wanted(&[("mcp/docs", json!({"enabled": true})), ("agent/build/model", json!("a/b"))]));
        desk.project(&wanted(&[("mcp/other", json!({"enabled": true}))]));
        assert!(parse(&desk.text()).unwrap()["mcp"]["other"].is_object(), "{text}");
        desk.project(&wanted(&[]));
        assert_eq!(desk.text(), text);
        assert!(desk.record.hollow.is_empty());
    }
}

#[test]
fn rules_stand_before_what_they_cover_and_leave_the_users_as_they_are() {
    let text = "{\n  \"permission\": {\n    // mine\n    \"bash\": \"allow\",\n    \"edit\": \"deny\"\n  }\n}";
    let mut desk = Desk::with(text);
    desk.project(&wanted(&[("permission/*", json!("ask")), ("permission/webfetch", json!("ask"))]));
    let made = text
        .replace("    // mine", "    \"*\": \"ask\",\n    // mine")
        .replace("\"deny\"", "\"deny\",\n    \"webfetch\": \"ask\"");
    assert_eq!(desk.text(), made);
    desk.project(&wanted(&[]));
    assert_eq!(desk.text(), text);
    let mut desk = Desk::with("{\"permission\": \"ask\"}");
    let projected = desk.project(&wanted(&[("permission/bash", json!("allow"))]));
    assert_eq!(
        (desk.text().as_str(), projected.overwritten),
        (r#"{"permission": {"*": "ask", "bash": "allow"}}"#, Vec::new())
    );
}

#[test]
fn g16_what_was_about_to_be_written_is_ours_wherever_the_process_ended() {
    let first = wanted(&[("mcp/docs", json!({"type": "local", "command": ["a"]}))]);
    let second =
        wanted(&[("mcp/docs", json!({"type": "local", "command": ["b"]})), ("permission/bash/ls", json!("ask"))]);
    let user = "{\n  // mine\n  \"permission\": \"ask\"\n}\n";
    for text in [None, Some(user)] {
        for (kept, about) in [(Wanted::default(), &first), (first.clone(), &second)] {
            for is_written in [false, true] {
                let mut desk = text.map_or_else(Desk::new, Desk::with);
                let file = |desk: &Desk| fs::read_to_string(desk.folder.join(FILE)).ok();
                desk.project(&kept);
                let before = file(&desk);
                let intended = intended(&desk.folder, about, &desk.record).unwrap().unwrap();
                if is_written {
                    desk.project(about);
                    assert_ne!(file(&desk), before);
                }
                // here the process ends: this was kept last
                desk.record = intended;
                assert!(desk.project(&kept).kept.is_empty(), "nothing is taken for somebody else's");
                assert_eq!(file(&desk), before, "{is_written} {text:?}");
                desk.project(about);
                desk.project(&Wanted::default());
                assert_eq!(file(&desk).as_deref(), text);
            }
        }
    }
    let mut desk = Desk::with(user);
    desk.project(&first);
    assert_eq!(intended(&desk.folder, &first, &desk.record).unwrap(), None, "nothing is added");
}

#[test]
fn one_rule_for_all_is_spelled_as_it_was_once_nothing_of_ours_stands_beside_it() {
    for text in [
        "{\"permission\": \"ask\"}",
        "{\n  // mine\n  \"permission\": \"ask\", // for all\n  \"model\": \"a/b\"\n}\n",
        "{\r\n\t\"permission\": {\r\n\t\t\"bash\": \"ask\",\r\n\t},\r\n}",
    ] {
        let mut desk = Desk::with(text);
        desk.project(&wanted(&[("permission/bash/git *", json!("allow")), ("permission/edit", json!("deny"))]));
        assert_ne!(desk.text(), text);
        desk.project(&wanted(&[("permission/edit", json!("deny"))]));
        desk.project(&wanted(&[]));
        assert_eq!(desk.text(), text);
    }
    // what people wrote into it meanwhile stays theirs, a comment too
    for (from, to) in [("\"*\": \"ask\"", "\"*\": \"deny\""), ("{\"*\"", "{ /* mine */ \"*\"")] {
        let mut desk = Desk::with("{\"permission\": \"ask\"}");
        desk.project(&wanted(&[("permission/bash", json!("allow"))]));
        let changed = desk.text().replace(from, to);
        fs::write(desk.folder.join(FILE), &changed).unwrap();
        desk.project(&wanted(&[]));
        let now = parse(&desk.text()).unwrap();
        assert!(desk.text().contains("/* mine */") || now == json!({"permission": "deny"}), "{}", desk.text());
    }
    // and one that they spelled so themselves is left so
    let text = "{\"permission\": {\"*\": \"ask\"}}";
    let mut desk = Desk::with(text);
    desk.project(&wanted(&[("permission/bash", json!("allow"))]));
    desk.project(&wanted(&[]));
    assert_eq!(desk.text(), text);
}

#[test]
fn rules_that_were_written_whole_are_keys_of_their_own_from_then_on() {
    let whole = wanted(&[("permission/bash", json!({"*": "ask", "ls": "allow"}))]);
    let each = wanted(&[("permission/bash/*", json!("ask")), ("permission/bash/ls", json!("allow"))]);
    let rules = |desk: &Desk| parse(&desk.text()).unwrap()["permission"]["bash"].clone();
    let mut desk = Desk::new();
    desk.project(&whole);
    let text = desk.text();
    assert_eq!(desk.project(&each), Projected { removed: vec![way("permission/bash")], ..Projected::default() });
    assert_eq!((desk.text(), desk.record.keys.len()), (text, 2));
    // and where somebody changed the whole by hand, what is in it stays theirs
    let mut desk = Desk::new();
    desk.project(&whole);
    fs::write(desk.folder.join(FILE), desk.text().replace("\"*\": \"ask\"", "\"*\": \"deny\"")).unwrap();
    for _ in 0..2 {
        let projected = desk.project(&each);
        assert_eq!((projected.changed, projected.overwritten), (false, Vec::new()));
        assert_eq!(rules(&desk), json!({"*": "deny", "ls": "allow"}));
    }
    let insisted = Wanted { insisted: [way("permission/bash/*")].into(), ..each };
    assert_eq!(desk.project(&insisted).overwritten, [way("permission/bash/*")]);
    assert_eq!(rules(&desk), json!({"*": "ask", "ls": "allow"}));
}
