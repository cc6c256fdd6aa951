//! What looks like a secret. It is decided here, and nowhere else.
//!
//! People put secrets anywhere, so this is a guess, and a wide one. A text counts as one by the name that it stands
//! under (`apiKey`, `password`), because it stands where only secrets and their like stand (`headers`, `environment`),
//! because it follows a word that asks for one (`--token`), or by its looks (`Bearer x`, `TOKEN=x`, a password or a key in
//! an address, a well-known beginning). What only says where a secret lies (`{env:NAME}`) is none.
//!
//! What this misses is not made safe by it; what it finds wrongly costs a decision, or a look into the file.

use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// Names of what holds a secret, in small letters without what stands between them.
const NAMES: [&str; 14] = [
    "apikey",
    "accesskey",
    "privatekey",
    "token",
    "secret",
    "secrets",
    "password",
    "passwd",
    "passphrase",
    "credential",
    "credentials",
    "bearer",
    "authorization",
    "cookie",
];

/// The same where only values stand, as in the query of an address and in a command.
const SHORT_NAMES: [&str; 8] = ["key", "auth", "pass", "pwd", "pat", "jwt", "sig", "signature"];

/// The last word of a name that tells of a secret and holds none: `tokenUrl`, `secretName`.
const ABOUT: [&str; 15] = [
    "budget", "count", "endpoint", "expiry", "file", "length", "limit", "name", "path", "size", "ttl", "type", "uri",
    "url", "window",
];

/// What holds values of which every one may be a secret.
const HOLDERS: [&str; 2] = ["headers", "environment"];

/// How keys of well-known services begin.
const PREFIXES: [&str; 24] = [
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "xoxa-",
    "xoxb-",
    "xoxp-",
    "xoxr-",
    "xoxs-",
    "xapp-",
    "sk-",
    "sk_",
    "rk-",
    "rk_",
    "AKIA",
    "ASIA",
    "AIza",
    "npm_",
    "hf_",
    "owt_",
    "eyJhbGci",
];

/// Those that are parts of words too. Glued to another word they begin a key only where a long piece without an order follows.
const PREFIXES_OF_WORDS: [&str; 9] = ["sk-", "sk_", "rk-", "rk_", "AKIA", "ASIA", "AIza", "npm_", "hf_"];
/// As long a piece.
const SHORTEST_PIECE: usize = 16;

/// Fewer characters than this after its prefix and it is a word, not a key.
const SHORTEST_KEY: usize = 8;
/// The same of a word in a command that follows one which asks for a secret.
const SHORTEST_ASKED_FOR: usize = 4;
/// As many letters and digits without an order are a key, not a word.
const SHORTEST_RANDOM: usize = 24;

/// What stands in the place of a name that looks like a secret.
const HIDDEN: &str = "[configured]";

/// What a finding is by its place.
const HELD: &str = "the value of a field for secrets";

/// A step of the way to a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// Into a field.
    Key(String),
    /// Into a field whose name looks like a secret itself.
    Secret(String),
    /// Into a list.
    Index(usize),
}

/// A place that looks as if it held a secret. It names the place and the kind, never the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// Where.
    pub(crate) way: Vec<Step>,
    /// What it looks like.
    pub(crate) kind: &'static str,
}

impl Finding {
    /// Whether it is the name of a field that looks like a secret, and not what it holds.
    pub(crate) fn is_name(&self) -> bool {
        matches!(self.way.last(), Some(Step::Secret(_)))
    }

    /// Where, in words: `mcp.search.headers.Authorization`, `files[2].content`.
    pub(crate) fn path(&self) -> String {
        path(&self.way)
    }
}

/// A way in words.
pub(crate) fn path(way: &[Step]) -> String {
    let mut path = String::new();
    for step in way {
        // a String takes everything
        let _ = match step {
            Step::Key(key) if path.is_empty() => write!(path, "{key}"),
            Step::Key(key) => write!(path, ".{key}"),
            Step::Secret(_) => write!(path, ".{HIDDEN}"),
            Step::Index(index) => write!(path, "[{index}]"),
        };
    }
    path
}

/// What stands in the place of a secret: the fact that there is one.
pub(crate) fn mark() -> Value {
    json!({ "configured": true })
}

