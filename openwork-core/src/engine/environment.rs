//! What the engine finds in its environment: what the front end chose, and what this server adds.
//!
//! Every variable here is inherited by the agent's shell tools, so nothing is inherited from the server itself.

use super::options::EngineOptions;
use crate::child::environment::{set, spare_loopback};
use std::path::{Path, PathBuf};

/// What differs from run to run.
pub(super) struct ThisRun<'a> {
    /// The password that the engine asks for.
    pub(super) password: &'a str,
    /// What people have it given.
    pub(super) given: &'a [(String, String)],
    /// Its own folder for temporary files.
    pub(super) temporary: &'a Path,
    /// The folder that ripgrep is in.
    pub(super) searcher: Option<&'a Path>,
}

/// The whole environment of the engine.
pub(super) fn environment(options: &EngineOptions, run: &ThisRun<'_>) -> Vec<(String, String)> {
    let mut all = options.environment.clone();
    for (name, value) in run.given {
        set(&mut all, name, value.clone());
    }
    spare_loopback(&mut all);
    set(&mut all, "OPENCODE_SERVER_PASSWORD", run.password.to_owned());
    all.retain(|(name, _)| name != "OPENCODE_SERVER_USERNAME");
    set(&mut all, "TMPDIR", run.temporary.display().to_string());
    set(&mut all, "npm_config_offline", "true".to_owned());
    if let Some(path) = run.searcher.and_then(|folder| path_with(folder, options.variable("PATH"))) {
        set(&mut all, "PATH", path);
    }
    for (name, folder) in options.home.iter().flat_map(|home| homes(home)) {
        set(&mut all, name, folder.display().to_string());
    }
    all
}

/// The engine's four folders below a home of its own.
pub(super) fn homes(home: &Path) -> [(&'static str, PathBuf); 4] {
    [
        ("XDG_DATA_HOME", home.join("data")),
        ("XDG_CONFIG_HOME", home.join("config")),
        ("XDG_STATE_HOME", home.join("state")),
        ("XDG_CACHE_HOME", home.join("cache")),
    ]
}

/// The search path with a folder first.
fn path_with(folder: &Path, path: Option<&str>) -> Option<String> {
    let rest = std::env::split_paths(path.unwrap_or_default()).filter(|entry| !entry.as_os_str().is_empty());
    let joined = std::env::join_paths(std::iter::once(folder.to_owned()).chain(rest)).ok()?;
    joined.into_string().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(environment_of: &[(&str, &str)], home: Option<&str>) -> Vec<(String, String)> {
        let options = EngineOptions {
            environment: environment_of.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            home: home.map(PathBuf::from),
            ..EngineOptions::default()
        };
        let given = [("TMPDIR".to_owned(), "/mine".to_owned()), ("GIVEN".to_owned(), "yes".to_owned())];
        let run = ThisRun {
            password: "pw",
            given: &given,
            temporary: Path::new("/d/tmp"),
            searcher: Some(Path::new("/d/rg")),
        };
        environment(&options, &run)
    }

    fn value<'a>(all: &'a [(String, String)], name: &str) -> Option<&'a str> {
        let mut found = all.iter().filter(|(known, _)| known == name);
        let first = found.next().map(|(_, value)| value.as_str());
        assert!(found.next().is_none(), "{name} is there twice");
        first
    }

    #[test]
    fn loopback_is_added_to_what_goes_without_a_proxy() {
        let all = made(&[("NO_PROXY", "corp.example, localhost"), ("no_proxy", "other")], None);
        assert_eq!(value(&all, "NO_PROXY"), Some("corp.example,localhost,other,127.0.0.1,::1"));
        assert_eq!(value(&all, "no_proxy"), value(&all, "NO_PROXY"));
        assert_eq!(value(&made(&[], None), "NO_PROXY"), Some("127.0.0.1,localhost,::1"));
    }

    #[test]
    fn what_is_ours_cannot_be_overridden() {
        let given = [("OPENCODE_SERVER_PASSWORD", "theirs"), ("OPENCODE_SERVER_USERNAME", "x"), ("TMPDIR", "/tmp")];
        let all = made(&given, None);
        assert_eq!(value(&all, "OPENCODE_SERVER_PASSWORD"), Some("pw"));
        assert_eq!(value(&all, "OPENCODE_SERVER_USERNAME"), None);
        assert_eq!(value(&all, "TMPDIR"), Some("/d/tmp"));
        assert_eq!(value(&made(&[("GIVEN", "no")], None), "GIVEN"), Some("yes"), "what people set comes last");
    }

    #[cfg(unix)]
    #[test]
    fn the_searcher_is_found_first() {
        assert_eq!(value(&made(&[("PATH", "/usr/bin:/bin")], None), "PATH"), Some("/d/rg:/usr/bin:/bin"));
        assert_eq!(value(&made(&[], None), "PATH"), Some("/d/rg"));
    }

    #[test]
    fn a_home_is_four_folders_and_not_home() {
        let all = made(&[("HOME", "/h")], Some("/own"));
        assert_eq!(value(&all, "HOME"), Some("/h"));
        assert_eq!(value(&all, "XDG_DATA_HOME").map(PathBuf::from), Some(PathBuf::from("/own").join("data")));
        assert_eq!(value(&made(&[], None), "XDG_DATA_HOME"), None);
    }
}
