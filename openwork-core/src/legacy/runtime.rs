//! `runtime.sqlite` of the older server: what its users set for their workspaces. None of that is in any file.

use super::database::{self, Database, Row};
use super::folders::Folders;
use super::found::{Found, FoundAbout, Source};
use super::json::{Document, Fields};
use super::openwork_json::openwork;
use super::read::{Fault, Gathered};
use crate::clock::Timestamp;
use crate::model::managed::ManagedKind;
use crate::model::migration::{LegacyKind, LegacySubject, MigrationAction};
use serde_json::{Map, Value};
use std::cmp::Reverse;
use std::path::Path;

/// The row that stands for all workspaces.
const ALL: &str = "__openwork_engine_global__";
/// What workspaces said of themselves.
const OF_WORKSPACES: &str = "openwork_workspace_configs";
/// What is known of the database: a table, and its column of JSON.
const TABLES: [(&str, &str); 4] = [
    ("runtime_opencode_configs", "config_json"),
    (OF_WORKSPACES, "config_json"),
    ("session_group_states", "state_json"),
    ("cloud_plugin_install_configs", "config_json"),
];
/// When a row was written.
const WRITTEN: &str = "updated_at";
/// Jobs, which some servers had.
const JOBS: &str = "scheduled_jobs";
/// The columns that may say what a job is called: one of JSON, a name, an id. Of each kind the first that is there counts.
const JSON_OF_JOB: [&str; 5] = ["job_json", "job", "json", "data", "payload"];
const NAME_OF_JOB: [&str; 3] = ["name", "title", "label"];
const ID_OF_JOB: [&str; 3] = ["id", "job_id", "slug"];
/// What is told of a job.
const OF_JOB: &str = "It stays in the older server's database, and nothing runs it.";
const REMEDY_OF_JOB: &str = "Have a scheduler of the system ask the server what it asked.";
/// The agent that was a part of the older server.
const OWN_AGENT: &str = "openwork";
/// A longer row is none that a server wrote.
const LONGEST: usize = 4 << 20;
/// Nor has what it wrote more keys, beside items.
const MOST_KEYS: usize = 1000;
/// What to do about a row that cannot be read.
const REMEDY: &str = "Set what was in it by hand.";

/// Reads the database.
pub(super) fn read(path: &Path, folders: &Folders<'_>) -> Option<Source> {
    let read = |database: &Database, gathered: &mut Gathered| tables(database, folders, gathered);
    database::source(LegacyKind::RuntimeDatabase, path, &folders.look.scratch, read)
}

/// Reads each table on its own. Says whether all of them could be read.
fn tables(database: &Database, folders: &Folders<'_>, gathered: &mut Gathered) -> Result<bool, Fault> {
    let there = database.tables()?;
    let mut is_whole = true;
    for (table, column) in TABLES.into_iter().filter(|(table, _)| there.contains(*table)) {
        let columns = database.columns(table)?;
        let read = if columns.contains("workspace_id") && columns.contains(column) {
            let time = if columns.contains(WRITTEN) { WRITTEN } else { "NULL" };
            let mut held = Vec::new();
            let read = database.rows(table, &["workspace_id", column, time], |row| held.push(Held::of(row)));
            in_turn(table, &mut held);
            for held in held {
                self::row(table, held, folders, gathered);
            }
            read
        } else {
            let why = "The table has other columns than it should.";
            Err(Fault::new(why, "Set what was in it by hand, and tell who makes OpenWork."))
        };
        if let Err(fault) = read {
            gathered.fail(table, LegacySubject::Source, table, fault);
            is_whole = false;
        }
    }
    let mut others: Vec<_> = there.iter().filter(|name| !TABLES.iter().any(|(table, _)| table == name)).collect();
    others.sort();
    for table in others {
        if table == JOBS {
            jobs(database, gathered)?;
            continue;
        }
        let reason = "This table is nothing that is taken over.";
        gathered.left(table.as_str(), LegacySubject::Source, table, MigrationAction::LeftInPlace, reason, None);
    }
    Ok(is_whole)
}