/// The way to every [`mark`] in a value.
pub(crate) fn marks(value: &Value) -> Vec<Vec<Step>> {
    let under = |step: Step, value: &Value| {
        marks(value).into_iter().map(move |way| [vec![step.clone()], way].concat()).collect::<Vec<_>>()
    };
    match value {
        _ if *value == mark() => vec![Vec::new()],
        Value::Object(fields) => fields.iter().flat_map(|(key, value)| under(Step::Key(key.clone()), value)).collect(),
        Value::Array(items) => items.iter().enumerate().flat_map(|(at, value)| under(Step::Index(at), value)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

/// Every place in a value that looks as if it held a secret, in order.
pub(crate) fn find(value: &Value) -> Vec<Finding> {
    let mut found = Vec::new();
    walk(value, false, &mut Vec::new(), &mut found);
    found
}

/// The value with [`mark`] in the place of each secret, and of each text that says where files of this machine lie; a name that
/// looks like a secret is another.
pub(crate) fn redacted(value: &Value) -> Value {
    let mut shown = value.clone();
    // what a field holds before its name
    for finding in find(value).iter().rev() {
        let Some((last, way)) = finding.way.split_last() else { continue };
        match (place(&mut shown, way), last) {
            (Some(Value::Object(fields)), Step::Secret(name)) => {
                let held = fields.remove(name);
                fields.extend(held.map(|held| (unused(fields), held)));
            }
            (Some(within), last) => {
                if let Some(place) = place(within, std::slice::from_ref(last)) {
                    *place = mark();
                }
            }
            (None, _) => {}
        }
    }
    hide_places(&mut shown);
    shown
}

/// A name in the place of one that is hidden.
fn unused(fields: &Map<String, Value>) -> String {
    let names = std::iter::once(HIDDEN.to_owned()).chain((2..).map(|number| format!("[configured {number}]")));
    names.into_iter().find(|name| !fields.contains_key(name)).unwrap_or_default()
}

/// The value without the fields whose names look like secrets.
pub(crate) fn without_names(value: &Value) -> Value {
    let mut left = value.clone();
    for finding in find(value).iter().rev().filter(|finding| finding.is_name()) {
        take_out(&mut left, &finding.way);
    }
    left
}

/// The value without its secrets, and where they were.
pub(crate) fn without(mut value: Value) -> (Value, Vec<Finding>) {
    let found = find(&value);
    // the last first, so that the places of a list stay what they are
    for finding in found.iter().rev() {
        take_out(&mut value, &finding.way);
    }
    (value, found)
}

fn take_out(value: &mut Value, way: &[Step]) {
    let Some((last, way)) = way.split_last() else { return };
    match (place(value, way), last) {
        (Some(Value::Object(fields)), Step::Key(key) | Step::Secret(key)) => drop(fields.remove(key)),
        (Some(Value::Array(items)), Step::Index(index)) if *index < items.len() => drop(items.remove(*index)),
        _ => {}
    }
}

/// What a way leads to.
pub(crate) fn place<'v>(value: &'v mut Value, way: &[Step]) -> Option<&'v mut Value> {
    way.iter().try_fold(value, |value, step| match step {
        Step::Key(key) | Step::Secret(key) => value.as_object_mut()?.get_mut(key),
        Step::Index(index) => value.as_array_mut()?.get_mut(*index),
    })
}

fn walk(value: &Value, is_held: bool, way: &mut Vec<Step>, found: &mut Vec<Finding>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                // rules may have any name: what they allow is no secret
                let is_rule = value.as_str().is_some_and(|text| matches!(text, "allow" | "ask" | "deny"));
                let small = name.to_ascii_lowercase();
                // a list of that name has names of variables
                let holds = HOLDERS.contains(&small.as_str()) || (small == "env" && value.is_object());
                let in_name = kind_of(name);
                let step = if in_name.is_some() { Step::Secret } else { Step::Key };
                way.push(step(name.clone()));
                found.extend(in_name.map(|kind| Finding { way: way.clone(), kind }));
                let carries = small == "url" && value.as_str().is_some_and(has_fragment);
                walk(value, is_held || holds || carries || (is_secret_name(name) && !is_rule), way, found);
                way.pop();
            }
        }
        Value::Array(items) => {
            let mut follows = false;
            for (index, value) in items.iter().enumerate() {
                let is_asked_for = std::mem::replace(&mut follows, value.as_str().is_some_and(is_flag));
                way.push(Step::Index(index));
                walk(value, is_held || is_asked_for, way, found);
                way.pop();
            }
        }
        Value::String(text) => {
            let held = (is_held && !text.trim().is_empty() && !is_reference(text)).then_some(HELD);
            found.extend(held.or_else(|| kind_of(text)).map(|kind| Finding { way: way.clone(), kind }));
        }
        Value::Number(_) if is_held => found.push(Finding { way: way.clone(), kind: HELD }),
        Value::Number(_) | Value::Bool(_) | Value::Null => {}
    }
}

