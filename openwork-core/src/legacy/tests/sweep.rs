//! A wrong type in any field of any source is told, or what was put there is kept as it is.

use super::broken::{files, of_texts, ways};
use super::{Found, Home, Survey, golden, lay, survey};
use crate::model::migration::LegacyKind;
use rusqlite::Connection;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// What stands where another type belongs. Whatever is kept of it has this in it.
const ODD: &str = "7654321";

/// What says nothing, whatever it is: a step of the way there, in sources of a kind or in all, and why.
const SILENT: [(Option<LegacyKind>, &[&str], &str); 8] = [
    (None, &["version", "schemaVersion"], "a file is read by what it holds, whatever it says of itself"),
    (None, &["lastUsedAt", "watchedId", "watchedWorkspaceId"], "what a window showed"),
    (
        None,
        &["sandboxBackend", "sandboxProfile", "sandboxRunId", "sandboxContainerName"],
        "they belonged to containers",
    ),
    (
        Some(LegacyKind::OrchestratorState),
        &["daemon", "opencode", "sidecar", "binaries", "cliVersion"],
        "processes that are gone",
    ),
    (Some(LegacyKind::RouterConfig), &["opencodeUrl"], "the address of an engine that is gone"),
    (Some(LegacyKind::DesktopSnapshot), &["source", "writtenAt"], "which program wrote it, and when"),
    (Some(LegacyKind::ServerTokens), &["id"], "a token is known by its hash; its id names it where nothing else does"),
    (
        Some(LegacyKind::DesktopBootstrap),
        &["skillId", "skillTitle", "skillPath", "skillsDir", "createdAt"],
        "a skill that was prepared for a first start, and when it was handed over",
    ),
];

/// The same of a field that stands at the top of a file: when that was written.
const TOP: &str = "/updatedAt";

/// What is of a wrong type already in the fixture `broken`.
const BROKEN: [&str; 2] = ["/selectedId", "/workspaces/7/name/0"];

/// All that a survey tells a person, each with where it stands.
fn told(survey: &Survey) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for source in &survey.sources {
        let path = source.path.display();
        all.extend(source.warnings.iter().map(|warning| format!("{path} {warning}")));
        for finding in &source.findings {
            all.extend(finding.warnings.iter().map(|warning| format!("{path} {:?} {warning}", finding.at)));
            if matches!(finding.what, Found::Left { .. }) {
                all.insert(format!("{path} {:?} {:?}", finding.at, finding.what));
            }
        }
    }
    all
}

/// Whether a source of this path says of what lies there that it is not taken over, whatever it is.
fn is_left(survey: &Survey, path: &Path, way: &str) -> bool {
    let above = |at: &str| way.strip_prefix(at).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let findings = survey.sources.iter().filter(|source| source.path == path).flat_map(|source| &source.findings);
    let mut left = findings.filter(|finding| matches!(finding.what, Found::Left { .. }));
    left.any(|finding| finding.at.as_deref().is_some_and(above))
}

/// Whether what was put somewhere is kept as it is, and what it is kept in is fit for that.
fn is_kept(survey: &Survey, is_fit: fn(&Found) -> bool) -> bool {
    let findings = survey.sources.iter().flat_map(|source| &source.findings);
    let mut kept = findings.filter(|finding| !matches!(finding.what, Found::Left { .. }));
    kept.any(|finding| golden::what(&finding.what, "").to_string().contains(ODD) && is_fit(&finding.what))
}

/// Values of every other type than this one's.
fn odd(value: &Value) -> Vec<Value> {
    let text = format!("odd {ODD}");
    let of_each: Vec<Value> = match value {
        Value::Null => Vec::new(),
        _ => vec![json!(-7_654_321), json!(text), json!([text]), json!({ text: true })],
    };
    let same = std::mem::discriminant::<Value>;
    of_each.into_iter().filter(|odd| same(odd) != same(value)).collect()
}

/// Which wrong types are lost silently, and which of [`SILENT`] it took to say so of no more.
struct Sweep {
    fixture: String,
    /// Whether whoever takes over what is kept can, or tells why not.
    is_fit: fn(&Found) -> bool,
    /// Whether one wrong type has to do for each field, another one each time: databases take their time.
    is_dear: bool,
    lost: Vec<String>,
    used: BTreeSet<&'static str>,
}

impl Sweep {
    fn new(is_dear: bool, is_fit: fn(&Found) -> bool) -> Self {
        Self { fixture: String::new(), is_fit, is_dear, lost: Vec::new(), used: BTreeSet::new() }
    }

