//! What each fixture comes to: the plan that is made for it and the store as it is afterwards, both as they stand beside it.

use super::{Asked, Laid, dump, laid};
use crate::clock::Timestamp;
use crate::legacy::tests::{given, lay};
use crate::model::migration::{
    LegacyCondition, LegacyKind, LegacySubject, MigrationAction, MigrationItem, MigrationPlan, MigrationSource,
};
use crate::model::stored::Sealed;
use crate::store::{Key, item_secret_place, kept_place, secret_place, variable_place};
use data_encoding::HEXLOWER;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

/// What is kept of older OpenWork, table by table.
const TABLES: [&str; 8] = [
    "workspaces.v1",
    "tokens.v1",
    "environment.v1",
    "managed_items.v1",
    "workspace_settings.v1",
    "router_identities.v1",
    "router_bindings.v1",
    "legacy_kept.v1",
];

/// What nothing is made of, each as `docs/LEGACY.md` says it: a step of the way there, in sources of a kind or in all.
const LEFT: [(Option<LegacyKind>, &[&str]); 9] = [
    // what a file says of itself, and what an entry is, which is said by where it is kept
    (None, &["version", "schemaVersion", "workspaceType", "remoteType"]),
    (None, &["lastUsedAt", "watchedId", "watchedWorkspaceId", "openworkWorkspaceName"]),
    (None, &["sandboxBackend", "sandboxProfile", "sandboxRunId", "sandboxContainerName"]),
    (Some(LegacyKind::OrchestratorState), &["daemon", "opencode", "sidecar", "binaries", "cliVersion"]),
    (Some(LegacyKind::RouterConfig), &["opencodeUrl", "groupsEnabled"]),
    (Some(LegacyKind::RuntimeDatabase), &["workspace_id", "updated_at"]),
    (Some(LegacyKind::DesktopSnapshot), &["source", "writtenAt"]),
    (Some(LegacyKind::ServerTokens), &["id"]),
    (Some(LegacyKind::DesktopBootstrap), &["skillId", "skillTitle", "skillPath", "skillsDir", "createdAt"]),
];

/// When a file was written, at its top; that of a variable or a token is another matter.
const WRITTEN: &str = "/updatedAt";

/// The same of single places: what counts less than what stands beside it, or than what a weightier source says; and paths of
/// Windows that are kept in another spelling, as `survey.snap` has it.
const LESS: [(&str, &str); 17] = [
    ("desktop-bootstrap", "/requireSignin"),
    ("desktop-bootstrap", "/writtenAt"),
    ("e2-desktop-v5-windows", "/requireSignin"),
    ("e2-desktop-v5-windows", "/writtenAt"),
    ("e2-desktop-v5-windows", "/workspaces/0/path"),
    ("e2-desktop-v5-windows", "/workspaces/1/path"),
    ("e2-desktop-v5-windows", "/workspaces/2/path"),
    ("e1-desktop-v2", "/workspaces/0/name"),
    ("e2-desktop-v4", "/workspaces/0/name"),
    ("e3-electron", "/workspaces/0/preset"),
    ("e3-server", "/opencodePassword"),
    ("e3-server", "/authorizedRoots/0"),
    ("e2-router", "/opencodeDirectory"),
    ("migration-snapshot", "/keys/openwork.server.token"),
    ("e1-owpenbot", "/opencodeDirectory"),
    // the service is off, and with it the bot
    ("e2-orchestrator", "/channels/slack/apps/0/enabled"),
    // as the router wrote an id down
    ("routers-alike", "/channels/slack/apps/0/id"),
];

/// What a reason says of a field that it does not name.
const SAID: [(&str, &str); 3] =
    [("name", "called otherwise"), ("directory", "is no workspace's"), ("opencodeDirectory", "is no workspace's")];