/// Tells of each job what it is called, by what columns there are, or how many there are.
fn jobs(database: &Database, gathered: &mut Gathered) -> Result<(), Fault> {
    let there = database.columns(JOBS)?;
    let first = |names: &[&'static str]| names.iter().copied().find(|name| there.contains(*name));
    let [json, name, id] = [first(&JSON_OF_JOB), first(&NAME_OF_JOB), first(&ID_OF_JOB)];
    let mut tell = |at: String, name: String, warnings: Vec<String>| {
        let (subject, action) = (LegacySubject::SchedulerJob, MigrationAction::LeftInPlace);
        let (reason, remedy) = (OF_JOB.to_owned(), Some(REMEDY_OF_JOB.to_owned()));
        gathered.add(at, Found::Left { subject, name, action, reason, remedy }, warnings);
    };
    if json.or(name).or(id).is_none() {
        return database.rows(JOBS, &["CAST(count(*) AS TEXT)"], |row| match row.text(0) {
            None | Some("0") => {}
            Some("1") => tell(JOBS.to_owned(), "a job without a name".to_owned(), Vec::new()),
            Some(many) => tell(JOBS.to_owned(), format!("{many} jobs without a name"), Vec::new()),
        });
    }
    // what is not there is nothing
    database.rows(JOBS, &[json, name, id].map(|column| column.unwrap_or("NULL")), |row| {
        let text = row.text(0).filter(|text| text.len() <= LONGEST).unwrap_or_default();
        let map = Document::of(text.as_bytes().to_vec()).and_then(|document| document.map()).unwrap_or_default();
        let mut fields = Fields::of(&map);
        let said = |column: usize| row.text(column).map(str::trim).filter(|text| !text.is_empty());
        let name = fields.text("name").or(said(1)).or(said(2)).unwrap_or("a job without a name").to_owned();
        tell(format!("{JOBS}/{}", said(2).unwrap_or_default()), name, fields.warnings);
    })
}

/// A row of a table: whose it is, what it says, and when it was written.
struct Held {
    workspace: String,
    text: Result<String, String>,
    written: Result<Option<Timestamp>, ()>,
}

impl Held {
    fn of(row: &Row<'_>) -> Self {
        let text = row.text(1).ok_or_else(|| "it is no text".to_owned());
        let text = text.and_then(|text| match text.len() {
            ..=LONGEST => Ok(text.to_owned()),
            _ => Err("it is longer than any that was written".to_owned()),
        });
        Self { workspace: row.text(0).unwrap_or_default().trim().to_owned(), text, written: row.moment(2) }
    }
}

/// Has the newest row count: a folder may have several, for two ids of it were made where a link leads to it. What is said first of
/// an item or a setting counts, and what is said last of a workspace itself.
fn in_turn(table: &str, rows: &mut [Held]) {
    rows.sort_by_key(|row| Reverse(row.written.unwrap_or_default()));
    if table == OF_WORKSPACES {
        rows.reverse();
    }
}

fn row(table: &str, row: Held, folders: &Folders<'_>, gathered: &mut Gathered) {
    let Held { workspace, text, written } = row;
    let workspace = workspace.as_str();
    let at = format!("{table}/{workspace}");
    if written.is_err() {
        gathered.warnings.push(format!("{at}: `{WRITTEN}` is no moment; the row counts as the oldest."));
    }
    let map = match text.and_then(|text| Document::of(text.into_bytes())).and_then(|document| {
        gathered.warnings.extend(document.repair.as_ref().map(|repair| format!("{at}: {repair}")));
        document.map()
    }) {
        Ok(map) if !workspace.is_empty() => map,
        read => {
            let why = read.err().unwrap_or_else(|| "it names no workspace".to_owned());
            let fault = Fault::new(format!("The row cannot be read: {why}."), REMEDY);
            return gathered.fail(at, LegacySubject::Configuration, workspace, fault);
        }
    };
    let owner = Some(workspace.to_owned()).filter(|workspace| workspace != ALL);
    match (table, owner) {
        ("runtime_opencode_configs", owner) => opencode(&at, owner, map, gathered),
        (OF_WORKSPACES, Some(owner)) => {
            about(&at, &owner, &map, gathered);
            openwork(&at, &owner, &map, folders, gathered);
        }
        ("session_group_states", Some(workspace)) if !map.is_empty() => {
            let (state, warnings) = groups(map);
            gathered.add(at, Found::SessionGroups { workspace, state }, warnings);
        }
        ("cloud_plugin_install_configs", Some(_)) if !map.is_empty() => {
            let reason = "What an account installed comes again with the sign-in.";
            gathered.left(at, LegacySubject::Plugin, workspace, MigrationAction::Skip, reason, None);
        }
        // no server wrote such a row
        (_, None) if !map.is_empty() => {
            let why = "The row stands for all workspaces, and what is in it was kept for one at a time.";
            gathered.fail(at, LegacySubject::Configuration, workspace, Fault::new(why, REMEDY));
        }
        _ => {}
    }
}

/// Groups of sessions, without what is of a wrong type, and that.
fn groups(mut map: Map<String, Value>) -> (Map<String, Value>, Vec<String>) {
    let mut fields = Fields::of(&map);
    let (is_list, is_object) = (fields.list("groups").is_some(), fields.object("assignments").is_some());
    let mut warnings = fields.warnings;
    let has_id = |group: &Value| group.get("id").is_some_and(Value::is_string);
    let has_label = |group: &Value| group.get("label").is_none_or(|label| label.is_string() || label.is_null());
    if let Some(groups) = map.get_mut("groups").filter(|_| is_list).and_then(Value::as_array_mut) {
        let all = groups.len();
        groups.retain(|group| has_id(group) && has_label(group));
        let left = all - groups.len();
        warnings.extend(
            (left > 0).then(|| {
                format!("{left} of its `groups` have no `id` or no `label` that is a text; they were left out.")
            }),
        );
    } else {
        map.remove("groups");
    }
    if let Some(assigned) = map.get_mut("assignments").filter(|_| is_object).and_then(Value::as_object_mut) {
        let all = assigned.len();
        assigned.retain(|_, group| group.is_string());
        let left = all - assigned.len();
        warnings.extend((left > 0).then(|| format!("{left} of its `assignments` name no group; they were left out.")));
    } else {
        map.remove("assignments");
    }
    (map, warnings)
}

/// What the workspace's own file said of it, before the server moved that into its database.
fn about(at: &str, workspace: &str, map: &Map<String, Value>, gathered: &mut Gathered) {
    let mut fields = Fields::of(map);
    let own = fields.object("workspace");
    gathered.warnings.extend(fields.warnings.into_iter().map(|warning| format!("{at}: {warning}")));
    let Some(mut own) = own.map(Fields::of) else { return };
    let found = FoundAbout {
        workspace: workspace.to_owned(),
        name: own.text("name").map(Into::into),
        preset: own.text("preset").map(Into::into),
        created_at: own.moment("createdAt"),
    };
    gathered.add(format!("{at}/workspace"), Found::About(found), own.warnings);
}

/// OpenCode's configuration as the server kept it: MCP servers, plugins and providers are items, the rest is a whole.
fn opencode(at: &str, workspace: Option<String>, mut map: Map<String, Value>, gathered: &mut Gathered) {
    for (field, kind, subject) in [
        ("mcp", ManagedKind::Mcps, LegacySubject::Mcp),
        ("provider", ManagedKind::ProviderConfigs, LegacySubject::ProviderConfig),
    ] {
        let items = match map.remove(field) {
            None | Some(Value::Null) => continue,
            Some(Value::Object(items)) => items,
            Some(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) => {
                let fault = Fault::new(format!("`{field}` is no object, which it should be."), REMEDY);
                gathered.fail(format!("{at}/{field}"), subject, field, fault);
                continue;
            }
        };
        for (key, value) in items {
            let at = format!("{at}/{field}/{key}");
            if let Value::Object(config) = value {
                let what = Found::Item { workspace: workspace.clone(), kind, key, config };
                gathered.add(at, what, Vec::new());
            } else {
                gathered.fail(at, subject, &key, Fault::new("It is no object, which it should be.", REMEDY));
            }
        }
    }
    plugins(at, workspace.as_ref(), &mut map, gathered);
    if map.get("default_agent").and_then(Value::as_str) == Some(OWN_AGENT) {
        map.remove("default_agent");
        let reason = "The agent was a part of the older server.";
        let at = format!("{at}/default_agent");
        gathered.left(at, LegacySubject::Configuration, OWN_AGENT, MigrationAction::Skip, reason, None);
    }
    map.retain(|_, value| !value.is_null());
    if map.len() > MOST_KEYS {
        let fault = Fault::new(format!("It has more than {MOST_KEYS} keys, which no configuration has."), REMEDY);
        gathered.fail(at, LegacySubject::Configuration, workspace.as_deref().unwrap_or("all"), fault);
    } else if !map.is_empty() {
        gathered.add(at, Found::Configuration { workspace, config: map }, Vec::new());
    }
}

/// A plugin with options stays a part of the configuration: what is managed has none.
fn plugins(at: &str, workspace: Option<&String>, map: &mut Map<String, Value>, gathered: &mut Gathered) {
    let plugins = match map.remove("plugin") {
        None | Some(Value::Null) => return,
        Some(Value::Array(plugins)) => plugins,
        Some(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_)) => {
            let fault = Fault::new("`plugin` is no list, which it should be.", "Add the plugins by hand.");
            return gathered.fail(format!("{at}/plugin"), LegacySubject::Plugin, "plugin", fault);
        }
    };
    let mut rest = Vec::new();
    for (index, plugin) in plugins.into_iter().enumerate() {
        let at = format!("{at}/plugin/{index}");
        match plugin {
            Value::String(spec) if !spec.trim().is_empty() => {
                let config = Map::from_iter([("spec".to_owned(), Value::String(spec.clone()))]);
                let what = Found::Item { workspace: workspace.cloned(), kind: ManagedKind::Plugins, key: spec, config };
                gathered.add(at, what, Vec::new());
            }
            Value::Array(_) => rest.push(plugin),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
                let fault = Fault::new("It is no name of a package, and no path.", "Add the plugin by hand.");
                gathered.fail(at, LegacySubject::Plugin, "a plugin without a name", fault);
            }
        }
    }
    if !rest.is_empty() {
        map.insert("plugin".to_owned(), Value::Array(rest));
    }
}
