//! Where is looked, on three systems.

use super::super::places::{Places, VARIABLES};
use super::{Look, System};
use std::path::{Path, PathBuf};

fn places(system: System, home: &str, variables: &[(&str, &str)]) -> Places {
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Places::with(&Look { system, home: PathBuf::from(home), variables, scratch: PathBuf::new() }, |_| true)
}

fn has(list: &[PathBuf], path: &str) {
    assert!(list.iter().any(|it| it == Path::new(path)), "{path} is not among {list:#?}");
}

const ID: &str = "com.differentai.openwork";

#[test]
fn a_mac_has_its_desktops_in_the_library() {
    let found = places(System::MacOs, "/Users/ana", &[]);
    for name in [ID, "com.differentai.openwork.dev", "OpenWork", "OpenWork Dev"] {
        has(&found.desktops, &format!("/Users/ana/Library/Application Support/{name}"));
    }
    has(&found.workspace_lists, &format!("/Users/ana/Library/Application Support/{ID}/openwork-workspaces.json"));
    has(&found.workspace_lists, &format!("/Users/ana/Library/Application Support/{ID}/workspace-state.json"));
    has(&found.server_configs, "/Users/ana/.config/openwork/server.json");
    has(&found.bootstraps, "/Users/ana/.config/openwork/desktop-bootstrap.json");
    has(&found.server_data, "/Users/ana/.openwork/openwork-server");
    has(&found.routers, "/Users/ana/.owpenbot");
    has(&found.routers, "/Users/ana/.openwork/owpenbot");
    has(&found.routers, "/Users/ana/.openwork/opencode-router");
    for name in ["openwork-orchestrator", "openwork-orchestrator-dev", "openwork-orchestrator-dev-react", "openwrk"] {
        has(&found.orchestrators, &format!("/Users/ana/.openwork/{name}"));
    }
    has(&found.opencode, "/Users/ana/.config/opencode");
}

#[test]
fn on_linux_tauri_and_electron_have_folders_of_their_own_that_variables_move() {
    let found = places(System::Linux, "/home/ana", &[]);
    has(&found.desktops, &format!("/home/ana/.local/share/{ID}"));
    has(&found.desktops, &format!("/home/ana/.config/{ID}"));
    let moved = [("XDG_CONFIG_HOME", "/c"), ("XDG_DATA_HOME", "/d")];
    let found = places(System::Linux, "/home/ana", &moved);
    has(&found.desktops, &format!("/d/{ID}"));
    has(&found.desktops, &format!("/c/{ID}"));
    has(&found.configs, "/c/openwork");
    has(&found.configs, "/home/ana/.config/openwork");
    has(&found.bootstraps, "/c/openwork/desktop-bootstrap.json");
    has(&found.opencode, "/c/opencode");
}

#[test]
fn windows_has_three_places_for_two_eras() {
    let variables = [("APPDATA", r"C:\Users\ana\AppData\Roaming"), ("LOCALAPPDATA", r"D:\Local")];
    let join = |parent: &str, rest: &str| PathBuf::from(parent).join(rest).to_string_lossy().into_owned();
    let found = places(System::Windows, r"C:\Users\ana", &variables);
    has(&found.desktops, &join(r"C:\Users\ana\AppData\Roaming", ID));
    has(&found.configs, &join(r"C:\Users\ana\AppData\Roaming", "openwork"));
    has(&found.configs, &join(&join(r"C:\Users\ana", ".config"), "openwork"));
    assert_eq!(found.bootstraps[0], PathBuf::from(r"D:\Local").join("openwork/desktop-bootstrap.json"));
    has(&found.bootstraps, &join(r"C:\Users\ana", ".config/openwork/desktop-bootstrap.json"));
    let found = places(System::Windows, r"C:\Users\ana", &[]);
    has(&found.desktops, &join(r"C:\Users\ana", &format!("AppData/Roaming/{ID}")));
    has(&found.bootstraps, &join(r"C:\Users\ana", "AppData/Local/openwork/desktop-bootstrap.json"));
}

