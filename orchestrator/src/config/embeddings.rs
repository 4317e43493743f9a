//! Who says how alike tasks and agents are.

use std::{path::PathBuf, sync::Arc, time::Duration};

use ainur_embeddings::{Embedder, FolderModel, Ngrams, Patience, Remembered, Service, ServiceSettings};
use anyhow::{ensure, Context, Result};
use secrecy::SecretString;
use serde::Deserialize;

use super::operator::secret;
use crate::matching::Strategy;

/// Time for which whoever fails to make embeddings is left alone.
const PAUSE: Duration = Duration::from_secs(30);
/// Seconds that matching waits for embeddings at a time, usually.
const USUAL_TIMEOUT: u64 = 5;

/// What embeddings are made from, where `work.strategy` is `similar`.
#[derive(Deserialize, Debug)]
#[serde(tag = "from", rename_all = "snake_case", deny_unknown_fields)]
pub enum Embeddings {
    /// The words of a text and the letters in them.
    Ngrams {},
    /// A static model in a folder.
    Folder(Folder),
    /// A service with the interface of OpenAI.
    Service(Api),
}

/// A static model.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Folder {
    /// Its folder, with `model.safetensors`, `tokenizer.json` and `config.json`.
    pub dir: PathBuf,
}

/// A service with the interface of OpenAI. It reads the titles and descriptions of tasks and agents, which are public.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Api {
    /// Address below which `/embeddings` is, most often one that ends with `/v1`.
    pub url: String,
    /// Name of the model.
    pub model: String,
    /// Bearer token, where one is wanted.
    pub token: Option<SecretString>,
    /// A file that holds the same.
    pub token_file: Option<PathBuf>,
    /// Whether it is asked to shorten its vectors to 384 components, as OpenAI's `text-embedding-3` models can.
    #[serde(default)]
    pub shorten: bool,
    /// Seconds that matching waits for it at a time, 1 to 10.
    #[serde(default = "Api::default_timeout")]
    pub timeout_seconds: u64,
}

impl Default for Embeddings {
    fn default() -> Self {
        Self::Ngrams {}
    }
}

impl Embeddings {
    /// Whoever makes the embeddings.
    ///
    /// # Errors
    ///
    /// When the folder holds no model, the service's address is none, or the file of its token cannot be read.
    pub fn embedder(&self) -> Result<Remembered> {
        let embedder: Arc<dyn Embedder> = match self {
            Self::Ngrams {} => Arc::new(Ngrams),
            Self::Folder(Folder { dir }) => {
                Arc::new(FolderModel::open(dir).with_context(|| format!("embeddings.dir: {}", dir.display()))?)
            }
            Self::Service(api) => Arc::new(api.service().context("embeddings")?),
        };
        let seconds = if let Self::Service(api) = self { api.timeout_seconds } else { USUAL_TIMEOUT };
        Ok(Remembered::new(embedder, Patience { limit: Duration::from_secs(seconds), pause: PAUSE }))
    }

    pub(super) fn check(&self, strategy: Option<Strategy>) -> Result<()> {
        let is_asked = strategy == Some(Strategy::Similar);
        ensure!(is_asked || matches!(self, Self::Ngrams {}), "embeddings: only with work.strategy = \"similar\"");
        match self {
            Self::Ngrams {} => {}
            Self::Folder(Folder { dir }) => ensure!(dir.is_dir(), "embeddings.dir: there is no folder {}", dir.display()),
            Self::Service(api) => {
                ensure!((1..=10).contains(&api.timeout_seconds), "embeddings.timeout_seconds: 1 to 10");
                api.service().context("embeddings")?;
            }
        }
        Ok(())
    }
}

impl Api {
    fn default_timeout() -> u64 {
        USUAL_TIMEOUT
    }

    fn service(&self) -> Result<Service> {
        let has_token = self.token.is_some() || self.token_file.is_some();
        let token = has_token.then(|| secret(self.token.as_ref(), self.token_file.as_deref()).context("token")).transpose()?;
        let Self { url, model, shorten, timeout_seconds, .. } = self;
        let timeout = Duration::from_secs(*timeout_seconds);
        Ok(Service::new(ServiceSettings { url: url.clone(), model: model.clone(), token, shorten: *shorten, timeout })?)
    }
}
