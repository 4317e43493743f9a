//! What the owner of a hosted agent says of it: the JSON document behind the descriptor that stands on chain.

use std::{collections::BTreeMap, time::Duration};

use ainur_outbound::{HeaderMap, HeaderName, HeaderValue, Policy, UrlError};
use serde::Deserialize;

/// The only kind of manifest there is.
const SCHEMA: &str = "ainur/manifest/1";
/// Largest manifest, in bytes.
pub const MAX_MANIFEST: u64 = 64 * 1024;
/// Longest name, in characters.
const MAX_NAME: usize = 64;
/// Longest description, in characters.
const MAX_DESCRIPTION: usize = 2_000;
/// Most headers.
const MAX_HEADERS: usize = 16;
/// Longest value of a header, in bytes.
const MAX_VALUE: usize = 256;
/// Headers that are not the owner's to set: those of the protocol, those that are ours, and those in which secrets are sent, for a
/// manifest is public.
const RESERVED: [&str; 14] = [
    "host",
    "connection",
    "content-length",
    "content-type",
    "content-encoding",
    "transfer-encoding",
    "te",
    "trailer",
    "upgrade",
    "expect",
    "authorization",
    "cookie",
    "idempotency-key",
    "user-agent",
];

/// Where a hosted agent does its work.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Endpoint {
    /// Its URL, as it stands in the manifest.
    pub url: String,
    /// What it wants to be sent beside the order's own headers.
    pub headers: HeaderMap,
    /// How long it may take for an answer: 1 to 600 seconds.
    pub timeout: Duration,
    /// Whether it may be asked for the same work twice at a time.
    pub allows_hedging: bool,
}

/// Why a document is no manifest of a hosted agent.
#[derive(thiserror::Error, Clone, PartialEq, Eq, Debug)]
pub enum ManifestError {
    /// It is no JSON, lacks something, or has what is not known.
    #[error("the manifest cannot be read: {0}")]
    Malformed(String),
    /// It is of another kind.
    #[error("the manifest's schema is not {SCHEMA:?}")]
    Schema,
    /// Its name is empty or too long.
    #[error("the manifest's name must have 1 to {MAX_NAME} characters")]
    Name,
    /// Its description is too long.
    #[error("the manifest's description must have at most {MAX_DESCRIPTION} characters")]
    Description,
    /// It names no endpoint.
    #[error("the manifest names no endpoint")]
    NoEndpoint,
    /// Its URL has characters that a URL cannot have.
    #[error("the endpoint's URL has characters that must be escaped")]
    Unescaped,
    /// Its URL may not be asked.
    #[error("the endpoint's URL cannot be used: {0}")]
    Url(#[from] UrlError),
    /// It has too many headers.
    #[error("the endpoint has more than {MAX_HEADERS} headers")]
    Headers,
    /// One of its headers cannot be sent.
    #[error("the endpoint's header {0:?} cannot be set, is set twice, or has a value that cannot be sent")]
    Header(String),
    /// Its time for an answer is out of range.
    #[error("the endpoint's timeout_seconds must be 1 to 600")]
    Timeout,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    schema: String,
    name: String,
    #[serde(default)]
    description: String,
    endpoint: Option<Place>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    url: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default = "usual_timeout")]
    timeout_seconds: u64,
    #[serde(default)]
    allow_hedging: bool,
}

fn usual_timeout() -> u64 {
    30
}

impl Endpoint {
    /// The endpoint that a manifest names, if it may be asked.
    ///
    /// # Errors
    ///
    /// As the variants of [`ManifestError`] say.
    pub fn of_manifest(manifest: &[u8], policy: &Policy) -> Result<Self, ManifestError> {
        let document: Document = serde_json::from_slice(manifest).map_err(|error| ManifestError::Malformed(error.to_string()))?;
        if document.schema != SCHEMA {
            return Err(ManifestError::Schema);
        }
        if !(1..=MAX_NAME).contains(&document.name.chars().count()) {
            return Err(ManifestError::Name);
        }
        if document.description.chars().count() > MAX_DESCRIPTION {
            return Err(ManifestError::Description);
        }
        let Place { url, headers, timeout_seconds, allow_hedging } = document.endpoint.ok_or(ManifestError::NoEndpoint)?;
        // What parsers drop or escape in silence would be another text than the one that is signed.
        if !url.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(ManifestError::Unescaped);
        }
        policy.check(&url)?;
        if !(1..=600).contains(&timeout_seconds) {
            return Err(ManifestError::Timeout);
        }
        let (headers, timeout) = (read_headers(headers)?, Duration::from_secs(timeout_seconds));
        Ok(Self { url, headers, timeout, allows_hedging: allow_hedging })
    }
}

fn read_headers(headers: BTreeMap<String, String>) -> Result<HeaderMap, ManifestError> {
    if headers.len() > MAX_HEADERS {
        return Err(ManifestError::Headers);
    }
    let mut read = HeaderMap::new();
    for (name, value) in headers {
        let header = header(&name, &value).filter(|(name, _)| !read.contains_key(name));
        let (name, value) = header.ok_or(ManifestError::Header(name))?;
        read.insert(name, value);
    }
    Ok(read)
}