/// Whether something stands behind the `#` of a web address. No server is ever sent it, so that where only an address is called for
/// it is nothing, or what somebody kept there.
fn has_fragment(text: &str) -> bool {
    let bare = without_references(text);
    let is_web = ["http://", "https://"].iter().any(|web| bare.trim_start().to_ascii_lowercase().starts_with(web));
    is_web && bare.split_once('#').is_some_and(|(_, behind)| !behind.trim().is_empty())
}

/// Where files of this machine lie is nobody's business.
fn hide_places(value: &mut Value) {
    match value {
        Value::Object(fields) => fields.values_mut().for_each(hide_places),
        Value::Array(items) => items.iter_mut().for_each(hide_places),
        Value::String(text) => {
            let is_of_machine = |path: &str| path.starts_with(['/', '~', '\\']) || path.get(1..2) == Some(":");
            if text.split("{file:").skip(1).any(is_of_machine) {
                *value = mark();
            }
        }
        Value::Number(_) | Value::Bool(_) | Value::Null => {}
    }
}

/// What a text looks like by itself, if it looks like a secret.
pub(crate) fn kind_of(text: &str) -> Option<&'static str> {
    if text.contains("-----BEGIN ") && text.contains("PRIVATE KEY-----") {
        return Some("a private key");
    }
    // what only says where a secret lies is no part of one
    let bare = without_references(text);
    let text = bare.trim();
    // files and other long texts speak of names of secrets, and say none
    let is_line = !text.contains('\n');
    if is_line && (text.split_whitespace().any(is_assigned) || is_header(text)) {
        return Some(HELD);
    }
    // a field of an object, or an argument, may stand anywhere in its line
    let says = |line: &str| is_written_down(line) || line.split(['{', '(', ',']).any(is_written_down);
    if text.lines().any(says) {
        return Some(HELD);
    }
    // a line is a command; in a longer text a flag may stand before any word
    if is_behind_flag(text, if is_line { SHORTEST_ASKED_FOR } else { SHORTEST_KEY }) {
        return Some(HELD);
    }
    let mut before = "";
    let words = text.split(|c: char| c.is_whitespace() || "\"'`,;()<>[]{}|".contains(c));
    for word in words.filter(|word| !word.is_empty()) {
        let has_digit = word.chars().any(|c| c.is_ascii_digit());
        if before.eq_ignore_ascii_case("bearer") && word.len() >= SHORTEST_KEY && (has_digit || is_line) {
            return Some("a bearer token");
        }
        if let Some(kind) = kind_of_word(word, word == text) {
            return Some(kind);
        }
        before = word.trim_end_matches(':');
    }
    None
}

fn kind_of_word(word: &str, is_alone: bool) -> Option<&'static str> {
    // `KEY=value` and `key:value`
    let value = word.rsplit(['=', ':']).next().unwrap_or(word);
    for word in [word, value] {
        // a word that stands alone is a key without digits too
        let is_key = |prefix: &&str| {
            word.strip_prefix(*prefix).is_some_and(|rest| {
                rest.len() >= SHORTEST_KEY
                    && rest.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
                    && (is_alone || rest.chars().any(|c| c.is_ascii_digit()))
            })
        };
        if PREFIXES.iter().any(is_key) {
            return Some("the key of a service");
        }
        if is_jwt(word) {
            return Some("a signed token");
        }
    }
    if is_glued(word, is_alone) {
        return Some("the key of a service");
    }
    let (scheme, address) = word.split_once("://")?;
    let is_web = ["http", "https"].iter().any(|web| scheme.to_ascii_lowercase().ends_with(web));
    let (place, query) = address.split_once(['?', '#']).unwrap_or((address, ""));
    let (host, path) = place.split_once('/').unwrap_or((place, ""));
    if let Some((user, _)) = host.rsplit_once('@') {
        // the user of another service than the web is a name: `ssh://git@host`
        let password = user.split_once(':').map_or(if is_web { user } else { "" }, |(_, password)| password);
        if !password.is_empty() {
            return Some("an address with a password");
        }
    }
    let carries = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or(("", pair));
        !value.is_empty() && (asks_for_secret(name) || is_random(value))
    };
    (query.split(['&', '#']).any(carries) || path.split('/').any(is_random)).then_some("an address that carries a key")
}

