//! Skills and commands in a folder of the test.

use super::places::{Places, UserFolders};
use super::{commands, skills};
use crate::error::ErrorKind;
use crate::files::{Locks, Root};
use crate::model::command::UpsertCommand;
use crate::model::resource::{ResourceAction, ResourceScope};
use crate::model::skill::UpsertSkill;
use std::path::PathBuf;

struct Desk {
    folder: tempfile::TempDir,
    locks: Locks,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["work", "data", "home"] {
            std::fs::create_dir(folder.path().join(name)).expect("a folder");
        }
        Self { folder, locks: Locks::default() }
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn put(&self, path: &str, text: &str) {
        let place = self.at(path);
        std::fs::create_dir_all(place.parent().expect("a folder")).expect("folders");
        std::fs::write(place, text).expect("written");
    }

    fn user(&self) -> UserFolders {
        UserFolders { home: Some(self.at("home")), config: Some((self.at("home/.config"), "~/.config")) }
    }

    fn root(&self) -> Root {
        Root::open(&self.at("work"), &self.at("data")).expect("the workspace")
    }

    fn skills(&self) -> Places {
        Places::of_skills(self.root(), &self.user(), &self.at("data")).expect("places")
    }

    fn commands(&self) -> Places {
        Places::of_commands(self.root(), &self.user(), &self.at("data")).expect("places")
    }

    fn upsert(&self, name: &str, content: &str) -> crate::Result<crate::model::skill::WrittenSkill> {
        let (description, trigger, if_match) = (Some("what it is for".parse().expect("text")), None, None);
        let name = name.parse().expect("a name");
        skills::upsert(
            &self.skills(),
            &self.locks,
            UpsertSkill { name, content: content.to_owned(), description, trigger, if_match },
        )
    }

    fn command(&self, name: &str, template: &str) -> crate::Result<crate::model::command::WrittenCommand> {
        let body = UpsertCommand {
            name: name.parse().expect("a name"),
            template: template.to_owned(),
            description: Some("what: it is for".parse().expect("text")),
            agent: None,
            model: None,
            subtask: Some(true),
            if_match: None,
        };
        commands::upsert(&self.commands(), &self.locks, body)
    }

    fn text(&self, path: &str) -> String {
        std::fs::read_to_string(self.at(path)).expect(path)
    }
}

fn skill(name: &str) -> String {
    format!("---\nname: {name}\ndescription: about {name}\n---\nbody\n")
}

