//! Files that a configuration names by `{file:…}`: OpenCode does not work in a folder where one of them is missing.

use super::disk::Place;
use crate::model::config::ConfigIssue;
use std::path::Path;

/// Where OpenCode looks for what a configuration names.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Base<'a> {
    /// The folder of the configuration.
    pub(crate) folder: &'a Path,
    /// The same, opened: what lies below is looked for in it and nowhere else.
    pub(crate) place: Option<(&'a Place, &'a str)>,
    /// The user's home.
    pub(crate) home: Option<&'a Path>,
}

/// How far files are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Below the folder of the configuration.
    Below,
    /// Wherever they are.
    Everywhere,
}

/// What a text names and is not there, as far as it is looked for. Blocks.
pub(crate) fn missing(text: &str, base: Base<'_>, reach: Reach, file: Option<&str>) -> Vec<ConfigIssue> {
    let is_gone = |name: &&str| match (leads_out(name), base.place) {
        (true, _) if reach == Reach::Below => false,
        (false, Some((place, below))) => !place.has(&format!("{below}{}", name.trim_start_matches("./"))),
        (_, _) => !named(name, base).is_file(),
    };
    let issue = |name: &str| ConfigIssue {
        message: format!("it names `{{file:{name}}}`, and there is no such file"),
        file: file.map(str::to_owned),
        line: None,
        column: None,
        key: None,
    };
    names(text).filter(is_gone).map(issue).collect()
}

/// The names, as OpenCode finds them: not in a line that is a remark.
fn names(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.flat_map(|line| line.split("{file:").skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)))
}

/// Whether a name leads out of the folder of the configuration.
fn leads_out(name: &str) -> bool {
    Path::new(name).is_absolute() || name.starts_with("~/") || name.split('/').any(|step| step == "..")
}

fn named(name: &str, base: Base<'_>) -> std::path::PathBuf {
    match (name.strip_prefix("~/"), base.home) {
        (Some(rest), Some(home)) => home.join(rest),
        (_, _) => base.folder.join(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_named_and_missing_is_an_issue_wherever_it_is() {
        let root = tempfile::tempdir().unwrap();
        let (folder, home) = (root.path().join("ws"), root.path().join("home"));
        for at in [&folder, &home] {
            std::fs::create_dir(at).unwrap();
            std::fs::write(at.join("there"), "x").unwrap();
        }
        let place = Place::open(&folder).unwrap();
        let base = Base { folder: &folder, place: Some((&place, "")), home: Some(&home) };
        let told = |name: &str, reach| missing(&format!("{{\"a\": \"{{file:{name}}}\"}}"), base, reach, None).len();
        let absolute = folder.join("there").display().to_string();
        for name in ["there", "./there", "~/there", "../home/there", &absolute] {
            assert_eq!(told(name, Reach::Everywhere), 0, "{name}");
        }
        for name in ["gone", "./gone"] {
            assert_eq!((told(name, Reach::Everywhere), told(name, Reach::Below)), (1, 1), "{name}");
        }
        for name in ["~/gone", "../home/gone", "/nowhere/at/all", "/"] {
            assert_eq!((told(name, Reach::Everywhere), told(name, Reach::Below)), (1, 0), "{name}");
        }
        let remark = "{\n  // \"a\": \"{file:gone}\"\n}";
        assert!(missing(remark, base, Reach::Everywhere, None).is_empty(), "OpenCode passes over remarks");
    }
}
