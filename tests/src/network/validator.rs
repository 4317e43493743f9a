//! One validator of a network.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use ainur_chain::{RpcChain, RpcSettings};
use ainur_primitives::{receipt, Hash};
use ainur_test_postgres::free_port;
use anyhow::{bail, ensure, Context, Result};
use serde_json::{json, Value};

use super::PATIENCE;
use crate::{
    node::rpc_port,
    process::{self, Process},
    wait,
};

/// How long a node may take for one answer.
const ANSWER: Duration = Duration::from_secs(20);

/// Whose session keys a validator signs with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Keys {
    /// Those that everybody knows by its name.
    WellKnown,
    /// Those that it makes.
    Own,
    /// Those that it makes, without the one to vote with.
    OwnToAuthor,
}

/// Where a validator is and what it keeps, whether it runs or not.
pub struct Seat {
    pub name: &'static str,
    keys: Keys,
    folder: PathBuf,
    peer: String,
    ports: Ports,
}

impl Seat {
    /// Makes the folder, the key by which others know the node, and finds ports.
    pub fn prepare(folder: &Path, name: &'static str, keys: Keys) -> Result<Self> {
        let folder = folder.join(name.to_lowercase());
        fs::create_dir_all(&folder)?;
        let key = process::answer("ainur-node", &["key", "generate-node-key"])?;
        fs::write(folder.join(NODE_KEY), key.trim())?;
        let file = folder.join(NODE_KEY);
        let file = file.to_str().context("the folder's name is no text")?;
        let peer = process::answer("ainur-node", &["key", "inspect-node-key", "--file", file])?.trim().to_owned();
        Ok(Self { name, keys, folder, peer, ports: Ports::free()? })
    }

    /// Takes the session keys that another has made, although they should never be copied.
    pub fn copy_keys(&self, from: &Self) -> Result<()> {
        let (from, to) = (from.keystore(), self.keystore());
        fs::create_dir_all(&to)?;
        for key in fs::read_dir(&from).with_context(|| format!("no keys in {}", from.display()))? {
            let key = key?;
            fs::copy(key.path(), to.join(key.file_name()))?;
        }
        Ok(())
    }

    fn keystore(&self) -> PathBuf {
        self.folder.join(DATA).join("chains/ainur_local/keystore")
    }

    /// Where others find it.
    pub fn address(&self) -> String {
        format!("{}/p2p/{}", self.listens_at(), self.peer)
    }

    fn listens_at(&self) -> String {
        format!("/ip4/127.0.0.1/tcp/{}", self.ports.network)
    }
}

const NODE_KEY: &str = "node-key";
const DATA: &str = "chain";

struct Ports {
    network: u16,
    rpc: u16,
    prometheus: u16,
}

impl Ports {
    /// Ports that nobody uses. They stay the same for life, so that others find the node again after a restart.
    fn free() -> Result<Self> {
        Ok(Self { network: free_port()?, rpc: free_port()?, prometheus: free_port()? })
    }
}

/// What a node shows of the chain.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct View {
    /// Height of the best block.
    pub best: u32,
    /// Height of the last final block.
    pub finalised: u32,
    /// Nodes it is connected to.
    pub peers: u64,
}

/// A validator. It can be killed and started again, on its data and at its addresses.
pub struct Validator {
    pub(super) seat: Seat,
    specification: PathBuf,
    is_alone: bool,
    process: Option<Process>,
    client: reqwest::Client,
}

impl Validator {
    pub(super) fn new(seat: Seat, specification: PathBuf, is_alone: bool) -> Self {
        Self { seat, specification, is_alone, process: None, client: reqwest::Client::new() }
    }