#[test]
fn skills_are_found_where_the_engine_looks_and_a_bad_file_spoils_nothing() {
    let desk = Desk::new();
    for (place, name) in [
        ("work/.opencode/skill/a", "a"),
        ("work/.opencode/skills/deep/er/b", "b"),
        ("work/.claude/skills/c", "c"),
        ("work/.agents/skills/d", "d"),
        ("home/.config/opencode/skills/e", "e"),
        ("home/.claude/skills/f", "f"),
        ("home/.opencode/skill/a", "a"),
        ("work/.opencode/skills/.hidden", "no"),
        ("work/src/skills/x", "no"),
    ] {
        desk.put(&format!("{place}/SKILL.md"), &skill(name));
    }
    desk.put("work/.opencode/skills/list/SKILL.md", "---\nname: [x]\n---\nbody");
    desk.put("work/.opencode/skills/open/SKILL.md", "---\nname: x\n");
    desk.put("work/.opencode/skills/bare/SKILL.md", "text");
    desk.put("work/.opencode/skills/bytes/SKILL.md", "x");
    std::fs::write(desk.at("work/.opencode/skills/bytes/SKILL.md"), b"---\nname: \xff\n---\n").expect("written");
    desk.put("outside/SKILL.md", &skill("outside"));
    std::os::unix::fs::symlink(desk.at("outside"), desk.at("work/.opencode/skills/link")).expect("a link");
    std::os::unix::fs::symlink(desk.at("work/.opencode/skills"), desk.at("work/.opencode/skills/loop"))
        .expect("a link");
    let all = skills::list(&desk.skills()).items;
    let good: Vec<_> = all.iter().filter(|skill| skill.fault.is_none() && !skill.path.contains("loop")).collect();
    let told: Vec<_> = good.iter().map(|skill| (skill.name.as_str(), skill.scope, skill.path.as_str())).collect();
    let (project, global) = (ResourceScope::Project, ResourceScope::Global);
    assert_eq!(
        told,
        [
            ("a", project, ".opencode/skill/a/SKILL.md"),
            ("a", global, "~/.opencode/skill/a/SKILL.md"),
            ("b", project, ".opencode/skills/deep/er/b/SKILL.md"),
            ("c", project, ".claude/skills/c/SKILL.md"),
            ("d", project, ".agents/skills/d/SKILL.md"),
            ("e", global, "~/.config/opencode/skills/e/SKILL.md"),
            ("f", global, "~/.claude/skills/f/SKILL.md"),
        ]
    );
    assert_eq!(good[0].also_at, ["~/.opencode/skill/a/SKILL.md"]);
    let fault =
        |name: &str| all.iter().find(|skill| skill.name == name).and_then(|skill| skill.fault.clone()).expect(name);
    assert!(fault("list").message.contains("`name` is a list"));
    assert_eq!(fault("list").line, Some(2));
    assert!(fault("open").message.contains("ends it") && fault("bare").message.contains("front matter"));
    assert!(fault("bytes").message.contains("UTF-8") && fault("link").message.contains("leads out"));
}

#[test]
fn a_skill_is_written_read_changed_and_removed() {
    let desk = Desk::new();
    let made = desk.upsert("tidy", "# Tidy\n").expect("made");
    assert_eq!((made.action, made.item.path.as_str()), (ResourceAction::Added, ".opencode/skills/tidy/SKILL.md"));
    let path = "work/.opencode/skills/tidy/SKILL.md";
    assert_eq!(desk.text(path), "---\nname: tidy\ndescription: what it is for\n---\n# Tidy\n");
    assert_eq!(desk.upsert("tidy", "# Tidy\n").expect("so already").action, ResourceAction::Unchanged);
    let kept = "---\n# mine\nname: tidy # yes\nlicense: MIT\ndescription: other\n---\nbody\n";
    assert_eq!(desk.upsert("tidy", kept).expect("changed").action, ResourceAction::Updated);
    assert_eq!(desk.text(path), kept.replace("description: other", "description: what it is for"));
    let read = skills::get(&desk.skills(), &"tidy".parse().expect("a name")).expect("there");
    assert_eq!((read.content, Some(&read.revision)), (desk.text(path), read.item.revision.as_ref()));
    let (removed, _) =
        skills::remove(&desk.skills(), &desk.locks, &"tidy".parse().expect("a name"), None).expect("gone");
    assert_eq!(removed.still_defined_by, [""; 0]);
    assert!(!desk.at("work/.opencode/skills/tidy").exists() && desk.at("work/.opencode/skills").exists());
}

#[test]
fn a_skill_keeps_its_head_where_the_new_text_has_none() {
    let desk = Desk::new();
    let head = "---\nname: tidy # mine\nlicense: MIT\nmetadata:\n  owner: me # yes\ndescription: what it is for\n---\n";
    desk.put("work/.opencode/skills/tidy/SKILL.md", &format!("{head}Before.\n"));
    assert_eq!(desk.upsert("tidy", "After.\n").expect("changed").action, ResourceAction::Updated);
    assert_eq!(desk.text("work/.opencode/skills/tidy/SKILL.md"), format!("{head}After.\n"));
    // one that has a head has its own
    let own = "---\nname: tidy\ndescription: what it is for\n---\nAnew.\n";
    desk.upsert("tidy", own).expect("changed");
    assert_eq!(desk.text("work/.opencode/skills/tidy/SKILL.md"), own);
}

