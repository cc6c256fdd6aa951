//! What may be carried from one workspace to another, and what somebody should know of it before it is taken in.
//!
//! Rules over text and values alone; nothing here looks at a disk. A bundle comes from a stranger: what is not known to be
//! harmless is refused, and what runs code is named.

use crate::model::file_path::{FilePath, is_device};
use crate::model::portable::ImportConcern;
use crate::platform::pattern::{covers, fits};
use serde_json::{Map, Value, json};

/// The keys of a configuration that are carried. Providers and models are of one machine and account.
pub(crate) const KEYS: [&str; 9] =
    ["agent", "command", "instructions", "mcp", "permission", "plugin", "share", "tools", "watcher"];
/// Those of them that hold things by name, each of which is carried by itself.
const GROUPS: [&str; 5] = ["agent", "command", "mcp", "permission", "tools"];
/// Where OpenCode has rules for folders outside of a workspace.
const OUTSIDE: &str = "external_directory";
/// Where a configuration, and an agent, has rules.
const RULES: [&str; 2] = ["permission", "tools"];
/// Those that are lists, which OpenCode joins.
pub(crate) const LISTS: [&str; 2] = ["instructions", "plugin"];
/// The folders whose files are carried.
pub(crate) const FOLDERS: [&str; 6] = [
    ".opencode/agent",
    ".opencode/agents",
    ".opencode/plugin",
    ".opencode/plugins",
    ".opencode/tool",
    ".opencode/tools",
];
/// How deep below them.
const DEEPEST: usize = 16;
/// The most bytes of a bundle as JSON: less than what a publisher, and an import, take.
pub(crate) const MOST: usize = 7 << 20;
/// The most bytes of one text in it.
pub(crate) const LONGEST: usize = 1 << 20;
/// The most skills, commands and files in it.
pub(crate) const ENTRIES: usize = 1000;

/// A thing of a configuration that is carried by itself.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Unit {
    /// The keys that lead to it.
    pub(crate) way: Vec<String>,
    /// What it is.
    pub(crate) value: Value,
}

impl Unit {
    /// What it is called.
    pub(crate) fn name(&self) -> String {
        self.way.join(".")
    }

    /// The group or key that it belongs to.
    pub(crate) fn key(&self) -> &str {
        self.way.first().map_or("", String::as_str)
    }

    /// A configuration that holds this and nothing else.
    pub(crate) fn alone(&self) -> Value {
        self.way.iter().rev().fold(self.value.clone(), |value, key| json!({ key: value }))
    }
}

/// The things of a configuration that are carried, in the order of their ways.
pub(crate) fn units(config: &Map<String, Value>) -> Vec<Unit> {
    let mut all = Vec::new();
    for key in KEYS {
        match config.get(key) {
            None => {}
            Some(Value::Object(map)) if GROUPS.contains(&key) => {
                let unit = |(name, value): (&String, &Value)| Unit {
                    way: vec![key.to_owned(), name.clone()],
                    value: value.clone(),
                };
                all.extend(map.iter().map(unit));
            }
            Some(value) => all.push(Unit { way: vec![key.to_owned()], value: value.clone() }),
        }
    }
    all
}

/// One permission for all is a rule for `*`, so that rules are carried one by one. Those for folders outside are of one
/// machine, and go, those of agents too; answers where they were.
pub(crate) fn as_rules(config: &mut Map<String, Value>) -> Vec<String> {
    if let Some(rules) = config.get_mut("permission").filter(|rules| rules.is_string()) {
        *rules = json!({ "*": rules.clone() });
    }
    let mut gone = without_outside(config, "");
    for (name, agent) in config.get_mut("agent").and_then(Value::as_object_mut).into_iter().flatten() {
        gone.extend(
            agent.as_object_mut().into_iter().flat_map(|agent| without_outside(agent, &format!("agent.{name}."))),
        );
    }
    gone
}

