//! What is asked only once, for how long, and who is not asked while it fails.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use moka::{policy::EvictionPolicy, sync::Cache};
use sha2::{Digest, Sha256};
use tokio::{
    sync::Mutex,
    time::{timeout_at, Instant},
};

use crate::{EmbedError, Embedder, Embedding};

/// Most embeddings that are remembered, 1.5 kB each.
const MOST: u64 = 20_000;
/// Most texts of which an embedder is asked at a time; services take at least as many.
const BATCH: usize = 32;
/// A text that everybody can embed.
const HARMLESS: &str = "A short text in plain words.";
/// How long a text over which the embedder fails is not asked for again.
const REFUSED: Duration = Duration::from_secs(60 * 60);

/// A text's SHA-256.
type Key = [u8; 32];

/// Asks an embedder: for each text once as long as it remembers it, in batches, never for long, and not while it fails, so that whoever
/// wants to know does not wait for a service that is away. A text without words is about nothing, and so is, for an hour, one over which
/// the embedder fails while it takes another: nobody can write a text that keeps those of others from being embedded.
pub struct Remembered {
    embedder: Arc<dyn Embedder>,
    patience: Patience,
    known: Cache<Key, Embedding>,
    refused: Cache<Key, ()>,
    failed_at: Mutex<Option<Instant>>,
}

/// How long an embedder is waited for, and left alone.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Longest time for whatever somebody wants to know at a time.
    pub limit: Duration,
    /// Time for which it is left alone after a failure.
    pub pause: Duration,
}

impl Remembered {
    /// Remembers what this embedder says.
    pub fn new(embedder: Arc<dyn Embedder>, patience: Patience) -> Self {
        // The usual policy keeps what was asked for often, and would not take in what is new where all is as rare.
        let known = Cache::builder().max_capacity(MOST).eviction_policy(EvictionPolicy::lru()).build();
        let refused = Cache::builder().max_capacity(MOST).time_to_live(REFUSED).build();
        Self { embedder, patience, known, refused, failed_at: Mutex::default() }
    }

    /// Until when whoever begins to ask now should wait, for all that it wants to know.
    pub fn deadline(&self) -> Instant {
        Instant::now() + self.patience.limit
    }

    /// The embeddings of these texts, as far as they are known or can be learned until then; and why not all of them could be.
    pub async fn embed(&self, texts: &[String], until: Instant) -> (Vec<Option<Embedding>>, Result<(), EmbedError>) {
        let keys: Vec<Key> = texts.iter().map(|text| Sha256::digest(text.as_bytes()).into()).collect();
        let mut found: Vec<_> = keys.iter().zip(texts).map(|(key, text)| self.recall(key, text)).collect();
        let unknown: BTreeMap<_, _> =
            keys.iter().zip(texts).zip(&found).filter(|(_, found)| found.is_none()).map(|(both, _)| both).collect();
        let unknown: Vec<_> = unknown.into_iter().collect();
        if unknown.is_empty() {
            return (found, Ok(()));
        }
        let learned = self.learn(&unknown, until).await;
        for ((found, key), text) in found.iter_mut().zip(&keys).zip(texts) {
            *found = found.take().or_else(|| self.recall(key, text));
        }
        (found, learned)
    }

    /// What is known of a text.
    fn recall(&self, key: &Key, text: &str) -> Option<Embedding> {
        let is_about_nothing = !text.chars().any(char::is_alphanumeric) || self.refused.contains_key(key);
        if is_about_nothing {
            Some(Embedding::nothing())
        } else {
            self.known.get(key)
        }
    }

    /// Asks for these texts, each of which is there once, unless the embedder rests. What came before a failure is remembered.
    async fn learn(&self, texts: &[(&Key, &String)], until: Instant) -> Result<(), EmbedError> {
        let limit = self.patience.limit;
        let late = EmbedError::TimedOut { limit };
        // Held while it is asked: whoever comes meanwhile asks for nothing twice, and does not find out as well that it fails.
        let mut failed_at = timeout_at(until, self.failed_at.lock()).await.map_err(|_| late.clone())?;
        if failed_at.is_some_and(|failed_at| failed_at.elapsed() < self.patience.pause) {
            return Err(EmbedError::Resting { pause: self.patience.pause });
        }
        // Others have used up the time: no failure of the embedder's.
        if Instant::now() >= until {
            return Err(late);
        }
        let unknown: Vec<_> = texts.iter().filter(|(key, text)| self.recall(key, text).is_none()).copied().collect();
        let all = async {
            for batch in unknown.chunks(BATCH) {
                self.ask(batch).await?;
            }
            Ok(())
        };
        let learned = timeout_at(until, all).await.unwrap_or(Err(late));
        *failed_at = learned.is_err().then(Instant::now);
        learned
    }

