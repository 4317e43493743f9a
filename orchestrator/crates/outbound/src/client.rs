//! How a request is sent, and what can come back.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use reqwest::{
    dns::{Addrs, Name, Resolving},
    header::{HeaderMap, CONTENT_ENCODING},
    redirect, Url,
};

use crate::{
    policy::{literal, Policy, UrlError},
    resolve::Resolve,
};

/// Longest time to reach a host.
const CONNECT: Duration = Duration::from_secs(10);
/// Most addresses of a host that are tried.
const MOST_ADDRESSES: usize = 16;
/// How we introduce ourselves.
const AGENT: &str = concat!("ainur/", env!("CARGO_PKG_VERSION"));

/// Sends requests where they may go. A clone is the same client.
#[derive(Clone)]
pub struct Client {
    policy: Policy,
    resolver: Arc<dyn Resolve>,
}

/// What is sent, and what may come back.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// Where to.
    pub url: &'a str,
    /// Headers beside those of the protocol.
    pub headers: HeaderMap,
    /// What is sent.
    pub body: Vec<u8>,
    /// Longest time for all of it, up to the last byte of the answer.
    pub timeout: Duration,
    /// Largest answer, in bytes.
    pub max_response: usize,
}

/// What came back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Response {
    /// The status, from 200 to 999. One that leads elsewhere is not followed.
    pub status: u16,
    /// All bytes of the answer.
    pub body: Vec<u8>,
}

/// Why nothing came back. Names neither the URL nor an address.
#[derive(thiserror::Error, Clone, PartialEq, Eq, Debug)]
pub enum SendError {
    /// The URL may not be asked.
    #[error("the URL may not be asked: {0}")]
    Url(#[from] UrlError),
    /// The host's name has no address.
    #[error("the host's name cannot be resolved")]
    Unresolved,
    /// An address of the host may not be asked.
    #[error("an address of the host is not of the public internet")]
    Forbidden,
    /// Nobody there, or nobody who can prove to be the host.
    #[error("the host cannot be reached")]
    Unreachable,
    /// No answer, or not all of it, in time.
    #[error("there was no whole answer within {} ms", .limit.as_millis())]
    TimedOut {
        /// What it was given.
        limit: Duration,
    },
    /// The answer is no HTTP, or ended in the middle.
    #[error("the answer broke off, or is no HTTP")]
    BrokeOff,
    /// The answer is too large.
    #[error("the answer has more than {limit} bytes")]
    TooLarge {
        /// Largest answer, in bytes.
        limit: usize,
    },
    /// The answer says that it is compressed, which nobody asked for.
    #[error("the answer is compressed")]
    Encoded,
    /// No client could be made.
    #[error("no connection can be made here")]
    Client,
}

impl Client {
    /// A client that asks what the policy allows, and finds hosts by this resolver.
    pub fn new(policy: Policy, resolver: Arc<dyn Resolve>) -> Self {
        Self { policy, resolver }
    }

    /// Which URLs may be asked.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Sends a POST, once.
    ///
    /// # Errors
    ///
    /// As the variants of [`SendError`] say.
    pub async fn post(&self, request: Request<'_>) -> Result<Response, SendError> {
        let limit = request.timeout;
        tokio::time::timeout(limit, self.attempt(request)).await.unwrap_or(Err(SendError::TimedOut { limit }))
    }

    async fn attempt(&self, request: Request<'_>) -> Result<Response, SendError> {
        let Request { url, headers, body, max_response, .. } = request;
        let url = self.policy.read(url)?;
        let client = pinned(self.addresses(&url).await?)?;
        let sent = client.post(url).headers(headers).body(body).send().await;
        let response = sent.map_err(|error| judge(&error))?;
        if response.headers().get_all(CONTENT_ENCODING).iter().any(|encoding| encoding != "identity") {
            return Err(SendError::Encoded);
        }
        let status = response.status().as_u16();
        Ok(Response { status, body: read(response, max_response).await? })
    }

    /// The addresses of a URL's host, each of which may be asked.
    async fn addresses(&self, url: &Url) -> Result<Vec<SocketAddr>, SendError> {
        let addresses = match literal(url) {
            Some(address) => vec![address],
            None => {
                let host = url.host_str().unwrap_or_default();
                self.resolver.resolve(host).await.map_err(|_| SendError::Unresolved)?
            }
        };
        if addresses.is_empty() {
            return Err(SendError::Unresolved);
        }
        if !addresses.iter().all(|address| self.policy.admits(*address)) {
            return Err(SendError::Forbidden);
        }
        let port = url.port_or_known_default().unwrap_or_default();
        Ok(addresses.into_iter().take(MOST_ADDRESSES).map(|address| SocketAddr::new(address, port)).collect())
    }
}

/// A client for one request, which reaches these addresses whatever the name of the host.
fn pinned(addresses: Vec<SocketAddr>) -> Result<reqwest::Client, SendError> {
    reqwest::Client::builder()
        .dns_resolver(Arc::new(Pinned(addresses)))
        .redirect(redirect::Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy()
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        .http1_only()
        .referer(false)
        .pool_max_idle_per_host(0)
        .connect_timeout(CONNECT)
        .user_agent(AGENT)
        .build()
        .map_err(|_| SendError::Client)
}

/// Answers with the addresses that were checked.
struct Pinned(Vec<SocketAddr>);

impl reqwest::dns::Resolve for Pinned {
    fn resolve(&self, _name: Name) -> Resolving {
        let addresses: Addrs = Box::new(self.0.clone().into_iter());
        Box::pin(std::future::ready(Ok(addresses)))
    }
}

/// All bytes of the answer, unless they are more than `limit`.
async fn read(mut response: reqwest::Response, limit: usize) -> Result<Vec<u8>, SendError> {
    if response.content_length().is_some_and(|length| length > limit as u64) {
        return Err(SendError::TooLarge { limit });
    }
    let mut bytes = Vec::new();
    while let Some(part) = response.chunk().await.map_err(|error| judge(&error))? {
        if bytes.len().saturating_add(part.len()) > limit {
            return Err(SendError::TooLarge { limit });
        }
        bytes.extend_from_slice(&part);
    }
    Ok(bytes)
}

/// The reason, without what the error says of URL and addresses.
fn judge(error: &reqwest::Error) -> SendError {
    if error.is_connect() {
        SendError::Unreachable
    } else {
        SendError::BrokeOff
    }
}
