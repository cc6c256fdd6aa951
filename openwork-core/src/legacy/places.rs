//! Where older OpenWork kept what: every folder of every era, on three systems.

use super::folders::is_absolute;
use super::read::{Fault, listed};
use super::{Look, System};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// The variables that say where something is, or something themselves.
pub(crate) const VARIABLES: &[&str] = &[
    "APPDATA",
    "LOCALAPPDATA",
    "OPENCODE_CONFIG_DIR",
    "OPENCODE_ROUTER_CONFIG_PATH",
    "OPENCODE_ROUTER_DATA_DIR",
    "OPENCODE_ROUTER_DB_PATH",
    "OPENWORK_DATA_DIR",
    "OPENWORK_DESKTOP_BOOTSTRAP_PATH",
    "OPENWORK_ELECTRON_APP_IDENTIFIER",
    "OPENWORK_ELECTRON_USERDATA",
    "OPENWORK_ENV_STORE",
    "OPENWORK_RUNTIME_DB",
    "OPENWORK_SERVER_CONFIG",
    "OPENWORK_SERVER_V2_CLOUD_SIGNIN_JSON",
    "OPENWORK_TOKEN_STORE",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
];

/// What desktops called their folders, the latest first.
const DESKTOPS: [&str; 4] = ["com.differentai.openwork", "com.differentai.openwork.dev", "OpenWork", "OpenWork Dev"];
/// What the orchestrator called its folder, beneath `.openwork`.
const ORCHESTRATORS: [&str; 4] =
    ["openwork-orchestrator", "openwork-orchestrator-dev", "openwork-orchestrator-dev-react", "openwrk"];
/// Folders of a desktop or an orchestrator in the making, with a home of its own within.
const ISOLATED: [&str; 2] = ["openwork-dev-data", "opencode-dev"];
/// What the list of workspaces was called.
const LISTS: [&str; 2] = ["openwork-workspaces.json", "workspace-state.json"];

/// Every place that is looked in. None is there twice, and most are not there at all.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Places {
    /// Folders of desktops.
    pub(super) desktops: Vec<PathBuf>,
    /// Lists of workspaces.
    pub(super) workspace_lists: Vec<PathBuf>,
    /// Folders of the older server's configuration.
    pub(super) configs: Vec<PathBuf>,
    /// `server.json`.
    pub(super) server_configs: Vec<PathBuf>,
    /// `tokens.json`.
    pub(super) token_stores: Vec<PathBuf>,
    /// `env.json`.
    pub(super) environments: Vec<PathBuf>,
    /// `runtime.sqlite`.
    pub(super) databases: Vec<PathBuf>,
    /// Folders of the older server's data.
    pub(super) server_data: Vec<PathBuf>,
    /// Folders of orchestrators.
    pub(super) orchestrators: Vec<PathBuf>,
    /// `desktop-bootstrap.json`.
    pub(super) bootstraps: Vec<PathBuf>,
    /// Folders of messaging routers.
    pub(super) routers: Vec<PathBuf>,
    /// `opencode-router.json`, where a variable names it.
    pub(super) router_configs: Vec<PathBuf>,
    /// `opencode-router.db`, where a variable names it.
    pub(super) router_databases: Vec<PathBuf>,
    /// Folders of OpenCode's configuration for a user.
    pub(super) opencode: Vec<PathBuf>,
    /// Folders of a user's units, with which the system starts jobs.
    pub(super) units: Vec<PathBuf>,
}

/// A user's folders: those of the user, or those that a program in the making was given instead.
#[derive(Debug, Clone)]
struct Base {
    home: PathBuf,
    config: PathBuf,
    data: PathBuf,
}

impl Places {
    /// The places for this look: all but those within folders that are not there.
    pub(super) fn of(look: &Look) -> Self {
        Self::with(look, Path::is_dir)
    }