/// `bob-ghp_…`, `/srv/ghp_…`: a key behind a sign in the middle of a word.
fn is_glued(word: &str, is_alone: bool) -> bool {
    let is_of_key = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
    let is_in_order = |piece: &str| {
        piece.len() < SHORTEST_PIECE
            || piece.bytes().all(|byte| byte.is_ascii_digit())
            || piece.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    let begins_key = |rest: &str| {
        PREFIXES.iter().any(|prefix| {
            let Some(key) = rest.strip_prefix(prefix) else { return false };
            let key = key.split(|c| !is_of_key(c)).next().unwrap_or_default();
            if PREFIXES_OF_WORDS.contains(prefix) {
                return !key.split(['-', '_']).all(is_in_order);
            }
            key.len() >= SHORTEST_KEY && (is_alone || key.bytes().any(|byte| byte.is_ascii_digit()))
        })
    };
    let signs = word.char_indices().filter(|(_, c)| !c.is_alphanumeric());
    signs.map(|(at, sign)| at + sign.len_utf8()).any(|at| word.get(at..).is_some_and(begins_key))
}

/// `TOKEN=…`, `--api-key=…`.
fn is_assigned(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, value)| {
        let is_named = if name.starts_with('-') { asks_for_secret(name) } else { is_secret_name(name) };
        is_named && is_name(name) && is_said(value)
    })
}

/// `--token x1y2z3`, with or without quotes.
fn is_behind_flag(text: &str, shortest: usize) -> bool {
    let bare = |word| str::trim_matches(word, |c: char| "\"'`,;()".contains(c));
    let words = || text.split_whitespace().map(bare);
    words().zip(words().skip(1)).any(|(flag, word)| {
        is_flag(flag) && word.len() >= shortest && word.chars().any(|c| c.is_ascii_digit()) && is_said(word)
    })
}

/// `Authorization: Basic …`, `X-Api-Key: …`, and nothing after it.
fn is_header(text: &str) -> bool {
    text.split_once(':').is_some_and(|(name, value)| {
        let value = value.trim();
        is_name(name) && is_secret_name(name) && is_said(value) && value.split_whitespace().count() <= 2
    })
}

/// A line of code or of a file of variables that says a secret: `const apiKey = "…";`, `TOKEN=…`, `Authorization: Basic …`.
fn is_written_down(line: &str) -> bool {
    let Some((before, after)) = line.split_once(['=', ':']) else { return false };
    let quotes = ['"', '\'', '`'];
    let name = before.split_whitespace().last().unwrap_or_default().trim_matches(quotes);
    let mut words = after.trim_start_matches('=').split_whitespace();
    let first = words.next().unwrap_or_default();
    let is_scheme =
        ["basic", "bearer", "token"].iter().any(|scheme| first.trim_matches(quotes).eq_ignore_ascii_case(scheme));
    let value = if is_scheme { words.next().unwrap_or_default() } else { first };
    let (is_basic, is_quoted) = (first.eq_ignore_ascii_case("basic"), value.starts_with(quotes));
    let value = value.trim_start_matches(quotes);
    let value = value.split(|c: char| quotes.contains(&c) || ",;".contains(c)).next().unwrap_or_default();
    let is_literal = |c: char| c.is_ascii_alphanumeric() || "_-+/=".contains(c) || (is_quoted && c.is_ascii_graphic());
    is_name(name)
        && is_secret_name(name)
        && value.len() >= SHORTEST_KEY
        && (is_basic || value.chars().any(|c| c.is_ascii_digit()))
        && value.chars().all(is_literal)
        && is_said(value)
}

fn is_name(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
}

/// Whether a value is one, and does not only stand for one: `$TOKEN`, `<your token>`, `*`.
fn is_said(value: &str) -> bool {
    !value.is_empty() && !value.starts_with(['$', '<', '%', '*'])
}