/// Where in the record that is made of an item a field of its source is kept: that a word occurs somewhere in the store says
/// nothing where two records have the same.
const PLACES: [(LegacySubject, &[(&str, &str)]); 6] = [
    (
        LegacySubject::Workspace,
        &[
            ("path", "/folder"),
            ("name", "/displayName"),
            ("displayName", "/displayName"),
            ("preset", "/preset"),
            ("createdAt", "/createdAt"),
            ("id", "/ids"),
        ],
    ),
    (
        LegacySubject::RemoteWorkspace,
        &[
            ("baseUrl", "/value/baseUrl"),
            ("openworkHostUrl", "/value/baseUrl"),
            ("directory", "/value/directory"),
            ("name", "/value/name"),
            ("displayName", "/value/name"),
            ("openworkWorkspaceId", "/value/remoteId"),
            ("createdAt", "/value/createdAt"),
            ("id", "/value/ids"),
            ("openworkToken", "/secrets/token"),
            ("openworkClientToken", "/secrets/clientToken"),
            ("openworkHostToken", "/secrets/hostToken"),
        ],
    ),
    (LegacySubject::Server, &[("baseUrl", "/value/baseUrl")]),
    (
        LegacySubject::Token,
        &[("hash", "/hash"), ("scope", "/role"), ("label", "/label"), ("createdAt", "/createdAt"), ("token", "/hash")],
    ),
    (
        LegacySubject::RouterIdentity,
        &[
            ("id", "/id"),
            ("enabled", "/enabled"),
            ("access", "/access"),
            ("directory", "/directory"),
            ("token", "/secrets/token"),
            ("botToken", "/secrets/botToken"),
            ("appToken", "/secrets/appToken"),
            ("pairingCodeHash", "/secrets/pairingCodeHash"),
        ],
    ),
    (
        LegacySubject::RouterBinding,
        &[
            ("channel", "/channel"),
            ("identity_id", "/identityId"),
            ("peer_id", "/peerId"),
            ("directory", "/directory"),
            ("created_at", "/createdAt"),
            ("updated_at", "/updatedAt"),
        ],
    ),
];

/// What a plan says, as a person reads it.
fn told(plan: &MigrationPlan) -> String {
    let mut text = String::new();
    let plan = serde_json::to_value(plan).unwrap();
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    for source in plan["sources"].as_array().unwrap() {
        let _ = writeln!(text, "{} {} {}", word(&source["kind"]), word(&source["path"]), word(&source["condition"]));
        for warning in source["warnings"].as_array().unwrap() {
            let _ = writeln!(text, "  ! {}", word(warning));
        }
        for item in source["items"].as_array().unwrap() {
            let [action, subject, name, reason] =
                ["action", "subject", "name", "reason"].map(|field| word(&item[field]));
            let _ = writeln!(text, "  {action} {subject} {name}: {reason} {}", word(&item["remedy"]));
        }
    }
    text
}

/// Marks instead of what is another one in each home.
pub(super) struct Marks<'g> {
    home: String,
    given: &'g str,
    began: Timestamp,
    /// Ids that were made, and what each is of.
    made: Vec<(String, String)>,
}

impl<'g> Marks<'g> {
    pub(super) fn new(home: &Path, given: &'g str, began: Timestamp, dump: &Value) -> Self {
        Self { home: home.to_str().unwrap().to_owned(), given, began, made: made(dump) }
    }

    fn folder(&self, text: &str) -> String {
        text.replace(&self.home, "{{HOME}}").replace(&self.home.to_lowercase(), "{{home}}")
    }

    /// Whether a word is an id that follows from the folder of the home.
    fn is_derived(&self, word: &str) -> bool {
        let rest = word.strip_prefix("ws_").or_else(|| word.strip_prefix("ws-")).unwrap_or_default();
        rest.len() >= 12 && rest.bytes().all(|byte| byte.is_ascii_hexdigit()) && !self.given.contains(word)
    }

    /// A line of a plan.
    fn line(&self, line: &str) -> String {
        let mut parts = line.split("`ws_0");
        let first = parts.next().unwrap_or_default().to_owned();
        let rest = parts.map(|part| part.split_once('`').map_or("", |(_, rest)| rest));
        let line = rest.fold(first, |line, rest| line + "`(new)`" + rest);
        let known = |word: &str| {
            if self.is_derived(word.trim_end_matches(':')) { "(derived):".to_owned() } else { word.to_owned() }
        };
        line.trim_end().split(' ').map(known).collect::<Vec<_>>().join(" ") + "\n"
    }

