//! Requests to real servers on this machine, which is allowed by name wherever a test means to reach one.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::{
    collections::VecDeque,
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use ainur_outbound::{Client, HeaderMap, Policy, Request, Resolve, SendError, SystemResolver, UrlError};
use async_trait::async_trait;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::JoinSet,
};

const HOME: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

/// A server that answers each connection with `answer` once the request is there, and hands out what it was sent.
struct Server {
    address: SocketAddr,
    requests: mpsc::UnboundedReceiver<String>,
    _running: JoinSet<()>,
}

impl Server {
    async fn start(answer: impl Into<Vec<u8>>) -> Self {
        let answer = Arc::new(answer.into());
        Self::serve(move |mut stream| {
            let answer = answer.clone();
            async move {
                drop(stream.write_all(&answer).await);
                drop(stream.shutdown().await);
            }
        })
        .await
    }

    async fn serve<Answer>(answer: impl Fn(TcpStream) -> Answer + Send + 'static) -> Self
    where
        Answer: std::future::Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind((HOME, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (heard, requests) = mpsc::unbounded_channel();
        let mut running = JoinSet::new();
        running.spawn(async move {
            let mut answering = JoinSet::new();
            while let Ok((mut stream, _)) = listener.accept().await {
                let request = read_request(&mut stream).await;
                if heard.send(request).is_err() {
                    return;
                }
                answering.spawn(answer(stream));
            }
        });
        Self { address, requests, _running: running }
    }

    fn client(&self) -> Client {
        client(self.address.port(), true, SystemResolver)
    }

    fn url(&self) -> String {
        format!("http://{}/run", self.address)
    }

    fn is_untouched(&mut self) -> bool {
        self.requests.try_recv().is_err()
    }
}

/// Head and body of a request that says how long its body is.
async fn read_request(stream: &mut TcpStream) -> String {
    let mut request = Vec::new();
    loop {
        let mut part = [0; 4_096];
        let length = stream.read(&mut part).await.unwrap_or(0);
        request.extend_from_slice(&part[..length]);
        let text = String::from_utf8_lossy(&request).into_owned();
        let expected = text.split_once("\r\n\r\n").and_then(|(head, body)| {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "))?;
            Some(body.len() >= length.parse().ok()?)
        });
        if length == 0 || expected == Some(true) {
            return text;
        }
    }
}

fn client(port: u16, is_home_allowed: bool, resolver: impl Resolve + 'static) -> Client {
    let allow = if is_home_allowed { vec!["127.0.0.0/8".to_owned()] } else { Vec::new() };
    Client::new(Policy::new(true, &allow, &[port]).unwrap(), Arc::new(resolver))
}

fn request(url: &str) -> Request<'_> {
    let body = b"the input".to_vec();
    Request { url, headers: HeaderMap::new(), body, timeout: Duration::from_secs(30), max_response: 1_000 }
}

/// Says each time the next of what it was given, and nothing after the last.
#[derive(Clone)]
struct Changing(Arc<Mutex<VecDeque<Vec<IpAddr>>>>);

impl Changing {
    fn new(answers: &[&[&str]]) -> Self {
        let addresses = |texts: &&[&str]| texts.iter().map(|text| text.parse().unwrap()).collect();
        Self(Arc::new(Mutex::new(answers.iter().map(addresses).collect())))
    }