    /// Its name; of one with well-known keys, theirs without the slashes.
    pub fn name(&self) -> &'static str {
        self.seat.name
    }

    /// Where its RPC listens.
    pub fn url(&self) -> String {
        format!("ws://{}", self.rpc())
    }

    /// The address of its RPC.
    pub fn rpc(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.seat.ports.rpc))
    }

    /// Where it shows its metrics.
    pub fn metrics(&self) -> String {
        format!("http://127.0.0.1:{}/metrics", self.seat.ports.prometheus)
    }

    /// Where its log and its data are.
    pub fn folder(&self) -> &Path {
        &self.seat.folder
    }

    /// Whether it was started and not stopped since.
    pub fn is_up(&self) -> bool {
        self.process.is_some()
    }

    pub(super) fn launch(&mut self) -> Result<()> {
        let Seat { name, keys, folder, ports, .. } = &self.seat;
        let process = Process::start("ainur-node", folder, |command| {
            command
                .args(["--no-telemetry", "--no-mdns", "--name", name])
                .args(["--listen-addr", &self.seat.listens_at(), "--rpc-port", &ports.rpc.to_string()])
                .args(["--prometheus-port", &ports.prometheus.to_string()])
                // It may be asked at the port of a proxy.
                .args(["--rpc-cors", "all"])
                .args(["--state-pruning", "archive", "--blocks-pruning", "archive", "--chain"])
                .arg(&self.specification)
                .arg("--node-key-file")
                .arg(folder.join(NODE_KEY))
                .arg("--base-path")
                .arg(folder.join(DATA));
            match keys {
                Keys::WellKnown => command.arg(format!("--{}", name.to_lowercase())),
                Keys::Own => command.arg("--validator"),
                Keys::OwnToAuthor => command.args(["--validator", "--no-grandpa"]),
            };
            if self.is_alone {
                command.arg("--force-authoring");
            }
        })?;
        self.process = Some(process);
        Ok(())
    }

    pub(super) async fn listens(&mut self) -> Result<()> {
        let process = self.process.as_mut().context("it was not started")?;
        let listens_on = process.announces("its RPC address", PATIENCE, rpc_port).await?;
        let Seat { name, ports: Ports { rpc, .. }, .. } = &self.seat;
        ensure!(listens_on == *rpc, "{name} had to take port {listens_on} in place of {rpc}");
        Ok(())
    }

    /// Kills it as a power cut would.
    pub fn kill(&mut self) -> Result<()> {
        self.process.take().map_or(Ok(()), |mut process| process.kill())
    }

    /// The last words of a validator that ended although nobody stopped it; it counts as stopped from then on.
    pub fn obituary(&mut self) -> Result<Option<String>> {
        let Some(process) = &mut self.process else { return Ok(None) };
        if process.is_running()? {
            return Ok(None);
        }
        let words = process.last_words();
        self.process = None;
        Ok(Some(words))
    }

    pub(super) fn into_process(self) -> Option<Process> {
        self.process
    }

    /// Asks over RPC, again and again while nobody answers.
    pub async fn ask(&self, method: &str, parameters: Value) -> Result<Value> {
        let what = format!("{} to answer {method}", self.name());
        wait::until(&what, PATIENCE, || async { Ok(Some(self.ask_once(method, parameters.clone()).await?)) }).await
    }

    async fn ask_once(&self, method: &str, parameters: Value) -> Result<Value> {
        let question = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": parameters });
        let request = self.client.post(self.url().replacen("ws", "http", 1)).header("content-type", "application/json");
        let text = request.body(question.to_string()).timeout(ANSWER).send().await?.text().await?;
        let mut answer: Value = serde_json::from_str(&text)?;
        match answer.get_mut("result") {
            Some(result) => Ok(result.take()),
            None => bail!("{} answers {method} with {}", self.name(), answer["error"]),
        }
    }

    /// What it shows of the chain.
    pub async fn view(&self) -> Result<View> {
        let health = self.ask_once("system_health", json!([])).await?;
        let best = self.header(json!([])).await?;
        let finalised = self.ask_once("chain_getFinalizedHead", json!([])).await?;
        let finalised = self.header(json!([finalised])).await?;
        let peers = health["peers"].as_u64().context("no number of peers")?;
        Ok(View { best: height(&best)?, finalised: height(&finalised)?, peers })
    }

    /// Hash of its block at this height.
    pub async fn hash(&self, height: u32) -> Result<String> {
        let hash = self.ask_once("chain_getBlockHash", json!([height])).await?;
        Ok(hash.as_str().with_context(|| format!("no block {height}"))?.to_owned())
    }

    /// Hashes of the extrinsics in its block with this hash, final or not.
    pub async fn extrinsics(&self, block: &str) -> Result<Vec<Hash>> {
        let block = self.ask_once("chain_getBlock", json!([block])).await?;
        let extrinsics = block["block"]["extrinsics"].as_array().context("no such block")?;
        let digits = extrinsics.iter().map(|bytes| bytes.as_str()?.strip_prefix("0x"));
        digits.map(|digits| Ok(receipt::hash(&hex::decode(digits.context("no bytes")?)?))).collect()
    }

    async fn header(&self, block: Value) -> Result<Value> {
        self.ask_once("chain_getHeader", block).await
    }

    /// A client of the node that signs and sends.
    pub async fn client(&self) -> Result<Arc<RpcChain>> {
        let settings = RpcSettings { request_timeout: ANSWER, connect_timeout: ANSWER };
        Ok(Arc::new(RpcChain::connect(&self.url(), settings).await?))
    }
}

fn height(header: &Value) -> Result<u32> {
    let digits = header["number"].as_str().and_then(|number| number.strip_prefix("0x")).context("no height")?;
    Ok(u32::from_str_radix(digits, 16)?)
}