fn header(name: &str, value: &str) -> Option<(HeaderName, HeaderValue)> {
    let name: HeaderName = name.parse().ok()?;
    let is_ours = RESERVED.contains(&name.as_str()) || name.as_str().starts_with("ainur-") || name.as_str().starts_with("proxy-");
    let fits = !is_ours && value.len() <= MAX_VALUE && value.is_ascii();
    fits.then(|| value.parse().ok().map(|value| (name, value)))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{json, Value};

    fn policy() -> Policy {
        Policy::new(false, &[], &[443]).unwrap()
    }

    fn read(document: &Value) -> Result<Endpoint, ManifestError> {
        Endpoint::of_manifest(document.to_string().as_bytes(), &policy())
    }

    fn manifest() -> Value {
        json!({
            "schema": "ainur/manifest/1",
            "name": "Echo",
            "description": "Says it again.",
            "endpoint": { "url": "https://agent.example/run", "headers": { "X-Model": "small" }, "timeout_seconds": 60 }
        })
    }

    #[test]
    fn a_manifest_says_where_the_work_is_done() {
        let endpoint = read(&manifest()).unwrap();
        assert_eq!((endpoint.url.as_str(), endpoint.timeout.as_secs()), ("https://agent.example/run", 60));
        assert_eq!(endpoint.headers["x-model"], "small");
        let least = json!({ "schema": "ainur/manifest/1", "name": "Echo", "endpoint": { "url": "https://agent.example" } });
        assert_eq!(read(&least).unwrap().timeout.as_secs(), 30);
    }

    #[test]
    fn nobody_is_asked_twice_at_a_time_who_does_not_say_so() {
        let mut document = manifest();
        assert!(!read(&document).unwrap().allows_hedging);
        document["endpoint"]["allow_hedging"] = json!(true);
        assert!(read(&document).unwrap().allows_hedging);
    }

    #[test]
    fn the_example_of_the_documentation_is_a_manifest() {
        let example = include_bytes!("../../../docs/hosting/manifest.json");
        assert!(Endpoint::of_manifest(example, &policy()).is_ok());
    }

    #[test]
    fn whatever_is_wrong_with_a_manifest_is_named() {
        let changed = |pointer: &str, value: Value| {
            let mut document = manifest();
            *document.pointer_mut(pointer).unwrap() = value;
            read(&document).unwrap_err()
        };
        assert_eq!(changed("/schema", json!("ainur/manifest/2")), ManifestError::Schema);
        assert_eq!(changed("/name", json!("")), ManifestError::Name);
        assert_eq!(changed("/name", json!("n".repeat(65))), ManifestError::Name);
        assert_eq!(changed("/description", json!("d".repeat(2_001))), ManifestError::Description);
        assert_eq!(changed("/endpoint", Value::Null), ManifestError::NoEndpoint);
        assert_eq!(changed("/endpoint/url", json!("http://agent.example")), ManifestError::Url(UrlError::Scheme));
        assert_eq!(changed("/endpoint/url", json!("https://10.0.0.1")), ManifestError::Url(UrlError::Address));
        assert_eq!(changed("/endpoint/url", json!("https://agent.example/\nrun")), ManifestError::Unescaped);
        for seconds in [0, 601] {
            assert_eq!(changed("/endpoint/timeout_seconds", json!(seconds)), ManifestError::Timeout);
        }
        for wrong in [json!(-1), json!("30"), json!(1e99)] {
            assert!(matches!(changed("/endpoint/timeout_seconds", wrong), ManifestError::Malformed(_)));
        }
        let unknown = json!({ "schema": "ainur/manifest/1", "name": "Echo", "end_point": {} });
        assert!(matches!(read(&unknown), Err(ManifestError::Malformed(error)) if error.contains("end_point")));
        assert!(matches!(Endpoint::of_manifest(b"\xff", &policy()), Err(ManifestError::Malformed(_))));
    }

    #[test]
    fn headers_of_the_protocol_and_for_secrets_are_not_the_owners_to_set() {
        let with = |headers: Value| {
            let mut document = manifest();
            document["endpoint"]["headers"] = headers;
            read(&document)
        };
        for name in ["Host", "authorization", "Cookie", "Ainur-Task", "Proxy-Authorization", "content-length", "a b", ""] {
            assert_eq!(with(json!({ name: "x" })), Err(ManifestError::Header(name.into())));
        }
        for value in ["a\r\nhost: b", "\u{e9}", "v".repeat(257).as_str()] {
            assert_eq!(with(json!({ "x": value })), Err(ManifestError::Header("x".into())));
        }
        assert!(matches!(with(json!({ "x-a": "1", "X-A": "2" })), Err(ManifestError::Header(_))));
        let many: BTreeMap<_, _> = (0..17).map(|at| (format!("x-{at}"), "y")).collect();
        assert_eq!(with(json!(many)), Err(ManifestError::Headers));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>) {
            drop(Endpoint::of_manifest(&bytes, &policy()));
        }

        #[test]
        fn only_a_url_that_may_be_asked_gets_through(url in "https?://[a-z0-9.:@/%\\[\\] ]{0,20}") {
            let mut document = manifest();
            document["endpoint"]["url"] = json!(url);
            prop_assert_eq!(read(&document).is_ok(), policy().check(&url).is_ok() && !url.contains(' '));
        }
    }
}