    /// Puts wrong types in each field of a value that stands at `within` in a source, one after another.
    fn value(&mut self, before: &Survey, within: (&Path, &str), value: &Value, look: impl Fn(&Value) -> Survey) {
        let (path, within) = within;
        let Some(kind) = before.sources.iter().find(|source| source.path == path).map(|source| source.kind) else {
            return;
        };
        let said = told(before);
        let mut all = Vec::new();
        ways(value, "", &mut all);
        let of_way = |(turn, way): (usize, &String)| {
            let mut odd = odd(value.pointer(way).unwrap());
            if self.is_dear && !odd.is_empty() {
                odd = vec![odd.swap_remove(turn % odd.len())];
            }
            odd.into_iter().map(|odd| (way.clone(), odd)).collect::<Vec<_>>()
        };
        let all: Vec<_> = all.iter().enumerate().flat_map(of_way).collect();
        for (way, odd) in all {
            let whole = format!("{within}{way}");
            if self.fixture == "broken" && BROKEN.contains(&whole.as_str()) {
                continue;
            }
            let mut changed = value.clone();
            changed.pointer_mut(&way).unwrap().clone_from(&odd);
            let found = look(&changed);
            let is_told = told(&found).difference(&said).next().is_some();
            if is_told || is_kept(&found, self.is_fit) || is_left(&found, path, &whole) || whole == TOP {
                continue;
            }
            let is_of = |(of, fields, _): &&(Option<LegacyKind>, &'static [&str], &str)| {
                of.is_none_or(|of| of == kind) && way.split('/').any(|step| fields.contains(&step))
            };
            match SILENT.iter().find(is_of) {
                Some((_, fields, _)) => drop(self.used.insert(fields[0])),
                None => self.lost.push(format!("{}: {} {whole}: {odd}", self.fixture, path.display())),
            }
        }
    }
}

#[test]
fn g08_a_wrong_type_in_any_field_of_any_text_is_told() {
    let mut sweep = Sweep::new(false, |_| true);
    for fixture in lay::names() {
        let (home, texts) = of_texts(&fixture);
        sweep.fixture.clone_from(&fixture);
        let before = home.survey();
        for path in texts {
            let bytes = fs::read(&path).unwrap();
            let Ok(value) = serde_json::from_slice::<Value>(&bytes) else { continue };
            sweep.value(&before, (&path, ""), &value, |value| {
                fs::write(&path, value.to_string()).unwrap();
                home.survey()
            });
            fs::write(&path, &bytes).unwrap();
        }
        for (name, text) in &home.look.variables {
            let Ok(value) = serde_json::from_str::<Value>(text) else { continue };
            sweep.value(&before, (Path::new(name), ""), &value, |value| {
                let mut look = home.look.clone();
                look.variables.insert(name.clone(), value.to_string());
                survey(&look)
            });
        }
    }
    let Sweep { lost, used, .. } = sweep;
    assert!(lost.is_empty(), "{} are lost silently:\n{}", lost.len(), lost.join("\n"));
    let stale: Vec<_> = SILENT.iter().filter(|(_, fields, _)| !used.contains(fields[0])).collect();
    assert!(stale.is_empty(), "these are told after all: {stale:?}");
}

/// The same of the rows of databases, what is kept of which a plan may still find unfit.
pub(crate) fn rows(is_fit: fn(&Found) -> bool) {
    let (mut sweep, mut rows) = (Sweep::new(true, is_fit), 0);
    for fixture in lay::names() {
        let home = Home::of(&fixture);
        sweep.fixture.clone_from(&fixture);
        let before = home.survey();
        for path in files(&home.look.home).into_iter().filter(|path| is_database(path)) {
            for (table, column, key, text) in texts_of(&path) {
                let Ok(value @ Value::Object(_)) = serde_json::from_str::<Value>(&text) else { continue };
                let put = |text: &str| {
                    let query = format!("UPDATE {table} SET {column} = ?1 WHERE rowid = ?2");
                    opened(&path).execute(&query, (text, key.1)).unwrap();
                };
                rows += 1;
                sweep.value(&before, (&path, &format!("{table}/{}", key.0)), &value, |value| {
                    put(&value.to_string());
                    home.survey()
                });
                put(&text);
            }
        }
    }
    assert!(rows > 5, "{rows} rows were there");
    assert!(sweep.lost.is_empty(), "{} are lost silently:\n{}", sweep.lost.len(), sweep.lost.join("\n"));
}

fn is_database(path: &Path) -> bool {
    // what lies beside one may go with its last user
    fs::read(path).unwrap_or_default().starts_with(b"SQLite")
}

fn opened(path: &Path) -> Connection {
    let database = Connection::open(path).unwrap();
    database.pragma_update(None, "synchronous", "off").unwrap();
    database
}

/// A row's first column, and its number.
type Key = (String, i64);

/// Every text of a database: its table, its column, its row, and itself.
fn texts_of(path: &Path) -> Vec<(String, String, Key, String)> {
    let database = opened(path);
    let mut tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").unwrap();
    let tables: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let mut all = Vec::new();
    for table in tables {
        let mut statement = database.prepare(&format!("SELECT rowid, * FROM {table}")).unwrap();
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let key: Key = (row.get(1).unwrap_or_default(), row.get(0).unwrap());
            for (at, column) in columns.iter().enumerate().skip(1) {
                if let Ok(text) = row.get::<_, String>(at) {
                    all.push((table.clone(), column.clone(), key.clone(), text));
                }
            }
        }
    }
    all
}
