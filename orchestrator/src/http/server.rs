//! Accepting connections: so many at a time, none that only begins to speak, none cut off at the end.

use std::{io, sync::Arc, time::Duration};

use axum::Router;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
};
use tokio_util::sync::CancellationToken;

/// How long a client may take to send the head of a request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// How long requests may take to end after the shutdown.
const FAREWELL: Duration = Duration::from_secs(10);

/// Serves until the shutdown, then lets running requests end.
pub async fn serve(listener: TcpListener, router: Router, max_connections: usize, shutdown: CancellationToken) {
    serve_patiently(listener, router, max_connections, HEAD_TIMEOUT, shutdown).await;
}

/// The same, with this patience for the head of a request.
async fn serve_patiently(
    listener: TcpListener,
    router: Router,
    max_connections: usize,
    head_timeout: Duration,
    shutdown: CancellationToken,
) {
    // One version only: where it had to be found out first, no timer would run for who says nothing at all.
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().timer(TokioTimer::new()).header_read_timeout(head_timeout);
    let places = Arc::new(Semaphore::new(max_connections));
    let graceful = GracefulShutdown::new();
    loop {
        let (place, stream) = tokio::select! {
            () = shutdown.cancelled() => break,
            accepted = accept(&listener, &places) => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of file descriptors, say: others may become free.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
        };
        let service = TowerToHyperService::new(router.clone());
        let connection = builder.serve_connection(TokioIo::new(stream), service).into_owned();
        let connection = graceful.watch(connection);
        #[allow(clippy::disallowed_methods, reason = "ends with its connection, which the graceful shutdown watches")]
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection broke");
            }
            drop(place);
        });
    }
    if tokio::time::timeout(FAREWELL, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests were cut off");
    }
}

/// The next connection, once there is a place for it.
async fn accept(listener: &TcpListener, places: &Arc<Semaphore>) -> io::Result<(OwnedSemaphorePermit, TcpStream)> {
    let place = places.clone().acquire_owned().await.map_err(io::Error::other)?;
    let (stream, _) = listener.accept().await?;
    Ok((place, stream))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        task::JoinHandle,
    };

    const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: test\r\n\r\n";

    /// Long enough for a client that speaks, short enough to wait for.
    const TEST_TIMEOUT: Duration = Duration::from_millis(300);

    async fn start(max_connections: usize) -> (std::net::SocketAddr, CancellationToken, JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().route("/", axum::routing::get(|| async { "here" }));
        let shutdown = CancellationToken::new();
        #[allow(clippy::disallowed_methods, reason = "joined by the test")]
        let server = tokio::spawn(serve_patiently(listener, router, max_connections, TEST_TIMEOUT, shutdown.clone()));
        (address, shutdown, server)
    }

    async fn answer(stream: &mut TcpStream) -> String {
        let mut answer = String::new();
        while !answer.ends_with("here") {
            let mut bytes = [0; 1_024];
            let length = stream.read(&mut bytes).await.unwrap();
            assert!(length > 0, "closed after {answer:?}");
            answer.push_str(std::str::from_utf8(&bytes[..length]).unwrap());
        }
        answer
    }

    #[tokio::test]
    async fn should_let_idle_connections_go_at_the_shutdown() {
        let (address, shutdown, server) = start(10).await;
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(REQUEST).await.unwrap();
        assert!(answer(&mut stream).await.starts_with("HTTP/1.1 200"));
        shutdown.cancel();
        server.await.unwrap();
        assert_eq!(stream.read(&mut [0]).await.unwrap(), 0);
    }

    #[tokio::test]
    async fn should_let_go_of_who_says_nothing_and_serve_the_next() {
        let (address, shutdown, server) = start(1).await;
        let mut silent = TcpStream::connect(address).await.unwrap();
        let mut next = TcpStream::connect(address).await.unwrap();
        next.write_all(REQUEST).await.unwrap();
        // The silent one has the only place until its time is over.
        assert_eq!(silent.read(&mut [0; 256]).await.unwrap(), 0);
        assert!(answer(&mut next).await.starts_with("HTTP/1.1 200"));
        shutdown.cancel();
        server.await.unwrap();
    }

    #[tokio::test]
    async fn should_end_although_no_place_is_free() {
        let (address, shutdown, server) = start(1).await;
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(REQUEST).await.unwrap();
        answer(&mut stream).await;
        shutdown.cancel();
        tokio::time::timeout(HEAD_TIMEOUT, server).await.unwrap().unwrap();
    }
}