#[test]
fn what_is_removed_says_who_still_has_the_name() {
    let desk = Desk::new();
    desk.put("work/.claude/skills/x/SKILL.md", &skill("x"));
    desk.put("work/.opencode/skills/x/SKILL.md", &skill("x"));
    desk.put("work/.opencode/skills/x/more.txt", "mine");
    desk.put("home/.claude/skills/x/SKILL.md", &skill("x"));
    let remove = || skills::remove(&desk.skills(), &desk.locks, &"x".parse().expect("a name"), None);
    let (first, _) = remove().expect("gone");
    assert_eq!(first.still_defined_by.len(), 2, "{first:?}");
    let (second, _) = remove().expect("gone");
    assert_eq!(second.still_defined_by, ["~/.claude/skills/x/SKILL.md"]);
    assert_eq!(remove().expect_err("the user's own").kind, ErrorKind::Conflict);
    assert!(desk.at("home/.claude/skills/x/SKILL.md").exists() && desk.at("work/.opencode/skills/x/more.txt").exists());
    let none = skills::remove(&desk.skills(), &desk.locks, &"none".parse().expect("a name"), None);
    assert_eq!(none.expect_err("nothing there").kind, ErrorKind::NotFound);
}

#[test]
fn g15_a_skill_is_not_written_out_of_the_workspace() {
    let desk = Desk::new();
    std::fs::create_dir_all(desk.at("outside")).expect("a folder");
    std::fs::create_dir_all(desk.at("work/.opencode")).expect("a folder");
    std::os::unix::fs::symlink(desk.at("outside"), desk.at("work/.opencode/skills")).expect("a link");
    std::os::unix::fs::symlink(desk.at("outside"), desk.at("work/.opencode/commands")).expect("a link");
    assert_eq!(desk.upsert("tidy", "x").expect_err("a link out").kind, ErrorKind::Forbidden);
    assert_eq!(desk.command("tidy", "x").expect_err("a link out").kind, ErrorKind::Forbidden);
    assert_eq!(std::fs::read_dir(desk.at("outside")).expect("a folder").count(), 0);
}

#[test]
fn names_that_collide_are_refused() {
    let desk = Desk::new();
    desk.put("work/.opencode/skills/Tidy/SKILL.md", &skill("Tidy"));
    assert_eq!(desk.upsert("tidy", "x").expect_err("by case").kind, ErrorKind::Conflict);
    desk.put("work/.opencode/skills/other/SKILL.md", &skill("mine"));
    assert_eq!(desk.upsert("other", "x").expect_err("another's file").kind, ErrorKind::Conflict);
    assert_eq!(desk.text("work/.opencode/skills/other/SKILL.md"), skill("mine"));
    desk.put("work/.opencode/commands/Run.md", "x");
    assert_eq!(desk.command("run", "x").expect_err("by case").kind, ErrorKind::Conflict);
    desk.put("work/.opencode/commands/named.md", "---\nname: other\n---\nx\n");
    assert_eq!(desk.command("named", "x").expect_err("another's file").kind, ErrorKind::Conflict);
}

#[test]
fn what_the_engine_could_not_read_is_not_written() {
    let desk = Desk::new();
    for (name, content) in [
        ("a", "---\nname: b\n---\nx"),
        ("a", "---\nname: [a]\n---\nx"),
        ("a", "---\nname: a\n"),
        ("a", "---\nname: a\n---\n\n"),
        ("a", "---\n: {\n---\nx"),
        ("a-", "x"),
        ("a--b", "x"),
        ("a", ""),
    ] {
        assert_eq!(desk.upsert(name, content).expect_err(content).kind, ErrorKind::Unprocessable);
    }
    assert!(!desk.at("work/.opencode").exists());
}

