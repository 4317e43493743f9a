//! Embeddings of the letters that words are made of: no model, no network, the same on every machine.

use std::collections::BTreeMap;

use async_trait::async_trait;
use twox_hash::XxHash64;
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use crate::{EmbedError, Embedder, Embedding, DIMENSIONS};

/// Lengths of the pieces of a word, in letters, its beginning and end counted as one each.
const LENGTHS: std::ops::RangeInclusive<usize> = 3..=5;
/// Marks the beginning and the end of a word, so that the pieces there are others than those within.
const EDGE: char = '\u{0}';

/// Hashed n-grams: texts are alike that share words, or words that share pieces, such as "summarise" and "summaries". It knows no
/// synonyms.
///
/// Each word, in lower case and NFKC, is taken whole and in all its pieces of three to five letters, much as in fastText (Bojanowski et al.,
/// "Enriching Word Vectors with Subword Information", 2017). Each goes to the component, and with the sign, that its hash says (Weinberger
/// et al., "Feature Hashing for Large Scale Multitask Learning", 2009; XXH64 with seed 0). A word weighs as much as it has pieces, so that
/// "of" and "the" count for little in any language (short words are common ones: Zipf's law of abbreviation); one that comes `n` times
/// weighs the root of `n` as much.
#[derive(Clone, Copy, Default, Debug)]
pub struct Ngrams;

#[async_trait]
impl Embedder for Ngrams {
    async fn embed(&self, texts: &[String]) -> Result<Vec<Embedding>, EmbedError> {
        let texts = texts.to_vec();
        let embed = move || texts.iter().map(|text| embedding(text)).collect();
        tokio::task::spawn_blocking(embed).await.map_err(|_| EmbedError::Broke)?
    }
}

fn embedding(text: &str) -> Result<Embedding, EmbedError> {
    let text: String = text.nfkc().flat_map(char::to_lowercase).collect();
    // In their order, since a sum of floating-point numbers depends on it.
    let mut words = BTreeMap::<&str, u32>::new();
    for word in text.unicode_words() {
        let times = words.entry(word).or_default();
        *times = times.saturating_add(1);
    }
    let mut vector = [0.0; DIMENSIONS];
    for (word, times) in words {
        #[expect(clippy::cast_possible_truncation, reason = "rounded to the precision that is kept")]
        let weight = f64::from(times).sqrt() as f32;
        for piece in pieces(word) {
            let hash = XxHash64::oneshot(0, piece.as_bytes());
            let sign = if hash >> 63 == 0 { weight } else { -weight };
            #[expect(clippy::cast_possible_truncation, reason = "the remainder is small")]
            if let Some(component) = vector.get_mut((hash % DIMENSIONS as u64) as usize) {
                *component += sign;
            }
        }
    }
    Ok(Embedding::new(&vector)?)
}

/// The word and all its pieces; at least one.
fn pieces(word: &str) -> Vec<String> {
    let letters: Vec<char> = std::iter::once(EDGE).chain(word.chars()).chain(std::iter::once(EDGE)).collect();
    let shorter = LENGTHS.filter(|length| *length < letters.len());
    let parts = shorter.flat_map(|length| letters.windows(length).map(|part| part.iter().collect()));
    std::iter::once(letters.iter().collect()).chain(parts).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Similarity;

    fn of(text: &str) -> Embedding {
        embedding(text).unwrap()
    }

    fn alike(one: &str, other: &str) -> Similarity {
        of(one).similarity(&of(other))
    }

    #[test]
    fn texts_that_share_words_or_their_pieces_are_alike() {
        let task = "Summarise this article about bees";
        let summariser = alike(task, "summariser: summarises articles and texts in three sentences");
        let captions = alike(task, "caption: says what can be seen in a picture");
        assert!(summariser > Similarity::hundredths(20), "{summariser:?}");
        assert!(captions < Similarity::hundredths(10), "{captions:?}");
    }

    #[test]
    fn case_and_the_way_letters_are_written_do_not_matter() {
        let same = Similarity::hundredths(100);
        assert_eq!(alike("Translate into French", "TRANSLATE, into french!"), same);
        // Ligatures and letters of full width; an accent of its own.
        assert_eq!(alike("\u{fb01}le", "\u{ff46}ile"), same);
        assert_eq!(alike("cafe\u{301}", "caf\u{e9}"), same);
    }

    #[test]
    fn a_word_that_comes_often_weighs_more_but_not_so_many_times() {
        let once = alike("bees honey", "honey");
        let thrice = alike("bees honey honey honey", "honey");
        // A right angle shared by one to one, and by one to the root of three.
        assert!(once < thrice && thrice < Similarity::hundredths(95), "{once:?} {thrice:?}");
    }

    #[test]
    fn a_text_without_words_is_about_nothing() {
        for text in ["", " \n", "?!... --"] {
            assert_eq!(of(text), Embedding::nothing(), "{text:?}");
        }
    }

    #[test]
    fn a_word_is_taken_whole_and_in_pieces_with_its_edges() {
        assert_eq!(pieces("say"), ["\0say\0", "\0sa", "say", "ay\0", "\0say", "say\0"]);
        assert_eq!(pieces("a"), ["\0a\0"]);
    }

    #[test]
    fn a_piece_goes_where_its_hash_says() {
        // XXH64 of "\0a\0" with seed 0, by python-xxhash: 0xd2541e670a8e118f.
        let expected: [f32; DIMENSIONS] = std::array::from_fn(|at| if at == 271 { -1.0 } else { 0.0 });
        assert_eq!(of("a"), Embedding::new(&expected).unwrap());
    }

    proptest! {
        #[test]
        fn the_order_of_words_does_not_matter(
            (words, shuffled) in proptest::collection::vec("[a-z]{1,12}", 1..20).prop_flat_map(|words| (Just(words.clone()), Just(words).prop_shuffle())),
        ) {
            prop_assert_eq!(of(&words.join(" ")), of(&shuffled.join(" ")));
        }

        #[test]
        fn any_text_has_an_embedding_and_is_alike_to_itself(text: String) {
            let embedding = of(&text);
            let expected = if embedding == Embedding::nothing() { Similarity::default() } else { Similarity::hundredths(100) };
            prop_assert_eq!(embedding.similarity(&embedding), expected);
        }
    }
}
