//! The rules of permissions. OpenCode reads them in the order of their text, layer after layer, and the last one that fits counts:
//! so what is general has to stand before what is particular.
//!
//! Tried with the pinned version: what a layer says anew comes behind all that the layers below it say; what they say too keeps
//! its place. `tools` are rules before all others.

use super::effective::EDITS;
use super::layers::Layer;
use crate::model::config::ConfigRule;
use crate::model::session::PermissionAction;
use crate::platform::jsonc::{self, Before, Edit, JsoncFault};
use crate::platform::pattern::covers;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The text with these changes; of rules that are new what is general goes before what it covers. One rule for all, or for all
/// of a tool, becomes one for `*` where another is put beside it.
pub(crate) fn edited(text: &str, edits: &[Edit]) -> Result<String, JsoncFault> {
    let spread =
        spread_by(text, edits).into_iter().map(|(path, value)| Edit { path, value: Some(json!({ "*": value })) });
    let all: Vec<Edit> = spread.chain(edits.iter().cloned()).collect();
    jsonc::edited(text, &all, |way| is_of_rules(way).then_some(comes_before as Before))
}

/// The rules for all that have to become ones for `*` for these changes.
pub(crate) fn spread_by(text: &str, edits: &[Edit]) -> Vec<(Vec<String>, Value)> {
    let is_one = |way: &[String], value: &Value| {
        let is_beside = |edit: &Edit| edit.value.is_some() && edit.path.len() > way.len() && edit.path.starts_with(way);
        value.is_string()
            && way.iter().any(|key| key == "permission")
            && is_of_rules(way)
            && edits.iter().any(is_beside)
    };
    jsonc::leaves(text).into_iter().filter(|(way, value)| is_one(way, value)).collect()
}

/// The text with the rule for `*` that stands alone there as one rule for all, which is what it was spread from; none where
/// more stands there, a comment too.
pub(crate) fn gathered(text: &str, way: &[String], rule: &Value) -> Result<Option<String>, JsoncFault> {
    let edit = |path: Vec<String>| Edit { path, value: Some(rule.clone()) };
    let one = edited(text, &[edit(way.to_vec())])?;
    let again = edited(&one, &[edit([way, &["*".to_owned()]].concat())])?;
    let is_same = text.split_whitespace().flat_map(str::chars).eq(again.split_whitespace().flat_map(str::chars));
    Ok(is_same.then_some(one))
}

/// Whether the keys of an object are rules: those for all, or of one agent.
fn is_of_rules(way: &[String]) -> bool {
    let way: Vec<&str> = way.iter().map(String::as_str).collect();
    let rest = match way.as_slice() {
        ["agent" | "mode", _, rest @ ..] => rest,
        whole => whole,
    };
    matches!(rest, ["tools" | "permission"] | ["permission", _])
}

/// Whether a new rule comes before one that is there.
fn comes_before(new: &str, other: &str) -> bool {
    covers(new, other) && !covers(other, new)
}

/// One permission for all is a rule for `*`: in a configuration, and of its agents.
pub(crate) fn as_rules(config: &mut Map<String, Value>) {
    spread(config);
    for key in ["agent", "mode"] {
        let agents = config.get_mut(key).and_then(Value::as_object_mut);
        agents.into_iter().flat_map(Map::values_mut).filter_map(Value::as_object_mut).for_each(spread);
    }
}

fn spread(of: &mut Map<String, Value>) {
    if let Some(rule) = of.get_mut("permission").filter(|rule| rule.is_string()) {
        *rule = json!({ "*": rule.clone() });
    }
}

/// What a rule says, and which file.
type Said = (Value, String);

/// What comes by names, in the order in which it came.
#[derive(Debug, Clone)]
struct InOrder<T>(BTreeMap<String, (usize, T)>);

impl<T> Default for InOrder<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T> InOrder<T> {
    /// Says what a name has; one that is new comes behind the others.
    fn set(&mut self, name: &str, value: T) {
        let place = self.0.get(name).map_or(self.0.len(), |known| known.0);
        self.0.insert(name.to_owned(), (place, value));
    }

