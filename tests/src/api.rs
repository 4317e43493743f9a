//! The orchestrator's HTTP interface, as a user's program would call it.

use std::time::Duration;

use anyhow::{ensure, Context, Result};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::Value;

/// A client with the operator's token.
#[derive(Clone)]
pub struct Api {
    client: reqwest::Client,
    base: String,
    token: String,
}

impl Api {
    /// A client of the orchestrator at `address` (`host:port` or a URL).
    pub fn new(address: &str, token: &str) -> Result<Self> {
        let client = reqwest::Client::builder().timeout(Duration::from_secs(30)).build()?;
        let base = format!("http://{}", address.trim_start_matches("http://").trim_end_matches('/'));
        Ok(Self { client, base, token: token.to_owned() })
    }

    /// A request without credentials, to be completed by the caller.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }

    /// A request with the operator's token.
    pub fn authorised(&self, method: Method, path: &str) -> RequestBuilder {
        self.request(method, path).bearer_auth(&self.token)
    }

    /// What stands at `path`.
    pub async fn get(&self, path: &str) -> Result<Value> {
        self.find(path).await?.with_context(|| format!("nothing at {path}"))
    }

    /// What stands at `path`; `None` when there is nothing.
    pub async fn find(&self, path: &str) -> Result<Option<Value>> {
        let response = self.request(Method::GET, path).send().await?;
        if response.status() == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        let status = response.status();
        let text = response.text().await?;
        ensure!(status.is_success(), "GET {path} answers {status}: {text}");
        Ok(Some(serde_json::from_str(&text)?))
    }

    /// Puts bytes into the content store; returns what the store says of them.
    pub async fn add(&self, bytes: Vec<u8>) -> Result<Value> {
        let response = self.authorised(Method::POST, "/v1/content").body(bytes).send().await?;
        let status = response.status();
        let text = response.text().await?;
        ensure!(status.is_success(), "POST /v1/content answers {status}: {text}");
        Ok(serde_json::from_str(&text)?)
    }

    /// The bytes behind a content identifier.
    pub async fn content(&self, cid: &str) -> Result<Vec<u8>> {
        let response = self.request(Method::GET, &format!("/v1/content/{cid}")).send().await?;
        ensure!(response.status().is_success(), "no content {cid}: {}", response.status());
        Ok(response.bytes().await?.to_vec())
    }
}
