//! Under what circumstances figures were taken.

use std::{fmt, fs, path::Path, process::Command, thread};

use anyhow::Result;

use crate::process::{probe, read};

/// Machine, commit and time of a run.
pub struct Circumstances {
    pub machine: String,
    pub commit: String,
    pub date: String,
}

impl Circumstances {
    /// Those of this moment in the checkout at `root`.
    pub fn of(root: &Path) -> Result<Self> {
        let cores = thread::available_parallelism()?;
        let processor = processor(&fs::read_to_string("/proc/cpuinfo").unwrap_or_default());
        let memory = memory(&fs::read_to_string("/proc/meminfo").unwrap_or_default());
        let git = |arguments: &[&str]| probe(Command::new("git").current_dir(root).args(arguments));
        let commit = git(&["rev-parse", "--short=12", "HEAD"]).unwrap_or_else(|| "no commit".into());
        let changed = git(&["status", "--porcelain"]).is_some_and(|changes| !changes.is_empty());
        Ok(Self {
            machine: format!("{processor}, {cores} cores, {memory} GiB"),
            commit: if changed { format!("{commit}-changed") } else { commit },
            date: read(Command::new("date").args(["-u", "+%Y-%m-%dT%H:%M:%SZ"]))?.trim().into(),
        })
    }
}

impl fmt::Display for Circumstances {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "machine {}\ncommit  {}\ndate    {}", self.machine, self.commit, self.date)
    }
}

/// The processor's name in Linux's description of it.
fn processor(cpuinfo: &str) -> String {
    let name = cpuinfo.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':').map(|(_, name)| name.trim()));
    name.unwrap_or("unknown processor").into()
}

/// Memory in GiB, rounded, in Linux's description of it.
fn memory(meminfo: &str) -> u64 {
    let kibibytes =
        meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:")?.trim().strip_suffix("kB")?.trim().parse().ok());
    let kibibytes: u64 = kibibytes.unwrap_or_default();
    kibibytes.saturating_add(512 * 1024) / (1024 * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linux_s_descriptions_are_read() {
        assert_eq!(processor("vendor_id\t: X\nmodel name\t: Fast CPU @ 2.60GHz\n"), "Fast CPU @ 2.60GHz");
        assert_eq!(memory("MemTotal:       24689204 kB\nMemFree: 1 kB\n"), 24);
    }

    #[test]
    fn an_unknown_machine_is_said_to_be_unknown() {
        assert_eq!(processor(""), "unknown processor");
        assert_eq!(memory(""), 0);
    }
}