    /// The same, where somebody else says which folders there are of programs in the making: each has a home within.
    pub(super) fn with(look: &Look, is_there: impl Fn(&Path) -> bool) -> Self {
        let mut places = Self::default();
        let base = Base {
            home: look.home.clone(),
            config: named(look, "XDG_CONFIG_HOME").unwrap_or_else(|| look.home.join(".config")),
            data: named(look, "XDG_DATA_HOME").unwrap_or_else(|| look.home.join(".local/share")),
        };
        places.desktops = desktops(look, &base);
        places.server_data.extend(named(look, "OPENWORK_DATA_DIR"));
        places.orchestrators.extend(named(look, "OPENWORK_DATA_DIR"));
        places.routers.extend(named(look, "OPENCODE_ROUTER_DATA_DIR"));
        places.opencode.extend(named(look, "OPENCODE_CONFIG_DIR"));
        places.user(&base);
        // what the variables move, and what is where it would be without them
        places.user(&Base { config: look.home.join(".config"), data: look.home.join(".local/share"), ..base.clone() });
        if look.system == System::Windows {
            places.configs.push(roaming(look).join("openwork"));
        }
        for within in [places.desktops.clone(), places.orchestrators.clone()].concat() {
            for root in ISOLATED.map(|name| within.join(name)).into_iter().filter(|root| is_there(root)) {
                places.isolated(&root);
            }
        }
        places.units = units(look, &base);
        places.bootstraps(look, &base);
        places.files(look);
        places.once();
        places
    }

    /// The folders of messaging routers: their own, and one for each workspace of an orchestrator. `failed` is told of those
    /// that cannot be looked into.
    pub(super) fn router_folders(&self, mut failed: impl FnMut(&Path, Fault)) -> Vec<PathBuf> {
        let of_workspaces = self.orchestrators.iter().flat_map(|folder| {
            let folder = folder.join("opencode-router");
            listed(&folder).unwrap_or_else(|fault| {
                failed(&folder, fault);
                Vec::new()
            })
        });
        self.routers.iter().cloned().chain(of_workspaces).collect()
    }

    /// What lies in the folders of a user.
    fn user(&mut self, base: &Base) {
        let own = base.home.join(".openwork");
        self.configs.push(base.config.join("openwork"));
        self.server_data.push(own.join("openwork-server"));
        self.orchestrators.extend(ORCHESTRATORS.map(|name| own.join(name)));
        self.routers.extend([own.join("opencode-router"), base.home.join(".owpenbot"), own.join("owpenbot")]);
        self.opencode.push(base.config.join("opencode"));
    }

    /// What lies in the folders of a program in the making.
    fn isolated(&mut self, root: &Path) {
        let home = root.join("home");
        let xdg = Base { home: home.clone(), config: root.join("xdg/config"), data: root.join("xdg/data") };
        self.desktops.extend(DESKTOPS.iter().flat_map(|name| [xdg.config.join(name), xdg.data.join(name)]));
        self.opencode.push(root.join("config/opencode"));
        self.user(&xdg);
        self.user(&Base { config: home.join(".config"), data: home.join(".local/share"), home });
    }

    /// The file of a desktop's first start: the one that is meant, then the old one.
    fn bootstraps(&mut self, look: &Look, base: &Base) {
        const FILE: &str = "openwork/desktop-bootstrap.json";
        self.bootstraps.extend(named(look, "OPENWORK_DESKTOP_BOOTSTRAP_PATH"));
        if look.system == System::Windows {
            self.bootstraps.push(local(look).join(FILE));
        }
        self.bootstraps.extend([base.config.join(FILE), look.home.join(".config").join(FILE)]);
        // those of programs in the making, after the user's own
        self.bootstraps.extend(self.configs.iter().map(|folder| folder.join("desktop-bootstrap.json")));
    }

