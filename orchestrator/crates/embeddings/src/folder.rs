//! Embeddings of a static model in a folder: no network, and synonyms are known as far as the model knows them.

use std::{fs, path::Path, path::PathBuf};

use async_trait::async_trait;
use model2vec_rs::model::StaticModel;

use crate::{EmbedError, Embedder, Embedding, DIMENSIONS};

/// Most tokens of a text that count.
const MOST_TOKENS: usize = 512;

/// A static model: each token has a vector, and a text the mean of those of its tokens. Its folder holds `model.safetensors`,
/// `tokenizer.json` and `config.json`, as those of Model2Vec do. A clone is the same model.
#[derive(Clone)]
pub struct FolderModel(StaticModel);

/// Why a folder holds no model that can be used.
#[derive(thiserror::Error, Debug)]
pub enum InvalidModel {
    /// One of its files cannot be read.
    #[error("{}: {error}", .file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the operating system says.
        error: std::io::Error,
    },
    /// The files are no model.
    #[error("the files are no static model: {0}")]
    Malformed(String),
    /// Its vectors have too many components.
    #[error("its vectors have {0} components, and 1 to {DIMENSIONS} can be used")]
    Dimensions(usize),
}

impl FolderModel {
    /// The model in this folder. Nothing else is read, and nothing is asked for over the network.
    ///
    /// # Errors
    ///
    /// As the variants of [`InvalidModel`] say.
    pub fn open(folder: &Path) -> Result<Self, InvalidModel> {
        let read = |name: &str| {
            let file = folder.join(name);
            fs::read(&file).map_err(|error| InvalidModel::Unreadable { file, error })
        };
        let (tokenizer, model, config) = (read("tokenizer.json")?, read("model.safetensors")?, read("config.json")?);
        let model = StaticModel::from_bytes(tokenizer, model, config, None)
            .map_err(|error| InvalidModel::Malformed(format!("{error:#}")))?;
        match model.dim() {
            1..=DIMENSIONS => Ok(Self(model)),
            other => Err(InvalidModel::Dimensions(other)),
        }
    }
}

#[async_trait]
impl Embedder for FolderModel {
    async fn embed(&self, texts: &[String]) -> Result<Vec<Embedding>, EmbedError> {
        let (model, texts) = (self.0.clone(), texts.to_vec());
        // It panics over what its tokenizer cannot read.
        let encode = move || model.encode_with_args(&texts, Some(MOST_TOKENS), texts.len().max(1));
        let vectors = tokio::task::spawn_blocking(encode).await.map_err(|_| EmbedError::Broke)?;
        vectors.iter().map(|vector| Ok(Embedding::new(vector)?)).collect()
    }
}
