//! A Kubo node keeps copies, under the same names.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use ainur_content::{export, import, ContentStore, Kubo, MemoryStore, Mirror, Repeats, SourceError};
use cid::Cid;
use futures::TryStreamExt;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

const LIMIT: u64 = 8 << 20;

/// A node that speaks Kubo's RPC as far as copies need it, and ends with the test.
struct Node {
    url: String,
    store: MemoryStore,
    pinned: Arc<Mutex<BTreeSet<Cid>>>,
    _task: JoinSet<()>,
}

impl Node {
    /// A node that answers by itself, or with this in any case.
    async fn start(always: Option<&'static str>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (store, pinned) = (MemoryStore::default(), Arc::<Mutex<BTreeSet<Cid>>>::default());
        let (mut task, theirs) = (JoinSet::new(), (store.clone(), pinned.clone()));
        task.spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (target, body) = request(&mut stream).await;
                let (status, answer) = match always {
                    Some(answer) => ("200 OK", answer.to_owned()),
                    None => answer(&theirs.0, &theirs.1, &target, &body).await,
                };
                let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", answer.len());
                stream.write_all(format!("{head}{answer}").as_bytes()).await.unwrap();
            }
        });
        Self { url, store, pinned, _task: task }
    }

    fn kubo(&self) -> Kubo {
        Kubo::new(&self.url).unwrap()
    }

    fn pinned(&self) -> BTreeSet<Cid> {
        self.pinned.lock().unwrap().clone()
    }
}

/// What is asked for, and the bytes of the one file that comes with it.
async fn request(stream: &mut TcpStream) -> (String, Vec<u8>) {
    let mut bytes = Vec::new();
    let end = loop {
        stream.read_buf(&mut bytes).await.unwrap();
        if let Some(end) = bytes.windows(4).position(|end| end == b"\r\n\r\n") {
            break end + 4;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let field = |name: &str| {
        head.lines().find_map(|line| line.to_lowercase().starts_with(name).then(|| line[name.len()..].trim().to_owned()))
    };
    let length: usize = field("content-length:").map_or(0, |length| length.parse().unwrap());
    while bytes.len() < end + length {
        stream.read_buf(&mut bytes).await.unwrap();
    }
    assert!(head.starts_with("POST "), "{head}");
    let target = head.split(' ').nth(1).unwrap().to_owned();
    let Some(kind) = field("content-type:") else { return (target, Vec::new()) };
    let boundary = kind.strip_prefix("multipart/form-data; boundary=").unwrap();
    let part = bytes[end..].strip_prefix(format!("--{boundary}\r\n").as_bytes()).unwrap();
    let part = part.strip_suffix(format!("\r\n--{boundary}--\r\n").as_bytes()).unwrap();
    let begin = part.windows(4).position(|end| end == b"\r\n\r\n").unwrap() + 4;
    (target, part[begin..].to_vec())
}

async fn answer(store: &MemoryStore, pinned: &Mutex<BTreeSet<Cid>>, target: &str, body: &[u8]) -> (&'static str, String) {
    if let Some(options) = target.strip_prefix("/api/v0/dag/import?") {
        assert!(options.split('&').any(|option| option == "pin-roots=true"), "{options}");
        let imported = import(store, body, LIMIT).await.unwrap().cid;
        pinned.lock().unwrap().insert(imported);
        return ("200 OK", format!("{{\"Root\":{{\"Cid\":{{\"/\":\"{imported}\"}},\"PinErrorMsg\":\"\"}}}}\n"));
    }
    let options = target.strip_prefix("/api/v0/pin/rm?arg=").unwrap();
    let cid: Cid = options.split('&').next().unwrap().parse().unwrap();
    if pinned.lock().unwrap().remove(&cid) {
        return ("200 OK", format!("{{\"Pins\":[\"{cid}\"]}}"));
    }
    ("500 Internal Server Error", r#"{"Message":"not pinned or pinned indirectly","Code":0,"Type":"error"}"#.to_owned())
}

/// A file of three chunks as a CAR, and its identifier.
async fn file() -> (Cid, Vec<u8>, Vec<u8>) {
    let store = Arc::new(MemoryStore::default());
    let bytes: Vec<u8> = (0u32..(2 << 20) + 5).map(|index| u8::try_from(index % 251).unwrap()).collect();
    let cid = store.add(bytes.clone()).await.unwrap();
    let blocks = store.sequence(&cid, Repeats::Once).await.unwrap();
    let parts: Vec<Vec<u8>> = export(store, cid, blocks).unwrap().try_collect().await.unwrap();
    (cid, bytes, parts.concat())
}

#[tokio::test]
async fn a_file_is_kept_under_its_name_until_it_is_let_go() {
    let (node, (cid, bytes, car)) = (Node::start(None).await, file().await);
    for _ in 0..2 {
        node.kubo().keep(&cid, car.clone()).await.unwrap();
    }
    assert_eq!(node.pinned(), [cid].into());
    assert_eq!(node.store.fetch(&cid, LIMIT).await.unwrap(), bytes);
    for _ in 0..2 {
        node.kubo().let_go(&cid).await.unwrap();
        assert!(node.pinned().is_empty());
    }
}

#[tokio::test]
async fn a_node_that_takes_something_else_or_nothing_is_not_believed() {
    let (cid, _, car) = file().await;
    let other = r#"{"Root":{"Cid":{"/":"bafkreibruh455iawsviqslif5c7uurdcfdemh22mtnytyzvnzn75kpejxy"},"PinErrorMsg":""}}"#;
    assert_eq!(Node::start(Some(other)).await.kubo().keep(&cid, car.clone()).await, Err(SourceError::Lied));
    let nothing = Node::start(Some("")).await.kubo().keep(&cid, car.clone()).await;
    assert!(matches!(nothing, Err(SourceError::BrokeOff(_))), "{nothing:?}");
    let endless = Node::start(Some(Box::leak("x".repeat(20_000).into_boxed_str()))).await.kubo().keep(&cid, car.clone()).await;
    assert!(matches!(endless, Err(SourceError::TooLarge { .. })), "{endless:?}");
    let nobody = Kubo::new("http://127.0.0.1:1").unwrap().keep(&cid, car).await;
    assert!(matches!(nobody, Err(SourceError::Unreachable(_))), "{nobody:?}");
}
