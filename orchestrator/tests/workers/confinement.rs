//! What a worker has, and what it has not.

use std::{fs, path::PathBuf};

use nix::fcntl::{fcntl, FcntlArg, FdFlag};

use super::site::Site;

#[tokio::test]
async fn should_leave_a_worker_nothing_but_two_pipes() {
    // Something that is left open for programs that are started, as some libraries do.
    let forgotten = fs::File::open("/proc/self/environ").unwrap();
    fcntl(&forgotten, FcntlArg::F_SETFD(FdFlag::empty())).unwrap();
    let site = Site::new().await;
    assert_eq!(site.run("echo", b"hello", &[]).await.unwrap().output, b"hello");
    let pid = site.worker().await;
    assert_eq!(fs::read(format!("/proc/{pid}/environ")).unwrap(), b"", "no variable, so no key");
    let command = fs::read(format!("/proc/{pid}/cmdline")).unwrap();
    assert_eq!(command.split(|byte| *byte == 0).skip(1).collect::<Vec<_>>(), [&b"sandbox-worker"[..], b""]);
    assert_eq!(fs::read_link(format!("/proc/{pid}/cwd")).unwrap(), PathBuf::from("/"));
    let open = |number: &str| fs::read_link(format!("/proc/{pid}/fd/{number}")).unwrap().to_string_lossy().into_owned();
    let mut numbers: Vec<_> = fs::read_dir(format!("/proc/{pid}/fd")).unwrap().map(|file| file.unwrap().file_name()).collect();
    numbers.sort();
    assert_eq!(numbers, ["0", "1", "2"]);
    assert!(open("0").starts_with("pipe:") && open("1").starts_with("pipe:") && open("0") != open("1"));
    assert_eq!(open("2"), "/dev/null");
}

#[tokio::test]
async fn should_confine_a_worker_for_good() {
    let site = Site::new().await;
    site.run("echo", b"hello", &[]).await.unwrap();
    let pid = site.worker().await;
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    for line in ["Seccomp:\t2\n", "NoNewPrivs:\t1\n", "Umask:\t0077\n"] {
        assert!(status.contains(line), "{line}: {status}");
    }
    let limits = fs::read_to_string(format!("/proc/{pid}/limits")).unwrap();
    // The soft limit and the hard one.
    let limit = |name: &str| {
        let line = limits.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.split_whitespace().take(2).collect::<Vec<_>>().join(" ")
    };
    for (name, expected) in [
        ("Max file size", "0 0"),
        ("Max core file size", "0 0"),
        ("Max processes", "0 0"),
        ("Max open files", "3 3"),
        ("Max cpu time", "7200 7200"),
        ("Max data size", "3221225472 3221225472"),
        ("Max stack size", "8388608 8388608"),
        ("Max address space", "17179869184 17179869184"),
    ] {
        assert_eq!(limit(name), expected, "{name}");
    }
}