    /// What a name has.
    fn of(&mut self, name: &str) -> &mut T
    where
        T: Default,
    {
        let count = self.0.len();
        &mut self.0.entry(name.to_owned()).or_insert_with(|| (count, T::default())).1
    }

    fn sorted(self) -> Vec<(String, T)> {
        let mut all: Vec<_> = self.0.into_iter().collect();
        all.sort_by_key(|(_, (place, _))| *place);
        all.into_iter().map(|(name, (_, value))| (name, value)).collect()
    }
}

/// What is said of one tool.
#[derive(Debug, Clone)]
enum OfTool {
    Whole(Said),
    Each(InOrder<Said>),
}

impl Default for OfTool {
    fn default() -> Self {
        Self::Each(InOrder::default())
    }
}

/// Rules as they come together.
#[derive(Debug, Clone, Default)]
struct Rules(InOrder<OfTool>);

impl Rules {
    /// Says something of a tool, or of one pattern of it: objects go into each other, all else takes the other's place.
    fn say(&mut self, tool: &str, pattern: Option<&str>, said: Said) {
        let of_tool = self.0.of(tool);
        match (of_tool, pattern) {
            (OfTool::Each(all), Some(pattern)) => all.set(pattern, said),
            (of_tool @ OfTool::Whole(_), Some(pattern)) => {
                let mut all = InOrder::default();
                all.set(pattern, said);
                *of_tool = OfTool::Each(all);
            }
            (of_tool, None) if said.0.is_object() => *of_tool = OfTool::default(),
            (of_tool, None) => *of_tool = OfTool::Whole(said),
        }
    }

    /// Says what other rules say, over these.
    fn over(&mut self, others: Rules) {
        for (tool, said) in others.0.sorted() {
            match said {
                OfTool::Whole(said) => self.say(&tool, None, said),
                OfTool::Each(all) => all.sorted().into_iter().for_each(|(pattern, said)| {
                    self.say(&tool, Some(&pattern), said);
                }),
            }
        }
    }

    fn listed(self, agent: Option<&str>, all: &mut Vec<ConfigRule>) {
        let mut push = |permission: &str, pattern: String, (action, file): Said| {
            let Ok(action) = serde_json::from_value::<PermissionAction>(action) else { return };
            let (agent, permission) = (agent.map(str::to_owned), permission.to_owned());
            all.push(ConfigRule { agent, permission, pattern, action, file });
        };
        for (tool, said) in self.0.sorted() {
            match said {
                OfTool::Whole(said) => push(&tool, "*".to_owned(), said),
                OfTool::Each(each) => each.sorted().into_iter().for_each(|(pattern, said)| push(&tool, pattern, said)),
            }
        }
    }
}

/// What one configuration, or one agent in it, says of tools and permissions.
#[derive(Debug, Clone, Default)]
struct Pair {
    tools: Rules,
    permission: Rules,
}

impl Pair {
    fn take(&mut self, way: &[&str], value: Value, file: &str) {
        match *way {
            ["tools", tool] => {
                let tool = if EDITS.contains(&tool) { "edit" } else { tool };
                let action = if value == Value::Bool(true) { "allow" } else { "deny" };
                self.tools.say(tool, None, (json!(action), file.to_owned()));
            }
            ["permission"] if value.is_string() => self.permission.say("*", None, (value, file.to_owned())),
            ["permission", tool] => self.permission.say(tool, None, (value, file.to_owned())),
            ["permission", tool, pattern] => self.permission.say(tool, Some(pattern), (value, file.to_owned())),
            _ => {}
        }
    }
}

