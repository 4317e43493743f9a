//! The process that compiles and runs what strangers wrote. It has no keys, and reaches nothing but its service.

mod confine;
pub(crate) mod frame;
pub(crate) mod message;

use std::io::{self, Read, Stdout, Write};

use codec::DecodeAll;
use nix::unistd;

pub use self::confine::ConfinementError;
pub(crate) use self::confine::PROCESSOR;
use self::message::{Reply, Request, MAX_COMPILED, OVERHEAD};
use crate::{
    failure::told,
    module::Module,
    sandbox::{Sandbox, SetupError},
};

/// A worker cannot go on; its service starts another.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// The sandbox does not start.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// The process could not be confined.
    #[error(transparent)]
    Confinement(#[from] ConfinementError),
    /// The pipe to the service broke.
    #[error("the pipe to the service broke")]
    Pipe(#[from] io::Error),
    /// The service asked for something that makes no sense, or that the engine cannot give.
    #[error("the service asked for what cannot be done: {0}")]
    Request(String),
}

/// Gives up all that the process may do, and then serves the service at the other end of standard input and output, until that ends.
/// Has to be called before the process starts threads or reads any setting.
///
/// # Errors
///
/// When the process cannot be confined, or the pipe breaks. The service is told.
pub fn serve() -> Result<(), WorkerError> {
    let mut replies = Replies(io::stdout());
    let served = serve_confined(&mut replies);
    if let Err(error) = &served {
        // If the pipe is what broke, nobody hears it.
        drop(replies.send(&Reply::Unable(describe(error))));
    }
    served
}

fn serve_confined(replies: &mut Replies) -> Result<(), WorkerError> {
    confine::detach()?;
    let sandbox = Sandbox::without_clock()?;
    let mut requests = io::stdin().lock();
    confine::confine()?;
    let mut module = None;
    while let Some(request) = receive(&mut requests)? {
        replies.send(&answer(&sandbox, &mut module, request)?)?;
    }
    Ok(())
}

fn receive(requests: &mut impl Read) -> Result<Option<Request>, WorkerError> {
    let Some(request) = frame::read(requests, MAX_COMPILED.saturating_add(OVERHEAD))? else { return Ok(None) };
    Request::decode_all(&mut &request[..]).map(Some).map_err(|error| WorkerError::Request(error.to_string()))
}

fn answer(sandbox: &Sandbox, module: &mut Option<Module>, request: Request) -> Result<Reply, WorkerError> {
    let impossible = |error: wasmtime::Error| WorkerError::Request(told(&error));
    match request {
        Request::Describe => Ok(Reply::Engine(sandbox.compatibility())),
        Request::Compile(package) => match sandbox.compile(&package) {
            Ok(module) => Ok(Reply::Compiled(Ok(module.serialize().map_err(impossible)?))),
            Err(refusal) => Ok(Reply::Compiled(Err(refusal))),
        },
        Request::Load { hash, size, compiled } => {
            *module = Some(sandbox.load(&compiled, hash, size).map_err(impossible)?);
            Ok(Reply::Loaded)
        }
        Request::Run { input, limits } => {
            let module = module.as_ref().ok_or_else(|| WorkerError::Request("to run nothing".to_owned()))?;
            Ok(Reply::Ran(sandbox.execute(module, &input, &limits)))
        }
    }
}

/// The error with its causes.
fn describe(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// Standard output without the buffer that divides what is written into lines.
struct Replies(Stdout);

impl Replies {
    fn send(&mut self, reply: &Reply) -> io::Result<()> {
        self.write_all(&frame::frame(reply)?)
    }
}

impl Write for Replies {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(unistd::write(&self.0, bytes)?)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
