//! A node that has the JSON-RPC methods the chain is read by, and a chain of empty blocks behind them.

use std::{
    collections::{HashMap, HashSet},
    future::pending,
    sync::{Arc, Mutex, MutexGuard},
};

use ainur_primitives::{receipt, Hash};
use codec::Encode;
use jsonrpsee::{
    core::SubscriptionResult,
    server::{PendingSubscriptionSink, Server, ServerHandle, SubscriptionMessage},
    types::{ErrorObjectOwned, Params},
    RpcModule,
};
use serde_json::{json, Value};
use subxt::config::substrate::{Digest, SubstrateHeader, H256};

type Header = SubstrateHeader<H256>;

/// What the node says.
pub(super) struct Content {
    headers: Vec<Header>,
    /// Height of the finalised head.
    pub finalised: usize,
    /// Version of the runtime in force after each block.
    pub versions: HashMap<Hash, u32>,
    /// Versions of which the metadata was asked for, by the block it was asked at.
    pub metadata_asked_at: Vec<Hash>,
    /// What is stored, by block and key.
    pub storage: HashMap<(Hash, String), Vec<u8>>,
    /// Blocks in whose place the node gives its best block.
    pub forgotten: HashSet<Hash>,
    /// Code and data of the error every submission is refused with.
    pub refusal: Option<(i32, String)>,
    /// Whether questions for the finalised head are never answered.
    pub silent: bool,
}

impl Content {
    /// Hash of the block at the height.
    pub fn hash(&self, height: usize) -> Hash {
        receipt::hash(&self.headers[height].encode())
    }

    fn header(&self, hash: Hash) -> Option<&Header> {
        if self.forgotten.contains(&hash) {
            return self.headers.last();
        }
        self.headers.iter().find(|header| receipt::hash(&header.encode()) == hash)
    }
}

/// A node on a port of its own. Ends with the value.
pub(super) struct Node {
    content: Arc<Mutex<Content>>,
    pub url: String,
    _server: ServerHandle,
}

impl Node {
    /// A node with `blocks` blocks above genesis, all final, of the chain that `seed` begins.
    pub async fn start(blocks: u64, seed: u8) -> Self {
        let content = Arc::new(Mutex::new(content(blocks, seed)));
        let server = Server::builder().build("127.0.0.1:0").await.unwrap();
        let url = format!("ws://{}", server.local_addr().unwrap());
        let server = server.start(methods(content.clone()));
        Self { content, url, _server: server }
    }

    pub fn content(&self) -> MutexGuard<'_, Content> {
        self.content.lock().unwrap()
    }
}

fn content(blocks: u64, seed: u8) -> Content {
    let mut headers = Vec::new();
    let mut parent_hash = H256([0; 32]);
    for number in 0..=blocks {
        let (state_root, extrinsics_root) = (H256([seed; 32]), H256([0; 32]));
        let header = Header { parent_hash, number, state_root, extrinsics_root, digest: Digest::default() };
        parent_hash = H256(receipt::hash(&header.encode()));
        headers.push(header);
    }
    Content {
        headers,
        finalised: blocks as usize,
        versions: HashMap::new(),
        metadata_asked_at: Vec::new(),
        storage: HashMap::new(),
        forgotten: HashSet::new(),
        refusal: None,
        silent: false,
    }
}

fn methods(content: Arc<Mutex<Content>>) -> RpcModule<Mutex<Content>> {
    let mut module = RpcModule::from_arc(content);
    module.register_async_method("chain_getFinalizedHead", |_, content, _| finalised_head(content)).unwrap();
    register(&mut module, "chain_getBlockHash", |content, params| {
        let (height,): (usize,) = params.parse().unwrap();
        json!((height < content.headers.len()).then(|| H256(content.hash(height))))
    });
    register(&mut module, "chain_getHeader", |content, params| {
        let (H256(hash),): (H256,) = params.parse().unwrap();
        json!(content.header(hash))
    });
    register(&mut module, "chain_getBlock", |content, params| {
        let (H256(hash),): (H256,) = params.parse().unwrap();
        json!(content.header(hash).map(|header| json!({ "block": { "header": header, "extrinsics": [] } })))
    });
    register(&mut module, "state_getRuntimeVersion", |content, params| {
        let (H256(hash),): (H256,) = params.parse().unwrap();
        json!({ "specVersion": content.versions.get(&hash).unwrap_or(&1), "transactionVersion": 1 })
    });
    register(&mut module, "state_call", |content, params| {
        let (_, _, H256(hash)): (String, String, H256) = params.parse().unwrap();
        content.metadata_asked_at.push(hash);
        json!(format!("0x{}", hex::encode(Some(include_bytes!("../../metadata.scale").to_vec()).encode())))
    });
    register(&mut module, "state_getStorage", |content, params| {
        let (key, H256(hash)): (String, H256) = params.parse().unwrap();
        json!(content.storage.get(&(hash, key)).map(|value| format!("0x{}", hex::encode(value))))
    });
    module.register_method("author_submitExtrinsic", |params, content, _| submit(params, content)).unwrap();
    module
        .register_subscription(
            "chain_subscribeFinalizedHeads",
            "chain_finalizedHead",
            "chain_unsubscribeFinalizedHeads",
            |_, pending, content, _| announce(pending, content),
        )
        .unwrap();
    module
}

fn register(module: &mut RpcModule<Mutex<Content>>, name: &'static str, answer: fn(&mut Content, Params) -> Value) {
    module.register_method(name, move |params, content, _| answer(&mut content.lock().unwrap(), params)).unwrap();
}

async fn finalised_head(content: Arc<Mutex<Content>>) -> Value {
    let answer = {
        let content = content.lock().unwrap();
        (!content.silent).then(|| json!(H256(content.hash(content.finalised))))
    };
    match answer {
        Some(head) => head,
        None => pending().await,
    }
}

fn submit(params: Params, content: &Mutex<Content>) -> Result<H256, ErrorObjectOwned> {
    if let Some((code, data)) = &content.lock().unwrap().refusal {
        return Err(ErrorObjectOwned::owned(*code, "Refused", Some(data)));
    }
    let (bytes,): (String,) = params.parse().unwrap();
    Ok(H256(receipt::hash(&hex::decode(&bytes[2..]).unwrap())))
}

async fn announce(pending: PendingSubscriptionSink, content: Arc<Mutex<Content>>) -> SubscriptionResult {
    let sink = pending.accept().await?;
    let head = {
        let content = content.lock().unwrap();
        content.headers[content.finalised].clone()
    };
    sink.send(SubscriptionMessage::from_json(&head)?).await?;
    sink.closed().await;
    Ok(())
}
