//! What it was measured on.

use std::fs::read_to_string;

/// One line: processor, cores, memory, kernel, date, load.
pub fn line() -> String {
    let cpus = read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = field(&cpus, "model name").unwrap_or("unknown processor");
    let cores = cpus.lines().filter(|line| line.starts_with("processor")).count();
    let memory = read_to_string("/proc/meminfo").unwrap_or_default();
    let memory = field(&memory, "MemTotal").and_then(|text| text.split(' ').next()?.parse::<u64>().ok());
    let kernel = read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let memory = memory.unwrap_or_default() >> 20;
    let date = jiff::Timestamp::now().strftime("%Y-%m-%d %H:%M UTC");
    format!("{model}, {cores} cores, {memory} GiB, Linux {}, {date}, load before {}", kernel.trim(), load())
}

/// How many processes wanted to run, on average of the last minute.
pub fn load() -> String {
    read_to_string("/proc/loadavg").unwrap_or_default().split(' ').next().unwrap_or_default().to_owned()
}

fn field<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim())
}

/// The resident memory of a process, in MB of 10^6 bytes.
pub fn resident(pid: u32) -> f64 {
    megabytes(pid, "VmRSS")
}

/// The same at its height since the process began.
pub fn at_most(pid: u32) -> f64 {
    megabytes(pid, "VmHWM")
}

fn megabytes(pid: u32, what: &str) -> f64 {
    let status = read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let pages = field(&status, what).and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    pages.unwrap_or_default() * 1024.0 / 1e6
}