/// The rules that the layers come to, in the order in which OpenCode reads them; those of an agent come behind those for all.
pub(crate) fn listed(layers: &[Layer]) -> Vec<ConfigRule> {
    let (mut whole, mut agents, mut modes) = (Pair::default(), InOrder::<Rules>::default(), InOrder::default());
    // what is broken says nothing
    for layer in layers.iter().filter(|layer| !layer.value.is_empty()) {
        let mut own = [InOrder::<Pair>::default(), InOrder::default()];
        for (way, value) in jsonc::leaves(layer.text.as_deref().unwrap_or_default()) {
            let way: Vec<&str> = way.iter().map(String::as_str).collect();
            match way.as_slice() {
                ["agent", name, rest @ ..] => own[0].of(name).take(rest, value, &layer.name),
                ["mode", name, rest @ ..] => own[1].of(name).take(rest, value, &layer.name),
                way => whole.take(way, value, &layer.name),
            }
        }
        for (into, own) in [&mut agents, &mut modes].into_iter().zip(own) {
            for (name, Pair { mut tools, permission }) in own.sorted() {
                // in one agent of one file, a permission takes the place of all that its tools say
                for (tool, said) in permission.0.sorted() {
                    tools.0.set(&tool, said);
                }
                into.of(&name).over(tools);
            }
        }
    }
    for (name, rules) in modes.sorted() {
        agents.of(&name).over(rules);
    }
    let (mut all, Pair { mut tools, permission }) = (Vec::new(), whole);
    tools.over(permission);
    tools.listed(None, &mut all);
    agents.sorted().into_iter().for_each(|(name, rules)| rules.listed(Some(&name), &mut all));
    all
}

/// Takes out of what the layers come to each rule that never counts, because another that says otherwise comes after it and fits
/// all that it fits. What is left means the same with what is general before what is particular.
pub(crate) fn without_overruled(config: &mut Map<String, Value>, layers: &[Layer]) {
    let all = listed(layers);
    for rule in overruled(&all, |_| true) {
        let of = match &rule.agent {
            None => vec![&mut *config],
            Some(agent) => of_agent(config, agent),
        };
        for tools in of.into_iter().filter_map(|of| of.get_mut("permission")).filter_map(Value::as_object_mut) {
            take_out(tools, rule);
        }
    }
}

/// What is said of an agent, wherever it is.
fn of_agent<'c>(config: &'c mut Map<String, Value>, agent: &str) -> Vec<&'c mut Map<String, Value>> {
    let groups = config.iter_mut().filter(|(key, _)| matches!(key.as_str(), "agent" | "mode"));
    groups.filter_map(|(_, group)| group.get_mut(agent).and_then(Value::as_object_mut)).collect()
}

fn take_out(tools: &mut Map<String, Value>, rule: &ConfigRule) {
    let Some(of_tool) = tools.get_mut(&rule.permission) else { return };
    let said = json!(rule.action);
    let is_whole = if let Value::Object(each) = of_tool {
        if each.get(&rule.pattern) == Some(&said) {
            each.remove(&rule.pattern);
        }
        each.is_empty()
    } else {
        rule.pattern == "*" && *of_tool == said
    };
    if is_whole {
        tools.remove(&rule.permission);
    }
}

/// The rules that count no more because of one of these, which comes after them and fits all that they fit.
pub(crate) fn overruled(all: &[ConfigRule], is_new: impl Fn(&ConfigRule) -> bool) -> Vec<&ConfigRule> {
    let is_over = |(at, rule): &(usize, &ConfigRule)| {
        let later = all.get(at + 1..).unwrap_or_default().iter();
        let mut later = later.filter(|later| later.agent.is_none() || later.agent == rule.agent);
        later.any(|later| {
            let fits = covers(&later.permission, &rule.permission) && covers(&later.pattern, &rule.pattern);
            fits && later.action != rule.action && is_new(later)
        })
    };
    all.iter().enumerate().filter(is_over).map(|(_, rule)| rule).collect()
}

