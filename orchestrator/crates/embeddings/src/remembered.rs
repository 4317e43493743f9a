//! What is asked only once, for how long, and who is not asked while it fails.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use moka::{policy::EvictionPolicy, sync::Cache};
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;

use crate::{EmbedError, Embedder, Embedding};

/// Most embeddings that are remembered, 1.5 kB each.
const MOST: u64 = 20_000;
/// Most texts of which an embedder is asked at a time; services take at least as many.
const BATCH: usize = 32;
/// A text that everybody can embed.
const HARMLESS: &str = "A short text in plain words.";

/// A text's SHA-256.
type Key = [u8; 32];

/// Asks an embedder: for each text once as long as it remembers it, in batches, never for long, and not while it fails, so that whoever
/// wants to know does not wait for a service that is away. A text without words is about nothing, and so is one over which the embedder
/// fails while it takes others: nobody can write a text that keeps those of others from being embedded.
pub struct Remembered {
    embedder: Arc<dyn Embedder>,
    patience: Patience,
    known: Cache<Key, Embedding>,
    failed_at: Mutex<Option<Instant>>,
}

/// How long an embedder is waited for, and left alone.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Longest time for all texts of which it is asked at once.
    pub limit: Duration,
    /// Time for which it is left alone after a failure.
    pub pause: Duration,
}

impl Remembered {
    /// Remembers what this embedder says.
    pub fn new(embedder: Arc<dyn Embedder>, patience: Patience) -> Self {
        // The usual policy keeps what was asked for often, and would not take in what is new where all is as rare.
        let known = Cache::builder().max_capacity(MOST).eviction_policy(EvictionPolicy::lru()).build();
        Self { embedder, patience, known, failed_at: Mutex::default() }
    }

    /// The embeddings of these texts, as far as they are known or can be learned; and why not all of them could be.
    pub async fn embed(&self, texts: &[String]) -> (Vec<Option<Embedding>>, Result<(), EmbedError>) {
        let keys: Vec<Key> = texts.iter().map(|text| Sha256::digest(text.as_bytes()).into()).collect();
        let mut found = HashMap::new();
        let mut unknown = HashMap::new();
        for (key, text) in keys.iter().zip(texts) {
            if !text.chars().any(char::is_alphanumeric) {
                found.insert(*key, Embedding::nothing());
            } else if let Some(embedding) = self.known.get(key) {
                found.insert(*key, embedding);
            } else {
                unknown.insert(*key, text);
            }
        }
        let learned = if unknown.is_empty() { Ok(()) } else { self.learn(&unknown).await };
        found.extend(unknown.into_keys().filter_map(|key| Some((key, self.known.get(&key)?))));
        (keys.iter().map(|key| found.get(key).cloned()).collect(), learned)
    }

    /// Asks for these texts, each of which is there once, unless the embedder rests. What came before a failure is remembered.
    async fn learn(&self, texts: &HashMap<Key, &String>) -> Result<(), EmbedError> {
        // Held while it is asked: whoever comes meanwhile asks for nothing twice, and does not find out as well that it fails.
        let mut failed_at = self.failed_at.lock().await;
        if failed_at.is_some_and(|failed_at| failed_at.elapsed() < self.patience.pause) {
            return Err(EmbedError::Resting { pause: self.patience.pause });
        }
        let unknown: Vec<_> = texts.iter().filter(|(key, _)| !self.known.contains_key(*key)).collect();
        let all = async {
            for batch in unknown.chunks(BATCH) {
                self.ask(batch).await?;
            }
            Ok(())
        };
        let limit = self.patience.limit;
        let learned = tokio::time::timeout(limit, all).await.unwrap_or(Err(EmbedError::TimedOut { limit }));
        *failed_at = learned.is_err().then(Instant::now);
        learned
    }

