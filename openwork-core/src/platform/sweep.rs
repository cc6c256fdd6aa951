//! Ends every process that is ours by its mark or by descent, and never by its name.
//!
//! The agent's shell tools run in sessions of their own and outlive the engine. Two things find them: the mark, an environment
//! variable that every process of a run inherits, and, for a guard that is the subreaper, being its descendant. A sweep kills
//! what it finds and looks again until it finds nothing, because what is killed may just have started another.

/// The variable that marks every process of a run: `<store>:<run>`.
pub(crate) const MARK: &str = "OPENWORK_RUN";

/// Which processes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ours {
    /// Those of one run.
    Run(String),
    /// Those of every run of a store.
    Store(String),
}

impl Ours {
    /// Whether an environment, as `/proc` tells it, bears this mark.
    fn bears(&self, environment: &[u8]) -> bool {
        let prefix = format!("{MARK}=");
        environment.split(|byte| *byte == 0).filter_map(|entry| entry.strip_prefix(prefix.as_bytes())).any(|value| {
            match self {
                Self::Run(mark) => value == mark.as_bytes(),
                Self::Store(store) => value.strip_prefix(store.as_bytes()).is_some_and(|rest| rest.starts_with(b":")),
            }
        })
    }
}

#[cfg(target_os = "linux")]
pub(crate) use linux::{adopt_orphans, sweep, sweep_family};

#[cfg(not(target_os = "linux"))]
pub(crate) use elsewhere::{adopt_orphans, sweep, sweep_family};

#[cfg(target_os = "linux")]
mod linux {
    use super::Ours;
    use rustix::process::{Pid, PidfdFlags, Signal, WaitOptions, pidfd_open, pidfd_send_signal, wait};
    use std::collections::HashMap;
    use std::time::Duration;

    /// How often a sweep looks again. What is killed is gone within a pass or two; this only stops a race that is lost for
    /// ever, such as against processes of another user.
    const PASSES: u32 = 100;

    /// Between two looks: a killed process takes a moment to go.
    const PAUSE: Duration = Duration::from_millis(10);

    /// Orphans below this process become its children.
    pub(crate) fn adopt_orphans() {
        // An old kernel cannot; then the mark alone finds them.
        let _ = rustix::process::set_child_subreaper(Some(rustix::process::getpid()));
    }

    /// Kills every process with this mark but this one. Answers how many were found. Blocks for up to a second.
    pub(crate) fn sweep(ours: &Ours) -> usize {
        until_none(|| everyone().into_iter().filter(|pid| is_marked(*pid, ours)).collect())
    }

    /// Kills every descendant of this process, and every process with this mark. Only for a guard, which has no other children.
    pub(crate) fn sweep_family(ours: &Ours) -> usize {
        until_none(|| {
            reap();
            let mut found = descendants(std::process::id());
            found.extend(everyone().into_iter().filter(|pid| is_marked(*pid, ours)));
            found.sort_unstable();
            found.dedup();
            found
        })
    }

    fn until_none(find: impl Fn() -> Vec<u32>) -> usize {
        let mut killed = std::collections::HashSet::new();
        for _ in 0..PASSES {
            let found = find();
            if found.is_empty() {
                break;
            }
            for pid in found {
                kill(pid);
                killed.insert(pid);
            }
            // A killed process takes a moment to go, and nothing tells when it is not a child.
            std::thread::sleep(PAUSE);
        }
        killed.len()
    }

    /// Takes leave of children that have ended.
    fn reap() {
        while let Ok(Some(_)) = wait(WaitOptions::NOHANG) {}
    }

    /// Kills a process. The descriptor makes sure that it is still the one that was looked at, or none.
    fn kill(pid: u32) {
        let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) else { return };
        // That it is gone, or is another user's, is no failure.
        if let Ok(process) = pidfd_open(pid, PidfdFlags::empty()) {
            let _ = pidfd_send_signal(process, Signal::KILL);
        }
    }

    /// Every process but this one.
    fn everyone() -> Vec<u32> {
        let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
        let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        pids.filter(|pid| *pid != std::process::id()).collect()
    }

    fn is_marked(pid: u32, ours: &Ours) -> bool {
        // A process that has ended has no environment any more, whether or not someone takes leave of it.
        std::fs::read(format!("/proc/{pid}/environ")).is_ok_and(|environment| ours.bears(&environment))
    }

    /// Every living process below this one.
    fn descendants(root: u32) -> Vec<u32> {
        let mut children: HashMap<u32, Vec<(u32, bool)>> = HashMap::new();
        for pid in everyone() {
            if let Some((parent, alive)) =
                std::fs::read_to_string(format!("/proc/{pid}/stat")).ok().and_then(|s| stat(&s))
            {
                children.entry(parent).or_default().push((pid, alive));
            }
        }
        let mut found = Vec::new();
        let mut next = vec![root];
        while let Some(parent) = next.pop() {
            for (pid, alive) in children.remove(&parent).unwrap_or_default() {
                next.push(pid);
                if alive {
                    found.push(pid);
                }
            }
        }
        found
    }

    /// The parent in a line of `/proc/*/stat`, and whether the process lives. The name in it may hold anything.
    fn stat(line: &str) -> Option<(u32, bool)> {
        let mut fields = line.rsplit_once(')')?.1.split_ascii_whitespace();
        let state = fields.next()?;
        Some((fields.next()?.parse().ok()?, !matches!(state, "Z" | "X")))
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_name_with_brackets_is_no_trap() {
            assert_eq!(stat("12 (a) b) S 7 1 1"), Some((7, true)));
            assert_eq!(stat("12 (x) Z 1 1 1"), Some((1, false)));
            assert_eq!(stat("12"), None);
        }

        #[test]
        fn a_marked_process_is_found_and_killed_and_no_other() {
            let store = uuid::Uuid::new_v4().to_string();
            let start =
                |mark: &str| std::process::Command::new("sleep").arg("60").env(super::super::MARK, mark).spawn();
            let mut ours = start(&format!("{store}:1")).unwrap();
            let mut other = start(&format!("{store}x:1")).unwrap();
            // The child may not have reached exec, and then bears our own environment still.
            while sweep(&Ours::Store(store.clone())) == 0 {}
            assert!(!ours.wait().unwrap().success());
            assert!(other.try_wait().unwrap().is_none());
            other.kill().unwrap();
            other.wait().unwrap();
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod elsewhere {
    use super::Ours;

    /// Elsewhere orphans go to the system's first process.
    pub(crate) fn adopt_orphans() {}

    /// Elsewhere a process does not tell its environment.
    pub(crate) fn sweep(ours: &Ours) -> usize {
        let _ = ours.bears(b"");
        0
    }

    /// Elsewhere the process group is all there is.
    pub(crate) fn sweep_family(ours: &Ours) -> usize {
        sweep(ours)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_compared_whole() {
        let environment = b"A=1\0OPENWORK_RUN=store:run\0B=OPENWORK_RUN=x:y\0";
        assert!(Ours::Run("store:run".to_owned()).bears(environment));
        assert!(Ours::Store("store".to_owned()).bears(environment));
        assert!(!Ours::Run("store:ru".to_owned()).bears(environment));
        assert!(!Ours::Store("stor".to_owned()).bears(environment));
        assert!(!Ours::Store("x".to_owned()).bears(environment));
        assert!(!Ours::Store("store".to_owned()).bears(b""));
    }
}
