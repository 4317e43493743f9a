//! Who says what texts are about.

use std::time::Duration;

use async_trait::async_trait;

use crate::{Embedding, UnusableVector};

/// Says what texts are about. Embeddings of two embedders cannot be compared.
#[async_trait]
pub trait Embedder: Send + Sync {
    /// The embeddings of these texts, one each, in the same order.
    ///
    /// # Errors
    ///
    /// As the variants of [`EmbedError`] say; then there is none for any of the texts.
    async fn embed(&self, texts: &[String]) -> Result<Vec<Embedding>, EmbedError>;
}

/// Why there are no embeddings. Holds neither texts nor secrets.
#[derive(thiserror::Error, Clone, PartialEq, Eq, Debug)]
pub enum EmbedError {
    /// Nobody there, or the connection broke.
    #[error("the service for embeddings cannot be reached: {0}")]
    Unreachable(String),
    /// No answer, or not all of it, in time.
    #[error("there were not all embeddings within {} ms", .limit.as_millis())]
    TimedOut {
        /// What it was given.
        limit: Duration,
    },
    /// It answers with another status than success.
    #[error("the service for embeddings answers with status {0}")]
    Refused(u16),
    /// The answer is too large.
    #[error("the answer of the service for embeddings has more than {limit} bytes")]
    TooLarge {
        /// Largest answer, in bytes.
        limit: usize,
    },
    /// The answer is not what was asked for.
    #[error("the answer of the service for embeddings cannot be used: {0}")]
    Malformed(String),
    /// A vector is none of ours.
    #[error("an embedding cannot be used: {0}")]
    Vector(#[from] UnusableVector),
    /// The model broke over a text.
    #[error("the model for embeddings broke over a text")]
    Broke,
    /// It failed a moment ago, and is not asked again yet.
    #[error("whoever makes embeddings failed less than {} s ago and is left alone", .pause.as_secs())]
    Resting {
        /// How long it rests after a failure.
        pause: Duration,
    },
}