/// Those of some rules that do not hold, each with the one that counts in its place: the last that fits all that it fits.
pub(crate) fn void(all: &[ConfigRule], is_meant: impl Fn(&ConfigRule) -> bool) -> Vec<(&ConfigRule, &ConfigRule)> {
    let mut found = Vec::new();
    for (at, rule) in all.iter().enumerate().filter(|(_, rule)| is_meant(rule)) {
        let fits = |later: &&ConfigRule| {
            (later.agent.is_none() || later.agent == rule.agent)
                && covers(&later.permission, &rule.permission)
                && covers(&later.pattern, &rule.pattern)
        };
        let last = all.get(at + 1..).unwrap_or_default().iter().rev().find(fits);
        found.extend(last.filter(|last| last.action != rule.action && !is_meant(last)).map(|last| (rule, last)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::layers;
    use crate::platform::pattern::fits;
    use proptest::prelude::*;
    use std::fs;

    #[test]
    fn a_rule_that_is_new_stands_before_what_it_covers() {
        let set = |text: &str, way: &str, value: Value| {
            edited(text, &[Edit::set(way.split('/').map(|key| key.replace('|', "/")), value)]).unwrap()
        };
        for (text, way, value, wanted) in [
            (r#"{"permission": {"bash": "allow"}}"#, "permission/*", json!("ask"), r#"{"*": "ask", "bash": "allow"}"#),
            (r#"{"permission": "ask"}"#, "permission/bash", json!("deny"), r#"{"*": "ask", "bash": "deny"}"#),
            (
                r#"{"permission": {"bash": {"*": "ask", "git push *": "deny"}}}"#,
                "permission/bash/git *",
                json!("allow"),
                r#"{"bash": {"*": "ask", "git *": "allow", "git push *": "deny"}}"#,
            ),
            (
                r#"{"permission": {"bash": "ask"}}"#,
                "permission/bash",
                json!({"git *": "allow", "$HOME|x *": "deny", "*": "ask"}),
                r#"{"bash": {"*": "ask", "$HOME|x *": "deny", "git *": "allow"}}"#,
            ),
        ] {
            let made = set(text, way, value);
            assert_eq!(made, format!("{{\"permission\": {wanted}}}"), "{text}");
        }
        let text = r#"{"agent": {"a": {"permission": {"edit": "deny"}}, "edit": {"prompt": "x"}}}"#;
        let made = set(text, "agent/a/permission/*", json!("ask"));
        assert_eq!(made, text.replace("\"edit\": \"deny\"", "\"*\": \"ask\", \"edit\": \"deny\""));
        let whole = "{\"permission\": {\"bash\": \"ask\"}}";
        let removed =
            edited(whole, &[Edit { path: ["permission", "bash", "x"].map(String::from).to_vec(), value: None }]);
        assert_eq!(removed.unwrap(), whole, "what is not there is beside nothing");
        let made = set(text, "agent/*", json!({}));
        assert_eq!(made, text.replace("\"x\"}", "\"x\"}, \"*\": {}"), "agents are no rules");
        // put in one by one, in any order
        let all = [("git push *", "deny"), ("git *", "ask"), ("*", "allow"), ("git", "ask")];
        let edits = all.map(|(pattern, rule)| Edit::set(["permission", "bash", pattern], json!(rule)));
        let made = edited("{}", &edits).unwrap();
        let order: Vec<_> = jsonc::leaves(&made).into_iter().map(|(way, _)| way[2].clone()).collect();
        assert_eq!(order, ["*", "git *", "git push *", "git"]);
    }

    fn said(files: &[(&str, &str)]) -> Vec<ConfigRule> {
        let base = tempfile::tempdir().unwrap();
        crate::config::git::make(base.path());
        fs::create_dir_all(base.path().join(".opencode")).unwrap();
        for (name, text) in files {
            fs::write(base.path().join(name), text).unwrap();
        }
        listed(&layers::all(base.path(), &layers::Places::default()).unwrap())
    }

    fn short(rule: &ConfigRule) -> String {
        let action = serde_json::to_value(rule.action).unwrap();
        let agent = rule.agent.as_deref().map(|agent| format!("{agent}: ")).unwrap_or_default();
        format!("{agent}{} {} {}", rule.permission, rule.pattern, action.as_str().unwrap())
    }

    #[test]
    fn rules_are_listed_as_the_layers_come_together() {
        let low = r#"{"permission": {"bash": {"git *": "allow", "*": "ask"}, "edit": "deny"}, "tools": {"write": false, "x": true},
            "agent": {"a": {"tools": {"edit": true}, "permission": "ask"}}}"#;
        let high = r#"{"permission": {"*": "deny", "edit": {"*.md": "ask"}, "bash": {"ls": "deny", "*": "allow"}},
            "mode": {"a": {"permission": {"webfetch": "deny"}}}}"#;
        let all = said(&[("opencode.json", low), (".opencode/opencode.json", high), ("opencode.jsonc", "{ broken")]);
        let shown: Vec<_> = all.iter().map(short).collect();
        let wanted = [
            "edit *.md ask",
            "x * allow",
            "bash git * allow",
            "bash * allow",
            "bash ls deny",
            "* * deny",
            "a: edit * allow",
            "a: * * ask",
            "a: webfetch * deny",
        ];
        assert_eq!(shown, wanted);
        let file = |at: usize| all[at].file.as_str();
        assert_eq!((file(1), file(2), file(3)), ("opencode.json", "opencode.json", ".opencode/opencode.json"));
        let gone: Vec<_> =
            overruled(&all, |rule| rule.permission == "*" && rule.agent.is_none()).into_iter().map(short).collect();
        assert_eq!(gone, ["edit *.md ask", "x * allow", "bash git * allow", "bash * allow"]);
    }

    /// What comes of a text once an object without order has carried it.
    fn carried(text: &str) -> Vec<ConfigRule> {
        let layer = |text: &str| {
            let value = jsonc::parse(text).unwrap().as_object().cloned().unwrap();
            let base = tempfile::tempdir().unwrap();
            crate::config::git::make(base.path());
            fs::write(base.path().join("opencode.json"), text).unwrap();
            (value, layers::all(base.path(), &layers::Places::default()).unwrap())
        };
        let (mut config, all) = layer(text);
        as_rules(&mut config);
        without_overruled(&mut config, &all);
        let edits: Vec<_> = config.into_iter().map(|(key, value)| Edit::set([key], value)).collect();
        listed(&layer(&edited("{}", &edits).unwrap()).1)
    }

    #[test]
    fn a_rule_that_never_counts_does_not_count_where_order_is_lost() {
        for (text, wanted) in [
            (r#"{"permission": {"bash": {"rm *": "allow", "*": "deny"}}}"#, vec!["bash * deny"]),
            (r#"{"permission": {"bash": {"rm *": "allow"}, "*": "deny"}}"#, vec!["* * deny"]),
            (r#"{"permission": {"bash": "allow", "*": "ask", "edit": "deny"}}"#, vec!["* * ask", "edit * deny"]),
            (
                r#"{"agent": {"a": {"permission": {"bash": {"x": "allow", "*": "deny"}}}}, "permission": {"bash": {"x": "allow"}}}"#,
                vec!["bash x allow", "a: bash * deny"],
            ),
            (r#"{"permission": {"bash": {"*": "deny", "rm *": "allow"}}}"#, vec!["bash * deny", "bash rm * allow"]),
            (r#"{"permission": {"bash": {"rm *": "deny", "*": "deny"}}}"#, vec!["bash * deny", "bash rm * deny"]),
        ] {
            assert_eq!(carried(text).iter().map(short).collect::<Vec<_>>(), wanted, "{text}");
        }
    }

    /// The action for a command, as OpenCode finds it.
    fn decided(rules: &[ConfigRule], command: &str) -> Option<PermissionAction> {
        let is_for = |rule: &&ConfigRule| fits(&rule.permission, "bash") && fits(&rule.pattern, command);
        rules.iter().rev().find(is_for).map(|rule| rule.action)
    }

    proptest! {
        /// Of patterns that each have another within or have nothing in common, nothing that is decided is decided otherwise.
        #[test]
        fn what_is_carried_decides_as_before(
            said in proptest::collection::vec(("[ab]{0,3}\\*?", prop_oneof![Just("allow"), Just("ask"), Just("deny")]), 1..6),
            command in "[ab]{0,4}",
        ) {
            let mut seen = std::collections::BTreeSet::new();
            let said: Vec<_> = said.into_iter().filter(|(pattern, _)| seen.insert(pattern.clone())).collect();
            let rules: Vec<_> = said.iter().map(|(pattern, rule)| format!("\"{pattern}\": \"{rule}\"")).collect();
            let text = format!("{{\"permission\": {{\"bash\": {{{}}}}}}}", rules.join(", "));
            prop_assert_eq!(decided(&carried(&text), &command), decided(&self::said(&[("opencode.json", &text)]), &command), "{}", text);
        }
    }
}
