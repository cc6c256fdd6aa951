//! What is taken from the environment: for the engine a short list and what was named, nothing else.

use openwork_core::LegacyPlaces;

/// What every program needs that works for a person.
const NEEDED: &[&str] = &[
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "LANG",
    "SHELL",
    "TERM",
    "TZ",
    "SSH_AUTH_SOCK",
    // Where a person keeps OpenCode's data and configuration, if not in the usual folders.
    "XDG_DATA_HOME",
    "XDG_CONFIG_HOME",
    "XDG_STATE_HOME",
    "XDG_CACHE_HOME",
    // Windows.
    "SYSTEMROOT",
    "SYSTEMDRIVE",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
    "COMSPEC",
    "PATHEXT",
    "TEMP",
];
/// What leads through a proxy; also in small letters.
const PROXIES: &[&str] = &["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];
/// What never goes through one: the engine itself.
const LOOPBACK: &[&str] = &["127.0.0.1", "localhost", "::1"];

/// A variable of this program's own.
#[allow(clippy::disallowed_methods, reason = "the program is the front end's main")]
pub(super) fn own(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Where an older OpenWork may have left something; nowhere without a home.
#[must_use]
pub fn legacy() -> Option<LegacyPlaces> {
    let home = own("HOME").or_else(|| own("USERPROFILE"))?;
    Some(LegacyPlaces::new(
        home,
        LegacyPlaces::VARIABLES.iter().filter_map(|name| Some(((*name).to_owned(), own(name)?))),
    ))
}

/// What the engine gets of this program's environment.
#[must_use]
pub fn of_engine(named: &[String]) -> Vec<(String, String)> {
    pick(all().into_iter(), named)
}

/// All of this program's environment that is text, for a program that installs things.
#[allow(clippy::disallowed_methods, reason = "the program is the front end's main")]
#[must_use]
pub fn all() -> Vec<(String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

/// The executable that carries the engine behind its code: this one, where it was built to.
#[must_use]
pub fn carrier() -> Option<std::path::PathBuf> {
    if !cfg!(feature = "embed-runtime") {
        return None;
    }
    // The one that runs, even where a newer one has taken its place on the disk meanwhile: an engine that crashes then is
    // still the one that belongs to it.
    let running = std::path::Path::new("/proc/self/exe");
    if running.exists() { Some(running.to_owned()) } else { std::env::current_exe().ok() }
}

fn pick(all: impl Iterator<Item = (String, String)>, named: &[String]) -> Vec<(String, String)> {
    let mut picked: Vec<_> = all.filter(|(name, _)| wanted(name) || named.iter().any(|own| own == name)).collect();
    picked.sort();
    if picked.iter().any(|(name, _)| is(PROXIES, name)) {
        for name in ["NO_PROXY", "no_proxy"] {
            spare_loopback(&mut picked, name);
        }
    }
    picked
}

fn wanted(name: &str) -> bool {
    is(NEEDED, name) || is(PROXIES, name) || name.eq_ignore_ascii_case("NO_PROXY") || name.starts_with("LC_")
}

/// Only Windows, and proxies everywhere, do not tell small letters from large ones.
fn is(names: &[&str], name: &str) -> bool {
    let loosely = cfg!(windows) || names == PROXIES;
    names.iter().any(|known| if loosely { known.eq_ignore_ascii_case(name) } else { *known == name })
}

fn spare_loopback(variables: &mut Vec<(String, String)>, name: &str) {
    let known = variables.iter().position(|(own, _)| own == name);
    let mut spared: Vec<String> = known
        .map(|place| variables.remove(place).1)
        .map(|list| list.split(',').map(|host| host.trim().to_owned()).filter(|host| !host.is_empty()).collect())
        .unwrap_or_default();
    for host in LOOPBACK {
        if !spared.iter().any(|own| own == host) {
            spared.push((*host).to_owned());
        }
    }
    variables.push((name.to_owned(), spared.join(",")));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picked(all: &[(&str, &str)], named: &[&str]) -> Vec<(String, String)> {
        let all = all.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        pick(all, &named.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn only_the_list_and_what_was_named_is_passed_on() {
        let all = [("PATH", "/bin"), ("LC_ALL", "C"), ("AWS_SECRET", "x"), ("ANTHROPIC_API_KEY", "k"), ("Home", "/x")];
        let expected = [pair("ANTHROPIC_API_KEY", "k"), pair("LC_ALL", "C"), pair("PATH", "/bin")];
        assert_eq!(picked(&all, &["ANTHROPIC_API_KEY", "ABSENT"]), expected);
    }

    #[test]
    fn a_proxy_is_not_asked_for_loopback() {
        let some = picked(&[("https_proxy", "http://p:1"), ("NO_PROXY", "a.example, localhost")], &[]);
        assert!(some.contains(&pair("NO_PROXY", "a.example,localhost,127.0.0.1,::1")));
        assert!(some.contains(&pair("no_proxy", "127.0.0.1,localhost,::1")));
        assert!(picked(&[("PATH", "/bin")], &[]).iter().all(|(name, _)| name != "NO_PROXY"));
    }
}
