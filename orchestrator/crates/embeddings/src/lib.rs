#![doc = include_str!("../README.md")]

mod embedder;
mod embedding;
pub mod fake;
mod folder;
mod ngrams;
mod remembered;
mod service;

pub use embedder::{EmbedError, Embedder};
pub use embedding::{Embedding, Similarity, UnusableVector, DIMENSIONS};
pub use folder::{FolderModel, InvalidModel};
pub use ngrams::Ngrams;
pub use remembered::{Patience, Remembered};
pub use service::{InvalidService, Service, ServiceSettings};
