//! Content goes to and comes from a node that nobody here wrote: js-ipfs, which has most of the RPC interface of Kubo.

use std::{sync::Arc, time::Duration};

use ainur_content::{export, BringError, ContentStore, Kubo, MemoryStore, Mirror, Repeats, Sources};
use ainur_tests::peer::Peer;
use anyhow::{Context, Result};
use cid::Cid;
use futures::TryStreamExt;
use reqwest::{header::CONTENT_TYPE, RequestBuilder};
use serde_json::Value;
use tempfile::TempDir;

const PATIENCE: Duration = Duration::from_secs(60);
/// What a node is given for a block that it may not have: it looks for that without an end.
const PER_BLOCK: Duration = Duration::from_secs(5);
const LIMIT: u64 = 8 << 20;

/// A node of its own, which ends with the test.
struct Node {
    url: String,
    http: reqwest::Client,
    _process: Peer,
    _folder: TempDir,
}

impl Node {
    async fn start() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("ainur-js-ipfs-").tempdir()?;
        let repo = folder.path().join("repo");
        let mut process = Peer::start("js-ipfs", folder.path(), |command| {
            command.arg(repo);
        })?;
        let port: u16 = process.says("listens at ", PATIENCE).await?;
        let http = reqwest::Client::builder().timeout(PATIENCE).build()?;
        Ok(Self { url: format!("http://127.0.0.1:{port}"), http, _process: process, _folder: folder })
    }

    fn kubo(&self) -> Result<Kubo> {
        Ok(Kubo::new(&self.url)?)
    }

    /// Adds a file as anybody does, cut and named as files are here, and returns its identifier.
    async fn add(&self, bytes: &[u8]) -> Result<Cid> {
        // Its answer is not as the client of the orchestrator reads it: the size is a number.
        let head = "--end\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file\"\r\n\
                    Content-Type: application/octet-stream\r\n\r\n";
        let form = [head.as_bytes(), bytes, b"\r\n--end--\r\n"].concat();
        let request = self.command("add?cid-version=1&raw-leaves=true&chunker=size-1048576");
        let answer = answer(request.header(CONTENT_TYPE, "multipart/form-data; boundary=end").body(form)).await?;
        let added: Value = serde_json::from_slice(&answer)?;
        Ok(added.get("Hash").and_then(Value::as_str).context("no identifier")?.parse()?)
    }

    fn command(&self, command: &str) -> RequestBuilder {
        self.http.post(format!("{}/api/v0/{command}", self.url))
    }

    /// Whether the node keeps the whole of it.
    async fn has_pinned(&self, cid: &Cid) -> Result<bool> {
        let pins: Value = serde_json::from_slice(&answer(self.command("pin/ls?type=recursive")).await?)?;
        let pins = pins.get("Keys").and_then(Value::as_object).context("no pins")?;
        Ok(pins.keys().filter_map(|name| name.parse::<Cid>().ok()).any(|pinned| pinned == *cid))
    }
}

async fn answer(request: RequestBuilder) -> Result<Vec<u8>> {
    Ok(request.send().await?.error_for_status()?.bytes().await?.to_vec())
}

/// A file that ends within its first chunk, one that fills it, and one of several.
fn files() -> [Vec<u8>; 3] {
    [5, 1 << 20, (3 << 20) + 5].map(|size| (0..size).map(|index: u32| (index % 251) as u8).collect())
}

#[tokio::test]
async fn content_goes_to_a_node_of_others_and_comes_from_it() -> Result<()> {
    let (node, other) = (Node::start().await?, Node::start().await?);
    for bytes in files() {
        it_keeps_what_it_is_given_until_that_is_let_go(&node, &bytes).await?;
        // The first has those blocks already, as they were cut here.
        what_it_has_by_the_same_name_is_brought_here(&other, &bytes).await?;
    }
    what_it_does_not_have_is_had_from_the_next(&node, &other).await
}

async fn it_keeps_what_it_is_given_until_that_is_let_go(node: &Node, bytes: &[u8]) -> Result<()> {
    let (kubo, store) = (node.kubo()?, Arc::new(MemoryStore::default()));
    let cid = store.add(bytes.to_vec()).await?;
    let blocks = store.sequence(&cid, Repeats::Once).await?;
    let car: Vec<Vec<u8>> = export(store, cid, blocks)?.try_collect().await?;
    assert!(!node.has_pinned(&cid).await?);
    for _ in 0..2 {
        kubo.keep(&cid, car.concat()).await?;
        assert!(node.has_pinned(&cid).await?);
    }
    assert!(answer(node.command(&format!("cat?arg={cid}"))).await? == bytes, "it reads {cid} otherwise");
    for _ in 0..2 {
        kubo.let_go(&cid).await?;
        assert!(!node.has_pinned(&cid).await?);
    }
    Ok(())
}

async fn what_it_has_by_the_same_name_is_brought_here(node: &Node, bytes: &[u8]) -> Result<()> {
    let (cid, here) = (node.add(bytes).await?, MemoryStore::default());
    assert_eq!(MemoryStore::default().add(bytes.to_vec()).await?, cid);
    Sources::new(vec![Box::new(node.kubo()?)], PATIENCE, PATIENCE).bring(&here, &cid, LIMIT).await?;
    assert!(here.fetch(&cid, LIMIT).await? == bytes, "{cid} is another file here");
    Ok(())
}

async fn what_it_does_not_have_is_had_from_the_next(node: &Node, next: &Node) -> Result<()> {
    let bytes = b"only the other has this".to_vec();
    let (cid, here) = (next.add(&bytes).await?, MemoryStore::default());
    let alone = Sources::new(vec![Box::new(node.kubo()?)], PER_BLOCK, PATIENCE).bring(&here, &cid, LIMIT).await;
    assert!(matches!(alone, Err(BringError::NoSource { .. })), "{alone:?}");
    let sources = Sources::new(vec![Box::new(node.kubo()?), Box::new(next.kubo()?)], PER_BLOCK, PATIENCE);
    sources.bring(&here, &cid, LIMIT).await?;
    assert_eq!(here.fetch(&cid, LIMIT).await?, bytes);
    Ok(())
}
