//! The orchestrator's HTTP interface, as a user's program would call it.

use std::time::Duration;

use anyhow::{ensure, Context, Result};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::Value;

/// The orchestrator says that it cannot answer at the moment.
#[derive(thiserror::Error, Debug)]
#[error("not now: {0}")]
pub struct NotNow(String);

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
        Ok(Some(serde_json::from_slice(&answer(response).await?)?))
    }

    /// Puts bytes into the content store; returns what the store says of them.
    pub async fn add(&self, bytes: Vec<u8>) -> Result<Value> {
        let response = self.authorised(Method::POST, "/v1/content").body(bytes).send().await?;
        Ok(serde_json::from_slice(&answer(response).await?)?)
    }

    /// The bytes behind a content identifier.
    pub async fn content(&self, cid: &str) -> Result<Vec<u8>> {
        let response = self.request(Method::GET, &format!("/v1/content/{cid}")).send().await?;
        answer(response).await
    }
}

/// What the orchestrator answers, where that is what was asked for.
async fn answer(response: Response) -> Result<Vec<u8>> {
    let (status, url) = (response.status(), response.url().clone());
    let body = response.bytes().await?;
    let said = || String::from_utf8_lossy(&body);
    ensure!(status != StatusCode::SERVICE_UNAVAILABLE, NotNow(format!("{url}: {}", said())));
    ensure!(status.is_success(), "{url} answers {status}: {}", said());
    Ok(body.into())
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };

    use super::*;
    use crate::wait;

    #[tokio::test]
    async fn who_cannot_answer_now_is_asked_again() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let api = Api::new(&listener.local_addr().unwrap().to_string(), "a-token").unwrap();
        let serving = async {
            for status in ["503 Service Unavailable", "200 OK"] {
                let (mut stream, _) = listener.accept().await.unwrap();
                assert!(stream.read(&mut [0; 1_024]).await.unwrap() > 0);
                let answer = format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: 1\r\n\r\n7");
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        };
        let (found, ()) = tokio::join!(wait::until("an answer", Duration::from_secs(20), || api.find("/")), serving);
        assert_eq!(found.unwrap(), 7);
    }
}