    fn left(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

#[async_trait]
impl Resolve for Changing {
    async fn resolve(&self, _host: &str) -> io::Result<Vec<IpAddr>> {
        self.0.lock().unwrap().pop_front().ok_or_else(|| io::Error::other("asked too often"))
    }
}

#[tokio::test]
async fn what_is_sent_arrives_once_and_the_answer_comes_back() {
    let mut server = Server::start("HTTP/1.1 422 No\r\ncontent-length: 4\r\n\r\nwhy?").await;
    let headers = HeaderMap::from_iter([("ainur-task".parse().unwrap(), "7".parse().unwrap())]);
    let url = server.url();
    let response = server.client().post(Request { headers, ..request(&url) }).await.unwrap();
    assert_eq!((response.status, response.body.as_slice()), (422, &b"why?"[..]));
    let sent = server.requests.recv().await.unwrap();
    assert!(sent.starts_with("POST /run HTTP/1.1\r\n"), "{sent}");
    assert!(sent.contains("ainur-task: 7\r\n") && sent.ends_with("\r\n\r\nthe input"), "{sent}");
    assert!(!sent.to_lowercase().contains("accept-encoding"), "{sent}");
    assert!(server.is_untouched());
}

#[tokio::test]
async fn this_machine_is_out_of_reach_unless_it_is_allowed() {
    let mut server = Server::start(OK).await;
    let port = server.address.port();
    let stranger = client(port, false, SystemResolver);
    for host in ["127.0.0.1", "127.1", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"] {
        let refused = stranger.post(request(&format!("http://{host}:{port}/"))).await;
        assert_eq!(refused, Err(SendError::Url(UrlError::Address)), "{host}");
    }
    let refused = stranger.post(request(&format!("http://localhost:{port}/"))).await;
    assert_eq!(refused, Err(SendError::Forbidden));
    assert!(server.is_untouched());
    assert_eq!(server.client().post(request(&server.url())).await.unwrap().status, 200);
}

#[tokio::test]
async fn one_address_that_may_not_be_asked_spoils_the_host() {
    let mut server = Server::start(OK).await;
    let port = server.address.port();
    for addresses in [&["127.0.0.1", "10.0.0.1"][..], &["169.254.169.254", "127.0.0.1"], &["127.0.0.1", "::ffff:127.0.0.1"]] {
        let client = client(port, true, Changing::new(&[addresses]));
        let refused = client.post(request(&format!("http://agent.example:{port}/"))).await;
        assert_eq!(refused, Err(SendError::Forbidden), "{addresses:?}");
    }
    assert!(server.is_untouched());
}

#[tokio::test]
async fn the_connection_goes_to_the_address_that_was_checked() {
    let mut server = Server::start(OK).await;
    let port = server.address.port();
    // A second look would find another machine.
    let resolver = Changing::new(&[&["127.0.0.1"], &["169.254.169.254"]]);
    let client = client(port, true, resolver.clone());
    let url = format!("http://agent.example:{port}/run");
    assert_eq!(client.post(request(&url)).await.unwrap().status, 200);
    assert_eq!(resolver.left(), 1);
    let sent = server.requests.recv().await.unwrap();
    assert!(sent.contains(&format!("host: agent.example:{port}\r\n")), "{sent}");
    // The next attempt looks again, and sees that the host has moved to where nobody may go.
    assert_eq!(client.post(request(&url)).await, Err(SendError::Forbidden));
    assert_eq!(client.post(request(&url)).await, Err(SendError::Unresolved));
    assert!(server.is_untouched());
}

#[tokio::test]
async fn nobody_is_followed_elsewhere() {
    let mut inner = Server::start(OK).await;
    for status in [301, 302, 303, 307, 308] {
        let answer = format!("HTTP/1.1 {status} Go\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n", inner.url());
        let outer = Server::start(answer).await;
        assert_eq!(outer.client().post(request(&outer.url())).await.unwrap().status, status);
    }
    assert!(inner.is_untouched());
}

#[tokio::test]
async fn an_answer_is_read_up_to_its_limit_only() {
    let limit = 1_000;
    let announced = Server::start("HTTP/1.1 200 OK\r\ncontent-length: 100000000000\r\n\r\n").await;
    assert_eq!(announced.client().post(request(&announced.url())).await, Err(SendError::TooLarge { limit }));

    let (gone, mut hung_up) = mpsc::unbounded_channel();
    let endless = Server::serve(move |mut stream| {
        let gone = gone.clone();
        async move {
            drop(stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").await);
            let mut sent = 0usize;
            while stream.write_all(&[b"100\r\n", &[b'x'; 256][..], b"\r\n"].concat()).await.is_ok() {
                sent += 256;
            }
            gone.send(sent).unwrap_or_default();
        }
    })
    .await;
    assert_eq!(endless.client().post(request(&endless.url())).await, Err(SendError::TooLarge { limit }));
    // What lies in the buffers of the connection is all that was ever taken.
    assert!(hung_up.recv().await.unwrap() < 16 * 1024 * 1024);

    let exact = Server::start(format!("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{}", "x".repeat(limit))).await;
    assert_eq!(exact.client().post(request(&exact.url())).await.unwrap().body.len(), limit);
}

#[tokio::test]
async fn a_compressed_answer_is_not_unpacked() {
    for encoding in ["gzip", "br", "zstd", "deflate"] {
        let answer = format!("HTTP/1.1 200 OK\r\ncontent-encoding: {encoding}\r\ncontent-length: 2\r\n\r\nok");
        let server = Server::start(answer).await;
        assert_eq!(server.client().post(request(&server.url())).await, Err(SendError::Encoded), "{encoding}");
    }
}

#[tokio::test]
async fn nobody_is_waited_for_longer_than_was_said() {
    let limit = Duration::from_millis(300);
    let silent = Server::serve(|stream| async move {
        std::future::pending::<()>().await;
        drop(stream);
    })
    .await;
    let dripping = Server::serve(|mut stream| async move {
        drop(stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n").await);
        while stream.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
    for server in [silent, dripping] {
        let begun = Instant::now();
        let url = server.url();
        let late = server.client().post(Request { timeout: limit, ..request(&url) }).await;
        assert_eq!(late, Err(SendError::TimedOut { limit }));
        assert!(begun.elapsed() < Duration::from_secs(10));
    }
}

#[tokio::test]
async fn what_is_no_answer_is_said_to_be_none() {
    let many: String = (0..200).map(|at| format!("x-{at}: y\r\n")).collect();
    let long = format!("x: {}\r\n", "y".repeat(1_000_000));
    for broken in [
        "no http".to_owned(),
        String::new(),
        "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nshort".into(),
        format!("HTTP/1.1 200 OK\r\n{many}\r\n"),
        format!("HTTP/1.1 200 OK\r\n{long}\r\n"),
    ] {
        let server = Server::start(broken.clone()).await;
        let answer = server.client().post(request(&server.url())).await;
        assert_eq!(answer, Err(SendError::BrokeOff), "{:.60}", broken);
    }
}

#[tokio::test]
async fn a_host_that_is_not_there_is_not_reached_and_not_named() {
    let listener = TcpListener::bind((HOME, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let error = client(port, true, SystemResolver).post(request(&format!("http://127.0.0.1:{port}/secret"))).await.unwrap_err();
    assert_eq!(error, SendError::Unreachable);
    assert!(!error.to_string().contains("127") && !error.to_string().contains("secret"));
}

#[tokio::test]
async fn a_server_that_cannot_prove_to_be_the_host_is_not_asked() {
    let listener = TcpListener::bind((HOME, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let client = client(port, true, Changing::new(&[&["127.0.0.1"]]));
    let url = format!("https://agent.example:{port}/");
    let (refused, sent) = tokio::join!(client.post(request(&url)), async {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(OK.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut sent = Vec::new();
        drop(stream.read_to_end(&mut sent).await);
        String::from_utf8_lossy(&sent).into_owned()
    });
    assert_eq!(refused, Err(SendError::Unreachable));
    assert!(sent.contains("agent.example") && !sent.contains("POST") && !sent.contains("the input"));
}

#[tokio::test]
async fn no_proxy_of_the_environment_is_used() {
    let mut proxy = Server::start(OK).await;
    for name in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
        std::env::set_var(name, format!("http://{}", proxy.address));
    }
    let server = Server::start("HTTP/1.1 204 Direct\r\n\r\n").await;
    assert_eq!(server.client().post(request(&server.url())).await.unwrap().status, 204);
    assert!(proxy.is_untouched());
}