    /// Asks for these together; where that fails and may be one text's fault, for each half of them, down to the one text. It is about
    /// nothing when the embedder takes another that nobody fails over; else the embedder has failed.
    async fn ask(&self, texts: &[(&Key, &&String)]) -> Result<(), EmbedError> {
        // What is still to be asked, last part first.
        let mut parts = vec![texts];
        while let Some(part) = parts.pop() {
            let asked: Vec<_> = part.iter().map(|(_, text)| (**text).clone()).collect();
            match (self.embedder.embed(&asked).await, part) {
                (Ok(embeddings), _) => {
                    for ((key, _), embedding) in part.iter().zip(embeddings) {
                        self.known.insert(**key, embedding);
                    }
                }
                (Err(error), [(key, _)]) if error.may_be_a_texts_fault() => {
                    self.embedder.embed(&[HARMLESS.to_owned()]).await?;
                    self.known.insert(**key, Embedding::nothing());
                }
                (Err(error), _) if error.may_be_a_texts_fault() => {
                    let (first, second) = part.split_at(part.len().div_euclid(2));
                    parts.extend([second, first]);
                }
                (Err(error), _) => return Err(error),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::FakeEmbedder;

    const HOUR: Duration = Duration::from_secs(3_600);

    fn remembered(pause: Duration) -> (Arc<FakeEmbedder>, Remembered) {
        let fake = Arc::new(FakeEmbedder::new(&[&["bee", "honey"], &["car"]]));
        (fake.clone(), Remembered::new(fake, Patience { limit: HOUR, pause }))
    }

    /// All embeddings of these texts.
    async fn all(remembered: &Remembered, texts: &[&str]) -> Vec<Embedding> {
        let (embeddings, learned) = some(remembered, texts).await;
        learned.unwrap();
        embeddings.into_iter().map(Option::unwrap).collect()
    }

    async fn some(remembered: &Remembered, texts: &[&str]) -> (Vec<Option<Embedding>>, Result<(), EmbedError>) {
        remembered.embed(&texts.iter().map(ToString::to_string).collect::<Vec<_>>()).await
    }

    #[tokio::test]
    async fn a_text_is_asked_for_once() {
        let (fake, remembered) = remembered(HOUR);
        let both = all(&remembered, &["bee", "car", "bee"]).await;
        assert_eq!((&both[0], both.len()), (&both[2], 3));
        assert_ne!(both[0], both[1]);
        assert_eq!(all(&remembered, &["car", "honey"]).await, [both[1].clone(), both[0].clone()]);
        tokio::join!(all(&remembered, &["bees"]), all(&remembered, &["bees"]));
        let mut asked = fake.asked();
        asked.sort();
        assert_eq!(asked, ["bee", "bees", "car", "honey"]);
    }

    #[tokio::test]
    async fn texts_without_words_are_not_asked_for() {
        let (fake, remembered) = remembered(HOUR);
        assert_eq!(all(&remembered, &["", " - "]).await, [Embedding::nothing(), Embedding::nothing()]);
        assert!(fake.asked().is_empty());
    }

    #[tokio::test]
    async fn many_texts_are_asked_for_in_batches() {
        let (fake, remembered) = remembered(HOUR);
        let many: Vec<_> = (0..70).map(|number| format!("bee {number}")).collect();
        assert!(remembered.embed(&many).await.0.iter().all(Option::is_some));
        assert_eq!(fake.batches(), [32, 32, 6]);
    }

    #[tokio::test]
    async fn what_is_new_is_remembered_rather_than_what_is_old() {
        let (fake, remembered) = remembered(HOUR);
        let embed = |texts: std::ops::Range<u64>| {
            let texts: Vec<_> = texts.map(|number| format!("bee {number}")).collect();
            let remembered = &remembered;
            async move {
                assert!(remembered.embed(&texts).await.0.iter().all(Option::is_some));
                remembered.known.run_pending_tasks();
            }
        };
        // What is old was even asked for more often.
        for _ in 0..3 {
            embed(0..MOST).await;
        }
        embed(MOST..MOST + 100).await;
        let asked = fake.asked().len();
        embed(MOST..MOST + 100).await;
        assert_eq!(fake.asked().len(), asked);
        assert!(remembered.known.entry_count() <= MOST);
    }

    #[tokio::test]
    async fn who_fails_is_left_alone_for_a_while() {
        let (fake, remembered) = remembered(HOUR);
        let known = all(&remembered, &["bee"]).await;
        fake.fail_with(Some(EmbedError::Refused(503)));
        assert_eq!(some(&remembered, &["car"]).await, (vec![None], Err(EmbedError::Refused(503))));
        fake.fail_with(None);
        let expected = (vec![None, Some(known[0].clone())], Err(EmbedError::Resting { pause: HOUR }));
        assert_eq!(some(&remembered, &["car", "bee"]).await, expected, "what is known needs nobody");
        assert_eq!(fake.batches(), [1, 1]);
    }

    #[tokio::test]
    async fn who_failed_is_asked_again_after_the_pause() {
        let (fake, remembered) = remembered(Duration::ZERO);
        fake.fail_with(Some(EmbedError::Refused(503)));
        assert_eq!(some(&remembered, &["car"]).await.1, Err(EmbedError::Refused(503)));
        fake.fail_with(None);
        all(&remembered, &["car"]).await;
    }

    #[tokio::test]
    async fn nobody_waits_for_long() {
        let (fake, _) = remembered(HOUR);
        let limit = Duration::from_millis(20);
        fake.fall_silent();
        let remembered = Remembered::new(fake, Patience { limit, pause: HOUR });
        assert_eq!(some(&remembered, &["car"]).await, (vec![None], Err(EmbedError::TimedOut { limit })));
        assert_eq!(some(&remembered, &["car"]).await.1, Err(EmbedError::Resting { pause: HOUR }));
    }

    #[tokio::test]
    async fn a_text_that_is_refused_keeps_no_other_from_being_embedded() {
        let (fake, remembered) = remembered(HOUR);
        fake.refuse("poison");
        let mut texts: Vec<_> = (0..30).map(|number| format!("bee {number}")).collect();
        texts.insert(7, "poison bee".into());
        texts.insert(20, "poison car".into());
        let (embeddings, learned) = remembered.embed(&texts).await;
        assert_eq!(learned, Ok(()));
        let refused: Vec<_> = (0..32).filter(|at| embeddings[*at] == Some(Embedding::nothing())).collect();
        assert_eq!((refused.len(), embeddings.iter().all(Option::is_some)), (2, true));
        // All, halves of halves, and two times something harmless: no more than two ways from 32 texts to one.
        assert!(fake.batches().len() <= 1 + 2 * 2 * 5 + 2, "{:?}", fake.batches());
        assert_eq!(all(&remembered, &["poison alone"]).await, [Embedding::nothing()]);
        let asked = fake.batches().len();
        all(&remembered, &["poison alone", "poison bee"]).await;
        assert_eq!(fake.batches().len(), asked, "and is asked for once");
        all(&remembered, &["honey"]).await;
    }

    #[tokio::test]
    async fn who_refuses_everything_has_failed() {
        let (fake, remembered) = remembered(HOUR);
        for (refusal, texts) in [(EmbedError::Refused(400), &["bee", "car"][..]), (EmbedError::Broke, &["bee"])] {
            fake.fail_with(Some(refusal.clone()));
            let remembered = Remembered::new(fake.clone(), remembered.patience);
            assert_eq!(some(&remembered, texts).await, (vec![None; texts.len()], Err(refusal)));
            assert_eq!(some(&remembered, texts).await.1, Err(EmbedError::Resting { pause: HOUR }));
        }
    }
}