    /// A text of the store.
    fn text(&self, text: &str) -> String {
        if let Some((_, mark)) = self.made.iter().find(|(id, _)| id == text) {
            return self.folder(mark);
        }
        if self.is_derived(text) {
            return "(derived)".to_owned();
        }
        if text.parse::<Timestamp>().is_ok_and(|time| time >= self.began) {
            return "(now)".to_owned();
        }
        let made = self.made.iter().fold(text.to_owned(), |text, (id, mark)| text.replace(id, mark));
        self.folder(&made)
    }

    fn value(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(list) => list.iter().map(|value| self.value(value)).collect(),
            Value::Object(map) => map.iter().map(|(key, value)| (self.text(key), self.value(value))).collect(),
            other => other.clone(),
        }
    }
}

/// What was sealed for a row, in clear: the secrets of the fixtures are none.
fn open(table: &str, row: &mut Value, key: Option<&Key>) {
    let of = |field: &str| row[field].as_str().unwrap_or_default().to_owned();
    let (id, item, name, of_bot) = (of("id"), of("item"), of("name"), of("key"));
    let opened = |place: String, sealed: &Value| {
        let sealed: Sealed = serde_json::from_value(sealed.clone()).unwrap();
        Value::String(key.unwrap().open(&place, &sealed).unwrap())
    };
    if table == "environment.v1" {
        row["value"] = opened(variable_place(&name), &row["value"]);
    }
    for (name, sealed) in row.get_mut("secrets").and_then(Value::as_object_mut).into_iter().flatten() {
        let place = match table {
            "managed_items.v1" => item_secret_place(&crate::ids::ManagedItemId::made(id.clone()), name),
            "legacy_kept.v1" => kept_place(&item, name),
            _ => secret_place(&of_bot, name),
        };
        *sealed = opened(place, sealed);
    }
}

/// Ids that an import made, and what each stands for.
fn made(dump: &Value) -> Vec<(String, String)> {
    let rows = |table: &str| dump[table].as_object().unwrap().clone().into_iter();
    let named = |(id, row): (String, Value), fields: [&str; 2]| {
        let mark = fields.map(|field| row[field].as_str().unwrap_or_default().to_owned()).join(" ");
        (id, format!("<{}>", mark.trim()))
    };
    let workspaces = rows("workspaces.v1").map(|row| named(row, ["folder", ""]));
    let tokens = rows("tokens.v1").map(|row| named(row, ["hash", ""]));
    workspaces.chain(tokens).chain(rows("managed_items.v1").map(|row| named(row, ["kind", "key"]))).collect()
}

/// The store as a person reads it: secrets in clear, rows in the order of what they say.
pub(super) fn stored(dump: &Value, marks: &Marks<'_>, key: Option<&Key>) -> Value {
    let mut all = Map::new();
    for table in TABLES {
        let rows = dump[table].as_object().unwrap().values().map(|row| {
            let mut row = row.clone();
            open(table, &mut row, key);
            marks.value(&row)
        });
        let mut rows: Vec<Value> = rows.collect();
        rows.sort_by_key(Value::to_string);
        if !rows.is_empty() {
            all.insert(table.to_owned(), Value::Array(rows));
        }
    }
    let mut names: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for (alias, row) in dump["workspace_aliases.v1"].as_object().unwrap() {
        *names.entry(marks.text(row.as_str().unwrap())).or_default().entry(marks.text(alias)).or_default() += 1;
    }
    if !names.is_empty() {
        all.insert("workspace_aliases.v1".to_owned(), json!(names));
    }
    if let Some(id) = dump["about.v1"]["activeWorkspace"].as_str() {
        all.insert("activeWorkspace".to_owned(), json!(marks.text(id)));
    }
    Value::Object(all)
}

/// Every scalar of a value, with its way there.
fn leaves(value: &Value, way: &str, all: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| {
            leaves(value, &format!("{way}/{}", key.replace('~', "~0").replace('/', "~1")), all);
        }),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(at, value)| leaves(value, &format!("{way}/{at}"), all));
        }
        Value::Null => {}
        Value::String(text) if text.trim().is_empty() => {}
        leaf => all.push((way.to_owned(), leaf.clone())),
    }
}