/// Takes the rules for folders outside out of a configuration or an agent; answers where they were.
fn without_outside(of: &mut Map<String, Value>, at: &str) -> Vec<String> {
    let mut gone = Vec::new();
    for key in RULES {
        let Some(Value::Object(rules)) = of.get_mut(key) else { continue };
        let before = gone.len();
        gone.extend(rules.keys().filter(|tool| is_outside(tool)).map(|tool| format!("{at}{key}.{tool}")));
        rules.retain(|tool, _| !is_outside(tool));
        if gone.len() > before && rules.is_empty() {
            of.remove(key);
        }
    }
    gone
}

/// A value of the user's file with the user's own rules for folders outside, which no bundle has.
pub(crate) fn with_outside(key: &str, mut value: Value, own: &Value) -> Value {
    if key != "agent" {
        return value;
    }
    for key in RULES {
        let outside =
            own.get(key).and_then(Value::as_object).into_iter().flatten().filter(|(tool, _)| is_outside(tool));
        for (tool, rule) in outside {
            let of = value.as_object_mut().map(|agent| agent.entry(key).or_insert_with(|| json!({})));
            match of {
                Some(Value::Object(rules)) => drop(rules.insert(tool.clone(), rule.clone())),
                Some(rules @ Value::String(_)) => *rules = json!({ "*": rules.clone(), tool.as_str(): rule.clone() }),
                Some(_) | None => {}
            }
        }
    }
    value
}

/// Whether a rule of this name is one for folders outside, and not for all.
fn is_outside(tool: &str) -> bool {
    tool != "*" && covers(tool, OUTSIDE)
}

/// Where an agent's head has rules for folders outside.
pub(crate) fn outside_of(head: &Map<String, Value>) -> Vec<String> {
    without_outside(&mut head.clone(), "")
}

/// The path of a file that is carried, or why it is not.
pub(crate) fn path(text: &str) -> Result<FilePath, String> {
    let path: FilePath = text.parse().map_err(|why: crate::text::Refused| format!("{why}."))?;
    if path.as_str() != text {
        return Err(format!("A path has one spelling, which is `{path}`."));
    }
    let below = FOLDERS.iter().find_map(|folder| text.strip_prefix(folder)?.strip_prefix('/'));
    let Some(below) = below else {
        return Err(
            "Files are carried only below `.opencode/agents`, `.opencode/plugins` and `.opencode/tools`.".to_owned()
        );
    };
    let names: Vec<_> = below.split('/').collect();
    if names.len() > DEEPEST {
        return Err(format!("Files are carried at most {DEEPEST} folders deep."));
    }
    match names.into_iter().find(|name| !is_carried(name)) {
        Some(name) => Err(format!("A file or folder called `{}` is not carried.", plain(name))),
        None => Ok(path),
    }
}

/// Whether a file or a folder of this name is carried, on all systems that the bundle may come to.
pub(crate) fn is_carried(name: &str) -> bool {
    let odd = |letter: char| letter.is_control() || "<>:\"|?*".contains(letter);
    let ends_oddly = name.ends_with(['.', ' ']);
    let lower = name.to_lowercase();
    let is_litter = matches!(lower.as_str(), "node_modules" | "thumbs.db" | "desktop.ini");
    !(name.is_empty() || name.starts_with('.') || name.contains(odd) || ends_oddly || is_litter || is_device(name))
}

/// The path of a command's file, or why its name is none.
pub(crate) fn command_path(name: &str) -> Result<FilePath, String> {
    let fits = |part: &str| part.parse::<crate::model::command::CommandName>().is_ok() && !is_device(part);
    let parts: Vec<_> = name.split('/').collect();
    if parts.len() > DEEPEST || !parts.into_iter().all(fits) {
        return Err("A command's name has letters, digits, dashes and underscores, and `/` between folders.".to_owned());
    }
    format!(".opencode/commands/{name}.md").parse().map_err(|why: crate::text::Refused| format!("{why}."))
}