    /// The files in the folders, and those that variables name.
    fn files(&mut self, look: &Look) {
        self.workspace_lists = self.desktops.iter().flat_map(|folder| LISTS.map(|name| folder.join(name))).collect();
        let config = named(look, "OPENWORK_SERVER_CONFIG");
        // the other files of the server lie beside its configuration
        if let Some(beside) = config.as_deref().and_then(Path::parent) {
            self.configs.insert(0, beside.to_owned());
        }
        let files = |variable: &str, name: &str| -> Vec<PathBuf> {
            named(look, variable).into_iter().chain(self.configs.iter().map(|folder| folder.join(name))).collect()
        };
        let found = [
            files("OPENWORK_SERVER_CONFIG", "server.json"),
            files("OPENWORK_TOKEN_STORE", "tokens.json"),
            files("OPENWORK_ENV_STORE", "env.json"),
            files("OPENWORK_RUNTIME_DB", "runtime.sqlite"),
        ];
        [self.server_configs, self.token_stores, self.environments, self.databases] = found;
        self.router_configs.extend(named(look, "OPENCODE_ROUTER_CONFIG_PATH"));
        self.router_databases.extend(named(look, "OPENCODE_ROUTER_DB_PATH"));
    }

    /// Leaves out what is there twice.
    fn once(&mut self) {
        for list in [
            &mut self.desktops,
            &mut self.workspace_lists,
            &mut self.configs,
            &mut self.server_configs,
            &mut self.token_stores,
            &mut self.environments,
            &mut self.databases,
            &mut self.server_data,
            &mut self.orchestrators,
            &mut self.bootstraps,
            &mut self.routers,
            &mut self.opencode,
            &mut self.units,
        ] {
            let mut seen = HashSet::new();
            list.retain(|path| seen.insert(path.clone()));
        }
    }
}

/// Whether a file is of a program in the making.
pub(super) fn is_isolated(path: &Path) -> bool {
    path.iter().any(|step| ISOLATED.iter().any(|name| step == *name))
}

/// Folders of desktops: of Tauri and of Electron, which is another one on Linux.
fn desktops(look: &Look, base: &Base) -> Vec<PathBuf> {
    let parents = match look.system {
        System::MacOs => vec![look.home.join("Library/Application Support"), look.home.join("Library/Caches")],
        System::Linux => vec![
            base.config.clone(),
            base.data.clone(),
            look.home.join(".config"),
            look.home.join(".local/share"),
            named(look, "XDG_CACHE_HOME").unwrap_or_else(|| look.home.join(".cache")),
        ],
        System::Windows => vec![roaming(look), local(look)],
    };
    let own = look.variables.get("OPENWORK_ELECTRON_APP_IDENTIFIER").map(|name| name.trim());
    // a name, not a way to somewhere else
    let own = own.filter(|name| !name.is_empty() && !name.contains(['/', '\\']) && *name != "." && *name != "..");
    let names: Vec<&str> = own.into_iter().chain(DESKTOPS).collect();
    let within = parents.iter().flat_map(|parent| names.iter().map(|name| parent.join(name)));
    named(look, "OPENWORK_ELECTRON_USERDATA").into_iter().chain(within).collect()
}

/// Where the system has a user's units. The scheduler made none on Windows.
fn units(look: &Look, base: &Base) -> Vec<PathBuf> {
    match look.system {
        System::MacOs => vec![look.home.join("Library/LaunchAgents")],
        System::Linux => [&base.config, &look.home.join(".config")].map(|it| it.join("systemd/user")).into(),
        System::Windows => Vec::new(),
    }
}

/// Where Windows keeps what goes along with its user.
fn roaming(look: &Look) -> PathBuf {
    named(look, "APPDATA").unwrap_or_else(|| look.home.join("AppData").join("Roaming"))
}

/// Where Windows keeps what stays on the machine.
fn local(look: &Look) -> PathBuf {
    named(look, "LOCALAPPDATA").unwrap_or_else(|| look.home.join("AppData").join("Local"))
}

/// The place that a variable names, if it does. What is relative counts from the home folder: what it counted from is gone.
fn named(look: &Look, variable: &str) -> Option<PathBuf> {
    let text = look.variables.get(variable).map(|text| text.trim()).filter(|text| !text.is_empty())?;
    if text == "~" {
        return Some(look.home.clone());
    }
    if let Some(rest) = text.strip_prefix("~/").or_else(|| text.strip_prefix(r"~\")) {
        return Some(look.home.join(rest));
    }
    Some(if is_absolute(text, look.system) { PathBuf::from(text) } else { look.home.join(text) })
}