/// Every scalar of a source.
fn leaves_of(source: &Path) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    let bytes = std::fs::read(source).unwrap_or_default();
    if bytes.starts_with(b"SQLite") {
        let database = rusqlite::Connection::open(source).unwrap();
        let mut tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").unwrap();
        let tables: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        for table in tables {
            let mut rows = database.prepare(&format!("SELECT * FROM {table}")).unwrap();
            let names: Vec<String> = rows.column_names().map(str::to_owned).collect();
            let mut rows = rows.query([]).unwrap();
            while let Some(row) = rows.next().unwrap() {
                // as a finding names it: by its first column, or by all that names a peer
                let text = |name: &str| row.get::<_, String>(name).ok();
                let of_peer =
                    ["channel", "identity_id", "peer_id"].map(|name| text(name).unwrap_or("default".to_owned()));
                let key = if names[0] == "channel" { of_peer.join("/") } else { row.get(0).unwrap_or_default() };
                let row_way = format!("{table}/{key}");
                for (at, name) in names.iter().enumerate() {
                    let way = format!("{row_way}/{name}");
                    match row.get::<_, rusqlite::types::Value>(at).unwrap() {
                        rusqlite::types::Value::Text(text) => match serde_json::from_str(&text) {
                            Ok(value @ (Value::Object(_) | Value::Array(_))) => {
                                leaves(&value, &row_way, &mut all);
                            }
                            _ => leaves(&Value::String(text), &way, &mut all),
                        },
                        rusqlite::types::Value::Integer(number) => leaves(&json!(number), &way, &mut all),
                        _ => {}
                    }
                }
            }
        }
    } else {
        let mut whole = serde_json::Deserializer::from_slice(&bytes).into_iter::<Value>();
        leaves(&whole.next().and_then(Result::ok).unwrap_or_default(), "", &mut all);
    }
    all
}

/// Whether a plan says of what lies here that it is not taken over, or is said elsewhere.
fn is_told(source: &MigrationSource, way: &str) -> bool {
    let steps = || way.split('/').filter(|step| !step.is_empty());
    let said = |text: &str| {
        steps().any(|step| text.contains(&format!("`{step}`")))
            || SAID.iter().any(|(field, why)| steps().any(|step| step == *field) && text.contains(why))
    };
    let above = |at: &str| way.strip_prefix(at).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let at_all = |item: &MigrationItem| {
        // what is kept is here: a field that is not has to be named, or be of a thing that there is one of
        use MigrationAction::{Fail, LeftInPlace, Skip};
        let is_one = item.reason.starts_with(super::super::kept::ONE_COUNTS);
        matches!(item.action, Skip | LeftInPlace | Fail) || is_one || said(&item.reason)
    };
    let mut of_it = source.items.iter().filter(|item| item.at.as_deref().is_some_and(above));
    let quoted = |warning: &str| warning.split('`').skip(1).step_by(2).any(above);
    of_it.any(at_all) || source.warnings.iter().any(|warning| quoted(warning) || said(warning))
}

/// Whether a scalar is in the store, as it was or as it is kept here.
fn is_stored(leaf: &Value, key: &str, scalars: &BTreeSet<String>, marks: &Marks<'_>) -> bool {
    let has = |text: &str| scalars.contains(text) || scalars.contains(&marks.folder(text));
    match leaf {
        Value::Bool(_) => has(&format!("{key}={leaf}")),
        Value::Number(number) => {
            let moment = crate::legacy::tests::moment(leaf).map(|time| time.to_string());
            has(&number.to_string()) || moment.is_some_and(|moment| has(&moment))
        }
        Value::String(text) => {
            let text = text.trim();
            let hash = hashed(text);
            // of an address its server, and what that one calls the workspace
            let bare = text.split_once('@').map_or(text.to_owned(), |(_, host)| format!("https://{host}"));
            let begins = || text.contains("://") && scalars.iter().any(|it| it.contains("://") && bare.starts_with(it));
            // a folder is kept by its whole path, and an owner is who is a host here
            let ends =
                || scalars.iter().any(|it| it.starts_with("{{HOME}}/") && it.ends_with(text.trim_start_matches('~')));
            let small = || text.starts_with('/') && scalars.iter().any(|it| it.eq_ignore_ascii_case(text));
            let meant =
                || serde_json::from_str::<String>(text).is_ok_and(|text| is_stored(&json!(text), key, scalars, marks));
            let is_role = text == "owner" && has("host") || text == "remote" && key == "preset";
            has(text) || has(&text.to_lowercase()) || has(&hash) || is_role || begins() || ends() || small() || meant()
        }
        _ => true,
    }
}

