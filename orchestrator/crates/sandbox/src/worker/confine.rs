//! What a worker gives up before it looks at anything from outside: everything but its memory and the two pipes to the service.

use std::{collections::BTreeMap, env::consts::ARCH, fs, io, process};

use nix::{
    errno::Errno,
    libc,
    sys::{
        prctl,
        resource::{getrlimit, setrlimit, Resource},
        signal::{SigSet, Signal},
        stat::{umask, Mode},
    },
    unistd::close,
};
use seccompiler::{
    apply_filter_all_threads, BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule,
};

const GIB: u64 = 1 << 30;
/// Memory that can be written to, in bytes: the largest guest, and what compiling the largest package takes. The kernel counts neither
/// shared memory nor what grows downwards, so that the filter refuses both.
const DATA: u64 = 3 * GIB;
/// What the main thread may take for calls, in bytes: as much as is usual, where the service has no such limit.
const STACK: u64 = 8 << 20;
/// Addresses, in bytes: what the engine reserves for one guest, and as much again for everything else.
const ADDRESSES: u64 = 16 * GIB;
/// Processor time in a worker's life, in seconds.
pub(crate) const PROCESSOR: u64 = 7_200;
/// Standard input, output and error: the requests, the replies, and nothing.
const FILES: i32 = 3;

/// Private memory that the kernel may empty, of Linux 6.11 and later: newer C libraries keep the state of `getrandom` there.
const MAP_DROPPABLE: libc::c_int = 8;

/// What the kernel still does for a worker. None of it names anything outside the process.
const CALLS: &[libc::c_long] = &[
    libc::SYS_read,
    libc::SYS_write,
    libc::SYS_brk,
    libc::SYS_mprotect,
    libc::SYS_mremap,
    libc::SYS_munmap,
    libc::SYS_madvise,
    libc::SYS_futex,
    libc::SYS_membarrier,
    libc::SYS_sched_getaffinity,
    libc::SYS_sched_yield,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_getrandom,
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    libc::SYS_nanosleep,
    libc::SYS_restart_syscall,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_exit,
    libc::SYS_exit_group,
];