/// Why a thing of a configuration cannot be taken in, whatever is there.
pub(crate) fn refusal(unit: &Unit) -> Option<String> {
    if holds(&unit.value, &|text| text.contains("{file:")) {
        return Some(
            "It names a file by `{file:…}`, which is not carried; give the value, or `{env:NAME}`.".to_owned(),
        );
    }
    if let Some(why) = crate::secrets::misplaced(&unit.alone()) {
        return Some(format!("OpenCode would take it for something else: {why}."));
    }
    match unit.key() {
        "plugin" if each(&unit.value).any(|plugin| specifier(plugin).contains("{env:")) => {
            Some("It names a plugin by a variable of this machine; name a package.".to_owned())
        }
        "plugin" => each(&unit.value).find(|plugin| is_local(specifier(plugin))).map(|_| {
            "It names a plugin by a path; its file is carried below `.opencode/plugins`, and needs no naming."
                .to_owned()
        }),
        "instructions" => each(&unit.value)
            .find(|one| one.as_str().is_some_and(leads_out))
            .map(|_| "It names instructions outside of the workspace; name files in it, or addresses.".to_owned()),
        _ => None,
    }
}

/// What of a list is not carried: what lies on this machine.
pub(crate) fn stays_here(key: &str, value: &Value) -> bool {
    match key {
        "plugin" => is_local(specifier(value)),
        "instructions" => value.as_str().is_some_and(leads_out),
        _ => false,
    }
}

