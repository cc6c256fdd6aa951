//! What the server's log says about the answers it gave.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::Value;

/// As whom the questions were asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// With the host's token.
    Host,
    /// Without a token.
    Nobody,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Host => "host",
            Self::Nobody => "nobody",
        })
    }
}

/// Knows the document.
#[derive(Debug)]
pub(crate) struct Judge {
    /// The statuses that each operation declares.
    declared: BTreeMap<String, BTreeSet<u64>>,
    /// The operations that need no token.
    open: BTreeSet<String>,
}

impl Judge {
    /// Reads a document.
    pub(crate) fn new(document: &Value) -> Self {
        let mut judge = Self { declared: BTreeMap::new(), open: BTreeSet::new() };
        let paths = document["paths"].as_object().into_iter().flatten();
        let operations = paths.flat_map(|(_, path)| path.as_object().into_iter().flatten().map(|(_, each)| each));
        for operation in operations {
            let Some(name) = operation["operationId"].as_str() else { continue };
            let statuses = operation["responses"].as_object().into_iter().flatten();
            let statuses = statuses.filter_map(|(status, _)| status.parse().ok()).collect();
            judge.declared.insert(name.to_owned(), statuses);
            if operation["security"].as_array().is_some_and(Vec::is_empty) {
                judge.open.insert(name.to_owned());
            }
        }
        assert!(judge.declared.len() > 20 && !judge.open.is_empty(), "the document lists too little");
        judge
    }

    /// The operations of the document.
    pub(crate) fn operations(&self) -> impl Iterator<Item = &str> {
        self.declared.keys().map(String::as_str)
    }

    /// What is wrong with these lines, each finding once.
    pub(crate) fn log(&self, role: Role, lines: &[&str]) -> BTreeSet<String> {
        lines.iter().filter_map(|line| self.fault(role, line)).map(|fault| format!("as {role}: {fault}")).collect()
    }

    fn fault(&self, role: Role, line: &str) -> Option<String> {
        let Ok(entry) = serde_json::from_str::<Value>(line) else {
            return Some(format!("the log holds what is no JSON: {line}"));
        };
        if line.contains("panicked") || entry["level"] == "ERROR" {
            return Some(format!("the log holds {line}"));
        }
        let status = answered(&entry)?;
        let operation = entry["operation"].as_str().unwrap_or("none");
        let declares = match self.declared.get(operation) {
            Some(statuses) => statuses.contains(&status),
            None => status < 500,
        };
        match (role, status) {
            _ if status == 500 || !declares => Some(format!("{operation} answered {status}")),
            (Role::Nobody, 401) => None,
            (Role::Nobody, _) if self.declared.contains_key(operation) && !self.open.contains(operation) => {
                Some(format!("{operation} answered {status} to one without a token"))
            }
            _ => None,
        }
    }
}

/// The status in the line of a request.
fn answered(entry: &Value) -> Option<u64> {
    (entry["message"] == "request").then(|| entry["status"].as_u64()).flatten()
}

/// What these lines tell of the requests of a round.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// How often each status was answered.
    pub(crate) statuses: BTreeMap<u64, usize>,
    /// The operations that did what they were asked at least once.
    pub(crate) done: BTreeSet<String>,
}

impl Tally {
    /// Counts.
    pub(crate) fn of(lines: &[&str]) -> Self {
        let mut tally = Self::default();
        for entry in lines.iter().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
            let Some(status) = answered(&entry) else { continue };
            *tally.statuses.entry(status).or_default() += 1;
            if status == 200 {
                tally.done.extend(entry["operation"].as_str().map(str::to_owned));
            }
        }
        tally
    }

    /// All requests.
    pub(crate) fn requests(&self) -> usize {
        self.statuses.values().sum()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let statuses: Vec<String> = self.statuses.iter().map(|(status, times)| format!("{status} × {times}")).collect();
        let (requests, done) = (self.requests(), self.done.len());
        write!(f, "{requests} requests ({}); {done} operations succeeded", statuses.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn judge() -> Judge {
        let mut paths = json!({ "/": { "get": {
            "operationId": "root.get", "security": [], "responses": { "200": {}, "403": {} },
        } } });
        for number in 0..30 {
            paths[format!("/{number}")] = json!({ "post": {
                "operationId": format!("x.{number}"), "security": [{ "token": [] }], "responses": { "200": {}, "401": {}, "502": {} },
            } });
        }
        Judge::new(&json!({ "paths": paths }))
    }

    fn line(operation: &str, status: u64) -> String {
        json!({ "level": "INFO", "message": "request", "operation": operation, "status": status }).to_string()
    }

    #[test]
    fn what_is_declared_or_asks_for_a_token_is_well() {
        let lines = [line("x.1", 502), line("x.2", 401), line("root.get", 200), line("none", 404)];
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        assert_eq!(judge().log(Role::Host, &lines), BTreeSet::new());
        assert_eq!(
            Tally::of(&lines).to_string(),
            "4 requests (200 × 1, 401 × 1, 404 × 1, 502 × 1); 1 operations succeeded"
        );
        assert_eq!(judge().log(Role::Nobody, &lines[1..]), BTreeSet::new());
    }

    #[test]
    fn what_is_wrong_is_found() {
        let panicked = json!({ "level": "WARN", "message": "x", "panicked": true }).to_string();
        let wrong = [line("x.1", 500), line("x.1", 503), line("x.1", 409), line("root.get", 502), line("none", 503)];
        let wrong = wrong.into_iter().chain([panicked, "thread panicked".to_owned()]);
        for line in wrong {
            assert_eq!(judge().log(Role::Host, &[&line]).len(), 1, "{line}");
        }
        assert_eq!(judge().log(Role::Nobody, &[&line("x.1", 200)]).len(), 1);
    }
}
