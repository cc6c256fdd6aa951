//! What is deliberately absent, and where the exceptions live.

use super::source::{Source, planted, sources, top};

/// A word that only some places may hold.
struct Rule {
    word: &'static str,
    within: &'static str,
    except: &'static [&'static str],
    reason: &'static str,
}

const CORE: &str = "openwork-core/src/";

const RULES: &[Rule] = &[
    Rule { word: "redb::", within: CORE, except: &["openwork-core/src/store/"], reason: "the store is the only redb" },
    Rule {
        word: "Command::new",
        within: CORE,
        except: &["openwork-core/src/child/", "openwork-core/src/engine/", "openwork-core/src/platform/"],
        reason: "processes are spawned by the supervision of children, the engine and the platform",
    },
    Rule {
        word: "tokio::spawn(",
        within: "openwork-",
        except: &["openwork-core/src/runtime/tasks.rs"],
        reason: "every task has an owner",
    },
    Rule { word: "env::var", within: CORE, except: &[], reason: "the core takes options" },
    Rule {
        word: "current_dir(",
        within: CORE,
        except: &["openwork-core/src/child/", "openwork-core/src/engine/", "openwork-core/src/platform/"],
        reason: "the core has no current folder; a child is given one",
    },
    Rule { word: "println!", within: CORE, except: &[], reason: "the core prints nothing" },
    Rule { word: "process::exit", within: CORE, except: &[], reason: "the core ends no process" },
    Rule { word: "static mut", within: "openwork-", except: &[], reason: "nothing is global" },
    Rule { word: "lazy_static", within: "openwork-", except: &[], reason: "nothing is global" },
    Rule { word: "static ", within: CORE, except: &[], reason: "two servers in one process share no state" },
    Rule {
        word: "StatusCode::",
        within: "openwork-http/src/",
        except: &["openwork-http/src/reply.rs"],
        reason: "a kind becomes a status in one place",
    },
    Rule {
        word: "ExitCode::",
        within: "openwork-cli/src/",
        except: &["openwork-cli/src/exit.rs"],
        reason: "a command ends in one place",
    },
    Rule {
        word: "ExitCode::",
        within: "openwork-http/src/",
        except: &["openwork-http/src/program/exit.rs"],
        reason: "a kind becomes an exit code in one place",
    },
    Rule {
        word: "=> 5,",
        within: "openwork-cli/src/",
        except: &[],
        reason: "the command line has no table of exit codes of its own",
    },
    Rule {
        word: "unsafe {",
        within: "openwork-",
        except: &["openwork-core/src/platform/process"],
        reason: "unsafe code has one room",
    },
];

/// Whether a line holds the word as code: lifetimes and trait objects may be `'static`.
fn holds(line: &str, word: &str) -> bool {
    if word == "static " {
        let line = line.trim_start();
        return line.starts_with("static ")
            || line.starts_with("pub static ")
            || line.starts_with("pub(crate) static ");
    }
    line.contains(word)
}

fn findings(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources {
        for rule in RULES {
            let exempt = rule.except.iter().any(|place| source.path.starts_with(place));
            if !source.path.starts_with(rule.within) || exempt {
                continue;
            }
            let lines = source.statements().filter(|(_, line)| holds(line, rule.word));
            found.extend(lines.map(|(at, _)| format!("{}:{at}: `{}`: {}", source.path, rule.word.trim(), rule.reason)));
        }
    }
    found
}

#[test]
fn what_must_be_absent_is_absent() {
    let folders = ["openwork-core/src", "openwork-http/src", "openwork-cli/src", "openwork-ffi/src"];
    let found = findings(&sources(&folders));
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_planted_breach_of_each_rule_is_found() {
    for rule in RULES {
        let path = format!(
            "{}/planted.rs",
            if rule.within.ends_with('/') { rule.within } else { "openwork-core/src/" }.trim_end_matches('/')
        );
        let line =
            if rule.word == "static " { "static COUNT: u8 = 0;".to_owned() } else { format!("x {} y", rule.word) };
        let found = findings(&[planted(&path, &line)]);
        assert!(found.iter().any(|finding| finding.contains(rule.reason)), "{}: {found:?}", rule.word);
    }
}

#[test]
fn the_core_depends_on_no_http_server_and_no_command_line() {
    let manifest = std::fs::read_to_string(top().join("openwork-core/Cargo.toml")).expect("a manifest");
    assert_eq!(unwelcome(&manifest), [""; 0], "in openwork-core/Cargo.toml");
    assert!(manifest.contains("hyper"), "the check reads the wrong file");
}

/// What a manifest names of servers and command lines.
fn unwelcome(manifest: &str) -> Vec<&'static str> {
    ["\"server\"", "server-auto", "clap", "tower", "axum"].into_iter().filter(|word| manifest.contains(word)).collect()
}

#[test]
fn a_planted_dependency_is_found() {
    for line in [
        "clap.workspace = true",
        "axum = \"0.8\"",
        "tower-http.workspace = true",
        "hyper = { workspace = true, features = [\"client\", \"server\"] }",
        "hyper-util = { workspace = true, features = [\"server-auto\"] }",
    ] {
        assert_eq!(unwelcome(line).len(), 1, "{line}");
    }
}

#[test]
fn the_changelog_counts_the_operations_right() {
    let text = std::fs::read_to_string(top().join("CHANGELOG.md")).expect("a changelog");
    let told = format!("{} operations", openwork_core::operation::Operation::ALL.len());
    assert!(text.contains(&told), "CHANGELOG.md should say `{told}`");
}

#[test]
fn no_file_names_the_machine_it_was_written_on() {
    let listed = std::process::Command::new("git").args(["ls-files"]).current_dir(top()).output().expect("git");
    let listed = String::from_utf8(listed.stdout).expect("UTF-8");
    assert!(listed.lines().count() > 20, "git lists no files");
    for file in listed.lines() {
        let Ok(text) = std::fs::read_to_string(top().join(file)) else { continue };
        assert_eq!(machine(&text), None, "in {file}");
    }
}

/// A path of somebody's machine that a text holds.
fn machine(text: &str) -> Option<&'static str> {
    let words = [concat!("/ro", "ot/"), concat!("/ho", "me/runner")];
    words.into_iter().find(|word| text.contains(word))
}

#[test]
fn a_planted_path_of_the_machine_is_found() {
    for planted in [concat!("see /ro", "ot/.cargo"), concat!("at /ho", "me/runner/work")] {
        assert!(machine(planted).is_some(), "{planted}");
    }
    assert_eq!(machine("the root / of it all, and ~/runner"), None);
}
