//! Variables that people have the engine given, sealed in the store and read anew for each start.
//!
//! A name that this server sets itself, or by which a value would break the engine or run a program of its own in it, is
//! refused: everything here is inherited by the agent's shells too.

use crate::clock::Timestamp;
use crate::error::{Error, ErrorKind, Result};
use crate::model::environment::{SetVariable, Variable, VariableName};
use crate::model::secret::{Configured, Secret};
use crate::model::stored::EnvironmentRecord;
use crate::store::{Seal, Store, StoreError, variable_place};

/// Names that are refused, and why.
const REFUSED: &[(&str, &str)] = &[
    ("PATH", "the engine and its tools are found by it; give the front end another `PATH`"),
    ("HOME", "the engine's own data is found by it; `--engine-home` moves it"),
    ("TMPDIR", "this server gives the engine a folder of its own"),
    ("TMP", "this server gives the engine a folder of its own"),
    ("TEMP", "this server gives the engine a folder of its own"),
    ("NO_PROXY", "this server sees to it that loopback goes without a proxy"),
    ("IFS", "shells take their words apart by it"),
    ("ENV", "shells run what it names"),
    ("BASH_ENV", "shells run what it names"),
    ("ZDOTDIR", "zsh runs what lies there"),
    ("SHELLOPTS", "shells change their ways by it"),
    ("BASHOPTS", "shells change their ways by it"),
    ("SHELL", "the agent's commands are run by it"),
    ("PROMPT_COMMAND", "shells run what it says"),
    ("PS4", "shells run what it says"),
    ("NODE_OPTIONS", "programs load code by it"),
    ("NODE_PATH", "programs load code by it"),
    ("GCONV_PATH", "programs load code by it"),
    ("CLASSPATH", "programs load code by it"),
    ("JAVA_TOOL_OPTIONS", "programs load code by it"),
    ("_JAVA_OPTIONS", "programs load code by it"),
    ("JDK_JAVA_OPTIONS", "programs load code by it"),
    ("DOTNET_STARTUP_HOOKS", "programs load code by it"),
    ("PHPRC", "programs load code by it"),
    ("PHP_INI_SCAN_DIR", "programs load code by it"),
    ("RUSTC_WRAPPER", "cargo runs what it names"),
    ("RUSTC_WORKSPACE_WRAPPER", "cargo runs what it names"),
    ("MAKEFLAGS", "make runs what it says"),
    ("EDITOR", "programs run what it names"),
    ("VISUAL", "programs run what it names"),
    ("PAGER", "programs run what it names"),
    ("BROWSER", "programs run what it names"),
    ("MANPAGER", "programs run what it names"),
    ("VIMINIT", "vi runs what it says"),
    ("EXINIT", "vi runs what it says"),
    ("MYVIMRC", "vi runs what it names"),
    ("GLIBC_TUNABLES", "it changes how programs are loaded"),
    ("R_PROFILE", "R runs what it names"),
    ("R_PROFILE_USER", "R runs what it names"),
    ("LESSOPEN", "`less` runs what it says"),
    ("LESSCLOSE", "`less` runs what it says"),
    ("SSH_ASKPASS", "programs run what it names"),
    ("SUDO_ASKPASS", "programs run what it names"),
    ("SYSTEMROOT", "Windows finds itself by it"),
    ("WINDIR", "Windows finds itself by it"),
    ("COMSPEC", "Windows finds its shell by it"),
    ("PATHEXT", "Windows finds programs by it"),
    ("USERPROFILE", "the engine's own data is found by it; `--engine-home` moves it"),
    ("APPDATA", "the engine's own data is found by it; `--engine-home` moves it"),
    ("LOCALAPPDATA", "the engine's own data is found by it; `--engine-home` moves it"),
];

/// Beginnings of names that are refused, and why.
const REFUSED_FAMILIES: &[(&str, &str)] = &[
    ("OPENCODE_", "OpenCode's own settings are this server's to make; a front end passes one on with `--engine-env`"),
    ("OPENWORK_", "it is this server's own"),
    ("XDG_", "the engine's own data is found by it; `--engine-home` moves it"),
    ("LD_", "programs load code by it"),
    ("DYLD_", "programs load code by it"),
    ("BUN_", "the engine changes its ways by it"),
    ("NPM_CONFIG_", "this server sets how the engine installs"),
    ("PERL", "Perl loads code by it"),
    ("PYTHON", "Python loads code by it"),
    ("RUBY", "Ruby loads code by it"),
    ("GIT_", "git runs programs by it"),
    ("LUA_INIT", "Lua runs what it says"),
    ("HGMERGE", "Mercurial runs programs by it"),
    ("BASH_FUNC_", "shells run what it says"),
];

/// Names of a refused family that are harmless, by their beginnings: who it is that commits.
const ALLOWED: [&str; 2] = ["GIT_AUTHOR_", "GIT_COMMITTER_"];

/// How many bytes of name and value the system surely takes at a time.
const LARGEST: usize = 96 * 1024;

/// How many variables there may be.
pub(crate) const MOST_VARIABLES: usize = 256;

/// The variables. Clones are the same.
#[derive(Clone)]
pub(crate) struct Given {
    store: Store,
    seal: Seal,
}

impl Given {
    /// Those in this store, and what they are sealed with.
    pub(crate) fn new(store: &Store, seal: &Seal) -> Self {
        Self { store: store.clone(), seal: seal.clone() }
    }