fn scalars_of(stored: &Value) -> BTreeSet<String> {
    let mut all = Vec::new();
    leaves(stored, "", &mut all);
    let scalars = all.iter().flat_map(|(way, leaf)| {
        let last = way.rsplit('/').next().unwrap_or_default();
        // what is a key there may have been a value
        let keys = way.split('/').map(|step| step.replace("~1", "/").replace("~0", "~")).collect::<Vec<_>>();
        let leaf = leaf.as_str().map_or_else(|| format!("{last}={leaf}"), str::to_owned);
        let number = leaf.split_once('=').map(|(_, number)| number.to_owned());
        keys.into_iter().chain([leaf]).chain(number)
    });
    scalars.collect()
}

/// The record that was made of an item, with the ids that a workspace is found by; none where records are not looked up.
fn record_of(item: &MigrationItem, leaves: &[(String, Value)], stored: &Value, marks: &Marks<'_>) -> Option<Value> {
    let find =
        |table: &str, is_it: &dyn Fn(&Value) -> bool| stored[table].as_array()?.iter().find(|row| is_it(row)).cloned();
    let name = marks.folder(&item.name);
    let kept = |word: &str| {
        let wanted = format!("kept/{word}/{name}");
        find("legacy_kept.v1", &|row| row["item"] == wanted.as_str())
    };
    match item.subject {
        LegacySubject::Workspace => {
            let mut record = find("workspaces.v1", &|row| row["folder"] == name.as_str())?;
            record["ids"] = stored["workspace_aliases.v1"][record["id"].as_str()?].clone();
            Some(record)
        }
        LegacySubject::RemoteWorkspace => kept("remote_workspace"),
        LegacySubject::Server => kept("server"),
        LegacySubject::Token => {
            let hashes: Vec<String> = leaves.iter().filter_map(|(_, leaf)| leaf.as_str()).map(hashed).collect();
            let is = |leaf: &Value, hash: &str| leaf.as_str().is_some_and(|text| text.eq_ignore_ascii_case(hash));
            let is_it =
                |hash: &str| hashes.iter().any(|it| it == hash) || leaves.iter().any(|(_, leaf)| is(leaf, hash));
            find("tokens.v1", &|row| row["hash"].as_str().is_some_and(is_it))
        }
        LegacySubject::RouterIdentity => {
            let is_secret = |secret: &Value| leaves.iter().any(|(_, leaf)| leaf == secret);
            let admits = |row: &Value| ["token", "botToken"].iter().any(|name| is_secret(&row["secrets"][name]));
            find("router_identities.v1", &admits)
        }
        LegacySubject::RouterBinding => {
            let at = item.at.as_deref()?;
            find("router_bindings.v1", &|row| {
                let way = ["channel", "identityId", "peerId"].map(|field| row[field].as_str().unwrap_or_default());
                at == format!("bindings/{}", way.join("/"))
            })
        }
        _ => None,
    }
}

fn hashed(text: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(text.trim()))
}

