//! A Kubo node, by its RPC interface.

use async_trait::async_trait;
use cid::Cid;
use futures::StreamExt;
use ipfs_api_backend_hyper::{Error, IpfsApi, IpfsClient, TryFromUri};

use crate::{
    source::{address, chain, Source, SourceError, MAX_BLOCK},
    InvalidAddress,
};

/// A Kubo node. Its RPC interface lets whoever reaches it do anything: it belongs to the machine or to a network of one's own.
#[derive(Clone)]
pub struct Kubo {
    name: String,
    client: IpfsClient,
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
        Ok(Self { name, client })
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