    /// Their names.
    pub(crate) fn list(&self) -> Result<Vec<Variable>> {
        let all = self.store.read(|read| read.environment().list())?;
        let shown = |record: EnvironmentRecord| Variable {
            key: record.name,
            value: Configured { configured: true },
            created_at: record.created_at,
            updated_at: record.updated_at,
        };
        Ok(all.into_iter().map(shown).collect())
    }

    /// Sets one. Says whether it was there before.
    pub(crate) async fn set(&self, name: &VariableName, wanted: &SetVariable) -> Result<bool> {
        let value = wanted.value.reveal();
        refuse_variable(name, &wanted.value)?;
        let sealed = self.seal.key_to_seal().await?.seal(&variable_place(name.as_str()), value)?;
        let name = name.clone();
        self.store
            .write(move |write| {
                let now = Timestamp::now();
                let before = write.environment().get(&name)?;
                if before.is_none() && write.environment().list()?.len() >= MOST_VARIABLES {
                    let sentence = format!("There are {MOST_VARIABLES} variables already; remove one first.");
                    return Err(Error::new(ErrorKind::Conflict, sentence));
                }
                let created_at = before.as_ref().map_or(now, |before| before.created_at);
                let record =
                    EnvironmentRecord { name: name.clone(), value: sealed.clone(), created_at, updated_at: now };
                write.environment().put(&record)?;
                Ok(before.is_some())
            })
            .await
    }

    /// Removes one.
    pub(crate) async fn unset(&self, name: &VariableName) -> Result<()> {
        let wanted = name.clone();
        let was_there = self.store.write::<_, StoreError>(move |write| write.environment().remove(&wanted)).await?;
        if was_there { Ok(()) } else { Err(Error::not_found(format_args!("variable `{name}`"))) }
    }

    /// All of them with their values. Those that cannot be opened are left out, which is said: an engine without one is
    /// better than none.
    pub(crate) fn opened(&self) -> Vec<(String, String)> {
        let all = match self.store.read(|read| read.environment().list()) {
            Ok(all) if all.is_empty() => return Vec::new(),
            Ok(all) => all,
            Err(error) => {
                tracing::error!(%error, "the engine's variables could not be read; it does without");
                return Vec::new();
            }
        };
        let key = match self.seal.key() {
            Ok(key) => key,
            Err(error) => {
                tracing::error!(%error, "the engine's variables could not be opened; it does without");
                return Vec::new();
            }
        };
        let open = |record: EnvironmentRecord| {
            let opened = key.open(&variable_place(record.name.as_str()), &record.value);
            match opened {
                Ok(value) => Some((record.name.into(), value)),
                Err(error) => {
                    tracing::error!(%error, "a variable could not be opened; the engine does without it");
                    None
                }
            }
        };
        all.into_iter().filter_map(open).collect()
    }
}

/// Refuses a variable that cannot be given to the engine.
pub(crate) fn refuse_variable(name: &VariableName, value: &Secret) -> Result<()> {
    refuse(name)?;
    let value = value.reveal();
    if value.contains('\0') || name.as_str().len() + value.len() > LARGEST {
        let sentence = format!("A value has no NUL, and takes {} KiB at most.", LARGEST / 1024);
        return Err(Error::unprocessable("value", sentence));
    }
    Ok(())
}

/// Refuses a name that is none, or not for people to set.
fn refuse(name: &VariableName) -> Result<()> {
    let text = name.as_str();
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(Error::unprocessable("key", "A variable's name does not begin with a digit."));
    }
    // Windows does not tell capitals from small letters here, and npm nowhere
    let large = text.to_ascii_uppercase();
    let named = REFUSED.iter().find(|(refused, _)| *refused == large);
    let of_family = REFUSED_FAMILIES.iter().find(|(family, _)| large.starts_with(family));
    let is_harmless = ALLOWED.iter().any(|allowed| large.starts_with(allowed));
    match named.or(of_family).filter(|_| !is_harmless) {
        Some((_, why)) => Err(Error::unprocessable("key", format!("`{text}` cannot be set here: {why}."))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g15_names_that_would_break_the_engine_are_refused_with_the_reason() {
        for name in [
            "PATH",
            "Path",
            "HOME",
            "TMPDIR",
            "NO_PROXY",
            "no_proxy",
            "LD_PRELOAD",
            "LD_LIBRARY_PATH",
            "DYLD_INSERT",
            "OPENCODE_SERVER_PASSWORD",
            "OPENCODE_CONFIG_CONTENT",
            "OPENWORK_RUN",
            "XDG_DATA_HOME",
            "npm_config_offline",
            "BASH_ENV",
            "BASH_FUNC_x",
            "NODE_OPTIONS",
            "BUN_OPTIONS",
            "GIT_SSH_COMMAND",
            "git_config_count",
            "PERL5OPT",
            "PYTHONSTARTUP",
            "RUBYOPT",
            "JAVA_TOOL_OPTIONS",
            "SHELL",
            "PAGER",
            "ZDOTDIR",
            "VIMINIT",
            "LUA_INIT_5_4",
            "1A",
        ] {
            let error = refuse(&name.parse().unwrap()).expect_err(name);
            assert!(error.message.len() > 20, "{name}: {}", error.message);
        }
        for name in [
            "ANTHROPIC_API_KEY",
            "HTTPS_PROXY",
            "_x",
            "path_to_it",
            "HOMEPAGE",
            "GITHUB_TOKEN",
            "TZ",
            "GIT_AUTHOR_NAME",
        ] {
            assert!(refuse(&name.parse().unwrap()).is_ok(), "{name}");
        }
        for name in ["", "A-B", "A=B", "A B", "Ä", "A\0"] {
            assert!(name.parse::<VariableName>().is_err(), "{name:?}");
        }
    }
}
