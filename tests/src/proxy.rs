//! A proxy for TCP that does to connections what networks do to them.

use std::{
    future::Future,
    io,
    net::SocketAddr,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use anyhow::Result;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        tcp::{ReadHalf, WriteHalf},
        TcpListener, TcpSocket, TcpStream,
    },
    sync::{mpsc, watch},
    task::JoinSet,
    time::{sleep_until, Instant},
};

/// Connections that wait to be taken.
const BACKLOG: u32 = 1_024;
/// Most bytes that are read at a time.
const PIECE: usize = 64 * 1024;
/// Pieces on their way in each direction of a connection.
const ON_THE_WAY: usize = 1_024;

/// What is wrong with the way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// Everything takes so much longer, in each direction.
    Delay(Duration),
    /// Connections are reset, and new ones refused.
    Reset,
    /// The other end is gone without a word. What is connected stays open, is not answered any more, and is never mended. Who
    /// connects meanwhile fares no better.
    HalfOpen,
    /// Whatever is sent is swallowed. A connection that lost bytes is never mended; one that was silent meanwhile is. Who connects
    /// waits.
    Drop,
}

/// How things stand. Each change is seen by all connections.
#[derive(Clone, Copy)]
struct State {
    fault: Option<Fault>,
    target: SocketAddr,
    /// How often everything connected was lost without a word.
    silenced: u64,
    /// How often it was reset.
    reset: u64,
}

/// A proxy on a port of its own. Ends, with its connections, when it is dropped.
pub struct Proxy {
    address: SocketAddr,
    state: watch::Sender<State>,
    _serving: JoinSet<io::Result<()>>,
    /// Keeps the port while nobody listens at it.
    _port: TcpSocket,
}

