//! Content comes from whoever has it, and nothing but that content does.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::{
    sync::{
        atomic::{AtomicUsize, Ordering},
        Arc,
    },
    time::Duration,
};

use ainur_content::{
    BringError, ContentError, ContentStore, Failure, Gateway, Kubo, MemoryStore, Repeats, Source, SourceError, Sources,
};
use cid::Cid;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

/// What a source is given that answers.
const PER_BLOCK: Duration = Duration::from_secs(20);
/// What one is given that does not.
const SHORT: Duration = Duration::from_millis(300);
const PER_FILE: Duration = Duration::from_secs(60);
const LIMIT: u64 = 8 << 20;

/// How a server answers.
#[derive(Clone)]
enum Manner {
    /// With the blocks of this store; HTTP 404 for others.
    Gateway(MemoryStore),
    /// With the blocks of this store, as a Kubo node does; 500 and a message for others.
    Kubo(MemoryStore),
    /// With these bytes, always.
    Bytes(Vec<u8>),
    /// With this head, and then silence.
    Silence(&'static str),
    /// With this head and body, and then the end.
    End(&'static str),
    /// With bytes for ever, without saying how many.
    Flood,
}

/// A server on this machine that ends with the test.
struct Server {
    url: String,
    asked: Arc<AtomicUsize>,
    _tasks: JoinSet<()>,
}

impl Server {
    async fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(AtomicUsize::new(0));
        let (mut tasks, count) = (JoinSet::new(), asked.clone());
        tasks.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                connections.spawn(answer(stream, manner.clone()));
            }
        });
        Self { url, asked, _tasks: tasks }
    }
}

async fn answer(mut stream: TcpStream, manner: Manner) {
    let mut request = Vec::new();
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        let mut part = [0; 1_024];
        match stream.read(&mut part).await {
            Ok(length) if length > 0 => request.extend_from_slice(&part[..length]),
            _ => return,
        }
    }
    let request = String::from_utf8(request).unwrap();
    let target = request.split(' ').nth(1).unwrap();
    let reply = match &manner {
        Manner::Gateway(store) => {
            assert!(request.starts_with("GET /ipfs/") && target.ends_with("?format=raw"), "{request}");
            assert!(request.to_lowercase().contains("accept: application/vnd.ipld.raw"), "{request}");
            match store.block(&named(target.trim_start_matches("/ipfs/"))).await {
                Ok(block) => reply("200 OK", &block),
                Err(_) => reply("404 Not Found", b""),
            }
        }
        Manner::Kubo(store) => {
            assert!(request.starts_with("POST /api/v0/block/get?arg="), "{request}");
            match store.block(&named(target.trim_start_matches("/api/v0/block/get?arg="))).await {
                Ok(block) => reply("200 OK", &block),
                Err(_) => reply(
                    "500 Internal Server Error",
                    br#"{"Message":"block was not found locally (offline): ipld: could not find it","Code":0,"Type":"error"}"#,
                ),
            }
        }
        Manner::Bytes(bytes) => reply("200 OK", bytes),
        Manner::Silence(head) | Manner::End(head) => head.as_bytes().to_vec(),
        Manner::Flood => b"HTTP/1.1 200 OK\r\n\r\n".to_vec(),
    };
    drop(stream.write_all(&reply).await);
    match manner {
        Manner::Silence(_) => std::future::pending().await,
        Manner::Flood => while stream.write_all(&[0; 65_536]).await.is_ok() {},
        _ => {}
    }
}

/// The identifier at the beginning of this text.
fn named(text: &str) -> Cid {
    text.split(['?', '&']).next().unwrap().parse().unwrap()
}

