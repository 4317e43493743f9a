//! A sentence's words, as far as they say what it is about.

use unicode_segmentation::UnicodeSegmentation;

/// Words that every English text is full of, sorted.
const STOP_WORDS: &[&str] = &[
    "a",
    "about",
    "above",
    "after",
    "again",
    "against",
    "all",
    "almost",
    "also",
    "although",
    "always",
    "am",
    "among",
    "an",
    "and",
    "another",
    "any",
    "are",
    "as",
    "at",
    "be",
    "because",
    "been",
    "before",
    "being",
    "below",
    "between",
    "both",
    "but",
    "by",
    "can",
    "cannot",
    "could",
    "did",
    "do",
    "does",
    "doing",
    "done",
    "down",
    "during",
    "each",
    "either",
    "else",
    "ever",
    "every",
    "few",
    "for",
    "from",
    "further",
    "had",
    "has",
    "have",
    "having",
    "he",
    "her",
    "here",
    "hers",
    "herself",
    "him",
    "himself",
    "his",
    "how",
    "however",
    "i",
    "if",
    "in",
    "into",
    "is",
    "it",
    "its",
    "itself",
    "just",
    "least",
    "less",
    "like",
    "made",
    "make",
    "many",
    "may",
    "me",
    "might",
    "mine",
    "more",
    "most",
    "much",
    "must",
    "my",
    "myself",
    "neither",
    "never",
    "no",
    "nor",
    "not",
    "nothing",
    "now",
    "of",
    "off",
    "often",
    "on",
    "once",
    "one",
    "only",
    "or",
    "other",
    "others",
    "ought",
    "our",
    "ours",
    "ourselves",
    "out",
    "over",
    "own",
    "perhaps",
    "quite",
    "rather",
    "same",
    "shall",
    "she",
    "should",
    "since",
    "so",
    "some",
    "still",
    "such",
    "than",
    "that",
    "the",
    "their",
    "theirs",
    "them",
    "themselves",
    "then",
    "there",
    "therefore",
    "these",
    "they",
    "this",
    "those",
    "though",
    "through",
    "thus",
    "to",
    "too",
    "under",
    "until",
    "up",
    "upon",
    "us",
    "very",
    "was",
    "we",
    "were",
    "what",
    "when",
    "where",
    "whether",
    "which",
    "while",
    "who",
    "whom",
    "whose",
    "why",
    "will",
    "with",
    "within",
    "without",
    "would",
    "yet",
    "you",
    "your",
    "yours",
    "yourself",
    "yourselves",
];
/// Endings that make a possessive or a contraction.
const APOSTROPHE_ENDINGS: &[&str] = &["'s", "'re", "'ve", "'ll", "'d", "'m", "n't", "'"];

/// The sentence's words in lower case and without endings, stop words and numbers left out.
pub(crate) fn content_words(sentence: &str) -> impl Iterator<Item = String> + '_ {
    sentence.unicode_words().map(fold).filter(|word| word.contains(char::is_alphabetic) && !is_stop_word(word))
}

fn fold(word: &str) -> String {
    let lower = word.to_lowercase().replace('’', "'");
    let stem = APOSTROPHE_ENDINGS.iter().find_map(|ending| lower.strip_suffix(ending));
    stem.map_or_else(|| lower.clone(), str::to_owned)
}

fn is_stop_word(word: &str) -> bool {
    STOP_WORDS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(sentence: &str) -> Vec<String> {
        content_words(sentence).collect()
    }

    #[test]
    fn stop_words_are_sorted_for_the_search() {
        assert!(STOP_WORDS.is_sorted());
    }

    #[test]
    fn only_words_that_say_something_are_left() {
        assert_eq!(words("The Keeper's 3 lamps didn’t fail, and we’d seen it."), ["keeper", "lamps", "fail", "seen"]);
    }

    #[test]
    fn case_is_folded_in_every_script() {
        assert_eq!(words("Straße ÉTÉ ΟΔΟΣ"), ["straße", "été", "οδος"]);
    }
}
