//! The operating system: processes and their groups.
