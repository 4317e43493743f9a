//! A worker as its service sees it: a process that may do anything at any time, and is then replaced.

use std::{io, process::Stdio, time::Duration};

use codec::DecodeAll;
use tokio::{
    io::AsyncWriteExt,
    process::{self, ChildStdin, ChildStdout, Command},
    time::{timeout, Instant},
};

use crate::{
    failure::{cut, MAX_REASON},
    worker::{
        frame,
        message::{Reply, Request, OVERHEAD},
        PROCESSOR,
    },
    workers::Program,
};

/// How long a worker may take to start and say what it is.
const STARTING: Duration = Duration::from_secs(30);

/// Why there is no reply. The worker is of no more use.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Lost {
    #[error("the worker does not start: {0}")]
    Unborn(io::Error),
    #[error("the worker did not answer in time")]
    TooLate,
    #[error("the worker ended: {0}")]
    Ended(String),
    #[error("the worker says that it cannot work: {0}")]
    Unable(String),
    #[error("the worker answered what makes no sense")]
    Nonsense,
}

/// A running worker. It is killed when it is dropped.
pub(crate) struct Child {
    process: process::Child,
    requests: ChildStdin,
    replies: ChildStdout,
    worked: Duration,
}

impl Child {
    /// Starts a worker, with no variable of ours, no open file and no folder, and waits until it has limited itself. Also says what it
    /// compiles for. Whatever goes wrong until then is no package's doing: it has seen none.
    pub(crate) async fn start(program: &Program) -> Result<(Self, [u8; 32]), Lost> {
        let mut child = Self::spawn(program)?;
        match child.ask(&Request::Describe, OVERHEAD, STARTING).await? {
            Reply::Engine(engine) => Ok((child, engine)),
            _ => Err(Lost::Nonsense),
        }
    }

    fn spawn(program: &Program) -> Result<Self, Lost> {
        let mut command = Command::new(&program.path);
        command.args(&program.arguments).env_clear().current_dir("/").kill_on_drop(true);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().map_err(Lost::Unborn)?;
        let pipes = process.stdin.take().zip(process.stdout.take());
        let (requests, replies) = pipes.ok_or_else(|| Lost::Unborn(io::ErrorKind::BrokenPipe.into()))?;
        Ok(Self { process, requests, replies, worked: Duration::ZERO })
    }

    /// Whether it lives, and can be trusted with another run before its processor time is over.
    pub(crate) fn is_fresh(&mut self) -> bool {
        self.worked.as_secs() < PROCESSOR / 2 && matches!(self.process.try_wait(), Ok(None))
    }

    /// Asks for something, and waits so long for a reply of at most so many bytes.
    pub(crate) async fn ask(&mut self, request: &Request, most: u32, patience: Duration) -> Result<Reply, Lost> {
        let started = Instant::now();
        let reply = timeout(patience, self.exchange(request, most)).await;
        self.worked = self.worked.saturating_add(started.elapsed());
        match reply {
            Ok(Ok(reply)) => match Reply::decode_all(&mut &reply[..]) {
                Ok(Reply::Unable(reason)) => Err(Lost::Unable(cut(&reason, MAX_REASON))),
                reply => reply.map_err(|_| Lost::Nonsense),
            },
            Ok(Err(error)) if error.kind() == io::ErrorKind::InvalidData => Err(Lost::Nonsense),
            Ok(Err(error)) => Err(self.how_it_ended(&error).await),
            Err(_) => Err(Lost::TooLate),
        }
    }

    async fn exchange(&mut self, request: &Request, most: u32) -> io::Result<Vec<u8>> {
        let sent = self.requests.write_all(&frame::frame(request)?).await;
        // Whoever does not listen may have said why.
        frame::receive(&mut self.replies, most).await.map_err(|error| sent.err().unwrap_or(error))
    }

    async fn how_it_ended(&mut self, error: &io::Error) -> Lost {
        // Its pipe is broken, so it has ended or will by this.
        drop(self.process.start_kill());
        match self.process.wait().await {
            Ok(status) => Lost::Ended(status.to_string()),
            Err(_) => Lost::Ended(error.to_string()),
        }
    }
}
