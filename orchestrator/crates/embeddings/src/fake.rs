//! An embedder for tests, which knows a few topics by their words.

use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;

use crate::{EmbedError, Embedder, Embedding};

/// Knows a few topics, each by its words: a text is about those whose words it has, as often as it has them. It can be told to fail, and
/// says what it was asked.
#[derive(Default)]
pub struct FakeEmbedder {
    topics: Vec<Vec<String>>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    asked: Vec<Vec<String>>,
    failure: Option<EmbedError>,
    next_failure: Option<EmbedError>,
    refused: Option<String>,
    is_silent: bool,
}

impl FakeEmbedder {
    /// Knows these topics; at most 384.
    pub fn new(topics: &[&[&str]]) -> Self {
        let topics = topics.iter().map(|words| words.iter().map(ToString::to_string).collect()).collect();
        Self { topics, state: Mutex::default() }
    }

    /// Fails with this from now on, or does not fail any more.
    pub fn fail_with(&self, failure: Option<EmbedError>) {
        self.state().failure = failure;
    }

    /// Refuses texts with this word from now on.
    pub fn refuse(&self, word: &str) {
        self.state().refused = Some(word.to_owned());
    }

    /// Fails with this the next time it is asked.
    pub fn fail_once(&self, failure: EmbedError) {
        self.state().next_failure = Some(failure);
    }

    /// Answers no more.
    pub fn fall_silent(&self) {
        self.state().is_silent = true;
    }

    /// Answers again.
    pub fn speak(&self) {
        self.state().is_silent = false;
    }

    /// All texts it was asked for.
    pub fn asked(&self) -> Vec<String> {
        self.state().asked.concat()
    }

    /// How many texts it was asked for each time.
    pub fn batches(&self) -> Vec<usize> {
        self.state().asked.iter().map(Vec::len).collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that it was asked for these, and fails if it is to.
    fn note(&self, texts: &[String]) -> Result<(), EmbedError> {
        let mut state = self.state();
        state.asked.push(texts.to_vec());
        let failure = state.next_failure.take().or_else(|| state.failure.clone());
        failure.map_or(Ok(()), Err)?;
        let is_refused = |refused: &String| texts.iter().any(|text| text.contains(refused));
        if state.refused.as_ref().is_some_and(is_refused) {
            return Err(EmbedError::Refused(400));
        }
        Ok(())
    }

    fn about(&self, text: &str) -> Result<Embedding, EmbedError> {
        let times = |words: &Vec<String>| text.split_whitespace().filter(|word| words.iter().any(|known| known == word)).count();
        #[expect(clippy::cast_precision_loss, reason = "tests have short texts")]
        let vector: Vec<_> = self.topics.iter().map(|words| times(words) as f32).collect();
        Ok(Embedding::new(&vector)?)
    }
}

#[async_trait]
impl Embedder for FakeEmbedder {
    async fn embed(&self, texts: &[String]) -> Result<Vec<Embedding>, EmbedError> {
        self.note(texts)?;
        // As with a real one, others go on meanwhile.
        tokio::task::yield_now().await;
        if self.state().is_silent {
            std::future::pending::<()>().await;
        }
        texts.iter().map(|text| self.about(text)).collect()
    }
}