    /// Asks for these together. Where that fails although the embedder takes another text, one of them is to blame: each half is asked for,
    /// down to that one, which has a second chance before it is refused.
    async fn ask(&self, texts: &[(&Key, &String)]) -> Result<(), EmbedError> {
        // What is still to be asked for, last part first.
        let mut parts = vec![texts];
        while let Some(part) = parts.pop() {
            let Err(error) = self.ask_at_once(part).await else { continue };
            self.embedder.embed(&[HARMLESS.to_owned()]).await.map_err(|_| error)?;
            match part {
                [(key, _)] => {
                    if self.ask_at_once(part).await.is_err() {
                        self.refused.insert(**key, ());
                    }
                }
                _ => {
                    let (first, second) = part.split_at(part.len().div_euclid(2));
                    parts.extend([second, first]);
                }
            }
        }
        Ok(())
    }

    async fn ask_at_once(&self, texts: &[(&Key, &String)]) -> Result<(), EmbedError> {
        let asked: Vec<_> = texts.iter().map(|(_, text)| (*text).clone()).collect();
        for ((key, _), embedding) in texts.iter().zip(self.embedder.embed(&asked).await?) {
            self.known.insert(**key, embedding);
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
        remembered.embed(&texts.iter().map(ToString::to_string).collect::<Vec<_>>(), remembered.deadline()).await
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
        assert!(remembered.embed(&many, remembered.deadline()).await.0.iter().all(Option::is_some));
        assert_eq!(fake.batches(), [32, 32, 6]);
    }

    #[tokio::test]
    async fn what_is_new_is_remembered_rather_than_what_is_old() {
        let (fake, remembered) = remembered(HOUR);
        let embed = |texts: std::ops::Range<u64>| {
            let texts: Vec<_> = texts.map(|number| format!("bee {number}")).collect();
            let remembered = &remembered;
            async move {
                assert!(remembered.embed(&texts, remembered.deadline()).await.0.iter().all(Option::is_some));
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
        assert_eq!(fake.batches(), [1, 1, 1], "the first, the second, and something harmless");
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
        let (embeddings, learned) = remembered.embed(&texts, remembered.deadline()).await;
        assert_eq!(learned, Ok(()));
        let refused: Vec<_> = (0..32).filter(|at| embeddings[*at] == Some(Embedding::nothing())).collect();
        assert_eq!((refused.len(), embeddings.iter().all(Option::is_some)), (2, true));
        // Two ways from 32 texts to one: five halvings each, of which one half is fine, and something harmless after each failure.
        assert!(fake.batches().len() <= 1 + 2 * 5 * 3 + 2 * 2, "{:?}", fake.batches());
        assert_eq!(all(&remembered, &["poison alone"]).await, [Embedding::nothing()]);
        let asked = fake.batches().len();
        all(&remembered, &["poison alone", "poison bee"]).await;
        assert_eq!(fake.batches().len(), asked, "and is asked for once");
        all(&remembered, &["honey"]).await;
    }

    #[tokio::test]
    async fn a_failure_that_passes_is_held_against_no_text() {
        let (fake, remembered) = remembered(HOUR);
        fake.fail_once(EmbedError::Unreachable("reset".into()));
        let once = all(&remembered, &["bee"]).await;
        assert_ne!(once, [Embedding::nothing()]);
        assert_eq!(fake.batches(), [1, 1, 1], "it, something harmless, and it again");
        fake.fail_once(EmbedError::Unreachable("reset".into()));
        assert_eq!(all(&remembered, &["honey", "car"]).await[0], once[0]);
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

    #[tokio::test]
    async fn who_waits_for_another_waits_no_longer_than_it_wants() {
        let (fake, _) = remembered(HOUR);
        fake.fall_silent();
        let remembered = Remembered::new(fake, Patience { limit: HOUR, pause: HOUR });
        let soon = Instant::now() + Duration::from_millis(20);
        let (texts, others) = (["car".to_owned()], ["bee".to_owned()]);
        let both = [remembered.embed(&texts, soon), remembered.embed(&others, soon)];
        let [first, second] = both.map(Box::pin);
        let (first, second) = tokio::join!(first, second);
        assert!(matches!(first.1, Err(EmbedError::TimedOut { .. })) && second.1.is_err());
    }

    #[tokio::test]
    async fn whoever_goes_away_leaves_the_embedder_to_others() {
        let (fake, remembered) = remembered(HOUR);
        let texts = ["car".to_owned()];
        fake.fall_silent();
        let gone = tokio::time::timeout(Duration::from_millis(20), remembered.embed(&texts, remembered.deadline())).await;
        assert!(gone.is_err());
        fake.speak();
        all(&remembered, &["car"]).await;
    }
}
