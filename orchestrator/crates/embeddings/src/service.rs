//! Embeddings of an HTTP service with the interface of OpenAI, which many others have: hosted ones, and such on one's own machines.

use std::time::Duration;

use async_trait::async_trait;
use reqwest::{
    header::{HeaderValue, AUTHORIZATION},
    redirect::Policy,
    Client, StatusCode, Url,
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::{EmbedError, Embedder, Embedding, DIMENSIONS};

/// Largest answer, in bytes: a component takes about 12 to 25, and there are texts of up to a batch in one.
const MAX_ANSWER: usize = 4 << 20;

/// How a service is asked.
#[derive(Clone, Debug)]
pub struct ServiceSettings {
    /// Address below which `/embeddings` is, such as `https://api.openai.com/v1`.
    pub url: String,
    /// Name of the model.
    pub model: String,
    /// Bearer token, where one is wanted.
    pub token: Option<SecretString>,
    /// Whether it is asked to shorten its vectors to 384 components, which not every model can.
    pub shorten: bool,
    /// Longest time for an answer, up to its last byte.
    pub timeout: Duration,
}

/// Why a service cannot be asked.
#[derive(thiserror::Error, Clone, PartialEq, Eq, Debug)]
pub enum InvalidService {
    /// Its address is none.
    #[error("the URL cannot be read: {0}")]
    Malformed(String),
    /// Another protocol.
    #[error("the URL has to begin with https or http")]
    Scheme,
    /// Its address holds what belongs elsewhere.
    #[error("the URL may hold neither credentials nor a query nor a fragment")]
    Surplus,
    /// No model is named.
    #[error("no model is named")]
    Model,
    /// Its token cannot be sent.
    #[error("the token is empty, or has characters that cannot be sent")]
    Token,
    /// No client could be made.
    #[error("no connection can be made here: {0}")]
    Client(String),
}

/// A service. It is not followed elsewhere, no proxy of the environment is used, and nothing is sent a second time.
pub struct Service {
    url: Url,
    model: String,
    authorization: Option<HeaderValue>,
    shorten: bool,
    timeout: Duration,
    client: Client,
}

#[derive(Serialize)]
struct Request<'a> {
    model: &'a str,
    input: &'a [String],
    encoding_format: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    dimensions: Option<usize>,
}

#[derive(Deserialize)]
struct Answer {
    data: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    index: usize,
    embedding: Vec<f32>,
}

impl Service {
    /// The service that these settings name. It is not asked yet.
    ///
    /// # Errors
    ///
    /// As the variants of [`InvalidService`] say.
    pub fn new(settings: ServiceSettings) -> Result<Self, InvalidService> {
        let ServiceSettings { url, model, token, shorten, timeout } = settings;
        let mut url = Url::parse(&url).map_err(|error| InvalidService::Malformed(error.to_string()))?;
        if !matches!(url.scheme(), "https" | "http") {
            return Err(InvalidService::Scheme);
        }
        let has_credentials = !url.username().is_empty() || url.password().is_some();
        if has_credentials || url.query().is_some() || url.fragment().is_some() {
            return Err(InvalidService::Surplus);
        }
        if model.trim().is_empty() {
            return Err(InvalidService::Model);
        }
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().push("embeddings");
        }
        let client = Client::builder().redirect(Policy::none()).retry(reqwest::retry::never()).no_proxy().build();
        let client = client.map_err(|error| InvalidService::Client(error.to_string()))?;
        Ok(Self { url, model, authorization: token.as_ref().map(bearer).transpose()?, shorten, timeout, client })
    }

    async fn ask(&self, texts: &[String]) -> Result<Vec<u8>, EmbedError> {
        let dimensions = self.shorten.then_some(DIMENSIONS);
        let body = Request { model: &self.model, input: texts, encoding_format: "float", dimensions };
        let mut request = self.client.post(self.url.clone()).json(&body);
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization.clone());
        }
        let unreachable = |error: reqwest::Error| EmbedError::Unreachable(reason(&error.without_url()));
        let mut response = request.send().await.map_err(unreachable)?;
        if response.status() != StatusCode::OK {
            return Err(EmbedError::Refused(response.status().as_u16()));
        }
        let mut answer = Vec::new();
        while let Some(part) = response.chunk().await.map_err(unreachable)? {
            if answer.len().saturating_add(part.len()) > MAX_ANSWER {
                return Err(EmbedError::TooLarge { limit: MAX_ANSWER });
            }
            answer.extend_from_slice(&part);
        }
        Ok(answer)
    }
}

#[async_trait]
impl Embedder for Service {
    async fn embed(&self, texts: &[String]) -> Result<Vec<Embedding>, EmbedError> {
        if texts.is_empty() {
            return Ok(Vec::new());
        }
        let limit = self.timeout;
        let answer = tokio::time::timeout(limit, self.ask(texts)).await.map_err(|_| EmbedError::TimedOut { limit })??;
        read(&answer, texts.len())
    }
}