fn each(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn specifier(plugin: &Value) -> &str {
    plugin.as_str().or_else(|| plugin.get(0)?.as_str()).unwrap_or_default()
}

/// Whether a plugin is a path of a machine, and no package.
fn is_local(spec: &str) -> bool {
    let has_drive = spec.as_bytes().get(1) == Some(&b':');
    spec.starts_with(['.', '/', '~', '\\']) || spec.to_ascii_lowercase().starts_with("file:") || has_drive
}

/// Whether a path of instructions leads out of a workspace.
fn leads_out(path: &str) -> bool {
    let is_address = path.starts_with("https://") || path.starts_with("http://");
    let has_drive = path.as_bytes().get(1) == Some(&b':');
    // a pattern may spell the step up otherwise, and a variable may be anything
    let is_step_up = |step: &str| step.contains('.') && fits(step, "..");
    let climbs = path.contains(['{', '}', '[', ']', '(', ')']) || path.split(['/', '\\']).any(is_step_up);
    !is_address && (path.starts_with(['/', '~', '\\', '!']) || path.contains("://") || has_drive || climbs)
}

/// What somebody should know of a thing of a configuration.
pub(crate) fn concerns(unit: &Unit) -> Vec<(ImportConcern, String)> {
    let mut all = Vec::new();
    match unit.key() {
        "mcp" => all.extend(of_server(&unit.value)),
        "plugin" => all.extend(each(&unit.value).map(|plugin| {
            let message = format!("OpenCode installs `{}` and runs it on this machine.", plain(specifier(plugin)));
            (ImportConcern::RunsCode, message)
        })),
        "instructions" => all.extend(
            each(&unit.value)
                .filter_map(Value::as_str)
                .filter_map(host)
                .map(|host| (ImportConcern::CallsOut, format!("Instructions for agents are read from `{host}`."))),
        ),
        "command" => all.extend(unit.value.get("template").and_then(Value::as_str).into_iter().flat_map(of_command)),
        "share" if unit.value == "auto" => {
            let message = "New sessions are shared with everyone who has their address.";
            all.push((ImportConcern::Permits, message.to_owned()));
        }
        "permission" | "tools" if unit.way.get(1).is_some_and(|tool| tool == "*") => {
            all.extend(permits(&unit.value).then(|| permission(true)));
        }
        "permission" | "tools" => all.extend(permits(&unit.value).then(|| permission(false))),
        "agent" => all.extend(unit.value.as_object().and_then(of_agent)),
        _ => {}
    }
    let mut variables = Vec::new();
    holds(&unit.value, &|text| text.contains("{env:")).then(|| named_variables(&unit.value, &mut variables));
    variables.sort();
    variables.dedup();
    all.extend(
        variables.into_iter().map(|name| {
            (ImportConcern::ReadsVariable, format!("It is given the engine's variable `{}`.", plain(&name)))
        }),
    );
    all
}

/// What somebody should know of what an agent may do.
pub(crate) fn of_agent(agent: &Map<String, Value>) -> Option<(ImportConcern, String)> {
    let rules = || RULES.iter().filter_map(|key| agent.get(*key));
    let of_all = |rules: &Value| rules.get("*").map_or_else(|| rules.is_string() && permits(rules), permits);
    rules().any(permits).then(|| permission(rules().any(of_all)))
}

/// That something is allowed; what is allowed for all is allowed outside of the workspace as well.
fn permission(is_for_all: bool) -> (ImportConcern, String) {
    let where_too = if is_for_all { ", outside of the workspace too" } else { "" };
    (ImportConcern::Permits, format!("It lets agents do something without asking{where_too}."))
}

/// What somebody should know of a command's text. A variable in it may stand for nothing.
pub(crate) fn of_command(text: &str) -> Vec<(ImportConcern, String)> {
    let bare = crate::secrets::without_references(text);
    let mut all = Vec::new();
    if [text, &bare].iter().any(|text| text.contains("!`")) {
        let message = "It runs lines of a shell on this machine when it is used.";
        all.push((ImportConcern::RunsCode, message.to_owned()));
    }
    if text.contains("@{")
        || bare.split('@').skip(1).any(|path| leads_out(path.split_whitespace().next().unwrap_or("")))
    {
        let message = "It hands agents a file outside of the workspace when it is used.";
        all.push((ImportConcern::Permits, message.to_owned()));
    }
    all
}

/// What somebody should know of a file that is no text for agents.
pub(crate) fn of_file(path: &FilePath) -> Option<(ImportConcern, String)> {
    let is_code = !path.as_str().starts_with(".opencode/agent");
    let message = "OpenCode runs what lies there on this machine.";
    is_code.then(|| (ImportConcern::RunsCode, message.to_owned()))
}

fn of_server(server: &Value) -> Option<(ImportConcern, String)> {
    if let Some(host) = server.get("url").and_then(Value::as_str).and_then(host) {
        return Some((ImportConcern::CallsOut, format!("Agents use what `{host}` offers, and tell it what they ask.")));
    }
    // its first word alone: what follows may be a secret
    let program = server.get("command")?.get(0)?.as_str()?;
    Some((ImportConcern::RunsCode, format!("OpenCode runs the program `{}` on this machine.", plain(program))))
}

/// Scheme and host of an address, and nothing else of it: the rest may hold a secret.
fn host(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let place = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = place.rsplit('@').next().unwrap_or_default();
    Some(plain(&format!("{scheme}://{host}")))
}

/// Whether rules allow anything.
fn permits(value: &Value) -> bool {
    match value {
        Value::String(text) => text == "allow",
        Value::Bool(is_on) => *is_on,
        Value::Object(rules) => rules.values().any(permits),
        Value::Array(_) | Value::Number(_) | Value::Null => false,
    }
}

/// Whether any text in a value is such.
fn holds(value: &Value, such: &impl Fn(&str) -> bool) -> bool {
    match value {
        Value::String(text) => such(text),
        Value::Array(list) => list.iter().any(|one| holds(one, such)),
        Value::Object(map) => map.iter().any(|(key, one)| such(key) || holds(one, such)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fn named_variables(value: &Value, all: &mut Vec<String>) {
    match value {
        Value::String(text) => {
            let named = text.split("{env:").skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned()));
            all.extend(named);
        }
        Value::Array(list) => list.iter().for_each(|one| named_variables(one, all)),
        Value::Object(map) => map.values().for_each(|one| named_variables(one, all)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Words of a stranger, short and without what moves a cursor; none that look like a secret.
pub(crate) fn plain(text: &str) -> String {
    if crate::secrets::kind_of(text).is_some() {
        return "…".to_owned();
    }
    text.chars().filter(|letter| !letter.is_control()).take(120).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g15_only_files_of_agents_plugins_and_tools_are_carried() {
        for good in [
            ".opencode/agents/reviewer.md",
            ".opencode/agent/deep/er.md",
            ".opencode/tools/a.ts",
            ".opencode/plugins/lib/b.js",
        ] {
            assert_eq!(path(good).unwrap().as_str(), good);
        }
        for bad in [
            "",
            "a.md",
            ".opencode/agents",
            ".opencode/agents/",
            ".opencode/opencode.json",
            ".opencode/agents/../opencode.json",
            ".opencode/agents/./x.md",
            ".opencode//agents/x.md",
            "/etc/passwd",
            "../.opencode/agents/x.md",
            ".opencode/agents/%2e%2e/x.md",
            ".opencode\\agents\\x.md",
            ".opencode/agents/.env",
            ".opencode/agents/.env.local",
            ".opencode/agents/.git/config",
            ".opencode/plugins/node_modules/x/index.js",
            ".opencode/plugins/NODE_MODULES/x.js",
            ".opencode/agents/.DS_Store",
            ".opencode/agents/Thumbs.db",
            ".opencode/agents/con.md",
            ".opencode/agents/x.md ",
            ".opencode/agents/x.",
            ".opencode/agents/a:b",
            ".opencode/agents/a\u{1b}[2J",
            ".opencode/agentsx/x.md",
            ".OPENCODE/agents/x.md",
            ".opencode/skills/x/SKILL.md",
            &format!(".opencode/agents/{}x", "a/".repeat(16)),
        ] {
            assert!(path(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn commands_lie_where_their_names_say() {
        assert_eq!(command_path("team/review").unwrap().as_str(), ".opencode/commands/team/review.md");
        for bad in ["", "/", "a//b", "../a", "a/../b", "a.b", "con", "a b", "a\0", "a/"] {
            assert!(command_path(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn what_leads_out_or_names_files_is_refused() {
        let unit = |key: &str, value: Value| Unit { way: vec![key.to_owned()], value };
        for bad in [
            unit("plugin", json!(["./x.ts"])),
            unit("plugin", json!([["file:///x", {}]])),
            unit("plugin", json!(["C:\\x"])),
            unit("instructions", json!(["docs/a.md", "/etc/passwd"])),
            unit("instructions", json!(["~/.ssh/id"])),
            unit("instructions", json!(["a/../../b"])),
            unit("instructions", json!(["file:///etc/passwd"])),
            unit("agent", json!({ "prompt": "{file:/etc/passwd}" })),
            unit("mcp", json!({ "environment": { "{file:./x}": "1" } })),
            unit("permission", json!({ "external{env:NONE}_directory": "allow" })),
            unit("agent", json!({ "prompt": "{env:" })),
            unit("plugin", json!(["{env:NONE}./x.ts"])),
            unit("instructions", json!(["{a,..}/up.md"])),
            unit("instructions", json!(["[.][.]/up.md"])),
            unit("instructions", json!([".?/up.md"])),
            unit("instructions", json!(["docs/.*/up.md"])),
            unit("instructions", json!(["{env:HOME}/x"])),
            unit("instructions", json!(["@(..)/x"])),
            Unit { way: vec!["agent".to_owned(), "{file:~/x}".to_owned()], value: json!({}) },
        ] {
            assert!(refusal(&bad).is_some(), "{bad:?}");
        }
        for good in [
            unit("plugin", json!(["a@1", ["@s/b", {}]])),
            unit("instructions", json!(["docs/*.md", "**/a?.md", ".github/*.md", "https://host/{env:X}.md"])),
        ] {
            assert_eq!(refusal(&good), None, "{good:?}");
        }
    }

    #[test]
    fn what_runs_code_calls_out_or_permits_is_named() {
        let of = |way: &[&str], value: Value| {
            let way = way.iter().map(|key| (*key).to_owned()).collect();
            concerns(&Unit { way, value }).into_iter().map(|(concern, message)| format!("{concern:?}: {message}"))
        };
        let all = |way: &[&str], value: Value| of(way, value).collect::<Vec<_>>().join("\n");
        let local = json!({ "type": "local", "command": ["npx", "--token=hush"], "environment": { "K": "{env:KEY}" } });
        let told = all(&["mcp", "x"], local);
        assert!(told.contains("RunsCode") && told.contains("`npx`") && told.contains("`KEY`"), "{told}");
        assert!(!told.contains("hush"), "{told}");
        let told = all(&["mcp", "x"], json!({ "type": "remote", "url": "https://me:hush@host:1/p?token=hush" }));
        assert!(told.contains("CallsOut") && told.contains("`https://host:1`") && !told.contains("hush"), "{told}");
        assert!(all(&["plugin"], json!(["evil@1"])).contains("`evil@1`"));
        assert!(all(&["permission", "bash"], json!({ "*": "allow" })).contains("Permits"));
        assert!(all(&["permission", "edit"], json!("allow")).contains("Permits"));
        assert!(all(&["agent", "a"], json!({ "permission": { "bash": { "git *": "allow" } } })).contains("Permits"));
        for (way, value, is_outside) in [
            (&["permission", "*"][..], json!("allow"), true),
            (&["permission", "*"], json!({ "/a/*": "allow" }), true),
            (&["tools", "*"], json!(true), true),
            (&["agent", "a"], json!({ "permission": "allow" }), true),
            (&["agent", "a"], json!({ "permission": { "*": "allow" } }), true),
            (&["agent", "a"], json!({ "tools": { "*": true } }), true),
            (&["permission", "bash"], json!("allow"), false),
            (&["agent", "a"], json!({ "permission": { "*": "ask", "bash": "allow" } }), false),
        ] {
            let told = all(way, value);
            assert!(told.contains("Permits"), "{told}");
            assert_eq!(told.contains("outside of the workspace too"), is_outside, "{way:?}: {told}");
        }
        assert!(all(&["share"], json!("auto")).contains("Permits"));
        assert!(all(&["command", "c"], json!({ "template": "!`id`" })).contains("RunsCode"));
        assert!(all(&["command", "c"], json!({ "template": "x !{env:NONE}`id`" })).contains("RunsCode"));
        for outside in ["look @~/.ssh/id", "look @/etc/x", "@a/../../b", "@{env:HOME}/x", "@{env:NONE}~/x"] {
            assert!(all(&["command", "c"], json!({ "template": outside })).contains("Permits"), "{outside}");
        }
        assert_eq!(all(&["command", "c"], json!({ "template": "see @src/a.rs, ask me@host" })), "");
        assert_eq!(all(&["permission", "bash"], json!({ "*": "ask" })), "");
        assert_eq!(all(&["agent", "a"], json!({ "disable": true })), "");
    }

    #[test]
    fn a_configuration_falls_into_things_by_name() {
        let mut config = json!({ "model": "a/b", "permission": "ask", "mcp": { "x": {}, "y": {} }, "share": "manual" });
        let config = config.as_object_mut().unwrap();
        assert_eq!(as_rules(config), [""; 0]);
        let names: Vec<_> = units(config).iter().map(Unit::name).collect();
        assert_eq!(names, ["mcp.x", "mcp.y", "permission.*", "share"]);
        assert_eq!(units(config)[0].alone(), json!({ "mcp": { "x": {} } }));
        let mut config = json!({ "permission": { "external_directory": { "/home/*": "allow" } },
            "agent": { "a": { "prompt": "x", "tools": { "bash": true, "external_*": true },
                "permission": { "external_directory": "allow" } } } });
        let config = config.as_object_mut().unwrap();
        let gone =
            ["permission.external_directory", "agent.a.permission.external_directory", "agent.a.tools.external_*"];
        assert_eq!(as_rules(config), gone, "folders of a machine are not carried");
        assert_eq!(json!(config), json!({ "agent": { "a": { "prompt": "x", "tools": { "bash": true } } } }));
    }
}
