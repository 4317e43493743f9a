//! Trustless gateways: blocks over HTTP.

use async_trait::async_trait;
use cid::Cid;
use reqwest::{header, redirect::Policy, Client, StatusCode, Url};

use crate::{
    source::{address, chain, Source, SourceError, MAX_BLOCK},
    InvalidAddress,
};

/// Media type of a block.
const RAW: &str = "application/vnd.ipld.raw";

/// A trustless gateway. It is not followed elsewhere, and no proxy of the environment is used.
#[derive(Clone, Debug)]
pub struct Gateway {
    base: Url,
    client: Client,
}

impl Gateway {
    /// The gateway at this address, `http` or `https`, below which `/ipfs/{cid}` is.
    ///
    /// # Errors
    ///
    /// [`InvalidAddress`] for an address of another kind, or one with credentials.
    pub fn new(base: &str) -> Result<Self, InvalidAddress> {
        let base = address(base, &["http", "https"])?;
        let client = Client::builder().redirect(Policy::none()).no_proxy().build();
        let client = client.map_err(|error| InvalidAddress { address: base.to_string(), reason: chain(&error) })?;
        Ok(Self { base, client })
    }

    fn url(&self, cid: &Cid) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(["ipfs", &cid.to_string()]);
        }
        url.set_query(Some("format=raw"));
        url
    }
}

#[async_trait]
impl Source for Gateway {
    fn name(&self) -> &str {
        self.base.as_str()
    }

    async fn block(&self, cid: &Cid) -> Result<Vec<u8>, SourceError> {
        let request = self.client.get(self.url(cid)).header(header::ACCEPT, RAW);
        let mut response = request.send().await.map_err(|error| SourceError::Unreachable(chain(&error.without_url())))?;
        match response.status() {
            StatusCode::OK => {}
            StatusCode::NOT_FOUND | StatusCode::GONE => return Err(SourceError::Missing),
            status => return Err(SourceError::Refused(status.to_string())),
        }
        let too_large = SourceError::TooLarge { limit: MAX_BLOCK };
        if response.content_length().is_some_and(|length| length > MAX_BLOCK as u64) {
            return Err(too_large);
        }
        let mut bytes = Vec::new();
        let broken = |error: reqwest::Error| SourceError::BrokeOff(chain(&error.without_url()));
        while let Some(part) = response.chunk().await.map_err(broken)? {
            if bytes.len().saturating_add(part.len()) > MAX_BLOCK {
                return Err(too_large);
            }
            bytes.extend_from_slice(&part);
        }
        Ok(bytes)
    }
}
