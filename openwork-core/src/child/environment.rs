//! Pieces of a child's environment.

/// What is never sent through a proxy.
const LOOPBACK: [&str; 3] = ["127.0.0.1", "localhost", "::1"];

/// Sets a variable, in place of what it was.
pub(crate) fn set(all: &mut Vec<(String, String)>, name: &str, value: String) {
    all.retain(|(known, _)| known != name);
    all.push((name.to_owned(), value));
}

/// The value of a variable.
pub(crate) fn variable<'a>(all: &'a [(String, String)], name: &str) -> Option<&'a str> {
    all.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// Adds loopback to what goes without a proxy, in both spellings.
pub(crate) fn spare_loopback(all: &mut Vec<(String, String)>) {
    let spared = without_proxy(&[variable(all, "NO_PROXY"), variable(all, "no_proxy")]);
    set(all, "NO_PROXY", spared.clone());
    set(all, "no_proxy", spared);
}

/// What both spellings name, each once, and loopback.
fn without_proxy(given: &[Option<&str>]) -> String {
    let mut hosts: Vec<&str> = Vec::new();
    for host in given.iter().flatten().flat_map(|list| list.split(',')).chain(LOOPBACK) {
        let host = host.trim();
        if !host.is_empty() && !hosts.contains(&host) {
            hosts.push(host);
        }
    }
    hosts.join(",")
}
