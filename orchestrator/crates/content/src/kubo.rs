//! A Kubo node, by its RPC interface.

use std::time::Duration;

use async_trait::async_trait;
use cid::Cid;
use futures::StreamExt;
use ipfs_api_backend_hyper::{Error, IpfsApi, IpfsClient, TryFromUri};
use reqwest::{header::CONTENT_TYPE, redirect::Policy, Client, StatusCode};
use serde_json::Value;

use crate::{
    source::{address, chain, Source, SourceError, MAX_BLOCK},
    unixfs, InvalidAddress, Mirror,
};

/// Longest that a copy may take to be taken or let go.
const COPYING: Duration = Duration::from_secs(120);
/// Most that is read of an answer, in bytes: a line for a root.
const MAX_ANSWER: usize = 16 * 1024;

/// A Kubo node. Its RPC interface lets whoever reaches it do anything: it belongs to the machine or to a network of one's own.
#[derive(Clone)]
pub struct Kubo {
    name: String,
    client: IpfsClient,
    /// For what the other has no words for.
    http: Client,
}

impl Kubo {
    /// The node whose RPC interface is at this address, `http://host:port` and nothing else.
    ///
    /// # Errors
    ///
    /// [`InvalidAddress`] for an address of another kind, or one with credentials.
    pub fn new(rpc: &str) -> Result<Self, InvalidAddress> {
        let url = address(rpc, &["http"])?;
        let host = url.host_str().unwrap_or_default();
        let invalid = |reason: String| InvalidAddress { address: host.into(), reason };
        if url.path() != "/" {
            return Err(invalid("no path is allowed: it is /api/v0".into()));
        }
        let name = format!("http://{host}:{}", url.port_or_known_default().unwrap_or(80));
        let client = IpfsClient::from_str(&name).map_err(|error| invalid(error.to_string()))?;
        let http = Client::builder().redirect(Policy::none()).no_proxy().timeout(COPYING).build();
        Ok(Self { name, client, http: http.map_err(|error| invalid(chain(&error)))? })
    }

    /// What the node answers to a command. A refusal is an error with its own words.
    async fn command(&self, command: &str, body: Option<(String, Vec<u8>)>) -> Result<String, SourceError> {
        let mut request = self.http.post(format!("{}/api/v0/{command}", self.name));
        if let Some((kind, bytes)) = body {
            request = request.header(CONTENT_TYPE, kind).body(bytes);
        }
        let mut response = request.send().await.map_err(failure)?;
        let mut answer = Vec::new();
        while let Some(part) = response.chunk().await.map_err(failure)? {
            answer.extend_from_slice(&part);
            if answer.len() > MAX_ANSWER {
                return Err(SourceError::TooLarge { limit: MAX_ANSWER });
            }
        }
        let answer = String::from_utf8_lossy(&answer).into_owned();
        if response.status() == StatusCode::OK {
            return Ok(answer);
        }
        let said = serde_json::from_str(&answer).ok().and_then(|said: Value| Some(said.get("Message")?.as_str()?.to_owned()));
        Err(SourceError::Refused(said.unwrap_or_else(|| response.status().to_string())))
    }
}

#[async_trait]
impl Mirror for Kubo {
    fn address(&self) -> &str {
        &self.name
    }

    async fn keep(&self, root: &Cid, car: Vec<u8>) -> Result<(), SourceError> {
        // A file that held the text of its own identifier would have to know its hash.
        let boundary = root.to_string();
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{boundary}.car\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        let body = [head.as_bytes(), &car, format!("\r\n--{boundary}--\r\n").as_bytes()].concat();
        let kind = format!("multipart/form-data; boundary={boundary}");
        let answer = self.command("dag/import?pin-roots=true&allow-big-block=true", Some((kind, body))).await?;
        let root_of = |line: &str| serde_json::from_str::<Value>(line).ok()?.get("Root").cloned();
        let told =
            answer.lines().find_map(root_of).ok_or_else(|| SourceError::BrokeOff("it does not say what it has taken".into()))?;
        let named = told.pointer("/Cid/~1").and_then(Value::as_str).and_then(|name| Cid::try_from(name).ok());
        if named.map(|named| unixfs::normal(&named)) != Some(unixfs::normal(root)) {
            return Err(SourceError::Lied);
        }
        match told.get("PinErrorMsg").and_then(Value::as_str).unwrap_or_default() {
            "" => Ok(()),
            reason => Err(SourceError::Refused(reason.into())),
        }
    }

    async fn let_go(&self, root: &Cid) -> Result<(), SourceError> {
        match self.command(&format!("pin/rm?arg={root}&recursive=true"), None).await {
            // Kubo has no code for it.
            Err(SourceError::Refused(reason)) if reason.contains("not pinned") => Ok(()),
            answer => answer.map(drop),
        }
    }
}

#[async_trait]
impl Source for Kubo {
    fn name(&self) -> &str {
        &self.name
    }

    async fn block(&self, cid: &Cid) -> Result<Vec<u8>, SourceError> {
        let mut parts = self.client.block_get(&cid.to_string());
        let mut bytes = Vec::new();
        while let Some(part) = parts.next().await {
            let part = part.map_err(reason)?;
            if bytes.len().saturating_add(part.len()) > MAX_BLOCK {
                return Err(SourceError::TooLarge { limit: MAX_BLOCK });
            }
            bytes.extend_from_slice(&part);
        }
        Ok(bytes)
    }
}

/// What the client's error says of the node.
fn reason(error: Error) -> SourceError {
    match error {
        // Kubo has no code for it.
        Error::Api(error) if error.message.contains("not found") => SourceError::Missing,
        Error::Api(error) => SourceError::Refused(error.message),
        Error::Client(error) if error.is_connect() => SourceError::Unreachable(chain(&error)),
        Error::Client(error) => SourceError::BrokeOff(chain(&error)),
        error @ (Error::Http(_) | Error::IpfsClientError(_)) => SourceError::Refused(chain(&error)),
    }
}

fn failure(error: reqwest::Error) -> SourceError {
    let error = error.without_url();
    if error.is_timeout() {
        SourceError::TimedOut { limit: COPYING }
    } else if error.is_connect() {
        SourceError::Unreachable(chain(&error))
    } else {
        SourceError::BrokeOff(chain(&error))
    }
}