/// Fields of what was taken over that are not where they should be: in their place in the record of their item.
fn misplaced(
    (source, item): (&MigrationSource, &MigrationItem),
    all: &[(String, Value)],
    stored: &Value,
    marks: &Marks<'_>,
) -> Vec<String> {
    let at = item.at.as_deref().unwrap_or_default();
    let is_above = |at: &str, way: &str| way.strip_prefix(at).is_some_and(|it| it.is_empty() || it.starts_with('/'));
    // what stands within an item may be another one
    let within: Vec<&str> = source.items.iter().filter_map(|item| item.at.as_deref()).collect();
    let is_others = |way: &str| within.iter().any(|other| other.len() > at.len() && is_above(other, way));
    let of_it: Vec<_> = all.iter().filter(|(way, _)| is_above(at, way) && !is_others(way)).cloned().collect();
    let places = PLACES.iter().find(|(subject, _)| *subject == item.subject).map(|(_, places)| *places);
    // a bot of which nothing is made is one that is there
    let is_there = item.action == MigrationAction::Keep && item.subject == LegacySubject::RouterIdentity;
    let is_taken = matches!(item.action, MigrationAction::Create | MigrationAction::Alias) || is_there;
    let Some(places) = places.filter(|_| is_taken) else { return Vec::new() };
    let Some(record) = record_of(item, &of_it, stored, marks) else {
        return vec![format!("{at}: there is no record of it")];
    };
    let mut lost = Vec::new();
    for (way, leaf) in &of_it {
        let field = way.rsplit('/').next().unwrap_or_default();
        let Some((_, place)) = places.iter().find(|(known, _)| *known == field) else { continue };
        let part = record.pointer(place).cloned().unwrap_or_default();
        let is_said =
            [field, leaf.as_str().unwrap_or_default()].iter().any(|it| item.reason.contains(&format!("`{it}`")))
                || SAID.iter().any(|(of, why)| *of == field && item.reason.contains(why));
        if !is_said && part != *leaf && !is_stored(leaf, field, &scalars_of(&part), marks) {
            lost.push(format!("{way} {leaf} is not at {place} of its record, where {part} is"));
        }
    }
    lost
}

#[tokio::test]
async fn g08_every_field_of_every_fixture_is_in_the_store_or_told() {
    let mut lost = Vec::new();
    for fixture in lay::names() {
        let began = Timestamp::now();
        let Laid { _top, home, imports, store } = laid(&fixture);
        let given = given(&lay::fixtures().join(&fixture).join("home"));
        let plan = imports.plan().await.unwrap();
        imports.run(Asked::ByCaller).await.unwrap();
        let dump = dump(&store);
        let marks = Marks::new(&home, &given, began, &dump);
        let text: String = marks.folder(&told(&plan)).lines().map(|line| marks.line(line)).collect();
        let stored = stored(&dump, &marks, imports.0.seal.key().ok().as_ref());
        insta::with_settings!({
            snapshot_path => lay::fixtures().join(&fixture), prepend_module_to_snapshot => false, omit_expression => true,
        }, {
            insta::assert_snapshot!("plan", text);
            insta::assert_json_snapshot!("store", stored);
        });
        let scalars = scalars_of(&stored);
        for source in plan.sources.iter().filter(|source| source.condition != LegacyCondition::Unreadable) {
            let leaves = leaves_of(Path::new(&source.path));
            for item in &source.items {
                let of_it = misplaced((source, item), &leaves, &stored, &marks).into_iter();
                let of_it = of_it.filter(|lost| !LESS.iter().any(|(of, way)| *of == fixture && lost.starts_with(way)));
                lost.extend(of_it.map(|lost| format!("{fixture}: {} {lost}", marks.folder(&source.path))));
            }
            for (way, leaf) in leaves {
                let field = way.rsplit('/').find(|step| step.parse::<usize>().is_err()).unwrap_or_default();
                let is_of = |(kind, fields): &(Option<LegacyKind>, &[&str])| {
                    kind.is_none_or(|kind| kind == source.kind) && way.split('/').any(|step| fields.contains(&step))
                };
                let is_left =
                    way == WRITTEN || LEFT.iter().any(is_of) || LESS.contains(&(fixture.as_str(), way.as_str()));
                if !is_left && !is_told(source, &way) && !is_stored(&leaf, field, &scalars, &marks) {
                    lost.push(format!("{fixture}: {} {way} {leaf}", marks.folder(&source.path)));
                }
            }
        }
    }
    assert!(lost.is_empty(), "neither kept nor told:\n{}", lost.join("\n"));
}