impl Proxy {
    /// A proxy before `target`, without a fault.
    ///
    /// # Errors
    ///
    /// When there is no free port.
    pub fn start(target: SocketAddr) -> Result<Self> {
        let port = bound(SocketAddr::from(([127, 0, 0, 1], 0)))?;
        let address = port.local_addr()?;
        let (state, seen) = watch::channel(State { fault: None, target, silenced: 0, reset: 0 });
        let mut serving = JoinSet::new();
        serving.spawn(serve(listening(address)?, seen));
        Ok(Self { address, state, _serving: serving, _port: port })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on there is this fault, in place of the one there was.
    pub fn inject(&self, fault: Fault) {
        self.state.send_modify(|state| {
            state.silenced += u64::from(fault == Fault::HalfOpen);
            state.reset += u64::from(fault == Fault::Reset);
            state.fault = Some(fault);
        });
    }

    /// From now on there is no fault.
    pub fn heal(&self) {
        self.state.send_modify(|state| state.fault = None);
    }

    /// Resets all connections; new ones lead elsewhere.
    pub fn retarget(&self, target: SocketAddr) {
        self.state.send_modify(|state| {
            state.reset += 1;
            state.target = target;
        });
    }
}

fn bound(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    // The socket that keeps the port and the one that listens have it both.
    socket.set_reuseport(true)?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

fn listening(address: SocketAddr) -> io::Result<TcpListener> {
    bound(address)?.listen(BACKLOG)
}

async fn serve(listener: TcpListener, mut state: watch::Receiver<State>) -> io::Result<()> {
    let address = listener.local_addr()?;
    let mut listener = Some(listener);
    let mut connections = JoinSet::new();
    loop {
        let fault = state.borrow_and_update().fault;
        if fault == Some(Fault::Reset) {
            listener = None;
        } else if listener.is_none() {
            listener = Some(listening(address)?);
        }
        let open = listener.as_ref().filter(|_| fault != Some(Fault::Drop));
        tokio::select! {
            changed = state.changed() => if changed.is_err() { return Ok(()) },
            client = accepted(open) => { connections.spawn(relay(client?, state.clone())); }
            Some(_) = connections.join_next() => {}
        }
    }
}

/// The next connection; never one where nobody listens.
async fn accepted(listener: Option<&TcpListener>) -> io::Result<TcpStream> {
    match listener {
        Some(listener) => Ok(listener.accept().await?.0),
        None => std::future::pending().await,
    }
}

/// One connection and its state.
struct Line {
    state: watch::Receiver<State>,
    /// As it was when the connection was made.
    born: State,
    /// Whether it was lost without a word.
    lost: AtomicBool,
}

impl Line {
    fn is_lost(&self) -> bool {
        self.lost.load(Ordering::Relaxed) || self.state.borrow().silenced != self.born.silenced
    }

    /// How long bytes that are sent now take; never, where they do not arrive.
    fn delay(&self) -> Option<Duration> {
        if self.is_lost() {
            return None;
        }
        match self.state.borrow().fault {
            Some(Fault::Delay(delay)) => Some(delay),
            Some(Fault::Drop | Fault::HalfOpen) => {
                self.lost.store(true, Ordering::Relaxed);
                None
            }
            Some(Fault::Reset) | None => Some(Duration::ZERO),
        }
    }

    async fn until(&self, condition: impl FnMut(&State) -> bool) {
        // The sender goes only with the proxy, and that ends this as well.
        drop(self.state.clone().wait_for(condition).await);
    }

    /// Returns when an end of the one side can be heard at the other.
    async fn is_heard(&self) {
        self.until(|state| !matches!(state.fault, Some(Fault::HalfOpen | Fault::Drop))).await;
    }
}

/// Carries bytes both ways until an end.
async fn relay(mut client: TcpStream, state: watch::Receiver<State>) {
    let born = *state.borrow();
    let line = Line { state, born, lost: AtomicBool::new(born.fault == Some(Fault::HalfOpen)) };
    let Ok(mut server) = TcpStream::connect(born.target).await else { return };
    // Nothing is to wait for more of it, but by a fault.
    let _best_effort = (client.set_nodelay(true), server.set_nodelay(true));
    let was_reset = {
        let ((from_client, to_client), (from_server, to_server)) = (client.split(), server.split());
        let carried = async {
            let _either_end = tokio::try_join!(carry(from_client, to_server, &line), carry(from_server, to_client, &line));
            line.is_heard().await;
        };
        tokio::select! {
            () = carried => false,
            () = line.until(|state| state.reset != born.reset) => true,
        }
    };
    if was_reset {
        let _best_effort = (client.set_zero_linger(), server.set_zero_linger());
    }
}

/// Carries bytes one way until their end.
async fn carry(mut from: ReadHalf<'_>, mut to: WriteHalf<'_>, line: &Line) -> io::Result<()> {
    let (sender, mut pieces) = mpsc::channel::<(Instant, Vec<u8>)>(ON_THE_WAY);
    let take = async move {
        let mut buffer = vec![0; PIECE];
        loop {
            let length = from.read(&mut buffer).await?;
            let bytes = buffer.get(..length).unwrap_or_default().to_vec();
            if bytes.is_empty() {
                return Ok(());
            }
            if let Some(delay) = line.delay() {
                sender.send((Instant::now() + delay, bytes)).await.map_err(io::Error::other)?;
            }
        }
    };
    let give = async move {
        while let Some((due, bytes)) = pieces.recv().await {
            sleep_until(due).await;
            to.write_all(&bytes).await?;
        }
        line.is_heard().await;
        to.shutdown().await
    };
    both(take, give).await
}

async fn both(one: impl Future<Output = io::Result<()>>, other: impl Future<Output = io::Result<()>>) -> io::Result<()> {
    tokio::try_join!(one, other).map(drop)
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use tokio::time::timeout;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(20);
    /// Long enough for an answer that comes.
    const SILENCE: Duration = Duration::from_millis(300);

    /// A proxy before a server that says again what it hears.
    async fn before_an_echo() -> (Proxy, JoinSet<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = Proxy::start(listener.local_addr().unwrap()).unwrap();
        let mut echoes = JoinSet::new();
        echoes.spawn(async move {
            let mut clients = JoinSet::new();
            while let Ok((mut client, _)) = listener.accept().await {
                clients.spawn(async move {
                    let (mut from, mut to) = client.split();
                    tokio::io::copy(&mut from, &mut to).await
                });
            }
        });
        (proxy, echoes)
    }

    async fn connected(proxy: &Proxy) -> TcpStream {
        TcpStream::connect(proxy.address()).await.unwrap()
    }

    /// What comes back for a word: nothing within the patience, an error, or the word.
    async fn echo(client: &mut TcpStream, patience: Duration) -> Option<io::Result<()>> {
        let exchange = async {
            client.write_all(b"word").await?;
            let mut heard = [0; 4];
            client.read_exact(&mut heard).await?;
            assert_eq!(&heard, b"word");
            Ok(())
        };
        timeout(patience, exchange).await.ok()
    }

    async fn echoes(client: &mut TcpStream) -> bool {
        matches!(echo(client, PATIENCE).await, Some(Ok(())))
    }

    #[tokio::test]
    async fn bytes_pass_and_take_as_long_as_is_said() {
        let (proxy, _echoes) = before_an_echo().await;
        let mut client = connected(&proxy).await;
        assert!(echoes(&mut client).await);
        proxy.inject(Fault::Delay(SILENCE));
        let begun = Instant::now();
        assert!(echoes(&mut client).await);
        assert!(begun.elapsed() >= SILENCE * 2);
    }

    #[tokio::test]
    async fn a_reset_ends_what_is_connected_and_refuses_what_would_be() {
        let (proxy, _echoes) = before_an_echo().await;
        let mut client = connected(&proxy).await;
        assert!(echoes(&mut client).await);
        proxy.inject(Fault::Reset);
        let ended = timeout(PATIENCE, client.read_u8()).await.unwrap().unwrap_err();
        assert_eq!(ended.kind(), ErrorKind::ConnectionReset);
        let refused = timeout(PATIENCE, async {
            loop {
                if let Err(error) = TcpStream::connect(proxy.address()).await {
                    return error;
                }
            }
        });
        assert_eq!(refused.await.unwrap().kind(), ErrorKind::ConnectionRefused);
        proxy.heal();
        let client = timeout(PATIENCE, async {
            loop {
                if let Ok(client) = TcpStream::connect(proxy.address()).await {
                    return client;
                }
            }
        });
        assert!(echoes(&mut client.await.unwrap()).await);
    }

    #[tokio::test]
    async fn who_was_half_open_stays_silent_and_who_comes_later_does_not() {
        let (proxy, _echoes) = before_an_echo().await;
        let mut before = connected(&proxy).await;
        assert!(echoes(&mut before).await);
        proxy.inject(Fault::HalfOpen);
        let mut meanwhile = connected(&proxy).await;
        assert!(echo(&mut before, SILENCE).await.is_none());
        assert!(echo(&mut meanwhile, SILENCE).await.is_none());
        proxy.heal();
        assert!(echo(&mut before, SILENCE).await.is_none());
        assert!(echo(&mut meanwhile, SILENCE).await.is_none());
        assert!(echoes(&mut connected(&proxy).await).await);
    }

    #[tokio::test]
    async fn what_is_dropped_is_lost_and_who_was_silent_meanwhile_is_not() {
        let (proxy, _echoes) = before_an_echo().await;
        let (mut talker, mut listener) = (connected(&proxy).await, connected(&proxy).await);
        assert!(echoes(&mut talker).await && echoes(&mut listener).await);
        proxy.inject(Fault::Drop);
        let mut waiting = connected(&proxy).await;
        assert!(echo(&mut talker, SILENCE).await.is_none());
        proxy.heal();
        assert!(echo(&mut talker, SILENCE).await.is_none());
        assert!(echoes(&mut listener).await);
        assert!(echoes(&mut waiting).await);
    }

    #[tokio::test]
    async fn it_can_lead_elsewhere() {
        let (proxy, _echoes) = before_an_echo().await;
        let mut client = connected(&proxy).await;
        assert!(echoes(&mut client).await);
        let elsewhere = TcpListener::bind("127.0.0.1:0").await.unwrap();
        proxy.retarget(elsewhere.local_addr().unwrap());
        assert_eq!(timeout(PATIENCE, client.read_u8()).await.unwrap().unwrap_err().kind(), ErrorKind::ConnectionReset);
        let (_client, arrived) = tokio::join!(connected(&proxy), timeout(PATIENCE, elsewhere.accept()));
        assert!(arrived.unwrap().is_ok());
    }
}