/// A word of a command whose next word is a secret: `--api-key`.
fn is_flag(word: &str) -> bool {
    word.starts_with('-') && is_name(word) && asks_for_secret(word)
}

/// Whether a name tells of a secret where only values stand.
fn asks_for_secret(name: &str) -> bool {
    is_secret_name(name) || words(name).last().is_some_and(|word| SHORT_NAMES.contains(&word.as_str()))
}

/// Many letters and digits in no order.
fn is_random(word: &str) -> bool {
    let has = |of: fn(&char) -> bool| word.chars().any(|c| of(&c));
    word.len() >= SHORTEST_RANDOM
        && word.chars().all(|c| c.is_ascii_alphanumeric())
        && has(char::is_ascii_digit)
        && has(char::is_ascii_uppercase)
        && has(char::is_ascii_lowercase)
}

/// Three parts of base64url, the first of which begins as JSON does.
fn is_jwt(word: &str) -> bool {
    let parts: Vec<_> = word.split('.').collect();
    parts.len() == 3
        && word.starts_with("eyJ")
        && parts.iter().all(|part| {
            part.len() >= SHORTEST_KEY && part.chars().all(|c| c.is_ascii_alphanumeric() || "_-=".contains(c))
        })
}

/// `{env:NAME}`, `{file:path}`, `${NAME}` and nothing else, a scheme before it perhaps (`Bearer {env:TOKEN}`): a place
/// to read a secret from.
pub(crate) fn is_reference(text: &str) -> bool {
    let is_scheme = |word: &str| word.chars().all(|c| c.is_ascii_alphabetic());
    let text = text.trim();
    let text = text.split_once(' ').filter(|(word, _)| is_scheme(word)).map_or(text, |(_, rest)| rest.trim_start());
    reference(text) == Some(text.len())
}

/// How long the reference is that a text begins with.
fn reference(text: &str) -> Option<usize> {
    let inner = ["{env:", "{file:", "${"].iter().find_map(|begin| text.strip_prefix(*begin))?;
    let (name, rest) = inner.split_once('}')?;
    (!name.is_empty() && !name.contains('{')).then_some(text.len() - rest.len())
}

/// Why OpenCode would not read a configuration with this value, or would read another: it puts what `{env:…}` and `{file:…}`
/// stand for into the text of the whole file, in names too.
pub(crate) fn misplaced(value: &Value) -> Option<&'static str> {
    match value {
        Value::String(text) => ["{env:", "{file:"]
            .iter()
            .any(|begin| text.split(*begin).skip(1).any(|rest| !rest.contains('}')))
            .then_some("a `{env:` or `{file:` has no `}`"),
        Value::Array(items) => items.iter().find_map(misplaced),
        Value::Object(fields) => {
            let is_in_name = |name: &String| name.contains("{env:") || name.contains("{file:");
            let named = fields.keys().any(is_in_name).then_some("a name holds `{env:…}` or `{file:…}`");
            named.or_else(|| fields.values().find_map(misplaced))
        }
        Value::Number(_) | Value::Bool(_) | Value::Null => None,
    }
}

/// A text without what says `{env:…}` and the like: what it is where they stand for nothing.
pub(crate) fn without_references(text: &str) -> String {
    let (mut bare, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(first) = rest.chars().next() {
        let length = reference(rest).unwrap_or_else(|| {
            bare.push(first);
            first.len_utf8()
        });
        rest = rest.get(length..).unwrap_or_default();
    }
    bare
}

/// Whether the words of a name say that it holds a secret: `apiKey`, `API_KEY`, `x-auth-token`, `accesstoken`.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let words = words(name);
    let is_one = |text: &str| NAMES.contains(&text);
    let is_about = words.last().is_some_and(|word| ABOUT.contains(&word.as_str()));
    let is_within = words.iter().any(|word| is_one(word)) || words.windows(2).any(|pair| is_one(&pair.concat()));
    !is_about && (is_within || NAMES.iter().any(|name| words.concat().ends_with(name)))
}

/// The words of a name, in small letters.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for letter in name.chars() {
        let splits = !letter.is_alphanumeric() || (letter.is_uppercase() && was_lower);
        if splits && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| letter.is_alphanumeric()) {
            word.extend(letter.to_lowercase());
        }
        was_lower = letter.is_lowercase() || letter.is_numeric();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
#[path = "secrets_tests.rs"]
mod tests;