/// The process could not be confined; it must not go on.
#[derive(Debug, thiserror::Error)]
pub enum ConfinementError {
    /// What the process has open is not known.
    #[error("the open files cannot be listed")]
    Files(#[source] io::Error),
    /// The kernel refuses a limit, or to end the process with its service.
    #[error("the process cannot be limited")]
    Limit(#[from] nix::Error),
    /// The service itself is allowed too little: runs and compilations would fail for want of it, and modules be blamed.
    #[error("{0:?} is {1}, and a worker needs {2}")]
    TooLittle(Resource, u64, u64),
    /// The kernel takes no filter.
    #[error("the system call filter cannot be set")]
    Filter(#[from] seccompiler::Error),
}

/// Lets go of what the service may have had open, and ends with the thread of the service that started this process. Has to be called
/// before there are other threads.
pub(crate) fn detach() -> Result<(), ConfinementError> {
    // Whoever asks a service to end, at a terminal or by its unit, asks all of its processes. What runs is the service's to end: a worker
    // that went by itself would look like one that its module has broken.
    [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP].into_iter().collect::<SigSet>().thread_block()?;
    // Collected first: the folder is itself a file that is open while it is read.
    let numbers: io::Result<Vec<Option<i32>>> = fs::read_dir("/proc/self/fd")
        .and_then(|files| files.map(|file| Ok(file?.file_name().to_str().and_then(|name| name.parse().ok()))).collect());
    for file in numbers.map_err(ConfinementError::Files)?.into_iter().flatten().filter(|file| *file >= FILES) {
        match close(file) {
            // That of the folder is closed already.
            Ok(()) | Err(Errno::EBADF) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(prctl::set_pdeathsig(Signal::SIGKILL)?)
}

/// Takes everything from this process for good: no file, socket, process or thread can be had any more.
pub(crate) fn confine() -> Result<(), ConfinementError> {
    umask(Mode::S_IRWXG | Mode::S_IRWXO);
    for (resource, least, most) in [
        (Resource::RLIMIT_DATA, GIB, DATA),
        (Resource::RLIMIT_STACK, STACK / 4, STACK),
        (Resource::RLIMIT_AS, ADDRESSES / 4 * 3, ADDRESSES),
        (Resource::RLIMIT_CPU, PROCESSOR, PROCESSOR),
        (Resource::RLIMIT_FSIZE, 0, 0),
        (Resource::RLIMIT_CORE, 0, 0),
        (Resource::RLIMIT_NPROC, 0, 0),
        (Resource::RLIMIT_NOFILE, 0, FILES.unsigned_abs().into()),
    ] {
        // Where the service itself may have less, so may its workers.
        let (_, hard) = getrlimit(resource)?;
        if hard < least {
            return Err(ConfinementError::TooLittle(resource, hard, least));
        }
        let most = most.min(hard);
        setrlimit(resource, most, most)?;
    }
    // With it goes the right to become more than this by starting a program.
    Ok(apply_filter_all_threads(&filter()?)?)
}

/// Kills the process at any system call but a few.
fn filter() -> Result<BpfProgram, seccompiler::Error> {
    let mut rules: BTreeMap<_, _> = CALLS.iter().map(|call| (*call, Vec::new())).collect();
    // How a process aborts: it must reach no other one by that.
    let own = SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, process::id().into())?;
    rules.insert(libc::SYS_tgkill, vec![SeccompRule::new(vec![own])?]);
    // Only memory that counts against the limit.
    let counted = |kind: libc::c_int| {
        let kinds = SeccompCmpOp::MaskedEq((libc::MAP_TYPE | libc::MAP_GROWSDOWN).unsigned_abs().into());
        SeccompRule::new(vec![SeccompCondition::new(3, SeccompCmpArgLen::Dword, kinds, kind.unsigned_abs().into())?])
    };
    rules.insert(libc::SYS_mmap, vec![counted(libc::MAP_PRIVATE)?, counted(MAP_DROPPABLE)?]);
    Ok(SeccompFilter::new(rules, SeccompAction::KillProcess, SeccompAction::Allow, ARCH.try_into()?)?.try_into()?)
}

#[cfg(test)]
mod tests {
    use std::{
        env,
        fs::File,
        io::{read_to_string, stdin, Write},
        net::{TcpListener, TcpStream, UdpSocket},
        os::unix::{net::UnixStream, process::ExitStatusExt},
        process::{Command, Output, Stdio},
        sync::mpsc,
        thread,
    };

    use nix::{sys::signal, unistd::Pid};

    use super::*;

    /// What a worker is killed for.
    const FORBIDDEN: [(&str, fn()); 15] = [
        ("to read a file", || drop(File::open("/"))),
        ("to write a file", || drop(File::create("/tmp/ainur-confined"))),
        ("to remove a file", || drop(fs::remove_file("/tmp/ainur-confined"))),
        ("to list a folder", || drop(fs::read_dir("/"))),
        ("to connect", || drop(TcpStream::connect("127.0.0.1:1"))),
        ("to listen", || drop(TcpListener::bind("127.0.0.1:0"))),
        ("to send", || drop(UdpSocket::bind("127.0.0.1:0"))),
        ("to open a local socket", || drop(UnixStream::pair())),
        ("to start a program", || drop(Command::new("/bin/true").spawn())),
        ("to start a thread", || drop(thread::Builder::new().spawn(|| ()))),
        ("to signal another process", || assert!(signal::kill(Pid::parent(), None).is_err())),
        ("to raise a limit", || assert!(setrlimit(Resource::RLIMIT_NOFILE, 100, 100).is_err())),
        ("to outlive its service", || assert!(prctl::set_pdeathsig(None).is_err())),
        ("to have memory that others share", || map(libc::MAP_SHARED)),
        ("to have memory that grows downwards", || map(libc::MAP_PRIVATE | libc::MAP_GROWSDOWN)),
    ];
    const ALLOWED: &str = "what it may do";
    /// As before, where the service may have no more than a gibibyte.
    const WITH_LESS: &str = "what it may do with less";
    /// Where the service may have less than that.
    const WITH_TOO_LITTLE: &str = "what it may do with too little";

    /// Asks for a page of that kind.
    #[allow(unsafe_code, reason = "nothing else asks for such memory")]
    fn map(kind: libc::c_int) {
        let access = libc::PROT_READ | libc::PROT_WRITE;
        // SAFETY: it is in the way of nothing that is there, and nobody uses it.
        unsafe { libc::mmap(std::ptr::null_mut(), 4_096, access, kind | libc::MAP_ANONYMOUS, -1, 0) };
    }

    /// Not a test of its own: it gives up everything, and then does what it reads, in a process that the other tests start.
    #[test]
    #[ignore = "confines its whole process"]
    fn probe() {
        let name = read_to_string(stdin()).unwrap();
        let (starting, started) = mpsc::channel::<()>();
        let thread = thread::spawn(|| {
            drop(starting);
            thread::park();
        });
        assert!(started.recv().is_err());
        detach().unwrap();
        let most = match name.as_str() {
            WITH_TOO_LITTLE => GIB - 1,
            WITH_LESS => GIB,
            _ => DATA,
        };
        setrlimit(Resource::RLIMIT_DATA, most, most).unwrap();
        confine().unwrap();
        if let Some((_, act)) = FORBIDDEN.iter().find(|(forbidden, _)| *forbidden == name) {
            act();
        }
        let beyond = usize::try_from(most).unwrap();
        assert!(Vec::<u8>::new().try_reserve_exact(beyond).is_err(), "more memory than the limit");
        assert!(Vec::<u8>::new().try_reserve_exact(beyond / 4 * 3).is_ok(), "less memory than the limit");
        assert_eq!(vec![1_u8; 64 << 20].iter().map(|byte| u64::from(*byte)).sum::<u64>(), 64 << 20);
        thread.thread().unpark();
        thread.join().unwrap();
        io::stdout().write_all(b"\nstill here\n").unwrap();
        process::exit(0);
    }

    fn probing(name: &str) -> Output {
        let mut probe = Command::new(env::current_exe().unwrap());
        probe.args(["--exact", "worker::confine::tests::probe", "--ignored", "--nocapture", "--test-threads=1"]);
        let mut probe = probe.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        probe.stdin.take().unwrap().write_all(name.as_bytes()).unwrap();
        probe.wait_with_output().unwrap()
    }

    fn said(output: &Output) -> String {
        [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes)).concat()
    }

    #[test]
    fn a_confined_process_that_reaches_for_anything_is_killed() {
        for (name, _) in FORBIDDEN {
            let output = probing(name);
            assert_eq!(output.status.signal(), Some(libc::SIGSYS), "{name}: {}", said(&output));
            assert!(!said(&output).contains("still here"), "{name}");
        }
    }

    #[test]
    fn a_confined_process_can_work_within_its_limits_and_those_of_its_service() {
        for name in [ALLOWED, WITH_LESS] {
            let output = probing(name);
            assert!(said(&output).contains("still here"), "{name}: {}", said(&output));
        }
    }

    #[test]
    fn a_process_that_would_have_too_little_does_not_begin() {
        let said = said(&probing(WITH_TOO_LITTLE));
        assert!(said.contains("TooLittle(RLIMIT_DATA, 1073741823, 1073741824)") && !said.contains("still here"), "{said}");
    }
}