#[test]
fn a_write_loses_no_change_of_somebody_else() {
    let desk = Desk::new();
    let made = desk.upsert("tidy", "one").expect("made");
    desk.put("work/.opencode/skills/tidy/SKILL.md", &skill("tidy"));
    let body = |if_match| UpsertSkill {
        name: "tidy".parse().expect("a name"),
        content: "two".to_owned(),
        description: Some("about".parse().expect("text")),
        trigger: None,
        if_match,
    };
    let stale = skills::upsert(&desk.skills(), &desk.locks, body(made.item.revision.clone()));
    assert_eq!(stale.expect_err("stale").kind, ErrorKind::Conflict);
    let removed = skills::remove(&desk.skills(), &desk.locks, &"tidy".parse().expect("a name"), made.item.revision);
    assert_eq!(removed.expect_err("stale").kind, ErrorKind::Conflict);
    assert_eq!(desk.text("work/.opencode/skills/tidy/SKILL.md"), skill("tidy"));
    skills::upsert(&desk.skills(), &desk.locks, body(None)).expect("written");
}

#[test]
fn a_command_keeps_what_is_not_named_of_its_head() {
    let desk = Desk::new();
    let made = desk.command("run", "Run $ARGUMENTS").expect("made");
    let path = "work/.opencode/commands/run.md";
    assert_eq!(made.item.template, "Run $ARGUMENTS");
    assert_eq!(desk.text(path), "---\ndescription: \"what: it is for\"\nsubtask: true\n---\nRun $ARGUMENTS\n");
    desk.put(path, "---\n# mine\nagent: build\nvariant: x\n---\nold\n");
    let changed = desk.command("run", "--- new ---").expect("changed");
    assert_eq!((changed.action, changed.item.template.as_str()), (ResourceAction::Updated, "--- new ---"));
    let head = "---\n# mine\nvariant: x\ndescription: \"what: it is for\"\nsubtask: true\n---\n";
    assert_eq!(desk.text(path), format!("{head}--- new ---\n"));
    let (removed, _) =
        commands::remove(&desk.commands(), &desk.locks, &"run".parse().expect("a name"), None).expect("gone");
    assert_eq!((removed.path.as_str(), desk.at(path).exists()), (".opencode/commands/run.md", false));
}

#[test]
fn a_command_whose_model_is_nothing_is_mended_by_setting_it_anew() {
    let desk = Desk::new();
    for (name, path) in [("old", "work/.opencode/commands/old.md"), ("older", "work/.opencode/command/older.md")] {
        desk.put(path, &format!("---\nname: {name}\ndescription: d\nmodel: null\n---\nhi\n"));
        assert_eq!(desk.command(name, "hi").expect("set").action, ResourceAction::Updated);
        let text = desk.text(path);
        assert!(!text.contains("model") && text.contains("hi"), "{text}");
    }
}

#[test]
fn commands_are_named_as_the_engine_names_them() {
    let desk = Desk::new();
    desk.put("work/.opencode/commands/sub/one.md", "---\ndescription: x\n---\n\n t \n");
    desk.put("work/.opencode/command/two.md", "no head");
    desk.put("work/.opencode/commands/three.md", "---\nname: other\n---\nt");
    desk.put("work/.opencode/commands/bad.md", "---\ndescription: 12\n---\nt");
    desk.put("work/.opencode/commands/empty.md", "---\nagent:\n---\nt");
    desk.put("home/.config/opencode/commands/two.md", "mine");
    let all = commands::list(&desk.commands()).items;
    let told: Vec<_> = all.iter().map(|command| (command.name.as_str(), command.fault.is_some())).collect();
    let expected =
        [("bad", true), ("empty", true), ("other", false), ("sub/one", false), ("two", false), ("two", false)];
    assert_eq!(told, expected);
    assert_eq!((all[3].template.as_str(), all[4].template.as_str()), ("t", "no head"));
    assert_eq!(all[4].also_at, ["~/.config/opencode/commands/two.md"]);
}