#[test]
fn every_override_is_looked_at_first() {
    let variables = [
        ("OPENWORK_SERVER_CONFIG", "~/a/server.json"),
        ("OPENWORK_TOKEN_STORE", "/b/tokens.json"),
        ("OPENWORK_ENV_STORE", "/c/env.json"),
        ("OPENWORK_RUNTIME_DB", "/d/runtime.sqlite"),
        ("OPENWORK_DATA_DIR", "~/e"),
        ("OPENWORK_DESKTOP_BOOTSTRAP_PATH", "/f/b.json"),
        ("OPENWORK_ELECTRON_USERDATA", "/g"),
        ("OPENWORK_ELECTRON_APP_IDENTIFIER", "org.example"),
        ("OPENCODE_ROUTER_DATA_DIR", "/h"),
        ("OPENCODE_ROUTER_CONFIG_PATH", "/i/r.json"),
        ("OPENCODE_ROUTER_DB_PATH", "/j/r.db"),
        ("OPENCODE_CONFIG_DIR", "k"),
    ];
    let found = places(System::Linux, "/home/ana", &variables);
    let first = |list: &[PathBuf]| list[0].to_str().unwrap().to_owned();
    assert_eq!(first(&found.server_configs), "/home/ana/a/server.json");
    assert_eq!(first(&found.configs), "/home/ana/a", "the files beside it are moved too");
    assert_eq!(first(&found.token_stores), "/b/tokens.json");
    assert_eq!(found.token_stores[1], Path::new("/home/ana/a/tokens.json"));
    assert_eq!(first(&found.environments), "/c/env.json");
    assert_eq!(first(&found.databases), "/d/runtime.sqlite");
    assert_eq!((first(&found.server_data), first(&found.orchestrators)), ("/home/ana/e".into(), "/home/ana/e".into()));
    assert_eq!(first(&found.bootstraps), "/f/b.json");
    assert_eq!(first(&found.desktops), "/g");
    has(&found.desktops, "/home/ana/.config/org.example");
    assert_eq!((first(&found.routers), first(&found.router_configs)), ("/h".into(), "/i/r.json".into()));
    assert_eq!(first(&found.router_databases), "/j/r.db");
    assert_eq!(first(&found.opencode), "/home/ana/k", "what it counted from is gone");
    for (name, _) in variables {
        assert!(VARIABLES.contains(&name), "{name} is not asked for");
    }
}

#[test]
fn an_identifier_leads_nowhere_else() {
    for name in ["../../etc", "/etc", "..", ".", r"a\b", " "] {
        let found = places(System::Linux, "/home/ana", &[("OPENWORK_ELECTRON_APP_IDENTIFIER", name)]);
        assert_eq!(found, places(System::Linux, "/home/ana", &[]), "{name}");
    }
}

#[test]
fn programs_in_the_making_have_a_home_of_their_own() {
    let found = places(System::Linux, "/home/ana", &[]);
    let root = format!("/home/ana/.config/{ID}/openwork-dev-data");
    has(&found.configs, &format!("{root}/xdg/config/openwork"));
    has(&found.configs, &format!("{root}/home/.config/openwork"));
    has(&found.desktops, &format!("{root}/xdg/data/{ID}"));
    has(&found.opencode, &format!("{root}/config/opencode"));
    has(&found.bootstraps, &format!("{root}/xdg/config/openwork/desktop-bootstrap.json"));
    has(&found.bootstraps, &format!("{root}/home/.config/openwork/desktop-bootstrap.json"));
    assert_eq!(found.bootstraps[0], Path::new("/home/ana/.config/openwork/desktop-bootstrap.json"), "one's own first");
    has(&found.orchestrators, &format!("{root}/home/.openwork/openwork-orchestrator"));
    has(&found.routers, "/home/ana/.openwork/openwork-orchestrator/openwork-dev-data/home/.openwork/opencode-router");
    has(&found.orchestrators, &format!("/home/ana/.config/{ID}/opencode-dev/home/.openwork/openwrk"));
}

#[test]
fn no_place_is_there_twice() {
    let found =
        places(System::Linux, "/home/ana", &[("OPENWORK_DATA_DIR", "/home/ana/.openwork/openwork-orchestrator")]);
    for list in [&found.desktops, &found.configs, &found.orchestrators, &found.routers, &found.workspace_lists] {
        let mut once = list.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), list.len());
    }
}