fn reply(status: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// A store with a file of three chunks, one of them twice, and its identifier.
async fn library() -> (MemoryStore, Cid, Vec<u8>) {
    let store = MemoryStore::default();
    let bytes = [vec![1; 1 << 20], vec![2; 1 << 20], vec![1; 1 << 20], vec![3; 7]].concat();
    let cid = store.add(bytes.clone()).await.unwrap();
    (store, cid, bytes)
}

fn gateways(urls: &[&str], per_block: Duration) -> Sources {
    let sources = urls.iter().map(|url| Box::new(Gateway::new(url).unwrap()) as Box<dyn Source>);
    Sources::new(sources.collect(), per_block, PER_FILE)
}

/// What becomes of a file that only this server may have: the store stays empty, and the server is to blame.
async fn blamed(manner: Manner, per_block: Duration) -> SourceError {
    let (_, cid, _) = library().await;
    let server = Server::start(manner).await;
    let store = MemoryStore::default();
    match gateways(&[&server.url], per_block).bring(&store, &cid, LIMIT).await {
        Err(BringError::NoSource { cid: named, failures }) => {
            assert_eq!(named, cid);
            assert!(matches!(store.block(&cid).await, Err(ContentError::NotFound(_))));
            let [Failure { source, error }] = failures.as_slice() else { panic!("{failures:?}") };
            assert_eq!(source.trim_end_matches('/'), server.url);
            error.clone()
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_file_comes_from_a_gateway_each_block_once() {
    let (library, cid, bytes) = library().await;
    let server = Server::start(Manner::Gateway(library)).await;
    let store = MemoryStore::default();
    gateways(&[&server.url], PER_BLOCK).bring(&store, &cid, LIMIT).await.unwrap();
    assert_eq!(store.fetch(&cid, LIMIT).await.unwrap(), bytes);
    assert_eq!(server.asked.load(Ordering::SeqCst), 4);
}

#[tokio::test]
async fn a_file_comes_from_a_kubo_node() {
    let (library, cid, bytes) = library().await;
    let server = Server::start(Manner::Kubo(library)).await;
    let store = MemoryStore::default();
    let kubo: Box<dyn Source> = Box::new(Kubo::new(&server.url).unwrap());
    Sources::new(vec![kubo], PER_BLOCK, PER_FILE).bring(&store, &cid, LIMIT).await.unwrap();
    assert_eq!(store.fetch(&cid, LIMIT).await.unwrap(), bytes);
}

#[tokio::test]
async fn what_a_kubo_node_says_and_how_it_fails_is_told_apart() {
    let (library, cid, _) = library().await;
    let broken = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf";
    let refusal = "HTTP/1.1 403 Forbidden\r\nContent-Length: 16\r\n\r\n403 - Forbidden\n";
    let kubo = |server: &Server| Kubo::new(&server.url).unwrap();
    let missing = Server::start(Manner::Kubo(MemoryStore::default())).await;
    assert_eq!(kubo(&missing).block(&cid).await, Err(SourceError::Missing));
    let server = Server::start(Manner::End(broken)).await;
    assert!(matches!(kubo(&server).block(&cid).await, Err(SourceError::BrokeOff(_))));
    let server = Server::start(Manner::End(refusal)).await;
    assert!(matches!(kubo(&server).block(&cid).await, Err(SourceError::Refused(why)) if why.contains("Forbidden")));
    let server = Server::start(Manner::Flood).await;
    assert!(matches!(kubo(&server).block(&cid).await, Err(SourceError::TooLarge { .. })));
    let nobody = Kubo::new(&nobody().await).unwrap();
    assert!(matches!(nobody.block(&cid).await, Err(SourceError::Unreachable(_))));
    drop(library);
}

/// An address where nobody listens.
async fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

#[tokio::test]
async fn one_that_lies_is_passed_over_and_named() {
    assert_eq!(blamed(Manner::Bytes(b"something else".to_vec()), PER_BLOCK).await, SourceError::Lied);
}

#[tokio::test]
async fn one_that_is_slow_is_passed_over_and_named() {
    let late = SourceError::TimedOut { limit: SHORT };
    assert_eq!(blamed(Manner::Silence(""), SHORT).await, late);
    assert_eq!(blamed(Manner::Silence("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"), SHORT).await, late);
}

#[tokio::test]
async fn one_that_gives_too_much_is_passed_over_and_named() {
    let large = SourceError::TooLarge { limit: 2 << 20 };
    assert_eq!(blamed(Manner::Silence("HTTP/1.1 200 OK\r\nContent-Length: 2097153\r\n\r\n"), PER_BLOCK).await, large);
    assert_eq!(blamed(Manner::Flood, PER_BLOCK).await, large);
}

#[tokio::test]
async fn one_that_dies_or_refuses_is_passed_over_and_named() {
    let died = blamed(Manner::End("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"), PER_BLOCK).await;
    assert!(matches!(died, SourceError::BrokeOff(_)), "{died}");
    let elsewhere = "HTTP/1.1 301 Moved Permanently\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n";
    let refused = blamed(Manner::End(elsewhere), PER_BLOCK).await;
    assert!(matches!(&refused, SourceError::Refused(why) if why.contains("301")), "{refused}");
    assert_eq!(blamed(Manner::Gateway(MemoryStore::default()), PER_BLOCK).await, SourceError::Missing);
}

#[tokio::test]
async fn the_next_one_is_asked_and_all_failures_are_told() {
    let library = MemoryStore::default();
    let cid = library.add(b"hello".to_vec()).await.unwrap();
    let lying = Server::start(Manner::Bytes(b"something else".to_vec())).await;
    let slow = Server::start(Manner::Silence("")).await;
    let gone = nobody().await;
    let good = Server::start(Manner::Gateway(library)).await;
    let store = MemoryStore::default();
    // Long enough for those that answer, also on a machine that is busy.
    let patience = Duration::from_secs(3);
    let none = gateways(&[&lying.url, &slow.url, &gone], patience).bring(&store, &cid, LIMIT).await;
    let error = none.unwrap_err().to_string();
    for (url, why) in [(&lying.url, "other bytes"), (&slow.url, "longer than 3000 ms"), (&gone, "cannot be reached")] {
        assert!(error.contains(&format!("{url}/: it")) && error.contains(why), "{error}");
    }
    gateways(&[&lying.url, &slow.url, &gone, &good.url], patience).bring(&store, &cid, LIMIT).await.unwrap();
    assert_eq!(store.fetch(&cid, LIMIT).await.unwrap(), b"hello");
}

#[tokio::test]
async fn only_what_is_missing_is_asked_for() {
    let (library, cid, bytes) = library().await;
    let store = MemoryStore::default();
    let blocks = library.sequence(&cid, Repeats::Once).await.unwrap();
    for cid in &blocks[..2] {
        store.keep(vec![(*cid, library.block(cid).await.unwrap())]).await.unwrap();
    }
    let server = Server::start(Manner::Gateway(library)).await;
    gateways(&[&server.url], PER_BLOCK).bring(&store, &cid, LIMIT).await.unwrap();
    assert_eq!(store.fetch(&cid, LIMIT).await.unwrap(), bytes);
    assert_eq!(server.asked.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_file_that_is_too_large_or_takes_too_long_is_not_brought() {
    let (library, cid, _) = library().await;
    let server = Server::start(Manner::Gateway(library)).await;
    let store = MemoryStore::default();
    let large = gateways(&[&server.url], PER_BLOCK).bring(&store, &cid, 3 << 20).await;
    assert!(matches!(large, Err(BringError::Content(ContentError::TooLarge { .. }))), "{large:?}");
    let slow = Server::start(Manner::Silence("")).await;
    let source: Box<dyn Source> = Box::new(Gateway::new(&slow.url).unwrap());
    let late = Sources::new(vec![source], PER_FILE, SHORT).bring(&store, &cid, LIMIT).await;
    assert!(matches!(late, Err(BringError::TimedOut { limit: SHORT, .. })), "{late:?}");
    assert!(matches!(store.block(&cid).await, Err(ContentError::NotFound(_))));
}

#[tokio::test]
async fn bytes_that_are_true_but_no_file_are_not_kept() {
    // A directory without entries.
    let directory = [0x0a, 0x02, 0x08, 0x01];
    let cid: Cid = "QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn".parse().unwrap();
    let server = Server::start(Manner::Bytes(directory.to_vec())).await;
    let store = MemoryStore::default();
    let refused = gateways(&[&server.url], PER_BLOCK).bring(&store, &cid, LIMIT).await;
    assert!(matches!(refused, Err(BringError::Content(ContentError::Unsupported(_)))), "{refused:?}");
    assert!(matches!(store.block(&cid).await, Err(ContentError::NotFound(_))));
}

#[tokio::test]
async fn addresses_are_checked_before_anybody_is_asked() {
    assert!(Gateway::new("ftp://host").is_err());
    assert!(Kubo::new("https://host").is_err());
    assert!(Kubo::new("http://host:5001/api/v0").is_err());
    assert_eq!(Kubo::new("http://host:5001").unwrap().name(), "http://host:5001");
    assert!(Sources::new(Vec::new(), PER_BLOCK, PER_FILE).is_empty());
}
