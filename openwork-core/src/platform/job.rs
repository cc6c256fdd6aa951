//! Windows' job objects: what a child starts belongs to its job, and ends with it. Only on Windows.

use std::io;
use std::os::windows::io::RawHandle;
use win32job::{ExtendedLimitInfo, Job as Object};

/// A job that ends all that belongs to it when its last handle is closed. This process holds the only one, so the system
/// does that also where this process is killed.
#[derive(Debug)]
pub(crate) struct Job(#[expect(dead_code, reason = "held for its end")] Object);

impl Job {
    /// A job of this child, and of all that it starts from here on. What it has started in the moment before is not in it.
    pub(crate) fn of(child: RawHandle) -> io::Result<Self> {
        let mut limits = ExtendedLimitInfo::new();
        limits.limit_kill_on_job_close();
        let object = Object::create_with_limit_info(&limits)?;
        object.assign_process(child as isize)?;
        Ok(Self(object))
    }
}