/// The header that shows the token.
fn bearer(token: &SecretString) -> Result<HeaderValue, InvalidService> {
    if token.expose_secret().is_empty() {
        return Err(InvalidService::Token);
    }
    let mut header = HeaderValue::from_str(&format!("Bearer {}", token.expose_secret())).map_err(|_| InvalidService::Token)?;
    header.set_sensitive(true);
    Ok(header)
}

/// The embeddings of so many texts in an answer, in whatever order they came.
fn read(answer: &[u8], texts: usize) -> Result<Vec<Embedding>, EmbedError> {
    // What the parser says in words may quote what is there.
    let place =
        |error: serde_json::Error| format!("{:?} error in line {}, column {}", error.classify(), error.line(), error.column());
    let Answer { mut data } = serde_json::from_slice(answer).map_err(|error| EmbedError::Malformed(place(error)))?;
    data.sort_by_key(|entry| entry.index);
    if !data.iter().map(|entry| entry.index).eq(0..texts) {
        let reason = format!("it has {} embeddings, and not one for each of {texts} texts", data.len());
        return Err(EmbedError::Malformed(reason));
    }
    data.iter().map(|entry| Ok(Embedding::new(&entry.embedding)?)).collect()
}

/// The error with what lies behind it.
fn reason(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(url: &str) -> ServiceSettings {
        ServiceSettings {
            url: url.into(),
            model: "small".into(),
            token: Some("hidden-token".into()),
            shorten: false,
            timeout: Duration::from_secs(1),
        }
    }

    #[test]
    fn the_address_is_the_one_of_any_client() {
        for url in ["https://host/v1", "https://host/v1/"] {
            assert_eq!(Service::new(settings(url)).unwrap().url.as_str(), "https://host/v1/embeddings");
        }
        let invalid = |url| Service::new(settings(url)).err();
        assert!(matches!(invalid("host"), Some(InvalidService::Malformed(_))));
        assert_eq!(invalid("ftp://host"), Some(InvalidService::Scheme));
        for url in ["https://user@host", "https://:password@host", "https://host?key=1", "https://host#part"] {
            assert_eq!(invalid(url), Some(InvalidService::Surplus), "{url}");
        }
        let unnamed = ServiceSettings { model: " ".into(), ..settings("https://host") };
        assert_eq!(Service::new(unnamed).err(), Some(InvalidService::Model));
        for token in ["", "one\ntwo"] {
            let unsendable = ServiceSettings { token: Some(token.into()), ..settings("https://host") };
            assert_eq!(Service::new(unsendable).err(), Some(InvalidService::Token), "{token:?}");
        }
        assert!(!format!("{:?}", settings("https://host")).contains("hidden-token"));
    }

    #[test]
    fn embeddings_are_taken_by_their_index() {
        let answer = br#"{ "object": "list", "data": [
            { "object": "embedding", "index": 1, "embedding": [0.0, 2.0] },
            { "object": "embedding", "index": 0, "embedding": [1.0] }
        ], "model": "small", "usage": { "prompt_tokens": 2, "total_tokens": 2 } }"#;
        let expected = [[1.0, 0.0], [0.0, 1.0]].map(|vector| Embedding::new(&vector).unwrap());
        assert_eq!(read(answer, 2).unwrap(), expected);
        for texts in [1, 3] {
            assert!(matches!(read(answer, texts), Err(EmbedError::Malformed(_))));
        }
    }

    #[test]
    fn an_answer_that_cannot_be_used_is_refused() {
        let twice = br#"{ "data": [{ "index": 0, "embedding": [] }, { "index": 0, "embedding": [] }] }"#;
        assert!(matches!(read(twice, 2), Err(EmbedError::Malformed(_))));
        let long = format!("{{ \"data\": [{{ \"index\": 0, \"embedding\": {:?} }}] }}", vec![1.0; 385]);
        assert_eq!(read(long.as_bytes(), 1), Err(EmbedError::Vector(crate::UnusableVector::TooLong(385))));
        let infinite = br#"{ "data": [{ "index": 0, "embedding": [1e39] }] }"#;
        assert!(matches!(read(infinite, 1), Err(EmbedError::Vector(_) | EmbedError::Malformed(_))));
        let quoting = read(br#"{ "data": "hidden-text" }"#, 1).unwrap_err();
        assert!(matches!(&quoting, EmbedError::Malformed(reason) if reason.contains("line 1") && !reason.contains("hidden")));
        for broken in [&b""[..], b"{}", b"[]", b"{ \"data\": [{ \"index\": -1, \"embedding\": [] }] }"] {
            assert!(matches!(read(broken, 0), Err(EmbedError::Malformed(_))));
        }
    }
}
